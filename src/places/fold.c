/* SPDX-License-Identifier: Apache-2.0 */
#include "places/fold_priv.h"

/* U+00C0..U+017F (Latin-1 Supplement and Latin Extended-A) without marks, one letter each; '*' = two letters, see
 * below. */
static const char base_letter[] =
    "aaaaaa*ceeeeiiiidnooooo ouuuuy**"                                  /* U+00C0 */
    "aaaaaa*ceeeeiiiidnooooo ouuuuy*y"                                  /* U+00E0 */
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii**jjkkkllllllll" /* U+0100..U+0140 */
    "llnnnnnnnnnoooooo**rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";  /* U+0141..U+017F */
_Static_assert(sizeof base_letter - 1 == 0x180 - 0xC0, "one letter for each code point");

static const char *two_letters(uint32_t point)
{
    switch (point) {
    case 0xC6:
    case 0xE6:
        return "ae";
    case 0xDE:
    case 0xFE:
        return "th";
    case 0xDF:
        return "ss";
    case 0x132:
    case 0x133:
        return "ij";
    default:
        return "oe"; /* U+0152, U+0153 */
    }
}

/* One code point of well-formed UTF-8. */
static uint32_t next_point(vb_str s, size_t *at)
{
    unsigned char c = (unsigned char)s.p[(*at)++];
    unsigned more = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    uint32_t point = more == 0 ? c : c & (0x3Fu >> more);
    for (; more > 0; more--)
        point = point << 6 | ((unsigned char)s.p[(*at)++] & 0x3Fu);
    return point;
}

typedef struct words { /* the text so far, and where its last word starts */
    char *p;
    size_t n, start;
    bool full;
} words;

static void put(words *w, const char *p, size_t n)
{
    if (n > VB_FOLD_MAX - w->n) {
        w->full = true;
        return;
    }
    memcpy(w->p + w->n, p, n);
    w->n += n;
}

static bool word_is(const words *w, vb_str word)
{
    return vb_str_eq((vb_str){w->p + w->start, w->n - w->start}, word);
}

static void end_word(words *w)
{
    if (w->n == w->start)
        return;
    if (word_is(w, VB_S("the"))) {
        w->n = w->start;
        return;
    }
    if (word_is(w, VB_S("st")) || word_is(w, VB_S("sankt"))) {
        w->n = w->start;
        put(w, "saint", 5);
    } else if (word_is(w, VB_S("&")) || word_is(w, VB_S("und"))) {
        w->n = w->start;
        put(w, "and", 3);
    }
    put(w, " ", 1);
    w->start = w->n;
}

size_t vb_fold_name(vb_str text, bool digraphs, char out[VB_FOLD_MAX])
{
    words w = {.p = out};
    if (text.n > VB_FOLD_MAX || !vb_str_utf8(text, NULL))
        return 0;
    for (size_t at = 0; at < text.n;) {
        size_t from = at;
        uint32_t point = next_point(text, &at);
        bool upper = point >= 'A' && point <= 'Z';
        if (upper || (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9')) {
            char c = (char)(upper ? point + ('a' - 'A') : point);
            put(&w, &c, 1);
        } else if (point == '&') {
            end_word(&w);
            put(&w, "&", 1);
            end_word(&w);
        } else if (point == '.' || point == '\'' || point == 0x2018 || point == 0x2019 || point == 0x60 ||
                   point == 0xB4 || (point >= 0x300 && point <= 0x36F)) {
            continue; /* dots, apostrophes, accents written as characters of their own */
        } else if (point < 0xC0 || point == 0xD7 || point == 0xF7 || (point >= 0x2000 && point <= 0x206F) ||
                   (point >= 0x3000 && point <= 0x303F)) {
            end_word(&w); /* blanks and punctuation */
        } else if (point < 0x180 && base_letter[point - 0xC0] == '*') {
            put(&w, two_letters(point), 2);
        } else if (point < 0x180) {
            put(&w, &base_letter[point - 0xC0], 1);
            uint32_t lower = point | 0x20; /* umlauts lie in U+00C0..U+00FF, where this is the small letter */
            if (digraphs && (lower == 0xE4 || lower == 0xF6 || lower == 0xFC))
                put(&w, "e", 1);
        } else {
            put(&w, text.p + from, at - from);
        }
    }
    end_word(&w);
    return w.full || w.n == 0 ? 0 : w.n - 1; /* without the last blank */
}
