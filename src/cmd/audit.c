/* SPDX-License-Identifier: Apache-2.0 */
/* audit: every check over a case. */
#include "cmd/session.h"

/* Exit 1 from --fail-on up; `open` also makes an open check exit 2. */
static int exit_of_findings(const vb_command *command, const vb_findings *findings)
{
    vb_str level = vb_str_of(command->fail_on == NULL ? "high" : command->fail_on);
    bool open_counts = vb_str_eq(level, VB_S("open"));
    vb_severity from = VB_HIGH;
    for (unsigned s = VB_INFO; s <= VB_CRITICAL; s++)
        if (vb_str_eq(level, vb_str_of(vb_severity_name((vb_severity)s))))
            from = (vb_severity)s;
    if (open_counts)
        from = VB_LOW;
    bool open = false;
    for (size_t i = 0; i < findings->n; i++) {
        const vb_finding *f = &findings->v[i];
        if (f->verdict == VB_FAIL && f->severity >= from)
            return VB_EXIT_FINDINGS;
        open = open || f->verdict == VB_OPEN;
    }
    return open && open_counts ? VB_EXIT_UNANSWERED : VB_EXIT_OK;
}

int vb_verb_audit(const vb_command *command)
{
    vb_session s;
    vb_error err;
    int rc = vb_check_names_known(command);
    if (rc != 0)
        return rc;
    const vb_report_output *output = vb_output_find(vb_str_of(command->format == NULL ? "table" : command->format));
    bool map = vb_str_eq(vb_str_of(output->name), VB_S("html"));
    if (vb_session_open(command, command->words.n > 0 ? command->words.v[0] : NULL, map, &s, &err) != VB_OK)
        return vb_say_error(&err, err.code == VB_E_NOT_FOUND ? "`verbleib init DIR` makes an empty case" : NULL);
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    if (vb_session_check(command, &s, &err) != VB_OK) {
        rc = vb_say_error(&err, NULL);
    } else {
        vb_audit audit = vb_session_audit(&s);
        vb_report_options options = vb_session_options(command);
        if (output->write(&audit, &options, &out, &err) != VB_OK)
            rc = vb_say_error(&err, NULL);
        else if ((rc = vb_emit(command, vb_buf_str(&out))) == 0)
            rc = vb_session_usable(&s) ? exit_of_findings(command, &s.findings) : VB_EXIT_DATA;
        if (rc == VB_EXIT_DATA && !command->quiet)
            fprintf(stderr,
                    "verbleib: %.*s: nothing in it could be read as part of a case\n"
                    "  docs/formats/case-folder.md lists the files; `verbleib init DIR` makes an empty case\n",
                    VB_ARG(s.case_name));
    }
    vb_session_close(&s);
    return rc;
}
