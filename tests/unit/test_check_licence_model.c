/* SPDX-License-Identifier: Apache-2.0 */
#include "licence_fixture.h"

#define ONE "licence_id,exporter_id,model\nL,EXP,nv-h20-96\n"
#define TWO "licence_id,line,exporter_id,model\nL,1,EXP,nv-h20-96\nL,2,EXP,nv-h200-sxm\n"
#define SAME "licence_id,line,exporter_id,model\nL,1,EXP,nv-h20-96\nL,2,EXP,nv-h20-96\n"
#define MOVES "movement_id,item,model,quantity,kind,departed_at,from_party,to_party,licence_id,licence_line\n"

static void models(void **state)
{
    static const row rows[] = {
        {ONE, MOVES "A,I1,nv-h20-96,,shipped,2025-09-01,EXP,CON,L,\n", 0, 0, 0},
        {ONE, MOVES "A,I1,NVIDIA H20,,shipped,2025-09-01,EXP,CON,L,\n", 0, 0, 0},
        {ONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,EXP,CON,L,\n", 1, 0, 0},
        {ONE, MOVES "A,,nv-h100-sxm5-80,8,shipped,2025-09-01,EXP,CON,L,\n", 1, 0, 0},
        /* a name that the catalogue does not know, and none */
        {ONE, MOVES "A,I1,Frobnicator 9000,,shipped,2025-09-01,EXP,CON,L,\n", 0, 0, 1},
        {ONE, MOVES "A,I1,,,shipped,2025-09-01,EXP,CON,L,\n", 0, 0, 1},
        {"licence_id,exporter_id,model\nL,EXP,Frobnicator 9000\n",
         MOVES "A,I1,Frobnicator 9000,,shipped,2025-09-01,EXP,CON,L,\n", 0, 0, 0},
        {"licence_id,exporter_id,model\nL,EXP,Frobnicator 9000\n",
         MOVES "A,I1,nv-h20-96,,shipped,2025-09-01,EXP,CON,L,\n", 0, 0, 1},
        /* no limit */
        {"licence_id,exporter_id,model\nL,EXP,\n", MOVES "A,I1,Frobnicator 9000,,shipped,2025-09-01,EXP,CON,L,\n", 0, 0,
         0},
        /* several lines: by model, by number, none fits, cannot be told */
        {TWO, MOVES "A,I1,nv-h200-sxm,,shipped,2025-09-01,EXP,CON,L,\nA,I2,nv-h20-96,,shipped,2025-09-01,EXP,CON,L,\n",
         0, 0, 0},
        {TWO, MOVES "A,I1,nv-h200-sxm,,shipped,2025-09-01,EXP,CON,L,1\n", 1, 0, 0},
        {TWO, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,EXP,CON,L,\n", 1, 0, 0},
        {SAME, MOVES "A,I1,nv-h20-96,,shipped,2025-09-01,EXP,CON,L,\n", 0, 0, 1},
        {TWO, MOVES "A,I1,nv-h20-96,,shipped,2025-09-01,EXP,CON,L,7\n", 0, 0, 1},
        /* two wrong models in one box are two findings */
        {ONE,
         MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,EXP,CON,L,\nA,I2,nv-h200-sxm,,shipped,2025-09-01,EXP,CON,L,\n",
         2, 0, 0},
        /* a licence that is not in the case is not this check's question */
        {ONE, MOVES "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,EXP,CON,OTHER,\n", 0, 0, 0},
    };
    (void)state;
    ASK("licence.model", "2025-12-31", rows);
}

static void forty_cards_are_one_finding(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(
        &c, "2025-12-31", {"parties.csv", parties}, {"licences.csv", ONE},
        {"movements.csv", MOVES
         "A,I1,nv-h100-sxm5-80,,shipped,2025-09-01,EXP,CON,L,\nA,I2,nv-h100-sxm5-80,,shipped,2025-09-01,EXP,CON,L,\n"});
    vb_test_check(&c, "licence.model");
    const vb_finding *f = vb_test_find(&c, "A");
    assert_string_equal(vb_test_because(&c, f), "2 H100 SXM5 80GB were shipped under L line 1, which is for H20 96GB.");
    assert_true(VB_TEST_ITEMS(f, "I1", "I2"));
    vb_test_case_close(&c);
}

static void without_licences_it_is_open(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2025-12-31", {"parties.csv", parties},
                 {"movements.csv",
                  "item,model,kind,departed_at,from_party,to_party\nI1,nv-h20-96,shipped,2025-09-01,EXP,CON\n"});
    vb_test_verdicts(&c, "licence.model", 0, 0, 1);
    assert_text(c.findings.v[0].key, "licences.csv");
    vb_test_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(models),
        cmocka_unit_test(forty_cards_are_one_finding),
        cmocka_unit_test(without_licences_it_is_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
