/* SPDX-License-Identifier: Apache-2.0 */
/* The tables about figures from any bytes: the first byte says which one the rest is. A row that is read must speak of
 * a figure that the catalogue has, and be found again; every place that a citation names must lie inside its text. */
#include <stdlib.h>

#include "base/buf.h"
#include "catalogue/citation.h"
#include "catalogue/figure.h"
#include "catalogue/lint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char models[] =
    "id,vendor,model,architecture,chip,status,launch_date,market,datacenter_marketed,form_factor,foundry,process_node,"
    "nonplanar,logic_dies,die_area_mm2,die_area_note,fp4_dense_tflops,fp8_dense_tflops,int8_dense_tops,"
    "int4_dense_tops,fp16_dense_tflops,bf16_dense_tflops,tf32_dense_tflops,fp32_tflops,fp64_tflops,"
    "fp64_matrix_tflops,mem_type,mem_gb,mem_bw_gbs,interconnect,interconnect_gbs,tdp_w,units,unit_kind,pci_vendor,"
    "pci_device_ids,confidence,unverified_fields,source,notes,die_area_alt_mm2,contested,ics,gpus,aliases\n"
    "a,NVIDIA,A1 80GB,,,shipping,2024,global,yes,PCIe,,,yes,1,814,,,1979,,,989.5,,,,,,HBM,80,,,,,,,10de,2330,A,,"
    "https://a.example via b/c@1234567 ; PB-1,,,,,,A1\n";

static void need(bool holds)
{
    if (!holds)
        abort();
}

static bool inside(vb_str part, vb_str whole)
{
    return part.n > 0 && part.p >= whole.p && part.p + part.n <= whole.p + whole.n;
}

static void cite(vb_str text, const vb_citation_notes *notes)
{
    vb_str rest = text, place;
    while (vb_citation_next(&rest, &place)) {
        const vb_citation_note *note = vb_citation_note_of(notes, place);
        need(inside(place, text) && (unsigned)vb_citation_kind_of(place) <= VB_CITATION_LOST);
        need(note == NULL || vb_str_starts(place, note->place));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    vb_arena arena = {.limit = (size_t)64 << 20};
    vb_catalogue_files files = {.models = {models, sizeof models - 1}};
    const vb_catalogue *c;
    vb_figure_sources figures = {0};
    vb_false_figures wrong = {0};
    vb_citation_notes notes = {0};
    vb_doubts doubts = {0};
    vb_error err = {0};
    if (size == 0 || vb_catalogue_load(&files, &arena, &c, NULL) != VB_OK)
        return 0;
    vb_str rest = {(const char *)data + 1, size - 1};
    vb_code rc = data[0] % 4U == 0   ? vb_figure_sources_load(c, rest, &arena, &figures, &err)
                 : data[0] % 4U == 1 ? vb_citation_notes_load(rest, &arena, &notes, &err)
                 : data[0] % 4U == 2 ? vb_false_figures_load(c, rest, &arena, &wrong, &err)
                                     : VB_OK;
    need(rc == VB_OK || (err.code == rc && vb_str_utf8(vb_str_of(err.message), NULL) && figures.n == 0 &&
                         notes.n == 0 && wrong.n == 0));
    for (size_t i = 0; i < figures.n; i++) {
        const vb_figure_source *f = &figures.v[i];
        vb_figure ours;
        VB_CLEANUP(vb_buf, vb_buf_free) column = {0};
        vb_buf_add(&column, f->column);
        vb_buf_char(&column, '\0');
        need(f->model == 0 && f->source.n > 0 && vb_model_figure(vb_catalogue_model(c, 0), f->column, &ours));
        need(ours.value != VB_NO_FIGURE && vb_figure_source_of(&figures, 0, column.p) == f);
        cite(f->source, &notes);
    }
    for (size_t i = 0; i < wrong.n; i++)
        need(wrong.v[i].model == 0 && wrong.v[i].value.n > 0);
    cite(data[0] % 4U == 3 ? rest : vb_catalogue_model(c, 0)->source, &notes);
    need(vb_catalogue_lint_rows(c, &figures, &notes, &arena, &doubts, &err) == VB_OK);
    for (size_t i = 0; i < doubts.n; i++)
        need(doubts.v[i].sentence.n > 0);
    vb_arena_free(&arena);
    return 0;
}
