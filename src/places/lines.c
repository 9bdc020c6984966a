/* SPDX-License-Identifier: Apache-2.0 */
#include "places/lines_priv.h"

#include <math.h>
#include <stdlib.h>

void vb_lines_start(vb_lines *all, bool keep)
{
    vb_line *line = all->failed ? NULL : VB_PUSH(all->arena, &all->lines);
    if (line == NULL)
        all->failed = true;
    else
        *line = (vb_line){.first = all->points.n, .keep = keep};
}

void vb_lines_add(vb_lines *all, vb_map_point p)
{
    vb_map_point *slot = all->failed ? NULL : VB_PUSH(all->arena, &all->points);
    if (slot == NULL) {
        all->failed = true;
        return;
    }
    *slot = p;
    all->lines.v[all->lines.n - 1].n++;
}

void vb_lines_copy(vb_lines *out, const vb_lines *in, const vb_line *line, double shift_x)
{
    vb_lines_start(out, line->keep);
    for (size_t i = 0; i < line->n; i++) {
        vb_map_point p = in->points.v[line->first + i];
        vb_lines_add(out, (vb_map_point){p.x + shift_x, p.y});
    }
}

/* ---- cutting */

typedef struct end { /* of a piece, on the edge */
    double along;
    size_t id; /* piece * 2, + 1 for its last point */
} end;

typedef struct cutter {
    const vb_lines *in;
    vb_axis axis;
    double limit;
    vb_side side;
    vb_lines pieces; /* parts of cut rings, each from edge to edge */
} cutter;

static bool stays(const cutter *c, vb_map_point p)
{
    double at = c->axis == VB_X ? p.x : p.y;
    return c->side == VB_ABOVE ? at >= c->limit : at <= c->limit;
}

static vb_map_point crossing(const cutter *c, vb_map_point a, vb_map_point b)
{
    if (c->axis == VB_X)
        return (vb_map_point){c->limit, a.y + (b.y - a.y) * (c->limit - a.x) / (b.x - a.x)};
    return (vb_map_point){a.x + (b.x - a.x) * (c->limit - a.y) / (b.y - a.y), c->limit};
}

static int compare_ends(const void *a, const void *b)
{
    const end *x = a, *y = b;
    if (x->along < y->along || x->along > y->along)
        return x->along < y->along ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

/* The pieces of one line that stay; from edge to edge for a ring, so it starts at a point where it comes in. */
static void split(cutter *c, const vb_line *line, vb_lines *to)
{
    const vb_map_point *p = c->in->points.v + line->first;
    size_t start = 0, steps = c->in->closed ? line->n : line->n - 1;
    bool open = false;
    if (c->in->closed)
        while (stays(c, p[start]) || !stays(c, p[(start + 1) % line->n]))
            start++;
    else if (stays(c, p[0])) {
        vb_lines_start(to, line->keep);
        vb_lines_add(to, p[0]);
        open = true;
    }
    for (size_t i = 0; i < steps; i++) {
        vb_map_point a = p[(start + i) % line->n], b = p[(start + i + 1) % line->n];
        bool out = !stays(c, a), in = stays(c, b);
        if (out && in) {
            vb_lines_start(to, line->keep);
            vb_lines_add(to, crossing(c, a, b));
            open = true;
        }
        if (open && in)
            vb_lines_add(to, b);
        if (!out && !in) {
            vb_lines_add(to, crossing(c, a, b));
            open = false;
        }
    }
}

/* Joins the pieces along the edge. Sorted along it, the ends alternate between entering and leaving the area, so the
 * first and second belong together, the third and fourth, and so on: that is the even-odd rule on the edge. */
static void join(cutter *c, vb_lines *out)
{
    size_t n = c->pieces.lines.n * 2;
    end *ends = VB_NEW(c->in->arena, end, n + 1);
    size_t *rank = VB_NEW(c->in->arena, size_t, n + 1);
    bool *used = VB_NEW(c->in->arena, bool, n + 1);
    if (ends == NULL || rank == NULL || used == NULL || c->pieces.failed) {
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const vb_line *piece = &c->pieces.lines.v[i / 2];
        vb_map_point p = c->pieces.points.v[piece->first + ((i & 1) == 0 ? 0 : piece->n - 1)];
        ends[i] = (end){c->axis == VB_X ? p.y : p.x, i};
    }
    qsort(ends, n, sizeof *ends, compare_ends);
    for (size_t i = 0; i < n; i++)
        rank[ends[i].id] = i;
    for (size_t first = 0; first < n; first += 2) {
        size_t id = first; /* enter the piece at this end */
        if (used[first / 2])
            continue;
        vb_lines_start(out, false);
        while (!used[id / 2] && !out->failed) {
            const vb_line *piece = &c->pieces.lines.v[id / 2];
            used[id / 2] = true;
            out->lines.v[out->lines.n - 1].keep = out->lines.v[out->lines.n - 1].keep || piece->keep;
            for (size_t k = 0; k < piece->n; k++)
                vb_lines_add(out, c->pieces.points.v[piece->first + ((id & 1) == 0 ? k : piece->n - 1 - k)]);
            id = ends[rank[id ^ 1] ^ 1].id;
        }
    }
}

void vb_lines_cut(const vb_lines *in, vb_axis axis, double limit, vb_side side, vb_lines *out)
{
    cutter c = {.in = in, .axis = axis, .limit = limit, .side = side, .pieces = {.arena = in->arena, .closed = false}};
    *out = (vb_lines){.arena = in->arena, .closed = in->closed, .failed = in->failed};
    for (size_t i = 0; i < in->lines.n && !out->failed; i++) {
        const vb_line *line = &in->lines.v[i];
        size_t inside = 0;
        for (size_t k = 0; k < line->n; k++)
            inside += stays(&c, in->points.v[line->first + k]);
        if (inside == line->n && line->n > 0)
            vb_lines_copy(out, in, line, 0);
        else if (inside > 0)
            split(&c, line, in->closed ? &c.pieces : out);
    }
    if (in->closed && !out->failed)
        join(&c, out);
}

/* ---- writing */

double vb_line_area2(const vb_lines *all, const vb_line *line)
{
    const vb_map_point *p = all->points.v + line->first;
    double area = 0;
    for (size_t i = 0; i < line->n; i++) {
        vb_map_point a = p[i], b = p[i + 1 == line->n ? 0 : i + 1];
        area += (a.x - p[0].x) * (b.y - p[0].y) - (b.x - p[0].x) * (a.y - p[0].y);
    }
    return area;
}

/* A number in tenths, as short as SVG 1.1 (section 8.3.9) allows: no leading zero; a minus sign or a second point
 * starts a new number by itself. *dotted says whether the number before had a point. */
static void tenths(vb_buf *d, int64_t value, bool first, bool *dotted)
{
    int64_t whole = (value < 0 ? -value : value) / 10, part = (value < 0 ? -value : value) % 10;
    bool bare = whole == 0 && part != 0;
    if (!first && value >= 0 && !(bare && *dotted))
        vb_buf_char(d, ' ');
    if (value < 0)
        vb_buf_char(d, '-');
    if (!bare)
        vb_buf_printf(d, "%lld", (long long)whole);
    if (part != 0)
        vb_buf_printf(d, ".%d", (int)part);
    *dotted = part != 0;
}

static int64_t grid(double v)
{
    return (int64_t)floor(v * 10 + 0.5); /* half up on both sides of zero: neighbours round alike */
}

static void write_line(const vb_lines *all, const vb_line *line, vb_buf *d)
{
    const vb_map_point *p = all->points.v + line->first;
    int64_t x = grid(p[0].x), y = grid(p[0].y), x0 = x, y0 = y;
    size_t steps = 0;
    bool dotted = false;
    size_t mark = d->n;
    vb_buf_char(d, 'M');
    tenths(d, x, true, &dotted);
    tenths(d, y, false, &dotted);
    for (size_t i = 1; i < line->n; i++) {
        int64_t nx = grid(p[i].x), ny = grid(p[i].y);
        if ((nx == x && ny == y) || (all->closed && i + 1 == line->n && nx == x0 && ny == y0))
            continue;
        if (steps++ == 0)
            vb_buf_char(d, 'l');
        tenths(d, nx - x, steps == 1, &dotted);
        tenths(d, ny - y, false, &dotted);
        x = nx;
        y = ny;
    }
    if (steps == 0 || (all->closed && steps < 2)) { /* nothing to see on this grid */
        if (!d->failed) {
            d->n = mark;
            d->p[mark] = '\0';
        }
        if (!all->closed || !line->keep)
            return;
        vb_buf_char(d, 'M');
        tenths(d, x0, true, &dotted);
        tenths(d, y0, false, &dotted);
        vb_buf_lit(d, "h.1v.1h-.1");
    }
    if (all->closed)
        vb_buf_char(d, 'z');
}

void vb_lines_write(const vb_lines *all, double least_area, vb_buf *d)
{
    for (size_t i = 0; i < all->lines.n; i++) {
        const vb_line *line = &all->lines.v[i];
        if (line->n == 0 || (all->closed && !line->keep && fabs(vb_line_area2(all, line)) < 2 * least_area))
            continue;
        write_line(all, line, d);
    }
}
