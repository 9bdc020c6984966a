/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/rules_text.h"

#include "rules/lint.h"

void vb_text_say(vb_buf *out, const vb_command *command, vb_sentence s)
{
    vb_sentence_write(out, &s, vb_translate, NULL, command->lang);
}

void vb_text_day(vb_buf *out, int64_t at)
{
    char day[24];
    if (at == VB_NO_TIME)
        return;
    vb_time_text(at, true, day);
    vb_buf_add(out, vb_str_of(day));
}

size_t vb_rules_lawyers(const vb_rules *rules)
{
    size_t n = 0;
    for (size_t i = 0; i < vb_rules_instruments(rules); i++)
        n += vb_rules_lawyer_read(vb_rules_instrument(rules, i).reviewed_by);
    return n;
}

void vb_rules_say_review(vb_buf *out, const vb_command *command, const vb_rules *rules)
{
    size_t read = vb_rules_lawyers(rules), all = vb_rules_instruments(rules);
    vb_arg day = VB_DATE(vb_rules_reviewed_to(rules));
    if (read == 0)
        vb_text_say(out, command, VB_SAY(N_("Rules reviewed to {0}; no lawyer has reviewed them."), day));
    else if (read == all)
        vb_text_say(out, command, VB_SAY(N_("Rules reviewed to {0}; a lawyer has reviewed each of them."), day));
    else
        vb_text_say(out, command,
                    VB_SAY(N_("Rules reviewed to {0}; a lawyer has reviewed {1} of {2} instruments."), day,
                           VB_NUMBER((int64_t)read), VB_NUMBER((int64_t)all)));
    vb_buf_char(out, '\n');
}
