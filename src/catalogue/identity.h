/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CATALOGUE_IDENTITY_H
#define VB_CATALOGUE_IDENTITY_H
/* Which model answers to a PCI id, and which name the driver gives it. Source: NVIDIA's name table in the open kernel
 * modules and the PCI ID list (data/catalogue/identities.csv). A table knows what was released when it was made: a
 * device or a name that is not in it is unknown, never wrong. */
#include "catalogue/catalogue.h"

typedef enum vb_identity_kind {
    VB_IDENTITY_CARD,
    VB_IDENTITY_LAPTOP,
    VB_IDENTITY_EMBEDDED,
    VB_IDENTITY_VIRTUAL, /* a share of a card in a virtual machine: its memory says nothing of the card's */
    VB_IDENTITY_OTHER
} vb_identity_kind;

typedef struct vb_identity {
    uint16_t vendor, device;
    uint16_t subvendor, subdevice; /* 0 and 0: any board with this device */
    vb_identity_kind kind;
    vb_str name; /* as the driver prints it */
    vb_str chip; /* "GH100"; empty = unknown */
    vb_str source;
    const uint32_t *models; /* usually one; more when one id was sold in several sizes; none for what is no row */
    size_t n_models;
} vb_identity;

/* All rows of a device, beside each other; *first is NULL when there are none. */
size_t vb_catalogue_identities(const vb_catalogue *c, uint16_t vendor, uint16_t device, const vb_identity **first);
/* The row of exactly this board, else the row for any board with this device, else NULL. Subsystem unknown: 0, 0. */
const vb_identity *vb_catalogue_identity(const vb_catalogue *c, uint16_t vendor, uint16_t device, uint16_t subvendor,
                                         uint16_t subdevice);
/* Candidate models of a board: those of its identity; where the subsystem is not in the table (a server maker's own),
 * those of all cards with this device; where the device is not in the table, those whose row names it. As many as fit
 * into `models`, in the order of the file; the count of all. */
size_t vb_catalogue_by_pci(const vb_catalogue *c, uint16_t vendor, uint16_t device, uint16_t subvendor,
                           uint16_t subdevice, uint32_t *models, size_t n);
/* Does the name that software printed belong to this device? VB_YES: it is one of its names. VB_NO: it is the name of
 * other devices and not of this one. VB_UNKNOWN: the name or the device is not in the table. "NVIDIA", "Tesla", case
 * and punctuation do not matter: older drivers print them otherwise. */
vb_tri vb_catalogue_name_fits(const vb_catalogue *c, uint16_t vendor, uint16_t device, vb_str name);

typedef struct vb_chip {
    vb_str name, architecture;
    const vb_str *vbios_branches; /* "96.00": the first two numbers of every VBIOS version of boards with this chip */
    size_t n_branches;
    vb_str compute_capability; /* "9.0"; empty = unknown */
    vb_str source;
} vb_chip;

/* NULL when unknown. */
const vb_chip *vb_catalogue_chip(const vb_catalogue *c, vb_str name);
/* Does a VBIOS version ("96.00.74.00.01") belong to this chip? VB_NO when it starts like that of another chip or
 * otherwise; VB_UNKNOWN for a chip that is not in the table or a text that is no version. */
vb_tri vb_catalogue_vbios_fits(const vb_catalogue *c, vb_str chip, vb_str vbios);
#endif
