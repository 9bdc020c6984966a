#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""House rules on text that a compiler does not see.

    tools/check_text.py ROOT

Every source begins with its licence line; a C file has at most 650 lines unless a tool generated it; no text holds a
word of tools/banned-words. (The shape of C lines is clang-format's business.) Prints one line a violation; exit status 1
if there is any.
"""

import pathlib
import re
import subprocess
import sys

SPDX = "SPDX-License-Identifier: Apache-2.0"
MOST_LINES = 650
CODE = {".c", ".h", ".py", ".sh"}
TEXT = CODE | {".build", ".md", ".txt", ".html", ".css", ".js", ".scd", ".po", ".ini", ".toml", ".yml", ".yaml", ""}
# Folders of bytes that are meant to be as they are.
RAW = ("tests/attack/", "tests/golden/", "tests/recordings/", "fuzz/corpus/", "data/", "bench/history/", "examples/")
NOT_OURS = {"LICENSE", "tools/banned-words"}


def files_of(root):
    """What git knows or would take; without git, everything but builds."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard", "-z"], capture_output=True,
                            text=True, check=False) if (root / ".git").exists() else None
    if listed is not None and listed.returncode == 0:
        names = [name for name in listed.stdout.split("\0") if name and (root / name).is_file()]
    else:
        names = [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()]
        names = [name for name in names if not re.match(r"build|demo-reports/|\.git/|\.cache/", name) and "__pycache__" not in name]
    return sorted(names)


def banned_words(root):
    rules = []
    for line in (root / "tools/banned-words").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern, reason = line.split("\t")
            rules.append((re.compile(pattern, re.I), reason))
    return rules


def check_file(name, text, rules):
    lines = text.splitlines()
    suffix = pathlib.PurePath(name).suffix
    script = bool(lines) and lines[0].startswith("#!")
    if (suffix in CODE or script) and SPDX not in "".join(lines[:2]):
        yield f"{name}:1: the licence line is missing: {SPDX}"
    if suffix in (".c", ".h"):
        generated = any("enerated by" in line for line in lines[:8])
        if len(lines) > MOST_LINES and not generated:
            yield f"{name}: {len(lines)} lines are more than {MOST_LINES}: perhaps two ideas"
    for number, line in enumerate(lines, 1):
        for pattern, reason in rules:
            if hit := pattern.search(line):
                yield f'{name}:{number}: "{hit[0]}": {reason}'


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    rules, problems = banned_words(root), []
    for name in files_of(root):
        if name in NOT_OURS or name.startswith(RAW) or pathlib.PurePath(name).suffix not in TEXT:
            continue
        try:
            text = (root / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            if pathlib.PurePath(name).suffix != "":  # a file without a suffix may be a program
                problems.append(f"{name}: is not UTF-8")
            continue
        problems += check_file(name, text, rules)
    print("\n".join(problems) if problems else "the text keeps to the house rules")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
