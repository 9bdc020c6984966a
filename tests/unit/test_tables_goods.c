/* SPDX-License-Identifier: Apache-2.0 */
/* items.csv, stock.csv, licences.csv, conditions.csv, documents.csv, payments.csv, sales.csv, sightings.csv. */
#include "tables_support.h"

static void items_are_named_once(void **state)
{
    fixture f;
    char text[600], id[202];
    (void)state;
    fixture_open(&f);
    memset(id, 'i', sizeof id - 1);
    id[201] = '\0';
    (void)snprintf(text, sizeof text,
                   "item,model,serial,uuid,pdi,die,board_part,board_serial,server_serial,status\n"
                   "I1,NVIDIA H100 80GB HBM3,165,GPU-1,0x1,D1,900-1,B1,S1,active\n"
                   "I2,,165,,,,,,,Scrapped\n" /* the same serial: a finding later, no error */
                   "I1,,,,,,,,,\n"
                   "%s,,,,,,,,,\n"
                   "\"a\nb\",,,,,,,,,\n" /* lines 6 and 7 */
                   "I3,,,,,,,,,stolen\n",
                   id);
    fixture_read(&f, VB_SRC_ITEMS, text);
    assert_int_equal(f.claims.items.n, 2);
    const vb_item_claim *i = f.claims.items.v;
    expect_id(&f.claims.item_ids, i[0].item, "I1");
    expect_id(&f.claims.model_texts, i[0].model, "NVIDIA H100 80GB HBM3");
    expect_text(i[0].serial, "165");
    expect_text(i[0].pdi, "0x1");
    expect_text(i[0].server_serial, "S1");
    assert_int_equal(i[0].status, VB_ITEM_ACTIVE);
    assert_int_equal(i[1].status, VB_ITEM_SCRAPPED);
    assert_int_equal(i[1].model, VB_NONE);
    expect_issue(&f, 0, false, "line 4 column item", "stands on line 2 already");
    expect_issue(&f, 1, false, "line 5 column item", "an id of 201 bytes");
    expect_issue(&f, 2, false, "line 6 column item", "control byte (0x0A)");
    expect_issue(&f, 3, false, "line 8 column status", "expected active, scrapped, lost or seized");
    assert_int_equal(f.claims.issues.n, 4);
    fixture_close(&f);
}

static void counts_may_find_none(void **state)
{
    fixture f;
    (void)state;
    fixture_open(&f);
    fixture_read(&f, VB_SRC_STOCK,
                 "at,party_id,site_id,model,item,quantity\n"
                 "2025-01-01,P1,S1,m,,100\n"
                 "2025-06-30T18:00:00+02:00,P1,,m,,0\n"
                 "2025-01-01,P1,,,I1,\n"
                 "2025-01-01,P1,,,I1,2\n"
                 "2025-01-01,P1,,m,,-1\n"
                 "2025-01-01,P1,,m,,\n"
                 "2025-01-01,P1,,,,5\n"
                 ",P1,,m,,5\n"
                 "2025-01-01,P1,,m,,100000001\n"
                 "2025-01-01T10:00,P1,,m,,1\n"); /* whose clock? */
    assert_int_equal(f.claims.stock.n, 3);
    const vb_stock_claim *s = f.claims.stock.v;
    assert_int_equal(s[0].quantity, 100);
    assert_int_equal(s[0].item, VB_NONE);
    assert_true(s[0].at.at == utc(2025, 1, 1, 0, 0, 0) && s[0].at.span == VB_DAY);
    assert_int_equal(s[1].quantity, 0);
    assert_int_equal(s[1].site, VB_NONE);
    assert_true(s[1].at.at == utc(2025, 6, 30, 16, 0, 0));
    assert_int_equal(s[2].quantity, 1);
    expect_id(&f.claims.item_ids, s[2].item, "I1");
    expect_issue(&f, 0, false, "line 5 column quantity", "found 2, expected 1");
    expect_issue(&f, 1, false, "line 6 column quantity", "\"-1\", expected a whole number from 0");
    expect_issue(&f, 2, false, "line 7 column quantity", "empty");
    expect_issue(&f, 3, false, "line 8 column model", "a count names a model or one item");
    expect_issue(&f, 4, false, "line 9 column at", "empty");
    expect_issue(&f, 5, false, "line 10 column quantity", "100000001");
    expect_issue(&f, 6, false, "line 11 column at", "no zone");
    fixture_close(&f);
}

static void licences_have_lines(void **state)
{
    fixture f;
    (void)state;
    fixture_open(&f);
    fixture_read(&f, VB_SRC_LICENCES,
                 "licence_id,line,authority,kind,issued,valid_from,valid_to,exporter_id,consignee_id,end_user_id,"
                 "destination,model,quantity,value,currency,share_percent\n"
                 "L1,,BAFA,individual,2025-01-01,2025-01-02,2026-01-01,P1,P2,P3,Singapur,m,10,1234.5,EUR,25\n"
                 "L1,2,,,,,,,,,,,,1000,JPY,\n"
                 "L1,1,,,,,,,,,,,,,,\n"       /* 4: the first row is line 1 */
                 "L2,,,,,,,,,,,,0,,,\n"       /* 5 */
                 "L2,,,,,,,,,,,,-3,,,\n"      /* 6 */
                 "L2,,,,,,,,,,,,,10.5,JPY,\n" /* 7: yen have no cents */
                 "L2,,,,,,,,,,,,,-1,EUR,\n"   /* 8 */
                 "L2,,,,,,,,,,,,,1,euro,\n"   /* 9 */
                 "L2,,,,,,,,,,,,,,,200\n"     /* 10 */
                 "L2,,,,,,9999-12-31,,,,,,,,,\n");
    assert_int_equal(f.claims.licences.n, 2);
    const vb_licence_claim *l = f.claims.licences.v;
    expect_text(l[0].line, "1");
    expect_id(&f.claims.licence_ids, l[0].licence, "L1");
    expect_id(&f.claims.licence_lines, l[0].licence_line, "L1\n1");
    expect_id(&f.claims.licence_lines, l[1].licence_line, "L1\n2");
    expect_id(&f.claims.party_ids, l[0].end_user, "P3");
    assert_int_equal(l[0].destination, VB_COUNTRY("SG"));
    assert_int_equal(l[0].quantity, 10);
    assert_int_equal(l[0].value_minor, 123450);
    assert_int_equal(l[0].share_percent_hundredths, 2500);
    assert_true(l[0].valid_to.at == utc(2026, 1, 1, 0, 0, 0) && l[0].valid_to.span == VB_DAY);
    assert_int_equal(l[1].value_minor, 1000);
    assert_int_equal(l[1].quantity, -1);
    assert_int_equal(l[1].exporter, VB_NONE);
    assert_int_equal(l[1].destination, 0);
    expect_issue(&f, 0, false, "line 4 column line", "\"1\" stands on line 2 already");
    expect_issue(&f, 1, false, "line 5 column quantity", "\"0\", expected a whole number from 1");
    expect_issue(&f, 2, false, "line 6 column quantity", "\"-3\"");
    expect_issue(&f, 3, false, "line 7 column value", "\"10.5\", expected digits");
    expect_issue(&f, 4, false, "line 8 column value", "\"-1\"");
    expect_issue(&f, 5, false, "line 9 column currency", "\"euro\" is no currency");
    expect_issue(&f, 6, false, "line 10 column share_percent", "\"200\"");
    expect_issue(&f, 7, false, "line 11 column valid_to", "leave the cell empty");
    assert_int_equal(f.claims.issues.n, 8);
    fixture_close(&f);
}

static void papers_and_money_are_read(void **state)
{
    fixture f;
    (void)state;
    fixture_open(&f);
    fixture_read(&f, VB_SRC_CONDITIONS,
                 "licence_id,condition,parameter,value\nL1,volume-cap,US,50\nL1,something new,,\nL1,,,\n");
    assert_int_equal(f.claims.conditions.n, 2);
    expect_text(f.claims.conditions.v[0].condition, "volume-cap");
    expect_text(f.claims.conditions.v[0].parameter, "US");
    expect_issue(&f, 0, false, "line 4 column condition", "empty");
    fixture_read(&f, VB_SRC_DOCUMENTS,
                 "document,kind,at,party_id,licence_id,movement_id,sha256\n"
                 "D1,lab-report,2025-01-01,P1,L1,M1,"
                 "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855\n"
                 "D2,,,,,,\n"
                 "D3,invoice,,,,,e3b0\n");
    assert_int_equal(f.claims.documents.n, 1);
    expect_text(f.claims.documents.v[0].movement, "M1");
    expect_issue(&f, 1, false, "line 3 column kind", "empty");
    expect_issue(&f, 2, false, "line 4 column sha256", "expected 64 hexadecimal digits");
    fixture_read(&f, VB_SRC_PAYMENTS,
                 "payment_id,at,payer_id,payer_country,payee_id,amount,currency,invoice\n"
                 "Y1,2025-01-01,P9,AE,P1,1000.25,USD,INV-1\n"
                 "Y2,,P9,,,1.5,,\n" /* no currency: hundredths */
                 "Y3,,P9,,,-5,USD,\n");
    assert_int_equal(f.claims.payments.n, 2);
    assert_int_equal(f.claims.payments.v[0].amount_minor, 100025);
    assert_int_equal(f.claims.payments.v[0].payer_country, VB_COUNTRY("AE"));
    assert_int_equal(f.claims.payments.v[1].amount_minor, 150);
    expect_issue(&f, 3, false, "line 4 column amount", "\"-5\"");
    assert_int_equal(f.claims.issues.n, 4);
    fixture_close(&f);
}

static void sales_have_periods(void **state)
{
    static const struct {
        const char *cell;
        int y, m, d, days; /* days 0: refused */
    } rows[] = {
        {"2026", 2026, 1, 1, 365},    {"2024", 2024, 1, 1, 366},     {"2026-Q1", 2026, 1, 1, 90},
        {"2024-q1", 2024, 1, 1, 91},  {"2026-Q4", 2026, 10, 1, 92},  {"2026-02", 2026, 2, 1, 28},
        {"2026-12", 2026, 12, 1, 31}, {"2026-03-05", 2026, 3, 5, 1}, {"05.03.2026", 2026, 3, 5, 1},
        {"2026-Q5", 0, 0, 0, 0},      {"2026-Q0", 0, 0, 0, 0},       {"Q1 2026", 0, 0, 0, 0},
        {"9999", 0, 0, 0, 0},         {"2026-13", 0, 0, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fixture f;
        char text[100];
        fixture_open(&f);
        (void)snprintf(text, sizeof text, "period,model,market,quantity,value,currency\n%s,m,US,0,,\n", rows[i].cell);
        fixture_read(&f, VB_SRC_SALES, text);
        if (rows[i].days == 0) {
            expect_issue(&f, 0, false, "line 2 column period", rows[i].cell);
        } else {
            assert_int_equal(f.claims.sales.n, 1);
            assert_true(f.claims.sales.v[0].period.at == utc(rows[i].y, rows[i].m, rows[i].d, 0, 0, 0));
            assert_int_equal(f.claims.sales.v[0].period.span / VB_DAY, rows[i].days);
            assert_int_equal(f.claims.sales.v[0].quantity, 0);
            assert_int_equal(f.claims.sales.v[0].value_minor, -1);
        }
        fixture_close(&f);
    }
}

static void sightings_name_an_item(void **state)
{
    fixture f;
    (void)state;
    fixture_open(&f);
    fixture_read(&f, VB_SRC_SIGHTINGS,
                 "item,at,site_id,kind,source\nI1,2025-01-01T00:00:00Z,S1,seen,audit\n,2025-01-01,S1,,\n");
    assert_int_equal(f.claims.sightings.n, 1);
    expect_text(f.claims.sightings.v[0].source, "audit");
    assert_int_equal(f.claims.sightings.v[0].at.span, 1);
    expect_issue(&f, 0, false, "line 3 column item", "empty");
    fixture_close(&f);
}

static void a_broken_file_does_not_hide_the_next(void **state)
{
    fixture f;
    char *text = malloc(200000);
    size_t n;
    (void)state;
    assert_non_null(text);
    fixture_open(&f);
    n = (size_t)snprintf(text, 200000, "item,status\n");
    for (int i = 0; i < 5000; i++)
        n += (size_t)snprintf(text + n, 200000 - n, "I%d,broken\n", i);
    fixture_read(&f, VB_SRC_ITEMS, text);
    assert_int_equal(f.claims.issues.n, VB_MAX_SOURCE_ISSUES);
    assert_int_equal(f.claims.issues_dropped, 5000 - VB_MAX_SOURCE_ISSUES);
    assert_int_equal(f.claims.sources.v[0].bad_rows, 5000);
    fixture_read(&f, VB_SRC_SITES, "site\nS1\n");
    assert_int_equal(f.claims.issues.n, VB_MAX_SOURCE_ISSUES + 1);
    expect_issue(&f, VB_MAX_SOURCE_ISSUES, false, "header", "no column site_id");
    free(text);
    fixture_close(&f);
}

static void what_is_printed_cannot_drive_a_terminal(void **state)
{
    fixture f;
    (void)state;
    fixture_open(&f);
    fixture_read(&f, VB_SRC_ITEMS, "item,status\nI1,\x1b[2Jactive\n");
    assert_int_equal(f.claims.issues.n, 1);
    for (size_t i = 0; i < f.claims.issues.v[0].message.n; i++)
        assert_true((unsigned char)f.claims.issues.v[0].message.p[i] >= ' ');
    assert_true(says(f.claims.issues.v[0].message, "[2Jactive\" is not known"));
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_named_once),
        cmocka_unit_test(counts_may_find_none),
        cmocka_unit_test(licences_have_lines),
        cmocka_unit_test(papers_and_money_are_read),
        cmocka_unit_test(sales_have_periods),
        cmocka_unit_test(sightings_name_an_item),
        cmocka_unit_test(a_broken_file_does_not_hide_the_next),
        cmocka_unit_test(what_is_printed_cannot_drive_a_terminal),
    };
    return cmocka_run_group_tests_name("tables: items, stock, licences, papers, money, sightings", tests, NULL, NULL);
}
