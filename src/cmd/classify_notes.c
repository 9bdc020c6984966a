/* SPDX-License-Identifier: Apache-2.0 */
/* What the asker should know beside an answer: what was taken as given, and how it would come out otherwise. */
#include "base/time.h"
#include "cmd/classify.h"

enum { ADDED = 5, NEAR_ROOM = 64 };

bool vb_classify_before_launch(const vb_rule_question *q)
{
    return q->model != NULL && q->model->launch.at != VB_NO_TIME && q->model->launch.at > vb_day_of(q->on);
}

static bool unnamed(const vb_rule_question *q)
{
    return q->model == NULL && q->figures != NULL && q->figures->unnamed;
}

/* "2023-11-09", "2023-11" or "2023", as precise as it is known. */
static vb_str launch_day(const vb_model *m, char room[24])
{
    vb_time_text(m->launch.at, true, room);
    return vb_str_sub(vb_str_of(room), 0, m->launch.span <= VB_DAY ? 10 : m->launch.span <= 31 * VB_DAY ? 7 : 4);
}

static vb_code add_short(vb_arena *arena, vb_outcome *o, vb_str fact, vb_error *err)
{
    if (fact.p == NULL)
        return vb_fail(err, VB_E_NOMEM, "classify", VB_NO_OFFSET, "no memory for the answer");
    return vb_classify_add_fact(arena, &o->in_short, fact, err);
}

vb_code vb_classify_in_short(vb_arena *arena, vb_outcome *o, vb_error *err)
{
    const vb_rule_question *q = &o->question;
    char room[24];
    if (unnamed(q))
        VB_TRY(add_short(arena, o, VB_S("taken to be none of the models that clauses name"), err));
    if (vb_classify_before_launch(q))
        VB_TRY(add_short(arena, o,
                         vb_arena_printf(arena, "launched %.*s, after that day", VB_ARG(launch_day(q->model, room))),
                         err));
    for (size_t i = 0; i < q->n_what_if; i++)
        VB_TRY(add_short(arena, o, vb_arena_printf(arena, "as if %.*s were in force", VB_ARG(q->what_if[i])), err));
    return VB_OK;
}

/* ---- Asked again ------------------------------------------------------------------------------------------------ */

static vb_arg class_of(const vb_rule_answer *a)
{
    if (a->eccn.n == 0)
        return VB_MESSAGE(N_("not classified"));
    return vb_str_eq(a->eccn, VB_S("unknown")) ? VB_MESSAGE(N_("class open")) : VB_TEXT(a->eccn);
}

static vb_arg licence_of(const vb_rule_answer *a)
{
    vb_tri t = a->licence[VB_LAYER_ENFORCED];
    return t == VB_YES  ? VB_MESSAGE(N_("licence required"))
           : t == VB_NO ? VB_MESSAGE(N_("licence not required"))
                        : VB_MESSAGE(N_("licence open"));
}

/* Whether it is designed or marketed for data centres is a judgement: where it decides, both answers are told. */
static vb_code by_marketing(const vb_reference *reference, vb_arena *arena, const vb_outcome *o, vb_sentence *v,
                            size_t *n, vb_error *err)
{
    static const vb_tri stated[2] = {VB_YES, VB_NO};
    vb_rule_question q = o->question;
    vb_rule_answer a[2];
    if (q.marketed != VB_UNKNOWN || (q.model != NULL && q.model->datacentre != VB_UNKNOWN))
        return VB_OK;
    q.detail = VB_RULE_VERDICT;
    for (size_t i = 0; i < 2; i++) {
        q.marketed = stated[i];
        VB_TRY(vb_rules_evaluate(reference->rules, &q, arena, &a[i], err));
    }
    if (vb_str_eq(a[0].eccn, a[1].eccn) &&
        (q.to == 0 || a[0].licence[VB_LAYER_ENFORCED] == a[1].licence[VB_LAYER_ENFORCED]))
        return VB_OK;
    if (q.to == 0) {
        v[(*n)++] = VB_SAY(N_("If for data centres: {0}."), class_of(&a[0]));
        v[(*n)++] = VB_SAY(N_("If not for data centres: {0}."), class_of(&a[1]));
    } else {
        v[(*n)++] = VB_SAY(N_("If for data centres: {0}, {1}."), class_of(&a[0]), licence_of(&a[0]));
        v[(*n)++] = VB_SAY(N_("If not for data centres: {0}, {1}."), class_of(&a[1]), licence_of(&a[1]));
    }
    return VB_OK;
}

static bool tells(const vb_rule_step *s)
{
    bool listed = s->effect == VB_EFFECT_EXCEPTION || s->effect == VB_EFFECT_SHARE || s->effect == VB_EFFECT_DUTY ||
                  s->effect == VB_EFFECT_FLAG || s->effect == VB_EFFECT_QUOTA;
    return listed && (s->effective[VB_LAYER_TEXT] != VB_NO || s->effective[VB_LAYER_ENFORCED] != VB_NO);
}

/* Has `other` all exceptions, shares, duties, flags and quotas of `a`, as certain as there? */
static bool covers(const vb_rule_answer *a, const vb_rule_answer *other)
{
    for (size_t i = 0; i < a->n_steps; i++) {
        const vb_rule_step *s = &a->steps[i];
        bool found = !tells(s);
        for (size_t k = 0; k < other->n_steps && !found; k++) {
            const vb_rule_step *t = &other->steps[k];
            found = t->effect == s->effect && vb_str_eq(t->value, s->value) && vb_str_eq(t->parameter, s->parameter) &&
                    t->effective[VB_LAYER_TEXT] == s->effective[VB_LAYER_TEXT] &&
                    t->effective[VB_LAYER_ENFORCED] == s->effective[VB_LAYER_ENFORCED];
        }
        if (!found)
            return false;
    }
    return true;
}

static bool same_answer(const vb_rule_answer *a, const vb_rule_answer *b, bool placed)
{
    if (!vb_str_eq(a->eccn, b->eccn) || !vb_str_eq(a->assembly, b->assembly))
        return false;
    for (int layer = 0; layer < 2 && placed; layer++)
        if (a->licence[layer] != b->licence[layer] ||
            vb_rules_review(a, (vb_layer)layer, NULL) != vb_rules_review(b, (vb_layer)layer, NULL))
            return false;
    return !placed || (covers(a, b) && covers(b, a));
}

static vb_code without_pending(const vb_reference *reference, vb_arena *arena, const vb_outcome *o, vb_sentence *v,
                               size_t *n, vb_error *err)
{
    vb_rule_question q = o->question;
    vb_rule_answer with, without;
    if (q.n_what_if == 0)
        return VB_OK;
    q.detail = VB_RULE_VERDICT;
    VB_TRY(vb_rules_evaluate(reference->rules, &q, arena, &with, err));
    q.n_what_if = 0;
    VB_TRY(vb_rules_evaluate(reference->rules, &q, arena, &without, err));
    if (!same_answer(&with, &without, q.to != 0))
        return VB_OK;
    v[(*n)++] = o->question.n_what_if == 1
                    ? VB_SAY(N_("{0}, which is pending, changes nothing in this answer."), VB_TEXT(q.what_if[0]))
                    : VB_SAY0(N_("The pending instruments that were asked for change nothing in this answer."));
    return VB_OK;
}

vb_code vb_classify_notes(const vb_reference *reference, vb_arena *arena, vb_outcome *o, vb_error *err)
{
    size_t n = o->n_notes;
    vb_sentence *v = VB_NEW(arena, vb_sentence, n + ADDED);
    char room[24];
    if (v == NULL)
        return vb_fail(err, VB_E_NOMEM, "classify", VB_NO_OFFSET, "no memory for the answer");
    if (n > 0)
        memcpy(v, o->notes, n * sizeof *v);
    if (unnamed(&o->question))
        v[n++] = VB_SAY0(N_("The circuit is taken to be none of the models that clauses name."));
    if (vb_classify_before_launch(&o->question)) {
        const vb_model *m = o->question.model;
        vb_str day = vb_arena_copy(arena, launch_day(m, room));
        if (day.p == NULL)
            return vb_fail(err, VB_E_NOMEM, "classify", VB_NO_OFFSET, "no memory for the answer");
        vb_arg launched = m->launch.span <= VB_DAY ? VB_DATE(m->launch.at) : VB_TEXT(day);
        v[n] = VB_SAY(N_("{0} was launched {1}, after that day."), VB_TEXT(m->name), launched);
        n++;
    }
    VB_TRY(by_marketing(reference, arena, o, v, &n, err));
    VB_TRY(without_pending(reference, arena, o, v, &n, err));
    o->notes = v;
    o->n_notes = n;
    return VB_OK;
}

/* ---- "Did you mean" a country or a maker ------------------------------------------------------------------------ */

static vb_str lowered(vb_str s, char room[NEAR_ROOM])
{
    size_t n = s.n < NEAR_ROOM ? s.n : NEAR_ROOM;
    for (size_t i = 0; i < n; i++)
        room[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + ('a' - 'A')) : s.p[i];
    return (vb_str){room, n};
}

/* Edits between two words, where two neighbours that changed places are one; SIZE_MAX from three on, and where that
 * is too many for so short a word: "Berlin" is no misspelt "Benin". */
static size_t edits(vb_str a, vb_str b)
{
    char room_a[NEAR_ROOM], room_b[NEAR_ROOM];
    if (a.n < 3 || a.n >= NEAR_ROOM || b.n >= NEAR_ROOM)
        return SIZE_MAX;
    a = lowered(a, room_a);
    b = lowered(b, room_b);
    size_t d = vb_word_distance(a, b), at = 0;
    if (d == 2 && a.n == b.n) {
        while (a.p[at] == b.p[at])
            at++;
        if (at + 1 < a.n && a.p[at] == b.p[at + 1] && a.p[at + 1] == b.p[at])
            d = 1;
    }
    return d <= (a.n < 7 ? 1 : 2) ? d : SIZE_MAX;
}

const vb_country_row *vb_classify_near_country(const vb_countries *countries, vb_str text)
{
    const vb_country_row *near = NULL;
    size_t best = SIZE_MAX;
    text = vb_str_trim(text);
    if (text.n < 4) /* codes are too near to each other */
        return NULL;
    for (size_t i = 0; i < countries->n; i++) {
        const vb_country_row *row = &countries->rows[i];
        size_t en = edits(text, row->name_en), de = edits(text, row->name_de), d = en < de ? en : de;
        if (d < best) {
            best = d;
            near = row;
        }
    }
    return near;
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Is the name in the text as whole words? "NVIDIA" is in "NVIDIA Corporation". */
static bool has_words(vb_str text, vb_str name)
{
    for (size_t i = 0; name.n > 0 && i + name.n <= text.n; i++)
        if (vb_str_eq_nocase(vb_str_sub(text, i, name.n), name) && (i == 0 || !is_word_char(text.p[i - 1])) &&
            (i + name.n == text.n || !is_word_char(text.p[i + name.n])))
            return true;
    return false;
}

vb_str vb_classify_maker(const vb_catalogue *catalogue, vb_str text, vb_str *near)
{
    size_t best = SIZE_MAX;
    text = vb_str_trim(text);
    *near = VB_STR_NONE;
    if (has_words(text, VB_S("Advanced Micro Devices")))
        text = VB_S("AMD");
    for (uint32_t i = 0; i < vb_catalogue_count(catalogue); i++) {
        vb_str vendor = vb_catalogue_model(catalogue, i)->vendor;
        if (has_words(text, vendor))
            return vendor;
        size_t d = edits(text, vendor);
        if (d < best) {
            best = d;
            *near = vendor;
        }
    }
    return VB_STR_NONE;
}
