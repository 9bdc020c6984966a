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

typedef struct vb_rule_question {
    const vb_model *model;   /* NULL = unknown: what depends on it stays open */
    vb_country from;         /* exporting country; 0 = United States. A reexport or transfer starts elsewhere */
    vb_country to;           /* destination */
    vb_country headquarters; /* of the end user's ultimate parent; 0 = unknown */
    vb_tri datacentre_use;   /* designed or marketed for data centres is the model's; this is the stated end use */
    int64_t on, known_on;    /* known_on VB_NO_TIME = today's knowledge: all files */
} vb_rule_question;

typedef enum vb_layer { VB_LAYER_TEXT, VB_LAYER_ENFORCED } vb_layer;
/* What a clause does when it holds. */
typedef enum vb_effect {
    VB_EFFECT_CLASSIFY,  /* gives an ECCN */
    VB_EFFECT_LICENCE,   /* a licence is required ("not required" only to override) */
    VB_EFFECT_EXCEPTION, /* could apply, with its conditions; the licence requirement stays as it is */
    VB_EFFECT_REVIEW,    /* the policy under which an application is judged */
    VB_EFFECT_SHARE,     /* part of the revenue is owed */
    VB_EFFECT_DUTY,      /* owed on entry into the country of the instrument */
    VB_EFFECT_FLAG,
    VB_EFFECT_QUOTA
} vb_effect;
const char *vb_effect_name(vb_effect e); /* "classify", "licence" ... */

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
} vb_rule_step;

typedef struct vb_rule_answer {
    vb_tri licence[2]; /* by vb_layer: is a licence required? */
    vb_str eccn;       /* "3A090.a", empty when not controlled there, "unknown" when it cannot be told */
    /* Clauses in force that concern the model's maker, flags and quotas only if they may hold; by effect, then rule,
     * letter, guidance, press, pending, then date. For what is applied ask `effective[VB_LAYER_ENFORCED]` of a step. */
    const vb_rule_step *steps;
    size_t n_steps;
    const vb_rule_step *decisive[2]; /* by vb_layer: the clause behind licence[], or NULL (no clause requires one) */
    vb_str open_facts;               /* "die area of the model; headquarters of the end user" or empty */
} vb_rule_answer;

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

/* Day up to which the instruments were reviewed: the latest reviewed-on. VB_NO_TIME when there are none. */
int64_t vb_rules_reviewed_to(const vb_rules *rules);

/* ---- The rules themselves, for lists and pages ----------------------------------------------------------------- */

typedef struct vb_rule_instrument_info {
    vb_str id, title, citation, source, file; /* "88fr73458" */
    vb_str reviewed_by;                       /* who read it with what training */
    vb_country authority;                     /* whose law it is */
    int64_t published, reviewed_on;
} vb_rule_instrument_info;
size_t vb_rules_instruments(const vb_rules *rules);
/* i < vb_rules_instruments(), by id. */
vb_rule_instrument_info vb_rules_instrument(const vb_rules *rules, size_t i);

typedef struct vb_rule_clause_info {
    vb_str id, instrument, citation, basis, value, note;
    vb_effect effect;
    int64_t from[2], to[2]; /* by vb_layer: first, last day; VB_NO_TIME = never in that layer, open */
    int64_t known_from;
    vb_str file;
    uint32_t line;
} vb_rule_clause_info;
size_t vb_rules_clauses(const vb_rules *rules);
/* i < vb_rules_clauses(), in the order of the steps of an answer. */
vb_rule_clause_info vb_rules_clause(const vb_rules *rules, size_t i);

/* An instrument as a rule file in canonical form (one line a value, keys and parentheses as docs/formats/rule.md prints
 * them); loading that gives the same rules. */
void vb_rules_print(const vb_rules *rules, vb_str instrument, vb_buf *out);
/* A clause's condition as text: "tpp >= us.3a090.tpp.high and destination in (group D:5, MO)". */
void vb_rules_print_condition(const vb_rules *rules, size_t clause, vb_buf *out);
#endif
