/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CHECKS_CHECK_H
#define VB_CHECKS_CHECK_H
/* A check asks one question of the view and answers with findings. One check, one file; the table in checks.c is the
 * order they run in. To add one: a file here, a row in the table, tests/unit/test_check_<name>.c, docs/checks/<id>.md
 * (a test fails if one of the four is missing). */
#include "catalogue/goods.h"
#include "findings/finding.h"
#include "places/country.h"
#include "rules/rules.h"
#include "view/view.h"

typedef struct vb_parameter { /* a check's number that a case may set in case.ini under [check.<id>] */
    const char *name;
    int64_t low, high, preset;
    const char *unit, *about;
} vb_parameter;

typedef struct vb_context {
    const vb_view *view;
    const vb_claims *claims; /* = view->claims */
    const vb_catalogue *catalogue;
    const vb_goods *goods; /* NULL when the file is absent: checks that need it answer open */
    const vb_rules *rules; /* NULL likewise */
    const vb_countries *countries;
    vb_country home; /* home jurisdiction of the case, 0 = not stated (US law is asked all the same) */
    int64_t as_of, known_on;
    vb_arena *scratch; /* freed after each check */
    vb_draft *draft;   /* one to be used again for every finding of a check */
} vb_context;

typedef struct vb_check {
    const char *id;       /* "custody.gap", stable for ever */
    const char *since;    /* version that brought it */
    const char *question; /* N_() msgid: what it asks, one line */
    const char *passed;   /* N_() msgid: the sentence of its pass */
    const char *needs;    /* files of the case it cannot do without, "movements.csv|events/" style */
    vb_severity severity; /* of its gravest finding: for lists */
    const vb_parameter *parameters;
    size_t n_parameters;
    vb_code (*run)(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err);
} vb_check;

extern const vb_check *const vb_checks[];
extern const size_t vb_n_checks;
const vb_check *vb_check_find(vb_str id);

/* Runs one check with the parameters of case.ini; adds exactly one pass when it found neither fail, review nor open. */
VB_MUST_USE vb_code vb_check_run(const vb_check *check, const vb_context *cx, vb_findings *out, vb_error *err);

/* Shared by checks (support.c) */
void vb_draft_open(vb_draft *d, const vb_check *check, vb_verdict v, vb_severity s, const char *subject_kind,
                   vb_str subject);
/* Cites the place of a claim; index for vb_draft_claim. */
uint32_t vb_draft_cite(vb_draft *d, const vb_context *cx, vb_origin o);
uint32_t vb_draft_cite_movement(vb_draft *d, const vb_context *cx, uint32_t movement);
/* One open finding on the case: an input this check needs is not there. `wants` names the file and column. */
VB_MUST_USE vb_code vb_check_open_input(const vb_check *check, const vb_context *cx, const char *because,
                                        const char *wants, vb_findings *out, vb_error *err);
/* Did some row of a file of this kind that could not be read name this text? Then what looks missing may stand there:
 * NULL, or the issue that says which row. Looks at the refused rows that are listed. */
const vb_issue *vb_check_refused_row(const vb_context *cx, vb_source_kind kind, vb_str text);
/* Makes a fail of the draft a review, because a row that could not be read may hold the record that is missing. */
void vb_draft_refused(vb_draft *d, const vb_context *cx, const vb_issue *issue);
/* A claim with the cited movement's own words, e.g. vb_draft_moment(d, N_("arrived"), at, day_only, evidence, false).
 */
void vb_draft_moment(vb_draft *d, const vb_context *cx, const char *field, int64_t at, bool day_only, uint32_t evidence,
                     bool under_test);
/* A number with its unit as a claim's value: "40 items". */
vb_str vb_text_number(const vb_context *cx, int64_t value, const char *unit);
/* Money in minor units as text: "USD 1,250.00". */
vb_str vb_text_money(const vb_context *cx, int64_t minor, vb_str currency);
/* Items concerned, as ids, into the draft (borrowed array of the scratch arena). */
VB_MUST_USE vb_code vb_draft_items(vb_draft *d, const vb_context *cx, const uint32_t *items, size_t n, vb_error *err);
/* Names for sentences: a party's name, else its id; "Hong Kong"; "H100 SXM5 80GB"; "not stated" for none. */
vb_str vb_say_party(const vb_context *cx, uint32_t party);
vb_str vb_say_site(const vb_context *cx, uint32_t site);
vb_str vb_say_item(const vb_context *cx, uint32_t item);
vb_str vb_say_country(const vb_context *cx, vb_country c);
vb_str vb_say_model(const vb_context *cx, const vb_model *m, uint32_t model_text);
#endif
