/* SPDX-License-Identifier: Apache-2.0 */
/* completion: scripts for three shells, from the tables of verbs and options. */
#include "checks/check.h"
#include "cmd/verb.h"

static void options_of(vb_buf *out, const vb_verb *v)
{
    for (size_t i = 0; i < vb_n_options; i++)
        if (((v->options | VB_EVERY_VERB) & VB_OPTION_BIT(vb_options[i].id)) != 0)
            vb_buf_printf(out, " --%s", vb_options[i].name);
}

static void check_ids(vb_buf *out)
{
    for (size_t i = 0; i < vb_n_checks; i++)
        vb_buf_printf(out, "%s%s", i == 0 ? "" : " ", vb_checks[i]->id);
}

static void first_words(vb_buf *out)
{
    vb_str last = VB_STR_NONE;
    for (size_t i = 0; i < vb_n_verbs; i++) {
        vb_str rest = vb_str_of(vb_verbs[i].name), word;
        if (!vb_str_next(&rest, ' ', &word) || vb_str_eq(word, last))
            continue;
        vb_buf_printf(out, "%s%.*s", last.n == 0 ? "" : " ", VB_ARG(word));
        last = word;
    }
}

static void bash(vb_buf *out)
{
    vb_buf_lit(out,
               "# bash completion for verbleib\n_verbleib() {\n    local cur=${COMP_WORDS[COMP_CWORD]} "
               "prev=${COMP_WORDS[COMP_CWORD-1]}\n"
               "    local verb=\"${COMP_WORDS[1]}\" two=\"${COMP_WORDS[1]} ${COMP_WORDS[2]}\"\n    case $prev in\n");
    for (size_t i = 0; i < vb_n_options; i++) {
        if (vb_options[i].choices == NULL)
            continue;
        vb_buf_printf(out, "    --%s) COMPREPLY=($(compgen -W '", vb_options[i].name);
        for (const char *p = vb_options[i].choices; *p != '\0'; p++)
            vb_buf_char(out, *p == '|' ? ' ' : *p);
        vb_buf_lit(out, "' -- \"$cur\")); return;;\n");
    }
    vb_buf_lit(out, "    --only|--skip) COMPREPLY=($(compgen -W '");
    check_ids(out);
    vb_buf_lit(out,
               "' -- \"$cur\")); return;;\n    esac\n    if [ \"$COMP_CWORD\" = 1 ]; then COMPREPLY=($(compgen -W '");
    first_words(out);
    vb_buf_lit(out, "' -- \"$cur\")); return; fi\n    local words=\n    case $two in\n");
    for (size_t i = 0; i < vb_n_verbs; i++) {
        vb_buf_printf(out, "    '%s'%s) words='", vb_verbs[i].name,
                      memchr(vb_verbs[i].name, ' ', __builtin_strlen(vb_verbs[i].name)) ? "" : "\\ *");
        options_of(out, &vb_verbs[i]);
        vb_buf_lit(out, "';;\n");
    }
    vb_buf_lit(out, "    esac\n    if [ \"$COMP_CWORD\" = 2 ]; then case $verb in\n");
    for (size_t i = 0; i < vb_n_verbs; i++) {
        vb_str rest = vb_str_of(vb_verbs[i].name), first, second;
        if (vb_str_next(&rest, ' ', &first) && vb_str_next(&rest, ' ', &second))
            vb_buf_printf(out, "    %.*s) words=\"$words %.*s\";;&\n", VB_ARG(first), VB_ARG(second));
    }
    vb_buf_lit(out, "    esac; fi\n    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\") $(compgen -f -- \"$cur\"))\n}\n"
                    "complete -o filenames -F _verbleib verbleib\n");
}

static void quoted(vb_buf *out, const char *s, const char *special)
{
    for (; *s != '\0'; s++) {
        if (*s == '\'')
            vb_buf_lit(out, "'\\''");
        else {
            if (__builtin_strchr(special, *s) != NULL)
                vb_buf_char(out, '\\');
            vb_buf_char(out, *s);
        }
    }
}

static void zsh(vb_buf *out)
{
    vb_buf_lit(out, "#compdef verbleib\n_verbleib() {\n  local -a verbs\n  verbs=(\n");
    for (size_t i = 0; i < vb_n_verbs; i++) {
        vb_buf_printf(out, "    '%s:", vb_verbs[i].name);
        quoted(out, vb_verbs[i].about, ":");
        vb_buf_lit(out, "'\n");
    }
    vb_buf_lit(out, "  )\n  if (( CURRENT == 2 )); then _describe verb verbs; return; fi\n  _arguments \\\n");
    for (size_t i = 0; i < vb_n_options; i++) {
        const vb_option *o = &vb_options[i];
        vb_buf_printf(out, "    '--%s[", o->name);
        quoted(out, o->about, ":[]");
        vb_buf_lit(out, "]");
        if (o->value != NULL) {
            vb_buf_printf(out, ":%s:", o->value);
            if (o->choices != NULL) {
                vb_buf_char(out, '(');
                for (const char *p = o->choices; *p != '\0'; p++)
                    vb_buf_char(out, *p == '|' ? ' ' : *p);
                vb_buf_char(out, ')');
            } else if (o->id == VB_OPT_ONLY || o->id == VB_OPT_SKIP) {
                vb_buf_char(out, '(');
                check_ids(out);
                vb_buf_char(out, ')');
            } else {
                vb_buf_lit(out, "_files");
            }
        }
        vb_buf_lit(out, "' \\\n");
    }
    vb_buf_lit(out, "    '*:file:_files'\n}\n_verbleib \"$@\"\n");
}

static void fish(vb_buf *out)
{
    vb_buf_lit(out, "# fish completion for verbleib\n");
    for (size_t i = 0; i < vb_n_verbs; i++) {
        vb_str rest = vb_str_of(vb_verbs[i].name), first, second;
        bool two = vb_str_next(&rest, ' ', &first) && vb_str_next(&rest, ' ', &second);
        if (two)
            vb_buf_printf(out,
                          "complete -c verbleib -n '__fish_use_subcommand' -a %.*s\ncomplete -c verbleib -n "
                          "'__fish_seen_subcommand_from %.*s' -a %.*s -d '",
                          VB_ARG(first), VB_ARG(first), VB_ARG(second));
        else
            vb_buf_printf(out, "complete -c verbleib -n '__fish_use_subcommand' -a %.*s -d '", VB_ARG(first));
        quoted(out, vb_verbs[i].about, "");
        vb_buf_lit(out, "'\n");
    }
    for (size_t i = 0; i < vb_n_options; i++) {
        const vb_option *o = &vb_options[i];
        vb_buf_printf(out, "complete -c verbleib -l %s", o->name);
        if (o->letter != 0)
            vb_buf_printf(out, " -s %c", o->letter);
        if (o->choices != NULL) {
            vb_buf_lit(out, " -x -a '");
            for (const char *p = o->choices; *p != '\0'; p++)
                vb_buf_char(out, *p == '|' ? ' ' : *p);
            vb_buf_lit(out, "'");
        } else if (o->value != NULL) {
            vb_buf_lit(out, " -r");
        }
        vb_buf_lit(out, " -d '");
        quoted(out, o->about, "");
        vb_buf_lit(out, "'\n");
    }
}

int vb_verb_completion(const vb_command *command)
{
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    vb_str shell = vb_str_of(command->words.v[0]);
    if (vb_str_eq(shell, VB_S("bash")))
        bash(&out);
    else if (vb_str_eq(shell, VB_S("zsh")))
        zsh(&out);
    else if (vb_str_eq(shell, VB_S("fish")))
        fish(&out);
    else
        return vb_say_usage(command, "\"%.*s\" is no shell known here; expected bash, zsh or fish", VB_ARG(shell));
    return vb_emit(command, vb_buf_str(&out));
}
