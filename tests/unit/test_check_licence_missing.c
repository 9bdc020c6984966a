/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"

#define assert_text(str, literal) assert_true(vb_str_eq((str), VB_S(literal)))

static const char parties[] =
    "party_id,name,country,headquarters,roles\n"
    "EXP,Exporter,US,US,exporter\nFWD,Carrier,HK,HK,forwarder\nCON,Consignee,CN,CN,\nEND,End user,CN,CN,data-centre\n"
    "LAB,Laboratory,US,US,laboratory\nLABTW,Laboratory "
    "Two,TW,TW,laboratory\nSTR,Stranger,CN,CN,\nFIX,Repairs,CN,CN,repair-shop\n"
    "HKC,Kowloon Compute,HK,HK,\nMAC,Macau Compute,MO,MO,\nGER,Rechenzentrum,DE,DE,\nSGP,Lion Cloud,SG,CN,\nSGQ,Lion "
    "Own,SG,SG,\nNOW,Nowhere,,,\n";

typedef struct row { /* one case: its licences, its movements, what the check must say */
    const char *licences, *movements;
    size_t fails, reviews, opens;
} row;

static void ask(const char *id, const char *as_of, const row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        vb_test_case c;
        print_message("case %zu\n", i);
        VB_TEST_CASE(&c, as_of, {"parties.csv", parties}, {"licences.csv", rows[i].licences},
                     {"movements.csv", rows[i].movements});
        vb_test_verdicts(&c, id, rows[i].fails, rows[i].reviews, rows[i].opens);
        vb_test_case_close(&c);
    }
}
#define ASK(id, as_of, rows) ask((id), (as_of), (rows), sizeof(rows) / sizeof(rows)[0])

#define NONE "licence_id,exporter_id\nZ,\n"
#define MOVES "movement_id,item,model,quantity,kind,departed_at,arrived_at,from_party,to_party,licence_id\n"
#define L_CN "licence_id,exporter_id,consignee_id,destination\nL,EXP,CON,CN\n"

static void duties(void **state)
{
    static const row rows[] = {
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,CON,\n", 1, 0, 0},
        {L_CN, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,CON,L\n", 0, 0, 0},
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,GER,\n", 0, 0, 0},
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,HKC,\n", 1, 0, 0},
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,MAC,\n", 1, 0, 0},
        /* inside one country no border is crossed */
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,CON,END,\n", 0, 0, 0},
        /* H20: letters of April 2025, NVIDIA Form 8-K of 2025-04-15 */
        {NONE, MOVES "A,I1,nv-h20-96,,shipped,2025-04-08,,EXP,CON,\n", 0, 0, 0},
        {NONE, MOVES "A,I1,nv-h20-96,,shipped,2025-04-15,,EXP,CON,\n", 1, 0, 0},
        /* RTX 4090 to China: exception NAC could cover it */
        {NONE, MOVES "A,I1,nv-rtx4090,,shipped,2024-06-01,,EXP,CON,\n", 0, 1, 0},
        /* headquarters rule from 2023-11-17: parent in China, buyer in Singapore */
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2023-11-16,,EXP,SGP,\n", 0, 0, 0},
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2023-11-17,,EXP,SGP,\n", 1, 0, 0},
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2023-11-17,,EXP,SGQ,\n", 0, 0, 0},
        /* a licence that the case does not hold is a paper to be found */
        {L_CN, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,CON,OTHER\n", 0, 1, 0},
        /* a model that the catalogue does not know, a country and a day that are not written */
        {NONE, MOVES "A,I1,Frobnicator 9000,,shipped,2025-09-01,,EXP,CON,\n", 0, 0, 1},
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,NOW,\n", 0, 0, 1},
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,,,EXP,CON,\n", 0, 0, 1},
        /* two models in one box */
        {NONE,
         MOVES
         "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,CON,\nA,I2,nv-a100-sxm4-80,,shipped,2025-09-01,,EXP,CON,\n",
         2, 0, 0},
    };
    (void)state;
    ASK("licence.missing", "2025-12-31", rows);
}

static void carried_on(void **state)
{
    static const row rows[] = {
        /* through Hong Kong to Germany; bound for China; still there; a quantity; where nobody can follow it */
        {NONE,
         MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,2025-09-02,EXP,FWD,\nB,I1,nv-h100-sxm5-80,,shipped,2025-09-05,"
               ",FWD,GER,\n",
         0, 0, 0},
        {NONE,
         MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,2025-09-02,EXP,FWD,\nB,I1,nv-h100-sxm5-80,,shipped,2025-09-05,"
               ",FWD,CON,\n",
         2, 0, 0},
        {NONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,2025-09-02,EXP,FWD,\n", 0, 1, 0},
        {NONE, MOVES "A,,nv-h100-sxm5-80,9,shipped,2025-09-01,2025-09-02,EXP,FWD,\n", 0, 1, 0},
        /* the licence stands on the first leg only, or on the second only */
        {L_CN,
         MOVES
         "A,I1,nv-h20-96,,shipped,2025-09-01,2025-09-02,EXP,FWD,L\nB,I1,nv-h20-96,,shipped,2025-09-05,,FWD,CON,\n",
         0, 0, 0},
        {L_CN,
         MOVES
         "A,I1,nv-h20-96,,shipped,2025-09-01,2025-09-02,EXP,FWD,\nB,I1,nv-h20-96,,shipped,2025-09-05,,FWD,CON,L\n",
         0, 0, 0},
        /* it does not cover a stranger, nor what comes after the way back */
        {L_CN,
         MOVES
         "A,I1,nv-h20-96,,shipped,2025-09-01,2025-09-02,EXP,FWD,L\nB,I1,nv-h20-96,,shipped,2025-09-05,,FWD,STR,\n",
         1, 0, 0},
        {L_CN,
         MOVES "A,I1,nv-h20-96,,shipped,2025-09-01,2025-09-02,EXP,CON,L\nB,I1,nv-h20-96,,returned,2025-09-05,2025-09-"
               "06,CON,EXP,\nC,I1,nv-h20-96,,shipped,2025-10-05,,EXP,CON,\n",
         1, 0, 0},
    };
    (void)state;
    ASK("licence.missing", "2025-12-31", rows);
}

/* The parent is known from ownership.csv, from the day of the shares on. */
static void a_parent_by_shares(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(
        &c, "2025-12-31", {"parties.csv", "party_id,country,headquarters\nEXP,US,US\nSUB,SG,SG\nTOP,CN,CN\n"},
        {"ownership.csv", "owner_id,owned_id,percent,from,to\nTOP,SUB,51,2025-06-01,\n"},
        {"movements.csv", MOVES
         "A,I1,nv-h100-sxm5-80,,shipped,2025-05-31,,EXP,SUB,\nB,I2,nv-h100-sxm5-80,,shipped,2025-06-01,,EXP,SUB,\n"});
    vb_test_verdicts(&c, "licence.missing", 1, 0, 0);
    assert_string_equal(vb_test_claim(&c, vb_test_find(&c, "B"), "headquarters of the consignee"), "China");
    vb_test_case_close(&c);
}

static void what_it_cannot_ask(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2025-12-31", {"parties.csv", parties});
    vb_test_verdicts(&c, "licence.missing", 0, 0, 1);
    assert_text(c.findings.v[0].key, "movements.csv");
    vb_test_case_close(&c);
    VB_TEST_CASE(&c, "2025-12-31", {"movements.csv", MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,,EXP,CON,\n"},
                 {"parties.csv", parties});
    c.cx.rules = NULL;
    vb_test_verdicts(&c, "licence.missing", 0, 0, 1);
    vb_test_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(duties),
        cmocka_unit_test(carried_on),
        cmocka_unit_test(a_parent_by_shares),
        cmocka_unit_test(what_it_cannot_ask),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
