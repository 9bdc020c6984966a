/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/table_priv.h"

#define AT(field) offsetof(vb_party_claim, field)
static const vb_column columns[] = {
    {"party_id", true, VB_CELL_PARTY, AT(party), NULL},
    {"name", false, VB_CELL_TEXT, AT(name), NULL},
    {"other_names", false, VB_CELL_TEXT, AT(other_names), NULL},
    {"country", false, VB_CELL_COUNTRY, AT(country), NULL},
    {"headquarters", false, VB_CELL_COUNTRY, AT(headquarters), NULL},
    {"address", false, VB_CELL_TEXT, AT(address), NULL},
    {"roles", false, VB_CELL_TEXT, AT(roles), NULL},
    {"officers", false, VB_CELL_TEXT, AT(officers), NULL},
    {"founded", false, VB_CELL_PARTIAL, AT(founded), NULL},
    {"dormant_from", false, VB_CELL_PARTIAL, AT(dormant_from), NULL},
    {"dormant_to", false, VB_CELL_PARTIAL, AT(dormant_to), NULL},
    {"registration", false, VB_CELL_TEXT, AT(registration), NULL},
    {"industry", false, VB_CELL_TEXT, AT(industry), NULL},
    {"website", false, VB_CELL_TEXT, AT(website), NULL},
    {"phone", false, VB_CELL_TEXT, AT(phone), NULL},
    {"email", false, VB_CELL_TEXT, AT(email), NULL},
    {"bank", false, VB_CELL_TEXT, AT(bank), NULL},
};

static vb_code store(vb_table_run *run, const void *claim, vb_error *err)
{
    const vb_party_claim *party = claim;
    VB_TRY(vb_table_once(run, party->party, "party_id", vb_dict_text(&run->c->party_ids, party->party), err));
    VB_TABLE_STORE(run, parties, vb_party_claim, claim, err);
    return VB_OK;
}

vb_code vb_parties_read(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err)
{
    static const vb_table table = VB_TABLE_OF(columns, NULL, store);
    return vb_table_read(c, source, countries, &table, err);
}
