/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static bool room(vb_buf *b, size_t more)
{
    if (b->failed)
        return false;
    if (more > SIZE_MAX - b->n - 1 || (b->limit != 0 && b->n + more > b->limit)) {
        b->failed = true;
        return false;
    }
    if (b->n + more + 1 <= b->cap)
        return true;
    size_t cap = b->cap < 256 ? 256 : b->cap > SIZE_MAX / 2 ? SIZE_MAX : b->cap * 2;
    if (cap < b->n + more + 1)
        cap = b->n + more + 1;
    char *p = realloc(b->p, cap);
    if (p == NULL) {
        b->failed = true;
        return false;
    }
    b->p = p;
    b->cap = cap;
    return true;
}

void vb_buf_add(vb_buf *b, vb_str s)
{
    if (s.n == 0 || !room(b, s.n))
        return;
    memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
    b->p[b->n] = '\0';
}

void vb_buf_char(vb_buf *b, char c)
{
    vb_buf_add(b, (vb_str){&c, 1});
}

void vb_buf_printf(vb_buf *b, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n > 0 && room(b, (size_t)n)) {
        (void)vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
        b->n += (size_t)n;
    } else if (n < 0) {
        b->failed = true;
    }
    va_end(again);
}

/* Bytes of the harmless character at p, where `left` > 0 bytes are; 0 when the byte there is to be escaped. */
static size_t harmless(const unsigned char *p, size_t left)
{
    if (p[0] < 0x80)
        return p[0] >= 0x20 && p[0] != 0x7F;
    size_t n = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (n > left || !vb_str_utf8((vb_str){(const char *)p, n}, NULL))
        return 0;
    if (n == 4)
        return 4;
    uint32_t c =
        n == 2 ? (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu) : (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    /* C1 controls; line and paragraph separators; marks that turn the direction of text (Unicode UTS 55) */
    bool harm = c < 0xA0 || c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
                (c >= 0x2066 && c <= 0x2069);
    return harm ? 0 : n;
}

void vb_buf_escaped(vb_buf *b, vb_str s)
{
    size_t from = 0, i = 0;
    while (i < s.n) {
        size_t n = harmless((const unsigned char *)s.p + i, s.n - i);
        if (n > 0) {
            i += n;
            continue;
        }
        vb_buf_add(b, vb_str_sub(s, from, i - from));
        vb_buf_printf(b, "\\x%02X", (unsigned)(unsigned char)s.p[i]);
        from = ++i;
    }
    vb_buf_add(b, vb_str_sub(s, from, i - from));
}

void vb_buf_grouped(vb_buf *b, int64_t value, char separator)
{
    char digits[32];
    uint64_t magnitude = value < 0 ? UINT64_C(0) - (uint64_t)value : (uint64_t)value;
    int n = snprintf(digits, sizeof digits, "%" PRIu64, magnitude);
    if (value < 0)
        vb_buf_lit(b, "\xE2\x88\x92"); /* the true minus sign */
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0 && separator != 0)
            vb_buf_char(b, separator);
        vb_buf_char(b, digits[i]);
    }
}

void vb_buf_free(vb_buf *b)
{
    free(b->p);
    *b = (vb_buf){0};
}
