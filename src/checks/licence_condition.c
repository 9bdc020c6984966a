/* SPDX-License-Identifier: Apache-2.0 */
/* licence.condition: were the conditions of each licence kept? */
#include "base/number.h"
#include "checks/check.h"
#include "checks/checks_priv.h"
#include "checks/licence_condition_priv.h"

static const struct {
    const char *name;
    bool wants_number;
    int64_t low, high;
    vb_condition_fn run;
} conditions[] = {
    {"volume-cap", true, 0, 1000, vb_condition_volume_cap},
    {"lab-report-per-shipment", false, 0, 0, vb_condition_lab_report},
    {"report-by", true, 0, 3650, vb_condition_report_by},
    {"no-retransfer", false, 0, 0, vb_condition_no_retransfer},
    {"installed-by", true, 0, 3650, vb_condition_installed_by},
    {"location-check-every", true, 1, 3650, vb_condition_location_check},
    {"notice-before", true, 0, 3650, vb_condition_notice_before},
    {"max-items-per-end-user", true, 0, VB_MAX_QUANTITY, vb_condition_max_items},
};

vb_code vb_condition_draft(const vb_context *cx, const vb_condition *c, const vb_consignment *consignment, vb_verdict v,
                           vb_severity s, uint32_t *condition_at, vb_error *err)
{
    int64_t quantity;
    if (consignment != NULL)
        VB_TRY(vb_draft_consignment(cx->draft, cx, &vb_check_licence_condition, v, s, consignment->legs, consignment->n,
                                    &quantity, err));
    else
        vb_draft_open(cx->draft, &vb_check_licence_condition, v, s, "licence", c->licence);
    cx->draft->f.key =
        vb_arena_printf(cx->scratch, "%.*s %.*s %.*s %.*s", VB_ARG(c->licence), VB_ARG(c->claim->condition),
                        VB_ARG(c->claim->parameter), VB_ARG(c->claim->value));
    *condition_at = vb_draft_cite(cx->draft, cx, c->claim->origin);
    vb_draft_claim(cx->draft, N_("condition"),
                   vb_arena_printf(cx->scratch, "%.*s %.*s %.*s", VB_ARG(c->claim->condition),
                                   VB_ARG(c->claim->parameter), VB_ARG(c->claim->value)),
                   VB_DECLARED, *condition_at, false);
    cx->draft->f.rule.citation = VB_S("15 CFR 750.7(a)(1), 750.7(d)");
    if (c->by_rule != NULL) {
        int64_t at = consignment == NULL ? VB_NO_TIME : vb_leg_time(&cx->view->legs[consignment->legs[0]]);
        cx->draft->f.rule = vb_rule_of_step(c->by_rule, VB_LAYER_ENFORCED, at == VB_NO_TIME ? at : vb_day_of(at));
        if (consignment != NULL) /* a counter over products and licences: one movement may be over it twice */
            cx->draft->f.key = vb_arena_printf(cx->scratch, "%.*s %.*s", VB_ARG(cx->draft->f.key),
                                               VB_ARG(vb_consignment_key(cx, &cx->view->legs[consignment->legs[0]])));
    }
    return VB_OK;
}

/* A condition that this program cannot judge is a person's work, and so is a value it cannot read. */
static vb_code review(const vb_context *cx, const vb_condition *c, vb_sentence because, vb_findings *out, vb_error *err)
{
    uint32_t at;
    VB_TRY(vb_condition_draft(cx, c, NULL, VB_REVIEW, VB_MEDIUM, &at, err));
    cx->draft->f.because = because;
    cx->draft->f.refute =
        VB_SAY(N_("A person's decision that the condition of {0} was kept, with its reason."), VB_TEXT(c->licence));
    return vb_findings_add(out, cx->draft, err);
}

vb_code vb_condition_open(const vb_context *cx, const vb_condition *c, const char *wants, vb_findings *out,
                          vb_error *err)
{
    uint32_t at;
    VB_TRY(vb_condition_draft(cx, c, NULL, VB_OPEN, VB_MEDIUM, &at, err));
    cx->draft->f.because = VB_SAY(N_("Condition {0} of {1} cannot be followed: the case has no {2}."),
                                  VB_TEXT(c->claim->condition), VB_TEXT(c->licence), VB_TEXT(vb_str_of(wants)));
    cx->draft->f.refute = VB_SAY(N_("Add {0} to the case and audit again."), VB_TEXT(vb_str_of(wants)));
    return vb_findings_add(out, cx->draft, err);
}

typedef struct collected { /* consignments of all licences, in order */
    struct taken {
        vb_consignment consignment;
        uint32_t licence;
    } * v;
    size_t n, cap;
    vb_consignment *sorted; /* by licence, else in order */
    size_t *first;          /* by licence id, n + 1 */
    vb_condition_index *index;
} collected;

static vb_code collect(const vb_context *cx, const vb_licence_claim *line, uint32_t licence, const uint32_t *legs,
                       size_t n, void *ctx, vb_findings *out, vb_error *err)
{
    collected *all = ctx;
    (void)line;
    (void)out;
    struct taken *t = VB_PUSH(cx->scratch, all);
    if (t == NULL)
        return vb_fail(err, VB_E_NOMEM, "licence.condition", VB_NO_OFFSET, "no memory");
    *t = (struct taken){{legs, n}, licence};
    return VB_OK;
}

static vb_code sort_by_licence(const vb_context *cx, collected *all, vb_error *err)
{
    uint32_t n = cx->claims->licence_ids.n;
    all->sorted = VB_NEW(cx->scratch, vb_consignment, all->n);
    all->first = VB_NEW(cx->scratch, size_t, (size_t)n + 2);
    if (all->sorted == NULL || all->first == NULL)
        return vb_fail(err, VB_E_NOMEM, "licence.condition", VB_NO_OFFSET, "no memory");
    for (size_t i = 0; i < all->n; i++)
        all->first[all->v[i].licence + 2]++;
    for (uint32_t i = 0; i < n; i++)
        all->first[i + 2] += all->first[i + 1];
    for (size_t i = 0; i < all->n; i++)
        all->sorted[all->first[all->v[i].licence + 1]++] = all->v[i].consignment;
    return VB_OK;
}

static vb_code judge(const vb_context *cx, const vb_condition_claim *claim, const collected *all, vb_findings *out,
                     vb_error *err)
{
    vb_condition c = {.claim = claim,
                      .licence = vb_dict_text(&cx->claims->licence_ids, claim->licence),
                      .consignments = all->sorted + all->first[claim->licence],
                      .n = all->first[claim->licence + 1] - all->first[claim->licence],
                      .index = all->index};
    if (cx->view->n_lines_of_licence[claim->licence] == 0) /* no shipment can be tied to it */
        return vb_condition_open(cx, &c, "lines of it in licences.csv", out, err);
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++) {
        if (!vb_str_eq_nocase(claim->condition, vb_str_of(conditions[i].name)))
            continue;
        if (conditions[i].wants_number &&
            vb_int_parse(claim->value, conditions[i].low, conditions[i].high, &c.number, NULL) != VB_OK)
            return review(cx, &c,
                          VB_SAY(N_("Condition {0} of {1} has the value \"{2}\"; a whole number is expected, so a "
                                    "person must judge it."),
                                 VB_TEXT(claim->condition), VB_TEXT(c.licence), VB_TEXT(claim->value)),
                          out, err);
        return c.n == 0 ? VB_OK : conditions[i].run(cx, &c, out, err);
    }
    return review(cx, &c,
                  VB_SAY(N_("Condition \"{0}\" of {1} is not one this program can judge; a person must."),
                         VB_TEXT(claim->condition), VB_TEXT(c.licence)),
                  out, err);
}

static vb_code judge_all(const vb_context *cx, collected *all, vb_findings *out, vb_error *err)
{
    VB_TRY(vb_for_licensed(cx, false, collect, all, out, err));
    VB_TRY(sort_by_licence(cx, all, err));
    for (size_t i = 0; i < cx->claims->conditions.n; i++)
        VB_TRY(judge(cx, &cx->claims->conditions.v[i], all, out, err));
    return VB_OK;
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    bool lane = cx->claims->licences.n > 0 && vb_condition_lane_from(cx) <= cx->as_of;
    (void)parameters;
    if (cx->claims->conditions.n == 0)
        VB_TRY(vb_check_open_input(&vb_check_licence_condition, cx,
                                   N_("The conditions of the licences are not in the case ({0})."), "conditions.csv",
                                   out, err));
    if (cx->claims->conditions.n == 0 && !lane)
        return VB_OK;
    collected all = {0};
    VB_TRY(vb_condition_index_open(cx, &all.index, err));
    vb_code rc = cx->claims->conditions.n == 0 ? VB_OK : judge_all(cx, &all, out, err);
    if (rc == VB_OK && lane)
        rc = vb_condition_lane(cx, all.index, out, err);
    vb_condition_index_close(all.index);
    return rc;
}

const vb_check vb_check_licence_condition = {
    .id = "licence.condition",
    .since = "0.1.0",
    .question = N_("Were the conditions of each licence kept?"),
    .passed = N_("Every condition that can be judged was kept."),
    .needs = "conditions.csv, licences.csv, movements.csv; documents.csv, sales.csv, sightings.csv by condition",
    .severity = VB_HIGH,
    .run = run,
};
