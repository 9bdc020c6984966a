#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tools/setup on made-up machines: a folder of fake commands is all of its PATH."""

import os
import shutil
import subprocess

import tap

TABLE = """# package set probe reason
aaa    build  cmd:aaa  compiler
bbb    build  pc:bbb   json-in
ttt    test   cmd:ttt  unit-tests
"""


class Machine:
    def __init__(self, folder, installed, user=0, tools=("apt-get", "dpkg-query", "sudo")):
        self.bin, self.log, self.table = folder / "bin", folder / "log", folder / "packages"
        self.bin.mkdir()
        self.table.write_text(TABLE)
        for name in ("sh", "cut", "sed", "dirname", "env", "cat"):
            (self.bin / name).symlink_to(shutil.which(name))
        self.fake("id", f"echo {user}")
        if "dpkg-query" in tools:
            self.fake("dpkg-query", "".join(f"echo '{name} installed'\n" for name in installed)
                      + "echo 'bbb config-files'\n")
        if "apt-get" in tools:
            self.fake("apt-get", f'echo "$0 $* $DEBIAN_FRONTEND" >> {self.log}\n[ "$APT_FAILS" != yes ]')
        if "sudo" in tools:
            self.fake("sudo", f'echo sudo >> {self.log}\nexec "$@"')

    def fake(self, name, body):
        path = self.bin / name
        path.write_text("#!/bin/sh\n" + body + "\n")
        path.chmod(0o755)

    def setup(self, *sets, **env):
        done = subprocess.run([tap.ROOT / "tools/setup", *sets], capture_output=True, text=True, check=False,
                              env={"PATH": str(self.bin), "VB_PACKAGES": str(self.table), **env})
        log = self.log.read_text() if self.log.exists() else ""
        return done.returncode, done.stdout + done.stderr, log.replace(str(self.bin) + os.sep, "")


def test_all_there(folder):
    tap.same(Machine(folder, ["aaa", "bbb"]).setup("build"), (0, "", ""))


def test_root_installs_what_is_missing(folder):
    status, said, ran = Machine(folder, ["aaa"]).setup("build")
    tap.same(status, 0)
    tap.same(said, "tools/setup: installing with apt-get: bbb\n")
    update, install = ran.splitlines()
    tap.holds(update, " update noninteractive")
    tap.holds(install, " install -y --no-install-recommends bbb noninteractive")


def test_build_does_not_want_the_test_set(folder):
    machine = Machine(folder, ["aaa", "bbb"])
    tap.same(machine.setup("build")[2], "")
    tap.holds(machine.setup("test")[2], "--no-install-recommends ttt ")


def test_user_installs_through_sudo(folder):
    status, said, ran = Machine(folder, [], user=1000).setup("build")
    tap.same(status, 0)
    tap.holds(said, "installing with apt-get through sudo: aaa bbb")
    tap.same(ran.splitlines()[0], "sudo")
    tap.holds(ran, "install -y --no-install-recommends aaa bbb noninteractive")


def test_user_without_sudo_is_told_the_command(folder):
    status, said, ran = Machine(folder, ["bbb"], user=1000, tools=("apt-get", "dpkg-query")).setup("test")
    tap.same((status, ran), (69, ""))
    tap.holds(said, "apt-get update && apt-get install --no-install-recommends aaa ttt\n")


def test_apt_fails(folder):
    status, said, _ = Machine(folder, ["aaa"]).setup("build", APT_FAILS="yes")
    tap.same(status, 1)
    tap.holds(said, "Still needed: bbb")


def test_another_system_with_all_there(folder):
    machine = Machine(folder, [], tools=())
    machine.fake("aaa", "exit 0")
    machine.fake("pkg-config", "exit 0")
    tap.same(machine.setup("build"), (0, "", ""))


def test_another_system_is_told_what_is_missing(folder):
    machine = Machine(folder, [], tools=())
    machine.fake("pkg-config", '[ "$2" != bbb ]')
    status, said, _ = machine.setup("test")
    tap.same(status, 69)
    tap.holds(said, "    aaa (for compiler; Debian calls the package aaa)\n    bbb (for json-in")
    tap.holds(said, "ttt (for unit-tests")


def test_usage(folder):
    tap.same(Machine(folder, []).setup()[0], 64)
    tap.same(Machine(folder / "bin", []).setup("everything")[0], 64)


def test_the_table_has_four_columns_and_no_package_twice():
    rows = [line.split() for line in (tap.ROOT / "tools/packages").read_text().splitlines()
            if line and not line.startswith("#")]
    for row in rows:
        tap.same(len(row), 4)
        tap.holds(["build", "test"], row[1])
    names = [row[0] for row in rows]
    tap.same(sorted(names), sorted(set(names)))


def test_every_library_of_the_build_stands_in_the_table():
    import re
    table = (tap.ROOT / "tools/packages").read_text()
    for name in re.findall(r"dependency\('([^']+)'", (tap.ROOT / "meson.build").read_text()):
        if name != "threads":
            tap.holds(table, f"pc:{name} ")


if __name__ == "__main__":
    tap.main(globals())
