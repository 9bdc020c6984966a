/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_REPORT_REPORT_H
#define VB_REPORT_REPORT_H
/* What an audit found, written for somebody: terminal, JSON, NDJSON, CSV, SARIF, HTML. One output, one file; the table
 * of all outputs is in report.c. Pure: bytes out of values in; the caller writes them to a file or stdout.
 *
 * Texts are shown through `translate` (English msgid -> text of `lang`); the HTML holds English and German at once and
 * asks for each. */
#include "base/buf.h"
#include "findings/finding.h"
#include "places/country.h"
#include "places/world.h"
#include "rules/rules.h"
#include "view/view.h"

typedef struct vb_report_check { /* a row of the table of checks, which report may not include */
    const char *id, *question, *needs, *passed;
} vb_report_check;

typedef struct vb_audit {
    vb_str case_name;        /* as the user named it: "examples/hub-route" */
    vb_str title;            /* case.ini, else the folder's name */
    int64_t as_of, known_on; /* known_on VB_NO_TIME = not asked */
    bool undated;            /* nothing in the case has a date, and none was asked for: as_of says nothing */
    bool complete;           /* false: some input could not be read */
    bool synthetic;          /* case.ini says [case] synthetic = yes: names are invented */
    const vb_claims *claims;
    const vb_view *view;
    const vb_findings *findings;   /* sorted */
    const vb_report_check *checks; /* those that ran */
    size_t n_checks;
    const uint32_t *card_models; /* catalogue index by row of claims->cards, or VB_NONE; NULL when there are no cards */
    const vb_rules *rules;       /* may be NULL */
    const vb_countries *countries;
    const vb_world *world; /* may be NULL: then no map is drawn */
    const char *version;   /* of the program */
} vb_audit;

typedef struct vb_report_options {
    vb_lang lang;
    vb_translate_fn translate; /* (ctx, msgid) -> text in `lang` */
    void *translate_ctx;
    vb_translate_fn translate_de; /* for outputs that hold both languages */
    bool color, explain, quiet;
    unsigned columns; /* width of the terminal; 0 = no limit */
} vb_report_options;

typedef struct vb_report_output {
    const char *name, *about; /* "sarif", N_("...") */
    vb_code (*write)(const vb_audit *audit, const vb_report_options *options, vb_buf *out, vb_error *err);
} vb_report_output;

extern const vb_report_output vb_outputs[];
extern const size_t vb_n_outputs;
const vb_report_output *vb_output_find(vb_str name);
#endif
