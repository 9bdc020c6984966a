/* SPDX-License-Identifier: Apache-2.0 */
#include "places/map_priv.h"

#include <math.h>

/* Lines over a map: legs, circles, outlines, frames of insets. */

enum { MOST_STEPS = 256 };
#define STEP_PX 6.0 /* a geodesic is drawn as chords of about this length */
#define FARTHEST_KM 20000.0

/* Appends a point with its longitude on the same turn as the one before. */
static void follow(vb_lines *lines, vb_latlon p)
{
    double lon = p.lon;
    if (lines->lines.n > 0 && lines->lines.v[lines->lines.n - 1].n > 0) {
        double last = lines->points.v[lines->points.n - 1].x;
        lon -= 360 * floor((lon - last + 180) / 360);
    }
    vb_lines_add(lines, (vb_map_point){lon, p.lat});
}

static size_t steps(const vb_map *map, double km)
{
    double px = km * vb_map_px_per_km(map, (map->south + map->north) / 2);
    return (size_t)fmin(fmax(px / STEP_PX, 16), MOST_STEPS);
}

vb_code vb_map_leg(const vb_map *map, vb_latlon a, vb_latlon b, vb_arena *arena, vb_buf *d, vb_error *err)
{
    vb_lines lines = {.arena = arena};
    vb_latlon points[MOST_STEPS + 1];
    double km;
    VB_TRY(vb_distance_km(a, b, &km, err));
    size_t n = steps(map, km) + 1;
    VB_TRY(vb_geodesic_points(a, b, n, points, err));
    vb_lines_start(&lines, false);
    for (size_t i = 0; i < n; i++)
        follow(&lines, points[i]);
    return vb_map_write(map, &lines, 0, d, err);
}

vb_code vb_map_circle(const vb_map *map, vb_latlon centre, double radius_km, vb_arena *arena, vb_buf *d, vb_error *err)
{
    vb_lines lines = {.arena = arena};
    if (!(radius_km >= 0 && radius_km <= FARTHEST_KM))
        return vb_fail(err, VB_E_RANGE, "radius_km", VB_NO_OFFSET, "%g is outside 0..%g", radius_km, FARTHEST_KM);
    size_t n = steps(map, 2 * M_PI * radius_km);
    vb_lines_start(&lines, false);
    for (size_t i = 0; i <= n; i++) { /* comes back to its first point: an outline, never filled */
        vb_latlon p;
        VB_TRY(vb_geodesic_ahead(centre, i == n ? 0 : 360.0 * (double)i / (double)n, radius_km, &p, err));
        follow(&lines, p);
    }
    return vb_map_write(map, &lines, 0, d, err);
}

vb_code vb_map_outline(const vb_map *map, const vb_latlon *points, size_t n, bool area, vb_arena *arena, vb_buf *d,
                       vb_error *err)
{
    vb_lines lines = {.arena = arena, .closed = area};
    if (n == 0)
        return VB_OK;
    vb_lines_start(&lines, area);
    for (size_t i = 0; i < n; i++) {
        VB_TRY(vb_latlon_check(points[i], "outline", err));
        follow(&lines, points[i]);
    }
    if (area && !lines.failed) { /* once more the first, which is elsewhere when the outline goes round a pole */
        double first = lines.points.v[0].x;
        follow(&lines, points[0]);
        if (!lines.failed && fabs(lines.points.v[lines.points.n - 1].x - first) < 1) {
            lines.points.n--;
            lines.lines.v[0].n--;
        }
    }
    return vb_map_write(map, &lines, 0, d, err);
}

vb_code vb_map_frame(const vb_map *map, const vb_map *inset, vb_arena *arena, vb_buf *d, vb_error *err)
{
    enum { A_SIDE = 32 };
    vb_lines lines = {.arena = arena, .closed = true};
    const double corner[5][2] = {{inset->west, inset->south},
                                 {inset->east, inset->south},
                                 {inset->east, inset->north},
                                 {inset->west, inset->north},
                                 {inset->west, inset->south}};
    vb_lines_start(&lines, true);
    for (size_t side = 0; side < 4; side++)
        for (int i = 0; i < A_SIDE; i++) {
            double t = (double)i / A_SIDE;
            const double *a = corner[side], *b = corner[side + 1];
            vb_lines_add(&lines, (vb_map_point){a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])});
        }
    return vb_map_write(map, &lines, 0, d, err);
}
