/* SPDX-License-Identifier: Apache-2.0 */
/* What a reason sounds like, one row a kind and an answer; figures in both languages. */
#include "support.h"

#include "report/outcome.h"

#define NANO INT64_C(1000000000)
#define NEVER INT64_MAX

static const vb_voice german = {VB_LANG_DE, NULL,
                                NULL}; /* German numbers and names; words need the catalogue of texts */

static vb_countries table;
static vb_arena arena;
static vb_outcome outcome;

static int load(void **state)
{
    (void)state;
    vb_test_file file = vb_test_read("data/countries.csv");
    vb_error err;
    if (vb_countries_load(&arena, (vb_str){file.p, file.n}, &table, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    free(file.p);
    outcome.countries = &table;
    return 0;
}

static int unload(void **state)
{
    (void)state;
    vb_arena_free(&arena);
    return 0;
}

static void says(const vb_rule_reason *r, vb_voice v, const char *wanted)
{
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    vb_say_reason(&b, &outcome, r, v);
    vb_buf_char(&b, '\0');
    assert_false(b.failed);
    assert_string_equal(b.p, wanted);
}

static vb_rule_reason compare(vb_rule_metric m, vb_rule_relation relation, int64_t low, int64_t high, int64_t threshold,
                              vb_tri is)
{
    return (vb_rule_reason){.op = VB_OP_COMPARE,
                            .subject = (uint8_t)m,
                            .relation = relation,
                            .low = low,
                            .high = high,
                            .threshold = threshold,
                            .is = is};
}

static void test_comparisons(void **state)
{
    (void)state;
    const struct {
        vb_rule_reason r;
        const char *wanted;
    } rows[] = {
        {compare(VB_METRIC_TPP, VB_REL_GE, 15824 * NANO, 15824 * NANO, 4800 * NANO, VB_YES),
         "TPP 15,824 reaches 4,800 (+229.7 %)"},
        {compare(VB_METRIC_DENSITY, VB_REL_GE, 2909090909, 2909090909, 3200000000, VB_NO),
         "performance density 2.909 is below 3.2 (−9.1 %)"},
        {compare(VB_METRIC_TPP, VB_REL_LT, 20919 * NANO, 20919 * NANO, 21000 * NANO, VB_YES),
         "TPP 20,919 is below 21,000 (−0.4 %)"},
        {compare(VB_METRIC_TPP, VB_REL_LT, 21000 * NANO, 21000 * NANO, 21000 * NANO, VB_NO),
         "TPP 21,000 reaches 21,000 (+0.0 %)"},
        {compare(VB_METRIC_IO, VB_REL_GT, 600 * NANO, 600 * NANO, 600 * NANO, VB_NO),
         "I/O bandwidth 600 GB/s is not above 600 GB/s (+0.0 %)"},
        {compare(VB_METRIC_DRAM, VB_REL_LE, 5000 * NANO, 5000 * NANO, 6200 * NANO, VB_YES),
         "DRAM bandwidth 5,000 GB/s is not above 6,200 GB/s (−19.4 %)"},
        {compare(VB_METRIC_DRAM, VB_REL_LE, 6201 * NANO, 6201 * NANO, 6200 * NANO, VB_NO),
         "DRAM bandwidth 6,201 GB/s is above 6,200 GB/s (+0.0 %)"},
        {compare(VB_METRIC_TPP, VB_REL_LT, 20136 * NANO, 21472 * NANO, 21000 * NANO, VB_UNKNOWN),
         "TPP 20,136 to 21,472: on which side of 21,000 is open (−4.1 % to +2.2 %)"},
        {compare(VB_METRIC_IO_DRAM, VB_REL_GE, 1600 * NANO, NEVER, 1700 * NANO, VB_UNKNOWN),
         "I/O and DRAM bandwidth together at least 1,600 GB/s: on which side of 1,700 GB/s is open (−5.9 %)"},
        {compare(VB_METRIC_TPP, VB_REL_GE, 0, NEVER, 4800 * NANO, VB_UNKNOWN),
         "TPP is not known; the threshold is 4,800"},
        {compare(VB_METRIC_DENSITY, VB_REL_GE, -1, -1, 3200000000, VB_NO),
         "performance density: there is none, so 3.2 is not reached"},
        {compare(VB_METRIC_TPP, VB_REL_GE, 100 * NANO, 100 * NANO, VB_NO_FIGURE, VB_UNKNOWN),
         "TPP 100: the threshold was not known or not in force on that day"},
        {compare(VB_METRIC_TOPS, VB_REL_GE, 661 * NANO, 661 * NANO, 8 * NANO, VB_YES),
         "processing performance 661 TOPS reaches 8 TOPS (+8,162.5 %)"},
        {compare(VB_METRIC_HBM, VB_REL_GT, 3300000000, 3300000000, 2 * NANO, VB_YES),
         "memory bandwidth density 3.3 GB/s/mm² is above 2 GB/s/mm² (+65.0 %)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        says(&rows[i].r, vb_voice_english(), rows[i].wanted);
    says(&rows[0].r, german, "TPP 15.824 reaches 4.800 (+229,7 %)");
    says(&rows[1].r, german, "performance density 2,909 is below 3,2 (−9,1 %)");
    says(&rows[12].r, german, "processing performance 661 TOPS reaches 8 TOPS (+8.162,5 %)");
}

/* What lies under a threshold by less than is shown must not look equal to it. */
static void test_figures_are_cut(void **state)
{
    (void)state;
    const struct {
        int64_t low, high;
        const char *english, *german;
    } rows[] = {
        {3199999999, 3199999999, "3.199", "3,199"},
        {3200000000, 3200000000, "3.2", "3,2"},
        {4799999999999, 4799999999999, "4,799.999", "4.799,999"},
        {1000000, 1000000, "0.001", "0,001"},
        {999999, 999999, "0", "0"},
        {10050000000, 10050000000, "10.05", "10,05"},
        {1234567 * NANO, 1234567 * NANO, "1,234,567", "1.234.567"},
        {3196000000, 3201000000, "3.196 to 3.201", "3,196 to 3,201"},
        {3196000000, 3196000001, "3.196", "3,196"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        VB_CLEANUP(vb_buf, vb_buf_free) en = {0};
        VB_CLEANUP(vb_buf, vb_buf_free) de = {0};
        vb_say_figure(&en, VB_METRIC_DENSITY, rows[i].low, rows[i].high, false, vb_voice_english());
        vb_say_figure(&de, VB_METRIC_DENSITY, rows[i].low, rows[i].high, false, german);
        vb_buf_char(&en, '\0');
        vb_buf_char(&de, '\0');
        assert_string_equal(en.p, rows[i].english);
        assert_string_equal(de.p, rows[i].german);
    }
}

static void test_margins_and_exact_numbers(void **state)
{
    (void)state;
    const struct {
        int64_t value, threshold;
        const char *margin;
    } margins[] = {{15824, 4800, "229.7"}, {2368, 2400, "-1.3"}, {4800, 4800, "0.0"},   {1999, 2000, "-0.1"},
                   {2001, 2000, "0.1"},    {0, 10, "-100.0"},    {100000, 99999, "0.0"}};
    char text[32];
    for (size_t i = 0; i < sizeof margins / sizeof margins[0]; i++) {
        assert_true(vb_margin_text(margins[i].value, margins[i].threshold, text));
        assert_string_equal(text, margins[i].margin);
    }
    assert_false(vb_margin_text(1, 0, text));
    assert_false(vb_margin_text(NEVER, 10, text));
    assert_false(vb_margin_text(-1, 10, text));
    assert_true(vb_margin_text(NEVER - 1, 1, text)); /* 128 bits inside */
    const struct {
        int64_t nano;
        const char *text;
    } numbers[] = {
        {0, "0"}, {1, "0.000000001"}, {5920000000, "5.92"}, {4800 * NANO, "4800"}, {1200 * NANO + 5, "1200.000000005"}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        vb_nano_text(numbers[i].nano, text);
        assert_string_equal(text, numbers[i].text);
    }
}

static void test_places(void **state)
{
    (void)state;
    const vb_rule_member china[] = {{.group = VB_S("D:5"), .in = VB_YES, .assumed = true},
                                    {.country = VB_COUNTRY("MO"), .in = VB_NO}},
                         macao[] = {{.group = VB_S("D:5"), .in = VB_NO}, {.country = VB_COUNTRY("MO"), .in = VB_YES}},
                         singapore[] = {{.group = VB_S("D:5"), .in = VB_NO},
                                        {.country = VB_COUNTRY("MO"), .in = VB_NO}},
                         emirates[] = {{.group = VB_S("A:5"), .in = VB_UNKNOWN}},
                         states[] = {{.country = VB_COUNTRY("US"), .in = VB_NO}};
    vb_rule_reason r = {.op = VB_OP_COUNTRY,
                        .subject = VB_PLACE_DESTINATION,
                        .is = VB_YES,
                        .country = VB_COUNTRY("CN"),
                        .members = china,
                        .n_members = 2};
    says(&r, vb_voice_english(), "the destination China is in group D:5 (membership taken from a later list)");
    r = (vb_rule_reason){.op = VB_OP_COUNTRY,
                         .subject = VB_PLACE_HEADQUARTERS,
                         .is = VB_YES,
                         .country = VB_COUNTRY("MO"),
                         .members = macao,
                         .n_members = 2};
    says(&r, vb_voice_english(), "the headquarters are in Macao");
    r = (vb_rule_reason){.op = VB_OP_COUNTRY,
                         .subject = VB_PLACE_DESTINATION,
                         .is = VB_NO,
                         .country = VB_COUNTRY("SG"),
                         .members = singapore,
                         .n_members = 2};
    says(&r, vb_voice_english(), "the destination Singapore is not among D:5, Macao");
    says(&r, german, "the destination Singapur is not among D:5, Macau");
    r = (vb_rule_reason){.op = VB_OP_COUNTRY,
                         .subject = VB_PLACE_DESTINATION,
                         .is = VB_UNKNOWN,
                         .country = VB_COUNTRY("AE"),
                         .members = emirates,
                         .n_members = 1};
    says(&r, vb_voice_english(), "whether the destination United Arab Emirates was among A:5 on that day is not known");
    r = (vb_rule_reason){.op = VB_OP_COUNTRY,
                         .subject = VB_PLACE_EXPORTER,
                         .is = VB_NO,
                         .country = VB_COUNTRY("TW"),
                         .members = states,
                         .n_members = 1};
    says(&r, vb_voice_english(), "the move starts in Taiwan, not in United States");
    r.country = VB_ABROAD;
    says(&r, vb_voice_english(), "the move starts in a country that is not named, not in United States");
    r.country = 0;
    says(&r, vb_voice_english(), "the exporter is not stated");
}

static void test_words(void **state)
{
    (void)state;
    const vb_str two[] = {VB_S("3A090.a"), VB_S("3A090.b")}, makers[] = {VB_S("NVIDIA")};
    const struct {
        vb_rule_reason r;
        const char *wanted;
    } rows[] = {
        {{.op = VB_OP_AND}, "all of these:"},
        {{.op = VB_OP_OR}, "at least one of these:"},
        {{.op = VB_OP_NOT}, "not so:"},
        {{.op = VB_OP_ECCN, .is = VB_YES, .words = two, .n_words = 2}, "the circuit is classified 3A090.a or 3A090.b"},
        {{.op = VB_OP_ECCN, .is = VB_NO, .words = two, .n_words = 1}, "the circuit is not classified 3A090.a"},
        {{.op = VB_OP_TEXT,
          .subject = VB_TEXT_VENDOR,
          .is = VB_YES,
          .value = VB_S("NVIDIA"),
          .words = makers,
          .n_words = 1},
         "the maker NVIDIA is named"},
        {{.op = VB_OP_TEXT,
          .subject = VB_TEXT_VENDOR,
          .is = VB_NO,
          .value = VB_S("AMD"),
          .words = makers,
          .n_words = 1},
         "the maker AMD is not NVIDIA"},
        {{.op = VB_OP_TEXT, .subject = VB_TEXT_VENDOR, .is = VB_UNKNOWN, .words = makers, .n_words = 1},
         "whether the maker is NVIDIA is not known"},
        {{.op = VB_OP_FACT, .subject = VB_FACTOR_MARKETED, .is = VB_NO}, "not designed or marketed for data centres"},
        {{.op = VB_OP_FACT, .subject = VB_FACTOR_END_USE, .is = VB_UNKNOWN},
         "whether the end use is in a data centre is not stated"},
        {{.op = VB_OP_LICENCE, .is = VB_YES}, "a licence is required"},
        {{.op = VB_OP_UNSTATED, .value = VB_S("whether it rains")}, "no question states it: whether it rains"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        says(&rows[i].r, vb_voice_english(), rows[i].wanted);
}

static void test_what_became_of_a_clause(void **state)
{
    (void)state;
    const vb_str by[] = {VB_S("91fr1684/lane")};
    const struct {
        vb_rule_step s;
        vb_step_fate fate;
        const char *fate_said, *force;
    } rows[] = {
        {{.in_force = {true, true}, .effective = {VB_YES, VB_YES}, .holds = VB_YES},
         VB_STEP_FIRED,
         "applies",
         "printed and enforced"},
        {{.in_force = {true, false}, .effective = {VB_YES, VB_NO}, .holds = VB_YES},
         VB_STEP_FIRED,
         "applies",
         "printed, not enforced"},
        {{.in_force = {false, true}, .effective = {VB_NO, VB_NO}, .holds = VB_NO},
         VB_STEP_LOST,
         "does not hold",
         "enforced, not printed"},
        {{.in_force = {true, true},
          .effective = {VB_NO, VB_NO},
          .holds = VB_YES,
          .overridden = true,
          .overridden_by = by,
          .n_overridden_by = 1},
         VB_STEP_LOST,
         "gives way: overridden by 91fr1684/lane",
         "printed and enforced"},
        {{.in_force = {true, true},
          .effective = {VB_UNKNOWN, VB_UNKNOWN},
          .holds = VB_YES,
          .overridden_by = by,
          .n_overridden_by = 1},
         VB_STEP_OPEN,
         "open: perhaps overridden by 91fr1684/lane",
         "printed and enforced"},
        {{.in_force = {true, true}, .effective = {VB_YES, VB_YES}, .holds = VB_YES, .same_for_all = true},
         VB_STEP_FIRED,
         "applies, whatever the open figures are",
         "printed and enforced"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
        vb_say_fate(&b, &rows[i].s, vb_voice_english());
        vb_buf_char(&b, '\0');
        assert_string_equal(b.p, rows[i].fate_said);
        assert_int_equal(vb_step_fate_of(&rows[i].s), rows[i].fate);
        assert_string_equal(vb_say_force(&rows[i].s, vb_voice_english()), rows[i].force);
    }
}

/* Letters and reports are published nowhere. */
static void test_force_of_what_is_not_published(void **state)
{
    (void)state;
    const struct {
        vb_rule_step s;
        const char *force;
    } rows[] = {
        {{.basis = VB_S("letter"), .in_force = {true, true}}, "by letter, not published; enforced"},
        {{.basis = VB_S("letter"), .in_force = {true, false}}, "by letter, not published; not enforced"},
        {{.basis = VB_S("press"), .in_force = {false, true}}, "as the press reports, not published; enforced"},
        {{.basis = VB_S("letter")}, "not in force"},
        {{.basis = VB_S("guidance"), .in_force = {true, true}}, "printed and enforced"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(vb_say_force(&rows[i].s, vb_voice_english()), rows[i].force);
}

/* A clause that no place could make hold is not near: the class, not the place, keeps it from asking. */
static void test_nearest_clause(void **state)
{
    (void)state;
    const vb_str a[] = {VB_S("3A090.a")};
    const vb_rule_member six[] = {{.group = VB_S("A:6"), .in = VB_YES}};
    vb_rule_reason r[] = {{.op = VB_OP_AND, .is = VB_NO, .decides = true},
                          {.op = VB_OP_ECCN, .depth = 1, .is = VB_YES, .words = a, .n_words = 1},
                          {.op = VB_OP_NOT, .depth = 1, .is = VB_NO, .decides = true},
                          {.op = VB_OP_COUNTRY,
                           .depth = 2,
                           .is = VB_YES,
                           .decides = true,
                           .country = VB_COUNTRY("IL"),
                           .members = six,
                           .n_members = 1}};
    vb_rule_step s = {.clause = VB_S("x/y"),
                      .effect = VB_EFFECT_LICENCE,
                      .value = VB_S("required"),
                      .holds = VB_NO,
                      .in_force = {true, true},
                      .reasons = r,
                      .n_reasons = 4};
    vb_outcome o = {.countries = &table,
                    .question = {.to = VB_COUNTRY("IL")},
                    .answer = {.eccn = VB_S("3A090.a"), .licence = {VB_NO, VB_NO}, .steps = &s, .n_steps = 1}};
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    assert_ptr_equal(vb_outcome_nearest(&o, VB_LAYER_TEXT), &s);
    assert_ptr_equal(vb_reason_folds(&s, 2), &r[3]);
    assert_null(vb_reason_folds(&s, 0));
    vb_say_no_licence(&b, &o, VB_LAYER_TEXT, vb_voice_english());
    vb_buf_char(&b, '\0');
    assert_string_equal(b.p, "x/y would ask for 3A090.a, but: the destination Israel is in group A:6");
    r[1].is = VB_NO;
    assert_null(vb_outcome_nearest(&o, VB_LAYER_TEXT));
    b.n = 0;
    vb_say_no_licence(&b, &o, VB_LAYER_TEXT, vb_voice_english());
    vb_buf_char(&b, '\0');
    assert_string_equal(b.p, "no clause asks for what is classified 3A090.a to go there");
}

static const char *shout(void *ctx, const char *msgid)
{
    (void)ctx;
    return vb_str_eq(vb_str_of(msgid), VB_S("die area of the model")) ? "Chipfläche des Modells" : msgid;
}

static void test_known_facts_are_translated_and_others_stay(void **state)
{
    (void)state;
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    vb_say_facts(&b, VB_S("die area of the model; whether BIS asks; die area"), (vb_voice){VB_LANG_DE, shout, NULL});
    vb_buf_char(&b, '\0');
    assert_string_equal(b.p, "Chipfläche des Modells; whether BIS asks; die area");
}

/* RFC 4180 and the guard against formulas; merging keeps what two models agree on. */
static void test_cells(void **state)
{
    (void)state;
    vb_outcome_cells a = {.cell = {[VB_CELL_CASE] = VB_S("=1"),
                                   [VB_CELL_TPP] = VB_S("4992"),
                                   [VB_CELL_ECCN] = VB_S("3A090.a"),
                                   [VB_CELL_LICENCE] = VB_S("yes"),
                                   [VB_CELL_EXCEPTIONS] = VB_S("NAC"),
                                   [VB_CELL_OPEN] = VB_S("one;two")}},
                     b = a;
    b.cell[VB_CELL_TPP] = VB_S("5000");
    b.cell[VB_CELL_LICENCE] = VB_S("no");
    b.cell[VB_CELL_EXCEPTIONS] = VB_S("ACA;NAC");
    b.cell[VB_CELL_OPEN] = VB_S("two; three, four"); /* facts are parted by "; " where they come from */
    vb_error err;
    assert_int_equal(vb_outcome_cells_merge(&a, &b, &arena, &err), VB_OK);
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    vb_outcome_csv_header(&out);
    vb_outcome_csv_row(&a, &out);
    vb_buf_char(&out, '\0');
    assert_string_equal(out.p,
                        "case_id,model_id,tpp,pd,eccn,licence_required,licence_required_text,exceptions,review_policy,"
                        "share_percent,instruments,open_facts\r\n"
                        "'=1,,,,3A090.a,unknown,,\"NAC;ACA\",,,,\"one;two;three, four\"\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comparisons),
        cmocka_unit_test(test_figures_are_cut),
        cmocka_unit_test(test_margins_and_exact_numbers),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_what_became_of_a_clause),
        cmocka_unit_test(test_force_of_what_is_not_published),
        cmocka_unit_test(test_nearest_clause),
        cmocka_unit_test(test_known_facts_are_translated_and_others_stay),
        cmocka_unit_test(test_cells),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
