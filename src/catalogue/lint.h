/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CATALOGUE_LINT_H
#define VB_CATALOGUE_LINT_H
/* Doubts about the catalogue itself: figures that contradict each other within a row, figures known to be false that
 * circulate elsewhere (data/catalogue/false_figures.csv), figures that nobody can look up, figures on which much rests
 * and which nobody re-checked. Repeated ids and rows without any source do not get so far: loading refuses them.
 * Whether a classification hangs on such a figure is asked by whoever has the rules (src/cmd/catalogue_lint.c). */
#include "catalogue/citation.h"
#include "catalogue/figure.h"

typedef struct vb_doubt {
    bool wrong; /* a false figure, or one without a source; else unusual: a person should look */
    uint32_t model;
    const char *kind; /* "figure.false", "source.lost" ...: stable, listed in docs/catalogue.md */
    vb_str sentence;  /* English */
} vb_doubt;

typedef struct vb_doubts {
    vb_doubt *v;
    size_t n, cap;
} vb_doubts;
/* Errors: VB_E_NOMEM, also when the sentence could not be made (p NULL). */
VB_MUST_USE vb_code vb_doubts_add(vb_doubts *out, vb_arena *arena, vb_doubt d, vb_error *err);

/* Rates that do not fit each other, and false figures. false_figures: the bytes of false_figures.csv, may be empty.
 * Adds to *out (zero-initialised by the caller), in the order of the catalogue. A figure counts as the false one when
 * it is within 1 % of it: the same mistake is printed with other roundings. Errors as vb_catalogue_load. */
VB_MUST_USE vb_code vb_catalogue_lint(const vb_catalogue *c, vb_str false_figures, vb_arena *arena, vb_doubts *out,
                                      vb_error *err);

/* Sources, confidence, dates, doubles. `figures` and `notes` may be empty: then more is in doubt. Errors: VB_E_NOMEM.
 */
VB_MUST_USE vb_code vb_catalogue_lint_rows(const vb_catalogue *c, const vb_figure_sources *figures,
                                           const vb_citation_notes *notes, vb_arena *arena, vb_doubts *out,
                                           vb_error *err);
#endif
