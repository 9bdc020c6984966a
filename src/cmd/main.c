/* SPDX-License-Identifier: Apache-2.0 */
/* From words to a verb: finds the verb, reads the options it takes, runs it. */
#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/number.h"
#include "base/time.h"
#include "cmd/verb.h"
#include "evidence/nvidia_smi_xml.h"
#include "world/sandbox.h"

int vb_exit_of(vb_code code)
{
    switch (code) {
    case VB_OK:
        return VB_EXIT_OK;
    case VB_E_PARSE:
    case VB_E_RANGE:
    case VB_E_OVERFLOW:
    case VB_E_NOT_FOUND:
        return VB_EXIT_DATA;
    case VB_E_SIGNATURE:
    case VB_E_PROOF:
        return VB_EXIT_VERIFICATION;
    case VB_E_NOMEM:
        return VB_EXIT_TRY_AGAIN;
    case VB_E_IO:
        return VB_EXIT_IO;
    case VB_E_USAGE:
        return VB_EXIT_USAGE;
    case VB_E_UNAVAILABLE:
        return VB_EXIT_UNAVAILABLE;
    }
    return VB_EXIT_BUG;
}

int vb_say_error(const vb_error *err, const char *next)
{
    fprintf(stderr, "verbleib: %s%s%s\n", err->where, err->where[0] == '\0' ? "" : ": ", err->message);
    if (next != NULL)
        fprintf(stderr, "  %s\n", next);
    return vb_exit_of(err->code);
}

int vb_say_usage(const vb_command *command, const char *fmt, ...)
{
    char text[1024];
    VB_CLEANUP(vb_buf, vb_buf_free) safe = {0}; /* it quotes words that may come from anywhere and drive a terminal */
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    vb_buf_escaped(&safe, vb_str_of(text));
    fprintf(stderr, "verbleib: %.*s\n", VB_ARG(vb_buf_str(&safe)));
    if (command != NULL && command->verb != NULL)
        fprintf(stderr, "  usage: verbleib %s %s\n  more: verbleib help %s\n", command->verb->name,
                command->verb->usage, command->verb->name);
    else
        fputs("  more: verbleib help\n", stderr);
    return VB_EXIT_USAGE;
}

/* The verb with the most words that match: "audit diff" before "audit". */
static const vb_verb *find_verb(int argc, char **argv, int *used)
{
    const vb_verb *best = NULL;
    *used = 0;
    for (size_t i = 0; i < vb_n_verbs; i++) {
        vb_str rest = vb_str_of(vb_verbs[i].name), word;
        int n = 0;
        bool match = true;
        while (match && vb_str_next(&rest, ' ', &word)) {
            match = 1 + n < argc && vb_str_eq(vb_str_of(argv[1 + n]), word);
            n++;
        }
        if (match && n > *used) {
            *used = n;
            best = &vb_verbs[i];
        }
    }
    return best;
}

/* "rules": no verb, but verbs begin with it. */
static bool verbs_of(const char *word, vb_buf *out)
{
    for (size_t i = 0; i < vb_n_verbs; i++) {
        vb_str name = vb_str_of(vb_verbs[i].name), first = name, object;
        if (vb_str_next(&first, ' ', &object) && object.n < name.n && vb_str_eq(object, vb_str_of(word)))
            vb_buf_printf(out, "%s\"%s\"", out->n == 0 ? "" : ", ", vb_verbs[i].name);
    }
    return out->n > 0;
}

static int unknown_verb(const char *word)
{
    VB_CLEANUP(vb_buf, vb_buf_free) family = {0};
    if (verbs_of(word, &family))
        return vb_say_usage(NULL, "\"%s\" wants a second word: %.*s", word, VB_ARG(vb_buf_str(&family)));
    const char *near = NULL;
    size_t best = 3;
    for (size_t i = 0; i < vb_n_verbs; i++) {
        vb_str rest = vb_str_of(vb_verbs[i].name), first;
        if (vb_str_eq(vb_str_sub(rest, 0, __builtin_strlen(word)), vb_str_of(word)))
            near = vb_verbs[i].name, best = 0;
        size_t d = vb_str_next(&rest, ' ', &first) ? vb_word_distance(vb_str_of(word), first) : SIZE_MAX;
        if (d < best) {
            best = d;
            near = vb_verbs[i].name;
        }
    }
    if (near != NULL)
        return vb_say_usage(NULL, "there is no verb \"%s\"; did you mean \"%s\"?", word, near);
    return vb_say_usage(NULL, "there is no verb \"%s\"", word);
}

static bool in_choices(const char *choices, const char *value)
{
    vb_str rest = vb_str_of(choices), word;
    while (vb_str_next(&rest, '|', &word))
        if (vb_str_eq(word, vb_str_of(value)))
            return true;
    return false;
}

static int read_date(const vb_command *c, const char *name, const char *value, int64_t *out)
{
    vb_when when;
    vb_error err;
    if (vb_time_parse(vb_str_of(value), &when, &err) != VB_OK)
        return vb_say_usage(c, "--%s: %s", name, err.message);
    *out = when.at + when.span - 1; /* the state at the end of that day */
    return 0;
}

static int add(const vb_command *c, vb_list *list, const char *name, const char *value)
{
    if (list->n == VB_MAX_LIST)
        return vb_say_usage(c, "--%s: more than %d values", name, VB_MAX_LIST);
    list->v[list->n++] = value;
    return 0;
}

/* `name` is the one that was written: of --as-of there are two */
static int take_option(vb_command *c, const vb_option *o, const char *name, const char *value)
{
    int64_t n;
    const char *choices = vb_option_choices(c->verb, o);
    if (choices != NULL && !in_choices(choices, value))
        return vb_say_usage(c, "--%s: \"%s\"; expected one of %s", o->name, value, choices);
    switch (o->id) {
    case VB_OPT_CASE:
        c->case_dir = value;
        return 0;
    case VB_OPT_JSON:
        c->json = true;
        return 0;
    case VB_OPT_FORMAT:
        c->format = value;
        return 0;
    case VB_OPT_OUT:
        c->out = value;
        return 0;
    case VB_OPT_AS_OF:
        return read_date(c, name, value, &c->as_of);
    case VB_OPT_KNOWN_ON:
        return read_date(c, o->name, value, &c->known_on);
    case VB_OPT_FAIL_ON:
        c->fail_on = value;
        return 0;
    case VB_OPT_LANG:
        c->lang = value[0] == 'd' ? VB_LANG_DE : VB_LANG_EN;
        return 0;
    case VB_OPT_EXPLAIN:
        c->explain = true;
        return 0;
    case VB_OPT_OFFLINE:
        c->offline = true;
        return 0;
    case VB_OPT_QUIET:
        c->quiet = true;
        return 0;
    case VB_OPT_VERBOSE:
        c->verbose++;
        return 0;
    case VB_OPT_NO_COLOR:
        c->no_color = true;
        return 0;
    case VB_OPT_ONLY:
        return add(c, &c->only, o->name, value);
    case VB_OPT_SKIP:
        return add(c, &c->skip, o->name, value);
    case VB_OPT_FROM:
        return add(c, &c->from, o->name, value);
    case VB_OPT_WHAT_IF:
        return add(c, &c->what_if, o->name, value);
    case VB_OPT_TO:
    case VB_OPT_HQ:
    case VB_OPT_SHIPPED_FROM:
    case VB_OPT_USE:
    case VB_OPT_TPP:
    case VB_OPT_PD:
    case VB_OPT_DRAM_BANDWIDTH:
    case VB_OPT_IO_BANDWIDTH:
    case VB_OPT_MEMORY_DENSITY:
    case VB_OPT_MAKER:
    case VB_OPT_BATCH:
    case VB_OPT_LAYER:
        c->value[o->id] = value;
        return 0;
    case VB_OPT_PROGRESS:
        c->progress = true;
        return 0;
    case VB_OPT_THREADS: {
        vb_error err;
        if (vb_int_parse(vb_str_of(value), 1, 64, &n, &err) != VB_OK)
            return vb_say_usage(c, "--threads: %s", err.message);
        c->threads = (unsigned)n;
        return 0;
    }
    case VB_OPT_HELP:
    case VB_OPT_VERSION:
    case VB_OPT_N:
        break;
    }
    return VB_EXIT_BUG;
}

static bool may_repeat(vb_option_id id)
{
    return id == VB_OPT_ONLY || id == VB_OPT_SKIP || id == VB_OPT_FROM || id == VB_OPT_WHAT_IF;
}

enum { SHORT_ON = 1000 }; /* getopt's number of the alias --on */

/* The option of the verb that was perhaps meant by "--too" or "--too=CN". */
static const char *near_option(const struct option *longs, const char *word)
{
    vb_str text = vb_str_of(word), name;
    if (!vb_str_starts(text, VB_S("--")))
        return NULL;
    text = vb_str_sub(text, 2, text.n);
    if (!vb_str_next(&text, '=', &name))
        return NULL;
    const char *near = NULL;
    size_t best = name.n < 4 ? 2 : 3;
    for (; longs->name != NULL; longs++) {
        size_t d = vb_word_distance(name, vb_str_of(longs->name));
        if (d < best && d < name.n) {
            best = d;
            near = longs->name;
        }
    }
    return near;
}

static int parse(vb_command *c, int argc, char **argv, bool *help)
{
    struct option longs[VB_OPT_N + 2];
    char shorts[2 * VB_OPT_N + 2];
    size_t n = 0, s = 0;
    shorts[s++] = ':';
    for (size_t i = 0; i < vb_n_options; i++) {
        const vb_option *o = &vb_options[i];
        if (((c->verb->options | VB_EVERY_VERB) & VB_OPTION_BIT(o->id)) == 0)
            continue;
        int argument = o->value != NULL ? required_argument : no_argument;
        longs[n++] = (struct option){o->name, argument, NULL, (int)o->id + 1};
        if (o->id == VB_OPT_AS_OF)
            longs[n++] = (struct option){"on", argument, NULL, SHORT_ON};
        if (o->letter != 0) {
            shorts[s++] = o->letter;
            if (o->value != NULL)
                shorts[s++] = ':';
        }
    }
    longs[n] = (struct option){0};
    shorts[s] = '\0';
    opterr = 0;
    uint64_t given = 0;
    for (;;) {
        int at = optind, got = getopt_long(argc, argv, shorts, longs, NULL);
        if (got == -1)
            break;
        if (got == '?' || got == ':') {
            const char *word = argv[at == 0 ? 1 : optind - 1], *near = got == '?' ? near_option(longs, word) : NULL;
            if (near != NULL)
                return vb_say_usage(c, "unknown option %s; did you mean --%s?", word, near);
            return vb_say_usage(c, got == ':' ? "%s wants a value" : "unknown option %s", word);
        }
        const vb_option *o = NULL;
        for (size_t i = 0; i < vb_n_options; i++)
            if (got == (int)vb_options[i].id + 1 || (vb_options[i].letter != 0 && got == vb_options[i].letter) ||
                (got == SHORT_ON && vb_options[i].id == VB_OPT_AS_OF))
                o = &vb_options[i];
        if (o != NULL && o->id == VB_OPT_HELP) {
            *help = true;
            return 0;
        }
        if (o != NULL && o->value != NULL && optarg[0] == '\0')
            return vb_say_usage(c, "--%s wants a value, and this one is empty", o->name);
        if (o != NULL && o->value != NULL && !may_repeat(o->id) && (given & VB_OPTION_BIT(o->id)) != 0)
            return vb_say_usage(c, "--%s is given twice; which of them counts?", o->name);
        given |= o == NULL ? 0 : VB_OPTION_BIT(o->id);
        int rc = o == NULL ? VB_EXIT_BUG : take_option(c, o, got == SHORT_ON ? "on" : o->name, optarg);
        if (rc != 0)
            return rc;
    }
    for (; optind < argc; optind++) {
        int rc = add(c, &c->words, "", argv[optind]);
        if (rc != 0)
            return rc;
    }
    if (c->words.n < c->verb->min_words)
        return vb_say_usage(c, "\"%s\" wants %s", c->verb->name, c->verb->usage);
    if (c->words.n > c->verb->max_words)
        return vb_say_usage(c, "one word too many: \"%s\"", c->words.v[c->verb->max_words]);
    if (c->json && c->format != NULL && !vb_str_eq(vb_str_of(c->format), VB_S("json")))
        return vb_say_usage(c, "--json and --format %s contradict each other", c->format);
    if (c->json)
        c->format = "json";
    return 0;
}

static vb_lang language_of_environment(void)
{
    const char *const names[] = {"VERBLEIB_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            return value[0] == 'd' && value[1] == 'e' ? VB_LANG_DE : VB_LANG_EN;
    }
    return VB_LANG_EN;
}

int main(int argc, char **argv)
{
    if (argc == 2 && vb_str_eq(vb_str_of(argv[1]), VB_S(VB_SANDBOX_PARSE_XML)))
        return vb_sandbox_child(vb_nvidia_smi_xml_flatten);
    (void)signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of our write, not our death */
    vb_command command = {.program = argc > 0 ? argv[0] : "verbleib",
                          .as_of = VB_NO_TIME,
                          .known_on = VB_NO_TIME,
                          .lang = language_of_environment()};
    if (argc < 2 || vb_str_eq(vb_str_of(argv[1]), VB_S("--help")) || vb_str_eq(vb_str_of(argv[1]), VB_S("-h"))) {
        vb_translate_start(command.lang);
        int rc = vb_verb_help(&command);
        return argc < 2 && rc == 0 ? VB_EXIT_USAGE : rc;
    }
    if (vb_str_eq(vb_str_of(argv[1]), VB_S("--version"))) {
        puts("verbleib " VB_VERSION);
        return fflush(stdout) == 0 ? 0 : VB_EXIT_IO;
    }
    int used = 0;
    command.verb = find_verb(argc, argv, &used);
    if (command.verb == NULL)
        return unknown_verb(argv[1]);
    bool help = false;
    argv[used] = argv[0];
    int rc = parse(&command, argc - used, argv + used, &help);
    if (rc != 0)
        return rc;
    vb_translate_start(command.lang);
    if (help) {
        command.words = (vb_list){.n = 0};
        vb_str rest = vb_str_of(command.verb->name), word;
        char first[64], second[64];
        char *const room[2] = {first, second};
        while (command.words.n < 2 && vb_str_next(&rest, ' ', &word)) {
            (void)snprintf(room[command.words.n], sizeof first, "%.*s", VB_ARG(word));
            command.words.v[command.words.n] = room[command.words.n];
            command.words.n++;
        }
        return vb_verb_help(&command);
    }
    return command.verb->run(&command);
}
