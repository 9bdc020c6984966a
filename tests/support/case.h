/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_TESTS_CASE_H
#define VB_TESTS_CASE_H
/* A case written down in the test itself: files by name and text, read by the real readers with the reference data of
 * data/, joined to a view, asked one check at a time.
 *
 *     vb_test_case c;
 *     VB_TEST_CASE(&c, "2025-06-30", {"movements.csv", "item,kind,...\n"}, {"parties.csv", "..."});
 *     vb_test_check(&c, "custody.gap");
 *     assert_int_equal(vb_test_count(&c, VB_FAIL), 1);
 *     assert_string_equal(vb_test_because(&c, vb_test_find(&c, "GPU-1")), "...");
 *     vb_test_case_close(&c);
 */
#include "support.h"

#include "checks/check.h"

typedef struct vb_test_text { /* one file of the case */
    const char *name;         /* path inside the case: "movements.csv", "events/a.json", "inventory/rack.txt" */
    const char *text;
} vb_test_text;

typedef struct vb_test_case {
    vb_arena arena, scratch;
    vb_claims claims;
    vb_view view;
    vb_findings findings; /* of the last vb_test_check, in the order of reports */
    vb_context cx;        /* what the check is given; a test may change it (goods = NULL) before vb_test_check */
} vb_test_case;

/* Reads the files in byte order of their names, as world/case.h does. as_of: "2025-06-30" means all of that day, a
 * moment with its zone means that moment; NULL = case.ini, else the latest date of the case. The test fails for a file
 * that no kind claims and for a bad row. Texts are borrowed until vb_test_case_close. */
void vb_test_case_open(vb_test_case *c, const char *as_of, const vb_test_text *files, size_t n);
#define VB_TEST_CASE(c, as_of, ...)                                      \
    vb_test_case_open((c), (as_of), (const vb_test_text[]){__VA_ARGS__}, \
                      sizeof((const vb_test_text[]){__VA_ARGS__}) / sizeof(vb_test_text))
void vb_test_case_close(vb_test_case *c);

/* Runs one check of the table with the parameters of case.ini. The test fails when there is no such check or it ends in
 * an error; vb_test_check_error gives the code instead. Every fail and review must cite evidence and say its sentences.
 */
void vb_test_check(vb_test_case *c, const char *id);
vb_code vb_test_check_error(vb_test_case *c, const char *id, vb_error *err);

/* Findings of the last check by verdict. */
size_t vb_test_count(const vb_test_case *c, vb_verdict verdict);
/* The only fail, review or open of a subject ("" = of any); NULL when there is none; the test fails for two. */
const vb_finding *vb_test_find(const vb_test_case *c, const char *subject);
/* Its sentence in English; lives until the case is closed. The test fails for NULL. */
const char *vb_test_because(vb_test_case *c, const vb_finding *f);
/* Value of a claim by field; NULL when the finding has none of that name. */
const char *vb_test_claim(vb_test_case *c, const vb_finding *f, const char *field);
/* True when the finding lists exactly these items, in any order; NULL ends the list. */
bool vb_test_items(const vb_finding *f, const char *const *items);
#define VB_TEST_ITEMS(f, ...) vb_test_items((f), (const char *const[]){__VA_ARGS__, NULL})

/* One case, one check, one number of findings of each kind: for tables of cases. A pass is 0, 0, 0. */
void vb_test_verdicts_at(const char *file, int line, vb_test_case *c, const char *id, size_t fails, size_t reviews,
                         size_t opens);
#define vb_test_verdicts(c, id, fails, reviews, opens) \
    vb_test_verdicts_at(__FILE__, __LINE__, (c), (id), (fails), (reviews), (opens))

/* A table of such cases for one check; every row is tried, the test fails at the end if one was wrong. */
typedef struct vb_test_row {
    const char *name;      /* what it is about: "a relocation between own sites" */
    vb_test_text files[8]; /* ends with the first that has no name */
    size_t fails, reviews, opens;
    const char *as_of;   /* NULL: case.ini, else the latest date */
    const char *because; /* part of the sentence of one finding, or NULL */
} vb_test_row;
void vb_test_table(const char *id, const vb_test_row *rows, size_t n);
#define VB_TEST_TABLE(id, rows) vb_test_table((id), (rows), sizeof(rows) / sizeof(rows)[0])

/* Ids of the claims' dictionaries by text; the test fails when the case never names it. */
uint32_t vb_test_item(const vb_test_case *c, const char *item);
uint32_t vb_test_party(const vb_test_case *c, const char *party);
uint32_t vb_test_site(const vb_test_case *c, const char *site);
/* A moment: "2025-06-30" (its first second) or with time and zone. */
int64_t vb_test_moment(const char *text);
#endif
