/* SPDX-License-Identifier: Apache-2.0 */
/* The days on which an answer can change. */
#include <stdlib.h>

#include "rules/rules_priv.h"

static size_t add(int64_t *days, size_t n, int64_t day)
{
    if (day != VB_NO_TIME && day != VB_RULE_NEVER)
        days[n++] = day;
    return n;
}

static size_t add_span(int64_t *days, size_t n, const vb_rule_span *s)
{
    return s->from == VB_RULE_NEVER ? n : add(days, add(days, n, s->from), s->end);
}

static int by_day(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

vb_code vb_rules_find_days(vb_rules *rules, vb_error *err)
{
    size_t most = 4 * rules->clauses.n + 2 * rules->parameters.n + 2 * rules->group_rows.n, n = 0;
    int64_t *days = VB_NEW(rules->arena, int64_t, most);
    if (days == NULL)
        return vb_fail(err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory left for the rules");
    for (size_t i = 0; i < rules->clauses.n; i++)
        for (unsigned layer = 0; layer < 2; layer++)
            n = add_span(days, n, &rules->clauses.v[i].span[layer]);
    for (size_t i = 0; i < rules->parameters.n; i++)
        n = add_span(days, n, &rules->parameters.v[i].span);
    for (size_t i = 0; i < rules->group_rows.n; i++)
        n = add(days, add(days, n, rules->group_rows.v[i].from), rules->group_rows.v[i].end);
    if (n > 0)
        qsort(days, n, sizeof *days, by_day);
    rules->days = days;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || days[i] != days[i - 1])
            days[rules->n_days++] = days[i];
    return VB_OK;
}

/* How many of the days are not after `on`. */
static size_t days_to(const vb_rules *rules, int64_t on)
{
    size_t low = 0, high = rules->n_days;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (rules->days[mid] <= on)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

int64_t vb_rules_epoch(const vb_rules *rules, int64_t on)
{
    size_t n = days_to(rules, on);
    return n == 0 ? INT64_MIN + 1 : rules->days[n - 1];
}

size_t vb_rules_days(const vb_rules *rules, int64_t *days, size_t n)
{
    if (n > rules->n_days)
        n = rules->n_days;
    if (n > 0)
        memcpy(days, rules->days, n * sizeof *days);
    return rules->n_days;
}
