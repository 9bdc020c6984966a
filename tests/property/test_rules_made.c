/* SPDX-License-Identifier: Apache-2.0 */
/* Laws that hold for every set of rules that loads, tried on made-up ones: no question gets two answers, and what is
 * certain while figures are open stays so for each of their values. */
#include "rules_random.h"

enum { SETS = 400, QUESTIONS = 40, POINTS = 6 };

typedef struct tally {
    vb_arena shelf;
    vb_countries countries;
    size_t loaded, clashes;
} tally;

static const char groups_text[] =
    "group,country,from,to,status,source\nG,*,2022-01-01,,stated,S\nG,CN,2022-01-01,,stated,S\n"
    "G,DE,2024-01-01,,stated,S\nG,SG,2022-01-01,2024-05-31,stated,S\nG,SG,2024-06-01,,unknown,S\n"
    "H,*,2023-06-01,,assumed,S\nH,DE,2023-06-01,,assumed,S\n";
static const char head[] =
    "instrument: t\nformat: verbleib.rule/1\ntitle: T\nauthority: US\ncite: C\npublished: 2023-01-01\n"
    "source: S\nreviewed_by: nobody\nreviewed_on: 2023-01-01\n\n";
static const char *const days[] = {"2023-01-01", "2023-07-01", "2024-01-01", "2024-06-01", "2024-09-01"};
static const vb_country places[] = {VB_COUNTRY("CN"), VB_COUNTRY("DE"), VB_COUNTRY("SG"), VB_COUNTRY("FR"),
                                    VB_COUNTRY("US")};

static void condition(vb_buf *b, uint64_t *random, unsigned depth, bool classify, bool licence)
{
    static const char *const tests[] = {"tpp >= p.low",
                                        "tpp > p.low",
                                        "tpp <= p.high",
                                        "tpp < p.high",
                                        "performance_density >= d",
                                        "performance_density < d",
                                        "destination is group G",
                                        "destination in (group H, FR)",
                                        "headquarters is group G",
                                        "headquarters is CN",
                                        "datacentre_marketed",
                                        "datacentre_use",
                                        "vendor is Acme",
                                        "vendor in (acme, Other)",
                                        "unstated \"x\"",
                                        "io_bandwidth + dram_bandwidth >= w"};
    if (depth > 0 && vb_test_below(random, 2) == 0) {
        bool both = vb_test_below(random, 2) == 0;
        size_t n = 2 + vb_test_below(random, 2);
        vb_buf_lit(b, "(");
        for (size_t i = 0; i < n; i++) {
            if (i > 0)
                vb_buf_add(b, both ? VB_S(" and ") : VB_S(" or "));
            condition(b, random, depth - 1, classify, licence);
        }
        vb_buf_lit(b, ")");
        return;
    }
    if (vb_test_below(random, 4) == 0)
        vb_buf_lit(b, "not ");
    uint64_t kind = vb_test_below(random, 12);
    if (kind == 0 && !classify)
        vb_buf_lit(b, "eccn is A");
    else if (kind == 1 && !classify && !licence)
        vb_buf_lit(b, "licence_required");
    else
        vb_buf_add(b, vb_str_of(tests[vb_test_below(random, sizeof tests / sizeof tests[0])]));
}

static void clause(vb_buf *b, uint64_t *random, unsigned number, const char *then, unsigned first)
{
    uint64_t from = vb_test_below(random, 4);
    vb_buf_printf(b, "clause: c%u\ncite: C\ntext_from: %s\n", number, days[from]);
    if (vb_test_below(random, 3) == 0)
        vb_buf_printf(b, "text_to: %s\n", days[from + 1]);
    if (vb_test_below(random, 6) == 0)
        vb_buf_lit(b, "enforced_from: none\n");
    vb_buf_printf(b, "known_from: 2023-01-01\nbasis: %s\nwhen: ", vb_test_below(random, 10) == 0 ? "pending" : "rule");
    condition(b, random, 2, then[0] == 'c', then[0] == 'l');
    vb_buf_printf(b, "\nthen: %s\n", then);
    for (unsigned k = first, n = 0; k < number; k++) /* only those before it, so never in a circle */
        if (vb_test_below(random, 4) != 0)
            vb_buf_printf(b, "%sc%u", n++ == 0 ? "overrides: " : ", ", k);
    vb_buf_lit(b, "\n\n");
}

static void make(vb_buf *b, uint64_t *random)
{
    static const char *const then[] = {"classify A",           "classify B",       "classify A",   "licence required",
                                       "licence not required", "licence required", "review \"a\"", "review \"b\""};
    static const unsigned first[] = {0, 0, 0, 3, 3, 3, 6, 6};
    b->n = 0;
    vb_buf_add(b, vb_str_of(head));
    vb_buf_lit(
        b, "parameter: p.low\nvalue: 2400 TPP\ncite: C\nfrom: 2023-01-01\nto: 2023-12-31\nknown_from: 2023-01-01\n\n"
           "parameter: p.low\nvalue: 1600 TPP\ncite: C\nfrom: 2024-01-01\nknown_from: 2023-01-01\n\n"
           "parameter: p.high\nvalue: 4800 TPP\ncite: C\nfrom: 2023-01-01\nknown_from: 2023-01-01\n\n"
           "parameter: d\nvalue: 5.92 TPP/mm2\ncite: C\nfrom: 2023-01-01\nknown_from: 2023-01-01\n\n"
           "parameter: w\nvalue: 1400 GB/s\ncite: C\nfrom: 2023-01-01\nknown_from: 2023-01-01\n\n");
    for (unsigned i = 0; i < sizeof then / sizeof then[0]; i++)
        clause(b, random, i, then[i], first[i]);
}

/* An interval around the thresholds, or a point. */
static void interval(vb_rule_figures *f, uint64_t *random, vb_rule_metric m, uint64_t most)
{
    int64_t unit = INT64_C(100000000); /* a tenth */
    f->stated[m] = vb_test_below(random, 6) != 0;
    f->low[m] = (int64_t)vb_test_below(random, most) * unit;
    f->high[m] = f->low[m] + (vb_test_below(random, 3) == 0 ? 0 : (int64_t)vb_test_below(random, most) * unit);
}

static bool told(const char *what, vb_str clause, vb_str text)
{
    print_message("%s: %.*s\n%.*s", what, VB_ARG(clause), VB_ARG(text));
    return false;
}

static bool one_answer(const vb_rule_answer *a, vb_str text)
{
    for (int layer = 0; layer < 2; layer++)
        for (size_t i = 0; i < a->n_steps; i++)
            for (size_t k = 0; k < i; k++) {
                const vb_rule_step *x = &a->steps[i], *y = &a->steps[k];
                if (x->effect == y->effect && x->effective[layer] == VB_YES && y->effective[layer] == VB_YES &&
                    !vb_str_eq(x->value, y->value))
                    return told("two clauses hold at once", y->clause, text);
            }
    return true;
}

static bool still_so(const vb_rule_answer *open, const vb_rule_answer *point, vb_str text)
{
    if (open->n_steps != point->n_steps)
        return told("other clauses", VB_STR_NONE, text);
    for (int layer = 0; layer < 2; layer++) {
        if (open->licence[layer] != VB_UNKNOWN && open->licence[layer] != point->licence[layer])
            return told("a licence was certain and is not", VB_STR_NONE, text);
        for (size_t i = 0; i < open->n_steps; i++)
            if (open->steps[i].effective[layer] != VB_UNKNOWN &&
                open->steps[i].effective[layer] != point->steps[i].effective[layer])
                return told("it was certain and is not", open->steps[i].clause, text);
    }
    return true;
}

static bool ask(const vb_rules *rules, uint64_t *random, vb_str text)
{
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_rule_figures f = {0}, exact = {0};
    vb_rule_answer open, point, verdict;
    vb_model model = {.id = VB_S("m"), .vendor = VB_S("ACME"), .ics = 1}; /* known by its maker alone */
    for (int i = 0; i < VB_N_FORMATS; i++)
        model.rate[i] = VB_NO_FIGURE;
    model.die_area_low = model.die_area_high = model.memory_bandwidth = model.interconnect_bandwidth = VB_NO_FIGURE;
    vb_rule_question q = {.model = vb_test_below(random, 2) == 0 ? &model : NULL,
                          .figures = &f,
                          .marketed = (vb_tri)vb_test_below(random, 3),
                          .datacentre_use = (vb_tri)vb_test_below(random, 3),
                          .to = places[vb_test_below(random, 5)],
                          .headquarters = vb_test_below(random, 2) == 0 ? 0 : places[vb_test_below(random, 5)],
                          .on = vb_test_day("2022-12-31") + (int64_t)vb_test_below(random, 800) * VB_DAY,
                          .known_on = VB_NO_TIME};
    interval(&f, random, VB_METRIC_TPP, 60000);
    interval(&f, random, VB_METRIC_DENSITY, 80);
    interval(&f, random, VB_METRIC_IO, 9000);
    interval(&f, random, VB_METRIC_DRAM, 9000);
    if (vb_rules_evaluate(rules, &q, &job, &open, NULL) != VB_OK || !one_answer(&open, text))
        return false;
    q.detail = VB_RULE_VERDICT;
    if (vb_rules_evaluate(rules, &q, &job, &verdict, NULL) != VB_OK ||
        memcmp(verdict.licence, open.licence, sizeof open.licence) != 0 || !vb_str_eq(verdict.eccn, open.eccn))
        return told("the verdict is another", VB_STR_NONE, text);
    q.detail = VB_RULE_SENTENCES;
    for (int i = 0; i < POINTS; i++) {
        vb_rule_question p = q;
        p.figures = &exact;
        for (unsigned m = 0; m < VB_METRIC_N; m++) {
            uint64_t width = f.stated[m] ? (uint64_t)(f.high[m] - f.low[m]) : UINT64_C(20000000000000);
            exact.stated[m] = f.stated[m] || m == VB_METRIC_TPP || m == VB_METRIC_DENSITY;
            exact.low[m] = exact.high[m] = f.low[m] * f.stated[m] + (int64_t)vb_test_below(random, width + 1);
        }
        p.marketed = q.marketed == VB_UNKNOWN ? (vb_tri)(1 + vb_test_below(random, 2)) : q.marketed;
        p.datacentre_use = q.datacentre_use == VB_UNKNOWN ? (vb_tri)(1 + vb_test_below(random, 2)) : q.datacentre_use;
        p.headquarters = q.headquarters == 0 ? places[vb_test_below(random, 5)] : q.headquarters;
        if (vb_rules_evaluate(rules, &p, &job, &point, NULL) != VB_OK || !one_answer(&point, text) ||
            !still_so(&open, &point, text))
            return false;
    }
    return true;
}

static bool what_loads_has_one_answer(uint64_t *random, size_t size, void *context)
{
    (void)size;
    tally *t = context;
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) text = {0};
    const vb_rule_file groups = {VB_S("g.csv"), vb_str_of(groups_text)};
    vb_rules *rules;
    vb_error err = {0};
    bool good = true;
    make(&text, random);
    vb_rule_file file = {VB_S("t.rule"), vb_buf_str(&text)};
    vb_code rc = vb_rules_load(&file, 1, &groups, 1, &t->countries, &arena, &rules, &err);
    t->loaded += rc == VB_OK;
    t->clashes += rc == VB_E_RANGE;
    if (rc != VB_OK)
        return rc == VB_E_RANGE || told(err.message, vb_str_of(err.where), file.bytes);
    for (int k = 0; k < QUESTIONS && good; k++)
        good = ask(rules, random, file.bytes);
    return good;
}

static void test_made(void **state)
{
    (void)state;
    static tally t;
    assert_int_equal(vb_countries_load(&t.shelf, vb_test_bytes_of(&t.shelf, "data/countries.csv"), &t.countries, NULL),
                     VB_OK);
    vb_test_holds("made-up rules that load give one answer, and the same for every value of what is open", SETS, 1,
                  what_loads_has_one_answer, &t);
    if (getenv("VB_SEED") == NULL) /* else perhaps one round */
        assert_true(t.loaded > SETS / 20 && t.clashes > SETS / 20);
    vb_arena_free(&t.shelf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_made)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
