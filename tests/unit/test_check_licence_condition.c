/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"

static const char parties[] =
    "party_id,name,country,headquarters,roles\n"
    "EXP,Exporter,US,US,exporter\nFWD,Carrier,CN,CN,forwarder\nCON,Consignee,CN,CN,\nEND,End user,CN,CN,data-centre\n"
    "LAB,Laboratory,US,US,laboratory\nLABTW,Laboratory Two,TW,TW,laboratory\nLABNO,Laboratory "
    "Three,,,\nSTR,Stranger,CN,CN,\n"
    "FIX,Repairs,CN,CN,repair-shop\nDIS,Distribution,CN,CN,distributor\nU1,User One,CN,CN,\nU2,User Two,CN,CN,\n";
#define LICENCE "licence_id,exporter_id,consignee_id,end_user_id,destination\nL,EXP,CON,END,CN\n"
#define FREE "licence_id,exporter_id\nL,EXP\n"
#define MOVES "movement_id,item,model,quantity,kind,departed_at,arrived_at,from_party,to_party,licence_id,document\n"
#define SHIPPED "A,I1,nv-h20-96,,shipped,2025-09-10,2025-09-12,EXP,CON,L,\n"
#define BULK "A,,nv-h20-96,4,shipped,2025-09-10,2025-09-12,EXP,CON,L,\n"
#define DOCS "document,kind,at,party_id,licence_id,movement_id\n"
#define SALES "period,model,market,quantity\n"
#define SEEN "item,at,site_id,kind\n"

typedef struct row {
    const char *condition, *licences, *movements, *file, *text; /* file: one more file of the case, or NULL */
    const char *as_of;
    size_t fails, reviews, opens;
} row;

static void ask(const row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char conditions[200];
        vb_test_case c;
        print_message("case %zu\n", i);
        (void)snprintf(conditions, sizeof conditions, "licence_id,condition,parameter,value\nL,%s\n",
                       rows[i].condition);
        vb_test_text files[] = {{"parties.csv", parties},
                                {"conditions.csv", conditions},
                                {"licences.csv", rows[i].licences},
                                {"movements.csv", rows[i].movements},
                                {rows[i].file, rows[i].text}};
        vb_test_case_open(&c, rows[i].as_of, files, rows[i].file == NULL ? 4 : 5);
        vb_test_verdicts(&c, "licence.condition", rows[i].fails, rows[i].reviews, rows[i].opens);
        vb_test_case_close(&c);
    }
}
#define ASK(rows) ask((rows), sizeof(rows) / sizeof(rows)[0])

static void laboratory_report(void **state)
{
#define LABS "lab-report-per-shipment,,US", LICENCE, MOVES SHIPPED, "documents.csv"
    static const row rows[] = {
        {LABS, DOCS "D,lab-report,2025-09-09,LAB,L,A\n", "2025-12-31", 0, 0, 0},
        {LABS, DOCS "D,lab-report,2025-09-10,LAB,,A\n", "2025-12-31", 0, 0, 0}, /* the day it left */
        {LABS, DOCS "D,lab-report,2025-09-11,LAB,L,A\n", "2025-12-31", 1, 0, 0},
        {LABS, DOCS "D,lab-report,2025-09-09,LABTW,L,A\n", "2025-12-31", 1, 0, 0},
        {LABS, DOCS "D,invoice,2025-09-09,LAB,L,A\n", "2025-12-31", 1, 0, 0},
        {LABS, DOCS "D,lab-report,2025-09-09,LAB,L,B\n", "2025-12-31", 1, 0, 0},
        /* another laboratory's report besides the right one accuses nobody */
        {LABS, DOCS "D,lab-report,2025-09-01,LABTW,L,A\nE,lab-report,2025-09-09,LAB,L,A\n", "2025-12-31", 0, 0, 0},
        {LABS, DOCS "D,lab-report,,LAB,L,A\n", "2025-12-31", 0, 0, 1},
        {LABS, DOCS "D,lab-report,2025-09-09,LABNO,L,A\n", "2025-12-31", 0, 0, 1},
        {"lab-report-per-shipment,,US", LICENCE, MOVES SHIPPED, NULL, NULL, "2025-12-31", 0, 0, 1},
        {"lab-report-per-shipment,,Atlantis", LICENCE, MOVES SHIPPED, "documents.csv", DOCS "D,invoice,2025-09-09,,,\n",
         "2025-12-31", 0, 1, 0},
        /* by the name of the paper on the row */
        {"lab-report-per-shipment,,US", LICENCE, MOVES "A,I1,,,shipped,2025-09-10,,EXP,CON,L,D\n", "documents.csv",
         DOCS "D,lab-report,2025-09-09,LAB,,\n", "2025-12-31", 0, 0, 0},
        /* one export carried on by a forwarder wants one report */
        {"lab-report-per-shipment,,US", LICENCE,
         MOVES "A,I1,,,shipped,2025-09-10,2025-09-11,EXP,FWD,L,\nB,I1,,,shipped,2025-09-12,,FWD,CON,L,\n",
         "documents.csv", DOCS "D,lab-report,2025-09-09,LAB,L,A\n", "2025-12-31", 0, 0, 0},
    };
    (void)state;
    ASK(rows);
}

static void report_by(void **state)
{
#define REPORT "report-by,,30", LICENCE, MOVES SHIPPED, "documents.csv"
    static const row rows[] = {
        {REPORT, DOCS "D,report,2025-10-12,CON,L,A\n", "2025-12-31", 0, 0, 0}, /* the last day */
        {REPORT, DOCS "D,report,2025-10-13,CON,L,A\n", "2025-12-31", 1, 0, 0},
        {REPORT, DOCS "D,invoice,2025-10-01,CON,L,A\n", "2025-10-12", 0, 0, 0}, /* not yet due */
        {REPORT, DOCS "D,invoice,2025-10-01,CON,L,A\n", "2025-10-13", 1, 0, 0},
        {REPORT, DOCS "D,report,,CON,L,A\n", "2025-12-31", 0, 0, 1},
        {"report-by,,30", LICENCE, MOVES SHIPPED, NULL, NULL, "2025-12-31", 0, 0, 1},
        {"report-by,,soon", LICENCE, MOVES SHIPPED, NULL, NULL, "2025-12-31", 0, 1, 0},
        /* with a forwarder nothing has arrived */
        {"report-by,,30", LICENCE, MOVES "A,I1,,,shipped,2025-09-10,2025-09-12,EXP,FWD,L,\n", "documents.csv",
         DOCS "D,invoice,2025-10-01,CON,L,A\n", "2025-12-31", 0, 0, 0},
    };
    (void)state;
    ASK(rows);
}

static void notice_before(void **state)
{
#define NOTICE "notice-before,,25", LICENCE, MOVES SHIPPED, "documents.csv"
    static const row rows[] = {
        {NOTICE, DOCS "D,notice,2025-08-16,EXP,L,A\n", "2025-12-31", 0, 0, 0},
        {NOTICE, DOCS "D,notice,2025-08-17,EXP,L,A\n", "2025-12-31", 1, 0, 0},
        {NOTICE, DOCS "D,invoice,2025-08-01,EXP,L,A\n", "2025-12-31", 1, 0, 0},
        {NOTICE, DOCS "D,notice,,EXP,L,A\n", "2025-12-31", 0, 0, 1},
        {"notice-before,,25", LICENCE, MOVES SHIPPED, NULL, NULL, "2025-12-31", 0, 0, 1},
    };
    (void)state;
    ASK(rows);
}

static void no_retransfer(void **state)
{
#define ON(rest) "no-retransfer,,", LICENCE, MOVES SHIPPED rest, NULL, NULL, "2025-12-31"
    static const row rows[] = {
        {ON(""), 0, 0, 0},
        {ON("B,I1,,,shipped,2025-10-01,,CON,END,,\n"), 0, 0, 0},
        {ON("B,I1,,,shipped,2025-10-01,,CON,STR,,\n"), 1, 0, 0},
        {ON("B,I1,,,returned,2025-10-01,,CON,EXP,,\n"), 0, 0, 0},
        {ON("B,I1,,,shipped,2025-10-01,,CON,EXP,,\n"), 0, 0, 0},
        {ON("B,I1,,,shipped,2025-10-01,2025-10-02,CON,FWD,,\nC,I1,,,shipped,2025-10-03,,FWD,END,,\n"), 0, 0, 0},
        {ON("B,I1,,,shipped,2025-10-01,2025-10-02,CON,FWD,,\nC,I1,,,shipped,2025-10-03,,FWD,STR,,\n"), 1, 0, 0},
        {ON("B,I1,,,shipped,2025-10-01,,CON,FIX,,\n"), 0, 1, 0},
        {ON("B,I1,,,installed,,2025-10-01,,CON,,\n"), 0, 0, 0},
        {"no-retransfer,,", LICENCE, MOVES BULK, NULL, NULL, "2025-12-31", 0, 0, 1},
        {"no-retransfer,,", FREE,
         MOVES "A,I1,,,shipped,2025-09-10,2025-09-11,EXP,FWD,L,\nB,I1,,,shipped,2025-09-12,,FWD,CON,,\n", NULL, NULL,
         "2025-12-31", 0, 0, 0},
    };
    (void)state;
    ASK(rows);
}

static void installed_by(void **state)
{
#define INSTALL(rest, as_of) \
    "installed-by,,60", LICENCE, MOVES SHIPPED "Z,I9,,,installed,,2025-01-01,,END,,\n" rest, NULL, NULL, as_of
    static const row rows[] = {
        {INSTALL("B,I1,,,installed,,2025-11-11,,CON,,\n", "2025-12-31"), 0, 0, 0}, /* day 60 */
        {INSTALL("B,I1,,,installed,,2025-11-12,,CON,,\n", "2025-12-31"), 1, 0, 0},
        {INSTALL("", "2025-11-11"), 0, 0, 0}, /* not yet due */
        {INSTALL("", "2025-11-12"), 1, 0, 0},
        {INSTALL("B,I1,,,returned,2025-10-11,,CON,EXP,,\n", "2025-12-31"), 0, 0, 0},
        {INSTALL("B,I1,,,lost,2025-10-11,,CON,,,\n", "2025-12-31"), 0, 0, 0},
        {"installed-by,,60", LICENCE, MOVES SHIPPED, NULL, NULL, "2025-12-31", 0, 0,
         1}, /* nobody records installations */
        {"installed-by,,60", LICENCE, MOVES BULK "Z,I9,,,installed,,2025-01-01,,END,,\n", NULL, NULL, "2025-12-31", 0,
         0, 1},
    };
    (void)state;
    ASK(rows);
}

static void location_check(void **state)
{
#define CHECK(seen) "location-check-every,,30", LICENCE, MOVES SHIPPED, "sightings.csv", SEEN seen
    static const row rows[] = {
        {CHECK("I1,2025-10-10,,audit\nI1,2025-11-09,,audit\n"), "2025-12-09", 0, 0, 0},
        {CHECK("I1,2025-10-10,,audit\nI1,2025-11-09,,audit\n"), "2025-12-11", 1, 0, 0},
        {CHECK("I1,2025-10-10,,audit\nI2,2025-11-09,,audit\n"), "2025-11-20", 1, 0, 0},
        {CHECK("I1,2025-11-09,,audit\nI1,2025-10-10,,audit\n"), "2025-12-09", 0, 0, 0}, /* any order of rows */
        {"location-check-every,,30", LICENCE, MOVES SHIPPED "B,I1,,,returned,2025-10-01,,CON,EXP,,\n", "sightings.csv",
         SEEN "I2,2025-10-10,,audit\n", "2025-12-31", 0, 0, 0},
        {"location-check-every,,30", LICENCE, MOVES SHIPPED, NULL, NULL, "2025-12-31", 0, 0, 1},
        {"location-check-every,,30", LICENCE, MOVES BULK, "sightings.csv", SEEN "I2,2025-10-10,,audit\n", "2025-12-31",
         0, 0, 1},
    };
    (void)state;
    ASK(rows);
}

static void volume_cap(void **state)
{
#define CAP(moves, sales) "volume-cap,US,50", FREE, MOVES moves, "sales.csv", SALES sales, "2026-12-31"
#define ONE_BOX(id, n, day) id ",,nv-h200-sxm," n ",shipped," day ",,EXP,CON,L,\n"
    static const row rows[] = {
        {CAP(ONE_BOX("A", "10", "2026-03-05"), "2026-03,nv-h200-sxm,US,20\n"), 0, 0, 0}, /* exactly half */
        {CAP(ONE_BOX("A", "11", "2026-03-05"), "2026-03,nv-h200-sxm,US,20\n"), 1, 0, 0},
        /* each shipment on its own day, whatever the order of the rows: 10 of 20 in March, 20 of 40 in April */
        {CAP(ONE_BOX("B", "10", "2026-04-05") ONE_BOX("A", "10", "2026-03-05"),
             "2026-03,nv-h200-sxm,US,20\n2026-04,nv-h200-sxm,US,20\n"),
         0, 0, 0},
        {CAP(ONE_BOX("A", "15", "2026-03-05"), "2026-03,nv-h200-sxm,US,20\n2026-04,nv-h200-sxm,US,20\n"), 1, 0, 0},
        /* other markets and products do not count */
        {CAP(ONE_BOX("A", "10", "2026-03-05"),
             "2026-03,nv-h200-sxm,US,19\n2026-03,nv-h200-sxm,DE,50\n2026-03,nv-h20-96,US,50\n"),
         1, 0, 0},
        {CAP(ONE_BOX("A", "10", "2026-03-05"), "2026-03,nv-h20-96,US,50\n"), 0, 0, 1},
        {CAP("A,I1,,,shipped,2026-03-05,,EXP,CON,L,\n", "2026-03,nv-h200-sxm,US,50\n"), 0, 0, 1},
        /* carried on by a forwarder under the same licence: once */
        {CAP("A,,nv-h200-sxm,10,shipped,2026-03-05,2026-03-06,EXP,FWD,L,\nB,,nv-h200-sxm,10,shipped,2026-03-07,,FWD,"
             "CON,L,\n",
             "2026-03,nv-h200-sxm,US,20\n"),
         0, 0, 0},
        {"volume-cap,Atlantis,50", FREE, MOVES ONE_BOX("A", "10", "2026-03-05"), NULL, NULL, "2026-12-31", 0, 1, 0},
    };
    (void)state;
    ASK(rows);
}

static void most_items(void **state)
{
#define MOST(licences, moves) "max-items-per-end-user,,2", licences, MOVES moves, NULL, NULL, "2025-12-31"
#define TO(item, party) "A," item ",,,shipped,2025-09-10,2025-09-11,EXP," party ",L,\n"
    static const row rows[] = {
        {MOST(FREE, TO("I1", "U1") TO("I2", "U1") TO("I3", "U2")), 0, 0, 0},
        {MOST(FREE, TO("I1", "U1") TO("I2", "U1") TO("I3", "U1")), 1, 0, 0},
        {MOST(FREE, "A,,nv-h20-96,3,shipped,2025-09-10,,EXP,U1,L,\n"), 1, 0, 0},
        /* a distributor who hands on: his customers count; where he does not say, a person must ask */
        {MOST(FREE, TO("I1", "DIS") TO("I2", "DIS")
                        TO("I3", "DIS") "B,I1,,,shipped,2025-10-01,,DIS,U1,,\nC,I2,,,shipped,2025-10-01,,DIS,U1,,\n"
                                        "D,I3,,,shipped,2025-10-01,,DIS,U2,,\n"),
         0, 0, 0},
        {MOST(FREE, TO("I1", "DIS") TO("I2", "DIS") TO("I3", "DIS")), 0, 1, 0},
        /* the end user of the licence stands behind the consignee */
        {MOST(LICENCE, TO("I1", "CON") TO("I2", "CON") TO("I3", "CON")), 1, 0, 0},
    };
    (void)state;
    ASK(rows);
}

static void what_no_program_can_judge(void **state)
{
    static const row rows[] = {
        {"kyc-procedure,remote access,yearly", LICENCE, MOVES SHIPPED, NULL, NULL, "2025-12-31", 0, 1, 0},
        /* a condition of a licence that the case does not hold */
        {"no-retransfer,,", "licence_id,exporter_id\nM,EXP\n", MOVES SHIPPED, NULL, NULL, "2025-12-31", 0, 0, 1},
    };
    vb_test_case c;
    (void)state;
    ASK(rows);
    VB_TEST_CASE(&c, "2025-12-31", {"licences.csv", LICENCE}, {"movements.csv", MOVES SHIPPED});
    vb_test_verdicts(&c, "licence.condition", 0, 0, 1);
    assert_true(vb_str_eq(c.findings.v[0].key, VB_S("conditions.csv")));
    vb_test_case_close(&c);
}

static void it_says_what_was_handed_on(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2025-12-31", {"parties.csv", parties}, {"licences.csv", LICENCE},
                 {"conditions.csv", "licence_id,condition\nL,no-retransfer\n"},
                 {"movements.csv",
                  MOVES SHIPPED "A,I2,nv-h20-96,,shipped,2025-09-10,2025-09-12,EXP,CON,L,\n"
                                "B,I1,,,shipped,2025-10-01,,CON,STR,,\nB,I2,,,shipped,2025-10-01,,CON,STR,,\n"});
    vb_test_check(&c, "licence.condition");
    const vb_finding *f = vb_test_find(&c, "L");
    assert_string_equal(vb_test_because(&c, f), "2 items shipped under L were handed on by Consignee to Stranger on "
                                                "2025-10-01; the licence forbids retransfer.");
    assert_true(VB_TEST_ITEMS(f, "I1", "I2"));
    vb_test_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(laboratory_report),
        cmocka_unit_test(report_by),
        cmocka_unit_test(notice_before),
        cmocka_unit_test(no_retransfer),
        cmocka_unit_test(installed_by),
        cmocka_unit_test(location_check),
        cmocka_unit_test(volume_cap),
        cmocka_unit_test(most_items),
        cmocka_unit_test(what_no_program_can_judge),
        cmocka_unit_test(it_says_what_was_handed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
