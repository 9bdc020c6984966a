/* SPDX-License-Identifier: Apache-2.0 */
/* A condition line by line as the rule file writes it, and beside each line what became of it. */
#include "report/outcome_html_priv.h"

enum { INDENTS = 8 };

/* ---- A row: law left, evaluation right --------------------------------------------------------------------------- */

void vb_law_left(vb_html *h, const char *label)
{
    vb_html_lit(h, "<tr><td><div class=\"lk2\"><span class=\"k\">");
    if (label != NULL)
        vb_html_say0(h, label);
    vb_html_lit(h, "</span>");
}

/* evaluated: a mark and a sentence follow */
void vb_law_right(vb_html *h, bool evaluated)
{
    vb_html_lit(h, evaluated ? "</div></td><td><div class=\"ev\">" : "</div></td><td>");
}

void vb_law_end(vb_html *h, bool evaluated)
{
    vb_html_lit(h, evaluated ? "</div></td></tr>\n" : "</td></tr>\n");
}

/* ---- The condition ----------------------------------------------------------------------------------------------- */

/* Does the membership speak for what the test came to? A single country has no source. */
static bool speaks(const vb_rule_reason *r, size_t i)
{
    if (r->members[i].in != r->is || r->members[i].source.n == 0)
        return false;
    for (size_t k = 0; r->is == VB_YES && k < i; k++) /* the first that holds is enough */
        if (r->members[k].in == VB_YES)
            return false;
    return true;
}

/* Each source once, with the groups it is about. */
static void members(vb_law *b, const vb_rule_reason *r)
{
    vb_html *h = b->h;
    for (size_t i = 0; i < r->n_members; i++) {
        const vb_rule_member *m = &r->members[i];
        bool said = !speaks(r, i);
        for (size_t k = 0; k < i && !said; k++)
            said = speaks(r, k) && vb_str_eq(r->members[k].source, m->source);
        if (said)
            continue;
        vb_html_lit(h, "<span class=\"src\">");
        vb_html_str(h, m->group);
        for (size_t k = i + 1; k < r->n_members; k++)
            if (speaks(r, k) && vb_str_eq(r->members[k].source, m->source)) {
                vb_html_lit(h, ", ");
                vb_html_str(h, r->members[k].group);
            }
        vb_html_lit(h, ": ");
        vb_outcome_cite(h, m->source);
        vb_html_lit(h, "</span>");
    }
}

static void sources(vb_law *b, const vb_rule_reason *r)
{
    vb_html *h = b->h;
    if (r->op == VB_OP_COMPARE && r->parameter.n > 0) {
        vb_html_lit(h, "<span class=\"src\"><code>");
        vb_html_str(h, r->parameter);
        vb_html_lit(h, "</code>");
        if (r->threshold != VB_NO_FIGURE) {
            vb_html_lit(h, " = ");
            vb_outcome_say(h, vb_say_figure(text, (vb_rule_metric)r->subject, r->threshold, r->threshold, true, voice));
        }
        if (r->citation.n > 0)
            vb_html_lit(h, ", ");
        vb_outcome_cite(h, r->citation);
        vb_html_lit(h, "</span>");
    }
    if (r->op == VB_OP_COUNTRY)
        members(b, r);
}

/* `not` is the node itself, or the "not" that stands over it alone. */
static void evaluation(vb_law *b, const vb_rule_reason * not, const vb_rule_reason *r)
{
    vb_html *h = b->h;
    vb_outcome_met(h, not ->is);
    vb_html_lit(h, not ->decides ? "<div class=\"dcd\">" : "<div>");
    vb_outcome_say(h, vb_say_reason(text, b->o, r, voice));
    sources(b, r);
    vb_html_lit(h, "</div>");
}

static void test(vb_law *b, const vb_rule_reason *r, const vb_rule_reason *folded, size_t indent, const char *before,
                 size_t closing, bool first)
{
    vb_html *h = b->h;
    bool joins = r->op == VB_OP_AND || r->op == VB_OP_OR;
    vb_law_left(h, first ? N_("Condition") : NULL);
    vb_buf_printf(h->out, "<span class=\"mono i%zu\">", indent < INDENTS ? indent : INDENTS);
    vb_html_lit(h, before);
    if (joins && r->depth > b->base)
        vb_html_lit(h, "(");
    else if (r->op == VB_OP_NOT)
        vb_html_lit(h, folded != NULL ? "not " : "not");
    else if (!joins)
        vb_html_str(h, r->text);
    if (folded != NULL)
        vb_html_str(h, folded->text);
    while (closing-- > 0)
        vb_html_lit(h, ")");
    vb_html_lit(h, "</span>");
    vb_law_right(h, true);
    evaluation(b, r, folded != NULL ? folded : r);
    vb_law_end(h, true);
}

/* Parentheses that end behind this test: one for each "and" or "or" above it, but the outermost, that ends here. */
static size_t closes(const vb_law *b, size_t at)
{
    const vb_rule_step *s = b->s;
    size_t n = 0, next = at + 1 < s->n_reasons ? s->reasons[at + 1].depth : b->base, below = s->reasons[at].depth;
    if (!vb_reason_is_test(&s->reasons[at]))
        return 0;
    for (size_t i = at; i-- > b->first && below > next;) {
        const vb_rule_reason *r = &s->reasons[i];
        if (r->depth >= below)
            continue;
        below = r->depth;
        if (below < next || below == b->base)
            break;
        n += r->op == VB_OP_AND || r->op == VB_OP_OR;
    }
    return n;
}

static const char *joined_by(const vb_law *b, size_t at)
{
    const vb_rule_reason *r = b->s->reasons;
    for (size_t i = at; i-- > b->first;) {
        if (r[i].depth >= r[at].depth)
            continue;
        if (r[i].op == VB_OP_NOT || i + 1 == at)
            return "";
        return r[i].op == VB_OP_AND ? "and " : "or ";
    }
    return "";
}

/* To whom it is addressed stands in a line of its own in the rule file; in the tree it is joined to the condition by
 * "and". Sets where the condition begins. */
static void scope(vb_law *b)
{
    const vb_rule_step *s = b->s;
    vb_html *h = b->h;
    h->en.n = 0;
    if (b->clause != SIZE_MAX)
        vb_rules_print_scope(b->o->rules, b->clause, &h->en);
    vb_str makers = vb_arena_copy(h->arena, vb_buf_str(&h->en));
    if (makers.n == 0)
        return;
    size_t at = s->n_reasons > 1 && s->reasons[0].op == VB_OP_AND ? 1 : 0;
    bool tested = at < s->n_reasons && s->reasons[at].op == VB_OP_TEXT && s->reasons[at].subject == VB_TEXT_VENDOR;
    vb_law_left(h, N_("Addressed to"));
    vb_html_lit(h, "<span>");
    vb_html_str(h, makers);
    vb_html_lit(h, "</span>");
    vb_law_right(h, tested);
    if (tested) {
        evaluation(b, &s->reasons[at], &s->reasons[at]);
        b->first = at + 1;
        b->base = s->reasons[at].depth;
    }
    vb_law_end(h, tested);
}

static void rest(vb_law *b)
{
    const vb_rule_step *s = b->s;
    vb_html *h = b->h;
    bool outer =
        b->first < s->n_reasons && (s->reasons[b->first].op == VB_OP_AND || s->reasons[b->first].op == VB_OP_OR);
    for (size_t i = b->first; i < s->n_reasons; i++) {
        size_t depth = s->reasons[i].depth - b->base;
        const vb_rule_reason *folded = vb_reason_folds(s, i);
        test(b, &s->reasons[i], folded, outer && depth > 0 ? depth - 1 : depth, joined_by(b, i),
             closes(b, folded != NULL ? i + 1 : i), i == b->first);
        i += folded != NULL;
    }
    if (b->first < s->n_reasons)
        return;
    vb_law_left(h, N_("Condition"));
    vb_html_lit(h, "<span class=\"mono i0\">");
    h->en.n = 0;
    if (b->clause != SIZE_MAX)
        vb_rules_print_condition(b->o->rules, b->clause, &h->en);
    vb_html_str(h, vb_buf_str(&h->en));
    vb_html_lit(h, "</span>");
    vb_law_right(h, true);
    vb_outcome_met(h, s->n_reasons > 0 ? VB_YES : s->holds);
    vb_html_lit(h, "<div>");
    if (s->n_reasons == 0 && s->because.n > 0)
        vb_html_str(h, s->because);
    else
        vb_html_say0(h, N_("it asks for nothing"));
    vb_html_lit(h, "</div>");
    vb_law_end(h, true);
}

void vb_law_condition(vb_law *b)
{
    scope(b);
    rest(b);
}
