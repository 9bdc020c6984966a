/* SPDX-License-Identifier: Apache-2.0 */
/* Views, errors and growing text. */
#include "support.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

/* The Unicode Standard 15, table 3-7 (well-formed UTF-8 byte sequences), its edges; section 3.9 and Markus Kuhn's
 * "UTF-8 decoder capability and stress test" for the ill-formed ones. bad: offset of the first bad byte, -1 = none. */
static const struct {
    const char *text;
    size_t n;
    int bad;
} utf8_rows[] = {
    {"", 0, -1},
    {"plain", 5, -1},
    {"\x00", 1, -1},
    {"\x7F", 1, -1},
    {"\xC2\x80", 2, -1},
    {"\xDF\xBF", 2, -1},
    {"\xE0\xA0\x80", 3, -1},
    {"\xED\x9F\xBF", 3, -1},
    {"\xEE\x80\x80", 3, -1},
    {"\xEF\xBF\xBF", 3, -1},
    {"\xF0\x90\x80\x80", 4, -1},
    {"\xF4\x8F\xBF\xBF", 4, -1},
    {"0123456789\xC3\xA4"
     "0123456789",
     22, -1},
    {"\x80", 1, 0},
    {"a\xBF", 2, 1},
    {"\xC0\xAF", 2, 0},
    {"\xC1\xBF", 2, 0},
    {"\xE0\x80\xAF", 3, 0},
    {"\xE0\x9F\xBF", 3, 0},
    {"\xF0\x80\x80\xAF", 4, 0},
    {"\xF0\x8F\xBF\xBF", 4, 0},
    {"\xED\xA0\x80", 3, 0},     /* U+D800 */
    {"\xED\xBF\xBF", 3, 0},     /* U+DFFF */
    {"\xF4\x90\x80\x80", 4, 0}, /* U+110000 */
    {"\xF5\x80\x80\x80", 4, 0},
    {"\xFE", 1, 0},
    {"\xFF", 1, 0},
    {"01234567\xC3", 9, 8},
    {"\xE2\x82", 2, 0},
    {"\xF0\x9F\x98", 3, 0},
    {"\xC3(", 2, 0},
    {"\xE2\x82(", 3, 0},
    {"0123456701234567\xFC", 17, 16},
};

static void utf8_is_judged_as_unicode_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof utf8_rows / sizeof utf8_rows[0]; i++) {
        size_t bad = 99;
        char *exact = malloc(utf8_rows[i].n + (utf8_rows[i].n == 0)); /* a byte read too far is seen */
        assert_non_null(exact);
        memcpy(exact, utf8_rows[i].text, utf8_rows[i].n);
        bool ok = vb_str_utf8((vb_str){exact, utf8_rows[i].n}, &bad);
        if (ok != (utf8_rows[i].bad < 0) || (!ok && bad != (size_t)utf8_rows[i].bad))
            fail_msg("row %zu: %d, bad at %zu", i, ok, bad);
        free(exact);
    }
}

static void views_are_compared_and_searched(void **state)
{
    (void)state;
    assert_true(vb_str_eq(VB_S("a\0b"), VB_S("a\0b")));
    assert_false(vb_str_eq(VB_S("a\0b"), VB_S("a\0c")));
    assert_true(vb_str_eq(VB_STR_NONE, VB_S("")));
    assert_true(vb_str_compare(VB_S("a"), VB_S("b")) < 0);
    assert_true(vb_str_compare(VB_S("ab"), VB_S("a")) > 0);
    assert_true(vb_str_compare(VB_S("\xFF"), VB_S("a")) > 0); /* bytes, not signed characters */
    assert_int_equal(vb_str_compare(VB_STR_NONE, VB_STR_NONE), 0);
    assert_true(vb_str_eq_nocase(VB_S("Nvidia H100"), VB_S("NVIDIA h100")));
    assert_false(vb_str_eq_nocase(VB_S("[a"), VB_S("{A"))); /* 0x5B and 0x7B differ in the case bit only */
    assert_true(vb_str_starts(VB_S("urn:epc:id"), VB_S("urn:")));
    assert_false(vb_str_starts(VB_S("ur"), VB_S("urn:")));
    assert_true(vb_str_ends(VB_S("a.csv"), VB_S(".csv")));
    assert_false(vb_str_ends(VB_S("csv"), VB_S(".csv")));
    assert_int_equal(vb_str_find(VB_S("abcabc"), VB_S("ca"), 0), 2);
    assert_int_equal(vb_str_find(VB_S("abcabc"), VB_S("ab"), 1), 3);
    assert_true(vb_str_find(VB_S("abc"), VB_S("abcd"), 0) == SIZE_MAX);
    assert_true(vb_str_find(VB_S("abc"), VB_S("c"), 4) == SIZE_MAX);
    assert_true(vb_str_contains_nocase(VB_S("Export LICENCE D1"), VB_S("licence")));
    assert_false(vb_str_contains_nocase(VB_S("licenc"), VB_S("licence")));
    assert_true(vb_str_eq(vb_str_trim(VB_S("\r\n \ta b\t ")), VB_S("a b")));
    assert_int_equal(vb_str_trim(VB_S(" \t")).n, 0);
    assert_true(vb_str_eq(vb_str_sub(VB_S("abc"), 1, 99), VB_S("bc")));
    assert_int_equal(vb_str_sub(VB_S("abc"), 99, 1).n, 0);
}

static void lists_are_cut(void **state)
{
    static const char *const pieces[] = {"one", "", "two three", "four"};
    vb_str rest = VB_S("one; ; two three ;four;"), piece;
    size_t n = 0;
    (void)state;
    while (vb_str_next(&rest, ';', &piece)) {
        assert_true(n < 4);
        assert_true(vb_str_eq(piece, vb_str_of(pieces[n])));
        n++;
    }
    assert_int_equal(n, 4);
    rest = VB_STR_NONE;
    assert_false(vb_str_next(&rest, ';', &piece));
    rest = VB_S("");
    assert_false(vb_str_next(&rest, ';', &piece));
}

static void readers_stay_failed(void **state)
{
    vb_reader r = {.in = VB_S("\x01\x02\x03\x04\x05\x06\x07\x08")};
    (void)state;
    assert_int_equal(vb_take_u8(&r), 1);
    assert_int_equal(vb_take_u16le(&r), 0x0302);
    assert_true(vb_take_u32le(&r) == UINT32_C(0x07060504));
    assert_int_equal(vb_take_u16le(&r), 0); /* one byte left */
    assert_true(r.failed);
    assert_int_equal(vb_take_u8(&r), 0);
    assert_null(vb_take(&r, SIZE_MAX));
}

static void errors_fit_and_stay_text(void **state)
{
    vb_error e;
    char text[400];
    (void)state;
    vb_error_set(NULL, VB_E_PARSE, "x", 0, "nobody listens");
    vb_error_set(&e, VB_E_RANGE, NULL, 7, "%d is too much", 8);
    assert_int_equal(e.code, VB_E_RANGE);
    assert_int_equal(e.offset, 7);
    assert_string_equal(e.where, "");
    assert_string_equal(e.message, "8 is too much");
    for (size_t shift = 0; shift < 4; shift++) { /* a cut never leaves a part of a character, wherever it falls */
        memset(text, 'x', sizeof text);
        for (size_t i = shift; i + 4 < sizeof text - 1; i += 4)
            memcpy(text + i, "\xF0\x9F\x98\x80", 4);
        text[sizeof text - 1] = '\0';
        vb_error_set(&e, VB_E_PARSE, text, 0, "%s", text);
        assert_true(vb_str_utf8(vb_str_of(e.message), NULL));
        assert_true(vb_str_utf8(vb_str_of(e.where), NULL));
        assert_in_range(strlen(e.message), sizeof e.message - 4, sizeof e.message - 1);
        assert_null(strchr(e.message, '?'));
    }
    vb_error_set(&e, VB_E_PARSE, "a\tb", 0, "%s", "\x1B[31m\x07 \xC2\x9B \xFF \xED\x80 \xC3\xA4");
    assert_string_equal(e.where, "a?b");
    assert_string_equal(e.message, "?[31m? ?? ? ?? \xC3\xA4");
    vb_error_set(&e, VB_E_PARSE, "", 0, "%s",
                 "\xF0\x8A\x8A\x8A \xED\xA0\x80 \xC0\xAF"); /* overlong, surrogate, overlong */
    assert_string_equal(e.message, "???? ??? ??");
    for (int c = VB_OK; c <= VB_E_UNAVAILABLE; c++)
        assert_string_not_equal(vb_code_name((vb_code)c), "unknown");
}

static void text_grows_and_stops_at_its_limit(void **state)
{
    vb_buf b = {.limit = 1000};
    (void)state;
    vb_buf_add(&b, VB_STR_NONE);
    assert_int_equal(b.n, 0);
    for (int i = 0; i < 100; i++)
        vb_buf_printf(&b, "%05d", i);
    vb_buf_char(&b, '!');
    assert_false(b.failed);
    assert_int_equal(b.n, 501);
    assert_int_equal(b.p[b.n], 0);
    assert_true(vb_str_ends(vb_buf_str(&b), VB_S("0009800099!")));
    for (int i = 0; i < 100; i++)
        vb_buf_lit(&b, "01234567");
    assert_true(b.failed);
    assert_int_equal(b.n, 501 + 62 * 8);
    vb_buf_char(&b, 'x'); /* nothing more, though one byte would fit */
    assert_int_equal(b.n, 501 + 62 * 8);
    vb_buf_free(&b);
    assert_null(b.p);
}

static void outside_text_is_made_harmless(void **state)
{
    static const struct {
        vb_str in;
        const char *out;
    } rows[] = {
        {{"plain M\xC3\xBCller \xE8\xB2\xBF", 17}, "plain M\xC3\xBCller \xE8\xB2\xBF"},
        {{"a\0b", 3}, "a\\x00b"},
        {{"\x1B[2J", 4}, "\\x1B[2J"},
        {{"\x7F\t\n", 3}, "\\x7F\\x09\\x0A"},
        {{"\xC2\x9B"
          "31m",
          5},
         "\\xC2\\x9B31m"},             /* CSI in one character */
        {{"\xC2\xA0", 2}, "\xC2\xA0"}, /* no-break space is text */
        {{"a\xFF\xC3", 3}, "a\\xFF\\xC3"},
        {{"\xE2\x80\xAE"
          "fdp.exe",
          10},
         "\\xE2\\x80\\xAEfdp.exe"}, /* right-to-left override */
        {{"\xE2\x81\xA6x\xE2\x81\xA9", 7}, "\\xE2\\x81\\xA6x\\xE2\\x81\\xA9"},
        {{"\xE2\x80\xA8", 3}, "\\xE2\\x80\\xA8"}, /* line separator */
        {{"\xF0\x9F\x98\x80", 4}, "\xF0\x9F\x98\x80"},
        {{"", 0}, ""},
        {{NULL, 0}, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        vb_buf b = {0};
        vb_buf_escaped(&b, rows[i].in);
        if (!vb_str_eq(vb_buf_str(&b), vb_str_of(rows[i].out)))
            fail_msg("row %zu: %.*s", i, VB_ARG(vb_buf_str(&b)));
        vb_buf_free(&b);
    }
}

/* A megabyte of control bytes once took a second look at all the rest for each of them. */
static void escaping_is_linear(void **state)
{
    enum { N = 1 << 20 };
    char *bytes = malloc(N);
    vb_buf b = {0};
    (void)state;
    assert_non_null(bytes);
    memset(bytes, 1, N);
    vb_buf_escaped(&b, (vb_str){bytes, N});
    assert_int_equal(b.n, 4 * N);
    vb_buf_free(&b);
    free(bytes);
}

static void groups_of_three_digits(void **state)
{
    static const struct {
        int64_t value;
        char separator;
        const char *out;
    } rows[] = {
        {0, ',', "0"},
        {999, ',', "999"},
        {1000, ',', "1,000"},
        {1234567, '.', "1.234.567"},
        {1234567, 0, "1234567"},
        {-1000, ',',
         "\xE2\x88\x92"
         "1,000"},
        {INT64_MIN, ',',
         "\xE2\x88\x92"
         "9,223,372,036,854,775,808"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        vb_buf b = {0};
        vb_buf_grouped(&b, rows[i].value, rows[i].separator);
        assert_true(vb_str_eq(vb_buf_str(&b), vb_str_of(rows[i].out)));
        vb_buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_is_judged_as_unicode_says),
        cmocka_unit_test(views_are_compared_and_searched),
        cmocka_unit_test(lists_are_cut),
        cmocka_unit_test(readers_stay_failed),
        cmocka_unit_test(errors_fit_and_stay_text),
        cmocka_unit_test(text_grows_and_stops_at_its_limit),
        cmocka_unit_test(outside_text_is_made_harmless),
        cmocka_unit_test(escaping_is_linear),
        cmocka_unit_test(groups_of_three_digits),
    };
    return cmocka_run_group_tests_name("base text", tests, NULL, NULL);
}
