/* SPDX-License-Identifier: Apache-2.0 */
#include "base/dict.h"

#include <stdlib.h>

enum { SHORT = 16 /* bytes of a key that lies in its slot: then a lookup touches one place in memory, not three */ };

__extension__ typedef unsigned __int128 wide;

typedef struct packed { /* a short key as two words; with its length they say it exactly */
    uint64_t head, tail;
} packed;

static inline uint64_t load(const char *p, size_t n)
{
    uint64_t w = 0;
    memcpy(&w, p, n);
    return w;
}

static inline packed pack(vb_str key)
{
    if (key.n >= 8) /* the two words overlap */
        return (packed){load(key.p, 8), load(key.p + key.n - 8, 8)};
    if (key.n >= 4)
        return (packed){load(key.p, 4) | load(key.p + key.n - 4, 4) << 32, 0};
    if (key.n == 0)
        return (packed){0, 0};
    return (packed){load(key.p, 1) | load(key.p + key.n / 2, 1) << 8 | load(key.p + key.n - 1, 1) << 16, 0};
}

static inline uint64_t fold(uint64_t a, uint64_t b)
{
    wide m = (wide)a * b;
    return (uint64_t)m ^ (uint64_t)(m >> 64);
}

/* Multiply and fold, as wyhash (public domain) mixes its words. */
static inline uint64_t hash_packed(packed k, size_t n, uint64_t seed)
{
    uint64_t h = fold(k.head ^ seed ^ UINT64_C(0xa0761d6478bd642f), k.tail ^ UINT64_C(0xe7037ed1a0b428db));
    return fold(h ^ n, seed ^ UINT64_C(0x8ebc6af09c88c6e3));
}

uint64_t vb_dict_hash(const vb_dict *d, vb_str key)
{
    return key.n <= SHORT ? hash_packed(pack(key), key.n, d->seed) : vb_str_hash_seeded(key, d->seed);
}

/* What a slot's word holds of a key beside its id: 24 bits of the hash, and the length (255 = that or more). */
static inline uint64_t mark(uint64_t hash, size_t n)
{
    return (hash & UINT64_C(0xffffff0000000000)) | (uint64_t)(n < 255 ? n : 255) << 32;
}

static inline size_t length_in(const vb_dict_slot *s)
{
    return (size_t)(s->word >> 32 & 0xff);
}

static inline uint32_t id_in(const vb_dict_slot *s)
{
    return (uint32_t)s->word - 1;
}

static bool grow_slots(vb_dict *d)
{
    uint32_t n = d->n_slots == 0 ? 64 : d->n_slots * 2;
    if (n < d->n_slots || n > UINT32_C(1) << 31)
        return false;
    vb_dict_slot *slots = calloc(n, sizeof *slots);
    if (slots == NULL)
        return false;
    if (d->n_slots == 0) /* where memory lies differs from run to run: nobody can write texts that all collide */
        d->seed = (uint64_t)(uintptr_t)slots * UINT64_C(0x9e3779b97f4a7c15);
    for (uint32_t i = 0; i < d->n_slots; i++) {
        const vb_dict_slot *from = &d->slots[i];
        if (from->word == 0)
            continue;
        size_t length = length_in(from);
        uint64_t h = length <= SHORT ? hash_packed((packed){from->head, from->tail}, length, d->seed)
                                     : vb_str_hash_seeded(d->keys[id_in(from)], d->seed);
        uint32_t at = (uint32_t)h & (n - 1);
        while (slots[at].word != 0)
            at = (at + 1) & (n - 1);
        slots[at] = *from;
    }
    free(d->slots);
    d->slots = slots;
    d->n_slots = n;
    return true;
}

void vb_dict_look_ahead(const vb_dict *d, uint64_t hash, int step)
{
    if (d->n_slots == 0)
        return;
    const vb_dict_slot *slot = &d->slots[(uint32_t)hash & (d->n_slots - 1)];
    if (step == 0) {
        __builtin_prefetch(slot);
        __builtin_prefetch(&slot->tail); /* the next line, for one slot in four */
        return;
    }
    if (slot->word == 0 || length_in(slot) <= SHORT)
        return;
    if (step == 1)
        __builtin_prefetch(&d->keys[id_in(slot)]);
    else
        __builtin_prefetch(d->keys[id_in(slot)].p);
}

/* The slot of the key, or the free one where it belongs. There is always a free one. */
static inline vb_dict_slot *slot_of(const vb_dict *d, vb_str key, packed k, uint64_t hash)
{
    uint64_t wanted = mark(hash, key.n) >> 32;
    for (uint32_t at = (uint32_t)hash & (d->n_slots - 1);; at = (at + 1) & (d->n_slots - 1)) {
        vb_dict_slot *s = &d->slots[at];
        if (s->word == 0)
            return s;
        if (s->word >> 32 != wanted)
            continue;
        if (key.n <= SHORT ? s->head == k.head && s->tail == k.tail : vb_str_eq(d->keys[id_in(s)], key))
            return s;
    }
}

uint32_t vb_dict_find_hashed(const vb_dict *d, vb_str key, uint64_t hash)
{
    if (d->n_slots == 0)
        return VB_NONE;
    packed k = key.n <= SHORT ? pack(key) : (packed){0, 0};
    const vb_dict_slot *s = slot_of(d, key, k, hash);
    return s->word == 0 ? VB_NONE : id_in(s);
}

uint32_t vb_dict_find(const vb_dict *d, vb_str key)
{
    return d->n_slots == 0 ? VB_NONE : vb_dict_find_hashed(d, key, vb_dict_hash(d, key));
}

uint32_t vb_dict_add(vb_dict *d, vb_str key)
{
    if (d->n >= d->n_slots / 4 * 3 && !grow_slots(d))
        return vb_dict_find(d, key);
    uint64_t hash = vb_dict_hash(d, key);
    packed k = key.n <= SHORT ? pack(key) : (packed){0, 0};
    vb_dict_slot *s = slot_of(d, key, k, hash);
    if (s->word != 0)
        return id_in(s);
    if (d->n == d->cap) {
        uint32_t cap = d->cap == 0 ? 48 : d->cap * 2;
        vb_str *keys = cap <= d->cap ? NULL : realloc(d->keys, cap * sizeof *keys);
        if (keys == NULL)
            return VB_NONE;
        d->keys = keys;
        d->cap = cap;
    }
    d->keys[d->n] = key;
    *s = (vb_dict_slot){mark(hash, key.n) | (d->n + 1), k.head, k.tail};
    return d->n++;
}

void vb_dict_free(vb_dict *d)
{
    free(d->keys);
    free(d->slots);
    *d = (vb_dict){0};
}
