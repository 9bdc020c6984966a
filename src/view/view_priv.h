/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_VIEW_VIEW_PRIV_H
#define VB_VIEW_VIEW_PRIV_H
/* Steps of vb_view_build; each fills its part of the view and needs the parts before it. */
#include "view/view.h"

typedef struct vb_view_build_job {
    vb_view *view;
    vb_arena *arena;   /* what the view keeps */
    vb_arena *scratch; /* what only the building needs */
    vb_error *err;
    vb_leg *legs; /* those of the view, while they can still be written */
} vb_view_build_job;

VB_MUST_USE vb_code vb_view_build_rows(vb_view_build_job *job);
VB_MUST_USE vb_code vb_view_build_legs(vb_view_build_job *job);
VB_MUST_USE vb_code vb_view_build_licences(vb_view_build_job *job);
/* Marks the legs that are `onward`; needs the lines, before the draws are made (licence_use.c). */
VB_MUST_USE vb_code vb_view_build_licence_use(vb_view_build_job *job);
VB_MUST_USE vb_code vb_view_build_holdings(vb_view_build_job *job);
/* Orders and joins the legs of one item in place (chain.c). False: no memory. */
bool vb_view_settle_chain(const vb_claims *claims, vb_leg *legs, size_t *n);
/* The same for quantities without serial numbers (bulk.c). */
VB_MUST_USE vb_code vb_view_settle_bulk(vb_view_build_job *job, vb_leg *legs, size_t *n);
/* Is the receipt the other end of the open dispatch? And joining it. */
bool vb_leg_confirms(const vb_leg *dispatch, const vb_leg *receipt);
void vb_leg_join(vb_leg *dispatch, const vb_leg *receipt);
vb_code vb_view_no_memory(vb_view_build_job *job, const char *what);
#endif
