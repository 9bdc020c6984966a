/* SPDX-License-Identifier: Apache-2.0 */
/* identity.duplicate: does one serial, UUID, PDI, die or board belong to two items? */
#include <stdlib.h>

#include "checks/check.h"
#include "checks/checks_priv.h"

typedef struct holder { /* one claim that an identity belongs to something */
    uint32_t identity;  /* id of the text in the dictionary */
    uint32_t item;      /* or VB_NONE: a card of an inventory file that no item names */
    uint32_t card;      /* or VB_NONE: a row of items.csv */
    uint32_t row;       /* of items.csv */
} holder;

typedef struct identity_kind {
    const char *name, *word;
    vb_severity severity;
    vb_str (*of_item)(const vb_item_claim *);
    vb_str (*of_card)(const vb_card_claim *);
    bool vendor_wide;                  /* unique only within one maker: the model's vendor is part of the key */
    bool hexadecimal, of_board, moves; /* moves: with the die, when a repair puts it on another board */
} identity_kind;

static vb_str item_serial(const vb_item_claim *c)
{
    return c->serial;
}
static vb_str item_uuid(const vb_item_claim *c)
{
    return c->uuid;
}
static vb_str item_pdi(const vb_item_claim *c)
{
    return c->pdi;
}
static vb_str item_die(const vb_item_claim *c)
{
    return c->die;
}
static vb_str item_board(const vb_item_claim *c)
{
    return c->board_serial;
}
static vb_str card_serial(const vb_card_claim *c)
{
    return c->serial;
}
static vb_str card_uuid(const vb_card_claim *c)
{
    return c->uuid;
}
static vb_str card_pdi(const vb_card_claim *c)
{
    return c->pdi;
}

static const identity_kind kinds[] = {
    {"pdi", N_("PDI"), VB_CRITICAL, item_pdi, card_pdi, false, true, false, true},
    {"uuid", N_("UUID"), VB_HIGH, item_uuid, card_uuid, false, true, false, false},
    {"die", N_("die"), VB_HIGH, item_die, NULL, false, false, false, true},
    {"serial", N_("serial number"), VB_HIGH, item_serial, card_serial, true, false, true, false},
    {"board", N_("board serial"), VB_HIGH, item_board, NULL, true, false, true, false},
};

/* "1,65E+12": a spreadsheet made a number of a long serial and threw its digits away. */
static bool rounded_by_a_spreadsheet(vb_str s)
{
    size_t at = vb_str_find(s, VB_S("E+"), 0);
    if (at == SIZE_MAX || at == 0 || at + 2 >= s.n)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (i != at && i != at + 1 && (s.p[i] < '0' || s.p[i] > '9') && s.p[i] != ',' && s.p[i] != '.')
            return false;
    return true;
}

/* Values that stand for "none": they are on many cards and identify nothing. */
static bool says_nothing(vb_str s)
{
    static const char *const empty[] = {"n/a",
                                        "[n/a]",
                                        "na",
                                        "none",
                                        "unknown",
                                        "0",
                                        "-",
                                        "tbd",
                                        "not stated",
                                        "masked",
                                        "redacted",
                                        "n.a.",
                                        "k.a.",
                                        "unbekannt",
                                        "keine",
                                        "kein",
                                        "ohne",
                                        "no serial",
                                        "not known",
                                        "to be filled by o.e.m.",
                                        "default string",
                                        "not specified",
                                        "[not supported]",
                                        "not available",
                                        "0123456789",
                                        "1234567890"};
    if (vb_str_starts(s, VB_S("gpu-")) || vb_str_starts(s, VB_S("GPU-")))
        s = vb_str_sub(s, 4, s.n); /* "GPU-XXXXXXXX-..." is masked too */
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++)
        if (vb_str_eq_nocase(s, vb_str_of(empty[i])))
            return true;
    if (rounded_by_a_spreadsheet(s))
        return true;
    bool same = true; /* "0000000000", "xxxxxxxx": placeholders and masked values */
    for (size_t i = 1; i < s.n; i++)
        same = same && (s.p[i] == s.p[0] || s.p[i] == '-');
    return s.n < 2 || same || vb_str_contains_nocase(s, VB_S("00000000-0000-0000-0000-000000000000"));
}

/* UUIDs and PDIs are hexadecimal: written in capitals they are the same. */
static vb_str same_case(const vb_context *cx, const identity_kind *kind, vb_str s)
{
    bool capitals = false;
    for (size_t i = 0; i < s.n; i++)
        capitals = capitals || (s.p[i] >= 'A' && s.p[i] <= 'Z');
    if (!capitals || !kind->hexadecimal)
        return s;
    char *low = VB_NEW(cx->scratch, char, s.n);
    for (size_t i = 0; low != NULL && i < s.n; i++)
        low[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] - 'A' + 'a') : s.p[i];
    return low == NULL ? s : (vb_str){low, s.n};
}

/* Boards with several chips: each chip is an item, all wear the board's numbers. */
static bool one_board(const vb_context *cx, const identity_kind *kind, const holder *a, const holder *b)
{
    static const char *const boards[] = {"A16", "M10", "M60", "K80", "A10x2", "MI250", "MI250X"};
    if (!kind->of_board || a->card == VB_NONE || b->card == VB_NONE)
        return false;
    const vb_card_claim *x = &cx->claims->cards.v[a->card], *y = &cx->claims->cards.v[b->card];
    if (x->origin.source != y->origin.source || !vb_str_eq(x->name, y->name) || vb_str_eq(x->uuid, y->uuid))
        return false;
    for (size_t i = 0; i < sizeof boards / sizeof boards[0]; i++)
        if (vb_str_ends(x->name, vb_str_of(boards[i])))
            return true;
    return false;
}

/* A die that moved to another board leaves the old one dead. */
static bool dead(const vb_context *cx, uint32_t item)
{
    const vb_item_claim *c = vb_view_item(cx->view, item);
    return item < cx->view->n_items && (cx->view->custody[item].ended || (c != NULL && c->status == VB_ITEM_SCRAPPED));
}

static int compare(const void *pa, const void *pb)
{
    const holder *a = pa, *b = pb;
    if (a->identity != b->identity)
        return a->identity < b->identity ? -1 : 1;
    if (a->item != b->item)
        return a->item < b->item ? -1 : 1;
    if (a->card != b->card)
        return a->card < b->card ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static vb_str vendor(const vb_context *cx, uint32_t item)
{
    const vb_model *m = item == VB_NONE ? NULL : vb_view_text_model(cx->view, cx->view->model_text_of_item[item]);
    return m == NULL ? VB_STR_NONE : m->vendor;
}

/* Two holders are two things when they are different items, or different cards that are not both the same item. Two
 * captures of one card in two files agree in everything, so they are one thing unless their other keys differ. */
static bool two_things(const vb_context *cx, const identity_kind *kind, const holder *a, const holder *b)
{
    if (a->item != VB_NONE && b->item != VB_NONE) {
        if (a->item == b->item)
            return false;
        vb_str va = vendor(cx, a->item), vb = vendor(cx, b->item);
        return !kind->vendor_wide || va.n == 0 || vb.n == 0 || vb_str_eq(va, vb);
    }
    if (a->card == VB_NONE || b->card == VB_NONE || one_board(cx, kind, a, b))
        return false;
    const vb_card_claim *x = &cx->claims->cards.v[a->card], *y = &cx->claims->cards.v[b->card];
    bool differ = (x->pdi.n > 0 && y->pdi.n > 0 && !vb_str_eq(x->pdi, y->pdi)) ||
                  (x->uuid.n > 0 && y->uuid.n > 0 && !vb_str_eq(x->uuid, y->uuid)) ||
                  (x->serial.n > 0 && y->serial.n > 0 && !vb_str_eq(x->serial, y->serial) && !says_nothing(x->serial) &&
                   !says_nothing(y->serial));
    bool one_host = x->origin.source == y->origin.source && !vb_str_eq(x->bus_id, y->bus_id);
    return differ || one_host; /* the same key twice in one host's list at two bus addresses */
}

static uint32_t cite(const vb_context *cx, vb_draft *d, const holder *h)
{
    return vb_draft_cite(d, cx,
                         h->card != VB_NONE ? cx->claims->cards.v[h->card].origin : cx->claims->items.v[h->row].origin);
}

static vb_str name_of(const vb_context *cx, const holder *h)
{
    if (h->item != VB_NONE)
        return vb_say_item(cx, h->item);
    const vb_card_claim *c = &cx->claims->cards.v[h->card];
    return vb_arena_printf(cx->scratch, "card %u of %.*s", c->index,
                           VB_ARG(cx->claims->sources.v[c->origin.source].file));
}

static vb_code report(const vb_context *cx, const identity_kind *kind, vb_str value, const holder *h, size_t n,
                      vb_findings *out, vb_error *err)
{
    vb_draft *d = cx->draft;
    VB_CLEANUP(vb_buf, vb_buf_free) names = {0};
    uint32_t *items = VB_NEW(cx->scratch, uint32_t, n);
    size_t n_items = 0, things = 0;
    if (items == NULL)
        return vb_fail(err, VB_E_NOMEM, "identity.duplicate", VB_NO_OFFSET, "no memory for %zu items", n);
    vb_draft_open(d, &vb_check_identity_duplicate, VB_FAIL, kind->severity, "identity", value);
    d->f.key = vb_str_of(kind->name);
    size_t alive = 0;
    for (size_t i = 0; i < n; i++)
        alive += (i == 0 || h[i].item == VB_NONE || h[i].item != h[i - 1].item) &&
                 (h[i].item == VB_NONE || !dead(cx, h[i].item));
    if (kind->moves && alive <= 1) {
        d->f.verdict = VB_REVIEW;
        d->f.severity = VB_MEDIUM;
    }
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && h[i].item != VB_NONE && h[i].item == h[i - 1].item)
            continue;
        vb_str name = name_of(cx, &h[i]);
        uint32_t at = cite(cx, d, &h[i]);
        vb_draft_claim(d, kind->word, value, h[i].card == VB_NONE ? VB_DECLARED : VB_REPORTED, at, false);
        vb_draft_claim(d, N_("belongs to"), name, h[i].card == VB_NONE ? VB_DECLARED : VB_REPORTED, at, true);
        if (things < 4)
            vb_buf_printf(&names, "%s%.*s", things == 0 ? "" : ", ", VB_ARG(name));
        else if (things == 4)
            vb_buf_lit(&names, " …");
        things++;
        if (h[i].item != VB_NONE)
            items[n_items++] = h[i].item;
    }
    VB_TRY(vb_draft_items(d, cx, items, n_items, err));
    d->f.because =
        VB_SAY(N_("{0} {1} is on {2} things at once: {3}. One of them is not what it says."), VB_MESSAGE(""),
               VB_TEXT(value), VB_NUMBER((int64_t)things), VB_TEXT(vb_arena_copy(cx->scratch, vb_buf_str(&names))));
    d->f.because.arg[0].text = vb_str_of(kind->word);
    d->f.refute = VB_SAY(N_("Proof that one of the records has a typing error, such as a photograph of the label or a "
                            "signed report of each card."),
                         VB_TEXT(value));
    d->f.next = VB_SAY0(N_("Have both cards answer a signed challenge, or compare the labels under the heat sinks."));
    d->f.rule.citation = VB_S("15 CFR 762.2");
    return vb_findings_add(out, d, err);
}

static vb_code run_kind(const vb_context *cx, const identity_kind *kind, vb_findings *out, vb_error *err)
{
    const vb_claims *c = cx->claims;
    VB_CLEANUP(vb_dict, vb_dict_free) dict = {0};
    size_t cap = c->items.n + c->cards.n, n = 0;
    holder *h = VB_NEW(cx->scratch, holder, cap);
    if (h == NULL)
        return vb_fail(err, VB_E_NOMEM, "identity.duplicate", VB_NO_OFFSET, "no memory for %zu identities", cap);
    for (size_t i = 0; i < c->items.n; i++) {
        vb_str value = vb_str_trim(kind->of_item(&c->items.v[i]));
        uint32_t id = value.n == 0 || says_nothing(value) ? VB_NONE : vb_dict_add(&dict, same_case(cx, kind, value));
        if (id != VB_NONE)
            h[n++] = (holder){id, c->items.v[i].item, VB_NONE, (uint32_t)i};
    }
    for (size_t i = 0; kind->of_card != NULL && i < c->cards.n; i++) {
        vb_str value = vb_str_trim(kind->of_card(&c->cards.v[i]));
        uint32_t id = value.n == 0 || says_nothing(value) ? VB_NONE : vb_dict_add(&dict, same_case(cx, kind, value));
        if (id != VB_NONE)
            h[n++] = (holder){id, cx->view->item_of_card[i], (uint32_t)i, VB_NONE};
    }
    if (n > 1)
        qsort(h, n, sizeof *h, compare);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && h[end].identity == h[i].identity; end++)
            ;
        bool twice = false;
        for (size_t a = i; a < end && !twice; a++)
            for (size_t b = a + 1; b < end && b < a + 64 && !twice; b++)
                twice = two_things(cx, kind, &h[a], &h[b]);
        if (twice)
            VB_TRY(report(cx, kind, vb_dict_text(&dict, h[i].identity), h + i, end - i, out, err));
    }
    return VB_OK;
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    (void)parameters;
    if (cx->claims->items.n == 0 && cx->claims->cards.n == 0)
        return vb_check_open_input(&vb_check_identity_duplicate, cx,
                                   N_("No serial numbers, UUIDs or dies are recorded, so copies cannot be seen ({0})."),
                                   "items.csv", out, err);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        VB_TRY(run_kind(cx, &kinds[i], out, err));
    return VB_OK;
}

const vb_check vb_check_identity_duplicate = {
    .id = "identity.duplicate",
    .since = "0.1.0",
    .question = N_("Does one serial number, UUID, PDI, die or board belong to two items?"),
    .passed = N_("Every serial number, UUID, PDI and die belongs to one item only."),
    .needs = "items.csv|inventory/",
    .severity = VB_CRITICAL,
    .run = run,
};
