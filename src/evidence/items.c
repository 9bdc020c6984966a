/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/table_priv.h"

static const vb_word status_words[] = {
    {"active", VB_ITEM_ACTIVE},
    {"scrapped", VB_ITEM_SCRAPPED},
    {"lost", VB_ITEM_LOST},
    {"seized", VB_ITEM_SEIZED},
    {NULL, 0},
};

/* One item a row. That two items state one serial is a finding (identity.duplicate), not an error. */
#define AT(field) offsetof(vb_item_claim, field)
static const vb_column columns[] = {
    {"item", true, VB_CELL_ITEM, AT(item), NULL},
    {"model", false, VB_CELL_MODEL, AT(model), NULL},
    {"serial", false, VB_CELL_TEXT, AT(serial), NULL},
    {"uuid", false, VB_CELL_TEXT, AT(uuid), NULL},
    {"pdi", false, VB_CELL_TEXT, AT(pdi), NULL},
    {"die", false, VB_CELL_TEXT, AT(die), NULL},
    {"board_part", false, VB_CELL_TEXT, AT(board_part), NULL},
    {"board_serial", false, VB_CELL_TEXT, AT(board_serial), NULL},
    {"server_serial", false, VB_CELL_TEXT, AT(server_serial), NULL},
    {"status", false, VB_CELL_WORD, AT(status), status_words},
};

static vb_code store(vb_table_run *run, const void *claim, vb_error *err)
{
    const vb_item_claim *item = claim;
    VB_TRY(vb_table_once(run, item->item, "item", vb_dict_text(&run->c->item_ids, item->item), err));
    VB_TABLE_STORE(run, items, vb_item_claim, claim, err);
    return VB_OK;
}

vb_code vb_items_read(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err)
{
    static const vb_table table = VB_TABLE_OF(columns, NULL, store);
    return vb_table_read(c, source, countries, &table, err);
}
