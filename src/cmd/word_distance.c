/* SPDX-License-Identifier: Apache-2.0 */
/* "Did you mean": how far two words are apart. */
#include "cmd/verb.h"

size_t vb_word_distance(vb_str a, vb_str b)
{
    size_t row[128];
    if (a.n >= sizeof row / sizeof row[0] || b.n >= sizeof row / sizeof row[0])
        return SIZE_MAX;
    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t best = corner + (a.p[i - 1] != b.p[j - 1]);
            corner = row[j];
            best = row[j] + 1 < best ? row[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            row[j] = best;
        }
    }
    return row[b.n];
}
