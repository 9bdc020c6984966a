/* SPDX-License-Identifier: Apache-2.0 */
/* Findings by severity: what is claimed on the left, the evidence on the right. Works without script: <details>. */
#include "report/html_priv.h"

enum { LISTED_ITEMS = 60 /* item ids of one finding that are written out */ };

static void filter(vb_html *h, const char *set, const char *word, size_t n, bool pressed)
{
    vb_buf_printf(h->out, "<button type=\"button\" data-set=\"show=%s\" aria-pressed=\"%s\">", set,
                  pressed ? "true" : "false");
    if (!pressed)
        vb_buf_printf(
            h->out,
            "<svg class=\"ic c-%s\" width=\"12\" height=\"12\" aria-hidden=\"true\"><use href=\"#v-%s\" width=\"12\" "
            "height=\"12\"/></svg>",
            set, set);
    vb_html_say0(h, word);
    vb_html_lit(h, " ");
    vb_html_number(h, "span", (int64_t)n);
    vb_html_lit(h, "</button>");
}

static void tools(vb_html *h)
{
    vb_html_lit(h, "<div class=\"tools\"><div class=\"sg\" role=\"group\" aria-label=\"Filter\">");
    filter(h, "all", N_("All"), h->count[VB_FAIL] + h->count[VB_REVIEW] + h->count[VB_OPEN], true);
    filter(h, "fail", N_("fail"), h->count[VB_FAIL], false);
    filter(h, "review", N_("review"), h->count[VB_REVIEW], false);
    filter(h, "open", N_("open"), h->count[VB_OPEN], false);
    vb_html_lit(h, "</div><div class=\"r\"><button type=\"button\" data-all=\"open\">");
    vb_html_say0(h, N_("Open all"));
    vb_html_lit(h, "</button><button type=\"button\" data-all=\"close\">");
    vb_html_say0(h, N_("Close all"));
    vb_html_lit(h, "</button></div></div>\n");
}

static void heading(vb_html *h, const char *msgid)
{
    vb_html_lit(h, "<h4>");
    vb_html_say0(h, msgid);
    vb_html_lit(h, "</h4>");
}

static size_t concerned(const vb_finding *f)
{
    if (f->n_items > 0)
        return f->n_items;
    return f->subject_kind != NULL && vb_str_eq(vb_str_of(f->subject_kind), VB_S("item")) ? 1 : 0;
}

static void summary(vb_html *h, const vb_finding *f)
{
    size_t n = concerned(f);
    vb_html_lit(h, "<summary><svg class=\"tw\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><path d=\"M2.5 0l5 5-5 5z\" "
                   "fill=\"currentColor\"/></svg>");
    vb_html_verdict(h, f->verdict);
    vb_html_lit(h, "<span class=\"hd\">");
    vb_html_sentence(h, "span", &f->because);
    vb_html_lit(h, "</span><span class=\"q\">");
    if (n == 1)
        vb_html_say0(h, N_("1 item"));
    else if (n > 1)
        vb_html_say(h, N_("{0} items"), VB_NUMBER((int64_t)n));
    vb_html_lit(h, "</span>");
    if (f->n_claims > 0) {
        vb_html_lit(h, "<span class=\"sm\">");
        vb_html_grade(h, f->grade, true);
        vb_html_lit(h, "</span>");
    } else {
        vb_html_lit(h, "<span></span>");
    }
    vb_html_lit(h, "</summary>\n");
}

static void claims(vb_html *h, const vb_finding *f)
{
    if (f->n_claims == 0)
        return;
    heading(h, N_("What was said, what was found"));
    vb_html_lit(h, "<table class=\"claims\"><tbody>");
    for (size_t i = 0; i < f->n_claims; i++) {
        const vb_finding_claim *c = &f->claims[i];
        vb_buf_printf(h->out, "<tr%s><th scope=\"row\">", c->under_test ? " class=\"ut\"" : "");
        vb_html_say0(h, c->field);
        if (c->under_test) {
            vb_html_lit(h, " <span class=\"e\">");
            vb_html_say0(h, N_("(under test)"));
            vb_html_lit(h, "</span>");
        }
        vb_html_lit(h, "</th><td>");
        vb_html_str(h, c->value);
        vb_html_lit(h, "</td><td>");
        vb_html_grade(h, c->grade, true);
        vb_html_lit(h, "</td></tr>");
    }
    vb_html_lit(h, "</tbody></table>\n");
}

static void paragraph(vb_html *h, const char *title, const vb_sentence *s)
{
    if (s->msgid == NULL)
        return;
    heading(h, title);
    vb_html_lit(h, "<p>");
    vb_html_sentence(h, "span", s);
    vb_html_lit(h, "</p>\n");
}

static void items(vb_html *h, const vb_finding *f)
{
    if (f->n_items == 0)
        return;
    vb_html_lit(h, "<details class=\"tbd np\"><summary><svg class=\"tw\" viewBox=\"0 0 10 10\" aria-hidden=\"true\">"
                   "<path d=\"M2.5 0l5 5-5 5z\" fill=\"currentColor\"/></svg>");
    if (f->n_items == 1)
        vb_html_say0(h, N_("The item concerned"));
    else
        vb_html_say(h, N_("The {0} items concerned"), VB_NUMBER((int64_t)f->n_items));
    vb_html_lit(h, "</summary><ul class=\"ids\">");
    for (size_t i = 0; i < f->n_items && i < LISTED_ITEMS; i++) {
        vb_html_lit(h, "<li><code>");
        vb_html_str(h, f->items[i]);
        vb_html_lit(h, "</code></li>");
    }
    vb_html_lit(h, "</ul>");
    if (f->n_items > LISTED_ITEMS) {
        vb_html_lit(h, "<p class=\"more\">");
        vb_html_say(h, N_("and {0} more; the command lists them all"), VB_NUMBER((int64_t)(f->n_items - LISTED_ITEMS)));
        vb_html_lit(h, "</p>");
    }
    vb_html_lit(h, "</details>\n");
}

/* How many pieces from here on are neighbouring lines of one file. */
static size_t run_of(const vb_finding *f, size_t i)
{
    uint32_t line = vb_html_line(f->evidence[i].locator);
    size_t n = 1;
    while (line > 0 && i + n < f->n_evidence && vb_str_eq(f->evidence[i + n].file, f->evidence[i].file) &&
           vb_html_line(f->evidence[i + n].locator) == line + n)
        n++;
    return n;
}

static void evidence(vb_html *h, const vb_finding *f)
{
    heading(h, N_("Evidence"));
    if (f->n_evidence == 0) {
        vb_html_lit(h, "<p class=\"e\">");
        vb_html_say0(h, N_("None: this finding is about what the case lacks."));
        vb_html_lit(h, "</p>\n");
        return;
    }
    vb_buf_printf(h->out,
                  "<div class=\"sc\" tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table class=\"tb\"><thead><tr>",
                  f->id);
    vb_html_head(h, N_("File"), false);
    vb_html_head(h, N_("Place in it"), false);
    vb_html_head(h, "SHA-256", false);
    vb_html_head(h, N_("Kind"), false);
    vb_html_lit(h, "</tr></thead><tbody>");
    for (size_t i = 0, n; i < f->n_evidence; i += n) {
        const vb_finding_evidence *e = &f->evidence[i];
        char hex[65];
        n = run_of(f, i);
        vb_hex(e->sha256.b, 32, hex);
        vb_html_lit(h, "<tr><td>");
        if (e->file.n == 0) {
            vb_html_say0(h, N_("reference data"));
        } else {
            vb_html_lit(h, "<code>");
            vb_html_str(h, e->file);
            vb_html_lit(h, "</code>");
        }
        vb_html_lit(h, "</td><td>");
        if (n > 1)
            vb_html_say(h, N_("lines {0} to {1}"), VB_TEXT(vb_str_sub(e->locator, 5, SIZE_MAX)),
                        VB_TEXT(vb_str_sub(f->evidence[i + n - 1].locator, 5, SIZE_MAX)));
        else
            vb_html_locator(h, e->locator);
        vb_buf_printf(h->out, "</td><td><code>%.4s %.4s … %s</code></td><td>", hex, hex + 4, hex + 60);
        vb_html_str(h, vb_str_of(e->kind));
        vb_html_lit(h, "</td></tr>");
    }
    vb_html_lit(h, "</tbody></table></div>\n");
}

static void rule(vb_html *h, const vb_finding_rule *r)
{
    if (r->citation.n == 0 && r->instrument.n == 0)
        return;
    heading(h, N_("Rule"));
    vb_html_lit(h, "<p>");
    vb_html_str(h, r->citation);
    if (r->citation.n > 0 && r->instrument.n > 0)
        vb_html_lit(h, "; ");
    vb_html_str(h, r->instrument);
    if (r->layer.n > 0) {
        vb_html_lit(h, " · ");
        if (vb_str_eq(r->layer, VB_S("enforced")))
            vb_html_say0(h, N_("as enforced"));
        else
            vb_html_say0(h, N_("as the text says"));
    }
    if (r->on != VB_NO_TIME) {
        vb_html_lit(h, " · ");
        vb_html_say0(h, N_("as of"));
        vb_html_lit(h, " ");
        vb_html_iso(h, r->on);
    }
    vb_html_lit(h, "</p>\n");
}

static void command(vb_html *h, const vb_finding *f)
{
    heading(h, N_("Next command"));
    vb_html_lit(h, "<div class=\"cmd\"><code>verbleib finding explain --case ");
    vb_html_shell_word(h, h->audit->case_name);
    vb_buf_printf(h->out, " %s</code><button type=\"button\" data-copy>", f->id);
    vb_html_say0(h, N_("Copy"));
    vb_buf_printf(h->out, "<span class=\"vh\"> %s</span></button></div>\n<p class=\"idl\"><code>%s</code> · ", f->id,
                  f->id);
    vb_html_say0(h, N_("check"));
    vb_buf_printf(h->out, " <code>%s</code> · ", f->check);
    vb_html_say0(h, N_("stable across runs"));
    vb_html_lit(h, "</p>");
}

static void finding(vb_html *h, const vb_finding *f, bool open)
{
    bool lacks =
        f->verdict == VB_OPEN && f->n_evidence == 0; /* on paper its line is enough: Limits says what it wants */
    vb_buf_printf(h->out, "<details class=\"f%s\" id=\"%s\" data-v=\"%s\"%s>", lacks ? " lk" : "", f->id,
                  vb_verdict_name(f->verdict), open ? " open" : "");
    summary(h, f);
    vb_html_lit(h, "<div class=\"fb\"><div>");
    claims(h, f);
    paragraph(h, f->verdict == VB_OPEN ? N_("What would answer it") : N_("What would refute it"), &f->refute);
    paragraph(h, N_("What to do"), &f->next);
    items(h, f);
    vb_html_lit(h, "</div>\n<div>");
    evidence(h, f);
    rule(h, &f->rule);
    command(h, f);
    vb_html_lit(h, "</div></div></details>\n");
}

/* Findings of a severity that are not written out, by check: a counted line each. */
static void counted(vb_html *h, vb_severity s)
{
    const vb_findings *f = h->audit->findings;
    for (size_t i = 0; i < h->audit->n_checks; i++) {
        vb_str check = vb_str_of(h->audit->checks[i].id);
        int64_t n = 0;
        for (size_t k = 0; k < f->n; k++)
            n += f->v[k].verdict != VB_PASS && f->v[k].severity == s && !h->written[k] &&
                 vb_str_eq(vb_str_of(f->v[k].check), check);
        if (n == 0)
            continue;
        vb_html_lit(h, "<p class=\"more\">");
        vb_html_say(h, N_("{0} more findings of {1} are counted here and not written out; this lists them:"),
                    VB_NUMBER(n), VB_TEXT(check));
        vb_html_lit(h, " <code>verbleib audit ");
        vb_html_shell_word(h, h->audit->case_name);
        vb_buf_printf(h->out, " --only %s --format csv</code></p>\n", h->audit->checks[i].id);
    }
}

static void group(vb_html *h, vb_severity s, bool *opened)
{
    const vb_findings *f = h->audit->findings;
    int64_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        n += f->v[i].verdict != VB_PASS && f->v[i].severity == s;
    if (n == 0)
        return;
    vb_html_lit(h, "<div class=\"grp\"><h3 class=\"sevh\">");
    vb_html_severity(h, s);
    vb_html_lit(h, "<span class=\"n\">");
    vb_html_number(h, "span", n);
    vb_html_lit(h, "</span></h3>\n");
    for (size_t i = 0; i < f->n; i++) {
        if (!h->written[i] || f->v[i].severity != s)
            continue;
        finding(h, &f->v[i], !*opened);
        *opened = true;
    }
    counted(h, s);
    vb_html_lit(h, "</div>\n");
}

vb_code vb_html_findings(vb_html *h, vb_error *err)
{
    bool opened = false;
    (void)err;
    vb_html_lit(h, "<section id=\"findings\"><div class=\"w\"><h2>");
    vb_html_say0(h, N_("Findings"));
    vb_html_lit(h, "</h2><p class=\"lede\">");
    if (h->count[VB_FAIL] + h->count[VB_REVIEW] + h->count[VB_OPEN] == 0) {
        vb_html_say0(h, N_("No check has a finding. What passed stands under Limits."));
        vb_html_lit(h, "</p></div></section>\n");
        return VB_OK;
    }
    vb_html_say0(h, N_("Claim on the left, evidence on the right. Each names the record that would overturn it."));
    vb_html_lit(h, "</p>\n");
    tools(h);
    for (unsigned s = VB_CRITICAL + 1; s-- > VB_INFO;)
        group(h, (vb_severity)s, &opened);
    vb_html_lit(h, "</div></section>\n");
    return VB_OK;
}
