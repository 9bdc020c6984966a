/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_PLACES_DISTANCE_H
#define VB_PLACES_DISTANCE_H
/* Distances and shortest lines on the WGS84 ellipsoid, by PROJ's geodesic.h (C. F. F. Karney, "Algorithms for
 * geodesics", J. Geodesy 87, 43-55, 2013). Degrees in, kilometres out. */
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct vb_latlon { /* degrees: lat -90..90 north, lon -180..180 east */
    double lat, lon;
} vb_latlon;

/* Both numbers finite and in range. */
bool vb_latlon_valid(vb_latlon p);
/* The same as an error VB_E_RANGE that names the number; `where` is the field path for the message. */
VB_MUST_USE vb_code vb_latlon_check(vb_latlon p, const char *where, vb_error *err);

/* Length of the geodesic. Errors: VB_E_RANGE. */
VB_MUST_USE vb_code vb_distance_km(vb_latlon a, vb_latlon b, double *km, vb_error *err);

/* Two-sided bound without the geodesic problem, some twenty times faster: low <= distance <= high, with high / low =
 * 1.0102 everywhere. Proof: on the ellipsoid ds^2 = M^2 dlat^2 + N^2 cos^2(lat) dlon^2, and both radii of curvature
 * lie between M(0) = b^2/a = 6335.44 km and M(90) = a^2/b = 6399.59 km; so each length lies between those radii times
 * the central angle that the same two latitudes and longitudes have on a sphere. Needs valid points. */
typedef struct vb_distance_bounds {
    double low_km, high_km;
} vb_distance_bounds;
vb_distance_bounds vb_distance_quick(vb_latlon a, vb_latlon b);

/* The least mean speed that brings something from a to b: each place may be wrong by its error, and the journey took
 * at most `seconds`. 0 where the errors meet; INFINITY for a real distance in no (or negative) time.
 * Errors: VB_E_RANGE for a place, or an error radius that is negative or not finite. */
VB_MUST_USE vb_code vb_implied_speed_kmh(vb_latlon a, double a_error_km, vb_latlon b, double b_error_km,
                                         int64_t seconds, double *kmh, vb_error *err);
/* Is that speed certainly above `limit_kmh`? Same answer as comparing vb_implied_speed_kmh, but solves the geodesic
 * only where the quick bounds cannot decide. Needs valid points, errors >= 0 and a limit >= 0. */
bool vb_speed_over(vb_latlon a, double a_error_km, vb_latlon b, double b_error_km, int64_t seconds, double limit_kmh);

/* n >= 2 points of the geodesic from a to b, evenly spaced, both ends included; longitudes come back in -180..180.
 * Errors: VB_E_RANGE, VB_E_USAGE. */
VB_MUST_USE vb_code vb_geodesic_points(vb_latlon a, vb_latlon b, size_t n, vb_latlon *out, vb_error *err);
/* The point at `fraction` (0..1) of the way. */
VB_MUST_USE vb_code vb_geodesic_part(vb_latlon a, vb_latlon b, double fraction, vb_latlon *out, vb_error *err);
/* The point `km` from `from` in the direction `bearing` (degrees from north, eastwards). */
VB_MUST_USE vb_code vb_geodesic_ahead(vb_latlon from, double bearing, double km, vb_latlon *out, vb_error *err);
#endif
