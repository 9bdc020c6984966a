/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_EVIDENCE_TABLES_H
#define VB_EVIDENCE_TABLES_H
/* Readers of the tables of a case folder; docs/formats/case-folder.md tells their columns. All claims are declared ones
 * (grade 0): whoever can write the file can say anything.
 *
 * Each takes the bytes of c->sources.v[source], adds claims, sets the source's rows and bad_rows and records an issue
 * for what it could not read: a bad row with its line and column, a file whose header cannot be used. It goes on with
 * the next row. Errors returned are only those that stop the whole case: VB_E_NOMEM. */
#include "evidence/claims.h"

#define VB_TABLE_READER(name) \
    VB_MUST_USE vb_code name(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err)
VB_TABLE_READER(vb_case_ini_read);
VB_TABLE_READER(vb_parties_read);
VB_TABLE_READER(vb_ownership_read);
VB_TABLE_READER(vb_sites_read);
VB_TABLE_READER(vb_items_read);
VB_TABLE_READER(vb_stock_read);
VB_TABLE_READER(vb_licences_read);
VB_TABLE_READER(vb_conditions_read);
VB_TABLE_READER(vb_documents_read);
VB_TABLE_READER(vb_movements_read); /* in one piece; evidence/movements.h reads in parts */
VB_TABLE_READER(vb_payments_read);
VB_TABLE_READER(vb_sales_read);
VB_TABLE_READER(vb_sightings_read);
VB_TABLE_READER(vb_decisions_read);
#undef VB_TABLE_READER
#endif
