/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_EVIDENCE_MOVEMENTS_H
#define VB_EVIDENCE_MOVEMENTS_H
/* movements.csv in parts that can be read at the same time. The result is the same, to the last id and issue, for any
 * number of parts:
 *
 *   vb_movements_open     header; cuts the file at starts of lines
 *   vb_movements_count    for each part, on any thread: its lines, and whether it holds a quote
 *   vb_movements_prepare  once: room for all rows, so that every part writes where its rows will stay
 *   vb_movements_part     for each part, on any thread: reads the rows. The claims are not changed
 *   vb_movements_merge    once: ids, issues and rows in the order of the file
 *
 * A quoted field may hold line ends, so no place behind the first quote is a sure start of a row: from that part on the
 * file is read in one piece. Nobody else may change the claims between open and merge. */
#include "evidence/claims.h"

typedef struct vb_movements_plan vb_movements_plan;
enum { VB_MOVEMENTS_MAX_PARTS = 64 };

/* *plan = NULL when the file cannot be used; the issue is recorded then. There may be fewer parts than asked.
 * Errors: VB_E_NOMEM. Close the plan with vb_movements_close. */
VB_MUST_USE vb_code vb_movements_open(vb_claims *c, uint32_t source, size_t n_parts, vb_movements_plan **plan,
                                      vb_error *err);
size_t vb_movements_parts(const vb_movements_plan *plan);
void vb_movements_count(vb_movements_plan *plan, size_t part);
/* Errors: VB_E_NOMEM; VB_E_RANGE more than 2^32 movements. */
VB_MUST_USE vb_code vb_movements_prepare(vb_movements_plan *plan, vb_error *err);
/* Errors: VB_E_NOMEM. */
VB_MUST_USE vb_code vb_movements_part(vb_movements_plan *plan, size_t part, vb_error *err);
VB_MUST_USE vb_code vb_movements_merge(vb_movements_plan *plan, vb_error *err);
/* Bytes read so far, of the bytes of the file; may be asked from any thread while parts are read. */
uint64_t vb_movements_done(const vb_movements_plan *plan);
void vb_movements_close(vb_movements_plan *plan);
#endif
