/* SPDX-License-Identifier: Apache-2.0 */
#include "findings/finding.h"

#include <stdlib.h>

const char *vb_verdict_name(vb_verdict v)
{
    static const char *const names[] = {"pass", "review", "open", "fail"};
    return (unsigned)v < 4 ? names[v] : "unknown";
}

const char *vb_severity_name(vb_severity s)
{
    static const char *const names[] = {"info", "low", "medium", "high", "critical"};
    return (unsigned)s < 5 ? names[s] : "unknown";
}

static bool same_evidence(const vb_finding_evidence *a, const vb_finding_evidence *b)
{
    return vb_str_eq(a->file, b->file) && vb_str_eq(a->locator, b->locator);
}

uint32_t vb_draft_evidence(vb_draft *d, vb_finding_evidence e)
{
    for (size_t i = 0; i < d->f.n_evidence; i++)
        if (same_evidence(&d->evidence[i], &e))
            return (uint32_t)i;
    if (d->f.n_evidence == VB_DRAFT_EVIDENCE) {
        d->full = true;
        return VB_NONE;
    }
    d->evidence[d->f.n_evidence] = e;
    return (uint32_t)d->f.n_evidence++;
}

void vb_draft_claim(vb_draft *d, const char *field, vb_str value, vb_grade grade, uint32_t evidence, bool under_test)
{
    if (d->f.n_claims == VB_DRAFT_CLAIMS) {
        d->full = true;
        return;
    }
    d->claim[d->f.n_claims++] = (vb_finding_claim){field, value, grade, evidence, under_test};
}

/* The lowest grade of the claims the finding stands on. The claim it doubts does not lower it; a finding without other
 * claims stands on what was declared. */
static vb_grade lowest_grade(const vb_draft *d)
{
    vb_grade lowest = VB_ATTESTED;
    bool any = false;
    for (size_t i = 0; i < d->f.n_claims; i++) {
        if (d->claim[i].under_test)
            continue;
        any = true;
        if (d->claim[i].grade < lowest)
            lowest = d->claim[i].grade;
    }
    return any ? lowest : VB_DECLARED;
}

static void add_framed(vb_sha256_stream *s, vb_str part)
{
    uint8_t length[8];
    for (unsigned i = 0; i < 8; i++)
        length[i] = (uint8_t)((uint64_t)part.n >> (8 * i));
    vb_sha256_add(s, (vb_str){(const char *)length, 8});
    vb_sha256_add(s, part);
}

static vb_code fingerprint(vb_finding *f, vb_error *err)
{
    /* framed by lengths, so that no two different quadruples give the same bytes */
    vb_sha256_stream s = {0};
    vb_hash h;
    add_framed(&s, vb_str_of(f->check));
    add_framed(&s, vb_str_of(f->subject_kind));
    add_framed(&s, f->subject);
    add_framed(&s, f->key);
    VB_TRY(vb_sha256_finish(&s, &h, err));
    vb_hex(h.b, 16, f->fingerprint);
    memcpy(f->id, "F-", 2);
    memcpy(f->id + 2, f->fingerprint, 10);
    f->id[12] = '\0';
    return VB_OK;
}

static bool copy_text(vb_arena *a, vb_str *s)
{
    if (s->p == NULL)
        return true;
    *s = vb_arena_copy(a, *s);
    return s->p != NULL;
}

static bool copy_sentence(vb_arena *a, vb_sentence *s)
{
    for (unsigned i = 0; i < s->n; i++)
        if (s->arg[i].kind != VB_ARG_MESSAGE && !copy_text(a, &s->arg[i].text))
            return false;
    return true;
}

vb_code vb_findings_add(vb_findings *out, const vb_draft *d, vb_error *err)
{
    vb_finding f = d->f;
    if (f.verdict == VB_FAIL && f.n_evidence == 0)
        return vb_fail(err, VB_E_USAGE, f.check, VB_NO_OFFSET, "a fail without evidence");
    f.grade = lowest_grade(d);
    f.as_of = out->as_of;
    VB_TRY(fingerprint(&f, err));
    vb_finding_claim *claims = VB_NEW(out->arena, vb_finding_claim, f.n_claims);
    vb_finding_evidence *evidence = VB_NEW(out->arena, vb_finding_evidence, f.n_evidence);
    vb_str *items = VB_NEW(out->arena, vb_str, f.n_items);
    bool ok = claims != NULL && evidence != NULL && items != NULL && copy_text(out->arena, &f.subject) &&
              copy_text(out->arena, &f.key) && copy_sentence(out->arena, &f.because) &&
              copy_sentence(out->arena, &f.refute) && copy_sentence(out->arena, &f.next) &&
              copy_text(out->arena, &f.rule.citation) && copy_text(out->arena, &f.rule.instrument) &&
              copy_text(out->arena, &f.rule.layer);
    for (size_t i = 0; ok && i < f.n_claims; i++) {
        claims[i] = d->claim[i];
        ok = copy_text(out->arena, &claims[i].value);
    }
    for (size_t i = 0; ok && i < f.n_evidence; i++) {
        evidence[i] = d->evidence[i];
        ok = copy_text(out->arena, &evidence[i].locator);
    }
    for (size_t i = 0; ok && i < f.n_items; i++)
        items[i] = d->f.items[i]; /* ids are borrowed from the claims */
    vb_finding *slot = ok ? VB_PUSH(out->arena, out) : NULL;
    if (slot == NULL)
        return vb_fail(err, VB_E_NOMEM, "findings", VB_NO_OFFSET, "no memory for finding %zu", out->n + 1);
    f.claims = claims;
    f.evidence = evidence;
    f.items = items;
    *slot = f;
    return VB_OK;
}

static int rank(vb_verdict v)
{
    return v == VB_FAIL ? 0 : v == VB_REVIEW ? 1 : v == VB_OPEN ? 2 : 3;
}

static int compare(const void *pa, const void *pb)
{
    const vb_finding *a = pa, *b = pb;
    if (a->verdict != b->verdict)
        return rank(a->verdict) - rank(b->verdict);
    if (a->severity != b->severity)
        return (int)b->severity - (int)a->severity;
    int c = vb_str_compare(vb_str_of(a->check), vb_str_of(b->check));
    if (c == 0)
        c = vb_str_compare(vb_str_of(a->subject_kind), vb_str_of(b->subject_kind));
    if (c == 0)
        c = vb_str_compare(a->subject, b->subject);
    return c != 0 ? c : vb_str_compare(a->key, b->key);
}

void vb_findings_sort(vb_findings *f)
{
    if (f->n > 1)
        qsort(f->v, f->n, sizeof *f->v, compare);
}
