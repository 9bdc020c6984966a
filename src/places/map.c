/* SPDX-License-Identifier: Apache-2.0 */
#include "places/map_priv.h"

#include <math.h>

#define RADIANS (M_PI / 180)
#define MERCATOR_LIMIT 85.0
#define SPHERE_KM 6371.0088 /* mean radius of the earth, IUGG; only for scale bars */

/* Equal Earth, equations 7 to 10 of the paper: y = A1 t + A2 t^3 + A3 t^7 + A4 t^9, x = lon cos t / (M dy/dt),
 * sin t = M sin lat, M = sqrt(3) / 2. */
#define A1 1.340264
#define A2 (-0.081106)
#define A3 0.000893
#define A4 0.003796
#define M_HALF_ROOT3 0.86602540378443864676

static vb_map_point unit_plane(vb_projection projection, double lambda, double lat)
{
    double phi = lat * RADIANS;
    if (projection == VB_MERCATOR)
        return (vb_map_point){lambda, asinh(tan(fmin(fmax(lat, -MERCATOR_LIMIT), MERCATOR_LIMIT) * RADIANS))};
    double t = asin(M_HALF_ROOT3 * sin(phi)), t2 = t * t, t6 = t2 * t2 * t2;
    double slope = A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2);
    return (vb_map_point){lambda * cos(t) / (M_HALF_ROOT3 * slope), t * (A1 + A2 * t2 + t6 * (A3 + A4 * t2))};
}

vb_map_point vb_map_plane(const vb_map *map, double lon, double lat)
{
    vb_map_point p = unit_plane(map->projection, (lon - map->centre) * RADIANS, lat);
    return (vb_map_point){p.x * map->scale - map->left, map->top - p.y * map->scale};
}

static vb_code frame(vb_map *map, vb_map m, double half_width, double width_px, vb_error *err)
{
    if (!(m.south < m.north))
        return vb_fail(err, VB_E_RANGE, "map", VB_NO_OFFSET, "south %g is not below north %g", m.south, m.north);
    if (!(width_px >= 1 && width_px <= 100000))
        return vb_fail(err, VB_E_RANGE, "map.width", VB_NO_OFFSET, "%g px is outside 1..100000", width_px);
    double half = unit_plane(m.projection, half_width * RADIANS, 0).x;
    double upper = unit_plane(m.projection, 0, m.north).y, lower = unit_plane(m.projection, 0, m.south).y;
    m.scale = width_px / (2 * half);
    m.left = -half * m.scale;
    m.top = upper * m.scale;
    m.width = width_px;
    m.height = (upper - lower) * m.scale;
    *map = m;
    return VB_OK;
}

vb_code vb_map_equal_earth(vb_map *map, double centre, double half_width, double south, double north, double width_px,
                           vb_error *err)
{
    if (!(centre >= -180 && centre <= 180))
        return vb_fail(err, VB_E_RANGE, "map.centre", VB_NO_OFFSET, "%g is outside -180..180", centre);
    if (!(half_width >= 1 && half_width <= 180))
        return vb_fail(err, VB_E_RANGE, "map.half_width", VB_NO_OFFSET, "%g is outside 1..180", half_width);
    if (!(south >= -90 && north <= 90))
        return vb_fail(err, VB_E_RANGE, "map", VB_NO_OFFSET, "latitudes %g..%g are outside -90..90", south, north);
    /* Parallels get shorter towards the poles, so away from the equator the frame shows more than half_width. */
    vb_map m = {.projection = VB_EQUAL_EARTH,
                .centre = centre,
                .west = centre - 180,
                .east = centre + 180,
                .south = south,
                .north = north};
    return frame(map, m, half_width, width_px, err);
}

vb_code vb_map_mercator(vb_map *map, double west, double south, double east, double north, double width_px,
                        vb_error *err)
{
    if (!(west >= -180 && west <= 180 && east >= -180 && east <= 180))
        return vb_fail(err, VB_E_RANGE, "map", VB_NO_OFFSET, "longitudes %g..%g are outside -180..180", west, east);
    if (!(south >= -MERCATOR_LIMIT && north <= MERCATOR_LIMIT))
        return vb_fail(err, VB_E_RANGE, "map", VB_NO_OFFSET, "latitudes %g..%g are outside -85..85", south, north);
    double half = (east > west ? east - west : east + 360 - west) / 2;
    if (!(half >= 1e-4 && half <= 180))
        return vb_fail(err, VB_E_RANGE, "map", VB_NO_OFFSET, "%g..%g is no box", west, east);
    vb_map m = {.projection = VB_MERCATOR,
                .centre = west + half,
                .west = west,
                .east = west + 2 * half,
                .south = south,
                .north = north};
    return frame(map, m, half, width_px, err);
}

vb_map_point vb_map_project(const vb_map *map, vb_latlon at)
{
    double turned = at.lon - map->centre;
    turned -= 360 * floor((turned + 180) / 360);
    return vb_map_plane(map, map->centre + turned, at.lat);
}

bool vb_map_shows(const vb_map *map, vb_latlon at)
{
    vb_map_point p = vb_map_project(map, at);
    return p.x >= 0 && p.x <= map->width && p.y >= 0 && p.y <= map->height;
}

double vb_map_px_per_km(const vb_map *map, double lat)
{
    double parallel = unit_plane(map->projection, 1, lat).x * map->scale; /* px for one radian of longitude */
    return parallel / (SPHERE_KM * fmax(cos(lat * RADIANS), 1e-9));
}

/* ---- from longitudes without jumps to the frame */

/* Point k of a ring that goes once round the earth, counted eastwards. */
static vb_map_point eastward(const vb_map_point *p, size_t last, size_t k)
{
    return p[last].x > p[0].x ? p[k] : p[last - k];
}

/* Makes such a ring a plain one: once round from a seam of the map to the next, and back along the pole. */
static void round_pole(const vb_lines *in, const vb_line *line, double seam, vb_lines *out)
{
    const vb_map_point *p = in->points.v + line->first;
    size_t n = line->n - 1, start = 0; /* the last point repeats the first, a turn away */
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += p[i].y;
    double pole = sum < 0 ? -90 : 90;
    double cut = seam + 360 * ceil((eastward(p, n, 0).x - seam) / 360);
    while (start < n && eastward(p, n, start).x < cut)
        start++;
    vb_map_point b = eastward(p, n, start), a = start > 0 ? eastward(p, n, start - 1) : b;
    double lat = b.x > a.x ? a.y + (b.y - a.y) * (cut - a.x) / (b.x - a.x) : b.y;
    vb_lines_start(out, line->keep);
    vb_lines_add(out, (vb_map_point){cut, lat});
    for (size_t k = start; k < start + n; k++) {
        vb_map_point q = eastward(p, n, k < n ? k : k - n);
        vb_lines_add(out, (vb_map_point){k < n ? q.x : q.x + 360, q.y});
    }
    vb_lines_add(out, (vb_map_point){cut + 360, lat});
    vb_lines_add(out, (vb_map_point){cut + 360, pole});
    vb_lines_add(out, (vb_map_point){cut, pole});
    if (p[n].x > p[0].x || out->failed)
        return;
    vb_map_point *first = out->points.v + out->lines.v[out->lines.n - 1].first,
                 *last = out->points.v + out->points.n - 1;
    for (; first < last; first++, last--) { /* back to the direction it came in */
        vb_map_point swap = *first;
        *first = *last;
        *last = swap;
    }
}

/* Into the window [seam, seam + 360]: what crosses its end is cut there, and its rest comes in at the start. */
static void into_window(const vb_lines *in, double seam, vb_lines *out)
{
    vb_lines over = {.arena = in->arena, .closed = in->closed, .failed = in->failed}, part, rest;
    size_t turns = 1;
    *out = over;
    for (size_t i = 0; i < in->lines.n && !over.failed && !out->failed; i++) {
        const vb_line *line = &in->lines.v[i];
        double west = HUGE_VAL, east = -HUGE_VAL;
        for (size_t k = 0; k < line->n; k++) {
            west = fmin(west, in->points.v[line->first + k].x);
            east = fmax(east, in->points.v[line->first + k].x);
        }
        if (line->n == 0)
            continue;
        double shift = -360 * floor((west - seam) / 360);
        size_t here = (size_t)ceil((east + shift - seam) / 360);
        vb_lines_copy(here <= 1 ? out : &over, in, line, shift);
        turns = here > turns ? here : turns;
    }
    for (size_t turn = 0; turn < turns && over.lines.n > 0; turn++) {
        double start = 360 * (double)turn;
        vb_lines_cut(&over, VB_X, seam + start, VB_ABOVE, &part);
        vb_lines_cut(&part, VB_X, seam + start + 360, VB_BELOW, &rest);
        for (size_t i = 0; i < rest.lines.n; i++)
            vb_lines_copy(out, &rest, &rest.lines.v[i], -start);
        out->failed = out->failed || rest.failed;
    }
    out->failed = out->failed || over.failed;
}

/* Projects; along the window's edges, which Equal Earth bends, with a point every degree. */
static void project(const vb_map *map, const vb_lines *in, double seam, vb_lines *out)
{
    *out = (vb_lines){.arena = in->arena, .closed = in->closed, .failed = in->failed};
    for (size_t i = 0; i < in->lines.n && !out->failed; i++) {
        const vb_line *line = &in->lines.v[i];
        const vb_map_point *p = in->points.v + line->first;
        vb_lines_start(out, line->keep);
        for (size_t k = 0; k < line->n; k++) {
            vb_map_point a = p[k], b = p[k + 1 < line->n ? k + 1 : 0];
            vb_lines_add(out, vb_map_plane(map, a.x, a.y));
            bool edge = fabs(a.x - b.x) < 1e-9 && (fabs(a.x - seam) < 1e-9 || fabs(a.x - seam - 360) < 1e-9);
            size_t steps = edge && map->projection == VB_EQUAL_EARTH ? (size_t)ceil(fabs(b.y - a.y)) : 0;
            for (size_t s = 1; s < steps; s++)
                vb_lines_add(out, vb_map_plane(map, a.x, a.y + (b.y - a.y) * (double)s / (double)steps));
        }
    }
}

vb_code vb_map_write(const vb_map *map, const vb_lines *lines, double least_area, vb_buf *d, vb_error *err)
{
    const double m = VB_MAP_MARGIN_PX;
    double seam = map->centre - 180;
    vb_lines plain = {.arena = lines->arena, .closed = lines->closed, .failed = lines->failed}, a, b;
    for (size_t i = 0; i < lines->lines.n && !plain.failed; i++) {
        const vb_line *line = &lines->lines.v[i];
        const vb_map_point *p = lines->points.v + line->first;
        if (lines->closed && line->n > 1 && fabs(p[line->n - 1].x - p[0].x) > 359)
            round_pole(lines, line, seam, &plain);
        else
            vb_lines_copy(&plain, lines, line, 0);
    }
    into_window(&plain, seam, &a);
    project(map, &a, seam, &b);
    vb_lines_cut(&b, VB_X, -m, VB_ABOVE, &a);
    vb_lines_cut(&a, VB_X, map->width + m, VB_BELOW, &b);
    vb_lines_cut(&b, VB_Y, -m, VB_ABOVE, &a);
    vb_lines_cut(&a, VB_Y, map->height + m, VB_BELOW, &b);
    if (b.failed)
        return vb_fail(err, VB_E_NOMEM, "map", VB_NO_OFFSET, "no memory for the lines of the map");
    vb_lines_write(&b, least_area, d);
    if (d->failed)
        return vb_fail(err, VB_E_NOMEM, "map", VB_NO_OFFSET, "no memory for the path");
    return VB_OK;
}
