/* SPDX-License-Identifier: Apache-2.0 */
/* boards.csv, and how part numbers are read. The forms are those of the captures and of NVIDIA's signed manifests
 * (project, project SKU, chip SKU); nobody documents them. */
#include "catalogue/board.h"

#include "catalogue/catalogue_priv.h"

enum {
    MODEL,
    DEVICE,
    SUBVENDOR,
    SUBDEVICE,
    VBIOS,
    GPU_PART,
    BOARD_PART,
    INFOROM,
    MEMORY,
    BAR1,
    POWER,
    CLOCK,
    UNITS,
    BUS,
    DRIVER,
    SOURCE,
    N_COLUMNS
};
static const char *const columns[N_COLUMNS] = {
    "model_id", "pci_device", "subvendor",   "subdevice",  "vbios", "gpu_part", "board_part", "inforom_image",
    "fb_mib",   "bar1_mib",   "power_max_w", "sm_max_mhz", "units", "bus_bits", "driver",     "source"};

static vb_code read_row(const vb_catalogue *c, const vb_sheet *s, vb_board *b, vb_error *err)
{
    vb_str project, sku;
    uint16_t device;
    b->model = vb_catalogue_by_id(c, vb_sheet_text(s, MODEL));
    if (b->model == VB_NONE)
        return vb_sheet_fail(s, MODEL, VB_E_PARSE, "an id of accelerators.csv", err);
    VB_TRY(vb_sheet_hex(s, DEVICE, &b->device, err));
    VB_TRY(vb_sheet_hex(s, SUBVENDOR, &b->subvendor, err));
    VB_TRY(vb_sheet_hex(s, SUBDEVICE, &b->subdevice, err));
    b->vbios = vb_sheet_text(s, VBIOS);
    b->gpu_part = vb_sheet_text(s, GPU_PART);
    b->board_part = vb_sheet_text(s, BOARD_PART);
    b->inforom_image = vb_sheet_text(s, INFOROM);
    b->driver = vb_sheet_text(s, DRIVER);
    VB_TRY(vb_sheet_figure(s, MEMORY, 0, VB_NO_FIGURE, &b->memory_mib, err));
    VB_TRY(vb_sheet_figure(s, BAR1, 0, VB_NO_FIGURE, &b->bar1_mib, err));
    VB_TRY(vb_sheet_figure(s, POWER, 0, VB_NO_FIGURE, &b->power_max_w, err));
    VB_TRY(vb_sheet_figure(s, CLOCK, 0, VB_NO_FIGURE, &b->sm_max_mhz, err));
    VB_TRY(vb_sheet_figure(s, UNITS, 0, VB_NO_FIGURE, &b->units, err));
    VB_TRY(vb_sheet_figure(s, BUS, 0, VB_NO_FIGURE, &b->bus_bits, err));
    if (b->board_part.n > 0 && !vb_board_part_read(b->board_part, &project, &sku))
        return vb_sheet_fail(s, BOARD_PART, VB_E_PARSE, "a form like 692-2G520-0200-000", err);
    if (b->gpu_part.n > 0 && !vb_gpu_part_read(b->gpu_part, &device, &sku))
        return vb_sheet_fail(s, GPU_PART, VB_E_PARSE, "a form like 2330-885-A1", err);
    return vb_sheet_word(s, SOURCE, &b->source, err);
}

vb_code vb_boards_read(vb_catalogue *c, vb_str bytes, vb_arena *arena, vb_error *err)
{
    struct {
        vb_board *v;
        size_t n, cap;
    } table = {NULL, 0, 0};
    vb_sheet *s = VB_NEW(arena, vb_sheet, 1);
    bool end = false;
    if (s == NULL)
        return vb_fail(err, VB_E_NOMEM, "boards.csv", VB_NO_OFFSET, "no memory left for the catalogue");
    VB_TRY(vb_sheet_open(s, "boards.csv", bytes, columns, N_COLUMNS, arena, err));
    for (;;) {
        VB_TRY(vb_sheet_next(s, &end, err));
        if (end)
            break;
        vb_board *row = VB_PUSH(arena, &table);
        if (row == NULL)
            return vb_sheet_no_memory(s, err);
        VB_TRY(read_row(c, s, row, err));
    }
    c->boards = table.v;
    c->n_boards = table.n;
    return VB_OK;
}

size_t vb_catalogue_boards(const vb_catalogue *c, const vb_board **first)
{
    *first = c->boards;
    return c->n_boards;
}

static bool upper_or_digit(vb_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'A' && s.p[i] <= 'Z')))
            return false;
    return s.n > 0;
}

static bool digits(vb_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

bool vb_board_part_read(vb_str part, vb_str *project, vb_str *sku)
{
    vb_str s = vb_str_trim(part), a, b;
    if (s.n == 15 && s.p[4] == '.' && s.p[9] == '.' && s.p[12] == '.') { /* G520.0280.02.02 */
        a = vb_str_sub(s, 0, 4);
        b = vb_str_sub(s, 5, 4);
    } else if (s.n >= 14 && s.p[3] == '-' && s.p[9] == '-' && digits(vb_str_sub(s, 0, 3)) &&
               digits(vb_str_sub(s, 4, 1)) && (s.n == 14 || s.p[14] == '-')) { /* 692-2G520-0280-001 */
        a = vb_str_sub(s, 5, 4);
        b = vb_str_sub(s, 10, 4);
    } else {
        return false;
    }
    if (!upper_or_digit(a) || !digits(b))
        return false;
    *project = a;
    *sku = b;
    return true;
}

bool vb_gpu_part_read(vb_str part, uint16_t *device, vb_str *chip_sku)
{
    vb_str s = vb_str_trim(part);
    unsigned value = 0;
    if (s.n != 11 || s.p[4] != '-' || s.p[8] != '-' || !digits(vb_str_sub(s, 5, 3)) || s.p[9] < 'A' || s.p[9] > 'Z')
        return false;
    for (size_t i = 0; i < 4; i++) {
        char c = s.p[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                           : -1;
        if (digit < 0)
            return false;
        value = value * 16 + (unsigned)digit;
    }
    *device = (uint16_t)value;
    *chip_sku = vb_str_sub(s, 5, 3);
    return true;
}

uint32_t vb_catalogue_board_model(const vb_catalogue *c, vb_str project, vb_str sku)
{
    uint32_t model = VB_NONE;
    for (size_t i = 0; i < c->n_boards; i++) {
        vb_str p, k;
        if (!vb_board_part_read(c->boards[i].board_part, &p, &k) || !vb_str_eq(p, project) || !vb_str_eq(k, sku))
            continue;
        if (model != VB_NONE && model != c->boards[i].model)
            return VB_NONE;
        model = c->boards[i].model;
    }
    return model;
}
