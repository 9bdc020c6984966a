/* SPDX-License-Identifier: Apache-2.0 */
#include "base/dict.h"

#include <stdlib.h>

/* vb_str_eq for keys: most are short, and a call of memcmp costs more than the bytes. */
static inline bool same_key(vb_str a, vb_str b)
{
    uint64_t x[2], y[2];
    if (a.n != b.n)
        return false;
    if (a.n < 8 || a.n > 16)
        return vb_str_eq(a, b);
    memcpy(&x[0], a.p, 8); /* the two words overlap */
    memcpy(&y[0], b.p, 8);
    memcpy(&x[1], a.p + a.n - 8, 8);
    memcpy(&y[1], b.p + a.n - 8, 8);
    return ((x[0] ^ y[0]) | (x[1] ^ y[1])) == 0;
}

static bool grow_slots(vb_dict *d)
{
    uint32_t n = d->n_slots == 0 ? 64 : d->n_slots * 2;
    if (n < d->n_slots || n > UINT32_C(1) << 31)
        return false;
    uint64_t *slots = calloc(n, sizeof *slots);
    if (slots == NULL)
        return false;
    if (d->n_slots ==
        0) /* where memory lies differs from run to run: nobody can write a file whose texts all collide */
        d->seed = (uint64_t)(uintptr_t)slots * UINT64_C(0x9e3779b97f4a7c15);
    for (uint32_t i = 0; i < d->n; i++) {
        uint64_t h = vb_str_hash_seeded(d->keys[i], d->seed);
        uint32_t at = (uint32_t)h & (n - 1);
        while (slots[at] != 0)
            at = (at + 1) & (n - 1);
        slots[at] = (h & UINT64_C(0xffffffff00000000)) | (i + 1);
    }
    free(d->slots);
    d->slots = slots;
    d->n_slots = n;
    return true;
}

uint64_t vb_dict_hash(const vb_dict *d, vb_str key)
{
    return vb_str_hash_seeded(key, d->seed);
}

void vb_dict_look_ahead(const vb_dict *d, uint64_t hash, int step)
{
    if (d->n_slots == 0)
        return;
    const uint64_t *slot = &d->slots[(uint32_t)hash & (d->n_slots - 1)];
    if (step == 0) {
        __builtin_prefetch(slot);
        return;
    }
    uint32_t id = (uint32_t)*slot - 1;
    if (id >= d->n) /* a free slot */
        return;
    if (step == 1)
        __builtin_prefetch(&d->keys[id]);
    else
        __builtin_prefetch(d->keys[id].p);
}

uint32_t vb_dict_find(const vb_dict *d, vb_str key)
{
    return vb_dict_find_hashed(d, key, vb_dict_hash(d, key));
}

uint32_t vb_dict_find_hashed(const vb_dict *d, vb_str key, uint64_t h)
{
    if (d->n_slots == 0)
        return VB_NONE;
    for (uint32_t at = (uint32_t)h & (d->n_slots - 1); d->slots[at] != 0; at = (at + 1) & (d->n_slots - 1)) {
        uint64_t slot = d->slots[at];
        uint32_t id = (uint32_t)slot - 1;
        if (((slot ^ h) >> 32) == 0 && same_key(d->keys[id], key))
            return id;
    }
    return VB_NONE;
}

uint32_t vb_dict_add(vb_dict *d, vb_str key)
{
    if (d->n >= d->n_slots / 4 * 3 && !grow_slots(d))
        return vb_dict_find(d, key);
    uint64_t h = vb_str_hash_seeded(key, d->seed);
    uint32_t at = (uint32_t)h & (d->n_slots - 1);
    for (; d->slots[at] != 0; at = (at + 1) & (d->n_slots - 1)) {
        uint64_t slot = d->slots[at];
        uint32_t id = (uint32_t)slot - 1;
        if (((slot ^ h) >> 32) == 0 && same_key(d->keys[id], key))
            return id;
    }
    if (d->n == d->cap) {
        uint32_t cap = d->cap == 0 ? 48 : d->cap * 2;
        vb_str *keys = cap <= d->cap ? NULL : realloc(d->keys, cap * sizeof *keys);
        if (keys == NULL)
            return VB_NONE;
        d->keys = keys;
        d->cap = cap;
    }
    d->keys[d->n] = key;
    d->slots[at] = (h & UINT64_C(0xffffffff00000000)) | (d->n + 1);
    return d->n++;
}

void vb_dict_free(vb_dict *d)
{
    free(d->keys);
    free(d->slots);
    *d = (vb_dict){0};
}
