/* SPDX-License-Identifier: Apache-2.0 */
/* "Read the movements of a year": a case with one item to ten movements on disk, read as `verbleib audit` reads it
 * (hash, header, rows, ids), against two floors on the same file in the same run: looking at every byte once (memchr
 * for the line ends, mapped), and read() in pieces with the line ends counted, which is what `wc -l` does.
 *
 *   VB_BENCH_ROWS=10000000 build/bench/bench-movements
 *
 * The result is checked: rows, items and the sum of all weights must be those that were written. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "evidence/nvidia_smi_xml.h"
#include "world/case.h"
#include "world/files.h"
#include "world/sandbox.h"

enum { ROWS_AN_ITEM = 10, SEED = 20260728 };

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static uint64_t next(uint64_t *s) /* splitmix64 */
{
    uint64_t z = (*s += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static uint64_t weight_of(uint64_t row) /* gram; 0 = the row states none */
{
    return row % 5 < 2 ? 2000 + row % 977 : 0;
}

/* One event in order of time: any item, between any two of 5,000 parties. */
static void write_row(FILE *f, uint64_t row, uint64_t items, uint64_t *seed)
{
    static const char *const kinds[] = {"shipped", "received", "installed", "shipped", "received"};
    static const char *const modes[] = {"air", "", "", "sea", ""};
    uint64_t r = next(seed), item = r % items, from = (r >> 20) % 5000, to = (r >> 34) % 5000;
    unsigned day = (unsigned)(row / 30000 % 28) + 1, month = (unsigned)(row / 900000 % 12) + 1;
    unsigned kind = (unsigned)(row % 5);
    (void)fprintf(f, "M%09" PRIu64 ",ITM-%08" PRIu64 ",nv-h100-sxm5-80,,%s,", row, item, kinds[kind]);
    if (kind == 0 || kind == 3)
        (void)fprintf(f, "2025-%02u-%02uT%02u:%02u:%02uZ,,", month, day, (unsigned)(r >> 50) % 24,
                      (unsigned)(r >> 55) % 60, (unsigned)(r >> 58) % 60);
    else
        (void)fprintf(f, ",2025-%02u-%02u,", month, day);
    (void)fprintf(f, "P%05" PRIu64 ",S%05" PRIu64 ",P%05" PRIu64 ",S%05" PRIu64 ",", from, from, to, to);
    if (weight_of(row) == 0)
        (void)fprintf(f, ",,,%s,,,,,\n", modes[kind]);
    else
        (void)fprintf(f,
                      "LIC-%04" PRIu64 ",1,INV-%08" PRIu64 ",%s,graphics cards,847330,%" PRIu64 ".00,USD,%" PRIu64
                      ".%03" PRIu64 "\n",
                      from % 300, row / 2, modes[kind], 25000 + row % 5000, weight_of(row) / 1000,
                      weight_of(row) % 1000);
}

static int write_case(const char *folder, uint64_t rows, uint64_t items)
{
    char path[600];
    uint64_t seed = SEED;
    (void)snprintf(path, sizeof path, "%s/items.csv", folder);
    FILE *f = fopen(path, "w");
    if (f == NULL)
        return 1;
    (void)fprintf(f, "item,model,serial,uuid,status\n");
    for (uint64_t i = 0; i < items; i++)
        (void)fprintf(f,
                      "ITM-%08" PRIu64 ",nv-h100-sxm5-80,16%011" PRIu64 ",GPU-%08" PRIx64 "-0000-4000-8000-%012" PRIx64
                      ",active\n",
                      i, i * 7919, i, i);
    if (fclose(f) != 0)
        return 1;
    (void)snprintf(path, sizeof path, "%s/movements.csv", folder);
    f = fopen(path, "w");
    if (f == NULL)
        return 1;
    (void)fprintf(
        f, "movement_id,item,model,quantity,kind,departed_at,arrived_at,from_party,from_site,to_party,to_site,"
           "licence_id,licence_line,document,mode,declared_goods,declared_hs,declared_value,currency,weight_kg\n");
    for (uint64_t i = 0; i < rows; i++)
        write_row(f, i, items, &seed);
    return fclose(f) != 0;
}

static uint64_t floor_memchr(const char *path, double *seconds)
{
    vb_file f;
    uint64_t lines = 0;
    double from = now_s();
    if (vb_file_open(path, SIZE_MAX, &f, NULL) != VB_OK)
        return 0;
    const char *p = f.bytes.p, *end = p + f.bytes.n;
    for (; (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
        lines++;
    vb_file_close(&f);
    *seconds = now_s() - from;
    return lines;
}

static uint64_t floor_read(const char *path, double *seconds)
{
    enum { PIECE = 256 * 1024 };
    char *room = malloc(PIECE);
    uint64_t lines = 0;
    double from = now_s();
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    for (ssize_t n; room != NULL && fd >= 0 && (n = read(fd, room, PIECE)) > 0;)
        for (ssize_t i = 0; i < n; i++)
            lines += room[i] == '\n';
    *seconds = now_s() - from;
    if (fd >= 0)
        (void)close(fd);
    free(room);
    return lines;
}

static bool right(const vb_claims *c, uint64_t rows, uint64_t items)
{
    uint64_t weight = 0, expected = 0;
    for (uint64_t i = 0; i < rows; i++)
        expected += weight_of(i);
    for (size_t i = 0; i < c->declared.n; i++)
        weight += (uint64_t)c->declared.v[i].weight_gram;
    if (c->movements.n == rows && c->items.n == items && c->item_ids.n == items && weight == expected &&
        c->issues.n == 0)
        return true;
    (void)fprintf(stderr, "wrong result: %zu movements, %zu items, %u item ids, %" PRIu64 " g, %zu issues\n",
                  c->movements.n, c->items.n, c->item_ids.n, weight, c->issues.n);
    for (size_t i = 0; i < c->issues.n && i < 3; i++)
        (void)fprintf(stderr, "%.*s: %.*s\n", VB_ARG(c->issues.v[i].where), VB_ARG(c->issues.v[i].message));
    return false;
}

/* In a process of its own, so that its peak of memory is its own. */
static int measure(const char *folder, const char *path, uint64_t rows, uint64_t items, unsigned threads)
{
    vb_arena arena = {0};
    vb_error err = {0};
    vb_file table;
    vb_countries countries;
    vb_case *c;
    struct stat st;
    struct rusage before, used;
    double memchr_s = 0, read_s = 0;
    if (vb_file_open("data/countries.csv", SIZE_MAX, &table, &err) != VB_OK ||
        vb_countries_load(&arena, table.bytes, &countries, &err) != VB_OK || stat(path, &st) != 0) {
        (void)fprintf(stderr, "%s: %s\n", err.where, err.message);
        return 1;
    }
    uint64_t lines = floor_memchr(path, &memchr_s);
    if (floor_read(path, &read_s) != lines || lines != rows + 1)
        return 1;
    vb_case_options options = {.threads = threads};
    (void)getrusage(RUSAGE_SELF, &before);
    double from = now_s();
    if (vb_case_open(folder, &countries, &options, &c, &err) != VB_OK) {
        (void)fprintf(stderr, "%s: %s\n", err.where, err.message);
        return 1;
    }
    double seconds = now_s() - from;
    (void)getrusage(RUSAGE_SELF, &used);
    double user = seconds_of(used.ru_utime) - seconds_of(before.ru_utime);
    double system = seconds_of(used.ru_stime) - seconds_of(before.ru_stime);
    bool ok = right(vb_case_claims(c), rows, items);
    printf(
        "{\"bench\":\"movements\",\"rows\":%" PRIu64 ",\"items\":%" PRIu64 ",\"bytes\":%lld,\"threads\":%u,"
        "\"seconds\":%.3f,\"ns_per_row\":%.1f,\"mb_per_s\":%.0f,\"user_s\":%.2f,\"system_s\":%.2f,\"peak_rss_mib\":%ld,"
        "\"floor_memchr_s\":%.3f,\"floor_read_s\":%.3f,\"ratio_to_read\":%.1f,\"seed\":%d,\"right\":%s}\n",
        rows, items, (long long)st.st_size, threads, seconds, seconds * 1e9 / (double)rows,
        (double)st.st_size / 1e6 / seconds, user, system, used.ru_maxrss / 1024, memchr_s, read_s, seconds / read_s,
        SEED, ok ? "true" : "false");
    (void)fflush(stdout);
    vb_case_close(c);
    vb_file_close(&table);
    vb_arena_free(&arena);
    return !ok;
}

static int in_child(int (*work)(const char *, const char *, uint64_t, uint64_t, unsigned), const char *folder,
                    const char *path, uint64_t rows, uint64_t items, unsigned threads)
{
    int status = 1;
    pid_t pid = fork();
    if (pid == 0)
        _exit(work(folder, path, rows, items, threads));
    return pid < 0 || waitpid(pid, &status, 0) != pid || status != 0;
}

static int generate(const char *folder, const char *path, uint64_t rows, uint64_t items, unsigned threads)
{
    (void)path;
    (void)threads;
    return write_case(folder, rows, items);
}

int main(int argc, char **argv)
{
    if (argc == 2 && vb_str_eq(vb_str_of(argv[1]), VB_S(VB_SANDBOX_PARSE_XML)))
        return vb_sandbox_child(vb_nvidia_smi_xml_flatten);
    const char *wanted = getenv("VB_BENCH_ROWS"), *place = getenv("TMPDIR");
    uint64_t rows = wanted == NULL ? 1000000 : strtoull(wanted, NULL, 10);
    uint64_t items = rows / ROWS_AN_ITEM + 1;
    char folder[512], path[600];
    (void)snprintf(folder, sizeof folder, "%s/verbleib-bench-XXXXXX", place == NULL ? "/tmp" : place);
    if (mkdtemp(folder) == NULL)
        return 1;
    (void)snprintf(path, sizeof path, "%s/movements.csv", folder);
    int failed = in_child(generate, folder, path, rows, items, 0);
    for (unsigned threads = 1; failed == 0 && threads <= 2; threads++)
        failed = in_child(measure, folder, path, rows, items, threads);
    (void)unlink(path);
    (void)snprintf(path, sizeof path, "%s/items.csv", folder);
    (void)unlink(path);
    (void)rmdir(folder);
    return failed;
}
