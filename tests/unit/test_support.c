/* SPDX-License-Identifier: Apache-2.0 */
/* The helpers of tests/support: a test that leans on them leans on this. */
#include "support.h"

#include <signal.h>
#include <unistd.h>

/* First outputs of splitmix64 from state 1234567: Rosetta Code, "Pseudo-random numbers/Splitmix64", where some thirty
 * languages agree on them; Sebastiano Vigna's splitmix64.c gives the same. */
static void random_is_splitmix64(void **state)
{
    static const uint64_t expected[] = {UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),
                                        UINT64_C(9817491932198370423), UINT64_C(4593380528125082431),
                                        UINT64_C(16408922859458223821)};
    uint64_t s = 1234567;
    (void)state;
    for (size_t i = 0; i < 5; i++)
        assert_true(vb_test_random(&s) == expected[i]);
}

static void below_stays_below_and_reaches_all(void **state)
{
    uint64_t s = 1;
    unsigned seen[7] = {0};
    (void)state;
    for (int i = 0; i < 7000; i++)
        seen[vb_test_below(&s, 7)]++;
    for (size_t i = 0; i < 7; i++)
        assert_in_range(seen[i], 850, 1150); /* 1000 expected, standard deviation 29 */
}

static void shuffle_keeps_every_element(void **state)
{
    uint64_t s = 2;
    int v[50], seen[50] = {0}, moved = 0;
    (void)state;
    for (int i = 0; i < 50; i++)
        v[i] = i;
    vb_test_shuffle(&s, v, 50, sizeof v[0]);
    for (int i = 0; i < 50; i++) {
        seen[v[i]]++;
        moved += v[i] != i;
    }
    for (int i = 0; i < 50; i++)
        assert_int_equal(seen[i], 1);
    assert_true(moved > 30);
}

static void files_come_back_as_written(void **state)
{
    static const char bytes[] = {'a', 0, '\n', 'b'};
    char *folder = vb_test_folder(), *path = vb_test_join(folder, "f");
    (void)state;
    vb_test_write(path, bytes, sizeof bytes);
    vb_test_file f = vb_test_read(path);
    assert_int_equal(f.n, sizeof bytes);
    assert_memory_equal(f.p, bytes, sizeof bytes);
    vb_test_remove(folder);
    assert_int_not_equal(access(folder, F_OK), 0);
    free(f.p);
    free(path);
    free(folder);
}

static void programs_report_output_and_status(void **state)
{
    vb_test_file input = {(char[]){'h', 'i'}, 2};
    vb_test_output o =
        vb_test_run_program((const char *const[]){"sh", "-c", "cat; echo talk >&2; exit 3", NULL}, &input);
    (void)state;
    assert_int_equal(o.status, 3);
    assert_int_equal(o.signal, 0);
    assert_string_equal(o.out.p, "hi");
    assert_string_equal(o.err.p, "talk\n");
    vb_test_output_free(&o);
    o = vb_test_run_program((const char *const[]){"sh", "-c", "kill -TERM $$", NULL}, NULL);
    assert_int_equal(o.status, -1);
    assert_int_equal(o.signal, SIGTERM);
    vb_test_output_free(&o);
}

static bool counts_sizes(uint64_t *random, size_t size, void *context)
{
    size_t *largest = context;
    *largest = size > *largest ? size : *largest;
    return vb_test_below(random, size) < size;
}

static void laws_are_tried_up_to_the_largest_size(void **state)
{
    size_t largest = 0;
    (void)state;
    vb_test_holds("counts sizes", 100, 40, counts_sizes, &largest);
    assert_int_equal(largest, 40);
}

static bool small_only(uint64_t *random, size_t size, void *context)
{
    (void)random;
    (void)context;
    return size < 5;
}

static void hold_small_only(void **state)
{
    (void)state;
    vb_test_holds("small only", 4, 40, small_only, NULL);
}

/* The test program starts itself with an argument, and must then fail and say how to repeat it: sizes 1, 11, 21, 31 are
 * tried, 11 fails, 5 fails, 2 holds. */
static void broken_laws_are_halved_and_can_be_repeated(void **state)
{
    vb_test_output o = vb_test_run_program((const char *const[]){"/proc/self/exe", "broken", NULL}, NULL);
    (void)state;
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err.p, "VB_SEED=21 VB_SIZE=5 "));
    vb_test_output_free(&o);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest broken[] = {cmocka_unit_test(hold_small_only)};
    if (argc == 2 && strcmp(argv[1], "broken") == 0)
        return cmocka_run_group_tests_name("broken", broken, NULL, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_is_splitmix64),
        cmocka_unit_test(below_stays_below_and_reaches_all),
        cmocka_unit_test(shuffle_keeps_every_element),
        cmocka_unit_test(files_come_back_as_written),
        cmocka_unit_test(programs_report_output_and_status),
        cmocka_unit_test(laws_are_tried_up_to_the_largest_size),
        cmocka_unit_test(broken_laws_are_halved_and_can_be_repeated),
    };
    return cmocka_run_group_tests_name("support", tests, NULL, NULL);
}
