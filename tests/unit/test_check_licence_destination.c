/* SPDX-License-Identifier: Apache-2.0 */
#include "licence_fixture.h"

#define LICENCE(authority, to) "licence_id,authority,exporter_id,destination\nL," authority ",EXP," to "\n"
#define MOVES "movement_id,item,model,quantity,kind,departed_at,arrived_at,from_party,to_party,licence_id\n"

static void destinations(void **state)
{
    static const row rows[] = {
        {LICENCE("BIS", "CN"), MOVES "A,I1,,,shipped,2025-09-01,,EXP,CON,L\n", 0, 0, 0},
        {LICENCE("BIS", "DE"), MOVES "A,I1,,,shipped,2025-09-01,,EXP,CON,L\n", 1, 0, 0},
        {LICENCE("BIS", ""), MOVES "A,I1,,,shipped,2025-09-01,,EXP,CON,L\n", 0, 0, 0},
        {LICENCE("BIS", "DE"), MOVES "A,I1,,,shipped,2025-09-01,,EXP,NOW,L\n", 0, 0, 1},
        /* Hong Kong is China under the EAR since 2020-12-23, Macau is not, and other laws part both */
        {LICENCE("BIS", "CN"), MOVES "A,I1,,,shipped,2025-09-01,,EXP,HKC,L\n", 0, 1, 0},
        {LICENCE("BIS", "HK"), MOVES "A,I1,,,shipped,2025-09-01,,EXP,CON,L\n", 0, 1, 0},
        {LICENCE("BIS", "CN"), MOVES "A,I1,,,shipped,2025-09-01,,EXP,MAC,L\n", 1, 0, 0},
        {LICENCE("BAFA", "CN"), MOVES "A,I1,,,shipped,2025-09-01,,EXP,HKC,L\n", 1, 0, 0},
        /* a country that goods pass through with a forwarder */
        {LICENCE("BIS", "DE"),
         MOVES "A,I1,,,shipped,2025-09-01,2025-09-02,EXP,FWD,L\nB,I1,,,shipped,2025-09-05,,FWD,GER,L\n", 0, 0, 0},
        {LICENCE("BIS", "DE"), MOVES "A,I1,,,shipped,2025-09-01,2025-09-02,EXP,FWD,L\n", 0, 1, 0},
        {LICENCE("BIS", "DE"),
         MOVES "A,I1,,,shipped,2025-09-01,2025-09-02,EXP,FWD,L\nB,I1,,,shipped,2025-09-05,,FWD,CON,\n", 1, 0, 0},
        {LICENCE("BIS", "DE"), MOVES "A,,nv-h20-96,7,shipped,2025-09-01,2025-09-02,EXP,FWD,L\n", 0, 1, 0},
        /* and the way back */
        {LICENCE("BIS", "CN"),
         MOVES "A,I1,,,shipped,2025-09-01,2025-09-02,EXP,CON,L\nB,I1,,,returned,2025-09-05,,CON,EXP,L\n", 0, 0, 0},
    };
    (void)state;
    ASK("licence.destination", "2025-12-31", rows);
}

static void the_place_beats_the_seat(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2025-12-31", {"parties.csv", parties}, {"licences.csv", LICENCE("BIS", "DE")},
                 {"sites.csv", "site_id,party_id,country\nS1,GER,KZ\nS2,CON,DE\n"},
                 {"movements.csv", "movement_id,item,kind,departed_at,from_party,to_party,to_site,licence_id\n"
                                   "A,I1,shipped,2025-09-01,EXP,GER,S1,L\nB,I2,shipped,2025-09-01,EXP,CON,S2,L\n"});
    vb_test_verdicts(&c, "licence.destination", 1, 0, 0);
    assert_string_equal(vb_test_because(&c, vb_test_find(&c, "A")),
                        "1 units were sent under L line 1 to Rechenzentrum in Kazakhstan; the licence is for Germany.");
    vb_test_case_close(&c);
}

static void without_licences_it_is_open(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2025-12-31", {"parties.csv", parties},
                 {"movements.csv",
                  "item,model,kind,departed_at,from_party,to_party\nI1,nv-h20-96,shipped,2025-09-01,EXP,CON\n"});
    vb_test_verdicts(&c, "licence.destination", 0, 0, 1);
    assert_text(c.findings.v[0].key, "licences.csv");
    vb_test_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(destinations),
        cmocka_unit_test(the_place_beats_the_seat),
        cmocka_unit_test(without_licences_it_is_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
