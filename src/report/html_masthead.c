/* SPDX-License-Identifier: Apache-2.0 */
/* Title, dates, completeness, counts by verdict, the three sentences, the bar of all items. */
#include "report/html_priv.h"

static void meta(vb_html *h)
{
    uint64_t rows = 0, bad = 0;
    int64_t reviewed = h->audit->rules == NULL ? VB_NO_TIME : vb_rules_reviewed_to(h->audit->rules);
    for (size_t i = 0; i < h->claims->sources.n; i++) {
        rows += h->claims->sources.v[i].rows;
        bad += h->claims->sources.v[i].bad_rows;
    }
    vb_html_lit(h, "<dl class=\"meta\"><div><dt>");
    vb_html_say0(h, N_("As of"));
    vb_html_lit(h, "</dt><dd>");
    vb_html_prose(h, h->audit->as_of);
    vb_html_lit(h, "</dd></div><div><dt>");
    if (h->audit->known_on != VB_NO_TIME) {
        vb_html_say0(h, N_("Known on"));
        vb_html_lit(h, "</dt><dd>");
        vb_html_prose(h, h->audit->known_on);
        vb_html_lit(h, "</dd></div><div><dt>");
    }
    if (reviewed != VB_NO_TIME) {
        vb_html_say0(h, N_("Rules reviewed to"));
        vb_html_lit(h, "</dt><dd>");
        vb_html_prose(h, reviewed);
        vb_html_lit(h, "</dd></div><div><dt>");
    }
    vb_html_say0(h, N_("Data"));
    vb_html_lit(h, "</dt><dd>");
    if (bad > 0)
        vb_html_say(h, N_("incomplete: {0} rows of {1} files read, {2} rows not"), VB_NUMBER((int64_t)rows),
                    VB_NUMBER((int64_t)h->claims->sources.n), VB_NUMBER((int64_t)bad));
    else if (!h->audit->complete)
        vb_html_say(h, N_("incomplete: {0} rows of {1} files read; some input could not be read"),
                    VB_NUMBER((int64_t)rows), VB_NUMBER((int64_t)h->claims->sources.n));
    else
        vb_html_say(h, N_("all {0} rows of {1} files read"), VB_NUMBER((int64_t)rows),
                    VB_NUMBER((int64_t)h->claims->sources.n));
    vb_html_lit(h, " <a href=\"#limits\">");
    vb_html_say0(h, N_("details"));
    vb_html_lit(h, "</a></dd></div></dl>\n");
}

static void count(vb_html *h, vb_verdict v, const char *means)
{
    vb_buf_printf(
        h->out,
        "<li><svg class=\"ic c-%s\" width=\"24\" height=\"24\" aria-hidden=\"true\"><use href=\"#v-%s\"/></svg>"
        "<span class=\"num\">",
        vb_verdict_name(v), vb_verdict_name(v));
    vb_html_number(h, "span", (int64_t)h->count[v]);
    vb_html_lit(h, "</span><span class=\"wd\">");
    vb_html_say0(h, vb_html_verdict_word(v));
    vb_html_lit(h, "</span><span class=\"ex\">");
    vb_html_say0(h, means);
    vb_html_lit(h, "</span></li>");
}

/* Is it the gravest of its check and verdict (the first in the sorted list), and how many more are there? */
static bool first_of_check(const vb_html *h, size_t i, size_t *more)
{
    const vb_findings *f = h->audit->findings;
    *more = 0;
    for (size_t k = 0; k < i; k++)
        if (f->v[k].verdict == f->v[i].verdict && vb_str_eq(vb_str_of(f->v[k].check), vb_str_of(f->v[i].check)))
            return false;
    for (size_t k = i + 1; k < f->n; k++)
        *more += f->v[k].verdict == f->v[i].verdict && vb_str_eq(vb_str_of(f->v[k].check), vb_str_of(f->v[i].check));
    return true;
}

/* The gravest finding of each of three checks, so that one check with a thousand findings does not hide the others. */
static void sentences(vb_html *h)
{
    const vb_findings *f = h->audit->findings;
    size_t said = 0, more;
    vb_html_lit(h, "<div class=\"know\"><h2>");
    vb_html_say0(h, N_("What you need to know"));
    vb_html_lit(h, "</h2><ol>");
    for (size_t i = 0; i < f->n && said < 3; i++) {
        if (f->v[i].verdict == VB_PASS || !h->written[i] || !first_of_check(h, i, &more))
            continue;
        vb_html_lit(h, "<li>");
        vb_html_sentence(h, "span", &f->v[i].because);
        vb_html_lit(h, " ");
        vb_html_finding_link(h, (uint32_t)i);
        if (more > 0) {
            vb_html_lit(h, " <span class=\"more\">");
            vb_html_say(h, N_("and {0} more of this kind"), VB_NUMBER((int64_t)more));
            vb_html_lit(h, "</span>");
        }
        vb_html_lit(h, "</li>\n");
        said++;
    }
    if (said == 0) {
        vb_html_lit(h, "<li>");
        if (h->audit->n_checks == 0)
            vb_html_say0(h, N_("No check ran."));
        else
            vb_html_say(h, N_("{0} checks ran and none of them has a finding."),
                        VB_NUMBER((int64_t)h->audit->n_checks));
        vb_html_lit(h, "</li>");
    }
    vb_html_lit(h, "</ol></div>\n");
}

typedef struct tally {
    int64_t all, held, fail, none;        /* every item is in one of the last three */
    int64_t installed, in_transit, ended; /* of `held` */
} tally;

static tally count_items(const vb_html *h)
{
    tally t = {.all = h->view->n_items};
    for (uint32_t i = 0; i < h->view->n_items; i++) {
        const vb_custody *c = &h->view->custody[i];
        if (vb_html_item_verdict(h, i) == VB_FAIL)
            t.fail++;
        else if (!c->known)
            t.none++;
        else {
            t.held++;
            t.installed += c->installed;
            t.in_transit += c->in_transit;
            t.ended += c->ended;
        }
    }
    return t;
}

static void of_held(vb_html *h, const tally *t)
{
    bool any = false;
    const struct {
        int64_t n;
        const char *msgid;
    } parts[] = {{t->installed, N_("{0} installed")},
                 {t->in_transit, N_("{0} in transit")},
                 {t->ended, N_("{0} scrapped or lost")}};
    for (size_t i = 0; i < 3; i++) {
        if (parts[i].n == 0)
            continue;
        vb_html_lit(h, any ? ", " : " (");
        vb_html_say(h, parts[i].msgid, VB_NUMBER(parts[i].n));
        any = true;
    }
    if (any)
        vb_html_lit(h, ")");
}

static void swatch(vb_html *h, const char *class, const char *fill)
{
    vb_buf_printf(h->out,
                  "<svg width=\"14\" height=\"14\" aria-hidden=\"true\"><rect x=\".5\" y=\".5\" width=\"13\" "
                  "height=\"13\" class=\"%s\"%s/></svg>",
                  class, fill);
}

static void items_bar(vb_html *h)
{
    tally t = count_items(h);
    const int64_t parts[3] = {t.held, t.fail, t.none};
    static const char *const classes[3] = {"h-dec", "h-out", "h-gap"}, *const fills[3] = {"", "", " fill=\"url(#hx)\""};
    if (t.all == 0) {
        vb_html_lit(h, "<p class=\"heroT\">");
        if (h->claims->cards.n > 0)
            vb_html_say(h,
                        N_("{0} cards are described by inventory files. The case has no record of items and who holds "
                           "them, so no "
                           "bar is drawn."),
                        VB_NUMBER((int64_t)h->claims->cards.n));
        else
            vb_html_say0(h, N_("The case names no single item, so no bar of all items is drawn."));
        vb_html_lit(h, "</p>\n");
        return;
    }
    vb_html_lit(h, "<p class=\"heroT\">");
    if (t.all == 1)
        vb_html_say0(h, N_("The one item by the last record of who holds it"));
    else
        vb_html_say(h, N_("All {0} items by the last record of who holds them"), VB_NUMBER(t.all));
    vb_html_lit(h,
                "</p><svg class=\"hero\" viewBox=\"0 0 1120 20\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    double x = 0, free_px = 1120;
    for (size_t i = 0; i < 3; i++)
        free_px -= parts[i] > 0 ? 2 : 0; /* each part that exists shows at least 2 px */
    for (size_t i = 0; i < 3; i++) {
        if (parts[i] == 0)
            continue;
        double w = 2 + free_px * (double)parts[i] / (double)t.all;
        vb_buf_printf(h->out, "<rect class=\"%s\"%s", classes[i], fills[i]);
        vb_html_px(h, " x=\"@\" width=\"@\" height=\"20\"/>", x, w - (x + w < 1119 ? 1.5 : 0));
        x += w;
    }
    vb_html_lit(h, "</svg><ul class=\"heroL\"><li>");
    vb_html_lit(h, "<b>");
    swatch(h, classes[0], "");
    vb_html_number(h, "span", t.held);
    vb_html_lit(h, "</b><div>");
    vb_html_say0(h, N_("held as last recorded, no fail on them"));
    of_held(h, &t);
    vb_html_lit(h, "</div></li><li class=\"o\"><b>");
    swatch(h, classes[1], "");
    vb_html_number(h, "span", t.fail);
    vb_html_lit(h, "</b><div>");
    vb_html_say0(h, N_("concerned by a finding with the verdict fail"));
    vb_html_lit(h, "</div></li><li class=\"g\"><b>");
    swatch(h, classes[2], fills[2]);
    vb_html_number(h, "span", t.none);
    vb_html_lit(h, "</b><div>");
    vb_html_say0(h, N_("no record of who holds them"));
    vb_html_lit(h, "</div></li></ul>\n");
}

static void contents(vb_html *h)
{
    static const struct {
        const char *id, *name;
    } rows[] = {{"findings", N_("Findings")}, {"map", N_("Routes")},        {"item", N_("One item")},
                {"flow", N_("Flow")},         {"licences", N_("Licences")}, {"rule", N_("Rule and cards")},
                {"limits", N_("Limits")},     {"key", N_("How to read")}};
    vb_html_lit(h, "<nav aria-label=\"Contents, Inhalt\"><ul class=\"toc\">");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        vb_buf_printf(h->out, "<li><a href=\"#%s\">", rows[i].id);
        vb_html_say0(h, rows[i].name);
        vb_html_lit(h, "</a></li>");
    }
    vb_html_lit(h, "</ul></nav></div>\n");
}

vb_code vb_html_masthead(vb_html *h, vb_error *err)
{
    (void)err;
    vb_html_lit(h, "<div class=\"w mast\"><h1>");
    vb_html_str(h, h->audit->title);
    vb_html_lit(h, "</h1>\n");
    meta(h);
    vb_html_lit(h, "<ul class=\"counts\">");
    count(h, VB_FAIL, N_("shown by evidence"));
    count(h, VB_REVIEW, N_("a person must decide"));
    count(h, VB_OPEN, N_("the evidence cannot tell"));
    count(h, VB_PASS, N_("checks without a finding"));
    vb_html_lit(h, "</ul>\n");
    sentences(h);
    items_bar(h);
    contents(h);
    return VB_OK;
}
