/* SPDX-License-Identifier: Apache-2.0 */
/* custody.after-end: alive after scrap or loss; the way to the recycler, late bookings and found parcels. */
#include "case.h"

#define MOVES "movement_id,item,kind,departed_at,arrived_at,from_party,from_site,to_party,to_site\n"

#define LIFE "m1,G1,shipped,2025-01-05,2025-01-09,A,,B,\nm2,G1,scrapped,2025-02-10,,B,,,\n"
#define PARTIES                                                                              \
    "party_id,name,country,roles\nA,Maker,US,manufacturer\nB,Buyer,DE,data-centre\nW,Green " \
    "Metals,DE,recycler\nC,Shop,HK,reseller\n"

static const vb_test_row rows[] = {
    {.name = "no movements", .files = {{"parties.csv", PARTIES}}, .opens = 1},
    {.name = "scrapped, and that was it", .files = {{"movements.csv", MOVES LIFE}}},
    {.name = "sold after scrap",
     .files = {{"movements.csv", MOVES LIFE "m3,G1,shipped,2025-03-01,2025-03-05,B,,C,\n"}},
     .fails = 1,
     .because = "was scrapped by B on 2025-02-10, yet it is shipped on 2025-03-01"},
    {.name = "installed again",
     .files = {{"movements.csv", MOVES LIFE "m3,G1,installed,,2025-03-01,,,C,\n"}},
     .fails = 1},
    {.name = "many events after it are one finding",
     .files = {{"movements.csv",
                MOVES LIFE "m3,G1,shipped,2025-03-01,2025-03-05,B,,C,\nm4,G1,installed,,2025-03-06,,,C,\n"}},
     .fails = 1},
    {.name = "brought to the recycler",
     .files = {{"movements.csv", MOVES LIFE "m3,G1,shipped,2025-03-01,2025-03-05,B,,W,\n"}, {"parties.csv", PARTIES}}},
    {.name = "taken out of the rack after the books were closed",
     .files = {{"movements.csv", MOVES LIFE "m3,G1,removed,2025-02-14,,B,,,\n"}}},
    {.name = "shipped on the day of its scrap",
     .files = {{"movements.csv", MOVES LIFE "m3,G1,shipped,2025-02-10,,B,,C,\n"}}},
    {.name = "scrapped at noon, shipped some time that day",
     .files = {{"movements.csv", MOVES "m1,G1,shipped,2025-01-05,2025-01-09,A,,B,\nm2,G1,scrapped,2025-02-10T12:00:00Z,"
                                       ",B,,,\nm3,G1,shipped,2025-02-10,,B,,C,\n"}}},
    {.name = "scrapped at noon, shipped at one",
     .files = {{"movements.csv",
                MOVES "m2,G1,scrapped,2025-02-10T12:00:00Z,,B,,,\nm3,G1,shipped,2025-02-10T13:00:00Z,,B,,C,\n"}},
     .fails = 1},
    {.name = "lost, then written off",
     .files = {{"movements.csv", MOVES "m1,G1,lost,2025-02-10,,B,,,\nm2,G1,scrapped,2025-05-01,,B,,,\n"}}},
    {.name = "a lost parcel turns up",
     .files = {{"movements.csv", MOVES
                "m1,G1,shipped,2025-02-01,,A,,B,\nm2,G1,lost,2025-02-10,,A,,,\nm3,G1,received,,2025-02-20,A,,B,\n"}},
     .reviews = 1},
    {.name = "lost, then sold",
     .files = {{"movements.csv", MOVES "m1,G1,lost,2025-02-10,,B,,,\nm3,G1,shipped,2025-02-20,,B,,C,\n"}},
     .fails = 1},
    {.name = "an end without a date proves no order",
     .files = {{"movements.csv", MOVES "m1,G1,scrapped,,,B,,,\nm3,G1,shipped,2025-02-20,,B,,C,\n"}}},
    {.name = "after the moment asked about",
     .files = {{"movements.csv", MOVES LIFE "m3,G1,shipped,2025-03-01,,B,,C,\n"}},
     .as_of = "2025-02-28"},
    {.name = "seen on a marketplace, three times",
     .files = {{"movements.csv", MOVES LIFE},
               {"sightings.csv", "item,at,site_id,kind,source\nG1,2025-06-03,,offer,marketplace\nG1,2025-06-01,,offer,"
                                 "marketplace\nG1,2025-06-02,,offer,marketplace\n"}},
     .fails = 1,
     .because = "2025-06-01"},
    {.name = "seen on the day of its scrap, and before",
     .files = {{"movements.csv", MOVES LIFE}, {"sightings.csv", "item,at\nG1,2025-02-10\nG1,2025-01-10\n"}}},
    {.name = "weighed at the recycler's",
     .files = {{"movements.csv", MOVES LIFE},
               {"parties.csv", PARTIES},
               {"sites.csv", "site_id,party_id,country\nYARD,W,DE\n"},
               {"sightings.csv", "item,at,site_id,source\nG1,2025-03-10,YARD,audit\n"}}},
};

static void table(void **state)
{
    (void)state;
    VB_TEST_TABLE("custody.after-end", rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
