/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/memory.h"

vb_memory_range vb_model_memory(const vb_model *m)
{
    if (m->memory_gb <= 0)
        return (vb_memory_range){VB_NO_FIGURE, VB_NO_FIGURE};
    /* memory_gb is at most 10^10 (10^7 GB in thousandths): in two parts the products stay below 2^58 */
    int64_t gib = INT64_C(1) << 30, whole = m->memory_gb / 1000 * gib + m->memory_gb % 1000 * gib / 1000;
    return (vb_memory_range){.low = whole * 14 / 16 / m->devices, .high = whole / m->devices};
}

vb_tri vb_model_memory_fits(const vb_model *m, int64_t bytes)
{
    vb_memory_range range = vb_model_memory(m);
    if (range.high == VB_NO_FIGURE || bytes < 0)
        return VB_UNKNOWN;
    return bytes >= range.low && bytes <= range.high ? VB_YES : VB_NO;
}

vb_tri vb_bar1_covers_memory(int64_t bar1_bytes, int64_t memory_bytes)
{
    const int64_t off = INT64_C(256) << 20;
    if (bar1_bytes < 0 || memory_bytes <= 0 || bar1_bytes <= off)
        return VB_UNKNOWN;
    return bar1_bytes >= memory_bytes ? VB_YES : VB_NO;
}
