/* SPDX-License-Identifier: Apache-2.0 */
/* Documents: what stands around the events. */
#include <stdio.h>

#include "evidence/epcis_priv.h"

static vb_code take_one(vb_epcis_reader *ps, const vb_json *value, const vb_epcis_place *at, bool needs_context,
                        vb_epcis_events *out)
{
    vb_epcis_event e;
    vb_code rc = vb_epcis_take_event(ps, value, at, needs_context, &e);
    if (rc == VB_E_NOMEM)
        return rc;
    if (rc != VB_OK) {
        out->refused++;
        out->next_index++;
        return VB_OK;
    }
    vb_epcis_event *room = VB_PUSH(ps->arena, out);
    if (room == NULL)
        return vb_fail(ps->err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory for %zu events", out->n + 1);
    e.index = out->next_index++;
    *room = e;
    return VB_OK;
}

static vb_code take_list(vb_epcis_reader *ps, const vb_json *list, const vb_epcis_place *at, vb_epcis_events *out)
{
    size_t i = 0;
    for (const vb_json *e = list->first; e != NULL; e = e->next, i++)
        VB_TRY(take_one(ps, e, &(vb_epcis_place){at, VB_STR_NONE, i}, false, out));
    return VB_OK;
}

static vb_code take_document(vb_epcis_reader *ps, const vb_json *value, const vb_epcis_place *at, bool query,
                             vb_epcis_events *out)
{
    ps->contexts[0] = vb_json_get(value, VB_S("@context"));
    VB_TRY(vb_epcis_check(ps, query ? &vb_epcis_query_document : &vb_epcis_document, value, at));
    const vb_json *body = vb_json_get(value, VB_S("epcisBody"));
    vb_epcis_place in_body = {at, VB_S("epcisBody"), 0}, in_results = {&in_body, VB_S("queryResults"), 0};
    vb_epcis_place in_results_body = {&in_results, VB_S("resultsBody"), 0};
    if (query)
        body = vb_json_get(vb_json_get(body, VB_S("queryResults")), VB_S("resultsBody"));
    vb_epcis_place in_list = {query ? &in_results_body : &in_body, VB_S("eventList"), 0};
    return take_list(ps, vb_json_get(body, VB_S("eventList")), &in_list, out);
}

/* A document or a bare event. */
static vb_code take_value(vb_epcis_reader *ps, const vb_json *value, const vb_epcis_place *at, vb_epcis_events *out)
{
    ps->contexts[0] = ps->contexts[1] = NULL;
    const vb_str *type = vb_json_string(vb_json_get(value, VB_S("type")));
    if (value->kind != VB_JSON_OBJECT)
        return vb_epcis_refuse(ps, VB_E_PARSE, at, value,
                               "neither an EPCIS document nor an event: expected an object, { ... }");
    if (type != NULL && vb_str_eq(*type, VB_S("EPCISDocument")))
        return take_document(ps, value, at, false, out);
    if (type != NULL && vb_str_eq(*type, VB_S("EPCISQueryDocument")))
        return take_document(ps, value, at, true, out);
    /* The schema wants a context in an event that stands alone; a line of NDJSON is part of a stream. */
    return take_one(ps, value, at, ps->line == 0, out);
}

/* The JSON reader's own words, at a place in the whole file. */
static vb_code not_json(vb_epcis_reader *ps, vb_code rc, const vb_error *why)
{
    char line[32] = "";
    if (ps->told || ps->err == NULL)
        return rc;
    if (ps->line > 0)
        (void)snprintf(line, sizeof line, "line %llu%s", (unsigned long long)ps->line,
                       why->where[0] == '\0' ? "" : ": ");
    bool more = ps->line == 0 && vb_str_starts(vb_str_of(why->message), VB_S("something stands behind"));
    vb_error_set(ps->err, rc, "", why->offset == VB_NO_OFFSET ? VB_NO_OFFSET : ps->base + why->offset, "%s%s",
                 why->message, more ? "; a file with one event a line is called .ndjson" : "");
    (void)snprintf(ps->err->where, sizeof ps->err->where, "%s%.60s", line, why->where);
    ps->told = true;
    return rc;
}

vb_code vb_epcis_take_text(vb_epcis_reader *ps, vb_str text, vb_epcis_events *out)
{
    const vb_json *root;
    vb_error why;
    /* GS1's own example AssociationEvent-h.jsonld names an event twice, by hash and by UUID: the last name stands */
    vb_code rc = vb_json_parse_repeatable(text, VB_S("eventID"), ps->arena, &root, &why);
    if (rc != VB_OK)
        return not_json(ps, rc, &why);
    if (root->kind != VB_JSON_ARRAY || root->n == 0)
        return take_value(ps, root, NULL, out);
    size_t i = 0;
    for (const vb_json *e = root->first; e != NULL; e = e->next, i++)
        VB_TRY(take_value(ps, e, &(vb_epcis_place){NULL, VB_STR_NONE, i}, out));
    return VB_OK;
}

bool vb_epcis_next_line(vb_epcis_reader *ps, size_t *at, vb_str *line)
{
    while (*at < ps->in.n) {
        const char *end = memchr(ps->in.p + *at, '\n', ps->in.n - *at);
        size_t n = end == NULL ? ps->in.n - *at : (size_t)(end - ps->in.p) - *at;
        ps->base = *at;
        *line = vb_str_sub(ps->in, *at, n);
        *at += n + (end != NULL);
        ps->line++;
        if (vb_str_trim(*line).n > 0)
            return true;
    }
    return false;
}

void vb_epcis_tell_refused(vb_error *err, size_t more)
{
    char message[sizeof err->message];
    if (more == 0)
        return;
    (void)snprintf(message, sizeof message, "%.170s; %zu more event%s refused", err->message, more,
                   more > 1 ? "s are" : " is");
    (void)memcpy(err->message, message, sizeof message);
}

bool vb_epcis_is_ndjson(vb_str file)
{
    vb_str seven = vb_str_sub(file, file.n < 7 ? 0 : file.n - 7, 7),
           six = vb_str_sub(file, file.n < 6 ? 0 : file.n - 6, 6);
    return vb_str_eq_nocase(seven, VB_S(".ndjson")) || vb_str_eq_nocase(six, VB_S(".jsonl"));
}

vb_code vb_epcis_parse(vb_str bytes, bool is_ndjson, vb_arena *arena, const vb_epcis_event **events, size_t *n,
                       vb_error *err)
{
    vb_error first = {.code = VB_OK};
    vb_epcis_reader ps = {.in = bytes, .arena = arena, .err = &first};
    vb_epcis_events found = {0};
    vb_code rc = VB_OK;
    if (is_ndjson) {
        vb_str line;
        for (size_t at = 0; rc != VB_E_NOMEM && vb_epcis_next_line(&ps, &at, &line);) {
            rc = vb_epcis_take_text(&ps, line, &found);
            found.refused += rc != VB_OK;
        }
    } else {
        rc = vb_epcis_take_text(&ps, bytes, &found);
        found.refused += rc != VB_OK;
    }
    if (rc == VB_E_NOMEM || found.refused > 0) {
        if (rc != VB_E_NOMEM)
            vb_epcis_tell_refused(&first, found.refused - 1);
        else if (first.code != VB_E_NOMEM)
            vb_error_set(&first, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory for EPCIS events");
        if (err != NULL)
            *err = first;
        return rc == VB_E_NOMEM ? rc : first.code;
    }
    *events = found.v;
    *n = found.n;
    return VB_OK;
}
