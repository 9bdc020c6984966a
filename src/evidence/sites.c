/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/table_priv.h"

#define AT(field) offsetof(vb_site_claim, field)
static const vb_column columns[] = {
    {"site_id", true, VB_CELL_SITE, AT(site), NULL},
    {"party_id", false, VB_CELL_PARTY, AT(party), NULL},
    {"name", false, VB_CELL_TEXT, AT(name), NULL},
    {"country", false, VB_CELL_COUNTRY, AT(country), NULL},
    {"address", false, VB_CELL_TEXT, AT(address), NULL},
    {"lat", false, VB_CELL_LATITUDE, AT(lat), NULL},
    {"lon", false, VB_CELL_LONGITUDE, AT(lon), NULL},
    {"power_kw", false, VB_CELL_KILOWATT, AT(power_watt), NULL},
    {"rack_slots", false, VB_CELL_COUNT, AT(rack_slots), NULL},
    {"public_financing", false, VB_CELL_YES_NO, AT(public_financing), NULL},
};

static vb_code check(vb_table_run *run, void *claim, vb_error *err)
{
    vb_site_claim *site = claim;
    bool lat = vb_table_text(run, "lat").n > 0, lon = vb_table_text(run, "lon").n > 0;
    if (lat != lon)
        return vb_fail(err, VB_E_PARSE, lat ? "lon" : "lat", VB_NO_OFFSET,
                       "the cell is empty; lat and lon are stated together or not at all");
    site->has_place = lat;
    return VB_OK;
}

static vb_code store(vb_table_run *run, const void *claim, vb_error *err)
{
    const vb_site_claim *site = claim;
    VB_TRY(vb_table_once(run, site->site, "site_id", vb_dict_text(&run->c->site_ids, site->site), err));
    VB_TABLE_STORE(run, sites, vb_site_claim, claim, err);
    return VB_OK;
}

vb_code vb_sites_read(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err)
{
    static const vb_table table = VB_TABLE_OF(columns, check, store);
    return vb_table_read(c, source, countries, &table, err);
}
