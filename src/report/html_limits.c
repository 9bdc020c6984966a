/* SPDX-License-Identifier: Apache-2.0 */
/* What could not be read, what no check could answer, what passed; and how to read the report. */
#include "report/html_priv.h"

enum { LISTED_ISSUES = 200 };

static void issue(vb_html *h, const vb_issue *i)
{
    vb_html_lit(h, "<li>");
    if (i->source != VB_NONE) {
        vb_html_lit(h, "<code>");
        vb_html_str(h, h->claims->sources.v[i->source].file);
        vb_html_lit(h, "</code> ");
    }
    vb_html_str(h, i->where);
    vb_html_lit(h, i->where.n > 0 ? ": " : "");
    vb_html_str(h, i->message);
    vb_html_lit(h, "</li>");
}

static void issues(vb_html *h, bool note, uint64_t dropped)
{
    size_t listed = 0;
    for (size_t i = 0; i < h->claims->issues.n; i++) {
        if (h->claims->issues.v[i].note != note)
            continue;
        if (listed == 0)
            vb_html_lit(h, "<ul>");
        if (listed++ < LISTED_ISSUES)
            issue(h, &h->claims->issues.v[i]);
    }
    if (listed > 0)
        vb_html_lit(h, "</ul>");
    if (listed > LISTED_ISSUES)
        dropped += listed - LISTED_ISSUES;
    if (dropped > 0) {
        vb_html_lit(h, "<p class=\"more\">");
        vb_html_say(h, N_("and {0} more of this kind that are counted, not listed"), VB_NUMBER((int64_t)dropped));
        vb_html_lit(h, "</p>");
    }
    if (listed == 0 && dropped == 0) {
        vb_html_lit(h, "<p class=\"e\">");
        if (note)
            vb_html_say0(h, N_("None."));
        else
            vb_html_say0(h, N_("None: every row of every file was read."));
        vb_html_lit(h, "</p>");
    }
    vb_html_lit(h, "\n");
}

static const char *needs_of(const vb_html *h, const char *check)
{
    for (size_t i = 0; i < h->audit->n_checks; i++)
        if (vb_str_eq(vb_str_of(h->audit->checks[i].id), vb_str_of(check)))
            return h->audit->checks[i].needs;
    return NULL;
}

static void open_checks(vb_html *h)
{
    const vb_findings *f = h->audit->findings;
    size_t n = 0;
    vb_html_lit(h, "<ul>");
    for (size_t i = 0; i < f->n; i++) {
        if (f->v[i].verdict != VB_OPEN || !h->written[i])
            continue;
        const char *needs = needs_of(h, f->v[i].check);
        vb_buf_printf(h->out, "<li><code>%s</code> ", f->v[i].check);
        vb_html_sentence(h, "span", &f->v[i].refute);
        if (needs != NULL && needs[0] != '\0') {
            vb_html_lit(h, " <span class=\"e\">");
            vb_html_say(h, N_("It reads {0}."), VB_TEXT(vb_str_of(needs)));
            vb_html_lit(h, "</span>");
        }
        vb_html_lit(h, " ");
        vb_html_finding_link(h, (uint32_t)i);
        vb_html_lit(h, "</li>");
        n++;
    }
    vb_html_lit(h, "</ul>");
    if (n == 0) {
        vb_html_lit(h, "<p class=\"e\">");
        vb_html_say0(h, N_("None: every check that ran had the input it wants."));
        vb_html_lit(h, "</p>");
    }
}

static void passed(vb_html *h)
{
    const vb_findings *f = h->audit->findings;
    vb_html_lit(h, "<h3 class=\"pash\">");
    if (h->count[VB_PASS] == 1)
        vb_html_say0(h, N_("1 check passed"));
    else
        vb_html_say(h, N_("{0} checks passed"), VB_NUMBER((int64_t)h->count[VB_PASS]));
    vb_html_lit(h, "</h3>\n<ul class=\"pas\">");
    for (size_t i = 0; i < f->n; i++) {
        if (f->v[i].verdict != VB_PASS)
            continue;
        vb_html_lit(h, "<li><svg class=\"ic c-pass\" width=\"14\" height=\"14\" aria-hidden=\"true\"><use "
                       "href=\"#v-pass\"/></svg><span>");
        vb_html_sentence(h, "span", &f->v[i].because);
        vb_buf_printf(h->out, " <code class=\"e\">%s</code></span></li>", f->v[i].check);
    }
    vb_html_lit(h, "</ul>\n");
}

vb_code vb_html_limits(vb_html *h, vb_error *err)
{
    (void)err;
    vb_html_lit(h, "<section id=\"limits\"><div class=\"w\"><h2>");
    vb_html_say0(h, N_("What we could not look at, and what passed"));
    vb_html_lit(h, "</h2><p class=\"lede\">");
    vb_html_say0(h, N_("Errors are not findings. They say where we could not look."));
    vb_html_lit(h, "</p><div class=\"lim\"><div><h3>");
    vb_html_say0(h, N_("Rows and files that could not be read"));
    vb_html_lit(h, "</h3>");
    issues(h, false, h->claims->issues_dropped);
    vb_html_lit(h, "<h3 class=\"gap\">");
    vb_html_say0(h, N_("Notes: files of another kind, columns that are not known"));
    vb_html_lit(h, "</h3>");
    issues(h, true, h->claims->notes_dropped);
    if (h->view->after_as_of > 0) {
        vb_html_lit(h, "<p>");
        vb_html_say(h, N_("{0} movements lie after {1} and were left out."), VB_NUMBER((int64_t)h->view->after_as_of),
                    VB_DATE(h->audit->as_of));
        vb_html_lit(h, "</p>");
    }
    vb_html_lit(h, "</div><div><h3>");
    vb_html_say0(h, N_("Checks that lack their input"));
    vb_html_lit(h, "</h3>");
    open_checks(h);
    vb_html_lit(h, "</div></div>\n");
    passed(h);
    vb_html_lit(h, "</div></section>\n");
    return VB_OK;
}

vb_code vb_html_key(vb_html *h, vb_error *err)
{
    static const char *const behind[] = {N_("a paper or a table says so"), N_("software on the host says so"),
                                         N_("independent fields agree with each other and with the catalogue"),
                                         N_("a fresh challenge was answered within physical bounds"),
                                         N_("a key in the hardware signed it, bound to a fresh challenge")};
    static const char *const faked[] = {N_("by anyone with a printer"), N_("by whoever runs the host"),
                                        N_("with a good copy of every field"), N_("by better hardware than claimed"),
                                        N_("by a key that was stolen")};
    static const char *const means[] = {N_("The check ran with enough evidence and found nothing."),
                                        N_("Facts are there; a person must weigh them."),
                                        N_("The evidence cannot tell. Never read as fine."),
                                        N_("The evidence shows that a condition or a claim does not hold.")};
    (void)err;
    vb_html_lit(h, "<section id=\"key\"><div class=\"w\"><h2>");
    vb_html_say0(h, N_("How to read this report"));
    vb_html_lit(h, "</h2><p class=\"lede\">");
    vb_html_say0(h, N_("A grade says who would have to lie for a claim to be wrong. A verdict says what follows."));
    vb_html_lit(
        h, "</p><div class=\"keys\"><div class=\"sc\" tabindex=\"0\" role=\"region\" aria-label=\"Grades, Stufen\">"
           "<table class=\"tb\"><thead><tr>");
    vb_html_head(h, N_("Grade"), false);
    vb_html_head(h, N_("What stands behind it"), false);
    vb_html_head(h, N_("Could be faked"), false);
    vb_html_lit(h, "</tr></thead><tbody>");
    for (unsigned g = 0; g < 5; g++) {
        vb_html_lit(h, "<tr><td>");
        vb_html_grade(h, (vb_grade)g, true);
        vb_html_lit(h, "</td><td>");
        vb_html_say0(h, behind[g]);
        vb_html_lit(h, "</td><td>");
        vb_html_say0(h, faked[g]);
        vb_html_lit(h, "</td></tr>");
    }
    vb_html_lit(
        h, "</tbody></table></div><div class=\"sc\" tabindex=\"0\" role=\"region\" aria-label=\"Verdicts, Urteile\">"
           "<table class=\"tb\"><thead><tr>");
    vb_html_head(h, N_("Verdict"), false);
    vb_html_head(h, N_("Meaning"), false);
    vb_html_lit(h, "</tr></thead><tbody>");
    static const vb_verdict order[] = {VB_FAIL, VB_REVIEW, VB_OPEN, VB_PASS};
    for (size_t i = 0; i < 4; i++) {
        vb_html_lit(h, "<tr><td>");
        vb_html_verdict(h, order[i]);
        vb_html_lit(h, "</td><td>");
        vb_html_say0(h, means[order[i]]);
        vb_html_lit(h, "</td></tr>");
    }
    vb_html_lit(h, "<tr><td><svg width=\"22\" height=\"14\" aria-hidden=\"true\"><rect x=\".5\" y=\".5\" width=\"21\" "
                   "height=\"13\" "
                   "class=\"h-gap\" fill=\"url(#hx)\"/></svg></td><td>");
    vb_html_say0(h, N_("Hatching: nobody knows, there is no record."));
    vb_html_lit(h, "</td></tr></tbody></table></div></div></div></section>\n");
    return VB_OK;
}
