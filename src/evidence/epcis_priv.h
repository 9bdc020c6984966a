/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_EVIDENCE_EPCIS_PRIV_H
#define VB_EVIDENCE_EPCIS_PRIV_H
/* The parts of the EPCIS reader: words and URIs, tables of fields with one checker for all, events, documents. */
#include "base/json.h"
#include "evidence/epcis.h"

/* VB_S for static tables, where gcc wants a plain initialiser. */
#define VB_W(lit)               \
    {                           \
        "" lit, sizeof(lit) - 1 \
    }

/* ---- URIs (epcis_uri.c) */

/* RFC 3986 with a scheme and something behind it, at most VB_EPCIS_MAX_URI bytes. A CURIE ("ex:step") is one too. */
bool vb_epcis_is_uri(vb_str s);
/* A member name with a prefix, "ext1:größe" or a whole URI: an extension. */
bool vb_epcis_is_extension(vb_str name);
typedef enum vb_epcis_uri_use { VB_EPCIS_ANY_URI, VB_EPCIS_INSTANCE, VB_EPCIS_CLASS } vb_epcis_uri_use;
/* NULL, or what is wrong with a URI that stands where a thing or a class of things is named. */
const char *vb_epcis_uri_fault(vb_str uri, vb_epcis_uri_use use);

/* ---- Words of the Core Business Vocabulary (epcis_vocabulary.c) */

typedef struct vb_epcis_vocabulary {
    const char *what; /* "a CBV 2.0 business step" */
    const vb_str *names;
    size_t n;
    vb_str urn, web; /* "urn:epcglobal:cbv:bizstep:", "BizStep-": whole forms of the names, behind cbv: or its URL */
    bool gs1;        /* names of the GS1 Web Vocabulary: gs1:Temperature */
} vb_epcis_vocabulary;
extern const vb_epcis_vocabulary vb_epcis_biz_steps, vb_epcis_dispositions, vb_epcis_transaction_types,
    vb_epcis_end_types, vb_epcis_error_reasons, vb_epcis_measurements, vb_epcis_alerts, vb_epcis_components;

/* The short name, or the text itself when it is a URI of the user's own; false when it is neither. */
bool vb_epcis_word(const vb_epcis_vocabulary *v, vb_str text, vb_str *out);

/* ---- Fields (epcis_field.c) */

typedef struct vb_epcis_place { /* where the checker stands; a chain up to the document, on the stack */
    const struct vb_epcis_place *up;
    vb_str key;   /* member, or */
    size_t index; /* element, when key.p is NULL */
} vb_epcis_place;

typedef struct vb_epcis_reader {
    vb_str in;     /* the whole file */
    size_t base;   /* where the JSON text being read begins in it: its line in NDJSON, else 0 */
    uint64_t line; /* NDJSON: number of that line; 0 otherwise */
    vb_arena *arena;
    vb_error *err;
    bool told;                  /* err tells of a refusal; the first one stays */
    const vb_json *contexts[2]; /* @context of the document and of the event; NULL = none */
} vb_epcis_reader;

typedef enum vb_epcis_kind {
    VB_EPCIS_F_ANY,
    VB_EPCIS_F_TEXT,
    VB_EPCIS_F_TRUTH,
    VB_EPCIS_F_NUMBER,
    VB_EPCIS_F_AMOUNT,
    VB_EPCIS_F_URI,
    VB_EPCIS_F_EPC,
    VB_EPCIS_F_EPC_CLASS,
    VB_EPCIS_F_TIME,
    VB_EPCIS_F_OFFSET,
    VB_EPCIS_F_HEX,
    VB_EPCIS_F_UNIT,
    VB_EPCIS_F_VERSION,
    VB_EPCIS_F_ACTION,
    VB_EPCIS_F_CONTEXT,
    VB_EPCIS_F_CERTIFICATION,
    VB_EPCIS_F_ATTRIBUTE,
    VB_EPCIS_F_WORD,
    VB_EPCIS_F_OBJECT
} vb_epcis_kind;
enum {
    VB_EPCIS_REQUIRED = 1,
    VB_EPCIS_LIST = 2,
    VB_EPCIS_SET = 4 /* a list without repeats */,
    VB_EPCIS_FILLED = 8 /* not empty */
};
struct vb_epcis_shape;
typedef struct vb_epcis_field {
    vb_str name;
    vb_epcis_kind kind;
    unsigned flags;
    const vb_epcis_vocabulary *words;   /* VB_EPCIS_F_WORD */
    const struct vb_epcis_shape *shape; /* VB_EPCIS_F_OBJECT */
} vb_epcis_field;
typedef struct vb_epcis_shape {
    const char *what; /* "a source" */
    const vb_epcis_field *fields;
    size_t n;
    enum { VB_EPCIS_EXTENSIBLE, VB_EPCIS_SEALED, VB_EPCIS_OPEN } names; /* prefixed names too; none but these; any */
    vb_code (*rule)(vb_epcis_reader *ps, const vb_json *object,
                    const vb_epcis_place *at); /* beyond single fields, or NULL */
} vb_epcis_shape;

/* Says why, with the place as path and the value's byte. */
__attribute__((format(printf, 5, 6))) vb_code vb_epcis_refuse(vb_epcis_reader *ps, vb_code code,
                                                              const vb_epcis_place *at, const vb_json *value,
                                                              const char *fmt, ...);
/* Every member known, of its kind, and none that is required missing; then the shape's rule. */
VB_MUST_USE vb_code vb_epcis_check(vb_epcis_reader *ps, const vb_epcis_shape *shape, const vb_json *value,
                                   const vb_epcis_place *at);
/* "2025-03-01T10:15:00.5+08:00" as the XML schema's DateTimeStamp has it. */
VB_MUST_USE vb_code vb_epcis_time(vb_str text, vb_when *out, vb_error *err);

/* ---- What stands in which object (epcis_shape.c) */

extern const vb_epcis_shape vb_epcis_event_shapes[6]; /* by vb_epcis_type */
extern const vb_epcis_shape vb_epcis_document, vb_epcis_query_document;

/* ---- Events (epcis_event.c) */

/* Checks one event and takes it over, all but its index. needs_context: it stands outside a document. */
VB_MUST_USE vb_code vb_epcis_take_event(vb_epcis_reader *ps, const vb_json *value, const vb_epcis_place *at,
                                        bool needs_context, vb_epcis_event *out);

/* ---- Documents (epcis.c) */

typedef struct vb_epcis_events {
    vb_epcis_event *v;
    size_t n, cap;
    size_t refused;      /* events that are not in v */
    uint32_t next_index; /* refused ones count */
} vb_epcis_events;
/* One JSON text: ps->base and ps->line say where it stands. VB_OK with out->refused > 0: ps->err tells of the first. */
VB_MUST_USE vb_code vb_epcis_take_text(vb_epcis_reader *ps, vb_str text, vb_epcis_events *out);
/* Next line that is not blank; false at the end. */
bool vb_epcis_next_line(vb_epcis_reader *ps, size_t *at, vb_str *line);
/* Adds "; 3 more events are refused" to the message. */
void vb_epcis_tell_refused(vb_error *err, size_t more);

/* ---- Claims */

typedef struct vb_epcis_silence { /* what was read and made no claim: told in one note a kind, so that nothing is lost
                                     silently */
    size_t uncounted;             /* quantities that are no whole number of pieces */
    size_t own;                   /* events of types of the user's own */
    size_t silent;                /* events without hand-over, contents or place */
    vb_str first_step;            /* of the first of these */
} vb_epcis_silence;
/* A view of the source's bytes lasts as long as the claims; anything else is copied. */
VB_MUST_USE vb_code vb_epcis_keep(vb_claims *c, uint32_t source, vb_str s, vb_str *out, vb_error *err);
/* The claims of one event (epcis_claims.c). Errors: VB_E_RANGE an id is too long, and the event made no claim;
 * VB_E_NOMEM. */
VB_MUST_USE vb_code vb_epcis_claim(vb_claims *c, uint32_t source, const vb_epcis_event *e, vb_epcis_silence *silence,
                                   vb_error *err);

/* Each text of a source that holds events, parsed, its events given to `take` (epcis_read.c). The events live until it
 * returns. A text that is refused is told to `refused`, when there is one. Errors: VB_E_NOMEM, and those of the
 * callbacks. */
typedef struct vb_epcis_visit {
    void *context;
    vb_code (*take)(void *context, const vb_epcis_event *e, vb_error *err);
    vb_code (*refused)(void *context, size_t n_refused, const vb_error *why, vb_error *err);
} vb_epcis_visit;
VB_MUST_USE vb_code vb_epcis_walk(const vb_claims *c, uint32_t source, const vb_epcis_visit *visit, vb_error *err);

/* SHA-256 over what an event tells of custody; all but its eventID and error declaration, in any order of its lists.
 * Equal for an event and for the declaration that it was an error (epcis_withdraw.c). */
VB_MUST_USE vb_code vb_epcis_content(const vb_epcis_event *e, vb_hash *out, vb_error *err);
/* An event with an error declaration, as a withdrawal. */
VB_MUST_USE vb_code vb_epcis_declare(vb_claims *c, uint32_t source, const vb_epcis_event *e, vb_error *err);
/* Takes back the claims of withdrawn events of one source, or of all (VB_NONE). */
VB_MUST_USE vb_code vb_epcis_withdraw(vb_claims *c, uint32_t source, vb_error *err);
/* Movements for which drop[row] is set go; the others keep their order. */
void vb_epcis_drop_movements(vb_claims *c, const bool *drop);
/* A note or an issue about an event. */
VB_MUST_USE vb_code vb_epcis_tell(vb_claims *c, uint32_t source, bool note, uint32_t index, const char *text,
                                  vb_error *err);

/* Rows of the items that EPCIS speaks of, by item, then time, then row. */
typedef struct vb_epcis_lives {
    uint32_t *row; /* movement rows */
    size_t n;
    uint32_t *first; /* item i: row[first[i]] .. row[first[i + 1]] */
} vb_epcis_lives;
static inline int64_t vb_epcis_row_time(const vb_movements *m, size_t row)
{
    return m->departed[row] != VB_NO_TIME ? m->departed[row] : m->arrived[row];
}
/* Rows for what moved inside a container, behind all others (epcis_carry.c). */
VB_MUST_USE vb_code vb_epcis_carry(vb_claims *c, const vb_epcis_lives *lives, vb_error *err);
#endif
