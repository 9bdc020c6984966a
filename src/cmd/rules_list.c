/* SPDX-License-Identifier: Apache-2.0 */
/* rules list: a row and the title of each instrument. */
#include "cmd/rules_text.h"
#include "cmd/session.h"
#include "report/finding_json.h"
#include "rules/lint.h"

typedef struct summary { /* of the clauses of one instrument */
    size_t clauses, parameters;
    bool ever[2], open[2]; /* by vb_layer: in force on some day, without end */
    bool same;             /* each clause is applied on the days on which it stands in the text */
    int64_t from[2], to[2];
    vb_str basis[8]; /* each word once, in the order of the clauses */
    size_t n_bases;
} summary;

static summary summary_of(const vb_rules *rules, vb_str id)
{
    summary s = {.same = true};
    for (size_t i = 0; i < vb_rules_clauses(rules); i++) {
        vb_rule_clause_info c = vb_rules_clause(rules, i);
        if (!vb_str_eq(c.instrument, id))
            continue;
        s.clauses++;
        s.same = s.same && c.from[0] == c.from[1] && c.to[0] == c.to[1];
        bool known = false;
        for (size_t k = 0; k < s.n_bases; k++)
            known = known || vb_str_eq(s.basis[k], c.basis);
        if (!known && s.n_bases < sizeof s.basis / sizeof s.basis[0])
            s.basis[s.n_bases++] = c.basis;
        for (int layer = 0; layer < 2; layer++) {
            if (c.from[layer] == VB_NO_TIME || (c.to[layer] != VB_NO_TIME && c.to[layer] < c.from[layer]))
                continue;
            if (!s.ever[layer] || c.from[layer] < s.from[layer])
                s.from[layer] = c.from[layer];
            if (!s.ever[layer] || c.to[layer] > s.to[layer])
                s.to[layer] = c.to[layer];
            s.open[layer] = s.open[layer] || c.to[layer] == VB_NO_TIME;
            s.ever[layer] = true;
        }
    }
    for (size_t i = 0; i < vb_rules_parameters(rules); i++)
        s.parameters += vb_str_eq(vb_rules_parameter_row(rules, i).instrument, id);
    return s;
}

/* ---- Table ------------------------------------------------------------------------------------------------------ */

enum { ID, LAW, PUBLISHED, CLAUSES, TEXT, APPLIED, BASIS, COLUMNS };
enum { GAP = 2, TITLE = 4 };

typedef struct row {
    vb_str cell[COLUMNS], title;
} row;

static vb_str term(const summary *s, int layer, vb_arena *arena)
{
    char from[24], to[24];
    if (!s->ever[layer])
        return vb_str_of(vb_translate(NULL, N_("never")));
    vb_time_text(s->from[layer], true, from);
    vb_time_text(s->to[layer], true, to);
    return vb_arena_printf(arena, "%s..%s", from, s->open[layer] ? vb_translate(NULL, N_("open")) : to);
}

static row row_of(const vb_rules *rules, size_t i, vb_arena *arena)
{
    vb_rule_instrument_info in = vb_rules_instrument(rules, i);
    summary s = summary_of(rules, in.id);
    char code[3], day[24];
    vb_buf bases = {0};
    for (size_t k = 0; k < s.n_bases; k++) {
        vb_buf_lit(&bases, ", ");
        vb_buf_add(&bases, s.basis[k]);
    }
    row r = {.title = in.title};
    r.cell[ID] = in.id;
    vb_country_text(in.authority, code);
    r.cell[LAW] = vb_arena_copy(arena, vb_str_of(code));
    vb_time_text(in.published, true, day);
    r.cell[PUBLISHED] = vb_arena_copy(arena, vb_str_of(day));
    r.cell[CLAUSES] = vb_arena_printf(arena, "%zu", s.clauses);
    r.cell[TEXT] = in.pending ? vb_str_of(vb_translate(NULL, N_("what if only"))) : term(&s, 0, arena);
    r.cell[APPLIED] = in.pending ? VB_S("-")
                      : s.same   ? vb_str_of(vb_translate(NULL, N_("as printed")))
                                 : term(&s, 1, arena);
    r.cell[BASIS] = vb_arena_copy(arena, vb_str_sub(vb_buf_str(&bases), 2, bases.n));
    vb_buf_free(&bases);
    return r;
}

static const char *const heads[COLUMNS] = {N_("instrument"), N_("of"),      N_("published"), N_("clauses"),
                                           N_("printed"),    N_("applied"), N_("basis")};

/* How many columns fit; what does not stands under the line, each with its head. */
static int fitting(const size_t width[COLUMNS], size_t columns)
{
    size_t used = 0;
    for (int k = 0; k < COLUMNS; k++) {
        used += width[k] + (k > 0 ? GAP : 0);
        if (columns != 0 && used > columns)
            return k;
    }
    return COLUMNS;
}

static void cells(vb_buf *out, const vb_str cell[COLUMNS], const size_t width[COLUMNS], int fit)
{
    for (int k = 0; k < fit; k++) {
        if (k + 1 == fit)
            vb_buf_escaped(out, cell[k]);
        else
            vb_padded(out, cell[k], width[k] + GAP);
    }
    vb_buf_char(out, '\n');
}

static void below(vb_buf *out, const row *r, int fit, size_t columns)
{
    VB_CLEANUP(vb_buf, vb_buf_free) rest = {0};
    for (int k = fit; k < COLUMNS; k++)
        vb_buf_printf(&rest, "%s%s: %.*s", k > fit ? "; " : "", vb_translate(NULL, heads[k]), VB_ARG(r->cell[k]));
    if (fit < COLUMNS)
        vb_buf_lit(&rest, " — ");
    vb_buf_add(&rest, r->title);
    vb_blanks(out, TITLE);
    vb_wrap(out, vb_buf_str(&rest), TITLE, TITLE, columns);
    out->failed = out->failed || rest.failed;
}

static int table(const vb_command *command, const vb_rules *rules, vb_arena *arena, vb_buf *out)
{
    size_t n = vb_rules_instruments(rules), width[COLUMNS], columns = vb_session_options(command).columns;
    vb_str head[COLUMNS];
    row *rows = VB_NEW(arena, row, n + 1);
    vb_error err;
    if (rows == NULL) {
        vb_error_set(&err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory for the list");
        return vb_say_error(&err, NULL);
    }
    for (int k = 0; k < COLUMNS; k++) {
        head[k] = vb_str_of(vb_translate(NULL, heads[k]));
        width[k] = vb_width(head[k]);
    }
    for (size_t i = 0; i < n; i++) {
        rows[i] = row_of(rules, i, arena);
        for (int k = 0; k < COLUMNS; k++)
            if (vb_width(rows[i].cell[k]) > width[k])
                width[k] = vb_width(rows[i].cell[k]);
    }
    int fit = fitting(width, columns);
    cells(out, head, width, fit);
    for (size_t i = 0; i < n; i++) {
        cells(out, rows[i].cell, width, fit);
        below(out, &rows[i], fit, columns);
    }
    vb_buf_char(out, '\n');
    vb_text_say(out, command,
                VB_SAY(N_("{0} instruments, {1} clauses, {2} parameters, {3} country groups."), VB_NUMBER((int64_t)n),
                       VB_NUMBER((int64_t)vb_rules_clauses(rules)), VB_NUMBER((int64_t)vb_rules_parameters(rules)),
                       VB_NUMBER((int64_t)vb_rules_groups(rules))));
    vb_buf_char(out, '\n');
    vb_rules_say_review(out, command, rules);
    return 0;
}

/* ---- JSON ------------------------------------------------------------------------------------------------------- */

static json_t *term_json(const summary *s, int layer)
{
    return !s->ever[layer] ? json_null()
                           : json_pack("{s:o, s:o}", "from", vb_json_day(s->from[layer]), "to",
                                       s->open[layer] ? json_null() : vb_json_day(s->to[layer]));
}

static json_t *instrument_json(const vb_rules *rules, size_t i)
{
    vb_rule_instrument_info in = vb_rules_instrument(rules, i);
    summary s = summary_of(rules, in.id);
    char code[3];
    json_t *bases = json_array();
    for (size_t k = 0; k < s.n_bases; k++)
        (void)json_array_append_new(bases, vb_json_text(s.basis[k]));
    vb_country_text(in.authority, code);
    return json_pack("{s:o, s:o, s:s, s:o, s:o, s:o, s:b, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:b, s:o}", "id",
                     vb_json_text(in.id), "title", vb_json_text(in.title), "authority", code, "published",
                     vb_json_day(in.published), "citation", vb_json_text(in.citation), "source",
                     vb_json_text(in.source), "pending", (int)in.pending, "clauses", (json_int_t)s.clauses,
                     "parameters", (json_int_t)s.parameters, "text", term_json(&s, 0), "enforced", term_json(&s, 1),
                     "basis", bases, "reviewed_on", vb_json_day(in.reviewed_on), "reviewed_by",
                     vb_json_text(in.reviewed_by), "lawyer_reviewed", (int)vb_rules_lawyer_read(in.reviewed_by), "file",
                     vb_json_text(in.file));
}

static json_t *list_json(const vb_rules *rules)
{
    json_t *list = json_array();
    for (size_t i = 0; i < vb_rules_instruments(rules); i++)
        (void)json_array_append_new(list, instrument_json(rules, i));
    return json_pack("{s:s, s:o, s:I, s:I, s:I, s:I, s:o}", "schema", "verbleib.rules/1", "reviewed_to",
                     vb_json_day(vb_rules_reviewed_to(rules)), "lawyer_reviewed", (json_int_t)vb_rules_lawyers(rules),
                     "clauses", (json_int_t)vb_rules_clauses(rules), "parameters",
                     (json_int_t)vb_rules_parameters(rules), "groups", (json_int_t)vb_rules_groups(rules),
                     "instruments", list);
}

int vb_verb_rules_list(const vb_command *command)
{
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    vb_reference r;
    vb_error err;
    if (vb_reference_load(&arena, false, &r, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    int rc = 0;
    if (command->json)
        rc = vb_json_emit(list_json(r.rules), 2, &out, &err) == VB_OK ? 0 : vb_say_error(&err, NULL);
    else
        rc = table(command, r.rules, &arena, &out);
    return rc != 0 ? rc : vb_emit(command, vb_buf_str(&out));
}
