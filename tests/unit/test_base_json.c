/* SPDX-License-Identifier: Apache-2.0 */
/* JSON: what RFC 8259 takes and refuses, the exact byte range of every value, limits, keys. Places of errors:
 * test_base_attack.c. */
#include "support.h"

#include <dirent.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/json.h"

/* Row kinds as Nicolas Seriot's "Parsing JSON is a minefield" names them: y is JSON by RFC 8259, n is not, i is left to
 * the reader by the RFC; what we do with an i (and with duplicate keys, section 4) is in json.h. */
#define ROW(verdict, lit)           \
    {                               \
        verdict,                    \
        {                           \
            "" lit, sizeof(lit) - 1 \
        }                           \
    }
static const struct {
    char verdict; /* y or n; I and N: an i that we take, that we refuse */
    vb_str in;
} rows[] = {
    ROW('y', "[]"),
    ROW('y', "{}"),
    ROW('y', "[[]   ]"),
    ROW('y', "[\"\"]"),
    ROW('y', "[null, 1, \"1\", {}]"),
    ROW('y', "[1\n]"),
    ROW('y', " [1]"),
    ROW('y', "[2] \n\t\r "),
    ROW('y', "null"),
    ROW('y', "true"),
    ROW('y', "false"),
    ROW('y', "42"),
    ROW('y', "-0.1"),
    ROW('y', "\"asd\""),
    ROW('y', "\"\""),
    ROW('y', "[0]"),
    ROW('y', "[-0]"),
    ROW('y', "[-1]"),
    ROW('y', "[0e1]"),
    ROW('y', "[0e+1]"),
    ROW('y', "[1E22]"),
    ROW('y', "[1E-2]"),
    ROW('y', "[1E+2]"),
    ROW('y', "[123.456e78]"),
    ROW('y', "[123.456789]"),
    ROW('y', "[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]"),
    ROW('y', "{\"asd\":\"sdf\"}"),
    ROW('y', "{\"\":0}"),
    ROW('y', "{\"a\":[]}"),
    ROW('y', "{\"foo\\u0000bar\": 42}"),
    ROW('y', "{ \"min\": -1.0e+28, \"max\": 1.0e+28 }"),
    ROW('y', "{\n\"a\": \"b\"\n}"),
    ROW('y', "[\"\\u0060\\u012a\\u12AB\"]"),
    ROW('y', "[\"\\uD801\\udc37\"]"),
    ROW('y', "[\"\\ud83d\\ude39\\ud83d\\udc8d\"]"),
    ROW('y', "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]"),
    ROW('y', "[\"\\\\u0000\"]"),
    ROW('y', "[\"\\\"\"]"),
    ROW('y', "[\"a/*b*/c/*d//e\"]"),
    ROW('y', "[\"\\\\a\"]"),
    ROW('y', "[\"\\u0012\"]"),
    ROW('y', "[\"\\uFFFF\"]"),
    ROW('y', "[\"\\uDBFF\\uDFFF\"]"),
    ROW('y', "[\"\x7F\"]"),
    ROW('y', "[\"\xEF\xBF\xBF\"]"),
    ROW('y', "[\"\xF4\x8F\xBF\xBF\"]"),
    ROW('y', "[\"\xE2\x80\xA8\xE2\x80\xA9\"]"),
    ROW('y', "[\"\\u0000\"]"),
    ROW('y', "[\"new\\u000Aline\"]"),
    ROW('y', "[\"\\u0022\"]"),
    ROW('y', "[\"\\uA66D\"]"),
    ROW('y', "[\" \"]"),
    ROW('n', ""),
    ROW('n', " "),
    ROW('n', "[1 true]"),
    ROW('n', "[a\xE5]"),
    ROW('n', "[\"\": 1]"),
    ROW('n', "[\"\"],"),
    ROW('n', "[,1]"),
    ROW('n', "[1,,2]"),
    ROW('n', "[\"x\",,]"),
    ROW('n', "[\"x\"]]"),
    ROW('n', "[\"\",]"),
    ROW('n', "[\"x\""),
    ROW('n', "[x"),
    ROW('n', "[3[4]]"),
    ROW('n', "[1:2]"),
    ROW('n', "[-]"),
    ROW('n', "[   , \"\"]"),
    ROW('n', "[\"a\",\n4\n,1,"),
    ROW('n', "[\v\"a\"]"),
    ROW('n', "[\"a\"\v]"),
    ROW('n', "\f[]"),
    ROW('n', "[]\f"),
    ROW('n', "{\"a\"\f:1}"),
    ROW('n', "{\f}"),
    ROW('n', "[1,\f2]"),
    ROW('n', "[*]"),
    ROW('n', "[1,]"),
    ROW('n', "[1"),
    ROW('n', "[nul]"),
    ROW('n', "[tru]"),
    ROW('n', "[fals]"),
    ROW('n', "[True]"),
    ROW('n', "[NULL]"),
    ROW('n', "truex"),
    ROW('n', "[++1234]"),
    ROW('n', "[+1]"),
    ROW('n', "[+Inf]"),
    ROW('n', "[-01]"),
    ROW('n', "[-1.0.]"),
    ROW('n', "[-2.]"),
    ROW('n', "[-NaN]"),
    ROW('n', "[.-1]"),
    ROW('n', "[.2e-3]"),
    ROW('n', "[0.1.2]"),
    ROW('n', "[0.3e+]"),
    ROW('n', "[0.3e]"),
    ROW('n', "[0.e1]"),
    ROW('n', "[0E]"),
    ROW('n', "[0E+]"),
    ROW('n', "[1 000.0]"),
    ROW('n', "[1.0e-]"),
    ROW('n', "[1eE2]"),
    ROW('n', "[2.e+3]"),
    ROW('n', "[9.e+]"),
    ROW('n', "[Inf]"),
    ROW('n', "[0x1]"),
    ROW('n', "[0x42]"),
    ROW('n', "[Infinity]"),
    ROW('n', "[0e+-1]"),
    ROW('n', "[-123.123foo]"),
    ROW('n', "[-foo]"),
    ROW('n', "[- 1]"),
    ROW('n', "[-012]"),
    ROW('n', "[-.123]"),
    ROW('n', "[1ea]"),
    ROW('n', "[1.]"),
    ROW('n', "[.123]"),
    ROW('n', "[1.2a-3]"),
    ROW('n', "[1.8011670033376514H-308]"),
    ROW('n', "[012]"),
    ROW('n', "2@"),
    ROW('n', "-"),
    ROW('n', "1."),
    ROW('n', "1e"),
    ROW('n', "[\"x\", truth]"),
    ROW('n', "{[: \"x\"}\n"),
    ROW('n', "{\"x\", null}"),
    ROW('n', "{\"x\"::\"b\"}"),
    ROW('n', "{\"a\":\"a\" 123}"),
    ROW('n', "{key: 'value'}"),
    ROW('n', "{\"a\" b}"),
    ROW('n', "{:\"b\"}"),
    ROW('n', "{\"a\" \"b\"}"),
    ROW('n', "{\"a\":"),
    ROW('n', "{\"a\""),
    ROW('n', "{1:1}"),
    ROW('n', "{9999E9999:1}"),
    ROW('n', "{null:null,null:null}"),
    ROW('n', "{\"id\":0,,,,,}"),
    ROW('n', "{'a':0}"),
    ROW('n', "{\"id\":0,}"),
    ROW('n', "{\"a\":\"b\"}/**/"),
    ROW('n', "{\"a\":\"b\"}//"),
    ROW('n', "{\"a\":/*comment*/\"b\"}"),
    ROW('n', "{\"a\":\"b\",,\"c\":\"d\"}"),
    ROW('n', "{a: \"b\"}"),
    ROW('n', "{\"a\":\"a"),
    ROW('n', "{ \"foo\" : \"bar\", \"a\" }"),
    ROW('n', "{\"a\":\"b\"}#"),
    ROW('n', "[\"\\uD800\\u1\"]"),
    ROW('n', "[\"\\u00A\"]"),
    ROW('n', "[\"\\\"]"),
    ROW('n', "[\"\\\\\\\"]"),
    ROW('n', "[\"\\x00\"]"),
    ROW('n', "[\"\\\x00\"]"),
    ROW('n', "[\"\\\xF0\x9F\x8C\x80\"]"),
    ROW('n', "[\"\\a\"]"),
    ROW('n', "[\"\\uqqqq\"]"),
    ROW('n', "[\"\\\xE5\"]"),
    ROW('n', "[\\u0020\"asd\"]"),
    ROW('n', "[\\n]"),
    ROW('n', "\""),
    ROW('n', "['single quote']"),
    ROW('n', "abc"),
    ROW('n', "[\"a\x00"
             "a\"]"),
    ROW('n', "[\"new\nline\"]"),
    ROW('n', "[\"\t\"]"),
    ROW('n', "\"\\UA66D\""),
    ROW('n', "\"\"x"),
    ROW('n', "<.>"),
    ROW('n', "[<null>]"),
    ROW('n', "[1]x"),
    ROW('n', "[1]]"),
    ROW('n', "[][]"),
    ROW('n', "]"),
    ROW('n', "\xEF\xBB{}"),
    ROW('n', "\xE5"),
    ROW('n', "["),
    ROW('n', "[\x00]"),
    ROW('n', "{\"\":"),
    ROW('n', "{]"),
    ROW('n', "[}"),
    ROW('n', "{},"),
    ROW('n', "{} \"x"),
    ROW('n', "{} tru"),
    ROW('n', "1 2"),
    ROW('n', "1 -"),
    ROW('n', "[\xE2\x81\xA0]"), /* word joiner */
    ROW('n', "[\xC2\xA0]"),     /* no-break space is no blank of JSON */
    ROW('n', "\xE2\x81\xA0"),
    ROW('I', "[123123e100000]"),
    ROW('I', "[-1e+9999]"),
    ROW('I', "[123.456e-789]"),
    ROW('I', "[100000000000000000000]"),
    ROW('N', "[\"\\uDADA\"]"),
    ROW('N', "[\"\\uD800\"]"),
    ROW('N', "[\"\\uDBFF\"]"),
    ROW('N', "[\"\\uDC00\"]"),
    ROW('N', "[\"\\uDFFF\"]"),
    ROW('N', "[\"\\uD800\\uDBFF\"]"),
    ROW('N', "[\"\\uD800\\uE000\"]"),
    ROW('N', "[\"\\uD800\\uDC00\\uDC00\"]"),
    ROW('N', "[\"\\uD888\\u1234\"]"),
    ROW('N', "[\"\\uD800\\n\"]"),
    ROW('N', "[\"\\uDd1ea\"]"),
    ROW('N', "[\"\\uD800\\uD800\\n\"]"),
    ROW('N', "[\"\\ud800abc\"]"),
    ROW('N', "[\"\\uDd1e\\uD834\"]"),
    ROW('N', "[\"\xE6\x97\xA5\xD1\x88\xFA\"]"),
    ROW('N', "[\"\xFF\"]"),
    ROW('N', "[\"\x81\"]"),
    ROW('N', "[\"\xC0\xAF\"]"),
    ROW('N', "[\"\xFC\x83\xBF\xBF\xBF\xBF\"]"),
    ROW('N', "[\"\xED\xA0\x80\"]"),
    ROW('N', "\xEF\xBB\xBF{}"),
    ROW('N', "\xFF\xFE[\x00\"\x00\xE9\x00\"\x00]\x00"),
    ROW('N', "\x00[\x00\"\x00\xE9\x00\"\x00]"),
    ROW('N', "{\"a\":\"b\",\"a\":\"c\"}"),
    ROW('N', "{\"a\":\"b\",\"a\":\"b\"}"),
    ROW('N', "{\"a\":1,\"\\u0061\":2}"),
};

static void json_is_what_rfc_8259_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *exact = malloc(rows[i].in.n + (rows[i].in.n == 0));
        vb_arena arena = {0};
        const vb_json *root = NULL;
        vb_error e = {0};
        assert_non_null(exact);
        memcpy(exact, rows[i].in.p, rows[i].in.n);
        vb_code code = vb_json_parse((vb_str){exact, rows[i].in.n}, &arena, &root, &e);
        bool taken = rows[i].verdict == 'y' || rows[i].verdict == 'I';
        if (taken != (code == VB_OK) || taken != (root != NULL))
            fail_msg("row %zu, %c, %.*s: code %d, %s", i, rows[i].verdict, VB_ARG(rows[i].in), (int)code, e.message);
        if (!taken) {
            assert_int_equal(code, VB_E_PARSE);
            assert_true(e.offset <= rows[i].in.n);
            assert_true(e.message[0] != '\0');
        }
        vb_arena_free(&arena);
        free(exact);
    }
}

static void ranges_in(const vb_json *v, vb_str in, vb_buf *out)
{
    vb_buf_printf(out, "%.*s~", (int)(v->end - v->begin), in.p + v->begin);
    for (const vb_json *m = v->first; m != NULL; m = m->next)
        ranges_in(m, in, out);
}

/* Every value's bytes, outside in, left to right, each closed by ~. */
static void values_know_their_bytes(void **state)
{
    static const struct {
        const char *in, *ranges;
    } cases[] = {
        {"1", "1~"},
        {" 1", "1~"},
        {"1 ", "1~"},
        {"\n-1.5e3\n", "-1.5e3~"},
        {"\"\"", "\"\"~"},
        {" \"a\\u0041\\n\" ", "\"a\\u0041\\n\"~"},
        {"true", "true~"},
        {" null ", "null~"},
        {"[ ]", "[ ]~"},
        {" [ 1 ,2, 3 ] ", "[ 1 ,2, 3 ]~1~2~3~"},
        {"{ \"a\" : \"b\" , \"c\":{ } }", "{ \"a\" : \"b\" , \"c\":{ } }~\"b\"~{ }~"},
        {"{\"k\\\"\\\\\":[false,{\"\":-0}]}",
         "{\"k\\\"\\\\\":[false,{\"\":-0}]}~[false,{\"\":-0}]~false~{\"\":-0}~-0~"},
        {"[\",:\",\":\\\",\"]", "[\",:\",\":\\\",\"]~\",:\"~\":\\\",\"~"},
        {"[[[1]],[2]]", "[[[1]],[2]]~[[1]]~[1]~1~[2]~2~"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        vb_arena arena = {0};
        vb_buf out = {0};
        const vb_json *root;
        vb_str in = vb_str_of(cases[i].in);
        assert_int_equal(vb_json_parse(in, &arena, &root, NULL), VB_OK);
        ranges_in(root, in, &out);
        assert_string_equal(out.p, cases[i].ranges);
        vb_buf_free(&out);
        vb_arena_free(&arena);
    }
}

static void texts_are_decoded(void **state)
{
    static const struct {
        const char *in;
        vb_str text;
    } cases[] = {
        {"\"plain\"", {"plain", 5}},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", {"\"\\/\b\f\n\r\t", 8}},
        {"\"\\u0041\\u00e9\\u20AC\"", {"A\xC3\xA9\xE2\x82\xAC", 6}},
        {"\"\\ud834\\udd1e\"", {"\xF0\x9D\x84\x9E", 4}}, /* RFC 8259, section 7: the G clef */
        {"\"a\\u0000b\"", {"a\0b", 3}},
        {"\"x\\u0000\"", {"x\0", 2}},
        {"\"M\xC3\xBCller\\n\"", {"M\xC3\xBCller\n", 8}},
        {"\"\\uDBFF\\uDFFF\"", {"\xF4\x8F\xBF\xBF", 4}},
        {"\"\\\\ud800\"", {"\\ud800", 6}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        vb_arena arena = {0};
        const vb_json *root;
        vb_str in = vb_str_of(cases[i].in);
        assert_int_equal(vb_json_parse(in, &arena, &root, NULL), VB_OK);
        assert_non_null(vb_json_string(root));
        if (!vb_str_eq(*vb_json_string(root), cases[i].text))
            fail_msg("%s: %.*s", cases[i].in, VB_ARG(root->text));
        vb_arena_free(&arena);
    }
}

static void members_are_found(void **state)
{
    vb_arena arena = {0};
    const vb_json *root, *v;
    vb_str in = VB_S("{\"type\":\"ObjectEvent\",\"n\":12.50,\"ok\":true,\"no\":false,\"none\":null,\"list\":[1,2,3],"
                     "\"\\u0074est\":{\"a\":{\"b\":\"deep\"}}}");
    (void)state;
    assert_int_equal(vb_json_parse(in, &arena, &root, NULL), VB_OK);
    assert_int_equal(root->kind, VB_JSON_OBJECT);
    assert_int_equal(root->n, 7);
    assert_true(vb_str_eq(*vb_json_string(vb_json_get(root, VB_S("type"))), VB_S("ObjectEvent")));
    v = vb_json_get(root, VB_S("n"));
    assert_int_equal(v->kind, VB_JSON_NUMBER);
    assert_true(vb_str_eq(v->text, VB_S("12.50")));
    assert_null(vb_json_string(v));
    assert_true(vb_json_get(root, VB_S("ok"))->truth);
    assert_false(vb_json_get(root, VB_S("no"))->truth);
    assert_int_equal(vb_json_get(root, VB_S("none"))->kind, VB_JSON_NULL);
    v = vb_json_get(root, VB_S("list"));
    assert_int_equal(v->n, 3);
    assert_null(vb_json_get(v, VB_S("0")));
    assert_null(v->first->key.p);
    assert_true(vb_str_eq(v->first->next->text, VB_S("2")));
    v = vb_json_get(vb_json_get(vb_json_get(root, VB_S("test")), VB_S("a")), VB_S("b"));
    assert_true(vb_str_eq(*vb_json_string(v), VB_S("deep")));
    assert_null(vb_json_get(root, VB_S("absent")));
    assert_null(vb_json_get(NULL, VB_S("absent")));
    assert_null(vb_json_string(NULL));
    vb_arena_free(&arena);
}

static void depth_is_limited(void **state)
{
    (void)state;
    for (size_t depth = VB_JSON_MAX_DEPTH - 1; depth <= VB_JSON_MAX_DEPTH + 1; depth++) {
        char text[2 * (VB_JSON_MAX_DEPTH + 1)];
        vb_arena arena = {0};
        const vb_json *root;
        vb_error e;
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        vb_code code = vb_json_parse((vb_str){text, 2 * depth}, &arena, &root, &e);
        assert_int_equal(code, depth > VB_JSON_MAX_DEPTH ? VB_E_RANGE : VB_OK);
        if (code != VB_OK)
            assert_int_equal(e.offset, VB_JSON_MAX_DEPTH);
        vb_arena_free(&arena);
    }
}

static void every_limit_of_memory_is_told(void **state)
{
    vb_str in = VB_S("{\"a\":[1,2,\"x\\ny\"],\"b\":{\"c\":\"\\u20ac\"},\"d\":[[],[[]]]}");
    size_t needed = 0;
    (void)state;
    for (size_t limit = 1; needed == 0; limit += 16) {
        vb_arena arena = {.limit = limit};
        const vb_json *root = NULL;
        vb_error e;
        vb_code code = vb_json_parse(in, &arena, &root, &e);
        assert_true(arena.used <= limit);
        if (code == VB_OK) {
            needed = limit;
        } else {
            assert_int_equal(code, VB_E_NOMEM);
            assert_int_equal(e.code, VB_E_NOMEM);
            assert_null(root);
        }
        vb_arena_free(&arena);
        assert_true(limit < 100000);
    }
    assert_true(needed > 10 * sizeof(vb_json)); /* eleven values */
}

static void duplicates_are_found_among_many(void **state)
{
    (void)state;
    for (size_t n = 2; n < 70; n++) {
        vb_buf text = {0};
        vb_arena arena = {0};
        const vb_json *root;
        vb_error e;
        vb_buf_char(&text, '{');
        for (size_t i = 0; i < n; i++)
            vb_buf_printf(&text, "%s\"key%zu\":%zu", i == 0 ? "" : ",", i == n - 1 ? n / 3 : i, i);
        vb_buf_char(&text, '}');
        assert_int_equal(vb_json_parse(vb_buf_str(&text), &arena, &root, &e), VB_E_PARSE);
        assert_memory_equal(text.p + e.offset, "\"key", 4);
        assert_true(vb_str_find(vb_buf_str(&text), VB_S(","), (size_t)e.offset) == SIZE_MAX); /* the last one */
        vb_arena_free(&arena);
        vb_buf_free(&text);
    }
}

static void many_members_take_no_quadratic_time(void **state)
{
    enum { N = 300000 }; /* pairwise this would be 45 thousand million comparisons */
    (void)state;
    vb_buf text = {0};
    vb_arena arena = {0};
    const vb_json *root;
    for (size_t i = 0; i < N; i++)
        vb_buf_printf(&text, "%s\"urn:epc:id:sgtin:4012345.%zu\":0", i == 0 ? "{" : ",", i * 7919 % 1000003);
    vb_buf_char(&text, '}');
    assert_int_equal(vb_json_parse(vb_buf_str(&text), &arena, &root, NULL), VB_OK);
    assert_int_equal(root->n, N);
    vb_arena_free(&arena);
    vb_buf_free(&text);
}

static void lines_are_counted(void **state)
{
    vb_str in = VB_S("a\nb\r\n\nc");
    (void)state;
    assert_int_equal(vb_json_line(in, 0), 1);
    assert_int_equal(vb_json_line(in, 1), 1);
    assert_int_equal(vb_json_line(in, 2), 2);
    assert_int_equal(vb_json_line(in, 5), 3);
    assert_int_equal(vb_json_line(in, 6), 4);
    assert_int_equal(vb_json_line(in, 99), 4);
    assert_int_equal(vb_json_line(VB_STR_NONE, 3), 1);
}

/* The slice of every value is that value again. */
static void slices_parse_to_equal_values(const vb_json *v, vb_str in)
{
    vb_arena arena = {0};
    const vb_json *again = NULL;
    assert_int_equal(vb_json_parse((vb_str){in.p + v->begin, v->end - v->begin}, &arena, &again, NULL), VB_OK);
    assert_true(again->kind == v->kind && again->n == v->n && again->truth == v->truth &&
                vb_str_eq(again->text, v->text) && again->end == v->end - v->begin && again->begin == 0);
    for (const vb_json *m = v->first, *a = again->first; m != NULL; m = m->next, a = a->next) {
        assert_true(a != NULL && vb_str_eq(m->key, a->key) && m->begin - v->begin == a->begin);
        slices_parse_to_equal_values(m, in);
    }
    vb_arena_free(&arena);
}

/* Real EPCIS documents of GS1 and OpenEPCIS. One of GS1's writes "eventID" twice in an event, which we refuse; Python's
 * json sees the same two with object_pairs_hook. */
static size_t parse_folder(const char *folder)
{
    static const char twice[] = "AssociationEvent-h.jsonld";
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, alphasort);
    size_t parsed = 0;
    assert_true(n >= 0);
    for (int i = 0; i < n; i++) {
        char *path = vb_test_join(folder, entries[i]->d_name);
        struct stat st;
        vb_str name = vb_str_of(entries[i]->d_name);
        assert_int_equal(stat(path, &st), 0);
        if (S_ISDIR(st.st_mode) && entries[i]->d_name[0] != '.') {
            parsed += parse_folder(path);
        } else if (S_ISREG(st.st_mode) && (vb_str_ends(name, VB_S(".json")) || vb_str_ends(name, VB_S(".jsonld")))) {
            vb_test_file f = vb_test_read(path);
            vb_arena arena = {0};
            const vb_json *root;
            vb_error e;
            vb_code code = vb_json_parse((vb_str){f.p, f.n}, &arena, &root, &e);
            if ((code == VB_OK) == vb_str_eq(name, vb_str_of(twice)))
                fail_msg("%s: byte %llu, %s: %s", path, (unsigned long long)e.offset, e.where, e.message);
            if (code == VB_OK && f.n < 20000)
                slices_parse_to_equal_values(root, (vb_str){f.p, f.n});
            parsed++;
            vb_arena_free(&arena);
            free(f.p);
        }
        free(path);
        free(entries[i]);
    }
    free(entries);
    return parsed;
}

static void published_epcis_documents_parse(void **state)
{
    char *folder = vb_test_shared("epcis");
    (void)state;
    assert_true(parse_folder(folder) > 50);
    free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_what_rfc_8259_says),
        cmocka_unit_test(values_know_their_bytes),
        cmocka_unit_test(texts_are_decoded),
        cmocka_unit_test(members_are_found),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(every_limit_of_memory_is_told),
        cmocka_unit_test(duplicates_are_found_among_many),
        cmocka_unit_test(many_members_take_no_quadratic_time),
        cmocka_unit_test(lines_are_counted),
        cmocka_unit_test(published_epcis_documents_parse),
    };
    return cmocka_run_group_tests_name("base json", tests, NULL, NULL);
}
