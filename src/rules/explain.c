/* SPDX-License-Identifier: Apache-2.0 */
/* Why a clause held or not, in English: the tests that decided it, with value, threshold and margin. */
#include "rules/ask_priv.h"

void vb_rule_say(vb_rule_sentence *l, vb_str s)
{
    static const char more[] = " \xE2\x80\xA6";
    enum { MORE = sizeof more - 1 };
    size_t room = sizeof l->p - MORE - l->n;
    if (l->cut)
        return;
    if (s.n > room) { /* between words, which are ASCII or whole names */
        l->cut = true;
        while (room > 0 && s.p[room] != ' ')
            room--;
        s.n = room;
    }
    if (s.n > 0)
        memcpy(l->p + l->n, s.p, s.n);
    l->n += s.n;
    if (l->cut) {
        memcpy(l->p + l->n, more, MORE);
        l->n += MORE;
    }
}

static void say_text(vb_rule_sentence *l, const char *s, size_t n)
{
    vb_rule_say(l, (vb_str){s, n});
}

/* A macro, so that the length of a literal is known when this is compiled. */
#define lit(l, s) say_text((l), (s), __builtin_strlen(s))

static void whole(vb_rule_sentence *l, uint64_t v, unsigned width)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + v % 10);
        v /= 10;
    } while (v > 0 || sizeof digits - at < width);
    vb_rule_say(l, (vb_str){digits + at, sizeof digits - at});
}

void vb_rule_say_number(vb_rule_sentence *out, int64_t value, unsigned places)
{
    uint64_t unit = 1, v = value < 0 ? 0 : (uint64_t)value;
    for (unsigned i = 0; i < places; i++)
        unit *= 10;
    uint64_t rest = v % unit;
    whole(out, v / unit, 1);
    if (rest == 0)
        return;
    while (rest % 10 == 0) {
        rest /= 10;
        places--;
    }
    lit(out, ".");
    whole(out, rest, places);
}

/* Three decimals, cut and not rounded, so that what lies under a threshold never looks equal to it. */
static void figure(vb_rule_sentence *l, int64_t nano)
{
    vb_rule_say_number(l, nano / (VB_RULE_NANO / 1000), 3);
}

static void margin(vb_rule_sentence *l, int64_t value, int64_t threshold)
{
    if (threshold == 0 || value == INT64_MAX)
        return;
    int64_t by = value - threshold, tenths; /* twice, to round halves away from zero */
    if (by > -INT64_MAX / 2000 && by < INT64_MAX / 2000)
        tenths = by * 2000 / threshold;
    else /* seldom, and the wide division is slow */
        tenths = (int64_t)((vb_rule_wide)by * 2000 / threshold);
    bool less = value < threshold;
    uint64_t t = (uint64_t)((less ? -tenths : tenths) + 1) / 2;
    lit(l, less ? "-" : "+");
    whole(l, t / 10, 1);
    lit(l, ".");
    whole(l, t % 10, 1);
}

static void say_unit(vb_rule_sentence *l, const vb_rule_node *n)
{
    if (n->subject == VB_METRIC_TPP || n->subject == VB_METRIC_DENSITY)
        return; /* nobody writes them */
    lit(l, " ");
    lit(l, vb_rule_metric_unit((vb_rule_metric)n->subject));
}

static void say_value(vb_rule_sentence *l, const vb_rule_facts *f, const vb_rule_node *n)
{
    int64_t low = f->low[n->subject], high = f->high[n->subject];
    lit(l, vb_rule_metrics[n->subject].say);
    if (high < 0) {
        lit(l, n->subject == VB_METRIC_HBM ? " none (no memory by itself)" : " none (planar)");
        return;
    }
    lit(l, high == INT64_MAX ? low == 0 ? " unknown" : " at least " : " ");
    if (high == INT64_MAX && low == 0)
        return;
    figure(l, low);
    if (high != INT64_MAX && high != low) {
        lit(l, " to ");
        figure(l, high);
    }
    say_unit(l, n);
}

static void say_compare(vb_rule_ask *a, const vb_rule_node *n, vb_tri t, vb_rule_sentence *l)
{
    static const char *const when_not[] = {" < ", " <= ", " > ", " >= "};
    static const char *const when[] = {" >= ", " > ", " <= ", " < "};
    int64_t threshold = vb_rule_threshold(a, n), low = a->facts.low[n->subject], high = a->facts.high[n->subject];
    say_value(l, &a->facts, n);
    lit(l, t == VB_UNKNOWN ? ", threshold " : t == VB_YES ? when[n->relation] : when_not[n->relation]);
    if (threshold == VB_NO_FIGURE) {
        lit(l, "not in force");
        return;
    }
    figure(l, threshold);
    say_unit(l, n);
    if (threshold == 0 || high < 0 || (high == INT64_MAX && low == 0))
        return;
    lit(l, " (");
    margin(l, low, threshold);
    if (high != low && high != INT64_MAX) {
        lit(l, " to ");
        margin(l, high, threshold);
    }
    lit(l, " %)");
}

static void say_country(const vb_rule_ask *a, vb_country c, vb_rule_sentence *l)
{
    vb_str name = vb_country_name(a->rules->countries, c, VB_LANG_EN);
    char code[3];
    vb_country_text(c, code);
    vb_rule_say(l, name.n > 0 ? name : vb_str_of(code));
}

/* "destination China in group D:5", "destination is China"; a membership that no text of that day was read for is
 * marked. */
static void say_place(const vb_rule_ask *a, const vb_rule_condition *in, const vb_rule_node *n, vb_tri t,
                      vb_rule_sentence *l)
{
    vb_country c = a->facts.place[n->subject];
    bool assumed = false, first = true;
    lit(l, vb_rule_place_names[n->subject]);
    if (c == 0) {
        lit(l, " unknown");
        return;
    }
    for (uint16_t i = 0; t == VB_YES && i < n->n; i++)
        if (!in->items[n->first + i].group && in->items[n->first + i].country == c) {
            lit(l, " is ");
            say_country(a, c, l);
            return;
        }
    lit(l, " ");
    say_country(a, c, l);
    if (t == VB_NO)
        lit(l, n->n > 1 ? " in none of " : ", not");
    for (uint16_t i = 0; i < n->n; i++) {
        const vb_rule_item *item = &in->items[n->first + i];
        const vb_rule_group_row *row = NULL;
        vb_tri m = !item->group ? (item->country == c ? VB_YES : VB_NO)
                                : vb_rules_member(a->rules, item->index, c, a->on, &row);
        if (m != t)
            continue;
        assumed = assumed || (row != NULL && row->status == VB_STATUS_ASSUMED);
        lit(l, first ? t == VB_NO && n->n > 1 ? "" : item->group ? " in group " : " " : ", ");
        if (item->group)
            vb_rule_say(l, item->text);
        else
            say_country(a, item->country, l);
        if (m == VB_UNKNOWN)
            lit(l, " unknown on that day");
        if (t == VB_YES)
            break;
        first = false;
    }
    if (assumed)
        lit(l, " (membership assumed for that day)");
}

static void say_words(vb_rule_sentence *l, const vb_rule_condition *in, const vb_rule_node *n)
{
    for (uint16_t i = 0; i < n->n; i++) {
        lit(l, i == 0 ? "" : i + 1 == n->n ? " or " : ", ");
        vb_rule_say(l, in->items[n->first + i].text);
    }
}

static void say_test(vb_rule_ask *a, const vb_rule_condition *in, const vb_rule_node *n, vb_tri t, vb_rule_sentence *l)
{
    static const char *const facts[VB_FACTOR_N][3] = {
        {"not known whether designed or marketed for data centres", "not designed or marketed for data centres",
         "designed or marketed for data centres"},
        {"end use in a data centre not known", "no end use in a data centre", "end use in a data centre"}};
    static const char *const licences[3] = {"licence requirement open", "no licence required", "licence required"};
    switch ((vb_rule_op)n->op) {
    case VB_OP_COMPARE:
        say_compare(a, n, t, l);
        break;
    case VB_OP_COUNTRY:
        say_place(a, in, n, t, l);
        break;
    case VB_OP_FACT:
        lit(l, facts[n->subject][t]);
        break;
    case VB_OP_TEXT:
        lit(l, vb_rule_text_names[n->subject]);
        lit(l, " ");
        vb_rule_say(l, a->facts.text[n->subject].n > 0 ? a->facts.text[n->subject] : VB_S("unknown"));
        lit(l, t == VB_NO ? " not among those named" : t == VB_YES && n->n > 1 ? " among those named" : "");
        break;
    case VB_OP_ECCN:
        lit(l, t == VB_YES ? "classified " : t == VB_NO ? "not classified " : "classification open: ");
        say_words(l, in, n);
        break;
    case VB_OP_LICENCE:
        lit(l, licences[t]);
        break;
    case VB_OP_UNSTATED:
        lit(l, "not stated: ");
        vb_rule_say(l, n->text);
        break;
    case VB_OP_AND:
    case VB_OP_OR:
    case VB_OP_NOT:
        break;
    }
}

/* The first piece of a list, and what is behind its "; ". */
static vb_str piece_of(vb_str *list)
{
    const char *p = list->p;
    size_t left = list->n;
    for (const char *hit; left > 1 && (hit = memchr(p, ';', left - 1)) != NULL;
         left -= (size_t)(hit + 1 - p), p = hit + 1)
        if (hit[1] == ' ') {
            vb_str piece = {list->p, (size_t)(hit - list->p)};
            *list = vb_str_sub(*list, piece.n + 2, list->n);
            return piece;
        }
    vb_str piece = *list;
    *list = VB_STR_NONE;
    return piece;
}

void vb_rule_say_new(vb_rule_sentence *out, vb_str list)
{
    if (out->n == 0) { /* lists have each piece once */
        vb_rule_say(out, list);
        return;
    }
    if (vb_str_eq((vb_str){out->p, out->n}, list))
        return;
    while (list.n > 0) {
        vb_str piece = piece_of(&list), had = {out->p, out->n};
        bool there = false;
        while (!there && had.n > 0)
            there = vb_str_eq(piece_of(&had), piece);
        if (there)
            continue;
        lit(out, out->n > 0 ? "; " : "");
        vb_rule_say(out, piece);
    }
}

/* ---- Because ---------------------------------------------------------------------------------------------------- */

/* The tests that decided, in the order of the file; one that stands in a condition twice is said once. */
static void say_leaves(vb_rule_ask *a, const vb_rule_trace *when, vb_rule_sentence *out)
{
    VB_RULE_SCRATCH vb_str said[32];
    size_t n = 0;
    for (uint16_t i = 0; i < when->in->n_nodes; i++) {
        const vb_rule_node *node = &when->in->nodes[i];
        size_t before = out->n, k = 0;
        if (!when->decides[i] || node->op == VB_OP_AND || node->op == VB_OP_OR || node->op == VB_OP_NOT)
            continue;
        lit(out, before > 0 ? "; " : "");
        vb_str piece = {out->p + out->n, 0};
        say_test(a, when->in, node, (vb_tri)when->is[i], out);
        piece.n = out->n - (size_t)(piece.p - out->p);
        while (k < n && !vb_str_eq(said[k], piece))
            k++;
        if (k < n || (piece.n == 0 && !out->cut))
            out->n = before;
        else if (n < sizeof said / sizeof said[0])
            said[n++] = piece;
    }
}

/* What was open and made no difference. */
static void say_whatever(vb_rule_ask *a, const vb_rule_clause *c, vb_rule_sentence *out)
{
    bool said[VB_METRIC_N] = {false};
    lit(out, "the same for every possible value of what is open");
    for (uint16_t i = 0; i < c->when.n_nodes; i++) {
        const vb_rule_node *n = &c->when.nodes[i];
        if (n->op != VB_OP_COMPARE || said[n->subject] || a->facts.low[n->subject] == a->facts.high[n->subject])
            continue;
        said[n->subject] = true;
        lit(out, "; ");
        say_value(out, &a->facts, n);
    }
}

static void say_overridden(const vb_rule_ask *a, size_t at, vb_layer layer, vb_rule_sentence *out)
{
    if (a->result.raw[layer][at] == VB_NO || a->result.effective[layer][at] == a->result.raw[layer][at])
        return;
    const vb_rule_clause *c = vb_rule_active(a, at);
    for (size_t i = 0; i < c->n_overriders; i++) {
        uint16_t place = a->place[c->overriders[i]];
        vb_tri t = place == 0 ? VB_NO : (vb_tri)a->result.effective[layer][place - 1];
        if (t == VB_NO)
            continue;
        lit(out, out->n > 0 ? "; " : "");
        lit(out, t == VB_YES ? "overridden by " : "open whether overridden by ");
        vb_rule_say(out, vb_rule_active(a, place - 1U)->id);
    }
}

void vb_rule_because(vb_rule_ask *a, size_t at, vb_layer layer, const vb_rule_trace *when, vb_rule_sentence *out)
{
    if (a->split && a->plain.raw[layer][at] != a->result.raw[layer][at])
        say_whatever(a, vb_rule_active(a, at), out);
    else
        say_leaves(a, when, out);
    say_overridden(a, at, layer, out);
}

/* ---- What would settle it --------------------------------------------------------------------------------------- */

typedef struct wish {
    vb_rule_ask *a;
    const vb_rule_condition *in;
    vb_layer layer;
    vb_rule_sentence *out;
} wish;

static void want(const wish *w, const char *s)
{
    vb_rule_say_new(w->out, vb_str_of(s));
}

static void want_metric(const wish *w, const vb_rule_node *n)
{
    const vb_rule_facts *f = &w->a->facts;
    if (vb_rule_threshold(w->a, n) == VB_NO_FIGURE) {
        want(w, "a number that was not known or not in force on that day");
        return;
    }
    switch ((vb_rule_metric)n->subject) {
    case VB_METRIC_TPP:
        want(w, f->tpp_known ? "which reading of the TF32 width or of the accumulate rate counts"
                             : "operation rates of the model");
        break;
    case VB_METRIC_DENSITY:
        if (!f->tpp_known)
            want(w, "operation rates of the model");
        want(w, "die area of the model");
        break;
    case VB_METRIC_IO:
        want(w, "I/O bandwidth of the model");
        break;
    case VB_METRIC_DRAM:
        want(w, "DRAM bandwidth of the model");
        break;
    case VB_METRIC_TOPS:
        want(w, "operation rates of the model");
        break;
    case VB_METRIC_HBM:
        want(w, "memory bandwidth density");
        break;
    case VB_METRIC_IO_DRAM:
    case VB_METRIC_N:
        want(w, f->high[VB_METRIC_IO] == INT64_MAX ? "I/O bandwidth of the model" : "DRAM bandwidth of the model");
        break;
    }
}

static void want_country(const wish *w, const vb_rule_node *n)
{
    static const char *const places[VB_PLACE_N] = {"destination", "headquarters of the end user's ultimate parent",
                                                   "exporter"};
    vb_country c = w->a->facts.place[n->subject];
    if (c == 0) {
        want(w, places[n->subject]);
        return;
    }
    for (uint16_t i = 0; i < n->n; i++) {
        const vb_rule_item *item = &w->in->items[n->first + i];
        const vb_rule_group_row *row;
        if (!item->group || vb_rules_member(w->a->rules, item->index, c, w->a->on, &row) != VB_UNKNOWN)
            continue;
        VB_RULE_SCRATCH vb_rule_sentence l;
        vb_rule_start(&l);
        lit(&l, "whether ");
        say_country(w->a, c, &l);
        lit(&l, " was in group ");
        vb_rule_say(&l, item->text);
        lit(&l, " on that day");
        vb_rule_say_new(w->out, (vb_str){l.p, l.n});
    }
}

/* Of a circuit that is none of the models that clauses name, its maker is all that can still be told. */
static void want_text(const wish *w, vb_rule_text text)
{
    bool unnamed = w->a->facts.text[VB_TEXT_MODEL].n > 0;
    want(w, text == VB_TEXT_VENDOR && unnamed ? "the maker of the circuit" : "the model");
}

static void want_leaf(const wish *w, const vb_rule_node *n)
{
    static const char *const facts[VB_FACTOR_N] = {"whether the model is designed or marketed for data centres",
                                                   "whether the end use is in a data centre"};
    switch ((vb_rule_op)n->op) {
    case VB_OP_COMPARE:
        want_metric(w, n);
        break;
    case VB_OP_COUNTRY:
        want_country(w, n);
        break;
    case VB_OP_FACT:
        want(w, facts[n->subject]);
        break;
    case VB_OP_TEXT:
        want_text(w, (vb_rule_text)n->subject);
        break;
    case VB_OP_ECCN:
        for (size_t i = 0; i < w->a->n_active; i++) {
            const vb_rule_clause *c = vb_rule_active(w->a, i);
            const vb_rule_result *r = w->a->split ? &w->a->plain : &w->a->result;
            if (c->effect != VB_EFFECT_CLASSIFY)
                break;
            for (uint16_t k = 0; k < n->n; k++)
                if (c->class_index == w->in->items[n->first + k].index && r->effective[w->layer][i] == VB_UNKNOWN)
                    vb_rule_unknown(w->a, i, w->layer, NULL, w->out);
        }
        break;
    case VB_OP_LICENCE:
        want(w, "whether a licence is required");
        break;
    case VB_OP_UNSTATED:
        vb_rule_say_new(w->out, n->text);
        break;
    case VB_OP_AND:
    case VB_OP_OR:
    case VB_OP_NOT:
        break;
    }
}

static void find_unknown(vb_rule_ask *a, size_t at, vb_layer layer, const vb_rule_trace *when, vb_rule_sentence *out)
{
    const vb_rule_clause *c = vb_rule_active(a, at);
    if (a->result.raw[layer][at] == VB_UNKNOWN) {
        wish w = {a, &c->when, layer, out};
        VB_RULE_SCRATCH vb_rule_trace room;
        if (when == NULL) {
            vb_rule_trace_when(a, at, layer, &room);
            when = &room;
        }
        if (a->facts.text[VB_TEXT_VENDOR].n == 0 && c->scope.n_nodes > 0)
            want_text(&w, VB_TEXT_VENDOR);
        if (c->when.n_nodes > 0 && when->is[c->when.root] == VB_UNKNOWN) {
            for (uint16_t i = 0; i < c->when.n_nodes; i++)
                if (when->decides[i] && when->is[i] == VB_UNKNOWN)
                    want_leaf(&w, &c->when.nodes[i]);
        } else if (c->basis == VB_BASIS_PENDING && !c->instrument->pending) {
            want(&w, "whether the announced rule came into force");
        }
        return;
    }
    if (a->result.effective[layer][at] != VB_UNKNOWN)
        return;
    for (size_t i = 0; i < c->n_overriders; i++) { /* open only because something that would override it is */
        uint16_t place = a->place[c->overriders[i]];
        if (place > 0 && a->result.effective[layer][place - 1] == VB_UNKNOWN)
            vb_rule_unknown(a, place - 1U, layer, NULL, out);
    }
}

void vb_rule_unknown(vb_rule_ask *a, size_t at, vb_layer layer, const vb_rule_trace *when, vb_rule_sentence *out)
{
    if (vb_rule_active(a, at)->effect != VB_EFFECT_CLASSIFY || at >= VB_RULE_KEPT) {
        find_unknown(a, at, layer, when, out);
        return;
    }
    vb_rule_sentence *kept = &a->open_class[layer][at]; /* most other clauses ask for the class again */
    if (!a->open_class_known[layer][at]) {
        vb_rule_start(kept);
        find_unknown(a, at, layer, when, kept);
        a->open_class_known[layer][at] = true;
    }
    vb_rule_say_new(out, (vb_str){kept->p, kept->n});
}
