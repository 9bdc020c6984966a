#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds src/ to the file LAYERS.

    tools/check_layers.py ROOT [--library libcore.a]

From the sources: each folder includes only what LAYERS allows, `*_priv.h` stays in its folder, every include is written
from src/ ("base/str.h"), every folder stands in LAYERS, and LAYERS has no cycle.

From the compiled library, if it is named (one built without sanitizers, which add symbols of their own): a folder calls
only folders that it may include, whatever it declared itself; a folder not marked (impure) calls only the outside
functions of tools/pure-symbols and keeps no data that can change.

Prints one line a violation; exit status 1 if there is any.
"""

import argparse
import pathlib
import re
import subprocess
import sys

INCLUDE = re.compile(r'\s*#\s*include\s+"([^"]*)"')
ROW = re.compile(r"(\w+)\s*(\(impure\))?\s*:\s*([\w ]*)")


class Layers:
    """allowed[folder] = folders it may include; impure = folders that may touch the world."""

    def __init__(self, path):
        self.allowed, self.impure, self.problems = {}, set(), []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            line = line.split("#")[0].strip()
            if not line:
                continue
            row = ROW.fullmatch(line)
            if not row:
                self.problems.append(f"LAYERS:{number}: not of the form `folder: folder ...`")
                continue
            if row[1] in self.allowed:
                self.problems.append(f"LAYERS:{number}: {row[1]} stands here twice")
            self.allowed[row[1]] = set(row[3].split())
            if row[2]:
                self.impure.add(row[1])
        for folder, below in self.allowed.items():
            for name in sorted(below - self.allowed.keys()):
                self.problems.append(f"LAYERS: {folder} may include {name}, which has no line of its own")
        self.find_cycle()
        for folder in sorted(self.allowed.keys() - self.impure):
            for name in sorted(self.allowed[folder] & self.impure):
                self.problems.append(f"LAYERS: {folder} is pure and may not include {name}, which is impure")

    def find_cycle(self):
        state = {}

        def visit(folder, path):
            if state.get(folder) == "done" or folder not in self.allowed:
                return
            if folder in path:
                self.problems.append("LAYERS: a cycle: " + " -> ".join(path[path.index(folder):] + [folder]))
                return
            for below in sorted(self.allowed[folder]):
                visit(below, path + [folder])
            state[folder] = "done"

        for folder in self.allowed:
            visit(folder, [])

    def may(self, folder, other):
        return other == folder or other in self.allowed.get(folder, ())


def without_comments(text):
    """The text with comments blanked, line numbers kept; an include in a comment is none."""
    return re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), text, flags=re.S)


def check_sources(src, layers):
    problems = []
    for folder in sorted(p.name for p in src.iterdir() if p.is_dir()):
        if folder not in layers.allowed:
            problems.append(f"src/{folder}: has no line in LAYERS")
    for path in sorted(src.rglob("*.[ch]")):
        place = path.relative_to(src)
        if len(place.parts) != 2:
            problems.append(f"src/{place}: sources lie in src/<folder>/, neither above nor below")
            continue
        folder = place.parts[0]
        for number, line in enumerate(without_comments(path.read_text(encoding="utf-8")).splitlines(), 1):
            include = INCLUDE.match(line)
            if not include:
                continue
            at = f"src/{place}:{number}"
            parts = include[1].split("/")
            if len(parts) != 2 or ".." in parts:
                problems.append(f'{at}: "{include[1]}" should be written from src/: "folder/name.h"')
            elif not layers.may(folder, parts[0]):
                problems.append(f"{at}: {folder} may not include {include[1]}")
            elif parts[1].endswith("_priv.h") and parts[0] != folder:
                problems.append(f"{at}: {include[1]} is private to {parts[0]}")
    return problems


class Symbols:
    """The list of tools/pure-symbols: the last line that matches decides."""

    def __init__(self, path):
        self.rules = []
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                allow = not line.startswith("!")
                self.rules.append((allow, re.compile(line if allow else line[1:])))

    def pure(self, name):
        answer = False
        for allow, pattern in self.rules:
            if pattern.fullmatch(name):
                answer = allow
        return answer


def read_objects(library):
    """{object name: [(symbol, class letter, section)]} of a static library, by nm."""
    out = subprocess.run(["nm", "--format=sysv", library], check=True, capture_output=True, text=True).stdout
    objects, symbols = {}, None
    for line in out.splitlines():
        head = re.match(r"(?:Undefined symbols|Symbols) from (?:.*\[)?([^\]\[:]+)\]?:", line)
        if head:
            symbols = objects.setdefault(head[1].rsplit("/", 1)[-1], [])
        elif symbols is not None and line.count("|") == 6:
            field = [part.strip() for part in line.split("|")]
            if field[0] != "Name":
                symbols.append((field[0].split("@")[0], field[2], field[6]))
    return objects


def folder_of(name, layers):
    """meson names the object of src/base/str.c src_base_str.c.o."""
    match = re.match(r"src_([a-z0-9]+)_", name)
    return match[1] if match and match[1] in layers.allowed else None


def check_library(library, layers, symbols):
    objects = read_objects(library)
    problems, home = [], {}
    if not any(objects.values()):
        return [f"{library}: nm lists no symbols in it"]
    for name, rows in objects.items():
        folder = folder_of(name, layers)
        if folder is None:
            problems.append(f"{library}: {name} is of no folder of src/")
            continue
        for symbol, kind, _ in rows:
            if kind in "TDBRVWC":
                home[symbol] = folder
    for name, rows in sorted(objects.items()):
        folder = folder_of(name, layers)
        if folder is None:
            continue
        for symbol, kind, section in sorted(rows):
            if kind in "Uw" and symbol in home:
                if not layers.may(folder, home[symbol]):
                    problems.append(f"{name}: {folder} may not call {symbol} of {home[symbol]}")
            elif folder in layers.impure:
                continue
            elif kind == "U" and symbol.startswith("vb_"):
                problems.append(f"{name}: calls {symbol}, which no folder defines")
            elif kind in "Uw" and not symbols.pure(symbol):
                problems.append(f"{name}: {folder} is pure and may not call {symbol} (tools/pure-symbols)")
            elif re.match(r"\.t?(data|bss)(\.(?!rel\.ro)|$)|\*COM\*", section) and kind in "dDbBC":
                problems.append(f"{name}: {folder} is pure and may not keep data that changes: {symbol}")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--library", help="the static library of all of src/ but main")
    parser.add_argument("--symbols", type=pathlib.Path, default=pathlib.Path(__file__).parent / "pure-symbols")
    args = parser.parse_args()
    layers = Layers(args.root / "LAYERS")
    problems = layers.problems + check_sources(args.root / "src", layers)
    if args.library:
        problems += check_library(args.library, layers, Symbols(args.symbols))
    print("\n".join(problems) if problems else "every folder keeps to LAYERS")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
