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
            word(p, vb_str_of(vb_rule_metrics[n->subject].name));
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

void vb_rules_print_condition(const vb_rules *rules, size_t at, vb_buf *out)
{
    vb_buf line = {.limit = out->limit};
    page p = {.rules = rules, .out = &line, .glue = true};
    when(&p, &rules->clauses.v[at]);
    for (size_t i = 0; i < line.n; i++) /* one line: a break and its indent become one blank */
        if (line.p[i] != '\n')
            vb_buf_char(out, line.p[i]);
        else
            i += 3;
    out->failed = out->failed || line.failed;
    vb_buf_free(&line);
}
