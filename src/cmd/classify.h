/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CMD_CLASSIFY_H
#define VB_CMD_CLASSIFY_H
/* From what somebody writes to a question for the rules: names of models, places, words that stand behind a name. */
#include "cmd/reference.h"
#include "cmd/verb.h"
#include "report/outcome.h"

enum { VB_CLASSIFY_CANDIDATES = 8 };

/* What a name of a model says. */
typedef struct vb_classify_name {
    uint32_t model[VB_CLASSIFY_CANDIDATES]; /* in the order of the catalogue */
    size_t n;                               /* of all that fit; 0 = none does, 1 = an answer */
    vb_country from; /* "H200 reexport from Taiwan": where the move starts; 0 = not said, VB_ABROAD = not in the US */
    bool within;     /* "H200 in-country transfer": it starts where it goes */
    bool stated;     /* "600 TOPS at 8 bit", "TPP 2400, PD 1.6": no model but figures */
    vb_rule_figures figures;
    vb_str ambiguous; /* "6.704" of "TPP 6.704": thousands or decimals? It is read as nothing then */
} vb_classify_name;

/* Reads a name: id, name or alias of the catalogue, then the words behind it that tell the move. */
void vb_classify_read_name(const vb_reference *reference, vb_str text, vb_classify_name *out);
/* The models whose names are nearest: at most n indices, best first; the number written. */
size_t vb_classify_nearest(const vb_reference *reference, vb_str text, uint32_t *models, size_t n);

/* Says on stderr, so that a program that reads the answer sees none, that a name is no answer: the n models that it may
 * be, or, where n is 0, the nearest names and `hint` behind the last line. VB_EXIT_DATA. */
int vb_classify_say_names(const vb_reference *reference, vb_str text, const uint32_t *models, size_t n,
                          const char *hint);

/* A TPP, rate or bandwidth that may be meant as thousands: "6.704" and "6,704" at the start of the text, as German and
 * English print 6704. How many bytes it has; 0 = there is none. */
size_t vb_classify_thousands(vb_str text);
/* "write 6704 or 6.70400" for it. */
void vb_classify_say_thousands(vb_str number, char out[48]);

/* A country, or 0 for an empty text and for `any`, `unknown` and `beliebig`. False when it is none. */
bool vb_classify_country(const vb_countries *countries, vb_str text, vb_country *out);
/* The one whose English or German name is nearest to a misspelt one; NULL = none is near. */
const vb_country_row *vb_classify_near_country(const vb_countries *countries, vb_str text);
/* The maker of the catalogue that the text names, as the catalogue and the clauses write it; empty = none, then *near
 * is the one that may be meant (or empty). */
vb_str vb_classify_maker(const vb_catalogue *catalogue, vb_str text, vb_str *near);
/* --to, --hq, --shipped-from; *out stays where the option was not given. 0, or the exit code after saying what is
 * wrong. */
int vb_classify_country_option(const vb_command *command, const vb_countries *countries, vb_option_id option,
                               vb_country *out);
/* yes, no, ja, nein, dc, gaming ..., empty and `unknown` for VB_UNKNOWN. False when it is none of them. */
bool vb_classify_tri(vb_str text, vb_tri *out);

/* Fills in what was not said (headquarters), asks the rules and sums up: all of *o but case_id, asked, notes and
 * version, from its question. Texts live in the arena, facts are added to o->open_facts. */
VB_MUST_USE vb_code vb_classify_answer(const vb_reference *reference, vb_arena *arena, vb_outcome *o, vb_error *err);
/* Adds to its notes, in the arena, what was taken as given and how it would come out otherwise: asks the rules again.
 */
VB_MUST_USE vb_code vb_classify_notes(const vb_reference *reference, vb_arena *arena, vb_outcome *o, vb_error *err);
/* o->in_short: what was taken as given, for a row of CSV. */
VB_MUST_USE vb_code vb_classify_in_short(vb_arena *arena, vb_outcome *o, vb_error *err);
/* The model was not on the market on that day. */
bool vb_classify_before_launch(const vb_rule_question *q);
/* Adds a fact to a list parted by "; ". */
VB_MUST_USE vb_code vb_classify_add_fact(vb_arena *arena, vb_str *facts, vb_str fact, vb_error *err);

/* --what-if: the ids in the command, all of pending instruments. 0, or the exit code after saying what is wrong. */
int vb_classify_what_if(const vb_command *command, const vb_rules *rules, vb_str *ids);

/* --batch FILE */
int vb_classify_batch(const vb_command *command, const vb_reference *reference, const vb_str *what_if, vb_country from);
#endif
