/* SPDX-License-Identifier: Apache-2.0 */
/* What was asked, and the answer as a table: every part with the clause behind it. */
#include "report/outcome_html_priv.h"

static void meta_row(vb_html *h, const char *label)
{
    vb_html_lit(h, "<div><dt>");
    vb_html_say0(h, label);
    vb_html_lit(h, "</dt><dd>");
}

static void meta_end(vb_html *h)
{
    vb_html_lit(h, "</dd></div>");
}

static void meta(vb_html *h, const vb_outcome *o)
{
    const vb_rule_question *q = &o->question;
    vb_html_lit(h, "<dl class=\"meta\">");
    meta_row(h, N_("Accelerator"));
    if (q->model != NULL) {
        vb_html_str(h, q->model->vendor);
        vb_html_lit(h, " ");
        vb_html_str(h, q->model->name);
    } else if (o->asked.n > 0) {
        vb_html_str(h, o->asked);
    } else {
        vb_html_say0(h, N_("only figures stated"));
    }
    meta_end(h);
    meta_row(h, N_("Day"));
    vb_html_prose(h, q->on);
    meta_end(h);
    if (q->known_on != VB_NO_TIME) {
        meta_row(h, N_("Known on"));
        vb_html_prose(h, q->known_on);
        meta_end(h);
    }
    meta_row(h, N_("Destination"));
    if (q->to == 0)
        vb_html_say0(h, N_("not stated"));
    else
        vb_html_country(h, "span", q->to);
    meta_end(h);
    meta_row(h, N_("Headquarters"));
    if (q->headquarters == 0)
        vb_html_say0(h, N_("not stated"));
    else
        vb_html_country(h, "span", q->headquarters);
    if (o->headquarters_taken && q->headquarters != 0) {
        vb_html_lit(h, " <span class=\"e\">(");
        vb_html_say0(h, N_("not stated, taken to be at the destination"));
        vb_html_lit(h, ")</span>");
    }
    meta_end(h);
    if (q->from != 0 && q->from != VB_COUNTRY("US")) {
        meta_row(h, N_("Shipped from"));
        vb_html_country(h, "span", q->from);
        meta_end(h);
    }
    int64_t reviewed = o->rules == NULL ? VB_NO_TIME : vb_rules_reviewed_to(o->rules);
    if (reviewed != VB_NO_TIME) {
        meta_row(h, N_("Rules reviewed to"));
        vb_html_prose(h, reviewed);
        meta_end(h);
    }
    vb_html_lit(h, "</dl>\n");
}

/* ---- Rows of the table ------------------------------------------------------------------------------------------ */

static void row(vb_html *h, const char *label)
{
    vb_html_lit(h, "<tr><th scope=\"row\">");
    vb_html_say0(h, label);
    vb_html_lit(h, "</th><td>");
}

static void by(vb_html *h)
{
    vb_html_lit(h, "</td><td>");
}

static void end(vb_html *h)
{
    vb_html_lit(h, "</td></tr>\n");
}

static void answer(vb_html *h, vb_layer layer)
{
    vb_html_lit(h, "<span class=\"big\">");
    vb_outcome_say(h, vb_buf_add(text, vb_str_of(vb_say_required(vb_outcome_of(h), layer, voice))));
    vb_html_lit(h, "</span>");
}

static void cannot_tell(vb_html *h, const char *msgid)
{
    vb_html_lit(h, "<span class=\"tv t-open\"><svg class=\"ic\" width=\"13\" height=\"13\" aria-hidden=\"true\">"
                   "<use href=\"#v-open\"/></svg><b>");
    vb_html_say0(h, msgid);
    vb_html_lit(h, "</b></span>");
}

/* The clause with its citation. */
static void clause(vb_html *h, const vb_rule_step *s)
{
    vb_html_lit(h, "<span class=\"cl\">");
    vb_outcome_link(h, s->clause);
    vb_html_lit(h, " ");
    vb_outcome_cite(h, s->citation);
    vb_html_lit(h, "</span>");
}

/* Those of one effect that apply, or may. */
static void clauses_of(vb_html *h, vb_effect effect)
{
    const vb_rule_answer *a = &vb_outcome_of(h)->answer;
    for (size_t i = 0; i < a->n_steps; i++)
        if (a->steps[i].effect == effect && vb_step_fate_of(&a->steps[i]) != VB_STEP_LOST)
            clause(h, &a->steps[i]);
}

static void class_row(vb_html *h, const char *label, vb_str eccn, vb_effect effect)
{
    row(h, label);
    if (vb_str_eq(eccn, VB_S("unknown"))) {
        cannot_tell(h, N_("cannot be told"));
    } else if (eccn.n > 0) {
        vb_html_lit(h, "<span class=\"big\">");
        vb_html_str(h, eccn);
        vb_html_lit(h, "</span>");
    } else {
        vb_html_say0(h, N_("no clause held here classifies it"));
    }
    by(h);
    clauses_of(h, effect);
    end(h);
}

static void licence_row(vb_html *h, vb_layer layer)
{
    const vb_outcome *o = vb_outcome_of(h);
    const vb_rule_step *behind = o->answer.decisive[layer];
    vb_tri is = vb_outcome_licence(o, layer);
    row(h, layer == VB_LAYER_TEXT ? N_("Licence by the printed law") : N_("Licence as it is enforced"));
    if (is == VB_UNKNOWN)
        cannot_tell(h, o->question.to == 0 ? N_("cannot be told without a destination") : N_("cannot be told"));
    else
        answer(h, layer);
    if (is == VB_NO) {
        vb_html_lit(h, "<p>");
        vb_outcome_say(h, vb_say_no_licence(text, o, layer, voice));
        vb_html_lit(h, "</p>");
        behind = behind == NULL ? vb_outcome_nearest(o, layer) : behind;
    }
    by(h);
    if (behind != NULL)
        clause(h, behind);
    else if (is == VB_NO)
        vb_html_say0(h, N_("no clause requires one"));
    end(h);
}

static void exceptions_row(vb_html *h)
{
    const vb_rule_outcome *x = &vb_outcome_of(h)->outcome;
    row(h, N_("Licence exceptions"));
    if (x->n_exceptions == 0)
        vb_html_say0(h, N_("none that could apply"));
    for (size_t i = 0; i < x->n_exceptions; i++) {
        const vb_rule_step *s = x->exception[i];
        vb_html_lit(h, "<div><b>");
        vb_html_str(h, s->value);
        vb_html_lit(h, "</b> ");
        if (s->effective[VB_LAYER_ENFORCED] == VB_YES)
            vb_html_say0(h, N_("could apply, if its conditions are met"));
        else
            cannot_tell(h, N_("whether it could apply is open"));
        if (s->conditions.n > 0)
            vb_outcome_facts(h, s->conditions);
        vb_html_lit(h, "</div>");
    }
    by(h);
    for (size_t i = 0; i < x->n_exceptions; i++)
        clause(h, x->exception[i]);
    end(h);
}

static void review_row(vb_html *h)
{
    const vb_outcome *o = vb_outcome_of(h);
    const vb_rule_outcome *x = &o->outcome;
    vb_review policy = vb_outcome_review(o);
    row(h, N_("Review policy"));
    if (policy == VB_REVIEW_UNKNOWN)
        cannot_tell(h, o->question.to == 0 ? N_("cannot be told without a destination") : N_("not known"));
    else
        vb_outcome_say(h, vb_buf_add(text, vb_str_of(vb_say_review(policy, voice))));
    if (x->review_step != NULL && x->review_step->conditions.n > 0)
        vb_outcome_facts(h, x->review_step->conditions);
    by(h);
    if (x->review_step != NULL)
        clause(h, x->review_step);
    end(h);
}

static bool is_letter(const vb_rule_step *s)
{
    return vb_str_eq(s->basis, VB_S("letter")) && vb_step_fate_of(s) != VB_STEP_LOST;
}

static void letters_row(vb_html *h)
{
    const vb_rule_answer *a = &vb_outcome_of(h)->answer;
    size_t n = 0, open = 0;
    for (size_t i = 0; i < a->n_steps; i++)
        if (is_letter(&a->steps[i])) {
            n++;
            open += vb_step_fate_of(&a->steps[i]) == VB_STEP_OPEN;
        }
    row(h, N_("Letters to the maker"));
    if (n == 0)
        vb_html_say0(h, N_("none held here applies"));
    else if (open == n)
        cannot_tell(h, N_("open whether a letter covers it"));
    else
        vb_html_say(h, n - open == 1 ? N_("{0} clause of a letter applies") : N_("{0} clauses of letters apply"),
                    VB_NUMBER((int64_t)(n - open)));
    by(h);
    for (size_t i = 0; i < a->n_steps; i++)
        if (is_letter(&a->steps[i]) && vb_step_fate_of(&a->steps[i]) == VB_STEP_FIRED)
            clause(h, &a->steps[i]);
    if (open > 0 && open < n)
        cannot_tell(h, N_("open whether a letter covers it:"));
    for (size_t i = 0; i < a->n_steps; i++)
        if (is_letter(&a->steps[i]) && vb_step_fate_of(&a->steps[i]) == VB_STEP_OPEN)
            clause(h, &a->steps[i]);
    end(h);
}

static void money_row(vb_html *h)
{
    const vb_rule_outcome *x = &vb_outcome_of(h)->outcome;
    row(h, N_("Share of revenue, import duty"));
    if (x->share != NULL)
        vb_outcome_say(h, vb_say_effect(text, x->share, voice));
    if (x->share != NULL && x->duty != NULL)
        vb_html_lit(h, "; ");
    if (x->duty != NULL)
        vb_outcome_say(h, vb_say_effect(text, x->duty, voice));
    if (x->share == NULL && x->duty == NULL)
        vb_html_say0(h, N_("none that is certain"));
    by(h);
    if (x->share != NULL)
        clause(h, x->share);
    if (x->duty != NULL)
        clause(h, x->duty);
    end(h);
}

/* Flags and quotas, where there are any. */
static void others_row(vb_html *h)
{
    const vb_rule_answer *a = &vb_outcome_of(h)->answer;
    size_t n = 0;
    for (size_t i = 0; i < a->n_steps; i++) {
        const vb_rule_step *s = &a->steps[i];
        if ((s->effect != VB_EFFECT_FLAG && s->effect != VB_EFFECT_QUOTA) || vb_step_fate_of(s) == VB_STEP_LOST)
            continue;
        if (n++ == 0)
            row(h, N_("Flags and quotas"));
        vb_html_lit(h, "<div>");
        if (s->effect == VB_EFFECT_QUOTA)
            vb_outcome_say(h, vb_say_quota(text, vb_outcome_of(h), s, voice));
        else
            vb_outcome_say(h, vb_say_effect(text, s, voice));
        if (vb_step_fate_of(s) == VB_STEP_OPEN) {
            vb_html_lit(h, " ");
            cannot_tell(h, N_("open"));
        }
        if (s->effect == VB_EFFECT_FLAG && s->conditions.n > 0)
            vb_outcome_facts(h, s->conditions);
        vb_html_lit(h, "</div>");
    }
    if (n == 0)
        return;
    by(h);
    clauses_of(h, VB_EFFECT_FLAG);
    clauses_of(h, VB_EFFECT_QUOTA);
    end(h);
}

static bool unconfirmed_flag(const vb_rule_step *s)
{
    return s->effect == VB_EFFECT_FLAG && vb_outcome_unconfirmed(s);
}

static void open_row(vb_html *h)
{
    const vb_outcome *o = vb_outcome_of(h);
    row(h, N_("Open facts"));
    if (o->open_facts.n > 0)
        vb_outcome_facts(h, o->open_facts);
    bool any = o->open_facts.n > 0;
    for (size_t i = 0; i < o->answer.n_steps; i++)
        if (unconfirmed_flag(&o->answer.steps[i])) {
            any = true;
            vb_html_lit(h, "<ul><li>");
            vb_html_str(h, o->answer.steps[i].value);
            vb_html_lit(h, ": ");
            vb_html_say0(h, N_("whether it came into force must be confirmed"));
            vb_html_lit(h, "</li></ul>");
        }
    if (!any)
        vb_html_say0(h, N_("none"));
    by(h);
    for (size_t i = 0; i < o->answer.n_steps; i++)
        if (unconfirmed_flag(&o->answer.steps[i]))
            clause(h, &o->answer.steps[i]);
    end(h);
}

static void notes(vb_html *h)
{
    const vb_outcome *o = vb_outcome_of(h);
    for (size_t i = 0; i < o->n_notes; i++) {
        vb_html_lit(h, "<p class=\"more\">");
        vb_html_sentence(h, "span", &o->notes[i]);
        vb_html_lit(h, "</p>\n");
    }
}

/* Nobody shall take a supposition for the law: it stands under the title. */
static void what_if(vb_html *h, const vb_rule_question *q)
{
    if (q->n_what_if == 0)
        return;
    vb_html_lit(h, "<p class=\"lede wi\"><b>");
    vb_html_say0(h, N_("Not the law of that day:"));
    vb_html_lit(h, "</b> ");
    vb_html_say0(h, N_("answered as if in force:"));
    for (size_t i = 0; i < q->n_what_if; i++) {
        vb_html_lit(h, i > 0 ? ", <code>" : " <code>");
        vb_html_str(h, q->what_if[i]);
        vb_html_lit(h, "</code>");
    }
    vb_html_lit(h, "</p>\n");
}

void vb_outcome_answer(vb_html *h)
{
    const vb_outcome *o = vb_outcome_of(h);
    vb_page_heading(h);
    what_if(h, &o->question);
    meta(h, o);
    vb_html_lit(h, "<table class=\"tb an\"><thead class=\"vh\"><tr>");
    vb_html_head(h, N_("Question"), false);
    vb_html_head(h, N_("Answer"), false);
    vb_html_head(h, N_("Clause behind it"), false);
    vb_html_lit(h, "</tr></thead><tbody>\n");
    class_row(h, N_("Integrated circuit, ECCN"), o->answer.eccn, VB_EFFECT_CLASSIFY);
    class_row(h, N_("What contains it, ECCN"), o->answer.assembly, VB_EFFECT_ASSEMBLY);
    licence_row(h, VB_LAYER_TEXT);
    licence_row(h, VB_LAYER_ENFORCED);
    exceptions_row(h);
    review_row(h);
    letters_row(h);
    money_row(h);
    others_row(h);
    open_row(h);
    vb_html_lit(h, "</tbody></table>\n");
    notes(h);
    vb_html_lit(h, "</div>\n");
}
