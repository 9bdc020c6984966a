/* SPDX-License-Identifier: Apache-2.0 */
/* What a card is judged to be. Tampered cards are those of public reports (docs/checks/hardware.contradiction.md),
 * honest ones are invented with the values that real captures print. */
#include "card_support.h"

#include <jansson.h>

#include "checks/card_rules.h"

static vb_arena shelf;
static vb_test_file files[4];
static const vb_catalogue *catalogue;

static int load(void **state)
{
    (void)state;
    catalogue = vb_test_catalogue(&shelf, files);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    vb_arena_free(&shelf);
    for (int i = 0; i < 4; i++)
        free(files[i].p);
    return 0;
}

static vb_card_judgement *judge(vb_test_cards *t)
{
    vb_card_judgement *j = NULL;
    assert_int_equal(t->code, VB_OK);
    assert_int_equal(vb_cards_judge(catalogue, &t->claims, &t->arena, &j, NULL), VB_OK);
    return j;
}

static vb_card_answer answer_of(const vb_card_judgement *j, const char *id)
{
    for (size_t i = 0; i < j->n_rules; i++)
        if (strcmp(j->rule[i].id, id) == 0)
            return j->rule[i].answer;
    fail_msg("no rule %s", id);
    return VB_CARD_OPEN;
}

static const char *model_id(const vb_card_judgement *j)
{
    const vb_model *m = vb_catalogue_model(catalogue, j->model);
    static char text[64];
    (void)snprintf(text, sizeof text, "%.*s", m == NULL ? 0 : (int)m->id.n, m == NULL ? "" : m->id.p);
    return text;
}

static void whole_files(void **state)
{
    static const struct {
        const char *file, *model;
        vb_card_verdict verdict;
        const char *failing;
    } rows[] = {
        {"examples/one-card/inventory/rtx-4090-24gb.txt", "nv-rtx4090", VB_CARD_CONSISTENT, NULL},
        {"examples/one-card/inventory/rtx-4090-48gb.txt", "nv-rtx4090", VB_CARD_CONTRADICTED, "R1"},
        {"examples/one-card/inventory/rtx-6000-ada.txt", "nv-rtx6000ada", VB_CARD_CONSISTENT, NULL},
        {"examples/one-card/inventory/a100-sxm4-80gb-mig.txt", "nv-a100-sxm4-80", VB_CARD_CONSISTENT, NULL},
        {"tests/attack/nvidia_smi/rtx-4090-d-48gb.txt", "nv-rtx4090d", VB_CARD_CONTRADICTED, "R1"},
        {"tests/attack/nvidia_smi/relabelled-h20-as-h800.txt", "nv-h20-96", VB_CARD_CONTRADICTED, "R0"},
        {"tests/attack/nvidia_smi/relabelled-h20-as-h100.txt", "nv-h20-96", VB_CARD_CONTRADICTED, "R0"},
        {"tests/attack/nvidia_smi/relabelled-a800-as-a100.txt", "nv-a800-sxm4-80", VB_CARD_CONTRADICTED, "R0"},
        {"tests/attack/nvidia_smi/ga102-sold-as-ad102.txt", "nv-rtx4090", VB_CARD_CONTRADICTED, "R2"},
        {"tests/attack/nvidia_smi/board-of-h800-in-h100.txt", "nv-h100-sxm5-80", VB_CARD_CONTRADICTED, "R2"},
        {"tests/attack/nvidia_smi/h200-board-in-h800-host.txt", "nv-h800-sxm5", VB_CARD_CONTRADICTED, "R2"},
        {"tests/attack/nvidia_smi/cloned-uuid.txt", "nv-h100-sxm5-80", VB_CARD_CONTRADICTED, "R8"},
        {"tests/attack/nvidia_smi/eight-from-one.txt", "nv-h100-sxm5-80", VB_CARD_CONTRADICTED, "R8"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vb_test_file f = vb_test_read(rows[i].file);
        vb_test_cards t;
        vb_test_cards_read(&t, rows[i].file, (vb_str){f.p, f.n});
        vb_card_judgement *j = judge(&t);
        assert_true(t.claims.cards.n > 0);
        for (size_t k = 0; k < t.claims.cards.n; k++) {
            if (strcmp(model_id(&j[k]), rows[i].model) != 0 || j[k].verdict != rows[i].verdict)
                fail_msg("%s card %zu: %s %s", rows[i].file, k, model_id(&j[k]), vb_card_verdict_name(j[k].verdict));
            assert_int_equal(j[k].grade, rows[i].verdict == VB_CARD_CONSISTENT ? VB_CONSISTENT : VB_REPORTED);
            if (rows[i].failing != NULL)
                assert_string_equal(j[k].decisive->id, rows[i].failing);
        }
        vb_test_cards_free(&t);
        free(f.p);
    }
}

/* One value changed in an honest file: what becomes of the verdict. */
static void one_value_changed(void **state)
{
    static const char ada[] = "rtx-6000-ada.txt", geforce[] = "rtx-4090-24gb.txt", a100[] = "a100-sxm4-80gb-mig.txt";
    static const struct {
        const char *file, *from, *to;
        vb_card_verdict verdict;
        const char *rule;
        vb_card_answer answer;
    } rows[] = {
        /* not stated, blanked out, or unknown to the catalogue: never held against a card */
        {ada, "0x26B110DE", "0x000010DE", VB_CARD_CONSISTENT, "R0", VB_CARD_OPEN},
        {ada, "0x16A110DE", "0x0BAD1734", VB_CARD_CONSISTENT, "R0", VB_CARD_PASS},
        {geforce, "0x16F310DE", "0xF29710B0", VB_CARD_CONSISTENT, "R0", VB_CARD_PASS},
        {ada, "NVIDIA RTX 6000 Ada Generation", "NVIDIA RTX 9999", VB_CARD_CONSISTENT, "R0", VB_CARD_OPEN},
        {ada, "95.02.41.00.03", "N/A", VB_CARD_CONSISTENT, "R3", VB_CARD_PASS},
        {ada, "26B1-875-A1", "N/A", VB_CARD_CONSISTENT, "R2", VB_CARD_PASS},
        {ada, "49140 MiB", "N/A", VB_CARD_UNDETERMINED, "R1", VB_CARD_OPEN},
        {ada, "0x26B110DE", "0xFFFE10DE", VB_CARD_UNDETERMINED, "R1", VB_CARD_OPEN},
        /* error correction in GDDR costs a sixteenth */
        {ada, "49140 MiB", "46068 MiB", VB_CARD_CONSISTENT, "R1", VB_CARD_PASS},
        /* aperture without resizing, and one limited by the host */
        {geforce, "32768 MiB", "256 MiB", VB_CARD_CONSISTENT, "R6", VB_CARD_NOT_APPLICABLE},
        {geforce, "32768 MiB", "16384 MiB", VB_CARD_CONSISTENT, "R6", VB_CARD_OPEN},
        /* a card in a virtual machine as a whole, and a share of one */
        {ada, "Virtualization Mode               : None", "Virtualization Mode               : Pass-Through",
         VB_CARD_CONSISTENT, "R1", VB_CARD_PASS},
        {ada, "Virtualization Mode               : None", "Virtualization Mode               : Host VGPU",
         VB_CARD_CONSISTENT, "R1", VB_CARD_PASS},
        {ada, "Virtualization Mode               : None", "Virtualization Mode               : VGPU",
         VB_CARD_UNDETERMINED, "R1", VB_CARD_OPEN},
        {ada, "0x16A110DE", "0x171310DE", VB_CARD_UNDETERMINED, "R1", VB_CARD_OPEN}, /* RTX6000-Ada-48Q */
        /* a divided card that shows less than it has */
        {a100, "81920 MiB", "40192 MiB", VB_CARD_UNDETERMINED, "R1", VB_CARD_OPEN},
        /* more memory than the model has */
        {ada, "49140 MiB", "98304 MiB", VB_CARD_CONTRADICTED, "R1", VB_CARD_FAIL},
        {geforce, "24564 MiB", "24577 MiB", VB_CARD_CONTRADICTED, "R1", VB_CARD_FAIL},
        {a100, "81920 MiB", "98304 MiB", VB_CARD_CONTRADICTED, "R1", VB_CARD_FAIL},
        /* less: a person looks, or far less: not that card */
        {geforce, "24564 MiB", "20480 MiB", VB_CARD_UNDETERMINED, "R1", VB_CARD_REVIEW},
        {geforce, "24564 MiB", "12288 MiB", VB_CARD_CONTRADICTED, "R1", VB_CARD_FAIL},
        {geforce, "24564 MiB", "8192 MiB", VB_CARD_CONTRADICTED, "R1", VB_CARD_FAIL},
        /* names and numbers of other cards */
        {geforce, "NVIDIA GeForce RTX 4090", "NVIDIA H100 80GB HBM3", VB_CARD_CONTRADICTED, "R0", VB_CARD_FAIL},
        {geforce, "2684-301-A1", "2204-300-A1", VB_CARD_CONTRADICTED, "R2", VB_CARD_FAIL},
        {geforce, "2684-301-A1", "FFFE-301-A1", VB_CARD_UNDETERMINED, "R2", VB_CARD_REVIEW},
        {geforce, "95.02.3C.00.D1", "94.02.3C.00.D1", VB_CARD_CONTRADICTED, "R3", VB_CARD_FAIL},
        {geforce, "95.02.3C.00.D1", "95.99.3C.00.D1", VB_CARD_UNDETERMINED, "R3", VB_CARD_REVIEW},
        {geforce, ": Ada Lovelace", ": Ampere", VB_CARD_CONTRADICTED, "R3", VB_CARD_FAIL},
        {ada, "G133.0510.00.04", "G520.0510.00.04", VB_CARD_UNDETERMINED, "R2", VB_CARD_REVIEW},
        {a100, "G506.0212.00.01", "G506.0200.00.01", VB_CARD_UNDETERMINED, "R2", VB_CARD_REVIEW},
        {a100, "692-2G506-0212-005", "692-2G520-0200-000", VB_CARD_CONTRADICTED, "R2", VB_CARD_FAIL},
        /* a data-centre board blanked out, and one without any memory of itself */
        {a100, "1320922061874", "[REDACTED]", VB_CARD_CONSISTENT, "R7", VB_CARD_PASS},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *path = vb_test_join("examples/one-card/inventory", rows[i].file);
        vb_test_file f = vb_test_read(path), g = vb_test_replaced(f, rows[i].from, rows[i].to);
        vb_test_cards t;
        vb_test_cards_read(&t, rows[i].file, (vb_str){g.p, g.n});
        assert_int_equal(t.claims.cards.n, 1);
        vb_card_judgement *j = judge(&t);
        if (j->verdict != rows[i].verdict || answer_of(j, rows[i].rule) != rows[i].answer)
            fail_msg("%s, %s for %s: %s, %s %s", rows[i].file, rows[i].to, rows[i].from,
                     vb_card_verdict_name(j->verdict), rows[i].rule, vb_card_answer_name(answer_of(j, rows[i].rule)));
        vb_test_cards_free(&t);
        free(path);
        free(f.p);
        free(g.p);
    }
}

static void a_data_centre_board_without_identity(void **state)
{
    vb_test_file f = vb_test_read("examples/one-card/inventory/a100-sxm4-80gb-mig.txt"),
                 a = vb_test_replaced(f, "1320922061874", "N/A"), b = vb_test_replaced(a, "692-2G506-0212-005", "N/A"),
                 c = vb_test_replaced(b, "ECC Mode\n        Current                           : Enabled",
                                      "ECC Mode\n        Current                           : N/A");
    vb_test_cards t;
    (void)state;
    vb_test_cards_read(&t, "a.txt", (vb_str){c.p, c.n});
    vb_card_judgement *j = judge(&t);
    assert_int_equal(answer_of(j, "R7"), VB_CARD_REVIEW);
    assert_int_equal(j->verdict, VB_CARD_UNDETERMINED);
    vb_test_cards_free(&t);
    free(f.p);
    free(a.p);
    free(b.p);
    free(c.p);
}

static void a_placeholder_uuid_makes_no_clones(void **state)
{
    vb_test_file f = vb_test_read("tests/attack/nvidia_smi/cloned-uuid.txt"),
                 a = vb_test_replaced(f, "GPU-7be41d06-35f9-4c8a-a2d7-9c60e81f4b35",
                                      "GPU-12345678-aaaa-bbbb-cccc-0123456789ab"),
                 b = vb_test_replaced(a, "GPU-7be41d06-35f9-4c8a-a2d7-9c60e81f4b35",
                                      "GPU-12345678-aaaa-bbbb-cccc-0123456789ab");
    vb_test_cards t;
    (void)state;
    vb_test_cards_read(&t, "a.txt", (vb_str){b.p, b.n});
    vb_card_judgement *j = judge(&t);
    assert_int_equal(j[0].verdict, VB_CARD_CONSISTENT);
    assert_int_equal(answer_of(&j[1], "R8"), VB_CARD_OPEN);
    vb_test_cards_free(&t);
    free(f.p);
    free(a.p);
    free(b.p);
}

static void one_line_of_json(void **state)
{
    vb_test_file f = vb_test_read("examples/one-card/inventory/rtx-4090-48gb.txt");
    vb_test_cards t;
    vb_buf b = {0};
    json_error_t je;
    (void)state;
    vb_test_cards_read(&t, "inventory/rtx-4090-48gb.txt", (vb_str){f.p, f.n});
    vb_card_judgement *j = judge(&t);
    assert_int_equal(vb_card_json(&b, catalogue, &t.claims, 0, j, NULL), VB_OK);
    assert_true(b.n > 0 && b.p[b.n - 1] == '\n' && memchr(b.p, '\n', b.n) == b.p + b.n - 1);
    json_t *o = json_loadb(b.p, b.n, JSON_REJECT_DUPLICATES, &je);
    assert_non_null(o);
    assert_string_equal(json_string_value(json_object_get(o, "schema")), "verbleib.check/1");
    assert_string_equal(json_string_value(json_object_get(o, "file")), "inventory/rtx-4090-48gb.txt");
    assert_int_equal(json_integer_value(json_object_get(o, "index")), 0);
    assert_string_equal(json_string_value(json_object_get(o, "name")), "NVIDIA GeForce RTX 4090");
    assert_string_equal(json_string_value(json_object_get(o, "model_id")), "nv-rtx4090");
    assert_true(json_integer_value(json_object_get(o, "memory_bytes")) == (json_int_t)49140 << 20);
    assert_string_equal(json_string_value(json_object_get(o, "verdict")), "contradicted");
    assert_string_equal(json_string_value(json_object_get(o, "grade")), "reported");
    assert_true(json_is_true(json_object_get(o, "synthetic")));
    json_t *rules = json_object_get(o, "rules"), *memory = json_array_get(rules, 1);
    assert_int_equal(json_array_size(rules), 7);
    assert_string_equal(json_string_value(json_object_get(memory, "id")), "R1");
    assert_string_equal(json_string_value(json_object_get(memory, "verdict")), "fail");
    assert_string_equal(json_string_value(json_object_get(memory, "because")),
                        "The card reports 49,140 MiB of memory, but GeForce RTX 4090 has at most 24,576 MiB.");
    assert_string_equal(json_string_value(json_array_get(json_object_get(memory, "fields"), 2)), "memory_total_bytes");
    json_decref(o);
    vb_buf_free(&b);
    vb_test_cards_free(&t);
    free(f.p);
}

static void hostile_text_stays_text(void **state)
{
    static const char *const attacks[] = {"nul-bytes.txt", "bad-utf8.txt", "terminal-escapes.txt"};
    (void)state;
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        char *path = vb_test_join("tests/attack/nvidia_smi", attacks[i]);
        vb_test_file f = vb_test_read(path);
        vb_test_cards t;
        vb_buf json = {0}, text = {0};
        vb_test_cards_read(&t, "a\x1b.txt", (vb_str){f.p, f.n});
        vb_card_judgement *j = judge(&t);
        assert_int_equal(vb_card_json(&json, catalogue, &t.claims, 0, j, NULL), VB_OK);
        json_t *o = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(o);
        json_decref(o);
        vb_card_text(&text, catalogue, &t.claims, 0, j, NULL, NULL, VB_LANG_EN);
        assert_false(text.failed);
        for (size_t k = 0; k < text.n; k++)
            assert_true((unsigned char)text.p[k] >= 0x20 || text.p[k] == '\n');
        vb_buf_free(&json);
        vb_buf_free(&text);
        vb_test_cards_free(&t);
        free(f.p);
        free(path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_files),
        cmocka_unit_test(one_value_changed),
        cmocka_unit_test(a_data_centre_board_without_identity),
        cmocka_unit_test(a_placeholder_uuid_makes_no_clones),
        cmocka_unit_test(one_line_of_json),
        cmocka_unit_test(hostile_text_stays_text),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
