/* SPDX-License-Identifier: Apache-2.0 */
#include "world/progress.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "world/clock.h"

enum { QUIET_MS = 300, EVERY_MS = 100, BAR = 24, NARROW = 40, USUAL = 80 };

void vb_progress_open(vb_progress *p, int fd, bool forced)
{
    const char *term = getenv("TERM");
    bool screen = isatty(fd) == 1 && term != NULL && strcmp(term, "dumb") != 0;
    *p = (vb_progress){.fd = fd, .on = forced || screen, .start_ms = vb_clock_ms()};
}

static void put(int fd, vb_str s)
{
    if (s.n > 0 && write(fd, s.p, s.n) < 0)
        return; /* a bar that cannot be drawn is no reason to stop */
}

static size_t width_of(int fd)
{
    struct winsize w;
    return ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 ? w.ws_col : USUAL;
}

void vb_progress_show(void *progress, const char *what, uint64_t done, uint64_t total)
{
    vb_progress *p = progress;
    int64_t now = vb_clock_ms();
    if (!p->on || now - p->start_ms < QUIET_MS || now - p->last_ms < EVERY_MS)
        return;
    VB_CLEANUP(vb_buf, vb_buf_free) line = {.limit = 4096};
    VB_CLEANUP(vb_buf, vb_buf_free) text = {.limit = 4096};
    size_t width = width_of(p->fd), room = width - 1;
    vb_buf_lit(&line, "\r\033[K");
    if (total > 0 && width >= NARROW) {
        unsigned percent = done >= total ? 100 : (unsigned)((double)done * 100 / (double)total);
        unsigned full = percent * BAR / 100;
        vb_buf_char(&line, '[');
        for (unsigned i = 0; i < BAR; i++)
            vb_buf_char(&line, i < full ? '#' : '.');
        vb_buf_printf(&line, "] %3u%% ", percent);
        room -= BAR + 8;
    }
    vb_buf_escaped(&text, vb_str_of(what));
    vb_buf_add(&line, vb_str_sub(vb_buf_str(&text), 0, room)); /* bytes, not letters: never too wide */
    put(p->fd, vb_buf_str(&line));
    p->last_ms = now;
    p->drawn = true;
}

void vb_progress_close(vb_progress *p)
{
    if (p->drawn)
        put(p->fd, VB_S("\r\033[K"));
    p->on = p->drawn = false;
}
