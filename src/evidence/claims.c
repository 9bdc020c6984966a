/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/claims.h"

#include "base/buf.h"
#include "evidence/movements_priv.h"

void vb_claims_free(vb_claims *c)
{
    vb_dict *const dicts[] = {&c->item_ids,    &c->party_ids,   &c->site_ids,
                              &c->model_texts, &c->licence_ids, &c->licence_lines};
    for (size_t i = 0; i < sizeof dicts / sizeof dicts[0]; i++) {
        vb_dict_free(dicts[i]);
        *dicts[i] = (vb_dict){0};
    }
}

vb_code vb_claims_add_source(vb_claims *c, vb_source_kind kind, vb_str file, vb_str bytes, uint32_t *source,
                             vb_error *err)
{
    if (c->sources.n >= VB_MAX_SOURCES)
        return vb_fail(err, VB_E_RANGE, "sources", c->sources.n, "more than %d files in one case", VB_MAX_SOURCES);
    vb_source *s = VB_PUSH(c->arena, &c->sources);
    if (s == NULL)
        return vb_fail(err, VB_E_NOMEM, "sources", c->sources.n, "no memory for the list of files");
    *s = (vb_source){.file = file, .bytes = bytes, .kind = kind};
    *source = (uint32_t)(c->sources.n - 1);
    return VB_OK;
}

/* Outside bytes may stand in a sentence; what is listed can be printed as it is. */
static vb_str printable(vb_arena *arena, const char *text)
{
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    vb_buf_escaped(&b, vb_str_of(text));
    return b.failed ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_str(&b));
}

vb_code vb_claims_issue(vb_claims *c, uint32_t source, bool note, const vb_error *what, vb_error *err)
{
    vb_source *s = source < c->sources.n ? &c->sources.v[source] : NULL;
    if (c->issues.n >= VB_MAX_ISSUES || (s != NULL && s->listed >= VB_MAX_SOURCE_ISSUES)) {
        *(note ? &c->notes_dropped : &c->issues_dropped) += 1;
        return VB_OK;
    }
    vb_str where = printable(c->arena, what->where), message = printable(c->arena, what->message);
    vb_issue *issue = where.p == NULL || message.p == NULL ? NULL : VB_PUSH(c->arena, &c->issues);
    if (issue == NULL)
        return vb_fail(err, VB_E_NOMEM, "issues", c->issues.n, "no memory for the list of input errors");
    *issue = (vb_issue){
        .code = what->code, .note = note, .source = s == NULL ? VB_NONE : source, .where = where, .message = message};
    if (s != NULL)
        s->listed++;
    return VB_OK;
}

vb_code vb_movements_reserve(vb_arena *arena, vb_movements *m, size_t cap, vb_error *err)
{
    if (cap <= m->cap)
        return VB_OK;
    if (cap >= VB_NONE) /* rows are named by 32 bits elsewhere */
        return vb_fail(err, VB_E_RANGE, "movements", cap, "%zu movements, at most %u are read", cap, VB_NONE - 1);
#define GROW(type, name, unstated)                                                                 \
    {                                                                                              \
        type *v = vb_arena_grow(arena, m->name, m->cap, cap, sizeof *v);                           \
        if (v == NULL)                                                                             \
            return vb_fail(err, VB_E_NOMEM, "movements", cap, "no memory for %zu movements", cap); \
        m->name = v;                                                                               \
    }
    VB_MOVEMENT_COLUMNS(GROW)
#undef GROW
    m->cap = cap;
    return VB_OK;
}

vb_code vb_movements_push(vb_claims *c, size_t *row, vb_error *err)
{
    vb_movements *m = &c->movements;
    if (m->n == m->cap)
        VB_TRY(vb_movements_reserve(c->arena, m, m->cap < 64 ? 64 : m->cap + m->cap / 2, err));
#define UNSTATED(type, name, unstated) m->name[m->n] = unstated;
    VB_MOVEMENT_COLUMNS(UNSTATED)
#undef UNSTATED
    *row = m->n++;
    return VB_OK;
}

bool vb_declared_same(const vb_declared *a, const vb_declared *b)
{
    return vb_str_eq(a->goods, b->goods) && vb_str_eq(a->hs, b->hs) && vb_str_eq(a->currency, b->currency) &&
           a->value_minor == b->value_minor && a->weight_gram == b->weight_gram;
}

vb_origin vb_movement_origin(const vb_claims *c, size_t row)
{
    const vb_movements *m = &c->movements;
    if (row >= m->n)
        return (vb_origin){.source = VB_NONE};
    return (vb_origin){.offset = m->offset[row], .line = m->line[row], .source = m->source[row]};
}

const char *vb_movement_kind_name(vb_movement_kind k)
{
    switch (k) {
    case VB_MADE:
        return "made";
    case VB_SHIPPED:
        return "shipped";
    case VB_RECEIVED:
        return "received";
    case VB_INSTALLED:
        return "installed";
    case VB_REMOVED:
        return "removed";
    case VB_REPAIRED:
        return "repaired";
    case VB_REBUILT:
        return "rebuilt";
    case VB_SCRAPPED:
        return "scrapped";
    case VB_LOST:
        return "lost";
    case VB_RETURNED:
        return "returned";
    }
    return "unknown";
}

const char *vb_mode_name(vb_mode m)
{
    switch (m) {
    case VB_MODE_UNSTATED:
        return "";
    case VB_MODE_AIR:
        return "air";
    case VB_MODE_SEA:
        return "sea";
    case VB_MODE_ROAD:
        return "road";
    case VB_MODE_RAIL:
        return "rail";
    case VB_MODE_COURIER:
        return "courier";
    case VB_MODE_HAND_LUGGAGE:
        return "hand-luggage";
    case VB_MODE_POST:
        return "post";
    case VB_MODE_OTHER:
        return "other";
    }
    return "unknown";
}

const char *vb_source_kind_name(vb_source_kind k)
{
    switch (k) {
    case VB_SRC_CASE_INI:
        return "case";
    case VB_SRC_PARTIES:
        return "parties";
    case VB_SRC_OWNERSHIP:
        return "ownership";
    case VB_SRC_SITES:
        return "sites";
    case VB_SRC_ITEMS:
        return "items";
    case VB_SRC_STOCK:
        return "stock";
    case VB_SRC_LICENCES:
        return "licences";
    case VB_SRC_CONDITIONS:
        return "conditions";
    case VB_SRC_DOCUMENTS:
        return "documents";
    case VB_SRC_MOVEMENTS:
        return "movements";
    case VB_SRC_EPCIS:
        return "epcis";
    case VB_SRC_PAYMENTS:
        return "payments";
    case VB_SRC_SALES:
        return "sales";
    case VB_SRC_SIGHTINGS:
        return "sightings";
    case VB_SRC_NVIDIA_SMI_TEXT:
    case VB_SRC_NVIDIA_SMI_XML:
        return "nvidia-smi";
    case VB_SRC_DECISIONS:
        return "decisions";
    case VB_SRC_UNKNOWN:
        return "unknown";
    }
    return "unknown";
}

/* The card that this place tells of; a place inside a card's text belongs to the last card that starts at or before it.
 */
static const vb_card_claim *card_at(const vb_claims *c, vb_origin o)
{
    const vb_card_claim *best = NULL;
    for (size_t i = 0; i < c->cards.n; i++) {
        const vb_card_claim *card = &c->cards.v[i];
        if (card->origin.source == o.source && card->origin.offset <= o.offset &&
            (best == NULL || card->origin.offset >= best->origin.offset))
            best = card;
    }
    return best;
}

vb_str vb_origin_locator(const vb_claims *c, vb_origin o, vb_arena *arena)
{
    if (o.source >= c->sources.n)
        return VB_S("not in the case");
    const vb_source *s = &c->sources.v[o.source];
    const vb_card_claim *card;
    switch (s->kind) {
    case VB_SRC_EPCIS:
        return vb_arena_printf(arena, "eventList[%u]", o.line);
    case VB_SRC_NVIDIA_SMI_TEXT:
    case VB_SRC_NVIDIA_SMI_XML:
        card = card_at(c, o);
        if (card != NULL)
            return vb_arena_printf(arena, "card %u (line %u)", card->index, o.line);
        break;
    case VB_SRC_CASE_INI:
    case VB_SRC_PARTIES:
    case VB_SRC_OWNERSHIP:
    case VB_SRC_SITES:
    case VB_SRC_ITEMS:
    case VB_SRC_STOCK:
    case VB_SRC_LICENCES:
    case VB_SRC_CONDITIONS:
    case VB_SRC_DOCUMENTS:
    case VB_SRC_MOVEMENTS:
    case VB_SRC_PAYMENTS:
    case VB_SRC_SALES:
    case VB_SRC_SIGHTINGS:
    case VB_SRC_DECISIONS:
    case VB_SRC_UNKNOWN:
        break;
    }
    return o.line == 0 ? VB_S("the file") : vb_arena_printf(arena, "line %u", o.line);
}
