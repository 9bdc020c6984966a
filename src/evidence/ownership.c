/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/table_priv.h"

/* A party that owns itself and owners in a circle are read: what they mean is a check's question. */
#define AT(field) offsetof(vb_ownership_claim, field)
static const vb_column columns[] = {
    {"owner_id", true, VB_CELL_PARTY, AT(owner), NULL},
    {"owned_id", true, VB_CELL_PARTY, AT(owned), NULL},
    {"percent", false, VB_CELL_PERCENT, AT(percent_hundredths), NULL},
    {"from", false, VB_CELL_TIME, AT(from), NULL},
    {"to", false, VB_CELL_TIME, AT(to), NULL},
};

static vb_code store(vb_table_run *run, const void *claim, vb_error *err)
{
    VB_TABLE_STORE(run, ownership, vb_ownership_claim, claim, err);
    return VB_OK;
}

vb_code vb_ownership_read(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err)
{
    static const vb_table table = VB_TABLE_OF(columns, NULL, store);
    return vb_table_read(c, source, countries, &table, err);
}
