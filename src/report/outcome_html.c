/* SPDX-License-Identifier: Apache-2.0 */
/* One classification as a page: title with the result, sections, and the command that makes it again. */
#include "report/outcome_html_priv.h"
#include "rules/links.h"

const char *const vb_outcome_style[] = {
    ".hd::first-letter,.why::first-letter,.gqh b::first-letter,.gqt tbody "
    "th::first-letter{text-transform:uppercase}\n",
    ".mono{font-family:ui-monospace,SFMono-Regular,\"Cascadia Mono\",Menlo,Consolas,\"DejaVu Sans Mono\",",
    "\"Liberation Mono\",monospace;font-size:.87em}\n",
    ".wi{margin:14px 0 0;border-left:4px solid "
    "var(--open);padding-left:12px;color:var(--ink)}.tv{display:inline-flex;gap:6px;align-items:baseline;white-space:"
    "nowrap}.tv svg{align-self:center}",
    ".tv b{font-weight:650}.t-yes{color:var(--obs)}.t-no{color:var(--ink2)}.t-open{color:var(--open)}\n",
    ".an{margin-top:26px;border-top:2px solid var(--ink)}.an tbody th{width:210px;color:var(--ink2);font-weight:400}",
    ".an tbody th,.an td{padding-top:7px;padding-bottom:7px}.an td:last-child{width:34%;color:var(--ink2)}",
    ".an .big{font-weight:700;font-size:17px}.an ul,.ev ul{margin:3px 0 0;padding-left:18px}.an p{margin:0}.an "
    "td>div+div{margin-top:6px}",
    ".an .cl{display:block}.an td{overflow-wrap:anywhere}\n",
    "details.c>summary{grid-template-columns:18px 132px minmax(0,1fr) 190px}",
    ".lost .hd{font-weight:400;color:var(--ink2)}.hd "
    "small{display:block;font-size:13px;font-weight:400;color:var(--ink2);letter-spacing:0}",
    ".why{display:block;font-size:13.5px;letter-spacing:0;color:var(--ink)}.hd small .mono{color:var(--ink)}.q "
    ".dcs{display:block;color:var(--ink);font-weight:650}details.c>summary>.q{white-space:normal;overflow-wrap:"
    "anywhere}\n",
    ".law{width:100%;border-collapse:collapse;font-size:13.5px;table-layout:fixed;margin:2px 0 26px}",
    ".law thead th{width:50%;text-align:left;font-weight:600;border-bottom:1px solid var(--ink);",
    "padding:5px 16px 5px 0}\n",
    ".law td{vertical-align:top;padding:4px 16px 4px 0;border-bottom:1px solid var(--rule);overflow-wrap:anywhere}",
    ".law td+td,.law th+th{padding:4px 0 4px 16px;border-left:1px solid var(--rule)}\n",
    ".lk2{display:grid;grid-template-columns:88px minmax(0,1fr);gap:0 10px}.lk2>.k{color:var(--ink3)}",
    ".lk2>.mono{text-indent:-2ch;padding-left:2ch}\n",
    ".lk2>.i1{padding-left:4ch}.lk2>.i2{padding-left:6ch}.lk2>.i3{padding-left:8ch}.lk2>.i4{padding-left:10ch}",
    ".lk2>.i5{padding-left:12ch}.lk2>.i6{padding-left:14ch}.lk2>.i7{padding-left:16ch}.lk2>.i8{padding-left:18ch}\n",
    ".ev{display:grid;grid-template-columns:112px minmax(0,1fr);gap:0 10px;align-items:start}.ev "
    ".src{display:block;color:var(--ink3);",
    "font-size:12.5px}.ev>.tv{min-height:1.5em;align-items:center}.dcd{font-weight:650}.ev .src,.ev "
    "ul{font-weight:400}\n",
    ".gq{margin:0 0 16px}.gqh{display:flex;gap:4px 16px;justify-content:space-between;align-items:baseline;",
    "font-size:13.5px;flex-wrap:wrap}.gqh b{font-weight:650}.gqs{display:block;width:100%;height:40px}",
    "#figures .sc>svg{min-width:560px}.gqt tbody th{vertical-align:top;width:230px}.gqt th b,.gqt th "
    ".e{display:block;font-weight:650}.gqt th .e{",
    "font-weight:400;font-size:12.5px}.gqs .lb{font-size:12px;fill:var(--ink2)}.gqt{margin-top:22px}\n",
    "@media screen and (max-width:900px){details.c>summary{grid-template-columns:18px minmax(0,1fr)}",
    "details.c>summary>.hd{grid-row:1;grid-column:2}details.c>summary>.tv{grid-row:2;grid-column:2}",
    "details.c>summary>.q{grid-row:3;grid-column:2;text-align:left;white-space:normal}}\n",
    "@media screen and (max-width:640px){.gqt .sc>.tb{min-width:760px}.gqt tbody th{width:150px}.law,.law tbody,.law "
    "tr,.law td,.an,.an tbody,.an tr,.an td,.an tbody th{",
    "display:block;width:auto}.law thead{position:absolute;width:1px;height:1px;overflow:hidden;",
    "clip-path:inset(50%)}.law td{border:0;padding:5px 0 1px}.law td:empty{display:none}\n",
    ".law td+td{border:0;border-left:3px solid var(--rule);margin:0 0 6px 12px;padding:1px 0 1px 10px}",
    ".an td:last-child{width:auto}.an tbody th,.an td{border:0;padding:1px 0}.an tbody th{padding-top:9px;",
    "border-top:1px solid var(--rule)}.lk2{grid-template-columns:minmax(0,1fr)}.ev{grid-template-columns:104px ",
    "minmax(0,1fr)}}\n",
    "@media print{.ev .src,.gqt th .e{font-size:7.4pt}.gqh{font-size:9pt}.law td{padding-top:2px;padding-bottom:2px}",
    ".lost:not([open])::details-content{display:none}details.c>summary{grid-template-columns:96px minmax(0,1fr) "
    "150px}.law,.an{font-size:8.4pt}",
    "details.c{break-inside:auto}.lk2{grid-template-columns:64px minmax(0,1fr)}.law{margin-bottom:12px}}\n",
    NULL,
};

static const char symbols[] =
    "<svg width=\"0\" height=\"0\" class=\"vh\" aria-hidden=\"true\"><defs>"
    "<symbol id=\"t-yes\" viewBox=\"0 0 14 14\"><path d=\"M1.6 7.6l3.6 3.8L12.6 2.6\" fill=\"none\" "
    "stroke=\"currentColor\" stroke-width=\"2.4\"/></symbol>"
    "<symbol id=\"t-no\" viewBox=\"0 0 14 14\"><path d=\"M2.5 2.5l9 9M11.5 2.5l-9 9\" fill=\"none\" "
    "stroke=\"currentColor\" stroke-width=\"2\"/></symbol></defs></svg>\n";

static void answered(vb_html *h, vb_tri t, const char *const words[3])
{
    static const char *const classes[] = {"open", "no", "yes"}, *const shapes[] = {"v-open", "t-no", "t-yes"};
    vb_buf_printf(h->out,
                  "<span class=\"tv t-%s\"><svg class=\"ic\" width=\"12\" height=\"12\" aria-hidden=\"true\">"
                  "<use href=\"#%s\"/></svg><b>",
                  classes[t], shapes[t]);
    vb_html_say0(h, words[t]);
    vb_html_lit(h, "</b></span>");
}

void vb_outcome_tri(vb_html *h, vb_tri t)
{
    static const char *const words[] = {N_("open"), N_("false"), N_("true")};
    answered(h, t, words);
}

void vb_outcome_met(vb_html *h, vb_tri t)
{
    static const char *const words[] = {N_("open"), N_("not met"), N_("met")};
    answered(h, t, words);
}

void vb_outcome_cite(vb_html *h, vb_str citation)
{
    vb_rule_link links[VB_RULE_LINKS];
    size_t n = vb_rule_links(citation, vb_outcome_of(h)->question.on, links, VB_RULE_LINKS), at = 0;
    for (size_t i = 0; i < n; i++) {
        vb_html_str(h, vb_str_sub(citation, at, links[i].at - at));
        vb_html_lit(h, "<a rel=\"noreferrer\" href=\"");
        vb_html_str(h, vb_str_of(links[i].url));
        vb_html_lit(h, "\">");
        vb_html_str(h, vb_str_sub(citation, links[i].at, links[i].n));
        vb_html_lit(h, "</a>");
        at = links[i].at + links[i].n;
    }
    vb_html_str(h, vb_str_sub(citation, at, citation.n));
}

void vb_outcome_link(vb_html *h, vb_str clause)
{
    const vb_rule_answer *a = &vb_outcome_of(h)->answer;
    bool here = false;
    for (size_t i = 0; i < a->n_steps && !here; i++)
        here = vb_str_eq(a->steps[i].clause, clause);
    if (here) {
        vb_html_lit(h, "<a href=\"#c-");
        vb_html_str(h, clause);
        vb_html_lit(h, "\">");
    }
    vb_html_lit(h, "<code>");
    vb_html_str(h, clause);
    vb_html_lit(h, here ? "</code></a>" : "</code>");
}

void vb_outcome_facts(vb_html *h, vb_str facts)
{
    vb_html_lit(h, "<ul>");
    while (facts.n > 0) {
        size_t end = vb_str_find(facts, VB_S("; "), 0);
        vb_str piece = vb_str_sub(facts, 0, end);
        facts = end == SIZE_MAX ? VB_STR_NONE : vb_str_sub(facts, end + 2, facts.n);
        vb_html_lit(h, "<li>");
        vb_outcome_say(h, vb_say_facts(text, piece, voice));
        vb_html_lit(h, "</li>");
    }
    vb_html_lit(h, "</ul>");
}

void vb_outcome_day(vb_html *h, const char *msgid, int64_t at)
{
    VB_CLEANUP(vb_buf, vb_buf_free) day = {0};
    vb_outcome_say(
        h, (day.n = 0, vb_html_prose_text(&day, at, voice.lang),
            vb_sentence_write(text, &VB_SAY(msgid, VB_TEXT(vb_buf_str(&day))), voice.translate, voice.ctx, voice.lang),
            text->failed = text->failed || day.failed));
}

/* ---- Title ------------------------------------------------------------------------------------------------------ */

static const char *result_of(const vb_outcome *o)
{
    const vb_rule_answer *a = &o->answer;
    if (o->failed)
        return N_("{0} on {2}: no answer");
    if (o->question.to == 0) {
        if (vb_str_eq(a->eccn, VB_S("unknown")))
            return N_("{0} on {2}: the class cannot be told");
        return a->eccn.n > 0 ? N_("{0} on {2}: classified {3}")
                             : N_("{0} on {2}: not classified by the rules held here");
    }
    const vb_rule_step *by = a->decisive[VB_LAYER_ENFORCED];
    switch (a->licence[VB_LAYER_ENFORCED]) {
    case VB_YES:
        return by != NULL && vb_str_eq(by->basis, VB_S("letter")) ? N_("{0} to {1} on {2}: licence required by letter")
                                                                  : N_("{0} to {1} on {2}: licence required");
    case VB_NO:
        by = a->decisive[VB_LAYER_TEXT];
        if (a->licence[VB_LAYER_TEXT] == VB_YES && by != NULL && vb_str_eq(by->basis, VB_S("letter")))
            return N_("{0} to {1} on {2}: licence required by a letter that is not published, not as it is enforced");
        return a->licence[VB_LAYER_TEXT] == VB_YES
                   ? N_("{0} to {1} on {2}: licence required by the printed law, not as it is enforced")
                   : N_("{0} to {1} on {2}: no licence required");
    case VB_UNKNOWN:
        break;
    }
    return N_("{0} to {1} on {2}: whether a licence is required cannot be told");
}

static void title(vb_buf *out, const vb_outcome *o, vb_voice v)
{
    VB_CLEANUP(vb_buf, vb_buf_free) day = {0};
    char room[3];
    vb_str what = o->question.model != NULL ? o->question.model->name
                  : o->asked.n > 0          ? o->asked
                                            : vb_str_of(vb_say_word(N_("The stated figures"), v));
    vb_html_prose_text(&day, o->question.on, v.lang);
    vb_sentence s = VB_SAY(result_of(o), VB_TEXT(what), VB_TEXT(vb_outcome_country(o, o->question.to, v, room)),
                           VB_TEXT(vb_buf_str(&day)), VB_TEXT(o->answer.eccn));
    vb_sentence_write(out, &s, v.translate, v.ctx, v.lang);
    out->failed = out->failed || day.failed;
}

/* ---- The command that makes the page again ----------------------------------------------------------------------- */

typedef struct command {
    vb_arena *arena;
    struct {
        vb_str *v;
        size_t n, cap;
    } words;
    bool failed;
} command;

static void word(command *c, vb_str s)
{
    vb_str *to = s.p == NULL ? NULL : VB_PUSH(c->arena, &c->words);
    c->failed = c->failed || to == NULL;
    if (to != NULL)
        *to = s;
}

static void option(command *c, const char *name, vb_str value)
{
    word(c, vb_str_of(name));
    word(c, vb_arena_copy(c->arena, value));
}

static void figures(command *c, const vb_rule_question *q)
{
    static const struct {
        vb_rule_metric metric;
        const char *name;
    } rows[] = {{VB_METRIC_TPP, "--tpp"},
                {VB_METRIC_DENSITY, "--pd"},
                {VB_METRIC_DRAM, "--dram-bandwidth"},
                {VB_METRIC_IO, "--io-bandwidth"},
                {VB_METRIC_HBM, "--memory-density"}};
    char number[32];
    for (size_t i = 0; q->figures != NULL && i < sizeof rows / sizeof rows[0]; i++) {
        if (!q->figures->stated[rows[i].metric])
            continue;
        vb_nano_text(q->figures->low[rows[i].metric], number);
        option(c, rows[i].name, vb_str_of(number));
    }
}

static void place(command *c, const char *name, vb_country country)
{
    char code[3];
    if (country == 0)
        return;
    vb_country_text(country, code);
    option(c, name, vb_str_of(code));
}

static void repeat(command *c, const vb_outcome *o)
{
    const vb_rule_question *q = &o->question;
    char day[24];
    word(c, VB_S("classify"));
    if (q->model != NULL)
        word(c, q->model->id);
    figures(c, q);
    if (q->marketed != VB_UNKNOWN)
        option(c, "--use", q->marketed == VB_YES ? VB_S("dc") : VB_S("gaming"));
    place(c, "--to", q->to);
    if (!o->headquarters_taken)
        place(c, "--hq", q->headquarters);
    place(c, "--shipped-from", q->from);
    vb_html_day_text(q->on, day);
    option(c, "--on", vb_str_of(day));
    if (q->known_on != VB_NO_TIME) {
        vb_html_day_text(q->known_on, day);
        option(c, "--known-on", vb_str_of(day));
    }
    for (size_t i = 0; i < q->n_what_if; i++)
        option(c, "--what-if", q->what_if[i]);
    option(c, "--format", VB_S("html"));
}

/* ---- The page ---------------------------------------------------------------------------------------------------- */

static vb_code body(vb_html *h, vb_error *err)
{
    vb_html_lit(h, symbols);
    vb_outcome_answer(h);
    VB_TRY(vb_outcome_figures(h, err));
    return vb_outcome_clauses(h, err);
}

static vb_code page(const vb_outcome *o, const vb_report_options *options, vb_buf titles[2], vb_arena *arena,
                    vb_buf *out, vb_error *err)
{
    command c = {.arena = arena};
    title(&titles[VB_LANG_EN], o, vb_voice_english());
    title(&titles[VB_LANG_DE], o, vb_voice_german(options));
    repeat(&c, o);
    if (c.failed || titles[0].failed || titles[1].failed)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the page");
    const vb_page page = {.title = {vb_buf_str(&titles[VB_LANG_EN]), vb_buf_str(&titles[VB_LANG_DE])},
                          .kind = N_("classification"),
                          .skip = N_("Skip to the clauses"),
                          .skip_to = "clauses",
                          .version = o->version,
                          .style = vb_outcome_style,
                          .countries = o->countries,
                          .body = body,
                          .ctx = o,
                          .command = c.words.v,
                          .n_command = c.words.n,
                          .reviewed_to = o->rules == NULL ? VB_NO_TIME : vb_rules_reviewed_to(o->rules)};
    return vb_page_write(&page, options, out, err);
}

vb_code vb_outcome_html(const vb_outcome *o, const vb_report_options *options, vb_buf *out, vb_error *err)
{
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    vb_buf titles[2] = {{0}, {0}};
    vb_code rc = page(o, options, titles, &arena, out, err);
    vb_buf_free(&titles[0]);
    vb_buf_free(&titles[1]);
    return rc;
}
