/* SPDX-License-Identifier: Apache-2.0 */
/* Laws of the smaller parts of base: numbers, times, hex, UTF-8, dictionaries, arenas. */
#include "support.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/dict.h"
#include "base/hash.h"
#include "base/number.h"
#include "base/time.h"

/* Small, large and everything between as likely. */
static int64_t some_integer(uint64_t *random)
{
    uint64_t bits = vb_test_random(random) >> vb_test_below(random, 64);
    return (int64_t)(vb_test_below(random, 2) == 0 ? bits : UINT64_C(0) - bits);
}

static bool decimals_read_as_printed(uint64_t *random, size_t size, void *context)
{
    (void)context;
    for (size_t i = 0; i < size; i++) {
        int64_t value = some_integer(random), got = 0;
        unsigned places = (unsigned)vb_test_below(random, 20);
        char decimal = vb_test_below(random, 2) == 0 ? '.' : ',', text[48];
        vb_decimal_text(value, places, decimal, text);
        if (vb_decimal_parse(vb_str_of(text), decimal, places, INT64_MIN, INT64_MAX, &got, NULL) != VB_OK ||
            got != value)
            return false;
        if (vb_decimal_parse(vb_str_of(text), decimal, places, value, value, &got, NULL) != VB_OK)
            return false;
        if (value < INT64_MAX &&
            vb_decimal_parse(vb_str_of(text), decimal, places, value + 1, INT64_MAX, &got, NULL) != VB_E_RANGE)
            return false;
        (void)snprintf(text, sizeof text, "%lld", (long long)value);
        if (vb_int_parse(vb_str_of(text), INT64_MIN, INT64_MAX, &got, NULL) != VB_OK || got != value)
            return false;
    }
    return true;
}

/* strtoll reads the same numbers, where both read one. */
static bool integers_as_the_c_library_reads_them(uint64_t *random, size_t size, void *context)
{
    static const char alphabet[] = "0123456789+- .,e";
    (void)context;
    for (size_t i = 0; i < size; i++) {
        char text[24], *end;
        size_t n = (size_t)vb_test_below(random, 22);
        for (size_t k = 0; k < n; k++)
            text[k] = alphabet[vb_test_below(random, vb_test_below(random, 4) == 0 ? sizeof alphabet - 1 : 10)];
        text[n] = '\0';
        int64_t got = 0;
        if (vb_int_parse((vb_str){text, n}, INT64_MIN, INT64_MAX, &got, NULL) != VB_OK)
            continue;
        if (strtoll(text, &end, 10) != got || end != text + n)
            return false;
    }
    return true;
}

static bool moments_read_as_printed(uint64_t *random, size_t size, void *context)
{
    const int64_t first = vb_days_from_civil(1900, 1, 1) * VB_DAY, last = vb_days_from_civil(2200, 1, 1) * VB_DAY - 1;
    (void)context;
    for (size_t i = 0; i < size; i++) {
        int64_t at = first + (int64_t)vb_test_below(random, (uint64_t)(last - first + 1));
        vb_when w;
        char text[24];
        vb_time_text(at, false, text);
        if (vb_time_parse(vb_str_of(text), &w, NULL) != VB_OK || w.at != at || w.span != 1)
            return false;
        vb_time_text(at, true, text);
        if (vb_time_parse(vb_str_of(text), &w, NULL) != VB_OK || w.at != vb_day_of(at) || w.span != VB_DAY)
            return false;
        if (vb_date_parse(vb_str_of(text), false, &w, NULL) != VB_OK || w.at != vb_day_of(at))
            return false;
        char part[8] = {0}; /* a month, a year hold every day of theirs */
        for (size_t n = 4; n <= 7; n += 3) {
            memcpy(part, text, n);
            if (vb_date_parse((vb_str){part, n}, true, &w, NULL) != VB_OK || at < w.at || at >= w.at + w.span)
                return false;
        }
    }
    return true;
}

static bool hex_reads_as_printed(uint64_t *random, size_t size, void *context)
{
    vb_test_file bytes = vb_test_bytes(random, size);
    char *text = malloc(2 * size + 1);
    uint8_t *back = malloc(size);
    size_t n = 0;
    (void)context;
    assert_true(text != NULL && back != NULL);
    vb_hex((const uint8_t *)bytes.p, size, text);
    bool same = vb_unhex((vb_str){text, 2 * size}, back, size, &n, NULL) == VB_OK && n == size &&
                memcmp(back, bytes.p, size) == 0;
    free(bytes.p);
    free(text);
    free(back);
    return same;
}

/* RFC 3629 by value instead of by table: decode, then ask whether the value needed so many bytes and may be one. */
static size_t slow_utf8(const unsigned char *p, size_t n)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    for (size_t i = 0; i < n;) {
        size_t k = p[i] < 0x80             ? 1
                   : (p[i] & 0xE0) == 0xC0 ? 2
                   : (p[i] & 0xF0) == 0xE0 ? 3
                   : (p[i] & 0xF8) == 0xF0 ? 4
                                           : 0;
        uint32_t c = k == 1 ? p[i] : k == 0 ? 0 : p[i] & (0x7Fu >> k);
        if (k == 0 || k > n - i)
            return i;
        for (size_t j = 1; j < k; j++) {
            if ((p[i + j] & 0xC0) != 0x80)
                return i;
            c = c << 6 | (p[i + j] & 0x3F);
        }
        if (c < least[k] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
            return i;
        i += k;
    }
    return SIZE_MAX;
}

static bool utf8_by_table_as_by_value(uint64_t *random, size_t size, void *context)
{
    static const unsigned char edges[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0,
                                          0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF, 'a',  'a'};
    vb_test_file f = vb_test_bytes(random, size);
    size_t bad = SIZE_MAX;
    (void)context;
    if (vb_test_below(random, 8) != 0)
        for (size_t i = 0; i < size; i++)
            f.p[i] = (char)edges[vb_test_below(random, vb_test_below(random, 2) == 0 ? 9 : sizeof edges)];
    if (vb_test_below(random, 2) == 0) /* most of it plain, so that whole words are stepped over */
        memset(f.p, 'x', size * 3 / 4);
    bool ok = vb_str_utf8((vb_str){f.p, size}, &bad);
    size_t expected = slow_utf8((const unsigned char *)f.p, size);
    free(f.p);
    return ok == (expected == SIZE_MAX) && bad == expected;
}

static void utf8_of_every_two_three_and_four_bytes(void **state)
{
    (void)state;
    for (uint32_t lead = 0; lead < 256; lead++)
        for (uint32_t second = 0; second < 256; second++)
            for (uint32_t third = 0; third < 256; third += third == 0x41 ? 0x3D : 1) { /* 0x42 to 0x7D are alike */
                unsigned char b[4] = {(unsigned char)lead, (unsigned char)second, (unsigned char)third, 0xBF};
                for (size_t n = 2; n <= 4; n++) {
                    size_t bad = SIZE_MAX;
                    (void)vb_str_utf8((vb_str){(const char *)b, n}, &bad);
                    if (bad != slow_utf8(b, n))
                        fail_msg("%02X %02X %02X BF, first %zu: bad at %zu", lead, second, third, n, bad);
                }
            }
}

/* Escaped text is well-formed, holds no control, and plain text is left as it is. */
static bool escaped_text_is_harmless(uint64_t *random, size_t size, void *context)
{
    vb_test_file f = vb_test_bytes(random, size);
    vb_buf once = {0}, twice = {0};
    (void)context;
    vb_buf_escaped(&once, (vb_str){f.p, f.n});
    vb_buf_escaped(&twice, vb_buf_str(&once));
    bool fine = vb_str_utf8(vb_buf_str(&once), NULL) && vb_str_eq(vb_buf_str(&once), vb_buf_str(&twice));
    for (size_t i = 0; i < once.n; i++)
        fine = fine && (unsigned char)once.p[i] >= 0x20 && once.p[i] != 0x7F;
    free(f.p);
    vb_buf_free(&once);
    vb_buf_free(&twice);
    return fine;
}

/* Ids are the order of first sight, and stay what they were while the table grows. */
static bool ids_are_stable(uint64_t *random, size_t size, void *context)
{
    vb_dict d = {0};
    vb_test_file bytes = vb_test_bytes(random, size + 8);
    vb_str *seen = calloc(size, sizeof *seen);
    size_t n_seen = 0;
    bool fine = seen != NULL;
    (void)context;
    for (size_t i = 0; fine && i < size; i++) {
        vb_str key = {bytes.p + vb_test_below(random, size), (size_t)vb_test_below(random, 3)};
        size_t expected = 0;
        while (expected < n_seen && !vb_str_eq(seen[expected], key))
            expected++;
        fine = vb_dict_find(&d, key) == (expected < n_seen ? expected : VB_NONE);
        if (expected == n_seen)
            seen[n_seen++] = key;
        fine = fine && vb_dict_add(&d, key) == expected && d.n == n_seen;
    }
    for (size_t i = 0; fine && i < n_seen; i++)
        fine = vb_str_eq(vb_dict_text(&d, (uint32_t)i), seen[i]);
    vb_dict_free(&d);
    free(bytes.p);
    free(seen);
    return fine;
}

/* Any sequence of takings and growings gives apart, zeroed blocks that keep what was put in. */
static bool arenas_keep_what_they_hold(uint64_t *random, size_t size, void *context)
{
    typedef struct kept {
        unsigned char *p;
        size_t n;
        unsigned char mark;
    } kept;
    vb_arena a = {.limit = 4 << 20};
    kept *k = calloc(size, sizeof *k);
    bool fine = k != NULL;
    (void)context;
    for (size_t i = 0; fine && i < size; i++) {
        size_t n = (size_t)vb_test_below(random, vb_test_below(random, 3) == 0 ? 100000 : 200), from = 0;
        size_t which = i == 0 || vb_test_below(random, 2) == 0 ? i : (size_t)vb_test_below(random, i);
        kept *t = &k[which];
        if (which < i && t->p != NULL) { /* grow an older one */
            from = t->n;
            n += from;
        }
        unsigned char *p = vb_arena_grow(&a, t->p, from, n, 1);
        fine = a.used <= a.limit;
        if (p == NULL)
            continue;
        for (size_t j = from; j < n; j++)
            fine = fine && p[j] == 0;
        t->mark = t->p == NULL ? (unsigned char)(1 + vb_test_below(random, 255)) : t->mark;
        memset(p + from, t->mark, n - from);
        t->p = p;
        t->n = n;
    }
    for (size_t i = 0; fine && i < size; i++)
        for (size_t j = 0; j < k[i].n; j++)
            fine = fine && k[i].p[j] == k[i].mark;
    vb_arena_free(&a);
    free(k);
    return fine;
}

#define LAW(name, rounds, size)                             \
    static void hold_##name(void **state)                   \
    {                                                       \
        (void)state;                                        \
        vb_test_holds(#name, (rounds), (size), name, NULL); \
    }
LAW(decimals_read_as_printed, 200, 100)
LAW(integers_as_the_c_library_reads_them, 200, 200)
LAW(moments_read_as_printed, 200, 100)
LAW(hex_reads_as_printed, 200, 100)
LAW(utf8_by_table_as_by_value, 20000, 60)
LAW(escaped_text_is_harmless, 1000, 60)
LAW(ids_are_stable, 200, 400)
LAW(arenas_keep_what_they_hold, 200, 60)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hold_decimals_read_as_printed),   cmocka_unit_test(hold_integers_as_the_c_library_reads_them),
        cmocka_unit_test(hold_moments_read_as_printed),    cmocka_unit_test(hold_hex_reads_as_printed),
        cmocka_unit_test(hold_utf8_by_table_as_by_value),  cmocka_unit_test(utf8_of_every_two_three_and_four_bytes),
        cmocka_unit_test(hold_escaped_text_is_harmless),   cmocka_unit_test(hold_ids_are_stable),
        cmocka_unit_test(hold_arenas_keep_what_they_hold),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
