/* SPDX-License-Identifier: Apache-2.0 */
/* "Classify one card on one date, with explanation": every card of the catalogue to twelve destinations on seven days,
 * with the rules of data/rules. One JSON line. Fails when an answer is not the one that the sources name. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rules/rules.h"

enum { MAX_FILES = 100 };

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

_Noreturn static void give_up(const char *path)
{
    (void)fprintf(stderr, "%s: cannot be read\n", path);
    exit(1);
}

static vb_str read_file(vb_arena *arena, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL || fseek(f, 0, SEEK_END) != 0)
        give_up(path);
    long n = ftell(f);
    char *p = n < 0 ? NULL : VB_NEW(arena, char, (size_t)n + 1);
    rewind(f);
    if (p == NULL || fread(p, 1, (size_t)n, f) != (size_t)n)
        give_up(path);
    (void)fclose(f);
    return (vb_str){p, (size_t)n};
}

static size_t read_folder(vb_arena *arena, const char *folder, const char *ending, vb_rule_file *files)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, alphasort);
    size_t count = 0;
    for (int i = 0; i < n; i++) {
        vb_str name = vb_arena_printf(arena, "%s/%s", folder, entries[i]->d_name);
        if (vb_str_ends(name, vb_str_of(ending)) && count < MAX_FILES)
            files[count++] = (vb_rule_file){name, read_file(arena, name.p)};
        free(entries[i]);
    }
    free(entries);
    return count;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

int main(void)
{
    static const char to[][3] = {"CN", "HK", "MO", "VN", "SA", "AE", "SG", "TW", "DE", "MY", "IN", "JP"};
    static const int64_t days[] = {19236, 19297, 19678, 19983,
                                   20193, 20315, 20469}; /* since 1970: 2022-09-01 to 2026-01-16 */
    enum { TO = sizeof to / sizeof to[0], DAYS = sizeof days / sizeof days[0] };
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    vb_rule_file rules[MAX_FILES], groups[MAX_FILES];
    vb_error err = {0};
    vb_countries countries;
    const vb_catalogue *catalogue;
    vb_rules *loaded;
    size_t n_rules = read_folder(&arena, "data/rules", ".rule", rules),
           n_groups = read_folder(&arena, "data/groups", ".csv", groups);
    vb_catalogue_files files = {.models = read_file(&arena, "data/catalogue/accelerators.csv")};
    if (vb_countries_load(&arena, read_file(&arena, "data/countries.csv"), &countries, &err) != VB_OK ||
        vb_catalogue_load(&files, &arena, &catalogue, &err) != VB_OK)
        return fprintf(stderr, "%s: %s\n", err.where, err.message), 1;
    double start = now();
    if (vb_rules_load(rules, n_rules, groups, n_groups, &countries, &arena, &loaded, &err) != VB_OK)
        return fprintf(stderr, "%s: %s\n", err.where, err.message), 1;
    double load_ns = now() - start;

    size_t models = vb_catalogue_count(catalogue), n = 0, total = models * TO * DAYS * 2, bytes = 0, steps = 0, yes = 0;
    double *each = VB_NEW(&arena, double, total);
    if (each == NULL)
        return 1;
    for (size_t i = 0; i < models; i++) {
        VB_CLEANUP(vb_arena, vb_arena_free) job = {.limit = 64U << 20};
        for (size_t d = 0; d < DAYS; d++)
            for (size_t k = 0; k < TO * 2; k++) {
                vb_country c = VB_COUNTRY(to[k / 2]);
                vb_rule_question q = {.model = vb_catalogue_model(catalogue, (uint32_t)i),
                                      .to = c,
                                      .headquarters = k % 2 == 0 ? c : 0,
                                      .on = days[d] * VB_DAY,
                                      .known_on = VB_NO_TIME};
                vb_rule_answer a;
                double from = now();
                if (vb_rules_evaluate(loaded, &q, &job, &a, &err) != VB_OK)
                    return fprintf(stderr, "%s: %s\n", err.where, err.message), 1;
                each[n++] = now() - from;
                steps += a.n_steps;
                yes += a.licence[VB_LAYER_ENFORCED] == VB_YES;
                /* 91 FR 1684, 88 FR 73458: an H100 needs a licence for China from the day of the first letter on */
                if (vb_str_eq(q.model->id, VB_S("nv-h100-sxm5-80")) && c == VB_COUNTRY("CN") && a.licence[1] != VB_YES)
                    return fprintf(stderr, "wrong answer for the H100 to China\n"), 1;
            }
        bytes += job.used;
    }
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += each[i];
    qsort(each, n, sizeof *each, by_value);
    printf("{\"name\":\"rules.evaluate\",\"n\":%zu,\"ns_per_op\":%.0f,\"p50_ns\":%.0f,\"p99_ns\":%.0f,\"max_ns\":%.0f,"
           "\"arena_bytes_per_op\":%zu,\"steps_per_op\":%.1f,\"licence_yes\":%zu,\"load_us\":%.0f,\"clauses\":%zu,"
           "\"target_ns\":20000}\n",
           n, sum / (double)n, each[n / 2], each[n * 99 / 100], each[n - 1], bytes / n, (double)steps / (double)n, yes,
           load_ns / 1000, vb_rules_clauses(loaded));
    return 0;
}
