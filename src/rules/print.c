/* SPDX-License-Identifier: Apache-2.0 */
/* Rules back to text, in one canonical form. */
#include "base/number.h"
#include "rules/rules_priv.h"

enum { WIDTH = 110 };

typedef struct page {
    const vb_rules *rules;
    vb_buf *out;
    size_t column;
    bool glue; /* the next word follows without a blank */
} page;

/* One word; goes on in an indented line where it would pass the width. */
static void word(page *p, vb_str s)
{
    if (!p->glue) {
        if (p->column > 4 && p->column + 1 + s.n > WIDTH) {
            vb_buf_lit(p->out, "\n   ");
            p->column = 3;
        }
        vb_buf_char(p->out, ' ');
        p->column++;
    }
    vb_buf_add(p->out, s);
    p->column += s.n;
    p->glue = false;
}

static void key(page *p, const char *name)
{
    vb_buf_add(p->out, vb_str_of(name));
    vb_buf_char(p->out, ':');
    p->column = 0;
}

static void end(page *p)
{
    vb_buf_char(p->out, '\n');
}

static void text(page *p, const char *name, vb_str s)
{
    if (s.n == 0)
        return;
    key(p, name);
    while (s.n > 0) {
        const char *blank = memchr(s.p, ' ', s.n);
        size_t n = blank == NULL ? s.n : (size_t)(blank - s.p);
        word(p, vb_str_sub(s, 0, n));
        s = vb_str_sub(s, n + 1, s.n);
    }
    end(p);
}

static void day(page *p, int64_t at)
{
    char out[24];
    vb_time_text(at, true, out);
    word(p, vb_str_of(out));
}

static void from_to(page *p, const char *from, const char *to, const vb_rule_span *s)
{
    key(p, from);
    if (s->from == VB_RULE_NEVER)
        word(p, VB_S("none"));
    else
        day(p, s->from);
    end(p);
    if (s->from == VB_RULE_NEVER)
        return;
    key(p, to);
    if (s->end == VB_RULE_NEVER) {
        word(p, VB_S("open"));
    } else {
        day(p, s->end - VB_DAY);
        if (s->end_known != INT64_MIN) {
            word(p, VB_S("known"));
            day(p, s->end_known);
        }
    }
    end(p);
}

/* A name bare where it is one, else in quotes. */
static void name(page *p, vb_str s, bool quote)
{
    quote = quote || s.n > VB_RULE_MAX_NAME;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        quote = quote || !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                           c == '-' || c == '_' || c == ':' || c == '/');
    }
    if (!quote) {
        word(p, s);
        return;
    }
    bool glue = p->glue; /* one word, though it may hold blanks: a text in quotes does not go over the line */
    if (!glue && p->column > 4 && p->column + 3 + s.n > WIDTH) {
        vb_buf_lit(p->out, "\n   ");
        p->column = 3;
    }
    vb_buf_printf(p->out, "%s\"", glue ? "" : " ");
    vb_buf_add(p->out, s);
    vb_buf_char(p->out, '"');
    p->column += s.n + 3;
    p->glue = false;
}

static void item(page *p, const vb_rule_node *n, const vb_rule_item *i)
{
    char code[3];
    if (n->op == VB_OP_COUNTRY && i->group) {
        word(p, VB_S("group"));
        word(p, i->text);
    } else if (n->op == VB_OP_COUNTRY) {
        vb_country_text(i->country, code);
        word(p, vb_str_of(code));
    } else {
        name(p, i->text, false);
    }
}

static void set(page *p, const vb_rule_condition *in, const vb_rule_node *n)
{
    if (n->n == 1) {
        word(p, VB_S("is"));
        item(p, n, &in->items[n->first]);
        return;
    }
    word(p, VB_S("in"));
    word(p, VB_S("("));
    p->glue = true;
    for (uint16_t i = 0; i < n->n; i++) {
        item(p, n, &in->items[n->first + i]);
        p->glue = true;
        word(p, i + 1 < n->n ? VB_S(",") : VB_S(")"));
    }
}

static void condition(page *p, const vb_rule_condition *in, uint16_t at)
{
    const vb_rule_node *n = &in->nodes[at];
    switch ((vb_rule_op)n->op) {
    case VB_OP_AND:
    case VB_OP_OR:
    case VB_OP_NOT:
        if (n->op == VB_OP_NOT)
            word(p, VB_S("not"));
        for (uint16_t k = n->child; k != VB_NO_NODE; k = in->nodes[k].next) {
            bool nested = in->nodes[k].op == VB_OP_AND || in->nodes[k].op == VB_OP_OR;
            if (k != n->child)
                word(p, n->op == VB_OP_AND ? VB_S("and") : VB_S("or"));
            if (nested) {
                word(p, VB_S("("));
                p->glue = true;
            }
            condition(p, in, k);
            if (nested) {
                p->glue = true;
                word(p, VB_S(")"));
            }
        }
        break;
    case VB_OP_COMPARE:
        if (n->subject == VB_METRIC_IO_DRAM) {
            word(p, VB_S("io_bandwidth"));
            word(p, VB_S("+"));
            word(p, VB_S("dram_bandwidth"));
        } else {
            word(p, vb_str_of(vb_rule_metric_name((vb_rule_metric)n->subject)));
        }
        word(p, vb_str_of(vb_rule_relations[n->relation]));
        word(p, n->text);
        break;
    case VB_OP_COUNTRY:
        word(p, vb_str_of(vb_rule_place_names[n->subject]));
        set(p, in, n);
        break;
    case VB_OP_TEXT:
        word(p, vb_str_of(vb_rule_text_names[n->subject]));
        set(p, in, n);
        break;
    case VB_OP_ECCN:
        word(p, VB_S("eccn"));
        set(p, in, n);
        break;
    case VB_OP_FACT:
        word(p, vb_str_of(vb_rule_fact_names[n->subject]));
        break;
    case VB_OP_LICENCE:
        word(p, VB_S("licence_required"));
        break;
    case VB_OP_UNSTATED:
        word(p, VB_S("unstated"));
        name(p, n->text, true);
        break;
    }
}

static void when(page *p, const vb_rule_clause *c)
{
    if (c->when.n_nodes == 0)
        word(p, VB_S("always"));
    else
        condition(p, &c->when, c->when.root);
}

static void scope(page *p, const vb_rule_clause *c)
{
    if (c->scope.n_nodes == 0)
        return;
    const vb_rule_node *n = &c->scope.nodes[c->scope.root];
    key(p, "applies_to");
    word(p, VB_S("vendor"));
    for (uint16_t i = 0; i < n->n; i++) {
        name(p, c->scope.items[n->first + i].text, false);
        if (i + 1 < n->n) {
            p->glue = true;
            word(p, VB_S(","));
        }
    }
    end(p);
}

static vb_str short_id(vb_str id)
{
    const char *slash = memchr(id.p, '/', id.n);
    return slash == NULL ? id : vb_str_sub(id, (size_t)(slash - id.p) + 1, id.n);
}

static void clause(page *p, const vb_rule_clause *c)
{
    end(p);
    text(p, "clause", short_id(c->id));
    text(p, "cite", c->cite);
    text(p, "source", c->source);
    text(p, "quote_sha256", c->quote_sha256);
    from_to(p, "text_from", "text_to", &c->span[VB_LAYER_TEXT]);
    const vb_rule_span *t = &c->span[VB_LAYER_TEXT], *e = &c->span[VB_LAYER_ENFORCED];
    if (t->from != e->from || t->end != e->end || t->end_known != e->end_known)
        from_to(p, "enforced_from", "enforced_to", e);
    key(p, "known_from");
    day(p, c->known_from);
    end(p);
    text(p, "basis", vb_str_of(vb_rule_bases[c->basis]));
    scope(p, c);
    key(p, "when");
    when(p, c);
    end(p);
    key(p, "then");
    word(p, vb_str_of(vb_rule_effects[c->effect]));
    if (c->effect == VB_EFFECT_LICENCE && !c->required)
        word(p, VB_S("not"));
    name(p, c->effect == VB_EFFECT_LICENCE ? VB_S("required") : c->value, c->effect == VB_EFFECT_REVIEW);
    end(p);
    if (c->n_overrides > 0) {
        key(p, "overrides");
        for (size_t i = 0; i < c->n_overrides; i++) {
            word(p, c->overrides[i].text);
            p->glue = true;
            if (i + 1 < c->n_overrides)
                word(p, VB_S(","));
            p->glue = false;
        }
        end(p);
    }
    text(p, "conditions", c->conditions);
    if (!vb_str_eq(c->reviewed_by, c->instrument->reviewed_by))
        text(p, "reviewed_by", c->reviewed_by);
    if (c->reviewed_on != c->instrument->reviewed_on) {
        key(p, "reviewed_on");
        day(p, c->reviewed_on);
        end(p);
    }
    text(p, "note", c->note);
}

static void parameter(page *p, const vb_rule_parameter *row)
{
    char number[48];
    end(p);
    text(p, "parameter", row->name);
    key(p, "value");
    vb_decimal_text(row->value, vb_rule_units[row->unit].places, '.', number);
    word(p, vb_str_of(number));
    word(p, vb_str_of(vb_rule_units[row->unit].name));
    end(p);
    text(p, "cite", row->cite);
    from_to(p, "from", "to", &row->span);
    key(p, "known_from");
    day(p, row->known_from);
    end(p);
    text(p, "basis", vb_str_of(vb_rule_bases[row->basis]));
    text(p, "note", row->note);
}

static void instrument(page *p, const vb_rule_instrument *in)
{
    char code[3];
    vb_country_text(in->authority, code);
    text(p, "instrument", in->id);
    text(p, "format", VB_S("verbleib.rule/1"));
    text(p, "title", in->title);
    text(p, "authority", vb_str_of(code));
    text(p, "cite", in->cite);
    key(p, "published");
    day(p, in->published);
    end(p);
    if (in->pending)
        text(p, "state", VB_S("pending"));
    text(p, "source", in->source);
    text(p, "reviewed_by", in->reviewed_by);
    key(p, "reviewed_on");
    day(p, in->reviewed_on);
    end(p);
    text(p, "note", in->note);
}

void vb_rules_print(const vb_rules *rules, vb_str id, vb_buf *out)
{
    page p = {.rules = rules, .out = out};
    const vb_rule_instrument *in = NULL;
    for (size_t i = 0; i < rules->instruments.n; i++)
        if (vb_str_eq(rules->instruments.v[i]->id, id))
            in = rules->instruments.v[i];
    if (in == NULL)
        return;
    instrument(&p, in);
    for (size_t i = 0; i < rules->parameters.n; i++)
        if (vb_str_eq(rules->parameters.v[i].file, in->file))
            parameter(&p, &rules->parameters.v[i]);
    for (size_t i = 0; i < rules->clauses.n; i++)
        if (rules->clauses.v[i].instrument == in)
            clause(&p, &rules->clauses.v[i]);
}

/* What stands behind `from` becomes one line: a break and its indent are one blank. */
static void one_line(vb_buf *out, size_t from)
{
    size_t kept = from;
    for (size_t i = from; i < out->n; i++)
        if (out->p[i] != '\n')
            out->p[kept++] = out->p[i];
        else
            i += 3;
    out->n = kept;
}

void vb_rules_print_condition(const vb_rules *rules, size_t at, vb_buf *out)
{
    size_t from = out->n;
    page p = {.rules = rules, .out = out, .glue = true};
    when(&p, &rules->clauses.v[at]);
    one_line(out, from);
}

void vb_rule_print_test(const vb_rules *rules, const vb_rule_condition *in, uint16_t node, vb_buf *out)
{
    size_t from = out->n;
    page p = {.rules = rules, .out = out, .glue = true};
    condition(&p, in, node);
    one_line(out, from);
}

void vb_rules_print_scope(const vb_rules *rules, size_t at, vb_buf *out)
{
    const vb_rule_clause *c = &rules->clauses.v[at];
    if (c->scope.n_nodes == 0)
        return;
    const vb_rule_node *n = &c->scope.nodes[c->scope.root];
    for (uint16_t i = 0; i < n->n; i++) {
        if (i > 0)
            vb_buf_lit(out, ", ");
        vb_buf_add(out, c->scope.items[n->first + i].text);
    }
}

void vb_rules_print_value(int64_t value, unsigned places, vb_str unit, vb_buf *out)
{
    char text[48];
    vb_decimal_text(value, places, '.', text);
    vb_str number = vb_str_of(text);
    while (places > 0 && vb_str_ends(number, VB_S("0"))) /* 50.00 percent is 50 percent */
        number.n--;
    if (vb_str_ends(number, VB_S(".")))
        number.n--;
    vb_buf_add(out, number);
    if (!vb_str_eq(unit, VB_S("count"))) {
        vb_buf_char(out, ' ');
        vb_buf_add(out, unit);
    }
}

/* A parameter's values on the days on which the clause is in a text or applied: "4800 TPP", or each with its day. */
static void amounts(const vb_rules *rules, const vb_rule_clause *c, uint32_t first, vb_buf *out)
{
    size_t shown = 0;
    for (int pass = 0; pass < 2; pass++) {
        size_t count = 0;
        for (size_t i = first; i < rules->parameters.n; i++) {
            const vb_rule_parameter *p = &rules->parameters.v[i];
            bool meets = false;
            char from[24];
            if (!vb_str_eq(p->name, rules->parameters.v[first].name))
                break;
            for (int layer = 0; layer < 2; layer++)
                meets = meets || (c->span[layer].from != VB_RULE_NEVER && p->span.from < c->span[layer].end &&
                                  c->span[layer].from < p->span.end);
            if (!meets)
                continue;
            count++;
            if (pass == 0)
                continue;
            vb_buf_printf(out, "%s", count > 1 ? ", " : "");
            vb_rules_print_value(p->value, vb_rule_units[p->unit].places, vb_str_of(vb_rule_units[p->unit].name), out);
            if (shown > 1) {
                vb_time_text(p->span.from, true, from);
                vb_buf_printf(out, " from %s", from);
            }
        }
        shown = count;
    }
}

void vb_rules_print_amount(const vb_rules *rules, size_t at, vb_buf *out)
{
    const vb_rule_clause *c = &rules->clauses.v[at];
    if (c->parameter != VB_NONE)
        amounts(rules, c, c->parameter, out);
}

void vb_rules_print_conditions(const vb_rules *rules, size_t at, vb_buf *out)
{
    const vb_rule_clause *c = &rules->clauses.v[at];
    vb_str rest = c->conditions;
    size_t open;
    while ((open = vb_str_find(rest, VB_S("{"), 0)) != SIZE_MAX) {
        size_t close = vb_str_find(rest, VB_S("}"), open);
        if (close == SIZE_MAX)
            break;
        vb_str name = vb_str_sub(rest, open + 1, close - open - 1);
        uint32_t first = vb_rules_parameter_index(rules, name);
        vb_buf_add(out, vb_str_sub(rest, 0, open));
        if (first != VB_NONE)
            amounts(rules, c, first, out);
        vb_buf_lit(out, " (");
        vb_buf_add(out, name);
        vb_buf_char(out, ')');
        rest = vb_str_sub(rest, close + 1, rest.n);
    }
    vb_buf_add(out, rest);
}

typedef struct outline_work {
    const vb_rules *rules;
    const vb_rule_clause *clause;
    vb_arena *arena;
    vb_rule_line *lines;
    size_t n;
    vb_buf text;
    bool failed;
} outline_work;

static vb_str take_text(outline_work *w)
{
    vb_str copy = VB_STR_NONE;
    if (w->text.n > 0 && !w->text.failed) {
        copy = vb_arena_copy(w->arena, vb_buf_str(&w->text));
        w->failed = w->failed || copy.p == NULL;
    }
    w->failed = w->failed || w->text.failed;
    w->text.n = 0;
    return copy;
}

static void outline(outline_work *w, uint16_t at, unsigned depth, bool negated)
{
    const vb_rule_condition *in = &w->clause->when;
    const vb_rule_node *n = &in->nodes[at];
    if (n->op == VB_OP_NOT) {
        outline(w, n->child, depth, !negated);
        return;
    }
    vb_rule_line *line = &w->lines[w->n++];
    *line = (vb_rule_line){.op = (vb_rule_op)n->op, .negated = negated, .depth = depth};
    if (n->op == VB_OP_AND || n->op == VB_OP_OR) {
        for (uint16_t k = n->child; k != VB_NO_NODE; k = in->nodes[k].next)
            outline(w, k, depth + 1, false);
        return;
    }
    vb_rule_print_test(w->rules, in, at, &w->text);
    line->text = take_text(w);
    if (n->op == VB_OP_COMPARE) {
        amounts(w->rules, w->clause, n->parameter, &w->text);
        line->amount = take_text(w);
    }
}

vb_code vb_rules_outline(const vb_rules *rules, size_t at, vb_arena *arena, const vb_rule_line **out, size_t *n,
                         vb_error *err)
{
    const vb_rule_clause *c = &rules->clauses.v[at];
    outline_work w = {.rules = rules, .clause = c, .arena = arena};
    if (c->when.n_nodes > 0) {
        w.lines = VB_NEW(arena, vb_rule_line, c->when.n_nodes);
        if (w.lines == NULL)
            return vb_fail(err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory left for a condition");
        outline(&w, c->when.root, 0, false);
    }
    vb_buf_free(&w.text);
    if (w.failed)
        return vb_fail(err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory left for a condition");
    *out = w.lines;
    *n = w.n;
    return VB_OK;
}
