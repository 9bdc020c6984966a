/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of the catalogue from any bytes: the first byte says which table the rest is, the others are small good
 * ones. What loads must answer every question without contradiction. */
#include <stdlib.h>
#include <string.h>

#include "catalogue/board.h"
#include "catalogue/catalogue.h"
#include "catalogue/goods.h"
#include "catalogue/identity.h"
#include "catalogue/lint.h"
#include "catalogue/memory.h"
#include "catalogue/tpp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HEADER                                                                                                      \
    "id,vendor,model,architecture,chip,status,launch_date,market,datacenter_marketed,form_factor,foundry,process_"  \
    "node,"                                                                                                         \
    "nonplanar,logic_dies,die_area_mm2,die_area_note,fp4_dense_tflops,fp8_dense_tflops,int8_dense_tops,"            \
    "int4_dense_tops,fp16_dense_tflops,bf16_dense_tflops,tf32_dense_tflops,fp32_tflops,fp64_tflops,"                \
    "fp64_matrix_tflops,mem_type,mem_gb,mem_bw_gbs,interconnect,interconnect_gbs,tdp_w,units,unit_kind,pci_vendor," \
    "pci_device_ids,confidence,unverified_fields,source,notes,die_area_alt_mm2,contested,ics,gpus,aliases\n"
static const char models[] =
    HEADER "a,NVIDIA,A1 80GB,,,shipping,2024,global,yes,PCIe,,,yes,1,814,,,10,,,,,,,,,HBM,80,,,,,,,10de,"
           "2330,A,,S,,,,,,A1\nb,AMD,B2,,,shipping,2024,global,no,PCIe,,,no,1,,,,,,,5,,,,,,HBM,"
           ",,,,,,,1002,74a1,D,,S,,,,,2,\n";

static void need(int holds)
{
    if (!holds)
        abort();
}

static void ask(const vb_catalogue *c, vb_str text)
{
    uint32_t found[8];
    const vb_board *boards;
    size_t n = vb_catalogue_search(c, text, found, 8);
    uint32_t one = vb_catalogue_match(c, text);
    need(n == 1 ? one == found[0] : one == VB_NONE);
    for (size_t i = 1; i < n && i < 8; i++)
        need(found[i - 1] < found[i]);
    for (uint32_t i = 0; i < vb_catalogue_count(c); i++) {
        const vb_model *m = vb_catalogue_model(c, i);
        vb_tpp claimed = vb_model_tpp(m, VB_AS_CLAIMED), rounded = vb_model_tpp(m, VB_AS_ROUNDED);
        vb_memory_range r = vb_model_memory(m);
        vb_interval d;
        need(vb_catalogue_match(c, m->id) == i && m->source.n > 0);
        need(claimed.milli.low <= claimed.milli.high && rounded.milli.low <= claimed.milli.low &&
             rounded.milli.high >= claimed.milli.high);
        need(!vb_model_density(m, VB_AS_CLAIMED, &d) || d.low <= d.high);
        need(r.low <= r.high);
        for (size_t k = 0; k < m->n_pci_devices; k++)
            (void)vb_catalogue_by_pci(c, (uint16_t)m->pci_vendor, m->pci_devices[k], 0x10de, 1, found, 8);
    }
    (void)vb_catalogue_name_fits(c, 0x10de, 0x2330, text);
    (void)vb_catalogue_vbios_fits(c, VB_S("GH100"), text);
    (void)vb_catalogue_boards(c, &boards);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    vb_arena arena = {.limit = (size_t)64 << 20};
    vb_catalogue_files files = {.models = {models, sizeof models - 1}};
    const vb_catalogue *c = NULL;
    const vb_goods *goods = NULL;
    vb_doubts doubts = {0};
    vb_error err;
    if (size == 0)
        return 0;
    vb_str rest = {(const char *)data + 1, size - 1};
    vb_str *tables[] = {&files.models, &files.identities, &files.chips, &files.boards};
    unsigned which = data[0] % 7U;
    if (which < 4)
        *tables[which] = rest;
    if (vb_catalogue_load(&files, &arena, &c, &err) == VB_OK) {
        ask(c, which == 6 ? rest : VB_S("NVIDIA A1-80GB"));
        if (which == 4 && vb_goods_load(rest, c, &arena, &goods, &err) == VB_OK)
            for (uint32_t i = 0; i < vb_catalogue_count(c); i++)
                if (vb_goods_of(goods, i) != NULL)
                    (void)vb_goods_hs(vb_goods_of(goods, i), VB_S("8473.30.1180"));
        if (which == 5 && vb_catalogue_lint(c, rest, &arena, &doubts, &err) == VB_OK)
            for (size_t i = 0; i < doubts.n; i++)
                need(doubts.v[i].sentence.n > 0);
    } else {
        need(c == NULL);
    }
    vb_arena_free(&arena);
    return 0;
}
