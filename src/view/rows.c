/* SPDX-License-Identifier: Apache-2.0 */
/* Ids to rows, texts to models, cards to items. */
#include "view/view_priv.h"

static uint32_t *filled(vb_arena *arena, size_t n)
{
    uint32_t *v = VB_NEW(arena, uint32_t, n);
    if (v != NULL)
        memset(v, 0xff, n * sizeof *v); /* VB_NONE */
    return v;
}

static vb_code build_models(vb_view_build_job *job)
{
    const vb_claims *c = job->view->claims;
    uint32_t n = c->model_texts.n;
    uint32_t *model = filled(job->arena, n), *key = filled(job->arena, n);
    size_t n_models = job->view->catalogue == NULL ? 0 : vb_catalogue_count(job->view->catalogue);
    uint32_t *first = filled(job->scratch, n_models);
    if (model == NULL || key == NULL || first == NULL)
        return vb_view_no_memory(job, "models");
    for (uint32_t i = 0; i < n; i++) {
        key[i] = i;
        if (job->view->catalogue == NULL)
            continue;
        uint32_t m = vb_catalogue_match(job->view->catalogue, c->model_texts.keys[i]);
        model[i] = m;
        if (m < n_models) {
            if (first[m] == VB_NONE)
                first[m] = i;
            key[i] = first[m];
        }
    }
    job->view->model_of_text = model;
    job->view->model_key = key;
    return VB_OK;
}

static vb_code build_item_models(vb_view_build_job *job)
{
    const vb_claims *c = job->view->claims;
    const vb_movements *m = &c->movements;
    uint32_t *text = filled(job->arena, c->item_ids.n);
    if (text == NULL)
        return vb_view_no_memory(job, "models of items");
    for (size_t i = 0; i < c->items.n; i++)
        if (text[c->items.v[i].item] == VB_NONE)
            text[c->items.v[i].item] = c->items.v[i].model;
    for (size_t i = 0; i < m->n; i++)
        if (m->item[i] != VB_NONE && m->model[i] != VB_NONE && text[m->item[i]] == VB_NONE)
            text[m->item[i]] = m->model[i];
    job->view->model_text_of_item = text;
    return VB_OK;
}

/* A card in an inventory file is an item of the case when its PDI, UUID or serial is written in items.csv: the best
 * key first, because serials are the easiest to copy. */
static vb_code build_cards(vb_view_build_job *job)
{
    const vb_claims *c = job->view->claims;
    uint32_t *card_of_item = filled(job->arena, c->item_ids.n), *item_of_card = filled(job->arena, c->cards.n);
    if (card_of_item == NULL || item_of_card == NULL)
        return vb_view_no_memory(job, "cards");
    job->view->card_of_item = card_of_item;
    job->view->item_of_card = item_of_card;
    if (c->cards.n == 0)
        return VB_OK;
    for (unsigned which = 0; which < 3; which++) {
        VB_CLEANUP(vb_dict, vb_dict_free) dict = {0};
        uint32_t *row_of = NULL;
        size_t n = 0, cap = 0;
        for (size_t i = 0; i < c->items.n; i++) {
            const vb_item_claim *item = &c->items.v[i];
            vb_str key = which == 0 ? item->pdi : which == 1 ? item->uuid : item->serial;
            if (key.n == 0)
                continue;
            uint32_t id = vb_dict_add(&dict, key);
            if (id == VB_NONE || (n == cap && !vb_table_grow(job->scratch, (void **)&row_of, n, &cap, sizeof *row_of)))
                return vb_view_no_memory(job, "cards");
            if (id == n)
                row_of[n++] = item->item;
        }
        for (size_t i = 0; i < c->cards.n; i++) {
            const vb_card_claim *card = &c->cards.v[i];
            vb_str key = which == 0 ? card->pdi : which == 1 ? card->uuid : card->serial;
            uint32_t id = key.n == 0 || item_of_card[i] != VB_NONE ? VB_NONE : vb_dict_find(&dict, key);
            if (id == VB_NONE)
                continue;
            item_of_card[i] = row_of[id];
            if (card_of_item[row_of[id]] == VB_NONE)
                card_of_item[row_of[id]] = (uint32_t)i;
        }
    }
    return VB_OK;
}

static vb_code index_ownership(vb_view_build_job *job)
{
    const vb_claims *c = job->view->claims;
    uint32_t *first = VB_NEW(job->arena, uint32_t, (size_t)c->party_ids.n + 2),
             *rows = VB_NEW(job->arena, uint32_t, c->ownership.n);
    if (first == NULL || rows == NULL)
        return vb_view_no_memory(job, "ownership");
    for (size_t i = 0; i < c->ownership.n; i++)
        if (c->ownership.v[i].owned != VB_NONE)
            first[c->ownership.v[i].owned + 2]++;
    for (uint32_t i = 0; i < c->party_ids.n; i++)
        first[i + 2] += first[i + 1];
    for (size_t i = 0; i < c->ownership.n; i++)
        if (c->ownership.v[i].owned != VB_NONE)
            rows[first[c->ownership.v[i].owned + 1]++] = (uint32_t)i;
    job->view->ownership_first = first;
    job->view->ownership_rows = rows;
    return VB_OK;
}

vb_code vb_view_build_rows(vb_view_build_job *job)
{
    const vb_claims *c = job->view->claims;
    uint32_t *party = filled(job->arena, c->party_ids.n), *site = filled(job->arena, c->site_ids.n),
             *item = filled(job->arena, c->item_ids.n);
    if (party == NULL || site == NULL || item == NULL)
        return vb_view_no_memory(job, "rows");
    /* backwards, so that the first row of an id wins */
    for (size_t i = c->parties.n; i-- > 0;)
        party[c->parties.v[i].party] = (uint32_t)i;
    for (size_t i = c->sites.n; i-- > 0;)
        site[c->sites.v[i].site] = (uint32_t)i;
    for (size_t i = c->items.n; i-- > 0;)
        item[c->items.v[i].item] = (uint32_t)i;
    job->view->party_row = party;
    job->view->site_row = site;
    job->view->item_row = item;
    VB_TRY(index_ownership(job));
    VB_TRY(build_models(job));
    VB_TRY(build_item_models(job));
    return build_cards(job);
}
