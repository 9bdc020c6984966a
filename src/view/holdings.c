/* SPDX-License-Identifier: Apache-2.0 */
/* What each party holds of each model at each site, over time: one entry for every change. */
#include <stdlib.h>

#include "view/view_priv.h"

typedef struct key_table { /* (party, site, model) -> number, open addressing */
    uint32_t *slots;       /* number + 1 */
    size_t n_slots;
    vb_holding *v;
    size_t n, cap;
} key_table;

static uint64_t hash_key(uint32_t party, uint32_t site, uint32_t model)
{
    uint32_t parts[3] = {party, site, model};
    return vb_str_hash((vb_str){(const char *)parts, sizeof parts});
}

static bool grow(key_table *t, vb_arena *scratch)
{
    size_t n = t->n_slots == 0 ? 256 : t->n_slots * 2;
    uint32_t *slots = VB_NEW(scratch, uint32_t, n);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < t->n; i++) {
        size_t at = (size_t)hash_key(t->v[i].party, t->v[i].site, t->v[i].model) & (n - 1);
        while (slots[at] != 0)
            at = (at + 1) & (n - 1);
        slots[at] = (uint32_t)i + 1;
    }
    t->slots = slots;
    t->n_slots = n;
    return true;
}

static uint32_t number_of(key_table *t, vb_arena *scratch, uint32_t party, uint32_t site, uint32_t model)
{
    if (t->n * 4 >= t->n_slots * 3 && !grow(t, scratch))
        return VB_NONE;
    size_t at = (size_t)hash_key(party, site, model) & (t->n_slots - 1);
    for (; t->slots[at] != 0; at = (at + 1) & (t->n_slots - 1)) {
        const vb_holding *h = &t->v[t->slots[at] - 1];
        if (h->party == party && h->site == site && h->model == model)
            return t->slots[at] - 1;
    }
    vb_holding *h = VB_PUSH(scratch, t);
    if (h == NULL)
        return VB_NONE;
    *h = (vb_holding){.party = party, .site = site, .model = model};
    t->slots[at] = (uint32_t)t->n;
    return (uint32_t)t->n - 1;
}

static uint32_t model_key(const vb_view *v, const vb_leg *leg)
{
    uint32_t text = vb_view_leg_model_text(v, leg);
    return text == VB_NONE ? VB_NONE : v->model_key[text];
}

/* The two sides of a leg. `held`: where the item was, when an earlier leg told (the sender's site is often left out).
 */
static unsigned sides(const vb_leg *leg, const vb_custody *held, uint32_t party[2], uint32_t site[2], int64_t at[2],
                      int sign[2])
{
    unsigned n = 0;
    int64_t out_at = leg->departed != VB_NO_TIME ? leg->departed : leg->arrived;
    bool moves_site = leg->kind == VB_INSTALLED && leg->to_site != VB_NONE && held->known &&
                      held->site != leg->to_site && (held->party == leg->to_party || leg->to_party == VB_NONE);
    bool ends = leg->kind == VB_SCRAPPED || leg->kind == VB_LOST;
    if (ends && held->ended)
        return 0; /* what was lost is written off later: it is gone once */
    uint32_t from = leg->from_party;
    if (ends && from == VB_NONE)
        from = leg->to_party != VB_NONE ? leg->to_party : held->party;
    if (moves_site)
        from = held->party;
    if (!ends && !moves_site && !vb_leg_transfers(leg))
        return 0;
    if (leg->kind != VB_MADE && from != VB_NONE && !leg->derived) { /* a part that arrives left with its dispatch */
        party[n] = from;
        site[n] = leg->from_site != VB_NONE ? leg->from_site : held->party == from ? held->site : VB_NONE;
        at[n] = out_at;
        sign[n++] = -1;
    }
    uint32_t to = moves_site && leg->to_party == VB_NONE ? held->party : leg->to_party;
    bool under_way = (leg->kind == VB_SHIPPED || leg->kind == VB_RETURNED) && leg->arrived == VB_NO_TIME &&
                     leg->confirmation == VB_NONE;
    if (!ends && !under_way && to != VB_NONE) {
        party[n] = to;
        site[n] = leg->to_site;
        at[n] = leg->arrived != VB_NO_TIME ? leg->arrived : leg->departed;
        sign[n++] = 1;
    }
    return n;
}

static int compare_entry(const void *pa, const void *pb)
{
    const vb_entry *a = pa, *b = pb;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    if (a->change != b->change && (a->change > 0) != (b->change > 0))
        return a->change > 0 ? -1 : 1; /* in before out, so that a day's balance does not dip below zero */
    return a->leg < b->leg ? -1 : a->leg > b->leg;
}

static int compare_holding(const void *pa, const void *pb)
{
    const vb_holding *a = pa, *b = pb;
    if (a->party != b->party)
        return a->party < b->party ? -1 : 1;
    if (a->site != b->site)
        return a->site < b->site ? -1 : 1;
    return a->model < b->model ? -1 : a->model > b->model;
}

/* Walks every leg twice: pass 0 counts the entries of each key, pass 1 writes them. */
static bool walk(vb_view_build_job *job, key_table *keys, uint64_t *count, vb_entry *entries)
{
    const vb_view *v = job->view;
    for (uint32_t item = 0; item <= v->n_items; item++) {
        size_t end = item < v->n_items ? v->leg_first[item + 1] : v->n_legs;
        vb_custody held = vb_custody_start();
        for (size_t i = v->leg_first[item]; i < end; i++) {
            const vb_leg *leg = &v->legs[i];
            uint32_t party[2], site[2];
            int64_t at[2];
            int sign[2];
            unsigned n = sides(leg, &held, party, site, at, sign);
            for (unsigned k = 0; k < n; k++) {
                uint32_t key = number_of(keys, job->scratch, party[k], site[k], model_key(v, leg));
                if (key == VB_NONE)
                    return false;
                if (entries == NULL)
                    keys->v[key].n++;
                else
                    entries[count[key]++] = (vb_entry){
                        .at = at[k], .leg = (uint32_t)i, .change = sign[k] * (int32_t)vb_leg_quantity(v, leg)};
            }
            if (item < v->n_items)
                vb_custody_step(&held, leg, (uint32_t)i);
        }
    }
    return true;
}

vb_code vb_view_build_holdings(vb_view_build_job *job)
{
    vb_view *v = job->view;
    key_table keys = {0};
    if (!walk(job, &keys, NULL, NULL))
        return vb_view_no_memory(job, "holdings");
    uint64_t total = 0;
    uint64_t *at = VB_NEW(job->scratch, uint64_t, keys.n);
    vb_holding *holdings = VB_NEW(job->arena, vb_holding, keys.n);
    if (at == NULL || holdings == NULL)
        return vb_view_no_memory(job, "holdings");
    for (size_t i = 0; i < keys.n; i++) {
        keys.v[i].first = (size_t)total;
        at[i] = total;
        total += keys.v[i].n;
    }
    vb_entry *entries = VB_NEW(job->arena, vb_entry, (size_t)total);
    if (entries == NULL || !walk(job, &keys, at, entries))
        return vb_view_no_memory(job, "holdings");
    for (size_t i = 0; i < keys.n; i++) {
        vb_entry *e = entries + keys.v[i].first;
        if (keys.v[i].n > 1)
            qsort(e, keys.v[i].n, sizeof *e, compare_entry);
        int64_t balance = 0;
        for (size_t k = 0; k < keys.v[i].n; k++)
            e[k].balance = balance += e[k].change;
        holdings[i] = keys.v[i];
    }
    if (keys.n > 1)
        qsort(holdings, keys.n, sizeof *holdings, compare_holding);
    v->holdings = holdings;
    v->n_holdings = keys.n;
    v->entries = entries;
    return VB_OK;
}
