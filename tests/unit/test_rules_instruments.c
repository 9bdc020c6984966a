/* SPDX-License-Identifier: Apache-2.0 */
/* Single instruments of data/rules: what each adds, from which day, and that the others are left as they were. Expected
 * values are those of the documents named beside them. */
#include "rules_support.h"

static vb_test_rules t;

static int open_rules(void **state)
{
    (void)state;
    vb_test_rules_open(&t);
    return 0;
}

static int close_rules(void **state)
{
    (void)state;
    vb_test_rules_close(&t);
    return 0;
}

/* Is a clause effective in the enforced layer? "-" in front of a row's clause: it must not even be in force. */
static const struct {
    const char *model, *to, *headquarters, *on, *clause;
    vb_tri effective;
    const char *source;
} rows[] = {
    /* 87 FR 62186: what is left over is against terrorism alone */
    {"nv-l2", "KP", "KP", "2024-01-15", "87fr62186/licence.at", VB_YES, "AT column 1: 742.19"},
    {"nv-l2", "CN", "CN", "2024-01-15", "87fr62186/licence.at", VB_NO, "no mark in the Country Chart"},
    {"nv-h100-sxm5-80", "DE", "DE", "2024-01-15", "87fr62186/3a991.p", VB_NO, "n.e.s.: 3A090 goes before"},
    {"nv-h100-sxm5-80", "DE", "DE", "2022-10-20", "-87fr62186/3a991.p", VB_NO, "from 2022-10-21"},
    /* 15 CFR 746: reviews */
    {"nv-h100-sxm5-80", "RU", "RU", "2024-01-15", "15cfr746/review", VB_YES, "746.8(b)(3)"},
    {"nv-h100-sxm5-80", "RU", "RU", "2024-01-15", "88fr73458/review.denial", VB_NO, "746.8(b)(3) goes before"},
    {"nv-h100-sxm5-80", "SY", "SY", "2025-09-01", "15cfr746/review.syria", VB_YES, "746.9(c) until 90 FR 42320"},
    {"nv-h100-sxm5-80", "SY", "SY", "2025-09-02", "88fr73458/review.denial", VB_YES, "D:5 as before"},
    /* 88 FR 73458 and 89 FR 23876: transfers within China need no notice */
    {"nv-rtx4090", "CN", "CN", "2023-12-01", "88fr73458/nac", VB_YES, "740.8(a)(2)"},
    {"nv-rtx4090", "CN", "CN", "2024-05-01", "88fr73458/nac", VB_YES, "740.8(a)(2)"},
    {"nv-rtx4090", "CN", "CN", "2024-05-01", "89fr23876/review", VB_YES, "not a data centre part: case-by-case"},
    /* 744.23(a)(3), for .a and .b: everywhere outside the United States, A:5 and A:6 too */
    {"nv-h100-sxm5-80", "JP", "CN", "2024-01-15", "88fr73458/headquarters", VB_YES, "A:5"},
    {"nv-h100-sxm5-80", "DE", "MO", "2026-02-01", "88fr73458/headquarters", VB_YES, "Macau is named"},
    {"nv-l40", "JP", "CN", "2024-01-15", "88fr73458/headquarters", VB_YES, ".b"},
    {"nv-l40", "TW", "RU", "2026-06-15", "88fr73458/headquarters", VB_YES, "A:6; D:5 is not China alone"},
    {"nv-l40", "TW", "CN", "2026-06-15", "bis-guidance-2026/headquarters", VB_NO, "the guidance speaks of .a"},
    {"nv-h100-sxm5-80", "US", "CN", "2024-01-15", "88fr73458/headquarters", VB_NO, "no export"},
    {"nv-h100-sxm5-80", "CN", "DE", "2024-01-15", "88fr73458/licence.a", VB_YES, "D:5, whoever receives it"},
    {"nv-h100-sxm5-80", "JP", "JP", "2024-01-15", "88fr73458/licence.a", VB_NO, "A:5"},
    {"nv-h100-sxm5-80", "IL", "IL", "2024-01-15", "88fr73458/licence.a", VB_NO, "D:4 and A:6"},
    {"nv-h100-sxm5-80", "CY", "CY", "2024-01-15", "88fr73458/licence.a", VB_NO, "A:6, D:5 or not"},
    /* 740.8 for D:5 other than China; where 746 asks for a licence it does not help */
    {"nv-rtx4090", "VE", "VE", "2024-05-01", "88fr73458/nac", VB_YES, "D:5"},
    {"nv-rtx4090", "SY", "SY", "2025-10-01", "88fr73458/nac", VB_NO, "746.9"},
    {"nv-rtx4090", "RU", "RU", "2024-05-01", "88fr73458/nac", VB_NO, "746.8"},
    /* letters of April 2025: the H20 is named, numbers are Intel's */
    {"nv-h20-96", "SG", "CN", "2025-06-01", "us-letters-2025/nvidia", VB_YES, "headquartered therein"},
    {"nv-rtx5090d", "CN", "CN", "2025-06-01", "us-letters-2025/nvidia", VB_NO, "1792 GB/s, not the H20's 4000"},
    {"nv-rtx5090d", "CN", "CN", "2025-06-01", "us-letters-2025/nvidia.reported", VB_UNKNOWN, "over Intel's 1400"},
    {"nv-rtx5090dv2", "CN", "CN", "2025-09-01", "us-letters-2025/nvidia.reported", VB_NO, "1344 GB/s"},
    {"amd-mi308x", "CN", "CN", "2025-06-01", "us-letters-2025/amd", VB_YES, "named"},
    /* 742.6(b)(10)(iii) and (iv) as revised by 90 FR 4544 */
    {"nv-rtx4090", "CN", "CN", "2025-01-13", "89fr23876/review", VB_YES, "as applied; the text ended the day before"},
    {"nv-l40", "CN", "CN", "2025-01-13", "89fr23876/review", VB_YES, "as applied; the text ended the day before"},
    {"nv-h100-sxm5-80", "CN", "CN", "2025-01-13", "88fr73458/review.denial", VB_YES, "(iii)(A)(1)"},
    /* 740.8(b): no NAC beside a requirement of part 744; open where it is open whom the letter covers */
    {"nv-h20-96", "CN", "CN", "2025-06-01", "88fr73458/nac", VB_NO, "not 3A090"},
    {"nv-rtx4090", "CN", "CN", "2025-06-01", "88fr73458/nac", VB_YES, "no letter: 1008 GB/s"},
    {"nv-rtx5090", "CN", "CN", "2025-06-01", "88fr73458/nac", VB_UNKNOWN, "1792 GB/s: over the numbers reported"},
    {"nv-l40", "AE", "AE", "2026-08-01", "90fr4544/review.b", VB_YES, "(iv)(A)"},
    {"nv-l40", "AE", "CN", "2026-08-01", "89fr23876/review", VB_YES, "as applied"},
    /* 90 FR 5298: a presumption for foundries, for what is not 3A090.a anyhow; who exports is never stated */
    {"nv-l2", "DE", "DE", "2025-01-30", "90fr5298/presumption", VB_NO, "to be complied with from 2025-01-31"},
    {"nv-l2", "DE", "DE", "2025-02-01", "90fr5298/presumption", VB_UNKNOWN, "Note 1 to 3A090.a"},
    {"nv-h100-sxm5-80", "DE", "DE", "2025-02-01", "-90fr5298/presumption", VB_NO, "it is 3A090.a without it"},
    {"nv-l2", "DE", "DE", "2026-04-12", "90fr5298/designer", VB_UNKNOWN, "prior to 2026-04-13"},
    {"nv-l2", "DE", "DE", "2026-04-13", "-90fr5298/designer", VB_NO, "prior to 2026-04-13"},
    {"nv-l2", "DE", "DE", "2026-04-13", "90fr5298/designer.extended", VB_UNKNOWN, "91 FR 17851"},
    {"nv-l2", "DE", "DE", "2026-12-31", "-90fr5298/designer.extended", VB_NO, "prior to 2026-12-31"},
    {"nv-l2", "DE", "DE", "2026-12-31", "90fr5298/designer.applicant", VB_UNKNOWN, "Note 1, a(3)"},
    {"nv-l2", "DE", "DE", "2027-06-01", "90fr5298/no-hbm-2027", VB_UNKNOWN, "in 2027"},
    {"nv-l2", "DE", "DE", "2028-06-01", "-90fr5298/no-hbm-2027", VB_NO, "the text names no number for 2028"},
    {"nv-l2", "DE", "DE", "2029-06-01", "90fr5298/no-hbm-2029", VB_UNKNOWN, "in 2029 or thereafter"},
    /* May 2025 */
    {"nv-h100-sxm5-80", "MY", "MY", "2025-05-13", "bis-guidance-2025/training", VB_YES, "policy statement"},
    {"nv-l40", "MY", "MY", "2025-05-13", "-bis-guidance-2025/training", VB_NO, "3A090.a only"},
    {"nv-l40", "MY", "MY", "2025-05-13", "bis-guidance-2025/red-flags", VB_YES, "industry guidance"},
    {"nv-l40", "DE", "DE", "2025-05-13", "-bis-guidance-2025/red-flags", VB_NO, "A:1"},
    {"hw-910c", "DE", "DE", "2025-05-13", "bis-guidance-2025/gp10-named", VB_YES, "named"},
    /* 91 FR 43034 */
    {"nv-h100-sxm5-80", "AE", "AE", "2026-07-09", "88fr73458/licence.a", VB_YES, "D:4"},
    {"nv-h100-sxm5-80", "AE", "AE", "2026-07-10", "88fr73458/licence.a", VB_NO, "A:5"},
    {"nv-h100-sxm5-80", "AE", "AE", "2026-07-10", "91fr43034/licence", VB_YES, "licence kept"},
    {"nv-h100-sxm5-80", "AE", "AE", "2026-07-10", "91fr43034/recipients", VB_YES, "named recipients"},
    {"nv-h100-sxm5-80", "AE", "CN", "2026-07-10", "91fr43034/recipients", VB_NO, "headquarters in D:5"},
    {"nv-l40", "AE", "AE", "2026-07-09", "89fr23876/aca", VB_YES, "D:4"},
    {"nv-l40", "AE", "AE", "2026-07-10", "90fr4544/aca-wider", VB_YES, "no longer in D:4: worldwide"},
    {"nv-l40", "AE", "CN", "2026-07-10", "90fr4544/aca-wider", VB_NO, "headquarters in D:5"},
    /* China */
    {"nv-h20-96", "CN", "CN", "2025-07-31", "cn-measures/cac-summons", VB_YES, "Xinhua"},
    {"nv-h200-sxm", "CN", "CN", "2026-01-13", "cn-measures/customs-h200", VB_YES, "Reuters"},
    {"nv-h200-sxm", "CN", "CN", "2026-01-27", "-cn-measures/approvals-h200", VB_NO, "from 2026-01-28"},
    {"nv-h200-sxm", "CN", "CN", "2026-01-28", "cn-measures/approvals-h200", VB_YES, "Reuters, Wall Street Journal"},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        bool absent = rows[i].clause[0] == '-';
        vb_rule_answer a = vb_test_ask(
            &t, vb_test_question(&t, rows[i].model, rows[i].to, rows[i].headquarters, rows[i].on, ""), &job);
        const vb_rule_step *s = vb_test_step(&a, rows[i].clause + absent);
        vb_tri is = s == NULL ? VB_NO : s->effective[VB_LAYER_ENFORCED];
        if (is != rows[i].effective || (absent && s != NULL))
            fail_msg("%s to %s (%s) on %s: %s is %s%d; %s", rows[i].model, rows[i].to, rows[i].headquarters, rows[i].on,
                     rows[i].clause, s == NULL ? "absent " : "", is, rows[i].source);
    }
}

/* The text of January 2025 asks everywhere. LPP: 740.29(c), and 740.2(a)(9)(ii) for D:1 and D:4. */
static void test_worldwide(void **state)
{
    (void)state;
    static const struct {
        const char *to, *clause;
        vb_tri lpp;
    } asked[] = {
        {"CA", "90fr4544/lpp", VB_YES}, {"GB", "90fr4544/lpp", VB_YES},      {"IL", "90fr4544/lpp", VB_YES},
        {"MY", "90fr4544/lpp", VB_YES}, {"VN", "90fr4544/lpp", VB_NO},       {"SA", "90fr4544/lpp", VB_NO},
        {"CN", "90fr4544/lpp", VB_NO},  {"CA", "90fr4544/review.a", VB_YES}, {"CN", "90fr4544/review.a", VB_NO}};
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_answer a =
            vb_test_ask(&t, vb_test_question(&t, "nv-h100-sxm5-80", asked[i].to, "US", "2025-02-01", ""), &job);
        const vb_rule_step *s = vb_test_step(&a, asked[i].clause);
        assert_int_equal(a.licence[VB_LAYER_TEXT], VB_YES);
        assert_int_equal(s == NULL ? VB_NO : s->effective[VB_LAYER_TEXT], asked[i].lpp);
        assert_true(s == NULL || s->effective[VB_LAYER_ENFORCED] == VB_NO);
    }
    static const char *const models[] = {"nv-rtx4090", "nv-h100-sxm5-80"}; /* ACA: not for what is a data centre part */
    for (size_t i = 0; i < 2; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_answer a = vb_test_ask(&t, vb_test_question(&t, models[i], "DE", "DE", "2025-02-01", ""), &job);
        const vb_rule_step *s = vb_test_step(&a, "90fr4544/aca-wider");
        assert_int_equal(s == NULL ? VB_NO : s->effective[VB_LAYER_TEXT], i == 0 ? VB_YES : VB_NO);
        assert_int_equal(a.licence[VB_LAYER_ENFORCED], VB_NO);
    }
}

/* Nobody has said whether the letters of 2022 stand beside the rule. No card hangs on it: what they cover needs a
 * licence without them from 2022-10-21 on. */
/* 742.6(b)(10)(iii)(A)(1) and (iv)(B) as printed since 2025-01-13: no case-by-case review is left in the text. */
static void test_review_as_printed(void **state)
{
    (void)state;
    static const char *const models[] = {"nv-rtx4090", "nv-l40"};
    for (size_t i = 0; i < 4; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        bool before = i < 2;
        vb_rule_answer a = vb_test_ask(
            &t, vb_test_question(&t, models[i % 2], "CN", "CN", before ? "2025-01-12" : "2025-01-13", ""), &job);
        const vb_rule_step *denial = vb_test_step(&a, "88fr73458/review.denial"),
                           *each = vb_test_step(&a, "89fr23876/review");
        assert_int_equal(denial->effective[VB_LAYER_TEXT], before ? VB_NO : VB_YES);
        assert_int_equal(each->effective[VB_LAYER_TEXT], before ? VB_YES : VB_NO);
        assert_int_equal(each->effective[VB_LAYER_ENFORCED], VB_YES);
    }
}

static void test_letters_beside_the_rule(void **state)
{
    (void)state;
    static const char *const on[] = {"2022-10-21", "2023-01-17", "2023-11-16",
                                     "2023-11-17", "2025-06-01", "2026-02-01"};
    static const char *const to[] = {"CN", "HK", "RU"};
    size_t covered = 0;
    for (uint32_t i = 0; i < vb_catalogue_count(t.catalogue); i++)
        for (size_t k = 0; k < 18; k++) {
            VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
            vb_rule_question q = vb_test_question(&t, "", to[k % 3], to[k % 3], on[k / 3], "");
            q.model = vb_catalogue_model(t.catalogue, i);
            vb_rule_answer a = vb_test_ask(&t, q, &job);
            bool letter = false, other = false; /* a card without published figures may need one by rule, too */
            for (size_t s = 0; s < a.n_steps; s++) {
                vb_tri holds = a.steps[s].effect == VB_EFFECT_LICENCE ? a.steps[s].effective[VB_LAYER_ENFORCED] : VB_NO;
                bool is = vb_str_starts(a.steps[s].clause, VB_S("us-letters-2022/"));
                letter = letter || (is && holds == VB_YES);
                other = other || (!is && holds != VB_NO);
            }
            covered += letter;
            if (letter && !other)
                fail_msg("%.*s to %s on %s: by letter alone", VB_ARG(q.model->id), to[k % 3], on[k / 3]);
        }
    assert_true(covered > 100);
}

static void test_transfers_within(void **state)
{
    (void)state;
    static const struct {
        const char *on, *from;
        vb_tri nac, aca;
    } moves[] = {{"2023-12-01", "US", VB_YES, VB_NO},  /* NAC, with notice */
                 {"2023-12-01", "CN", VB_YES, VB_NO},  /* NAC, without */
                 {"2024-05-01", "US", VB_YES, VB_NO},  /* NAC, with notice */
                 {"2024-05-01", "CN", VB_NO, VB_YES}}; /* ACA */
    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_question q = vb_test_question(&t, "nv-rtx4090", "CN", "CN", moves[i].on, "");
        q.from = VB_COUNTRY(moves[i].from);
        vb_rule_answer a = vb_test_ask(&t, q, &job);
        assert_int_equal(vb_test_effective(&a, VB_EFFECT_EXCEPTION, "NAC"), moves[i].nac);
        assert_int_equal(vb_test_effective(&a, VB_EFFECT_EXCEPTION, "ACA"), moves[i].aca);
        const vb_rule_step *notice = vb_test_step(&a, "88fr73458/nac");
        assert_int_equal(notice->effective[VB_LAYER_ENFORCED], moves[i].from[0] == 'U' ? VB_YES : VB_NO);
    }
}

/* The assembly follows the circuit: 4A090.a, 4A090.b, 4A994.l. */
static void test_assemblies(void **state)
{
    (void)state;
    static const struct {
        const char *model, *on, *assembly;
    } cards[] = {
        {"nv-a100-sxm4-80", "2022-12-01", "4A090.a"}, {"nv-a800-sxm4-80", "2022-12-01", "4A994.l"},
        {"nv-a800-sxm4-80", "2023-11-17", "4A090.a"}, {"nv-l40", "2023-11-17", "4A090.b"},
        {"nv-h20-96", "2023-11-17", "4A994.l"},       {"nv-h100-sxm5-80", "2022-10-20", ""},
        {"nv-h20-nvl16", "2024-01-01", "unknown"},
    };
    for (size_t i = 0; i < sizeof cards / sizeof cards[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_answer a = vb_test_ask(&t, vb_test_question(&t, cards[i].model, "DE", "DE", cards[i].on, ""), &job);
        if (!vb_str_eq(a.assembly, vb_str_of(cards[i].assembly)))
            fail_msg("%s on %s: \"%.*s\", expected \"%s\"", cards[i].model, cards[i].on, VB_ARG(a.assembly),
                     cards[i].assembly);
    }
}

/* A bill answers only when it is asked for by name, and then leaves what it does not touch as it was. */
static void test_bills(void **state)
{
    (void)state;
    static const struct {
        const char *bill, *model, *to, *on;
        vb_tri licence, with; /* without the bill and with it */
        const char *clause;   /* of the bill; effective with it */
    } bills[] = {
        {"bill-s3374", "nv-h20-96", "CN", "2026-02-01", VB_YES, VB_YES, NULL},   /* 4000, 900 and 4900: just under */
        {"bill-s3374", "nv-l20", "CN", "2026-02-01", VB_NO, VB_NO, NULL},        /* under all six measures */
        {"bill-s3374", "nv-rtx5090dv2", "CN", "2026-02-01", VB_NO, VB_NO, NULL}, /* not for data centres: (b) */
        {"bill-s3374", "nv-h200-sxm", "CN", "2026-02-01", VB_YES, VB_YES, "bill-s3374/review"},
        {"bill-s3374", "nv-h200-sxm", "SG", "2026-02-01", VB_NO, VB_NO, NULL},
        {"bill-s3374", "nv-h200-sxm", "CN", "2025-12-03", VB_YES, VB_YES, NULL}, /* before it was introduced */
        {"bill-hr3447", "nv-h100-sxm5-80", "SG", "2026-02-01", VB_NO, VB_NO, "bill-hr3447/location"},
        {"bill-hr3447", "nv-l20", "SG", "2026-02-01", VB_NO, VB_NO, NULL},
        {"bill-hr2683", "nv-h100-sxm5-80", "US", "2026-02-01", VB_NO, VB_NO, "bill-hr2683/remote-access"},
        {"bill-hr8306", "nv-h200-sxm", "CN", "2026-05-01", VB_YES, VB_YES, "bill-hr8306/volume"},
        {"bill-hr6875", "nv-h200-sxm", "CN", "2026-02-01", VB_YES, VB_YES, "bill-hr6875/congress"},
    };
    size_t pending = 0;
    for (size_t i = 0; i < vb_rules_instruments(t.loaded); i++)
        pending += vb_rules_instrument(t.loaded, i).pending;
    assert_int_equal(pending, 5);
    for (size_t i = 0; i < sizeof bills / sizeof bills[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_str name = vb_str_of(bills[i].bill);
        vb_rule_question q = vb_test_question(&t, bills[i].model, bills[i].to, bills[i].to, bills[i].on, "");
        vb_rule_answer a = vb_test_ask(&t, q, &job);
        for (size_t k = 0; k < a.n_steps; k++)
            assert_false(vb_str_starts(a.steps[k].clause, VB_S("bill-")));
        if (a.licence[VB_LAYER_ENFORCED] != bills[i].licence)
            fail_msg("row %zu: without the bill %d", i, a.licence[VB_LAYER_ENFORCED]);
        q.what_if = &name;
        q.n_what_if = 1;
        a = vb_test_ask(&t, q, &job);
        if (a.licence[VB_LAYER_ENFORCED] != bills[i].with)
            fail_msg("row %zu: with the bill %d", i, a.licence[VB_LAYER_ENFORCED]);
        bool any = false;
        for (size_t k = 0; k < a.n_steps; k++)
            any = any || (vb_str_starts(a.steps[k].clause, name) && a.steps[k].effective[VB_LAYER_ENFORCED] != VB_NO);
        if (any != (bills[i].clause != NULL))
            fail_msg("row %zu: a clause of the bill holds: %d", i, any);
        if (bills[i].clause != NULL) {
            const vb_rule_step *s = vb_test_step(&a, bills[i].clause);
            if (s == NULL || s->effective[VB_LAYER_ENFORCED] != VB_YES || s->effective[VB_LAYER_TEXT] != VB_YES ||
                !vb_str_eq(s->basis, VB_S("pending")))
                fail_msg("row %zu: %s does not hold", i, bills[i].clause);
        }
    }
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0}; /* S. 3374 denies what 91 FR 1684 would look at case by case */
    vb_str name = VB_S("bill-s3374");
    vb_rule_question q = vb_test_question(&t, "nv-h200-sxm", "CN", "CN", "2026-02-01", "");
    vb_rule_answer a = vb_test_ask(&t, q, &job);
    assert_int_equal(vb_test_effective(&a, VB_EFFECT_REVIEW, "case-by-case"), VB_YES);
    q.what_if = &name;
    q.n_what_if = 1;
    a = vb_test_ask(&t, q, &job);
    assert_int_equal(vb_test_effective(&a, VB_EFFECT_REVIEW, "case-by-case"), VB_NO);
    assert_int_equal(vb_test_effective(&a, VB_EFFECT_REVIEW, "policy of denial"), VB_YES);
}

/* What came later is not known earlier. */
static void test_known(void **state)
{
    (void)state;
    static const struct {
        const char *to, *on, *known, *clause;
        bool there;
    } asked[] = {
        {"AE", "2026-08-01", "2026-07-09", "91fr43034/licence", false},
        {"AE", "2026-08-01", "2026-07-10", "91fr43034/licence", true},
        {"DE", "2026-05-01", "2026-04-06", "90fr5298/designer.extended", false},
        {"DE", "2026-05-01", "2026-04-07", "90fr5298/designer.extended", true},
        {"DE", "2027-06-01", "2025-01-16", "90fr5298/no-hbm-2027", true},
    };
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
        vb_rule_question q = vb_test_question(&t, "nv-l2", asked[i].to, asked[i].to, asked[i].on, asked[i].known);
        vb_rule_answer a = vb_test_ask(&t, q, &job);
        assert_int_equal(vb_test_step(&a, asked[i].clause) != NULL, asked[i].there);
    }
}

/* Every instrument says who read it, and none claims a lawyer. */
static void test_reviewed(void **state)
{
    (void)state;
    for (size_t i = 0; i < vb_rules_instruments(t.loaded); i++) {
        vb_rule_instrument_info in = vb_rules_instrument(t.loaded, i);
        if (!vb_str_eq(in.reviewed_by, VB_S("not yet reviewed by a lawyer")) || in.source.n < 20)
            fail_msg("%.*s: \"%.*s\"", VB_ARG(in.id), VB_ARG(in.reviewed_by));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows),
                                       cmocka_unit_test(test_transfers_within),
                                       cmocka_unit_test(test_assemblies),
                                       cmocka_unit_test(test_bills),
                                       cmocka_unit_test(test_known),
                                       cmocka_unit_test(test_reviewed),
                                       cmocka_unit_test(test_worldwide),
                                       cmocka_unit_test(test_review_as_printed),
                                       cmocka_unit_test(test_letters_beside_the_rule)};
    return cmocka_run_group_tests(tests, open_rules, close_rules);
}
