/* SPDX-License-Identifier: Apache-2.0 */
/* balance.items: opening + in - out - ended = closing, to the serial number; what no date or site tells stays open. */
#include "case.h"

#define MOVES "movement_id,item,kind,departed_at,arrived_at,from_party,from_site,to_party,to_site\n"
#define BULK "movement_id,model,quantity,kind,departed_at,arrived_at,from_party,to_party\n"
#define STOCK "at,party_id,site_id,model,item,quantity\n"

#define H "H100 SXM5 80GB"
static const vb_test_row rows[] = {
    {.name = "no counts", .files = {{"parties.csv", "party_id\nA\n"}}, .opens = 1},
    {.name = "one count only", .files = {{"stock.csv", STOCK "2025-01-01,B,," H ",,8\n"}}, .opens = 1},
    {.name = "8 + 16 - 4 = 20",
     .files = {{"movements.csv",
                BULK "b1," H ",16,shipped,2025-01-10,2025-01-15,A,B\nb2," H ",4,shipped,2025-01-20,,B,C\n"},
               {"stock.csv", STOCK "2025-01-01,B,," H ",,8\n2025-01-31,B,,NVIDIA H100 80GB HBM3,,20\n"}}},
    {.name = "two are missing",
     .files = {{"movements.csv", BULK "b1," H ",16,shipped,2025-01-10,2025-01-15,A,B\n"},
               {"stock.csv", STOCK "2025-01-01,B,," H ",,8\n2025-01-31,B,," H ",,22\n"}},
     .fails = 1,
     .because =
         "B counted 22 H100 SXM5 80GB on 2025-01-31; by opening count and movements there must be 24: 2 are missing."},
    {.name = "two came from nowhere",
     .files = {{"stock.csv", STOCK "2025-01-01,B,," H ",,8\n2025-01-31,B,," H ",,10\n"}},
     .fails = 1,
     .because = "2 came from nowhere"},
    {.name = "on the day of the opening count it is in that count",
     .files = {{"movements.csv", BULK "b1," H ",16,shipped,2024-12-20,2025-01-01,A,B\n"},
               {"stock.csv", STOCK "2025-01-01,B,," H ",,16\n2025-01-31,B,," H ",,16\n"}}},
    {.name = "on the day of the closing count it is in that count",
     .files = {{"movements.csv", BULK "b1," H ",16,shipped,2025-01-20,2025-01-31,A,B\n"},
               {"stock.csv", STOCK "2025-01-01,B,," H ",,8\n2025-01-31,B,," H ",,24\n"}}},
    {.name = "a count at noon, an arrival some time that day: either way",
     .files = {{"movements.csv", BULK "b1," H ",16,shipped,2025-01-20,2025-01-31,A,B\n"},
               {"stock.csv", STOCK "2025-01-01,B,," H ",,8\n2025-01-31T12:00:00Z,B,," H ",,8\n"}},
     .opens = 1},
    {.name = "arrived, though nobody wrote it down",
     .files = {{"movements.csv", BULK "b1," H ",16,shipped,2025-01-20,,A,B\n"},
               {"stock.csv", STOCK "2025-01-01,B,," H ",,8\n2025-01-31,B,," H ",,24\n"}},
     .opens = 1},
    {.name = "more than what is under way",
     .files = {{"movements.csv", BULK "b1," H ",16,shipped,2025-01-20,,A,B\n"},
               {"stock.csv", STOCK "2025-01-01,B,," H ",,8\n2025-01-31,B,," H ",,25\n"}},
     .fails = 1},
    {.name = "a dispatch without date",
     .files = {{"movements.csv", BULK "b1," H ",4,shipped,,,B,C\n"},
               {"stock.csv", STOCK "2025-01-01,B,," H ",,8\n2025-01-31,B,," H ",,4\n"}},
     .opens = 1},
    {.name = "sixteen leave, eight and eight arrive",
     .files = {{"movements.csv", BULK "b1," H ",16,shipped,2025-01-10,,A,B\nb2," H ",8,received,,2025-01-15,A,B\nb3," H
                                      ",8,received,,2025-01-17,A,B\n"},
               {"stock.csv", STOCK "2025-01-01,A,," H ",,20\n2025-01-31,A,," H ",,4\n2025-01-01,B,," H
                                   ",,0\n2025-01-31,B,," H ",,16\n"}}},
    {.name = "lost, then written off, is gone once",
     .files = {{"items.csv", "item,model\nG1," H "\n"},
               {"movements.csv", MOVES "m1,G1,lost,2025-01-10,,B,,,\nm2,G1,scrapped,2025-01-20,,B,,,\n"},
               {"stock.csv", STOCK "2025-01-01,B,," H ",,8\n2025-01-31,B,," H ",,7\n"}}},
    {.name = "one transfer told twice counts once",
     .files = {{"items.csv", "item,model\nG1," H "\n"},
               {"movements.csv", MOVES "m1,G1,shipped,2025-01-10,2025-01-12,A,,B,\ne1,G1,shipped,2025-01-10,,A,,B,\n"},
               {"stock.csv", STOCK "2025-01-01,B,," H ",,8\n2025-01-31,B,," H ",,9\n"}}},
    {.name = "by site: relocation inside the party",
     .files = {{"items.csv", "item,model\nG1," H "\n"},
               {"movements.csv", MOVES "m1,G1,shipped,2025-01-10,2025-01-12,B,S1,B,S2\n"},
               {"stock.csv", STOCK "2025-01-01,B,S1," H ",,8\n2025-01-31,B,S1," H ",,7\n2025-01-01,B,S2," H
                                   ",,1\n2025-01-31,B,S2," H ",,2\n2025-01-01,B,," H ",,9\n2025-01-31,B,," H ",,9\n"}}},
    {.name = "by site: the movement does not say to which",
     .files = {{"movements.csv", BULK "b1," H ",16,shipped,2025-01-10,2025-01-15,A,B\n"},
               {"stock.csv", STOCK "2025-01-01,B,S1," H ",,8\n2025-01-31,B,S1," H ",,24\n"}},
     .opens = 1},
    {.name = "one item twice in a count",
     .files = {{"items.csv", "item,model\nG1," H "\n"},
               {"stock.csv", STOCK "2025-01-01,B,,,G1,\n2025-01-31,B,,,G1,\n2025-01-31,B,,,G1,\n"}}},
    {.name = "three counts, the second period is wrong",
     .files = {{"stock.csv", STOCK "2025-03-01,B,," H ",,7\n2025-01-01,B,," H ",,8\n2025-02-01,B,," H ",,8\n"}},
     .fails = 1,
     .because = "2025-03-01"},
    {.name = "the closing count lies after the moment asked about",
     .files = {{"stock.csv", STOCK "2025-01-01,B,," H ",,8\n2025-03-01,B,," H ",,7\n"}},
     .as_of = "2025-02-01",
     .opens = 1},
};

static void table(void **state)
{
    (void)state;
    VB_TEST_TABLE("balance.items", rows);
}

static void to_the_serial_number(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(
        &c, NULL, {"items.csv", "item,model\nG1," H "\nG2," H "\nG3," H "\nG4," H "\n"},
        {"movements.csv", MOVES "m1,G3,shipped,2025-01-10,2025-01-12,A,,B,\nm2,G1,shipped,2025-01-20,,B,,C,\n"},
        {"stock.csv", STOCK "2025-01-01,B,,,G1,\n2025-01-01,B,,,G2,\n2025-01-31,B,,,G2,\n"});
    vb_test_verdicts(&c, "balance.items", 1, 0, 0);
    assert_true(VB_TEST_ITEMS(vb_test_find(&c, "B"), "G3")); /* came in, did not go out, is not there */
    vb_test_case_close(&c);
}

static void a_swap_keeps_the_number(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(
        &c, NULL, {"items.csv", "item,model\nG1," H "\nG2," H "\nG3," H "\n"},
        {"stock.csv", STOCK "2025-01-01,B,,,G1,\n2025-01-01,B,,,G2,\n2025-01-31,B,,,G2,\n2025-01-31,B,,,G3,\n"});
    vb_test_verdicts(&c, "balance.items", 1, 0, 0);
    assert_non_null(strstr(vb_test_because(&c, vb_test_find(&c, "B")), "not the same ones: 1 are missing"));
    assert_true(VB_TEST_ITEMS(vb_test_find(&c, "B"), "G1"));
    vb_test_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(to_the_serial_number),
        cmocka_unit_test(a_swap_keeps_the_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
