/* SPDX-License-Identifier: Apache-2.0 */
/* Laws of JSON. Trees are made at random and written twice: wildly (blanks, escapes) for the parser, and plainly (one
 * form for each value) to compare with. */
#include "support.h"

#include "base/buf.h"
#include "base/json.h"

typedef struct writer {
    uint64_t *random;
    vb_buf wild, plain;
    size_t left; /* values still to be made */
} writer;

static void blanks(writer *w)
{
    static const char all[] = " \t\n\r";
    for (uint64_t n = vb_test_below(w->random, 3); n > 0; n--)
        vb_buf_char(&w->wild, all[vb_test_below(w->random, 4)]);
}

static size_t utf8_of(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(unsigned char)(0x80 | (c & 0x3F));
    out[0] = (char)(unsigned char)(lead[n] | c);
    return n;
}

/* The plain form of a text: every byte that is not a letter or digit as %XX. */
static void plain_text(vb_buf *out, vb_str s)
{
    vb_buf_char(out, '\'');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
            vb_buf_char(out, (char)c);
        else
            vb_buf_printf(out, "%%%02X", (unsigned)c);
    }
    vb_buf_char(out, '\'');
}

static uint32_t some_character(uint64_t *random)
{
    static const uint32_t edges[] = {0,     1,     0x1F,   '"',    '\\',   '/',     0x7F,    0x80,
                                     0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF};
    if (vb_test_below(random, 4) == 0)
        return edges[vb_test_below(random, sizeof edges / sizeof edges[0])];
    return 'a' + (uint32_t)vb_test_below(random, 26);
}

static void text(writer *w, size_t unique)
{
    static const char plain[] = "\"\\/\b\f\n\r\t", escape[] = "\"\\/bfnrt";
    vb_buf decoded = {0};
    vb_buf_char(&w->wild, '"');
    if (unique != SIZE_MAX) { /* keys of one object must differ */
        vb_buf_printf(&w->wild, "%zu-", unique);
        vb_buf_printf(&decoded, "%zu-", unique);
    }
    for (uint64_t n = vb_test_below(w->random, 8); n > 0; n--) {
        uint32_t c = some_character(w->random);
        char bytes[4];
        vb_str utf8 = {bytes, utf8_of(c, bytes)};
        const char *hit = c > 0 && c < 0x80 ? memchr(plain, (int)c, 8) : NULL;
        bool must = c < 0x20 || c == '"' || c == '\\';
        vb_buf_add(&decoded, utf8);
        if (!must && vb_test_below(w->random, 3) > 0)
            vb_buf_add(&w->wild, utf8);
        else if (hit != NULL && vb_test_below(w->random, 2) == 0)
            vb_buf_printf(&w->wild, "\\%c", escape[hit - plain]);
        else if (c < 0x10000)
            vb_buf_printf(&w->wild, vb_test_below(w->random, 2) == 0 ? "\\u%04x" : "\\u%04X", c);
        else
            vb_buf_printf(&w->wild, "\\u%04x\\u%04x", 0xD800 + ((c - 0x10000) >> 10), 0xDC00 + ((c - 0x10000) & 0x3FF));
    }
    vb_buf_char(&w->wild, '"');
    plain_text(&w->plain, vb_buf_str(&decoded));
    vb_buf_free(&decoded);
}

static void value(writer *w, size_t depth)
{
    static const char *const numbers[] = {"0", "-0", "12", "-7.25", "1e9", "0.5E-3", "123456789012345678901234567890"};
    static const char *const words[] = {"null", "true", "false"};
    uint64_t kind = vb_test_below(w->random, depth == 0 || depth >= 12 ? 3 : 5);
    blanks(w);
    w->left -= w->left > 0;
    if (depth == 0 && w->left > 1) /* something to hold them all */
        kind = 3 + vb_test_below(w->random, 2);
    if (kind < 2) {
        const char *t = kind == 0 ? words[vb_test_below(w->random, 3)] : numbers[vb_test_below(w->random, 7)];
        vb_buf_add(&w->wild, vb_str_of(t));
        vb_buf_add(&w->plain, vb_str_of(t));
    } else if (kind == 2) {
        text(w, SIZE_MAX);
    } else {
        bool object = kind == 4;
        vb_buf_char(&w->wild, object ? '{' : '[');
        vb_buf_char(&w->plain, object ? '{' : '[');
        uint64_t most = vb_test_below(w->random, 8) == 0 ? 40 : 5;
        for (size_t n = 0; w->left > 0 && n < most; n++) {
            if (n > 0)
                vb_buf_char(&w->wild, ',');
            if (object) {
                blanks(w);
                text(w, n);
                blanks(w);
                vb_buf_char(&w->wild, ':');
            }
            value(w, depth + 1);
        }
        blanks(w);
        vb_buf_char(&w->wild, object ? '}' : ']');
        vb_buf_char(&w->plain, object ? '}' : ']');
    }
    vb_buf_char(&w->plain, ';');
    blanks(w);
}

static void print(const vb_json *v, vb_buf *out)
{
    switch (v->kind) {
    case VB_JSON_NULL:
        vb_buf_lit(out, "null");
        break;
    case VB_JSON_BOOL:
        vb_buf_add(out, v->truth ? VB_S("true") : VB_S("false"));
        break;
    case VB_JSON_NUMBER:
        vb_buf_add(out, v->text);
        break;
    case VB_JSON_STRING:
        plain_text(out, v->text);
        break;
    case VB_JSON_ARRAY:
    case VB_JSON_OBJECT:
        vb_buf_char(out, v->kind == VB_JSON_OBJECT ? '{' : '[');
        for (const vb_json *m = v->first; m != NULL; m = m->next) {
            if (v->kind == VB_JSON_OBJECT)
                plain_text(out, m->key);
            print(m, out);
        }
        vb_buf_char(out, v->kind == VB_JSON_OBJECT ? '}' : ']');
        break;
    }
    vb_buf_char(out, ';');
}

static bool slices_are_values(const vb_json *v, vb_str in)
{
    vb_arena arena = {0};
    const vb_json *again;
    vb_buf a = {0}, b = {0};
    bool same = vb_json_parse((vb_str){in.p + v->begin, v->end - v->begin}, &arena, &again, NULL) == VB_OK;
    if (same) {
        print(v, &a);
        print(again, &b);
        same = vb_str_eq(vb_buf_str(&a), vb_buf_str(&b)) && again->begin == 0 && again->end == v->end - v->begin;
    }
    vb_buf_free(&a);
    vb_buf_free(&b);
    vb_arena_free(&arena);
    for (const vb_json *m = v->first; same && m != NULL; m = m->next)
        same = slices_are_values(m, in);
    return same;
}

/* What is written wildly is read as what was meant, and the bytes of every value are that value. */
static bool written_is_read(uint64_t *random, size_t size, void *context)
{
    writer w = {.random = random, .left = size};
    vb_arena arena = {0};
    const vb_json *root;
    vb_buf got = {0};
    vb_error err = {0};
    (void)context;
    value(&w, 0);
    char *exact = malloc(w.wild.n);
    assert_non_null(exact);
    memcpy(exact, w.wild.p, w.wild.n);
    vb_str in = {exact, w.wild.n};
    bool same = vb_json_parse(in, &arena, &root, &err) == VB_OK;
    if (same) {
        print(root, &got);
        same = vb_str_eq(vb_buf_str(&got), vb_buf_str(&w.plain)) && slices_are_values(root, in);
    }
    if (!same)
        printf("%s %s\n", err.where, err.message);
    vb_arena_free(&arena);
    vb_buf_free(&got);
    vb_buf_free(&w.wild);
    vb_buf_free(&w.plain);
    free(exact);
    return same;
}

/* A document cut short anywhere inside its value is refused at its end; with one byte changed it is read or refused,
 * and an error stands inside it. */
static bool damage_is_told(uint64_t *random, size_t size, void *context)
{
    writer w = {.random = random, .left = size};
    vb_arena arena = {0};
    const vb_json *root = NULL;
    vb_error err = {0};
    (void)context;
    value(&w, 0);
    vb_str in = vb_str_trim(vb_buf_str(&w.wild));
    bool whole = in.n > 1 && (in.p[0] == '{' || in.p[0] == '[' || in.p[0] == '"'), fine = true;
    if (whole) {
        size_t cut = 1 + (size_t)vb_test_below(random, in.n - 1);
        fine = vb_json_parse(vb_str_sub(in, 0, cut), &arena, &root, &err) == VB_E_PARSE && err.offset <= cut &&
               root == NULL;
    }
    w.wild.p[vb_test_below(random, w.wild.n)] = (char)(unsigned char)vb_test_below(random, 256);
    fine = fine && (vb_json_parse(vb_buf_str(&w.wild), &arena, &root, &err) == VB_OK || err.offset <= w.wild.n);
    vb_arena_free(&arena);
    vb_buf_free(&w.wild);
    vb_buf_free(&w.plain);
    return fine;
}

static void json_written_is_read(void **state)
{
    (void)state;
    vb_test_holds("what is written is read", 1500, 150, written_is_read, NULL);
}

static void json_damage_is_told(void **state)
{
    (void)state;
    vb_test_holds("damage is told", 5000, 60, damage_is_told, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_written_is_read),
        cmocka_unit_test(json_damage_is_told),
    };
    return cmocka_run_group_tests_name("base json", tests, NULL, NULL);
}
