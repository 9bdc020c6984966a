/* SPDX-License-Identifier: Apache-2.0 */
/* Laws of the rules, whatever they say: more performance never loosens, an interval never says more than its points,
 * the order of files does not matter, one question has one answer, and too little memory is an error and nothing else.
 */
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

/* Through the engine: a rate more lowers neither end of TPP or of the processing performance. */
static bool a_rate_more_never_lowers(uint64_t *random, size_t size, void *context)
{
    static const vb_rule_metric metrics[] = {VB_METRIC_TPP, VB_METRIC_TOPS, VB_METRIC_DENSITY};
    vb_model m = vb_random_foggy_card(random), more = m;
    size_t f = (size_t)vb_test_below(random, VB_N_FORMATS);
    (void)size;
    (void)context;
    more.rate[f] = (int64_t)vb_test_below(random, 2000000000);
    if (m.rate[f] > more.rate[f])
        more.rate[f] = m.rate[f];
    vb_rule_question a = {.model = &m}, b = {.model = &more};
    for (size_t i = 0; i < sizeof metrics / sizeof metrics[0]; i++) {
        int64_t low, high, more_low, more_high;
        if (!vb_rules_figure(&a, metrics[i], &low, &high))
            continue;
        if (!vb_rules_figure(&b, metrics[i], &more_low, &more_high) || more_low < low || more_high < high)
            return false;
    }
    return true;
}

static int strictness(vb_str eccn)
{
    static const char *const order[] = {"", "3A991.p", "3A090.b", "3A090.a"};
    for (int i = 0; i < 4; i++)
        if (vb_str_eq(eccn, vb_str_of(order[i])))
            return i;
    return -1;
}

static bool more_performance_never_loosens(uint64_t *random, size_t size, void *context)
{
    static const char *const days[] = {"2022-12-01", "2024-01-15", "2024-06-01"}; /* one licence paragraph each */
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_model m = vb_random_card(random), more = m;
    (void)context;
    more.rate[VB_FP16] += (int64_t)vb_test_below(random, 1000000 * size + 1);
    vb_rule_question q = {.model = &m,
                          .to = vb_random_country(&t, random),
                          .headquarters = vb_random_country(&t, random),
                          .on = vb_test_day(days[vb_test_below(random, 3)]),
                          .known_on = VB_NO_TIME};
    vb_rule_answer a = vb_test_ask(&t, q, &job);
    q.model = &more;
    vb_rule_answer b = vb_test_ask(&t, q, &job);
    bool looser = a.licence[VB_LAYER_ENFORCED] == VB_YES && b.licence[VB_LAYER_ENFORCED] != VB_YES;
    return strictness(a.eccn) >= 0 && strictness(b.eccn) >= strictness(a.eccn) && !looser;
}

static const vb_rule_step *same_step(const vb_rule_answer *a, vb_str clause)
{
    for (size_t i = 0; i < a->n_steps; i++)
        if (vb_str_eq(a->steps[i].clause, clause))
            return &a->steps[i];
    return NULL;
}

/* What is definite for an interval of areas and an unknown marketing is so for each area and both answers. */
static bool intervals_are_sound(uint64_t *random, size_t size, void *context)
{
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_model wide = vb_random_card(random), point;
    (void)context;
    wide.die_area_high += (int64_t)vb_test_below(random, 5000 * size + 1);
    if (vb_test_below(random, 3) == 0)
        wide.datacentre = VB_UNKNOWN;
    if (vb_test_below(random, 8) == 0)
        wide.memory_bandwidth = VB_NO_FIGURE;
    if (vb_test_below(random, 8) == 0)
        wide.interconnect_bandwidth = VB_NO_FIGURE;
    vb_rule_question q = vb_random_question(&t, random, &wide);
    vb_rule_answer a = vb_test_ask(&t, q, &job);
    q.model = &point;
    for (int i = 0; i < 8; i++) {
        point = wide;
        uint64_t span = (uint64_t)(wide.die_area_high - wide.die_area_low) + 1;
        point.die_area_low = point.die_area_high = wide.die_area_low + (int64_t)vb_test_below(random, span);
        if (wide.datacentre == VB_UNKNOWN)
            point.datacentre = vb_test_below(random, 2) == 0 ? VB_YES : VB_NO;
        if (wide.memory_bandwidth == VB_NO_FIGURE)
            point.memory_bandwidth = (int64_t)vb_test_below(random, 8000000);
        if (wide.interconnect_bandwidth == VB_NO_FIGURE)
            point.interconnect_bandwidth = (int64_t)vb_test_below(random, 1800000);
        vb_rule_answer b = vb_test_ask(&t, q, &job);
        if (strictness(a.eccn) >= 0 && !vb_str_eq(a.eccn, b.eccn))
            return false;
        for (int layer = 0; layer < 2; layer++) {
            if (a.licence[layer] != VB_UNKNOWN && a.licence[layer] != b.licence[layer])
                return false;
            for (size_t k = 0; k < a.n_steps; k++) {
                const vb_rule_step *s = same_step(&b, a.steps[k].clause);
                vb_tri e = s == NULL ? VB_NO : s->effective[layer];
                if (a.steps[k].effective[layer] != VB_UNKNOWN && a.steps[k].effective[layer] != e)
                    return false;
            }
        }
    }
    return true;
}

/* Everything an answer says, as text. */
static vb_str whole(const vb_rule_answer *a, vb_arena *arena)
{
    vb_buf text = {0};
    vb_buf_printf(&text, "%d %d %.*s %.*s\n", a->licence[0], a->licence[1], VB_ARG(a->eccn), VB_ARG(a->open_facts));
    for (int layer = 0; layer < 2; layer++)
        vb_buf_printf(&text, "%d\n", a->decisive[layer] == NULL ? -1 : (int)(a->decisive[layer] - a->steps));
    for (size_t i = 0; i < a->n_steps; i++) {
        const vb_rule_step *s = &a->steps[i];
        const vb_str parts[] = {s->clause,    s->citation,   s->instrument, s->basis,  s->value,
                                s->parameter, s->conditions, s->because,    s->unknown};
        for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++) {
            vb_buf_add(&text, parts[k]);
            vb_buf_char(&text, '|');
        }
        vb_buf_printf(&text, "%d%d%d%d%d%d%d\n", s->effect, s->holds, s->in_force[0], s->in_force[1], s->effective[0],
                      s->effective[1], s->overridden);
    }
    vb_str out = vb_arena_copy(arena, vb_buf_str(&text));
    vb_buf_free(&text);
    return out;
}

/* A clause is applied in a layer only between its days, as far as they were known; and then it is never left out. */
static bool nothing_fires_outside_its_dates(uint64_t *random, size_t size, void *context)
{
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_str wishes[VB_RANDOM_WISHES];
    vb_rule_question q = vb_random_question(&t, random, vb_random_model(&t, random));
    (void)size;
    (void)context;
    q.on = (vb_test_day("2021-01-01") / VB_DAY + (int64_t)vb_test_below(random, 3000)) * VB_DAY +
           (int64_t)vb_test_below(random, (uint64_t)VB_DAY);
    q.known_on = vb_test_below(random, 2) == 0 ? VB_NO_TIME : q.on - (int64_t)vb_test_below(random, 900) * VB_DAY;
    q.n_what_if = vb_random_wishes(&t, random, wishes);
    q.what_if = wishes;
    vb_rule_answer a = vb_test_ask(&t, q, &job);
    int64_t day = vb_day_of(q.on), known = q.known_on == VB_NO_TIME ? INT64_MAX : q.known_on;
    for (size_t i = 0; i < vb_rules_clauses(t.loaded); i++) {
        vb_rule_clause_info c = vb_rules_clause(t.loaded, i);
        const vb_rule_step *s = same_step(&a, c.id);
        bool wished = false, any = false;
        for (size_t k = 0; k < q.n_what_if; k++)
            wished = wished || vb_str_eq(q.what_if[k], c.instrument);
        for (int layer = 0; layer < 2; layer++) {
            int from = c.pending ? VB_LAYER_TEXT : layer;
            bool ended = c.to[from] != VB_NO_TIME && day > c.to[from] &&
                         (c.end_known[from] == VB_NO_TIME || known >= c.end_known[from]);
            bool in_force = c.known_from <= known && c.from[from] != VB_NO_TIME && c.from[from] <= day && !ended &&
                            (!c.pending || wished);
            any = any || in_force;
            if (s != NULL && (s->in_force[layer] != in_force || (!in_force && s->effective[layer] != VB_NO)))
                return false;
        }
        if (s != NULL && !any)
            return false;
        vb_buf scope = {0};
        vb_rules_print_scope(t.loaded, i, &scope);
        bool to_all = scope.n == 0, quiet = c.effect == VB_EFFECT_FLAG || c.effect == VB_EFFECT_QUOTA;
        vb_buf_free(&scope);
        if (s == NULL && any && to_all && !quiet)
            return false;
    }
    return true;
}

static bool order_of_files_does_not_matter(uint64_t *random, size_t size, void *context)
{
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_rule_file rules[VB_TEST_MAX_FILES], groups[VB_TEST_MAX_FILES];
    vb_rules *other = NULL;
    vb_error err = {0};
    (void)context;
    memcpy(rules, t.rules, sizeof rules);
    memcpy(groups, t.groups, sizeof groups);
    vb_test_shuffle(random, rules, t.n_rules, sizeof rules[0]);
    vb_test_shuffle(random, groups, t.n_groups, sizeof groups[0]);
    if (vb_rules_load(rules, t.n_rules, groups, t.n_groups, &t.countries, &job, &other, &err) != VB_OK) {
        printf("%s: %s\n", err.where, err.message);
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        const vb_model *m = vb_random_model(&t, random);
        vb_rule_question q = vb_random_question(&t, random, m);
        vb_rule_answer a = vb_test_ask(&t, q, &job), b;
        if (vb_rules_evaluate(other, &q, &job, &b, &err) != VB_OK || !vb_str_eq(whole(&a, &job), whole(&b, &job)))
            return false;
    }
    return true;
}

/* Of one exclusive effect, at most one value holds; and what an answer says of itself fits together. */
static bool one_question_has_one_answer(uint64_t *random, size_t size, void *context)
{
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_model made_up = vb_random_card(random);
    const vb_model *m = &made_up;
    (void)size;
    (void)context;
    if (vb_test_below(random, 2) == 0)
        m = vb_random_model(&t, random);
    vb_rule_answer a = vb_test_ask(&t, vb_random_question(&t, random, m), &job);
    for (int layer = 0; layer < 2; layer++) {
        vb_tri licence = VB_NO;
        for (size_t i = 0; i < a.n_steps; i++) {
            const vb_rule_step *s = &a.steps[i];
            bool exclusive = s->effect == VB_EFFECT_CLASSIFY || s->effect == VB_EFFECT_REVIEW ||
                             s->effect == VB_EFFECT_SHARE || s->effect == VB_EFFECT_DUTY;
            for (size_t k = 0; exclusive && k < i; k++)
                if (a.steps[k].effect == s->effect && s->effective[layer] == VB_YES &&
                    a.steps[k].effective[layer] == VB_YES && !vb_str_eq(a.steps[k].value, s->value))
                    return false;
            if (s->effective[layer] == VB_YES && (!s->in_force[layer] || s->because.n == 0) &&
                !vb_str_starts(s->instrument, VB_S("90fr47201"))) /* "always" has no reason */
                return false;
            if (s->effective[layer] == VB_UNKNOWN && s->unknown.n == 0)
                return false;
            if (s->effect == VB_EFFECT_LICENCE && licence != VB_YES && s->effective[layer] != VB_NO)
                licence = s->effective[layer];
        }
        if (licence == VB_NO && a.licence[layer] != VB_NO)
            return false;
        if (a.licence[layer] == VB_UNKNOWN && a.open_facts.n == 0)
            return false;
    }
    return true;
}

/* vb_rules_epoch: on two days of one period the same question has the same answer. */
static bool answers_of_a_period_are_the_same(uint64_t *random, size_t size, void *context)
{
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    const vb_model *m = vb_random_model(&t, random);
    vb_rule_question q = vb_random_question(&t, random, m), first = q;
    (void)size;
    (void)context;
    first.on = vb_rules_epoch(t.loaded, q.on);
    if (first.on > q.on || vb_rules_epoch(t.loaded, first.on) != first.on)
        return false;
    vb_rule_answer a = vb_test_ask(&t, q, &job), b = vb_test_ask(&t, first, &job);
    return vb_str_eq(whole(&a, &job), whole(&b, &job));
}

/* vb_rules_days and vb_rules_epoch tell of the same days, each once and in order. */
static void test_days(void **state)
{
    (void)state;
    size_t n = vb_rules_days(t.loaded, NULL, 0);
    int64_t *days = calloc(n, sizeof *days);
    assert_true(n > 20 && days != NULL);
    assert_int_equal(vb_rules_days(t.loaded, days, n / 2), n);
    assert_int_equal(days[n / 2], 0); /* no more than asked for */
    assert_int_equal(vb_rules_days(t.loaded, days, n + 1), n);
    for (size_t i = 0; i < n; i++) {
        assert_true(days[i] == vb_day_of(days[i]) && (i == 0 || days[i - 1] < days[i]));
        assert_int_equal(vb_rules_epoch(t.loaded, days[i]), days[i]);
        assert_int_equal(vb_rules_epoch(t.loaded, days[i] - 1), i == 0 ? INT64_MIN + 1 : days[i - 1]);
    }
    free(days);
}

static bool too_little_memory_is_an_error(uint64_t *random, size_t size, void *context)
{
    VB_CLEANUP(vb_arena, vb_arena_free) small = {.limit = (size_t)vb_test_below(random, 40000 * size + 1)};
    vb_rules *out = NULL;
    vb_error err = {0};
    (void)context;
    vb_code rc = vb_rules_load(t.rules, t.n_rules, t.groups, t.n_groups, &t.countries, &small, &out, &err);
    if ((rc != VB_OK && rc != VB_E_NOMEM) || (rc == VB_OK) != (out != NULL))
        return false;
    VB_CLEANUP(vb_arena, vb_arena_free) job = {.limit = 1 + (size_t)vb_test_below(random, 300 * size)};
    vb_rule_answer untouched = {.n_steps = 77}, a = untouched;
    vb_rule_question q = vb_random_question(&t, random, vb_catalogue_model(t.catalogue, 0));
    rc = vb_rules_evaluate(t.loaded, &q, &job, &a, &err);
    if (rc == VB_OK)
        return job.limit > 1000; /* the steps alone take more */
    return rc == VB_E_NOMEM && memcmp(&a, &untouched, sizeof a) == 0;
}

static void test_laws(void **state)
{
    (void)state;
    vb_test_holds("more performance never loosens", 4000, 200, more_performance_never_loosens, NULL);
    vb_test_holds("a rate more never lowers", 4000, 1, a_rate_more_never_lowers, NULL);
    vb_test_holds("nothing fires outside its dates", 5000, 1, nothing_fires_outside_its_dates, NULL);
    vb_test_holds("intervals are sound", 2000, 200, intervals_are_sound, NULL);
    vb_test_holds("one question has one answer", 10000, 10, one_question_has_one_answer, NULL);
    vb_test_holds("the order of files does not matter", 20, 100, order_of_files_does_not_matter, NULL);
    vb_test_holds("answers of a period are the same", 5000, 10, answers_of_a_period_are_the_same, NULL);
    vb_test_holds("too little memory is an error", 100, 50, too_little_memory_is_an_error, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_laws), cmocka_unit_test(test_days)};
    return cmocka_run_group_tests(tests, open_rules, close_rules);
}
