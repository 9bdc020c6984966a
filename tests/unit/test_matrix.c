/* SPDX-License-Identifier: Apache-2.0 */
/* The matrix and the plane: what is merged, counts against single questions, zones that follow the rule file, names
 * that attack the page. Thresholds: 87 FR 62186 and 88 FR 73458. */
#include "rules_support.h"

#include <libxml/parser.h>

#include "report/html_page.h"
#include "report/html_plane.h"
#include "report/matrix.h"

#define RULE_HEAD                                                                                                     \
    "instrument: one\nformat: verbleib.rule/1\ntitle: A test\nauthority: US\ncite: 1 TEST 1\npublished: 2024-01-01\n" \
    "source: none\nreviewed_by: nobody\nreviewed_on: 2024-06-01\n\n"
#define PARAMETER(name, value, from) \
    "parameter: " name "\nvalue: " value "\ncite: T." name "\nfrom: " from "\nknown_from: 2024-01-01\n\n"
#define CLAUSE(name, time, when, then)                                                                          \
    "clause: " name "\ncite: T " name "\ntext_from: " time "\nknown_from: 2024-01-01\nbasis: rule\nwhen: " when \
    "\nthen: " then "\n\n"
#define RULES(high)                                                                                               \
    RULE_HEAD PARAMETER("t.low", "1000 TPP", "2024-01-01") PARAMETER("t.high", high " TPP", "2024-01-01")         \
        PARAMETER("t.density", "2 TPP/mm2", "2024-01-01") PARAMETER("t.idle", "7 days", "2024-02-01")             \
            CLAUSE("class", "2024-01-01", "tpp >= t.high or (tpp >= t.low and performance_density >= t.density)", \
                   "classify 9A999.a") CLAUSE("licence", "2024-01-01\ntext_to: 2024-03-31 known 2024-03-01",      \
                                              "eccn is 9A999.a and destination is FR", "licence required")        \
                CLAUSE("review", "2024-02-15\ntext_to: 2024-03-31 known 2024-03-01",                              \
                       "licence_required and eccn is 9A999.a", "review \"case-by-case\"")

static vb_rules *load(vb_test_rules *t, const char *text)
{
    const vb_rule_file file = {VB_S("one.rule"), vb_str_of(text)};
    vb_rules *rules = NULL;
    vb_error err = {0};
    if (vb_rules_load(&file, 1, NULL, 0, &t->countries, &t->arena, &rules, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    return rules;
}

static uint32_t index_of(const vb_test_rules *t, const char *id)
{
    return vb_catalogue_index(t->catalogue, vb_test_model(t, id));
}

static vb_matrix build(vb_test_rules *t, const vb_rules *rules, const vb_catalogue *catalogue, const char *to,
                       const char *on, vb_layer layer, const uint32_t *models, size_t n)
{
    const vb_matrix_ask ask = {.rules = rules,
                               .catalogue = catalogue,
                               .countries = &t->countries,
                               .question = {.to = VB_COUNTRY(to),
                                            .headquarters = VB_COUNTRY(to),
                                            .on = vb_test_day(on),
                                            .known_on = VB_NO_TIME},
                               .headquarters_taken = true,
                               .layer = layer,
                               .models = models,
                               .n_models = n,
                               .version = "0"};
    vb_matrix m;
    vb_error err = {0};
    if (vb_matrix_build(&ask, &t->arena, &m, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    return m;
}

/* Of H100 (15,824) and T4 (TPP 1,040 on 545 mm2) only the first is classified. */
static void test_columns_are_merged(void **state)
{
    static const struct {
        const char *to;
        size_t n;
        const char *from[3];
    } rows[] = {{"FR", 3, {"2024-01-01", "2024-02-15", "2024-04-01"}}, {"DE", 1, {"2024-01-01"}}};
    vb_test_rules t;
    (void)state;
    vb_test_rules_open(&t);
    const vb_rules *rules = load(&t, RULES("3000"));
    const uint32_t models[] = {index_of(&t, "nv-t4"), index_of(&t, "nv-h100-sxm5-80")};
    assert_true(vb_rules_days(rules, NULL, 0) > 3); /* the idle parameter and the last days are among them */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        vb_matrix m = build(&t, rules, t.catalogue, rows[i].to, "2024-03-01", VB_LAYER_ENFORCED, models, 2);
        assert_int_equal(m.n_cards, 2);
        assert_true(vb_str_eq(m.cards[0].model->id, VB_S("nv-h100-sxm5-80"))); /* the larger TPP first */
        assert_int_equal(m.n_columns, rows[i].n);
        for (size_t c = 0; c < m.n_columns; c++) {
            assert_int_equal(m.days[m.columns[c].first], vb_test_day(rows[i].from[c]));
            assert_int_equal(m.columns[c].changed, 1);
            assert_int_equal(m.columns[c].count.announced, 2);
        }
        assert_int_equal(m.count.rule, i == 0 ? 1 : 0);
        assert_int_equal(m.count.none, i == 0 ? 1 : 2);
        assert_int_equal(m.n_shown, 1);
    }
    vb_test_rules_close(&t);
}

static void test_causes(void **state)
{
    vb_test_rules t;
    (void)state;
    vb_test_rules_open(&t);
    const uint32_t model = index_of(&t, "nv-h100-sxm5-80");
    vb_matrix m = build(&t, load(&t, RULES("3000")), t.catalogue, "FR", "2024-03-01", VB_LAYER_TEXT, &model, 1);
    assert_int_equal(m.n_columns, 3);
    assert_int_equal(m.columns[1].n_causes, 1);
    assert_int_equal(m.columns[1].causes[0].why, VB_MATRIX_BEGINS);
    assert_true(vb_str_eq(m.columns[1].causes[0].citation, VB_S("1 TEST 1")));
    assert_int_equal(m.columns[2].n_causes, 1);
    assert_int_equal(m.columns[2].causes[0].why, VB_MATRIX_ENDS);
    assert_int_equal(m.cards[0].cells[m.columns[1].first].review, VB_REVIEW_CASE_BY_CASE);
    vb_test_rules_close(&t);
}

static void count_one(vb_matrix_count *c, const vb_rule_answer *a, vb_layer layer)
{
    c->announced++;
    c->open += a->licence[layer] == VB_UNKNOWN;
    c->none += a->licence[layer] == VB_NO;
    c->rule += a->licence[layer] == VB_YES; /* and letters */
}

/* Every cell is the answer of its first and of its last day. */
static void test_cells_are_single_answers(void **state)
{
    static const char *const places[] = {"CN", "AE", "MY"};
    vb_test_rules t;
    (void)state;
    vb_test_rules_open(&t);
    for (size_t p = 0; p < 3; p++) {
        vb_layer layer = p == 2 ? VB_LAYER_TEXT : VB_LAYER_ENFORCED;
        vb_matrix m = build(&t, t.loaded, t.catalogue, places[p], "2026-06-01", layer, NULL, 0);
        vb_matrix_count count = {0};
        assert_int_equal(m.n_cards, vb_catalogue_count(t.catalogue));
        for (size_t i = 0; i < m.n_cards; i++) {
            VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
            vb_rule_question q = m.question;
            q.model = m.cards[i].model;
            vb_rule_answer now = vb_test_ask(&t, q, &job);
            if (q.model->launch.at == VB_NO_TIME || q.model->launch.at < q.on + VB_DAY)
                count_one(&count, &now, layer);
            for (size_t c = 0; c < m.n_columns; c++) {
                const vb_matrix_cell *cell = &m.cards[i].cells[m.columns[c].first];
                int64_t end = vb_matrix_end(&m, m.columns[c].end);
                for (int last = 0; last < 2; last++) {
                    if ((last == 1 && end == VB_NO_TIME) || m.days[m.columns[c].first] == VB_NO_TIME)
                        continue;
                    q.on = last == 0 ? m.days[m.columns[c].first] : end - 1;
                    vb_rule_answer a = vb_test_ask(&t, q, &job);
                    assert_int_equal(cell->licence[layer], a.licence[layer]);
                    if (last == 0)
                        assert_true(vb_str_eq(cell->eccn, a.eccn));
                }
            }
        }
        assert_int_equal(m.count.announced, count.announced);
        assert_int_equal(m.count.open, count.open);
        assert_int_equal(m.count.none, count.none);
        assert_int_equal(m.count.rule + m.count.letter, count.rule);
    }
    vb_test_rules_close(&t);
}

/* ---- Plane ------------------------------------------------------------------------------------------------------ */

static vb_plane plane(vb_test_rules *t, const vb_rules *rules, const char *on)
{
    const vb_rule_question q = {.to = VB_COUNTRY("CN"), .on = vb_test_day(on), .known_on = VB_NO_TIME};
    vb_plane p;
    vb_error err = {0};
    if (vb_plane_load(rules, &q, VB_LAYER_ENFORCED, &t->arena, &p, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    return p;
}

static void cuts(const vb_plane_cut *got, size_t n, const double *expected, size_t n_expected)
{
    assert_int_equal(n, n_expected);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(got[i].at, (int64_t)(expected[i] * 1e9 + 0.5));
}

static void test_regimes(void **state)
{
    vb_test_rules t;
    (void)state;
    vb_test_rules_open(&t);
    assert_false(plane(&t, t.loaded, "2022-10-01").drawn);
    vb_plane p = plane(&t, t.loaded, "2023-01-01"); /* 87 FR 62186: 4800 and 600 GB/s together */
    assert_true(p.drawn);
    assert_int_equal(p.x, VB_METRIC_IO);
    cuts(p.tpp, p.n_tpp, (const double[]){4800}, 1);
    cuts(p.across, p.n_across, (const double[]){600}, 1);
    assert_int_equal(p.n_zones, 1);
    const uint8_t first[2][2] = {{1, 1}, {1, 0}};
    for (size_t r = 0; r < 2; r++)
        assert_memory_equal(p.cell[r], first[r], 2);
    p = plane(&t, t.loaded, "2024-01-01"); /* 88 FR 73458 */
    assert_int_equal(p.x, VB_METRIC_DENSITY);
    cuts(p.tpp, p.n_tpp, (const double[]){1600, 2400, 4800}, 3);
    cuts(p.across, p.n_across, (const double[]){1.6, 3.2, 5.92}, 3);
    assert_int_equal(p.n_zones, 2);
    assert_true(vb_str_eq(p.zone[0], VB_S("3A090.a")) && vb_str_eq(p.zone[1], VB_S("3A090.b")));
    /* rows from the bottom: under 1600, to 2400, to 4800, above; columns under 1.6, to 3.2, to 5.92, above */
    const uint8_t second[4][4] = {{2, 2, 2, 2}, {2, 2, 1, 0}, {2, 1, 1, 0}, {0, 0, 0, 0}};
    for (size_t r = 0; r < 4; r++)
        assert_memory_equal(p.cell[r], second[r], 4);
    vb_test_rules_close(&t);
}

static size_t count(vb_str all, const char *what)
{
    size_t n = 0;
    for (size_t at = vb_str_find(all, vb_str_of(what), 0); at != SIZE_MAX;
         at = vb_str_find(all, vb_str_of(what), at + 1))
        n++;
    return n;
}

/* Another number in the rule file, another border in the picture. */
static void test_plane_follows_the_rule_file(void **state)
{
    vb_test_rules t;
    vb_buf out[2] = {{0}, {0}};
    const char *const texts[] = {RULES("3000"), RULES("2000")};
    (void)state;
    vb_test_rules_open(&t);
    for (int i = 0; i < 2; i++) {
        vb_plane p = plane(&t, load(&t, texts[i]), "2024-03-01");
        const uint8_t cells[3][2] = {{1, 1}, {1, 0}, {0, 0}};
        vb_arena arena = {0};
        const vb_report_options options = {0};
        vb_html h = {.options = &options, .arena = &arena, .out = &out[i]};
        cuts(p.tpp, p.n_tpp, (const double[]){1000, i == 0 ? 3000 : 2000}, 2);
        cuts(p.across, p.n_across, (const double[]){2}, 1);
        for (size_t r = 0; r < 3; r++)
            assert_memory_equal(p.cell[r], cells[r], 2);
        assert_int_equal(vb_html_plane(&h, &p, NULL, 0, &(vb_plane_look){.label_id = "x"}, NULL), VB_OK);
        assert_int_equal(count(vb_buf_str(&out[i]), "class=\"za\" d=\"M60 16V"), 1);
        vb_buf_free(&h.en);
        vb_buf_free(&h.de);
        vb_arena_free(&arena);
    }
    assert_false(vb_str_eq(vb_buf_str(&out[0]), vb_buf_str(&out[1])));
    vb_buf_free(&out[0]);
    vb_buf_free(&out[1]);
    vb_test_rules_close(&t);
}

/* The commands of a path without their numbers. */
static void commands_of(vb_str svg, const char *class, char *out, size_t size)
{
    size_t at = vb_str_find(svg, vb_str_of(class), 0), n = 0;
    assert_true(at != SIZE_MAX);
    for (at = vb_str_find(svg, VB_S(" d=\""), at) + 4; at < svg.n && svg.p[at] != '"'; at++)
        if (svg.p[at] >= 'A' && n + 1 < size)
            out[n++] = svg.p[at];
    out[n] = '\0';
}

/* One closed outline a zone; a border stops at the frame, and .b does not draw again what it shares with .a. */
static void test_outlines(void **state)
{
    static const struct {
        const char *on, *class, *commands;
    } rows[] = {{"2024-01-01", "class=\"za\"", "MVHVHVz"}, {"2024-01-01", "class=\"zl\"", "MHVH"},
                {"2024-01-01", "class=\"zb\"", "MVHVHVz"}, {"2024-01-01", "class=\"zl2\"", "MVHVH"},
                {"2023-01-01", "class=\"za\"", "MVHVz"},   {"2023-01-01", "class=\"zl\"", "MVH"}};
    vb_test_rules t;
    (void)state;
    vb_test_rules_open(&t);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        vb_plane p = plane(&t, t.loaded, rows[i].on);
        VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
        VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
        const vb_report_options options = {0};
        vb_html h = {.options = &options, .arena = &arena, .out = &out};
        char commands[64];
        assert_int_equal(vb_html_plane(&h, &p, NULL, 0, &(vb_plane_look){.label_id = "x"}, NULL), VB_OK);
        commands_of(vb_buf_str(&out), rows[i].class, commands, sizeof commands);
        assert_string_equal(commands, rows[i].commands);
        vb_buf_free(&h.en);
        vb_buf_free(&h.de);
    }
    vb_test_rules_close(&t);
}

/* Labels never lie on each other, and what has no room for its name has a number of the key. */
static void test_labels(void **state)
{
    enum { POINTS = 30 };
    vb_test_rules t;
    vb_arena arena = {0};
    vb_buf out = {0};
    vb_plane_point points[POINTS];
    const vb_report_options options = {0};
    vb_html h = {.options = &options, .arena = &arena, .out = &out};
    (void)state;
    vb_test_rules_open(&t);
    vb_plane p = plane(&t, t.loaded, "2024-01-01");
    for (size_t i = 0; i < POINTS; i++) /* a heap of points at one place */
        points[i] = (vb_plane_point){.label = VB_S("a name of some length"),
                                     .tpp_low = INT64_C(4799000000000) + (int64_t)i,
                                     .tpp_high = INT64_C(4799000000000) + (int64_t)i,
                                     .low = 4000000000,
                                     .high = 4000000000};
    assert_int_equal(vb_plane_choose(&p, points, POINTS, 20, &arena, NULL), VB_OK);
    size_t named = 0, numbered = 0;
    for (size_t i = 0; i < POINTS; i++)
        named += points[i].named;
    assert_int_equal(named, 20);
    assert_int_equal(vb_html_plane(&h, &p, points, POINTS, &(vb_plane_look){.label_id = "x", .numbers = true}, NULL),
                     VB_OK);
    for (size_t i = 0; i < POINTS; i++)
        numbered += points[i].number > 0;
    size_t names = count(vb_buf_str(&out), ">a name of some length</text>");
    assert_true(names >= 1 && names <= 8);
    assert_true(numbered >= 1);
    assert_int_equal(count(vb_buf_str(&out), "<text class=\"pn"), names + numbered);
    out.n = 0;
    vb_html_plane_key(&h, points, POINTS);
    assert_int_equal(count(vb_buf_str(&out), "<li>"), numbered);
    points[29].emphasised = true;
    assert_int_equal(vb_plane_choose(&p, points, POINTS, 20, &arena, NULL), VB_OK);
    assert_true(points[29].named && !points[0].named);
    vb_buf_free(&out);
    vb_buf_free(&h.en);
    vb_buf_free(&h.de);
    vb_arena_free(&arena);
    vb_test_rules_close(&t);
}

/* ---- Outputs ---------------------------------------------------------------------------------------------------- */

static void well_formed(vb_str xml)
{
    assert_true(xml.n < INT32_MAX);
    xmlDoc *doc = xmlReadMemory(xml.p, (int)xml.n, "figure.svg", NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);
    if (doc == NULL)
        fail_msg("no well-formed XML: %s", xmlGetLastError() == NULL ? "?" : xmlGetLastError()->message);
    xmlFreeDoc(doc);
}

/* Every drawing of a page by itself. */
static size_t drawings(vb_str page)
{
    size_t n = 0, at = 0;
    while ((at = vb_str_find(page, VB_S("<svg"), at)) != SIZE_MAX) {
        size_t end = vb_str_find(page, VB_S("</svg>"), at);
        assert_true(end != SIZE_MAX);
        well_formed(vb_str_sub(page, at, end + 6 - at));
        at = end;
        n++;
    }
    return n;
}

static vb_buf replaced(vb_str all, const char *what, const char *with)
{
    vb_buf out = {0};
    size_t at = vb_str_find(all, vb_str_of(what), 0);
    assert_true(at != SIZE_MAX);
    vb_buf_add(&out, vb_str_sub(all, 0, at));
    vb_buf_add(&out, vb_str_of(with));
    vb_buf_add(&out, vb_str_sub(all, at + vb_str_of(what).n, SIZE_MAX));
    assert_false(out.failed);
    return out;
}

static void write_all(const vb_matrix *m, vb_buf *svg, vb_buf *html, vb_buf *csv, vb_buf *json)
{
    const vb_report_options options = {.lang = VB_LANG_DE};
    const vb_str words[] = {VB_S("rules"), VB_S("matrix"), VB_S("a'b")};
    assert_int_equal(vb_matrix_svg(m, &options, svg, NULL), VB_OK);
    assert_int_equal(vb_matrix_html(m, &options, words, 3, html, NULL), VB_OK);
    assert_int_equal(vb_matrix_csv(m, csv, NULL), VB_OK);
    assert_int_equal(vb_matrix_json(m, json, NULL), VB_OK);
}

static void test_hostile_names(void **state)
{
    vb_test_rules t;
    vb_catalogue_files files = {0};
    const vb_catalogue *catalogue;
    vb_buf out[4] = {{0}, {0}, {0}, {0}};
    vb_error err = {0};
    (void)state;
    vb_test_rules_open(&t);
    vb_str models = vb_test_bytes_of(&t.arena, "data/catalogue/accelerators.csv");
    vb_buf bad = replaced(models, ",NVIDIA,H20 96GB,", ",<u>&]]>,<script>alert(1)</script>'\xE2\x80\xAE&amp;</svg>,");
    files.models = vb_buf_str(&bad);
    if (vb_catalogue_load(&files, &t.arena, &catalogue, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    const uint32_t model = index_of(&t, "nv-h20-96");
    vb_matrix m = build(&t, t.loaded, catalogue, "CN", "2026-06-01", VB_LAYER_ENFORCED, &model, 1);
    write_all(&m, &out[0], &out[1], &out[2], &out[3]);
    well_formed(vb_buf_str(&out[0]));
    assert_true(drawings(vb_buf_str(&out[1])) > 4);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(count(vb_buf_str(&out[i]), "<u>"), 0);
        assert_int_equal(count(vb_buf_str(&out[i]), "\xE2\x80\xAE"), 0);
        assert_int_equal(count(vb_buf_str(&out[i]), "alert(1)"), count(vb_buf_str(&out[i]), "&gt;alert(1)"));
        assert_true(count(vb_buf_str(&out[i]), "alert(1)") > 0);
        assert_int_equal(count(vb_buf_str(&out[i]), "<script"), i); /* the page's own */
        assert_int_equal(count(vb_buf_str(&out[i]), " style="), 0);
    }
    for (size_t i = 0; i < 4; i++)
        vb_buf_free(&out[i]);
    vb_buf_free(&bad);
    vb_test_rules_close(&t);
}

/* The tokens of the figure are those of the pages. */
static void test_whole_catalogue(void **state)
{
    vb_test_rules t;
    vb_buf a[4] = {{0}, {0}, {0}, {0}}, b[4] = {{0}, {0}, {0}, {0}}, style = {0};
    (void)state;
    vb_test_rules_open(&t);
    for (int turn = 0; turn < 2; turn++) {
        vb_buf *out = turn == 0 ? a : b;
        vb_matrix m = build(&t, t.loaded, t.catalogue, "CN", "2026-06-01", VB_LAYER_ENFORCED, NULL, 0);
        write_all(&m, &out[0], &out[1], &out[2], &out[3]);
    }
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(a[i].n, b[i].n);
        assert_memory_equal(a[i].p, b[i].p, a[i].n);
        assert_true(a[i].n < 600000);
    }
    well_formed(vb_buf_str(&a[0]));
    assert_true(drawings(vb_buf_str(&a[1])) > 10);
    for (const char *const *p = vb_html_style; *p != NULL; p++)
        vb_buf_add(&style, vb_str_of(*p));
    vb_str svg = vb_buf_str(&a[0]);
    size_t tokens = 0;
    for (size_t at = 0; (at = vb_str_find(svg, VB_S(":#"), at)) != SIZE_MAX; at++) {
        char token[64];
        size_t from = at;
        while (svg.p[from - 1] != '{' && svg.p[from - 1] != ';')
            from--;
        (void)snprintf(token, sizeof token, "%.*s", (int)(at + 8 - from), svg.p + from);
        if (strncmp(token, "--", 2) == 0) {
            assert_true(count(vb_buf_str(&style), token) > 0);
            tokens++;
        }
    }
    assert_int_equal(tokens, 18); /* nine, light and dark */
    for (size_t i = 0; i < 4; i++) {
        vb_buf_free(&a[i]);
        vb_buf_free(&b[i]);
    }
    vb_buf_free(&style);
    vb_test_rules_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns_are_merged),
        cmocka_unit_test(test_causes),
        cmocka_unit_test(test_cells_are_single_answers),
        cmocka_unit_test(test_regimes),
        cmocka_unit_test(test_plane_follows_the_rule_file),
        cmocka_unit_test(test_outlines),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_hostile_names),
        cmocka_unit_test(test_whole_catalogue),
    };
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    xmlCleanupParser();
    return rc;
}
