/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

vb_str vb_str_of(const char *text)
{
    return text == NULL ? VB_STR_NONE : (vb_str){text, __builtin_strlen(text)};
}

int vb_str_compare(vb_str a, vb_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n == 0 ? 0 : memcmp(a.p, b.p, n);
    if (c != 0)
        return c;
    return a.n < b.n ? -1 : a.n > b.n;
}

static inline unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static bool equal_nocase(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

bool vb_str_eq_nocase(vb_str a, vb_str b)
{
    return a.n == b.n && equal_nocase(a.p, b.p, a.n);
}

bool vb_str_starts(vb_str s, vb_str prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool vb_str_ends(vb_str s, vb_str suffix)
{
    return s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + (s.n - suffix.n), suffix.p, suffix.n) == 0);
}

size_t vb_str_find(vb_str s, vb_str needle, size_t from)
{
    if (needle.n == 0 || from > s.n || needle.n > s.n - from)
        return SIZE_MAX;
    const char *hit = memmem(s.p + from, s.n - from, needle.p, needle.n);
    return hit == NULL ? SIZE_MAX : (size_t)(hit - s.p);
}

bool vb_str_contains_nocase(vb_str s, vb_str needle)
{
    if (needle.n == 0 || needle.n > s.n)
        return needle.n == 0;
    for (size_t i = 0; i + needle.n <= s.n; i++)
        if (equal_nocase(s.p + i, needle.p, needle.n))
            return true;
    return false;
}

static inline bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

vb_str vb_str_trim(vb_str s)
{
    while (s.n > 0 && blank(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n > 0 && blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

bool vb_str_next(vb_str *rest, char sep, vb_str *piece)
{
    if (rest->p == NULL)
        return false;
    const char *at = rest->n == 0 ? NULL : memchr(rest->p, sep, rest->n);
    if (at == NULL) {
        *piece = vb_str_trim(*rest);
        *rest = VB_STR_NONE;
        return piece->n > 0;
    }
    *piece = vb_str_trim((vb_str){rest->p, (size_t)(at - rest->p)});
    rest->n -= (size_t)(at - rest->p) + 1;
    rest->p = at + 1;
    return true;
}

bool vb_str_utf8(vb_str s, size_t *bad_at)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t i = 0;
    while (i < s.n) {
        unsigned char c = p[i];
        if (c < 0x80) { /* most text is ASCII: step over it in words */
            uint64_t word;
            while (s.n - i >= sizeof word &&
                   (memcpy(&word, p + i, sizeof word), (word & UINT64_C(0x8080808080808080)) == 0))
                i += sizeof word;
            i += i < s.n && p[i] < 0x80;
            continue;
        }
        size_t n = c >= 0xC2 && c <= 0xDF ? 2 : c >= 0xE0 && c <= 0xEF ? 3 : c >= 0xF0 && c <= 0xF4 ? 4 : 0;
        bool ok = n != 0 && n <= s.n - i;
        for (size_t k = 1; ok && k < n; k++)
            ok = (p[i + k] & 0xC0) == 0x80;
        if (ok && ((c == 0xE0 && p[i + 1] < 0xA0) || (c == 0xED && p[i + 1] > 0x9F) || (c == 0xF0 && p[i + 1] < 0x90) ||
                   (c == 0xF4 && p[i + 1] > 0x8F)))
            ok = false;
        if (!ok) {
            if (bad_at != NULL)
                *bad_at = i;
            return false;
        }
        i += n;
    }
    return true;
}

__extension__ typedef unsigned __int128 wide;

uint64_t vb_str_hash_seeded(vb_str s, uint64_t seed)
{
    /* 8 bytes a step, multiply and fold (the mixing step of wyhash, public domain); ids here are 5 to 40 bytes long */
    uint64_t h = (UINT64_C(0x9e3779b97f4a7c15) + seed) ^ s.n;
    size_t i = 0;
    for (; i + 8 <= s.n; i += 8) {
        uint64_t w;
        memcpy(&w, s.p + i, 8);
        wide m = (wide)(h ^ w) * UINT64_C(0xbf58476d1ce4e5b9);
        h = (uint64_t)m ^ (uint64_t)(m >> 64);
    }
    uint64_t tail = 0;
    if (s.n - i > 0)
        memcpy(&tail, s.p + i, s.n - i);
    wide m = (wide)(h ^ tail ^ UINT64_C(0xa0761d6478bd642f)) * UINT64_C(0x94d049bb133111eb);
    return (uint64_t)m ^ (uint64_t)(m >> 64);
}
