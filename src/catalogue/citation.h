/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CATALOGUE_CITATION_H
#define VB_CATALOGUE_CITATION_H
/* Where figures are from, and whether a reader can go there.
 *
 * A source field names one or more places, parted by " ; ". "X via Y": Y was read, and Y says that it has the figure
 * from X; both are places. */
#include "base/arena.h"
#include "base/error.h"

typedef enum vb_citation_kind {
    VB_CITATION_PAGE,       /* an address on the web */
    VB_CITATION_REPOSITORY, /* owner/name@commit, with or without a path */
    VB_CITATION_DOCUMENT,   /* a document with a number of its own: "PB-10518-001", "FR Doc 2023-23055", "arXiv:..." */
    VB_CITATION_LOST        /* cannot be followed: a stored copy without an address, a bare name */
} vb_citation_kind;
const char *vb_citation_kind_name(vb_citation_kind k); /* "page", "repository", "document", "cannot be followed" */

/* The next place of a source field, trimmed; false at its end. *rest starts as the whole field. */
bool vb_citation_next(vb_str *rest, vb_str *place);
vb_citation_kind vb_citation_kind_of(vb_str place);

/* What is known of a place: data/catalogue/sources.csv, by the words that it starts with. */
typedef struct vb_citation_note {
    vb_str place;       /* the longest one that a place starts with goes */
    bool figures;       /* it prints figures; else names and ids only */
    vb_str licence;     /* empty = cited for single facts only */
    vb_str credit, use; /* whom to name; what is taken from there */
} vb_citation_note;
typedef struct vb_citation_notes {
    const vb_citation_note *v;
    size_t n;
} vb_citation_notes;
/* Errors: VB_E_PARSE and VB_E_NOMEM as vb_catalogue_load. The bytes must outlive the list; empty bytes: no notes. */
VB_MUST_USE vb_code vb_citation_notes_load(vb_str bytes, vb_arena *arena, vb_citation_notes *out, vb_error *err);
/* NULL when nothing is known of it. */
const vb_citation_note *vb_citation_note_of(const vb_citation_notes *notes, vb_str place);
#endif
