# SPDX-License-Identifier: Apache-2.0
"""Every command of README.md runs: blocks marked `sh`, line by line, in a copy of the examples."""

import os
import re
import shutil
import subprocess

from program import BINARY, ENV, ROOT, main

# `make` and `git` lines are run by whoever runs this test; what they lead to is tested elsewhere
SKIPPED = re.compile(r"^(git|cd|make|sudo|tools/fresh-machine)\b")


def commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for block in re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S):
        for line in block.splitlines():
            line = line.split("  #")[0].strip()
            if line and not line.startswith("#"):
                yield line


def test_every_command(folder):
    shutil.copytree(ROOT / "examples", folder / "examples")
    (folder / "build").mkdir()
    os.symlink(BINARY, folder / "build" / "verbleib")
    env = {**ENV, "PATH": f"{folder / 'build'}:{os.environ['PATH']}", "VERBLEIB_DATA": str(ROOT / "data")}
    ran = 0
    for line in commands():
        if SKIPPED.match(line):
            continue
        done = subprocess.run(["bash", "-o", "pipefail", "-c", line], cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=120, check=False)
        assert done.returncode in (0, 1, 2), (line, done.returncode, done.stdout.decode()[-800:])
        ran += 1
    assert ran >= 8, ran


def test_it_is_short_and_names_files_that_are_there():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 200
    for path in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / path).exists(), path


main(globals())
