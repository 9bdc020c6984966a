/* SPDX-License-Identifier: Apache-2.0 */
/* Events as claims. Which event makes which claim: docs/evidence/epcis.md; what the CBV's steps mean: CBV 2.0, section
 * 7.1. An event that says nothing of custody is a sighting of what it names, where it says where. */
#include "evidence/epcis_priv.h"
#include "evidence/licence_line_priv.h"

typedef struct run {
    vb_claims *c;
    uint32_t source;
    const vb_epcis_event *e;
    vb_origin origin;
    uint32_t from_party, from_site, to_party, to_site; /* of the hand-over */
    uint32_t place;                                    /* where it happened: bizLocation, else readPoint */
    uint32_t licence_line;
    vb_str id, document;
    vb_epcis_silence *silence;
} run;

/* ---- Texts and ids that outlive the document */

vb_code vb_epcis_keep(vb_claims *c, uint32_t source, vb_str s, vb_str *out, vb_error *err)
{
    vb_str b = c->sources.v[source].bytes;
    bool lasts = (uintptr_t)s.p >= (uintptr_t)b.p && (uintptr_t)s.p < (uintptr_t)b.p + b.n;
    *out = s.n == 0 ? VB_STR_NONE : lasts ? s : vb_arena_copy(c->arena, s);
    return s.n > 0 && out->p == NULL ? vb_fail(err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory for a text") : VB_OK;
}

static vb_code keep(run *r, vb_str s, vb_str *out, vb_error *err)
{
    return vb_epcis_keep(r->c, r->source, s, out, err);
}

static unsigned hex_digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

/* Verbleib's own names for what the tables of a case call by plain ids: urn:verbleib:party:ACME%20GmbH is "ACME GmbH".
 * What is no id once it is decoded stays a URI. `room` holds what decoding makes. */
static vb_str plain(vb_str uri, vb_str prefix, char room[VB_EPCIS_MAX_URI])
{
    if (!vb_str_starts(uri, prefix) || uri.n == prefix.n || uri.n > VB_EPCIS_MAX_URI)
        return uri;
    vb_str s = vb_str_sub(uri, prefix.n, SIZE_MAX);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '%') { /* two hex digits follow: the URI was checked */
            c = (char)(hex_digit(s.p[i + 1]) << 4 | hex_digit(s.p[i + 2]));
            i += 2;
        }
        if ((unsigned char)c < ' ' || c == 0x7F)
            return uri;
        room[n++] = c;
    }
    vb_str decoded = {room, n};
    if (n > VB_MAX_ID || !vb_str_utf8(decoded, NULL))
        return uri;
    return n == s.n ? s : decoded; /* nothing was escaped: a view of the input */
}

/* The id of a text in one of the case's dictionaries; VB_NONE for an empty text. */
static vb_code id_of(run *r, vb_dict *dict, vb_str uri, vb_str prefix, uint32_t *id, vb_error *err)
{
    char room[VB_EPCIS_MAX_URI];
    *id = VB_NONE;
    if (uri.n == 0)
        return VB_OK;
    vb_str text = plain(uri, prefix, room), kept;
    if (text.n > VB_MAX_ID)
        return vb_fail(err, VB_E_RANGE, "", VB_NO_OFFSET, "an id of %zu bytes (%.60s...); at most %d are read", text.n,
                       text.p, VB_MAX_ID);
    *id = vb_dict_find(dict, text);
    if (*id != VB_NONE)
        return VB_OK;
    VB_TRY(keep(r, text, &kept, err));
    *id = vb_dict_add(dict, kept);
    return *id == VB_NONE ? vb_fail(err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory for more ids") : VB_OK;
}

static vb_code item_id(run *r, vb_str uri, uint32_t *id, vb_error *err)
{
    return id_of(r, &r->c->item_ids, uri, VB_S("urn:verbleib:item:"), id, err);
}

static vb_code party_id(run *r, vb_str uri, uint32_t *id, vb_error *err)
{
    return id_of(r, &r->c->party_ids, uri, VB_S("urn:verbleib:party:"), id, err);
}

static vb_code site_id(run *r, vb_str uri, uint32_t *id, vb_error *err)
{
    return id_of(r, &r->c->site_ids, uri, VB_S("urn:verbleib:site:"), id, err);
}

/* ---- The ends of a hand-over */

static vb_str end_of(vb_epcis_ends ends, vb_str kind)
{
    for (size_t i = 0; i < ends.n; i++)
        if (vb_str_eq(ends.v[i].kind, kind))
            return ends.v[i].id;
    return VB_STR_NONE;
}

/* Custody is possession; who only owns is asked when nobody is said to possess. */
static vb_str party_of(vb_epcis_ends ends)
{
    vb_str party = end_of(ends, VB_S("possessing_party"));
    return party.n > 0 ? party : end_of(ends, VB_S("owning_party"));
}

static vb_code take_licence(run *r, vb_str uri, vb_error *err)
{
    char room[VB_EPCIS_MAX_URI];
    size_t hash = vb_str_find(uri, VB_S("#"), 0);
    vb_str line = hash == SIZE_MAX ? VB_STR_NONE : vb_str_sub(uri, hash + 1, SIZE_MAX);
    vb_str licence = plain(vb_str_sub(uri, 0, hash), VB_S("urn:verbleib:licence:"), room);
    return vb_licence_line_add(&r->c->licence_lines, r->c->arena, licence, line, &r->licence_line, err);
}

static vb_code take_documents(run *r, vb_error *err)
{
    vb_epcis_ends documents = r->e->documents;
    r->licence_line = VB_NONE;
    r->document = VB_STR_NONE;
    for (size_t i = 0; i < documents.n; i++) {
        if (vb_str_starts(documents.v[i].id, VB_S("urn:verbleib:licence:")))
            VB_TRY(take_licence(r, documents.v[i].id, err));
        else if (r->document.n == 0)
            VB_TRY(keep(r, documents.v[i].id, &r->document, err));
    }
    return VB_OK;
}

static vb_code take_ends(run *r, vb_error *err)
{
    const vb_epcis_event *e = r->e;
    vb_str place = e->biz_location.n > 0 ? e->biz_location : e->read_point;
    VB_TRY(party_id(r, party_of(e->from), &r->from_party, err));
    VB_TRY(party_id(r, party_of(e->to), &r->to_party, err));
    VB_TRY(site_id(r, end_of(e->from, VB_S("location")), &r->from_site, err));
    VB_TRY(site_id(r, end_of(e->to, VB_S("location")), &r->to_site, err));
    VB_TRY(site_id(r, place, &r->place, err));
    VB_TRY(keep(r, e->event_id, &r->id, err));
    return take_documents(r, err);
}

/* ---- What an event means */

typedef struct fate {
    bool moves;
    vb_movement_kind kind;
    bool at_once; /* leaves and arrives in one moment */
} fate;

static const struct {
    vb_str step;
    vb_movement_kind kind;
} steps[] = {
    {VB_W("shipping"), VB_SHIPPED},       {VB_W("departing"), VB_SHIPPED},    {VB_W("consigning"), VB_SHIPPED},
    {VB_W("retail_selling"), VB_SHIPPED}, {VB_W("receiving"), VB_RECEIVED},   {VB_W("arriving"), VB_RECEIVED},
    {VB_W("accepting"), VB_RECEIVED},     {VB_W("installing"), VB_INSTALLED}, {VB_W("removing"), VB_REMOVED},
    {VB_W("repairing"), VB_REPAIRED},     {VB_W("destroying"), VB_SCRAPPED},  {VB_W("decommissioning"), VB_SCRAPPED},
};

static bool becomes(const vb_epcis_event *e, vb_str disposition)
{
    if (vb_str_eq(e->disposition, disposition))
        return true;
    for (size_t i = 0; i < e->set.n; i++)
        if (vb_str_eq(e->set.v[i], disposition))
            return true;
    return false;
}

static fate fate_of(const vb_epcis_event *e)
{
    fate f = {false, VB_MADE, vb_str_eq(e->biz_step, VB_S("retail_selling"))};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (vb_str_eq(steps[i].step, e->biz_step)) {
            f.moves = true;
            f.kind = steps[i].kind;
        }
    if (f.moves) {
        if (f.kind == VB_SHIPPED && becomes(e, VB_S("returned")))
            f.kind = VB_RETURNED;
        return f;
    }
    bool lost = becomes(e, VB_S("stolen")), destroyed = becomes(e, VB_S("destroyed"));
    if (lost || destroyed)
        return (fate){true, lost ? VB_LOST : VB_SCRAPPED, false};
    /* In object events the action is the life of the id itself: ADD begins it, DELETE ends it (EPCIS 2.0, ObjectEvent).
     */
    bool birth =
        vb_str_eq(e->biz_step, VB_S("commissioning")) || vb_str_eq(e->biz_step, VB_S("creating_class_instance"));
    if (e->type == VB_EPCIS_OBJECT && e->action == VB_EPCIS_ADD && (birth || e->biz_step.n == 0))
        return (fate){true, VB_MADE, false};
    if (e->type == VB_EPCIS_OBJECT && e->action == VB_EPCIS_DELETE && e->biz_step.n == 0)
        return (fate){true, VB_SCRAPPED, false};
    return f;
}

/* ---- Rows */

static vb_code push(run *r, fate f, uint32_t item, uint32_t model, uint32_t quantity, vb_error *err)
{
    vb_movements *m = &r->c->movements;
    size_t row;
    VB_TRY(vb_movements_push(r->c, &row, err));
    bool leaves = f.kind == VB_SHIPPED || f.kind == VB_RETURNED || f.kind == VB_REMOVED || f.kind == VB_SCRAPPED ||
                  f.kind == VB_LOST;
    m->offset[row] = r->origin.offset;
    m->line[row] = r->origin.line;
    m->source[row] = (uint16_t)r->source;
    m->kind[row] = (uint8_t)f.kind;
    m->item[row] = item;
    m->model[row] = model;
    m->quantity[row] = quantity;
    if (leaves)
        m->departed[row] = r->e->at.at;
    if (!leaves || f.at_once)
        m->arrived[row] = r->e->at.at;
    m->from_party[row] = r->from_party;
    m->to_party[row] = r->to_party;
    m->from_site[row] = leaves && r->from_site == VB_NONE ? r->place : r->from_site;
    m->to_site[row] = !leaves && r->to_site == VB_NONE ? r->place : r->to_site;
    if (f.kind == VB_MADE && r->to_party == VB_NONE)
        m->to_party[row] = r->from_party; /* who commissions may be named as the source */
    m->licence_line[row] = r->licence_line;
    m->id[row] = r->id;
    m->document[row] = r->document;
    return VB_OK;
}

static vb_code move_items(run *r, fate f, vb_epcis_texts items, vb_error *err)
{
    for (size_t i = 0; i < items.n; i++) {
        uint32_t item;
        VB_TRY(item_id(r, items.v[i], &item, err));
        VB_TRY(push(r, f, item, VB_NONE, 1, err));
    }
    return VB_OK;
}

static vb_code move_quantities(run *r, fate f, vb_epcis_quantities quantities, vb_error *err)
{
    for (size_t i = 0; i < quantities.n; i++) {
        const vb_epcis_quantity *q = &quantities.v[i];
        uint32_t model;
        if (q->count < 0) {
            r->silence->uncounted++;
            continue;
        }
        VB_TRY(id_of(r, &r->c->model_texts, q->epc_class, VB_S("urn:verbleib:model:"), &model, err));
        VB_TRY(push(r, f, VB_NONE, model, (uint32_t)q->count, err));
    }
    return VB_OK;
}

static vb_code see(run *r, vb_str uri, vb_error *err)
{
    uint32_t item;
    if (uri.n == 0 || r->place == VB_NONE)
        return VB_OK;
    VB_TRY(item_id(r, uri, &item, err));
    vb_sighting_claim *s = VB_PUSH(r->c->arena, &r->c->sightings);
    if (s == NULL)
        return vb_fail(err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory for %zu sightings", r->c->sightings.n + 1);
    *s =
        (vb_sighting_claim){.origin = r->origin, .item = item, .site = r->place, .at = r->e->at, .kind = VB_S("epcis")};
    return keep(r, r->e->biz_step, &s->source, err);
}

static vb_code pack(run *r, vb_str parent, vb_str child, vb_error *err)
{
    vb_packing_claim p = {.origin = r->origin, .at = r->e->at, .out = r->e->action == VB_EPCIS_DELETE};
    VB_TRY(item_id(r, parent, &p.parent, err));
    VB_TRY(item_id(r, child, &p.child, err));
    vb_packing_claim *room = VB_PUSH(r->c->arena, &r->c->packing);
    if (room == NULL)
        return vb_fail(err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory for %zu packings", r->c->packing.n + 1);
    *room = p;
    return VB_OK;
}

static vb_code pack_children(run *r, vb_error *err)
{
    const vb_epcis_event *e = r->e;
    if (e->parent.n == 0)
        return VB_OK;
    for (size_t i = 0; i < e->children.n; i++)
        VB_TRY(pack(r, e->parent, e->children.v[i], err));
    if (e->action == VB_EPCIS_DELETE && e->children.n == 0 && e->child_quantities.n == 0)
        return pack(r, e->parent, VB_STR_NONE, err);
    return VB_OK;
}

static vb_code see_all(run *r, vb_epcis_texts items, vb_error *err)
{
    for (size_t i = 0; i < items.n; i++)
        VB_TRY(see(r, items.v[i], err));
    return VB_OK;
}

/* ---- Events by type */

/* The objects of the event itself: a parent goes where its objects go. */
static vb_code read_objects(run *r, vb_epcis_texts items, vb_epcis_quantities quantities, vb_error *err)
{
    const vb_epcis_event *e = r->e;
    fate f = fate_of(e);
    vb_epcis_texts parent = {&e->parent, e->parent.n > 0};
    if (!f.moves) {
        VB_TRY(see_all(r, parent, err));
        return see_all(r, items, err);
    }
    VB_TRY(move_items(r, f, parent, err));
    VB_TRY(move_items(r, f, items, err));
    return move_quantities(r, f, quantities, err);
}

/* Into and out of a larger thing: installing and removing is told of the parts, the rest of the whole as well. */
static vb_code read_parts(run *r, vb_error *err)
{
    const vb_epcis_event *e = r->e;
    fate f = fate_of(e);
    VB_TRY(pack_children(r, err));
    if (e->type == VB_EPCIS_ASSOCIATION && e->action != VB_EPCIS_OBSERVE)
        f = (fate){true, e->action == VB_EPCIS_ADD ? VB_INSTALLED : VB_REMOVED, false};
    if (f.moves && (f.kind == VB_INSTALLED || f.kind == VB_REMOVED)) {
        VB_TRY(see(r, e->parent, err));
        VB_TRY(move_items(r, f, e->children, err));
        return move_quantities(r, f, e->child_quantities, err);
    }
    return read_objects(r, e->children, e->child_quantities, err);
}

static bool among(vb_epcis_texts texts, const vb_dict *set, size_t i)
{
    return vb_dict_find(set, texts.v[i]) != VB_NONE;
}

static vb_code fill(vb_dict *set, vb_epcis_texts texts, vb_error *err)
{
    for (size_t i = 0; i < texts.n; i++)
        if (vb_dict_add(set, texts.v[i]) == VB_NONE)
            return vb_fail(err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory for %zu ids", texts.n);
    return VB_OK;
}

/* What goes in and comes out under the same id was rebuilt; the rest of the inputs ends, the rest of the outputs
 * begins. */
static vb_code read_transformation(run *r, vb_error *err)
{
    const vb_epcis_event *e = r->e;
    VB_CLEANUP(vb_dict, vb_dict_free) in = {0};
    VB_CLEANUP(vb_dict, vb_dict_free) out = {0};
    VB_TRY(fill(&in, e->inputs, err));
    VB_TRY(fill(&out, e->outputs, err));
    for (size_t i = 0; i < e->inputs.n; i++)
        VB_TRY(move_items(r, (fate){true, among(e->inputs, &out, i) ? VB_REBUILT : VB_SCRAPPED, false},
                          (vb_epcis_texts){&e->inputs.v[i], 1}, err));
    for (size_t i = 0; i < e->outputs.n; i++)
        if (!among(e->outputs, &in, i))
            VB_TRY(move_items(r, (fate){true, VB_MADE, false}, (vb_epcis_texts){&e->outputs.v[i], 1}, err));
    VB_TRY(move_quantities(r, (fate){true, VB_SCRAPPED, false}, e->input_quantities, err));
    return move_quantities(r, (fate){true, VB_MADE, false}, e->output_quantities, err);
}

/* "These were not shipped after all": withdraws the last shipping of each. */
static vb_code read_void_shipping(run *r, vb_error *err)
{
    const vb_epcis_event *e = r->e;
    vb_epcis_texts lists[] = {e->items, e->children, {&e->parent, e->parent.n > 0}};
    for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++)
        for (size_t i = 0; i < lists[k].n; i++) {
            vb_withdrawal_claim w = {.origin = r->origin, .at = e->at, .reason = VB_S("void_shipping")};
            VB_TRY(item_id(r, lists[k].v[i], &w.item, err));
            vb_withdrawal_claim *room = VB_PUSH(r->c->arena, &r->c->withdrawals);
            if (room == NULL)
                return vb_fail(err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory for withdrawals");
            *room = w;
        }
    return VB_OK;
}

static vb_code read_event(run *r, vb_error *err)
{
    const vb_epcis_event *e = r->e;
    VB_TRY(take_ends(r, err));
    if (vb_str_eq(e->biz_step, VB_S("void_shipping")))
        return read_void_shipping(r, err);
    switch (e->type) {
    case VB_EPCIS_OBJECT:
    case VB_EPCIS_TRANSACTION:
        return read_objects(r, e->items, e->quantities, err);
    case VB_EPCIS_AGGREGATION:
    case VB_EPCIS_ASSOCIATION:
        return read_parts(r, err);
    case VB_EPCIS_TRANSFORMATION:
        return read_transformation(r, err);
    case VB_EPCIS_OWN_TYPE:
        r->silence->own++;
        break;
    }
    return VB_OK;
}

/* How much the claims hold; to see whether an event made any, and to take back what a bad one made. */
typedef struct mark {
    size_t movements, sightings, packing, withdrawals, uncounted, own;
} mark;

static mark mark_of(const run *r)
{
    const vb_claims *c = r->c;
    return (mark){c->movements.n,   c->sightings.n,        c->packing.n,
                  c->withdrawals.n, r->silence->uncounted, r->silence->own};
}

vb_code vb_epcis_claim(vb_claims *c, uint32_t source, const vb_epcis_event *e, vb_epcis_silence *silence, vb_error *err)
{
    run r = {.c = c, .source = source, .e = e, .silence = silence};
    size_t length = e->end - e->begin;
    r.origin = (vb_origin){e->begin, length > UINT32_MAX ? 0 : (uint32_t)length, e->index, source};
    mark before = mark_of(&r);
    vb_code rc = read_event(&r, err);
    if (rc != VB_OK) {
        c->movements.n = before.movements;
        c->sightings.n = before.sightings;
        c->packing.n = before.packing;
        c->withdrawals.n = before.withdrawals;
        return rc;
    }
    mark after = mark_of(&r);
    if (memcmp(&before, &after, sizeof before) == 0 && silence->silent++ == 0)
        return keep(&r, e->biz_step, &silence->first_step, err);
    return VB_OK;
}
