/* SPDX-License-Identifier: Apache-2.0 */
/* The HTML report: escaping (HTML Living Standard 13.2, Unicode bidirectional controls), the policy's hashes (Content
 * Security Policy Level 3, 2.3.1), nothing from elsewhere, long lists counted, same input same bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "report/html_priv.h"

static void escape(vb_str in, const char *expected)
{
    vb_buf b = {0};
    vb_html_text(&b, in);
    assert_false(b.failed);
    vb_buf_char(&b, '\0');
    assert_string_equal(b.p, expected);
    vb_buf_free(&b);
}

static void test_escaping(void **state)
{
    (void)state;
    vb_buf b = {0};
    vb_html_text(&b, VB_STR_NONE);
    assert_int_equal(b.n, 0);
    vb_buf_free(&b);
    escape(VB_S("<b class=\"x\">'A' & B</b>"), "&lt;b class=&quot;x&quot;&gt;&#39;A&#39; &amp; B&lt;/b&gt;");
    escape(VB_S("M\xC3\xBCller \xE2\x82\xAC \xF0\x9F\x98\x80"), "M\xC3\xBCller \xE2\x82\xAC \xF0\x9F\x98\x80");
    escape(VB_S("a\x01"
                "b\x7F"
                "c\xC2\x85"
                "d"),
           "a\xEF\xBF\xBD"
           "b\xEF\xBF\xBD"
           "c\xEF\xBF\xBD"
           "d");
    escape(VB_S("a\0b"), "a\xEF\xBF\xBD"
                         "b");
    escape(VB_S("\xE2\x80\xAE"
                "evil"),
           "\xEF\xBF\xBD"
           "evil"); /* U+202E */
    escape(VB_S("\xFF<\xC3"), "\xEF\xBF\xBD&lt;\xEF\xBF\xBD");
    escape(VB_S("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"); /* a surrogate is no character */
}

typedef struct page {
    vb_arena arena;
    vb_claims claims;
    vb_view view;
    vb_findings findings;
    vb_countries countries;
    vb_audit audit;
    vb_report_options options;
    vb_buf out;
} page;

static void open_page(page *p)
{
    static const vb_report_check checks[] = {{"custody.gap", "?", "movements.csv", "ok"}};
    *p = (page){0};
    p->claims = vb_claims_none(&p->arena);
    assert_int_equal(vb_view_build(&p->claims, NULL, 0, &p->arena, &p->view, NULL), VB_OK);
    p->findings = (vb_findings){.arena = &p->arena};
    p->audit = (vb_audit){.case_name = VB_S("it's; a case"),
                          .title = VB_S("</title><script>alert(1)</script>"),
                          .known_on = VB_NO_TIME,
                          .complete = true,
                          .claims = &p->claims,
                          .view = &p->view,
                          .findings = &p->findings,
                          .checks = checks,
                          .n_checks = 1,
                          .countries = &p->countries,
                          .version = "0"};
}

static void add_findings(page *p, int n)
{
    static vb_draft d;
    for (int i = 0; i < n; i++) {
        d = (vb_draft){.f = {.check = "custody.gap",
                             .verdict = VB_REVIEW,
                             .severity = VB_HIGH,
                             .subject_kind = "item",
                             .rule.on = VB_NO_TIME}};
        d.f.subject = vb_arena_printf(&p->arena, "<img src=x onerror=alert(%d)>", i);
        d.f.because = VB_SAY(N_("{0} is lost."), VB_TEXT(d.f.subject));
        assert_int_equal(vb_findings_add(&p->findings, &d, NULL), VB_OK);
    }
    vb_findings_sort(&p->findings);
}

static void write_page(page *p)
{
    assert_int_equal(vb_output_html(&p->audit, &p->options, &p->out, NULL), VB_OK);
}

static void close_page(page *p)
{
    vb_buf_free(&p->out);
    vb_claims_free(&p->claims);
    vb_arena_free(&p->arena);
}

static size_t count(const page *p, const char *what)
{
    size_t n = 0;
    vb_str all = vb_buf_str(&p->out);
    for (size_t at = vb_str_find(all, vb_str_of(what), 0); at != SIZE_MAX;
         at = vb_str_find(all, vb_str_of(what), at + 1))
        n++;
    return n;
}

/* What stands between two marks, the first time. */
static vb_str between(const page *p, const char *from, const char *to)
{
    vb_str all = vb_buf_str(&p->out);
    size_t a = vb_str_find(all, vb_str_of(from), 0);
    assert_true(a != SIZE_MAX);
    a += vb_str_of(from).n;
    size_t b = vb_str_find(all, vb_str_of(to), a);
    assert_true(b != SIZE_MAX);
    return vb_str_sub(all, a, b - a);
}

static void check_hash(const page *p, const char *directive, vb_str text)
{
    unsigned char digest[32], base64[48];
    unsigned n = 0;
    vb_buf wanted = {0};
    assert_int_equal(EVP_Digest(text.p, text.n, digest, &n, EVP_sha256(), NULL), 1);
    (void)EVP_EncodeBlock(base64, digest, 32);
    vb_buf_printf(&wanted, "%s 'sha256-%s'", directive, (const char *)base64);
    assert_true(vb_str_find(between(p, "Content-Security-Policy\" content=\"", "\">"), vb_buf_str(&wanted), 0) !=
                SIZE_MAX);
    vb_buf_free(&wanted);
}

static void test_policy(void **state)
{
    page p;
    (void)state;
    open_page(&p);
    add_findings(&p, 3);
    write_page(&p);
    assert_int_equal(count(&p, "<script"), 1);
    assert_int_equal(count(&p, "<style"), 1);
    check_hash(&p, "script-src", between(&p, "<script>", "</script>"));
    check_hash(&p, "style-src", between(&p, "<style>", "</style>"));
    assert_int_equal(count(&p, "default-src 'none'"), 1);
    assert_int_equal(count(&p, " style="), 0);
    assert_int_equal(count(&p, "http://") + count(&p, "https://"), 0);
    assert_true(count(&p, " src=") > 0); /* only as the text that the item's name is */
    assert_int_equal(count(&p, " src="), count(&p, "&lt;img src="));
    assert_int_equal(count(&p, "<img"), 0);
    close_page(&p);
}

static void test_long_lists(void **state)
{
    page p;
    (void)state;
    open_page(&p);
    add_findings(&p, VB_HTML_PER_CHECK + 50);
    write_page(&p);
    assert_int_equal(count(&p, "<details class=\"f"), VB_HTML_PER_CHECK);
    assert_int_equal(count(&p, "50 more findings of custody.gap"), 1);
    assert_int_equal(count(&p, "--only custody.gap"), 1);
    close_page(&p);
}

static void test_command_is_quoted(void **state)
{
    page p;
    (void)state;
    open_page(&p);
    write_page(&p);
    /* 'it'\''s; a case', as POSIX shells quote */
    assert_int_equal(count(&p, "verbleib audit &#39;it&#39;\\&#39;&#39;s; a case&#39; --as-of 1970-01-01"), 1);
    close_page(&p);
}

static void test_same_bytes(void **state)
{
    page a, b;
    (void)state;
    open_page(&a);
    add_findings(&a, 20);
    write_page(&a);
    open_page(&b);
    add_findings(&b, 20);
    write_page(&b);
    assert_int_equal(a.out.n, b.out.n);
    assert_memory_equal(a.out.p, b.out.p, a.out.n);
    close_page(&a);
    close_page(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escaping),          cmocka_unit_test(test_policy),     cmocka_unit_test(test_long_lists),
        cmocka_unit_test(test_command_is_quoted), cmocka_unit_test(test_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
