/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/catalogue_shelf.h"

#include "findings/finding.h"
#include "world/data.h"

/* A table that an older data folder may lack: then less is known, and that is what is said. */
static vb_code read_table(vb_arena *arena, const char *name, vb_str *out, vb_error *err)
{
    vb_file file;
    vb_code rc = vb_data_open(vb_str_of(name), &file, err);
    *out = VB_STR_NONE;
    if (rc == VB_E_NOT_FOUND)
        return VB_OK;
    VB_TRY(rc);
    vb_str copy = vb_arena_copy(arena, file.bytes);
    vb_file_close(&file);
    if (copy.p == NULL)
        return vb_fail(err, VB_E_NOMEM, "data", VB_NO_OFFSET, "no memory for %s", name);
    *out = copy;
    return VB_OK;
}

static vb_code load(vb_arena *arena, vb_shelf *out, vb_error *err)
{
    vb_str figures, notes;
    *out = (vb_shelf){0};
    VB_TRY(vb_reference_load(arena, false, &out->reference, err));
    VB_TRY(read_table(arena, "catalogue/false_figures.csv", &out->false_bytes, err));
    VB_TRY(read_table(arena, "catalogue/figures.csv", &figures, err));
    VB_TRY(read_table(arena, "catalogue/sources.csv", &notes, err));
    VB_TRY(vb_false_figures_load(out->reference.catalogue, out->false_bytes, arena, &out->false_figures, err));
    VB_TRY(vb_figure_sources_load(out->reference.catalogue, figures, arena, &out->figures, err));
    return vb_citation_notes_load(notes, arena, &out->notes, err);
}

int vb_shelf_load(vb_arena *arena, vb_shelf *out)
{
    vb_error err;
    if (load(arena, out, &err) != VB_OK)
        return vb_say_error(&err, "see `verbleib doctor`; VERBLEIB_DATA names the folder with the data");
    return 0;
}

const char *vb_figure_label(const char *column)
{
    static const struct {
        const char *column, *label;
    } labels[] = {
        {"die_area_mm2", N_("die area")},
        {"die_area_alt_mm2", N_("die area, other source")},
        {"fp4_dense_tflops", N_("FP4, dense")},
        {"fp8_dense_tflops", N_("FP8, dense")},
        {"int8_dense_tops", N_("INT8, dense")},
        {"int4_dense_tops", N_("INT4, dense")},
        {"fp16_dense_tflops", N_("FP16, dense")},
        {"bf16_dense_tflops", N_("BF16, dense")},
        {"tf32_dense_tflops", N_("TF32, dense")},
        {"fp32_tflops", N_("FP32, vector")},
        {"fp64_tflops", N_("FP64, vector")},
        {"fp64_matrix_tflops", N_("FP64, matrix")},
        {"mem_gb", N_("memory")},
        {"mem_bw_gbs", N_("DRAM bandwidth")},
        {"interconnect_gbs", N_("I/O bandwidth")},
        {"tdp_w", N_("power")},
        {"units", N_("units")},
    };
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        if (vb_str_eq(vb_str_of(labels[i].column), vb_str_of(column)))
            return vb_translate(NULL, labels[i].label);
    return column;
}

const char *vb_confidence_name(vb_confidence c)
{
    static const char *const names[] = {"A", "B", "C", "D"};
    return (unsigned)c < sizeof names / sizeof names[0] ? names[c] : "?";
}

void vb_buf_decimal(vb_buf *out, int64_t value, unsigned places)
{
    char text[48];
    vb_decimal_text(value, places, '.', text);
    vb_str s = vb_str_of(text);
    while (places > 0 && s.n > 0 && s.p[s.n - 1] == '0')
        s.n--;
    if (places > 0 && s.n > 0 && s.p[s.n - 1] == '.')
        s.n--;
    vb_buf_add(out, s);
}

void vb_buf_range(vb_buf *out, vb_interval milli, const char *to)
{
    vb_buf_decimal(out, milli.low, 3);
    if (milli.high - milli.low <= 1)
        return;
    vb_buf_add(out, vb_str_of(to));
    vb_buf_decimal(out, milli.high, 3);
}

void vb_buf_density(vb_buf *out, const vb_model *m, const char *to)
{
    vb_interval density;
    if (m->nonplanar == VB_NO)
        vb_buf_char(out, '-');
    else if (!vb_model_density(m, VB_AS_CLAIMED, &density))
        vb_buf_char(out, '?');
    else {
        char text[48]; /* all three decimals: 3.200 is not 3.2 to a reader who knows the threshold */
        vb_decimal_text(density.low, 3, '.', text);
        vb_buf_add(out, vb_str_of(text));
        if (density.high - density.low <= 1)
            return;
        vb_decimal_text(density.high, 3, '.', text);
        vb_buf_add(out, vb_str_of(to));
        vb_buf_add(out, vb_str_of(text));
    }
}
