/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_PLACES_LINES_PRIV_H
#define VB_PLACES_LINES_PRIV_H
/* Lines and rings in the plane: collected, cut at straight edges, written as SVG. */
#include "base/arena.h"
#include "base/buf.h"
#include "places/map.h"

typedef struct vb_line { /* points [first, first + n) */
    size_t first, n;
    bool keep; /* is drawn however small it is */
} vb_line;

/* Points without memory set `failed`, as does every function given a failed one; ask once at the end. */
typedef struct vb_lines {
    vb_arena *arena;
    bool closed; /* rings: the last point is joined to the first, which is not repeated */
    bool failed;
    struct {
        vb_map_point *v;
        size_t n, cap;
    } points;
    struct {
        vb_line *v;
        size_t n, cap;
    } lines;
} vb_lines;

void vb_lines_start(vb_lines *all, bool keep);
void vb_lines_add(vb_lines *all, vb_map_point p); /* to the line started last */
void vb_lines_copy(vb_lines *out, const vb_lines *in, const vb_line *line, double shift_x);

typedef enum vb_side { VB_ABOVE, VB_BELOW } vb_side; /* which part stays: coordinate >= limit, or <= limit */
typedef enum vb_axis { VB_X, VB_Y } vb_axis;

/* What lies on one side of a straight edge. Rings stay rings: the area between all rings of `in` by the even-odd rule,
 * whatever their direction, is cut exactly; new points on the edge have exactly the coordinate `limit`. */
void vb_lines_cut(const vb_lines *in, vb_axis axis, double limit, vb_side side, vb_lines *out);

/* Twice the signed area of a ring. */
double vb_line_area2(const vb_lines *all, const vb_line *line);

/* As SVG path data. Rings below `least_area` that need not be kept are left out; kept ones get at least one grid step.
 */
void vb_lines_write(const vb_lines *all, double least_area, vb_buf *d);
#endif
