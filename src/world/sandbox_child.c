/* SPDX-License-Identifier: Apache-2.0 */
/* The helper's side, and the parser's: nothing of an input is read before the doors are shut. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "world/sandbox.h"
#include "world/sandbox_priv.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

enum { PIECE = 64 * 1024, GONE = 1 };

static bool limit(unsigned what, rlim_t value)
{
    struct rlimit r = {value, value};
    return setrlimit((__rlimit_resource_t)what, &r) == 0;
}

static bool shut(const char **why)
{
    bool ok = limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, 0) && limit(RLIMIT_NPROC, 0) &&
              limit(RLIMIT_CPU, VB_SANDBOX_MAX_SECONDS) &&
              /* a sanitizer's shadow of the memory takes terabytes of addresses */
              (SANITIZED || limit(RLIMIT_AS, (rlim_t)VB_SANDBOX_MEMORY_MIB << 20)) &&
              prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
              prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0;
    if (!ok) {
        *why = vb_system_text(errno);
        return false;
    }
    static const int free_calls[] = {SCMP_SYS(exit),          SCMP_SYS(exit_group),   SCMP_SYS(brk),
                                     SCMP_SYS(munmap),        SCMP_SYS(mremap),       SCMP_SYS(madvise),
                                     SCMP_SYS(futex),         SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),
                                     SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(time),
                                     SCMP_SYS(getrandom)};
    static const int sanitizer_calls[] = {SCMP_SYS(sigaltstack), SCMP_SYS(gettid), SCMP_SYS(getpid),
                                          SCMP_SYS(sched_yield), SCMP_SYS(rt_sigaction)};
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
    int failed = f == NULL ? -ENOMEM : 0;
    for (size_t i = 0; failed == 0 && i < sizeof free_calls / sizeof free_calls[0]; i++)
        failed = seccomp_rule_add(f, SCMP_ACT_ALLOW, free_calls[i], 0);
    for (size_t i = 0; SANITIZED && failed == 0 && i < sizeof sanitizer_calls / sizeof sanitizer_calls[0]; i++)
        failed = seccomp_rule_add(f, SCMP_ACT_ALLOW, sanitizer_calls[i], 0);
    /* memory, but none that could be run; no file behind it, for there is none open to map but the input */
    const struct scmp_arg_cmp no_exec = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    const struct scmp_arg_cmp anonymous = SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS);
    const struct scmp_arg_cmp from_stdin = SCMP_A0(SCMP_CMP_EQ, STDIN_FILENO, 0),
                              to_stdout = SCMP_A0(SCMP_CMP_EQ, STDOUT_FILENO, 0);
    const struct scmp_arg_cmp to_stderr = SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO, 0);
    if (failed == 0)
        failed = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, no_exec, anonymous);
    if (failed == 0)
        failed = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_exec);
    if (failed == 0)
        failed = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, from_stdin);
    if (failed == 0)
        failed = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, to_stdout);
    if (SANITIZED && failed == 0)
        failed = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, to_stderr);
    if (failed == 0)
        failed = seccomp_load(f);
    if (f != NULL)
        seccomp_release(f);
    *why = vb_system_text(-failed);
    return failed == 0;
}

static void put(vb_str s)
{
    for (size_t at = 0; at < s.n;) {
        ssize_t n = write(STDOUT_FILENO, s.p + at, s.n - at);
        if (n > 0)
            at += (size_t)n;
        else if (errno != EINTR)
            _exit(GONE);
    }
}

static bool read_input(vb_buf *in)
{
    char *room = malloc(PIECE);
    while (room != NULL && !in->failed) {
        ssize_t n = read(STDIN_FILENO, room, PIECE);
        if (n > 0)
            vb_buf_add(in, (vb_str){room, (size_t)n});
        else if (n == 0 || errno != EINTR)
            break;
    }
    free(room);
    return room != NULL && !in->failed;
}

typedef vb_code (*parser)(vb_str in, vb_buf *out, vb_error *err);

_Noreturn static void be_parser(parser parse)
{
    const char *why = NULL;
    vb_buf in = {0}, out = {0}, said = {0};
    vb_error err = {0};
    if (!shut(&why)) {
        put(VB_S(VB_SANDBOX_UNCONFINED));
        put(vb_str_of(why));
        _exit(0);
    }
    vb_code code;
    if (!read_input(&in))
        code = vb_fail(&err, VB_E_NOMEM, "sandbox", VB_NO_OFFSET, "no memory for the parser's input");
    else
        code = parse(in.n == 0 ? VB_S("") : vb_buf_str(&in), &out, &err);
    if (code == VB_OK && out.failed)
        code = vb_fail(&err, VB_E_NOMEM, "sandbox", VB_NO_OFFSET, "no memory for the parser's answer");
    if (code == VB_OK) {
        put(VB_S(VB_SANDBOX_OK));
        put(vb_buf_str(&out));
        _exit(0);
    }
    vb_buf_printf(&said, "%s%d\n%" PRId64 "\n%s\n%s", VB_SANDBOX_ERROR, (int)code,
                  err.offset > INT64_MAX ? INT64_C(-1) : (int64_t)err.offset, err.where, err.message);
    put(vb_buf_str(&said));
    _exit(0);
}

/* The next input and the pipe for its answer; false when the parent is gone or says anything else. */
static bool take_over(int *in, int *out)
{
    int fds[2];
    char byte;
    union {
        char room[CMSG_SPACE(sizeof fds)];
        struct cmsghdr align;
    } control = {.room = {0}};
    struct iovec data = {&byte, 1};
    struct msghdr m = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
    ssize_t n;
    do
        n = recvmsg(STDIN_FILENO, &m, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    const struct cmsghdr *c = n == 1 ? CMSG_FIRSTHDR(&m) : NULL;
    if (c == NULL || c->cmsg_type != SCM_RIGHTS || c->cmsg_len != CMSG_LEN(sizeof fds))
        return false;
    memcpy(fds, CMSG_DATA(c), sizeof fds);
    *in = fds[0];
    *out = fds[1];
    return true;
}

static int run_parser(parser parse, int in, int out)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || close_range(3, ~0U, 0) != 0)
            _exit(GONE);
        be_parser(parse);
    }
    (void)close(in);
    (void)close(out);
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return pid < 0 ? GONE << 8 : status; /* the wait status of an exit with GONE */
}

int vb_sandbox_child(parser parse)
{
    int in, out;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
        prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
        _exit(GONE);
    while (take_over(&in, &out)) {
        int status = run_parser(parse, in, out);
        if (send(STDIN_FILENO, &status, sizeof status, MSG_NOSIGNAL) != (ssize_t)sizeof status)
            break;
    }
    _exit(0);
}
