/* SPDX-License-Identifier: Apache-2.0 */
/* classify --batch: a table of cases in, one answer a row out, in the order of the input. Memory does not grow with the
 * file: it is mapped, a row lives as long as it is answered, and the answers that are remembered have a fixed number of
 * places. */
#include <errno.h>
#include <stdlib.h>

#include "base/csv.h"
#include "base/time.h"
#include "cmd/classify.h"
#include "report/finding_json.h"
#include "world/files.h"
#include "world/output.h"
#include "world/progress.h"

enum { SAID_ERRORS = 200, REMEMBERED = 1 << 14, CHUNK = 1 << 16, ARENA_REST = 1 << 20 };

typedef enum column { CASE, MODEL_ID, MODEL, AS_OF, DESTINATION, HEADQUARTERS, MARKETED, N_COLUMNS } column;
static const char *const column_names[N_COLUMNS] = {"case_id",     "model_id",    "model",      "as_of_date",
                                                    "destination", "end_user_hq", "marketed_dc"};

typedef enum shape { AS_CSV, AS_NDJSON, AS_JSON } shape;

/* What an answer depends on; days of one period of the rules have the same. */
typedef struct key {
    int64_t epoch;
    uint32_t model;
    vb_country from, to, headquarters;
    uint8_t marketed, early, set; /* early: before its launch */
} key;

typedef struct place {
    key k;
    vb_buf cells; /* as CSV, without case_id; kept when the place changes its owner */
} place;

typedef struct batch {
    const vb_command *command;
    const vb_reference *reference;
    const vb_str *what_if;
    vb_country from;
    const char *path;
    vb_csv csv;
    int at[N_COLUMNS];
    shape shape;
    vb_arena arena, lasting; /* of the rows at hand; what outlives them */
    place *memory;
    vb_buf out;
    vb_output file;
    bool closed; /* whoever reads standard output has seen enough */
    int io;
    uint64_t rows, bad, unknown_models;
} batch;

/* ---- Out -------------------------------------------------------------------------------------------------------- */

static void flush(batch *b)
{
    if (b->command->out != NULL) {
        vb_output_add(&b->file, vb_buf_str(&b->out));
    } else if (!b->closed && b->io == 0 && b->out.n > 0 && fwrite(b->out.p, 1, b->out.n, stdout) != b->out.n) {
        b->closed = errno == EPIPE;
        b->io = b->closed ? 0 : VB_EXIT_IO;
        if (!b->closed)
            fprintf(stderr, "verbleib: standard output: %s\n", vb_system_text(errno));
    }
    b->out.n = 0;
}

/* "verbleib: cases.csv line 17 column as_of_date: ..." */
static void say_bad(batch *b, const char *where, const char *what)
{
    if (b->bad++ == SAID_ERRORS)
        fputs("verbleib: more bad rows are not listed here; each has its reason in open_facts\n", stderr);
    if (b->bad <= SAID_ERRORS)
        fprintf(stderr, "verbleib: %s %s: %s\n", b->path, where, what);
}

/* ---- A row ------------------------------------------------------------------------------------------------------ */

typedef struct row {
    const vb_csv_row *fields;
    vb_outcome o;
    vb_classify_name name;
    vb_sentence note;
} row;

static vb_str cell(const batch *b, const row *r, column c)
{
    return b->at[c] < 0 || (size_t)b->at[c] >= r->fields->n ? VB_STR_NONE : vb_str_trim(r->fields->field[b->at[c]]);
}

/* The row keeps its place in the output, with the reason where its answer would stand. */
static vb_code refuse(batch *b, row *r, column c, const char *expected, vb_error *err)
{
    char where[64];
    VB_CLEANUP(vb_buf, vb_buf_free) what = {0};
    vb_buf_lit(&what, "\"");
    vb_buf_escaped(&what, vb_str_sub(cell(b, r, c), 0, 80));
    vb_buf_printf(&what, "\"; expected %s", expected);
    (void)snprintf(where, sizeof where, "line %llu column %s", (unsigned long long)r->fields->line, column_names[c]);
    vb_str fact = vb_arena_printf(&b->arena, "%s %.*s", column_names[c], VB_ARG(vb_buf_str(&what)));
    vb_buf_char(&what, '\0');
    if (what.failed || fact.p == NULL)
        return vb_fail(err, VB_E_NOMEM, "classify", VB_NO_OFFSET, "no memory for a row");
    say_bad(b, where, what.p);
    r->o.failed = true;
    char *p = VB_NEW(&b->arena, char, fact.n + 1); /* ';' parts the facts of a cell */
    if (p == NULL)
        return vb_fail(err, VB_E_NOMEM, "classify", VB_NO_OFFSET, "no memory for a row");
    for (size_t i = 0; i < fact.n; i++)
        p[i] = fact.p[i] == ';' ? ',' : fact.p[i];
    return vb_classify_add_fact(&b->arena, &r->o.open_facts, (vb_str){p, fact.n}, err);
}

static vb_code read_day(batch *b, row *r, vb_error *err)
{
    vb_when when;
    r->o.question.on = VB_NO_TIME;
    if (vb_time_parse(cell(b, r, AS_OF), &when, NULL) != VB_OK)
        return refuse(b, r, AS_OF, "a day such as 2026-01-15 or 15.01.2026", err);
    r->o.question.on = vb_day_of(when.at);
    return VB_OK;
}

static vb_code refuse_place(batch *b, row *r, column c, vb_error *err)
{
    static const char wanted[] = "an ISO code, an English or German name of a country, or any";
    const vb_country_row *near = vb_classify_near_country(&b->reference->countries, cell(b, r, c));
    char text[192], code[3];
    if (near == NULL)
        return refuse(b, r, c, wanted, err);
    vb_country_text(near->code, code);
    (void)snprintf(text, sizeof text, "%s; did you mean %.*s (%s)?", wanted, VB_ARG(near->name_en), code);
    return refuse(b, r, c, text, err);
}

/* "TPP 2.000" */
static vb_code refuse_number(batch *b, row *r, vb_error *err)
{
    char clear[48], text[128];
    vb_classify_say_thousands(r->name.ambiguous, clear);
    (void)snprintf(text, sizeof text, "a number that is clear: %.*s may be thousands or decimals, %s",
                   VB_ARG(r->name.ambiguous), clear);
    return refuse(b, r, cell(b, r, MODEL).n > 0 ? MODEL : MODEL_ID, text, err);
}

static vb_code read_places(batch *b, row *r, vb_error *err)
{
    vb_rule_question *q = &r->o.question;
    if (!vb_classify_country(&b->reference->countries, cell(b, r, DESTINATION), &q->to))
        VB_TRY(refuse_place(b, r, DESTINATION, err));
    if (!vb_classify_country(&b->reference->countries, cell(b, r, HEADQUARTERS), &q->headquarters))
        VB_TRY(refuse_place(b, r, HEADQUARTERS, err));
    if (!vb_classify_tri(cell(b, r, MARKETED), &q->marketed))
        VB_TRY(refuse(b, r, MARKETED, "yes, no, or nothing", err));
    return VB_OK;
}

/* model_id counts where it is given; the words of `model` behind a name still tell the move. */
static void read_name(const batch *b, row *r)
{
    vb_str id = cell(b, r, MODEL_ID), text = cell(b, r, MODEL);
    vb_classify_read_name(b->reference, text, &r->name);
    r->o.asked = text.n > 0 ? text : id;
    if (id.n > 0) {
        vb_classify_name named;
        vb_classify_read_name(b->reference, id, &named);
        memcpy(r->name.model, named.model, sizeof named.model);
        r->name.n = named.n;
        r->name.stated = false;
    }
    if (r->name.from != 0 || r->name.within) {
        r->o.question.from = r->name.within ? r->o.question.to : r->name.from;
        r->note = VB_SAY0(N_("Where the move starts was read from the words behind the name."));
        r->o.notes = &r->note;
        r->o.n_notes = 1;
    }
    if (r->name.stated)
        r->o.question.figures = &r->name.figures;
}

static vb_code read_row(batch *b, row *r, vb_error *err)
{
    const vb_command *c = b->command;
    r->o.version = VB_VERSION;
    r->o.rules = b->reference->rules;
    r->o.countries = &b->reference->countries;
    r->o.case_id = cell(b, r, CASE);
    r->o.question = (vb_rule_question){.from = b->from,
                                       .what_if = b->what_if,
                                       .n_what_if = c->what_if.n,
                                       .detail = b->shape != AS_CSV && c->explain ? VB_RULE_REASONS : VB_RULE_SENTENCES,
                                       .known_on = c->known_on == VB_NO_TIME ? VB_NO_TIME : vb_day_of(c->known_on)};
    VB_TRY(read_day(b, r, err));
    VB_TRY(read_places(b, r, err));
    read_name(b, r);
    if (r->name.n > 0 || r->name.stated)
        return VB_OK;
    if (r->name.ambiguous.n > 0)
        return refuse_number(b, r, err);
    b->unknown_models++;
    r->o.failed = true;
    return vb_classify_add_fact(&b->arena, &r->o.open_facts, VB_S("model not in the catalogue"), err);
}

/* ---- Its answer ------------------------------------------------------------------------------------------------- */

static vb_code answer_one(batch *b, const row *r, uint32_t model, vb_outcome *o, vb_error *err)
{
    *o = r->o;
    o->question.model = vb_catalogue_model(b->reference->catalogue, model);
    VB_TRY(vb_classify_answer(b->reference, &b->arena, o, err));
    return b->shape == AS_CSV ? VB_OK : vb_classify_notes(b->reference, &b->arena, o, err);
}

static void name_models(const batch *b, vb_buf *text, const uint32_t *models, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            vb_buf_lit(text, ", ");
        vb_buf_add(text, vb_catalogue_model(b->reference->catalogue, models[i])->id);
    }
}

/* The candidates of which a rate is known go to the front; the number of them, or of all when none is known. */
static size_t sort_known(const batch *b, uint32_t *models, size_t n)
{
    size_t known = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t low, high;
        uint32_t m = models[i];
        vb_rule_question q = {.model = vb_catalogue_model(b->reference->catalogue, m)};
        if (!vb_rules_figure(&q, VB_METRIC_TPP, &low, &high))
            continue;
        for (size_t k = i; k > known; k--)
            models[k] = models[k - 1];
        models[known++] = m;
    }
    return known == 0 ? n : known;
}

/* "which model is meant: A, B; nothing is known of C, which has the name too" */
static vb_code which_model(batch *b, const uint32_t *models, size_t known, size_t n, vb_str *fact, vb_error *err)
{
    VB_CLEANUP(vb_buf, vb_buf_free) text = {0};
    size_t shown = n < VB_CLASSIFY_CANDIDATES ? n : VB_CLASSIFY_CANDIDATES;
    if (known > 1) {
        vb_buf_lit(&text, "which model is meant: ");
        name_models(b, &text, models, known);
    }
    if (n > shown)
        vb_buf_lit(&text, " ...");
    if (shown > known) {
        vb_buf_add(&text, known > 1 ? VB_S("; no rates are known of ") : VB_S("no rates are known of "));
        name_models(b, &text, models + known, shown - known);
        vb_buf_lit(&text, ", which the name may mean too");
    }
    *fact = vb_arena_copy(&b->arena, vb_buf_str(&text));
    return text.failed || fact->p == NULL ? vb_fail(err, VB_E_NOMEM, "classify", VB_NO_OFFSET, "no memory for a row")
                                          : VB_OK;
}

/* A name that several models have: all of which something is known are answered. Where they agree, it makes no
 * difference which is meant. */
static vb_code answer_several(batch *b, row *r, vb_outcome_cells *cells, vb_error *err)
{
    uint32_t *models = r->name.model;
    size_t n = r->name.n < VB_CLASSIFY_CANDIDATES ? r->name.n : VB_CLASSIFY_CANDIDATES,
           known = sort_known(b, models, n);
    vb_str fact;
    VB_TRY(which_model(b, models, known, r->name.n, &fact, err));
    if (r->name.n > VB_CLASSIFY_CANDIDATES) { /* not all of them are at hand */
        r->o.failed = true;
        VB_TRY(vb_classify_add_fact(&b->arena, &r->o.open_facts, fact, err));
        return vb_outcome_cells_of(&r->o, &b->arena, cells, err);
    }
    vb_outcome_cells next;
    for (size_t i = 0; i < known; i++) {
        vb_outcome o;
        VB_TRY(answer_one(b, r, models[i], &o, err));
        VB_TRY(vb_outcome_cells_of(&o, &b->arena, i == 0 ? cells : &next, err));
        if (i > 0)
            VB_TRY(vb_outcome_cells_merge(cells, &next, &b->arena, err));
    }
    next = *cells;
    next.cell[VB_CELL_OPEN] = fact;
    next.cell[VB_CELL_MODEL] = VB_STR_NONE;
    return vb_outcome_cells_merge(cells, &next, &b->arena, err);
}

static vb_code answer_cells(batch *b, row *r, vb_outcome_cells *cells, vb_error *err)
{
    vb_outcome o;
    if (r->o.failed)
        return vb_outcome_cells_of(&r->o, &b->arena, cells, err);
    if (r->name.n > 1)
        return answer_several(b, r, cells, err);
    VB_TRY(answer_one(b, r, r->name.n == 0 ? VB_NONE : r->name.model[0], &o, err));
    return vb_outcome_cells_of(&o, &b->arena, cells, err);
}

static place *remembered(batch *b, const row *r, key *k)
{
    const vb_rule_question *q = &r->o.question;
    if (r->o.failed || r->name.n != 1)
        return NULL;
    vb_rule_question asked = *q;
    asked.model = vb_catalogue_model(b->reference->catalogue, r->name.model[0]);
    *k = (key){.epoch = vb_rules_epoch(b->reference->rules, q->on),
               .model = r->name.model[0],
               .from = q->from,
               .to = q->to,
               .headquarters = q->headquarters,
               .marketed = (uint8_t)q->marketed,
               .early = vb_classify_before_launch(&asked),
               .set = 1};
    uint64_t h = (uint64_t)k->epoch * UINT64_C(0x9e3779b97f4a7c15) ^ k->model;
    h = (h ^ (uint64_t)k->from << 32 ^ (uint64_t)k->to << 16 ^ k->headquarters) * UINT64_C(0xbf58476d1ce4e5b9);
    h ^= h >> 29 ^ (uint64_t)k->marketed << 7 ^ (uint64_t)k->early << 11;
    return &b->memory[h % REMEMBERED];
}

static bool same_key(const key *a, const key *b)
{
    return a->set == b->set && a->epoch == b->epoch && a->model == b->model && a->from == b->from && a->to == b->to &&
           a->headquarters == b->headquarters && a->marketed == b->marketed && a->early == b->early;
}

static vb_code csv_row(batch *b, row *r, vb_error *err)
{
    key k;
    vb_outcome_cells cells;
    place *known = remembered(b, r, &k);
    if (known == NULL || !same_key(&known->k, &k)) {
        VB_TRY(answer_cells(b, r, &cells, err));
        if (known == NULL) {
            vb_outcome_csv_row(&cells, &b->out);
            return VB_OK;
        }
        known->k.set = 0;
        known->cells.n = 0;
        cells.cell[VB_CELL_CASE] = VB_STR_NONE; /* the row then begins with the comma behind it */
        vb_outcome_csv_row(&cells, &known->cells);
        if (known->cells.failed)
            return vb_fail(err, VB_E_NOMEM, "classify", VB_NO_OFFSET, "no memory for a row");
        known->k = k;
    }
    vb_csv_write(&b->out, r->o.case_id, true);
    vb_buf_add(&b->out, vb_buf_str(&known->cells));
    return VB_OK;
}

static vb_code json_row(batch *b, row *r, vb_error *err)
{
    vb_outcome o = r->o;
    if (r->name.n > 1 && !o.failed) {
        size_t n = r->name.n < VB_CLASSIFY_CANDIDATES ? r->name.n : VB_CLASSIFY_CANDIDATES;
        vb_str fact;
        VB_TRY(which_model(b, r->name.model, n, r->name.n, &fact, err));
        VB_TRY(vb_classify_add_fact(&b->arena, &o.open_facts, fact, err));
        o.failed = true;
    } else if (!o.failed) {
        VB_TRY(answer_one(b, r, r->name.n == 0 ? VB_NONE : r->name.model[0], &o, err));
    }
    if (b->shape == AS_JSON && b->rows > 0)
        vb_buf_lit(&b->out, ",\n");
    VB_TRY(vb_outcome_json(&o, b->command->explain, 0, &b->out, err));
    if (b->shape == AS_NDJSON)
        vb_buf_char(&b->out, '\n');
    return VB_OK;
}

/* A row that is no row: its case_id is what stands in that place of the line, when nothing is quoted before it. */
static vb_str case_of_line(const batch *b, vb_str line)
{
    for (int i = 0; i < b->at[CASE]; i++) {
        const char *sep = line.n == 0 ? NULL : memchr(line.p, b->csv.separator, line.n);
        if (sep == NULL || memchr(line.p, '"', (size_t)(sep - line.p)) != NULL)
            return VB_STR_NONE;
        line = vb_str_sub(line, (size_t)(sep - line.p) + 1, line.n);
    }
    const char *sep = line.n == 0 ? NULL : memchr(line.p, b->csv.separator, line.n);
    vb_str id = vb_str_trim(sep == NULL ? line : vb_str_sub(line, 0, (size_t)(sep - line.p)));
    bool plain = id.n < 200 && vb_str_utf8(id, NULL);
    for (size_t i = 0; i < id.n && plain; i++)
        plain = id.p[i] != '"' && (unsigned char)id.p[i] >= ' ';
    return plain ? id : VB_STR_NONE;
}

static vb_str line_at(vb_str bytes, size_t at)
{
    vb_str rest = vb_str_sub(bytes, at, bytes.n);
    while (rest.n > 0 && (rest.p[0] == '\n' || rest.p[0] == '\r' || rest.p[0] == ' ' || rest.p[0] == '\t'))
        rest = vb_str_sub(rest, 1, rest.n);
    const char *end = rest.n == 0 ? NULL : memchr(rest.p, '\n', rest.n);
    return vb_str_trim(end == NULL ? rest : vb_str_sub(rest, 0, (size_t)(end - rest.p)));
}

static vb_code broken_row(batch *b, size_t at, const vb_error *why, row *r, vb_error *err)
{
    static const vb_csv_row none = {0};
    *r = (row){.fields = &none, .o = {.failed = true, .version = VB_VERSION}};
    say_bad(b, why->where, why->message);
    r->o.rules = b->reference->rules;
    r->o.countries = &b->reference->countries;
    r->o.case_id = case_of_line(b, line_at(b->csv.bytes, at));
    r->o.question = (vb_rule_question){.on = VB_NO_TIME, .known_on = VB_NO_TIME};
    r->o.open_facts = vb_arena_printf(&b->arena, "the row cannot be read, %s", why->where);
    return r->o.open_facts.p == NULL ? vb_fail(err, VB_E_NOMEM, "classify", VB_NO_OFFSET, "no memory for a row")
                                     : VB_OK;
}

/* ---- The table -------------------------------------------------------------------------------------------------- */

static vb_code rows(batch *b, vb_progress *progress, vb_error *err)
{
    vb_csv_row *fields = VB_NEW(&b->lasting, vb_csv_row, 1);
    row *r = VB_NEW(&b->lasting, row, 1);
    if (fields == NULL || r == NULL)
        return vb_fail(err, VB_E_NOMEM, "classify", VB_NO_OFFSET, "no memory for the table");
    for (bool end = false;;) {
        vb_error why;
        size_t at = b->csv.at;
        vb_code rc = vb_csv_next(&b->csv, &b->arena, fields, &end, &why);
        if (rc == VB_E_NOMEM)
            return vb_fail(err, rc, why.where, why.offset, "%s", why.message);
        if (rc == VB_OK && end)
            return VB_OK;
        if (rc != VB_OK && b->csv.at == at) /* nothing more can be read */
            return vb_fail(err, rc, why.where, why.offset, "%s", why.message);
        if (rc != VB_OK) {
            VB_TRY(broken_row(b, at, &why, r, err));
        } else {
            *r = (row){.fields = fields};
            VB_TRY(read_row(b, r, err));
        }
        VB_TRY(b->shape == AS_CSV ? csv_row(b, r, err) : json_row(b, r, err));
        if (b->out.failed)
            return vb_fail(err, VB_E_NOMEM, "classify", VB_NO_OFFSET, "no memory for a row");
        b->rows++;
        if (b->out.n >= CHUNK)
            flush(b);
        if (b->arena.used > ARENA_REST) {
            vb_arena_free(&b->arena);
            b->arena = (vb_arena){0};
        }
        if (b->rows % 256 == 0)
            vb_progress_show(progress, "classify", b->csv.at, b->csv.bytes.n);
        if (b->closed || b->io != 0)
            return VB_OK;
    }
}

static vb_code open_table(batch *b, vb_str bytes, vb_error *err)
{
    VB_TRY(vb_csv_open(&b->csv, bytes, err));
    for (int c = 0; c < N_COLUMNS; c++) {
        b->at[c] = vb_csv_column(&b->csv, vb_str_of(column_names[c]));
        if (b->at[c] < 0 && (c == CASE || c == AS_OF))
            return vb_fail(err, VB_E_PARSE, "line 1", 1,
                           "the column %s is missing; a table of cases has case_id, as_of_date, model_id or model, "
                           "destination, end_user_hq, marketed_dc",
                           column_names[c]);
    }
    if (b->at[MODEL_ID] < 0 && b->at[MODEL] < 0)
        return vb_fail(err, VB_E_PARSE, "line 1", 1, "neither of the columns model_id and model is there");
    return VB_OK;
}

static vb_code table(batch *b, vb_str bytes, vb_error *err)
{
    vb_progress progress;
    VB_TRY(open_table(b, bytes, err));
    b->memory = calloc(REMEMBERED, sizeof *b->memory);
    if (b->memory == NULL)
        return vb_fail(err, VB_E_NOMEM, "classify", VB_NO_OFFSET, "no memory for the table");
    if (b->shape == AS_CSV)
        vb_outcome_csv_header(&b->out);
    if (b->shape == AS_JSON)
        vb_buf_printf(&b->out, "{\"schema\": \"verbleib.classifications/1\", \"version\": \"%s\", \"cases\": [\n",
                      VB_VERSION);
    vb_progress_open(&progress, 2, b->command->progress);
    if (b->command->quiet)
        progress.on = false;
    vb_code rc = rows(b, &progress, err);
    vb_progress_close(&progress);
    VB_TRY(rc);
    if (b->shape == AS_JSON)
        vb_buf_lit(&b->out, "\n]}\n");
    flush(b);
    return VB_OK;
}

static int say_file_error(const batch *b, const vb_error *err)
{
    fprintf(stderr, "verbleib: %s%s%s: %s\n", b->path, err->where[0] == '\0' ? "" : " ", err->where, err->message);
    return vb_exit_of(err->code);
}

static int write_all(batch *b, vb_str bytes)
{
    vb_error err;
    if (b->command->out != NULL && vb_output_open(b->command->out, &b->file, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    vb_code rc = table(b, bytes, &err);
    if (rc != VB_OK) {
        if (b->command->out != NULL)
            vb_output_drop(&b->file);
        return say_file_error(b, &err);
    }
    if (b->command->out != NULL && vb_output_commit(&b->file, &err) != VB_OK)
        return vb_say_error(&err, "nothing was written; the old file, if any, is untouched");
    if (b->command->out == NULL && b->io == 0 && !b->closed && fflush(stdout) != 0 && errno != EPIPE)
        b->io = VB_EXIT_IO;
    if (b->io != 0)
        return b->io;
    if (!b->command->quiet && b->unknown_models > 0)
        fprintf(stderr, "verbleib: %s: %llu of %llu rows name no model of the catalogue; their answers are unknown\n",
                b->path, (unsigned long long)b->unknown_models, (unsigned long long)b->rows);
    return b->bad > 0 ? VB_EXIT_DATA : VB_EXIT_OK;
}

/* --batch -: all of it, for it may be a pipe. */
static vb_code read_stdin(vb_buf *out, vb_error *err)
{
    char piece[1 << 14];
    size_t n;
    while ((n = fread(piece, 1, sizeof piece, stdin)) > 0) {
        vb_buf_add(out, (vb_str){piece, n});
        if (out->failed)
            return vb_fail(err, VB_E_NOMEM, "standard input", VB_NO_OFFSET, "no memory for the table");
    }
    if (ferror(stdin) != 0)
        return vb_fail(err, VB_E_IO, "standard input", VB_NO_OFFSET, "it cannot be read: %s", vb_system_text(errno));
    return VB_OK;
}

static int batch_of_file(batch *b)
{
    vb_error err;
    vb_file file;
    if (vb_file_open(b->path, SIZE_MAX, &file, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    int rc = write_all(b, file.bytes);
    if (rc != VB_EXIT_IO && vb_file_check(&file, &err) != VB_OK)
        rc = vb_say_error(&err, NULL);
    vb_file_close(&file);
    return rc;
}

static int batch_of_stdin(batch *b)
{
    vb_error err;
    VB_CLEANUP(vb_buf, vb_buf_free) bytes = {0};
    b->path = "standard input";
    if (read_stdin(&bytes, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    return write_all(b, vb_buf_str(&bytes));
}

int vb_classify_batch(const vb_command *command, const vb_reference *reference, const vb_str *what_if, vb_country from)
{
    vb_str format = vb_str_of(command->format == NULL ? "csv" : command->format);
    if (vb_str_eq(format, VB_S("table")) || vb_str_eq(format, VB_S("html")))
        return vb_say_usage(command, "--batch writes csv, ndjson or json; --format %s is for one question",
                            command->format);
    batch *b = calloc(1, sizeof *b);
    if (b == NULL)
        return VB_EXIT_TRY_AGAIN;
    b->command = command;
    b->reference = reference;
    b->what_if = what_if;
    b->from = from;
    b->path = command->value[VB_OPT_BATCH];
    b->shape = vb_str_eq(format, VB_S("csv")) ? AS_CSV : vb_str_eq(format, VB_S("json")) ? AS_JSON : AS_NDJSON;
    int rc = vb_str_eq(vb_str_of(b->path), VB_S("-")) ? batch_of_stdin(b) : batch_of_file(b);
    for (size_t i = 0; b->memory != NULL && i < REMEMBERED; i++)
        vb_buf_free(&b->memory[i].cells);
    free(b->memory);
    vb_buf_free(&b->out);
    vb_arena_free(&b->arena);
    vb_arena_free(&b->lasting);
    free(b);
    return rc;
}
