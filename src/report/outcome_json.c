/* SPDX-License-Identifier: Apache-2.0 */
/* One outcome as a JSON object, verbleib.classification/1 (docs/formats/classification.md). Figures are decimal
 * strings, exact to 10^-9; nothing is a float. Sentences are English: programs compare them. */
#include "report/finding_json.h"
#include "report/outcome.h"

/* json_object_set_new takes NULL as an error and reports it: one flag collects them */
typedef struct writer {
    const vb_outcome *o;
    bool ok;
} writer;

static void set(writer *w, json_t *object, const char *key, json_t *value)
{
    w->ok = json_object_set_new_nocheck(object, key, value) == 0 && w->ok;
}

static void push(writer *w, json_t *array, json_t *value)
{
    w->ok = json_array_append_new(array, value) == 0 && w->ok;
}

static json_t *text_or_null(vb_str s)
{
    return s.n == 0 ? json_null() : vb_json_text(s);
}

static json_t *said(writer *w, void (*say)(vb_buf *, const writer *, const void *), const void *what)
{
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    say(&b, w, what);
    w->ok = w->ok && !b.failed;
    return vb_json_text(vb_buf_str(&b));
}

static const char *tri_word(vb_tri t)
{
    return t == VB_YES ? "yes" : t == VB_NO ? "no" : "unknown";
}

static json_t *tri(vb_tri t)
{
    return json_string(tri_word(t));
}

static json_t *decimal(int64_t nano)
{
    char text[32];
    vb_nano_text(nano, text);
    return json_string(text);
}

/* "; " parts what stands in one text of a rule file or of an answer */
static json_t *pieces(writer *w, vb_str list)
{
    json_t *a = json_array();
    while (list.n > 0) {
        size_t at = vb_str_find(list, VB_S("; "), 0);
        vb_str piece = vb_str_trim(vb_str_sub(list, 0, at));
        list = at == SIZE_MAX ? VB_STR_NONE : vb_str_sub(list, at + 2, list.n);
        if (piece.n > 0)
            push(w, a, vb_json_text(piece));
    }
    return a;
}

static json_t *country(vb_country c)
{
    char code[3];
    if (c == 0)
        return json_null();
    vb_country_text(c, code);
    return json_string(code);
}

static json_t *bounds(writer *w, int64_t low, int64_t high)
{
    json_t *j = json_object();
    set(w, j, "low", high < 0 || (high == INT64_MAX && low <= 0) ? json_null() : decimal(low));
    set(w, j, "high", high < 0 || high == INT64_MAX ? json_null() : decimal(high));
    return j;
}

/* ---- What was asked --------------------------------------------------------------------------------------------- */

static json_t *question(writer *w)
{
    const vb_outcome *o = w->o;
    const vb_rule_question *q = &o->question;
    json_t *j = json_object(), *what_if = json_array();
    set(w, j, "model", text_or_null(o->asked));
    set(w, j, "on", vb_json_day(q->on));
    set(w, j, "known_on", vb_json_day(q->known_on));
    set(w, j, "destination", country(q->to));
    set(w, j, "headquarters", country(q->headquarters));
    set(w, j, "headquarters_taken", json_boolean(o->headquarters_taken));
    set(w, j, "exporter", country(q->from == 0 ? VB_COUNTRY("US") : q->from));
    set(w, j, "maker", text_or_null(q->maker));
    set(w, j, "marketed_for_datacentres", q->marketed == VB_UNKNOWN ? json_null() : tri(q->marketed));
    set(w, j, "datacentre_use", q->datacentre_use == VB_UNKNOWN ? json_null() : tri(q->datacentre_use));
    for (size_t i = 0; i < q->n_what_if; i++)
        push(w, what_if, vb_json_text(q->what_if[i]));
    set(w, j, "what_if", what_if);
    return j;
}

static json_t *model(writer *w)
{
    static const char *const confidence[] = {"A", "B", "C", "D"};
    const vb_model *m = w->o->question.model;
    if (m == NULL)
        return json_null();
    json_t *j = json_object();
    set(w, j, "id", vb_json_text(m->id));
    set(w, j, "vendor", vb_json_text(m->vendor));
    set(w, j, "name", vb_json_text(m->name));
    set(w, j, "circuits", json_integer(m->ics));
    set(w, j, "marketed_for_datacentres", tri(m->datacentre));
    set(w, j, "confidence",
        json_string(confidence[m->confidence <= VB_CONFIDENCE_D ? m->confidence : VB_CONFIDENCE_D]));
    set(w, j, "source", vb_json_text(m->source));
    return j;
}

static const char *origin_of(const vb_outcome *o, vb_rule_metric m)
{
    const vb_rule_figures *f = o->question.figures;
    if (f != NULL && f->stated[m])
        return o->replaced[m] ? "stated, in place of the catalogue's" : "stated";
    if (m == VB_METRIC_DENSITY && f != NULL && f->stated[VB_METRIC_TPP])
        return "worked out";
    return m == VB_METRIC_IO_DRAM ? "worked out" : "catalogue";
}

static json_t *figures(writer *w)
{
    static const char *const keys[VB_METRIC_N] = {
        [VB_METRIC_TPP] = "tpp",
        [VB_METRIC_DENSITY] = "performance_density",
        [VB_METRIC_IO] = "io_bandwidth",
        [VB_METRIC_DRAM] = "dram_bandwidth",
        [VB_METRIC_IO_DRAM] = "io_and_dram_bandwidth",
        [VB_METRIC_TOPS] = "tops",
        [VB_METRIC_HBM] = "memory_bandwidth_density",
    };
    json_t *j = json_object();
    for (unsigned i = 0; i < VB_METRIC_N; i++) {
        vb_rule_metric m = (vb_rule_metric)i;
        int64_t low, high;
        bool known = vb_rules_figure(&w->o->question, m, &low, &high);
        if (!known || (m == VB_METRIC_HBM && high < 0)) { /* memory packed with logic is not judged as memory */
            set(w, j, keys[i], json_null());
            continue;
        }
        json_t *one = bounds(w, low, high);
        set(w, one, "none", json_boolean(high < 0)); /* a planar circuit has no performance density */
        set(w, one, "unit", json_string(vb_rule_metric_unit(m)));
        set(w, one, "from", json_string(origin_of(w->o, m)));
        set(w, one, "unverified", json_boolean(vb_outcome_unverified(w->o, m)));
        set(w, j, keys[i], one);
    }
    return j;
}

/* ---- What it came to -------------------------------------------------------------------------------------------- */

static json_t *of_step(writer *w, const vb_rule_step *s)
{
    json_t *j = json_object();
    set(w, j, "clause", vb_json_text(s->clause));
    set(w, j, "citation", vb_json_text(s->citation));
    set(w, j, "basis", vb_json_text(s->basis));
    return j;
}

static json_t *licence(writer *w)
{
    static const char *const keys[2] = {[VB_LAYER_TEXT] = "text", [VB_LAYER_ENFORCED] = "enforced"};
    json_t *j = json_object();
    for (int i = 0; i < 2; i++) {
        const vb_rule_step *s = w->o->answer.decisive[i];
        json_t *one = json_object();
        set(w, one, "required", tri(vb_outcome_licence(w->o, (vb_layer)i)));
        set(w, one, "decided_by", s == NULL ? json_null() : of_step(w, s));
        set(w, j, keys[i], one);
    }
    return j;
}

static json_t *with_conditions(writer *w, const vb_rule_step *s, const char *key)
{
    json_t *j = of_step(w, s);
    set(w, j, key, vb_json_text(s->value));
    set(w, j, "certain", tri(s->effective[VB_LAYER_ENFORCED]));
    set(w, j, "conditions", pieces(w, s->conditions));
    return j;
}

static json_t *of_effect(writer *w, vb_effect effect, const char *key)
{
    json_t *a = json_array();
    for (size_t i = 0; i < w->o->answer.n_steps; i++) {
        const vb_rule_step *s = &w->o->answer.steps[i];
        if (s->effect == effect && s->effective[VB_LAYER_ENFORCED] != VB_NO)
            push(w, a, with_conditions(w, s, key));
    }
    return a;
}

static json_t *review(writer *w)
{
    const vb_rule_step *s = w->o->outcome.review_step;
    json_t *j = json_object();
    set(w, j, "policy", json_string(vb_review_name(vb_outcome_review(w->o))));
    set(w, j, "words", s == NULL ? json_null() : vb_json_text(s->value));
    set(w, j, "decided_by", s == NULL ? json_null() : of_step(w, s));
    set(w, j, "conditions", s == NULL ? json_array() : pieces(w, s->conditions));
    return j;
}

static json_t *exceptions(writer *w)
{
    json_t *a = json_array();
    for (size_t i = 0; i < w->o->outcome.n_exceptions; i++)
        push(w, a, with_conditions(w, w->o->outcome.exception[i], "name"));
    return a;
}

/* ---- Why -------------------------------------------------------------------------------------------------------- */

static void say_reason(vb_buf *out, const writer *w, const void *reason)
{
    vb_say_reason(out, w->o, reason, vb_voice_english());
}

static json_t *margin(int64_t value, int64_t threshold)
{
    char text[32];
    return vb_margin_text(value, threshold, text) ? json_string(text) : json_null();
}

static void compare(writer *w, json_t *j, const vb_rule_reason *r)
{
    static const char *const relations[] = {">=", ">", "<=", "<"};
    vb_rule_metric m = (vb_rule_metric)r->subject;
    bool known = r->threshold != VB_NO_FIGURE;
    set(w, j, "metric", json_string(vb_rule_metric_name(m)));
    set(w, j, "unit", json_string(vb_rule_metric_unit(m)));
    set(w, j, "value", bounds(w, r->low, r->high));
    set(w, j, "relation", json_string(relations[r->relation]));
    set(w, j, "threshold", known ? decimal(r->threshold) : json_null());
    set(w, j, "parameter", text_or_null(r->parameter));
    set(w, j, "citation", text_or_null(r->citation));
    json_t *percent = json_object();
    bool told = known && r->high >= 0 && !(r->high == INT64_MAX && r->low <= 0);
    set(w, percent, "low", told ? margin(r->low, r->threshold) : json_null());
    set(w, percent, "high", told ? margin(r->high, r->threshold) : json_null());
    set(w, j, "margin_percent", percent);
}

static void place(writer *w, json_t *j, const vb_rule_reason *r)
{
    static const char *const places[VB_PLACE_N] = {"destination", "headquarters", "exporter"};
    json_t *members = json_array();
    set(w, j, "place", json_string(places[r->subject < VB_PLACE_N ? r->subject : 0]));
    set(w, j, "country", country(r->country));
    for (size_t i = 0; i < r->n_members; i++) {
        const vb_rule_member *m = &r->members[i];
        json_t *one = json_object();
        set(w, one, "of", m->group.n > 0 ? vb_json_text(m->group) : country(m->country));
        set(w, one, "in", tri(m->in));
        set(w, one, "assumed", json_boolean(m->assumed));
        set(w, one, "source", text_or_null(m->source));
        push(w, members, one);
    }
    set(w, j, "members", members);
}

static json_t *node(writer *w, const vb_rule_reason *r)
{
    static const char *const ops[] = {
        [VB_OP_AND] = "and",          [VB_OP_OR] = "or",           [VB_OP_NOT] = "not",
        [VB_OP_COMPARE] = "compare",  [VB_OP_COUNTRY] = "country", [VB_OP_FACT] = "fact",
        [VB_OP_TEXT] = "text",        [VB_OP_ECCN] = "eccn",       [VB_OP_LICENCE] = "licence",
        [VB_OP_UNSTATED] = "unstated"};
    json_t *j = json_object();
    set(w, j, "op", json_string(ops[r->op]));
    set(w, j, "is", tri(r->is));
    set(w, j, "decides", json_boolean(r->decides));
    if (r->op == VB_OP_AND || r->op == VB_OP_OR || r->op == VB_OP_NOT)
        return j;
    set(w, j, "text", vb_json_text(r->text));
    set(w, j, "sentence", said(w, say_reason, r));
    if (r->op == VB_OP_COMPARE)
        compare(w, j, r);
    if (r->op == VB_OP_COUNTRY)
        place(w, j, r);
    if (r->op == VB_OP_TEXT || r->op == VB_OP_UNSTATED)
        set(w, j, "value", text_or_null(r->value));
    if (r->op == VB_OP_TEXT || r->op == VB_OP_ECCN) {
        json_t *words = json_array();
        for (size_t i = 0; i < r->n_words; i++)
            push(w, words, vb_json_text(r->words[i]));
        set(w, j, "words", words);
    }
    return j;
}

/* The nodes stand in preorder with their depth; children go under the last node that is one less deep. */
static json_t *tree(writer *w, const vb_rule_step *s)
{
    enum { DEEPEST = 64 };
    json_t *under[DEEPEST] = {NULL}, *root = NULL;
    for (size_t i = 0; i < s->n_reasons; i++) {
        const vb_rule_reason *r = &s->reasons[i];
        json_t *j = node(w, r);
        if (r->depth >= DEEPEST || (r->depth > 0 && under[r->depth - 1] == NULL) || (r->depth == 0 && root != NULL)) {
            json_decref(j);
            w->ok = false;
            continue;
        }
        if (r->op == VB_OP_AND || r->op == VB_OP_OR || r->op == VB_OP_NOT) {
            json_t *children = json_array();
            set(w, j, "children", children);
            under[r->depth] = children;
        } else {
            under[r->depth] = NULL;
        }
        if (r->depth == 0)
            root = j;
        else
            push(w, under[r->depth - 1], j);
    }
    return root == NULL ? json_null() : root;
}

static json_t *step(writer *w, const vb_rule_step *s)
{
    static const char *const fates[] = {"fired", "open", "lost"};
    json_t *j = json_object(), *by = json_array(), *in_force = json_object(), *effective = json_object();
    set(w, j, "clause", vb_json_text(s->clause));
    set(w, j, "instrument", vb_json_text(s->instrument));
    set(w, j, "citation", vb_json_text(s->citation));
    set(w, j, "basis", vb_json_text(s->basis));
    set(w, j, "effect", json_string(vb_effect_name(s->effect)));
    set(w, j, "value", vb_json_text(s->value));
    set(w, j, "parameter", text_or_null(s->parameter));
    set(w, j, "fate", json_string(fates[vb_step_fate_of(s)]));
    set(w, j, "holds", tri(s->holds));
    set(w, in_force, "text", json_boolean(s->in_force[VB_LAYER_TEXT]));
    set(w, in_force, "enforced", json_boolean(s->in_force[VB_LAYER_ENFORCED]));
    set(w, j, "in_force", in_force);
    set(w, effective, "text", tri(s->effective[VB_LAYER_TEXT]));
    set(w, effective, "enforced", tri(s->effective[VB_LAYER_ENFORCED]));
    set(w, j, "effective", effective);
    set(w, j, "overridden", json_boolean(s->overridden));
    for (size_t i = 0; i < s->n_overridden_by; i++)
        push(w, by, vb_json_text(s->overridden_by[i]));
    set(w, j, "overridden_by", by);
    set(w, j, "same_for_all", json_boolean(s->same_for_all));
    set(w, j, "conditions", pieces(w, s->conditions));
    set(w, j, "because", text_or_null(s->because));
    set(w, j, "unknown", pieces(w, s->unknown));
    set(w, j, "reason", tree(w, s));
    return j;
}

/* ---- The whole -------------------------------------------------------------------------------------------------- */

static json_t *notes(writer *w)
{
    json_t *a = json_array();
    for (size_t i = 0; i < w->o->n_notes; i++) {
        VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
        vb_sentence_write(&b, &w->o->notes[i], NULL, NULL, VB_LANG_EN);
        w->ok = w->ok && !b.failed;
        push(w, a, vb_json_text(vb_buf_str(&b)));
    }
    return a;
}

static void answered(writer *w, json_t *j)
{
    const vb_outcome *o = w->o;
    json_t *class = json_object(), *instruments = json_array();
    set(w, class, "circuit", text_or_null(o->failed ? VB_S("unknown") : o->answer.eccn));
    set(w, class, "assembly", text_or_null(o->failed ? VB_S("unknown") : o->answer.assembly));
    set(w, class, "circuit_presumed", text_or_null(vb_outcome_presumed(o, NULL)));
    set(w, j, "classification", class);
    set(w, j, "licence", licence(w));
    set(w, j, "exceptions", exceptions(w));
    set(w, j, "review", review(w));
    set(w, j, "by_letter", json_boolean(o->outcome.letter));
    set(w, j, "share", o->outcome.share == NULL ? json_null() : with_conditions(w, o->outcome.share, "percent"));
    set(w, j, "import_duty", o->outcome.duty == NULL ? json_null() : with_conditions(w, o->outcome.duty, "percent"));
    set(w, j, "flags", of_effect(w, VB_EFFECT_FLAG, "flag"));
    set(w, j, "quotas", of_effect(w, VB_EFFECT_QUOTA, "quota"));
    for (size_t i = 0; i < o->outcome.n_instruments; i++)
        push(w, instruments, vb_json_text(o->outcome.instrument[i]));
    set(w, j, "instruments", instruments);
    set(w, j, "open_facts", pieces(w, o->open_facts));
    set(w, j, "notes", notes(w));
}

vb_code vb_outcome_json(const vb_outcome *o, bool explain, unsigned indent, vb_buf *out, vb_error *err)
{
    writer w = {o, true};
    json_t *j = json_object();
    set(&w, j, "schema", json_string("verbleib.classification/1"));
    set(&w, j, "version", json_string(o->version));
    set(&w, j, "case_id", text_or_null(o->case_id));
    set(&w, j, "question", question(&w));
    set(&w, j, "model", model(&w));
    set(&w, j, "figures", figures(&w));
    answered(&w, j);
    set(&w, j, "reviewed_to", vb_json_day(vb_rules_reviewed_to(o->rules)));
    set(&w, j, "reviewed_by_lawyer", json_boolean(vb_outcome_by_lawyer(o)));
    if (explain) {
        json_t *steps = json_array();
        for (size_t i = 0; i < o->answer.n_steps; i++)
            push(&w, steps, step(&w, &o->answer.steps[i]));
        set(&w, j, "steps", steps);
    }
    if (!w.ok || j == NULL) {
        json_decref(j);
        return vb_fail(err, VB_E_NOMEM, "json", VB_NO_OFFSET, "no memory to write the classification");
    }
    VB_TRY(vb_json_emit(j, indent, out, err));
    out->n--; /* without the line end */
    return VB_OK;
}
