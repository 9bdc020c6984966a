/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CHECKS_PAIRS_H
#define VB_CHECKS_PAIRS_H
/* A set of pairs of small numbers (party and party, site and model), each with a number it carries: filled, sorted
 * once, then asked. Lives in an arena. For checks that would else look through all licences or legs again and again. */
#include "base/arena.h"
#include "base/dict.h"

typedef struct vb_pair {
    uint32_t a, b, carries;
} vb_pair;
typedef struct vb_pairs {
    vb_pair *v;
    size_t n, cap;
} vb_pairs;

static inline bool vb_pairs_add(vb_pairs *p, vb_arena *arena, uint32_t a, uint32_t b, uint32_t carries)
{
    vb_pair *slot = VB_PUSH(arena, p);
    if (slot != NULL)
        *slot = (vb_pair){a, b, carries};
    return slot != NULL;
}
/* Sorts by a, b, what it carries, and keeps the first of equal pairs. */
void vb_pairs_settle(vb_pairs *p);
/* The first pair (a, b); NULL when there is none. */
const vb_pair *vb_pairs_find(const vb_pairs *p, uint32_t a, uint32_t b);
/* Pairs that start with a: v[*from .. *end). */
void vb_pairs_of(const vb_pairs *p, uint32_t a, size_t *from, size_t *end);
#endif
