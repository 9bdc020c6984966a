/* SPDX-License-Identifier: Apache-2.0 */
/* Licence lines and what was drawn on them. */
#include <stdlib.h>

#include "view/view_priv.h"

static vb_str licence_part(vb_str text, vb_str *line)
{
    const char *cut = text.n == 0 ? NULL : memchr(text.p, '\n', text.n);
    size_t n = cut == NULL ? text.n : (size_t)(cut - text.p);
    *line = cut == NULL ? VB_STR_NONE : vb_str_sub(text, n + 1, text.n);
    return vb_str_sub(text, 0, n);
}

uint32_t vb_view_licence(const vb_view *v, uint32_t movement)
{
    uint32_t text = movement == VB_NONE ? VB_NONE : v->claims->movements.licence_line[movement];
    return text == VB_NONE ? VB_NONE : v->licence_of_text[text];
}

uint32_t vb_view_licence_line(const vb_view *v, uint32_t movement)
{
    uint32_t licence = vb_view_licence(v, movement);
    if (licence == VB_NONE)
        return VB_NONE;
    const vb_movements *m = &v->claims->movements;
    vb_str line;
    (void)licence_part(vb_dict_text(&v->claims->licence_lines, m->licence_line[movement]), &line);
    uint32_t first = v->first_line_of_licence[licence], n = v->n_lines_of_licence[licence], found = VB_NONE;
    if (line.n > 0) {
        for (uint32_t i = 0; i < n; i++)
            if (vb_str_eq(v->claims->licences.v[v->lines[first + i].claim].line, line))
                return first + i;
        return VB_NONE;
    }
    if (n == 1)
        return first;
    uint32_t text = m->item[movement] != VB_NONE ? v->model_text_of_item[m->item[movement]] : m->model[movement];
    if (text == VB_NONE)
        return VB_NONE;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t licensed = v->claims->licences.v[v->lines[first + i].claim].model;
        if (licensed == VB_NONE || v->model_key[licensed] != v->model_key[text])
            continue;
        if (found != VB_NONE)
            return VB_NONE; /* two lines for that model: it cannot be told which */
        found = first + i;
    }
    return found;
}

typedef struct pending {
    uint32_t line, leg, movement;
    int64_t at;
} pending;

static int compare_pending(const void *pa, const void *pb)
{
    const pending *a = pa, *b = pb;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->movement < b->movement ? -1 : a->movement > b->movement;
}

static vb_code build_lines(vb_view_build_job *job, vb_licence_line **out)
{
    vb_view *v = job->view;
    const vb_claims *c = v->claims;
    uint32_t n = c->licence_ids.n;
    uint32_t *first = VB_NEW(job->arena, uint32_t, (size_t)n + 1), *count = VB_NEW(job->arena, uint32_t, (size_t)n + 1);
    vb_licence_line *lines = VB_NEW(job->arena, vb_licence_line, c->licences.n);
    if (first == NULL || count == NULL || lines == NULL)
        return vb_view_no_memory(job, "licence lines");
    for (size_t i = 0; i < c->licences.n; i++)
        count[c->licences.v[i].licence]++;
    for (uint32_t i = 0; i < n; i++)
        first[i + 1] = first[i] + count[i];
    memset(count, 0, ((size_t)n + 1) * sizeof *count);
    for (size_t i = 0; i < c->licences.n; i++) {
        const vb_licence_claim *claim = &c->licences.v[i];
        vb_licence_line *line = &lines[first[claim->licence] + count[claim->licence]++];
        *line = (vb_licence_line){.claim = (uint32_t)i,
                                  .model = claim->model == VB_NONE ? VB_NONE : v->model_of_text[claim->model]};
    }
    v->first_line_of_licence = first;
    v->n_lines_of_licence = count;
    v->lines = lines;
    v->n_lines = c->licences.n;
    *out = lines;
    return VB_OK;
}

static vb_code index_texts(vb_view_build_job *job)
{
    const vb_claims *c = job->view->claims;
    uint32_t *licence = VB_NEW(job->arena, uint32_t, c->licence_lines.n);
    if (licence == NULL)
        return vb_view_no_memory(job, "licence lines");
    for (uint32_t i = 0; i < c->licence_lines.n; i++) {
        vb_str line;
        licence[i] = vb_dict_find(&c->licence_ids, licence_part(vb_dict_text(&c->licence_lines, i), &line));
    }
    job->view->licence_of_text = licence;
    return VB_OK;
}

vb_code vb_view_build_licences(vb_view_build_job *job)
{
    vb_view *v = job->view;
    vb_licence_line *lines = NULL;
    VB_TRY(build_lines(job, &lines));
    if (v->claims->licence_lines.n == 0)
        return VB_OK;
    VB_TRY(index_texts(job));
    VB_TRY(vb_view_build_licence_use(job));
    struct {
        pending *v;
        size_t n, cap;
    } table = {0};
    for (size_t i = 0; i < v->n_legs; i++) {
        const vb_leg *leg = &v->legs[i];
        if (leg->onward || vb_leg_uses_licence(v, leg) == VB_NONE)
            continue;
        uint32_t movement = vb_leg_licence_movement(v, leg);
        uint32_t line = vb_view_licence_line(v, movement);
        if (line == VB_NONE)
            continue;
        pending *p = VB_PUSH(job->scratch, &table);
        if (p == NULL)
            return vb_view_no_memory(job, "drawdowns");
        *p = (pending){line, (uint32_t)i, movement, vb_leg_time(leg)};
    }
    if (table.n > 1)
        qsort(table.v, table.n, sizeof *table.v, compare_pending);
    vb_draw *drawn = VB_NEW(job->arena, vb_draw, table.n);
    if (drawn == NULL)
        return vb_view_no_memory(job, "drawdowns");
    for (size_t i = 0; i < table.n; i++) {
        vb_licence_line *line = &lines[table.v[i].line];
        if (line->n_draws++ == 0)
            line->first_draw = i;
        int64_t quantity = vb_leg_quantity(v, &v->legs[table.v[i].leg]);
        line->drawn += quantity; /* at most 2^32 rows of at most VB_MAX_QUANTITY: fits 64 bits */
        drawn[i] = (vb_draw){table.v[i].movement, table.v[i].leg, quantity, table.v[i].at, line->drawn};
    }
    v->draws = drawn;
    v->n_draws = table.n;
    return VB_OK;
}
