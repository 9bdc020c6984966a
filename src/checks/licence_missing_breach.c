/* SPDX-License-Identifier: Apache-2.0 */
/* licence.missing: circuits that BIS guidance presumes to have been made in breach of the rules. Whoever moves one
 * anywhere risks General Prohibition 10 (15 CFR 736.2(b)(10)), a licence or none: so every hand-over counts, also
 * inside one country. The rules mark such circuits with a flag; nothing here knows a name. */
#include "checks/checks_priv.h"
#include "checks/licence_missing_priv.h"

#define FLAG VB_S("gp10") /* how the names of these flags begin */

typedef struct asked { /* what the rules say of one model in one period */
    uint32_t model;
    int64_t epoch;
    const vb_rule_step *step; /* NULL: nothing */
} asked;

typedef struct breach { /* one finding: a model under one clause */
    const vb_model *model;
    const vb_rule_step *step;
    vb_firsts firsts;
} breach;

typedef struct state {
    bool *flagged; /* by catalogue index: worth asking */
    struct {
        asked *v;
        size_t n, cap;
    } answers;
    struct {
        breach *v;
        size_t n, cap;
    } found;
} state;

static vb_code ask(const vb_context *cx, const vb_model *model, int64_t on, const vb_rule_step **step, vb_error *err)
{
    vb_rule_answer answer;
    vb_rule_question q = {.model = model, .on = on, .known_on = cx->known_on};
    VB_TRY(vb_rules_evaluate(cx->rules, &q, cx->scratch, &answer, err));
    *step = NULL;
    for (size_t i = 0; i < answer.n_steps; i++) {
        const vb_rule_step *s = &answer.steps[i];
        vb_tri now = s->effective[VB_LAYER_ENFORCED];
        if (s->effect == VB_EFFECT_FLAG && vb_str_starts(s->value, FLAG) && now != VB_NO &&
            (*step == NULL || (now == VB_YES && (*step)->effective[VB_LAYER_ENFORCED] != VB_YES)))
            *step = s;
    }
    return VB_OK;
}

/* Which models of the case any such clause has ever reached, asked on the last day of each clause that counts. */
static vb_code find_flagged(const vb_context *cx, state *s, bool *any, vb_error *err)
{
    *any = false;
    for (size_t i = 0; i < vb_rules_clauses(cx->rules); i++) {
        vb_rule_clause_info clause = vb_rules_clause(cx->rules, i);
        int64_t from = clause.from[VB_LAYER_ENFORCED], to = clause.to[VB_LAYER_ENFORCED];
        if (clause.effect != VB_EFFECT_FLAG || !vb_str_starts(clause.value, FLAG) || from == VB_NO_TIME ||
            from > cx->as_of)
            continue;
        int64_t day = to == VB_NO_TIME || to > cx->as_of ? vb_day_of(cx->as_of) : to;
        for (uint32_t k = 0; k < cx->claims->model_texts.n; k++) {
            const vb_model *model = vb_view_text_model(cx->view, k);
            const vb_rule_step *step;
            if (model == NULL || cx->view->model_key[k] != k)
                continue;
            VB_TRY(ask(cx, model, day, &step, err));
            s->flagged[vb_catalogue_index(cx->catalogue, model)] |= step != NULL;
            *any = *any || step != NULL;
        }
    }
    return VB_OK;
}

static bool wanted(const vb_context *cx, const vb_leg *leg, void *ctx)
{
    const state *s = ctx;
    if ((leg->kind != VB_SHIPPED && leg->kind != VB_RECEIVED && leg->kind != VB_RETURNED) || leg->derived)
        return false;
    const vb_model *model = vb_view_leg_model(cx->view, leg);
    return model != NULL && s->flagged[vb_catalogue_index(cx->catalogue, model)] && vb_leg_time(leg) != VB_NO_TIME;
}

static vb_code answer_of(const vb_context *cx, state *s, const vb_model *model, int64_t on, const vb_rule_step **step,
                         vb_error *err)
{
    uint32_t index = vb_catalogue_index(cx->catalogue, model);
    int64_t epoch = vb_rules_epoch(cx->rules, on);
    for (size_t i = 0; i < s->answers.n; i++)
        if (s->answers.v[i].model == index && s->answers.v[i].epoch == epoch) {
            *step = s->answers.v[i].step;
            return VB_OK;
        }
    VB_TRY(ask(cx, model, on, step, err));
    asked *slot = VB_PUSH(cx->scratch, &s->answers);
    if (slot == NULL)
        return vb_fail(err, VB_E_NOMEM, "licence.missing", VB_NO_OFFSET, "no memory");
    *slot = (asked){index, epoch, *step};
    return VB_OK;
}

static vb_code collect(const vb_context *cx, const uint32_t *legs, size_t n, void *ctx, vb_findings *out, vb_error *err)
{
    state *s = ctx;
    const vb_leg *leg = &cx->view->legs[legs[0]];
    const vb_model *model = vb_view_leg_model(cx->view, leg);
    const vb_rule_step *step;
    (void)out;
    VB_TRY(answer_of(cx, s, model, vb_day_of(vb_leg_time(leg)), &step, err));
    if (step == NULL)
        return VB_OK;
    size_t i = 0;
    while (i < s->found.n && (s->found.v[i].model != model || !vb_str_eq(s->found.v[i].step->clause, step->clause)))
        i++;
    if (i == s->found.n) {
        breach *slot = VB_PUSH(cx->scratch, &s->found);
        if (slot == NULL)
            return vb_fail(err, VB_E_NOMEM, "licence.missing", VB_NO_OFFSET, "no memory");
        *slot = (breach){.model = model, .step = step};
    }
    (void)vb_firsts_add(cx, &s->found.v[i].firsts, legs, n);
    return VB_OK;
}

static vb_code report(const vb_context *cx, const breach *b, vb_findings *out, vb_error *err)
{
    vb_draft *d = cx->draft;
    bool sure = b->step->effective[VB_LAYER_ENFORCED] == VB_YES;
    vb_draft_open(d, &vb_check_licence_missing, sure ? VB_REVIEW : VB_OPEN, sure ? VB_HIGH : VB_LOW, "model",
                  b->model->id);
    d->f.key = b->step->clause;
    vb_str first = vb_firsts_claims(d, cx, &b->firsts);
    vb_draft_claim(d, N_("model"), b->model->name, VB_DECLARED, VB_NONE, false);
    if (b->step->conditions.n > 0)
        vb_draft_claim(d, N_("what the guidance says"), b->step->conditions, VB_CONSISTENT, VB_NONE, false);
    d->f.rule = vb_rule_of_step(b->step, VB_LAYER_ENFORCED, vb_firsts_day(&b->firsts));
    if (sure)
        d->f.because = VB_SAY(N_("{0} {1} moved in {2} consignments since {3}, the first of them {4}, although {5} "
                                 "presumes that they were made in breach: whoever moves, sells or uses them risks "
                                 "General Prohibition 10."),
                              VB_NUMBER(b->firsts.units), VB_TEXT(b->model->name), VB_NUMBER(b->firsts.consignments),
                              VB_DATE(vb_firsts_day(&b->firsts)), VB_TEXT(first), VB_TEXT(b->step->citation));
    else
        d->f.because = VB_SAY(N_("{0} {1} moved in {2} consignments since {3}, the first of them {4}; whether {5} "
                                 "presumes that they were made in breach cannot be told: {6} would settle it."),
                              VB_NUMBER(b->firsts.units), VB_TEXT(b->model->name), VB_NUMBER(b->firsts.consignments),
                              VB_DATE(vb_firsts_day(&b->firsts)), VB_TEXT(first), VB_TEXT(b->step->citation),
                              VB_TEXT(b->step->unknown));
    d->f.refute = VB_SAY0(N_("An authorisation by BIS for these circuits and their moves, or a record that they were "
                             "moved for technical analysis only."));
    return vb_findings_add(out, d, err);
}

vb_code vb_missing_presumed_breach(const vb_context *cx, vb_findings *out, vb_error *err)
{
    state s = {.flagged = VB_NEW(cx->scratch, bool, vb_catalogue_count(cx->catalogue))};
    bool any;
    if (s.flagged == NULL)
        return vb_fail(err, VB_E_NOMEM, "licence.missing", VB_NO_OFFSET, "no memory");
    VB_TRY(find_flagged(cx, &s, &any, err));
    if (!any)
        return VB_OK;
    VB_TRY(vb_for_consignments(cx, wanted, collect, &s, out, err));
    for (size_t i = 0; i < s.found.n; i++)
        VB_TRY(report(cx, &s.found.v[i], out, err));
    return VB_OK;
}
