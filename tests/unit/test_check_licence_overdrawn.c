/* SPDX-License-Identifier: Apache-2.0 */
#include "licence_fixture.h"

#define LICENCE(quantity, value)                                                         \
    "licence_id,line,authority,exporter_id,consignee_id,model,quantity,value,currency\n" \
    "L,1,BIS,EXP,CON,nv-h20-96," quantity "," value "\n"
#define MOVES                                                                                                  \
    "movement_id,item,model,quantity,kind,departed_at,arrived_at,from_party,to_party,licence_id,licence_line," \
    "declared_value,currency\n"

static void units(void **state)
{
    static const row rows[] = {
        /* exactly the licensed quantity, bulk and serial rows mixed */
        {LICENCE("3", ","),
         MOVES "A,I1,nv-h20-96,,shipped,2025-09-01,,EXP,CON,L,,,\nB,,nv-h20-96,2,shipped,2025-09-02,,EXP,CON,L,,,\n", 0,
         0, 0},
        {LICENCE("2", ","),
         MOVES "A,I1,nv-h20-96,,shipped,2025-09-01,,EXP,CON,L,,,\nB,,nv-h20-96,2,shipped,2025-09-02,,EXP,CON,L,,,\n", 1,
         0, 0},
        /* a dispatch and its receipt draw once, with and without serials */
        {LICENCE("1", ","),
         MOVES "A,I1,nv-h20-96,,shipped,2025-09-01,,EXP,CON,L,,,\nA,I1,nv-h20-96,,received,,2025-09-03,EXP,CON,L,,,\n",
         0, 0, 0},
        {LICENCE("5", ","),
         MOVES "A,,nv-h20-96,5,shipped,2025-09-01,,EXP,CON,L,,,\nA,,nv-h20-96,5,received,,2025-09-03,EXP,CON,L,,,\n", 0,
         0, 0},
        /* the way back does not draw; a second export after it does */
        {LICENCE("1", ","),
         MOVES "A,I1,nv-h20-96,,shipped,2025-09-01,,EXP,CON,L,,,\nB,I1,nv-h20-96,,returned,2025-09-09,,CON,EXP,L,,,\n",
         0, 0, 0},
        {LICENCE("1", ","),
         MOVES "A,I1,nv-h20-96,,shipped,2025-09-01,,EXP,CON,L,,,\nB,I1,nv-h20-96,,returned,2025-09-09,2025-09-10,CON,"
               "EXP,L,,,\nC,I1,nv-h20-96,,shipped,2025-09-19,,EXP,CON,L,,,\n",
         1, 0, 0},
        /* a forwarder who writes the licence on his papers, too, draws nothing: serial, bulk, bulk then serial, serial
           then bulk */
        {LICENCE("1", ","),
         MOVES "A,I1,nv-h20-96,,shipped,2025-09-01,2025-09-02,EXP,FWD,L,,,\nB,I1,nv-h20-96,,shipped,2025-09-04,,FWD,"
               "CON,L,,,\n",
         0, 0, 0},
        {LICENCE("5", ","),
         MOVES "A,,nv-h20-96,5,shipped,2025-09-01,2025-09-02,EXP,FWD,L,,,\nB,,nv-h20-96,3,shipped,2025-09-04,,FWD,CON,"
               "L,,,\nC,,nv-h20-96,2,shipped,2025-09-05,,FWD,CON,L,,,\n",
         0, 0, 0},
        {LICENCE("2", ","),
         MOVES "A,,nv-h20-96,2,shipped,2025-09-01,2025-09-02,EXP,FWD,L,,,\nB,I1,nv-h20-96,,shipped,2025-09-04,,FWD,CON,"
               "L,,,\nB,I2,nv-h20-96,,shipped,2025-09-04,,FWD,CON,L,,,\n",
         0, 0, 0},
        {LICENCE("2", ","),
         MOVES "A,I1,nv-h20-96,,shipped,2025-09-01,2025-09-02,EXP,FWD,L,,,\nA,I2,nv-h20-96,,shipped,2025-09-01,2025-09-"
               "02,EXP,FWD,L,,,\nB,,nv-h20-96,2,shipped,2025-09-04,,FWD,CON,L,,,\n",
         0, 0, 0},
        /* ... but no more than he had */
        {LICENCE("5", ","),
         MOVES "A,,nv-h20-96,5,shipped,2025-09-01,2025-09-02,EXP,FWD,L,,,\nB,,nv-h20-96,3,shipped,2025-09-04,,FWD,CON,"
               "L,,,\nC,,nv-h20-96,3,shipped,2025-09-05,,FWD,CON,L,,,\n",
         1, 0, 0},
        /* no limit stated */
        {LICENCE("", ","), MOVES "B,,nv-h20-96,2000,shipped,2025-09-02,,EXP,CON,L,,,\n", 0, 0, 0},
    };
    (void)state;
    ASK("licence.overdrawn", "2025-12-31", rows);
}

static void lines(void **state)
{
#define TWO "licence_id,line,exporter_id,model,quantity\nL,1,EXP,nv-h20-96,1\nL,2,EXP,nv-h200-sxm,2\n"
    static const row rows[] = {
        /* the line is that of the model */
        {TWO,
         MOVES "A,I1,nv-h20-96,,shipped,2025-09-01,,EXP,CON,L,,,\nA,,nv-h200-sxm,2,shipped,2025-09-01,,EXP,CON,L,,,\n",
         0, 0, 0},
        {TWO,
         MOVES "A,I1,nv-h20-96,,shipped,2025-09-01,,EXP,CON,L,,,\nA,I2,nv-h20-96,,shipped,2025-09-01,,EXP,CON,L,,,\n",
         1, 0, 0},
        /* the line is the one that is written */
        {TWO,
         MOVES "A,I1,nv-h20-96,,shipped,2025-09-01,,EXP,CON,L,1,,\nA,I2,nv-h20-96,,shipped,2025-09-01,,EXP,CON,L,2,,\n",
         0, 0, 0},
    };
    (void)state;
    ASK("licence.overdrawn", "2025-12-31", rows);
}

/* 15 CFR 750.11(b): up to 10 % more value within the licensed units. */
static void value(void **state)
{
    static const row rows[] = {
        {LICENCE("10", "1000.00,USD"), MOVES "A,,nv-h20-96,1,shipped,2025-09-01,,EXP,CON,L,,1000.00,USD\n", 0, 0, 0},
        {LICENCE("10", "1000.00,USD"), MOVES "A,,nv-h20-96,1,shipped,2025-09-01,,EXP,CON,L,,1100.00,USD\n", 0, 0, 0},
        {LICENCE("10", "1000.00,USD"), MOVES "A,,nv-h20-96,1,shipped,2025-09-01,,EXP,CON,L,,1100.01,USD\n", 1, 0, 0},
        /* another authority: its tolerance is not known here */
        {"licence_id,authority,exporter_id,model,quantity,value,currency\nL,BAFA,EXP,nv-h20-96,10,1000.00,EUR\n",
         MOVES "A,,nv-h20-96,1,shipped,2025-09-01,,EXP,CON,L,,1100.00,EUR\n", 0, 1, 0},
        {"licence_id,authority,exporter_id,model,quantity,value,currency\nL,BAFA,EXP,nv-h20-96,10,1000.00,EUR\n",
         MOVES "A,,nv-h20-96,1,shipped,2025-09-01,,EXP,CON,L,,1100.01,EUR\n", 1, 0, 0},
        /* the value of a shipment counts once: repeated on its rows, or on its first row only */
        {LICENCE("10", "1000.00,USD"),
         MOVES "A,I1,,,shipped,2025-09-01,,EXP,CON,L,1,900.00,USD\nA,I2,,,shipped,2025-09-01,,EXP,CON,L,1,900.00,USD\n",
         0, 0, 0},
        {LICENCE("10", "1000.00,USD"),
         MOVES "A,I1,,,shipped,2025-09-01,,EXP,CON,L,1,900.00,USD\nA,I2,,,shipped,2025-09-01,,EXP,CON,L,1,,\n", 0, 0,
         0},
        /* ... different figures add up, and rows without a movement_id are shipments of their own */
        {LICENCE("10", "1000.00,USD"),
         MOVES "A,I1,,,shipped,2025-09-01,,EXP,CON,L,1,900.00,USD\nA,I2,,,shipped,2025-09-01,,EXP,CON,L,1,300.00,USD\n",
         1, 0, 0},
        {LICENCE("10", "1000.00,USD"),
         MOVES ",I1,,,shipped,2025-09-01,,EXP,CON,L,1,600.00,USD\n,I2,,,shipped,2025-09-01,,EXP,CON,L,1,600.00,USD\n",
         1, 0, 0},
        /* no value, another currency, a box with goods of two lines: open, never an accusation */
        {LICENCE("10", "1000.00,USD"), MOVES "A,I1,,,shipped,2025-09-01,,EXP,CON,L,1,,\n", 0, 0, 1},
        {LICENCE("10", "1000.00,USD"), MOVES "A,I1,,,shipped,2025-09-01,,EXP,CON,L,1,9000000,JPY\n", 0, 0, 1},
        {"licence_id,line,exporter_id,model,quantity,value,currency\nL,1,EXP,nv-h20-96,9,1000.00,USD\nL,2,EXP,nv-h200-"
         "sxm,9,1000.00,USD\n",
         MOVES "A,I1,nv-h20-96,,shipped,2025-09-01,,EXP,CON,L,,1500.00,USD\nA,I2,nv-h200-sxm,,shipped,2025-09-01,,EXP,"
               "CON,L,,1500.00,USD\n",
         0, 0, 1},
    };
    (void)state;
    ASK("licence.overdrawn", "2025-12-31", rows);
}

static void it_says_how_many(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2025-12-31", {"licences.csv", LICENCE("2", ",")}, {"parties.csv", parties},
                 {"movements.csv",
                  MOVES "A,I1,nv-h20-96,,shipped,2025-09-01,,EXP,CON,L,,,\nA,I2,nv-h20-96,,shipped,2025-09-01,,"
                        "EXP,CON,L,,,\nB,I3,nv-h20-96,,shipped,2025-10-05,,EXP,CON,L,,,\n"});
    vb_test_check(&c, "licence.overdrawn");
    const vb_finding *f = vb_test_find(&c, "L line 1");
    assert_string_equal(vb_test_because(&c, f), "L line 1 allows 2 units; 3 were drawn, 1 too many, since 2025-10-05.");
    assert_true(VB_TEST_ITEMS(f, "I3"));
    assert_text(f->rule.citation, "15 CFR 750.7(f)");
    vb_test_case_close(&c);
}

static void the_tolerance_is_a_parameter(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2025-12-31", {"case.ini", "[check.licence.overdrawn]\nvalue-tolerance = 0\n"},
                 {"parties.csv", parties}, {"licences.csv", LICENCE("10", "1000.00,USD")},
                 {"movements.csv", MOVES "A,,nv-h20-96,1,shipped,2025-09-01,,EXP,CON,L,,1000.01,USD\n"});
    vb_test_verdicts(&c, "licence.overdrawn", 1, 0, 0);
    vb_test_case_close(&c);
}

static void without_licences_it_is_open(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2025-12-31", {"parties.csv", parties},
                 {"movements.csv",
                  "item,model,kind,departed_at,from_party,to_party\nI1,nv-h20-96,shipped,2025-09-01,EXP,CON\n"});
    vb_test_verdicts(&c, "licence.overdrawn", 0, 0, 1);
    assert_text(c.findings.v[0].key, "licences.csv");
    vb_test_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units),
        cmocka_unit_test(lines),
        cmocka_unit_test(value),
        cmocka_unit_test(it_says_how_many),
        cmocka_unit_test(the_tolerance_is_a_parameter),
        cmocka_unit_test(without_licences_it_is_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
