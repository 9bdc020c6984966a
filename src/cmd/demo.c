/* SPDX-License-Identifier: Apache-2.0 */
/* demo: audits the example cases that come with the program and writes their reports. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/session.h"
#include "world/output.h"

static const struct {
    const char *name, *about;
} examples[] = {
    {"hub-route",
     N_("a diversion through a hub: a dormant shell wakes up, somebody else pays, the goods are relabelled")},
    {"licensed-h20", N_("a licence of several lines, drawn down over months: one line is overdrawn, one shipment lacks "
                        "its laboratory report")},
    {"courier", N_("small lots in hand luggage, cards re-marked in a repair shop, one die on two boards")},
    {"one-card", N_("a 24 GB card that reports 48 GB, beside honest cards")},
};

static int one(const vb_command *command, const char *case_path, const char *report_path, const char *about)
{
    vb_session s;
    vb_error err;
    if (vb_session_open(command, case_path, true, &s, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    VB_CLEANUP(vb_buf, vb_buf_free) table = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) html = {0};
    int rc = 0;
    vb_code code = vb_session_check(command, &s, &err);
    vb_audit audit = vb_session_audit(&s);
    vb_report_options options = vb_session_options(command);
    options.quiet = true;
    if (code == VB_OK)
        code = vb_output_find(VB_S("table"))->write(&audit, &options, &table, &err);
    if (code == VB_OK)
        code = vb_output_find(VB_S("html"))->write(&audit, &options, &html, &err);
    if (code == VB_OK)
        code = vb_output_write(report_path, vb_buf_str(&html), &err);
    if (code != VB_OK) {
        rc = vb_say_error(&err, NULL);
    } else {
        printf("── %s: %s\n\n%.*s\n%s: %s\n\n", case_path, vb_translate(NULL, about), (int)table.n, table.p,
               vb_translate(NULL, N_("report")), report_path);
        rc = fflush(stdout) == 0 ? 0 : VB_EXIT_IO;
    }
    vb_session_close(&s);
    return rc;
}

int vb_verb_demo(const vb_command *command)
{
    const char *folder = command->words.n > 0 ? command->words.v[0] : "demo-reports";
    char root[4096];
    vb_error err;
    if (!vb_examples_folder(root, sizeof root)) {
        vb_error_set(&err, VB_E_UNAVAILABLE, "examples", VB_NO_OFFSET,
                     "the example cases are not installed beside the program");
        return vb_say_error(&err, "they are in the folder examples/ of the source");
    }
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        vb_error_set(&err, VB_E_IO, folder, VB_NO_OFFSET, "%s", vb_system_text(errno));
        return vb_say_error(&err, NULL);
    }
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        VB_CLEANUP(vb_buf, vb_buf_free) case_path = {0};
        VB_CLEANUP(vb_buf, vb_buf_free) report_path = {0};
        vb_buf_printf(&case_path, "%s/%s", root, examples[i].name);
        vb_buf_printf(&report_path, "%s/%s.html", folder, examples[i].name);
        int rc = one(command, case_path.p, report_path.p, examples[i].about);
        if (rc != 0)
            return rc;
    }
    return 0;
}
