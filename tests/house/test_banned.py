#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""src/base/banned.h makes each function it names a compile error, and leaves the system's headers alone."""

import re
import shutil
import subprocess

import tap

HEADER = tap.ROOT / "src/base/banned.h"
SYSTEM = ["stdio.h", "stdlib.h", "string.h", "strings.h", "time.h", "unistd.h", "math.h", "wchar.h", "inttypes.h",
          "sys/types.h", "sys/socket.h", "sys/stat.h", "sys/mman.h", "fcntl.h", "pthread.h", "spawn.h", "libintl.h",
          "seccomp.h", "yajl/yajl_parse.h", "jansson.h", "openssl/evp.h", "openssl/x509v3.h", "geodesic.h", "ini.h"]
WAYS = [["-O2", "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=3"], ["-O0"]]


def compilers():
    return [name for name in ("gcc", "clang") if shutil.which(name)]


def compile_text(compiler, text, *flags):
    done = subprocess.run([compiler, "-Wall", "-Wextra", "-Wpedantic", "-Wredundant-decls", "-Werror", *flags,
                           "-include", HEADER, "-x", "c", "-c", "-o", "/dev/null", "-"], input=text, text=True,
                          capture_output=True, check=False)
    return done.returncode, done.stderr


def names():
    return re.findall(r"^[a-z][a-z *]*?\b(\w+)\([^;]*VB_BANNED\(\"", HEADER.read_text(), flags=re.M)


def test_the_header_names_what_the_house_style_bans():
    for name in ("strcpy", "strcat", "sprintf", "vsprintf", "gets", "strtok", "atoi", "atol", "gmtime", "localtime"):
        tap.holds(names(), name)


def test_every_use_is_an_error():
    headers = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <time.h>\n"
    for name in names():
        for compiler in compilers():
            for flags in WAYS:
                text = headers + f"void *f(void);\nvoid *f(void) {{ return (void *)(long){name}; }}\n"
                status, said = compile_text(compiler, text, "-w", *flags)
                tap.same((name, compiler, status != 0), (name, compiler, True))
                tap.holds(said, "is unavailable")


def test_a_plain_call_is_an_error_under_fortify():
    text = '#include <string.h>\nvoid f(char *p);\nvoid f(char *p) { strcpy(p, "a"); }\n'
    for compiler in compilers():
        tap.holds(compile_text(compiler, text, *WAYS[0])[1], "unavailable: build text in a vb_buf")


def test_system_headers_still_compile():
    text = "".join(f"#include <{name}>\n" for name in SYSTEM) + "int main(void) { return 0; }\n"
    for compiler in compilers():
        for standard in ("gnu17", "gnu2x"):
            for flags in WAYS:
                for feature in ([], ["-D_GNU_SOURCE="]):
                    tap.same(compile_text(compiler, text, f"-std={standard}", *flags, *feature), (0, ""))


def test_a_source_may_ask_for_gnu_functions_in_its_first_line():
    text = "#define _GNU_SOURCE\n#include <string.h>\nint main(void) { return memmem(\"a\", 1, \"a\", 1) == NULL; }\n"
    for compiler in compilers():
        tap.same(compile_text(compiler, text, "-std=gnu17"), (0, ""))
        tap.same(compile_text(compiler, text, "-std=gnu17", "-D_GNU_SOURCE="), (0, ""))


if __name__ == "__main__":
    tap.main(globals())
