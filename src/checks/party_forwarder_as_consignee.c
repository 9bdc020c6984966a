/* SPDX-License-Identifier: Apache-2.0 */
/* party.forwarder-as-consignee: is a freight forwarder the last stop on paper? Red flag 9 of supplement 3 to 15 CFR
 * part 732: "A freight forwarding firm is listed as the product's final destination." */
#include <stdlib.h>

#include "checks/check.h"
#include "checks/checks_priv.h"
#include "checks/licence_support.h"

enum { NOT_ONE, BY_NAME, BY_ROLE };

typedef struct bulk { /* a quantity that came to a forwarder */
    uint32_t party, model, leg;
    int64_t quantity;
} bulk;

typedef struct setting {
    int64_t days;
    uint8_t *is;     /* by party: NOT_ONE, BY_NAME, BY_ROLE */
    uint32_t *stays; /* by leg of quantities: how many did not go on */
} setting;

static bool forwarder_name(const vb_party_claim *p)
{
    static const char *const words[] = {"logistics", "freight",  "forwarding", "express",
                                        "cargo",     "shipping", "spedition"};
    if (p == NULL || p->roles.n > 0)
        return false; /* a stated role says more than a name */
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (vb_str_contains_nocase(p->name, vb_str_of(words[i])) ||
            vb_str_contains_nocase(p->industry, vb_str_of(words[i])))
            return true;
    return false;
}

static bool wanted(const vb_context *cx, const vb_leg *leg, void *ctx)
{
    const setting *s = ctx;
    (void)cx;
    return (leg->kind == VB_SHIPPED || leg->kind == VB_RECEIVED) && leg->to_party != VB_NONE &&
           s->is[leg->to_party] != NOT_ONE;
}

/* It went on to somebody, was put to use, or its loss or end was recorded. */
static bool goes_on(const vb_context *cx, uint32_t leg_index)
{
    const vb_leg *leg = &cx->view->legs[leg_index];
    for (uint32_t k = leg_index + 1; k < cx->view->leg_first[leg->item + 1]; k++) {
        const vb_leg *later = &cx->view->legs[k];
        bool to_other = later->to_party != VB_NONE && later->to_party != leg->to_party;
        if ((vb_leg_transfers(later) && to_other) || later->kind == VB_INSTALLED || later->kind == VB_LOST ||
            later->kind == VB_SCRAPPED)
            return true;
    }
    return false;
}

static int by_party(const void *pa, const void *pb)
{
    const bulk *a = pa, *b = pb;
    if (a->party != b->party)
        return a->party < b->party ? -1 : 1;
    if (a->model != b->model)
        return a->model < b->model ? -1 : 1;
    return a->leg < b->leg ? -1 : a->leg > b->leg;
}

static uint32_t model_of(const vb_view *v, const vb_leg *leg)
{
    uint32_t text = vb_view_leg_model_text(v, leg);
    return text == VB_NONE ? VB_NONE : v->model_key[text];
}

/* Quantities without serial numbers: what a forwarder sent on is taken from what came in, first in, first out. Legs of
 * quantities are in order of time. */
static vb_code follow_bulk(const vb_context *cx, setting *s, vb_error *err)
{
    const vb_view *v = cx->view;
    uint32_t first = v->leg_first[v->n_items];
    size_t n_in = 0, n_out = 0, legs = v->n_legs - first;
    bulk *in = VB_NEW(cx->scratch, bulk, legs), *away = VB_NEW(cx->scratch, bulk, legs);
    s->stays = VB_NEW(cx->scratch, uint32_t, legs);
    if (in == NULL || away == NULL || s->stays == NULL)
        return vb_fail(err, VB_E_NOMEM, "party.forwarder-as-consignee", VB_NO_OFFSET, "no memory");
    for (uint32_t i = first; i < v->n_legs; i++) {
        const vb_leg *leg = &v->legs[i];
        int64_t quantity = vb_leg_quantity(v, leg);
        uint32_t party = leg->from_party;
        bool ends = leg->kind == VB_LOST || leg->kind == VB_SCRAPPED || leg->kind == VB_INSTALLED;
        if (wanted(cx, leg, s) && leg->from_party != leg->to_party)
            in[n_in++] = (bulk){leg->to_party, model_of(v, leg), i, quantity};
        if (ends && party == VB_NONE)
            party = leg->to_party;
        bool leaves = leg->to_party != VB_NONE && leg->to_party != party && vb_leg_transfers(leg) && !leg->derived;
        if (party != VB_NONE && s->is[party] != NOT_ONE && (ends || leaves))
            away[n_out++] = (bulk){party, model_of(v, leg), i, quantity};
    }
    if (n_in > 1)
        qsort(in, n_in, sizeof *in, by_party);
    if (n_out > 1)
        qsort(away, n_out, sizeof *away, by_party);
    size_t k = 0;
    for (size_t i = 0; i < n_in; i++) {
        int64_t rest = in[i].quantity;
        while (k < n_out &&
               (away[k].party < in[i].party || (away[k].party == in[i].party && away[k].model < in[i].model)))
            k++;
        while (k < n_out && away[k].party == in[i].party && away[k].model == in[i].model && rest > 0) {
            int64_t part = away[k].quantity < rest ? away[k].quantity : rest;
            rest -= part;
            away[k].quantity -= part;
            if (away[k].quantity == 0)
                k++;
        }
        s->stays[in[i].leg - first] = (uint32_t)rest;
    }
    return VB_OK;
}

static vb_code judge(const vb_context *cx, const uint32_t *legs, size_t n, void *ctx, vb_findings *out, vb_error *err)
{
    const setting *s = ctx;
    const vb_leg *leg = &cx->view->legs[legs[0]];
    int64_t arrived = leg->arrived != VB_NO_TIME ? leg->arrived : leg->departed, quantity, resting = 0;
    uint32_t *stay = VB_NEW(cx->scratch, uint32_t, n);
    size_t n_stay = 0;
    if (stay == NULL)
        return vb_fail(err, VB_E_NOMEM, "party.forwarder-as-consignee", VB_NO_OFFSET, "no memory");
    if (arrived != VB_NO_TIME && vb_day_of(cx->as_of) - vb_day_of(arrived) < s->days * VB_DAY)
        return VB_OK; /* it may still go on */
    for (size_t i = 0; i < n; i++) {
        const vb_leg *one = &cx->view->legs[legs[i]];
        int64_t rest = one->item != VB_NONE ? !goes_on(cx, legs[i])
                                            : (int64_t)s->stays[legs[i] - cx->view->leg_first[cx->view->n_items]];
        if (rest > 0)
            stay[n_stay++] = legs[i];
        resting += rest;
    }
    if (n_stay == 0)
        return VB_OK;
    vb_draft *d = cx->draft;
    vb_str party = vb_say_party(cx, leg->to_party);
    bool by_role = s->is[leg->to_party] == BY_ROLE;
    VB_TRY(vb_draft_consignment(d, cx, &vb_check_party_forwarder_as_consignee, VB_REVIEW, by_role ? VB_HIGH : VB_MEDIUM,
                                stay, n_stay, &quantity, err));
    const vb_party_claim *p = vb_view_party(cx->view, leg->to_party);
    uint32_t who = p == NULL ? VB_NONE : vb_draft_cite(d, cx, p->origin),
             at = vb_draft_cite_movement(d, cx, leg->movement);
    vb_draft_claim(d, N_("consignee"), party, VB_DECLARED, at, true);
    vb_draft_claim(d, N_("roles"), p == NULL || p->roles.n == 0 ? VB_S("not stated") : p->roles, VB_DECLARED, who,
                   false);
    if (arrived != VB_NO_TIME)
        vb_draft_moment(d, cx, leg->arrived != VB_NO_TIME ? N_("arrived on") : N_("left on"), arrived, true, at, false);
    int64_t days = arrived == VB_NO_TIME ? 0 : (vb_day_of(cx->as_of) - vb_day_of(arrived)) / VB_DAY;
    if (by_role)
        d->f.because = VB_SAY(N_("{0} items went to {1}, a freight forwarder, as the last stop on record; no later "
                                 "receipt or installation shows an end user ({2} days)."),
                              VB_NUMBER(resting), VB_TEXT(party), VB_NUMBER(days));
    else
        d->f.because = VB_SAY(N_("{0} items went to {1}, by its name a freight forwarder, as the last stop on record; "
                                 "no later receipt or installation shows an end user ({2} days)."),
                              VB_NUMBER(resting), VB_TEXT(party), VB_NUMBER(days));
    d->f.refute = VB_SAY(N_("A delivery record from {0} to the end user for these items."), VB_TEXT(party));
    d->f.rule.citation = VB_S("15 CFR part 732, supplement 3, red flag 9");
    return vb_findings_add(out, d, err);
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    if (cx->claims->movements.n == 0)
        return vb_check_open_input(&vb_check_party_forwarder_as_consignee, cx,
                                   N_("No movement is recorded, so no consignee can be judged ({0})."), "movements.csv",
                                   out, err);
    if (cx->claims->parties.n == 0)
        return vb_check_open_input(&vb_check_party_forwarder_as_consignee, cx,
                                   N_("Who is a forwarder is not in the case ({0})."), "parties.csv with roles", out,
                                   err);
    setting s = {.days = parameters[0], .is = VB_NEW(cx->scratch, uint8_t, cx->claims->party_ids.n)};
    if (s.is == NULL)
        return vb_fail(err, VB_E_NOMEM, "party.forwarder-as-consignee", VB_NO_OFFSET, "no memory");
    for (uint32_t i = 0; i < cx->claims->party_ids.n; i++)
        s.is[i] = vb_is_forwarder(cx, i) ? BY_ROLE : forwarder_name(vb_view_party(cx->view, i)) ? BY_NAME : NOT_ONE;
    VB_TRY(follow_bulk(cx, &s, err));
    return vb_for_consignments(cx, wanted, judge, &s, out, err);
}

static const vb_parameter parameters_of[] = {
    {"days", 0, 3650, 30, "days", N_("how long a forwarder may hold goods before it counts as the last stop")},
};

const vb_check vb_check_party_forwarder_as_consignee = {
    .id = "party.forwarder-as-consignee",
    .since = "0.1.0",
    .question = N_("Is a freight forwarder the last stop on paper?"),
    .passed = N_("Everything that went to a forwarder went on from there."),
    .needs = "movements.csv, parties.csv with roles",
    .severity = VB_HIGH,
    .parameters = parameters_of,
    .n_parameters = sizeof parameters_of / sizeof parameters_of[0],
    .run = run,
};
