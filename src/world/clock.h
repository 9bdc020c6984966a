/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_WORLD_CLOCK_H
#define VB_WORLD_CLOCK_H
/* The only place that asks what time it is. */
#include <stdint.h>

/* Now, as moments are counted in base/time.h. SOURCE_DATE_EPOCH (reproducible-builds.org), when it is set to a whole
 * number of seconds, stands instead, so that a report can be made again byte for byte. */
int64_t vb_clock_now(void);
/* Milliseconds since some moment; never goes back. */
int64_t vb_clock_ms(void);
#endif
