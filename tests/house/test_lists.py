#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Nothing lies in the tree that no list names: a source that is not compiled, a test that never runs."""

import re

import tap


def named_in(path):
    """What stands in quotes in a meson.build, comments left out."""
    text = "\n".join(line.split("#")[0] for line in path.read_text().splitlines())
    return set(re.findall(r"'([^']*)'", text))


def missing(folder, pattern, names, word=lambda name: name):
    return sorted(path.name for path in folder.glob(pattern) if word(path.name) not in names)


def test_every_source_is_compiled():
    for folder in sorted(path for path in (tap.ROOT / "src").iterdir() if path.is_dir()):
        if any(folder.glob("*.c")):
            left = missing(folder, "*.c", named_in(folder / "meson.build"))
            tap.same((folder.name, [name for name in left if (folder.name, name) != ("cmd", "main.c")]),
                     (folder.name, []))


def test_every_folder_of_sources_is_in_the_build():
    order = re.search(r"^folders = \[(.*?)\]", (tap.ROOT / "meson.build").read_text(), re.M | re.S)
    folders = re.findall(r"'(\w+)'", order[1])
    layers = re.findall(r"^(\w+)[^:\n#]*:", (tap.ROOT / "LAYERS").read_text(), re.M)
    tap.same(folders, layers)
    tap.same([path.name for path in (tap.ROOT / "src").iterdir() if path.name not in folders], [])


def test_every_unit_test_runs():
    folder = tap.ROOT / "tests/unit"
    tap.same(missing(folder, "*.c", named_in(folder / "meson.build")), [])


def test_every_property_test_runs():
    folder = tap.ROOT / "tests/property"
    tap.same(missing(folder, "*.c", named_in(folder / "meson.build")), [])


def test_every_house_test_runs():
    folder = tap.ROOT / "tests/house"
    tap.same(missing(folder, "test_*.py", named_in(folder / "meson.build")), [])


def test_every_row_has_its_file():
    for kind in ("unit", "property"):
        folder = tap.ROOT / "tests" / kind
        tap.same([name for name in sorted(named_in(folder / "meson.build"))
                  if name.endswith(".c") and not (folder / name).exists()], [])


def test_every_fuzz_target_runs_and_has_seeds():
    folder = tap.ROOT / "fuzz"
    words = re.search(r"^fuzz_targets = \[(.*?)\]", (folder / "meson.build").read_text(), re.M | re.S)[1]
    words = re.findall(r"'(\w+)'", words)
    tap.same(missing(folder, "fuzz_*.c", words, lambda name: name[len("fuzz_"):-len(".c")]), [])
    tap.same([word for word in words if not any((folder / "corpus" / word).glob("*"))], [])


def test_every_attack_belongs_to_a_fuzz_target():
    words = [path.name[len("fuzz_"):-len(".c")] for path in (tap.ROOT / "fuzz").glob("fuzz_*.c")]
    tap.same([path.name for path in (tap.ROOT / "tests/attack").iterdir() if path.is_dir() and path.name not in words],
             [])


def test_every_benchmark_runs():
    folder = tap.ROOT / "bench"
    words = named_in(folder / "meson.build")
    tap.same(missing(folder, "bench_*.c", words, lambda name: name[len("bench_"):-len(".c")]), [])


def test_every_verb_has_its_manual_page():
    table = (tap.ROOT / "src/cmd/verbs.c").read_text()
    verbs = re.findall(r'^    \{"([a-z ]+)",', table, re.M)
    pages = re.search(r"^manual_verbs = \[(.*?)\]", (tap.ROOT / "docs/man/meson.build").read_text(), re.M | re.S)
    tap.same(sorted(re.findall(r"'([a-z ]*)'", pages[1])), sorted(["", *verbs]))


def test_every_tool_can_be_run():
    for path in sorted((tap.ROOT / "tools").iterdir()):
        if path.is_file() and path.read_bytes().startswith(b"#!"):
            tap.same((path.name, bool(path.stat().st_mode & 0o111)), (path.name, True))


if __name__ == "__main__":
    tap.main(globals())
