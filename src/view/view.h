/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_VIEW_VIEW_H
#define VB_VIEW_VIEW_H
/* Everything known at one moment, joined, as read-only columns: by item, party, licence and site.
 *
 * The view takes the claims of a case (evidence/claims.h) and a moment `as_of`: claims about later moments are left
 * out. Ids are those of the claims' dictionaries; `*_row` maps an id to the row of its table, or VB_NONE when an id is
 * only mentioned. All arrays live in the arena the view was built in. docs/formats/case-folder.md says what rows mean.
 */
#include "catalogue/catalogue.h"
#include "evidence/claims.h"

enum { VB_DEPARTED_DAY = 1, VB_ARRIVED_DAY = 2 }; /* vb_leg.day_only: the moment is a date alone, span 86,400 s */

/* One step in the life of an item, or one bulk movement (item VB_NONE). A `shipped` row and the `received` row that
 * confirms it are one leg, and so are two rows that tell one transfer twice. Legs of an item are in order of time; rows
 * whose moments overlap are put in the order in which custody fits, else in an order of their content: the order of
 * rows in the files decides nothing (but for rows without any moment). */
typedef struct vb_leg {
    int64_t departed, arrived; /* joined from both rows; VB_NO_TIME = not stated */
    uint32_t movement;         /* row of the movement that opens it */
    uint32_t confirmation;     /* row of the received movement that closes it, or VB_NONE */
    uint32_t item;
    uint32_t from_party, from_site, to_party, to_site; /* joined from both rows; VB_NONE = not stated */
    uint8_t kind;                                      /* vb_movement_kind of `movement` */
    uint8_t day_only;                                  /* VB_DEPARTED_DAY | VB_ARRIVED_DAY */
    bool derived; /* quantities: arrival of a part of a dispatch that has its own leg */
    bool onward;  /* carries on goods that were drawn on its licence before: see vb_leg_uses_licence */
} vb_leg;

/* Where an item is, told by its legs up to some point. Start with vb_custody_start, advance with vb_custody_step. */
typedef struct vb_custody {
    bool known;      /* some leg said who holds it */
    bool in_transit; /* handed over, no arrival stated by as_of */
    bool ended;      /* scrapped or lost */
    bool installed;
    uint32_t party, site; /* holder; in transit: the consignee */
    int64_t since;        /* VB_NO_TIME = not stated */
    uint32_t leg;         /* index of the leg that says so, or VB_NONE */
} vb_custody;

typedef struct vb_draw { /* one leg that draws on a licence line; none that is onward */
    uint32_t movement;
    uint32_t leg;
    int64_t quantity;
    int64_t at;          /* departed, else arrived; VB_NO_TIME possible */
    int64_t drawn_after; /* running sum of the line after this draw */
} vb_draw;

typedef struct vb_licence_line {
    uint32_t claim;             /* row of claims->licences */
    uint32_t model;             /* catalogue index, or VB_NONE */
    size_t first_draw, n_draws; /* in view->draws, by time */
    int64_t drawn;
} vb_licence_line;

typedef struct vb_entry { /* one change of a holding */
    int64_t at;           /* VB_NO_TIME = not stated (sorted first) */
    int64_t balance;      /* running sum from 0 after this change */
    int32_t change;       /* + in, - out */
    uint32_t leg;
} vb_entry;

typedef struct vb_holding { /* what one party has of one model at one site; entries by time */
    uint32_t party, site;   /* site VB_NONE: not stated */
    uint32_t model;         /* model key (see model_key), or VB_NONE */
    size_t first, n;        /* in view->entries */
} vb_holding;

typedef struct vb_view {
    const vb_claims *claims;
    const vb_catalogue *catalogue;
    int64_t as_of; /* last second that counts */
    /* by id of the claims' dictionaries; n = that dictionary's n */
    const uint32_t *party_row, *site_row, *item_row; /* row in claims->parties / sites / items, or VB_NONE */
    const uint32_t *model_of_text;                   /* catalogue index by id in model_texts, or VB_NONE */
    const uint32_t *model_key; /* by id in model_texts: the first text with the same catalogue model, else itself */
    const uint32_t *model_text_of_item;    /* id in model_texts (items.csv, else the first movement), or VB_NONE */
    const uint32_t *card_of_item;          /* row in claims->cards by serial, UUID or PDI, or VB_NONE */
    const uint32_t *item_of_card;          /* item by row in claims->cards, or VB_NONE */
    const uint32_t *licence_of_text;       /* licence id by id in licence_lines, or VB_NONE; NULL without texts */
    const uint32_t *first_line_of_licence; /* by licence id: row in `lines`; lines of one licence are neighbours */
    const uint32_t *n_lines_of_licence;
    /* legs of item i: legs[leg_first[i] .. leg_first[i + 1]); bulk legs: legs[leg_first[n_items] .. n_legs) */
    const vb_leg *legs;
    size_t n_legs;
    const uint32_t *leg_first; /* n_items + 1 */
    uint32_t n_items;
    const vb_custody *custody;    /* by item: at as_of */
    const vb_licence_line *lines; /* grouped by licence */
    size_t n_lines;
    const vb_draw *draws;
    size_t n_draws;
    const vb_holding *holdings; /* by party, site, model */
    size_t n_holdings;
    const vb_entry *entries;
    const uint32_t *ownership_first; /* by party owned: its rows are ownership_rows[first[p] .. first[p + 1]) */
    const uint32_t *ownership_rows;  /* rows of claims->ownership */
    uint64_t after_as_of;            /* movements left out because they lie after as_of */
} vb_view;

/* as_of is a moment; a date means its last second (the caller adds it). Errors: VB_E_NOMEM. */
VB_MUST_USE vb_code vb_view_build(const vb_claims *claims, const vb_catalogue *catalogue, int64_t as_of,
                                  vb_arena *arena, vb_view *out, vb_error *err);

/* The latest moment any claim speaks of (movements, documents, payments, stock, sightings); VB_NO_TIME if none. */
int64_t vb_claims_latest(const vb_claims *claims);

static inline vb_custody vb_custody_start(void)
{
    return (vb_custody){.party = VB_NONE, .site = VB_NONE, .since = VB_NO_TIME, .leg = VB_NONE};
}
/* Advances by one leg of the item. */
void vb_custody_step(vb_custody *c, const vb_leg *leg, uint32_t index);
/* Does the leg start where the item is? False only when both are stated and differ (party, or site of the same party).
 */
bool vb_custody_fits(const vb_custody *c, const vb_leg *leg);

/* The bounds of a stated moment: [earliest, latest]. False when it is not stated. */
bool vb_leg_departed(const vb_leg *leg, int64_t *earliest, int64_t *latest);
bool vb_leg_arrived(const vb_leg *leg, int64_t *earliest, int64_t *latest);
/* departed, else arrived, else VB_NO_TIME */
int64_t vb_leg_time(const vb_leg *leg);
/* How many items a leg moves: 1, or the quantity of a bulk movement. */
int64_t vb_leg_quantity(const vb_view *v, const vb_leg *leg);
/* Does custody pass to another party (made, shipped, received, returned; or any kind that names two parties)? */
bool vb_leg_transfers(const vb_leg *leg);

/* Does `again` tell the transfer of `first` once more: same kind, parties and sites, and it left while it was under way
 * (or was received while it was being received)? */
bool vb_leg_repeats(const vb_leg *first, const vb_leg *again);

/* Small joins that several checks share; all tolerate VB_NONE. */
const vb_party_claim *vb_view_party(const vb_view *v, uint32_t party);
const vb_site_claim *vb_view_site(const vb_view *v, uint32_t site);
const vb_item_claim *vb_view_item(const vb_view *v, uint32_t item);
/* Text id and catalogue model of a leg: of its item, else of its movement row. */
uint32_t vb_view_leg_model_text(const vb_view *v, const vb_leg *leg);
const vb_model *vb_view_leg_model(const vb_view *v, const vb_leg *leg);
const vb_model *vb_view_text_model(const vb_view *v, uint32_t model_text);
/* Has the party this role (as written in parties.csv, compared without case)? */
bool vb_view_has_role(const vb_view *v, uint32_t party, vb_str role);
/* Country of a site, else of a party's registered address; 0 unknown. */
vb_country vb_view_country(const vb_view *v, uint32_t party, uint32_t site);
vb_country vb_leg_origin_country(const vb_view *v, const vb_leg *leg);
vb_country vb_leg_destination_country(const vb_view *v, const vb_leg *leg);
/* Ultimate parent by shares above 50 % on that day (stops at a cycle), and its seat: the headquarters a party states,
 * else the parent's stated headquarters or country when there is a parent; 0 unknown. */
uint32_t vb_view_parent(const vb_view *v, uint32_t party, int64_t on);
vb_country vb_view_headquarters(const vb_view *v, uint32_t party, int64_t on);
/* Licence of a movement row: its id, or VB_NONE when none is named; and the line, or VB_NONE when the licence has no
 * such line or it cannot be told which. */
uint32_t vb_view_licence(const vb_view *v, uint32_t movement);
uint32_t vb_view_licence_line(const vb_view *v, uint32_t movement);
/* Licence of a leg whose lines are in the case, or VB_NONE; and the same only where a leg of its kind can use it:
 * handed over, not derived from a dispatch. A licence is drawn on once by the export; when a forwarder or consignee
 * carries the same goods on and writes the same licence on his papers, that leg uses the licence, is `onward` and draws
 * nothing (15 CFR 750.7(c)(1)(ix): approved parties may pass goods among themselves). Items are followed by serial
 * number until they are returned; quantities by what the sender received under the licence. */
uint32_t vb_leg_licence(const vb_view *v, const vb_leg *leg);
uint32_t vb_leg_uses_licence(const vb_view *v, const vb_leg *leg);
/* The movement row of a leg that names a licence: the opening row, else the confirming one. */
uint32_t vb_leg_licence_movement(const vb_view *v, const vb_leg *leg);
#endif
