/* SPDX-License-Identifier: Apache-2.0 */
/* What changed between two days: the dates on which the law of accelerators moved, with what the instruments and the
 * makers' filings say changed then. */
#include "rules_support.h"

#include "rules/differ.h"

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

static vb_rules_difference differ(const vb_rules *rules, vb_rules_diff_question q, vb_arena *job)
{
    vb_rules_difference d;
    vb_error err = {0};
    if (vb_rules_differ(rules, t.catalogue, &q, job, &d, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    return d;
}

/* headquarters at the destination; "" = the chip alone */
static vb_rules_diff_question question(const char *before, const char *after, const char *to)
{
    vb_country c = to[0] == '\0' ? 0 : VB_COUNTRY(to);
    return (vb_rules_diff_question){.to = c,
                                    .headquarters = c,
                                    .layer = VB_LAYER_ENFORCED,
                                    .before = vb_test_day(before),
                                    .after = vb_test_day(after),
                                    .known_on = VB_NO_TIME};
}

static const vb_rule_change *change_of(const vb_rules_difference *d, const char *model, vb_rule_aspect aspect)
{
    for (size_t i = 0; i < d->n_changes; i++)
        if (d->changes[i].aspect == aspect && vb_str_eq(d->changes[i].model->id, vb_str_of(model)))
            return &d->changes[i];
    return NULL;
}

/* before "=": nothing changes in this aspect */
static const struct {
    const char *on[2], *to, *model;
    vb_rule_aspect aspect;
    const char *before, *after, *by, *source;
} facts[] = {
    {{"2022-10-20", "2022-10-21"},
     "CN",
     "nv-a100-sxm4-80",
     VB_ASPECT_CLASS,
     "",
     "3A090.a",
     "87fr62186/3a090.a",
     "87 FR 62186: TPP 4992 and NVLink 600 GB/s"},
    {{"2022-10-20", "2022-10-21"},
     "CN",
     "nv-a100-sxm4-80",
     VB_ASPECT_LICENCE,
     "=",
     "",
     "",
     "8-K of 2022-08-31: asked by letter since August"},
    {{"2022-10-20", "2022-10-21"},
     "CN",
     "nv-a800-sxm4-80",
     VB_ASPECT_LICENCE,
     "=",
     "",
     "",
     "400 GB/s between chips: under the 600 of 87 FR 62186"},
    {{"2023-01-16", "2023-01-17"},
     "MO",
     "nv-h100-sxm5-80",
     VB_ASPECT_LICENCE,
     "no",
     "yes",
     "88fr2821/licence",
     "88 FR 2821: Macau"},
    {{"2023-10-22", "2023-10-23"},
     "CN",
     "nv-a800-sxm4-80",
     VB_ASPECT_LICENCE,
     "no",
     "yes",
     "us-letters-2023/nvidia",
     "8-K of 2023-10-24: effective at once"},
    {{"2023-10-22", "2023-10-23"},
     "CN",
     "nv-h800-sxm5",
     VB_ASPECT_LICENCE,
     "no",
     "yes",
     "us-letters-2023/nvidia",
     "8-K of 2023-10-24"},
    {{"2023-10-22", "2023-10-23"},
     "CN",
     "nv-l40s",
     VB_ASPECT_LICENCE,
     "no",
     "yes",
     "us-letters-2023/nvidia",
     "8-K of 2023-10-24"},
    {{"2023-10-22", "2023-10-23"}, "CN", "nv-rtx4090", VB_ASPECT_LICENCE, "=", "", "", "8-K of 2023-10-24: not named"},
    {{"2023-11-16", "2023-11-17"},
     "CN",
     "nv-rtx4090",
     VB_ASPECT_LICENCE,
     "no",
     "yes",
     "88fr73458/licence.a",
     "8-K of 2023-10-17 names it"},
    {{"2023-11-16", "2023-11-17"},
     "CN",
     "nv-l40",
     VB_ASPECT_LICENCE,
     "no",
     "yes",
     "88fr73458/licence.b",
     "8-K of 2023-10-17 names the L40; 3A090.b"},
    {{"2023-11-16", "2023-11-17"},
     "CN",
     "nv-rtx4090",
     VB_ASPECT_REVIEW,
     "none",
     "presumption-of-denial",
     "88fr73458/review.denial",
     "742.6(b)(10)"},
    {{"2023-11-16", "2023-11-17"},
     "CN",
     "nv-rtx4090",
     VB_ASPECT_EXCEPTION,
     "",
     "NAC",
     "88fr73458/nac",
     "740.8: not designed or marketed for data centres"},
    {{"2023-11-16", "2023-11-17"}, "CN", "nv-rtx4090d", VB_ASPECT_LICENCE, "=", "", "", "TPP 4707: Note 2"},
    {{"2023-11-16", "2023-11-17"}, "CN", "nv-h20-96", VB_ASPECT_LICENCE, "=", "", "", "TPP 2368, density 2.91"},
    {{"2023-11-16", "2023-11-17"}, "DE", "nv-h100-sxm5-80", VB_ASPECT_LICENCE, "=", "", "", "Germany is in A:5"},
    {{"2023-11-16", "2023-11-17"}, "SA", "nv-l40s", VB_ASPECT_LICENCE, "=", "", "", "letter of October already"},
    {{"2025-04-08", "2025-04-15"},
     "CN",
     "nv-h20-96",
     VB_ASPECT_LICENCE,
     "no",
     "yes",
     "us-letters-2025/nvidia",
     "8-K nvda-20250409"},
    {{"2025-04-08", "2025-04-15"},
     "CN",
     "amd-mi308x",
     VB_ASPECT_LICENCE,
     "unknown",
     "yes",
     "us-letters-2025/amd",
     "AMD: MI308; its figures are not published, so nothing could be told before"},
    {{"2025-04-08", "2025-04-15"},
     "CN",
     "intel-gaudi3-cn-oam",
     VB_ASPECT_LICENCE,
     "unknown",
     "yes",
     "us-letters-2025/intel",
     "Intel's mail: 1400 GB/s of DRAM"},
    {{"2025-04-08", "2025-04-15"}, "SG", "nv-h20-96", VB_ASPECT_LICENCE, "=", "", "", "the letter names China and D:5"},
    {{"2025-04-08", "2025-04-15"}, "CN", "nv-h20-96", VB_ASPECT_CLASS, "=", "", "", "a letter classifies nothing"},
    {{"2025-08-01", "2025-08-11"},
     "CN",
     "nv-h20-96",
     VB_ASPECT_SHARE,
     "",
     "15",
     "us-licences-2025/share",
     "CNBC, NPR 2025-08-11"},
    {{"2026-01-14", "2026-01-15"},
     "CN",
     "nv-h200-sxm",
     VB_ASPECT_REVIEW,
     "presumption-of-denial",
     "case-by-case",
     "91fr1684/lane",
     "91 FR 1684: TPP 15832 < 21000, 4800 GB/s < 6500"},
    {{"2026-01-14", "2026-01-15"},
     "CN",
     "nv-h200-sxm",
     VB_ASPECT_DUTY,
     "",
     "25",
     "us-section232-2026/band1",
     "Proclamation of 2026-01-14, first band"},
    {{"2026-01-14", "2026-01-15"}, "CN", "nv-b200", VB_ASPECT_REVIEW, "=", "", "", "91 FR 1684: TPP over 21000"},
    {{"2026-01-14", "2026-01-15"}, "CN", "nv-h200-sxm", VB_ASPECT_LICENCE, "=", "", "", "91 FR 1684: policy only"},
};

static void test_facts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rules_difference d = differ(t.loaded, question(facts[i].on[0], facts[i].on[1], facts[i].to), &job);
        const vb_rule_change *c = change_of(&d, facts[i].model, facts[i].aspect);
        if (facts[i].before[0] == '=') {
            if (c != NULL)
                fail_msg("%s to %s, %s: %s changed from \"%.*s\" to \"%.*s\"; %s", facts[i].model, facts[i].to,
                         facts[i].on[1], vb_rule_aspect_name(facts[i].aspect), VB_ARG(c->before), VB_ARG(c->after),
                         facts[i].source);
            continue;
        }
        if (c == NULL)
            fail_msg("%s to %s, %s: %s did not change; %s", facts[i].model, facts[i].to, facts[i].on[1],
                     vb_rule_aspect_name(facts[i].aspect), facts[i].source);
        else if (!vb_str_eq(c->before, vb_str_of(facts[i].before)) || !vb_str_eq(c->after, vb_str_of(facts[i].after)) ||
                 !vb_str_eq(c->by, vb_str_of(facts[i].by)) || c->citation.n == 0)
            fail_msg("%s to %s, %s: %s \"%.*s\" -> \"%.*s\" by %.*s; %s", facts[i].model, facts[i].to, facts[i].on[1],
                     vb_rule_aspect_name(facts[i].aspect), VB_ARG(c->before), VB_ARG(c->after), VB_ARG(c->by),
                     facts[i].source);
    }
}

static size_t events_of(const vb_rules_difference *d, const char *id, bool begins, const char *on)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_events; i++)
        n += vb_str_eq(d->events[i].id, vb_str_of(id)) && d->events[i].begins == begins &&
             d->events[i].on == vb_test_day(on);
    return n;
}

static void test_law(void **state)
{
    (void)state;
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_rules_difference d = differ(t.loaded, question("2023-11-16", "2023-11-17", ""), &job);
    assert_int_equal(events_of(&d, "87fr62186/3a090.a", false, "2023-11-17"), 1); /* the I/O test is gone */
    assert_int_equal(events_of(&d, "88fr73458/3a090.a", true, "2023-11-17"), 1);
    assert_int_equal(events_of(&d, "us.3a090.density.high", true, "2023-11-17"), 1);
    for (size_t i = 0; i < d.n_changes; i++) /* the chip alone: nothing is said of licences */
        assert_true(d.changes[i].aspect == VB_ASPECT_CLASS || d.changes[i].aspect == VB_ASPECT_ASSEMBLY);
    /* a rule that was printed and never applied begins in the text only */
    vb_rules_diff_question q = question("2025-01-12", "2025-05-20", "IN");
    d = differ(t.loaded, q, &job);
    assert_int_equal(events_of(&d, "90fr4544/licence", true, "2025-01-13"), 0);
    assert_null(change_of(&d, "nv-h100-sxm5-80", VB_ASPECT_LICENCE));
    q.layer = VB_LAYER_TEXT;
    d = differ(t.loaded, q, &job);
    assert_int_equal(events_of(&d, "90fr4544/licence", true, "2025-01-13"), 1);
    const vb_rule_change *c = change_of(&d, "nv-h100-sxm5-80", VB_ASPECT_LICENCE);
    assert_non_null(c);
    assert_true(vb_str_eq(c->by, VB_S("90fr4544/licence")));
    /* before the rule was released nobody could know it */
    q = question("2023-11-16", "2023-11-17", "CN");
    q.known_on = vb_test_day("2023-10-01");
    d = differ(t.loaded, q, &job);
    assert_int_equal(d.n_events, 0);
    assert_null(change_of(&d, "nv-rtx4090", VB_ASPECT_LICENCE));
}

/* ---- Made for the test ------------------------------------------------------------------------------------------ */

#define HEAD(id, more)                                                                                      \
    "instrument: " id "\nformat: verbleib.rule/1\ntitle: Test Act\nauthority: US\ncite: Test Act of 2024\n" \
    "published: 2024-01-01\n" more "source: made for the test\nreviewed_by: nobody\nreviewed_on: 2024-06-01\n"
#define CLAUSE(id, from, when, then)                                                                                  \
    "\nclause: " id "\ncite: Test Act, " id "\ntext_from: " from "\nknown_from: 2024-01-01\nbasis: rule\nwhen: " when \
    "\nthen: " then "\n"

static const char made[] = HEAD(
    "t", "") "\nparameter: p\nvalue: 20000 TPP\ncite: Test Act, old number\nfrom: 2024-01-01\nto: 2024-02-29\n"
             "known_from: 2024-01-01\n"
             "\nparameter: p\nvalue: 1000 TPP\ncite: Test Act, new number\nfrom: 2024-03-01\nknown_from: "
             "2024-01-01\n" CLAUSE("class", "2024-01-01", "tpp >= p", "classify 3A090.a")
                 CLAUSE("licence", "2024-01-01", "eccn is 3A090.a and destination is group G", "licence required")
                     CLAUSE("share", "2024-01-01", "licence_required and destination is MO",
                            "flag f") "\nparameter: s\nvalue: 15 percent\ncite: Test Act, old share\nfrom: 2024-01-01\n"
                                      "to: 2024-06-30\nknown_from: 2024-01-01\n"
                                      "\nparameter: s\nvalue: 25 percent\ncite: Test Act, new share\nfrom: 2024-07-01\n"
                                      "known_from: 2024-01-01\n" CLAUSE("owed", "2024-01-01", "destination is JP",
                                                                        "share s");
static const char bill[] = HEAD("bill", "state: pending\n") CLAUSE("all", "2024-01-15", "always", "licence required");
static const char groups[] = "group,country,from,to,status,source\nG,*,2024-01-01,,stated,list\n"
                             "G,CN,2024-01-01,,stated,list\nG,MO,2024-04-01,,stated,gazette of April\n"
                             "G,SG,2024-01-01,2024-05-31,stated,list\nG,SG,2024-06-01,,unknown,nobody says\n";

static void test_causes(void **state)
{
    (void)state;
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_rule_file files[] = {{VB_S("t.rule"), vb_str_of(made)}, {VB_S("bill.rule"), vb_str_of(bill)}};
    vb_rule_file group = {VB_S("g.csv"), vb_str_of(groups)};
    vb_rules *rules;
    vb_error err = {0};
    if (vb_rules_load(files, 2, &group, 1, &t.countries, &job, &rules, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    /* the number fell: class by the parameter, and the licence that hangs on the class */
    vb_rules_difference d = differ(rules, question("2024-02-29", "2024-03-01", "CN"), &job);
    const vb_rule_change *c = change_of(&d, "nv-h100-sxm5-80", VB_ASPECT_CLASS);
    assert_non_null(c);
    assert_string_equal(c->kind, "parameter");
    assert_true(vb_str_eq(c->by, VB_S("p")) && vb_str_eq(c->citation, VB_S("Test Act, new number")));
    c = change_of(&d, "nv-h100-sxm5-80", VB_ASPECT_LICENCE);
    assert_non_null(c);
    assert_true(vb_str_eq(c->by, VB_S("p")));
    assert_int_equal(events_of(&d, "p", true, "2024-03-01"), 1);
    assert_int_equal(events_of(&d, "p", false, "2024-03-01"), 0); /* the next value is the news */
    /* Macau joined: the licence by the membership, and what hangs on the licence */
    d = differ(rules, question("2024-03-01", "2024-04-30", "MO"), &job);
    c = change_of(&d, "nv-h100-sxm5-80", VB_ASPECT_LICENCE);
    assert_non_null(c);
    assert_string_equal(c->kind, "group");
    assert_true(vb_str_eq(c->by, VB_S("G")) && vb_str_eq(c->citation, VB_S("gazette of April")));
    c = change_of(&d, "nv-h100-sxm5-80", VB_ASPECT_FLAG);
    assert_non_null(c);
    assert_true(vb_str_eq(c->after, VB_S("f")) && vb_str_eq(c->by, VB_S("G")));
    assert_int_equal(events_of(&d, "G", true, "2024-04-01"), 1);
    /* the share itself rose, under the same clause */
    d = differ(rules, question("2024-06-30", "2024-07-01", "JP"), &job);
    c = change_of(&d, "nv-h100-sxm5-80", VB_ASPECT_SHARE);
    assert_non_null(c);
    assert_true(vb_str_eq(c->before, VB_S("15")) && vb_str_eq(c->after, VB_S("25")));
    assert_string_equal(c->kind, "parameter");
    assert_true(vb_str_eq(c->by, VB_S("s")) && vb_str_eq(c->citation, VB_S("Test Act, new share")));
    /* Singapore: from yes to cannot be told; open, so no card is another for certain */
    d = differ(rules, question("2024-05-31", "2024-06-01", "SG"), &job);
    c = change_of(&d, "nv-h100-sxm5-80", VB_ASPECT_LICENCE);
    assert_non_null(c);
    assert_true(vb_str_eq(c->before, VB_S("yes")) && vb_str_eq(c->after, VB_S("unknown")) && c->open);
    assert_int_equal(d.changed, 0);
    assert_true(d.only_open > 0);
    assert_int_equal(d.n_events, 1);
    assert_true(vb_str_eq(d.events[0].what, VB_S("SG?")));
    /* a bill is nothing until it is asked for */
    vb_rules_diff_question q = question("2024-01-14", "2024-01-15", "DE");
    d = differ(rules, q, &job);
    assert_int_equal(d.n_changes + d.n_events, 0);
    vb_str what_if = VB_S("bill");
    q.what_if = &what_if;
    q.n_what_if = 1;
    d = differ(rules, q, &job);
    assert_int_equal(d.changed, d.models);
    assert_int_equal(events_of(&d, "bill/all", true, "2024-01-15"), 1);
}

/* A day against itself changes nothing; what is said to change is what two answers say, model by model. */
static void test_agrees_with_answers(void **state)
{
    (void)state;
    static const char *const days[] = {"2022-08-25", "2022-12-01", "2023-11-16", "2023-11-17", "2024-05-01",
                                       "2025-04-15", "2025-08-20", "2026-01-15", "2026-08-01"};
    static const char *const places[] = {"CN", "AE", "DE"};
    for (size_t p = 0; p < sizeof places / sizeof places[0]; p++)
        for (size_t i = 1; i < sizeof days / sizeof days[0]; i++) {
            VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
            vb_rules_difference same = differ(t.loaded, question(days[i], days[i], places[p]), &job);
            assert_int_equal(same.n_changes + same.n_events, 0);
            vb_rules_difference d = differ(t.loaded, question(days[i - 1], days[i], places[p]), &job);
            for (uint32_t m = 0; m < vb_catalogue_count(t.catalogue); m++) {
                const char *id = vb_arena_copy(&job, vb_catalogue_model(t.catalogue, m)->id).p;
                vb_rule_answer x =
                    vb_test_ask(&t, vb_test_question(&t, id, places[p], places[p], days[i - 1], ""), &job);
                vb_rule_answer y = vb_test_ask(&t, vb_test_question(&t, id, places[p], places[p], days[i], ""), &job);
                const vb_rule_change *c = change_of(&d, id, VB_ASPECT_LICENCE);
                assert_int_equal(c != NULL, x.licence[VB_LAYER_ENFORCED] != y.licence[VB_LAYER_ENFORCED]);
            }
        }
}

static void test_errors(void **state)
{
    (void)state;
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_rules_difference d = {.models = 77};
    vb_error err = {0};
    vb_rules_diff_question q = question("2024-01-02", "2024-01-01", "CN");
    assert_int_equal(vb_rules_differ(t.loaded, t.catalogue, &q, &job, &d, &err), VB_E_RANGE);
    q.after = VB_NO_TIME;
    assert_int_equal(vb_rules_differ(t.loaded, t.catalogue, &q, &job, &d, &err), VB_E_RANGE);
    q = question("2023-11-16", "2023-11-17", "CN");
    for (size_t limit = 1; limit < 1 << 18; limit *= 3) {
        VB_CLEANUP(vb_arena, vb_arena_free) small = {.limit = limit};
        vb_code rc = vb_rules_differ(t.loaded, t.catalogue, &q, &small, &d, &err);
        assert_true(rc == VB_E_NOMEM ? d.models == 77 : rc == VB_OK);
        if (rc == VB_OK)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts),  cmocka_unit_test(test_law),
        cmocka_unit_test(test_causes), cmocka_unit_test(test_agrees_with_answers),
        cmocka_unit_test(test_errors),
    };
    return cmocka_run_group_tests(tests, open_rules, close_rules);
}
