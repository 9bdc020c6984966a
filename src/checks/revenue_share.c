/* SPDX-License-Identifier: Apache-2.0 */
/* revenue.share: what share of revenue is owed for licensed sales, for each month, and does a legal instrument say so?
 *
 * A share comes from the licence line (share_percent) or from the rules (data/rules: the 15 % of August 2025, reported
 * by the press and never published as a rule). Without a legal instrument nothing is called a breach: the sums are put
 * before a person. The duty of 25 % on import under section 232 is another thing, owed on entry into the United States
 * and not out of a sale: it is never counted here. */
#include <stdlib.h>

#include "checks/check.h"
#include "checks/checks_priv.h"
#include "checks/licence_support.h"

typedef struct sale {
    int64_t month; /* first day */
    int64_t day;   /* of the sale */
    uint32_t movement, licence;
    vb_str currency;
    int64_t value_minor; /* -1: not stated, or not to be told apart from other goods of the shipment */
    int32_t share;       /* hundredths of a per cent */
    bool by_licence;     /* the licence itself states the share */
    const vb_rule_step *step;
    uint32_t line; /* row of claims->licences */
} sale;

typedef struct sales {
    sale *v;
    size_t n, cap;
    vb_duty_table *duties;
    vb_shipment_values *values;
} sales;

static int64_t month_of(int64_t at)
{
    int64_t y;
    unsigned m, d;
    vb_civil_from_days(vb_day_of(at) / VB_DAY, &y, &m, &d);
    return vb_days_from_civil(y, m, 1) * VB_DAY;
}

static vb_code add(const vb_context *cx, sales *all, const sale *s, vb_error *err)
{
    sale *slot = VB_PUSH(cx->scratch, all);
    if (slot == NULL)
        return vb_fail(err, VB_E_NOMEM, "revenue.share", VB_NO_OFFSET, "no memory");
    *slot = *s;
    return VB_OK;
}

static vb_code collect(const vb_context *cx, const vb_licence_claim *line, uint32_t licence, const uint32_t *legs,
                       size_t n, void *ctx, vb_findings *out, vb_error *err)
{
    sales *all = ctx;
    const vb_leg *leg = &cx->view->legs[legs[0]];
    int64_t at = vb_leg_time(leg);
    (void)out;
    if (at == VB_NO_TIME)
        return VB_OK;
    sale s = {
        .month = month_of(at), .day = vb_day_of(at), .movement = leg->movement, .licence = licence, .line = VB_NONE};
    if (line != NULL)
        s.line = (uint32_t)(line - cx->claims->licences.v);
    if (line != NULL && line->share_percent_hundredths >= 0) {
        s.share = line->share_percent_hundredths;
        s.by_licence = true;
    } else if (cx->rules != NULL) {
        const vb_duty *duty;
        VB_TRY(vb_duty_final(all->duties, legs[0], &duty, err));
        s.step = vb_duty_share(duty, &s.share);
    }
    if (s.share == 0 && s.step == NULL)
        return VB_OK;
    bool missing = false;
    for (size_t i = 0; i < n; i++) {
        vb_value_answer answer;
        int64_t minor = 0;
        vb_str currency = VB_STR_NONE;
        VB_TRY(vb_shipment_value(all->values, &cx->view->legs[legs[i]], &answer, &minor, &currency, err));
        missing = missing || answer == VB_VALUE_NONE || answer == VB_VALUE_MIXED;
        if (answer != VB_VALUE_NEW)
            continue;
        if (s.currency.n > 0 && !vb_str_eq(s.currency, currency)) {
            VB_TRY(add(cx, all, &s, err));
            s.value_minor = 0;
        }
        s.currency = currency;
        if (__builtin_add_overflow(s.value_minor, minor, &s.value_minor))
            return vb_fail(err, VB_E_OVERFLOW, "revenue.share", VB_NO_OFFSET, "the declared values do not fit 64 bits");
    }
    if (s.currency.n > 0)
        VB_TRY(add(cx, all, &s, err));
    if (!missing)
        return VB_OK;
    s.value_minor = -1;
    s.currency = VB_STR_NONE;
    return add(cx, all, &s, err);
}

static int compare(const void *pa, const void *pb)
{
    const sale *a = pa, *b = pb;
    if (a->licence != b->licence)
        return a->licence < b->licence ? -1 : 1;
    if (a->month != b->month)
        return a->month < b->month ? -1 : 1;
    int c = vb_str_compare(a->currency, b->currency);
    if (c != 0)
        return c;
    if (a->share != b->share)
        return a->share < b->share ? -1 : 1;
    if (a->by_licence != b->by_licence)
        return a->by_licence ? -1 : 1;
    return a->movement < b->movement ? -1 : a->movement > b->movement;
}

static vb_code judge(const vb_context *cx, const sale *s, size_t n, vb_findings *out, vb_error *err)
{
    int64_t revenue = 0, unknown = 0, first_day = s->day;
    char month[24];
    for (size_t i = 0; i < n; i++) {
        first_day = s[i].day < first_day ? s[i].day : first_day;
        unknown += s[i].value_minor < 0;
        if (s[i].value_minor >= 0 && __builtin_add_overflow(revenue, s[i].value_minor, &revenue))
            return vb_fail(err, VB_E_OVERFLOW, "revenue.share", VB_NO_OFFSET, "the declared values do not fit 64 bits");
    }
    __extension__ typedef __int128 wide;
    int64_t owed = (int64_t)((wide)revenue * s->share / 10000);
    vb_time_text(s->month, true, month);
    vb_draft *d = cx->draft;
    vb_str licence = vb_dict_text(&cx->claims->licence_ids, s->licence),
           period = vb_arena_copy(cx->scratch, (vb_str){month, 7});
    vb_str percent = vb_arena_printf(cx->scratch, "%d.%02d %%", s->share / 100, s->share % 100);
    bool open = unknown > 0 || s->share == 0;
    bool reported = !s->by_licence && s->step != NULL && vb_str_eq(s->step->basis, VB_S("press"));
    vb_draft_open(d, &vb_check_revenue_share, open ? VB_OPEN : VB_REVIEW,
                  reported || s->share == 0 ? VB_LOW : VB_MEDIUM, "licence", licence);
    d->f.key = vb_arena_printf(cx->scratch, "%.*s %.*s %d%s", VB_ARG(period), VB_ARG(s->currency), s->share,
                               s->by_licence ? " by licence" : "");
    uint32_t paper = s->line == VB_NONE ? VB_NONE : vb_draft_cite(d, cx, cx->claims->licences.v[s->line].origin),
             first = VB_NONE;
    for (size_t i = 0; i < n; i++) {
        if (d->full)
            break;
        uint32_t at = vb_draft_cite_movement(d, cx, s[i].movement);
        first = i == 0 ? at : first;
    }
    if (s->share > 0)
        vb_draft_claim(d, N_("share"), percent, VB_DECLARED, s->by_licence ? paper : VB_NONE, false);
    if (!open) {
        vb_draft_claim(d, N_("licensed sales of the month"), vb_text_money(cx, revenue, s->currency), VB_DECLARED,
                       first, false);
        vb_draft_claim(d, N_("share owed"), vb_text_money(cx, owed, s->currency), VB_DECLARED, VB_NONE, false);
    }
    if (s->step != NULL) {
        vb_draft_claim(d, N_("basis of the share"), s->step->basis, VB_DECLARED, VB_NONE, false);
        d->f.rule = vb_rule_of_step(s->step, VB_LAYER_ENFORCED, first_day);
    }
    if (s->share == 0)
        d->f.because =
            VB_SAY(N_("Whether a share of revenue is owed for {0} shipments of {1} under {2} cannot be told: "
                      "{3} would settle it."),
                   VB_NUMBER((int64_t)n), VB_TEXT(period), VB_TEXT(licence), VB_TEXT(s->step->unknown));
    else if (open)
        d->f.because = VB_SAY(N_("{0} shipments of {1} under {2} have no declared value of their own, so their share "
                                 "of {3} cannot be summed."),
                              VB_NUMBER(unknown), VB_TEXT(period), VB_TEXT(licence), VB_TEXT(percent));
    else if (s->by_licence)
        d->f.because = VB_SAY(N_("{0} of {1} sales in {2} under {3} are owed: {4}. The licence states the share; no "
                                 "payment of it is matched here."),
                              VB_TEXT(percent), VB_TEXT(vb_text_money(cx, revenue, s->currency)), VB_TEXT(period),
                              VB_TEXT(licence), VB_TEXT(vb_text_money(cx, owed, s->currency)));
    else if (!reported)
        d->f.because =
            VB_SAY(N_("{0} of {1} sales in {2} under {3} are owed by {5}: {4}; no payment of it is matched "
                      "here."),
                   VB_TEXT(percent), VB_TEXT(vb_text_money(cx, revenue, s->currency)), VB_TEXT(period),
                   VB_TEXT(licence), VB_TEXT(vb_text_money(cx, owed, s->currency)), VB_TEXT(s->step->citation));
    else
        d->f.because = VB_SAY(N_("{0} of {1} sales in {2} under {3} would be {4}. No legal instrument for this share "
                                 "is known, so this is no breach."),
                              VB_TEXT(percent), VB_TEXT(vb_text_money(cx, revenue, s->currency)), VB_TEXT(period),
                              VB_TEXT(licence), VB_TEXT(vb_text_money(cx, owed, s->currency)));
    if (s->share == 0)
        d->f.refute = VB_SAY0(N_("The missing fact, with its source."));
    else if (open)
        d->f.refute = VB_SAY0(N_("declared_value and currency for these rows of movements.csv."));
    else
        d->f.refute = VB_SAY(N_("The agreement on the share for {0}, or its receipt."), VB_TEXT(licence));
    return vb_findings_add(out, d, err);
}

static vb_code judge_all(const vb_context *cx, sales *all, vb_findings *out, vb_error *err)
{
    VB_TRY(vb_duty_table_open(cx, &all->duties, err));
    VB_TRY(vb_for_licensed(cx, false, collect, all, out, err));
    if (all->n > 1)
        qsort(all->v, all->n, sizeof *all->v, compare);
    for (size_t i = 0, end; i < all->n; i = end) {
        const sale *s = all->v + i;
        for (end = i + 1; end < all->n && all->v[end].licence == s->licence && all->v[end].month == s->month &&
                          vb_str_eq(all->v[end].currency, s->currency) && all->v[end].share == s->share &&
                          all->v[end].by_licence == s->by_licence;
             end++)
            ;
        VB_TRY(judge(cx, s, end - i, out, err));
    }
    return VB_OK;
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    sales all = {0};
    (void)parameters;
    if (cx->claims->licences.n == 0)
        return vb_check_open_input(&vb_check_revenue_share, cx,
                                   N_("No licence is in the case, so no share of revenue can be summed ({0})."),
                                   "licences.csv", out, err);
    VB_TRY(vb_shipment_values_open(cx, &all.values, err));
    vb_code rc = judge_all(cx, &all, out, err);
    vb_shipment_values_close(all.values);
    return rc;
}

const vb_check vb_check_revenue_share = {
    .id = "revenue.share",
    .since = "0.1.0",
    .question = N_("What share of revenue is owed for licensed sales, and does a legal instrument say so?"),
    .passed = N_("No licensed sale owes a share of its revenue."),
    .needs = "licences.csv, movements.csv with declared_value",
    .severity = VB_MEDIUM,
    .run = run,
};
