/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_BASE_ARENA_H
#define VB_BASE_ARENA_H
/* Memory per job: parsing, checking and reporting take an arena and free nothing; one job, one arena, one free. */
#include <stdarg.h>
#include <stddef.h>

#include "base/str.h"

typedef struct vb_arena_block vb_arena_block;
typedef struct vb_arena {
    vb_arena_block *head;
    size_t used, limit; /* bytes one job may take; limit 0 = no limit */
} vb_arena;

/* Zeroed, aligned for any type; NULL past the limit, on overflow, or when the machine has none left. */
void *vb_arena_alloc(vb_arena *a, size_t count, size_t size);
/* Grows an array that the arena gave (old may be NULL): copies, zeroes the rest. Big blocks are resized in place
 * where the C library can (mremap), so growing columns does not double the peak. NULL as above; old stays valid then.
 */
void *vb_arena_grow(vb_arena *a, void *old, size_t old_count, size_t new_count, size_t size);
/* A copy, NUL-terminated behind its n bytes; p is NULL when memory ran out. */
vb_str vb_arena_copy(vb_arena *a, vb_str s);
__attribute__((format(printf, 2, 3))) vb_str vb_arena_printf(vb_arena *a, const char *fmt, ...);
/* Takes over all that `other` gave out; `other` is empty then. Limits are not checked. */
void vb_arena_adopt(vb_arena *a, vb_arena *other);
void vb_arena_free(vb_arena *a);

#define VB_NEW(arena, type, count) ((type *)vb_arena_alloc((arena), (count), sizeof(type)))
#define VB_CLEANUP(type, fn) __attribute__((cleanup(fn))) type

/* Append room for one more to a growing table {type *v; n; cap} in an arena; gives NULL when memory ran out. */
#define VB_PUSH(arena, table)                                                                            \
    ((table)->n < (table)->cap ||                                                                        \
             vb_table_grow((arena), (void **)&(table)->v, (table)->n, &(table)->cap, sizeof *(table)->v) \
         ? &(table)->v[(table)->n++]                                                                     \
         : NULL)
int vb_table_grow(vb_arena *a, void **v, size_t n, size_t *cap, size_t size);
#endif
