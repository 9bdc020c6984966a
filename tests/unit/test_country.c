/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include "places/country.h"

static vb_countries table;
static vb_arena arena;

static int load(void **state)
{
    (void)state;
    vb_test_file file = vb_test_read("data/countries.csv");
    vb_error err;
    if (vb_countries_load(&arena, (vb_str){file.p, file.n}, &table, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    free(file.p);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    vb_arena_free(&arena);
    return 0;
}

static const char *parse(vb_str text)
{
    static char out[3];
    vb_country code = vb_country_parse(&table, text);
    if (code == 0)
        return "-";
    vb_country_text(code, out);
    return out;
}

static void test_rows(void **state)
{
    (void)state;
    /* ISO 3166-1 has 249 officially assigned codes (Online Browsing Platform, iso.org); with Kosovo 250. */
    assert_int_equal(table.n, 250);
    static const struct {
        const char *code, *alpha3;
        unsigned numeric;
    } rows[] = {/* UN M49, unstats.un.org */
                {"HK", "HKG", 344}, {"MO", "MAC", 446}, {"TW", "TWN", 158}, {"SG", "SGP", 702}, {"XK", "XKX", 0},
                {"CN", "CHN", 156}, {"US", "USA", 840}, {"DE", "DEU", 276}, {"AF", "AFG", 4},   {"ZW", "ZWE", 716}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const vb_country_row *row = vb_country_find(&table, VB_COUNTRY(rows[i].code));
        assert_non_null(row);
        assert_string_equal(row->alpha3, rows[i].alpha3);
        assert_int_equal(row->numeric, rows[i].numeric);
    }
    assert_null(vb_country_find(&table, VB_COUNTRY("XX")));
    assert_null(vb_country_find(&table, 0));
}

/* Spellings as they stand in: OFAC's address file and the Consolidated Screening List (English, with commas), Entity
 * List, customs and carrier papers, UN M49, and German forms of the Foreign Office's list of country names. */
static const struct {
    const char *text, *code;
} spellings[] = {
    {"US", "US"},
    {"us", "US"},
    {" Usa ", "US"},
    {"U.S.A.", "US"},
    {"U.S.", "US"},
    {"United States of America", "US"},
    {"the United States", "US"},
    {"Vereinigte Staaten", "US"},
    {"VEREINIGTE STAATEN VON AMERIKA", "US"},
    {"Hong Kong", "HK"},
    {"Hong Kong SAR", "HK"},
    {"HONG KONG, CHINA", "HK"},
    {"China, Hong Kong", "HK"},
    {"Hongkong", "HK"},
    {"HKG", "HK"},
    {"Hong Kong (China)", "HK"},
    {"Hong Kong S.A.R.", "HK"},
    {"Macau", "MO"},
    {"Macao", "MO"},
    {"Macau SAR", "MO"},
    {"Sonderverwaltungsregion Macau", "MO"},
    {"China", "CN"},
    {"PRC", "CN"},
    {"P.R. China", "CN"},
    {"China, People's Republic of", "CN"},
    {"The People\xe2\x80\x99s Republic of China", "CN"},
    {"VR China", "CN"},
    {"Volksrepublik China", "CN"},
    {"Republic of China", "TW"},
    {"Taiwan, R.O.C.", "TW"},
    {"Taiwan, Province of China", "TW"},
    {"Taiwan", "TW"},
    {"Chinese Taipei", "TW"},
    {"\xe5\x8f\xb0\xe7\x81\xa3", "TW"},
    {"Korea, South", "KR"},
    {"Korea, Republic of", "KR"},
    {"Republic of Korea", "KR"},
    {"S\xc3\xbc"
     "dkorea",
     "KR"},
    {"Suedkorea", "KR"},
    {"Sudkorea", "KR"},
    {"ROK", "KR"},
    {"Korea, North", "KP"},
    {"DPRK", "KP"},
    {"Nordkorea", "KP"},
    {"UAE", "AE"},
    {"U.A.E.", "AE"},
    {"Vereinigte Arabische Emirate", "AE"},
    {"VAE", "AE"},
    {"UK", "GB"},
    {"Great Britain", "GB"},
    {"England", "GB"},
    {"Gro\xc3\x9f"
     "britannien",
     "GB"},
    {"Grossbritannien", "GB"},
    {"Congo, Democratic Republic of the", "CD"},
    {"DR Congo", "CD"},
    {"Congo, Republic of the", "CG"},
    {"North Macedonia, The Republic of", "MK"},
    {"Virgin Islands, British", "VG"},
    {"Virgin Islands, U.S.", "VI"},
    {"Man, Isle of", "IM"},
    {"Bahamas, The", "BS"},
    {"The Gambia", "GM"},
    {"Burma", "MM"},
    {"Czech Republic", "CZ"},
    {"Cote d Ivoire", "CI"},
    {"C\xc3\xb4te d'Ivoire", "CI"},
    {"COTE D'IVOIRE", "CI"},
    {"Ivory Coast", "CI"},
    {"Saint Kitts and Nevis", "KN"},
    {"St. Kitts & Nevis", "KN"},
    {"St Kitts und Nevis", "KN"},
    {"Turkey", "TR"},
    {"T\xc3\xbcrkiye", "TR"},
    {"Tu\xcc\x88rkiye", "TR"},
    {"T\xc3\xbcrkei", "TR"},
    {"Tuerkei", "TR"},
    {"Viet Nam", "VN"},
    {"Vietnam", "VN"},
    {"Russian Federation", "RU"},
    {"Russland", "RU"},
    {"Ru\xc3\x9fland", "RU"},
    {"\xc3\x96sterreich", "AT"},
    {"Oesterreich", "AT"},
    {"\xc3\x84gypten", "EG"},
    {"Aegypten", "EG"},
    {"Curacao", "CW"},
    {"S\xc3\xa3o Tom\xc3\xa9 and Pr\xc3\xadncipe", "ST"},
    {"Timor-Leste", "TL"},
    {"Guinea-Bissau", "GW"},
    {"Guinea", "GN"},
    {"Kosovo", "XK"},
    {"Palestinian", "PS"},
    {"Iran, Islamic Republic of", "IR"},
    {"Singapur", "SG"},
    {"Katar", "QA"},
    {"Micronesia, Federated States of", "FM"},
    {"Tanzania, United Republic of", "TZ"},
    {"Lao PDR", "LA"},
};

static void test_spellings(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        const char *got = parse(vb_str_of(spellings[i].text));
        if (strcmp(got, spellings[i].code) != 0)
            fail_msg("\"%s\" read as %s, %s expected", spellings[i].text, got, spellings[i].code);
    }
}

static void test_unknown(void **state)
{
    (void)state;
    /* Nothing is guessed: ambiguous names, codes outside ISO, numbers, regions, junk. */
    static const vb_str unknown[] = {{NULL, 0},
                                     {"", 0},
                                     {" ", 1},
                                     {"Korea", 5},
                                     {"Virgin Islands", 14},
                                     {"XX", 2},
                                     {"ZZZ", 3},
                                     {"156", 3},
                                     {"undetermined", 12},
                                     {"-0-", 3},
                                     {"Atlantis", 8},
                                     {"Chin", 4},
                                     {"Chinaa", 6},
                                     {"the", 3},
                                     {",", 1},
                                     {"U\0S", 3},
                                     {"\xff\xfe", 2},
                                     {"Region: Crimea", 14},
                                     {"&", 1}};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        if (strcmp(parse(unknown[i]), "-") != 0)
            fail_msg("\"%.*s\" read as %s", VB_ARG(unknown[i]), parse(unknown[i]));
    assert_string_equal(parse(VB_S("St")), "ST"); /* the code of Sao Tome, as two letters always are */
    char wide[4096];
    memset(wide, 'a', sizeof wide);
    for (size_t n = 100; n < sizeof wide; n += 13)
        assert_string_equal(parse((vb_str){wide, n}), "-");
    assert_int_equal(vb_country_parse_code(&table, VB_S("USA")), 0);
    assert_int_equal(vb_country_parse_code(&table, VB_S("UK")), 0);
    assert_int_equal(vb_country_parse_code(&table, VB_S(" gb ")), VB_COUNTRY("GB"));
}

/* Every name in the table leads back to its own row, in any case and with blanks around it. */
static void test_own_names(void **state)
{
    (void)state;
    size_t names = 0;
    for (size_t i = 0; i < table.n; i++) {
        const vb_country_row *row = &table.rows[i];
        vb_str rest = row->other_names, name = row->name_en;
        bool more = true;
        for (int k = 0; more; k++) {
            char text[256] = "  ";
            assert_true(name.n < sizeof text - 4);
            for (size_t c = 0; c < name.n; c++)
                text[2 + c] = name.p[c] >= 'a' && name.p[c] <= 'z' ? (char)(name.p[c] - 'a' + 'A') : name.p[c];
            text[2 + name.n] = '\t';
            if (vb_country_parse(&table, name) != row->code ||
                vb_country_parse(&table, (vb_str){text, name.n + 3}) != row->code)
                fail_msg("\"%.*s\" does not lead to %s", VB_ARG(name), row->alpha3);
            names++;
            if (k == 0)
                name = row->name_de;
            else
                more = vb_str_next(&rest, ';', &name);
        }
        assert_true(vb_latlon_valid(row->point));
    }
    assert_true(names > 600);
}

static void test_names(void **state)
{
    (void)state;
    char text[3];
    vb_str de = vb_country_name(&table, VB_COUNTRY("SG"), VB_LANG_DE);
    vb_str en = vb_country_name(&table, VB_COUNTRY("SG"), VB_LANG_EN);
    assert_true(vb_str_eq(de, VB_S("Singapur")));
    assert_true(vb_str_eq(en, VB_S("Singapore")));
    assert_int_equal(vb_country_name(&table, 0, VB_LANG_EN).n, 0);
    vb_country_text(VB_COUNTRY_OF('T', 'W'), text);
    assert_string_equal(text, "TW");
    vb_country_text(0, text);
    assert_string_equal(text, "??");
    vb_country_text(VB_COUNTRY("a1"), text);
    assert_string_equal(text, "??");
}

#define HEAD "code,alpha3,numeric,name_en,name_de,other_names,lat,lon\n"

static const struct {
    const char *what;
    vb_code rc;
    const char *csv;
} bad[] = {
    {"no column", VB_E_PARSE, "code,alpha3,numeric,name_en,name_de,lat,lon\nAA,AAA,1,a,b,1,2\n"},
    {"no rows", VB_E_PARSE, HEAD},
    {"small letters", VB_E_PARSE, HEAD "aa,AAA,001,a,b,,1,2\n"},
    {"alpha-3 of two", VB_E_PARSE, HEAD "AA,AA,001,a,b,,1,2\n"},
    {"number of two digits", VB_E_RANGE, HEAD "AA,AAA,01,a,b,,1,2\n"},
    {"number with a letter", VB_E_RANGE, HEAD "AA,AAA,0x1,a,b,,1,2\n"},
    {"no German name", VB_E_PARSE, HEAD "AA,AAA,001,a,,,1,2\n"},
    {"off the earth", VB_E_RANGE, HEAD "AA,AAA,001,a,b,,91,2\n"},
    {"one code twice", VB_E_PARSE, HEAD "AA,AAA,001,a,b,,1,2\nAA,AAB,002,c,d,,1,2\n"},
    {"one alpha-3 twice", VB_E_PARSE, HEAD "AA,AAA,001,a,b,,1,2\nAB,AAA,002,c,d,,1,2\n"},
    {"out of order", VB_E_PARSE, HEAD "AB,AAA,001,a,b,,1,2\nAA,AAB,002,c,d,,1,2\n"},
    {"one name twice", VB_E_PARSE, HEAD "AA,AAA,001,Same Land,b,,1,2\nAB,AAB,002,c,d,The SAME-LAND,1,2\n"},
};

static void test_bad_tables(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        vb_arena job = {0};
        vb_countries out = {0};
        vb_error err = {0};
        vb_code rc = vb_countries_load(&job, vb_str_of(bad[i].csv), &out, &err);
        if (rc != bad[i].rc || out.n != 0 || err.message[0] == '\0')
            fail_msg("%s: code %d, %d expected", bad[i].what, (int)rc, (int)bad[i].rc);
        vb_arena_free(&job);
    }
}

static void test_memory(void **state)
{
    (void)state;
    vb_test_file file = vb_test_read("data/countries.csv");
    vb_code rc = VB_E_NOMEM;
    for (size_t limit = 1000; rc != VB_OK; limit += 20000) {
        vb_arena job = {.limit = limit};
        vb_countries out = {0};
        rc = vb_countries_load(&job, (vb_str){file.p, file.n}, &out, NULL);
        assert_true(rc == VB_OK || (rc == VB_E_NOMEM && out.n == 0));
        assert_true(limit < 2000000);
        vb_arena_free(&job);
    }
    free(file.p);
}

/* The provider of the delay measurements writes country names its own way; the reference set also lists all codes. */
static void test_foreign_lists(void **state)
{
    (void)state;
    char *path = vb_test_shared("location/countries.csv");
    vb_test_file file = vb_test_read(path);
    vb_str rest = {file.p, file.n}, line;
    size_t known = 0;
    while (vb_str_next(&rest, '\n', &line)) {
        size_t comma = vb_str_find(line, VB_S(","), 0);
        vb_str code = vb_str_sub(line, 0, comma), name = vb_str_sub(line, comma + 1, SIZE_MAX);
        if (comma == SIZE_MAX || code.n != 2 || code.p[0] == 'X' ||
            vb_str_find(name, VB_S("\xef\xbf\xbd"), 0) != SIZE_MAX)
            continue; /* head line, land without an ISO code, a name whose letters were lost before (U+FFFD) */
        if (name.n > 2 && name.p[0] == '"')
            name = vb_str_sub(name, 1, name.n - 2);
        if (vb_country_parse(&table, code) == 0 || vb_country_parse(&table, name) != vb_country_parse(&table, code))
            fail_msg("%.*s: \"%.*s\" read as %s", VB_ARG(code), VB_ARG(name), parse(name));
        known++;
    }
    assert_true(known > 200);
    free(file.p);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),      cmocka_unit_test(test_spellings),     cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_own_names), cmocka_unit_test(test_names),         cmocka_unit_test(test_bad_tables),
        cmocka_unit_test(test_memory),    cmocka_unit_test(test_foreign_lists),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
