/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of data/: what was law on which day, to whom, and the words of the answer. Expected values are those of the
 * instruments and filings named beside them. */
#include "rules_support.h"

#include "rules/rules_priv.h"

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

/* One letter a destination: y licence, n none, ? cannot be told; end user headquartered at the destination. */
#define PLACES "CN HK MO VN SA AE IL SG TW DE JP IN MY TH ID RU"
static const struct {
    const char *model, *on, *text, *enforced, *source;
} worlds[] = {
    /*                                      CHMVSAISTDJIMTIR */
    {"nv-h100-sxm5-80", "2022-08-25", "nnnnnnnnnnnnnnny", "nnnnnnnnnnnnnnny", "before the first letter; Russia: 746.8"},
    {"nv-h100-sxm5-80", "2022-09-01", "yynnnnnnnnnnnnny", "yynnnnnnnnnnnnny",
     "8-K of 2022-08-31: China, Hong Kong, Russia"},
    {"nv-a800-sxm4-80", "2022-09-01", "nnnnnnnnnnnnnnny", "nnnnnnnnnnnnnnny", "400 GB/s: under the letter's measure"},
    {"nv-h100-sxm5-80", "2022-12-01", "yynnnnnnnnnnnnny", "yynnnnnnnnnnnnny", "87 FR 62186: China"},
    {"nv-h100-sxm5-80", "2023-01-17", "yyynnnnnnnnnnnny", "yyynnnnnnnnnnnny", "88 FR 2821: and Macau"},
    {"nv-h100-sxm5-80", "2023-06-30", "yyynnnnnnnnnnnny", "yyynnnnnnnnnnnny", "before the letter of July 2023"},
    {"nv-h100-sxm5-80", "2023-07-31", "yyyn???nnnnnnnny", "yyyn???nnnnnnnny",
     "10-K of 2026-02-25: July 2023, Middle East, not said who"},
    {"nv-h100-sxm5-80", "2023-10-24", "yyyyyy?nnnnnnnny", "yyyyyy?nnnnnnnny",
     "8-K of 2023-10-24: at once; Israel as before"},
    {"nv-l40", "2023-10-24", "nnnnnnnnnnnnnnny", "nnnnnnnnnnnnnnny", "not named, TPP 2896"},
    {"nv-rtx4090", "2023-10-24", "nnnnnnnnnnnnnnny", "nnnnnnnnnnnnnnny", "the filing does not name it"},
    {"nv-h100-sxm5-80", "2023-11-17", "yyyyyynnnnnnnnny", "yyyyyynnnnnnnnny",
     "88 FR 73458: D:1, D:4, D:5 less A:5, A:6"},
    {"nv-rtx4090", "2023-11-17", "yyyyyynnnnnnnnny", "yyyyyynnnnnnnnny", "8-K of 2023-10-17 names it"},
    {"nv-rtx4090d", "2024-01-15", "nnnnnnnnnnnnnnny", "nnnnnnnnnnnnnnny", "TPP 4707, no data centre part: Note 2"},
    {"nv-l40", "2023-11-17", "yyyyyynnnnnnnnny", "yyyyyynnnnnnnnny", "8-K of 2023-10-17 names it"},
    {"nv-h20-96", "2024-06-01", "nnnnnnnnnnnnnnny", "nnnnnnnnnnnnnnny", "TPP 2368, density 2.91: under both"},
    {"nv-h100-sxm5-80", "2025-03-01", "yyyyyyyyyyyyyyyy", "yyyyyynnnnnnnnny", "90 FR 4544: worldwide text"},
    {"nv-h20-96", "2025-04-15", "yyynnnnnnnnnnnny", "yyynnnnnnnnnnnny", "8-K of 2025-04-15: China, Macau, D:5"},
    {"nv-rtx5090d", "2025-01-30", "nnnnnnnnnnnnnnny", "nnnnnnnnnnnnnnny", "sold as compliant"},
    {"nv-rtx5090d", "2025-06-01", "???nnnnnnnnnnnny", "???nnnnnnnnnnnny",
     "1792 GB/s: 4000 of the H20 (8-K), 1400 of Intel's mail"},
    {"nv-rtx5090dv2", "2025-08-12", "nnnnnnnnnnnnnnny", "nnnnnnnnnnnnnnny", "1344 GB/s: sold as compliant"},
    {"nv-h100-sxm5-80", "2026-02-01", "yyyyyyyyyyyyyyyy", "yyyyyynnnnnnnnny",
     "afslaw.com January 2026; the United Arab Emirates in D:4 until 2026-07-09"},
    {"nv-l40", "2026-02-01", "yyyyyynnnnnnnnny", "yyyyyynnnnnnnnny", "3A090.b: D:4"},
    {"nv-h100-sxm5-80", "2026-08-01", "yyyyyyyyyyyyyyyy", "yyyyyynnnnnnnnny",
     "91 FR 43034: in A:5, and still a licence for accelerators"},
    {"nv-l40", "2026-08-01", "yyyyyynnnnnnnnny", "yyyyyynnnnnnnnny", "3A090.b: the United Arab Emirates are named"},
    {"nv-l2", "2026-08-01", "nnnnnnnnnnnnnnny", "nnnnnnnnnnnnnnny", "3A991.p: Russia alone of these (746.8)"},
};

static void test_worlds(void **state)
{
    (void)state;
    static const char *const letters = "?ny"; /* by vb_tri */
    for (size_t i = 0; i < sizeof worlds / sizeof worlds[0]; i++) {
        const char *places = PLACES;
        for (size_t k = 0; k < 16; k++) {
            VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
            char code[3] = {places[3 * k], places[3 * k + 1], 0};
            vb_rule_answer a =
                vb_test_ask(&t, vb_test_question(&t, worlds[i].model, code, code, worlds[i].on, ""), &job);
            char text = letters[a.licence[VB_LAYER_TEXT]], enforced = letters[a.licence[VB_LAYER_ENFORCED]];
            if (text != worlds[i].text[k] || enforced != worlds[i].enforced[k])
                fail_msg("%s to %s on %s: text %c (expected %c), enforced %c (expected %c); %s", worlds[i].model, code,
                         worlds[i].on, text, worlds[i].text[k], enforced, worlds[i].enforced[k], worlds[i].source);
            /* an answer "required" names its clause, an answer "none" has nothing open */
            for (int layer = 0; layer < 2; layer++) {
                assert_int_equal(a.decisive[layer] == NULL, a.licence[layer] == VB_NO);
                assert_true(a.licence[layer] != VB_UNKNOWN || a.open_facts.n > 0);
            }
        }
    }
}

static const struct {
    const char *model, *on, *eccn, *source;
} classes[] = {
    {"nv-a100-sxm4-80", "2022-12-01", "3A090.a", "87 FR 62186: 600 GB/s and 4992"},
    {"nv-a800-sxm4-80", "2022-12-01", "3A991.p", "87 FR 62186: 400 GB/s"},
    {"nv-a800-sxm4-80", "2023-12-01", "3A090.a", "88 FR 73458: no transfer rate any more"},
    {"nv-rtx4090", "2022-12-01", "3A991.p", "87 FR 62186: PCIe only"},
    {"nv-rtx4090", "2023-12-01", "3A090.a", "88 FR 73458: TPP 5285"},
    {"nv-h20-96", "2023-12-01", "3A991.p", "88 FR 73458: 2368 and 2.91"},
    {"nv-l40", "2023-12-01", "3A090.b", "88 FR 73458: 2896 and 4.76"},
    {"nv-l4", "2023-12-01", "3A090.a", "88 FR 73458: 1940 and 6.60 (a.2)"},
    {"nv-l2", "2023-12-01", "3A991.p", "88 FR 73458: 1544"},
    {"nv-l20", "2023-12-01", "3A991.p", "88 FR 73458: 1912 and 3.14"},
    {"nv-a30", "2023-12-01", "3A090.b", "88 FR 73458: 2640 and 3.196 (b.1)"},
    {"nv-b200", "2026-02-01", "3A090.a", "91 FR 1684 speaks of it as such; die area is not needed"},
    {"nv-h20-nvl16", "2024-01-01", "unknown", "no figures published"},
    {"nv-h100-sxm5-80", "2022-09-01", "", "3A090 did not exist"},
};

static void test_classes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_answer a = vb_test_ask(&t, vb_test_question(&t, classes[i].model, "DE", "DE", classes[i].on, ""), &job);
        if (!vb_str_eq(a.eccn, vb_str_of(classes[i].eccn)))
            fail_msg("%s on %s: \"%.*s\", expected \"%s\": %s", classes[i].model, classes[i].on, VB_ARG(a.eccn),
                     classes[i].eccn, classes[i].source);
    }
}

/* What would we have said, on a day of knowledge, about a day of the move? */
static const struct {
    const char *model, *to, *on, *known;
    vb_tri enforced;
    const char *why;
} replays[] = {
    {"nv-a800-sxm4-80", "CN", "2023-12-01", "2023-10-01", VB_NO, "the rule of 2022 still, for all one knew"},
    {"nv-a800-sxm4-80", "CN", "2023-12-01", "2023-10-17", VB_YES, "88 FR 73458 was released that day"},
    {"nv-h100-sxm5-80", "DE", "2025-06-01", "2025-01-10", VB_NO, "before 90 FR 4544"},
    {"nv-h100-sxm5-80", "DE", "2025-06-01", "2025-05-12", VB_YES,
     "the worldwide rule was to be complied with from 05-15"},
    {"nv-h100-sxm5-80", "DE", "2025-06-01", "2025-05-13", VB_NO, "BIS: it will not be enforced"},
    {"nv-h100-sxm5-80", "DE", "2025-05-14", "2025-05-12", VB_NO, "before the compliance date"},
    {"nv-h20-96", "CN", "2025-04-20", "2025-04-10", VB_NO, "the letter became known on 04-15"},
    {"nv-h20-96", "CN", "2025-04-20", "2025-04-15", VB_YES, "8-K"},
};

static void test_replays(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof replays / sizeof replays[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_answer a = vb_test_ask(
            &t, vb_test_question(&t, replays[i].model, replays[i].to, replays[i].to, replays[i].on, replays[i].known),
            &job);
        if (a.licence[VB_LAYER_ENFORCED] != replays[i].enforced)
            fail_msg("%s to %s on %s known %s: %d; %s", replays[i].model, replays[i].to, replays[i].on,
                     replays[i].known, a.licence[VB_LAYER_ENFORCED], replays[i].why);
    }
}

/* A card of made-up figures: TPP from 16-bit operations, in thousandths, and an interval of die areas. */
static vb_model card(int64_t tpp, int64_t area_low, int64_t area_high, vb_tri datacentre)
{
    vb_model m = {.id = VB_S("made-up"),
                  .vendor = VB_S("Acme"),
                  .chip = VB_S("A1"),
                  .nonplanar = VB_YES,
                  .ics = 1,
                  .devices = 1,
                  .datacentre = datacentre,
                  .die_area_low = area_low,
                  .die_area_high = area_high,
                  .memory_bandwidth = 900000,
                  .interconnect_bandwidth = 64000};
    for (int i = 0; i < VB_N_FORMATS; i++)
        m.rate[i] = VB_NO_FIGURE;
    m.rate[VB_FP16] = tpp * 1000 / 16;
    return m;
}

static const struct {
    const char *what;
    int64_t tpp, area_low, area_high; /* whole; -1 = unknown */
    vb_tri datacentre;
    const char *to, *eccn;
    vb_tri licence;
    const char *open;
} fog[] = {
    {"density 5 to 6.67: .a or .b, a licence either way", 3000, 450, 600, VB_YES, "CN", "unknown", VB_YES,
     "die area of the model"},
    {"the same to Germany: none either way", 3000, 450, 600, VB_YES, "DE", "unknown", VB_NO, "die area of the model"},
    {"area unknown: it may be under 1.6", 3000, -1, -1, VB_YES, "CN", "unknown", VB_UNKNOWN, "die area of the model"},
    {"over 4800 the area does not matter", 5008, -1, -1, VB_YES, "CN", "3A090.a", VB_YES, ""},
    {"under 1600 neither: what is left is 3A991.p", 1584, -1, -1, VB_YES, "CN", "3A991.p", VB_NO, ""},
    {"density 1.5 to 3: in or out", 3008, 1000, 2000, VB_YES, "CN", "unknown", VB_UNKNOWN, "die area of the model"},
    {"not for data centres, under 4800: Note 2", 4784, 400, 400, VB_NO, "CN", "3A991.p", VB_NO, ""},
    {"not for data centres, 4800: in", 4800, 400, 400, VB_NO, "CN", "3A090.a", VB_YES, ""},
    {"marketing unknown", 3200, 800, 800, VB_UNKNOWN, "CN", "unknown", VB_UNKNOWN,
     "whether the model is designed or marketed for data centres"},
    {"marketing unknown, density 6.4 or 5.9 at most", 3200, 500, 600, VB_UNKNOWN, "CN", "unknown", VB_UNKNOWN,
     "die area of the model; whether the model is designed or marketed for data centres"},
};

static void test_fog(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof fog / sizeof fog[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        int64_t low = fog[i].area_low < 0 ? VB_NO_FIGURE : fog[i].area_low * 1000;
        int64_t high = fog[i].area_high < 0 ? VB_NO_FIGURE : fog[i].area_high * 1000;
        vb_model m = card(fog[i].tpp * 1000, low, high, fog[i].datacentre);
        vb_rule_question q = vb_test_question(&t, "", fog[i].to, fog[i].to, "2024-01-15", "");
        q.model = &m;
        vb_rule_answer a = vb_test_ask(&t, q, &job);
        if (!vb_str_eq(a.eccn, vb_str_of(fog[i].eccn)) || a.licence[VB_LAYER_ENFORCED] != fog[i].licence ||
            !vb_str_eq(a.open_facts, vb_str_of(fog[i].open)))
            fail_msg("%s: eccn \"%.*s\" licence %d open \"%.*s\"", fog[i].what, VB_ARG(a.eccn),
                     a.licence[VB_LAYER_ENFORCED], VB_ARG(a.open_facts));
    }
}

/* Margins by hand: 2368/2400 - 1 = -1.33 %; 2368/814 = 2.909, /3.2 - 1 = -9.09 %; 15832/4800 - 1 = 229.83 %. */
static void test_words(void **state)
{
    (void)state;
    static const struct {
        const char *model, *to, *headquarters, *on, *clause, *because, *unknown;
    } rows[] = {
        {"nv-h20-96", "CN", "", "2024-01-15", "88fr73458/3a090.b",
         "TPP 2368 < 2400 (-1.3 %); performance density 2.909 < 3.2 (-9.1 %)", ""},
        {"nv-h100-sxm5-80", "CN", "", "2024-01-15", "88fr73458/3a090.a",
         "TPP 15832 >= 4800 (+229.8 %); designed or marketed for data centres", ""},
        {"nv-h100-sxm5-80", "SG", "CN", "2024-01-15", "88fr73458/headquarters",
         "classified 3A090.a or 3A090.b; headquarters China in group D:5; destination Singapore, not United States",
         ""},
        {"nv-h100-sxm5-80", "SG", "", "2024-01-15", "88fr73458/headquarters", "headquarters unknown",
         "headquarters of the end user's ultimate parent"},
        {"nv-h100-sxm5-80", "MO", "", "2024-01-15", "88fr73458/review.denial",
         "licence required; classified 3A090.a or 3A090.b; destination is Macao", ""},
        {"nv-h100-sxm5-80", "TW", "", "2024-01-15", "88fr73458/licence.a",
         "destination Taiwan in none of D:1, D:4, D:5 (membership assumed for that day)", ""},
        {"nv-h20-96", "CN", "", "2025-05-01", "us-letters-2025/nvidia",
         "model nv-h20-96 among those named; destination China in group D:5; destination China, not United States", ""},
        {"nv-b200", "CN", "", "2026-02-01", "91fr1684/lane", "TPP 36000 >= 21000 (+71.4 %)", ""},
        {"nv-h100-sxm5-80", "SG", "KH", "2025-12-15", "88fr73458/headquarters",
         "headquarters Cambodia in group D:5 unknown on that day", "whether Cambodia was in group D:5 on that day"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_answer a = vb_test_ask(
            &t, vb_test_question(&t, rows[i].model, rows[i].to, rows[i].headquarters, rows[i].on, ""), &job);
        const vb_rule_step *s = vb_test_step(&a, rows[i].clause);
        assert_non_null(s);
        if (!vb_str_eq(s->because, vb_str_of(rows[i].because)) || !vb_str_eq(s->unknown, vb_str_of(rows[i].unknown)))
            fail_msg("%s: \"%.*s\", \"%.*s\"", rows[i].clause, VB_ARG(s->because), VB_ARG(s->unknown));
    }
}

static void test_lane(void **state)
{
    (void)state;
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_rule_question q = vb_test_question(&t, "nv-h200-sxm", "CN", "", "2026-01-20", "");
    vb_rule_answer a = vb_test_ask(&t, q, &job);
    const vb_rule_step *lane = vb_test_step(&a, "91fr1684/lane"), *denial = vb_test_step(&a, "88fr73458/review.denial");
    assert_true(lane->effective[VB_LAYER_ENFORCED] == VB_YES && denial->overridden && denial->holds == VB_YES);
    assert_true(vb_str_ends(denial->because, VB_S("overridden by 91fr1684/lane")));
    assert_true(vb_str_find(lane->conditions, VB_S("at most 50 % of that to customers"), 0) != SIZE_MAX);
    assert_true(vb_str_eq(vb_test_step(&a, "us-section232-2026/band1")->value, VB_S("25")));
    q.from = VB_COUNTRY("TW"); /* a reexport */
    a = vb_test_ask(&t, q, &job);
    assert_int_equal(vb_test_effective(&a, VB_EFFECT_REVIEW, "case-by-case"), VB_NO);
    assert_int_equal(vb_test_effective(&a, VB_EFFECT_REVIEW, "presumption of denial"), VB_YES);
}

static void test_exceptions(void **state)
{
    (void)state;
    static const struct {
        const char *model, *to, *headquarters, *on;
        vb_tri nac, aca;
    } rows[] = {
        {"nv-rtx4090", "CN", "CN", "2023-12-01", VB_YES, VB_NO}, /* NAC with notice */
        {"nv-rtx4090", "SA", "SA", "2023-12-01", VB_YES, VB_NO}, /* NAC without, until ACA took its place */
        {"nv-rtx4090", "SA", "SA", "2024-04-04", VB_NO, VB_YES},
        {"nv-rtx4090", "SA", "CN", "2024-04-04", VB_YES, VB_NO}, /* headquarters in D:5 */
        {"nv-rtx4090", "RU", "RU", "2024-04-04", VB_NO, VB_NO},
        {"nv-h100-sxm5-80", "CN", "CN", "2024-04-04", VB_NO, VB_NO}, /* .a for data centres: none */
        {"nv-l40", "MO", "MO", "2024-04-04", VB_YES, VB_NO},         /* .b for data centres */
        {"nv-l40", "SG", "SG", "2024-04-04", VB_NO, VB_NO},          /* nothing to except from */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_answer a = vb_test_ask(
            &t, vb_test_question(&t, rows[i].model, rows[i].to, rows[i].headquarters, rows[i].on, ""), &job);
        if (vb_test_effective(&a, VB_EFFECT_EXCEPTION, "NAC") != rows[i].nac ||
            vb_test_effective(&a, VB_EFFECT_EXCEPTION, "ACA") != rows[i].aca)
            fail_msg("row %zu: %s to %s", i, rows[i].model, rows[i].to);
    }
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_rule_answer a = vb_test_ask(&t, vb_test_question(&t, "nv-rtx4090", "CN", "CN", "2023-12-01", ""), &job);
    assert_true(vb_str_starts(vb_test_step(&a, "88fr73458/nac")->conditions,
                              VB_S("notice to BIS at least 25 days before export; one end user; at most 6 items")));
}

static void test_share(void **state)
{
    (void)state;
    static const struct {
        const char *model, *to, *on;
        int32_t hundredths;
    } rows[] = {
        {"nv-h20-96", "CN", "2025-08-11", 1500},  {"nv-h20-96", "HK", "2025-09-01", 1500},
        {"amd-mi308x", "CN", "2025-09-01", 1500}, {"nv-h20-96", "CN", "2025-08-07", 0},
        {"nv-h20-96", "SG", "2025-09-01", 0},     {"nv-h200-sxm", "CN", "2026-02-01", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_question q = vb_test_question(&t, rows[i].model, rows[i].to, rows[i].to, rows[i].on, "");
        int32_t hundredths = -1;
        const vb_rule_step *step = NULL;
        assert_int_equal(vb_rules_share(t.loaded, &q, &job, &hundredths, &step, NULL), VB_OK);
        if (hundredths != rows[i].hundredths)
            fail_msg("%s to %s on %s: %d", rows[i].model, rows[i].to, rows[i].on, (int)hundredths);
        if (hundredths > 0) { /* no legal instrument: only the press, and in no text */
            assert_true(vb_str_eq(step->basis, VB_S("press")) && !step->in_force[VB_LAYER_TEXT]);
            assert_true(vb_str_eq(step->parameter, VB_S("us.licences-2025.share")) &&
                        vb_str_eq(step->value, VB_S("15")));
        } else {
            assert_null(step);
        }
    }
}

static void test_parameters(void **state)
{
    (void)state;
    int64_t value = 0;
    vb_str cite = VB_STR_NONE;
    vb_str quota = VB_S("cn.public-compute.domestic-share"), affiliates = VB_S("us.affiliates.share");
    assert_true(vb_rules_parameter(t.loaded, quota, vb_test_day("2025-08-18"), &value, &cite));
    assert_int_equal(value, 5000); /* hundredths of a percent */
    assert_true(cite.n > 0);
    assert_false(vb_rules_parameter(t.loaded, quota, vb_test_day("2025-08-16"), &value, NULL));
    assert_true(vb_rules_parameter(t.loaded, VB_S("us.3a090.density.high"), vb_test_day("2024-01-01"), &value, NULL));
    assert_int_equal(value, 5920);
    assert_true(vb_rules_parameter(t.loaded, affiliates, vb_test_day("2025-10-01"), &value, NULL));
    assert_int_equal(value, 5000);
    assert_false(vb_rules_parameter(t.loaded, affiliates, vb_test_day("2026-03-01"), &value, NULL)); /* suspended */
    assert_false(
        vb_rules_parameter(t.loaded, affiliates, vb_test_day("2026-11-20"), &value, NULL)); /* to be confirmed */
    assert_false(vb_rules_parameter(t.loaded, VB_S("us.3a090"), vb_test_day("2026-11-20"), &value, NULL));
    assert_int_equal(vb_rules_reviewed_to(t.loaded), vb_test_day("2026-09-20"));
}

/* A rule that comes back unless somebody extended its suspension is neither in force nor not. */
static void test_pending(void **state)
{
    (void)state;
    static const struct {
        const char *on;
        vb_tri flag;
    } rows[] = {{"2025-09-28", VB_NO},
                {"2025-10-15", VB_YES},
                {"2026-03-01", VB_NO},
                {"2026-11-09", VB_NO},
                {"2026-11-10", VB_UNKNOWN}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_answer a = vb_test_ask(&t, vb_test_question(&t, "nv-h20-96", "DE", "DE", rows[i].on, ""), &job);
        assert_int_equal(vb_test_effective(&a, VB_EFFECT_FLAG, "affiliates-rule"), rows[i].flag);
        const vb_rule_step *again = vb_test_step(&a, "90fr47201/affiliates-again");
        assert_true((rows[i].flag == VB_UNKNOWN) == (again != NULL));
        assert_true(again == NULL || vb_str_eq(again->unknown, VB_S("whether the announced rule came into force")));
    }
}

static const struct {
    const char *group, *country, *on;
    vb_tri member;
    const char *source;
} members[] = {
    {"D:5", "CN", "2023-11-17", VB_YES, "15 CFR 740 supp. 1"},
    {"D:5", "HK", "2023-11-17", VB_YES, "85 FR 83765"},
    {"D:5", "HK", "2020-12-22", VB_UNKNOWN, "before 85 FR 83765; the table does not go back"},
    {"china", "HK", "2020-12-23", VB_YES, "85 FR 83765"},
    {"china", "MO", "2024-01-01", VB_NO, "Macau is always named"},
    {"china", "TW", "2024-01-01", VB_NO, ""},
    {"D:5", "MO", "2026-08-01", VB_NO, "Macau is not D:5"},
    {"D:1", "MO", "2024-01-01", VB_YES, ""},
    {"D:4", "AE", "2023-11-17", VB_YES, "under the text of 2023"},
    {"D:4", "AE", "2026-07-09", VB_YES, "until 91 FR 43034"},
    {"D:4", "AE", "2026-07-10", VB_NO, "91 FR 43034"},
    {"A:5", "AE", "2026-07-09", VB_NO, "until 91 FR 43034"},
    {"A:5", "AE", "2026-07-10", VB_YES, "91 FR 43034"},
    {"A:6", "CY", "2022-01-01", VB_YES, "85 FR 84211"},
    {"D:5", "CY", "2023-12-01", VB_UNKNOWN, "printed in the list, and gone from the State Department's at some day"},
    {"D:5", "CY", "2024-05-30", VB_NO, "89 FR 40369"},
    {"D:5", "KH", "2025-11-06", VB_YES, "86 FR 70015"},
    {"D:5", "KH", "2025-12-01", VB_UNKNOWN, "22 CFR 126.1 without it since 2025-11-07, the EAR still with it"},
    {"D:5", "KH", "2026-02-03", VB_NO, "RIN 0694-AK41"},
    {"D:5", "NI", "2024-03-15", VB_YES, "89 FR 18780"},
    {"A:5", "AE", "2024-01-01", VB_NO, ""},
    {"A:5", "IN", "2022-10-21", VB_YES, "83 FR 38018"},
    {"A:6", "SG", "2024-01-01", VB_YES, ""},
    {"D:1", "MY", "2026-08-01", VB_NO, "Malaysia and Thailand are in group B only"},
    {"D:4", "SA", "2023-11-17", VB_YES, ""},
    {"D:1", "VN", "2023-11-17", VB_YES, ""},
    {"D:5", "DE", "2021-06-01", VB_UNKNOWN, "the table begins in 2022"},
    {"D:5", "", "2024-01-01", VB_UNKNOWN, "no country"},
    {"D:9", "CN", "2024-01-01", VB_UNKNOWN, "no such group"},
};

static void test_members(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        vb_country c = members[i].country[0] == '\0' ? 0 : VB_COUNTRY(members[i].country);
        if (vb_rules_in_group(t.loaded, vb_str_of(members[i].group), c, vb_test_day(members[i].on)) !=
            members[i].member)
            fail_msg("%s in %s on %s: %s", members[i].country, members[i].group, members[i].on, members[i].source);
    }
}

/* A model, chip or maker that a rule names and the catalogue does not know would never match: a misspelling. */
static void test_names_are_of_the_catalogue(void **state)
{
    (void)state;
    for (size_t i = 0; i < t.loaded->clauses.n; i++) {
        const vb_rule_clause *c = &t.loaded->clauses.v[i];
        const vb_rule_condition *both[2] = {&c->scope, &c->when};
        for (size_t b = 0; b < 2; b++)
            for (uint16_t n = 0; n < both[b]->n_nodes; n++) {
                const vb_rule_node *node = &both[b]->nodes[n];
                for (uint16_t k = 0; node->op == VB_OP_TEXT && k < node->n; k++) {
                    vb_str word = both[b]->items[node->first + k].text;
                    bool found = false;
                    for (uint32_t m = 0; !found && m < vb_catalogue_count(t.catalogue); m++) {
                        const vb_model *model = vb_catalogue_model(t.catalogue, m);
                        found = vb_str_eq(word, node->subject == VB_TEXT_VENDOR ? model->vendor
                                                : node->subject == VB_TEXT_CHIP ? model->chip
                                                                                : model->id);
                    }
                    if (!found)
                        fail_msg("%.*s names \"%.*s\", which is not in the catalogue", VB_ARG(c->id), VB_ARG(word));
                }
            }
    }
}

/* Nothing said is not "no": an empty question stays open. */
static void test_nothing_known(void **state)
{
    (void)state;
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_rule_answer a = vb_test_ask(&t, vb_test_question(&t, "", "", "", "2024-01-15", ""), &job);
    assert_int_equal(a.licence[VB_LAYER_TEXT], VB_UNKNOWN);
    assert_int_equal(a.licence[VB_LAYER_ENFORCED], VB_UNKNOWN);
    assert_true(vb_str_eq(a.eccn, VB_S("unknown")));
    vb_rule_question q = {.on = VB_NO_TIME, .known_on = VB_NO_TIME};
    vb_error err = {0};
    assert_int_equal(vb_rules_evaluate(t.loaded, &q, &job, &a, &err), VB_E_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worlds),        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_replays),       cmocka_unit_test(test_fog),
        cmocka_unit_test(test_words),         cmocka_unit_test(test_lane),
        cmocka_unit_test(test_exceptions),    cmocka_unit_test(test_share),
        cmocka_unit_test(test_parameters),    cmocka_unit_test(test_pending),
        cmocka_unit_test(test_members),       cmocka_unit_test(test_names_are_of_the_catalogue),
        cmocka_unit_test(test_nothing_known),
    };
    return cmocka_run_group_tests(tests, open_rules, close_rules);
}
