/* SPDX-License-Identifier: Apache-2.0 */
#include "world/output.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static vb_code no_memory(const char *path, vb_error *err)
{
    return vb_fail(err, VB_E_NOMEM, path, VB_NO_OFFSET, "no memory to write a file");
}

/* "folder/.name.0123456789abcdef.part" beside the target; made with the rights that a new file would get. */
static vb_code open_aside(const char *target, mode_t mode, vb_output *out, vb_error *err)
{
    const char *slash = strrchr(target, '/');
    int folder = slash == NULL ? 0 : (int)(slash + 1 - target);
    for (int tries = 0; tries < 100; tries++) {
        uint64_t word = 0;
        if (getrandom(&word, sizeof word, 0) != (ssize_t)sizeof word)
            word = (uint64_t)tries; /* a name that is taken is only tried again */
        if (asprintf(&out->aside, "%.*s.%.200s.%016" PRIx64 ".part", folder, target, target + folder, word) < 0) {
            out->aside = NULL;
            return no_memory(target, err);
        }
        out->fd = open(out->aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
        if (out->fd >= 0)
            return VB_OK;
        int why = errno;
        free(out->aside);
        out->aside = NULL;
        if (why != EEXIST)
            return vb_fail(err, VB_E_IO, target, VB_NO_OFFSET, "no file can be made there: %s", vb_system_text(why));
    }
    return vb_fail(err, VB_E_IO, target, VB_NO_OFFSET, "no free name for a new file beside it");
}

vb_code vb_output_open(const char *path, vb_output *out, vb_error *err)
{
    struct stat st;
    vb_output o = {.fd = -1};
    bool there = stat(path, &st) == 0;
    if (there && S_ISDIR(st.st_mode))
        return vb_fail(err, VB_E_IO, path, VB_NO_OFFSET, "a folder stands there; expected a file name");
    o.target = there && S_ISREG(st.st_mode) ? realpath(path, NULL) : strdup(path);
    if (o.target == NULL)
        return no_memory(path, err);
    vb_code code = VB_OK;
    if (there && !S_ISREG(st.st_mode)) {
        o.fd = open(path, O_WRONLY | O_CLOEXEC);
        if (o.fd < 0)
            code = vb_fail(err, VB_E_IO, path, VB_NO_OFFSET, "it cannot be written to: %s", vb_system_text(errno));
    } else {
        code = open_aside(o.target, 0666, &o, err);
        if (code == VB_OK && there)
            (void)fchmod(o.fd, st.st_mode & 07777); /* a report that was private stays private */
    }
    if (code != VB_OK)
        free(o.target);
    else
        *out = o;
    return code;
}

void vb_output_add(vb_output *out, vb_str bytes)
{
    for (size_t at = 0; at < bytes.n && out->failed.code == VB_OK;) {
        ssize_t n = write(out->fd, bytes.p + at, bytes.n - at);
        if (n > 0)
            at += (size_t)n;
        else if (n == 0 || errno != EINTR)
            vb_error_set(&out->failed, VB_E_IO, out->target, VB_NO_OFFSET, "the file cannot be written: %s",
                         n == 0 ? "nothing was taken" : vb_system_text(errno));
    }
}

/* The new name is on the disk only when its folder is. */
static void flush_folder(const char *target)
{
    const char *slash = strrchr(target, '/');
    char *folder = slash == NULL ? strdup(".") : strndup(target, slash == target ? 1 : (size_t)(slash - target));
    int fd = folder == NULL ? -1 : open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
    free(folder);
}

void vb_output_drop(vb_output *out)
{
    if (out->fd >= 0)
        (void)close(out->fd);
    if (out->aside != NULL)
        (void)unlink(out->aside);
    free(out->aside);
    free(out->target);
    *out = (vb_output){.fd = -1};
}

vb_code vb_output_commit(vb_output *out, vb_error *err)
{
    /* fsync of a pipe is EINVAL, which is no failure */
    if (out->failed.code == VB_OK && fsync(out->fd) != 0 && out->aside != NULL)
        vb_error_set(&out->failed, VB_E_IO, out->target, VB_NO_OFFSET, "the file cannot be written: %s",
                     vb_system_text(errno));
    int closed = close(out->fd);
    out->fd = -1;
    if (out->failed.code == VB_OK && closed != 0)
        vb_error_set(&out->failed, VB_E_IO, out->target, VB_NO_OFFSET, "the file cannot be written: %s",
                     vb_system_text(errno));
    if (out->failed.code == VB_OK && out->aside != NULL && rename(out->aside, out->target) != 0)
        vb_error_set(&out->failed, VB_E_IO, out->target, VB_NO_OFFSET, "the file cannot be put in place: %s",
                     vb_system_text(errno));
    vb_code code = out->failed.code;
    if (code != VB_OK) {
        if (err != NULL)
            *err = out->failed;
        vb_output_drop(out);
        return code;
    }
    if (out->aside != NULL)
        flush_folder(out->target);
    free(out->aside);
    free(out->target);
    *out = (vb_output){.fd = -1};
    return VB_OK;
}

vb_code vb_output_write(const char *path, vb_str bytes, vb_error *err)
{
    vb_output out;
    VB_TRY(vb_output_open(path, &out, err));
    vb_output_add(&out, bytes);
    return vb_output_commit(&out, err);
}
