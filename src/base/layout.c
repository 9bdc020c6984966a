/* SPDX-License-Identifier: Apache-2.0 */
#include "base/layout.h"

#include "base/arena.h"

size_t vb_width(vb_str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xC0U) != 0x80U;
    return n;
}

void vb_blanks(vb_buf *out, size_t n)
{
    while (n-- > 0)
        vb_buf_char(out, ' ');
}

void vb_padded(vb_buf *out, vb_str text, size_t width)
{
    size_t n = vb_width(text);
    vb_buf_escaped(out, text);
    vb_blanks(out, n < width ? width - n : 0);
}

void vb_wrap(vb_buf *out, vb_str text, size_t at, size_t indent, size_t columns)
{
    VB_CLEANUP(vb_buf, vb_buf_free) clean = {0};
    vb_buf_escaped(&clean, text);
    vb_str rest = vb_buf_str(&clean), word;
    for (bool first = true; vb_str_next(&rest, ' ', &word);) {
        if (word.n == 0)
            continue;
        size_t n = vb_width(word);
        if (!first && columns != 0 && at + 1 + n > columns) {
            vb_buf_char(out, '\n');
            vb_blanks(out, indent);
            at = indent;
        } else if (!first) {
            vb_buf_char(out, ' ');
            at++;
        }
        vb_buf_add(out, word);
        at += n;
        first = false;
    }
    vb_buf_char(out, '\n');
    out->failed = out->failed || clean.failed;
}
