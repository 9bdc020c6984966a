/* SPDX-License-Identifier: Apache-2.0 */
/* hardware.contradiction: a tampered card, a relabelled one, an honest look-alike, an unknown one, no card at all. */
#include "card_support.h"

#include "checks/check.h"
#include "checks/checks_priv.h"
#include "evidence/tables.h"

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

typedef struct run { /* a case with at most one table of items and one dump */
    vb_arena arena, scratch;
    vb_claims claims;
    vb_view view;
    vb_findings findings;
    vb_test_file dump;
} run;

static void add_source(run *r, const char *file, vb_str bytes, vb_source_kind kind)
{
    vb_source *s = VB_PUSH(&r->arena, &r->claims.sources);
    assert_non_null(s);
    *s = (vb_source){.file = vb_str_of(file), .bytes = bytes, .kind = kind};
    assert_int_equal(vb_sha256(bytes, &s->sha256, NULL), VB_OK);
}

static void start(run *r, const char *items, const char *dump)
{
    static const int64_t none[1] = {0};
    *r = (run){0};
    r->claims = vb_claims_none(&r->arena);
    r->findings.arena = &r->arena;
    if (items != NULL) {
        add_source(r, "items.csv", vb_str_of(items), VB_SRC_ITEMS);
        assert_int_equal(vb_items_read(&r->claims, 0, NULL, NULL), VB_OK);
        assert_int_equal(r->claims.issues.n, 0);
    }
    if (dump != NULL) {
        r->dump = vb_test_read(dump);
        add_source(r, "inventory/dump.txt", (vb_str){r->dump.p, r->dump.n}, VB_SRC_NVIDIA_SMI_TEXT);
        assert_int_equal(vb_nvidia_smi_text_read(&r->claims, (uint32_t)r->claims.sources.n - 1, NULL), VB_OK);
    }
    assert_int_equal(vb_view_build(&r->claims, catalogue, VB_NO_TIME, &r->arena, &r->view, NULL), VB_OK);
    vb_draft *draft = VB_NEW(&r->arena, vb_draft, 1);
    assert_non_null(draft);
    vb_context cx = {
        .view = &r->view, .claims = &r->claims, .catalogue = catalogue, .scratch = &r->scratch, .draft = draft};
    vb_error err = {0};
    if (vb_check_hardware_contradiction.run(&cx, none, &r->findings, &err) != VB_OK)
        fail_msg("%s", err.message);
}

static void stop(run *r)
{
    vb_claims_free(&r->claims);
    vb_arena_free(&r->scratch);
    vb_arena_free(&r->arena);
    free(r->dump.p);
}

static void says(const vb_sentence *s, const char *want)
{
    vb_buf b = {0};
    vb_sentence_write(&b, s, NULL, NULL, VB_LANG_EN);
    assert_text(vb_buf_str(&b), want);
    vb_buf_free(&b);
}

static const vb_finding_claim *claim(const vb_finding *f, const char *field)
{
    for (size_t i = 0; i < f->n_claims; i++)
        if (strcmp(f->claims[i].field, field) == 0)
            return &f->claims[i];
    fail_msg("no claim \"%s\"", field);
    return NULL;
}

static void a_reworked_card_fails(void **state)
{
    run r;
    (void)state;
    start(&r, NULL, "examples/one-card/inventory/rtx-4090-48gb.txt");
    assert_int_equal(r.findings.n, 1);
    const vb_finding *f = &r.findings.v[0];
    assert_int_equal(f->verdict, VB_FAIL);
    assert_int_equal(f->severity, VB_HIGH);
    assert_string_equal(f->check, "hardware.contradiction");
    assert_string_equal(f->subject_kind, "file");
    assert_text(f->subject, "inventory/dump.txt");
    says(&f->because, "The card reports 49,140 MiB of memory, but GeForce RTX 4090 has at most 24,576 MiB.");
    assert_non_null(f->refute.msgid);
    assert_text(claim(f, "name, reported")->value, "NVIDIA GeForce RTX 4090");
    assert_text(claim(f, "PCI id, reported")->value, "10de:2684");
    assert_text(claim(f, "memory, reported")->value, "49,140 MiB");
    assert_true(claim(f, "memory, reported")->under_test);
    assert_text(claim(f, "most memory of that model, catalogue")->value, "24,576 MiB");
    assert_false(claim(f, "most memory of that model, catalogue")->under_test);
    assert_true(vb_str_find(claim(f, "origin of the file")->value, VB_S("synthetic file"), 0) == 0);
    assert_int_equal(f->grade, VB_REPORTED); /* of the PCI id; what is doubted does not lower it */
    assert_int_equal(f->n_evidence, 1);
    assert_text(f->evidence[0].file, "inventory/dump.txt");
    assert_true(vb_str_find(f->evidence[0].locator, VB_S("line 10"), 0) != SIZE_MAX);
    stop(&r);
}

static void honest_cards_with_as_much_memory_pass(void **state)
{
    static const char *const honest[] = {"examples/one-card/inventory/rtx-6000-ada.txt",
                                         "examples/one-card/inventory/rtx-4090-24gb.txt",
                                         "examples/one-card/inventory/a100-sxm4-80gb-mig.txt"};
    (void)state;
    for (size_t i = 0; i < sizeof honest / sizeof *honest; i++) {
        run r;
        start(&r, NULL, honest[i]);
        assert_int_equal(r.findings.n, 0); /* the runner makes the one pass of it */
        stop(&r);
    }
}

static void a_card_under_another_name_fails(void **state)
{
    run r;
    (void)state;
    start(&r, NULL, "tests/attack/nvidia_smi/relabelled-h20-as-h800.txt");
    assert_int_equal(r.findings.n, 1);
    assert_int_equal(r.findings.v[0].verdict, VB_FAIL);
    says(&r.findings.v[0].because, "The card calls itself NVIDIA H800, but PCI id 10de:2329 is that of H20 96GB.");
    stop(&r);
}

static void papers_that_name_another_model_fail(void **state)
{
    static const char items[] = "item,model,uuid\nACC-7,H20,GPU-7be41d06-35f9-4c8a-a2d7-9c60e81f4b35\n";
    run r;
    (void)state;
    start(&r, items, "fuzz/corpus/nvidia_smi/two-runs.txt");
    assert_int_equal(r.findings.n, 1);
    const vb_finding *f = &r.findings.v[0];
    assert_int_equal(f->verdict, VB_FAIL);
    assert_string_equal(f->subject_kind, "item");
    assert_text(f->subject, "ACC-7");
    says(&f->because, "ACC-7 is declared as H20 96GB, but the card with its identity shows itself as H100 SXM5 80GB.");
    assert_true(claim(f, "model, declared")->under_test);
    assert_int_equal(claim(f, "model, declared")->grade, VB_DECLARED);
    assert_int_equal(f->grade, VB_REPORTED);
    assert_int_equal(f->n_evidence, 2);
    stop(&r);
}

static void papers_that_name_the_model_pass(void **state)
{
    static const char *const models[] = {"nv-h100-sxm5-80", "NVIDIA H100 80GB HBM3", "H100 SXM5 80GB",
                                         "something else"};
    (void)state;
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        char items[160];
        run r;
        (void)snprintf(items, sizeof items, "item,model,serial\nACC-7,%s,1654123907754\n", models[i]);
        start(&r, items, "fuzz/corpus/nvidia_smi/two-runs.txt");
        assert_int_equal(r.findings.n, 0);
        stop(&r);
    }
}

static void a_weak_sign_asks_a_person(void **state)
{
    vb_test_file f = vb_test_read("examples/one-card/inventory/a100-sxm4-80gb-mig.txt"),
                 g = vb_test_replaced(f, "G506.0212.00.01", "G506.0200.00.01");
    char *folder = vb_test_folder(), *path = vb_test_join(folder, "a.txt");
    run r;
    (void)state;
    vb_test_write(path, g.p, g.n);
    start(&r, NULL, path);
    assert_int_equal(r.findings.n, 1);
    assert_int_equal(r.findings.v[0].verdict, VB_REVIEW);
    assert_int_equal(r.findings.v[0].severity, VB_MEDIUM);
    stop(&r);
    vb_test_remove(folder);
    free(folder);
    free(path);
    free(f.p);
    free(g.p);
}

static void what_cannot_be_judged_is_one_open(void **state)
{
    run r;
    (void)state;
    start(&r, NULL, "tests/attack/nvidia_smi/memory-is-no-number.txt");
    assert_int_equal(r.claims.cards.n, 2);
    assert_int_equal(r.findings.n, 1);
    assert_int_equal(r.findings.v[0].verdict, VB_OPEN);
    says(&r.findings.v[0].because, "2 cards cannot be judged, the first of them NVIDIA H100 80GB HBM3.");
    stop(&r);
}

static void no_card_is_open(void **state)
{
    run r;
    (void)state;
    start(&r, NULL, NULL);
    assert_int_equal(r.findings.n, 1);
    assert_int_equal(r.findings.v[0].verdict, VB_OPEN);
    assert_text(r.findings.v[0].key, "inventory/");
    stop(&r);
}

static void clones_are_for_identity_duplicate(void **state)
{
    run r;
    (void)state;
    start(&r, NULL, "tests/attack/nvidia_smi/cloned-uuid.txt");
    for (size_t i = 0; i < r.findings.n; i++)
        assert_int_equal(r.findings.v[i].verdict, VB_OPEN);
    assert_true(r.findings.n <= 1);
    stop(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reworked_card_fails),
        cmocka_unit_test(honest_cards_with_as_much_memory_pass),
        cmocka_unit_test(a_card_under_another_name_fails),
        cmocka_unit_test(papers_that_name_another_model_fail),
        cmocka_unit_test(papers_that_name_the_model_pass),
        cmocka_unit_test(a_weak_sign_asks_a_person),
        cmocka_unit_test(what_cannot_be_judged_is_one_open),
        cmocka_unit_test(no_card_is_open),
        cmocka_unit_test(clones_are_for_identity_duplicate),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
