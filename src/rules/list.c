/* SPDX-License-Identifier: Apache-2.0 */
/* Single facts of the rules, without a question. */
#include "rules/parse_priv.h"

bool vb_rules_parameter(const vb_rules *rules, vb_str name, int64_t on, int64_t *value, vb_str *citation)
{
    uint32_t first = vb_rules_parameter_index(rules, name);
    const vb_rule_parameter *p = first == VB_NONE ? NULL : vb_rules_parameter_on(rules, first, on, INT64_MAX);
    if (p == NULL)
        return false;
    *value = p->value;
    if (citation != NULL)
        *citation = p->cite;
    return true;
}

int64_t vb_rules_reviewed_to(const vb_rules *rules)
{
    return rules->reviewed_to;
}

size_t vb_rules_instruments(const vb_rules *rules)
{
    return rules->instruments.n;
}

vb_rule_instrument_info vb_rules_instrument(const vb_rules *rules, size_t i)
{
    const vb_rule_instrument *in = rules->instruments.v[i];
    return (vb_rule_instrument_info){.id = in->id,
                                     .title = in->title,
                                     .citation = in->cite,
                                     .source = in->source,
                                     .file = in->file,
                                     .reviewed_by = in->reviewed_by,
                                     .authority = in->authority,
                                     .published = in->published,
                                     .reviewed_on = in->reviewed_on};
}

size_t vb_rules_clauses(const vb_rules *rules)
{
    return rules->clauses.n;
}

vb_rule_clause_info vb_rules_clause(const vb_rules *rules, size_t i)
{
    const vb_rule_clause *c = &rules->clauses.v[i];
    vb_rule_clause_info info = {.id = c->id,
                                .instrument = c->instrument->id,
                                .citation = c->cite,
                                .basis = vb_str_of(vb_rule_bases[c->basis]),
                                .value = c->value,
                                .note = c->note,
                                .effect = c->effect,
                                .known_from = c->known_from,
                                .file = c->file,
                                .line = c->line};
    for (int layer = 0; layer < 2; layer++) {
        const vb_rule_span *s = &c->span[layer];
        info.from[layer] = s->from == VB_RULE_NEVER ? VB_NO_TIME : s->from;
        info.to[layer] = s->end == VB_RULE_NEVER ? VB_NO_TIME : s->end - VB_DAY;
    }
    return info;
}
