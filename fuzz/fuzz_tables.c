/* SPDX-License-Identifier: Apache-2.0 */
/* Reads any bytes as a table of a case. The first byte chooses the kind when it is one of 0 to 13; else the whole input
 * is read as every kind. Every id that a claim holds must be in its dictionary, rows must be read or refused, and
 * movements read in three parts must be those read in one. */
#include <stdint.h>
#include <stdlib.h>

#include "evidence/kinds.h"
#include "evidence/movements.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const vb_source_kind kinds[] = {
    VB_SRC_CASE_INI, VB_SRC_PARTIES,  VB_SRC_OWNERSHIP,  VB_SRC_SITES,     VB_SRC_ITEMS,
    VB_SRC_STOCK,    VB_SRC_LICENCES, VB_SRC_CONDITIONS, VB_SRC_DOCUMENTS, VB_SRC_MOVEMENTS,
    VB_SRC_PAYMENTS, VB_SRC_SALES,    VB_SRC_SIGHTINGS,  VB_SRC_DECISIONS,
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static const char country_table[] = "code,alpha3,numeric,name_en,name_de,other_names,lat,lon\n"
                                    "AE,ARE,784,United Arab Emirates,Vereinigte Arabische Emirate,UAE,23.5,54.5\n"
                                    "DE,DEU,276,Germany,Deutschland,,51,10\n"
                                    "SG,SGP,702,Singapore,Singapur,,1.3,103.8\n"
                                    "US,USA,840,United States,Vereinigte Staaten,,40,-100\n";

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void id_of(const vb_dict *d, uint32_t id)
{
    must(id == VB_NONE || id < d->n);
}

static void check(const vb_claims *c)
{
    const vb_movements *m = &c->movements;
    for (size_t i = 0; i < m->n; i++) {
        id_of(&c->item_ids, m->item[i]);
        id_of(&c->model_texts, m->model[i]);
        id_of(&c->party_ids, m->from_party[i]);
        id_of(&c->party_ids, m->to_party[i]);
        id_of(&c->site_ids, m->from_site[i]);
        id_of(&c->site_ids, m->to_site[i]);
        id_of(&c->licence_lines, m->licence_line[i]);
        must(m->quantity[i] >= 1 && m->quantity[i] <= VB_MAX_QUANTITY && m->kind[i] <= VB_RETURNED);
        must(m->item[i] == VB_NONE ? m->model[i] != VB_NONE : m->quantity[i] == 1);
        must(m->declared[i] == VB_NONE || m->declared[i] < c->declared.n);
        must(m->id[i].n <= VB_MAX_ID);
    }
    for (size_t i = 0; i < c->items.n; i++)
        must(c->items.v[i].item < c->item_ids.n);
    for (size_t i = 0; i < c->licences.n; i++)
        must(c->licences.v[i].licence_line < c->licence_lines.n && c->licences.v[i].quantity != 0);
    for (size_t i = 0; i < c->ownership.n; i++)
        must(c->ownership.v[i].percent_hundredths >= -1 && c->ownership.v[i].percent_hundredths <= 10000);
    for (size_t i = 0; i < c->sites.n; i++)
        must(c->sites.v[i].lat >= -90 && c->sites.v[i].lat <= 90 && c->sites.v[i].lon >= -180 &&
             c->sites.v[i].lon <= 180);
    for (size_t i = 0; i < c->issues.n; i++) {
        must(vb_str_utf8(c->issues.v[i].message, NULL) && c->issues.v[i].message.n > 0);
        for (size_t k = 0; k < c->issues.v[i].message.n; k++)
            must((unsigned char)c->issues.v[i].message.p[k] >= ' ');
    }
}

static void in_parts(const vb_claims *whole, vb_str bytes)
{
    vb_arena arena = {.limit = 256 << 20};
    vb_claims c = vb_claims_none(&arena);
    vb_movements_plan *plan = NULL;
    uint32_t source;
    must(vb_claims_add_source(&c, VB_SRC_MOVEMENTS, VB_S("movements.csv"), bytes, &source, NULL) == VB_OK);
    must(vb_movements_open(&c, source, 3, &plan, NULL) == VB_OK);
    if (plan != NULL) {
        for (size_t i = 0; i < vb_movements_parts(plan); i++)
            vb_movements_count(plan, i);
        must(vb_movements_prepare(plan, NULL) == VB_OK);
        for (size_t i = vb_movements_parts(plan); i-- > 0;)
            must(vb_movements_part(plan, i, NULL) == VB_OK);
        must(vb_movements_merge(plan, NULL) == VB_OK);
        vb_movements_close(plan);
    }
    must(c.movements.n == whole->movements.n && c.issues.n == whole->issues.n && c.declared.n == whole->declared.n);
    must(c.party_ids.n == whole->party_ids.n && c.item_ids.n == whole->item_ids.n);
    for (size_t i = 0; i < c.movements.n; i++)
        must(c.movements.to_party[i] == whole->movements.to_party[i] &&
             c.movements.line[i] == whole->movements.line[i]);
    for (size_t i = 0; i < c.issues.n; i++)
        must(vb_str_eq(c.issues.v[i].where, whole->issues.v[i].where));
    vb_claims_free(&c);
    vb_arena_free(&arena);
}

static void read_as(vb_source_kind kind, vb_str bytes, const vb_countries *countries)
{
    vb_arena arena = {.limit = 256 << 20};
    vb_claims c = vb_claims_none(&arena);
    uint32_t source;
    const vb_kind *row = vb_kind_find(kind);
    must(vb_claims_add_source(&c, kind, vb_str_of(row->path), bytes, &source, NULL) == VB_OK);
    must(row->read(&c, source, countries, NULL) == VB_OK);
    must(c.sources.v[source].bad_rows == 0 || c.issues.n > 0);
    check(&c);
    if (kind == VB_SRC_MOVEMENTS)
        in_parts(&c, bytes);
    vb_claims_free(&c);
    vb_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    vb_arena arena = {0};
    vb_countries countries;
    vb_str bytes = {(const char *)data, size};
    must(vb_countries_load(&arena, (vb_str){country_table, sizeof country_table - 1}, &countries, NULL) == VB_OK);
    if (size > 0 && data[0] < KINDS)
        read_as(kinds[data[0]], vb_str_sub(bytes, 1, size), &countries);
    else
        for (size_t i = 0; i < KINDS; i++)
            read_as(kinds[i], bytes, &countries);
    vb_arena_free(&arena);
    return 0;
}
