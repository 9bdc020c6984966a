/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CHECKS_LICENCE_MISSING_PRIV_H
#define VB_CHECKS_LICENCE_MISSING_PRIV_H
/* What licence.missing says once for many consignments: five hundred rows that want one and the same fact are one
 * question to a person and not five hundred. */
#include "checks/licence_support.h"

typedef enum vb_missing_kind {
    VB_MISSING_FACT,   /* the duty hangs on a fact: by model, destination and fact */
    VB_MISSING_TEXT,   /* a licence by the printed text only: by clause */
    VB_MISSING_NOTICED /* an exception with its notice on record: by model, destination and exception */
} vb_missing_kind;

typedef struct vb_missing_groups vb_missing_groups;
VB_MUST_USE vb_code vb_missing_groups_open(const vb_context *cx, vb_missing_groups **out, vb_error *err);
/* Adds a consignment with this duty. fact: open facts; step: the clause or the exception, NULL for a fact. */
VB_MUST_USE vb_code vb_missing_groups_add(vb_missing_groups *groups, vb_missing_kind kind, const vb_duty *duty,
                                          vb_str fact, const vb_rule_step *step, const uint32_t *legs, size_t n,
                                          vb_error *err);
/* A finding a group. */
VB_MUST_USE vb_code vb_missing_groups_report(const vb_missing_groups *groups, vb_findings *out, vb_error *err);

/* The first of many that a finding names: movements by time and id, parties by id. */
enum { VB_FIRST_ROWS = 5, VB_FIRST_PARTIES = 8 };
typedef struct vb_firsts {
    uint32_t row[VB_FIRST_ROWS]; /* movements */
    int64_t at[VB_FIRST_ROWS];   /* their times */
    size_t n_rows;
    uint32_t party[VB_FIRST_PARTIES]; /* each once */
    size_t n_parties;
    bool more_parties;
    int64_t consignments, units;
} vb_firsts;
/* One more consignment; true: it is the first now. */
bool vb_firsts_add(const vb_context *cx, vb_firsts *firsts, const uint32_t *legs, size_t n);
int64_t vb_firsts_day(const vb_firsts *firsts); /* of the first; VB_NO_TIME: none is dated */
/* Cites them and says them as claims; the name of the first consignment. */
vb_str vb_firsts_claims(vb_draft *d, const vb_context *cx, const vb_firsts *firsts);
vb_str vb_say_movement(const vb_context *cx, uint32_t row); /* its movement_id, else its place in the file */

/* Circuits that BIS guidance presumes to have been made in breach (General Prohibition 10), moved anywhere. */
VB_MUST_USE vb_code vb_missing_presumed_breach(const vb_context *cx, vb_findings *out, vb_error *err);
#endif
