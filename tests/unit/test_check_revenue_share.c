/* SPDX-License-Identifier: Apache-2.0 */
#include "licence_fixture.h"

#define LICENCE(share) \
    "licence_id,line,exporter_id,consignee_id,destination,model,share_percent\nL,1,EXP,CON,CN,nv-h20-96," share "\n"
#define MOVES                                                                                                    \
    "movement_id,item,model,quantity,kind,departed_at,arrived_at,from_party,to_party,licence_id,declared_value," \
    "currency\n"

static void sums(void **state)
{
    static const row rows[] = {
        /* before the share was reported, and after it: a month and a currency each */
        {LICENCE(""), MOVES "A,,nv-h20-96,5,shipped,2025-07-20,,EXP,CON,L,100.00,USD\n", 0, 0, 0},
        {LICENCE(""), MOVES "A,,nv-h20-96,5,shipped,2025-08-20,,EXP,CON,L,100.00,USD\n", 0, 1, 0},
        {LICENCE(""),
         MOVES "A,,nv-h20-96,5,shipped,2025-08-20,,EXP,CON,L,100.00,USD\nB,,nv-h20-96,5,shipped,2025-09-20,,EXP,CON,L,"
               "100.00,USD\nC,,nv-h20-96,5,shipped,2025-09-21,,EXP,CON,L,700.00,EUR\n",
         0, 3, 0},
        /* another product owes none */
        {"licence_id,exporter_id,destination\nL,EXP,DE\n",
         MOVES "A,,nv-h200-sxm,5,shipped,2025-09-20,,EXP,GER,L,100.00,USD\n", 0, 0, 0},
        /* H200 to China in the review lane of 2026: the 25 % is a duty on import, and no share of a sale */
        {"licence_id,exporter_id,destination\nL,EXP,CN\n",
         MOVES "A,,nv-h200-sxm,5,shipped,2026-03-20,,EXP,CON,L,100.00,USD\n", 0, 0, 0},
        /* through a forwarder's hall in Singapore to China, as serial numbers show; and to Germany */
        {LICENCE(""),
         MOVES "A,I1,nv-h20-96,,shipped,2025-09-20,2025-09-21,EXP,SGF,L,100.00,USD\n"
               "B,I1,nv-h20-96,,shipped,2025-09-25,,SGF,CON,,,\n",
         0, 1, 0},
        {"licence_id,exporter_id\nL,EXP\n",
         MOVES "A,I1,nv-h20-96,,shipped,2025-09-20,2025-09-21,EXP,SGF,L,100.00,USD\n"
               "B,I1,nv-h20-96,,shipped,2025-09-25,,SGF,GER,,,\n",
         0, 0, 0},
        /* the licence says so itself: before August, and none */
        {LICENCE("10"), MOVES "A,,nv-h20-96,5,shipped,2025-06-20,,EXP,CON,L,100.00,USD\n", 0, 1, 0},
        {LICENCE("0"), MOVES "A,,nv-h20-96,5,shipped,2025-09-20,,EXP,CON,L,100.00,USD\n", 0, 0, 0},
        /* no value: open, beside the sum of the others */
        {LICENCE(""), MOVES "A,,nv-h20-96,5,shipped,2025-09-20,,EXP,CON,L,,\n", 0, 0, 1},
        {LICENCE(""),
         MOVES
         "A,,nv-h20-96,5,shipped,2025-09-20,,EXP,CON,L,,\nB,,nv-h20-96,5,shipped,2025-09-21,,EXP,CON,L,100.00,USD\n",
         0, 1, 1},
        /* one figure for goods of two models cannot be parted */
        {"licence_id,line,exporter_id,model\nL,1,EXP,nv-h20-96\nL,2,EXP,nv-rtx4090\n",
         MOVES "A,I1,nv-h20-96,,shipped,2025-09-20,,EXP,CON,L,100.00,USD\nA,I2,nv-rtx4090,,shipped,2025-09-20,,EXP,CON,"
               "L,100.00,USD\n",
         0, 0, 1},
        /* the way back, and a forwarder who carries on, are no sales */
        {LICENCE(""),
         MOVES "A,I1,nv-h20-96,,shipped,2025-08-20,2025-08-21,EXP,FWD,L,100.00,USD\nB,I1,nv-h20-96,,shipped,2025-09-05,"
               "2025-09-06,FWD,CON,L,100.00,USD\nC,I1,nv-h20-96,,returned,2025-10-05,,CON,EXP,L,100.00,USD\n",
         0, 1, 0},
    };
    (void)state;
    ASK("revenue.share", "2026-12-31", rows);
}

static void it_says_that_no_instrument_is_known(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2025-12-31", {"parties.csv", parties}, {"licences.csv", LICENCE("")},
                 {"movements.csv",
                  MOVES "A,I1,nv-h20-96,,shipped,2025-09-20,,EXP,CON,L,200000.00,USD\nA,I2,nv-h20-96,,shipped,2025-09-"
                        "20,,EXP,CON,L,200000.00,USD\n"
                        "B,I3,nv-h20-96,,shipped,2025-09-21,,EXP,CON,L,100000.10,USD\n"
                        ",I4,nv-h20-96,,shipped,2025-09-22,,EXP,CON,L,10.00,USD\n,I5,nv-h20-96,,shipped,2025-09-22,,"
                        "EXP,CON,L,20.00,USD\n,I6,nv-h20-96,,shipped,2025-09-22,,EXP,CON,L,30.00,USD\n"});
    vb_test_check(&c, "revenue.share");
    const vb_finding *f = vb_test_find(&c, "L");
    assert_string_equal(
        vb_test_because(&c, f),
        "15.00 % of USD 300,060.10 sales in 2025-09 under L would be USD 45,009.01. No legal instrument for "
        "this share is known, so this is no breach.");
    assert_string_equal(vb_test_claim(&c, f, "basis of the share"), "press");
    assert_int_equal(f->severity, VB_LOW);
    assert_text(f->rule.instrument, "us-licences-2025");
    assert_text(f->rule.layer, "enforced");
    assert_true(f->rule.on == vb_test_moment("2025-09-20")); /* of the first sale, not of the month */
    /* first reported on 2025-08-10: who looks with an earlier day of knowledge finds none */
    c.cx.known_on = vb_test_moment("2025-08-09");
    vb_test_verdicts(&c, "revenue.share", 0, 0, 0);
    c.cx.known_on = vb_test_moment("2025-08-10");
    vb_test_verdicts(&c, "revenue.share", 0, 1, 0);
    vb_test_case_close(&c);
}

static void without_licences_it_is_open(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2025-12-31", {"parties.csv", parties},
                 {"movements.csv",
                  "item,model,kind,departed_at,from_party,to_party\nI1,nv-h20-96,shipped,2025-09-01,EXP,CON\n"});
    vb_test_verdicts(&c, "revenue.share", 0, 0, 1);
    assert_text(c.findings.v[0].key, "licences.csv");
    vb_test_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums),
        cmocka_unit_test(it_says_that_no_instrument_is_known),
        cmocka_unit_test(without_licences_it_is_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
