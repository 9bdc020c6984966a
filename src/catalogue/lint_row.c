/* SPDX-License-Identifier: Apache-2.0 */
/* Doubts about single rows that need no second figure to compare with: can it be looked up, was it re-checked. */
#include <stdlib.h>

#include "base/buf.h"
#include "catalogue/catalogue_priv.h"
#include "catalogue/lint.h"
#include "catalogue/tpp.h"

typedef struct job {
    const vb_catalogue *c;
    const vb_figure_sources *figures;
    const vb_citation_notes *notes;
    vb_arena *arena;
    vb_doubts *out;
    vb_error *err;
} job;

static vb_code doubt(const job *j, bool wrong, uint32_t model, const char *kind, vb_str sentence)
{
    return vb_doubts_add(j->out, j->arena, (vb_doubt){wrong, model, kind, sentence}, j->err);
}

/* Names of figures, parted by ", ", in the arena. */
typedef struct names {
    char text[512];
    size_t n;
} names;

static void add_name(names *list, const char *name)
{
    vb_str s = vb_str_of(name);
    if (list->n + s.n + 3 > sizeof list->text)
        return;
    if (list->n > 0) {
        list->text[list->n++] = ',';
        list->text[list->n++] = ' ';
    }
    for (size_t i = 0; i < s.n; i++)
        list->text[list->n++] = s.p[i];
}

static vb_str names_text(const names *list)
{
    return (vb_str){list->text, list->n};
}

/* A figure stands when its row has a place that prints figures, or when it is marked as not re-checked: then nobody
 * says that it stands. */
static vb_code check_sources(const job *j, const vb_model *m, uint32_t index)
{
    size_t followed = 0;
    bool figures = false;
    vb_str rest = m->source, place;
    while (vb_citation_next(&rest, &place)) {
        const vb_citation_note *note = vb_citation_note_of(j->notes, place);
        if (vb_citation_kind_of(place) == VB_CITATION_LOST) {
            VB_TRY(doubt(j, false, index, "source.lost",
                         vb_arena_printf(j->arena, "%.*s: the source \"%.*s\" cannot be followed", VB_ARG(m->id),
                                         VB_ARG(place))));
            figures = figures || !vb_str_contains_nocase(place, VB_S("not re-checked"));
            continue;
        }
        followed += note == NULL || note->figures;
    }
    names bare = {.n = 0};
    vb_figure all[VB_N_FIGURES];
    size_t n = vb_model_figures(m, all);
    for (size_t i = 0; i < n; i++)
        if (all[i].value != VB_NO_FIGURE && !vb_model_unverified(m, all[i].mark) &&
            vb_figure_source_of(j->figures, index, all[i].column) == NULL)
            add_name(&bare, all[i].column);
    if (bare.n > 0 && followed == 0 && !figures)
        VB_TRY(
            doubt(j, true, index, "source.none",
                  vb_arena_printf(j->arena, "%.*s: no source prints %.*s", VB_ARG(m->id), VB_ARG(names_text(&bare)))));
    if (bare.n > 0 && followed == 0 && figures && m->confidence == VB_CONFIDENCE_A)
        VB_TRY(doubt(j, true, index, "source.lost",
                     vb_arena_printf(j->arena, "%.*s: confidence A, and no source of its figures can be followed",
                                     VB_ARG(m->id))));
    return VB_OK;
}

static vb_code check_confidence(const job *j, const vb_model *m, uint32_t index)
{
    names open = {.n = 0};
    if (m->confidence != VB_CONFIDENCE_A || m->unverified == 0)
        return VB_OK;
    for (unsigned c = 0; c < VB_N_COLUMNS; c++)
        if (vb_model_unverified(m, c))
            add_name(&open, vb_column_name(c));
    return doubt(j, false, index, "confidence.unverified",
                 vb_arena_printf(j->arena, "%.*s: confidence A, but not re-checked: %.*s", VB_ARG(m->id),
                                 VB_ARG(names_text(&open))));
}

/* The number that the rules turn on rests on one rate that nobody re-checked; a re-checked rate that gives as much,
 * within 2 %, is a second leg. */
static vb_code check_tpp(const job *j, const vb_model *m, uint32_t index)
{
    vb_tpp t = vb_model_tpp(m, VB_AS_CLAIMED);
    if (!t.known || !vb_model_unverified(m, VB_COLUMN_RATE + (unsigned)t.high_format))
        return VB_OK;
    for (unsigned f = 0; f < VB_N_FORMATS; f++)
        if (m->rate[f] != VB_NO_FIGURE && !vb_model_unverified(m, VB_COLUMN_RATE + f) &&
            vb_model_format_tpp(m, (vb_format)f, VB_AS_CLAIMED).high * 50 >= t.milli.high * 49)
            return VB_OK;
    return doubt(j, false, index, "tpp.unverified",
                 vb_arena_printf(j->arena, "%.*s: TPP %lld rests on the %s rate alone, which was not re-checked",
                                 VB_ARG(m->id), (long long)(t.milli.high / 1000), vb_format_name(t.high_format)));
}

static vb_code check_launch(const job *j, const vb_model *m, uint32_t index)
{
    if (m->launch.at != VB_NO_TIME)
        return VB_OK;
    return doubt(j, false, index, "launch.missing",
                 vb_arena_printf(j->arena, "%.*s: no date of launch", VB_ARG(m->id)));
}

static bool same_figures(const vb_model *a, const vb_model *b)
{
    vb_figure x[VB_N_FIGURES], y[VB_N_FIGURES];
    size_t n = vb_model_figures(a, x), known = 0;
    if (vb_model_figures(b, y) != n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (x[i].value != y[i].value)
            return false;
        known += x[i].value != VB_NO_FIGURE;
    }
    return known > 5; /* fewer say nothing: two small cards of one chip have the same size and power */
}

static bool same_name(const vb_model *a, const vb_model *b)
{
    vb_folded x, y;
    return vb_name_fold(a->name, false, &x) && vb_name_fold(b->name, false, &y) &&
           vb_str_eq(vb_folded_sorted(&x), vb_folded_sorted(&y));
}

static vb_code check_doubles(const job *j, const vb_model *m, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++) {
        const vb_model *other = &j->c->models[i];
        if (!vb_str_eq(m->vendor, other->vendor))
            continue;
        if (same_name(m, other))
            VB_TRY(
                doubt(j, true, index, "double.name",
                      vb_arena_printf(j->arena, "%.*s and %.*s have the same name", VB_ARG(m->id), VB_ARG(other->id))));
        if (same_figures(m, other))
            VB_TRY(doubt(j, false, index, "double.figures",
                         vb_arena_printf(j->arena, "%.*s has all figures of %.*s: one model twice, or copied",
                                         VB_ARG(m->id), VB_ARG(other->id))));
    }
    return VB_OK;
}

vb_code vb_catalogue_lint_rows(const vb_catalogue *c, const vb_figure_sources *figures, const vb_citation_notes *notes,
                               vb_arena *arena, vb_doubts *out, vb_error *err)
{
    job j = {c, figures, notes, arena, out, err};
    for (uint32_t i = 0; i < c->n_models; i++) {
        const vb_model *m = &c->models[i];
        VB_TRY(check_sources(&j, m, i));
        VB_TRY(check_confidence(&j, m, i));
        VB_TRY(check_tpp(&j, m, i));
        VB_TRY(check_launch(&j, m, i));
        VB_TRY(check_doubles(&j, m, i));
    }
    return VB_OK;
}
