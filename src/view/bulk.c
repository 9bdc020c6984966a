/* SPDX-License-Identifier: Apache-2.0 */
/* Quantities without serial numbers: a receipt is joined with the earliest open dispatch of the same model, quantity
 * and parties. What arrives in parts stays a leg of its own, marked as part of its dispatch. */
#include <stdlib.h>

#include "view/view_priv.h"

enum { LOOK_BACK = 1024 }; /* open dispatches that a receipt is compared with */

static int64_t key_of(const vb_leg *leg)
{
    int64_t t = leg->kind == VB_RECEIVED && leg->arrived != VB_NO_TIME ? leg->arrived : vb_leg_time(leg);
    return t == VB_NO_TIME ? INT64_MIN + 1 : t;
}

static int compare_bulk(const void *pa, const void *pb)
{
    const vb_leg *a = pa, *b = pb;
    int64_t ta = key_of(a), tb = key_of(b);
    if (ta != tb)
        return ta < tb ? -1 : 1;
    if ((a->kind == VB_RECEIVED) != (b->kind == VB_RECEIVED))
        return a->kind == VB_RECEIVED ? 1 : -1; /* what left and arrived on one day left first */
    return a->movement < b->movement ? -1 : a->movement > b->movement;
}

static uint32_t model_of(const vb_view *v, const vb_leg *leg)
{
    uint32_t text = v->claims->movements.model[leg->movement];
    return text == VB_NONE ? VB_NONE : v->model_key[text];
}

static uint64_t hash_of(const vb_view *v, const vb_leg *leg)
{
    uint32_t parts[3] = {leg->from_party, leg->to_party, model_of(v, leg)};
    return vb_str_hash((vb_str){(const char *)parts, sizeof parts});
}

typedef struct open_list { /* open dispatches by hash of parties and model, oldest first */
    uint32_t *head, *tail; /* index of the leg + 1 */
    uint32_t *next;        /* by leg */
    int64_t *rest;         /* by leg: not yet arrived */
    size_t slots;
} open_list;

/* The open dispatch that the receipt ends: one of just this quantity, else the first that still has as many under way.
 */
static uint32_t *match(const vb_view *v, open_list *o, const vb_leg *legs, const vb_leg *receipt, size_t slot,
                       bool *whole)
{
    const vb_movements *m = &v->claims->movements;
    uint32_t *part = NULL, *link = &o->head[slot];
    int64_t quantity = (int64_t)m->quantity[receipt->movement];
    for (unsigned looked = 0; *link != 0 && looked < LOOK_BACK; link = &o->next[*link - 1], looked++) {
        const vb_leg *dispatch = &legs[*link - 1];
        if (model_of(v, dispatch) != model_of(v, receipt) || o->rest[*link - 1] < quantity ||
            !vb_leg_confirms(dispatch, receipt))
            continue;
        *whole = quantity == (int64_t)m->quantity[dispatch->movement];
        if (*whole)
            return link;
        if (part == NULL)
            part = link;
    }
    *whole = false;
    return part;
}

vb_code vb_view_settle_bulk(vb_view_build_job *job, vb_leg *legs, size_t *n)
{
    const vb_movements *m = &job->view->claims->movements;
    size_t out = 0;
    open_list o = {.slots = 16};
    while (o.slots < *n * 2)
        o.slots *= 2;
    o.head = VB_NEW(job->scratch, uint32_t, o.slots);
    o.tail = VB_NEW(job->scratch, uint32_t, o.slots);
    o.next = VB_NEW(job->scratch, uint32_t, *n + 1);
    o.rest = VB_NEW(job->scratch, int64_t, *n + 1);
    if (o.head == NULL || o.tail == NULL || o.next == NULL || o.rest == NULL)
        return vb_view_no_memory(job, "bulk movements");
    if (*n > 1)
        qsort(legs, *n, sizeof *legs, compare_bulk);
    for (size_t i = 0; i < *n; i++) {
        size_t slot = (size_t)(hash_of(job->view, &legs[i]) & (o.slots - 1));
        bool whole = false;
        uint32_t *link = legs[i].kind != VB_RECEIVED ? NULL : match(job->view, &o, legs, &legs[i], slot, &whole);
        if (link != NULL) {
            uint32_t dispatch = *link - 1;
            bool arrives = legs[dispatch].arrived != VB_NO_TIME; /* the dispatch itself says that all of it arrived */
            o.rest[dispatch] -= (int64_t)m->quantity[legs[i].movement];
            if (whole)
                vb_leg_join(&legs[dispatch], &legs[i]);
            if (whole || o.rest[dispatch] == 0) {
                if (o.tail[slot] == dispatch + 1) { /* its forerunner, or none, is the last now */
                    uint32_t last = 0;
                    if (link != &o.head[slot])
                        last = (uint32_t)(link - o.next) + 1;
                    o.tail[slot] = last;
                }
                *link = o.next[dispatch];
            }
            if (whole || arrives)
                continue;
            legs[i].derived = true;
        }
        legs[out] = legs[i];
        o.next[out] = 0;
        if (legs[out].kind == VB_SHIPPED || legs[out].kind == VB_RETURNED) {
            o.rest[out] = (int64_t)m->quantity[legs[out].movement];
            uint32_t *end = o.tail[slot] == 0 ? &o.head[slot] : &o.next[o.tail[slot] - 1];
            *end = (uint32_t)out + 1;
            o.tail[slot] = (uint32_t)out + 1;
        }
        out++;
    }
    *n = out;
    return VB_OK;
}
