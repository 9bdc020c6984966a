/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CATALOGUE_SHEET_PRIV_H
#define VB_CATALOGUE_SHEET_PRIV_H
/* One reference table being read: every error names file, line and column, the value found and the value expected.
 * Unlike the tables of a case, a bad row here stops the reading: a catalogue with holes would answer wrongly. */
#include "base/arena.h"
#include "base/csv.h"
#include "base/error.h"

typedef struct vb_sheet {
    const char *file;         /* "accelerators.csv" */
    const char *const *names; /* columns that must be there */
    size_t n_names;
    int index[64]; /* of each name, in the file's own order */
    vb_arena *arena;
    vb_csv csv;
    vb_csv_row row;
} vb_sheet;

/* names: at most 64. Errors: VB_E_PARSE no header, a column that is missing. */
VB_MUST_USE vb_code vb_sheet_open(vb_sheet *s, const char *file, vb_str bytes, const char *const *names, size_t n_names,
                                  vb_arena *arena, vb_error *err);
VB_MUST_USE vb_code vb_sheet_next(vb_sheet *s, bool *end, vb_error *err);
/* The field of the column with this number in `names`. */
static inline vb_str vb_sheet_text(const vb_sheet *s, size_t column)
{
    return s->row.field[s->index[column]];
}
/* An error of the current row at that column, with a sentence that starts with the value found. Gives `code`. */
VB_MUST_USE vb_code vb_sheet_fail(const vb_sheet *s, size_t column, vb_code code, const char *expected, vb_error *err);
/* Text that must not be empty. */
VB_MUST_USE vb_code vb_sheet_word(const vb_sheet *s, size_t column, vb_str *out, vb_error *err);
/* A decimal above zero in units of 10^-places, or `empty` when the field is empty. */
VB_MUST_USE vb_code vb_sheet_figure(const vb_sheet *s, size_t column, unsigned places, int64_t empty, int64_t *out,
                                    vb_error *err);
/* 1 to 4 hexadecimal digits; -1 when empty. */
VB_MUST_USE vb_code vb_sheet_hex(const vb_sheet *s, size_t column, int32_t *out, vb_error *err);
/* Index in a list of words that ends with NULL, or -1 when empty. */
VB_MUST_USE vb_code vb_sheet_choice(const vb_sheet *s, size_t column, const char *const *words, int *out,
                                    vb_error *err);
/* A list parted by `sep`: copies of the views (not of the text) in the arena. */
VB_MUST_USE vb_code vb_sheet_list(const vb_sheet *s, size_t column, char sep, const vb_str **out, size_t *n,
                                  vb_error *err);
VB_MUST_USE vb_code vb_sheet_no_memory(const vb_sheet *s, vb_error *err);
#endif
