/* SPDX-License-Identifier: Apache-2.0 */
/* Why no licence is required: the clause that would have asked for one, had the place or the day been another. */
#include "report/outcome_priv.h"

static vb_tri turned(vb_tri t)
{
    return t == VB_UNKNOWN ? VB_UNKNOWN : t == VB_YES ? VB_NO : VB_YES;
}

/* What a node comes to when no place is known; *next moves behind it. */
static vb_tri without_places(const vb_rule_step *s, size_t at, size_t *next)
{
    const vb_rule_reason *r = &s->reasons[at];
    *next = at + 1;
    if (vb_reason_is_test(r))
        return r->op == VB_OP_COUNTRY ? VB_UNKNOWN : r->is;
    vb_tri ends = r->op == VB_OP_OR ? VB_YES : VB_NO, t = turned(ends);
    if (r->op == VB_OP_NOT)
        return *next < s->n_reasons ? turned(without_places(s, *next, next)) : r->is;
    while (*next < s->n_reasons && s->reasons[*next].depth > r->depth) {
        vb_tri child = without_places(s, *next, next);
        t = t == ends || child == ends ? ends : child == VB_UNKNOWN ? VB_UNKNOWN : t;
    }
    return t;
}

/* How near a clause came, the smaller the nearer. */
typedef struct distance {
    unsigned why;   /* 0 place, 1 overridden, 2 in force in the other layer only */
    unsigned place; /* destination, then exporter, then headquarters */
    size_t classes; /* it speaks of: the fewer, the more it is about this one */
    size_t failed;  /* parts of its condition that do not hold */
} distance;

static bool nearer(const distance *a, const distance *b)
{
    if (a->why != b->why)
        return a->why < b->why;
    if (a->place != b->place)
        return a->place < b->place;
    return a->classes != b->classes ? a->classes < b->classes : a->failed < b->failed;
}

static bool speaks_of(const vb_rule_step *s, distance *d)
{
    bool any = false;
    for (size_t i = 0; i < s->n_reasons; i++) {
        const vb_rule_reason *r = &s->reasons[i];
        if (r->op == VB_OP_ECCN && r->is == VB_YES) {
            any = true;
            d->classes += r->n_words;
        }
        d->failed += r->depth == 1 && r->is == VB_NO;
    }
    return any;
}

static bool failed_place(const vb_rule_reason *r)
{
    return r->op == VB_OP_COUNTRY && r->decides && r->is != VB_UNKNOWN;
}

static bool distance_of(const vb_rule_step *s, vb_layer layer, distance *d)
{
    static const unsigned order[VB_PLACE_N] = {
        [VB_PLACE_DESTINATION] = 0, [VB_PLACE_EXPORTER] = 1, [VB_PLACE_HEADQUARTERS] = 2};
    size_t next;
    *d = (distance){0};
    if (s->effect != VB_EFFECT_LICENCE || !vb_str_eq(s->value, VB_S("required")) || !speaks_of(s, d))
        return false;
    if (s->in_force[layer] && s->holds == VB_NO && without_places(s, 0, &next) != VB_NO) {
        for (size_t i = 0; i < s->n_reasons; i++)
            if (failed_place(&s->reasons[i])) {
                d->place = s->reasons[i].subject < VB_PLACE_N ? order[s->reasons[i].subject] : 0;
                return true;
            }
        return false;
    }
    d->why = s->in_force[layer] ? 1 : 2;
    return s->holds == VB_YES && (!s->in_force[layer] || s->n_overridden_by > 0);
}

const vb_rule_step *vb_outcome_nearest(const vb_outcome *o, vb_layer layer)
{
    const vb_rule_step *best = NULL;
    distance least = {0}, d;
    for (size_t i = 0; vb_outcome_licence(o, layer) == VB_NO && i < o->answer.n_steps; i++) {
        const vb_rule_step *s = &o->answer.steps[i];
        if (!distance_of(s, layer, &d) || (best != NULL && !nearer(&d, &least)))
            continue;
        best = s;
        least = d;
    }
    return best;
}

static void why(vb_buf *out, const vb_outcome *o, const vb_rule_step *s, vb_layer layer, vb_voice v)
{
    if (!s->in_force[layer]) {
        vb_buf_add(out, vb_str_of(vb_say_force(s, v)));
        return;
    }
    if (s->holds == VB_YES) {
        vb_outcome_sentence(out, &VB_SAY(N_("overridden by {0}"), VB_TEXT(s->overridden_by[0])), v);
        return;
    }
    bool any = false;
    for (size_t i = 0; i < s->n_reasons; i++) {
        if (!failed_place(&s->reasons[i]))
            continue;
        if (any)
            vb_buf_lit(out, "; ");
        vb_say_reason(out, o, &s->reasons[i], v);
        any = true;
    }
}

void vb_say_no_licence(vb_buf *out, const vb_outcome *o, vb_layer layer, vb_voice v)
{
    const vb_rule_step *s = vb_outcome_nearest(o, layer);
    vb_arg class = VB_TEXT(o->answer.eccn);
    if (s == NULL) {
        if (o->answer.eccn.n == 0)
            vb_outcome_word(out, N_("no clause held here classifies it, and none asks for one on another ground"), v);
        else if (vb_str_eq(o->answer.eccn, VB_S("unknown")))
            vb_outcome_word(out, N_("no clause asks for one, whatever the circuit is classified"), v);
        else
            vb_outcome_sentence(out, &VB_SAY(N_("no clause asks for what is classified {0} to go there"), class), v);
        return;
    }
    VB_CLEANUP(vb_buf, vb_buf_free) but = {0};
    why(&but, o, s, layer, v);
    vb_outcome_sentence(
        out, &VB_SAY(N_("{0} would ask for {1}, but: {2}"), VB_TEXT(s->clause), class, VB_TEXT(vb_buf_str(&but))), v);
    out->failed = out->failed || but.failed;
}
