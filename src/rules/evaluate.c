/* SPDX-License-Identifier: Apache-2.0 */
/* Three-valued evaluation (Kleene), layer by layer: classifications, then licences, then the rest; what overrides comes
 * before what it overrides. Where an answer stays open because a figure is an interval, the possible values are gone
 * through between the thresholds: what comes out the same for all of them is no longer open. */
#include "rules/ask_priv.h"

static vb_tri flip(vb_tri t)
{
    return t == VB_YES ? VB_NO : t == VB_NO ? VB_YES : VB_UNKNOWN;
}

static vb_tri both(vb_tri a, vb_tri b)
{
    return a == VB_NO || b == VB_NO ? VB_NO : a == VB_YES && b == VB_YES ? VB_YES : VB_UNKNOWN;
}

static vb_tri either(vb_tri a, vb_tri b)
{
    return a == VB_YES || b == VB_YES ? VB_YES : a == VB_NO && b == VB_NO ? VB_NO : VB_UNKNOWN;
}

int64_t vb_rule_threshold(vb_rule_ask *a, const vb_rule_node *n)
{
    int64_t *known = &a->threshold[n->parameter];
    if (*known == -1) {
        const vb_rule_parameter *p = vb_rules_parameter_on(a->rules, n->parameter, a->on, a->known);
        *known = p == NULL ? -2 : p->nano;
    }
    return *known < 0 ? VB_NO_FIGURE : *known;
}

static vb_tri compare(vb_rule_ask *a, const vb_rule_facts *f, const vb_rule_node *n)
{
    int64_t t = vb_rule_threshold(a, n), low = f->low[n->subject], high = f->high[n->subject];
    if (t == VB_NO_FIGURE)
        return VB_UNKNOWN;
    switch ((vb_rule_relation)n->relation) {
    case VB_REL_GE:
        return low >= t ? VB_YES : high < t ? VB_NO : VB_UNKNOWN;
    case VB_REL_GT:
        return low > t ? VB_YES : high <= t ? VB_NO : VB_UNKNOWN;
    case VB_REL_LE:
        return high <= t ? VB_YES : low > t ? VB_NO : VB_UNKNOWN;
    case VB_REL_LT:
        break;
    }
    return high < t ? VB_YES : low >= t ? VB_NO : VB_UNKNOWN;
}

static vb_tri member(vb_rule_ask *a, unsigned place, uint32_t group)
{
    const vb_rule_group_row *row;
    vb_country c = a->facts.place[place];
    if (group >= VB_RULE_CACHED)
        return vb_rules_member(a->rules, group, c, a->on, &row);
    if (a->member[place][group] == VB_RULE_NOT_ASKED)
        a->member[place][group] = (uint8_t)vb_rules_member(a->rules, group, c, a->on, &row);
    return (vb_tri)a->member[place][group];
}

static vb_tri country(vb_rule_ask *a, const vb_rule_condition *in, const vb_rule_node *n)
{
    vb_tri t = VB_NO;
    vb_country c = a->facts.place[n->subject];
    if (c == 0)
        return VB_UNKNOWN;
    for (uint16_t i = 0; i < n->n && t != VB_YES; i++) {
        const vb_rule_item *item = &in->items[n->first + i];
        t = either(t, item->group ? member(a, n->subject, item->index) : item->country == c ? VB_YES : VB_NO);
    }
    return t;
}

static vb_tri words(vb_str s, const vb_rule_condition *in, const vb_rule_node *n)
{
    bool exact = n->subject == VB_TEXT_MODEL; /* ids are small letters; makers write themselves in many ways */
    if (s.n == 0)
        return VB_UNKNOWN;
    for (uint16_t i = 0; i < n->n; i++)
        if (exact ? vb_str_eq(s, in->items[n->first + i].text) : vb_str_eq_nocase(s, in->items[n->first + i].text))
            return VB_YES;
    return VB_NO;
}

/* Is it classified under one of these, as far as the classifications of the layer go? */
static vb_tri eccn(const vb_rule_ask *a, const vb_rule_result *r, vb_layer layer, const vb_rule_condition *in,
                   const vb_rule_node *n)
{
    vb_tri t = VB_NO;
    for (size_t i = 0; i < a->n_active; i++) {
        const vb_rule_clause *c = vb_rule_active(a, i);
        if (c->effect != VB_EFFECT_CLASSIFY)
            break;
        for (uint16_t k = 0; k < n->n; k++)
            if (c->class_index == in->items[n->first + k].index)
                t = either(t, (vb_tri)r->effective[layer][i]);
    }
    return t;
}

vb_tri vb_rule_test(vb_rule_ask *a, const vb_rule_facts *f, const vb_rule_result *r, vb_layer layer,
                    const vb_rule_condition *in, uint16_t node)
{
    const vb_rule_node *n = &in->nodes[node];
    vb_tri t = VB_UNKNOWN;
    switch ((vb_rule_op)n->op) {
    case VB_OP_AND:
        t = VB_YES;
        for (uint16_t k = n->child; k != VB_NO_NODE && t != VB_NO; k = in->nodes[k].next)
            t = both(t, vb_rule_test(a, f, r, layer, in, k));
        break;
    case VB_OP_OR:
        t = VB_NO;
        for (uint16_t k = n->child; k != VB_NO_NODE && t != VB_YES; k = in->nodes[k].next)
            t = either(t, vb_rule_test(a, f, r, layer, in, k));
        break;
    case VB_OP_NOT:
        t = flip(vb_rule_test(a, f, r, layer, in, n->child));
        break;
    case VB_OP_COMPARE:
        t = compare(a, f, n);
        break;
    case VB_OP_COUNTRY:
        t = country(a, in, n);
        break;
    case VB_OP_FACT:
        t = f->fact[n->subject];
        break;
    case VB_OP_TEXT:
        t = words(f->text[n->subject], in, n);
        break;
    case VB_OP_ECCN:
        t = eccn(a, r, layer, in, n);
        break;
    case VB_OP_LICENCE:
        t = r->licence[layer];
        break;
    case VB_OP_UNSTATED:
        break;
    }
    return t;
}

static vb_tri holds(vb_rule_ask *a, const vb_rule_facts *f, const vb_rule_result *r, vb_layer layer,
                    const vb_rule_clause *c)
{
    vb_tri t = c->scope.n_nodes > 0 ? vb_rule_test(a, f, r, layer, &c->scope, c->scope.root) : VB_YES;
    if (t != VB_NO && c->when.n_nodes > 0)
        t = both(t, vb_rule_test(a, f, r, layer, &c->when, c->when.root));
    /* announced; whether it came into force is to be confirmed. Who asks "what if" takes it as confirmed */
    return t == VB_YES && c->basis == VB_BASIS_PENDING && !c->instrument->pending ? VB_UNKNOWN : t;
}

/* Not overridden by anything that holds; what overrides comes before what it overrides. */
static vb_tri unless_overridden(const vb_rule_ask *a, const vb_rule_result *r, int layer, const vb_rule_clause *c,
                                vb_tri t)
{
    for (size_t k = 0; k < c->n_overriders && t != VB_NO; k++) {
        uint16_t place = a->place[c->overriders[k]];
        if (place > 0)
            t = both(t, flip((vb_tri)r->effective[layer][place - 1]));
    }
    return t;
}

/* One pass through the clauses, both layers at a time: a condition is only judged again for the second where it asks
 * for a class or a licence that is another there. `plain` (or NULL): the pass with all that is possible; what it
 * settled is settled for the part of it that `f` is. */
static void pass(vb_rule_ask *a, const vb_rule_facts *f, const vb_rule_result *plain, vb_rule_result *r)
{
    bool other_class = false;
    r->licence[VB_LAYER_TEXT] = r->licence[VB_LAYER_ENFORCED] = VB_NO;
    for (size_t i = 0; i < a->n_active; i++) {
        const vb_rule_clause *c = vb_rule_active(a, i);
        bool other = (c->asks_class && other_class) ||
                     (c->asks_licence && r->licence[VB_LAYER_TEXT] != r->licence[VB_LAYER_ENFORCED]);
        vb_tri known = VB_UNKNOWN, effective[2];
        bool judged = false;
        for (int layer = 0; layer < 2; layer++) {
            vb_tri t = VB_NO;
            if (plain != NULL && plain->raw[layer][i] != VB_UNKNOWN) {
                t = (vb_tri)plain->raw[layer][i];
            } else if (a->in_force[layer][i]) {
                t = judged && !other ? known : holds(a, f, r, (vb_layer)layer, c);
                judged = true;
                known = t;
            }
            r->raw[layer][i] = (uint8_t)t;
            effective[layer] = unless_overridden(a, r, layer, c, t);
            r->effective[layer][i] = (uint8_t)effective[layer];
            if (c->effect == VB_EFFECT_LICENCE && c->required)
                r->licence[layer] = either(r->licence[layer], effective[layer]);
        }
        if (c->effect == VB_EFFECT_CLASSIFY && effective[0] != effective[1])
            other_class = true;
    }
}

enum { MAX_CUTS = 7, MAX_CELLS = 64 };

typedef struct cut_table {
    int64_t at[VB_METRIC_N][MAX_CUTS + 1]; /* where the next cell of the metric begins */
    size_t n[VB_METRIC_N];
    bool fact[VB_FACTOR_N]; /* unknown, and some clause asks for it */
    size_t cells;
} cut_table;

/* One more threshold at which something changes; false when there are too many. */
static bool add_cut(cut_table *t, size_t m, int64_t at)
{
    size_t p = 0;
    while (p < t->n[m] && t->at[m][p] != at)
        p++;
    if (p < t->n[m])
        return true;
    if (t->n[m] == MAX_CUTS)
        return false;
    for (p = t->n[m]++; p > 0 && t->at[m][p - 1] > at; p--)
        t->at[m][p] = t->at[m][p - 1];
    t->at[m][p] = at;
    return true;
}

/* The thresholds that lie inside the interval of a metric, of all clauses that are open. */
static bool cuts(vb_rule_ask *a, cut_table *t)
{
    memset(t, 0, sizeof *t);
    t->cells = 1;
    for (size_t i = 0; i < a->n_active; i++) {
        const vb_rule_clause *c = vb_rule_active(a, i);
        if (a->result.raw[0][i] != VB_UNKNOWN && a->result.raw[1][i] != VB_UNKNOWN)
            continue;
        for (uint16_t k = 0; k < c->when.n_nodes; k++) {
            const vb_rule_node *n = &c->when.nodes[k];
            if (n->op == VB_OP_FACT && a->facts.fact[n->subject] == VB_UNKNOWN)
                t->fact[n->subject] = true;
            if (n->op != VB_OP_COMPARE || compare(a, &a->facts, n) != VB_UNKNOWN ||
                vb_rule_threshold(a, n) == VB_NO_FIGURE)
                continue;
            if (a->facts.low[n->subject] == 0 && a->facts.high[n->subject] == INT64_MAX)
                continue; /* nothing is known: under every threshold is one of the possible values */
            bool above = n->relation == VB_REL_GT || n->relation == VB_REL_LE;
            if (!add_cut(t, n->subject, vb_rule_threshold(a, n) + above))
                return false;
        }
    }
    for (size_t m = 0; m < VB_METRIC_N; m++)
        t->cells *= t->n[m] + 1;
    for (size_t i = 0; i < VB_FACTOR_N; i++)
        t->cells *= t->fact[i] ? 2 : 1;
    return t->cells > 1 && t->cells <= MAX_CELLS;
}

static vb_rule_facts cell(const vb_rule_ask *a, const cut_table *t, size_t which)
{
    vb_rule_facts f = a->facts;
    for (size_t m = 0; m < VB_METRIC_N; m++) {
        size_t k = which % (t->n[m] + 1);
        which /= t->n[m] + 1;
        if (k > 0)
            f.low[m] = t->at[m][k - 1];
        if (k < t->n[m])
            f.high[m] = t->at[m][k] - 1;
    }
    for (size_t i = 0; i < VB_FACTOR_N; i++)
        if (t->fact[i]) {
            f.fact[i] = which % 2 == 0 ? VB_NO : VB_YES;
            which /= 2;
        }
    return f;
}

static void join(uint8_t *into, const uint8_t *other, size_t n)
{
    for (size_t i = 0; i < n; i++)
        into[i] = into[i] == other[i] ? into[i] : VB_UNKNOWN;
}

/* Is anything settled so far that was open before? */
static bool gained(const vb_rule_ask *a)
{
    for (int layer = 0; layer < 2; layer++)
        if (a->plain.licence[layer] != a->result.licence[layer] ||
            memcmp(a->plain.effective[layer], a->result.effective[layer], a->n_active) != 0 ||
            memcmp(a->plain.raw[layer], a->result.raw[layer], a->n_active) != 0)
            return true;
    return false;
}

static void through_cells(vb_rule_ask *a, const cut_table *t)
{
    VB_RULE_SCRATCH vb_rule_result one;
    for (size_t which = 0; which < t->cells; which++) {
        vb_rule_facts f = cell(a, t, which);
        vb_rule_result *r = which == 0 ? &a->result : &one;
        pass(a, &f, &a->plain, r);
        for (int layer = 0; which > 0 && layer < 2; layer++) {
            join(a->result.raw[layer], one.raw[layer], a->n_active);
            join(a->result.effective[layer], one.effective[layer], a->n_active);
            if (a->result.licence[layer] != one.licence[layer])
                a->result.licence[layer] = VB_UNKNOWN;
        }
        if (!gained(a)) {
            a->split = false; /* the plain result stands */
            return;
        }
    }
}

static bool asked_for(const vb_rule_question *q, vb_str instrument)
{
    for (size_t i = 0; i < q->n_what_if; i++)
        if (vb_str_eq(q->what_if[i], instrument))
            return true;
    return false;
}

static void find_active(vb_rule_ask *a, const vb_rule_question *q)
{
    const vb_rules *rules = a->rules;
    memset(a->place, 0, rules->clauses.n * sizeof a->place[0]);
    a->n_active = 0;
    a->same_layers = true;
    for (size_t i = 0; i < rules->clauses.n; i++) {
        const vb_rule_rank *rank = &rules->by_rank[i];
        if (a->on < rank->from || a->on >= rank->end)
            continue;
        const vb_rule_clause *c = &rules->clauses.v[rank->index];
        if (c->known_from > a->known || (c->instrument->pending && !asked_for(q, c->instrument->id)))
            continue;
        bool text = vb_rule_in_span(vb_rule_span_of(c, VB_LAYER_TEXT), a->on, a->known);
        bool enforced = vb_rule_in_span(vb_rule_span_of(c, VB_LAYER_ENFORCED), a->on, a->known);
        if (!text && !enforced)
            continue;
        if (c->scope.n_nodes > 0 &&
            words(a->facts.text[VB_TEXT_VENDOR], &c->scope, &c->scope.nodes[c->scope.root]) == VB_NO)
            continue; /* a letter to somebody else */
        a->same_layers = a->same_layers && text == enforced;
        a->in_force[VB_LAYER_TEXT][a->n_active] = text;
        a->in_force[VB_LAYER_ENFORCED][a->n_active] = enforced;
        a->active[a->n_active++] = (uint16_t)rank->index;
        a->place[rank->index] = (uint16_t)a->n_active;
    }
}

vb_code vb_rule_ask_run(vb_rule_ask *a, const vb_rule_question *q, vb_error *err)
{
    if (q->on == VB_NO_TIME)
        return vb_fail(err, VB_E_RANGE, "question.on", VB_NO_OFFSET, "no day is given; rules hold on a day");
    vb_rule_facts_of(q, &a->facts);
    a->detail = q->detail;
    a->on = vb_day_of(q->on);
    a->known = q->known_on == VB_NO_TIME ? INT64_MAX : q->known_on;
    a->split = false;
    for (size_t i = 0; i < a->rules->parameters.n; i++)
        a->threshold[i] = -1;
    memset(a->member, VB_RULE_NOT_ASKED, sizeof a->member);
    memset(a->open_class_known, 0, sizeof a->open_class_known);
    find_active(a, q);
    pass(a, &a->facts, NULL, &a->result);
    bool open = false;
    for (int layer = 0; layer < 2; layer++)
        open = open || memchr(a->result.effective[layer], VB_UNKNOWN, a->n_active) != NULL;
    cut_table t;
    if (open && cuts(a, &t)) {
        a->split = true;
        memcpy(&a->plain, &a->result, sizeof a->plain);
        through_cells(a, &t);
    }
    return VB_OK;
}
