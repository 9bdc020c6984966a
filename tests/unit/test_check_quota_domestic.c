/* SPDX-License-Identifier: Apache-2.0 */
/* quota.domestic: more than half of domestic make in public sites; counts, what changed since, unknown makers. */
#include "case.h"

#define SITES "site_id,party_id,country,public_financing\nP1,B,CN,yes\nP2,B,CN,yes\nQ,B,CN,no\nG,B,DE,yes\n"
#define STOCK "at,party_id,site_id,model,item,quantity\n"
#define N "H100 SXM5 80GB"
#define D "Ascend 910B1"
#define OWN                                                  \
    {                                                        \
        "case.ini", "[check.quota.domestic]\npercent = 50\n" \
    }
#define CASE(stock) .files = {{"sites.csv", SITES}, {"stock.csv", STOCK stock}}

static const vb_test_row rows[] = {
    {.name = "no public site", .files = {{"sites.csv", "site_id,party_id,country\nP1,B,CN\n"}}, .opens = 1},
    {.name = "a public site, nothing known of it", .files = {{"sites.csv", SITES}}, .as_of = "2026-01-01", .opens = 1},
    {.name = "exactly half is not more than half",
     CASE("2025-12-01,B,P1," N ",,50\n2025-12-01,B,P2," D ",,50\n"),
     .reviews = 1,
     .because = "50.0 % of the 100 accelerators"},
    {.name = "six of ten by units, fewer by TPP",
     CASE("2025-12-01,B,P1," N ",,40\n2025-12-01,B,P2," D ",,60\n"),
     .reviews = 1},
    {.name = "nine of ten", CASE("2025-12-01,B,P1," N ",,10\n2025-12-01,B,P2," D ",,90\n")},
    {.name = "before the quota was known", CASE("2025-06-01,B,P1," N ",,50\n"), .as_of = "2025-08-16"},
    {.name = "on its day", CASE("2025-06-01,B,P1," N ",,50\n"), .as_of = "2025-08-17", .reviews = 1},
    {.name = "private sites do not count", CASE("2025-12-01,B,Q," N ",,500\n2025-12-01,B,P2," D ",,90\n")},
    {.name = "a threshold of the case fails",
     .files = {OWN,
               {"sites.csv", SITES},
               {"stock.csv", STOCK "2025-12-01,B,P1," N ",,50\n2025-12-01,B,P2," D ",,50\n"}},
     .fails = 1},
    {.name = "a threshold of the case: TPP alone does not fail",
     .files = {OWN,
               {"sites.csv", SITES},
               {"stock.csv", STOCK "2025-12-01,B,P1," N ",,40\n2025-12-01,B,P2," D ",,60\n"}},
     .reviews = 1},
    {.name = "makers that are not known could tip it",
     CASE("2025-12-01,B,P1," N ",,40\n2025-12-01,B,P2," D ",,40\n2025-12-01,B,P2,Frobnicator,,20\n"),
     .opens = 1},
    {.name = "makers that are not known cannot tip it",
     CASE("2025-12-01,B,P1," N ",,80\n2025-12-01,B,P2,Frobnicator,,20\n"),
     .reviews = 1},
    {.name = "each model by its own latest count",
     CASE("2025-10-01,B,P1," D ",,90\n2025-12-01,B,P1," N ",,10\n2025-09-01,B,P1," N ",,900\n")},
    {.name = "what came after the count",
     .files = {{"sites.csv", SITES},
               {"movements.csv",
                "movement_id,model,quantity,kind,departed_at,arrived_at,from_party,to_party,to_site\nb1," N
                ",200,shipped,,2025-12-10,A,B,P1\n"},
               {"stock.csv", STOCK "2025-12-01,B,P1," D ",,90\n2025-12-01,B,P1," N ",,1\n"}},
     .reviews = 1,
     .because = "of the 291 accelerators"},
    {.name = "items by their movements",
     .files = {{"sites.csv", SITES},
               {"movements.csv", "movement_id,item,model,kind,arrived_at,to_party,to_site\nm1,G1," N
                                 ",installed,2025-12-01,B,P1\nm2,G2," D ",installed,2025-12-01,B,P1\n"}},
     .reviews = 1,
     .because = "of the 2 accelerators"},
    {.name = "a country without a quota",
     .files = {{"sites.csv", "site_id,party_id,country,public_financing\nG,B,DE,yes\n"},
               {"stock.csv", STOCK "2025-12-01,B,G," N ",,50\n"}}},
};

static void table(void **state)
{
    (void)state;
    VB_TEST_TABLE("quota.domestic", rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
