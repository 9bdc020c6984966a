/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/pairs.h"

#include <stdlib.h>

static int compare_pair(const void *pa, const void *pb)
{
    const vb_pair *a = pa, *b = pb;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    if (a->b != b->b)
        return a->b < b->b ? -1 : 1;
    return a->carries < b->carries ? -1 : a->carries > b->carries;
}

void vb_pairs_settle(vb_pairs *p)
{
    size_t out = 0;
    if (p->n > 1)
        qsort(p->v, p->n, sizeof *p->v, compare_pair);
    for (size_t i = 0; i < p->n; i++)
        if (out == 0 || p->v[out - 1].a != p->v[i].a || p->v[out - 1].b != p->v[i].b)
            p->v[out++] = p->v[i];
    p->n = out;
}

static size_t first_not_below(const vb_pairs *p, uint32_t a, uint32_t b)
{
    size_t low = 0, high = p->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->v[middle].a < a || (p->v[middle].a == a && p->v[middle].b < b))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const vb_pair *vb_pairs_find(const vb_pairs *p, uint32_t a, uint32_t b)
{
    size_t i = first_not_below(p, a, b);
    return i < p->n && p->v[i].a == a && p->v[i].b == b ? &p->v[i] : NULL;
}

void vb_pairs_of(const vb_pairs *p, uint32_t a, size_t *from, size_t *end)
{
    *from = first_not_below(p, a, 0);
    *end = a == UINT32_MAX ? p->n : first_not_below(p, a + 1, 0);
}
