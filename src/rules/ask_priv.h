/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_RULES_ASK_PRIV_H
#define VB_RULES_ASK_PRIV_H
/* One question being answered: metrics.c turns it into facts, evaluate.c into answers, reasons.c into
 * trees of tests, explain.c into sentences. */
#include "rules/rules_priv.h"

__extension__ typedef __int128 vb_rule_wide; /* products of two figures */

/* A big local that is written before it is read: clearing it first would take longer than the question. */
#if defined(__has_attribute) && __has_attribute(uninitialized)
#define VB_RULE_SCRATCH __attribute__((uninitialized))
#else
#define VB_RULE_SCRATCH
#endif

typedef struct vb_rule_facts {
    int64_t low[VB_METRIC_N], high[VB_METRIC_N]; /* 10^-9; low 0 and high INT64_MAX = unknown */
    bool tpp_known, area_known;                  /* what performance density waits for */
    vb_tri fact[VB_FACTOR_N];
    vb_country place[VB_PLACE_N];
    vb_str text[VB_TEXT_N];
} vb_rule_facts;

void vb_rule_facts_of(const vb_rule_question *q, vb_rule_facts *out);

typedef struct vb_rule_result {                /* of the clauses in force, by place in vb_rule_ask.active */
    uint8_t raw[2][VB_RULE_MAX_CLAUSES];       /* vb_tri: the condition */
    uint8_t effective[2][VB_RULE_MAX_CLAUSES]; /* and not overridden */
    vb_tri licence[2];
} vb_rule_result;

typedef struct vb_rule_sentence { /* a sentence being written */
    char p[1024];
    size_t n;
    bool cut; /* it was too long: it ends in " …" and takes no more */
} vb_rule_sentence;
static inline void vb_rule_start(vb_rule_sentence *l)
{
    l->n = 0;
    l->cut = false;
}

enum { VB_RULE_KEPT = 12, VB_RULE_CACHED = 32, VB_RULE_NOT_ASKED = 255 };

typedef struct vb_rule_ask {
    const vb_rules *rules;
    vb_rule_detail detail;
    int64_t on, known;
    vb_rule_facts facts;
    size_t n_active;                            /* clauses in force in a layer and in scope, in order of application */
    uint16_t active[VB_RULE_MAX_CLAUSES];       /* index of the clause */
    uint16_t place[VB_RULE_MAX_CLAUSES];        /* by clause: place in active + 1; 0 = not active */
    bool in_force[2][VB_RULE_MAX_CLAUSES];      /* by place in active */
    int64_t threshold[VB_RULE_MAX_PARAMETERS];  /* by first row: the value of that day in 10^-9, -1 = not looked up */
    uint8_t member[VB_PLACE_N][VB_RULE_CACHED]; /* by group: vb_tri of the places asked about, VB_RULE_NOT_ASKED */
    bool open_class_known[2][VB_RULE_KEPT];
    vb_rule_sentence open_class[2][VB_RULE_KEPT]; /* by layer: what the first classifications wait for */
    vb_rule_result result;
    bool same_layers;     /* the same clauses are in force in the text and enforced */
    bool split;           /* some answer was found by going through the possible values */
    vb_rule_result plain; /* before that */
} vb_rule_ask;

/* The clause at a place in active. */
static inline const vb_rule_clause *vb_rule_active(const vb_rule_ask *a, size_t at)
{
    return &a->rules->clauses.v[a->active[at]];
}

/* What became of each node of a condition, before possible values were gone through. */
typedef struct vb_rule_trace {
    const vb_rule_condition *in;
    uint8_t is[VB_RULE_MAX_NODES];   /* vb_tri */
    bool decides[VB_RULE_MAX_NODES]; /* on a way that made the whole what it is */
} vb_rule_trace;

/* The threshold of a comparison on the day of the question, or VB_NO_FIGURE. */
int64_t vb_rule_threshold(vb_rule_ask *a, const vb_rule_node *n);
/* One test, with the classification and licence of `layer` in `r`. */
vb_tri vb_rule_test(vb_rule_ask *a, const vb_rule_facts *f, const vb_rule_result *r, vb_layer layer,
                    const vb_rule_condition *in, uint16_t node);
/* Finds what is in force and evaluates it; a->rules is set, all else is filled in. */
VB_MUST_USE vb_code vb_rule_ask_run(vb_rule_ask *a, const vb_rule_question *q, vb_error *err);

/* The condition of the clause at a place; `layer` is one in which it is in force. */
void vb_rule_trace_when(vb_rule_ask *a, size_t at, vb_layer layer, vb_rule_trace *out);
/* The tree of tests for a step; the maker it is addressed to is in it only where that is open. */
VB_MUST_USE vb_code vb_rule_reasons(vb_rule_ask *a, size_t at, const vb_rule_trace *when, vb_arena *arena,
                                    vb_rule_step *step, vb_error *err);

void vb_rule_say(vb_rule_sentence *l, vb_str s);
/* What decided the condition, and what would. `layer` is the one in which the clause is in force; `when` its condition
 * there, or NULL. */
void vb_rule_because(vb_rule_ask *a, size_t at, vb_layer layer, const vb_rule_trace *when, vb_rule_sentence *out);
void vb_rule_unknown(vb_rule_ask *a, size_t at, vb_layer layer, const vb_rule_trace *when, vb_rule_sentence *out);
/* Adds the pieces of `list` (parted by "; ") that `out` does not have. */
void vb_rule_say_new(vb_rule_sentence *out, vb_str list);
/* "15", "5.92": a number of 10^-places without trailing zeros. */
void vb_rule_say_number(vb_rule_sentence *out, int64_t value, unsigned places);
#endif
