/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer comes to, in the few words of a table. */
#include "rules/rules_priv.h"

static const char *const review_names[] = {"none", "unknown", "case-by-case", "presumption-of-approval",
                                           "presumption-of-denial"};

const char *vb_review_name(vb_review r)
{
    return (unsigned)r <= VB_REVIEW_DENIAL ? review_names[r] : "unknown";
}

static vb_review review_of(vb_str policy)
{
    if (vb_str_eq(policy, VB_S("presumption of denial")) || vb_str_eq(policy, VB_S("policy of denial")))
        return VB_REVIEW_DENIAL;
    if (vb_str_eq(policy, VB_S("presumption of approval")))
        return VB_REVIEW_APPROVAL;
    return vb_str_eq(policy, VB_S("case-by-case")) ? VB_REVIEW_CASE_BY_CASE : VB_REVIEW_UNKNOWN;
}

vb_review vb_rules_review(const vb_rule_answer *answer, vb_layer layer, const vb_rule_step **step)
{
    vb_tri licence = answer->licence[layer];
    if (step != NULL)
        *step = NULL;
    for (size_t i = 0; licence == VB_YES && i < answer->n_steps; i++) {
        const vb_rule_step *s = &answer->steps[i];
        if (s->effect != VB_EFFECT_REVIEW || s->effective[layer] != VB_YES)
            continue;
        if (step != NULL)
            *step = s;
        return review_of(s->value);
    }
    return licence == VB_NO ? VB_REVIEW_NONE : VB_REVIEW_UNKNOWN;
}

static void add_instrument(vb_rule_outcome *o, vb_str id)
{
    for (size_t i = 0; i < o->n_instruments; i++)
        if (vb_str_eq(o->instrument[i], id))
            return;
    if (o->n_instruments < VB_OUTCOME_LIST)
        o->instrument[o->n_instruments++] = id;
}

void vb_rules_outcome(const vb_rule_answer *answer, vb_rule_outcome *out)
{
    vb_rule_outcome o = {0};
    o.review = vb_rules_review(answer, VB_LAYER_ENFORCED, &o.review_step);
    for (size_t i = 0; i < answer->n_steps; i++) {
        const vb_rule_step *s = &answer->steps[i];
        vb_tri effective = s->effective[VB_LAYER_ENFORCED];
        if (effective == VB_NO)
            continue;
        if (s->effect == VB_EFFECT_EXCEPTION && o.n_exceptions < VB_OUTCOME_LIST)
            o.exception[o.n_exceptions++] = s;
        if (effective != VB_YES)
            continue;
        add_instrument(&o, s->instrument);
        if (s->effect == VB_EFFECT_SHARE && o.share == NULL)
            o.share = s;
        if (s->effect == VB_EFFECT_DUTY && o.duty == NULL)
            o.duty = s;
        if (s->effect == VB_EFFECT_LICENCE && vb_str_eq(s->value, VB_S("required")) &&
            vb_str_eq(s->basis, vb_str_of(vb_rule_bases[VB_BASIS_LETTER])))
            o.letter = true;
    }
    for (int layer = 0; layer < 2; layer++)
        if (answer->decisive[layer] != NULL)
            add_instrument(&o, answer->decisive[layer]->instrument);
    *out = o;
}
