/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "world/files.h"
#include "world/files_priv.h"

static int by_path(const void *a, const void *b)
{
    const vb_folder_entry *left = a, *right = b;
    return vb_str_compare(left->path, right->path);
}

static const char *refusal(mode_t mode)
{
    if (S_ISFIFO(mode))
        return "a FIFO";
    if (S_ISSOCK(mode))
        return "a socket";
    if (S_ISCHR(mode) || S_ISBLK(mode))
        return "a device";
    return "no plain file";
}

static vb_code walk(int folder, vb_str prefix, unsigned depth, vb_arena *arena, vb_folder_list *out, vb_error *err);

/* Beneath `top`, which stays open all the time, so that every path is resolved from it. */
static vb_code enter(int top, vb_str path, unsigned depth, vb_arena *arena, vb_folder_list *out, vb_error *err)
{
    if (depth > VB_FOLDER_MAX_DEPTH)
        return vb_fail(err, VB_E_RANGE, path.p, VB_NO_OFFSET, "folders more than %d deep", VB_FOLDER_MAX_DEPTH);
    return walk(top, path, depth, arena, out, err);
}

static vb_code add(vb_str path, const char *refused, vb_arena *arena, vb_folder_list *out, vb_error *err)
{
    if (out->n >= VB_FOLDER_MAX_FILES)
        return vb_fail(err, VB_E_RANGE, path.p, VB_NO_OFFSET, "more than %d files in one folder", VB_FOLDER_MAX_FILES);
    vb_folder_entry *e = VB_PUSH(arena, out);
    if (e == NULL)
        return vb_fail(err, VB_E_NOMEM, path.p, VB_NO_OFFSET, "no memory for the list of files");
    *e = (vb_folder_entry){.path = path, .refused = refused};
    return VB_OK;
}

static vb_code look_at(int top, DIR *dir, vb_str prefix, const char *name, unsigned depth, vb_arena *arena,
                       vb_folder_list *out, vb_error *err)
{
    struct stat st;
    vb_str own = vb_str_of(name);
    vb_str path = prefix.n == 0 ? vb_arena_copy(arena, own) : vb_arena_printf(arena, "%s/%s", prefix.p, name);
    if (path.p == NULL)
        return vb_fail(err, VB_E_NOMEM, name, VB_NO_OFFSET, "no memory for the list of files");
    if (path.n > VB_FOLDER_MAX_PATH)
        return vb_fail(err, VB_E_RANGE, path.p, VB_NO_OFFSET, "a path of more than %d bytes", VB_FOLDER_MAX_PATH);
    if (fstatat(dirfd(dir), name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? VB_OK : add(path, "not to be looked at", arena, out, err);
    if (S_ISDIR(st.st_mode))
        return enter(top, path, depth + 1, arena, out, err);
    if (S_ISREG(st.st_mode))
        return add(path, NULL, arena, out, err);
    if (!S_ISLNK(st.st_mode))
        return add(path, refusal(st.st_mode), arena, out, err);
    int fd = vb_open_beneath(top, path.p, O_PATH);
    bool known = fd >= 0 && fstat(fd, &st) == 0;
    if (fd >= 0)
        (void)close(fd);
    if (!known)
        return add(path, "a link that leads out of the folder or nowhere", arena, out, err);
    if (S_ISDIR(st.st_mode))
        return add(path, "a link to a folder", arena, out, err);
    return add(path, S_ISREG(st.st_mode) ? NULL : refusal(st.st_mode), arena, out, err);
}

static vb_code walk(int top, vb_str prefix, unsigned depth, vb_arena *arena, vb_folder_list *out, vb_error *err)
{
    int fd = vb_open_beneath(top, prefix.n == 0 ? "." : prefix.p, O_RDONLY | O_DIRECTORY);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    vb_code code = VB_OK;
    if (dir == NULL) {
        int why = errno;
        if (fd >= 0)
            (void)close(fd);
        if (prefix.n > 0)
            return add(prefix, "a folder that may not be read", arena, out, err);
        return vb_fail(err, VB_E_IO, "", VB_NO_OFFSET, "the folder cannot be read: %s", vb_system_text(why));
    }
    while (code == VB_OK) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (entry == NULL && errno != 0)
            code = vb_fail(err, VB_E_IO, prefix.p == NULL ? "" : prefix.p, VB_NO_OFFSET,
                           "the folder cannot be read: %s", vb_system_text(errno));
        if (entry == NULL)
            break;
        if (entry->d_name[0] != '.')
            code = look_at(top, dir, prefix, entry->d_name, depth, arena, out, err);
    }
    (void)closedir(dir);
    return code;
}

vb_code vb_folder_walk(const vb_folder *folder, vb_arena *arena, vb_folder_list *out, vb_error *err)
{
    vb_folder_list list = {0};
    VB_TRY(walk(folder->fd, VB_STR_NONE, 0, arena, &list, err));
    if (list.n > 0)
        qsort(list.v, list.n, sizeof *list.v, by_path);
    *out = list;
    return VB_OK;
}
