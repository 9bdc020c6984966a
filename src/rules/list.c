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

int64_t vb_rules_begin(const vb_rules *rules)
{
    return rules->begins;
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
                                     .note = in->note,
                                     .authority = in->authority,
                                     .published = in->published,
                                     .reviewed_on = in->reviewed_on,
                                     .pending = in->pending};
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
                                .basis = vb_str_of(vb_rule_bases[vb_rule_basis_of(c)]),
                                .value = c->value,
                                .note = c->note,
                                .effect = c->effect,
                                .known_from = c->known_from,
                                .file = c->file,
                                .line = c->line,
                                .source = c->source,
                                .quote_sha256 = c->quote_sha256,
                                .reviewed_by = c->reviewed_by,
                                .reviewed_on = c->reviewed_on,
                                .pending = c->instrument->pending};
    for (int layer = 0; layer < 2; layer++) {
        const vb_rule_span *s = &c->span[layer];
        info.from[layer] = s->from == VB_RULE_NEVER ? VB_NO_TIME : s->from;
        info.to[layer] = s->end == VB_RULE_NEVER ? VB_NO_TIME : s->end - VB_DAY;
        info.end_known[layer] = s->end_known;
    }
    return info;
}

size_t vb_rules_clause_find(const vb_rules *rules, vb_str id)
{
    for (size_t i = 0; i < rules->clauses.n; i++)
        if (vb_str_eq(rules->clauses.v[i].id, id))
            return i;
    return SIZE_MAX;
}

size_t vb_rules_overrides(const vb_rules *rules, size_t clause, size_t *out, size_t n)
{
    const vb_rule_clause *c = &rules->clauses.v[clause];
    for (size_t i = 0; i < c->n_overrides && i < n; i++)
        out[i] = c->overrides[i].index;
    return c->n_overrides;
}

size_t vb_rules_overridden_by(const vb_rules *rules, size_t clause, size_t *out, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < rules->clauses.n; i++)
        for (size_t k = 0; k < rules->clauses.v[i].n_overrides; k++) {
            if (rules->clauses.v[i].overrides[k].index != clause)
                continue;
            if (count < n)
                out[count] = i;
            count++;
        }
    return count;
}

size_t vb_rules_parameters(const vb_rules *rules)
{
    return rules->parameters.n;
}

vb_rule_parameter_info vb_rules_parameter_row(const vb_rules *rules, size_t i)
{
    const vb_rule_parameter *p = &rules->parameters.v[i];
    vb_rule_parameter_info info = {.name = p->name,
                                   .unit = vb_str_of(vb_rule_units[p->unit].name),
                                   .citation = p->cite,
                                   .basis = vb_str_of(vb_rule_bases[p->basis]),
                                   .note = p->note,
                                   .value = p->value,
                                   .places = vb_rule_units[p->unit].places,
                                   .from = p->span.from,
                                   .to = p->span.end == VB_RULE_NEVER ? VB_NO_TIME : p->span.end - VB_DAY,
                                   .known_from = p->known_from,
                                   .end_known = p->span.end_known,
                                   .file = p->file,
                                   .line = p->line};
    for (size_t k = 0; k < rules->instruments.n; k++)
        if (vb_str_eq(rules->instruments.v[k]->file, p->file))
            info.instrument = rules->instruments.v[k]->id;
    return info;
}

size_t vb_rules_groups(const vb_rules *rules)
{
    return rules->groups.n;
}
