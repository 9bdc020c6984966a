/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_EVIDENCE_CLAIMS_H
#define VB_EVIDENCE_CLAIMS_H
/* All that a case's files claim, as tables. A claim keeps where it stands (source, line or index, bytes) and the source
 * keeps its SHA-256 and grade. Nothing here is judged or joined: that is the view's work.
 *
 * Ids are small numbers from the dictionaries at the end of vb_claims. The readers of single kinds fill the tables:
 * evidence/<kind>.h. Text points into the sources' bytes or into the arena; both outlive the claims.
 * docs/formats/case-folder.md tells the columns and their meaning. */
#include "base/arena.h"
#include "base/dict.h"
#include "base/error.h"
#include "base/grade.h"
#include "base/hash.h"
#include "base/time.h"
#include "places/country.h"

typedef enum vb_source_kind {
    VB_SRC_CASE_INI,
    VB_SRC_PARTIES,
    VB_SRC_OWNERSHIP,
    VB_SRC_SITES,
    VB_SRC_ITEMS,
    VB_SRC_STOCK,
    VB_SRC_LICENCES,
    VB_SRC_CONDITIONS,
    VB_SRC_DOCUMENTS,
    VB_SRC_MOVEMENTS,
    VB_SRC_EPCIS,
    VB_SRC_PAYMENTS,
    VB_SRC_SALES,
    VB_SRC_SIGHTINGS,
    VB_SRC_NVIDIA_SMI_TEXT,
    VB_SRC_NVIDIA_SMI_XML,
    VB_SRC_DECISIONS,
    VB_SRC_UNKNOWN
} vb_source_kind;

typedef struct vb_source {
    vb_str file;  /* path inside the case, '/' separated */
    vb_str bytes; /* borrowed, mapped for the life of the case */
    vb_hash sha256;
    vb_source_kind kind;
    uint64_t rows, bad_rows; /* read, refused */
    uint32_t listed;         /* issues about it that stand in the list */
} vb_source;

typedef struct vb_origin { /* the place of one claim */
    uint64_t offset;       /* byte in the source */
    uint32_t length;       /* bytes; 0 = to the end of the line */
    uint32_t line;         /* line (tables, text) or index of the event (EPCIS) */
    uint32_t source;       /* index, or VB_NONE */
} vb_origin;

typedef struct vb_issue { /* an error or a note about the input; the case goes on */
    vb_code code;
    bool note;             /* a note leaves the case complete (unknown column, file of another kind) */
    uint32_t source;       /* index, or VB_NONE */
    vb_str where, message; /* "line 17 column weight_kg"; sentence */
} vb_issue;

typedef struct vb_party_claim {
    vb_origin origin;
    uint32_t party;
    vb_str name, other_names, address, roles, officers, registration, industry, website, phone, email, bank;
    vb_country country, headquarters;
    vb_when founded, dormant_from, dormant_to;
} vb_party_claim;

typedef struct vb_ownership_claim {
    vb_origin origin;
    uint32_t owner, owned;      /* parties */
    int32_t percent_hundredths; /* -1 = not stated */
    vb_when from, to;
} vb_ownership_claim;

typedef struct vb_site_claim {
    vb_origin origin;
    uint32_t site, party;
    vb_str name, address;
    vb_country country;
    bool has_place;
    double lat, lon;                /* degrees, WGS 84 */
    int64_t power_watt, rack_slots; /* -1 = not stated */
    vb_tri public_financing;
} vb_site_claim;

typedef enum vb_item_status {
    VB_ITEM_UNSTATED,
    VB_ITEM_ACTIVE,
    VB_ITEM_SCRAPPED,
    VB_ITEM_LOST,
    VB_ITEM_SEIZED
} vb_item_status;

typedef struct vb_item_claim {
    vb_origin origin;
    uint32_t item, model; /* model: id of the text in `models` */
    vb_str serial, uuid, pdi, die, board_part, board_serial, server_serial;
    vb_item_status status;
} vb_item_claim;

typedef struct vb_stock_claim {
    vb_origin origin;
    vb_when at;
    uint32_t party, site, model, item; /* item VB_NONE: a count of `quantity` */
    int64_t quantity;
} vb_stock_claim;

typedef struct vb_licence_claim { /* one line of a licence */
    vb_origin origin;
    uint32_t licence;      /* licence_id */
    uint32_t licence_line; /* id of "licence_id\nline" in licence_lines */
    vb_str line, authority, kind, currency;
    vb_when issued, valid_from, valid_to;
    uint32_t exporter, consignee, end_user; /* parties */
    vb_country destination;
    uint32_t model;
    int64_t quantity;                 /* -1 = no limit stated */
    int64_t value_minor;              /* minor units of currency; -1 = not stated */
    int32_t share_percent_hundredths; /* -1 = not stated */
} vb_licence_claim;

typedef struct vb_condition_claim {
    vb_origin origin;
    uint32_t licence;
    vb_str condition, parameter, value;
} vb_condition_claim;

typedef struct vb_document_claim {
    vb_origin origin;
    vb_str document, kind, movement, sha256;
    vb_when at;
    uint32_t party, licence;
} vb_document_claim;

typedef struct vb_payment_claim {
    vb_origin origin;
    vb_str payment, currency, invoice;
    vb_when at;
    uint32_t payer, payee;
    vb_country payer_country;
    int64_t amount_minor;
} vb_payment_claim;

typedef struct vb_sale_claim {
    vb_origin origin;
    vb_when period; /* day, month, quarter start or year; span = its length */
    uint32_t model;
    vb_country market;
    int64_t quantity, value_minor; /* value -1 = not stated */
    vb_str currency;
} vb_sale_claim;

typedef struct vb_sighting_claim {
    vb_origin origin;
    uint32_t item, site;
    vb_when at;
    vb_str kind, source;
} vb_sighting_claim;

typedef enum vb_movement_kind {
    VB_MADE,
    VB_SHIPPED,
    VB_RECEIVED,
    VB_INSTALLED,
    VB_REMOVED,
    VB_REPAIRED,
    VB_REBUILT,
    VB_SCRAPPED,
    VB_LOST,
    VB_RETURNED
} vb_movement_kind;
typedef enum vb_mode {
    VB_MODE_UNSTATED,
    VB_MODE_AIR,
    VB_MODE_SEA,
    VB_MODE_ROAD,
    VB_MODE_RAIL,
    VB_MODE_COURIER,
    VB_MODE_HAND_LUGGAGE,
    VB_MODE_POST,
    VB_MODE_OTHER
} vb_mode;

typedef struct vb_declared { /* what a customs line said; only rows that say any of it have one */
    vb_str goods, hs, currency;
    int64_t value_minor; /* of the whole line; -1 = not stated */
    int64_t weight_gram; /* of the whole line, gross; -1 = not stated */
} vb_declared;

/* Movements are many (10^7), so they are columns. Row i of each column belongs together. */
typedef struct vb_movements {
    size_t n, cap;
    uint64_t *offset; /* byte of the row (or event) in its source */
    uint32_t *line;   /* line, or index of the event */
    uint16_t *source;
    uint8_t *kind;               /* vb_movement_kind */
    uint8_t *mode;               /* vb_mode */
    uint32_t *item;              /* id in `items`, or VB_NONE: a quantity without serials */
    uint32_t *model;             /* id in `models`, or VB_NONE */
    uint32_t *quantity;          /* >= 1; 1 when an item is named */
    int64_t *departed, *arrived; /* VB_NO_TIME = not stated */
    uint8_t *day_only;           /* bit 0: departed is a date alone, bit 1: arrived is */
    uint32_t *from_party, *from_site, *to_party, *to_site;
    uint32_t *licence_line; /* id in licence_lines, or VB_NONE */
    uint32_t *declared;     /* index into vb_claims.declared, or VB_NONE */
    vb_str *id;             /* movement_id, or the event's eventID */
    vb_str *document;
} vb_movements;

typedef struct vb_packing_claim { /* EPCIS aggregation or association: child goes into or out of parent */
    vb_origin origin;
    uint32_t parent, child; /* items; child VB_NONE with `out`: all that is in it */
    vb_when at;
    bool out;
} vb_packing_claim;

typedef struct vb_withdrawal_claim { /* EPCIS: an earlier event is said not to have happened as it was told */
    vb_origin origin;                /* the event that says so */
    vb_str event;                    /* eventID of what is withdrawn; empty: the event that tells the same */
    vb_hash content;                 /* of what is withdrawn */
    uint32_t item; /* void_shipping: the item whose last shipping is withdrawn; VB_NONE: an event is */
    vb_when at;
    vb_str reason; /* did_not_occur, incorrect_data, or the user's own URI */
} vb_withdrawal_claim;

typedef struct vb_card_claim { /* one accelerator in an inventory file */
    vb_origin origin;
    uint32_t index; /* card in the file, 0 = first */
    bool synthetic; /* the file says of itself that it was made up (first line "# synthetic: ...") */
    vb_str host;
    vb_str name, architecture, serial, uuid, pdi, minor_number, bus_id, board_part, gpu_part, board_id, vbios, inforom,
        driver, cuda, mig_mode, virtualization, ecc;
    int32_t pci_vendor, pci_device, subsystem_vendor, subsystem_device;  /* -1 = not stated */
    int64_t memory_total_bytes, memory_reserved_bytes, bar1_total_bytes; /* -1 = not stated */
    int64_t memory_protected_bytes; /* set aside for confidential computing; -1 = not stated */
    bool no_board_identity; /* serial, board part and ECC are printed as N/A: the board has no such memory of itself */
    int64_t power_limit_max_mw, power_limit_default_mw, sm_clock_max_mhz, memory_clock_max_mhz; /* -1 */
    int32_t pcie_generation_max, pcie_width_max, mig_instances;                                 /* -1 */
    uint32_t item; /* item of items.csv with the same PDI, UUID or serial; set by the view; VB_NONE */
} vb_card_claim;

typedef struct vb_decision_claim { /* what a person decided about a finding of an earlier audit */
    vb_origin origin;
    vb_str fingerprint;             /* 32 lower-case hex digits */
    bool dismissed;                 /* else accepted */
    vb_str justification, by, note; /* justification: one of the words of case-folder.md, or empty */
    vb_when at;
} vb_decision_claim;

#define VB_TABLE(type) \
    struct {           \
        type *v;       \
        size_t n, cap; \
    }
typedef struct vb_claims {
    vb_arena *arena;
    VB_TABLE(vb_source) sources;
    VB_TABLE(vb_issue) issues;
    uint64_t issues_dropped; /* beyond VB_MAX_ISSUES a source's errors are counted, not listed */
    uint64_t notes_dropped;  /* the same for notes */
    vb_str title;            /* case.ini */
    int64_t as_of;           /* case.ini, or VB_NO_TIME; a date alone is its first second, and means all of the day */
    vb_country home;
    VB_TABLE(struct vb_setting {
        vb_origin origin;
        vb_str section;
        vb_str name;
        vb_str value;
    })
    settings;
    VB_TABLE(vb_party_claim) parties;
    VB_TABLE(vb_ownership_claim) ownership;
    VB_TABLE(vb_site_claim) sites;
    VB_TABLE(vb_item_claim) items;
    VB_TABLE(vb_stock_claim) stock;
    VB_TABLE(vb_licence_claim) licences;
    VB_TABLE(vb_condition_claim) conditions;
    VB_TABLE(vb_document_claim) documents;
    VB_TABLE(vb_payment_claim) payments;
    VB_TABLE(vb_sale_claim) sales;
    VB_TABLE(vb_sighting_claim) sightings;
    VB_TABLE(vb_packing_claim) packing;
    VB_TABLE(vb_withdrawal_claim) withdrawals;
    VB_TABLE(vb_card_claim) cards;
    VB_TABLE(vb_declared) declared;
    VB_TABLE(vb_decision_claim) decisions;
    vb_movements movements;
    vb_dict item_ids, party_ids, site_ids, model_texts, licence_ids, licence_lines; /* owned; vb_claims_free */
} vb_claims;
enum {
    VB_MAX_ISSUES = 1000,       /* listed for a case */
    VB_MAX_SOURCE_ISSUES = 100, /* listed for one source, so that one broken file does not hide the others' troubles */
    VB_MAX_ID = 200,            /* bytes of an id */
    VB_MAX_QUANTITY = 100000000,
    VB_MAX_SOURCES = 60000
};

/* No claims yet: zero but for as_of. The arena must outlive them. */
static inline vb_claims vb_claims_none(vb_arena *arena)
{
    return (vb_claims){.arena = arena, .as_of = VB_NO_TIME};
}
/* Frees the dictionaries; all else belongs to the arena. */
void vb_claims_free(vb_claims *c);
/* One more source; its bytes and name are borrowed. The hash is the caller's to set. Errors: VB_E_NOMEM; VB_E_RANGE
 * more than VB_MAX_SOURCES. */
VB_MUST_USE vb_code vb_claims_add_source(vb_claims *c, vb_source_kind kind, vb_str file, vb_str bytes, uint32_t *source,
                                         vb_error *err);
/* Records an issue; its place, code and sentence are copied from `what`. Keeps the list within VB_MAX_ISSUES; what
 * comes beyond is counted. source may be VB_NONE. Errors: VB_E_NOMEM. */
VB_MUST_USE vb_code vb_claims_issue(vb_claims *c, uint32_t source, bool note, const vb_error *what, vb_error *err);
/* Room for one more movement in every column; *row is its index. All fields start as "not stated". */
VB_MUST_USE vb_code vb_movements_push(vb_claims *c, size_t *row, vb_error *err);
/* Do two customs lines say the same? */
bool vb_declared_same(const vb_declared *a, const vb_declared *b);
vb_origin vb_movement_origin(const vb_claims *c, size_t row);
const char *vb_movement_kind_name(vb_movement_kind k);
const char *vb_mode_name(vb_mode m);
const char *vb_source_kind_name(vb_source_kind k); /* "movements", "nvidia-smi" ... : the evidence kind of findings */
/* The place as text: "line 17", "eventList[3]", "card 2 (line 120)". */
vb_str vb_origin_locator(const vb_claims *c, vb_origin o, vb_arena *arena);
#endif
