/* SPDX-License-Identifier: Apache-2.0 */
/* Documents by movement and by name, sightings by item: a condition asks for them once a shipment or item. */
#include <stdlib.h>

#include "checks/licence_condition_priv.h"

typedef struct chain { /* rows by text: first row by id of the text, then from row to row */
    vb_dict texts;
    uint32_t *first, *next;
} chain;

struct vb_condition_index {
    chain by_movement, by_name;
    uint32_t *sighting_first; /* by item, n_items + 1 */
    uint32_t *sightings;      /* rows */
    uint32_t n_items;
};

static bool add(vb_arena *scratch, chain *c, vb_str text, uint32_t row, size_t n_rows)
{
    if (c->first == NULL) {
        c->first = VB_NEW(scratch, uint32_t, n_rows);
        c->next = VB_NEW(scratch, uint32_t, n_rows);
    }
    uint32_t before = c->texts.n, id = vb_dict_add(&c->texts, text);
    if (id == VB_NONE || c->first == NULL || c->next == NULL)
        return false;
    c->next[row] = id == before ? VB_NONE : c->first[id];
    c->first[id] = row;
    return true;
}

typedef struct seen {
    int64_t at;
    uint32_t row;
} seen;

static int compare(const void *pa, const void *pb)
{
    const seen *a = pa, *b = pb;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static bool index_sightings(const vb_context *cx, vb_condition_index *index)
{
    const vb_claims *c = cx->claims;
    size_t n = 0;
    index->n_items = cx->view->n_items;
    index->sighting_first = VB_NEW(cx->scratch, uint32_t, (size_t)index->n_items + 2);
    index->sightings = VB_NEW(cx->scratch, uint32_t, c->sightings.n);
    seen *sorted = VB_NEW(cx->scratch, seen, c->sightings.n);
    if (index->sighting_first == NULL || index->sightings == NULL || sorted == NULL)
        return false;
    for (size_t i = 0; i < c->sightings.n; i++) {
        const vb_sighting_claim *s = &c->sightings.v[i];
        if (s->at.at == VB_NO_TIME || s->at.at > cx->as_of || s->item >= index->n_items)
            continue;
        sorted[n++] = (seen){s->at.at, (uint32_t)i};
        index->sighting_first[s->item + 2]++;
    }
    if (n > 1)
        qsort(sorted, n, sizeof *sorted, compare);
    for (uint32_t i = 0; i < index->n_items; i++)
        index->sighting_first[i + 2] += index->sighting_first[i + 1];
    for (size_t i = 0; i < n; i++)
        index->sightings[index->sighting_first[c->sightings.v[sorted[i].row].item + 1]++] = sorted[i].row;
    return true;
}

vb_code vb_condition_index_open(const vb_context *cx, vb_condition_index **out, vb_error *err)
{
    const vb_claims *c = cx->claims;
    vb_condition_index *index = VB_NEW(cx->scratch, vb_condition_index, 1);
    bool ok = index != NULL;
    for (size_t i = 0; i < c->documents.n && ok; i++) {
        const vb_document_claim *d = &c->documents.v[i];
        if (d->at.at != VB_NO_TIME && d->at.at > cx->as_of)
            continue; /* not there yet */
        if (d->movement.n > 0)
            ok = add(cx->scratch, &index->by_movement, d->movement, (uint32_t)i, c->documents.n);
        else if (d->document.n > 0)
            ok = add(cx->scratch, &index->by_name, d->document, (uint32_t)i, c->documents.n);
    }
    if (!ok || !index_sightings(cx, index)) {
        if (index != NULL)
            vb_condition_index_close(index);
        return vb_fail(err, VB_E_NOMEM, "licence.condition", VB_NO_OFFSET, "no memory");
    }
    *out = index;
    return VB_OK;
}

void vb_condition_index_close(vb_condition_index *index)
{
    vb_dict_free(&index->by_movement.texts);
    vb_dict_free(&index->by_name.texts);
}

static uint32_t following(const chain *c, vb_str text, uint32_t before)
{
    if (before != VB_NONE)
        return c->next[before];
    uint32_t id = text.n == 0 || c->texts.n == 0 ? VB_NONE : vb_dict_find(&c->texts, text);
    return id == VB_NONE ? VB_NONE : c->first[id];
}

uint32_t vb_document_of_movement(const vb_condition_index *index, vb_str movement_id, uint32_t before)
{
    return following(&index->by_movement, movement_id, before);
}

uint32_t vb_document_of_name(const vb_condition_index *index, vb_str document, uint32_t before)
{
    return following(&index->by_name, document, before);
}

const uint32_t *vb_sightings_of_item(const vb_condition_index *index, uint32_t item, size_t *n)
{
    if (item >= index->n_items) {
        *n = 0;
        return index->sightings;
    }
    *n = index->sighting_first[item + 1] - index->sighting_first[item];
    return index->sightings + index->sighting_first[item];
}
