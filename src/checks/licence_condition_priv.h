/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CHECKS_LICENCE_CONDITION_PRIV_H
#define VB_CHECKS_LICENCE_CONDITION_PRIV_H
/* One function a condition of conditions.csv; the table is in licence_condition.c. Each gets the consignments that
 * draw on the licence, in order of their first movement; legs that only carry goods on are not among them. */
#include "checks/licence_support.h"

typedef struct vb_consignment {
    const uint32_t *legs;
    size_t n;
} vb_consignment;

/* Papers and sightings by what they are about, made once. */
typedef struct vb_condition_index vb_condition_index;
VB_MUST_USE vb_code vb_condition_index_open(const vb_context *cx, vb_condition_index **out, vb_error *err);
void vb_condition_index_close(vb_condition_index *index);
/* The row of the next document about a movement id, or (its name written on the row) about a row; start with VB_NONE.
 */
uint32_t vb_document_of_movement(const vb_condition_index *index, vb_str movement_id, uint32_t before);
uint32_t vb_document_of_name(const vb_condition_index *index, vb_str document, uint32_t before);
/* Rows of claims->sightings of an item with a time, by time. */
const uint32_t *vb_sightings_of_item(const vb_condition_index *index, uint32_t item, size_t *n);

typedef struct vb_condition {
    const vb_condition_claim *claim;
    vb_str licence; /* its id */
    const vb_consignment *consignments;
    size_t n;
    int64_t number; /* of `value`, where the condition wants one */
    const vb_condition_index *index;
    /* A condition that the law puts on the licence and conditions.csv does not state: the clause; else NULL. Its claim
     * is made up and stands where the licence line stands. */
    const vb_rule_step *by_rule;
    /* By rule, volume-cap: the claim of each consignment's own licence; NULL: counted, and judged elsewhere. */
    const vb_condition_claim *const *each;
} vb_condition;

typedef vb_code (*vb_condition_fn)(const vb_context *cx, const vb_condition *c, vb_findings *out, vb_error *err);
vb_code vb_condition_volume_cap(const vb_context *cx, const vb_condition *c, vb_findings *out, vb_error *err);
vb_code vb_condition_max_items(const vb_context *cx, const vb_condition *c, vb_findings *out, vb_error *err);
vb_code vb_condition_lab_report(const vb_context *cx, const vb_condition *c, vb_findings *out, vb_error *err);
vb_code vb_condition_report_by(const vb_context *cx, const vb_condition *c, vb_findings *out, vb_error *err);
vb_code vb_condition_notice_before(const vb_context *cx, const vb_condition *c, vb_findings *out, vb_error *err);
vb_code vb_condition_no_retransfer(const vb_context *cx, const vb_condition *c, vb_findings *out, vb_error *err);
vb_code vb_condition_installed_by(const vb_context *cx, const vb_condition *c, vb_findings *out, vb_error *err);
vb_code vb_condition_location_check(const vb_context *cx, const vb_condition *c, vb_findings *out, vb_error *err);

/* The product of a consignment: its model key, or VB_NONE. */
uint32_t vb_consignment_product(const vb_context *cx, const vb_consignment *consignment);

/* licence_condition_lane.c: first day (moment) of the review lane of January 2026; INT64_MAX when no rule has it. */
int64_t vb_condition_lane_from(const vb_context *cx);
/* The conditions that come with the lane, for licences whose shipments fall into it. */
VB_MUST_USE vb_code vb_condition_lane(const vb_context *cx, const vb_condition_index *index, vb_findings *out,
                                      vb_error *err);

/* A draft about one consignment (or about the licence when NULL), citing the condition's row first. */
VB_MUST_USE vb_code vb_condition_draft(const vb_context *cx, const vb_condition *c, const vb_consignment *consignment,
                                       vb_verdict v, vb_severity s, uint32_t *condition_at, vb_error *err);
/* One open finding on a condition whose records are not in the case; `wants` names the file. */
VB_MUST_USE vb_code vb_condition_open(const vb_context *cx, const vb_condition *c, const char *wants, vb_findings *out,
                                      vb_error *err);
#endif
