/* SPDX-License-Identifier: Apache-2.0 */
/* "Audit a million accelerators with ten million events from files on disk": makes a seeded case (not counted), runs
 * the program on it and prints one JSON line a size: seconds, peak memory, and the seconds that reading the same bytes
 * once takes (the floor). Last line: the exponent of time over size, by least squares on logarithms; 1 is linear.
 *   bench_audit VERBLEIB [FOLDER [LARGEST]]   FOLDER: where the case is made (default /tmp), LARGEST: events, default
 * 10^7 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PER_ITEM = 10, PARTIES = 2000, SITES = 3000, LICENCES = 200 };
static const uint64_t seed = 20261125;

static uint64_t next(uint64_t *s) /* splitmix64 */
{
    uint64_t z = (*s += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static double seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static FILE *create(const char *folder, const char *name)
{
    char path[4200];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    if (f == NULL) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(74);
    }
    (void)setvbuf(f, NULL, _IOFBF, 1 << 20);
    return f;
}

static const char *const countries[] = {"US", "DE", "JP", "SG", "NL", "FR", "GB", "KR", "TW", "CN"};
static const char *const models[] = {"nv-h100-sxm5-80", "nv-a100-sxm4-80", "nv-l40s", "nv-h200-sxm", "nv-h20-96"};

static void write_time(FILE *f, int64_t at)
{
    time_t t = (time_t)at;
    struct tm tm;
    (void)gmtime_r(&t, &tm);
    char text[32];
    (void)strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
    fputs(text, f);
}

static void parties_and_sites(const char *folder)
{
    FILE *f = create(folder, "parties.csv");
    fputs("party_id,name,country,headquarters,roles,founded\n", f);
    for (int i = 0; i < PARTIES; i++)
        fprintf(f, "P%04d,Party %d,%s,%s,%s,20%02d\n", i, i, countries[i % 10], countries[i % 10],
                i < 20    ? "manufacturer"
                : i < 200 ? "distributor"
                          : "end-user;data-centre",
                i % 20);
    (void)fclose(f);
    f = create(folder, "sites.csv");
    fputs("site_id,party_id,name,country,lat,lon\n", f);
    static const double where[10][2] = {{37.4, -121.9}, {50.1, 8.7},  {35.7, 139.7}, {1.35, 103.8}, {52.4, 4.9},
                                        {48.9, 2.4},    {51.5, -0.1}, {37.6, 127.0}, {25.0, 121.5}, {31.2, 121.5}};
    for (int i = 0; i < SITES; i++)
        fprintf(f, "S%04d,P%04d,Site %d,%s,%.4f,%.4f\n", i, i % PARTIES, i, countries[i % PARTIES % 10],
                where[i % PARTIES % 10][0] + i % 7 * 0.01, where[i % PARTIES % 10][1] + i % 5 * 0.01);
    (void)fclose(f);
    f = create(folder, "licences.csv");
    fputs("licence_id,line,valid_from,valid_to,destination,model,quantity\n", f);
    for (int i = 0; i < LICENCES; i++)
        fprintf(f, "L%03d,1,2024-01-01,2027-12-31,CN,nv-h20-96,100000000\n", i);
    (void)fclose(f);
}

static uint64_t movements(const char *folder, uint64_t items)
{
    uint64_t s = seed, rows = 0;
    FILE *f = create(folder, "movements.csv"), *g = create(folder, "items.csv");
    fputs("movement_id,item,kind,departed_at,arrived_at,from_party,from_site,to_party,to_site,licence_id,mode\n", f);
    fputs("item,model,serial,status\n", g);
    /* by time as an ERP writes them: each of ten rounds goes over all items */
    uint32_t *holder = malloc(items * sizeof *holder);
    if (holder == NULL)
        exit(75);
    for (uint64_t i = 0; i < items; i++) {
        fprintf(g, "IT%07" PRIu64 ",%s,%010" PRIu64 ",active\n", i, models[i % 5], UINT64_C(1000000000) + i);
        holder[i] = (uint32_t)(next(&s) % 20);
    }
    (void)fclose(g);
    int64_t day0 = 1735689600; /* 2025-01-01 */
    for (int round = 0; round < PER_ITEM; round++)
        for (uint64_t i = 0; i < items; i++, rows++) {
            int64_t at = day0 + round * 30 * 86400 + (int64_t)(next(&s) % (5 * 86400));
            uint32_t to = holder[i];
            fprintf(f, "M%d-%07" PRIu64 ",IT%07" PRIu64 ",", round, i / 8, i);
            if (round == 0) {
                fputs("made,,", f);
                write_time(f, at);
                fprintf(f, ",,,P%04u,S%04u,,\n", to, to);
            } else if (round == 1 || round == 3 || round == 5) { /* dispatch: maker, distributor, end user */
                uint64_t r = next(&s);
                bool china = i % 5 == 4; /* H20 goes to China under licence; all else stays out of China */
                to = round == 1 ? (uint32_t)(20 + r % 180) : (uint32_t)(200 + r % 1800);
                to -= to % 10;
                to += round == 5 && china ? 9 : (uint32_t)(r >> 32) % 9;
                fputs("shipped,", f);
                write_time(f, at);
                fprintf(f, ",,P%04u,S%04u,P%04u,S%04u,", holder[i], holder[i], to, to);
                if (round == 5 && china)
                    fprintf(f, "L%03" PRIu64, r % LICENCES);
                fputs(",air\n", f);
                holder[i] = to;
            } else if (round == 2 || round == 4 || round == 6) {
                fputs("received,,", f);
                write_time(f, at);
                fprintf(f, ",,,P%04u,S%04u,,\n", to, to);
            } else {
                fputs(round == 7 ? "installed,," : round == 8 ? "removed,," : "installed,,", f);
                write_time(f, at);
                fprintf(f, ",,,P%04u,S%04u,,\n", to, to);
            }
        }
    free(holder);
    if (fclose(f) != 0)
        exit(74);
    return rows;
}

/* Reads every byte of the case once: what the disk and the memory allow. */
static double floor_of(const char *folder, uint64_t *bytes)
{
    static const char *const names[] = {"movements.csv", "items.csv", "parties.csv", "sites.csv", "licences.csv"};
    char *buffer = malloc(1 << 20), path[4200];
    double from = seconds();
    uint64_t lines = 0;
    *bytes = 0;
    for (size_t i = 0; i < 5 && buffer != NULL; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        int fd = open(path, O_RDONLY);
        for (ssize_t n; fd >= 0 && (n = read(fd, buffer, 1 << 20)) > 0; *bytes += (uint64_t)n)
            for (char *p = buffer; (p = memchr(p, '\n', (size_t)(buffer + n - p))) != NULL; p++)
                lines++;
        if (fd >= 0)
            (void)close(fd);
    }
    free(buffer);
    return lines == 0 ? -1 : seconds() - from;
}

static double run(const char *program, const char *folder, long *peak_kib, int *status)
{
    double from = seconds();
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY);
        if (null >= 0)
            (void)dup2(null, STDOUT_FILENO);
        (void)execl(program, program, "audit", folder, "--quiet", (char *)NULL);
        _exit(127);
    }
    struct rusage usage;
    int wait_status = 0;
    (void)wait4(pid, &wait_status, 0, &usage);
    *peak_kib = usage.ru_maxrss;
    *status = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : -1;
    return seconds() - from;
}

int main(int argc, char **argv)
{
    char beside[4096], folder[4096];
    const char *program = argc > 1 ? argv[1] : beside, *slash = strrchr(argv[0], '/'), *tmp = getenv("TMPDIR");
    uint64_t largest = argc > 3 ? strtoull(argv[3], NULL, 10) : 10000000;
    (void)snprintf(beside, sizeof beside, "%.*s/../verbleib", slash == NULL ? 1 : (int)(slash - argv[0]),
                   slash == NULL ? "." : argv[0]);
    if (access(program, X_OK) != 0) {
        fprintf(stderr, "%s: %s\nusage: bench-audit [VERBLEIB [FOLDER [LARGEST]]]\n", program, strerror(errno));
        return 64;
    }
    (void)snprintf(folder, sizeof folder, "%s/verbleib-bench-XXXXXX", argc > 2 ? argv[2] : tmp != NULL ? tmp : "/tmp");
    if (mkdtemp(folder) == NULL) {
        fprintf(stderr, "%s: %s\n", folder, strerror(errno));
        return 74;
    }
    double sx = 0, sy = 0, sxx = 0, sxy = 0;
    int n = 0, bad = 0;
    for (uint64_t events = 10000; events <= largest; events *= 10) {
        parties_and_sites(folder);
        uint64_t rows = movements(folder, events / PER_ITEM), bytes;
        double floor_s = floor_of(folder, &bytes);
        long peak;
        int status;
        double took = run(program, folder, &peak, &status);
        bad += status != 0; /* an honest world: nothing may be found */
        printf("{\"name\":\"audit\",\"n\":%" PRIu64 ",\"items\":%" PRIu64 ",\"bytes\":%" PRIu64
               ",\"seconds\":%.3f,\"ns_per_event\":%.0f,\"peak_mib\":%ld,"
               "\"floor_seconds\":%.3f,\"ratio_to_floor\":%.1f,\"exit\":%d,\"seed\":%" PRIu64 "}\n",
               rows, events / PER_ITEM, bytes, took, took * 1e9 / (double)rows, peak / 1024, floor_s, took / floor_s,
               status, seed);
        (void)fflush(stdout);
        if (events >= 100000) { /* below that the start of the program is most of the time */
            double x = log((double)rows), y = log(took);
            sx += x, sy += y, sxx += x * x, sxy += x * y, n++;
        }
    }
    if (n >= 2)
        printf("{\"name\":\"audit-exponent\",\"n\":%d,\"exponent\":%.3f}\n", n,
               (n * sxy - sx * sy) / (n * sxx - sx * sx));
    char command[4200]; /* the name is ours, from mkdtemp */
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0)
        fprintf(stderr, "%s is left behind\n", folder);
    return bad > 0 ? 1 : 0;
}
