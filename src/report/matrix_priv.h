/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_REPORT_MATRIX_PRIV_H
#define VB_REPORT_MATRIX_PRIV_H
#include "report/html_priv.h"
#include "report/matrix.h"

/* matrix.c: the question for a model on a day; do two cells look alike in the layer of the matrix? */
vb_rule_question vb_matrix_question(const vb_matrix *m, const vb_model *model, size_t day);
vb_str vb_matrix_class(const vb_matrix *m, const vb_matrix_cell *cell); /* its class when it is shown, or empty */
bool vb_matrix_same(const vb_matrix *m, const vb_matrix_cell *a, const vb_matrix_cell *b);
/* matrix_cause.c: what made the column differ from the day before it */
VB_MUST_USE vb_code vb_matrix_causes(const vb_matrix *m, vb_matrix_column *column, vb_arena *arena, vb_error *err);

/* matrix_draw.c: the figure in blocks of rows. Names stand in a drawing of their own, so that a page can hold them in
 * place while the days scroll. */
enum { VB_MATRIX_NAMES = 206, VB_MATRIX_CELLS = 914, VB_MATRIX_ROWS = 38 };
typedef struct vb_matrix_block { /* cards [first, end) */
    size_t first, end;
    bool continued; /* its first maker has rows in the block before */
} vb_matrix_block;
/* The next block, from an empty one on; false behind the last. */
bool vb_matrix_next_block(const vb_matrix *m, vb_matrix_block *block);
double vb_matrix_height(const vb_matrix *m, const vb_matrix_block *block);
void vb_matrix_draw_names(vb_html *h, const vb_matrix *m, const vb_matrix_block *block);
void vb_matrix_draw_cells(vb_html *h, const vb_matrix *m, const vb_matrix_block *block);
extern const char *const vb_matrix_style[]; /* looks of both, in pieces; NULL ends them */
void vb_matrix_legend(vb_html *h, const vb_matrix *m);
void vb_matrix_legend_svg(vb_html *h, const vb_matrix *m); /* at the origin */
double vb_matrix_legend_height(const vb_matrix *m);
/* "China: 61 of 249 accelerators need a licence on 2026-06-01, 9 cannot be told" */
void vb_matrix_title(const vb_matrix *m, const vb_report_options *options, vb_lang lang, vb_buf *out);
void vb_matrix_both_titles(vb_html *h, const vb_matrix *m); /* in both languages, as tspans */
/* One cause as a sentence: "Begins: 90 FR 4544". */
void vb_matrix_say_cause(vb_html *h, const char *tag, const vb_matrix_cause *c);
#endif
