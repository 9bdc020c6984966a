/* SPDX-License-Identifier: Apache-2.0 */
/* Doubts about rules: small sets of rules, each with what is doubted and with the same set put right. What is expected
 * follows from docs/rules/lint.md and from the conditions, worked out by hand. */
#include "rules_support.h"

#include "rules/lint.h"

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

#define INSTRUMENT(id, by, on, more)                                                                        \
    "instrument: " id "\nformat: verbleib.rule/1\ntitle: Test Act\nauthority: US\ncite: Test Act of 2024\n" \
    "published: 2024-01-01\n" more "source: made for the test\nreviewed_by: " by "\nreviewed_on: " on "\n"
#define HEAD INSTRUMENT("t", "a lawyer of the test", "2024-06-01", "")
#define NUMBER(name, value)                                                         \
    "\nparameter: " name "\nvalue: " value "\ncite: Test Act 2\nfrom: 2024-01-01\n" \
    "known_from: 2024-01-01\n"
/* line 1 of a clause is its id, so files and lines can be counted */
#define CLAUSE(id, time, when, then) \
    "\nclause: " id "\ncite: Test Act 3\n" time "known_from: 2024-01-01\nbasis: rule\nwhen: " when "\nthen: " then "\n"
#define EVER "text_from: 2024-01-01\n"
#define REVIEWED CLAUSE("how", EVER, "licence_required", "review \"case-by-case\"")
#define LICENSED(set) CLAUSE("duty", EVER, "eccn " set, "licence required") REVIEWED

static vb_rule_doubts lint_files(const vb_rule_file *files, size_t n, const vb_rule_file *groups, size_t n_groups,
                                 const vb_catalogue *catalogue, vb_arena *job)
{
    vb_rules *rules;
    vb_rule_doubts doubts;
    vb_error err = {0};
    if (vb_rules_load(files, n, groups, n_groups, &t.countries, job, &rules, &err) != VB_OK)
        fail_msg("%s: %s\n%.*s", err.where, err.message, VB_ARG(files[0].bytes));
    if (vb_rules_lint(rules, catalogue, job, &doubts, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    return doubts;
}

static vb_rule_doubts lint_text(const char *text, vb_arena *job)
{
    vb_rule_file file = {VB_S("t.rule"), vb_str_of(text)};
    return lint_files(&file, 1, NULL, 0, t.catalogue, job);
}

static const vb_rule_doubt *doubt_of(const vb_rule_doubts *doubts, const char *kind, size_t *count)
{
    const vb_rule_doubt *first = NULL;
    *count = 0;
    for (size_t i = 0; i < doubts->n; i++)
        if (vb_str_eq(vb_str_of(doubts->v[i].kind), vb_str_of(kind))) {
            first = first == NULL ? &doubts->v[i] : first;
            ++*count;
        }
    return first;
}

static const struct {
    const char *kind, *subject;
    bool wrong;
    const char *part; /* the first part of the sentence, "" = none */
    const char *with, *without;
} rows[] = {
    /* What can have no effect */
    {"never-holds", "t/x", true, "",
     HEAD NUMBER("p", "1000 TPP") NUMBER("q", "500 TPP") CLAUSE("x", EVER, "tpp >= p and tpp < q", "classify 3A090.a")
         LICENSED("is 3A090.a"),
     HEAD NUMBER("p", "1000 TPP") NUMBER("q", "5000 TPP") CLAUSE("x", EVER, "tpp >= p and tpp < q", "classify 3A090.a")
         LICENSED("is 3A090.a")},
    {"never-holds", "t/x", true, "",
     HEAD CLAUSE("x", EVER, "destination in (CN, MO) and not destination in (MO, CN, HK)", "flag f"),
     HEAD CLAUSE("x", EVER, "destination in (CN, MO) and not destination in (CN, HK)", "flag f")},
    {"never-holds", "t/x", true, "",
     HEAD CLAUSE("x", EVER, "eccn is 3A090.a and not (eccn in (3A090.a, 3A090.b) or datacentre_use)", "flag f")
         CLAUSE("a", EVER, "datacentre_marketed", "classify 3A090.a")
             CLAUSE("b", EVER, "not datacentre_marketed", "classify 3A090.b") LICENSED("in (3A090.a, 3A090.b)"),
     HEAD CLAUSE("x", EVER, "eccn is 3A090.a and not (eccn is 3A090.b or datacentre_use)", "flag f")
         CLAUSE("a", EVER, "datacentre_marketed", "classify 3A090.a")
             CLAUSE("b", EVER, "not datacentre_marketed", "classify 3A090.b") LICENSED("in (3A090.a, 3A090.b)")},
    /* possible from the day on which the number falls */
    {"never-holds", "t/x", true, "",
     HEAD NUMBER("q", "500 TPP") "\nparameter: p\nvalue: 1000 TPP\ncite: Test Act 2\nfrom: 2024-01-01\n"
                                 "to: 2024-03-31\nknown_from: 2024-01-01\n\nparameter: p\nvalue: 600 TPP\n"
                                 "cite: Test Act 2\nfrom: 2024-04-01\nknown_from: 2024-01-01\n" CLAUSE(
                                     "x", EVER, "tpp >= p and tpp < q", "flag f"),
     HEAD NUMBER("q", "500 TPP") "\nparameter: p\nvalue: 1000 TPP\ncite: Test Act 2\nfrom: 2024-01-01\n"
                                 "to: 2024-03-31\nknown_from: 2024-01-01\n\nparameter: p\nvalue: 400 TPP\n"
                                 "cite: Test Act 2\nfrom: 2024-04-01\nknown_from: 2024-01-01\n" CLAUSE(
                                     "x", EVER, "tpp >= p and tpp < q", "flag f")},
    {"always-overridden", "t/low", true, "t/high",
     HEAD CLAUSE("high", EVER "overrides: low\n", "destination in (CN, HK, MO)", "review \"policy of denial\"")
         CLAUSE("low", EVER, "destination in (CN, MO)", "review \"case-by-case\""),
     HEAD CLAUSE("high", EVER "overrides: low\n", "destination in (CN, HK)", "review \"policy of denial\"")
         CLAUSE("low", EVER, "destination in (CN, MO)", "review \"case-by-case\"")},
    /* what overrides it ends before it does */
    {"always-overridden", "t/low", true, "t/high",
     HEAD CLAUSE("high", EVER "text_to: 2024-03-31\noverrides: low\n", "destination is CN",
                 "review \"policy of denial\"")
         CLAUSE("low", EVER "text_to: 2024-03-31\n", "destination is CN", "review \"case-by-case\""),
     HEAD CLAUSE("high", EVER "text_to: 2024-03-31\noverrides: low\n", "destination is CN",
                 "review \"policy of denial\"")
         CLAUSE("low", EVER "text_to: 2024-04-01\n", "destination is CN", "review \"case-by-case\"")},
    {"never-in-force", "t/x", true, "",
     HEAD CLAUSE("x", "text_from: none\nenforced_from: 2024-05-15\nenforced_to: 2024-05-14 known 2024-05-13\n",
                 "always", "flag f"),
     HEAD CLAUSE("x", EVER "enforced_from: 2024-05-15\nenforced_to: 2024-05-14 known 2024-05-13\n", "always",
                 "flag f")},
    /* Names */
    {"unknown-model", "t/x", true, "nv-h2o",
     HEAD CLAUSE("x", EVER, "model in (nv-h20-96, nv-h2o)", "licence required") REVIEWED,
     HEAD CLAUSE("x", EVER, "model in (nv-h20-96, nv-h20-141)", "licence required") REVIEWED},
    {"other-maker", "t/x", true, "nv-h20-96",
     HEAD CLAUSE("x", EVER "applies_to: vendor AMD\n", "model is nv-h20-96", "flag f"),
     HEAD CLAUSE("x", EVER "applies_to: vendor AMD, nvidia\n", "model is nv-h20-96", "flag f")},
    {"unknown-name", "t/x", false, "Nvidea",
     HEAD CLAUSE("x", EVER "applies_to: vendor Nvidea, AMD\n", "always", "flag f"),
     HEAD CLAUSE("x", EVER "applies_to: vendor Nvidia, AMD\n", "always", "flag f")},
    /* Numbers */
    {"uncited-number", "p", true, "so they say",
     HEAD "\nparameter: p\nvalue: 1 TPP\ncite: so they say\nfrom: 2024-01-01\nknown_from: 2024-01-01\n" CLAUSE(
         "x", EVER, "tpp >= p", "flag f"),
     HEAD "\nparameter: p\nvalue: 1 TPP\ncite: annex, first band\nfrom: 2024-01-01\nknown_from: 2024-01-01\n" CLAUSE(
         "x", EVER, "tpp >= p", "flag f")},
    {"number-in-text", "t/x", false, "50, 1,000",
     HEAD CLAUSE("x", EVER "conditions: at most 50 items; not over 1,000 in a year\n", "always", "exception NAC"),
     HEAD NUMBER("n", "50 count") CLAUSE(
         "x",
         EVER "conditions: at most {n} items; under 15 CFR 740.25, part 744 or 746; 3A001 and Country Group D:5; "
              "since October 2022; on 2026-01-15; supp. 2\n",
         "always", "exception NAC")},
    {"unused-parameter", "n", false, "n", HEAD NUMBER("n", "50 count") CLAUSE("x", EVER, "always", "flag f"),
     HEAD NUMBER("n", "50 count") CLAUSE("x", EVER "conditions: at most {n}\n", "always", "flag f")},
    /* Time: of 1 February to 2 February nothing is classified */
    {"gap", "t/b", false, "2024-02-01",
     HEAD CLAUSE("a", EVER "text_to: 2024-01-31\n", "always", "classify 3A090.a")
         CLAUSE("b", "text_from: 2024-02-03\n", "always", "classify 3A090.a") LICENSED("is 3A090.a"),
     HEAD CLAUSE("a", EVER "text_to: 2024-01-31\n", "always", "classify 3A090.a")
         CLAUSE("b", "text_from: 2024-02-01\n", "always", "classify 3A090.a") LICENSED("is 3A090.a")},
    /* a class that pauses while another goes on */
    {"gap", "t/b", false, "2024-02-01",
     HEAD CLAUSE("a", EVER "text_to: 2024-01-31\n", "datacentre_marketed", "classify 3A090.a")
         CLAUSE("b", "text_from: 2024-02-03\n", "datacentre_marketed", "classify 3A090.a")
             CLAUSE("c", EVER, "not datacentre_marketed", "classify 3A090.b") LICENSED("in (3A090.a, 3A090.b)"),
     HEAD CLAUSE("a", EVER "text_to: 2024-02-10\n", "datacentre_marketed", "classify 3A090.a")
         CLAUSE("b", "text_from: 2024-02-03\n", "datacentre_marketed", "classify 3A090.a")
             CLAUSE("c", EVER, "not datacentre_marketed", "classify 3A090.b") LICENSED("in (3A090.a, 3A090.b)")},
    {"not-covered", "t/a", false, "500 to 1000",
     HEAD NUMBER("low", "100 TPP") NUMBER("middle", "500 TPP") NUMBER("high", "1000 TPP")
         CLAUSE("a", EVER, "tpp >= high", "classify 3A090.a")
             CLAUSE("b", EVER, "tpp >= low and tpp < middle", "classify 3A090.b") LICENSED("in (3A090.a, 3A090.b)"),
     HEAD NUMBER("low", "100 TPP") NUMBER("middle", "500 TPP") NUMBER("high", "1000 TPP")
         CLAUSE("a", EVER, "tpp >= high", "classify 3A090.a")
             CLAUSE("b", EVER, "tpp >= low and tpp < high and (datacentre_marketed or tpp < middle)",
                    "classify 3A090.b") LICENSED("in (3A090.a, 3A090.b)")},
    {"class-without-licence", "t/a", false, "3A090.a",
     HEAD CLAUSE("a", EVER, "always", "classify 3A090.a")
         CLAUSE("l", EVER, "destination is CN and not eccn is 3A090.a", "licence required") REVIEWED,
     HEAD CLAUSE("a", EVER, "always", "classify 3A090.a")
         CLAUSE("l", EVER, "destination is CN and not (not eccn is 3A090.a)", "licence required") REVIEWED},
    {"class-not-given", "t/l", false, "3A090.a",
     HEAD CLAUSE("a", EVER "text_to: 2024-03-31\n", "always", "classify 3A090.a")
         CLAUSE("l", EVER, "eccn is 3A090.a", "licence required") REVIEWED,
     HEAD CLAUSE("a", EVER, "always", "classify 3A090.a") CLAUSE("l", EVER, "eccn is 3A090.a", "licence required")
         REVIEWED},
    {"class-not-given", "t/l", true, "3A090.a",
     HEAD CLAUSE("a", EVER "text_to: 2024-03-31\n", "always", "classify 3A090.a")
         CLAUSE("l", "text_from: 2024-04-01\n", "eccn is 3A090.a", "licence required") REVIEWED,
     HEAD CLAUSE("a", EVER, "always", "classify 3A090.a")
         CLAUSE("l", "text_from: 2024-04-01\n", "eccn is 3A090.a", "licence required") REVIEWED},
    {"no-review", "t", false, "l",
     HEAD CLAUSE("l", EVER, "destination is CN", "licence required")
         CLAUSE("how", EVER, "licence_required and destination is MO", "review \"case-by-case\""),
     HEAD CLAUSE("l", EVER, "destination is CN", "licence required")
         CLAUSE("how", EVER, "licence_required and not destination is MO", "review \"case-by-case\"")},
    /* Twice the same */
    {"never-needed", "t/x", false, "t/y",
     HEAD CLAUSE("x", EVER, "destination is CN and datacentre_use", "flag f")
         CLAUSE("y", EVER, "destination in (CN, MO)", "flag f"),
     HEAD CLAUSE("x", EVER, "destination is CN and datacentre_use", "flag f")
         CLAUSE("y", EVER, "destination in (HK, MO)", "flag f")},
    {"overlap", "t", false, "x + y",
     HEAD CLAUSE("x", EVER, "destination in (CN, HK)", "flag f") CLAUSE("y", EVER, "destination in (CN, MO)", "flag f"),
     HEAD CLAUSE("x", EVER, "destination in (CN, HK)", "flag f")
         CLAUSE("y", EVER, "destination in (TW, MO)", "flag f")},
    /* Reviews */
    {"no-lawyer", "", false, "1",
     INSTRUMENT("t", "not yet reviewed by a lawyer", "2024-06-01", "") CLAUSE("x", EVER, "always", "flag f"),
     INSTRUMENT("t", "A. Name, attorney", "2024-06-01", "") CLAUSE("x", EVER, "always", "flag f")},
    {"no-quote", "", false, "1", HEAD CLAUSE("x", EVER, "always", "flag f"),
     HEAD CLAUSE("x", EVER "quote_sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n", "always",
                 "flag f")},
    {"must-be-confirmed", "t/x", false, "2024-11-10",
     HEAD "\nclause: x\ncite: Test Act 3\ntext_from: 2024-11-10\nknown_from: 2024-01-01\nbasis: pending\n"
          "when: always\nthen: flag f\n",
     INSTRUMENT("t", "a lawyer", "2024-06-01",
                "state: pending\n") "\nclause: x\ncite: Test Act 3\ntext_from: 2024-11-10\nknown_from: "
                                    "2024-01-01\nbasis: pending\n"
                                    "when: always\nthen: flag f\n"},
};

static void test_each_kind_both_ways(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        size_t n;
        vb_rule_doubts doubts = lint_text(rows[i].with, &job);
        const vb_rule_doubt *d = doubt_of(&doubts, rows[i].kind, &n);
        if (n != 1)
            fail_msg("row %zu: %zu doubts \"%s\", wanted one:\n%s", i, n, rows[i].kind, rows[i].with);
        if (!vb_str_eq(d->subject, vb_str_of(rows[i].subject)) || d->wrong != rows[i].wrong ||
            (rows[i].part[0] != '\0' && (d->n_parts == 0 || !vb_str_eq(d->part[0], vb_str_of(rows[i].part)))))
            fail_msg("row %zu: \"%s\" of \"%.*s\", wrong %d, first part \"%.*s\"", i, d->kind, VB_ARG(d->subject),
                     d->wrong, VB_ARG(d->part[0]));
        doubts = lint_text(rows[i].without, &job);
        (void)doubt_of(&doubts, rows[i].kind, &n);
        if (n != 0)
            fail_msg("row %zu: \"%s\" where nothing is to be doubted:\n%s", i, rows[i].kind, rows[i].without);
    }
}

/* Nothing at all is doubted of a small set that is in order, and what is doubted says its file and line. */
static void test_places(void **state)
{
    (void)state;
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    static const char good[] =
        HEAD NUMBER("p", "1000 TPP") CLAUSE("a",
                                            EVER "quote_sha256: "
                                                 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n",
                                            "tpp >= p", "classify 3A090.a");
    vb_rule_doubts doubts = lint_text(good, &job);
    assert_int_equal(doubts.n, 1); /* nothing asks a licence for it */
    assert_string_equal(doubts.v[0].kind, "class-without-licence");
    assert_true(vb_str_eq(doubts.v[0].file, VB_S("t.rule")));
    assert_int_equal(doubts.v[0].line, 17); /* nine lines of the instrument, five of the parameter, two blank */
    doubts = lint_text(HEAD CLAUSE("x", EVER, "destination is CN\n    and not destination is CN", "flag f"), &job);
    size_t n;
    const vb_rule_doubt *d = doubt_of(&doubts, "never-holds", &n);
    assert_int_equal(n, 1);
    assert_int_equal(d->line, 16); /* of its condition */
    assert_int_equal(doubts.wrong, 1);
    assert_ptr_equal(d, &doubts.v[0]); /* what is wrong stands first */
}

static void test_old_review(void **state)
{
    (void)state;
    static const struct {
        const char *older;
        size_t doubts;
    } cases[] = {
        {INSTRUMENT("t", "a lawyer", "2023-12-04", "") CLAUSE("x", EVER, "always", "flag f"), 0}, /* 180 days */
        {INSTRUMENT("t", "a lawyer", "2023-12-03", "") CLAUSE("x", EVER, "always", "flag f"), 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_file files[] = {{VB_S("t.rule"), vb_str_of(cases[i].older)},
                                {VB_S("u.rule"), VB_S(INSTRUMENT("u", "a lawyer", "2024-06-01", "")
                                                          CLAUSE("x", EVER, "always", "flag g"))}};
        vb_rule_doubts doubts = lint_files(files, 2, NULL, 0, t.catalogue, &job);
        size_t n;
        const vb_rule_doubt *d = doubt_of(&doubts, "old-review", &n);
        assert_int_equal(n, cases[i].doubts);
        assert_true(n == 0 || vb_str_eq(d->file, VB_S("t.rule")));
    }
}

static void test_memberships(void **state)
{
    (void)state;
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_rule_file rule = {VB_S("t.rule"), VB_S(HEAD CLAUSE("x", EVER, "destination is group G", "flag f"))};
    vb_rule_file groups[] = {{VB_S("g.csv"), VB_S("group,country,from,to,status,source\n"
                                                  "G,*,2024-01-01,,stated,list\n"
                                                  "G,CN,2024-01-01,2024-02-01,assumed,later list\n"
                                                  "G,CN,2024-02-02,,stated,list\n"
                                                  "G,MO,2024-01-01,,unknown,nobody says\n")},
                             {VB_S("h.csv"), VB_S("group,country,from,to,status,source\n"
                                                  "H,CN,2024-01-01,,stated,list\n")}};
    vb_rule_doubts doubts = lint_files(&rule, 1, groups, 2, t.catalogue, &job);
    size_t n;
    const vb_rule_doubt *d = doubt_of(&doubts, "assumed-membership", &n);
    assert_int_equal(n, 1); /* one line a group; of H nothing is assumed */
    assert_true(vb_str_eq(d->subject, VB_S("G")) && vb_str_eq(d->file, VB_S("g.csv")));
    assert_int_equal(d->line, 3);
    assert_true(vb_str_eq(d->part[1], VB_S("1")) && vb_str_eq(d->part[2], VB_S("1")) &&
                vb_str_eq(d->part[3], VB_S("3")));
}

static void test_no_catalogue(void **state)
{
    (void)state;
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_rule_file rule = {VB_S("t.rule"), VB_S(HEAD CLAUSE("x", EVER, "model is nv-h2o", "flag f"))};
    vb_rule_doubts doubts = lint_files(&rule, 1, NULL, 0, NULL, &job);
    size_t n;
    (void)doubt_of(&doubts, "unknown-model", &n);
    assert_int_equal(n, 0);
}

static void test_lawyer(void **state)
{
    (void)state;
    static const struct {
        const char *by;
        bool read;
    } cases[] = {{"not yet reviewed by a lawyer", false},
                 {"no lawyer", false},
                 {"an engineer", false},
                 {"", false},
                 {"Jane Doe, attorney at law (export control), 2026-10-01", true},
                 {"Rechtsanwältin Beispiel", true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(vb_rules_lawyer_read(vb_str_of(cases[i].by)), cases[i].read);
}

/* The rules that the program comes with: nothing wrong; the same doubts whatever the order of the files. */
static void test_own_rules(void **state)
{
    (void)state;
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_rule_doubts here = lint_files(t.rules, t.n_rules, t.groups, t.n_groups, t.catalogue, &job);
    for (size_t i = 0; i < here.n; i++)
        if (here.v[i].wrong)
            fail_msg("%.*s:%u: %s of %.*s (%.*s)", VB_ARG(here.v[i].file), (unsigned)here.v[i].line, here.v[i].kind,
                     VB_ARG(here.v[i].subject), VB_ARG(here.v[i].part[0]));
    assert_int_equal(here.wrong, 0);
    vb_rule_file turned[VB_TEST_MAX_FILES];
    for (size_t i = 0; i < t.n_rules; i++)
        turned[i] = t.rules[t.n_rules - 1 - i];
    vb_rule_doubts there = lint_files(turned, t.n_rules, t.groups, t.n_groups, t.catalogue, &job);
    assert_int_equal(here.n, there.n);
    for (size_t i = 0; i < here.n; i++) {
        assert_string_equal(here.v[i].kind, there.v[i].kind);
        assert_true(vb_str_eq(here.v[i].subject, there.v[i].subject));
        assert_int_equal(here.v[i].line, there.v[i].line);
    }
}

static void test_memory(void **state)
{
    (void)state;
    for (size_t limit = 1; limit < 1 << 20; limit *= 3) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {.limit = limit};
        vb_rule_doubts out = {.n = 77};
        vb_error err = {0};
        vb_code rc = vb_rules_lint(t.loaded, t.catalogue, &job, &out, &err);
        assert_true(rc == VB_OK || (rc == VB_E_NOMEM && out.n == 77));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_kind_both_ways), cmocka_unit_test(test_places),
        cmocka_unit_test(test_old_review),          cmocka_unit_test(test_memberships),
        cmocka_unit_test(test_no_catalogue),        cmocka_unit_test(test_lawyer),
        cmocka_unit_test(test_own_rules),           cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, open_rules, close_rules);
}
