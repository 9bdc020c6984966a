/* SPDX-License-Identifier: Apache-2.0 */
#include "places/distance.h"

#include <geodesic.h>
#include <math.h>

/* WGS84: NGA.STND.0036, table 3.1. */
#define AXIS_M 6378137.0
#define FLATTENING (1 / 298.257223563)
#define AXIS_KM (AXIS_M / 1000)
#define POLAR_KM (AXIS_KM * (1 - FLATTENING))

#define RADIANS (M_PI / 180)

/* Relative slack of the quick bounds for rounding: near antipodes, where asin is steep, haversine loses some 1e-8 of
 * the angle; elsewhere next to nothing. */
#define SLACK 1e-7

bool vb_latlon_valid(vb_latlon p)
{
    return p.lat >= -90 && p.lat <= 90 && p.lon >= -180 && p.lon <= 180; /* false for NaN */
}

vb_code vb_latlon_check(vb_latlon p, const char *where, vb_error *err)
{
    if (!(p.lat >= -90 && p.lat <= 90))
        return vb_fail(err, VB_E_RANGE, where, VB_NO_OFFSET, "latitude %g is outside -90..90", p.lat);
    if (!(p.lon >= -180 && p.lon <= 180))
        return vb_fail(err, VB_E_RANGE, where, VB_NO_OFFSET, "longitude %g is outside -180..180", p.lon);
    return VB_OK;
}

static double exact_km(vb_latlon a, vb_latlon b)
{
    struct geod_geodesic earth;
    double metres;
    geod_init(&earth, AXIS_M, FLATTENING);
    geod_inverse(&earth, a.lat, a.lon, b.lat, b.lon, &metres, NULL, NULL);
    return metres / 1000;
}

vb_code vb_distance_km(vb_latlon a, vb_latlon b, double *km, vb_error *err)
{
    VB_TRY(vb_latlon_check(a, "from", err));
    VB_TRY(vb_latlon_check(b, "to", err));
    *km = exact_km(a, b);
    return VB_OK;
}

vb_distance_bounds vb_distance_quick(vb_latlon a, vb_latlon b)
{
    double lat_half = sin((b.lat - a.lat) * RADIANS / 2), lon_half = sin((b.lon - a.lon) * RADIANS / 2);
    double h = lat_half * lat_half + cos(a.lat * RADIANS) * cos(b.lat * RADIANS) * lon_half * lon_half;
    double angle = 2 * asin(sqrt(h < 1 ? h : 1));
    return (vb_distance_bounds){.low_km = POLAR_KM * POLAR_KM / AXIS_KM * angle * (1 - SLACK),
                                .high_km = AXIS_KM * AXIS_KM / POLAR_KM * angle * (1 + SLACK)};
}

static double speed(double km, int64_t seconds)
{
    if (!(km > 0))
        return 0;
    return seconds > 0 ? km / ((double)seconds / 3600) : HUGE_VAL;
}

vb_code vb_implied_speed_kmh(vb_latlon a, double a_error_km, vb_latlon b, double b_error_km, int64_t seconds,
                             double *kmh, vb_error *err)
{
    double km;
    if (!(a_error_km >= 0 && isfinite(a_error_km)))
        return vb_fail(err, VB_E_RANGE, "from.error_km", VB_NO_OFFSET, "%g is not a radius in km", a_error_km);
    if (!(b_error_km >= 0 && isfinite(b_error_km)))
        return vb_fail(err, VB_E_RANGE, "to.error_km", VB_NO_OFFSET, "%g is not a radius in km", b_error_km);
    VB_TRY(vb_distance_km(a, b, &km, err));
    *kmh = speed(km - a_error_km - b_error_km, seconds);
    return VB_OK;
}

bool vb_speed_over(vb_latlon a, double a_error_km, vb_latlon b, double b_error_km, int64_t seconds, double limit_kmh)
{
    vb_distance_bounds quick = vb_distance_quick(a, b);
    if (speed(quick.low_km - a_error_km - b_error_km, seconds) > limit_kmh)
        return true;
    if (speed(quick.high_km - a_error_km - b_error_km, seconds) <= limit_kmh)
        return false;
    return speed(exact_km(a, b) - a_error_km - b_error_km, seconds) > limit_kmh;
}

vb_code vb_geodesic_points(vb_latlon a, vb_latlon b, size_t n, vb_latlon *out, vb_error *err)
{
    struct geod_geodesic earth;
    struct geod_geodesicline line;
    if (n < 2)
        return vb_fail(err, VB_E_USAGE, "n", VB_NO_OFFSET, "a line needs at least 2 points, %zu asked for", n);
    VB_TRY(vb_latlon_check(a, "from", err));
    VB_TRY(vb_latlon_check(b, "to", err));
    geod_init(&earth, AXIS_M, FLATTENING);
    geod_inverseline(&line, &earth, a.lat, a.lon, b.lat, b.lon, GEOD_LATITUDE | GEOD_LONGITUDE | GEOD_DISTANCE_IN);
    for (size_t i = 1; i + 1 < n; i++)
        geod_position(&line, line.s13 * (double)i / (double)(n - 1), &out[i].lat, &out[i].lon, NULL);
    out[0] = a; /* the ends as given, not as recomputed */
    out[n - 1] = b;
    return VB_OK;
}

vb_code vb_geodesic_part(vb_latlon a, vb_latlon b, double fraction, vb_latlon *out, vb_error *err)
{
    struct geod_geodesic earth;
    struct geod_geodesicline line;
    vb_latlon p;
    if (!(fraction >= 0 && fraction <= 1))
        return vb_fail(err, VB_E_RANGE, "fraction", VB_NO_OFFSET, "%g is outside 0..1", fraction);
    VB_TRY(vb_latlon_check(a, "from", err));
    VB_TRY(vb_latlon_check(b, "to", err));
    geod_init(&earth, AXIS_M, FLATTENING);
    geod_inverseline(&line, &earth, a.lat, a.lon, b.lat, b.lon, GEOD_LATITUDE | GEOD_LONGITUDE | GEOD_DISTANCE_IN);
    geod_position(&line, line.s13 * fraction, &p.lat, &p.lon, NULL);
    *out = p;
    return VB_OK;
}

vb_code vb_geodesic_ahead(vb_latlon from, double bearing, double km, vb_latlon *out, vb_error *err)
{
    struct geod_geodesic earth;
    vb_latlon p;
    if (!isfinite(bearing))
        return vb_fail(err, VB_E_RANGE, "bearing", VB_NO_OFFSET, "%g is not a direction in degrees", bearing);
    if (!isfinite(km))
        return vb_fail(err, VB_E_RANGE, "km", VB_NO_OFFSET, "%g is not a distance", km);
    VB_TRY(vb_latlon_check(from, "from", err));
    geod_init(&earth, AXIS_M, FLATTENING);
    geod_direct(&earth, from.lat, from.lon, bearing, km * 1000, &p.lat, &p.lon, NULL);
    *out = p;
    return VB_OK;
}
