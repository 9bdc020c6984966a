/* SPDX-License-Identifier: Apache-2.0 */
/* Which licence stands on a leg, and which legs only carry on what was drawn before. */
#include <stdlib.h>

#include "view/view_priv.h"

typedef struct balance { /* units that a party has received under a licence and not passed on */
    uint32_t licence, party, model;
    int64_t units; /* 0 in a free slot of the table, too: `used` tells */
    bool used;
} balance;

typedef struct balances { /* open addressing; the seed decides where an entry lies, never what is found */
    balance *v;
    size_t n, n_slots;
    uint64_t seed;
} balances;

typedef struct later { /* a unit with a serial number, onward if its sender has received that many as a quantity */
    int64_t at;
    uint32_t leg;
} later;

typedef struct use {
    vb_view_build_job *job;
    const vb_view *v;
    bool quantities; /* some quantity without serials draws on a licence: only then balances are kept */
    balances b;
    struct {
        later *v;
        size_t n, cap;
    } later;
} use;

static balance *find(balances *b, uint32_t licence, uint32_t party, uint32_t model)
{
    uint32_t parts[3] = {licence, party, model};
    size_t at = (size_t)vb_str_hash_seeded((vb_str){(const char *)parts, sizeof parts}, b->seed) & (b->n_slots - 1);
    for (; b->v[at].used; at = (at + 1) & (b->n_slots - 1))
        if (b->v[at].licence == licence && b->v[at].party == party && b->v[at].model == model)
            break;
    return &b->v[at];
}

static vb_code receive(use *u, uint32_t licence, const vb_leg *leg, uint32_t model, int64_t units)
{
    balances *b = &u->b;
    if (b->n * 2 >= b->n_slots) {
        balances bigger = {.n = b->n, .n_slots = b->n_slots == 0 ? 1024 : b->n_slots * 4};
        bigger.v = VB_NEW(u->job->scratch, balance, bigger.n_slots);
        if (bigger.v == NULL)
            return vb_view_no_memory(u->job, "the use of licences");
        bigger.seed = (uint64_t)(uintptr_t)bigger.v * UINT64_C(0x9e3779b97f4a7c15);
        for (size_t i = 0; i < b->n_slots; i++)
            if (b->v[i].used)
                *find(&bigger, b->v[i].licence, b->v[i].party, b->v[i].model) = b->v[i];
        *b = bigger;
    }
    balance *mine = find(b, licence, leg->to_party, model);
    if (!mine->used) {
        *mine = (balance){licence, leg->to_party, model, units, true};
        b->n++;
    } else {
        mine->units += units;
    }
    return VB_OK;
}

static bool pass_on(use *u, uint32_t licence, const vb_leg *leg, uint32_t model, int64_t units)
{
    balance *mine =
        u->b.n_slots == 0 || leg->from_party == VB_NONE ? NULL : find(&u->b, licence, leg->from_party, model);
    if (mine == NULL || !mine->used || mine->units < units)
        return false;
    mine->units -= units;
    return true;
}

uint32_t vb_leg_licence(const vb_view *v, const vb_leg *leg)
{
    uint32_t text = v->claims->movements.licence_line[vb_leg_licence_movement(v, leg)];
    uint32_t licence = text == VB_NONE ? VB_NONE : v->licence_of_text[text];
    return licence != VB_NONE && v->n_lines_of_licence[licence] > 0 ? licence : VB_NONE;
}

uint32_t vb_leg_uses_licence(const vb_view *v, const vb_leg *leg)
{
    /* a hand-over draws once; sending back, installing, repairing and scrapping do not */
    return (leg->kind != VB_SHIPPED && leg->kind != VB_RECEIVED) || leg->derived ? VB_NONE : vb_leg_licence(v, leg);
}

static uint32_t exporter_of(const vb_view *v, uint32_t licence)
{
    return v->claims->licences.v[v->lines[v->first_line_of_licence[licence]].claim].exporter;
}

static uint32_t model_of(const vb_view *v, const vb_leg *leg)
{
    uint32_t text = vb_view_leg_model_text(v, leg);
    return text == VB_NONE ? VB_NONE : v->model_key[text];
}

static vb_code ask_later(use *u, uint32_t k)
{
    later *l = VB_PUSH(u->job->scratch, &u->later);
    if (l == NULL)
        return vb_view_no_memory(u->job, "the use of licences");
    *l = (later){vb_leg_time(&u->v->legs[k]), k};
    return VB_OK;
}

/* One item's chain. */
static vb_code follow(use *u, uint32_t item)
{
    const vb_view *v = u->v;
    uint32_t drawn = VB_NONE, first_sender = VB_NONE;
    for (uint32_t k = v->leg_first[item]; k < v->leg_first[item + 1]; k++) {
        vb_leg *leg = &u->job->legs[k];
        if (leg->kind == VB_RETURNED || (drawn != VB_NONE && leg->to_party != VB_NONE && vb_leg_transfers(leg) &&
                                         leg->to_party == exporter_of(v, drawn))) {
            drawn = VB_NONE; /* it came back: to send it out again draws again */
            continue;
        }
        uint32_t licence = vb_leg_uses_licence(v, leg);
        if (licence == VB_NONE)
            continue;
        uint32_t exporter = exporter_of(v, licence), from = leg->from_party;
        uint32_t model = u->quantities ? model_of(v, leg) : VB_NONE;
        leg->onward = licence == drawn && (from == VB_NONE || from != (exporter != VB_NONE ? exporter : first_sender));
        bool perhaps = u->quantities && !leg->onward && exporter != VB_NONE && from != VB_NONE && from != exporter;
        if (!leg->onward) {
            drawn = licence;
            first_sender = from;
        } else if (u->quantities) {
            (void)pass_on(u, licence, leg, model, 1);
        }
        if (perhaps)
            VB_TRY(ask_later(u, k));
        else if (u->quantities)
            VB_TRY(receive(u, licence, leg, model, 1));
    }
    return VB_OK;
}

static int by_time(const void *pa, const void *pb)
{
    const later *a = pa, *b = pb;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->leg < b->leg ? -1 : a->leg > b->leg;
}

static vb_code follow_quantities(use *u)
{
    const vb_view *v = u->v;
    for (size_t k = v->leg_first[v->n_items]; k < v->n_legs; k++) { /* in order of time */
        vb_leg *leg = &u->job->legs[k];
        uint32_t licence = vb_leg_uses_licence(v, leg), model = model_of(v, leg);
        int64_t units = vb_leg_quantity(v, leg);
        if (licence == VB_NONE)
            continue;
        leg->onward = leg->from_party != exporter_of(v, licence) && pass_on(u, licence, leg, model, units);
        VB_TRY(receive(u, licence, leg, model, units));
    }
    if (u->later.n > 1)
        qsort(u->later.v, u->later.n, sizeof *u->later.v, by_time);
    for (size_t i = 0; i < u->later.n; i++) {
        vb_leg *leg = &u->job->legs[u->later.v[i].leg];
        leg->onward = pass_on(u, vb_leg_licence(v, leg), leg, model_of(v, leg), 1);
    }
    return VB_OK;
}

vb_code vb_view_build_licence_use(vb_view_build_job *job)
{
    const vb_view *v = job->view;
    use u = {.job = job, .v = v};
    if (v->claims->licences.n == 0 || v->claims->licence_lines.n == 0)
        return VB_OK;
    for (size_t k = v->leg_first[v->n_items]; k < v->n_legs && !u.quantities; k++)
        u.quantities = vb_leg_uses_licence(v, &v->legs[k]) != VB_NONE;
    for (uint32_t i = 0; i < v->n_items; i++)
        VB_TRY(follow(&u, i));
    return u.quantities ? follow_quantities(&u) : VB_OK;
}
