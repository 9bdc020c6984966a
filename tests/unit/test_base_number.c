/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include "base/number.h"

static const struct {
    const char *text;
    char decimal;
    unsigned places;
    vb_code code;
    int64_t value;
} decimal_rows[] = {
    {"12.34", '.', 2, VB_OK, 1234},
    {"12,34", ',', 2, VB_OK, 1234},
    {"12.3", '.', 2, VB_OK, 1230},
    {"12", '.', 2, VB_OK, 1200},
    {"0", '.', 2, VB_OK, 0},
    {"0.00", '.', 2, VB_OK, 0},
    {"-0.01", '.', 2, VB_OK, -1},
    {"+0.01", '.', 2, VB_OK, 1},
    {".5", '.', 2, VB_OK, 50},
    {"12.3400", '.', 2, VB_OK, 1234}, /* zeros beyond the places lose nothing */
    {"12.345", '.', 2, VB_E_RANGE, 0},
    {"12.3401", '.', 2, VB_E_RANGE, 0},
    {"9223372036854775807", '.', 0, VB_OK, INT64_MAX},
    {"-9223372036854775808", '.', 0, VB_OK, INT64_MIN},
    {"9223372036854775808", '.', 0, VB_E_OVERFLOW, 0},
    {"-9223372036854775809", '.', 0, VB_E_OVERFLOW, 0},
    {"92233720368547758.07", '.', 2, VB_OK, INT64_MAX},
    {"92233720368547758.08", '.', 2, VB_E_OVERFLOW, 0},
    {"92233720368547759", '.', 2, VB_E_OVERFLOW, 0},
    {"12,34", '.', 2, VB_E_PARSE, 0}, /* the other decimal sign: a thousand, or twelve? */
    {"12.34", ',', 2, VB_E_PARSE, 0},
    {"1.234,56", ',', 2, VB_E_PARSE, 0},
    {"1,234.56", '.', 2, VB_E_PARSE, 0},
    {"1'234", '.', 2, VB_E_PARSE, 0},
    {"1 234", '.', 2, VB_E_PARSE, 0},
    {"1.2.3", '.', 2, VB_E_PARSE, 0},
    {"5.", '.', 2, VB_E_PARSE, 0},
    {".", '.', 2, VB_E_PARSE, 0},
    {"-", '.', 2, VB_E_PARSE, 0},
    {"+-1", '.', 2, VB_E_PARSE, 0},
    {"--1", '.', 2, VB_E_PARSE, 0},
    {"", '.', 2, VB_E_PARSE, 0},
    {" 1", '.', 2, VB_E_PARSE, 0},
    {"1 ", '.', 2, VB_E_PARSE, 0},
    {"01", '.', 2, VB_E_PARSE, 0},
    {"00", '.', 2, VB_E_PARSE, 0},
    {"-01.5", '.', 2, VB_E_PARSE, 0},
    {"1e3", '.', 2, VB_E_PARSE, 0},
    {"0x10", '.', 2, VB_E_PARSE, 0},
    {"inf", '.', 2, VB_E_PARSE, 0},
    {"nan", '.', 2, VB_E_PARSE, 0},
    {"\xEF\xBC\x91", '.', 2, VB_E_PARSE, 0}, /* full-width 1 */
    {"1\xC2\xA0"
     "000",
     '.', 2, VB_E_PARSE, 0}, /* no-break space */
};

static void decimals_are_exact_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof decimal_rows / sizeof decimal_rows[0]; i++) {
        int64_t value = -77;
        vb_code code = vb_decimal_parse(vb_str_of(decimal_rows[i].text), decimal_rows[i].decimal,
                                        decimal_rows[i].places, INT64_MIN, INT64_MAX, &value, NULL);
        if (code != decimal_rows[i].code || value != (code == VB_OK ? decimal_rows[i].value : -77))
            fail_msg("\"%s\": code %d, value %lld", decimal_rows[i].text, (int)code, (long long)value);
    }
}

static void integers_are_held_to_their_limits(void **state)
{
    static const struct {
        const char *text;
        int64_t low, high;
        vb_code code;
        int64_t value;
    } rows[] = {
        {"5", 1, 5, VB_OK, 5},
        {"6", 1, 5, VB_E_RANGE, 0},
        {"0", 1, 5, VB_E_RANGE, 0},
        {"+5", 1, 5, VB_OK, 5},
        {"-3", -5, -1, VB_OK, -3},
        {"5.0", 1, 5, VB_E_PARSE, 0},
        {"05", 1, 5, VB_E_PARSE, 0},
        {"", 0, 9, VB_E_PARSE, 0},
        {"1,000", 0, 9999, VB_E_PARSE, 0},
        {"99999999999999999999", 0, INT64_MAX, VB_E_OVERFLOW, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t value = -77;
        assert_int_equal(vb_int_parse(vb_str_of(rows[i].text), rows[i].low, rows[i].high, &value, NULL), rows[i].code);
        assert_true(value == (rows[i].code == VB_OK ? rows[i].value : -77));
    }
}

static void fixed_point_is_printed(void **state)
{
    static const struct {
        int64_t value;
        unsigned places;
        char decimal;
        const char *text;
    } rows[] = {
        {1234, 2, '.', "12.34"},
        {-5, 2, ',', "-0,05"},
        {0, 3, '.', "0.000"},
        {7, 0, '.', "7"},
        {INT64_MIN, 0, '.', "-9223372036854775808"},
        {INT64_MIN, 2, '.', "-92233720368547758.08"},
        {INT64_MAX, 18, '.', "9.223372036854775807"},
        {INT64_MIN, 19, '.', "-0.9223372036854775808"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[48];
        vb_decimal_text(rows[i].value, rows[i].places, rows[i].decimal, out);
        assert_string_equal(out, rows[i].text);
    }
}

/* ISO 4217, list one: column "minor unit". */
static void minor_units_of_currencies(void **state)
{
    static const struct {
        const char *code;
        int places;
    } rows[] = {
        {"USD", 2}, {"EUR", 2}, {"CNY", 2},  {"TWD", 2}, {"AED", 2},   {"JPY", 0}, {"KRW", 0},
        {"VND", 0}, {"ISK", 0}, {"UYI", 0},  {"BHD", 3}, {"KWD", 3},   {"TND", 3}, {"IQD", 3},
        {"CLF", 4}, {"UYW", 4}, {"usd", -1}, {"US", -1}, {"USDT", -1}, {"", -1},   {"U$D", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (vb_currency_places(vb_str_of(rows[i].code)) != rows[i].places)
            fail_msg("%s", rows[i].code);
}

static void errors_quote_what_was_found(void **state)
{
    vb_error e;
    int64_t value;
    (void)state;
    assert_int_equal(vb_decimal_parse(VB_S("12\x1B[2J"), '.', 2, 0, 9, &value, &e), VB_E_PARSE);
    assert_string_equal(e.message, "\"12?[2J\" is no number"); /* the escape byte does not reach a terminal */
    assert_int_equal(vb_int_parse(VB_S("12"), 0, 9, &value, &e), VB_E_RANGE);
    assert_string_equal(e.message, "12 is outside 0 to 9");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_are_exact_or_refused), cmocka_unit_test(integers_are_held_to_their_limits),
        cmocka_unit_test(fixed_point_is_printed),        cmocka_unit_test(minor_units_of_currencies),
        cmocka_unit_test(errors_quote_what_was_found),
    };
    return cmocka_run_group_tests_name("base number", tests, NULL, NULL);
}
