/* SPDX-License-Identifier: Apache-2.0 */
/* SARIF 2.1.0 (OASIS, 27 March 2020): one run, one rule a check, one result a finding. Our four verdicts are its kinds
 * fail, review, open and pass (section 3.27.9), so that "cannot be told" stays what it is. Code hosts want a file and a
 * line: the first piece of evidence gives them; the item, party or licence is the logical location (section 3.33). */
#include <stdio.h>

#include "report/finding_json.h"
#include "report/outputs_priv.h"

static const char *level(const vb_finding *f)
{
    /* section 3.27.10: level is "none" unless kind is "fail" */
    if (f->verdict != VB_FAIL)
        return "none";
    return f->severity >= VB_HIGH ? "error" : f->severity == VB_MEDIUM ? "warning" : "note";
}

static json_t *sentence(const vb_sentence *s, const vb_report_options *o)
{
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    vb_sentence_write(&b, s, o->translate, o->translate_ctx, o->lang);
    return b.failed ? NULL : json_pack("{s:o}", "text", vb_json_text(vb_buf_str(&b)));
}

/* A path as a URI reference (RFC 3986): everything but unreserved characters and '/' is escaped. */
static json_t *uri(vb_str path)
{
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                     c == '-' || c == '.' || c == '_' || c == '~';
        if (plain)
            vb_buf_char(&b, (char)c);
        else
            vb_buf_printf(&b, "%%%02X", c);
    }
    return b.failed ? NULL : vb_json_text(vb_buf_str(&b));
}

static json_t *location(const vb_finding_evidence *e)
{
    json_t *physical = json_pack("{s:{s:o, s:s}}", "artifactLocation", "uri", uri(e->file), "uriBaseId", "CASE");
    vb_str line = e->locator;
    unsigned number = 0;
    if (vb_str_starts(line, VB_S("line ")))
        for (size_t i = 5; i < line.n && line.p[i] >= '0' && line.p[i] <= '9' && number < 100000000; i++)
            number = number * 10 + (unsigned)(line.p[i] - '0');
    if (number > 0)
        (void)json_object_set_new(physical, "region", json_pack("{s:i}", "startLine", (int)number));
    return json_pack("{s:o, s:{s:o}}", "physicalLocation", physical, "message", "text", vb_json_text(e->locator));
}

static json_t *result(const vb_audit *a, const vb_finding *f, const vb_report_options *o)
{
    json_t *locations = json_array(), *related = json_array();
    int index = -1;
    for (size_t i = 0; i < a->n_checks; i++)
        if (vb_str_eq(vb_str_of(a->checks[i].id), vb_str_of(f->check)))
            index = (int)i;
    json_t *logical = json_pack("[{s:o, s:s}]", "name", vb_json_text(f->subject), "kind", f->subject_kind);
    json_t *first = f->n_evidence > 0 ? location(&f->evidence[0]) : json_object();
    (void)json_object_set_new(first, "logicalLocations", logical);
    (void)json_array_append_new(locations, first);
    for (size_t i = 1; i < f->n_evidence; i++)
        (void)json_array_append_new(related, location(&f->evidence[i]));
    json_t *r = json_pack(
        "{s:s, s:i, s:s, s:s, s:o, s:o, s:{s:s}, s:{s:s, s:s, s:o}}", "ruleId", f->check, "ruleIndex", index, "kind",
        vb_verdict_name(f->verdict), "level", level(f), "message", sentence(&f->because, o), "locations", locations,
        "partialFingerprints", "verbleib/v1", f->fingerprint, "properties", "severity", vb_severity_name(f->severity),
        "grade", vb_grade_name(f->grade), "refute", f->refute.msgid == NULL ? json_null() : sentence(&f->refute, o));
    if (r != NULL && json_array_size(related) > 0)
        (void)json_object_set(r, "relatedLocations", related);
    json_decref(related);
    return r;
}

vb_code vb_output_sarif(const vb_audit *a, const vb_report_options *o, vb_buf *out, vb_error *err)
{
    json_t *rules = json_array(), *results = json_array(), *notifications = json_array();
    for (size_t i = 0; i < a->n_checks; i++) {
        const char *question = a->checks[i].question;
        const char *text = o->translate == NULL ? question : o->translate(o->translate_ctx, question);
        (void)json_array_append_new(rules,
                                    json_pack("{s:s, s:{s:s}, s:{s:s}}", "id", a->checks[i].id, "shortDescription",
                                              "text", text, "properties", "needs", a->checks[i].needs));
    }
    for (size_t i = 0; i < a->findings->n; i++)
        (void)json_array_append_new(results, result(a, &a->findings->v[i], o));
    for (size_t i = 0; i < a->claims->issues.n; i++) {
        const vb_issue *issue = &a->claims->issues.v[i];
        VB_CLEANUP(vb_buf, vb_buf_free) text = {0};
        if (issue->source != VB_NONE)
            vb_buf_printf(&text, "%.*s ", VB_ARG(a->claims->sources.v[issue->source].file));
        vb_buf_printf(&text, "%.*s: %.*s", VB_ARG(issue->where), VB_ARG(issue->message));
        (void)json_array_append_new(notifications, json_pack("{s:s, s:{s:o}}", "level", issue->note ? "note" : "error",
                                                             "message", "text", vb_json_text(vb_buf_str(&text))));
    }
    json_t *run = json_pack("{s:{s:{s:s, s:s, s:o}}, s:o, s:[{s:b, s:o}], s:s}", "tool", "driver", "name", "verbleib",
                            "semanticVersion", a->version, "rules", rules, "results", results, "invocations",
                            "executionSuccessful", 1, "toolExecutionNotifications", notifications, "columnKind",
                            "unicodeCodePoints");
    json_t *log = json_pack("{s:s, s:s, s:[o]}", "$schema", "https://json.schemastore.org/sarif-2.1.0.json", "version",
                            "2.1.0", "runs", run);
    return vb_json_emit(log, 2, out, err);
}
