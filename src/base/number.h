/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_BASE_NUMBER_H
#define VB_BASE_NUMBER_H
/* Exact numbers from text: integers and decimals in fixed point; never a float, nothing rounds unseen. */
#include "base/error.h"
#include "base/str.h"

/* Digits with an optional sign; no leading zeros beyond one, no blanks, no thousands separators. */
VB_MUST_USE vb_code vb_int_parse(vb_str text, int64_t low, int64_t high, int64_t *out, vb_error *err);
/* A decimal "12.34" (decimal sign '.' or ',' as `decimal` says) into units of 10^-places; digits beyond `places` must
 * be zero, else a range error. ".5" is read; "5." (cut off?) and an exponent are refused. */
VB_MUST_USE vb_code vb_decimal_parse(vb_str text, char decimal, unsigned places, int64_t low, int64_t high,
                                     int64_t *out, vb_error *err);
/* ISO 4217 minor units: number of decimals of a currency (2 for most, 0 for JPY, KRW, VND, CLP ..., 3 for BHD, JOD,
 * KWD, OMR, TND ..., 4 for CLF, UYW); -1 when `code` is not three capital letters. */
int vb_currency_places(vb_str code);
/* Prints fixed point with `places` (0 to 19) decimals, trailing zeros kept, into out (at least 48 bytes). */
void vb_decimal_text(int64_t value, unsigned places, char decimal, char out[48]);
#endif
