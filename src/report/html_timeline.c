/* SPDX-License-Identifier: Apache-2.0 */
/* The life of one item: a bar of holders, events above and below whose labels do not collide, and its legs as a table.
 */
#include <math.h>

#include "report/html_priv.h"

enum { MAX_EVENTS = 512, LANES = 8, LISTED_LEGS = 60 };
#define LEFT 14.0
#define RIGHT 1106.0

typedef struct event {
    int64_t at;
    const char *word; /* msgid */
    uint32_t party, site, finding;
    bool above, seen; /* seen: a sighting, not custody */
} event;

typedef enum span_kind { SPAN_HELD, SPAN_BAD, SPAN_TRANSIT, SPAN_GAP, SPAN_ENDED } span_kind;

typedef struct span {
    int64_t from, to;
    span_kind kind;
    uint32_t party, site;
} span;

typedef struct life {
    vb_html *h;
    uint32_t item;
    event events[MAX_EVENTS];
    size_t n_events, more_events; /* more: not drawn */
    span spans[MAX_EVENTS];
    size_t n_spans;
    int64_t first, last;
    double low[LANES][MAX_EVENTS], high[LANES][MAX_EVENTS],
        line[LANES][MAX_EVENTS]; /* labels and leader lines by lane */
    size_t n_labels[LANES], n_lines[LANES];
} life;

/* The item with the gravest finding and, among those of one finding or none, the most legs. */
static uint32_t choose(const vb_html *h)
{
    uint32_t best = VB_NONE, best_legs = 0, best_finding = VB_NONE;
    for (uint32_t i = 0; i < h->view->n_items; i++) {
        uint32_t legs = h->view->leg_first[i + 1] - h->view->leg_first[i], finding = h->item_finding[i];
        const vb_finding *a = finding == VB_NONE ? NULL : &h->audit->findings->v[finding];
        const vb_finding *b = best_finding == VB_NONE ? NULL : &h->audit->findings->v[best_finding];
        int graver = a == NULL || b == NULL     ? (a != NULL) - (b != NULL)
                     : a->verdict != b->verdict ? (int)a->verdict - (int)b->verdict
                                                : (int)a->severity - (int)b->severity;
        if (legs == 0 || (best != VB_NONE && (graver < 0 || (graver == 0 && legs <= best_legs))))
            continue;
        best = i;
        best_legs = legs;
        best_finding = finding;
    }
    return best;
}

static void add_event(life *l, int64_t at, const char *word, uint32_t party, uint32_t site, uint32_t finding,
                      bool above, bool seen)
{
    if (at == VB_NO_TIME)
        return;
    if (l->n_events == MAX_EVENTS) {
        l->more_events++;
        return;
    }
    size_t i = l->n_events++;
    for (; i > 0 && l->events[i - 1].at > at; i--)
        l->events[i] = l->events[i - 1];
    l->events[i] = (event){at, word, party, site, finding, above, seen};
}

static void add_span(life *l, int64_t from, int64_t to, span_kind kind, uint32_t party, uint32_t site)
{
    if (from == VB_NO_TIME || to == VB_NO_TIME || to <= from || l->n_spans == MAX_EVENTS)
        return;
    l->spans[l->n_spans++] = (span){from, to, kind, party, site};
}

/* Who held it from `from` on, until something else is recorded. */
static void hold(life *l, const vb_custody *c, int64_t from, int64_t to, bool bad)
{
    if (c->ended)
        add_span(l, from, to, SPAN_ENDED, c->party, c->site);
    else if (c->known)
        add_span(l, from, to, c->in_transit ? SPAN_TRANSIT : bad ? SPAN_BAD : SPAN_HELD, c->party, c->site);
    else
        add_span(l, from, to, SPAN_GAP, VB_NONE, VB_NONE);
}

static void follow(life *l)
{
    const vb_html *h = l->h;
    vb_custody held = vb_custody_start();
    int64_t since = VB_NO_TIME;
    bool bad = false;
    for (uint32_t i = h->view->leg_first[l->item]; i < h->view->leg_first[l->item + 1]; i++) {
        const vb_leg *leg = &h->view->legs[i];
        vb_movement_kind kind = (vb_movement_kind)leg->kind;
        int64_t at = vb_leg_time(leg);
        uint32_t finding = h->leg_finding[i];
        bool journey = leg->departed != VB_NO_TIME && leg->arrived != VB_NO_TIME && leg->arrived > leg->departed;
        if (vb_html_gap(&held, leg))
            add_span(l, since, at, SPAN_GAP, VB_NONE, VB_NONE);
        else
            hold(l, &held, since, at, bad);
        if (kind == VB_SHIPPED || kind == VB_RETURNED) {
            add_event(l, leg->departed, vb_html_kind_word(kind), leg->from_party, leg->from_site, finding, true, false);
            add_event(l, leg->arrived, N_("received"), leg->to_party, leg->to_site, finding, false, false);
        } else {
            bool leaves = kind == VB_SCRAPPED || kind == VB_LOST || kind == VB_REMOVED;
            add_event(l, at, vb_html_kind_word(kind), leaves ? leg->from_party : leg->to_party,
                      leaves ? leg->from_site : leg->to_site, finding, kind != VB_RECEIVED, false);
        }
        if (journey)
            add_span(l, leg->departed, leg->arrived, SPAN_TRANSIT, leg->to_party, leg->to_site);
        vb_custody_step(&held, leg, i);
        bad = bad || finding != VB_NONE;
        since = journey ? leg->arrived : at != VB_NO_TIME ? at : since;
    }
    for (size_t i = 0; i < h->claims->sightings.n; i++) {
        const vb_sighting_claim *s = &h->claims->sightings.v[i];
        if (s->item == l->item && s->at.at <= h->audit->as_of)
            add_event(l, s->at.at, N_("seen"), VB_NONE, s->site, VB_NONE, false, true);
    }
    hold(l, &held, since, h->audit->as_of, bad);
}

static double x_of(const life *l, int64_t at)
{
    return LEFT + (RIGHT - LEFT) * (double)(at - l->first) / (double)(l->last - l->first);
}

/* Is [x0, x1] free of labels of this lane, of leader lines that cross it, and is the line at x free of nearer labels?
 */
static bool fits(const life *l, int lane, double x, double x0, double x1)
{
    for (size_t i = 0; i < l->n_labels[lane]; i++)
        if (x0 < l->high[lane][i] && x1 > l->low[lane][i])
            return false;
    for (int other = lane; other < LANES; other += 2)
        for (size_t i = 0; i < l->n_lines[other]; i++)
            if (l->line[other][i] > x0 + 1 && l->line[other][i] < x1 - 1)
                return false;
    for (int nearer = lane - 2; nearer >= 0; nearer -= 2)
        for (size_t i = 0; i < l->n_labels[nearer]; i++)
            if (x > l->low[nearer][i] - 2 && x < l->high[nearer][i] + 2)
                return false;
    return true;
}

typedef struct spot {
    int lane; /* even above, odd below; -1: no room */
    bool left;
} spot;

static spot place(life *l, const event *e, double x, double w)
{
    for (int side = 0; side < 2; side++)
        for (int left = 0; left < 2; left++)
            for (int k = 0; k < LANES; k += 2) {
                int lane = k + (e->above == (side == 0) ? 0 : 1);
                double x0 = left ? x - w - 8 : x - 4, x1 = left ? x + 4 : x + w + 8;
                if (x0 < 2 || x1 > 1118 || !fits(l, lane, x, x0, x1))
                    continue;
                l->low[lane][l->n_labels[lane]] = x0;
                l->high[lane][l->n_labels[lane]++] = x1;
                l->line[lane][l->n_lines[lane]++] = x;
                return (spot){lane, left != 0};
            }
    return (spot){-1, false};
}

static vb_str place_name(const vb_html *h, uint32_t party, uint32_t site)
{
    return site != VB_NONE ? vb_html_site_name(h, site) : party != VB_NONE ? vb_html_party_name(h, party) : VB_STR_NONE;
}

/* The first characters of a text; whole characters only. */
static vb_str cut(vb_str s, size_t n)
{
    size_t at = 0;
    for (; at < s.n; at++)
        if (((unsigned char)s.p[at] & 0xC0) != 0x80 && n-- == 0)
            break;
    return vb_str_sub(s, 0, at);
}

static void label(life *l, const event *e, spot s, double bar_top, double x)
{
    vb_html *h = l->h;
    bool above = s.lane % 2 == 0;
    double far = 34 + 36 * (double)(s.lane / 2), edge = above ? bar_top : bar_top + 30,
           y = above ? bar_top - far + 2 : bar_top + 30 + far - 14;
    const char *class = e->finding != VB_NONE ? " bad" : e->seen ? " obs" : "";
    char day[24];
    vb_html_day_text(e->at, day);
    vb_buf_printf(h->out, "<path class=\"ld%s\"", e->finding != VB_NONE ? " bad" : "");
    vb_html_px(h, " d=\"M@ @V@\"/>", x, edge, above ? y - 10 : y + 15);
    const char *anchor = s.left ? " text-anchor=\"end\"" : "";
    double tx = s.left ? x - 6 : x + 6;
    vb_buf_printf(h->out, "<text class=\"et%s\"%s", class, anchor);
    vb_html_px(h, " x=\"@\" y=\"@\">", tx, y);
    vb_html_svg_say0(h, e->word);
    vb_buf_printf(h->out, "</text><text class=\"es\"%s", anchor);
    vb_html_px(h, " x=\"@\" y=\"@\">", tx, y + 14);
    vb_buf_printf(h->out, "%s", day);
    vb_str name = place_name(h, e->party, e->site);
    vb_country c = vb_view_country(h->view, e->party, e->site);
    if (name.n > 0) {
        vb_html_lit(h, " · ");
        vb_html_str(h, cut(name, 26));
    }
    if (c != 0) {
        char code[3];
        vb_country_text(c, code);
        vb_buf_printf(h->out, ", %s", code);
    }
    vb_html_lit(h, "</text>");
}

static void bar(life *l, double top)
{
    vb_html *h = l->h;
    for (size_t i = 0; i < l->n_spans; i++) {
        const span *s = &l->spans[i];
        double x0 = x_of(l, s->from), x1 = x_of(l, s->to), w = fmax(x1 - x0 - 1, 1);
        bool thin = s->kind == SPAN_TRANSIT;
        static const char *const classes[] = {"sg-d", "sg-b", "sg-o", "sg-o", "gt0"};
        vb_buf_printf(h->out, "<rect class=\"%s\"%s", classes[s->kind],
                      thin || s->kind == SPAN_GAP ? " fill=\"url(#hx)\"" : "");
        vb_html_px(h, " x=\"@\" y=\"@\" width=\"@\" height=\"@\"/>", x0, thin ? top + 9 : top, w, thin ? 12 : 30);
        if (s->kind == SPAN_TRANSIT)
            continue;
        if (s->kind == SPAN_GAP && w > 76) {
            vb_html_px(h,
                       "<g class=\"gapl\"><rect x=\"@\" y=\"@\" width=\"84\" height=\"18\"/><text x=\"@\" y=\"@\" "
                       "text-anchor=\"middle\">",
                       x0 + w / 2 - 42, top + 6, x0 + w / 2, top + 19);
            vb_html_svg_say0(h, N_("no record"));
            vb_html_lit(h, "</text></g>");
            continue;
        }
        vb_str name = s->party == VB_NONE ? VB_STR_NONE : vb_html_party_name(h, s->party);
        char code[3] = "";
        vb_country c = vb_view_country(h->view, s->party, s->site);
        size_t room = w < 34 ? 0 : (size_t)((w - 34) / 6.8);
        if (c != 0)
            vb_country_text(c, code);
        if (w < 26 || s->kind == SPAN_GAP)
            continue;
        vb_html_px(h, "<text x=\"@\" y=\"@\">", x0 + 6, top + 19.5);
        vb_buf_printf(h->out, "<tspan class=\"b\">%s</tspan> ", code);
        if (room >= 6 || room >= vb_width(name)) {
            vb_html_str(h, cut(name, room));
            vb_html_lit(h, vb_width(name) > room ? "…" : "");
        }
        vb_html_lit(h, "</text>");
    }
}

static void axis(life *l, double top, double bottom)
{
    static const char *const months[] = {N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
                                         N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")};
    static const unsigned steps[] = {1, 2, 3, 6, 12, 24, 60, 120};
    int64_t year;
    unsigned month, day, step = 120;
    for (size_t i = sizeof steps / sizeof steps[0]; i-- > 0;)
        if ((double)(l->last - l->first) / (double)VB_DAY / 30.4 / steps[i] <= 15)
            step = steps[i];
    vb_civil_from_days(vb_day_of(l->first) / VB_DAY, &year, &month, &day);
    int64_t number = year * 12 + month - 1;
    bool said_year = false;
    for (number = (number / step) * step; number < INT64_C(12) * 2300; number += step) {
        int64_t at = vb_days_from_civil(number / 12, (unsigned)(number % 12) + 1, 1) * VB_DAY;
        if (at > l->last)
            break;
        if (at < l->first)
            continue;
        double x = x_of(l, at);
        vb_html_px(l->h, "<path class=\"gl\" d=\"M@ @V@\"/>", x, top, bottom);
        if (x > RIGHT - 40)
            continue;
        vb_html_px(l->h, "<text class=\"ax\" x=\"@\" y=\"@\">", x + 3, bottom + 13);
        vb_html_svg_say0(l->h, months[number % 12]);
        if (!said_year || number % 12 < step)
            vb_buf_printf(l->h->out, " %d", (int)(number / 12));
        said_year = true;
        vb_html_lit(l->h, "</text>");
    }
    vb_html_px(l->h, "<path class=\"hr\" d=\"M@ @H@\"/>", LEFT, bottom, RIGHT);
}

static void draw(life *l)
{
    spot spots[MAX_EVENTS];
    int above = 0, below = 0;
    for (size_t i = l->n_events; i-- > 0;) { /* the earlier of two lies farther out, so that no line crosses a label */
        const event *e = &l->events[i];
        size_t n = vb_width(place_name(l->h, e->party, e->site));
        double w = 6.1 * (double)(17 + (n > 26 ? 26 : n));
        spots[i] = place(l, e, x_of(l, e->at), w);
        if (spots[i].lane >= 0 && spots[i].lane % 2 == 0)
            above = spots[i].lane / 2 + 1 > above ? spots[i].lane / 2 + 1 : above;
        else if (spots[i].lane >= 0)
            below = spots[i].lane / 2 + 1 > below ? spots[i].lane / 2 + 1 : below;
    }
    double top = 14 + 36 * above, bottom = top + 30 + 36 * below + 12;
    vb_html_scroll(l->h, "life-t");
    vb_html_px(l->h, "<svg class=\"ch\" viewBox=\"0 0 1120 @\" role=\"img\" aria-labelledby=\"life-t\">", bottom + 20);
    axis(l, top + 32, bottom);
    bar(l, top);
    for (size_t i = 0; i < l->n_events; i++) {
        const event *e = &l->events[i];
        double x = x_of(l, e->at);
        if (spots[i].lane >= 0)
            label(l, e, spots[i], top, x);
        bool at_top = spots[i].lane >= 0 ? spots[i].lane % 2 == 0 : e->above;
        vb_buf_printf(l->h->out, "<circle class=\"ev%s\" r=\"3.6\"",
                      e->finding != VB_NONE ? " bad"
                      : e->seen             ? " obs"
                                            : "");
        vb_html_px(l->h, " cx=\"@\" cy=\"@\"/>", x, at_top ? top : top + 30);
    }
    vb_html_lit(l->h, "</svg></div>\n");
}

static void table_row(vb_html *h, uint32_t i, const vb_custody *held)
{
    const vb_leg *leg = &h->view->legs[i];
    vb_origin o = vb_movement_origin(h->claims, leg->movement);
    uint32_t row = vb_leg_licence_movement(h->view, leg),
             licence = row == VB_NONE ? VB_NONE : vb_view_licence(h->view, row);
    if (vb_html_gap(held, leg)) {
        vb_html_lit(h, "<tr><td class=\"c-open\" colspan=\"7\">");
        vb_html_say(h, N_("No record of how it came from {0} to {1}."), VB_TEXT(place_name(h, held->party, held->site)),
                    VB_TEXT(leg->from_party != VB_NONE || leg->from_site != VB_NONE
                                ? place_name(h, leg->from_party, leg->from_site)
                                : place_name(h, leg->to_party, leg->to_site)));
        vb_html_lit(h, "</td></tr>\n");
    }
    vb_html_lit(h, "<tr><td>");
    vb_html_iso(h, leg->departed);
    vb_html_lit(h, "</td><td>");
    vb_html_iso(h, leg->arrived);
    vb_html_lit(h, "</td><td>");
    vb_html_say0(h, vb_html_kind_word((vb_movement_kind)leg->kind));
    vb_html_lit(h, "</td><td>");
    bool from = leg->from_party != VB_NONE || leg->from_site != VB_NONE,
         to = leg->to_party != VB_NONE || leg->to_site != VB_NONE;
    if (from)
        vb_html_place(h, leg->from_party, leg->from_site);
    vb_html_lit(h, from && to ? " → " : "");
    if (to)
        vb_html_place(h, leg->to_party, leg->to_site);
    vb_html_lit(h, "</td><td class=\"nw\">");
    if (licence == VB_NONE)
        vb_html_say0(h, N_("not stated"));
    else
        vb_html_str(h, vb_dict_text(&h->claims->licence_ids, licence));
    vb_html_lit(h, "</td><td><code>");
    vb_html_str(h, h->claims->sources.v[o.source].file);
    vb_html_lit(h, "</code> <span class=\"nw\">");
    vb_html_locator(h, vb_origin_locator(h->claims, o, h->arena));
    vb_html_lit(h, "</span></td><td>");
    vb_html_finding_link(h, h->leg_finding[i]);
    vb_html_lit(h, "</td></tr>\n");
}

static void table(vb_html *h, uint32_t item)
{
    vb_custody held = vb_custody_start();
    uint32_t first = h->view->leg_first[item], end = h->view->leg_first[item + 1];
    vb_html_scroll(h, "life-n");
    vb_html_lit(h, "<table class=\"tb legs\"><thead><tr>");
    vb_html_head(h, N_("Departed"), false);
    vb_html_head(h, N_("Arrived"), false);
    vb_html_head(h, N_("Event"), false);
    vb_html_head(h, N_("From, to"), false);
    vb_html_head(h, N_("Licence"), false);
    vb_html_head(h, N_("Place in the papers"), false);
    vb_html_head(h, N_("Finding"), false);
    vb_html_lit(h, "</tr></thead><tbody>\n");
    for (uint32_t i = first; i < end; i++) {
        if (i - first < LISTED_LEGS)
            table_row(h, i, &held);
        vb_custody_step(&held, &h->view->legs[i], i);
    }
    vb_html_lit(h, "</tbody></table></div>\n");
    vb_html_lit(h, "<p class=\"more\">");
    if (end - first > LISTED_LEGS)
        vb_html_say(h, N_("{0} more legs are counted, not listed."), VB_NUMBER((int64_t)(end - first) - LISTED_LEGS));
    vb_html_lit(h, " <code>verbleib trace --case ");
    vb_html_shell_word(h, h->audit->case_name);
    vb_html_lit(h, " ");
    vb_html_shell_word(h, vb_dict_text(&h->claims->item_ids, item));
    vb_html_lit(h, "</code></p>\n");
}

vb_code vb_html_item(vb_html *h, vb_error *err)
{
    uint32_t item = choose(h);
    vb_html_lit(h, "<section id=\"item\"><div class=\"w\"><h2 id=\"life-n\">");
    if (item == VB_NONE) {
        vb_html_say0(h, N_("One item"));
        vb_html_lit(h, "</h2><p class=\"lede\">");
        vb_html_say0(h, N_("The case follows no single item, so no life of one is drawn."));
        vb_html_lit(h, "</p></div></section>\n");
        return VB_OK;
    }
    vb_html_say(h, N_("One item: {0}"), VB_TEXT(vb_dict_text(&h->claims->item_ids, item)));
    vb_html_lit(h, "</h2><p class=\"lede\">");
    if (h->item_finding[item] != VB_NONE) {
        vb_html_say0(h, N_("Of the items with the gravest finding it has the most legs."));
        vb_html_lit(h, " ");
        vb_html_finding_link(h, h->item_finding[item]);
    } else {
        vb_html_say0(h, N_("No finding is about an item; this one has the most legs."));
    }
    vb_html_lit(h, "</p>\n");
    life *l = VB_NEW(h->arena, life, 1);
    if (l == NULL)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the report");
    l->h = h;
    l->item = item;
    follow(l);
    if (l->n_events > 0) {
        l->first = l->events[0].at;
        l->last = h->audit->as_of > l->events[l->n_events - 1].at ? h->audit->as_of : l->events[l->n_events - 1].at;
        int64_t room = (l->last - l->first) / 30 + VB_DAY; /* so that the first label has its line */
        l->first -= room;
        l->last += l->last == h->audit->as_of ? 0 : room;
        vb_html_lit(h, "<figure><figcaption id=\"life-t\"><b>");
        vb_html_say0(h, N_("Its life"));
        vb_html_lit(h, "</b> ");
        vb_html_say0(h, N_("The bar shows who held it by the record; hatching means no record, a thin hatched bar in "
                           "transit. Red begins "
                           "where a finding with the verdict fail rests on a leg."));
        vb_html_lit(h, " ");
        vb_html_say0(h, N_("An event without a label stands in the table."));
        if (l->more_events > 0) {
            vb_html_lit(h, " ");
            vb_html_say(h, N_("{0} more events are not drawn."), VB_NUMBER((int64_t)l->more_events));
        }
        vb_html_lit(h, "</figcaption>\n");
        draw(l);
        vb_html_lit(h, "</figure>\n");
    }
    table(h, item);
    vb_html_lit(h, "</div></section>\n");
    return VB_OK;
}
