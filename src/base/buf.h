/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_BASE_BUF_H
#define VB_BASE_BUF_H
/* Growing text for output. Sticky: after memory ran out (or the limit is passed) `failed` is set and appends do
 * nothing; check once at the end. Owns its bytes; vb_buf_free releases them. */
#include "base/str.h"

typedef struct vb_buf {
    char *p;
    size_t n, cap, limit; /* limit 0 = no limit */
    bool failed;
} vb_buf;

void vb_buf_add(vb_buf *b, vb_str s);
void vb_buf_char(vb_buf *b, char c);
__attribute__((format(printf, 2, 3))) void vb_buf_printf(vb_buf *b, const char *fmt, ...);
#define vb_buf_lit(b, lit) vb_buf_add((b), VB_S(lit))
static inline vb_str vb_buf_str(const vb_buf *b)
{
    return (vb_str){b->p, b->n};
}
/* Text of outside bytes made printable: controls, bad UTF-8 and marks that turn the direction of text as \xNN for each
 * byte, so that input can neither drive a terminal nor show other words than it holds. */
void vb_buf_escaped(vb_buf *b, vb_str s);
/* An integer with a separator between groups of three digits (',' in English, '.' in German; 0 = none). */
void vb_buf_grouped(vb_buf *b, int64_t value, char separator);
void vb_buf_free(vb_buf *b);
#endif
