/* SPDX-License-Identifier: Apache-2.0 */
#include "base/number.h"

#include <inttypes.h>
#include <stdio.h>

vb_code vb_decimal_parse(vb_str text, char decimal, unsigned places, int64_t low, int64_t high, int64_t *out,
                         vb_error *err)
{
    size_t i = 0;
    int64_t value = 0;
    bool negative = i < text.n && text.p[i] == '-';
    if (i < text.n && (text.p[i] == '-' || text.p[i] == '+'))
        i++;
    size_t from = i;
    unsigned seen = 0;
    bool in_fraction = false, digits = false, cut = false;
    for (; i < text.n; i++) {
        char c = text.p[i];
        if (c == decimal && !in_fraction && decimal != 0) {
            in_fraction = true;
            continue;
        }
        if (c < '0' || c > '9')
            return vb_fail(err, VB_E_PARSE, "", VB_NO_OFFSET, "\"%.*s\" is no number%s", VB_ARG(text),
                           decimal == 0 ? "; expected digits only" : "");
        digits = true;
        if (in_fraction && seen == places) {
            cut = cut || c != '0';
            continue;
        }
        seen += in_fraction;
        int64_t digit = negative ? '0' - c : c - '0'; /* below zero from the start: INT64_MIN has no positive twin */
        if (__builtin_mul_overflow(value, INT64_C(10), &value) || __builtin_add_overflow(value, digit, &value))
            return vb_fail(err, VB_E_OVERFLOW, "", VB_NO_OFFSET, "\"%.*s\" does not fit 64 bits", VB_ARG(text));
    }
    if (!digits || text.p[text.n - 1] == decimal)
        return vb_fail(err, VB_E_PARSE, "", VB_NO_OFFSET, "\"%.*s\" is no number", VB_ARG(text));
    if (text.n - from > 1 && text.p[from] == '0' && text.p[from + 1] >= '0' && text.p[from + 1] <= '9')
        return vb_fail(err, VB_E_PARSE, "", VB_NO_OFFSET, "\"%.*s\" has leading zeros", VB_ARG(text));
    if (cut)
        return vb_fail(err, VB_E_RANGE, "", VB_NO_OFFSET, "\"%.*s\" has more than %u decimals", VB_ARG(text), places);
    for (; seen < places; seen++)
        if (__builtin_mul_overflow(value, INT64_C(10), &value))
            return vb_fail(err, VB_E_OVERFLOW, "", VB_NO_OFFSET, "\"%.*s\" does not fit 64 bits", VB_ARG(text));
    if (value < low || value > high)
        return vb_fail(err, VB_E_RANGE, "", VB_NO_OFFSET, "\"%.*s\" is outside its limits", VB_ARG(text));
    *out = value;
    return VB_OK;
}

vb_code vb_int_parse(vb_str text, int64_t low, int64_t high, int64_t *out, vb_error *err)
{
    int64_t value;
    VB_TRY(vb_decimal_parse(text, 0, 0, INT64_MIN, INT64_MAX, &value, err));
    if (value < low || value > high)
        return vb_fail(err, VB_E_RANGE, "", VB_NO_OFFSET, "%" PRId64 " is outside %" PRId64 " to %" PRId64, value, low,
                       high);
    *out = value;
    return VB_OK;
}

int vb_currency_places(vb_str code)
{
    /* ISO 4217 list one (SIX, maintenance agency): the currencies and fund codes whose minor unit is not 2 */
    static const char zero[][4] = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
                                   "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"};
    static const char three[][4] = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
    static const char four[][4] = {"CLF", "UYW"};
    if (code.n != 3)
        return -1;
    for (size_t i = 0; i < 3; i++)
        if (code.p[i] < 'A' || code.p[i] > 'Z')
            return -1;
    for (size_t i = 0; i < sizeof zero / sizeof zero[0]; i++)
        if (memcmp(code.p, zero[i], 3) == 0)
            return 0;
    for (size_t i = 0; i < sizeof three / sizeof three[0]; i++)
        if (memcmp(code.p, three[i], 3) == 0)
            return 3;
    for (size_t i = 0; i < sizeof four / sizeof four[0]; i++)
        if (memcmp(code.p, four[i], 3) == 0)
            return 4;
    return 2;
}

void vb_decimal_text(int64_t value, unsigned places, char decimal, char out[48])
{
    uint64_t magnitude = value < 0 ? UINT64_C(0) - (uint64_t)value : (uint64_t)value, unit = 1;
    if (places > 19) /* 10^19 is the last power of ten below 2^64 */
        places = 19;
    for (unsigned i = 0; i < places; i++)
        unit *= 10;
    if (places == 0)
        (void)snprintf(out, 48, "%s%" PRIu64, value < 0 ? "-" : "", magnitude);
    else
        (void)snprintf(out, 48, "%s%" PRIu64 "%c%0*" PRIu64, value < 0 ? "-" : "", magnitude / unit, decimal,
                       (int)places, magnitude % unit);
}
