/* SPDX-License-Identifier: Apache-2.0 */
/* case.ini, decisions.ndjson, and which file is what (kinds). */
#include "tables_support.h"

static void settings_are_read_with_their_lines(void **state)
{
    fixture f;
    (void)state;
    fixture_open(&f);
    fixture_read(&f, VB_SRC_CASE_INI,
                 "\xEF\xBB\xBF; a comment\n"
                 "[case]\r\n"
                 "title = Two racks, one missing\n"
                 "as_of = 2025-03-01\n"
                 "home: Deutschland\n"
                 "\n"
                 "[check.custody.pass-through]\n"
                 "days = 30 ; inline\n");
    assert_int_equal(f.claims.issues.n, 0);
    expect_text(f.claims.title, "Two racks, one missing");
    assert_true(f.claims.as_of == utc(2025, 3, 1, 0, 0, 0));
    assert_int_equal(f.claims.home, VB_COUNTRY("DE"));
    assert_int_equal(f.claims.settings.n, 4);
    expect_text(f.claims.settings.v[3].section, "check.custody.pass-through");
    expect_text(f.claims.settings.v[3].name, "days");
    expect_text(f.claims.settings.v[3].value, "30");
    assert_int_equal(f.claims.settings.v[3].origin.line, 8);
    fixture_read(&f, VB_SRC_CASE_INI, "[case]\ntitle =\nas_of =\nhome =\n"); /* empty is not stated */
    assert_int_equal(f.claims.issues.n, 0);
    assert_int_equal(f.claims.settings.n, 4);
    fixture_close(&f);
}

static void bad_settings_are_all_named(void **state)
{
    fixture f;
    char text[1000];
    (void)state;
    fixture_open(&f);
    (void)snprintf(text, sizeof text,
                   "[case]\n"
                   "no value here\n"    /* 2 */
                   "as_of = tomorrow\n" /* 3 */
                   "home = Atlantis\n"  /* 4 */
                   "[check.a\n"         /* 5: no bracket */
                   "color = red\n"      /* 6: still [case] */
                   "title = one\n"
                   "title = two\n" /* 8 */
                   "[else]\n"
                   "x = 1\n" /* 10 */
                   "[check.b]\n"
                   "days = %0200d\n", /* 12: too long */
                   1);
    fixture_read(&f, VB_SRC_CASE_INI, text);
    expect_issue(&f, 0, false, "line 12", "a line of 208 bytes is not read");
    expect_issue(&f, 1, false, "line 2", "expected [section], name = value or a comment");
    expect_issue(&f, 2, false, "line 5", "expected [section], name = value or a comment");
    expect_issue(&f, 3, false, "line 3", "tomorrow");
    expect_issue(&f, 4, false, "line 4", "\"Atlantis\" is no known country");
    expect_issue(&f, 5, true, "line 6", "[case] color is not known and not read");
    expect_issue(&f, 6, false, "line 8", "title is stated twice");
    expect_issue(&f, 7, true, "line 10", "section [else] is not known");
    assert_int_equal(f.claims.issues.n, 8);
    expect_text(f.claims.title, "one");
    assert_true(f.claims.as_of == VB_NO_TIME);
    fixture_close(&f);
}

static void case_ini_must_be_text(void **state)
{
    fixture f;
    (void)state;
    fixture_open(&f);
    fixture_read_bytes(&f, VB_SRC_CASE_INI, VB_S("[case]\ntitle = a\0b\n"));
    fixture_read(&f, VB_SRC_CASE_INI, "[case]\ntitle = \xff\n");
    fixture_read(&f, VB_SRC_CASE_INI, "");
    expect_issue(&f, 0, false, "", "NUL");
    expect_issue(&f, 1, false, "", "byte 15 is not UTF-8");
    assert_int_equal(f.claims.issues.n, 2);
    fixture_close(&f);
}

static void decisions_are_read_line_by_line(void **state)
{
    fixture f;
    (void)state;
    fixture_open(&f);
    fixture_read(&f, VB_SRC_DECISIONS,
                 "{\"fingerprint\":\"00112233445566778899aabbccddeeff\",\"decision\":\"dismissed\",\"justification\":"
                 "\"false-positive\",\"by\":\"A. B.\",\"at\":\"2025-03-01T10:00:00Z\",\"note\":\"seen \\u00fc\"}\r\n"
                 "\n"
                 "{\"fingerprint\":\"ffffffffffffffffffffffffffffffff\",\"decision\":\"accepted\",\"reason\":\"x\"}\n"
                 "{\"fingerprint\":\"FFFFffffffffffffffffffffffffffff\",\"decision\":\"accepted\"}\n"
                 "{\"fingerprint\":\"ffffffffffffffffffffffffffffffff\",\"decision\":\"maybe\"}\n"
                 "{\"fingerprint\":\"ffffffffffffffffffffffffffffffff\",\"decision\":\"accepted\",\"justification\":"
                 "\"why not\"}\n"
                 "{\"fingerprint\":\"ffffffffffffffffffffffffffffffff\",\"decision\":\"accepted\",\"at\":\"never\"}\n"
                 "{\"fingerprint\":\"ffffffffffffffffffffffffffffffff\",\"decision\":\"accepted\",\"by\":7}\n"
                 "[1]\n"
                 "{\"fingerprint\":\n"
                 "{\"fingerprint\":\"f\",\"fingerprint\":\"f\"}");
    assert_int_equal(f.claims.decisions.n, 2);
    const vb_decision_claim *d = f.claims.decisions.v;
    expect_text(d[0].fingerprint, "00112233445566778899aabbccddeeff");
    assert_true(d[0].dismissed && !d[1].dismissed);
    expect_text(d[0].note, "seen \xC3\xBC");
    assert_true(d[0].at.at == utc(2025, 3, 1, 10, 0, 0));
    assert_int_equal(d[1].origin.line, 3);
    assert_true(d[1].at.at == VB_NO_TIME);
    expect_issue(&f, 0, true, "line 3", "\"reason\" is not known and not read");
    expect_issue(&f, 1, false, "line 4 fingerprint", "32 lower-case hexadecimal digits");
    expect_issue(&f, 2, false, "line 5 decision", "expected accepted or dismissed");
    expect_issue(&f, 3, false, "line 6 justification", "expected false-positive, duplicate");
    expect_issue(&f, 4, false, "line 7 at", "never");
    expect_issue(&f, 5, false, "line 8 by", "expected a text");
    expect_issue(&f, 6, false, "line 9", "one object");
    assert_int_equal(f.claims.issues.n, 9);
    assert_int_equal(f.claims.sources.v[0].bad_rows, 8);
    fixture_close(&f);
}

static const struct {
    const char *path, *bytes;
    bool loose;
    vb_source_kind kind;
    const char *why;
} kind_rows[] = {
    {"case.ini", "", false, VB_SRC_CASE_INI, NULL},
    {"movements.csv", "", false, VB_SRC_MOVEMENTS, NULL},
    {"decisions.ndjson", "", false, VB_SRC_DECISIONS, NULL},
    {"events/2025/a.json", "", false, VB_SRC_EPCIS, NULL},
    {"events/a.JSONLD", "", false, VB_SRC_EPCIS, NULL},
    {"events/a.ndjson", "", false, VB_SRC_EPCIS, NULL},
    {"events/a.xml", "", false, VB_SRC_UNKNOWN, "events are read from files that end in .json"},
    {"events/.json", "", false, VB_SRC_EPCIS, NULL},
    {"Movements.csv", "", false, VB_SRC_UNKNOWN, "did you mean movements.csv?"},
    {"movement.csv", "", false, VB_SRC_UNKNOWN, "did you mean movements.csv?"},
    {"licenses.csv", "", false, VB_SRC_UNKNOWN, "did you mean licences.csv?"},
    {"old/parties.csv", "", false, VB_SRC_UNKNOWN, "did you mean parties.csv at the top of the case?"},
    {"readme.txt", "hello", false, VB_SRC_UNKNOWN, "no file of a case has this name"},
    {"inventory/a", "hello", false, VB_SRC_UNKNOWN, "nothing of `nvidia-smi -q`"},
    {"a", "hello", true, VB_SRC_UNKNOWN, "nothing of `nvidia-smi -q`"},
};

static void files_are_told_by_path_and_content(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kind_rows / sizeof kind_rows[0]; i++) {
        vb_error why = {0};
        vb_source_kind kind =
            vb_kind_of(vb_str_of(kind_rows[i].path), vb_str_of(kind_rows[i].bytes), kind_rows[i].loose, &why);
        if (kind != kind_rows[i].kind || (kind_rows[i].why != NULL && strstr(why.message, kind_rows[i].why) == NULL))
            fail_msg("%s: %s, %s", kind_rows[i].path, vb_source_kind_name(kind), why.message);
    }
}

static void captures_are_told_by_content(void **state)
{
    static const char *const names[] = {"gpu-dumps/H100SXMx8.smi-q.txt", "gpu-dumps/RTX4090.smi-q.txt"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *path = vb_test_shared(names[i]);
        vb_test_file file = vb_test_read(path);
        vb_str bytes = {file.p, file.n};
        vb_error why = {0};
        assert_int_equal(vb_kind_of(VB_S("inventory/rack 7"), bytes, false, &why), VB_SRC_NVIDIA_SMI_TEXT);
        assert_int_equal(vb_kind_of(VB_S("rack 7"), bytes, true, &why), VB_SRC_NVIDIA_SMI_TEXT);
        assert_int_equal(vb_kind_of(VB_S("rack 7"), bytes, false, &why), VB_SRC_UNKNOWN);
        assert_non_null(strstr(why.message, "belongs in the folder inventory/"));
        free(file.p);
        free(path);
    }
}

static void every_kind_has_a_row_and_a_name(void **state)
{
    (void)state;
    for (int k = VB_SRC_CASE_INI; k < VB_SRC_UNKNOWN; k++) {
        const vb_kind *row = vb_kind_find((vb_source_kind)k);
        assert_non_null(row);
        assert_true(row->read != NULL || row->read_answer != NULL);
        assert_string_not_equal(vb_source_kind_name((vb_source_kind)k), "unknown");
    }
    assert_null(vb_kind_find(VB_SRC_UNKNOWN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_are_read_with_their_lines),
        cmocka_unit_test(bad_settings_are_all_named),
        cmocka_unit_test(case_ini_must_be_text),
        cmocka_unit_test(decisions_are_read_line_by_line),
        cmocka_unit_test(files_are_told_by_path_and_content),
        cmocka_unit_test(captures_are_told_by_content),
        cmocka_unit_test(every_kind_has_a_row_and_a_name),
    };
    return cmocka_run_group_tests_name("tables: case.ini, decisions, kinds", tests, NULL, NULL);
}
