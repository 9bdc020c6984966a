/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "evidence/table_priv.h"

static bool stops(vb_code code)
{
    return code == VB_E_NOMEM || code == VB_E_IO;
}

/* The column of the table that a name of the header means: exactly, but for the case of its letters. */
/* "license_id": the American spelling of a column is that column. */
static bool names_column(vb_str name, vb_str column)
{
    if (vb_str_eq_nocase(name, column))
        return true;
    return vb_str_starts(column, VB_S("licence_")) && name.n == column.n &&
           vb_str_eq_nocase(vb_str_sub(name, 0, 8), VB_S("license_")) &&
           vb_str_eq_nocase(vb_str_sub(name, 8, name.n), vb_str_sub(column, 8, column.n));
}

static size_t column_of(vb_str name, const vb_column *columns, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (names_column(name, vb_str_of(columns[i].name)))
            return i;
    return SIZE_MAX;
}

static vb_code note_unknown(vb_claims *c, uint32_t source, const vb_csv *csv, const vb_column *columns, size_t n,
                            const int *field, vb_error *err)
{
    const char *absent[VB_TABLE_COLUMNS];
    for (size_t i = 0; i < n; i++)
        absent[i] = field[i] < 0 ? columns[i].name : NULL;
    for (size_t k = 0; k < csv->n_columns; k++) {
        if (column_of(csv->header[k], columns, n) != SIZE_MAX)
            continue;
        vb_error what;
        const char *hint = vb_hint(csv->header[k], absent, n);
        vb_str name = vb_str_sub(csv->header[k], 0, 60);
        if (hint == NULL)
            vb_error_set(&what, VB_E_NOT_FOUND, "header", 0, "column \"%.*s\" is not known and not read", VB_ARG(name));
        else
            vb_error_set(&what, VB_E_NOT_FOUND, "header", 0,
                         "column \"%.*s\" is not known and not read: did you mean %s?", VB_ARG(name), hint);
        VB_TRY(vb_claims_issue(c, source, true, &what, err));
    }
    return VB_OK;
}

static void missing_column(const vb_csv *csv, const vb_column *columns, size_t n, size_t missing, vb_error *what)
{
    const char *const wanted[] = {columns[missing].name};
    VB_CLEANUP(vb_buf, vb_buf_free) found = {.limit = 4096};
    for (size_t k = 0; k < csv->n_columns; k++) {
        if (column_of(csv->header[k], columns, n) == SIZE_MAX && vb_hint(csv->header[k], wanted, 1) != NULL) {
            vb_str name = vb_str_sub(csv->header[k], 0, 60);
            vb_error_set(what, VB_E_PARSE, "header", 0, "no column %s, the file is not read: is \"%.*s\" meant?",
                         columns[missing].name, VB_ARG(name));
            return;
        }
        vb_buf_printf(&found, k == 0 ? "%.*s" : ", %.*s", VB_ARG(vb_str_sub(csv->header[k], 0, 40)));
    }
    vb_str names = vb_str_sub(vb_buf_str(&found), 0, 120);
    vb_error_set(what, VB_E_PARSE, "header", 0, "no column %s, the file is not read; its columns are %.*s%s",
                 columns[missing].name, VB_ARG(names), found.n > names.n ? " ..." : "");
}

vb_code vb_table_header(vb_claims *c, uint32_t source, const vb_column *columns, size_t n_columns, vb_csv *csv,
                        int *field, bool *usable, vb_error *err)
{
    vb_error what;
    *usable = false;
    if (vb_csv_open(csv, c->sources.v[source].bytes, &what) != VB_OK)
        return vb_claims_issue(c, source, false, &what, err);
    for (size_t i = 0; i < n_columns; i++)
        field[i] = -1;
    for (size_t k = 0; k < csv->n_columns; k++) {
        size_t i = column_of(csv->header[k], columns, n_columns);
        if (i == SIZE_MAX)
            continue;
        if (field[i] >= 0) {
            vb_error_set(&what, VB_E_PARSE, "header", 0, "columns %d and %zu both mean %s, the file is not read",
                         field[i] + 1, k + 1, columns[i].name);
            return vb_claims_issue(c, source, false, &what, err);
        }
        field[i] = (int)k;
    }
    for (size_t i = 0; i < n_columns; i++) {
        if (!columns[i].must || field[i] >= 0)
            continue;
        missing_column(csv, columns, n_columns, i, &what);
        return vb_claims_issue(c, source, false, &what, err);
    }
    *usable = true;
    return note_unknown(c, source, csv, columns, n_columns, field, err);
}

vb_str vb_table_text(const vb_table_run *run, const char *column)
{
    for (size_t i = 0; i < run->table->n_columns; i++)
        if (run->field[i] >= 0 && vb_str_eq(vb_str_of(run->table->columns[i].name), vb_str_of(column)))
            return run->row.field[run->field[i]];
    return VB_STR_NONE;
}

vb_code vb_table_once(vb_table_run *run, uint32_t id, const char *column, vb_str text, vb_error *err)
{
    vb_table_seen *seen = &run->seen;
    if (id >= seen->n) {
        size_t n = id < 1000 ? 1024 : (size_t)id + id / 2;
        uint32_t *line = realloc(seen->line, n * sizeof *line);
        if (line == NULL)
            return vb_fail(err, VB_E_NOMEM, column, id, "no memory to look for ids that stand twice");
        memset(line + seen->n, 0, (n - seen->n) * sizeof *line);
        seen->line = line;
        seen->n = n;
    }
    if (seen->line[id] != 0)
        return vb_fail(err, VB_E_RANGE, column, run->origin.line,
                       "\"%.*s\" stands on line %u already; this row is not read", (int)(text.n > 80 ? 80 : text.n),
                       text.p, seen->line[id]);
    seen->line[id] = run->origin.line;
    return VB_OK;
}

static vb_dict *dict_of(vb_claims *c, vb_cell cell)
{
    switch (cell) {
    case VB_CELL_PARTY:
        return &c->party_ids;
    case VB_CELL_SITE:
        return &c->site_ids;
    case VB_CELL_ITEM:
        return &c->item_ids;
    case VB_CELL_MODEL:
        return &c->model_texts;
    case VB_CELL_LICENCE:
        return &c->licence_ids;
    case VB_CELL_TEXT:
    case VB_CELL_TIME:
    case VB_CELL_PARTIAL:
    case VB_CELL_PERIOD:
    case VB_CELL_COUNTRY:
    case VB_CELL_PERCENT:
    case VB_CELL_QUANTITY:
    case VB_CELL_COUNT:
    case VB_CELL_KILOWATT:
    case VB_CELL_MONEY:
    case VB_CELL_CURRENCY:
    case VB_CELL_LATITUDE:
    case VB_CELL_LONGITUDE:
    case VB_CELL_YES_NO:
    case VB_CELL_WORD:
    case VB_CELL_SHA256:
        return NULL;
    }
    return NULL;
}

static vb_code read_cells(vb_table_run *run, void *claim, vb_error *err)
{
    const vb_table *t = run->table;
    vb_str currency = run->currency < 0 ? VB_STR_NONE : vb_table_text(run, "currency");
    for (size_t i = 0; i < t->n_columns; i++) {
        const vb_column *column = &t->columns[i];
        vb_str text = run->field[i] < 0 ? VB_STR_NONE : run->row.field[run->field[i]];
        vb_code code = VB_OK;
        vb_cell_unstated(column, claim);
        if (text.n > 0)
            code = column->cell == VB_CELL_MONEY
                       ? vb_cell_money(text, run->csv.decimal, currency,
                                       (int64_t *)(void *)((char *)claim + column->at), err)
                       : vb_cell_read(text, run->csv.decimal, column, run->countries, claim, err);
        else if (column->must)
            code = vb_fail(err, VB_E_PARSE, "", VB_NO_OFFSET, "the cell is empty; every row must state it");
        if (code != VB_OK && err != NULL)
            (void)snprintf(err->where, sizeof err->where, "%s", column->name);
        VB_TRY(code);
    }
    return VB_OK;
}

uint32_t vb_keys_add(vb_keys *keys, vb_arena *arena, vb_dict *dict, vb_str text)
{
    enum { FIRST_CHUNK = 4096, LARGEST_CHUNK = 256 * 1024 };
    uint32_t id = vb_dict_find(dict, text);
    if (id != VB_NONE)
        return id;
    if (text.n > keys->room) {
        keys->chunk = keys->chunk == 0 ? FIRST_CHUNK : keys->chunk < LARGEST_CHUNK ? keys->chunk * 2 : keys->chunk;
        keys->room = text.n > keys->chunk ? text.n : keys->chunk;
        keys->at = vb_arena_alloc(arena, keys->room, 1);
        if (keys->at == NULL) {
            *keys = (vb_keys){0};
            return VB_NONE;
        }
    }
    vb_str key = {keys->at, text.n};
    memcpy(keys->at, text.p, text.n);
    id = vb_dict_add(dict, key);
    if (id != VB_NONE) {
        keys->at += text.n;
        keys->room -= text.n;
    }
    return id;
}

static vb_code intern(vb_table_run *run, void *claim, vb_error *err)
{
    for (size_t i = 0; i < run->table->n_columns; i++) {
        const vb_column *column = &run->table->columns[i];
        vb_dict *dict = dict_of(run->c, column->cell);
        vb_str text = run->field[i] < 0 ? VB_STR_NONE : run->row.field[run->field[i]];
        if (dict == NULL || text.n == 0)
            continue;
        uint32_t id = vb_keys_add(&run->keys, run->c->arena, dict, text);
        if (id == VB_NONE)
            return vb_fail(err, VB_E_NOMEM, column->name, run->origin.line, "no memory for more ids");
        *(uint32_t *)(void *)((char *)claim + column->at) = id;
    }
    return VB_OK;
}

static vb_code read_row(vb_table_run *run, vb_error *err)
{
    alignas(max_align_t) unsigned char claim[VB_TABLE_CLAIM];
    memset(claim, 0, sizeof claim);
    VB_TRY(read_cells(run, claim, err));
    if (run->table->check != NULL)
        VB_TRY(run->table->check(run, claim, err));
    VB_TRY(intern(run, claim, err));
    return run->table->store(run, claim, err);
}

void vb_table_place(uint64_t line, vb_error *what)
{
    char column[sizeof what->where];
    memcpy(column, what->where, sizeof column);
    column[sizeof column - 1] = '\0';
    what->offset = line;
    if (column[0] == '\0')
        (void)snprintf(what->where, sizeof what->where, "line %" PRIu64, line);
    else
        (void)snprintf(what->where, sizeof what->where, "line %" PRIu64 " column %.60s", line, column);
}

static vb_code read_rows(vb_table_run *run, vb_error *err)
{
    for (;;) {
        vb_error what = {0};
        bool end, own_place = false;
        vb_code code = vb_csv_next(&run->csv, run->c->arena, &run->row, &end, &what);
        if (code == VB_OK && end)
            return VB_OK;
        if (code == VB_OK) {
            run->origin = (vb_origin){.offset = run->row.offset,
                                      .length = (uint32_t)run->row.length,
                                      .line = (uint32_t)run->row.line,
                                      .source = run->source};
            own_place = true;
            code = read_row(run, &what);
        }
        if (stops(code)) {
            if (err != NULL)
                *err = what;
            return code;
        }
        vb_source *source = &run->c->sources.v[run->source];
        if (code == VB_OK) {
            source->rows++;
            continue;
        }
        source->bad_rows++;
        if (own_place)
            vb_table_place(run->row.line, &what);
        VB_TRY(vb_claims_issue(run->c, run->source, false, &what, err));
    }
}

vb_code vb_table_read(vb_claims *c, uint32_t source, const vb_countries *countries, const vb_table *table,
                      vb_error *err)
{
    vb_table_run run = {.c = c, .countries = countries, .table = table, .source = source, .currency = -1};
    bool usable;
    VB_TRY(vb_table_header(c, source, table->columns, table->n_columns, &run.csv, run.field, &usable, err));
    if (!usable)
        return VB_OK;
    for (size_t i = 0; i < table->n_columns; i++)
        if (table->columns[i].cell == VB_CELL_CURRENCY)
            run.currency = (int)i;
    vb_code code = read_rows(&run, err);
    free(run.seen.line);
    return code;
}
