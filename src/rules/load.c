/* SPDX-License-Identifier: Apache-2.0 */
/* All files joined: names looked up, numbers and dates checked against each other, clauses put in order. Nothing here
 * depends on the order in which the files were given. */
#include <stdlib.h>

#include "rules/parse_priv.h"

const vb_rule_unit_row vb_rule_units[VB_UNIT_N] = {
    [VB_UNIT_TPP] = {"TPP", 0},
    [VB_UNIT_DENSITY] = {"TPP/mm2", 3},
    [VB_UNIT_GBS] = {"GB/s", 3},
    [VB_UNIT_TOPS] = {"TOPS", 3},
    [VB_UNIT_MEMORY_DENSITY] = {"GB/s/mm2", 3},
    [VB_UNIT_PERCENT] = {"percent", 2},
    [VB_UNIT_DAYS] = {"days", 0},
    [VB_UNIT_COUNT] = {"count", 0},
};
const char *const vb_rule_bases[VB_BASIS_N] = {"rule", "letter", "guidance", "press", "pending"};
const char *const vb_rule_effects[VB_EFFECT_QUOTA + 1] = {"classify", "assembly", "licence", "exception", "review",
                                                          "share",    "duty",     "flag",    "quota"};
const char *const vb_rule_relations[4] = {">=", ">", "<=", "<"};
const char *const vb_rule_place_names[VB_PLACE_N] = {"destination", "headquarters", "exporter"};
const char *const vb_rule_fact_names[VB_FACTOR_N] = {"datacentre_marketed", "datacentre_use"};
const char *const vb_rule_text_names[VB_TEXT_N] = {"vendor", "chip", "model"};

static vb_code no_memory(vb_error *err)
{
    return vb_fail(err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory left for the rules");
}

/* ---- Parameters ------------------------------------------------------------------------------------------------- */

static int by_parameter(const void *a, const void *b)
{
    const vb_rule_parameter *x = a, *y = b;
    int c = vb_str_compare(x->name, y->name);
    if (c != 0)
        return c;
    if (x->span.from != y->span.from)
        return x->span.from < y->span.from ? -1 : 1;
    c = vb_str_compare(x->file, y->file);
    return c != 0 ? c : x->line < y->line ? -1 : x->line > y->line;
}

uint32_t vb_rules_parameter_index(const vb_rules *rules, vb_str name)
{
    size_t low = 0, high = rules->parameters.n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (vb_str_compare(rules->parameters.v[mid].name, name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < rules->parameters.n && vb_str_eq(rules->parameters.v[low].name, name) ? (uint32_t)low : VB_NONE;
}

const vb_rule_parameter *vb_rules_parameter_on(const vb_rules *rules, uint32_t first, int64_t on, int64_t known)
{
    const vb_rule_parameter *best = NULL;
    const vb_rule_parameter *v = &rules->parameters.v[first];
    for (uint32_t i = 0, n = v->rows; i < n; i++) {
        const vb_rule_parameter *p = &v[i];
        if (p->known_from <= known && p->basis != VB_BASIS_PENDING && vb_rule_in_span(&p->span, on, known))
            best = p; /* the latest: its end may not be known yet to those who already know the next value */
    }
    return best;
}

static vb_code sort_parameters(vb_rules *rules, vb_error *err)
{
    vb_rule_parameter *v = rules->parameters.v;
    if (rules->parameters.n > 0)
        qsort(v, rules->parameters.n, sizeof *v, by_parameter);
    for (size_t i = rules->parameters.n; i-- > 0;)
        v[i].rows = i + 1 < rules->parameters.n && vb_str_eq(v[i].name, v[i + 1].name) ? v[i + 1].rows + 1 : 1;
    for (size_t i = 1; i < rules->parameters.n; i++) {
        if (!vb_str_eq(v[i].name, v[i - 1].name))
            continue;
        if (v[i].unit != v[i - 1].unit)
            return vb_rule_fail(err, v[i].file, v[i].line, 1,
                                "the parameter \"%.*s\" is in %s here and in %s in %.*s line %u", VB_ARG(v[i].name),
                                vb_rule_units[v[i].unit].name, vb_rule_units[v[i - 1].unit].name, VB_ARG(v[i - 1].file),
                                (unsigned)v[i - 1].line);
        if (v[i].pending != v[i - 1].pending)
            return vb_rule_fail(err, v[i].file, v[i].line, 1,
                                "the parameter \"%.*s\" is of a pending instrument and, in %.*s line %u, of law",
                                VB_ARG(v[i].name), VB_ARG(v[i - 1].file), (unsigned)v[i - 1].line);
        if (v[i - 1].span.end > v[i].span.from)
            return vb_rule_fail(err, v[i].file, v[i].line, 1,
                                "the time of the parameter \"%.*s\" overlaps that in %.*s line %u", VB_ARG(v[i].name),
                                VB_ARG(v[i - 1].file), (unsigned)v[i - 1].line);
    }
    return VB_OK;
}

/* The parameter has a value on every day on which the clause is in a text or enforced. */
static vb_code covered(const vb_rules *rules, const vb_rule_clause *c, uint32_t first, uint32_t line, uint32_t column,
                       vb_error *err)
{
    vb_str name = rules->parameters.v[first].name;
    for (int layer = 0; layer < 2; layer++) {
        const vb_rule_span *s = vb_rule_span_of(c, layer);
        int64_t at = s->from;
        while (at != VB_RULE_NEVER && at < s->end) {
            const vb_rule_parameter *p = vb_rules_parameter_on(rules, first, at, INT64_MAX);
            char day[24];
            vb_time_text(at, true, day);
            if (p == NULL)
                return vb_rule_fail(err, c->file, line, column,
                                    "the parameter \"%.*s\" has no value on %s, when this clause is "
                                    "in force",
                                    VB_ARG(name), day);
            at = p->span.end;
        }
    }
    return VB_OK;
}

static vb_code link_parameter(const vb_rules *rules, const vb_rule_clause *c, vb_str name, vb_rule_unit unit,
                              uint32_t line, uint32_t column, uint32_t *out, vb_error *err)
{
    *out = vb_rules_parameter_index(rules, name);
    if (*out == VB_NONE)
        return vb_rule_fail(err, c->file, line, column,
                            "found the parameter \"%.*s\"; expected one that a file declares", VB_ARG(name));
    if (rules->parameters.v[*out].pending && !c->instrument->pending)
        return vb_rule_fail(err, c->file, line, column,
                            "the parameter \"%.*s\" is of a pending instrument; law cannot ask for it", VB_ARG(name));
    vb_rule_unit has = rules->parameters.v[*out].unit;
    if (unit != VB_UNIT_N && has != unit)
        return vb_rule_fail(err, c->file, line, column, "the parameter \"%.*s\" is in %s; expected %s", VB_ARG(name),
                            vb_rule_units[has].name, vb_rule_units[unit].name);
    return covered(rules, c, *out, line, column, err);
}

/* ---- Clauses ---------------------------------------------------------------------------------------------------- */

static int64_t first_day(const vb_rule_clause *c)
{
    return c->span[0].from < c->span[1].from ? c->span[0].from : c->span[1].from;
}

static int by_clause(const void *a, const void *b)
{
    const vb_rule_clause *x = a, *y = b;
    if (x->effect != y->effect)
        return x->effect < y->effect ? -1 : 1;
    if (vb_rule_basis_of(x) != vb_rule_basis_of(y))
        return vb_rule_basis_of(x) < vb_rule_basis_of(y) ? -1 : 1;
    if (first_day(x) != first_day(y))
        return first_day(x) < first_day(y) ? -1 : 1;
    int c = vb_str_compare(x->id, y->id);
    return c != 0 ? c : x->line < y->line ? -1 : x->line > y->line;
}

static uint32_t clause_index(const vb_rules *rules, vb_str id)
{
    for (size_t i = 0; i < rules->clauses.n; i++)
        if (vb_str_eq(rules->clauses.v[i].id, id))
            return (uint32_t)i;
    return VB_NONE;
}

static vb_code unique(const vb_rules *rules, vb_error *err)
{
    for (size_t i = 0; i < rules->instruments.n; i++)
        for (size_t k = 0; k < i; k++)
            if (vb_str_eq(rules->instruments.v[i]->id, rules->instruments.v[k]->id))
                return vb_rule_fail(err, rules->instruments.v[i]->file, rules->instruments.v[i]->line, 1,
                                    "the instrument \"%.*s\" is in %.*s too", VB_ARG(rules->instruments.v[i]->id),
                                    VB_ARG(rules->instruments.v[k]->file));
    for (size_t i = 0; i < rules->clauses.n; i++) {
        const vb_rule_clause *c = &rules->clauses.v[i];
        uint32_t other = clause_index(rules, c->id);
        if (other != i)
            return vb_rule_fail(err, c->file, c->line, 1, "the clause \"%.*s\" is there twice, also in line %u",
                                VB_ARG(c->id), (unsigned)rules->clauses.v[other].line);
    }
    return VB_OK;
}

/* The first clause that classifies this, or VB_NONE. */
static uint32_t class_of(const vb_rules *rules, vb_str eccn)
{
    for (size_t i = 0; i < rules->clauses.n && rules->clauses.v[i].effect == VB_EFFECT_CLASSIFY; i++)
        if (vb_str_eq(rules->clauses.v[i].value, eccn))
            return (uint32_t)i;
    return VB_NONE;
}

/* What explanations say of each test, once and for all. */
static vb_code write_tests(vb_rules *rules, vb_rule_condition *in, vb_buf *text, vb_error *err)
{
    for (uint16_t i = 0; i < in->n_nodes; i++) {
        vb_rule_node *n = &in->nodes[i];
        if (n->op == VB_OP_AND || n->op == VB_OP_OR || n->op == VB_OP_NOT)
            continue;
        text->n = 0;
        vb_rule_print_test(rules, in, i, text);
        n->canonical = text->failed ? VB_STR_NONE : vb_arena_copy(rules->arena, vb_buf_str(text));
        if (n->canonical.p == NULL)
            return no_memory(err);
        if (n->op != VB_OP_TEXT && n->op != VB_OP_ECCN)
            continue;
        vb_str *words = VB_NEW(rules->arena, vb_str, n->n);
        if (words == NULL)
            return no_memory(err);
        for (uint16_t k = 0; k < n->n; k++)
            words[k] = in->items[n->first + k].text;
        n->words = words;
    }
    return VB_OK;
}

static vb_code write_all_tests(vb_rules *rules, vb_error *err)
{
    VB_CLEANUP(vb_buf, vb_buf_free) text = {0};
    for (size_t i = 0; i < rules->clauses.n; i++) {
        VB_TRY(write_tests(rules, &rules->clauses.v[i].scope, &text, err));
        VB_TRY(write_tests(rules, &rules->clauses.v[i].when, &text, err));
    }
    return VB_OK;
}

static vb_code link_condition(const vb_rules *rules, vb_rule_clause *c, vb_error *err)
{
    for (uint16_t i = 0; i < c->when.n_nodes; i++) {
        vb_rule_node *n = &c->when.nodes[i];
        bool early = (n->op == VB_OP_ECCN && c->effect == VB_EFFECT_CLASSIFY) ||
                     (n->op == VB_OP_LICENCE && c->effect <= VB_EFFECT_LICENCE);
        if (early)
            return vb_rule_fail(err, c->file, n->line, n->column,
                                "a clause that says \"%s\" cannot ask for the %s, which is "
                                "decided %s",
                                vb_rule_effects[c->effect], n->op == VB_OP_ECCN ? "eccn" : "licence",
                                c->effect == VB_EFFECT_CLASSIFY   ? "from it"
                                : c->effect == VB_EFFECT_ASSEMBLY ? "after it"
                                                                  : "by it");
        c->asks_class = c->asks_class || n->op == VB_OP_ECCN;
        c->asks_licence = c->asks_licence || n->op == VB_OP_LICENCE;
        if (n->op == VB_OP_COMPARE)
            VB_TRY(link_parameter(rules, c, n->text, vb_rule_metrics[n->subject].unit, n->line, n->column,
                                  &n->parameter, err));
        for (uint16_t k = 0; n->op == VB_OP_ECCN && k < n->n; k++) {
            vb_rule_item *item = &c->when.items[n->first + k];
            item->index = class_of(rules, item->text);
            if (item->index == VB_NONE)
                return vb_rule_fail(err, c->file, item->line, item->column,
                                    "found the ECCN \"%.*s\"; expected one that a clause "
                                    "classifies",
                                    VB_ARG(item->text));
        }
    }
    return VB_OK;
}

/* Numbers stand in conditions as {parameter} too. */
static vb_code link_conditions(const vb_rules *rules, const vb_rule_clause *c, vb_error *err)
{
    size_t at = 0;
    while ((at = vb_str_find(c->conditions, VB_S("{"), at)) != SIZE_MAX) {
        size_t end = vb_str_find(c->conditions, VB_S("}"), at);
        uint32_t index;
        if (end == SIZE_MAX)
            return vb_rule_fail(err, c->file, c->line, 1, "a \"{\" in the conditions has no \"}\"");
        VB_TRY(link_parameter(rules, c, vb_str_sub(c->conditions, at + 1, end - at - 1), VB_UNIT_N, c->line, 1, &index,
                              err));
        at = end;
    }
    return VB_OK;
}

static vb_code link_clause(const vb_rules *rules, vb_rule_clause *c, vb_error *err)
{
    c->class_index = c->effect == VB_EFFECT_CLASSIFY ? class_of(rules, c->value) : VB_NONE;
    VB_TRY(link_condition(rules, c, err));
    VB_TRY(link_conditions(rules, c, err));
    if (c->effect == VB_EFFECT_SHARE || c->effect == VB_EFFECT_DUTY || c->effect == VB_EFFECT_QUOTA)
        VB_TRY(link_parameter(rules, c, c->value, VB_UNIT_PERCENT, c->value_line, c->value_column, &c->parameter, err));
    for (size_t i = 0; i < c->n_overrides; i++) {
        vb_rule_name *o = &c->overrides[i];
        o->index = clause_index(rules, o->text);
        if (o->index == VB_NONE)
            return vb_rule_fail(err, c->file, o->line, o->column,
                                "found the clause \"%.*s\"; expected one that a file has", VB_ARG(o->text));
        vb_effect other = rules->clauses.v[o->index].effect;
        /* a licence that no exception reaches (15 CFR 740.2): the requirement takes the exception away */
        bool takes = c->effect == VB_EFFECT_LICENCE && c->required && other == VB_EFFECT_EXCEPTION;
        if (other != c->effect && !takes)
            return vb_rule_fail(err, c->file, o->line, o->column,
                                "the clause \"%.*s\" says %s; expected one that says %s, as "
                                "this does",
                                VB_ARG(o->text), vb_rule_effects[other], vb_rule_effects[c->effect]);
    }
    return VB_OK;
}

static vb_rule_rank rank_of(const vb_rule_clause *c, uint32_t at)
{
    vb_rule_rank r = {VB_RULE_NEVER, INT64_MIN, at};
    for (int layer = 0; layer < 2; layer++) {
        const vb_rule_span *s = vb_rule_span_of(c, layer);
        int64_t end = s->end_known == INT64_MIN ? s->end : VB_RULE_NEVER; /* an end that some do not know of */
        if (s->from == VB_RULE_NEVER)
            continue;
        r.from = s->from < r.from ? s->from : r.from;
        r.end = end > r.end ? end : r.end;
    }
    return r;
}

/* Depth first along "overrides": a clause is placed after all that override it. */
static vb_code place(vb_rules *rules, uint32_t at, uint8_t *state, size_t *n, vb_error *err)
{
    const vb_rule_clause *c = &rules->clauses.v[at];
    if (state[at] == 2)
        return VB_OK;
    if (state[at] == 1)
        return vb_rule_fail(err, c->file, c->line, 1, "the clause \"%.*s\" overrides itself by way of others",
                            VB_ARG(c->id));
    state[at] = 1;
    for (size_t i = 0; i < rules->clauses.n; i++)
        for (size_t k = 0; k < rules->clauses.v[i].n_overrides; k++)
            if (rules->clauses.v[i].overrides[k].index == at)
                VB_TRY(place(rules, (uint32_t)i, state, n, err));
    state[at] = 2;
    rules->by_rank[(*n)++] = rank_of(c, at);
    return VB_OK;
}

static vb_code link_overriders(vb_rules *rules, vb_error *err)
{
    size_t total = 0;
    for (size_t i = 0; i < rules->clauses.n; i++) {
        total += rules->clauses.v[i].n_overrides;
        for (size_t k = 0; k < rules->clauses.v[i].n_overrides; k++)
            rules->clauses.v[rules->clauses.v[i].overrides[k].index].n_overriders++;
    }
    uint32_t *all = VB_NEW(rules->arena, uint32_t, total);
    if (all == NULL)
        return no_memory(err);
    for (size_t i = 0; i < rules->clauses.n; i++) {
        rules->clauses.v[i].overriders = all;
        all += rules->clauses.v[i].n_overriders;
        rules->clauses.v[i].n_overriders = 0;
    }
    for (size_t i = 0; i < rules->clauses.n; i++) {
        uint32_t at = rules->by_rank[i].index;
        for (size_t k = 0; k < rules->clauses.v[at].n_overrides; k++) {
            vb_rule_clause *c = &rules->clauses.v[rules->clauses.v[at].overrides[k].index];
            if (c->n_overriders == 0 || c->overriders[c->n_overriders - 1] != at) /* one may name it twice */
                c->overriders[c->n_overriders++] = at;
        }
    }
    return VB_OK;
}

static vb_code order(vb_rules *rules, vb_error *err)
{
    uint8_t *state = VB_NEW(rules->arena, uint8_t, rules->clauses.n);
    size_t n = 0;
    rules->by_rank = VB_NEW(rules->arena, vb_rule_rank, rules->clauses.n);
    if (state == NULL || rules->by_rank == NULL)
        return no_memory(err);
    /* clauses are sorted by effect and override within one effect only, so classifications come first, then assemblies,
     * then licences */
    for (uint32_t i = 0; i < rules->clauses.n; i++)
        VB_TRY(place(rules, i, state, &n, err));
    return link_overriders(rules, err);
}

static int by_instrument(const void *a, const void *b)
{
    const vb_rule_instrument *const *x = a, *const *y = b;
    return vb_str_compare((*x)->id, (*y)->id);
}

static vb_code join(vb_rules *rules, vb_error *err)
{
    VB_TRY(sort_parameters(rules, err));
    if (rules->instruments.n > 0)
        qsort(rules->instruments.v, rules->instruments.n, sizeof *rules->instruments.v, by_instrument);
    if (rules->clauses.n > 0)
        qsort(rules->clauses.v, rules->clauses.n, sizeof *rules->clauses.v, by_clause);
    VB_TRY(unique(rules, err));
    for (size_t i = 0; i < rules->clauses.n; i++)
        VB_TRY(link_clause(rules, &rules->clauses.v[i], err));
    VB_TRY(order(rules, err));
    VB_TRY(write_all_tests(rules, err));
    VB_TRY(vb_rules_find_days(rules, err));
    rules->begins = VB_RULE_NEVER;
    for (size_t i = 0; i < rules->clauses.n; i++)
        for (unsigned layer = 0; layer < 2; layer++) {
            const vb_rule_clause *c = &rules->clauses.v[i];
            int64_t from = c->instrument->pending ? VB_RULE_NEVER : c->span[layer].from;
            rules->begins = from < rules->begins ? from : rules->begins;
        }
    rules->reviewed_to = VB_NO_TIME;
    for (size_t i = 0; i < rules->instruments.n; i++)
        if (rules->instruments.v[i]->reviewed_on > rules->reviewed_to)
            rules->reviewed_to = rules->instruments.v[i]->reviewed_on;
    return vb_rules_clash(rules, err);
}

static vb_code keep(vb_arena *arena, const vb_rule_file *in, vb_rule_file *out, vb_error *err)
{
    *out = (vb_rule_file){vb_arena_copy(arena, in->name), vb_arena_copy(arena, in->bytes)};
    return out->name.p == NULL || out->bytes.p == NULL ? no_memory(err) : VB_OK;
}

vb_code vb_rules_load(const vb_rule_file *rules, size_t n_rules, const vb_rule_file *groups, size_t n_groups,
                      const vb_countries *countries, vb_arena *arena, vb_rules **out, vb_error *err)
{
    vb_rules *r = VB_NEW(arena, vb_rules, 1);
    vb_rule_file file;
    if (r == NULL)
        return no_memory(err);
    if (n_rules > VB_RULE_MAX_FILES || n_groups > VB_RULE_MAX_FILES)
        return vb_fail(err, VB_E_RANGE, "rules", VB_NO_OFFSET, "more than %d files", VB_RULE_MAX_FILES);
    r->arena = arena;
    r->countries = countries;
    for (size_t i = 0; i < n_groups; i++) {
        VB_TRY(keep(arena, &groups[i], &file, err));
        VB_TRY(vb_rule_parse_groups(r, file, err));
    }
    VB_TRY(vb_rule_join_groups(r, err));
    for (size_t i = 0; i < n_rules; i++) {
        VB_TRY(keep(arena, &rules[i], &file, err));
        VB_TRY(vb_rule_parse_file(r, file, err));
    }
    VB_TRY(join(r, err));
    *out = r;
    return VB_OK;
}
