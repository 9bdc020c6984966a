/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CATALOGUE_LINT_H
#define VB_CATALOGUE_LINT_H
/* Doubts about the catalogue itself: figures that contradict each other within a row, and figures known to be false
 * that circulate elsewhere (data/catalogue/false_figures.csv). Missing sources and repeated ids do not get so far:
 * loading refuses them. */
#include "catalogue/catalogue.h"

typedef struct vb_doubt {
    bool wrong; /* a false figure; else unusual: a person should look */
    uint32_t model;
    vb_str sentence; /* English */
} vb_doubt;

typedef struct vb_doubts {
    vb_doubt *v;
    size_t n, cap;
} vb_doubts;

/* false_figures: the bytes of false_figures.csv, may be empty. Adds to *out (zero-initialised by the caller), in the
 * order of the catalogue. Errors as vb_catalogue_load. */
VB_MUST_USE vb_code vb_catalogue_lint(const vb_catalogue *c, vb_str false_figures, vb_arena *arena, vb_doubts *out,
                                      vb_error *err);
#endif
