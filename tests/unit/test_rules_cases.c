/* SPDX-License-Identifier: Apache-2.0 */
/* Published outcomes (filings, BIS documents, law firms, press, trackers, a dataset) against the answers. Skipped
 * without the data. What is uncontested and official, a vendor's filing, a law firm's or the press's must agree; the
 * rest is printed, and argued in docs/rules/disagreements.md, whose table of counts must be the one found here. */
#include "rules_support.h"

#include "base/csv.h"
#include "catalogue/tpp.h"

typedef struct case_row {
    vb_str id, model, name, destination, headquarters, eccn, outcome, kind, contested, tpp, density;
    int64_t on;
} case_row;

typedef enum verdict { NOT_COVERED, AGREE, DISAGREE } verdict;

static bool holds(const vb_rule_answer *a, const char *clause)
{
    const vb_rule_step *s = vb_test_step(a, clause);
    return s != NULL && s->effective[VB_LAYER_ENFORCED] == VB_YES;
}

static bool letter_holds(const vb_rule_answer *a)
{
    for (size_t i = 0; i < a->n_steps; i++)
        if (a->steps[i].effect == VB_EFFECT_LICENCE && vb_str_eq(a->steps[i].basis, VB_S("letter")) &&
            a->steps[i].effective[VB_LAYER_ENFORCED] == VB_YES)
            return true;
    return false;
}

static bool licence(const vb_rule_answer *a, vb_tri t)
{
    return a->licence[VB_LAYER_ENFORCED] == t;
}

static bool required(const vb_rule_answer *a)
{
    return licence(a, VB_YES);
}

static bool required_by_letter(const vb_rule_answer *a)
{
    return licence(a, VB_YES) && letter_holds(a);
}

static bool required_by_headquarters(const vb_rule_answer *a)
{
    return licence(a, VB_YES) && holds(a, "88fr73458/headquarters");
}

static bool brought_forward(const vb_rule_answer *a)
{
    return licence(a, VB_YES) && holds(a, "us-letters-2023/nvidia");
}

static bool none_required(const vb_rule_answer *a)
{
    return licence(a, VB_NO);
}

static bool over_4800(const vb_rule_answer *a)
{
    const vb_rule_step *s = vb_test_step(a, "88fr73458/3a090.a");
    return s != NULL && s->holds == VB_YES && vb_str_find(s->because, VB_S(">= 4800"), 0) != SIZE_MAX;
}

static bool gp10(const vb_rule_answer *a)
{
    return vb_test_effective(a, VB_EFFECT_FLAG, "gp10-presumed-3A090") == VB_YES;
}

static bool case_by_case(const vb_rule_answer *a)
{
    return licence(a, VB_YES) && vb_test_effective(a, VB_EFFECT_REVIEW, "case-by-case") == VB_YES;
}

static bool denial(const vb_rule_answer *a)
{
    return licence(a, VB_YES) && vb_test_effective(a, VB_EFFECT_REVIEW, "presumption of denial") == VB_YES;
}

static bool text_only(const vb_rule_answer *a)
{
    return a->licence[VB_LAYER_TEXT] == VB_YES && licence(a, VB_NO);
}

static bool band1(const vb_rule_answer *a)
{
    return holds(a, "us-section232-2026/band1");
}

static bool band2(const vb_rule_answer *a)
{
    return holds(a, "us-section232-2026/band2");
}

static bool no_band(const vb_rule_answer *a)
{
    return vb_test_effective(a, VB_EFFECT_DUTY, "25") == VB_NO;
}

/* Of 3A090; every accelerator is of 3A991.p at least. */
static bool uncontrolled(const vb_rule_answer *a)
{
    return !vb_str_starts(a->eccn, VB_S("3A090")) && !vb_str_eq(a->eccn, VB_S("unknown"));
}

static bool exception(const vb_rule_answer *a)
{
    return vb_test_effective(a, VB_EFFECT_EXCEPTION, "NAC") == VB_YES ||
           vb_test_effective(a, VB_EFFECT_EXCEPTION, "ACA") == VB_YES;
}

/* The words of the cases; "own": the end user is taken to be headquartered at the destination where nothing is said. */
static const struct {
    const char *words;
    bool (*agrees)(const vb_rule_answer *);
    bool own;
} outcomes[] = {
    {"licence required", required, false},
    {"licence required by letter", required_by_letter, false},
    {"licence required (headquarters)", required_by_headquarters, false},
    {"licence required (rule brought forward)", brought_forward, false},
    {"no licence by destination (D:4 but A:6)", none_required, true},
    {"no licence by destination (A:6)", none_required, true},
    {"not in the brought-forward list (rule applies from 2023-11-17)", none_required, true},
    {"over 4800", over_4800, false},
    {"sold as compliant", none_required, true},
    {"presumed PRC 3A090 IC, GP10 risk", gp10, false},
    {"case-by-case (export from US)", case_by_case, false},
    {"case-by-case", case_by_case, false},
    {"presumption of denial", denial, false},
    {"text: licence; enforced: none", text_only, false},
    {"in 25 % band 1", band1, false},
    {"in 25 % band 2", band2, false},
    {"outside bands", no_band, false},
    {"not controlled", uncontrolled, false},
    {"not controlled by parameters", uncontrolled, false},
    {"NAC/ACA eligible", exception, false},
};

/* A number as printed, in thousandths; -1 for an empty field. */
static int64_t printed(vb_str text)
{
    char copy[32];
    if (text.n == 0)
        return -1;
    assert_true(text.n < sizeof copy);
    (void)snprintf(copy, sizeof copy, "%.*s", VB_ARG(text));
    return (int64_t)(strtod(copy, NULL) * 1000 + 0.5);
}

/* Within half a percent, and half of the last decimal of what was printed (`step`, in thousandths). */
static bool near(int64_t ours, int64_t theirs, int64_t step)
{
    int64_t difference = ours > theirs ? ours - theirs : theirs - ours;
    return difference * 200 <= theirs || difference * 2 <= step;
}

/* TPP: the highest that the maker claims; density: that by the smallest area published. */
static bool figures_agree(const vb_model *m, const case_row *c)
{
    vb_interval density;
    vb_tpp tpp = vb_model_tpp(m, VB_AS_CLAIMED);
    if (c->tpp.n > 0 && !(tpp.known && near(tpp.milli.high, printed(c->tpp), 1000)))
        return false;
    return c->density.n == 0 ||
           (vb_model_density(m, VB_AS_CLAIMED, &density) && near(density.high, printed(c->density), 10));
}

/* The two sums in technical note 2 to 3A090: they meet the threshold of 4800 exactly. */
static verdict judge_sum(const case_row *c)
{
    vb_model m = {.nonplanar = VB_YES, .ics = 1, .devices = 1};
    for (int i = 0; i < VB_N_FORMATS; i++)
        m.rate[i] = VB_NO_FIGURE;
    if (vb_str_eq(c->name, VB_S("600 TOPS at 8 bit")))
        m.rate[VB_INT8] = 600 * 1000000;
    else if (vb_str_eq(c->name, VB_S("300 TFLOPS at 16 bit")))
        m.rate[VB_FP16] = 300 * 1000000;
    else
        return NOT_COVERED;
    return figures_agree(&m, c) && vb_tpp_at_least(&m, 4800000, VB_AS_CLAIMED) == VB_YES ? AGREE : DISAGREE;
}

static verdict judge(const vb_test_rules *t, const case_row *c, vb_arena *job, const char **why)
{
    bool known = false, own = false;
    bool (*agrees)(const vb_rule_answer *) = NULL;
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++)
        if (vb_str_eq(c->outcome, vb_str_of(outcomes[i].words))) {
            agrees = outcomes[i].agrees;
            own = outcomes[i].own;
            known = true;
        }
    bool figures_only = vb_str_eq(c->outcome, VB_S("TPP value"));
    bool class_only = c->outcome.n == 0 && c->eccn.n > 0;
    *why = "no model of the catalogue, or words that this test does not know";
    if (c->model.n == 0)
        return judge_sum(c);
    if (!known && !class_only && !figures_only)
        return NOT_COVERED;
    vb_str id = vb_arena_copy(job, c->model);
    *why = "TPP or performance density";
    if (!figures_agree(vb_test_model(t, id.p), c))
        return DISAGREE;
    if (figures_only)
        return AGREE;
    vb_rule_question q = {.model = vb_test_model(t, id.p),
                          .to = vb_country_parse(&t->countries, c->destination),
                          .headquarters = vb_country_parse(&t->countries, c->headquarters),
                          .on = c->on,
                          .known_on = VB_NO_TIME};
    if (vb_str_eq(c->destination, VB_S("any")))
        q.to = VB_COUNTRY("SG");
    if (own && q.headquarters == 0)
        q.headquarters = q.to;
    if (vb_str_ends(c->name, VB_S("reexport from Taiwan")))
        q.from = VB_COUNTRY("TW");
    if (vb_str_ends(c->name, VB_S("in-country transfer")))
        q.from = q.to;
    vb_rule_answer a = vb_test_ask(t, q, job);
    *why = "outcome";
    if (agrees != NULL && !agrees(&a))
        return DISAGREE;
    *why = "ECCN";
    bool presumed = vb_str_eq(c->eccn, VB_S("3A090 (presumed)")); /* the flag says it */
    if (c->eccn.n > 0 && !presumed && !vb_str_eq(c->eccn, a.eccn))
        return DISAGREE;
    *why = "";
    return AGREE;
}

enum { KINDS = 6, BINDING = 4 };
static const char *const kinds[KINDS] = {"official", "vendor filing", "law firm", "press", "tracker", "dataset"};

static unsigned kind_of(const case_row *c)
{
    for (unsigned i = 0; i < KINDS; i++)
        if (vb_str_eq(c->kind, vb_str_of(kinds[i])))
            return i;
    fail_msg("%.*s is of no kind known: %.*s", VB_ARG(c->id), VB_ARG(c->kind));
    return KINDS;
}

/* The row of the table in docs/rules/disagreements.md. */
static void check_row(vb_str page, const char *kind, bool contested, const size_t n[3])
{
    char row[128];
    (void)snprintf(row, sizeof row, "| %s%s | %zu | %zu | %zu | %zu |\n", kind, contested ? ", contested" : "",
                   n[AGREE] + n[DISAGREE] + n[NOT_COVERED], n[AGREE], n[DISAGREE], n[NOT_COVERED]);
    printf("%s", row);
    if (vb_str_find(page, vb_str_of(row), 0) == SIZE_MAX)
        fail_msg("docs/rules/disagreements.md does not have the row %s", row);
}

static void test_cases(void **state)
{
    (void)state;
    static const char *const names[] = {"case_id",       "model_id",         "model", "destination", "end_user_hq",
                                        "expected_eccn", "expected_outcome", "kind",  "contested",   "as_of_date",
                                        "expected_tpp",  "expected_pd"};
    static const char *const said[] = {"not covered", "agree", "DISAGREE"};
    char *path = vb_test_shared("catalogue/expected_classification.csv");
    vb_test_file file = vb_test_read(path);
    vb_test_rules t;
    vb_csv csv;
    vb_csv_row row;
    int col[12];
    size_t n[KINDS][2][3] = {{{0}}}, wrong = 0; /* [kind][contested][verdict] */
    vb_test_rules_open(&t);
    vb_str page = vb_test_bytes_of(&t.arena, "docs/rules/disagreements.md");
    assert_int_equal(vb_csv_open(&csv, (vb_str){file.p, file.n}, NULL), VB_OK);
    for (size_t i = 0; i < 12; i++)
        assert_true((col[i] = vb_csv_column(&csv, vb_str_of(names[i]))) >= 0);
    for (bool end = false;;) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        const char *why = "";
        assert_int_equal(vb_csv_next(&csv, &job, &row, &end, NULL), VB_OK);
        if (end)
            break;
        vb_str *f = row.field;
        vb_str day = vb_arena_copy(&job, f[col[9]]);
        case_row c = {f[col[0]], f[col[1]], f[col[2]], f[col[3]],  f[col[4]],  f[col[5]],
                      f[col[6]], f[col[7]], f[col[8]], f[col[10]], f[col[11]], vb_test_day(day.p)};
        verdict v = judge(&t, &c, &job, &why);
        unsigned kind = kind_of(&c);
        bool contested = !vb_str_eq(c.contested, VB_S("no"));
        n[kind][contested][v]++;
        wrong += v != AGREE && kind < BINDING && !contested;
        if (v != AGREE || contested) {
            printf("%-11s %.*s %.*s (%s%s): %.*s %.*s: %s\n", said[v], VB_ARG(c.id), VB_ARG(c.model), kinds[kind],
                   contested ? ", contested" : "", VB_ARG(c.outcome), VB_ARG(c.eccn), why);
            if (vb_str_find(page, c.id, 0) == SIZE_MAX)
                fail_msg("docs/rules/disagreements.md does not speak of %.*s", VB_ARG(c.id));
        }
    }
    assert_int_equal(wrong, 0);
    for (unsigned i = 0; i < KINDS; i++)
        for (int contested = 0; contested < 2; contested++) {
            const size_t *v = n[i][contested];
            if (v[AGREE] + v[DISAGREE] + v[NOT_COVERED] > 0)
                check_row(page, kinds[i], contested != 0, v);
        }
    assert_true(n[0][0][AGREE] > 0 && n[1][0][AGREE] > 0);
    vb_test_rules_close(&t);
    free(file.p);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
