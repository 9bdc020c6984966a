/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include "places/world.h"

#include <math.h>

static vb_arena arena;
static const vb_world *world; /* 1:50m */
static const vb_world *fine;  /* 1:10m */

static const vb_world *load_file(const char *path)
{
    const vb_world *out = NULL;
    vb_test_file file = vb_test_read(path);
    vb_error err;
    if (vb_world_load(&arena, (vb_str){file.p, file.n}, &out, &err) != VB_OK)
        fail_msg("%s: %s: %s at %llu", path, err.where, err.message, (unsigned long long)err.offset);
    free(file.p); /* the world borrows nothing of it */
    return out;
}

static int load(void **state)
{
    (void)state;
    world = load_file("data/world/world-50m.vbw");
    fine = load_file("data/world/world-10m.vbw");
    return 0;
}

static int unload(void **state)
{
    (void)state;
    vb_arena_free(&arena);
    return 0;
}

/* ---- the real maps */

static void test_countries(void **state)
{
    (void)state;
    /* The hubs that coarser maps lose, and land without an ISO code. */
    static const char *const wanted[] = {"HK", "MO", "SG", "BH", "MT", "TW", "LI", "MC", "CN", "US",
                                         "MY", "AE", "GF", "RE", "SJ", "XK", "XS", "XN", "XC", "XG"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        assert_true(vb_world_has(world, VB_COUNTRY(wanted[i])));
        assert_true(vb_world_has(fine, VB_COUNTRY(wanted[i])));
    }
    assert_false(vb_world_has(world, VB_COUNTRY("XX")));
    assert_true(vb_world_has(world, VB_COUNTRY("VA"))); /* 0.4 km2: the 10m file draws it smaller than its grid */
    vb_country claims[VB_WORLD_MAX_CLAIMS];
    assert_int_equal(vb_world_claims(world, VB_COUNTRY("XN"), claims), 1);
    assert_int_equal(claims[0], VB_COUNTRY("CY"));
    assert_int_equal(vb_world_claims(world, VB_COUNTRY("XG"), claims), 2);
    assert_int_equal(vb_world_claims(world, VB_COUNTRY("DE"), claims), 0);
    assert_true(vb_str_contains_nocase(vb_world_source(world), VB_S("natural earth 1:50m")));
    for (size_t i = 1; i < vb_world_count(world); i++)
        assert_true(vb_world_code(world, i - 1) < vb_world_code(world, i));
    assert_int_equal(vb_world_code(world, vb_world_count(world)), 0);
}

/* Every country of the table is on the map, but for four that are smaller than its smallest islands; and every country
 * of the map is in the table, but for our own codes. */
static void test_table_and_map(void **state)
{
    (void)state;
    vb_test_file file = vb_test_read("data/countries.csv");
    vb_countries table;
    size_t missing = 0, extra = 0;
    assert_int_equal(vb_countries_load(&arena, (vb_str){file.p, file.n}, &table, NULL), VB_OK);
    free(file.p);
    for (size_t i = 0; i < table.n; i++) {
        const vb_country_row *row = &table.rows[i];
        vb_fit fit;
        if (!vb_world_has(world, row->code)) {
            missing++;
            continue;
        }
        assert_int_equal(vb_world_in_country(world, row->code, row->point, 0, &fit, NULL), VB_OK);
        assert_true(fit.fits && !fit.disputed && fit.off_km <= 0); /* its point for drawing lies inside */
    }
    for (size_t i = 0; i < vb_world_count(world); i++)
        if (vb_country_find(&table, vb_world_code(world, i)) == NULL) {
            vb_country claims[VB_WORLD_MAX_CLAIMS];
            assert_true(vb_world_claims(world, vb_world_code(world, i), claims) > 0);
            extra++;
        }
    assert_int_equal(missing, 4); /* Bouvet Island, Gibraltar, Tuvalu, U.S. Minor Outlying Islands */
    assert_int_equal(extra, 4);   /* XC, XG, XN, XS */
}

/* Cities well inside, at borders and over the antimeridian. Positions: Wikipedia's, to a hundredth of a degree. */
static const struct {
    const char *what, *code;
    double lat, lon;
} cities[] = {
    {"Beijing", "CN", 39.91, 116.39},
    {"Hsinchu", "TW", 24.80, 120.97},
    {"Hong Kong, Kwun Tong", "HK", 22.31, 114.23},
    {"Singapore", "SG", 1.35, 103.82},
    {"Johor Bahru", "MY", 1.54, 103.70},
    {"San Jose", "US", 37.34, -121.89},
    {"Anchorage", "US", 61.22, -149.90},
    {"Anadyr", "RU", 64.75, 177.48},
    {"Uelen", "RU", 66.16, -169.81},
    {"Moscow", "RU", 55.75, 37.62},
    {"Maseru", "LS", -29.31, 27.48},
    {"Bloemfontein", "ZA", -29.12, 26.21},
    {"Ulaanbaatar", "MN", 47.92, 106.92},
    {"Asuncion", "PY", -25.28, -57.63},
    {"South Pole Station", "AQ", -90, 0},
    {"Vostok", "AQ", -78.46, 106.84},
    {"Wellington", "NZ", -41.29, 174.78},
    {"Labasa, Fiji", "FJ", -16.43, 179.37},
    {"Cayenne", "GF", 4.92, -52.30},
    {"Saint-Denis", "RE", -20.90, 55.47},
    {"Longyearbyen", "SJ", 78.22, 15.63},
    {"Simferopol", "XC", 44.95, 34.10},
    {"Hargeisa", "XS", 9.56, 44.07},
    {"North Nicosia", "XN", 35.21, 33.36},
    {"Pristina", "XK", 42.66, 21.17},
    {"Ramallah", "PS", 31.90, 35.20},
    {"Dubai, Al Barsha", "AE", 25.10, 55.20},
    {"Astana", "KZ", 51.17, 71.43},
    {"Basel", "CH", 47.56, 7.59},
    {"Strasbourg", "FR", 48.58, 7.75},
    {"Kehl", "DE", 48.58, 7.82},
    {"Kaliningrad", "RU", 54.71, 20.51},
    {"Shenzhen, Futian", "CN", 22.55, 114.06},
    {"Zhuhai", "CN", 22.27, 113.57},
    {"Macao", "MO", 22.20, 113.545},
};

static void test_cities(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cities / sizeof *cities; i++)
        for (int map = 0; map < 2; map++) {
            const vb_world *w = map == 0 ? world : fine;
            vb_country code = VB_COUNTRY(cities[i].code);
            vb_latlon at = {cities[i].lat, cities[i].lon};
            vb_spot spot;
            vb_fit fit;
            /* 10 km forgive what 1:50m leaves out; at 1:10m two do. */
            double tolerance = map == 0 ? 10 : 2;
            assert_int_equal(vb_world_in_country(w, code, at, tolerance, &fit, NULL), VB_OK);
            if (!fit.fits)
                fail_msg("%s does not fit %s on map %d", cities[i].what, cities[i].code, map);
            assert_int_equal(vb_world_country_at(w, at, tolerance, &spot, NULL), VB_OK);
            assert_true(map == 0 || spot.country == code);
        }
}

static void test_sea_and_tolerance(void **state)
{
    (void)state;
    vb_spot spot;
    vb_fit fit;
    /* Point Nemo, the place farthest from land: 2,688 km (Lukatela 1992). */
    assert_int_equal(vb_world_country_at(world, (vb_latlon){-48.88, -123.39}, 500, &spot, NULL), VB_OK);
    assert_int_equal(spot.country, 0);
    assert_true(isinf(spot.off_km));
    /* On the equator 100 km (0.8983 degrees, a = 6378.137 km) west of the coast of Gabon's Cape Lopez, 0.63 S 8.70 E;
     * the coast's nearest point is not exactly there, so half a per cent and the map's own error are allowed for. */
    vb_latlon cape = {-0.63, 8.70}, off = {-0.63, 8.70 - 0.8983};
    double km;
    assert_int_equal(vb_distance_km(cape, off, &km, NULL), VB_OK);
    assert_int_equal(vb_world_country_at(fine, off, 120, &spot, NULL), VB_OK);
    assert_int_equal(spot.country, VB_COUNTRY("GA"));
    assert_true(fabs(spot.off_km - km) < 3);
    assert_int_equal(vb_world_country_at(fine, off, 90, &spot, NULL), VB_OK);
    assert_int_equal(spot.country, 0);
    /* A place in Hong Kong declared as Vietnam, and the other way round with a tolerance that reaches. */
    vb_latlon kwai_chung = {22.36, 114.13};
    assert_int_equal(vb_world_in_country(fine, VB_COUNTRY("VN"), kwai_chung, 50, &fit, NULL), VB_OK);
    assert_true(!fit.fits && isinf(fit.off_km));
    assert_int_equal(vb_world_in_country(fine, VB_COUNTRY("HK"), kwai_chung, 0, &fit, NULL), VB_OK);
    assert_true(fit.fits && fit.off_km <= 0);
    /* Kwai Chung lies some 18 to 20 km south of the Shenzhen river. */
    assert_int_equal(vb_world_in_country(fine, VB_COUNTRY("CN"), kwai_chung, 50, &fit, NULL), VB_OK);
    assert_true(fit.fits && fit.off_km > 15 && fit.off_km < 22);
    /* Across the antimeridian: 0.5 degrees at 16.8 S are 53 km; Taveuni, Fiji, lies on both sides. */
    assert_int_equal(vb_world_in_country(fine, VB_COUNTRY("FJ"), (vb_latlon){-16.8, -179.4}, 100, &fit, NULL), VB_OK);
    assert_true(fit.fits && fit.off_km < 100);
}

static void test_disputed(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        double lat, lon;
        bool fits, disputed;
    } rows[] = {
        {"UA", 44.95, 34.10, true, true},  {"RU", 44.95, 34.10, true, true},   {"XC", 44.95, 34.10, true, true},
        {"CY", 35.33, 33.32, true, true},  {"TR", 35.33, 33.32, false, false}, {"SO", 9.56, 44.07, true, true},
        {"UA", 50.45, 30.52, true, false}, {"RU", 55.75, 37.62, true, false},  {"CN", 23.9, 121.0, false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vb_fit fit;
        vb_latlon at = {rows[i].lat, rows[i].lon};
        assert_int_equal(vb_world_in_country(world, VB_COUNTRY(rows[i].code), at, 0, &fit, NULL), VB_OK);
        assert_int_equal(fit.fits, rows[i].fits);
        assert_int_equal(fit.disputed, rows[i].disputed);
    }
}

static void test_usage(void **state)
{
    (void)state;
    vb_spot spot = {.off_km = -7};
    vb_fit fit = {.off_km = -7};
    vb_error err;
    const vb_latlon good = {1.35, 103.82};
    assert_int_equal(vb_world_country_at(world, (vb_latlon){91, 0}, 0, &spot, &err), VB_E_RANGE);
    assert_int_equal(vb_world_country_at(world, good, -1, &spot, &err), VB_E_RANGE);
    assert_int_equal(vb_world_country_at(world, good, 501, &spot, &err), VB_E_RANGE);
    assert_int_equal(vb_world_country_at(world, good, (double)NAN, &spot, &err), VB_E_RANGE);
    assert_int_equal(vb_world_in_country(world, VB_COUNTRY("SG"), (vb_latlon){0, 181}, 0, &fit, &err), VB_E_RANGE);
    assert_int_equal(vb_world_in_country(world, VB_COUNTRY("GI"), (vb_latlon){36.14, -5.35}, 10, &fit, &err),
                     VB_E_NOT_FOUND);
    assert_int_equal(vb_world_in_country(world, 0, good, 10, &fit, &err), VB_E_NOT_FOUND);
    assert_true(spot.off_km < -6 && fit.off_km < -6);
}

/* Servers of a measurement network with the country their operator names. The map must agree, at 1:50m with 10 km.
 * Those whose stated place is known to be wrong are marked in the data. */
static void test_measured_places(void **state)
{
    (void)state;
    char *path = vb_test_shared("location/nodes.csv");
    vb_test_file nodes = vb_test_read(path), names = vb_test_read("data/countries.csv");
    vb_countries table;
    assert_int_equal(vb_countries_load(&arena, (vb_str){names.p, names.n}, &table, NULL), VB_OK);
    vb_str rest = {nodes.p, nodes.n}, line;
    size_t tried = 0, strict = 0;
    while (vb_str_next(&rest, '\n', &line)) {
        vb_str cell[10] = {{NULL, 0}};
        for (size_t i = 0; i < 10 && vb_str_next(&line, ',', &cell[i]); i++)
            continue;
        if (vb_str_eq(cell[0], VB_S("set")) || vb_str_starts(cell[9], VB_S("source_swapped")))
            continue;
        char lat[32] = "", lon[32] = "";
        assert_true(cell[5].n < 32 && cell[6].n < 32);
        memcpy(lat, cell[5].p, cell[5].n);
        memcpy(lon, cell[6].p, cell[6].n);
        vb_country code = vb_country_parse(&table, cell[3]);
        vb_latlon at = {strtod(lat, NULL), strtod(lon, NULL)};
        vb_fit fit;
        if (code == 0)
            fail_msg("country \"%.*s\" is unknown", VB_ARG(cell[3]));
        assert_int_equal(vb_world_in_country(world, code, at, 10, &fit, NULL), VB_OK);
        if (!fit.fits)
            fail_msg("%.*s is not in %.*s on the map", VB_ARG(cell[2]), VB_ARG(cell[3]));
        strict += fit.off_km <= 0;
        assert_int_equal(vb_world_in_country(fine, code, at, 10, &fit, NULL), VB_OK);
        if (!fit.fits)
            fail_msg("%.*s is not in %.*s on the fine map", VB_ARG(cell[2]), VB_ARG(cell[3]));
        tried++;
    }
    printf("%zu places, %zu of them right inside the 1:50m polygon\n", tried, strict);
    assert_true(tried > 300 && strict * 100 > tried * 95);
    free(names.p);
    free(nodes.p);
    free(path);
}

/* ---- made-up worlds: a grid of 10 degrees, 36 columns, rows 0 (90 S) to 18 (90 N) */

typedef struct made {
    unsigned char b[1024];
    size_t n;
} made;

static void raw(made *m, const void *p, size_t n)
{
    assert_true(n <= sizeof m->b - m->n);
    memcpy(m->b + m->n, p, n);
    m->n += n;
}

static void number(made *m, uint64_t v, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        raw(m, &(unsigned char){(unsigned char)(v >> (8 * i))}, 1);
}

#define MAKER "generator: by hand\nsource: a test\n"
#define SHA "sha256: 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"

static made begin(uint32_t arcs, uint32_t points, uint32_t countries, uint32_t polygons, uint32_t rings, uint32_t refs)
{
    made m = {.n = 0};
    const uint32_t counts[] = {36, arcs, points, countries, polygons, rings, refs};
    raw(&m, "verbleib-world 1\n" MAKER SHA "\n", sizeof "verbleib-world 1\n" MAKER SHA "\n" - 1);
    number(&m, (uint64_t)(INT64_C(-180) * 1000000000000), 8);
    number(&m, (uint64_t)(INT64_C(-90) * 1000000000000), 8);
    number(&m, UINT64_C(10) * 1000000000000, 8);
    number(&m, UINT64_C(10) * 1000000000000, 8);
    for (size_t i = 0; i < 7; i++)
        number(&m, counts[i], 4);
    return m;
}

/* Zigzag of a small number. */
#define Z(v) (unsigned char)((v) >= 0 ? (v)*2 : -(v)*2 - 1)
#define ADD(m, ...) raw((m), (const unsigned char[]){__VA_ARGS__}, sizeof((const unsigned char[]){__VA_ARGS__}))

/* Two squares side by side over the antimeridian, 160..180 and 180..200 east, 0..20 north, sharing the border at 180.
 */
static made two_squares(void)
{
    made m = begin(3, 2 + 4 + 4, 2, 2, 2, 4);
    ADD(&m, 2, 0, 9, Z(0), Z(2));                            /* border, northwards: (180, 0) to (180, 20) */
    ADD(&m, 4, 0, 11, Z(-2), Z(0), Z(0), Z(-2), Z(2), Z(0)); /* west round: from the north end to the south end */
    ADD(&m, 4, 0, 11, Z(2), Z(0), Z(0), Z(-2), Z(-2), Z(0)); /* east round */
    ADD(&m, 'A', 'A', 0, 1, 1, 2, 0, 2);                     /* border, west */
    ADD(&m, 'B', 'B', 1, 'A', 'A', 1, 1, 2, 1, 5);           /* border backwards, east backwards */
    return m;
}

static vb_code load_made(const made *m, const vb_world **out, vb_error *err)
{
    char *exact = malloc(m->n > 0 ? m->n : 1); /* so that reading past the end is seen */
    assert_non_null(exact);
    memcpy(exact, m->b, m->n);
    vb_code rc = vb_world_load(&arena, (vb_str){exact, m->n}, out, err);
    free(exact);
    return rc;
}

static void test_made(void **state)
{
    (void)state;
    const vb_world *w = NULL;
    vb_error err;
    made m = two_squares();
    assert_int_equal(load_made(&m, &w, &err), VB_OK);
    static const struct {
        double lat, lon;
        const char *code;
    } spots[] = {{10, 170, "AA"}, {10, -170, "BB"}, {10, 179.9, "AA"}, {10, -179.9, "BB"},
                 {21, 170, NULL}, {10, 159, NULL},  {10, -159, NULL},  {-1, 170, NULL},
                 {90, 170, NULL}, {-90, 170, NULL}, {10, 0, NULL}};
    for (size_t i = 0; i < sizeof spots / sizeof *spots; i++) {
        vb_spot spot;
        assert_int_equal(vb_world_country_at(w, (vb_latlon){spots[i].lat, spots[i].lon}, 0, &spot, NULL), VB_OK);
        assert_int_equal(spot.country, spots[i].code == NULL ? 0 : VB_COUNTRY(spots[i].code));
    }
    /* One degree of longitude at the equator is 111.3195 km, of latitude there 110.574 km (WGS84). */
    vb_spot spot;
    assert_int_equal(vb_world_country_at(w, (vb_latlon){-1, 170}, 200, &spot, NULL), VB_OK);
    assert_int_equal(spot.country, VB_COUNTRY("AA"));
    assert_true(fabs(spot.off_km - 110.574) < 0.01);
    assert_int_equal(vb_world_country_at(w, (vb_latlon){0.0001, -159}, 200, &spot, NULL), VB_OK);
    assert_int_equal(spot.country, VB_COUNTRY("BB"));
    assert_true(fabs(spot.off_km - 111.3195) < 0.01);
    assert_int_equal(spot.n_claims, 1);
}

/* One change to a good file each; `at` is the byte where the reader must stop, counted from the change, where that is
 * clear. */
static void test_refused(void **state)
{
    (void)state;
    const made good = two_squares();
    const size_t head = sizeof "verbleib-world 1\n" MAKER SHA "\n" - 1, body = head + 32 + 28;
    const struct {
        const char *what;
        size_t at;
        unsigned char byte;
        vb_code rc;
    } changes[] = {
        {"another magic", 0, 'V', VB_E_PARSE},
        {"version 2", 15, '2', VB_E_PARSE},
        {"a control byte in the source", 17 + 30, 7, VB_E_PARSE},
        {"capital hex", head - 3, 'F', VB_E_PARSE},
        {"no empty line", head - 1, ' ', VB_E_PARSE},
        {"grid starts elsewhere", head + 7, 0x7F, VB_E_RANGE},
        {"south of the pole", head + 15, 0x80, VB_E_RANGE},
        {"backward step", head + 23, 0x80, VB_E_RANGE},
        {"35 columns", head + 32, 35, VB_E_RANGE},
        {"no arcs", head + 36, 0, VB_E_RANGE},
        {"four arcs announced", head + 36, 4, VB_E_PARSE},
        {"2^31 points", head + 43, 0x80, VB_E_RANGE},
        {"2^25 points", head + 43, 0x02, VB_E_RANGE},
        {"eleven points announced", head + 40, 11, VB_E_PARSE},
        {"three countries announced", head + 44, 3, VB_E_PARSE},
        {"three polygons announced", head + 48, 3, VB_E_PARSE},
        {"three rings announced", head + 52, 3, VB_E_PARSE},
        {"five references announced", head + 56, 5, VB_E_PARSE},
        {"one country announced", head + 44, 1, VB_E_PARSE},
        {"an arc of one point", body, 1, VB_E_PARSE},
        {"an arc of more points than there are", body, 100, VB_E_PARSE},
        {"column 36", body + 1, 36, VB_E_RANGE},
        {"row 19", body + 2, 19, VB_E_RANGE},
        {"the same point twice", body + 4, Z(0), VB_E_PARSE},
        {"out of the north", body + 4, Z(10), VB_E_RANGE},
        {"out of the south", body + 4, Z(-10), VB_E_RANGE},
        {"the long way round", body + 8, Z(19), VB_E_RANGE},
        {"an open ring", body + 4, Z(3), VB_E_PARSE},
        {"a small letter", good.n - 18, 'a', VB_E_PARSE},
        {"codes not in order", good.n - 18, 'C', VB_E_PARSE},
        {"claims beyond the limit", good.n - 8, 7, VB_E_RANGE},
        {"a ring without arcs", good.n - 13, 0, VB_E_PARSE},
        {"an arc that does not exist", good.n - 1, 6, VB_E_RANGE},
        {"an arc in the wrong direction", good.n - 1, 4, VB_E_PARSE},
        {"an arc used nowhere", good.n - 1, 3, VB_E_PARSE},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        made m = good;
        const vb_world *w = NULL;
        vb_error err = {0};
        assert_true(changes[i].at < m.n && m.b[changes[i].at] != changes[i].byte);
        m.b[changes[i].at] = changes[i].byte;
        vb_code rc = load_made(&m, &w, &err);
        if (rc != changes[i].rc || w != NULL)
            fail_msg("%s: code %d (%s), %d expected", changes[i].what, (int)rc, err.message, (int)changes[i].rc);
        assert_true(err.offset == VB_NO_OFFSET || err.offset <= m.n);
    }
    for (size_t n = 0; n < good.n; n++) { /* cut anywhere */
        made m = good;
        const vb_world *w = NULL;
        m.n = n;
        assert_int_not_equal(load_made(&m, &w, NULL), VB_OK);
        assert_null(w);
    }
    made longer = good;
    const vb_world *w = NULL;
    vb_error err;
    ADD(&longer, 0);
    assert_int_equal(load_made(&longer, &w, &err), VB_E_PARSE);
    assert_int_equal(err.offset, good.n);

    /* A count in more bytes than it needs. */
    made overlong = begin(3, 10, 2, 2, 2, 4);
    ADD(&overlong, 0x82, 0x00);
    raw(&overlong, good.b + body + 1, good.n - body - 1);
    assert_int_equal(load_made(&overlong, &w, &err), VB_E_PARSE);
    assert_int_equal(err.offset, body + 2);
    assert_null(w);
}

/* A ring round the south pole is land to the pole; one round the north pole is refused. */
static void test_pole(void **state)
{
    (void)state;
    for (int north = 0; north < 2; north++) {
        made m = begin(1, 5, 1, 1, 1, 1);
        const vb_world *w = NULL;
        ADD(&m, 5, 0, (unsigned char)(north ? 16 : 2), Z(9), Z(0), Z(9), Z(0), Z(9), Z(0), Z(9), Z(0));
        ADD(&m, 'A', 'Q', 0, 1, 1, 1, 0);
        vb_code rc = load_made(&m, &w, NULL);
        if (north) {
            assert_int_equal(rc, VB_E_PARSE);
            continue;
        }
        vb_spot spot;
        assert_int_equal(rc, VB_OK);
        assert_int_equal(vb_world_country_at(w, (vb_latlon){-90, 12}, 0, &spot, NULL), VB_OK);
        assert_int_equal(spot.country, VB_COUNTRY("AQ"));
        assert_int_equal(vb_world_country_at(w, (vb_latlon){-71, -179}, 0, &spot, NULL), VB_OK);
        assert_int_equal(spot.country, VB_COUNTRY("AQ"));
        assert_int_equal(vb_world_country_at(w, (vb_latlon){-69, -179}, 0, &spot, NULL), VB_OK);
        assert_int_equal(spot.country, 0);
        assert_int_equal(vb_world_country_at(w, (vb_latlon){90, 0}, 0, &spot, NULL), VB_OK);
        assert_int_equal(spot.country, 0);
    }
}

static bool survives_damage(uint64_t *random, size_t size, void *context)
{
    const vb_test_file *file = context;
    vb_arena job = {.limit = 64u << 20};
    vb_test_file copy = {malloc(file->n), file->n};
    const vb_world *w = NULL;
    memcpy(copy.p, file->p, file->n);
    for (size_t i = 0; i < size % 4 + 1; i++)
        copy.p[vb_test_below(random, copy.n)] ^= (char)(1u << vb_test_below(random, 8));
    vb_error err = {0};
    vb_code rc = vb_world_load(&job, (vb_str){copy.p, copy.n}, &w, &err);
    bool good = rc == VB_OK ? w != NULL : w == NULL && err.message[0] != '\0';
    vb_spot spot;
    if (rc == VB_OK) /* a border moved: still every question has an answer */
        good = vb_world_country_at(w, (vb_latlon){47, 8}, 100, &spot, NULL) == VB_OK;
    free(copy.p);
    vb_arena_free(&job);
    return good;
}

static void test_damage(void **state)
{
    (void)state;
    vb_test_file file = vb_test_read("data/world/world-50m.vbw");
    vb_test_holds("a damaged map is refused or still a map", 300, 100, survives_damage, &file);
    free(file.p);
}

static void test_memory(void **state)
{
    (void)state;
    vb_test_file file = vb_test_read("data/world/world-50m.vbw");
    vb_code rc = VB_E_NOMEM;
    for (size_t limit = 100; rc != VB_OK; limit += limit / 8 + 500) {
        vb_arena job = {.limit = limit};
        const vb_world *w = NULL;
        rc = vb_world_load(&job, (vb_str){file.p, file.n}, &w, NULL);
        assert_true(rc == VB_OK || (rc == VB_E_NOMEM && w == NULL));
        vb_arena_free(&job);
        assert_true(limit < 12 * file.n); /* as the header promises, about ten times the file */
    }
    free(file.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_countries),       cmocka_unit_test(test_table_and_map),
        cmocka_unit_test(test_cities),          cmocka_unit_test(test_sea_and_tolerance),
        cmocka_unit_test(test_disputed),        cmocka_unit_test(test_usage),
        cmocka_unit_test(test_measured_places), cmocka_unit_test(test_made),
        cmocka_unit_test(test_refused),         cmocka_unit_test(test_pole),
        cmocka_unit_test(test_damage),          cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
