/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"

static const char parties[] =
    "party_id,name,country,headquarters,roles\n"
    "EXP,Exporter,US,US,exporter\nFWD,Carrier,CN,CN,forwarder\nCON,Consignee,CN,CN,\nEND,End user,CN,CN,data-centre\n"
    "LAB,Laboratory,US,US,laboratory\nLABTW,Laboratory Two,TW,TW,laboratory\nLABNO,Laboratory "
    "Three,,,\nSTR,Stranger,CN,CN,\n"
    "FIX,Repairs,CN,CN,repair-shop\nDIS,Distribution,CN,CN,distributor\nU1,User One,CN,CN,\nU2,User Two,CN,CN,\n"
    "GER,Rechenzentrum,DE,DE,\nMAC,Macau Compute,MO,MO,\nSGF,Freight,SG,SG,forwarder\n";
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
/* issued before the review lane of 2026-01-15, whose own conditions are tested below */
#define OLD "licence_id,exporter_id,issued\nL,EXP,2025-12-01\n"
#define CAP(moves, sales) "volume-cap,US,50", OLD, MOVES moves, "sales.csv", SALES sales, "2026-12-31"
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
        {"volume-cap,Atlantis,50", OLD, MOVES ONE_BOX("A", "10", "2026-03-05"), NULL, NULL, "2026-12-31", 0, 1, 0},
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

/* ---- The review lane of 15 January 2026, 91 FR 1684: its conditions bind the licence though nobody wrote them down.
 * H200: TPP 15,832 and 4,800 GB/s, below 21,000 and 6,500. ---- */

#define LANE_LICENCE "licence_id,authority,exporter_id,consignee_id,destination,issued\nL,BIS,EXP,CON,CN,2026-02-01\n"
#define LANE_PAPERS                                                                          \
    "P1,us-sales-statement,2026-02-01,EXP,L,\nP2,order-book-certificate,2026-02-01,EXP,L,\n" \
    "P3,foundry-certificate,2026-02-01,EXP,L,\nP4,screening-record,2026-02-01,EXP,L,\n"      \
    "P5,kyc-procedure,2026-02-01,CON,L,\n"
#define LAB_A "R1,lab-report,2026-03-01,LAB,L,A\n"
#define SOLD "2026-01,nv-h200-sxm,US,20\n"
#define BOX(id, model, n, day, from, to, licence) id ",," model "," n ",shipped," day ",," from "," to "," licence ",\n"
#define H200(id, n, day) BOX(id, "nv-h200-sxm", n, day, "EXP", "CON", "L")

typedef struct lane_row {
    const char *what, *licences, *movements, *documents, *sales, *conditions; /* conditions: NULL = no file */
    size_t fails, reviews, opens;
} lane_row;

static void lane_open(vb_test_case *c, const lane_row *r)
{
    vb_test_text files[6] = {{"parties.csv", parties}, {"licences.csv", r->licences}, {"movements.csv", r->movements}};
    size_t n = 3;
    if (r->documents != NULL)
        files[n++] = (vb_test_text){"documents.csv", r->documents};
    if (r->sales != NULL)
        files[n++] = (vb_test_text){"sales.csv", r->sales};
    if (r->conditions != NULL)
        files[n++] = (vb_test_text){"conditions.csv", r->conditions};
    vb_test_case_open(c, "2026-12-31", files, n);
}

static void lane(void **state)
{
#define NO_OTHERS \
    "licence_id,condition,parameter,value\nM,no-retransfer,,\n" /* of another licence: says nothing of L */
#define STATES(rest) "licence_id,condition,parameter,value\n" rest
    static const lane_row rows[] = {
        {"all papers, half sold at home", LANE_LICENCE, MOVES H200("A", "10", "2026-03-05"), DOCS LANE_PAPERS LAB_A,
         SALES SOLD, STATES("L,no-such,,\n"), 0, 1, 0},
        {"the day before the lane", LANE_LICENCE, MOVES H200("A", "11", "2026-01-14"), NULL, NULL,
         STATES("L,no-such,,\n"), 0, 1, 0},
        {"its first day: nothing is on record", "licence_id,exporter_id\nL,EXP\n", MOVES H200("A", "11", "2026-01-15"),
         NULL, NULL, STATES("L,no-such,,\n"), 0, 1, 1},
        {"one over half", LANE_LICENCE, MOVES H200("A", "11", "2026-03-05"), DOCS LANE_PAPERS LAB_A, SALES SOLD,
         STATES("L,no-such,,\n"), 1, 1, 0},
        {"no report for the second shipment", LANE_LICENCE,
         MOVES H200("A", "5", "2026-03-05") H200("B", "5", "2026-03-06"), DOCS LANE_PAPERS LAB_A, SALES SOLD,
         STATES("L,no-such,,\n"), 1, 1, 0},
        {"a laboratory in Taiwan", LANE_LICENCE, MOVES H200("A", "5", "2026-03-05"),
         DOCS LANE_PAPERS "R1,lab-report,2026-03-01,LABTW,L,A\n", SALES SOLD, STATES("L,no-such,,\n"), 1, 1, 0},
        {"a report after the export", LANE_LICENCE, MOVES H200("A", "5", "2026-03-05"),
         DOCS LANE_PAPERS "R1,lab-report,2026-03-07,LAB,L,A\n", SALES SOLD, STATES("L,no-such,,\n"), 1, 1, 0},
        {"no paper of one kind", LANE_LICENCE, MOVES H200("A", "5", "2026-03-05"),
         DOCS LAB_A "P1,us-sales-statement,2026-02-01,EXP,L,\n", SALES SOLD, STATES("L,no-such,,\n"), 0, 1, 1},
        {"papers of another licence", "licence_id,exporter_id\nL,EXP\nM,EXP\n", MOVES H200("A", "5", "2026-03-05"),
         DOCS LAB_A "P1,us-sales-statement,2026-02-01,EXP,M,\n", SALES SOLD, STATES("L,no-such,,\n"), 0, 1, 1},
        {"sales of another product", LANE_LICENCE, MOVES H200("A", "5", "2026-03-05"), DOCS LANE_PAPERS LAB_A,
         SALES "2026-01,nv-h20-96,US,20\n", STATES("L,no-such,,\n"), 0, 1, 1},
        {"no conditions.csv at all: that too is said", LANE_LICENCE, MOVES H200("A", "10", "2026-03-05"),
         DOCS LANE_PAPERS LAB_A, SALES SOLD, NULL, 0, 0, 1},
        /* what conditions.csv states is judged by it, once */
        {"the cap is stated", LANE_LICENCE, MOVES H200("A", "11", "2026-03-05"), DOCS LANE_PAPERS LAB_A, SALES SOLD,
         STATES("L,volume-cap,US,50\n"), 1, 0, 0},
        {"a cap on another market is another condition", LANE_LICENCE, MOVES H200("A", "11", "2026-03-05"),
         DOCS LANE_PAPERS LAB_A, SALES SOLD "2026-01,nv-h200-sxm,DE,90\n", STATES("L,volume-cap,DE,50\n"), 1, 0, 0},
        {"the report is stated", LANE_LICENCE, MOVES H200("A", "5", "2026-03-05") H200("B", "5", "2026-03-06"),
         DOCS LANE_PAPERS LAB_A, SALES SOLD, STATES("L,lab-report-per-shipment,,US\n"), 1, 0, 0},
        {"the procedure is stated: a person judges it", LANE_LICENCE, MOVES H200("A", "5", "2026-03-05"),
         DOCS LAB_A "P1,us-sales-statement,,,,\nP2,order-book-certificate,,,,\nP3,foundry-certificate,,,,\n"
                    "P4,screening-record,,,,\n",
         SALES SOLD, STATES("L,kyc-procedure,remote access,yearly\n"), 0, 1, 0},
        /* one counter over all licences: 6 + 6 of 20 */
        {"two licences together", "licence_id,exporter_id\nL,EXP\nM,EXP\n",
         MOVES H200("A", "6", "2026-03-05") BOX("B", "nv-h200-sxm", "6", "2026-03-09", "EXP", "CON", "M"),
         DOCS "P1,us-sales-statement,,,,\nP2,order-book-certificate,,,,\nP3,foundry-certificate,,,,\n"
              "P4,screening-record,,,,\nP5,kyc-procedure,,,,\n" LAB_A "R2,lab-report,2026-03-01,LAB,M,B\n",
         SALES SOLD, STATES("L,no-such,,\n"), 1, 1, 0},
        {"two products in one movement, both over",
         "licence_id,line,exporter_id,model\nL,1,EXP,nv-h200-sxm\n"
         "L,2,EXP,nv-h200-nvl\n",
         MOVES H200("A", "11", "2026-03-05") BOX("A", "nv-h200-nvl", "3", "2026-03-05", "EXP", "CON", "L"),
         DOCS LANE_PAPERS LAB_A, SALES SOLD "2026-01,nv-h200-nvl,US,4\n", STATES("L,no-such,,\n"), 2, 1, 0},
        /* by way of Singapore, as serial numbers show: to China, and to Germany */
        {"through Singapore to China", "licence_id,exporter_id\nL,EXP\n",
         MOVES "A,I1,nv-h200-sxm,,shipped,2026-03-05,2026-03-06,EXP,SGF,L,\nB,I1,nv-h200-sxm,,shipped,2026-03-07,,SGF,"
               "CON,,\n",
         NULL, NULL, STATES("L,no-such,,\n"), 0, 1, 1},
        {"through Singapore to Germany", "licence_id,exporter_id\nL,EXP\n",
         MOVES "A,I1,nv-h200-sxm,,shipped,2026-03-05,2026-03-06,EXP,SGF,L,\nB,I1,nv-h200-sxm,,shipped,2026-03-07,,SGF,"
               "GER,,\n",
         NULL, NULL, STATES("L,no-such,,\n"), 0, 1, 0},
        /* outside the lane */
        {"a reexport from Germany", LANE_LICENCE, MOVES BOX("A", "nv-h200-sxm", "11", "2026-03-05", "GER", "CON", "L"),
         NULL, NULL, STATES("L,no-such,,\n"), 0, 1, 0},
        {"to Germany", "licence_id,exporter_id\nL,EXP\n",
         MOVES BOX("A", "nv-h200-sxm", "11", "2026-03-05", "EXP", "GER", "L"), NULL, NULL, STATES("L,no-such,,\n"), 0,
         1, 0},
        {"B200: above both numbers", "licence_id,exporter_id\nL,EXP\n",
         MOVES BOX("A", "nv-b200", "11", "2026-03-05", "EXP", "CON", "L"), NULL, NULL, STATES("L,no-such,,\n"), 0, 1,
         0},
        {"H20: not 3A090", "licence_id,exporter_id\nL,EXP\n",
         MOVES BOX("A", "nv-h20-96", "11", "2026-03-05", "EXP", "CON", "L"), NULL, NULL, STATES("L,no-such,,\n"), 0, 1,
         0},
        {"a licence older than the lane", OLD, MOVES H200("A", "11", "2026-03-05"), NULL, NULL, STATES("L,no-such,,\n"),
         0, 1, 0},
        {"a licence of another country", "licence_id,authority,exporter_id\nL,BAFA,EXP\n",
         MOVES H200("A", "11", "2026-03-05"), NULL, NULL, STATES("L,no-such,,\n"), 0, 1, 0},
        {"Macau is in it", "licence_id,exporter_id\nL,EXP\n",
         MOVES BOX("A", "nv-h200-sxm", "5", "2026-03-05", "EXP", "MAC", "L"), NULL, NULL, STATES("L,no-such,,\n"), 0, 1,
         1},
        {"Trainium3: its TPP is 20,136 or 21,472, so it may be in it", "licence_id,exporter_id\nL,EXP\n",
         MOVES BOX("A", "aws-trn3", "5", "2026-03-05", "EXP", "CON", "L"), NULL, NULL, STATES("L,no-such,,\n"), 0, 1,
         1},
        {"carried on by a forwarder: once", LANE_LICENCE,
         MOVES "A,I1,nv-h200-sxm,,shipped,2026-03-05,2026-03-06,EXP,FWD,L,\nB,I1,nv-h200-sxm,,shipped,2026-03-07,,FWD,"
               "CON,L,\n",
         DOCS LANE_PAPERS LAB_A, SALES SOLD, STATES("L,no-such,,\n"), 0, 1, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        vb_test_case c;
        print_message("%s\n", rows[i].what);
        lane_open(&c, &rows[i]);
        vb_test_verdicts(&c, "licence.condition", rows[i].fails, rows[i].reviews, rows[i].opens);
        vb_test_case_close(&c);
    }
}

static const vb_finding *finding_of(const vb_test_case *c, vb_verdict verdict)
{
    for (size_t i = 0; i < c->findings.n; i++)
        if (c->findings.v[i].verdict == verdict)
            return &c->findings.v[i];
    return NULL;
}

static void lane_says_what_is_missing(void **state)
{
    static const lane_row nothing = {.licences = LANE_LICENCE,
                                     .movements = MOVES H200("A", "5", "2026-03-05"),
                                     .conditions = "licence_id,condition\nL,kyc-procedure\n"},
                          over = {.licences = LANE_LICENCE,
                                  .movements = MOVES H200("A", "11", "2026-03-05"),
                                  .documents = DOCS LANE_PAPERS LAB_A,
                                  .sales = SALES SOLD,
                                  .conditions = "licence_id,condition\nL,kyc-procedure\n"};
    vb_test_case c;
    (void)state;
    lane_open(&c, &nothing);
    vb_test_verdicts(&c, "licence.condition", 0, 1, 1);
    const vb_finding *f = finding_of(&c, VB_OPEN);
    assert_string_equal(vb_test_claim(&c, f, "no order from the United States delayed"),
                        "documents.csv: no order-book-certificate");
    assert_string_equal(vb_test_claim(&c, f, "share of the units sold at home"),
                        "sales.csv: no units of each product with market US");
    assert_string_equal(vb_test_claim(&c, f, "every shipment reviewed by a laboratory before export"),
                        "documents.csv: no lab-report");
    assert_null(vb_test_claim(&c, f, "consignee knows its customers and bars remote access")); /* stated: a review */
    assert_true(vb_str_eq(f->rule.instrument, VB_S("91fr1684")));
    assert_true(vb_str_eq(f->rule.layer, VB_S("enforced")));
    assert_true(f->rule.on == vb_test_moment("2026-03-05"));
    /* before the rule was known, no condition could come from it */
    c.cx.known_on = vb_test_moment("2026-01-12");
    vb_test_verdicts(&c, "licence.condition", 0, 1, 0);
    vb_test_case_close(&c);
    lane_open(&c, &over);
    vb_test_check(&c, "licence.condition");
    f = finding_of(&c, VB_FAIL);
    assert_string_equal(vb_test_because(&c, f),
                        "With the shipment of 2026-03-05 under L, 11 units of H200 SXM 141GB are shipped to China and "
                        "Macau; 50 % of the 20 units sold to United States by then allow 10.");
    assert_non_null(strstr(vb_test_claim(&c, f, "condition"), "volume-cap US 50"));
    assert_true(vb_str_eq(f->rule.instrument, VB_S("91fr1684")));
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
        cmocka_unit_test(lane),
        cmocka_unit_test(lane_says_what_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
