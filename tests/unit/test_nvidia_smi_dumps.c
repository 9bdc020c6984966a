/* SPDX-License-Identifier: Apache-2.0 */
/* Dumps of real cards (reference data, not part of the project): every card is read, recognised as what the dump is
 * named after, and consistent; every other kind of dump is named. */
#include "card_support.h"

#include "checks/card_rules.h"

static const struct {
    const char *file;
    size_t cards;
    const char *model;
} cards[] = {
    {"A100SXMx4.smi-q.txt", 4, "nv-a100-sxm4-80"},
    {"H100SXMx8.smi-q.txt", 8, "nv-h100-sxm5-80"},
    {"L40S.smi-q.txt", 1, "nv-l40s"},
    {"RTX3090.smi-q.txt", 2, "nv-rtx3090"},
    {"RTX4090.smi-q.txt", 8, "nv-rtx4090"},
    {"smi-capture_linux-x86_64__nvidia-geforce-rtx-4080-super__595.71.05.txt", 1, "nv-rtx4080s"},
    {"smi-capture_linux-x86_64__nvidia-h100-80gb-hbm3__590.48.01.txt", 1, "nv-h100-sxm5-80"},
    {"smi-capture_linux-x86_64__nvidia-h200__590.48.01.txt", 1, "nv-h200-sxm"},
    {"smi-capture_linux-x86_64__nvidia-l40s__595.80.txt", 1, "nv-l40s"},
    {"smi-xml_a100-sxm4-v12.xml", 1, "nv-a100-sxm4-80"},
    {"smi-xml_a10g.xml", 1, "nv-a10g"},
    {"smi-xml_rtx-3090-v12.xml", 1, "nv-rtx3090"},
    {"smi-xml_rtx-4000-sff-ada-v13.xml", 1, "nv-rtx4000sffada"},
};

static void every_card_is_recognised_and_consistent(void **state)
{
    vb_arena shelf = {0};
    vb_test_file table[4];
    (void)state;
    free(vb_test_shared("gpu-dumps/README.md")); /* skips where the data is not there */
    const vb_catalogue *catalogue = vb_test_catalogue(&shelf, table);
    for (size_t i = 0; i < sizeof cards / sizeof *cards; i++) {
        char *folder = vb_test_shared("gpu-dumps"), *path = vb_test_join(folder, cards[i].file);
        vb_test_file f = vb_test_read(path);
        vb_test_cards t;
        vb_card_judgement *j;
        vb_test_cards_read(&t, cards[i].file, (vb_str){f.p, f.n});
        assert_int_equal(t.code, VB_OK);
        assert_int_equal(t.claims.sources.v[0].bad_rows, 0);
        for (size_t k = 0; k < t.claims.issues.n; k++)
            assert_true(t.claims.issues.v[k].note);
        if (t.claims.cards.n != cards[i].cards)
            fail_msg("%s: %zu cards", cards[i].file, t.claims.cards.n);
        assert_int_equal(vb_cards_judge(catalogue, &t.claims, &t.arena, &j, NULL), VB_OK);
        for (size_t k = 0; k < t.claims.cards.n; k++) {
            const vb_model *m = vb_catalogue_model(catalogue, j[k].model);
            if (m == NULL || !vb_str_eq(m->id, vb_str_of(cards[i].model)))
                fail_msg("%s card %zu is recognised as %.*s", cards[i].file, k, m == NULL ? 7 : (int)m->id.n,
                         m == NULL ? "nothing" : m->id.p);
            if (j[k].verdict != VB_CARD_CONSISTENT)
                fail_msg("%s card %zu: %s by %s", cards[i].file, k, vb_card_verdict_name(j[k].verdict),
                         j[k].decisive == NULL ? "nothing" : j[k].decisive->id);
            assert_true(t.claims.cards.v[k].memory_total_bytes > 0);
            assert_false(t.claims.cards.v[k].synthetic);
        }
        vb_test_cards_free(&t);
        free(f.p);
        free(path);
        free(folder);
    }
    vb_arena_free(&shelf);
    for (int i = 0; i < 4; i++)
        free(table[i].p);
}

static void every_other_kind_is_named(void **state)
{
    static const struct {
        const char *file;
        vb_smi_dump dump;
    } rows[] = {
        {"A100SXMx4.smi.txt", VB_SMI_TABLE},
        {"H100SXMx8.smi.txt", VB_SMI_TABLE},
        {"L40S.smi.txt", VB_SMI_TABLE},
        {"RTX3090.smi.txt", VB_SMI_TABLE},
        {"RTX4090.smi.txt", VB_SMI_TABLE},
        {"A100SXMx4.deviceQuery.txt", VB_SMI_DEVICE_QUERY},
        {"H100SXMx8.deviceQuery.txt", VB_SMI_DEVICE_QUERY},
        {"L40S.deviceQuery.txt", VB_SMI_DEVICE_QUERY},
        {"RTX3090.deviceQuery.txt", VB_SMI_DEVICE_QUERY},
        {"RTX4090.deviceQuery.txt", VB_SMI_DEVICE_QUERY},
        {"MI300X_x4.deviceQuery.txt", VB_SMI_HIP_QUERY},
        {"MI300X_x4.rocminfo.txt", VB_SMI_ROCMINFO},
        {"MI300X_x4.smi-q.txt", VB_SMI_ROCM},
        {"MI300X_x4.smi.txt", VB_SMI_ROCM},
        {"rocm-smi_mi100_rocm602.json", VB_SMI_ROCM_JSON},
        {"gpud_dmesg-with-xid-119.log", VB_SMI_KERNEL_LOG},
        {"gpud_fabricmanager.log", VB_SMI_FABRIC_LOG},
        {"gpud_lspci-vvv.txt", VB_SMI_LSPCI},
        {"gpud_lspci.nn.a10", VB_SMI_LSPCI},
        {"gpud_lspci.nn.a100", VB_SMI_LSPCI},
        {"gpud_nvidia-smi.nvlink.status.a100", VB_SMI_NVLINK},
        {"nvml-mock-profile_a100.yaml", VB_SMI_MOCK_PROFILE},
        {"nvml-mock-profile_b200.yaml", VB_SMI_MOCK_PROFILE},
        {"nvml-mock-profile_gb200.yaml", VB_SMI_MOCK_PROFILE},
        {"nvml-mock-profile_h100.yaml", VB_SMI_MOCK_PROFILE},
        {"akash-gpus.json", VB_SMI_NONE},
        {"nvidia-pci-names.tsv", VB_SMI_NONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *folder = vb_test_shared("gpu-dumps"), *path = vb_test_join(folder, rows[i].file);
        vb_test_file f = vb_test_read(path);
        vb_smi_dump dump = vb_nvidia_smi_sniff((vb_str){f.p, f.n});
        if (dump != rows[i].dump)
            fail_msg("%s is told as %s", rows[i].file, vb_nvidia_smi_dump_name(dump));
        assert_non_null(vb_nvidia_smi_dump_why(dump));
        free(f.p);
        free(path);
        free(folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_card_is_recognised_and_consistent),
        cmocka_unit_test(every_other_kind_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
