/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/licence_line_priv.h"
#include "evidence/table_priv.h"

#define AT(field) offsetof(vb_licence_claim, field)
static const vb_column columns[] = {
    {"licence_id", true, VB_CELL_LICENCE, AT(licence), NULL},
    {"line", false, VB_CELL_TEXT, AT(line), NULL},
    {"authority", false, VB_CELL_TEXT, AT(authority), NULL},
    {"kind", false, VB_CELL_TEXT, AT(kind), NULL},
    {"issued", false, VB_CELL_TIME, AT(issued), NULL},
    {"valid_from", false, VB_CELL_TIME, AT(valid_from), NULL},
    {"valid_to", false, VB_CELL_TIME, AT(valid_to), NULL},
    {"exporter_id", false, VB_CELL_PARTY, AT(exporter), NULL},
    {"consignee_id", false, VB_CELL_PARTY, AT(consignee), NULL},
    {"end_user_id", false, VB_CELL_PARTY, AT(end_user), NULL},
    {"destination", false, VB_CELL_COUNTRY, AT(destination), NULL},
    {"model", false, VB_CELL_MODEL, AT(model), NULL},
    {"quantity", false, VB_CELL_QUANTITY, AT(quantity), NULL},
    {"value", false, VB_CELL_MONEY, AT(value_minor), NULL},
    {"currency", false, VB_CELL_CURRENCY, AT(currency), NULL},
    {"share_percent", false, VB_CELL_PERCENT, AT(share_percent_hundredths), NULL},
};

static vb_code check(vb_table_run *run, void *claim, vb_error *err)
{
    vb_licence_claim *licence = claim;
    (void)run;
    if (licence->line.n == 0)
        licence->line = VB_S("1");
    vb_code code = vb_cell_id(licence->line, err);
    if (code != VB_OK && err != NULL)
        memcpy(err->where, "line", sizeof "line");
    return code;
}

static vb_code store(vb_table_run *run, const void *claim, vb_error *err)
{
    vb_licence_claim licence = *(const vb_licence_claim *)claim;
    vb_str id = vb_dict_text(&run->c->licence_ids, licence.licence);
    VB_TRY(vb_licence_line_add(&run->c->licence_lines, run->c->arena, id, licence.line, &licence.licence_line, err));
    VB_TRY(vb_table_once(run, licence.licence_line, "line", licence.line, err));
    VB_TABLE_STORE(run, licences, vb_licence_claim, &licence, err);
    return VB_OK;
}

vb_code vb_licences_read(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err)
{
    static const vb_table table = VB_TABLE_OF(columns, check, store);
    return vb_table_read(c, source, countries, &table, err);
}
