/* SPDX-License-Identifier: Apache-2.0 */
/* custody.conflict: two places at once, faster than freight, two journeys that overlap; date lines and late bookings.
 */
#include "case.h"

#define MOVES "movement_id,item,kind,departed_at,arrived_at,from_party,from_site,to_party,to_site\n"
#define SITES                                                                                                         \
    "site_id,party_id,country,lat,lon\nBER,B,DE,52.52,13.405\nTOK,C,JP,35.68,139.69\nPOT,B,DE,52.40,13.06\nLAX,A,US," \
    "33.94,-118.41\nTPE,C,TW,25.08,121.23\nNIL,B,DE,,\n"

static const vb_test_row rows[] = {
    {.name = "nothing recorded", .files = {{"sites.csv", SITES}}, .opens = 1},
    {.name = "Berlin at ten, Tokyo at eleven",
     .files = {{"sites.csv", SITES},
               {"sightings.csv", "item,at,site_id,kind,source\nG1,2025-03-01T10:00:00Z,BER,seen,audit\nG1,2025-03-"
                                 "01T11:00:00Z,TOK,seen,telemetry\n"}},
     .fails = 1,
     .because = "km/h"},
    {.name = "at one moment in both", /* 8,900 km: geodesic Berlin - Tokyo */
     .files = {{"sites.csv", SITES},
               {"sightings.csv", "item,at,site_id\nG1,2025-03-01T10:00:00Z,BER\nG1,2025-03-01T10:00:00Z,TOK\n"}},
     .fails = 1,
     .because = "at the same time"},
    {.name = "nine hours are enough for a jet", /* 8,918 km */
     .files = {{"sites.csv", SITES},
               {"sightings.csv", "item,at,site_id\nG1,2025-03-01T10:00:00Z,BER\nG1,2025-03-01T19:00:00Z,TOK\n"}}},
    {.name = "not when the case allows 900 km/h",
     .files = {{"case.ini", "[check.custody.conflict]\nspeed = 900\n"},
               {"sites.csv", SITES},
               {"sightings.csv", "item,at,site_id\nG1,2025-03-01T10:00:00Z,BER\nG1,2025-03-01T19:00:00Z,TOK\n"}},
     .fails = 1},
    {.name = "dates alone leave a day and more",
     .files = {{"sites.csv", SITES}, {"sightings.csv", "item,at,site_id\nG1,2025-03-01,BER\nG1,2025-03-01,TOK\n"}}},
    {.name = "a town and its suburb",
     .files = {{"sites.csv", SITES},
               {"sightings.csv", "item,at,site_id\nG1,2025-03-01T10:00:00Z,BER\nG1,2025-03-01T10:00:00Z,POT\n"}}},
    {.name = "over the date line: it lands on the day before it left, by the local clock",
     .files = {{"sites.csv", SITES},
               {"movements.csv",
                MOVES "m1,G1,shipped,2025-03-01T20:00:00+08:00,2025-03-01T18:00:00-08:00,C,TPE,A,LAX\n"}}},
    {.name = "a site without coordinates does not hide the two around it",
     .files =
         {{"sites.csv", SITES},
          {"sightings.csv",
           "item,at,site_id\nG1,2025-03-01T10:00:00Z,BER\nG1,2025-03-01T10:30:00Z,NIL\nG1,2025-03-01T11:00:00Z,TOK\n"}},
     .fails = 1},
    {.name = "seen later than asked about",
     .files = {{"sites.csv", SITES},
               {"sightings.csv", "item,at,site_id\nG1,2025-03-01T10:00:00Z,BER\nG1,2025-03-01T11:00:00Z,TOK\n"}},
     .as_of = "2025-03-01T10:30:00Z"},
    {.name = "under way to one, sent off by another",
     .files = {{"movements.csv",
                MOVES "m1,G1,shipped,2025-03-01,2025-03-20,A,,B,\nm2,G1,shipped,2025-03-10,2025-03-12,C,,D,\n"}},
     .fails = 1,
     .because = "yet C sends it off"},
    {.name = "the consignee books the arrival after he sent it on",
     .files = {{"movements.csv",
                MOVES "m1,G1,shipped,2025-03-01,2025-03-20,A,,B,\nm2,G1,shipped,2025-03-18,2025-03-22,B,,D,\n"}},
     .reviews = 1},
    {.name = "sent on on the day it came",
     .files = {{"movements.csv",
                MOVES "m1,G1,shipped,2025-03-01,2025-03-20,A,,B,\nm2,G1,shipped,2025-03-20,2025-03-22,B,,D,\n"}}},
    {.name = "one journey in two rows",
     .files = {{"movements.csv",
                MOVES "m1,G1,shipped,2025-03-01,2025-03-20,A,,B,\nm2,G1,shipped,2025-03-02,2025-03-19,A,,B,\n"}}},
};

static void table(void **state)
{
    (void)state;
    VB_TEST_TABLE("custody.conflict", rows);
}

static void bad_parameter(void **state)
{
    vb_test_case c;
    vb_error err = {0};
    (void)state;
    VB_TEST_CASE(&c, NULL, {"case.ini", "[check.custody.conflict]\nspeed = 99\n"},
                 {"movements.csv", MOVES "m1,G1,made,,2025-03-01,,,A,\n"});
    assert_int_equal(vb_test_check_error(&c, "custody.conflict", &err), VB_E_RANGE);
    assert_non_null(strstr(err.message, "speed"));
    vb_test_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(bad_parameter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
