/* SPDX-License-Identifier: Apache-2.0 */
/* Parses any bytes as JSON, prints the tree, parses that and prints it again: both prints must be equal. The bytes of
 * every value must parse to that value. */
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_SLICES = 200 };

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void print_text(vb_str s, vb_buf *out)
{
    vb_buf_char(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20 || c == '"' || c == '\\')
            vb_buf_printf(out, "\\u%04x", (unsigned)c);
        else
            vb_buf_char(out, s.p[i]);
    }
    vb_buf_char(out, '"');
}

static void print(const vb_json *v, vb_buf *out)
{
    size_t n = 0;
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
        print_text(v->text, out);
        break;
    case VB_JSON_ARRAY:
    case VB_JSON_OBJECT:
        vb_buf_char(out, v->kind == VB_JSON_OBJECT ? '{' : '[');
        for (const vb_json *m = v->first; m != NULL; m = m->next, n++) {
            if (n > 0)
                vb_buf_char(out, ',');
            if (v->kind == VB_JSON_OBJECT) {
                print_text(m->key, out);
                vb_buf_char(out, ':');
            }
            print(m, out);
        }
        vb_buf_char(out, v->kind == VB_JSON_OBJECT ? '}' : ']');
        must(n == v->n);
        break;
    }
}

static vb_buf print_parsed(vb_str in)
{
    vb_arena arena = {.limit = 256 << 20};
    const vb_json *root = NULL;
    vb_buf out = {0};
    must(vb_json_parse(in, &arena, &root, NULL) == VB_OK);
    print(root, &out);
    vb_arena_free(&arena);
    return out;
}

static void slices(const vb_json *v, vb_str in, size_t *n)
{
    must(v->begin < v->end && v->end <= in.n);
    if (++*n > MOST_SLICES)
        return;
    vb_buf meant = {0}, got = print_parsed((vb_str){in.p + v->begin, v->end - v->begin});
    print(v, &meant);
    must(vb_str_eq(vb_buf_str(&meant), vb_buf_str(&got)));
    vb_buf_free(&meant);
    vb_buf_free(&got);
    size_t at = v->begin;
    for (const vb_json *m = v->first; m != NULL; m = m->next) {
        must(m->begin > at && m->end < v->end && (v->kind == VB_JSON_OBJECT) == (m->key.p != NULL));
        if (v->kind == VB_JSON_OBJECT)
            must(vb_json_get(v, m->key) == m);
        at = m->end;
        slices(m, in, n);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    vb_arena arena = {.limit = 256 << 20};
    const vb_json *root = NULL;
    vb_error err = {0};
    vb_str in = {(const char *)data, size};
    vb_code code = vb_json_parse(in, &arena, &root, &err);
    if (code != VB_OK) {
        must(root == NULL && err.code == code && (err.offset <= size || code == VB_E_NOMEM));
        must(err.message[0] != '\0' && vb_str_utf8(vb_str_of(err.message), NULL) &&
             vb_str_utf8(vb_str_of(err.where), NULL));
    } else {
        vb_buf first = {0};
        size_t n = 0;
        print(root, &first);
        vb_buf second = print_parsed(vb_buf_str(&first));
        must(vb_str_eq(vb_buf_str(&first), vb_buf_str(&second)));
        slices(root, in, &n);
        vb_buf_free(&first);
        vb_buf_free(&second);
    }
    vb_arena_free(&arena);
    return 0;
}
