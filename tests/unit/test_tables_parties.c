/* SPDX-License-Identifier: Apache-2.0 */
/* parties.csv, ownership.csv, sites.csv: what docs/formats/case-folder.md promises of them. */
#include "tables_support.h"

static void a_party_says_all_it_can(void **state)
{
    fixture f;
    (void)state;
    fixture_open(&f);
    fixture_read(
        &f, VB_SRC_PARTIES,
        "party_id,name,other_names,country,headquarters,address,roles,officers,founded,dormant_from,dormant_to,"
        "registration,industry,website,phone,email,bank\n"
        "P1,\"Acme, \"\"The\"\" Ltd\",Acme;ACME,Germany,HKG,\"1 Road\n2 Town\",exporter;bank,A. B.,2019-04,2020,"
        "2021-01-31,HRB 1,chips,https://a.example,+49 1,a@a.example,DE00\n");
    assert_int_equal(f.claims.issues.n, 0);
    assert_int_equal(f.claims.parties.n, 1);
    const vb_party_claim *p = &f.claims.parties.v[0];
    expect_id(&f.claims.party_ids, p->party, "P1");
    expect_text(p->name, "Acme, \"The\" Ltd");
    expect_text(p->other_names, "Acme;ACME");
    assert_int_equal(p->country, VB_COUNTRY("DE"));
    assert_int_equal(p->headquarters, VB_COUNTRY("HK"));
    expect_text(p->address, "1 Road\n2 Town");
    expect_text(p->roles, "exporter;bank");
    expect_text(p->bank, "DE00");
    assert_true(p->founded.at == utc(2019, 4, 1, 0, 0, 0) && p->founded.span == 30 * VB_DAY);
    assert_true(p->dormant_from.at == utc(2020, 1, 1, 0, 0, 0) && p->dormant_from.span == 366 * VB_DAY);
    assert_true(p->dormant_to.at == utc(2021, 1, 31, 0, 0, 0) && p->dormant_to.span == VB_DAY);
    assert_int_equal(p->origin.line, 2);
    assert_int_equal(f.claims.sources.v[0].rows, 1);
    fixture_close(&f);
}

static void what_is_not_stated_stays_so(void **state)
{
    fixture f;
    (void)state;
    fixture_open(&f);
    fixture_read(&f, VB_SRC_PARTIES, "name,party_id\n,P1\n");
    assert_int_equal(f.claims.issues.n, 0);
    assert_int_equal(f.claims.parties.v[0].country, 0);
    assert_int_equal(f.claims.parties.v[0].name.n, 0);
    assert_true(f.claims.parties.v[0].founded.at == VB_NO_TIME);
    fixture_read(&f, VB_SRC_SITES, "site_id\nS1\n");
    const vb_site_claim *s = &f.claims.sites.v[0];
    assert_int_equal(s->party, VB_NONE);
    assert_false(s->has_place);
    assert_int_equal(s->power_watt, -1);
    assert_int_equal(s->rack_slots, -1);
    assert_int_equal(s->public_financing, VB_UNKNOWN);
    fixture_read(&f, VB_SRC_OWNERSHIP, "owner_id,owned_id\nP1,P2\n");
    assert_int_equal(f.claims.ownership.v[0].percent_hundredths, -1);
    assert_true(f.claims.ownership.v[0].to.at == VB_NO_TIME);
    fixture_close(&f);
}

static void bad_parties_are_named_and_the_rest_is_read(void **state)
{
    fixture f;
    (void)state;
    fixture_open(&f);
    fixture_read(&f, VB_SRC_PARTIES,
                 "party_id,name,country,founded,contry\n" /* 1 */
                 "P1,A,DE,2019,\n"
                 "P2,B,Narnia,2019,\n"   /* 3 */
                 "P1,C,DE,2019,\n"       /* 4: again */
                 ",D,DE,2019,\n"         /* 5 */
                 "P5,E,DE,9999-12-31,\n" /* 6 */
                 "P6,F,DE\n"             /* 7: three fields */
                 "P7,G\x01,XX,1899,\n"   /* 8: XX is nobody's */
                 "P8,H,de,2019-04-30,\n");
    assert_int_equal(f.claims.parties.n, 2);
    expect_id(&f.claims.party_ids, f.claims.parties.v[1].party, "P8");
    assert_int_equal(f.claims.party_ids.n, 2); /* refused rows leave no id behind */
    assert_int_equal(f.claims.issues.n, 7);
    expect_issue(&f, 0, true, "header", "\"contry\" is not known and not read");
    expect_issue(&f, 1, false, "line 3 column country",
                 "\"Narnia\" is no known country; expected a code of ISO 3166-1");
    expect_issue(&f, 2, false, "line 4 column party_id", "\"P1\" stands on line 2 already");
    expect_issue(&f, 3, false, "line 5 column party_id", "empty");
    expect_issue(&f, 4, false, "line 6 column founded", "9999-12-31");
    expect_issue(&f, 5, false, "line 7", "found 3 fields, expected 5");
    expect_issue(&f, 6, false, "line 8 column country", "XX");
    assert_int_equal(f.claims.sources.v[0].rows, 2);
    assert_int_equal(f.claims.sources.v[0].bad_rows, 6);
    fixture_close(&f);
}

static void percentages_compare_like_the_exact_number(void **state)
{
    static const struct {
        const char *cell;
        int32_t hundredths;
    } rows[] = {
        {"0", 0},         {"50", 5000},      {"50.00", 5000}, {"100", 10000}, {"33.3333", 3333}, {"49.999", 4999},
        {"50.001", 5001}, {"50.0000", 5000}, {"0.0001", 1},   {"51 %", 5100}, {"51%", 5100},     {"99.999", 9999},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fixture f;
        char text[100];
        fixture_open(&f);
        (void)snprintf(text, sizeof text, "owner_id,owned_id,percent\nA,B,%s\n", rows[i].cell);
        fixture_read(&f, VB_SRC_OWNERSHIP, text);
        if (f.claims.ownership.n != 1 || f.claims.ownership.v[0].percent_hundredths != rows[i].hundredths)
            fail_msg("%s: read as %d", rows[i].cell,
                     f.claims.ownership.n == 1 ? f.claims.ownership.v[0].percent_hundredths : -9);
        fixture_close(&f);
    }
}

static void bad_ownership_is_named(void **state)
{
    fixture f;
    (void)state;
    fixture_open(&f);
    fixture_read(&f, VB_SRC_OWNERSHIP,
                 "owner_id;owned_id;percent;from;to\n"
                 "A;B;33,5;01.02.2020;2021-03-04\n"
                 "A;A;100;;\n" /* a circle is read */
                 "B;A;10;;\n"
                 "A;C;101;;\n"          /* 5 */
                 "A;C;-1;;\n"           /* 6 */
                 "A;C;100,01;;\n"       /* 7 */
                 "A;C;50.5;;\n"         /* 8: the file has a decimal comma */
                 "A;C;;2020-13-01;\n"   /* 9 */
                 "A;C;;;9999-12-31\n"); /* 10 */
    assert_int_equal(f.claims.ownership.n, 3);
    assert_int_equal(f.claims.ownership.v[0].percent_hundredths, 3350);
    assert_true(f.claims.ownership.v[0].from.at == utc(2020, 2, 1, 0, 0, 0));
    assert_int_equal(f.claims.issues.n, 6);
    for (size_t i = 0; i < 4; i++) {
        char where[40];
        (void)snprintf(where, sizeof where, "line %zu column percent", i + 5);
        expect_issue(&f, i, false, where, "expected a percentage from 0 to 100");
    }
    expect_issue(&f, 4, false, "line 9 column from", "2020-13-01");
    expect_issue(&f, 5, false, "line 10 column to", "leave the cell empty");
    fixture_close(&f);
}

static void sites_have_a_place_or_none(void **state)
{
    fixture f;
    (void)state;
    fixture_open(&f);
    fixture_read(&f, VB_SRC_SITES,
                 "site_id,party_id,name,country,address,lat,lon,power_kw,rack_slots,public_financing\n"
                 "S1,P1,Hall,DEU,1 Road,52.520006599999998,13.404954,1500.5,400,yes\n"
                 "S2,,,,,-90,-180,0,0,Nein\n"
                 "S3,,,,,90.1,0,,,\n"
                 "S4,,,,,1,180.000001,,,\n"
                 "S5,,,,,1,,,,\n"
                 "S6,,,,,,1,,,\n"
                 "S7,,,,,x,1,,,\n"
                 "S8,,,,,,,-5,,\n"
                 "S9,,,,,,,,1.5,\n"
                 "S10,,,,,,,,,maybe\n"
                 "S1,,,,,,,,,\n");
    assert_int_equal(f.claims.sites.n, 2);
    const vb_site_claim *s = f.claims.sites.v;
    assert_true(s[0].has_place && s[0].lat > 52.5200065 && s[0].lat < 52.5200067 && s[0].lon == 13.404954);
    assert_int_equal(s[0].power_watt, 1500500);
    assert_int_equal(s[0].rack_slots, 400);
    assert_int_equal(s[0].public_financing, VB_YES);
    assert_true(s[1].has_place && s[1].lat == -90 && s[1].lon == -180);
    assert_int_equal(s[1].public_financing, VB_NO);
    expect_issue(&f, 0, false, "line 4 column lat", "\"90.1\", expected decimal degrees from -90 to 90");
    expect_issue(&f, 1, false, "line 5 column lon", "from -180 to 180");
    expect_issue(&f, 2, false, "line 6 column lon", "stated together or not at all");
    expect_issue(&f, 3, false, "line 7 column lat", "stated together or not at all");
    expect_issue(&f, 4, false, "line 8 column lat", "\"x\"");
    expect_issue(&f, 5, false, "line 9 column power_kw", "-5");
    expect_issue(&f, 6, false, "line 10 column rack_slots", "1.5");
    expect_issue(&f, 7, false, "line 11 column public_financing", "expected yes, no");
    expect_issue(&f, 8, false, "line 12 column site_id", "stands on line 2 already");
    assert_int_equal(f.claims.issues.n, 9);
    fixture_close(&f);
}

static void headers_are_read_as_people_write_them(void **state)
{
    fixture f;
    (void)state;
    fixture_open(&f);
    fixture_read(&f, VB_SRC_PARTIES, "\xEF\xBB\xBFParty_ID\tNAME\r\nP1\tA\r\n");
    assert_int_equal(f.claims.parties.n, 1);
    expect_text(f.claims.parties.v[0].name, "A");
    assert_int_equal(f.claims.issues.n, 0);
    fixture_read(&f, VB_SRC_PARTIES, "partyid,name\nP1,A\n");
    expect_issue(&f, 0, false, "header", "no column party_id, the file is not read: is \"partyid\" meant?");
    fixture_read(&f, VB_SRC_PARTIES, "name,x\nP1,A\n");
    expect_issue(&f, 1, false, "header", "no column party_id, the file is not read; its columns are name, x");
    fixture_read(&f, VB_SRC_PARTIES, "party_id,name,Name\nP1,A,B\n");
    expect_issue(&f, 2, false, "header", "columns 2 and 3 both mean name");
    fixture_read(&f, VB_SRC_PARTIES, "");
    expect_issue(&f, 3, false, "line 1", "empty");
    fixture_read(&f, VB_SRC_ITEMS, "item,serial_no,board serial,uid\nI1,,,\n");
    expect_issue(&f, 4, true, "header", "\"serial_no\" is not known and not read: did you mean serial?");
    expect_issue(&f, 5, true, "header", "\"board serial\" is not known and not read: did you mean board_serial?");
    expect_issue(&f, 6, true, "header", "\"uid\" is not known and not read");
    assert_int_equal(f.claims.parties.n, 1);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_party_says_all_it_can),
        cmocka_unit_test(what_is_not_stated_stays_so),
        cmocka_unit_test(bad_parties_are_named_and_the_rest_is_read),
        cmocka_unit_test(percentages_compare_like_the_exact_number),
        cmocka_unit_test(bad_ownership_is_named),
        cmocka_unit_test(sites_have_a_place_or_none),
        cmocka_unit_test(headers_are_read_as_people_write_them),
    };
    return cmocka_run_group_tests_name("tables: parties, ownership, sites", tests, NULL, NULL);
}
