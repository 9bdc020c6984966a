/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CMD_VERB_H
#define VB_CMD_VERB_H
/* The command line: one table of verbs and one table of options. Help, man pages and shell completion are written from
 * them (help.c, manual.c, completion.c), so they cannot say anything else than the program does.
 * To add a verb: one file here, one row in verbs.c; the man page comes from the row. */
#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/lang.h"
#include "base/str.h"

/* Exit codes, the first that applies (design section 4; the 6x and 7x are those of sysexits.h) */
enum {
    VB_EXIT_OK = 0,
    VB_EXIT_FINDINGS = 1,
    VB_EXIT_UNANSWERED = 2,
    VB_EXIT_VERIFICATION = 3,
    VB_EXIT_USAGE = 64,
    VB_EXIT_DATA = 65,
    VB_EXIT_UNAVAILABLE = 69,
    VB_EXIT_BUG = 70,
    VB_EXIT_IO = 74,
    VB_EXIT_TRY_AGAIN = 75
};
int vb_exit_of(vb_code code);

typedef enum vb_option_id {
    VB_OPT_CASE,
    VB_OPT_JSON,
    VB_OPT_FORMAT,
    VB_OPT_OUT,
    VB_OPT_AS_OF,
    VB_OPT_KNOWN_ON,
    VB_OPT_FAIL_ON,
    VB_OPT_LANG,
    VB_OPT_EXPLAIN,
    VB_OPT_OFFLINE,
    VB_OPT_QUIET,
    VB_OPT_VERBOSE,
    VB_OPT_NO_COLOR,
    VB_OPT_HELP,
    VB_OPT_VERSION,
    VB_OPT_ONLY,
    VB_OPT_SKIP,
    VB_OPT_FROM,
    VB_OPT_THREADS,
    VB_OPT_PROGRESS,
    VB_OPT_TO,
    VB_OPT_HQ,
    VB_OPT_SHIPPED_FROM,
    VB_OPT_USE,
    VB_OPT_TPP,
    VB_OPT_PD,
    VB_OPT_DRAM_BANDWIDTH,
    VB_OPT_IO_BANDWIDTH,
    VB_OPT_MEMORY_DENSITY,
    VB_OPT_MAKER,
    VB_OPT_BATCH,
    VB_OPT_WHAT_IF,
    VB_OPT_LAYER,
    VB_OPT_N
} vb_option_id;

typedef struct vb_option {
    vb_option_id id;
    const char *name;    /* long, without the dashes */
    char letter;         /* or 0 */
    const char *value;   /* "DATE", or NULL for a flag */
    const char *choices; /* words parted by '|', or NULL */
    const char *about;   /* N_() msgid */
} vb_option;
extern const vb_option vb_options[];
extern const size_t vb_n_options;
const vb_option *vb_option_of(vb_option_id id);

enum { VB_MAX_LIST = 256 };
typedef struct vb_list {
    const char *v[VB_MAX_LIST];
    size_t n;
} vb_list;

typedef struct vb_command { /* a parsed command line */
    const struct vb_verb *verb;
    const char *program;
    const char *case_dir, *format, *out;
    int64_t as_of, known_on; /* the last second of the day named; VB_NO_TIME = not given */
    const char *fail_on;
    vb_lang lang;
    bool json, explain, offline, quiet, no_color, progress;
    unsigned verbose, threads;
    const char *value[VB_OPT_N];              /* as written, of the options that have no field of their own; or NULL */
    vb_list only, skip, from, what_if, words; /* words: what is left */
} vb_command;

typedef struct vb_verb {
    const char *name;    /* "audit", "audit diff" */
    const char *usage;   /* "[CASE]" */
    const char *about;   /* N_() one line */
    const char *more;    /* N_() a paragraph or two: what it reads and prints, exit codes */
    const char *example; /* lines "command\tN_() what it shows" */
    uint64_t options;    /* bit i: takes vb_option_id i besides those every verb takes */
    size_t min_words, max_words;
    int (*run)(const vb_command *command);
    const char *formats; /* of --format, parted by '|'; NULL = those of an audit */
} vb_verb;
extern const vb_verb vb_verbs[];
extern const size_t vb_n_verbs;
enum {
    VB_EVERY_VERB = 1u << VB_OPT_HELP | 1u << VB_OPT_LANG | 1u << VB_OPT_NO_COLOR | 1u << VB_OPT_QUIET |
                    1u << VB_OPT_VERBOSE | 1u << VB_OPT_OFFLINE
};
#define VB_OPTION_BIT(id) (UINT64_C(1) << (id))
/* The words that an option takes with this verb (NULL: any verb), parted by '|', or NULL. */
const char *vb_option_choices(const vb_verb *verb, const vb_option *option);

/* Says "verbleib: <where>: <message>" and a line what to do next (may be NULL) on stderr; gives the exit code. */
int vb_say_error(const vb_error *err, const char *next);
__attribute__((format(printf, 2, 3))) int vb_say_usage(const vb_command *command, const char *fmt, ...);

/* How far two words are apart: bytes inserted, left out and changed. SIZE_MAX from 128 bytes on. */
size_t vb_word_distance(vb_str a, vb_str b);

/* Writes bytes to --out (aside, then renamed) or to stdout. 0 or VB_EXIT_IO. */
int vb_emit(const vb_command *command, vb_str bytes);

/* gettext, for vb_translate_fn: ctx unused. */
const char *vb_translate(void *ctx, const char *msgid); /* in the language of the command */
const char *vb_translate_de(void *ctx, const char *msgid);
void vb_translate_start(vb_lang lang);
bool vb_color_wanted(const vb_command *command, FILE *stream);

int vb_verb_audit(const vb_command *command);
int vb_verb_audit_diff(const vb_command *command);
int vb_verb_catalogue_lint(const vb_command *command);
int vb_verb_catalogue_list(const vb_command *command);
int vb_verb_catalogue_show(const vb_command *command);
int vb_verb_catalogue_sources(const vb_command *command);
int vb_verb_check(const vb_command *command);
int vb_verb_classify(const vb_command *command);
int vb_verb_completion(const vb_command *command);
int vb_verb_demo(const vb_command *command);
int vb_verb_doctor(const vb_command *command);
int vb_verb_event_list(const vb_command *command);
int vb_verb_finding_explain(const vb_command *command);
int vb_verb_finding_list(const vb_command *command);
int vb_verb_help(const vb_command *command);
int vb_verb_init(const vb_command *command);
int vb_verb_licence_list(const vb_command *command);
int vb_verb_licence_show(const vb_command *command);
int vb_verb_manual(const vb_command *command);
int vb_verb_rules_diff(const vb_command *command);
int vb_verb_rules_lint(const vb_command *command);
int vb_verb_rules_list(const vb_command *command);
int vb_verb_rules_matrix(const vb_command *command);
int vb_verb_rules_show(const vb_command *command);
int vb_verb_trace(const vb_command *command);
#endif
