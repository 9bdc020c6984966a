/* SPDX-License-Identifier: Apache-2.0 */
/* Why answers change on a day: clauses that begin or end, countries that enter or leave a group. Found by asking again
 * on both sides of the day, so only what moved an answer is named. */
#include "report/matrix_priv.h"

typedef struct causes {
    const vb_matrix *m;
    vb_arena *arena;
    struct {
        vb_matrix_cause *v;
        size_t n, cap;
    } list;
} causes;

static vb_code add(causes *c, vb_matrix_cause cause, vb_error *err)
{
    for (size_t i = 0; i < c->list.n; i++) {
        const vb_matrix_cause *o = &c->list.v[i];
        if (o->why == cause.why && o->country == cause.country && vb_str_eq(o->instrument, cause.instrument) &&
            vb_str_eq(o->group, cause.group))
            return VB_OK;
    }
    vb_matrix_cause *to = VB_PUSH(c->arena, &c->list);
    if (to == NULL)
        return vb_fail(err, VB_E_NOMEM, "matrix", VB_NO_OFFSET, "no memory for the matrix");
    *to = cause;
    return VB_OK;
}

static vb_str citation_of(const vb_rules *rules, vb_str instrument)
{
    for (size_t i = 0; i < vb_rules_instruments(rules); i++) {
        vb_rule_instrument_info info = vb_rules_instrument(rules, i);
        if (vb_str_eq(info.id, instrument))
            return info.citation;
    }
    return VB_STR_NONE;
}

static const vb_rule_step *find(const vb_rule_answer *a, vb_str clause)
{
    for (size_t i = 0; i < a->n_steps; i++)
        if (vb_str_eq(a->steps[i].clause, clause))
            return &a->steps[i];
    return NULL;
}

/* What can move the cell of a matrix. */
static bool matters(vb_effect e)
{
    return e == VB_EFFECT_CLASSIFY || e == VB_EFFECT_LICENCE || e == VB_EFFECT_REVIEW;
}

/* Clauses in force in one answer that the other does not have at all, or not in the layer. */
static vb_code only_in(causes *c, const vb_rule_answer *here, const vb_rule_answer *there, vb_matrix_why why,
                       vb_error *err)
{
    vb_layer layer = c->m->layer;
    for (size_t i = 0; i < here->n_steps; i++) {
        const vb_rule_step *s = &here->steps[i], *other = find(there, s->clause);
        if (!matters(s->effect) || !s->in_force[layer] || s->effective[layer] == VB_NO ||
            (other != NULL && other->in_force[layer]))
            continue;
        VB_TRY(add(c,
                   (vb_matrix_cause){
                       .why = why, .instrument = s->instrument, .citation = citation_of(c->m->rules, s->instrument)},
                   err));
    }
    return VB_OK;
}

static const vb_rule_member *member_of(const vb_rule_answer *a, vb_str group, vb_country country)
{
    for (size_t i = 0; i < a->n_steps; i++)
        for (size_t k = 0; k < a->steps[i].n_reasons; k++) {
            const vb_rule_reason *r = &a->steps[i].reasons[k];
            for (size_t j = 0; r->op == VB_OP_COUNTRY && r->country == country && j < r->n_members; j++)
                if (vb_str_eq(r->members[j].group, group))
                    return &r->members[j];
        }
    return NULL;
}

static vb_code groups(causes *c, const vb_rule_answer *before, const vb_rule_answer *after, vb_error *err)
{
    for (size_t i = 0; i < after->n_steps; i++) {
        const vb_rule_step *s = &after->steps[i];
        for (size_t k = 0; matters(s->effect) && s->in_force[c->m->layer] && k < s->n_reasons; k++) {
            const vb_rule_reason *r = &s->reasons[k];
            for (size_t j = 0; r->op == VB_OP_COUNTRY && r->country != 0 && j < r->n_members; j++) {
                const vb_rule_member *m = &r->members[j];
                const vb_rule_member *was = m->group.n == 0 ? NULL : member_of(before, m->group, r->country);
                if (was == NULL || was->in == m->in)
                    continue;
                vb_matrix_cause cause = {.why = m->in == VB_YES  ? VB_MATRIX_ENTERS
                                                : m->in == VB_NO ? VB_MATRIX_LEAVES
                                                                 : VB_MATRIX_DOUBTFUL,
                                         .group = m->group, /* of the rules */
                                         .country = r->country};
                VB_TRY(add(c, cause, err));
            }
        }
    }
    return VB_OK;
}

static vb_code of_card(causes *c, const vb_model *model, size_t day, vb_error *err)
{
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_rule_question q = vb_matrix_question(c->m, model, day - 1);
    vb_rule_answer before, after;
    q.detail = VB_RULE_REASONS;
    VB_TRY(vb_rules_evaluate(c->m->rules, &q, &job, &before, err));
    q.on = c->m->days[day];
    VB_TRY(vb_rules_evaluate(c->m->rules, &q, &job, &after, err));
    VB_TRY(only_in(c, &after, &before, VB_MATRIX_BEGINS, err));
    VB_TRY(only_in(c, &before, &after, VB_MATRIX_ENDS, err));
    return groups(c, &before, &after, err);
}

/* Cards whose answers moved in the same way move for the same reasons: one of each is asked. */
static bool moved_alike(const vb_matrix *m, const vb_matrix_card *a, const vb_matrix_card *b, size_t day)
{
    return vb_str_eq(a->model->vendor, b->model->vendor) && vb_matrix_same(m, &a->cells[day], &b->cells[day]) &&
           vb_matrix_same(m, &a->cells[day - 1], &b->cells[day - 1]);
}

vb_code vb_matrix_causes(const vb_matrix *m, vb_matrix_column *column, vb_arena *arena, vb_error *err)
{
    size_t day = column->first;
    causes c = {.m = m, .arena = arena};
    for (size_t i = 0; i < m->n_cards; i++) {
        bool asked = false;
        if (vb_matrix_same(m, &m->cards[i].cells[day - 1], &m->cards[i].cells[day]))
            continue;
        for (size_t k = 0; k < i && !asked; k++)
            asked = moved_alike(m, &m->cards[k], &m->cards[i], day);
        if (!asked)
            VB_TRY(of_card(&c, m->cards[i].model, day, err));
    }
    column->causes = c.list.v;
    column->n_causes = c.list.n;
    return VB_OK;
}
