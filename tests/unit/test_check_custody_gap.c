/* SPDX-License-Identifier: Apache-2.0 */
/* custody.gap: a missing transfer fails; repair loops, relocations, carriers and rows of one day do not. */
#include "case.h"

#define MOVES "movement_id,item,kind,departed_at,arrived_at,from_party,from_site,to_party,to_site\n"

#define PARTIES                                                                                                \
    "party_id,name,country,roles\nA,Maker,US,manufacturer\nB,Buyer,DE,data-centre\nC,Third,DE,\nF,Carrier,DE," \
    "forwarder\n"                                                                                              \
    "R,Workshop,NL,repair-shop\n"

static const vb_test_row rows[] = {
    {.name = "no movements", .files = {{"parties.csv", PARTIES}}, .opens = 1, .because = "movements.csv"},
    {.name = "made, shipped, received, installed",
     .files = {{"movements.csv", MOVES
                "m1,G1,made,,2025-01-01,,,A,S1\nm2,G1,shipped,2025-01-05,,A,S1,B,\nm2,G1,received,,2025-01-09,A,,B,S2\n"
                "m3,G1,installed,,2025-01-10,,,B,S2\n"}}},
    {.name = "handed over by somebody who never had it",
     .files = {{"movements.csv",
                MOVES "m1,G1,shipped,2025-01-05,2025-01-09,A,,B,\nm2,G1,shipped,2025-02-01,2025-02-03,C,,B,\n"}},
     .fails = 1,
     .because = "G1 is moved by C, but the record last has it with B"},
    {.name = "the missing transfer lies after the moment asked about",
     .files = {{"movements.csv",
                MOVES "m1,G1,shipped,2025-01-05,2025-01-09,A,,B,\nm2,G1,shipped,2025-02-01,2025-02-03,C,,B,\n"}},
     .as_of = "2025-01-31"},
    {.name = "an own site that nobody moved it to",
     .files = {{"movements.csv",
                MOVES "m1,G1,shipped,2025-01-05,2025-01-09,A,,B,S2\nm2,G1,shipped,2025-02-01,2025-02-03,B,S3,C,\n"}},
     .fails = 1,
     .because = "leaves S3 of B"},
    {.name = "an own site to which it was moved",
     .files = {{"movements.csv",
                MOVES "m1,G1,shipped,2025-01-05,2025-01-09,A,,B,S2\nm2,G1,shipped,2025-01-20,2025-01-20,B,S2,B,S3\n"
                      "m3,G1,shipped,2025-02-01,2025-02-03,B,S3,C,\n"}}},
    {.name = "put into another own site",
     .files = {{"movements.csv",
                MOVES "m1,G1,shipped,2025-01-05,2025-01-09,A,,B,S2\nm2,G1,installed,,2025-01-20,,,B,S3\n"
                      "m3,G1,shipped,2025-02-01,2025-02-03,B,S3,C,\n"}}},
    {.name = "a repair loop",
     .files = {{"movements.csv",
                MOVES "m1,G1,shipped,2025-01-05,2025-01-09,A,,B,S2\nm2,G1,shipped,2025-03-01,2025-03-03,B,S2,R,S9\n"
                      "m3,G1,repaired,,2025-03-10,,,R,S9\nm4,G1,returned,2025-03-12,2025-03-14,R,S9,B,S2\n"
                      "m5,G1,installed,,2025-03-15,,,B,S2\n"}}},
    {.name = "a repair that is booked while the card is under way",
     .files = {{"movements.csv",
                MOVES "m1,G1,shipped,2025-01-05,2025-01-09,A,,B,S2\nm2,G1,shipped,2025-03-01,,B,S2,R,\n"
                      "m3,G1,repaired,,2025-03-10,,,R,S9\nm4,G1,returned,2025-03-12,2025-03-14,R,,B,S2\n"}}},
    {.name = "hand-overs of one day, the later one first in the file",
     .files = {{"movements.csv",
                MOVES "m2,G1,shipped,2025-01-05,2025-01-05,B,,C,\nm1,G1,shipped,2025-01-05,2025-01-05,A,,B,\n"}}},
    {.name = "there, back and on, in one day",
     .files = {{"movements.csv",
                MOVES "m0,G1,made,,2025-01-01,,,A,\nm3,G1,shipped,2025-01-05,2025-01-05,A,,C,\n"
                      "m2,G1,returned,2025-01-05,2025-01-05,B,,A,\nm1,G1,shipped,2025-01-05,2025-01-05,A,,B,\n"}}},
    {.name = "moments in other zones",
     .files = {{"movements.csv", MOVES "m1,G1,shipped,2025-01-05T20:00:00-08:00,2025-01-06T05:00:00Z,A,,B,\n"
                                       "m2,G1,shipped,2025-01-06T14:30:00+09:00,2025-01-07,B,,C,\n"}}},
    {.name = "one shipment told twice, on two days",
     .files =
         {{"movements.csv", MOVES
           "m1,G1,shipped,2025-01-05,,A,,B,\nm7,G1,shipped,2025-01-06,,A,,B,\nm1,G1,received,,2025-01-09,,,B,\n"}}},
    {.name = "shipped once more a month later, with no way back",
     .files = {{"movements.csv",
                MOVES "m1,G1,shipped,2025-01-05,2025-01-09,A,,B,\nm7,G1,shipped,2025-02-06,2025-02-09,A,,B,\n"}},
     .fails = 1},
    {.name = "a carrier receives it on the way",
     .files = {{"movements.csv", MOVES
                "m1,G1,shipped,2025-01-05,,A,,B,\nm2,G1,received,,2025-01-06,A,,F,\nm3,G1,shipped,2025-01-07,,F,,B,\n"
                "m4,G1,received,,2025-01-09,,,B,\n"},
               {"parties.csv", PARTIES}}},
    {.name = "the carrier's own waybill",
     .files = {{"movements.csv", MOVES
                "m1,G1,shipped,2025-01-05,,A,,B,\nm3,G1,shipped,2025-01-07,,F,,B,\nm4,G1,received,,2025-01-09,,,B,\n"},
               {"parties.csv", PARTIES}}},
    {.name = "somebody who is no carrier receives it on the way",
     .files = {{"movements.csv", MOVES "m1,G1,shipped,2025-01-05,,A,,B,\nm2,G1,received,,2025-01-06,A,,C,\n"},
               {"parties.csv", PARTIES}},
     .fails = 1},
    {.name = "a sister company of the same country",
     .files = {{"movements.csv",
                MOVES "m1,G1,shipped,2025-01-05,2025-01-06,A,,B,\nm2,G1,shipped,2025-03-01,2025-03-02,C,,A,\n"},
               {"ownership.csv", "owner_id,owned_id,percent\nB,C,51\n"},
               {"parties.csv", PARTIES}},
     .reviews = 1},
    {.name = "half of a company is no group",
     .files = {{"movements.csv",
                MOVES "m1,G1,shipped,2025-01-05,2025-01-06,A,,B,\nm2,G1,shipped,2025-03-01,2025-03-02,C,,A,\n"},
               {"ownership.csv", "owner_id,owned_id,percent\nB,C,50\n"},
               {"parties.csv", PARTIES}},
     .fails = 1},
    {.name = "owners in a ring",
     .files = {{"movements.csv",
                MOVES "m1,G1,shipped,2025-01-05,2025-01-06,A,,B,\nm2,G1,shipped,2025-03-01,2025-03-02,C,,A,\n"},
               {"ownership.csv", "owner_id,owned_id,percent\nB,C,60\nC,B,60\n"},
               {"parties.csv", PARTIES}},
     .fails = 1},
    {.name = "after its loss another check speaks",
     .files = {{"movements.csv", MOVES "m1,G1,shipped,2025-01-05,2025-01-06,A,,B,\nm2,G1,lost,2025-02-01,,B,,,\nm3,G1,"
                                       "shipped,2025-03-01,,C,,A,\n"}}},
    {.name = "a movement without dates",
     .files = {{"movements.csv", MOVES "m1,G1,shipped,,,A,,B,\nm2,G1,shipped,,,B,,C,\n"}}},
};

static void table(void **state)
{
    (void)state;
    VB_TEST_TABLE("custody.gap", rows);
}

static void finding(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, NULL,
                 {"movements.csv",
                  MOVES "m1,G1,shipped,2025-01-05,2025-01-09,A,,B,\nm2,G1,shipped,2025-02-01,2025-02-03,C,,B,\n"});
    vb_test_check(&c, "custody.gap");
    const vb_finding *f = vb_test_find(&c, "G1");
    assert_non_null(f);
    assert_int_equal(f->severity, VB_HIGH);
    assert_string_equal(f->subject_kind, "item");
    assert_int_equal(f->n_evidence, 2);
    assert_string_equal(vb_test_claim(&c, f, "last recorded holder"), "B");
    assert_string_equal(vb_test_claim(&c, f, "handed over by"), "C");
    vb_test_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(finding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
