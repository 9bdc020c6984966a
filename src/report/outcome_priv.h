/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_REPORT_OUTCOME_PRIV_H
#define VB_REPORT_OUTCOME_PRIV_H
#include "base/layout.h"
#include "report/outcome.h"

typedef struct vb_outcome_screen { /* an outcome being written for a terminal */
    const vb_outcome *o;
    const vb_report_options *options;
    vb_voice v;
    vb_buf *out;
} vb_outcome_screen;

/* A msgid, a sentence of the program, in the language. */
void vb_outcome_word(vb_buf *out, const char *msgid, vb_voice v);
void vb_outcome_sentence(vb_buf *out, const vb_sentence *s, vb_voice v);
/* The clauses that applied, are open, or lost, each with its tree of tests. */
void vb_outcome_why(vb_outcome_screen *t);
#endif
