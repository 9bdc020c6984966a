/* SPDX-License-Identifier: Apache-2.0 */
/* nvidia-smi -q. Expected values are what the file of the test prints, read by eye. */
#include "card_support.h"

static const char one[] = "examples/one-card/inventory/";

static vb_test_file example(const char *name)
{
    char *path = vb_test_join(one, name);
    vb_test_file f = vb_test_read(path);
    free(path);
    return f;
}

static vb_test_file attack(const char *name)
{
    char *path = vb_test_join("tests/attack/nvidia_smi", name);
    vb_test_file f = vb_test_read(path);
    free(path);
    return f;
}

static bool issue_says(const vb_test_cards *t, bool note, const char *where, const char *part)
{
    for (size_t i = 0; i < t->claims.issues.n; i++) {
        const vb_issue *is = &t->claims.issues.v[i];
        if (is->note == note && vb_str_eq(is->where, vb_str_of(where)) &&
            vb_str_find(is->message, vb_str_of(part), 0) != SIZE_MAX)
            return true;
    }
    return false;
}

static void every_field(void **state)
{
    vb_test_file f = example("rtx-6000-ada.txt");
    vb_test_cards t;
    (void)state;
    vb_test_cards_read(&t, "a.txt", (vb_str){f.p, f.n});
    assert_int_equal(t.code, VB_OK);
    assert_int_equal(t.claims.cards.n, 1);
    assert_int_equal(t.claims.issues.n, 0);
    assert_int_equal(t.claims.sources.v[0].rows, 1);
    const vb_card_claim *c = &t.claims.cards.v[0];
    assert_text(c->bus_id, "00000000:81:00.0");
    assert_text(c->name, "NVIDIA RTX 6000 Ada Generation");
    assert_text(c->architecture, "Ada Lovelace");
    assert_text(c->serial, "1324023907215");
    assert_text(c->uuid, "GPU-93a6f4d8-0c57-4b2e-8e19-7f40a2d6c851");
    assert_text(c->board_part, "900-5G133-2250-000");
    assert_text(c->gpu_part, "26B1-875-A1");
    assert_text(c->board_id, "0x8100");
    assert_text(c->vbios, "95.02.41.00.03");
    assert_text(c->inforom, "G133.0510.00.04");
    assert_text(c->driver, "550.127.05");
    assert_text(c->cuda, "12.4");
    assert_text(c->mig_mode, "");
    assert_text(c->virtualization, "None");
    assert_text(c->ecc, "Disabled");
    assert_int_equal(c->pci_vendor, 0x10de);
    assert_int_equal(c->pci_device, 0x26b1);
    assert_int_equal(c->subsystem_vendor, 0x10de);
    assert_int_equal(c->subsystem_device, 0x16a1);
    assert_true(c->memory_total_bytes == INT64_C(49140) << 20);
    assert_true(c->memory_reserved_bytes == INT64_C(653) << 20);
    assert_true(c->memory_protected_bytes == 0);
    assert_true(c->bar1_total_bytes == INT64_C(64) << 30);
    assert_true(c->power_limit_max_mw == 300000);
    assert_true(c->power_limit_default_mw == 300000);
    assert_true(c->sm_clock_max_mhz == 3105);
    assert_true(c->memory_clock_max_mhz == 10001);
    assert_int_equal(c->pcie_generation_max, 4);
    assert_int_equal(c->pcie_width_max, 16);
    assert_int_equal(c->mig_instances, -1);
    assert_true(c->synthetic);
    assert_false(c->no_board_identity);
    assert_int_equal(c->origin.line, 10);
    assert_memory_equal(f.p + c->origin.offset, "GPU 00000000:81:00.0\n", 21);
    vb_test_cards_free(&t);
    free(f.p);
}

static void a_slice_is_not_the_card(void **state)
{
    vb_test_file f = example("a100-sxm4-80gb-mig.txt");
    vb_test_cards t;
    (void)state;
    vb_test_cards_read(&t, "a.txt", (vb_str){f.p, f.n});
    assert_int_equal(t.claims.cards.n, 1);
    assert_text(t.claims.cards.v[0].mig_mode, "Enabled");
    assert_int_equal(t.claims.cards.v[0].mig_instances, 2);
    assert_true(t.claims.cards.v[0].memory_total_bytes == INT64_C(81920) << 20);
    vb_test_cards_free(&t);
    free(f.p);
}

static void line_ends_and_tabs_do_not_matter(void **state)
{
    vb_test_file f = attack("crlf-and-tabs.txt");
    vb_test_cards t;
    (void)state;
    vb_test_cards_read(&t, "a.txt", (vb_str){f.p, f.n});
    assert_int_equal(t.claims.cards.n, 2);
    assert_int_equal(t.claims.issues.n, 0);
    assert_text(t.claims.cards.v[1].name, "NVIDIA H100 80GB HBM3");
    assert_true(t.claims.cards.v[1].memory_total_bytes == INT64_C(81559) << 20);
    vb_test_cards_free(&t);
    free(f.p);
}

static void old_drivers(void **state) /* labels of driver 352 */
{
    vb_test_file f = vb_test_read("fuzz/corpus/nvidia_smi/old-driver.txt");
    vb_test_cards t;
    (void)state;
    vb_test_cards_read(&t, "a.txt", (vb_str){f.p, f.n});
    assert_int_equal(t.claims.cards.n, 1);
    const vb_card_claim *c = &t.claims.cards.v[0];
    assert_text(c->bus_id, "0000:03:00.0");
    assert_text(c->gpu_part, "900-22080-0000-000");
    assert_int_equal(c->pci_device, 0x102d);
    assert_true(c->memory_total_bytes == INT64_C(11519) << 20);
    assert_true(issue_says(&t, true, "line 1", "2 cards and shows 1"));
    vb_test_cards_free(&t);
    free(f.p);
}

static void blanked_out_is_not_stated(void **state)
{
    static const struct {
        const char *from, *to;
    } rows[] = {
        {"GPU-93a6f4d8-0c57-4b2e-8e19-7f40a2d6c851", "GPU-00000000-0000-0000-0000-000000000000"},
        {"1324023907215", "0000000000000"},
        {"1324023907215", "[REDACTED]"},
        {"900-5G133-2250-000", "000-00000-0000-000"},
        {"26B1-875-A1", "XXXX-XXX-XX"},
        {"95.02.41.00.03", "00.00.00.00.00"},
        {"0x26B110DE", "0x000010DE"},
        {"0x26B110DE", "[REDACTED]"},
        {"0x16A110DE", "N/A"},
        {"49140 MiB", "[Not Supported]"},
        {"300.00 W", "Requested functionality has been deprecated"},
        {"3105 MHz", "[Unknown Error]"},
    };
    vb_test_file f = example("rtx-6000-ada.txt");
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vb_test_file g = vb_test_replaced(f, rows[i].from, rows[i].to);
        vb_test_cards t;
        vb_test_cards_read(&t, "a.txt", (vb_str){g.p, g.n});
        assert_int_equal(t.claims.cards.n, 1);
        assert_int_equal(t.claims.issues.n, 0);
        const vb_card_claim *c = &t.claims.cards.v[0];
        int missing = (c->uuid.n == 0) + (c->serial.n == 0) + (c->board_part.n == 0) + (c->gpu_part.n == 0) +
                      (c->vbios.n == 0) + (c->pci_device < 0) + (c->subsystem_device < 0) +
                      (c->memory_total_bytes < 0) + (c->power_limit_default_mw < 0) + (c->sm_clock_max_mhz < 0);
        if (missing != (strcmp(rows[i].from, "300.00 W") == 0 || strcmp(rows[i].from, "3105 MHz") == 0 ? 0 : 1))
            fail_msg("%s -> %s: %d fields are missing", rows[i].from, rows[i].to, missing);
        assert_false(c->no_board_identity);
        vb_test_cards_free(&t);
        free(g.p);
    }
    free(f.p);
}

/* Two runs of one card are one card; the second fills in what the first lacks, and contradicts nothing. */
static void runs_are_joined(void **state)
{
    static const struct {
        const char *what, *from, *to;
        size_t cards;
    } rows[] = {
        {"the same run again", "3105 MHz", "3105 MHz", 1},
        {"another draw of power", "21.00 W", "311.70 W", 1},
        {"another memory is another claim", "24564 MiB", "49140 MiB", 2},
        {"another card in the same slot", "GPU-6f0b7c52", "GPU-6f0b7c53", 2},
        {"another slot", "GPU 00000000:01:00.0", "GPU 00000000:02:00.0", 2},
        {"the slot with a short domain", "GPU 00000000:01:00.0", "GPU 0000:01:00.0", 1},
        {"blanked out the second time", "GPU-6f0b7c52-2d1e-4a90-b7c3-51d8e60f2a17",
         "GPU-00000000-0000-0000-0000-000000000000", 1},
    };
    vb_test_file f = example("rtx-4090-24gb.txt");
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vb_test_file g = vb_test_replaced(f, rows[i].from, rows[i].to), both = {malloc(f.n + g.n), f.n + g.n};
        assert_non_null(both.p);
        memcpy(both.p, f.p, f.n);
        memcpy(both.p + f.n, g.p, g.n);
        vb_test_cards t;
        vb_test_cards_read(&t, "a.txt", (vb_str){both.p, both.n});
        if (t.claims.cards.n != rows[i].cards)
            fail_msg("%s: %zu cards", rows[i].what, t.claims.cards.n);
        for (size_t k = 0; k < t.claims.cards.n; k++)
            assert_int_equal(t.claims.cards.v[k].index, k);
        vb_test_cards_free(&t);
        free(g.p);
        free(both.p);
    }
    free(f.p);
}

static void cards_of_one_run_are_never_joined(void **state)
{
    vb_test_file f = attack("eight-from-one.txt");
    vb_test_cards t;
    (void)state;
    vb_test_cards_read(&t, "a.txt", (vb_str){f.p, f.n});
    assert_int_equal(t.claims.cards.n, 8);
    vb_test_cards_free(&t);
    free(f.p);
}

static void broken_files_keep_their_whole_cards(void **state)
{
    static const struct {
        const char *file;
        size_t cards, bad_rows;
        bool note;
        const char *where, *part;
    } rows[] = {
        {"truncated.txt", 1, 1, false, "line 106", "breaks off after \"Performance State\", where the file ends"},
        {"truncated-mid-number.txt", 1, 1, false, "line 106", "breaks off after \"Total\""},
        {"truncated-after-heading.txt", 1, 1, false, "line 106", "breaks off"},
        {"prompt-inside.txt", 1, 1, false, "line 10", "breaks off after \"Performance State\"; it is not read"},
        {"name-twice.txt", 1, 1, false, "line 12", "Product Name is given twice"},
        {"memory-twice.txt", 1, 1, false, "line 68", "FB Memory Usage/Total is given twice"},
        {"lines-added.txt", 2, 0, false, "line 3", "says it has 1 cards and shows 2"},
        {"huge-value.txt", 2, 0, false, "line 11", "at most 512 are read"},
        {"memory-is-no-number.txt", 2, 0, false, "line 67", "\"8155x MiB\" is no size"},
        {"memory-is-no-number.txt", 2, 0, false, "line 163", "does not fit 64 bits"},
        {"pci-id-too-long.txt", 2, 0, false, "line 52", "is no PCI id; expected 0xDDDDVVVV"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vb_test_file f = attack(rows[i].file);
        vb_test_cards t;
        vb_test_cards_read(&t, "a.txt", (vb_str){f.p, f.n});
        assert_int_equal(t.code, VB_OK);
        if (t.claims.cards.n != rows[i].cards || t.claims.sources.v[0].bad_rows != rows[i].bad_rows)
            fail_msg("%s: %zu cards, %u bad", rows[i].file, t.claims.cards.n, (unsigned)t.claims.sources.v[0].bad_rows);
        if (!issue_says(&t, rows[i].note, rows[i].where, rows[i].part))
            fail_msg("%s: no issue at %s says \"%s\"", rows[i].file, rows[i].where, rows[i].part);
        vb_test_cards_free(&t);
        free(f.p);
    }
}

static void every_cut_is_either_whole_or_said(void **state)
{
    vb_test_file f = example("rtx-4090-24gb.txt");
    vb_str text = {f.p, f.n};
    size_t heading = vb_str_find(text, VB_S("GPU 00000000"), 0), safe = vb_str_find(text, VB_S("    Max Customer"), 0);
    (void)state;
    for (size_t n = heading + 22; n < f.n; n++) {
        vb_test_cards t;
        char *exact = malloc(n); /* a block of exactly this size, so that reading past its end is seen */
        assert_non_null(exact);
        memcpy(exact, f.p, n);
        vb_test_cards_read(&t, "a.txt", (vb_str){exact, n});
        assert_int_equal(t.claims.cards.n + t.claims.sources.v[0].bad_rows, 1);
        /* with a name, a card is whole only when the last section that is read lies behind it */
        if (t.claims.cards.n == 1 && t.claims.cards.v[0].name.n > 0)
            assert_true(n > safe);
        if (n > safe + 40)
            assert_int_equal(t.claims.cards.n, 1);
        vb_test_cards_free(&t);
        free(exact);
    }
    free(f.p);
}

static void outside_bytes_are_made_printable(void **state)
{
    static const char *const files[] = {"nul-bytes.txt", "bad-utf8.txt", "terminal-escapes.txt"};
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        vb_test_file f = attack(files[i]);
        vb_test_cards t;
        vb_test_cards_read(&t, "a.txt", (vb_str){f.p, f.n});
        assert_int_equal(t.claims.cards.n, 2);
        vb_str name = t.claims.cards.v[0].name;
        assert_true(name.n > 10 && vb_str_utf8(name, NULL));
        for (size_t k = 0; k < name.n; k++)
            assert_true((unsigned char)name.p[k] >= 0x20);
        vb_test_cards_free(&t);
        free(f.p);
    }
}

static void sections_alone(void **state) /* nvidia-smi -q -d MEMORY, then the whole of the same card */
{
    static const char text[] =
        "==============NVSMI LOG==============\n\nAttached GPUs                             : 1\n"
        "GPU 00000000:01:00.0\n    FB Memory Usage\n        Total                             : "
        "24564 MiB\n";
    vb_test_file f = example("rtx-4090-24gb.txt"), both = {malloc(f.n + sizeof text - 1), f.n + sizeof text - 1};
    vb_test_cards t;
    (void)state;
    vb_test_cards_read(&t, "a.txt", ((vb_str){text, sizeof text - 1}));
    assert_int_equal(t.claims.cards.n, 1);
    assert_int_equal(t.claims.cards.v[0].name.n, 0);
    vb_test_cards_free(&t);
    assert_non_null(both.p);
    memcpy(both.p, text, sizeof text - 1);
    memcpy(both.p + sizeof text - 1, f.p, f.n);
    vb_test_cards_read(&t, "a.txt", (vb_str){both.p, both.n});
    assert_int_equal(t.claims.cards.n, 1);
    assert_text(t.claims.cards.v[0].name, "NVIDIA GeForce RTX 4090");
    vb_test_cards_free(&t);
    free(f.p);
    free(both.p);
}

static void kinds_are_told_by_content(void **state)
{
    static const struct {
        const char *text;
        vb_smi_dump dump;
    } rows[] = {
        {"", VB_SMI_NONE},
        {"hello\n", VB_SMI_NONE},
        {"==============NVSMI LOG==============\n", VB_SMI_QUERY},
        {"GPU 00000000:01:00.0\n    Product Name : X\n", VB_SMI_QUERY},
        {"GPU 00000000:01:00.0\nnothing below it\n", VB_SMI_NONE},
        {"<?xml version=\"1.0\" ?>\n<nvidia_smi_log>\n", VB_SMI_XML},
        {"=====NVSMI LOG=====\n<nvidia_smi_log>", VB_SMI_MIXED},
        {"| NVIDIA-SMI 550.127.05             Driver Version: 550.127.05     CUDA Version: 12.4     |\n", VB_SMI_TABLE},
        {"GPU 0: NVIDIA L40S (UUID: GPU-1db6b1cf-de5e-b497-caca-1a027578d587)\n", VB_SMI_LIST},
        {"timestamp, driver_version, count, name, serial, uuid, memory.total [MiB]\n", VB_SMI_CSV},
        {"\tGPU0\tCPU Affinity\tNUMA Affinity\nGPU0\t X \t0-15\n", VB_SMI_TOPOLOGY},
        {"{\"card0\": {\"Device ID\": \"0x738c\"}}", VB_SMI_ROCM_JSON},
        {"{\"items\": []}", VB_SMI_NONE},
        {"c4:00.0 3D controller: NVIDIA Corporation GH100 (rev a1)\n", VB_SMI_LSPCI},
        {"CUDA Device Query (Runtime API) version\n", VB_SMI_DEVICE_QUERY},
        {"NVRM: GPU at PCI:0000:9b:00: GPU-509665ad\n", VB_SMI_KERNEL_LOG},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (vb_nvidia_smi_sniff(vb_str_of(rows[i].text)) != rows[i].dump)
            fail_msg("\"%s\" is told as %s", rows[i].text,
                     vb_nvidia_smi_dump_name(vb_nvidia_smi_sniff(vb_str_of(rows[i].text))));
    assert_int_equal(vb_nvidia_smi_sniff(VB_S("\xff\xfe=\0=\0=\0")), VB_SMI_UTF16);
    assert_non_null(vb_nvidia_smi_dump_why(VB_SMI_UTF16));
    assert_null(vb_nvidia_smi_dump_why(VB_SMI_QUERY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field),
        cmocka_unit_test(a_slice_is_not_the_card),
        cmocka_unit_test(line_ends_and_tabs_do_not_matter),
        cmocka_unit_test(old_drivers),
        cmocka_unit_test(blanked_out_is_not_stated),
        cmocka_unit_test(runs_are_joined),
        cmocka_unit_test(cards_of_one_run_are_never_joined),
        cmocka_unit_test(broken_files_keep_their_whole_cards),
        cmocka_unit_test(every_cut_is_either_whole_or_said),
        cmocka_unit_test(outside_bytes_are_made_printable),
        cmocka_unit_test(sections_alone),
        cmocka_unit_test(kinds_are_told_by_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
