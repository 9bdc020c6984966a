/* SPDX-License-Identifier: Apache-2.0 */
#include "places/world_priv.h"

#include <math.h>

#define RADIANS (M_PI / 180)
#define MAX_TOLERANCE_KM 500.0
/* Kilometres in a degree of latitude, at least (at the equator 110.57, at the poles 111.69). */
#define KM_PER_DEGREE 110.5

/* How a place lies to a polygon: inside, and the border point nearest to it. */
typedef struct nearness {
    bool inside;
    double plane; /* squared distance in the plane around the place, degrees of latitude; HUGE_VAL = none looked at */
    vb_latlon point;
} nearness;

static bool near_box(const world_polygon *polygon, vb_latlon at, double margin_lat, double margin_lon)
{
    if (at.lat < polygon->south - margin_lat || at.lat > polygon->north + margin_lat)
        return false;
    if (polygon->east - polygon->west + 2 * margin_lon >= 360)
        return true;
    double lon = at.lon - (polygon->west - margin_lon);
    lon -= 360 * floor(lon / 360);
    return lon <= polygon->east - polygon->west + 2 * margin_lon;
}

/* One border line, its ends given relative to the place: degrees east (x) and degrees of absolute latitude. */
static void look_at(nearness *out, vb_latlon at, double x1, double lat1, double x2, double lat2, double scale)
{
    if (fabs(x1 - x2) >= 180)
        return; /* passes on the far side of the earth */
    /* From the place north to the pole, which is sea: an odd number of borders in between means inside. */
    if ((x1 < 0) != (x2 < 0) && lat1 + (lat2 - lat1) * x1 / (x1 - x2) > at.lat)
        out->inside = !out->inside;
    double ax = x1 * scale, ay = lat1 - at.lat, dx = (x2 - x1) * scale, dy = lat2 - lat1;
    double length = dx * dx + dy * dy, t = length > 0 ? -(ax * dx + ay * dy) / length : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double nx = ax + t * dx, ny = ay + t * dy;
    if (nx * nx + ny * ny < out->plane) {
        double lon = at.lon + x1 + t * (x2 - x1);
        out->plane = nx * nx + ny * ny;
        out->point = (vb_latlon){.lat = lat1 + t * dy, .lon = lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon};
    }
}

static nearness look(const vb_world *w, const world_polygon *polygon, vb_latlon at)
{
    nearness out = {.plane = HUGE_VAL, .point = at};
    double scale = fmax(cos(at.lat * RADIANS), 1e-6);
    for (uint32_t r = polygon->ring; r < polygon->ring + polygon->n_rings; r++)
        for (uint32_t i = w->rings[r].ref; i < w->rings[r].ref + w->rings[r].n_refs; i++) {
            const vb_latlon *p = w->points + w->arc_first[w->refs[i] >> 1];
            size_t n = world_arc_points(w, w->refs[i] >> 1);
            double last = world_turn(p[0].lon, at.lon);
            for (size_t k = 1; k < n; k++) {
                double x = world_turn(p[k].lon, at.lon);
                look_at(&out, at, last, p[k - 1].lat, x, p[k].lat, scale);
                last = x;
            }
        }
    return out;
}

/* Kilometres from the place to the country, 0 inside; HUGE_VAL past the tolerance. */
static double off_km(const vb_world *w, const world_country *country, vb_latlon at, double tolerance_km)
{
    double best = HUGE_VAL, margin_lat = tolerance_km / KM_PER_DEGREE + 1e-9;
    double edge = fmin(fabs(at.lat) + margin_lat, 90), narrow = cos(edge * RADIANS);
    double margin_lon = narrow > 1e-3 ? margin_lat / narrow : 180;
    for (uint32_t i = country->polygon; i < country->polygon + country->n_polygons; i++) {
        double km;
        if (!near_box(&w->polygons[i], at, margin_lat, margin_lon))
            continue;
        nearness found = look(w, &w->polygons[i], at);
        if (found.inside)
            return 0;
        if (vb_distance_km(at, found.point, &km, NULL) == VB_OK)
            best = fmin(best, km);
    }
    return best <= tolerance_km ? best : HUGE_VAL;
}

static vb_code check(vb_latlon at, double tolerance_km, vb_error *err)
{
    VB_TRY(vb_latlon_check(at, "place", err));
    if (!(tolerance_km >= 0 && tolerance_km <= MAX_TOLERANCE_KM))
        return vb_fail(err, VB_E_RANGE, "tolerance_km", VB_NO_OFFSET, "%g is outside 0..%g", tolerance_km,
                       MAX_TOLERANCE_KM);
    return VB_OK;
}

vb_code vb_world_country_at(const vb_world *world, vb_latlon at, double tolerance_km, vb_spot *out, vb_error *err)
{
    vb_spot best = {.off_km = HUGE_VAL};
    VB_TRY(check(at, tolerance_km, err));
    for (size_t i = 0; i < world->n_countries && best.off_km > 0; i++) {
        const world_country *country = &world->countries[i];
        double km = off_km(world, country, at, tolerance_km);
        if (km >= best.off_km)
            continue;
        best = (vb_spot){.country = country->code, .off_km = km, .n_claims = country->n_claims};
        memcpy(best.claims, country->claims, sizeof best.claims);
    }
    *out = best;
    return VB_OK;
}

vb_code vb_world_in_country(const vb_world *world, vb_country country, vb_latlon at, double tolerance_km, vb_fit *out,
                            vb_error *err)
{
    vb_fit fit = {.off_km = HUGE_VAL};
    const world_country *own = world_find(world, country);
    VB_TRY(check(at, tolerance_km, err));
    if (own == NULL) {
        char text[3];
        vb_country_text(country, text);
        return vb_fail(err, VB_E_NOT_FOUND, "country", VB_NO_OFFSET, "%s is not on the map", text);
    }
    fit.off_km = off_km(world, own, at, tolerance_km);
    for (size_t i = 0; i < world->n_countries && fit.off_km > 0; i++) {
        const world_country *land = &world->countries[i];
        for (size_t k = 0; k < land->n_claims; k++) {
            double km = land->claims[k] == country ? off_km(world, land, at, tolerance_km) : HUGE_VAL;
            if (km < fit.off_km) {
                fit.off_km = km;
                fit.disputed = true;
            }
        }
    }
    fit.disputed = fit.disputed || (own->n_claims > 0 && fit.off_km < HUGE_VAL);
    fit.fits = fit.off_km <= tolerance_km;
    *out = fit;
    return VB_OK;
}
