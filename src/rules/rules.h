/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_RULES_RULES_H
#define VB_RULES_RULES_H
/* Which clause applied, on that day, to that accelerator, to that destination and headquarters, and why.
 *
 * Instruments are text files (data/rules/<instrument>.rule; format: docs/formats/rule.md), country groups are dated
 * memberships (data/groups/<group>.csv). Evaluation is three-valued and bitemporal: `on` is the day of the move,
 * `known_on` the day of knowledge. Two layers: what the text says, and what is enforced. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/grade.h"
#include "base/time.h"
#include "catalogue/catalogue.h"
#include "places/country.h"

typedef struct vb_rules vb_rules; /* opaque; owned by the arena it was loaded into, borrows only `countries` */

typedef struct vb_rule_file {
    vb_str name;  /* "data/rules/88fr73458.rule" */
    vb_str bytes; /* copied */
} vb_rule_file;

/* The order of the files does not matter. Errors: VB_E_PARSE with where = "file:line:column" and offset = the line;
 * VB_E_RANGE for a clash: two clauses of one effect that can hold at once with different values and no "overrides"
 * between them; VB_E_NOMEM. *out is written only on success. */
VB_MUST_USE vb_code vb_rules_load(const vb_rule_file *rules, size_t n_rules, const vb_rule_file *groups,
                                  size_t n_groups, const vb_countries *countries, vb_arena *arena, vb_rules **out,
                                  vb_error *err);

/* What conditions compare. Figures are of one integrated circuit. */
typedef enum vb_rule_metric {
    VB_METRIC_TPP,
    VB_METRIC_DENSITY, /* TPP / mm2 */
    VB_METRIC_IO,      /* GB/s, chip to chip, both directions */
    VB_METRIC_DRAM,    /* GB/s */
    VB_METRIC_IO_DRAM, /* the sum of the two */
    VB_METRIC_TOPS,    /* processing performance, 10^12 operations a second, the largest over the formats: 3A991.p.1 */
    VB_METRIC_HBM,     /* memory bandwidth density of a stack of memory that is sold as such, GB/s/mm2: 3A090.c */
    VB_METRIC_N
} vb_rule_metric;
const char *vb_rule_metric_name(vb_rule_metric m); /* as rule files write it: "tpp", "io_bandwidth + dram_bandwidth" */
const char *vb_rule_metric_unit(vb_rule_metric m); /* "GB/s"; "" for TPP */

/* Figures that the asker states; each goes before the model's. In 10^-9 of the unit, the largest 9.2 * 10^9 units. */
typedef struct vb_rule_figures {
    bool stated[VB_METRIC_N];                    /* IO_DRAM is worked out from the two when both are known */
    int64_t low[VB_METRIC_N], high[VB_METRIC_N]; /* low <= high */
    bool unnamed;                                /* without a model: it is none of the models that clauses name */
} vb_rule_figures;

/* How much of an answer is written out. */
typedef enum vb_rule_detail {
    VB_RULE_SENTENCES, /* because and unknown of every step */
    /* For tables of many answers: only the clauses that hold or may hold, without because and unknown; conditions and
     * open_facts are empty too. */
    VB_RULE_VERDICT,
    VB_RULE_REASONS /* and the tree of tests of every step */
} vb_rule_detail;

typedef struct vb_rule_question {
    const vb_model *model;          /* NULL = unknown: what depends on it and is not in `figures` stays open */
    const vb_rule_figures *figures; /* NULL = none stated */
    vb_str maker;                   /* of a circuit without model, as clauses write it; empty = unknown */
    vb_tri marketed;                /* designed or marketed for data centres, as stated; VB_UNKNOWN = the model's */
    const vb_str *what_if;          /* ids of pending instruments to be taken as in force; see docs/formats/rule.md */
    size_t n_what_if;
    vb_rule_detail detail;
    vb_country from;         /* exporting country; 0 = United States. A reexport or transfer starts elsewhere */
    vb_country to;           /* destination */
    vb_country headquarters; /* of the end user's ultimate parent; 0 = unknown */
    vb_tri datacentre_use;   /* designed or marketed for data centres is the model's; this is the stated end use */
    int64_t on, known_on;    /* known_on VB_NO_TIME = today's knowledge: all files */
} vb_rule_question;

typedef enum vb_layer { VB_LAYER_TEXT, VB_LAYER_ENFORCED } vb_layer;
/* What a clause does when it holds. */
typedef enum vb_effect {
    VB_EFFECT_CLASSIFY,  /* gives an ECCN of the integrated circuit */
    VB_EFFECT_ASSEMBLY,  /* gives the ECCN of a computer or assembly that contains it: "4A090.a" */
    VB_EFFECT_LICENCE,   /* a licence is required ("not required" only to override) */
    VB_EFFECT_EXCEPTION, /* could apply, with its conditions; the licence requirement stays as it is */
    VB_EFFECT_REVIEW,    /* the policy under which an application is judged */
    VB_EFFECT_SHARE,     /* part of the revenue is owed */
    VB_EFFECT_DUTY,      /* owed on entry into the country of the instrument */
    VB_EFFECT_FLAG,
    VB_EFFECT_QUOTA
} vb_effect;
const char *vb_effect_name(vb_effect e); /* "classify", "licence" ... */

typedef enum vb_rule_op {
    VB_OP_AND,
    VB_OP_OR,
    VB_OP_NOT,
    VB_OP_COMPARE,
    VB_OP_COUNTRY,
    VB_OP_FACT,
    VB_OP_TEXT,
    VB_OP_ECCN,
    VB_OP_LICENCE,
    VB_OP_UNSTATED
} vb_rule_op;
typedef enum vb_rule_relation { VB_REL_GE, VB_REL_GT, VB_REL_LE, VB_REL_LT } vb_rule_relation;
typedef enum vb_rule_place { VB_PLACE_DESTINATION, VB_PLACE_HEADQUARTERS, VB_PLACE_EXPORTER, VB_PLACE_N } vb_rule_place;
typedef enum vb_rule_fact { VB_FACTOR_MARKETED, VB_FACTOR_END_USE, VB_FACTOR_N } vb_rule_fact;
typedef enum vb_rule_text { VB_TEXT_VENDOR, VB_TEXT_CHIP, VB_TEXT_MODEL, VB_TEXT_N } vb_rule_text;

typedef struct vb_rule_member { /* of the set that a place was looked up in */
    vb_str group;               /* "D:5", or empty: a single country */
    vb_country country;         /* of a single country */
    vb_tri in;
    bool assumed;  /* taken from a later list */
    vb_str source; /* of the membership, where a row of the group says so */
} vb_rule_member;

/* One node of a condition and what became of it. The nodes of a condition stand in preorder; `depth` makes the tree.
 * The outcome can be worked out again from the leaves by Kleene's logic, and each leaf from its values. */
typedef struct vb_rule_reason {
    vb_rule_op op;
    unsigned depth; /* 0 = the whole condition */
    vb_tri is;
    bool decides;    /* on a way that made the whole condition what it is */
    vb_str text;     /* of a test, as the rule file writes it: "tpp >= us.3a090.tpp.high"; empty for and, or, not */
    uint8_t subject; /* vb_rule_metric, vb_rule_place, vb_rule_fact or vb_rule_text, by op */
    /* VB_OP_COMPARE, in 10^-9 of the unit */
    vb_rule_relation relation;
    int64_t low, high;          /* high INT64_MAX = no upper end known (and low 0: nothing); high < 0 = has none */
    int64_t threshold;          /* VB_NO_FIGURE = not known or not in force on that day */
    vb_str parameter, citation; /* name of the threshold and where it stands */
    /* VB_OP_COUNTRY */
    vb_country country; /* 0 = unknown */
    const vb_rule_member *members;
    size_t n_members;
    /* VB_OP_TEXT: what was compared; VB_OP_UNSTATED: the fact; VB_OP_ECCN: empty */
    vb_str value;
    const vb_str *words; /* VB_OP_TEXT, VB_OP_ECCN: the set */
    size_t n_words;
} vb_rule_reason;

typedef struct vb_rule_step {                   /* one clause that fired, lost, or could not be decided */
    vb_str clause, citation, instrument, basis; /* "88fr73458/3a090.a"; basis: rule, letter, guidance, press, pending */
    vb_effect effect;
    vb_str value;        /* "3A090.a", "NAC", "presumption of denial"; of a share, duty or quota the number, "15" */
    vb_str parameter;    /* of a share, duty or quota: its name; else empty */
    vb_str conditions;   /* what must be met besides; parted by "; "; only when it holds or may hold */
    vb_tri holds;        /* the condition, in the layer in which the clause is in force (enforced where in both) */
    bool in_force[2];    /* by vb_layer, on that day and for what was known */
    vb_tri effective[2]; /* by vb_layer: in force, holds, and not overridden */
    bool overridden;     /* it holds, and a clause that overrides it holds too, in every layer where it is in force */
    vb_str because;      /* "TPP 15824 >= 4800 (+229.7 %)" in English; may be empty */
    vb_str unknown;      /* the facts that would settle it, parted by "; " */
    /* Ids of the clauses that override this one and hold or may hold, where this one holds or may hold too. */
    const vb_str *overridden_by;
    size_t n_overridden_by;
    /* With VB_RULE_REASONS; none for "always". Plain values: see `same_for_all`. A maker that is not known stands as a
     * test of its own before the condition of a letter. Class and licence asked for are those of the enforced layer
     * where the clause is in force there. */
    const vb_rule_reason *reasons;
    size_t n_reasons;
    bool same_for_all; /* tests stay open, but the clause comes out the same for every value that is possible */
} vb_rule_step;

typedef struct vb_rule_answer {
    vb_tri licence[2]; /* by vb_layer: is a licence required? */
    /* before the first day of any clause nothing can be told: "unknown", and open_facts says why */
    vb_str eccn;     /* "3A090.a", empty when no clause classifies it, "unknown" when it cannot be told */
    vb_str assembly; /* "4A090.a" of what contains it; empty and "unknown" as above */
    /* Clauses in force that concern the model's maker, flags and quotas only if they may hold; by effect, then rule,
     * letter, guidance, press, pending, then date. For what is applied ask `effective[VB_LAYER_ENFORCED]` of a step. */
    const vb_rule_step *steps;
    size_t n_steps;
    const vb_rule_step *
        decisive[2]; /* by vb_layer: the clause behind licence[], or NULL (no clause requires one, or none could yet) */
    vb_str open_facts; /* "die area of the model; headquarters of the end user" or empty */
} vb_rule_answer;

/* What an answer comes to in words of a table; texts are those of the answer. Enforced layer but for licence[]. */
typedef enum vb_review {
    VB_REVIEW_NONE, /* no licence is required */
    VB_REVIEW_UNKNOWN,
    VB_REVIEW_CASE_BY_CASE,
    VB_REVIEW_APPROVAL,
    VB_REVIEW_DENIAL
} vb_review;
const char *vb_review_name(vb_review r); /* "presumption-of-denial", "case-by-case", "none" ... */
enum { VB_OUTCOME_LIST = 32 };           /* most of one list; what is behind it is in the steps alone */
typedef struct vb_rule_outcome {
    vb_review review;
    const vb_rule_step *review_step;                /* or NULL */
    const vb_rule_step *exception[VB_OUTCOME_LIST]; /* effective or perhaps effective, in the order of the steps */
    size_t n_exceptions;
    const vb_rule_step *share, *duty;   /* effective for certain, or NULL */
    vb_str instrument[VB_OUTCOME_LIST]; /* ids of those with an effective clause, and of what decides each layer */
    size_t n_instruments;
    bool letter; /* a licence is required by letter */
} vb_rule_outcome;
void vb_rules_outcome(const vb_rule_answer *answer, vb_rule_outcome *out);
/* The policy of review in a layer, and the step that gives it (or NULL; may be NULL). */
vb_review vb_rules_review(const vb_rule_answer *answer, vb_layer layer, const vb_rule_step **step);

/* The figures that a question comes to, after `figures` and model: for tables and pictures. In 10^-9 of the unit; high
 * INT64_MAX = no upper end is known, both below 0 = there is none (a planar chip's density). False: nothing is known.
 */
bool vb_rules_figure(const vb_rule_question *q, vb_rule_metric metric, int64_t *low, int64_t *high);

/* Pure; the answer lives in the arena, its text there and in the rules' arena.
 * Errors: VB_E_NOMEM, VB_E_RANGE (no day). */
VB_MUST_USE vb_code vb_rules_evaluate(const vb_rules *rules, const vb_rule_question *q, vb_arena *arena,
                                      vb_rule_answer *out, vb_error *err);

/* The share of revenue expected for a licensed sale of this model to this country on this day, in hundredths of a
 * percent; *step tells the clause and its basis ("press": no legal instrument is known). 0 and NULL when none; 0 with a
 * step whose `effective[VB_LAYER_ENFORCED]` is VB_UNKNOWN when it cannot be told. */
VB_MUST_USE vb_code vb_rules_share(const vb_rules *rules, const vb_rule_question *q, vb_arena *arena,
                                   int32_t *hundredths, const vb_rule_step **step, vb_error *err);

/* A dated parameter or quota: value in its own unit (see docs/formats/rule.md: percent are hundredths of a percent);
 * false when none is in force. citation may be NULL. */
bool vb_rules_parameter(const vb_rules *rules, vb_str name, int64_t on, int64_t *value, vb_str *citation);

/* Is the country in the group on that day? Unknown when the group has no membership dated so early. */
vb_tri vb_rules_in_group(const vb_rules *rules, vb_str group, vb_country c, int64_t on);

/* Start (a moment) of the period that holds `on` between two days on which any clause, parameter or membership changes:
 * answers for all days of one period are the same, so callers may remember them by it. INT64_MIN + 1 before the first.
 */
int64_t vb_rules_epoch(const vb_rules *rules, int64_t on);

/* All days (moments) on which an answer can change, in order: at most n are written, the count of all comes back. */
size_t vb_rules_days(const vb_rules *rules, int64_t *days, size_t n);

/* The first day of any clause of law: before it nothing can be told. INT64_MAX when there is no law. */
int64_t vb_rules_begin(const vb_rules *rules);

/* Day up to which the instruments were reviewed: the latest reviewed-on. VB_NO_TIME when there are none. */
int64_t vb_rules_reviewed_to(const vb_rules *rules);

/* ---- The rules themselves, for lists and pages ----------------------------------------------------------------- */

typedef struct vb_rule_instrument_info {
    vb_str id, title, citation, source, file; /* "88fr73458" */
    vb_str reviewed_by;                       /* who read it with what training */
    vb_str note;
    vb_country authority; /* whose law it is */
    int64_t published, reviewed_on;
    bool pending; /* not law: answers only "what if" */
} vb_rule_instrument_info;
size_t vb_rules_instruments(const vb_rules *rules);
/* i < vb_rules_instruments(), by id. */
vb_rule_instrument_info vb_rules_instrument(const vb_rules *rules, size_t i);

typedef struct vb_rule_clause_info {
    vb_str id, instrument, citation, basis, value, note;
    vb_effect effect;
    int64_t from[2], to[2]; /* by vb_layer: first, last day; VB_NO_TIME = never in that layer, open */
    int64_t end_known[2];   /* by vb_layer: since when the last day was known; VB_NO_TIME = from the beginning */
    int64_t known_from;
    vb_str file;
    uint32_t line;
    vb_str source;       /* where this clause was read, if not where the instrument was */
    vb_str quote_sha256; /* of the official paragraph, hexadecimal; empty = not taken */
    vb_str reviewed_by;  /* the instrument's where the clause says nothing else */
    int64_t reviewed_on;
    bool pending; /* of an instrument that is no law yet */
} vb_rule_clause_info;
size_t vb_rules_clauses(const vb_rules *rules);
/* i < vb_rules_clauses(), in the order of the steps of an answer. */
vb_rule_clause_info vb_rules_clause(const vb_rules *rules, size_t i);
/* The number of a clause by its id "88fr73458/3a090.a", or SIZE_MAX. */
size_t vb_rules_clause_find(const vb_rules *rules, vb_str id);
/* Numbers of the clauses that this one overrides, or that override it: at most n are written, the count comes back. */
size_t vb_rules_overrides(const vb_rules *rules, size_t clause, size_t *out, size_t n);
size_t vb_rules_overridden_by(const vb_rules *rules, size_t clause, size_t *out, size_t n);

typedef struct vb_rule_parameter_info {
    vb_str name, unit, citation, basis, note, instrument; /* unit: "TPP/mm2" */
    int64_t value;                                        /* whole number of the last decimal */
    unsigned places;                                      /* decimals of the value: 5920 with 3 is 5.92 */
    int64_t from, to, known_from;                         /* to VB_NO_TIME = open */
    int64_t end_known;                                    /* since when the last day was known; or VB_NO_TIME */
    vb_str file;
    uint32_t line;
} vb_rule_parameter_info;
size_t vb_rules_parameters(const vb_rules *rules);
/* i < vb_rules_parameters(), by name, then date: several rows of one name are one dated parameter. */
vb_rule_parameter_info vb_rules_parameter_row(const vb_rules *rules, size_t i);
size_t vb_rules_groups(const vb_rules *rules);

/* A condition as an outline: one line a test, "all of" and "one of" above the lines they join. */
typedef struct vb_rule_line {
    vb_rule_op op; /* VB_OP_AND, VB_OP_OR: heads what is one deeper below; else a test. Never VB_OP_NOT */
    bool negated;
    unsigned depth;
    vb_str text;   /* of a test, as rule files write it: "tpp >= us.3a090.tpp.high" */
    vb_str amount; /* of a comparison: "4800 TPP"; each value with its first day where it changes while in force */
} vb_rule_line;
/* Errors: VB_E_NOMEM. No lines: "always". */
VB_MUST_USE vb_code vb_rules_outline(const vb_rules *rules, size_t clause, vb_arena *arena, const vb_rule_line **out,
                                     size_t *n, vb_error *err);

/* An instrument as a rule file in canonical form (one line a value, keys and parentheses as docs/formats/rule.md prints
 * them); loading that gives the same rules. */
void vb_rules_print(const vb_rules *rules, vb_str instrument, vb_buf *out);
/* A clause's condition as text: "tpp >= us.3a090.tpp.high and destination in (group D:5, MO)". */
void vb_rules_print_condition(const vb_rules *rules, size_t clause, vb_buf *out);
/* The makers a clause is addressed to: "NVIDIA, AMD"; nothing when to all. */
void vb_rules_print_scope(const vb_rules *rules, size_t clause, vb_buf *out);
/* What must be met besides, each {parameter} as "25 days (us.nac.notice)". */
void vb_rules_print_conditions(const vb_rules *rules, size_t clause, vb_buf *out);
/* A value as lists show it: "5.92 TPP/mm2", "25 percent", "6" of a count. */
void vb_rules_print_value(int64_t value, unsigned places, vb_str unit, vb_buf *out);
/* The number of a share, duty or quota: "15 percent"; nothing for other effects. */
void vb_rules_print_amount(const vb_rules *rules, size_t clause, vb_buf *out);
#endif
