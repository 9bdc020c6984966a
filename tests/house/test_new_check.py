#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tools/new-check writes what a check consists of, and what it writes compiles."""

import subprocess
import sys

import tap


def tree(folder):
    for name, text in {"src/checks/meson.build": "sources += files(\n  'checks.c',\n  'support.c',\n)\n",
                       "tests/unit/meson.build": "unit_tests = {\n  'a': ['test_a.c'],\n  'z': ['test_z.c'],\n}\nrest\n",
                       "meson.build": "project('x', 'c', version: '3.4.5')\n"}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def new_check(folder, name):
    return subprocess.run([sys.executable, tap.ROOT / "tools/new-check", name, "--root", folder], capture_output=True,
                          text=True, check=False)


def test_files_and_rows(folder):
    tree(folder)
    tap.same(new_check(folder, "custody.long-gap").returncode, 0)
    tap.same((folder / "src/checks/meson.build").read_text(),
             "sources += files(\n  'checks.c',\n  'custody_long_gap.c',\n  'support.c',\n)\n")
    tap.holds((folder / "tests/unit/meson.build").read_text(),
              "  'a': ['test_a.c'],\n  'check_custody_long_gap': ['test_check_custody_long_gap.c'],\n  'z'")
    tap.holds((folder / "src/checks/custody_long_gap.c").read_text(), '.id = "custody.long-gap"')
    tap.holds((folder / "src/checks/custody_long_gap.c").read_text(), '.since = "3.4.5"')
    tap.holds((folder / "docs/checks/custody.long-gap.md").read_text(), "# custody.long-gap\n")


def test_what_it_writes_compiles(folder):
    tree(folder)
    new_check(folder, "custody.gap")
    private = tap.ROOT / "src/checks/checks_priv.h"
    source = folder / "src/checks/custody_gap.c"
    tap.holds(private.read_text(), "extern const vb_check vb_check_custody_gap;")  # the line a new check adds by hand
    for name in (source, folder / "tests/unit/test_check_custody_gap.c"):
        done = subprocess.run(["cc", "-std=gnu17", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only",
                               "-I", tap.ROOT / "src", "-I", tap.ROOT / "tests/support", name],
                              capture_output=True, text=True, check=False)
        tap.same((name, done.returncode, done.stderr), (name, 0, ""))


def test_refuses_to_overwrite(folder):
    tree(folder)
    (folder / "docs/checks").mkdir(parents=True)
    (folder / "docs/checks/custody.gap.md").write_text("mine\n")
    done = new_check(folder, "custody.gap")
    tap.same(done.returncode, 64)
    tap.holds(done.stderr, "already there: docs/checks/custody.gap.md")
    tap.same((folder / "src/checks/custody_gap.c").exists(), False)


def test_refuses_odd_names(folder):
    tree(folder)
    for name in ("custody", "Custody.Gap", "../evil.gap", "custody..gap"):
        tap.same((name, new_check(folder, name).returncode), (name, 64))


if __name__ == "__main__":
    tap.main(globals())
