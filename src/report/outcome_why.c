/* SPDX-License-Identifier: Apache-2.0 */
/* The explanation on a terminal: every clause that applied, is open, or lost, and the tests that made it so. */
#include "report/outcome_priv.h"
#include "rules/links.h"

static void add(vb_buf *b, const char *text)
{
    vb_buf_add(b, vb_str_of(text));
}

static const char *shape(vb_tri t)
{
    return t == VB_YES ? "✓ " : t == VB_NO ? "✗ " : "○ ";
}

/* `not` is the node itself, or the "not" that stands over it alone: its mark counts. A mark before tests that decide, a
 * sign for what came of each, the parameter and its source behind a comparison. */
static void node(vb_outcome_screen *t, const vb_rule_reason * not, const vb_rule_reason *r)
{
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    size_t indent = 6 + 2 * (size_t) not ->depth;
    vb_buf_printf(t->out, "%*s", (int)indent, "");
    add(t->out, not ->decides ? "▸ " : "  ");
    add(t->out, shape(not ->is));
    vb_say_reason(&b, t->o, r, t->v);
    if (r->op == VB_OP_COMPARE && r->parameter.n > 0) {
        vb_buf_lit(&b, " [");
        vb_buf_add(&b, r->parameter);
        vb_buf_lit(&b, ": ");
        vb_buf_add(&b, r->citation);
        vb_buf_lit(&b, "]");
    }
    vb_wrap(t->out, vb_buf_str(&b), indent + 4, indent + 4, t->options->columns);
    t->out->failed = t->out->failed || b.failed;
}

static void links(vb_outcome_screen *t, const vb_rule_step *s)
{
    vb_rule_link all[VB_RULE_LINKS];
    size_t n = vb_rule_links(s->citation, t->o->question.on, all, VB_RULE_LINKS);
    for (size_t i = 0; i < n; i++) {
        bool said = false;
        for (size_t k = 0; k < i; k++)
            said = said || vb_str_eq(vb_str_of(all[k].url), vb_str_of(all[i].url));
        if (said)
            continue;
        VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
        vb_outcome_sentence(&b, &VB_SAY(N_("read it at {0}"), VB_TEXT(vb_str_of(all[i].url))), t->v);
        vb_buf_lit(t->out, "      ");
        vb_wrap(t->out, vb_buf_str(&b), 6, 8, t->options->columns);
        t->out->failed = t->out->failed || b.failed;
    }
}

static void one(vb_outcome_screen *t, const vb_rule_step *s)
{
    VB_CLEANUP(vb_buf, vb_buf_free) first = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) second = {0};
    vb_buf_add(&first, s->clause);
    vb_buf_lit(&first, ": ");
    vb_say_effect(&first, s, t->v);
    vb_buf_lit(&first, " — ");
    vb_say_fate(&first, s, t->v);
    vb_buf_lit(t->out, "    ");
    vb_wrap(t->out, vb_buf_str(&first), 4, 6, t->options->columns);
    vb_buf_add(&second, s->citation);
    vb_buf_lit(&second, " (");
    add(&second, vb_say_basis(s->basis, t->v));
    vb_buf_lit(&second, "; ");
    add(&second, vb_say_force(s, t->v));
    vb_buf_lit(&second, ")");
    vb_buf_lit(t->out, "      ");
    vb_wrap(t->out, vb_buf_str(&second), 6, 6, t->options->columns);
    links(t, s);
    for (size_t i = 0; i < s->n_reasons; i++) {
        const vb_rule_reason *folded = vb_reason_folds(s, i);
        node(t, &s->reasons[i], folded != NULL ? folded : &s->reasons[i]);
        i += folded != NULL;
    }
    if (s->n_reasons == 0) {
        vb_buf_lit(t->out, "      ");
        add(t->out, vb_say_word(N_("always"), t->v));
        vb_buf_char(t->out, '\n');
    }
    if (s->unknown.n > 0) {
        VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
        add(&b, vb_say_word(N_("would be settled by"), t->v));
        vb_buf_lit(&b, ": ");
        vb_say_facts(&b, s->unknown, t->v);
        vb_buf_lit(t->out, "      ");
        vb_wrap(t->out, vb_buf_str(&b), 6, 8, t->options->columns);
        t->out->failed = t->out->failed || b.failed;
    }
    t->out->failed = t->out->failed || first.failed || second.failed;
}

void vb_outcome_why(vb_outcome_screen *t)
{
    static const char *const heads[] = {[VB_STEP_FIRED] = N_("clauses that apply"),
                                        [VB_STEP_OPEN] = N_("clauses that are open"),
                                        [VB_STEP_LOST] = N_("clauses that do not apply")};
    for (unsigned fate = VB_STEP_FIRED; fate <= VB_STEP_LOST; fate++) {
        bool any = false;
        for (size_t i = 0; i < t->o->answer.n_steps; i++) {
            const vb_rule_step *s = &t->o->answer.steps[i];
            if (vb_step_fate_of(s) != (vb_step_fate)fate)
                continue;
            if (!any) {
                vb_buf_lit(t->out, "  ");
                add(t->out, t->options->color ? "\x1b[1m" : "");
                add(t->out, vb_say_word(heads[fate], t->v));
                add(t->out, t->options->color ? "\x1b[0m\n" : "\n");
            }
            any = true;
            one(t, s);
        }
        if (any)
            vb_buf_char(t->out, '\n');
    }
    vb_buf_lit(t->out, "  ");
    vb_wrap(t->out,
            vb_str_of(vb_say_word(N_("▸ decides; ✓ met, ✗ not met, ○ open: the sentence says how the fact is"), t->v)),
            2, 2, t->options->columns);
    vb_buf_char(t->out, '\n');
}
