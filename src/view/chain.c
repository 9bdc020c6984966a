/* SPDX-License-Identifier: Apache-2.0 */
/* The legs of one item in order: by time, and where the moments overlap (dates alone), in the order in which custody
 * fits. The result does not depend on the order of rows in the files: legs that no moment tells apart are first put in
 * an order of their content. */
#include <stdlib.h>

#include "view/view_priv.h"

enum {
    SHORT_CHAIN = 64, /* legs sorted by insertion: items have a handful, nearly in order already */
    TRY_ALL = 6,      /* overlapping legs of which every order is tried; of more, the best next one is taken */
    LOOK_AHEAD = 64
};

/* A leg without any moment keeps the moment of the leg before it in the file. */
static int64_t key_of(const vb_leg *leg, int64_t before)
{
    int64_t t = leg->kind == VB_RECEIVED && leg->arrived != VB_NO_TIME ? leg->arrived : vb_leg_time(leg);
    return t == VB_NO_TIME ? before : t;
}

typedef struct keyed {
    int64_t key;
    vb_leg leg;
    size_t order;
} keyed;

static int compare_keyed(const void *pa, const void *pb)
{
    const keyed *a = pa, *b = pb;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static bool sort_long(vb_leg *legs, size_t n)
{
    keyed *k = calloc(n, sizeof *k);
    if (k == NULL)
        return false;
    int64_t before = INT64_MIN + 1;
    for (size_t i = 0; i < n; i++) {
        before = key_of(&legs[i], before);
        k[i] = (keyed){before, legs[i], i};
    }
    qsort(k, n, sizeof *k, compare_keyed);
    for (size_t i = 0; i < n; i++)
        legs[i] = k[i].leg;
    free(k);
    return true;
}

static bool sort_legs(vb_leg *legs, size_t n)
{
    if (n > SHORT_CHAIN)
        return sort_long(legs, n);
    int64_t key[SHORT_CHAIN];
    int64_t before = INT64_MIN + 1;
    for (size_t i = 0; i < n; i++) {
        int64_t k = before = key_of(&legs[i], before);
        size_t at = i;
        if (at == 0 || key[at - 1] <= k) {
            key[at] = k;
            continue;
        }
        vb_leg leg = legs[i];
        for (; at > 0 && key[at - 1] > k; at--) {
            key[at] = key[at - 1];
            legs[at] = legs[at - 1];
        }
        key[at] = k;
        legs[at] = leg;
    }
    return true;
}

static void key_span(const vb_leg *leg, int64_t *low, int64_t *high)
{
    bool arrived = (leg->kind == VB_RECEIVED && leg->arrived != VB_NO_TIME) || leg->departed == VB_NO_TIME;
    *low = arrived ? leg->arrived : leg->departed;
    *high = *low;
    if (*low != VB_NO_TIME && (leg->day_only & (arrived ? VB_ARRIVED_DAY : VB_DEPARTED_DAY)) != 0)
        *high += VB_DAY - 1;
}

static bool agree(uint32_t a, uint32_t b)
{
    return a == b || a == VB_NONE || b == VB_NONE;
}

bool vb_leg_confirms(const vb_leg *dispatch, const vb_leg *receipt)
{
    if (dispatch->kind != VB_SHIPPED && dispatch->kind != VB_RETURNED)
        return false;
    if (receipt->kind != VB_RECEIVED || dispatch->confirmation != VB_NONE || receipt->confirmation != VB_NONE)
        return false;
    if (!agree(receipt->from_party, dispatch->from_party) || !agree(receipt->to_party, dispatch->to_party) ||
        !agree(receipt->to_site, dispatch->to_site))
        return false;
    int64_t from, from_latest, to, to_latest;
    /* it cannot have arrived before it left */
    return !vb_leg_departed(dispatch, &from, &from_latest) || !vb_leg_arrived(receipt, &to, &to_latest) ||
           to_latest >= from;
}

void vb_leg_join(vb_leg *dispatch, const vb_leg *receipt)
{
    dispatch->confirmation = receipt->movement;
    if (dispatch->to_party == VB_NONE)
        dispatch->to_party = receipt->to_party;
    if (dispatch->to_site == VB_NONE)
        dispatch->to_site = receipt->to_site;
    if (dispatch->from_party == VB_NONE)
        dispatch->from_party = receipt->from_party;
    if (dispatch->from_site == VB_NONE)
        dispatch->from_site = receipt->from_site;
    if (receipt->arrived != VB_NO_TIME) { /* who received it knows best when */
        dispatch->arrived = receipt->arrived;
        dispatch->day_only = (uint8_t)((dispatch->day_only & VB_DEPARTED_DAY) | (receipt->day_only & VB_ARRIVED_DAY));
    }
}

bool vb_leg_repeats(const vb_leg *first, const vb_leg *again)
{
    int64_t a, a_latest, b, b_latest;
    bool handed = first->kind == VB_SHIPPED || first->kind == VB_RETURNED;
    if (!agree(first->from_site, again->from_site) || !agree(first->to_site, again->to_site))
        return false;
    if (again->kind == VB_RECEIVED)
        return (first->kind == VB_RECEIVED || (handed && first->confirmation != VB_NONE)) &&
               first->to_party != VB_NONE && first->to_party == again->to_party &&
               agree(first->from_party, again->from_party) && vb_leg_arrived(first, &a, &a_latest) &&
               vb_leg_arrived(again, &b, &b_latest) && b <= a_latest && a <= b_latest;
    if (first->kind != again->kind || first->to_party != again->to_party || first->to_party == VB_NONE)
        return false;
    if (first->kind == VB_MADE)
        return vb_leg_arrived(first, &a, &a_latest) && vb_leg_arrived(again, &b, &b_latest) && b <= a_latest &&
               a <= b_latest;
    if (!handed || first->from_party != again->from_party || first->from_party == VB_NONE ||
        !vb_leg_departed(first, &a, &a_latest) || !vb_leg_departed(again, &b, &b_latest) || b > a_latest + 7 * VB_DAY)
        return false;
    return !vb_leg_arrived(first, &a, &a_latest) || b <= a_latest; /* it left again while it was still under way */
}

/* Row that keeps all that both rows say of licence and customs line, or VB_NONE when each says something of its own. */
static uint32_t fuller(const vb_claims *c, uint32_t a, uint32_t b)
{
    const uint32_t *licence = c->movements.licence_line, *declared = c->movements.declared;
    bool a_has = agree(licence[a], licence[b]) && (licence[a] != VB_NONE || licence[b] == VB_NONE);
    bool b_has = agree(licence[a], licence[b]) && (licence[b] != VB_NONE || licence[a] == VB_NONE);
    if (declared[a] != VB_NONE && declared[b] != VB_NONE &&
        !vb_declared_same(&c->declared.v[declared[a]], &c->declared.v[declared[b]]))
        return VB_NONE;
    a_has = a_has && (declared[a] != VB_NONE || declared[b] == VB_NONE);
    b_has = b_has && (declared[b] != VB_NONE || declared[a] == VB_NONE);
    return a_has ? a : b_has ? b : VB_NONE;
}

typedef struct state { /* of a chain, as far as it is settled */
    const vb_claims *claims;
    vb_custody at;
    vb_leg last;
    bool any;
} state;

static bool merges(const state *s, const vb_leg *leg)
{
    return s->any && vb_leg_repeats(&s->last, leg) && fuller(s->claims, s->last.movement, leg->movement) != VB_NONE;
}

static void merge(const vb_claims *c, vb_leg *first, const vb_leg *again)
{
    if (again->kind != VB_RECEIVED || first->kind == VB_RECEIVED)
        first->movement = fuller(c, first->movement, again->movement);
    if (first->from_site == VB_NONE)
        first->from_site = again->from_site;
    if (first->to_site == VB_NONE)
        first->to_site = again->to_site;
    if (first->arrived == VB_NO_TIME && again->arrived != VB_NO_TIME) {
        first->arrived = again->arrived;
        first->day_only = (uint8_t)(first->day_only | (again->day_only & VB_ARRIVED_DAY));
    }
}

/* Takes the next leg; true when it became part of the leg before it. */
static bool take(state *s, const vb_leg *leg)
{
    bool joined = true;
    if (s->any && vb_leg_confirms(&s->last, leg)) {
        vb_leg_join(&s->last, leg);
    } else if (merges(s, leg)) {
        merge(s->claims, &s->last, leg);
    } else {
        s->last = *leg;
        joined = false;
    }
    s->any = true;
    vb_custody_step(&s->at, &s->last, 0);
    return joined;
}

/* How badly a leg fits as the next one. */
static unsigned cost(const state *s, const vb_leg *leg)
{
    const vb_custody *at = &s->at;
    if (s->any && vb_leg_confirms(&s->last, leg))
        return 0;
    if (merges(s, leg))
        return 1;
    unsigned sum = at->ended ? 4 : 0;
    if (leg->kind == VB_MADE)
        sum += at->known ? 8 : 0;
    else if (!vb_custody_fits(at, leg))
        sum += 8;
    else if (at->in_transit)
        sum += 2;
    sum += leg->kind == VB_RECEIVED;
    sum += (leg->kind == VB_REMOVED && at->known && !at->installed) || (leg->kind == VB_INSTALLED && at->installed);
    return sum;
}

static int compare_text(const vb_dict *d, uint32_t a, uint32_t b)
{
    return a == b ? 0 : vb_str_compare(vb_dict_text(d, a), vb_dict_text(d, b));
}

/* Order by content, so that the order of rows in a file decides nothing. */
static int compare_content(const vb_claims *c, const vb_leg *a, const vb_leg *b)
{
    int64_t low[2], high[2];
    int order;
    key_span(a, &low[0], &high[0]);
    key_span(b, &low[1], &high[1]);
    if (low[0] != low[1])
        return low[0] < low[1] ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (high[0] != high[1])
        return high[0] < high[1] ? -1 : 1;
    if (a->arrived != b->arrived)
        return a->arrived < b->arrived ? -1 : 1;
    if ((order = compare_text(&c->party_ids, a->from_party, b->from_party)) != 0 ||
        (order = compare_text(&c->party_ids, a->to_party, b->to_party)) != 0 ||
        (order = compare_text(&c->site_ids, a->from_site, b->from_site)) != 0 ||
        (order = compare_text(&c->site_ids, a->to_site, b->to_site)) != 0 ||
        (order = vb_str_compare(c->movements.id[a->movement], c->movements.id[b->movement])) != 0 ||
        (order = compare_text(&c->licence_lines, c->movements.licence_line[a->movement],
                              c->movements.licence_line[b->movement])) != 0)
        return order;
    return a->movement < b->movement ? -1 : a->movement > b->movement;
}

static int compare_legs(const void *a, const void *b, void *claims)
{
    return compare_content(claims, a, b);
}

static void sort_content(const vb_claims *c, vb_leg *legs, size_t n)
{
    if (n > SHORT_CHAIN) {
        qsort_r(legs, n, sizeof *legs, compare_legs, (void *)(uintptr_t)c);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        vb_leg leg = legs[i];
        size_t at = i;
        for (; at > 0 && compare_content(c, &leg, &legs[at - 1]) < 0; at--)
            legs[at] = legs[at - 1];
        legs[at] = leg;
    }
}

typedef struct search { /* the best order of a few legs */
    const vb_leg *legs;
    size_t n;
    int64_t low[TRY_ALL], high[TRY_ALL];
    uint8_t order[TRY_ALL], best[TRY_ALL];
    unsigned least;
} search;

static bool may_be_next(const search *q, unsigned used, size_t i)
{
    for (size_t k = 0; k < q->n; k++)
        if (k != i && (used >> k & 1U) == 0 && q->high[k] < q->low[i])
            return false;
    return true;
}

static void try_orders(search *q, const state *s, unsigned used, size_t depth, unsigned sum)
{
    if (depth == q->n) {
        q->least = sum; /* less than before: equal sums are cut off below */
        memcpy(q->best, q->order, sizeof q->best);
        return;
    }
    for (size_t i = 0; i < q->n && q->least > 0; i++) {
        if ((used >> i & 1U) != 0 || !may_be_next(q, used, i))
            continue;
        unsigned with = sum + cost(s, &q->legs[i]);
        if (with >= q->least)
            continue;
        state next = *s;
        (void)take(&next, &q->legs[i]);
        q->order[depth] = (uint8_t)i;
        try_orders(q, &next, used | 1U << i, depth + 1, with);
    }
}

static void arrange_few(const state *s, vb_leg *legs, size_t n)
{
    search q = {.legs = legs, .n = n, .least = UINT32_MAX};
    vb_leg sorted[TRY_ALL];
    for (size_t i = 0; i < n; i++)
        key_span(&legs[i], &q.low[i], &q.high[i]);
    try_orders(&q, s, 0, 0, 0);
    for (size_t i = 0; i < n; i++)
        sorted[i] = legs[q.best[i]];
    memcpy(legs, sorted, n * sizeof *legs);
}

/* Many legs at once: moves the one that fits best to the front. */
static void best_first(const state *s, vb_leg *legs, size_t n)
{
    size_t best = 0, end = n < LOOK_AHEAD ? n : LOOK_AHEAD;
    unsigned least = UINT32_MAX;
    int64_t low, high, first_end = INT64_MAX;
    for (size_t i = 0; i < end; i++) {
        key_span(&legs[i], &low, &high);
        first_end = high < first_end ? high : first_end;
    }
    for (size_t i = 0; i < end && least > 0; i++) {
        unsigned sum = cost(s, &legs[i]);
        key_span(&legs[i], &low, &high);
        if (low <= first_end && sum < least) {
            best = i;
            least = sum;
        }
    }
    vb_leg leg = legs[best];
    memmove(&legs[1], &legs[0], best * sizeof *legs);
    legs[0] = leg;
}

/* Legs whose moments overlap, one with the next: [from, end). */
static size_t group_end(const vb_leg *legs, size_t from, size_t n)
{
    int64_t low, high, latest;
    key_span(&legs[from], &low, &latest);
    size_t end = from + 1;
    for (; end < n && low != VB_NO_TIME; end++) {
        key_span(&legs[end], &low, &high);
        if (low == VB_NO_TIME || low > latest)
            break;
        latest = high > latest ? high : latest;
    }
    return end;
}

bool vb_view_settle_chain(const vb_claims *claims, vb_leg *legs, size_t *n)
{
    state s = {.claims = claims, .at = vb_custody_start()};
    size_t out = 0;
    if (!sort_legs(legs, *n))
        return false;
    for (size_t from = 0, end; from < *n; from = end) {
        end = group_end(legs, from, *n);
        if (end - from > 1)
            sort_content(claims, legs + from, end - from);
        if (end - from > 1 && end - from <= TRY_ALL)
            arrange_few(&s, legs + from, end - from);
        for (size_t i = from; i < end; i++) {
            if (end - from > TRY_ALL)
                best_first(&s, legs + i, end - i);
            vb_leg leg = legs[i];
            if (!take(&s, &leg))
                out++;
            legs[out - 1] = s.last;
        }
    }
    *n = out;
    return true;
}
