/* SPDX-License-Identifier: Apache-2.0 */
/* Cards that lie on a line of the rules, with the answer that the text gives and why it does not hang on the last
 * digit, or where it does. The same in words: docs/rules/boundary-cards.md. Thresholds: ECCN 3A090.a and .b with notes
 * 2 and technical notes 1 to 4, 15 CFR part 774 supp. 1 (88 FR 73458; eCFR issue of 2026-07-23). Figures of the cards
 * and their sources: data/catalogue/accelerators.csv. */
#include "rules_support.h"

#include "catalogue/tpp.h"

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

/* End user headquartered at the destination; exported from the United States. `marketed`: stated against the
 * catalogue, which has what the maker says. */
static const struct {
    const char *model, *on, *to;
    vb_tri marketed;
    const char *eccn, *assembly;
    vb_tri licence;
    const char *why;
} cards[] = {
    /* 661 x 4 = 2644 (INT4) or 165 x 16 = 2640 (FP16), by 826 mm2: 3.201 or 3.196, about the 3.2 of b.2. But b.1 takes
     * 2400 to 4800 from 1.6 on, so b.2 need not be met. */
    {"nv-a30", "2024-01-15", "CN", VB_UNKNOWN, "3A090.b", "4A090.b", VB_YES,
     "A30: .b.1 whatever the density rounds to"},
    {"nv-a30", "2024-01-15", "SG", VB_UNKNOWN, "3A090.b", "4A090.b", VB_NO, "A30 to Singapore: A:6"},
    /* 125 x 16 = 2000, 628 mm2: 3.185. Under 2400, so only b.2 could take it, and the density is under 3.2. */
    {"nv-a10", "2024-01-15", "CN", VB_UNKNOWN, "3A991.p", "4A994.l", VB_NO, "A10: 3.185 < 3.2 and 2000 < 2400"},
    /* 149.7 x 16 = 2395.2 or 299.3 x 8 = 2394.4: just under 2400, but 2394 / 628 = 3.81 meets b.2. */
    {"nv-a40", "2024-01-15", "CN", VB_UNKNOWN, "3A090.b", "4A090.b", VB_YES, "A40: .b.2, though not .b.1"},
    /* 119.5 x 16 = 1912, 609 mm2: 3.14. Made to stay under. The letters of 2025 do not reach it: 864 and 64 GB/s. */
    {"nv-l20", "2024-01-15", "CN", VB_UNKNOWN, "3A991.p", "4A994.l", VB_NO, "L20: 3.14 < 3.2"},
    {"nv-l20", "2025-06-01", "CN", VB_UNKNOWN, "3A991.p", "4A994.l", VB_NO, "L20 under the letters: 864 < 1400"},
    /* 96.5 x 16 = 1544: under 1600, whatever the density (5.25 with 294 mm2). */
    {"nv-l2", "2024-01-15", "CN", VB_UNKNOWN, "3A991.p", "4A994.l", VB_NO, "L2: 1544 < 1600"},
    /* 660.6 x 8 = 5284.8 with INT8, where no accumulator is contested (press: 5285). */
    {"nv-rtx4090", "2024-01-15", "CN", VB_UNKNOWN, "3A090.a", "4A090.a", VB_YES, "RTX 4090: 5285 >= 4800"},
    /* 588.35 x 8 = 4706.8: under 4800 and no data centre part, so Note 2 takes it out. Were it marketed for data
     * centres, 4707 / 608 = 7.74 would make it a.2: the answer is one about marketing. */
    {"nv-rtx4090d", "2024-01-15", "CN", VB_UNKNOWN, "3A991.p", "4A994.l", VB_NO, "RTX 4090 D: Note 2"},
    {"nv-rtx4090d", "2024-01-15", "CN", VB_YES, "3A090.a", "4A090.a", VB_YES, "RTX 4090 D as a data centre part: a.2"},
    /* 1187.5 x 4 = 4750 (FP4, as claimed: 2375 AI TOPS with sparsity): the same, until the letters of April 2025. Its
     * 1792 GB/s lie between the H20's 4000, by which NVIDIA's filing measures, and the 1400 of Intel's mail: open. */
    {"nv-rtx5090d", "2025-01-30", "CN", VB_UNKNOWN, "3A991.p", "4A994.l", VB_NO, "RTX 5090 D: Note 2"},
    {"nv-rtx5090d", "2025-01-30", "CN", VB_YES, "3A090.a", "4A090.a", VB_YES, "RTX 5090 D as a data centre part: a.2"},
    {"nv-rtx5090d", "2025-06-01", "CN", VB_UNKNOWN, "3A991.p", "4A994.l", VB_UNKNOWN, "RTX 5090 D: by letter?"},
    /* 20136 (FP8) or 21472 (TF32 as 32 bit): over 4800 either way. */
    {"aws-trn3", "2026-02-01", "CN", VB_UNKNOWN, "3A090.a", "4A090.a", VB_YES, "Trainium3: .a by either reading"},
    {"amd-mi300x", "2026-02-01", "CN", VB_UNKNOWN, "3A090.a", "4A090.a", VB_YES, "MI300X: area not needed"},
    {"amd-mi325x", "2026-02-01", "CN", VB_UNKNOWN, "3A090.a", "4A090.a", VB_YES, "MI325X: area not needed"},
    /* 148 x 16 = 2368, 814 mm2: 2.909. Under 2400 and under 3.2: neither b.1 nor b.2, against a tracker that prints
     * 3A090.b.2. The licence since 2025-04-09 is by letter (NVIDIA Form 8-K of 2025-04-15). */
    {"nv-h20-96", "2024-06-01", "CN", VB_UNKNOWN, "3A991.p", "4A994.l", VB_NO, "H20: 2368 < 2400 and 2.909 < 3.2"},
    {"nv-h20-96", "2025-06-01", "CN", VB_UNKNOWN, "3A991.p", "4A994.l", VB_YES, "H20: by letter"},
    /* 181 x 16 = 2896; 724 mm2 gives 4.00, 790 gives 3.67: b.1 (and b.2) with both. */
    {"amd-mi210", "2024-01-15", "CN", VB_UNKNOWN, "3A090.b", "4A090.b", VB_YES, "MI210: .b with 724 or 790 mm2"},
};

static void test_cards(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cards / sizeof cards[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_question q = vb_test_question(&t, cards[i].model, cards[i].to, cards[i].to, cards[i].on, "");
        q.marketed = cards[i].marketed;
        vb_rule_answer a = vb_test_ask(&t, q, &job);
        if (!vb_str_eq(a.eccn, vb_str_of(cards[i].eccn)) || !vb_str_eq(a.assembly, vb_str_of(cards[i].assembly)) ||
            a.licence[VB_LAYER_ENFORCED] != cards[i].licence)
            fail_msg("%s: eccn \"%.*s\" assembly \"%.*s\" licence %d open \"%.*s\"", cards[i].why, VB_ARG(a.eccn),
                     VB_ARG(a.assembly), a.licence[VB_LAYER_ENFORCED], VB_ARG(a.open_facts));
    }
}

/* Stated figures of a data centre circuit, in thousandths: where the lines themselves run. */
static const struct {
    int64_t tpp, density;
    const char *eccn, *why;
} lines[] = {
    {2640000, 3196, "3A090.b", "A30 by FP16"},
    {2644000, 3201, "3A090.b", "A30 by INT4"},
    {2394400, 3812, "3A090.b", "A40 by INT8"},
    {2395200, 3814, "3A090.b", "A40 by FP16"},
    {2000000, 3184, "3A991.p", "A10"},
    {2000000, 3199, "3A991.p", "just under b.2"},
    {2000000, 3200, "3A090.b", "b.2: 3.2 or more"},
    {2399999, 3199, "3A991.p", "just under b.1 and b.2"},
    {2400000, 1599, "3A991.p", "b.1: density of 1.6 or more"},
    {2400000, 1600, "3A090.b", "b.1: 2400 or more"},
    {1599999, 9000, "3A991.p", "just under 1600"},
    {1600000, 5920, "3A090.a", "a.2: 1600 and 5.92 or more"},
    {1600000, 5919, "3A090.b", "b.2: less than 5.92"},
    {4799999, 5919, "3A090.b", "b.1: less than 4800"},
    {4800000, 100, "3A090.a", "a.1: 4800 or more, whatever the density"},
    {2368000, 2909, "3A991.p", "H20"},
    {2896000, 4000, "3A090.b", "MI210 with 724 mm2"},
    {2896000, 3665, "3A090.b", "MI210 with 790 mm2"},
};

static void state_figure(vb_rule_figures *f, vb_rule_metric m, int64_t milli)
{
    f->stated[m] = true;
    f->low[m] = f->high[m] = milli * 1000000;
}

static void test_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_figures f = {0};
        vb_rule_question q = vb_test_question(&t, "", "CN", "CN", "2026-02-01", "");
        state_figure(&f, VB_METRIC_TPP, lines[i].tpp);
        state_figure(&f, VB_METRIC_DENSITY, lines[i].density);
        q.figures = &f;
        q.marketed = VB_YES;
        vb_rule_answer a = vb_test_ask(&t, q, &job);
        if (!vb_str_eq(a.eccn, vb_str_of(lines[i].eccn)))
            fail_msg("%s: \"%.*s\", expected %s; open: %.*s", lines[i].why, VB_ARG(a.eccn), lines[i].eccn,
                     VB_ARG(a.open_facts));
    }
}

/* Who lies on a line by the rounding of a printed figure alone: the A30 at 3.2 and nobody else of these. */
static void test_rounding(void **state)
{
    (void)state;
    static const struct {
        const char *model;
        int64_t tpp, density; /* in thousandths; 0 = not asked */
        vb_tri claimed, rounded;
    } rows[] = {
        {"nv-a30", 0, 3200, VB_YES, VB_UNKNOWN}, /* 660.5 x 4 / 826 = 3.1985 */
        {"nv-a10", 0, 3200, VB_NO, VB_NO},       /* 125.5 x 16 / 628 = 3.1975 */
        {"nv-a40", 2400000, 0, VB_NO, VB_NO},    /* 149.75 x 16 = 2396 */
        {"nv-a40", 0, 3200, VB_YES, VB_YES},
        {"nv-l20", 0, 3200, VB_NO, VB_NO},
        {"nv-l2", 1600000, 0, VB_NO, VB_NO}, /* 193.5 x 8 = 1548 */
        {"nv-rtx4090d", 4800000, 0, VB_NO, VB_NO},
        {"nv-rtx5090d", 4800000, 0, VB_NO, VB_NO},
        {"nv-h20-96", 2400000, 0, VB_NO, VB_NO}, /* 148.5 x 16 = 2376 */
        {"nv-h20-96", 0, 3200, VB_NO, VB_NO},
        {"amd-mi210", 0, 3200, VB_YES, VB_YES},
        {"amd-mi300x", 21000000, 0, VB_NO, VB_NO}, /* 2614.95 x 8 = 20919.6 */
        {"amd-mi325x", 21000000, 0, VB_NO, VB_NO},
        {"aws-trn3", 21000000, 0, VB_UNKNOWN, VB_UNKNOWN}, /* 20136 or, with TF32 of 32 bit, 21472 */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const vb_model *m = vb_test_model(&t, rows[i].model);
        for (int k = 0; k < 2; k++) {
            vb_reading reading = k == 0 ? VB_AS_CLAIMED : VB_AS_ROUNDED;
            vb_tri is = rows[i].tpp > 0 ? vb_tpp_at_least(m, rows[i].tpp, reading)
                                        : vb_density_at_least(m, rows[i].density, reading);
            if (is != (k == 0 ? rows[i].claimed : rows[i].rounded))
                fail_msg("row %zu: %s %s: %d", i, rows[i].model, k == 0 ? "as claimed" : "as rounded", is);
        }
    }
}

/* The lane of January 2026 (91 FR 1684): under 21,000 and under 6,500 GB/s, exported from the United States. */
static void test_lane(void **state)
{
    (void)state;
    static const struct {
        const char *model, *from;
        vb_tri lane, band2;
    } rows[] = {
        {"amd-mi300x", "US", VB_YES, VB_NO},        /* 20,919 and 5,300: in the lane, in no band of the duty */
        {"amd-mi325x", "US", VB_YES, VB_YES},       /* 20,919 and 6,000: named in the rule, and in the second band */
        {"amd-mi325x", "TW", VB_NO, VB_NO},         /* a reexport: presumption of denial; it never enters the US */
        {"aws-trn3", "US", VB_UNKNOWN, VB_UNKNOWN}, /* TF32 decides, and no memory bandwidth is published */
        {"nv-b200", "US", VB_NO, VB_NO},            /* 36,000 */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_question q = vb_test_question(&t, rows[i].model, "CN", "CN", "2026-02-01", "");
        q.from = VB_COUNTRY(rows[i].from);
        vb_rule_answer a = vb_test_ask(&t, q, &job);
        const vb_rule_step *lane = vb_test_step(&a, "91fr1684/lane"),
                           *band = vb_test_step(&a, "us-section232-2026/band2");
        assert_non_null(lane);
        vb_tri in = lane->effective[VB_LAYER_ENFORCED],
               duty = band == NULL ? VB_NO : band->effective[VB_LAYER_ENFORCED];
        if (in != rows[i].lane || duty != rows[i].band2)
            fail_msg("%s from %s: lane %d, second band %d", rows[i].model, rows[i].from, in, duty);
    }
    for (int64_t tpp = 20999; tpp <= 21000; tpp++) { /* "less than 21,000" */
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_figures f = {0};
        vb_rule_question q = vb_test_question(&t, "", "CN", "CN", "2026-02-01", "");
        state_figure(&f, VB_METRIC_TPP, tpp * 1000);
        state_figure(&f, VB_METRIC_DRAM, 6000000);
        q.figures = &f;
        q.marketed = VB_YES;
        vb_rule_answer a = vb_test_ask(&t, q, &job);
        assert_int_equal(vb_test_step(&a, "91fr1684/lane")->effective[VB_LAYER_ENFORCED], tpp < 21000 ? VB_YES : VB_NO);
    }
}

/* The bands of the duty: "greater than" and "less than" at both ends (annex, U.S. note 39(b)). */
static void test_duty(void **state)
{
    (void)state;
    static const struct {
        int64_t tpp, dram;
        bool band1, band2;
    } rows[] = {
        {14000, 4800, false, false}, {14001, 4800, true, false},  {17499, 4800, true, false},
        {17500, 4800, false, false}, {15832, 4500, false, false}, {15832, 4501, true, false},
        {15832, 4999, true, false},  {15832, 5000, false, false}, {20800, 6000, false, false},
        {20801, 6000, false, true},  {21099, 6000, false, true},  {21100, 6000, false, false},
        {20919, 5800, false, false}, {20919, 5801, false, true},  {20919, 6199, false, true},
        {20919, 6200, false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_figures f = {0};
        vb_rule_question q = vb_test_question(&t, "", "US", "US", "2026-02-01", "");
        state_figure(&f, VB_METRIC_TPP, rows[i].tpp * 1000);
        state_figure(&f, VB_METRIC_DRAM, rows[i].dram * 1000);
        q.figures = &f;
        q.marketed = VB_YES;
        vb_rule_answer a = vb_test_ask(&t, q, &job);
        const vb_rule_step *one = vb_test_step(&a, "us-section232-2026/band1"),
                           *two = vb_test_step(&a, "us-section232-2026/band2");
        assert_int_equal(one != NULL && one->effective[VB_LAYER_ENFORCED] == VB_YES, rows[i].band1);
        assert_int_equal(two != NULL && two->effective[VB_LAYER_ENFORCED] == VB_YES, rows[i].band2);
    }
}

/* High bandwidth memory sold as such (89 FR 96790): more than 2 GB/s/mm2; License Exception HBM below 3.3. To
 * China the letters of 2022 and 2025 keep it open whether an unnamed item needs a licence, so "no" is asked elsewhere.
 */
static void test_memory(void **state)
{
    (void)state;
    static const struct {
        int64_t density;
        const char *on, *to, *eccn;
        vb_tri licence, exception;
    } rows[] = {
        {2000, "2025-02-01", "DE", "", VB_NO, VB_NO}, /* "greater than" */
        {2001, "2025-02-01", "CN", "3A090.c", VB_YES, VB_YES},
        {3299, "2025-02-01", "MO", "3A090.c", VB_YES, VB_YES},
        {3300, "2025-02-01", "CN", "3A090.c", VB_YES, VB_NO},
        {3300, "2025-02-01", "VN", "3A090.c", VB_NO, VB_NO}, /* Macau and D:5 only */
        {2500, "2024-12-15", "MO", "3A090.c", VB_NO, VB_NO}, /* to be complied with from 2024-12-31 */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_figures f = {0};
        vb_rule_question q = vb_test_question(&t, "", rows[i].to, rows[i].to, rows[i].on, "");
        state_figure(&f, VB_METRIC_HBM, rows[i].density);
        state_figure(&f, VB_METRIC_TPP, 0); /* memory, no processor */
        state_figure(&f, VB_METRIC_IO, 0);
        q.figures = &f;
        vb_rule_answer a = vb_test_ask(&t, q, &job);
        if (!vb_str_eq(a.eccn, vb_str_of(rows[i].eccn)) || a.licence[VB_LAYER_ENFORCED] != rows[i].licence ||
            vb_test_effective(&a, VB_EFFECT_EXCEPTION, "HBM") != rows[i].exception ||
            vb_test_effective(&a, VB_EFFECT_EXCEPTION, "NAC") == VB_YES)
            fail_msg("row %zu: \"%.*s\" licence %d; open: %.*s", i, VB_ARG(a.eccn), a.licence[VB_LAYER_ENFORCED],
                     VB_ARG(a.open_facts));
    }
    static const struct {
        const char *to, *headquarters;
        vb_tri licence;
    } asked[] = {{"DE", "CN", VB_YES}, {"VN", "MO", VB_YES}, {"US", "CN", VB_NO}, {"DE", "VN", VB_NO}};
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) { /* 744.23(a)(3)(i)(B): headquarters */
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_figures f = {0};
        vb_rule_question q = vb_test_question(&t, "", asked[i].to, asked[i].headquarters, "2025-02-01", "");
        state_figure(&f, VB_METRIC_HBM, 2500);
        state_figure(&f, VB_METRIC_TPP, 0);
        state_figure(&f, VB_METRIC_IO, 0);
        q.figures = &f;
        vb_rule_answer a = vb_test_ask(&t, q, &job);
        const vb_rule_step *s = vb_test_step(&a, "89fr96790/headquarters");
        assert_int_equal(s == NULL ? VB_NO : s->effective[VB_LAYER_ENFORCED], asked[i].licence);
    }
    for (uint32_t i = 0; i < vb_catalogue_count(t.catalogue); i++) { /* no accelerator is judged as memory */
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_question q = vb_test_question(&t, "", "CN", "CN", "2026-02-01", "");
        q.model = vb_catalogue_model(t.catalogue, i);
        vb_rule_answer a = vb_test_ask(&t, q, &job);
        assert_false(vb_str_eq(a.eccn, VB_S("3A090.c")));
        assert_int_equal(vb_test_step(&a, "89fr96790/3a090.c")->effective[VB_LAYER_ENFORCED], VB_NO);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cards),    cmocka_unit_test(test_lines),
                                       cmocka_unit_test(test_rounding), cmocka_unit_test(test_lane),
                                       cmocka_unit_test(test_duty),     cmocka_unit_test(test_memory)};
    return cmocka_run_group_tests(tests, open_rules, close_rules);
}
