/* SPDX-License-Identifier: Apache-2.0 */
/* The matrix as a page: what holds on the day, the history, what happened when, the plane of the day, the cards. */
#include "report/html_page.h"
#include "report/html_plane.h"
#include "report/matrix_priv.h"

enum { NEAREST = 40 }; /* labels on the plane when no card was asked for by name */

static const char *const page_style[] = {
    ".mxq .num{font-size:34px}.mxd td{overflow-wrap:anywhere}.mxd .n0{color:var(--ink3)}",
    ".mxd ul{margin:0;padding:0;list-style:none}.mxd td:nth-child(2){white-space:nowrap}\n",
    ".mxp{margin-top:14px}.pth{margin:10px 0 0;font-size:13.5px;color:var(--ink2)}\n",
    "@media screen and (max-width:640px){.sc>.mxd{min-width:680px}.mxl{max-width:150px;overflow:hidden}#plane "
    ".sc>svg{min-width:1120px}}\n",
    "@media "
    "print{#cards{display:none}.mxr{width:100%;break-inside:avoid}.mxl{position:static;width:18.393%}.mxc{width:81.607%"
    "}",
    ".mxr svg{width:100%;height:auto}#history figure{break-inside:auto}.mxr svg .mm text{font-size:12px}",
    ".mxr svg .mk text{font-size:13px}.mxr svg .mf text{font-size:11.5px}.mxr svg .mh text{font-size:11px}",
    ".mxr svg .mt text,.mxr svg .mv text,.mxr svg .mn text,.mlg svg text{font-size:10.5px}",
    "svg .pn.pq{font-size:12px}.mxr rect,.mxr path,.mlg rect,.pt{print-color-adjust:exact;",
    "-webkit-print-color-adjust:exact}}\n",
    NULL};

static const char *layer_words(vb_layer layer)
{
    return layer == VB_LAYER_TEXT ? N_("printed law") : N_("law as it is applied");
}

static void fact(vb_html *h, const char *name)
{
    vb_html_lit(h, "<div><dt>");
    vb_html_say0(h, name);
    vb_html_lit(h, "</dt><dd>");
}

static void facts(vb_html *h, const vb_matrix *m)
{
    const vb_rule_question *q = &m->question;
    vb_html_lit(h, "<dl class=\"meta\">");
    fact(h, N_("Destination"));
    vb_html_country(h, "span", q->to);
    vb_html_lit(h, "</dd></div>");
    fact(h, N_("Headquarters of the end user"));
    vb_html_country(h, "span", q->headquarters);
    if (m->headquarters_taken) {
        vb_html_lit(h, " <span class=\"e\">");
        vb_html_say0(h, N_("(not stated: taken to be at the destination)"));
        vb_html_lit(h, "</span>");
    }
    vb_html_lit(h, "</dd></div>");
    if (q->from != 0 && q->from != VB_COUNTRY("US")) {
        fact(h, N_("Shipped from"));
        vb_html_country(h, "span", q->from);
        vb_html_lit(h, "</dd></div>");
    }
    fact(h, N_("Layer"));
    vb_html_say0(h, layer_words(m->layer));
    vb_html_lit(h, "</dd></div>");
    fact(h, N_("Day"));
    vb_html_iso(h, q->on);
    vb_html_lit(h, "</dd></div>");
    if (q->known_on != VB_NO_TIME) {
        fact(h, N_("As known on"));
        vb_html_iso(h, q->known_on);
        vb_html_lit(h, "</dd></div>");
    }
    for (size_t i = 0; i < q->n_what_if; i++) {
        fact(h, N_("As if in force"));
        vb_html_str(h, q->what_if[i]);
        vb_html_lit(h, "</dd></div>");
    }
    vb_html_lit(h, "</dl>");
}

static void count(vb_html *h, size_t n, const char *word, const char *about)
{
    vb_html_lit(h, "<li><span class=\"num\">");
    vb_html_number(h, "span", (int64_t)n);
    vb_html_lit(h, "</span><span class=\"wd\">");
    vb_html_say0(h, word);
    vb_html_lit(h, "</span><span class=\"ex\">");
    vb_html_say0(h, about);
    vb_html_lit(h, "</span></li>");
}

static void counts(vb_html *h, const vb_matrix *m)
{
    vb_html_lit(h, "<ul class=\"counts mxq\">");
    count(h, m->count.rule, N_("by rule"), N_("a licence is required"));
    count(h, m->count.letter, N_("by letter"), N_("required, and only by a letter to the maker"));
    count(h, m->count.open, N_("open"), N_("a figure or a fact is not known"));
    count(h, m->count.none, N_("not required"), N_("by the rules that this program holds"));
    vb_html_lit(h, "</ul>");
    if (m->without_figures > 0) {
        vb_html_lit(h, "<p class=\"more\">");
        vb_html_say(
            h,
            N_("Open because no rate is published in the catalogue: {0} of {1}. `verbleib classify MODEL` names "
               "what is missing for any of them."),
            VB_NUMBER((int64_t)m->without_figures), VB_NUMBER((int64_t)m->count.open));
        vb_html_lit(h, "</p>");
    }
    if (m->n_cards > m->count.announced) {
        vb_html_lit(h, "<p class=\"more\">");
        vb_html_say(h, N_("Announced later than that day and not counted: {0}."),
                    VB_NUMBER((int64_t)(m->n_cards - m->count.announced)));
        vb_html_lit(h, "</p>");
    }
}

/* ---- History ---------------------------------------------------------------------------------------------------- */

static size_t changes(const vb_matrix *m)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n_columns; i++)
        n += m->columns[i].changed > 0;
    return n;
}

static void blocks(vb_html *h, const vb_matrix *m)
{
    vb_html_scroll(h, "history-t");
    for (vb_matrix_block b = {0}; vb_matrix_next_block(m, &b);) {
        double height = vb_matrix_height(m, &b);
        vb_html_lit(h, "<div class=\"mxr\"><div class=\"mxl\">");
        vb_html_px(h, "<svg width=\"@\" height=\"@\" viewBox=\"0 0 @ @\" role=\"img\" aria-labelledby=\"history-t\">",
                   VB_MATRIX_NAMES, height, VB_MATRIX_NAMES, height);
        vb_matrix_draw_names(h, m, &b);
        vb_html_lit(h, "</svg></div><div class=\"mxc\">");
        vb_html_px(h, "<svg width=\"@\" height=\"@\" viewBox=\"0 0 @ @\" role=\"img\" aria-labelledby=\"history-t\">",
                   VB_MATRIX_CELLS, height, VB_MATRIX_CELLS, height);
        vb_matrix_draw_cells(h, m, &b);
        vb_html_lit(h, "</svg></div></div>\n");
    }
    vb_html_lit(h, "</div>");
}

static void history(vb_html *h, const vb_matrix *m)
{
    vb_html_lit(h, "</div>\n<section id=\"history\"><div class=\"w\"><h2>");
    if (m->n_columns == 0) {
        vb_html_say0(h, N_("No rule of any day classifies or controls these accelerators for this destination"));
        vb_html_lit(h, "</h2></div></section>\n");
        return;
    }
    if (changes(m) == 1)
        vb_html_say0(h, N_("An answer changed on one day"));
    else
        vb_html_say(h, N_("An answer changed on {0} days"), VB_NUMBER((int64_t)changes(m)));
    vb_html_lit(h, "</h2><figure><figcaption id=\"history-t\"><b>");
    vb_html_say0(h, N_("Accelerators against the days on which an answer changes"));
    vb_html_lit(h, "</b> ");
    vb_html_say0(h,
                 N_("One row a model, by maker and performance; one column from a day on which any of them changes to "
                    "the next, not to scale. TPP is the highest that the maker claims. Columns are numbered as in the "
                    "table below. The column of "
                    "the day asked about is framed; a day in slanting type lies after the last review of the rules."));
    vb_html_lit(h, "</figcaption>\n");
    vb_matrix_legend(h, m);
    blocks(h, m);
    vb_html_lit(h, "</figure></div></section>\n");
}

static void number_cell(vb_html *h, size_t n)
{
    vb_html_lit(h, n == 0 ? "<td class=\"r n0\">" : "<td class=\"r\">");
    vb_html_number(h, "span", (int64_t)n);
    vb_html_lit(h, "</td>");
}

static void cause_list(vb_html *h, const vb_matrix *m, const vb_matrix_column *c)
{
    vb_html_lit(h, "<ul>");
    for (size_t i = 0; i < c->n_causes; i++) {
        vb_html_lit(h, "<li>");
        vb_matrix_say_cause(h, "span", &c->causes[i]);
        vb_html_lit(h, "</li>");
    }
    if (c->n_causes == 0) {
        vb_html_lit(h, "<li class=\"e\">");
        vb_html_say0(h, m->days[c->first] == VB_NO_TIME ? N_("before the first rule that the program holds")
                                                        : N_("a number or a membership with a date of its own"));
        vb_html_lit(h, "</li>");
    }
    vb_html_lit(h, "</ul>");
}

static void days(vb_html *h, const vb_matrix *m)
{
    if (m->n_columns == 0)
        return;
    vb_html_lit(h, "<section id=\"days\"><div class=\"w\"><h2>");
    vb_html_say0(h, N_("What began or ended on each day"));
    vb_html_lit(h, "</h2><p class=\"lede\" id=\"days-t\">");
    vb_html_say0(h,
                 N_("Instruments whose clauses moved an answer of this picture, and how many models stood where from "
                    "that day on: those that were announced by the end of the time."));
    vb_html_lit(h, "</p>");
    vb_html_scroll(h, "days-t");
    vb_html_lit(h, "<table class=\"tb mxd\"><thead><tr>");
    vb_html_head(h, N_("No."), true);
    vb_html_head(h, N_("From"), false);
    vb_html_head(h, N_("What happened"), false);
    vb_html_head(h, N_("Changed"), true);
    vb_html_head(h, N_("By rule"), true);
    vb_html_head(h, N_("By letter"), true);
    vb_html_head(h, N_("Open"), true);
    vb_html_head(h, N_("Not required"), true);
    vb_html_lit(h, "</tr></thead><tbody>");
    for (size_t i = 0; i < m->n_columns; i++) {
        const vb_matrix_column *c = &m->columns[i];
        vb_html_lit(h, "<tr><th scope=\"row\" class=\"r\">");
        vb_html_number(h, "span", (int64_t)i + 1);
        vb_html_lit(h, "</th><td>");
        if (m->days[c->first] == VB_NO_TIME)
            vb_html_lit(h, "—");
        else
            vb_html_iso(h, m->days[c->first]);
        vb_html_lit(h, "</td><td>");
        cause_list(h, m, c);
        vb_html_lit(h, "</td>");
        number_cell(h, c->changed);
        number_cell(h, c->count.rule);
        number_cell(h, c->count.letter);
        number_cell(h, c->count.open);
        number_cell(h, c->count.none);
        vb_html_lit(h, "</tr>");
    }
    vb_html_lit(h, "</tbody></table></div></div></section>\n");
}

/* ---- Plane ------------------------------------------------------------------------------------------------------ */

static bool announced(const vb_matrix *m, size_t i)
{
    return !vb_matrix_unborn(m->cards[i].model, vb_day_of(m->question.on) + VB_DAY);
}

static const vb_matrix_cell *cell_now(const vb_matrix *m, size_t i)
{
    return &m->cards[i].cells[vb_matrix_day(m, m->question.on)];
}

static size_t points_of(const vb_matrix *m, const vb_plane *plane, vb_plane_point *out)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n_cards; i++) {
        vb_rule_question q = m->question;
        vb_tri licence = cell_now(m, i)->licence[m->layer];
        if (!announced(m, i))
            continue;
        q.model = m->cards[i].model;
        out[n] = (vb_plane_point){.label = q.model->name,
                                  .emphasised = m->chosen,
                                  .mark = licence == VB_YES  ? VB_PLANE_FILLED
                                          : licence == VB_NO ? VB_PLANE_HOLLOW
                                                             : VB_PLANE_OPEN};
        vb_plane_place(plane, &q, &out[n]);
        if (vb_plane_placed(&out[n]))
            n++;
    }
    return n;
}

/* "Classified on 2026-06-01: 3A090.a 61, 3A090.b 19" */
static void plane_title(vb_html *h, const vb_matrix *m, const vb_plane *plane)
{
    vb_html_say(h, N_("Classified on {0}:"), VB_DATE(m->question.on));
    for (size_t z = 0; z < plane->n_zones; z++) {
        size_t n = 0;
        for (size_t i = 0; i < m->n_cards; i++)
            n += announced(m, i) && vb_str_eq(cell_now(m, i)->eccn, plane->zone[z]);
        vb_html_lit(h, z > 0 ? ", " : " ");
        vb_html_str(h, plane->zone[z]);
        vb_html_lit(h, " ");
        vb_html_number(h, "span", (int64_t)n);
    }
}

static vb_code draw_plane(vb_html *h, const vb_matrix *m, const vb_plane *plane, vb_error *err)
{
    vb_plane_point *points = VB_NEW(h->arena, vb_plane_point, m->n_cards + 1);
    const vb_plane_look look = {
        .label_id = "plane-t", .width = 1120, .height = 560, .numbers = true, .titles = true, .small = m->n_cards > 24};
    if (points == NULL)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the plane");
    size_t n = points_of(m, plane, points);
    VB_TRY(vb_plane_choose(plane, points, n, NEAREST, h->arena, err));
    vb_html_scroll(h, "plane-t");
    VB_TRY(vb_html_plane(h, plane, points, n, &look, err));
    vb_html_lit(h, "</div></figure>");
    vb_html_plane_key(h, points, n);
    if (n < m->count.announced) {
        vb_html_lit(h, "<p class=\"more\">");
        vb_html_say(h, N_("Not drawn, because no rate is published from which TPP follows: {0}."),
                    VB_NUMBER((int64_t)(m->count.announced - n)));
        vb_html_lit(h, "</p>");
    }
    size_t outside = 0;
    for (size_t i = 0; i < n; i++)
        outside += points[i].outside;
    if (outside > 0) {
        vb_html_lit(h, "<p class=\"more\">");
        vb_html_say(h, N_("Not drawn, because they lie further than a factor of ten from every threshold: {0}."),
                    VB_NUMBER((int64_t)outside));
        vb_html_lit(h, "</p>");
    }
    vb_html_lit(h, "<h3 class=\"mxp\">");
    vb_html_say0(h, N_("Thresholds of the day"));
    vb_html_lit(h, "</h3>");
    vb_html_plane_thresholds(h, plane);
    return VB_OK;
}

static vb_code plane(vb_html *h, const vb_matrix *m, vb_error *err)
{
    vb_plane p;
    VB_TRY(vb_plane_load(m->rules, &m->question, m->layer, h->arena, &p, err));
    vb_html_lit(h, "<section id=\"plane\"><div class=\"w\"><h2>");
    if (!p.drawn) {
        vb_html_say(h, N_("No plane for {0}"), VB_DATE(m->question.on));
        vb_html_lit(h, "</h2><p class=\"lede\">");
        vb_html_say0(
            h, N_("No clause in force on that day classifies by total processing performance and a second figure."));
        vb_html_lit(h, "</p></div></section>\n");
        return VB_OK;
    }
    plane_title(h, m, &p);
    vb_html_lit(h, "</h2><figure><figcaption id=\"plane-t\"><b>");
    vb_html_say0(h, p.x == VB_METRIC_DENSITY ? N_("Total processing performance against performance density")
                    : p.x == VB_METRIC_IO    ? N_("Total processing performance against I/O bandwidth")
                                          : N_("Total processing performance against the second figure of the rules"));
    vb_html_lit(h, "</b> ");
    vb_html_say0(h,
                 N_("Both axes are logarithmic. Zones as the rules of the day class what is designed or marketed for "
                    "data centres: solid border .a, dashed .b. Diamond: filled where a licence is required, hollow "
                    "where none is, violet where it cannot be told; a line is the range that the sources leave open."));
    vb_html_lit(h, " ");
    if (!m->chosen)
        vb_html_say(h, N_("Named are the {0} models nearest to a border; a number stands for a name without room."),
                    VB_NUMBER(NEAREST));
    vb_html_lit(h, "</figcaption>\n");
    VB_TRY(draw_plane(h, m, &p, err));
    vb_html_lit(h, "</div></section>\n");
    return VB_OK;
}

/* ---- The cards -------------------------------------------------------------------------------------------------- */

static const char *licence_word(const vb_matrix_cell *c, vb_layer layer)
{
    if (c->licence[layer] == VB_YES)
        return c->letter ? N_("by letter") : N_("required");
    return c->licence[layer] == VB_NO ? N_("not required") : N_("cannot be told");
}

static const char *review_word(vb_review r)
{
    switch (r) {
    case VB_REVIEW_NONE:
        return NULL;
    case VB_REVIEW_CASE_BY_CASE:
        return N_("case by case");
    case VB_REVIEW_APPROVAL:
        return N_("presumption of approval");
    case VB_REVIEW_DENIAL:
        return N_("presumption of denial");
    case VB_REVIEW_UNKNOWN:
        break;
    }
    return N_("not known");
}

/* The day from which the licence answer has been what it is. */
static void since(vb_html *h, const vb_matrix *m, const vb_matrix_card *card)
{
    size_t day = vb_matrix_day(m, m->question.on);
    vb_tri now = card->cells[day].licence[m->layer];
    while (day > 0 && card->cells[day - 1].licence[m->layer] == now)
        day--;
    if (m->days[day] == VB_NO_TIME)
        vb_html_lit(h, "—");
    else
        vb_html_iso(h, m->days[day]);
}

static void card_row(vb_html *h, const vb_matrix *m, size_t i)
{
    const vb_matrix_card *card = &m->cards[i];
    const vb_matrix_cell *cell = cell_now(m, i);
    const char *review = review_word(cell->review);
    vb_html_lit(h, "<tr><th scope=\"row\">");
    vb_html_str(h, card->model->vendor);
    vb_html_lit(h, " ");
    vb_html_str(h, card->model->name);
    vb_html_lit(h, "</th><td class=\"r\">");
    if (card->tpp_high == INT64_MAX)
        vb_html_say0(h, N_("not published"));
    else
        vb_html_number(h, "span", card->tpp_high / INT64_C(1000000000));
    vb_html_lit(h, "</td><td>");
    vb_html_str(h, cell->eccn.n > 0 ? cell->eccn : VB_S("—"));
    vb_html_lit(h, "</td><td>");
    vb_html_say0(h, licence_word(cell, m->layer));
    vb_html_lit(h, "</td><td>");
    since(h, m, card);
    vb_html_lit(h, "</td><td>");
    if (review == NULL)
        vb_html_lit(h, "—");
    else
        vb_html_say0(h, review);
    vb_html_lit(h, "</td></tr>\n");
}

static void cards(vb_html *h, const vb_matrix *m)
{
    vb_html_lit(h, "<section id=\"cards\"><div class=\"w\"><h2 id=\"cards-t\">");
    vb_html_say(h, N_("The models on {0}"), VB_DATE(m->question.on));
    vb_html_lit(h, "</h2><details class=\"tbd\"><summary>");
    vb_html_say(h, N_("Table of {0} models: performance, class, licence"), VB_NUMBER((int64_t)m->count.announced));
    vb_html_lit(h, "</summary>");
    vb_html_scroll(h, "cards-t");
    vb_html_lit(h, "<table class=\"tb\"><thead><tr>");
    vb_html_head(h, N_("Model"), false);
    vb_html_head(h, N_("TPP"), true);
    vb_html_head(h, N_("Class"), false);
    vb_html_head(h, N_("Licence"), false);
    vb_html_head(h, N_("Since"), false);
    vb_html_head(h, N_("Applications"), false);
    vb_html_lit(h, "</tr></thead><tbody>");
    for (size_t i = 0; i < m->n_cards; i++)
        if (announced(m, i))
            card_row(h, m, i);
    vb_html_lit(h, "</tbody></table></div></details></div></section>\n");
}

static vb_code body(vb_html *h, vb_error *err)
{
    const vb_matrix *m = h->page->ctx;
    vb_page_heading(h);
    facts(h, m);
    counts(h, m);
    history(h, m);
    days(h, m);
    VB_TRY(plane(h, m, err));
    cards(h, m);
    return VB_OK;
}

static size_t add_style(const char **to, size_t n, const char *const *pieces)
{
    while (*pieces != NULL)
        to[n++] = *pieces++;
    return n;
}

vb_code vb_matrix_html(const vb_matrix *m, const vb_report_options *options, const vb_str *command, size_t n_command,
                       vb_buf *out, vb_error *err)
{
    VB_CLEANUP(vb_buf, vb_buf_free) en = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) de = {0};
    const char *style[64] = {NULL};
    size_t n = add_style(style, 0, vb_matrix_style);
    n = add_style(style, n, vb_plane_style);
    (void)add_style(style, n, page_style);
    vb_matrix_title(m, options, VB_LANG_EN, &en);
    vb_matrix_title(m, options, VB_LANG_DE, &de);
    if (en.failed || de.failed)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the page");
    const vb_page page = {.title = {vb_buf_str(&en), vb_buf_str(&de)},
                          .kind = N_("history of control"),
                          .skip = N_("Skip to the history"),
                          .skip_to = "history",
                          .version = m->version,
                          .style = style,
                          .countries = m->countries,
                          .body = body,
                          .ctx = m,
                          .command = command,
                          .n_command = n_command,
                          .reviewed_to = vb_rules_reviewed_to(m->rules)};
    return vb_page_write(&page, options, out, err);
}
