/* SPDX-License-Identifier: Apache-2.0 */
/* Legs, circles and outlines on the map. */
#include "map_support.h"

static path leg(const vb_map *map, double lat1, double lon1, double lat2, double lon2)
{
    vb_buf d = {0};
    assert_int_equal(vb_map_leg(map, (vb_latlon){lat1, lon1}, (vb_latlon){lat2, lon2}, &arena, &d, NULL), VB_OK);
    path p = read_path(&d);
    vb_buf_free(&d);
    return p;
}

static void test_legs(void **state)
{
    (void)state;
    vb_map map;
    assert_int_equal(vb_map_equal_earth(&map, 158, 180, -38, 66, 1120, NULL), VB_OK);
    /* Over the Pacific: one line, from dot to dot. */
    path p = leg(&map, 24.8, 120.97, 37.3, -121.9);
    vb_map_point a = vb_map_project(&map, (vb_latlon){24.8, 120.97}),
                 b = vb_map_project(&map, (vb_latlon){37.3, -121.9});
    assert_int_equal(p.lines, 1);
    assert_true(hypot(p.v[0].x - a.x, p.v[0].y - a.y) < 0.1 && hypot(p.v[p.n - 1].x - b.x, p.v[p.n - 1].y - b.y) < 0.1);
    assert_true(longest_step(&p) < 30);
    /* It runs through the geodesic's middle. */
    vb_latlon middle;
    assert_int_equal(vb_geodesic_part((vb_latlon){24.8, 120.97}, (vb_latlon){37.3, -121.9}, 0.5, &middle, NULL), VB_OK);
    assert_true(off_path(&p, vb_map_project(&map, middle)) < 0.3);
    path_free(&p);
    /* Over the Atlantic the map is cut open: two lines, each to the edge, none across. */
    p = leg(&map, 40.7, -74, 50.1, 8.68);
    assert_int_equal(p.lines, 2);
    assert_true(longest_step(&p) < 30);
    path_free(&p);
    /* On a map around Europe one again. */
    assert_int_equal(vb_map_equal_earth(&map, 0, 180, -60, 75, 1120, NULL), VB_OK);
    p = leg(&map, 40.7, -74, 50.1, 8.68);
    assert_int_equal(p.lines, 1);
    path_free(&p);
    /* Near the pole and through it. */
    assert_int_equal(vb_map_equal_earth(&map, 0, 180, -90, 90, 1120, NULL), VB_OK);
    p = leg(&map, 60, -30, 60, 150);
    assert_true(p.n > 10);
    inside_frame(&p, &map);
    path_free(&p);
    /* Outside an inset: nothing; and the buffer keeps what it had. */
    vb_buf d = {0};
    assert_int_equal(vb_map_mercator(&map, 103.4, 1.1, 104.3, 1.7, 300, NULL), VB_OK);
    assert_int_equal(vb_map_leg(&map, (vb_latlon){50, 8}, (vb_latlon){40, -74}, &arena, &d, NULL), VB_OK);
    assert_int_equal(d.n, 0);
    assert_int_equal(vb_map_leg(&map, (vb_latlon){91, 8}, (vb_latlon){40, -74}, &arena, &d, NULL), VB_E_RANGE);
    assert_int_equal(vb_map_circle(&map, (vb_latlon){1, 103}, 20001, &arena, &d, NULL), VB_E_RANGE);
    assert_int_equal(vb_map_circle(&map, (vb_latlon){1, 103}, (double)NAN, &arena, &d, NULL), VB_E_RANGE);
    assert_int_equal(vb_map_outline(&map, &(vb_latlon){1, 999}, 1, true, &arena, &d, NULL), VB_E_RANGE);
    assert_int_equal(d.n, 0);
    vb_buf_free(&d);
}

static void test_circles(void **state)
{
    (void)state;
    vb_map map;
    vb_buf d = {0};
    const vb_latlon hong_kong = {22.3, 114.17};
    assert_int_equal(vb_map_mercator(&map, 113, 21.5, 115.5, 23.2, 600, NULL), VB_OK);
    assert_int_equal(vb_map_circle(&map, hong_kong, 63, &arena, &d, NULL), VB_OK);
    path p = read_path(&d);
    vb_map_point c = vb_map_project(&map, hong_kong);
    double px = 63 * vb_map_px_per_km(&map, 22.3);
    assert_true(p.n > 16 && p.lines == 1);
    for (size_t i = 0; i < p.n;
         i++) /* Mercator keeps small circles round, to the sphere's 0.7 % and the scale's change */
        assert_true(fabs(hypot(p.v[i].x - c.x, p.v[i].y - c.y) / px - 1) < 0.012);
    path_free(&p);
    vb_buf_free(&d);
    /* Over the seam and round a pole: cut, never across. */
    assert_int_equal(vb_map_equal_earth(&map, 158, 180, -90, 90, 1120, NULL), VB_OK);
    static const struct {
        double lat, lon, km;
        size_t least;
    } rows[] = {{64, -21, 1200, 2}, {85, 40, 1500, 1}, {0, -22, 9000, 2}};
    for (size_t i = 0; i < 3; i++) {
        vb_buf e = {0};
        assert_int_equal(vb_map_circle(&map, (vb_latlon){rows[i].lat, rows[i].lon}, rows[i].km, &arena, &e, NULL),
                         VB_OK);
        p = read_path(&e);
        assert_true(p.lines >= rows[i].least && p.closed == 0);
        assert_true(longest_step(&p) < 120);
        inside_frame(&p, &map);
        path_free(&p);
        vb_buf_free(&e);
    }
}

static void test_outlines(void **state)
{
    (void)state;
    vb_map map, inset;
    vb_buf d = {0}, e = {0}, f = {0};
    /* A box of 20 x 20 degrees over the seam of the map keeps its area: R^2 dlon (sin 30 - sin 10). */
    vb_latlon box[80];
    for (size_t i = 0; i < 80; i++) {
        double t = (double)(i % 20);
        box[i] = i < 20   ? (vb_latlon){10 + t, -32}
                 : i < 40 ? (vb_latlon){30, -32 + t}
                 : i < 60 ? (vb_latlon){30 - t, -12}
                          : (vb_latlon){10, -12 - t};
    }
    assert_int_equal(vb_map_equal_earth(&map, 158, 180, -90, 90, 4000, NULL), VB_OK);
    assert_int_equal(vb_map_outline(&map, box, 80, true, &arena, &d, NULL), VB_OK);
    path p = read_path(&d);
    assert_int_equal(p.lines, 2);
    assert_true(fabs(path_area(&p) / (map.scale * map.scale) / (20 * M_PI / 180 * (0.5 - sin(10 * M_PI / 180))) - 1) <
                0.002);
    path_free(&p);
    /* All north of 60 N: a cap of area 2 pi (1 - sin 60). */
    vb_latlon cap[36];
    for (size_t i = 0; i < 36; i++)
        cap[i] = (vb_latlon){60, i < 18 ? 10.0 * (double)i : 10.0 * (double)i - 360};
    assert_int_equal(vb_map_outline(&map, cap, 36, true, &arena, &e, NULL), VB_OK);
    p = read_path(&e);
    assert_true(fabs(path_area(&p) / (map.scale * map.scale) / (2 * M_PI * (1 - sqrt(3) / 2)) - 1) < 0.002);
    path_free(&p);
    /* The frame of an inset encloses its middle. */
    assert_int_equal(vb_map_mercator(&inset, 97, -2, 127, 33, 500, NULL), VB_OK);
    assert_int_equal(vb_map_frame(&map, &inset, &arena, &f, NULL), VB_OK);
    p = read_path(&f);
    assert_int_equal(p.lines, 1);
    vb_map_point corner = vb_map_project(&map, (vb_latlon){-2, 97});
    assert_true(off_path(&p, corner) < 0.1);
    path_free(&p);
    vb_buf_free(&d);
    vb_buf_free(&e);
    vb_buf_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_legs),
        cmocka_unit_test(test_circles),
        cmocka_unit_test(test_outlines),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
