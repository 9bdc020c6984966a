/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/table_priv.h"

#define AT(field) offsetof(vb_stock_claim, field)
static const vb_column columns[] = {
    {"at", true, VB_CELL_TIME, AT(at), NULL},
    {"party_id", true, VB_CELL_PARTY, AT(party), NULL},
    {"site_id", false, VB_CELL_SITE, AT(site), NULL},
    {"model", false, VB_CELL_MODEL, AT(model), NULL},
    {"item", false, VB_CELL_ITEM, AT(item), NULL},
    {"quantity", false, VB_CELL_COUNT, AT(quantity), NULL}, /* a count may find none */
};

static vb_code check(vb_table_run *run, void *claim, vb_error *err)
{
    vb_stock_claim *stock = claim;
    bool item = vb_table_text(run, "item").n > 0, model = vb_table_text(run, "model").n > 0;
    if (item && stock->quantity < 0)
        stock->quantity = 1;
    if (item && stock->quantity != 1)
        return vb_fail(err, VB_E_RANGE, "quantity", VB_NO_OFFSET,
                       "found %lld, expected 1 or nothing: the row counts one item", (long long)stock->quantity);
    if (!item && !model)
        return vb_fail(err, VB_E_PARSE, "model", VB_NO_OFFSET, "the cell is empty; a count names a model or one item");
    if (stock->quantity < 0)
        return vb_fail(err, VB_E_PARSE, "quantity", VB_NO_OFFSET, "the cell is empty; expected how many were counted");
    return VB_OK;
}

static vb_code store(vb_table_run *run, const void *claim, vb_error *err)
{
    VB_TABLE_STORE(run, stock, vb_stock_claim, claim, err);
    return VB_OK;
}

vb_code vb_stock_read(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err)
{
    static const vb_table table = VB_TABLE_OF(columns, check, store);
    return vb_table_read(c, source, countries, &table, err);
}
