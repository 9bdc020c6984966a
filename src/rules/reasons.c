/* SPDX-License-Identifier: Apache-2.0 */
/* The tree of tests of a condition: what became of each, and which of them decided. */
#include "rules/ask_priv.h"

typedef struct walk {
    vb_rule_ask *a;
    const vb_rule_result *r;
    vb_layer layer;
    vb_rule_trace *t;
} walk;

/* Every node where the tree is asked for; else not those behind one that settles it, which no sentence speaks of. */
static vb_tri judge(const walk *w, uint16_t at)
{
    const vb_rule_node *n = &w->t->in->nodes[at];
    vb_tri t;
    if (n->op == VB_OP_NOT) {
        t = judge(w, n->child);
        t = t == VB_UNKNOWN ? VB_UNKNOWN : t == VB_YES ? VB_NO : VB_YES;
    } else if (n->op == VB_OP_AND || n->op == VB_OP_OR) {
        vb_tri ends = n->op == VB_OP_AND ? VB_NO : VB_YES; /* one of these is enough */
        t = n->op == VB_OP_AND ? VB_YES : VB_NO;
        for (uint16_t k = n->child; k != VB_NO_NODE; k = w->t->in->nodes[k].next) {
            vb_tri child = judge(w, k);
            t = t == ends || child == ends ? ends : child == VB_UNKNOWN ? VB_UNKNOWN : t;
            if (t == ends && w->a->detail != VB_RULE_REASONS)
                break;
        }
    } else {
        t = vb_rule_test(w->a, &w->a->facts, w->r, w->layer, w->t->in, at);
    }
    w->t->is[at] = (uint8_t)t;
    return t;
}

/* The tests that made the node what it is: all true ones of an "and" that holds, one false one of an "and" that does
 * not, all false ones of an "or", the first true one of an "or" that holds, the open ones of what is open. */
static void mark(vb_rule_trace *t, uint16_t at)
{
    const vb_rule_node *n = &t->in->nodes[at];
    t->decides[at] = true;
    if (n->op == VB_OP_NOT) {
        mark(t, n->child);
        return;
    }
    if (n->op != VB_OP_AND && n->op != VB_OP_OR)
        return;
    bool one = t->is[at] == (n->op == VB_OP_AND ? VB_NO : VB_YES);
    for (uint16_t k = n->child; k != VB_NO_NODE; k = t->in->nodes[k].next)
        if (t->is[k] == t->is[at]) {
            mark(t, k);
            if (one)
                return;
        }
}

static void trace(vb_rule_ask *a, vb_layer layer, const vb_rule_condition *in, vb_rule_trace *out)
{
    walk w = {a, a->split ? &a->plain : &a->result, layer, out};
    out->in = in;
    memset(out->decides, 0, in->n_nodes);
    (void)judge(&w, in->root);
    mark(out, in->root);
}

void vb_rule_trace_when(vb_rule_ask *a, size_t at, vb_layer layer, vb_rule_trace *out)
{
    const vb_rule_condition *in = &vb_rule_active(a, at)->when;
    out->in = in;
    if (in->n_nodes > 0)
        trace(a, layer, in, out);
}

/* ---- For the answer --------------------------------------------------------------------------------------------- */

typedef struct writer {
    vb_rule_ask *a;
    vb_arena *arena;
    vb_rule_reason *v;
    size_t n;
    bool failed;
} writer;

static void compare(writer *w, const vb_rule_node *n, vb_rule_reason *out)
{
    const vb_rule_parameter *p = vb_rules_parameter_on(w->a->rules, n->parameter, w->a->on, w->a->known);
    out->relation = (vb_rule_relation)n->relation;
    out->low = w->a->facts.low[n->subject];
    out->high = w->a->facts.high[n->subject];
    out->threshold = vb_rule_threshold(w->a, n);
    out->parameter = n->text;
    out->citation = p == NULL ? VB_STR_NONE : p->cite;
}

static void country(writer *w, const vb_rule_condition *in, const vb_rule_node *n, vb_rule_reason *out)
{
    vb_country c = w->a->facts.place[n->subject];
    vb_rule_member *members = VB_NEW(w->arena, vb_rule_member, n->n);
    w->failed = w->failed || members == NULL;
    out->country = c;
    for (uint16_t i = 0; i < n->n && members != NULL; i++) {
        const vb_rule_item *item = &in->items[n->first + i];
        const vb_rule_group_row *row = NULL;
        if (item->group) {
            members[i].group = item->text;
            members[i].in = vb_rules_member(w->a->rules, item->index, c, w->a->on, &row);
        } else {
            members[i].country = item->country;
            members[i].in = c == 0 ? VB_UNKNOWN : item->country == c ? VB_YES : VB_NO;
        }
        if (row != NULL) {
            members[i].assumed = row->status == VB_STATUS_ASSUMED;
            members[i].source = row->source;
        }
    }
    out->members = members;
    out->n_members = n->n;
}

static void test(writer *w, const vb_rule_trace *t, uint16_t at, vb_rule_reason *out)
{
    const vb_rule_node *n = &t->in->nodes[at];
    out->text = n->canonical;
    out->subject = n->subject;
    out->threshold = VB_NO_FIGURE;
    switch ((vb_rule_op)n->op) {
    case VB_OP_COMPARE:
        compare(w, n, out);
        break;
    case VB_OP_COUNTRY:
        country(w, t->in, n, out);
        break;
    case VB_OP_TEXT:
        out->value = w->a->facts.text[n->subject];
        out->words = n->words;
        out->n_words = n->n;
        break;
    case VB_OP_ECCN:
        out->words = n->words;
        out->n_words = n->n;
        break;
    case VB_OP_UNSTATED:
        out->value = n->text;
        break;
    case VB_OP_AND:
    case VB_OP_OR:
    case VB_OP_NOT:
    case VB_OP_FACT:
    case VB_OP_LICENCE:
        break;
    }
}

static void write(writer *w, const vb_rule_trace *t, uint16_t at, unsigned depth)
{
    const vb_rule_node *n = &t->in->nodes[at];
    vb_rule_reason *out = &w->v[w->n++];
    *out =
        (vb_rule_reason){.op = (vb_rule_op)n->op, .depth = depth, .is = (vb_tri)t->is[at], .decides = t->decides[at]};
    bool inner = n->op == VB_OP_AND || n->op == VB_OP_OR || n->op == VB_OP_NOT;
    if (!inner)
        test(w, t, at, out);
    for (uint16_t k = inner ? n->child : VB_NO_NODE; k != VB_NO_NODE; k = t->in->nodes[k].next)
        write(w, t, k, depth + 1);
}

static vb_tri both(vb_tri a, vb_tri b)
{
    return a == VB_NO || b == VB_NO ? VB_NO : a == VB_YES && b == VB_YES ? VB_YES : VB_UNKNOWN;
}

vb_code vb_rule_reasons(vb_rule_ask *a, size_t at, const vb_rule_trace *when, vb_arena *arena, vb_rule_step *step,
                        vb_error *err)
{
    const vb_rule_clause *c = vb_rule_active(a, at);
    bool addressed = c->scope.n_nodes > 0 && a->facts.text[VB_TEXT_VENDOR].n == 0, asked = when->in->n_nodes > 0;
    size_t most = (asked ? when->in->n_nodes : 0) + (addressed ? 2U : 0U);
    writer w = {.a = a, .arena = arena};
    if (most == 0)
        return VB_OK;
    w.v = VB_NEW(arena, vb_rule_reason, most);
    if (w.v == NULL)
        return vb_fail(err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory left for the answer");
    if (addressed) {
        vb_rule_trace to;
        trace(a, VB_LAYER_TEXT, &c->scope, &to);
        vb_tri whole = asked ? both(VB_UNKNOWN, (vb_tri)when->is[when->in->root]) : VB_UNKNOWN;
        if (asked)
            w.v[w.n++] = (vb_rule_reason){.op = VB_OP_AND, .is = whole, .decides = true, .threshold = VB_NO_FIGURE};
        write(&w, &to, c->scope.root, asked ? 1 : 0);
        w.v[w.n - 1].decides = whole == VB_UNKNOWN;
    }
    size_t first = w.n;
    if (asked)
        write(&w, when, when->in->root, addressed ? 1 : 0);
    bool open = addressed && asked && when->is[when->in->root] == VB_YES; /* only the maker is open */
    for (size_t i = first; i < w.n && open; i++)
        w.v[i].decides = false;
    if (w.failed)
        return vb_fail(err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory left for the answer");
    step->reasons = w.v;
    step->n_reasons = w.n;
    return VB_OK;
}
