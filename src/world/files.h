/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_WORLD_FILES_H
#define VB_WORLD_FILES_H
/* Reading files and folders that somebody else made.
 *
 * A folder is read through one open descriptor, and the kernel keeps every path beneath it (openat2, RESOLVE_BENEATH):
 * no "..", no link that leads out. Links to files inside are followed, links to folders are not. Only plain files are
 * opened: no devices, no FIFOs, no sockets.
 *
 * Files up to VB_FILE_IN_MEMORY bytes are read into memory; larger ones are mapped. A mapped file that is cut short
 * while it is read does not end the program: the missing bytes read as zero, and vb_file_check says that it changed. */
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

enum {
    VB_FOLDER_MAX_DEPTH = 16, /* folders inside folders */
    VB_FOLDER_MAX_FILES = 60000,
    VB_FOLDER_MAX_PATH = 4096, /* bytes of a path inside the folder */
    VB_FILE_IN_MEMORY = 64 << 20,
    VB_FILES_MAPPED = 1024 /* mapped at the same time in the whole program */
};
#define VB_FILE_MAX_BYTES (UINT64_C(64) << 30)

typedef struct vb_file {
    vb_str bytes;
    int fd;         /* of a mapped file, else -1 */
    size_t mapping; /* 1 + index among the mapped files, or 0 */
    int64_t size, mtime_s, mtime_ns;
} vb_file;

typedef struct vb_folder {
    int fd;
} vb_folder;

typedef struct vb_folder_entry {
    vb_str path;         /* inside the folder, '/' separated, in the arena */
    const char *refused; /* why it will not be opened ("a device"), or NULL */
} vb_folder_entry;
typedef struct vb_folder_list {
    vb_folder_entry *v;
    size_t n, cap;
} vb_folder_list;

/* Errors: VB_E_NOT_FOUND no such folder; VB_E_IO it is none, or may not be read. */
VB_MUST_USE vb_code vb_folder_open(const char *path, vb_folder *out, vb_error *err);
void vb_folder_close(vb_folder *folder);
/* All files beneath, in byte order of their paths; names that start with a dot are passed over. Errors: VB_E_RANGE
 * beyond the limits above; VB_E_IO; VB_E_NOMEM. */
VB_MUST_USE vb_code vb_folder_walk(const vb_folder *folder, vb_arena *arena, vb_folder_list *out, vb_error *err);

/* Opens a file beneath the folder and reads at most `limit` bytes of it (SIZE_MAX = all). Errors: VB_E_NOT_FOUND;
 * VB_E_IO not a plain file, leads out of the folder, may not be read, changed while it was read; VB_E_RANGE too large;
 * VB_E_NOMEM. */
VB_MUST_USE vb_code vb_file_open_in(const vb_folder *folder, vb_str path, size_t limit, vb_file *out, vb_error *err);
/* The same for any path of the machine: what a user names on the command line. Links are followed. */
VB_MUST_USE vb_code vb_file_open(const char *path, size_t limit, vb_file *out, vb_error *err);
/* Errors: VB_E_IO the file changed since it was opened (only mapped files are looked at: others were copied). */
VB_MUST_USE vb_code vb_file_check(const vb_file *file, vb_error *err);
/* Gives the pages of a mapped file back to the machine; they are read again when they are needed. */
void vb_file_rest(const vb_file *file);
void vb_file_close(vb_file *file);
#endif
