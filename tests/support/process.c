/* SPDX-License-Identifier: Apache-2.0 */
/* Running programs for tests. Output goes to unnamed files, not pipes: nothing can fill up and wait for us. */
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS_TO_LIVE = 120, NOT_STARTED = 127 };

/* A file without a name, holding `bytes`, read from its start. */
static int nameless(const vb_test_file *bytes)
{
    int fd = memfd_create("test", MFD_CLOEXEC);
    if (fd < 0)
        fail_msg("memfd_create: %s", strerror(errno));
    for (size_t done = 0; bytes != NULL && done < bytes->n;) {
        ssize_t n = write(fd, bytes->p + done, bytes->n - done);
        if (n <= 0)
            fail_msg("write: %s", strerror(errno));
        done += (size_t)n;
    }
    if (lseek(fd, 0, SEEK_SET) != 0)
        fail_msg("lseek: %s", strerror(errno));
    return fd;
}

/* All of the file, one NUL after it. Closes fd. */
static vb_test_file drain(int fd)
{
    vb_test_file file = {NULL, 0};
    struct stat st;
    if (fstat(fd, &st) != 0)
        fail_msg("fstat: %s", strerror(errno));
    file.n = (size_t)st.st_size;
    file.p = calloc(file.n + 1, 1);
    assert_non_null(file.p);
    for (size_t done = 0; done < file.n;) {
        ssize_t n = pread(fd, file.p + done, file.n - done, (off_t)done);
        if (n <= 0)
            fail_msg("pread: %s", strerror(errno));
        done += (size_t)n;
    }
    (void)close(fd);
    return file;
}

/* execvp takes char *const[] for history's sake and changes nothing. */
static void become(const char *const *argv)
{
    union {
        const char *const *ours;
        char *const *theirs;
    } list = {.ours = argv};
    (void)execvp(argv[0], list.theirs);
}

vb_test_output vb_test_run_program(const char *const *argv, const vb_test_file *input)
{
    vb_test_output o = {.status = -1};
    int in = nameless(input), out = nameless(NULL), err = nameless(NULL), state = 0;
    (void)fflush(NULL); /* or the child would print our text again */
    pid_t child = fork();
    if (child < 0)
        fail_msg("fork: %s", strerror(errno));
    if (child == 0) {
        if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0)
            _exit(NOT_STARTED);
        (void)alarm(SECONDS_TO_LIVE);
        become(argv);
        _exit(NOT_STARTED);
    }
    while (waitpid(child, &state, 0) < 0)
        if (errno != EINTR)
            fail_msg("waitpid: %s", strerror(errno));
    (void)close(in);
    if (WIFEXITED(state))
        o.status = WEXITSTATUS(state);
    else
        o.signal = WTERMSIG(state);
    o.out = drain(out);
    o.err = drain(err);
    if (o.status == NOT_STARTED)
        fail_msg("%s: cannot be started", argv[0]);
    return o;
}

vb_test_output vb_test_run(const char *const *args, const vb_test_file *input)
{
    const char *binary = getenv("VB_BINARY");
    size_t n = 0;
    if (binary == NULL || binary[0] == '\0')
        vb_test_skip("VB_BINARY does not name the program to run");
    while (args[n] != NULL)
        n++;
    const char **argv = calloc(n + 2, sizeof *argv);
    assert_non_null(argv);
    argv[0] = binary;
    memcpy(argv + 1, args, n * sizeof *argv);
    vb_test_output o = vb_test_run_program(argv, input);
    free(argv);
    return o;
}

void vb_test_output_free(vb_test_output *o)
{
    free(o->out.p);
    free(o->err.p);
    *o = (vb_test_output){.status = -1};
}
