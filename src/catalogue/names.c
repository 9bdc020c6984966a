/* SPDX-License-Identifier: Apache-2.0 */
/* How names of accelerators are compared: nvidia-smi, price lists and customs lines spell them differently
 * ("NVIDIA A100-SXM4-80GB", "A100 80 GB SXM4", "Nvidia Tesla A100 SXM4 80GB"). */
#include <stdlib.h>

#include "catalogue/names_priv.h"

enum { MOST_WORDS = 24 };

typedef struct words {
    vb_str w[MOST_WORDS]; /* views into `text` */
    size_t n;
    char text[VB_NAME_ROOM];
} words;

/* Said of every card: they part nothing from nothing. */
static const char *const fillers[] = {"nvidia", "corporation", "corp",   "geforce",     "tesla",      "amd",
                                      "ati",    "advanced",    "micro",  "devices",     "inc",        "instinct",
                                      "intel",  "r",           "huawei", "ascend",      "tensor",     "core",
                                      "gpu",    "graphics",    "card",   "accelerator", "generation", "tm"};
/* Makers, and series that only one maker has: "GeForce 910" is no Ascend 910. "Tesla" is a series and a maker. */
static const struct {
    const char *word, *vendor;
} makers[] = {{"nvidia", "NVIDIA"},  {"amd", "AMD"}, {"intel", "Intel"},  {"huawei", "Huawei"},
              {"geforce", "NVIDIA"}, {"ati", "AMD"}, {"instinct", "AMD"}, {"ascend", "Huawei"}};

static bool is(vb_str s, const char *word)
{
    return vb_str_eq(s, vb_str_of(word));
}

static bool is_digits(vb_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

static bool is_filler(vb_str s)
{
    for (size_t i = 0; i < sizeof fillers / sizeof fillers[0]; i++)
        if (is(s, fillers[i]))
            return true;
    return false;
}

/* Bytes of a sign at `at` that parts words as a blank does; 0 = none. Names copied from data sheets are full of them.
 */
static size_t sign_at(vb_str text, size_t at)
{
    static const char *const signs[] = {"\xC2\xA0",     "\xC2\xA9",     "\xC2\xAE",      /* no-break space, (c), (R) */
                                        "\xE2\x84\xA2",                                  /* TM */
                                        "\xE2\x80\x90", "\xE2\x80\x91", "\xE2\x80\x92",  /* hyphens, figure dash */
                                        "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x80\xAF"}; /* dashes, narrow space */
    vb_str rest = vb_str_sub(text, at, 3);
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (vb_str_starts(rest, vb_str_of(signs[i])))
            return vb_str_of(signs[i]).n;
    return 0;
}

/* Lower case; a word is a run of ASCII letters and digits or bytes above 0x7F that are no such sign. */
static bool split(vb_str text, words *out)
{
    size_t at = 0;
    out->n = 0;
    if (text.n >= sizeof out->text)
        return false;
    for (size_t i = 0; i <= text.n; i++) {
        unsigned char c = i < text.n ? (unsigned char)text.p[i] : ' ';
        size_t sign = c >= 0x80 ? sign_at(text, i) : 0;
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80;
        if (letter && sign == 0) {
            out->text[i] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
            continue;
        }
        if (i > at) {
            if (out->n == MOST_WORDS)
                return false;
            out->w[out->n++] = (vb_str){out->text + at, i - at};
        }
        i += sign > 1 ? sign - 1 : 0;
        at = i + 1;
    }
    return true;
}

/* Keeps the words that carry meaning, "80 GB", "80G" and "80GiB" as the one word "80gb". */
static void tidy(words *w)
{
    size_t kept = 0;
    for (size_t i = 0; i < w->n; i++)
        if (!is_filler(w->w[i]))
            w->w[kept++] = w->w[i];
    if (kept > 0)
        w->n = kept;
}

static bool is_unit(vb_str s)
{
    return is(s, "gb") || is(s, "g") || is(s, "gib");
}

static void put(char *out, size_t *n, vb_str s)
{
    for (size_t i = 0; i < s.n && *n < VB_FOLD_ROOM; i++)
        out[(*n)++] = s.p[i];
}

static int by_text(const void *a, const void *b)
{
    const vb_str *x = a, *y = b;
    return vb_str_compare(*x, *y);
}

static vb_str without_generation(vb_str s)
{
    return s.n == 4 && vb_str_starts(s, VB_S("sxm")) ? vb_str_sub(s, 0, 3) : s;
}

bool vb_name_fold(vb_str text, bool any_socket, vb_folded *out)
{
    words split_words, *w = &split_words;
    vb_str merged[MOST_WORDS];
    char numbers[MOST_WORDS][16];
    size_t n = 0;
    *out = (vb_folded){.vendor = VB_STR_NONE};
    if (!split(text, w) || w->n == 0)
        return false;
    for (size_t i = 0; i < w->n; i++)
        for (size_t k = 0; k < sizeof makers / sizeof makers[0]; k++)
            if (is(w->w[i], makers[k].word))
                out->vendor = vb_str_of(makers[k].vendor);
    tidy(w);
    for (size_t i = 0; i < w->n; i++) {
        vb_str s = w->w[i], number = s;
        bool size = is_digits(s) && i + 1 < w->n && is_unit(w->w[i + 1]);
        if (!size) {
            size_t digits = 0;
            while (digits < s.n && s.p[digits] >= '0' && s.p[digits] <= '9')
                digits++;
            number = vb_str_sub(s, 0, digits);
            size = digits > 0 && digits < s.n && is_unit(vb_str_sub(s, digits, s.n));
        } else {
            i++;
        }
        if (size && number.n <= sizeof numbers[0] - 2) {
            memcpy(numbers[n], number.p, number.n);
            memcpy(numbers[n] + number.n, "gb", 2);
            s = (vb_str){numbers[n], number.n + 2};
        }
        merged[n++] = any_socket ? without_generation(s) : s;
    }
    for (size_t i = 0; i < n; i++)
        put(out->joined, &out->joined_n, merged[i]);
    qsort(merged, n, sizeof merged[0], by_text);
    for (size_t i = 0; i < n; i++) {
        put(out->sorted, &out->sorted_n, VB_S(" "));
        put(out->sorted, &out->sorted_n, merged[i]);
    }
    return true;
}
