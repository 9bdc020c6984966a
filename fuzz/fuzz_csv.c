/* SPDX-License-Identifier: Apache-2.0 */
/* Reads any bytes as CSV, writes the rows it got, reads those again: the cells must be the same, but for the ' that
 * keeps a spreadsheet from running one. Every call must step forward, and every view must lie inside input or arena. */
#include <stdint.h>
#include <stdlib.h>

#include "base/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void same_cell(vb_str put, vb_str got)
{
    bool guarded = got.n == put.n + 1 && got.p[0] == '\'' && !vb_str_eq(put, got);
    must(vb_str_eq(put, guarded ? vb_str_sub(got, 1, got.n) : got));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static vb_csv csv, again;
    static vb_csv_row row, row_again;
    vb_str in = {(const char *)data, size};
    vb_arena arena = {.limit = 64 << 20}, arena_again = {.limit = 64 << 20};
    vb_buf header = {0}, out = {0};
    vb_error err;
    bool end = false, end_again = false;
    if (vb_csv_open(&csv, in, &err) != VB_OK)
        return 0;
    must(csv.n_columns > 0 && csv.n_columns <= VB_CSV_MAX_COLUMNS);
    for (size_t i = 0; i < csv.n_columns; i++) {
        must(csv.header[i].n > 0 && vb_csv_column(&csv, csv.header[i]) == (int)i);
        vb_buf_printf(&header, "%sc%zu", i == 0 ? "" : ",", i);
    }
    size_t cut = vb_csv_cut(in, size / 2);
    must(cut == SIZE_MAX || cut == size || cut == 0 || data[cut - 1] == '\n');
    for (;;) {
        size_t at = csv.at;
        uint64_t line = csv.line;
        vb_code code = vb_csv_next(&csv, &arena, &row, &end, &err);
        must(csv.at <= size && csv.line >= line && (end || csv.at > at));
        if (end)
            break;
        if (code != VB_OK) {
            must(err.code == code && err.offset >= line && vb_str_utf8(vb_str_of(err.message), NULL));
            continue;
        }
        must(row.n == csv.n_columns && row.offset >= at && row.length <= csv.at - row.offset && row.line >= line);
        out.n = 0;
        vb_buf_add(&out, vb_buf_str(&header));
        vb_buf_char(&out, '\n');
        size_t before = out.n;
        for (size_t i = 0; i < row.n; i++) {
            must(vb_str_utf8(row.field[i], NULL));
            must(row.field[i].n == 0 || memchr(row.field[i].p, 0, row.field[i].n) == NULL);
            vb_csv_write(&out, row.field[i], i == 0);
        }
        if (out.n == before || out.failed) /* one column, one empty cell: that is a blank line */
            continue;
        bool blank = row.n == 1 && vb_str_trim(vb_str_sub(vb_buf_str(&out), before, out.n)).n == 0;
        vb_buf_char(&out, '\n');
        must(!blank && vb_csv_open(&again, vb_buf_str(&out), &err) == VB_OK && again.n_columns == row.n);
        must(vb_csv_next(&again, &arena_again, &row_again, &end_again, &err) == VB_OK && !end_again);
        for (size_t i = 0; i < row.n; i++)
            same_cell(row.field[i], row_again.field[i]);
        must(vb_csv_next(&again, &arena_again, &row_again, &end_again, &err) == VB_OK && end_again);
        vb_arena_free(&arena_again);
    }
    vb_arena_free(&arena);
    vb_buf_free(&header);
    vb_buf_free(&out);
    return 0;
}
