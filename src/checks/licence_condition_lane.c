/* SPDX-License-Identifier: Apache-2.0 */
/* The review lane of 15 January 2026 (91 FR 1684): a licence that was reviewed case by case because its shipments fall
 * into the lane stands under the lane's conditions, whether or not conditions.csv repeats them. What the case can show
 * is judged; what it cannot is one list a licence. A condition that conditions.csv states is judged there and not here.
 *
 * Which shipments fall into it, since when, and the share of the cap come from the rules; no number is kept here. */
#include "base/number.h"
#include "checks/checks_priv.h"
#include "checks/licence_condition_priv.h"

#define LANE VB_S("91fr1684/lane")
#define LAB VB_S("lab-report-per-shipment")
#define CAP VB_S("volume-cap")

static const struct { /* conditions that papers about the licence show: as conditions.csv and documents.csv name them */
    const char *condition, *kind, *said;
} papers[] = {
    {"us-availability", "us-sales-statement", N_("sold in the United States when the lane opened, with the units")},
    {"order-book", "order-book-certificate", N_("no order from the United States delayed")},
    {"foundry-capacity", "foundry-certificate", N_("no foundry capacity diverted")},
    {"screening", "screening-record", N_("no prohibited or military end use or user")},
    {"kyc-procedure", "kyc-procedure", N_("consignee knows its customers and bars remote access")},
};
enum { PAPERS = sizeof papers / sizeof papers[0] };
enum { STATES_LAB = 1u << PAPERS, STATES_CAP = 1u << (PAPERS + 1) }; /* beside one bit a paper */

typedef struct shipment {
    vb_consignment consignment;
    uint32_t licence, line; /* line: row of claims->licences */
} shipment;

typedef struct lane {
    const vb_condition_index *index;
    vb_duty_table *duties;
    int64_t from;
    vb_country market; /* whose law it is: the cap is measured at sales there */
    struct {
        shipment *v;
        size_t n, cap;
    } in, perhaps;
    const vb_rule_step *step, *unknown; /* the lane as it held for the first shipment; as it could not be told */
    const vb_rule_step *quota;          /* the cap, for the first shipment */
    unsigned *stated;                   /* by licence id: bits of what conditions.csv states */
    unsigned *shown, shown_of_all;      /* by licence id, and for no licence in particular: bits of papers on record */
    bool labs;                          /* some laboratory report is on record, so the case keeps them */
    bool *sold;                         /* by product: sales in the market are on record */
} lane;

static const vb_rule_clause_info *clause_of(const vb_context *cx, vb_rule_clause_info *info)
{
    for (size_t i = 0; cx->rules != NULL && i < vb_rules_clauses(cx->rules); i++) {
        *info = vb_rules_clause(cx->rules, i);
        if (vb_str_eq(info->id, LANE))
            return info;
    }
    return NULL;
}

int64_t vb_condition_lane_from(const vb_context *cx)
{
    vb_rule_clause_info info;
    if (clause_of(cx, &info) == NULL || info.from[VB_LAYER_ENFORCED] == VB_NO_TIME)
        return INT64_MAX;
    return info.from[VB_LAYER_ENFORCED];
}

static vb_country authority_of(const vb_context *cx, vb_str instrument)
{
    for (size_t i = 0; i < vb_rules_instruments(cx->rules); i++) {
        vb_rule_instrument_info info = vb_rules_instrument(cx->rules, i);
        if (vb_str_eq(info.id, instrument))
            return info.authority;
    }
    return 0;
}

static bool wanted(const vb_context *cx, const vb_leg *leg, void *ctx)
{
    const lane *l = ctx;
    int64_t at = vb_leg_time(leg);
    return at != VB_NO_TIME && at >= l->from && !leg->onward && vb_leg_uses_licence(cx->view, leg) != VB_NONE;
}

/* That clause; or, without one, the first of the instrument. */
static const vb_rule_step *step_of(const vb_rule_answer *a, vb_effect effect, vb_str instrument, vb_str clause)
{
    for (size_t i = 0; i < a->n_steps; i++)
        if (a->steps[i].effect == effect &&
            (clause.n > 0 ? vb_str_eq(a->steps[i].clause, clause) : vb_str_eq(a->steps[i].instrument, instrument)) &&
            a->steps[i].effective[VB_LAYER_ENFORCED] != VB_NO)
            return &a->steps[i];
    return NULL;
}

static vb_code collect(const vb_context *cx, const uint32_t *legs, size_t n, void *ctx, vb_findings *out, vb_error *err)
{
    lane *l = ctx;
    const vb_leg *leg = &cx->view->legs[legs[0]];
    uint32_t row = vb_view_licence_line(cx->view, vb_leg_licence_movement(cx->view, leg));
    const vb_licence_claim *line = row == VB_NONE ? NULL : &cx->claims->licences.v[cx->view->lines[row].claim];
    const vb_duty *duty;
    (void)out;
    /* an older licence was not reviewed under the lane, and another country's not by this law */
    if (line == NULL || !vb_licence_is_us(line) || (line->issued.at != VB_NO_TIME && line->issued.at < l->from))
        return VB_OK;
    VB_TRY(vb_duty_final(l->duties, legs[0], &duty, err));
    const vb_rule_step *step = step_of(&duty->answer, VB_EFFECT_REVIEW, VB_STR_NONE, LANE);
    if (!duty->asked || step == NULL)
        return VB_OK;
    bool sure = step->effective[VB_LAYER_ENFORCED] == VB_YES;
    shipment *slot = sure ? VB_PUSH(cx->scratch, &l->in) : VB_PUSH(cx->scratch, &l->perhaps);
    if (slot == NULL)
        return vb_fail(err, VB_E_NOMEM, "licence.condition", VB_NO_OFFSET, "no memory");
    *slot = (shipment){{legs, n}, line->licence, (uint32_t)(line - cx->claims->licences.v)};
    if (!sure) { /* of several facts the first by name, so that the order of rows decides nothing */
        if (l->unknown == NULL || vb_str_compare(step->unknown, l->unknown->unknown) < 0)
            l->unknown = step;
        return VB_OK;
    }
    l->step = l->step == NULL ? step : l->step;
    if (l->quota == NULL)
        l->quota = step_of(&duty->answer, VB_EFFECT_QUOTA, step->instrument, VB_STR_NONE);
    return VB_OK;
}

static void read_stated(const vb_context *cx, lane *l)
{
    for (size_t i = 0; i < cx->claims->conditions.n; i++) {
        const vb_condition_claim *c = &cx->claims->conditions.v[i];
        unsigned *bits = &l->stated[c->licence];
        if (vb_str_eq_nocase(c->condition, LAB))
            *bits |= STATES_LAB;
        if (vb_str_eq_nocase(c->condition, CAP) && vb_country_parse(cx->countries, c->parameter) == l->market)
            *bits |= STATES_CAP;
        for (unsigned k = 0; k < PAPERS; k++)
            if (vb_str_eq_nocase(c->condition, vb_str_of(papers[k].condition)))
                *bits |= 1u << k;
    }
}

/* What documents.csv and sales.csv hold, read once. */
static void read_records(const vb_context *cx, lane *l)
{
    for (size_t i = 0; i < cx->claims->documents.n; i++) {
        const vb_document_claim *d = &cx->claims->documents.v[i];
        if (d->at.at != VB_NO_TIME && d->at.at > cx->as_of)
            continue;
        l->labs = l->labs || vb_str_eq_nocase(d->kind, VB_S("lab-report"));
        for (unsigned k = 0; k < PAPERS; k++)
            if (vb_str_eq_nocase(d->kind, vb_str_of(papers[k].kind)))
                *(d->licence == VB_NONE ? &l->shown_of_all : &l->shown[d->licence]) |= 1u << k;
    }
    for (size_t i = 0; i < cx->claims->sales.n; i++) {
        const vb_sale_claim *s = &cx->claims->sales.v[i];
        if (s->market == l->market && s->model != VB_NONE)
            l->sold[cx->view->model_key[s->model]] = true;
    }
}

static bool is_sold(const vb_context *cx, const lane *l, const shipment *s)
{
    uint32_t product = vb_consignment_product(cx, &s->consignment);
    return product != VB_NONE && l->sold[product];
}

static vb_condition_claim made_up(const vb_context *cx, const shipment *s, vb_str condition, vb_str parameter,
                                  vb_str value)
{
    return (vb_condition_claim){.origin = cx->claims->licences.v[s->line].origin,
                                .licence = s->licence,
                                .condition = condition,
                                .parameter = parameter,
                                .value = value};
}

/* One counter a product for all licences of the case: the cap is on what goes to China and Macau together. */
static vb_code judge_cap(const vb_context *cx, const lane *l, vb_str market, int64_t percent, vb_findings *out,
                         vb_error *err)
{
    vb_consignment *mine = VB_NEW(cx->scratch, vb_consignment, l->in.n);
    const vb_condition_claim **each = VB_NEW(cx->scratch, const vb_condition_claim *, l->in.n);
    vb_condition_claim *claims = VB_NEW(cx->scratch, vb_condition_claim, l->in.n);
    size_t n = 0, judged = 0;
    if (mine == NULL || each == NULL || claims == NULL)
        return vb_fail(err, VB_E_NOMEM, "licence.condition", VB_NO_OFFSET, "no memory");
    for (size_t i = 0; i < l->in.n; i++) {
        const shipment *s = &l->in.v[i];
        if (!is_sold(cx, l, s))
            continue;
        mine[n] = s->consignment;
        if ((l->stated[s->licence] & STATES_CAP) == 0) {
            claims[n] = made_up(cx, s, CAP, market, l->quota->value);
            each[n] = &claims[n];
            judged++;
        }
        n++;
    }
    if (judged == 0)
        return VB_OK;
    vb_condition c = {.claim = &claims[0],
                      .consignments = mine,
                      .n = n,
                      .number = percent,
                      .index = l->index,
                      .by_rule = l->quota,
                      .each = each};
    for (size_t i = 0; i < n; i++)
        c.claim = each[i] != NULL ? each[i] : c.claim;
    c.licence = vb_dict_text(&cx->claims->licence_ids, c.claim->licence);
    return vb_condition_volume_cap(cx, &c, out, err);
}

/* Cites some of the shipments; the time of the earliest of all. */
static int64_t cite_shipments(vb_draft *d, const vb_context *cx, const shipment *s, size_t n)
{
    int64_t first = VB_NO_TIME;
    for (size_t i = 0; i < n; i++) {
        const vb_leg *leg = &cx->view->legs[s[i].consignment.legs[0]];
        int64_t at = vb_leg_time(leg);
        first = first == VB_NO_TIME || at < first ? at : first;
        if (i < VB_DRAFT_EVIDENCE / 2)
            (void)vb_draft_cite_movement(d, cx, leg->movement);
    }
    return first;
}

/* The shipments of one licence: laboratory reports, and the list of what no record shows. */
static vb_code judge_licence(const vb_context *cx, const lane *l, const shipment *s, size_t n, vb_str market,
                             bool cap_readable, vb_findings *out, vb_error *err)
{
    unsigned stated = l->stated[s->licence], shown = l->shown[s->licence] | l->shown_of_all;
    bool no_sales = !cap_readable;
    vb_str licence = vb_dict_text(&cx->claims->licence_ids, s->licence);
    for (size_t i = 0; i < n && !no_sales; i++)
        no_sales = !is_sold(cx, l, &s[i]);
    if (l->labs && (stated & STATES_LAB) == 0) {
        vb_consignment *mine = VB_NEW(cx->scratch, vb_consignment, n);
        if (mine == NULL)
            return vb_fail(err, VB_E_NOMEM, "licence.condition", VB_NO_OFFSET, "no memory");
        for (size_t i = 0; i < n; i++)
            mine[i] = s[i].consignment;
        vb_condition_claim claim = made_up(cx, s, LAB, VB_STR_NONE, market);
        vb_condition c = {
            .claim = &claim, .licence = licence, .consignments = mine, .n = n, .index = l->index, .by_rule = l->step};
        VB_TRY(vb_condition_lab_report(cx, &c, out, err));
    }
    vb_draft *d = cx->draft;
    int64_t missing = 0;
    vb_draft_open(d, &vb_check_licence_condition, VB_OPEN, VB_MEDIUM, "licence", licence);
    d->f.key = LANE;
    uint32_t paper = vb_draft_cite(d, cx, cx->claims->licences.v[s->line].origin);
    int64_t first = cite_shipments(d, cx, s, n);
    for (unsigned k = 0; k < PAPERS; k++)
        if (((stated | shown) & 1u << k) == 0) {
            vb_draft_claim(d, papers[k].said, vb_arena_printf(cx->scratch, "documents.csv: no %s", papers[k].kind),
                           VB_DECLARED, paper, true);
            missing++;
        }
    if (!l->labs && (stated & STATES_LAB) == 0) {
        vb_draft_claim(d, N_("every shipment reviewed by a laboratory before export"),
                       VB_S("documents.csv: no lab-report"), VB_DECLARED, paper, true);
        missing++;
    }
    if (no_sales && (stated & STATES_CAP) == 0) {
        vb_draft_claim(
            d, N_("share of the units sold at home"),
            vb_arena_printf(cx->scratch, "sales.csv: no units of each product with market %.*s", VB_ARG(market)),
            VB_DECLARED, paper, true);
        missing++;
    }
    if (missing == 0)
        return VB_OK;
    if (l->step->conditions.n > 0)
        vb_draft_claim(d, N_("conditions of the clause"), l->step->conditions, VB_CONSISTENT, VB_NONE, false);
    d->f.rule = vb_rule_of_step(l->step, VB_LAYER_ENFORCED, vb_day_of(first));
    d->f.because =
        VB_SAY(N_("{0} shipments under {1} since {2} fall into the review lane of {3}, whose conditions bind "
                  "the licence by rule; for {4} of them the case has no record."),
               VB_NUMBER((int64_t)n), VB_TEXT(licence), VB_DATE(first), VB_TEXT(l->step->citation), VB_NUMBER(missing));
    d->f.refute = VB_SAY(N_("The records that the claims name, in documents.csv with licence {0} and in sales.csv."),
                         VB_TEXT(licence));
    return vb_findings_add(out, d, err);
}

/* The lane hangs on a fact: one open finding a licence. */
static vb_code judge_perhaps(const vb_context *cx, const lane *l, const shipment *s, size_t n, vb_findings *out,
                             vb_error *err)
{
    vb_draft *d = cx->draft;
    vb_str licence = vb_dict_text(&cx->claims->licence_ids, s->licence);
    vb_draft_open(d, &vb_check_licence_condition, VB_OPEN, VB_LOW, "licence", licence);
    d->f.key = vb_arena_printf(cx->scratch, "%.*s perhaps", VB_ARG(LANE));
    (void)vb_draft_cite(d, cx, cx->claims->licences.v[s->line].origin);
    for (size_t i = 0; i < n && i < VB_DRAFT_EVIDENCE / 2; i++)
        (void)vb_draft_cite_movement(d, cx, cx->view->legs[s[i].consignment.legs[0]].movement);
    d->f.rule =
        vb_rule_of_step(l->unknown, VB_LAYER_ENFORCED, vb_day_of(vb_leg_time(&cx->view->legs[s->consignment.legs[0]])));
    d->f.because =
        VB_SAY(N_("Whether {0} shipments under {1} fall into the review lane of {2}, whose conditions would "
                  "bind the licence, cannot be told: {3} would settle it."),
               VB_NUMBER((int64_t)n), VB_TEXT(licence), VB_TEXT(l->unknown->citation), VB_TEXT(l->unknown->unknown));
    d->f.refute = VB_SAY0(N_("The missing fact, with its source."));
    return vb_findings_add(out, d, err);
}

/* Shipments by licence, else in order: counted, then put. */
static vb_code by_licence(const vb_context *cx, shipment **v, size_t n, vb_error *err)
{
    uint32_t n_ids = cx->claims->licence_ids.n;
    shipment *sorted = VB_NEW(cx->scratch, shipment, n);
    size_t *at = VB_NEW(cx->scratch, size_t, (size_t)n_ids + 1);
    if (sorted == NULL || at == NULL)
        return vb_fail(err, VB_E_NOMEM, "licence.condition", VB_NO_OFFSET, "no memory");
    for (size_t i = 0; i < n; i++)
        at[(*v)[i].licence + 1]++;
    for (uint32_t i = 0; i < n_ids; i++)
        at[i + 1] += at[i];
    for (size_t i = 0; i < n; i++)
        sorted[at[(*v)[i].licence]++] = (*v)[i];
    *v = sorted;
    return VB_OK;
}

static size_t end_of(const shipment *v, size_t from, size_t n)
{
    size_t end = from + 1;
    while (end < n && v[end].licence == v[from].licence)
        end++;
    return end;
}

vb_code vb_condition_lane(const vb_context *cx, const vb_condition_index *index, vb_findings *out, vb_error *err)
{
    vb_rule_clause_info info;
    char code[3];
    int64_t percent = 0;
    if (clause_of(cx, &info) == NULL)
        return VB_OK;
    lane l = {.index = index,
              .from = info.from[VB_LAYER_ENFORCED],
              .market = authority_of(cx, info.instrument),
              .stated = VB_NEW(cx->scratch, unsigned, cx->claims->licence_ids.n),
              .shown = VB_NEW(cx->scratch, unsigned, cx->claims->licence_ids.n),
              .sold = VB_NEW(cx->scratch, bool, cx->claims->model_texts.n)};
    if (l.stated == NULL || l.shown == NULL || l.sold == NULL)
        return vb_fail(err, VB_E_NOMEM, "licence.condition", VB_NO_OFFSET, "no memory");
    vb_country_text(l.market, code);
    vb_str market = vb_str_of(code);
    VB_TRY(vb_duty_table_open(cx, &l.duties, err));
    VB_TRY(vb_for_consignments(cx, wanted, collect, &l, out, err));
    if (l.in.n + l.perhaps.n == 0)
        return VB_OK;
    read_stated(cx, &l);
    read_records(cx, &l);
    VB_TRY(by_licence(cx, &l.in.v, l.in.n, err));
    VB_TRY(by_licence(cx, &l.perhaps.v, l.perhaps.n, err));
    /* a cap that is no whole per cent would need another counter: then nothing is counted, and the list says so */
    bool readable = l.quota != NULL && l.quota->effective[VB_LAYER_ENFORCED] == VB_YES &&
                    vb_decimal_parse(l.quota->value, '.', 0, 0, 1000, &percent, NULL) == VB_OK;
    if (readable)
        VB_TRY(judge_cap(cx, &l, market, percent, out, err));
    for (size_t i = 0; i < l.in.n; i = end_of(l.in.v, i, l.in.n))
        VB_TRY(judge_licence(cx, &l, &l.in.v[i], end_of(l.in.v, i, l.in.n) - i, market, readable, out, err));
    for (size_t i = 0; i < l.perhaps.n; i = end_of(l.perhaps.v, i, l.perhaps.n))
        VB_TRY(judge_perhaps(cx, &l, &l.perhaps.v[i], end_of(l.perhaps.v, i, l.perhaps.n) - i, out, err));
    return VB_OK;
}
