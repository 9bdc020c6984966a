/* SPDX-License-Identifier: Apache-2.0 */
/* quota.domestic: more than half of domestic make in public sites; counts, what changed since, unknown makers. Since
 * 2025-11-05 a second thing is reported: that sites with state funds use no foreign chips (Reuters). */
#include "case.h"

#define assert_text(str, literal) assert_true(vb_str_eq((str), VB_S(literal)))

#define SITES "site_id,party_id,country,public_financing\nP1,B,CN,yes\nP2,B,CN,yes\nQ,B,CN,no\nG,B,DE,yes\n"
#define STOCK "at,party_id,site_id,model,item,quantity\n"
#define N "H100 SXM5 80GB"
#define D "Ascend 910B1"
#define OWN                                                  \
    {                                                        \
        "case.ini", "[check.quota.domestic]\npercent = 50\n" \
    }
#define CASE(stock) .files = {{"sites.csv", SITES}, {"stock.csv", STOCK stock}}
/* rows without as_of are judged on the day of their latest count: in October 2025 only the quota was reported */

static const vb_test_row rows[] = {
    {.name = "no public site", .files = {{"sites.csv", "site_id,party_id,country\nP1,B,CN\n"}}, .opens = 1},
    {.name = "a public site, nothing known of it", .files = {{"sites.csv", SITES}}, .as_of = "2026-01-01", .opens = 1},
    {.name = "exactly half is not more than half",
     CASE("2025-10-20,B,P1," N ",,50\n2025-10-20,B,P2," D ",,50\n"),
     .reviews = 1,
     .because = "50.0 % of the 100 accelerators"},
    {.name = "six of ten by units, fewer by TPP",
     CASE("2025-10-20,B,P1," N ",,40\n2025-10-20,B,P2," D ",,60\n"),
     .reviews = 1},
    {.name = "nine of ten", CASE("2025-10-20,B,P1," N ",,10\n2025-10-20,B,P2," D ",,90\n")},
    {.name = "before the quota was known", CASE("2025-06-01,B,P1," N ",,50\n"), .as_of = "2025-08-16"},
    {.name = "on its day", CASE("2025-06-01,B,P1," N ",,50\n"), .as_of = "2025-08-17", .reviews = 1},
    {.name = "private sites do not count", CASE("2025-10-20,B,Q," N ",,500\n2025-10-20,B,P2," D ",,90\n")},
    {.name = "a threshold of the case fails",
     .files = {OWN,
               {"sites.csv", SITES},
               {"stock.csv", STOCK "2025-10-20,B,P1," N ",,50\n2025-10-20,B,P2," D ",,50\n"}},
     .fails = 1},
    {.name = "a threshold of the case: TPP alone does not fail",
     .files = {OWN,
               {"sites.csv", SITES},
               {"stock.csv", STOCK "2025-10-20,B,P1," N ",,40\n2025-10-20,B,P2," D ",,60\n"}},
     .reviews = 1},
    {.name = "makers that are not known could tip it",
     CASE("2025-10-20,B,P1," N ",,40\n2025-10-20,B,P2," D ",,40\n2025-10-20,B,P2,Frobnicator,,20\n"),
     .opens = 1},
    {.name = "makers that are not known cannot tip it",
     CASE("2025-10-20,B,P1," N ",,80\n2025-10-20,B,P2,Frobnicator,,20\n"),
     .reviews = 1},
    {.name = "each model by its own latest count",
     CASE("2025-10-01,B,P1," D ",,90\n2025-10-20,B,P1," N ",,10\n2025-09-01,B,P1," N ",,900\n")},
    {.name = "what came after the count",
     .files = {{"sites.csv", SITES},
               {"movements.csv",
                "movement_id,model,quantity,kind,departed_at,arrived_at,from_party,to_party,to_site\nb1," N
                ",200,shipped,,2025-10-29,A,B,P1\n"},
               {"stock.csv", STOCK "2025-10-20,B,P1," D ",,90\n2025-10-20,B,P1," N ",,1\n"}},
     .reviews = 1,
     .because = "of the 291 accelerators"},
    {.name = "items by their movements",
     .files = {{"sites.csv", SITES},
               {"movements.csv", "movement_id,item,model,kind,arrived_at,to_party,to_site\nm1,G1," N
                                 ",installed,2025-10-20,B,P1\nm2,G2," D ",installed,2025-10-20,B,P1\n"}},
     .reviews = 1,
     .because = "of the 2 accelerators"},
    /* foreign chips in sites with state funds: the day before it was reported, and that day */
    {.name = "nine of ten, before the word of November",
     CASE("2025-10-20,B,P1," N ",,10\n2025-10-20,B,P2," D ",,90\n"),
     .as_of = "2025-11-04"},
    {.name = "nine of ten, on its day",
     CASE("2025-10-20,B,P1," N ",,10\n2025-10-20,B,P2," D ",,90\n"),
     .as_of = "2025-11-05",
     .reviews = 1,
     .because = "10 of the 100 accelerators in public sites in China are of foreign make"},
    {.name = "ten of ten, on its day", CASE("2025-10-20,B,P2," D ",,90\n"), .as_of = "2025-11-05"},
    {.name = "foreign chips in a private site",
     CASE("2025-10-20,B,Q," N ",,10\n2025-10-20,B,P2," D ",,90\n"),
     .as_of = "2025-11-05"},
    {.name = "unknown makers are not called foreign",
     CASE("2025-10-20,B,P1,Frobnicator,,10\n2025-10-20,B,P2," D ",,90\n"),
     .as_of = "2025-11-05"},
    {.name = "both at once",
     CASE("2025-10-20,B,P1," N ",,90\n2025-10-20,B,P2," D ",,10\n"),
     .as_of = "2025-11-05",
     .reviews = 2},
    {.name = "a country without a quota",
     .files = {{"sites.csv", "site_id,party_id,country,public_financing\nG,B,DE,yes\n"},
               {"stock.csv", STOCK "2025-10-20,B,G," N ",,50\n"}}},
};

static void table(void **state)
{
    (void)state;
    VB_TEST_TABLE("quota.domestic", rows);
}

/* Basis, clause, layer and day come from the rules; and nobody could act on the report before it was known. */
static void it_names_its_basis(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2025-08-31", {"sites.csv", SITES}, {"stock.csv", STOCK "2025-08-20,B,P1," N ",,50\n"});
    vb_test_check(&c, "quota.domestic");
    const vb_finding *f = vb_test_find(&c, "CN");
    assert_string_equal(vb_test_claim(&c, f, "basis of the quota"), "press");
    assert_string_equal(vb_test_claim(&c, f, "threshold"), "> 50 %");
    assert_text(f->rule.instrument, "cn-measures");
    assert_text(f->rule.layer, "enforced");
    assert_true(f->rule.on == vb_test_moment("2025-08-31"));
    c.cx.known_on = vb_test_moment("2025-08-16");
    vb_test_verdicts(&c, "quota.domestic", 0, 0, 0);
    c.cx.known_on = vb_test_moment("2025-08-17");
    vb_test_verdicts(&c, "quota.domestic", 0, 1, 0);
    vb_test_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(it_names_its_basis),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
