/* SPDX-License-Identifier: Apache-2.0 */
/* movements.csv, read in one piece; tests/property/test_tables_laws.c reads it in parts. */
#include "tables_support.h"

#define HEADER                                                                                                      \
    "movement_id,item,model,quantity,kind,departed_at,arrived_at,from_party,from_site,to_party,to_site,licence_id," \
    "licence_line,document,mode,declared_goods,declared_hs,declared_value,currency,weight_kg\n"

static void a_row_says_all_it_can(void **state)
{
    fixture f;
    (void)state;
    fixture_open(&f);
    fixture_read(&f, VB_SRC_MOVEMENTS,
                 HEADER "M1,I1,,,shipped,2025-03-01,2025-03-04T10:15:30+08:00,P1,S1,P2,S2,L1,2,INV 1,hand-luggage,"
                        "\"fans, used\",847330,12.5,USD,3.75\n"
                        "M2,,nv-h100,8,RECEIVED,,2025-03-05T10:15Z,P1,,P1,,L1,,,AIR,,,,,\n");
    const vb_movements *m = &f.claims.movements;
    assert_int_equal(f.claims.issues.n, 0);
    assert_int_equal(m->n, 2);
    expect_text(m->id[0], "M1");
    expect_id(&f.claims.item_ids, m->item[0], "I1");
    assert_int_equal(m->model[0], VB_NONE);
    assert_int_equal(m->quantity[0], 1);
    assert_int_equal(m->kind[0], VB_SHIPPED);
    assert_true(m->departed[0] == utc(2025, 3, 1, 0, 0, 0));
    assert_true(m->arrived[0] == utc(2025, 3, 4, 2, 15, 30));
    assert_int_equal(m->day_only[0], 1);
    expect_id(&f.claims.party_ids, m->from_party[0], "P1");
    expect_id(&f.claims.site_ids, m->to_site[0], "S2");
    expect_id(&f.claims.licence_lines, m->licence_line[0], "L1\n2");
    expect_text(m->document[0], "INV 1");
    assert_int_equal(m->mode[0], VB_MODE_HAND_LUGGAGE);
    assert_int_equal(m->declared[0], 0);
    expect_text(f.claims.declared.v[0].goods, "fans, used");
    assert_int_equal(f.claims.declared.v[0].value_minor, 1250);
    assert_int_equal(f.claims.declared.v[0].weight_gram, 3750);
    assert_int_equal(m->line[0], 2);
    assert_int_equal(m->offset[0], sizeof HEADER - 1);
    assert_int_equal(m->kind[1], VB_RECEIVED);
    assert_int_equal(m->item[1], VB_NONE);
    expect_id(&f.claims.model_texts, m->model[1], "nv-h100");
    assert_int_equal(m->quantity[1], 8);
    assert_true(m->departed[1] == VB_NO_TIME);
    assert_int_equal(m->day_only[1], 0);
    assert_int_equal(m->from_party[1], m->to_party[1]); /* to itself: read, a check judges */
    assert_int_equal(m->from_site[1], VB_NONE);
    expect_id(&f.claims.licence_lines, m->licence_line[1], "L1\n"); /* which line: the view resolves */
    assert_int_equal(m->mode[1], VB_MODE_AIR);
    assert_int_equal(m->declared[1], VB_NONE);
    vb_str at = vb_origin_locator(&f.claims, vb_movement_origin(&f.claims, 1), &f.arena);
    expect_text(at, "line 3");
    fixture_close(&f);
}

static void every_kind_and_mode_is_known_by_its_name(void **state)
{
    fixture f;
    char text[2000];
    size_t n = (size_t)snprintf(text, sizeof text, "item,kind,mode\n");
    (void)state;
    for (int k = VB_MADE; k <= VB_RETURNED; k++)
        n += (size_t)snprintf(text + n, sizeof text - n, "I,%s,\n", vb_movement_kind_name((vb_movement_kind)k));
    for (int k = VB_MODE_AIR; k <= VB_MODE_OTHER; k++)
        n += (size_t)snprintf(text + n, sizeof text - n, "I,made,%s\n", vb_mode_name((vb_mode)k));
    fixture_open(&f);
    fixture_read(&f, VB_SRC_MOVEMENTS, text);
    assert_int_equal(f.claims.issues.n, 0);
    for (int k = VB_MADE; k <= VB_RETURNED; k++)
        assert_int_equal(f.claims.movements.kind[k], k);
    for (int k = VB_MODE_AIR; k <= VB_MODE_OTHER; k++)
        assert_int_equal(f.claims.movements.mode[VB_RETURNED + k], k);
    fixture_close(&f);
}

static const struct {
    const char *row, *where, *part;
} bad_rows[] = {
    {"M,I1,,2,made,,,,,,,,,,,,,,,", "column quantity", "found 2, expected 1 or nothing: the row names one item"},
    {"M,I1,,0,made,,,,,,,,,,,,,,,", "column quantity", "\"0\", expected a whole number from 1 to 100000000"},
    {"M,,m,-1,made,,,,,,,,,,,,,,,", "column quantity", "\"-1\""},
    {"M,,m,1.5,made,,,,,,,,,,,,,,,", "column quantity", "\"1.5\""},
    {"M,,m,007,made,,,,,,,,,,,,,,,", "column quantity", "\"007\""},
    {"M,,m,,made,,,,,,,,,,,,,,,", "column quantity", "empty"},
    {"M,,,5,made,,,,,,,,,,,,,,,", "column item", "neither an item nor a model"},
    {"M,I1,,,,,,,,,,,,,,,,,,", "column kind", "empty"},
    {"M,I1,,,sold,,,,,,,,,,,,,,,", "column kind", "\"sold\" is not known; expected made, shipped, received"},
    {"M,I1,,,made,,,,,,,,,,teleport,,,,,", "column mode",
     "expected air, sea, road, rail, courier, hand-luggage, post or other"},
    {"M,I1,,,made,2025-02-30,,,,,,,,,,,,,,", "column departed_at", "2025-02-30"},
    {"M,I1,,,made,,2025-01-01T10:00,,,,,,,,,,,,,", "column arrived_at", "no zone"},
    {"M,I1,,,made,,9999-12-31,,,,,,,,,,,,,", "column arrived_at", "leave the cell empty"},
    {"M,I1,,,made,,,,,,,,2,,,,,,,", "column licence_id", "licence_line names a line of it"},
    {"M,I1,,,made,,,,,,,,,,,,,1.234,USD,", "column declared_value",
     "\"1.234\", expected a number from 0 with at most 2"},
    {"M,I1,,,made,,,,,,,,,,,,,1,usd,", "column currency", "\"usd\" is no currency"},
    {"M,I1,,,made,,,,,,,,,,,,,,,-1", "column weight_kg", "\"-1\""},
    {"M,I1,,,made,,,,,,,,,,,,,,,1e3", "column weight_kg", "\"1e3\""},
    {"M,I\x7f,,,made,,,,,,,,,,,,,,,", "column item", "control byte (0x7F)"},
    {"M\tM,I1,,,made,,,,,,,,,,,,,,,", "column movement_id", "control byte (0x09)"},
    {"M,I1,,,made,,,12345678\x1f,,,,,,,,,,,,", "column from_party", "control byte (0x1F)"},
    {"M,I1,,,made", "", "found 5 fields, expected 20"},
    {"M,I\xff,,,made,,,,,,,,,,,,,,,", "column item", "not UTF-8"},
};

static void bad_rows_are_named_and_leave_nothing_behind(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_rows / sizeof bad_rows[0]; i++) {
        fixture f;
        char text[1000], where[80];
        fixture_open(&f);
        (void)snprintf(text, sizeof text, HEADER "%s\nM9,I9,,,made,,,,,P9,,,,,,,,,,\n", bad_rows[i].row);
        fixture_read(&f, VB_SRC_MOVEMENTS, text);
        (void)snprintf(where, sizeof where, bad_rows[i].where[0] == '\0' ? "line 2%s" : "line 2 %s", bad_rows[i].where);
        expect_issue(&f, 0, false, where, bad_rows[i].part);
        assert_int_equal(f.claims.issues.n, 1);
        assert_int_equal(f.claims.movements.n, 1);
        assert_int_equal(f.claims.item_ids.n, 1);
        assert_int_equal(f.claims.declared.n, 0);
        expect_id(&f.claims.party_ids, 0, "P9");
        assert_int_equal(f.claims.sources.v[0].rows, 1);
        assert_int_equal(f.claims.sources.v[0].bad_rows, 1);
        fixture_close(&f);
    }
}

static void ids_have_at_most_200_bytes(void **state)
{
    fixture f;
    char text[1000], id[202];
    (void)state;
    memset(id, 'x', sizeof id);
    id[201] = '\0';
    fixture_open(&f);
    (void)snprintf(text, sizeof text, "item,kind\n%s,made\n%s,made\n", id + 1, id);
    fixture_read(&f, VB_SRC_MOVEMENTS, text);
    assert_int_equal(f.claims.movements.n, 1);
    expect_issue(&f, 0, false, "line 3 column item", "an id of 201 bytes");
    fixture_close(&f);
}

static void a_file_of_line_ends_asks_for_no_memory(void **state)
{
    fixture f;
    enum { N = 1 << 20 };
    char *text = malloc(N + 1);
    (void)state;
    assert_non_null(text);
    memset(text, '\n', N);
    memcpy(text, "kind,item\n", 10);
    text[N] = '\0';
    fixture_open(&f);
    size_t before = f.arena.used;
    fixture_read(&f, VB_SRC_MOVEMENTS, text);
    assert_int_equal(f.claims.movements.n, 0);
    assert_true(f.arena.used - before < (size_t)32 * N);
    free(text);
    fixture_close(&f);
}

static void pushed_rows_say_nothing(void **state)
{
    fixture f;
    size_t row;
    (void)state;
    fixture_open(&f);
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(vb_movements_push(&f.claims, &row, NULL), VB_OK);
        assert_int_equal(row, i);
    }
    const vb_movements *m = &f.claims.movements;
    assert_true(m->departed[999] == VB_NO_TIME && m->arrived[999] == VB_NO_TIME);
    assert_int_equal(m->item[999], VB_NONE);
    assert_int_equal(m->licence_line[999], VB_NONE);
    assert_int_equal(m->declared[999], VB_NONE);
    assert_int_equal(m->quantity[999], 1);
    assert_int_equal(m->id[999].n, 0);
    assert_int_equal(vb_movement_origin(&f.claims, 1000).source, VB_NONE);
    fixture_close(&f);
}

static void no_memory_is_an_error_of_the_case(void **state)
{
    enum { ROWS = 20000 };
    fixture f;
    char *text = malloc(ROWS * 10 + 20);
    size_t n = 0, used;
    (void)state;
    assert_non_null(text);
    n = (size_t)sprintf(text, "item,kind\n");
    for (int i = 0; i < ROWS; i++)
        n += (size_t)sprintf(text + n, "%d,made\n", i % 10);
    fixture_open(&f);
    used = f.arena.used;
    for (size_t room = 0;; room = room * 2 + 1) { /* until it fits */
        vb_arena arena = {.limit = 100000 + room};
        vb_claims claims = vb_claims_none(&arena);
        vb_error err = {0};
        uint32_t source;
        vb_code code =
            vb_claims_add_source(&claims, VB_SRC_MOVEMENTS, VB_S("movements.csv"), (vb_str){text, n}, &source, &err);
        if (code == VB_OK)
            code = vb_movements_read(&claims, source, &f.countries, &err);
        bool done = code == VB_OK;
        assert_true(done ? claims.movements.n == ROWS : code == VB_E_NOMEM && err.code == VB_E_NOMEM);
        assert_true(done ? room > 100000 : claims.movements.n == 0);
        vb_claims_free(&claims);
        vb_arena_free(&arena);
        if (done)
            break;
    }
    assert_int_equal(f.arena.used, used);
    free(text);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_says_all_it_can),
        cmocka_unit_test(every_kind_and_mode_is_known_by_its_name),
        cmocka_unit_test(bad_rows_are_named_and_leave_nothing_behind),
        cmocka_unit_test(ids_have_at_most_200_bytes),
        cmocka_unit_test(a_file_of_line_ends_asks_for_no_memory),
        cmocka_unit_test(pushed_rows_say_nothing),
        cmocka_unit_test(no_memory_is_an_error_of_the_case),
    };
    return cmocka_run_group_tests_name("tables: movements", tests, NULL, NULL);
}
