/* SPDX-License-Identifier: Apache-2.0 */
/* decisions.ndjson: one JSON object a line. */
#include <inttypes.h>
#include <stdio.h>

#include "base/json.h"
#include "evidence/table_priv.h"

enum { MAX_LINE = 1 << 20, ACCEPTED = 1, DISMISSED = 2 };

static const vb_word decision_words[] = {{"accepted", ACCEPTED}, {"dismissed", DISMISSED}, {NULL, 0}};
static const vb_word justification_words[] = {
    {"false-positive", 0}, {"duplicate", 0}, {"authorised", 0}, {"corrected", 0}, {"accepted-risk", 0}, {NULL, 0},
};
static const char *const members[] = {"fingerprint", "decision", "justification", "by", "at", "note"};

static vb_code read_text(const vb_json *object, const char *name, vb_str *out, vb_error *err)
{
    const vb_json *v = vb_json_get(object, vb_str_of(name));
    *out = VB_STR_NONE;
    if (v == NULL || v->kind == VB_JSON_NULL)
        return VB_OK;
    if (v->kind != VB_JSON_STRING)
        return vb_fail(err, VB_E_PARSE, name, VB_NO_OFFSET, "expected a text in quotes");
    *out = v->text;
    return VB_OK;
}

static vb_code read_fingerprint(vb_str text, vb_error *err)
{
    bool good = text.n == 32;
    for (size_t i = 0; good && i < text.n; i++)
        good = (text.p[i] >= '0' && text.p[i] <= '9') || (text.p[i] >= 'a' && text.p[i] <= 'f');
    if (good)
        return VB_OK;
    return vb_fail(err, VB_E_PARSE, "fingerprint", VB_NO_OFFSET,
                   "found \"%.*s\", expected 32 lower-case hexadecimal digits", VB_ARG(vb_str_sub(text, 0, 60)));
}

static vb_code read_word(vb_str text, const vb_word *words, const char *member, int *value, vb_error *err)
{
    vb_code code = vb_cell_word(text, words, value, err);
    if (code != VB_OK && err != NULL)
        (void)snprintf(err->where, sizeof err->where, "%s", member);
    return code;
}

static vb_code read_decision(vb_str line, vb_arena *arena, vb_decision_claim *out, const vb_json **object,
                             vb_error *err)
{
    vb_str text;
    int value = 0;
    VB_TRY(vb_json_parse(line, arena, object, err));
    if ((*object)->kind != VB_JSON_OBJECT)
        return vb_fail(err, VB_E_PARSE, "", VB_NO_OFFSET, "expected one object in braces");
    VB_TRY(read_text(*object, "fingerprint", &out->fingerprint, err));
    VB_TRY(read_fingerprint(out->fingerprint, err));
    VB_TRY(read_text(*object, "decision", &text, err));
    VB_TRY(read_word(text, decision_words, "decision", &value, err));
    out->dismissed = value == DISMISSED;
    VB_TRY(read_text(*object, "justification", &out->justification, err));
    if (out->justification.n > 0)
        VB_TRY(read_word(out->justification, justification_words, "justification", &value, err));
    VB_TRY(read_text(*object, "by", &out->by, err));
    VB_TRY(read_text(*object, "note", &out->note, err));
    VB_TRY(read_text(*object, "at", &text, err));
    vb_code code = text.n == 0 ? VB_OK : vb_cell_time(text, &out->at, err);
    if (code != VB_OK && err != NULL)
        memcpy(err->where, "at", sizeof "at");
    return code;
}

static vb_code note_unknown(vb_claims *c, uint32_t source, const vb_json *object, uint32_t line, vb_error *err)
{
    for (const vb_json *m = object->first; m != NULL; m = m->next) {
        bool known = false;
        vb_error what;
        char where[32];
        for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
            known = known || vb_str_eq(m->key, vb_str_of(members[i]));
        if (known)
            continue;
        const char *hint = vb_hint(m->key, members, sizeof members / sizeof members[0]);
        (void)snprintf(where, sizeof where, "line %u", line);
        vb_error_set(&what, VB_E_NOT_FOUND, where, line, "\"%.*s\" is not known and not read%s%s",
                     VB_ARG(vb_str_sub(m->key, 0, 60)), hint == NULL ? "" : ": did you mean ",
                     hint == NULL ? "" : hint);
        VB_TRY(vb_claims_issue(c, source, true, &what, err));
    }
    return VB_OK;
}

static vb_code read_line(vb_claims *c, uint32_t source, vb_str line, vb_origin origin, vb_error *err)
{
    vb_decision_claim d = {.origin = origin, .at = {VB_NO_TIME, 0}};
    const vb_json *object = NULL;
    vb_error what = {0};
    vb_code code;
    if (line.n > MAX_LINE)
        code =
            vb_fail(&what, VB_E_RANGE, "", VB_NO_OFFSET, "a line of %zu bytes, at most %d are read", line.n, MAX_LINE);
    else
        code = read_decision(line, c->arena, &d, &object, &what);
    if (code == VB_E_NOMEM) {
        if (err != NULL)
            *err = what;
        return code;
    }
    if (code == VB_OK) {
        vb_decision_claim *slot = VB_PUSH(c->arena, &c->decisions);
        if (slot == NULL)
            return vb_fail(err, VB_E_NOMEM, "decisions", c->decisions.n, "no memory for more decisions");
        *slot = d;
        c->sources.v[source].rows++;
        return note_unknown(c, source, object, origin.line, err);
    }
    vb_str member = vb_str_of(what.where);
    char place[sizeof what.where];
    for (size_t i = 0; i < member.n; i++)
        if (member.p[i] == '[' || member.p[i] == '.') /* nothing deeper belongs there */
            member.n = i;
    (void)snprintf(place, sizeof place, member.n == 0 ? "line %u" : "line %u %.*s", origin.line, (int)member.n,
                   member.p);
    memcpy(what.where, place, sizeof place);
    c->sources.v[source].bad_rows++;
    return vb_claims_issue(c, source, false, &what, err);
}

vb_code vb_decisions_read(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err)
{
    vb_str bytes = c->sources.v[source].bytes;
    size_t at = vb_str_starts(bytes, VB_S("\xEF\xBB\xBF")) ? 3 : 0;
    (void)countries;
    for (uint32_t line = 1; at < bytes.n; line++) {
        const char *end = memchr(bytes.p + at, '\n', bytes.n - at);
        size_t n = end == NULL ? bytes.n - at : (size_t)(end - (bytes.p + at));
        vb_str text = vb_str_trim(vb_str_sub(bytes, at, n));
        vb_origin origin = {
            .offset = at, .length = (uint32_t)(n > UINT32_MAX ? UINT32_MAX : n), .line = line, .source = source};
        if (text.n > 0)
            VB_TRY(read_line(c, source, text, origin, err));
        at += n + (end != NULL);
    }
    return VB_OK;
}
