/* SPDX-License-Identifier: Apache-2.0 */
/* identities.csv and chips.csv: PCI ids, driver names, VBIOS branches. */
#include "catalogue/identity.h"

#include <stdlib.h>

#include "catalogue/catalogue_priv.h"

static int compare_u16(uint16_t a, uint16_t b)
{
    return a < b ? -1 : a > b;
}

static int by_device(uint16_t vendor, uint16_t device, const vb_identity *i)
{
    int order = compare_u16(vendor, i->vendor);
    return order != 0 ? order : compare_u16(device, i->device);
}

static int by_board(const void *a, const void *b)
{
    const vb_identity *x = a, *y = b;
    int order = by_device(x->vendor, x->device, y);
    if (order == 0)
        order = compare_u16(x->subvendor, y->subvendor);
    return order != 0 ? order : compare_u16(x->subdevice, y->subdevice);
}

typedef struct named { /* an identity under its folded name */
    vb_str folded;
    const vb_identity *identity;
} named;

static int by_name(const void *a, const void *b)
{
    const named *x = a, *y = b;
    int order = vb_str_compare(x->folded, y->folded);
    return order != 0 ? order : by_board(x->identity, y->identity);
}

static vb_code index_names(vb_catalogue *c, vb_arena *arena, vb_error *err)
{
    named *list = VB_NEW(arena, named, c->n_identities + 1);
    const vb_identity **sorted = VB_NEW(arena, const vb_identity *, c->n_identities + 1);
    vb_str *keys = VB_NEW(arena, vb_str, c->n_identities + 1);
    vb_folded f;
    if (list == NULL || sorted == NULL || keys == NULL)
        return vb_fail(err, VB_E_NOMEM, "identities.csv", VB_NO_OFFSET, "no memory left for the names");
    for (size_t i = 0; i < c->n_identities; i++) {
        list[i].identity = &c->identities[i];
        if (vb_name_fold(c->identities[i].name, false, &f)) {
            list[i].folded = vb_arena_copy(arena, vb_folded_joined(&f));
            if (list[i].folded.p == NULL)
                return vb_fail(err, VB_E_NOMEM, "identities.csv", VB_NO_OFFSET, "no memory left for the names");
        }
    }
    if (c->n_identities > 1)
        qsort(list, c->n_identities, sizeof list[0], by_name);
    for (size_t i = 0; i < c->n_identities; i++) {
        sorted[i] = list[i].identity;
        keys[i] = list[i].folded;
    }
    c->by_name = sorted;
    c->folded = keys;
    return VB_OK;
}

enum { VENDOR, DEVICE, SUBVENDOR, SUBDEVICE, NAME, KIND, CHIP, MODELS, SOURCE, N_COLUMNS };
static const char *const columns[N_COLUMNS] = {"pci_vendor", "pci_device", "subvendor", "subdevice", "name",
                                               "kind",       "chip",       "model_ids", "source"};

static vb_code read_models(const vb_catalogue *c, const vb_sheet *s, vb_identity *out, vb_error *err)
{
    const vb_str *ids;
    size_t n;
    VB_TRY(vb_sheet_list(s, MODELS, ';', &ids, &n, err));
    uint32_t *models = VB_NEW(s->arena, uint32_t, n + 1);
    if (models == NULL)
        return vb_sheet_no_memory(s, err);
    for (size_t i = 0; i < n; i++) {
        models[i] = vb_catalogue_by_id(c, ids[i]);
        if (models[i] == VB_NONE)
            return vb_sheet_fail(s, MODELS, VB_E_PARSE, "ids of accelerators.csv, parted by ;", err);
    }
    out->models = models;
    out->n_models = n;
    return VB_OK;
}

static vb_code read_row(const vb_catalogue *c, const vb_sheet *s, vb_identity *out, vb_error *err)
{
    static const char *const kinds[] = {"card", "laptop", "embedded", "vgpu", "other", NULL};
    int32_t id[4];
    int kind;
    for (size_t i = 0; i < 4; i++) {
        VB_TRY(vb_sheet_hex(s, VENDOR + i, &id[i], err));
        if (id[i] < 0)
            return vb_sheet_fail(s, VENDOR + i, VB_E_PARSE, "four hexadecimal digits", err);
    }
    VB_TRY(vb_sheet_choice(s, KIND, kinds, &kind, err));
    if (kind < 0)
        return vb_sheet_fail(s, KIND, VB_E_PARSE, "card, laptop, embedded, vgpu or other", err);
    *out = (vb_identity){.vendor = (uint16_t)id[0],
                         .device = (uint16_t)id[1],
                         .subvendor = (uint16_t)id[2],
                         .subdevice = (uint16_t)id[3],
                         .kind = (vb_identity_kind)kind,
                         .chip = vb_sheet_text(s, CHIP)};
    VB_TRY(vb_sheet_word(s, NAME, &out->name, err));
    VB_TRY(vb_sheet_word(s, SOURCE, &out->source, err));
    return read_models(c, s, out, err);
}

vb_code vb_identities_read(vb_catalogue *c, vb_str bytes, vb_arena *arena, vb_error *err)
{
    struct {
        vb_identity *v;
        size_t n, cap;
    } table = {NULL, 0, 0};
    vb_sheet *s = VB_NEW(arena, vb_sheet, 1);
    bool end = false;
    if (s == NULL)
        return vb_fail(err, VB_E_NOMEM, "identities.csv", VB_NO_OFFSET, "no memory left for the catalogue");
    VB_TRY(vb_sheet_open(s, "identities.csv", bytes, columns, N_COLUMNS, arena, err));
    for (;;) {
        VB_TRY(vb_sheet_next(s, &end, err));
        if (end)
            break;
        vb_identity *row = VB_PUSH(arena, &table);
        if (row == NULL)
            return vb_sheet_no_memory(s, err);
        VB_TRY(read_row(c, s, row, err));
    }
    if (table.n > 1)
        qsort(table.v, table.n, sizeof table.v[0], by_board);
    for (size_t i = 1; i < table.n; i++)
        if (by_board(&table.v[i - 1], &table.v[i]) == 0)
            return vb_fail(err, VB_E_PARSE, "identities.csv", VB_NO_OFFSET,
                           "%04x:%04x subsystem %04x:%04x stands there twice; expected once", table.v[i].vendor,
                           table.v[i].device, table.v[i].subvendor, table.v[i].subdevice);
    c->identities = table.v;
    c->n_identities = table.n;
    return index_names(c, arena, err);
}

size_t vb_catalogue_identities(const vb_catalogue *c, uint16_t vendor, uint16_t device, const vb_identity **first)
{
    size_t low = 0, high = c->n_identities, n = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_device(vendor, device, &c->identities[middle]) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + n < c->n_identities && by_device(vendor, device, &c->identities[low + n]) == 0)
        n++;
    *first = n == 0 ? NULL : &c->identities[low];
    return n;
}

const vb_identity *vb_catalogue_identity(const vb_catalogue *c, uint16_t vendor, uint16_t device, uint16_t subvendor,
                                         uint16_t subdevice)
{
    const vb_identity *rows, *general = NULL;
    size_t n = vb_catalogue_identities(c, vendor, device, &rows);
    for (size_t i = 0; i < n; i++) {
        if (rows[i].subvendor == subvendor && rows[i].subdevice == subdevice)
            return &rows[i];
        if (rows[i].subvendor == 0 && rows[i].subdevice == 0)
            general = &rows[i];
    }
    return general;
}

/* Adds to an ascending list without repeats; the list may be longer than its room, then only the first are kept. */
static size_t add_model(uint32_t *models, size_t room, size_t count, uint32_t model)
{
    size_t known = count < room ? count : room, at = 0;
    while (at < known && models[at] < model)
        at++;
    if (at < known && models[at] == model)
        return count;
    for (size_t i = known < room ? known : room - (room > 0); i > at; i--)
        models[i] = models[i - 1];
    if (at < room)
        models[at] = model;
    return count + 1;
}

size_t vb_catalogue_by_pci(const vb_catalogue *c, uint16_t vendor, uint16_t device, uint16_t subvendor,
                           uint16_t subdevice, uint32_t *models, size_t n)
{
    const vb_identity *rows, *board = vb_catalogue_identity(c, vendor, device, subvendor, subdevice);
    size_t count = 0, n_rows = vb_catalogue_identities(c, vendor, device, &rows);
    for (size_t k = 0; board != NULL && k < board->n_models; k++)
        count = add_model(models, n, count, board->models[k]);
    if (board != NULL)
        return count;
    for (size_t i = 0; i < n_rows; i++)
        for (size_t k = 0; rows[i].kind == VB_IDENTITY_CARD && k < rows[i].n_models; k++)
            count = add_model(models, n, count, rows[i].models[k]);
    if (n_rows > 0)
        return count;
    size_t low = 0, high = c->n_devices;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const vb_device_key *d = &c->devices[middle];
        if (d->vendor < vendor || (d->vendor == vendor && d->device < device))
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < c->n_devices && c->devices[low].vendor == vendor && c->devices[low].device == device; low++)
        count = add_model(models, n, count, c->devices[low].model);
    return count;
}

vb_tri vb_catalogue_name_fits(const vb_catalogue *c, uint16_t vendor, uint16_t device, vb_str name)
{
    vb_folded f;
    const vb_identity *rows;
    bool elsewhere = false;
    if (!vb_name_fold(name, false, &f) || vb_catalogue_identities(c, vendor, device, &rows) == 0)
        return VB_UNKNOWN;
    size_t low = 0, high = c->n_identities;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (vb_str_compare(c->folded[middle], vb_folded_joined(&f)) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < c->n_identities && vb_str_eq(c->folded[low], vb_folded_joined(&f)); low++) {
        if (c->by_name[low]->vendor == vendor && c->by_name[low]->device == device)
            return VB_YES;
        elsewhere = true;
    }
    return elsewhere ? VB_NO : VB_UNKNOWN;
}
