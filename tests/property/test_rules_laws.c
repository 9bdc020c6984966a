/* SPDX-License-Identifier: Apache-2.0 */
/* Laws of the rules, whatever they say: more performance never loosens, an interval never says more than its points,
 * the order of files does not matter, one question has one answer, and too little memory is an error and nothing else.
 */
#include "../unit/rules_support.h"

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

/* Figures around the thresholds of the rules, all known. */
static vb_model random_card(uint64_t *random)
{
    static const char *const vendors[] = {"NVIDIA", "AMD", "Intel", "Huawei", "Acme"};
    vb_model m = {.id = VB_S("made-up"),
                  .vendor = vb_str_of(vendors[vb_test_below(random, 5)]),
                  .chip = VB_S("A1"),
                  .nonplanar = VB_YES,
                  .devices = 1,
                  .ics = 1 + (int64_t)vb_test_below(random, 2)};
    for (int i = 0; i < VB_N_FORMATS; i++)
        m.rate[i] = VB_NO_FIGURE;
    m.rate[VB_FP16] = (int64_t)vb_test_below(random, 1500000);
    m.die_area_low = m.die_area_high = 100000 + (int64_t)vb_test_below(random, 3000000);
    m.datacentre = vb_test_below(random, 2) == 0 ? VB_YES : VB_NO;
    m.memory_bandwidth = (int64_t)vb_test_below(random, 8000000);
    m.interconnect_bandwidth = (int64_t)vb_test_below(random, 1800000);
    return m;
}

static vb_country random_country(uint64_t *random)
{
    static const char often[][3] = {"CN", "HK", "MO", "RU", "VN", "SA", "AE", "SG", "TW", "DE", "IL", "IR", "US", "IN"};
    if (vb_test_below(random, 2) == 0)
        return VB_COUNTRY(often[vb_test_below(random, sizeof often / sizeof often[0])]);
    return t.countries.rows[vb_test_below(random, t.countries.n)].code;
}

static vb_rule_question random_question(uint64_t *random, const vb_model *m)
{
    int64_t from = vb_test_day("2022-01-01") / VB_DAY;
    vb_rule_question q = {.model = m,
                          .to = random_country(random),
                          .headquarters = random_country(random),
                          .on = (from + (int64_t)vb_test_below(random, 1900)) * VB_DAY,
                          .known_on = VB_NO_TIME};
    if (vb_test_below(random, 4) == 0)
        q.headquarters = 0;
    if (vb_test_below(random, 4) == 0)
        q.from = random_country(random);
    if (vb_test_below(random, 4) == 0)
        q.known_on = q.on - (int64_t)vb_test_below(random, 400) * VB_DAY;
    return q;
}

static int strictness(vb_str eccn)
{
    return vb_str_eq(eccn, VB_S("3A090.a")) ? 2 : vb_str_eq(eccn, VB_S("3A090.b")) ? 1 : eccn.n == 0 ? 0 : -1;
}

static bool more_performance_never_loosens(uint64_t *random, size_t size, void *context)
{
    static const char *const days[] = {"2022-12-01", "2024-01-15", "2024-06-01"}; /* one licence paragraph each */
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_model m = random_card(random), more = m;
    (void)context;
    more.rate[VB_FP16] += (int64_t)vb_test_below(random, 1000 * size + 1);
    vb_rule_question q = {.model = &m,
                          .to = random_country(random),
                          .headquarters = random_country(random),
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
    vb_model wide = random_card(random), point;
    (void)context;
    wide.die_area_high += (int64_t)vb_test_below(random, 5000 * size + 1);
    if (vb_test_below(random, 3) == 0)
        wide.datacentre = VB_UNKNOWN;
    if (vb_test_below(random, 8) == 0)
        wide.memory_bandwidth = VB_NO_FIGURE;
    if (vb_test_below(random, 8) == 0)
        wide.interconnect_bandwidth = VB_NO_FIGURE;
    vb_rule_question q = random_question(random, &wide);
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
        const vb_model *m =
            vb_catalogue_model(t.catalogue, (uint32_t)vb_test_below(random, vb_catalogue_count(t.catalogue)));
        vb_rule_question q = random_question(random, m);
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
    vb_model made_up = random_card(random);
    const vb_model *m = &made_up;
    (void)size;
    (void)context;
    if (vb_test_below(random, 2) == 0)
        m = vb_catalogue_model(t.catalogue, (uint32_t)vb_test_below(random, vb_catalogue_count(t.catalogue)));
    vb_rule_answer a = vb_test_ask(&t, random_question(random, m), &job);
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
    const vb_model *m =
        vb_catalogue_model(t.catalogue, (uint32_t)vb_test_below(random, vb_catalogue_count(t.catalogue)));
    vb_rule_question q = random_question(random, m), first = q;
    (void)size;
    (void)context;
    first.on = vb_rules_epoch(t.loaded, q.on);
    if (first.on > q.on || vb_rules_epoch(t.loaded, first.on) != first.on)
        return false;
    vb_rule_answer a = vb_test_ask(&t, q, &job), b = vb_test_ask(&t, first, &job);
    return vb_str_eq(whole(&a, &job), whole(&b, &job));
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
    vb_rule_question q = random_question(random, vb_catalogue_model(t.catalogue, 0));
    rc = vb_rules_evaluate(t.loaded, &q, &job, &a, &err);
    if (rc == VB_OK)
        return job.limit > 1000; /* the steps alone take more */
    return rc == VB_E_NOMEM && memcmp(&a, &untouched, sizeof a) == 0;
}

static void test_laws(void **state)
{
    (void)state;
    vb_test_holds("more performance never loosens", 4000, 200, more_performance_never_loosens, NULL);
    vb_test_holds("intervals are sound", 2000, 200, intervals_are_sound, NULL);
    vb_test_holds("one question has one answer", 10000, 10, one_question_has_one_answer, NULL);
    vb_test_holds("the order of files does not matter", 20, 100, order_of_files_does_not_matter, NULL);
    vb_test_holds("answers of a period are the same", 5000, 10, answers_of_a_period_are_the_same, NULL);
    vb_test_holds("too little memory is an error", 100, 50, too_little_memory_is_an_error, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_laws)};
    return cmocka_run_group_tests(tests, open_rules, close_rules);
}
