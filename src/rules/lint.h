/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_RULES_LINT_H
#define VB_RULES_LINT_H
/* Doubts about rules that load without an error: what a reviewer should look at, and what is wrong for certain. What
 * each kind means and how it can be wrong: docs/rules/lint.md. Pure; the same rules give the same doubts. */
#include "rules/rules.h"

enum { VB_RULE_DOUBT_PARTS = 6 };

typedef struct vb_rule_doubt {
    bool wrong;       /* else: worth a look */
    const char *kind; /* "gap", "never-holds" ... of the table in docs/rules/lint.md */
    vb_str file;      /* empty: it is about all files */
    uint32_t line;    /* 0: about the file as a whole */
    vb_str subject;   /* the clause, parameter, group or instrument; may be empty */
    const char *says; /* English msgid with places {0} {1} ... for the parts */
    vb_str part[VB_RULE_DOUBT_PARTS];
    unsigned n_parts;
} vb_rule_doubt;

typedef struct vb_rule_doubts { /* what is wrong first, then by kind, file and line; lives in the arena */
    vb_rule_doubt *v;
    size_t n, cap;
    size_t wrong; /* how many of them are wrong */
} vb_rule_doubts;

/* `catalogue` NULL: names of models and makers are not looked up. Errors: VB_E_NOMEM. */
VB_MUST_USE vb_code vb_rules_lint(const vb_rules *rules, const vb_catalogue *catalogue, vb_arena *arena,
                                  vb_rule_doubts *out, vb_error *err);
/* Was it read by a lawyer, as `reviewed_by` has it? "not yet reviewed by a lawyer" was not. */
bool vb_rules_lawyer_read(vb_str reviewed_by);
#endif
