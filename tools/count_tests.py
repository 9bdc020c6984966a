# SPDX-License-Identifier: Apache-2.0
"""Counts the cases inside what one test program printed.

Three kinds of program are understood: cmocka programs (standard output format), programs that print TAP lines
(`ok 1 - name`, `not ok 2 - name`, `ok 3 - name # SKIP why`), and all others, which count as one case each.

A case that was announced and never ended has failed: the program crashed in it, or before it.
"""

import re
from dataclasses import dataclass, field

EXIT_SKIPPED = 77  # what automake and meson agree on

PLAN = re.compile(r"\[=+\] Running (\d+) test\(s\)")
DONE = re.compile(r"\[=+\] (\d+) test\(s\) run")
CASE = re.compile(r"\[ *(RUN|OK|FAILED|SKIPPED) *\] (.*)")
REASON = re.compile(r"SKIP: (.*)")
TAP = re.compile(r"(not )?ok\b(?: +\d+)?(?: +-)? *(.*)")
TAP_SKIP = re.compile(r"(.*?) *# *SKIP\w* *(.*)", re.I)


@dataclass
class Count:
    passed: int = 0
    failed: int = 0
    skipped: list = field(default_factory=list)  # (case, reason)
    bad: list = field(default_factory=list)      # (case, what happened)

    def fail(self, case, what):
        self.failed += 1
        self.bad.append((case, what))

    def add(self, other, prefix=""):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += [(prefix + case, why) for case, why in other.skipped]
        self.bad += [(prefix + case, what) for case, what in other.bad]


def count_cmocka(lines):
    count, running, reason = Count(), None, ""
    planned = ended = 0
    summary = True  # outside of a group: the lines that list cases again are not cases

    def close_group():
        nonlocal running
        if running is not None:
            count.fail(running, "did not end")
            running = None
            return 1
        return 0

    for line in lines:
        if plan := PLAN.match(line):
            missing = planned - ended - close_group()
            for _ in range(missing):
                count.fail("a case", "never ran")
            planned, ended, summary = int(plan[1]), 0, False
        elif DONE.match(line):
            ended += close_group()
            summary = True
        elif not summary and (why := REASON.match(line)):
            reason = why[1]
        elif not summary and (case := CASE.match(line)):
            word, name = case[1], case[2]
            if word == "RUN":
                ended += close_group()
                running, reason = name, ""
                continue
            if running is None:
                continue
            ended += 1
            running = None
            if word == "OK":
                count.passed += 1
            elif word == "FAILED":
                count.fail(name, "failed")
            else:
                count.skipped.append((name, reason or "no reason given"))
    for _ in range(planned - ended - close_group()):
        count.fail("a case", "never ran")
    return count


def count_tap(lines):
    count = Count()
    for line in lines:
        if not (row := TAP.match(line)):
            continue
        skip = TAP_SKIP.match(row[2])
        if skip:
            count.skipped.append((skip[1], skip[2] or "no reason given"))
        elif row[1]:
            count.fail(row[2], "failed")
        else:
            count.passed += 1
    return count


def last_line(lines):
    said = [line.strip() for line in lines if line.strip()]
    return said[-1] if said else "no reason given"


def describe(status):
    if status is None:
        return "did not end in time"
    return f"ended by signal {-status}" if status < 0 else f"exit status {status}"


def count_output(stdout, status):
    """status: exit status, negative for a signal, None when it ran out of time."""
    lines = stdout.splitlines()
    if any(PLAN.match(line) for line in lines):
        count = count_cmocka(lines)
    elif any(TAP.match(line) for line in lines):
        count = count_tap(lines)
    elif status == EXIT_SKIPPED:
        return Count(skipped=[("", last_line(lines))])
    else:
        count = Count(passed=1 if status == 0 else 0)
    if status != 0 and status != EXIT_SKIPPED and count.failed == 0:
        count.fail("", describe(status))
    return count
