/* SPDX-License-Identifier: Apache-2.0 */
/* An explanation is worth as much as what can be worked out from it again: from the values in the tree of tests alone
 * comes the outcome of each test, of each clause and of the whole answer. And the three ways of writing an answer out
 * tell the same story. */
#include "rules_random.h"

static vb_test_rules t;

static int open_rules(void **state)
{
    (void)state;
    vb_test_rules_open(&t);
    return 0;
}

static int close_rules(void **state)
{
    (void)state;
    vb_test_rules_close(&t);
    return 0;
}

static vb_tri flip(vb_tri a)
{
    return a == VB_YES ? VB_NO : a == VB_NO ? VB_YES : VB_UNKNOWN;
}

static vb_tri both(vb_tri a, vb_tri b)
{
    return a == VB_NO || b == VB_NO ? VB_NO : a == VB_YES && b == VB_YES ? VB_YES : VB_UNKNOWN;
}

static vb_tri either(vb_tri a, vb_tri b)
{
    return flip(both(flip(a), flip(b)));
}

typedef struct subject {
    vb_rule_question q;
    vb_rule_answer a;
    vb_layer layer;           /* of the step */
    bool points;              /* no figure is an interval and no fact is open: nothing is gone through */
    bool sampled;             /* compare with `at` and `fact` in place of the intervals */
    int64_t at[VB_METRIC_N];  /* a possible value of each metric */
    vb_tri fact[VB_FACTOR_N]; /* and of each fact */
    bool only_deciding;       /* tests that did not decide are taken as unknown */
    bool asks_answer, same;   /* a test asks for class or licence; every node came out as it says */
} subject;

static vb_tri compare(const vb_rule_reason *r, int64_t low, int64_t high)
{
    int64_t h = r->threshold;
    if (h == VB_NO_FIGURE)
        return VB_UNKNOWN;
    switch (r->relation) {
    case VB_REL_GE:
        return low >= h ? VB_YES : high < h ? VB_NO : VB_UNKNOWN;
    case VB_REL_GT:
        return low > h ? VB_YES : high <= h ? VB_NO : VB_UNKNOWN;
    case VB_REL_LE:
        return flip(low > h ? VB_YES : high <= h ? VB_NO : VB_UNKNOWN);
    case VB_REL_LT:
        break;
    }
    return flip(low >= h ? VB_YES : high < h ? VB_NO : VB_UNKNOWN);
}

static vb_tri classified(const subject *s, const vb_rule_reason *r)
{
    vb_tri is = VB_NO;
    for (size_t i = 0; i < s->a.n_steps; i++)
        for (size_t k = 0; k < r->n_words && s->a.steps[i].effect == VB_EFFECT_CLASSIFY; k++)
            if (vb_str_eq(s->a.steps[i].value, r->words[k]))
                is = either(is, s->a.steps[i].effective[s->layer]);
    return is;
}

static vb_tri leaf(subject *s, const vb_rule_reason *r)
{
    vb_tri is = VB_NO, marketed = s->q.marketed;
    switch (r->op) {
    case VB_OP_COMPARE:
        return s->sampled ? compare(r, s->at[r->subject], s->at[r->subject]) : compare(r, r->low, r->high);
    case VB_OP_COUNTRY:
        for (size_t i = 0; i < r->n_members; i++)
            is = either(is, r->members[i].in);
        return r->country == 0 ? VB_UNKNOWN : is;
    case VB_OP_FACT:
        if (s->sampled)
            return s->fact[r->subject];
        if (marketed == VB_UNKNOWN && s->q.model != NULL)
            marketed = s->q.model->datacentre;
        return r->subject == VB_FACTOR_MARKETED ? marketed : s->q.datacentre_use;
    case VB_OP_TEXT:
        for (size_t i = 0; i < r->n_words; i++)
            if (r->subject == VB_TEXT_MODEL ? vb_str_eq(r->value, r->words[i])
                                            : vb_str_eq_nocase(r->value, r->words[i]))
                is = VB_YES;
        return r->value.n == 0 ? VB_UNKNOWN : is;
    case VB_OP_ECCN:
    case VB_OP_LICENCE:
        s->asks_answer = true;
        is = r->op == VB_OP_ECCN ? classified(s, r) : s->a.licence[s->layer];
        /* the tree says what was known before possible values were gone through, the answer what came of that */
        return r->is == VB_UNKNOWN && !s->points ? VB_UNKNOWN : is;
    case VB_OP_UNSTATED:
    case VB_OP_AND:
    case VB_OP_OR:
    case VB_OP_NOT:
        break;
    }
    return VB_UNKNOWN;
}

/* The node at *i with all that is below it; *i is behind it then. */
static vb_tri node(subject *s, const vb_rule_step *step, size_t *i)
{
    const vb_rule_reason *r = &step->reasons[(*i)++];
    vb_tri is = r->op == VB_OP_AND ? VB_YES : VB_NO;
    size_t children = 0;
    if (r->op != VB_OP_AND && r->op != VB_OP_OR && r->op != VB_OP_NOT) {
        is = s->only_deciding && !r->decides ? VB_UNKNOWN : leaf(s, r);
        s->same = s->same && is == r->is && r->text.n > 0;
        return is;
    }
    while (*i < step->n_reasons && step->reasons[*i].depth > r->depth) {
        s->same = s->same && step->reasons[*i].depth == r->depth + 1;
        vb_tri child = node(s, step, i);
        is = r->op == VB_OP_AND ? both(is, child) : r->op == VB_OP_OR ? either(is, child) : flip(child);
        children++;
    }
    s->same = s->same && is == r->is && (r->op == VB_OP_NOT ? children == 1 : children >= 2);
    return is;
}

static vb_tri whole(subject *s, const vb_rule_step *step, bool sampled, bool only_deciding)
{
    size_t i = 0;
    s->sampled = sampled;
    s->only_deciding = only_deciding;
    s->same = true;
    s->asks_answer = false;
    vb_tri is = step->n_reasons == 0 ? VB_YES : node(s, step, &i);
    s->same = s->same && i == step->n_reasons;
    return is;
}

static bool wished(const vb_rule_question *q, vb_str instrument)
{
    for (size_t i = 0; i < q->n_what_if; i++)
        if (vb_str_eq(q->what_if[i], instrument))
            return true;
    return false;
}

/* One possible value of each figure and fact, not always at an end. */
static void sample(subject *s, uint64_t *random)
{
    for (unsigned m = 0; m < VB_METRIC_N; m++) {
        int64_t low = 0, high = INT64_MAX;
        (void)vb_rules_figure(&s->q, (vb_rule_metric)m, &low, &high);
        if (high == INT64_MAX)
            high = INT64_C(40000000000000); /* 40,000 of the unit: above every threshold */
        s->at[m] = high <= low ? low : low + (int64_t)vb_test_below(random, (uint64_t)(high - low) + 1);
    }
    vb_tri marketed = s->q.marketed != VB_UNKNOWN ? s->q.marketed
                      : s->q.model != NULL        ? s->q.model->datacentre
                                                  : VB_UNKNOWN;
    vb_tri coin = vb_test_below(random, 2) == 0 ? VB_YES : VB_NO,
           other = vb_test_below(random, 2) == 0 ? VB_YES : VB_NO;
    s->fact[VB_FACTOR_MARKETED] = marketed == VB_UNKNOWN ? coin : marketed;
    s->fact[VB_FACTOR_END_USE] = s->q.datacentre_use == VB_UNKNOWN ? other : s->q.datacentre_use;
}

/* The same question with that value for each. */
static vb_tri asked_again(subject *s, vb_str clause, vb_arena *job)
{
    vb_rule_figures figures = {0};
    vb_rule_question q = s->q;
    for (int m = 0; m < VB_METRIC_N; m++) {
        figures.stated[m] = true;
        figures.low[m] = figures.high[m] = s->at[m];
    }
    q.figures = &figures;
    q.marketed = s->fact[VB_FACTOR_MARKETED];
    q.datacentre_use = s->fact[VB_FACTOR_END_USE];
    vb_rule_answer a = vb_test_ask(&t, q, job);
    const vb_rule_step *step = NULL;
    for (size_t i = 0; i < a.n_steps; i++)
        if (vb_str_eq(a.steps[i].clause, clause))
            step = &a.steps[i];
    return step == NULL ? VB_NO : step->holds; /* flags that do not hold are left out */
}

static bool clause_comes_out(subject *s, const vb_rule_step *step, uint64_t *random, vb_arena *job)
{
    vb_tri is = whole(s, step, false, false);
    bool announced = vb_str_eq(step->basis, VB_S("pending")) && !wished(&s->q, step->instrument);
    if (!s->same)
        return false;
    if (announced && is == VB_YES)
        is = VB_UNKNOWN;
    if (!step->same_for_all)
        return is == step->holds && (is == VB_UNKNOWN || announced || whole(s, step, false, true) == is);
    if (is != VB_UNKNOWN || step->holds == VB_UNKNOWN || s->points)
        return false;
    for (int i = 0; i < 6; i++) {
        sample(s, random);
        vb_tri value = whole(s, step, true, false);
        if (s->asks_answer)
            value = asked_again(s, step->clause, job);
        if (value != step->holds)
            return false;
    }
    return true;
}

static const vb_rule_step *step_of(const vb_rule_answer *a, vb_str clause)
{
    for (size_t i = 0; i < a->n_steps; i++)
        if (vb_str_eq(a->steps[i].clause, clause))
            return &a->steps[i];
    return NULL;
}

/* Definite in the answer though not from the clauses one by one: only where values were gone through. */
static bool fits(const subject *s, vb_tri worked_out, vb_tri said)
{
    return worked_out == said || (worked_out == VB_UNKNOWN && !s->points);
}

static bool overriding_comes_out(subject *s, const vb_rule_step *step)
{
    (void)whole(s, step, false, false);
    for (int layer = 0; layer < 2; layer++) {
        if (layer != (int)s->layer && s->asks_answer && step->in_force[layer])
            continue; /* class and licence may be others in the other layer */
        vb_tri is = step->in_force[layer] ? step->holds : VB_NO;
        for (size_t i = 0; i < step->n_overridden_by; i++) {
            const vb_rule_step *by = step_of(&s->a, step->overridden_by[i]);
            bool takes = by != NULL && by->effect == VB_EFFECT_LICENCE && step->effect == VB_EFFECT_EXCEPTION;
            if (by == NULL || (by->effect != step->effect && !takes))
                return false;
            is = both(is, flip(by->effective[layer]));
        }
        if (!fits(s, is, step->effective[layer]))
            return false;
    }
    return true;
}

static bool is_point(const vb_rule_question *q)
{
    for (unsigned m = 0; m < VB_METRIC_N; m++) {
        int64_t low, high;
        if (vb_rules_figure(q, (vb_rule_metric)m, &low, &high) && low != high)
            return false;
    }
    vb_tri marketed = q->marketed != VB_UNKNOWN ? q->marketed : q->model != NULL ? q->model->datacentre : VB_UNKNOWN;
    return marketed != VB_UNKNOWN && q->datacentre_use != VB_UNKNOWN;
}

typedef struct counts {
    size_t answers, steps, tests, same_for_all, points;
} counts;

static vb_rule_question foggy_question(uint64_t *random, vb_model *room, vb_rule_figures *figures, vb_str *wishes)
{
    *room = vb_random_foggy_card(random);
    const vb_model *m = room;
    if (vb_test_below(random, 3) == 0)
        m = vb_random_model(&t, random);
    vb_rule_question q = vb_random_question(&t, random, m);
    if (vb_test_below(random, 30) == 0)
        q.model = NULL;
    if (vb_test_below(random, 30) == 0)
        q.to = 0;
    if (vb_test_below(random, 3) == 0)
        q.datacentre_use = vb_test_below(random, 2) == 0 ? VB_YES : VB_NO;
    if (vb_test_below(random, 5) == 0)
        q.marketed = vb_test_below(random, 2) == 0 ? VB_YES : VB_NO;
    q.n_what_if = vb_test_below(random, 3) == 0 ? vb_random_wishes(&t, random, wishes) : 0;
    q.what_if = wishes;
    *figures = (vb_rule_figures){0};
    if (vb_test_below(random, 4) == 0) {
        static const int64_t most[VB_METRIC_N] = {24000, 8, 1800, 8000, 9800, 3000, 6};
        for (int i = 0; i < VB_METRIC_N; i++) {
            figures->stated[i] = vb_test_below(random, 2) == 0;
            figures->low[i] = (int64_t)vb_test_below(random, (uint64_t)most[i] * 1000) * 1000000;
            figures->high[i] = figures->low[i];
            if (vb_test_below(random, 3) == 0)
                figures->high[i] += (int64_t)vb_test_below(random, (uint64_t)most[i] * 500) * 1000000;
        }
        q.figures = figures;
    }
    return q;
}

static bool reasons_recompute_the_outcome(uint64_t *random, size_t size, void *context)
{
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    counts *n = context;
    vb_model m;
    vb_rule_figures figures;
    vb_str wishes[VB_RANDOM_WISHES];
    subject s = {.q = foggy_question(random, &m, &figures, wishes)};
    (void)size;
    s.q.detail = VB_RULE_REASONS;
    s.a = vb_test_ask(&t, s.q, &job);
    s.points = is_point(&s.q);
    n->answers++;
    n->points += s.points;
    vb_tri licence[2] = {VB_NO, VB_NO};
    for (size_t i = 0; i < s.a.n_steps; i++) {
        const vb_rule_step *step = &s.a.steps[i];
        s.layer = step->in_force[VB_LAYER_ENFORCED] ? VB_LAYER_ENFORCED : VB_LAYER_TEXT;
        if (!clause_comes_out(&s, step, random, &job) || !overriding_comes_out(&s, step)) {
            printf("%.*s: the reasons do not give what it says\n", VB_ARG(step->clause));
            return false;
        }
        n->steps++;
        n->tests += step->n_reasons;
        n->same_for_all += step->same_for_all;
        for (int layer = 0; layer < 2; layer++)
            if (step->effect == VB_EFFECT_LICENCE && vb_str_eq(step->value, VB_S("required")))
                licence[layer] = either(licence[layer], step->effective[layer]);
    }
    return fits(&s, licence[0], s.a.licence[0]) && fits(&s, licence[1], s.a.licence[1]);
}

static bool same_step(const vb_rule_step *x, const vb_rule_step *y)
{
    return vb_str_eq(x->clause, y->clause) && vb_str_eq(x->value, y->value) && x->holds == y->holds &&
           vb_str_eq(x->parameter, y->parameter) && vb_str_eq(x->basis, y->basis) && x->overridden == y->overridden &&
           x->n_overridden_by == y->n_overridden_by && memcmp(x->in_force, y->in_force, sizeof x->in_force) == 0 &&
           memcmp(x->effective, y->effective, sizeof x->effective) == 0;
}

static bool same_decisive(const vb_rule_answer *a, const vb_rule_answer *b)
{
    for (int layer = 0; layer < 2; layer++) {
        const vb_rule_step *x = a->decisive[layer], *y = b->decisive[layer];
        if ((x == NULL) != (y == NULL) || (x != NULL && !vb_str_eq(x->clause, y->clause)))
            return false;
    }
    return memcmp(a->licence, b->licence, sizeof a->licence) == 0 && vb_str_eq(a->eccn, b->eccn) &&
           vb_str_eq(a->assembly, b->assembly);
}

static bool same_outcome(const vb_rule_answer *a, const vb_rule_answer *verdict)
{
    vb_rule_outcome x, y;
    vb_rules_outcome(a, &x);
    vb_rules_outcome(verdict, &y);
    bool same = x.review == y.review && x.n_exceptions == y.n_exceptions && x.n_instruments == y.n_instruments &&
                x.letter == y.letter && (x.share == NULL) == (y.share == NULL) && (x.duty == NULL) == (y.duty == NULL);
    for (size_t i = 0; same && i < x.n_exceptions; i++)
        same = vb_str_eq(x.exception[i]->clause, y.exception[i]->clause);
    for (size_t i = 0; same && i < x.n_instruments; i++)
        same = vb_str_eq(x.instrument[i], y.instrument[i]);
    bool none = a->licence[VB_LAYER_ENFORCED] == VB_NO, sure = a->licence[VB_LAYER_ENFORCED] == VB_YES;
    return same && (x.review == VB_REVIEW_NONE) == none && (x.review_step == NULL || sure) && (!x.letter || sure);
}

/* Verdict, sentences and reasons: the same in all that each of them says. */
static bool details_agree(uint64_t *random, size_t size, void *context)
{
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_model m;
    vb_rule_figures figures;
    vb_str wishes[VB_RANDOM_WISHES];
    vb_rule_question q = foggy_question(random, &m, &figures, wishes);
    vb_rule_answer by[3];
    (void)size;
    (void)context;
    for (int d = 0; d < 3; d++) {
        q.detail = (vb_rule_detail)d;
        by[d] = vb_test_ask(&t, q, &job);
    }
    const vb_rule_answer *a = &by[VB_RULE_SENTENCES], *verdict = &by[VB_RULE_VERDICT], *tree = &by[VB_RULE_REASONS];
    if (!same_decisive(a, verdict) || !same_decisive(a, tree) || verdict->open_facts.n > 0 ||
        !vb_str_eq(a->open_facts, tree->open_facts) || a->n_steps != tree->n_steps)
        return false;
    size_t kept = 0;
    for (size_t i = 0; i < a->n_steps; i++) {
        const vb_rule_step *x = &a->steps[i], *y = &tree->steps[i];
        if (!same_step(x, y) || x->n_reasons > 0 || !vb_str_eq(x->because, y->because) ||
            !vb_str_eq(x->unknown, y->unknown) || !vb_str_eq(x->conditions, y->conditions) ||
            x->same_for_all != y->same_for_all)
            return false;
        const vb_rule_step *v = kept < verdict->n_steps ? &verdict->steps[kept] : NULL;
        bool in = v != NULL && vb_str_eq(v->clause, x->clause);
        if (in && (!same_step(x, v) || v->n_reasons > 0 || v->because.n > 0 || v->unknown.n > 0 || v->conditions.n > 0))
            return false;
        if (!in && (x->holds != VB_NO || x->effective[0] != VB_NO || x->effective[1] != VB_NO))
            return false; /* only what does not hold is left out of a verdict */
        kept += in;
    }
    return kept == verdict->n_steps && same_outcome(a, verdict);
}

/* Stating what the catalogue says of a model changes nothing. */
static bool stating_the_figures_changes_nothing(uint64_t *random, size_t size, void *context)
{
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_rule_question q = vb_random_question(&t, random, vb_random_model(&t, random)), stated = q;
    vb_rule_figures figures = {0};
    (void)size;
    (void)context;
    for (unsigned m = 0; m < VB_METRIC_N; m++)
        figures.stated[m] = vb_rules_figure(&q, (vb_rule_metric)m, &figures.low[m], &figures.high[m]);
    stated.figures = &figures;
    stated.marketed = q.model->datacentre;
    vb_rule_answer a = vb_test_ask(&t, q, &job), b = vb_test_ask(&t, stated, &job);
    bool same = a.n_steps == b.n_steps && memcmp(a.licence, b.licence, sizeof a.licence) == 0 &&
                vb_str_eq(a.eccn, b.eccn) && vb_str_eq(a.assembly, b.assembly);
    for (size_t i = 0; same && i < a.n_steps; i++)
        same = vb_str_eq(a.steps[i].because, b.steps[i].because) && a.steps[i].holds == b.steps[i].holds;
    return same;
}

static void test_reasons(void **state)
{
    (void)state;
    counts n = {0};
    vb_test_holds("the reasons recompute the outcome", 20000, 1, reasons_recompute_the_outcome, &n);
    printf("%zu answers (%zu without an open figure), %zu clauses, %zu tests, %zu clauses the same for all values\n",
           n.answers, n.points, n.steps, n.tests, n.same_for_all);
    assert_true(n.points > 100 && n.same_for_all > 100); /* both cases were tried */
    vb_test_holds("verdict, sentences and reasons agree", 5000, 1, details_agree, NULL);
    vb_test_holds("stating the figures changes nothing", 3000, 1, stating_the_figures_changes_nothing, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reasons)};
    return cmocka_run_group_tests(tests, open_rules, close_rules);
}
