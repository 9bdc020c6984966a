/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_REPORT_OUTCOME_HTML_PRIV_H
#define VB_REPORT_OUTCOME_HTML_PRIV_H
/* The page of one classification: the answer, where the figures stand against the thresholds, and every clause with the
 * law at the left and what became of it at the right. */
#include "report/html_page.h"
#include "report/outcome.h"

/* What a sentence of outcome.h writes with `voice` into `text`, in both languages:
 *     vb_outcome_say(h, vb_say_effect(text, step, voice)); */
#define vb_outcome_say(h, call)                                                        \
    do {                                                                               \
        (h)->en.n = (h)->de.n = 0;                                                     \
        for (int say_in_ = 0; say_in_ < 2; say_in_++) {                                \
            vb_buf *text = say_in_ == 0 ? &(h)->en : &(h)->de;                         \
            vb_voice voice = say_in_ == 0 ? vb_voice_english() : vb_outcome_german(h); \
            call;                                                                      \
        }                                                                              \
        vb_html_both((h), "span", vb_buf_str(&(h)->en), vb_buf_str(&(h)->de));         \
    } while (0)
static inline vb_voice vb_outcome_german(const vb_html *h)
{
    return vb_voice_german(h->options);
}
static inline const vb_outcome *vb_outcome_of(const vb_html *h)
{
    return h->page->ctx;
}

/* true, false, open: shape, word, colour */
void vb_outcome_tri(vb_html *h, vb_tri t);
/* met, not met, open: of a test whose sentence says how the fact is */
void vb_outcome_met(vb_html *h, vb_tri t);
/* A citation, its references as links to the official text of the day that was asked about. */
void vb_outcome_cite(vb_html *h, vb_str citation);
/* A link to the clause where the answer has it, else its id. */
void vb_outcome_link(vb_html *h, vb_str clause);
/* A sentence whose {0} is a day in words. */
void vb_outcome_day(vb_html *h, const char *msgid, int64_t at);
void vb_outcome_facts(vb_html *h, vb_str facts); /* a list of what is parted by "; " */

typedef struct vb_law { /* a clause of the answer and what the rules have about it */
    vb_html *h;
    const vb_outcome *o;
    const vb_rule_step *s;
    size_t clause;      /* its number, or SIZE_MAX */
    size_t first, base; /* where the condition begins in the tree, behind the makers, and how deep */
    vb_rule_clause_info info;
    vb_rule_instrument_info instrument;
} vb_law;

/* A row: opens the law at the left under a label (or none), then the evaluation; evaluated: a mark and a sentence
 * follow there. */
void vb_law_left(vb_html *h, const char *label);
void vb_law_right(vb_html *h, bool evaluated);
void vb_law_end(vb_html *h, bool evaluated);
/* Rows of the makers it is addressed to, and of the condition, test by test. */
void vb_law_condition(vb_law *b);

/* ---- sections --------------------------------------------------------------------------------------------------- */
void vb_outcome_answer(vb_html *h);                                /* outcome_html_answer.c */
VB_MUST_USE vb_code vb_outcome_figures(vb_html *h, vb_error *err); /* outcome_html_figures.c */
VB_MUST_USE vb_code vb_outcome_clauses(vb_html *h, vb_error *err); /* outcome_html_law.c */

extern const char *const vb_outcome_style[];
#endif
