/* SPDX-License-Identifier: Apache-2.0 */
/* Hostile and broken files by name: what is said about each, and where. Every file of the two folders has a row. */
#include "support.h"

#include <dirent.h>
#include <inttypes.h>

#include "base/csv.h"
#include "base/json.h"

/* What a reader of the file should be told, line by line: "ok 2" is a row read from line 2, "parse: line 3 column
 * party" an error of that place. The header of most files is item,party,kg. */
static const struct {
    const char *file, *told;
} csv_rows[] = {
    {"bad-utf8.csv", "ok 2, parse: line 3 column party, ok 4"}, /* ISO 8859-1 */
    {"blank-before-quote.csv", "parse: line 2 column party, ok 3"},
    {"blank-lines-only.csv", "header parse: line 1"},
    {"cr-line-ends.csv", "header parse: line 1"},
    {"duplicate-column.csv", "header parse: line 1"},
    {"empty.csv", "header parse: line 1"},
    {"header-quote-open.csv", "header parse: line 1"},
    {"many-columns.csv", "header range: line 1"},
    {"mark-only.csv", "header parse: line 1"},
    {"multi-line-then-junk.csv", "parse: line 2 column party, parse: line 3 column item, ok 4"},
    {"nameless-column.csv", "header parse: line 1"},
    {"nul-byte.csv", "ok 2, parse: line 3 column party, ok 4"},
    {"nul-in-header.csv", "header parse: line 1"},
    {"overlong-utf8.csv", "parse: line 2 column party, ok 3"},
    {"quote-at-end.csv", "ok 2, parse: line 3 column kg"},
    {"stray-quote.csv", "parse: line 2 column party, ok 3"},
    {"surrogate-utf8.csv", "ok 2, parse: line 3 column party"},
    {"swallowing-quote-fits.csv", "parse: line 2 column party, ok 3, ok 4"},
    {"swallowing-quote.csv", "parse: line 2, ok 3, ok 4, parse: line 5 column item, ok 6"},
    {"terminal-escapes.csv", "parse: line 2 column party, ok 3"},
    {"text-after-quote.csv", "parse: line 2 column party, ok 3"},
    {"thousand-fields.csv", "parse: line 2, ok 3"},
    {"too-few-fields.csv", "parse: line 2, ok 3, parse: line 5, ok 6"},
    {"too-many-fields.csv", "parse: line 2, ok 3"},
    {"unterminated-quote.csv", "ok 2, parse: line 3 column party, ok 4, ok 5"},
    {"utf16-without-mark.csv", "header parse: line 1"},
    {"utf16.csv", "header parse: line 1"},
    {"zip-archive.csv", "header parse: line 1"},
};

/* offset: the byte at which a person would point, counted in the file. */
static const struct {
    const char *file;
    vb_code code;
    uint64_t offset;
    const char *where;
} json_rows[] = {
    {"bad-utf8.json", VB_E_PARSE, 11, ""},
    {"blanks.json", VB_E_PARSE, 4, ""},
    {"comment.json", VB_E_PARSE, 9, ""},
    {"deep-nesting-objects.json", VB_E_RANGE, 320, NULL}, /* 64 times {"a": */
    {"deep-nesting.json", VB_E_RANGE, 64, NULL},
    {"duplicate-keys-escaped.json", VB_E_PARSE, 45, "body.events[0].bizStep"},
    {"duplicate-keys-many.json", VB_E_PARSE, 431, "k17"},
    {"duplicate-keys.json", VB_E_PARSE, 83, "type"},
    {"empty.json", VB_E_PARSE, 0, ""},
    {"form-feed.json", VB_E_PARSE, 5, "a"},
    {"leading-zero.json", VB_E_PARSE, 12, "a[2]"}, /* 0 is a whole number; 10 behind it is one too many */
    {"lone-low-surrogate.json", VB_E_PARSE, 2, "[0]"},
    {"lone-surrogate.json", VB_E_PARSE, 14, "a[1]"},
    {"mark.json", VB_E_PARSE, 0, ""},
    {"nan.json", VB_E_PARSE, 8, "lat"},
    {"nul-byte.json", VB_E_PARSE, 7, ""},
    {"nul-in-text.json", VB_E_PARSE, 7, ""},
    {"overlong-utf8.json", VB_E_PARSE, 2, ""},
    {"single-quotes.json", VB_E_PARSE, 1, ""},
    {"surrogate-in-key.json", VB_E_PARSE, 8, "x"},
    {"surrogate-then-text.json", VB_E_PARSE, 2, "[0]"},
    {"surrogate-utf8.json", VB_E_PARSE, 2, ""},
    {"terminal-escapes.json", VB_E_PARSE, 34, "\\x1B]0;owned\\x07.a"},
    {"trailing-bytes.json", VB_E_PARSE, 8, ""},
    {"trailing-comma.json", VB_E_PARSE, 7, "[2]"},
    {"trailing-unfinished.json", VB_E_PARSE, 8, ""},
    {"truncated-text.json", VB_E_PARSE, 8, "a"},
    {"truncated.json", VB_E_PARSE, 65, "epcisBody.eventList[0].epcList[0]"},
    {"unescaped-line-feed.json", VB_E_PARSE, 8, "a"},
    {"utf16-without-mark.json", VB_E_PARSE, 0, ""},
    {"utf16.json", VB_E_PARSE, 0, ""},
};
enum { N_CSV = sizeof csv_rows / sizeof csv_rows[0], N_JSON = sizeof json_rows / sizeof json_rows[0] };

static vb_test_file attack(const char *kind, const char *name)
{
    vb_buf path = {0};
    vb_buf_printf(&path, "tests/attack/%s/%s", kind, name);
    vb_test_file f = vb_test_read(path.p);
    vb_buf_free(&path);
    return f;
}

static const char *word(vb_code code)
{
    return code == VB_E_PARSE ? "parse" : code == VB_E_RANGE ? "range" : "other";
}

static void is_printable(const vb_error *e)
{
    for (const char *p = e->message; *p != '\0'; p++)
        assert_true((unsigned char)*p >= 0x20 && *p != 0x7F);
    for (const char *p = e->where; *p != '\0'; p++)
        assert_true((unsigned char)*p >= 0x20 && *p != 0x7F);
    assert_true(e->message[0] != '\0');
}

static void tell_csv(vb_str bytes, vb_buf *told)
{
    vb_csv *csv = calloc(1, sizeof *csv);
    vb_csv_row *row = calloc(1, sizeof *row);
    vb_arena arena = {.limit = 1 << 20};
    vb_error e;
    bool end = false;
    assert_true(csv != NULL && row != NULL);
    vb_code code = vb_csv_open(csv, bytes, &e);
    if (code != VB_OK) {
        is_printable(&e);
        vb_buf_printf(told, "header %s: %s", word(code), e.where);
        end = true;
    }
    while (!end) {
        code = vb_csv_next(csv, &arena, row, &end, &e);
        if (end)
            break;
        if (told->n > 0)
            vb_buf_lit(told, ", ");
        if (code == VB_OK) {
            vb_buf_printf(told, "ok %" PRIu64, row->line);
        } else {
            is_printable(&e);
            vb_buf_printf(told, "%s: %s", word(code), e.where);
        }
    }
    vb_arena_free(&arena);
    free(row);
    free(csv);
}

static void every_csv_attack_is_told_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_CSV; i++) {
        vb_test_file f = attack("csv", csv_rows[i].file);
        vb_buf told = {0};
        tell_csv((vb_str){f.p, f.n}, &told);
        if (told.p == NULL || strcmp(told.p, csv_rows[i].told) != 0)
            fail_msg("%s: told \"%s\", expected \"%s\"", csv_rows[i].file, told.p, csv_rows[i].told);
        vb_buf_free(&told);
        free(f.p);
    }
}

static void every_json_attack_is_told_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_JSON; i++) {
        vb_test_file f = attack("json", json_rows[i].file);
        vb_arena arena = {.limit = 1 << 20};
        const vb_json *root = NULL;
        vb_error e = {0};
        vb_code code = vb_json_parse((vb_str){f.p, f.n}, &arena, &root, &e);
        if (code != json_rows[i].code || e.offset != json_rows[i].offset ||
            (json_rows[i].where != NULL && strcmp(e.where, json_rows[i].where) != 0))
            fail_msg("%s: code %d at %" PRIu64 ", \"%s\": %s", json_rows[i].file, (int)code, e.offset, e.where,
                     e.message);
        assert_null(root);
        is_printable(&e);
        vb_arena_free(&arena);
        free(f.p);
    }
}

static void every_file_has_a_row(void **state)
{
    size_t n_csv = 0, n_json = 0;
    struct dirent *entry;
    DIR *csv = opendir("tests/attack/csv"), *json = opendir("tests/attack/json");
    (void)state;
    assert_true(csv != NULL && json != NULL);
    while ((entry = readdir(csv)) != NULL)
        n_csv += entry->d_name[0] != '.';
    while ((entry = readdir(json)) != NULL)
        n_json += entry->d_name[0] != '.';
    assert_int_equal(n_csv, N_CSV); /* the rows' files were all read above */
    assert_int_equal(n_json, N_JSON);
    (void)closedir(csv);
    (void)closedir(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_csv_attack_is_told_with_its_place),
        cmocka_unit_test(every_json_attack_is_told_with_its_place),
        cmocka_unit_test(every_file_has_a_row),
    };
    return cmocka_run_group_tests_name("base attack", tests, NULL, NULL);
}
