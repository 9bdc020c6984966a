/* SPDX-License-Identifier: Apache-2.0 */
/* Reads any bytes as EPCIS, as one text and as lines. Each event read is written as a document of its own and read
 * again: both must say the same. Then the bytes are a source of a case: every claim must point into it and at known
 * ids. */
#include <stdint.h>
#include <stdlib.h>

#include "base/json.h"
#include "evidence/epcis.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void put(vb_buf *out, const char *key, vb_str s)
{
    if (s.n == 0)
        return;
    vb_buf_printf(out, ",\"%s\":\"", key);
    for (size_t i = 0; i < s.n; i++) {
        must((unsigned char)s.p[i] > ' ' && s.p[i] != '"' && s.p[i] != '\\' &&
             (unsigned char)s.p[i] < 0x7F); /* a URI or a word */
        vb_buf_char(out, s.p[i]);
    }
    vb_buf_char(out, '"');
}

static void put_texts(vb_buf *out, const char *key, vb_epcis_texts texts)
{
    if (texts.n == 0)
        return;
    vb_buf_printf(out, ",\"%s\":[", key);
    for (size_t i = 0; i < texts.n; i++)
        vb_buf_printf(out, "%s\"%.*s\"", i == 0 ? "" : ",", (int)texts.v[i].n, texts.v[i].p);
    vb_buf_char(out, ']');
}

static void put_place(vb_buf *out, const char *key, vb_str id)
{
    if (id.n > 0)
        vb_buf_printf(out, ",\"%s\":{\"id\":\"%.*s\"}", key, (int)id.n, id.p);
}

static void put_ends(vb_buf *out, const char *key, const char *id, vb_epcis_ends ends)
{
    if (ends.n == 0)
        return;
    vb_buf_printf(out, ",\"%s\":[", key);
    for (size_t i = 0; i < ends.n; i++) {
        vb_buf_printf(out, "%s{\"%s\":\"%.*s\"", i == 0 ? "" : ",", id, (int)ends.v[i].id.n, ends.v[i].id.p);
        put(out, "type", ends.v[i].kind);
        vb_buf_char(out, '}');
    }
    vb_buf_char(out, ']');
}

static void put_quantities(vb_buf *out, const char *key, vb_epcis_quantities q)
{
    if (q.n == 0)
        return;
    vb_buf_printf(out, ",\"%s\":[", key);
    for (size_t i = 0; i < q.n; i++)
        vb_buf_printf(out, "%s{\"epcClass\":\"%.*s\"%s%.*s}", i == 0 ? "" : ",", (int)q.v[i].epc_class.n,
                      q.v[i].epc_class.p, q.v[i].amount.n > 0 ? ",\"quantity\":" : "", (int)q.v[i].amount.n,
                      q.v[i].amount.p == NULL ? "" : q.v[i].amount.p);
    vb_buf_char(out, ']');
}

static void write_again(const vb_epcis_event *e, vb_buf *out)
{
    static const char *const actions[] = {"", "ADD", "OBSERVE", "DELETE"};
    char at[24];
    int zone = e->zone_minutes < 0 ? -e->zone_minutes : e->zone_minutes;
    vb_time_text(e->at.at, false, at);
    vb_buf_printf(out, "{\"@context\":\"urn:x:y\",\"eventTime\":\"%s\",\"eventTimeZoneOffset\":\"%c%02d:%02d\"", at,
                  e->zone_minutes < 0 ? '-' : '+', zone / 60, zone % 60);
    put(out, "type", e->type_name);
    if (e->action != VB_EPCIS_NO_ACTION)
        vb_buf_printf(out, ",\"action\":\"%s\"", actions[e->action]);
    put(out, "bizStep", e->biz_step);
    put(out, "disposition", e->disposition);
    put(out, "parentID", e->parent);
    put(out, "transformationID", e->transformation_id);
    if (e->type == VB_EPCIS_OBJECT && e->items.n == 0)
        vb_buf_lit(out, ",\"epcList\":[]"); /* it may have been about a sensor, which is not kept */
    if (e->type == VB_EPCIS_TRANSACTION && e->items.n == 0)
        vb_buf_lit(out, ",\"epcList\":[]");
    put_texts(out, "epcList", e->items);
    put_texts(out, "childEPCs", e->children);
    put_texts(out, "inputEPCList", e->inputs);
    put_texts(out, "outputEPCList", e->outputs);
    put_quantities(out, "quantityList", e->quantities);
    put_quantities(out, "childQuantityList", e->child_quantities);
    put_quantities(out, "inputQuantityList", e->input_quantities);
    put_quantities(out, "outputQuantityList", e->output_quantities);
    put_ends(out, "sourceList", "source", e->from);
    put_ends(out, "destinationList", "destination", e->to);
    put_ends(out, "bizTransactionList", "bizTransaction", e->documents);
    put_place(out, "readPoint", e->read_point);
    put_place(out, "bizLocation", e->biz_location);
    vb_buf_char(out, '}');
}

static void check_event(const vb_epcis_event *e, size_t size)
{
    vb_arena arena = {.limit = 64 << 20};
    vb_buf text = {0}, line = {0}, again = {0};
    const vb_epcis_event *same = NULL;
    const vb_json *json;
    size_t n = 0;
    vb_error err;
    must(e->begin < e->end && e->end <= size);
    write_again(e, &text);
    must(!text.failed && vb_epcis_parse(vb_buf_str(&text), false, &arena, &same, &n, &err) == VB_OK && n == 1);
    must(same->at.at == e->at.at && same->zone_minutes == e->zone_minutes && same->type == e->type);
    must(vb_epcis_event_json(e, VB_S("f"), 0, &line, &err) == VB_OK);
    must(vb_epcis_event_json(same, VB_S("f"), 0, &again, &err) == VB_OK);
    must(vb_str_eq(vb_buf_str(&line), vb_buf_str(&again)));
    must(vb_json_parse(vb_buf_str(&line), &arena, &json, &err) == VB_OK && json->n == 12);
    vb_buf_free(&text);
    vb_buf_free(&line);
    vb_buf_free(&again);
    vb_arena_free(&arena);
}

static void check_parse(vb_str in, bool lines)
{
    vb_arena arena = {.limit = 256 << 20};
    const vb_epcis_event *events = NULL;
    size_t n = 0;
    vb_error err = {.code = VB_OK};
    vb_code rc = vb_epcis_parse(in, lines, &arena, &events, &n, &err);
    must(rc == VB_OK ||
         (err.code == rc && err.message[0] != '\0' && vb_str_utf8(vb_str_of(err.message), NULL) && n == 0));
    must(err.offset == VB_NO_OFFSET || err.offset <= in.n || rc == VB_OK);
    for (size_t i = 0; i < n && i < 200; i++)
        check_event(&events[i], in.n);
    vb_arena_free(&arena);
}

static void check_claims(vb_str in, vb_str name)
{
    vb_arena arena = {.limit = 256 << 20};
    vb_source source = {.file = name, .bytes = in, .kind = VB_SRC_EPCIS};
    vb_claims c = {.arena = &arena};
    c.sources.v = &source;
    c.sources.n = 1;
    vb_error err;
    must(vb_epcis_read(&c, 0, NULL, &err) == VB_OK);
    must(vb_epcis_settle(&c, &err) == VB_OK);
    const vb_movements *m = &c.movements;
    for (size_t i = 0; i < m->n; i++) {
        must(m->offset[i] < in.n && m->source[i] == 0 && m->kind[i] <= VB_RETURNED);
        must((m->item[i] == VB_NONE) == (m->model[i] != VB_NONE) && m->quantity[i] >= 1);
        must(m->item[i] == VB_NONE || m->item[i] < c.item_ids.n);
        must(m->model[i] == VB_NONE || m->model[i] < c.model_texts.n);
        must(m->from_party[i] == VB_NONE || m->from_party[i] < c.party_ids.n);
        must(m->to_party[i] == VB_NONE || m->to_party[i] < c.party_ids.n);
        must(m->from_site[i] == VB_NONE || m->from_site[i] < c.site_ids.n);
        must(m->to_site[i] == VB_NONE || m->to_site[i] < c.site_ids.n);
        must(m->departed[i] != VB_NO_TIME || m->arrived[i] != VB_NO_TIME);
    }
    for (size_t i = 0; i < c.sightings.n; i++)
        must(c.sightings.v[i].item < c.item_ids.n && c.sightings.v[i].site < c.site_ids.n);
    for (size_t i = 0; i < c.packing.n; i++)
        must(c.packing.v[i].parent < c.item_ids.n);
    vb_claims_free(&c);
    vb_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    vb_str in = {(const char *)data, size};
    check_parse(in, false);
    check_parse(in, true);
    check_claims(in, VB_S("events/a.json"));
    check_claims(in, VB_S("events/a.ndjson"));
    return 0;
}
