/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"

#include "cmd/reference.h"
#include "evidence/epcis.h"
#include "evidence/kinds.h"

/* Loaded once a program: a test reads the same reference data as the program does. */
static const vb_reference *reference(void)
{
    static vb_reference loaded;
    static vb_arena shelf;
    vb_error err = {0};
    if (loaded.catalogue != NULL)
        return &loaded;
    char *data = vb_test_source("data");
    assert_int_equal(setenv("VERBLEIB_DATA", data, 1), 0);
    free(data);
    if (vb_reference_load(&shelf, false, &loaded, &err) != VB_OK)
        fail_msg("reference data: %s: %s", err.where, err.message);
    return &loaded;
}

static int by_name(const void *a, const void *b)
{
    return vb_str_compare(vb_str_of(((const vb_test_text *)a)->name), vb_str_of(((const vb_test_text *)b)->name));
}

static void read_file(vb_test_case *c, const vb_test_text *file)
{
    vb_error err = {0};
    uint32_t source;
    vb_str name = vb_str_of(file->name), bytes = vb_str_of(file->text);
    const vb_kind *kind = vb_kind_find(vb_kind_of(name, bytes, false, &err));
    if (kind == NULL || kind->read == NULL)
        fail_msg("%s: no reader: %s", file->name, err.message);
    assert_int_equal(vb_claims_add_source(&c->claims, kind->kind, name, bytes, &source, &err), VB_OK);
    assert_int_equal(vb_sha256(bytes, &c->claims.sources.v[source].sha256, &err), VB_OK);
    if (kind->read(&c->claims, source, &reference()->countries, &err) != VB_OK)
        fail_msg("%s: %s: %s", file->name, err.where, err.message);
}

int64_t vb_test_moment(const char *text)
{
    vb_when when;
    vb_error err = {0};
    if (vb_time_parse(vb_str_of(text), &when, &err) != VB_OK)
        fail_msg("%s: %s", text, err.message);
    return when.at;
}

/* As cmd/session.c does it. */
static int64_t moment_of(const vb_test_case *c, const char *as_of)
{
    vb_when when;
    if (as_of != NULL) {
        assert_int_equal(vb_time_parse(vb_str_of(as_of), &when, NULL), VB_OK);
        return when.at + when.span - 1;
    }
    int64_t at = c->claims.as_of != VB_NO_TIME ? c->claims.as_of : vb_claims_latest(&c->claims);
    return at == VB_NO_TIME ? 0 : vb_day_of(at) + VB_DAY - 1;
}

void vb_test_case_open(vb_test_case *c, const char *as_of, const vb_test_text *files, size_t n)
{
    vb_error err = {0};
    memset(c, 0, sizeof *c); /* the arenas start empty */
    c->claims = vb_claims_none(&c->arena);
    vb_test_text *sorted = VB_NEW(&c->arena, vb_test_text, n);
    assert_non_null(sorted);
    memcpy(sorted, files, n * sizeof *files);
    qsort(sorted, n, sizeof *sorted, by_name);
    for (size_t i = 0; i < n; i++)
        read_file(c, &sorted[i]);
    assert_int_equal(vb_epcis_settle(&c->claims, NULL), VB_OK);
    for (size_t i = 0; i < c->claims.issues.n; i++) {
        if (c->claims.issues.v[i].note)
            continue;
        const vb_issue *issue = &c->claims.issues.v[i];
        fail_msg("%.*s: %.*s", VB_ARG(issue->where), VB_ARG(issue->message));
    }
    int64_t at = moment_of(c, as_of);
    if (vb_view_build(&c->claims, reference()->catalogue, at, &c->arena, &c->view, &err) != VB_OK)
        fail_msg("view: %s: %s", err.where, err.message);
    vb_draft *draft = VB_NEW(&c->arena, vb_draft, 1);
    assert_non_null(draft);
    c->cx = (vb_context){.view = &c->view,
                         .claims = &c->claims,
                         .catalogue = reference()->catalogue,
                         .goods = reference()->goods,
                         .rules = reference()->rules,
                         .countries = &reference()->countries,
                         .home = c->claims.home,
                         .as_of = at,
                         .known_on = VB_NO_TIME,
                         .scratch = &c->scratch,
                         .draft = draft};
}

void vb_test_case_close(vb_test_case *c)
{
    vb_claims_free(&c->claims);
    vb_arena_free(&c->scratch);
    vb_arena_free(&c->arena);
}

vb_code vb_test_check_error(vb_test_case *c, const char *id, vb_error *err)
{
    const vb_check *check = vb_check_find(vb_str_of(id));
    if (check == NULL)
        fail_msg("no check %s", id);
    vb_arena_free(&c->scratch); /* findings must not point into it */
    c->findings = (vb_findings){.arena = &c->arena, .as_of = c->cx.as_of};
    vb_code code = vb_check_run(check, &c->cx, &c->findings, err);
    vb_arena_free(&c->scratch);
    if (code == VB_OK)
        vb_findings_sort(&c->findings);
    return code;
}

void vb_test_check(vb_test_case *c, const char *id)
{
    vb_error err = {0};
    if (vb_test_check_error(c, id, &err) != VB_OK)
        fail_msg("%s: %s: %s", id, err.where, err.message);
    assert_true(c->findings.n > 0); /* at least the pass */
    for (size_t i = 0; i < c->findings.n; i++) {
        const vb_finding *f = &c->findings.v[i];
        assert_string_equal(f->check, id);
        assert_non_null(f->because.msgid);
        assert_true(strstr(vb_test_because(c, f), "{") == NULL);
        if (f->verdict == VB_PASS)
            assert_int_equal(c->findings.n, 1);
        else
            assert_non_null(f->refute.msgid);
        if (f->verdict == VB_FAIL || f->verdict == VB_REVIEW)
            assert_true(f->n_evidence > 0);
    }
    for (size_t i = 0; i < c->findings.n; i++) /* a decision is kept by fingerprint: two findings must not share one */
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(c->findings.v[i].fingerprint, c->findings.v[k].fingerprint);
}

size_t vb_test_count(const vb_test_case *c, vb_verdict verdict)
{
    size_t n = 0;
    for (size_t i = 0; i < c->findings.n; i++)
        n += c->findings.v[i].verdict == verdict;
    return n;
}

const vb_finding *vb_test_find(const vb_test_case *c, const char *subject)
{
    const vb_finding *found = NULL;
    for (size_t i = 0; i < c->findings.n; i++) {
        const vb_finding *f = &c->findings.v[i];
        if (f->verdict == VB_PASS || (subject[0] != '\0' && !vb_str_eq(f->subject, vb_str_of(subject))))
            continue;
        if (found != NULL)
            fail_msg("two findings on \"%s\"", subject);
        found = f;
    }
    return found;
}

static const char *keep(vb_test_case *c, vb_str s)
{
    vb_str copy = vb_arena_copy(&c->arena, s); /* NUL-terminated */
    assert_non_null(copy.p);
    return copy.p;
}

const char *vb_test_because(vb_test_case *c, const vb_finding *f)
{
    vb_buf b = {0};
    assert_non_null(f);
    vb_sentence_write(&b, &f->because, NULL, NULL, VB_LANG_EN);
    const char *text = keep(c, vb_buf_str(&b));
    vb_buf_free(&b);
    return text;
}

const char *vb_test_claim(vb_test_case *c, const vb_finding *f, const char *field)
{
    assert_non_null(f);
    for (size_t i = 0; i < f->n_claims; i++)
        if (strcmp(f->claims[i].field, field) == 0)
            return keep(c, f->claims[i].value);
    return NULL;
}

bool vb_test_items(const vb_finding *f, const char *const *items)
{
    size_t n = 0;
    assert_non_null(f);
    for (; items[n] != NULL; n++) {
        size_t times = 0;
        for (size_t i = 0; i < f->n_items; i++)
            times += vb_str_eq(f->items[i], vb_str_of(items[n]));
        if (times != 1) {
            print_error("item %s is listed %zu times\n", items[n], times);
            return false;
        }
    }
    return n == f->n_items;
}

void vb_test_verdicts_at(const char *file, int line, vb_test_case *c, const char *id, size_t fails, size_t reviews,
                         size_t opens)
{
    vb_test_check(c, id);
    size_t is[3] = {vb_test_count(c, VB_FAIL), vb_test_count(c, VB_REVIEW), vb_test_count(c, VB_OPEN)};
    if (is[0] == fails && is[1] == reviews && is[2] == opens)
        return;
    for (size_t i = 0; i < c->findings.n; i++)
        print_error("%s %s: %s\n", vb_verdict_name(c->findings.v[i].verdict), keep(c, c->findings.v[i].subject),
                    vb_test_because(c, &c->findings.v[i]));
    print_error("%s:%d: %s: %zu fail, %zu review, %zu open; expected %zu, %zu, %zu\n", file, line, id, is[0], is[1],
                is[2], fails, reviews, opens);
    fail();
}

void vb_test_table(const char *id, const vb_test_row *rows, size_t n)
{
    size_t wrong = 0;
    for (size_t i = 0; i < n; i++) {
        const vb_test_row *r = &rows[i];
        vb_test_case c;
        size_t files = 0;
        bool said = r->because == NULL;
        while (files < sizeof r->files / sizeof *r->files && r->files[files].name != NULL)
            files++;
        vb_test_case_open(&c, r->as_of, r->files, files);
        vb_test_check(&c, id);
        size_t is[3] = {vb_test_count(&c, VB_FAIL), vb_test_count(&c, VB_REVIEW), vb_test_count(&c, VB_OPEN)};
        for (size_t k = 0; k < c.findings.n && !said; k++)
            said = strstr(vb_test_because(&c, &c.findings.v[k]), r->because) != NULL;
        if (is[0] != r->fails || is[1] != r->reviews || is[2] != r->opens || !said) {
            wrong++;
            print_error("%s: %s: %zu fail, %zu review, %zu open; expected %zu, %zu, %zu%s%s\n", id, r->name, is[0],
                        is[1], is[2], r->fails, r->reviews, r->opens, said ? "" : "; nothing says ",
                        said ? "" : r->because);
            for (size_t k = 0; k < c.findings.n; k++)
                print_error("  %s: %s\n", vb_verdict_name(c.findings.v[k].verdict),
                            vb_test_because(&c, &c.findings.v[k]));
        }
        vb_test_case_close(&c);
    }
    assert_int_equal(wrong, 0);
}

static uint32_t id_of(const vb_dict *ids, const char *text)
{
    uint32_t id = vb_dict_find(ids, vb_str_of(text));
    if (id == VB_NONE)
        fail_msg("the case never names %s", text);
    return id;
}

uint32_t vb_test_item(const vb_test_case *c, const char *item)
{
    return id_of(&c->claims.item_ids, item);
}

uint32_t vb_test_party(const vb_test_case *c, const char *party)
{
    return id_of(&c->claims.party_ids, party);
}

uint32_t vb_test_site(const vb_test_case *c, const char *site)
{
    return id_of(&c->claims.site_ids, site);
}
