/* SPDX-License-Identifier: Apache-2.0 */
/* CSV as RFC 4180 (sections 2.1 to 2.7) and spreadsheets write it. Broken files: test_base_attack.c. */
#include "support.h"

#include <inttypes.h>

#include "base/csv.h"

typedef struct table {
    vb_csv csv;
    vb_csv_row row;
    vb_arena arena;
    vb_error err;
} table;

static table *open_table(vb_str bytes)
{
    table *t = calloc(1, sizeof *t);
    assert_non_null(t);
    t->arena.limit = 16 << 20;
    if (vb_csv_open(&t->csv, bytes, &t->err) != VB_OK)
        fail_msg("%s: %s", t->err.where, t->err.message);
    return t;
}

static void close_table(table *t)
{
    vb_arena_free(&t->arena);
    free(t);
}

/* All rows as "[a|b] [c|d]", errors as "!line". */
static void dump(vb_str bytes, vb_buf *out)
{
    table *t = open_table(bytes);
    for (bool end = false;;) {
        vb_code code = vb_csv_next(&t->csv, &t->arena, &t->row, &end, &t->err);
        if (end)
            break;
        if (out->n > 0)
            vb_buf_char(out, ' ');
        if (code != VB_OK) {
            vb_buf_printf(out, "!%" PRIu64, t->err.offset);
            continue;
        }
        assert_int_equal(t->row.n, t->csv.n_columns);
        for (size_t i = 0; i < t->row.n; i++) {
            vb_buf_char(out, i == 0 ? '[' : '|');
            vb_buf_add(out, t->row.field[i]);
        }
        vb_buf_char(out, ']');
    }
    close_table(t);
}

static const struct {
    const char *what, *in, *rows;
} dialect_rows[] = {
    {"RFC 4180 2.1: CR LF", "a,b,c\r\naaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", "[aaa|bbb|ccc] [zzz|yyy|xxx]"},
    {"RFC 4180 2.2: the last line end may be missing", "a,b,c\r\naaa,bbb,ccc\r\nzzz,yyy,xxx",
     "[aaa|bbb|ccc] [zzz|yyy|xxx]"},
    {"RFC 4180 2.5: quoted or not", "a,b,c\r\n\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx", "[aaa|bbb|ccc] [zzz|yyy|xxx]"},
    {"RFC 4180 2.6: line ends inside", "a,b,c\r\n\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx",
     "[aaa|b\r\nbb|ccc] [zzz|yyy|xxx]"},
    {"RFC 4180 2.7: a quote inside", "a,b,c\n\"aaa\",\"b\"\"bb\",\"ccc\"\n", "[aaa|b\"bb|ccc]"},
    {"quotes alone", "a,b\n\"\"\"\",\"\"\"\"\"\"\n", "[\"|\"\"]"},
    {"empty fields", "a,b,c\n,,\n\"\",\"\",\"\"\n", "[||] [||]"},
    {"a quoted comma", "a,b\n\"x,y\",z\n", "[x,y|z]"},
    {"LF, last line open with an empty field", "a,b\nx,", "[x|]"},
    {"a CR at the very end", "a,b\nx,y\r", "[x|y]"},
    {"a quoted field, then CR at the very end", "a,b\nx,\"y\"\r", "[x|y]"},
    {"a byte order mark",
     "\xEF\xBB\xBF"
     "a,b\nx,y\n",
     "[x|y]"},
    {"semicolons, as a German spreadsheet writes them", "a;b\nx;1,5\n", "[x|1,5]"},
    {"tabs", "a\tb\n\tx\ny\t\n", "[|x] [y|]"},
    {"one column", "a\nx\n\ny\n", "[x] [y]"},
    {"blank lines", "\n\r\na,b\n\n  \r\nx,y\n \t \n\n", "[x|y]"},
    {"blanks around unquoted fields go", "a,b\n  x ,\ty y \n", "[x|y y]"},
    {"blanks inside quotes stay", "a,b\n\"  x \",\" \"\n", "[  x | ]"},
    {"a CR inside a line is text", "a,b\nx\ry,z\n", "[x\ry|z]"},
    {"header only", "a,b\n", ""},
    {"header only, no line end", "a,b", ""},
    {"quoted names with the separator inside count once", "\"a,1\",\"b;;;;\"\nx,y\n", "[x|y]"},
    {"UTF-8", "a,b\nM\xC3\xBCller,\xE8\xB2\xBF\xE6\x98\x93\n", "[M\xC3\xBCller|\xE8\xB2\xBF\xE6\x98\x93]"},
    {"fields around the width of a step",
     "a,b\n0123456789012345678901234567890,x\n01234567890123456789012345678901,y\n012345678901234567890123456789012,"
     "z\n",
     "[0123456789012345678901234567890|x] [01234567890123456789012345678901|y] [012345678901234567890123456789012|z]"},
    {"a wrong row between right ones", "a,b\n1,2\n3\n4,5\n", "[1|2] !3 [4|5]"},
};

static void dialects_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof dialect_rows / sizeof dialect_rows[0]; i++) {
        size_t n = strlen(dialect_rows[i].in);
        char *exact = malloc(n); /* so that a byte read behind the input is seen */
        vb_buf out = {0};
        assert_non_null(exact);
        memcpy(exact, dialect_rows[i].in, n);
        dump((vb_str){exact, n}, &out);
        if (!vb_str_eq(vb_buf_str(&out), vb_str_of(dialect_rows[i].rows)))
            fail_msg("%s: %.*s", dialect_rows[i].what, VB_ARG(vb_buf_str(&out)));
        vb_buf_free(&out);
        free(exact);
    }
}

static void the_header_says_separator_and_decimal_sign(void **state)
{
    static const struct {
        const char *in;
        char separator, decimal;
        size_t n;
    } rows[] = {
        {"a,b,c\n", ',', '.', 3},   {"a;b;c\n", ';', ',', 3}, {"a\tb\tc\n", '\t', '.', 3},   {"a\n", ',', '.', 1},
        {"a;b,c;d\n", ';', ',', 3}, {"a;b,c\n", ',', '.', 2}, {"\"a;;;\",b\n", ',', '.', 2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        table *t = open_table(vb_str_of(rows[i].in));
        assert_int_equal(t->csv.separator, rows[i].separator);
        assert_int_equal(t->csv.decimal, rows[i].decimal);
        assert_int_equal(t->csv.n_columns, rows[i].n);
        close_table(t);
    }
}

static void columns_are_found_by_name(void **state)
{
    table *t = open_table(VB_S("item, kg ,\"party\"\n"));
    (void)state;
    assert_int_equal(vb_csv_column(&t->csv, VB_S("item")), 0);
    assert_int_equal(vb_csv_column(&t->csv, VB_S("kg")), 1);
    assert_int_equal(vb_csv_column(&t->csv, VB_S("party")), 2);
    assert_int_equal(vb_csv_column(&t->csv, VB_S("Item")), -1);
    assert_int_equal(vb_csv_column(&t->csv, VB_S("")), -1);
    close_table(t);
}

static void rows_know_where_they_stand(void **state)
{
    vb_str in = VB_S("a,b\r\n1,2\r\n\r\n\"x\ny\",3\r\n4,5");
    static const struct {
        size_t offset, length;
        uint64_t line;
    } rows[] = {{5, 3, 2}, {12, 7, 4}, {21, 3, 6}};
    table *t = open_table(in);
    bool end;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(vb_csv_next(&t->csv, &t->arena, &t->row, &end, &t->err), VB_OK);
        assert_false(end);
        assert_int_equal(t->row.offset, rows[i].offset);
        assert_int_equal(t->row.length, rows[i].length);
        assert_int_equal(t->row.line, rows[i].line);
    }
    assert_int_equal(vb_csv_next(&t->csv, &t->arena, &t->row, &end, &t->err), VB_OK);
    assert_true(end);
    assert_int_equal(t->arena.used, 0); /* nothing needed unescaping */
    close_table(t);
}

static void messages_say_found_and_expected(void **state)
{
    static const struct {
        const char *in, *where, *message;
    } rows[] = {
        {"a,b,c\n1,2\n", "line 2", "found 2 fields, expected 3"},
        {"a,b,c\n1\n", "line 2", "found 1 field, expected 3"},
        {"a,b,c\n1,2,3,4\n", "line 2", "found 4 fields, expected 3"},
        {"a,b\n\"x\ny\",2,3\n", "line 2",
         "found 3 fields, expected 2; a quote on line 2 holds lines 2 to 3 together, they are read again one by one"},
        {"a,weight_kg\n1,2\x80\n", "line 2 column weight_kg",
         "byte 15 of the file, 0x80, is not UTF-8; save the file as UTF-8"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        table *t = open_table(vb_str_of(rows[i].in));
        bool end;
        assert_int_not_equal(vb_csv_next(&t->csv, &t->arena, &t->row, &end, &t->err), VB_OK);
        assert_string_equal(t->err.where, rows[i].where);
        assert_string_equal(t->err.message, rows[i].message);
        assert_int_equal(t->err.offset, 2);
        assert_int_equal(vb_csv_open(&t->csv, vb_str_of(rows[i].in), NULL), VB_OK);
        assert_int_not_equal(vb_csv_next(&t->csv, &t->arena, &t->row, &end, NULL), VB_OK); /* nobody listens */
        close_table(t);
    }
}

/* A field of exactly the limit is read, one byte more is the row's error, and the row behind is read. */
static void long_fields(void **state)
{
    static const struct {
        bool quoted;
        size_t n;
        vb_code code;
    } rows[] = {
        {false, VB_CSV_MAX_FIELD, VB_OK},
        {false, VB_CSV_MAX_FIELD + 1, VB_E_RANGE},
        {true, VB_CSV_MAX_FIELD, VB_OK},
        {true, VB_CSV_MAX_FIELD + 1, VB_E_PARSE}, /* told as a quote that does not close */
        {true, 3 * VB_CSV_MAX_FIELD, VB_E_PARSE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        vb_buf in = {0};
        bool end;
        vb_buf_lit(&in, "a,b\n1,");
        if (rows[i].quoted)
            vb_buf_char(&in, '"');
        for (size_t k = 0; k < rows[i].n; k++)
            vb_buf_char(&in, 'x');
        if (rows[i].quoted)
            vb_buf_char(&in, '"');
        vb_buf_lit(&in, "\n2,y\n");
        table *t = open_table(vb_buf_str(&in));
        assert_int_equal(vb_csv_next(&t->csv, &t->arena, &t->row, &end, &t->err), rows[i].code);
        if (rows[i].code != VB_OK)
            assert_string_equal(t->err.where, "line 2 column b");
        assert_int_equal(vb_csv_next(&t->csv, &t->arena, &t->row, &end, &t->err), VB_OK);
        assert_int_equal(t->row.line, 3);
        assert_true(vb_str_eq(t->row.field[1], VB_S("y")));
        close_table(t);
        vb_buf_free(&in);
    }
}

/* What stands deep inside a long quoted field is looked at too. */
static void bad_bytes_in_long_quoted_fields(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char text[400];
        int n = snprintf(text, sizeof text, "a,b\n1,\"%0300d\"\n2,y\n", 0);
        bool end;
        text[200] = "\0\xFF\xC3"[i];
        table *t = open_table((vb_str){text, (size_t)n});
        assert_int_equal(vb_csv_next(&t->csv, &t->arena, &t->row, &end, &t->err), VB_E_PARSE);
        assert_string_equal(t->err.where, "line 2 column b");
        assert_non_null(strstr(t->err.message, "byte 200 of the file"));
        assert_int_equal(vb_csv_next(&t->csv, &t->arena, &t->row, &end, &t->err), VB_OK);
        close_table(t);
    }
}

static void memory_that_runs_out_is_told(void **state)
{
    table *t = open_table(VB_S("a,b\n\"x\"\"y\",2\n"));
    bool end;
    (void)state;
    t->arena.limit = 1;
    assert_int_equal(vb_csv_next(&t->csv, &t->arena, &t->row, &end, &t->err), VB_E_NOMEM);
    assert_int_equal(t->err.code, VB_E_NOMEM);
    close_table(t);
}

/* A file in which every row opens a quote, in all the ways that could make each row look through all those behind it.
 */
static void stray_quotes_cost_linear_time(void **state)
{
    static const char *const lines[] = {"\"x,y\n",       "x,\"\n", "\",\",\"\n", "\"\"\"\n",
                                        "\"\"\"\"\"x\n", "\"\"\n", "x\",\"y\n"};
    enum { N = 200000 };
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        vb_buf in = {0};
        bool end = false;
        uint64_t told = 0, last = 1;
        vb_buf_lit(&in, "a,b,c,d\n");
        for (size_t k = 0; k < N; k++)
            vb_buf_add(&in, vb_str_of(lines[i]));
        table *t = open_table(vb_buf_str(&in));
        while (!end) {
            size_t before = t->csv.at;
            vb_code code = vb_csv_next(&t->csv, &t->arena, &t->row, &end, &t->err);
            assert_true(end || t->csv.at > before);
            told += code != VB_OK;
            if (code != VB_OK) {
                assert_true(t->err.offset >= last);
                last = t->err.offset;
            }
        }
        if (told < N - 1) /* no line goes by unsaid */
            fail_msg("%s: %" PRIu64 " lines told of", lines[i], told);
        close_table(t);
        vb_buf_free(&in);
    }
}

static void cuts_fall_on_row_starts(void **state)
{
    vb_str in = VB_S("a,b\n1,2\n3,4\n");
    (void)state;
    assert_int_equal(vb_csv_cut(in, 0), 0);
    assert_int_equal(vb_csv_cut(in, 1), 4);
    assert_int_equal(vb_csv_cut(in, 4), 4);
    assert_int_equal(vb_csv_cut(in, 5), 8);
    assert_int_equal(vb_csv_cut(in, 8), 8);
    assert_int_equal(vb_csv_cut(in, 9), 12);
    assert_int_equal(vb_csv_cut(in, 12), 12);
    assert_int_equal(vb_csv_cut(in, 1000), 12);
    assert_int_equal(vb_csv_cut(VB_S("a,b"), 2), 3);
    assert_true(vb_csv_cut(VB_S("a,\"b\"\n1,2\n3,4\n"), 8) == SIZE_MAX);
    assert_true(vb_csv_cut(VB_S("a,b\n\"x\n1,2\n"), 7) == SIZE_MAX);
    assert_int_equal(vb_csv_cut(VB_S("a,b\n1,2\n\"3\",4\n"), 5), 8); /* the quote is behind the cut */
}

/* OWASP, "CSV Injection": cells that begin with = + - @ tab CR LF, or their full-width forms. */
static void cells_are_written(void **state)
{
    static const struct {
        vb_str cell;
        const char *out;
    } rows[] = {
        {{"plain", 5}, "plain"},
        {{"", 0}, ""},
        {{NULL, 0}, ""},
        {{"a,b", 3}, "\"a,b\""},
        {{"a;b", 3}, "\"a;b\""},
        {{"a\tb", 3}, "\"a\tb\""},
        {{"a\"b", 3}, "\"a\"\"b\""},
        {{"\"", 1}, "\"\"\"\""},
        {{"a\nb", 3}, "\"a\nb\""},
        {{"a\rb", 3}, "\"a\rb\""},
        {{" a", 2}, "\" a\""},
        {{"a ", 2}, "\"a \""},
        {{"=1+1", 4}, "'=1+1"},
        {{"=HYPERLINK(\"http://x\",\"y\")", 26}, "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""},
        {{"@SUM(A1)", 8}, "'@SUM(A1)"},
        {{"+49 30 1234", 11}, "'+49 30 1234"},
        {{"-2+3", 4}, "'-2+3"},
        {{"-", 1}, "'-"},
        {{"\t=1", 3}, "\"'\t=1\""},
        {{"\r=1", 3}, "\"'\r=1\""},
        {{"\n=1", 3}, "\"'\n=1\""},
        {{"\xEF\xBC\x9D"
          "1",
          4},
         "'\xEF\xBC\x9D"
         "1"},
        {{"\xEF\xBC\xA0"
          "1",
          4},
         "'\xEF\xBC\xA0"
         "1"},
        {{"-12", 3}, "-12"},
        {{"-12.50", 6}, "-12.50"},
        {{"-12,50", 6}, "\"-12,50\""},
        {{"+1e9", 4}, "+1e9"},
        {{"-1E-9", 5}, "-1E-9"},
        {{"-.5", 3}, "-.5"},
        {{"-1e", 3}, "'-1e"},
        {{"-1.2.3", 6}, "'-1.2.3"},
        {{"-0x10", 5}, "'-0x10"},
        {{"a=b", 3}, "a=b"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        vb_buf out = {0};
        vb_csv_write(&out, rows[i].cell, true);
        if (!vb_str_eq(vb_buf_str(&out), vb_str_of(rows[i].out)))
            fail_msg("row %zu: %.*s", i, VB_ARG(vb_buf_str(&out)));
        vb_buf_free(&out);
    }
    vb_buf out = {0};
    vb_csv_write(&out, VB_S("a"), true);
    vb_csv_write(&out, VB_S(""), false);
    vb_csv_write(&out, VB_S("b,"), false);
    assert_true(vb_str_eq(vb_buf_str(&out), VB_S("a,,\"b,\"")));
    vb_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dialects_are_read),
        cmocka_unit_test(the_header_says_separator_and_decimal_sign),
        cmocka_unit_test(columns_are_found_by_name),
        cmocka_unit_test(rows_know_where_they_stand),
        cmocka_unit_test(messages_say_found_and_expected),
        cmocka_unit_test(long_fields),
        cmocka_unit_test(bad_bytes_in_long_quoted_fields),
        cmocka_unit_test(memory_that_runs_out_is_told),
        cmocka_unit_test(stray_quotes_cost_linear_time),
        cmocka_unit_test(cuts_fall_on_row_starts),
        cmocka_unit_test(cells_are_written),
    };
    return cmocka_run_group_tests_name("base csv", tests, NULL, NULL);
}
