/* SPDX-License-Identifier: Apache-2.0 */
#include "places/country.h"

#include "base/csv.h"
#include "base/number.h"
#include "places/fold_priv.h"

#include <stdlib.h>

enum {
    MAX_ROWS = 1000, /* ISO 3166-1 has 249 */
    POINT_PLACES = 6 /* decimals of a degree in the table */
};

typedef struct keys {
    vb_country_key *v;
    size_t n, cap;
} keys;

static bool capitals(vb_str s, size_t n)
{
    if (s.n != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (s.p[i] < 'A' || s.p[i] > 'Z')
            return false;
    return true;
}

/* Adds `name` folded, and once more with ae oe ue for umlauts where that differs. */
static vb_code add_key(vb_arena *arena, keys *all, vb_str name, vb_country code, vb_error *err)
{
    char folded[VB_FOLD_MAX];
    size_t before = 0;
    for (int digraphs = 0; digraphs < 2; digraphs++) {
        size_t n = vb_fold_name(name, digraphs != 0, folded);
        if (n == 0 || (digraphs != 0 && n == before))
            continue;
        before = n;
        vb_country_key *key = VB_PUSH(arena, all);
        if (key == NULL)
            return vb_fail(err, VB_E_NOMEM, "countries", VB_NO_OFFSET, "no memory for the names");
        *key = (vb_country_key){vb_arena_copy(arena, (vb_str){folded, n}), code};
        if (key->name.p == NULL)
            return vb_fail(err, VB_E_NOMEM, "countries", VB_NO_OFFSET, "no memory for the names");
    }
    return VB_OK;
}

static int compare_keys(const void *a, const void *b)
{
    const vb_country_key *x = a, *y = b;
    int by_name = vb_str_compare(x->name, y->name);
    return by_name != 0 ? by_name : (x->code > y->code) - (x->code < y->code);
}

static vb_code degrees(vb_str text, char decimal, int limit, double *out, vb_error *err)
{
    int64_t value, most = (int64_t)limit * 1000000;
    VB_TRY(vb_decimal_parse(text, decimal, POINT_PLACES, -most, most, &value, err));
    *out = (double)value / 1e6;
    return VB_OK;
}

/* Apart from the names: folded, the code of Andorra would be the word "and". */
static vb_country parse_alpha3(const vb_countries *table, vb_str text)
{
    text = vb_str_trim(text);
    for (size_t i = 0; text.n == 3 && i < table->n; i++)
        if (vb_str_eq_nocase(text, (vb_str){table->rows[i].alpha3, 3}))
            return table->rows[i].code;
    return 0;
}

enum { CODE, ALPHA3, NUMERIC, NAME_EN, NAME_DE, OTHER, LAT, LON, N_COLUMNS };

static vb_code read_row(vb_arena *arena, const vb_str *cell, char decimal, uint64_t line, vb_country_row *row,
                        keys *all, vb_error *err)
{
    if (!capitals(cell[CODE], 2))
        return vb_fail(err, VB_E_PARSE, "countries.csv code", line, "\"%.*s\" is not two capital letters",
                       VB_ARG(cell[CODE]));
    if (!capitals(cell[ALPHA3], 3))
        return vb_fail(err, VB_E_PARSE, "countries.csv alpha3", line, "\"%.*s\" is not three capital letters",
                       VB_ARG(cell[ALPHA3]));
    if (cell[NAME_EN].n == 0 || cell[NAME_DE].n == 0)
        return vb_fail(err, VB_E_PARSE, "countries.csv name", line, "%.*s has no English or no German name",
                       VB_ARG(cell[CODE]));
    *row = (vb_country_row){.code = VB_COUNTRY(cell[CODE].p),
                            .name_en = vb_arena_copy(arena, cell[NAME_EN]),
                            .name_de = vb_arena_copy(arena, cell[NAME_DE]),
                            .other_names = vb_arena_copy(arena, cell[OTHER])};
    if (row->name_en.p == NULL || row->name_de.p == NULL || row->other_names.p == NULL)
        return vb_fail(err, VB_E_NOMEM, "countries", VB_NO_OFFSET, "no memory for the names");
    memcpy(row->alpha3, cell[ALPHA3].p, 3);
    if (cell[NUMERIC].n > 0) {
        unsigned value = 0;
        for (size_t i = 0; i < cell[NUMERIC].n; i++) {
            unsigned digit = (unsigned)(unsigned char)cell[NUMERIC].p[i] - '0';
            if (cell[NUMERIC].n != 3 || digit > 9)
                return vb_fail(err, VB_E_RANGE, "countries.csv numeric", line, "\"%.*s\" is not three digits",
                               VB_ARG(cell[NUMERIC]));
            value = value * 10 + digit;
        }
        row->numeric = (uint16_t)value;
    }
    VB_TRY(degrees(cell[LAT], decimal, 90, &row->point.lat, err));
    VB_TRY(degrees(cell[LON], decimal, 180, &row->point.lon, err));

    VB_TRY(add_key(arena, all, cell[NAME_EN], row->code, err));
    VB_TRY(add_key(arena, all, cell[NAME_DE], row->code, err));
    vb_str rest = cell[OTHER], name;
    while (vb_str_next(&rest, ';', &name))
        VB_TRY(add_key(arena, all, name, row->code, err));
    return VB_OK;
}

/* Sorts, and keeps one of equal names; one name for two countries is a mistake in the table. */
static vb_code settle_keys(keys *all, vb_error *err)
{
    size_t kept = 0;
    qsort(all->v, all->n, sizeof *all->v, compare_keys);
    for (size_t i = 0; i < all->n; i++) {
        const vb_country_key *last = kept > 0 ? &all->v[kept - 1] : NULL;
        if (last != NULL && vb_str_eq(last->name, all->v[i].name)) {
            char a[3], b[3];
            if (last->code == all->v[i].code)
                continue;
            vb_country_text(last->code, a);
            vb_country_text(all->v[i].code, b);
            return vb_fail(err, VB_E_PARSE, "countries.csv", VB_NO_OFFSET, "the name \"%.*s\" stands for %s and for %s",
                           VB_ARG(last->name), a, b);
        }
        all->v[kept++] = all->v[i];
    }
    all->n = kept;
    return VB_OK;
}

vb_code vb_countries_load(vb_arena *arena, vb_str bytes, vb_countries *out, vb_error *err)
{
    static const vb_str names[N_COLUMNS] = {{"code", 4},    {"alpha3", 6},       {"numeric", 7}, {"name_en", 7},
                                            {"name_de", 7}, {"other_names", 11}, {"lat", 3},     {"lon", 3}};
    int column[N_COLUMNS];
    vb_csv csv;
    struct {
        vb_country_row *v;
        size_t n, cap;
    } rows = {0};
    keys all = {0};
    VB_TRY(vb_csv_open(&csv, bytes, err));
    for (int i = 0; i < N_COLUMNS; i++) {
        column[i] = vb_csv_column(&csv, names[i]);
        if (column[i] < 0)
            return vb_fail(err, VB_E_PARSE, "countries.csv", 1, "the column %.*s is missing", VB_ARG(names[i]));
    }
    for (;;) {
        vb_csv_row line;
        vb_country_row row;
        vb_str cell[N_COLUMNS];
        bool end;
        VB_TRY(vb_csv_next(&csv, arena, &line, &end, err));
        if (end)
            break;
        for (int i = 0; i < N_COLUMNS; i++)
            cell[i] = line.field[column[i]];
        VB_TRY(read_row(arena, cell, csv.decimal, line.line, &row, &all, err));
        if (rows.n > 0 && rows.v[rows.n - 1].code >= row.code)
            return vb_fail(err, VB_E_PARSE, "countries.csv code", line.line, "%.*s comes after a later or equal code",
                           VB_ARG(cell[CODE]));
        if (parse_alpha3(&(vb_countries){.rows = rows.v, .n = rows.n}, cell[ALPHA3]) != 0)
            return vb_fail(err, VB_E_PARSE, "countries.csv alpha3", line.line, "%.*s stands in an earlier row",
                           VB_ARG(cell[ALPHA3]));
        vb_country_row *slot = rows.n < MAX_ROWS ? VB_PUSH(arena, &rows) : NULL;
        if (slot == NULL)
            return vb_fail(err, VB_E_NOMEM, "countries.csv", line.line, "more than %d rows, or no memory", MAX_ROWS);
        *slot = row;
    }
    if (rows.n == 0)
        return vb_fail(err, VB_E_PARSE, "countries.csv", VB_NO_OFFSET, "the table has no rows");
    VB_TRY(settle_keys(&all, err));
    *out = (vb_countries){rows.v, rows.n, all.v, all.n};
    return VB_OK;
}

const vb_country_row *vb_country_find(const vb_countries *table, vb_country code)
{
    size_t low = 0, high = table->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (table->rows[middle].code == code)
            return &table->rows[middle];
        if (table->rows[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

vb_country vb_country_parse_code(const vb_countries *table, vb_str text)
{
    unsigned letter[2];
    text = vb_str_trim(text);
    if (text.n != 2)
        return 0;
    for (size_t i = 0; i < 2; i++) {
        letter[i] = (unsigned char)text.p[i] & ~0x20u;
        if (letter[i] < 'A' || letter[i] > 'Z')
            return 0;
    }
    vb_country code = VB_COUNTRY_OF(letter[0], letter[1]);
    return vb_country_find(table, code) != NULL ? code : 0;
}

static vb_country find_key(const vb_countries *table, vb_str folded)
{
    size_t low = 0, high = table->n_keys;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = vb_str_compare(table->keys[middle].name, folded);
        if (order == 0)
            return table->keys[middle].code;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

vb_country vb_country_parse(const vb_countries *table, vb_str text)
{
    char folded[VB_FOLD_MAX], turned[VB_FOLD_MAX];
    vb_country code = vb_country_parse_code(table, text);
    if (code == 0)
        code = parse_alpha3(table, text);
    if (code != 0)
        return code;
    code = find_key(table, (vb_str){folded, vb_fold_name(text, false, folded)});
    size_t comma = vb_str_find(text, VB_S(","), 0);
    if (code != 0 || comma == SIZE_MAX || text.n > VB_FOLD_MAX)
        return code;
    /* "Congo, Democratic Republic of the" -> "Democratic Republic of the Congo" */
    vb_str first = vb_str_sub(text, 0, comma), second = vb_str_sub(text, comma + 1, SIZE_MAX);
    memcpy(turned, second.p, second.n);
    turned[second.n] = ' ';
    memcpy(turned + second.n + 1, first.p, first.n); /* as long as the text: the blank stands where the comma was */
    return find_key(table, (vb_str){folded, vb_fold_name((vb_str){turned, text.n}, false, folded)});
}

vb_str vb_country_name(const vb_countries *table, vb_country code, vb_lang lang)
{
    const vb_country_row *row = vb_country_find(table, code);
    if (row == NULL)
        return VB_STR_NONE;
    return lang == VB_LANG_DE ? row->name_de : row->name_en;
}

void vb_country_text(vb_country code, char out[3])
{
    unsigned first = code >> 8, second = code & 0xFFu;
    bool good = first >= 'A' && first <= 'Z' && second >= 'A' && second <= 'Z';
    out[0] = good ? (char)first : '?';
    out[1] = good ? (char)second : '?';
    out[2] = '\0';
}
