/* SPDX-License-Identifier: Apache-2.0 */
/* Which findings concern which items and which legs: by subject and item list, and by the movement rows that a finding
 * cites. */
#include <stdlib.h>

#include "report/html_priv.h"

typedef struct cite { /* a movement row that a fail rests on */
    uint32_t source, number, finding;
    uint32_t item; /* only this item's leg, or VB_NONE: all of the row */
} cite;

typedef struct cites {
    cite *v;
    size_t n, cap;
} cites;

typedef struct passage { /* how a consignment travelled: the same parties, places and day */
    uint32_t finding, from_party, to_party, from_site, to_site;
    int64_t day;
} passage;

typedef struct passages {
    passage *v;
    size_t n, cap;
} passages;

static bool is_item(const vb_finding *f)
{
    return vb_str_eq(vb_str_of(f->subject_kind == NULL ? "" : f->subject_kind), VB_S("item"));
}

static void mark_item(vb_html *h, vb_str id, uint32_t finding)
{
    uint32_t item = vb_dict_find(&h->claims->item_ids, id);
    if (item < h->view->n_items && h->item_finding[item] == VB_NONE)
        h->item_finding[item] = finding; /* findings are sorted: the first is the gravest */
}

/* The number in "line 17" and "eventList[3]". */
static bool number_in(vb_str locator, uint32_t *out)
{
    uint64_t n = 0;
    bool any = false;
    for (size_t i = 0; i < locator.n; i++) {
        bool digit = locator.p[i] >= '0' && locator.p[i] <= '9';
        if (any && !digit)
            break;
        if (digit && n < UINT32_MAX)
            n = n * 10 + (uint64_t)(locator.p[i] - '0');
        any = any || digit;
    }
    *out = (uint32_t)n;
    return any && n <= UINT32_MAX;
}

static bool tests(const vb_finding *f, size_t evidence)
{
    for (size_t i = 0; i < f->n_claims; i++)
        if (f->claims[i].under_test && f->claims[i].evidence == evidence)
            return true;
    return false;
}

static bool moves(const vb_finding_evidence *e)
{
    vb_str kind = vb_str_of(e->kind);
    return vb_str_eq(kind, VB_S("movements")) || vb_str_eq(kind, VB_S("epcis"));
}

/* A finding about an item doubts one of the rows it cites (the one under test); a finding about a shipment or a licence
 * cites the rows it is about. */
static vb_code collect(vb_html *h, const vb_dict *files, const uint32_t *source_of, cites *out, vb_error *err)
{
    for (uint32_t i = 0; i < h->audit->findings->n; i++) {
        const vb_finding *f = &h->audit->findings->v[i];
        bool one = is_item(f), tested = false;
        if (f->verdict != VB_FAIL)
            continue;
        for (size_t k = 0; k < f->n_evidence; k++)
            tested = tested || (moves(&f->evidence[k]) && tests(f, k));
        for (size_t k = 0; k < f->n_evidence; k++) {
            uint32_t file = vb_dict_find(files, f->evidence[k].file), number;
            if (!moves(&f->evidence[k]) || (one && tested && !tests(f, k)) || file == VB_NONE ||
                !number_in(f->evidence[k].locator, &number))
                continue;
            cite *c = VB_PUSH(h->arena, out);
            if (c == NULL)
                return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the report");
            *c = (cite){source_of[file], number, i, one ? vb_dict_find(&h->claims->item_ids, f->subject) : VB_NONE};
        }
    }
    return VB_OK;
}

static int by_place(const void *a, const void *b)
{
    const cite *x = a, *y = b;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->finding < y->finding ? -1 : x->finding > y->finding;
}

static passage passage_of(const vb_leg *leg, uint32_t finding)
{
    int64_t at = vb_leg_time(leg);
    return (passage){finding,        leg->from_party, leg->to_party,
                     leg->from_site, leg->to_site,    at == VB_NO_TIME ? VB_NO_TIME : vb_day_of(at)};
}

static bool same_passage(const passage *a, const passage *b)
{
    return a->finding == b->finding && a->from_party == b->from_party && a->to_party == b->to_party &&
           a->from_site == b->from_site && a->to_site == b->to_site && a->day == b->day;
}

static vb_code mark_leg(vb_html *h, size_t leg_index, uint32_t row, const cites *all, passages *out, vb_error *err)
{
    if (row == VB_NONE)
        return VB_OK;
    const vb_leg *leg = &h->view->legs[leg_index];
    uint32_t source = h->claims->movements.source[row], line = h->claims->movements.line[row];
    size_t low = 0, high = all->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const cite *c = &all->v[mid];
        if (c->source < source || (c->source == source && c->number < line))
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < all->n && all->v[low].source == source && all->v[low].number == line; low++) {
        const cite *c = &all->v[low];
        if (c->item != VB_NONE && c->item != leg->item)
            continue;
        if (h->leg_finding[leg_index] == VB_NONE || c->finding < h->leg_finding[leg_index])
            h->leg_finding[leg_index] = c->finding;
        if (h->audit->findings->v[c->finding].n_items == 0)
            continue;
        passage p = passage_of(leg, c->finding);
        if (out->n > 0 && same_passage(&out->v[out->n - 1], &p))
            continue;
        passage *slot = VB_PUSH(h->arena, out);
        if (slot == NULL)
            return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the report");
        *slot = p;
    }
    return VB_OK;
}

static int by_finding(const void *a, const void *b)
{
    const passage *x = a, *y = b;
    return x->finding < y->finding ? -1 : x->finding > y->finding;
}

/* A finding cites only the first rows of a long consignment: its other items travelled the same way on the same day. */
static void spread(vb_html *h, const passages *all)
{
    for (size_t i = 0; i < all->n;) {
        size_t end = i;
        uint32_t finding = all->v[i].finding;
        while (end < all->n && all->v[end].finding == finding)
            end++;
        size_t stop = end - i > 64 ? i + 64 : end; /* consignments of one finding that are followed */
        const vb_finding *f = &h->audit->findings->v[finding];
        for (size_t k = 0; k < f->n_items; k++) {
            uint32_t item = vb_dict_find(&h->claims->item_ids, f->items[k]);
            if (item >= h->view->n_items)
                continue;
            for (uint32_t l = h->view->leg_first[item]; l < h->view->leg_first[item + 1]; l++) {
                passage p = passage_of(&h->view->legs[l], finding);
                for (size_t m = i; m < stop; m++)
                    if (same_passage(&all->v[m], &p) && (h->leg_finding[l] == VB_NONE || finding < h->leg_finding[l]))
                        h->leg_finding[l] = finding;
            }
        }
        i = end;
    }
}

static vb_code mark_legs(vb_html *h, vb_error *err)
{
    VB_CLEANUP(vb_dict, vb_dict_free) files = {0};
    uint32_t *source_of = VB_NEW(h->arena, uint32_t, h->claims->sources.n + 1);
    cites all = {0};
    passages ways = {0};
    if (source_of == NULL)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the report");
    for (uint32_t i = 0; i < h->claims->sources.n; i++) {
        uint32_t before = files.n, id = vb_dict_add(&files, h->claims->sources.v[i].file);
        if (id == VB_NONE)
            return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the report");
        if (id == before)
            source_of[id] = i;
    }
    VB_TRY(collect(h, &files, source_of, &all, err));
    if (all.n == 0)
        return VB_OK;
    qsort(all.v, all.n, sizeof *all.v, by_place);
    for (size_t i = 0; i < h->view->n_legs; i++) {
        VB_TRY(mark_leg(h, i, h->view->legs[i].movement, &all, &ways, err));
        VB_TRY(mark_leg(h, i, h->view->legs[i].confirmation, &all, &ways, err));
    }
    if (ways.n > 1)
        qsort(ways.v, ways.n, sizeof *ways.v, by_finding);
    spread(h, &ways);
    return VB_OK;
}

vb_code vb_html_join(vb_html *h, vb_error *err)
{
    const vb_findings *f = h->audit->findings;
    h->written = VB_NEW(h->arena, bool, f->n + 1);
    h->item_finding = VB_NEW(h->arena, uint32_t, (size_t)h->view->n_items + 1);
    h->leg_finding = VB_NEW(h->arena, uint32_t, h->view->n_legs + 1);
    if (h->written == NULL || h->item_finding == NULL || h->leg_finding == NULL)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the report");
    memset(h->item_finding, 0xff, ((size_t)h->view->n_items + 1) * sizeof *h->item_finding);
    memset(h->leg_finding, 0xff, (h->view->n_legs + 1) * sizeof *h->leg_finding);
    VB_CLEANUP(vb_dict, vb_dict_free) checks = {0};
    size_t *seen = NULL, n_seen = 0, cap = 0;
    for (uint32_t i = 0; i < f->n; i++) {
        const vb_finding *one = &f->v[i];
        h->count[one->verdict]++;
        if (one->verdict == VB_PASS)
            continue;
        uint32_t check = vb_dict_add(&checks, vb_str_of(one->check));
        if (check == VB_NONE || (n_seen == cap && !vb_table_grow(h->arena, (void **)&seen, n_seen, &cap, sizeof *seen)))
            return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the report");
        if (check == n_seen)
            seen[n_seen++] = 0;
        h->written[i] = seen[check]++ < VB_HTML_PER_CHECK;
        if (is_item(one))
            mark_item(h, one->subject, i);
        for (size_t k = 0; k < one->n_items; k++)
            mark_item(h, one->items[k], i);
    }
    return mark_legs(h, err);
}
