/* SPDX-License-Identifier: Apache-2.0 */
#include "places/world_priv.h"

#include <math.h>

enum {
    MAX_LINE = 200,        /* bytes of one line of the head */
    MAX_COLUMNS = 1 << 24, /* 2 m of equator a column */
    MAX_NUMBER = 1 << 26   /* arcs, points, ...: 1:10m has 5 * 10^5 points */
};
#define PICO 1e12

typedef struct loader {
    vb_reader in;
    vb_arena *arena;
    vb_error *err;
    double lon_0, lat_0, lon_step, lat_step;
    uint32_t columns;
    int64_t rows;                       /* y of the north pole, rounded down */
    uint32_t *xy;                       /* x, y of the first and of the last point of each arc: 4 numbers */
    uint8_t *uses;                      /* how often each arc was referenced */
    size_t n_refs, n_rings, n_polygons; /* so far */
} loader;

#define refuse(l, code, where, ...) vb_fail((l)->err, (code), (where), (l)->in.at, __VA_ARGS__)

static vb_code line(loader *l, vb_str label, vb_str *value)
{
    vb_str rest = vb_str_sub(l->in.in, l->in.at, MAX_LINE);
    size_t end = vb_str_find(rest, VB_S("\n"), 0);
    if (end == SIZE_MAX)
        return refuse(l, VB_E_PARSE, "world head", "expected a line \"%.*s...\" of at most %d bytes", VB_ARG(label),
                      MAX_LINE - 1);
    rest.n = end;
    if (!vb_str_starts(rest, label))
        return refuse(l, VB_E_PARSE, "world head", "expected \"%.*s\"", VB_ARG(label));
    for (size_t i = 0; i < rest.n; i++)
        if (rest.p[i] < ' ' || rest.p[i] > '~')
            return refuse(l, VB_E_PARSE, "world head", "a byte that is not printable ASCII");
    *value = vb_str_sub(rest, label.n, SIZE_MAX);
    l->in.at += end + 1;
    return VB_OK;
}

static vb_code head(loader *l, vb_str *source)
{
    vb_str version, generator, sha256, blank;
    VB_TRY(line(l, VB_S("verbleib-world "), &version));
    if (!vb_str_eq(version, VB_S("1")))
        return refuse(l, VB_E_PARSE, "world head", "version 1 expected, this file has another");
    VB_TRY(line(l, VB_S("generator: "), &generator));
    VB_TRY(line(l, VB_S("source: "), source));
    VB_TRY(line(l, VB_S("sha256: "), &sha256));
    bool hex = sha256.n == 64;
    for (size_t i = 0; hex && i < 64; i++)
        hex = (sha256.p[i] >= '0' && sha256.p[i] <= '9') || (sha256.p[i] >= 'a' && sha256.p[i] <= 'f');
    if (!hex)
        return refuse(l, VB_E_PARSE, "world head", "sha256 is not 64 lower-case hexadecimal digits");
    VB_TRY(line(l, VB_S(""), &blank));
    if (blank.n != 0)
        return refuse(l, VB_E_PARSE, "world head", "expected an empty line");
    return VB_OK;
}

static vb_code pico(loader *l, double low, double high, double *out)
{
    uint64_t bits = vb_take_u32le(&l->in);
    bits |= (uint64_t)vb_take_u32le(&l->in) << 32;
    if (l->in.failed)
        return refuse(l, VB_E_PARSE, "world grid", "the file ends inside its grid");
    int64_t value;
    memcpy(&value, &bits, sizeof value);
    if (value < (int64_t)(low * PICO) || value > (int64_t)(high * PICO))
        return refuse(l, VB_E_RANGE, "world grid", "a number of the grid is out of its range");
    *out = (double)value / PICO;
    return VB_OK;
}

static vb_code varint(loader *l, const char *where, uint32_t limit, uint32_t *out)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
        uint8_t byte = vb_take_u8(&l->in);
        if (l->in.failed)
            return refuse(l, VB_E_PARSE, where, "the file ends inside a number");
        value |= (uint64_t)(byte & 0x7Fu) << shift;
        if ((byte & 0x80) != 0)
            continue;
        if (byte == 0 && shift > 0)
            return refuse(l, VB_E_PARSE, where, "a number is not in its shortest form");
        if (value > limit)
            return refuse(l, VB_E_RANGE, where, "%llu is above the limit %lu", (unsigned long long)value,
                          (unsigned long)limit);
        *out = (uint32_t)value;
        return VB_OK;
    }
    return refuse(l, VB_E_PARSE, where, "a number is longer than 5 bytes");
}

static vb_code zigzag(loader *l, const char *where, int64_t *out)
{
    uint32_t value;
    VB_TRY(varint(l, where, UINT32_MAX, &value));
    *out = (value & 1) == 0 ? (int64_t)(value >> 1) : -(int64_t)(value >> 1) - 1;
    return VB_OK;
}

static vb_latlon place(const loader *l, int64_t x, int64_t y)
{
    return (vb_latlon){.lat = fmax(-90, l->lat_0 + (double)y * l->lat_step), .lon = l->lon_0 + (double)x * l->lon_step};
}

static vb_code read_arcs(loader *l, vb_world *w)
{
    uint32_t at = 0;
    for (uint32_t arc = 0; arc < w->n_arcs; arc++) {
        uint32_t n, x0, y0;
        uint32_t rows = (uint32_t)l->rows;
        VB_TRY(varint(l, "world arc", MAX_NUMBER, &n));
        if (n < 2 || n > w->n_points - at)
            return refuse(l, VB_E_PARSE, "world arc", "arc %u has %u points, at least 2 and at most %zu expected", arc,
                          n, w->n_points - at);
        VB_TRY(varint(l, "world arc", l->columns - 1, &x0));
        VB_TRY(varint(l, "world arc", rows, &y0));
        int64_t x = x0, y = y0;
        w->arc_first[arc] = at;
        w->points[at++] = place(l, x, y);
        for (uint32_t i = 1; i < n; i++) {
            int64_t dx, dy;
            VB_TRY(zigzag(l, "world arc", &dx));
            VB_TRY(zigzag(l, "world arc", &dy));
            if (dx == 0 && dy == 0)
                return refuse(l, VB_E_PARSE, "world arc", "arc %u has the same point twice", arc);
            if (dx < -(int64_t)(l->columns / 2) || dx > (int64_t)(l->columns / 2))
                return refuse(l, VB_E_RANGE, "world arc", "a step of arc %u goes the long way round", arc);
            x = (x + dx + l->columns) % l->columns;
            y += dy;
            if (y < 0 || y > l->rows)
                return refuse(l, VB_E_RANGE, "world arc", "arc %u leaves the earth", arc);
            w->points[at++] = place(l, x, y);
        }
        uint32_t *ends = &l->xy[(size_t)arc * 4];
        ends[0] = x0;
        ends[1] = y0;
        ends[2] = (uint32_t)x;
        ends[3] = (uint32_t)y;
    }
    w->arc_first[w->n_arcs] = at;
    if (at != w->n_points)
        return refuse(l, VB_E_PARSE, "world arc", "%u points read, the head announces %zu", at, w->n_points);
    return VB_OK;
}

static vb_code read_ring(loader *l, vb_world *w, world_ring *ring)
{
    uint32_t n;
    size_t points = 0;
    VB_TRY(varint(l, "world ring", MAX_NUMBER, &n));
    if (n == 0 || n > w->n_refs - l->n_refs)
        return refuse(l, VB_E_PARSE, "world ring", "%u arcs in a ring, 1 to %zu expected", n, w->n_refs - l->n_refs);
    *ring = (world_ring){(uint32_t)l->n_refs, n};
    for (uint32_t i = 0; i < n; i++) {
        uint32_t ref;
        VB_TRY(varint(l, "world ring", (uint32_t)w->n_arcs * 2 - 1, &ref));
        if (l->uses[ref >> 1]++ >= 2)
            return refuse(l, VB_E_PARSE, "world ring", "arc %u is used more than twice", ref >> 1);
        w->refs[l->n_refs++] = ref;
        points += world_arc_points(w, ref >> 1) - 1;
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t ref = w->refs[ring->ref + i], next = w->refs[ring->ref + (i + 1) % n];
        const uint32_t *end = &l->xy[(size_t)(ref >> 1) * 4 + ((ref & 1) == 0 ? 2 : 0)];
        const uint32_t *start = &l->xy[(size_t)(next >> 1) * 4 + ((next & 1) == 0 ? 0 : 2)];
        if (end[0] != start[0] || end[1] != start[1])
            return refuse(l, VB_E_PARSE, "world ring", "arc %u does not start where arc %u ends", next >> 1, ref >> 1);
    }
    if (points < 3)
        return refuse(l, VB_E_PARSE, "world ring", "a ring of %zu points encloses nothing", points);
    return VB_OK;
}

/* Bounds of the outer ring, and whether a ring goes round the earth. */
static vb_code measure(loader *l, const vb_world *w, world_polygon *polygon)
{
    for (uint32_t r = polygon->ring; r < polygon->ring + polygon->n_rings; r++) {
        const world_ring *ring = &w->rings[r];
        vb_latlon last = world_ref_point(w, w->refs[ring->ref], 0);
        double lon = last.lon, south = last.lat, north = last.lat, west = lon, east = lon;
        for (uint32_t i = 0; i < ring->n_refs; i++) {
            uint32_t ref = w->refs[ring->ref + i];
            size_t n = world_arc_points(w, ref >> 1);
            for (size_t k = 1; k < n; k++) {
                vb_latlon p = world_ref_point(w, ref, k);
                lon += world_turn(p.lon, last.lon);
                last = p;
                south = fmin(south, p.lat);
                north = fmax(north, p.lat);
                west = fmin(west, lon);
                east = fmax(east, lon);
            }
        }
        double turns = round((lon - world_ref_point(w, w->refs[ring->ref], 0).lon) / 360);
        bool round_pole = turns > 0.5 || turns < -0.5;
        if (round_pole && (north >= 0 || r != polygon->ring || fabs(turns) > 1.5))
            return refuse(l, VB_E_PARSE, "world ring",
                          "only an outer ring of the south may go round a pole, and only once");
        if (!round_pole && east - west >= 360)
            return refuse(l, VB_E_RANGE, "world ring", "a ring is wider than the earth");
        if (r == polygon->ring) {
            double shift = 360 * floor((west + 180) / 360);
            polygon->south = round_pole ? -90 : south;
            polygon->north = north;
            polygon->west = round_pole ? -180 : west - shift;
            polygon->east = round_pole ? 180 : east - shift;
        }
    }
    return VB_OK;
}

static vb_code read_polygon(loader *l, vb_world *w, world_polygon *polygon)
{
    uint32_t n;
    VB_TRY(varint(l, "world polygon", MAX_NUMBER, &n));
    if (n == 0 || n > w->n_rings - l->n_rings)
        return refuse(l, VB_E_PARSE, "world polygon", "%u rings in a polygon, 1 to %zu expected", n,
                      w->n_rings - l->n_rings);
    polygon->ring = (uint32_t)l->n_rings;
    polygon->n_rings = n;
    for (uint32_t i = 0; i < n; i++)
        VB_TRY(read_ring(l, w, &w->rings[l->n_rings++]));
    return measure(l, w, polygon);
}

static vb_code read_code(loader *l, vb_country *out)
{
    const unsigned char *letters = vb_take(&l->in, 2);
    if (letters == NULL || letters[0] < 'A' || letters[0] > 'Z' || letters[1] < 'A' || letters[1] > 'Z')
        return refuse(l, VB_E_PARSE, "world country", "expected a code of two capital letters");
    *out = VB_COUNTRY(letters);
    return VB_OK;
}

static vb_code read_countries(loader *l, vb_world *w)
{
    for (size_t i = 0; i < w->n_countries; i++) {
        world_country *country = &w->countries[i];
        uint32_t n;
        VB_TRY(read_code(l, &country->code));
        if (i > 0 && w->countries[i - 1].code >= country->code)
            return refuse(l, VB_E_PARSE, "world country", "codes are not in alphabetic order");
        country->n_claims = vb_take_u8(&l->in);
        if (country->n_claims > VB_WORLD_MAX_CLAIMS)
            return refuse(l, VB_E_RANGE, "world country", "%zu claims, at most %d expected", country->n_claims,
                          VB_WORLD_MAX_CLAIMS);
        for (size_t k = 0; k < country->n_claims; k++)
            VB_TRY(read_code(l, &country->claims[k]));
        VB_TRY(varint(l, "world country", MAX_NUMBER, &n));
        if (n == 0 || n > w->n_polygons - l->n_polygons)
            return refuse(l, VB_E_PARSE, "world country", "%u polygons in a country, 1 to %zu expected", n,
                          w->n_polygons - l->n_polygons);
        country->polygon = (uint32_t)l->n_polygons;
        country->n_polygons = n;
        for (uint32_t k = 0; k < n; k++)
            VB_TRY(read_polygon(l, w, &w->polygons[l->n_polygons++]));
    }
    return VB_OK;
}

/* Everything in a count takes at least this many bytes of the file, so a short file cannot ask for much memory. */
static vb_code count(loader *l, size_t least_bytes, size_t *out)
{
    uint32_t n = vb_take_u32le(&l->in);
    if (l->in.failed)
        return refuse(l, VB_E_PARSE, "world counts", "the file ends inside its counts");
    if (n == 0 || n > MAX_NUMBER || n > l->in.in.n / least_bytes)
        return refuse(l, VB_E_RANGE, "world counts", "%u does not fit a file of %zu bytes", n, l->in.in.n);
    *out = n;
    return VB_OK;
}

static vb_code read_grid(loader *l, vb_world *w)
{
    size_t columns;
    VB_TRY(pico(l, -180, -180, &l->lon_0));
    VB_TRY(pico(l, -90.0001, 90, &l->lat_0));
    VB_TRY(pico(l, 1e-6, 30, &l->lon_step));
    VB_TRY(pico(l, 1e-6, 30, &l->lat_step));
    columns = vb_take_u32le(&l->in);
    if (l->in.failed || columns < 12 || columns > MAX_COLUMNS ||
        fabs((double)columns * l->lon_step - 360) > l->lon_step / 1000)
        return refuse(l, VB_E_RANGE, "world grid", "%zu columns do not make 360 degrees", columns);
    l->columns = (uint32_t)columns;
    l->rows = (int64_t)floor((90 - l->lat_0) / l->lat_step + 1e-9);
    VB_TRY(count(l, 7, &w->n_arcs));
    VB_TRY(count(l, 2, &w->n_points));
    VB_TRY(count(l, 4, &w->n_countries));
    VB_TRY(count(l, 3, &w->n_polygons));
    VB_TRY(count(l, 2, &w->n_rings));
    VB_TRY(count(l, 1, &w->n_refs));
    return VB_OK;
}

vb_code vb_world_load(vb_arena *arena, vb_str bytes, const vb_world **out, vb_error *err)
{
    loader l = {.in = {.in = bytes}, .arena = arena, .err = err};
    vb_str source;
    vb_world *w = VB_NEW(arena, vb_world, 1);
    if (w == NULL)
        return vb_fail(err, VB_E_NOMEM, "world", VB_NO_OFFSET, "no memory for the map");
    VB_TRY(head(&l, &source));
    VB_TRY(read_grid(&l, w));
    w->source = vb_arena_copy(arena, source);
    w->points = VB_NEW(arena, vb_latlon, w->n_points);
    w->arc_first = VB_NEW(arena, uint32_t, w->n_arcs + 1);
    w->countries = VB_NEW(arena, world_country, w->n_countries);
    w->polygons = VB_NEW(arena, world_polygon, w->n_polygons);
    w->rings = VB_NEW(arena, world_ring, w->n_rings);
    w->refs = VB_NEW(arena, uint32_t, w->n_refs);
    l.xy = VB_NEW(arena, uint32_t, w->n_arcs * 4);
    l.uses = VB_NEW(arena, uint8_t, w->n_arcs);
    if (w->source.p == NULL || w->points == NULL || w->arc_first == NULL || w->countries == NULL ||
        w->polygons == NULL || w->rings == NULL || w->refs == NULL || l.xy == NULL || l.uses == NULL)
        return vb_fail(err, VB_E_NOMEM, "world", VB_NO_OFFSET, "no memory for the map");
    VB_TRY(read_arcs(&l, w));
    VB_TRY(read_countries(&l, w));
    if (l.n_polygons != w->n_polygons || l.n_rings != w->n_rings || l.n_refs != w->n_refs)
        return refuse(&l, VB_E_PARSE, "world", "fewer polygons, rings or references than the head announces");
    if (l.in.at != bytes.n)
        return refuse(&l, VB_E_PARSE, "world", "%zu bytes after the end", bytes.n - l.in.at);
    for (uint32_t i = 0; i < w->n_arcs; i++)
        if (l.uses[i] == 0)
            return vb_fail(err, VB_E_PARSE, "world arc", VB_NO_OFFSET, "arc %u belongs to no ring", i);
    *out = w;
    return VB_OK;
}

vb_str vb_world_source(const vb_world *world)
{
    return world->source;
}

size_t vb_world_count(const vb_world *world)
{
    return world->n_countries;
}

vb_country vb_world_code(const vb_world *world, size_t i)
{
    return i < world->n_countries ? world->countries[i].code : 0;
}

const world_country *world_find(const vb_world *w, vb_country code)
{
    size_t low = 0, high = w->n_countries;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (w->countries[middle].code == code)
            return &w->countries[middle];
        if (w->countries[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

bool vb_world_has(const vb_world *world, vb_country code)
{
    return world_find(world, code) != NULL;
}

size_t vb_world_claims(const vb_world *world, vb_country code, vb_country claims[VB_WORLD_MAX_CLAIMS])
{
    const world_country *country = world_find(world, code);
    if (country == NULL)
        return 0;
    memcpy(claims, country->claims, sizeof country->claims);
    return country->n_claims;
}
