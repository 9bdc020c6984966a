/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_TESTS_SUPPORT_H
#define VB_TESTS_SUPPORT_H
/* What tests share. It brings cmocka with the headers cmocka wants, so that a test includes this and its subject.
 *
 * Everything here may touch the machine and fails the running test itself (never returns an error) when it cannot do
 * its work: a test body stays a list of facts. Memory handed out belongs to the caller and is given back with free().
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- Files ---------------------------------------------------------------------------------------------------- */

typedef struct vb_test_file { /* bytes in a heap block of exactly n bytes, so that reading past the end is seen */
    char *p;
    size_t n;
} vb_test_file;

/* Reads a whole file. path: absolute, or relative to the project's root (tests run there). */
vb_test_file vb_test_read(const char *path);
/* Writes or replaces a file. */
void vb_test_write(const char *path, const void *bytes, size_t n);
/* "root/of/the/project/" + path. */
char *vb_test_source(const char *path);
/* A file or folder of the shared reference data ("attestation/README.md"). Where the data is not there, the running
 * test is skipped with a line that says so. */
char *vb_test_shared(const char *path);
/* A new empty folder. vb_test_remove deletes it with all that is in it, and refuses folders that are not from here. */
char *vb_test_folder(void);
void vb_test_remove(const char *folder);
/* folder + "/" + name */
char *vb_test_join(const char *folder, const char *name);
/* Ends the running test as skipped; the reason is printed and shown in the summary of tools/run-tests. */
#define vb_test_skip(...)    \
    do {                     \
        printf("SKIP: ");    \
        printf(__VA_ARGS__); \
        printf("\n");        \
        skip();              \
    } while (0)

/* ---- Programs ------------------------------------------------------------------------------------------------- */

typedef struct vb_test_output {
    int status;       /* exit status, or -1 when a signal ended it */
    int signal;       /* that signal, or 0 */
    vb_test_file out; /* stdout; one NUL follows the n bytes, so that it may be used as a string */
    vb_test_file err; /* stderr, the same */
} vb_test_output;

/* Runs the built program (VB_BINARY) with these arguments and waits for it; NULL ends the list. The program reads an
 * empty stdin, inherits the environment, and is stopped after two minutes. Skips the test where no program was built.
 *     VB_RUN("classify", "H100", "--to", "CN", "--on", "2023-11-17") */
#define VB_RUN(...) vb_test_run((const char *const[]){__VA_ARGS__, NULL}, NULL)
/* The same, with stdin from `input` (NULL = empty). */
vb_test_output vb_test_run(const char *const *args, const vb_test_file *input);
/* Any program, argv[0] looked up in PATH. */
vb_test_output vb_test_run_program(const char *const *argv, const vb_test_file *input);
void vb_test_output_free(vb_test_output *o);

/* ---- Laws on random input ------------------------------------------------------------------------------------- */

/* splitmix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014). */
static inline uint64_t vb_test_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}
/* 0 .. n-1, each as likely; n > 0. */
uint64_t vb_test_below(uint64_t *state, uint64_t n);
/* 0 <= x < 1 */
double vb_test_unit(uint64_t *state);
/* n random bytes, in a heap block of exactly n. */
vb_test_file vb_test_bytes(uint64_t *state, size_t n);
/* Any order of n elements, each as likely. */
void vb_test_shuffle(uint64_t *state, void *elements, size_t n, size_t element_size);

/* A law: true when it holds for the input that it makes from `random` and `size`. It gives its memory back itself, and
 * may print what it saw before it returns false. */
typedef bool (*vb_test_law)(uint64_t *random, size_t size, void *context);
/* Tries the law `rounds` times with sizes that grow from 1 to max_size. When it fails, the size is halved as long as it
 * still fails, and the test fails with the words to repeat exactly that round:
 *     VB_SEED=8127 VB_SIZE=3 build/tests/property/property-merkle
 * Without VB_SEED the seed is always the same: a red run is red again. VB_SEED=time takes a new one each time. */
void vb_test_holds(const char *law, unsigned rounds, size_t max_size, vb_test_law holds, void *context);

#endif
