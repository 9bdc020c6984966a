/* SPDX-License-Identifier: Apache-2.0 */
#include "licence_fixture.h"

#define LICENCE(from, to) "licence_id,authority,exporter_id,valid_from,valid_to\nL,BIS,EXP," from "," to "\n"
#define MOVES "movement_id,item,model,kind,departed_at,arrived_at,from_party,to_party,licence_id\n"

static void days(void **state)
{
    static const row rows[] = {
        /* the last day and the first day count; 2026-03-31 is a Tuesday */
        {LICENCE("2025-09-01", "2026-03-31"),
         MOVES "A,I1,,shipped,2026-03-31,,EXP,CON,L\nB,I2,,shipped,2025-09-01,,EXP,CON,L\n", 0, 0, 0},
        {LICENCE("2025-09-01", "2026-03-31"), MOVES "A,I1,,shipped,2026-04-01,,EXP,CON,L\n", 1, 0, 0},
        {LICENCE("2025-09-01", "2026-03-31"), MOVES "A,I1,,shipped,2025-08-31,,EXP,CON,L\n", 1, 0, 0},
        {LICENCE("2025-09-01", "31.03.2026"), MOVES "A,I1,,shipped,2026-03-31T23:59:59Z,,EXP,CON,L\n", 0, 0, 0},
        /* it arrived later: the departure decides */
        {LICENCE("2025-09-01", "2026-03-31"), MOVES "A,I1,,shipped,2026-03-31,2026-04-09,EXP,CON,L\n", 0, 0, 0},
        /* evening of the last day in California, first morning in Tokyo: in UTC outside */
        {LICENCE("2025-09-01", "2026-03-31"), MOVES "A,I1,,shipped,2026-03-31T20:00:00-07:00,,EXP,CON,L\n", 0, 1, 0},
        {LICENCE("2025-09-01", "2026-03-31"), MOVES "A,I1,,shipped,2025-09-01T06:00:00+09:00,,EXP,CON,L\n", 0, 1, 0},
        {LICENCE("2025-09-01", "2026-03-31"), MOVES "A,I1,,shipped,2026-04-01T12:00:00Z,,EXP,CON,L\n", 1, 0, 0},
        /* a last moment with its zone is exact */
        {LICENCE("2025-09-01", "2026-03-31T17:00:00-04:00"), MOVES "A,I1,,shipped,2026-03-31T21:00:00Z,,EXP,CON,L\n", 0,
         0, 0},
        {LICENCE("2025-09-01", "2026-03-31T17:00:00-04:00"), MOVES "A,I1,,shipped,2026-03-31T21:00:01Z,,EXP,CON,L\n", 1,
         0, 0},
        /* 2026-05-30 is a Saturday: 15 CFR 750.7(g) may move the end to Monday 2026-06-01 */
        {LICENCE("2025-09-01", "2026-05-30"), MOVES "A,I1,,shipped,2026-06-01,,EXP,CON,L\n", 0, 1, 0},
        {LICENCE("2025-09-01", "2026-05-30"), MOVES "A,I1,,shipped,2026-06-02,,EXP,CON,L\n", 1, 0, 0},
        /* the way back, and a forwarder who carries on after the end what left in time */
        {LICENCE("2025-09-01", "2026-03-31"),
         MOVES "A,I1,,shipped,2026-03-30,2026-03-31,EXP,CON,L\nB,I1,,returned,2026-04-20,,CON,EXP,L\n", 0, 0, 0},
        {LICENCE("2025-09-01", "2026-03-31"),
         MOVES "A,I1,,shipped,2026-03-30,2026-03-31,EXP,FWD,L\nB,I1,,shipped,2026-04-02,,FWD,CON,L\n", 0, 0, 0},
        /* what is not written */
        {LICENCE("2025-09-01", ""), MOVES "A,I1,,shipped,2026-03-30,,EXP,CON,L\n", 0, 0, 1},
        {LICENCE("2025-09-01", "2026-03-31"), MOVES "A,I1,,shipped,,,EXP,CON,L\n", 0, 0, 1},
    };
    (void)state;
    ASK("licence.term", "2026-12-31", rows);
}

static void it_counts_the_days(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2026-12-31", {"parties.csv", parties}, {"licences.csv", LICENCE("", "2026-03-31")},
                 {"movements.csv", MOVES "A,I1,,shipped,2026-04-02,,EXP,CON,L\n"});
    vb_test_check(&c, "licence.term");
    assert_string_equal(vb_test_because(&c, vb_test_find(&c, "A")),
                        "1 units left on 2026-04-02 under L line 1, which ended on 2026-03-31: 2 days too late.");
    assert_text(vb_test_find(&c, "A")->rule.citation, "15 CFR 750.7(g)");
    vb_test_case_close(&c);
}

static void without_licences_it_is_open(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2025-12-31", {"parties.csv", parties},
                 {"movements.csv",
                  "item,model,kind,departed_at,from_party,to_party\nI1,nv-h20-96,shipped,2025-09-01,EXP,CON\n"});
    vb_test_verdicts(&c, "licence.term", 0, 0, 1);
    assert_text(c.findings.v[0].key, "licences.csv");
    vb_test_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days),
        cmocka_unit_test(it_counts_the_days),
        cmocka_unit_test(without_licences_it_is_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
