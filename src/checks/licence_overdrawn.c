/* SPDX-License-Identifier: Apache-2.0 */
/* licence.overdrawn: was more moved under a licence line than it allows, in units or in value? */
#include "checks/check.h"
#include "checks/checks_priv.h"
#include "checks/licence_support.h"

typedef struct state {
    vb_shipment_values *values;
    int64_t tolerance;   /* per cent, for the value of US licences */
    uint64_t unvalued;   /* lines that state a value, with draws whose value cannot be told */
    uint32_t first_line; /* the first of them: row of claims->licences */
} state;

/* Evidence: the licence, then the draws that went over, while there is room. */
static vb_code cite_draws(vb_draft *d, const vb_context *cx, const vb_licence_line *line, size_t from, vb_error *err)
{
    uint32_t *items = VB_NEW(cx->scratch, uint32_t, line->n_draws - from);
    size_t n = 0;
    if (items == NULL)
        return vb_fail(err, VB_E_NOMEM, "licence.overdrawn", VB_NO_OFFSET, "no memory");
    for (size_t i = from; i < line->n_draws; i++) {
        const vb_draw *draw = &cx->view->draws[line->first_draw + i];
        if (!d->full)
            (void)vb_draft_cite_movement(d, cx, draw->movement);
        if (cx->view->legs[draw->leg].item != VB_NONE)
            items[n++] = cx->view->legs[draw->leg].item;
    }
    return vb_draft_items(d, cx, items, n, err);
}

static vb_code judge_units(const vb_context *cx, const vb_licence_line *line, vb_findings *out, vb_error *err)
{
    const vb_licence_claim *c = &cx->claims->licences.v[line->claim];
    size_t over = 0;
    int64_t drawn = line->drawn;
    if (c->quantity < 0 || drawn <= c->quantity)
        return VB_OK;
    while (cx->view->draws[line->first_draw + over].drawn_after <= c->quantity)
        over++;
    vb_draft *d = cx->draft;
    const vb_draw *draw = &cx->view->draws[line->first_draw + over];
    vb_str name = vb_say_licence_line(cx, c);
    vb_draft_open(d, &vb_check_licence_overdrawn, VB_FAIL, VB_HIGH, "licence", name);
    d->f.key = VB_S("units");
    uint32_t paper = vb_draft_cite(d, cx, c->origin), at = vb_draft_cite_movement(d, cx, draw->movement);
    vb_draft_claim(d, N_("units allowed"), vb_text_number(cx, c->quantity, ""), VB_DECLARED, paper, false);
    vb_draft_claim(d, N_("units drawn"), vb_text_number(cx, drawn, ""), VB_DECLARED, at, true);
    VB_TRY(cite_draws(d, cx, line, over, err));
    d->f.because = VB_SAY(N_("{0} allows {1} units; {2} were drawn, {3} too many, since {4}."), VB_TEXT(name),
                          VB_NUMBER(c->quantity), VB_NUMBER(drawn), VB_NUMBER(drawn - c->quantity), VB_DATE(draw->at));
    d->f.refute =
        VB_SAY(N_("An amendment that raises {0}, or the cancellation of a shipment drawn on it."), VB_TEXT(name));
    d->f.next = VB_SAY(N_("Stop further shipments under {0} and consider a disclosure to the licensing authority."),
                       VB_TEXT(name));
    d->f.rule.citation = VB_S("15 CFR 750.7(f)");
    return vb_findings_add(out, d, err);
}

static bool beyond(int64_t sum, int64_t allowed, int64_t tolerance)
{
    __extension__ typedef __int128 wide;
    return (wide)sum * 100 > (wide)allowed * (100 + tolerance);
}

static vb_code report_value(const vb_context *cx, const vb_licence_line *line, size_t over, int64_t sum, bool review,
                            vb_findings *out, vb_error *err)
{
    const vb_licence_claim *c = &cx->claims->licences.v[line->claim];
    const vb_draw *draw = &cx->view->draws[line->first_draw + over];
    vb_draft *d = cx->draft;
    vb_str name = vb_say_licence_line(cx, c), allowed = vb_text_money(cx, c->value_minor, c->currency),
           reached = vb_text_money(cx, sum, c->currency);
    vb_draft_open(d, &vb_check_licence_overdrawn, review ? VB_REVIEW : VB_FAIL, review ? VB_MEDIUM : VB_HIGH, "licence",
                  name);
    d->f.key = VB_S("value");
    uint32_t paper = vb_draft_cite(d, cx, c->origin), at = vb_draft_cite_movement(d, cx, draw->movement);
    vb_draft_claim(d, N_("value allowed"), allowed, VB_DECLARED, paper, false);
    vb_draft_claim(d, N_("value drawn"), reached, VB_DECLARED, at, true);
    VB_TRY(cite_draws(d, cx, line, over, err));
    if (review)
        d->f.because =
            VB_SAY(N_("{0} allows goods worth {1}; with the shipment of {3} the declared values reach {2}, "
                      "and whether {4} grants a tolerance must be looked up."),
                   VB_TEXT(name), VB_TEXT(allowed), VB_TEXT(reached), VB_DATE(draw->at), VB_TEXT(c->authority));
    else
        d->f.because = VB_SAY(N_("{0} allows goods worth {1}; with the shipment of {3} the declared values reach {2}."),
                              VB_TEXT(name), VB_TEXT(allowed), VB_TEXT(reached), VB_DATE(draw->at));
    d->f.refute = VB_SAY(N_("An amendment that raises the value of {0}, or corrected invoices."), VB_TEXT(name));
    d->f.rule.citation = vb_licence_is_us(c) ? VB_S("15 CFR 750.7(f), 750.11(b)") : VB_STR_NONE;
    return vb_findings_add(out, d, err);
}

/* Sum of declared values drawn on a line in the licence's currency. Under a US licence it may go beyond the stated
 * value by 10 % as long as the units are kept (15 CFR 750.11(b)). */
static vb_code judge_value(const vb_context *cx, state *s, const vb_licence_line *line, vb_findings *out, vb_error *err)
{
    const vb_licence_claim *c = &cx->claims->licences.v[line->claim];
    int64_t sum = 0, tolerance = vb_licence_is_us(c) ? s->tolerance : 0;
    bool unknown = false;
    if (c->value_minor < 0 || c->currency.n == 0)
        return VB_OK;
    for (size_t i = 0; i < line->n_draws; i++) {
        const vb_draw *draw = &cx->view->draws[line->first_draw + i];
        vb_value_answer answer;
        int64_t minor = 0;
        vb_str currency = VB_STR_NONE;
        VB_TRY(vb_shipment_value(s->values, &cx->view->legs[draw->leg], &answer, &minor, &currency, err));
        unknown = unknown || answer == VB_VALUE_NONE || answer == VB_VALUE_MIXED ||
                  (answer == VB_VALUE_NEW && !vb_str_eq(currency, c->currency));
        if (answer != VB_VALUE_NEW || !vb_str_eq(currency, c->currency))
            continue;
        if (__builtin_add_overflow(sum, minor, &sum))
            return vb_fail(err, VB_E_OVERFLOW, "licence.overdrawn", VB_NO_OFFSET,
                           "the values drawn on one line do not fit 64 bits");
        if (beyond(sum, c->value_minor, tolerance))
            return report_value(cx, line, i, sum, !vb_licence_is_us(c) && !beyond(sum, c->value_minor, s->tolerance),
                                out, err);
    }
    if (unknown && s->unvalued++ == 0)
        s->first_line = line->claim;
    return VB_OK;
}

static vb_code judge_all(const vb_context *cx, state *s, vb_findings *out, vb_error *err)
{
    for (size_t i = 0; i < cx->view->n_lines; i++) {
        VB_TRY(judge_units(cx, &cx->view->lines[i], out, err));
        VB_TRY(judge_value(cx, s, &cx->view->lines[i], out, err));
    }
    if (s->unvalued == 0)
        return VB_OK;
    const vb_licence_claim *c = &cx->claims->licences.v[s->first_line];
    vb_draft *d = cx->draft;
    vb_draft_open(d, &vb_check_licence_overdrawn, VB_OPEN, VB_LOW, "case", VB_S("case"));
    d->f.key = VB_S("value");
    (void)vb_draft_cite(d, cx, c->origin);
    d->f.because =
        VB_SAY(N_("{0} licence lines, the first of them {1}, limit a value, and shipments under them have no declared "
                  "value of their own in the licence's currency; their units are judged, their value is not."),
               VB_NUMBER((int64_t)s->unvalued), VB_TEXT(vb_say_licence_line(cx, c)));
    d->f.refute = VB_SAY0(N_("declared_value and currency of these shipments in movements.csv, by licence line."));
    return vb_findings_add(out, d, err);
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    if (cx->claims->licences.n == 0)
        return vb_check_open_input(&vb_check_licence_overdrawn, cx,
                                   N_("No licence is in the case, so no drawdown can be followed ({0})."),
                                   "licences.csv", out, err);
    state s = {.tolerance = parameters[0]};
    VB_TRY(vb_shipment_values_open(cx, &s.values, err));
    vb_code rc = judge_all(cx, &s, out, err);
    vb_shipment_values_close(s.values);
    return rc;
}

static const vb_parameter parameters_of[] = {
    {"value-tolerance", 0, 100, 10, "percent", "by how much declared values may exceed a US licence's value"},
};

const vb_check vb_check_licence_overdrawn = {
    .id = "licence.overdrawn",
    .since = "0.1.0",
    .question = N_("Was more moved under a licence line than it allows?"),
    .passed = N_("No licence line is drawn beyond its units or its value."),
    .needs = "licences.csv, movements.csv",
    .severity = VB_HIGH,
    .parameters = parameters_of,
    .n_parameters = sizeof parameters_of / sizeof parameters_of[0],
    .run = run,
};
