/* SPDX-License-Identifier: Apache-2.0 */
/* identity.duplicate: one number on two items; placeholders, two captures of one card, moved dies are honest. */
#include "case.h"

#define ITEMS "item,model,serial,uuid,pdi,die,board_serial,status\n"
static const vb_test_row rows[] = {
    {.name = "no items", .files = {{"parties.csv", "party_id\nA\n"}}, .opens = 1},
    {.name = "all different",
     .files = {{"items.csv", ITEMS "G1,H100 SXM5 80GB,S1,GPU-a1,p1,d1,b1,\nG2,H100 SXM5 80GB,S2,GPU-a2,p2,d2,b2,\n"}}},
    {.name = "one serial number",
     .files = {{"items.csv", ITEMS "G1,H100 SXM5 80GB,16502,,,,,\nG2,H100 SXM5 80GB,16502,,,,,\n"}},
     .fails = 1,
     .because = "serial number 16502 is on 2 things at once: G1, G2"},
    {.name = "two makers count alike",
     .files = {{"items.csv", ITEMS "G1,H100 SXM5 80GB,16502,,,,,\nG2,Instinct MI300X,16502,,,,,\n"}}},
    {.name = "a UUID has one maker only",
     .files = {{"items.csv", ITEMS "G1,H100 SXM5 80GB,,GPU-5f1e,,,,\nG2,Instinct MI300X,,GPU-5f1e,,,,\n"}},
     .fails = 1},
    {.name = "a UUID in capitals",
     .files = {{"items.csv", ITEMS "G1,H100 SXM5 80GB,,GPU-5f1e,,,,\nG2,H100 SXM5 80GB,,GPU-5F1E,,,,\n"}},
     .fails = 1},
    {.name = "placeholders",
     .files = {{"items.csv",
                ITEMS "G1,,N/A,GPU-00000000-0000-0000-0000-000000000000,0,unbekannt,To Be Filled By O.E.M.,\n"
                      "G2,,N/A,GPU-00000000-0000-0000-0000-000000000000,0,unbekannt,To Be Filled By "
                      "O.E.M.,\nG3,,xxxxxxxx,GPU-XXXXXXXX-XXXX,,,,\nG4,,xxxxxxxx,GPU-XXXXXXXX-XXXX,,,,\n"}}},
    {.name = "a die that moved to another board",
     .files = {{"items.csv", ITEMS "G1,H100 SXM5 80GB,S1,,p7,d7,b1,scrapped\nG2,H100 SXM5 80GB,S2,,p7,d7,b2,active\n"}},
     .reviews = 2},
    {.name = "one die on two living boards",
     .files = {{"items.csv", ITEMS "G1,H100 SXM5 80GB,S1,,,d7,b1,active\nG2,H100 SXM5 80GB,S2,,,d7,b2,active\n"}},
     .fails = 1},
    {.name = "the serial of a scrapped card on another",
     .files = {{"items.csv", ITEMS "G1,H100 SXM5 80GB,16502,,,,,scrapped\nG2,H100 SXM5 80GB,16502,,,,,active\n"}},
     .fails = 1},
    {.name = "three of one",
     .files = {{"items.csv", ITEMS "G1,,16502,,,,,\nG2,,16502,,,,,\nG3,,16502,,,,,\n"}},
     .fails = 1,
     .because = "on 3 things"},
};

static void table(void **state)
{
    (void)state;
    VB_TEST_TABLE("identity.duplicate", rows);
}

/* Real captures of tests are long: the same real dump twice is one card seen twice. */
static void two_captures_of_one_card(void **state)
{
    vb_test_case c;
    (void)state;
    vb_test_file dump = vb_test_read("examples/one-card/inventory/rtx-4090-24gb.txt");
    char *text = calloc(dump.n + 1, 1);
    assert_non_null(text);
    memcpy(text, dump.p, dump.n);
    VB_TEST_CASE(&c, "2025-06-01", {"inventory/monday.txt", text}, {"inventory/tuesday.txt", text});
    vb_test_verdicts(&c, "identity.duplicate", 0, 0, 0);
    vb_test_case_close(&c);
    free(text);
    free(dump.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(two_captures_of_one_card),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
