/* SPDX-License-Identifier: Apache-2.0 */
#include "places/map_priv.h"
#include "places/world_priv.h"

#include <math.h>
#include <stdlib.h>

/* A sheet decides once, for a map, which polygons and rings are drawn and which points of each arc. Because a border is
 * one arc with one decision, both its countries keep fitting together, whichever of them is drawn. */
struct vb_sheet {
    vb_arena *arena;
    const vb_world *w;
    const vb_map *map;
    double least_px2;
    bool *polygon_on;   /* drawn */
    bool *polygon_keep; /* drawn however small */
    bool *ring_on;
    bool *point_on;
};

typedef struct spread { /* an arc laid out in px, longitudes without jumps */
    vb_map_point *v;
    size_t cap;
} spread;

static bool near_frame(const vb_map *map, const world_polygon *polygon)
{
    double degrees = 3 * VB_MAP_MARGIN_PX / map->scale * 180 / M_PI; /* of the margin, with room */
    if (polygon->north < map->south - degrees || polygon->south > map->north + degrees)
        return false;
    double width = map->east - map->west + 2 * degrees, gap = polygon->west - (map->west - degrees);
    gap -= 360 * floor(gap / 360); /* eastwards from the frame's west edge to the polygon's */
    return gap <= width || gap + polygon->east - polygon->west >= 360;
}

/* Area of a ring in px^2, as it would be drawn without any cut. */
static double ring_area(const vb_world *w, const vb_map *map, const world_ring *ring)
{
    double area = 0, lon = world_ref_point(w, w->refs[ring->ref], 0).lon, last = lon;
    vb_map_point zero = vb_map_plane(map, lon, world_ref_point(w, w->refs[ring->ref], 0).lat), a = {0, 0};
    for (uint32_t i = ring->ref; i < ring->ref + ring->n_refs; i++)
        for (size_t k = 1, n = world_arc_points(w, w->refs[i] >> 1); k < n; k++) {
            vb_latlon q = world_ref_point(w, w->refs[i], k);
            lon += world_turn(q.lon, last);
            last = q.lon;
            vb_map_point b = vb_map_plane(map, lon, q.lat);
            b = (vb_map_point){b.x - zero.x, b.y - zero.y};
            area += a.x * b.y - b.x * a.y;
            a = b;
        }
    return fabs(area) / 2;
}

static bool uses_marked_arc(const vb_world *w, const world_ring *ring, const bool *marked)
{
    for (uint32_t i = ring->ref; i < ring->ref + ring->n_refs; i++)
        if (marked[w->refs[i] >> 1])
            return true;
    return false;
}

static void choose(vb_sheet *s, const vb_sheet_options *options, const double *area, bool *marked)
{
    const vb_world *w = s->w;
    for (size_t p = 0; p < w->n_polygons; p++)
        s->polygon_on[p] = area[w->polygons[p].ring] >= options->least_px2; /* 0 where far from the frame */
    for (size_t i = 0; i < options->n_keep; i++) {
        const world_country *country = world_find(w, options->keep[i]);
        uint32_t largest = country != NULL ? country->polygon : 0;
        for (uint32_t p = largest; country != NULL && p < country->polygon + country->n_polygons; p++)
            if (area[w->polygons[p].ring] > area[w->polygons[largest].ring])
                largest = p;
        if (country != NULL && area[w->polygons[largest].ring] > 0)
            s->polygon_on[largest] = s->polygon_keep[largest] = true;
    }
    for (size_t p = 0; p < w->n_polygons; p++) {
        const world_ring *outer = &w->rings[w->polygons[p].ring];
        s->ring_on[w->polygons[p].ring] = s->polygon_on[p];
        for (uint32_t i = outer->ref; s->polygon_on[p] && i < outer->ref + outer->n_refs; i++)
            marked[w->refs[i] >> 1] = true;
    }
    /* A hole stays where what fills it is drawn: else the two would cancel out when they are drawn as one area. */
    for (size_t p = 0; p < w->n_polygons; p++)
        for (uint32_t r = w->polygons[p].ring + 1; r < w->polygons[p].ring + w->polygons[p].n_rings; r++)
            s->ring_on[r] =
                s->polygon_on[p] && (area[r] >= options->least_px2 || uses_marked_arc(w, &w->rings[r], marked));
}

static double off_chord2(vb_map_point p, vb_map_point a, vb_map_point b)
{
    double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
    double t = length > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / length : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double ex = p.x - a.x - t * dx, ey = p.y - a.y - t * dy;
    return ex * ex + ey * ey;
}

/* Douglas and Peucker 1973: between two points that stay, the point farthest from their chord stays if it is farther
 * than the tolerance. Explicit stack: an arc may have any length. */
static void simplify(const vb_map_point *p, size_t n, double tolerance, bool *on, size_t *stack)
{
    size_t depth = 0;
    on[0] = on[n - 1] = true;
    stack[depth++] = 0;
    stack[depth++] = n - 1;
    while (depth > 0) {
        size_t last = stack[--depth], first = stack[--depth], farthest = 0;
        double most = tolerance * tolerance;
        for (size_t i = first + 1; i < last; i++) {
            double off = off_chord2(p[i], p[first], p[last]);
            if (off > most) {
                most = off;
                farthest = i;
            }
        }
        if (farthest == 0)
            continue;
        on[farthest] = true;
        stack[depth++] = first;
        stack[depth++] = farthest;
        stack[depth++] = farthest;
        stack[depth++] = last;
    }
}

static vb_code simplify_arcs(vb_sheet *s, double tolerance, vb_error *err)
{
    const vb_world *w = s->w;
    bool *wanted = VB_NEW(s->arena, bool, w->n_arcs);
    size_t longest = 0;
    if (wanted == NULL)
        return vb_fail(err, VB_E_NOMEM, "sheet", VB_NO_OFFSET, "no memory for the map");
    for (size_t r = 0; r < w->n_rings; r++)
        for (uint32_t i = w->rings[r].ref; s->ring_on[r] && i < w->rings[r].ref + w->rings[r].n_refs; i++) {
            size_t n = world_arc_points(w, w->refs[i] >> 1);
            wanted[w->refs[i] >> 1] = true;
            longest = n > longest ? n : longest;
        }
    vb_map_point *px = VB_NEW(s->arena, vb_map_point, longest + 1);
    size_t *stack = VB_NEW(s->arena, size_t, longest * 2 + 8); /* the waiting stretches are disjoint */
    if (px == NULL || stack == NULL)
        return vb_fail(err, VB_E_NOMEM, "sheet", VB_NO_OFFSET, "no memory for the map");
    for (uint32_t arc = 0; arc < w->n_arcs; arc++) {
        const vb_latlon *p = w->points + w->arc_first[arc];
        size_t n = world_arc_points(w, arc);
        double lon = p[0].lon;
        for (size_t i = 0; wanted[arc] && i < n; i++) {
            lon += i > 0 ? world_turn(p[i].lon, p[i - 1].lon) : 0;
            px[i] = vb_map_plane(s->map, lon, p[i].lat);
        }
        if (wanted[arc])
            simplify(px, n, tolerance, s->point_on + w->arc_first[arc], stack);
    }
    /* A ring of which less than a triangle is left keeps all its points. */
    for (size_t r = 0; r < w->n_rings; r++) {
        size_t left = 0;
        const world_ring *ring = &w->rings[r];
        for (uint32_t i = ring->ref; s->ring_on[r] && i < ring->ref + ring->n_refs; i++)
            for (uint32_t k = w->arc_first[w->refs[i] >> 1] + 1; k < w->arc_first[(w->refs[i] >> 1) + 1]; k++)
                left += s->point_on[k];
        for (uint32_t i = ring->ref; s->ring_on[r] && left < 3 && i < ring->ref + ring->n_refs; i++)
            memset(s->point_on + w->arc_first[w->refs[i] >> 1], 1, world_arc_points(w, w->refs[i] >> 1) * sizeof(bool));
    }
    return VB_OK;
}

vb_code vb_sheet_make(vb_arena *arena, const vb_world *world, const vb_map *map, const vb_sheet_options *options,
                      vb_sheet **out, vb_error *err)
{
    if (!(options->tolerance_px >= 0 && options->tolerance_px <= 100 && options->least_px2 >= 0))
        return vb_fail(err, VB_E_RANGE, "sheet", VB_NO_OFFSET, "tolerance %g px or least area %g px2 is no size",
                       options->tolerance_px, options->least_px2);
    vb_sheet *s = VB_NEW(arena, vb_sheet, 1);
    double *area = VB_NEW(arena, double, world->n_rings);
    bool *marked = VB_NEW(arena, bool, world->n_arcs);
    if (s == NULL || area == NULL || marked == NULL)
        return vb_fail(err, VB_E_NOMEM, "sheet", VB_NO_OFFSET, "no memory for the map");
    *s = (vb_sheet){.arena = arena,
                    .w = world,
                    .map = map,
                    .least_px2 = options->least_px2,
                    .polygon_on = VB_NEW(arena, bool, world->n_polygons),
                    .polygon_keep = VB_NEW(arena, bool, world->n_polygons),
                    .ring_on = VB_NEW(arena, bool, world->n_rings),
                    .point_on = VB_NEW(arena, bool, world->n_points)};
    if (s->polygon_on == NULL || s->polygon_keep == NULL || s->ring_on == NULL || s->point_on == NULL)
        return vb_fail(err, VB_E_NOMEM, "sheet", VB_NO_OFFSET, "no memory for the map");
    for (size_t p = 0; p < world->n_polygons; p++) {
        const world_polygon *polygon = &world->polygons[p];
        for (uint32_t r = polygon->ring; near_frame(map, polygon) && r < polygon->ring + polygon->n_rings; r++)
            area[r] = ring_area(world, map, &world->rings[r]);
    }
    choose(s, options, area, marked);
    VB_TRY(simplify_arcs(s, options->tolerance_px, err));
    *out = s;
    return VB_OK;
}

/* ---- land */

enum { UNUSED, FORWARDS, BACKWARDS }; /* how the border of the land asked for runs along an arc */

typedef struct joint { /* one end of an arc */
    vb_latlon at;
    uint32_t id; /* arc * 2, + 1 for its last point */
} joint;

static int compare_joints(const void *a, const void *b)
{
    const joint *x = a, *y = b;
    if (x->at.lat < y->at.lat || x->at.lat > y->at.lat)
        return x->at.lat < y->at.lat ? -1 : 1;
    if (x->at.lon < y->at.lon || x->at.lon > y->at.lon)
        return x->at.lon < y->at.lon ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static bool same(vb_latlon a, vb_latlon b)
{
    return !(a.lat < b.lat || a.lat > b.lat || a.lon < b.lon || a.lon > b.lon);
}

static void add_arc(const vb_sheet *s, uint32_t ref, vb_lines *lines)
{
    size_t n = world_arc_points(s->w, ref >> 1);
    vb_line *line = &lines->lines.v[lines->lines.n - 1];
    for (size_t k = line->n > 0 ? 1 : 0; k < n && !lines->failed; k++) {
        size_t index = s->w->arc_first[ref >> 1] + ((ref & 1) == 0 ? k : n - 1 - k);
        vb_latlon p = s->w->points[index];
        if (!s->point_on[index])
            continue;
        if (line->n > 0) {
            double last = lines->points.v[lines->points.n - 1].x;
            p.lon -= 360 * floor((p.lon - last + 180) / 360);
        }
        vb_lines_add(lines, (vb_map_point){p.lon, p.lat});
    }
}

/* The way on from a place: an arc not yet used that starts there in its own direction, else any; UINT32_MAX = none. */
static uint32_t way_on(const joint *joints, size_t n, vb_latlon here, const uint8_t *left)
{
    size_t low = 0, high = n;
    uint32_t other = UINT32_MAX;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        vb_latlon at = joints[middle].at;
        if (at.lat < here.lat || (!(at.lat > here.lat) && at.lon < here.lon))
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < n && same(joints[low].at, here); low++) {
        uint32_t id = joints[low].id;
        if (left[id >> 1] == ((id & 1) == 0 ? FORWARDS : BACKWARDS))
            return id;
        if (left[id >> 1] != UNUSED)
            other = id;
    }
    return other;
}

/* Rings of the arcs in `left`, each used once, in the direction in which it has the land on the same side as it had in
 * its country. At every place an even number of them meets, so whoever sets out along an unused one comes back. */
static void stitch(const vb_sheet *s, uint8_t *left, const bool *keep, const joint *joints, size_t n_joints,
                   vb_lines *out)
{
    for (uint32_t arc = 0; arc < s->w->n_arcs && !out->failed; arc++) {
        uint32_t ref = arc * 2 + (left[arc] == BACKWARDS);
        bool kept = false;
        if (left[arc] == UNUSED)
            continue;
        vb_latlon start = world_ref_point(s->w, ref, 0);
        vb_lines_start(out, false);
        while (!out->failed) {
            add_arc(s, ref, out);
            left[ref >> 1] = UNUSED;
            kept = kept || keep[ref >> 1];
            vb_latlon here = world_ref_point(s->w, ref ^ 1, 0);
            if (same(here, start))
                break;
            ref = way_on(joints, n_joints, here, left);
            if (ref == UINT32_MAX)
                break;
        }
        if (out->failed)
            return;
        vb_line *line = &out->lines.v[out->lines.n - 1];
        line->keep = kept;
        /* The last point repeats the first; where it is a turn away, that tells a ring round the pole. */
        if (line->n > 1 && fabs(out->points.v[line->first].x - out->points.v[line->first + line->n - 1].x) < 1) {
            line->n--;
            out->points.n--;
        }
    }
}

static bool listed(const vb_country *set, size_t n, vb_country code)
{
    for (size_t i = 0; i < n; i++)
        if (set[i] == code)
            return true;
    return false;
}

vb_code vb_sheet_land(vb_sheet *s, const vb_country *set, size_t n_set, bool all_but, vb_buf *d, vb_error *err)
{
    const vb_world *w = s->w;
    vb_lines rings = {.arena = s->arena, .closed = true};
    size_t n = 0;
    uint8_t *border = VB_NEW(s->arena, uint8_t, w->n_arcs); /* arcs with land on one side only */
    bool *keep = VB_NEW(s->arena, bool, w->n_arcs);
    joint *joints = VB_NEW(s->arena, joint, w->n_arcs * 2);
    if (border == NULL || keep == NULL || joints == NULL)
        return vb_fail(err, VB_E_NOMEM, "sheet", VB_NO_OFFSET, "no memory for the map");
    for (size_t c = 0; c < w->n_countries; c++) {
        const world_country *country = &w->countries[c];
        if (listed(set, n_set, country->code) == all_but)
            continue;
        for (uint32_t p = country->polygon; p < country->polygon + country->n_polygons; p++)
            for (uint32_t r = w->polygons[p].ring; r < w->polygons[p].ring + w->polygons[p].n_rings; r++)
                for (uint32_t i = w->rings[r].ref; s->ring_on[r] && i < w->rings[r].ref + w->rings[r].n_refs; i++) {
                    uint32_t arc = w->refs[i] >> 1;
                    border[arc] = border[arc] != UNUSED ? UNUSED : (w->refs[i] & 1) == 0 ? FORWARDS : BACKWARDS;
                    keep[arc] = keep[arc] || s->polygon_keep[p];
                }
    }
    for (uint32_t arc = 0; arc < w->n_arcs; arc++)
        for (uint32_t end = 0; border[arc] != UNUSED && end < 2; end++)
            joints[n++] = (joint){world_ref_point(w, arc * 2 + end, 0), arc * 2 + end};
    qsort(joints, n, sizeof *joints, compare_joints);
    stitch(s, border, keep, joints, n, &rings);
    return vb_map_write(s->map, &rings, s->least_px2, d, err);
}

vb_code vb_sheet_borders(vb_sheet *s, bool disputed, vb_buf *d, vb_error *err)
{
    const vb_world *w = s->w;
    vb_lines lines = {.arena = s->arena};
    uint32_t *side = VB_NEW(s->arena, uint32_t, w->n_arcs); /* country + 1 that used the arc first */
    if (side == NULL)
        return vb_fail(err, VB_E_NOMEM, "sheet", VB_NO_OFFSET, "no memory for the map");
    for (uint32_t c = 0; c < w->n_countries; c++)
        for (uint32_t p = w->countries[c].polygon; p < w->countries[c].polygon + w->countries[c].n_polygons; p++)
            for (uint32_t r = w->polygons[p].ring; r < w->polygons[p].ring + w->polygons[p].n_rings; r++)
                for (uint32_t i = w->rings[r].ref; s->ring_on[r] && i < w->rings[r].ref + w->rings[r].n_refs; i++) {
                    uint32_t *first = &side[w->refs[i] >> 1];
                    if (*first == 0) {
                        *first = c + 1;
                        continue;
                    }
                    bool claimed = w->countries[*first - 1].n_claims > 0 || w->countries[c].n_claims > 0;
                    if (*first == c + 1 || claimed != disputed)
                        continue;
                    vb_lines_start(&lines, false);
                    if (!lines.failed)
                        add_arc(s, w->refs[i], &lines);
                }
    return vb_map_write(s->map, &lines, 0, d, err);
}
