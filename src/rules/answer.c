/* SPDX-License-Identifier: Apache-2.0 */
/* From the result of an evaluation to the answer that is handed out. */
#include "rules/ask_priv.h"

const char *vb_effect_name(vb_effect e)
{
    return (unsigned)e <= VB_EFFECT_QUOTA ? vb_rule_effects[e] : "unknown";
}

static vb_code no_memory(vb_error *err)
{
    return vb_fail(err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory left for the answer");
}

static vb_code keep(vb_arena *arena, const vb_rule_sentence *l, vb_str *out, vb_error *err)
{
    *out = l->n == 0 ? VB_STR_NONE : vb_arena_copy(arena, (vb_str){l->p, l->n});
    return l->n > 0 && out->p == NULL ? no_memory(err) : VB_OK;
}

static void say_amount(const vb_rule_ask *a, vb_str name, vb_buf *out)
{
    uint32_t first = vb_rules_parameter_index(a->rules, name);
    const vb_rule_parameter *p = first == VB_NONE ? NULL : vb_rules_parameter_on(a->rules, first, a->on, a->known);
    VB_RULE_SCRATCH vb_rule_sentence number;
    if (p == NULL) {
        vb_buf_lit(out, "a number not known on that day");
        return;
    }
    vb_rule_start(&number);
    vb_rule_say_number(&number, p->value, vb_rule_units[p->unit].places);
    vb_buf_add(out, (vb_str){number.p, number.n});
    if (p->unit != VB_UNIT_COUNT)
        vb_buf_printf(out, " %s", p->unit == VB_UNIT_PERCENT ? "%" : vb_rule_units[p->unit].name);
}

/* The conditions with the numbers of that day: "{us.nac.notice}" -> "25 days". Never cut: each has to be met. */
static vb_code conditions(const vb_rule_ask *a, vb_str text, vb_arena *arena, vb_str *out, vb_error *err)
{
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    if (text.n == 0 || memchr(text.p, '{', text.n) == NULL) {
        *out = text;
        return VB_OK;
    }
    for (size_t at = 0; at < text.n;) { /* each "{" has its "}": link_conditions in load.c */
        size_t open = vb_str_find(text, VB_S("{"), at);
        vb_buf_add(&b, vb_str_sub(text, at, open - at));
        if (open == SIZE_MAX)
            break;
        size_t close = vb_str_find(text, VB_S("}"), open);
        say_amount(a, vb_str_sub(text, open + 1, close - open - 1), &b);
        at = close + 1;
    }
    *out = b.failed ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_str(&b));
    return out->p == NULL ? no_memory(err) : VB_OK;
}

/* Flags and quotas that do not hold would only fill the page; for a verdict that goes for everything. */
static bool shown(const vb_rule_ask *a, size_t at)
{
    const vb_rule_clause *c = vb_rule_active(a, at);
    bool quiet = a->detail == VB_RULE_VERDICT || c->effect == VB_EFFECT_FLAG || c->effect == VB_EFFECT_QUOTA;
    return !quiet || a->result.raw[0][at] != VB_NO || a->result.raw[1][at] != VB_NO;
}

static vb_code overridden_by(const vb_rule_ask *a, size_t at, vb_arena *arena, vb_rule_step *s, vb_error *err)
{
    const vb_rule_clause *c = vb_rule_active(a, at);
    vb_str *ids = NULL;
    for (size_t i = 0; i < c->n_overriders; i++) {
        uint16_t place = a->place[c->overriders[i]];
        bool open = false;
        for (int layer = 0; layer < 2 && place > 0; layer++)
            open = open || (a->result.raw[layer][at] != VB_NO && a->result.effective[layer][place - 1] != VB_NO);
        if (!open)
            continue;
        if (ids == NULL && (ids = VB_NEW(arena, vb_str, c->n_overriders)) == NULL)
            return no_memory(err);
        ids[s->n_overridden_by++] = vb_rule_active(a, place - 1U)->id;
    }
    s->overridden_by = ids;
    return VB_OK;
}

/* Sentences, and the tree where it is asked for. */
static vb_code explain(vb_rule_ask *a, size_t at, vb_layer layer, vb_arena *arena, vb_rule_step *s, vb_error *err)
{
    VB_RULE_SCRATCH vb_rule_trace when;
    VB_RULE_SCRATCH vb_rule_sentence l;
    if (s->holds != VB_NO)
        VB_TRY(conditions(a, vb_rule_active(a, at)->conditions, arena, &s->conditions, err));
    vb_rule_trace_when(a, at, layer, &when);
    vb_rule_start(&l);
    vb_rule_because(a, at, layer, &when, &l);
    VB_TRY(keep(arena, &l, &s->because, err));
    vb_rule_start(&l);
    vb_rule_unknown(a, at, layer, &when, &l);
    if (layer == VB_LAYER_ENFORCED && a->in_force[VB_LAYER_TEXT][at] && !a->same_layers)
        vb_rule_unknown(a, at, VB_LAYER_TEXT, NULL, &l); /* it may hang on what is otherwise in the text */
    VB_TRY(keep(arena, &l, &s->unknown, err));
    s->same_for_all = a->split && a->plain.raw[layer][at] != a->result.raw[layer][at];
    return a->detail == VB_RULE_REASONS ? vb_rule_reasons(a, at, &when, arena, s, err) : VB_OK;
}

static vb_code step(vb_rule_ask *a, size_t at, vb_arena *arena, vb_rule_step *s, vb_error *err)
{
    const vb_rule_clause *c = vb_rule_active(a, at);
    vb_layer layer = a->in_force[VB_LAYER_ENFORCED][at] ? VB_LAYER_ENFORCED : VB_LAYER_TEXT;
    *s = (vb_rule_step){.clause = c->id,
                        .citation = c->cite,
                        .instrument = c->instrument->id,
                        .basis = vb_str_of(vb_rule_bases[vb_rule_basis_of(c)]),
                        .effect = c->effect,
                        .value = c->value,
                        .holds = (vb_tri)a->result.raw[layer][at],
                        .overridden = true};
    for (int i = 0; i < 2; i++) {
        s->in_force[i] = a->in_force[i][at];
        s->effective[i] = (vb_tri)a->result.effective[i][at];
        if (s->in_force[i] && (a->result.raw[i][at] != VB_YES || s->effective[i] != VB_NO))
            s->overridden = false;
    }
    if (c->parameter != VB_NONE) {
        const vb_rule_parameter *p = vb_rules_parameter_on(a->rules, c->parameter, a->on, a->known);
        VB_RULE_SCRATCH vb_rule_sentence l;
        s->parameter = c->value;
        vb_rule_start(&l);
        if (p != NULL)
            vb_rule_say_number(&l, p->value, vb_rule_units[p->unit].places);
        VB_TRY(keep(arena, &l, &s->value, err));
    }
    if (c->n_overriders > 0)
        VB_TRY(overridden_by(a, at, arena, s, err));
    return a->detail == VB_RULE_VERDICT ? VB_OK : explain(a, at, layer, arena, s, err);
}

/* What the clauses of this effect give: of the integrated circuit or of the assembly. */
static vb_str eccn_of(const vb_rule_ask *a, vb_effect effect)
{
    bool open = false;
    for (size_t i = 0; i < a->n_active; i++) {
        const vb_rule_clause *c = vb_rule_active(a, i);
        if (c->effect > effect)
            break;
        if (c->effect < effect)
            continue;
        if (a->result.effective[VB_LAYER_TEXT][i] == VB_YES)
            return c->value;
        open = open || a->result.effective[VB_LAYER_TEXT][i] == VB_UNKNOWN;
    }
    return open ? VB_S("unknown") : VB_STR_NONE;
}

static bool requires(const vb_rule_step *s)
{
    return s->effect == VB_EFFECT_LICENCE && vb_str_eq(s->value, VB_S("required"));
}

static vb_code answer(vb_rule_ask *a, vb_arena *arena, vb_rule_answer *out, vb_error *err)
{
    vb_rule_answer r = {.eccn = eccn_of(a, VB_EFFECT_CLASSIFY), .assembly = eccn_of(a, VB_EFFECT_ASSEMBLY)};
    /* clauses are kept in the order of the answer; by_rank differs from it only where one overrides another */
    size_t n_shown = 0;
    for (size_t i = 0; i < a->n_active; i++)
        n_shown += shown(a, i);
    vb_rule_step *steps = VB_NEW(arena, vb_rule_step, n_shown);
    if (steps == NULL)
        return no_memory(err);
    for (size_t i = 0; r.n_steps < n_shown; i++)
        if (a->place[i] != 0 && shown(a, a->place[i] - 1U))
            VB_TRY(step(a, a->place[i] - 1U, arena, &steps[r.n_steps++], err));
    r.steps = steps;
    VB_RULE_SCRATCH vb_rule_sentence open;
    vb_rule_start(&open);
    for (int layer = 0; layer < 2; layer++) {
        r.licence[layer] = a->result.licence[layer];
        for (size_t i = 0; i < r.n_steps; i++) {
            const vb_rule_step *s = &steps[i];
            bool required = requires(s);
            if (required && r.licence[layer] != VB_NO && s->effective[layer] == r.licence[layer] &&
                r.decisive[layer] == NULL)
                r.decisive[layer] = s;
            bool open_class = s->effect == VB_EFFECT_CLASSIFY && vb_str_eq(r.eccn, VB_S("unknown"));
            if (s->effective[layer] == VB_UNKNOWN && (open_class || (required && r.licence[layer] == VB_UNKNOWN)))
                vb_rule_say_new(&open, s->unknown);
        }
        /* a licence may be certain though no single clause is: under one paragraph or under another */
        for (size_t i = 0; i < r.n_steps && r.licence[layer] == VB_YES && r.decisive[layer] == NULL; i++)
            if (requires(&steps[i]) && steps[i].effective[layer] == VB_UNKNOWN)
                r.decisive[layer] = &steps[i];
    }
    if (a->on < a->rules->begins) {                        /* there was law, and these files do not have it */
        r.eccn = r.eccn.n == 0 ? VB_S("unknown") : r.eccn; /* a pending instrument may say more */
        r.assembly = r.assembly.n == 0 ? VB_S("unknown") : r.assembly;
        for (int layer = 0; layer < 2; layer++)
            r.licence[layer] = r.licence[layer] == VB_NO ? VB_UNKNOWN : r.licence[layer];
        vb_rule_say_new(&open, VB_S("the law of that day: the rules held here begin later"));
    }
    VB_TRY(keep(arena, &open, &r.open_facts, err));
    *out = r;
    return VB_OK;
}

vb_code vb_rules_evaluate(const vb_rules *rules, const vb_rule_question *q, vb_arena *arena, vb_rule_answer *out,
                          vb_error *err)
{
    VB_RULE_SCRATCH vb_rule_ask a;
    a.rules = rules;
    VB_TRY(vb_rule_ask_run(&a, q, err));
    return answer(&a, arena, out, err);
}

vb_code vb_rules_share(const vb_rules *rules, const vb_rule_question *q, vb_arena *arena, int32_t *hundredths,
                       const vb_rule_step **out, vb_error *err)
{
    VB_RULE_SCRATCH vb_rule_ask a;
    a.rules = rules;
    VB_TRY(vb_rule_ask_run(&a, q, err));
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < a.n_active; i++) {
        vb_tri t = (vb_tri)a.result.effective[VB_LAYER_ENFORCED][i];
        if (rules->clauses.v[a.active[i]].effect == VB_EFFECT_SHARE &&
            (t == VB_YES || (t == VB_UNKNOWN && found == SIZE_MAX)))
            found = i;
    }
    if (found == SIZE_MAX) {
        *hundredths = 0;
        *out = NULL;
        return VB_OK;
    }
    vb_rule_step *s = VB_NEW(arena, vb_rule_step, 1);
    if (s == NULL)
        return no_memory(err);
    VB_TRY(step(&a, found, arena, s, err));
    const vb_rule_parameter *p =
        vb_rules_parameter_on(rules, rules->clauses.v[a.active[found]].parameter, a.on, a.known);
    bool certain = s->effective[VB_LAYER_ENFORCED] == VB_YES && p != NULL && p->value <= INT32_MAX;
    *hundredths = certain ? (int32_t)p->value : 0;
    *out = s;
    return VB_OK;
}
