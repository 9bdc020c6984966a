/* SPDX-License-Identifier: Apache-2.0 */
/* Each accelerator is asked about on both days; what differs is said with the clause that is in force on one of them
 * only. */
#include "rules/differ.h"

#include <stdlib.h>

#include "rules/rules_priv.h"

static const struct {
    const char *name;
    vb_effect effect;
} aspects[VB_ASPECT_N] = {
    [VB_ASPECT_LICENCE] = {"licence", VB_EFFECT_LICENCE},
    [VB_ASPECT_CLASS] = {"class", VB_EFFECT_CLASSIFY},
    [VB_ASPECT_ASSEMBLY] = {"assembly", VB_EFFECT_ASSEMBLY},
    [VB_ASPECT_REVIEW] = {"review", VB_EFFECT_REVIEW},
    [VB_ASPECT_EXCEPTION] = {"exception", VB_EFFECT_EXCEPTION},
    [VB_ASPECT_SHARE] = {"share", VB_EFFECT_SHARE},
    [VB_ASPECT_DUTY] = {"duty", VB_EFFECT_DUTY},
    [VB_ASPECT_FLAG] = {"flag", VB_EFFECT_FLAG},
};

const char *vb_rule_aspect_name(vb_rule_aspect a)
{
    return (unsigned)a < VB_ASPECT_N ? aspects[a].name : "";
}

typedef struct cause {
    vb_str by, citation;
    const char *kind;
} cause;

typedef struct differ {
    const vb_rules *rules;
    const vb_rules_diff_question *q;
    vb_arena *arena; /* of the result */
    int64_t known;
    struct {
        vb_rule_change *v;
        size_t n, cap;
    } changes;
    struct {
        vb_rule_event *v;
        size_t n, cap;
    } events;
} differ;

static vb_code no_memory(vb_error *err)
{
    return vb_fail(err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory left to compare two days");
}

static bool asked_for(const differ *d, const vb_rule_instrument *in)
{
    if (!in->pending)
        return true;
    for (size_t i = 0; i < d->q->n_what_if; i++)
        if (vb_str_eq(d->q->what_if[i], in->id))
            return true;
    return false;
}

static bool in_force(const differ *d, const vb_rule_clause *c, int64_t on)
{
    return c->known_from <= d->known && asked_for(d, c->instrument) &&
           vb_rule_in_span(vb_rule_span_of(c, (int)d->q->layer), on, d->known);
}

static const vb_rule_clause *clause_of(const differ *d, const vb_rule_step *s)
{
    size_t i = vb_rules_clause_find(d->rules, s->clause);
    return i == SIZE_MAX ? NULL : &d->rules->clauses.v[i];
}

/* ---- One outcome as words --------------------------------------------------------------------------------------- */

static vb_str tri_word(vb_tri t)
{
    return t == VB_YES ? VB_S("yes") : t == VB_NO ? VB_S("no") : VB_S("unknown");
}

/* The value of what is certain, else "unknown" when something is open. */
static vb_str class_word(const vb_rule_answer *a, vb_effect effect, vb_layer layer)
{
    vb_str word = VB_STR_NONE;
    for (size_t i = 0; i < a->n_steps; i++) {
        const vb_rule_step *s = &a->steps[i];
        if (s->effect == effect && s->effective[layer] == VB_YES)
            return s->value;
        if (s->effect == effect && s->effective[layer] == VB_UNKNOWN)
            word = VB_S("unknown");
    }
    return word;
}

/* All values that hold or may hold, in byte order, each once: certain where any clause is. */
static vb_code list_words(const vb_rule_answer *a, vb_effect effect, vb_layer layer, vb_arena *arena, vb_str *out,
                          vb_error *err)
{
    VB_CLEANUP(vb_buf, vb_buf_free) text = {0};
    for (vb_str last = VB_STR_NONE;;) {
        vb_str next = VB_STR_NONE;
        bool certain = false;
        for (size_t i = 0; i < a->n_steps; i++) {
            const vb_rule_step *s = &a->steps[i];
            if (s->effect != effect || s->effective[layer] == VB_NO || s->value.n == 0 ||
                (last.n > 0 && vb_str_compare(s->value, last) <= 0))
                continue;
            int c = next.n == 0 ? -1 : vb_str_compare(s->value, next);
            certain = (c <= 0 && s->effective[layer] == VB_YES) || (c >= 0 && certain);
            next = c < 0 ? s->value : next;
        }
        if (next.n == 0)
            break;
        vb_buf_printf(&text, "%s%.*s%s", text.n > 0 ? ";" : "", VB_ARG(next), certain ? "" : "?");
        last = next;
    }
    *out = VB_STR_NONE;
    if (text.n > 0)
        *out = vb_arena_copy(arena, vb_buf_str(&text));
    return text.failed || (text.n > 0 && out->p == NULL) ? no_memory(err) : VB_OK;
}

static vb_code words(const vb_rule_answer *a, vb_layer layer, vb_arena *arena, vb_str out[VB_ASPECT_N], vb_error *err)
{
    out[VB_ASPECT_LICENCE] = tri_word(a->licence[layer]);
    out[VB_ASPECT_CLASS] = class_word(a, VB_EFFECT_CLASSIFY, layer);
    out[VB_ASPECT_ASSEMBLY] = class_word(a, VB_EFFECT_ASSEMBLY, layer);
    out[VB_ASPECT_REVIEW] = vb_str_of(vb_review_name(vb_rules_review(a, layer, NULL)));
    for (vb_rule_aspect i = VB_ASPECT_EXCEPTION; i < VB_ASPECT_N; i++)
        VB_TRY(list_words(a, aspects[i].effect, layer, arena, &out[i], err));
    return VB_OK;
}

/* ---- What made the change --------------------------------------------------------------------------------------- */

/* Does the clause ask where the end user has its headquarters? */
static bool asks_headquarters(const vb_rule_clause *c)
{
    for (uint16_t k = 0; k < c->when.n_nodes; k++)
        if (c->when.nodes[k].op == VB_OP_COUNTRY && c->when.nodes[k].subject == VB_PLACE_HEADQUARTERS)
            return true;
    return false;
}

/* A clause that holds or may hold in this answer and is not in force on the other day: one that is certain before one
 * that is not, then one on the destination before one on headquarters, which are often taken to be there. */
static bool by_clause(const differ *d, const vb_rule_answer *a, vb_effect effect, int64_t other, cause *out)
{
    const vb_rule_step *best = NULL;
    int rank = 0;
    for (size_t i = 0; i < a->n_steps; i++) {
        const vb_rule_step *s = &a->steps[i];
        const vb_rule_clause *c = s->effect == effect ? clause_of(d, s) : NULL;
        if (c == NULL || s->effective[d->q->layer] == VB_NO || in_force(d, c, other))
            continue;
        int r = 1 + 2 * (s->effective[d->q->layer] == VB_YES) + !asks_headquarters(c);
        if (r > rank) {
            rank = r;
            best = s;
        }
    }
    if (best != NULL)
        *out = (cause){best->clause, best->citation, "clause"};
    return best != NULL;
}

static vb_tri effective_of(const vb_rule_answer *a, vb_str clause, vb_layer layer)
{
    for (size_t i = 0; i < a->n_steps; i++)
        if (vb_str_eq(a->steps[i].clause, clause))
            return a->steps[i].effective[layer];
    return VB_NO;
}

static bool changed_number(const differ *d, uint32_t parameter, cause *out)
{
    if (parameter == VB_NONE)
        return false;
    const vb_rule_parameter *x = vb_rules_parameter_on(d->rules, parameter, d->q->before, d->known);
    const vb_rule_parameter *y = vb_rules_parameter_on(d->rules, parameter, d->q->after, d->known);
    if (y == NULL || (x != NULL && x->nano == y->nano))
        return false;
    *out = (cause){y->name, y->cite, "parameter"};
    return true;
}

static bool by_number(const differ *d, const vb_rule_clause *c, cause *out)
{
    for (uint16_t k = 0; k < c->when.n_nodes; k++)
        if (c->when.nodes[k].op == VB_OP_COMPARE && changed_number(d, c->when.nodes[k].parameter, out))
            return true;
    return false;
}

static bool by_member(const differ *d, const vb_rule_clause *c, cause *out)
{
    const vb_country places[VB_PLACE_N] = {d->q->to, d->q->headquarters,
                                           d->q->from == 0 ? VB_COUNTRY("US") : d->q->from};
    for (uint16_t k = 0; k < c->when.n_nodes; k++) {
        const vb_rule_node *n = &c->when.nodes[k];
        for (uint16_t i = 0; n->op == VB_OP_COUNTRY && i < n->n; i++) {
            const vb_rule_item *item = &c->when.items[n->first + i];
            const vb_rule_group_row *x = NULL, *y = NULL;
            if (!item->group || places[n->subject] == 0)
                continue;
            vb_tri was = vb_rules_member(d->rules, item->index, places[n->subject], d->q->before, &x);
            vb_tri is = vb_rules_member(d->rules, item->index, places[n->subject], d->q->after, &y);
            if (was != is) {
                *out = (cause){item->text, y != NULL ? y->source : x != NULL ? x->source : VB_STR_NONE, "group"};
                return true;
            }
        }
    }
    return false;
}

static cause cause_of(const differ *d, const vb_rule_answer a[2], vb_effect effect)
{
    cause found = {VB_STR_NONE, VB_STR_NONE, ""};
    if (by_clause(d, &a[1], effect, d->q->before, &found) || by_clause(d, &a[0], effect, d->q->after, &found))
        return found;
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < a[side].n_steps; i++) {
            const vb_rule_step *s = &a[side].steps[i];
            const vb_rule_clause *c = s->effect == effect ? clause_of(d, s) : NULL;
            vb_layer l = d->q->layer;
            if (c != NULL && s->effective[l] != VB_NO && changed_number(d, c->parameter, &found))
                return found; /* the number of a share or duty */
            if (c != NULL && effective_of(&a[0], s->clause, l) != effective_of(&a[1], s->clause, l) &&
                (by_number(d, c, &found) || by_member(d, c, &found)))
                return found;
        }
    /* the clause was in force on both days: what it builds on has changed */
    if (effect == VB_EFFECT_ASSEMBLY || effect == VB_EFFECT_LICENCE)
        return cause_of(d, a, VB_EFFECT_CLASSIFY);
    if (effect != VB_EFFECT_CLASSIFY)
        return cause_of(d, a, VB_EFFECT_LICENCE);
    return found;
}

/* ---- All accelerators ------------------------------------------------------------------------------------------- */

static vb_code copy(differ *d, vb_str s, vb_str *out, vb_error *err)
{
    *out = s.n == 0 ? VB_STR_NONE : vb_arena_copy(d->arena, s);
    return s.n > 0 && out->p == NULL ? no_memory(err) : VB_OK;
}

static bool open_word(vb_str s)
{
    return vb_str_eq(s, VB_S("unknown")) || vb_str_find(s, VB_S("?"), 0) != SIZE_MAX;
}

/* *changed: 1 when something is another for certain, -1 when only what cannot be told is */
static vb_code one_model(differ *d, const vb_model *m, int *changed, vb_error *err)
{
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_rule_answer a[2];
    vb_str word[2][VB_ASPECT_N];
    vb_rule_question q = {.model = m,
                          .marketed = VB_UNKNOWN,
                          .what_if = d->q->what_if,
                          .n_what_if = d->q->n_what_if,
                          .detail = VB_RULE_VERDICT,
                          .from = d->q->from,
                          .to = d->q->to,
                          .headquarters = d->q->headquarters,
                          .datacentre_use = VB_UNKNOWN,
                          .known_on = d->q->known_on};
    for (int i = 0; i < 2; i++) {
        q.on = i == 0 ? d->q->before : d->q->after;
        VB_TRY(vb_rules_evaluate(d->rules, &q, &job, &a[i], err));
        VB_TRY(words(&a[i], d->q->layer, &job, word[i], err));
    }
    for (vb_rule_aspect k = 0; k < VB_ASPECT_N; k++) {
        bool chip = k == VB_ASPECT_CLASS || k == VB_ASPECT_ASSEMBLY;
        if (vb_str_eq(word[0][k], word[1][k]) || (d->q->to == 0 && !chip))
            continue;
        cause c = cause_of(d, a, aspects[k].effect);
        vb_rule_change *change = VB_PUSH(d->arena, &d->changes);
        if (change == NULL)
            return no_memory(err);
        *change = (vb_rule_change){.model = m, .aspect = k, .by = c.by, .citation = c.citation, .kind = c.kind};
        VB_TRY(copy(d, word[0][k], &change->before, err));
        VB_TRY(copy(d, word[1][k], &change->after, err));
        change->open = open_word(word[0][k]) || open_word(word[1][k]);
        *changed = !change->open ? 1 : *changed == 0 ? -1 : *changed;
    }
    return VB_OK;
}

static int by_change(const void *a, const void *b)
{
    const vb_rule_change *x = a, *y = b;
    if (x->aspect != y->aspect)
        return x->aspect < y->aspect ? -1 : 1;
    if (x->open != y->open)
        return x->open ? 1 : -1;
    int c = vb_str_compare(x->before, y->before);
    c = c != 0 ? c : vb_str_compare(x->after, y->after);
    c = c != 0 ? c : vb_str_compare(x->by, y->by);
    return c != 0 ? c : x->model->line < y->model->line ? -1 : x->model->line > y->model->line;
}

/* ---- The law itself --------------------------------------------------------------------------------------------- */

static vb_code event(differ *d, vb_rule_event e, vb_error *err)
{
    vb_rule_event *slot = VB_PUSH(d->arena, &d->events);
    if (slot == NULL)
        return no_memory(err);
    *slot = e;
    return VB_OK;
}

static bool between(const differ *d, int64_t day)
{
    return day > d->q->before && day <= d->q->after;
}

static vb_code clauses(differ *d, vb_error *err)
{
    for (size_t i = 0; i < d->rules->clauses.n; i++) {
        const vb_rule_clause *c = &d->rules->clauses.v[i];
        const vb_rule_span *s = vb_rule_span_of(c, (int)d->q->layer);
        vb_rule_event e = {.kind = VB_EVENT_CLAUSE, .id = c->id, .citation = c->cite};
        if (s->from == VB_RULE_NEVER)
            continue;
        e.what = vb_arena_printf(d->arena, "%s %.*s", vb_rule_effects[c->effect], VB_ARG(c->value));
        if (e.what.p == NULL)
            return no_memory(err);
        e.on = s->from;
        e.begins = true;
        if (between(d, s->from) && in_force(d, c, s->from))
            VB_TRY(event(d, e, err));
        e.on = s->end;
        e.begins = false;
        if (s->end != VB_RULE_NEVER && s->end > s->from && between(d, s->end) && in_force(d, c, s->end - VB_DAY) &&
            !in_force(d, c, s->end))
            VB_TRY(event(d, e, err));
    }
    return VB_OK;
}

/* The instrument of a parameter's file; every file has one. */
static const vb_rule_instrument *instrument_of(const vb_rules *r, vb_str file)
{
    for (size_t i = 0; i < r->instruments.n; i++)
        if (vb_str_eq(r->instruments.v[i]->file, file))
            return r->instruments.v[i];
    return NULL;
}

static vb_code parameters(differ *d, vb_error *err)
{
    const vb_rules *r = d->rules;
    for (size_t i = 0; i < r->parameters.n; i++) {
        const vb_rule_parameter *p = &r->parameters.v[i];
        const vb_rule_instrument *in = instrument_of(r, p->file);
        vb_rule_event e = {.kind = VB_EVENT_PARAMETER, .id = p->name, .citation = p->cite};
        VB_CLEANUP(vb_buf, vb_buf_free) value = {0};
        if (p->known_from > d->known || p->basis == VB_BASIS_PENDING || (in != NULL && !asked_for(d, in)))
            continue;
        vb_rules_print_value(p->value, vb_rule_units[p->unit].places, vb_str_of(vb_rule_units[p->unit].name), &value);
        e.what = value.failed ? VB_STR_NONE : vb_arena_copy(d->arena, vb_buf_str(&value));
        if (e.what.p == NULL)
            return no_memory(err);
        e.on = p->span.from;
        e.begins = true;
        if (between(d, e.on))
            VB_TRY(event(d, e, err));
        uint32_t first = vb_rules_parameter_index(r, p->name);
        e.on = p->span.end;
        e.begins = false;
        if (p->span.end != VB_RULE_NEVER && between(d, e.on) && !vb_rule_in_span(&p->span, e.on, d->known) &&
            vb_rules_parameter_on(r, first, e.on, d->known) == NULL) /* else the next value is the news */
            VB_TRY(event(d, e, err));
    }
    return VB_OK;
}

static vb_code memberships(differ *d, vb_error *err)
{
    const vb_rules *r = d->rules;
    for (uint32_t g = 0; g < r->groups.n; g++)
        for (size_t i = 0; i < r->groups.v[g].n; i++) {
            const vb_rule_group_row *row = &r->group_rows.v[r->groups.v[g].first + i], *was_row, *is_row = NULL;
            if (row->country == 0 || (i > 0 && row[-1].country == row->country))
                continue; /* each country once */
            vb_tri was = vb_rules_member(r, g, row->country, d->q->before, &was_row);
            vb_tri is = vb_rules_member(r, g, row->country, d->q->after, &is_row);
            if (was == is)
                continue;
            vb_rule_event e = {
                .kind = VB_EVENT_MEMBERSHIP, .on = d->q->after, .begins = is != VB_NO, .id = r->groups.v[g].name};
            for (size_t k = r->n_days; k-- > 0;) { /* the day since which it is as it is now */
                const vb_rule_group_row *any;
                if (!between(d, r->days[k]))
                    continue;
                if (vb_rules_member(r, g, row->country, r->days[k], &any) != is)
                    break;
                e.on = r->days[k];
            }
            char code[3];
            vb_country_text(row->country, code);
            e.what = vb_arena_printf(d->arena, "%s%s", code, is == VB_UNKNOWN ? "?" : "");
            e.citation = is_row != NULL ? is_row->source : VB_STR_NONE;
            if (e.what.p == NULL)
                return no_memory(err);
            VB_TRY(event(d, e, err));
        }
    return VB_OK;
}

static int by_event(const void *a, const void *b)
{
    const vb_rule_event *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->on != y->on)
        return x->on < y->on ? -1 : 1;
    if (x->begins != y->begins)
        return x->begins ? 1 : -1;
    int c = vb_str_compare(x->id, y->id);
    return c != 0 ? c : vb_str_compare(x->what, y->what);
}

vb_code vb_rules_differ(const vb_rules *rules, const vb_catalogue *catalogue, const vb_rules_diff_question *asked,
                        vb_arena *arena, vb_rules_difference *out, vb_error *err)
{
    vb_rules_diff_question q = *asked;
    differ d = {.rules = rules, .q = &q, .arena = arena, .known = q.known_on == VB_NO_TIME ? INT64_MAX : q.known_on};
    vb_rules_difference r = {0};
    if (q.before == VB_NO_TIME || q.after == VB_NO_TIME)
        return vb_fail(err, VB_E_RANGE, "days", VB_NO_OFFSET, "a day is missing; two days are compared");
    q.before = vb_day_of(q.before);
    q.after = vb_day_of(q.after);
    if (q.after < q.before)
        return vb_fail(err, VB_E_RANGE, "days", VB_NO_OFFSET, "the second day lies before the first");
    r.models = vb_catalogue_count(catalogue);
    for (uint32_t i = 0; i < r.models; i++) {
        int changed = 0;
        VB_TRY(one_model(&d, vb_catalogue_model(catalogue, i), &changed, err));
        r.changed += changed > 0;
        r.only_open += changed < 0;
    }
    VB_TRY(clauses(&d, err));
    VB_TRY(parameters(&d, err));
    VB_TRY(memberships(&d, err));
    if (d.changes.n > 0)
        qsort(d.changes.v, d.changes.n, sizeof *d.changes.v, by_change);
    if (d.events.n > 0)
        qsort(d.events.v, d.events.n, sizeof *d.events.v, by_event);
    r.changes = d.changes.v;
    r.n_changes = d.changes.n;
    r.events = d.events.v;
    r.n_events = d.events.n;
    *out = r;
    return VB_OK;
}
