/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_EVIDENCE_TABLE_PRIV_H
#define VB_EVIDENCE_TABLE_PRIV_H
/* A table of a case, told as a list of columns: name, whether it must be there, how its cells are read, where the value
 * goes in the claim. vb_table_read does the rest: header, unknown and missing columns with hints, rows, issues, ids.
 *
 * A row goes through four steps, so that a refused row leaves nothing behind: cells are read; `check` looks at the row
 * as a whole; ids enter the dictionaries; `store` keeps the claim. */
#include "base/csv.h"
#include "evidence/claims.h"
#include "evidence/tables.h"

typedef enum vb_cell {
    VB_CELL_TEXT,  /* vb_str; points into the file */
    VB_CELL_PARTY, /* uint32_t, id in party_ids ... */
    VB_CELL_SITE,
    VB_CELL_ITEM,
    VB_CELL_MODEL,
    VB_CELL_LICENCE,
    VB_CELL_TIME,     /* vb_when: a date, or a moment with its zone */
    VB_CELL_PARTIAL,  /* vb_when: a date, a year and month, or a year */
    VB_CELL_PERIOD,   /* vb_when: a date, 2026-03, 2026-Q1 or 2026 */
    VB_CELL_COUNTRY,  /* vb_country */
    VB_CELL_PERCENT,  /* int32_t, hundredths, 0 to 100 */
    VB_CELL_QUANTITY, /* int64_t, from 1 */
    VB_CELL_COUNT,    /* int64_t, from 0 */
    VB_CELL_KILOWATT, /* int64_t, watt */
    VB_CELL_MONEY,    /* int64_t, minor units of the row's currency; hundredths when the row names none */
    VB_CELL_CURRENCY, /* vb_str, three capital letters */
    VB_CELL_LATITUDE, /* double, degrees */
    VB_CELL_LONGITUDE,
    VB_CELL_YES_NO, /* vb_tri */
    VB_CELL_WORD,   /* int, the value of one of `words` */
    VB_CELL_SHA256  /* vb_str, 64 hex digits */
} vb_cell;

typedef struct vb_word {
    const char *text; /* NULL ends a list */
    int value;
} vb_word;

typedef struct vb_column {
    const char *name;
    bool must;
    vb_cell cell;
    size_t at;            /* offset of the value in the claim */
    const vb_word *words; /* VB_CELL_WORD */
} vb_column;
enum { VB_TABLE_COLUMNS = 24, VB_TABLE_CLAIM = 512 /* bytes of the largest claim */ };

/* Copies of ids, packed: they are looked up by the million, and memory of an arena is aligned for anything. */
typedef struct vb_keys {
    char *at; /* room for more */
    size_t room, chunk;
} vb_keys;
/* The id of `text`, new if it was not there (its key is a copy then); VB_NONE when memory ran out. */
uint32_t vb_keys_add(vb_keys *keys, vb_arena *arena, vb_dict *dict, vb_str text);

typedef struct vb_table_run vb_table_run;
typedef struct vb_table {
    const vb_column *columns;
    size_t n_columns;
    /* May be NULL. A code other than VB_E_NOMEM and VB_E_IO refuses the row; err->where names the column, if any. */
    vb_code (*check)(vb_table_run *run, void *claim, vb_error *err);
    /* Same errors. */
    vb_code (*store)(vb_table_run *run, const void *claim, vb_error *err);
} vb_table;

typedef struct vb_table_seen { /* first line of each id, to name it when the id comes again */
    uint32_t *line;
    size_t n;
} vb_table_seen;

struct vb_table_run { /* one file being read */
    vb_claims *c;
    const vb_countries *countries;
    const vb_table *table;
    uint32_t source;
    vb_csv csv;
    vb_csv_row row;
    int field[VB_TABLE_COLUMNS]; /* of the file, by column of the table; -1 = not there */
    int currency;                /* column of the table with the currency, or -1 */
    vb_origin origin;            /* of the row */
    vb_table_seen seen;
    vb_keys keys;
};

#define VB_TABLE_OF(columns_, check_, store_)                                                                    \
    {                                                                                                            \
        .columns = columns_, .n_columns = sizeof columns_ / sizeof columns_[0], .check = check_, .store = store_ \
    }

/* Reads the file of `source` by the table. Errors: only what stops the whole case (VB_E_NOMEM). */
VB_MUST_USE vb_code vb_table_read(vb_claims *c, uint32_t source, const vb_countries *countries, const vb_table *table,
                                  vb_error *err);

/* Opens the file and matches its header with the columns: notes for unknown ones. *usable = false with an issue
 * recorded when the header cannot be read or a must column is missing. field[i]: see vb_table_run. */
VB_MUST_USE vb_code vb_table_header(vb_claims *c, uint32_t source, const vb_column *columns, size_t n_columns,
                                    vb_csv *csv, int *field, bool *usable, vb_error *err);
/* The text of a column in the row being read; empty when the column is not there. */
vb_str vb_table_text(const vb_table_run *run, const char *column);
/* Errors: VB_E_RANGE naming the line on which `id` stood before (the row is a duplicate); VB_E_NOMEM. */
VB_MUST_USE vb_code vb_table_once(vb_table_run *run, uint32_t id, const char *column, vb_str text, vb_error *err);
/* Puts the line in front of the column that err->where names. */
void vb_table_place(uint64_t line, vb_error *what);
/* VB_PUSH of a claim into one of the claims' tables. */
#define VB_TABLE_STORE(run, list, type, claim, err)                                                \
    do {                                                                                           \
        type *slot_ = VB_PUSH((run)->c->arena, &(run)->c->list);                                   \
        if (slot_ == NULL)                                                                         \
            return vb_fail((err), VB_E_NOMEM, #list, (run)->c->list.n, "no memory for more rows"); \
        *slot_ = *(const type *)(claim);                                                           \
        slot_->origin = (run)->origin;                                                             \
    } while (0)

/* ---- Cells (cell.c). `text` is not empty. On an error err->message says what was found and what was expected;
 * err->where is left to the caller. */
VB_MUST_USE vb_code vb_cell_id(vb_str text, vb_error *err); /* at most VB_MAX_ID bytes, no control bytes */
VB_MUST_USE vb_code vb_cell_word(vb_str text, const vb_word *words, int *out, vb_error *err);
VB_MUST_USE vb_code vb_cell_time(vb_str text, vb_when *out, vb_error *err);
VB_MUST_USE vb_code vb_cell_currency(vb_str text, vb_error *err);
VB_MUST_USE vb_code vb_cell_money(vb_str text, char decimal, vb_str currency, int64_t *out, vb_error *err);
VB_MUST_USE vb_code vb_cell_count(vb_str text, int64_t low, int64_t *out, vb_error *err);
VB_MUST_USE vb_code vb_cell_decimal(vb_str text, char decimal, unsigned places, int64_t *out, vb_error *err); /* >= 0 */
/* Any cell but ids, money: reads into claim + column->at. */
VB_MUST_USE vb_code vb_cell_read(vb_str text, char decimal, const vb_column *column, const vb_countries *countries,
                                 void *claim, vb_error *err);
/* What the value is while the file does not state it. */
void vb_cell_unstated(const vb_column *column, void *claim);

/* The name among `names` that somebody may have meant with `word`, or NULL (hint.c). NULL names are passed over. */
const char *vb_hint(vb_str word, const char *const *names, size_t n);

extern const vb_word vb_movement_kind_words[], vb_mode_words[];
#endif
