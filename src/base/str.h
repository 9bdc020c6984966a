/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_BASE_STR_H
#define VB_BASE_STR_H
/* Untrusted bytes are views with a length: borrowed, may hold NUL, never own. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct vb_str {
    const char *p;
    size_t n;
} vb_str;
#define VB_S(lit) ((vb_str){"" lit, sizeof(lit) - 1})
#define VB_STR_NONE ((vb_str){NULL, 0})
/* printf("%.*s", VB_ARG(s)) */
#define VB_ARG(s) (int)((s).n > 200 ? 200 : (s).n), ((s).p == NULL ? "" : (s).p)

static inline bool vb_str_eq(vb_str a, vb_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline vb_str vb_str_sub(vb_str s, size_t from, size_t n)
{
    if (from > s.n)
        from = s.n;
    if (n > s.n - from)
        n = s.n - from;
    return (vb_str){s.p == NULL ? NULL : s.p + from, n};
}
/* A view of a NUL-terminated string of our own (never of input). */
vb_str vb_str_of(const char *text);
/* Byte order, shorter first on a tie: total and the same on every machine. */
int vb_str_compare(vb_str a, vb_str b);
/* ASCII case folded equality. */
bool vb_str_eq_nocase(vb_str a, vb_str b);
bool vb_str_starts(vb_str s, vb_str prefix);
bool vb_str_ends(vb_str s, vb_str suffix);
/* Index of the needle at or after `from`, or SIZE_MAX. */
size_t vb_str_find(vb_str s, vb_str needle, size_t from);
bool vb_str_contains_nocase(vb_str s, vb_str needle);
/* Without ASCII blanks (space, tab, CR, LF) at both ends. */
vb_str vb_str_trim(vb_str s);
/* Next piece of a list parted by `sep`, trimmed; false at the end. *rest starts as the whole list. */
bool vb_str_next(vb_str *rest, char sep, vb_str *piece);
/* Well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates); *bad_at (optional) gets the first bad byte. */
bool vb_str_utf8(vb_str s, size_t *bad_at);
/* 64-bit mixing hash for tables in memory; differs between machines of other byte order. Never for anything security
 * relevant; a table of outside texts takes a seed that the texts' author cannot know (vb_dict does). */
uint64_t vb_str_hash_seeded(vb_str s, uint64_t seed);
static inline uint64_t vb_str_hash(vb_str s)
{
    return vb_str_hash_seeded(s, 0);
}

/* Cursor over bytes, sticky: after the first failure every read yields zero; check `failed` once at the end. */
typedef struct vb_reader {
    vb_str in;
    size_t at;
    bool failed;
} vb_reader;
static inline const unsigned char *vb_take(vb_reader *r, size_t n)
{
    if (r->failed || n > r->in.n - r->at) {
        r->failed = true;
        return NULL;
    }
    r->at += n;
    return (const unsigned char *)r->in.p + (r->at - n);
}
static inline uint8_t vb_take_u8(vb_reader *r)
{
    const unsigned char *b = vb_take(r, 1);
    return b == NULL ? 0 : b[0];
}
static inline uint16_t vb_take_u16le(vb_reader *r)
{
    const unsigned char *b = vb_take(r, 2);
    return (uint16_t)(b == NULL ? 0 : b[0] | b[1] << 8);
}
static inline uint32_t vb_take_u32le(vb_reader *r)
{
    const unsigned char *b = vb_take(r, 4);
    return b == NULL ? 0 : (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}
#endif
