/* SPDX-License-Identifier: Apache-2.0 */
/* Routes on a map: which meridian is in the middle, which parts need an inset, and the table below. */
#include <math.h>

#include "report/html_routes_priv.h"

enum { MAX_INSETS = 3, PATH_POINTS = 33, NEAR_PX = 30 };
#define COARSE_PX_PER_KM 1.0 /* 360 px show less than 360 km: the errors of the 1:50m map become visible */

static double turned(double lon)
{
    return lon - 360 * floor(lon / 360);
}

/* Marks the degrees of longitude between two, the short way. */
static void occupy(bool taken[360], double a, double b)
{
    double step = remainder(b - a, 360);
    int n = (int)ceil(fabs(step)) + 1;
    for (int i = 0; i <= n; i++)
        taken[(int)turned(a + step * i / n) % 360] = true;
}

/* The middle of the widest band of longitudes that no route crosses becomes the edge of the map. */
static vb_code centre_of(const vb_routes *r, double *centre, double *south, double *north, vb_error *err)
{
    bool taken[360] = {false};
    vb_latlon way[PATH_POINTS];
    *south = -38;
    *north = 66;
    for (size_t i = 0; i < r->drawn; i++) {
        VB_TRY(vb_geodesic_points(r->places[r->v[i].from].at, r->places[r->v[i].to].at, PATH_POINTS, way, err));
        for (size_t k = 0; k < PATH_POINTS; k++) {
            occupy(taken, way[k > 0 ? k - 1 : 0].lon, way[k].lon);
            *south = fmin(*south, way[k].lat - 8);
            *north = fmax(*north, way[k].lat + 3);
        }
    }
    *south = fmax(*south, -80);
    *north = fmin(*north, 84);
    int best = 0, at = 0;
    for (int from = 0; from < 360; from++) {
        int n = 0;
        while (n < 360 && !taken[(from + n) % 360])
            n++;
        if (n > best) {
            best = n;
            at = from;
        }
    }
    *centre = best == 0 ? 158 : remainder(at + best / 2.0 + 180, 360);
    return VB_OK;
}

/* Joins places that lie near each other in a picture; group[i] is the least place of its group. */
static void cluster(const vb_routes *r, const vb_map *map, const bool *in, uint32_t *group)
{
    for (uint32_t i = 0; i < r->n_places; i++)
        group[i] = i;
    for (bool again = true; again;) {
        again = false;
        for (uint32_t i = 0; i < r->n_places; i++)
            for (uint32_t k = i + 1; in[i] && k < r->n_places; k++) {
                if (!in[k] || group[i] == group[k])
                    continue;
                vb_map_point a = vb_map_project(map, r->places[i].at), b = vb_map_project(map, r->places[k].at);
                if (hypot(a.x - b.x, a.y - b.y) >= NEAR_PX)
                    continue;
                uint32_t low = group[i] < group[k] ? group[i] : group[k],
                         high = group[i] < group[k] ? group[k] : group[i];
                for (uint32_t m = 0; m < r->n_places; m++)
                    group[m] = group[m] == high ? low : group[m];
                again = true;
            }
    }
}

/* A box around the places of a group, roughly 4 wide to 3 high, with room for names. False when they are one place. */
static bool frame_of(const vb_routes *r, const bool *in, vb_map *map)
{
    double south = 90, north = -90, west = 0, east = 0, middle = (double)NAN;
    for (size_t i = 0; i < r->n_places; i++) {
        if (!in[i])
            continue;
        middle = isnan(middle) ? r->places[i].at.lon : middle;
        double d = remainder(r->places[i].at.lon - middle, 360);
        west = fmin(west, d);
        east = fmax(east, d);
        south = fmin(south, r->places[i].at.lat);
        north = fmax(north, r->places[i].at.lat);
    }
    if (isnan(middle) || (east - west < 0.005 && north - south < 0.005))
        return false;
    double lat = (south + north) / 2, wide = cos(lat * 0.017453292519943295);
    double width = fmax(fmax((east - west) * wide, (north - south) * 1.25) * 1.7, 0.3), height = width * 0.78;
    double x = remainder(middle + (west + east) / 2, 360);
    vb_error ignored;
    return vb_map_mercator(map, remainder(x - width / wide / 2, 360), fmax(lat - height / 2, -80),
                           remainder(x + width / wide / 2, 360), fmin(lat + height / 2, 80), 360, &ignored) == VB_OK;
}

typedef struct pictures {
    vb_map_picture v[1 + MAX_INSETS];
    size_t n;
} pictures;

/* Groups of the picture `of` that cannot be told apart there become insets, the largest first. */
static vb_code add_insets(vb_html *h, const vb_routes *r, pictures *all, size_t of, vb_error *err)
{
    bool *in = VB_NEW(h->arena, bool, r->n_places), *member = VB_NEW(h->arena, bool, r->n_places);
    uint32_t *group = VB_NEW(h->arena, uint32_t, r->n_places);
    if (in == NULL || group == NULL || member == NULL)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the map");
    for (size_t i = 0; i < all->v[of].n_shown; i++)
        in[all->v[of].shown[i]] = true;
    cluster(r, &all->v[of].map, in, group);
    for (uint32_t g = 0; g < r->n_places && all->n <= MAX_INSETS; g++) {
        size_t n = 0;
        for (uint32_t i = 0; i < r->n_places; i++) {
            member[i] = in[i] && group[i] == g;
            n += member[i];
        }
        vb_map_picture *p = &all->v[all->n];
        uint32_t *shown = n < 2 ? NULL : VB_NEW(h->arena, uint32_t, n);
        if (n < 2 || !frame_of(r, member, &p->map))
            continue;
        if (shown == NULL)
            return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the map");
        p->shown = shown;
        p->n_shown = 0;
        for (uint32_t i = 0; i < r->n_places; i++)
            if (member[i])
                shown[p->n_shown++] = i;
        p->letter = (char)('A' + (int)all->n - 1);
        all->n++;
    }
    return VB_OK;
}

static vb_code lay_out(vb_html *h, const vb_routes *r, pictures *all, vb_error *err)
{
    double centre, south, north;
    uint32_t *shown = VB_NEW(h->arena, uint32_t, r->n_places);
    if (shown == NULL)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the map");
    VB_TRY(centre_of(r, &centre, &south, &north, err));
    VB_TRY(vb_map_equal_earth(&all->v[0].map, centre, 180, south, north, 1120, err));
    all->v[0].shown = shown;
    for (uint32_t i = 0; i < r->n_places; i++)
        if (r->places[i].used)
            shown[all->v[0].n_shown++] = i;
    all->n = 1;
    for (size_t i = 0; i < all->n; i++)
        VB_TRY(add_insets(h, r, all, i, err));
    return VB_OK;
}

static void place_name(vb_html *h, const vb_route_place *p)
{
    char code[3];
    if (p->site == VB_NONE) {
        vb_html_country(h, "span", p->country);
        return;
    }
    vb_html_str(h, vb_html_site_name(h, p->site));
    vb_country_text(p->country, code);
    if (p->country != 0)
        vb_buf_printf(h->out, ", %s", code);
}

static void more(vb_html *h, size_t n, size_t room)
{
    if (n <= room)
        return;
    vb_html_lit(h, ", ");
    vb_html_say(h, N_("{0} more"), VB_NUMBER((int64_t)(n - room)));
}

static void papers(vb_html *h, const vb_routes *all, const vb_route *r)
{
    if (r->gap) {
        vb_html_lit(h, "<b class=\"c-open\">");
        vb_html_say0(h, N_("no record"));
        vb_html_lit(h, "</b>");
        return;
    }
    for (size_t i = 0; i < r->n_licences && i < VB_ROUTE_LICENCES; i++) {
        vb_html_lit(h, i > 0 ? ", " : "");
        vb_html_str(h, vb_dict_text(&h->claims->licence_ids, r->licence[i]));
    }
    more(h, r->n_licences, VB_ROUTE_LICENCES);
    if (r->unlicensed == 0)
        return;
    vb_html_lit(h, r->n_licences > 0 ? "; " : "");
    if (r->unlicensed == r->items && all->places[r->from].country == all->places[r->to].country)
        vb_html_say0(h, N_("declared, within one country"));
    else if (r->unlicensed == r->items)
        vb_html_say0(h, N_("declared, no licence named"));
    else
        vb_html_say(h, N_("{0} without a licence named"), VB_NUMBER(r->unlicensed));
}

static void table_row(vb_html *h, const vb_routes *all, size_t i)
{
    const vb_route *r = &all->v[i];
    char first[24], last[24];
    if (i < all->drawn)
        vb_buf_printf(h->out, "<tr><td class=\"r\"><b>%zu</b></td><td>", i + 1);
    else
        vb_html_lit(h, "<tr><td class=\"r e\">·</td><td>");
    vb_html_iso(h, r->first);
    vb_html_day_text(r->first, first);
    vb_html_day_text(r->last, last);
    if (!vb_str_eq(vb_str_of(first), vb_str_of(last))) {
        vb_html_lit(h, " – ");
        vb_html_iso(h, r->last);
    }
    vb_html_lit(h, "</td><td>");
    place_name(h, &all->places[r->from]);
    vb_html_lit(h, " → ");
    place_name(h, &all->places[r->to]);
    vb_html_lit(h, "</td><td class=\"r\">");
    vb_html_number(h, "span", r->items);
    vb_html_lit(h, r->n_models == 1 ? "</td><td class=\"nw\">" : "</td><td>");
    if (r->n_models == 0)
        vb_html_say0(h, N_("not stated"));
    for (size_t k = 0; k < r->n_models && k < VB_ROUTE_MODELS; k++) {
        vb_html_lit(h, k > 0 ? ", " : "");
        vb_html_str(h, vb_html_model_name(h, r->model[k]));
    }
    more(h, r->n_models, VB_ROUTE_MODELS);
    vb_html_lit(h, "</td><td>");
    papers(h, all, r);
    vb_html_lit(h, "</td><td>");
    for (size_t k = 0; k < r->n_findings && k < VB_ROUTE_FINDINGS; k++) {
        vb_html_lit(h, k > 0 ? " " : "");
        vb_html_finding_link(h, r->finding[k]);
    }
    more(h, r->n_findings, VB_ROUTE_FINDINGS);
    if (r->bad > 0 && r->bad < r->items) {
        vb_html_lit(h, " <span class=\"e\">");
        vb_html_say(h, N_("{0} of them"), VB_NUMBER(r->bad));
        vb_html_lit(h, "</span>");
    }
    vb_html_lit(h, "</td></tr>\n");
}

static void table(vb_html *h, const vb_routes *r)
{
    vb_html_scroll(h, "map-n");
    vb_html_lit(h, "<table class=\"tb legs\"><thead><tr>");
    vb_html_head(h, N_("No."), true);
    vb_html_head(h, N_("Date"), false);
    vb_html_head(h, N_("From, to"), false);
    vb_html_head(h, N_("Items"), true);
    vb_html_head(h, N_("Models"), false);
    vb_html_head(h, N_("In the papers"), false);
    vb_html_head(h, N_("Findings"), false);
    vb_html_lit(h, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < r->n && i < VB_ROUTES_LISTED; i++)
        table_row(h, r, i);
    vb_html_lit(h, "</tbody></table></div>\n");
    if (r->n > VB_ROUTES_LISTED) {
        vb_html_lit(h, "<p class=\"more\">");
        vb_html_say(h, N_("{0} more routes are counted and neither drawn nor listed."),
                    VB_NUMBER((int64_t)(r->n - VB_ROUTES_LISTED)));
        vb_html_lit(h, "</p>");
    }
}

static void title(vb_html *h, const vb_routes *r)
{
    int64_t gaps = 0, bad = 0, n = (int64_t)r->n;
    for (size_t i = 0; i < r->n; i++) {
        gaps += r->v[i].gap;
        bad += r->v[i].bad > 0;
    }
    if (r->n == 1)
        vb_html_say0(h, bad > 0 ? N_("One route, and a finding rests on it") : N_("One route, no finding rests on it"));
    else if (gaps > 0)
        vb_html_say(h, N_("{0} routes: {1} that nobody recorded, {2} with a finding"), VB_NUMBER(n), VB_NUMBER(gaps),
                    VB_NUMBER(bad));
    else if (bad > 0)
        vb_html_say(h, N_("{0} routes, {1} of them with a finding"), VB_NUMBER(n), VB_NUMBER(bad));
    else
        vb_html_say(h, N_("{0} routes, none of them with a finding"), VB_NUMBER(n));
}

static void caption(vb_html *h, const vb_routes *r)
{
    int64_t first = VB_NO_TIME, last = VB_NO_TIME;
    bool rings = false;
    for (size_t i = 0; i < r->n; i++) {
        first = r->v[i].first != VB_NO_TIME && (first == VB_NO_TIME || r->v[i].first < first) ? r->v[i].first : first;
        last = r->v[i].last != VB_NO_TIME && (last == VB_NO_TIME || r->v[i].last > last) ? r->v[i].last : last;
        rings = rings || r->places[r->v[i].from].site == VB_NONE || r->places[r->v[i].to].site == VB_NONE;
    }
    vb_html_lit(h, "<figcaption id=\"map-t\">");
    if (first != VB_NO_TIME) {
        vb_html_lit(h, "<b>");
        vb_html_prose(h, first);
        if (vb_day_of(first) != vb_day_of(last)) {
            vb_html_lit(h, " – ");
            vb_html_prose(h, last);
        }
        vb_html_lit(h, "</b> ");
    }
    vb_html_say0(h, N_("Countries of the case are shaded. Lines are dotted because papers alone declare them. Equal "
                       "Earth projection."));
    if (rings) {
        vb_html_lit(h, " ");
        vb_html_say0(h, N_("A ring stands for a country: the case names no site with coordinates there."));
    }
    vb_html_lit(h, "</figcaption>\n");
}

static void key_row(vb_html *h, const char *class, const char *head, const char *text)
{
    vb_buf_printf(h->out,
                  "<li><svg width=\"46\" height=\"12\" aria-hidden=\"true\"><path class=\"leg%s\" d=\"M2 6H40\" "
                  "marker-end=\"url(#%s)\"/></svg>",
                  class, head);
    vb_html_say0(h, text);
    vb_html_lit(h, "</li>");
}

static void key(vb_html *h)
{
    vb_html_lit(h, "<ul class=\"mkey\">");
    key_row(h, "", "ar", N_("declared in papers"));
    key_row(h, " bad", "ar-bad", N_("a finding with the verdict fail rests on it"));
    key_row(h, " gap", "ar-gap", N_("no record of this way"));
    vb_html_lit(h, "<li><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><circle class=\"site\" cx=\"6\" cy=\"6\" "
                   "r=\"4\"/></svg>");
    vb_html_say0(h, N_("site"));
    vb_html_lit(h, "</li><li><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><rect class=\"sq\" x=\"1\" y=\"1\" "
                   "width=\"10\" height=\"10\"/></svg>");
    vb_html_say0(h, N_("place with a finding"));
    vb_html_lit(h, "</li></ul>\n");
}

static vb_code figures(vb_html *h, const vb_routes *r, vb_error *err)
{
    pictures all = {0};
    VB_TRY(lay_out(h, r, &all, err));
    vb_html_lit(h, "<figure>");
    caption(h, r);
    vb_html_scroll(h, "map-t");
    VB_TRY(vb_html_map_draw(h, r, &all.v[0], all.v + 1, all.n - 1, "map-t", err));
    vb_html_lit(h, "</div></figure>\n");
    if (all.n > 1) {
        vb_html_lit(h, "<div class=\"insets\">");
        for (size_t i = 1; i < all.n; i++) {
            char id[] = "inset-A-t";
            id[6] = all.v[i].letter;
            vb_buf_printf(h->out, "<figure><figcaption id=\"%s\"><b>%c</b> ", id, all.v[i].letter);
            for (size_t k = 0; k < all.v[i].n_shown && k < 3; k++) {
                vb_html_lit(h, k > 0 ? ", " : "");
                place_name(h, &r->places[all.v[i].shown[k]]);
            }
            vb_html_lit(h, all.v[i].n_shown > 3 ? " …" : "");
            if (vb_map_px_per_km(&all.v[i].map, (all.v[i].map.south + all.v[i].map.north) / 2) > COARSE_PX_PER_KM) {
                vb_html_lit(h, ". ");
                vb_html_say0(h, N_("Coasts and borders come from a map 1:50,000,000 and are off by some km here."));
            }
            vb_html_lit(h, "</figcaption>");
            vb_html_scroll(h, id);
            VB_TRY(vb_html_map_draw(h, r, &all.v[i], NULL, 0, id, err));
            vb_html_lit(h, "</div></figure>\n");
        }
        vb_html_lit(h, "</div>\n");
    }
    key(h);
    return VB_OK;
}

vb_code vb_html_map(vb_html *h, vb_error *err)
{
    vb_routes r;
    VB_TRY(vb_html_routes(h, &r, err));
    vb_html_lit(h, "<section id=\"map\"><div class=\"w\"><h2 id=\"map-n\">");
    if (r.n == 0) {
        vb_html_say0(h, N_("Routes"));
        vb_html_lit(h, "</h2><p class=\"lede\">");
        if (h->view->n_legs == 0)
            vb_html_say0(h, N_("The case records no movement, so there is no route to draw."));
        else
            vb_html_say0(
                h, N_("No movement of the case leads from one known place to another, so there is no route to draw."));
        vb_html_lit(h, "</p></div></section>\n");
        return VB_OK;
    }
    title(h, &r);
    vb_html_lit(h, "</h2><p class=\"lede\">");
    vb_html_say0(h, N_("Great circles in order of time; the numbers are those of the table."));
    if (r.n > r.drawn) {
        vb_html_lit(h, " ");
        vb_html_say(h, N_("Of {0} routes the {1} with findings or the most items are drawn."), VB_NUMBER((int64_t)r.n),
                    VB_NUMBER((int64_t)r.drawn));
    }
    if (r.no_place > 0) {
        vb_html_lit(h, " ");
        vb_html_say(h, N_("{0} legs are not drawn, because one of their ends has no known country."),
                    VB_NUMBER(r.no_place));
    }
    vb_html_lit(h, "</p>\n");
    if (h->audit->world != NULL)
        VB_TRY(figures(h, &r, err));
    table(h, &r);
    vb_html_lit(h, "</div></section>\n");
    return VB_OK;
}
