/* SPDX-License-Identifier: Apache-2.0 */
/* party.forwarder-as-consignee: goods that end at a forwarder; those that go on, and fresh arrivals, are honest. */
#include "case.h"

#define MOVES "movement_id,item,model,quantity,kind,departed_at,arrived_at,from_party,to_party\n"
#define PARTIES                                                                                            \
    "party_id,name,country,roles\nA,Maker,US,manufacturer\nF,Sea and Air,SG,freight-forwarder\nN,Pacific " \
    "Logistics,SG,\nE,End user,MY,data-centre\nO,Lion Logistics Data,MY,data-centre\n"
#define CASE(moves) .files = {{"movements.csv", MOVES moves}, {"parties.csv", PARTIES}}
#define IN "m1,G1,,,shipped,2025-03-01,2025-03-05,A,F\n"

static const vb_test_row rows[] = {
    {.name = "no movements", .files = {{"parties.csv", PARTIES}}, .opens = 1},
    {.name = "no parties", .files = {{"movements.csv", MOVES IN}}, .opens = 1},
    {.name = "exactly 30 days",
     CASE(IN),
     .as_of = "2025-04-04",
     .reviews = 1,
     .because = "1 items went to Sea and Air, a freight forwarder, as the last stop on record; no later receipt or "
                "installation shows an end user (30 days)."},
    {.name = "29 days", CASE(IN), .as_of = "2025-04-03"},
    {.name = "60 days allowed by the case",
     .files = {{"case.ini", "[check.party.forwarder-as-consignee]\ndays = 60\n"},
               {"movements.csv", MOVES IN},
               {"parties.csv", PARTIES}},
     .as_of = "2025-04-04"},
    {.name = "it goes on", CASE(IN "m2,G1,,,shipped,2025-03-09,2025-03-12,F,E\n"), .as_of = "2025-09-01"},
    {.name = "it had not gone on by then",
     CASE(IN "m2,G1,,,shipped,2025-05-09,2025-05-12,F,E\n"),
     .as_of = "2025-05-01",
     .reviews = 1},
    {.name = "back to the sender", CASE(IN "m2,G1,,,returned,2025-03-09,2025-03-12,F,A\n"), .as_of = "2025-09-01"},
    {.name = "lost in the warehouse", CASE(IN "m2,G1,,,lost,2025-03-09,,F,\n"), .as_of = "2025-09-01"},
    {.name = "from one warehouse of the forwarder to another",
     CASE(IN "m2,G1,,,shipped,2025-03-09,2025-03-10,F,F\n"),
     .as_of = "2025-09-01",
     .reviews = 2},
    {.name = "a forwarder by its name alone",
     CASE("m1,G1,,,shipped,2025-03-01,2025-03-05,A,N\n"),
     .as_of = "2025-09-01",
     .reviews = 1,
     .because = "by its name a freight forwarder"},
    {.name = "a stated role says more than a name",
     CASE("m1,G1,,,shipped,2025-03-01,2025-03-05,A,O\n"),
     .as_of = "2025-09-01"},
    {.name = "eight cards of one consignment are one finding",
     CASE("m1,G1,,,shipped,2025-03-01,2025-03-05,A,F\nm1,G2,,,shipped,2025-03-01,2025-03-05,A,F\nm1,G3,,,shipped,2025-"
          "03-01,2025-03-05,A,F\n"),
     .as_of = "2025-09-01",
     .reviews = 1,
     .because = "3 items went to"},
    {.name = "quantities: all go on",
     CASE("m1,,H100 SXM5 80GB,16,shipped,2025-03-01,2025-03-05,A,F\nm2,,NVIDIA H100 80GB "
          "HBM3,10,shipped,2025-03-09,,F,E\nm3,,H100 SXM5 80GB,6,shipped,2025-03-10,,F,E\n"),
     .as_of = "2025-09-01"},
    {.name = "quantities: four stay",
     CASE("m1,,H100 SXM5 80GB,16,shipped,2025-03-01,2025-03-05,A,F\nm2,,H100 SXM5 80GB,12,shipped,2025-03-09,,F,E\n"),
     .as_of = "2025-09-01",
     .reviews = 1,
     .because = "4 items"},
    {.name = "quantities: the old ones went on, the fresh ones may still",
     CASE("m1,,H100 SXM5 80GB,16,shipped,2025-03-01,2025-03-05,A,F\nm2,,H100 SXM5 "
          "80GB,16,shipped,2025-03-09,,F,E\nm3,,H100 SXM5 80GB,16,shipped,2025-08-20,2025-08-25,A,F\n"),
     .as_of = "2025-09-01"},
};

static void table(void **state)
{
    (void)state;
    VB_TEST_TABLE("party.forwarder-as-consignee", rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
