/* SPDX-License-Identifier: Apache-2.0 */
/* audit diff: two audits compared by the fingerprints of their findings. */
#include <stdlib.h>

#include "base/json.h"
#include "cmd/session.h"
#include "report/finding_json.h"
#include "world/files.h"

enum { INPUT_LIMIT = 1 << 30 };

typedef struct side { /* what is compared of one finding */
    vb_str fingerprint, id, check, verdict, severity, subject, because;
} side;

static vb_str text_of(const vb_json *o, vb_str key)
{
    const vb_str *s = vb_json_string(vb_json_get(o, key));
    return s == NULL ? VB_STR_NONE : *s;
}

static vb_code read_audit(const char *path, vb_arena *arena, vb_file *input, const vb_json **findings, vb_error *err)
{
    VB_TRY(vb_file_open(path, INPUT_LIMIT, input, err));
    const vb_json *root;
    vb_code rc = vb_json_parse(input->bytes, arena, &root, err);
    if (rc != VB_OK) {
        vb_error inner = *err;
        return vb_fail(err, rc, path, inner.offset, "%s%s%s", inner.where, inner.where[0] == '\0' ? "" : ": ",
                       inner.message);
    }
    const vb_str *schema = vb_json_string(vb_json_get(root, VB_S("schema")));
    *findings = vb_json_get(root, VB_S("findings"));
    if (schema == NULL || !vb_str_eq(*schema, VB_S("verbleib.audit/1")) || *findings == NULL ||
        (*findings)->kind != VB_JSON_ARRAY)
        return vb_fail(err, VB_E_PARSE, path, VB_NO_OFFSET,
                       "no audit: expected the output of verbleib audit --json, schema verbleib.audit/1");
    return VB_OK;
}

static side side_of(const vb_json *f)
{
    return (side){.fingerprint = text_of(f, VB_S("fingerprint")),
                  .id = text_of(f, VB_S("id")),
                  .check = text_of(f, VB_S("check")),
                  .verdict = text_of(f, VB_S("verdict")),
                  .severity = text_of(f, VB_S("severity")),
                  .subject = text_of(vb_json_get(f, VB_S("subject")), VB_S("id")),
                  .because = text_of(f, VB_S("because"))};
}

static int rank(vb_str verdict, vb_str severity)
{
    static const char *const severities[] = {"info", "low", "medium", "high", "critical"};
    int v = vb_str_eq(verdict, VB_S("fail"))     ? 3
            : vb_str_eq(verdict, VB_S("review")) ? 2
            : vb_str_eq(verdict, VB_S("open"))   ? 1
                                                 : 0;
    int s = 0;
    for (int i = 0; i < 5; i++)
        if (vb_str_eq(severity, vb_str_of(severities[i])))
            s = i;
    return v * 8 + s;
}

static vb_code one(const vb_command *command, vb_buf *out, const char *change, const side *s, const side *before,
                   vb_error *err)
{
    if (command->json)
        return vb_json_emit(json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "schema",
                                      "verbleib.audit-diff/1", "change", change, "id", vb_json_text(s->id), "check",
                                      vb_json_text(s->check), "verdict", vb_json_text(s->verdict), "severity",
                                      vb_json_text(s->severity), "verdict_before",
                                      before == NULL ? json_null() : vb_json_text(before->verdict), "subject",
                                      vb_json_text(s->subject), "because", vb_json_text(s->because)),
                            0, out, err);
    vb_buf_printf(out, "%-8s %-13.*s %-8.*s %-9.*s %-28.*s ", change, VB_ARG(s->id), VB_ARG(s->verdict),
                  VB_ARG(s->severity), VB_ARG(s->check));
    vb_buf_escaped(out, s->because);
    vb_buf_char(out, '\n');
    return VB_OK;
}

/* Fingerprints of one audit, each once: a file that names one twice was not written by us. */
static vb_code index_of(const vb_json *findings, const char *path, vb_arena *arena, vb_dict *dict, side **sides,
                        vb_error *err)
{
    *sides = VB_NEW(arena, side, findings->n);
    if (*sides == NULL)
        return vb_fail(err, VB_E_NOMEM, path, VB_NO_OFFSET, "no memory for %zu findings", findings->n);
    for (const vb_json *f = findings->first; f != NULL; f = f->next) {
        side s = side_of(f);
        uint32_t n = dict->n, id = s.fingerprint.n == 0 ? VB_NONE : vb_dict_add(dict, s.fingerprint);
        if (id == VB_NONE || id < n)
            return vb_fail(err, VB_E_PARSE, path, f->begin, "a finding without a fingerprint of its own at byte %zu",
                           f->begin);
        (*sides)[id] = s;
    }
    return VB_OK;
}

static vb_code compare(const vb_command *command, const vb_json *a, const vb_json *b, vb_arena *arena, vb_buf *out,
                       bool *worse, vb_error *err)
{
    VB_CLEANUP(vb_dict, vb_dict_free) in_a = {0};
    VB_CLEANUP(vb_dict, vb_dict_free) in_b = {0};
    side *before, *after;
    VB_TRY(index_of(a, command->words.v[0], arena, &in_a, &before, err));
    VB_TRY(index_of(b, command->words.v[1], arena, &in_b, &after, err));
    size_t fresh = 0, gone = 0, changed = 0, same = 0;
    for (uint32_t i = 0; i < in_b.n; i++) {
        uint32_t old = vb_dict_find(&in_a, after[i].fingerprint);
        if (old == VB_NONE) {
            fresh++;
            *worse = *worse || rank(after[i].verdict, after[i].severity) >= 8;
            VB_TRY(one(command, out, "new", &after[i], NULL, err));
            continue;
        }
        bool differs = !vb_str_eq(before[old].verdict, after[i].verdict) ||
                       !vb_str_eq(before[old].severity, after[i].severity) ||
                       !vb_str_eq(before[old].because, after[i].because);
        same += !differs;
        changed += differs;
        if (differs) {
            *worse =
                *worse || rank(after[i].verdict, after[i].severity) > rank(before[old].verdict, before[old].severity);
            VB_TRY(one(command, out, "changed", &after[i], &before[old], err));
        }
    }
    for (uint32_t i = 0; i < in_a.n; i++)
        if (vb_dict_find(&in_b, before[i].fingerprint) == VB_NONE) {
            gone++;
            VB_TRY(one(command, out, "gone", &before[i], NULL, err));
        }
    if (!command->json)
        vb_buf_printf(out, "%zu new, %zu gone, %zu changed, %zu the same\n", fresh, gone, changed, same);
    return VB_OK;
}

int vb_verb_audit_diff(const vb_command *command)
{
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    vb_file a = {0}, b = {0};
    const vb_json *findings_a, *findings_b;
    vb_error err;
    bool worse = false;
    vb_code rc = read_audit(command->words.v[0], &arena, &a, &findings_a, &err);
    if (rc == VB_OK)
        rc = read_audit(command->words.v[1], &arena, &b, &findings_b, &err);
    if (rc == VB_OK)
        rc = compare(command, findings_a, findings_b, &arena, &out, &worse, &err);
    int code = rc != VB_OK ? vb_say_error(&err, NULL) : vb_emit(command, vb_buf_str(&out));
    vb_file_close(&a);
    vb_file_close(&b);
    return code != 0 ? code : worse ? VB_EXIT_FINDINGS : VB_EXIT_OK;
}
