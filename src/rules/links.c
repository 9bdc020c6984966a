/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/links.h"

#include <stdio.h>

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits at `at`, at most `most`; a word's tail is no number. */
static size_t number(vb_str s, size_t at, size_t most)
{
    size_t n = 0;
    while (n < most && at + n < s.n && digit(s.p[at + n]))
        n++;
    return at + n < s.n && digit(s.p[at + n]) ? 0 : n;
}

static bool here(vb_str s, size_t at, vb_str word)
{
    return at <= s.n && vb_str_starts(vb_str_sub(s, at, s.n), word);
}

/* "88 FR 73458" at `at`: its length, or 0 */
static size_t federal_register(vb_str s, size_t at, vb_rule_link *l)
{
    size_t volume = number(s, at, 3), page = at + volume + 4;
    if (volume == 0 || !here(s, at + volume, VB_S(" FR ")))
        return 0;
    size_t n = number(s, page, 6);
    if (n == 0)
        return 0;
    (void)snprintf(l->url, sizeof l->url, "https://www.federalregister.gov/citation/%.*s-FR-%.*s", (int)volume,
                   s.p + at, (int)n, s.p + page);
    return page + n - at;
}

/* "15 CFR 742.6", "15 CFR part 774" at `at`: the length without paragraphs, or 0 */
static size_t code(vb_str s, size_t at, int64_t on, vb_rule_link *l)
{
    static const int64_t kept = 17167 * VB_DAY; /* 2017-01-01 */
    size_t title = number(s, at, 2), from = at + title + 5;
    char when[32] = "current", day[24];
    if (title == 0 || !here(s, at + title, VB_S(" CFR ")))
        return 0;
    bool part = here(s, from, VB_S("part "));
    from += part ? 5 : 0;
    size_t n = number(s, from, 4), section = 0;
    if (n == 0)
        return 0;
    if (!part && from + n + 1 < s.n && s.p[from + n] == '.')
        section = number(s, from + n + 1, 4);
    if (section > 0)
        n += 1 + section;
    if (on != VB_NO_TIME && on >= kept) {
        vb_time_text(on, true, day);
        (void)snprintf(when, sizeof when, "on/%s", day);
    }
    (void)snprintf(l->url, sizeof l->url, "https://www.ecfr.gov/%s/title-%.*s/%s-%.*s", when, (int)title, s.p + at,
                   section > 0 ? "section" : "part", (int)n, s.p + from);
    return from + n - at;
}

size_t vb_rule_links(vb_str citation, int64_t on, vb_rule_link *out, size_t room)
{
    size_t found = 0;
    for (size_t at = 0; at < citation.n && found < room;) {
        bool begins = digit(citation.p[at]) && (at == 0 || citation.p[at - 1] == ' ' || citation.p[at - 1] == '(');
        size_t n = !begins ? 0 : federal_register(citation, at, &out[found]);
        if (begins && n == 0)
            n = code(citation, at, on, &out[found]);
        if (n > 0) {
            out[found].at = at;
            out[found++].n = n;
        }
        at += n > 0 ? n : 1;
    }
    return found;
}
