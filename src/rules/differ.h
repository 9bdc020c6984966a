/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_RULES_DIFFER_H
#define VB_RULES_DIFFER_H
/* What changed between two days: accelerators whose outcome is another, with the clause that made it so, and the
 * clauses, numbers and memberships that began or ended between them, also where no accelerator is touched. Pure. */
#include "rules/rules.h"

typedef struct vb_rules_diff_question {
    vb_country to;           /* 0: the chip alone, classification only */
    vb_country headquarters; /* of the end user's ultimate parent; 0 = unknown */
    vb_country from;         /* exporting country; 0 = United States */
    vb_layer layer;
    int64_t before, after; /* two days, before <= after */
    int64_t known_on;      /* VB_NO_TIME = all that the files know */
    const vb_str *what_if; /* pending instruments taken as in force on both days */
    size_t n_what_if;
} vb_rules_diff_question;

typedef enum vb_rule_aspect {                      /* of an outcome */
                              VB_ASPECT_LICENCE,   /* "yes", "no", "unknown" */
                              VB_ASPECT_CLASS,     /* of the circuit: "3A090.a", "unknown", "" */
                              VB_ASPECT_ASSEMBLY,  /* of what contains it */
                              VB_ASPECT_REVIEW,    /* vb_review_name */
                              VB_ASPECT_EXCEPTION, /* "ACA;NAC?", ? = cannot be told; names in order */
                              VB_ASPECT_SHARE,     /* "15" per cent, "15?" */
                              VB_ASPECT_DUTY,
                              VB_ASPECT_FLAG,
                              VB_ASPECT_N
} vb_rule_aspect;
const char *vb_rule_aspect_name(vb_rule_aspect a); /* "licence", "class" ... */

typedef struct vb_rule_change {
    const vb_model *model;
    vb_rule_aspect aspect;
    vb_str before, after;
    bool open; /* before or after cannot be told */
    /* What made the change: a clause that is in force on one of the days and not on the other; else a parameter with
     * another value or a group with other members; all empty when neither explains it alone. */
    vb_str by, citation;
    const char *kind; /* "clause", "parameter", "group" or "" */
} vb_rule_change;

typedef enum vb_rule_event_kind { VB_EVENT_CLAUSE, VB_EVENT_PARAMETER, VB_EVENT_MEMBERSHIP } vb_rule_event_kind;
typedef struct vb_rule_event {
    vb_rule_event_kind kind;
    int64_t on;  /* the first day on which it is, or no longer is */
    bool begins; /* else: it ended */
    vb_str id;   /* clause, parameter, or group */
    vb_str what; /* "licence required", "4800 TPP", the country's code "AE", "AE?": cannot be told now */
    vb_str citation;
} vb_rule_event;

typedef struct vb_rules_difference { /* lives in the arena */
    const vb_rule_change *changes;   /* by aspect, certain first, before, after, clause, model */
    size_t n_changes;
    size_t models;               /* asked for */
    size_t changed;              /* of them: something is another for certain */
    size_t only_open;            /* of them: all that changed could not be told, or cannot */
    const vb_rule_event *events; /* by kind, day, id */
    size_t n_events;
} vb_rules_difference;

/* Errors: VB_E_RANGE (a day is missing, or the second lies before the first), VB_E_NOMEM. */
VB_MUST_USE vb_code vb_rules_differ(const vb_rules *rules, const vb_catalogue *catalogue,
                                    const vb_rules_diff_question *q, vb_arena *arena, vb_rules_difference *out,
                                    vb_error *err);
#endif
