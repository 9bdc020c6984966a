/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_REPORT_MATRIX_H
#define VB_REPORT_MATRIX_H
/* The history of control for one destination: accelerators against the days on which an answer changes. Pure: values
 * in, values and bytes out. */
#include "report/report.h"

/* What the rules say of one accelerator from one day on. Texts are the rules'. */
typedef struct vb_matrix_cell {
    vb_tri licence[2];         /* by vb_layer */
    bool letter;               /* in the layer of the matrix: required, and by letter alone */
    vb_review review;          /* in the layer of the matrix */
    vb_review review_enforced; /* as vb_rule_outcome has it */
    vb_str eccn;
    const vb_str *instruments; /* of vb_rule_outcome */
    size_t n_instruments;
} vb_matrix_cell;

typedef struct vb_matrix_card {
    const vb_model *model;
    int64_t tpp_low, tpp_high;   /* 10^-9; high INT64_MAX = not known */
    const vb_matrix_cell *cells; /* by day */
} vb_matrix_card;

/* Why a column differs from the one before it. */
typedef enum vb_matrix_why {
    VB_MATRIX_BEGINS, /* a clause of the instrument is in force from that day on */
    VB_MATRIX_ENDS,   /* it was in force to the day before */
    VB_MATRIX_ENTERS, /* a country is in a group from that day on */
    VB_MATRIX_LEAVES,
    VB_MATRIX_DOUBTFUL /* whether it is in the group cannot be told from that day on */
} vb_matrix_why;
typedef struct vb_matrix_cause {
    vb_matrix_why why;
    vb_str instrument, citation; /* of the instrument */
    vb_str group;
    vb_country country;
} vb_matrix_cause;

typedef struct vb_matrix_count { /* of the cards that were announced by the end of a time */
    size_t announced, rule, letter, open, none;
} vb_matrix_count;

typedef struct vb_matrix_column {
    size_t first, end; /* days [first, end) */
    const vb_matrix_cause *causes;
    size_t n_causes;
    size_t changed; /* cards that differ from the column before */
    vb_matrix_count count;
} vb_matrix_column;

typedef struct vb_matrix {
    const vb_rules *rules;
    const vb_countries *countries;
    vb_rule_question question; /* model NULL; headquarters filled in; `on` is the day of the plane and of the counts */
    bool headquarters_taken;   /* none was stated: taken to be at the destination */
    vb_layer layer;
    bool chosen;         /* some models, not the whole catalogue */
    const int64_t *days; /* moments; the first is VB_NO_TIME: what held before the first day of any rule */
    size_t n_days;
    const vb_matrix_card *cards; /* by maker, the makers with most cards first; then by TPP, the largest first */
    size_t n_cards;
    const vb_matrix_column *columns; /* days on which nothing shown of any card differs are merged; those before all */
    size_t n_columns;                /* rules are left out */
    vb_matrix_count count;           /* on question.on */
    size_t without_figures;          /* of those that are open then: no rate is published from which TPP follows */
    /* The classes that the picture writes, in order: those for which a rule requires a licence of some card on some
     * day; where none does, all that occur. */
    const vb_str *shown;
    size_t n_shown;
    const char *version;
} vb_matrix;

typedef struct vb_matrix_ask {
    const vb_rules *rules;
    const vb_catalogue *catalogue;
    const vb_countries *countries;
    vb_rule_question question; /* model and figures are left aside */
    bool headquarters_taken;
    vb_layer layer;
    const uint32_t *models; /* NULL = all */
    size_t n_models;
    const char *version;
} vb_matrix_ask;

/* Everything lives in the arena. Errors: those of vb_rules_evaluate. */
VB_MUST_USE vb_code vb_matrix_build(const vb_matrix_ask *ask, vb_arena *arena, vb_matrix *out, vb_error *err);

/* The day that holds a moment, as an index of `days`. */
size_t vb_matrix_day(const vb_matrix *m, int64_t on);
/* Was the model announced only on or after `end` (a moment; VB_NO_TIME = open)? Unknown dates count as announced. */
static inline bool vb_matrix_unborn(const vb_model *model, int64_t end)
{
    return end != VB_NO_TIME && model->launch.at != VB_NO_TIME && model->launch.at >= end;
}
/* Moment at which the days [first, end) are over; VB_NO_TIME = open. */
static inline int64_t vb_matrix_end(const vb_matrix *m, size_t end)
{
    return end < m->n_days ? m->days[end] : VB_NO_TIME;
}

/* ---- Outputs ---------------------------------------------------------------------------------------------------- */

/* One row a card and a time in which nothing of the row changes; columns model_id, model, vendor, from, to, eccn,
 * licence_required, licence_required_text, review_policy, instruments. From empty: before the first rule; to empty:
 * open. */
VB_MUST_USE vb_code vb_matrix_csv(const vb_matrix *m, vb_buf *out, vb_error *err);
/* verbleib.matrix/1 */
VB_MUST_USE vb_code vb_matrix_json(const vb_matrix *m, vb_buf *out, vb_error *err);
/* The figure alone, with a style of its own. */
VB_MUST_USE vb_code vb_matrix_svg(const vb_matrix *m, const vb_report_options *options, vb_buf *out, vb_error *err);
/* A page: matrix, days, plane, tables. `command`: words after "verbleib" that make it again. */
VB_MUST_USE vb_code vb_matrix_html(const vb_matrix *m, const vb_report_options *options, const vb_str *command,
                                   size_t n_command, vb_buf *out, vb_error *err);
#endif
