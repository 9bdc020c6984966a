/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Small allocations share 64 KiB chunks; big ones have a block of their own, so that realloc can move their pages. */
enum { CHUNK = 64 * 1024, BIG = 32 * 1024 };

struct vb_arena_block {
    vb_arena_block *next, *prev;
    size_t size, at; /* bytes behind the head, bytes given out */
    alignas(max_align_t) unsigned char data[];
};

static void link_block(vb_arena *a, vb_arena_block *b)
{
    b->prev = NULL;
    b->next = a->head;
    if (a->head != NULL)
        a->head->prev = b;
    a->head = b;
}

static vb_arena_block *new_block(vb_arena *a, size_t size)
{
    if (size > SIZE_MAX - sizeof(vb_arena_block) ||
        (a->limit != 0 && (a->used > a->limit || size > a->limit - a->used)))
        return NULL;
    vb_arena_block *b = calloc(1, sizeof *b + size);
    if (b == NULL)
        return NULL;
    b->size = size;
    a->used += size;
    return b;
}

void *vb_arena_alloc(vb_arena *a, size_t count, size_t size)
{
    size_t n;
    if (__builtin_mul_overflow(count, size, &n) || n > SIZE_MAX - alignof(max_align_t))
        return NULL;
    n = (n + alignof(max_align_t) - 1) & ~(size_t)(alignof(max_align_t) - 1);
    if (n == 0)
        n = alignof(max_align_t);
    if (n >= BIG) {
        vb_arena_block *b = new_block(a, n);
        if (b == NULL)
            return NULL;
        b->at = n;
        if (a->head == NULL) {
            link_block(a, b);
        } else { /* behind the head, so that the open chunk stays in front */
            b->prev = a->head;
            b->next = a->head->next;
            if (b->next != NULL)
                b->next->prev = b;
            a->head->next = b;
        }
        return b->data;
    }
    if (a->head == NULL || n > a->head->size - a->head->at) {
        size_t left = a->limit == 0 ? CHUNK : a->used < a->limit ? a->limit - a->used : 0;
        vb_arena_block *b = new_block(a, left >= CHUNK ? CHUNK : left > n ? left : n);
        if (b == NULL)
            return NULL;
        link_block(a, b);
    }
    void *p = a->head->data + a->head->at;
    a->head->at += n;
    return p;
}

void *vb_arena_grow(vb_arena *a, void *old, size_t old_count, size_t new_count, size_t size)
{
    size_t old_n, n;
    if (old == NULL)
        return vb_arena_alloc(a, new_count, size);
    if (__builtin_mul_overflow(old_count, size, &old_n) || __builtin_mul_overflow(new_count, size, &n) || n < old_n)
        return NULL;
    if (old_n >= BIG) {
        vb_arena_block *b = (vb_arena_block *)(void *)((unsigned char *)old - offsetof(vb_arena_block, data));
        if (n > SIZE_MAX - sizeof *b - alignof(max_align_t))
            return NULL;
        vb_arena_block *prev = b->prev, *next = b->next;
        size_t room = (n + alignof(max_align_t) - 1) & ~(size_t)(alignof(max_align_t) - 1), had = b->size;
        size_t left = a->limit == 0 ? SIZE_MAX : a->used < a->limit ? a->limit - a->used : 0;
        if (room > had && room - had > left)
            return NULL;
        vb_arena_block *moved = realloc(b, sizeof *b + room);
        if (moved == NULL)
            return NULL;
        memset(moved->data + old_n, 0, room - old_n);
        moved->size = moved->at = room;
        a->used += room > had ? room - had : 0;
        if (prev != NULL)
            prev->next = moved;
        else
            a->head = moved;
        if (next != NULL)
            next->prev = moved;
        return moved->data;
    }
    void *p = vb_arena_alloc(a, new_count, size);
    if (p != NULL && old_n > 0)
        memcpy(p, old, old_n);
    return p;
}

vb_str vb_arena_copy(vb_arena *a, vb_str s)
{
    char *p = s.n == SIZE_MAX ? NULL : vb_arena_alloc(a, s.n + 1, 1);
    if (p == NULL)
        return VB_STR_NONE;
    if (s.n > 0)
        memcpy(p, s.p, s.n);
    return (vb_str){p, s.n};
}

vb_str vb_arena_printf(vb_arena *a, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *p = n < 0 ? NULL : vb_arena_alloc(a, (size_t)n + 1, 1);
    if (p != NULL)
        (void)vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return p == NULL ? VB_STR_NONE : (vb_str){p, (size_t)n};
}

void vb_arena_adopt(vb_arena *a, vb_arena *other)
{
    vb_arena_block *last = other->head;
    if (last == NULL)
        return;
    while (last->next != NULL)
        last = last->next;
    last->next = a->head;
    if (a->head != NULL)
        a->head->prev = last;
    a->head = other->head;
    a->used += other->used;
    other->head = NULL;
    other->used = 0;
}

void vb_arena_free(vb_arena *a)
{
    for (vb_arena_block *b = a->head, *next; b != NULL; b = next) {
        next = b->next;
        free(b);
    }
    a->head = NULL;
    a->used = 0;
}

int vb_table_grow(vb_arena *a, void **v, size_t n, size_t *cap, size_t size)
{
    size_t more = n < 8 ? 8 : n > SIZE_MAX / 2 ? SIZE_MAX : n + n / 2;
    void *p = vb_arena_grow(a, *v, n, more, size);
    if (p == NULL)
        return 0;
    *v = p;
    *cap = more;
    return 1;
}
