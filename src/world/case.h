/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_WORLD_CASE_H
#define VB_WORLD_CASE_H
/* A case folder, or one file, read from disk: every file hashed, recognised (evidence/kinds.h) and read, in byte order
 * of the paths, so that the same files give the same claims on any machine and any number of threads. */
#include "evidence/claims.h"

typedef struct vb_case_options {
    unsigned threads;    /* 0 = as many as there are processors */
    size_t memory_limit; /* bytes of claims; 0 = no limit */
    /* Told on the caller's thread while files are read: "reading movements.csv", bytes done and in all. May be NULL. */
    void (*progress)(void *context, const char *what, uint64_t done, uint64_t total);
    void *progress_context;
} vb_case_options;

enum { VB_CASE_UNKNOWN_LISTED = 50 /* files that are not read, named one by one; the rest is counted */ };

typedef struct vb_case vb_case; /* owns the files, the claims and their arena */

/* path: a folder, or one file (recognised like a file of a loose folder). options may be NULL. What single files do
 * wrong is an issue of the claims, not an error. Errors: VB_E_NOT_FOUND and VB_E_IO the folder; VB_E_RANGE too many
 * files; VB_E_NOMEM. Close with vb_case_close. */
VB_MUST_USE vb_code vb_case_open(const char *path, const vb_countries *countries, const vb_case_options *options,
                                 vb_case **out, vb_error *err);
/* The claims; text in them points into the case, which must outlive them. */
const vb_claims *vb_case_claims(const vb_case *c);
/* True when every file of a known kind was read without an error: notes do not count. */
bool vb_case_complete(const vb_case *c);
/* Errors: VB_E_IO a large file changed since the case was opened: what was read of it may be wrong. Ask before results
 * are given out. */
VB_MUST_USE vb_code vb_case_check(const vb_case *c, vb_error *err);
void vb_case_close(vb_case *c);
#endif
