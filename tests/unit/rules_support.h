/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_TESTS_UNIT_RULES_SUPPORT_H
#define VB_TESTS_UNIT_RULES_SUPPORT_H
/* The rules of data/ with the catalogue and the countries they speak of, for tests. */
#include "support.h"

#include <dirent.h>

#include "rules/rules.h"

enum { VB_TEST_MAX_FILES = 64 };

typedef struct vb_test_rules {
    vb_arena arena;
    vb_countries countries;
    const vb_catalogue *catalogue;
    vb_rule_file rules[VB_TEST_MAX_FILES], groups[VB_TEST_MAX_FILES];
    size_t n_rules, n_groups;
    vb_rules *loaded;
} vb_test_rules;

static inline vb_str vb_test_bytes_of(vb_arena *arena, const char *path)
{
    char *full = vb_test_source(path);
    vb_test_file f = vb_test_read(full);
    vb_str s = vb_arena_copy(arena, (vb_str){f.p, f.n});
    free(f.p);
    free(full);
    return s;
}

static inline size_t vb_test_folder_of(vb_arena *arena, const char *folder, const char *ending, vb_rule_file *files)
{
    struct dirent **entries;
    char *full = vb_test_source(folder);
    int n = scandir(full, &entries, NULL, alphasort);
    size_t count = 0;
    free(full);
    assert_true(n >= 0);
    for (int i = 0; i < n; i++) {
        vb_str name = vb_arena_printf(arena, "%s/%s", folder, entries[i]->d_name);
        if (vb_str_ends(name, vb_str_of(ending))) {
            assert_true(count < VB_TEST_MAX_FILES);
            files[count++] = (vb_rule_file){name, vb_test_bytes_of(arena, name.p)};
        }
        free(entries[i]);
    }
    free(entries);
    return count;
}

/* Countries, catalogue, and the bytes of all rules and groups; `loaded` too. */
static inline void vb_test_rules_open(vb_test_rules *t)
{
    vb_error err = {0};
    *t = (vb_test_rules){0};
    vb_str countries = vb_test_bytes_of(&t->arena, "data/countries.csv");
    vb_catalogue_files files = {.models = vb_test_bytes_of(&t->arena, "data/catalogue/accelerators.csv")};
    if (vb_countries_load(&t->arena, countries, &t->countries, &err) != VB_OK ||
        vb_catalogue_load(&files, &t->arena, &t->catalogue, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    t->n_rules = vb_test_folder_of(&t->arena, "data/rules", ".rule", t->rules);
    t->n_groups = vb_test_folder_of(&t->arena, "data/groups", ".csv", t->groups);
    if (vb_rules_load(t->rules, t->n_rules, t->groups, t->n_groups, &t->countries, &t->arena, &t->loaded, &err) !=
        VB_OK)
        fail_msg("%s: %s", err.where, err.message);
}

static inline void vb_test_rules_close(vb_test_rules *t)
{
    vb_arena_free(&t->arena);
}

/* Start of a day; VB_NO_TIME for "". */
static inline int64_t vb_test_day(const char *text)
{
    vb_when when;
    if (text[0] == '\0')
        return VB_NO_TIME;
    if (vb_date_parse(vb_str_of(text), false, &when, NULL) != VB_OK)
        fail_msg("%s is no date", text);
    return when.at;
}

static inline const vb_model *vb_test_model(const vb_test_rules *t, const char *id)
{
    for (uint32_t i = 0; i < vb_catalogue_count(t->catalogue); i++)
        if (vb_str_eq(vb_catalogue_model(t->catalogue, i)->id, vb_str_of(id)))
            return vb_catalogue_model(t->catalogue, i);
    fail_msg("%s is not in the catalogue", id);
    return NULL;
}

/* `to` and `headquarters` as ISO codes, "" = unknown; dates as text, known "" = all. */
static inline vb_rule_question vb_test_question(const vb_test_rules *t, const char *model, const char *to,
                                                const char *headquarters, const char *on, const char *known)
{
    return (vb_rule_question){.model = model[0] == '\0' ? NULL : vb_test_model(t, model),
                              .to = to[0] == '\0' ? 0 : VB_COUNTRY(to),
                              .headquarters = headquarters[0] == '\0' ? 0 : VB_COUNTRY(headquarters),
                              .on = vb_test_day(on),
                              .known_on = vb_test_day(known)};
}

static inline vb_rule_answer vb_test_ask(const vb_test_rules *t, vb_rule_question q, vb_arena *job)
{
    vb_rule_answer a;
    vb_error err = {0};
    if (vb_rules_evaluate(t->loaded, &q, job, &a, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    return a;
}

/* The step of a clause, or NULL. */
static inline const vb_rule_step *vb_test_step(const vb_rule_answer *a, const char *clause)
{
    for (size_t i = 0; i < a->n_steps; i++)
        if (vb_str_eq(a->steps[i].clause, vb_str_of(clause)))
            return &a->steps[i];
    return NULL;
}

/* Does a clause of this effect and value hold, unoverridden, in the enforced layer? */
static inline vb_tri vb_test_effective(const vb_rule_answer *a, vb_effect effect, const char *value)
{
    vb_tri best = VB_NO;
    for (size_t i = 0; i < a->n_steps; i++)
        if (a->steps[i].effect == effect && vb_str_eq(a->steps[i].value, vb_str_of(value)) && best != VB_YES &&
            a->steps[i].effective[VB_LAYER_ENFORCED] != VB_NO)
            best = a->steps[i].effective[VB_LAYER_ENFORCED];
    return best;
}
#endif
