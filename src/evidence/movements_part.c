/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "evidence/licence_line_priv.h"
#include "evidence/movements_part_priv.h"

const vb_column vb_movement_columns[VB_MC_COUNT] = {
    [VB_MC_ID] = {"movement_id", false, VB_CELL_TEXT, 0, NULL},
    [VB_MC_ITEM] = {"item", false, VB_CELL_ITEM, 0, NULL},
    [VB_MC_MODEL] = {"model", false, VB_CELL_MODEL, 0, NULL},
    [VB_MC_QUANTITY] = {"quantity", false, VB_CELL_QUANTITY, 0, NULL},
    [VB_MC_KIND] = {"kind", true, VB_CELL_WORD, 0, vb_movement_kind_words},
    [VB_MC_DEPARTED] = {"departed_at", false, VB_CELL_TIME, 0, NULL},
    [VB_MC_ARRIVED] = {"arrived_at", false, VB_CELL_TIME, 0, NULL},
    [VB_MC_FROM_PARTY] = {"from_party", false, VB_CELL_PARTY, 0, NULL},
    [VB_MC_FROM_SITE] = {"from_site", false, VB_CELL_SITE, 0, NULL},
    [VB_MC_TO_PARTY] = {"to_party", false, VB_CELL_PARTY, 0, NULL},
    [VB_MC_TO_SITE] = {"to_site", false, VB_CELL_SITE, 0, NULL},
    [VB_MC_LICENCE] = {"licence_id", false, VB_CELL_LICENCE, 0, NULL},
    [VB_MC_LINE] = {"licence_line", false, VB_CELL_TEXT, 0, NULL},
    [VB_MC_DOCUMENT] = {"document", false, VB_CELL_TEXT, 0, NULL},
    [VB_MC_MODE] = {"mode", false, VB_CELL_WORD, 0, vb_mode_words},
    [VB_MC_GOODS] = {"declared_goods", false, VB_CELL_TEXT, 0, NULL},
    [VB_MC_HS] = {"declared_hs", false, VB_CELL_TEXT, 0, NULL},
    [VB_MC_VALUE] = {"declared_value", false, VB_CELL_MONEY, 0, NULL},
    [VB_MC_CURRENCY] = {"currency", false, VB_CELL_CURRENCY, 0, NULL},
    [VB_MC_WEIGHT] = {"weight_kg", false, VB_CELL_KILOWATT, 0, NULL},
};

enum { DONE_EVERY = 4096 /* rows between two words on progress */ };

enum { N_IDS = 6, TOGETHER = 32 /* rows looked up at once: vb_dict_look_ahead */, FAR = 20000 /* keys */ };

/* The cells that are ids, the dictionary of each (in vb_claims, in vb_movements_run) and its column in vb_movements. */
static const struct id_column {
    vb_movement_column cell;
    size_t known, own, column;
} ids[N_IDS] = {
    {VB_MC_ITEM, offsetof(vb_claims, item_ids), offsetof(vb_movements_run, items), offsetof(vb_movements, item)},
    {VB_MC_MODEL, offsetof(vb_claims, model_texts), offsetof(vb_movements_run, models), offsetof(vb_movements, model)},
    {VB_MC_FROM_PARTY, offsetof(vb_claims, party_ids), offsetof(vb_movements_run, parties),
     offsetof(vb_movements, from_party)},
    {VB_MC_FROM_SITE, offsetof(vb_claims, site_ids), offsetof(vb_movements_run, sites),
     offsetof(vb_movements, from_site)},
    {VB_MC_TO_PARTY, offsetof(vb_claims, party_ids), offsetof(vb_movements_run, parties),
     offsetof(vb_movements, to_party)},
    {VB_MC_TO_SITE, offsetof(vb_claims, site_ids), offsetof(vb_movements_run, sites), offsetof(vb_movements, to_site)},
};

typedef struct last_line { /* neighbours often draw on the same licence */
    vb_str licence, line;
    uint32_t id;
} last_line;

typedef struct last_time {
    vb_str text;
    vb_when when;
} last_time;

typedef struct values { /* of a row, but for ids */
    int kind, mode;
    int64_t quantity;
    vb_when departed, arrived;
    vb_declared declared;
    bool declares;
} values;

typedef struct read_row {     /* a good row whose ids are still to be looked up */
    vb_str cell[VB_MC_COUNT]; /* by column; empty = not stated */
    values v;
    size_t offset;
    uint64_t line;
    uint64_t hash[N_IDS];     /* of the cells that `ids` names, in the case's dictionaries */
    uint64_t own_hash[N_IDS]; /* the same in the part's */
} read_row;

typedef struct reader { /* one part being read */
    vb_movements_plan *plan;
    vb_movements_run *run;
    vb_csv csv;
    vb_csv_row row;
    read_row rows[TOGETHER];
    size_t n_rows;
    last_line line;
    last_time departed, arrived;
} reader;

static vb_code at_column(vb_code code, vb_movement_column column, vb_error *what)
{
    if (code != VB_OK)
        (void)snprintf(what->where, sizeof what->where, "%s", vb_movement_columns[column].name);
    return code;
}

static bool has_control(vb_str s)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones * 0x80;
    uint64_t found = 0, w;
    size_t i = 0;
    for (; i + 8 <= s.n; i += 8) {
        /* a byte below 0x20, or 0x7F: S. Anderson, Bit Twiddling Hacks, "Determine if a word has a byte less than n" */
        memcpy(&w, s.p + i, 8);
        uint64_t del = w ^ ones * 0x7F;
        found |= ((w - ones * 0x20) & ~w & high) | ((del - ones) & ~del & high);
    }
    for (; i < s.n; i++)
        found |= (unsigned char)s.p[i] < ' ' || s.p[i] == 0x7F;
    return found != 0;
}

static inline vb_code check_id(vb_str text, vb_error *what)
{
    return __builtin_expect(text.n > VB_MAX_ID || has_control(text), 0) ? vb_cell_id(text, what) : VB_OK;
}

static inline vb_code read_time(vb_str text, last_time *last, vb_error *what)
{
    if (text.n == 0) {
        last->text = text;
        last->when = (vb_when){VB_NO_TIME, 0};
        return VB_OK;
    }
    if (vb_str_eq(text, last->text))
        return VB_OK;
    last->text = VB_STR_NONE;
    VB_TRY(vb_cell_time(text, &last->when, what));
    last->text = text;
    return VB_OK;
}

static vb_code read_declared(char decimal, const vb_str *cell, values *v, vb_error *what)
{
    vb_str value = cell[VB_MC_VALUE], currency = cell[VB_MC_CURRENCY], weight = cell[VB_MC_WEIGHT];
    v->declared = (vb_declared){
        .goods = cell[VB_MC_GOODS], .hs = cell[VB_MC_HS], .currency = currency, .value_minor = -1, .weight_gram = -1};
    v->declares = v->declared.goods.n + v->declared.hs.n + value.n + currency.n + weight.n > 0;
    if (currency.n > 0)
        VB_TRY(at_column(vb_cell_currency(currency, what), VB_MC_CURRENCY, what));
    if (value.n > 0)
        VB_TRY(at_column(vb_cell_money(value, decimal, currency, &v->declared.value_minor, what), VB_MC_VALUE, what));
    if (weight.n > 0)
        VB_TRY(at_column(vb_cell_decimal(weight, decimal, 3, &v->declared.weight_gram, what), VB_MC_WEIGHT, what));
    return VB_OK;
}

static vb_code read_values(reader *r, const vb_str *cell, values *v, vb_error *what)
{
    static const vb_movement_column texts[] = {VB_MC_ID,         VB_MC_ITEM,      VB_MC_MODEL,
                                               VB_MC_FROM_PARTY, VB_MC_FROM_SITE, VB_MC_TO_PARTY,
                                               VB_MC_TO_SITE,    VB_MC_LICENCE,   VB_MC_LINE};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        VB_TRY(at_column(check_id(cell[texts[i]], what), texts[i], what));
    if (cell[VB_MC_KIND].n == 0)
        return vb_fail(what, VB_E_PARSE, "kind", VB_NO_OFFSET, "the cell is empty; every row must state it");
    VB_TRY(at_column(vb_cell_word(cell[VB_MC_KIND], vb_movement_kind_words, &v->kind, what), VB_MC_KIND, what));
    v->mode = VB_MODE_UNSTATED;
    if (cell[VB_MC_MODE].n > 0)
        VB_TRY(at_column(vb_cell_word(cell[VB_MC_MODE], vb_mode_words, &v->mode, what), VB_MC_MODE, what));
    v->quantity = -1;
    if (cell[VB_MC_QUANTITY].n > 0)
        VB_TRY(at_column(vb_cell_count(cell[VB_MC_QUANTITY], 1, &v->quantity, what), VB_MC_QUANTITY, what));
    VB_TRY(at_column(read_time(cell[VB_MC_DEPARTED], &r->departed, what), VB_MC_DEPARTED, what));
    VB_TRY(at_column(read_time(cell[VB_MC_ARRIVED], &r->arrived, what), VB_MC_ARRIVED, what));
    v->departed = r->departed.when;
    v->arrived = r->arrived.when;
    return read_declared(r->csv.decimal, cell, v, what);
}

/* A row names one item, or a model with a quantity. */
static vb_code check_row(const vb_str *cell, values *v, vb_error *what)
{
    bool item = cell[VB_MC_ITEM].n > 0;
    if (item && v->quantity < 0)
        v->quantity = 1;
    if (item && v->quantity != 1)
        return vb_fail(what, VB_E_RANGE, "quantity", VB_NO_OFFSET,
                       "found %" PRId64 ", expected 1 or nothing: the row names one item", v->quantity);
    if (!item && cell[VB_MC_MODEL].n == 0)
        return vb_fail(what, VB_E_PARSE, "item", VB_NO_OFFSET,
                       "the row names neither an item nor a model with a quantity");
    if (v->quantity < 0)
        return vb_fail(what, VB_E_PARSE, "quantity", VB_NO_OFFSET,
                       "the cell is empty; a row without an item says how many of the model it moves");
    if (cell[VB_MC_LINE].n > 0 && cell[VB_MC_LICENCE].n == 0)
        return vb_fail(what, VB_E_PARSE, "licence_id", VB_NO_OFFSET,
                       "the cell is empty, but licence_line names a line of it");
    return VB_OK;
}

static inline uint32_t own_id(uint32_t id)
{
    return id >= VB_PART_ID - 1 ? VB_NONE : id | VB_PART_ID;
}

static vb_code find_line(reader *r, const vb_str *cell, uint32_t *out, vb_error *what)
{
    vb_str licence = cell[VB_MC_LICENCE], line = cell[VB_MC_LINE];
    last_line *last = &r->line;
    *out = VB_NONE;
    if (licence.n == 0)
        return VB_OK;
    if (!vb_str_eq(licence, last->licence) || !vb_str_eq(line, last->line)) {
        last->licence = VB_STR_NONE;
        VB_TRY(vb_licence_line_find(&r->plan->c->licence_lines, licence, line, &last->id, what));
        if (last->id == VB_NONE) {
            VB_TRY(vb_licence_line_add(&r->run->lines_cited, &r->run->arena, licence, line, &last->id, what));
            last->id |= VB_PART_ID;
        }
        last->licence = licence;
        last->line = line;
    }
    *out = last->id;
    return VB_OK;
}

static vb_code store_row(reader *r, const read_row *row, vb_error *what)
{
    vb_claims *c = r->plan->c;
    vb_movements *m = &c->movements;
    vb_movements_run *run = r->run;
    const vb_str *cell = row->cell;
    const values *v = &row->v;
    size_t i = run->first_row + run->rows;
    VB_TRY(find_line(r, cell, &m->licence_line[i], what));
    m->offset[i] = row->offset;
    m->line[i] = (uint32_t)row->line;
    m->source[i] = (uint16_t)r->plan->source;
    m->kind[i] = (uint8_t)v->kind;
    m->mode[i] = (uint8_t)v->mode;
    m->quantity[i] = (uint32_t)v->quantity;
    m->departed[i] = v->departed.at;
    m->arrived[i] = v->arrived.at;
    m->day_only[i] = (uint8_t)((v->departed.span >= VB_DAY) | (v->arrived.span >= VB_DAY) << 1);
    m->id[i] = cell[VB_MC_ID];
    m->document[i] = cell[VB_MC_DOCUMENT];
    m->declared[i] = VB_NONE;
    if (v->declares) {
        m->declared[i] = (uint32_t)(run->first_declared + run->n_declared);
        c->declared.v[m->declared[i]] = v->declared;
        run->n_declared++;
    }
    run->rows++;
    return VB_OK;
}

static inline const vb_dict *known_dict(const reader *r, size_t k)
{
    return (const vb_dict *)(const void *)((const char *)r->plan->c + ids[k].known);
}

static inline vb_dict *own_dict(const reader *r, size_t k)
{
    return (vb_dict *)(void *)((char *)r->run + ids[k].own);
}

typedef struct lookup { /* of one column of ids, while some rows are looked up */
    const vb_dict *known;
    vb_dict *own;
    bool far, own_far; /* looked ahead in: the hashes of the rows are taken */
    uint32_t *to;      /* of the first of these rows */
    vb_str last_text;
    uint32_t last;
} lookup;

/* Small dictionaries stay close to the processor; it waits for large ones only. */
static void look_ahead(reader *r, const lookup *l, size_t k)
{
    if (!l->far && !l->own_far)
        return;
    for (size_t i = 0; i < r->n_rows; i++) {
        read_row *row = &r->rows[i];
        vb_str text = row->cell[ids[k].cell];
        row->hash[k] = l->far ? vb_dict_hash(l->known, text) : 0;
        row->own_hash[k] = l->own_far ? vb_dict_hash(l->own, text) : 0;
    }
    for (int step = 0; step < 3; step++) {
        for (size_t i = 0; l->far && i < r->n_rows; i++)
            vb_dict_look_ahead(l->known, r->rows[i].hash[k], step);
        for (size_t i = 0; l->own_far && i < r->n_rows; i++)
            vb_dict_look_ahead(l->own, r->rows[i].own_hash[k], step);
    }
}

static inline vb_code find_id(reader *r, lookup *l, size_t i, size_t k, vb_error *what)
{
    const read_row *row = &r->rows[i];
    vb_str text = row->cell[ids[k].cell];
    if (text.n == 0) {
        l->to[i] = VB_NONE;
        return VB_OK;
    }
    if (!vb_str_eq(text, l->last_text)) {
        uint32_t id = VB_NONE;
        if (l->far)
            id = vb_dict_find_hashed(l->known, text, row->hash[k]);
        else if (l->known->n > 0)
            id = vb_dict_find(l->known, text);
        if (id == VB_NONE && l->own_far)
            id = own_id(vb_dict_find_hashed(l->own, text, row->own_hash[k]));
        if (id == VB_NONE)
            id = own_id(vb_keys_add(&r->run->keys, &r->run->arena, l->own, text));
        if (id == VB_NONE)
            return vb_fail(what, VB_E_NOMEM, "movements", row->line, "no memory for more ids");
        l->last_text = text;
        l->last = id;
    }
    l->to[i] = l->last;
    return VB_OK;
}

/* Row by row, so that ids come in the order of the file wherever it is cut. */
static vb_code find_ids(reader *r, vb_error *what)
{
    lookup lookups[N_IDS];
    for (size_t k = 0; k < N_IDS; k++) {
        uint32_t *column = *(uint32_t **)(void *)((char *)&r->plan->c->movements + ids[k].column);
        const vb_dict *known = known_dict(r, k);
        vb_dict *own = own_dict(r, k);
        lookups[k] = (lookup){.known = known,
                              .own = own,
                              .far = known->n >= FAR,
                              .own_far = own->n >= FAR,
                              .to = column + r->run->first_row + r->run->rows};
        look_ahead(r, &lookups[k], k);
    }
    for (size_t i = 0; i < r->n_rows; i++)
        for (size_t k = 0; k < N_IDS; k++)
            VB_TRY(find_id(r, &lookups[k], i, k, what));
    return VB_OK;
}

static vb_code store_rows(reader *r, vb_error *what)
{
    assert(r->run->rows + r->n_rows <= r->run->room);
    VB_TRY(find_ids(r, what));
    for (size_t i = 0; i < r->n_rows; i++)
        VB_TRY(store_row(r, &r->rows[i], what));
    r->n_rows = 0;
    return VB_OK;
}

static vb_code refuse(reader *r, bool own_place, vb_error *what, vb_error *err)
{
    vb_movements_run *run = r->run;
    run->bad_rows++;
    if (run->n_issues == VB_MAX_SOURCE_ISSUES) {
        run->more_issues++;
        return VB_OK;
    }
    if (run->issue == NULL)
        run->issue = calloc(VB_MAX_SOURCE_ISSUES, sizeof *run->issue);
    if (run->issue == NULL)
        return vb_fail(err, VB_E_NOMEM, "movements", r->row.line, "no memory for the list of input errors");
    if (own_place)
        vb_table_place(r->row.line, what);
    run->issue[run->n_issues++] = *what;
    return VB_OK;
}

static vb_code take_row(reader *r, vb_error *what)
{
    read_row *row = &r->rows[r->n_rows];
    const int *field = r->plan->field;
    for (size_t i = 0; i < VB_MC_COUNT; i++)
        row->cell[i] = field[i] < 0 ? VB_STR_NONE : r->row.field[field[i]];
    VB_TRY(read_values(r, row->cell, &row->v, what));
    VB_TRY(check_row(row->cell, &row->v, what));
    row->offset = r->row.offset;
    row->line = r->row.line;
    r->n_rows++;
    return r->n_rows < TOGETHER ? VB_OK : store_rows(r, what);
}

static vb_code read_rows(reader *r, vb_error *err)
{
    vb_error what;
    what.where[0] = '\0';
    for (uint64_t n = 0;; n++) {
        bool end, own_place = false;
        vb_code code = vb_csv_next(&r->csv, &r->run->arena, &r->row, &end, &what);
        if (code == VB_OK && end)
            break;
        if (code == VB_OK) {
            own_place = true;
            code = take_row(r, &what);
        }
        if (code == VB_E_NOMEM) {
            if (err != NULL)
                *err = what;
            return code;
        }
        if (code != VB_OK)
            VB_TRY(refuse(r, own_place, &what, err));
        if (n % DONE_EVERY == 0)
            atomic_store_explicit(&r->run->done, r->csv.at - r->run->from, memory_order_relaxed);
    }
    atomic_store_explicit(&r->run->done, r->run->to - r->run->from, memory_order_relaxed);
    return store_rows(r, err);
}

vb_code vb_movements_part(vb_movements_plan *plan, size_t part, vb_error *err)
{
    reader *r = calloc(1, sizeof *r);
    if (r == NULL)
        return vb_fail(err, VB_E_NOMEM, "movements", part, "no memory to read movements");
    r->plan = plan;
    r->run = &plan->part[part];
    r->csv = plan->csv;
    r->csv.bytes = vb_str_sub(plan->csv.bytes, 0, r->run->to);
    r->csv.at = r->run->from;
    r->csv.line = r->run->first_line;
    vb_code code = read_rows(r, err);
    free(r);
    return code;
}
