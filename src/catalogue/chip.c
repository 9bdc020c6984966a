/* SPDX-License-Identifier: Apache-2.0 */
/* chips.csv: the first two numbers of a VBIOS version tell the chip it was made for. */
#include "catalogue/catalogue_priv.h"

enum { CHIP, ARCHITECTURE, BRANCHES, CAPABILITY, SOURCE, N_COLUMNS };
static const char *const columns[N_COLUMNS] = {"chip", "architecture", "vbios_branches", "compute_capability",
                                               "source"};

vb_code vb_chips_read(vb_catalogue *c, vb_str bytes, vb_arena *arena, vb_error *err)
{
    struct {
        vb_chip *v;
        size_t n, cap;
    } table = {NULL, 0, 0};
    vb_sheet *s = VB_NEW(arena, vb_sheet, 1);
    bool end = false;
    if (s == NULL)
        return vb_fail(err, VB_E_NOMEM, "chips.csv", VB_NO_OFFSET, "no memory left for the catalogue");
    VB_TRY(vb_sheet_open(s, "chips.csv", bytes, columns, N_COLUMNS, arena, err));
    for (;;) {
        VB_TRY(vb_sheet_next(s, &end, err));
        if (end)
            break;
        vb_chip *row = VB_PUSH(arena, &table);
        if (row == NULL)
            return vb_sheet_no_memory(s, err);
        VB_TRY(vb_sheet_word(s, CHIP, &row->name, err));
        VB_TRY(vb_sheet_word(s, SOURCE, &row->source, err));
        VB_TRY(vb_sheet_list(s, BRANCHES, ';', &row->vbios_branches, &row->n_branches, err));
        row->architecture = vb_sheet_text(s, ARCHITECTURE);
        row->compute_capability = vb_sheet_text(s, CAPABILITY);
        for (size_t i = 0; i + 1 < table.n; i++)
            if (vb_str_eq(table.v[i].name, row->name))
                return vb_sheet_fail(s, CHIP, VB_E_PARSE, "each chip once", err);
    }
    c->chips = table.v;
    c->n_chips = table.n;
    return VB_OK;
}

const vb_chip *vb_catalogue_chip(const vb_catalogue *c, vb_str name)
{
    for (size_t i = 0; i < c->n_chips; i++)
        if (vb_str_eq(c->chips[i].name, name))
            return &c->chips[i];
    return NULL;
}

/* "96.00.74.00.01" -> "96.00"; none when the text is no version. */
static vb_str branch_of(vb_str vbios)
{
    vb_str s = vb_str_trim(vbios);
    if (s.n != 14)
        return VB_STR_NONE;
    for (size_t i = 0; i < s.n; i++) {
        char ch = s.p[i];
        bool digit = (ch >= '0' && ch <= '9') || (ch >= 'A' && ch <= 'F') || (ch >= 'a' && ch <= 'f');
        if (i % 3 == 2 ? ch != '.' : !digit)
            return VB_STR_NONE;
    }
    return vb_str_sub(s, 0, 5);
}

vb_tri vb_catalogue_vbios_fits(const vb_catalogue *c, vb_str chip, vb_str vbios)
{
    const vb_chip *known = vb_catalogue_chip(c, chip);
    vb_str branch = branch_of(vbios);
    if (known == NULL || known->n_branches == 0 || branch.n == 0)
        return VB_UNKNOWN;
    for (size_t i = 0; i < known->n_branches; i++)
        if (vb_str_eq_nocase(known->vbios_branches[i], branch))
            return VB_YES;
    return VB_NO;
}
