/* SPDX-License-Identifier: Apache-2.0 */
#include "base/time.h"

#include <inttypes.h>
#include <stdio.h>

int64_t vb_days_from_civil(int64_t year, unsigned month, unsigned day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t yoe = year - era * 400;
    int64_t doy = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + (int64_t)day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void vb_civil_from_days(int64_t days, int64_t *year, unsigned *month, unsigned *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *day = (unsigned)(doy - (153 * mp + 2) / 5 + 1);
    *month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
    *year = yoe + era * 400 + (*month <= 2);
}

static inline int two(const char *p)
{
    unsigned a = (unsigned)p[0] - '0', b = (unsigned)p[1] - '0';
    return a > 9 || b > 9 ? -1 : (int)(a * 10 + b);
}

static inline int four(const char *p)
{
    int a = two(p), b = two(p + 2);
    return a < 0 || b < 0 ? -1 : a * 100 + b;
}

static bool days_of(int y, int m, int d, int64_t *days)
{
    static const unsigned char length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (y < 1900 || y > 2199 || m < 1 || m > 12 || d < 1)
        return false;
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    if (d > length[m - 1] + (m == 2 && leap))
        return false;
    *days = vb_days_from_civil(y, (unsigned)m, (unsigned)d);
    return true;
}

static vb_code bad(vb_str text, vb_error *err)
{
    return vb_fail(err, VB_E_PARSE, "", VB_NO_OFFSET,
                   "\"%.*s\" is no date or time; expected 2025-03-01, 01.03.2025 or 2025-03-01T10:15:00Z "
                   "(years 1900 to 2199)",
                   (int)(text.n > 40 ? 40 : text.n), text.p == NULL ? "" : text.p);
}

static bool parse_day(vb_str t, int64_t *days)
{
    if (t.n != 10)
        return false;
    if (t.p[4] == '-' && t.p[7] == '-')
        return days_of(four(t.p), two(t.p + 5), two(t.p + 8), days);
    if (t.p[2] == '.' && t.p[5] == '.')
        return days_of(four(t.p + 6), two(t.p + 3), two(t.p), days);
    return false;
}

vb_code vb_time_parse(vb_str text, vb_when *out, vb_error *err)
{
    int64_t days;
    text = vb_str_trim(text);
    if (!parse_day(vb_str_sub(text, 0, 10), &days))
        return bad(text, err);
    if (text.n == 10) {
        *out = (vb_when){days * VB_DAY, VB_DAY};
        return VB_OK;
    }
    if (text.n < 16 || (text.p[10] != 'T' && text.p[10] != 't' && text.p[10] != ' ') || text.p[13] != ':')
        return bad(text, err);
    int h = two(text.p + 11), m = two(text.p + 14), s = 0;
    size_t at = 16;
    int64_t span = 60;
    if (at < text.n && text.p[at] == ':') {
        if (text.n < 19)
            return bad(text, err);
        s = two(text.p + 17);
        at = 19;
        span = 1;
        if (at < text.n && text.p[at] == '.') {
            size_t from = ++at;
            while (at < text.n && text.p[at] >= '0' && text.p[at] <= '9')
                at++;
            if (at == from)
                return bad(text, err);
        }
    }
    if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 60)
        return bad(text, err);
    int64_t offset = 0;
    if (at == text.n)
        return vb_fail(err, VB_E_PARSE, "", VB_NO_OFFSET,
                       "\"%.*s\" has no zone; expected Z or an offset such as +08:00", VB_ARG(text));
    if (text.p[at] == 'Z' || text.p[at] == 'z') {
        at++;
    } else if ((text.p[at] == '+' || text.p[at] == '-') && text.n - at == 6 && text.p[at + 3] == ':') {
        int oh = two(text.p + at + 1), om = two(text.p + at + 4);
        if (oh < 0 || oh > 14 || om < 0 || om > 59)
            return bad(text, err);
        offset = (oh * 60 + om) * (text.p[at] == '-' ? -60 : 60);
        at += 6;
    }
    if (at != text.n)
        return bad(text, err);
    int64_t moment = days * VB_DAY + h * 3600 + m * 60 + s - offset;
    if (s == 60 && vb_day_of(moment) != moment)
        return bad(text, err);
    *out = (vb_when){moment, span};
    return VB_OK;
}

vb_code vb_date_parse(vb_str text, bool partial, vb_when *out, vb_error *err)
{
    int64_t days, end;
    text = vb_str_trim(text);
    if (parse_day(text, &days)) {
        *out = (vb_when){days * VB_DAY, VB_DAY};
        return VB_OK;
    }
    if (partial && text.n == 4 && days_of(four(text.p), 1, 1, &days)) {
        end = vb_days_from_civil(four(text.p) + 1, 1, 1);
        *out = (vb_when){days * VB_DAY, (end - days) * VB_DAY};
        return VB_OK;
    }
    if (partial && text.n == 7 && text.p[4] == '-' && days_of(four(text.p), two(text.p + 5), 1, &days)) {
        int y = four(text.p), m = two(text.p + 5);
        end = m == 12 ? vb_days_from_civil(y + 1, 1, 1) : vb_days_from_civil(y, (unsigned)m + 1, 1);
        *out = (vb_when){days * VB_DAY, (end - days) * VB_DAY};
        return VB_OK;
    }
    return bad(text, err);
}

void vb_time_text(int64_t at, bool day_only, char out[24])
{
    int64_t y, day = vb_day_of(at), s = at - day;
    unsigned m, d;
    if (day == VB_NO_TIME) {
        (void)snprintf(out, 24, "not stated");
        return;
    }
    vb_civil_from_days(day / VB_DAY, &y, &m, &d);
    if (day_only)
        (void)snprintf(out, 24, "%04d-%02u-%02u", (int)(y % 10000), m % 100, d % 100);
    else
        (void)snprintf(out, 24, "%04d-%02u-%02uT%02d:%02d:%02dZ", (int)(y % 10000), m % 100, d % 100, (int)(s / 3600),
                       (int)(s / 60 % 60), (int)(s % 60));
}

void vb_when_text(vb_when w, char out[24])
{
    vb_time_text(w.at, w.span >= VB_DAY, out);
}
