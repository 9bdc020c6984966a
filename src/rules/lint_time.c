/* SPDX-License-Identifier: Apache-2.0 */
/* Doubts about time: days on which nothing is classified though before and after something is; classes that are asked
 * for and never given, or given and never asked for; licences that nothing says how to judge. */
#include "rules/lint_priv.h"

/* ---- Days without a classification ------------------------------------------------------------------------------ */

static bool gives(const vb_rule_clause *c, vb_country authority, vb_str value)
{
    return c->effect == VB_EFFECT_CLASSIFY && !c->instrument->pending && c->instrument->authority == authority &&
           (value.n == 0 || vb_str_eq(c->value, value));
}

/* The first day at or after `from` on which no such clause is in force, and the day on which one is again; false when
 * none ever is again. */
static bool next_gap(const vb_rules *r, vb_country authority, vb_str value, int layer, int64_t *from, int64_t *end)
{
    for (bool moved = true; moved;) {
        moved = false;
        for (size_t i = 0; i < r->clauses.n; i++) {
            const vb_rule_span *s = vb_rule_span_of(&r->clauses.v[i], layer);
            if (gives(&r->clauses.v[i], authority, value) && s->from <= *from && *from < s->end) {
                if (s->end == VB_RULE_NEVER)
                    return false;
                *from = s->end;
                moved = true;
            }
        }
    }
    *end = VB_RULE_NEVER;
    for (size_t i = 0; i < r->clauses.n; i++) {
        const vb_rule_span *s = vb_rule_span_of(&r->clauses.v[i], layer);
        if (gives(&r->clauses.v[i], authority, value) && s->from < s->end && s->from > *from && s->from < *end)
            *end = s->from;
    }
    return *end != VB_RULE_NEVER;
}

/* Is [from, end) a gap of the other layer too? Then it is said once. */
static bool same_gap(const vb_rules *r, vb_country authority, vb_str value, int layer, int64_t from, int64_t end)
{
    int64_t at = from, until;
    return next_gap(r, authority, value, layer, &at, &until) && at == from && until == end;
}

static void gaps_of(vb_lint *l, vb_country authority, vb_str value)
{
    const vb_rules *r = l->rules;
    for (int layer = 0; layer < 2; layer++) {
        int64_t at = VB_RULE_NEVER, end;
        for (size_t i = 0; i < r->clauses.n; i++) {
            const vb_rule_span *s = vb_rule_span_of(&r->clauses.v[i], layer);
            if (gives(&r->clauses.v[i], authority, value) && s->from < s->end && s->from < at)
                at = s->from;
        }
        while (at != VB_RULE_NEVER && next_gap(r, authority, value, layer, &at, &end)) {
            bool whole = value.n > 0 && same_gap(r, authority, VB_STR_NONE, layer, at, end);
            const vb_rule_clause *next = NULL;
            for (size_t i = 0; i < r->clauses.n && next == NULL; i++)
                if (gives(&r->clauses.v[i], authority, value) && vb_rule_span_of(&r->clauses.v[i], layer)->from == end)
                    next = &r->clauses.v[i];
            if (!whole && next != NULL && (layer == 0 || !same_gap(r, authority, value, 0, at, end))) {
                char code[3];
                vb_country_text(authority, code);
                vb_str first = vb_lint_day(l, at), last = vb_lint_day(l, end - VB_DAY);
                vb_str whose = vb_arena_copy(l->arena, vb_str_of(code));
                l->failed = l->failed || whose.p == NULL;
                if (value.n == 0)
                    VB_LINT(l, false, "gap", next->file, next->line, next->id,
                            N_("From {0} to {1} no clause of {2} classifies anything, though before and after some "
                               "do."),
                            first, last, whose);
                else
                    VB_LINT(l, false, "gap", next->file, next->line, next->id,
                            N_("From {0} to {1} no clause of {2} gives {3}, though before and after some do."), first,
                            last, whose, value);
            }
            at = end;
        }
    }
}

static void gaps(vb_lint *l)
{
    const vb_rules *r = l->rules;
    for (size_t i = 0; i < r->clauses.n; i++) {
        const vb_rule_clause *c = &r->clauses.v[i];
        bool authority = true, value = true; /* the first clause of its kind */
        if (c->effect != VB_EFFECT_CLASSIFY || c->instrument->pending)
            continue;
        for (size_t k = 0; k < i; k++) {
            authority = authority && !gives(&r->clauses.v[k], c->instrument->authority, VB_STR_NONE);
            value = value && !gives(&r->clauses.v[k], c->instrument->authority, c->value);
        }
        if (authority)
            gaps_of(l, c->instrument->authority, VB_STR_NONE);
        if (value)
            gaps_of(l, c->instrument->authority, c->value);
    }
}

/* ---- Classes ---------------------------------------------------------------------------------------------------- */

/* Does the condition ask for the class, other than to leave it out? */
static bool asks(const vb_rule_condition *in, uint16_t at, bool positive, vb_str class)
{
    const vb_rule_node *n = &in->nodes[at];
    for (uint16_t i = 0; n->op == VB_OP_ECCN && positive && i < n->n; i++)
        if (vb_str_eq(in->items[n->first + i].text, class))
            return true;
    if (n->op == VB_OP_AND || n->op == VB_OP_OR || n->op == VB_OP_NOT)
        for (uint16_t k = n->child; k != VB_NO_NODE; k = in->nodes[k].next)
            if (asks(in, k, n->op == VB_OP_NOT ? !positive : positive, class))
                return true;
    return false;
}

static void unasked(vb_lint *l)
{
    const vb_rules *r = l->rules;
    for (size_t i = 0; i < r->clauses.n; i++) {
        const vb_rule_clause *c = &r->clauses.v[i];
        bool first = c->effect == VB_EFFECT_CLASSIFY && !c->instrument->pending, asked = false;
        for (size_t k = 0; k < i && first; k++)
            first = r->clauses.v[k].effect != c->effect || r->clauses.v[k].instrument->pending ||
                    !vb_str_eq(r->clauses.v[k].value, c->value);
        for (size_t k = 0; k < r->clauses.n && first && !asked; k++) {
            const vb_rule_clause *licence = &r->clauses.v[k];
            asked = licence->effect == VB_EFFECT_LICENCE && licence->required && licence->when.n_nodes > 0 &&
                    asks(&licence->when, licence->when.root, true, c->value);
        }
        if (first && !asked)
            VB_LINT(l, false, "class-without-licence", c->file, c->line, c->id,
                    N_("No clause asks a licence for what is classified as {0}."), c->value);
    }
}

/* Is anything classified as one of the set on that day? */
static bool given(const vb_rules *r, const vb_rule_condition *in, const vb_rule_node *n, int layer, int64_t on)
{
    for (size_t i = 0; i < r->clauses.n; i++)
        for (uint16_t k = 0; r->clauses.v[i].effect == VB_EFFECT_CLASSIFY && k < n->n; k++)
            if (vb_str_eq(r->clauses.v[i].value, in->items[n->first + k].text) &&
                vb_lint_in_force(&r->clauses.v[i], layer, on))
                return true;
    return false;
}

/* Sets of classes that a clause asks for on days on which nothing gives one of them. */
static void ungiven(vb_lint *l)
{
    const vb_rules *r = l->rules;
    for (size_t i = 0; i < r->clauses.n; i++) {
        const vb_rule_clause *c = &r->clauses.v[i];
        for (uint16_t k = 0; k < c->when.n_nodes; k++) {
            const vb_rule_node *n = &c->when.nodes[k];
            int64_t missing = VB_NO_TIME;
            bool ever = false;
            for (int layer = 0; n->op == VB_OP_ECCN && layer < 2; layer++)
                for (int64_t at = VB_NO_TIME; vb_lint_next_day(r, c, layer, &at);) {
                    bool now = given(r, &c->when, n, layer, at);
                    ever = ever || now;
                    if (!now && (missing == VB_NO_TIME || at < missing))
                        missing = at;
                }
            if (missing == VB_NO_TIME)
                continue;
            for (uint16_t m = 0; m < n->n; m++)
                vb_lint_name(l, c->when.items[n->first + m].text);
            vb_str list = vb_lint_names(l), day = vb_lint_day(l, missing);
            VB_LINT(l, !ever, "class-not-given", c->file, n->line, c->id,
                    ever ? N_("It asks for {0}, and on {1}, when it is in force, nothing is classified so.")
                         : N_("It asks for {0}, and on no day on which it is in force is anything classified so."),
                    list, day);
        }
    }
}

/* ---- Licences without a policy ---------------------------------------------------------------------------------- */

static bool reviewable(const vb_rules *r, const vb_rule_clause *c, int layer, int64_t on)
{
    for (size_t i = 0; i < r->clauses.n; i++) {
        const vb_rule_clause *review = &r->clauses.v[i];
        if (review->effect != VB_EFFECT_REVIEW || review->instrument->authority != c->instrument->authority ||
            (review->instrument->pending && review->instrument != c->instrument) ||
            !vb_lint_in_force(review, layer, on))
            continue;
        const vb_rule_wish wishes[] = {
            {&c->scope, true}, {&c->when, true}, {&review->scope, true}, {&review->when, true}};
        if (vb_rules_possible(r, on, wishes, 4, NULL, NULL))
            return true;
    }
    return false;
}

/* One line an instrument: its licence clauses for which on some day no review clause can hold. */
static void unreviewed(vb_lint *l)
{
    const vb_rules *r = l->rules;
    for (size_t i = 0; i < r->instruments.n; i++) {
        int64_t earliest = VB_RULE_NEVER;
        const vb_rule_clause *first = NULL;
        for (size_t k = 0; k < r->clauses.n; k++) {
            const vb_rule_clause *c = &r->clauses.v[k];
            int64_t missing = VB_RULE_NEVER;
            if (c->instrument != r->instruments.v[i] || c->effect != VB_EFFECT_LICENCE || !c->required)
                continue;
            for (int layer = 0; layer < 2; layer++)
                for (int64_t at = VB_NO_TIME; vb_lint_next_day(r, c, layer, &at) && at < missing;)
                    if (!reviewable(r, c, layer, at))
                        missing = at;
            if (missing == VB_RULE_NEVER)
                continue;
            vb_lint_name(l, vb_lint_short(c->id));
            if (first == NULL || c->line < first->line)
                first = c;
            earliest = missing < earliest ? missing : earliest;
        }
        if (first == NULL)
            continue;
        vb_str list = vb_lint_names(l), day = vb_lint_day(l, earliest);
        VB_LINT(l, false, "no-review", first->file, first->line, r->instruments.v[i]->id,
                N_("No clause says how applications are judged for the licences of {0} (first on {1})."), list, day);
    }
}

void vb_lint_time(vb_lint *l)
{
    gaps(l);
    unasked(l);
    ungiven(l);
    unreviewed(l);
}
