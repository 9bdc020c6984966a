/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_WORLD_PROGRESS_H
#define VB_WORLD_PROGRESS_H
/* One line on a terminal that says what is being done and how far it is. Work shorter than a third of a second draws
 * nothing; a log file or a pipe gets nothing unless it is forced. */
#include <stdbool.h>
#include <stdint.h>

typedef struct vb_progress {
    int fd;
    bool on, drawn;
    int64_t start_ms, last_ms;
} vb_progress;

/* On when fd is a terminal that can move its cursor (TERM is not "dumb"), or when forced. */
void vb_progress_open(vb_progress *p, int fd, bool forced);
/* Of the shape that vb_case_options.progress wants; `progress` is a vb_progress. total 0 = unknown. */
void vb_progress_show(void *progress, const char *what, uint64_t done, uint64_t total);
/* Wipes the line. */
void vb_progress_close(vb_progress *p);
#endif
