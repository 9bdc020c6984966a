/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_PLACES_WORLD_PRIV_H
#define VB_PLACES_WORLD_PRIV_H
/* How the world lies in memory. */
#include "places/world.h"

typedef struct world_country {
    vb_country code;
    vb_country claims[VB_WORLD_MAX_CLAIMS];
    size_t n_claims;
    uint32_t polygon, n_polygons; /* first of them */
} world_country;

typedef struct world_polygon {
    uint32_t ring, n_rings;
    double south, north;
    double west, east; /* west in -180..180, east = west + width, so it may be above 180; width 360 = round the pole */
} world_polygon;

typedef struct world_ring {
    uint32_t ref, n_refs;
} world_ring;

struct vb_world {
    vb_str source;
    size_t n_arcs, n_points, n_countries, n_polygons, n_rings, n_refs;
    vb_latlon *points;   /* lon in [-180, 180): one number for one meridian */
    uint32_t *arc_first; /* n_arcs + 1: points of arc i are [arc_first[i], arc_first[i + 1]) */
    world_country *countries;
    world_polygon *polygons;
    world_ring *rings;
    uint32_t *refs; /* arc * 2 + backwards */
};

/* a - b the short way round, in [-180, 180). */
static inline double world_turn(double a, double b)
{
    double d = a - b;
    return d < -180 ? d + 360 : d >= 180 ? d - 360 : d;
}

static inline size_t world_arc_points(const vb_world *w, uint32_t arc)
{
    return w->arc_first[arc + 1] - w->arc_first[arc];
}

/* Point i of a reference, in its direction. */
static inline vb_latlon world_ref_point(const vb_world *w, uint32_t ref, size_t i)
{
    uint32_t arc = ref >> 1;
    return w->points[(ref & 1) == 0 ? w->arc_first[arc] + i : w->arc_first[arc + 1] - 1 - i];
}

/* NULL when not on the map. */
const world_country *world_find(const vb_world *w, vb_country code);
#endif
