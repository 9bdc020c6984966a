/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CHECKS_LICENCE_SUPPORT_H
#define VB_CHECKS_LICENCE_SUPPORT_H
/* What the licence checks share: the licence duty of a leg, answered by the rules and remembered, and shipments: legs
 * that left together, so that forty cards of one consignment are one finding and not forty. */
#include "checks/check.h"

typedef struct vb_duty_table vb_duty_table; /* remembers answers by model, countries and day */

typedef struct vb_duty {
    uint32_t number; /* 0, 1, 2 ... in the order of the first question: callers keep what they make of it by number */
    bool asked;      /* false: the model or a country is not known, nothing could be asked */
    vb_rule_answer answer;
    vb_rule_outcome outcome;
    vb_country from, to, headquarters;
    const vb_model *model;
} vb_duty;

VB_MUST_USE vb_code vb_duty_table_open(const vb_context *cx, vb_duty_table **out, vb_error *err);
/* The duty of a leg on its day; *duty is owned by the table. */
VB_MUST_USE vb_code vb_duty_of_leg(vb_duty_table *table, const vb_leg *leg, const vb_duty **duty, vb_error *err);
/* The same for goods that go to another party and place than the leg says: they are carried on. */
VB_MUST_USE vb_code vb_duty_to(vb_duty_table *table, const vb_leg *leg, uint32_t to_party, uint32_t to_site,
                               const vb_duty **duty, vb_error *err);
/* The same for the place where the goods arrive when a forwarder only carries them (vb_final_leg), as far as serial
 * numbers show; else that of the leg. */
VB_MUST_USE vb_code vb_duty_final(vb_duty_table *table, uint32_t leg, const vb_duty **duty, vb_error *err);
/* The share of revenue expected for a licensed sale with this duty, in hundredths of a per cent, and the clause that
 * says so; 0 and NULL: none. 0 with a step: it cannot be told, and step->unknown says what would settle it. */
const vb_rule_step *vb_duty_share(const vb_duty *duty, int32_t *hundredths);
/* Citation, instrument, layer and day of a clause, as a finding's rule. */
vb_finding_rule vb_rule_of_step(const vb_rule_step *step, vb_layer layer, int64_t on);

/* Does the leg carry items over a border? False when a country is not known. */
bool vb_leg_crosses_border(const vb_view *v, const vb_leg *leg);

/* Legs of one consignment: same parties, sites, model, licence, day of departure and movement id (when one is written).
 * Calls `fn` for each group of legs, in order of their first movement; `wanted` chooses the legs. */
typedef bool (*vb_leg_filter)(const vb_context *cx, const vb_leg *leg, void *ctx);
typedef vb_code (*vb_consignment_fn)(const vb_context *cx, const uint32_t *legs, size_t n, void *ctx, vb_findings *out,
                                     vb_error *err);
VB_MUST_USE vb_code vb_for_consignments(const vb_context *cx, vb_leg_filter wanted, vb_consignment_fn fn, void *ctx,
                                        vb_findings *out, vb_error *err);

/* Subject, key, items and evidence of a consignment into the draft: subject movement (its id, or file and line). */
VB_MUST_USE vb_code vb_draft_consignment(vb_draft *d, const vb_context *cx, const vb_check *check, vb_verdict v,
                                         vb_severity s, const uint32_t *legs, size_t n, int64_t *quantity,
                                         vb_error *err);
/* What parts consignments of one movement_id, as text that is the same on every run: a finding's key. */
vb_str vb_consignment_key(const vb_context *cx, const vb_leg *leg);

/* Consignments that name a licence of the case, with its line: calls fn with the line's claim (or NULL: the licence has
 * no line for that model, or it cannot be told which). `onward`: also legs that carry goods
 * on (vb_leg.onward), which draw nothing. */
typedef vb_code (*vb_licensed_fn)(const vb_context *cx, const vb_licence_claim *line, uint32_t licence,
                                  const uint32_t *legs, size_t n, void *ctx, vb_findings *out, vb_error *err);
VB_MUST_USE vb_code vb_for_licensed(const vb_context *cx, bool onward, vb_licensed_fn fn, void *ctx, vb_findings *out,
                                    vb_error *err);
/* Is the licence one under US law, where the rules of 15 CFR part 750 on tolerance and term hold? Told by the authority
 * written on it; not stated counts as US. */
bool vb_licence_is_us(const vb_licence_claim *line);
/* "L-12 line 2" */
vb_str vb_say_licence_line(const vb_context *cx, const vb_licence_claim *line);
/* Do all items of the consignment reach `party` or `other_party` (both VB_NONE: any) in `country` (0: any) by a later
 * leg? Forwarders carry goods on: their leg is no breach when the goods then arrive where the licence says. Unknown for
 * quantities without serials, and while an item has not been handed on yet. */
vb_tri vb_consignment_reaches(const vb_context *cx, const uint32_t *legs, size_t n, uint32_t party,
                              uint32_t other_party, vb_country country);
/* The leg by which an item comes to a party that is no forwarder: this one, or a later one; NULL: not yet, or a
 * quantity that cannot be followed. */
const vb_leg *vb_final_leg(const vb_context *cx, uint32_t leg);
bool vb_is_forwarder(const vb_context *cx, uint32_t party);

/* Declared values by shipment (movement_id): the figure is of the whole shipment, so it counts once, and it cannot be
 * told apart when the shipment holds goods of several licence lines or models. Ask once for each leg. */
typedef struct vb_shipment_values vb_shipment_values;
typedef enum vb_value_answer { VB_VALUE_NONE, VB_VALUE_NEW, VB_VALUE_COUNTED, VB_VALUE_MIXED } vb_value_answer;
VB_MUST_USE vb_code vb_shipment_values_open(const vb_context *cx, vb_shipment_values **out, vb_error *err);
VB_MUST_USE vb_code vb_shipment_value(vb_shipment_values *values, const vb_leg *leg, vb_value_answer *answer,
                                      int64_t *minor, vb_str *currency, vb_error *err);
void vb_shipment_values_close(vb_shipment_values *values);
#endif
