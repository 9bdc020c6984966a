/* SPDX-License-Identifier: Apache-2.0 */
/* party.young: founded or woken after 7 October 2022, large order within a year; old houses and carriers are honest. */
#include "case.h"

#define BULK "movement_id,model,quantity,kind,departed_at,arrived_at,from_party,from_site,to_party,to_site\n"
#define ORDER(day) BULK "b1,H100 SXM5 80GB,8,shipped,," day ",A,,B,\n"
#define PARTY "party_id,name,country,roles,founded,dormant_from,dormant_to\n"
#define CASE(moves, party) .files = {{"movements.csv", moves}, {"parties.csv", PARTY party}}

static const vb_test_row rows[] = {
    {.name = "no movements", .files = {{"parties.csv", PARTY "B,Newco,MY,,2023-01-01,,\n"}}, .opens = 1},
    {.name = "no dates of founding", CASE(ORDER("2023-06-01"), "B,Newco,MY,,,,\n"), .opens = 1},
    {.name = "five months old",
     CASE(ORDER("2023-06-01"), "B,Newco,MY,,2023-01-01,,\n"),
     .reviews = 1,
     .because = "Newco was founded on 2023-01-01, after the rule of 2022-10-07, and took 8 H100"},
    {.name = "exactly 365 days", CASE(ORDER("2024-01-01"), "B,Newco,MY,,2023-01-01,,\n"), .reviews = 1},
    {.name = "366 days", CASE(ORDER("2024-01-02"), "B,Newco,MY,,2023-01-01,,\n")},
    {.name = "a year alone may mean its last day", CASE(ORDER("2024-12-30"), "B,Newco,MY,,2023,,\n"), .reviews = 1},
    {.name = "the day of the rule", CASE(ORDER("2022-12-01"), "B,Newco,MY,,2022-10-07,,\n"), .reviews = 1},
    {.name = "the day before the rule", CASE(ORDER("2022-12-01"), "B,Newco,MY,,2022-10-06,,\n")},
    {.name = "another rule, set by the case",
     .files = {{"case.ini", "[check.party.young]\nrule-day = 20231117\n"},
               {"movements.csv", ORDER("2023-06-01")},
               {"parties.csv", PARTY "B,Newco,MY,,2023-01-01,,\n"}}},
    {.name = "seven are no large order",
     CASE(BULK "b1,H100 SXM5 80GB,7,shipped,,2023-06-01,A,,B,\n", "B,Newco,MY,,2023-01-01,,\n")},
    {.name = "four and four of two models, at two sites",
     CASE(BULK "b1,H100 SXM5 80GB,4,shipped,,2023-06-01,A,,B,S1\nb2,A100 SXM4 80GB,4,shipped,,2023-08-30,A,,B,S2\n",
          "B,Newco,MY,,2023-01-01,,\n"),
     .reviews = 1},
    {.name = "four and four, 91 days apart",
     CASE(BULK "b1,H100 SXM5 80GB,4,shipped,,2023-06-01,A,,B,\nb2,H100 SXM5 80GB,4,shipped,,2023-08-31,A,,B,\n",
          "B,Newco,MY,,2023-01-01,,\n")},
    {.name = "its own cards from site to site",
     CASE(BULK "b1,H100 SXM5 80GB,8,shipped,,2023-06-01,B,S1,B,S2\n", "B,Newco,MY,,2023-01-01,,\n")},
    {.name = "cards back from repair",
     CASE(BULK "b1,H100 SXM5 80GB,8,shipped,,2023-06-01,R,,B,\n",
          "B,Newco,MY,,2023-01-01,,\nR,Workshop,SG,repair-shop,2010,,\n")},
    {.name = "woken after years, with an old large order",
     CASE(BULK "b0,H100 SXM5 80GB,80,shipped,,2013-06-01,A,,B,\nb1,H100 SXM5 80GB,8,shipped,,2024-12-01,A,,B,\n",
          "B,Oldco,US,,2010,2014-01-01,2024-10-01\n"),
     .reviews = 1,
     .because = "Oldco was dormant until 2024-10-01"},
    {.name = "woken, and old again", CASE(ORDER("2025-12-01"), "B,Oldco,US,,2010,2014-01-01,2024-10-01\n")},
    {.name = "a young carrier", CASE(ORDER("2023-06-01"), "B,Newco,MY,forwarder,2023-01-01,,\n")},
    {.name = "a new subsidiary of an old house",
     .files = {{"movements.csv", ORDER("2023-06-01")},
               {"ownership.csv", "owner_id,owned_id,percent\nM,B,100\n"},
               {"parties.csv", PARTY "B,Newco,MY,,2023-01-01,,\nM,Siemens,DE,,1901,,\n"}}},
    {.name = "a new subsidiary of an old house in China",
     .files = {{"movements.csv", ORDER("2023-06-01")},
               {"ownership.csv", "owner_id,owned_id,percent\nM,B,100\n"},
               {"parties.csv", PARTY "B,Newco,MY,,2023-01-01,,\nM,Old house,CN,,1984,,\n"}},
     .reviews = 1},
    {.name = "the order lies after the moment asked about",
     CASE(ORDER("2023-06-01"), "B,Newco,MY,,2023-01-01,,\n"),
     .as_of = "2023-05-31"},
};

static void table(void **state)
{
    (void)state;
    VB_TEST_TABLE("party.young", rows);
}

static void no_such_day(void **state)
{
    vb_test_case c;
    vb_error err = {0};
    (void)state;
    VB_TEST_CASE(&c, NULL, {"case.ini", "[check.party.young]\nrule-day = 20231317\n"},
                 {"movements.csv", ORDER("2023-06-01")});
    assert_int_equal(vb_test_check_error(&c, "party.young", &err), VB_E_RANGE);
    vb_test_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(no_such_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
