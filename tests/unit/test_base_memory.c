/* SPDX-License-Identifier: Apache-2.0 */
/* Arenas and dictionaries. */
#include "support.h"

#include "base/arena.h"
#include "base/dict.h"

static bool zero(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] != 0)
            return false;
    return true;
}

static void blocks_are_zero_aligned_and_apart(void **state)
{
    vb_arena a = {0};
    unsigned char *p[400];
    (void)state;
    for (size_t i = 0; i < 400; i++) {
        size_t n = i * i % 50000; /* small ones in chunks, big ones alone */
        p[i] = vb_arena_alloc(&a, n, 1);
        assert_non_null(p[i]);
        assert_int_equal((uintptr_t)p[i] % _Alignof(max_align_t), 0);
        assert_true(zero(p[i], n));
        memset(p[i], (int)(i % 255) + 1, n);
    }
    for (size_t i = 0; i < 400; i++)
        for (size_t k = 0; k < i * i % 50000; k++)
            assert_true(p[i][k] == i % 255 + 1);
    vb_arena_free(&a);
    assert_null(a.head);
    assert_int_equal(a.used, 0);
}

static void nothing_passes_the_limit(void **state)
{
    (void)state;
    for (size_t limit = 1; limit < 200000; limit += 997) {
        vb_arena a = {.limit = limit};
        size_t got = 0;
        while (vb_arena_alloc(&a, 100, 1) != NULL)
            got += 112; /* rounded up to what every type can stand on */
        assert_true(a.used <= limit);
        assert_true(got <= limit);
        assert_true(got + 112 + 16 + limit / 500 > limit); /* next to all of it is given out */
        vb_arena_free(&a);
    }
    vb_arena a = {.limit = 100000};
    assert_null(vb_arena_alloc(&a, 100001, 1));
    assert_non_null(vb_arena_alloc(&a, 100000, 1));
    assert_null(vb_arena_alloc(&a, 1, 1));
    vb_arena_free(&a);
}

static void sizes_that_wrap_are_refused(void **state)
{
    vb_arena a = {0};
    (void)state;
    assert_null(vb_arena_alloc(&a, SIZE_MAX, 2));
    assert_null(vb_arena_alloc(&a, SIZE_MAX / 2 + 1, 2));
    assert_null(vb_arena_alloc(&a, SIZE_MAX, 1));
    assert_null(vb_arena_alloc(&a, SIZE_MAX - 15, 1));
    assert_null(vb_arena_copy(&a, (vb_str){"", SIZE_MAX}).p);
    assert_null(vb_arena_grow(&a, NULL, 0, SIZE_MAX, 16));
    unsigned *p = VB_NEW(&a, unsigned, 10000);
    assert_non_null(p);
    assert_null(vb_arena_grow(&a, p, 10000, SIZE_MAX, sizeof *p));
    assert_null(vb_arena_grow(&a, p, 10000, SIZE_MAX / sizeof *p, sizeof *p));
    assert_null(vb_arena_grow(&a, p, 10000, 9999, sizeof *p));
    vb_arena_free(&a);
}

static void arrays_grow_and_keep_what_they_hold(void **state)
{
    vb_arena a = {.limit = 64 << 20};
    uint32_t *p = NULL, *q = NULL;
    size_t n = 0, cap = 0;
    (void)state;
    for (size_t to = 3; to < 200000; to = to * 3 / 2) { /* two at once, so that their blocks lie between each other */
        uint32_t *old = p;
        p = vb_arena_grow(&a, p, n, to, sizeof *p);
        q = vb_arena_grow(&a, q, n, to, sizeof *q);
        assert_true(p != NULL && q != NULL);
        assert_true(old == NULL || p[n - 1] == n - 1);
        for (size_t i = 0; i < n; i++)
            assert_true(p[i] == i && q[i] == ~(uint32_t)i);
        assert_true(zero((unsigned char *)(p + n), (to - n) * sizeof *p));
        for (size_t i = n; i < to; i++) {
            p[i] = (uint32_t)i;
            q[i] = ~(uint32_t)i;
        }
        n = to;
        assert_non_null(vb_arena_alloc(&a, 10, 1));
    }
    struct {
        uint64_t *v;
        size_t n, cap;
    } table = {0};
    for (uint64_t i = 0; i < 50000; i++) {
        uint64_t *slot = VB_PUSH(&a, &table);
        assert_non_null(slot);
        assert_true(*slot == 0);
        *slot = i * i;
    }
    for (uint64_t i = 0; i < 50000; i++)
        assert_true(table.v[i] == i * i);
    assert_true(cap == 0 && table.n == 50000);
    vb_arena_free(&a);
}

static void a_refused_growth_leaves_the_array(void **state)
{
    for (size_t count = 10; count <= 10000; count *= 10) {
        vb_arena a = {.limit = 100000};
        uint32_t *p = VB_NEW(&a, uint32_t, count);
        assert_non_null(p);
        p[count - 1] = 5;
        assert_null(vb_arena_grow(&a, p, count, 30000, sizeof *p));
        assert_true(p[count - 1] == 5);
        assert_true(a.used <= a.limit);
        vb_arena_free(&a);
    }
    (void)state;
}

static void texts_are_copied_and_printed(void **state)
{
    vb_arena a = {.limit = 1000};
    vb_str s = vb_arena_copy(&a, VB_S("a\0b"));
    (void)state;
    assert_int_equal(s.n, 3);
    assert_memory_equal(s.p, "a\0b", 4);
    assert_non_null(vb_arena_copy(&a, VB_STR_NONE).p);
    s = vb_arena_printf(&a, "%d of %s", 3, "five");
    assert_true(vb_str_eq(s, VB_S("3 of five")));
    assert_int_equal(s.p[s.n], 0);
    assert_null(vb_arena_printf(&a, "%2000d", 1).p);
    vb_arena_free(&a);
}

static void ids_count_first_sights(void **state)
{
    static const char *const words[] = {"H100", "A100", "H100", "", "A100", "a100", ""};
    static const uint32_t ids[] = {0, 1, 0, 2, 1, 3, 2};
    vb_dict d = {0};
    (void)state;
    assert_true(vb_dict_find(&d, VB_S("H100")) == VB_NONE);
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        assert_int_equal(vb_dict_add(&d, vb_str_of(words[i])), ids[i]);
    assert_int_equal(d.n, 4);
    assert_int_equal(vb_dict_find(&d, VB_S("a100")), 3);
    assert_true(vb_dict_find(&d, VB_S("B200")) == VB_NONE);
    assert_true(vb_str_eq(vb_dict_text(&d, 1), VB_S("A100")));
    assert_null(vb_dict_text(&d, 4).p);
    assert_null(vb_dict_text(&d, VB_NONE).p);
    vb_dict_free(&d);
    assert_int_equal(d.n, 0);
}

static void hundred_thousand_serials(void **state)
{
    enum { N = 100000, W = 12 };
    char *text = malloc(N * W);
    vb_dict d = {0};
    (void)state;
    assert_non_null(text);
    for (uint32_t i = 0; i < N; i++) {
        char serial[W + 1];
        (void)snprintf(serial, sizeof serial, "165%09u", i * 7);
        memcpy(text + i * W, serial, W);
        assert_int_equal(vb_dict_add(&d, (vb_str){text + i * W, W}), i);
    }
    for (uint32_t i = 0; i < N; i++) {
        assert_int_equal(vb_dict_find(&d, (vb_str){text + i * W, W}), i);
        assert_int_equal(vb_dict_add(&d, (vb_str){text + i * W, W}), i);
    }
    assert_true(vb_dict_find(&d, (vb_str){text, W - 1}) == VB_NONE);
    assert_int_equal(d.n, N);
    vb_dict_free(&d);
    free(text);
}

/* Texts of 16 bytes whose second half is the hash's state after the first collide under the seed they were made for
 * (0); a dictionary takes a seed of its own, so they spread. Without it this test takes minutes. */
static void texts_made_to_collide_do_not(void **state)
{
    enum { N = 200000 };
    __extension__ typedef unsigned __int128 wide;
    uint64_t(*keys)[2] = malloc(N * sizeof *keys);
    vb_dict d = {0};
    size_t same = 0;
    (void)state;
    assert_non_null(keys);
    for (uint64_t i = 0; i < N; i++) {
        wide m = (wide)((UINT64_C(0x9e3779b97f4a7c15) ^ 16) ^ i) * UINT64_C(0xbf58476d1ce4e5b9);
        keys[i][0] = i;
        keys[i][1] = (uint64_t)m ^ (uint64_t)(m >> 64);
        same += vb_str_hash((vb_str){(const char *)keys[i], 16}) == vb_str_hash((vb_str){(const char *)keys[0], 16});
    }
    assert_int_equal(same, N); /* the attack is one */
    for (uint32_t i = 0; i < N; i++)
        assert_int_equal(vb_dict_add(&d, (vb_str){(const char *)keys[i], 16}), i);
    vb_dict_free(&d);
    free(keys);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_zero_aligned_and_apart),
        cmocka_unit_test(nothing_passes_the_limit),
        cmocka_unit_test(sizes_that_wrap_are_refused),
        cmocka_unit_test(arrays_grow_and_keep_what_they_hold),
        cmocka_unit_test(a_refused_growth_leaves_the_array),
        cmocka_unit_test(texts_are_copied_and_printed),
        cmocka_unit_test(ids_count_first_sights),
        cmocka_unit_test(hundred_thousand_serials),
        cmocka_unit_test(texts_made_to_collide_do_not),
    };
    return cmocka_run_group_tests_name("base memory", tests, NULL, NULL);
}
