/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_BASE_CSV_H
#define VB_BASE_CSV_H
/* CSV as people write it (RFC 4180 and the dialects of spreadsheets): UTF-8 with or without BOM; ',' ';' or tab, found
 * from the header line (the one that occurs most outside quotes); quoted fields with "" for a quote and line ends
 * inside; CR LF or LF; a decimal comma when the separator is ';'. Lines of nothing but blanks are skipped.
 *
 * A row that is wrong is that row's error and the next row is read: another number of fields than the header, a quote
 * inside an unquoted field, text after a closing quote, a quote never closed, a field over its limit, NUL, bad UTF-8.
 * A stray quote must not swallow the rows behind it: after a wrong row that spans lines (or never ends), reading goes
 * on at the line after the one where its quote began.
 *
 * Fields are views into the input; only a quoted field with "" inside is unescaped into the arena. Time is linear in
 * the input whatever it holds, and memory beyond the arena is none. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

enum {
    VB_CSV_MAX_COLUMNS = 256,
    VB_CSV_MAX_FIELD = 1 << 20,  /* bytes in one field; a row's error when longer */
    VB_CSV_MAX_ROWS = 2000000000 /* lines in one input; reading stops there with VB_E_RANGE */
};

typedef struct vb_csv {
    vb_str bytes;
    size_t at;     /* next byte to read */
    uint64_t line; /* line (1 = first) at `at` */
    char separator;
    char decimal; /* ',' with ';', else '.' */
    size_t n_columns;
    vb_str header[VB_CSV_MAX_COLUMNS]; /* trimmed names */
} vb_csv;

typedef struct vb_csv_row {
    size_t offset, length; /* of the row in the input, without its line end */
    uint64_t line;
    size_t n;                         /* fields read; the ones behind are not cleared */
    vb_str field[VB_CSV_MAX_COLUMNS]; /* trimmed of blanks unless quoted */
} vb_csv_row;

/* Reads the header line; names with "" inside keep it doubled. Errors: VB_E_PARSE no header, NUL byte, bad UTF-8
 * (offset says where), duplicate or empty column name, UTF-16 (named as such), CR alone as line end; VB_E_RANGE more
 * than VB_CSV_MAX_COLUMNS columns. */
VB_MUST_USE vb_code vb_csv_open(vb_csv *csv, vb_str bytes, vb_error *err);
/* The next row that is not blank. *end = true at the end of input. An error is the row's own: err->where is "line 17"
 * or "line 17 column weight_kg", err->offset the line, and `row` holds nothing of use; the call after it goes on with
 * the next row. VB_E_NOMEM: the arena is full. */
VB_MUST_USE vb_code vb_csv_next(vb_csv *csv, vb_arena *arena, vb_csv_row *row, bool *end, vb_error *err);
/* Index of a column, or -1. */
int vb_csv_column(const vb_csv *csv, vb_str name);
/* A cut of the input at the first row start at or after `at` that is safe to read from (outside quotes), for readers
 * that share one file between threads; SIZE_MAX when the input holds a quote before (then one thread reads all). */
size_t vb_csv_cut(vb_str bytes, size_t at);

/* Writing: quotes where needed, ',' before every cell but the first of a row; the caller ends the row. A cell that
 * starts with = + - @ tab CR or LF (or a full-width form of the first four) gets a leading ' unless it is a plain
 * number, so that no spreadsheet runs it (CWE-1236, OWASP "CSV Injection"). */
void vb_csv_write(vb_buf *out, vb_str cell, bool first);
#endif
