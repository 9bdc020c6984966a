/* SPDX-License-Identifier: Apache-2.0 */
/* balance.items: opening + in - out - end != closing? For discrete items the material unaccounted for must be exactly
 * zero (nuclear material accountancy: MUF = opening + receipts - shipments - closing). Resolved to the serial numbers
 * when both counts name items. */
#include <stdlib.h>

#include "checks/check.h"
#include "checks/checks_priv.h"

typedef struct row {
    uint32_t stock, party, site, model, item;
    int64_t at; /* last moment of the count */
} row;

typedef struct count { /* rows of one count: same moment, party, site, model */
    int64_t at;
    uint32_t party, site, model;
    int64_t quantity;
    bool by_item; /* every row names an item */
    bool day_only;
    size_t first, n; /* in the sorted rows */
    /* changes since the count before */
    int64_t in, out;
    int64_t unsure_in,
        unsure_out; /* that may lie in this period, or not: no moment, no site, under way, the hour of a count */
} count;

typedef struct change {
    uint32_t item, count;
    int32_t by;
} change;

typedef struct job {
    const vb_context *cx;
    row *rows;
    count *counts;
    size_t n_rows, n_counts;
    struct {
        change *v;
        size_t n, cap;
    } changes;
    uint32_t *under_way; /* legs without arrival, in order of consignee */
    size_t n_under_way;
} job;

static uint32_t key_of(const vb_context *cx, const vb_stock_claim *s)
{
    uint32_t text = s->model != VB_NONE  ? s->model
                    : s->item != VB_NONE ? cx->view->model_text_of_item[s->item]
                                         : VB_NONE;
    return text == VB_NONE ? VB_NONE : cx->view->model_key[text];
}

static int compare_row(const void *pa, const void *pb)
{
    const row *a = pa, *b = pb;
    if (a->party != b->party)
        return a->party < b->party ? -1 : 1;
    if (a->site != b->site)
        return a->site < b->site ? -1 : 1;
    if (a->model != b->model)
        return a->model < b->model ? -1 : 1;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    if (a->item != b->item)
        return a->item < b->item ? -1 : 1;
    return a->stock < b->stock ? -1 : a->stock > b->stock;
}

static vb_code no_memory(vb_error *err)
{
    return vb_fail(err, VB_E_NOMEM, "balance.items", VB_NO_OFFSET, "no memory");
}

static vb_code read_counts(job *j, vb_error *err)
{
    const vb_claims *c = j->cx->claims;
    j->rows = VB_NEW(j->cx->scratch, row, c->stock.n);
    j->counts = VB_NEW(j->cx->scratch, count, c->stock.n);
    if (j->rows == NULL || j->counts == NULL)
        return no_memory(err);
    for (size_t i = 0; i < c->stock.n; i++) {
        const vb_stock_claim *s = &c->stock.v[i];
        if (s->at.at != VB_NO_TIME && s->at.at <= j->cx->as_of)
            j->rows[j->n_rows++] =
                (row){(uint32_t)i, s->party, s->site, key_of(j->cx, s), s->item, s->at.at + s->at.span - 1};
    }
    if (j->n_rows > 1)
        qsort(j->rows, j->n_rows, sizeof *j->rows, compare_row);
    for (size_t i = 0; i < j->n_rows; i++) {
        const row *r = &j->rows[i];
        const vb_stock_claim *s = &c->stock.v[r->stock];
        count *now = j->n_counts == 0 ? NULL : &j->counts[j->n_counts - 1];
        if (now == NULL || now->party != r->party || now->site != r->site || now->model != r->model ||
            now->at != r->at) {
            now = &j->counts[j->n_counts++];
            *now = (count){.at = r->at,
                           .party = r->party,
                           .site = r->site,
                           .model = r->model,
                           .by_item = true,
                           .first = i,
                           .day_only = s->at.span >= VB_DAY};
        } else if (r->item != VB_NONE && r->item == r[-1].item) {
            now->n++;
            continue; /* one item written twice in a count is there once */
        }
        now->quantity += s->quantity;
        now->by_item = now->by_item && s->item != VB_NONE;
        now->n++;
    }
    return VB_OK;
}

static bool same_stock(const count *a, const count *b)
{
    return a->party == b->party && a->site == b->site && a->model == b->model;
}

/* One change of a holding, into the period in which it lies; [first, end) are the counts of one stock. */
static vb_code book(job *j, size_t first, size_t end, const vb_holding *h, const vb_entry *e, vb_error *err)
{
    const vb_leg *leg = &j->cx->view->legs[e->leg];
    const count *stock = &j->counts[first];
    if (stock->site == VB_NONE && leg->from_party == leg->to_party && leg->kind != VB_SCRAPPED && leg->kind != VB_LOST)
        return VB_OK; /* between two sites of one party */
    bool no_site = stock->site != VB_NONE && h->site == VB_NONE;
    bool departs = leg->departed != VB_NO_TIME && (e->change < 0 || leg->arrived == VB_NO_TIME);
    bool day_only = (leg->day_only & (departs ? VB_DEPARTED_DAY : VB_ARRIVED_DAY)) != 0;
    int64_t latest = e->at + (day_only ? VB_DAY - 1 : 0);
    size_t low = first, high = end; /* the first count at or after it closes its period */
    while (low < high && e->at != VB_NO_TIME) {
        size_t middle = low + (high - low) / 2;
        if (j->counts[middle].at < e->at)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = first + 1; i < end && (e->at == VB_NO_TIME || no_site); i++) {
        if (e->at != VB_NO_TIME && i != low)
            continue;
        j->counts[i].unsure_in += e->change > 0 ? e->change : 0;
        j->counts[i].unsure_out -= e->change < 0 ? e->change : 0;
    }
    if (e->at == VB_NO_TIME || no_site)
        return VB_OK;
    /* a date alone on the day of a count with its hour: before it or after it */
    if (low < end && latest > j->counts[low].at)
        for (size_t i = low; i <= low + 1 && i < end; i++) {
            j->counts[i].unsure_in += e->change > 0 ? e->change : -e->change;
            j->counts[i].unsure_out += e->change > 0 ? e->change : -e->change;
        }
    if (low == first || low == end)
        return VB_OK; /* before the opening count, or after the last */
    count *c = &j->counts[low];
    c->in += e->change > 0 ? e->change : 0;
    c->out -= e->change < 0 ? e->change : 0;
    if (leg->item == VB_NONE || !c->by_item || !j->counts[low - 1].by_item)
        return VB_OK;
    change *slot = VB_PUSH(j->cx->scratch, &j->changes);
    if (slot == NULL)
        return no_memory(err);
    *slot = (change){leg->item, (uint32_t)low, e->change};
    return VB_OK;
}

static int by_consignee(const void *pa, const void *pb, void *view)
{
    const vb_leg *legs = ((const vb_view *)view)->legs;
    uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;
    if (legs[a].to_party != legs[b].to_party)
        return legs[a].to_party < legs[b].to_party ? -1 : 1;
    return a < b ? -1 : a > b;
}

static bool still_under_way(const vb_leg *leg)
{
    return (leg->kind == VB_SHIPPED || leg->kind == VB_RETURNED) && leg->arrived == VB_NO_TIME &&
           leg->confirmation == VB_NONE && leg->to_party != VB_NONE && leg->to_party != leg->from_party;
}

static vb_code find_under_way(job *j, vb_error *err)
{
    const vb_view *v = j->cx->view;
    size_t n = 0;
    for (size_t i = 0; i < v->n_legs; i++)
        n += still_under_way(&v->legs[i]);
    j->under_way = VB_NEW(j->cx->scratch, uint32_t, n);
    if (j->under_way == NULL)
        return no_memory(err);
    for (size_t i = 0; i < v->n_legs; i++)
        if (still_under_way(&v->legs[i]))
            j->under_way[j->n_under_way++] = (uint32_t)i;
    if (n > 1)
        qsort_r(j->under_way, n, sizeof *j->under_way, by_consignee, (void *)(uintptr_t)v);
    return VB_OK;
}

/* What left for the party and may have arrived by a count, though nobody wrote it down. */
static void book_under_way(job *j, size_t first, size_t end)
{
    const vb_view *v = j->cx->view;
    const count *stock = &j->counts[first];
    size_t low = 0, high = j->n_under_way;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (v->legs[j->under_way[middle]].to_party < stock->party)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < j->n_under_way && v->legs[j->under_way[low]].to_party == stock->party; low++) {
        const vb_leg *leg = &v->legs[j->under_way[low]];
        uint32_t text = vb_view_leg_model_text(v, leg), model = text == VB_NONE ? VB_NONE : v->model_key[text];
        if ((stock->model != VB_NONE && model != stock->model) ||
            (stock->site != VB_NONE && leg->to_site != VB_NONE && leg->to_site != stock->site))
            continue;
        for (size_t i = first + 1; i < end; i++)
            if (leg->departed == VB_NO_TIME || leg->departed <= j->counts[i].at)
                j->counts[i].unsure_in += vb_leg_quantity(v, leg);
    }
}

static vb_code book_all(job *j, size_t first, size_t end, vb_error *err)
{
    const vb_view *v = j->cx->view;
    const count *stock = &j->counts[first];
    size_t low = 0, high = v->n_holdings;
    while (low < high) { /* holdings are in order of party, site, model; an unknown site comes last */
        size_t middle = low + (high - low) / 2;
        if (v->holdings[middle].party < stock->party)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < v->n_holdings && v->holdings[low].party == stock->party; low++) {
        const vb_holding *h = &v->holdings[low];
        if ((stock->site != VB_NONE && h->site != stock->site && h->site != VB_NONE) ||
            (stock->model != VB_NONE && h->model != stock->model))
            continue;
        for (size_t k = 0; k < h->n; k++)
            VB_TRY(book(j, first, end, h, &v->entries[h->first + k], err));
    }
    book_under_way(j, first, end);
    return VB_OK;
}

static int by_item(const void *pa, const void *pb)
{
    const change *a = pa, *b = pb;
    return a->item < b->item ? -1 : a->item > b->item;
}

/* Serial numbers behind a difference: what the opening count and the movements leave, against what was counted. */
static vb_code resolve(const job *j, size_t close, const change *changes, size_t n_changes, uint32_t **missing,
                       size_t *n_missing, uint32_t **surplus, size_t *n_surplus, vb_error *err)
{
    const count *c[2] = {&j->counts[close - 1], &j->counts[close]};
    size_t n = 0, most = c[0]->n + c[1]->n + n_changes;
    change *all = VB_NEW(j->cx->scratch, change, most);
    *missing = VB_NEW(j->cx->scratch, uint32_t, most);
    *surplus = VB_NEW(j->cx->scratch, uint32_t, most);
    *n_missing = *n_surplus = 0;
    if (all == NULL || *missing == NULL || *surplus == NULL)
        return no_memory(err);
    for (unsigned k = 0; k < 2; k++)
        for (size_t i = c[k]->first; i < c[k]->first + c[k]->n; i++)
            if (i == c[k]->first || j->rows[i].item != j->rows[i - 1].item)
                all[n++] = (change){j->rows[i].item, 0, k == 0 ? 1 : -1};
    if (n_changes > 0)
        memcpy(all + n, changes, n_changes * sizeof *all);
    n += n_changes;
    if (n > 1)
        qsort(all, n, sizeof *all, by_item);
    for (size_t i = 0, end; i < n; i = end) {
        int64_t sum = 0;
        for (end = i; end < n && all[end].item == all[i].item; end++)
            sum += all[end].by;
        if (sum > 0)
            (*missing)[(*n_missing)++] = all[i].item;
        else if (sum < 0)
            (*surplus)[(*n_surplus)++] = all[i].item;
    }
    return VB_OK;
}

static vb_code name_items(const vb_context *cx, const uint32_t *items, size_t n, vb_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (cx->view->leg_first[items[i]] < cx->view->leg_first[items[i] + 1])
            (void)vb_draft_cite_movement(cx->draft, cx, cx->view->legs[cx->view->leg_first[items[i] + 1] - 1].movement);
    return vb_draft_items(cx->draft, cx, items, n, err);
}

static vb_code judge(job *j, size_t close_index, const change *changes, size_t n_changes, vb_findings *out,
                     vb_error *err)
{
    const vb_context *cx = j->cx;
    const count *open = &j->counts[close_index - 1], *close = &j->counts[close_index];
    int64_t expected = open->quantity + close->in - close->out, difference = close->quantity - expected;
    uint32_t *missing = NULL, *surplus = NULL;
    size_t n_missing = 0, n_surplus = 0;
    bool by_serial = open->by_item && close->by_item;
    bool unsure = close->unsure_in > 0 || close->unsure_out > 0;
    if (by_serial && (difference != 0 || !unsure))
        VB_TRY(resolve(j, close_index, changes, n_changes, &missing, &n_missing, &surplus, &n_surplus, err));
    bool swapped = difference == 0 && n_missing > 0;
    if (difference == 0 && !swapped)
        return VB_OK;
    /* what may lie in the period or not could make up the difference */
    bool tell = !(difference > 0 ? difference <= close->unsure_in : difference < 0 && -difference <= close->unsure_out);
    vb_draft *d = cx->draft;
    char day[24];
    vb_str party = vb_say_party(cx, open->party),
           model = vb_say_model(cx, vb_view_text_model(cx->view, open->model), open->model);
    vb_draft_open(d, &vb_check_balance_items, tell ? VB_FAIL : VB_OPEN, tell ? VB_HIGH : VB_MEDIUM, "party",
                  vb_dict_text(&cx->claims->party_ids, open->party));
    vb_time_text(close->at, close->day_only, day);
    d->f.key =
        vb_arena_printf(cx->scratch, "%.*s|%.*s|%s",
                        VB_ARG(open->site == VB_NONE ? VB_STR_NONE : vb_dict_text(&cx->claims->site_ids, open->site)),
                        VB_ARG(model), day);
    uint32_t first = vb_draft_cite(d, cx, cx->claims->stock.v[j->rows[open->first].stock].origin),
             last = vb_draft_cite(d, cx, cx->claims->stock.v[j->rows[close->first].stock].origin);
    vb_draft_claim(d, N_("opening count"), vb_text_number(cx, open->quantity, ""), VB_DECLARED, first, false);
    vb_draft_claim(d, N_("received"), vb_text_number(cx, close->in, ""), VB_DECLARED, VB_NONE, false);
    vb_draft_claim(d, N_("sent away, scrapped or lost"), vb_text_number(cx, close->out, ""), VB_DECLARED, VB_NONE,
                   false);
    vb_draft_claim(d, N_("closing count"), vb_text_number(cx, close->quantity, ""), VB_DECLARED, last, true);
    if (by_serial)
        VB_TRY(name_items(cx, difference > 0 ? surplus : missing, difference > 0 ? n_surplus : n_missing, err));
    vb_arg args[] = {VB_TEXT(party),
                     VB_NUMBER(close->quantity),
                     VB_TEXT(model),
                     VB_NUMBER(expected),
                     VB_NUMBER(difference < 0 ? -difference : difference),
                     VB_DATE(close->at)};
    if (!tell)
        d->f.because.msgid = N_("{0} counted {1} {2} on {5}; by opening count and movements there must be {3}, but the "
                                "date, the site or the arrival of movements that could explain the {4} is not stated.");
    else if (swapped)
        d->f.because.msgid = N_("{0} counted {1} {2} on {5}, as many as there must be ({3}), but not the same ones: "
                                "{4} are missing and others stand in their place.");
    else
        d->f.because.msgid =
            difference < 0
                ? N_("{0} counted {1} {2} on {5}; by opening count and movements there must be {3}: {4} are missing.")
                : N_("{0} counted {1} {2} on {5}; by opening count and movements there must be {3}: {4} came from "
                     "nowhere.");
    if (swapped)
        args[4].number = (int64_t)n_missing;
    memcpy(d->f.because.arg, args, sizeof args);
    d->f.because.n = sizeof args / sizeof args[0];
    d->f.refute =
        VB_SAY(N_("A movement of these items that is not in the case, or a corrected count of {0}."), VB_TEXT(party));
    const vb_issue *refused =
        vb_check_refused_row(cx, VB_SRC_MOVEMENTS, vb_dict_text(&cx->claims->party_ids, open->party));
    if (refused != NULL && d->f.verdict == VB_FAIL)
        vb_draft_refused(d, cx, refused);
    d->f.rule.citation = VB_S("15 CFR 762.2");
    return vb_findings_add(out, d, err);
}

static int by_count(const void *pa, const void *pb)
{
    const change *a = pa, *b = pb;
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    return a->item < b->item ? -1 : a->item > b->item;
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    job j = {.cx = cx};
    bool any = false;
    (void)parameters;
    VB_TRY(read_counts(&j, err));
    VB_TRY(find_under_way(&j, err));
    for (size_t i = 0, end; i < j.n_counts; i = end) {
        for (end = i + 1; end < j.n_counts && same_stock(&j.counts[i], &j.counts[end]); end++)
            ;
        if (end - i > 1) {
            any = true;
            VB_TRY(book_all(&j, i, end, err));
        }
    }
    if (!any)
        return vb_check_open_input(
            &vb_check_balance_items, cx,
            N_("No party has an opening and a closing count, so no balance can be struck ({0})."),
            "stock.csv with two counts of one party, site and model", out, err);
    if (j.changes.n > 1)
        qsort(j.changes.v, j.changes.n, sizeof *j.changes.v, by_count);
    for (size_t i = 1, at = 0; i < j.n_counts; i++) {
        size_t from = at;
        for (; at < j.changes.n && j.changes.v[at].count <= i; at++)
            from = j.changes.v[at].count < i ? at + 1 : from;
        if (same_stock(&j.counts[i - 1], &j.counts[i]))
            VB_TRY(judge(&j, i, at > from ? j.changes.v + from : NULL, at - from, out, err));
    }
    return VB_OK;
}

const vb_check vb_check_balance_items = {
    .id = "balance.items",
    .since = "0.1.0",
    .question = N_("Does opening stock plus receipts minus dispatches give the closing stock?"),
    .passed = N_("Every pair of counts agrees with the movements between them."),
    .needs = "stock.csv, movements.csv",
    .severity = VB_HIGH,
    .run = run,
};
