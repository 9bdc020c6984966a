/* SPDX-License-Identifier: Apache-2.0 */
/* Laws of CSV. */
#include "support.h"

#include <inttypes.h>

#include "base/csv.h"
#include "base/json.h"

typedef struct reader { /* too big for the stack of a law that is halved */
    vb_csv csv;
    vb_csv_row row;
    vb_arena arena;
} reader;

static reader *open_reader(vb_str bytes)
{
    reader *r = calloc(1, sizeof *r);
    assert_non_null(r);
    assert_int_equal(vb_csv_open(&r->csv, bytes, NULL), VB_OK);
    return r;
}

static void close_reader(reader *r)
{
    vb_arena_free(&r->arena);
    free(r);
}

static void write_header(vb_buf *out, size_t columns)
{
    for (size_t i = 0; i < columns; i++)
        vb_buf_printf(out, "%sc%zu", i == 0 ? "" : ",", i);
    vb_buf_char(out, '\n');
}

/* Characters that matter to the format are as likely as all others together. */
static vb_str some_cell(uint64_t *random, vb_buf *cells)
{
    static const char *const pieces[] = {",",
                                         ";",
                                         "\t",
                                         "\"",
                                         "\n",
                                         "\r",
                                         " ",
                                         "\r\n",
                                         "a",
                                         "B7",
                                         "\xC3\xA4",
                                         "\xE8\xB2\xBF",
                                         "0123456789abcdef",
                                         "-",
                                         "=",
                                         "x",
                                         "\xF0\x9F\x98\x80",
                                         "long text in a cell"};
    size_t from = cells->n, n = (size_t)vb_test_below(random, 6);
    for (size_t i = 0; i < n; i++)
        vb_buf_add(cells, vb_str_of(pieces[vb_test_below(random, sizeof pieces / sizeof pieces[0])]));
    return (vb_str){NULL, cells->n - from}; /* the bytes may still move */
}

/* What is written is read again, cell by cell; only what a spreadsheet would run gets its ' in front. */
static bool written_is_read(uint64_t *random, size_t size, void *context)
{
    size_t columns = 2 + (size_t)vb_test_below(random, 12), rows = size;
    vb_str *cell = calloc(columns * rows, sizeof *cell);
    vb_buf cells = {0}, out = {0};
    bool same = cell != NULL, end = false;
    (void)context;
    assert_non_null(cell);
    for (size_t i = 0; i < columns * rows; i++)
        cell[i] = some_cell(random, &cells);
    for (size_t i = 0, at = 0; i < columns * rows; at += cell[i++].n)
        cell[i].p = cells.p == NULL ? "" : cells.p + at;
    write_header(&out, columns);
    for (size_t i = 0; i < columns * rows; i++) {
        vb_csv_write(&out, cell[i], i % columns == 0);
        if (i % columns == columns - 1)
            vb_buf_lit(&out, "\r\n");
    }
    reader *r = open_reader(vb_buf_str(&out));
    for (size_t i = 0; same && i < rows; i++) {
        same = vb_csv_next(&r->csv, &r->arena, &r->row, &end, NULL) == VB_OK && !end && r->row.n == columns;
        for (size_t k = 0; same && k < columns; k++) {
            vb_str got = r->row.field[k], put = cell[i * columns + k];
            bool guarded = got.n == put.n + 1 && got.p[0] == '\'' && memchr("=+-@\t\r\n", put.p[0], 7) != NULL;
            same = vb_str_eq(guarded ? vb_str_sub(got, 1, got.n) : got, put);
        }
    }
    same = same && vb_csv_next(&r->csv, &r->arena, &r->row, &end, NULL) == VB_OK && end;
    close_reader(r);
    vb_buf_free(&out);
    vb_buf_free(&cells);
    free(cell);
    return same;
}

/* The grammar once more, a byte at a time and without any haste: the row at `at`, its fields as "a|b|c" behind *told,
 * or NULL when a quote is wrong. Gives where the row ends (its line end is taken). */
static size_t slow_row(vb_str in, size_t at, vb_buf *told, size_t *n, bool *wrong)
{
    *n = 0;
    *wrong = false;
    for (;;) {
        size_t from = at, to;
        if (at < in.n && in.p[at] == '"') {
            vb_buf field = {0};
            for (at++;; at++) {
                if (at >= in.n) {
                    *wrong = true;
                    break;
                }
                if (in.p[at] == '"' && at + 1 < in.n && in.p[at + 1] == '"')
                    at++;
                else if (in.p[at] == '"')
                    break;
                vb_buf_char(&field, in.p[at]);
            }
            at += !*wrong;
            vb_buf_add(told, vb_buf_str(&field));
            vb_buf_free(&field);
            if (!*wrong && at < in.n && in.p[at] == '\r' && (at + 1 == in.n || in.p[at + 1] == '\n'))
                at++;
            *wrong = *wrong || (at < in.n && in.p[at] != ',' && in.p[at] != '\n');
        } else {
            while (at < in.n && in.p[at] != ',' && in.p[at] != '\n') {
                *wrong = *wrong || in.p[at] == '"';
                at++;
            }
            to = at;
            vb_buf_add(told, vb_str_trim(vb_str_sub(in, from, to - from)));
        }
        ++*n;
        if (*wrong)
            return at;
        if (at >= in.n)
            return in.n;
        if (in.p[at++] == '\n')
            return at;
        vb_buf_char(told, '|');
    }
}

static size_t behind_line(vb_str in, size_t at)
{
    while (at < in.n && in.p[at] != '\n')
        at++;
    return at < in.n ? at + 1 : at;
}

static bool blank_line(vb_str in, size_t at)
{
    return vb_str_trim(vb_str_sub(in, at, behind_line(in, at) - at)).n == 0;
}

/* Any mixture of separators, quotes, line ends and text is cut as the slow reader cuts it; after a wrong row that spans
 * no line the next line is next. */
static bool fast_reads_as_slow(uint64_t *random, size_t size, void *context)
{
    static const char *const pieces[] = {
        ",",    ",", ",", "\n",       "\n",   "\"", "\"\"",
        "\r\n", " ", "a", "\xC3\xA4", "text", "\r", "a longer piece of text to cross the width of a step"};
    size_t columns = 1 + (size_t)vb_test_below(random, 4), kinds = sizeof pieces / sizeof pieces[0];
    bool with_quotes = vb_test_below(random, 2) == 0, same = true, end = false;
    vb_buf text = {0};
    (void)context;
    write_header(&text, columns);
    size_t at = text.n;
    for (size_t i = 0; i < size; i++) {
        const char *piece = pieces[vb_test_below(random, kinds)];
        vb_buf_add(&text, with_quotes || piece[0] != '"' ? vb_str_of(piece) : VB_S("q"));
    }
    vb_str in = vb_buf_str(&text);
    char *exact = malloc(in.n);
    assert_non_null(exact);
    memcpy(exact, in.p, in.n);
    in.p = exact;
    reader *r = open_reader(in);
    while (same) {
        vb_buf told = {0};
        size_t n;
        bool wrong;
        vb_code code = vb_csv_next(&r->csv, &r->arena, &r->row, &end, NULL);
        while (at < in.n && blank_line(in, at))
            at = behind_line(in, at);
        if (end || at >= in.n) {
            same = end && at >= in.n;
            vb_buf_free(&told);
            break;
        }
        size_t next = slow_row(in, at, &told, &n, &wrong);
        same = (code == VB_OK) == (!wrong && n == columns);
        if (same && code == VB_OK) {
            vb_buf got = {0};
            for (size_t i = 0; i < r->row.n; i++) {
                if (i > 0)
                    vb_buf_char(&got, '|');
                vb_buf_add(&got, r->row.field[i]);
            }
            same = vb_str_eq(vb_buf_str(&got), vb_buf_str(&told)) && r->row.offset == at && r->row.n == n &&
                   r->row.line == vb_json_line(in, at);
            vb_buf_free(&got);
            at = next;
        } else if (same) { /* where it goes on: never before the row's first line end, never behind the row */
            size_t to = r->csv.at;
            same = to >= behind_line(in, at) && (wrong || to <= next) &&
                   (to == in.n || (in.p[to - 1] == '\n' && r->csv.line == vb_json_line(in, to)));
            at = r->csv.at;
        }
        vb_buf_free(&told);
    }
    close_reader(r);
    free(exact);
    vb_buf_free(&text);
    return same;
}

/* One stray quote anywhere in a file without quotes costs its own row and no other. */
static bool a_stray_quote_costs_one_row(uint64_t *random, size_t size, void *context)
{
    vb_buf text = {0};
    (void)context;
    write_header(&text, 3);
    size_t header = text.n;
    for (size_t i = 0; i < size; i++)
        vb_buf_printf(&text, "item%zu,party %" PRIu64 ",%zu\n", i, vb_test_below(random, 1000), i * 3);
    size_t at = header + (size_t)vb_test_below(random, text.n - header);
    vb_buf broken = {0};
    vb_buf_add(&broken, vb_str_sub(vb_buf_str(&text), 0, at));
    vb_buf_char(&broken, '"');
    vb_buf_add(&broken, vb_str_sub(vb_buf_str(&text), at, text.n));
    uint64_t hit = vb_json_line(vb_buf_str(&text), at), line = 1;
    reader *r = open_reader(vb_buf_str(&broken));
    bool fine = true, end = false;
    while (fine) {
        vb_error err;
        vb_code code = vb_csv_next(&r->csv, &r->arena, &r->row, &end, &err);
        if (end)
            break;
        line++;
        fine = (code == VB_OK) == (line != hit) && (code == VB_OK ? r->row.line : err.offset) == line;
    }
    fine = fine && line == size + 1;
    close_reader(r);
    vb_buf_free(&broken);
    vb_buf_free(&text);
    return fine;
}

/* Readers that share a file by cuts see the rows that one reader sees. */
static bool cuts_lose_nothing(uint64_t *random, size_t size, void *context)
{
    vb_buf text = {0}, whole = {0}, parts = {0};
    bool end = false;
    (void)context;
    write_header(&text, 2);
    for (size_t i = 0; i < size; i++)
        vb_buf_printf(&text, "%" PRIu64 ",%zu%s", vb_test_below(random, 100000), i,
                      vb_test_below(random, 5) == 0 ? "\r\n" : "\n");
    size_t cut = vb_csv_cut(vb_buf_str(&text), (size_t)vb_test_below(random, text.n + 1));
    reader *r = open_reader(vb_buf_str(&text)), *second = open_reader(vb_buf_str(&text));
    while (vb_csv_next(&r->csv, &r->arena, &r->row, &end, NULL) == VB_OK && !end)
        vb_buf_printf(&whole, "%.*s;", VB_ARG(r->row.field[0]));
    bool fine = cut == 0 || text.p[cut - 1] == '\n';
    if (cut > second->csv.at) {
        reader *first = open_reader((vb_str){text.p, cut});
        while (vb_csv_next(&first->csv, &first->arena, &first->row, &end, NULL) == VB_OK && !end)
            vb_buf_printf(&parts, "%.*s;", VB_ARG(first->row.field[0]));
        second->csv.at = cut;
        close_reader(first);
    }
    while (vb_csv_next(&second->csv, &second->arena, &second->row, &end, NULL) == VB_OK && !end)
        vb_buf_printf(&parts, "%.*s;", VB_ARG(second->row.field[0]));
    fine = fine && vb_str_eq(vb_buf_str(&whole), vb_buf_str(&parts));
    close_reader(r);
    close_reader(second);
    vb_buf_free(&text);
    vb_buf_free(&whole);
    vb_buf_free(&parts);
    return fine;
}

static void csv_written_is_read(void **state)
{
    (void)state;
    vb_test_holds("what is written is read", 400, 60, written_is_read, NULL);
}

static void csv_fast_reads_as_slow(void **state)
{
    (void)state;
    vb_test_holds("fast reads as slow", 6000, 120, fast_reads_as_slow, NULL);
}

static void csv_a_stray_quote_costs_one_row(void **state)
{
    (void)state;
    vb_test_holds("a stray quote costs one row", 500, 60, a_stray_quote_costs_one_row, NULL);
}

static void csv_cuts_lose_nothing(void **state)
{
    (void)state;
    vb_test_holds("cuts lose nothing", 500, 60, cuts_lose_nothing, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_written_is_read),
        cmocka_unit_test(csv_fast_reads_as_slow),
        cmocka_unit_test(csv_a_stray_quote_costs_one_row),
        cmocka_unit_test(csv_cuts_lose_nothing),
    };
    return cmocka_run_group_tests_name("base csv", tests, NULL, NULL);
}
