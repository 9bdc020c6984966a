/* SPDX-License-Identifier: Apache-2.0 */
/* rules lint: one line a doubt, as compilers write them. */
#include "rules/lint.h"

#include "cmd/rules_text.h"
#include "report/finding_json.h"

static vb_sentence sentence(const vb_rule_doubt *d)
{
    vb_sentence s = {.msgid = d->says, .n = d->n_parts};
    for (unsigned i = 0; i < d->n_parts; i++)
        s.arg[i] = VB_TEXT(d->part[i]);
    return s;
}

static void text(vb_buf *out, const vb_command *command, const vb_rules *rules, const vb_rule_doubts *doubts)
{
    for (size_t i = 0; i < doubts->n; i++) {
        const vb_rule_doubt *d = &doubts->v[i];
        VB_CLEANUP(vb_buf, vb_buf_free) says = {0};
        vb_text_say(&says, command, sentence(d));
        vb_buf_escaped(out, d->file.n > 0 ? d->file : VB_S("data/rules"));
        if (d->line > 0)
            vb_buf_printf(out, ":%u", (unsigned)d->line);
        vb_buf_printf(out, ": %s: %s: ", vb_translate(NULL, d->wrong ? N_("wrong") : N_("look")), d->kind);
        if (d->subject.n > 0) {
            vb_buf_escaped(out, d->subject);
            vb_buf_lit(out, ": ");
        }
        vb_buf_escaped(out, vb_buf_str(&says));
        vb_buf_char(out, '\n');
        out->failed = out->failed || says.failed;
    }
    if (doubts->n > 0)
        vb_buf_char(out, '\n');
    vb_text_say(out, command,
                VB_SAY(N_("{0} wrong, {1} worth a look."), VB_NUMBER((int64_t)doubts->wrong),
                       VB_NUMBER((int64_t)(doubts->n - doubts->wrong))));
    vb_buf_char(out, ' ');
    vb_rules_say_review(out, command, rules);
}

static json_t *json(const vb_rules *rules, const vb_rule_doubts *doubts)
{
    json_t *list = json_array();
    for (size_t i = 0; i < doubts->n; i++) {
        const vb_rule_doubt *d = &doubts->v[i];
        VB_CLEANUP(vb_buf, vb_buf_free) says = {0};
        vb_sentence s = sentence(d);
        vb_sentence_write(&says, &s, NULL, NULL, VB_LANG_EN); /* English: programs compare it */
        (void)json_array_append_new(
            list, json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "level", d->wrong ? "wrong" : "look", "kind", d->kind,
                            "file", d->file.n > 0 ? vb_json_text(d->file) : json_null(), "line",
                            d->line > 0 ? json_integer((json_int_t)d->line) : json_null(), "subject",
                            d->subject.n > 0 ? vb_json_text(d->subject) : json_null(), "says",
                            says.failed ? NULL : vb_json_text(vb_buf_str(&says))));
    }
    return json_pack("{s:s, s:o, s:I, s:I, s:o}", "schema", "verbleib.rules-lint/1", "reviewed_to",
                     vb_json_day(vb_rules_reviewed_to(rules)), "wrong", (json_int_t)doubts->wrong, "look",
                     (json_int_t)(doubts->n - doubts->wrong), "doubts", list);
}

int vb_verb_rules_lint(const vb_command *command)
{
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    vb_reference r;
    vb_rule_doubts doubts;
    vb_error err;
    if (vb_reference_load(&arena, false, &r, &err) != VB_OK ||
        vb_rules_lint(r.rules, r.catalogue, &arena, &doubts, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    int rc = 0;
    if (command->json)
        rc = vb_json_emit(json(r.rules, &doubts), 2, &out, &err) == VB_OK ? 0 : vb_say_error(&err, NULL);
    else
        text(&out, command, r.rules, &doubts);
    if (rc == 0)
        rc = vb_emit(command, vb_buf_str(&out));
    return rc != 0 ? rc : doubts.wrong > 0 ? VB_EXIT_FINDINGS : 0;
}
