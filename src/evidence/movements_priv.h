/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_EVIDENCE_MOVEMENTS_PRIV_H
#define VB_EVIDENCE_MOVEMENTS_PRIV_H
/* The columns of vb_movements, each with what it holds while nothing is stated. */
#include "evidence/claims.h"

#define VB_MOVEMENT_COLUMNS(COLUMN)         \
    COLUMN(uint64_t, offset, 0)             \
    COLUMN(uint32_t, line, 0)               \
    COLUMN(uint16_t, source, 0)             \
    COLUMN(uint8_t, kind, VB_SHIPPED)       \
    COLUMN(uint8_t, mode, VB_MODE_UNSTATED) \
    COLUMN(uint32_t, item, VB_NONE)         \
    COLUMN(uint32_t, model, VB_NONE)        \
    COLUMN(uint32_t, quantity, 1)           \
    COLUMN(int64_t, departed, VB_NO_TIME)   \
    COLUMN(int64_t, arrived, VB_NO_TIME)    \
    COLUMN(uint8_t, day_only, 0)            \
    COLUMN(uint32_t, from_party, VB_NONE)   \
    COLUMN(uint32_t, from_site, VB_NONE)    \
    COLUMN(uint32_t, to_party, VB_NONE)     \
    COLUMN(uint32_t, to_site, VB_NONE)      \
    COLUMN(uint32_t, licence_line, VB_NONE) \
    COLUMN(uint32_t, declared, VB_NONE)     \
    COLUMN(vb_str, id, VB_STR_NONE)         \
    COLUMN(vb_str, document, VB_STR_NONE)

/* Room for `cap` rows in every column; rows beyond m->n are zero, not "not stated". */
VB_MUST_USE vb_code vb_movements_reserve(vb_arena *arena, vb_movements *m, size_t cap, vb_error *err);
#endif
