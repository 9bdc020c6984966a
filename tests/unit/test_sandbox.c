/* SPDX-License-Identifier: Apache-2.0 */
/* The confined child. This program is its own child: its hidden verbs are parsers that try what a hostile input could
 * make a parser try. */
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "evidence/nvidia_smi_xml.h"
#include "support.h"
#include "world/sandbox.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

extern char **environ;

/* Where the kernel has no seccomp (some containers), no parser is run at all, and there is nothing to test but that. */
#define NEEDS_SECCOMP                                                                               \
    do {                                                                                            \
        vb_buf nothing_ = {0};                                                                      \
        vb_error why_ = {0};                                                                        \
        vb_code code_ = vb_sandbox_run("__echo", VB_S("x"), NULL, &nothing_, &why_);                \
        vb_buf_free(&nothing_);                                                                     \
        if (code_ == VB_E_UNAVAILABLE && strstr(why_.message, "cannot confine the parser") != NULL) \
            vb_test_skip("%s", why_.message);                                                       \
    } while (0)

static vb_code echo(vb_str in, vb_buf *out, vb_error *err)
{
    (void)err;
    vb_buf_add(out, in);
    return VB_OK;
}

static vb_code refuse(vb_str in, vb_buf *out, vb_error *err)
{
    vb_buf_add(out, in); /* must not come out */
    return vb_fail(err, VB_E_RANGE, "line 7", 77, "the depth is %d, expected at most 16", 99);
}

static vb_code open_a_file(vb_str in, vb_buf *out, vb_error *err)
{
    (void)in;
    (void)err;
    int fd = open("/etc/hostname", O_RDONLY | O_CLOEXEC);
    vb_buf_printf(out, "opened %d", fd);
    return VB_OK;
}

static vb_code open_a_socket(vb_str in, vb_buf *out, vb_error *err)
{
    (void)in;
    (void)err;
    vb_buf_printf(out, "socket %d", socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return VB_OK;
}

static vb_code start_a_process(vb_str in, vb_buf *out, vb_error *err)
{
    (void)in;
    (void)err;
    vb_buf_printf(out, "child %d", fork() != 0);
    return VB_OK;
}

static vb_code become_a_program(vb_str in, vb_buf *out, vb_error *err)
{
    char name[] = "true";
    char *const arguments[] = {name, NULL};
    (void)in;
    (void)out;
    (void)execve("/bin/true", arguments, NULL);
    return vb_fail(err, VB_E_IO, "", VB_NO_OFFSET, "execve came back");
}

static vb_code make_code(vb_str in, vb_buf *out, vb_error *err)
{
    (void)in;
    (void)err;
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    vb_buf_printf(out, "mapped %d", p != MAP_FAILED);
    return VB_OK;
}

static vb_code kill_the_parent(vb_str in, vb_buf *out, vb_error *err)
{
    (void)in;
    (void)err;
    vb_buf_printf(out, "killed %d", kill(getppid(), SIGTERM));
    return VB_OK;
}

static vb_code crash(vb_str in, vb_buf *out, vb_error *err)
{
    (void)in;
    (void)out;
    (void)err;
    (void)raise(SIGABRT); /* itself not allowed: SIGSYS */
    return VB_OK;
}

static vb_code divide(vb_str in, vb_buf *out, vb_error *err)
{
    volatile int zero = 0;
    (void)err;
    vb_buf_printf(out, "%d", (int)in.n / zero);
    return VB_OK;
}

static vb_code spin(vb_str in, vb_buf *out, vb_error *err)
{
    volatile unsigned n = 0;
    (void)out;
    (void)err;
    while (in.n > 0)
        n++;
    return VB_OK;
}

static vb_code shout(vb_str in, vb_buf *out, vb_error *err)
{
    (void)in;
    (void)err;
    for (int i = 0; i < 100000; i++)
        vb_buf_lit(out, "0123456789");
    return VB_OK;
}

static vb_code look_around(vb_str in, vb_buf *out, vb_error *err)
{
    (void)in;
    (void)err;
    vb_buf_printf(out, "%s;%s", environ[0], environ[1] == NULL ? "" : environ[1]);
    return VB_OK;
}

static vb_code use_memory(vb_str in, vb_buf *out, vb_error *err)
{
    size_t n = 0;
    (void)in;
    for (; n < 4096; n++) {
        char *p = malloc(1 << 20);
        if (p == NULL)
            break;
        memset(p, 1, 1 << 20);
    }
    vb_buf_printf(out, "%zu MiB", n);
    return n < 4096 ? VB_OK : vb_fail(err, VB_E_NOMEM, "", VB_NO_OFFSET, "no limit");
}

static vb_code by_word(vb_str in, vb_buf *out, vb_error *err)
{
    if (vb_str_eq(in, VB_S("file")))
        return open_a_file(in, out, err);
    return vb_str_eq(in, VB_S("spin")) ? spin(in, out, err) : echo(in, out, err);
}

static const struct {
    const char *verb;
    vb_code (*parse)(vb_str in, vb_buf *out, vb_error *err);
} verbs[] = {
    {"__echo", echo},
    {"__refuse", refuse},
    {"__file", open_a_file},
    {"__socket", open_a_socket},
    {"__fork", start_a_process},
    {"__exec", become_a_program},
    {"__code", make_code},
    {"__kill", kill_the_parent},
    {"__crash", crash},
    {"__divide", divide},
    {"__spin", spin},
    {"__shout", shout},
    {"__by_word", by_word},
    {"__look", look_around},
    {"__memory", use_memory},
    {VB_SANDBOX_PARSE_XML, vb_nvidia_smi_xml_flatten},
};

static void what_goes_in_comes_out(void **state)
{
    static const char bytes[] = {'a', 0, '\n', (char)0xFF};
    vb_buf out = {0};
    vb_error err = {0};
    (void)state;
    NEEDS_SECCOMP;
    vb_buf_lit(&out, "before ");
    vb_code code = vb_sandbox_run("__echo", (vb_str){bytes, sizeof bytes}, NULL, &out, &err);
    if (code != VB_OK)
        fail_msg("%s", err.message);
    assert_int_equal(out.n, 7 + sizeof bytes);
    assert_memory_equal(out.p + 7, bytes, sizeof bytes);
    vb_buf_free(&out);
    assert_int_equal(vb_sandbox_run("__echo", VB_S(""), NULL, &out, &err), VB_OK);
    assert_int_equal(out.n, 0);
    enum { MUCH = 20 << 20 };
    char *much = malloc(MUCH);
    assert_non_null(much);
    for (size_t i = 0; i < MUCH; i++)
        much[i] = (char)(i * 31 >> 3);
    assert_int_equal(vb_sandbox_run("__echo", (vb_str){much, MUCH}, NULL, &out, &err), VB_OK);
    assert_int_equal(out.n, MUCH);
    assert_memory_equal(out.p, much, MUCH);
    free(much);
    vb_buf_free(&out);
}

static void the_parsers_own_error_comes_back(void **state)
{
    vb_buf out = {0};
    vb_error err = {0};
    (void)state;
    NEEDS_SECCOMP;
    assert_int_equal(vb_sandbox_run("__refuse", VB_S("x"), NULL, &out, &err), VB_E_RANGE);
    assert_int_equal(err.code, VB_E_RANGE);
    assert_string_equal(err.where, "line 7");
    assert_int_equal(err.offset, 77);
    assert_string_equal(err.message, "the depth is 99, expected at most 16");
    assert_int_equal(out.n, 0);
}

static void what_it_may_not_do_ends_it(void **state)
{
    static const char *const tries[] = {"__file", "__socket", "__fork", "__exec", "__code", "__kill"};
    (void)state;
    NEEDS_SECCOMP;
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        vb_buf out = {0};
        vb_error err = {0};
        vb_code code = vb_sandbox_run(tries[i], VB_S("x"), NULL, &out, &err);
        if (code != VB_E_PARSE || strstr(err.message, "tried what it may not do") == NULL || out.n != 0)
            fail_msg("%s: %s: %s%.*s", tries[i], vb_code_name(code), err.message, VB_ARG(vb_buf_str(&out)));
        vb_buf_free(&out);
    }
}

static void a_crash_is_an_error_of_the_input(void **state)
{
    vb_buf out = {0};
    vb_error err = {0};
    (void)state;
    NEEDS_SECCOMP;
    assert_int_equal(vb_sandbox_run("__crash", VB_S("x"), NULL, &out, &err), VB_E_PARSE);
    assert_int_equal(vb_sandbox_run("__divide", VB_S("x"), NULL, &out, &err), VB_E_PARSE);
    if (!SANITIZED)
        assert_non_null(strstr(err.message, "signal 8")); /* SIGFPE */
    assert_int_equal(out.n, 0);
}

static void time_and_length_have_limits(void **state)
{
    vb_sandbox_limits second = {.seconds = 1}, ten = {.output_bytes = 1000}, four = {.input_bytes = 4};
    vb_buf out = {0};
    vb_error err = {0};
    struct timespec from, to;
    (void)state;
    NEEDS_SECCOMP;
    (void)clock_gettime(CLOCK_MONOTONIC, &from);
    assert_int_equal(vb_sandbox_run("__spin", VB_S("x"), &second, &out, &err), VB_E_RANGE);
    (void)clock_gettime(CLOCK_MONOTONIC, &to);
    assert_true(to.tv_sec - from.tv_sec < 10);
    assert_string_equal(err.message, "the parser took longer than 1 s");
    assert_int_equal(vb_sandbox_run("__shout", VB_S("x"), &ten, &out, &err), VB_E_RANGE);
    assert_string_equal(err.message, "the parser's answer is longer than 1000 bytes");
    assert_int_equal(vb_sandbox_run("__shout", VB_S("x"), NULL, &out, &err), VB_OK);
    assert_int_equal(out.n, 1000000);
    vb_buf_free(&out);
    assert_int_equal(vb_sandbox_run("__echo", VB_S("12345"), &four, &out, &err), VB_E_RANGE);
    assert_int_equal(out.n, 0);
}

static void it_inherits_nothing(void **state)
{
    vb_buf out = {0};
    vb_error err = {0};
    (void)state;
    NEEDS_SECCOMP;
    (void)setenv("VB_SECRET", "1", 1);
    assert_int_equal(vb_sandbox_run("__look", VB_S("x"), NULL, &out, &err), VB_OK);
    assert_string_equal(out.p, "VB_SANDBOX_CHILD=1;");
    vb_buf_free(&out);
}

static void memory_has_a_limit(void **state)
{
    vb_buf out = {0};
    vb_error err = {0};
    (void)state;
    NEEDS_SECCOMP;
    if (SANITIZED)
        vb_test_skip("a sanitizer takes terabytes of addresses");
    assert_int_equal(vb_sandbox_run("__memory", VB_S("x"), NULL, &out, &err), VB_OK);
    assert_true(strtoul(out.p, NULL, 10) < VB_SANDBOX_MEMORY_MIB);
    assert_true(strtoul(out.p, NULL, 10) > VB_SANDBOX_MEMORY_MIB / 2);
    vb_buf_free(&out);
}

static void an_unknown_verb_does_not_start_a_chain(void **state)
{
    vb_buf out = {0};
    vb_error err = {0};
    (void)state;
    NEEDS_SECCOMP;
    assert_int_equal(vb_sandbox_run("__nobody", VB_S("x"), NULL, &out, &err), VB_E_UNAVAILABLE);
    (void)setenv("VB_SANDBOX_CHILD", "1", 1);
    assert_int_equal(vb_sandbox_run("__echo", VB_S("x"), NULL, &out, &err), VB_E_UNAVAILABLE);
    (void)unsetenv("VB_SANDBOX_CHILD");
}

static void children_leave_nothing_open(void **state)
{
    vb_buf out = {0};
    vb_error err = {0};
    (void)state;
    NEEDS_SECCOMP;
    int before = dup(0), after;
    (void)close(before);
    for (int i = 0; i < 20; i++)
        assert_int_equal(vb_sandbox_run(i % 2 == 0 ? "__echo" : "__file", VB_S("x"), NULL, &out, &err),
                         i % 2 == 0 ? VB_OK : VB_E_PARSE);
    after = dup(0);
    (void)close(after);
    assert_int_equal(after, before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no zombie waits */
    vb_buf_free(&out);
}

static void one_helper_takes_many_inputs(void **state)
{
    vb_sandbox *s = NULL;
    vb_sandbox_limits second = {.seconds = 1};
    vb_buf out = {0};
    vb_error err = {0};
    (void)state;
    NEEDS_SECCOMP;
    assert_int_equal(vb_sandbox_open("__by_word", &s, &err), VB_OK);
    for (int i = 0; i < 30; i++) {
        char text[20];
        int n = snprintf(text, sizeof text, "input %d", i);
        out.n = 0;
        assert_int_equal(vb_sandbox_parse(s, (vb_str){text, (size_t)n}, NULL, &out, &err), VB_OK);
        assert_int_equal(out.n, n);
        assert_memory_equal(out.p, text, out.n);
        if (i % 7 == 0) /* a crash is the end of that parser only */
            assert_int_equal(vb_sandbox_parse(s, VB_S("file"), NULL, &out, &err), VB_E_PARSE);
        if (i == 11) /* and so is one that never ends */
            assert_int_equal(vb_sandbox_parse(s, VB_S("spin"), &second, &out, &err), VB_E_RANGE);
    }
    vb_sandbox_close(s);
    vb_buf_free(&out);
}

static void xml_goes_through_the_child(void **state)
{
    vb_buf out = {0};
    vb_error err = {0};
    vb_str good =
        VB_S("<?xml version=\"1.0\" ?>\n<!DOCTYPE nvidia_smi_log SYSTEM \"nvsmi_device_v12.dtd\">\n<nvidia_smi_log>\n"
             "<driver_version>535.54.03</driver_version><attached_gpus>1</attached_gpus>\n"
             "<gpu id=\"00000000:01:00.0\"><product_name>NVIDIA H100</product_name></gpu></nvidia_smi_log>\n");
    vb_str bomb =
        VB_S("<?xml version=\"1.0\"?>\n<!DOCTYPE nvidia_smi_log [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n"
             "<nvidia_smi_log>&b;</nvidia_smi_log>\n");
    (void)state;
    NEEDS_SECCOMP;
    vb_code code = vb_sandbox_run(VB_SANDBOX_PARSE_XML, good, NULL, &out, &err);
    if (code != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    assert_true(vb_str_find(vb_buf_str(&out), VB_S("NVIDIA H100"), 0) != SIZE_MAX);
    vb_buf_free(&out);
    assert_int_not_equal(vb_sandbox_run(VB_SANDBOX_PARSE_XML, bomb, NULL, &out, &err), VB_OK);
    assert_int_equal(out.n, 0);
}

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 2 && i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(argv[1], verbs[i].verb) == 0)
            return vb_sandbox_child(verbs[i].parse);
    if (argc == 2 && argv[1][0] == '_')
        return 64;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_in_comes_out),      cmocka_unit_test(the_parsers_own_error_comes_back),
        cmocka_unit_test(what_it_may_not_do_ends_it),  cmocka_unit_test(a_crash_is_an_error_of_the_input),
        cmocka_unit_test(time_and_length_have_limits), cmocka_unit_test(it_inherits_nothing),
        cmocka_unit_test(memory_has_a_limit),          cmocka_unit_test(an_unknown_verb_does_not_start_a_chain),
        cmocka_unit_test(children_leave_nothing_open), cmocka_unit_test(one_helper_takes_many_inputs),
        cmocka_unit_test(xml_goes_through_the_child),
    };
    return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
