/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include "places/distance.h"

#include <math.h>

static const struct {
    const char *what;
    vb_latlon a, b;
    double km, within_km;
} known[] = {
    /* C. F. F. Karney, test set for geodesics (GeodTest.dat, doi 10.5281/zenodo.32156): WGS84, high precision. */
    {"GeodTest 9398 km", {36.530042355041, 0}, {-48.164270779097768864, 5.762344694676510456}, 9398.5020434687, 1e-8},
    {"GeodTest 11255 km",
     {62.912967770911, 0},
     {-23.186512533703375483, 68.567247430960081525},
     11254.6672007643,
     1e-8},
    {"GeodTest 6958 km", {2.881248229541, 0}, {53.997072295385487038, 44.520619105667619923}, 6958.2641576889, 1e-8},
    {"GeodTest 5565 km", {50.936172211442, 0}, {78.966384891263396303, 167.357398986746628656}, 5564.7939939781, 1e-8},
    {"GeodTest 8126 km", {28.149226945471, 0}, {32.014281405870639763, 86.678685905047216772}, 8125.8801298703, 1e-8},
    {"GeodTest 76 m", {19.707097385334, 0}, {19.707739582810257, 0.000260256428101053}, 0.0761478894, 1e-8},
    {"GeodTest, nearly antipodal",
     {41.211099672963, 0},
     {-41.567531864088980, 179.92621956183250},
     19964.1000439999,
     1e-8},
    {"GeodTest, nearly antipodal",
     {0.925973600837, 0},
     {-0.607398400683232, 179.95083146293813},
     19968.5588681118,
     1e-8},
    /* GeographicLib manual: Wellington to Salamanca. */
    {"GeographicLib manual", {-41.32, 174.81}, {40.96, -5.50}, 19959.679267, 1e-6},
    /* Geoscience Australia, GDA Technical Manual: Flinders Peak to Buninyong, 54 972.271 m (on GRS80, which differs
     * from WGS84 by 0.1 mm at the pole). */
    {"GDA manual", {-37.951033416667, 144.424867888889}, {-37.652821138889, 143.926495527778}, 54.972271, 2e-6},
    /* Length of a meridian quadrant: 10 001.965729 km (NGA.STND.0036). */
    {"quadrant", {0, 0}, {90, 0}, 10001.965729, 1e-6},
    {"no way", {22.3, 114.2}, {22.3, 114.2}, 0, 0},
    {"180 E is 180 W", {-17, 180}, {-17, -180}, 0, 1e-9},
};

static void test_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        double km = -1, back = -1;
        vb_error err;
        assert_int_equal(vb_distance_km(known[i].a, known[i].b, &km, &err), VB_OK);
        assert_int_equal(vb_distance_km(known[i].b, known[i].a, &back, &err), VB_OK);
        if (fabs(km - known[i].km) > known[i].within_km || fabs(back - known[i].km) > known[i].within_km)
            fail_msg("%s: %.10f and back %.10f, %.10f expected", known[i].what, km, back, known[i].km);
    }
}

static void test_range(void **state)
{
    (void)state;
    static const vb_latlon bad[] = {{90.0001, 0},     {-91, 0},         {0, 180.0001}, {0, -181},
                                    {(double)NAN, 0}, {0, (double)NAN}, {HUGE_VAL, 0}, {0, -HUGE_VAL}};
    const vb_latlon good = {1.35, 103.82};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double km = -1;
        vb_latlon out[3] = {{7, 7}, {7, 7}, {7, 7}};
        vb_error err;
        assert_false(vb_latlon_valid(bad[i]));
        assert_int_equal(vb_distance_km(bad[i], good, &km, &err), VB_E_RANGE);
        assert_int_equal(vb_distance_km(good, bad[i], &km, NULL), VB_E_RANGE);
        assert_int_equal(vb_implied_speed_kmh(good, 0, bad[i], 0, 60, &km, &err), VB_E_RANGE);
        assert_int_equal(vb_geodesic_points(good, bad[i], 3, out, &err), VB_E_RANGE);
        assert_int_equal(vb_geodesic_part(bad[i], good, 0.5, out, &err), VB_E_RANGE);
        assert_int_equal(vb_geodesic_ahead(bad[i], 0, 1, out, &err), VB_E_RANGE);
        assert_true(km < 0 && out[0].lat > 6.9 && out[0].lat < 7.1);
    }
    double kmh = -1;
    vb_latlon out = {7, 7};
    assert_int_equal(vb_implied_speed_kmh(good, -1, good, 0, 60, &kmh, NULL), VB_E_RANGE);
    assert_int_equal(vb_implied_speed_kmh(good, 0, good, (double)NAN, 60, &kmh, NULL), VB_E_RANGE);
    assert_int_equal(vb_geodesic_points(good, good, 1, &out, NULL), VB_E_USAGE);
    assert_int_equal(vb_geodesic_part(good, good, 1.5, &out, NULL), VB_E_RANGE);
    assert_int_equal(vb_geodesic_part(good, good, (double)NAN, &out, NULL), VB_E_RANGE);
    assert_int_equal(vb_geodesic_ahead(good, (double)NAN, 1, &out, NULL), VB_E_RANGE);
    assert_int_equal(vb_geodesic_ahead(good, 0, HUGE_VAL, &out, NULL), VB_E_RANGE);
    assert_true(kmh < 0);
}

static vb_latlon anywhere(uint64_t *random)
{
    return (vb_latlon){.lat = asin(2 * vb_test_unit(random) - 1) * 180 / M_PI, .lon = 360 * vb_test_unit(random) - 180};
}

static bool bounds_hold(uint64_t *random, size_t size, void *context)
{
    (void)context;
    vb_latlon a = anywhere(random), b = anywhere(random);
    if (size % 3 == 0) /* near each other */
        b = (vb_latlon){fmax(-90, fmin(90, a.lat + (vb_test_unit(random) - 0.5) / 100)), a.lon};
    if (size % 3 == 1) /* near the antipode */
        b = (vb_latlon){-a.lat,
                        a.lon > 0 ? a.lon - 180 + vb_test_unit(random) / 10 : a.lon + 180 - vb_test_unit(random) / 10};
    double km;
    if (vb_distance_km(a, b, &km, NULL) != VB_OK)
        return false;
    vb_distance_bounds quick = vb_distance_quick(a, b);
    if (quick.low_km <= km && km <= quick.high_km && quick.high_km <= quick.low_km * 1.0103 + 1e-6)
        return true;
    printf("%.9f %.9f to %.9f %.9f: %.9f not in %.9f..%.9f\n", a.lat, a.lon, b.lat, b.lon, km, quick.low_km,
           quick.high_km);
    return false;
}

static bool speeds_agree(uint64_t *random, size_t size, void *context)
{
    (void)context;
    vb_latlon a = anywhere(random), b = anywhere(random);
    double error_km = vb_test_unit(random) * 200, kmh;
    int64_t seconds = (int64_t)vb_test_below(random, 200000) - 100;
    if (vb_implied_speed_kmh(a, error_km, b, 1, seconds, &kmh, NULL) != VB_OK)
        return false;
    /* Limits right at the speed, where only the geodesic decides, and others. */
    double limit =
        size % 2 == 0 && kmh < 1e9 ? kmh * (1 + (vb_test_unit(random) - 0.5) / 1000) : vb_test_unit(random) * 2000;
    return vb_speed_over(a, error_km, b, 1, seconds, limit) == (kmh > limit);
}

static void test_quick(void **state)
{
    (void)state;
    vb_test_holds("quick bounds hold the distance", 20000, 1000, bounds_hold, NULL);
    vb_test_holds("the quick test agrees with the speed", 20000, 1000, speeds_agree, NULL);
}

static void test_speed(void **state)
{
    (void)state;
    const vb_latlon hsinchu = {24.8, 120.97}, san_jose = {37.3, -121.9};
    double kmh;
    /* 10505.625979 km by PROJ's program `geod`: echo 24.8 120.97 37.3 -121.9 | geod -I +ellps=WGS84 */
    assert_int_equal(vb_implied_speed_kmh(hsinchu, 0, san_jose, 0, 36000, &kmh, NULL), VB_OK);
    assert_true(fabs(kmh - 1050.5625979) < 1e-6);
    assert_int_equal(vb_implied_speed_kmh(hsinchu, 25, san_jose, 30.625979, 36000, &kmh, NULL), VB_OK);
    assert_true(fabs(kmh - 1045) < 1e-6);
    assert_int_equal(vb_implied_speed_kmh(hsinchu, 0, san_jose, 0, 0, &kmh, NULL), VB_OK);
    assert_true(isinf(kmh));
    assert_int_equal(vb_implied_speed_kmh(hsinchu, 6000, san_jose, 6000, 0, &kmh, NULL), VB_OK);
    assert_true(kmh <= 0 && kmh >= 0);
}

static bool near_place(vb_latlon p, double lat, double lon)
{
    return fabs(p.lat - lat) < 1e-6 && fabs(p.lon - lon) < 1e-6;
}

static void test_lines(void **state)
{
    (void)state;
    vb_latlon p[5];
    /* geod +ellps=WGS84 +lat_1=40.64 +lon_1=-73.78 +lat_2=51.47 +lon_2=-0.46 +n_S=4 */
    assert_int_equal(vb_geodesic_points((vb_latlon){40.64, -73.78}, (vb_latlon){51.47, -0.46}, 5, p, NULL), VB_OK);
    assert_true(near_place(p[0], 40.64, -73.78) && near_place(p[4], 51.47, -0.46));
    assert_true(near_place(p[1], 47.594888, -59.313382) && near_place(p[2], 52.236202, -41.294258) &&
                near_place(p[3], 53.648223, -20.696021));
    assert_int_equal(vb_geodesic_part((vb_latlon){40.64, -73.78}, (vb_latlon){51.47, -0.46}, 0.5, p, NULL), VB_OK);
    assert_true(near_place(p[0], 52.236202, -41.294258));
    /* GeographicLib manual: 20,000 km south-west of Perth. */
    assert_int_equal(vb_geodesic_ahead((vb_latlon){-32.06, 115.74}, 225, 20000, p, NULL), VB_OK);
    assert_true(near_place(p[0], 32.11195529, -63.95925278));
    /* Over the antimeridian: all longitudes in range. */
    assert_int_equal(vb_geodesic_points((vb_latlon){35, 140}, (vb_latlon){37, -122}, 5, p, NULL), VB_OK);
    for (size_t i = 0; i < 5; i++)
        assert_true(vb_latlon_valid(p[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known), cmocka_unit_test(test_range), cmocka_unit_test(test_quick),
        cmocka_unit_test(test_speed), cmocka_unit_test(test_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
