/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of official texts: the forms are those that federalregister.gov and ecfr.gov print on their own pages. */
#include "support.h"

#include "rules/links.h"

static const struct {
    const char *citation, *on;
    const char *part[3], *url[3];
} rows[] = {
    {"15 CFR 742.6(a)(6)(iii), 88 FR 73458",
     "2026-06-01",
     {"15 CFR 742.6", "88 FR 73458"},
     {"https://www.ecfr.gov/on/2026-06-01/title-15/section-742.6",
      "https://www.federalregister.gov/citation/88-FR-73458"}},
    {"ECCN 3A090.a.1, .a.2 and Note 2, 15 CFR part 774 supp. 1",
     "",
     {"15 CFR part 774"},
     {"https://www.ecfr.gov/current/title-15/part-774"}},
    {"15 CFR 746.2 (Cuba)", "2010-01-01", {"15 CFR 746.2"}, {"https://www.ecfr.gov/current/title-15/section-746.2"}},
    {"90 FR 5298 (2025-01-16); corrected by 90 FR 9604",
     "",
     {"90 FR 5298", "90 FR 9604"},
     {"https://www.federalregister.gov/citation/90-FR-5298", "https://www.federalregister.gov/citation/90-FR-9604"}},
    {"letter of BIS to NVIDIA of 2025-04-09", "", {NULL}, {NULL}},
    {"88 FR", "", {NULL}, {NULL}},
    {"15 CFR", "", {NULL}, {NULL}},
    {"15 CFR part ", "", {NULL}, {NULL}},
    {"1234 FR 1, 15 CFR 12345678, 88 FR 12345678, A88 FR 1", "", {NULL}, {NULL}},
};

static void test_citations(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        vb_rule_link link[VB_RULE_LINKS];
        vb_when when = {.at = VB_NO_TIME};
        vb_str cite = vb_str_of(rows[i].citation);
        if (rows[i].on[0] != '\0')
            assert_int_equal(vb_date_parse(vb_str_of(rows[i].on), false, &when, NULL), VB_OK);
        size_t n = vb_rule_links(cite, when.at, link, VB_RULE_LINKS), want = 0;
        while (want < 3 && rows[i].url[want] != NULL)
            want++;
        if (n != want)
            fail_msg("%s: %zu links, expected %zu", rows[i].citation, n, want);
        for (size_t k = 0; k < n; k++) {
            assert_string_equal(link[k].url, rows[i].url[k]);
            assert_true(vb_str_eq(vb_str_sub(cite, link[k].at, link[k].n), vb_str_of(rows[i].part[k])));
        }
    }
}

static void test_room(void **state)
{
    (void)state;
    vb_rule_link link[1];
    assert_int_equal(vb_rule_links(VB_S("88 FR 1, 88 FR 2"), VB_NO_TIME, link, 1), 1);
    assert_int_equal(vb_rule_links(VB_S("88 FR 1"), VB_NO_TIME, link, 0), 0);
    assert_string_equal(link[0].url, "https://www.federalregister.gov/citation/88-FR-1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_citations), cmocka_unit_test(test_room)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
