/* SPDX-License-Identifier: Apache-2.0 */
/* Gathers legs into routes. Where a leg does not say where it begins, the item is where the record last had it; where
 * that contradicts the leg, the way between the two is a route that nobody recorded. */
#include <stdlib.h>

#include "report/html_routes_priv.h"

typedef struct job {
    vb_html *h;
    vb_routes *out;
    vb_dict keys, place_keys;
} job;

static vb_code no_memory(vb_error *err)
{
    return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the report");
}

/* The number of a key of bytes, copied into the arena when it is new. */
static uint32_t number_of(job *j, vb_dict *d, const void *bytes, size_t n)
{
    vb_str key = {bytes, n};
    uint32_t id = vb_dict_find(d, key);
    if (id != VB_NONE)
        return id;
    key = vb_arena_copy(j->h->arena, key);
    return key.p == NULL ? VB_NONE : vb_dict_add(d, key);
}

/* VB_NONE in *place: nothing says where. */
static vb_code place_of(job *j, uint32_t party, uint32_t site, uint32_t *place, vb_error *err)
{
    const vb_site_claim *s = vb_view_site(j->h->view, site);
    vb_country country = vb_view_country(j->h->view, party, site);
    const vb_country_row *row = vb_country_find(j->h->audit->countries, country);
    bool exact = s != NULL && s->has_place;
    uint32_t key[2] = {exact ? site : VB_NONE, exact ? 0 : country};
    *place = VB_NONE;
    if (!exact && row == NULL)
        return VB_OK;
    uint32_t id = number_of(j, &j->place_keys, key, sizeof key);
    if (id == VB_NONE)
        return no_memory(err);
    if (id == j->out->n_places) {
        if (id == j->out->cap_places &&
            !vb_table_grow(j->h->arena, (void **)&j->out->places, id, &j->out->cap_places, sizeof *j->out->places))
            return no_memory(err);
        j->out->places[j->out->n_places++] = (vb_route_place){
            .at = exact ? (vb_latlon){s->lat, s->lon} : row->point, .country = country, .site = exact ? site : VB_NONE};
    }
    *place = id;
    return VB_OK;
}

/* Notes a number among the first few distinct ones. */
static void note(uint32_t *v, size_t room, size_t *n, uint32_t what)
{
    size_t have = *n < room ? *n : room;
    if (what == VB_NONE)
        return;
    for (size_t i = 0; i < have; i++)
        if (v[i] == what)
            return;
    if (*n < room)
        v[*n] = what;
    (*n)++;
}

static vb_code add(job *j, uint32_t from, uint32_t to, const vb_leg *leg, uint32_t finding, bool gap, vb_error *err)
{
    uint32_t key[3] = {from, to, gap};
    vb_html *h = j->h;
    if (from == VB_NONE || to == VB_NONE) {
        /* a row that says who received and not from whom is where a record begins, no way */
        j->out->no_place += (leg->from_party != VB_NONE || leg->from_site != VB_NONE) &&
                            (leg->to_party != VB_NONE || leg->to_site != VB_NONE);
        return VB_OK;
    }
    if (from == to)
        return VB_OK;
    uint32_t id = number_of(j, &j->keys, key, sizeof key);
    if (id == VB_NONE)
        return no_memory(err);
    if (id == j->out->n) {
        vb_route *made = VB_PUSH(h->arena, j->out);
        if (made == NULL)
            return no_memory(err);
        *made = (vb_route){.from = from, .to = to, .gap = gap, .first = VB_NO_TIME, .last = VB_NO_TIME};
    }
    vb_route *r = &j->out->v[id];
    int64_t n = vb_leg_quantity(h->view, leg), at = vb_leg_time(leg);
    r->items += n;
    if (at != VB_NO_TIME) {
        r->first = r->first == VB_NO_TIME || at < r->first ? at : r->first;
        r->last = r->last == VB_NO_TIME || at > r->last ? at : r->last;
    }
    if (finding != VB_NONE) {
        r->bad += n;
        note(r->finding, VB_ROUTE_FINDINGS, &r->n_findings, finding);
    }
    uint32_t text = vb_view_leg_model_text(h->view, leg), row = vb_leg_licence_movement(h->view, leg);
    note(r->model, VB_ROUTE_MODELS, &r->n_models, text == VB_NONE ? VB_NONE : h->view->model_key[text]);
    uint32_t licence = gap || row == VB_NONE ? VB_NONE : vb_view_licence(h->view, row);
    note(r->licence, VB_ROUTE_LICENCES, &r->n_licences, licence);
    r->unlicensed += !gap && licence == VB_NONE ? n : 0;
    j->out->places[from].items += n;
    j->out->places[to].items += n;
    j->out->places[from].bad = j->out->places[from].bad || (finding != VB_NONE && gap);
    j->out->places[to].bad = j->out->places[to].bad || finding != VB_NONE;
    return VB_OK;
}

static vb_code one_leg(job *j, const vb_leg *leg, uint32_t finding, const vb_custody *held, vb_error *err)
{
    uint32_t from, to, last = VB_NONE;
    VB_TRY(place_of(j, leg->from_party, leg->from_site, &from, err));
    VB_TRY(place_of(j, leg->to_party, leg->to_site, &to, err));
    if (held != NULL && held->known)
        VB_TRY(place_of(j, held->party, held->site, &last, err));
    if (held != NULL && leg->kind != VB_MADE && vb_html_gap(held, leg)) {
        uint32_t begins = from != VB_NONE ? from : to;
        if (begins != VB_NONE && last != VB_NONE && begins != last)
            VB_TRY(add(j, last, begins, leg, finding, true, err));
    } else if (from == VB_NONE && leg->kind != VB_MADE) {
        from = last;
    }
    switch ((vb_movement_kind)leg->kind) {
    case VB_MADE:
    case VB_SCRAPPED:
    case VB_LOST:
        return VB_OK; /* no journey */
    case VB_SHIPPED:
    case VB_RECEIVED:
    case VB_INSTALLED:
    case VB_REMOVED:
    case VB_REPAIRED:
    case VB_REBUILT:
    case VB_RETURNED:
        break;
    }
    if (to == VB_NONE && leg->to_party == VB_NONE && leg->to_site == VB_NONE)
        return VB_OK; /* work at a place, or a row that says only who sent */
    return add(j, from, to, leg, finding, false, err);
}

static int by_weight(const void *a, const void *b)
{
    const vb_route *x = a, *y = b;
    bool gx = x->bad > 0 || x->gap, gy = y->bad > 0 || y->gap;
    if (gx != gy)
        return gx ? -1 : 1;
    if (x->bad != y->bad)
        return x->bad > y->bad ? -1 : 1;
    if (x->items != y->items)
        return x->items > y->items ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    return (int)x->gap - (int)y->gap;
}

static int by_date(const void *a, const void *b)
{
    const vb_route *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1; /* VB_NO_TIME is the least: undated ones come first */
    return by_weight(a, b);
}

static vb_code gather(job *j, vb_error *err)
{
    const vb_view *v = j->h->view;
    for (uint32_t item = 0; item < v->n_items; item++) {
        vb_custody held = vb_custody_start();
        for (uint32_t i = v->leg_first[item]; i < v->leg_first[item + 1]; i++) {
            VB_TRY(one_leg(j, &v->legs[i], j->h->leg_finding[i], &held, err));
            vb_custody_step(&held, &v->legs[i], i);
        }
    }
    for (size_t i = v->leg_first[v->n_items]; i < v->n_legs; i++)
        VB_TRY(one_leg(j, &v->legs[i], j->h->leg_finding[i], NULL, err));
    return VB_OK;
}

vb_code vb_html_routes(vb_html *h, vb_routes *out, vb_error *err)
{
    job j = {.h = h, .out = out};
    *out = (vb_routes){0};
    vb_code rc = gather(&j, err);
    vb_dict_free(&j.keys);
    vb_dict_free(&j.place_keys);
    if (rc != VB_OK || out->n == 0)
        return rc;
    qsort(out->v, out->n, sizeof *out->v, by_weight);
    out->drawn = out->n < VB_ROUTES_DRAWN ? out->n : VB_ROUTES_DRAWN;
    qsort(out->v, out->drawn, sizeof *out->v, by_date);
    for (size_t i = 0; i < out->drawn; i++)
        out->places[out->v[i].from].used = out->places[out->v[i].to].used = true;
    return VB_OK;
}
