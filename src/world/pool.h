/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_WORLD_POOL_H
#define VB_WORLD_POOL_H
/* A few threads that take jobs from one list, in its order. The thread that waits works with them, so a pool of one
 * thread starts none and does all work in vb_pool_finish. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef void (*vb_pool_work)(void *context, size_t number);

typedef struct vb_pool vb_pool;
typedef struct vb_pool_group { /* jobs that are waited for together; zero-initialise */
    size_t open;               /* not yet done */
} vb_pool_group;

/* Processors this process may use. */
unsigned vb_pool_processors(void);
/* n threads in all, this one counted; 0 = vb_pool_processors. Errors: VB_E_NOMEM; fewer threads than asked are none. */
VB_MUST_USE vb_code vb_pool_open(unsigned n, vb_pool **pool, vb_error *err);
unsigned vb_pool_threads(const vb_pool *pool);
/* Adds the jobs work(context, 0 .. n-1) behind the others. Errors: VB_E_NOMEM (none of them was added). */
VB_MUST_USE vb_code vb_pool_add(vb_pool *pool, vb_pool_group *group, vb_pool_work work, void *context, size_t n,
                                vb_error *err);
/* Works until all jobs of the group are done; jobs of other groups are left to others. tick (may be NULL) is called on
 * this thread now and then while it works or waits. */
void vb_pool_finish(vb_pool *pool, vb_pool_group *group, void (*tick)(void *), void *context);
/* Finishes nothing: every group must be finished before. */
void vb_pool_close(vb_pool *pool);
#endif
