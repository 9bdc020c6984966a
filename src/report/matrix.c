/* SPDX-License-Identifier: Apache-2.0 */
/* Asks for every card on every day, and finds the days on which an answer changes. */
#include "report/matrix.h"

#include <stdlib.h>

#include "report/matrix_priv.h"

static vb_code no_memory(vb_error *err)
{
    return vb_fail(err, VB_E_NOMEM, "matrix", VB_NO_OFFSET, "no memory for the matrix");
}

static bool by_letter_alone(const vb_rule_answer *a, vb_layer layer)
{
    bool letter = false;
    if (a->licence[layer] != VB_YES)
        return false;
    for (size_t i = 0; i < a->n_steps; i++) {
        const vb_rule_step *s = &a->steps[i];
        if (s->effect != VB_EFFECT_LICENCE || s->effective[layer] != VB_YES || !vb_str_eq(s->value, VB_S("required")))
            continue;
        if (!vb_str_eq(s->basis, VB_S("letter")))
            return false;
        letter = true;
    }
    return letter;
}

vb_rule_question vb_matrix_question(const vb_matrix *m, const vb_model *model, size_t day)
{
    vb_rule_question q = m->question;
    q.model = model;
    q.figures = NULL;
    q.detail = VB_RULE_VERDICT;
    q.on = day > 0 ? m->days[day] : m->n_days > 1 ? m->days[1] - VB_DAY : m->question.on;
    return q;
}

static vb_code ask_cell(const vb_matrix *m, const vb_model *model, size_t day, vb_arena *job, vb_arena *arena,
                        vb_matrix_cell *out, vb_error *err)
{
    vb_rule_question q = vb_matrix_question(m, model, day);
    vb_rule_answer a;
    if (day == 0) { /* before the first rule: what changes on its day is the rule's doing */
        *out = (vb_matrix_cell){.licence = {VB_NO, VB_NO}};
        return VB_OK;
    }
    vb_rule_outcome o;
    VB_TRY(vb_rules_evaluate(m->rules, &q, job, &a, err));
    vb_rules_outcome(&a, &o);
    vb_str *list = VB_NEW(arena, vb_str, o.n_instruments + 1);
    if (list == NULL)
        return no_memory(err);
    for (size_t i = 0; i < o.n_instruments; i++)
        list[i] = o.instrument[i]; /* texts of the rules, not of the job */
    *out = (vb_matrix_cell){.licence = {a.licence[0], a.licence[1]},
                            .letter = by_letter_alone(&a, m->layer),
                            .review = vb_rules_review(&a, m->layer, NULL),
                            .review_enforced = o.review,
                            .eccn = a.eccn,
                            .instruments = list,
                            .n_instruments = o.n_instruments};
    return VB_OK;
}

static vb_code ask_card(const vb_matrix *m, vb_arena *arena, vb_matrix_card *card, vb_error *err)
{
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_matrix_cell *cells = VB_NEW(arena, vb_matrix_cell, m->n_days);
    const vb_rule_question q = {.model = card->model};
    if (cells == NULL)
        return no_memory(err);
    for (size_t d = 0; d < m->n_days; d++)
        VB_TRY(ask_cell(m, card->model, d, &job, arena, &cells[d], err));
    card->cells = cells;
    if (!vb_rules_figure(&q, VB_METRIC_TPP, &card->tpp_low, &card->tpp_high)) {
        card->tpp_low = 0;
        card->tpp_high = INT64_MAX;
    }
    return VB_OK;
}

/* ---- Order of the rows ------------------------------------------------------------------------------------------ */

typedef struct maker {
    vb_str name;
    size_t n;
} maker;

typedef struct place {
    size_t of_maker; /* cards of that maker */
    vb_matrix_card card;
} place;

static int by_place(const void *left, const void *right)
{
    const place *x = left, *y = right;
    int64_t tx = x->card.tpp_high == INT64_MAX ? -1 : x->card.tpp_high,
            ty = y->card.tpp_high == INT64_MAX ? -1 : y->card.tpp_high;
    int order;
    if (x->of_maker != y->of_maker)
        return x->of_maker > y->of_maker ? -1 : 1;
    if ((order = vb_str_compare(x->card.model->vendor, y->card.model->vendor)) != 0)
        return order;
    if (tx != ty)
        return tx > ty ? -1 : 1;
    if ((order = vb_str_compare(x->card.model->name, y->card.model->name)) != 0)
        return order;
    return vb_str_compare(x->card.model->id, y->card.model->id);
}

static vb_code sort_cards(vb_matrix_card *cards, size_t n, vb_error *err)
{
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    place *places = VB_NEW(&job, place, n + 1);
    maker *makers = VB_NEW(&job, maker, n + 1);
    size_t n_makers = 0;
    if (places == NULL || makers == NULL)
        return no_memory(err);
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < n_makers && !vb_str_eq(makers[k].name, cards[i].model->vendor))
            k++;
        if (k == n_makers)
            makers[n_makers++].name = cards[i].model->vendor;
        makers[k].n++;
    }
    for (size_t i = 0; i < n; i++) {
        places[i].card = cards[i];
        for (size_t k = 0; k < n_makers; k++)
            if (vb_str_eq(makers[k].name, cards[i].model->vendor))
                places[i].of_maker = makers[k].n;
    }
    if (n > 1)
        qsort(places, n, sizeof places[0], by_place);
    for (size_t i = 0; i < n; i++)
        cards[i] = places[i].card;
    return VB_OK;
}

static vb_code find_cards(const vb_matrix_ask *ask, vb_arena *arena, vb_matrix *m, vb_error *err)
{
    size_t n = ask->models != NULL ? ask->n_models : vb_catalogue_count(ask->catalogue);
    vb_matrix_card *cards = VB_NEW(arena, vb_matrix_card, n + 1);
    if (cards == NULL)
        return no_memory(err);
    for (size_t i = 0; i < n; i++) {
        const vb_model *model = vb_catalogue_model(ask->catalogue, ask->models != NULL ? ask->models[i] : (uint32_t)i);
        if (model == NULL)
            continue;
        cards[m->n_cards].model = model;
        VB_TRY(ask_card(m, arena, &cards[m->n_cards++], err));
    }
    VB_TRY(sort_cards(cards, m->n_cards, err));
    m->cards = cards;
    return VB_OK;
}

static vb_code find_days(vb_arena *arena, vb_matrix *m, vb_error *err)
{
    size_t n = vb_rules_days(m->rules, NULL, 0);
    int64_t *days = VB_NEW(arena, int64_t, n + 1);
    if (days == NULL)
        return no_memory(err);
    days[0] = VB_NO_TIME;
    (void)vb_rules_days(m->rules, days + 1, n);
    size_t early = 0; /* memberships that are older than any rule */
    while (early < n && days[1 + early] < vb_rules_begin(m->rules))
        early++;
    memmove(days + 1, days + 1 + early, (n - early) * sizeof *days);
    m->days = days;
    m->n_days = n - early + 1;
    return VB_OK;
}

/* ---- Classes ---------------------------------------------------------------------------------------------------- */

typedef struct class_list {
    vb_str *v;
    size_t n, cap;
} class_list;

static vb_code learn_class(class_list *list, vb_arena *arena, vb_str eccn, vb_error *err)
{
    size_t k = 0;
    while (k < list->n && vb_str_compare(list->v[k], eccn) < 0)
        k++;
    if (k < list->n && vb_str_eq(list->v[k], eccn))
        return VB_OK;
    if (VB_PUSH(arena, list) == NULL)
        return no_memory(err);
    memmove(&list->v[k + 1], &list->v[k], (list->n - 1 - k) * sizeof list->v[0]);
    list->v[k] = eccn;
    return VB_OK;
}

static vb_code find_classes(vb_arena *arena, vb_matrix *m, vb_error *err)
{
    class_list by_rule = {0}, all = {0};
    for (size_t i = 0; i < m->n_cards; i++)
        for (size_t d = 0; d < m->n_days; d++) {
            const vb_matrix_cell *cell = &m->cards[i].cells[d];
            if (cell->eccn.n == 0 || vb_str_eq(cell->eccn, VB_S("unknown")))
                continue;
            VB_TRY(learn_class(&all, arena, cell->eccn, err));
            if (cell->licence[m->layer] == VB_YES && !cell->letter)
                VB_TRY(learn_class(&by_rule, arena, cell->eccn, err));
        }
    m->shown = by_rule.n > 0 ? by_rule.v : all.v;
    m->n_shown = by_rule.n > 0 ? by_rule.n : all.n;
    return VB_OK;
}

/* ---- Columns ---------------------------------------------------------------------------------------------------- */

vb_str vb_matrix_class(const vb_matrix *m, const vb_matrix_cell *cell)
{
    for (size_t i = 0; i < m->n_shown; i++)
        if (vb_str_eq(m->shown[i], cell->eccn))
            return cell->eccn;
    return VB_STR_NONE;
}

bool vb_matrix_same(const vb_matrix *m, const vb_matrix_cell *a, const vb_matrix_cell *b)
{
    return a->licence[m->layer] == b->licence[m->layer] && a->letter == b->letter && a->review == b->review &&
           vb_str_eq(vb_matrix_class(m, a), vb_matrix_class(m, b));
}

static void count_card(vb_matrix_count *c, const vb_matrix_cell *cell, vb_layer layer)
{
    c->announced++;
    switch (cell->licence[layer]) {
    case VB_NO:
        c->none++;
        return;
    case VB_YES:
        ++*(cell->letter ? &c->letter : &c->rule);
        return;
    case VB_UNKNOWN:
        c->open++;
        return;
    }
}

static vb_matrix_count count_at(const vb_matrix *m, size_t day, int64_t end)
{
    vb_matrix_count c = {0};
    for (size_t i = 0; i < m->n_cards; i++)
        if (!vb_matrix_unborn(m->cards[i].model, end))
            count_card(&c, &m->cards[i].cells[day], m->layer);
    return c;
}

static size_t differ(const vb_matrix *m, size_t day)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n_cards; i++)
        n += !vb_matrix_same(m, &m->cards[i].cells[day - 1], &m->cards[i].cells[day]);
    return n;
}

/* Nothing is required, open or shown as classified on that day. */
static bool nothing_on(const vb_matrix *m, size_t day)
{
    for (size_t i = 0; i < m->n_cards; i++)
        if (m->cards[i].cells[day].licence[m->layer] != VB_NO || vb_matrix_class(m, &m->cards[i].cells[day]).n > 0)
            return false;
    return true;
}

static vb_code find_columns(vb_arena *arena, vb_matrix *m, vb_error *err)
{
    vb_matrix_column *v = VB_NEW(arena, vb_matrix_column, m->n_days);
    if (v == NULL)
        return no_memory(err);
    for (size_t d = 0; d < m->n_days; d++) {
        size_t changed = d == 0 ? 0 : differ(m, d);
        if (m->n_columns > 0 && changed == 0) {
            v[m->n_columns - 1].end = d + 1;
            continue;
        }
        if (m->n_columns == 0 && nothing_on(m, d))
            continue;
        v[m->n_columns++] = (vb_matrix_column){.first = d, .end = d + 1, .changed = changed};
    }
    for (size_t i = 0; i < m->n_columns; i++) {
        v[i].count = count_at(m, v[i].first, vb_matrix_end(m, v[i].end));
        if (v[i].first > 0)
            VB_TRY(vb_matrix_causes(m, &v[i], arena, err));
    }
    m->columns = v;
    return VB_OK;
}

static size_t open_without_figures(const vb_matrix *m, size_t day)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n_cards; i++)
        n += m->cards[i].tpp_high == INT64_MAX && m->cards[i].cells[day].licence[m->layer] == VB_UNKNOWN &&
             !vb_matrix_unborn(m->cards[i].model, vb_day_of(m->question.on) + VB_DAY);
    return n;
}

size_t vb_matrix_day(const vb_matrix *m, int64_t on)
{
    size_t d = 0;
    while (d + 1 < m->n_days && m->days[d + 1] <= on)
        d++;
    return d;
}

vb_code vb_matrix_build(const vb_matrix_ask *ask, vb_arena *arena, vb_matrix *out, vb_error *err)
{
    vb_matrix m = {.rules = ask->rules,
                   .countries = ask->countries,
                   .question = ask->question,
                   .headquarters_taken = ask->headquarters_taken,
                   .layer = ask->layer,
                   .chosen = ask->models != NULL,
                   .version = ask->version};
    m.question.model = NULL;
    m.question.figures = NULL;
    VB_TRY(find_days(arena, &m, err));
    VB_TRY(find_cards(ask, arena, &m, err));
    VB_TRY(find_classes(arena, &m, err));
    VB_TRY(find_columns(arena, &m, err));
    m.count = count_at(&m, vb_matrix_day(&m, m.question.on), vb_day_of(m.question.on) + VB_DAY);
    m.without_figures = open_without_figures(&m, vb_matrix_day(&m, m.question.on));
    *out = m;
    return VB_OK;
}
