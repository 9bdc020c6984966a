/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/tpp.h"

/* Width of the inputs, narrowest and widest reading. */
static const struct {
    uint8_t low, high;
} bits[VB_N_FORMATS] = {[VB_FP4] = {4, 4},    [VB_FP8] = {8, 8},          [VB_INT8] = {8, 8},   [VB_INT4] = {4, 4},
                        [VB_FP16] = {16, 16}, [VB_BF16] = {16, 16},       [VB_TF32] = {19, 32}, [VB_FP32] = {32, 32},
                        [VB_FP64] = {64, 64}, [VB_FP64_MATRIX] = {64, 64}};

/* Half of the last decimal printed, in millionths; rounded up where it has seven decimals. */
static int64_t half_unit(uint8_t places)
{
    static const int64_t half[] = {500000, 50000, 5000, 500, 50, 5, 1};
    return half[places < 6 ? places : 6];
}

vb_interval vb_format_bits(vb_format f)
{
    return (unsigned)f < VB_N_FORMATS ? (vb_interval){bits[f].low, bits[f].high} : (vb_interval){0, 0};
}

bool vb_format_halved(const vb_model *m, vb_format f)
{
    return m->accumulate_contested && (f == VB_FP8 || f == VB_FP16 || f == VB_BF16);
}

/* The rate is at most 10^13 (10^7 TOPS in millionths); TPP is then at most 6.4 x 10^11 thousandths. */
vb_interval vb_model_format_tpp(const vb_model *m, vb_format f, vb_reading reading)
{
    int64_t slack = reading == VB_AS_ROUNDED ? half_unit(m->rate_places[f]) : 0, unit = 1000 * m->ics;
    int64_t low = m->rate[f] - slack, high = m->rate[f] + slack;
    if (vb_format_halved(m, f))
        low /= 2;
    low = low > 0 ? low * bits[f].low / unit : 0;
    high = (high * bits[f].high + unit - 1) / unit;
    return (vb_interval){low, high};
}

vb_tpp vb_model_tpp(const vb_model *m, vb_reading reading)
{
    vb_tpp t = {.known = false};
    for (unsigned i = 0; i < VB_N_FORMATS; i++) {
        if (m->rate[i] == VB_NO_FIGURE)
            continue;
        vb_interval v = vb_model_format_tpp(m, (vb_format)i, reading);
        if (!t.known || v.low > t.milli.low) {
            t.milli.low = v.low;
            t.low_format = (vb_format)i;
        }
        if (!t.known || v.high > t.milli.high) {
            t.milli.high = v.high;
            t.high_format = (vb_format)i;
        }
        t.known = true;
    }
    t.unverified = t.known && (vb_model_unverified(m, VB_COLUMN_RATE + (unsigned)t.low_format) ||
                               vb_model_unverified(m, VB_COLUMN_RATE + (unsigned)t.high_format));
    return t;
}

vb_tri vb_tpp_at_least(const vb_model *m, int64_t threshold_milli, vb_reading reading)
{
    vb_tpp t = vb_model_tpp(m, reading);
    if (!t.known)
        return VB_UNKNOWN;
    return t.milli.low >= threshold_milli ? VB_YES : t.milli.high < threshold_milli ? VB_NO : VB_UNKNOWN;
}

/* Saturates: the other side of each comparison is at most 6.4 x 10^14. */
static int64_t product(int64_t a, int64_t b)
{
    int64_t c;
    return __builtin_mul_overflow(a, b, &c) ? INT64_MAX : c;
}

bool vb_model_density(const vb_model *m, vb_reading reading, vb_interval *milli)
{
    vb_tpp t = vb_model_tpp(m, reading);
    if (!t.known || m->nonplanar != VB_YES || m->die_area_low <= 0)
        return false;
    /* thousandths of TPP over thousandths of mm2 are whole units of density */
    *milli = (vb_interval){t.milli.low * 1000 / m->die_area_high,
                           (t.milli.high * 1000 + m->die_area_low - 1) / m->die_area_low};
    return true;
}

vb_tri vb_density_at_least(const vb_model *m, int64_t threshold_milli, vb_reading reading)
{
    vb_tpp t = vb_model_tpp(m, reading);
    if (m->nonplanar == VB_NO)
        return VB_NO;
    if (!t.known || m->nonplanar != VB_YES || m->die_area_low <= 0)
        return VB_UNKNOWN;
    /* tpp / area >= threshold, multiplied out */
    if (t.milli.low * 1000 >= product(threshold_milli, m->die_area_high))
        return VB_YES;
    return t.milli.high * 1000 < product(threshold_milli, m->die_area_low) ? VB_NO : VB_UNKNOWN;
}
