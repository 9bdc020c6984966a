/* SPDX-License-Identifier: Apache-2.0 */
/* What became of a clause, and what an outcome comes to, in words. */
#include "catalogue/tpp.h"
#include "report/outcome_priv.h"
#include "rules/lint.h"

/* Policies whose words the program knows are said in the language, others as the rule file writes them. */
static vb_str policy(vb_str value, vb_voice v)
{
    static const struct {
        const char *written, *said;
    } words[] = {{"presumption of denial", N_("presumption of denial")},
                 {"policy of denial", N_("policy of denial")},
                 {"presumption of approval", N_("presumption of approval")},
                 {"case-by-case", N_("case by case")}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (vb_str_eq(value, vb_str_of(words[i].written)))
            return vb_str_of(vb_say_word(words[i].said, v));
    return value;
}

void vb_say_effect(vb_buf *out, const vb_rule_step *s, vb_voice v)
{
    vb_arg value = VB_TEXT(s->value), name = VB_TEXT(s->parameter);
    switch (s->effect) {
    case VB_EFFECT_CLASSIFY:
        vb_outcome_sentence(out, &VB_SAY(N_("the circuit is classified {0}"), value), v);
        return;
    case VB_EFFECT_ASSEMBLY:
        vb_outcome_sentence(out, &VB_SAY(N_("what contains it is classified {0}"), value), v);
        return;
    case VB_EFFECT_LICENCE:
        vb_outcome_word(
            out, vb_str_eq(s->value, VB_S("required")) ? N_("a licence is required") : N_("no licence is required"), v);
        return;
    case VB_EFFECT_EXCEPTION:
        vb_outcome_sentence(out, &VB_SAY(N_("licence exception {0} could apply"), value), v);
        return;
    case VB_EFFECT_REVIEW:
        vb_outcome_sentence(out, &VB_SAY(N_("review policy: {0}"), VB_TEXT(policy(s->value, v))), v);
        return;
    case VB_EFFECT_SHARE:
        vb_outcome_sentence(out, &VB_SAY(N_("{0} % of the revenue is expected"), value), v);
        return;
    case VB_EFFECT_DUTY:
        vb_outcome_sentence(out, &VB_SAY(N_("import duty of {0} %"), value), v);
        return;
    case VB_EFFECT_FLAG:
        vb_outcome_sentence(out, &VB_SAY(N_("flag {0}"), value), v);
        return;
    case VB_EFFECT_QUOTA:
        vb_outcome_sentence(out, &VB_SAY(N_("quota {0} ({1})"), value, name), v);
        return;
    }
}

vb_step_fate vb_step_fate_of(const vb_rule_step *s)
{
    bool open = false;
    for (int i = 0; i < 2; i++) {
        if (s->in_force[i] && s->effective[i] == VB_YES)
            return VB_STEP_FIRED;
        open = open || (s->in_force[i] && s->effective[i] == VB_UNKNOWN);
    }
    return open ? VB_STEP_OPEN : VB_STEP_LOST;
}

void vb_say_fate(vb_buf *out, const vb_rule_step *s, vb_voice v)
{
    vb_step_fate fate = vb_step_fate_of(s);
    if (fate == VB_STEP_FIRED) {
        vb_outcome_word(out, N_("applies"), v);
    } else if (fate == VB_STEP_LOST && s->holds == VB_NO) {
        vb_outcome_word(out, N_("does not hold"), v);
        return;
    } else if (fate == VB_STEP_LOST) {
        vb_outcome_word(out, N_("gives way"), v);
    } else {
        vb_outcome_word(out, N_("open"), v);
    }
    if (fate != VB_STEP_FIRED && s->n_overridden_by > 0) {
        vb_buf_lit(out, ": ");
        vb_outcome_word(out, fate == VB_STEP_LOST ? N_("overridden by") : N_("perhaps overridden by"), v);
        for (size_t i = 0; i < s->n_overridden_by; i++) {
            vb_buf_add(out, i == 0 ? VB_S(" ") : VB_S(", "));
            vb_buf_add(out, s->overridden_by[i]);
        }
    }
    if (s->same_for_all && fate != VB_STEP_OPEN) {
        vb_buf_lit(out, ", ");
        vb_outcome_word(out, N_("whatever the open figures are"), v);
    }
}

const char *vb_say_force(const vb_rule_step *s, vb_voice v)
{
    bool text = s->in_force[VB_LAYER_TEXT], enforced = s->in_force[VB_LAYER_ENFORCED];
    static const char *const unpublished[2][2] = {
        {N_("by letter, not published; not enforced"), N_("by letter, not published; enforced")},
        {N_("as the press reports, not published; not enforced"), N_("as the press reports, not published; enforced")}};
    bool letter = vb_str_eq(s->basis, VB_S("letter")), press = vb_str_eq(s->basis, VB_S("press"));
    if ((letter || press) && (text || enforced))
        return vb_say_word(unpublished[press][enforced], v);
    return vb_say_word(text && enforced ? N_("printed and enforced")
                       : text           ? N_("printed, not enforced")
                       : enforced       ? N_("enforced, not printed")
                                        : N_("not in force"),
                       v);
}

vb_tri vb_outcome_licence(const vb_outcome *o, vb_layer layer)
{
    return o->failed || o->question.to == 0 ? VB_UNKNOWN : o->answer.licence[layer];
}

vb_review vb_outcome_review(const vb_outcome *o)
{
    return o->failed || o->question.to == 0 ? VB_REVIEW_UNKNOWN : o->outcome.review;
}

bool vb_outcome_unverified(const vb_outcome *o, vb_rule_metric m)
{
    const vb_model *model = o->question.model;
    if (model == NULL || (o->question.figures != NULL && o->question.figures->stated[m]))
        return false;
    bool io = vb_model_unverified(model, VB_COLUMN_INTERCONNECT), dram = vb_model_unverified(model, VB_COLUMN_MEM_BW);
    switch (m) {
    case VB_METRIC_TPP:
    case VB_METRIC_TOPS:
        return vb_model_tpp(model, VB_AS_CLAIMED).unverified;
    case VB_METRIC_DENSITY:
        return vb_model_tpp(model, VB_AS_CLAIMED).unverified || vb_model_unverified(model, VB_COLUMN_DIE_AREA);
    case VB_METRIC_IO:
        return io;
    case VB_METRIC_DRAM:
        return dram;
    case VB_METRIC_IO_DRAM:
        return io || dram;
    case VB_METRIC_HBM:
    case VB_METRIC_N:
        break;
    }
    return false;
}

/* Guidance presumes a class by a flag whose name ends in it: "gp10-presumed-3A090". */
vb_str vb_outcome_presumed(const vb_outcome *o, const vb_rule_step **by)
{
    const vb_str mark = VB_S("presumed-");
    for (size_t i = 0; i < o->answer.n_steps; i++) {
        const vb_rule_step *s = &o->answer.steps[i];
        size_t at = vb_str_find(s->value, mark, 0);
        if (s->effect != VB_EFFECT_FLAG || s->effective[VB_LAYER_ENFORCED] != VB_YES || at == SIZE_MAX)
            continue;
        if (by != NULL)
            *by = s;
        return vb_str_sub(s->value, at + mark.n, s->value.n);
    }
    return VB_STR_NONE;
}

bool vb_outcome_by_lawyer(const vb_outcome *o)
{
    size_t n = vb_rules_instruments(o->rules);
    for (size_t i = 0; i < n; i++) {
        if (!vb_rules_lawyer_read(vb_rules_instrument(o->rules, i).reviewed_by))
            return false;
    }
    return n > 0;
}

const char *vb_say_licence(vb_tri t, vb_voice v)
{
    static const char *const words[3] = {N_("cannot be told"), N_("not required"), N_("required")};
    return vb_say_word(words[t], v);
}

const char *vb_say_review(vb_review r, vb_voice v)
{
    switch (r) {
    case VB_REVIEW_NONE:
        return vb_say_word(N_("none: no licence is required"), v);
    case VB_REVIEW_UNKNOWN:
        return vb_say_word(N_("not known"), v);
    case VB_REVIEW_CASE_BY_CASE:
        return vb_say_word(N_("case by case"), v);
    case VB_REVIEW_APPROVAL:
        return vb_say_word(N_("presumption of approval"), v);
    case VB_REVIEW_DENIAL:
        return vb_say_word(N_("presumption of denial"), v);
    }
    return "";
}

const char *vb_say_basis(vb_str basis, vb_voice v)
{
    static const char *const words[] = {N_("rule"), N_("letter"), N_("guidance"), N_("press"), N_("pending")};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (vb_str_eq(basis, vb_str_of(words[i])))
            return vb_say_word(words[i], v);
    return "";
}

const char *vb_say_required(const vb_outcome *o, vb_layer layer, vb_voice v)
{
    const vb_rule_step *by = o->answer.decisive[layer];
    vb_tri is = vb_outcome_licence(o, layer);
    if (layer == VB_LAYER_TEXT && is == VB_YES && by != NULL) {
        if (vb_str_eq(by->basis, VB_S("letter")))
            return vb_say_word(N_("required by letter, which is not published"), v);
        if (vb_str_eq(by->basis, VB_S("press")))
            return vb_say_word(N_("required as the press reports; no text is published"), v);
    }
    return vb_say_licence(is, v);
}

void vb_say_quota(vb_buf *out, const vb_outcome *o, const vb_rule_step *s, vb_voice v)
{
    VB_CLEANUP(vb_buf, vb_buf_free) amount = {0};
    size_t clause = o->rules == NULL ? SIZE_MAX : vb_rules_clause_find(o->rules, s->clause);
    if (clause != SIZE_MAX)
        vb_rules_print_amount(o->rules, clause, &amount);
    vb_str percent = VB_S(" percent"), text = amount.n > 0 ? vb_buf_str(&amount) : s->value;
    VB_CLEANUP(vb_buf, vb_buf_free) shown = {0};
    bool share = text.n > percent.n && vb_str_eq(vb_str_sub(text, text.n - percent.n, percent.n), percent);
    vb_buf_add(&shown, share ? vb_str_sub(text, 0, text.n - percent.n) : text);
    if (share)
        vb_buf_lit(&shown, " %");
    /* where the conditions say the number they say too which side of it is meant */
    if (vb_str_find(s->conditions, vb_buf_str(&shown), 0) != SIZE_MAX) {
        vb_buf_add(out, s->conditions);
    } else {
        vb_outcome_sentence(out, &VB_SAY(N_("at most {0}"), VB_TEXT(vb_buf_str(&shown))), v);
        if (s->conditions.n > 0)
            vb_buf_lit(out, ": ");
        vb_buf_add(out, s->conditions);
    }
    out->failed = out->failed || amount.failed || shown.failed;
}

/* What evaluations ask for and what a question leaves out; rules and questions write these words in English. */
static const char *const known_facts[] = {
    N_("operation rates of the model"),
    N_("die area of the model"),
    N_("I/O bandwidth of the model"),
    N_("DRAM bandwidth of the model"),
    N_("memory bandwidth density"),
    N_("which reading of the TF32 width or of the accumulate rate counts"),
    N_("a number that was not known or not in force on that day"),
    N_("destination"),
    N_("headquarters of the end user's ultimate parent"),
    N_("exporter"),
    N_("whether the model is designed or marketed for data centres"),
    N_("whether the end use is in a data centre"),
    N_("the model"),
    N_("the maker of the circuit"),
    N_("the law of that day: the rules held here begin later"),
    N_("whether a licence is required"),
    N_("whether the announced rule came into force"),
    N_("headquarters taken to be at the destination"),
    N_("model not in the catalogue"),
    N_("marketing as stated, against the catalogue"),
};

static vb_str piece_of(vb_str *list)
{
    size_t at = vb_str_find(*list, VB_S("; "), 0);
    vb_str piece = vb_str_sub(*list, 0, at);
    *list = at == SIZE_MAX ? VB_STR_NONE : vb_str_sub(*list, at + 2, list->n);
    return piece;
}

void vb_say_facts(vb_buf *out, vb_str facts, vb_voice v)
{
    for (bool first = true; facts.n > 0; first = false) {
        vb_str piece = piece_of(&facts);
        const char *known = NULL;
        for (size_t i = 0; i < sizeof known_facts / sizeof known_facts[0]; i++)
            if (vb_str_eq(piece, vb_str_of(known_facts[i])))
                known = known_facts[i];
        if (!first)
            vb_buf_lit(out, "; ");
        if (known == NULL)
            vb_buf_add(out, piece);
        else
            vb_outcome_word(out, known, v);
    }
}
