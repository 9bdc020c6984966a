/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/table_priv.h"

#define AT(field) offsetof(vb_payment_claim, field)
static const vb_column columns[] = {
    {"payment_id", false, VB_CELL_TEXT, AT(payment), NULL},
    {"at", false, VB_CELL_TIME, AT(at), NULL},
    {"payer_id", true, VB_CELL_PARTY, AT(payer), NULL},
    {"payer_country", false, VB_CELL_COUNTRY, AT(payer_country), NULL},
    {"payee_id", false, VB_CELL_PARTY, AT(payee), NULL},
    {"amount", false, VB_CELL_MONEY, AT(amount_minor), NULL},
    {"currency", false, VB_CELL_CURRENCY, AT(currency), NULL},
    {"invoice", false, VB_CELL_TEXT, AT(invoice), NULL},
};

static vb_code store(vb_table_run *run, const void *claim, vb_error *err)
{
    VB_TABLE_STORE(run, payments, vb_payment_claim, claim, err);
    return VB_OK;
}

vb_code vb_payments_read(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err)
{
    static const vb_table table = VB_TABLE_OF(columns, NULL, store);
    return vb_table_read(c, source, countries, &table, err);
}
