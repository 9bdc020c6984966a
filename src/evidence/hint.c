/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/table_priv.h"

enum { LONGEST = 40 };

/* Lower case, without what people put between words: "Serial No." -> "serialno". */
static size_t plain(vb_str word, char out[LONGEST])
{
    size_t n = 0;
    for (size_t i = 0; i < word.n && n < LONGEST; i++) {
        char c = word.p[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + ('a' - 'A'));
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[n++] = c;
    }
    return n;
}

/* Edits (insert, delete, replace) that turn one into the other: Wagner and Fischer, 1974. */
static size_t edits(const char *a, size_t n, const char *b, size_t m)
{
    size_t row[LONGEST + 1];
    for (size_t k = 0; k <= m; k++)
        row[k] = k;
    for (size_t i = 1; i <= n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t k = 1; k <= m; k++) {
            size_t best = diagonal + (a[i - 1] != b[k - 1]);
            diagonal = row[k];
            best = row[k] + 1 < best ? row[k] + 1 : best;
            row[k] = row[k - 1] + 1 < best ? row[k - 1] + 1 : best;
        }
    }
    return row[m];
}

const char *vb_hint(vb_str word, const char *const *names, size_t n)
{
    char meant[LONGEST], name[LONGEST];
    size_t meant_n = plain(word, meant), best_distance = SIZE_MAX;
    const char *best = NULL;
    for (size_t i = 0; i < n; i++) {
        size_t name_n = names[i] == NULL ? 0 : plain(vb_str_of(names[i]), name), distance;
        size_t shorter = name_n < meant_n ? name_n : meant_n;
        if (name_n == 0 || meant_n == 0)
            continue;
        distance = edits(meant, meant_n, name, name_n);
        bool near = distance <= (shorter >= 6 ? 2u : shorter >= 4 ? 1u : 0u);
        bool longer = shorter >= 4 && memcmp(meant, name, shorter) == 0; /* serial_no, qty of quantity is not one */
        if ((near || longer) && distance < best_distance) {
            best = names[i];
            best_distance = distance;
        }
    }
    return best;
}
