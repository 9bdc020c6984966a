/* SPDX-License-Identifier: Apache-2.0 */
/* Text -> model: the id, the catalogue's name, an alias, or a name the driver prints. One index for all of them, so
 * that a text which is a name of one model and an alias of another is seen to be ambiguous. */
#include <stdlib.h>

#include "catalogue/catalogue_priv.h"

typedef struct key_table {
    vb_name_key *v;
    size_t n, cap;
} key_table;

static bool add_key(key_table *t, vb_arena *arena, vb_str key, uint32_t model)
{
    vb_str copy = vb_arena_copy(arena, key);
    vb_name_key *k = copy.p == NULL ? NULL : VB_PUSH(arena, t);
    if (k == NULL)
        return false;
    *k = (vb_name_key){copy, model};
    return true;
}

/* Up to four keys: two forms, each with the socket as written and with any socket. */
static bool add_name(key_table *t, vb_arena *arena, vb_str name, uint32_t model)
{
    vb_folded f, any;
    if (!vb_name_fold(name, false, &f))
        return true;
    if (!add_key(t, arena, vb_folded_joined(&f), model) || !add_key(t, arena, vb_folded_sorted(&f), model))
        return false;
    if (!vb_name_fold(name, true, &any) || vb_str_eq(vb_folded_joined(&any), vb_folded_joined(&f)))
        return true;
    return add_key(t, arena, vb_folded_joined(&any), model) && add_key(t, arena, vb_folded_sorted(&any), model);
}

static int by_key(const void *a, const void *b)
{
    const vb_name_key *x = a, *y = b;
    int order = vb_str_compare(x->key, y->key);
    return order != 0 ? order : x->model < y->model ? -1 : x->model > y->model;
}

/* A server card that is shared out appears under the name of a gaming card on some boards (L40S: "GeForce RTX 3060").
 * A name that the driver gives to every board of other models means those, and not this board's. */
static bool borrowed_name(const vb_catalogue *c, const vb_identity *board)
{
    vb_folded f;
    size_t low = 0, high = c->n_identities;
    bool others = false;
    if ((board->subvendor == 0 && board->subdevice == 0) || !vb_name_fold(board->name, false, &f))
        return false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (vb_str_compare(c->folded[middle], vb_folded_joined(&f)) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < c->n_identities && vb_str_eq(c->folded[low], vb_folded_joined(&f)); low++) {
        const vb_identity *i = c->by_name[low];
        if (i->kind != VB_IDENTITY_CARD || i->subvendor != 0 || i->subdevice != 0)
            continue;
        for (size_t k = 0; k < i->n_models; k++)
            for (size_t m = 0; m < board->n_models; m++)
                if (i->models[k] == board->models[m])
                    return false;
        others = others || i->n_models > 0;
    }
    return others;
}

vb_code vb_names_index(vb_catalogue *c, vb_arena *arena, vb_error *err)
{
    key_table t = {NULL, 0, 0};
    bool room = true;
    for (uint32_t i = 0; room && i < c->n_models; i++) {
        const vb_model *m = &c->models[i];
        room = add_name(&t, arena, m->id, i) && add_name(&t, arena, m->name, i);
        for (size_t k = 0; room && k < m->n_aliases; k++)
            room = add_name(&t, arena, m->aliases[k], i);
    }
    for (size_t i = 0; room && i < c->n_identities; i++) {
        const vb_identity *card = &c->identities[i];
        if (card->kind != VB_IDENTITY_CARD || borrowed_name(c, card))
            continue;
        for (size_t k = 0; room && k < card->n_models; k++)
            room = add_name(&t, arena, card->name, card->models[k]);
    }
    if (!room)
        return vb_fail(err, VB_E_NOMEM, "accelerators.csv", VB_NO_OFFSET, "no memory left for the names");
    if (t.n > 1)
        qsort(t.v, t.n, sizeof t.v[0], by_key);
    size_t kept = 0;
    for (size_t i = 0; i < t.n; i++)
        if (kept == 0 || by_key(&t.v[kept - 1], &t.v[i]) != 0)
            t.v[kept++] = t.v[i];
    c->names = t.v;
    c->n_names = kept;
    return VB_OK;
}

static size_t first_at_least(const vb_catalogue *c, vb_str key)
{
    size_t low = 0, high = c->n_names;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (vb_str_compare(c->names[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Both keys list models in ascending order: a merge gives each once. */
size_t vb_catalogue_search(const vb_catalogue *c, vb_str text, uint32_t *models, size_t n)
{
    vb_folded f;
    uint32_t exact = vb_catalogue_by_id(c, vb_str_trim(text));
    size_t count = 0;
    if (exact != VB_NONE) {
        if (n > 0)
            models[0] = exact;
        return 1;
    }
    if (!vb_name_fold(text, false, &f))
        return 0;
    vb_str keys[2] = {vb_folded_joined(&f), vb_folded_sorted(&f)};
    size_t at[2] = {first_at_least(c, keys[0]), first_at_least(c, keys[1])};
    for (;;) {
        uint32_t next = VB_NONE;
        for (size_t k = 0; k < 2; k++)
            if (at[k] < c->n_names && vb_str_eq(c->names[at[k]].key, keys[k]) && c->names[at[k]].model < next)
                next = c->names[at[k]].model;
        if (next == VB_NONE)
            return count;
        for (size_t k = 0; k < 2; k++)
            at[k] += at[k] < c->n_names && vb_str_eq(c->names[at[k]].key, keys[k]) && c->names[at[k]].model == next;
        if (f.vendor.n > 0 && !vb_str_eq_nocase(f.vendor, c->models[next].vendor))
            continue;
        if (count < n)
            models[count] = next;
        count++;
    }
}

uint32_t vb_catalogue_match(const vb_catalogue *c, vb_str text)
{
    uint32_t model = VB_NONE;
    return vb_catalogue_search(c, text, &model, 1) == 1 ? model : VB_NONE;
}
