/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_RULES_LINT_PRIV_H
#define VB_RULES_LINT_PRIV_H
/* lint.c: the list and what is read off the files; lint_time.c: gaps and reviews; lint_search.c: what the search over
 * conditions proves. */
#include "rules/lint.h"
#include "rules/rules_priv.h"

#define N_(msgid) msgid /* for xgettext */

typedef struct vb_lint {
    const vb_rules *rules;
    const vb_catalogue *catalogue; /* may be NULL */
    vb_arena *arena;
    vb_rule_doubts *out;
    bool failed;  /* memory ran out */
    vb_buf names; /* a list that is being made */
    size_t n_names;
} vb_lint;

/* Texts must live as long as the arena. */
void vb_lint_add(vb_lint *l, bool wrong, const char *kind, vb_str file, uint32_t line, vb_str subject, const char *says,
                 const vb_str *parts, unsigned n);
#define VB_LINT(l, wrong, kind, file, line, subject, says, ...)                                   \
    vb_lint_add((l), (wrong), (kind), (file), (line), (subject), (says), (vb_str[]){__VA_ARGS__}, \
                (unsigned)(sizeof((vb_str[]){__VA_ARGS__}) / sizeof(vb_str)))
/* A list of names parted by ", ": the first twelve, then how many more. */
void vb_lint_name(vb_lint *l, vb_str name);
vb_str vb_lint_names(vb_lint *l); /* takes it */
vb_str vb_lint_day(vb_lint *l, int64_t at);
vb_str vb_lint_count(vb_lint *l, size_t n);
/* Without the instrument before the slash. */
vb_str vb_lint_short(vb_str id);

/* Days on which the clause is in force in the layer and something may change: the first, then each of rules->days.
 * Start with *at = VB_NO_TIME; false at the end. */
bool vb_lint_next_day(const vb_rules *rules, const vb_rule_clause *c, int layer, int64_t *at);
static inline bool vb_lint_in_force(const vb_rule_clause *c, int layer, int64_t on)
{
    return vb_rule_in_span(vb_rule_span_of(c, layer), on, INT64_MAX);
}

void vb_lint_time(vb_lint *l);   /* gap, no-review, class-without-licence, class-not-given */
void vb_lint_search(vb_lint *l); /* never-holds, always-overridden, never-needed, overlap, not-covered */
#endif
