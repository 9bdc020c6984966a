/* SPDX-License-Identifier: Apache-2.0 */
/* accelerators.csv -> models. */
#include <stdlib.h>

#include "catalogue/catalogue_priv.h"
#include "catalogue/figure.h"

/* place in `columns` */
enum {
    ID,
    VENDOR,
    MODEL,
    ARCHITECTURE,
    CHIP,
    STATUS,
    LAUNCH_DATE,
    MARKET,
    DATACENTRE,
    FORM_FACTOR,
    FOUNDRY,
    PROCESS_NODE,
    NONPLANAR,
    LOGIC_DIES,
    DIE_AREA,
    DIE_AREA_NOTE,
    RATE,
    MEM_TYPE = RATE + VB_N_FORMATS,
    MEM_GB,
    MEM_BW,
    INTERCONNECT,
    INTERCONNECT_BW,
    TDP,
    UNITS,
    UNIT_KIND,
    PCI_VENDOR,
    PCI_DEVICES,
    CONFIDENCE,
    UNVERIFIED,
    SOURCE,
    NOTES,
    DIE_AREA_ALT,
    CONTESTED,
    ICS,
    GPUS,
    ALIASES,
    N_COLUMNS
};

static const char *const columns[N_COLUMNS] = {
    [ID] = "id",
    [VENDOR] = "vendor",
    [MODEL] = "model",
    [ARCHITECTURE] = "architecture",
    [CHIP] = "chip",
    [STATUS] = "status",
    [LAUNCH_DATE] = "launch_date",
    [MARKET] = "market",
    [DATACENTRE] = "datacenter_marketed",
    [FORM_FACTOR] = "form_factor",
    [FOUNDRY] = "foundry",
    [PROCESS_NODE] = "process_node",
    [NONPLANAR] = "nonplanar",
    [LOGIC_DIES] = "logic_dies",
    [DIE_AREA] = "die_area_mm2",
    [DIE_AREA_NOTE] = "die_area_note",
    [RATE + VB_FP4] = "fp4_dense_tflops",
    [RATE + VB_FP8] = "fp8_dense_tflops",
    [RATE + VB_INT8] = "int8_dense_tops",
    [RATE + VB_INT4] = "int4_dense_tops",
    [RATE + VB_FP16] = "fp16_dense_tflops",
    [RATE + VB_BF16] = "bf16_dense_tflops",
    [RATE + VB_TF32] = "tf32_dense_tflops",
    [RATE + VB_FP32] = "fp32_tflops",
    [RATE + VB_FP64] = "fp64_tflops",
    [RATE + VB_FP64_MATRIX] = "fp64_matrix_tflops",
    [MEM_TYPE] = "mem_type",
    [MEM_GB] = "mem_gb",
    [MEM_BW] = "mem_bw_gbs",
    [INTERCONNECT] = "interconnect",
    [INTERCONNECT_BW] = "interconnect_gbs",
    [TDP] = "tdp_w",
    [UNITS] = "units",
    [UNIT_KIND] = "unit_kind",
    [PCI_VENDOR] = "pci_vendor",
    [PCI_DEVICES] = "pci_device_ids",
    [CONFIDENCE] = "confidence",
    [UNVERIFIED] = "unverified_fields",
    [SOURCE] = "source",
    [NOTES] = "notes",
    [DIE_AREA_ALT] = "die_area_alt_mm2",
    [CONTESTED] = "contested",
    [ICS] = "ics",
    [GPUS] = "gpus",
    [ALIASES] = "aliases",
};

/* Columns that unverified_fields may name, by vb_column. */
static const uint8_t markable[VB_N_COLUMNS] = {
    [VB_COLUMN_LAUNCH_DATE] = LAUNCH_DATE,
    [VB_COLUMN_LOGIC_DIES] = LOGIC_DIES,
    [VB_COLUMN_CHIP] = CHIP,
    [VB_COLUMN_FOUNDRY] = FOUNDRY,
    [VB_COLUMN_PROCESS_NODE] = PROCESS_NODE,
    [VB_COLUMN_DIE_AREA] = DIE_AREA,
    [VB_COLUMN_MEM_TYPE] = MEM_TYPE,
    [VB_COLUMN_MEM_GB] = MEM_GB,
    [VB_COLUMN_MEM_BW] = MEM_BW,
    [VB_COLUMN_INTERCONNECT] = INTERCONNECT_BW,
    [VB_COLUMN_TDP] = TDP,
    [VB_COLUMN_UNITS] = UNITS,
    [VB_COLUMN_RATE + VB_FP4] = RATE + VB_FP4,
    [VB_COLUMN_RATE + VB_FP8] = RATE + VB_FP8,
    [VB_COLUMN_RATE + VB_INT8] = RATE + VB_INT8,
    [VB_COLUMN_RATE + VB_INT4] = RATE + VB_INT4,
    [VB_COLUMN_RATE + VB_FP16] = RATE + VB_FP16,
    [VB_COLUMN_RATE + VB_BF16] = RATE + VB_BF16,
    [VB_COLUMN_RATE + VB_TF32] = RATE + VB_TF32,
    [VB_COLUMN_RATE + VB_FP32] = RATE + VB_FP32,
    [VB_COLUMN_RATE + VB_FP64] = RATE + VB_FP64,
    [VB_COLUMN_RATE + VB_FP64_MATRIX] = RATE + VB_FP64_MATRIX,
};

const char *vb_column_name(unsigned column)
{
    return column < VB_N_COLUMNS ? columns[markable[column]] : "?";
}

const char *vb_format_name(vb_format f)
{
    static const char *const names[VB_N_FORMATS] = {"FP4",  "FP8",  "INT8", "INT4", "FP16",
                                                    "BF16", "TF32", "FP32", "FP64", "FP64 matrix"};
    return (unsigned)f < VB_N_FORMATS ? names[f] : "?";
}

static vb_code read_words(const vb_sheet *s, vb_model *m, vb_error *err)
{
    static const char *const markets[] = {"global", "china", "internal/cloud", NULL};
    static const char *const yes_no[] = {"no", "yes", NULL};
    static const char *const grades[] = {"A", "B", "C", "D", NULL};
    static const char *const contests[] = {"accumulate", NULL};
    int market, datacentre, nonplanar, confidence, contested;
    VB_TRY(vb_sheet_word(s, ID, &m->id, err));
    VB_TRY(vb_sheet_word(s, VENDOR, &m->vendor, err));
    VB_TRY(vb_sheet_word(s, MODEL, &m->name, err));
    VB_TRY(vb_sheet_word(s, SOURCE, &m->source, err));
    VB_TRY(vb_sheet_choice(s, MARKET, markets, &market, err));
    VB_TRY(vb_sheet_choice(s, DATACENTRE, yes_no, &datacentre, err));
    VB_TRY(vb_sheet_choice(s, NONPLANAR, yes_no, &nonplanar, err));
    VB_TRY(vb_sheet_choice(s, CONFIDENCE, grades, &confidence, err));
    VB_TRY(vb_sheet_choice(s, CONTESTED, contests, &contested, err));
    if (market < 0)
        return vb_sheet_fail(s, MARKET, VB_E_PARSE, "global, china or internal/cloud", err);
    if (confidence < 0)
        return vb_sheet_fail(s, CONFIDENCE, VB_E_PARSE, "A, B, C or D", err);
    m->market = (vb_market)market;
    m->confidence = (vb_confidence)confidence;
    m->datacentre = datacentre < 0 ? VB_UNKNOWN : datacentre == 1 ? VB_YES : VB_NO;
    m->nonplanar = nonplanar < 0 ? VB_UNKNOWN : nonplanar == 1 ? VB_YES : VB_NO;
    m->accumulate_contested = contested == 0;
    m->architecture = vb_sheet_text(s, ARCHITECTURE);
    m->chip = vb_sheet_text(s, CHIP);
    m->status = vb_sheet_text(s, STATUS);
    m->form_factor = vb_sheet_text(s, FORM_FACTOR);
    m->foundry = vb_sheet_text(s, FOUNDRY);
    m->process_node = vb_sheet_text(s, PROCESS_NODE);
    m->logic_dies = vb_sheet_text(s, LOGIC_DIES);
    m->die_area_note = vb_sheet_text(s, DIE_AREA_NOTE);
    m->mem_type = vb_sheet_text(s, MEM_TYPE);
    m->interconnect = vb_sheet_text(s, INTERCONNECT);
    m->unit_kind = vb_sheet_text(s, UNIT_KIND);
    m->notes = vb_sheet_text(s, NOTES);
    return VB_OK;
}

static vb_code read_launch(const vb_sheet *s, vb_model *m, vb_error *err)
{
    vb_str text = vb_sheet_text(s, LAUNCH_DATE);
    m->launch = (vb_when){.at = VB_NO_TIME};
    if (text.n > 0 && vb_date_parse(text, true, &m->launch, NULL) != VB_OK)
        return vb_sheet_fail(s, LAUNCH_DATE, VB_E_PARSE, "YYYY, YYYY-MM or YYYY-MM-DD", err);
    return VB_OK;
}

/* Zeros behind the sixth decimal are read, and say nothing that a millionth does not. */
static uint8_t decimals(vb_str text)
{
    size_t dot = vb_str_find(text, VB_S("."), 0), n = dot == SIZE_MAX ? 0 : text.n - dot - 1;
    return (uint8_t)(n < 6 ? n : 6);
}

static vb_code read_figures(const vb_sheet *s, vb_model *m, vb_error *err)
{
    int64_t alt;
    for (size_t f = 0; f < VB_N_FORMATS; f++) {
        VB_TRY(vb_sheet_figure(s, RATE + f, 6, VB_NO_FIGURE, &m->rate[f], err));
        m->rate_places[f] = decimals(vb_sheet_text(s, RATE + f));
    }
    VB_TRY(vb_sheet_figure(s, DIE_AREA, 3, VB_NO_FIGURE, &m->die_area_low, err));
    VB_TRY(vb_sheet_figure(s, DIE_AREA_ALT, 3, m->die_area_low, &alt, err));
    VB_TRY(vb_sheet_figure(s, MEM_GB, 3, VB_NO_FIGURE, &m->memory_gb, err));
    VB_TRY(vb_sheet_figure(s, MEM_BW, 3, VB_NO_FIGURE, &m->memory_bandwidth, err));
    VB_TRY(vb_sheet_figure(s, INTERCONNECT_BW, 3, VB_NO_FIGURE, &m->interconnect_bandwidth, err));
    VB_TRY(vb_sheet_figure(s, TDP, 3, VB_NO_FIGURE, &m->tdp, err));
    VB_TRY(vb_sheet_figure(s, UNITS, 0, VB_NO_FIGURE, &m->units, err));
    VB_TRY(vb_sheet_figure(s, ICS, 0, 1, &m->ics, err));
    VB_TRY(vb_sheet_figure(s, GPUS, 0, 1, &m->devices, err));
    if (m->ics > 64)
        return vb_sheet_fail(s, ICS, VB_E_RANGE, "1 to 64", err);
    if (m->devices > 64)
        return vb_sheet_fail(s, GPUS, VB_E_RANGE, "1 to 64", err);
    if (m->die_area_low == VB_NO_FIGURE && alt != VB_NO_FIGURE)
        return vb_sheet_fail(s, DIE_AREA, VB_E_PARSE, "a figure, as die_area_alt_mm2 has one", err);
    m->die_area_high = alt > m->die_area_low ? alt : m->die_area_low;
    m->die_area_low = alt < m->die_area_low ? alt : m->die_area_low;
    return VB_OK;
}

static vb_code read_unverified(const vb_sheet *s, vb_model *m, vb_error *err)
{
    vb_str rest = vb_sheet_text(s, UNVERIFIED), piece;
    while (vb_str_next(&rest, ' ', &piece)) {
        unsigned c = 0;
        while (c < VB_N_COLUMNS && !vb_str_eq(piece, vb_str_of(columns[markable[c]])))
            c++;
        if (piece.n > 0 && c == VB_N_COLUMNS)
            return vb_sheet_fail(s, UNVERIFIED, VB_E_PARSE, "names of columns with figures, parted by one blank", err);
        m->unverified |= piece.n > 0 ? UINT32_C(1) << c : 0;
    }
    return VB_OK;
}

static vb_code read_pci(const vb_sheet *s, vb_model *m, vb_error *err)
{
    vb_str rest = vb_sheet_text(s, PCI_DEVICES), piece;
    VB_TRY(vb_sheet_hex(s, PCI_VENDOR, &m->pci_vendor, err));
    uint16_t *list = VB_NEW(s->arena, uint16_t, rest.n / 2 + 1);
    if (list == NULL)
        return vb_sheet_no_memory(s, err);
    while (vb_str_next(&rest, ' ', &piece)) {
        unsigned value = 0;
        size_t i = 0;
        for (; i < piece.n && i < 4; i++) {
            char c = piece.p[i];
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (digit < 0)
                break;
            value = value * 16 + (unsigned)digit;
        }
        if (i != 4 || piece.n != 4)
            return vb_sheet_fail(s, PCI_DEVICES, VB_E_PARSE, "four hexadecimal digits each, parted by one blank", err);
        list[m->n_pci_devices++] = (uint16_t)value;
    }
    if (m->n_pci_devices > 0 && m->pci_vendor < 0)
        return vb_sheet_fail(s, PCI_VENDOR, VB_E_PARSE, "a vendor id, as pci_device_ids has devices", err);
    m->pci_devices = list;
    return VB_OK;
}

static vb_code read_row(const vb_sheet *s, vb_model *m, vb_error *err)
{
    m->line = (uint32_t)s->row.line;
    VB_TRY(read_words(s, m, err));
    VB_TRY(read_launch(s, m, err));
    VB_TRY(read_figures(s, m, err));
    VB_TRY(read_unverified(s, m, err));
    VB_TRY(read_pci(s, m, err));
    return vb_sheet_list(s, ALIASES, ';', &m->aliases, &m->n_aliases, err);
}

static int by_id(const void *a, const void *b)
{
    const vb_model *const *x = a, *const *y = b;
    return vb_str_compare((*x)->id, (*y)->id);
}

vb_code vb_models_read(vb_catalogue *c, vb_str bytes, vb_arena *arena, vb_error *err)
{
    struct {
        vb_model *v;
        size_t n, cap;
    } table = {NULL, 0, 0};
    vb_sheet *s = VB_NEW(arena, vb_sheet, 1);
    bool end = false;
    if (s == NULL)
        return vb_fail(err, VB_E_NOMEM, "accelerators.csv", VB_NO_OFFSET, "no memory left for the catalogue");
    VB_TRY(vb_sheet_open(s, "accelerators.csv", bytes, columns, N_COLUMNS, arena, err));
    for (;;) {
        VB_TRY(vb_sheet_next(s, &end, err));
        if (end)
            break;
        vb_model *m = VB_PUSH(arena, &table);
        if (m == NULL)
            return vb_sheet_no_memory(s, err);
        *m = (vb_model){.pci_vendor = -1};
        VB_TRY(read_row(s, m, err));
    }
    const vb_model **sorted = VB_NEW(arena, const vb_model *, table.n + 1);
    if (sorted == NULL)
        return vb_sheet_no_memory(s, err);
    for (size_t i = 0; i < table.n; i++)
        sorted[i] = &table.v[i];
    if (table.n > 1)
        qsort(sorted, table.n, sizeof sorted[0], by_id);
    for (size_t i = 1; i < table.n; i++)
        if (vb_str_eq(sorted[i - 1]->id, sorted[i]->id)) {
            uint32_t a = sorted[i - 1]->line, b = sorted[i]->line;
            return vb_fail(err, VB_E_PARSE, "accelerators.csv column id", a > b ? a : b,
                           "\"%.*s\" stands in lines %u and %u; expected once", VB_ARG(sorted[i]->id), a, b);
        }
    c->models = table.v;
    c->n_models = table.n;
    c->by_id = sorted;
    return VB_OK;
}

uint32_t vb_catalogue_by_id(const vb_catalogue *c, vb_str id)
{
    size_t low = 0, high = c->n_models;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = vb_str_compare(c->by_id[middle]->id, id);
        if (order == 0)
            return (uint32_t)(c->by_id[middle] - c->models);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return VB_NONE;
}
