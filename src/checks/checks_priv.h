/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CHECKS_CHECKS_PRIV_H
#define VB_CHECKS_CHECKS_PRIV_H
/* One declaration a check; the table in checks.c lists them in order. */
#include "checks/check.h"

extern const vb_check vb_check_custody_gap;
extern const vb_check vb_check_custody_conflict;
extern const vb_check vb_check_custody_after_end;
extern const vb_check vb_check_custody_pass_through;
extern const vb_check vb_check_identity_duplicate;
extern const vb_check vb_check_balance_items;
extern const vb_check vb_check_licence_missing;
extern const vb_check vb_check_licence_overdrawn;
extern const vb_check vb_check_licence_term;
extern const vb_check vb_check_licence_party;
extern const vb_check vb_check_licence_destination;
extern const vb_check vb_check_licence_model;
extern const vb_check vb_check_licence_condition;
extern const vb_check vb_check_revenue_share;
extern const vb_check vb_check_quota_domestic;
extern const vb_check vb_check_hardware_contradiction;
extern const vb_check vb_check_declaration_mismatch;
extern const vb_check vb_check_payment_third_party;
extern const vb_check vb_check_party_young;
extern const vb_check vb_check_party_forwarder_as_consignee;
#endif
