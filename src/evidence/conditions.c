/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/table_priv.h"

/* Conditions are read as they stand; which of them a program can follow is a check's question. */
#define AT(field) offsetof(vb_condition_claim, field)
static const vb_column columns[] = {
    {"licence_id", true, VB_CELL_LICENCE, AT(licence), NULL},
    {"condition", true, VB_CELL_TEXT, AT(condition), NULL},
    {"parameter", false, VB_CELL_TEXT, AT(parameter), NULL},
    {"value", false, VB_CELL_TEXT, AT(value), NULL},
};

static vb_code store(vb_table_run *run, const void *claim, vb_error *err)
{
    VB_TABLE_STORE(run, conditions, vb_condition_claim, claim, err);
    return VB_OK;
}

vb_code vb_conditions_read(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err)
{
    static const vb_table table = VB_TABLE_OF(columns, NULL, store);
    return vb_table_read(c, source, countries, &table, err);
}
