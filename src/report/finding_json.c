/* SPDX-License-Identifier: Apache-2.0 */
#include "report/finding_json.h"

#include <stdlib.h>

json_t *vb_json_text(vb_str s)
{
    size_t bad;
    if (vb_str_utf8(s, &bad))
        return json_stringn_nocheck(s.n == 0 ? "" : s.p, s.n);
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    while (!vb_str_utf8(s, &bad)) {
        vb_buf_add(&b, vb_str_sub(s, 0, bad));
        vb_buf_lit(&b, "\xEF\xBF\xBD");
        s = vb_str_sub(s, bad + 1, s.n);
    }
    vb_buf_add(&b, s);
    return b.failed ? NULL : json_stringn_nocheck(b.p, b.n);
}

json_t *vb_json_day(int64_t at)
{
    char text[24];
    if (at == VB_NO_TIME)
        return json_null();
    vb_time_text(at, true, text);
    return json_string(text);
}

static json_t *sentence(const vb_sentence *s)
{
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    vb_sentence_write(&b, s, NULL, NULL, VB_LANG_EN);
    return b.failed ? NULL : vb_json_text(vb_buf_str(&b));
}

static json_t *hash_text(const vb_hash *h)
{
    char hex[65];
    vb_hex(h->b, sizeof h->b, hex);
    return json_string(hex);
}

/* json_object_set_new takes NULL as an error and reports it: one flag collects them */
static void set(json_t *o, bool *ok, const char *key, json_t *value)
{
    *ok = json_object_set_new_nocheck(o, key, value) == 0 && *ok;
}

json_t *vb_finding_json(const vb_finding *f)
{
    json_t *o = json_object(), *subject = json_object(), *claims = json_array(), *evidence = json_array(),
           *items = json_array();
    bool ok = o != NULL && subject != NULL && claims != NULL && evidence != NULL && items != NULL;
    if (!ok)
        goto out;
    set(o, &ok, "id", json_string(f->id));
    set(o, &ok, "check", json_string(f->check));
    set(o, &ok, "verdict", json_string(vb_verdict_name(f->verdict)));
    set(o, &ok, "severity", json_string(vb_severity_name(f->severity)));
    set(subject, &ok, "kind", json_string(f->subject_kind));
    set(subject, &ok, "id", vb_json_text(f->subject));
    set(o, &ok, "subject", json_incref(subject));
    set(o, &ok, "because", sentence(&f->because));
    for (size_t i = 0; ok && i < f->n_claims; i++) {
        const vb_finding_claim *c = &f->claims[i];
        json_t *claim = json_object();
        ok = json_array_append_new(claims, claim) == 0 && ok;
        set(claim, &ok, "field", json_string(c->field));
        set(claim, &ok, "value", vb_json_text(c->value));
        set(claim, &ok, "grade", json_string(vb_grade_name(c->grade)));
        set(claim, &ok, "under_test", json_boolean(c->under_test));
        set(claim, &ok, "evidence", c->evidence == VB_NONE ? json_null() : json_integer((json_int_t)c->evidence));
    }
    set(o, &ok, "claims", json_incref(claims));
    for (size_t i = 0; ok && i < f->n_evidence; i++) {
        const vb_finding_evidence *e = &f->evidence[i];
        json_t *piece = json_object();
        ok = json_array_append_new(evidence, piece) == 0 && ok;
        set(piece, &ok, "kind", json_string(e->kind));
        set(piece, &ok, "file", vb_json_text(e->file));
        set(piece, &ok, "locator", vb_json_text(e->locator));
        set(piece, &ok, "sha256", hash_text(&e->sha256));
    }
    set(o, &ok, "evidence", json_incref(evidence));
    set(o, &ok, "grade", json_string(vb_grade_name(f->grade)));
    if (f->rule.citation.n > 0 || f->rule.instrument.n > 0) {
        json_t *rule = json_object();
        set(o, &ok, "rule", rule);
        set(rule, &ok, "citation", vb_json_text(f->rule.citation));
        set(rule, &ok, "instrument", vb_json_text(f->rule.instrument));
        set(rule, &ok, "layer", vb_json_text(f->rule.layer));
        set(rule, &ok, "on", vb_json_day(f->rule.on));
    } else {
        set(o, &ok, "rule", json_null());
    }
    for (size_t i = 0; ok && i < f->n_items; i++)
        ok = json_array_append_new(items, vb_json_text(f->items[i])) == 0;
    if (f->n_items > 0)
        set(o, &ok, "items", json_incref(items));
    set(o, &ok, "refute", sentence(&f->refute));
    set(o, &ok, "fingerprint", json_string(f->fingerprint));
    set(o, &ok, "as_of", vb_json_day(f->as_of));
out:
    json_decref(subject);
    json_decref(claims);
    json_decref(evidence);
    json_decref(items);
    if (!ok) {
        json_decref(o);
        return NULL;
    }
    return o;
}

static int append(const char *text, size_t n, void *out)
{
    vb_buf_add(out, (vb_str){text, n});
    return ((const vb_buf *)out)->failed ? -1 : 0;
}

vb_code vb_json_emit(json_t *value, size_t indent, vb_buf *out, vb_error *err)
{
    int rc = value == NULL ? -1
                           : json_dump_callback(value, append, out,
                                                JSON_INDENT(indent) | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15) |
                                                    (indent == 0 ? JSON_COMPACT : 0));
    json_decref(value);
    vb_buf_lit(out, "\n");
    if (rc != 0 || out->failed)
        return vb_fail(err, VB_E_NOMEM, "json", VB_NO_OFFSET, "no memory to write JSON");
    return VB_OK;
}
