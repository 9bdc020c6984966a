/* SPDX-License-Identifier: Apache-2.0 */
/* Laws of the two numbers and of the names. */
#include "support.h"

#include "catalogue/catalogue.h"
#include "catalogue/memory.h"
#include "catalogue/tpp.h"

static vb_model random_model(uint64_t *random)
{
    vb_model m = {.ics = (int64_t)vb_test_below(random, 4) + 1, .devices = 1, .nonplanar = VB_YES};
    for (size_t f = 0; f < VB_N_FORMATS; f++) {
        bool known = vb_test_below(random, 3) == 0;
        m.rate[f] = known ? (int64_t)vb_test_below(random, UINT64_C(10000000000000)) + 1 : VB_NO_FIGURE;
        m.rate_places[f] = (uint8_t)vb_test_below(random, 7);
    }
    m.accumulate_contested = vb_test_below(random, 2) == 0;
    m.die_area_low = (int64_t)vb_test_below(random, 10000000) + 1;
    m.die_area_high = m.die_area_low + (int64_t)vb_test_below(random, 1000000);
    return m;
}

static bool more_rates_never_lower_tpp(uint64_t *random, size_t size, void *context)
{
    vb_model m = random_model(random), more = m;
    size_t f = (size_t)vb_test_below(random, VB_N_FORMATS);
    (void)size;
    (void)context;
    more.rate[f] = (int64_t)vb_test_below(random, UINT64_C(10000000000000)) + 1;
    if (m.rate[f] > more.rate[f])
        more.rate[f] = m.rate[f];
    vb_tpp a = vb_model_tpp(&m, VB_AS_CLAIMED), b = vb_model_tpp(&more, VB_AS_CLAIMED);
    return b.known && b.milli.low >= a.milli.low && b.milli.high >= a.milli.high;
}

static bool intervals_are_ordered_and_rounding_widens(uint64_t *random, size_t size, void *context)
{
    vb_model m = random_model(random);
    vb_tpp a = vb_model_tpp(&m, VB_AS_CLAIMED), b = vb_model_tpp(&m, VB_AS_ROUNDED);
    vb_interval d;
    (void)size;
    (void)context;
    if (!a.known)
        return !b.known && !vb_model_density(&m, VB_AS_CLAIMED, &d);
    if (a.milli.low > a.milli.high || b.milli.low > a.milli.low || b.milli.high < a.milli.high)
        return false;
    return vb_model_density(&m, VB_AS_CLAIMED, &d) && d.low <= d.high;
}

/* A threshold asked at, below and above the printed density: the exact comparison agrees with the outward rounding, a
 * higher threshold never turns a no into a yes, and a wider die interval never decides more. */
static bool thresholds_are_monotone(uint64_t *random, size_t size, void *context)
{
    vb_model m = random_model(random), wide = m;
    vb_interval d;
    (void)size;
    (void)context;
    wide.die_area_high += 1000;
    if (!vb_model_density(&m, VB_AS_CLAIMED, &d))
        return true;
    int64_t asked = (int64_t)vb_test_below(random, (uint64_t)d.high + 2000);
    vb_tri at = vb_density_at_least(&m, asked, VB_AS_CLAIMED),
           above = vb_density_at_least(&m, asked + 1, VB_AS_CLAIMED);
    vb_tri wider = vb_density_at_least(&wide, asked, VB_AS_CLAIMED);
    if (asked <= d.low && at != VB_YES)
        return false;
    if (asked > d.high && at != VB_NO)
        return false;
    if ((at == VB_NO && above != VB_NO) || (above == VB_YES && at != VB_YES))
        return false;
    return wider == at || wider == VB_UNKNOWN;
}

/* Names survive what people do to them: case, punctuation and blanks between words. */
static bool noise_does_not_change_a_match(uint64_t *random, size_t size, void *context)
{
    const vb_catalogue *c = context;
    uint32_t model = (uint32_t)vb_test_below(random, vb_catalogue_count(c));
    vb_str name = vb_catalogue_model(c, model)->name;
    static const char *const gaps[] = {" ", "-", "  ", "_", " / "};
    char text[512];
    size_t n = 0;
    uint32_t a[64], b[64];
    (void)size;
    for (size_t i = 0; i < name.n && n + 4 < sizeof text; i++) {
        char ch = name.p[i];
        if (ch == ' ') {
            const char *gap = gaps[vb_test_below(random, sizeof gaps / sizeof gaps[0])];
            memcpy(text + n, gap, strlen(gap));
            n += strlen(gap);
        } else {
            bool flip = vb_test_below(random, 2) == 0 && ((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z'));
            text[n++] = (char)(flip ? ch ^ 0x20 : ch);
        }
    }
    size_t na = vb_catalogue_search(c, name, a, 64), nb = vb_catalogue_search(c, (vb_str){text, n}, b, 64);
    return na >= 1 && na == nb && na <= 64 && memcmp(a, b, na * sizeof a[0]) == 0;
}

static bool any_bytes_are_a_question(uint64_t *random, size_t size, void *context)
{
    const vb_catalogue *c = context;
    vb_test_file f = vb_test_bytes(random, size);
    uint32_t found[4];
    size_t n = vb_catalogue_search(c, (vb_str){f.p, f.n}, found, 4);
    uint32_t one = vb_catalogue_match(c, (vb_str){f.p, f.n});
    free(f.p);
    return n == 1 ? one == found[0] : one == VB_NONE;
}

static bool memory_intervals_hold_the_marketed_size(uint64_t *random, size_t size, void *context)
{
    vb_model m = {.memory_gb = (int64_t)vb_test_below(random, UINT64_C(10000000000)) + 1,
                  .devices = (int64_t)vb_test_below(random, 8) + 1};
    vb_memory_range r = vb_model_memory(&m);
    (void)size;
    (void)context;
    return r.low <= r.high && r.low >= 0 && vb_model_memory_fits(&m, r.high) == VB_YES &&
           vb_model_memory_fits(&m, r.low) == VB_YES && vb_model_memory_fits(&m, r.high + 1) == VB_NO;
}

static void laws(void **state)
{
    vb_test_file f = vb_test_read("data/catalogue/accelerators.csv");
    vb_arena arena = {0};
    vb_error err = {0};
    const vb_catalogue *c = NULL;
    vb_catalogue_files files = {.models = {f.p, f.n}};
    (void)state;
    assert_int_equal(vb_catalogue_load(&files, &arena, &c, &err), VB_OK);
    union {
        const vb_catalogue *in;
        void *out;
    } shared = {c};
    vb_test_holds("a further rate never lowers TPP", 2000, 1, more_rates_never_lower_tpp, NULL);
    vb_test_holds("intervals are ordered, rounding widens them", 2000, 1, intervals_are_ordered_and_rounding_widens,
                  NULL);
    vb_test_holds("thresholds are monotone", 2000, 1, thresholds_are_monotone, NULL);
    vb_test_holds("noise in a name changes no match", 2000, 1, noise_does_not_change_a_match, shared.out);
    vb_test_holds("any bytes are a question", 2000, 300, any_bytes_are_a_question, shared.out);
    vb_test_holds("memory intervals hold the marketed size", 2000, 1, memory_intervals_hold_the_marketed_size, NULL);
    vb_arena_free(&arena);
    free(f.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(laws)};
    return cmocka_run_group_tests_name("catalogue laws", tests, NULL, NULL);
}
