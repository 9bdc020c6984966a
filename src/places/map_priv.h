/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_PLACES_MAP_PRIV_H
#define VB_PLACES_MAP_PRIV_H
/* From longitude and latitude to path data. */
#include "places/lines_priv.h"

enum { VB_MAP_MARGIN_PX = 4 }; /* paths reach this far past the frame, so that no stroke shows along it */

/* Projects a longitude that need not be in range: `lon` may be any number of turns away from the centre, and the map
 * goes on to the left and right (it is linear in longitude). */
vb_map_point vb_map_plane(const vb_map *map, double lon, double lat);

/* Lines in longitude (x, without jumps, any number of turns) and latitude (y) -> path data in the frame. A ring whose
 * ends are a turn apart is closed round the pole it is nearer to. */
VB_MUST_USE vb_code vb_map_write(const vb_map *map, const vb_lines *lines, double least_area, vb_buf *d, vb_error *err);
#endif
