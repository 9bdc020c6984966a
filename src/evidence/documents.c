/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/table_priv.h"

#define AT(field) offsetof(vb_document_claim, field)
static const vb_column columns[] = {
    {"document", true, VB_CELL_TEXT, AT(document), NULL},
    {"kind", true, VB_CELL_TEXT, AT(kind), NULL},
    {"at", false, VB_CELL_TIME, AT(at), NULL},
    {"party_id", false, VB_CELL_PARTY, AT(party), NULL},
    {"licence_id", false, VB_CELL_LICENCE, AT(licence), NULL},
    {"movement_id", false, VB_CELL_TEXT, AT(movement), NULL},
    {"sha256", false, VB_CELL_SHA256, AT(sha256), NULL},
};

static vb_code store(vb_table_run *run, const void *claim, vb_error *err)
{
    VB_TABLE_STORE(run, documents, vb_document_claim, claim, err);
    return VB_OK;
}

vb_code vb_documents_read(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err)
{
    static const vb_table table = VB_TABLE_OF(columns, NULL, store);
    return vb_table_read(c, source, countries, &table, err);
}
