/* SPDX-License-Identifier: Apache-2.0 */
/* The matrix for programs: a row, or an object, a card and a time in which nothing of it changes. */
#include "base/csv.h"
#include "report/finding_json.h"
#include "report/matrix_priv.h"

static bool same_row(const vb_matrix_cell *a, const vb_matrix_cell *b)
{
    if (a->licence[0] != b->licence[0] || a->licence[1] != b->licence[1] || a->review_enforced != b->review_enforced ||
        !vb_str_eq(a->eccn, b->eccn) || a->n_instruments != b->n_instruments)
        return false;
    for (size_t i = 0; i < a->n_instruments; i++)
        if (!vb_str_eq(a->instruments[i], b->instruments[i]))
            return false;
    return true;
}

/* The days [*first, *end) that make one row; begin with *end 0. */
static bool next_time(const vb_matrix *m, const vb_matrix_card *card, size_t *first, size_t *end)
{
    *first = *end;
    if (*first >= m->n_days)
        return false;
    while (*end < m->n_days && same_row(&card->cells[*first], &card->cells[*end]))
        ++*end;
    return true;
}

static const char *yes_no(vb_tri t)
{
    return t == VB_YES ? "yes" : t == VB_NO ? "no" : "unknown";
}

static void day_text(int64_t at, char out[24])
{
    out[0] = '\0';
    if (at != VB_NO_TIME)
        vb_time_text(at, true, out);
}

static int64_t last_day(const vb_matrix *m, size_t end)
{
    return end < m->n_days ? m->days[end] - VB_DAY : VB_NO_TIME;
}

/* What is said of the time before the first rule holds from its first day on at most. */
static int64_t first_day(const vb_matrix *m, size_t first)
{
    return m->days[first] == VB_NO_TIME ? vb_rules_begin(m->rules) : m->days[first];
}

/* The next run that has a day since the rules begin. */
static bool next_held(const vb_matrix *m, const vb_matrix_card *card, size_t *first, size_t *end)
{
    bool found = next_time(m, card, first, end);
    if (found && m->days[*first] == VB_NO_TIME && *end < m->n_days && m->days[*end] <= vb_rules_begin(m->rules))
        found = next_time(m, card, first, end);
    return found;
}

static void csv_row(const vb_matrix *m, const vb_matrix_card *card, size_t first, size_t end, vb_buf *out)
{
    const vb_matrix_cell *cell = &card->cells[first];
    VB_CLEANUP(vb_buf, vb_buf_free) list = {0};
    char from[24], to[24];
    day_text(first_day(m, first), from);
    day_text(last_day(m, end), to);
    for (size_t i = 0; i < cell->n_instruments; i++) {
        if (i > 0)
            vb_buf_char(&list, ';');
        vb_buf_add(&list, cell->instruments[i]);
    }
    vb_csv_write(out, card->model->id, true);
    vb_csv_write(out, card->model->name, false);
    vb_csv_write(out, card->model->vendor, false);
    vb_csv_write(out, vb_str_of(from), false);
    vb_csv_write(out, vb_str_of(to), false);
    vb_csv_write(out, cell->eccn, false);
    vb_csv_write(out, vb_str_of(yes_no(cell->licence[VB_LAYER_ENFORCED])), false);
    vb_csv_write(out, vb_str_of(yes_no(cell->licence[VB_LAYER_TEXT])), false);
    vb_csv_write(out, vb_str_of(vb_review_name(cell->review_enforced)), false);
    vb_csv_write(out, vb_buf_str(&list), false);
    vb_buf_lit(out, "\r\n");
    out->failed = out->failed || list.failed;
}

vb_code vb_matrix_csv(const vb_matrix *m, vb_buf *out, vb_error *err)
{
    vb_buf_lit(out, "model_id,model,vendor,from,to,eccn,licence_required,licence_required_text,review_policy,"
                    "instruments\r\n");
    for (size_t i = 0; i < m->n_cards; i++)
        for (size_t first = 0, end = 0; next_held(m, &m->cards[i], &first, &end);)
            csv_row(m, &m->cards[i], first, end, out);
    if (out->failed)
        return vb_fail(err, VB_E_NOMEM, "csv", VB_NO_OFFSET, "no memory to write the table");
    return VB_OK;
}

/* ---- JSON ------------------------------------------------------------------------------------------------------- */

static json_t *country_json(vb_country c)
{
    char code[3];
    vb_country_text(c, code);
    return c == 0 ? json_null() : json_string(code);
}

static json_t *texts_json(const vb_str *v, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        (void)json_array_append_new(list, vb_json_text(v[i]));
    return list;
}

static json_t *time_json(const vb_matrix *m, const vb_matrix_card *card, size_t first, size_t end)
{
    const vb_matrix_cell *cell = &card->cells[first];
    return json_pack("{s:o, s:o, s:o, s:s, s:s, s:s, s:o}", "from", vb_json_day(first_day(m, first)), "to",
                     vb_json_day(last_day(m, end)), "eccn", vb_json_text(cell->eccn), "licence_required",
                     yes_no(cell->licence[VB_LAYER_ENFORCED]), "licence_required_text",
                     yes_no(cell->licence[VB_LAYER_TEXT]), "review_policy", vb_review_name(cell->review_enforced),
                     "instruments", texts_json(cell->instruments, cell->n_instruments));
}

static json_t *card_json(const vb_matrix *m, const vb_matrix_card *card)
{
    char launch[24] = "";
    json_t *times = json_array();
    for (size_t first = 0, end = 0; next_held(m, card, &first, &end);)
        (void)json_array_append_new(times, time_json(m, card, first, end));
    if (card->model->launch.at != VB_NO_TIME)
        vb_when_text(card->model->launch, launch);
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "model_id", vb_json_text(card->model->id), "model",
                     vb_json_text(card->model->name), "vendor", vb_json_text(card->model->vendor), "launch",
                     launch[0] == '\0' ? json_null() : json_string(launch), "periods", times);
}

static json_t *cause_json(const vb_matrix_cause *c)
{
    static const char *const words[] = {"begins", "ends", "enters", "leaves", "doubtful"};
    return json_pack("{s:s, s:o, s:o, s:o, s:o}", "what", words[c->why], "instrument",
                     c->instrument.n > 0 ? vb_json_text(c->instrument) : json_null(), "citation",
                     c->citation.n > 0 ? vb_json_text(c->citation) : json_null(), "group",
                     c->group.n > 0 ? vb_json_text(c->group) : json_null(), "country", country_json(c->country));
}

static json_t *count_json(const vb_matrix_count *c)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I}", "announced", (json_int_t)c->announced, "required_by_rule",
                     (json_int_t)c->rule, "required_by_letter", (json_int_t)c->letter, "unknown", (json_int_t)c->open,
                     "not_required", (json_int_t)c->none);
}

static json_t *column_json(const vb_matrix *m, const vb_matrix_column *c)
{
    json_t *causes = json_array();
    for (size_t i = 0; i < c->n_causes; i++)
        (void)json_array_append_new(causes, cause_json(&c->causes[i]));
    return json_pack("{s:o, s:o, s:I, s:o, s:o}", "from", vb_json_day(m->days[c->first]), "to",
                     vb_json_day(last_day(m, c->end)), "changed", (json_int_t)c->changed, "counts",
                     count_json(&c->count), "causes", causes);
}

static json_t *head_json(const vb_matrix *m)
{
    const vb_rule_question *q = &m->question;
    return json_pack("{s:s, s:o, s:o, s:b, s:o, s:s, s:o, s:o, s:o, s:o, s:o}", "schema", "verbleib.matrix/1",
                     "destination", country_json(q->to), "headquarters", country_json(q->headquarters),
                     "headquarters_taken", m->headquarters_taken, "shipped_from",
                     country_json(q->from == 0 ? VB_COUNTRY("US") : q->from), "layer",
                     m->layer == VB_LAYER_TEXT ? "text" : "enforced", "on", vb_json_day(q->on), "known_on",
                     vb_json_day(q->known_on), "what_if", texts_json(q->what_if, q->n_what_if), "reviewed_to",
                     vb_json_day(vb_rules_reviewed_to(m->rules)), "counts", count_json(&m->count));
}

static vb_code value(json_t *v, const char *before, vb_buf *out, vb_error *err)
{
    vb_buf_add(out, vb_str_of(before));
    VB_TRY(vb_json_emit(v, 0, out, err));
    out->n--; /* without the line end */
    return VB_OK;
}

vb_code vb_matrix_json(const vb_matrix *m, vb_buf *out, vb_error *err)
{
    VB_TRY(value(head_json(m), "", out, err));
    out->n--; /* the brace: more members follow */
    vb_buf_lit(out, ",\n\"columns\": [");
    for (size_t i = 0; i < m->n_columns; i++)
        VB_TRY(value(column_json(m, &m->columns[i]), i == 0 ? "\n  " : ",\n  ", out, err));
    vb_buf_lit(out, "\n],\n\"cards\": [");
    for (size_t i = 0; i < m->n_cards; i++)
        VB_TRY(value(card_json(m, &m->cards[i]), i == 0 ? "\n  " : ",\n  ", out, err));
    vb_buf_lit(out, "\n]}\n");
    if (out->failed)
        return vb_fail(err, VB_E_NOMEM, "json", VB_NO_OFFSET, "no memory to write the matrix");
    return VB_OK;
}
