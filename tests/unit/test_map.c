/* SPDX-License-Identifier: Apache-2.0 */
/* Projection and land; lines are in test_map_lines.c. */
#include "map_support.h"

#include <locale.h>

/* ---- projection */

#define SPHERE_M 6371000.0

/* proj -f %.4f +proj=eqearth +R=6371000 (PROJ 9.1.1; lon lat in, metres out) */
static const struct {
    double lon, lat, x, y;
} equal_earth[] = {
    {0, 0, 0.0, 0.0},
    {180, 0, 17243939.6261, 0.0},
    {0, 90, 0.0, 8392918.1386},
    {10, 20, 930275.0031, 2553657.4611},
    {103.8, 1.35, 9942686.6780, 174228.3144},
    {-120.5, 66, -8174238.2127, 7414093.9350},
    {22, -38, 1890824.1316, -4710176.7764},
    {-179.5, -89, -10192535.345, -8391017.571},
};
/* proj -f %.3f +proj=eqearth +R=6371000 +lon_0=158 */
static const struct {
    double lon, lat, x, y;
} turned[] = {
    {114.1, 22.3, -4054522.006, 2839749.842},
    {0, 66, -10718088.279, 7414093.935},
    {-22, -38, -15470379.259, -4710176.776},
};
/* proj -f %.3f +proj=merc +R=6371000 */
static const struct {
    double lon, lat, x, y;
} mercator[] = {
    {114.1, 22.3, 12687341.130, 2544731.443},
    {103.8, 1.35, 11542033.386, 150127.042},
    {151.2, -33.9, 16812672.909, -4010889.232},
};

/* Projected metres relative to the frame's corner, scaled to its px. */
static void same_place(const vb_map *map, double lon, double lat, double x, double y)
{
    vb_map_point p = vb_map_project(map, (vb_latlon){lat, lon});
    double px = map->scale / SPHERE_M;
    /* 1 mm on the earth where PROJ printed so many digits, else 1 m */
    if (fabs(p.x - (x * px - map->left)) > 0.0006 * px + 1e-9 || fabs(p.y - (map->top - y * px)) > 0.0006 * px + 1e-9)
        fail_msg("%g %g: drawn at %.9f %.9f, %.9f %.9f expected", lon, lat, p.x, p.y, x * px - map->left,
                 map->top - y * px);
}

static void test_projection(void **state)
{
    (void)state;
    vb_map map;
    assert_int_equal(vb_map_equal_earth(&map, 0, 180, -90, 90, 1000, NULL), VB_OK);
    /* width / height of the whole graticule, 2.05 (Savric et al., table 1 gives 2.05458) */
    assert_true(fabs(map.width / map.height - 17243939.6261 / 8392918.1386) < 1e-9);
    for (size_t i = 0; i < sizeof equal_earth / sizeof *equal_earth; i++)
        if (equal_earth[i].lon < 180)
            same_place(&map, equal_earth[i].lon, equal_earth[i].lat, equal_earth[i].x, equal_earth[i].y);
    vb_map_point east = vb_map_project(&map, (vb_latlon){0, 179.9999999});
    assert_true(fabs(east.x - 1000) < 1e-5);

    /* The frame of the look: 1120 px, 66 N to 38 S, turned to 158 E, is 394 px high. */
    assert_int_equal(vb_map_equal_earth(&map, 158, 180, -38, 66, 1120, NULL), VB_OK);
    assert_int_equal((int)lround(map.height), 394);
    for (size_t i = 0; i < sizeof turned / sizeof *turned; i++)
        if (turned[i].lon > -22)
            same_place(&map, turned[i].lon, turned[i].lat, turned[i].x, turned[i].y);
    vb_map_point edge = vb_map_project(&map, (vb_latlon){-38, -22.0000001});
    double px = map.scale / SPHERE_M;
    assert_true(fabs(edge.x - (15470379.259 * px - map.left)) < 1e-4); /* 22 W is the edge on both sides */

    assert_int_equal(vb_map_mercator(&map, 97, -40, 160, 33, 500, NULL), VB_OK);
    for (size_t i = 0; i < sizeof mercator / sizeof *mercator; i++) {
        vb_map_point p = vb_map_project(&map, (vb_latlon){mercator[i].lat, mercator[i].lon});
        double centre_x = map.centre * M_PI / 180 * SPHERE_M;
        px = map.scale / SPHERE_M;
        assert_true(fabs(p.x - ((mercator[i].x - centre_x) * px - map.left)) < 1e-6);
        assert_true(fabs(p.y - (map.top - mercator[i].y * px)) < 1e-6);
    }
    vb_map_point corner = vb_map_project(&map, (vb_latlon){33, 97});
    assert_true(fabs(corner.x) < 1e-9 && fabs(corner.y) < 1e-9);
    assert_true(vb_map_shows(&map, (vb_latlon){1.35, 103.8}));
    assert_false(vb_map_shows(&map, (vb_latlon){1.35, -76}));

    /* A frame over the antimeridian: 175 E to 176 W is 9 degrees. */
    assert_int_equal(vb_map_mercator(&map, 175, -20, -176, -14, 400, NULL), VB_OK);
    assert_true(fabs(vb_map_project(&map, (vb_latlon){-17, -176}).x - 400) < 1e-9);
    assert_true(fabs(vb_map_project(&map, (vb_latlon){-17, 179.5}).x - 200) < 1e-9);
    /* 100 km on the parallel of 17 S on the mean sphere: 100 / (111.195 cos 17) degrees */
    double degrees = 100 / (111.19493 * cos(17 * M_PI / 180));
    assert_true(fabs(vb_map_px_per_km(&map, -17) * 100 - degrees / 9 * 400) < 1e-3);
}

static void test_bad_frames(void **state)
{
    (void)state;
    vb_map map = {.width = -7};
    vb_error err;
    static const double ee[][5] = {{181, 180, -38, 66, 1120}, {0, 181, -38, 66, 1120},       {0, 0, -38, 66, 1120},
                                   {0, 180, 66, -38, 1120},   {0, 180, -91, 66, 1120},       {0, 180, -38, 66, 0},
                                   {0, 180, -38, 66, 1e9},    {(double)NAN, 180, -38, 66, 1}};
    static const double box[][5] = {{-181, 0, 10, 10, 100},      {0, 10, 10, 0, 100},          {0, -86, 10, 0, 100},
                                    {0, 0, 10, 10, (double)NAN}, {0, 0, (double)NAN, 10, 100}, {0, 10, 10, 10, 100}};
    for (size_t i = 0; i < sizeof ee / sizeof *ee; i++)
        assert_int_equal(vb_map_equal_earth(&map, ee[i][0], ee[i][1], ee[i][2], ee[i][3], ee[i][4], &err), VB_E_RANGE);
    for (size_t i = 0; i < sizeof box / sizeof *box; i++)
        assert_int_equal(vb_map_mercator(&map, box[i][0], box[i][1], box[i][2], box[i][3], box[i][4], &err),
                         VB_E_RANGE);
    assert_true(map.width < -6);
}

/* ---- land */

static vb_sheet *sheet_of(const vb_map *map, double tolerance, double least, const vb_country *keep, size_t n_keep)
{
    vb_sheet *out = NULL;
    vb_error err;
    vb_sheet_options options = {tolerance, least, keep, n_keep};
    if (vb_sheet_make(&arena, world, map, &options, &out, &err) != VB_OK)
        fail_msg("%s", err.message);
    return out;
}

static path land(vb_sheet *sheet, const vb_country *set, size_t n, bool all_but)
{
    vb_buf d = {0};
    assert_int_equal(vb_sheet_land(sheet, set, n, all_but, &d, NULL), VB_OK);
    path out = read_path(&d);
    vb_buf_free(&d);
    return out;
}

/* Equal Earth is equal-area, so px^2 are km^2. Land and water area as published by the UN (Demographic Yearbook 2019,
 * table 3); Antarctica: 14.2 million km^2 with ice shelves (British Antarctic Survey, Bedmap2: 13.92 grounded and
 * shelves). */
static const struct {
    const char *code;
    double km2, within;
} areas[] = {
    {"AU", 7692060, 0.01}, {"BR", 8515767, 0.01},  {"MG", 587041, 0.02}, {"MN", 1564116, 0.01}, {"FR", 551500, 0.02},
    {"TW", 36197, 0.04},   {"ZA", 1221037, 0.01},  {"LS", 30355, 0.03},  {"IS", 103000, 0.03},  {"RU", 17098246, 0.02},
    {"US", 9525067, 0.02}, {"AQ", 14000000, 0.15}, {"FJ", 18272, 0.08},
};

static void test_areas(void **state)
{
    (void)state;
    /* Different seams, some through countries: 158 is the look's, 22 W on the other side; 0 cuts Russia and Fiji; -90
     * cuts China and India; 133 cuts Brazil; 25 W cuts Australia's other side of the earth. */
    static const double centres[] = {158, 0, -90, 133, -25, 180, -180, 47.3};
    for (size_t c = 0; c < sizeof centres / sizeof *centres; c++) {
        vb_map map;
        assert_int_equal(vb_map_equal_earth(&map, centres[c], 180, -90, 90, 8000, NULL), VB_OK);
        vb_sheet *sheet = sheet_of(&map, 0, 0, NULL, 0);
        double km2_per_px2 = 6371.0072 * 6371.0072 / (map.scale * map.scale); /* sphere of the earth's area */
        for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
            vb_country code = VB_COUNTRY(areas[i].code);
            path p = land(sheet, &code, 1, false);
            double km2 = path_area(&p) * km2_per_px2;
            inside_frame(&p, &map);
            if (fabs(km2 / areas[i].km2 - 1) > areas[i].within)
                fail_msg("%s around %g: %.0f km2, %.0f expected", areas[i].code, centres[c], km2, areas[i].km2);
            path_free(&p);
        }
    }
}

/* One area of all countries, and one country after the other, cover the same; and two halves add up. */
static void test_merging(void **state)
{
    (void)state;
    vb_map map;
    assert_int_equal(vb_map_equal_earth(&map, 158, 180, -90, 90, 4000, NULL), VB_OK);
    vb_sheet *sheet = sheet_of(&map, 0.8, 0, NULL, 0);
    path all = land(sheet, NULL, 0, true), none = land(sheet, NULL, 0, false);
    double sum = 0, whole = path_area(&all);
    size_t points = 0;
    assert_int_equal(none.n, 0);
    path_free(&none);
    for (size_t i = 0; i < vb_world_count(world); i++) {
        vb_country code = vb_world_code(world, i);
        path p = land(sheet, &code, 1, false);
        sum += path_area(&p);
        points += p.n;
        path_free(&p);
    }
    assert_true(fabs(sum / whole - 1) < 0.0005); /* rounding to 0.1 px */
    assert_true(all.n < points);                 /* the borders are gone */
    static const vb_country some[] = {VB_COUNTRY_OF('C', 'N'), VB_COUNTRY_OF('V', 'N'), VB_COUNTRY_OF('L', 'A'),
                                      VB_COUNTRY_OF('L', 'S'), VB_COUNTRY_OF('I', 'T'), VB_COUNTRY_OF('V', 'A')};
    path in = land(sheet, some, 6, false), out = land(sheet, some, 6, true);
    assert_true(fabs((path_area(&in) + path_area(&out)) / whole - 1) < 0.0005);
    /* China, Vietnam and Laos are one piece: from one to the other no border is left inside. */
    static const vb_country asia[] = {VB_COUNTRY_OF('M', 'N'), VB_COUNTRY_OF('C', 'N')};
    path china_mongolia = land(sheet, asia, 2, false), china = land(sheet, asia + 1, 1, false),
         mongolia = land(sheet, asia, 1, false);
    assert_int_equal(mongolia.lines, 1);
    assert_int_equal(china_mongolia.lines, china.lines); /* Mongolia added no piece of its own */
    path *every[] = {&all, &in, &out, &china_mongolia, &china, &mongolia};
    for (size_t i = 0; i < sizeof every / sizeof *every; i++) {
        assert_int_equal(every[i]->closed, every[i]->lines);
        inside_frame(every[i], &map);
        path_free(every[i]);
    }
}

/* The look's world map: no line runs across the map where it is cut open, and it is as small as the look asks. */
static void test_world_map(void **state)
{
    (void)state;
    static const vb_country ours[] = {VB_COUNTRY_OF('C', 'N'), VB_COUNTRY_OF('T', 'W'), VB_COUNTRY_OF('U', 'S'),
                                      VB_COUNTRY_OF('H', 'K'), VB_COUNTRY_OF('S', 'G'), VB_COUNTRY_OF('V', 'N')};
    static const double centres[] = {158, 10, -100};
    for (size_t c = 0; c < sizeof centres / sizeof *centres; c++) {
        vb_map map;
        vb_buf d[4] = {{0}};
        assert_int_equal(vb_map_equal_earth(&map, centres[c], 180, -38, 66, 1120, NULL), VB_OK);
        vb_sheet *sheet = sheet_of(&map, 0.8, 0.9, ours, 6);
        assert_int_equal(vb_sheet_land(sheet, ours, 6, true, &d[0], NULL), VB_OK);
        assert_int_equal(vb_sheet_land(sheet, ours, 6, false, &d[1], NULL), VB_OK);
        assert_int_equal(vb_sheet_borders(sheet, false, &d[2], NULL), VB_OK);
        assert_int_equal(vb_sheet_borders(sheet, true, &d[3], NULL), VB_OK);
        size_t bytes = 0;
        for (size_t i = 0; i < 4; i++) {
            path p = read_path(&d[i]);
            assert_true(p.n > 0);
            inside_frame(&p, &map);
            /* Eurasia and America are cut straight at 66 N, along the frame: only there a step may be long. */
            for (size_t k = 1; k < p.n; k++)
                if (!p.starts[k] && fabs(p.v[k].y - p.v[k - 1].y) > 0.05 && p.v[k].y > 0)
                    assert_true(hypot(p.v[k].x - p.v[k - 1].x, p.v[k].y - p.v[k - 1].y) < 90);
            /* a border is no ring; the longest straight one is 49 N, 27.5 degrees: 77 px */
            assert_true(i < 2 ? p.closed == p.lines : p.closed == 0 && longest_step(&p) < 90);
            bytes += d[i].n;
            path_free(&p);
            vb_buf_free(&d[i]);
        }
        assert_true(bytes > 20000 && bytes < 190000);
    }
}

/* No point of the unsimplified outline is farther than the tolerance from the simplified one (0.15 px: both rounded).
 */
static void test_tolerance(void **state)
{
    (void)state;
    static const char *const codes[] = {"MN", "BO", "TD", "CH", "PY", "ET"};
    static const double tolerances[] = {0.3, 0.8, 3};
    vb_map map;
    assert_int_equal(vb_map_equal_earth(&map, 20, 180, -90, 90, 3000, NULL), VB_OK);
    vb_sheet *full = sheet_of(&map, 0, 0, NULL, 0);
    for (size_t t = 0; t < 3; t++) {
        vb_sheet *sheet = sheet_of(&map, tolerances[t], 0, NULL, 0);
        for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
            vb_country code = VB_COUNTRY(codes[i]);
            path a = land(full, &code, 1, false), b = land(sheet, &code, 1, false);
            assert_true(b.n < a.n);
            for (size_t k = 0; k < a.n; k++)
                if (off_path(&b, a.v[k]) > tolerances[t] + 0.15)
                    fail_msg("%s: %g px off at %g", codes[i], off_path(&b, a.v[k]), tolerances[t]);
            path_free(&a);
            path_free(&b);
        }
    }
}

/* A kept country is drawn however small the map; others of that size are not. */
static void test_keep(void **state)
{
    (void)state;
    vb_map map;
    size_t dropped = 0;
    vb_country all[300];
    assert_true(vb_world_count(world) <= 300);
    for (size_t i = 0; i < vb_world_count(world); i++)
        all[i] = vb_world_code(world, i);
    assert_int_equal(vb_map_equal_earth(&map, 158, 180, -90, 90, 300, NULL), VB_OK);
    vb_sheet *kept = sheet_of(&map, 0.8, 0.9, all, vb_world_count(world)), *bare = sheet_of(&map, 0.8, 0.9, NULL, 0);
    for (size_t i = 0; i < vb_world_count(world); i++) {
        path a = land(kept, &all[i], 1, false), b = land(bare, &all[i], 1, false);
        assert_true(a.n >= 3 && a.closed >= 1);
        dropped += b.n == 0;
        path_free(&a);
        path_free(&b);
    }
    assert_true(dropped > 80);
    /* An inset shows nothing of what lies elsewhere, kept or not. */
    vb_country us = VB_COUNTRY("US");
    assert_int_equal(vb_map_mercator(&map, 97, -2, 127, 33, 500, NULL), VB_OK);
    path far = land(sheet_of(&map, 0.8, 0.9, all, vb_world_count(world)), &us, 1, false);
    assert_int_equal(far.n, 0);
    path_free(&far);
}

/* Singapore and Hong Kong in an inset lie where they are: their points for drawing are inside their paths. */
static void test_inset(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        double lat, lon, west, south, east, north;
    } rows[] = {
        {"SG", 1.36, 103.82, 103.4, 1.1, 104.3, 1.7},
        {"HK", 22.45, 114.16, 113.2, 21.9, 114.8, 23},
        {"FJ", -17.83, 177.99, 175, -20, -176, -14},
        {"CN", 22.9, 114.4, 113.2, 21.9, 114.8, 23},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vb_map map;
        vb_country code = VB_COUNTRY(rows[i].code);
        assert_int_equal(vb_map_mercator(&map, rows[i].west, rows[i].south, rows[i].east, rows[i].north, 470, NULL),
                         VB_OK);
        path p = land(sheet_of(&map, 0.8, 0.9, &code, 1), &code, 1, false);
        vb_map_point q = vb_map_project(&map, (vb_latlon){rows[i].lat, rows[i].lon});
        bool inside = false;
        for (size_t k = 0, first = 0; k < p.n; k++) {
            if (p.starts[k])
                first = k;
            vb_map_point a = p.v[k], b = p.v[k + 1 < p.n && !p.starts[k + 1] ? k + 1 : first];
            if ((a.y > q.y) != (b.y > q.y) && q.x < (b.x - a.x) * (q.y - a.y) / (b.y - a.y) + a.x)
                inside = !inside;
        }
        assert_true(inside);
        inside_frame(&p, &map);
        path_free(&p);
    }
}

/* Same bytes on every call and under every locale; memory that runs out is an error and no path. */
static void test_bytes_and_memory(void **state)
{
    (void)state;
    vb_map map;
    vb_buf a = {0}, b = {0}, small = {.limit = 1000};
    assert_int_equal(vb_map_equal_earth(&map, 158, 180, -38, 66, 1120, NULL), VB_OK);
    assert_int_equal(vb_sheet_land(sheet_of(&map, 0.8, 0.9, NULL, 0), NULL, 0, true, &a, NULL), VB_OK);
    (void)setlocale(LC_ALL, "de_DE.UTF-8"); /* has a decimal comma, where it is installed */
    assert_int_equal(vb_sheet_land(sheet_of(&map, 0.8, 0.9, NULL, 0), NULL, 0, true, &b, NULL), VB_OK);
    (void)setlocale(LC_ALL, "C");
    assert_true(vb_str_eq(vb_buf_str(&a), vb_buf_str(&b)));
    assert_int_equal(vb_sheet_land(sheet_of(&map, 0.8, 0.9, NULL, 0), NULL, 0, true, &small, NULL), VB_E_NOMEM);
    vb_buf_free(&a);
    vb_buf_free(&b);
    vb_buf_free(&small);
    vb_code rc = VB_E_NOMEM;
    for (size_t limit = 1000; rc != VB_OK; limit += limit / 4) {
        vb_arena job = {.limit = limit};
        vb_sheet *sheet = NULL;
        vb_buf d = {0};
        vb_sheet_options options = {0.8, 0.9, NULL, 0};
        rc = vb_sheet_make(&job, world, &map, &options, &sheet, NULL);
        assert_true(rc == VB_OK || (rc == VB_E_NOMEM && sheet == NULL));
        if (rc == VB_OK)
            rc = vb_sheet_land(sheet, NULL, 0, true, &d, NULL);
        assert_true(rc == VB_OK || (rc == VB_E_NOMEM && d.n == 0));
        if (rc == VB_OK) {
            rc = vb_sheet_borders(sheet, false, &d, NULL);
            assert_true(rc == VB_OK || rc == VB_E_NOMEM);
        }
        vb_buf_free(&d);
        vb_arena_free(&job);
        assert_true(limit < 100000000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_projection), cmocka_unit_test(test_bad_frames), cmocka_unit_test(test_areas),
        cmocka_unit_test(test_merging),    cmocka_unit_test(test_world_map),  cmocka_unit_test(test_tolerance),
        cmocka_unit_test(test_keep),       cmocka_unit_test(test_inset),      cmocka_unit_test(test_bytes_and_memory),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
