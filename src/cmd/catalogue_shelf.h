/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CMD_CATALOGUE_SHELF_H
#define VB_CMD_CATALOGUE_SHELF_H
/* The catalogue with all that is known about its figures, and how its figures are written: what the catalogue verbs
 * share. */
#include <jansson.h>

#include "base/buf.h"
#include "base/number.h"
#include "catalogue/lint.h"
#include "catalogue/tpp.h"
#include "cmd/reference.h"
#include "cmd/verb.h"

typedef struct vb_shelf { /* lives in the arena it was loaded into */
    vb_reference reference;
    vb_str false_bytes; /* false_figures.csv */
    vb_false_figures false_figures;
    vb_figure_sources figures;
    vb_citation_notes notes;
} vb_shelf;

/* Errors: those of the files; says them. 0 or an exit code. */
int vb_shelf_load(vb_arena *arena, vb_shelf *out);

/* "FP8, dense" in the language of the command, for a name of vb_figure. */
const char *vb_figure_label(const char *column);
const char *vb_confidence_name(vb_confidence c); /* "A" */
/* A decimal without the zeros behind its last digit: "20919.2", "1979". */
void vb_buf_decimal(vb_buf *out, int64_t value, unsigned places);
/* "2368", "2643.2 to 5286.4" in thousandths; two ends that differ by the rounding outward alone are one. */
void vb_buf_range(vb_buf *out, vb_interval milli, const char *to);
/* The same for a density: "?" when it is not known, "-" when there is none. */
void vb_buf_density(vb_buf *out, const vb_model *m, const char *to);

/* The object verbleib.model/1: identity, figures with sources, TPP by format, density. NULL when memory ran out. */
json_t *vb_shelf_model_json(const vb_shelf *shelf, uint32_t model);
json_t *vb_json_decimal(int64_t value, unsigned places); /* null for VB_NO_FIGURE */
#endif
