/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/reference.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "world/data.h"

/* A file of data/, its bytes copied into the arena: catalogue and rules point into them. */
static vb_code read_data(vb_arena *arena, vb_str name, vb_str *out, vb_error *err)
{
    vb_file file;
    VB_TRY(vb_data_open(name, &file, err));
    vb_str copy = vb_arena_copy(arena, file.bytes);
    vb_file_close(&file);
    if (copy.p == NULL)
        return vb_fail(err, VB_E_NOMEM, "data", VB_NO_OFFSET, "no memory for %.*s", VB_ARG(name));
    *out = copy;
    return VB_OK;
}

static vb_code load_catalogue(vb_arena *arena, vb_reference *out, vb_error *err)
{
    vb_catalogue_files files = {0};
    vb_str goods;
    VB_TRY(read_data(arena, VB_S("catalogue/accelerators.csv"), &files.models, err));
    VB_TRY(read_data(arena, VB_S("catalogue/identities.csv"), &files.identities, err));
    VB_TRY(read_data(arena, VB_S("catalogue/chips.csv"), &files.chips, err));
    VB_TRY(read_data(arena, VB_S("catalogue/boards.csv"), &files.boards, err));
    VB_TRY(vb_catalogue_load(&files, arena, &out->catalogue, err));
    VB_TRY(read_data(arena, VB_S("catalogue/goods.csv"), &goods, err));
    return vb_goods_load(goods, out->catalogue, arena, &out->goods, err);
}

typedef struct file_list {
    vb_rule_file *v;
    size_t n, cap;
} file_list;

/* All files of data/ in `folder` with this suffix, in byte order of their names. */
static vb_code read_all(vb_arena *arena, const vb_folder_list *all, vb_str folder, vb_str suffix, file_list *out,
                        vb_error *err)
{
    for (size_t i = 0; i < all->n; i++) {
        vb_str path = all->v[i].path;
        if (!vb_str_starts(path, folder) || !vb_str_ends(path, suffix))
            continue;
        vb_rule_file *f = VB_PUSH(arena, out);
        if (f == NULL)
            return vb_fail(err, VB_E_NOMEM, "data", VB_NO_OFFSET, "no memory for %.*s", VB_ARG(path));
        f->name = vb_arena_printf(arena, "data/%.*s", VB_ARG(path));
        VB_TRY(read_data(arena, path, &f->bytes, err));
    }
    return VB_OK;
}

static vb_code load_rules(vb_arena *arena, vb_reference *out, vb_error *err)
{
    char path[VB_FOLDER_MAX_PATH];
    vb_folder folder;
    vb_folder_list all = {0};
    file_list rules = {0}, groups = {0};
    VB_TRY(vb_data_find(path, err));
    VB_TRY(vb_folder_open(path, &folder, err));
    vb_code rc = vb_folder_walk(&folder, arena, &all, err);
    vb_folder_close(&folder);
    VB_TRY(rc);
    VB_TRY(read_all(arena, &all, VB_S("rules/"), VB_S(".rule"), &rules, err));
    VB_TRY(read_all(arena, &all, VB_S("groups/"), VB_S(".csv"), &groups, err));
    vb_rules *loaded;
    vb_countries *kept = VB_NEW(arena, vb_countries, 1); /* the rules borrow it; *out may be moved */
    if (kept == NULL)
        return vb_fail(err, VB_E_NOMEM, "data", VB_NO_OFFSET, "no memory for the countries");
    *kept = out->countries;
    VB_TRY(vb_rules_load(rules.v, rules.n, groups.v, groups.n, kept, arena, &loaded, err));
    out->rules = loaded;
    return VB_OK;
}

vb_code vb_reference_load(vb_arena *arena, bool world, vb_reference *out, vb_error *err)
{
    vb_str bytes;
    *out = (vb_reference){0};
    VB_TRY(read_data(arena, VB_S("countries.csv"), &bytes, err));
    VB_TRY(vb_countries_load(arena, bytes, &out->countries, err));
    VB_TRY(load_catalogue(arena, out, err));
    VB_TRY(load_rules(arena, out, err));
    if (world) {
        VB_TRY(read_data(arena, VB_S("world/world-50m.vbw"), &bytes, err));
        VB_TRY(vb_world_load(arena, bytes, &out->world, err));
    }
    return VB_OK;
}

static bool exists(const char *path)
{
    return access(path, R_OK) == 0;
}

bool vb_locale_folder(char *out, size_t size)
{
    char program[VB_FOLDER_MAX_PATH], probe[VB_FOLDER_MAX_PATH + 64];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    while (n > 0 && program[n - 1] != '/')
        n--;
    if (n > 0) {
        program[n] = '\0';
        (void)snprintf(probe, sizeof probe, "%spo/de/LC_MESSAGES/verbleib.mo", program);
        if (exists(probe) && (size_t)n + 3 < size) {
            (void)snprintf(out, size, "%spo", program);
            return true;
        }
    }
    (void)snprintf(out, size, "%s", VB_LOCALEDIR);
    return exists(VB_LOCALEDIR "/de/LC_MESSAGES/verbleib.mo");
}

bool vb_examples_folder(char *out, size_t size)
{
    char data[VB_FOLDER_MAX_PATH];
    if (vb_data_find(data, NULL) != VB_OK)
        return false;
    for (size_t i = 0; i < 2; i++) {
        char path[VB_FOLDER_MAX_PATH + 16];
        (void)snprintf(path, sizeof path, i == 0 ? "%s/../examples" : "%s/examples", data);
        char *real = realpath(path, NULL);
        bool fits = real != NULL && (size_t)snprintf(out, size, "%s", real) < size;
        free(real);
        if (fits)
            return true;
    }
    return false;
}
