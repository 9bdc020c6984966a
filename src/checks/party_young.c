/* SPDX-License-Identifier: Apache-2.0 */
/* party.young: was a buyer founded, or did it wake up, after the rule and place its first large order within a year?
 * Red flags of the BIS guidance of 13 May 2025; pattern of the Hao Global, ALX Solutions and Megaspeed cases
 * (docs/checks/party.young.md). */
#include <inttypes.h>
#include <stdlib.h>

#include "checks/check.h"
#include "checks/checks_priv.h"
#include "checks/licence_support.h"

typedef struct order { /* first day on which a party has received `items` or more in total within 90 days */
    int64_t at;
    int64_t quantity;
    uint32_t leg;
} order;

typedef struct arrival {
    int64_t at, quantity;
    uint32_t leg;
} arrival;

static int by_time(const void *pa, const void *pb)
{
    const arrival *a = pa, *b = pb;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->leg < b->leg ? -1 : a->leg > b->leg;
}

static bool bought(const vb_context *cx, const vb_entry *e, uint32_t party)
{
    const vb_leg *leg = &cx->view->legs[e->leg];
    return e->change > 0 && e->at != VB_NO_TIME && (leg->kind == VB_SHIPPED || leg->kind == VB_RECEIVED) &&
           leg->from_party != party && !vb_view_has_role(cx->view, leg->from_party, VB_S("repair-shop"));
}

/* The first day, from `since` on, that begins 90 days with that many arrivals: of all models and sites together, as
 * orders are split over rows. */
static vb_code first_large(const vb_context *cx, uint32_t party, int64_t items, int64_t since, bool *found, order *out,
                           vb_error *err)
{
    const vb_view *v = cx->view;
    struct {
        arrival *v;
        size_t n, cap;
    } in = {0};
    size_t low = 0, high = v->n_holdings;
    while (low < high) { /* holdings are in order of party */
        size_t middle = low + (high - low) / 2;
        if (v->holdings[middle].party < party)
            low = middle + 1;
        else
            high = middle;
    }
    *found = false;
    for (; low < v->n_holdings && v->holdings[low].party == party; low++)
        for (size_t k = 0; k < v->holdings[low].n; k++) {
            const vb_entry *e = &v->entries[v->holdings[low].first + k];
            if (!bought(cx, e, party) || e->at < since - VB_DAY)
                continue;
            arrival *slot = VB_PUSH(cx->scratch, &in);
            if (slot == NULL)
                return vb_fail(err, VB_E_NOMEM, "party.young", VB_NO_OFFSET, "no memory");
            *slot = (arrival){e->at, e->change, e->leg};
        }
    if (in.n > 1)
        qsort(in.v, in.n, sizeof *in.v, by_time);
    int64_t sum = 0;
    for (size_t from = 0, end = 0; from < in.n && !*found; from++) {
        for (; end < in.n && vb_day_of(in.v[end].at) - vb_day_of(in.v[from].at) <= 90 * VB_DAY; end++)
            sum += in.v[end].quantity;
        if (sum >= items) {
            *out = (order){in.v[from].at, sum, in.v[from].leg};
            *found = true;
        }
        sum -= in.v[from].quantity;
    }
    return VB_OK;
}

/* A new company of an old house: the house has a history, and its seat is not where the goods may not go. */
static bool old_house(const vb_context *cx, uint32_t party, int64_t on, int64_t rule_day)
{
    const vb_party_claim *top = vb_view_party(cx->view, vb_view_parent(cx->view, party, on));
    if (top == NULL || top->founded.at == VB_NO_TIME || top->founded.at >= rule_day || cx->rules == NULL)
        return false;
    vb_country seat = top->headquarters != 0 ? top->headquarters : top->country;
    return seat != 0 && seat != VB_COUNTRY("MO") && vb_rules_in_group(cx->rules, VB_S("D:5"), seat, on) == VB_NO;
}

/* Carriers and workshops handle goods, they do not buy them. */
static bool buys(const vb_context *cx, uint32_t party)
{
    return !vb_is_forwarder(cx, party) && !vb_view_has_role(cx->view, party, VB_S("repair-shop")) &&
           !vb_view_has_role(cx->view, party, VB_S("laboratory"));
}

static vb_code report(const vb_context *cx, const vb_party_claim *p, const order *o, int64_t since, bool woke,
                      int64_t rule_day, vb_findings *out, vb_error *err)
{
    vb_draft *d = cx->draft;
    const vb_leg *leg = &cx->view->legs[o->leg];
    vb_str name = vb_say_party(cx, p->party);
    const vb_model *m = vb_view_leg_model(cx->view, leg);
    vb_draft_open(d, &vb_check_party_young, VB_REVIEW, VB_HIGH, "party",
                  vb_dict_text(&cx->claims->party_ids, p->party));
    uint32_t who = vb_draft_cite(d, cx, p->origin), at = vb_draft_cite_movement(d, cx, leg->movement);
    if (woke) {
        vb_draft_moment(d, cx, N_("dormant from"), p->dormant_from.at, true, who, false);
        vb_draft_moment(d, cx, N_("active again from"), since, true, who, false);
    } else {
        vb_draft_moment(d, cx, N_("founded"), since, true, who, false);
    }
    vb_draft_moment(d, cx, N_("rule in force from"), rule_day, true, VB_NONE, false);
    vb_draft_moment(d, cx, N_("first large order"), o->at, true, at, false);
    vb_draft_claim(d, N_("units within 90 days"), vb_text_number(cx, o->quantity, ""), VB_DECLARED, at, false);
    vb_str model = vb_say_model(cx, m, vb_view_leg_model_text(cx->view, leg));
    int64_t days = (o->at - since) / VB_DAY;
    if (woke)
        d->f.because =
            VB_SAY(N_("{0} was dormant until {1}, after the rule of {2}, and took {3} {4} or more {5} days later."),
                   VB_TEXT(name), VB_DATE(since), VB_DATE(rule_day), VB_NUMBER(o->quantity), VB_TEXT(model),
                   VB_NUMBER(days < 0 ? 0 : days));
    else
        d->f.because =
            VB_SAY(N_("{0} was founded on {1}, after the rule of {2}, and took {3} {4} or more {5} days later."),
                   VB_TEXT(name), VB_DATE(since), VB_DATE(rule_day), VB_NUMBER(o->quantity), VB_TEXT(model),
                   VB_NUMBER(days < 0 ? 0 : days));
    d->f.refute = VB_SAY(
        N_("Evidence of the business behind {0}: customers, staff, a site with power for these items, earlier orders."),
        VB_TEXT(name));
    d->f.rule.citation = VB_S("15 CFR part 732, supplement 3");
    return vb_findings_add(out, d, err);
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    if (cx->claims->movements.n == 0)
        return vb_check_open_input(&vb_check_party_young, cx,
                                   N_("No movement is recorded, so no first order can be seen ({0})."), "movements.csv",
                                   out, err);
    bool any_date = false;
    int64_t y = parameters[2] / 10000, m = parameters[2] / 100 % 100, day = parameters[2] % 100;
    if (m < 1 || m > 12 || day < 1 || day > 31)
        return vb_fail(err, VB_E_RANGE, "case.ini", VB_NO_OFFSET,
                       "[check.party.young] rule-day = %" PRId64 " is no day; expected YYYYMMDD", parameters[2]);
    int64_t rule_day = vb_days_from_civil(y, (unsigned)m, (unsigned)day) * VB_DAY;
    for (size_t i = 0; i < cx->claims->parties.n; i++) {
        const vb_party_claim *p = &cx->claims->parties.v[i];
        if (cx->view->party_row[p->party] != i)
            continue;
        int64_t founded = p->founded.at, woke = p->dormant_to.at;
        any_date = any_date || founded != VB_NO_TIME || woke != VB_NO_TIME;
        bool by_waking = woke != VB_NO_TIME && woke >= rule_day;
        bool by_founding = !by_waking && founded != VB_NO_TIME && founded >= rule_day;
        if ((!by_waking && !by_founding) || !buys(cx, p->party))
            continue;
        int64_t since = by_waking ? woke : founded, span = by_waking ? p->dormant_to.span : p->founded.span;
        order o = {0};
        bool found;
        VB_TRY(first_large(cx, p->party, parameters[0], since, &found, &o, err));
        /* a year alone ("2024") may mean its last day */
        if (!found || vb_day_of(o.at) - vb_day_of(since + span - 1) > parameters[1] * VB_DAY ||
            old_house(cx, p->party, o.at, rule_day))
            continue;
        VB_TRY(report(cx, p, &o, since, by_waking, rule_day, out, err));
    }
    if (!any_date)
        return vb_check_open_input(&vb_check_party_young, cx,
                                   N_("When the parties were founded is not in the case ({0})."),
                                   "parties.csv with founded and dormant_to", out, err);
    return VB_OK;
}

static const vb_parameter parameters_of[] = {
    {"items", 1, 1000000, 8, "items", N_("units within 90 days that make a large order (one server of eight)")},
    {"days", 1, 3650, 365, "days", N_("within how many days after founding or waking up")},
    {"rule-day", 19000101, 21991231, 20221007, "YYYYMMDD", N_("day of the rule: 7 October 2022, 87 FR 62186")},
};

const vb_check vb_check_party_young = {
    .id = "party.young",
    .since = "0.1.0",
    .question = N_("Was a buyer founded or woken up after the rule, with a first large order within a year?"),
    .passed = N_("No buyer of a large order is young or newly woken."),
    .needs = "parties.csv with founded or dormant_to, movements.csv",
    .severity = VB_HIGH,
    .parameters = parameters_of,
    .n_parameters = sizeof parameters_of / sizeof parameters_of[0],
    .run = run,
};
