/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_EVIDENCE_EPCIS_H
#define VB_EVIDENCE_EPCIS_H
/* GS1 EPCIS 2.0 events in JSON / JSON-LD, alone, in documents, or one a line (NDJSON).
 *
 * Sources: EPCIS 2.0 (ISO/IEC 19987:2024) and CBV 2.0 (ISO/IEC 19988:2024): event types, fields and vocabulary; the
 * official JSON schema https://gs1.github.io/EPCIS/ for what is required and closed, its XML schema where the two
 * differ (docs/formats/epcis.md lists where); the GS1 EPC Tag Data Standard 2.0 for EPC URIs; the GS1
 * Digital Link URI syntax 1.3 for https://id.gs1.org/.
 *
 * The standard's objects are closed: a name without a prefix that neither the standard nor the document's own @context
 * knows is refused, prefixed names are extensions and skipped. A document is refused as a whole. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/time.h"
#include "evidence/claims.h"

enum { VB_EPCIS_MAX_URI = 1000 }; /* bytes */

typedef enum vb_epcis_type {
    VB_EPCIS_OBJECT,
    VB_EPCIS_AGGREGATION,
    VB_EPCIS_TRANSACTION,
    VB_EPCIS_TRANSFORMATION,
    VB_EPCIS_ASSOCIATION,
    VB_EPCIS_OWN_TYPE /* a type of the user's own: only what all events share is checked */
} vb_epcis_type;
typedef enum vb_epcis_action { VB_EPCIS_NO_ACTION, VB_EPCIS_ADD, VB_EPCIS_OBSERVE, VB_EPCIS_DELETE } vb_epcis_action;

typedef struct vb_epcis_texts {
    const vb_str *v; /* no text twice */
    size_t n;
} vb_epcis_texts;

typedef struct vb_epcis_quantity { /* objects without serial numbers */
    vb_str epc_class;
    vb_str amount; /* as written; none = not stated */
    vb_str unit;   /* UN/CEFACT Recommendation 20; none = pieces */
    int64_t count; /* whole pieces, >= 1; -1 = the amount is not stated, no whole number, or of another unit */
} vb_epcis_quantity;
typedef struct vb_epcis_quantities {
    const vb_epcis_quantity *v;
    size_t n;
} vb_epcis_quantities;

typedef struct vb_epcis_end { /* one source or destination of a hand-over; or one business transaction */
    vb_str kind;              /* CBV name, "" = not stated, or the user's own URI */
    vb_str id;
} vb_epcis_end;
typedef struct vb_epcis_ends {
    const vb_epcis_end *v;
    size_t n;
} vb_epcis_ends;

/* All texts are views of the input or lie in the arena. An empty view = not stated. */
typedef struct vb_epcis_event {
    vb_epcis_type type;
    vb_str type_name; /* as written */
    vb_epcis_action action;
    vb_when at;           /* eventTime, UTC; fractions of a second are cut */
    int32_t zone_minutes; /* eventTimeZoneOffset, east of UTC */
    vb_str event_id;
    vb_str biz_step, disposition; /* CBV 2.0 short name ("shipping"), or the user's own URI */
    vb_epcis_texts set, unset;    /* persistentDisposition */
    vb_epcis_texts items;         /* epcList */
    vb_str parent;
    vb_epcis_texts children, inputs, outputs;
    vb_epcis_quantities quantities, child_quantities, input_quantities, output_quantities;
    vb_str transformation_id;
    vb_epcis_ends from, to; /* sourceList, destinationList */
    vb_str read_point, biz_location;
    vb_epcis_ends documents; /* bizTransactionList */
    bool in_error;           /* carries an errorDeclaration: what it tells did not happen so */
    vb_when declared_at;
    vb_str error_reason;
    vb_epcis_texts corrective_ids; /* the events that stand instead */
    uint32_t index;                /* in the file, 0 = first */
    size_t begin, end;             /* byte range in the input */
} vb_epcis_event;

/* All events of a file, in its order: one document, one event or an array of either; with is_ndjson one of them a line.
 * Errors: VB_E_PARSE or VB_E_RANGE with where = path of the field ("epcisBody.eventList[3].bizStep"; in NDJSON
 * "line 4: bizStep"), offset = byte, and in the message how many more events are refused; VB_E_NOMEM. The events borrow
 * from `bytes` and `arena`. */
VB_MUST_USE vb_code vb_epcis_parse(vb_str bytes, bool is_ndjson, vb_arena *arena, const vb_epcis_event **events,
                                   size_t *n, vb_error *err);
/* One event a line? Told by the file's name: .ndjson, .jsonl. */
bool vb_epcis_is_ndjson(vb_str file);

/* The events of a source as claims: movements, packing, sightings and withdrawals (docs/evidence/epcis.md says which
 * event makes which). A document that is refused is an issue and makes no claim; in NDJSON each line is a document of
 * its own. Master data in a document's header is not read, so `countries` is not asked. When all sources are read, the
 * caller calls vb_epcis_settle once. Errors: VB_E_USAGE no such source; VB_E_NOMEM. */
VB_MUST_USE vb_code vb_epcis_read(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err);
/* Once, after every source of the case is read: withdraws over the borders of files, counts an event once that two
 * files carry, joins the steps of one hand-over (departing after loading; arriving, then accepting), and lets
 * containers carry what was packed into them. Does nothing without EPCIS sources. Errors: VB_E_NOMEM. */
VB_MUST_USE vb_code vb_epcis_settle(vb_claims *c, vb_error *err);

/* The event as one JSON object without line end: schema "verbleib.event/1"; docs/formats/epcis.md lists the members.
 * Errors: VB_E_NOMEM. */
VB_MUST_USE vb_code vb_epcis_event_json(const vb_epcis_event *event, vb_str file, uint32_t index, vb_buf *out,
                                        vb_error *err);

/* Why an EPC URI or GS1 Digital Link breaks its scheme's syntax; NULL = it does not, or it is of no such scheme.
 * Check digits are not tested: GS1's own examples carry wrong ones. */
const char *vb_epcis_epc_fault(vb_str uri);
#endif
