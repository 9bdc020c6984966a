/* SPDX-License-Identifier: Apache-2.0 */
#include "world/pool.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

enum { MOST_THREADS = 64, TICK_MS = 100 };

typedef struct job {
    struct job *next;
    vb_pool_group *group;
    vb_pool_work work;
    void *context;
    size_t number;
} job;

struct vb_pool {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* a job came, a job ended, or the pool closes */
    job *first, **last;
    bool closing;
    unsigned n_threads; /* started, this one not counted */
    pthread_t thread[MOST_THREADS];
};

unsigned vb_pool_processors(void)
{
    cpu_set_t set;
    int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return n < 1 ? 1 : n > MOST_THREADS ? MOST_THREADS : (unsigned)n;
}

/* The next job, of this group only when it is not NULL. The lock is held. */
static job *take(vb_pool *pool, const vb_pool_group *only)
{
    for (job **at = &pool->first; *at != NULL; at = &(*at)->next) {
        job *j = *at;
        if (only != NULL && j->group != only)
            continue;
        *at = j->next;
        if (pool->last == &j->next)
            pool->last = at;
        return j;
    }
    return NULL;
}

/* Does the job; the lock is held before and after. */
static void work_on(vb_pool *pool, job *j)
{
    (void)pthread_mutex_unlock(&pool->lock);
    j->work(j->context, j->number);
    (void)pthread_mutex_lock(&pool->lock);
    if (--j->group->open == 0)
        (void)pthread_cond_broadcast(&pool->changed);
    free(j);
}

static void *serve(void *context)
{
    vb_pool *pool = context;
    (void)pthread_mutex_lock(&pool->lock);
    while (!pool->closing) {
        job *j = take(pool, NULL);
        if (j != NULL)
            work_on(pool, j);
        else
            (void)pthread_cond_wait(&pool->changed, &pool->lock);
    }
    (void)pthread_mutex_unlock(&pool->lock);
    return NULL;
}

vb_code vb_pool_open(unsigned n, vb_pool **pool, vb_error *err)
{
    vb_pool *p = calloc(1, sizeof *p);
    pthread_condattr_t clock;
    sigset_t all, kept;
    if (p == NULL || pthread_condattr_init(&clock) != 0) {
        free(p);
        return vb_fail(err, VB_E_NOMEM, "threads", VB_NO_OFFSET, "no memory for threads");
    }
    p->last = &p->first;
    (void)pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&p->lock, NULL);
    (void)pthread_cond_init(&p->changed, &clock);
    (void)pthread_condattr_destroy(&clock);
    n = n == 0 ? vb_pool_processors() : n > MOST_THREADS ? MOST_THREADS : n;
    /* signals are the main thread's; those of a bad access always reach the thread that made it */
    (void)sigfillset(&all);
    (void)sigdelset(&all, SIGBUS);
    (void)sigdelset(&all, SIGSEGV);
    (void)pthread_sigmask(SIG_SETMASK, &all, &kept);
    for (unsigned i = 0; i + 1 < n; i++)
        if (pthread_create(&p->thread[p->n_threads], NULL, serve, p) == 0)
            p->n_threads++;
    (void)pthread_sigmask(SIG_SETMASK, &kept, NULL);
    *pool = p;
    return VB_OK;
}

unsigned vb_pool_threads(const vb_pool *pool)
{
    return pool->n_threads + 1;
}

vb_code vb_pool_add(vb_pool *pool, vb_pool_group *group, vb_pool_work work, void *context, size_t n, vb_error *err)
{
    job *first = NULL, **end = &first;
    for (size_t i = 0; i < n; i++) {
        job *j = malloc(sizeof *j);
        if (j == NULL) {
            for (; first != NULL; first = j) {
                j = first->next;
                free(first);
            }
            return vb_fail(err, VB_E_NOMEM, "threads", VB_NO_OFFSET, "no memory for a list of jobs");
        }
        *j = (job){.group = group, .work = work, .context = context, .number = i};
        *end = j;
        end = &j->next;
    }
    if (n == 0)
        return VB_OK;
    (void)pthread_mutex_lock(&pool->lock);
    *pool->last = first;
    pool->last = end;
    group->open += n;
    (void)pthread_cond_broadcast(&pool->changed);
    (void)pthread_mutex_unlock(&pool->lock);
    return VB_OK;
}

void vb_pool_finish(vb_pool *pool, vb_pool_group *group, void (*tick)(void *), void *context)
{
    (void)pthread_mutex_lock(&pool->lock);
    while (group->open > 0) {
        job *j = take(pool, group);
        struct timespec until;
        if (j != NULL) {
            work_on(pool, j);
        } else {
            (void)clock_gettime(CLOCK_MONOTONIC, &until);
            until.tv_nsec += TICK_MS * 1000000L;
            until.tv_sec += until.tv_nsec / 1000000000L;
            until.tv_nsec %= 1000000000L;
            (void)pthread_cond_timedwait(&pool->changed, &pool->lock, &until);
        }
        if (tick != NULL) {
            (void)pthread_mutex_unlock(&pool->lock);
            tick(context);
            (void)pthread_mutex_lock(&pool->lock);
        }
    }
    (void)pthread_mutex_unlock(&pool->lock);
}

void vb_pool_close(vb_pool *pool)
{
    if (pool == NULL)
        return;
    (void)pthread_mutex_lock(&pool->lock);
    assert(pool->first == NULL);
    pool->closing = true;
    (void)pthread_cond_broadcast(&pool->changed);
    (void)pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->n_threads; i++)
        (void)pthread_join(pool->thread[i], NULL);
    (void)pthread_cond_destroy(&pool->changed);
    (void)pthread_mutex_destroy(&pool->lock);
    free(pool);
}
