/* SPDX-License-Identifier: Apache-2.0 */
/* Three questions of a user, with the rules of data/rules:
 *   rules.load      how long until the first answer: reading and checking all files
 *   rules.verdict   the whole catalogue x 200 countries x 40 days on one core, load included
 *   rules.explain   one card on one day, with explanation: every card to twelve destinations on seven days
 * One JSON line each; times are of the processor that this program used. Fails when an answer is not the one that the
 * sources name, or when verdict and explanation disagree. */
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
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
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

typedef struct bench {
    vb_arena arena;
    vb_countries countries;
    const vb_catalogue *catalogue;
    vb_rules *rules;
    double load_ns, all_ns; /* rules and groups; and countries and catalogue with it */
} bench;

static void stop(const vb_error *err)
{
    (void)fprintf(stderr, "%s: %s\n", err->where, err->message);
    exit(1);
}

static void load(bench *b)
{
    vb_rule_file rules[MAX_FILES], groups[MAX_FILES];
    vb_error err = {0};
    double start = now();
    vb_catalogue_files files = {.models = read_file(&b->arena, "data/catalogue/accelerators.csv")};
    if (vb_countries_load(&b->arena, read_file(&b->arena, "data/countries.csv"), &b->countries, &err) != VB_OK ||
        vb_catalogue_load(&files, &b->arena, &b->catalogue, &err) != VB_OK)
        stop(&err);
    double before = now();
    size_t n_rules = read_folder(&b->arena, "data/rules", ".rule", rules),
           n_groups = read_folder(&b->arena, "data/groups", ".csv", groups);
    if (vb_rules_load(rules, n_rules, groups, n_groups, &b->countries, &b->arena, &b->rules, &err) != VB_OK)
        stop(&err);
    b->load_ns = now() - before;
    b->all_ns = now() - start;
    printf("{\"name\":\"rules.load\",\"n\":1,\"us\":%.0f,\"us_with_catalogue\":%.0f,\"files\":%zu,\"clauses\":%zu}\n",
           b->load_ns / 1000, b->all_ns / 1000, n_rules + n_groups, vb_rules_clauses(b->rules));
}

/* An H100 needs a licence for China from the day of the first letter on (87 FR 62186, 88 FR 73458, 91 FR 1684), and for
 * Germany on no day but those of the worldwide text (90 FR 4544), which was not applied. */
static void must_be_right(const vb_rule_question *q, const vb_rule_answer *a)
{
    if (!vb_str_eq(q->model->id, VB_S("nv-h100-sxm5-80")) || q->on < 19236 * VB_DAY)
        return;
    if ((q->to == VB_COUNTRY("CN") && a->licence[VB_LAYER_ENFORCED] != VB_YES) ||
        (q->to == VB_COUNTRY("DE") && q->headquarters == VB_COUNTRY("DE") && a->licence[VB_LAYER_ENFORCED] != VB_NO)) {
        (void)fprintf(stderr, "wrong answer for the H100\n");
        exit(1);
    }
}

static void verdicts(const bench *b)
{
    enum { COUNTRIES = 200, DAYS = 40, FIRST = 19000, EVERY = 45 }; /* 2022-01-08 to 2026-10-28 */
    size_t n = 0, yes = 0, open = 0;
    vb_error err = {0};
    double start = now();
    for (size_t i = 0; i < vb_catalogue_count(b->catalogue); i++)
        for (int64_t d = 0; d < DAYS; d++) {
            VB_CLEANUP(vb_arena, vb_arena_free) job = {.limit = 64U << 20};
            for (size_t k = 0; k < COUNTRIES; k++) {
                vb_country c = b->countries.rows[k].code;
                vb_rule_question q = {.model = vb_catalogue_model(b->catalogue, (uint32_t)i),
                                      .to = c,
                                      .headquarters = c,
                                      .on = (FIRST + EVERY * d) * VB_DAY,
                                      .known_on = VB_NO_TIME,
                                      .detail = VB_RULE_VERDICT};
                vb_rule_answer a;
                if (vb_rules_evaluate(b->rules, &q, &job, &a, &err) != VB_OK)
                    stop(&err);
                must_be_right(&q, &a);
                n++;
                yes += a.licence[VB_LAYER_ENFORCED] == VB_YES;
                open += a.licence[VB_LAYER_ENFORCED] == VB_UNKNOWN;
            }
        }
    double ns = now() - start + b->all_ns;
    printf("{\"name\":\"rules.verdict\",\"n\":%zu,\"seconds\":%.2f,\"ns_per_op\":%.0f,\"per_second\":%.0f,"
           "\"licence_yes\":%zu,\"licence_open\":%zu,\"target_seconds\":20}\n",
           n, ns / 1e9, ns / (double)n, (double)n * 1e9 / ns, yes, open);
}

static void explanations(const bench *b)
{
    static const char to[][3] = {"CN", "HK", "MO", "VN", "SA", "AE", "SG", "TW", "DE", "MY", "IN", "JP"};
    static const int64_t days[] = {19236, 19297, 19678, 19983,
                                   20193, 20315, 20469}; /* since 1970: 2022-09-01 to 2026-01-16 */
    enum { TO = sizeof to / sizeof to[0], DAYS = sizeof days / sizeof days[0] };
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    vb_error err = {0};
    size_t models = vb_catalogue_count(b->catalogue), n = 0, total = models * TO * DAYS * 2, bytes = 0, steps = 0,
           yes = 0;
    double *each = VB_NEW(&arena, double, total), sum = 0;
    if (each == NULL)
        exit(1);
    for (size_t i = 0; i < models; i++)
        for (size_t d = 0; d < DAYS; d++)
            for (size_t k = 0; k < TO * 2; k++) {
                vb_country c = VB_COUNTRY(to[k / 2]);
                vb_arena job = {.limit = 64U << 20}; /* of this question alone: giving it back is timed too */
                vb_rule_question q = {.model = vb_catalogue_model(b->catalogue, (uint32_t)i),
                                      .to = c,
                                      .headquarters = k % 2 == 0 ? c : 0,
                                      .on = days[d] * VB_DAY,
                                      .known_on = VB_NO_TIME};
                vb_rule_answer a, verdict;
                double from = now();
                if (vb_rules_evaluate(b->rules, &q, &job, &a, &err) != VB_OK)
                    stop(&err);
                double answered = now() - from;
                steps += a.n_steps;
                yes += a.licence[VB_LAYER_ENFORCED] == VB_YES;
                for (size_t s = 0; s < a.n_steps; s++)
                    bytes += sizeof a.steps[s] + a.steps[s].because.n + a.steps[s].unknown.n;
                must_be_right(&q, &a);
                q.detail = VB_RULE_VERDICT;
                if (vb_rules_evaluate(b->rules, &q, &job, &verdict, &err) != VB_OK ||
                    memcmp(verdict.licence, a.licence, sizeof a.licence) != 0 || !vb_str_eq(verdict.eccn, a.eccn)) {
                    (void)fprintf(stderr, "verdict and explanation disagree\n");
                    exit(1);
                }
                from = now();
                vb_arena_free(&job);
                each[n++] = answered + now() - from;
            }
    for (size_t i = 0; i < n; i++)
        sum += each[i];
    qsort(each, n, sizeof *each, by_value);
    printf(
        "{\"name\":\"rules.explain\",\"n\":%zu,\"ns_per_op\":%.0f,\"p50_ns\":%.0f,\"p99_ns\":%.0f,\"max_ns\":%.0f,"
        "\"answer_bytes_per_op\":%zu,\"steps_per_op\":%.1f,\"licence_yes\":%zu,\"clauses\":%zu,\"target_ns\":20000}\n",
        n, sum / (double)n, each[n / 2], each[n * 99 / 100], each[n - 1], bytes / n, (double)steps / (double)n, yes,
        vb_rules_clauses(b->rules));
}

int main(void)
{
    bench b = {0};
    load(&b);
    verdicts(&b);
    explanations(&b);
    vb_arena_free(&b.arena);
    return 0;
}
