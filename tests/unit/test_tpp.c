/* SPDX-License-Identifier: Apache-2.0 */
/* TPP and performance density: the examples of the rule's own note, the cards at its boundaries, and the outcomes that
 * others published (shared data: catalogue/expected_classification.csv). */
#include "support.h"

#include "base/csv.h"
#include "base/number.h"
#include "catalogue/tpp.h"

static vb_test_file file;
static vb_arena arena;
static const vb_catalogue *catalogue;

static int load(void **state)
{
    vb_error err = {0};
    (void)state;
    file = vb_test_read("data/catalogue/accelerators.csv");
    vb_catalogue_files files = {.models = {file.p, file.n}};
    if (vb_catalogue_load(&files, &arena, &catalogue, &err) == VB_OK)
        return 0;
    printf("%s: %s\n", err.where, err.message);
    return 1;
}

static int unload(void **state)
{
    (void)state;
    vb_arena_free(&arena);
    free(file.p);
    return 0;
}

/* A model with one rate, in whole TOPS, and nothing else. */
static vb_model made(vb_format f, int64_t tops)
{
    vb_model m = {
        .ics = 1, .devices = 1, .nonplanar = VB_YES, .die_area_low = VB_NO_FIGURE, .die_area_high = VB_NO_FIGURE};
    for (size_t i = 0; i < VB_N_FORMATS; i++)
        m.rate[i] = VB_NO_FIGURE;
    m.rate[f] = tops * 1000000;
    return m;
}

/* "600 TOPS at 8 bit, or 300 TFLOPS at 16 bit": 4800, 15 CFR 774 Supp. 1, 3A090 technical note 2. */
static void examples_of_the_note(void **state)
{
    vb_model a = made(VB_INT8, 600), b = made(VB_FP16, 300), c = made(VB_INT8, 599);
    (void)state;
    assert_true(vb_model_tpp(&a, VB_AS_CLAIMED).milli.low == 4800000 &&
                vb_model_tpp(&a, VB_AS_CLAIMED).milli.high == 4800000);
    assert_true(vb_model_tpp(&b, VB_AS_CLAIMED).milli.low == 4800000);
    assert_true(vb_tpp_at_least(&a, 4800000, VB_AS_CLAIMED) == VB_YES);
    assert_true(vb_tpp_at_least(&c, 4800000, VB_AS_CLAIMED) == VB_NO);
    assert_true(vb_tpp_at_least(&a, 4800001, VB_AS_CLAIMED) == VB_NO);
}

static void open_readings_are_intervals(void **state)
{
    vb_model m = made(VB_TF32, 190); /* Trainium1: 190 x 19 = 3610 or 190 x 32 = 6080 */
    vb_tpp t = vb_model_tpp(&m, VB_AS_CLAIMED);
    (void)state;
    assert_true(t.known && t.milli.low == 3610000 && t.milli.high == 6080000 && t.low_format == VB_TF32);
    assert_true(vb_tpp_at_least(&m, 4800000, VB_AS_CLAIMED) == VB_UNKNOWN);
    m = made(VB_FP16, 600); /* half of it with FP32 accumulate */
    m.accumulate_contested = true;
    t = vb_model_tpp(&m, VB_AS_CLAIMED);
    assert_true(t.milli.low == 4800000 && t.milli.high == 9600000);
    m = made(VB_FP16, 600); /* four circuits on one card are judged one by one */
    m.ics = 4;
    assert_true(vb_model_tpp(&m, VB_AS_CLAIMED).milli.high == 2400000);
    m.ics = 7; /* 9600 / 7: outward */
    t = vb_model_tpp(&m, VB_AS_CLAIMED);
    assert_true(t.milli.low == 1371428 && t.milli.high == 1371429);
    m = made(VB_FP16, 1);
    m.rate[VB_FP16] = VB_NO_FIGURE;
    assert_false(vb_model_tpp(&m, VB_AS_CLAIMED).known);
    assert_true(vb_tpp_at_least(&m, 1, VB_AS_CLAIMED) == VB_UNKNOWN);
}

static void density_is_exact(void **state)
{
    vb_model m = made(VB_INT8, 592); /* TPP 4736 on 800 mm2: 5.92 to the last digit */
    vb_interval d;
    (void)state;
    m.die_area_low = m.die_area_high = 800000;
    assert_true(vb_density_at_least(&m, 5920, VB_AS_CLAIMED) == VB_YES);
    m.die_area_low = m.die_area_high = 800001; /* a thousandth of a square millimetre more */
    assert_true(vb_density_at_least(&m, 5920, VB_AS_CLAIMED) == VB_NO);
    assert_true(vb_model_density(&m, VB_AS_CLAIMED, &d) && d.low == 5919 && d.high == 5920);
    m.die_area_low = 700000; /* two published areas: the ends disagree */
    assert_true(vb_density_at_least(&m, 5920, VB_AS_CLAIMED) == VB_UNKNOWN);
    m.die_area_low = m.die_area_high = VB_NO_FIGURE;
    assert_true(vb_density_at_least(&m, 5920, VB_AS_CLAIMED) == VB_UNKNOWN);
    assert_false(vb_model_density(&m, VB_AS_CLAIMED, &d));
    m.nonplanar = VB_NO; /* planar: no applicable die area, no density */
    assert_true(vb_density_at_least(&m, 1, VB_AS_CLAIMED) == VB_NO);
    m.nonplanar = VB_UNKNOWN;
    m.die_area_low = m.die_area_high = 800000;
    assert_true(vb_density_at_least(&m, 1, VB_AS_CLAIMED) == VB_UNKNOWN);
}

/* Cards that sit at a threshold, as published: thousandths; the threshold in question and the answer. */
static const struct {
    const char *id;
    int64_t tpp;
    int64_t threshold_tpp, threshold_density; /* 0 = not asked */
    vb_tri claimed, rounded;
} boundary[] = {
    {"nv-h20-96", 2368000, 2400000, 0, VB_NO, VB_NO},
    {"nv-h20-96", 2368000, 0, 3200, VB_NO, VB_NO},    /* 2.91 */
    {"nv-l20", 1913600, 0, 3200, VB_NO, VB_NO},       /* 3.14 */
    {"nv-a10", 2000000, 0, 3200, VB_NO, VB_NO},       /* 3.185 */
    {"nv-a30", 2644000, 0, 3200, VB_YES, VB_UNKNOWN}, /* 3.2009 from 661 INT4 TOPS, 3.196 from 330 INT8 TOPS */
    {"nv-a30", 2644000, 0, 1600, VB_YES, VB_YES},
    {"nv-a40", 2395200, 2400000, 0, VB_NO, VB_NO},
    {"nv-l2", 1545600, 1600000, 0, VB_NO, VB_NO},
    {"nv-rtx4090", 5284800, 4800000, 0, VB_YES, VB_YES},
    {"nv-rtx4090d", 4706880, 4800000, 0, VB_NO, VB_NO},
    {"nv-rtx5090d", 4750000, 4800000, 0, VB_NO, VB_NO},
    {"amd-mi325x", 20919200, 21000000, 0, VB_NO, VB_NO},
    {"nv-a100-sxm4-80", 4992000, 4800000, 0, VB_YES, VB_YES},
    {"nv-a100-sxm4-80", 4992000, 0, 5920, VB_YES, VB_YES},       /* 6.04 */
    {"mt-s4000", 1600000, 1600000, 0, VB_YES, VB_UNKNOWN},       /* exactly at it */
    {"aws-trn3", 21472000, 21000000, 0, VB_UNKNOWN, VB_UNKNOWN}, /* TF32: 20136 or 21472 */
    {"amd-mi300x", 20919200, 0, 5920, VB_UNKNOWN, VB_UNKNOWN},   /* die area not agreed upon */
};

static void boundary_cards(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof boundary / sizeof boundary[0]; i++) {
        const vb_model *m = vb_catalogue_model(catalogue, vb_catalogue_match(catalogue, vb_str_of(boundary[i].id)));
        assert_non_null(m);
        vb_tri claimed, rounded;
        if (boundary[i].threshold_tpp > 0) {
            claimed = vb_tpp_at_least(m, boundary[i].threshold_tpp, VB_AS_CLAIMED);
            rounded = vb_tpp_at_least(m, boundary[i].threshold_tpp, VB_AS_ROUNDED);
        } else {
            claimed = vb_density_at_least(m, boundary[i].threshold_density, VB_AS_CLAIMED);
            rounded = vb_density_at_least(m, boundary[i].threshold_density, VB_AS_ROUNDED);
        }
        int64_t high = vb_model_tpp(m, VB_AS_CLAIMED).milli.high;
        if (claimed != boundary[i].claimed || rounded != boundary[i].rounded || high != boundary[i].tpp)
            fail_msg("%s: TPP %lld, answers %d %d", boundary[i].id, (long long)high, (int)claimed, (int)rounded);
    }
    const vb_model *a30 = vb_catalogue_model(catalogue, vb_catalogue_match(catalogue, VB_S("nv-a30")));
    assert_false(vb_model_tpp(a30, VB_AS_CLAIMED).unverified);
    const vb_model *max = vb_catalogue_model(catalogue, vb_catalogue_match(catalogue, VB_S("intel-max1550")));
    assert_true(vb_model_tpp(max, VB_AS_CLAIMED).unverified);
}

/* Published TPP and density, printed with rounding: within half a percent of our interval. Contested rows are reported
 * and decide nothing. */
static bool within(int64_t published_milli, vb_interval ours)
{
    int64_t slack = published_milli / 200;
    return published_milli + slack >= ours.low && published_milli - slack <= ours.high;
}

static void published_outcomes(void **state)
{
    char *path = vb_test_shared("catalogue/expected_classification.csv");
    vb_test_file f = vb_test_read(path);
    vb_arena scratch = {0};
    vb_error err = {0};
    vb_csv csv;
    vb_csv_row *row = calloc(1, sizeof *row);
    bool end = false;
    unsigned compared = 0, missed = 0, contested_missed = 0;
    (void)state;
    assert_non_null(row);
    assert_int_equal(vb_csv_open(&csv, (vb_str){f.p, f.n}, &err), VB_OK);
    int id = vb_csv_column(&csv, VB_S("model_id")), tpp = vb_csv_column(&csv, VB_S("expected_tpp")),
        pd = vb_csv_column(&csv, VB_S("expected_pd")), contested = vb_csv_column(&csv, VB_S("contested")),
        name = vb_csv_column(&csv, VB_S("case_id"));
    assert_true(id >= 0 && tpp >= 0 && pd >= 0 && contested >= 0 && name >= 0);
    while (vb_csv_next(&csv, &scratch, row, &end, &err) == VB_OK && !end) {
        const vb_model *m = vb_catalogue_model(catalogue, vb_catalogue_match(catalogue, row->field[id]));
        bool sure = vb_str_eq(row->field[contested], VB_S("no"));
        int64_t published;
        if (row->field[id].n == 0)
            continue;
        assert_non_null(m);
        for (int k = 0; k < 2; k++) {
            vb_str text = row->field[k == 0 ? tpp : pd];
            vb_interval ours = vb_model_tpp(m, VB_AS_CLAIMED).milli;
            if (text.n == 0)
                continue;
            assert_int_equal(vb_decimal_parse(text, '.', 3, 0, INT64_MAX, &published, &err), VB_OK);
            bool known = k == 0 ? vb_model_tpp(m, VB_AS_CLAIMED).known : vb_model_density(m, VB_AS_CLAIMED, &ours);
            compared++;
            if (known && within(published, ours))
                continue;
            printf("%.*s %.*s %s: published %.*s, ours %lld to %lld thousandths%s\n", VB_ARG(row->field[name]),
                   VB_ARG(m->id), k == 0 ? "TPP" : "density", VB_ARG(text), (long long)ours.low, (long long)ours.high,
                   sure ? "" : " (contested)");
            missed += sure;
            contested_missed += !sure;
        }
    }
    printf("%u published figures compared, %u missed, %u contested ones missed\n", compared, missed, contested_missed);
    assert_true(compared >= 40);
    assert_int_equal(missed, 0);
    vb_arena_free(&scratch);
    free(row);
    free(f.p);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_of_the_note), cmocka_unit_test(open_readings_are_intervals),
        cmocka_unit_test(density_is_exact),     cmocka_unit_test(boundary_cards),
        cmocka_unit_test(published_outcomes),
    };
    return cmocka_run_group_tests_name("tpp", tests, load, unload);
}
