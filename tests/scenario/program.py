# SPDX-License-Identifier: Apache-2.0
"""Runs the built program for scenario tests."""

import json
import os
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "house"))
from tap import Skip, holds, main, same  # noqa: E402,F401

BINARY = os.environ.get("VB_BINARY", str(ROOT / "build" / "verbleib"))
SHARED = pathlib.Path(os.environ.get("VB_SHARED_DATA", ROOT / ".." / "shared" / "data"))
ENV = {key: value for key, value in os.environ.items() if key not in ("LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR")}


def run(*words, cwd=ROOT, status=None, env=None):
    """(exit status, stdout, stderr); status: what it must be."""
    done = subprocess.run([BINARY, *map(str, words)], cwd=cwd, env={**ENV, **(env or {})}, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300, check=False)
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace")
    if status is not None and done.returncode != status:
        raise AssertionError(f"exit {done.returncode}, wanted {status}: {words}\n{out[-1500:]}\n{err[-1500:]}")
    return done.returncode, out, err


def audit(case, *words, status=None):
    return json.loads(run("audit", case, "--json", *words, status=status)[1])


def findings(report, verdict=None, check=None):
    return [f for f in report["findings"] if verdict in (None, f["verdict"]) and check in (None, f["check"])]


def shared(*parts):
    path = SHARED.joinpath(*parts)
    if not path.exists():
        raise Skip(f"{'/'.join(parts)} of the shared data is not here")
    return path


def case_of(folder, files):
    """Writes a case: {"parties.csv": "text"}."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(text, encoding="utf-8")
    return folder
