/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CATALOGUE_FIGURE_H
#define VB_CATALOGUE_FIGURE_H
/* The figures of a model one by one, for lists and pages, and what is known of a single figure beyond its row: where it
 * was read and how sure it is (data/catalogue/figures.csv). A figure without a row there stands on the sources of its
 * model and has the model's confidence. */
#include "catalogue/catalogue.h"

enum { VB_N_FIGURES = VB_N_FORMATS + 7 };

typedef struct vb_figure {
    const char *column; /* name in accelerators.csv: "fp8_dense_tflops" */
    const char *unit;   /* "TFLOPS", "GB/s"; "" for a count */
    int64_t value;      /* in units of 10^-places; VB_NO_FIGURE = not published, or not collected */
    unsigned places;    /* decimals that it is held in */
    int printed;        /* decimals as printed: it may be off by half of the last one; -1 = not kept */
    unsigned mark;      /* vb_column that says whether it was re-checked */
} vb_figure;

/* In the order of accelerators.csv; all of them, published or not. The second die area is there only when it differs.
 */
size_t vb_model_figures(const vb_model *m, vb_figure out[VB_N_FIGURES]);
/* False when no figure has this name. */
bool vb_model_figure(const vb_model *m, vb_str column, vb_figure *out);
/* Name of a vb_column as unverified_fields writes it; "?" outside the list. */
const char *vb_column_name(unsigned column);

typedef struct vb_figure_source { /* one row of figures.csv */
    uint32_t model;
    vb_str column, source, note;
    vb_confidence confidence;
    uint32_t line;
} vb_figure_source;
typedef struct vb_figure_sources {
    const vb_figure_source *v; /* in the order of the file */
    size_t n;
} vb_figure_sources;

/* Reads figures.csv (model_id, column, value, confidence, source, note); an empty text has none. Errors as
 * vb_catalogue_load; also a value that is not the one in accelerators.csv, and a figure that stands there twice. The
 * bytes must outlive the list. */
VB_MUST_USE vb_code vb_figure_sources_load(const vb_catalogue *c, vb_str bytes, vb_arena *arena, vb_figure_sources *out,
                                           vb_error *err);
/* NULL: the figure has no row of its own. */
const vb_figure_source *vb_figure_source_of(const vb_figure_sources *list, uint32_t model, const char *column);

typedef struct vb_false_figure { /* one row of false_figures.csv: a figure that circulates and is wrong */
    uint32_t model;
    vb_str column; /* of accelerators.csv; "eccn": the value is a classification that the figures do not bear out */
    vb_str value, why, printed_by;
    int64_t figure; /* in the decimals of its column; VB_NO_FIGURE for an ECCN */
} vb_false_figure;
typedef struct vb_false_figures {
    const vb_false_figure *v;
    size_t n;
} vb_false_figures;
/* Errors as above. */
VB_MUST_USE vb_code vb_false_figures_load(const vb_catalogue *c, vb_str bytes, vb_arena *arena, vb_false_figures *out,
                                          vb_error *err);
#endif
