/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_RULES_RULES_PRIV_H
#define VB_RULES_RULES_PRIV_H
/* How the rules are held in memory. docs/formats/rule.md is the grammar; names here follow it.
 * Reading order: reader.c (lines, words) -> condition.c, cite.c, stanza.c (one file) -> load.c (all files joined),
 * epoch.c, clash.c; then metrics.c, evaluate.c, reasons.c, explain.c, answer.c (a question); list.c, print.c. */
#include "base/buf.h"
#include "rules/rules.h"

enum { /* limits on what is read; each is far above what law has needed */
       VB_RULE_MAX_FILES = 256,
       VB_RULE_MAX_BYTES = 1 << 20, /* of one file */
       VB_RULE_MAX_LINE = 500,      /* bytes in one line */
       VB_RULE_MAX_VALUE = 4000,    /* bytes other than blanks in one value with its continuation lines */
       VB_RULE_MAX_WORD = 350,      /* bytes in one word or one text in quotes: printed, it fits a line */
       VB_RULE_MAX_FIELDS = 32,     /* lines of one stanza */
       VB_RULE_MAX_NAME = 80,
       VB_RULE_MAX_NODES = 200, /* of one condition */
       VB_RULE_MAX_ITEMS = 200, /* members of the sets of one condition */
       VB_RULE_MAX_DEPTH = 16,
       VB_RULE_MAX_CLAUSES = 512, /* of all files */
       VB_RULE_MAX_PARAMETERS = 1000,
       VB_RULE_MAX_GROUP_ROWS = 50000,
       VB_RULE_MAX_OVERRIDES = 16
};
#define VB_RULE_NANO INT64_C(1000000000) /* metrics and thresholds are compared in units of 10^-9 */
#define VB_RULE_NEVER INT64_MAX

/* ---- Reading one file ------------------------------------------------------------------------------------------ */

typedef struct vb_rule_reader {
    vb_str file, bytes;
    size_t at;
    uint32_t line; /* of `at`, 1 = first */
} vb_rule_reader;

typedef struct vb_rule_field {
    vb_str key, raw;       /* raw: the value with its continuation lines, as they stand */
    uint32_t line, column; /* of the key (column 1) and of the value */
    bool first;            /* of its stanza */
} vb_rule_field;

typedef enum vb_rule_word_kind {
    VB_WORD_END,
    VB_WORD_NAME,
    VB_WORD_STRING,
    VB_WORD_OPEN,
    VB_WORD_CLOSE,
    VB_WORD_COMMA,
    VB_WORD_PLUS,
    VB_WORD_COMPARE,
    VB_WORD_BAD
} vb_rule_word_kind;

typedef struct vb_rule_words { /* the words of one value, with the place of the current one */
    const vb_rule_reader *reader;
    vb_str raw;
    size_t at;
    uint32_t line, column; /* of `at` */
    vb_rule_word_kind kind;
    vb_str text; /* of the current word; a string without its quotes */
    uint32_t word_line, word_column;
} vb_rule_words;

/* Refuses NUL and control bytes, tabs, carriage returns, bad UTF-8 and lines that are too long. */
VB_MUST_USE vb_code vb_rule_reader_open(vb_rule_reader *r, vb_rule_file file, vb_error *err);
/* The next "key: value"; *end at the end of the file. */
VB_MUST_USE vb_code vb_rule_next_field(vb_rule_reader *r, vb_rule_field *out, bool *end, vb_error *err);
/* VB_E_PARSE at a place: where = "file:line:column", offset = line. */
__attribute__((format(printf, 6, 7))) void vb_rule_error(vb_error *err, vb_code code, vb_str file, uint32_t line,
                                                         uint32_t column, const char *fmt, ...);
#define vb_rule_fail(err, file, line, column, ...) \
    (vb_rule_error((err), VB_E_PARSE, (file), (line), (column), __VA_ARGS__), VB_E_PARSE)
/* The value as one line of text, in the arena. */
VB_MUST_USE vb_code vb_rule_field_text(const vb_rule_reader *r, const vb_rule_field *f, vb_arena *arena, vb_str *out,
                                       vb_error *err);
void vb_rule_words_open(vb_rule_words *w, const vb_rule_reader *r, const vb_rule_field *f);
void vb_rule_word_next(vb_rule_words *w);
/* "found X, expected Y" at the current word. A macro, so that analysers see that the value is never VB_OK. */
void vb_rule_say_expected(const vb_rule_words *w, const char *expected, vb_error *err);
#define vb_rule_expected(w, expected, err) (vb_rule_say_expected((w), (expected), (err)), VB_E_PARSE)

/* ---- What a file says ------------------------------------------------------------------------------------------- */

typedef enum vb_rule_unit {
    VB_UNIT_TPP,
    VB_UNIT_DENSITY,
    VB_UNIT_GBS,
    VB_UNIT_TOPS,
    VB_UNIT_MEMORY_DENSITY,
    VB_UNIT_PERCENT,
    VB_UNIT_DAYS,
    VB_UNIT_COUNT,
    VB_UNIT_N
} vb_rule_unit;
typedef struct vb_rule_unit_row {
    const char *name;
    uint8_t places; /* decimals of the whole number that vb_rules_parameter gives */
} vb_rule_unit_row;
typedef struct vb_rule_metric_row {
    const char *name, *say; /* in the file, in explanations */
    vb_rule_unit unit;
} vb_rule_metric_row;
extern const vb_rule_unit_row vb_rule_units[VB_UNIT_N];
extern const vb_rule_metric_row vb_rule_metrics[VB_METRIC_N];

typedef enum vb_rule_basis {
    VB_BASIS_RULE,
    VB_BASIS_LETTER,
    VB_BASIS_GUIDANCE,
    VB_BASIS_PRESS,
    VB_BASIS_PENDING,
    VB_BASIS_N
} vb_rule_basis;
extern const char *const vb_rule_bases[VB_BASIS_N];
extern const char *const vb_rule_effects[VB_EFFECT_QUOTA + 1];

typedef struct vb_rule_span {     /* in force: from <= on < end; the end counts only for those who know of it */
    int64_t from, end, end_known; /* from VB_RULE_NEVER = never; end VB_RULE_NEVER = open */
} vb_rule_span;
static inline bool vb_rule_in_span(const vb_rule_span *s, int64_t on, int64_t known)
{
    return s->from <= on && (on < s->end || known < s->end_known) && s->from != VB_RULE_NEVER;
}

typedef struct vb_rule_parameter {
    vb_str name, cite, note, file;
    uint32_t line;
    vb_rule_unit unit;
    vb_rule_basis basis;
    int64_t value, nano; /* in the unit's own whole number; in 10^-9 */
    vb_rule_span span;
    int64_t known_from;
    uint32_t rows; /* of this name, from here on; after sorting */
    bool pending;  /* of a pending instrument */
} vb_rule_parameter;

extern const char *const vb_rule_relations[4];
extern const char *const vb_rule_place_names[VB_PLACE_N];
extern const char *const vb_rule_fact_names[VB_FACTOR_N];
extern const char *const vb_rule_text_names[VB_TEXT_N];

#define VB_NO_NODE UINT16_MAX
typedef struct vb_rule_node {
    uint8_t op, subject, relation; /* vb_rule_op; metric, place, fact or text; vb_rule_relation */
    uint16_t child, next;          /* of and, or, not: first child and next sibling, VB_NO_NODE = none */
    uint16_t first, n;             /* items of a set */
    uint32_t line, column;
    vb_str text;         /* parameter's name; words of `unstated` */
    uint32_t parameter;  /* index of the first row of that name, after linking */
    vb_str canonical;    /* of a test: as print.c writes it, after linking */
    const vb_str *words; /* of text and eccn: the set, after linking */
} vb_rule_node;

typedef struct vb_rule_item { /* member of a set */
    bool group;
    vb_country country;
    uint32_t index; /* of the group; of an ECCN the first clause that classifies it, after linking */
    uint32_t line, column;
    vb_str text; /* group name, word or ECCN */
} vb_rule_item;

typedef struct vb_rule_condition {
    vb_rule_node *nodes; /* none: always */
    vb_rule_item *items;
    uint16_t n_nodes, n_items, root;
} vb_rule_condition;

typedef struct vb_rule_name { /* a name with the place where it was written */
    vb_str text;
    uint32_t line, column;
    uint32_t index;
} vb_rule_name;

typedef struct vb_rule_clause {
    vb_str id; /* "88fr73458/3a090.a" */
    vb_str file;
    uint32_t line, when_line;
    const struct vb_rule_instrument *instrument;
    vb_str cite, conditions, source, quote_sha256, note, reviewed_by;
    int64_t reviewed_on, known_from;
    vb_rule_basis basis;
    vb_rule_span span[2];    /* by vb_layer */
    vb_rule_condition scope; /* applies_to: one set of vendors, or nothing */
    vb_rule_condition when;
    vb_effect effect;
    vb_str value;                  /* "3A090.a", "NAC", "presumption of denial", the parameter's name */
    bool required;                 /* licence */
    bool asks_class, asks_licence; /* its condition, after linking */
    uint32_t parameter;            /* share, duty, quota: first row of that name */
    uint32_t value_line, value_column;
    uint32_t class_index; /* of a classification: the first clause with the same value */
    vb_rule_name *overrides;
    size_t n_overrides;
    uint32_t *overriders; /* clauses that override this one, in order of application */
    size_t n_overriders;
} vb_rule_clause;

typedef struct vb_rule_rank { /* a clause, and a time outside of which it is in force in no layer */
    int64_t from, end;
    uint32_t index;
} vb_rule_rank;

typedef struct vb_rule_instrument {
    vb_str id, title, cite, source, note, reviewed_by, file;
    vb_country authority;
    int64_t published, reviewed_on;
    uint32_t line;
    bool pending; /* state: pending */
} vb_rule_instrument;

typedef enum vb_rule_status { VB_STATUS_STATED, VB_STATUS_ASSUMED, VB_STATUS_UNKNOWN } vb_rule_status;

typedef struct vb_rule_group_row {
    vb_str name;        /* of the group */
    vb_country country; /* 0 = "*": the time in which the list is known to be complete */
    int64_t from, end;
    vb_rule_status status;
    vb_str source;
    vb_str file;
    uint32_t line;
} vb_rule_group_row;

typedef struct vb_rule_group {
    vb_str name;
    size_t first, n; /* rows, by country and date */
} vb_rule_group;

/* Membership on a day; *row (may be NULL on the way out) is what says so. */
vb_tri vb_rules_member(const vb_rules *rules, uint32_t group, vb_country c, int64_t on, const vb_rule_group_row **row);

struct vb_rules {
    vb_arena *arena;
    const vb_countries *countries;
    struct {
        vb_rule_instrument **v;
        size_t n, cap;
    } instruments;
    struct {
        vb_rule_clause *v;
        size_t n, cap;
    } clauses; /* by effect, basis, date, id */
    struct {
        vb_rule_parameter *v;
        size_t n, cap;
    } parameters; /* by name, date of knowledge, date */
    struct {
        vb_rule_group *v;
        size_t n, cap;
    } groups; /* by name */
    struct {
        vb_rule_group_row *v;
        size_t n, cap;
    } group_rows;
    vb_rule_rank *by_rank; /* clauses in order of application */
    int64_t *days;         /* on which something changes, in order, each once */
    size_t n_days;
    int64_t reviewed_to;
    int64_t begins; /* first day of any clause of law; nothing older is held */
};

/* First row of a parameter's name, or VB_NONE; valid after sorting. */
uint32_t vb_rules_parameter_index(const vb_rules *rules, vb_str name);
/* The row in force for what was known, or NULL. `first` from linking. */
const vb_rule_parameter *vb_rules_parameter_on(const vb_rules *rules, uint32_t first, int64_t on, int64_t known);
/* As which a clause counts: those of a pending instrument are pending, whatever they would be as law. */
static inline vb_rule_basis vb_rule_basis_of(const vb_rule_clause *c)
{
    return c->instrument->pending ? VB_BASIS_PENDING : c->basis;
}
/* When a clause is in force in a layer; one of a pending instrument, if that is asked for, in both as its text says. */
static inline const vb_rule_span *vb_rule_span_of(const vb_rule_clause *c, int layer)
{
    return &c->span[c->instrument->pending ? VB_LAYER_TEXT : layer];
}
/* One test as text in one line, at the end of `out`. */
void vb_rule_print_test(const vb_rules *rules, const vb_rule_condition *in, uint16_t node, vb_buf *out);
/* Fills rules->days. */
VB_MUST_USE vb_code vb_rules_find_days(vb_rules *rules, vb_error *err);
/* VB_E_RANGE when two clauses of one effect can hold at once with different values and neither overrides the other. */
VB_MUST_USE vb_code vb_rules_clash(const vb_rules *rules, vb_error *err);
/* The search of clash.c for lint: can all of these conditions come out as wished on that day, with the metrics in
 * low..high (by vb_rule_metric, in 10^-9; NULL = any)? True may be too much (see clash.c), false is proved. */
typedef struct vb_rule_wish {
    const vb_rule_condition *in;
    bool holds;
} vb_rule_wish;
bool vb_rules_possible(const vb_rules *rules, int64_t on, const vb_rule_wish *wishes, size_t n, const int64_t *low,
                       const int64_t *high);
/* Do different values of this effect exclude each other? */
static inline bool vb_rule_exclusive(vb_effect e)
{
    return e == VB_EFFECT_CLASSIFY || e == VB_EFFECT_ASSEMBLY || e == VB_EFFECT_LICENCE || e == VB_EFFECT_REVIEW ||
           e == VB_EFFECT_SHARE || e == VB_EFFECT_DUTY;
}
#endif
