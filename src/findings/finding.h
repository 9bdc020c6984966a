/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_FINDINGS_FINDING_H
#define VB_FINDINGS_FINDING_H
/* A finding: what we saw, what it means, on which evidence, under which rule, and which record would overturn it.
 *
 * Sentences are kept as a template and its arguments, so that a report can say them in another language: the template
 * is the English msgid ("{0} left {1} on {2}."), marked with N_() for xgettext. Texts of findings are owned by the
 * arena of the list; file names and ids are borrowed from the claims, which outlive the findings. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/dict.h"
#include "base/error.h"
#include "base/grade.h"
#include "base/hash.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/time.h"

#define N_(msgid) msgid /* for xgettext: this literal is translated where it is shown */

typedef enum vb_verdict { VB_PASS, VB_REVIEW, VB_OPEN, VB_FAIL } vb_verdict;
typedef enum vb_severity { VB_INFO, VB_LOW, VB_MEDIUM, VB_HIGH, VB_CRITICAL } vb_severity;

const char *vb_verdict_name(vb_verdict v);   /* "fail" ... */
const char *vb_severity_name(vb_severity s); /* "critical" ... */

typedef enum vb_arg_kind { VB_ARG_TEXT, VB_ARG_NUMBER, VB_ARG_DAY, VB_ARG_MESSAGE } vb_arg_kind;
typedef struct vb_arg { /* one argument of a sentence */
    vb_arg_kind kind;
    vb_str text;    /* VB_ARG_TEXT: shown as it is; VB_ARG_MESSAGE: a msgid of its own */
    int64_t number; /* VB_ARG_NUMBER: grouped by language; VB_ARG_DAY: moment, shown as a date */
} vb_arg;
enum { VB_SENTENCE_ARGS = 10 };
typedef struct vb_sentence {
    const char *msgid; /* NULL = nothing to say */
    vb_arg arg[VB_SENTENCE_ARGS];
    unsigned n;
} vb_sentence;
#define VB_TEXT(s) ((vb_arg){.kind = VB_ARG_TEXT, .text = (s)})
#define VB_NUMBER(i) ((vb_arg){.kind = VB_ARG_NUMBER, .number = (i)})
#define VB_DATE(t) ((vb_arg){.kind = VB_ARG_DAY, .number = (t)})
#define VB_MESSAGE(lit) ((vb_arg){.kind = VB_ARG_MESSAGE, .text = VB_S(lit)})
/* VB_SAY(N_("{0} was sold {1} times."), VB_TEXT(id), VB_NUMBER(3)) */
#define VB_SAY(id, ...) \
    ((vb_sentence){.msgid = (id), .arg = {__VA_ARGS__}, .n = sizeof((vb_arg[]){__VA_ARGS__}) / sizeof(vb_arg)})
#define VB_SAY0(id) ((vb_sentence){.msgid = (id)})

typedef struct vb_finding_claim {
    const char *field; /* msgid: N_("memory, reported") */
    vb_str value;
    vb_grade grade;
    uint32_t evidence; /* index into the finding's evidence, or VB_NONE */
    bool under_test;   /* the claim this finding doubts; it does not lower the grade */
} vb_finding_claim;

typedef struct vb_finding_evidence {
    const char *kind; /* "movements", "licences", "nvidia-smi", "epcis" ... */
    vb_str file;      /* path inside the case, or empty when it is reference data */
    vb_str locator;   /* "line 17", "eventList[3]", "bytes 120-480" */
    vb_hash sha256;   /* of the file's bytes */
} vb_finding_evidence;

typedef struct vb_finding_rule {
    vb_str citation;   /* "15 CFR 742.6(a)(6)(iii)", empty = none */
    vb_str instrument; /* "88 FR 73458" */
    vb_str layer;      /* "text" or "enforced"; empty when it does not apply */
    int64_t on;        /* the day it was judged for, or VB_NO_TIME */
} vb_finding_rule;

typedef struct vb_finding {
    char id[13]; /* "F-" and the first ten hex digits of the fingerprint */
    const char *check;
    vb_verdict verdict;
    vb_severity severity;
    const char *subject_kind; /* item, party, licence, site, movement, file, case */
    vb_str subject;
    vb_str key;          /* what tells two findings of one check on one subject apart (may be empty) */
    vb_sentence because; /* one sentence a compliance officer can act on */
    vb_sentence refute;  /* names the record that would overturn it */
    vb_sentence next;    /* next command or action, may be empty */
    const vb_finding_claim *claims;
    size_t n_claims;
    const vb_finding_evidence *evidence;
    size_t n_evidence;
    vb_grade grade; /* the lowest grade of the claims it stands on */
    vb_finding_rule rule;
    const vb_str *items; /* item ids concerned, when the subject is something else */
    size_t n_items;
    char fingerprint[33]; /* 16 bytes of SHA-256 over check, subject kind, subject and key; stable across runs */
    int64_t as_of;
} vb_finding;

typedef struct vb_findings {
    vb_arena *arena; /* owns texts and arrays */
    vb_finding *v;
    size_t n, cap;
    int64_t as_of; /* copied into each finding */
} vb_findings;

/* A finding being made: fixed room while it grows, copied into the list by vb_findings_add. */
enum { VB_DRAFT_CLAIMS = 24, VB_DRAFT_EVIDENCE = 48 };
typedef struct vb_draft {
    vb_finding f;
    vb_finding_claim claim[VB_DRAFT_CLAIMS];
    vb_finding_evidence evidence[VB_DRAFT_EVIDENCE];
    bool full; /* more evidence came than there is room for: the finding keeps the first pieces */
} vb_draft;
void vb_draft_claim(vb_draft *d, const char *field, vb_str value, vb_grade grade, uint32_t evidence, bool under_test);
uint32_t vb_draft_evidence(vb_draft *d, vb_finding_evidence e); /* index of it, the same one for the same place */

/* Completes (grade, fingerprint, id, as_of) and appends a copy. Errors: VB_E_NOMEM; VB_E_USAGE for a fail without
 * evidence, which is a bug of the check. Texts that live on the caller's stack must be copied into the arena first. */
VB_MUST_USE vb_code vb_findings_add(vb_findings *out, const vb_draft *d, vb_error *err);
/* Order of reports: verdict fail, review, open, pass; severity; check; subject; key. Total, so output is the same
 * bytes. */
void vb_findings_sort(vb_findings *f);

/* The sentence in a language. translate(ctx, msgid) gives the text, NULL function = English. lang: for grouping
 * digits. */
typedef const char *(*vb_translate_fn)(void *ctx, const char *msgid);

void vb_sentence_write(vb_buf *out, const vb_sentence *s, vb_translate_fn translate, void *ctx, vb_lang lang);
#endif
