/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_REPORT_HTML_ROUTES_PRIV_H
#define VB_REPORT_HTML_ROUTES_PRIV_H
/* Legs of custody gathered by where they begin and end: what the map draws. */
#include "report/html_priv.h"

enum { VB_ROUTE_MODELS = 3, VB_ROUTE_LICENCES = 3, VB_ROUTE_FINDINGS = 4, VB_ROUTES_DRAWN = 24, VB_ROUTES_LISTED = 60 };

typedef struct vb_route_place {
    vb_latlon at;
    vb_country country;
    uint32_t site; /* VB_NONE: the country's representative point, because no site with coordinates is stated */
    bool bad;      /* a leg that a fail rests on begins or ends here */
    bool used;     /* by a route that is drawn */
    int64_t items;
} vb_route_place;

typedef struct vb_route {
    uint32_t from, to;   /* places */
    bool gap;            /* no record says so: between the last holder and whoever hands on next */
    int64_t items, bad;  /* legs, weighted by quantity; of these, concerned by a fail */
    int64_t first, last; /* VB_NO_TIME = no date */
    uint32_t model[VB_ROUTE_MODELS], licence[VB_ROUTE_LICENCES], finding[VB_ROUTE_FINDINGS];
    size_t n_models, n_licences, n_findings; /* counts may exceed the room: then "and more" */
    int64_t unlicensed;                      /* items whose papers name no licence */
} vb_route;

typedef struct vb_routes {
    vb_route *v; /* drawn ones first, these by date; the rest by weight */
    size_t n, cap, drawn;
    vb_route_place *places;
    size_t n_places, cap_places;
    int64_t no_place; /* legs of which one end has no country */
} vb_routes;

VB_MUST_USE vb_code vb_html_routes(vb_html *h, vb_routes *out, vb_error *err);

/* ---- html_map_draw.c ----------------------------------------------------------------------------------------------
 */
#include "places/map.h"
typedef struct vb_map_picture { /* one frame: the world, or an inset */
    vb_map map;
    char letter;           /* 'A' ... of an inset, 0 for the world */
    const uint32_t *shown; /* places whose marks and names belong here; the others are drawn small */
    size_t n_shown;
} vb_map_picture;
/* The frames of insets are drawn on the world map. */
VB_MUST_USE vb_code vb_html_map_draw(vb_html *h, const vb_routes *routes, const vb_map_picture *picture,
                                     const vb_map_picture *insets, size_t n_insets, const char *label_id,
                                     vb_error *err);
#endif
