/* SPDX-License-Identifier: Apache-2.0 */
#include "licence_fixture.h"

#define LICENCE "licence_id,exporter_id,consignee_id,end_user_id\nL,EXP,CON,END\n"
#define MOVES "movement_id,item,model,quantity,kind,departed_at,arrived_at,from_party,to_party,licence_id\n"

static void parties_of_a_licence(void **state)
{
    static const row rows[] = {
        {LICENCE, MOVES "A,I1,,,shipped,2025-09-01,,EXP,CON,L\nB,I2,,,shipped,2025-09-01,,EXP,END,L\n", 0, 0, 0},
        {LICENCE, MOVES "A,I1,,,shipped,2025-09-01,,EXP,STR,L\n", 1, 0, 0},
        {LICENCE, MOVES "A,I1,,,shipped,2025-09-01,,STR,CON,L\n", 1, 0, 0},
        {LICENCE, MOVES "A,,nv-h20-96,4,shipped,2025-09-01,,STR,STR,L\n", 2, 0, 0},
        /* the consignee hands on to the end user and writes the licence on it, too */
        {LICENCE, MOVES "A,I1,,,shipped,2025-09-01,2025-09-02,EXP,CON,L\nB,I1,,,shipped,2025-09-05,,CON,END,L\n", 0, 0,
         0},
        {LICENCE, MOVES "A,I1,,,shipped,2025-09-01,2025-09-02,EXP,CON,L\nB,I1,,,shipped,2025-09-05,,CON,STR,L\n", 1, 0,
         0},
        /* a forwarder who carries on: arrived, still under way, gone to somebody else, without serials */
        {LICENCE, MOVES "A,I1,,,shipped,2025-09-01,2025-09-02,EXP,FWD,L\nB,I1,,,shipped,2025-09-05,,FWD,CON,\n", 0, 0,
         0},
        {LICENCE, MOVES "A,I1,,,shipped,2025-09-01,2025-09-02,EXP,FWD,L\n", 0, 1, 0},
        {LICENCE, MOVES "A,I1,,,shipped,2025-09-01,2025-09-02,EXP,FWD,L\nB,I1,,,shipped,2025-09-05,,FWD,STR,\n", 1, 0,
         0},
        {LICENCE, MOVES "A,,nv-h20-96,4,shipped,2025-09-01,2025-09-02,EXP,FWD,L\n", 0, 1, 0},
        /* a forwarder who sends for the holder: he had it from him, nobody knows from whom */
        {LICENCE, MOVES "A,I1,,,shipped,2025-09-01,2025-09-02,EXP,FWD,\nB,I1,,,shipped,2025-09-05,,FWD,CON,L\n", 0, 0,
         0},
        {LICENCE, MOVES "A,,nv-h20-96,4,shipped,2025-09-01,,FWD,CON,L\n", 0, 1, 0},
        {LICENCE, MOVES "A,I1,,,shipped,2025-09-01,2025-09-02,STR,FWD,\nB,I1,,,shipped,2025-09-05,,FWD,CON,L\n", 1, 0,
         0},
        /* no party named, and the way back */
        {"licence_id,exporter_id\nL,\n", MOVES "A,I1,,,shipped,2025-09-01,,STR,STR,L\n", 0, 0, 0},
        {LICENCE, MOVES "A,I1,,,shipped,2025-09-01,2025-09-02,EXP,CON,L\nB,I1,,,returned,2025-09-05,,CON,EXP,L\n", 0, 0,
         0},
    };
    (void)state;
    ASK("licence.party", "2025-12-31", rows);
}

static void it_names_both(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2025-12-31", {"parties.csv", parties}, {"licences.csv", LICENCE},
                 {"movements.csv", MOVES "A,I1,,,shipped,2025-09-01,,EXP,STR,L\n"});
    vb_test_check(&c, "licence.party");
    const vb_finding *f = vb_test_find(&c, "A");
    assert_string_equal(vb_test_because(&c, f),
                        "1 units were sent under L line 1 to Stranger, but the licence is for Consignee.");
    assert_true(VB_TEST_ITEMS(f, "I1"));
    vb_test_case_close(&c);
}

static void without_licences_it_is_open(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2025-12-31", {"parties.csv", parties},
                 {"movements.csv",
                  "item,model,kind,departed_at,from_party,to_party\nI1,nv-h20-96,shipped,2025-09-01,EXP,CON\n"});
    vb_test_verdicts(&c, "licence.party", 0, 0, 1);
    assert_text(c.findings.v[0].key, "licences.csv");
    vb_test_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parties_of_a_licence),
        cmocka_unit_test(it_names_both),
        cmocka_unit_test(without_licences_it_is_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
