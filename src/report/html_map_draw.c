/* SPDX-License-Identifier: Apache-2.0 */
/* One frame of the map as SVG: land, legs, numbered discs, marks and names that do not collide. */
#include <math.h>

#include "report/html_routes_priv.h"

enum { MAX_BOXES = 400, PIECES = 40 };

typedef struct box {
    double x0, y0, x1, y1;
} box;

typedef struct painter {
    vb_html *h;
    const vb_routes *routes;
    const vb_map_picture *picture;
    box taken[MAX_BOXES];
    size_t n;
} painter;

static bool free_at(const painter *p, box b)
{
    const vb_map *m = &p->picture->map;
    if (b.x0 < 2 || b.y0 < 2 || b.x1 > m->width - 2 || b.y1 > m->height - 2)
        return false;
    for (size_t i = 0; i < p->n; i++)
        if (b.x0 < p->taken[i].x1 && b.x1 > p->taken[i].x0 && b.y0 < p->taken[i].y1 && b.y1 > p->taken[i].y0)
            return false;
    return true;
}

static void take(painter *p, box b)
{
    if (p->n < MAX_BOXES)
        p->taken[p->n++] = b;
}

/* d="..." of what a drawing function appends; nothing when the frame shows nothing of it */
static void path(vb_html *h, const char *class, const char *more, const vb_buf *d)
{
    if (d->n == 0)
        return;
    vb_buf_printf(h->out, "<path class=\"%s\" d=\"", class);
    vb_buf_add(h->out, vb_buf_str(d));
    vb_buf_printf(h->out, "\"%s/>", more);
}

static vb_code land(painter *p, vb_error *err)
{
    vb_html *h = p->h;
    VB_CLEANUP(vb_buf, vb_buf_free) d = {0};
    vb_country *countries = VB_NEW(h->arena, vb_country, p->routes->n_places);
    size_t n = 0;
    vb_sheet *sheet;
    if (countries == NULL)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the map");
    for (size_t i = 0; i < p->routes->n_places; i++) {
        bool known = p->routes->places[i].country == 0 || !p->routes->places[i].used;
        for (size_t k = 0; k < n && !known; k++)
            known = countries[k] == p->routes->places[i].country;
        if (!known)
            countries[n++] = p->routes->places[i].country;
    }
    vb_sheet_options options = {.tolerance_px = 0.8, .least_px2 = 0.9, .keep = countries, .n_keep = n};
    VB_TRY(vb_sheet_make(h->arena, h->audit->world, &p->picture->map, &options, &sheet, err));
    VB_TRY(vb_sheet_land(sheet, countries, n, true, &d, err));
    path(h, "land", " fill-rule=\"evenodd\"", &d);
    d.n = 0;
    VB_TRY(vb_sheet_land(sheet, countries, n, false, &d, err));
    path(h, "land2", " fill-rule=\"evenodd\"", &d);
    d.n = 0;
    VB_TRY(vb_sheet_borders(sheet, false, &d, err));
    path(h, "bord", "", &d);
    d.n = 0;
    VB_TRY(vb_sheet_borders(sheet, true, &d, err));
    path(h, "bordd", "", &d);
    return d.failed ? vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the map") : VB_OK;
}

static const char *class_of(const vb_route *r)
{
    return r->gap ? "gap" : r->bad > 0 ? "bad" : "dec";
}

static vb_code legs(painter *p, vb_error *err)
{
    VB_CLEANUP(vb_buf, vb_buf_free) d = {0};
    for (size_t i = 0; i < p->routes->drawn; i++) {
        const vb_route *r = &p->routes->v[i];
        const vb_route_place *a = &p->routes->places[r->from], *b = &p->routes->places[r->to];
        vb_map_point from = vb_map_project(&p->picture->map, a->at), to = vb_map_project(&p->picture->map, b->at);
        bool arrow = hypot(from.x - to.x, from.y - to.y) >= 14;
        d.n = 0;
        VB_TRY(vb_map_leg(&p->picture->map, a->at, b->at, p->h->arena, &d, err));
        const char *head = r->gap       ? " marker-end=\"url(#ar-gap)\""
                           : r->bad > 0 ? " marker-end=\"url(#ar-bad)\""
                                        : " marker-end=\"url(#ar)\"";
        path(p->h, r->gap ? "leg gap" : r->bad > 0 ? "leg bad" : "leg", arrow ? head : "", &d);
    }
    return d.failed ? vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the map") : VB_OK;
}

/* A disc on the leg where it is free: near the middle of the part that the frame shows. */
static vb_code disc(painter *p, size_t i, vb_error *err)
{
    static const int order[] = {20, 17, 23, 14, 26, 11, 29, 8, 32, 6, 34, 4, 36};
    const vb_route *r = &p->routes->v[i];
    vb_latlon way[PIECES + 1];
    int first = -1, last = -1;
    VB_TRY(vb_geodesic_points(p->routes->places[r->from].at, p->routes->places[r->to].at, PIECES + 1, way, err));
    for (int k = 0; k <= PIECES; k++)
        if (vb_map_shows(&p->picture->map, way[k])) {
            first = first < 0 ? k : first;
            last = k;
        }
    if (first < 0)
        return VB_OK;
    for (size_t k = 0; k < sizeof order / sizeof order[0]; k++) {
        int at = first + (last - first) * order[k] / PIECES;
        vb_map_point c = vb_map_project(&p->picture->map, way[at]);
        box b = {c.x - 9.5, c.y - 9.5, c.x + 9.5, c.y + 9.5};
        if (!vb_map_shows(&p->picture->map, way[at]) || !free_at(p, b))
            continue;
        take(p, b);
        vb_buf_printf(p->h->out, "<g class=\"bead %s\">", class_of(r));
        vb_html_px(p->h, "<circle cx=\"@\" cy=\"@\" r=\"8.5\"/><text x=\"@\" y=\"@\" text-anchor=\"middle\">", c.x, c.y,
                   c.x, c.y + 3.8);
        vb_buf_printf(p->h->out, "%zu</text></g>", i + 1);
        return VB_OK;
    }
    return VB_OK; /* no room: the inset or the table has it */
}

static void mark(painter *p, const vb_route_place *place)
{
    vb_map_point c = vb_map_project(&p->picture->map, place->at);
    if (place->site == VB_NONE && place->bad)
        vb_html_px(p->h, "<circle class=\"rep bad\" cx=\"@\" cy=\"@\" r=\"4\"/>", c.x, c.y);
    else if (place->site == VB_NONE)
        vb_html_px(p->h, "<circle class=\"rep\" cx=\"@\" cy=\"@\" r=\"4\"/>", c.x, c.y);
    else if (place->bad)
        vb_html_px(p->h, "<rect class=\"sq\" x=\"@\" y=\"@\" width=\"9\" height=\"9\"/>", c.x - 4.5, c.y - 4.5);
    else
        vb_html_px(p->h, "<circle class=\"site\" cx=\"@\" cy=\"@\" r=\"3.6\"/>", c.x, c.y);
}

static void name(painter *p, const vb_route_place *place)
{
    vb_map_point c = vb_map_project(&p->picture->map, place->at);
    vb_str text = place->site == VB_NONE ? vb_country_name(p->h->audit->countries, place->country, VB_LANG_DE)
                                         : vb_html_site_name(p->h, place->site);
    double w = 6.9 * (double)vb_width(text);
    const struct {
        double x, y;
        const char *anchor;
    } spots[] = {{9, 4.2, "start"}, {-9, 4.2, "end"}, {0, -9, "middle"}, {0, 18, "middle"},
                 {8, -6, "start"},  {8, 15, "start"}, {-8, -6, "end"},   {-8, 15, "end"}};
    for (size_t i = 0; i < sizeof spots / sizeof spots[0]; i++) {
        double x = c.x + spots[i].x, y = c.y + spots[i].y;
        double left = spots[i].anchor[0] == 's' ? x : spots[i].anchor[0] == 'e' ? x - w : x - w / 2;
        box b = {left, y - 11, left + w, y + 3.5};
        if (!free_at(p, b))
            continue;
        take(p, b);
        vb_html_px(p->h, "<text class=\"pl\" x=\"@\" y=\"@\"", x, y);
        vb_buf_printf(p->h->out, " text-anchor=\"%s\">", spots[i].anchor);
        if (place->site == VB_NONE)
            vb_html_country(p->h, "tspan", place->country);
        else
            vb_html_str(p->h, text);
        vb_html_lit(p->h, "</text>");
        return;
    }
}

static bool belongs(const painter *p, uint32_t place)
{
    for (size_t i = 0; i < p->picture->n_shown; i++)
        if (p->picture->shown[i] == place)
            return true;
    return false;
}

static void scale_bar(painter *p)
{
    static const int lengths[] = {2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1};
    const vb_map *m = &p->picture->map;
    double px = vb_map_px_per_km(m, (m->south + m->north) / 2);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        double w = lengths[i] * px;
        if (w > 110)
            continue;
        double x = 12, y = m->height - 12;
        vb_html_px(p->h, "<g class=\"sb\"><path d=\"M@ @v4h@v-4\"/><text x=\"@\" y=\"@\">", x, y - 4, w, x + w + 6, y);
        vb_html_svg_say(p->h, N_("{0} km"), VB_NUMBER(lengths[i]));
        vb_html_lit(p->h, "</text></g>");
        take(p, (box){x, y - 12, x + w + 60, y + 4});
        return;
    }
}

static vb_code frames(painter *p, const vb_map_picture *insets, size_t n, vb_error *err)
{
    VB_CLEANUP(vb_buf, vb_buf_free) d = {0};
    for (size_t i = 0; i < n; i++) {
        d.n = 0;
        VB_TRY(vb_map_frame(&p->picture->map, &insets[i].map, p->h->arena, &d, err));
        path(p->h, "frame", "", &d);
    }
    return d.failed ? vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the map") : VB_OK;
}

static void letters(painter *p, const vb_map_picture *insets, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        vb_map_point a = vb_map_project(&p->picture->map, (vb_latlon){insets[i].map.north, insets[i].map.west});
        vb_map_point e = vb_map_project(&p->picture->map, (vb_latlon){insets[i].map.south, insets[i].map.east});
        const vb_map_point spots[] = {{a.x - 7, a.y + 4}, {e.x + 7, e.y + 2}, {e.x + 7, a.y + 4},
                                      {a.x - 7, e.y + 4}, {a.x - 7, a.y - 8}, {e.x + 8, e.y + 14}};
        for (size_t k = 0; k < sizeof spots / sizeof spots[0]; k++) {
            box b = {spots[k].x - 6, spots[k].y - 11, spots[k].x + 6, spots[k].y + 3};
            if (!free_at(p, b))
                continue;
            take(p, b);
            vb_html_px(p->h, "<text class=\"pl fl\" x=\"@\" y=\"@\" text-anchor=\"middle\">", spots[k].x, spots[k].y);
            vb_buf_printf(p->h->out, "%c</text>", insets[i].letter);
            break;
        }
    }
}

vb_code vb_html_map_draw(vb_html *h, const vb_routes *routes, const vb_map_picture *picture,
                         const vb_map_picture *insets, size_t n_insets, const char *label_id, vb_error *err)
{
    painter *p = VB_NEW(h->arena, painter, 1);
    if (p == NULL)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the map");
    *p = (painter){.h = h, .routes = routes, .picture = picture};
    const vb_map *m = &picture->map;
    vb_html_px(h, "<svg class=\"map\" viewBox=\"0 0 @ @\" role=\"img\" aria-labelledby=\"", m->width, m->height);
    vb_buf_printf(h->out, "%s\">", label_id);
    vb_html_px(h, "<rect class=\"sea\" width=\"@\" height=\"@\"/>", m->width, m->height);
    VB_TRY(land(p, err));
    VB_TRY(frames(p, insets, n_insets, err));
    VB_TRY(legs(p, err));
    if (picture->letter != 0)
        scale_bar(p);
    for (uint32_t i = 0; i < routes->n_places; i++) {
        vb_map_point c = vb_map_project(m, routes->places[i].at);
        if (routes->places[i].used && vb_map_shows(m, routes->places[i].at)) {
            mark(p, &routes->places[i]);
            take(p, (box){c.x - 5, c.y - 5, c.x + 5, c.y + 5});
        }
    }
    for (size_t i = 0; i < routes->drawn; i++)
        VB_TRY(disc(p, i, err));
    letters(p, insets, n_insets);
    for (int pass = 0; pass < 2; pass++) /* places of findings are named first */
        for (uint32_t i = 0; i < routes->n_places; i++)
            if (routes->places[i].used && routes->places[i].bad == (pass == 0) && belongs(p, i) &&
                vb_map_shows(m, routes->places[i].at))
                name(p, &routes->places[i]);
    vb_html_lit(h, "</svg>");
    return VB_OK;
}
