/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CMD_CATALOGUE_CLASS_H
#define VB_CMD_CATALOGUE_CLASS_H
/* What rests on the figures of a model: its classification by the rules, and how it would come out with other readings
 * of the same figures. */
#include "cmd/catalogue_shelf.h"

typedef struct vb_class {
    vb_str eccn;     /* of the circuit; empty = none of the clauses, "unknown" = cannot be told */
    vb_str clause;   /* the clause behind it, or the first that cannot be told; empty = none */
    vb_str citation; /* of that clause */
    vb_str missing;  /* facts that would settle it, parted by "; " */
} vb_class;

/* Classified for China, with the parent there, so that no clause is left out for the place. figures: stated in place of
 * the model's, or NULL. Errors: those of vb_rules_evaluate. */
VB_MUST_USE vb_code vb_class_of(const vb_rules *rules, const vb_model *m, const vb_rule_figures *figures, int64_t on,
                                vb_arena *arena, vb_class *out, vb_error *err);

/* Adds the doubts that need the rules: class.open, area.missing, class.unverified, class.reading, class.area,
 * class.rounding, class.false; in the order of the catalogue. `on` is the day asked for. Errors as above. */
VB_MUST_USE vb_code vb_class_lint(const vb_shelf *shelf, int64_t on, vb_arena *arena, vb_doubts *out, vb_error *err);
#endif
