/* SPDX-License-Identifier: Apache-2.0 */
/* help: from the tables of verbs and options. */
#include "checks/check.h"
#include "cmd/verb.h"

static const char *say(const char *msgid)
{
    return vb_translate(NULL, msgid);
}

static void program_help(vb_buf *out)
{
    vb_buf_printf(out, "%s\n\n", say(N_("Verbleib: where did this accelerator end up, and how do you know?")));
    for (size_t i = 0; i < vb_n_verbs; i++) {
        char left[64];
        (void)snprintf(left, sizeof left, "%s %s", vb_verbs[i].name, vb_verbs[i].usage);
        vb_buf_printf(out, "  verbleib %-32s %s\n", left, say(vb_verbs[i].about));
    }
    vb_buf_printf(out, "\n%s\n",
                  say(N_("Exit codes: 0 fine, 1 findings, 2 cannot be told, 64 wrong use, 65 bad input, 69 "
                         "unavailable, 70 our bug, 74 I/O, 75 try again.")));
    vb_buf_printf(
        out, "%s\n",
        say(N_("Begin with: verbleib demo    Your own case: verbleib init my-case, then verbleib audit my-case")));
    vb_buf_printf(out, "%s\n", say(N_("More: verbleib help VERB, verbleib help checks")));
}

static void checks_help(vb_buf *out)
{
    for (size_t i = 0; i < vb_n_checks; i++)
        vb_buf_printf(out, "%-32s %s\n  %s: %s\n", vb_checks[i]->id, say(vb_checks[i]->question), say(N_("reads")),
                      vb_checks[i]->needs);
}

static void check_help(vb_buf *out, const vb_check *c)
{
    vb_buf_printf(out, "%s\n  %s\n  %s: %s\n", c->id, say(c->question), say(N_("reads")), c->needs);
    for (size_t i = 0; i < c->n_parameters; i++) {
        const vb_parameter *p = &c->parameters[i];
        vb_buf_printf(out, "  case.ini [check.%s] %s = %lld  (%lld to %lld %s) %s\n", c->id, p->name,
                      (long long)p->preset, (long long)p->low, (long long)p->high, p->unit, say(p->about));
    }
    vb_buf_printf(out, "  docs/checks/%s.md\n", c->id);
}

static void verb_help(vb_buf *out, const vb_verb *v)
{
    vb_buf_printf(out, "verbleib %s %s\n  %s\n", v->name, v->usage, say(v->about));
    vb_str rest = vb_str_of(v->example), line;
    while (vb_str_next(&rest, '\n', &line)) {
        vb_str example = line, command, about;
        if (vb_str_next(&example, '\t', &command) && vb_str_next(&example, '\t', &about))
            vb_buf_printf(out, "\n  $ %.*s\n    %.*s\n", VB_ARG(command), VB_ARG(about));
    }
    if (v->more != NULL)
        vb_buf_printf(out, "\n%s\n", say(v->more));
    vb_buf_char(out, '\n');
    for (size_t i = 0; i < vb_n_options; i++) {
        const vb_option *o = &vb_options[i];
        if (((v->options | VB_EVERY_VERB) & VB_OPTION_BIT(o->id)) == 0)
            continue;
        char left[64];
        (void)snprintf(left, sizeof left, "%s%c%s--%s%s%s", o->letter != 0 ? "-" : " ",
                       o->letter != 0 ? o->letter : ' ', o->letter != 0 ? ", " : "  ", o->name,
                       o->value == NULL ? "" : " ", o->value == NULL ? "" : o->value);
        vb_buf_printf(out, "  %-24s %s", left, say(o->about));
        const char *choices = vb_option_choices(v, o);
        if (choices != NULL)
            vb_buf_printf(out, " (%s)", choices);
        vb_buf_char(out, '\n');
    }
}

int vb_verb_help(const vb_command *command)
{
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) words = {0};
    for (size_t i = 0; i < command->words.n; i++)
        vb_buf_printf(&words, "%s%s", i > 0 ? " " : "", command->words.v[i]);
    vb_str name = vb_buf_str(&words);
    size_t found = 0;
    if (name.n == 0) {
        program_help(&out);
        return vb_emit(command, vb_buf_str(&out));
    }
    if (vb_str_eq(name, VB_S("checks"))) {
        checks_help(&out);
        return vb_emit(command, vb_buf_str(&out));
    }
    const vb_check *check = vb_check_find(name);
    if (check != NULL) {
        check_help(&out, check);
        return vb_emit(command, vb_buf_str(&out));
    }
    for (size_t i = 0; i < vb_n_verbs; i++) {
        vb_str verb = vb_str_of(vb_verbs[i].name);
        /* "licence" shows all that begins with it */
        if (!vb_str_eq(verb, name) && !(vb_str_starts(verb, name) && verb.p[name.n] == ' ' && command->words.n == 1))
            continue;
        if (found++ > 0)
            vb_buf_char(&out, '\n');
        verb_help(&out, &vb_verbs[i]);
    }
    if (found == 0)
        return vb_say_usage(NULL, "there is no verb or check \"%.*s\"", VB_ARG(name));
    return vb_emit(command, vb_buf_str(&out));
}
