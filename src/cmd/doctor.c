/* SPDX-License-Identifier: Apache-2.0 */
/* doctor: is everything here that the program needs? One line a part, with the remedy. */
#include <openssl/crypto.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/session.h"
#include "evidence/nvidia_smi_xml.h"
#include "report/finding_json.h"
#include "world/sandbox.h"

typedef enum state { GOOD, WARN, BAD } state;

typedef struct doctor {
    const vb_command *command;
    vb_buf out;
    bool bad;
} doctor;

static void line(doctor *d, state s, const char *part, vb_str what, const char *remedy)
{
    static const char *const words[] = {"ok", "warn", "fail"};
    d->bad = d->bad || s == BAD;
    if (d->command->json) {
        vb_error err;
        if (vb_json_emit(json_pack("{s:s, s:s, s:s, s:o, s:s?}", "schema", "verbleib.doctor/1", "part", part, "state",
                                   words[s], "what", vb_json_text(what), "remedy", remedy),
                         0, &d->out, &err) != VB_OK)
            d->out.failed = true;
        return;
    }
    vb_buf_printf(&d->out, "%-5s %-12s ", words[s], part);
    vb_buf_escaped(&d->out, what);
    if (remedy != NULL)
        vb_buf_printf(&d->out, "\n      %s", remedy);
    vb_buf_char(&d->out, '\n');
}

static void reference(doctor *d, vb_arena *arena)
{
    vb_reference r;
    vb_error err;
    VB_CLEANUP(vb_buf, vb_buf_free) what = {0};
    if (vb_reference_load(arena, true, &r, &err) != VB_OK) {
        vb_buf_printf(&what, "%s: %s", err.where, err.message);
        line(d, BAD, "data", vb_buf_str(&what),
             "set VERBLEIB_DATA to the folder data/ of the program, or install it again");
        return;
    }
    vb_buf_printf(&what, "%zu accelerator models", vb_catalogue_count(r.catalogue));
    line(d, GOOD, "catalogue", vb_buf_str(&what), NULL);
    char day[24];
    int64_t reviewed = vb_rules_reviewed_to(r.rules);
    vb_time_text(reviewed, true, day);
    what.n = 0;
    vb_buf_printf(&what, "reviewed to %s", day);
    line(d, GOOD, "rules", vb_buf_str(&what), "what was published after that day is not known to this program");
    what.n = 0;
    vb_buf_printf(&what, "%zu countries; ", vb_world_count(r.world));
    vb_buf_add(&what, vb_world_source(r.world));
    line(d, GOOD, "map", vb_buf_str(&what), NULL);
}

static void sandbox(doctor *d)
{
    static const char probe[] =
        "<?xml version=\"1.0\" ?><nvidia_smi_log><driver_version>1</driver_version></nvidia_smi_log>";
    VB_CLEANUP(vb_buf, vb_buf_free) answer = {0};
    vb_error err;
    vb_code rc = vb_sandbox_run(VB_SANDBOX_PARSE_XML, vb_str_of(probe), NULL, &answer, &err);
    if (rc == VB_E_UNAVAILABLE)
        line(d, BAD, "sandbox", vb_str_of(err.message),
             "XML files are not read without it; a kernel with seccomp is needed");
    else
        line(d, GOOD, "sandbox", VB_S("XML is read in a child without files and network"), NULL);
}

int vb_verb_doctor(const vb_command *command)
{
    doctor d = {.command = command};
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    char path[4096];
    line(&d, GOOD, "verbleib", VB_S(VB_VERSION), NULL);
    line(&d, GOOD, "libcrypto", vb_str_of(OpenSSL_version(OPENSSL_VERSION)), NULL);
    reference(&d, &arena);
    sandbox(&d);
    if (vb_locale_folder(path, sizeof path))
        line(&d, GOOD, "language", VB_S("German texts found"), NULL);
    else
        line(&d, WARN, "language", VB_S("no German texts beside the program"),
             "reports are English only; install the program, or build it with gettext");
    if (vb_examples_folder(path, sizeof path))
        line(&d, GOOD, "examples", vb_str_of(path), NULL);
    else
        line(&d, WARN, "examples", VB_S("not found"), "verbleib demo needs the folder examples/ of the source");
    int rc = vb_emit(command, vb_buf_str(&d.out));
    vb_buf_free(&d.out);
    return rc != 0 ? rc : d.bad ? VB_EXIT_UNAVAILABLE : 0;
}
