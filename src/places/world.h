/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_PLACES_WORLD_H
#define VB_PLACES_WORLD_H
/* The countries of the world as polygons (Natural Earth, public domain), read from data/world/world-50m.vbw or
 * -10m.vbw, and the question in which country a place lies. Drawing is in places/map.h. Borders are the source's: it
 * draws who is in control, which is no statement of ours; land that it gives to no ISO country, or that export rules
 * treat apart, has a code of our own (XS Somaliland, XN Northern Cyprus, XC Crimea, XG Siachen Glacier; with the 10m
 * map some more) and names the countries that claim it.
 *
 * The file, little-endian, written by tools/make-world:
 *   text     "verbleib-world 1\n" "generator: ...\n" "source: ...\n" "sha256: <64 hex digits of its input>\n" "\n"
 *   grid     4 x int64, in 10^-12 degrees: longitude and latitude of grid point (0, 0), step in longitude and latitude
 *   counts   7 x uint32: columns of the grid in 360 degrees, arcs, points, countries, polygons, rings, references
 *   arcs     each: varint number of points (2 or more), varint x and y of the first; then per point the difference in x
 *            (the short way round the earth) and y, as zigzag varints, never both zero
 *   countries, sorted by code: 2 capital letters, one byte n, n claiming codes, varint number of polygons
 *   - each polygon: varint number of rings, the outer one first
 *   - each ring: varint number of references, each a varint arc * 2 + backwards
 * Varints are LEB128, at most 5 bytes, shortest form. A ring closes; the land lies between its outer ring and the
 * others. A border between two countries is one arc, used twice. A ring that goes once round the earth encloses the
 * south pole. */
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "places/country.h"
#include "places/distance.h"

typedef struct vb_world vb_world; /* read-only, in the arena it was loaded into; borrows nothing of the bytes */

enum { VB_WORLD_MAX_CLAIMS = 6 };

/* Errors: VB_E_PARSE with the byte offset and what was expected there; VB_E_RANGE (a coordinate off the earth, a number
 * beyond its limit); VB_E_NOMEM. Needs about ten times the size of the file. */
VB_MUST_USE vb_code vb_world_load(vb_arena *arena, vb_str bytes, const vb_world **out, vb_error *err);

/* What the file says of itself, for footers: "world-atlas 2.0.2 countries-50m.json, Natural Earth 1:50m, public
 * domain". */
vb_str vb_world_source(const vb_world *world);
size_t vb_world_count(const vb_world *world);
/* Code of country i < count, in alphabetic order. */
vb_country vb_world_code(const vb_world *world, size_t i);
bool vb_world_has(const vb_world *world, vb_country code);
/* The countries that claim this land; 0 of them for undisputed land. */
size_t vb_world_claims(const vb_world *world, vb_country code, vb_country claims[VB_WORLD_MAX_CLAIMS]);

typedef struct vb_spot {
    vb_country country; /* 0 = no land within the tolerance */
    double off_km;      /* 0 inside; else to its nearest border, rather a little long than short; HUGE_VAL for none */
    size_t n_claims;    /* > 0: disputed land, and these claim it */
    vb_country claims[VB_WORLD_MAX_CLAIMS];
} vb_spot;
/* In which country is the place? On disputed land `country` may be one of our own codes (XC ...). At sea, or where the
 * map is coarse, the nearest country within the tolerance (0 to 500 km). Choose it by the map: at 1:50m coasts are off
 * by some km and small islands are missing. Errors: VB_E_RANGE. */
VB_MUST_USE vb_code vb_world_country_at(const vb_world *world, vb_latlon at, double tolerance_km, vb_spot *out,
                                        vb_error *err);

typedef struct vb_fit {
    bool fits;     /* inside, or not farther outside than the tolerance */
    bool disputed; /* it fits only by land that the country claims and others hold or claim too */
    double off_km; /* how far outside: 0 inside, HUGE_VAL beyond the tolerance */
} vb_fit;
/* Can the place lie in the country, as a declaration says? Disputed land counts for everyone who claims it.
 * Errors: VB_E_RANGE; VB_E_NOT_FOUND when the map has no such country (too small: nothing can be said). */
VB_MUST_USE vb_code vb_world_in_country(const vb_world *world, vb_country country, vb_latlon at, double tolerance_km,
                                        vb_fit *out, vb_error *err);
#endif
