/* SPDX-License-Identifier: Apache-2.0 */
/* A judged card as one line of JSON (schema verbleib.check/1) and as text for a person. */
#include <jansson.h>
#include <stdlib.h>

#include "checks/card_rules.h"

/* json_object_set_new takes NULL as an error and reports it: one flag collects them */
static void set(json_t *o, bool *ok, const char *key, json_t *value)
{
    *ok = json_object_set_new_nocheck(o, key, value) == 0 && *ok;
}

static json_t *text(vb_str s) /* readers made it printable UTF-8; file names are escaped here */
{
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    vb_buf_escaped(&b, s);
    return b.failed ? NULL : json_stringn(b.n == 0 ? "" : b.p, b.n);
}

static json_t *text_or_null(vb_str s)
{
    return s.n == 0 ? json_null() : text(s);
}

static json_t *words(const char *list)
{
    json_t *a = json_array();
    vb_str rest = vb_str_of(list), word;
    while (a != NULL && vb_str_next(&rest, ' ', &word))
        if (json_array_append_new(a, json_stringn(word.p, word.n)) != 0) {
            json_decref(a);
            return NULL;
        }
    return a;
}

static json_t *rule(const vb_card_rule *r)
{
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    json_t *o = json_object();
    bool ok = o != NULL;
    vb_sentence_write(&b, &r->because, NULL, NULL, VB_LANG_EN);
    set(o, &ok, "id", json_string(r->id));
    set(o, &ok, "verdict", json_string(vb_card_answer_name(r->answer)));
    set(o, &ok, "fields", words(r->fields));
    set(o, &ok, "because", b.failed ? NULL : text(vb_buf_str(&b)));
    set(o, &ok, "source", json_string(r->source));
    if (!ok) {
        json_decref(o);
        return NULL;
    }
    return o;
}

static vb_str file_of(const vb_claims *claims, const vb_card_claim *c)
{
    return c->origin.source < claims->sources.n ? claims->sources.v[c->origin.source].file : VB_STR_NONE;
}

vb_code vb_card_json(vb_buf *out, const vb_catalogue *catalogue, const vb_claims *claims, uint32_t card,
                     const vb_card_judgement *j, vb_error *err)
{
    const vb_card_claim *c = &claims->cards.v[card];
    const vb_model *m = vb_catalogue_model(catalogue, j->model);
    json_t *o = json_object(), *rules = json_array();
    bool ok = o != NULL && rules != NULL;
    set(o, &ok, "schema", json_string("verbleib.check/1"));
    set(o, &ok, "file", text(file_of(claims, c)));
    set(o, &ok, "line", json_integer(c->origin.line));
    set(o, &ok, "index", json_integer(c->index));
    set(o, &ok, "synthetic", json_boolean(c->synthetic));
    set(o, &ok, "bus_id", text_or_null(c->bus_id));
    set(o, &ok, "uuid", text_or_null(c->uuid));
    set(o, &ok, "name", text_or_null(c->name));
    set(o, &ok, "model_id", m == NULL ? json_null() : text(m->id));
    set(o, &ok, "memory_bytes", c->memory_total_bytes < 0 ? json_null() : json_integer(c->memory_total_bytes));
    set(o, &ok, "verdict", json_string(vb_card_verdict_name(j->verdict)));
    for (size_t i = 0; ok && i < j->n_rules; i++)
        ok = json_array_append_new(rules, rule(&j->rule[i])) == 0;
    set(o, &ok, "rules", json_incref(rules));
    set(o, &ok, "grade", json_string(vb_grade_name(j->grade)));
    char *line = ok ? json_dumps(o, JSON_COMPACT) : NULL;
    if (line != NULL) {
        vb_buf_add(out, vb_str_of(line));
        vb_buf_char(out, '\n');
    }
    free(line);
    json_decref(rules);
    json_decref(o);
    if (line == NULL || out->failed)
        return vb_fail(err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory left to write a card");
    return VB_OK;
}

static const char *say(const char *msgid, vb_translate_fn translate, void *context)
{
    const char *s = translate == NULL ? NULL : translate(context, msgid);
    return s == NULL ? msgid : s;
}

void vb_card_text(vb_buf *out, const vb_catalogue *catalogue, const vb_claims *claims, uint32_t card,
                  const vb_card_judgement *j, vb_translate_fn translate, void *context, vb_lang lang)
{
    static const char *const verdicts[] = {[VB_CARD_CONSISTENT] = N_("consistent"),
                                           [VB_CARD_CONTRADICTED] = N_("contradicted"),
                                           [VB_CARD_UNDETERMINED] = N_("undetermined")};
    static const char *const answers[] = {[VB_CARD_PASS] = N_("pass"),
                                          [VB_CARD_FAIL] = N_("fail"),
                                          [VB_CARD_REVIEW] = N_("review"),
                                          [VB_CARD_OPEN] = N_("open"),
                                          [VB_CARD_NOT_APPLICABLE] = N_("not applicable")};
    static const char *const shapes[] = {
        [VB_CARD_CONSISTENT] = "✓", [VB_CARD_CONTRADICTED] = "■", [VB_CARD_UNDETERMINED] = "○"};
    const vb_card_claim *c = &claims->cards.v[card];
    const vb_model *m = vb_catalogue_model(catalogue, j->model);
    vb_buf_printf(out, "%s ", shapes[j->verdict]);
    vb_buf_escaped(out, file_of(claims, c));
    vb_buf_printf(out, ":%u  ", c->origin.line);
    vb_buf_escaped(out, c->bus_id);
    vb_buf_lit(out, "  ");
    if (c->name.n > 0)
        vb_buf_escaped(out, c->name);
    else
        vb_buf_add(out, vb_str_of(say(N_("no name"), translate, context)));
    vb_buf_lit(out, "  ");
    vb_buf_add(out, m == NULL ? vb_str_of(say(N_("unknown model"), translate, context)) : m->id);
    vb_buf_printf(out, "  %s (%s)", say(verdicts[j->verdict], translate, context),
                  say(vb_grade_name(j->grade), translate, context));
    if (c->synthetic)
        vb_buf_printf(out, "  [%s]", say(N_("synthetic file"), translate, context));
    vb_buf_char(out, '\n');
    for (size_t i = 0; i < j->n_rules; i++) {
        VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
        vb_sentence_write(&b, &j->rule[i].because, translate, context, lang);
        vb_buf_printf(out, "    %s  %-14s  ", j->rule[i].id, say(answers[j->rule[i].answer], translate, context));
        vb_buf_escaped(out, vb_buf_str(&b));
        vb_buf_char(out, '\n');
        out->failed = out->failed || b.failed;
    }
}
