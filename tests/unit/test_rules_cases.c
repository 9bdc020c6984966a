/* SPDX-License-Identifier: Apache-2.0 */
/* Published outcomes (filings, BIS documents, law firms, press, trackers) against the answers. Skipped without the
 * data. What is uncontested and official, a vendor's filing, a law firm's or the press's must agree; the rest is
 * printed. */
#include "rules_support.h"

#include "base/csv.h"

typedef struct case_row {
    vb_str id, model, name, destination, headquarters, eccn, outcome, kind, contested;
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

static bool uncontrolled(const vb_rule_answer *a)
{
    return a->eccn.n == 0;
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
    bool class_only = c->outcome.n == 0 && c->eccn.n > 0;
    *why = c->model.n == 0 ? "no model of the catalogue" : "a figure of the catalogue, not of the rules";
    if (c->model.n == 0 || (!known && !class_only))
        return NOT_COVERED;
    vb_str id = vb_arena_copy(job, c->model);
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

static bool binding(const case_row *c)
{
    static const char *const kinds[] = {"official", "vendor filing", "law firm", "press"};
    for (size_t i = 0; i < 4; i++)
        if (vb_str_eq(c->kind, vb_str_of(kinds[i])))
            return vb_str_eq(c->contested, VB_S("no"));
    return false;
}

static void test_cases(void **state)
{
    (void)state;
    static const char *const names[] = {"case_id",       "model_id",         "model", "destination", "end_user_hq",
                                        "expected_eccn", "expected_outcome", "kind",  "contested",   "as_of_date"};
    static const char *const said[] = {"not covered", "agree", "DISAGREE"};
    char *path = vb_test_shared("catalogue/expected_classification.csv");
    vb_test_file file = vb_test_read(path);
    vb_test_rules t;
    vb_csv csv;
    vb_csv_row row;
    int col[10];
    size_t n[2][3] = {{0}}, wrong = 0; /* [binding][verdict] */
    vb_test_rules_open(&t);
    assert_int_equal(vb_csv_open(&csv, (vb_str){file.p, file.n}, NULL), VB_OK);
    for (size_t i = 0; i < 10; i++)
        assert_true((col[i] = vb_csv_column(&csv, vb_str_of(names[i]))) >= 0);
    for (bool end = false;;) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        const char *why;
        assert_int_equal(vb_csv_next(&csv, &job, &row, &end, NULL), VB_OK);
        if (end)
            break;
        vb_str *f = row.field;
        vb_str day = vb_arena_copy(&job, f[col[9]]);
        case_row c = {f[col[0]], f[col[1]], f[col[2]], f[col[3]], f[col[4]],
                      f[col[5]], f[col[6]], f[col[7]], f[col[8]], vb_test_day(day.p)};
        verdict v = judge(&t, &c, &job, &why);
        n[binding(&c)][v]++;
        wrong += v == DISAGREE && binding(&c);
        if (v != AGREE)
            printf("%-11s %.*s %.*s (%.*s%s): %.*s %.*s: %s\n", said[v], VB_ARG(c.id), VB_ARG(c.model), VB_ARG(c.kind),
                   binding(&c) ? "" : ", not binding", VB_ARG(c.outcome), VB_ARG(c.eccn), why);
    }
    for (int b = 1; b >= 0; b--)
        printf("%s: %zu agree, %zu disagree, %zu not covered\n",
               b ? "uncontested official, filing, law firm, press" : "the others", n[b][AGREE], n[b][DISAGREE],
               n[b][NOT_COVERED]);
    assert_int_equal(wrong, 0);
    assert_true(n[1][AGREE] > 0 && n[1][NOT_COVERED] <= 2); /* two rows are sums without a model */
    vb_test_rules_close(&t);
    free(file.p);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
