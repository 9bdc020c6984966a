/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/catalogue.h"

#include <stdlib.h>

#include "catalogue/catalogue_priv.h"

static int by_device(const void *a, const void *b)
{
    const vb_device_key *x = a, *y = b;
    if (x->vendor != y->vendor)
        return x->vendor < y->vendor ? -1 : 1;
    if (x->device != y->device)
        return x->device < y->device ? -1 : 1;
    return x->model < y->model ? -1 : x->model > y->model;
}

static vb_code index_devices(vb_catalogue *c, vb_arena *arena, vb_error *err)
{
    size_t n = 0, at = 0;
    for (size_t i = 0; i < c->n_models; i++)
        n += c->models[i].n_pci_devices;
    vb_device_key *keys = VB_NEW(arena, vb_device_key, n + 1);
    if (keys == NULL)
        return vb_fail(err, VB_E_NOMEM, "accelerators.csv", VB_NO_OFFSET, "no memory left for the PCI ids");
    for (uint32_t i = 0; i < c->n_models; i++)
        for (size_t k = 0; k < c->models[i].n_pci_devices; k++)
            keys[at++] = (vb_device_key){(uint16_t)c->models[i].pci_vendor, c->models[i].pci_devices[k], i};
    if (n > 1)
        qsort(keys, n, sizeof keys[0], by_device);
    c->devices = keys;
    c->n_devices = n;
    return VB_OK;
}

vb_code vb_catalogue_load(const vb_catalogue_files *files, vb_arena *arena, const vb_catalogue **out, vb_error *err)
{
    vb_catalogue *c = VB_NEW(arena, vb_catalogue, 1);
    if (c == NULL)
        return vb_fail(err, VB_E_NOMEM, "accelerators.csv", VB_NO_OFFSET, "no memory left for the catalogue");
    VB_TRY(vb_models_read(c, files->models, arena, err));
    if (files->identities.n > 0)
        VB_TRY(vb_identities_read(c, files->identities, arena, err));
    if (files->chips.n > 0)
        VB_TRY(vb_chips_read(c, files->chips, arena, err));
    if (files->boards.n > 0)
        VB_TRY(vb_boards_read(c, files->boards, arena, err));
    VB_TRY(index_devices(c, arena, err));
    VB_TRY(vb_names_index(c, arena, err));
    *out = c;
    return VB_OK;
}

size_t vb_catalogue_count(const vb_catalogue *c)
{
    return c->n_models;
}

const vb_model *vb_catalogue_model(const vb_catalogue *c, uint32_t index)
{
    return index < c->n_models ? &c->models[index] : NULL;
}

uint32_t vb_catalogue_index(const vb_catalogue *c, const vb_model *model)
{
    return (uint32_t)(model - c->models);
}
