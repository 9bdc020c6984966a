/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_TESTS_TABLES_SUPPORT_H
#define VB_TESTS_TABLES_SUPPORT_H
/* Reading one table from a text, for the tests of the table readers. */
#include <time.h>

#include "evidence/kinds.h"
#include "evidence/tables.h"
#include "support.h"

typedef struct fixture {
    vb_arena arena;
    vb_claims claims;
    vb_countries countries;
    char *blocks[32]; /* bytes of the files read */
    size_t n_blocks;
} fixture;

static inline void fixture_open(fixture *f)
{
    vb_error err = {0};
    *f = (fixture){0};
    vb_test_file table = vb_test_read("data/countries.csv");
    if (vb_countries_load(&f->arena, (vb_str){table.p, table.n}, &f->countries, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    free(table.p); /* countries borrow nothing */
    f->claims = vb_claims_none(&f->arena);
}

static inline void fixture_close(fixture *f)
{
    vb_claims_free(&f->claims);
    vb_arena_free(&f->arena);
    for (size_t i = 0; i < f->n_blocks; i++)
        free(f->blocks[i]);
}

/* Reads `text` as the whole file of that kind; its bytes live until the fixture closes. */
static inline void fixture_read_bytes(fixture *f, vb_source_kind kind, vb_str text)
{
    vb_error err = {0};
    uint32_t source;
    const vb_kind *row = vb_kind_find(kind);
    char *bytes = malloc(text.n == 0 ? 1 : text.n); /* of exactly that size: a byte read past it is seen */
    assert_non_null(bytes);
    assert_true(f->n_blocks < sizeof f->blocks / sizeof f->blocks[0]);
    f->blocks[f->n_blocks++] = bytes;
    if (text.n > 0)
        memcpy(bytes, text.p, text.n);
    assert_non_null(row);
    assert_int_equal(
        vb_claims_add_source(&f->claims, kind, vb_str_of(row->path), (vb_str){bytes, text.n}, &source, &err), VB_OK);
    if (row->read(&f->claims, source, &f->countries, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
}

static inline void fixture_read(fixture *f, vb_source_kind kind, const char *text)
{
    fixture_read_bytes(f, kind, vb_str_of(text));
}

static inline bool says(vb_str text, const char *part)
{
    return vb_str_find(text, vb_str_of(part), 0) != SIZE_MAX;
}

/* The i-th issue stands at `where` and its sentence holds `part`. */
static inline void expect_issue(const fixture *f, size_t i, bool note, const char *where, const char *part)
{
    if (i >= f->claims.issues.n)
        fail_msg("no issue %zu: expected \"%s\" at %s", i, part, where);
    const vb_issue *issue = &f->claims.issues.v[i];
    if (issue->note != note || !vb_str_eq(issue->where, vb_str_of(where)) || !says(issue->message, part))
        fail_msg("issue %zu is a %s at \"%.*s\": %.*s; expected a %s at \"%s\" with \"%s\"", i,
                 issue->note ? "note" : "error", VB_ARG(issue->where), VB_ARG(issue->message), note ? "note" : "error",
                 where, part);
}

static inline void expect_text(vb_str found, const char *expected)
{
    if (!vb_str_eq(found, vb_str_of(expected)))
        fail_msg("found \"%.*s\", expected \"%s\"", VB_ARG(found), expected);
}

static inline void expect_id(const vb_dict *d, uint32_t id, const char *expected)
{
    expect_text(vb_dict_text(d, id), expected);
}

/* Seconds since 1970 of a UTC civil time, by the C library (timegm), not by our own calendar. */
static inline int64_t utc(int year, int month, int day, int hour, int minute, int second)
{
    struct tm t = {.tm_year = year - 1900,
                   .tm_mon = month - 1,
                   .tm_mday = day,
                   .tm_hour = hour,
                   .tm_min = minute,
                   .tm_sec = second};
    return (int64_t)timegm(&t);
}
#endif
