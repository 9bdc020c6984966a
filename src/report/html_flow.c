/* SPDX-License-Identifier: Apache-2.0 */
/* Flow of quantities by country and stage. Each item is one path: the country where the record begins, each country it
 * comes to, and where it is at the end. Bulk movements have no items to follow and are drawn one step each, and only
 * where the case has no items. */
#include <math.h>
#include <stdlib.h>

#include "report/html_priv.h"

enum { COLUMNS = 6, NODES = 10 /* countries of one column; the rest is one node */, TABLE_ROWS = 80 };
#define OTHER ((vb_country)1) /* no country has this code */

typedef enum flow_state { FLOW_GREY, FLOW_BAD, FLOW_GAP } flow_state;

typedef struct way { /* one path, padded to all columns by staying where it ended */
    vb_country country[COLUMNS];
    uint8_t state[COLUMNS]; /* of the ribbon into that column */
} way;

typedef struct node {
    vb_country country;
    int64_t n;
    double y, height, centre, in, out; /* in, out: how much of its edges is taken */
} node;

typedef struct ribbon {
    unsigned column; /* it leads from column - 1 to this one */
    uint32_t from, to;
    flow_state state;
    int64_t n;
} ribbon;

typedef struct flow {
    vb_html *h;
    vb_dict keys;
    struct {
        way *v;
        size_t n, cap;
    } ways;
    struct {
        int64_t *v;
        size_t n, cap;
    } counts;
    int64_t total, unplaced;
    unsigned columns;
    bool bulk;
    node nodes[COLUMNS][NODES + 1];
    uint32_t n_nodes[COLUMNS];
    struct {
        ribbon *v;
        size_t n, cap;
    } ribbons;
} flow;

static vb_code no_memory(vb_error *err)
{
    return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the flow");
}

static vb_code add_way(flow *f, const way *w, int64_t n, vb_error *err)
{
    vb_str key = {(const char *)w, sizeof *w};
    uint32_t id = vb_dict_find(&f->keys, key);
    if (id == VB_NONE) {
        key = vb_arena_copy(f->h->arena, key);
        id = key.p == NULL ? VB_NONE : vb_dict_add(&f->keys, key);
        way *made = VB_PUSH(f->h->arena, &f->ways);
        int64_t *count = VB_PUSH(f->h->arena, &f->counts);
        if (id == VB_NONE || made == NULL || count == NULL)
            return no_memory(err);
        *made = *w;
        *count = 0;
    }
    f->counts.v[id] += n;
    f->total += n;
    return VB_OK;
}

/* One more country of a path; the last column collects what a longer path does at its end. */
static unsigned step(way *w, unsigned n, vb_country c, flow_state s)
{
    if (n > 0 && w->country[n - 1] == c)
        return n;
    if (n == COLUMNS) {
        w->country[n - 1] = c;
        w->state[n - 1] = s > w->state[n - 1] ? (uint8_t)s : w->state[n - 1];
        return n;
    }
    w->country[n] = c;
    w->state[n] = (uint8_t)s;
    return n + 1;
}

/* *end: the state in which it stays where it is at last */
static unsigned path_of(const vb_html *h, uint32_t item, way *w, flow_state *end)
{
    vb_custody held = vb_custody_start();
    unsigned n = 0;
    flow_state state = FLOW_GREY;
    for (uint32_t i = h->view->leg_first[item]; i < h->view->leg_first[item + 1]; i++) {
        const vb_leg *leg = &h->view->legs[i];
        vb_country from = vb_leg_origin_country(h->view, leg), to = vb_leg_destination_country(h->view, leg);
        bool gap = vb_html_gap(&held, leg);
        if (h->leg_finding[i] != VB_NONE)
            state = FLOW_BAD;
        if (from != 0)
            n = step(w, n, from, gap ? FLOW_GAP : n == 0 ? FLOW_GREY : state);
        if (to != 0 && leg->kind != VB_SCRAPPED && leg->kind != VB_LOST) {
            bool under_way = leg->departed != VB_NO_TIME && leg->arrived == VB_NO_TIME &&
                             leg->confirmation == VB_NONE && i + 1 == h->view->leg_first[item + 1] &&
                             h->view->custody[item].in_transit;
            n = step(w, n, to, under_way ? FLOW_GAP : state);
        }
        vb_custody_step(&held, leg, i);
    }
    *end = state;
    return n;
}

static vb_code collect_items(flow *f, vb_error *err)
{
    for (uint32_t item = 0; item < f->h->view->n_items; item++) {
        way w = {0};
        flow_state end;
        unsigned n = path_of(f->h, item, &w, &end);
        if (n == 0) {
            f->unplaced++;
            continue;
        }
        unsigned columns = n < COLUMNS && end > w.state[n - 1] ? n + 1 : n; /* a fail after the last border */
        for (unsigned k = n; k < COLUMNS; k++) {
            w.country[k] = w.country[n - 1];
            w.state[k] = (uint8_t)end;
        }
        f->columns = columns > f->columns ? columns : f->columns;
        VB_TRY(add_way(f, &w, 1, err));
    }
    return VB_OK;
}

static vb_code collect_bulk(flow *f, vb_error *err)
{
    const vb_view *v = f->h->view;
    for (size_t i = v->leg_first[v->n_items]; i < v->n_legs; i++) {
        vb_country from = vb_leg_origin_country(v, &v->legs[i]), to = vb_leg_destination_country(v, &v->legs[i]);
        int64_t n = vb_leg_quantity(v, &v->legs[i]);
        way w = {0};
        if (from == 0 || to == 0) {
            f->unplaced += n;
            continue;
        }
        w.country[0] = from;
        for (unsigned k = 1; k < COLUMNS; k++) {
            w.country[k] = to;
            w.state[k] = f->h->leg_finding[i] != VB_NONE ? FLOW_BAD : FLOW_GREY;
        }
        f->columns = 2;
        VB_TRY(add_way(f, &w, n, err));
    }
    return VB_OK;
}

static int by_size(const void *a, const void *b)
{
    const node *x = a, *y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return (int)x->country - (int)y->country;
}

static int by_centre(const void *a, const void *b)
{
    const node *x = a, *y = b;
    if (x->centre < y->centre || x->centre > y->centre)
        return x->centre < y->centre ? -1 : 1;
    return x->in < y->in ? -1 : x->in > y->in; /* keeps the order of the sweep before */
}

static uint32_t node_of(const flow *f, unsigned column, vb_country c)
{
    for (uint32_t i = 0; i < f->n_nodes[column]; i++)
        if (f->nodes[column][i].country == c)
            return i;
    return f->n_nodes[column] - 1; /* the node of all others is the last while nodes are made */
}

static vb_code make_nodes(flow *f, vb_error *err)
{
    for (unsigned c = 0; c < f->columns; c++) {
        struct {
            node *v;
            size_t n, cap;
        } all = {0};
        for (size_t i = 0; i < f->ways.n; i++) {
            size_t k = 0;
            while (k < all.n && all.v[k].country != f->ways.v[i].country[c])
                k++;
            if (k == all.n) {
                node *made = VB_PUSH(f->h->arena, &all);
                if (made == NULL)
                    return no_memory(err);
                *made = (node){.country = f->ways.v[i].country[c]};
            }
            all.v[k].n += f->counts.v[i];
        }
        qsort(all.v, all.n, sizeof *all.v, by_size);
        for (size_t k = 0; k < all.n; k++) {
            if (k < NODES) {
                f->nodes[c][f->n_nodes[c]++] = all.v[k];
            } else if (k == NODES) {
                f->nodes[c][f->n_nodes[c]++] = (node){.country = OTHER, .n = all.v[k].n};
            } else {
                f->nodes[c][NODES].n += all.v[k].n;
            }
        }
    }
    return VB_OK;
}

static vb_code make_ribbons(flow *f, vb_error *err)
{
    for (unsigned c = 1; c < f->columns; c++)
        for (size_t i = 0; i < f->ways.n; i++) {
            const way *w = &f->ways.v[i];
            uint32_t from = node_of(f, c - 1, w->country[c - 1]), to = node_of(f, c, w->country[c]);
            flow_state state = (flow_state)w->state[c];
            size_t k = 0;
            while (k < f->ribbons.n && !(f->ribbons.v[k].column == c && f->ribbons.v[k].from == from &&
                                         f->ribbons.v[k].to == to && f->ribbons.v[k].state == state))
                k++;
            if (k == f->ribbons.n) {
                ribbon *made = VB_PUSH(f->h->arena, &f->ribbons);
                if (made == NULL)
                    return no_memory(err);
                *made = (ribbon){c, from, to, state, 0};
            }
            f->ribbons.v[k].n += f->counts.v[i];
        }
    return VB_OK;
}

/* Orders the nodes of a column by where their ribbons come from (or lead to), so that few of them cross. Ribbons refer
 * to nodes by position: they are renumbered. */
static void order_column(flow *f, unsigned c, bool ahead)
{
    for (uint32_t i = 0; i < f->n_nodes[c]; i++) {
        double sum = 0, n = 0;
        for (size_t k = 0; k < f->ribbons.n; k++) {
            const ribbon *r = &f->ribbons.v[k];
            bool mine = ahead ? r->column == c + 1 && r->from == i : r->column == c && r->to == i;
            sum += mine ? (double)r->n * (ahead ? r->to : r->from) : 0;
            n += mine ? (double)r->n : 0;
        }
        f->nodes[c][i].centre = n > 0 ? sum / n : 0;
        f->nodes[c][i].in = i; /* its number before */
    }
    qsort(f->nodes[c], f->n_nodes[c], sizeof f->nodes[c][0], by_centre);
    uint32_t now[NODES + 1] = {0};
    for (uint32_t i = 0; i < f->n_nodes[c]; i++)
        now[(size_t)f->nodes[c][i].in] = i;
    for (size_t k = 0; k < f->ribbons.n; k++) {
        if (f->ribbons.v[k].column == c)
            f->ribbons.v[k].to = now[f->ribbons.v[k].to];
        if (f->ribbons.v[k].column == c + 1)
            f->ribbons.v[k].from = now[f->ribbons.v[k].from];
    }
}

static void untangle(flow *f)
{
    for (unsigned c = 1; c < f->columns; c++)
        order_column(f, c, false);
    for (unsigned c = f->columns - 1; c-- > 0;)
        order_column(f, c, true);
    for (unsigned c = 1; c < f->columns; c++)
        order_column(f, c, false);
}

static int by_order(const void *a, const void *b)
{
    const ribbon *x = a, *y = b;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    return (int)x->state - (int)y->state;
}

static void country_name(flow *f, vb_country c, const char *tag)
{
    if (c == OTHER)
        vb_html_sentence(f->h, tag, &VB_SAY0(N_("other countries")));
    else
        vb_html_country(f->h, tag, c);
}

static const char *stage(const flow *f, unsigned c)
{
    static const char *const between[] = {N_("First destination"), N_("Second destination"), N_("Third destination"),
                                          N_("Fourth destination")};
    if (f->bulk && c > 0)
        return N_("Destination");
    return c == 0 ? N_("Origin") : c + 1 == f->columns ? N_("Last recorded") : between[c - 1];
}

static double x_of(const flow *f, unsigned c)
{
    return 4 + (double)c * 900 / (double)(f->columns - 1);
}

static void draw(flow *f)
{
    vb_html *h = f->h;
    uint32_t most = 1;
    for (unsigned c = 0; c < f->columns; c++)
        most = f->n_nodes[c] > most ? f->n_nodes[c] : most;
    double scale = fmin(60 + 60 * most, 260) / (double)f->total, height = 0;
    for (unsigned c = 0; c < f->columns; c++) {
        double y = 52;
        for (uint32_t i = 0; i < f->n_nodes[c]; i++) {
            node *n = &f->nodes[c][i];
            double in = 0, out = 0;
            for (size_t k = 0; k < f->ribbons.n; k++) { /* a ribbon shows at least 1.5 px */
                double w = fmax((double)f->ribbons.v[k].n * scale, 1.5);
                in += f->ribbons.v[k].column == c && f->ribbons.v[k].to == i ? w : 0;
                out += f->ribbons.v[k].column == c + 1 && f->ribbons.v[k].from == i ? w : 0;
            }
            n->y = y;
            n->height = fmax(fmax(in, out), fmax((double)n->n * scale, 1.5));
            n->in = n->out = 0;
            y += n->height + 28;
        }
        height = fmax(height, y);
    }
    vb_html_scroll(h, "flow-t");
    vb_html_px(h, "<svg class=\"ch\" viewBox=\"0 0 1120 @\" role=\"img\" aria-labelledby=\"flow-t\">", height - 6);
    for (unsigned c = 0; c < f->columns; c++) {
        vb_html_px(h, "<text class=\"at\" x=\"@\" y=\"14\">", x_of(f, c));
        vb_html_svg_say0(h, stage(f, c));
        vb_html_lit(h, "</text>");
    }
    qsort(f->ribbons.v, f->ribbons.n, sizeof *f->ribbons.v, by_order);
    for (size_t k = 0; k < f->ribbons.n; k++) {
        static const char *const classes[] = {"rb", "rb bad", "rb gap"};
        const ribbon *r = &f->ribbons.v[k];
        node *a = &f->nodes[r->column - 1][r->from], *b = &f->nodes[r->column][r->to];
        double w = fmax((double)r->n * scale, 1.5), x0 = x_of(f, r->column - 1) + 9, x1 = x_of(f, r->column),
               m = (x0 + x1) / 2;
        double y0 = a->y + a->out, y1 = b->y + b->in;
        a->out += w;
        b->in += w;
        vb_buf_printf(h->out, "<path class=\"%s\"%s", classes[r->state],
                      r->state == FLOW_GAP ? " fill=\"url(#hx)\"" : "");
        vb_html_px(h, " d=\"M@ @C@ @ @ @ @ @V@C@ @ @ @ @ @z\"/>", x0, y0, m, y0, m, y1, x1, y1, y1 + w, m, y1 + w, m,
                   y0 + w, x0, y0 + w);
    }
    for (unsigned c = 0; c < f->columns; c++)
        for (uint32_t i = 0; i < f->n_nodes[c]; i++) {
            const node *n = &f->nodes[c][i];
            bool last = c + 1 == f->columns;
            vb_html_px(h,
                       "<rect class=\"nd\" x=\"@\" y=\"@\" width=\"9\" height=\"@\"/><text class=\"nl\" x=\"@\" "
                       "y=\"@\"><tspan class=\"b\">",
                       x_of(f, c), n->y, n->height, last ? x_of(f, c) + 17 : x_of(f, c),
                       last ? n->y + n->height / 2 + 4.6 : n->y - 7);
            vb_html_number(h, "tspan", n->n);
            vb_html_lit(h, "</tspan> ");
            country_name(f, n->country, "tspan");
            vb_html_lit(h, "</text>");
        }
    vb_html_lit(h, "</svg></div>\n");
}

static void table(flow *f)
{
    static const char *const states[] = {N_("as recorded"), N_("a finding with the verdict fail"),
                                         N_("in transit or no record")};
    vb_html *h = f->h;
    size_t n = 0;
    vb_html_lit(h, "<details class=\"tbd\"><summary><svg class=\"tw\" viewBox=\"0 0 10 10\" aria-hidden=\"true\">"
                   "<path d=\"M2.5 0l5 5-5 5z\" fill=\"currentColor\"/></svg><span id=\"flow-n\">");
    vb_html_say0(h, N_("The numbers as a table"));
    vb_html_lit(h, "</span></summary>");
    vb_html_scroll(h, "flow-n");
    vb_html_lit(h, "<table class=\"tb\"><thead><tr>");
    vb_html_head(h, N_("Stage"), false);
    vb_html_head(h, N_("From"), false);
    vb_html_head(h, N_("To"), false);
    vb_html_head(h, N_("Items"), true);
    vb_html_head(h, N_("State"), false);
    vb_html_lit(h, "</tr></thead><tbody>");
    for (size_t k = 0; k < f->ribbons.n && n < TABLE_ROWS; k++, n++) {
        const ribbon *r = &f->ribbons.v[k];
        vb_html_lit(h, "<tr><td>");
        vb_html_say0(h, stage(f, r->column));
        vb_html_lit(h, "</td><td>");
        country_name(f, f->nodes[r->column - 1][r->from].country, "span");
        vb_html_lit(h, "</td><td>");
        country_name(f, f->nodes[r->column][r->to].country, "span");
        vb_html_lit(h, "</td><td class=\"r\">");
        vb_html_number(h, "span", r->n);
        vb_html_lit(h, "</td><td>");
        vb_html_say0(h, states[r->state]);
        vb_html_lit(h, "</td></tr>");
    }
    vb_html_lit(h, "</tbody></table></div>");
    if (f->ribbons.n > n) {
        vb_html_lit(h, "<p class=\"more\">");
        vb_html_say(h, N_("and {0} smaller flows that are drawn, not listed"), VB_NUMBER((int64_t)(f->ribbons.n - n)));
        vb_html_lit(h, "</p>");
    }
    vb_html_lit(h, "</details>\n");
}

static vb_code figure(flow *f, bool bulk, vb_error *err)
{
    vb_html *h = f->h;
    VB_TRY(make_nodes(f, err));
    VB_TRY(make_ribbons(f, err));
    untangle(f);
    vb_html_lit(h, "<figure><figcaption id=\"flow-t\"><b>");
    if (bulk)
        vb_html_say0(h, N_("Units by country, one step a movement"));
    else
        vb_html_say0(h, N_("Items by stage and country"));
    vb_html_lit(h, "</b> ");
    vb_html_say0(h, N_("Grey is as recorded, red from the leg on which a finding with the verdict fail rests, hatched "
                       "in transit or without "
                       "a record."));
    vb_html_lit(h, "</figcaption>\n");
    draw(f);
    vb_html_lit(h, "</figure>\n");
    table(f);
    return VB_OK;
}

static vb_code body(flow *f, vb_error *err)
{
    vb_html *h = f->h;
    bool bulk = f->bulk = h->view->n_items == 0;
    VB_TRY(bulk ? collect_bulk(f, err) : collect_items(f, err));
    vb_html_lit(h, "<section id=\"flow\"><div class=\"w\"><h2>");
    if (f->total == 0 || f->columns < 2) {
        vb_html_say0(h, N_("Flow"));
        vb_html_lit(h, "</h2><p class=\"lede\">");
        vb_html_say0(h, N_("No item of the case goes from one known country to another, so there is no flow to draw."));
        vb_html_lit(h, "</p></div></section>\n");
        return VB_OK;
    }
    vb_html_say(h, bulk ? N_("Flow of {0} units between countries") : N_("Flow of {0} items between countries"),
                VB_NUMBER(f->total));
    vb_html_lit(h, "</h2><p class=\"lede\">");
    if (bulk)
        vb_html_say0(h,
                     N_("The case counts units and names none, so each movement stands for itself and none is followed "
                        "further."));
    else
        vb_html_say0(h, N_("Where the record begins, each country an item comes to, and where it was last recorded."));
    if (f->unplaced > 0) {
        vb_html_lit(h, " ");
        vb_html_say(h, N_("{0} more have no known country and are left out."), VB_NUMBER(f->unplaced));
    }
    vb_html_lit(h, "</p>\n");
    VB_TRY(figure(f, bulk, err));
    vb_html_lit(h, "</div></section>\n");
    return VB_OK;
}

vb_code vb_html_flow(vb_html *h, vb_error *err)
{
    flow *f = VB_NEW(h->arena, flow, 1);
    if (f == NULL)
        return no_memory(err);
    f->h = h;
    vb_code rc = body(f, err);
    vb_dict_free(&f->keys);
    return rc;
}
