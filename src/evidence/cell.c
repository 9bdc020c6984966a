/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"
#include "evidence/table_priv.h"

const vb_word vb_movement_kind_words[] = {
    {"made", VB_MADE},
    {"shipped", VB_SHIPPED},
    {"received", VB_RECEIVED},
    {"installed", VB_INSTALLED},
    {"removed", VB_REMOVED},
    {"repaired", VB_REPAIRED},
    {"rebuilt", VB_REBUILT},
    {"scrapped", VB_SCRAPPED},
    {"lost", VB_LOST},
    {"returned", VB_RETURNED},
    {NULL, 0},
};

const vb_word vb_mode_words[] = {
    {"air", VB_MODE_AIR},   {"sea", VB_MODE_SEA},         {"road", VB_MODE_ROAD},
    {"rail", VB_MODE_RAIL}, {"courier", VB_MODE_COURIER}, {"hand-luggage", VB_MODE_HAND_LUGGAGE},
    {"post", VB_MODE_POST}, {"other", VB_MODE_OTHER},     {NULL, 0},
};

static const vb_word yes_no_words[] = {
    {"yes", VB_YES}, {"no", VB_NO}, {"true", VB_YES}, {"false", VB_NO}, {"ja", VB_YES}, {"nein", VB_NO}, {NULL, 0},
};

/* As much of a cell as fits a message, cut between characters. */
static vb_str shown(vb_str text)
{
    enum { SHOWN = 60 };
    size_t n = text.n;
    if (n > SHOWN)
        for (n = SHOWN; n > SHOWN - 4 && ((unsigned char)text.p[n] & 0xC0) == 0x80;)
            n--;
    return (vb_str){text.p, n};
}
#define SHOW(text) (int)shown(text).n, (text).p

vb_code vb_cell_id(vb_str text, vb_error *err)
{
    if (text.n > VB_MAX_ID)
        return vb_fail(err, VB_E_RANGE, "", VB_NO_OFFSET, "an id of %zu bytes (\"%.*s...\"); at most %d are read",
                       text.n, SHOW(text), VB_MAX_ID);
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7F)
            return vb_fail(err, VB_E_PARSE, "", VB_NO_OFFSET,
                           "the id \"%.*s\" holds a control byte (0x%02X); expected one line of text", SHOW(text),
                           (unsigned)(unsigned char)text.p[i]);
    return VB_OK;
}

vb_code vb_cell_word(vb_str text, const vb_word *words, int *out, vb_error *err)
{
    char expected[160];
    size_t at = 0;
    for (const vb_word *w = words; w->text != NULL; w++) {
        if (vb_str_eq_nocase(text, vb_str_of(w->text))) {
            *out = w->value;
            return VB_OK;
        }
    }
    for (const vb_word *w = words; w->text != NULL && at < sizeof expected; w++)
        at += (size_t)snprintf(expected + at, sizeof expected - at, "%s%s",
                               w == words          ? ""
                               : w[1].text == NULL ? " or "
                                                   : ", ",
                               w->text);
    return vb_fail(err, VB_E_RANGE, "", VB_NO_OFFSET, "\"%.*s\" is not known; expected %s", SHOW(text), expected);
}

vb_code vb_cell_time(vb_str text, vb_when *out, vb_error *err)
{
    vb_code code = vb_time_parse(text, out, err);
    if (code != VB_OK && vb_str_find(vb_str_sub(text, 0, 10), VB_S("9999"), 0) != SIZE_MAX)
        return vb_fail(err, VB_E_RANGE, "", VB_NO_OFFSET,
                       "\"%.*s\" is no date that can be meant; leave the cell empty when there is no end", SHOW(text));
    return code;
}

vb_code vb_cell_currency(vb_str text, vb_error *err)
{
    if (vb_currency_places(text) >= 0)
        return VB_OK;
    return vb_fail(err, VB_E_PARSE, "", VB_NO_OFFSET,
                   "\"%.*s\" is no currency; expected three capital letters such as USD", SHOW(text));
}

/* Numbers are refused with what the cell expected, not only with what was wrong with the digits. */
static vb_code number_error(vb_str text, vb_code code, const char *expected, vb_error *err)
{
    return vb_fail(err, code == VB_E_PARSE ? VB_E_PARSE : VB_E_RANGE, "", VB_NO_OFFSET, "found \"%.*s\", expected %s",
                   SHOW(text), expected);
}

/* "27.500,50": where the decimal sign is a comma, dots may part groups of three digits (DIN 5008), nothing else. Gives
 * the number without them in `room`, or the text as it is. */
static vb_str without_groups(vb_str text, char decimal, char room[40])
{
    if (decimal != ',' || text.n == 0 || text.n >= 40 || memchr(text.p, '.', text.n) == NULL)
        return text;
    const char *comma = memchr(text.p, ',', text.n);
    size_t whole = comma == NULL ? text.n : (size_t)(comma - text.p), n = 0, first = 0;
    while (first < whole && text.p[first] != '.')
        first++;
    if (first == 0 || first > 3 || (whole - first) % 4 != 0)
        return text;
    for (size_t i = 0; i < text.n; i++) {
        bool dot_due = i >= first && i < whole && (i - first) % 4 == 0;
        if ((text.p[i] == '.') != dot_due)
            return text;
        if (!dot_due)
            room[n++] = text.p[i];
    }
    return (vb_str){room, n};
}

vb_code vb_cell_decimal(vb_str text, char decimal, unsigned places, int64_t *out, vb_error *err)
{
    char room[40];
    char expected[80];
    vb_code code = vb_decimal_parse(without_groups(text, decimal, room), decimal, places, 0,
                                    INT64_C(100000000000000000), out, NULL);
    if (code == VB_OK)
        return VB_OK;
    if (places == 0)
        (void)snprintf(expected, sizeof expected, "digits without separators");
    else
        (void)snprintf(expected, sizeof expected, "a number from 0 with at most %u decimals after '%c'", places,
                       decimal);
    return number_error(text, code, expected, err);
}

vb_code vb_cell_money(vb_str text, char decimal, vb_str currency, int64_t *out, vb_error *err)
{
    int places = currency.n == 0 ? 2 : vb_currency_places(currency);
    return vb_cell_decimal(text, decimal, places < 0 ? 2 : (unsigned)places, out, err);
}

vb_code vb_cell_count(vb_str text, int64_t low, int64_t *out, vb_error *err)
{
    char expected[64];
    vb_code code = vb_int_parse(text, low, VB_MAX_QUANTITY, out, NULL);
    if (code == VB_OK)
        return VB_OK;
    (void)snprintf(expected, sizeof expected, "a whole number from %" PRId64 " to %d", low, VB_MAX_QUANTITY);
    return number_error(text, code, expected, err);
}

/* Digits that no claim keeps are dropped here, so that the exact reader takes what spreadsheets write
 * ("52.520006599999998"); a byte that is no digit stays for it to refuse. */
static vb_str without_decimals_beyond(vb_str text, char decimal, unsigned places, bool *dropped)
{
    const char *point = text.n == 0 ? NULL : memchr(text.p, decimal, text.n);
    size_t keep = point == NULL ? text.n : (size_t)(point - text.p) + 1 + places;
    *dropped = false;
    if (keep >= text.n)
        return text;
    for (size_t i = keep; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return text;
        *dropped = *dropped || text.p[i] != '0';
    }
    return (vb_str){text.p, keep};
}

static vb_code read_degrees(vb_str text, char decimal, int limit, double *out, vb_error *err)
{
    enum { PLACES = 9 }; /* a tenth of a millimetre */
    char expected[64];
    bool dropped;
    int64_t units, low = -limit * INT64_C(1000000000), high = limit * INT64_C(1000000000);
    vb_code code = vb_decimal_parse(without_decimals_beyond(text, decimal, PLACES, &dropped), decimal, PLACES, low,
                                    high, &units, NULL);
    if (code == VB_OK) {
        *out = (double)units / 1e9;
        return VB_OK;
    }
    (void)snprintf(expected, sizeof expected, "decimal degrees from -%d to %d, such as 48%c137", limit, limit, decimal);
    return number_error(text, code, expected, err);
}

/* Shares meet whole percents only: 50, 25, 10. "33.3333" and "50.001" must compare with those as the exact number
 * would, so a number that is cut down to a whole percent is kept just above it. */
static vb_code read_percent(vb_str text, char decimal, int32_t *out, vb_error *err)
{
    bool dropped;
    int64_t hundredths;
    vb_str number = text.n > 0 && text.p[text.n - 1] == '%' ? vb_str_trim(vb_str_sub(text, 0, text.n - 1)) : text;
    vb_code code = vb_decimal_parse(without_decimals_beyond(number, decimal, 2, &dropped), decimal, 2, 0, 10000,
                                    &hundredths, NULL);
    if (code == VB_OK && dropped && hundredths % 100 == 0)
        hundredths++;
    if (code == VB_OK && hundredths > 10000)
        code = VB_E_RANGE;
    if (code != VB_OK)
        return number_error(text, code, "a percentage from 0 to 100", err);
    *out = (int32_t)hundredths;
    return VB_OK;
}

static vb_code read_partial(vb_str text, vb_when *out, vb_error *err)
{
    if (vb_date_parse(text, true, out, NULL) == VB_OK)
        return VB_OK;
    return vb_fail(err, VB_E_PARSE, "", VB_NO_OFFSET,
                   "\"%.*s\" is no date; expected 2019-04-30, 2019-04 or 2019 (years 1900 to 2199)", SHOW(text));
}

static vb_code read_period(vb_str text, vb_when *out, vb_error *err)
{
    vb_when year;
    if (vb_date_parse(text, true, out, NULL) == VB_OK)
        return VB_OK;
    if (text.n == 7 && text.p[4] == '-' && (text.p[5] == 'Q' || text.p[5] == 'q') && text.p[6] >= '1' &&
        text.p[6] <= '4' && vb_date_parse(vb_str_sub(text, 0, 4), true, &year, NULL) == VB_OK) {
        int64_t y;
        unsigned m, d, first = (unsigned)(text.p[6] - '1') * 3 + 1;
        vb_civil_from_days(year.at / VB_DAY, &y, &m, &d);
        int64_t from = vb_days_from_civil(y, first, 1);
        int64_t to = first == 10 ? vb_days_from_civil(y + 1, 1, 1) : vb_days_from_civil(y, first + 3, 1);
        *out = (vb_when){from * VB_DAY, (to - from) * VB_DAY};
        return VB_OK;
    }
    return vb_fail(err, VB_E_PARSE, "", VB_NO_OFFSET,
                   "\"%.*s\" is no period; expected 2026-03, 2026-Q1, 2026 or a date (years 1900 to 2199)", SHOW(text));
}

static vb_code read_country(vb_str text, const vb_countries *countries, vb_country *out, vb_error *err)
{
    vb_country country = vb_country_parse(countries, text);
    if (country == 0)
        return vb_fail(
            err, VB_E_RANGE, "", VB_NO_OFFSET,
            "\"%.*s\" is no known country; expected a code of ISO 3166-1 (DE, DEU) or an English or German name",
            SHOW(text));
    *out = country;
    return VB_OK;
}

static vb_code read_sha256(vb_str text, vb_error *err)
{
    bool good = text.n == 64;
    for (size_t i = 0; good && i < text.n; i++)
        good = (text.p[i] >= '0' && text.p[i] <= '9') || (text.p[i] >= 'a' && text.p[i] <= 'f') ||
               (text.p[i] >= 'A' && text.p[i] <= 'F');
    return good ? VB_OK : number_error(text, VB_E_PARSE, "64 hexadecimal digits", err);
}

vb_code vb_cell_read(vb_str text, char decimal, const vb_column *column, const vb_countries *countries, void *claim,
                     vb_error *err)
{
    void *to = (char *)claim + column->at;
    switch (column->cell) {
    case VB_CELL_TEXT:
    case VB_CELL_CURRENCY:
    case VB_CELL_SHA256:
        if (column->cell == VB_CELL_CURRENCY)
            VB_TRY(vb_cell_currency(text, err));
        if (column->cell == VB_CELL_SHA256)
            VB_TRY(read_sha256(text, err));
        *(vb_str *)to = text;
        return VB_OK;
    case VB_CELL_PARTY:
    case VB_CELL_SITE:
    case VB_CELL_ITEM:
    case VB_CELL_MODEL:
    case VB_CELL_LICENCE:
        return vb_cell_id(text, err);
    case VB_CELL_MONEY: /* read with the row's currency */
        return VB_OK;
    case VB_CELL_TIME:
        return vb_cell_time(text, to, err);
    case VB_CELL_PARTIAL:
        return read_partial(text, to, err);
    case VB_CELL_PERIOD:
        return read_period(text, to, err);
    case VB_CELL_COUNTRY:
        return read_country(text, countries, to, err);
    case VB_CELL_PERCENT:
        return read_percent(text, decimal, to, err);
    case VB_CELL_QUANTITY:
        return vb_cell_count(text, 1, to, err);
    case VB_CELL_COUNT:
        return vb_cell_count(text, 0, to, err);
    case VB_CELL_KILOWATT:
        return vb_cell_decimal(text, decimal, 3, to, err);
    case VB_CELL_LATITUDE:
        return read_degrees(text, decimal, 90, to, err);
    case VB_CELL_LONGITUDE:
        return read_degrees(text, decimal, 180, to, err);
    case VB_CELL_YES_NO: {
        int value;
        VB_TRY(vb_cell_word(text, yes_no_words, &value, err));
        *(vb_tri *)to = (vb_tri)value;
        return VB_OK;
    }
    case VB_CELL_WORD:
        return vb_cell_word(text, column->words, to, err);
    }
    abort();
}

void vb_cell_unstated(const vb_column *column, void *claim)
{
    void *to = (char *)claim + column->at;
    switch (column->cell) {
    case VB_CELL_TEXT:
    case VB_CELL_CURRENCY:
    case VB_CELL_SHA256:
        *(vb_str *)to = VB_STR_NONE;
        return;
    case VB_CELL_PARTY:
    case VB_CELL_SITE:
    case VB_CELL_ITEM:
    case VB_CELL_MODEL:
    case VB_CELL_LICENCE:
        *(uint32_t *)to = VB_NONE;
        return;
    case VB_CELL_TIME:
    case VB_CELL_PARTIAL:
    case VB_CELL_PERIOD:
        *(vb_when *)to = (vb_when){VB_NO_TIME, 0};
        return;
    case VB_CELL_COUNTRY:
        *(vb_country *)to = 0;
        return;
    case VB_CELL_PERCENT:
        *(int32_t *)to = -1;
        return;
    case VB_CELL_QUANTITY:
    case VB_CELL_COUNT:
    case VB_CELL_KILOWATT:
    case VB_CELL_MONEY:
        *(int64_t *)to = -1;
        return;
    case VB_CELL_LATITUDE:
    case VB_CELL_LONGITUDE:
        *(double *)to = 0;
        return;
    case VB_CELL_YES_NO:
        *(vb_tri *)to = VB_UNKNOWN;
        return;
    case VB_CELL_WORD:
        *(int *)to = 0;
        return;
    }
    abort();
}
