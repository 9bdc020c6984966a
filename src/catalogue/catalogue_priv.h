/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CATALOGUE_CATALOGUE_PRIV_H
#define VB_CATALOGUE_CATALOGUE_PRIV_H
#include "catalogue/board.h"
#include "catalogue/catalogue.h"
#include "catalogue/identity.h"
#include "catalogue/names_priv.h"
#include "catalogue/sheet_priv.h"

typedef struct vb_name_key { /* folded name -> model; sorted by key, then model */
    vb_str key;
    uint32_t model;
} vb_name_key;

typedef struct vb_device_key { /* PCI device of accelerators.csv -> model; sorted */
    uint16_t vendor, device;
    uint32_t model;
} vb_device_key;

struct vb_catalogue {
    const vb_model *models;
    size_t n_models;
    const vb_model **by_id;        /* sorted by id */
    const vb_identity *identities; /* sorted by vendor, device, subvendor, subdevice */
    size_t n_identities;
    const vb_identity **by_name; /* identities sorted by folded name, vendor, device */
    const vb_str *folded;        /* folded name of by_name[i] */
    const vb_chip *chips;
    size_t n_chips;
    const vb_board *boards;
    size_t n_boards;
    const vb_name_key *names;
    size_t n_names;
    const vb_device_key *devices;
    size_t n_devices;
};

/* Index of a model id, or VB_NONE. */
uint32_t vb_catalogue_by_id(const vb_catalogue *c, vb_str id);

VB_MUST_USE vb_code vb_models_read(vb_catalogue *c, vb_str bytes, vb_arena *arena, vb_error *err);
VB_MUST_USE vb_code vb_identities_read(vb_catalogue *c, vb_str bytes, vb_arena *arena, vb_error *err);
VB_MUST_USE vb_code vb_chips_read(vb_catalogue *c, vb_str bytes, vb_arena *arena, vb_error *err);
VB_MUST_USE vb_code vb_boards_read(vb_catalogue *c, vb_str bytes, vb_arena *arena, vb_error *err);

VB_MUST_USE vb_code vb_names_index(vb_catalogue *c, vb_arena *arena, vb_error *err);
#endif
