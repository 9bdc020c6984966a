/* SPDX-License-Identifier: Apache-2.0 */
/* licence.term: did a shipment leave before its licence was valid, or after it had ended? */
#include "checks/check.h"
#include "checks/checks_priv.h"
#include "checks/licence_support.h"

enum { ZONES = 12 * 3600 }; /* the last hour of a calendar day anywhere is 12 hours after its end in UTC */
enum { ZONES_EAST = 14 * 3600 };

typedef struct state {
    uint64_t no_day, no_term;   /* shipments without a date, shipments under lines without a last day */
    uint32_t day_row, term_row; /* first movement of each, or VB_NONE */
} state;

static bool weekend(int64_t at)
{
    int64_t day = vb_day_of(at) / VB_DAY; /* 1970-01-01 was a Thursday */
    int64_t of_week = ((day + 3) % 7 + 7) % 7;
    return of_week >= 5;
}

/* How far the shipment lies outside the term: days, at least 1; 0 = inside. *doubt: only by the hours that time zones
 * can make, or by a weekend that may move the last day (15 CFR 750.7(g)). */
static int64_t outside(const vb_licence_claim *line, int64_t earliest, int64_t latest, bool *early, bool *doubt)
{
    const vb_when *from = line->valid_from.at != VB_NO_TIME ? &line->valid_from : &line->issued;
    *doubt = false;
    *early = from->at != VB_NO_TIME && latest < from->at;
    if (*early) {
        *doubt = from->span >= VB_DAY && latest - earliest < VB_DAY - 1 && latest >= from->at - ZONES_EAST;
        return 1 + (from->at - latest - 1) / VB_DAY;
    }
    if (line->valid_to.at == VB_NO_TIME || earliest < line->valid_to.at + line->valid_to.span)
        return 0;
    int64_t end = line->valid_to.at + line->valid_to.span, days = 1 + (earliest - end) / VB_DAY;
    *doubt = line->valid_to.span >= VB_DAY && latest - earliest < VB_DAY - 1 && earliest < end + ZONES;
    if (weekend(line->valid_to.at) && vb_licence_is_us(line)) { /* up to and with the Monday after */
        int64_t monday = vb_day_of(line->valid_to.at);
        while (weekend(monday))
            monday += VB_DAY;
        *doubt = *doubt || earliest < monday + VB_DAY;
    }
    return days;
}

static vb_code judge(const vb_context *cx, const vb_licence_claim *line, uint32_t licence, const uint32_t *legs,
                     size_t n, void *ctx, vb_findings *out, vb_error *err)
{
    state *s = ctx;
    const vb_leg *leg = &cx->view->legs[legs[0]];
    int64_t earliest, latest, days = 0;
    bool early = false, doubt = false;
    (void)licence;
    if (line == NULL)
        return VB_OK;
    if (!(vb_leg_departed(leg, &earliest, &latest) || vb_leg_arrived(leg, &earliest, &latest))) {
        s->day_row = s->no_day++ == 0 ? leg->movement : s->day_row;
        return VB_OK;
    }
    if (line->valid_to.at == VB_NO_TIME)
        s->term_row = s->no_term++ == 0 ? leg->movement : s->term_row;
    for (size_t i = 0; i < n; i++) { /* one day, but not always one hour: the worst of them speaks */
        bool this_early, this_doubt;
        const vb_leg *one = &cx->view->legs[legs[i]];
        if (!vb_leg_departed(one, &earliest, &latest))
            (void)vb_leg_arrived(one, &earliest, &latest);
        int64_t far = outside(line, earliest, latest, &this_early, &this_doubt);
        if (far > 0 && (days == 0 || far > days || (doubt && !this_doubt))) {
            days = far;
            early = this_early;
            doubt = this_doubt;
            leg = one;
        }
    }
    if (days == 0)
        return VB_OK;
    const vb_when *from = line->valid_from.at != VB_NO_TIME ? &line->valid_from : &line->issued;
    int64_t quantity;
    vb_draft *d = cx->draft;
    vb_str name = vb_say_licence_line(cx, line);
    VB_TRY(vb_draft_consignment(d, cx, &vb_check_licence_term, doubt ? VB_REVIEW : VB_FAIL, doubt ? VB_MEDIUM : VB_HIGH,
                                legs, n, &quantity, err));
    uint32_t at = vb_draft_cite_movement(d, cx, leg->movement), paper = vb_draft_cite(d, cx, line->origin);
    if (early)
        vb_draft_moment(d, cx, N_("licence valid from"), from->at, true, paper, false);
    else
        vb_draft_moment(d, cx, N_("licence valid to"), line->valid_to.at, true, paper, false);
    vb_draft_moment(d, cx, N_("left on"), vb_leg_time(leg), true, at, true);
    if (doubt && early)
        d->f.because =
            VB_SAY(N_("{0} units left on {1} under {2}, which is valid from {3}: outside the term in UTC, and "
                      "inside it in some time zone."),
                   VB_NUMBER(quantity), VB_DATE(vb_leg_time(leg)), VB_TEXT(name), VB_DATE(from->at));
    else if (doubt)
        d->f.because =
            VB_SAY(N_("{0} units left on {1} under {2}, whose last day was {3}: a time zone, or a last day "
                      "that is no business day, can still make it in time."),
                   VB_NUMBER(quantity), VB_DATE(vb_leg_time(leg)), VB_TEXT(name), VB_DATE(line->valid_to.at));
    else if (early)
        d->f.because =
            VB_SAY(N_("{0} units left on {1} under {2}, which is valid only from {3}: {4} days too early."),
                   VB_NUMBER(quantity), VB_DATE(vb_leg_time(leg)), VB_TEXT(name), VB_DATE(from->at), VB_NUMBER(days));
    else
        d->f.because =
            VB_SAY(N_("{0} units left on {1} under {2}, which ended on {3}: {4} days too late."), VB_NUMBER(quantity),
                   VB_DATE(vb_leg_time(leg)), VB_TEXT(name), VB_DATE(line->valid_to.at), VB_NUMBER(days));
    d->f.refute = VB_SAY(N_("An extension or amendment of {0} that covers {1}, or a corrected date of departure."),
                         VB_TEXT(name), VB_DATE(vb_leg_time(leg)));
    d->f.rule.citation = VB_S("15 CFR 750.7(g)");
    return vb_findings_add(out, d, err);
}

static vb_code open_rows(const vb_context *cx, const char *key, uint64_t n, uint32_t row, const char *because,
                         const char *refute, vb_findings *out, vb_error *err)
{
    vb_draft *d = cx->draft;
    vb_draft_open(d, &vb_check_licence_term, VB_OPEN, VB_LOW, "case", VB_S("case"));
    d->f.key = vb_str_of(key);
    (void)vb_draft_cite_movement(d, cx, row);
    vb_str name = cx->claims->movements.id[row];
    if (name.n == 0)
        name = vb_origin_locator(cx->claims, vb_movement_origin(cx->claims, row), cx->scratch);
    d->f.because = (vb_sentence){.msgid = because, .arg = {VB_NUMBER((int64_t)n), VB_TEXT(name)}, .n = 2};
    d->f.refute = VB_SAY0(refute);
    return vb_findings_add(out, d, err);
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    (void)parameters;
    if (cx->claims->licences.n == 0)
        return vb_check_open_input(&vb_check_licence_term, cx,
                                   N_("No licence is in the case, so no term can be compared ({0})."), "licences.csv",
                                   out, err);
    state s = {.day_row = VB_NONE, .term_row = VB_NONE};
    VB_TRY(vb_for_licensed(cx, false, judge, &s, out, err));
    if (s.no_day > 0)
        VB_TRY(
            open_rows(cx, "days", s.no_day, s.day_row,
                      N_("{0} licensed shipments, the first of them {1}, have no date, so their term cannot be told."),
                      N_("The dates of departure, in movements.csv."), out, err));
    if (s.no_term > 0)
        VB_TRY(
            open_rows(cx, "terms", s.no_term, s.term_row,
                      N_("{0} shipments, the first of them {1}, went under licences whose last day is not recorded."),
                      N_("valid_to of these licences, in licences.csv."), out, err));
    return VB_OK;
}

const vb_check vb_check_licence_term = {
    .id = "licence.term",
    .since = "0.1.0",
    .question = N_("Did a shipment leave before its licence was valid, or after it had ended?"),
    .passed = N_("Every licensed shipment left within the term of its licence."),
    .needs = "licences.csv with valid_from and valid_to, movements.csv",
    .severity = VB_HIGH,
    .run = run,
};
