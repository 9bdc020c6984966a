/* SPDX-License-Identifier: Apache-2.0 */
/* The page of one classification: what comes from rule files, catalogue and command line is shown and never obeyed; the
 * policy's hashes fit (Content Security Policy Level 3, 2.3.1); each clause stands there once; the condition at the
 * left is the one of the rule file, word for word. */
#include "rules_support.h"

#include <openssl/evp.h>

#include "report/outcome.h"

#define EVIL "<script>alert('1')</script>\"&"

static const char *german(void *ctx, const char *msgid)
{
    (void)ctx;
    return msgid[0] == '{' || strcmp(msgid, "true") != 0 ? msgid : "wahr";
}

typedef struct page {
    vb_test_rules rules;
    vb_arena job;
    vb_outcome o;
    vb_report_options options;
    vb_buf out;
} page;

static void open_page(page *p)
{
    *p = (page){0};
    vb_test_rules_open(&p->rules);
    p->options = (vb_report_options){.translate_de = german};
    p->o = (vb_outcome){.rules = p->rules.loaded, .countries = &p->rules.countries, .version = "0"};
}

static void ask(page *p, vb_rule_question q)
{
    q.detail = VB_RULE_REASONS;
    p->o.question = q;
    p->o.answer = vb_test_ask(&p->rules, q, &p->job);
    vb_rules_outcome(&p->o.answer, &p->o.outcome);
    p->o.open_facts = p->o.answer.open_facts;
}

static void write_page(page *p)
{
    vb_error err = {0};
    if (vb_outcome_html(&p->o, &p->options, &p->out, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
}

static void close_page(page *p)
{
    vb_buf_free(&p->out);
    vb_arena_free(&p->job);
    vb_test_rules_close(&p->rules);
}

static size_t count(vb_str all, vb_str what)
{
    size_t n = 0;
    for (size_t at = vb_str_find(all, what, 0); at != SIZE_MAX; at = vb_str_find(all, what, at + 1))
        n++;
    return n;
}
#define COUNT(p, literal) count(vb_buf_str(&(p)->out), VB_S(literal))

/* What stands between two marks behind `at`, which moves behind it; false when there is none. */
static bool between(vb_str all, vb_str from, vb_str to, size_t *at, vb_str *out)
{
    size_t a = vb_str_find(all, from, *at), b;
    if (a == SIZE_MAX || (b = vb_str_find(all, to, a + from.n)) == SIZE_MAX)
        return false;
    *out = vb_str_sub(all, a + from.n, b - a - from.n);
    *at = b;
    return true;
}

static void check_hash(const page *p, const char *directive, const char *from, const char *to)
{
    unsigned char digest[32], base64[48];
    unsigned n = 0;
    size_t at = 0, at_policy = 0;
    vb_str text, policy;
    vb_buf wanted = {0};
    assert_true(between(vb_buf_str(&p->out), vb_str_of(from), vb_str_of(to), &at, &text));
    assert_true(
        between(vb_buf_str(&p->out), VB_S("Content-Security-Policy\" content=\""), VB_S("\">"), &at_policy, &policy));
    assert_int_equal(EVP_Digest(text.p, text.n, digest, &n, EVP_sha256(), NULL), 1);
    (void)EVP_EncodeBlock(base64, digest, 32);
    vb_buf_printf(&wanted, "%s 'sha256-%s'", directive, (const char *)base64);
    assert_true(vb_str_find(policy, vb_buf_str(&wanted), 0) != SIZE_MAX);
    vb_buf_free(&wanted);
}

/* Every element that is opened is closed in the right order; void elements and <x/> aside. */
static void check_nesting(vb_str all)
{
    static const char *const empty[] = {"meta", "br", "!doctype"};
    enum { DEPTH = 64 };
    vb_str open[DEPTH], tag;
    size_t depth = 0, at = 0;
    while (between(all, VB_S("<"), VB_S(">"), &at, &tag)) {
        bool closing = tag.n > 0 && tag.p[0] == '/', single = tag.n > 0 && tag.p[tag.n - 1] == '/', skip = false;
        size_t n = 0;
        tag = vb_str_sub(tag, closing, tag.n);
        while (n < tag.n && tag.p[n] != ' ' && tag.p[n] != '/')
            n++;
        vb_str name = vb_str_sub(tag, 0, n);
        for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++)
            skip = skip || vb_str_eq(name, vb_str_of(empty[i]));
        if (skip || single)
            continue;
        if (!closing) {
            assert_true(depth < DEPTH);
            open[depth++] = name;
            vb_str inside;
            if (vb_str_eq(name, VB_S("style")) || vb_str_eq(name, VB_S("script"))) /* no markup in there */
                assert_true(between(all, VB_S(">"), VB_S("</"), &at, &inside));
            continue;
        }
        if (depth == 0 || !vb_str_eq(open[depth - 1], name))
            fail_msg("</%.*s> closes <%.*s>", VB_ARG(name), VB_ARG(depth == 0 ? VB_STR_NONE : open[depth - 1]));
        depth--;
    }
    assert_int_equal(depth, 0);
}

static void check_policy(const page *p)
{
    check_hash(p, "script-src", "<script>", "</script>");
    check_hash(p, "style-src", "<style>", "</style>");
    assert_int_equal(COUNT(p, "<script"), 1);
    assert_int_equal(COUNT(p, "<style"), 1);
    assert_int_equal(COUNT(p, " style="), 0);
    assert_int_equal(COUNT(p, "default-src 'none'"), 1);
    assert_int_equal(COUNT(p, "<img"), 0);
    check_nesting(vb_buf_str(&p->out));
}

/* ---- Real rules -------------------------------------------------------------------------------------------------- */

static const struct {
    const char *model, *to, *headquarters, *on;
} asked[] = {{"nv-h20-96", "CN", "CN", "2025-05-01"},
             {"nv-rtx4090", "SG", "CN", "2026-06-01"},
             {"nv-h200-sxm", "CN", "CN", "2026-02-01"},
             {"nv-a100-sxm4-80", "CN", "CN", "2022-12-01"},
             {"", "", "", "2024-06-01"}};

static void test_each_clause_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        page p;
        open_page(&p);
        ask(&p, vb_test_question(&p.rules, asked[i].model, asked[i].to, asked[i].headquarters, asked[i].on, ""));
        write_page(&p);
        check_policy(&p);
        assert_true(p.o.answer.n_steps > 0);
        for (size_t k = 0; k < p.o.answer.n_steps; k++) {
            vb_buf id = {0};
            vb_buf_printf(&id, " id=\"c-%.*s\"", VB_ARG(p.o.answer.steps[k].clause));
            assert_int_equal(count(vb_buf_str(&p.out), vb_buf_str(&id)), 1);
            vb_buf_free(&id);
        }
        assert_int_equal(COUNT(&p, "<details class=\"f c"), p.o.answer.n_steps);
        close_page(&p);
    }
}

static void add_bare(vb_buf *out, vb_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ')
            vb_buf_char(out, s.p[i]);
}

/* The lines at the left, behind each other, are the condition that the rules print. */
static void test_condition_is_the_rules(void **state)
{
    size_t compared = 0;
    (void)state;
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        page p;
        open_page(&p);
        ask(&p, vb_test_question(&p.rules, asked[i].model, asked[i].to, asked[i].headquarters, asked[i].on, ""));
        write_page(&p);
        for (size_t k = 0; k < p.o.answer.n_steps; k++) {
            const vb_rule_step *s = &p.o.answer.steps[k];
            size_t clause = vb_rules_clause_find(p.rules.loaded, s->clause), at = 0;
            vb_buf id = {0}, printed = {0}, wanted = {0}, found = {0}, escaped = {0};
            vb_str stanza, line;
            vb_buf_printf(&id, "id=\"c-%.*s\"", VB_ARG(s->clause));
            assert_true(between(vb_buf_str(&p.out), vb_buf_str(&id), VB_S("</details>"), &at, &stanza));
            vb_rules_print_condition(p.rules.loaded, clause, &printed);
            add_bare(&wanted, vb_buf_str(&printed));
            for (at = 0; between(stanza, VB_S("<span class=\"mono i"), VB_S("</span>"), &at, &line);)
                add_bare(&escaped, vb_str_sub(line, vb_str_find(line, VB_S(">"), 0) + 1, line.n));
            static const struct {
                const char *written, *meant;
            } marks[] = {{"&gt;", ">"}, {"&lt;", "<"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
            for (size_t c = 0; c < escaped.n; c++) {
                bool mark = false;
                for (size_t m = 0; m < sizeof marks / sizeof marks[0] && !mark; m++)
                    if (vb_str_starts(vb_str_sub(vb_buf_str(&escaped), c, SIZE_MAX), vb_str_of(marks[m].written))) {
                        vb_buf_add(&found, vb_str_of(marks[m].meant));
                        c += vb_str_of(marks[m].written).n - 1;
                        mark = true;
                    }
                if (!mark)
                    vb_buf_char(&found, escaped.p[c]);
            }
            if (!vb_str_eq(vb_buf_str(&found), vb_buf_str(&wanted)))
                fail_msg("%.*s: %.*s is not %.*s", VB_ARG(s->clause), VB_ARG(vb_buf_str(&found)),
                         VB_ARG(vb_buf_str(&wanted)));
            compared += s->n_reasons > 2;
            vb_buf_free(&id);
            vb_buf_free(&printed);
            vb_buf_free(&wanted);
            vb_buf_free(&found);
            vb_buf_free(&escaped);
        }
        close_page(&p);
    }
    assert_true(compared > 20);
}

static void test_both_languages(void **state)
{
    page p;
    (void)state;
    open_page(&p);
    ask(&p, vb_test_question(&p.rules, "nv-h20-96", "DE", "DE", "2025-05-01", ""));
    write_page(&p);
    assert_true(COUNT(&p, "<span lang=\"en\">Germany</span><span lang=\"de\">Deutschland</span>") > 0);
    assert_true(COUNT(&p, "<span lang=\"en\">true</span><span lang=\"de\">wahr</span>") > 0);
    assert_int_equal(COUNT(&p, "<span lang=\"en\">"), COUNT(&p, "<span lang=\"de\">"));
    assert_int_equal(COUNT(&p, "<tspan lang=\"en\">"), COUNT(&p, "<tspan lang=\"de\">"));
    assert_int_equal(COUNT(&p, "data-title-en=\"H20"), 1);
    assert_int_equal(COUNT(&p, "to Germany on 1 May 2025: "), 3); /* the attribute, the window, the heading */
    assert_int_equal(COUNT(&p, "to Deutschland on 1. Mai 2025: "), 2);
    close_page(&p);
}

/* Letter, licence and the command of the footer, for a public case: NVIDIA's filing of 2025-04-15 says that H20 needs a
 * licence for China since 2025-04-09. */
static void test_answer(void **state)
{
    page p;
    (void)state;
    open_page(&p);
    ask(&p, vb_test_question(&p.rules, "nv-h20-96", "CN", "CN", "2025-05-01", ""));
    p.o.headquarters_taken = true;
    write_page(&p);
    assert_true(COUNT(&p, "to China on 1 May 2025: licence required by letter</title>") == 1);
    assert_int_equal(COUNT(&p, "taken to be at the destination"), 1);
    assert_int_equal(COUNT(&p, "<code>verbleib classify nv-h20-96 --to CN --on 2025-05-01 --format html</code>"), 1);
    assert_int_equal(COUNT(&p, "decides the licence"), 1);
    close_page(&p);
}

/* ---- Hostile texts ----------------------------------------------------------------------------------------------- */

static void test_hostile(void **state)
{
    page p;
    (void)state;
    open_page(&p);
    const vb_rule_member members[] = {{.group = VB_S(EVIL), .in = VB_YES, .source = VB_S(EVIL)}};
    const vb_str words[] = {VB_S(EVIL)};
    const vb_rule_reason reasons[] = {{.op = VB_OP_OR, .is = VB_YES},
                                      {.op = VB_OP_COMPARE,
                                       .depth = 1,
                                       .is = VB_YES,
                                       .text = VB_S(EVIL),
                                       .low = INT64_MAX - 1,
                                       .high = INT64_MAX,
                                       .threshold = 1,
                                       .parameter = VB_S(EVIL),
                                       .citation = VB_S(EVIL)},
                                      {.op = VB_OP_COUNTRY,
                                       .depth = 1,
                                       .is = VB_YES,
                                       .text = VB_S(EVIL),
                                       .country = VB_COUNTRY("CN"),
                                       .members = members,
                                       .n_members = 1},
                                      {.op = VB_OP_TEXT,
                                       .depth = 1,
                                       .is = VB_NO,
                                       .text = VB_S(EVIL),
                                       .subject = VB_TEXT_MODEL,
                                       .value = VB_S(EVIL),
                                       .words = words,
                                       .n_words = 1},
                                      {.op = VB_OP_UNSTATED, .depth = 1, .text = VB_S(EVIL), .value = VB_S(EVIL)}};
    const vb_str by[] = {VB_S(EVIL)};
    const vb_rule_step steps[] = {{.clause = VB_S(EVIL),
                                   .citation = VB_S(EVIL),
                                   .instrument = VB_S(EVIL),
                                   .basis = VB_S(EVIL),
                                   .effect = VB_EFFECT_LICENCE,
                                   .value = VB_S("required"),
                                   .conditions = VB_S(EVIL "; " EVIL),
                                   .holds = VB_YES,
                                   .in_force = {true, true},
                                   .effective = {VB_YES, VB_YES},
                                   .because = VB_S(EVIL),
                                   .reasons = reasons,
                                   .n_reasons = sizeof reasons / sizeof reasons[0]},
                                  {.clause = VB_S("x/y"),
                                   .citation = VB_S(EVIL),
                                   .basis = VB_S("letter"),
                                   .effect = VB_EFFECT_EXCEPTION,
                                   .value = VB_S(EVIL),
                                   .conditions = VB_S(EVIL),
                                   .in_force = {true, true},
                                   .unknown = VB_S(EVIL "; " EVIL),
                                   .overridden_by = by,
                                   .n_overridden_by = 1}};
    vb_model model = {.id = VB_S(EVIL), .vendor = VB_S(EVIL), .name = VB_S(EVIL), .ics = 1, .devices = 1};
    for (int f = 0; f < VB_N_FORMATS; f++)
        model.rate[f] = VB_NO_FIGURE;
    model.die_area_low = model.die_area_high = model.memory_bandwidth = model.interconnect_bandwidth = VB_NO_FIGURE;
    const vb_str what_if[] = {VB_S(EVIL)};
    const vb_sentence notes[] = {VB_SAY(N_("{0} is noted"), VB_TEXT(VB_S(EVIL)))};
    p.o.asked = VB_S(EVIL);
    p.o.question = (vb_rule_question){.model = &model,
                                      .to = VB_COUNTRY("CN"),
                                      .headquarters = VB_COUNTRY("CN"),
                                      .on = vb_test_day("2025-05-01"),
                                      .known_on = vb_test_day("2025-05-02"),
                                      .what_if = what_if,
                                      .n_what_if = 1};
    p.o.answer = (vb_rule_answer){.licence = {VB_YES, VB_YES},
                                  .eccn = VB_S(EVIL),
                                  .assembly = VB_S(EVIL),
                                  .steps = steps,
                                  .n_steps = 2,
                                  .decisive = {&steps[0], &steps[0]}};
    vb_rules_outcome(&p.o.answer, &p.o.outcome);
    p.o.open_facts = VB_S(EVIL);
    p.o.notes = notes;
    p.o.n_notes = 1;
    write_page(&p);
    check_policy(&p);
    assert_int_equal(COUNT(&p, "alert('1')"), 0);
    assert_int_equal(COUNT(&p, "&lt;script&gt;alert("), COUNT(&p, "alert"));
    assert_true(COUNT(&p, "&lt;/script&gt;&quot;&amp;") > 20);
    close_page(&p);
}

/* The chip alone: no page says that it needs no licence, nor that it is none; and forty suppositions fit the command.
 */
static void test_chip_alone(void **state)
{
    enum { WISHES = 40 };
    page p;
    vb_str what_if[WISHES];
    (void)state;
    open_page(&p);
    vb_model small = {.id = VB_S("small"),
                      .vendor = VB_S("NVIDIA"),
                      .name = VB_S("Small"),
                      .chip = VB_S("S1"),
                      .ics = 1,
                      .devices = 1,
                      .nonplanar = VB_YES,
                      .datacentre = VB_NO};
    for (int f = 0; f < VB_N_FORMATS; f++)
        small.rate[f] = 1;
    small.die_area_low = small.die_area_high = 800000;
    small.memory_bandwidth = small.interconnect_bandwidth = 1;
    for (size_t i = 0; i < WISHES; i++)
        what_if[i] = VB_S("none-such");
    ask(&p, (vb_rule_question){.model = &small,
                               .on = vb_test_day("2021-01-01"),
                               .known_on = VB_NO_TIME,
                               .datacentre_use = VB_NO,
                               .what_if = what_if,
                               .n_what_if = WISHES});
    assert_int_equal(p.o.answer.licence[VB_LAYER_ENFORCED], VB_UNKNOWN); /* before every clause */
    write_page(&p);
    check_policy(&p);
    assert_int_equal(COUNT(&p, "cannot be told without a destination"), 3); /* printed, enforced, review */
    assert_int_equal(COUNT(&p, "not required"), 0);
    assert_int_equal(COUNT(&p, " --what-if none-such"), WISHES);
    close_page(&p);
}

/* However many thresholds a figure is compared with, the table has each with its source. */
static void test_every_threshold(void **state)
{
    enum { N = 30 };
    page p;
    vb_rule_reason reasons[N + 1] = {{.op = VB_OP_OR, .is = VB_NO}};
    (void)state;
    open_page(&p);
    for (int i = 0; i < N; i++)
        reasons[1 + i] = (vb_rule_reason){.op = VB_OP_COMPARE,
                                          .depth = 1,
                                          .is = VB_NO,
                                          .low = INT64_C(1000000000),
                                          .high = INT64_C(1000000000),
                                          .threshold = INT64_C(1000000000) * (2 + (i * 7) % N),
                                          .text = VB_S("t"),
                                          .parameter = vb_arena_printf(&p.job, "number.%02d", i),
                                          .citation = vb_arena_printf(&p.job, "place-%02d", i)};
    const vb_rule_step step = {.clause = VB_S("x/y"),
                               .basis = VB_S("rule"),
                               .effect = VB_EFFECT_CLASSIFY,
                               .value = VB_S("3A"),
                               .holds = VB_NO,
                               .in_force = {true, true},
                               .reasons = reasons,
                               .n_reasons = N + 1};
    p.o.question = (vb_rule_question){.to = VB_COUNTRY("CN"), .on = vb_test_day("2021-01-01"), .known_on = VB_NO_TIME};
    p.o.answer = (vb_rule_answer){.steps = &step, .n_steps = 1};
    write_page(&p);
    assert_int_equal(COUNT(&p, "</code> place-"), N);
    close_page(&p);
}

/* Only who is said to be a lawyer counts as one. */
static void test_by_lawyer(void **state)
{
    static const struct {
        const char *by;
        bool lawyer;
    } rows[] = {{"not yet reviewed by a lawyer", false}, {"nobody", false}, {"a lawyer for export control", true}};
    page p;
    (void)state;
    open_page(&p);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        vb_rule_file file = {
            VB_S("t.rule"),
            vb_arena_printf(&p.job,
                            "instrument: t\nformat: verbleib.rule/1\ntitle: T\nauthority: US\ncite: C\n"
                            "published: 2023-01-01\nsource: S\nreviewed_by: %s\nreviewed_on: 2023-01-01\n",
                            rows[i].by)};
        vb_rules *rules;
        assert_int_equal(vb_rules_load(&file, 1, NULL, 0, &p.rules.countries, &p.job, &rules, NULL), VB_OK);
        assert_int_equal(vb_outcome_by_lawyer(&(vb_outcome){.rules = rules}), rows[i].lawyer);
    }
    close_page(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_clause_once), cmocka_unit_test(test_condition_is_the_rules),
        cmocka_unit_test(test_both_languages),   cmocka_unit_test(test_answer),
        cmocka_unit_test(test_hostile),          cmocka_unit_test(test_chip_alone),
        cmocka_unit_test(test_by_lawyer),        cmocka_unit_test(test_every_threshold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
