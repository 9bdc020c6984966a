/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_PLACES_MAP_H
#define VB_PLACES_MAP_H
/* Maps as SVG paths: a frame with its projection (vb_map), the countries simplified for it (vb_sheet), and lines over
 * it. Everything is written as the value of an SVG attribute d: relative commands, one decimal, origin at the frame's
 * upper left corner, y downwards. Paths of land need fill-rule="evenodd". Paths reach 4 px past the frame, so the SVG
 * must clip (overflow hidden, which is the default of an outer <svg>). Same input, same bytes; the locale does not
 * matter. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "places/country.h"
#include "places/distance.h"
#include "places/world.h"

/* Equal Earth: B. Savric, T. Patterson, B. Jenny, "The Equal Earth map projection", Int. J. Geographical Information
 * Science 33 (3), 454-465, 2019 (online 2018), doi 10.1080/13658816.2018.1504949. Mercator: both on the sphere. */
typedef enum vb_projection { VB_EQUAL_EARTH, VB_MERCATOR } vb_projection;

typedef struct vb_map { /* a value; made by the two functions below */
    vb_projection projection;
    double centre;        /* longitude in the middle */
    double scale;         /* px for one radian at the equator */
    double left, top;     /* px from the projection's origin to the frame's corner: x rightwards, y upwards */
    double width, height; /* px */
    /* what the frame shows, degrees; east - west may be up to 360 and east above 180 */
    double west, south, east, north;
} vb_map;

typedef struct vb_map_point {
    double x, y; /* px from the upper left corner */
} vb_map_point;

/* A world map around the meridian `centre`, from latitude `south` to `north`; at the equator it reaches `half_width`
 * degrees (up to 180) east and west of the centre. Errors: VB_E_RANGE (a number outside its range, south not below
 * north). */
VB_MUST_USE vb_code vb_map_equal_earth(vb_map *map, double centre, double half_width, double south, double north,
                                       double width_px, vb_error *err);
/* An inset. A box over the antimeridian has east below west. Latitudes within 85 degrees. Errors: VB_E_RANGE. */
VB_MUST_USE vb_code vb_map_mercator(vb_map *map, double west, double south, double east, double north, double width_px,
                                    vb_error *err);

/* Where a place is drawn; it may lie outside the frame. */
vb_map_point vb_map_project(const vb_map *map, vb_latlon at);
bool vb_map_shows(const vb_map *map, vb_latlon at);
/* Scale along the parallel, for scale bars of insets. */
double vb_map_px_per_km(const vb_map *map, double lat);

/* Lines over a map. Each is appended to `d`, which stays as it is where the frame shows nothing of it. A line that
 * leaves the map at one side and comes back at the other is cut there, never drawn across. Scratch memory comes from
 * `arena`. Errors: VB_E_RANGE (a place), VB_E_NOMEM. */
/* The geodesic from a to b. */
VB_MUST_USE vb_code vb_map_leg(const vb_map *map, vb_latlon a, vb_latlon b, vb_arena *arena, vb_buf *d, vb_error *err);
/* All places at `radius_km` (0 to 20,000) from the centre. */
VB_MUST_USE vb_code vb_map_circle(const vb_map *map, vb_latlon centre, double radius_km, vb_arena *arena, vb_buf *d,
                                  vb_error *err);
/* Through the given points in order; with `area` closed, to be filled. Steps of less than 180 degrees of longitude. */
VB_MUST_USE vb_code vb_map_outline(const vb_map *map, const vb_latlon *points, size_t n, bool area, vb_arena *arena,
                                   vb_buf *d, vb_error *err);
/* The frame of an inset, drawn on this map. */
VB_MUST_USE vb_code vb_map_frame(const vb_map *map, const vb_map *inset, vb_arena *arena, vb_buf *d, vb_error *err);

typedef struct vb_sheet_options {
    double tolerance_px;    /* no point of a border moves farther than this; look: 0.8 */
    double least_px2;       /* smaller islands and lakes are left out; look: 0.9 */
    const vb_country *keep; /* but of these countries the largest part is always drawn */
    size_t n_keep;
} vb_sheet_options;

/* The world simplified for one map. Lives in the arena and borrows world and map; its functions take scratch memory
 * there. */
typedef struct vb_sheet vb_sheet;
VB_MUST_USE vb_code vb_sheet_make(vb_arena *arena, const vb_world *world, const vb_map *map,
                                  const vb_sheet_options *options, vb_sheet **out, vb_error *err);
/* The land of some countries as one area, without the borders between them: those in `set`, or all others with
 * `all_but`. Nothing of it in the frame: `d` stays empty. Errors: VB_E_NOMEM. */
VB_MUST_USE vb_code vb_sheet_land(vb_sheet *sheet, const vb_country *set, size_t n_set, bool all_but, vb_buf *d,
                                  vb_error *err);
/* Borders between countries as lines, each once, without coasts: those of undisputed land, or those of land with claims
 * (to be drawn dashed). Errors: VB_E_NOMEM. */
VB_MUST_USE vb_code vb_sheet_borders(vb_sheet *sheet, bool disputed, vb_buf *d, vb_error *err);
#endif
