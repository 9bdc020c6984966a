#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tools/check_layers.py finds what is planted, and nothing in a clean tree."""

import subprocess
import sys

import tap

LAYERS = """# a comment
base:
rules: base
world (impure): base
"""


def plant(folder, files, layers=LAYERS):
    for name, text in {"LAYERS": layers, "src/base/str.h": "", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def check(folder, *options):
    done = subprocess.run([sys.executable, tap.ROOT / "tools/check_layers.py", folder, *options], capture_output=True,
                          text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def refuses(folder, part):
    status, output = check(folder)
    tap.holds(output, part)
    tap.same(status, 1)


def compile_library(folder, sources):
    """A static library as meson makes it: the object of src/base/a.c is named src_base_a.c.o."""
    objects = []
    for name, text in sources.items():
        source = folder / name.replace("/", "_")
        source.write_text(text)
        objects.append(source.with_name(source.name + ".o"))
        subprocess.run(["cc", "-O1", "-fPIE", "-c", source, "-o", objects[-1]], check=True)
    library = folder / "libcore.a"
    subprocess.run(["ar", "csrDT", library, *objects], check=True)
    return library


def test_clean_tree(folder):
    plant(folder, {"src/rules/rules.c": '#include "base/str.h"\n#include "rules/own_priv.h"\n#include <stdio.h>\n',
                   "src/rules/own_priv.h": '/* an example: #include "world/file.h" */\n'})
    tap.same(check(folder), (0, "every folder keeps to LAYERS\n"))


def test_include_upwards(folder):
    plant(folder, {"src/base/str.c": '\n# include "rules/rules.h"\n'})
    refuses(folder, "src/base/str.c:2: base may not include rules/rules.h")


def test_private_header_of_another(folder):
    plant(folder, {"src/rules/rules.c": '#include "base/arena_priv.h"\n'})
    refuses(folder, "src/rules/rules.c:1: base/arena_priv.h is private to base")


def test_include_not_from_src(folder):
    plant(folder, {"src/rules/rules.c": '#include "own.h"\n#include "../base/str.h"\n'})
    refuses(folder, 'src/rules/rules.c:1: "own.h" should be written from src/')
    refuses(folder, "src/rules/rules.c:2:")


def test_folder_without_line(folder):
    plant(folder, {"src/extra/a.c": ""})
    refuses(folder, "src/extra: has no line in LAYERS")


def test_source_at_the_wrong_depth(folder):
    plant(folder, {"src/base/deep/a.c": "", "src/top.c": ""})
    refuses(folder, "src/base/deep/a.c: sources lie in")
    refuses(folder, "src/top.c: sources lie in")


def test_cycle(folder):
    plant(folder, {}, "base: rules\nrules: base\n")
    refuses(folder, "a cycle: base -> rules -> base")


def test_cycle_of_one(folder):
    plant(folder, {}, "base: base\n")
    refuses(folder, "a cycle: base -> base")


def test_unknown_folder_in_a_line(folder):
    plant(folder, {}, "base:\nrules: base bsae\n")
    refuses(folder, "rules may include bsae, which has no line of its own")


def test_two_lines_for_one_folder(folder):
    plant(folder, {}, "base:\nbase:\n")
    refuses(folder, "LAYERS:2: base stands here twice")


def test_line_of_another_form(folder):
    plant(folder, {}, "base:\nrules = base\n")
    refuses(folder, "LAYERS:2: not of the form")


def test_pure_on_top_of_impure(folder):
    plant(folder, {}, LAYERS + "report: world\n")
    refuses(folder, "report is pure and may not include world")


CLEAN = {
    "src/base/a.c": """#include <stdio.h>
        #include <string.h>
        static const char *const names[] = {"a", "b"};   /* needs relocation: lies in .data.rel.ro, does not change */
        const char *vb_name(unsigned i); const char *vb_name(unsigned i) { return names[i & 1]; }
        int vb_print(char *p, unsigned long n); int vb_print(char *p, unsigned long n) { return snprintf(p, n, "%d", 1); }
        """,
    "src/rules/b.c": "const char *vb_name(unsigned i);\nconst char *vb_use(void); const char *vb_use(void) "
                     "{ return vb_name(1); }\n",
    "src/world/c.c": "#include <time.h>\nstatic int calls;\nlong vb_now(void); "
                     "long vb_now(void) { calls++; return time(0) + calls; }\n",
}


def library_says(folder, extra, part):
    plant(folder, {})
    status, output = check(folder, "--library", compile_library(folder, {**CLEAN, **extra}))
    tap.holds(output, part)
    tap.same(status, 1)


def test_clean_library(folder):
    plant(folder, {})
    tap.same(check(folder, "--library", compile_library(folder, CLEAN))[0], 0)


def test_impure_calls(folder):
    calls = {"time": "#include <time.h>\nlong f(void); long f(void) { return time(0); }",
             "getenv": "#include <stdlib.h>\nchar *f(void); char *f(void) { return getenv(\"A\"); }",
             "fopen": "#include <stdio.h>\nFILE *f(void); FILE *f(void) { return fopen(\"a\", \"r\"); }",
             "socket": "#include <sys/socket.h>\nint f(void); int f(void) { return socket(1, 1, 0); }",
             "rand": "#include <stdlib.h>\nint f(void); int f(void) { return rand(); }",
             "clock_gettime": "#include <time.h>\nint f(struct timespec *t); "
                              "int f(struct timespec *t) { return clock_gettime(0, t); }",
             "stderr": "#include <stdio.h>\nint f(void); int f(void) { return fflush(stderr); }",
             "json_load_file": "void *json_load_file(void); void *f(void); void *f(void) { return json_load_file(); }",
             "RAND_bytes": "int RAND_bytes(void); int f(void); int f(void) { return RAND_bytes(); }",
             "xmlReadFile": "int xmlReadFile(void); int f(void); int f(void) { return xmlReadFile(); }"}
    for name, text in calls.items():
        inside = folder / name
        inside.mkdir()
        library_says(inside, {"src/rules/bad.c": text}, f"src_rules_bad.c.o: rules is pure and may not call {name} ")


def test_data_that_changes(folder):
    for number, text in enumerate(["static int seen;\nint f(void); int f(void) { return ++seen; }",
                                   "int seen = 3;",
                                   "int f(void); int f(void) { static int seen = 7; return ++seen; }",
                                   "_Thread_local int seen;"]):
        inside = folder / str(number)
        inside.mkdir()
        library_says(inside, {"src/base/bad.c": text}, "base is pure and may not keep data that changes: seen")


def test_call_past_the_headers(folder):
    library_says(folder, {"src/base/bad.c": "long vb_now(void);\nlong f(void); long f(void) { return vb_now(); }"},
                 "src_base_bad.c.o: base may not call vb_now of world")


def test_empty_library(folder):
    plant(folder, {})
    library = folder / "libcore.a"
    subprocess.run(["ar", "crs", library], check=True)
    tap.holds(check(folder, "--library", library)[1], "lists no symbols")


if __name__ == "__main__":
    tap.main(globals())
