/* SPDX-License-Identifier: Apache-2.0 */
#include "licence_fixture.h"

#define NONE "licence_id,exporter_id\nZ,\n"
#define MOVES "movement_id,item,model,quantity,kind,departed_at,arrived_at,from_party,to_party,licence_id\n"
#define L_CN "licence_id,exporter_id,consignee_id,destination\nL,EXP,CON,CN\n"

static void duties(void **state)
{
    static const row rows[] = {
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,CON,\n", 1, 0, 0},
        {L_CN, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,CON,L\n", 0, 0, 0},
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2024-09-01,,EXP,GER,\n", 0, 0, 0},
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,HKC,\n", 1, 0, 0},
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,MAC,\n", 1, 0, 0},
        /* inside one country no border is crossed */
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,CON,END,\n", 0, 0, 0},
        /* H20: letters of April 2025, NVIDIA Form 8-K of 2025-04-15 */
        {NONE, MOVES "A,I1,nv-h20-96,,shipped,2025-04-08,,EXP,CON,\n", 0, 0, 0},
        {NONE, MOVES "A,I1,nv-h20-96,,shipped,2025-04-15,,EXP,CON,\n", 1, 0, 0},
        /* RTX 4090 to China: exception NAC could cover it */
        {NONE, MOVES "A,I1,nv-rtx4090,,shipped,2024-06-01,,EXP,CON,\n", 0, 1, 0},
        /* headquarters rule from 2023-11-17: parent in China, buyer in Singapore */
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2023-11-16,,EXP,SGP,\n", 0, 0, 0},
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2023-11-17,,EXP,SGP,\n", 1, 0, 0},
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2023-11-17,,EXP,SGQ,\n", 0, 0, 0},
        /* a licence that the case does not hold is a paper to be found */
        {L_CN, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,CON,OTHER\n", 0, 1, 0},
        /* a model that the catalogue does not know, a country and a day that are not written */
        {NONE, MOVES "A,I1,Frobnicator 9000,,shipped,2025-09-01,,EXP,CON,\n", 0, 0, 1},
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,NOW,\n", 0, 0, 1},
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,,,EXP,CON,\n", 0, 0, 1},
        /* two models in one box */
        {NONE,
         MOVES
         "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,CON,\nA,I2,nv-a100-sxm4-80,,shipped,2025-09-01,,EXP,CON,\n",
         2, 0, 0},
    };
    (void)state;
    ASK("licence.missing", "2025-12-31", rows);
}

static void carried_on(void **state)
{
    static const row rows[] = {
        /* through Hong Kong to Germany; bound for China; still there; a quantity; where nobody can follow it */
        {NONE,
         MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,2025-09-02,EXP,FWD,\nB,I1,nv-h100-sxm5-80,,shipped,2025-09-05,"
               ",FWD,GER,\n",
         0, 0, 0},
        {NONE,
         MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,2025-09-02,EXP,FWD,\nB,I1,nv-h100-sxm5-80,,shipped,2025-09-05,"
               ",FWD,CON,\n",
         2, 0, 0},
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,2025-09-02,EXP,FWD,\n", 0, 1, 0},
        {NONE, MOVES "A,,nv-h100-sxm5-80,9,shipped,2025-09-01,2025-09-02,EXP,FWD,\n", 0, 1, 0},
        /* the licence stands on the first leg only, or on the second only */
        {L_CN,
         MOVES
         "A,I1,nv-h20-96,,shipped,2025-09-01,2025-09-02,EXP,FWD,L\nB,I1,nv-h20-96,,shipped,2025-09-05,,FWD,CON,\n",
         0, 0, 0},
        {L_CN,
         MOVES
         "A,I1,nv-h20-96,,shipped,2025-09-01,2025-09-02,EXP,FWD,\nB,I1,nv-h20-96,,shipped,2025-09-05,,FWD,CON,L\n",
         0, 0, 0},
        /* it does not cover a stranger, nor what comes after the way back */
        {L_CN,
         MOVES
         "A,I1,nv-h20-96,,shipped,2025-09-01,2025-09-02,EXP,FWD,L\nB,I1,nv-h20-96,,shipped,2025-09-05,,FWD,STR,\n",
         1, 0, 0},
        {L_CN,
         MOVES "A,I1,nv-h20-96,,shipped,2025-09-01,2025-09-02,EXP,CON,L\nB,I1,nv-h20-96,,returned,2025-09-05,2025-09-"
               "06,CON,EXP,\nC,I1,nv-h20-96,,shipped,2025-10-05,,EXP,CON,\n",
         1, 0, 0},
    };
    (void)state;
    ASK("licence.missing", "2025-12-31", rows);
}

/* The parent is known from ownership.csv, from the day of the shares on. */
static void a_parent_by_shares(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(
        &c, "2025-12-31", {"parties.csv", "party_id,country,headquarters\nEXP,US,US\nSUB,SG,SG\nTOP,CN,CN\n"},
        {"ownership.csv", "owner_id,owned_id,percent,from,to\nTOP,SUB,51,2024-06-01,\n"},
        {"movements.csv", MOVES
         "A,I1,nv-h100-sxm5-80,,shipped,2024-05-31,,EXP,SUB,\nB,I2,nv-h100-sxm5-80,,shipped,2024-06-01,,EXP,SUB,\n"});
    vb_test_verdicts(&c, "licence.missing", 1, 0, 0);
    assert_string_equal(vb_test_claim(&c, vb_test_find(&c, "B"), "headquarters of the consignee"), "China");
    vb_test_case_close(&c);
}

static void what_it_cannot_ask(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2025-12-31", {"parties.csv", parties});
    vb_test_verdicts(&c, "licence.missing", 0, 0, 1);
    assert_text(c.findings.v[0].key, "movements.csv");
    vb_test_case_close(&c);
    VB_TEST_CASE(&c, "2025-12-31", {"movements.csv", MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,CON,\n"},
                 {"parties.csv", parties});
    c.cx.rules = NULL;
    vb_test_verdicts(&c, "licence.missing", 0, 0, 1);
    vb_test_case_close(&c);
}

/* One question to a person, however many rows hang on it. */
static void many_rows_one_fact(void **state)
{
    vb_test_case c;
    char first[33];
    (void)state;
    for (int round = 0; round < 2; round++) { /* the second time with one row more, in another order */
        VB_CLEANUP(vb_buf, vb_buf_free) moves = {0};
        vb_buf_add(&moves, VB_S(MOVES));
        for (int i = 0; i < 500 + round; i++) {
            int k = round == 0 ? i : 500 - i;
            vb_buf_printf(&moves, "M%03d,I%03d,nv-h100-sxm5-80,,shipped,2024-09-%02d,,EXP,%s,\n", k, k, 1 + k % 28,
                          k % 2 == 0 ? "NOH" : "NOI");
            vb_buf_printf(&moves, "N%03d,J%03d,nv-a100-sxm4-80,,shipped,2024-09-%02d,,EXP,NOH,\n", k, k, 1 + k % 28);
            vb_buf_printf(&moves, "O%03d,K%03d,nv-rtx4090,,shipped,2024-09-%02d,,EXP,SGQ,\n", k, k, 1 + k % 28);
        }
        vb_buf_char(&moves, '\0');
        VB_TEST_CASE(&c, "2024-12-31", {"parties.csv", parties}, {"movements.csv", moves.p});
        vb_test_verdicts(&c, "licence.missing", 0, 0, 2); /* two models; the third needs no licence */
        const vb_finding *f = vb_test_find(&c, "nv-h100-sxm5-80");
        assert_non_null(f);
        assert_string_equal(f->subject_kind, "model");
        assert_string_equal(vb_test_claim(&c, f, "consignments"), round == 0 ? "500" : "501");
        assert_int_equal(f->n_items, 500 + round);
        assert_string_equal(vb_test_claim(&c, f, "destination"), "Singapore");
        assert_non_null(vb_test_claim(&c, f, "first consignments"));
        assert_true(f->n_evidence <= 5 + 2); /* five movements, two parties */
        assert_non_null(strstr(vb_test_because(&c, f), "headquarters"));
        if (round == 0)
            memcpy(first, f->fingerprint, sizeof first);
        /* all of 2024-09-01, whatever the order of the rows */
        assert_string_equal(vb_test_claim(&c, f, "consignees"), "No Parent, No Parent Two");
        assert_string_equal(vb_test_claim(&c, f, "first consignments"), "M000, M028, M056, M084, M112");
        assert_string_equal(first, f->fingerprint);
        vb_test_case_close(&c);
    }
}

/* The same fact for two destinations is two questions; a stated headquarters is none. */
static void facts_by_destination(void **state)
{
    static const row rows[] = {
        {NONE,
         MOVES "A,I1,nv-h100-sxm5-80,,shipped,2024-09-01,,EXP,NOH,\nB,I2,nv-h100-sxm5-80,,shipped,2024-10-01,,"
               "EXP,NOI,\n",
         0, 0, 1},
        {NONE,
         MOVES "A,I1,nv-h100-sxm5-80,,shipped,2024-09-01,,EXP,NOH,\nB,I2,nv-h100-sxm5-80,,shipped,2024-10-01,,"
               "EXP,NOD,\n",
         0, 0, 2},
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2024-09-01,,EXP,SGQ,\n", 0, 0, 0},
        /* China decides by itself, whoever the parent is */
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2024-09-01,,EXP,NOC,\n", 1, 0, 0},
        /* before the headquarters rule nothing hangs on it */
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2023-11-16,,EXP,NOH,\n", 0, 0, 0},
        /* a licence that the case holds answers it */
        {"licence_id,exporter_id\nL,EXP\n", MOVES "A,I1,nv-h100-sxm5-80,,shipped,2024-09-01,,EXP,NOH,L\n", 0, 0, 0},
    };
    (void)state;
    ASK("licence.missing", "2024-12-31", rows);
}

/* 90 FR 4544 (2025-01-13) is printed and was never enforced: BIS press release of 2025-05-13. */
static void printed_and_not_enforced(void **state)
{
    static const row rows[] = {
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-01-12,,EXP,GER,\n", 0, 0, 0},
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-01-13,,EXP,GER,\n", 0, 1, 0},
        /* one finding for all models and countries */
        {NONE,
         MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,GER,\nB,I2,nv-h200-sxm,,shipped,2026-02-01,,EXP,SGQ,\n"
               "C,I3,nv-h100-sxm5-80,,shipped,2025-10-01,,EXP,GER,\n",
         0, 1, 0},
        /* beside a breach; what is 3A090.b or nothing is not in that text; under a licence */
        {NONE,
         MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,GER,\nB,I2,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,CON,"
               "\n",
         1, 1, 0},
        {NONE, MOVES "A,I1,nv-h20-96,,shipped,2025-03-01,,EXP,GER,\n", 0, 0, 0},
        {"licence_id,exporter_id\nL,EXP\n", MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,GER,L\n", 0, 0, 0},
    };
    vb_test_case c;
    (void)state;
    ASK("licence.missing", "2026-06-30", rows);
    VB_TEST_CASE(&c, "2025-12-31", {"parties.csv", parties},
                 {"movements.csv", MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,GER,\n"
                                         "A,I2,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,GER,\n"});
    vb_test_check(&c, "licence.missing");
    const vb_finding *f = vb_test_find(&c, "case");
    assert_int_equal(f->severity, VB_LOW);
    assert_text(f->rule.instrument, "90fr4544");
    assert_text(f->rule.layer, "text");
    assert_true(f->rule.on == vb_test_moment("2025-09-01"));
    assert_string_equal(vb_test_because(&c, f),
                        "2 units in 1 consignments since 2025-09-01, the first of them A, needed a licence by the "
                        "printed text of 15 CFR 742.6(a)(6)(iii)(A), 90 FR 4544, and none is recorded; that text is "
                        "not enforced, so this is no breach as the rules are applied.");
    /* nobody could know of it before it was published */
    c.cx.known_on = vb_test_moment("2025-01-12");
    vb_test_verdicts(&c, "licence.missing", 0, 0, 0);
    vb_test_case_close(&c);
    VB_TEST_CASE(&c, "2025-12-31", {"case.ini", "[check.licence.missing]\nprinted-text = 0\n"},
                 {"parties.csv", parties},
                 {"movements.csv", MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,GER,\n"});
    vb_test_verdicts(&c, "licence.missing", 0, 0, 0);
    vb_test_case_close(&c);
}

/* The clause that decided stands in the finding, and it was known on the day of knowledge: the letter of 2025-04-09 was
 * made public on 2025-04-15 (Form 8-K). */
static void the_rule_and_when_it_was_known(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2025-12-31", {"parties.csv", parties},
                 {"movements.csv", MOVES "A,I1,nv-h20-96,,shipped,2025-04-12,,EXP,CON,\n"});
    vb_test_check(&c, "licence.missing");
    const vb_finding *f = vb_test_find(&c, "A");
    assert_int_equal(f->verdict, VB_FAIL);
    assert_text(f->rule.instrument, "us-letters-2025");
    assert_text(f->rule.layer, "enforced");
    assert_true(f->rule.on == vb_test_moment("2025-04-12"));
    c.cx.known_on = vb_test_moment("2025-04-14");
    vb_test_verdicts(&c, "licence.missing", 0, 0, 0);
    c.cx.known_on = vb_test_moment("2025-04-15");
    vb_test_verdicts(&c, "licence.missing", 1, 0, 0);
    vb_test_case_close(&c);
}

/* RTX 4090 to China: exception NAC wants a notice 25 days before (15 CFR 740.8). */
static void exceptions(void **state)
{
#define NAC_MOVE MOVES "A,I1,nv-rtx4090,,shipped,2024-06-26,,EXP,CON,\nA,I2,nv-rtx4090,,shipped,2024-06-26,,EXP,CON,\n"
#define DOCS "document,kind,at,movement_id\n"
    static const struct {
        const char *documents;
        vb_severity severity;
        const char *because;
    } rows[] = {
        {DOCS "D,invoice,2024-05-01,A\n", VB_MEDIUM, "no record shows that its conditions were met"},
        {DOCS "D,notice,,A\n", VB_MEDIUM, "no record shows that its conditions were met"},
        {DOCS "D,notice,2024-05-01,B\n", VB_MEDIUM, "no record shows that its conditions were met"},
        {DOCS "D,notice,2024-06-02,A\n", VB_HIGH, "is of 2024-06-02, and 25 days before the departure are asked"},
        {DOCS "D,notice,2024-06-01,A\n", VB_LOW, "under exception NAC with a notice in time"},
        {DOCS "D,notice,2024-06-10,A\nE,notice,2024-05-10,A\n", VB_LOW, "with a notice in time"},
    };
    vb_test_case c;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_message("case %zu\n", i);
        VB_TEST_CASE(&c, "2024-12-31", {"parties.csv", parties}, {"movements.csv", NAC_MOVE},
                     {"documents.csv", rows[i].documents});
        vb_test_verdicts(&c, "licence.missing", 0, 1, 0);
        const vb_finding *f = vb_test_find(&c, "");
        assert_int_equal(f->severity, rows[i].severity);
        assert_non_null(strstr(vb_test_because(&c, f), rows[i].because));
        if (f->severity != VB_LOW) {
            assert_non_null(strstr(vb_test_claim(&c, f, "exception"), "NAC (15 CFR 740.8"));
            assert_string_equal(vb_test_claim(&c, f, "its condition"), "notice to BIS at least 25 days before export");
        }
        vb_test_case_close(&c);
    }
    /* fifty consignments with their notices are one finding */
    VB_CLEANUP(vb_buf, vb_buf_free) moves = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) documents = {0};
    vb_buf_add(&moves, VB_S(MOVES));
    vb_buf_add(&documents, VB_S(DOCS));
    for (int i = 0; i < 50; i++) {
        vb_buf_printf(&moves, "M%02d,I%02d,nv-rtx4090,,shipped,2024-06-26,,EXP,CON,\n", i, i);
        vb_buf_printf(&documents, "D%02d,notice,2024-05-20,M%02d\n", i, i);
    }
    vb_buf_char(&moves, '\0');
    vb_buf_char(&documents, '\0');
    VB_TEST_CASE(&c, "2024-12-31", {"parties.csv", parties}, {"movements.csv", moves.p},
                 {"documents.csv", documents.p});
    vb_test_verdicts(&c, "licence.missing", 0, 1, 0);
    assert_string_equal(vb_test_claim(&c, vb_test_find(&c, "nv-rtx4090"), "consignments"), "50");
    vb_test_case_close(&c);
}

/* The country in which the move starts counts: from Hong Kong to the mainland exception ACA, without notice. */
static void the_exporting_country(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2024-12-31", {"parties.csv", parties},
                 {"movements.csv", MOVES "A,I1,nv-rtx4090,,shipped,2024-06-01,,HKC,CON,\n"
                                         "B,I2,nv-rtx4090,,shipped,2024-06-01,,GER,CON,\n"});
    vb_test_verdicts(&c, "licence.missing", 0, 2, 0);
    assert_non_null(strstr(vb_test_because(&c, vb_test_find(&c, "A")), "exception ACA could"));
    assert_non_null(strstr(vb_test_because(&c, vb_test_find(&c, "B")), "exception NAC could"));
    vb_test_case_close(&c);
}

/* BIS guidance of 2025-05-13: the Ascend 910B, 910C and 910D are presumed made in breach; whoever moves one anywhere
 * risks General Prohibition 10. */
static void presumed_breach(void **state)
{
    static const row rows[] = {
        {NONE, MOVES "A,I1,hw-910b3,,shipped,2025-05-12,,CON,END,\n", 0, 0, 0},
        {NONE, MOVES "A,I1,hw-910b3,,shipped,2025-05-13,,CON,END,\n", 0, 1, 0},
        /* one finding a model, inside a country and over borders */
        {NONE,
         MOVES "A,I1,hw-910b3,,shipped,2025-06-01,,CON,END,\nB,I2,hw-910b3,,shipped,2025-07-01,,END,STR,\n"
               "C,I3,hw-910c,,shipped,2025-07-01,,CON,END,\n",
         0, 2, 0},
        {NONE, MOVES "A,I1,nv-rtx4090,,shipped,2025-06-01,,CON,END,\n", 0, 0, 0},
        /* installed where it stands, it has not moved */
        {NONE, MOVES "A,I1,hw-910b3,,installed,,2025-06-01,,CON,\n", 0, 0, 0},
    };
    vb_test_case c;
    (void)state;
    ASK("licence.missing", "2025-12-31", rows);
    VB_TEST_CASE(&c, "2025-12-31", {"parties.csv", parties},
                 {"movements.csv", MOVES "A,,hw-910b3,40,shipped,2025-06-01,,CON,END,\n"});
    vb_test_check(&c, "licence.missing");
    const vb_finding *f = vb_test_find(&c, "hw-910b3");
    assert_int_equal(f->severity, VB_HIGH);
    assert_text(f->rule.instrument, "bis-guidance-2025");
    assert_true(f->rule.on == vb_test_moment("2025-06-01"));
    assert_non_null(strstr(vb_test_because(&c, f), "40 Ascend 910B3 moved in 1 consignments since 2025-06-01"));
    c.cx.known_on = vb_test_moment("2025-05-12");
    vb_test_verdicts(&c, "licence.missing", 0, 0, 0);
    vb_test_case_close(&c);
}

/* What is announced and must be confirmed, or stands in the press, accuses nobody. */
static void pending_rules_never_fail(void **state)
{
#define RULE(basis)                                                                                                  \
    "instrument: test\nformat: verbleib.rule/1\ntitle: a test\nauthority: US\ncite: a test\npublished: 2025-01-01\n" \
    "source: a test\nreviewed_by: nobody\nreviewed_on: 2025-01-01\n\nclause: a\ncite: paragraph a\n"                 \
    "text_from: 2025-01-01\nknown_from: 2025-01-01\nbasis: " basis "\nwhen: destination is DE\n"                     \
    "then: licence required\n"
    static const struct {
        const char *rule;
        size_t fails, reviews, opens;
    } rows[] = {{RULE("rule"), 1, 0, 0}, {RULE("pending"), 0, 0, 1}, {RULE("press"), 0, 1, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        vb_test_case c;
        vb_rules *rules;
        vb_error err = {0};
        vb_rule_file file = {VB_S("data/rules/test.rule"), vb_str_of(rows[i].rule)};
        VB_TEST_CASE(&c, "2025-12-31", {"parties.csv", parties},
                     {"movements.csv", MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,GER,\n"});
        if (vb_rules_load(&file, 1, NULL, 0, c.cx.countries, &c.arena, &rules, &err) != VB_OK)
            fail_msg("%s: %s", err.where, err.message);
        c.cx.rules = rules;
        vb_test_verdicts(&c, "licence.missing", rows[i].fails, rows[i].reviews, rows[i].opens);
        if (rows[i].reviews > 0)
            assert_non_null(strstr(vb_test_because(&c, vb_test_find(&c, "A")), "no legal instrument"));
        vb_test_case_close(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(duties),
        cmocka_unit_test(carried_on),
        cmocka_unit_test(a_parent_by_shares),
        cmocka_unit_test(what_it_cannot_ask),
        cmocka_unit_test(many_rows_one_fact),
        cmocka_unit_test(facts_by_destination),
        cmocka_unit_test(printed_and_not_enforced),
        cmocka_unit_test(the_rule_and_when_it_was_known),
        cmocka_unit_test(exceptions),
        cmocka_unit_test(the_exporting_country),
        cmocka_unit_test(presumed_breach),
        cmocka_unit_test(pending_rules_never_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
