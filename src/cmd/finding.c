/* SPDX-License-Identifier: Apache-2.0 */
/* finding list, finding explain. */
#include "cmd/session.h"
#include "report/finding_json.h"
#include "report/terminal.h"

static int open_and_check(const vb_command *command, const char *path, vb_session *s)
{
    vb_error err;
    if (vb_session_open(command, path, false, s, &err) != VB_OK)
        return vb_say_error(&err, "name the case with --case DIR");
    if (vb_session_check(command, s, &err) != VB_OK) {
        vb_session_close(s);
        return vb_say_error(&err, NULL);
    }
    return 0;
}

int vb_verb_finding_list(const vb_command *command)
{
    vb_session s;
    vb_error err;
    int rc = open_and_check(command, command->words.n > 0 ? command->words.v[0] : NULL, &s);
    if (rc != 0)
        return rc;
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    for (size_t i = 0; rc == 0 && i < s.findings.n; i++) {
        const vb_finding *f = &s.findings.v[i];
        if (command->json) {
            if (vb_json_emit(vb_finding_json(f), 0, &out, &err) != VB_OK)
                rc = vb_say_error(&err, NULL);
            continue;
        }
        vb_buf_printf(&out, "%s  %-6s  %-8s  %-28s  %s ", f->id, vb_verdict_name(f->verdict),
                      vb_severity_name(f->severity), f->check, f->subject_kind);
        vb_buf_escaped(&out, f->subject);
        vb_buf_char(&out, '\n');
    }
    if (rc == 0)
        rc = vb_emit(command, vb_buf_str(&out));
    vb_session_close(&s);
    return rc;
}

int vb_verb_finding_explain(const vb_command *command)
{
    vb_session s;
    vb_error err;
    int rc = open_and_check(command, NULL, &s);
    if (rc != 0)
        return rc;
    vb_str word = vb_str_of(command->words.v[0]);
    const vb_finding *found = NULL;
    size_t n = 0;
    for (size_t i = 0; i < s.findings.n; i++)
        if (vb_str_starts(vb_str_of(s.findings.v[i].id), word) ||
            vb_str_starts(vb_str_of(s.findings.v[i].fingerprint), word)) {
            found = &s.findings.v[i];
            n++;
        }
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    if (n != 1) {
        fprintf(stderr, "verbleib: %zu findings begin with \"%s\"\n  verbleib finding list %.*s\n", n,
                command->words.v[0], VB_ARG(s.case_name));
        rc = VB_EXIT_DATA;
    } else if (command->json) {
        rc = vb_json_emit(vb_finding_json(found), 2, &out, &err) == VB_OK ? vb_emit(command, vb_buf_str(&out))
                                                                          : vb_say_error(&err, NULL);
    } else {
        vb_report_options o = vb_session_options(command);
        o.explain = true;
        vb_terminal_finding(&out, found, &o);
        rc = vb_emit(command, vb_buf_str(&out));
    }
    vb_session_close(&s);
    return rc;
}
