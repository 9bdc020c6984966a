/* SPDX-License-Identifier: Apache-2.0 */
/* What only the whole case shows: withdrawals over files, the same event in two files, voided shipments, several steps
 * of one hand-over. CBV 2.0, section 7.1: shipping is the whole of staging_outbound, loading and departing; receiving
 * of arriving and accepting. Whoever tells each step still tells of one hand-over. */
#include <stdio.h>
#include <stdlib.h>

#include "evidence/epcis_priv.h"

enum { LOOK_BACK = 1000 }; /* rows of one item; a bound on what a hostile file can make us do */

typedef struct settle {
    vb_claims *c;
    bool *drop; /* by movement row */
    vb_epcis_lives lives;
    size_t repeated, joined;
} settle;

static void settle_free(settle *s)
{
    free(s->drop);
    free(s->lives.row);
    free(s->lives.first);
}

static bool of_epcis(const vb_claims *c, size_t row)
{
    uint32_t source = c->movements.source[row];
    return source < c->sources.n && c->sources.v[source].kind == VB_SRC_EPCIS;
}

/* Items that EPCIS speaks of: for a million others in tables nothing is sorted. */
static bool *spoken_of(const vb_claims *c)
{
    bool *items = calloc((size_t)c->item_ids.n + 1, sizeof *items);
    if (items == NULL)
        return NULL;
    for (size_t row = 0; row < c->movements.n; row++)
        if (c->movements.item[row] != VB_NONE && of_epcis(c, row))
            items[c->movements.item[row]] = true;
    for (size_t i = 0; i < c->packing.n; i++) {
        items[c->packing.v[i].parent] = true;
        if (c->packing.v[i].child != VB_NONE)
            items[c->packing.v[i].child] = true;
    }
    return items;
}

static int by_time(const void *a, const void *b, void *context)
{
    const vb_movements *m = context;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int64_t at = vb_epcis_row_time(m, x), bt = vb_epcis_row_time(m, y);
    if (at != bt)
        return at < bt ? -1 : 1;
    return x < y ? -1 : 1;
}

/* Rows of the items spoken of that have a time: counted, laid out by item, each life sorted. */
static vb_code lay_out(settle *s, vb_error *err)
{
    vb_claims *c = s->c;
    const vb_movements *m = &c->movements;
    uint32_t n_items = c->item_ids.n;
    bool *items = spoken_of(c);
    s->lives.first = calloc((size_t)n_items + 2, sizeof *s->lives.first);
    if (items != NULL && s->lives.first != NULL) {
        for (size_t row = 0; row < m->n; row++)
            if (m->item[row] != VB_NONE && items[m->item[row]] && vb_epcis_row_time(m, row) != VB_NO_TIME) {
                s->lives.first[m->item[row] + 2]++;
                s->lives.n++;
            }
        for (uint32_t i = 2; i < n_items + 2; i++)
            s->lives.first[i] += s->lives.first[i - 1];
        s->lives.row = malloc((s->lives.n + 1) * sizeof *s->lives.row);
    }
    s->drop = calloc(m->n + 1, sizeof *s->drop);
    if (items == NULL || s->lives.first == NULL || s->lives.row == NULL || s->drop == NULL) {
        free(items);
        return vb_fail(err, VB_E_NOMEM, "events", VB_NO_OFFSET, "no memory to settle EPCIS events");
    }
    for (size_t row = 0; row < m->n; row++)
        if (m->item[row] != VB_NONE && items[m->item[row]] && vb_epcis_row_time(m, row) != VB_NO_TIME)
            s->lives.row[s->lives.first[m->item[row] + 1]++] = (uint32_t)row;
    for (uint32_t i = 0; i < n_items; i++) {
        uint32_t from = s->lives.first[i], to = s->lives.first[i + 1];
        if (to - from > 1)
            qsort_r(s->lives.row + from, to - from, sizeof *s->lives.row, by_time, &c->movements);
    }
    free(items);
    return VB_OK;
}

/* ---- The same event twice */

static bool same_event(const vb_claims *c, size_t a, size_t b)
{
    const vb_movements *m = &c->movements;
    return m->id[a].n > 0 && vb_str_eq(m->id[a], m->id[b]) && m->kind[a] == m->kind[b] &&
           m->departed[a] == m->departed[b] && m->arrived[a] == m->arrived[b] && of_epcis(c, a) && of_epcis(c, b);
}

static void drop_repeats(settle *s, uint32_t from, uint32_t to)
{
    const uint32_t *row = s->lives.row;
    for (uint32_t i = from; i < to; i++)
        for (uint32_t k = i;
             k > from && i - k < LOOK_BACK && !s->drop[row[i]] &&
             vb_epcis_row_time(&s->c->movements, row[k - 1]) == vb_epcis_row_time(&s->c->movements, row[i]);
             k--)
            if (!s->drop[row[k - 1]] && same_event(s->c, row[k - 1], row[i])) {
                s->drop[row[i]] = true;
                s->repeated++;
            }
}

/* ---- Voided shipments */

static vb_code drop_voided(settle *s, vb_error *err)
{
    vb_claims *c = s->c;
    const vb_movements *m = &c->movements;
    for (size_t i = 0; i < c->withdrawals.n; i++) {
        const vb_withdrawal_claim *w = &c->withdrawals.v[i];
        if (w->item == VB_NONE)
            continue;
        uint32_t last = VB_NONE, from = s->lives.first[w->item], to = s->lives.first[w->item + 1];
        for (uint32_t k = to; k > from && to - k < LOOK_BACK && last == VB_NONE; k--) {
            uint32_t row = s->lives.row[k - 1];
            bool ships = m->kind[row] == VB_SHIPPED || m->kind[row] == VB_RETURNED;
            if (ships && !s->drop[row] && of_epcis(c, row) && m->departed[row] <= w->at.at)
                last = row;
        }
        vb_str item = vb_dict_text(&c->item_ids, w->item);
        char text[200];
        (void)snprintf(text, sizeof text,
                       last == VB_NONE ? "void_shipping of %.*s: no shipping of it stands before"
                                       : "void_shipping of %.*s: its last shipping is taken back",
                       (int)(item.n > 100 ? 100 : item.n), item.p);
        if (last != VB_NONE)
            s->drop[last] = true;
        VB_TRY(vb_epcis_tell(c, w->origin.source, true, w->origin.line, text, err));
    }
    return VB_OK;
}

/* ---- Steps of one hand-over */

static bool agree(uint32_t a, uint32_t b)
{
    return a == VB_NONE || b == VB_NONE || a == b;
}

static bool equal(uint32_t a, uint32_t b)
{
    return a != VB_NONE && a == b;
}

/* Both tell of the same passing from hand to hand: nothing they say differs, and something they say is the same. */
static bool one_hand_over(const vb_claims *c, size_t a, size_t b)
{
    const vb_movements *m = &c->movements;
    if (m->kind[a] != m->kind[b] || !of_epcis(c, a) || !of_epcis(c, b) || !agree(m->from_party[a], m->from_party[b]) ||
        !agree(m->to_party[a], m->to_party[b]))
        return false;
    bool parties = equal(m->from_party[a], m->from_party[b]) || equal(m->to_party[a], m->to_party[b]);
    if (m->kind[a] == VB_SHIPPED || m->kind[a] == VB_RETURNED)
        return (parties || equal(m->from_site[a], m->from_site[b])) && agree(m->to_site[a], m->to_site[b]);
    return m->kind[a] == VB_RECEIVED && (parties || equal(m->to_site[a], m->to_site[b])) &&
           agree(m->from_site[a], m->from_site[b]);
}

static void take_over(uint32_t *to, uint32_t from)
{
    if (*to == VB_NONE)
        *to = from;
}

static void join_steps(settle *s, uint32_t from, uint32_t to)
{
    vb_movements *m = &s->c->movements;
    uint32_t last = VB_NONE;
    for (uint32_t i = from; i < to; i++) {
        uint32_t row = s->lives.row[i];
        if (s->drop[row])
            continue;
        if (last == VB_NONE || !one_hand_over(s->c, last, row)) {
            last = row;
            continue;
        }
        take_over(&m->from_party[last], m->from_party[row]);
        take_over(&m->to_party[last], m->to_party[row]);
        take_over(&m->from_site[last], m->from_site[row]);
        take_over(&m->to_site[last], m->to_site[row]);
        take_over(&m->licence_line[last], m->licence_line[row]);
        if (m->document[last].n == 0)
            m->document[last] = m->document[row];
        s->drop[row] = true;
        s->joined++;
    }
}

/* ---- All of it */

static vb_code tell(vb_claims *c, const char *what, size_t n, vb_error *err)
{
    vb_error note;
    if (n == 0)
        return VB_OK;
    vb_error_set(&note, VB_E_NOT_FOUND, "events", VB_NO_OFFSET, "%s: %zu", what, n);
    return vb_claims_issue(c, VB_NONE, true, &note, err);
}

/* The rows that stay, under their new numbers; dropped ones leave the lives. */
static vb_code renumber(settle *s, vb_error *err)
{
    vb_claims *c = s->c;
    uint32_t *now = malloc((c->movements.n + 1) * sizeof *now), kept = 0;
    if (now == NULL)
        return vb_fail(err, VB_E_NOMEM, "events", VB_NO_OFFSET, "no memory to settle EPCIS events");
    for (size_t row = 0; row < c->movements.n; row++)
        now[row] = s->drop[row] ? VB_NONE : kept++;
    size_t at = 0;
    for (uint32_t item = 0; item < c->item_ids.n; item++) {
        uint32_t from = s->lives.first[item], to = s->lives.first[item + 1];
        s->lives.first[item] = (uint32_t)at;
        for (uint32_t i = from; i < to; i++)
            if (now[s->lives.row[i]] != VB_NONE)
                s->lives.row[at++] = now[s->lives.row[i]];
    }
    s->lives.first[c->item_ids.n] = (uint32_t)at;
    s->lives.n = at;
    free(now);
    vb_epcis_drop_movements(c, s->drop);
    return VB_OK;
}

vb_code vb_epcis_settle(vb_claims *c, vb_error *err)
{
    size_t sources = 0;
    for (size_t i = 0; i < c->sources.n; i++)
        sources += c->sources.v[i].kind == VB_SRC_EPCIS;
    if (sources == 0)
        return VB_OK;
    if (sources > 1)
        VB_TRY(vb_epcis_withdraw(c, VB_NONE, err));
    VB_CLEANUP(settle, settle_free) s = {.c = c};
    VB_TRY(lay_out(&s, err));
    for (uint32_t item = 0; item < c->item_ids.n; item++)
        drop_repeats(&s, s.lives.first[item], s.lives.first[item + 1]);
    VB_TRY(drop_voided(&s, err));
    for (uint32_t item = 0; item < c->item_ids.n; item++)
        join_steps(&s, s.lives.first[item], s.lives.first[item + 1]);
    VB_TRY(renumber(&s, err));
    VB_TRY(tell(c, "movements that another file tells under the same eventID and that count once", s.repeated, err));
    VB_TRY(tell(c, "movements that repeat a step of the same hand-over and are joined to it", s.joined, err));
    return vb_epcis_carry(c, &s.lives, err);
}
