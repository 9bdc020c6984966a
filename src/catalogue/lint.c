/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/lint.h"

#include "catalogue/catalogue_priv.h"

vb_code vb_doubts_add(vb_doubts *out, vb_arena *arena, vb_doubt d, vb_error *err)
{
    vb_doubt *row = d.sentence.p == NULL ? NULL : VB_PUSH(arena, out);
    if (row == NULL)
        return vb_fail(err, VB_E_NOMEM, "accelerators.csv", VB_NO_OFFSET, "no memory left for the doubts");
    *row = d;
    return VB_OK;
}

/* What hardware usually does: rate of `a` is times / over of that of `b`. Off by more than 2 % is unusual, not wrong:
 * the B300 has its INT8 cut, the V100 no BF16. */
static const struct {
    vb_format a, b;
    int times, over;
} usual[] = {{VB_INT8, VB_FP16, 2, 1}, {VB_FP8, VB_FP16, 2, 1}, {VB_FP8, VB_BF16, 2, 1}, {VB_BF16, VB_FP16, 1, 1},
             {VB_TF32, VB_FP16, 1, 2}, {VB_FP4, VB_FP8, 2, 1},  {VB_INT4, VB_INT8, 2, 1}};

static vb_code compare_rates(const vb_model *m, uint32_t index, vb_arena *arena, vb_doubts *out, vb_error *err)
{
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
        int64_t a = m->rate[usual[i].a], b = m->rate[usual[i].b];
        if (a == VB_NO_FIGURE || b == VB_NO_FIGURE)
            continue;
        int64_t left = a * usual[i].over, right = b * usual[i].times, gap = left > right ? left - right : right - left;
        if (gap <= right / 50)
            continue;
        vb_str sentence =
            vb_arena_printf(arena, "%.*s: %s is not %d/%d of %s", VB_ARG(m->id), vb_format_name(usual[i].a),
                            usual[i].times, usual[i].over, vb_format_name(usual[i].b));
        VB_TRY(vb_doubts_add(out, arena, (vb_doubt){false, index, "rate.ratio", sentence}, err));
    }
    return VB_OK;
}

static bool is_false(const vb_catalogue *c, const vb_false_figure *f)
{
    vb_figure ours;
    if (!vb_model_figure(&c->models[f->model], f->column, &ours) || ours.value == VB_NO_FIGURE)
        return false;
    int64_t gap = ours.value > f->figure ? ours.value - f->figure : f->figure - ours.value;
    return gap <= f->figure / 100;
}

/* The n-th false figure; one figure is told once, whichever of its roundings it is. */
static vb_code compare_false(const vb_catalogue *c, const vb_false_figures *known, size_t n, vb_arena *arena,
                             vb_doubts *out, vb_error *err)
{
    const vb_false_figure *f = &known->v[n];
    if (!is_false(c, f))
        return VB_OK;
    for (size_t i = 0; i < n; i++)
        if (known->v[i].model == f->model && vb_str_eq(known->v[i].column, f->column) && is_false(c, &known->v[i]))
            return VB_OK;
    vb_str sentence = vb_arena_printf(arena, "%.*s: %.*s is %.*s or close to it, known to be false: %.*s (%.*s)",
                                      VB_ARG(c->models[f->model].id), VB_ARG(f->column), VB_ARG(f->value),
                                      VB_ARG(f->why), VB_ARG(f->printed_by));
    return vb_doubts_add(out, arena, (vb_doubt){true, f->model, "figure.false", sentence}, err);
}

vb_code vb_catalogue_lint(const vb_catalogue *c, vb_str false_figures, vb_arena *arena, vb_doubts *out, vb_error *err)
{
    vb_false_figures known;
    VB_TRY(vb_false_figures_load(c, false_figures, arena, &known, err));
    for (uint32_t i = 0; i < c->n_models; i++)
        VB_TRY(compare_rates(&c->models[i], i, arena, out, err));
    for (size_t i = 0; i < known.n; i++)
        VB_TRY(compare_false(c, &known, i, arena, out, err));
    return VB_OK;
}
