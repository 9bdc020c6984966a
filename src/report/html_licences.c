/* SPDX-License-Identifier: Apache-2.0 */
/* Licences: what was drawn against what is allowed, all limits at the same place; conditions with their verdicts. */
#include <inttypes.h>
#include <math.h>

#include "base/number.h"
#include "report/html_priv.h"

enum { LICENCES = 16, LINES = 6, CONDITIONS = 20, LIMIT_X = 338, BAR = 400 };

/* used / limit as a bar whose limit stands at LIMIT_X; what does not fit ends at the edge, the numbers stand beside it
 */
static void gauge(vb_html *h, double used, double limit, bool grey)
{
    double x = limit > 0 ? fmin(fmax(used, 0) / limit * LIMIT_X, BAR) : used > 0 ? BAR : 0;
    vb_buf_printf(h->out,
                  "<dd><svg class=\"ga\" viewBox=\"0 0 %d 24\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
                  "<rect class=\"gt0\" y=\"7\" width=\"%d\" height=\"10\"/>",
                  BAR, LIMIT_X);
    if (x > 0)
        vb_html_px(h,
                   grey ? "<rect class=\"gv dec\" y=\"7\" width=\"@\" height=\"10\"/>"
                        : "<rect class=\"gv\" y=\"7\" width=\"@\" height=\"10\"/>",
                   grey ? x : fmin(x, LIMIT_X));
    if (!grey && x > LIMIT_X)
        vb_html_px(h, "<rect class=\"gv bad\" x=\"@\" y=\"7\" width=\"@\" height=\"10\"/>", LIMIT_X, x - LIMIT_X);
    vb_buf_printf(h->out, "<rect class=\"gm\" x=\"%d\" y=\"1\" width=\"2\" height=\"22\"/></svg></dd>", LIMIT_X - 1);
}

static void amount(vb_html *h, int64_t minor, vb_str currency)
{
    int places = vb_currency_places(currency);
    int64_t unit = places == 3 ? 1000 : places == 0 ? 1 : 100;
    vb_html_number(h, "span", minor / unit);
}

/* Declared values drawn on a line in the licence's currency; a figure repeated on the rows of one movement_id is of the
 * whole shipment and counts once (docs/formats/case-folder.md). -1: they do not fit, or none is declared. */
static int64_t value_drawn(const vb_html *h, const vb_licence_line *line)
{
    const vb_licence_claim *c = &h->claims->licences.v[line->claim];
    const vb_movements *m = &h->claims->movements;
    VB_CLEANUP(vb_dict, vb_dict_free) seen = {0};
    int64_t sum = 0;
    bool any = false;
    for (size_t i = 0; i < line->n_draws; i++) {
        uint32_t movement = h->view->draws[line->first_draw + i].movement, row = m->declared[movement];
        if (row == VB_NONE || h->claims->declared.v[row].value_minor < 0 ||
            !vb_str_eq(h->claims->declared.v[row].currency, c->currency))
            continue;
        int64_t value = h->claims->declared.v[row].value_minor;
        if (m->id[movement].n > 0) {
            vb_str key = vb_arena_printf(h->arena, "%" PRId64 "\n%.*s", value, VB_ARG(m->id[movement]));
            uint32_t before = seen.n, number = vb_dict_add(&seen, key);
            if (key.p == NULL || number == VB_NONE)
                return -1;
            if (number < before)
                continue;
        }
        if (__builtin_add_overflow(sum, value, &sum))
            return -1;
        any = true;
    }
    return any ? sum : -1;
}

static void units_row(vb_html *h, const vb_licence_line *line, bool several)
{
    const vb_licence_claim *c = &h->claims->licences.v[line->claim];
    vb_html_lit(h, "<dt>");
    if (several && c->line.n > 0)
        vb_html_say(h, N_("Units, line {0}"), VB_TEXT(c->line));
    else
        vb_html_say0(h, N_("Units"));
    if (c->model != VB_NONE) {
        vb_html_lit(h, "<br><span class=\"e\">");
        vb_html_str(h, vb_html_model_name(h, c->model));
        vb_html_lit(h, "</span>");
    }
    vb_html_lit(h, "</dt>");
    if (c->quantity < 0) {
        vb_html_lit(h, "<dd class=\"e\">");
        vb_html_say0(h, N_("no limit stated"));
        vb_html_lit(h, "</dd><dd class=\"v\">");
        vb_html_say(h, N_("{0} drawn"), VB_NUMBER(line->drawn));
        vb_html_lit(h, "</dd>\n");
        return;
    }
    gauge(h, (double)line->drawn, (double)c->quantity, false);
    bool over = line->drawn > c->quantity;
    vb_html_lit(h, over ? "<dd class=\"v\"><b class=\"c-fail\">" : "<dd class=\"v\">");
    vb_html_say(h, N_("{0} of {1}"), VB_NUMBER(line->drawn), VB_NUMBER(c->quantity));
    if (over) {
        vb_html_lit(h, "</b><br>");
        vb_html_say(h, N_("{0} too many"), VB_NUMBER(line->drawn - c->quantity));
    }
    vb_html_lit(h, "</dd>\n");
}

static void value_row(vb_html *h, const vb_licence_line *line)
{
    const vb_licence_claim *c = &h->claims->licences.v[line->claim];
    int64_t drawn;
    if (c->value_minor < 0 || c->currency.n == 0)
        return;
    vb_html_lit(h, "<dt>");
    vb_html_say(h, N_("Value, {0}"), VB_TEXT(c->currency));
    vb_html_lit(h, "</dt>");
    drawn = value_drawn(h, line);
    if (drawn < 0) {
        vb_html_lit(h, "<dd class=\"e\">");
        vb_html_say0(h, N_("no declared value"));
        vb_html_lit(h, "</dd><dd class=\"v\">");
    } else {
        gauge(h, (double)drawn, (double)c->value_minor, false);
        vb_html_lit(h, drawn > c->value_minor ? "<dd class=\"v\"><b class=\"c-fail\">" : "<dd class=\"v\"><b>");
        amount(h, drawn, c->currency);
        vb_html_lit(h, "</b> ");
    }
    vb_html_say0(h, N_("of"));
    vb_html_lit(h, " ");
    amount(h, c->value_minor, c->currency);
    vb_html_lit(h, "</dd>\n");
}

static void term_row(vb_html *h, const vb_licence_claim *c)
{
    int64_t from = c->valid_from.at, to = c->valid_to.at;
    vb_html_lit(h, "<dt>");
    vb_html_say0(h, N_("Term"));
    vb_html_lit(h, "</dt>");
    if (from == VB_NO_TIME || to == VB_NO_TIME || to < from) {
        vb_html_lit(h, "<dd class=\"e\">");
        vb_html_say0(h, N_("not stated"));
        vb_html_lit(h, "</dd><dd class=\"v\"></dd>\n");
        return;
    }
    int64_t days = (vb_day_of(to) - vb_day_of(from)) / VB_DAY + 1,
            day = (vb_day_of(h->audit->as_of) - vb_day_of(from)) / VB_DAY + 1;
    gauge(h, (double)(day > days ? days : day), (double)days, true);
    vb_html_lit(h, "<dd class=\"v\">");
    if (day > days)
        vb_html_say(h, N_("ended {0} days ago"), VB_NUMBER(day - days));
    else if (day < 1)
        vb_html_say(h, N_("begins in {0} days"), VB_NUMBER(1 - day));
    else
        vb_html_say(h, N_("day {0} of {1}"), VB_NUMBER(day), VB_NUMBER(days));
    vb_html_lit(h, "</dd>\n");
}

/* The gravest finding that cites the row of the condition, and how many do. */
static uint32_t finding_of(const vb_html *h, const vb_condition_claim *c, size_t *n)
{
    const vb_findings *f = h->audit->findings;
    vb_str file = h->claims->sources.v[c->origin.source].file, at = vb_origin_locator(h->claims, c->origin, h->arena);
    uint32_t best = VB_NONE;
    *n = 0;
    for (uint32_t i = 0; i < f->n; i++) {
        if (f->v[i].verdict == VB_PASS)
            continue;
        for (size_t k = 0; k < f->v[i].n_evidence; k++)
            if (vb_str_eq(f->v[i].evidence[k].file, file) && vb_str_eq(f->v[i].evidence[k].locator, at)) {
                best = best == VB_NONE ? i : best;
                (*n)++;
                break;
            }
    }
    return best;
}

static bool ran(const vb_html *h, const char *check)
{
    for (size_t i = 0; i < h->audit->n_checks; i++)
        if (vb_str_eq(vb_str_of(h->audit->checks[i].id), vb_str_of(check)))
            return true;
    return false;
}

static void condition(vb_html *h, const vb_condition_claim *c)
{
    size_t n;
    uint32_t finding = finding_of(h, c, &n);
    vb_html_lit(h, "<li>");
    if (finding != VB_NONE)
        vb_html_verdict(h, h->audit->findings->v[finding].verdict);
    else if (ran(h, "licence.condition"))
        vb_html_verdict(h, VB_PASS);
    else {
        vb_html_lit(h, "<span class=\"e\">");
        vb_html_say0(h, N_("not checked"));
        vb_html_lit(h, "</span>");
    }
    vb_html_lit(h, "<span><code>");
    vb_html_str(h, c->condition);
    if (c->parameter.n > 0) {
        vb_html_lit(h, " ");
        vb_html_str(h, c->parameter);
    }
    if (c->value.n > 0) {
        vb_html_lit(h, " ");
        vb_html_str(h, c->value);
    }
    vb_html_lit(h, "</code>");
    if (finding != VB_NONE) {
        vb_html_lit(h, " <span class=\"e\">");
        vb_html_sentence(h, "span", &h->audit->findings->v[finding].because);
        vb_html_lit(h, "</span> ");
        vb_html_finding_link(h, finding);
        if (n > 1) {
            vb_html_lit(h, " <span class=\"e\">");
            vb_html_say(h, N_("and {0} more of this kind"), VB_NUMBER((int64_t)n - 1));
            vb_html_lit(h, "</span>");
        }
    }
    vb_html_lit(h, "</span></li>\n");
}

static void conditions(vb_html *h, uint32_t licence)
{
    size_t n = 0;
    for (size_t i = 0; i < h->claims->conditions.n; i++) {
        if (h->claims->conditions.v[i].licence != licence)
            continue;
        if (n == 0)
            vb_html_lit(h, "<ul class=\"cond\">");
        if (n++ < CONDITIONS)
            condition(h, &h->claims->conditions.v[i]);
    }
    if (n == 0) {
        vb_html_lit(h, "<p class=\"more\">");
        vb_html_say0(h, N_("The case states no condition of it."));
        vb_html_lit(h, "</p>");
        return;
    }
    vb_html_lit(h, "</ul>");
    if (n > CONDITIONS) {
        vb_html_lit(h, "<p class=\"more\">");
        vb_html_say(h, N_("and {0} more conditions"), VB_NUMBER((int64_t)(n - CONDITIONS)));
        vb_html_lit(h, "</p>");
    }
}

static void head(vb_html *h, const vb_licence_claim *c)
{
    vb_html_lit(h, "<h3><code>");
    vb_html_str(h, vb_dict_text(&h->claims->licence_ids, c->licence));
    vb_html_lit(h, "</code>");
    if (c->destination != 0) {
        vb_html_lit(h, " ");
        vb_html_say0(h, N_("for"));
        vb_html_lit(h, " ");
        vb_html_country(h, "span", c->destination);
    }
    vb_html_lit(h, "</h3><p class=\"sub\">");
    vb_html_party(h, c->exporter);
    vb_html_lit(h, " → ");
    vb_html_party(h, c->consignee != VB_NONE ? c->consignee : c->end_user);
    if (c->end_user != VB_NONE && c->consignee != VB_NONE && c->end_user != c->consignee) {
        vb_html_lit(h, ", ");
        vb_html_say0(h, N_("end user"));
        vb_html_lit(h, " ");
        vb_html_party(h, c->end_user);
    }
    vb_html_lit(h, "<br>");
    if (c->authority.n > 0) {
        vb_html_str(h, c->authority);
        vb_html_lit(h, " · ");
    }
    vb_html_say0(h, N_("valid"));
    vb_html_lit(h, " ");
    vb_html_iso(h, c->valid_from.at);
    vb_html_lit(h, " – ");
    vb_html_iso(h, c->valid_to.at);
    vb_html_lit(h, "</p>\n");
}

static void licence(vb_html *h, uint32_t id)
{
    uint32_t first = h->view->first_line_of_licence[id], n = h->view->n_lines_of_licence[id];
    const vb_licence_claim *c = &h->claims->licences.v[h->view->lines[first].claim];
    vb_html_lit(h, "<div class=\"lic\">");
    head(h, c);
    vb_html_lit(h, "<dl class=\"gg\">");
    for (uint32_t i = first; i < first + n && i < first + LINES; i++) {
        units_row(h, &h->view->lines[i], n > 1);
        value_row(h, &h->view->lines[i]);
    }
    term_row(h, c);
    vb_html_lit(h, "</dl>");
    if (n > LINES) {
        vb_html_lit(h, "<p class=\"more\">");
        vb_html_say(h, N_("and {0} more lines"), VB_NUMBER((int64_t)n - LINES));
        vb_html_lit(h, "</p>");
    }
    conditions(h, id);
    vb_html_lit(h, "</div>\n");
}

/* A licence that a finding is about is drawn before the others. */
static bool has_finding(const vb_html *h, uint32_t id)
{
    vb_str name = vb_dict_text(&h->claims->licence_ids, id);
    for (size_t i = 0; i < h->audit->findings->n; i++) {
        const vb_finding *f = &h->audit->findings->v[i];
        if (f->verdict == VB_PASS || f->subject_kind == NULL || !vb_str_eq(vb_str_of(f->subject_kind), VB_S("licence")))
            continue;
        if (vb_str_starts(f->subject, name) && (f->subject.n == name.n || f->subject.p[name.n] == ' '))
            return true;
    }
    return false;
}

vb_code vb_html_licences(vb_html *h, vb_error *err)
{
    size_t n = 0, drawn = 0;
    (void)err;
    for (uint32_t i = 0; i < h->claims->licence_ids.n; i++)
        n += h->view->n_lines_of_licence[i] > 0;
    vb_html_lit(h, "<section id=\"licences\"><div class=\"w\"><h2>");
    if (n == 1)
        vb_html_say0(h, N_("One licence"));
    else if (n > 1)
        vb_html_say(h, N_("{0} licences"), VB_NUMBER((int64_t)n));
    else
        vb_html_say0(h, N_("Licences"));
    vb_html_lit(h, "</h2><p class=\"lede\">");
    if (n == 0) {
        vb_html_say0(h, N_("The case holds no licence, so no drawdown is shown."));
        vb_html_lit(h, "</p></div></section>\n");
        return VB_OK;
    }
    vb_html_say0(h, N_("The upright mark is the limit; red lies beyond it. Conditions follow, each with its verdict."));
    vb_html_lit(h, "</p><div class=\"lics\">\n");
    bool *done = n > LICENCES ? VB_NEW(h->arena, bool, h->claims->licence_ids.n) : NULL;
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < h->claims->licence_ids.n && drawn < LICENCES; i++) {
            if (h->view->n_lines_of_licence[i] == 0 || (done != NULL && (done[i] || (pass == 0 && !has_finding(h, i)))))
                continue;
            if (done == NULL && pass > 0)
                continue;
            if (done != NULL)
                done[i] = true;
            licence(h, i);
            drawn++;
        }
    vb_html_lit(h, "</div>\n");
    if (n > drawn) {
        vb_html_lit(h, "<p class=\"more\">");
        vb_html_say(h, N_("{0} more licences are counted, not drawn; this lists them all:"),
                    VB_NUMBER((int64_t)(n - drawn)));
        vb_html_lit(h, " <code>verbleib licence list --case ");
        vb_html_shell_word(h, h->audit->case_name);
        vb_html_lit(h, "</code></p>");
    }
    vb_html_lit(h, "</div></section>\n");
    return VB_OK;
}
