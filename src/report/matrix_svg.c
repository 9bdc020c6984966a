/* SPDX-License-Identifier: Apache-2.0 */
/* The figure as a file of its own: title, legend, rows, and what happened on each day. Light or dark as the reader's
 * system says; both languages are in it, the one asked for is shown. */
#include "report/matrix_priv.h"

enum { MARGIN = 24, WIDTH = VB_MATRIX_NAMES + VB_MATRIX_CELLS, LINE = 17 };

/* The tokens of html_style.c that the figure needs. */
static const char style[] =
    ":root{--paper:#FCFBF8;--ink:#17191C;--ink2:#454A52;--ink3:#626870;--rule:#DDD9CF;--rule2:#8A857A;"
    "--open:#4B4A9C;--openbg:#ECECF8;--obsF:#0A5A74}\n"
    "@media (prefers-color-scheme:dark){:root{--paper:#14171A;--ink:#ECEAE4;--ink2:#C0C3C7;--ink3:#9BA0A8;"
    "--rule:#2E3338;--rule2:#707780;--open:#B5B4FF;--openbg:#26274A;--obsF:#3C8FAA}}\n"
    "svg{font-family:-apple-system,\"Segoe UI\",Inter,Roboto,\"Helvetica Neue\",\"Noto Sans\",\"Liberation Sans\","
    "Arial,sans-serif;font-variant-numeric:tabular-nums lining-nums}\n"
    "[data-lang=en] [lang=de],[data-lang=de] [lang=en]{display:none}\n"
    "svg text{font-size:12.5px;fill:var(--ink)}.pg{fill:var(--paper)}svg .ti{font-size:21px;font-weight:700}"
    "svg .lg{fill:var(--ink2)}svg .kn{font-weight:650}\n"
    ".hxb{fill:var(--openbg)}.hxl{stroke:var(--open);stroke-width:1.1}\n";

static double height_of(const vb_matrix *m)
{
    double y = vb_matrix_legend_height(m);
    for (vb_matrix_block b = {0}; vb_matrix_next_block(m, &b);)
        y += vb_matrix_height(m, &b) + 16;
    for (size_t i = 0; i < m->n_columns; i++)
        y += LINE * (double)(m->columns[i].n_causes > 0 ? m->columns[i].n_causes : 1);
    return y;
}

static void heading(vb_html *h, const vb_matrix *m)
{
    const vb_rule_question *q = &m->question;
    vb_html_lit(h, "<text class=\"ti\" x=\"0\" y=\"20\">");
    vb_matrix_both_titles(h, m);
    vb_html_lit(h, "</text><text class=\"lg\" x=\"0\" y=\"44\">");
    vb_html_svg_say0(h, m->layer == VB_LAYER_TEXT ? N_("Printed law") : N_("Law as it is applied"));
    vb_html_lit(h, ". ");
    vb_html_svg_say0(h, N_("Headquarters of the end user:"));
    vb_html_lit(h, " ");
    vb_html_country(h, "tspan", q->headquarters);
    if (m->headquarters_taken) {
        vb_html_lit(h, " ");
        vb_html_svg_say0(h, N_("(taken: not stated)"));
    }
    vb_html_lit(h, ". ");
    vb_html_svg_say0(h, N_("Framed: the day of the title. Cells are empty where no licence is required."));
    vb_html_lit(h, "</text>");
}

static void causes(vb_html *h, const vb_matrix *m, size_t column, double *y)
{
    const vb_matrix_column *c = &m->columns[column];
    char day[24] = "";
    if (m->days[c->first] != VB_NO_TIME)
        vb_time_text(m->days[c->first], true, day);
    vb_html_px(h, "<text class=\"kn\" x=\"@\" y=\"@\" text-anchor=\"end\">", 18, *y);
    vb_html_number(h, "tspan", (int64_t)column + 1);
    vb_html_px(h, "</text><text x=\"@\" y=\"@\">", 28, *y);
    vb_html_str(h, vb_str_of(day));
    vb_html_lit(h, "</text>");
    for (size_t i = 0; i < c->n_causes; i++) {
        vb_html_px(h, "<text class=\"lg\" x=\"@\" y=\"@\">", 110, *y + LINE * (double)i);
        vb_matrix_say_cause(h, "tspan", &c->causes[i]);
        vb_html_lit(h, "</text>");
    }
    *y += LINE * (double)(c->n_causes > 0 ? c->n_causes : 1);
}

static void draw(vb_html *h, const vb_matrix *m)
{
    double y = 64, total = height_of(m) + 64 + 16 + 2 * MARGIN;
    const char *lang = h->options->lang == VB_LANG_DE ? "de" : "en";
    vb_buf_printf(h->out, "<svg xmlns=\"http://www.w3.org/2000/svg\" data-lang=\"%s\" ", lang);
    vb_html_px(h, "width=\"@\" height=\"@\" viewBox=\"0 0 @ @\" role=\"img\"><title>", WIDTH + 2 * MARGIN, total,
               WIDTH + 2 * MARGIN, total);
    h->en.n = 0;
    vb_matrix_title(m, h->options, h->options->lang, &h->en);
    vb_html_str(h, vb_buf_str(&h->en));
    vb_html_lit(h, "</title><style>");
    vb_html_text(h->out, vb_str_of(style));
    for (const char *const *p = vb_matrix_style; *p != NULL; p++)
        vb_html_text(h->out, vb_str_of(*p));
    vb_html_lit(h, "</style><defs><pattern id=\"hx\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" "
                   "patternTransform=\"rotate(45)\"><rect width=\"5\" height=\"5\" class=\"hxb\"/>"
                   "<path d=\"M0 0V5\" class=\"hxl\"/></pattern></defs><rect class=\"pg\" width=\"100%\" "
                   "height=\"100%\"/>");
    vb_html_px(h, "<g transform=\"translate(@ @)\">", MARGIN, MARGIN);
    heading(h, m);
    vb_html_px(h, "<g transform=\"translate(0 @)\">", y);
    vb_matrix_legend_svg(h, m);
    y += vb_matrix_legend_height(m) + 16;
    vb_html_lit(h, "</g>");
    for (vb_matrix_block b = {0}; vb_matrix_next_block(m, &b);) {
        vb_html_px(h, "<g transform=\"translate(0 @)\">", y);
        vb_matrix_draw_names(h, m, &b);
        vb_html_px(h, "<g transform=\"translate(@ 0)\">", VB_MATRIX_NAMES);
        vb_matrix_draw_cells(h, m, &b);
        vb_html_lit(h, "</g></g>");
        y += vb_matrix_height(m, &b) + 16;
    }
    y += 12;
    for (size_t i = 0; i < m->n_columns; i++)
        causes(h, m, i, &y);
    vb_html_lit(h, "</g></svg>\n");
}

vb_code vb_matrix_svg(const vb_matrix *m, const vb_report_options *options, vb_buf *out, vb_error *err)
{
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    vb_html h = {.options = options, .countries = m->countries, .arena = &arena, .out = out};
    draw(&h, m);
    bool failed = out->failed || h.en.failed || h.de.failed;
    vb_buf_free(&h.en);
    vb_buf_free(&h.de);
    if (failed)
        return vb_fail(err, VB_E_NOMEM, "svg", VB_NO_OFFSET, "no memory for the figure");
    return VB_OK;
}
