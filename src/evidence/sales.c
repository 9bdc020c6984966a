/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/table_priv.h"

#define AT(field) offsetof(vb_sale_claim, field)
static const vb_column columns[] = {
    {"period", true, VB_CELL_PERIOD, AT(period), NULL},
    {"model", false, VB_CELL_MODEL, AT(model), NULL},
    {"market", false, VB_CELL_COUNTRY, AT(market), NULL},
    {"quantity", false, VB_CELL_COUNT, AT(quantity), NULL}, /* a market may have bought none */
    {"value", false, VB_CELL_MONEY, AT(value_minor), NULL},
    {"currency", false, VB_CELL_CURRENCY, AT(currency), NULL},
};

static vb_code store(vb_table_run *run, const void *claim, vb_error *err)
{
    VB_TABLE_STORE(run, sales, vb_sale_claim, claim, err);
    return VB_OK;
}

vb_code vb_sales_read(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err)
{
    static const vb_table table = VB_TABLE_OF(columns, NULL, store);
    return vb_table_read(c, source, countries, &table, err);
}
