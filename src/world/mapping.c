/* SPDX-License-Identifier: Apache-2.0 */
/* A mapped file that somebody cuts short raises SIGBUS at the first byte that is gone. The handler puts a page of zeros
 * in its place and marks the file; the reader goes on, and vb_file_check turns the mark into an error. mmap is not on
 * POSIX's list of calls for handlers, but on Linux it is one system call that touches nothing of the C library but
 * errno. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "world/files.h"
#include "world/files_priv.h"

typedef struct mapping {
    _Atomic uintptr_t from; /* 0 = free */
    _Atomic uintptr_t to;
    _Atomic bool cut;
} mapping;

static mapping mappings[VB_FILES_MAPPED]; /* static: a signal handler takes no arguments */
static pthread_mutex_t adding = PTHREAD_MUTEX_INITIALIZER;
static struct sigaction before;
static long page;

static void on_bus_error(int number, siginfo_t *info, void *context)
{
    int kept = errno;
    uintptr_t at = (uintptr_t)info->si_addr;
    (void)context;
    for (size_t i = 0; i < VB_FILES_MAPPED; i++) {
        uintptr_t from = atomic_load(&mappings[i].from);
        if (from == 0 || at < from || at >= atomic_load(&mappings[i].to))
            continue;
        void *start = (void *)(at & ~((uintptr_t)page - 1));
        if (mmap(start, (size_t)page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
            break;
        atomic_store(&mappings[i].cut, true);
        errno = kept;
        return;
    }
    (void)sigaction(number, &before, NULL); /* not ours: the same access again, and whoever was here before */
    errno = kept;
}

size_t vb_mapping_add(const void *p, size_t n)
{
    size_t added = 0;
    (void)pthread_mutex_lock(&adding);
    if (page == 0) {
        struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO | SA_RESTART};
        (void)sigemptyset(&action.sa_mask);
        page = sysconf(_SC_PAGESIZE);
        (void)sigaction(SIGBUS, &action, &before);
    }
    for (size_t i = 0; i < VB_FILES_MAPPED && added == 0; i++) {
        if (atomic_load(&mappings[i].from) != 0)
            continue;
        atomic_store(&mappings[i].cut, false);
        atomic_store(&mappings[i].to, (uintptr_t)p + n);
        atomic_store(&mappings[i].from, (uintptr_t)p);
        added = i + 1;
    }
    (void)pthread_mutex_unlock(&adding);
    return added;
}

bool vb_mapping_was_cut(size_t m)
{
    return atomic_load(&mappings[m - 1].cut);
}

void vb_mapping_remove(size_t m)
{
    atomic_store(&mappings[m - 1].from, 0);
}
