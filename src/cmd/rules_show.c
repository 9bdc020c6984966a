/* SPDX-License-Identifier: Apache-2.0 */
/* rules show: one instrument, or one clause of it, as law to read. */
#include <stdlib.h>

#include "base/number.h"
#include "cmd/rules_text.h"
#include "report/finding_json.h"
#include "rules/links.h"

typedef struct shown {
    const vb_command *command;
    const vb_reference *reference;
    const vb_rules *rules;
    size_t instrument;
    size_t *clauses; /* by number, in the order of the file */
    size_t n_clauses;
    bool whole; /* the instrument, not one clause */
    vb_arena *arena;
    vb_buf *out;
    size_t label; /* width of the labels */
} shown;

/* ---- Labels ----------------------------------------------------------------------------------------------------- */

static const char *const labels[] = {
    N_("law of"),       N_("citation"),       N_("published"),   N_("source"),    N_("reviewed"),      N_("file"),
    N_("note"),         N_("state"),          N_("in the text"), N_("applied"),   N_("known since"),   N_("basis"),
    N_("addressed to"), N_("when"),           N_("then"),        N_("overrides"), N_("overridden by"), N_("conditions"),
    N_("read in"),      N_("quote, SHA-256"), N_("read it at")};

static void label(shown *s, const char *msgid)
{
    vb_blanks(s->out, 2);
    vb_padded(s->out, vb_str_of(vb_translate(NULL, msgid)), s->label + 2);
}

static void line(shown *s, const char *msgid, vb_str text)
{
    if (text.n == 0)
        return;
    label(s, msgid);
    vb_wrap(s->out, text, s->label + 4, s->label + 4, VB_RULES_PAGE_WIDTH);
}

static void line_say(shown *s, const char *msgid, vb_sentence sentence)
{
    VB_CLEANUP(vb_buf, vb_buf_free) text = {0};
    vb_text_say(&text, s->command, sentence);
    s->out->failed = s->out->failed || text.failed;
    line(s, msgid, vb_buf_str(&text));
}

/* ---- Text ------------------------------------------------------------------------------------------------------- */

/* The text that a clause stood in: of its last day where it ended. */
static int64_t text_day(const vb_rule_clause_info *c)
{
    return c->to[VB_LAYER_TEXT];
}

static void links(shown *s, vb_str citation, int64_t on)
{
    vb_rule_link all[VB_RULE_LINKS];
    size_t n = vb_rule_links(citation, on, all, VB_RULE_LINKS);
    for (size_t i = 0; i < n; i++)
        if (i == 0) {
            line(s, N_("read it at"), vb_str_of(all[i].url));
        } else {
            vb_blanks(s->out, s->label + 4);
            vb_buf_printf(s->out, "%s\n", all[i].url);
        }
}

static void heading(shown *s)
{
    vb_rule_instrument_info in = vb_rules_instrument(s->rules, s->instrument);
    char code[3];
    vb_country_text(in.authority, code);
    vb_buf_escaped(s->out, in.id);
    vb_buf_lit(s->out, "  ");
    vb_wrap(s->out, in.title, vb_width(in.id) + 2, vb_width(in.id) + 2, VB_RULES_PAGE_WIDTH);
    line_say(s, N_("law of"),
             VB_SAY("{0} ({1})", VB_TEXT(vb_country_name(&s->reference->countries, in.authority, s->command->lang)),
                    VB_TEXT(vb_str_of(code))));
    if (in.pending)
        line_say(s, N_("state"), VB_SAY0(N_("pending: no law; only a question with --what-if takes it as law")));
    line(s, N_("citation"), in.citation);
    links(s, in.citation, VB_NO_TIME);
    line_say(s, N_("published"), VB_SAY("{0}", VB_DATE(in.published)));
    line(s, N_("source"), in.source);
    line_say(s, N_("reviewed"),
             VB_SAY(N_("sources read up to {0}; {1}"), VB_DATE(in.reviewed_on), VB_TEXT(in.reviewed_by)));
    line(s, N_("file"), in.file);
    line(s, N_("note"), in.note);
}

/* When a layer has the clause. */
static vb_sentence term(const vb_rule_clause_info *c, int layer)
{
    vb_arg from = VB_DATE(c->from[layer]), to = VB_DATE(c->to[layer]), known = VB_DATE(c->end_known[layer]);
    bool said = c->end_known[layer] != VB_NO_TIME;
    if (c->from[layer] == VB_NO_TIME)
        return VB_SAY0(layer == VB_LAYER_TEXT ? N_("in no text") : N_("never"));
    if (c->to[layer] == VB_NO_TIME)
        return VB_SAY(N_("from {0}"), from);
    if (c->to[layer] < c->from[layer])
        return said ? VB_SAY(N_("was to begin on {0}; withdrawn before, known since {1}"), from, known)
                    : VB_SAY(N_("was to begin on {0}; withdrawn before"), from);
    return said ? VB_SAY(N_("from {0} to {1}, the end known since {2}"), from, to, known)
                : VB_SAY(N_("from {0} to {1}"), from, to);
}

static bool same_term(const vb_rule_clause_info *c)
{
    return c->from[0] == c->from[1] && c->to[0] == c->to[1] && c->end_known[0] == c->end_known[1];
}

static vb_sentence effect(const vb_rule_clause_info *c, vb_str amount)
{
    switch (c->effect) {
    case VB_EFFECT_CLASSIFY:
        return VB_SAY(N_("the integrated circuit is classified as {0}"), VB_TEXT(c->value));
    case VB_EFFECT_ASSEMBLY:
        return VB_SAY(N_("a computer or assembly that contains it is classified as {0}"), VB_TEXT(c->value));
    case VB_EFFECT_LICENCE:
        return VB_SAY0(vb_str_eq(c->value, VB_S("required")) ? N_("a licence is required")
                                                             : N_("no licence is required"));
    case VB_EFFECT_EXCEPTION:
        return VB_SAY(N_("License Exception {0} can apply, under its conditions"), VB_TEXT(c->value));
    case VB_EFFECT_REVIEW:
        return VB_SAY(N_("an application is judged under: {0}"), VB_TEXT(c->value));
    case VB_EFFECT_SHARE:
        return VB_SAY(N_("{0} of the revenue is owed ({1})"), VB_TEXT(amount), VB_TEXT(c->value));
    case VB_EFFECT_DUTY:
        return VB_SAY(N_("a duty of {0} is owed on entry ({1})"), VB_TEXT(amount), VB_TEXT(c->value));
    case VB_EFFECT_FLAG:
        return VB_SAY(N_("the answer carries the flag {0}"), VB_TEXT(c->value));
    case VB_EFFECT_QUOTA:
        break;
    }
    return VB_SAY(N_("a quota of {0} holds ({1})"), VB_TEXT(amount), VB_TEXT(c->value));
}

static int condition(shown *s, size_t clause)
{
    const vb_rule_line *v;
    size_t n;
    vb_error err;
    if (vb_rules_outline(s->rules, clause, s->arena, &v, &n, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    if (n == 0)
        line_say(s, N_("when"), VB_SAY0(N_("always")));
    for (size_t i = 0; i < n; i++) {
        VB_CLEANUP(vb_buf, vb_buf_free) text = {0};
        size_t indent = s->label + 4 + (v[i].depth > 0 ? 2 * v[i].depth : 0);
        if (i == 0)
            label(s, N_("when"));
        else
            vb_blanks(s->out, indent - 2);
        if (i > 0)
            vb_buf_lit(s->out, "- ");
        if (v[i].op == VB_OP_AND)
            vb_text_say(&text, s->command,
                        VB_SAY0(v[i].negated ? N_("not all of these hold:") : N_("all of these hold:")));
        else if (v[i].op == VB_OP_OR)
            vb_text_say(&text, s->command,
                        VB_SAY0(v[i].negated ? N_("none of these holds:") : N_("one of these holds:")));
        else if (v[i].negated)
            vb_text_say(&text, s->command, VB_SAY(N_("not: {0}"), VB_TEXT(v[i].text)));
        else
            vb_buf_add(&text, v[i].text);
        if (v[i].amount.n > 0)
            vb_buf_printf(&text, " (%.*s)", VB_ARG(v[i].amount));
        s->out->failed = s->out->failed || text.failed;
        vb_wrap(s->out, vb_buf_str(&text), indent, indent, VB_RULES_PAGE_WIDTH);
    }
    return 0;
}

enum { OTHERS = 64 };

static void ids(shown *s, const char *msgid, const size_t *others, size_t n)
{
    VB_CLEANUP(vb_buf, vb_buf_free) text = {0};
    for (size_t i = 0; i < n && i < OTHERS; i++) {
        vb_buf_printf(&text, "%s", i > 0 ? ", " : "");
        vb_rule_clause_info c = vb_rules_clause(s->rules, others[i]);
        vb_buf_add(&text, c.id);
        if (c.pending)
            vb_buf_printf(&text, " (%s)", vb_translate(NULL, N_("what if only")));
    }
    s->out->failed = s->out->failed || text.failed;
    line(s, msgid, vb_buf_str(&text));
}

static void conditions(shown *s, size_t clause)
{
    VB_CLEANUP(vb_buf, vb_buf_free) text = {0};
    vb_rules_print_conditions(s->rules, clause, &text);
    vb_str rest = vb_buf_str(&text), one;
    for (bool first = true; vb_str_next(&rest, ';', &one);) {
        if (one.n == 0)
            continue;
        if (first)
            label(s, N_("conditions"));
        else
            vb_blanks(s->out, s->label + 4);
        vb_buf_lit(s->out, "- ");
        vb_wrap(s->out, one, s->label + 6, s->label + 6, VB_RULES_PAGE_WIDTH);
        first = false;
    }
    s->out->failed = s->out->failed || text.failed;
}

static int clause(shown *s, size_t i)
{
    vb_rule_clause_info c = vb_rules_clause(s->rules, i);
    VB_CLEANUP(vb_buf, vb_buf_free) scope = {0}, amount = {0};
    size_t others[OTHERS];
    vb_buf_char(s->out, '\n');
    vb_buf_escaped(s->out, c.id);
    vb_buf_char(s->out, '\n');
    line(s, N_("citation"), c.citation);
    links(s, c.citation, text_day(&c));
    line(s, N_("read in"), c.source);
    line(s, N_("basis"), c.basis);
    line_say(s, N_("in the text"), term(&c, VB_LAYER_TEXT));
    if (!c.pending)
        line_say(s, N_("applied"), same_term(&c) ? VB_SAY0(N_("as the text")) : term(&c, VB_LAYER_ENFORCED));
    line_say(s, N_("known since"), VB_SAY("{0}", VB_DATE(c.known_from)));
    vb_rules_print_scope(s->rules, i, &scope);
    if (scope.n > 0)
        line(s, N_("addressed to"), vb_buf_str(&scope));
    else
        line_say(s, N_("addressed to"), VB_SAY0(N_("all")));
    int rc = condition(s, i);
    vb_rules_print_amount(s->rules, i, &amount);
    line_say(s, N_("then"), effect(&c, vb_buf_str(&amount)));
    conditions(s, i);
    ids(s, N_("overrides"), others, vb_rules_overrides(s->rules, i, others, OTHERS));
    ids(s, N_("overridden by"), others, vb_rules_overridden_by(s->rules, i, others, OTHERS));
    vb_rule_instrument_info in = vb_rules_instrument(s->rules, s->instrument);
    if (c.reviewed_on != in.reviewed_on || !vb_str_eq(c.reviewed_by, in.reviewed_by))
        line_say(s, N_("reviewed"),
                 VB_SAY(N_("sources read up to {0}; {1}"), VB_DATE(c.reviewed_on), VB_TEXT(c.reviewed_by)));
    line(s, N_("quote, SHA-256"), c.quote_sha256);
    line(s, N_("note"), c.note);
    s->out->failed = s->out->failed || scope.failed || amount.failed;
    return rc;
}

static void parameters(shown *s)
{
    vb_rule_instrument_info in = vb_rules_instrument(s->rules, s->instrument);
    size_t width = 0, count = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < vb_rules_parameters(s->rules); i++) {
            vb_rule_parameter_info p = vb_rules_parameter_row(s->rules, i);
            VB_CLEANUP(vb_buf, vb_buf_free) text = {0};
            if (!vb_str_eq(p.instrument, in.id))
                continue;
            width = p.name.n > width ? p.name.n : width;
            if (pass == 0)
                continue;
            if (count++ == 0)
                vb_buf_printf(s->out, "\n%s\n", vb_translate(NULL, N_("Numbers")));
            vb_blanks(s->out, 2);
            vb_padded(s->out, p.name, width + 2);
            vb_rules_print_value(p.value, p.places, p.unit, &text);
            vb_padded(s->out, vb_buf_str(&text), 14 + 2);
            text.n = 0;
            vb_arg from = VB_DATE(p.from), to = VB_DATE(p.to), known = VB_DATE(p.known_from),
                   end = VB_DATE(p.end_known);
            vb_text_say(&text, s->command,
                        p.to == VB_NO_TIME ? VB_SAY(N_("from {0}, known since {1}"), from, known)
                        : p.end_known == VB_NO_TIME
                            ? VB_SAY(N_("from {0} to {1}, known since {2}"), from, to, known)
                            : VB_SAY(N_("from {0} to {1}, known since {2}, the end since {3}"), from, to, known, end));
            if (!vb_str_eq(p.basis, VB_S("rule")))
                vb_buf_printf(&text, "; %.*s", VB_ARG(p.basis));
            vb_wrap(s->out, vb_buf_str(&text), width + 20, width + 20, VB_RULES_PAGE_WIDTH);
            vb_blanks(s->out, 4);
            vb_wrap(s->out, p.citation, 4, 4, VB_RULES_PAGE_WIDTH);
            if (p.note.n > 0) {
                vb_blanks(s->out, 4);
                vb_wrap(s->out, p.note, 4, 4, VB_RULES_PAGE_WIDTH);
            }
            s->out->failed = s->out->failed || text.failed;
        }
}

static int text(shown *s)
{
    int rc = 0;
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        size_t n = vb_width(vb_str_of(vb_translate(NULL, labels[i])));
        s->label = n > s->label ? n : s->label;
    }
    heading(s);
    if (s->whole)
        parameters(s);
    for (size_t i = 0; i < s->n_clauses && rc == 0; i++)
        rc = clause(s, s->clauses[i]);
    vb_buf_char(s->out, '\n');
    vb_rules_say_review(s->out, s->command, s->rules);
    return rc;
}

/* ---- JSON ------------------------------------------------------------------------------------------------------- */

static json_t *term_json(const vb_rule_clause_info *c, int layer)
{
    return c->from[layer] == VB_NO_TIME
               ? json_null()
               : json_pack("{s:o, s:o, s:o}", "from", vb_json_day(c->from[layer]), "to", vb_json_day(c->to[layer]),
                           "end_known", vb_json_day(c->end_known[layer]));
}

static json_t *ids_json(const shown *s, const size_t *others, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n && i < OTHERS; i++)
        (void)json_array_append_new(list, vb_json_text(vb_rules_clause(s->rules, others[i]).id));
    return list;
}

/* The addresses with the part of the citation that each belongs to. */
static json_t *links_json(vb_str citation, int64_t on)
{
    vb_rule_link all[VB_RULE_LINKS];
    json_t *list = json_array();
    size_t n = vb_rule_links(citation, on, all, VB_RULE_LINKS);
    for (size_t i = 0; i < n; i++)
        (void)json_array_append_new(
            list,
            json_pack("{s:o, s:s}", "of", vb_json_text(vb_str_sub(citation, all[i].at, all[i].n)), "url", all[i].url));
    return list;
}

static json_t *text_or_null(vb_str s)
{
    return s.n == 0 ? json_null() : vb_json_text(s);
}

static json_t *clause_json(const shown *s, size_t i)
{
    vb_rule_clause_info c = vb_rules_clause(s->rules, i);
    VB_CLEANUP(vb_buf, vb_buf_free) scope = {0}, when = {0}, amount = {0}, met = {0};
    size_t others[OTHERS];
    vb_rules_print_scope(s->rules, i, &scope);
    vb_rules_print_condition(s->rules, i, &when);
    vb_rules_print_amount(s->rules, i, &amount);
    vb_rules_print_conditions(s->rules, i, &met);
    s->out->failed = s->out->failed || scope.failed || when.failed || amount.failed || met.failed;
    json_t *vendors = json_array(), *must = json_array();
    vb_str rest = vb_buf_str(&scope), one;
    while (vb_str_next(&rest, ',', &one))
        (void)json_array_append_new(vendors, vb_json_text(one));
    rest = vb_buf_str(&met);
    while (vb_str_next(&rest, ';', &one))
        if (one.n > 0)
            (void)json_array_append_new(must, vb_json_text(one));
    json_t *o = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o}", "id", vb_json_text(c.id),
                          "citation", vb_json_text(c.citation), "source", text_or_null(c.source), "basis",
                          vb_json_text(c.basis), "text", term_json(&c, VB_LAYER_TEXT), "enforced",
                          term_json(&c, VB_LAYER_ENFORCED), "known_from", vb_json_day(c.known_from), "vendors", vendors,
                          "when", vb_json_text(vb_buf_str(&when)), "effect", vb_effect_name(c.effect), "value",
                          vb_json_text(c.value), "amount", text_or_null(vb_buf_str(&amount)));
    json_t *more = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "links", links_json(c.citation, text_day(&c)),
        "conditions", must, "overrides", ids_json(s, others, vb_rules_overrides(s->rules, i, others, OTHERS)),
        "overridden_by", ids_json(s, others, vb_rules_overridden_by(s->rules, i, others, OTHERS)), "note",
        text_or_null(c.note), "quote_sha256", text_or_null(c.quote_sha256), "reviewed_on", vb_json_day(c.reviewed_on),
        "reviewed_by", vb_json_text(c.reviewed_by), "file", vb_json_text(c.file), "line", (json_int_t)c.line);
    (void)json_object_update(o, more);
    json_decref(more);
    return o;
}

static json_t *parameters_json(const shown *s)
{
    vb_rule_instrument_info in = vb_rules_instrument(s->rules, s->instrument);
    json_t *list = json_array();
    for (size_t i = 0; i < vb_rules_parameters(s->rules); i++) {
        vb_rule_parameter_info p = vb_rules_parameter_row(s->rules, i);
        char number[48];
        if (!vb_str_eq(p.instrument, in.id))
            continue;
        vb_decimal_text(p.value, p.places, '.', number);
        (void)json_array_append_new(list, json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "name",
                                                    vb_json_text(p.name), "value", number, "unit", vb_json_text(p.unit),
                                                    "citation", vb_json_text(p.citation), "from", vb_json_day(p.from),
                                                    "to", vb_json_day(p.to), "known_from", vb_json_day(p.known_from),
                                                    "basis", vb_json_text(p.basis), "note", text_or_null(p.note),
                                                    "file", vb_json_text(p.file), "line", (json_int_t)p.line));
    }
    return list;
}

static json_t *json(const shown *s)
{
    vb_rule_instrument_info in = vb_rules_instrument(s->rules, s->instrument);
    char code[3];
    json_t *clauses = json_array();
    for (size_t i = 0; i < s->n_clauses; i++)
        (void)json_array_append_new(clauses, clause_json(s, s->clauses[i]));
    vb_country_text(in.authority, code);
    return json_pack("{s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o}", "schema",
                     "verbleib.rule-instrument/1", "id", vb_json_text(in.id), "title", vb_json_text(in.title),
                     "authority", code, "published", vb_json_day(in.published), "citation", vb_json_text(in.citation),
                     "links", links_json(in.citation, VB_NO_TIME), "source", vb_json_text(in.source), "pending",
                     (int)in.pending, "reviewed_on", vb_json_day(in.reviewed_on), "reviewed_by",
                     vb_json_text(in.reviewed_by), "note", text_or_null(in.note), "file", vb_json_text(in.file),
                     "parameters", parameters_json(s), "clauses", clauses);
}

/* ---- Which one -------------------------------------------------------------------------------------------------- */

enum { NEAREST = 3 };

static void nearer(vb_str word, vb_str id, vb_str best[NEAREST], size_t far[NEAREST])
{
    size_t at = NEAREST, d = vb_str_contains_nocase(id, word) ? 1 : vb_word_distance(word, id);
    while (at > 0 && d < far[at - 1])
        at--;
    if (at == NEAREST)
        return;
    for (size_t i = NEAREST - 1; i > at; i--) {
        best[i] = best[i - 1];
        far[i] = far[i - 1];
    }
    best[at] = id;
    far[at] = d;
}

static int unknown(const vb_rules *rules, vb_str word)
{
    vb_str best[NEAREST] = {VB_STR_NONE};
    size_t far[NEAREST] = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
    VB_CLEANUP(vb_buf, vb_buf_free) say = {0};
    bool clause = vb_str_find(word, VB_S("/"), 0) != SIZE_MAX;
    for (size_t i = 0; i < (clause ? vb_rules_clauses(rules) : vb_rules_instruments(rules)); i++)
        nearer(word, clause ? vb_rules_clause(rules, i).id : vb_rules_instrument(rules, i).id, best, far);
    vb_buf_lit(&say, "verbleib: there is no instrument or clause \"");
    vb_buf_escaped(&say, word);
    vb_buf_lit(&say, "\"\n  nearest: ");
    for (size_t i = 0; i < NEAREST && best[i].n > 0; i++)
        vb_buf_printf(&say, "%s%.*s", i > 0 ? ", " : "", VB_ARG(best[i]));
    vb_buf_lit(&say, "; all of them: verbleib rules list\n");
    if (!say.failed)
        (void)fwrite(say.p, 1, say.n, stderr);
    return VB_EXIT_DATA;
}

typedef struct place { /* of a clause in its file */
    uint32_t line;
    size_t clause;
} place;

static int by_line(const void *a, const void *b)
{
    const place *x = a, *y = b;
    return x->line < y->line ? -1 : x->line > y->line;
}

/* Every clause of the instrument, in the order of the file. */
static vb_code all_clauses(shown *s, vb_str id, vb_error *err)
{
    size_t all = vb_rules_clauses(s->rules);
    place *places = VB_NEW(s->arena, place, all + 1);
    s->clauses = VB_NEW(s->arena, size_t, all + 1);
    if (places == NULL || s->clauses == NULL)
        return vb_fail(err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory for the clauses");
    for (size_t i = 0; i < all; i++) {
        vb_rule_clause_info c = vb_rules_clause(s->rules, i);
        if (vb_str_eq(c.instrument, id))
            places[s->n_clauses++] = (place){c.line, i};
    }
    qsort(places, s->n_clauses, sizeof *places, by_line);
    for (size_t i = 0; i < s->n_clauses; i++)
        s->clauses[i] = places[i].clause;
    return VB_OK;
}

int vb_verb_rules_show(const vb_command *command)
{
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    vb_reference r;
    vb_error err;
    vb_str word = vb_str_of(command->words.v[0]);
    if (vb_reference_load(&arena, false, &r, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    shown s = {.command = command, .reference = &r, .rules = r.rules, .arena = &arena, .out = &out};
    size_t one = vb_rules_clause_find(r.rules, word);
    vb_str id = one == SIZE_MAX ? word : vb_rules_clause(r.rules, one).instrument;
    s.instrument = SIZE_MAX;
    for (size_t i = 0; i < vb_rules_instruments(r.rules); i++)
        if (vb_str_eq(vb_rules_instrument(r.rules, i).id, id))
            s.instrument = i;
    if (s.instrument == SIZE_MAX)
        return unknown(r.rules, word);
    s.whole = one == SIZE_MAX;
    if (!s.whole) {
        s.clauses = &one;
        s.n_clauses = 1;
    } else if (all_clauses(&s, id, &err) != VB_OK) {
        return vb_say_error(&err, NULL);
    }
    int rc = 0;
    if (command->json)
        rc = vb_json_emit(json(&s), 2, &out, &err) == VB_OK ? 0 : vb_say_error(&err, NULL);
    else
        rc = text(&s);
    return rc != 0 ? rc : vb_emit(command, vb_buf_str(&out));
}
