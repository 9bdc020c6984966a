/* SPDX-License-Identifier: Apache-2.0 */
/* check --from: what is the card in this inventory file? */
#include "checks/card_rules.h"
#include "cmd/session.h"
#include "report/finding_json.h"
#include "world/case.h"

typedef struct tally {
    const vb_command *command;
    vb_reference reference;
    vb_buf out;
    size_t cards, contradicted, undetermined, consistent, errors;
} tally;

static void say_issues(tally *t, const vb_claims *claims, const char *path)
{
    for (size_t i = 0; i < claims->issues.n; i++) {
        const vb_issue *issue = &claims->issues.v[i];
        VB_CLEANUP(vb_buf, vb_buf_free) line = {0};
        t->errors += !issue->note;
        if (t->command->quiet && issue->note)
            continue;
        vb_buf_printf(&line, "verbleib: %s%s", path, issue->where.n > 0 ? " " : "");
        vb_buf_escaped(&line, issue->where);
        vb_buf_lit(&line, ": ");
        vb_buf_escaped(&line, issue->message);
        fprintf(stderr, "%s\n", line.p == NULL ? "" : line.p);
    }
}

static int one_file(tally *t, const char *path)
{
    vb_error err;
    vb_case *opened;
    vb_case_options options = {.threads = 1};
    vb_card_judgement *judged;
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    if (vb_case_open(path, &t->reference.countries, &options, &opened, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    const vb_claims *claims = vb_case_claims(opened);
    int rc =
        vb_cards_judge(t->reference.catalogue, claims, &arena, &judged, &err) == VB_OK ? 0 : vb_say_error(&err, NULL);
    for (size_t i = 0; rc == 0 && i < claims->cards.n; i++) {
        if (!t->command->json)
            vb_card_text(&t->out, t->reference.catalogue, claims, (uint32_t)i, &judged[i], vb_translate, NULL,
                         t->command->lang);
        else if (vb_card_json(&t->out, t->reference.catalogue, claims, (uint32_t)i, &judged[i], &err) != VB_OK)
            rc = vb_say_error(&err, NULL);
        t->cards++;
        t->contradicted += judged[i].verdict == VB_CARD_CONTRADICTED;
        t->undetermined += judged[i].verdict == VB_CARD_UNDETERMINED;
        t->consistent += judged[i].verdict == VB_CARD_CONSISTENT;
    }
    say_issues(t, claims, path);
    vb_case_close(opened);
    return rc;
}

int vb_verb_check(const vb_command *command)
{
    vb_list files = command->from;
    vb_error err;
    for (size_t i = 0; i < command->words.n; i++) { /* --from a.txt b.txt c.txt */
        if (files.n == VB_MAX_LIST)
            return vb_say_usage(command, "more than %d files", VB_MAX_LIST);
        files.v[files.n++] = command->words.v[i];
    }
    if (command->from.n == 0)
        return vb_say_usage(command,
                            "\"check\" wants --from FILE: this version reads files, not the card of this machine");
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    tally t = {.command = command};
    if (vb_reference_load(&arena, false, &t.reference, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    int unread = 0; /* a file that cannot be opened is said, and the others are read all the same */
    for (size_t i = 0; i < files.n; i++) {
        int one = one_file(&t, files.v[i]);
        unread = unread == 0 ? one : unread;
    }
    int rc = vb_emit(command, vb_buf_str(&t.out));
    if (rc == 0)
        rc = t.contradicted > 0                        ? VB_EXIT_FINDINGS
             : t.cards == 0                            ? (unread != 0 ? unread : VB_EXIT_DATA)
             : t.undetermined > 0 && t.consistent == 0 ? VB_EXIT_UNANSWERED
                                                       : 0;
    if (rc == VB_EXIT_DATA && t.errors == 0 && unread == 0 && !command->quiet)
        fputs("verbleib: no card in these files; expected the output of nvidia-smi -q or nvidia-smi -q -x\n", stderr);
    vb_buf_free(&t.out);
    return rc;
}
