/* SPDX-License-Identifier: Apache-2.0 */
/* One checker for all objects of EPCIS: it walks an object and its table of fields (epcis_shape.c) side by side. */
#include <stdarg.h>
#include <stdio.h>

#include "base/dict.h"
#include "evidence/epcis_priv.h"

static void write_place(vb_buf *out, const vb_epcis_place *at)
{
    if (at == NULL)
        return;
    write_place(out, at->up);
    if (at->key.p == NULL) {
        vb_buf_printf(out, "[%zu]", at->index);
        return;
    }
    if (at->up != NULL)
        vb_buf_char(out, '.');
    vb_buf_escaped(out, vb_str_sub(at->key, 0, 60));
}

vb_code vb_epcis_refuse(vb_epcis_reader *ps, vb_code code, const vb_epcis_place *at, const vb_json *value,
                        const char *fmt, ...)
{
    if (ps->told || ps->err == NULL)
        return code;
    VB_CLEANUP(vb_buf, vb_buf_free) where = {.limit = 16384};
    char message[sizeof ps->err->message];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    if (ps->line > 0)
        vb_buf_printf(&where, "line %llu%s", (unsigned long long)ps->line, at == NULL ? "" : ": ");
    write_place(&where, at);
    vb_buf_char(&where, '\0');
    if (where.failed)
        return vb_fail(ps->err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory for the place of an error");
    /* The field itself counts most, so a path that is too long loses its beginning. */
    size_t room = sizeof ps->err->where, skip = where.n > room ? where.n - room + 3 : 0;
    char path[sizeof ps->err->where];
    (void)snprintf(path, sizeof path, "%s%s", skip > 0 ? "..." : "", where.p + skip);
    vb_error_set(ps->err, code, path, value == NULL ? VB_NO_OFFSET : ps->base + value->begin, "%s", message);
    ps->told = true;
    return code;
}

static vb_code wrong_kind(vb_epcis_reader *ps, const vb_epcis_place *at, const vb_json *value, const char *expected)
{
    static const char *const found[] = {"null", "true or false", "a number", "a text", "a list", "an object"};
    if (value->kind == VB_JSON_STRING || value->kind == VB_JSON_NUMBER)
        return vb_epcis_refuse(ps, VB_E_PARSE, at, value, "\"%.*s\" is %s; expected %s",
                               (int)(value->text.n > 60 ? 60 : value->text.n), value->text.p, found[value->kind],
                               expected);
    return vb_epcis_refuse(ps, VB_E_PARSE, at, value, "%s; expected %s", found[value->kind], expected);
}

static bool two_digits(const char *p, unsigned most)
{
    unsigned a = (unsigned)p[0] - '0', b = (unsigned)p[1] - '0';
    return a <= 9 && b <= 9 && a * 10 + b <= most;
}

/* "+05:30": hours to 13 and minutes, or 14:00 (type DateTimeStamp of the XML schema, eventTimeZoneOffset of the JSON
 * one). */
static bool is_offset(vb_str s)
{
    return s.n == 6 && (s.p[0] == '+' || s.p[0] == '-') && s.p[3] == ':' && two_digits(s.p + 4, 59) &&
           (two_digits(s.p + 1, 13) || memcmp(s.p + 1, "14:00", 5) == 0);
}

vb_code vb_epcis_time(vb_str text, vb_when *out, vb_error *err)
{
    static const char shape[] = "dddd-dd-ddTdd:dd:dd";
    size_t at = sizeof shape - 1;
    bool good = text.n > at;
    for (size_t i = 0; good && i < at; i++)
        good = shape[i] == 'd' ? text.p[i] >= '0' && text.p[i] <= '9' : text.p[i] == shape[i];
    good = good && two_digits(text.p + 17, 59); /* no leap seconds */
    if (good && text.p[at] == '.') {
        size_t from = ++at;
        while (at < text.n && text.p[at] >= '0' && text.p[at] <= '9')
            at++;
        good = at > from;
    }
    vb_str zone = vb_str_sub(text, at, SIZE_MAX);
    if (!good || !(vb_str_eq(zone, VB_S("Z")) || is_offset(zone)))
        return vb_fail(err, VB_E_PARSE, "", VB_NO_OFFSET,
                       "\"%.*s\" is no moment with its zone; expected 2025-03-01T10:15:00+08:00",
                       (int)(text.n > 40 ? 40 : text.n), text.p == NULL ? "" : text.p);
    return vb_time_parse(text, out, err);
}

static bool all_of(vb_str s, const char *set)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '\0' || strchr(set, s.p[i]) == NULL)
            return false;
    return true;
}

static bool is_version(vb_str s) /* 2.0, 2.0.1; this is a reader of version 2 */
{
    if (!all_of(s, "0123456789.") || s.n == 0 || s.p[s.n - 1] == '.' || vb_str_find(s, VB_S(".."), 0) != SIZE_MAX)
        return false;
    return s.p[0] == '2' && (s.n == 1 || s.p[1] == '.');
}

/* What a text field wants, or NULL when the text is it. */
static const char *text_fault(const vb_epcis_field *f, vb_str s)
{
    vb_str word;
    switch (f->kind) {
    case VB_EPCIS_F_URI:
        return vb_epcis_uri_fault(s, VB_EPCIS_ANY_URI);
    case VB_EPCIS_F_EPC:
        return vb_epcis_uri_fault(s, VB_EPCIS_INSTANCE);
    case VB_EPCIS_F_EPC_CLASS:
        return vb_epcis_uri_fault(s, VB_EPCIS_CLASS);
    case VB_EPCIS_F_OFFSET:
        return is_offset(s) ? NULL : "no offset from UTC; expected +08:00";
    case VB_EPCIS_F_HEX:
        return s.n > 0 && all_of(s, "0123456789abcdefABCDEF") ? NULL : "not hexadecimal";
    case VB_EPCIS_F_UNIT:
        return (s.n == 2 || s.n == 3) && all_of(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
                   ? NULL
                   : "no unit of UN/CEFACT Recommendation 20; expected KGM";
    case VB_EPCIS_F_VERSION:
        return is_version(s) ? NULL : "no version of EPCIS that is read here; expected 2.0";
    case VB_EPCIS_F_ACTION:
        return vb_str_eq(s, VB_S("ADD")) || vb_str_eq(s, VB_S("OBSERVE")) || vb_str_eq(s, VB_S("DELETE"))
                   ? NULL
                   : "no action; expected ADD, OBSERVE or DELETE";
    case VB_EPCIS_F_WORD:
        return vb_epcis_word(f->words, s, &word) ? NULL : f->words->what;
    case VB_EPCIS_F_ANY:
    case VB_EPCIS_F_TEXT:
    case VB_EPCIS_F_TRUTH:
    case VB_EPCIS_F_NUMBER:
    case VB_EPCIS_F_AMOUNT:
    case VB_EPCIS_F_TIME:
    case VB_EPCIS_F_CONTEXT:
    case VB_EPCIS_F_CERTIFICATION:
    case VB_EPCIS_F_ATTRIBUTE:
    case VB_EPCIS_F_OBJECT:
        break;
    }
    return NULL;
}

/* Names the words there are, or, where they are many, the one that differs in case only. */
static vb_code refuse_word(vb_epcis_reader *ps, const vb_epcis_vocabulary *v, const vb_json *value,
                           const vb_epcis_place *at)
{
    VB_CLEANUP(vb_buf, vb_buf_free) names = {0};
    for (size_t i = 0; i < v->n; i++)
        if (v->n <= 5 || vb_str_eq_nocase(v->names[i], value->text))
            vb_buf_printf(&names, "%s%.*s", names.n == 0 ? "; expected " : ", ", VB_ARG(v->names[i]));
    vb_buf_char(&names, '\0');
    return vb_epcis_refuse(ps, VB_E_RANGE, at, value, "\"%.*s\" is neither %s nor a URI of your own%s",
                           (int)(value->text.n > 60 ? 60 : value->text.n), value->text.p, v->what,
                           names.failed ? "" : names.p);
}

static vb_code check_text(vb_epcis_reader *ps, const vb_epcis_field *f, const vb_json *value, const vb_epcis_place *at)
{
    if (value->kind != VB_JSON_STRING)
        return wrong_kind(ps, at, value, f->kind == VB_EPCIS_F_WORD ? "a word of the CBV or a URI" : "a text");
    int shown = (int)(value->text.n > 80 ? 80 : value->text.n);
    if (f->kind == VB_EPCIS_F_TIME) {
        vb_when when;
        vb_error why;
        vb_code rc = vb_epcis_time(value->text, &when, &why);
        return rc == VB_OK ? VB_OK : vb_epcis_refuse(ps, rc, at, value, "%s", why.message);
    }
    const char *fault = text_fault(f, value->text);
    if (fault == NULL)
        return VB_OK;
    if (f->kind == VB_EPCIS_F_WORD)
        return refuse_word(ps, f->words, value, at);
    return vb_epcis_refuse(ps, VB_E_PARSE, at, value, "\"%.*s\": %s", shown, value->text.p, fault);
}

/* A list of texts in which none stands twice. */
static vb_code check_set(vb_epcis_reader *ps, const vb_json *list, const vb_epcis_place *at)
{
    VB_CLEANUP(vb_dict, vb_dict_free) seen = {0};
    size_t i = 0;
    for (const vb_json *e = list->first; e != NULL; e = e->next, i++) {
        /* parts of a context may be objects: the same bytes are the same object, other bytes are let pass */
        vb_str text = e->kind == VB_JSON_STRING ? e->text : vb_str_sub(ps->in, ps->base + e->begin, e->end - e->begin);
        uint32_t before = seen.n, id = vb_dict_add(&seen, text);
        if (id == VB_NONE)
            return vb_epcis_refuse(ps, VB_E_NOMEM, at, e, "no memory for a list of %zu", list->n);
        if (id < before)
            return vb_epcis_refuse(ps, VB_E_RANGE, &(vb_epcis_place){at, VB_STR_NONE, i}, e, "%.*s stands twice",
                                   (int)(text.n > 80 ? 80 : text.n), text.p);
    }
    return VB_OK;
}

static vb_code check_context_part(vb_epcis_reader *ps, const vb_json *value, const vb_epcis_place *at)
{
    if (value->kind == VB_JSON_OBJECT)
        return VB_OK;
    if (value->kind != VB_JSON_STRING)
        return wrong_kind(ps, at, value, "the address of a JSON-LD context, or an object");
    const char *fault = vb_epcis_uri_fault(value->text, VB_EPCIS_ANY_URI);
    return fault == NULL ? VB_OK
                         : vb_epcis_refuse(ps, VB_E_PARSE, at, value, "\"%.*s\": %s",
                                           (int)(value->text.n > 80 ? 80 : value->text.n), value->text.p, fault);
}

/* One part, or a list of parts that differ. */
static vb_code check_context(vb_epcis_reader *ps, const vb_json *value, const vb_epcis_place *at)
{
    if (value->kind != VB_JSON_ARRAY)
        return check_context_part(ps, value, at);
    size_t i = 0;
    for (const vb_json *e = value->first; e != NULL; e = e->next, i++)
        VB_TRY(check_context_part(ps, e, &(vb_epcis_place){at, VB_STR_NONE, i}));
    return check_set(ps, value, at);
}

/* The number is written out in decimal; exponents are the sensors' own. */
static vb_code check_amount(vb_epcis_reader *ps, const vb_json *value, const vb_epcis_place *at)
{
    if (value->kind != VB_JSON_NUMBER)
        return wrong_kind(ps, at, value, "a number");
    if (value->text.p[0] == '-')
        return vb_epcis_refuse(ps, VB_E_RANGE, at, value, "%.*s is below zero; expected an amount",
                               (int)(value->text.n > 40 ? 40 : value->text.n), value->text.p);
    return VB_OK;
}

static vb_code check_value(vb_epcis_reader *ps, const vb_epcis_field *f, const vb_json *value, const vb_epcis_place *at)
{
    static const vb_epcis_field uri = {.kind = VB_EPCIS_F_URI};
    switch (f->kind) {
    case VB_EPCIS_F_ANY:
        return VB_OK;
    case VB_EPCIS_F_TRUTH:
        return value->kind == VB_JSON_BOOL ? VB_OK : wrong_kind(ps, at, value, "true or false");
    case VB_EPCIS_F_NUMBER:
        return value->kind == VB_JSON_NUMBER ? VB_OK : wrong_kind(ps, at, value, "a number");
    case VB_EPCIS_F_AMOUNT:
        return check_amount(ps, value, at);
    case VB_EPCIS_F_CONTEXT:
        return check_context(ps, value, at);
    case VB_EPCIS_F_ATTRIBUTE:
        return value->kind == VB_JSON_STRING || value->kind == VB_JSON_NUMBER || value->kind == VB_JSON_OBJECT
                   ? VB_OK
                   : wrong_kind(ps, at, value, "a text, a number or an object");
    case VB_EPCIS_F_CERTIFICATION: /* one or a list */
        if (value->kind == VB_JSON_ARRAY) {
            size_t i = 0;
            for (const vb_json *e = value->first; e != NULL; e = e->next, i++)
                VB_TRY(check_text(ps, &uri, e, &(vb_epcis_place){at, VB_STR_NONE, i}));
            return VB_OK;
        }
        return check_text(ps, &uri, value, at);
    case VB_EPCIS_F_OBJECT:
        return vb_epcis_check(ps, f->shape, value, at);
    case VB_EPCIS_F_TEXT:
    case VB_EPCIS_F_URI:
    case VB_EPCIS_F_EPC:
    case VB_EPCIS_F_EPC_CLASS:
    case VB_EPCIS_F_TIME:
    case VB_EPCIS_F_OFFSET:
    case VB_EPCIS_F_HEX:
    case VB_EPCIS_F_UNIT:
    case VB_EPCIS_F_VERSION:
    case VB_EPCIS_F_ACTION:
    case VB_EPCIS_F_WORD:
        break;
    }
    return check_text(ps, f, value, at);
}

static vb_code check_member(vb_epcis_reader *ps, const vb_epcis_field *f, const vb_json *value,
                            const vb_epcis_place *at)
{
    if ((f->flags & VB_EPCIS_LIST) == 0)
        return check_value(ps, f, value, at);
    if (value->kind != VB_JSON_ARRAY)
        return wrong_kind(ps, at, value, "a list");
    if ((f->flags & VB_EPCIS_FILLED) != 0 && value->n == 0)
        return vb_epcis_refuse(ps, VB_E_RANGE, at, value, "an empty list; expected at least one entry");
    size_t i = 0;
    for (const vb_json *e = value->first; e != NULL; e = e->next, i++)
        VB_TRY(check_value(ps, f, e, &(vb_epcis_place){at, VB_STR_NONE, i}));
    return (f->flags & VB_EPCIS_SET) != 0 ? check_set(ps, value, at) : VB_OK;
}

static bool defines(const vb_json *context, vb_str name)
{
    if (context == NULL)
        return false;
    if (context->kind == VB_JSON_ARRAY) {
        for (const vb_json *part = context->first; part != NULL; part = part->next)
            if (defines(part, name))
                return true;
        return false;
    }
    const vb_json *term = vb_json_get(context, name);
    return term != NULL && term->kind != VB_JSON_NULL;
}

/* A term of the user's own: the document's or the event's @context says what the name means. */
static bool is_term(const vb_epcis_reader *ps, vb_str name)
{
    return name.n > 0 && name.p[0] != '@' && (defines(ps->contexts[0], name) || defines(ps->contexts[1], name));
}

static vb_code check_name(vb_epcis_reader *ps, const vb_epcis_shape *shape, const vb_json *member,
                          const vb_epcis_place *at)
{
    if (shape->names == VB_EPCIS_OPEN)
        return VB_OK;
    if (shape->names == VB_EPCIS_EXTENSIBLE && (vb_epcis_is_extension(member->key) || is_term(ps, member->key)))
        return VB_OK;
    return vb_epcis_refuse(ps, VB_E_PARSE, at, member, "%s has no field \"%.*s\"%s", shape->what,
                           (int)(member->key.n > 60 ? 60 : member->key.n), member->key.p,
                           shape->names == VB_EPCIS_SEALED ? ""
                                                           : "; a field of your own needs a prefix, as in ext:name");
}

static const vb_epcis_field *find_field(const vb_epcis_shape *shape, vb_str name)
{
    for (size_t i = 0; i < shape->n; i++)
        if (vb_str_eq(shape->fields[i].name, name))
            return &shape->fields[i];
    return NULL;
}

/* All missing fields in one sentence, so that they can be mended in one go. */
static vb_code check_missing(vb_epcis_reader *ps, const vb_epcis_shape *shape, const vb_json *object,
                             const vb_epcis_place *at)
{
    VB_CLEANUP(vb_buf, vb_buf_free) names = {0};
    vb_str first = VB_STR_NONE;
    unsigned missing = 0;
    for (size_t i = 0; i < shape->n; i++) {
        const vb_epcis_field *f = &shape->fields[i];
        if ((f->flags & VB_EPCIS_REQUIRED) == 0 || vb_json_get(object, f->name) != NULL)
            continue;
        if (missing++ == 0)
            first = f->name;
        vb_buf_printf(&names, "%s\"%.*s\"", missing > 1 ? ", " : "", VB_ARG(f->name));
    }
    if (missing == 0)
        return VB_OK;
    vb_buf_char(&names, '\0');
    return vb_epcis_refuse(ps, VB_E_PARSE, &(vb_epcis_place){at, first, 0}, object,
                           "%s needs the field%s %s, which %s missing", shape->what, missing > 1 ? "s" : "",
                           names.failed ? "" : names.p, missing > 1 ? "are" : "is");
}

vb_code vb_epcis_check(vb_epcis_reader *ps, const vb_epcis_shape *shape, const vb_json *value, const vb_epcis_place *at)
{
    if (value->kind != VB_JSON_OBJECT)
        return wrong_kind(ps, at, value, "an object");
    VB_TRY(check_missing(ps, shape, value, at));
    for (const vb_json *m = value->first; m != NULL; m = m->next) {
        vb_epcis_place here = {at, m->key, 0};
        const vb_epcis_field *f = find_field(shape, m->key);
        if (f == NULL)
            VB_TRY(check_name(ps, shape, m, &here));
        else
            VB_TRY(check_member(ps, f, m, &here));
    }
    return shape->rule == NULL ? VB_OK : shape->rule(ps, value, at);
}
