/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_BASE_DICT_H
#define VB_BASE_DICT_H
/* Text <-> small number: every distinct text gets the next id, 0, 1, 2 ... in order of first sight, so ids are the same
 * on every run. No choice of keys makes it
 * slow (the hash is seeded). Keys are borrowed: their bytes must outlive the table. Owns its arrays; vb_dict_free
 * releases them. */
#include "base/error.h"
#include "base/str.h"

#define VB_NONE UINT32_MAX /* no id, no row */

typedef struct vb_dict_slot {
    uint64_t word;       /* 24 bits of the hash, 8 of the length, 32 of id + 1; 0 = free */
    uint64_t head, tail; /* the key itself when it has at most 16 bytes */
} vb_dict_slot;
typedef struct vb_dict {
    vb_str *keys; /* by id */
    uint32_t n, cap;
    vb_dict_slot *slots;
    uint32_t n_slots;
    uint64_t seed; /* of the hash; it decides where a key lies, never its id */
} vb_dict;

/* The id of `key`, new if it was not there; VB_NONE when memory or the 2^31 ids ran out. */
uint32_t vb_dict_add(vb_dict *d, vb_str key);
/* The id, or VB_NONE. */
uint32_t vb_dict_find(const vb_dict *d, vb_str key);
/* For readers of many keys: a lookup waits for memory three times (slot, key, text of the key), and many lookups can
 * wait at once. Hash a handful of keys, take each of the three steps for all of them, then find them. */
uint64_t vb_dict_hash(const vb_dict *d, vb_str key);
void vb_dict_look_ahead(const vb_dict *d, uint64_t hash, int step); /* 0, 1, 2: only hints */
uint32_t vb_dict_find_hashed(const vb_dict *d, vb_str key, uint64_t hash);
static inline vb_str vb_dict_text(const vb_dict *d, uint32_t id)
{
    return id < d->n ? d->keys[id] : VB_STR_NONE;
}
void vb_dict_free(vb_dict *d);
#endif
