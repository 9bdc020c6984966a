/* SPDX-License-Identifier: Apache-2.0 */
/* Findings for the terminal: grouped by severity, gravest first, with the next command. Shape and word always; colour
 * only repeats them. Outside text is escaped, so that a case cannot drive the terminal. */
#include <stdio.h>

#include "base/layout.h"
#include "report/outputs_priv.h"
#include "report/terminal.h"

static const char *say(const vb_report_options *o, const char *msgid)
{
    const char *text = o->translate == NULL ? NULL : o->translate(o->translate_ctx, msgid);
    return text == NULL ? msgid : text;
}

static const char *shape(vb_verdict v)
{
    switch (v) {
    case VB_FAIL:
        return "■";
    case VB_REVIEW:
        return "◆";
    case VB_OPEN:
        return "○";
    case VB_PASS:
        return "✓";
    }
    return "?";
}

static const char *word(const vb_report_options *o, vb_verdict v)
{
    switch (v) {
    case VB_FAIL:
        return say(o, N_("fail"));
    case VB_REVIEW:
        return say(o, N_("review"));
    case VB_OPEN:
        return say(o, N_("open"));
    case VB_PASS:
        return say(o, N_("pass"));
    }
    return "?";
}

static const char *severity_word(const vb_report_options *o, vb_severity s)
{
    static const char *const words[] = {N_("info"), N_("low"), N_("medium"), N_("high"), N_("critical")};
    return say(o, words[s]);
}

/* SGR colours of the basic palette: the terminal's owner chose what they look like */
static const char *paint(const vb_report_options *o, vb_verdict v)
{
    if (!o->color)
        return "";
    switch (v) {
    case VB_FAIL:
        return "\x1b[31m";
    case VB_REVIEW:
        return "\x1b[33m";
    case VB_OPEN:
        return "\x1b[35m";
    case VB_PASS:
        return "\x1b[32m";
    }
    return "";
}

static void sentence_line(vb_buf *out, const char *label, const vb_sentence *s, const vb_report_options *o,
                          unsigned indent)
{
    if (s->msgid == NULL)
        return;
    VB_CLEANUP(vb_buf, vb_buf_free) raw = {0};
    if (label != NULL)
        vb_buf_printf(&raw, "%s: ", label);
    vb_sentence_write(&raw, s, o->translate, o->translate_ctx, o->lang);
    out->failed = out->failed || raw.failed;
    vb_blanks(out, indent);
    vb_wrap(out, vb_buf_str(&raw), indent, indent, o->columns);
}

static void evidence_line(vb_buf *out, const vb_finding *f, const vb_report_options *o)
{
    VB_CLEANUP(vb_buf, vb_buf_free) raw = {0};
    enum { SHOWN = 4 };
    size_t n = o->explain || f->n_evidence <= SHOWN ? f->n_evidence : SHOWN - 1;
    for (size_t i = 0; i < n; i++) {
        vb_buf_printf(&raw, "%s%.*s %.*s", i == 0 ? "" : ", ", VB_ARG(f->evidence[i].file),
                      VB_ARG(f->evidence[i].locator));
        if (o->explain) {
            char hex[65];
            vb_hex(f->evidence[i].sha256.b, 32, hex);
            vb_buf_printf(&raw, " (sha256 %.8s…%s)", hex, hex + 60);
        }
    }
    if (n < f->n_evidence)
        vb_buf_printf(&raw, " %s %zu %s", say(o, N_("and")), f->n_evidence - n, say(o, N_("more")));
    VB_CLEANUP(vb_buf, vb_buf_free) line = {0};
    vb_buf_printf(&line, "%s (%s): ", say(o, N_("evidence")), say(o, vb_grade_name(f->grade)));
    vb_buf_add(&line, vb_buf_str(&raw));
    out->failed = out->failed || raw.failed || line.failed;
    vb_blanks(out, 6);
    vb_wrap(out, vb_buf_str(&line), 6, 6, o->columns);
}

static void claim_lines(vb_buf *out, const vb_finding *f, const vb_report_options *o)
{
    for (size_t i = 0; i < f->n_claims; i++) {
        const vb_finding_claim *c = &f->claims[i];
        vb_buf_printf(out, "        %s: ", say(o, c->field));
        vb_buf_escaped(out, c->value);
        vb_buf_printf(out, " [%u %s%s%s]\n", (unsigned)c->grade, say(o, vb_grade_name(c->grade)),
                      c->under_test ? ", " : "", c->under_test ? say(o, N_("under test")) : "");
    }
}

void vb_terminal_finding(vb_buf *out, const vb_finding *f, const vb_report_options *o)
{
    const char *end = o->color ? "\x1b[0m" : "";
    vb_buf_printf(out, "  %s%s %s%s  %s  ", paint(o, f->verdict), shape(f->verdict), word(o, f->verdict), end,
                  f->check);
    vb_buf_escaped(out, f->subject);
    vb_buf_printf(out, "  %s\n", f->id);
    sentence_line(out, NULL, &f->because, o, 6);
    if (f->verdict != VB_PASS && f->n_evidence > 0)
        evidence_line(out, f, o);
    if (!o->explain)
        return;
    claim_lines(out, f, o);
    if (f->n_items > 0) {
        vb_buf_printf(out, "        %s (%zu):", say(o, N_("items")), f->n_items);
        for (size_t i = 0; i < f->n_items && i < 20; i++) {
            vb_buf_char(out, ' ');
            vb_buf_escaped(out, f->items[i]);
        }
        vb_buf_add(out, f->n_items > 20 ? VB_S(" …\n") : VB_S("\n"));
    }
    if (f->rule.citation.n > 0) {
        char day[24];
        vb_time_text(f->rule.on, true, day);
        vb_buf_printf(out, "        %s: %.*s", say(o, N_("rule")), VB_ARG(f->rule.citation));
        if (f->rule.instrument.n > 0)
            vb_buf_printf(out, " (%.*s%s%.*s)", VB_ARG(f->rule.instrument), f->rule.layer.n > 0 ? ", " : "",
                          VB_ARG(f->rule.layer));
        if (f->rule.on != VB_NO_TIME)
            vb_buf_printf(out, " %s %s", say(o, N_("on")), day);
        vb_buf_char(out, '\n');
    }
    sentence_line(out, say(o, f->verdict == VB_OPEN ? N_("would be settled by") : N_("would be refuted by")),
                  &f->refute, o, 8);
    sentence_line(out, say(o, N_("next")), &f->next, o, 8);
}

static void head(vb_buf *out, const vb_audit *a, const vb_report_options *o)
{
    char day[24];
    vb_time_text(a->as_of, true, day);
    if (o->color)
        vb_buf_lit(out, "\x1b[1m");
    vb_buf_escaped(out, a->title);
    if (o->color)
        vb_buf_lit(out, "\x1b[0m");
    vb_buf_char(out, '\n');
    if (a->undated)
        vb_buf_printf(out, "%s, ", say(o, N_("no date in the case")));
    else
        vb_buf_printf(out, "%s %s, ", say(o, N_("as of")), day);
    vb_buf_grouped(out, (int64_t)a->view->n_items, o->lang == VB_LANG_DE ? '.' : ',');
    vb_buf_printf(out, " %s, ", say(o, N_("items")));
    vb_buf_grouped(out, (int64_t)a->claims->movements.n, o->lang == VB_LANG_DE ? '.' : ',');
    vb_buf_printf(out, " %s%s\n", say(o, N_("movements")),
                  a->complete ? "" : say(o, N_("; INCOMPLETE, some input could not be read")));
    if (a->synthetic)
        vb_buf_printf(out, "%s\n", say(o, N_("DEMO DATA, every name is invented")));
}

static void issue_lines(vb_buf *out, const vb_audit *a, const vb_report_options *o)
{
    size_t errors = 0, notes = 0;
    for (size_t i = 0; i < a->claims->issues.n; i++) {
        const vb_issue *issue = &a->claims->issues.v[i];
        if (issue->note)
            notes++;
        else
            errors++;
        if ((issue->note ? notes : errors) > (o->explain ? 1000u : 8u))
            continue;
        if (i == 0)
            vb_buf_char(out, '\n');
        vb_buf_printf(out, "  %s: ", issue->note ? say(o, N_("note")) : say(o, N_("not read")));
        if (issue->source != VB_NONE)
            vb_buf_escaped(out, a->claims->sources.v[issue->source].file);
        if (issue->where.n > 0) {
            vb_buf_char(out, ' ');
            vb_buf_escaped(out, issue->where);
        }
        vb_buf_lit(out, ": ");
        vb_buf_escaped(out, issue->message);
        vb_buf_char(out, '\n');
    }
    size_t shown = o->explain ? 1000u : 8u;
    uint64_t more =
        (errors > shown ? errors - shown : 0) + (notes > shown ? notes - shown : 0) + a->claims->issues_dropped;
    if (more > 0)
        vb_buf_printf(out, "  … %llu %s\n", (unsigned long long)more, say(o, N_("more; --format json lists them")));
}

/* In long lists of one check only the first few are written out; the rest is counted, never dropped silently. */
enum { LISTED = 12 };

static void group(vb_buf *out, const vb_audit *a, const vb_report_options *o, vb_severity s)
{
    bool any = false;
    const char *check = NULL;
    size_t run = 0, hidden = 0;
    for (size_t i = 0; i <= a->findings->n; i++) {
        const vb_finding *f = i < a->findings->n ? &a->findings->v[i] : NULL;
        bool here = f != NULL && f->severity == s && (f->verdict == VB_FAIL || f->verdict == VB_REVIEW);
        if (check != NULL && hidden > 0 && (f == NULL || (here && f->check != check))) {
            vb_buf_printf(out, "  … %zu %s %s\n", hidden, say(o, N_("more of")), check);
            hidden = 0;
        }
        if (!here)
            continue;
        if (!any)
            vb_buf_printf(out, "\n%s%s%s\n", o->color ? "\x1b[1m" : "", severity_word(o, s), o->color ? "\x1b[0m" : "");
        any = true;
        run = f->check == check ? run + 1 : 1;
        check = f->check;
        if (run > LISTED && !o->explain)
            hidden++;
        else
            vb_terminal_finding(out, f, o);
    }
}

static void open_checks(vb_buf *out, const vb_audit *a, const vb_report_options *o)
{
    bool any = false;
    for (size_t i = 0; i < a->findings->n; i++) {
        const vb_finding *f = &a->findings->v[i];
        if (f->verdict != VB_OPEN)
            continue;
        if (!any)
            vb_buf_printf(out, "\n%s\n", say(o, N_("left open, and what each wants")));
        any = true;
        vb_terminal_finding(out, f, o);
        if (!o->explain)
            sentence_line(out, NULL, &f->refute, o, 6);
    }
}

vb_code vb_output_table(const vb_audit *a, const vb_report_options *o, vb_buf *out, vb_error *err)
{
    size_t count[4] = {0};
    const vb_finding *worst = NULL;
    head(out, a, o);
    for (size_t i = 0; i < a->findings->n; i++) {
        count[a->findings->v[i].verdict]++;
        if (worst == NULL && a->findings->v[i].verdict == VB_FAIL)
            worst = &a->findings->v[i];
    }
    issue_lines(out, a, o);
    for (unsigned s = VB_CRITICAL + 1; s-- > 0;)
        group(out, a, o, (vb_severity)s);
    open_checks(out, a, o);
    vb_buf_printf(out, "\n■ %zu %s   ◆ %zu %s   ○ %zu %s   ✓ %zu %s\n", count[VB_FAIL], word(o, VB_FAIL),
                  count[VB_REVIEW], word(o, VB_REVIEW), count[VB_OPEN], word(o, VB_OPEN), count[VB_PASS],
                  word(o, VB_PASS));
    if (!o->quiet && worst != NULL)
        vb_buf_printf(out, "%s: verbleib finding explain --case %.*s %s\n", say(o, N_("next")), VB_ARG(a->case_name),
                      worst->id);
    if (!o->quiet)
        vb_buf_printf(out, "%s: verbleib audit %.*s --format html --out report.html\n", say(o, N_("report")),
                      VB_ARG(a->case_name));
    if (out->failed)
        return vb_fail(err, VB_E_NOMEM, "terminal", VB_NO_OFFSET, "no memory to write the table");
    return VB_OK;
}
