/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <yajl/yajl_parse.h>

#include "base/buf.h"

enum { FEW_MEMBERS = 16 }; /* up to here members are compared pairwise, above they are sorted */

/* yajl does not look whether malloc failed. Its blocks hang in this list, so that a failure can leave by longjmp and
 * the list be freed; they are few (handle, lexer, stack, two text buffers). */
typedef struct block {
    struct block *next, *prev;
    size_t size;
    alignas(max_align_t) unsigned char data[];
} block;

typedef struct frame {
    vb_json *container, *last; /* last member or element so far */
    vb_str key;                /* key read, its value not yet; p is NULL otherwise */
} frame;

typedef struct parse {
    vb_str in;
    vb_arena *arena;
    vb_error *err;
    vb_str repeatable; /* a key that may stand twice; none when empty */
    yajl_handle yajl;
    vb_json *root;
    size_t token_end; /* end of the last token that yajl told us of */
    bool at_end;      /* yajl sees the blank it appends to end a number, not the input */
    size_t depth, n_values;
    vb_code code; /* set when a callback stops the parse */
    block *blocks;
    size_t block_bytes;
    vb_json **sorted, **spare; /* for objects of many members */
    size_t sorted_cap;
    jmp_buf no_memory;
    frame stack[VB_JSON_MAX_DEPTH];
} parse;

static void *yajl_take(void *ctx, size_t size)
{
    parse *ps = ctx;
    size_t limit = ps->arena->limit, used = ps->arena->used;
    size_t left = limit == 0 ? SIZE_MAX : used < limit ? limit - used : 0;
    if (size > left || ps->block_bytes > left - size || size > SIZE_MAX - sizeof(block))
        longjmp(ps->no_memory, 1);
    block *b = malloc(sizeof *b + size);
    if (b == NULL)
        longjmp(ps->no_memory, 1);
    b->size = size;
    b->prev = NULL;
    b->next = ps->blocks;
    if (b->next != NULL)
        b->next->prev = b;
    ps->blocks = b;
    ps->block_bytes += size;
    return b->data;
}

static void yajl_give(void *ctx, void *p)
{
    parse *ps = ctx;
    if (p == NULL)
        return;
    block *b = (block *)(void *)((unsigned char *)p - offsetof(block, data));
    if (b->prev != NULL)
        b->prev->next = b->next;
    else
        ps->blocks = b->next;
    if (b->next != NULL)
        b->next->prev = b->prev;
    ps->block_bytes -= b->size;
    free(b);
}

static void *yajl_retake(void *ctx, void *p, size_t size)
{
    void *q = yajl_take(ctx, size);
    if (p != NULL) {
        size_t had = ((block *)(void *)((unsigned char *)p - offsetof(block, data)))->size;
        memcpy(q, p, had < size ? had : size);
        yajl_give(ctx, p);
    }
    return q;
}

/* "epcisBody.eventList[3].bizStep": where the value being read stands. */
static void write_path(const parse *ps, vb_buf *out)
{
    for (size_t i = 0; i < ps->depth; i++) {
        const frame *f = &ps->stack[i];
        if (f->container->kind == VB_JSON_ARRAY) {
            vb_buf_printf(out, "[%zu]", f->container->n - (i + 1 < ps->depth));
            continue;
        }
        vb_str key = i + 1 < ps->depth ? ps->stack[i + 1].container->key : f->key;
        if (out->n > 0 && key.p != NULL)
            vb_buf_char(out, '.');
        vb_buf_escaped(out, vb_str_sub(key, 0, 64));
    }
}

static vb_code fail_at(const parse *ps, vb_code code, size_t offset, const char *message)
{
    if (ps->err == NULL)
        return code;
    VB_CLEANUP(vb_buf, vb_buf_free) path = {.limit = 4096};
    write_path(ps, &path);
    return vb_fail(ps->err, code, path.p == NULL ? "" : path.p, offset, "%s", message);
}

static int stop(parse *ps, vb_code code, size_t offset, const char *message)
{
    ps->code = fail_at(ps, code, offset, message);
    return 0;
}

static inline bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Between the last token told and this one stand only blanks and the ',' and ':' that yajl has judged and keeps to
 * itself, so the token begins at the first other byte; it ends where yajl has read to. Gives 0 (and the parse is
 * stopped) for the two blanks that yajl takes and RFC 8259 does not have: vertical tab and form feed. */
static int token_range(parse *ps, size_t *begin, size_t *end)
{
    size_t b = ps->token_end;
    while (b < ps->in.n && (is_blank(ps->in.p[b]) || ps->in.p[b] == ',' || ps->in.p[b] == ':'))
        b++;
    *begin = b;
    *end = ps->at_end ? ps->in.n : yajl_get_bytes_consumed(ps->yajl);
    ps->token_end = *end;
    if (b < ps->in.n && (ps->in.p[b] == '\v' || ps->in.p[b] == '\f'))
        return stop(ps, VB_E_PARSE, b, "a form feed or vertical tab is no blank in JSON");
    return 1;
}

/* A new value in its place in the tree; NULL (and the parse stopped) on a limit. */
static vb_json *add_value(parse *ps, vb_json_kind kind, size_t begin, size_t end)
{
    if (ps->n_values == VB_JSON_MAX_VALUES) {
        stop(ps, VB_E_RANGE, begin, "more values than are read from one document");
        return NULL;
    }
    ps->n_values++;
    vb_json *v = VB_NEW(ps->arena, vb_json, 1);
    if (v == NULL) {
        stop(ps, VB_E_NOMEM, begin, "no memory for the document's values");
        return NULL;
    }
    v->kind = kind;
    v->begin = begin;
    v->end = end;
    if (ps->depth == 0) {
        ps->root = v;
        return v;
    }
    frame *f = &ps->stack[ps->depth - 1];
    if (f->container->kind == VB_JSON_OBJECT)
        v->key = f->key;
    f->key = VB_STR_NONE;
    if (f->last == NULL)
        f->container->first = v;
    else
        f->last->next = v;
    f->last = v;
    f->container->n++;
    return v;
}

static unsigned hex4(const char *p)
{
    unsigned v = 0;
    for (size_t i = 0; i < 4; i++)
        v = v << 4 | (unsigned)(p[i] <= '9' ? p[i] - '0' : (p[i] | 0x20) - 'a' + 10);
    return v;
}

/* yajl has checked that every escape is whole; which surrogates stand alone it does not check. Offset of the first, or
 * SIZE_MAX. */
static size_t lone_surrogate(vb_str in, size_t begin, size_t end)
{
    for (size_t i = begin; i < end; i++) {
        if (in.p[i] != '\\')
            continue;
        if (in.p[i + 1] != 'u') {
            i++;
            continue;
        }
        unsigned u = hex4(in.p + i + 2);
        if (u >= 0xDC00 && u <= 0xDFFF)
            return i;
        if (u >= 0xD800 && u <= 0xDBFF) {
            unsigned low = i + 12 <= end && in.p[i + 6] == '\\' && in.p[i + 7] == 'u' ? hex4(in.p + i + 8) : 0;
            if (low < 0xDC00 || low > 0xDFFF)
                return i;
            i += 6;
        }
        i += 5;
    }
    return SIZE_MAX;
}

/* The decoded text of the string token [begin, end), quotes included. Every escape is longer than what it stands for,
 * so a text as long as its source has none and is the source. */
static bool take_text(parse *ps, size_t begin, size_t end, const unsigned char *decoded, size_t n, vb_str *out)
{
    if (n == end - begin - 2) {
        *out = (vb_str){ps->in.p + begin + 1, n};
        return true;
    }
    size_t lone = lone_surrogate(ps->in, begin + 1, end - 1);
    if (lone != SIZE_MAX)
        return stop(ps, VB_E_PARSE, lone, "half a surrogate pair; \\uD800 to \\uDBFF need \\uDC00 to \\uDFFF behind");
    *out = vb_arena_copy(ps->arena, (vb_str){(const char *)decoded, n});
    return out->p != NULL || stop(ps, VB_E_NOMEM, begin, "no memory for the document's texts");
}

static int on_null(void *ctx)
{
    size_t begin, end;
    return token_range(ctx, &begin, &end) && add_value(ctx, VB_JSON_NULL, begin, end) != NULL;
}

static int on_boolean(void *ctx, int truth)
{
    size_t begin, end;
    vb_json *v = token_range(ctx, &begin, &end) ? add_value(ctx, VB_JSON_BOOL, begin, end) : NULL;
    if (v != NULL)
        v->truth = truth != 0;
    return v != NULL;
}

static int on_number(void *ctx, const char *text, size_t n)
{
    parse *ps = ctx;
    size_t begin, end;
    vb_json *v = token_range(ps, &begin, &end) ? add_value(ps, VB_JSON_NUMBER, begin, end) : NULL;
    (void)text; /* for a number at the very end this is yajl's own copy */
    (void)n;
    if (v != NULL)
        v->text = (vb_str){ps->in.p + begin, end - begin};
    return v != NULL;
}

static int on_string(void *ctx, const unsigned char *text, size_t n)
{
    parse *ps = ctx;
    size_t begin, end;
    vb_str decoded;
    if (!token_range(ps, &begin, &end) || !take_text(ps, begin, end, text, n, &decoded))
        return 0;
    vb_json *v = add_value(ps, VB_JSON_STRING, begin, end);
    if (v != NULL)
        v->text = decoded;
    return v != NULL;
}

static int on_key(void *ctx, const unsigned char *text, size_t n)
{
    parse *ps = ctx;
    size_t begin, end;
    return token_range(ps, &begin, &end) && take_text(ps, begin, end, text, n, &ps->stack[ps->depth - 1].key);
}

static int open_container(parse *ps, vb_json_kind kind)
{
    size_t begin, end;
    if (!token_range(ps, &begin, &end))
        return 0;
    if (ps->depth == VB_JSON_MAX_DEPTH)
        return stop(ps, VB_E_RANGE, begin, "nested deeper than 64 levels");
    vb_json *v = add_value(ps, kind, begin, end);
    if (v == NULL)
        return 0;
    ps->stack[ps->depth++] = (frame){v, NULL, VB_STR_NONE};
    return 1;
}

static int on_open_object(void *ctx)
{
    return open_container(ctx, VB_JSON_OBJECT);
}

static int on_open_array(void *ctx)
{
    return open_container(ctx, VB_JSON_ARRAY);
}

static int close_container(parse *ps)
{
    size_t begin, end;
    if (!token_range(ps, &begin, &end))
        return 0;
    ps->stack[--ps->depth].container->end = end;
    return 1;
}

/* The opening quote of the text that closes at `at`: inside, a quote always stands behind a backslash, and no backslash
 * stands before the opening one. */
static size_t opening_quote(vb_str in, size_t at)
{
    do
        at--;
    while (at > 0 && (in.p[at] != '"' || in.p[at - 1] == '\\'));
    return at;
}

/* Where the key of a member begins: before its value stand blanks, ':', blanks and the key's closing quote. */
static size_t key_begin(vb_str in, const vb_json *member)
{
    size_t at = member->begin;
    do
        at--;
    while (in.p[at] != '"');
    return opening_quote(in, at);
}

static bool before(const vb_json *a, const vb_json *b)
{
    int c = vb_str_compare(a->key, b->key);
    return c < 0 || (c == 0 && a->begin <= b->begin);
}

/* Merge sort: no input makes it slow, as a table of hashes could be made. */
static void sort_members(parse *ps, const vb_json *object)
{
    if (object->n > ps->sorted_cap) {
        size_t cap = object->n + object->n / 2;
        if (ps->sorted != NULL)
            yajl_give(ps, ps->sorted);
        if (ps->spare != NULL)
            yajl_give(ps, ps->spare);
        ps->sorted = ps->spare = NULL;
        ps->sorted = yajl_take(ps, cap * sizeof *ps->sorted);
        ps->spare = yajl_take(ps, cap * sizeof *ps->spare);
        ps->sorted_cap = cap;
    }
    size_t n = 0;
    for (vb_json *m = object->first; m != NULL; m = m->next)
        ps->sorted[n++] = m;
    for (size_t run = 1; run < n; run *= 2) {
        for (size_t from = 0; from < n; from += 2 * run) {
            size_t a = from, middle = from + run < n ? from + run : n, b = middle;
            size_t end = from + 2 * run < n ? from + 2 * run : n;
            for (size_t k = from; k < end; k++)
                ps->spare[k] = a < middle && (b == end || before(ps->sorted[a], ps->sorted[b])) ? ps->sorted[a++]
                                                                                                : ps->sorted[b++];
        }
        vb_json **swap = ps->sorted;
        ps->sorted = ps->spare;
        ps->spare = swap;
    }
}

/* The first member whose key an earlier one has, or NULL. */
static const vb_json *duplicate(parse *ps, const vb_json *object)
{
    const vb_json *first = NULL;
    if (object->n <= FEW_MEMBERS) {
        for (const vb_json *m = object->first; m != NULL; m = m->next)
            for (const vb_json *o = object->first; o != m; o = o->next)
                if (vb_str_eq(o->key, m->key))
                    return m;
        return NULL;
    }
    sort_members(ps, object);
    for (size_t i = 1; i < object->n; i++)
        if (vb_str_eq(ps->sorted[i - 1]->key, ps->sorted[i]->key) &&
            (first == NULL || ps->sorted[i]->begin < first->begin))
            first = ps->sorted[i];
    return first;
}

/* Of members called `key` only the last stays. */
static void drop_repeated(vb_json *object, vb_str key)
{
    vb_json *last = NULL;
    for (vb_json *m = object->first; m != NULL; m = m->next)
        if (vb_str_eq(m->key, key))
            last = m;
    for (vb_json **link = &object->first; *link != NULL;) {
        if (*link != last && vb_str_eq((*link)->key, key)) {
            *link = (*link)->next;
            object->n--;
        } else {
            link = &(*link)->next;
        }
    }
}

static int on_close_object(void *ctx)
{
    parse *ps = ctx;
    frame *f = &ps->stack[ps->depth - 1];
    if (ps->repeatable.n > 0)
        drop_repeated(f->container, ps->repeatable);
    const vb_json *twice = duplicate(ps, f->container);
    if (twice == NULL)
        return close_container(ps);
    f->key = twice->key;
    return stop(ps, VB_E_PARSE, key_begin(ps->in, twice), "this key stands twice in its object");
}

static int on_close_array(void *ctx)
{
    return close_container(ctx);
}

/* Begin of the token that ends at `end` and that yajl did not expect: a text, a mark, or a number or word. */
static size_t token_begin(vb_str in, size_t floor, size_t end)
{
    size_t at = end - (end > floor);
    if (in.p[at] == '"')
        return opening_quote(in, at);
    if (memchr("[]{},:", in.p[at], 6) != NULL)
        return at;
    while (at > floor && memchr("[]{},:\" \t\r\n", in.p[at - 1], 11) == NULL)
        at--;
    return at;
}

static vb_code syntax_error(parse *ps)
{
    char message[160] = "not JSON";
    size_t at = ps->at_end ? ps->in.n : yajl_get_bytes_consumed(ps->yajl);
    unsigned char *said = yajl_get_error(ps->yajl, 0, NULL, 0);
    if (said != NULL)
        (void)snprintf(message, sizeof message, "%s", (const char *)said);
    yajl_free_error(ps->yajl, said);
    vb_str m = vb_str_trim(vb_str_of(message)); /* yajl ends it with a line feed */
    message[m.n] = '\0';
    if (vb_str_starts(m, VB_S("lexical error: invalid char in json text")))
        at -= at > ps->token_end; /* the one lexical error after which yajl has stepped past the byte */
    else if (vb_str_starts(m, VB_S("parse error: premature EOF")))
        return fail_at(ps, VB_E_PARSE, ps->in.n, "the text ends before its value does");
    else if (vb_str_starts(m, VB_S("parse error")))
        at = token_begin(ps->in, ps->token_end, at);
    return fail_at(ps, VB_E_PARSE, at, message);
}

/* What yajl lets pass behind the value: a token that is not finished. */
static vb_code behind_root(const parse *ps)
{
    for (size_t i = ps->root->end; i < ps->in.n; i++)
        if (!is_blank(ps->in.p[i]))
            return fail_at(ps, VB_E_PARSE, i, "something stands behind the value");
    return VB_OK;
}

static vb_code run(parse *ps)
{
    static const yajl_callbacks callbacks = {
        .yajl_null = on_null,
        .yajl_boolean = on_boolean,
        .yajl_number = on_number,
        .yajl_string = on_string,
        .yajl_start_map = on_open_object,
        .yajl_map_key = on_key,
        .yajl_end_map = on_close_object,
        .yajl_start_array = on_open_array,
        .yajl_end_array = on_close_array,
    };
    yajl_alloc_funcs memory = {yajl_take, yajl_retake, yajl_give, ps};
    if (setjmp(ps->no_memory) != 0)
        return vb_fail(ps->err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory for reading JSON");
    ps->yajl = yajl_alloc(&callbacks, &memory, ps);
    yajl_config(ps->yajl, yajl_dont_validate_strings, 1); /* done, and stricter than yajl does it */
    yajl_status status = yajl_parse(ps->yajl, (const unsigned char *)ps->in.p, ps->in.n);
    if (status == yajl_status_ok) {
        ps->at_end = true;
        status = yajl_complete_parse(ps->yajl);
    }
    if (status == yajl_status_client_canceled)
        return ps->code;
    if (ps->root != NULL && ps->depth == 0)
        VB_TRY(behind_root(ps));
    return status == yajl_status_ok ? VB_OK : syntax_error(ps);
}

vb_code vb_json_parse(vb_str bytes, vb_arena *arena, const vb_json **root, vb_error *err)
{
    return vb_json_parse_repeatable(bytes, VB_STR_NONE, arena, root, err);
}

vb_code vb_json_parse_repeatable(vb_str bytes, vb_str repeatable, vb_arena *arena, const vb_json **root, vb_error *err)
{
    size_t bad = 0;
    if (bytes.n == 0)
        return vb_fail(err, VB_E_PARSE, "", 0, "empty; expected one JSON value");
    if (vb_str_starts(bytes, VB_S("\xFF\xFE")) || vb_str_starts(bytes, VB_S("\xFE\xFF")))
        return vb_fail(err, VB_E_PARSE, "", 0, "the text is UTF-16; JSON is UTF-8 (RFC 8259, section 8.1)");
    if (vb_str_starts(bytes, VB_S("\xEF\xBB\xBF")))
        return vb_fail(err, VB_E_PARSE, "", 0, "a byte order mark; save the text as UTF-8 without one");
    const char *nul = memchr(bytes.p, 0, bytes.n);
    if (nul != NULL)
        return vb_fail(err, VB_E_PARSE, "", (uint64_t)(nul - bytes.p), "a NUL byte");
    if (!vb_str_utf8(bytes, &bad))
        return vb_fail(err, VB_E_PARSE, "", bad, "0x%02X is not UTF-8 here", (unsigned)(unsigned char)bytes.p[bad]);

    parse ps = {.in = bytes, .arena = arena, .err = err, .repeatable = repeatable};
    vb_code code = run(&ps);
    for (block *b = ps.blocks, *next; b != NULL; b = next) { /* yajl's own, and the sort's */
        next = b->next;
        free(b);
    }
    if (code == VB_OK)
        *root = ps.root;
    return code;
}

const vb_json *vb_json_get(const vb_json *v, vb_str key)
{
    if (v == NULL || v->kind != VB_JSON_OBJECT)
        return NULL;
    for (const vb_json *m = v->first; m != NULL; m = m->next)
        if (vb_str_eq(m->key, key))
            return m;
    return NULL;
}

const vb_str *vb_json_string(const vb_json *v)
{
    return v != NULL && v->kind == VB_JSON_STRING ? &v->text : NULL;
}

uint64_t vb_json_line(vb_str bytes, size_t offset)
{
    uint64_t line = 1;
    if (bytes.p == NULL)
        return line;
    const char *p = bytes.p, *end = bytes.p + (offset < bytes.n ? offset : bytes.n);
    while (p != end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
        p++;
        line++;
    }
    return line;
}
