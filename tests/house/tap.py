# SPDX-License-Identifier: Apache-2.0
"""Runs the functions named test_* of the calling module and prints one TAP line each; `raise Skip("why")` skips."""

import pathlib
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))


class Skip(Exception):
    pass


def main(names):
    """names: globals() of the module. A function that takes an argument is given an empty folder."""
    cases = [(name, body) for name, body in names.items() if name.startswith("test_") and callable(body)]
    failed = 0
    print(f"1..{len(cases)}")
    for number, (name, body) in enumerate(cases, 1):
        with tempfile.TemporaryDirectory(prefix="verbleib-house-") as folder:
            try:
                body(*([pathlib.Path(folder)] if body.__code__.co_argcount else []))
                print(f"ok {number} - {name}", flush=True)
            except Skip as why:
                print(f"ok {number} - {name} # SKIP {why}", flush=True)
            except Exception:  # whatever it is, this case failed and the next one runs
                failed += 1
                print(f"not ok {number} - {name}", flush=True)
                print("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()), flush=True)
    sys.exit(1 if failed else 0)


def same(got, wanted):
    if got != wanted:
        raise AssertionError(f"got {got!r}, wanted {wanted!r}")


def holds(text, part):
    if part not in text:
        raise AssertionError(f"{part!r} is not in {text!r}")
