/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_WORLD_FILES_PRIV_H
#define VB_WORLD_FILES_PRIV_H
/* Shared by the files that read files. This folder only. */
#include <stdbool.h>
#include <stddef.h>

/* openat that never leaves the folder. -1 with errno: EXDEV or ELOOP for a path or link that leads out. */
int vb_open_beneath(int folder, const char *path, int flags);

/* Mapped files, known to the handler of SIGBUS (mapping.c). */
size_t vb_mapping_add(const void *p, size_t n); /* 0 = no room */
bool vb_mapping_was_cut(size_t mapping);
void vb_mapping_remove(size_t mapping);
#endif
