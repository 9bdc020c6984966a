/* SPDX-License-Identifier: Apache-2.0 */
/* Laws of the table readers: movements.csv read in any number of parts gives the same claims, to the last id and issue;
 * the order of columns does not matter; and a reader survives any bytes. */
#include "../unit/tables_support.h"

#include "base/buf.h"
#include "evidence/movements.h"

/* ---- A random movements.csv ------------------------------------------------------------------------------------- */

static const char *const names[] = {
    "movement_id", "item",           "model",       "quantity",       "kind",       "departed_at",  "arrived_at",
    "from_party",  "from_site",      "to_party",    "to_site",        "licence_id", "licence_line", "document",
    "mode",        "declared_goods", "declared_hs", "declared_value", "currency",   "weight_kg",    "remark",
};
enum { COLUMNS = sizeof names / sizeof names[0] };

static void put_cell(vb_buf *out, uint64_t *random, size_t column, bool quotes)
{
    static const char *const kinds[] = {"shipped", "received", "made", "SHIPPED", "installed", "stolen"};
    static const char *const times[] = {
        "2025-03-01", "2025-03-01T10:15:00Z", "01.03.2025", "2025-03-02 10:15+08:00", "9999-12-31", "soon"};
    static const char *const modes[] = {"air", "sea", "", "", "warp"};
    uint64_t r = vb_test_below(random, 40);
    vb_buf cell = {0};
    switch (column) {
    case 0:
    case 13:
    case 15:
    case 16:
    case 20:
        vb_buf_printf(&cell, r < 5 ? "" : "text-%u", (unsigned)r);
        break;
    case 1:
        vb_buf_printf(&cell, r == 0 ? "" : r == 1 ? "i\x01" : "ITEM-%u", (unsigned)vb_test_below(random, 60));
        break;
    case 3:
        vb_buf_printf(&cell, r < 30 ? "" : "%d", (int)r - 32);
        break;
    case 4:
        vb_buf_printf(&cell, "%s", kinds[vb_test_below(random, r < 4 ? 6 : 5)]);
        break;
    case 5:
    case 6:
        vb_buf_printf(&cell, "%s", r < 10 ? "" : times[vb_test_below(random, r < 12 ? 6 : 4)]);
        break;
    case 14:
        vb_buf_printf(&cell, "%s", modes[vb_test_below(random, r < 3 ? 5 : 4)]);
        break;
    case 12:
        vb_buf_printf(&cell, r < 20 ? "" : "%u", (unsigned)r % 3);
        break;
    case 17:
    case 19:
        vb_buf_printf(&cell, r < 25 ? "" : "%u.%u", (unsigned)r, (unsigned)r % 10);
        break;
    case 18:
        vb_buf_printf(&cell, r < 20 ? "" : r < 22 ? "JPY" : "USD");
        break;
    default: /* model, parties, sites, licence */
        vb_buf_printf(&cell, r < 8 ? "" : "%c%u", (char)('A' + column), (unsigned)vb_test_below(random, 12));
    }
    vb_str text = cell.n == 0 ? VB_S("") : vb_buf_str(&cell);
    if (quotes && vb_test_below(random, 6) == 0)
        vb_buf_printf(out, "\"%.*s%s\"", VB_ARG(text), vb_test_below(random, 3) == 0 && column == 15 ? "\nx\"\"y" : "");
    else
        vb_buf_add(out, text);
    vb_buf_free(&cell);
}

static void put_rows(vb_buf *out, uint64_t *random, size_t rows, const size_t *order, size_t n_columns, bool quotes)
{
    for (size_t k = 0; k < n_columns; k++)
        vb_buf_printf(out, "%s%s", k == 0 ? "" : ",", names[order[k]]);
    vb_buf_lit(out, "\n");
    for (size_t i = 0; i < rows; i++) {
        uint64_t r = vb_test_below(random, 30);
        if (r == 0)
            vb_buf_lit(out, "  \n\n");
        for (size_t k = 0; k < n_columns; k++) {
            if (k > 0)
                vb_buf_lit(out, ",");
            put_cell(out, random, order[k], quotes);
        }
        if (r == 1)
            vb_buf_lit(out, ",surplus");
        if (r == 2)
            vb_buf_lit(out, "\xff");
        if (i + 1 < rows || r != 3)
            vb_buf_printf(out, "%s", r < 10 ? "\r\n" : "\n");
    }
}

/* ---- Claims, compared ------------------------------------------------------------------------------------------- */

#define SAME(what, condition)                           \
    do {                                                \
        if (!(condition)) {                             \
            printf("differs: %s (row %zu)\n", what, i); \
            return false;                               \
        }                                               \
    } while (0)

static bool same_dict(const vb_dict *a, const vb_dict *b)
{
    bool same = a->n == b->n;
    for (uint32_t i = 0; same && i < a->n; i++)
        same = vb_str_eq(a->keys[i], b->keys[i]);
    return same;
}

static bool same_claims(const vb_claims *a, const vb_claims *b)
{
    const vb_movements *m = &a->movements, *o = &b->movements;
    size_t i = 0;
    SAME("movements", m->n == o->n);
    SAME("declared", a->declared.n == b->declared.n);
    SAME("issues", a->issues.n == b->issues.n);
    SAME("dropped", a->issues_dropped == b->issues_dropped);
    SAME("rows", a->sources.v[a->sources.n - 1].rows == b->sources.v[b->sources.n - 1].rows);
    SAME("bad rows", a->sources.v[a->sources.n - 1].bad_rows == b->sources.v[b->sources.n - 1].bad_rows);
    SAME("items", same_dict(&a->item_ids, &b->item_ids));
    SAME("parties", same_dict(&a->party_ids, &b->party_ids));
    SAME("sites", same_dict(&a->site_ids, &b->site_ids));
    SAME("models", same_dict(&a->model_texts, &b->model_texts));
    SAME("lines", same_dict(&a->licence_lines, &b->licence_lines));
    for (; i < m->n; i++) {
        SAME("place", m->offset[i] == o->offset[i] && m->line[i] == o->line[i] && m->source[i] == o->source[i]);
        SAME("kind", m->kind[i] == o->kind[i] && m->mode[i] == o->mode[i] && m->quantity[i] == o->quantity[i]);
        SAME("item", m->item[i] == o->item[i] && m->model[i] == o->model[i]);
        SAME("time",
             m->departed[i] == o->departed[i] && m->arrived[i] == o->arrived[i] && m->day_only[i] == o->day_only[i]);
        SAME("ends", m->from_party[i] == o->from_party[i] && m->from_site[i] == o->from_site[i] &&
                         m->to_party[i] == o->to_party[i] && m->to_site[i] == o->to_site[i]);
        SAME("licence", m->licence_line[i] == o->licence_line[i]);
        SAME("texts", vb_str_eq(m->id[i], o->id[i]) && vb_str_eq(m->document[i], o->document[i]));
        SAME("declared", m->declared[i] == o->declared[i]);
    }
    for (i = 0; i < a->declared.n; i++) {
        const vb_declared *d = &a->declared.v[i], *e = &b->declared.v[i];
        SAME("declaration", vb_str_eq(d->goods, e->goods) && vb_str_eq(d->hs, e->hs) &&
                                vb_str_eq(d->currency, e->currency) && d->value_minor == e->value_minor &&
                                d->weight_gram == e->weight_gram);
    }
    for (i = 0; i < a->issues.n; i++)
        SAME("issue", a->issues.v[i].code == b->issues.v[i].code && a->issues.v[i].note == b->issues.v[i].note &&
                          vb_str_eq(a->issues.v[i].where, b->issues.v[i].where) &&
                          vb_str_eq(a->issues.v[i].message, b->issues.v[i].message));
    return true;
}

/* ---- Laws ------------------------------------------------------------------------------------------------------- */

static void read_in_parts(fixture *f, vb_str text, size_t parts, uint64_t *random)
{
    vb_movements_plan *plan = NULL;
    vb_error err = {0};
    uint32_t source;
    size_t order[VB_MOVEMENTS_MAX_PARTS];
    /* some items and parties are known before, and there are movements of another file */
    fixture_read(f, VB_SRC_ITEMS, "item\nITEM-7\nITEM-3\nITEM-50\n");
    fixture_read(f, VB_SRC_LICENCES, "licence_id,line,exporter_id\nL1,1,H5\nL2,,H1\n");
    fixture_read(f, VB_SRC_MOVEMENTS, "item,kind,declared_goods\nITEM-2,made,x\nITEM-7,made,\n");
    assert_int_equal(vb_claims_add_source(&f->claims, VB_SRC_MOVEMENTS, VB_S("movements.csv"), text, &source, &err),
                     VB_OK);
    assert_int_equal(vb_movements_open(&f->claims, source, parts, &plan, &err), VB_OK);
    assert_non_null(plan);
    size_t n = vb_movements_parts(plan);
    for (size_t i = 0; i < n; i++)
        vb_movements_count(plan, i);
    assert_int_equal(vb_movements_prepare(plan, &err), VB_OK);
    n = vb_movements_parts(plan);
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    vb_test_shuffle(random, order, n, sizeof order[0]); /* threads finish in any order */
    for (size_t i = 0; i < n; i++)
        assert_int_equal(vb_movements_part(plan, order[i], &err), VB_OK);
    assert_int_equal(vb_movements_merge(plan, &err), VB_OK);
    vb_movements_close(plan);
}

static bool parts_do_not_matter(uint64_t *random, size_t size, void *context)
{
    static const size_t parts[] = {1, 2, 3, 7, 64};
    size_t order[COLUMNS];
    bool quotes = vb_test_below(random, 2) == 0, same = true;
    vb_buf text = {0};
    fixture whole;
    (void)context;
    for (size_t i = 0; i < COLUMNS; i++)
        order[i] = i;
    vb_test_shuffle(random, order, COLUMNS, sizeof order[0]);
    put_rows(&text, random, size * 4, order, COLUMNS, quotes);
    fixture_open(&whole);
    read_in_parts(&whole, vb_buf_str(&text), 1, random);
    for (size_t i = 1; i < sizeof parts / sizeof parts[0] && same; i++) {
        fixture cut;
        fixture_open(&cut);
        read_in_parts(&cut, vb_buf_str(&text), parts[i], random);
        same = same_claims(&whole.claims, &cut.claims);
        if (!same)
            printf("%zu parts, %zu rows, quotes %d\n", parts[i], size * 4, quotes);
        fixture_close(&cut);
    }
    fixture_close(&whole);
    vb_buf_free(&text);
    return same;
}

static bool columns_may_stand_in_any_order(uint64_t *random, size_t size, void *context)
{
    size_t order[COLUMNS], other[COLUMNS];
    bool same = true;
    char cells[COLUMNS][600];
    vb_buf one = {0}, two = {0};
    fixture f, g;
    (void)context;
    for (size_t i = 0; i < COLUMNS; i++)
        order[i] = other[i] = i;
    vb_test_shuffle(random, other, COLUMNS, sizeof other[0]);
    put_rows(&one, random, 0, order, COLUMNS, false);
    put_rows(&two, random, 0, other, COLUMNS, false);
    for (size_t row = 0; row < size; row++) {
        for (size_t k = 0; k < COLUMNS; k++) {
            vb_buf cell = {0};
            put_cell(&cell, random, k, false);
            (void)snprintf(cells[k], sizeof cells[k], "%.*s", VB_ARG(vb_buf_str(&cell)));
            vb_buf_free(&cell);
        }
        for (size_t k = 0; k < COLUMNS; k++) {
            vb_buf_printf(&one, "%s%s", k == 0 ? "" : ",", cells[order[k]]);
            vb_buf_printf(&two, "%s%s", k == 0 ? "" : ",", cells[other[k]]);
        }
        vb_buf_lit(&one, "\n");
        vb_buf_lit(&two, "\n");
    }
    fixture_open(&f);
    fixture_open(&g);
    fixture_read_bytes(&f, VB_SRC_MOVEMENTS, vb_buf_str(&one));
    fixture_read_bytes(&g, VB_SRC_MOVEMENTS, vb_buf_str(&two));
    for (size_t i = 0; i < f.claims.movements.n && i < g.claims.movements.n; i++)
        g.claims.movements.offset[i] = f.claims.movements.offset[i]; /* the only thing that may differ */
    same = same_claims(&f.claims, &g.claims);
    fixture_close(&f);
    fixture_close(&g);
    vb_buf_free(&one);
    vb_buf_free(&two);
    return same;
}

/* Whatever the bytes are: no crash, and every row is either read or refused with its line. */
static bool any_bytes_are_survived(uint64_t *random, size_t size, void *context)
{
    vb_buf text = {0};
    fixture f;
    size_t order[COLUMNS];
    (void)context;
    for (size_t i = 0; i < COLUMNS; i++)
        order[i] = i;
    put_rows(&text, random, size / 4 + 1, order, COLUMNS, true);
    for (size_t i = 0; i < size; i++)
        text.p[vb_test_below(random, text.n)] = (char)vb_test_below(random, 256);
    fixture_open(&f);
    for (int k = VB_SRC_CASE_INI; k < VB_SRC_UNKNOWN; k++)
        if (k != VB_SRC_EPCIS && k != VB_SRC_NVIDIA_SMI_XML && k != VB_SRC_NVIDIA_SMI_TEXT)
            fixture_read_bytes(&f, (vb_source_kind)k, vb_buf_str(&text));
    uint64_t listed = f.claims.issues_dropped + f.claims.notes_dropped + f.claims.issues.n, bad = 0;
    for (size_t i = 0; i < f.claims.sources.n; i++)
        bad += f.claims.sources.v[i].bad_rows;
    fixture_close(&f);
    vb_buf_free(&text);
    return listed >= bad;
}

static void parts_law(void **state)
{
    (void)state;
    vb_test_holds("parts do not matter", 150, 120, parts_do_not_matter, NULL);
}

static void columns_law(void **state)
{
    (void)state;
    vb_test_holds("columns may stand in any order", 100, 60, columns_may_stand_in_any_order, NULL);
}

static void bytes_law(void **state)
{
    (void)state;
    vb_test_holds("any bytes are survived", 300, 200, any_bytes_are_survived, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_law),
        cmocka_unit_test(columns_law),
        cmocka_unit_test(bytes_law),
    };
    return cmocka_run_group_tests_name("tables: laws", tests, NULL, NULL);
}
