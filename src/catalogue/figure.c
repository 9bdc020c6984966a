/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/figure.h"

#include "catalogue/catalogue_priv.h"

static const struct {
    const char *column, *unit;
} rates[VB_N_FORMATS] = {
    [VB_FP4] = {"fp4_dense_tflops", "TFLOPS"},   [VB_FP8] = {"fp8_dense_tflops", "TFLOPS"},
    [VB_INT8] = {"int8_dense_tops", "TOPS"},     [VB_INT4] = {"int4_dense_tops", "TOPS"},
    [VB_FP16] = {"fp16_dense_tflops", "TFLOPS"}, [VB_BF16] = {"bf16_dense_tflops", "TFLOPS"},
    [VB_TF32] = {"tf32_dense_tflops", "TFLOPS"}, [VB_FP32] = {"fp32_tflops", "TFLOPS"},
    [VB_FP64] = {"fp64_tflops", "TFLOPS"},       [VB_FP64_MATRIX] = {"fp64_matrix_tflops", "TFLOPS"},
};

size_t vb_model_figures(const vb_model *m, vb_figure out[VB_N_FIGURES])
{
    size_t n = 0;
    out[n++] = (vb_figure){"die_area_mm2", "mm2", m->die_area_low, 3, -1, VB_COLUMN_DIE_AREA};
    if (m->die_area_high != m->die_area_low)
        out[n++] = (vb_figure){"die_area_alt_mm2", "mm2", m->die_area_high, 3, -1, VB_COLUMN_DIE_AREA};
    for (unsigned f = 0; f < VB_N_FORMATS; f++)
        out[n++] = (vb_figure){rates[f].column, rates[f].unit, m->rate[f], 6, m->rate_places[f], VB_COLUMN_RATE + f};
    out[n++] = (vb_figure){"mem_gb", "GB", m->memory_gb, 3, -1, VB_COLUMN_MEM_GB};
    out[n++] = (vb_figure){"mem_bw_gbs", "GB/s", m->memory_bandwidth, 3, -1, VB_COLUMN_MEM_BW};
    out[n++] = (vb_figure){"interconnect_gbs", "GB/s", m->interconnect_bandwidth, 3, -1, VB_COLUMN_INTERCONNECT};
    out[n++] = (vb_figure){"tdp_w", "W", m->tdp, 3, -1, VB_COLUMN_TDP};
    out[n++] = (vb_figure){"units", "", m->units, 0, -1, VB_COLUMN_UNITS};
    return n;
}

bool vb_model_figure(const vb_model *m, vb_str column, vb_figure *out)
{
    vb_figure all[VB_N_FIGURES];
    size_t n = vb_model_figures(m, all);
    for (size_t i = 0; i < n; i++)
        if (vb_str_eq(column, vb_str_of(all[i].column))) {
            *out = all[i];
            return true;
        }
    return false;
}

/* The figure that a row of another table speaks of. */
static vb_code read_figure(const vb_catalogue *c, const vb_sheet *s, size_t id, size_t column, size_t value,
                           uint32_t *model, vb_figure *ours, int64_t *theirs, vb_error *err)
{
    *model = vb_catalogue_by_id(c, vb_sheet_text(s, id));
    if (*model == VB_NONE)
        return vb_sheet_fail(s, id, VB_E_PARSE, "an id of accelerators.csv", err);
    if (!vb_model_figure(&c->models[*model], vb_sheet_text(s, column), ours))
        return vb_sheet_fail(s, column, VB_E_PARSE, "a column of accelerators.csv with figures", err);
    VB_TRY(vb_sheet_figure(s, value, ours->places, VB_NO_FIGURE, theirs, err));
    return *theirs != VB_NO_FIGURE ? VB_OK : vb_sheet_fail(s, value, VB_E_PARSE, "the figure", err);
}

vb_code vb_figure_sources_load(const vb_catalogue *c, vb_str bytes, vb_arena *arena, vb_figure_sources *out,
                               vb_error *err)
{
    enum { MODEL, COLUMN, VALUE, CONFIDENCE, SOURCE, NOTE, N_COLUMNS };
    static const char *const columns[N_COLUMNS] = {"model_id", "column", "value", "confidence", "source", "note"};
    static const char *const grades[] = {"A", "B", "C", "D", NULL};
    struct {
        vb_figure_source *v;
        size_t n, cap;
    } table = {NULL, 0, 0};
    bool end = false;
    *out = (vb_figure_sources){0};
    if (bytes.n == 0)
        return VB_OK;
    vb_sheet *s = VB_NEW(arena, vb_sheet, 1);
    if (s == NULL)
        return vb_fail(err, VB_E_NOMEM, "figures.csv", VB_NO_OFFSET, "no memory left for the sources of figures");
    VB_TRY(vb_sheet_open(s, "figures.csv", bytes, columns, N_COLUMNS, arena, err));
    for (;;) {
        VB_TRY(vb_sheet_next(s, &end, err));
        if (end)
            break;
        vb_figure_source f = {.line = (uint32_t)s->row.line};
        vb_figure ours;
        int64_t value;
        int grade;
        VB_TRY(read_figure(c, s, MODEL, COLUMN, VALUE, &f.model, &ours, &value, err));
        if (value != ours.value)
            return vb_sheet_fail(s, VALUE, VB_E_RANGE, "the figure that stands in accelerators.csv", err);
        f.column = vb_sheet_text(s, COLUMN);
        for (size_t i = 0; i < table.n; i++)
            if (table.v[i].model == f.model && vb_str_eq(table.v[i].column, f.column))
                return vb_sheet_fail(s, COLUMN, VB_E_PARSE, "each figure of a model once", err);
        VB_TRY(vb_sheet_choice(s, CONFIDENCE, grades, &grade, err));
        if (grade < 0)
            return vb_sheet_fail(s, CONFIDENCE, VB_E_PARSE, "A, B, C or D", err);
        f.confidence = (vb_confidence)grade;
        VB_TRY(vb_sheet_word(s, SOURCE, &f.source, err));
        f.note = vb_sheet_text(s, NOTE);
        vb_figure_source *row = VB_PUSH(arena, &table);
        if (row == NULL)
            return vb_sheet_no_memory(s, err);
        *row = f;
    }
    *out = (vb_figure_sources){table.v, table.n};
    return VB_OK;
}

const vb_figure_source *vb_figure_source_of(const vb_figure_sources *list, uint32_t model, const char *column)
{
    for (size_t i = 0; list != NULL && i < list->n; i++)
        if (list->v[i].model == model && vb_str_eq(list->v[i].column, vb_str_of(column)))
            return &list->v[i];
    return NULL;
}

/* A classification in place of a figure. */
static vb_code read_class(const vb_catalogue *c, const vb_sheet *s, size_t id, size_t value, vb_false_figure *f,
                          vb_error *err)
{
    f->figure = VB_NO_FIGURE;
    f->model = vb_catalogue_by_id(c, vb_sheet_text(s, id));
    if (f->model == VB_NONE)
        return vb_sheet_fail(s, id, VB_E_PARSE, "an id of accelerators.csv", err);
    return f->value.n > 0 ? VB_OK : vb_sheet_fail(s, value, VB_E_PARSE, "an ECCN", err);
}

vb_code vb_false_figures_load(const vb_catalogue *c, vb_str bytes, vb_arena *arena, vb_false_figures *out,
                              vb_error *err)
{
    enum { MODEL, COLUMN, VALUE, WHY, PRINTED_BY, N_COLUMNS };
    static const char *const columns[N_COLUMNS] = {"model_id", "column", "value", "why", "printed_by"};
    struct {
        vb_false_figure *v;
        size_t n, cap;
    } table = {NULL, 0, 0};
    bool end = false;
    *out = (vb_false_figures){0};
    if (bytes.n == 0)
        return VB_OK;
    vb_sheet *s = VB_NEW(arena, vb_sheet, 1);
    if (s == NULL)
        return vb_fail(err, VB_E_NOMEM, "false_figures.csv", VB_NO_OFFSET, "no memory left for the false figures");
    VB_TRY(vb_sheet_open(s, "false_figures.csv", bytes, columns, N_COLUMNS, arena, err));
    for (;;) {
        VB_TRY(vb_sheet_next(s, &end, err));
        if (end)
            break;
        vb_false_figure f = {0};
        vb_figure ours;
        f.column = vb_sheet_text(s, COLUMN);
        f.value = vb_sheet_text(s, VALUE);
        if (vb_str_eq(f.column, VB_S("eccn"))) {
            VB_TRY(read_class(c, s, MODEL, VALUE, &f, err));
        } else {
            VB_TRY(read_figure(c, s, MODEL, COLUMN, VALUE, &f.model, &ours, &f.figure, err));
        }
        f.why = vb_sheet_text(s, WHY);
        f.printed_by = vb_sheet_text(s, PRINTED_BY);
        vb_false_figure *row = VB_PUSH(arena, &table);
        if (row == NULL)
            return vb_sheet_no_memory(s, err);
        *row = f;
    }
    *out = (vb_false_figures){table.v, table.n};
    return VB_OK;
}
