/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of the question against the thresholds of its day: the plane, a bar a metric, and a table with the
 * citation of each threshold. The thresholds are those that the clauses of the answer compare with. */
#include "report/html_plane.h"
#include "report/outcome_html_priv.h"

enum { ROOM_PX = 420, LETTER_PX = 7 };

typedef struct mark {
    int64_t threshold; /* 10^-9 */
    vb_str parameter, citation;
    vb_tri reached;
} mark;

typedef struct gauge {
    bool known;
    int64_t low, high;
    mark *mark;
    size_t n, cap;
} gauge;

typedef struct sheet {
    vb_plane plane;
    gauge gauge[VB_METRIC_N];
} sheet;

static vb_code add(gauge *g, const vb_rule_reason *r, vb_arena *arena, vb_error *err)
{
    size_t at = 0;
    for (; at < g->n && g->mark[at].threshold <= r->threshold; at++)
        if (vb_str_eq(g->mark[at].parameter, r->parameter))
            return VB_OK;
    for (size_t i = at; i < g->n; i++)
        if (vb_str_eq(g->mark[i].parameter, r->parameter))
            return VB_OK;
    if (g->n == g->cap && !vb_table_grow(arena, (void **)&g->mark, g->n, &g->cap, sizeof *g->mark))
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the page");
    memmove(&g->mark[at + 1], &g->mark[at], (g->n - at) * sizeof *g->mark);
    vb_tri reached = r->low >= r->threshold                           ? VB_YES
                     : r->high < r->threshold && r->high != INT64_MAX ? VB_NO
                                                                      : VB_UNKNOWN;
    g->mark[at] = (mark){r->threshold, r->parameter, r->citation, reached};
    g->n++;
    return VB_OK;
}

static vb_code collect(sheet *s, const vb_outcome *o, vb_arena *arena, vb_error *err)
{
    for (size_t i = 0; i < o->answer.n_steps; i++)
        for (size_t k = 0; k < o->answer.steps[i].n_reasons; k++) {
            const vb_rule_reason *r = &o->answer.steps[i].reasons[k];
            if (r->op != VB_OP_COMPARE || r->subject >= VB_METRIC_N)
                continue;
            gauge *g = &s->gauge[r->subject];
            g->low = r->low;
            g->high = r->high;
            g->known = r->low > 0 || r->high != INT64_MAX;
            if (r->threshold != VB_NO_FIGURE)
                VB_TRY(add(g, r, arena, err));
        }
    return VB_OK;
}

/* ---- Bars ------------------------------------------------------------------------------------------------------- */

/* The text of a threshold where it does not touch its neighbours in the narrowest bar; the table has them all. */
static void labels(vb_html *h, const gauge *g, vb_rule_metric m, double scale)
{
    double free_from = 0;
    for (size_t i = 0; i < g->n; i++) {
        h->en.n = 0;
        vb_say_figure(&h->en, m, g->mark[i].threshold, g->mark[i].threshold, false, vb_voice_english());
        double at = (double)g->mark[i].threshold * scale * ROOM_PX / 100,
               half = (double)vb_width(vb_buf_str(&h->en)) * LETTER_PX / 2 + 4;
        bool left = at - half < 0;
        if ((left ? 0 : at - half) < free_from || at + half > ROOM_PX)
            continue;
        free_from = left ? 2 * half : at + half;
        vb_html_px(h,
                   left ? "<text class=\"lb\" x=\"0\" y=\"11\">"
                        : "<text class=\"lb\" text-anchor=\"middle\" x=\"@%\" y=\"11\">",
                   (double)g->mark[i].threshold * scale);
        h->en.n = h->de.n = 0;
        vb_say_figure(&h->en, m, g->mark[i].threshold, g->mark[i].threshold, false, vb_voice_english());
        vb_say_figure(&h->de, m, g->mark[i].threshold, g->mark[i].threshold, false, vb_outcome_german(h));
        vb_html_both(h, "tspan", vb_buf_str(&h->en), vb_buf_str(&h->de));
        vb_html_lit(h, "</text>");
    }
}

static void bar(vb_html *h, const gauge *g, vb_rule_metric m)
{
    bool bounded = g->high != INT64_MAX;
    double most = g->n > 0 ? (double)g->mark[g->n - 1].threshold : 1, low = (double)g->low,
           high = bounded ? (double)g->high : 0;
    most = low > most ? low : most;
    most = (high > most ? high : most) * 1.06;
    double scale = 100 / most;
    vb_html_lit(h, "<div class=\"gq\"><div class=\"gqh\"><b>");
    vb_outcome_say(h, vb_buf_add(text, vb_str_of(vb_say_metric(m, voice))));
    vb_html_lit(h, "</b><span>");
    vb_outcome_say(h, vb_say_figure(text, m, g->low, g->high, true, voice));
    vb_html_lit(h, "</span></div><svg class=\"gqs\" aria-hidden=\"true\">"
                   "<rect class=\"gt0\" x=\"0\" y=\"20\" width=\"100%\" height=\"10\"/>");
    if (low > 0)
        vb_html_px(h, "<rect class=\"gv\" x=\"0\" y=\"20\" width=\"@%\" height=\"10\"/>", low * scale);
    if (!bounded)
        vb_html_px(h, "<rect class=\"sg-o\" fill=\"url(#hx)\" x=\"@%\" y=\"20\" width=\"@%\" height=\"10\"/>",
                   low * scale, 100 - low * scale);
    else if (high > low)
        vb_html_px(h, "<rect class=\"sg-o\" fill=\"url(#hx)\" x=\"@%\" y=\"20\" width=\"@%\" height=\"10\"/>",
                   low * scale, (high - low) * scale);
    for (size_t i = 0; i < g->n; i++)
        vb_html_px(h, "<rect class=\"gm\" x=\"@%\" y=\"15\" width=\"2\" height=\"20\"/>",
                   (double)g->mark[i].threshold * scale);
    labels(h, g, m, scale);
    vb_html_lit(h, "</svg></div>\n");
}

static void bars(vb_html *h, const sheet *s)
{
    vb_html_lit(h, "<figure role=\"group\" aria-labelledby=\"bars-t\"><figcaption id=\"bars-t\"><b>");
    vb_html_say0(h, N_("How far from the thresholds"));
    vb_html_lit(h, "</b> ");
    vb_html_say0(h, N_("Bar: the figure, from zero; hatched: what its sources leave open; upright marks: thresholds of "
                       "that day. The table below has the same numbers."));
    vb_html_lit(h, "</figcaption>\n");
    for (int m = 0; m < VB_METRIC_N; m++)
        if (s->gauge[m].n > 0 && s->gauge[m].high >= 0) /* what has none of it has nothing to draw */
            bar(h, &s->gauge[m], (vb_rule_metric)m);
    vb_html_lit(h, "</figure>");
}

/* ---- Table ------------------------------------------------------------------------------------------------------ */

static void margin(vb_html *h, const gauge *g, const mark *t)
{
    char probe[32];
    if (g->high < 0 || !vb_margin_text(g->low, t->threshold, probe) || !g->known) {
        vb_html_lit(h, "—");
        return;
    }
    vb_outcome_say(h, vb_say_margin(text, g->low, t->threshold, voice));
    if (g->high == g->low || g->high == INT64_MAX)
        return;
    vb_html_lit(h, " ");
    vb_html_say0(h, N_("to"));
    vb_html_lit(h, " ");
    vb_outcome_say(h, vb_say_margin(text, g->high, t->threshold, voice));
}

static void from(vb_html *h, vb_rule_metric m, const gauge *g)
{
    const vb_rule_question *q = &vb_outcome_of(h)->question;
    if (q->figures != NULL && q->figures->stated[m])
        vb_html_say0(h, N_("stated"));
    else if (q->model != NULL && g->known)
        vb_html_say0(h, N_("catalogue"));
    else
        vb_html_say0(h, q->model != NULL ? N_("not published") : N_("not stated"));
}

/* A figure with its thresholds. */
static void rows(vb_html *h, const gauge *g, vb_rule_metric m)
{
    vb_html_lit(h, "<tbody>");
    for (size_t k = 0; k < g->n; k++) {
        const mark *t = &g->mark[k];
        vb_html_lit(h, "<tr>");
        if (k == 0) {
            vb_buf_printf(h->out, "<th scope=\"rowgroup\" rowspan=\"%zu\">", g->n);
            vb_outcome_say(h, vb_buf_add(text, vb_str_of(vb_say_metric(m, voice))));
            vb_html_lit(h, "<b>");
            vb_outcome_say(h, vb_say_figure(text, m, g->low, g->high, true, voice));
            vb_html_lit(h, "</b><span class=\"e\">");
            from(h, m, g);
            vb_html_lit(h, "</span></th>");
        }
        vb_html_lit(h, "<td class=\"r\">");
        vb_outcome_say(h, vb_say_figure(text, m, t->threshold, t->threshold, true, voice));
        vb_html_lit(h, "</td><td class=\"r\">");
        margin(h, g, t);
        vb_html_lit(h, "</td><td class=\"nw\">");
        vb_outcome_tri(h, t->reached);
        vb_html_lit(h, "</td><td><code>");
        vb_html_str(h, t->parameter);
        vb_html_lit(h, "</code> ");
        vb_outcome_cite(h, t->citation);
        vb_html_lit(h, "</td></tr>\n");
    }
    vb_html_lit(h, "</tbody>");
}

static void table(vb_html *h, const sheet *s)
{
    vb_html_lit(h, "<div class=\"gqt\">");
    vb_html_scroll(h, "bars-t");
    vb_html_lit(h, "<table class=\"tb\"><thead><tr>");
    vb_html_head(h, N_("Figure of one circuit"), false);
    vb_html_head(h, N_("Threshold"), true);
    vb_html_head(h, N_("Margin"), true);
    vb_html_head(h, N_("Reached"), false);
    vb_html_head(h, N_("Where the threshold stands"), false);
    vb_html_lit(h, "</tr></thead>\n");
    for (int i = 0; i < VB_METRIC_N; i++)
        if (s->gauge[i].n > 0)
            rows(h, &s->gauge[i], (vb_rule_metric)i);
    vb_html_lit(h, "</table></div></div>");
}

/* ---- Plane ------------------------------------------------------------------------------------------------------ */

static vb_code plane(vb_html *h, const vb_plane *p, vb_error *err)
{
    const vb_outcome *o = vb_outcome_of(h);
    vb_str name = o->question.model != NULL ? o->question.model->name : o->asked;
    vb_plane_point point = {.label = name,
                            .mark = vb_str_eq(o->answer.eccn, VB_S("unknown")) ? VB_PLANE_OPEN : VB_PLANE_FILLED,
                            .emphasised = true,
                            .named = name.n > 0};
    vb_plane_place(p, &o->question, &point);
    vb_html_lit(h, "<figure><figcaption id=\"plane-t\"><b>");
    vb_outcome_say(h, (vb_buf_add(text, vb_str_of(vb_say_word(N_("TPP against"), voice))), vb_buf_char(text, ' '),
                       vb_buf_add(text, vb_str_of(vb_say_metric(p->x, voice)))));
    vb_html_lit(h, "</b> ");
    vb_outcome_day(h,
                   N_("Zones of {0}; both axes logarithmic. The diamond is what was asked for, violet where its class "
                      "is open. A zone is a class, not a licence requirement."),
                   p->on);
    if (!vb_plane_placed(&point)) {
        vb_html_lit(h, " ");
        vb_html_say0(h, N_("TPP is not known, so nothing stands in the plane."));
    }
    vb_html_lit(h, "</figcaption>\n");
    vb_html_scroll(h, "plane-t");
    VB_TRY(vb_html_plane(h, p, &point, 1, &(vb_plane_look){.label_id = "plane-t"}, err));
    vb_html_lit(h, "</div></figure>\n");
    return VB_OK;
}

static void heading(vb_html *h, bool any)
{
    vb_html_lit(h, "<section id=\"figures\"><div class=\"w\"><h2>");
    vb_outcome_day(h, N_("The figures against the thresholds of {0}"), vb_outcome_of(h)->question.on);
    vb_html_lit(h, "</h2>");
    if (any)
        return;
    vb_html_lit(h, "<p class=\"lede\">");
    vb_html_say0(h, N_("No clause of that day compares a figure with a threshold."));
    vb_html_lit(h, "</p>");
}

vb_code vb_outcome_figures(vb_html *h, vb_error *err)
{
    const vb_outcome *o = vb_outcome_of(h);
    sheet *s = VB_NEW(h->arena, sheet, 1);
    bool any = false;
    if (s == NULL)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the page");
    if (o->rules != NULL && !o->failed)
        VB_TRY(vb_plane_load(o->rules, &o->question, VB_LAYER_ENFORCED, h->arena, &s->plane, err));
    VB_TRY(collect(s, o, h->arena, err));
    for (int m = 0; m < VB_METRIC_N; m++)
        any = any || s->gauge[m].n > 0;
    heading(h, any || s->plane.drawn);
    if (s->plane.drawn) {
        vb_html_lit(h, any ? "<div class=\"two\">" : "<div>");
        VB_TRY(plane(h, &s->plane, err));
    }
    if (any)
        bars(h, s);
    if (s->plane.drawn)
        vb_html_lit(h, "</div>\n");
    if (any)
        table(h, s);
    vb_html_lit(h, "</div></section>\n");
    return VB_OK;
}
