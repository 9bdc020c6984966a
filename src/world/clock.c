/* SPDX-License-Identifier: Apache-2.0 */
#include "world/clock.h"

#include <stdlib.h>
#include <time.h>

#include "base/number.h"

int64_t vb_clock_now(void)
{
    int64_t at;
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    const int64_t end_of_2199 = INT64_C(7258118399);
    if (fixed != NULL && vb_int_parse(vb_str_of(fixed), 0, end_of_2199, &at, NULL) == VB_OK)
        return at;
    return (int64_t)time(NULL);
}

int64_t vb_clock_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
