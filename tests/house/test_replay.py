#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fuzz/replay_main.c gives a target every file once, in exact-size blocks, and fails when there is none."""

import subprocess

import tap

TARGET = """#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0 && data[0] == '!')
        abort();
    if (size > 0 && data[0] == '+')
        return data[size] == 1 ? 1 : 0;    /* one past the end */
    printf("<%.*s>\\n", (int)size, (const char *)data);
    return 0;
}
"""


def build(folder, *flags):
    (folder / "target.c").write_text(TARGET)
    subprocess.run(["cc", "-g", *flags, folder / "target.c", tap.ROOT / "fuzz/replay_main.c", "-o", folder / "replay"],
                   check=True)


def replay(folder, *paths):
    done = subprocess.run([folder / "replay", *paths], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_files_and_folders_in_the_order_of_names(folder):
    build(folder)
    seeds = folder / "seeds"
    (seeds / "deeper").mkdir(parents=True)
    for name, text in {"b": "two", "a": "one", "deeper/c": "three", "e": "", ".hidden": "no"}.items():
        (seeds / name).write_text(text)
    status, said, _ = replay(folder, seeds, folder / "not-there")
    tap.same([line for line in said.splitlines() if line[0] == "<"], ["<one>", "<two>", "<three>", "<>"])
    tap.holds(said, "4 files replayed")
    tap.same(status, 0)


def test_no_file_is_a_failure(folder):
    build(folder)
    tap.same(replay(folder, folder / "not-there")[0], 1)


def test_a_crash_names_the_file(folder):
    build(folder)
    (folder / "bad").write_text("!")
    status, said, _ = replay(folder, folder / "bad")
    tap.same(status, -6)
    tap.holds(said.splitlines()[-1], "/bad, 1 bytes")


def test_a_read_past_the_end_is_seen(folder):
    build(folder, "-fsanitize=address")
    (folder / "bad").write_text("+12")
    status, _, said = replay(folder, folder / "bad")
    tap.same(status != 0, True)
    tap.holds(said, "heap-buffer-overflow")


if __name__ == "__main__":
    tap.main(globals())
