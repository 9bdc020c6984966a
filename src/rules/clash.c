/* SPDX-License-Identifier: Apache-2.0 */
/* Two clauses that could give two answers to one question are an error when the rules are loaded, not a matter of which
 * comes first. For every such pair: is there a day, an item and a country for which both hold? The search is exhaustive
 * over the tests of the two conditions; what it does not know (that TPP and performance density hang together, that
 * something unstated is false) it takes as possible. So it may ask for an "overrides" that is never needed, but for
 * what is known today it never lets a clash through. */
#include <stdlib.h>

#include "rules/rules_priv.h"

enum { MAX_PLACES = 512, MAX_WORDS = 64, MAX_STEPS = 2000000, KEPT = 512, MAX_TODO = 2 * VB_RULE_MAX_NODES + 8 };

typedef struct literal {
    const vb_rule_condition *in;
    uint16_t node;
    bool positive;
} literal;

typedef struct world { /* what is still possible */
    int64_t low[VB_METRIC_N], high[VB_METRIC_N];
    uint8_t place[VB_PLACE_N][MAX_PLACES / 8]; /* bit i: row i of the countries */
    uint8_t fact[VB_FACTOR_N], licence;        /* bit 0: may be no, bit 1: may be yes */
    literal words[MAX_WORDS];                  /* tests of text and eccn, judged at the end */
    size_t n_words;
} world;

typedef struct member_bits { /* of a group on a day, by row of the countries: for certain in it, for certain not */
    bool filled;
    uint32_t group;
    int64_t on;
    uint8_t in[MAX_PLACES / 8], out[MAX_PLACES / 8];
} member_bits;

typedef struct search {
    const vb_rules *rules;
    int64_t on;
    member_bits *kept, one; /* KEPT of them, or NULL: only the one */
    uint32_t steps;         /* of all pairs: what a load may cost */
    const int64_t *days;    /* on which a number or a membership changes, in order */
    size_t n_days;
    literal todo[MAX_TODO];
} search;

/* As evaluate.c compares them. */
static bool same_word(const vb_rule_node *n, vb_str a, vb_str b)
{
    return n->op == VB_OP_TEXT && n->subject != VB_TEXT_MODEL ? vb_str_eq_nocase(a, b) : vb_str_eq(a, b);
}

static bool words_agree(const world *w, uint8_t op, uint8_t subject)
{
    /* the value is one of the words that some test names, or none of them */
    for (size_t c = 0; c <= w->n_words; c++) {
        const literal *from = c < w->n_words ? &w->words[c] : NULL;
        uint16_t n_candidates = from == NULL ? 1 : from->in->nodes[from->node].n;
        for (uint16_t k = 0; k < n_candidates; k++) {
            vb_str candidate = from == NULL ? VB_STR_NONE : from->in->items[from->in->nodes[from->node].first + k].text;
            bool good = true;
            for (size_t i = 0; good && i < w->n_words; i++) {
                const vb_rule_node *n = &w->words[i].in->nodes[w->words[i].node];
                if (n->op != op || n->subject != subject)
                    continue;
                bool member = false;
                for (uint16_t m = 0; m < n->n; m++)
                    member = member ||
                             (candidate.n > 0 && same_word(n, w->words[i].in->items[n->first + m].text, candidate));
                good = member == w->words[i].positive;
            }
            if (good)
                return true;
        }
    }
    return false;
}

/* The bit of a country; false when it has none. */
static bool bit_of(const search *s, vb_country c, size_t *at)
{
    const vb_country_row *row = vb_country_find(s->rules->countries, c);
    *at = row == NULL ? 0 : (size_t)(row - s->rules->countries->rows);
    return row != NULL && *at < MAX_PLACES;
}

static void fill_members(const search *s, member_bits *m)
{
    const vb_rule_group *g = &s->rules->groups.v[m->group];
    const vb_rule_group_row *rows = &s->rules->group_rows.v[g->first];
    bool complete = false;
    memset(m->in, 0, sizeof m->in);
    for (size_t i = 0; i < g->n && rows[i].country == 0; i++) /* "*" comes first */
        complete = complete || (rows[i].from <= m->on && m->on < rows[i].end && rows[i].status != VB_STATUS_UNKNOWN);
    memset(m->out, complete ? 0xFF : 0, sizeof m->out);
    for (size_t i = 0; i < g->n; i++) {
        size_t at;
        if (rows[i].country == 0 || m->on < rows[i].from || m->on >= rows[i].end || !bit_of(s, rows[i].country, &at))
            continue;
        m->out[at / 8] &= (uint8_t) ~(1U << (at % 8));
        if (rows[i].status != VB_STATUS_UNKNOWN)
            m->in[at / 8] |= (uint8_t)(1U << (at % 8));
    }
}

static const member_bits *members_of(search *s, uint32_t group)
{
    member_bits *m = &s->one;
    if (s->kept != NULL)
        m = &s->kept[((uint64_t)(s->on / VB_DAY) * 61 + group) % KEPT];
    if (!m->filled || m->group != group || m->on != s->on) {
        m->filled = true;
        m->group = group;
        m->on = s->on;
        fill_members(s, m);
    }
    return m;
}

static bool narrow_country(search *s, world *w, const vb_rule_condition *in, const vb_rule_node *n, bool positive)
{
    uint8_t *bits = w->place[n->subject], yes[MAX_PLACES / 8] = {0}, no[MAX_PLACES / 8];
    bool any = false;
    s->steps += 8; /* dear: all countries */
    memset(no, 0xFF, sizeof no);
    for (uint16_t k = 0; k < n->n; k++) {
        const vb_rule_item *item = &in->items[n->first + k];
        const member_bits *m = item->group ? members_of(s, item->index) : NULL;
        size_t at;
        for (size_t i = 0; i < sizeof no && m != NULL; i++) {
            yes[i] |= m->in[i];
            no[i] &= m->out[i];
        }
        if (m == NULL && bit_of(s, item->country, &at)) {
            yes[at / 8] |= (uint8_t)(1U << (at % 8));
            no[at / 8] &= (uint8_t) ~(1U << (at % 8));
        }
    }
    for (size_t i = 0; i < sizeof no; i++) {
        bits[i] &= (uint8_t) ~(positive ? no[i] : yes[i]);
        any = any || bits[i] != 0;
    }
    return any;
}

static bool narrow_metric(const search *s, world *w, const vb_rule_node *n, bool positive)
{
    const vb_rule_parameter *p = vb_rules_parameter_on(s->rules, n->parameter, s->on, INT64_MAX);
    if (p == NULL)
        return true;
    int64_t *low = &w->low[n->subject], *high = &w->high[n->subject];
    /* not (>=) is (<), and so on */
    vb_rule_relation r = (vb_rule_relation)n->relation;
    if (!positive)
        r = r == VB_REL_GE ? VB_REL_LT : r == VB_REL_GT ? VB_REL_LE : r == VB_REL_LE ? VB_REL_GT : VB_REL_GE;
    if (r == VB_REL_GE && p->nano > *low)
        *low = p->nano;
    if (r == VB_REL_GT && p->nano + 1 > *low)
        *low = p->nano + 1;
    if (r == VB_REL_LE && p->nano < *high)
        *high = p->nano;
    if (r == VB_REL_LT && p->nano - 1 < *high)
        *high = p->nano - 1;
    return *low <= *high;
}

static bool narrow(search *s, world *w, const literal *l)
{
    const vb_rule_node *n = &l->in->nodes[l->node];
    uint8_t keep = l->positive ? 2 : 1;
    switch ((vb_rule_op)n->op) {
    case VB_OP_COMPARE:
        return narrow_metric(s, w, n, l->positive);
    case VB_OP_COUNTRY:
        return narrow_country(s, w, l->in, n, l->positive);
    case VB_OP_FACT:
        return (w->fact[n->subject] &= keep) != 0;
    case VB_OP_LICENCE:
        return (w->licence &= keep) != 0;
    case VB_OP_TEXT:
    case VB_OP_ECCN:
        if (w->n_words < MAX_WORDS)
            w->words[w->n_words++] = *l;
        return words_agree(w, n->op, n->subject);
    case VB_OP_UNSTATED:
    case VB_OP_AND:
    case VB_OP_OR:
    case VB_OP_NOT:
        break;
    }
    return true;
}

/* Can all of todo[0..n) hold in a world as narrow as *w? */
static bool possible(search *s, const world *before, size_t n)
{
    world here = *before, *w = &here;
    while (n > 0) {
        literal l = s->todo[--n];
        const vb_rule_node *node = &l.in->nodes[l.node];
        if (++s->steps > MAX_STEPS)
            return true;
        if (node->op == VB_OP_NOT) {
            s->todo[n++] = (literal){l.in, node->child, !l.positive};
            continue;
        }
        if (node->op != VB_OP_AND && node->op != VB_OP_OR) {
            if (!narrow(s, w, &l))
                return false;
            continue;
        }
        if ((node->op == VB_OP_AND) == l.positive) { /* all of them */
            for (uint16_t k = node->child; k != VB_NO_NODE && n < MAX_TODO; k = l.in->nodes[k].next)
                s->todo[n++] = (literal){l.in, k, l.positive};
            continue;
        }
        for (uint16_t k = node->child; k != VB_NO_NODE; k = l.in->nodes[k].next) { /* any of them */
            literal saved[MAX_TODO];
            memcpy(saved, s->todo, n * sizeof *saved);
            s->todo[n] = (literal){l.in, k, l.positive};
            bool found = possible(s, w, n + 1);
            memcpy(s->todo, saved, n * sizeof *saved);
            if (found)
                return true;
        }
        return false;
    }
    return true;
}

static void all_places(const vb_rules *rules, world *w)
{
    size_t n = rules->countries->n < MAX_PLACES ? rules->countries->n : MAX_PLACES;
    for (unsigned p = 0; p < VB_PLACE_N; p++) {
        memset(w->place[p], 0xFF, n / 8);
        if (n % 8 > 0)
            w->place[p][n / 8] = (uint8_t)((1U << (n % 8)) - 1);
    }
}

static bool together(search *s, const vb_rule_clause *a, const vb_rule_clause *b)
{
    world w = {.licence = 3};
    for (int i = 0; i < VB_METRIC_N; i++)
        w.high[i] = INT64_MAX;
    all_places(s->rules, &w);
    memset(w.fact, 3, sizeof w.fact);
    size_t n = 0;
    const vb_rule_clause *both[2] = {a, b};
    for (int i = 0; i < 2; i++) {
        if (both[i]->scope.n_nodes > 0)
            s->todo[n++] = (literal){&both[i]->scope, both[i]->scope.root, true};
        if (both[i]->when.n_nodes > 0)
            s->todo[n++] = (literal){&both[i]->when, both[i]->when.root, true};
    }
    return possible(s, &w, n);
}

static bool overrides(const vb_rules *rules, const vb_rule_clause *a, const vb_rule_clause *b)
{
    for (size_t i = 0; i < a->n_overrides; i++)
        if (&rules->clauses.v[a->overrides[i].index] == b)
            return true;
    return false;
}

static vb_code one_day(search *s, const vb_rule_clause *a, const vb_rule_clause *b, int64_t on, vb_error *err)
{
    char day[24];
    s->on = on;
    bool found = together(s, a, b);
    if (s->steps > MAX_STEPS)
        return vb_fail(err, VB_E_RANGE, "rules", VB_NO_OFFSET,
                       "the conditions are too complex to be searched for clashes");
    if (!found)
        return VB_OK;
    vb_time_text(on, true, day);
    vb_rule_error(err, VB_E_RANGE, b->file, b->line, 1,
                  "clash: \"%.*s\" says %s %.*s and \"%.*s\" %.*s, both can hold on %s; "
                  "one must override the other",
                  (int)(b->id.n > 40 ? 40 : b->id.n), b->id.p, vb_rule_effects[b->effect],
                  (int)(b->value.n > 30 ? 30 : b->value.n), b->value.p, (int)(a->id.n > 40 ? 40 : a->id.n), a->id.p,
                  (int)(a->value.n > 30 ? 30 : a->value.n), a->value.p, day);
    return VB_E_RANGE;
}

/* The first day on which both are in force, and each later one on which a number or a membership changes. */
static vb_code pair(const vb_rules *rules, const vb_rule_clause *a, const vb_rule_clause *b, search *s, vb_error *err)
{
    int64_t last_from = VB_RULE_NEVER, last_end = VB_RULE_NEVER;
    if (a->effect != b->effect || !vb_rule_exclusive(a->effect) || vb_str_eq(a->value, b->value) ||
        overrides(rules, a, b) || overrides(rules, b, a))
        return VB_OK;
    for (int layer = 0; layer < 2; layer++) {
        const vb_rule_span *x = vb_rule_span_of(a, layer), *y = vb_rule_span_of(b, layer);
        int64_t from = x->from > y->from ? x->from : y->from, end = x->end < y->end ? x->end : y->end;
        if (from == VB_RULE_NEVER || from >= end || (from == last_from && end == last_end))
            continue;
        last_from = from;
        last_end = end;
        VB_TRY(one_day(s, a, b, from, err));
        for (size_t i = 0; i < s->n_days && s->days[i] < end; i++)
            if (s->days[i] > from)
                VB_TRY(one_day(s, a, b, s->days[i], err));
    }
    return VB_OK;
}

static int by_day(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static vb_code find_days(const vb_rules *rules, search *s, vb_error *err)
{
    int64_t *days = VB_NEW(rules->arena, int64_t, rules->parameters.n + 2 * rules->group_rows.n);
    size_t n = 0;
    if (days == NULL)
        return vb_fail(err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory left for the rules");
    for (size_t i = 0; i < rules->parameters.n; i++)
        days[n++] = rules->parameters.v[i].span.from;
    for (size_t i = 0; i < rules->group_rows.n; i++) {
        days[n++] = rules->group_rows.v[i].from;
        days[n++] = rules->group_rows.v[i].end;
    }
    if (n > 0)
        qsort(days, n, sizeof *days, by_day);
    for (size_t i = 0; i < n; i++)
        if (s->n_days == 0 || days[i] != days[s->n_days - 1])
            days[s->n_days++] = days[i];
    s->days = days;
    return VB_OK;
}

vb_code vb_rules_clash(const vb_rules *rules, vb_error *err)
{
    search *s = VB_NEW(rules->arena, search, 1);
    member_bits *kept = VB_NEW(rules->arena, member_bits, KEPT);
    if (s == NULL || kept == NULL)
        return vb_fail(err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory left for the rules");
    s->rules = rules;
    s->kept = kept;
    VB_TRY(find_days(rules, s, err));
    for (size_t i = 0; i < rules->clauses.n; i++)
        for (size_t k = 0; k < i; k++)
            VB_TRY(pair(rules, &rules->clauses.v[k], &rules->clauses.v[i], s, err));
    return VB_OK;
}

bool vb_rules_possible(const vb_rules *rules, int64_t on, const vb_rule_wish *wishes, size_t n, const int64_t *low,
                       const int64_t *high)
{
    search s = {.rules = rules, .on = on};
    world w = {.licence = 3};
    size_t todo = 0;
    for (int i = 0; i < VB_METRIC_N; i++) {
        w.low[i] = low == NULL ? 0 : low[i];
        w.high[i] = high == NULL ? INT64_MAX : high[i];
    }
    all_places(rules, &w);
    memset(w.fact, 3, sizeof w.fact);
    for (size_t i = 0; i < n && todo < MAX_TODO; i++) {
        if (wishes[i].in->n_nodes > 0)
            s.todo[todo++] = (literal){wishes[i].in, wishes[i].in->root, wishes[i].holds};
        else if (!wishes[i].holds)
            return false; /* "always" does not fail */
    }
    return possible(&s, &w, todo);
}
