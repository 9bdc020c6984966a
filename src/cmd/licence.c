/* SPDX-License-Identifier: Apache-2.0 */
/* licence list, licence show: lines, drawdowns, conditions. */
#include "cmd/session.h"
#include "report/finding_json.h"

static void range(vb_buf *out, const vb_licence_claim *c)
{
    char from[24], to[24];
    vb_time_text(c->valid_from.at, true, from);
    vb_time_text(c->valid_to.at, true, to);
    vb_buf_printf(out, "%s to %s", from, to);
}

static void line_text(vb_buf *out, const vb_session *s, const vb_licence_line *line)
{
    const vb_licence_claim *c = &s->claims->licences.v[line->claim];
    const vb_model *m = vb_catalogue_model(s->reference.catalogue, line->model);
    vb_buf_escaped(out, vb_dict_text(&s->claims->licence_ids, c->licence));
    vb_buf_lit(out, " line ");
    vb_buf_escaped(out, c->line.n > 0 ? c->line : VB_S("1"));
    vb_buf_lit(out, "  ");
    vb_buf_escaped(out, m != NULL             ? m->name
                        : c->model == VB_NONE ? VB_S("any model")
                                              : vb_dict_text(&s->claims->model_texts, c->model));
    vb_buf_lit(out, "  drawn ");
    vb_buf_grouped(out, line->drawn, ',');
    if (c->quantity >= 0) {
        vb_buf_lit(out, " of ");
        vb_buf_grouped(out, c->quantity, ',');
        if (line->drawn > c->quantity)
            vb_buf_lit(out, " (over)");
    } else {
        vb_buf_lit(out, ", no limit stated");
    }
    vb_buf_lit(out, "  ");
    range(out, c);
    vb_buf_char(out, '\n');
}

static json_t *line_json(const vb_session *s, const vb_licence_line *line, bool draws)
{
    const vb_licence_claim *c = &s->claims->licences.v[line->claim];
    const vb_model *m = vb_catalogue_model(s->reference.catalogue, line->model);
    json_t *o =
        json_pack("{s:s, s:o, s:o, s:o, s:I, s:o, s:o, s:o}", "schema", "verbleib.licence-line/1", "licence",
                  vb_json_text(vb_dict_text(&s->claims->licence_ids, c->licence)), "line", vb_json_text(c->line),
                  "model_id", m == NULL ? json_null() : vb_json_text(m->id), "drawn", (json_int_t)line->drawn,
                  "quantity", c->quantity < 0 ? json_null() : json_integer(c->quantity), "valid_from",
                  vb_json_day(c->valid_from.at), "valid_to", vb_json_day(c->valid_to.at));
    if (!draws)
        return o;
    json_t *list = json_array();
    for (size_t i = 0; i < line->n_draws; i++) {
        const vb_draw *d = &s->view.draws[line->first_draw + i];
        vb_origin at = vb_movement_origin(s->claims, d->movement);
        (void)json_array_append_new(
            list, json_pack("{s:o, s:I, s:I, s:o, s:o, s:I}", "at", vb_json_day(d->at), "quantity",
                            (json_int_t)d->quantity, "drawn_after", (json_int_t)d->drawn_after, "movement",
                            vb_json_text(s->claims->movements.id[d->movement]), "file",
                            vb_json_text(s->claims->sources.v[at.source].file), "row", (json_int_t)at.line));
    }
    (void)json_object_set_new(o, "draws", list);
    return o;
}

/* One line a shipment: draws that follow each other with the same movement_id and day are one. */
static void show_text(vb_buf *out, const vb_session *s, const vb_licence_line *line)
{
    line_text(out, s, line);
    for (size_t i = 0, end; i < line->n_draws; i = end) {
        const vb_draw *d = &s->view.draws[line->first_draw + i], *last = d;
        vb_str id = s->claims->movements.id[d->movement];
        int64_t quantity = 0;
        for (end = i; end < line->n_draws; end++) {
            const vb_draw *next = &s->view.draws[line->first_draw + end];
            if (end > i && (id.n == 0 || next->at != d->at || !vb_str_eq(s->claims->movements.id[next->movement], id)))
                break;
            quantity += next->quantity;
            last = next;
        }
        char day[24];
        vb_origin from = vb_movement_origin(s->claims, d->movement), to = vb_movement_origin(s->claims, last->movement);
        vb_time_text(d->at, true, day);
        vb_buf_printf(out, "  %s  ", day);
        vb_buf_grouped(out, quantity, ',');
        vb_buf_lit(out, "  sum ");
        vb_buf_grouped(out, last->drawn_after, ',');
        vb_buf_lit(out, "  ");
        vb_buf_escaped(out, id);
        vb_buf_lit(out, "  [");
        vb_buf_escaped(out, s->claims->sources.v[from.source].file);
        vb_buf_printf(out, ":%u", from.line);
        if (last != d)
            vb_buf_printf(out, "-%u", to.line);
        vb_buf_lit(out, "]\n");
    }
}

static int run(const vb_command *command, const char *only)
{
    vb_session s;
    vb_error err;
    if (vb_session_open(command, NULL, false, &s, &err) != VB_OK)
        return vb_say_error(&err, "name the case with --case DIR");
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    int rc = 0;
    uint32_t licence = only == NULL ? VB_NONE : vb_dict_find(&s.claims->licence_ids, vb_str_of(only));
    size_t shown = 0;
    for (size_t i = 0; rc == 0 && i < s.view.n_lines; i++) {
        const vb_licence_line *line = &s.view.lines[i];
        if (only != NULL && s.claims->licences.v[line->claim].licence != licence)
            continue;
        shown++;
        if (command->json)
            rc = vb_json_emit(line_json(&s, line, only != NULL), 0, &out, &err) == VB_OK ? 0 : vb_say_error(&err, NULL);
        else if (only != NULL)
            show_text(&out, &s, line);
        else
            line_text(&out, &s, line);
    }
    for (size_t i = 0; only != NULL && !command->json && i < s.claims->conditions.n; i++) {
        const vb_condition_claim *c = &s.claims->conditions.v[i];
        if (c->licence != licence || licence == VB_NONE)
            continue;
        vb_buf_lit(&out, "condition ");
        vb_buf_escaped(&out, c->condition);
        vb_buf_char(&out, ' ');
        vb_buf_escaped(&out, c->parameter);
        vb_buf_char(&out, ' ');
        vb_buf_escaped(&out, c->value);
        vb_buf_char(&out, '\n');
    }
    if (only == NULL && shown == 0 && !command->quiet)
        fprintf(stderr, "verbleib: no licence in %.*s\n", VB_ARG(s.case_name));
    if (rc == 0 && only != NULL && shown == 0) {
        fprintf(stderr, "verbleib: no licence \"%s\" in licences.csv of %.*s\n", only, VB_ARG(s.case_name));
        rc = VB_EXIT_DATA;
    }
    if (rc == 0)
        rc = vb_emit(command, vb_buf_str(&out));
    vb_session_close(&s);
    return rc;
}

int vb_verb_licence_list(const vb_command *command)
{
    return run(command, NULL);
}

int vb_verb_licence_show(const vb_command *command)
{
    return run(command, command->words.v[0]);
}
