/* SPDX-License-Identifier: Apache-2.0 */
/* One rule file: an instrument, then its parameters and clauses. */
#include "base/number.h"
#include "rules/parse_priv.h"

typedef struct stanza {
    vb_rule_field fields[VB_RULE_MAX_FIELDS];
    bool used[VB_RULE_MAX_FIELDS];
    size_t n;
} stanza;

static vb_code no_memory(vb_error *err)
{
    return vb_fail(err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory left for the rules");
}

static const vb_rule_field *find(stanza *s, const char *key)
{
    for (size_t i = 0; i < s->n; i++)
        if (vb_str_eq(s->fields[i].key, vb_str_of(key))) {
            s->used[i] = true;
            return &s->fields[i];
        }
    return NULL;
}

static vb_code need(vb_rule_parse *p, stanza *s, const char *key, const vb_rule_field **out, vb_error *err)
{
    *out = find(s, key);
    if (*out == NULL)
        return vb_rule_fail(err, p->reader->file, s->fields[0].line, 1, "the %.*s \"%.*s\" has no \"%s:\"",
                            VB_ARG(s->fields[0].key), VB_ARG(s->fields[0].raw), key);
    return VB_OK;
}

/* Text of a key; empty when it may be missing and is. */
static vb_code text(vb_rule_parse *p, stanza *s, const char *key, bool required, vb_str *out, vb_error *err)
{
    const vb_rule_field *f = find(s, key);
    *out = VB_STR_NONE;
    if (f == NULL && !required)
        return VB_OK;
    VB_TRY(need(p, s, key, &f, err));
    return vb_rule_field_text(p->reader, f, p->rules->arena, out, err);
}

static vb_code citation(vb_rule_parse *p, stanza *s, vb_str *out, vb_error *err)
{
    VB_TRY(text(p, s, "cite", true, out, err));
    return vb_rule_check_cite(p->reader, find(s, "cite"), *out, err);
}

static vb_code all_used(vb_rule_parse *p, stanza *s, const char *keys, vb_error *err)
{
    for (size_t i = 0; i < s->n; i++) {
        const vb_rule_field *f = &s->fields[i];
        for (size_t k = 0; k < i; k++)
            if (vb_str_eq(f->key, s->fields[k].key))
                return vb_rule_fail(err, p->reader->file, f->line, 1,
                                    "found \"%.*s:\" twice, first in line %u; expected it once", VB_ARG(f->key),
                                    (unsigned)s->fields[k].line);
        if (!s->used[i])
            return vb_rule_fail(err, p->reader->file, f->line, 1, "found the key \"%.*s\"; expected one of %s",
                                VB_ARG(f->key), keys);
    }
    return VB_OK;
}

/* An id: small letters, digits, '.' and '-', beginning with a letter or digit (a letter when `letter`). */
static vb_code name(vb_rule_parse *p, const vb_rule_field *f, bool letter, vb_str *out, vb_error *err)
{
    vb_rule_words_open(&p->words, p->reader, f);
    bool good = p->words.kind == VB_WORD_NAME;
    for (size_t i = 0; good && i < p->words.text.n; i++) {
        char c = p->words.text.p[i];
        good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9' && !(letter && i == 0)) ||
               ((c == '.' || c == '-') && i > 0);
    }
    if (!good)
        return vb_rule_expected(&p->words,
                                letter ? "a name of small letters, digits, '.' and '-' that begins with a letter"
                                       : "a name of small letters, digits, '.' and '-'",
                                err);
    *out = p->words.text;
    vb_rule_word_next(&p->words);
    return p->words.kind == VB_WORD_END ? VB_OK
                                        : vb_rule_expected(&p->words, "the end of the value behind the name", err);
}

static bool read_day(const vb_rule_words *w, int64_t *out)
{
    vb_when when;
    bool iso = w->kind == VB_WORD_NAME && w->text.n == 10 && w->text.p[4] == '-';
    if (!iso || vb_date_parse(w->text, false, &when, NULL) != VB_OK)
        return false;
    *out = when.at;
    return true;
}

static vb_code day(vb_rule_parse *p, const vb_rule_field *f, int64_t *out, vb_error *err)
{
    vb_rule_words_open(&p->words, p->reader, f);
    if (!read_day(&p->words, out))
        return vb_rule_expected(&p->words, "a date such as 2023-11-17", err);
    vb_rule_word_next(&p->words);
    return p->words.kind == VB_WORD_END ? VB_OK
                                        : vb_rule_expected(&p->words, "the end of the value behind the date", err);
}

/* from = DATE | "none" */
static vb_code from_day(vb_rule_parse *p, const vb_rule_field *f, int64_t *out, vb_error *err)
{
    vb_rule_words_open(&p->words, p->reader, f);
    if (p->words.kind != VB_WORD_NAME || !vb_str_eq(p->words.text, VB_S("none")))
        return day(p, f, out, err);
    *out = VB_RULE_NEVER;
    vb_rule_word_next(&p->words);
    return p->words.kind == VB_WORD_END ? VB_OK
                                        : vb_rule_expected(&p->words, "the end of the value behind \"none\"", err);
}

/* to = "open" | DATE [ "known" DATE ]; the day named is the last one. */
static vb_code to_day(vb_rule_parse *p, const vb_rule_field *f, vb_rule_span *span, vb_error *err)
{
    vb_rule_words_open(&p->words, p->reader, f);
    span->end = VB_RULE_NEVER;
    span->end_known = INT64_MIN;
    if (p->words.kind == VB_WORD_NAME && vb_str_eq(p->words.text, VB_S("open"))) {
        vb_rule_word_next(&p->words);
    } else {
        if (!read_day(&p->words, &span->end))
            return vb_rule_expected(&p->words, "a date such as 2023-11-17, or: open", err);
        span->end += VB_DAY;
        vb_rule_word_next(&p->words);
        if (p->words.kind == VB_WORD_NAME && vb_str_eq(p->words.text, VB_S("known"))) {
            vb_rule_word_next(&p->words);
            if (!read_day(&p->words, &span->end_known))
                return vb_rule_expected(&p->words, "the date from which the end was known", err);
            vb_rule_word_next(&p->words);
        }
    }
    return p->words.kind == VB_WORD_END ? VB_OK
                                        : vb_rule_expected(&p->words, "the end of the value, or: known DATE", err);
}

/* "<which>_from" and "<which>_to"; what is missing stays as `span` has it. A `to` on the day before `from` is a rule
 * that was withdrawn before it began. */
static vb_code span_of(vb_rule_parse *p, stanza *s, const char *from_key, const char *to_key, vb_rule_span *span,
                       vb_error *err)
{
    const vb_rule_field *from = find(s, from_key), *to = find(s, to_key);
    if (from != NULL)
        VB_TRY(from_day(p, from, &span->from, err));
    if (to != NULL)
        VB_TRY(to_day(p, to, span, err));
    if (span->from != VB_RULE_NEVER && span->end < span->from) {
        const vb_rule_field *at = to != NULL ? to : from != NULL ? from : &s->fields[0];
        return vb_rule_fail(err, p->reader->file, at->line, at->column, "the end lies before the beginning");
    }
    return VB_OK;
}

static vb_code basis(vb_rule_parse *p, const vb_rule_field *f, vb_rule_basis *out, vb_error *err)
{
    vb_rule_words_open(&p->words, p->reader, f);
    for (unsigned i = 0; i < VB_BASIS_N; i++)
        if (p->words.kind == VB_WORD_NAME && vb_str_eq(p->words.text, vb_str_of(vb_rule_bases[i]))) {
            *out = (vb_rule_basis)i;
            vb_rule_word_next(&p->words);
            return p->words.kind == VB_WORD_END ? VB_OK : vb_rule_expected(&p->words, "the end of the value", err);
        }
    return vb_rule_expected(&p->words, "rule, letter, guidance, press or pending", err);
}

/* state = "law" | "pending" */
static vb_code state(vb_rule_parse *p, const vb_rule_field *f, bool *pending, vb_error *err)
{
    vb_rule_words_open(&p->words, p->reader, f);
    *pending = p->words.kind == VB_WORD_NAME && vb_str_eq(p->words.text, VB_S("pending"));
    if (!*pending && !(p->words.kind == VB_WORD_NAME && vb_str_eq(p->words.text, VB_S("law"))))
        return vb_rule_expected(&p->words, "law or pending", err);
    vb_rule_word_next(&p->words);
    return p->words.kind == VB_WORD_END ? VB_OK : vb_rule_expected(&p->words, "the end of the value", err);
}

static vb_code instrument(vb_rule_parse *p, stanza *s, vb_error *err)
{
    vb_arena *arena = p->rules->arena;
    vb_rule_instrument *in = VB_NEW(arena, vb_rule_instrument, 1);
    vb_rule_instrument **slot = VB_PUSH(arena, &p->rules->instruments);
    const vb_rule_field *f;
    vb_str format;
    if (in == NULL || slot == NULL)
        return no_memory(err);
    *slot = in;
    in->file = p->reader->file;
    in->line = s->fields[0].line;
    VB_TRY(need(p, s, "instrument", &f, err));
    VB_TRY(name(p, f, false, &in->id, err));
    VB_TRY(text(p, s, "format", true, &format, err));
    if (!vb_str_eq(format, VB_S("verbleib.rule/1")))
        return vb_rule_fail(err, p->reader->file, find(s, "format")->line, find(s, "format")->column,
                            "found \"%.*s\"; expected verbleib.rule/1", VB_ARG(format));
    VB_TRY(text(p, s, "title", true, &in->title, err));
    VB_TRY(citation(p, s, &in->cite, err));
    VB_TRY(text(p, s, "source", true, &in->source, err));
    VB_TRY(text(p, s, "note", false, &in->note, err));
    VB_TRY(text(p, s, "reviewed_by", true, &in->reviewed_by, err));
    VB_TRY(need(p, s, "published", &f, err));
    VB_TRY(day(p, f, &in->published, err));
    VB_TRY(need(p, s, "reviewed_on", &f, err));
    VB_TRY(day(p, f, &in->reviewed_on, err));
    VB_TRY(need(p, s, "authority", &f, err));
    in->authority = f->raw.n == 2 ? vb_country_parse_code(p->rules->countries, f->raw) : 0;
    if (in->authority == 0)
        return vb_rule_fail(err, p->reader->file, f->line, f->column,
                            "found \"%.*s\"; expected the country whose law it is, as "
                            "two capital letters",
                            VB_ARG(f->raw));
    if ((f = find(s, "state")) != NULL)
        VB_TRY(state(p, f, &in->pending, err));
    p->instrument = in;
    return all_used(
        p, s, "instrument, format, title, authority, cite, published, state, source, reviewed_by, reviewed_on, note",
        err);
}

/* value = NUMBER UNIT */
static vb_code quantity(vb_rule_parse *p, const vb_rule_field *f, vb_rule_parameter *out, vb_error *err)
{
    vb_rule_words_open(&p->words, p->reader, f);
    vb_rule_words number = p->words;
    if (p->words.kind != VB_WORD_NAME || p->words.text.p[0] < '0' || p->words.text.p[0] > '9')
        return vb_rule_expected(&p->words, "a number", err);
    vb_rule_word_next(&p->words);
    unsigned unit = 0;
    while (unit < VB_UNIT_N &&
           !(p->words.kind == VB_WORD_NAME && vb_str_eq(p->words.text, vb_str_of(vb_rule_units[unit].name))))
        unit++;
    if (unit == VB_UNIT_N)
        return vb_rule_expected(&p->words, "a unit: TPP, TPP/mm2, TOPS, GB/s, GB/s/mm2, percent, days or count", err);
    vb_rule_word_next(&p->words);
    if (p->words.kind != VB_WORD_END)
        return vb_rule_expected(&p->words, "the end of the value behind the unit", err);
    unsigned places = vb_rule_units[unit].places;
    vb_error inner;
    if (vb_decimal_parse(number.text, '.', places, 0, INT64_MAX, &out->value, &inner) != VB_OK ||
        vb_decimal_parse(number.text, '.', 9, 0, INT64_MAX, &out->nano, &inner) != VB_OK)
        return vb_rule_fail(err, p->reader->file, number.word_line, number.word_column,
                            "%s; %s takes up to %u decimals", inner.message, vb_rule_units[unit].name, places);
    out->unit = (vb_rule_unit)unit;
    return VB_OK;
}

static vb_code parameter(vb_rule_parse *p, stanza *s, vb_error *err)
{
    const vb_rule_field *f;
    vb_rule_parameter *row = VB_PUSH(p->rules->arena, &p->rules->parameters);
    if (row == NULL)
        return no_memory(err);
    if (p->rules->parameters.n > VB_RULE_MAX_PARAMETERS)
        return vb_rule_fail(err, p->reader->file, s->fields[0].line, 1, "more than %d parameters",
                            VB_RULE_MAX_PARAMETERS);
    *row = (vb_rule_parameter){.file = p->reader->file,
                               .line = s->fields[0].line,
                               .span = {VB_RULE_NEVER, VB_RULE_NEVER, INT64_MIN},
                               .pending = p->instrument->pending};
    VB_TRY(need(p, s, "parameter", &f, err));
    VB_TRY(name(p, f, true, &row->name, err));
    VB_TRY(need(p, s, "value", &f, err));
    VB_TRY(quantity(p, f, row, err));
    VB_TRY(citation(p, s, &row->cite, err));
    VB_TRY(text(p, s, "note", false, &row->note, err));
    VB_TRY(need(p, s, "from", &f, err));
    VB_TRY(span_of(p, s, "from", "to", &row->span, err));
    if (row->span.from == VB_RULE_NEVER)
        return vb_rule_fail(err, p->reader->file, f->line, f->column,
                            "found \"none\"; expected a date such as 2023-11-17");
    VB_TRY(need(p, s, "known_from", &f, err));
    VB_TRY(day(p, f, &row->known_from, err));
    if ((f = find(s, "basis")) != NULL)
        VB_TRY(basis(p, f, &row->basis, err));
    return all_used(p, s, "parameter, value, cite, from, to, known_from, basis, note", err);
}

static vb_code overrides(vb_rule_parse *p, const vb_rule_field *f, vb_rule_clause *out, vb_error *err)
{
    vb_rule_name names[VB_RULE_MAX_OVERRIDES];
    size_t n = 0;
    vb_rule_words_open(&p->words, p->reader, f);
    for (;;) {
        if (p->words.kind != VB_WORD_NAME)
            return vb_rule_expected(&p->words, "the id of a clause", err);
        if (n == VB_RULE_MAX_OVERRIDES)
            return vb_rule_fail(err, p->reader->file, p->words.word_line, p->words.word_column,
                                "a clause overrides at most %d others", VB_RULE_MAX_OVERRIDES);
        vb_str id = p->words.text;
        if (memchr(id.p, '/', id.n) == NULL) /* a clause of the same file */
            id = vb_arena_printf(p->rules->arena, "%.*s/%.*s", VB_ARG(p->instrument->id), VB_ARG(id));
        if (id.p == NULL)
            return no_memory(err);
        names[n++] = (vb_rule_name){id, p->words.word_line, p->words.word_column, VB_NONE};
        vb_rule_word_next(&p->words);
        if (p->words.kind == VB_WORD_END)
            break;
        if (p->words.kind != VB_WORD_COMMA)
            return vb_rule_expected(&p->words, "\",\" or the end of the value", err);
        vb_rule_word_next(&p->words);
    }
    out->overrides = VB_NEW(p->rules->arena, vb_rule_name, n);
    if (out->overrides == NULL)
        return no_memory(err);
    memcpy(out->overrides, names, n * sizeof names[0]);
    out->n_overrides = n;
    return VB_OK;
}

static vb_code dates(vb_rule_parse *p, stanza *s, vb_rule_clause *c, vb_error *err)
{
    const vb_rule_field *f;
    VB_TRY(need(p, s, "text_from", &f, err));
    c->span[VB_LAYER_TEXT] = (vb_rule_span){VB_RULE_NEVER, VB_RULE_NEVER, INT64_MIN};
    VB_TRY(span_of(p, s, "text_from", "text_to", &c->span[VB_LAYER_TEXT], err));
    c->span[VB_LAYER_ENFORCED] = c->span[VB_LAYER_TEXT]; /* where nothing else is said, the text is enforced */
    VB_TRY(span_of(p, s, "enforced_from", "enforced_to", &c->span[VB_LAYER_ENFORCED], err));
    if (c->span[VB_LAYER_TEXT].from == VB_RULE_NEVER && c->span[VB_LAYER_ENFORCED].from == VB_RULE_NEVER)
        return vb_rule_fail(err, p->reader->file, f->line, f->column,
                            "the clause is neither in a text nor enforced on any day");
    if (p->instrument->pending && c->span[VB_LAYER_TEXT].from == VB_RULE_NEVER)
        return vb_rule_fail(
            err, p->reader->file, f->line, f->column,
            "found \"none\"; expected the date from which this clause of a pending instrument would hold");
    VB_TRY(need(p, s, "known_from", &f, err));
    return day(p, f, &c->known_from, err);
}

static vb_code digest(vb_rule_parse *p, stanza *s, vb_rule_clause *c, vb_error *err)
{
    VB_TRY(text(p, s, "quote_sha256", false, &c->quote_sha256, err));
    bool good = c->quote_sha256.n == 0 || c->quote_sha256.n == 64;
    for (size_t i = 0; good && i < c->quote_sha256.n; i++) {
        char d = c->quote_sha256.p[i];
        good = (d >= '0' && d <= '9') || (d >= 'a' && d <= 'f');
    }
    if (!good)
        return vb_rule_fail(err, p->reader->file, find(s, "quote_sha256")->line, find(s, "quote_sha256")->column,
                            "expected 64 hexadecimal digits in small letters");
    return VB_OK;
}

static vb_code clause(vb_rule_parse *p, stanza *s, vb_error *err)
{
    const vb_rule_field *f;
    vb_arena *arena = p->rules->arena;
    vb_rule_clause *c = VB_PUSH(arena, &p->rules->clauses);
    if (c == NULL)
        return no_memory(err);
    if (p->rules->clauses.n > VB_RULE_MAX_CLAUSES)
        return vb_rule_fail(err, p->reader->file, s->fields[0].line, 1, "more than %d clauses", VB_RULE_MAX_CLAUSES);
    *c = (vb_rule_clause){.file = p->reader->file,
                          .line = s->fields[0].line,
                          .instrument = p->instrument,
                          .reviewed_by = p->instrument->reviewed_by,
                          .reviewed_on = p->instrument->reviewed_on,
                          .parameter = VB_NONE};
    vb_str id = VB_STR_NONE;
    VB_TRY(need(p, s, "clause", &f, err));
    VB_TRY(name(p, f, false, &id, err));
    c->id = vb_arena_printf(arena, "%.*s/%.*s", VB_ARG(p->instrument->id), VB_ARG(id));
    if (c->id.p == NULL)
        return no_memory(err);
    VB_TRY(citation(p, s, &c->cite, err));
    VB_TRY(text(p, s, "source", false, &c->source, err));
    VB_TRY(text(p, s, "note", false, &c->note, err));
    VB_TRY(text(p, s, "conditions", false, &c->conditions, err));
    VB_TRY(digest(p, s, c, err));
    VB_TRY(dates(p, s, c, err));
    VB_TRY(need(p, s, "basis", &f, err));
    VB_TRY(basis(p, f, &c->basis, err));
    if ((f = find(s, "applies_to")) != NULL)
        VB_TRY(vb_rule_parse_scope(p, f, &c->scope, err));
    VB_TRY(need(p, s, "when", &f, err));
    VB_TRY(vb_rule_parse_when(p, f, &c->when, err));
    VB_TRY(need(p, s, "then", &f, err));
    VB_TRY(vb_rule_parse_then(p, f, c, err));
    if ((f = find(s, "overrides")) != NULL)
        VB_TRY(overrides(p, f, c, err));
    if ((f = find(s, "reviewed_by")) != NULL)
        VB_TRY(vb_rule_field_text(p->reader, f, arena, &c->reviewed_by, err));
    if ((f = find(s, "reviewed_on")) != NULL)
        VB_TRY(day(p, f, &c->reviewed_on, err));
    return all_used(
        p, s,
        "clause, cite, source, quote_sha256, text_from, text_to, enforced_from, enforced_to, known_from, basis, "
        "applies_to, when, then, overrides, conditions, reviewed_by, reviewed_on, note",
        err);
}

static vb_code one_stanza(vb_rule_parse *p, stanza *s, vb_error *err)
{
    vb_str kind = s->fields[0].key;
    if (p->instrument == NULL && !vb_str_eq(kind, VB_S("instrument")))
        return vb_rule_fail(err, p->reader->file, s->fields[0].line, 1,
                            "found \"%.*s\"; expected the file to begin with "
                            "\"instrument:\"",
                            VB_ARG(kind));
    if (vb_str_eq(kind, VB_S("parameter")))
        return parameter(p, s, err);
    if (vb_str_eq(kind, VB_S("clause")))
        return clause(p, s, err);
    if (vb_str_eq(kind, VB_S("instrument")) && p->instrument == NULL)
        return instrument(p, s, err);
    return vb_rule_fail(err, p->reader->file, s->fields[0].line, 1,
                        "found a stanza that begins with \"%.*s\"; expected "
                        "\"parameter\" or \"clause\"",
                        VB_ARG(kind));
}

vb_code vb_rule_parse_file(vb_rules *rules, vb_rule_file file, vb_error *err)
{
    vb_rule_reader reader;
    VB_TRY(vb_rule_reader_open(&reader, file, err));
    vb_rule_parse parse = {.rules = rules, .reader = &reader}, *p = &parse;
    stanza fields = {0}, *s = &fields;
    for (bool end = false; !end;) {
        vb_rule_field f;
        VB_TRY(vb_rule_next_field(&reader, &f, &end, err));
        if (s->n > 0 && (end || f.first)) {
            VB_TRY(one_stanza(p, s, err));
            *s = (stanza){0};
        }
        if (end)
            break;
        if (s->n == VB_RULE_MAX_FIELDS)
            return vb_rule_fail(err, file.name, f.line, 1, "the stanza has more than %d lines", VB_RULE_MAX_FIELDS);
        s->fields[s->n++] = f;
    }
    if (p->instrument == NULL)
        return vb_rule_fail(err, file.name, 1, 1, "the file is empty; expected \"instrument:\"");
    return VB_OK;
}
