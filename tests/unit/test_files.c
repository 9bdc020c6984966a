/* SPDX-License-Identifier: Apache-2.0 */
/* world/files.h and world/output.h: files of somebody else, and files of ours. */
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"
#include "world/data.h"
#include "world/files.h"
#include "world/output.h"
#include "world/progress.h"

static void put(const char *folder, const char *name, const char *text)
{
    char *path = vb_test_join(folder, name);
    vb_test_write(path, text, strlen(text));
    free(path);
}

static void link_to(const char *folder, const char *name, const char *target)
{
    char *path = vb_test_join(folder, name);
    assert_int_equal(symlink(target, path), 0);
    free(path);
}

static char *make_folder(const char *folder, const char *name)
{
    char *path = vb_test_join(folder, name);
    assert_int_equal(mkdir(path, 0755), 0);
    return path;
}

static void walks_are_sorted_and_stay_inside(void **state)
{
    char *top = vb_test_folder(), *inner = make_folder(top, "b"), *hidden = make_folder(top, ".git"), *path;
    vb_arena arena = {0};
    vb_folder folder;
    vb_folder_list list;
    vb_error err = {0};
    (void)state;
    put(top, "c.txt", "c");
    put(top, "a", "a");
    put(top, "b.txt", "b"); /* '.' sorts before '/' */
    put(inner, "z", "z");
    put(inner, ".hidden", "");
    put(hidden, "config", "");
    link_to(top, "inside", "b/z");
    link_to(top, "outside", "/etc/passwd");
    link_to(top, "up", "../..");
    link_to(top, "loop", ".");
    link_to(top, "nowhere", "gone");
    link_to(inner, "parent", "../a");
    path = vb_test_join(top, "pipe");
    assert_int_equal(mkfifo(path, 0600), 0);
    free(path);
    assert_int_equal(vb_folder_open(top, &folder, &err), VB_OK);
    assert_int_equal(vb_folder_walk(&folder, &arena, &list, &err), VB_OK);
    static const struct {
        const char *path;
        bool opened;
    } expected[] = {{"a", true},        {"b.txt", true},  {"b/parent", true}, {"b/z", true},
                    {"c.txt", true},    {"inside", true}, {"loop", false},    {"nowhere", false},
                    {"outside", false}, {"pipe", false},  {"up", false}};
    assert_int_equal(list.n, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < list.n; i++) {
        vb_file file;
        assert_true(vb_str_eq(list.v[i].path, vb_str_of(expected[i].path)));
        assert_int_equal(list.v[i].refused == NULL, expected[i].opened);
        vb_code code = vb_file_open_in(&folder, list.v[i].path, SIZE_MAX, &file, &err); /* even if somebody tries */
        assert_int_equal(code == VB_OK, expected[i].opened);
        if (code == VB_OK)
            vb_file_close(&file);
    }
    static const char *const tricks[] = {"../a", "/etc/passwd", "b/../../etc/passwd", "b/../../../x",
                                         "",     "b",           "a/../../.."};
    for (size_t i = 0; i < sizeof tricks / sizeof tricks[0]; i++) {
        vb_file file;
        assert_int_not_equal(vb_file_open_in(&folder, vb_str_of(tricks[i]), SIZE_MAX, &file, &err), VB_OK);
    }
    assert_int_equal(vb_file_open_in(&folder, VB_S("none"), SIZE_MAX, &(vb_file){0}, &err), VB_E_NOT_FOUND);
    vb_folder_close(&folder);
    vb_arena_free(&arena);
    vb_test_remove(top);
    free(hidden);
    free(inner);
    free(top);
}

static void depth_has_a_limit(void **state)
{
    char *top = vb_test_folder(), *at = strdup(top);
    vb_arena arena = {0};
    vb_folder folder;
    vb_folder_list list;
    vb_error err = {0};
    (void)state;
    for (int i = 0; i <= VB_FOLDER_MAX_DEPTH; i++) {
        char *next = make_folder(at, "d");
        free(at);
        at = next;
    }
    assert_int_equal(vb_folder_open(top, &folder, &err), VB_OK);
    assert_int_equal(vb_folder_walk(&folder, &arena, &list, &err), VB_E_RANGE);
    assert_non_null(strstr(err.message, "16 deep"));
    vb_folder_close(&folder);
    assert_int_equal(vb_folder_open("/nowhere/at/all", &folder, &err), VB_E_NOT_FOUND);
    assert_int_equal(vb_folder_open("/etc/passwd", &folder, &err), VB_E_IO);
    vb_arena_free(&arena);
    vb_test_remove(top);
    free(at);
    free(top);
}

static void only_the_wanted_bytes_are_read(void **state)
{
    char *top = vb_test_folder(), *path = vb_test_join(top, "f");
    vb_file file;
    vb_error err = {0};
    (void)state;
    vb_test_write(path, "0123456789", 10);
    assert_int_equal(vb_file_open(path, 4, &file, &err), VB_OK);
    assert_int_equal(file.bytes.n, 4);
    assert_memory_equal(file.bytes.p, "0123", 4);
    vb_file_close(&file);
    assert_int_equal(vb_file_open(path, SIZE_MAX, &file, &err), VB_OK);
    assert_int_equal(file.bytes.n, 10);
    assert_int_equal(vb_file_check(&file, &err), VB_OK);
    vb_file_close(&file);
    assert_int_equal(vb_file_open("/dev/zero", SIZE_MAX, &file, &err), VB_E_IO);
    assert_int_equal(vb_file_open(top, SIZE_MAX, &file, &err), VB_E_IO);
    vb_test_remove(top);
    free(path);
    free(top);
}

/* A big file is mapped; when somebody cuts it short, the program goes on and knows. */
static void a_file_that_shrinks_ends_nothing(void **state)
{
    enum { SIZE = VB_FILE_IN_MEMORY + 100000 };
    char *top = vb_test_folder(), *path = vb_test_join(top, "big");
    vb_file file, other;
    vb_error err = {0};
    uint64_t sum = 0;
    (void)state;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, SIZE), 0);
    assert_int_equal(pwrite(fd, "start", 5, 0), 5);
    assert_int_equal(pwrite(fd, "end", 3, SIZE - 3), 3);
    assert_int_equal(vb_file_open(path, SIZE_MAX, &file, &err), VB_OK);
    assert_int_equal(vb_file_open(path, SIZE_MAX, &other, &err), VB_OK);
    assert_int_equal(file.bytes.n, SIZE);
    assert_memory_equal(file.bytes.p + SIZE - 3, "end", 3);
    vb_file_rest(&file);
    assert_memory_equal(file.bytes.p + SIZE - 3, "end", 3);
    assert_int_equal(vb_file_check(&file, &err), VB_OK);
    assert_int_equal(ftruncate(fd, 5), 0);
    for (size_t i = 0; i < SIZE; i += 4096)
        sum += (unsigned char)file.bytes.p[i];
    assert_int_equal(sum, 's');
    assert_int_equal(file.bytes.p[SIZE - 1], 0);
    assert_int_equal(vb_file_check(&file, &err), VB_E_IO);
    assert_non_null(strstr(err.message, "changed while it was read"));
    assert_int_equal(ftruncate(fd, SIZE), 0); /* back again: the mark stays */
    assert_int_equal(vb_file_check(&file, &err), VB_E_IO);
    vb_file_close(&file);
    vb_file_close(&other);
    (void)close(fd);
    vb_test_remove(top);
    free(path);
    free(top);
}

/* ---- Output ----------------------------------------------------------------------------------------------------- */

static size_t files_in(const char *top)
{
    vb_test_output o = vb_test_run_program((const char *const[]){"ls", "-A", top, NULL}, NULL);
    size_t n = 0;
    for (size_t i = 0; i < o.out.n; i++)
        n += o.out.p[i] == '\n';
    vb_test_output_free(&o);
    return n;
}

static void expect_file(const char *path, const char *text)
{
    vb_test_file f = vb_test_read(path);
    assert_int_equal(f.n, strlen(text));
    assert_memory_equal(f.p, text, f.n);
    free(f.p);
}

static void output_is_whole(void **state)
{
    char *top = vb_test_folder(), *path = vb_test_join(top, "report.html"), *alias = vb_test_join(top, "latest");
    struct stat st;
    vb_error err = {0};
    vb_output out;
    (void)state;
    (void)umask(022);
    assert_int_equal(vb_output_write(path, VB_S("one"), &err), VB_OK);
    expect_file(path, "one");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0644);
    assert_int_equal(chmod(path, 0600), 0);
    link_to(top, "latest", "report.html");
    assert_int_equal(vb_output_write(alias, VB_S("two"), &err), VB_OK); /* through the link, which stays one */
    expect_file(path, "two");
    assert_int_equal(lstat(alias, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(vb_output_open(path, &out, &err), VB_OK);
    vb_output_add(&out, VB_S("three"));
    expect_file(path, "two"); /* until the commit */
    assert_int_equal(files_in(top), 3);
    vb_output_drop(&out);
    expect_file(path, "two");
    assert_int_equal(files_in(top), 2);
    vb_test_remove(top);
    free(alias);
    free(path);
    free(top);
}

static void a_full_disk_leaves_the_old_file(void **state)
{
    char *top = vb_test_folder(), *path = vb_test_join(top, "report.html"), *beyond = vb_test_join(top, "no/such/file");
    vb_error err = {0};
    vb_output out;
    (void)state;
    assert_int_equal(vb_output_write(path, VB_S("old"), &err), VB_OK);
    /* a limit on the size of files stands for the full disk; the write then fails instead of ending the program */
    struct rlimit kept, small = {4096, RLIM_INFINITY};
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &kept), 0);
    small.rlim_max = kept.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    vb_code opened = vb_output_open(path, &out, &err), code = VB_OK;
    for (int i = 0; i < 1000 && opened == VB_OK; i++)
        vb_output_add(&out, VB_S("0123456789"));
    if (opened == VB_OK)
        code = vb_output_commit(&out, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &kept), 0);
    assert_int_equal(opened, VB_OK);
    assert_int_equal(code, VB_E_IO);
    assert_non_null(strstr(err.message, "cannot be written"));
    expect_file(path, "old");
    assert_int_equal(files_in(top), 1);
    assert_int_equal(vb_output_write("/dev/full", VB_S("x"), &err), VB_E_IO);
    assert_int_equal(vb_output_write("/dev/null", VB_S("x"), &err), VB_OK);
    assert_int_equal(vb_output_write(beyond, VB_S("x"), &err), VB_E_IO);
    assert_int_equal(vb_output_write(top, VB_S("x"), &err), VB_E_IO);
    vb_test_remove(top);
    free(beyond);
    free(path);
    free(top);
}

/* ---- Progress, data --------------------------------------------------------------------------------------------- */

static void progress_is_for_people_who_wait(void **state)
{
    char *top = vb_test_folder(), *path = vb_test_join(top, "tty");
    vb_progress p;
    (void)state;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    vb_progress_open(&p, fd, false);
    assert_false(p.on); /* no terminal */
    vb_progress_open(&p, fd, true);
    vb_progress_show(&p, "reading", 1, 2);
    vb_progress_close(&p);
    expect_file(path, "");
    vb_progress_open(&p, fd, true);
    p.start_ms -= 1000;
    vb_progress_show(&p, "reading \x1b[2J", 1, 4);
    vb_progress_show(&p, "again, too soon", 1, 4);
    vb_progress_close(&p);
    expect_file(path, "\r\033[K[######..................]  25% reading \\x1B[2J\r\033[K");
    (void)close(fd);
    vb_test_remove(top);
    free(path);
    free(top);
}

static void data_is_found_where_it_is_said_to_be(void **state)
{
    char path[VB_FOLDER_MAX_PATH], *root = vb_test_source("data");
    vb_file file;
    vb_error err = {0};
    const char *kept = getenv("VERBLEIB_DATA");
    char *again = kept == NULL ? NULL : strdup(kept);
    (void)state;
    assert_int_equal(setenv("VERBLEIB_DATA", root, 1), 0);
    assert_int_equal(vb_data_find(path, &err), VB_OK);
    assert_string_equal(path, root);
    assert_int_equal(vb_data_open(VB_S("countries.csv"), &file, &err), VB_OK);
    assert_true(vb_str_starts(file.bytes, VB_S("code,")));
    vb_file_close(&file);
    assert_int_equal(vb_data_open(VB_S("../LAYERS"), &file, &err), VB_E_IO);
    assert_int_equal(setenv("VERBLEIB_DATA", "/nowhere", 1), 0);
    assert_int_equal(vb_data_find(path, &err), VB_E_NOT_FOUND);
    assert_non_null(strstr(err.message, "/nowhere"));
    if (again != NULL)
        (void)setenv("VERBLEIB_DATA", again, 1);
    else
        (void)unsetenv("VERBLEIB_DATA");
    free(again);
    free(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_are_sorted_and_stay_inside),
        cmocka_unit_test(depth_has_a_limit),
        cmocka_unit_test(only_the_wanted_bytes_are_read),
        cmocka_unit_test(a_file_that_shrinks_ends_nothing),
        cmocka_unit_test(output_is_whole),
        cmocka_unit_test(a_full_disk_leaves_the_old_file),
        cmocka_unit_test(progress_is_for_people_who_wait),
        cmocka_unit_test(data_is_found_where_it_is_said_to_be),
    };
    return cmocka_run_group_tests_name("files", tests, NULL, NULL);
}
