/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "base/number.h"
#include "catalogue/sheet_priv.h"

/* No figure of an accelerator is larger: 10^7 TOPS, GB/s, watts, mm2. The sums made of figures fit 64 bits for it. */
static const int64_t largest = INT64_C(10000000);

vb_code vb_sheet_no_memory(const vb_sheet *s, vb_error *err)
{
    return vb_fail(err, VB_E_NOMEM, s->file, VB_NO_OFFSET, "no memory left for the catalogue");
}

/* An error of the csv reader knows line and column; the file is ours to add. */
static vb_code name_file(const char *file, vb_code rc, vb_error *err)
{
    char where[sizeof err->where];
    if (err == NULL)
        return rc;
    (void)snprintf(where, sizeof where, "%s%s%.80s", file, err->where[0] == '\0' ? "" : " ", err->where);
    memcpy(err->where, where, sizeof where);
    return rc;
}

vb_code vb_sheet_open(vb_sheet *s, const char *file, vb_str bytes, const char *const *names, size_t n_names,
                      vb_arena *arena, vb_error *err)
{
    s->file = file;
    s->names = names;
    s->n_names = n_names;
    s->arena = arena;
    vb_code rc = vb_csv_open(&s->csv, bytes, err);
    if (rc != VB_OK)
        return name_file(file, rc, err);
    for (size_t i = 0; i < n_names; i++) {
        s->index[i] = vb_csv_column(&s->csv, vb_str_of(names[i]));
        if (s->index[i] < 0)
            return vb_fail(err, VB_E_PARSE, file, 1, "column %s is missing from the header", names[i]);
    }
    return VB_OK;
}

vb_code vb_sheet_next(vb_sheet *s, bool *end, vb_error *err)
{
    vb_code rc = vb_csv_next(&s->csv, s->arena, &s->row, end, err);
    return rc == VB_OK ? VB_OK : name_file(s->file, rc, err);
}

vb_code vb_sheet_fail(const vb_sheet *s, size_t column, vb_code code, const char *expected, vb_error *err)
{
    char where[sizeof((vb_error *)NULL)->where];
    vb_str found = vb_sheet_text(s, column);
    (void)snprintf(where, sizeof where, "%s line %" PRIu64 " column %s", s->file, s->row.line, s->names[column]);
    if (found.n == 0)
        return vb_fail(err, code, where, s->row.line, "the field is empty; expected %s", expected);
    return vb_fail(err, code, where, s->row.line, "\"%.*s\" found; expected %s", (int)(found.n > 60 ? 60 : found.n),
                   found.p, expected);
}

vb_code vb_sheet_word(const vb_sheet *s, size_t column, vb_str *out, vb_error *err)
{
    *out = vb_sheet_text(s, column);
    return out->n > 0 ? VB_OK : vb_sheet_fail(s, column, VB_E_PARSE, "text", err);
}

vb_code vb_sheet_figure(const vb_sheet *s, size_t column, unsigned places, int64_t empty, int64_t *out, vb_error *err)
{
    static const int64_t unit[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    vb_str text = vb_sheet_text(s, column);
    if (text.n == 0) {
        *out = empty;
        return VB_OK;
    }
    vb_code rc = vb_decimal_parse(text, s->csv.decimal, places, 1, largest * unit[places], out, NULL);
    if (rc != VB_OK)
        return vb_sheet_fail(s, column, rc, "a number above zero with a decimal point, or nothing when unknown", err);
    return VB_OK;
}

vb_code vb_sheet_hex(const vb_sheet *s, size_t column, int32_t *out, vb_error *err)
{
    vb_str text = vb_sheet_text(s, column);
    int32_t value = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0 || text.n > 4)
            return vb_sheet_fail(s, column, VB_E_PARSE, "at most four hexadecimal digits 0-9 a-f", err);
        value = value * 16 + digit;
    }
    *out = text.n == 0 ? -1 : value;
    return VB_OK;
}

vb_code vb_sheet_choice(const vb_sheet *s, size_t column, const char *const *words, int *out, vb_error *err)
{
    char list[120] = "";
    size_t at = 0;
    vb_str text = vb_sheet_text(s, column);
    if (text.n == 0) {
        *out = -1;
        return VB_OK;
    }
    for (int i = 0; words[i] != NULL; i++) {
        if (vb_str_eq(text, vb_str_of(words[i]))) {
            *out = i;
            return VB_OK;
        }
        int n = snprintf(list + at, sizeof list - at, "%s%s", i == 0 ? "" : ", ", words[i]);
        at = n < 0 || (size_t)n >= sizeof list - at ? sizeof list - 1 : at + (size_t)n;
    }
    return vb_sheet_fail(s, column, VB_E_PARSE, list, err);
}

vb_code vb_sheet_list(const vb_sheet *s, size_t column, char sep, const vb_str **out, size_t *n, vb_error *err)
{
    size_t count = 0, i = 0;
    vb_str rest = vb_sheet_text(s, column), piece;
    while (vb_str_next(&rest, sep, &piece))
        count += piece.n > 0;
    vb_str *list = VB_NEW(s->arena, vb_str, count + 1);
    if (list == NULL)
        return vb_sheet_no_memory(s, err);
    rest = vb_sheet_text(s, column);
    while (vb_str_next(&rest, sep, &piece))
        if (piece.n > 0)
            list[i++] = piece;
    *out = list;
    *n = count;
    return VB_OK;
}
