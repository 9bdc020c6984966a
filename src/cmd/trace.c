/* SPDX-License-Identifier: Apache-2.0 */
/* trace: the whole life of one item on one screen. */
#include "cmd/session.h"
#include "report/finding_json.h"
#include "report/terminal.h"

/* By item id, else by PDI, UUID, serial, die or board serial of items.csv. */
static uint32_t find_item(const vb_session *s, vb_str word)
{
    uint32_t item = vb_dict_find(&s->claims->item_ids, word);
    for (size_t i = 0; item == VB_NONE && i < s->claims->items.n; i++) {
        const vb_item_claim *c = &s->claims->items.v[i];
        if (vb_str_eq(c->pdi, word) || vb_str_eq(c->uuid, word) || vb_str_eq(c->serial, word) ||
            vb_str_eq(c->die, word) || vb_str_eq(c->board_serial, word))
            item = c->item;
    }
    return item;
}

static vb_str party(const vb_session *s, uint32_t id)
{
    const vb_party_claim *p = vb_view_party(&s->view, id);
    return p != NULL && p->name.n > 0 ? p->name : vb_dict_text(&s->claims->party_ids, id);
}

static vb_str site(const vb_session *s, uint32_t id)
{
    const vb_site_claim *p = vb_view_site(&s->view, id);
    return p != NULL && p->name.n > 0 ? p->name : vb_dict_text(&s->claims->site_ids, id);
}

static bool concerns(const vb_finding *f, vb_str item)
{
    if (vb_str_eq(vb_str_of(f->subject_kind), VB_S("item")) && vb_str_eq(f->subject, item))
        return true;
    for (size_t i = 0; i < f->n_items; i++)
        if (vb_str_eq(f->items[i], item))
            return true;
    return false;
}

static void moment(char out[24], int64_t at, bool day_only)
{
    vb_time_text(at, day_only, out);
}

static void place_text(vb_buf *out, const vb_session *s, uint32_t p, uint32_t at)
{
    char code[3];
    vb_country c = vb_view_country(&s->view, p, at);
    if (p != VB_NONE)
        vb_buf_escaped(out, party(s, p));
    if (at != VB_NONE) {
        vb_buf_add(out, p != VB_NONE ? VB_S(", ") : VB_S(""));
        vb_buf_escaped(out, site(s, at));
    }
    if (c != 0) {
        vb_country_text(c, code);
        vb_buf_printf(out, " (%s)", code);
    }
}

static void text(const vb_command *command, const vb_session *s, uint32_t item, vb_buf *out)
{
    vb_report_options o = vb_session_options(command);
    const vb_view *v = &s->view;
    const vb_model *m = vb_view_text_model(v, v->model_text_of_item[item]);
    const vb_item_claim *claim = vb_view_item(v, item);
    vb_str id = vb_dict_text(&s->claims->item_ids, item);
    vb_buf_escaped(out, id);
    vb_buf_lit(out, "  ");
    vb_buf_escaped(out, m != NULL ? m->name : vb_dict_text(&s->claims->model_texts, v->model_text_of_item[item]));
    if (claim != NULL) {
        const struct {
            const char *name;
            vb_str value;
        } ids[] = {{"serial", claim->serial},
                   {"uuid", claim->uuid},
                   {"pdi", claim->pdi},
                   {"die", claim->die},
                   {"board", claim->board_serial}};
        for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
            if (ids[i].value.n > 0) {
                vb_buf_printf(out, "  %s ", ids[i].name);
                vb_buf_escaped(out, ids[i].value);
            }
    }
    vb_buf_char(out, '\n');
    for (uint32_t i = v->leg_first[item]; i < v->leg_first[item + 1]; i++) {
        const vb_leg *leg = &v->legs[i];
        char from[24], to[24];
        moment(from, leg->departed, (leg->day_only & VB_DEPARTED_DAY) != 0);
        moment(to, leg->arrived, (leg->day_only & VB_ARRIVED_DAY) != 0);
        vb_buf_printf(out, "  %-20s %-9s ", leg->departed != VB_NO_TIME ? from : to,
                      vb_movement_kind_name((vb_movement_kind)leg->kind));
        if (leg->from_party != VB_NONE || leg->from_site != VB_NONE)
            place_text(out, s, leg->from_party, leg->from_site);
        if (leg->to_party != VB_NONE || leg->to_site != VB_NONE) {
            vb_buf_add(out, leg->from_party != VB_NONE || leg->from_site != VB_NONE ? VB_S(" → ") : VB_S(""));
            place_text(out, s, leg->to_party, leg->to_site);
        }
        if (leg->departed != VB_NO_TIME && leg->arrived != VB_NO_TIME)
            vb_buf_printf(out, ", %s %s", vb_translate(NULL, N_("arrived")), to);
        uint32_t licence = vb_view_licence(v, vb_leg_licence_movement(v, leg));
        if (licence != VB_NONE) {
            vb_buf_printf(out, ", %s ", vb_translate(NULL, N_("licence")));
            vb_buf_escaped(out, vb_dict_text(&s->claims->licence_ids, licence));
        }
        vb_origin o1 = vb_movement_origin(s->claims, leg->movement);
        vb_buf_lit(out, "   [");
        vb_buf_escaped(out, s->claims->sources.v[o1.source].file);
        vb_buf_printf(out, ":%u", o1.line);
        if (leg->confirmation != VB_NONE) {
            vb_origin o2 = vb_movement_origin(s->claims, leg->confirmation);
            vb_buf_lit(out, ", ");
            vb_buf_escaped(out, s->claims->sources.v[o2.source].file);
            vb_buf_printf(out, ":%u", o2.line);
        }
        vb_buf_lit(out, "]\n");
    }
    for (size_t i = 0; i < s->claims->sightings.n; i++) {
        const vb_sighting_claim *seen = &s->claims->sightings.v[i];
        char when[24];
        if (seen->item != item || (seen->at.at != VB_NO_TIME && seen->at.at > s->as_of))
            continue;
        vb_when_text(seen->at, when);
        vb_buf_printf(out, "  %-20s %-9s ", when, vb_translate(NULL, N_("seen")));
        place_text(out, s, VB_NONE, seen->site);
        if (seen->source.n > 0) {
            vb_buf_lit(out, ", ");
            vb_buf_escaped(out, seen->source);
        }
        vb_buf_lit(out, "   [");
        vb_buf_escaped(out, s->claims->sources.v[seen->origin.source].file);
        vb_buf_printf(out, ":%u]\n", seen->origin.line);
    }
    const vb_custody *now = &v->custody[item];
    char day[24];
    vb_time_text(s->as_of, true, day);
    vb_buf_printf(out, "  %s %s: ", vb_translate(NULL, N_("as of")), day);
    if (!now->known)
        vb_buf_printf(out, "%s\n", vb_translate(NULL, N_("where it is cannot be told: no record says who holds it")));
    else {
        vb_buf_printf(out, "%s ",
                      vb_translate(NULL, now->ended        ? N_("its life has ended, last with")
                                         : now->in_transit ? N_("under way to")
                                                           : N_("last recorded with")));
        place_text(out, s, now->party, now->site);
        vb_buf_char(out, '\n');
    }
    bool any = false;
    for (size_t i = 0; i < s->findings.n; i++) {
        if (!concerns(&s->findings.v[i], id))
            continue;
        if (!any)
            vb_buf_printf(out, "\n%s\n", vb_translate(NULL, N_("findings")));
        any = true;
        vb_terminal_finding(out, &s->findings.v[i], &o);
    }
}

static json_t *id_or_null(const vb_dict *d, uint32_t id)
{
    return id == VB_NONE ? json_null() : vb_json_text(vb_dict_text(d, id));
}

static json_t *moment_json(int64_t at, bool day_only)
{
    char t[24];
    if (at == VB_NO_TIME)
        return json_null();
    vb_time_text(at, day_only, t);
    return json_string(t);
}

static vb_code as_json(const vb_session *s, uint32_t item, vb_buf *out, vb_error *err)
{
    const vb_view *v = &s->view;
    const vb_model *m = vb_view_text_model(v, v->model_text_of_item[item]);
    vb_str id = vb_dict_text(&s->claims->item_ids, item);
    json_t *legs = json_array(), *findings = json_array();
    for (uint32_t i = v->leg_first[item]; i < v->leg_first[item + 1]; i++) {
        const vb_leg *leg = &v->legs[i];
        vb_origin o = vb_movement_origin(s->claims, leg->movement);
        (void)json_array_append_new(
            legs, json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "kind",
                            vb_movement_kind_name((vb_movement_kind)leg->kind), "departed",
                            moment_json(leg->departed, (leg->day_only & VB_DEPARTED_DAY) != 0), "arrived",
                            moment_json(leg->arrived, (leg->day_only & VB_ARRIVED_DAY) != 0), "from_party",
                            id_or_null(&s->claims->party_ids, leg->from_party), "from_site",
                            id_or_null(&s->claims->site_ids, leg->from_site), "to_party",
                            id_or_null(&s->claims->party_ids, leg->to_party), "to_site",
                            id_or_null(&s->claims->site_ids, leg->to_site), "licence",
                            id_or_null(&s->claims->licence_ids, vb_view_licence(v, vb_leg_licence_movement(v, leg))),
                            "file", vb_json_text(s->claims->sources.v[o.source].file), "line", (json_int_t)o.line));
    }
    for (size_t i = 0; i < s->findings.n; i++)
        if (concerns(&s->findings.v[i], id))
            (void)json_array_append_new(findings, vb_finding_json(&s->findings.v[i]));
    const vb_custody *now = &v->custody[item];
    return vb_json_emit(json_pack("{s:s, s:o, s:o, s:o, s:{s:b, s:b, s:b, s:o, s:o}, s:o, s:o}", "schema",
                                  "verbleib.trace/1", "item", vb_json_text(id), "model_id",
                                  m == NULL ? json_null() : vb_json_text(m->id), "as_of", vb_json_day(s->as_of),
                                  "custody", "known", now->known, "in_transit", now->in_transit, "ended", now->ended,
                                  "party", id_or_null(&s->claims->party_ids, now->party), "site",
                                  id_or_null(&s->claims->site_ids, now->site), "legs", legs, "findings", findings),
                        2, out, err);
}

int vb_verb_trace(const vb_command *command)
{
    vb_session s;
    vb_error err;
    if (vb_session_open(command, NULL, false, &s, &err) != VB_OK)
        return vb_say_error(&err, "name the case with --case DIR");
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    int rc = 0;
    uint32_t item = find_item(&s, vb_str_of(command->words.v[0]));
    if (item == VB_NONE) {
        fprintf(stderr, "verbleib: no item, serial, UUID, PDI or die \"%s\" in %.*s\n", command->words.v[0],
                VB_ARG(s.case_name));
        rc = VB_EXIT_DATA;
    } else if (vb_session_check(command, &s, &err) != VB_OK) {
        rc = vb_say_error(&err, NULL);
    } else if (command->json) {
        rc = as_json(&s, item, &out, &err) == VB_OK ? vb_emit(command, vb_buf_str(&out)) : vb_say_error(&err, NULL);
    } else {
        text(command, &s, item, &out);
        rc = vb_emit(command, vb_buf_str(&out));
    }
    vb_session_close(&s);
    return rc;
}
