/* SPDX-License-Identifier: Apache-2.0 */
/* Reads any bytes as a moment and as a date, prints what it got and reads that again: the moment must be the same. */
#include <stdint.h>
#include <stdlib.h>

#include "base/time.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const int64_t first = vb_days_from_civil(1900, 1, 1) * VB_DAY, end = vb_days_from_civil(2200, 1, 1) * VB_DAY;
    vb_str in = {(const char *)data, size};
    vb_when w, again;
    vb_error err = {0};
    char text[24];
    if (vb_time_parse(in, &w, &err) == VB_OK) {
        must(w.span == 1 || w.span == 60 || w.span == VB_DAY);
        must(w.at >= first - VB_DAY && w.at <= end + VB_DAY); /* an offset may reach over the edge of the years */
        vb_when_text(w, text);
        if (w.at >= first && w.at < end) {
            must(vb_time_parse(vb_str_of(text), &again, &err) == VB_OK && again.at == w.at);
            must((again.span == VB_DAY) == (w.span == VB_DAY));
        }
    } else {
        must(err.code == VB_E_PARSE && vb_str_utf8(vb_str_of(err.message), NULL));
    }
    if (vb_date_parse(in, false, &w, NULL) == VB_OK) {
        must(w.span == VB_DAY && vb_day_of(w.at) == w.at);
        must(vb_date_parse(in, true, &again, NULL) == VB_OK && again.at == w.at && again.span == w.span);
        vb_when_text(w, text);
        must(vb_date_parse(vb_str_of(text), false, &again, NULL) == VB_OK && again.at == w.at);
    } else if (vb_date_parse(in, true, &w, NULL) == VB_OK) { /* a month or a year: it starts with its first day */
        int64_t y;
        unsigned m, d;
        must(w.span >= 28 * VB_DAY && w.span <= 366 * VB_DAY);
        vb_civil_from_days(w.at / VB_DAY, &y, &m, &d);
        must(d == 1 && w.at % VB_DAY == 0);
    }
    return 0;
}
