/* SPDX-License-Identifier: Apache-2.0 */
/* What the search of clash.c can prove about conditions. It takes too much for possible and never too little: so what
 * is said here to be impossible is, on every day named. */
#include "rules/lint_priv.h"

enum { MAX_OTHERS = 8, MAX_CUTS = 24 };

/* Can the clause hold on that day while none of the others does? Each of the others fails by its maker or by its
 * condition: every choice is tried. */
static bool free_of(const vb_rules *r, const vb_rule_clause *c, const vb_rule_clause *const *others, size_t n,
                    int64_t on)
{
    vb_rule_wish wishes[MAX_OTHERS + 2] = {{&c->scope, true}, {&c->when, true}};
    for (unsigned choice = 0; choice < 1U << n; choice++) {
        for (size_t i = 0; i < n; i++)
            wishes[2 + i] = (vb_rule_wish){(choice >> i & 1U) != 0 ? &others[i]->scope : &others[i]->when, false};
        if (vb_rules_possible(r, on, wishes, 2 + n, NULL, NULL))
            return true;
    }
    return false;
}

/* ---- Clauses that never have an effect -------------------------------------------------------------------------- */

static bool ever_holds(const vb_rules *r, const vb_rule_clause *c)
{
    bool any = false;
    for (int layer = 0; layer < 2; layer++)
        for (int64_t at = VB_NO_TIME; vb_lint_next_day(r, c, layer, &at); any = true)
            if (free_of(r, c, NULL, 0, at))
                return true;
    return !any; /* in force on no day is another doubt */
}

/* Clauses that override this one for certain: in force, and overridden by nothing themselves. */
static size_t overriders(const vb_rules *r, const vb_rule_clause *c, int layer, int64_t on,
                         const vb_rule_clause *out[MAX_OTHERS])
{
    size_t n = 0;
    for (size_t i = 0; i < r->clauses.n && n < MAX_OTHERS; i++) {
        const vb_rule_clause *o = &r->clauses.v[i];
        bool over = false;
        for (size_t k = 0; k < o->n_overrides; k++)
            over = over || &r->clauses.v[o->overrides[k].index] == c;
        if (!over || !vb_lint_in_force(o, layer, on) || o->basis == VB_BASIS_PENDING || o->instrument->pending ||
            vb_rules_overridden_by(r, i, NULL, 0) > 0)
            continue;
        out[n++] = o;
    }
    return n;
}

static bool always_overridden(const vb_rules *r, const vb_rule_clause *c)
{
    const vb_rule_clause *others[MAX_OTHERS];
    bool any = false;
    for (int layer = 0; layer < 2; layer++)
        for (int64_t at = VB_NO_TIME; vb_lint_next_day(r, c, layer, &at); any = true) {
            size_t n = overriders(r, c, layer, at, others);
            if (n == 0 || free_of(r, c, others, n, at))
                return false;
        }
    return any;
}

/* Where its condition begins. */
static uint32_t line_of(const vb_rule_clause *c)
{
    uint32_t line = UINT32_MAX;
    for (uint16_t k = 0; k < c->when.n_nodes; k++)
        line = c->when.nodes[k].line < line ? c->when.nodes[k].line : line;
    return c->when.n_nodes == 0 ? c->line : line;
}

static void without_effect(vb_lint *l)
{
    for (size_t i = 0; i < l->rules->clauses.n; i++) {
        const vb_rule_clause *c = &l->rules->clauses.v[i];
        size_t by[MAX_OTHERS];
        if (!ever_holds(l->rules, c)) {
            VB_LINT(l, true, "never-holds", c->file, line_of(c), c->id,
                    N_("Its condition can hold on none of the days on which it is in force."), VB_STR_NONE);
            continue;
        }
        size_t n = vb_rules_overridden_by(l->rules, i, by, MAX_OTHERS);
        if (n == 0 || !always_overridden(l->rules, c))
            continue;
        for (size_t k = 0; k < n && k < MAX_OTHERS; k++)
            vb_lint_name(l, l->rules->clauses.v[by[k]].id);
        vb_str list = vb_lint_names(l);
        VB_LINT(l, true, "always-overridden", c->file, c->line, c->id,
                N_("Whenever it holds, a clause that overrides it holds too: {0}."), list);
    }
}

/* ---- Two clauses that say the same ------------------------------------------------------------------------------ */

static bool says_the_same(const vb_rule_clause *a, const vb_rule_clause *b)
{
    return a->instrument == b->instrument && a->effect == b->effect && a->basis == b->basis &&
           vb_str_eq(a->value, b->value) && vb_str_eq(a->conditions, b->conditions) &&
           a->n_overrides + b->n_overrides == 0;
}

/* Wherever `a` holds, `b` is in force and holds too. */
static bool implied(const vb_rules *r, const vb_rule_clause *a, const vb_rule_clause *b)
{
    bool any = false;
    for (int layer = 0; layer < 2; layer++)
        for (int64_t at = VB_NO_TIME; vb_lint_next_day(r, a, layer, &at); any = true)
            if (!vb_lint_in_force(b, layer, at) || free_of(r, a, &b, 1, at))
                return false;
    return any && a->known_from >= b->known_from;
}

static bool together(const vb_rules *r, const vb_rule_clause *a, const vb_rule_clause *b)
{
    const vb_rule_wish wishes[] = {{&a->scope, true}, {&a->when, true}, {&b->scope, true}, {&b->when, true}};
    for (int layer = 0; layer < 2; layer++)
        for (int64_t at = VB_NO_TIME; vb_lint_next_day(r, a, layer, &at);)
            if (vb_lint_in_force(b, layer, at) && vb_rules_possible(r, at, wishes, 4, NULL, NULL))
                return true;
    return false;
}

static void overlaps(vb_lint *l)
{
    const vb_rules *r = l->rules;
    for (size_t i = 0; i < r->instruments.n; i++) {
        const vb_rule_clause *first = NULL;
        for (size_t a = 0; a < r->clauses.n; a++)
            for (size_t b = 0; b < a; b++) {
                const vb_rule_clause *x = &r->clauses.v[a], *y = &r->clauses.v[b];
                if (x->instrument != r->instruments.v[i] || !says_the_same(x, y))
                    continue;
                bool left = implied(r, x, y);
                if (left || implied(r, y, x)) {
                    const vb_rule_clause *spare = left ? x : y, *other = left ? y : x;
                    VB_LINT(l, false, "never-needed", spare->file, spare->line, spare->id,
                            N_("Whenever it holds, {0} holds too and says the same: one of them is not needed."),
                            other->id);
                } else if (together(r, x, y) || together(r, y, x)) {
                    vb_str names = vb_arena_printf(l->arena, "%.*s + %.*s", VB_ARG(vb_lint_short(y->id)),
                                                   VB_ARG(vb_lint_short(x->id)));
                    l->failed = l->failed || names.p == NULL;
                    vb_lint_name(l, names);
                    if (first == NULL || y->line < first->line)
                        first = y;
                }
            }
        if (first == NULL)
            continue;
        vb_str list = vb_lint_names(l);
        VB_LINT(l, false, "overlap", first->file, first->line, r->instruments.v[i]->id,
                N_("Clauses that can hold at once and say the same: {0}. Is each of them meant?"), list);
    }
}

/* ---- Holes in the plane of performance and performance density -------------------------------------------------- */

typedef struct cuts {
    int64_t at[MAX_CUTS]; /* first value of a cell; at[0] = 0 */
    size_t n;
} cuts;

static void cut(cuts *c, int64_t at)
{
    size_t p = 0;
    while (p < c->n && c->at[p] < at)
        p++;
    if ((p < c->n && c->at[p] == at) || c->n == MAX_CUTS)
        return;
    memmove(&c->at[p + 1], &c->at[p], (c->n - p) * sizeof c->at[0]);
    c->at[p] = at;
    c->n++;
}

static int64_t last_of(const cuts *c, size_t i)
{
    return i + 1 < c->n ? c->at[i + 1] - 1 : INT64_MAX;
}

/* A clause of the plane: it classifies, and it asks for performance or density. */
static bool draws(const vb_rule_clause *c, vb_country authority, int layer, int64_t on)
{
    if (c->effect != VB_EFFECT_CLASSIFY || c->instrument->pending || c->instrument->authority != authority ||
        !vb_lint_in_force(c, layer, on))
        return false;
    for (uint16_t k = 0; k < c->when.n_nodes; k++)
        if (c->when.nodes[k].op == VB_OP_COMPARE && c->when.nodes[k].subject <= VB_METRIC_DENSITY)
            return true;
    return false;
}

static bool covered(const vb_rules *r, vb_country authority, int layer, int64_t on, const cuts c[2], size_t x, size_t y)
{
    int64_t low[VB_METRIC_N] = {0}, high[VB_METRIC_N];
    for (int m = 0; m < VB_METRIC_N; m++)
        high[m] = INT64_MAX;
    low[VB_METRIC_TPP] = c[0].at[x];
    high[VB_METRIC_TPP] = last_of(&c[0], x);
    low[VB_METRIC_DENSITY] = c[1].at[y];
    high[VB_METRIC_DENSITY] = last_of(&c[1], y);
    for (size_t i = 0; i < r->clauses.n; i++) {
        const vb_rule_wish wishes[] = {{&r->clauses.v[i].scope, true}, {&r->clauses.v[i].when, true}};
        if (draws(&r->clauses.v[i], authority, layer, on) && vb_rules_possible(r, on, wishes, 2, low, high))
            return true;
    }
    return false;
}

/* "4800" or "1.6" of a threshold in 10^-9; "" without an end */
static vb_str figure(vb_lint *l, int64_t nano)
{
    int64_t whole = nano / VB_RULE_NANO, rest = nano % VB_RULE_NANO / (VB_RULE_NANO / 1000);
    vb_str s = nano == INT64_MAX ? VB_S("...")
               : rest == 0       ? vb_arena_printf(l->arena, "%lld", (long long)whole)
               : rest % 100 == 0 ? vb_arena_printf(l->arena, "%lld.%lld", (long long)whole, (long long)rest / 100)
               : rest % 10 == 0  ? vb_arena_printf(l->arena, "%lld.%02lld", (long long)whole, (long long)rest / 10)
                                 : vb_arena_printf(l->arena, "%lld.%03lld", (long long)whole, (long long)rest);
    l->failed = l->failed || s.p == NULL;
    return s;
}

static vb_str range(vb_lint *l, const cuts *c, size_t i)
{
    vb_str low = figure(l, c->at[i]), high = figure(l, i + 1 < c->n ? c->at[i + 1] : INT64_MAX);
    vb_str s = vb_arena_printf(l->arena, "%.*s to %.*s", VB_ARG(low), VB_ARG(high));
    l->failed = l->failed || s.p == NULL;
    return s;
}

static bool said(const vb_lint *l, vb_str file, vb_str tpp, vb_str density)
{
    for (size_t i = 0; i < l->out->n; i++) {
        const vb_rule_doubt *d = &l->out->v[i];
        if (vb_str_eq(vb_str_of(d->kind), VB_S("not-covered")) && vb_str_eq(d->file, file) &&
            vb_str_eq(d->part[0], tpp) && vb_str_eq(d->part[1], density))
            return true;
    }
    return false;
}

static void holes_on(vb_lint *l, vb_country authority, int layer, int64_t on)
{
    const vb_rules *r = l->rules;
    cuts c[2] = {{.at = {0}, .n = 1}, {.at = {0}, .n = 1}};
    const vb_rule_clause *first = NULL;
    bool in[MAX_CUTS][MAX_CUTS];
    for (size_t i = 0; i < r->clauses.n; i++) {
        const vb_rule_clause *k = &r->clauses.v[i];
        if (!draws(k, authority, layer, on))
            continue;
        first = first == NULL ? k : first;
        for (uint16_t n = 0; n < k->when.n_nodes; n++) {
            const vb_rule_node *node = &k->when.nodes[n];
            if (node->op != VB_OP_COMPARE || node->subject > VB_METRIC_DENSITY)
                continue;
            const vb_rule_parameter *p = vb_rules_parameter_on(r, node->parameter, on, INT64_MAX);
            if (p != NULL)
                cut(&c[node->subject == VB_METRIC_DENSITY],
                    p->nano + (node->relation == VB_REL_GT || node->relation == VB_REL_LE));
        }
    }
    if (first == NULL)
        return;
    for (size_t x = 0; x < c[0].n; x++)
        for (size_t y = 0; y < c[1].n; y++)
            in[x][y] = covered(r, authority, layer, on, c, x, y);
    for (size_t x = 0; x < c[0].n; x++)
        for (size_t y = 0; y < c[1].n; y++) {
            bool across = x > 0 && x + 1 < c[0].n && in[x - 1][y] && in[x + 1][y];
            bool along = y > 0 && y + 1 < c[1].n && in[x][y - 1] && in[x][y + 1];
            if (in[x][y] || !(across || along))
                continue;
            vb_str tpp = range(l, &c[0], x), density = range(l, &c[1], y), day = vb_lint_day(l, on);
            if (!said(l, first->file, tpp, density))
                VB_LINT(l, false, "not-covered", first->file, first->line, first->id,
                        N_("From {2} no class covers TPP {0} with a performance density of {1}, though both "
                           "neighbours are covered."),
                        tpp, density, day);
        }
}

/* Does a clause or a number of the plane begin or end on that day? */
static bool redraws(const vb_rules *r, const vb_rule_clause *c, int64_t on)
{
    for (int layer = 0; layer < 2; layer++)
        if (c->span[layer].from == on || c->span[layer].end == on)
            return true;
    for (uint16_t k = 0; k < c->when.n_nodes; k++) {
        const vb_rule_node *n = &c->when.nodes[k];
        for (size_t i = n->op == VB_OP_COMPARE ? n->parameter : r->parameters.n; i < r->parameters.n; i++) {
            if (!vb_str_eq(r->parameters.v[i].name, n->text))
                break;
            if (r->parameters.v[i].span.from == on)
                return true;
        }
    }
    return false;
}

static void holes(vb_lint *l)
{
    const vb_rules *r = l->rules;
    for (size_t d = 0; d < r->n_days; d++)
        for (size_t i = 0; i < r->clauses.n; i++) {
            const vb_rule_clause *c = &r->clauses.v[i];
            if (c->effect == VB_EFFECT_CLASSIFY && !c->instrument->pending && redraws(r, c, r->days[d]))
                for (int layer = 0; layer < 2; layer++)
                    holes_on(l, c->instrument->authority, layer, r->days[d]);
        }
}

void vb_lint_search(vb_lint *l)
{
    without_effect(l);
    overlaps(l);
    holes(l);
}
