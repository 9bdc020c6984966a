/* SPDX-License-Identifier: Apache-2.0 */
#include "world/files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "world/files_priv.h"

vb_code vb_folder_open(const char *path, vb_folder *out, vb_error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return vb_fail(err, errno == ENOENT ? VB_E_NOT_FOUND : VB_E_IO, path, VB_NO_OFFSET,
                       "the folder cannot be opened: %s", vb_system_text(errno));
    out->fd = fd;
    return VB_OK;
}

void vb_folder_close(vb_folder *folder)
{
    if (folder->fd >= 0)
        (void)close(folder->fd);
    folder->fd = -1;
}

int vb_open_beneath(int folder, const char *path, int flags)
{
    struct open_how how = {.flags = (unsigned long long)(unsigned)(flags | O_CLOEXEC),
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    long fd = syscall(SYS_openat2, folder, path, &how, sizeof how);
    if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
        return (int)fd;
    /* A kernel before 5.6, or a container that forbids the call: one name at a time, following no link at all. */
    int at = fcntl(folder, F_DUPFD_CLOEXEC, 3);
    for (;;) {
        char name[256];
        const char *slash = strchr(path, '/');
        size_t n = slash == NULL ? strnlen(path, sizeof name) : (size_t)(slash - path);
        if (at < 0 || n == 0 || n >= sizeof name || (n == 2 && memcmp(path, "..", 2) == 0)) {
            if (at >= 0)
                (void)close(at);
            errno = at < 0 ? errno : EXDEV;
            return -1;
        }
        memcpy(name, path, n);
        name[n] = '\0';
        int next = openat(at, name, (slash == NULL ? flags : O_RDONLY | O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC);
        int why = errno;
        (void)close(at);
        errno = why;
        if (next < 0 || slash == NULL)
            return next;
        at = next;
        path = slash + 1;
    }
}

static vb_code changed(const char *where, vb_error *err)
{
    return vb_fail(err, VB_E_IO, where, VB_NO_OFFSET,
                   "the file changed while it was read; run again when nobody writes to it");
}

static bool same(const struct stat *st, const vb_file *f)
{
    return st->st_size == f->size && st->st_mtim.tv_sec == f->mtime_s && st->st_mtim.tv_nsec == f->mtime_ns;
}

static vb_code copy_bytes(int fd, size_t want, const char *where, vb_file *out, vb_error *err)
{
    char *p = malloc(want == 0 ? 1 : want);
    size_t n = 0;
    struct stat st;
    if (p == NULL)
        return vb_fail(err, VB_E_NOMEM, where, VB_NO_OFFSET, "no memory for %zu bytes", want);
    while (n < want) {
        ssize_t got = read(fd, p + n, want - n);
        if (got == 0)
            break;
        if (got < 0 && errno != EINTR) {
            int why = errno;
            free(p);
            return vb_fail(err, VB_E_IO, where, VB_NO_OFFSET, "the file cannot be read: %s", vb_system_text(why));
        }
        n += got > 0 ? (size_t)got : 0;
    }
    if (n < want || fstat(fd, &st) != 0 || !same(&st, out)) {
        free(p);
        return changed(where, err);
    }
    out->bytes = (vb_str){p, n};
    return VB_OK;
}

static vb_code map_bytes(int fd, size_t want, const char *where, vb_file *out, vb_error *err)
{
    void *p = mmap(NULL, want, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED)
        return vb_fail(err, VB_E_IO, where, VB_NO_OFFSET, "the file cannot be mapped: %s", vb_system_text(errno));
    out->mapping = vb_mapping_add(p, want);
    if (out->mapping == 0) {
        (void)munmap(p, want);
        return vb_fail(err, VB_E_RANGE, where, VB_NO_OFFSET, "more than %d files of more than %d MiB", VB_FILES_MAPPED,
                       VB_FILE_IN_MEMORY >> 20);
    }
    out->bytes = (vb_str){p, want};
    out->fd = fd;
    return VB_OK;
}

static vb_code open_failed(const char *where, int why, vb_error *err)
{
    if (why == EXDEV || why == ELOOP)
        return vb_fail(err, VB_E_IO, where, VB_NO_OFFSET,
                       "the file is a link that leads out of the folder; it is not read");
    return vb_fail(err, why == ENOENT ? VB_E_NOT_FOUND : VB_E_IO, where, VB_NO_OFFSET, "the file cannot be opened: %s",
                   vb_system_text(why));
}

static vb_code read_fd(int fd, const char *where, size_t limit, vb_file *out, vb_error *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return vb_fail(err, VB_E_IO, where, VB_NO_OFFSET, "the file cannot be read: %s", vb_system_text(errno));
    if (!S_ISREG(st.st_mode))
        return vb_fail(err, VB_E_IO, where, VB_NO_OFFSET, "not a plain file; it is not read");
    if ((uint64_t)st.st_size > VB_FILE_MAX_BYTES)
        return vb_fail(err, VB_E_RANGE, where, VB_NO_OFFSET, "%lld bytes, at most %llu are read", (long long)st.st_size,
                       (unsigned long long)VB_FILE_MAX_BYTES);
    vb_file f = {.fd = -1, .size = st.st_size, .mtime_s = st.st_mtim.tv_sec, .mtime_ns = st.st_mtim.tv_nsec};
    size_t want = (uint64_t)st.st_size > limit ? limit : (size_t)st.st_size;
    VB_TRY((want > VB_FILE_IN_MEMORY ? map_bytes : copy_bytes)(fd, want, where, &f, err));
    *out = f;
    return VB_OK;
}

static vb_code finish(int fd, const char *where, size_t limit, vb_file *out, vb_error *err)
{
    if (fd < 0)
        return open_failed(where, errno, err);
    vb_code code = read_fd(fd, where, limit, out, err);
    if (code != VB_OK || out->fd != fd)
        (void)close(fd);
    return code;
}

vb_code vb_file_open_in(const vb_folder *folder, vb_str path, size_t limit, vb_file *out, vb_error *err)
{
    char text[VB_FOLDER_MAX_PATH + 1];
    if (path.n == 0 || path.n > VB_FOLDER_MAX_PATH || memchr(path.p, 0, path.n) != NULL)
        return vb_fail(err, VB_E_IO, "", VB_NO_OFFSET, "a path of %zu bytes cannot be opened", path.n);
    memcpy(text, path.p, path.n);
    text[path.n] = '\0';
    /* O_NONBLOCK: a FIFO that came in the place of a file must not hold us up */
    return finish(vb_open_beneath(folder->fd, text, O_RDONLY | O_NONBLOCK | O_NOCTTY), text, limit, out, err);
}

vb_code vb_file_open(const char *path, size_t limit, vb_file *out, vb_error *err)
{
    return finish(open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), path, limit, out, err);
}

vb_code vb_file_check(const vb_file *file, vb_error *err)
{
    struct stat st;
    if (file->mapping == 0)
        return VB_OK;
    if (vb_mapping_was_cut(file->mapping) || fstat(file->fd, &st) != 0 || !same(&st, file))
        return changed("", err);
    return VB_OK;
}

void vb_file_rest(const vb_file *file)
{
    if (file->mapping != 0)
        (void)madvise((void *)(uintptr_t)file->bytes.p, file->bytes.n, MADV_DONTNEED);
}

void vb_file_close(vb_file *file)
{
    if (file->mapping != 0) {
        vb_mapping_remove(file->mapping);
        (void)munmap((void *)(uintptr_t)file->bytes.p, file->bytes.n);
        (void)close(file->fd);
    } else {
        free((void *)(uintptr_t)file->bytes.p);
    }
    *file = (vb_file){.fd = -1};
}
