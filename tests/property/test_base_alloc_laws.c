/* SPDX-License-Identifier: Apache-2.0 */
/* The k-th allocation fails, for every k until the work gets by without it: the answer is VB_E_NOMEM (or what the
 * header says in its place), nothing leaks (the program runs under a leak checker too), and nothing was written to the
 * results. The linker's --wrap puts this file between the library and the C library's allocator. */
#include "support.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/csv.h"
#include "base/dict.h"
#include "base/json.h"

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);

static size_t until_failure = SIZE_MAX; /* allocations that still succeed */

static bool fails(void)
{
    if (until_failure == SIZE_MAX)
        return false;
    if (until_failure == 0)
        return true; /* and all behind it */
    until_failure--;
    return false;
}

void *__wrap_malloc(size_t n)
{
    return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
    return fails() ? NULL : __real_realloc(p, n);
}

/* Runs `work` with allocation 0, 1, 2 ... failing; it returns true once it did its whole work, and lets allocations
 * pass again before it asserts. */
static void fail_each(bool (*work)(void), size_t at_least)
{
    size_t k = 0;
    for (bool done = false; !done; k++) {
        until_failure = k;
        done = work();
        assert_true(k < 10000);
    }
    assert_true(k > at_least); /* there were allocations to fail */
}

static bool parse_json(void)
{
    static const char text[] =
        "{\"a\\n\":[1,2,\"x\\ty\",{}],\"k01\":0,\"k02\":0,\"k03\":0,\"k04\":0,\"k05\":0,\"k06\":0,"
        "\"k07\":0,\"k08\":0,\"k09\":0,\"k10\":0,\"k11\":0,\"k12\":0,\"k13\":0,\"k14\":0,"
        "\"k15\":0,\"k16\":0,\"k17\":\"\\u20ac\"}";
    vb_arena arena = {0};
    const vb_json *root = NULL;
    vb_error err = {0};
    vb_code code = vb_json_parse(vb_str_of(text), &arena, &root, &err);
    bool fine = code == VB_OK ? root != NULL : code == VB_E_NOMEM && root == NULL && err.code == VB_E_NOMEM;
    vb_arena_free(&arena);
    until_failure = SIZE_MAX;
    assert_true(fine);
    return code == VB_OK;
}

static void json_without_memory(void **state)
{
    (void)state;
    fail_each(parse_json, 8);
}

static bool refuse_json(void)
{
    vb_arena arena = {0};
    const vb_json *root = NULL;
    vb_error err = {0};
    vb_code code = vb_json_parse(VB_S("{\"a\":[1,{\"b\":x}]}"), &arena, &root, &err);
    bool complete = code == VB_E_PARSE && vb_str_eq(vb_str_of(err.where), VB_S("a[1].b"));
    vb_arena_free(&arena);
    until_failure = SIZE_MAX;
    assert_true(root == NULL && (code == VB_E_PARSE || code == VB_E_NOMEM));
    return complete;
}

static void errors_without_memory(void **state)
{
    (void)state;
    fail_each(refuse_json, 5);
}

static bool read_csv(void)
{
    static vb_csv csv;
    static vb_csv_row row;
    vb_arena arena = {0};
    vb_error err = {0};
    bool end = false;
    size_t rows = 0, errors = 0;
    bool fine = vb_csv_open(&csv, VB_S("a,b\n1,\"x\"\"y\"\n2\n3,z\n"), &err) == VB_OK; /* takes nothing from the heap */
    for (;;) {
        vb_code code = vb_csv_next(&csv, &arena, &row, &end, &err);
        if (end)
            break;
        rows += code == VB_OK;
        errors += code == VB_E_PARSE;
        fine = fine && (code == VB_OK || err.code == code);
    }
    vb_arena_free(&arena);
    until_failure = SIZE_MAX;
    assert_true(fine);
    assert_int_equal(errors, 1); /* the wrong row is told even when its place cannot be */
    assert_true(rows >= 1);
    return rows == 2 && vb_str_eq(vb_str_of(err.where), VB_S("line 3"));
}

static void csv_without_memory(void **state)
{
    (void)state;
    fail_each(read_csv, 2);
}

static bool fill_dict(void)
{
    static const char text[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    vb_dict d = {0};
    bool done = true, fine = true;
    for (uint32_t i = 0; done && i < 500; i++) {
        vb_str key = {text + i % 60, 1 + i / 60 % 2 + i / 120};
        if (key.n + i % 60 > sizeof text)
            continue;
        uint32_t n = d.n, id = vb_dict_add(&d, key);
        done = id != VB_NONE;
        fine = fine && (done ? id <= n : d.n == n) && (!done || vb_dict_find(&d, key) == id);
        if (!done) /* what was there still is */
            fine = fine && (n == 0 || vb_dict_add(&d, vb_dict_text(&d, n - 1)) == n - 1);
    }
    vb_dict_free(&d);
    until_failure = SIZE_MAX;
    assert_true(fine);
    return done;
}

static void dict_without_memory(void **state)
{
    (void)state;
    fail_each(fill_dict, 3);
}

static bool build_text(void)
{
    vb_buf b = {0};
    for (int i = 0; i < 1000; i++)
        vb_buf_printf(&b, "%d;", i);
    bool done = !b.failed, fine = done ? b.n == 3890 : b.n < 3890;
    vb_buf_free(&b);
    until_failure = SIZE_MAX;
    assert_true(fine);
    return done;
}

static void text_without_memory(void **state)
{
    (void)state;
    fail_each(build_text, 4);
}

static bool grow_table(void)
{
    vb_arena a = {0};
    struct {
        uint64_t *v;
        size_t n, cap;
    } t = {0};
    bool done = true, fine = true;
    for (uint64_t i = 0; done && i < 20000; i++) {
        uint64_t *slot = VB_PUSH(&a, &t);
        done = slot != NULL;
        if (done)
            *slot = i;
    }
    for (uint64_t i = 0; i < t.n; i++)
        fine = fine && t.v[i] == i; /* a growth that failed left the old one */
    vb_arena_free(&a);
    until_failure = SIZE_MAX;
    assert_true(fine);
    return done;
}

static void tables_without_memory(void **state)
{
    (void)state;
    fail_each(grow_table, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_without_memory), cmocka_unit_test(errors_without_memory),
        cmocka_unit_test(csv_without_memory),  cmocka_unit_test(dict_without_memory),
        cmocka_unit_test(text_without_memory), cmocka_unit_test(tables_without_memory),
    };
    return cmocka_run_group_tests_name("base alloc", tests, NULL, NULL);
}
