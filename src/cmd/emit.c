/* SPDX-License-Identifier: Apache-2.0 */
/* Answers to stdout or to --out, whole or not at all. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmd/session.h"
#include "world/output.h"

int vb_emit(const vb_command *command, vb_str bytes)
{
    vb_error err;
    if (command->out != NULL) {
        if (vb_output_write(command->out, bytes, &err) != VB_OK)
            return vb_say_error(&err, "nothing was written; the old file, if any, is untouched");
        return 0;
    }
    if ((bytes.n > 0 && fwrite(bytes.p, 1, bytes.n, stdout) != bytes.n) || fflush(stdout) != 0) {
        if (errno == EPIPE)
            return 0; /* `| head` has seen enough */
        fprintf(stderr, "verbleib: standard output: %s\n", vb_system_text(errno));
        return VB_EXIT_IO;
    }
    return 0;
}

bool vb_color_wanted(const vb_command *command, FILE *stream)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    if (command->no_color || command->out != NULL || (no != NULL && no[0] != '\0'))
        return false;
    return isatty(fileno(stream)) != 0 && (term == NULL || !vb_str_eq(vb_str_of(term), VB_S("dumb")));
}

static unsigned terminal_columns(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        return size.ws_col;
    return 100;
}

vb_report_options vb_session_options(const vb_command *command)
{
    return (vb_report_options){.lang = command->lang,
                               .translate = vb_translate,
                               .translate_de = vb_translate_de,
                               .color = vb_color_wanted(command, stdout),
                               .explain = command->explain,
                               .quiet = command->quiet,
                               .columns = terminal_columns()};
}
