/* SPDX-License-Identifier: Apache-2.0 */
/* Containers carry what is in them: a pallet's shipping is a shipping of each card packed on it, a server's of each
 * card mounted in it. A thing is where its last packing says: in the parent it went into, until it goes into another or
 * out. */
#include <stdlib.h>

#include "evidence/epcis_priv.h"
#include "evidence/movements_priv.h"

enum { MAX_DEPTH = 8, MAX_CARRIED = 20000000, MAX_WORK = 500000000 /* packing claims looked at: a few seconds */ };

typedef struct carry {
    vb_claims *c;
    const vb_epcis_lives *lives;
    uint32_t *by_child, *by_parent; /* packing claims by child (all-out ones apart), by parent; then time, then order */
    size_t n_by_child, n_by_parent;
    uint32_t *stamp; /* by item: group of rows in which it has its row already, + 1 */
    uint32_t group;
    size_t carried, work;
} carry;

static void carry_free(carry *k)
{
    free(k->by_child);
    free(k->by_parent);
    free(k->stamp);
}

static int compare(const vb_packing_claim *p, uint32_t x, uint32_t y, bool child)
{
    uint32_t a = child ? p[x].child : p[x].parent, b = child ? p[y].child : p[y].parent;
    if (a != b)
        return a < b ? -1 : 1;
    if (p[x].at.at != p[y].at.at)
        return p[x].at.at < p[y].at.at ? -1 : 1;
    return x < y ? -1 : 1;
}

static int compare_children(const void *a, const void *b, void *packing)
{
    return compare(packing, *(const uint32_t *)a, *(const uint32_t *)b, true);
}

static int compare_parents(const void *a, const void *b, void *packing)
{
    return compare(packing, *(const uint32_t *)a, *(const uint32_t *)b, false);
}

static vb_code index_packing(carry *k, vb_error *err)
{
    vb_packing_claim *p = k->c->packing.v;
    size_t n = k->c->packing.n;
    k->by_child = malloc((n + 1) * sizeof *k->by_child);
    k->by_parent = malloc((n + 1) * sizeof *k->by_parent);
    k->stamp = calloc((size_t)k->c->item_ids.n + 1, sizeof *k->stamp);
    if (k->by_child == NULL || k->by_parent == NULL || k->stamp == NULL)
        return vb_fail(err, VB_E_NOMEM, "events", VB_NO_OFFSET, "no memory to follow containers");
    for (size_t i = 0; i < n; i++) {
        k->by_parent[k->n_by_parent++] = (uint32_t)i;
        if (p[i].child != VB_NONE)
            k->by_child[k->n_by_child++] = (uint32_t)i;
    }
    qsort_r(k->by_child, k->n_by_child, sizeof *k->by_child, compare_children, p);
    qsort_r(k->by_parent, k->n_by_parent, sizeof *k->by_parent, compare_parents, p);
    return VB_OK;
}

/* First place in `order` whose claim has an id of at least `id`. */
static size_t lower(const carry *k, const uint32_t *order, size_t n, uint32_t id, bool child)
{
    const vb_packing_claim *p = k->c->packing.v;
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((child ? p[order[middle]].child : p[order[middle]].parent) < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Counts at `at`: what goes in at that very moment is in, what goes out at it is still in. An unpacking told with the
 * same time as the arrival happens behind it. */
static bool counts(const vb_packing_claim *p, int64_t at)
{
    return p->out ? p->at.at < at : p->at.at <= at;
}

static bool is_inside(carry *k, uint32_t parent, uint32_t child, int64_t at)
{
    const vb_packing_claim *p = k->c->packing.v, *last = NULL;
    for (size_t i = lower(k, k->by_child, k->n_by_child, child, true); i < k->n_by_child; i++) {
        const vb_packing_claim *claim = &p[k->by_child[i]];
        k->work++;
        if (claim->child != child || claim->at.at > at)
            break;
        if (counts(claim, at))
            last = claim;
    }
    if (last == NULL || last->out || last->parent != parent)
        return false;
    for (size_t i = lower(k, k->by_parent, k->n_by_parent, parent, false); i < k->n_by_parent; i++) {
        const vb_packing_claim *claim = &p[k->by_parent[i]];
        k->work++;
        if (claim->parent != parent || claim->at.at > at)
            break;
        bool since = claim->at.at > last->at.at || (claim->at.at == last->at.at && claim > last);
        if (claim->out && claim->child == VB_NONE && counts(claim, at) && since)
            return false; /* everything went out */
    }
    return true;
}

/* The case tells the same movement of the child itself. */
static bool has_row(const carry *k, uint32_t child, size_t row)
{
    const vb_movements *m = &k->c->movements;
    int64_t at = vb_epcis_row_time(m, row);
    uint32_t low = k->lives->first[child], high = k->lives->first[child + 1], end = high;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (vb_epcis_row_time(m, k->lives->row[middle]) < at)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < end && vb_epcis_row_time(m, k->lives->row[low]) == at; low++)
        if (m->kind[k->lives->row[low]] == m->kind[row])
            return true;
    return false;
}

static vb_code copy_row(carry *k, size_t row, uint32_t item, vb_error *err)
{
    vb_movements *m = &k->c->movements;
    size_t to;
    if (k->carried == MAX_CARRIED)
        return vb_fail(err, VB_E_RANGE, "events", VB_NO_OFFSET, "containers carry more than %d movements", MAX_CARRIED);
    VB_TRY(vb_movements_push(k->c, &to, err));
#define COPY(type, name, unstated) m->name[to] = m->name[row];
    VB_MOVEMENT_COLUMNS(COPY)
#undef COPY
    m->item[to] = item;
    k->carried++;
    return VB_OK;
}

static vb_code carry_children(carry *k, size_t row, uint32_t parent, unsigned depth, vb_error *err)
{
    const vb_packing_claim *p = k->c->packing.v;
    int64_t at = vb_epcis_row_time(&k->c->movements, row);
    if (depth == MAX_DEPTH)
        return VB_OK;
    for (size_t i = lower(k, k->by_parent, k->n_by_parent, parent, false);
         i < k->n_by_parent && p[k->by_parent[i]].parent == parent && p[k->by_parent[i]].at.at <= at; i++) {
        uint32_t child = p[k->by_parent[i]].child;
        if (k->work++ > MAX_WORK)
            return vb_fail(err, VB_E_RANGE, "events", VB_NO_OFFSET,
                           "containers are packed too often to follow what they carry");
        if (child == VB_NONE || p[k->by_parent[i]].out || k->stamp[child] == k->group ||
            !is_inside(k, parent, child, at))
            continue;
        k->stamp[child] = k->group;
        if (!has_row(k, child, row))
            VB_TRY(copy_row(k, row, child, err));
        VB_TRY(carry_children(k, row, child, depth + 1, err));
    }
    return VB_OK;
}

static bool carries(uint8_t kind)
{
    return kind == VB_SHIPPED || kind == VB_RECEIVED || kind == VB_RETURNED || kind == VB_LOST;
}

vb_code vb_epcis_carry(vb_claims *c, const vb_epcis_lives *lives, vb_error *err)
{
    VB_CLEANUP(carry, carry_free) k = {.c = c, .lives = lives};
    vb_error why;
    if (c->packing.n == 0)
        return VB_OK;
    VB_TRY(index_packing(&k, err));
    const vb_movements *m = &c->movements;
    size_t n = m->n; /* new rows come behind */
    for (size_t row = 0; row < n; row++) {
        bool same_event = row > 0 && m->source[row] == m->source[row - 1] && m->line[row] == m->line[row - 1];
        if (!same_event)
            k.group++;
        if (m->item[row] == VB_NONE || !carries(m->kind[row]) || vb_epcis_row_time(m, row) == VB_NO_TIME)
            continue;
        vb_code rc = carry_children(&k, row, m->item[row], 0, &why);
        if (rc == VB_E_RANGE)
            return vb_claims_issue(c, VB_NONE, false, &why, err);
        if (rc != VB_OK) {
            if (err != NULL)
                *err = why;
            return rc;
        }
    }
    if (k.carried == 0)
        return VB_OK;
    vb_error_set(&why, VB_E_NOT_FOUND, "events", VB_NO_OFFSET, "movements of items inside containers that moved: %zu",
                 k.carried);
    return vb_claims_issue(c, VB_NONE, true, &why, err);
}
