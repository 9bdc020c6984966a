/* SPDX-License-Identifier: Apache-2.0 */
/* Error declarations. EPCIS 2.0, EPCISEvent: an event is declared to be an error by capturing it once more, the
 * same in all but its record time, with an errorDeclaration; correctiveEventIDs name the events that stand instead, not
 * the one that falls. Where both state an eventID it must be the same; where one of them states none, all that they
 * tell must be. */
#include <stdio.h>
#include <stdlib.h>

#include "base/dict.h"
#include "evidence/epcis_priv.h"
#include "evidence/movements_priv.h"

/* ---- What an event tells, as one hash */

static void add(vb_buf *b, vb_str s) /* with its length, so that no two lists of texts look alike */
{
    vb_buf_printf(b, "%zu:", s.n);
    vb_buf_add(b, s);
}

static int by_text(const void *a, const void *b)
{
    return vb_str_compare(*(const vb_str *)a, *(const vb_str *)b);
}

/* The texts in order of their bytes. */
static void add_sorted(vb_buf *b, vb_str *texts, size_t n)
{
    if (n > 1)
        qsort(texts, n, sizeof *texts, by_text);
    vb_buf_printf(b, "[%zu", n);
    for (size_t i = 0; i < n; i++)
        add(b, texts[i]);
    vb_buf_char(b, ']');
}

static void add_texts(vb_buf *b, vb_epcis_texts t, vb_arena *scratch)
{
    vb_str *copy = VB_NEW(scratch, vb_str, t.n + 1);
    if (copy == NULL) {
        b->failed = true;
        return;
    }
    for (size_t i = 0; i < t.n; i++)
        copy[i] = t.v[i];
    add_sorted(b, copy, t.n);
}

static void add_quantities(vb_buf *b, vb_epcis_quantities q, vb_arena *scratch)
{
    vb_str *texts = VB_NEW(scratch, vb_str, q.n + 1);
    for (size_t i = 0; texts != NULL && i < q.n; i++)
        texts[i] = vb_arena_printf(scratch, "%zu:%.*s %.*s %.*s", q.v[i].epc_class.n, (int)q.v[i].epc_class.n,
                                   q.v[i].epc_class.p, VB_ARG(q.v[i].amount), VB_ARG(q.v[i].unit));
    if (texts == NULL)
        b->failed = true;
    else
        add_sorted(b, texts, q.n);
}

static void add_ends(vb_buf *b, vb_epcis_ends e, vb_arena *scratch)
{
    vb_str *texts = VB_NEW(scratch, vb_str, e.n + 1);
    for (size_t i = 0; texts != NULL && i < e.n; i++)
        texts[i] = vb_arena_printf(scratch, "%zu:%.*s %.*s", e.v[i].kind.n, (int)e.v[i].kind.n,
                                   e.v[i].kind.p == NULL ? "" : e.v[i].kind.p, (int)e.v[i].id.n, e.v[i].id.p);
    if (texts == NULL)
        b->failed = true;
    else
        add_sorted(b, texts, e.n);
}

vb_code vb_epcis_content(const vb_epcis_event *e, vb_hash *out, vb_error *err)
{
    VB_CLEANUP(vb_arena, vb_arena_free) scratch = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    vb_buf_printf(&b, "%d %d %lld %d ", (int)e->type, (int)e->action, (long long)e->at.at, e->zone_minutes);
    const vb_str single[] = {e->type_name,         e->biz_step,   e->disposition, e->parent,
                             e->transformation_id, e->read_point, e->biz_location};
    for (size_t i = 0; i < sizeof single / sizeof single[0]; i++)
        add(&b, single[i]);
    const vb_epcis_texts texts[] = {e->items, e->children, e->inputs, e->outputs, e->set, e->unset};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        add_texts(&b, texts[i], &scratch);
    const vb_epcis_quantities quantities[] = {e->quantities, e->child_quantities, e->input_quantities,
                                              e->output_quantities};
    for (size_t i = 0; i < sizeof quantities / sizeof quantities[0]; i++)
        add_quantities(&b, quantities[i], &scratch);
    const vb_epcis_ends ends[] = {e->from, e->to, e->documents};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        add_ends(&b, ends[i], &scratch);
    if (b.failed)
        return vb_fail(err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory to compare events");
    return vb_sha256(vb_buf_str(&b), out, err);
}

/* ---- Declarations */

static const char *reason_text(vb_str reason)
{
    if (vb_str_eq(reason, VB_S("did_not_occur")))
        return "it did not occur";
    if (vb_str_eq(reason, VB_S("incorrect_data")))
        return "its data are incorrect";
    return reason.n == 0 ? "no reason is given" : "for a reason of the user's own";
}

vb_code vb_epcis_declare(vb_claims *c, uint32_t source, const vb_epcis_event *e, vb_error *err)
{
    vb_withdrawal_claim w = {.item = VB_NONE, .at = e->declared_at};
    size_t length = e->end - e->begin;
    char text[160];
    w.origin = (vb_origin){e->begin, length > UINT32_MAX ? 0 : (uint32_t)length, e->index, source};
    VB_TRY(vb_epcis_keep(c, source, e->event_id, &w.event, err));
    VB_TRY(vb_epcis_keep(c, source, e->error_reason, &w.reason, err));
    VB_TRY(vb_epcis_content(e, &w.content, err));
    vb_withdrawal_claim *room = VB_PUSH(c->arena, &c->withdrawals);
    if (room == NULL)
        return vb_fail(err, VB_E_NOMEM, "withdrawals", c->withdrawals.n, "no memory for withdrawals");
    *room = w;
    (void)snprintf(text, sizeof text,
                   "declared to be an error (%s): no claim is made of it; events that stand instead: %zu named",
                   reason_text(e->error_reason), e->corrective_ids.n);
    return vb_epcis_tell(c, source, true, e->index, text, err);
}

/* ---- Taking back */

void vb_epcis_drop_movements(vb_claims *c, const bool *drop)
{
    vb_movements *m = &c->movements;
    size_t kept = 0;
    for (size_t row = 0; row < m->n; row++) {
        if (drop[row])
            continue;
        if (kept != row) {
#define MOVE(type, name, unstated) m->name[kept] = m->name[row];
            VB_MOVEMENT_COLUMNS(MOVE)
#undef MOVE
        }
        kept++;
    }
    m->n = kept;
}

typedef struct search {
    const vb_claims *c;
    vb_dict ids;      /* eventIDs of withdrawn events */
    vb_dict contents; /* what withdrawn events tell, 32 bytes each */
    vb_dict nameless; /* the same, of withdrawals without an eventID */
    vb_arena arena;
    struct {
        uint64_t *v;
        size_t n, cap;
    } found; /* source << 32 | index of the event, growing */
    uint32_t source;
} search;

static void search_free(search *s)
{
    vb_dict_free(&s->ids);
    vb_dict_free(&s->contents);
    vb_dict_free(&s->nameless);
    vb_arena_free(&s->arena);
}

static vb_code remember(search *s, vb_error *err)
{
    for (size_t i = 0; i < s->c->withdrawals.n; i++) {
        const vb_withdrawal_claim *w = &s->c->withdrawals.v[i];
        vb_str content = {(const char *)w->content.b, sizeof w->content.b};
        if (w->item != VB_NONE)
            continue;
        bool full = vb_dict_add(&s->contents, content) == VB_NONE;
        if (w->event.n > 0)
            full = full || vb_dict_add(&s->ids, w->event) == VB_NONE;
        else
            full = full || vb_dict_add(&s->nameless, content) == VB_NONE;
        if (full)
            return vb_fail(err, VB_E_NOMEM, "withdrawals", i, "no memory for withdrawals");
    }
    return VB_OK;
}

static vb_code compare(void *context, const vb_epcis_event *e, vb_error *err)
{
    search *s = context;
    if (e->in_error)
        return VB_OK;
    bool same = e->event_id.n > 0 && vb_dict_find(&s->ids, e->event_id) != VB_NONE;
    if (!same && (e->event_id.n == 0 || s->nameless.n > 0)) {
        vb_hash content;
        VB_TRY(vb_epcis_content(e, &content, err));
        vb_str bytes = {(const char *)content.b, sizeof content.b};
        same = vb_dict_find(e->event_id.n == 0 ? &s->contents : &s->nameless, bytes) != VB_NONE;
    }
    if (!same)
        return VB_OK;
    uint64_t *room = VB_PUSH(&s->arena, &s->found);
    if (room == NULL)
        return vb_fail(err, VB_E_NOMEM, "withdrawals", s->found.n, "no memory for withdrawals");
    *room = (uint64_t)s->source << 32 | e->index;
    return VB_OK;
}

static bool is_found(const search *s, uint32_t source, uint32_t index)
{
    uint64_t key = (uint64_t)source << 32 | index;
    size_t low = 0, high = s->found.n;
    if (source >= s->c->sources.n || s->c->sources.v[source].kind != VB_SRC_EPCIS)
        return false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->found.v[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->found.n && s->found.v[low] == key;
}

/* One note for each event that loses claims; they stand together, in the order of the files. */
static vb_code tell_dropped(vb_claims *c, vb_origin o, uint64_t *last, vb_error *err)
{
    uint64_t key = (uint64_t)o.source << 32 | o.line;
    if (*last == key)
        return VB_OK;
    *last = key;
    return vb_epcis_tell(c, o.source, true, o.line, "withdrawn: another event declares this one to be an error", err);
}

static vb_code drop_found(vb_claims *c, const search *s, vb_error *err)
{
    uint64_t last = UINT64_MAX;
    bool *drop = calloc(c->movements.n + 1, sizeof *drop);
    if (drop == NULL)
        return vb_fail(err, VB_E_NOMEM, "withdrawals", VB_NO_OFFSET, "no memory to withdraw movements");
    vb_code rc = VB_OK;
    for (size_t row = 0; rc == VB_OK && row < c->movements.n; row++) {
        vb_origin o = vb_movement_origin(c, row);
        drop[row] = is_found(s, o.source, o.line);
        if (drop[row])
            rc = tell_dropped(c, o, &last, err);
    }
    if (rc == VB_OK)
        vb_epcis_drop_movements(c, drop);
    free(drop);
    size_t kept = 0;
    for (size_t i = 0; rc == VB_OK && i < c->sightings.n; i++) {
        vb_sighting_claim claim = c->sightings.v[i];
        if (!is_found(s, claim.origin.source, claim.origin.line))
            c->sightings.v[kept++] = claim;
        else
            rc = tell_dropped(c, claim.origin, &last, err);
    }
    if (rc != VB_OK)
        return rc;
    c->sightings.n = kept;
    kept = 0;
    for (size_t i = 0; i < c->packing.n; i++)
        if (!is_found(s, c->packing.v[i].origin.source, c->packing.v[i].origin.line))
            c->packing.v[kept++] = c->packing.v[i];
    c->packing.n = kept;
    return VB_OK;
}

vb_code vb_epcis_withdraw(vb_claims *c, uint32_t source, vb_error *err)
{
    VB_CLEANUP(search, search_free) s = {.c = c};
    VB_TRY(remember(&s, err));
    if (s.contents.n == 0)
        return VB_OK;
    for (uint32_t i = 0; i < c->sources.n; i++) {
        if (c->sources.v[i].kind != VB_SRC_EPCIS || (source != VB_NONE && source != i))
            continue;
        s.source = i;
        VB_TRY(vb_epcis_walk(c, i, &(vb_epcis_visit){&s, compare, NULL}, err));
    }
    return s.found.n == 0 ? VB_OK : drop_found(c, &s, err);
}
