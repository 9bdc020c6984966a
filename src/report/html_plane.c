/* SPDX-License-Identifier: Apache-2.0 */
/* Draws the plane: zones as outlines around the cells of one class, axes, points, and names where there is room. */
#include "report/html_plane.h"

#include <math.h>

#include "base/number.h"

enum { LINES = VB_PLANE_CUTS + 2, X0 = 60, Y0 = 16 };
#define FAR 1.0 /* decades */

const char *const vb_plane_style[] = {
    ".pt.ho{fill:var(--paper);stroke:var(--ink2);stroke-width:1.3}svg .pn.pq{font-size:11.5px;font-weight:450}",
    ".ivl.th{stroke:var(--ink3);stroke-width:1}\n", NULL};

typedef struct box { /* what a diamond or a name takes */
    double x0, y0, x1, y1;
} box;

typedef struct drawing {
    vb_html *h;
    const vb_plane *p;
    const vb_plane_look *look;
    vb_plane_point *points;
    size_t n;
    double width, x1, strip, y1;
    double x_low, x_high, y_low, y_high; /* decades of whole units */
    double column[LINES], row[LINES];    /* of the grid: from the left, from the top */
    size_t rows, columns;                /* of cells */
    box *taken;
    size_t n_taken;
    unsigned numbered;
} drawing;

static double decade(int64_t nano)
{
    int64_t milli = nano / 1000000;
    return milli > 0 ? log10((double)milli / 1000) : log10((double)(nano < 1 ? 1 : nano)) - 9;
}

static double x_at(const drawing *d, double v)
{
    return X0 + (d->x1 - X0) * (v - d->x_low) / (d->x_high - d->x_low);
}

static double y_at(const drawing *d, double v)
{
    return d->y1 - (d->y1 - Y0) * (v - d->y_low) / (d->y_high - d->y_low);
}

static bool across(const vb_plane_point *p) /* has a second figure */
{
    return p->high > 0 && p->high != INT64_MAX;
}

/* Widens an axis to a point. With many points only as far as FAR decades from the thresholds. */
static bool widen(const drawing *d, double from, double to, double first, double last, double *low, double *high)
{
    if (d->look->small && (to < first - FAR || from > last + FAR))
        return false;
    *low = fmin(*low, fmax(from - 0.12, d->look->small ? first - FAR : from - 0.12));
    *high = fmax(*high, fmin(to + 0.12, d->look->small ? last + FAR : to + 0.12));
    return true;
}

static bool drawn(const vb_plane_point *c)
{
    return vb_plane_placed(c) && !c->outside;
}

static void scale(drawing *d)
{
    const vb_plane *p = d->p;
    double left = decade(p->across[0].at), right = decade(p->across[p->n_across - 1].at), low = decade(p->tpp[0].at),
           high = decade(p->tpp[p->n_tpp - 1].at);
    d->x_low = left - 0.7;
    d->x_high = right + 0.7;
    d->y_low = low - 0.5;
    d->y_high = high + 0.5;
    for (size_t i = 0; i < d->n; i++) {
        vb_plane_point *c = &d->points[i];
        c->outside = vb_plane_placed(c) &&
                     (!widen(d, decade(c->tpp_low), decade(c->tpp_high), low, high, &d->y_low, &d->y_high) ||
                      (across(c) && !widen(d, decade(c->low), decade(c->high), left, right, &d->x_low, &d->x_high)));
    }
    d->columns = p->n_across + 1;
    d->rows = p->n_tpp + 1;
    d->column[0] = X0;
    d->column[d->columns] = d->x1;
    for (size_t i = 0; i < p->n_across; i++)
        d->column[i + 1] = x_at(d, decade(p->across[i].at));
    d->row[0] = Y0;
    d->row[d->rows] = d->y1;
    for (size_t i = 0; i < p->n_tpp; i++)
        d->row[d->rows - 1 - i] = y_at(d, decade(p->tpp[i].at));
}

/* ---- Zones ------------------------------------------------------------------------------------------------------ */

/* Borders of a zone are walked with the zone at the left hand, seen by the walker; on a screen that begins downwards at
 * the upper left corner. */
enum { DOWN, RIGHT, UP, LEFT };
static const int step_row[] = {1, 0, -1, 0}, step_column[] = {0, 1, 0, -1};

/* The zone of a cell counted from the top; n_zones outside of all, -1 outside of the picture. */
static int zone_of(const drawing *d, int row, int column)
{
    if (row < 0 || column < 0 || row >= (int)d->rows || column >= (int)d->columns)
        return -1;
    return d->p->cell[d->rows - 1 - (size_t)row][column];
}

/* The cells at the left and at the right of a walk from a corner of the grid. */
static void sides(const drawing *d, int row, int column, int way, int *left, int *right)
{
    static const int left_row[] = {0, -1, -1, 0}, left_column[] = {0, 0, -1, -1};
    static const int right_row[] = {0, 0, -1, -1}, right_column[] = {-1, 0, 0, -1};
    *left = zone_of(d, row + left_row[way], column + left_column[way]);
    *right = zone_of(d, row + right_row[way], column + right_column[way]);
}

typedef struct walk {
    bool used[LINES][LINES][4];
    struct {
        int row, column, way;
        bool shown; /* not on the frame, nor on a border that an earlier zone has drawn */
    } at[LINES * LINES * 4];
    size_t n;
} walk;

static bool border_of(const drawing *d, int zone, int row, int column, int way)
{
    int left, right;
    sides(d, row, column, way, &left, &right);
    return left == zone && right != zone;
}

/* One closed way round the zone from a corner. */
static void go_round(const drawing *d, int zone, int row, int column, int way, walk *w)
{
    w->n = 0;
    while (!w->used[row][column][way]) {
        int left, right;
        sides(d, row, column, way, &left, &right);
        w->used[row][column][way] = true;
        w->at[w->n].row = row;
        w->at[w->n].column = column;
        w->at[w->n].way = way;
        w->at[w->n++].shown = right != -1 && right > zone;
        row += step_row[way];
        column += step_column[way];
        static const int turn[] = {1, 0, 3}; /* to the zone's side first, so that cells that touch stay apart */
        for (size_t k = 0; k < 3; k++) {
            int next = (way + turn[k]) % 4;
            if (border_of(d, zone, row, column, next)) {
                way = next;
                break;
            }
        }
    }
}

static void line_to(const drawing *d, const walk *w, size_t k)
{
    size_t next = (k + 1) % w->n;
    if (w->at[k].way == DOWN || w->at[k].way == UP)
        vb_html_px(d->h, "V@", d->row[w->at[next].row]);
    else
        vb_html_px(d->h, "H@", d->column[w->at[next].column]);
}

static void outline(const drawing *d, const walk *w)
{
    vb_html_px(d->h, "M@ @", d->column[w->at[0].column], d->row[w->at[0].row]);
    for (size_t k = 0; k + 1 < w->n; k++)
        if (w->at[k].way != w->at[k + 1].way)
            line_to(d, w, k);
    vb_html_lit(d->h, "z");
}

static bool shown_border(const drawing *d, const walk *w)
{
    bool any = false, open = false;
    for (size_t k = 0; k < w->n; k++) {
        if (!w->at[k].shown) {
            open = false;
            continue;
        }
        if (!open)
            vb_html_px(d->h, "M@ @", d->column[w->at[k].column], d->row[w->at[k].row]);
        open = any = true;
        if (k + 1 == w->n || !w->at[k + 1].shown || w->at[k].way != w->at[k + 1].way)
            line_to(d, w, k);
    }
    return any;
}

static void around(const drawing *d, int zone, const char *class, bool fill)
{
    walk w = {0};
    vb_buf_printf(d->h->out, "<path class=\"%s\" d=\"", class);
    for (int r = 0; r <= (int)d->rows; r++)
        for (int c = 0; c <= (int)d->columns; c++)
            for (int way = DOWN; way <= LEFT; way++) {
                if (w.used[r][c][way] || !border_of(d, zone, r, c, way))
                    continue;
                go_round(d, zone, r, c, way, &w);
                if (fill)
                    outline(d, &w);
                else
                    (void)shown_border(d, &w);
            }
    vb_html_lit(d->h, "\"/>");
}

/* "3A090.a", and ".b" after it: what the names have in common is said once. */
static vb_str zone_name(const vb_plane *p, size_t zone)
{
    vb_str name = p->zone[zone], first = p->zone[0];
    size_t dot = name.n;
    while (dot > 0 && name.p[dot - 1] != '.')
        dot--;
    bool same = zone > 0 && dot > 1 && vb_str_starts(first, vb_str_sub(name, 0, dot));
    return same ? vb_str_sub(name, dot - 1, SIZE_MAX) : name;
}

static void zone_label(drawing *d, size_t zone)
{
    for (int r = 0; r < (int)d->rows; r++)
        for (int c = 0; c < (int)d->columns; c++)
            if (zone_of(d, r, c) == (int)zone) {
                vb_html_px(d->h, "<text class=\"zn\" x=\"@\" y=\"@\">", d->column[c] + (zone == 0 ? 8 : 6),
                           d->row[r] + 18);
                vb_html_str(d->h, zone_name(d->p, zone));
                vb_html_lit(d->h, "</text>");
                d->taken[d->n_taken++] = (box){d->column[c] + 4, d->row[r] + 5,
                                               d->column[c] + 10 + 9 * (double)zone_name(d->p, zone).n, d->row[r] + 21};
                return;
            }
}

/* ---- Axes ------------------------------------------------------------------------------------------------------- */

static void tick_x(const drawing *d, double v, int e)
{
    vb_html *h = d->h;
    double x = x_at(d, log10(v));
    vb_html_px(h, "<path class=\"gl\" d=\"M@ @V@\"/><text class=\"ax\" text-anchor=\"middle\" x=\"@\" y=\"@\">", x, Y0,
               d->y1, x, d->y1 + 16);
    if (e >= 0) {
        vb_html_number(h, "tspan", (int64_t)llround(v));
    } else {
        int64_t milli = llround(v * 1000);
        char en[48], de[48];
        vb_decimal_text(milli, 3, '.', en);
        vb_decimal_text(milli, 3, ',', de);
        size_t n = e == -1 ? 3 : e == -2 ? 4 : 5;
        vb_html_both(h, "tspan", (vb_str){en, n}, (vb_str){de, n});
    }
    vb_html_lit(h, "</text>");
}

static void ticks(const drawing *d)
{
    static const int64_t steps[] = {1, 2, 5};
    vb_html *h = d->h;
    for (int e = -3; e < 8; e++)
        for (size_t k = 0; k < 3; k++) {
            double v = (double)steps[k] * pow(10, e), at = log10(v);
            if (at > d->y_low && at < d->y_high && e >= 0) {
                vb_html_px(h,
                           "<path class=\"gl\" d=\"M@ @H@\"/><text class=\"ax\" text-anchor=\"end\" x=\"@\" y=\"@\">",
                           X0, y_at(d, at), d->strip, X0 - 6, y_at(d, at) + 4);
                vb_html_number(h, "tspan", (int64_t)llround(v));
                vb_html_lit(h, "</text>");
            }
            if (at > d->x_low && at < d->x_high)
                tick_x(d, v, e);
        }
}

static const char *axis_title(vb_rule_metric m)
{
    switch (m) {
    case VB_METRIC_DENSITY:
        return N_("performance density, TPP per mm²");
    case VB_METRIC_IO:
        return N_("I/O bandwidth, both directions together, GB/s");
    case VB_METRIC_DRAM:
        return N_("DRAM bandwidth, GB/s");
    case VB_METRIC_IO_DRAM:
        return N_("I/O and DRAM bandwidth together, GB/s");
    case VB_METRIC_TOPS:
        return N_("processing performance, TOPS");
    case VB_METRIC_HBM:
        return N_("memory bandwidth density, GB/s per mm²");
    case VB_METRIC_TPP:
    case VB_METRIC_N:
        break;
    }
    return N_("TPP");
}

static void zones(drawing *d)
{
    vb_html *h = d->h;
    for (size_t z = 0; z < d->p->n_zones; z++)
        around(d, (int)z, z == 0 ? "za" : "zb", true);
    ticks(d);
    for (size_t z = 0; z < d->p->n_zones; z++)
        around(d, (int)z, z == 0 ? "zl" : "zl2", false);
    for (size_t z = 0; z < d->p->n_zones; z++)
        zone_label(d, z);
    vb_html_px(h, "<path class=\"hr\" d=\"M@ @V@H@\"/><path class=\"hr\" d=\"M@ @V@\"/>", X0, Y0, d->y1, d->strip,
               d->x1 + 14, Y0, d->y1);
    vb_html_px(h, "<text class=\"at\" x=\"@\" y=\"@\">", 4, 10);
    vb_html_svg_say0(h, N_("TPP"));
    vb_html_px(h, "</text><text class=\"at\" text-anchor=\"end\" x=\"@\" y=\"@\">", d->x1, d->y1 + 34);
    vb_html_svg_say0(h, axis_title(d->p->x));
    vb_html_px(h, "</text><text class=\"ax\" x=\"@\" y=\"@\">", d->x1 + 18, d->y1 + 16);
    vb_html_svg_say0(h, N_("no figure"));
    vb_html_lit(h, "</text>");
}

/* ---- Points ----------------------------------------------------------------------------------------------------- */

static bool is_taken(const drawing *d, box b)
{
    for (size_t k = 0; k < d->n_taken; k++)
        if (b.x0 < d->taken[k].x1 && b.x1 > d->taken[k].x0 && b.y0 < d->taken[k].y1 && b.y1 > d->taken[k].y0)
            return true;
    return false;
}

/* Beside its diamond, or nowhere when there is no room. */
static bool write_label(drawing *d, const vb_plane_point *c, double x, double y, vb_str text, double letter)
{
    static const struct {
        double x, y;
        bool left;
    } spots[] = {{11, 4, false}, {-11, 4, true},  {8, 20, false}, {8, -11, false},
                 {-8, 20, true}, {-8, -11, true}, {8, 34, false}, {8, -25, false}};
    enum { FAR_SPOTS = 6 }; /* from here on a line leads to the label */
    double w = letter * (double)vb_width(text), right = across(c) ? d->x1 + 8 : d->width;
    for (size_t s = 0; s < sizeof spots / sizeof spots[0]; s++) {
        double tx = x + spots[s].x, ty = y + spots[s].y;
        box b = {spots[s].left ? tx - w : tx, ty - 11, spots[s].left ? tx : tx + w, ty + 3};
        if (b.x0 < X0 || b.x1 > right || b.y0 < Y0 || b.y1 > d->y1 || is_taken(d, b))
            continue;
        d->taken[d->n_taken++] = b;
        if (d->look->numbers && s >= FAR_SPOTS)
            vb_html_px(d->h, "<path class=\"ivl th\" d=\"M@ @L@ @\"/>", x, y, x + (spots[s].left ? -10 : 10),
                       ty < y ? ty + 2 : ty - 10);
        vb_buf_printf(d->h->out, "<text class=\"pn%s\"%s", d->look->small && !c->emphasised ? " pq" : "",
                      spots[s].left ? " text-anchor=\"end\"" : "");
        vb_html_px(d->h, " x=\"@\" y=\"@\">", tx, ty);
        vb_html_str(d->h, text);
        vb_html_lit(d->h, "</text>");
        return true;
    }
    return false;
}

static void label(drawing *d, vb_plane_point *c, double x, double y)
{
    char number[48];
    bool small = d->look->small && !c->emphasised;
    c->number = 0;
    if (!c->named || write_label(d, c, x, y, c->label, small ? 6.6 : 7.4) || !d->look->numbers)
        return;
    vb_decimal_text((int64_t)d->numbered + 1, 0, '.', number);
    if (write_label(d, c, x, y, vb_str_of(number), small ? 6.6 : 7.4))
        c->number = ++d->numbered;
}

static void diamond(drawing *d, const vb_plane_point *c, double x, double y)
{
    vb_html *h = d->h;
    bool small = d->look->small && !c->emphasised;
    double r = small ? 4 : 6;
    vb_buf_printf(h->out, "<path class=\"pt%s\"",
                  c->mark == VB_PLANE_OPEN     ? " un"
                  : c->mark == VB_PLANE_HOLLOW ? " ho"
                                               : "");
    vb_html_px(h, " d=\"M@ @", x, y - r);
    vb_html_lit(h, small ? "l4 4-4 4-4-4z\"" : "l6 6-6 6-6-6z\"");
    if (d->look->titles) {
        vb_html_lit(h, "><title>");
        vb_html_str(h, c->label);
        vb_html_lit(h, "</title></path>");
    } else {
        vb_html_lit(h, "/>");
    }
    d->taken[d->n_taken++] = (box){x - r, y - r, x + r, y + r};
}

/* In the strip those of about one height stand beside each other. */
static double strip_x(const drawing *d, double y)
{
    static const double spread[] = {0, 12, -12, 24, -24};
    double x = d->x1 + 40;
    for (size_t k = 0; d->look->small && k < sizeof spread / sizeof spread[0]; k++) {
        double at = x + spread[k];
        if (!is_taken(d, (box){at - 4, y - 4, at + 4, y + 4}))
            return at;
    }
    return x;
}

static vb_code draw_points(drawing *d, vb_error *err)
{
    double(*at)[2] = vb_arena_alloc(d->h->arena, d->n + 1, sizeof *at);
    if (at == NULL)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the plane");
    for (int big = 0; big < 2; big++) /* those asked for lie on top */
        for (size_t i = 0; i < d->n; i++) {
            const vb_plane_point *c = &d->points[i];
            if (!drawn(c) || (d->look->small && c->emphasised) != (big == 1))
                continue;
            double y_low = y_at(d, decade(c->tpp_low)), y_high = y_at(d, decade(c->tpp_high)), y = (y_low + y_high) / 2;
            double x_low = across(c) ? x_at(d, decade(c->low)) : strip_x(d, y),
                   x_high = across(c) ? x_at(d, decade(c->high)) : x_low, x = (x_low + x_high) / 2;
            if (y_low - y_high > 2 || x_high - x_low > 2)
                vb_html_px(d->h,
                           d->look->small && !c->emphasised ? "<path class=\"ivl th\" d=\"M@ @L@ @\"/>"
                                                            : "<path class=\"ivl\" d=\"M@ @L@ @\"/>",
                           x_low, y_low, x_high, y_high);
            diamond(d, c, x, y);
            at[i][0] = x;
            at[i][1] = y;
        }
    for (int big = 1; big >= 0; big--)
        for (size_t i = 0; i < d->n; i++)
            if (drawn(&d->points[i]) && (d->look->small && d->points[i].emphasised) == (big == 1))
                label(d, &d->points[i], at[i][0], at[i][1]);
    return VB_OK;
}

vb_code vb_html_plane(vb_html *h, const vb_plane *plane, vb_plane_point *points, size_t n, const vb_plane_look *look,
                      vb_error *err)
{
    drawing *d = VB_NEW(h->arena, drawing, 1);
    if (d == NULL)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the plane");
    *d = (drawing){.h = h, .p = plane, .look = look, .points = points, .n = n};
    d->width = look->width > 0 ? look->width : 640;
    d->x1 = d->width - 120;
    d->strip = d->width - 40;
    d->y1 = look->height > 0 ? look->height : 400;
    d->taken = VB_NEW(h->arena, box, 2 * n + VB_PLANE_ZONES);
    if (d->taken == NULL)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the plane");
    scale(d);
    vb_html_px(h, "<svg class=\"ch\" viewBox=\"0 0 @ @\" role=\"img\"", d->width, d->y1 + 40);
    vb_buf_printf(h->out, " aria-labelledby=\"%s\">", look->label_id);
    zones(d);
    VB_TRY(draw_points(d, err));
    vb_html_lit(h, "</svg>");
    return VB_OK;
}

void vb_html_plane_key(vb_html *h, const vb_plane_point *points, size_t n)
{
    unsigned most = 0;
    for (size_t i = 0; i < n; i++)
        most = points[i].number > most ? points[i].number : most;
    if (most == 0)
        return;
    vb_html_lit(h, "<ol class=\"ids more\">");
    for (unsigned k = 1; k <= most; k++)
        for (size_t i = 0; i < n; i++)
            if (points[i].number == k) {
                vb_html_lit(h, "<li>");
                vb_html_number(h, "span", k);
                vb_html_lit(h, "&#8194;");
                vb_html_str(h, points[i].label);
                vb_html_lit(h, "</li>");
            }
    vb_html_lit(h, "</ol>");
}

static void threshold(vb_html *h, const vb_plane_cut *c, vb_rule_metric m)
{
    char en[48], de[48];
    int64_t milli = c->at / 1000000;
    unsigned places = 3;
    for (; places > 0 && milli % 10 == 0; places--)
        milli /= 10;
    vb_decimal_text(milli, places, '.', en);
    vb_decimal_text(milli, places, ',', de);
    vb_html_lit(h, "<tr><th scope=\"row\">");
    vb_html_say0(h, m == VB_METRIC_TPP ? N_("TPP") : axis_title(m));
    vb_html_lit(h, "</th><td class=\"r\">");
    if (places == 0)
        vb_html_number(h, "span", milli);
    else
        vb_html_both(h, "span", vb_str_of(en), vb_str_of(de));
    vb_html_lit(h, "</td><td>");
    vb_html_str(h, c->citation);
    vb_html_lit(h, "</td></tr>");
}

void vb_html_plane_thresholds(vb_html *h, const vb_plane *plane)
{
    vb_html_lit(h, "<table class=\"tb\"><thead><tr>");
    vb_html_head(h, N_("Figure"), false);
    vb_html_head(h, N_("From"), true);
    vb_html_head(h, N_("Source"), false);
    vb_html_lit(h, "</tr></thead><tbody>");
    for (size_t i = 0; i < plane->n_tpp; i++)
        threshold(h, &plane->tpp[i], VB_METRIC_TPP);
    for (size_t i = 0; i < plane->n_across; i++)
        threshold(h, &plane->across[i], plane->x);
    vb_html_lit(h, "</tbody></table>");
}
