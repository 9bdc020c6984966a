/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_BASE_TIME_H
#define VB_BASE_TIME_H
/* Moments and days. A moment is whole seconds since 1970-01-01T00:00:00Z (proleptic Gregorian, no leap seconds).
 * Years 1900 to 2199 are read; anything else is a range error: dates like 9999-12-31 are somebody's "for ever",
 * and must be said as an empty field. Sources: ISO 8601-1, RFC 3339, German dates DIN 5008. */
#include "base/error.h"
#include "base/str.h"

#define VB_NO_TIME INT64_MIN
#define VB_DAY INT64_C(86400)

typedef struct vb_when { /* a moment known to a precision: the true time lies in [at, at + span) */
    int64_t at;          /* VB_NO_TIME = not stated */
    int64_t span;        /* seconds: 1 for a time of day with seconds, 60 without, 86400 for a date alone */
} vb_when;

/* "2025-03-01", "01.03.2025", "2025-03-01T10:15[:30[.123]](Z|+08:00)", also with a blank or t for T and z for Z. A time
 * of day without an offset is an error (whose clock?). Fractions of a second are cut. Second 60 is read only where a
 * leap second can stand, at 23:59:60 UTC, and is the next day's first second. */
VB_MUST_USE vb_code vb_time_parse(vb_str text, vb_when *out, vb_error *err);
/* A date alone: "2025-03-01", "01.03.2025", or a year-month "2025-03", or a year "2025" when `partial` (span says
 * which). */
VB_MUST_USE vb_code vb_date_parse(vb_str text, bool partial, vb_when *out, vb_error *err);
/* Days since 1970-01-01 of a civil date (Hinnant's algorithm), and back. */
int64_t vb_days_from_civil(int64_t year, unsigned month, unsigned day);
void vb_civil_from_days(int64_t days, int64_t *year, unsigned *month, unsigned *day);
static inline int64_t vb_day_of(int64_t at) /* start of the UTC day */
{
    if (at < INT64_MIN + VB_DAY) /* not stated, and what would wrap */
        return VB_NO_TIME;
    int64_t r = at % VB_DAY;
    return at - (r < 0 ? r + VB_DAY : r);
}
/* "2025-03-01" or "2025-03-01T10:15:30Z"; out has room for 24 bytes. */
void vb_time_text(int64_t at, bool day_only, char out[24]);
/* "2025-03-01" for a date alone, with minutes and Z otherwise; "not stated" for none. */
void vb_when_text(vb_when w, char out[24]);
#endif
