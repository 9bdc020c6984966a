/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CHECKS_CARD_RULES_H
#define VB_CHECKS_CARD_RULES_H
/* Is a card what it says it is? The fields that software printed about one card, asked against each other and against
 * the catalogue. Nothing here is measured: who can forge every field alike is not seen (grades, docs/checks/
 * hardware.contradiction.md). Rules that no unmodified card has been seen to break may contradict a card; the others
 * only ask for a person's look. What the catalogue does not know is never held against a card. */
#include "base/buf.h"
#include "catalogue/catalogue.h"
#include "evidence/claims.h"
#include "findings/finding.h"

typedef enum vb_card_answer {
    VB_CARD_PASS,
    VB_CARD_FAIL,          /* contradicts the card */
    VB_CARD_REVIEW,        /* not as seen on genuine cards, and not proof either */
    VB_CARD_OPEN,          /* a field is missing, or the catalogue does not know */
    VB_CARD_NOT_APPLICABLE /* the rule does not speak of such a card */
} vb_card_answer;
const char *vb_card_answer_name(vb_card_answer a); /* "pass", "fail", "review", "open", "not-applicable" */

typedef struct vb_card_rule {
    const char *id;     /* "R1" */
    const char *fields; /* names of vb_card_claim it looked at, parted by blanks */
    vb_card_answer answer;
    vb_sentence because;
    const char *source; /* where the rule comes from */
} vb_card_rule;

typedef enum vb_card_verdict { VB_CARD_CONSISTENT, VB_CARD_CONTRADICTED, VB_CARD_UNDETERMINED } vb_card_verdict;
const char *vb_card_verdict_name(vb_card_verdict v);

enum { VB_CARD_RULES = 7, VB_CARD_CANDIDATES = 16 };
typedef struct vb_card_judgement {
    vb_card_verdict verdict;
    vb_grade grade;                          /* consistent for a consistent card, else reported */
    uint32_t model;                          /* recognised, or VB_NONE */
    uint32_t candidates[VB_CARD_CANDIDATES]; /* models that its identity allows */
    size_t n_candidates;
    bool by_name; /* recognised by the printed name alone: no PCI id is stated */
    bool shared;  /* a share of a card in a virtual machine (vGPU) */
    vb_card_rule rule[VB_CARD_RULES];
    size_t n_rules;
    const vb_card_rule *decisive; /* the rule behind it: the first fail, else review, else open; NULL = none */
} vb_card_judgement;

/* Judges all cards of the claims: out[i] for cards.v[i]; each also against the other cards of its file (R8). Texts of
 * the sentences live in the arena or in the claims. Errors: VB_E_NOMEM. */
VB_MUST_USE vb_code vb_cards_judge(const vb_catalogue *catalogue, const vb_claims *claims, vb_arena *arena,
                                   vb_card_judgement **out, vb_error *err);

/* One JSON object and its line end: {"schema":"verbleib.check/1","file",...}. card: row of claims->cards. */
VB_MUST_USE vb_code vb_card_json(vb_buf *out, const vb_catalogue *catalogue, const vb_claims *claims, uint32_t card,
                                 const vb_card_judgement *j, vb_error *err);
/* The same for a person: the card, the verdict, and a line a rule. translate and lang as in vb_sentence_write. */
void vb_card_text(vb_buf *out, const vb_catalogue *catalogue, const vb_claims *claims, uint32_t card,
                  const vb_card_judgement *j, vb_translate_fn translate, void *context, vb_lang lang);
#endif
