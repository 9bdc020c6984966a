/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/table_priv.h"

#define AT(field) offsetof(vb_sighting_claim, field)
static const vb_column columns[] = {
    {"item", true, VB_CELL_ITEM, AT(item), NULL},      {"at", false, VB_CELL_TIME, AT(at), NULL},
    {"site_id", false, VB_CELL_SITE, AT(site), NULL},  {"kind", false, VB_CELL_TEXT, AT(kind), NULL},
    {"source", false, VB_CELL_TEXT, AT(source), NULL},
};

static vb_code store(vb_table_run *run, const void *claim, vb_error *err)
{
    VB_TABLE_STORE(run, sightings, vb_sighting_claim, claim, err);
    return VB_OK;
}

vb_code vb_sightings_read(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err)
{
    static const vb_table table = VB_TABLE_OF(columns, NULL, store);
    return vb_table_read(c, source, countries, &table, err);
}
