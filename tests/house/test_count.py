#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tools/count_tests.py on what cmocka 1.1.5 really prints (recorded), on TAP, and on programs that say nothing."""

import subprocess

import tap
from count_tests import count_output

# One program with a pass, a failure, a skip, a setup that fails and a teardown that fails; stdout only, as cmocka sends
# the reasons of failures to stderr.
GROUP = """[==========] Running 6 test(s).
[ RUN      ] fine
hello
[       OK ] fine
[ RUN      ] wrong
[  FAILED  ] wrong
[ RUN      ] without
SKIP: reference data x is not on this machine
[  SKIPPED ] without
[ RUN      ] setup_fails
[ RUN      ] teardown_fails
[ RUN      ] last
[       OK ] last
[==========] 6 test(s) run.
[  PASSED  ] 2 test(s).
[  SKIPPED ] 1 test(s), listed below:
[  SKIPPED ] without
[  FAILED  ] 1 test(s), listed below:
[  FAILED  ] wrong
"""


def numbers(count):
    return count.passed, count.failed, len(count.skipped)


def test_cmocka_group():
    count = count_output(GROUP, 3)
    tap.same(numbers(count), (2, 3, 1))
    tap.same(count.skipped, [("without", "reference data x is not on this machine")])
    tap.same([case for case, _ in count.bad], ["wrong", "setup_fails", "teardown_fails"])


def test_cmocka_two_groups_one_after_the_other():
    good = "[==========] Running 1 test(s).\n[ RUN      ] a\n[       OK ] a\n[==========] 1 test(s) run.\n"
    tap.same(numbers(count_output(good + GROUP + good, 3)), (4, 3, 1))


def test_cmocka_crash_in_a_case_and_the_cases_behind_it():
    text = "[==========] Running 4 test(s).\n[ RUN      ] a\n[       OK ] a\n[ RUN      ] b\nwords of b\n"
    count = count_output(text, -6)
    tap.same(numbers(count), (1, 3, 0))
    tap.same(count.bad[0], ("b", "did not end"))
    tap.same(count.bad[1], ("a case", "never ran"))


def test_cmocka_crash_after_the_last_case():
    text = "[==========] Running 1 test(s).\n[ RUN      ] a\n[       OK ] a\n[==========] 1 test(s) run.\n"
    count = count_output(text, -11)
    tap.same(numbers(count), (1, 1, 0))
    tap.same(count.bad, [("", "ended by signal 11")])


def test_cmocka_group_setup_fails():
    tap.same(numbers(count_output("[==========] Running 2 test(s).\n[==========] 0 test(s) run.\n", 1)), (0, 2, 0))


def test_cmocka_failure_that_main_forgot_to_return():
    tap.same(numbers(count_output(GROUP, 0)), (2, 3, 1))


def test_cmocka_failure_word_printed_by_a_case():
    text = ("[==========] Running 1 test(s).\n[ RUN      ] a\n  [  FAILED  ] not a line of cmocka\n[       OK ] a\n"
            "[==========] 1 test(s) run.\n")
    tap.same(numbers(count_output(text, 0)), (1, 0, 0))


def test_tap():
    text = "1..4\nok 1 - a\nnot ok 2 - b\n# why\nok 3 - c # SKIP no clang here\nok - d\nokay, not a line of TAP\n"
    count = count_output(text, 1)
    tap.same(numbers(count), (2, 1, 1))
    tap.same(count.skipped, [("c", "no clang here")])


def test_tap_that_passes_and_crashes():
    tap.same(numbers(count_output("ok 1 - a\n", -11)), (1, 1, 0))


def test_other_programs():
    tap.same(numbers(count_output("30 files replayed\n", 0)), (1, 0, 0))
    tap.same(numbers(count_output("", 1)), (0, 1, 0))
    tap.same(count_output("", -11).bad, [("", "ended by signal 11")])
    tap.same(count_output("", None).bad, [("", "did not end in time")])
    tap.same(count_output("no clang\n", 77).skipped, [("", "no clang")])


PROGRAM = """#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
static void fine(void **s) { (void)s; }
static void without(void **s) { (void)s; puts("SKIP: why"); skip(); }
static void aborts(void **s) { (void)s; abort(); }
int main(void)
{
    const struct CMUnitTest t[] = {cmocka_unit_test(fine), cmocka_unit_test(without), cmocka_unit_test(aborts),
                                   cmocka_unit_test(fine)};
    return cmocka_run_group_tests(t, NULL, NULL);
}
"""


def test_a_real_program_that_aborts(folder):
    source, program = folder / "t.c", folder / "t"
    source.write_text(PROGRAM)
    subprocess.run(["cc", source, "-lcmocka", "-o", program], check=True)
    done = subprocess.run([program], capture_output=True, text=True, check=False)
    count = count_output(done.stdout, done.returncode)
    tap.same(numbers(count), (1, 2, 1))
    tap.same(count.skipped, [("without", "why")])


if __name__ == "__main__":
    tap.main(globals())
