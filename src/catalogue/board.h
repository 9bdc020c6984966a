/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CATALOGUE_BOARD_H
#define VB_CATALOGUE_BOARD_H
/* Boards that were seen: real captures with the part numbers, sizes and limits they reported. What is not here was not
 * seen by us; that says nothing about it. */
#include "catalogue/catalogue.h"

typedef struct vb_board {
    uint32_t model;
    int32_t device, subvendor, subdevice;                                   /* PCI; -1 = not stated */
    vb_str vbios, gpu_part, board_part, inforom_image, driver, source;      /* empty = not stated */
    int64_t memory_mib, bar1_mib, power_max_w, sm_max_mhz, units, bus_bits; /* VB_NO_FIGURE = not stated */
} vb_board;

size_t vb_catalogue_boards(const vb_catalogue *c, const vb_board **first);

/* "692-2G520-0280-001" -> project "G520", sku "0280" (also "699-21010-0200-000" -> "1010", "0200"; an InfoROM image
 * "G520.0280.02.02" gives the same two). False when the text has another form. */
bool vb_board_part_read(vb_str part, vb_str *project, vb_str *sku);
/* "2330-885-A1" -> device 0x2330, chip SKU "885". False when the text has another form: older drivers print the board
 * part in its place. */
bool vb_gpu_part_read(vb_str part, uint16_t *device, vb_str *chip_sku);
/* The one model whose boards carried this project and SKU; VB_NONE when none or several did. */
uint32_t vb_catalogue_board_model(const vb_catalogue *c, vb_str project, vb_str sku);
#endif
