/* SPDX-License-Identifier: Apache-2.0 */
/* Which legs use which licence, and which of them only carry on what was drawn before. */
#include "checks/licence_support.h"

typedef struct balance { /* units that a party has received under a licence and not passed on */
    uint32_t licence, party, model;
    int64_t units; /* 0 in a free slot of the table, too: `used` tells */
    bool used;
} balance;

typedef struct balances { /* open addressing */
    balance *v;
    size_t n, n_slots;
    uint64_t seed;
} balances;

static balance *find(balances *b, uint32_t licence, uint32_t party, uint32_t model)
{
    uint32_t parts[3] = {licence, party, model};
    size_t at = (size_t)vb_str_hash_seeded((vb_str){(const char *)parts, sizeof parts}, b->seed) & (b->n_slots - 1);
    for (; b->v[at].used; at = (at + 1) & (b->n_slots - 1))
        if (b->v[at].licence == licence && b->v[at].party == party && b->v[at].model == model)
            break;
    return &b->v[at];
}

/* Adds units to what the party has; NULL error only for want of memory. */
static vb_code receive(balances *b, vb_arena *scratch, const balance *what, vb_error *err)
{
    if (b->n * 2 >= b->n_slots) {
        balances bigger = {.n_slots = b->n_slots == 0 ? 1024 : b->n_slots * 4};
        bigger.v = VB_NEW(scratch, balance, bigger.n_slots);
        if (bigger.v == NULL)
            return vb_fail(err, VB_E_NOMEM, "use of licences", VB_NO_OFFSET, "no memory");
        bigger.seed = (uint64_t)(uintptr_t)bigger.v * UINT64_C(0x9e3779b97f4a7c15);
        for (size_t i = 0; i < b->n_slots; i++)
            if (b->v[i].used)
                *find(&bigger, b->v[i].licence, b->v[i].party, b->v[i].model) = b->v[i];
        bigger.n = b->n;
        *b = bigger;
    }
    balance *mine = find(b, what->licence, what->party, what->model);
    if (!mine->used) {
        *mine = *what;
        mine->used = true;
        b->n++;
    } else {
        mine->units += what->units;
    }
    return VB_OK;
}

static bool pass_on(balances *b, uint32_t licence, uint32_t party, uint32_t model, int64_t units)
{
    balance *mine = b->n_slots == 0 || party == VB_NONE ? NULL : find(b, licence, party, model);
    if (mine == NULL || !mine->used || mine->units < units)
        return false;
    mine->units -= units;
    return true;
}

uint32_t vb_licence_of_leg(const vb_licence_use *use, const vb_leg *leg)
{
    uint32_t text = use->cx->claims->movements.licence_line[vb_leg_licence_movement(use->cx->view, leg)];
    return text == VB_NONE ? VB_NONE : use->licence_of_text[text];
}

/* The licence that the leg writes on its papers, if a leg of its kind can draw on it. */
static uint32_t drawn_by(const vb_licence_use *use, const vb_leg *leg)
{
    return (leg->kind != VB_SHIPPED && leg->kind != VB_RECEIVED) || leg->derived ? VB_NONE
                                                                                 : vb_licence_of_leg(use, leg);
}

static uint32_t exporter_of(const vb_context *cx, uint32_t licence)
{
    return cx->claims->licences.v[cx->view->lines[cx->view->first_line_of_licence[licence]].claim].exporter;
}

static uint32_t model_of(const vb_context *cx, const vb_leg *leg)
{
    uint32_t text = vb_view_leg_model_text(cx->view, leg);
    return text == VB_NONE ? VB_NONE : cx->view->model_key[text];
}

enum { ONWARD = 1, PERHAPS = 2 }; /* PERHAPS: onward if its sender has received that many as a quantity */

/* One item's chain. Balances are kept only where some quantity without serials draws on a licence, too. */
static vb_code follow(vb_licence_use *use, uint32_t item, balances *b, vb_error *err)
{
    const vb_context *cx = use->cx;
    const vb_view *v = cx->view;
    uint32_t drawn = VB_NONE, first_sender = VB_NONE;
    for (uint32_t k = v->leg_first[item]; k < v->leg_first[item + 1]; k++) {
        const vb_leg *leg = &v->legs[k];
        uint32_t licence = drawn_by(use, leg);
        if (leg->kind == VB_RETURNED || (drawn != VB_NONE && leg->to_party != VB_NONE && vb_leg_transfers(leg) &&
                                         leg->to_party == exporter_of(cx, drawn))) {
            drawn = VB_NONE; /* it came back: to send it out again draws again */
            continue;
        }
        if (licence == VB_NONE)
            continue;
        uint32_t exporter = exporter_of(cx, licence), from = leg->from_party;
        if (licence == drawn && (from == VB_NONE || from != (exporter != VB_NONE ? exporter : first_sender))) {
            use->onward[k] = ONWARD;
            if (b != NULL)
                (void)pass_on(b, licence, from, model_of(cx, leg), 1);
        } else {
            if (b != NULL && exporter != VB_NONE && from != VB_NONE && from != exporter)
                use->onward[k] = PERHAPS;
            drawn = licence;
            first_sender = from;
        }
        if (b != NULL && use->onward[k] != PERHAPS)
            VB_TRY(receive(
                b, cx->scratch,
                &(balance){.licence = licence, .party = leg->to_party, .model = model_of(cx, leg), .units = 1}, err));
    }
    return VB_OK;
}

static vb_code index_texts(const vb_context *cx, vb_licence_use *use, vb_error *err)
{
    const vb_dict *texts = &cx->claims->licence_lines;
    use->licence_of_text = VB_NEW(cx->scratch, uint32_t, texts->n);
    if (use->licence_of_text == NULL)
        return vb_fail(err, VB_E_NOMEM, "use of licences", VB_NO_OFFSET, "no memory");
    for (uint32_t i = 0; i < texts->n; i++) {
        vb_str text = texts->keys[i];
        const char *cut = text.n == 0 ? NULL : memchr(text.p, '\n', text.n);
        uint32_t licence =
            vb_dict_find(&cx->claims->licence_ids, cut == NULL ? text : vb_str_sub(text, 0, (size_t)(cut - text.p)));
        use->licence_of_text[i] = licence != VB_NONE && cx->view->n_lines_of_licence[licence] > 0 ? licence : VB_NONE;
    }
    return VB_OK;
}

vb_code vb_licence_use_build(const vb_context *cx, vb_licence_use *out, vb_error *err)
{
    const vb_view *v = cx->view;
    vb_licence_use use = {.cx = cx};
    balances b = {0};
    uint32_t bulk = v->leg_first[v->n_items];
    bool quantities = false;
    use.onward = VB_NEW(cx->scratch, uint8_t, v->n_legs);
    if (use.onward == NULL)
        return vb_fail(err, VB_E_NOMEM, "use of licences", VB_NO_OFFSET, "no memory");
    *out = use;
    VB_TRY(index_texts(cx, out, err));
    if (cx->claims->licences.n == 0)
        return VB_OK;
    for (size_t k = bulk; k < v->n_legs && !quantities; k++)
        quantities = drawn_by(out, &v->legs[k]) != VB_NONE;
    for (uint32_t i = 0; i < v->n_items; i++)
        VB_TRY(follow(out, i, quantities ? &b : NULL, err));
    if (!quantities)
        return VB_OK;
    for (size_t k = bulk; k < v->n_legs; k++) { /* in order of time */
        const vb_leg *leg = &v->legs[k];
        uint32_t licence = drawn_by(out, leg), model = model_of(cx, leg);
        int64_t units = vb_leg_quantity(v, leg);
        if (licence == VB_NONE)
            continue;
        if (leg->from_party != exporter_of(cx, licence) && pass_on(&b, licence, leg->from_party, model, units))
            out->onward[k] = ONWARD;
        VB_TRY(receive(&b, cx->scratch,
                       &(balance){.licence = licence, .party = leg->to_party, .model = model, .units = units}, err));
    }
    for (size_t k = 0; k < bulk; k++) {
        const vb_leg *leg = &v->legs[k];
        if (out->onward[k] == PERHAPS)
            out->onward[k] =
                pass_on(&b, vb_licence_of_leg(out, leg), leg->from_party, model_of(cx, leg), 1) ? ONWARD : 0;
    }
    return VB_OK;
}

typedef struct licensed {
    const vb_licence_use *use;
    bool onward;
    vb_licensed_fn fn;
    void *ctx;
} licensed;

static bool names_licence(const vb_context *cx, const vb_leg *leg, void *ctx)
{
    const licensed *l = ctx;
    return drawn_by(l->use, leg) != VB_NONE && (l->onward || !l->use->onward[leg - cx->view->legs]);
}

static vb_code call_licensed(const vb_context *cx, const uint32_t *legs, size_t n, void *ctx, vb_findings *out,
                             vb_error *err)
{
    const licensed *l = ctx;
    const vb_leg *leg = &cx->view->legs[legs[0]];
    uint32_t line = vb_view_licence_line(cx->view, vb_leg_licence_movement(cx->view, leg));
    return l->fn(cx, line == VB_NONE ? NULL : &cx->claims->licences.v[cx->view->lines[line].claim],
                 vb_licence_of_leg(l->use, leg), legs, n, l->ctx, out, err);
}

vb_code vb_for_licensed(const vb_licence_use *use, bool onward, vb_licensed_fn fn, void *ctx, vb_findings *out,
                        vb_error *err)
{
    licensed l = {use, onward, fn, ctx};
    return use->cx->claims->licences.n == 0 ? VB_OK
                                            : vb_for_consignments(use->cx, names_licence, call_licensed, &l, out, err);
}
