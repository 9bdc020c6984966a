/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_TESTS_UNIT_MAP_SUPPORT_H
#define VB_TESTS_UNIT_MAP_SUPPORT_H
/* The world, and what a path of SVG says, for tests of the map. */
#include "support.h"

#include "places/map.h"

#include <math.h>

static vb_arena arena;
static const vb_world *world;

static inline int load(void **state)
{
    (void)state;
    vb_test_file file = vb_test_read("data/world/world-50m.vbw");
    vb_error err;
    if (vb_world_load(&arena, (vb_str){file.p, file.n}, &world, &err) != VB_OK)
        fail_msg("%s", err.message);
    free(file.p);
    return 0;
}

static inline int unload(void **state)
{
    (void)state;
    vb_arena_free(&arena);
    return 0;
}

/* ---- a reader of path data, written from the grammar of SVG 1.1, section 8.3.9, for M l h v z */

typedef struct path {
    vb_map_point *v;
    bool *starts; /* the point begins a new line */
    size_t n, lines, closed;
} path;

static inline double next_number(const char **at)
{
    char *end;
    while (**at == ' ')
        ++*at;
    /* strtod would take a second point of "1.5.5" as an end as well, and so ends a number where SVG does */
    double v = strtod(*at, &end);
    assert_true(end != *at);
    *at = end;
    return v;
}

static inline path read_path(const vb_buf *d)
{
    path out = {malloc((d->n + 1) * sizeof(vb_map_point)), malloc(d->n + 1), 0, 0, 0};
    const char *at = d->n > 0 ? d->p : "";
    vb_map_point here = {0, 0}, first = here;
    char command = 0;
    assert_true(d->n == 0 || (d->p[0] == 'M' && d->p[d->n] == '\0'));
    while (*at != '\0') {
        if (*at == 'M' || *at == 'l' || *at == 'h' || *at == 'v' || *at == 'z')
            command = *at++;
        if (command == 'z') {
            here = first;
            out.closed++;
            command = 0;
            continue;
        }
        assert_int_not_equal(command, 0);
        double x = command == 'v' ? 0 : next_number(&at), y = command == 'h' ? 0 : next_number(&at);
        out.starts[out.n] = command == 'M';
        here = command == 'M' ? (vb_map_point){x, y} : (vb_map_point){here.x + x, here.y + y};
        first = command == 'M' ? here : first;
        out.lines += command == 'M';
        out.v[out.n++] = here;
        if (command == 'M')
            command = 0;
    }
    return out;
}

static inline void path_free(path *p)
{
    free(p->v);
    free(p->starts);
}

/* Area by the even-odd rule: the sum of the rings' areas, holes taken off. Holes are recognised by their direction,
 * which is opposite in this source; so this also says that the direction survives. */
static inline double path_area(const path *p)
{
    double twice = 0;
    for (size_t i = 0, first = 0; i < p->n; i++) {
        if (p->starts[i])
            first = i;
        size_t next = i + 1 < p->n && !p->starts[i + 1] ? i + 1 : first;
        twice += p->v[i].x * p->v[next].y - p->v[next].x * p->v[i].y;
    }
    return fabs(twice) / 2;
}

static inline double longest_step(const path *p)
{
    double most = 0;
    for (size_t i = 1; i < p->n; i++)
        if (!p->starts[i])
            most = fmax(most, hypot(p->v[i].x - p->v[i - 1].x, p->v[i].y - p->v[i - 1].y));
    return most;
}

static inline void inside_frame(const path *p, const vb_map *map)
{
    for (size_t i = 0; i < p->n; i++)
        assert_true(p->v[i].x >= -4.2 && p->v[i].x <= map->width + 4.2 && p->v[i].y >= -4.2 &&
                    p->v[i].y <= map->height + 4.2); /* the margin of 4 px, and rounding of many small steps: none */
}

static inline double off_path(const path *p, vb_map_point q)
{
    double best = HUGE_VAL;
    for (size_t i = 0, first = 0; i < p->n; i++) {
        if (p->starts[i])
            first = i;
        vb_map_point a = p->v[i], b = p->v[i + 1 < p->n && !p->starts[i + 1] ? i + 1 : first];
        double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
        double t = length > 0 ? ((q.x - a.x) * dx + (q.y - a.y) * dy) / length : 0;
        t = fmin(1, fmax(0, t));
        best = fmin(best, hypot(q.x - a.x - t * dx, q.y - a.y - t * dy));
    }
    return best;
}
#endif
