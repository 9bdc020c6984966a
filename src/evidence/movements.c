/* SPDX-License-Identifier: Apache-2.0 */
/* Cutting, counting and merging; the rows are read in movements_part.c. */
#include "evidence/movements.h"

#include <stdlib.h>

#include "evidence/movements_part_priv.h"
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { BLOCK = 32 * 1024, SHORTEST_KIND = 4 /* "made", "lost" */ };

static uint64_t line_ends(const char *p, size_t n)
{
    uint64_t count = 0;
    size_t i = 0;
#if defined(__SSE2__)
    const __m128i lf = _mm_set1_epi8('\n'), zero = _mm_setzero_si128();
    while (n - i >= 16) {
        size_t steps = (n - i) / 16 < 255 ? (n - i) / 16 : 255; /* a byte of the sum counts to 255 */
        __m128i sum = zero;
        for (size_t k = 0; k < steps; k++, i += 16)
            sum = _mm_sub_epi8(sum, _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + i)), lf));
        sum = _mm_sad_epu8(sum, zero);
        count += (uint64_t)_mm_cvtsi128_si64(sum) + (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(sum, sum));
    }
#endif
    for (; i < n; i++)
        count += p[i] == '\n';
    return count;
}

void vb_movements_count(vb_movements_plan *plan, size_t part)
{
    vb_movements_run *run = &plan->part[part];
    run->lines = 0;
    run->quoted = false;
    for (size_t at = run->from; at < run->to; at += BLOCK) {
        const char *p = plan->csv.bytes.p + at;
        size_t n = run->to - at < BLOCK ? run->to - at : BLOCK;
        run->lines += line_ends(p, n);
        run->quoted = run->quoted || memchr(p, '"', n) != NULL;
    }
}

vb_code vb_movements_open(vb_claims *c, uint32_t source, size_t n_parts, vb_movements_plan **plan, vb_error *err)
{
    *plan = NULL;
    vb_movements_plan *p = calloc(1, sizeof *p);
    if (p == NULL)
        return vb_fail(err, VB_E_NOMEM, "movements", 0, "no memory to read movements");
    p->c = c;
    p->source = source;
    bool usable;
    vb_code code = vb_table_header(c, source, vb_movement_columns, VB_MC_COUNT, &p->csv, p->field, &usable, err);
    if (code != VB_OK || !usable) {
        free(p);
        return code;
    }
    vb_str bytes = p->csv.bytes;
    size_t at = p->csv.at, size = bytes.n - at;
    if (n_parts > size)
        n_parts = size;
    if (n_parts > VB_MOVEMENTS_MAX_PARTS)
        n_parts = VB_MOVEMENTS_MAX_PARTS;
    for (size_t i = 0; i < (n_parts == 0 ? 1 : n_parts) && (at < bytes.n || i == 0); i++) {
        size_t to = i + 1 >= n_parts ? bytes.n : p->csv.at + size / n_parts * (i + 1);
        const char *lf = to >= bytes.n || to <= at ? NULL : memchr(bytes.p + to - 1, '\n', bytes.n - to + 1);
        if (to <= at && to < bytes.n)
            continue; /* one line is longer than a part */
        to = lf == NULL ? bytes.n : (size_t)(lf - bytes.p) + 1;
        p->part[p->n_parts].from = at;
        p->part[p->n_parts++].to = to;
        at = to;
    }
    *plan = p;
    return VB_OK;
}

size_t vb_movements_parts(const vb_movements_plan *plan)
{
    return plan->n_parts;
}

static void join_behind_quote(vb_movements_plan *plan)
{
    for (size_t i = 0; i + 1 < plan->n_parts; i++) {
        if (!plan->part[i].quoted)
            continue;
        for (size_t k = i + 1; k < plan->n_parts; k++)
            plan->part[i].lines += plan->part[k].lines;
        plan->part[i].to = plan->csv.bytes.n;
        plan->n_parts = i + 1;
    }
}

vb_code vb_movements_prepare(vb_movements_plan *plan, vb_error *err)
{
    vb_claims *c = plan->c;
    uint64_t line = plan->csv.line;
    size_t row = c->movements.n, declared = c->declared.n;
    bool declares = false;
    join_behind_quote(plan);
    for (size_t i = 0; i < plan->n_parts; i++) {
        vb_movements_run *run = &plan->part[i];
        /* A row that is kept has its separators, a kind and a line end: a file of empty lines asks for no memory. */
        size_t bound = (run->to - run->from) / (plan->csv.n_columns + SHORTEST_KIND) + 1;
        run->room = run->lines + 1 < bound ? (size_t)run->lines + 1 : bound;
        run->first_line = line;
        run->first_row = row;
        line += run->lines;
        row += run->room;
    }
    VB_TRY(vb_movements_reserve(c->arena, &c->movements, row, err));
    for (size_t i = VB_MC_GOODS; i <= VB_MC_WEIGHT; i++)
        declares = declares || plan->field[i] >= 0;
    if (!declares)
        return VB_OK;
    size_t room = declared + (row - c->movements.n);
    if (room > c->declared.cap) {
        vb_declared *v = vb_arena_grow(c->arena, c->declared.v, c->declared.cap, room, sizeof *v);
        if (v == NULL)
            return vb_fail(err, VB_E_NOMEM, "movements", room, "no memory for %zu customs declarations", room);
        c->declared.v = v;
        c->declared.cap = room;
    }
    for (size_t i = 0; i < plan->n_parts; i++)
        plan->part[i].first_declared = declared + (plan->part[i].first_row - c->movements.n);
    return VB_OK;
}

/* The ids that a part met first, as ids of the case. */
static vb_code take_ids(vb_dict *into, const vb_dict *from, uint32_t **map, vb_error *err)
{
    *map = malloc((from->n == 0 ? 1 : from->n) * sizeof **map);
    if (*map == NULL)
        return vb_fail(err, VB_E_NOMEM, "movements", from->n, "no memory to join %u ids", from->n);
    for (uint32_t i = 0; i < from->n; i++) {
        (*map)[i] = vb_dict_add(into, from->keys[i]);
        if ((*map)[i] == VB_NONE)
            return vb_fail(err, VB_E_NOMEM, "movements", i, "no memory for more ids");
    }
    return VB_OK;
}

static void rename_ids(uint32_t *column, size_t n, const uint32_t *map, uint32_t n_map)
{
    if (n_map == 0)
        return;
    for (size_t i = 0; i < n; i++)
        if ((column[i] & VB_PART_ID) != 0 && column[i] != VB_NONE)
            column[i] = map[column[i] & ~VB_PART_ID];
}

static vb_code merge_ids(vb_claims *c, vb_movements_run *run, vb_error *err)
{
    vb_movements *m = &c->movements;
    size_t at = run->first_row;
    struct {
        vb_dict *into, *from;
        uint32_t *column[2];
    } const kinds[] = {
        {&c->item_ids, &run->items, {m->item, NULL}},
        {&c->model_texts, &run->models, {m->model, NULL}},
        {&c->party_ids, &run->parties, {m->from_party, m->to_party}},
        {&c->site_ids, &run->sites, {m->from_site, m->to_site}},
        {&c->licence_lines, &run->lines_cited, {m->licence_line, NULL}},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        uint32_t *map = NULL;
        vb_code code = take_ids(kinds[i].into, kinds[i].from, &map, err);
        for (size_t k = 0; code == VB_OK && k < 2 && kinds[i].column[k] != NULL; k++)
            rename_ids(kinds[i].column[k] + at, run->rows, map, kinds[i].from->n);
        free(map);
        VB_TRY(code);
    }
    return VB_OK;
}

static vb_code merge_issues(vb_claims *c, uint32_t source, const vb_movements_run *run, vb_error *err)
{
    for (size_t i = 0; i < run->n_issues; i++)
        VB_TRY(vb_claims_issue(c, source, false, &run->issue[i], err));
    c->issues_dropped += run->more_issues;
    return VB_OK;
}

/* Closes the gap that refused rows left in front of the part. */
static void move_rows(vb_claims *c, const vb_movements_run *run)
{
    vb_movements *m = &c->movements;
    size_t to = m->n, from = run->first_row, n = run->rows;
    size_t declared_to = c->declared.n, declared_gap = run->first_declared - declared_to;
    if (to != from && n > 0) {
#define MOVE(type, name, unstated) memmove(m->name + to, m->name + from, n * sizeof *m->name);
        VB_MOVEMENT_COLUMNS(MOVE)
#undef MOVE
    }
    if (run->n_declared > 0 && declared_gap > 0) {
        memmove(c->declared.v + declared_to, c->declared.v + run->first_declared,
                run->n_declared * sizeof *c->declared.v);
        for (size_t i = to; i < to + n; i++)
            if (m->declared[i] != VB_NONE)
                m->declared[i] -= (uint32_t)declared_gap;
    }
    m->n += n;
    c->declared.n += run->n_declared;
}

vb_code vb_movements_merge(vb_movements_plan *plan, vb_error *err)
{
    vb_claims *c = plan->c;
    for (size_t i = 0; i < plan->n_parts; i++) {
        vb_movements_run *run = &plan->part[i];
        VB_TRY(merge_ids(c, run, err));
        VB_TRY(merge_issues(c, plan->source, run, err));
        move_rows(c, run);
        vb_arena_adopt(c->arena, &run->arena);
        c->sources.v[plan->source].rows += run->rows;
        c->sources.v[plan->source].bad_rows += run->bad_rows;
    }
    return VB_OK;
}

uint64_t vb_movements_done(const vb_movements_plan *plan)
{
    uint64_t done = 0;
    for (size_t i = 0; i < plan->n_parts; i++)
        done += atomic_load_explicit(&plan->part[i].done, memory_order_relaxed);
    return done;
}

void vb_movements_close(vb_movements_plan *plan)
{
    if (plan == NULL)
        return;
    for (size_t i = 0; i < VB_MOVEMENTS_MAX_PARTS; i++) {
        vb_movements_run *run = &plan->part[i];
        vb_dict_free(&run->items);
        vb_dict_free(&run->models);
        vb_dict_free(&run->parties);
        vb_dict_free(&run->sites);
        vb_dict_free(&run->lines_cited);
        vb_arena_free(&run->arena);
        free(run->issue);
    }
    free(plan);
}

vb_code vb_movements_read(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err)
{
    vb_movements_plan *plan;
    (void)countries;
    VB_TRY(vb_movements_open(c, source, 1, &plan, err));
    if (plan == NULL)
        return VB_OK;
    vb_movements_count(plan, 0);
    vb_code code = vb_movements_prepare(plan, err);
    if (code == VB_OK)
        code = vb_movements_part(plan, 0, err);
    if (code == VB_OK)
        code = vb_movements_merge(plan, err);
    vb_movements_close(plan);
    return code;
}
