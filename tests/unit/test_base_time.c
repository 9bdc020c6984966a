/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include <time.h>

#include "base/time.h"

/* Days: Python's datetime.date, (date - 1970-01-01).days; the Gregorian leap rule makes 1900 and 2100 short. */
static void days_of_known_dates(void **state)
{
    static const struct {
        int64_t y;
        unsigned m, d;
        int64_t days;
    } rows[] = {
        {1970, 1, 1, 0},       {1969, 12, 31, -1},  {2000, 2, 29, 11016},  {2000, 3, 1, 11017},
        {2100, 2, 28, 47540},  {2100, 3, 1, 47541}, {1900, 2, 28, -25509}, {1900, 3, 1, -25508},
        {1999, 12, 31, 10956}, {2000, 1, 1, 10957}, {2024, 2, 29, 19782},  {9999, 12, 31, 2932896},
        {1, 1, 1, -719162},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t y;
        unsigned m, d;
        assert_true(vb_days_from_civil(rows[i].y, rows[i].m, rows[i].d) == rows[i].days);
        vb_civil_from_days(rows[i].days, &y, &m, &d);
        assert_true(y == rows[i].y && m == rows[i].m && d == rows[i].d);
    }
}

/* The C library counts on its own: every day that is read, 1900 to 2199. */
static void every_day_as_the_c_library_counts_it(void **state)
{
    (void)state;
    for (int64_t days = -25567; days <= 84005; days++) {
        time_t at = (time_t)(days * VB_DAY);
        struct tm tm;
        int64_t y;
        unsigned m, d;
        assert_non_null(gmtime_r(&at, &tm));
        vb_civil_from_days(days, &y, &m, &d);
        if (y != tm.tm_year + 1900 || m != (unsigned)tm.tm_mon + 1 || d != (unsigned)tm.tm_mday ||
            vb_days_from_civil(y, m, d) != days)
            fail_msg("day %lld: %lld-%u-%u", (long long)days, (long long)y, m, d);
    }
}

enum { BAD = -1 };
/* Seconds: GNU date -u -d TEXT +%s. */
static const struct {
    const char *text;
    int64_t at, span; /* span BAD: refused */
} time_rows[] = {
    /* RFC 3339, section 5.8 */
    {"1985-04-12T23:20:50.52Z", 482196050, 1},
    {"1996-12-19T16:39:57-08:00", 851042397, 1},
    {"1990-12-31T23:59:60Z", 662688000, 1},
    {"1990-12-31T15:59:60-08:00", 662688000, 1},
    {"1937-01-01T12:00:27.87+00:20", -1041337173, 1},
    /* section 5.6: T and Z may be lower case, a blank may stand for T */
    {"1985-04-12t23:20:50z", 482196050, 1},
    {"1985-04-12 23:20:50Z", 482196050, 1},
    {"1970-01-01T00:00:00Z", 0, 1},
    {"1970-01-01T00:00:00-00:00", 0, 1},
    {"2025-03-01T10:15+08:00", 1740795300, 60},
    {"  2025-03-01T10:15:00+08:00\t", 1740795300, 1},
    {"2025-03-01", 1740787200, 86400},
    {"01.03.2025", 1740787200, 86400}, /* DIN 5008 */
    {"01.03.2025 10:15+08:00", 1740795300, 60},
    {"1900-01-01", -2208988800, 86400},
    {"2199-12-31T23:59:59Z", 7258118399, 1},
    {"2000-02-29", 951782400, 86400},
    /* no such day, no such time */
    {"2100-02-29", 0, BAD},
    {"1900-02-29", 0, BAD},
    {"2025-02-29", 0, BAD},
    {"2025-04-31", 0, BAD},
    {"2025-00-01", 0, BAD},
    {"2025-13-01", 0, BAD},
    {"2025-01-00", 0, BAD},
    {"2025-01-32", 0, BAD},
    {"2025-03-01T24:00:00Z", 0, BAD},
    {"2025-03-01T10:60:00Z", 0, BAD},
    {"2025-03-01T10:15:61Z", 0, BAD},
    {"2025-03-01T10:15:60Z", 0, BAD}, /* no leap second can stand there */
    {"2025-03-01T10:15:30+15:00", 0, BAD},
    {"2025-03-01T10:15:30+08:60", 0, BAD},
    /* somebody's "for ever", and before the years that are read */
    {"9999-12-31", 0, BAD},
    {"2200-01-01", 0, BAD},
    {"1899-12-31", 0, BAD},
    {"0000-00-00", 0, BAD},
    /* whose clock? */
    {"2025-03-01T10:15:30", 0, BAD},
    {"2025-03-01T10:15", 0, BAD},
    /* shapes */
    {"", 0, BAD},
    {"2025", 0, BAD},
    {"2025-3-1", 0, BAD},
    {"1.3.2025", 0, BAD},
    {"03/01/2025", 0, BAD},
    {"20250301", 0, BAD},
    {"2025-03-01T", 0, BAD},
    {"2025-03-01T10", 0, BAD},
    {"2025-03-01T10:15:30.Z", 0, BAD},
    {"2025-03-01T10:15:30Z ago", 0, BAD},
    {"2025-03-01T10:15:30+0800", 0, BAD},
    {"2025-03-01T10:15:30+08:00Z", 0, BAD},
    {"2025-03-01X10:15:30Z", 0, BAD},
    {"2025-03-01T-1:15:30Z", 0, BAD},
    {"2025-03-01T10:15:3\xFFZ", 0, BAD},
    {"\xD9\xA2\xD9\xA0-03-01", 0, BAD}, /* Arabic-Indic digits */
    {"-025-03-01", 0, BAD},
    {"+025-03-01", 0, BAD},
};

static void moments_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof time_rows / sizeof time_rows[0]; i++) {
        vb_when w = {-7, -7};
        vb_error e = {0};
        vb_code code = vb_time_parse(vb_str_of(time_rows[i].text), &w, &e);
        bool bad = time_rows[i].span == BAD;
        if ((code != VB_OK) != bad || (!bad && (w.at != time_rows[i].at || w.span != time_rows[i].span)))
            fail_msg("\"%s\": code %d, at %lld, span %lld", time_rows[i].text, (int)code, (long long)w.at,
                     (long long)w.span);
        if (bad) {
            assert_true(w.at == -7 && w.span == -7);
            assert_int_equal(e.code, code);
            assert_true(e.message[0] != '\0');
        }
    }
}

static void dates_and_parts_of_dates(void **state)
{
    static const struct {
        const char *text;
        bool partial;
        int64_t at, span;
    } rows[] = {
        {"2025-03-01", false, 1740787200, 86400},
        {"2025-03-01", true, 1740787200, 86400},
        {"01.03.2025", false, 1740787200, 86400},
        {"2024", true, 1704067200, INT64_C(366) * 86400},
        {"2100", true, INT64_C(4102444800), INT64_C(365) * 86400},
        {"2024-02", true, 1706745600, INT64_C(29) * 86400},
        {"2023-12", true, 1701388800, INT64_C(31) * 86400},
        {"2199", true, INT64_C(7226582400), INT64_C(365) * 86400},
        {"2024", false, 0, BAD},
        {"2024-02", false, 0, BAD},
        {"2024-13", true, 0, BAD},
        {"2024-1", true, 0, BAD},
        {"03.2024", true, 0, BAD},
        {"2025-03-01T10:15:00Z", true, 0, BAD},
        {"", true, 0, BAD},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        vb_when w = {-7, -7};
        vb_code code = vb_date_parse(vb_str_of(rows[i].text), rows[i].partial, &w, NULL);
        bool bad = rows[i].span == BAD;
        if ((code != VB_OK) != bad || (!bad && (w.at != rows[i].at || w.span != rows[i].span)))
            fail_msg("\"%s\": code %d, at %lld, span %lld", rows[i].text, (int)code, (long long)w.at,
                     (long long)w.span);
    }
}

static void moments_are_printed(void **state)
{
    char out[24];
    (void)state;
    vb_time_text(1740795300, false, out);
    assert_string_equal(out, "2025-03-01T02:15:00Z");
    vb_time_text(1740795300, true, out);
    assert_string_equal(out, "2025-03-01");
    vb_time_text(-1, false, out);
    assert_string_equal(out, "1969-12-31T23:59:59Z");
    vb_time_text(VB_NO_TIME, false, out);
    assert_string_equal(out, "not stated");
    vb_time_text(VB_NO_TIME, true, out);
    assert_string_equal(out, "not stated");
    vb_when_text((vb_when){1740787200, VB_DAY}, out);
    assert_string_equal(out, "2025-03-01");
    vb_when_text((vb_when){1740795300, 60}, out);
    assert_string_equal(out, "2025-03-01T02:15:00Z");
    vb_time_text(INT64_MAX, false, out); /* some text, inside its 24 bytes */
    vb_time_text(INT64_MIN + 1, false, out);
}

static void a_day_starts_at_midnight_utc(void **state)
{
    (void)state;
    assert_true(vb_day_of(0) == 0);
    assert_true(vb_day_of(86399) == 0);
    assert_true(vb_day_of(86400) == 86400);
    assert_true(vb_day_of(-1) == -86400);
    assert_true(vb_day_of(-86400) == -86400);
    assert_true(vb_day_of(VB_NO_TIME) == VB_NO_TIME);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_of_known_dates), cmocka_unit_test(every_day_as_the_c_library_counts_it),
        cmocka_unit_test(moments_are_read),    cmocka_unit_test(dates_and_parts_of_dates),
        cmocka_unit_test(moments_are_printed), cmocka_unit_test(a_day_starts_at_midnight_utc),
    };
    return cmocka_run_group_tests_name("base time", tests, NULL, NULL);
}
