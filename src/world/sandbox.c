/* SPDX-License-Identifier: Apache-2.0 */
/* The parent's side: starts the helper, hands it inputs, watches the clock, reads the answers. */
#include "world/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/number.h"
#include "world/clock.h"
#include "world/sandbox_priv.h"

enum { PIECE = 64 * 1024 };

struct vb_sandbox {
    char verb[64];
    pid_t pid; /* of the helper, which leads a process group; -1 = none runs */
    int socket;
};

static void close_fd(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

/* Away from 0, 1 and 2, which the child gets: a parent may have been started without them. */
static int above_stdio(int fd)
{
    if (fd < 0 || fd > 2)
        return fd;
    int moved = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    int why = errno;
    (void)close(fd);
    errno = why;
    return moved;
}

/* The input as a sealed file in memory: nobody has to write while the child reads. */
static int input_file(vb_str input)
{
    int fd = above_stdio(memfd_create("verbleib-input", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    for (size_t at = 0; fd >= 0 && at < input.n;) {
        ssize_t n = write(fd, input.p + at, input.n - at);
        if (n > 0)
            at += (size_t)n;
        else if (errno != EINTR)
            close_fd(&fd);
    }
    if (fd >= 0 && (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0 ||
                    lseek(fd, 0, SEEK_SET) != 0))
        close_fd(&fd);
    return fd;
}

static int spawn(char *verb, int socket, pid_t *pid)
{
    /* copies that are the child's to write on, as execve is declared */
    char name[] = "verbleib", mark[] = VB_SANDBOX_MARK "=1";
    char *const environment[] = {mark, NULL}, *const arguments[] = {name, verb, NULL};
    posix_spawn_file_actions_t fds;
    posix_spawnattr_t how;
    sigset_t none, all;
    int failed = posix_spawn_file_actions_init(&fds);
    if (failed != 0)
        return failed;
    failed = posix_spawnattr_init(&how);
    if (failed != 0) {
        (void)posix_spawn_file_actions_destroy(&fds);
        return failed;
    }
    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    failed = posix_spawn_file_actions_adddup2(&fds, socket, 0) |
             posix_spawn_file_actions_addopen(&fds, 1, "/dev/null", O_WRONLY, 0) |
             posix_spawn_file_actions_addopen(&fds, 2, "/dev/null", O_WRONLY, 0) |
             posix_spawn_file_actions_addclosefrom_np(&fds, 3) | posix_spawnattr_setsigmask(&how, &none) |
             posix_spawnattr_setsigdefault(&how, &all) | posix_spawnattr_setpgroup(&how, 0) |
             posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    if (failed != 0)
        failed = ENOMEM;
    else
        failed = posix_spawn(pid, "/proc/self/exe", &fds, &how, arguments, environment);
    (void)posix_spawnattr_destroy(&how);
    (void)posix_spawn_file_actions_destroy(&fds);
    return failed;
}

static vb_code start(vb_sandbox *s, vb_error *err)
{
    int ends[2];
    if (getenv(VB_SANDBOX_MARK) != NULL) /* a main that does not know the verb would start itself without end */
        return vb_fail(err, VB_E_UNAVAILABLE, "sandbox", VB_NO_OFFSET,
                       "/proc/self/exe does not answer its parser's verb %s", s->verb);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return vb_fail(err, VB_E_UNAVAILABLE, "sandbox", VB_NO_OFFSET, "no room to start the parser: %s",
                       vb_system_text(errno));
    ends[0] = above_stdio(ends[0]);
    ends[1] = above_stdio(ends[1]);
    int failed = ends[0] < 0 || ends[1] < 0 ? EMFILE : spawn(s->verb, ends[1], &s->pid);
    close_fd(&ends[1]);
    s->socket = ends[0];
    if (failed == 0)
        return VB_OK;
    s->pid = -1;
    close_fd(&s->socket);
    return vb_fail(err, VB_E_UNAVAILABLE, "sandbox", VB_NO_OFFSET, "the parser cannot be started: %s",
                   vb_system_text(failed));
}

/* Ends the helper and whatever it started. */
static void stop(vb_sandbox *s)
{
    close_fd(&s->socket);
    if (s->pid <= 0)
        return;
    (void)kill(-s->pid, SIGKILL);
    while (waitpid(s->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    s->pid = -1;
}

typedef enum ending { ANSWERED, TOO_LONG, OUT_OF_TIME, NO_MEMORY, HELPER_GONE } ending;

static ending read_answer(int fd, size_t limit, int64_t deadline, vb_buf *answer)
{
    char *room = malloc(PIECE);
    ending how = room == NULL ? NO_MEMORY : ANSWERED;
    while (how == ANSWERED) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        int64_t left = deadline - vb_clock_ms();
        if (left <= 0) {
            how = OUT_OF_TIME;
            break;
        }
        int ready = poll(&p, 1, left > 1000 ? 1000 : (int)left);
        if (ready <= 0)
            continue; /* the clock decides */
        ssize_t n = read(fd, room, PIECE);
        if (n == 0)
            break;
        if (n < 0 && errno != EINTR)
            break;
        if (n > 0 && answer->n + (size_t)n > limit)
            how = TOO_LONG;
        else if (n > 0)
            vb_buf_add(answer, (vb_str){room, (size_t)n});
        if (answer->failed)
            how = NO_MEMORY;
    }
    free(room);
    return how;
}

static bool hand_over(int socket, int in, int out)
{
    const int fds[2] = {in, out};
    char byte = 0;
    union {
        char room[CMSG_SPACE(sizeof fds)];
        struct cmsghdr align;
    } control = {.room = {0}};
    struct iovec data = {&byte, 1};
    struct msghdr m = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof fds);
    memcpy(CMSG_DATA(c), fds, sizeof fds);
    return sendmsg(socket, &m, MSG_NOSIGNAL) == 1;
}

/* How the parser ended, as the helper saw it. */
static ending read_status(int socket, int64_t deadline, int *status)
{
    for (;;) {
        struct pollfd p = {.fd = socket, .events = POLLIN};
        int64_t left = deadline - vb_clock_ms();
        if (left <= 0)
            return OUT_OF_TIME;
        if (poll(&p, 1, left > 1000 ? 1000 : (int)left) <= 0)
            continue; /* the clock decides */
        ssize_t n = recv(socket, status, sizeof *status, 0);
        if (n == (ssize_t)sizeof *status)
            return ANSWERED;
        if (n >= 0 || errno != EINTR)
            return HELPER_GONE;
    }
}

static bool take_line(vb_str *rest, vb_str *line)
{
    const char *lf = rest->n == 0 ? NULL : memchr(rest->p, '\n', rest->n);
    if (lf == NULL)
        return false;
    *line = (vb_str){rest->p, (size_t)(lf - rest->p)};
    *rest = vb_str_sub(*rest, line->n + 1, rest->n);
    return true;
}

/* The parser's own error, as the child wrote it. It may be anything: the child read hostile bytes. */
static vb_code parser_error(vb_str answer, vb_error *err)
{
    vb_str code_text, offset_text, where;
    int64_t code = VB_E_PARSE, offset = -1;
    char place[sizeof err->where];
    if (!take_line(&answer, &code_text) || !take_line(&answer, &offset_text) || !take_line(&answer, &where) ||
        vb_int_parse(code_text, VB_E_PARSE, VB_E_UNAVAILABLE, &code, NULL) != VB_OK ||
        vb_int_parse(offset_text, -1, INT64_MAX, &offset, NULL) != VB_OK)
        return vb_fail(err, VB_E_PARSE, "sandbox", VB_NO_OFFSET, "the parser gave an answer that cannot be read");
    where = vb_str_sub(where, 0, sizeof place - 1);
    if (where.n > 0)
        memcpy(place, where.p, where.n);
    place[where.n] = '\0';
    return vb_fail(err, (vb_code)code, place, offset < 0 ? VB_NO_OFFSET : (uint64_t)offset, "%.*s", VB_ARG(answer));
}

static vb_code judge(ending how, int status, vb_str answer, const vb_sandbox_limits *limits, vb_buf *output,
                     vb_error *err)
{
    vb_str ok = VB_S(VB_SANDBOX_OK), failed = VB_S(VB_SANDBOX_ERROR), cannot = VB_S(VB_SANDBOX_UNCONFINED);
    if (how == NO_MEMORY)
        return vb_fail(err, VB_E_NOMEM, "sandbox", VB_NO_OFFSET, "no memory for the parser's answer");
    if (how == TOO_LONG)
        return vb_fail(err, VB_E_RANGE, "sandbox", VB_NO_OFFSET, "the parser's answer is longer than %zu bytes",
                       limits->output_bytes);
    if (how == OUT_OF_TIME || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU))
        return vb_fail(err, VB_E_RANGE, "sandbox", VB_NO_OFFSET, "the parser took longer than %u s", limits->seconds);
    if (how == HELPER_GONE)
        return vb_fail(err, VB_E_UNAVAILABLE, "sandbox", VB_NO_OFFSET,
                       "the program started as its own parser ended; does it answer the parser's verb?");
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        return vb_fail(
            err, VB_E_PARSE, "sandbox", VB_NO_OFFSET,
            "on this input the parser tried what it may not do (a file, the network, a process) and was ended");
    if (WIFSIGNALED(status))
        return vb_fail(err, VB_E_PARSE, "sandbox", VB_NO_OFFSET, "on this input the parser was ended by signal %d",
                       WTERMSIG(status));
    if (vb_str_starts(answer, cannot))
        return vb_fail(err, VB_E_UNAVAILABLE, "sandbox", VB_NO_OFFSET,
                       "this machine cannot confine the parser (seccomp: %.*s); it is not run unconfined",
                       VB_ARG(vb_str_sub(answer, cannot.n, 80)));
    if (vb_str_starts(answer, failed))
        return parser_error(vb_str_sub(answer, failed.n, answer.n), err);
    if (!vb_str_starts(answer, ok) || WEXITSTATUS(status) != 0)
        return vb_fail(err, VB_E_PARSE, "sandbox", VB_NO_OFFSET,
                       "on this input the parser gave no answer (exit status %d)", WEXITSTATUS(status));
    vb_buf_add(output, vb_str_sub(answer, ok.n, answer.n));
    if (output->failed)
        return vb_fail(err, VB_E_NOMEM, "sandbox", VB_NO_OFFSET, "no memory for the parser's answer");
    return VB_OK;
}

vb_code vb_sandbox_open(const char *verb, vb_sandbox **out, vb_error *err)
{
    vb_sandbox *s = calloc(1, sizeof *s);
    vb_str name = vb_str_of(verb);
    if (s == NULL || name.n >= sizeof s->verb) {
        free(s);
        return vb_fail(err, VB_E_NOMEM, "sandbox", VB_NO_OFFSET, "no memory to start a parser");
    }
    memcpy(s->verb, name.p, name.n);
    s->pid = s->socket = -1;
    vb_code code = start(s, err);
    if (code == VB_OK)
        *out = s;
    else
        free(s);
    return code;
}

vb_code vb_sandbox_parse(vb_sandbox *s, vb_str input, const vb_sandbox_limits *limits, vb_buf *output, vb_error *err)
{
    vb_sandbox_limits own = limits == NULL ? (vb_sandbox_limits){0} : *limits;
    own.input_bytes = own.input_bytes == 0 ? VB_SANDBOX_MAX_INPUT : own.input_bytes;
    own.output_bytes = own.output_bytes == 0 ? VB_SANDBOX_MAX_OUTPUT : own.output_bytes;
    own.seconds = own.seconds == 0 ? VB_SANDBOX_MAX_SECONDS : own.seconds;
    if (input.n > own.input_bytes)
        return vb_fail(err, VB_E_RANGE, "sandbox", VB_NO_OFFSET, "%zu bytes, at most %zu are read", input.n,
                       own.input_bytes);
    if (s->pid < 0) /* it was stopped at the input before */
        VB_TRY(start(s, err));
    int ends[2] = {-1, -1}, in = input_file(input), status = 0;
    if (in < 0 || pipe2(ends, O_CLOEXEC) != 0) {
        int why = errno;
        close_fd(&in);
        return vb_fail(err, VB_E_UNAVAILABLE, "sandbox", VB_NO_OFFSET, "no room to start the parser: %s",
                       vb_system_text(why));
    }
    int64_t deadline = vb_clock_ms() + (int64_t)own.seconds * 1000;
    VB_CLEANUP(vb_buf, vb_buf_free) answer = {0};
    ending how = hand_over(s->socket, in, ends[1]) ? ANSWERED : HELPER_GONE;
    close_fd(&in);
    close_fd(&ends[1]);
    if (how == ANSWERED)
        how = read_answer(ends[0], own.output_bytes + sizeof(VB_SANDBOX_OK), deadline, &answer);
    close_fd(&ends[0]);
    if (how == ANSWERED)
        how = read_status(s->socket, deadline, &status);
    if (how != ANSWERED)
        stop(s);
    return judge(how, status, vb_buf_str(&answer), &own, output, err);
}

void vb_sandbox_close(vb_sandbox *s)
{
    if (s == NULL)
        return;
    stop(s);
    free(s);
}

vb_code vb_sandbox_run(const char *verb, vb_str input, const vb_sandbox_limits *limits, vb_buf *output, vb_error *err)
{
    vb_sandbox *s;
    VB_TRY(vb_sandbox_open(verb, &s, err));
    vb_code code = vb_sandbox_parse(s, input, limits, output, err);
    vb_sandbox_close(s);
    return code;
}
