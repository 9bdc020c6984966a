/* SPDX-License-Identifier: Apache-2.0 */
/* Laws on random input: one seed a round, sizes that grow, and the smallest failing size found by halving. */
#include "support.h"

#include <errno.h>
#include <inttypes.h>
#include <time.h>

enum { FIRST_SEED = 20 };

uint64_t vb_test_below(uint64_t *state, uint64_t n)
{
    assert_true(n > 0);
    /* the lowest 2^64 mod n values would make small results likelier */
    uint64_t low = (UINT64_MAX - n + 1) % n, x;
    do
        x = vb_test_random(state);
    while (x < low);
    return x % n;
}

double vb_test_unit(uint64_t *state)
{
    return (double)(vb_test_random(state) >> 11) * 0x1p-53;
}

vb_test_file vb_test_bytes(uint64_t *state, size_t n)
{
    vb_test_file f = {malloc(n == 0 ? 1 : n), n};
    assert_non_null(f.p);
    for (size_t i = 0; i < n; i++)
        f.p[i] = (char)(unsigned char)(vb_test_random(state) >> 56);
    return f;
}

static void swap(char *a, char *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char t = a[i];
        a[i] = b[i];
        b[i] = t;
    }
}

void vb_test_shuffle(uint64_t *state, void *elements, size_t n, size_t element_size)
{
    char *p = elements;
    for (size_t left = n; left > 1; left--) {
        size_t i = (size_t)vb_test_below(state, left);
        if (i != left - 1)
            swap(p + i * element_size, p + (left - 1) * element_size, element_size);
    }
}

/* The number in an environment variable; false when it is not set. */
static bool number_of(const char *name, uint64_t *value)
{
    const char *text = getenv(name);
    char *end;
    if (text == NULL || text[0] == '\0')
        return false;
    errno = 0;
    *value = strtoull(text, &end, 0);
    if (errno != 0 || *end != '\0')
        fail_msg("%s=%s is not a number", name, text);
    return true;
}

static uint64_t first_seed(void)
{
    const char *text = getenv("VB_SEED");
    uint64_t seed = FIRST_SEED;
    struct timespec now;
    if (text != NULL && strcmp(text, "time") == 0) {
        (void)clock_gettime(CLOCK_REALTIME, &now);
        return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
    }
    (void)number_of("VB_SEED", &seed);
    return seed;
}

static bool try_once(vb_test_law holds, uint64_t seed, size_t size, void *context)
{
    uint64_t random = seed;
    return holds(&random, size, context);
}

void vb_test_holds(const char *law, unsigned rounds, size_t max_size, vb_test_law holds, void *context)
{
    uint64_t seed = first_seed(), size;
    if (number_of("VB_SIZE", &size)) {
        if (!try_once(holds, seed, (size_t)size, context))
            fail_msg("%s: does not hold for VB_SEED=%" PRIu64 " VB_SIZE=%" PRIu64, law, seed, size);
        return;
    }
    printf("%s: %u rounds, VB_SEED=%" PRIu64 "\n", law, rounds, seed);
    for (unsigned round = 0; round < rounds; round++) {
        uint64_t mine = seed + round;
        size_t wanted = 1 + (size_t)((uint64_t)round * max_size / rounds);
        if (try_once(holds, mine, wanted, context))
            continue;
        while (wanted > 1 && !try_once(holds, mine, wanted / 2, context))
            wanted /= 2;
        fail_msg("%s: does not hold for VB_SEED=%" PRIu64 " VB_SIZE=%zu (found in round %u)", law, mine, wanted, round);
    }
}
