/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_BASE_JSON_H
#define VB_BASE_JSON_H
/* JSON (RFC 8259) read with yajl into a tree in an arena, each value with its byte range. Strict: UTF-8 only, no byte
 * order mark, no NUL, one value, nothing behind it, no comments, duplicate keys refused (compared decoded), no half
 * surrogate pairs, depth and counts limited. Numbers keep their text; texts without escapes are views into the input,
 * so the input must live as long as the tree. Time is n log n at worst, whatever the keys. */
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

enum { VB_JSON_MAX_DEPTH = 64, VB_JSON_MAX_VALUES = 50000000 };

typedef enum vb_json_kind {
    VB_JSON_NULL,
    VB_JSON_BOOL,
    VB_JSON_NUMBER,
    VB_JSON_STRING,
    VB_JSON_ARRAY,
    VB_JSON_OBJECT
} vb_json_kind;

typedef struct vb_json vb_json;
struct vb_json {
    vb_json_kind kind;
    bool truth;        /* VB_JSON_BOOL */
    vb_str text;       /* VB_JSON_STRING: decoded bytes; VB_JSON_NUMBER: as written */
    vb_str key;        /* when it is a member of an object */
    vb_json *first;    /* members or elements, in order */
    vb_json *next;     /* sibling */
    size_t n;          /* members or elements */
    size_t begin, end; /* byte range of the value in the input */
};

/* The whole input is one value. Errors: VB_E_PARSE with offset = byte and where = path ("epcisBody.eventList[3]"; "" at
 * the top); VB_E_RANGE past VB_JSON_MAX_DEPTH or VB_JSON_MAX_VALUES, placed the same way; VB_E_NOMEM the arena is full.
 * What yajl needs while it runs counts against the arena's limit too, and is freed on return. */
VB_MUST_USE vb_code vb_json_parse(vb_str bytes, vb_arena *arena, const vb_json **root, vb_error *err);
/* The same, but a member called `repeatable` may stand several times in an object: the last one stands, the others are
 * dropped (what RFC 8259, section 4, says most readers do). For formats whose own published examples do it. */
VB_MUST_USE vb_code vb_json_parse_repeatable(vb_str bytes, vb_str repeatable, vb_arena *arena, const vb_json **root,
                                             vb_error *err);
/* Member of an object by name, NULL when absent or when `v` is no object. */
const vb_json *vb_json_get(const vb_json *v, vb_str key);
/* NULL unless it is a string. */
const vb_str *vb_json_string(const vb_json *v);
/* Line (1 = first) of a byte offset. */
uint64_t vb_json_line(vb_str bytes, size_t offset);
#endif
