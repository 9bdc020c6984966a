/* SPDX-License-Identifier: Apache-2.0 */
/* A main for a fuzz target: gives it each file named, and each file of the folders named (walked in the order of their
 * names; one that is not there counts as empty), once. Every input lies in a heap block of exactly its size, so that an
 * address sanitizer or valgrind sees the first byte read past its end. A replay without a single file fails: a target
 * without seeds tests nothing. Works as an AFL++ harness too: afl-fuzz -i corpus -o out -- replay-csv @@ */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned replayed;

static int give_up(const char *path)
{
    (void)fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return 1;
}

static int replay_file(const char *path, size_t size)
{
    FILE *f = fopen(path, "rb");
    uint8_t *block = malloc(size == 0 ? 1 : size), *data = block;
    if (f == NULL || block == NULL || fread(block, 1, size, f) != size)
        return give_up(path);
    (void)fclose(f);
    if (size == 0)
        data = block + 1; /* an empty input must not be read at all */
    printf("%s, %zu bytes\n", path, size);
    (void)fflush(stdout); /* so that the last line names the file that crashed us */
    (void)LLVMFuzzerTestOneInput(data, size);
    free(block);
    replayed++;
    return 0;
}

static int replay(const char *path);

static int replay_folder(const char *path)
{
    struct dirent **entries;
    int n = scandir(path, &entries, NULL, alphasort), failed = 0;
    if (n < 0)
        return give_up(path);
    for (int i = 0; i < n; i++) {
        size_t room = strlen(path) + strlen(entries[i]->d_name) + 2;
        char *inside = malloc(room);
        if (inside == NULL)
            return give_up(path);
        (void)snprintf(inside, room, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            failed |= replay(inside);
        free(inside);
        free(entries[i]);
    }
    free(entries);
    return failed;
}

static int replay(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return errno == ENOENT ? 0 : give_up(path);
    return S_ISDIR(st.st_mode) ? replay_folder(path) : replay_file(path, (size_t)st.st_size);
}

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++)
        failed |= replay(argv[i]);
    printf("%u files replayed\n", replayed);
    return failed != 0 || replayed == 0;
}
