/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_EVIDENCE_LICENCE_LINE_PRIV_H
#define VB_EVIDENCE_LICENCE_LINE_PRIV_H
/* Keys of the dictionary licence_lines: "licence_id\nline". Neither part can hold a line end (vb_cell_id). */
#include "base/arena.h"
#include "base/dict.h"

/* The id of the line, new if it was not there; the key is copied into the arena only then. An empty line is a key of
 * its own: "the only line, or the one with that model", which the view resolves. Errors: VB_E_NOMEM. */
VB_MUST_USE vb_code vb_licence_line_add(vb_dict *lines, vb_arena *arena, vb_str licence, vb_str line, uint32_t *id,
                                        vb_error *err);
/* The id, or VB_NONE. Errors: VB_E_RANGE, as above. */
VB_MUST_USE vb_code vb_licence_line_find(const vb_dict *lines, vb_str licence, vb_str line, uint32_t *id,
                                         vb_error *err);
#endif
