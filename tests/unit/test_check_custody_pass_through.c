/* SPDX-License-Identifier: Apache-2.0 */
/* custody.pass-through: 80 per cent within 30 days; dealers, licence chains, repair and own sites are honest. */
#include "case.h"

#define MOVES "movement_id,item,kind,departed_at,arrived_at,from_party,from_site,to_party,to_site\n"
#define BULK "movement_id,model,quantity,kind,departed_at,arrived_at,from_party,to_party\n"

#define PARTIES                                                                                              \
    "party_id,name,country,roles\nA,Maker,US,manufacturer\nP,Passer,MY,end-user\nX,Hidden,HK,\nD,Dealer,SG," \
    "distributor\n"                                                                                          \
    "R,Workshop,SG,repair-shop\nS,Sister,MY,data-centre\n"
/* ten items come to P on 1 March; `on` of them leave on `day` */
#define IN10                                        \
    "i0,G0,shipped,2025-02-20,2025-03-01,A,,P,S1\n" \
    "i1,G1,shipped,2025-02-20,2025-03-01,A,,P,S1\n" \
    "i2,G2,shipped,2025-02-20,2025-03-01,A,,P,S1\n" \
    "i3,G3,shipped,2025-02-20,2025-03-01,A,,P,S1\n" \
    "i4,G4,shipped,2025-02-20,2025-03-01,A,,P,S1\n" \
    "i5,G5,shipped,2025-02-20,2025-03-01,A,,P,S1\n" \
    "i6,G6,shipped,2025-02-20,2025-03-01,A,,P,S1\n" \
    "i7,G7,shipped,2025-02-20,2025-03-01,A,,P,S1\n" \
    "i8,G8,shipped,2025-02-20,2025-03-01,A,,P,S1\n" \
    "i9,G9,shipped,2025-02-20,2025-03-01,A,,P,S1\n"
#define ON(day, i, to)                \
    "o" i ",G" i ",shipped," day ",," \
    "P,S1," to ",\n"
#define ON8(day, to) \
    ON(day, "0", to) \
    ON(day, "1", to) \
    ON(day, "2", to) ON(day, "3", to) ON(day, "4", to) ON(day, "5", to) ON(day, "6", to) ON(day, "7", to)

static const vb_test_row rows[] = {
    {.name = "no movements", .files = {{"parties.csv", PARTIES}}, .opens = 1},
    {.name = "exactly 80 per cent, exactly 30 days",
     .files = {{"movements.csv", MOVES IN10 ON8("2025-03-31", "X")}, {"parties.csv", PARTIES}},
     .reviews = 1,
     .because = "Passer forwarded 8 of 10 received items within 30 days and put 0 to use; the first went on to Hidden "
                "in Hong Kong."},
    {.name = "one day more", .files = {{"movements.csv", MOVES IN10 ON8("2025-04-01", "X")}, {"parties.csv", PARTIES}}},
    {.name = "not when the case allows 14 days",
     .files = {{"case.ini", "[check.custody.pass-through]\ndays = 14\n"},
               {"movements.csv", MOVES IN10 ON8("2025-03-31", "X")},
               {"parties.csv", PARTIES}}},
    {.name = "81 per cent are asked",
     .files = {{"case.ini", "[check.custody.pass-through]\npercent = 81\n"},
               {"movements.csv", MOVES IN10 ON8("2025-03-31", "X")},
               {"parties.csv", PARTIES}}},
    {.name = "fewer than a server of eight",
     .files = {{"movements.csv", MOVES "i0,G0,shipped,2025-02-20,2025-03-01,A,,P,S1\n" ON("2025-03-02", "0", "X")},
               {"parties.csv", PARTIES}}},
    {.name = "on the day of receipt, and by the hour",
     .files = {{"movements.csv", MOVES IN10 ON8("2025-03-01", "X")}, {"parties.csv", PARTIES}},
     .reviews = 1},
    {.name = "by way of another own site",
     .files = {{"movements.csv",
                MOVES IN10 "s0,G0,shipped,2025-03-02,2025-03-02,P,S1,P,S2\n"
                           "o0,G0,shipped,2025-03-03,,P,S2,X,\n" ON("2025-03-03", "1", "X") ON("2025-03-03", "2", "X")
                               ON("2025-03-03", "3", "X") ON("2025-03-03", "4", "X") ON("2025-03-03", "5", "X")
                                   ON("2025-03-03", "6", "X") ON("2025-03-03", "7", "X")},
               {"parties.csv", PARTIES}},
     .reviews = 1},
    {.name = "one dummy is installed",
     .files = {{"movements.csv", MOVES IN10 ON8("2025-03-09", "X") "z,G9,installed,,2025-03-02,,,P,S1\n"},
               {"parties.csv", PARTIES}},
     .reviews = 1,
     .because = "put 1 to use"},
    {.name = "all are installed first, a move of a data centre",
     .files = {{"movements.csv",
                MOVES IN10 ON8("2025-03-20", "X") "z0,G0,installed,,2025-03-02,,,P,S1\nz1,G1,installed,,2025-03-02,,,P,"
                                                  "S1\nz2,G2,installed,,2025-03-02,,,P,S1\n"
                                                  "z3,G3,installed,,2025-03-02,,,P,S1\nz4,G4,installed,,2025-03-02,,,P,"
                                                  "S1\nz5,G5,installed,,2025-03-02,,,P,S1\n"},
               {"parties.csv", PARTIES}}},
    {.name = "to the repair shop",
     .files = {{"movements.csv", MOVES IN10 ON8("2025-03-09", "R")}, {"parties.csv", PARTIES}}},
    {.name = "back to the maker",
     .files = {{"movements.csv", MOVES IN10 ON8("2025-03-09", "A")}, {"parties.csv", PARTIES}}},
    {.name = "to a sister in the same country",
     .files = {{"movements.csv", MOVES IN10 ON8("2025-03-09", "S")},
               {"ownership.csv", "owner_id,owned_id,percent\nP,S,100\n"},
               {"parties.csv", PARTIES}}},
    {.name = "to somebody in the same country who is no sister",
     .files = {{"movements.csv", MOVES IN10 ON8("2025-03-09", "S")}, {"parties.csv", PARTIES}},
     .reviews = 1},
    {.name = "the licence names who gets them from whom",
     .files = {{"licences.csv", "licence_id,exporter_id,consignee_id,end_user_id\nL1,A,P,X\n"},
               {"movements.csv", MOVES IN10 ON8("2025-03-09", "X")},
               {"parties.csv", PARTIES}}},
    {.name = "a dealer",
     .files = {{"movements.csv", MOVES IN10 ON8("2025-03-09", "X")},
               {"parties.csv", "party_id,name,roles\nP,Passer,Reseller; end-user\n"}}},
    {.name = "the onward leg lies after the moment asked about",
     .files = {{"movements.csv", MOVES IN10 ON8("2025-03-09", "X")}, {"parties.csv", PARTIES}},
     .as_of = "2025-03-08"},
    {.name = "quantities: 64 in, 60 on",
     .files = {{"movements.csv", BULK "b1,H100 SXM5 80GB,64,shipped,2025-02-20,2025-03-01,A,P\nb2,NVIDIA H100 80GB "
                                      "HBM3,60,shipped,2025-03-10,2025-03-12,P,X\n"},
               {"parties.csv", PARTIES}},
     .reviews = 1,
     .because = "forwarded 60 of 64"},
    {.name = "quantities: a dispatch by the hour on the day of receipt",
     .files = {{"movements.csv", BULK "b1,H100 SXM5 80GB,64,shipped,2025-02-20,2025-03-01T15:00:00Z,A,P\nb2,H100 SXM5 "
                                      "80GB,60,shipped,2025-03-01,,P,X\n"},
               {"parties.csv", PARTIES}},
     .reviews = 1},
    {.name = "quantities: half of it",
     .files =
         {{"movements.csv", BULK
           "b1,H100 SXM5 80GB,64,shipped,2025-02-20,2025-03-01,A,P\nb2,H100 SXM5 80GB,32,shipped,2025-03-10,,P,X\n"},
          {"parties.csv", PARTIES}}},
    {.name = "quantities: another model",
     .files =
         {{"movements.csv", BULK
           "b1,H100 SXM5 80GB,64,shipped,2025-02-20,2025-03-01,A,P\nb2,A100 SXM4 80GB,64,shipped,2025-03-10,,P,X\n"},
          {"parties.csv", PARTIES}}},
    {.name = "to itself",
     .files = {{"movements.csv", BULK "b1,H100 SXM5 80GB,64,shipped,2025-02-20,2025-03-01,A,P\nb2,H100 SXM5 "
                                      "80GB,64,shipped,2025-03-10,2025-03-11,P,P\n"},
               {"parties.csv", PARTIES}}},
};

static void table(void **state)
{
    (void)state;
    VB_TEST_TABLE("custody.pass-through", rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
