/* SPDX-License-Identifier: Apache-2.0 */
/* Country groups: dated memberships. A row with the country "*" says for which time the list of a group is complete:
 * only then is a country without a row known not to be in it. */
#include <stdlib.h>

#include "base/csv.h"
#include "rules/parse_priv.h"

static vb_code no_memory(vb_error *err)
{
    return vb_fail(err, VB_E_NOMEM, "groups", VB_NO_OFFSET, "no memory left for the country groups");
}

static bool group_name(vb_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' || c == '-' ||
              c == '.'))
            return false;
    }
    return s.n > 0 && s.n <= VB_RULE_MAX_NAME;
}

static vb_code row_day(vb_rule_file file, uint32_t line, const char *column, vb_str text, int64_t missing, int64_t *out,
                       vb_error *err)
{
    vb_when when;
    if (text.n == 0 && missing != 0) {
        *out = missing;
        return VB_OK;
    }
    if (text.n != 10 || text.p[4] != '-' || vb_date_parse(text, false, &when, NULL) != VB_OK)
        return vb_rule_fail(err, file.name, line, 1, "column %s: found \"%.*s\"; expected a date such as 2023-11-17",
                            column, VB_ARG(text));
    *out = when.at;
    return VB_OK;
}

static vb_code one_row(vb_rules *rules, vb_rule_file file, const vb_csv_row *r, const int col[6], vb_error *err)
{
    static const char *const statuses[] = {"stated", "assumed", "unknown"};
    vb_rule_group_row *row = VB_PUSH(rules->arena, &rules->group_rows);
    uint32_t line = (uint32_t)r->line;
    if (row == NULL)
        return no_memory(err);
    if (rules->group_rows.n > VB_RULE_MAX_GROUP_ROWS)
        return vb_rule_fail(err, file.name, line, 1, "more than %d rows in all groups", VB_RULE_MAX_GROUP_ROWS);
    vb_str name = r->field[col[0]], country = r->field[col[1]], status = r->field[col[4]];
    *row = (vb_rule_group_row){.name = name, .source = r->field[col[5]], .file = file.name, .line = line};
    if (!group_name(name))
        return vb_rule_fail(err, file.name, line, 1, "column group: found \"%.*s\"; expected a name such as D:5",
                            VB_ARG(name));
    char code[3];
    if (!vb_str_eq(country, VB_S("*"))) {
        row->country = vb_country_parse_code(rules->countries, country);
        vb_country_text(row->country, code);
        if (row->country == 0 || !vb_str_eq(country, vb_str_of(code)))
            return vb_rule_fail(err, file.name, line, 1,
                                "column country: found \"%.*s\"; expected two capital letters "
                                "(ISO 3166-1), or *",
                                VB_ARG(country));
    }
    VB_TRY(row_day(file, line, "from", r->field[col[2]], 0, &row->from, err));
    VB_TRY(row_day(file, line, "to", r->field[col[3]], VB_RULE_NEVER, &row->end, err));
    if (row->end != VB_RULE_NEVER)
        row->end += VB_DAY;
    if (row->end <= row->from)
        return vb_rule_fail(err, file.name, line, 1, "column to: the end lies before the beginning");
    for (unsigned i = 0; i < 3; i++)
        if (vb_str_eq(status, vb_str_of(statuses[i]))) {
            row->status = (vb_rule_status)i;
            return row->source.n > 0 ? VB_OK : vb_rule_fail(err, file.name, line, 1, "column source: is empty");
        }
    return vb_rule_fail(err, file.name, line, 1, "column status: found \"%.*s\"; expected stated, assumed or unknown",
                        VB_ARG(status));
}

vb_code vb_rule_parse_groups(vb_rules *rules, vb_rule_file file, vb_error *err)
{
    static const char *const names[6] = {"group", "country", "from", "to", "status", "source"};
    vb_csv csv;
    vb_csv_row row;
    vb_error inner;
    int col[6];
    if (file.bytes.n > VB_RULE_MAX_BYTES)
        return vb_rule_fail(err, file.name, 1, 1, "the file has %zu bytes; expected at most %d", file.bytes.n,
                            VB_RULE_MAX_BYTES);
    if (vb_csv_open(&csv, file.bytes, &inner) != VB_OK)
        return vb_rule_fail(err, file.name, 1, 1, "%s", inner.message);
    for (unsigned i = 0; i < 6; i++) {
        col[i] = vb_csv_column(&csv, vb_str_of(names[i]));
        if (col[i] < 0)
            return vb_rule_fail(err, file.name, 1, 1,
                                "there is no column \"%s\"; expected group, country, from, to, status, source",
                                names[i]);
    }
    for (;;) {
        bool end = false;
        vb_code rc = vb_csv_next(&csv, rules->arena, &row, &end, &inner);
        if (rc == VB_E_NOMEM)
            return no_memory(err);
        if (rc != VB_OK) /* a wrong membership is a wrong answer: no row is left out */
            return vb_rule_fail(err, file.name, (uint32_t)inner.offset, 1, "%s", inner.message);
        if (end)
            return VB_OK;
        VB_TRY(one_row(rules, file, &row, col, err));
    }
}

static int by_group(const void *a, const void *b)
{
    const vb_rule_group_row *x = a, *y = b;
    int c = vb_str_compare(x->name, y->name);
    if (c != 0)
        return c;
    if (x->country != y->country)
        return x->country < y->country ? -1 : 1;
    return x->from < y->from ? -1 : x->from > y->from;
}

vb_code vb_rule_join_groups(vb_rules *rules, vb_error *err)
{
    vb_rule_group_row *v = rules->group_rows.v;
    size_t n = rules->group_rows.n;
    if (n > 0)
        qsort(v, n, sizeof *v, by_group);
    for (size_t i = 0; i < n; i++) {
        const vb_rule_group_row *before = i > 0 ? &v[i - 1] : NULL;
        bool same = before != NULL && vb_str_eq(before->name, v[i].name);
        if (same && before->country == v[i].country && before->end > v[i].from)
            return vb_rule_fail(err, v[i].file, v[i].line, 1, "the time of this row overlaps that of %.*s line %u",
                                VB_ARG(before->file), (unsigned)before->line);
        if (!same) {
            vb_rule_group *g = VB_PUSH(rules->arena, &rules->groups);
            if (g == NULL)
                return no_memory(err);
            *g = (vb_rule_group){v[i].name, i, 0};
        }
        rules->groups.v[rules->groups.n - 1].n++;
    }
    return VB_OK;
}

uint32_t vb_rules_group_index(const vb_rules *rules, vb_str name)
{
    size_t low = 0, high = rules->groups.n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = vb_str_compare(rules->groups.v[mid].name, name);
        if (c == 0)
            return (uint32_t)mid;
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return VB_NONE;
}

/* The row of this country (0 = the group as a whole) in force on that day, or NULL. */
static const vb_rule_group_row *row_on(const vb_rules *rules, const vb_rule_group *g, vb_country c, int64_t on)
{
    const vb_rule_group_row *v = rules->group_rows.v + g->first;
    size_t low = 0, high = g->n; /* the first row behind (c, on) */
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (v[mid].country < c || (v[mid].country == c && v[mid].from <= on))
            low = mid + 1;
        else
            high = mid;
    }
    return low > 0 && v[low - 1].country == c && on < v[low - 1].end ? &v[low - 1] : NULL;
}

vb_tri vb_rules_member(const vb_rules *rules, uint32_t group, vb_country c, int64_t on, const vb_rule_group_row **row)
{
    const vb_rule_group *g = &rules->groups.v[group];
    *row = NULL;
    if (c == 0)
        return VB_UNKNOWN;
    *row = row_on(rules, g, c, on);
    if (*row != NULL)
        return (*row)->status == VB_STATUS_UNKNOWN ? VB_UNKNOWN : VB_YES;
    *row = row_on(rules, g, 0, on);
    return *row == NULL || (*row)->status == VB_STATUS_UNKNOWN ? VB_UNKNOWN : VB_NO;
}

vb_tri vb_rules_in_group(const vb_rules *rules, vb_str group, vb_country c, int64_t on)
{
    const vb_rule_group_row *row;
    uint32_t index = vb_rules_group_index(rules, group);
    return index == VB_NONE ? VB_UNKNOWN : vb_rules_member(rules, index, c, on, &row);
}
