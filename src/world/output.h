/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_WORLD_OUTPUT_H
#define VB_WORLD_OUTPUT_H
/* Files that we write: whole or not at all. The bytes go into a new file beside the target, which takes its name only
 * when all of them are on the disk; until then the old file stands. A target that is no plain file (a pipe,
 * /dev/stdout) is written directly. */
#include "base/error.h"
#include "base/str.h"

typedef struct vb_output {
    int fd;
    char *target;    /* the file's name with links followed; owned */
    char *aside;     /* the new file beside it; NULL when written directly */
    vb_error failed; /* the first failure, kept until the commit */
} vb_output;

/* Errors: VB_E_IO with what the system said; VB_E_NOMEM. */
VB_MUST_USE vb_code vb_output_open(const char *path, vb_output *out, vb_error *err);
/* Sticky: after a failure nothing is written, and the commit says why. */
void vb_output_add(vb_output *out, vb_str bytes);
/* Flushes to the disk and puts the file in place. Frees the output, also on errors; nothing is left behind then. */
VB_MUST_USE vb_code vb_output_commit(vb_output *out, vb_error *err);
/* Gives up: the target stays as it was. */
void vb_output_drop(vb_output *out);

/* All of it at once. */
VB_MUST_USE vb_code vb_output_write(const char *path, vb_str bytes, vb_error *err);
#endif
