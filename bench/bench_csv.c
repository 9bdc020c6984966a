/* SPDX-License-Identifier: Apache-2.0 */
/* "How long does it take to read a year of movements, once they are in memory?" 200 MB of rows of 24 columns, as plain
 * text, with every text quoted, and with names outside ASCII, against the floor in the same run: memchr for the line
 * ends, which looks at every byte once. Median and worst of seven runs; rows and bytes of one column must be those that
 * were written, and nothing may be taken from the arena. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/csv.h"

enum { SIZE = 200000000, RUNS = 7, SEED = 20250301, PARTY = 7 };

static const char header[] =
    "movement_id,item,model,quantity,kind,departed_at,arrived_at,from_party,from_site,to_party,to_site,licence_id,"
    "licence_line,document,mode,declared_goods,declared_hs,declared_value,currency,weight_kg,invoice,container,seal,"
    "note\n";

/* One row for each kind of file; the same 14 values go in. */
static const struct {
    const char *name, *row;
} kinds[] = {
    {"csv.plain", "m%u,165%09u,H100-SXM5-80,%u,shipped,2025-03-%02uT10:15:00Z,2025-03-%02uT18:40:00Z,P%05u,S%05u,P%05u,"
                  "S%05u,L-%u,1,D%u,air,graphics cards,847180,%u.00,USD,%u.5,,,,\n"},
    {"csv.quoted",
     "\"m%u\",\"165%09u\",\"H100-SXM5-80\",%u,\"shipped\",2025-03-%02uT10:15:00Z,2025-03-%02uT18:40:00Z,"
     "\"P%05u\",\"S%05u\",\"P%05u\",\"S%05u\",\"L-%u\",1,\"D%u\",\"air\",\"cards, graphics\",\"847180\",%u.00,"
     "\"USD\",%u.5,,,,\n"},
    {"csv.utf8", "m%u,165%09u,H100-SXM5-80,%u,shipped,2025-03-%02uT10:15:00Z,2025-03-%02uT18:40:00Z,M\xC3\xBCller %05u,"
                 "S%05u,\xE8\xB2\xBF\xE6\x98\x93 %05u,S%05u,L-%u,1,D%u,air,graphics cards,847180,%u.00,USD,%u.5,,,,\n"},
};

typedef struct sums {
    uint64_t rows, party_bytes;
} sums;

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static unsigned below(uint64_t *s, unsigned n) /* splitmix64 */
{
    uint64_t z = (*s += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (unsigned)((z ^ (z >> 31)) % n);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the rows of `kinds` */
static sums generate(size_t kind, vb_buf *out)
{
    static const size_t party_bytes[] = {6, 6, 13}; /* what column PARTY holds: P12345, or Mueller with its umlaut */
    uint64_t s = SEED;
    sums made = {0};
    vb_buf_add(out, vb_str_of(header));
    while (out->n < SIZE && !out->failed) {
        unsigned v[14];
        static const unsigned most[14] = {10000000, 100000000, 9,     28,    28,    99999, 99999,
                                          99999,    99999,     40000, 50000, 40000, 900,   1};
        for (size_t i = 0; i < 14; i++)
            v[i] = 1 + below(&s, most[i]);
        vb_buf_printf(out, kinds[kind].row, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11],
                      v[12]);
        made.rows++;
        made.party_bytes += party_bytes[kind];
    }
    return made;
}
#pragma GCC diagnostic pop

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static uint64_t floor_run(vb_str in)
{
    uint64_t lines = 0;
    for (const char *p = in.p, *end = p + in.n; p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
        lines++;
    return lines;
}

static bool read_run(vb_str in, sums *got)
{
    static vb_csv csv;
    static vb_csv_row row;
    vb_arena arena = {0};
    vb_error err;
    *got = (sums){0};
    if (vb_csv_open(&csv, in, &err) != VB_OK)
        return false;
    for (bool end = false;;) {
        if (vb_csv_next(&csv, &arena, &row, &end, &err) != VB_OK) {
            (void)fprintf(stderr, "%s: %s\n", err.where, err.message);
            return false;
        }
        if (end)
            break;
        got->rows++;
        got->party_bytes += row.field[PARTY].n;
    }
    bool free_of_memory = arena.used == 0;
    vb_arena_free(&arena);
    return free_of_memory;
}

int main(void)
{
    int failed = 0;
    for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++) {
        vb_buf text = {0};
        double reading[RUNS], looking[RUNS];
        sums made = generate(kind, &text), got = {0};
        bool right = !text.failed;
        for (int run = 0; run < RUNS; run++) {
            double from = now_s();
            right = right && floor_run(vb_buf_str(&text)) == made.rows + 1;
            looking[run] = now_s() - from;
            from = now_s();
            right = right && read_run(vb_buf_str(&text), &got) && got.rows == made.rows &&
                    got.party_bytes == made.party_bytes;
            reading[run] = now_s() - from;
        }
        qsort(reading, RUNS, sizeof reading[0], by_size);
        qsort(looking, RUNS, sizeof looking[0], by_size);
        struct rusage used;
        (void)getrusage(RUSAGE_SELF, &used);
        double p50 = reading[RUNS / 2], rows = (double)made.rows;
        printf("{\"bench\":\"%s\",\"n\":%" PRIu64 ",\"ns_per_row\":%.1f,\"bytes_per_row\":%.1f,\"mb_per_s\":%.0f,"
               "\"worst_ns_per_row\":%.1f,\"floor_mb_per_s\":%.0f,\"ratio_to_floor\":%.1f,\"peak_rss_mib\":%ld,"
               "\"seed\":%d,"
               "\"right\":%s}\n",
               kinds[kind].name, made.rows, p50 * 1e9 / rows, (double)text.n / rows, (double)text.n / 1e6 / p50,
               reading[RUNS - 1] * 1e9 / rows, (double)text.n / 1e6 / looking[RUNS / 2], p50 / looking[RUNS / 2],
               used.ru_maxrss / 1024, SEED, right ? "true" : "false");
        (void)fflush(stdout);
        failed |= !right;
        vb_buf_free(&text);
    }
    return failed;
}
