/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_EVIDENCE_KINDS_H
#define VB_EVIDENCE_KINDS_H
/* Which file of a case is what, and who reads it: one row a kind. To add a kind: a reader, a row in kinds.c, a value of
 * vb_source_kind, a page in docs/evidence/. */
#include "evidence/claims.h"

typedef struct vb_kind {
    vb_source_kind kind;
    const char *path;     /* "parties.csv"; a folder ends in '/': "events/" */
    const char *suffixes; /* of files in that folder, parted by blanks; NULL = told by content */
    /* Reads c->sources.v[source]; NULL when only the child's answer is read. Errors: VB_E_NOMEM stops the case, any
     * other makes this file unusable. */
    vb_code (*read)(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err);
    /* The bytes, or some of them, are of a hostile format: a confined child (world/sandbox.h) turns them into plain
     * lines first, which read_answer reads. NULL for most kinds. */
    bool (*wants_child)(vb_str bytes);
    vb_code (*read_answer)(vb_claims *c, uint32_t source, vb_str answer, vb_error *err);
} vb_kind;
extern const vb_kind vb_kinds[];
extern const size_t vb_n_kinds;

/* The row of a kind; NULL for VB_SRC_UNKNOWN. */
const vb_kind *vb_kind_find(vb_source_kind kind);
/* The file belongs to a case by its path alone ("parties.csv", "events/a.json", "inventory/rack 7.txt"). A folder
 * without any such file is a loose one: its files are told by content. */
bool vb_kind_is_case_path(vb_str path);
/* A text for people that lies beside the files of a case (README, README.md, README.txt, HELP.txt): no part of it, and
 * not worth a note. */
bool vb_kind_is_about(vb_str path);
/* Bytes from the start of the file that vb_kind_of looks at: SIZE_MAX = all of them. */
size_t vb_kind_wants(vb_str path, bool loose);
/* The kind of a file, by its path inside the case and, where that does not tell, by its content. VB_SRC_UNKNOWN with a
 * sentence in *why (code VB_E_NOT_FOUND, for a note) when it is not read. */
vb_source_kind vb_kind_of(vb_str path, vb_str bytes, bool loose, vb_error *why);
#endif
