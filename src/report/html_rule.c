/* SPDX-License-Identifier: Apache-2.0 */
/* The thresholds of ECCN 3A090 on the day of the report, and where the models of the case lie: total processing
 * performance against performance density. */
#include "base/number.h"
#include "catalogue/tpp.h"
#include "report/html_plane.h"

enum { MODELS = 24 };

typedef struct thresholds {
    int64_t tpp_high, tpp_middle, tpp_low;             /* TPP */
    int64_t density_high, density_middle, density_low; /* thousandths of TPP per mm2 */
    vb_str citation;
} thresholds;

typedef enum zone { ZONE_A, ZONE_B, ZONE_BELOW, ZONE_OPEN } zone;

typedef struct card {
    const vb_model *model;
    int64_t n;
    vb_tpp tpp;
    bool has_density;
    vb_interval density;
    zone zone;
} card;

typedef struct plane {
    vb_html *h;
    thresholds t;
    card cards[MODELS];
    size_t n, more;
} plane;

static bool load(const vb_html *h, thresholds *t)
{
    const struct {
        vb_str name;
        int64_t *to;
    } rows[] = {{VB_S("us.3a090.tpp.high"), &t->tpp_high},
                {VB_S("us.3a090.tpp.middle"), &t->tpp_middle},
                {VB_S("us.3a090.tpp.low"), &t->tpp_low},
                {VB_S("us.3a090.density.high"), &t->density_high},
                {VB_S("us.3a090.density.middle"), &t->density_middle},
                {VB_S("us.3a090.density.low"), &t->density_low}};
    if (h->audit->rules == NULL)
        return false;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (!vb_rules_parameter(h->audit->rules, rows[i].name, h->audit->as_of, rows[i].to,
                                i == 0 ? &t->citation : NULL))
            return false;
    return true;
}

static vb_tri both(vb_tri a, vb_tri b)
{
    return a == VB_NO || b == VB_NO ? VB_NO : a == VB_YES && b == VB_YES ? VB_YES : VB_UNKNOWN;
}

static vb_tri either(vb_tri a, vb_tri b)
{
    return a == VB_YES || b == VB_YES ? VB_YES : a == VB_NO && b == VB_NO ? VB_NO : VB_UNKNOWN;
}

static vb_tri tpp_from(const vb_model *m, int64_t tpp)
{
    return vb_tpp_at_least(m, tpp * 1000, VB_AS_CLAIMED);
}

static vb_tri density_from(const vb_model *m, int64_t milli)
{
    return vb_density_at_least(m, milli, VB_AS_CLAIMED);
}

/* 3A090.a.1, a.2, b.1 and b.2 of 15 CFR part 774, Supp. No. 1 */
static zone zone_of(const thresholds *t, const vb_model *m)
{
    vb_tri a = either(tpp_from(m, t->tpp_high), both(tpp_from(m, t->tpp_low), density_from(m, t->density_high)));
    vb_tri b = either(both(tpp_from(m, t->tpp_middle), density_from(m, t->density_low)),
                      both(tpp_from(m, t->tpp_low), density_from(m, t->density_middle)));
    if (a == VB_YES)
        return ZONE_A;
    if (a == VB_NO && b == VB_YES)
        return ZONE_B;
    return a == VB_NO && b == VB_NO ? ZONE_BELOW : ZONE_OPEN;
}

static void add(plane *p, uint32_t index, int64_t n)
{
    const vb_model *m = vb_catalogue_model(p->h->view->catalogue, index);
    if (m == NULL)
        return;
    for (size_t i = 0; i < p->n; i++)
        if (p->cards[i].model == m) {
            p->cards[i].n += n;
            return;
        }
    if (p->n == MODELS) {
        p->more++;
        return;
    }
    card *c = &p->cards[p->n++];
    *c = (card){.model = m, .n = n, .tpp = vb_model_tpp(m, VB_AS_CLAIMED), .zone = zone_of(&p->t, m)};
    c->has_density = vb_model_density(m, VB_AS_CLAIMED, &c->density) && c->density.low > 0;
}

static vb_code collect(plane *p, vb_error *err)
{
    const vb_view *v = p->h->view;
    size_t n_models = v->catalogue == NULL ? 0 : vb_catalogue_count(v->catalogue);
    int64_t *count = VB_NEW(p->h->arena, int64_t, n_models + 1);
    if (count == NULL)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the models");
    for (uint32_t i = 0; i < v->n_items; i++) {
        uint32_t text = v->model_text_of_item[i], m = text == VB_NONE ? VB_NONE : v->model_of_text[text];
        if (m < n_models)
            count[m]++;
    }
    for (size_t i = v->leg_first[v->n_items]; i < v->n_legs; i++) {
        uint32_t text = vb_view_leg_model_text(v, &v->legs[i]), m = text == VB_NONE ? VB_NONE : v->model_of_text[text];
        if (m < n_models)
            count[m] += vb_leg_quantity(v, &v->legs[i]);
    }
    for (size_t i = 0; p->h->audit->card_models != NULL && i < p->h->claims->cards.n; i++)
        if (v->item_of_card[i] == VB_NONE && p->h->audit->card_models[i] < n_models)
            count[p->h->audit->card_models[i]]++;
    for (uint32_t i = 0; i < n_models; i++)
        if (count[i] > 0)
            add(p, i, count[i]);
    return VB_OK;
}

/* The cards as points of the plane; figures are thousandths here and 10^-9 there. */
static void points(const plane *p, vb_plane_point *out)
{
    for (size_t i = 0; i < p->n; i++) {
        const card *c = &p->cards[i];
        out[i] = (vb_plane_point){.label = c->model->name,
                                  .mark = c->zone == ZONE_OPEN ? VB_PLANE_OPEN : VB_PLANE_FILLED,
                                  .named = true,
                                  .tpp_low = c->tpp.milli.low * 1000000,
                                  .tpp_high = c->tpp.known ? c->tpp.milli.high * 1000000 : INT64_MAX,
                                  .low = c->has_density ? c->density.low * 1000000 : 0,
                                  .high = c->has_density ? c->density.high * 1000000 : INT64_MAX};
    }
}

static vb_code figure(plane *p, vb_error *err)
{
    const vb_rule_question q = {.on = p->h->audit->as_of, .known_on = p->h->audit->known_on, .marketed = VB_YES};
    vb_plane_point cards[MODELS];
    vb_plane drawn;
    VB_TRY(vb_plane_load(p->h->audit->rules, &q, VB_LAYER_ENFORCED, p->h->arena, &drawn, err));
    if (!drawn.drawn)
        return VB_OK;
    points(p, cards);
    return vb_html_plane(p->h, &drawn, cards, p->n, &(vb_plane_look){.label_id = "rule-t"}, err);
}

/* A value in thousandths with one decimal, in both languages; cut, so that what lies under a threshold never looks
 * equal to it. */
static void figure_text(vb_html *h, int64_t milli)
{
    char en[48], de[48];
    vb_decimal_text(milli / 100, 1, '.', en);
    vb_decimal_text(milli / 100, 1, ',', de);
    vb_buf_printf(h->out, "<span lang=\"en\">%s</span><span lang=\"de\">%s</span>", en, de);
}

static void range(vb_html *h, vb_interval v, bool whole)
{
    for (int end = 0; end < 2; end++) {
        int64_t milli = end == 0 ? v.low : v.high;
        if (end == 1 && (whole ? v.low / 1000 == v.high / 1000 : v.low / 100 == v.high / 100))
            break;
        if (end == 1) {
            vb_html_lit(h, " ");
            vb_html_say0(h, N_("to"));
            vb_html_lit(h, " ");
        }
        if (whole)
            vb_html_number(h, "span", milli / 1000);
        else
            figure_text(h, milli);
    }
}

static void margin(vb_html *h, const card *c, const thresholds *t)
{
    int64_t by = c->tpp.milli.low - t->tpp_high * 1000, percent = t->tpp_high * 10;
    int64_t percent_low = percent <= 0 ? 0 : by / percent - (by % percent < 0); /* half a percent below is -1, not +0 */
    vb_html_lit(h, percent_low >= 0 ? "+" : "");
    vb_html_number(h, "span", percent_low);
    vb_html_lit(h, " %");
}

static void table(plane *p)
{
    static const char *const words[] = {"3A090.a", "3A090.b", N_("below both"), N_("open")};
    vb_html *h = p->h;
    vb_html_scroll(h, "rule-t");
    vb_html_lit(h, "<table class=\"tb\"><thead><tr>");
    vb_html_head(h, N_("Model"), false);
    vb_html_head(h, N_("In the case"), true);
    vb_html_head(h, N_("TPP"), true);
    vb_html_head(h, N_("Density"), true);
    vb_html_head(h, N_("Zone"), false);
    vb_html_head(h, N_("TPP to .a"), true);
    vb_html_lit(h, "</tr></thead><tbody>");
    for (size_t i = 0; i < p->n; i++) {
        const card *c = &p->cards[i];
        vb_html_lit(h, "<tr><th scope=\"row\">");
        vb_html_str(h, c->model->name);
        vb_html_lit(h, "</th><td class=\"r\">");
        vb_html_number(h, "span", c->n);
        vb_html_lit(h, "</td><td class=\"r\">");
        if (c->tpp.known)
            range(h, c->tpp.milli, true);
        else
            vb_html_say0(h, N_("not published"));
        vb_html_lit(h, "</td><td class=\"r\">");
        if (c->has_density)
            range(h, c->density, false);
        else if (c->model->nonplanar == VB_NO)
            vb_html_lit(h, "—");
        else
            vb_html_say0(h, N_("not published"));
        vb_html_lit(h, "</td><td class=\"nw\">");
        vb_html_say0(h, words[c->zone]);
        vb_html_lit(h, "</td><td class=\"r\">");
        if (c->tpp.known)
            margin(h, c, &p->t);
        else
            vb_html_say0(h, N_("open"));
        vb_html_lit(h, "</td></tr>");
    }
    vb_html_lit(h, "</tbody></table></div>");
    if (p->more > 0) {
        vb_html_lit(h, "<p class=\"more\">");
        vb_html_say(h, N_("{0} more models are counted, not drawn."), VB_NUMBER((int64_t)p->more));
        vb_html_lit(h, "</p>");
    }
}

static vb_code body(plane *p, vb_error *err)
{
    vb_html *h = p->h;
    bool known = load(h, &p->t);
    if (known)
        VB_TRY(collect(p, err));
    vb_html_lit(h, "<section id=\"rule\"><div class=\"w\"><h2>");
    if (!known || p->n == 0) {
        vb_html_say0(h, N_("Rule and cards"));
        vb_html_lit(h, "</h2><p class=\"lede\">");
        if (known)
            vb_html_say0(
                h,
                N_("No model of the case is in the catalogue, so none is compared with the thresholds of ECCN 3A090."));
        else
            vb_html_say(h,
                        N_("The thresholds of ECCN 3A090 in TPP and performance density are not in force on {0}, so "
                           "none are drawn."),
                        VB_DATE(h->audit->as_of));
        vb_html_lit(h, "</p></div></section>\n");
        return VB_OK;
    }
    vb_html_say(h, N_("Where the models of the case lie under ECCN 3A090 on {0}"), VB_DATE(h->audit->as_of));
    vb_html_lit(h, "</h2><p class=\"lede\">");
    vb_html_str(h, p->t.citation);
    vb_html_lit(h, ". ");
    vb_html_say0(h, N_("A zone is a classification, not a licence requirement: that also depends on destination, end "
                       "user and day."));
    vb_html_lit(h, "</p><div class=\"two\"><figure><figcaption id=\"rule-t\"><b>");
    vb_html_say0(h, N_("Total processing performance against performance density"));
    vb_html_lit(h, "</b> ");
    vb_html_say0(h, N_("Both axes are logarithmic. Solid border .a, dashed .b; a diamond is a model of the case, a "
                       "line the range its "
                       "sources leave open."));
    vb_html_lit(h, "</figcaption>\n");
    vb_html_scroll(h, "rule-t");
    VB_TRY(figure(p, err));
    vb_html_lit(h, "</div></figure>\n<div>");
    table(p);
    vb_html_lit(h, "</div></div></div></section>\n");
    return VB_OK;
}

vb_code vb_html_rule(vb_html *h, vb_error *err)
{
    plane *p = VB_NEW(h->arena, plane, 1);
    if (p == NULL)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the report");
    p->h = h;
    return body(p, err);
}
