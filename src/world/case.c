/* SPDX-License-Identifier: Apache-2.0 */
#include "world/case.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "evidence/epcis.h"
#include "evidence/kinds.h"
#include "evidence/movements.h"
#include "world/files.h"
#include "world/pool.h"
#include "world/sandbox.h"

struct vb_case {
    vb_arena arena;
    vb_claims claims;
    vb_folder folder;
    vb_file *files; /* by source */
    size_t n_files;
};

typedef struct hashing {
    vb_claims *claims;
    uint32_t *order; /* sources, the largest first: it takes longest */
    vb_hash *hash;   /* by source */
    vb_code *code;
    vb_error *error;
} hashing;

typedef struct reading { /* while a case is opened */
    vb_case *c;
    const vb_countries *countries;
    const vb_case_options *options;
    vb_pool *pool;
    vb_pool_group hash_group;
    hashing hashes;
    uint64_t done, total;         /* bytes of files read */
    const char *what;             /* being read */
    vb_sandbox *sandbox;          /* started at the first file that wants it */
    vb_movements_plan *movements; /* being read in parts */
    vb_code part_code[VB_MOVEMENTS_MAX_PARTS];
    vb_error part_error[VB_MOVEMENTS_MAX_PARTS];
} reading;

static void tell(void *context)
{
    reading *r = context;
    uint64_t done = r->done + (r->movements == NULL ? 0 : vb_movements_done(r->movements));
    if (r->options->progress != NULL)
        r->options->progress(r->options->progress_context, r->what, done, r->total);
}

static void hash_one(void *context, size_t number)
{
    hashing *h = context;
    uint32_t s = h->order[number];
    h->code[s] = vb_sha256(h->claims->sources.v[s].bytes, &h->hash[s], &h->error[s]);
}

static int larger_first(const void *a, const void *b, void *context)
{
    const vb_claims *c = context;
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    size_t l = c->sources.v[left].bytes.n, r = c->sources.v[right].bytes.n;
    return l != r ? (l < r ? 1 : -1) : (left > right) - (left < right);
}

static vb_code start_hashing(reading *r, vb_error *err)
{
    vb_claims *c = &r->c->claims;
    hashing *h = &r->hashes;
    size_t n = c->sources.n;
    h->claims = c;
    h->order = calloc(n + 1, sizeof *h->order);
    h->hash = calloc(n + 1, sizeof *h->hash);
    h->code = calloc(n + 1, sizeof *h->code);
    h->error = calloc(n + 1, sizeof *h->error);
    if (h->order == NULL || h->hash == NULL || h->code == NULL || h->error == NULL)
        return vb_fail(err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory for the list of files");
    for (uint32_t i = 0; i < n; i++)
        h->order[i] = i;
    qsort_r(h->order, n, sizeof *h->order, larger_first, c);
    return vb_pool_add(r->pool, &r->hash_group, hash_one, h, n, err);
}

static vb_code finish_hashing(reading *r, vb_error *err)
{
    vb_claims *c = &r->c->claims;
    r->what = "hashing";
    vb_pool_finish(r->pool, &r->hash_group, tell, r);
    for (size_t i = 0; i < c->sources.n; i++) {
        if (r->hashes.code[i] != VB_OK) {
            if (err != NULL)
                *err = r->hashes.error[i];
            return r->hashes.code[i];
        }
        c->sources.v[i].sha256 = r->hashes.hash[i];
    }
    return VB_OK;
}

static void read_part(void *context, size_t number)
{
    reading *r = context;
    r->part_code[number] = vb_movements_part(r->movements, number, &r->part_error[number]);
}

static void count_part(void *context, size_t number)
{
    reading *r = context;
    vb_movements_count(r->movements, number);
}

static vb_code in_parts(reading *r, vb_pool_work work, vb_error *err)
{
    vb_pool_group group = {0};
    size_t n = vb_movements_parts(r->movements);
    VB_TRY(vb_pool_add(r->pool, &group, work, r, n, err));
    vb_pool_finish(r->pool, &group, tell, r);
    return VB_OK;
}

static vb_code read_open_movements(reading *r, vb_error *err)
{
    VB_TRY(in_parts(r, count_part, err));
    VB_TRY(vb_movements_prepare(r->movements, err));
    VB_TRY(in_parts(r, read_part, err));
    for (size_t i = 0; i < vb_movements_parts(r->movements); i++) {
        if (r->part_code[i] == VB_OK)
            continue;
        if (err != NULL)
            *err = r->part_error[i];
        return r->part_code[i];
    }
    return vb_movements_merge(r->movements, err);
}

static vb_code read_movements(reading *r, uint32_t source, vb_error *err)
{
    enum { PARTS_A_THREAD = 2 /* so that a thread that starts late has something to do */, WORTH_IT = 1 << 20 };
    unsigned threads = vb_pool_threads(r->pool);
    size_t parts = threads == 1 ? 1 : (size_t)threads * PARTS_A_THREAD;
    size_t most = r->c->claims.sources.v[source].bytes.n / WORTH_IT + 1;
    parts = parts < most ? parts : most;
    VB_TRY(vb_movements_open(&r->c->claims, source, parts, &r->movements, err));
    if (r->movements == NULL)
        return VB_OK;
    vb_code code = read_open_movements(r, err);
    vb_movements_close(r->movements);
    r->movements = NULL;
    return code;
}

static vb_code read_in_child(reading *r, uint32_t source, const vb_kind *kind, vb_error *err)
{
    vb_claims *c = &r->c->claims;
    VB_CLEANUP(vb_buf, vb_buf_free) answer = {0};
    if (r->sandbox == NULL)
        VB_TRY(vb_sandbox_open(VB_SANDBOX_PARSE_XML, &r->sandbox, err));
    VB_TRY(vb_sandbox_parse(r->sandbox, c->sources.v[source].bytes, NULL, &answer, err));
    return kind->read_answer(c, source, vb_buf_str(&answer), err);
}

static vb_code read_source(reading *r, uint32_t source, vb_error *err)
{
    vb_claims *c = &r->c->claims;
    const vb_kind *kind = vb_kind_find(c->sources.v[source].kind);
    vb_str bytes = c->sources.v[source].bytes;
    vb_error what = {0};
    vb_code code = VB_OK;
    if (kind == NULL)
        return VB_OK;
    if (kind->kind == VB_SRC_MOVEMENTS)
        code = read_movements(r, source, &what);
    else if (kind->read != NULL)
        code = kind->read(c, source, r->countries, &what);
    if (code == VB_OK && kind->wants_child != NULL && kind->wants_child(bytes))
        code = read_in_child(r, source, kind, &what);
    if (code == VB_OK)
        return VB_OK;
    if (code == VB_E_NOMEM) {
        if (err != NULL)
            *err = what;
        return code;
    }
    return vb_claims_issue(c, source, false, &what, err);
}

static vb_code read_sources(reading *r, vb_error *err)
{
    vb_claims *c = &r->c->claims;
    char what[128];
    r->what = what;
    for (uint32_t i = 0; i < c->sources.n; i++) {
        (void)snprintf(what, sizeof what, "reading %.*s", VB_ARG(vb_str_sub(c->sources.v[i].file, 0, 100)));
        tell(r);
        VB_TRY(read_source(r, i, err));
        r->done += c->sources.v[i].bytes.n;
        vb_file_rest(&r->c->files[i]);
    }
    return vb_epcis_settle(c, err);
}

/* An issue about a file that is no source. */
static vb_code say(vb_claims *c, vb_code code, bool note, vb_str path, const char *why, vb_error *err)
{
    vb_error what;
    char where[sizeof what.where];
    (void)snprintf(where, sizeof where, "%.*s", VB_ARG(vb_str_sub(path, 0, sizeof where - 1)));
    vb_error_set(&what, code, where, VB_NO_OFFSET, "%s", why);
    return vb_claims_issue(c, VB_NONE, note, &what, err);
}

typedef struct listing { /* files of the folder, on their way to become sources */
    vb_folder_list list;
    bool loose;
    uint64_t unknown; /* files that are not read */
} listing;

static vb_code take_file(reading *r, listing *l, const vb_folder_entry *e, vb_error *err)
{
    vb_case *c = r->c;
    vb_error what = {0};
    char sentence[sizeof what.message];
    bool known = l->loose || vb_kind_is_case_path(e->path);
    if (e->refused == NULL && !l->loose && vb_kind_is_about(e->path))
        return VB_OK;
    if (e->refused != NULL) {
        (void)snprintf(sentence, sizeof sentence, "%s; it is not read", e->refused);
        return say(&c->claims, VB_E_IO, !known, e->path, sentence, err);
    }
    if (!known && l->unknown >= VB_CASE_UNKNOWN_LISTED) {
        l->unknown++;
        return VB_OK;
    }
    vb_file *file = &c->files[c->n_files];
    vb_code code = vb_file_open_in(&c->folder, e->path, vb_kind_wants(e->path, l->loose), file, &what);
    if (code == VB_E_NOMEM) {
        if (err != NULL)
            *err = what;
        return code;
    }
    if (code != VB_OK)
        return say(&c->claims, code, !known, e->path, what.message, err);
    vb_source_kind kind = vb_kind_of(e->path, file->bytes, l->loose, &what);
    if (kind == VB_SRC_UNKNOWN) {
        vb_file_close(file);
        if (l->unknown++ >= VB_CASE_UNKNOWN_LISTED)
            return VB_OK;
        return say(&c->claims, what.code, true, e->path, what.message, err);
    }
    uint32_t source;
    VB_TRY(vb_claims_add_source(&c->claims, kind, e->path, file->bytes, &source, err));
    c->n_files++;
    r->total += file->bytes.n;
    return VB_OK;
}

static vb_code take_files(reading *r, listing *l, vb_error *err)
{
    vb_case *c = r->c;
    vb_error what = {0};
    c->files = calloc(l->list.n + 1, sizeof *c->files);
    if (c->files == NULL)
        return vb_fail(err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory for the list of files");
    l->loose = true;
    for (size_t i = 0; i < l->list.n; i++)
        l->loose = l->loose && !vb_kind_is_case_path(l->list.v[i].path);
    for (size_t i = 0; i < l->list.n; i++)
        VB_TRY(take_file(r, l, &l->list.v[i], err));
    if (l->unknown <= VB_CASE_UNKNOWN_LISTED)
        return VB_OK;
    vb_error_set(&what, VB_E_NOT_FOUND, "", VB_NO_OFFSET, "%llu more files of unknown kinds are not read",
                 (unsigned long long)(l->unknown - VB_CASE_UNKNOWN_LISTED));
    return vb_claims_issue(&c->claims, VB_NONE, true, &what, err);
}

/* One file is a folder with nothing else in it. */
static vb_code list_files(vb_case *c, const char *path, listing *l, vb_error *err)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return vb_fail(err, errno == ENOENT || errno == ENOTDIR ? VB_E_NOT_FOUND : VB_E_IO, path, VB_NO_OFFSET,
                       "no case can be read there: %s", vb_system_text(errno));
    if (S_ISDIR(st.st_mode)) {
        VB_TRY(vb_folder_open(path, &c->folder, err));
        return vb_folder_walk(&c->folder, &c->arena, &l->list, err);
    }
    vb_str whole = vb_str_of(path);
    size_t name = whole.n;
    while (name > 0 && path[name - 1] != '/')
        name--;
    vb_str parent = name == 0 ? VB_S(".") : vb_arena_copy(&c->arena, vb_str_sub(whole, 0, name));
    vb_folder_entry *e = parent.p == NULL ? NULL : VB_PUSH(&c->arena, &l->list);
    if (e == NULL)
        return vb_fail(err, VB_E_NOMEM, path, VB_NO_OFFSET, "no memory for the list of files");
    *e = (vb_folder_entry){.path = vb_arena_copy(&c->arena, vb_str_sub(whole, name, whole.n))};
    if (!S_ISREG(st.st_mode))
        e->refused = "neither a folder nor a plain file";
    return vb_folder_open(parent.p, &c->folder, err);
}

static vb_code read_case(reading *r, const char *path, vb_error *err)
{
    listing l = {0};
    VB_TRY(list_files(r->c, path, &l, err));
    VB_TRY(take_files(r, &l, err));
    VB_TRY(vb_pool_open(r->options->threads, &r->pool, err));
    vb_code code = start_hashing(r, err);
    if (code == VB_OK)
        code = read_sources(r, err);
    if (code == VB_OK)
        code = finish_hashing(r, err);
    else
        vb_pool_finish(r->pool, &r->hash_group, NULL, NULL);
    vb_pool_close(r->pool);
    vb_sandbox_close(r->sandbox);
    free(r->hashes.order);
    free(r->hashes.hash);
    free(r->hashes.code);
    free(r->hashes.error);
    return code;
}

vb_code vb_case_open(const char *path, const vb_countries *countries, const vb_case_options *options, vb_case **out,
                     vb_error *err)
{
    static const vb_case_options none = {0};
    reading *r = calloc(1, sizeof *r);
    vb_case *c = calloc(1, sizeof *c);
    if (r == NULL || c == NULL) {
        free(r);
        free(c);
        return vb_fail(err, VB_E_NOMEM, path, VB_NO_OFFSET, "no memory to open a case");
    }
    c->folder.fd = -1;
    r->c = c;
    r->countries = countries;
    r->options = options == NULL ? &none : options;
    c->arena.limit = r->options->memory_limit;
    c->claims = vb_claims_none(&c->arena);
    vb_code code = read_case(r, path, err);
    free(r);
    if (code == VB_OK)
        *out = c;
    else
        vb_case_close(c);
    return code;
}

const vb_claims *vb_case_claims(const vb_case *c)
{
    return &c->claims;
}

bool vb_case_complete(const vb_case *c)
{
    if (c->claims.issues_dropped > 0)
        return false;
    for (size_t i = 0; i < c->claims.issues.n; i++)
        if (!c->claims.issues.v[i].note)
            return false;
    return true;
}

vb_code vb_case_check(const vb_case *c, vb_error *err)
{
    for (size_t i = 0; i < c->n_files; i++) {
        vb_error what = {0};
        char where[sizeof what.where];
        vb_code code = vb_file_check(&c->files[i], &what);
        if (code == VB_OK)
            continue;
        (void)snprintf(where, sizeof where, "%.*s", VB_ARG(vb_str_sub(c->claims.sources.v[i].file, 0, 90)));
        return vb_fail(err, code, where, VB_NO_OFFSET, "%s", what.message);
    }
    return VB_OK;
}

void vb_case_close(vb_case *c)
{
    if (c == NULL)
        return;
    vb_claims_free(&c->claims);
    for (size_t i = 0; i < c->n_files; i++)
        vb_file_close(&c->files[i]);
    free(c->files);
    vb_arena_free(&c->arena);
    vb_folder_close(&c->folder);
    free(c);
}
