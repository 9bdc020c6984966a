/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/lint.h"

#include <inttypes.h>

#include "catalogue/catalogue_priv.h"

typedef struct job {
    vb_arena *arena;
    vb_doubts *out;
    vb_error *err;
} job;

static vb_code doubt(const job *j, bool wrong, uint32_t model, vb_str sentence)
{
    vb_doubt *d = sentence.p == NULL ? NULL : VB_PUSH(j->arena, j->out);
    if (d == NULL)
        return vb_fail(j->err, VB_E_NOMEM, "accelerators.csv", VB_NO_OFFSET, "no memory left for the doubts");
    *d = (vb_doubt){wrong, model, sentence};
    return VB_OK;
}

/* What hardware usually does: rate of `a` is times / over of that of `b`. Off by more than 2 % is unusual, not wrong:
 * the B300 has its INT8 cut, the V100 no BF16. */
static const struct {
    vb_format a, b;
    int times, over;
} usual[] = {{VB_INT8, VB_FP16, 2, 1}, {VB_FP8, VB_FP16, 2, 1}, {VB_FP8, VB_BF16, 2, 1}, {VB_BF16, VB_FP16, 1, 1},
             {VB_TF32, VB_FP16, 1, 2}, {VB_FP4, VB_FP8, 2, 1},  {VB_INT4, VB_INT8, 2, 1}};

static vb_code compare_rates(const job *j, const vb_model *m, uint32_t index)
{
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
        int64_t a = m->rate[usual[i].a], b = m->rate[usual[i].b];
        if (a == VB_NO_FIGURE || b == VB_NO_FIGURE)
            continue;
        int64_t left = a * usual[i].over, right = b * usual[i].times, gap = left > right ? left - right : right - left;
        if (gap <= right / 50)
            continue;
        VB_TRY(doubt(j, false, index,
                     vb_arena_printf(j->arena, "%.*s: %s is not %d/%d of %s", VB_ARG(m->id), vb_format_name(usual[i].a),
                                     usual[i].times, usual[i].over, vb_format_name(usual[i].b))));
    }
    return VB_OK;
}

enum { MODEL, COLUMN, VALUE, WHY, PRINTED_BY, N_COLUMNS };
static const char *const columns[N_COLUMNS] = {"model_id", "column", "value", "why", "printed_by"};

/* The figure of a column by its name in accelerators.csv, with the decimals it is held in; -1 places when there is
 * none. */
static int figure_of(const vb_model *m, vb_str column, int64_t *out)
{
    static const char *const rates[VB_N_FORMATS] = {
        "fp4_dense_tflops",  "fp8_dense_tflops",  "int8_dense_tops", "int4_dense_tops", "fp16_dense_tflops",
        "bf16_dense_tflops", "tf32_dense_tflops", "fp32_tflops",     "fp64_tflops",     "fp64_matrix_tflops"};
    const struct {
        const char *name;
        int64_t value;
        int places;
    } others[] = {{"die_area_mm2", m->die_area_low, 3},
                  {"mem_gb", m->memory_gb, 3},
                  {"mem_bw_gbs", m->memory_bandwidth, 3},
                  {"interconnect_gbs", m->interconnect_bandwidth, 3},
                  {"tdp_w", m->tdp, 3},
                  {"units", m->units, 0}};
    for (size_t f = 0; f < VB_N_FORMATS; f++)
        if (vb_str_eq(column, vb_str_of(rates[f]))) {
            *out = m->rate[f];
            return 6;
        }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (vb_str_eq(column, vb_str_of(others[i].name))) {
            *out = others[i].value;
            return others[i].places;
        }
    return -1;
}

static vb_code compare_false(const job *j, const vb_catalogue *c, const vb_sheet *s)
{
    uint32_t model = vb_catalogue_by_id(c, vb_sheet_text(s, MODEL));
    int64_t ours = VB_NO_FIGURE, theirs;
    if (model == VB_NONE)
        return vb_sheet_fail(s, MODEL, VB_E_PARSE, "an id of accelerators.csv", j->err);
    int places = figure_of(&c->models[model], vb_sheet_text(s, COLUMN), &ours);
    if (places < 0)
        return vb_sheet_fail(s, COLUMN, VB_E_PARSE, "a column of accelerators.csv with figures", j->err);
    VB_TRY(vb_sheet_figure(s, VALUE, (unsigned)places, VB_NO_FIGURE, &theirs, j->err));
    if (theirs == VB_NO_FIGURE)
        return vb_sheet_fail(s, VALUE, VB_E_PARSE, "the false figure", j->err);
    if (ours != theirs)
        return VB_OK;
    return doubt(j, true, model,
                 vb_arena_printf(j->arena, "%.*s: %.*s is %.*s, known to be false: %.*s (%.*s)",
                                 VB_ARG(c->models[model].id), VB_ARG(vb_sheet_text(s, COLUMN)),
                                 VB_ARG(vb_sheet_text(s, VALUE)), VB_ARG(vb_sheet_text(s, WHY)),
                                 VB_ARG(vb_sheet_text(s, PRINTED_BY))));
}

vb_code vb_catalogue_lint(const vb_catalogue *c, vb_str false_figures, vb_arena *arena, vb_doubts *out, vb_error *err)
{
    job j = {arena, out, err};
    for (uint32_t i = 0; i < c->n_models; i++)
        VB_TRY(compare_rates(&j, &c->models[i], i));
    if (false_figures.n == 0)
        return VB_OK;
    vb_sheet *s = VB_NEW(arena, vb_sheet, 1);
    bool end = false;
    if (s == NULL)
        return vb_fail(err, VB_E_NOMEM, "false_figures.csv", VB_NO_OFFSET, "no memory left for the doubts");
    VB_TRY(vb_sheet_open(s, "false_figures.csv", false_figures, columns, N_COLUMNS, arena, err));
    for (;;) {
        VB_TRY(vb_sheet_next(s, &end, err));
        if (end)
            return VB_OK;
        VB_TRY(compare_false(&j, c, s));
    }
}
