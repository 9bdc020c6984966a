/* SPDX-License-Identifier: Apache-2.0 */
/* Every clause of the answer: at the left what the rule file says, at the right what became of it, line beside line. */
#include "report/outcome_html_priv.h"

enum { LINKS = 16 };

static void plain(vb_html *h, const char *label, vb_str value)
{
    if (value.n == 0)
        return;
    vb_law_left(h, label);
    vb_html_lit(h, "<span>");
    vb_html_str(h, value);
    vb_html_lit(h, "</span>");
    vb_law_right(h, false);
    vb_law_end(h, false);
}

/* ---- What stands around the condition ---------------------------------------------------------------------------- */

static bool not_asked_for(const vb_html *h, const vb_rule_clause_info *c)
{
    const vb_rule_question *q = &vb_outcome_of(h)->question;
    for (size_t i = 0; i < q->n_what_if; i++)
        if (vb_str_eq(q->what_if[i], c->instrument))
            return false;
    return c->pending;
}

static void span(vb_html *h, const vb_rule_clause_info *c, vb_layer layer)
{
    if (not_asked_for(h, c)) {
        vb_html_say0(h, N_("no law yet"));
        return;
    }
    layer = c->pending ? VB_LAYER_TEXT : layer; /* as if it were law, it is enforced as its text says */
    if (c->from[layer] == VB_NO_TIME) {
        vb_html_say0(h, N_("never"));
        return;
    }
    vb_html_iso(h, c->from[layer]);
    vb_html_lit(h, " ");
    if (c->to[layer] == VB_NO_TIME) {
        vb_html_say0(h, N_("on, open end"));
        return;
    }
    vb_html_say0(h, N_("to"));
    vb_html_lit(h, " ");
    vb_html_iso(h, c->to[layer]);
    if (c->to[layer] < c->from[layer])
        vb_html_say0(h, N_(" (withdrawn before it began)"));
}

static void dates(vb_law *b)
{
    vb_html *h = b->h;
    for (int layer = 0; layer < 2 && b->clause != SIZE_MAX; layer++) {
        bool letter = vb_str_eq(b->s->basis, VB_S("letter")); /* in which nobody can read */
        vb_law_left(h, layer == VB_LAYER_ENFORCED ? N_("Enforced") : letter ? N_("By letter") : N_("Printed"));
        vb_html_lit(h, "<span>");
        span(h, &b->info, (vb_layer)layer);
        vb_html_lit(h, "</span>");
        vb_law_right(h, true);
        vb_outcome_tri(h, b->s->in_force[layer] ? VB_YES : VB_NO);
        vb_html_lit(h, "<div>");
        vb_outcome_day(h, b->s->in_force[layer] ? N_("in force on {0}") : N_("not in force on {0}"), b->o->question.on);
        vb_html_lit(h, "</div>");
        vb_law_end(h, true);
    }
}

/* Opens the mark; a word may follow in it. */
static void fate_mark(vb_html *h, vb_step_fate fate)
{
    static const char *const classes[] = {"yes", "open", "no"}, *const shapes[] = {"t-yes", "v-open", "t-no"};
    vb_buf_printf(h->out,
                  "<span class=\"tv t-%s\"><svg class=\"ic\" width=\"12\" height=\"12\" aria-hidden=\"true\">"
                  "<use href=\"#%s\"/></svg>",
                  classes[fate], shapes[fate]);
}

static void effect(vb_law *b)
{
    vb_html *h = b->h;
    const vb_rule_step *s = b->s;
    vb_step_fate fate = vb_step_fate_of(s);
    vb_law_left(h, N_("Effect"));
    vb_buf_printf(h->out, "<span class=\"mono\">%s ", vb_effect_name(s->effect));
    vb_html_str(h, s->parameter.n > 0 ? s->parameter : s->value);
    vb_html_lit(h, "</span>");
    vb_law_right(h, true);
    fate_mark(h, fate);
    vb_html_lit(h, "</span><div class=\"dcd\">");
    vb_outcome_say(h, vb_say_fate(text, s, voice));
    if (s->n_overridden_by > 0) {
        vb_html_lit(h, "<span class=\"src\">→");
        for (size_t i = 0; i < s->n_overridden_by; i++) {
            vb_html_lit(h, " ");
            vb_outcome_link(h, s->overridden_by[i]);
        }
        vb_html_lit(h, "</span>");
    }
    if (s->unknown.n > 0) {
        vb_html_lit(h, "<span class=\"src\">");
        vb_html_say0(h, N_("would settle it:"));
        vb_html_lit(h, "</span>");
        vb_outcome_facts(h, s->unknown);
    }
    vb_html_lit(h, "</div>");
    vb_law_end(h, true);
}

static void overrides(vb_law *b)
{
    vb_html *h = b->h;
    size_t list[LINKS], n = 0;
    if (b->clause != SIZE_MAX)
        n = vb_rules_overrides(b->o->rules, b->clause, list, LINKS);
    if (n == 0)
        return;
    vb_law_left(h, N_("Overrides"));
    vb_html_lit(h, "<span>");
    for (size_t i = 0; i < n && i < LINKS; i++) {
        vb_html_lit(h, i > 0 ? ", " : "");
        vb_outcome_link(h, vb_rules_clause(b->o->rules, list[i]).id);
    }
    vb_html_lit(h, "</span>");
    vb_law_right(h, false);
    vb_law_end(h, false);
}

static void conditions(vb_law *b)
{
    vb_html *h = b->h;
    h->en.n = 0;
    if (b->clause != SIZE_MAX)
        vb_rules_print_conditions(b->o->rules, b->clause, &h->en);
    vb_str all = vb_arena_copy(h->arena, b->clause != SIZE_MAX ? vb_buf_str(&h->en) : b->s->conditions);
    if (all.n == 0)
        return;
    vb_law_left(h, N_("To be met besides"));
    vb_html_lit(h, "<div>");
    while (all.n > 0) {
        size_t at = vb_str_find(all, VB_S("; "), 0);
        vb_html_lit(h, "<div>");
        vb_html_str(h, vb_str_sub(all, 0, at));
        vb_html_lit(h, "</div>");
        all = at == SIZE_MAX ? VB_STR_NONE : vb_str_sub(all, at + 2, all.n);
    }
    vb_html_lit(h, "</div>");
    vb_law_right(h, true);
    vb_outcome_tri(h, VB_UNKNOWN);
    vb_html_lit(h, "<div>");
    vb_html_say0(h, N_("Not judged here: whoever relies on the clause has to show it."));
    vb_html_lit(h, "</div>");
    vb_law_end(h, true);
}

static void review(vb_law *b)
{
    vb_html *h = b->h;
    if (b->clause == SIZE_MAX)
        return;
    plain(h, N_("Note"), b->info.note);
    plain(h, N_("Source"), b->info.source.n > 0 ? b->info.source : b->instrument.source);
    if (b->info.quote_sha256.n == 64) {
        vb_law_left(h, N_("Paragraph"));
        vb_html_lit(h, "<code>sha256 ");
        vb_html_str(h, vb_str_sub(b->info.quote_sha256, 0, 8));
        vb_html_lit(h, "…");
        vb_html_str(h, vb_str_sub(b->info.quote_sha256, 60, 4));
        vb_html_lit(h, "</code>");
        vb_law_right(h, false);
        vb_law_end(h, false);
    }
    vb_law_left(h, N_("Reviewed"));
    vb_html_lit(h, "<span>");
    vb_html_iso(h, b->info.reviewed_on);
    vb_html_lit(h, ", ");
    vb_html_str(h, b->info.reviewed_by);
    vb_html_lit(h, "</span>");
    vb_law_right(h, false);
    vb_law_end(h, false);
}

static void instrument(vb_law *b)
{
    vb_html *h = b->h;
    vb_law_left(h, N_("Citation"));
    vb_html_lit(h, "<span>");
    vb_outcome_cite(h, b->s->citation);
    vb_html_lit(h, "</span>");
    vb_law_right(h, false);
    vb_law_end(h, false);
    plain(h, N_("Instrument"), b->instrument.title);
    vb_law_left(h, N_("Basis"));
    vb_html_lit(h, "<span>");
    vb_outcome_say(h, vb_buf_add(text, vb_str_of(vb_say_basis(b->s->basis, voice))));
    if (b->info.pending) {
        vb_html_lit(h, "; ");
        vb_html_say0(h, N_("no law yet, taken as in force because the question asks so"));
    }
    vb_html_lit(h, "</span>");
    vb_law_right(h, false);
    vb_law_end(h, false);
}

/* ---- One clause -------------------------------------------------------------------------------------------------- */

static void decides(vb_law *b)
{
    const vb_rule_answer *a = &b->o->answer;
    bool text = a->decisive[VB_LAYER_TEXT] == b->s, enforced = a->decisive[VB_LAYER_ENFORCED] == b->s;
    if (!text && !enforced)
        return;
    vb_html_lit(b->h, "<span class=\"dcs\">");
    static const char *const words[2][3] = {
        {N_("decides the licence"), N_("decides the licence as printed"), N_("decides the licence as enforced")},
        {N_("leaves the licence open"), N_("leaves the licence as printed open"),
         N_("leaves the licence as enforced open")}};
    vb_html_say0(b->h, words[vb_step_fate_of(b->s) == VB_STEP_OPEN][text && enforced ? 0 : text ? 1 : 2]);
    vb_html_lit(b->h, "</span>");
}

/* Why it lost, in a line: what overrides it, or the first test that made its condition false. */
static void why(vb_law *b)
{
    const vb_rule_step *s = b->s;
    vb_html *h = b->h;
    const vb_rule_reason *first = NULL;
    for (size_t i = 0; i < s->n_reasons && first == NULL; i++)
        if (vb_reason_is_test(&s->reasons[i]) && s->reasons[i].decides)
            first = &s->reasons[i];
    if (s->holds != VB_NO && s->n_overridden_by > 0) {
        vb_html_lit(h, "<span class=\"why\">");
        vb_html_say(h, N_("overridden by {0}"), VB_TEXT(s->overridden_by[0]));
        vb_html_lit(h, "</span>");
    } else if (s->holds == VB_NO && first != NULL) {
        vb_html_lit(h, "<span class=\"why\">");
        vb_outcome_say(h, vb_say_reason(text, b->o, first, voice));
        vb_html_lit(h, "</span>");
    }
}

static void summary(vb_law *b)
{
    vb_html *h = b->h;
    vb_step_fate fate = vb_step_fate_of(b->s);
    const char *word = fate == VB_STEP_FIRED  ? N_("applies")
                       : fate == VB_STEP_OPEN ? N_("open")
                       : b->s->holds == VB_NO ? N_("does not hold")
                                              : N_("gives way");
    vb_html_lit(h, "<summary><svg class=\"tw\" viewBox=\"0 0 10 10\" aria-hidden=\"true\">"
                   "<path d=\"M2.5 1l5 4-5 4z\" fill=\"currentColor\"/></svg>");
    fate_mark(h, fate);
    vb_html_lit(h, "<b>");
    vb_html_say0(h, word);
    vb_html_lit(h, "</b></span><span class=\"hd\">");
    vb_outcome_say(h, vb_say_effect(text, b->s, voice));
    vb_html_lit(h, "<small><span class=\"mono\">");
    vb_html_str(h, b->s->clause);
    vb_html_lit(h, "</span> ");
    vb_html_str(h, b->s->citation);
    vb_html_lit(h, "</small>");
    if (fate == VB_STEP_LOST)
        why(b);
    vb_html_lit(h, "</span><span class=\"q\">");
    decides(b);
    vb_outcome_say(h, vb_buf_add(text, vb_str_of(vb_say_force(b->s, voice))));
    vb_html_lit(h, "</span></summary>\n");
}

static void one(vb_html *h, const vb_rule_step *s)
{
    vb_law b = {.h = h, .o = vb_outcome_of(h), .s = s, .clause = SIZE_MAX};
    if (b.o->rules != NULL)
        b.clause = vb_rules_clause_find(b.o->rules, s->clause);
    if (b.clause != SIZE_MAX)
        b.info = vb_rules_clause(b.o->rules, b.clause);
    for (size_t i = 0; b.clause != SIZE_MAX && i < vb_rules_instruments(b.o->rules); i++) {
        vb_rule_instrument_info in = vb_rules_instrument(b.o->rules, i);
        if (vb_str_eq(in.id, b.info.instrument))
            b.instrument = in;
    }
    bool lost = vb_step_fate_of(s) == VB_STEP_LOST;
    vb_html_lit(h, lost ? "<details class=\"f c lost np\" id=\"c-" : "<details class=\"f c\" id=\"c-");
    vb_html_str(h, s->clause);
    vb_html_lit(h, lost ? "\">" : "\" open>");
    summary(&b);
    vb_html_lit(h, "<table class=\"law\"><thead><tr>");
    vb_html_head(h, N_("What the rule says"), false);
    vb_html_head(h, N_("What became of it"), false);
    vb_html_lit(h, "</tr></thead><tbody>\n");
    instrument(&b);
    dates(&b);
    vb_law_condition(&b);
    effect(&b);
    overrides(&b);
    conditions(&b);
    review(&b);
    vb_html_lit(h, "</tbody></table></details>\n");
}

/* ---- Sections ---------------------------------------------------------------------------------------------------- */

static void section(vb_html *h, vb_step_fate fate, const char *id)
{
    static const char
        *const none[] = {N_("No clause applies"), N_("No clause is open"), N_("No clause lost")},
               *const single[] = {N_("One clause decided"), N_("One clause cannot be decided"), N_("One clause lost")},
               *const many[] = {N_("{0} clauses decided"), N_("{0} clauses cannot be decided"), N_("{0} clauses lost")},
               *const about[] = {N_("In force on that day, the condition true, and nothing overrides it."),
                                 N_("A fact is missing. What would settle it stands beside the effect."),
                                 N_("The condition is false, or a clause that overrides it holds.")},
               *const empty[] = {N_("None that is in force on that day holds."),
                                 N_("Each that is in force on that day could be decided."),
                                 N_("Each that is in force on that day holds or is open.")};
    const vb_rule_answer *a = &vb_outcome_of(h)->answer;
    size_t n = 0;
    for (size_t i = 0; i < a->n_steps; i++)
        n += vb_step_fate_of(&a->steps[i]) == fate;
    vb_buf_printf(h->out, "<section id=\"%s\"><div class=\"w\"><h2>", id);
    if (n == 1)
        vb_html_say0(h, single[fate]);
    else if (n == 0)
        vb_html_say0(h, none[fate]);
    else
        vb_html_say(h, many[fate], VB_NUMBER((int64_t)n));
    vb_html_lit(h, "</h2><p class=\"lede\">");
    vb_html_say0(h, n > 0 ? about[fate] : empty[fate]);
    if (n > 0 && fate == VB_STEP_FIRED) {
        vb_html_lit(h, " ");
        vb_html_say0(h, N_("Left the rule as its file has it, right the evaluation; bold is what made the whole "
                           "condition come out as it did."));
    }
    vb_html_lit(h, "</p>\n");
    for (size_t i = 0; i < a->n_steps; i++)
        if (vb_step_fate_of(&a->steps[i]) == fate)
            one(h, &a->steps[i]);
    vb_html_lit(h, "</div></section>\n");
}

static bool in_answer(const vb_rule_answer *a, vb_str clause)
{
    for (size_t i = 0; i < a->n_steps; i++)
        if (vb_str_eq(a->steps[i].clause, clause))
            return true;
    return false;
}

static bool in_span(const vb_rule_clause_info *c, const vb_rule_question *q)
{
    for (int l = 0; l < 2; l++)
        if (c->from[l] != VB_NO_TIME && c->from[l] <= q->on && (c->to[l] == VB_NO_TIME || q->on < c->to[l] + VB_DAY))
            return true;
    return false;
}

static void quiet_row(vb_html *h, const vb_rule_clause_info *c)
{
    const vb_rule_question *q = &vb_outcome_of(h)->question;
    vb_html_lit(h, "<tr><th scope=\"row\"><code>");
    vb_html_str(h, c->id);
    vb_html_lit(h, "</code></th><td>");
    vb_outcome_cite(h, c->citation);
    vb_buf_printf(h->out, "</td><td><span class=\"mono\">%s ", vb_effect_name(c->effect));
    vb_html_str(h, c->value);
    vb_html_lit(h, "</span></td><td>");
    span(h, c, VB_LAYER_TEXT);
    vb_html_lit(h, "</td><td>");
    span(h, c, VB_LAYER_ENFORCED);
    vb_html_lit(h, "</td><td>");
    if (not_asked_for(h, c))
        vb_html_say0(h, N_("pending: no law yet, and not asked for"));
    else if (q->known_on != VB_NO_TIME && c->known_from > q->known_on)
        vb_html_say0(h, N_("not yet known on the day of knowledge"));
    else if (in_span(c, q))
        vb_html_say0(h, N_("addressed to another maker, or a flag or quota that does not hold"));
    else
        vb_html_say0(h, N_("not in force on that day"));
    vb_html_lit(h, "</td></tr>\n");
}

static void quiet(vb_html *h)
{
    const vb_outcome *o = vb_outcome_of(h);
    size_t all = o->rules == NULL ? 0 : vb_rules_clauses(o->rules), n = 0;
    for (size_t i = 0; i < all; i++)
        n += !in_answer(&o->answer, vb_rules_clause(o->rules, i).id);
    if (n == 0)
        return;
    vb_html_lit(h, "<section id=\"quiet\"><div class=\"w\"><h2 id=\"quiet-t\">");
    vb_html_say(h, N_("{0} clauses say nothing here"), VB_NUMBER((int64_t)n));
    vb_html_lit(h, "</h2><p class=\"lede\">");
    vb_html_say0(h, N_("They are held, but not in force on that day, or addressed to somebody else."));
    vb_html_lit(h,
                "</p><details class=\"tbd np\"><summary><svg class=\"tw\" viewBox=\"0 0 10 10\" aria-hidden=\"true\">"
                "<path d=\"M2.5 1l5 4-5 4z\" fill=\"currentColor\"/></svg>");
    vb_html_say0(h, N_("List them"));
    vb_html_lit(h, "</summary>");
    vb_html_scroll(h, "quiet-t");
    vb_html_lit(h, "<table class=\"tb\"><thead><tr>");
    vb_html_head(h, N_("Clause"), false);
    vb_html_head(h, N_("Citation"), false);
    vb_html_head(h, N_("Effect"), false);
    vb_html_head(h, N_("Printed"), false);
    vb_html_head(h, N_("Enforced"), false);
    vb_html_head(h, N_("Why it says nothing"), false);
    vb_html_lit(h, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < all; i++) {
        vb_rule_clause_info c = vb_rules_clause(o->rules, i);
        if (!in_answer(&o->answer, c.id))
            quiet_row(h, &c);
    }
    vb_html_lit(h, "</tbody></table></div></details></div></section>\n");
}

vb_code vb_outcome_clauses(vb_html *h, vb_error *err)
{
    (void)err;
    section(h, VB_STEP_FIRED, "clauses");
    section(h, VB_STEP_OPEN, "open");
    section(h, VB_STEP_LOST, "lost");
    quiet(h);
    return VB_OK;
}
