/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CATALOGUE_MEMORY_H
#define VB_CATALOGUE_MEMORY_H
/* What a genuine card may report as its memory.
 *
 * Makers count marketed gigabytes in binary (an "80 GB" H100 holds at most 80 x 2^30 bytes and reports 81559 MiB), so
 * no card reports more than that. Less is normal: error correction inside GDDR costs 1/16 (an L40S of 48 GB reports
 * 46068 MiB), and firmware and driver keep some for themselves (a T4 of 16 GB has reported 15079 MiB, 92 %). The
 * interval is therefore 14/16 to 16/16 of the marketed size. It tells 24 GB from 20 or 48 GB and 80 GB from 64 or 94
 * GB; it cannot tell 94 from 96 GB, nor a changed board from another model of the same size: the device id must be
 * asked too. */
#include "catalogue/catalogue.h"

typedef struct vb_memory_range {
    int64_t low, high; /* bytes of one device, both included; VB_NO_FIGURE when the size is unknown */
} vb_memory_range;
vb_memory_range vb_model_memory(const vb_model *m);
/* VB_UNKNOWN when the model's size is not known or bytes is negative (not stated). */
vb_tri vb_model_memory_fits(const vb_model *m, int64_t bytes);

/* The BAR1 aperture of a board that maps all its memory: the next power of two. With resizable BAR off, NVIDIA boards
 * show 256 MiB, which says nothing. A size between the two is an aperture made for less memory than is reported: so it
 * is on 24 GB boards reworked to 48 GB (32 GiB BAR1, aikitoria/open-gpu-kernel-modules issue 14). Firmware or a
 * hypervisor can choose a small aperture as well, so VB_NO is a reason to look and no proof. */
vb_tri vb_bar1_covers_memory(int64_t bar1_bytes, int64_t memory_bytes);
#endif
