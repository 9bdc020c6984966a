/* SPDX-License-Identifier: Apache-2.0 */
/* manual: man pages in scdoc's language, from the same tables as help. */
#include "checks/check.h"
#include "cmd/verb.h"

/* scdoc takes _ and * as markup and a leading # as a heading; a backslash before them keeps the character. */
static void text(vb_buf *out, const char *s)
{
    for (; *s != '\0'; s++) {
        if (*s == '_' || *s == '*' || *s == '\\' || *s == '#')
            vb_buf_char(out, '\\');
        vb_buf_char(out, *s);
    }
}

static void options_of(vb_buf *out, const vb_verb *verb, uint64_t mask)
{
    vb_buf_lit(out, "# OPTIONS\n\n");
    for (size_t i = 0; i < vb_n_options; i++) {
        const vb_option *o = &vb_options[i];
        if ((mask & VB_OPTION_BIT(o->id)) == 0)
            continue;
        vb_buf_lit(out, "*");
        if (o->letter != 0)
            vb_buf_printf(out, "-%c*, *", o->letter);
        vb_buf_printf(out, "--%s*", o->name);
        if (o->value != NULL)
            vb_buf_printf(out, " _%s_", o->value);
        vb_buf_lit(out, "\n\t");
        text(out, o->about);
        const char *choices = vb_option_choices(verb, o);
        if (choices != NULL) {
            vb_buf_lit(out, " (");
            text(out, choices);
            vb_buf_lit(out, ")");
        }
        vb_buf_lit(out, "\n\n");
    }
}

static void examples_of(vb_buf *out, const vb_verb *v)
{
    vb_buf_lit(out, "# EXAMPLES\n\n");
    vb_str rest = vb_str_of(v->example), line;
    while (vb_str_next(&rest, '\n', &line)) {
        vb_str example = line, command, about;
        if (vb_str_next(&example, '\t', &command) && vb_str_next(&example, '\t', &about))
            vb_buf_printf(out, "```\n%.*s\n```\n\t%.*s\n\n", VB_ARG(command), VB_ARG(about));
    }
}

static void page_of_verb(vb_buf *out, const vb_verb *v)
{
    VB_CLEANUP(vb_buf, vb_buf_free) name = {0};
    for (const char *p = v->name; *p != '\0'; p++)
        vb_buf_char(&name, *p == ' ' ? '-' : *p);
    vb_buf_printf(out, "verbleib-%.*s(1)\n\n# NAME\n\nverbleib-%.*s - ", VB_ARG(vb_buf_str(&name)),
                  VB_ARG(vb_buf_str(&name)));
    text(out, v->about);
    vb_buf_printf(out, "\n\n# SYNOPSIS\n\n*verbleib %s* ", v->name);
    text(out, v->usage);
    vb_buf_lit(out, "\n\n# DESCRIPTION\n\n");
    text(out, v->more != NULL ? v->more : v->about);
    vb_buf_lit(out, "\n\n");
    options_of(out, v, v->options | VB_EVERY_VERB);
    examples_of(out, v);
    vb_buf_lit(out, "# SEE ALSO\n\n*verbleib*(1)\n");
}

static void page_of_program(vb_buf *out)
{
    vb_buf_lit(out, "verbleib(1)\n\n# NAME\n\nverbleib - where did this accelerator end up, and how do you know?\n\n"
                    "# SYNOPSIS\n\n*verbleib* _VERB_ [options] [words]\n\n# VERBS\n\n");
    for (size_t i = 0; i < vb_n_verbs; i++) {
        vb_buf_printf(out, "*%s* ", vb_verbs[i].name);
        text(out, vb_verbs[i].usage);
        vb_buf_lit(out, "\n\t");
        text(out, vb_verbs[i].about);
        vb_buf_lit(out, "\n\n");
    }
    vb_buf_lit(out, "# CHECKS\n\n");
    for (size_t i = 0; i < vb_n_checks; i++) {
        vb_buf_printf(out, "*%s*\n\t", vb_checks[i]->id);
        text(out, vb_checks[i]->question);
        vb_buf_lit(out, "\n\n");
    }
    options_of(out, NULL, UINT64_MAX);
    vb_buf_lit(out, "# EXIT STATUS\n\n0 fine, 1 findings at or above --fail-on, 2 the question cannot be answered, 3 "
                    "verification failed, 64 wrong use, "
                    "65 bad input, 69 unavailable, 70 our bug, 74 I/O error, 75 try again.\n\n# ENVIRONMENT\n\n"
                    "*VERBLEIB\\_DATA*\n\tfolder of the reference data (catalogue, rules, groups, world map)\n\n"
                    "*NO\\_COLOR*\n\tno colours when set\n\n");
}

int vb_verb_manual(const vb_command *command)
{
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) words = {0};
    for (size_t i = 0; i < command->words.n; i++)
        vb_buf_printf(&words, "%s%s", i > 0 ? " " : "", command->words.v[i]);
    if (command->words.n == 0) {
        page_of_program(&out);
        return vb_emit(command, vb_buf_str(&out));
    }
    for (size_t i = 0; i < vb_n_verbs; i++)
        if (vb_str_eq(vb_str_of(vb_verbs[i].name), vb_buf_str(&words))) {
            page_of_verb(&out, &vb_verbs[i]);
            return vb_emit(command, vb_buf_str(&out));
        }
    return vb_say_usage(command, "there is no verb \"%.*s\"", VB_ARG(vb_buf_str(&words)));
}
