/* SPDX-License-Identifier: Apache-2.0 */
/* Which thresholds a day's classifications have, and which class the rules give to each cell between them. */
#include <math.h>

#include "report/html_plane.h"

enum { WIDEST = 9 }; /* figures end at 9.2 * 10^9 units: vb_rule_figures */

/* The clauses whose classes are drawn: those that classify by TPP. */
typedef struct sample {
    const vb_rules *rules;
    vb_rule_question question;
    vb_layer layer;
    vb_str clause[64];
    size_t n_clauses;
} sample;

static bool by_tpp(const vb_rule_step *s)
{
    for (size_t i = 0; i < s->n_reasons; i++)
        if (s->reasons[i].op == VB_OP_COMPARE && s->reasons[i].subject == VB_METRIC_TPP)
            return true;
    return false;
}

/* The figure beside TPP that most decides the picture of the day: density where it is asked for, else what is. */
static bool second_metric(const vb_rule_step *const *steps, size_t n, vb_rule_metric *out)
{
    static const vb_rule_metric order[] = {VB_METRIC_DENSITY, VB_METRIC_IO, VB_METRIC_DRAM, VB_METRIC_IO_DRAM,
                                           VB_METRIC_TOPS};
    for (size_t k = 0; k < sizeof order / sizeof order[0]; k++)
        for (size_t i = 0; i < n; i++)
            for (size_t r = 0; r < steps[i]->n_reasons; r++)
                if (steps[i]->reasons[r].op == VB_OP_COMPARE && steps[i]->reasons[r].subject == order[k]) {
                    *out = order[k];
                    return true;
                }
    return false;
}

static vb_code add_cut(vb_plane_cut *cuts, size_t *n, const vb_rule_reason *r, vb_error *err)
{
    int64_t at = r->threshold + (r->relation == VB_REL_GT || r->relation == VB_REL_LE);
    size_t p = *n;
    if (r->threshold <= 0)
        return VB_OK;
    for (size_t i = 0; i < *n; i++)
        if (cuts[i].at == at)
            return VB_OK;
    if (*n == VB_PLANE_CUTS)
        return vb_fail(err, VB_E_RANGE, "plane", VB_NO_OFFSET, "more than %d thresholds on one axis on that day",
                       VB_PLANE_CUTS);
    for (; p > 0 && cuts[p - 1].at > at; p--)
        cuts[p] = cuts[p - 1];
    cuts[p] = (vb_plane_cut){.at = at, .parameter = r->parameter, .citation = r->citation};
    ++*n;
    return VB_OK;
}

static vb_code find_cuts(const vb_rule_step *const *steps, size_t n, vb_plane *out, vb_error *err)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < steps[i]->n_reasons; k++) {
            const vb_rule_reason *r = &steps[i]->reasons[k];
            if (r->op != VB_OP_COMPARE)
                continue;
            if (r->subject == VB_METRIC_TPP)
                VB_TRY(add_cut(out->tpp, &out->n_tpp, r, err));
            else if (r->subject == out->x)
                VB_TRY(add_cut(out->across, &out->n_across, r, err));
        }
    return VB_OK;
}

static void state(vb_rule_figures *f, vb_rule_metric m, const vb_plane_cut *cuts, size_t n, size_t k)
{
    f->stated[m] = true;
    f->low[m] = k == 0 ? 1 : cuts[k - 1].at;
    f->high[m] = k == n ? (int64_t)WIDEST * INT64_C(1000000000) * INT64_C(1000000000) : cuts[k].at - 1;
}

static bool drawn_clause(const sample *s, vb_str clause)
{
    for (size_t i = 0; i < s->n_clauses; i++)
        if (vb_str_eq(s->clause[i], clause))
            return true;
    return false;
}

static vb_code zone_at(const sample *s, const vb_plane *p, size_t row, size_t column, vb_arena *arena, vb_str *out,
                       vb_error *err)
{
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    vb_rule_figures figures = {0};
    vb_rule_question q = s->question;
    vb_rule_answer a;
    state(&figures, VB_METRIC_TPP, p->tpp, p->n_tpp, row);
    state(&figures, p->x, p->across, p->n_across, column);
    q.figures = &figures;
    q.detail = VB_RULE_VERDICT;
    VB_TRY(vb_rules_evaluate(s->rules, &q, &job, &a, err));
    *out = VB_STR_NONE;
    for (size_t i = 0; i < a.n_steps && out->n == 0; i++)
        if (a.steps[i].effect == VB_EFFECT_CLASSIFY && a.steps[i].effective[s->layer] == VB_YES &&
            drawn_clause(s, a.steps[i].clause)) {
            *out = vb_arena_copy(arena, a.steps[i].value);
            if (out->p == NULL)
                return vb_fail(err, VB_E_NOMEM, "plane", VB_NO_OFFSET, "no memory for the plane");
        }
    return VB_OK;
}

/* Its place in the list of zones, which stays in order. */
static vb_code learn_zone(vb_plane *p, vb_str name, vb_error *err)
{
    size_t k = p->n_zones;
    for (size_t i = 0; i < p->n_zones; i++)
        if (vb_str_eq(p->zone[i], name))
            return VB_OK;
    if (k == VB_PLANE_ZONES)
        return vb_fail(err, VB_E_RANGE, "plane", VB_NO_OFFSET, "more than %d classes by TPP on that day",
                       VB_PLANE_ZONES);
    for (; k > 0 && vb_str_compare(p->zone[k - 1], name) > 0; k--)
        p->zone[k] = p->zone[k - 1];
    p->zone[k] = name;
    p->n_zones++;
    return VB_OK;
}

static vb_code fill(const sample *s, vb_arena *arena, vb_plane *p, vb_error *err)
{
    vb_str of[VB_PLANE_CUTS + 1][VB_PLANE_CUTS + 1];
    for (size_t r = 0; r <= p->n_tpp; r++)
        for (size_t c = 0; c <= p->n_across; c++) {
            VB_TRY(zone_at(s, p, r, c, arena, &of[r][c], err));
            if (of[r][c].n > 0)
                VB_TRY(learn_zone(p, of[r][c], err));
        }
    for (size_t r = 0; r <= p->n_tpp; r++)
        for (size_t c = 0; c <= p->n_across; c++) {
            size_t z = 0;
            while (z < p->n_zones && !vb_str_eq(p->zone[z], of[r][c]))
                z++;
            p->cell[r][c] = (uint8_t)z;
        }
    return VB_OK;
}

vb_code vb_plane_load(const vb_rules *rules, const vb_rule_question *question, vb_layer layer, vb_arena *arena,
                      vb_plane *out, vb_error *err)
{
    VB_CLEANUP(vb_arena, vb_arena_free) job = {0};
    sample s = {.rules = rules, .question = *question, .layer = layer};
    vb_plane p = {.layer = layer, .on = question->on};
    const vb_rule_step *steps[sizeof s.clause / sizeof s.clause[0]];
    vb_rule_answer a;
    s.question.model = NULL;
    s.question.figures = NULL;
    s.question.detail = VB_RULE_REASONS;
    if (s.question.marketed == VB_UNKNOWN)
        s.question.marketed = VB_YES;
    VB_TRY(vb_rules_evaluate(rules, &s.question, &job, &a, err));
    for (size_t i = 0; i < a.n_steps && s.n_clauses < sizeof s.clause / sizeof s.clause[0]; i++)
        if (a.steps[i].effect == VB_EFFECT_CLASSIFY && a.steps[i].in_force[layer] && by_tpp(&a.steps[i])) {
            steps[s.n_clauses] = &a.steps[i];
            s.clause[s.n_clauses++] = a.steps[i].clause;
        }
    if (second_metric(steps, s.n_clauses, &p.x)) {
        VB_TRY(find_cuts(steps, s.n_clauses, &p, err));
        if (p.n_tpp > 0 && p.n_across > 0)
            VB_TRY(fill(&s, arena, &p, err));
    }
    p.drawn = p.n_zones > 0;
    for (size_t i = 0; i < p.n_tpp + p.n_across; i++) {
        vb_plane_cut *c = i < p.n_tpp ? &p.tpp[i] : &p.across[i - p.n_tpp];
        c->parameter = vb_arena_copy(arena, c->parameter);
        c->citation = vb_arena_copy(arena, c->citation);
        if (c->parameter.p == NULL || c->citation.p == NULL)
            return vb_fail(err, VB_E_NOMEM, "plane", VB_NO_OFFSET, "no memory for the plane");
    }
    *out = p;
    return VB_OK;
}

void vb_plane_place(const vb_plane *plane, const vb_rule_question *question, vb_plane_point *point)
{
    if (!vb_rules_figure(question, VB_METRIC_TPP, &point->tpp_low, &point->tpp_high)) {
        point->tpp_low = 0;
        point->tpp_high = INT64_MAX;
    }
    if (!vb_rules_figure(question, plane->x, &point->low, &point->high)) {
        point->low = 0;
        point->high = INT64_MAX;
    }
}

/* ---- Which points are named ------------------------------------------------------------------------------------- */

static double decade_of(int64_t v)
{
    return log10((double)(v < 1 ? 1 : v));
}

static bool on_plane(const vb_plane_point *p)
{
    return p->high > 0 && p->high != INT64_MAX;
}

static double beside(double v, double from, double to)
{
    return v < from ? from - v : v > to ? v - to : 0;
}

static double end_of(const vb_plane_cut *cuts, size_t n, size_t k)
{
    return k == 0 ? -100 : k > n ? 100 : decade_of(cuts[k - 1].at);
}

/* In decades, to the nearest piece of a border between two zones. */
static double distance(const vb_plane *plane, const vb_plane_point *p)
{
    double y = (decade_of(p->tpp_low) + decade_of(p->tpp_high)) / 2, best = 1000;
    double x = (decade_of(p->low) + decade_of(p->high)) / 2;
    for (size_t r = 0; r <= plane->n_tpp; r++)
        for (size_t c = 0; c <= plane->n_across; c++) {
            double x0 = end_of(plane->across, plane->n_across, c), x1 = end_of(plane->across, plane->n_across, c + 1);
            double y0 = end_of(plane->tpp, plane->n_tpp, r), y1 = end_of(plane->tpp, plane->n_tpp, r + 1);
            double dx = on_plane(p) ? beside(x, x0, x1) : 0, dy = beside(y, y0, y1);
            if (r < plane->n_tpp && plane->cell[r][c] != plane->cell[r + 1][c])
                best = fmin(best, hypot(dx, y - y1));
            if (on_plane(p) && c < plane->n_across && plane->cell[r][c] != plane->cell[r][c + 1])
                best = fmin(best, hypot(x - x1, dy));
        }
    return best;
}

vb_code vb_plane_choose(const vb_plane *plane, vb_plane_point *points, size_t n, size_t most, vb_arena *arena,
                        vb_error *err)
{
    double *far = VB_NEW(arena, double, n + 1);
    bool asked = false;
    if (far == NULL)
        return vb_fail(err, VB_E_NOMEM, "plane", VB_NO_OFFSET, "no memory for the plane");
    for (size_t i = 0; i < n; i++) {
        points[i].named = points[i].emphasised;
        asked = asked || points[i].emphasised;
        far[i] = vb_plane_placed(&points[i]) ? distance(plane, &points[i]) : 1000;
    }
    for (size_t k = 0; !asked && k < most; k++) {
        size_t best = n;
        for (size_t i = 0; i < n; i++)
            if (!points[i].named && far[i] < 1000 && (best == n || far[i] < far[best]))
                best = i;
        if (best == n)
            break;
        points[best].named = true;
    }
    return VB_OK;
}
