/* SPDX-License-Identifier: Apache-2.0 */
/* The days on which an answer can change. */
#include "rules/rules_priv.h"

static void boundary(int64_t *best, int64_t day, int64_t on)
{
    if (day != VB_NO_TIME && day <= on && day > *best)
        *best = day;
}

int64_t vb_rules_epoch(const vb_rules *rules, int64_t on)
{
    int64_t best = INT64_MIN + 1;
    for (size_t i = 0; i < rules->clauses.n; i++)
        for (unsigned layer = 0; layer < 2; layer++) {
            boundary(&best, rules->clauses.v[i].span[layer].from, on);
            boundary(&best, rules->clauses.v[i].span[layer].end, on);
        }
    for (size_t i = 0; i < rules->parameters.n; i++) {
        boundary(&best, rules->parameters.v[i].span.from, on);
        boundary(&best, rules->parameters.v[i].span.end, on);
    }
    for (size_t i = 0; i < rules->group_rows.n; i++) {
        boundary(&best, rules->group_rows.v[i].from, on);
        boundary(&best, rules->group_rows.v[i].end, on);
    }
    return best;
}
