/* SPDX-License-Identifier: Apache-2.0 */
/* nvidia-smi -q -x: what is read, what is refused, and that the flat form is trusted nowhere. */
#include "card_support.h"

static vb_test_file attack(const char *name)
{
    char *path = vb_test_join("tests/attack/nvidia_smi_xml", name);
    vb_test_file f = vb_test_read(path);
    free(path);
    return f;
}

static void every_field(void **state)
{
    vb_test_file f = vb_test_read("fuzz/corpus/nvidia_smi_xml/a100-mig.xml");
    vb_test_cards t;
    (void)state;
    vb_test_cards_read(&t, "a.xml", (vb_str){f.p, f.n});
    assert_int_equal(t.code, VB_OK);
    assert_int_equal(t.claims.cards.n, 1);
    assert_int_equal(t.claims.issues.n, 0);
    const vb_card_claim *c = &t.claims.cards.v[0];
    assert_text(c->bus_id, "00000000:07:00.0");
    assert_text(c->name, "NVIDIA A100-SXM4-80GB");
    assert_text(c->serial, "1320922061874");
    assert_text(c->uuid, "GPU-2b8e5f19-7ad0-4c36-95e2-0f6d1b94a7c8");
    assert_text(c->board_part, "692-2G506-0212-005");
    assert_text(c->gpu_part, "20B2-896-A1");
    assert_text(c->inforom, "G506.0212.00.01");
    assert_text(c->mig_mode, "Enabled");
    assert_text(c->driver, "550.127.05");
    assert_text(c->cuda, "12.4");
    assert_int_equal(c->mig_instances, 2);
    assert_int_equal(c->pci_device, 0x20b2);
    assert_int_equal(c->subsystem_device, 0x147f);
    assert_true(c->memory_total_bytes == INT64_C(81920) << 20);
    assert_true(c->power_limit_max_mw == 400000);
    assert_int_equal(c->origin.line, 8);
    assert_memory_equal(f.p + c->origin.offset, "\t<gpu id=", 9);
    vb_test_cards_free(&t);
    free(f.p);
}

static void documents_in_a_terminals_output(void **state)
{
    static const uint32_t lines[] = {9, 66, 130};
    vb_test_file f = vb_test_read("fuzz/corpus/nvidia_smi_xml/two-documents.xml");
    vb_test_cards t;
    (void)state;
    vb_test_cards_read(&t, "a.xml", (vb_str){f.p, f.n});
    assert_int_equal(t.code, VB_OK);
    assert_int_equal(t.claims.cards.n, 3);
    for (size_t i = 0; i < 3; i++) {
        const vb_card_claim *c = &t.claims.cards.v[i];
        assert_int_equal(c->origin.line, lines[i]);
        assert_memory_equal(f.p + c->origin.offset, "\t<gpu id=", 9);
    }
    vb_test_cards_free(&t);
    free(f.p);
}

/* The same card as text and as XML in one file is one card. */
static void text_and_xml_are_joined(void **state)
{
    vb_test_file a = vb_test_read("fuzz/corpus/nvidia_smi/a100-mig.txt"),
                 b = vb_test_read("fuzz/corpus/nvidia_smi_xml/a100-mig.xml"), both = {malloc(a.n + b.n), a.n + b.n};
    vb_test_cards t;
    (void)state;
    assert_non_null(both.p);
    memcpy(both.p, a.p, a.n);
    memcpy(both.p + a.n, b.p, b.n);
    vb_test_cards_read(&t, "a.txt", (vb_str){both.p, both.n});
    assert_int_equal(t.code, VB_OK);
    assert_int_equal(t.claims.cards.n, 1);
    assert_int_equal(t.claims.cards.v[0].origin.line, 10);
    vb_test_cards_free(&t);
    free(a.p);
    free(b.p);
    free(both.p);
}

static void hostile_documents(void **state)
{
    static const struct {
        const char *file;
        vb_code code;
        const char *where, *part;
    } rows[] = {
        {"billion-laughs.xml", VB_E_PARSE, "line 2", "document type"},
        {"billion-laughs-known-dtd.xml", VB_E_PARSE, "line 3", "declarations inside"},
        {"xxe.xml", VB_E_PARSE, "line 2", "document type"},
        {"xxe-known-dtd.xml", VB_E_PARSE, "line 3", "declarations inside"},
        {"external-dtd.xml", VB_E_PARSE, "line 2", "document type"},
        {"dtd-in-another-folder.xml", VB_E_PARSE, "line 2", "document type"},
        {"parameter-entity.xml", VB_E_PARSE, "line 3", "declarations inside"},
        {"attribute-default.xml", VB_E_PARSE, "line 3", "declarations inside"},
        {"undefined-entity.xml", VB_E_PARSE, "line 9", "entity &nbsp;"},
        {"deep-nesting.xml", VB_E_RANGE, "line 10", "deeper than 16"},
        {"huge-value.xml", VB_E_RANGE, "line 9", "longer than 2048 bytes"},
        {"truncated.xml", VB_E_PARSE, "line 40", "breaks off"},
        {"truncated-at-end.xml", VB_E_PARSE, "line 65", "breaks off"},
        {"other-document.xml", VB_E_PARSE, "line 2", "expected <nvidia_smi_log>"},
        {"other-doctype.xml", VB_E_PARSE, "line 2", "document type html"},
        {"unknown-encoding.xml", VB_E_PARSE, "line 1", "encoding"},
        {"utf7.xml", VB_E_PARSE, "line 1", "encoding"},
        {"says-utf16.xml", VB_E_PARSE, "line 1", "encoding"},
        {"bad-utf8.xml", VB_E_PARSE, "line 9", "not proper UTF-8"},
        {"nul-byte.xml", VB_E_PARSE, "line 9", "XML:"},
        {"element-in-value.xml", VB_E_PARSE, "line 20", "stands where a value is expected"},
        {"end-in-comment.xml", VB_E_PARSE, "line 10", "XML:"},
        {"two-ids.xml", VB_E_PARSE, "line 8", "redefined"},
        {"namespace.xml", VB_E_PARSE, "line 9", "namespaces"},
        {"xinclude.xml", VB_E_PARSE, "line 10", "namespaces"},
        {"starts-only.xml", VB_E_PARSE, "line 1", "breaks off"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vb_test_file f = attack(rows[i].file);
        vb_test_cards t;
        vb_test_cards_read(&t, "a.xml", (vb_str){f.p, f.n});
        if (t.code != rows[i].code || strcmp(t.error.where, rows[i].where) != 0 ||
            strstr(t.error.message, rows[i].part) == NULL)
            fail_msg("%s: %d %s %s", rows[i].file, (int)t.code, t.error.where, t.error.message);
        assert_int_equal(t.claims.cards.n, 0);
        assert_int_equal(t.flat.n, 0);
        vb_test_cards_free(&t);
        free(f.p);
    }
}

static void odd_but_harmless_documents(void **state)
{
    static const char *const files[] = {"cdata.xml", "gpu-inside-gpu.xml", "huge-value-not-read.xml",
                                        "many-attributes.xml", "processing-instruction.xml"};
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        vb_test_file f = attack(files[i]);
        vb_test_cards t;
        vb_test_cards_read(&t, "a.xml", (vb_str){f.p, f.n});
        if (t.code != VB_OK || t.claims.cards.n != 1)
            fail_msg("%s: %s, %zu cards", files[i], t.error.message, t.claims.cards.n);
        assert_text(t.claims.cards.v[0].name, "NVIDIA H100 80GB HBM3");
        vb_test_cards_free(&t);
        free(f.p);
    }
}

static void a_value_cannot_write_lines_of_the_flat_form(void **state)
{
    vb_test_file f = attack("line-feed-in-value.xml");
    vb_test_cards t;
    (void)state;
    vb_test_cards_read(&t, "a.xml", (vb_str){f.p, f.n});
    assert_int_equal(t.code, VB_OK);
    assert_int_equal(t.claims.cards.n, 1);
    assert_text(t.claims.cards.v[0].name, "NVIDIA H100\\x0Alog[0].gpu[0].end=1\\x0Aend=1\\"); /* escaped for print */
    assert_true(vb_str_find(vb_buf_str(&t.flat), VB_S("H100\\x0alog[0].gpu[0].end=1\\x0aend=1\\x5c\n"), 0) != SIZE_MAX);
    vb_test_cards_free(&t);
    free(f.p);
}

static void a_value_given_twice_refuses_the_card(void **state)
{
    vb_test_file f = attack("value-twice.xml");
    vb_test_cards t;
    (void)state;
    vb_test_cards_read(&t, "a.xml", (vb_str){f.p, f.n});
    assert_int_equal(t.code, VB_OK);
    assert_int_equal(t.claims.cards.n, 0);
    assert_int_equal(t.claims.sources.v[0].bad_rows, 1);
    assert_true(vb_str_find(t.claims.issues.v[0].message, VB_S("given twice"), 0) != SIZE_MAX);
    vb_test_cards_free(&t);
    free(f.p);
}

static void a_value_of_eleven_megabytes(void **state)
{
    static const char head[] = "<nvidia_smi_log><gpu id=\"0\"><uuid>", tail[] = "</uuid></gpu></nvidia_smi_log>";
    size_t filler = 11u << 20, n = sizeof head - 1 + filler + sizeof tail - 1;
    char *p = malloc(n);
    vb_test_cards t;
    (void)state;
    assert_non_null(p);
    memcpy(p, head, sizeof head - 1);
    memset(p + sizeof head - 1, 'A', filler);
    memcpy(p + n - (sizeof tail - 1), tail, sizeof tail - 1);
    vb_test_cards_read(&t, "a.xml", (vb_str){p, n});
    assert_int_equal(t.code, VB_E_RANGE);
    assert_int_equal(t.claims.cards.n, 0);
    vb_test_cards_free(&t);
    free(p);
}

static const char good[] = "verbleib.nvidia-smi/1\nlog[0].line=1\nlog[0].attached_gpus=1\nlog[0].gpu[0].line=2\n"
                           "log[0].gpu[0].id=00000000:18:00.0\nlog[0].gpu[0].product_name=X\\x0a\\x5c\n"
                           "log[0].gpu[0].end=3\nlog[0].end=4\nend=1\n";

static vb_code read_flat(vb_str flat, size_t *cards)
{
    vb_arena arena = {0};
    vb_claims claims = vb_claims_none(&arena);
    vb_source *s = VB_PUSH(&arena, &claims.sources);
    assert_non_null(s);
    *s = (vb_source){.file = VB_S("a.xml"), .bytes = VB_S("1\n2\n3\n4\n5\n")};
    vb_code rc = vb_nvidia_smi_flat_read(&claims, 0, flat, NULL);
    *cards = claims.cards.n;
    vb_claims_free(&claims);
    vb_arena_free(&arena);
    return rc;
}

/* The child is not trusted: whatever is not exactly its form is refused as a whole, and nothing of it is kept. */
static void the_flat_form_is_strict(void **state)
{
    static const struct {
        const char *from, *to;
    } rows[] = {
        {"verbleib.nvidia-smi/1\n", "verbleib.nvidia-smi/2\n"},
        {"end=1\n", "end=2\n"},
        {"end=1\n", "end=1\nmore\n"},
        {"\nend=1\n", "\n"},
        {"log[0].end=4\n", ""},
        {"log[0].gpu[0].end=3\n", ""},
        {"gpu[0].line=2", "gpu[1].line=2"},
        {"gpu[0].line=2", "gpu[0].line=02"},
        {"gpu[0].line=2", "gpu[0].line=99"},
        {"gpu[0].end=3", "gpu[0].end=1"},
        {"product_name=", "product_nam="},
        {"product_name=", "serial_number="},
        {"attached_gpus=", "attached="},
        {"\\x0a", "\\x41"},
        {"\\x0a", "\\x0A"},
        {"\\x0a", "\\n"},
        {"\\x0a", "\t"},
        {"\\x0a", "\xff"},
        {"\\x5c", "\\x"},
        {"id=00000000:18:00.0\n", "id=00000000:18:00.0\nlog[0].gpu[0].id=00000000:19:00.0\n"},
        {"log[0].line=1", "log[1].line=1"},
        {"log[0].attached_gpus=1", "log[0].attached_gpus"},
    };
    size_t cards;
    (void)state;
    assert_int_equal(read_flat(((vb_str){good, sizeof good - 1}), &cards), VB_OK);
    assert_int_equal(cards, 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vb_str text = ((vb_str){good, sizeof good - 1});
        size_t at = vb_str_find(text, vb_str_of(rows[i].from), 0);
        assert_true(at != SIZE_MAX);
        /* the last "end=1" is meant, not the card's */
        for (size_t next = at; next != SIZE_MAX; next = vb_str_find(text, vb_str_of(rows[i].from), next + 1))
            at = next;
        vb_buf b = {0};
        vb_buf_add(&b, vb_str_sub(text, 0, at));
        vb_buf_add(&b, vb_str_of(rows[i].to));
        vb_buf_add(&b, vb_str_sub(text, at + strlen(rows[i].from), text.n));
        if (read_flat(vb_buf_str(&b), &cards) != VB_E_PARSE || cards != 0)
            fail_msg("\"%s\" for \"%s\" was accepted", rows[i].to, rows[i].from);
        vb_buf_free(&b);
    }
    for (size_t n = 0; n + 1 < sizeof good; n++) {
        assert_int_equal(read_flat((vb_str){good, n}, &cards), VB_E_PARSE);
        assert_int_equal(cards, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field),
        cmocka_unit_test(documents_in_a_terminals_output),
        cmocka_unit_test(text_and_xml_are_joined),
        cmocka_unit_test(hostile_documents),
        cmocka_unit_test(odd_but_harmless_documents),
        cmocka_unit_test(a_value_cannot_write_lines_of_the_flat_form),
        cmocka_unit_test(a_value_given_twice_refuses_the_card),
        cmocka_unit_test(a_value_of_eleven_megabytes),
        cmocka_unit_test(the_flat_form_is_strict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
