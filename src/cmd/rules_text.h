/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CMD_RULES_TEXT_H
#define VB_CMD_RULES_TEXT_H
/* What the verbs on rules write alike: days, sentences in the language of the command, the state of review. */
#include "base/layout.h"
#include "cmd/reference.h"
#include "cmd/verb.h"
#include "findings/finding.h"

enum { VB_RULES_PAGE_WIDTH = 100 };

void vb_text_say(vb_buf *out, const vb_command *command, vb_sentence s);
/* "2026-08-13"; nothing for VB_NO_TIME */
void vb_text_day(vb_buf *out, int64_t at);

/* How many instruments a lawyer has read. */
size_t vb_rules_lawyers(const vb_rules *rules);
/* "Rules reviewed to 2026-08-13; no lawyer has reviewed them." with a line end. */
void vb_rules_say_review(vb_buf *out, const vb_command *command, const vb_rules *rules);
#endif
