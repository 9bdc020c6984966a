/* SPDX-License-Identifier: Apache-2.0 */
/* `when`, `applies_to` and `then`: recursive descent, one function a line of the grammar in docs/formats/rule.md. */
#include "rules/parse_priv.h"

static vb_code condition(vb_rule_parse *p, unsigned depth, uint16_t *out, vb_error *err);

static vb_code new_node(vb_rule_parse *p, vb_rule_op op, uint16_t *out, vb_error *err)
{
    if (p->n_nodes == VB_RULE_MAX_NODES)
        return vb_rule_fail(err, p->reader->file, p->words.word_line, p->words.word_column,
                            "the condition has more than %d parts; write two clauses", VB_RULE_MAX_NODES);
    *out = p->n_nodes++;
    p->nodes[*out] = (vb_rule_node){.op = (uint8_t)op,
                                    .line = p->words.word_line,
                                    .column = p->words.word_column,
                                    .child = VB_NO_NODE,
                                    .next = VB_NO_NODE,
                                    .parameter = VB_NONE};
    return VB_OK;
}

static bool is_word(const vb_rule_parse *p, vb_str word)
{
    return p->words.kind == VB_WORD_NAME && vb_str_eq(p->words.text, word);
}

static bool in_table(const vb_rule_parse *p, const char *const *table, size_t n, uint8_t *out)
{
    for (size_t i = 0; i < n && p->words.kind == VB_WORD_NAME; i++)
        if (vb_str_eq(p->words.text, vb_str_of(table[i]))) {
            *out = (uint8_t)i;
            return true;
        }
    return false;
}

static bool is_metric(const vb_rule_parse *p, uint8_t *out)
{
    for (size_t i = 0; i < VB_METRIC_N && p->words.kind == VB_WORD_NAME; i++) /* a sum is no name */
        if (vb_str_eq(p->words.text, vb_str_of(vb_rule_metrics[i].name))) {
            *out = (uint8_t)i;
            return true;
        }
    return false;
}

static vb_code add_item(vb_rule_parse *p, vb_rule_node *node, vb_rule_item item, vb_error *err)
{
    if (p->n_items == VB_RULE_MAX_ITEMS)
        return vb_rule_fail(err, p->reader->file, item.line, item.column,
                            "the sets of this condition have more than %d members; "
                            "declare a group in data/groups",
                            VB_RULE_MAX_ITEMS);
    if (node->n == 0)
        node->first = p->n_items;
    p->items[p->n_items++] = item;
    node->n++;
    return VB_OK;
}

/* place = "group" NAME | COUNTRY */
static vb_code place(vb_rule_parse *p, vb_rule_node *node, vb_error *err)
{
    vb_rule_item item = {.line = p->words.word_line, .column = p->words.word_column};
    if (is_word(p, VB_S("group"))) {
        vb_rule_word_next(&p->words);
        if (p->words.kind != VB_WORD_NAME)
            return vb_rule_expected(&p->words, "the name of a country group", err);
        item.group = true;
        item.text = p->words.text;
        item.index = vb_rules_group_index(p->rules, item.text);
        if (item.index == VB_NONE)
            return vb_rule_expected(&p->words, "a group that a file in data/groups declares", err);
    } else {
        char c[3];
        item.country = p->words.kind == VB_WORD_NAME ? vb_country_parse_code(p->rules->countries, p->words.text) : 0;
        vb_country_text(item.country, c);
        if (item.country == 0 || !vb_str_eq(p->words.text, vb_str_of(c)))
            return vb_rule_expected(&p->words, "a country as two capital letters (ISO 3166-1), or: group NAME", err);
        item.text = p->words.text;
    }
    vb_rule_word_next(&p->words);
    return add_item(p, node, item, err);
}

/* A name, or a text in quotes where it has blanks. */
static vb_code text_item(vb_rule_parse *p, vb_rule_node *node, vb_error *err)
{
    vb_rule_item item = {.line = p->words.word_line, .column = p->words.word_column, .text = p->words.text};
    if ((p->words.kind != VB_WORD_NAME && p->words.kind != VB_WORD_STRING) || p->words.text.n == 0)
        return vb_rule_expected(&p->words, "a name, in quotes where it has blanks", err);
    vb_rule_word_next(&p->words);
    return add_item(p, node, item, err);
}

/* set = "is" member | "in" "(" member { "," member } ")" */
static vb_code set(vb_rule_parse *p, uint16_t at, vb_code (*member)(vb_rule_parse *, vb_rule_node *, vb_error *),
                   vb_error *err)
{
    vb_rule_node *node = &p->nodes[at];
    if (is_word(p, VB_S("is"))) {
        vb_rule_word_next(&p->words);
        return member(p, node, err);
    }
    if (!is_word(p, VB_S("in")))
        return vb_rule_expected(&p->words, "\"is\" or \"in\"", err);
    vb_rule_word_next(&p->words);
    if (p->words.kind != VB_WORD_OPEN)
        return vb_rule_expected(&p->words, "\"(\"", err);
    do {
        vb_rule_word_next(&p->words);
        VB_TRY(member(p, node, err));
    } while (p->words.kind == VB_WORD_COMMA);
    if (p->words.kind != VB_WORD_CLOSE)
        return vb_rule_expected(&p->words, "\",\" or \")\"", err);
    vb_rule_word_next(&p->words);
    return VB_OK;
}

/* comparison = METRIC [ "+" METRIC ] ( ">=" | ">" | "<=" | "<" ) PARAMETER */
static vb_code comparison(vb_rule_parse *p, uint16_t at, uint8_t metric, vb_error *err)
{
    uint8_t second;
    vb_rule_word_next(&p->words);
    if (p->words.kind == VB_WORD_PLUS) {
        vb_rule_word_next(&p->words);
        bool sum = is_metric(p, &second) && ((metric == VB_METRIC_IO && second == VB_METRIC_DRAM) ||
                                             (metric == VB_METRIC_DRAM && second == VB_METRIC_IO));
        if (!sum)
            return vb_rule_expected(&p->words, "the other of io_bandwidth and dram_bandwidth: only these two are added",
                                    err);
        metric = VB_METRIC_IO_DRAM;
        vb_rule_word_next(&p->words);
    }
    if (p->words.kind != VB_WORD_COMPARE)
        return vb_rule_expected(&p->words, "one of >= > <= <", err);
    vb_rule_node *node = &p->nodes[at];
    node->subject = metric;
    for (uint8_t i = 0; i < 4; i++)
        if (vb_str_eq(p->words.text, vb_str_of(vb_rule_relations[i])))
            node->relation = i;
    vb_rule_word_next(&p->words);
    if (p->words.kind != VB_WORD_NAME || (p->words.text.p[0] >= '0' && p->words.text.p[0] <= '9'))
        return vb_rule_expected(&p->words,
                                "the name of a parameter (a number stands in its own stanza, with its source)", err);
    node->text = p->words.text;
    node->line = p->words.word_line;
    node->column = p->words.word_column;
    vb_rule_word_next(&p->words);
    return VB_OK;
}

/* test = comparison | PLACE set | TEXT set | "eccn" set | FACT | "licence_required" | "unstated" STRING */
static vb_code test(vb_rule_parse *p, uint16_t *out, vb_error *err)
{
    uint8_t subject = 0;
    if (is_metric(p, &subject)) {
        VB_TRY(new_node(p, VB_OP_COMPARE, out, err));
        return comparison(p, *out, subject, err);
    }
    vb_rule_op op;
    if (in_table(p, vb_rule_place_names, VB_PLACE_N, &subject))
        op = VB_OP_COUNTRY;
    else if (in_table(p, vb_rule_text_names, VB_TEXT_N, &subject))
        op = VB_OP_TEXT;
    else if (in_table(p, vb_rule_fact_names, VB_FACTOR_N, &subject))
        op = VB_OP_FACT;
    else if (is_word(p, VB_S("eccn")))
        op = VB_OP_ECCN;
    else if (is_word(p, VB_S("licence_required")))
        op = VB_OP_LICENCE;
    else if (is_word(p, VB_S("unstated")))
        op = VB_OP_UNSTATED;
    else
        return vb_rule_expected(
            &p->words,
            "a test: a metric (tpp, performance_density, tops, io_bandwidth, dram_bandwidth ...), "
            "destination, headquarters, exporter, vendor, chip, model, eccn, datacentre_marketed ...",
            err);
    VB_TRY(new_node(p, op, out, err));
    p->nodes[*out].subject = subject;
    vb_rule_word_next(&p->words);
    if (op == VB_OP_COUNTRY)
        return set(p, *out, place, err);
    if (op == VB_OP_TEXT || op == VB_OP_ECCN)
        return set(p, *out, text_item, err);
    if (op == VB_OP_UNSTATED) {
        if (p->words.kind != VB_WORD_STRING || p->words.text.n == 0)
            return vb_rule_expected(&p->words, "the open fact in quotes", err);
        p->nodes[*out].text = p->words.text;
        vb_rule_word_next(&p->words);
    }
    return VB_OK;
}

/* term = "not" term | "(" condition ")" | test */
static vb_code term(vb_rule_parse *p, unsigned depth, uint16_t *out, vb_error *err)
{
    if (depth > VB_RULE_MAX_DEPTH)
        return vb_rule_fail(err, p->reader->file, p->words.word_line, p->words.word_column,
                            "parentheses and \"not\" are nested deeper than %d", VB_RULE_MAX_DEPTH);
    if (is_word(p, VB_S("not"))) {
        uint16_t child = 0;
        VB_TRY(new_node(p, VB_OP_NOT, out, err));
        vb_rule_word_next(&p->words);
        VB_TRY(term(p, depth + 1, &child, err));
        p->nodes[*out].child = child;
        return VB_OK;
    }
    if (p->words.kind != VB_WORD_OPEN)
        return test(p, out, err);
    vb_rule_word_next(&p->words);
    VB_TRY(condition(p, depth + 1, out, err));
    if (p->words.kind != VB_WORD_CLOSE)
        return vb_rule_expected(&p->words, "\"and\", \"or\" or \")\"", err);
    vb_rule_word_next(&p->words);
    return VB_OK;
}

/* condition = term { "and" term } | term { "or" term }. Both words in one row of terms is refused: readers of statutes
 * disagree on which of the two binds closer. */
static vb_code condition(vb_rule_parse *p, unsigned depth, uint16_t *out, vb_error *err)
{
    uint16_t first, last;
    VB_TRY(term(p, depth, &first, err));
    bool is_and = is_word(p, VB_S("and"));
    if (!is_and && !is_word(p, VB_S("or"))) {
        *out = first;
        return VB_OK;
    }
    VB_TRY(new_node(p, is_and ? VB_OP_AND : VB_OP_OR, out, err));
    p->nodes[*out].child = first;
    last = first;
    while (is_word(p, VB_S("and")) || is_word(p, VB_S("or"))) {
        uint16_t next;
        if (is_word(p, VB_S("and")) != is_and)
            return vb_rule_expected(&p->words, "parentheses: \"and\" and \"or\" are not mixed without them", err);
        vb_rule_word_next(&p->words);
        VB_TRY(term(p, depth, &next, err));
        p->nodes[last].next = next;
        last = next;
    }
    return VB_OK;
}

static vb_code keep(vb_rule_parse *p, uint16_t root, vb_rule_condition *out, vb_error *err)
{
    vb_rule_node *nodes = VB_NEW(p->rules->arena, vb_rule_node, p->n_nodes);
    vb_rule_item *items = VB_NEW(p->rules->arena, vb_rule_item, p->n_items);
    if (nodes == NULL || items == NULL)
        return vb_fail(err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory left");
    memcpy(nodes, p->nodes, p->n_nodes * sizeof *nodes);
    if (p->n_items > 0)
        memcpy(items, p->items, p->n_items * sizeof *items);
    *out = (vb_rule_condition){nodes, items, p->n_nodes, p->n_items, root};
    return VB_OK;
}

vb_code vb_rule_parse_when(vb_rule_parse *p, const vb_rule_field *f, vb_rule_condition *out, vb_error *err)
{
    uint16_t root = 0;
    p->n_nodes = p->n_items = 0;
    vb_rule_words_open(&p->words, p->reader, f);
    if (is_word(p, VB_S("always"))) {
        vb_rule_word_next(&p->words);
        *out = (vb_rule_condition){0};
        return p->words.kind == VB_WORD_END
                   ? VB_OK
                   : vb_rule_expected(&p->words, "the end of the value behind \"always\"", err);
    }
    VB_TRY(condition(p, 0, &root, err));
    if (p->words.kind != VB_WORD_END)
        return vb_rule_expected(&p->words, "\"and\", \"or\" or the end of the value", err);
    return keep(p, root, out, err);
}

/* applies_to = "all" | "vendor" name { "," name } */
vb_code vb_rule_parse_scope(vb_rule_parse *p, const vb_rule_field *f, vb_rule_condition *out, vb_error *err)
{
    uint16_t root = 0;
    p->n_nodes = p->n_items = 0;
    vb_rule_words_open(&p->words, p->reader, f);
    if (is_word(p, VB_S("all"))) {
        vb_rule_word_next(&p->words);
        *out = (vb_rule_condition){0};
        return p->words.kind == VB_WORD_END ? VB_OK
                                            : vb_rule_expected(&p->words, "the end of the value behind \"all\"", err);
    }
    if (!is_word(p, VB_S("vendor")))
        return vb_rule_expected(&p->words, "\"all\" or \"vendor\"", err);
    VB_TRY(new_node(p, VB_OP_TEXT, &root, err));
    p->nodes[root].subject = VB_TEXT_VENDOR;
    do {
        vb_rule_word_next(&p->words);
        VB_TRY(text_item(p, &p->nodes[root], err));
    } while (p->words.kind == VB_WORD_COMMA);
    if (p->words.kind != VB_WORD_END)
        return vb_rule_expected(&p->words, "\",\" or the end of the value", err);
    return keep(p, root, out, err);
}

/* then = "classify" ECCN | "assembly" ECCN | "licence" "required" | "licence" "not" "required" | "exception" NAME |
 * "review" STRING | "share" PARAMETER | "duty" PARAMETER | "quota" PARAMETER | "flag" NAME */
vb_code vb_rule_parse_then(vb_rule_parse *p, const vb_rule_field *f, vb_rule_clause *out, vb_error *err)
{
    uint8_t effect = 0;
    vb_rule_words_open(&p->words, p->reader, f);
    if (!in_table(p, vb_rule_effects, VB_EFFECT_QUOTA + 1, &effect))
        return vb_rule_expected(&p->words, "classify, licence, assembly, exception, review, share, duty, flag or quota",
                                err);
    vb_rule_word_next(&p->words);
    out->effect = (vb_effect)effect;
    out->value_line = p->words.word_line;
    out->value_column = p->words.word_column;
    if (out->effect == VB_EFFECT_LICENCE) {
        out->required = !is_word(p, VB_S("not"));
        if (!out->required)
            vb_rule_word_next(&p->words);
        if (!is_word(p, VB_S("required")))
            return vb_rule_expected(&p->words, "\"required\" or \"not required\"", err);
        out->value = out->required ? VB_S("required") : VB_S("not required");
    } else {
        bool text = out->effect == VB_EFFECT_REVIEW;
        if (p->words.kind != (text ? VB_WORD_STRING : VB_WORD_NAME) || p->words.text.n == 0)
            return vb_rule_expected(&p->words, text ? "the policy in quotes" : "a name", err);
        out->value = p->words.text;
    }
    vb_rule_word_next(&p->words);
    return p->words.kind == VB_WORD_END ? VB_OK : vb_rule_expected(&p->words, "the end of the value", err);
}
