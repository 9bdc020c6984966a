/* SPDX-License-Identifier: Apache-2.0 */
/* tests/golden/rules/<instrument>.txt: every card of the catalogue under one instrument, on each day on which some
 * clause of it begins. A change of a rule, a group or a figure shows as a change of these pages, to be reviewed and
 * then written with VB_UPDATE_GOLDEN=1. A page for every instrument that is loaded, new ones too, and none without one.
 */
#include "rules_support.h"

static const char *const destinations[] = {"CN", "HK", "MO", "VN", "SA", "AE",   "IL",
                                           "SG", "TW", "DE", "MY", "RU", "SG<CN"};
enum { DESTINATIONS = sizeof destinations / sizeof destinations[0] };

enum { MAX_DAYS = 16 };

/* The days on which a clause of the instrument begins, in order. */
static size_t days_of(const vb_test_rules *t, vb_str instrument, int64_t *days)
{
    size_t n = 0;
    for (size_t i = 0; i < vb_rules_clauses(t->loaded); i++) {
        vb_rule_clause_info c = vb_rules_clause(t->loaded, i);
        for (int layer = 0; layer < 2 && vb_str_eq(c.instrument, instrument); layer++) {
            int64_t day = c.from[layer];
            size_t p = 0;
            while (p < n && days[p] < day)
                p++;
            if (day == VB_NO_TIME || (p < n && days[p] == day))
                continue;
            assert_true(n < MAX_DAYS);
            memmove(&days[p + 1], &days[p], (n - p) * sizeof *days);
            days[p] = day;
            n++;
        }
    }
    return n;
}

static vb_tri outcome(const vb_rule_answer *a, vb_str clause)
{
    for (size_t i = 0; i < a->n_steps; i++) {
        const vb_rule_step *s = &a->steps[i];
        if (vb_str_eq(s->clause, clause))
            return s->effective[s->in_force[VB_LAYER_ENFORCED] ? VB_LAYER_ENFORCED : VB_LAYER_TEXT];
    }
    return VB_NO;
}

/* " licence.a: CN HK ?AE": where the clause holds and is not overridden, in the layer in which it is in force. */
static void write_clause(const vb_rule_answer *answers, vb_str clause, size_t skip, vb_buf *line)
{
    vb_tri all = outcome(&answers[0], clause);
    bool same = true, any = false;
    for (size_t d = 0; d < DESTINATIONS; d++) {
        same = same && outcome(&answers[d], clause) == all;
        any = any || outcome(&answers[d], clause) != VB_NO;
    }
    if (!any)
        return;
    vb_buf_printf(line, " | %.*s:", VB_ARG(vb_str_sub(clause, skip, clause.n)));
    if (same)
        vb_buf_printf(line, " %sall", all == VB_UNKNOWN ? "?" : "");
    for (size_t d = 0; d < DESTINATIONS && !same; d++) {
        vb_tri t = outcome(&answers[d], clause);
        if (t != VB_NO)
            vb_buf_printf(line, " %s%s", t == VB_UNKNOWN ? "?" : "", destinations[d]);
    }
}

/* The clauses of the instrument that hold for a card, and its ECCN. */
static void write_card(const vb_test_rules *t, const vb_model *m, vb_str instrument, int64_t on, vb_arena *arena,
                       vb_str *eccn, vb_str *line)
{
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_rule_answer answers[DESTINATIONS];
    vb_buf text = {0};
    for (size_t d = 0; d < DESTINATIONS; d++) {
        vb_country to = VB_COUNTRY(destinations[d]);
        vb_rule_question q = {.model = m,
                              .to = to,
                              .on = on,
                              .known_on = VB_NO_TIME,
                              .headquarters = destinations[d][2] == '<' ? VB_COUNTRY(destinations[d] + 3) : to,
                              .what_if = &instrument, /* a pending instrument answers only so; others do not care */
                              .n_what_if = 1};
        answers[d] = vb_test_ask(t, q, &job);
    }
    for (size_t i = 0; i < vb_rules_clauses(t->loaded); i++) {
        vb_rule_clause_info c = vb_rules_clause(t->loaded, i);
        if (vb_str_eq(c.instrument, instrument))
            write_clause(answers, c.id, instrument.n + 1, &text);
    }
    assert_false(text.failed);
    *eccn = vb_arena_copy(arena, answers[0].eccn.n > 0 ? answers[0].eccn : VB_S("-"));
    *line = vb_arena_copy(arena, vb_buf_str(&text));
    vb_buf_free(&text);
}

static void write_day(const vb_test_rules *t, vb_str instrument, int64_t on, vb_buf *page)
{
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    uint32_t n = (uint32_t)vb_catalogue_count(t->catalogue), quiet = 0;
    vb_str *lines = VB_NEW(&arena, vb_str, n), *eccns = VB_NEW(&arena, vb_str, n);
    char day[24];
    bool same = true;
    for (uint32_t i = 0; i < n; i++) {
        write_card(t, vb_catalogue_model(t->catalogue, i), instrument, on, &arena, &eccns[i], &lines[i]);
        same = same && vb_str_eq(lines[i], lines[0]);
        quiet += lines[i].n == 0;
    }
    vb_time_text(on, true, day);
    vb_buf_printf(page, "\n## %s\n", day);
    for (uint32_t i = 0; i < n && !same; i++)
        if (lines[i].n > 0)
            vb_buf_printf(page, "%.*s [%.*s]%.*s\n", VB_ARG(vb_catalogue_model(t->catalogue, i)->id), VB_ARG(eccns[i]),
                          (int)lines[i].n, lines[i].p);
    if (same && lines[0].n > 0)
        vb_buf_printf(page, "every card%.*s\n", (int)lines[0].n, lines[0].p);
    if (quiet > 0)
        vb_buf_printf(page, "no clause holds for %s%u of %u cards\n", quiet < n ? "the other " : "", (unsigned)quiet,
                      (unsigned)n);
}

static void write_page(const vb_test_rules *t, vb_rule_instrument_info in, vb_buf *page)
{
    int64_t days[MAX_DAYS];
    size_t n = days_of(t, in.id, days);
    vb_buf_printf(
        page,
        "# %.*s: %.*s%s\n# %.*s\n# end user headquartered at the destination; SG<CN: at Singapore, headquartered "
        "in China; all: for each of %d\n# ? = cannot be told; a clause that is overridden is not shown\n",
        VB_ARG(in.id), VB_ARG(in.title), in.pending ? " (pending: as if it were law)" : "", VB_ARG(in.citation),
        DESTINATIONS);
    for (size_t i = 0; i < n; i++)
        write_day(t, in.id, days[i], page);
}

static void first_difference(const char *path, vb_test_file golden, const vb_buf *page)
{
    vb_str a = {golden.p, golden.n}, b = vb_buf_str(page);
    for (unsigned line = 1; a.n > 0 || b.n > 0; line++) {
        size_t i = vb_str_find(a, VB_S("\n"), 0), k = vb_str_find(b, VB_S("\n"), 0);
        vb_str x = vb_str_sub(a, 0, i == SIZE_MAX ? a.n : i), y = vb_str_sub(b, 0, k == SIZE_MAX ? b.n : k);
        if (!vb_str_eq(x, y))
            fail_msg("%s:%u\n  golden: %.*s\n  now:    %.*s\nreview it, then VB_UPDATE_GOLDEN=1", path, line, VB_ARG(x),
                     VB_ARG(y));
        a = vb_str_sub(a, x.n + 1, a.n);
        b = vb_str_sub(b, y.n + 1, b.n);
    }
}

static void test_pages(void **state)
{
    (void)state;
    vb_test_rules t;
    bool update = getenv("VB_UPDATE_GOLDEN") != NULL;
    vb_test_rules_open(&t);
    for (size_t i = 0; i < vb_rules_instruments(t.loaded); i++) {
        vb_rule_instrument_info in = vb_rules_instrument(t.loaded, i);
        vb_buf page = {0};
        write_page(&t, in, &page);
        assert_false(page.failed);
        vb_str name = vb_arena_printf(&t.arena, "tests/golden/rules/%.*s.txt", VB_ARG(in.id));
        char *path = vb_test_source(name.p);
        if (update)
            vb_test_write(path, page.p, page.n);
        vb_test_file golden = vb_test_read(path);
        if (golden.n != page.n || memcmp(golden.p, page.p, page.n) != 0)
            first_difference(name.p, golden, &page);
        free(golden.p);
        free(path);
        vb_buf_free(&page);
    }
    char *folder = vb_test_source("tests/golden/rules");
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, alphasort);
    size_t pages = 0;
    assert_true(n >= 0);
    for (int i = 0; i < n; i++) {
        pages += vb_str_ends(vb_str_of(entries[i]->d_name), VB_S(".txt"));
        free(entries[i]);
    }
    free(entries);
    free(folder);
    assert_int_equal(pages, vb_rules_instruments(t.loaded)); /* a page of an instrument that is gone is to be deleted */
    vb_test_rules_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_pages)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
