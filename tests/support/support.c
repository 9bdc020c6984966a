/* SPDX-License-Identifier: Apache-2.0 */
/* Files and folders for tests. */
#include "support.h"

#include <errno.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static const char folder_prefix[] = "/verbleib-test-";

char *vb_test_join(const char *folder, const char *name)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s", folder, name) < 0)
        fail_msg("out of memory");
    return path;
}

vb_test_file vb_test_read(const char *path)
{
    vb_test_file file = {NULL, 0};
    FILE *f = fopen(path, "rb");
    struct stat st;
    if (f == NULL || fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode))
        fail_msg("%s: cannot be read: %s", path, strerror(errno));
    file.n = (size_t)st.st_size;
    file.p = malloc(file.n == 0 ? 1 : file.n);
    assert_non_null(file.p);
    if (fread(file.p, 1, file.n, f) != file.n)
        fail_msg("%s: shorter than its %zu bytes", path, file.n);
    (void)fclose(f);
    return file;
}

void vb_test_write(const char *path, const void *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    if (f == NULL)
        fail_msg("%s: cannot be written: %s", path, strerror(errno));
    if ((n > 0 && fwrite(bytes, 1, n, f) != n) || fclose(f) != 0)
        fail_msg("%s: cannot be written: %s", path, strerror(errno));
}

char *vb_test_source(const char *path)
{
    const char *root = getenv("VB_SOURCE_ROOT");
    return vb_test_join(root == NULL ? "." : root, path);
}

char *vb_test_shared(const char *path)
{
    const char *folder = getenv("VB_SHARED_DATA");
    char *beside = vb_test_source("../shared/data"), *wanted;
    wanted = vb_test_join(folder == NULL || folder[0] == '\0' ? beside : folder, path);
    free(beside);
    if (access(wanted, R_OK) != 0) {
        free(wanted);
        vb_test_skip("reference data %s is not on this machine (VB_SHARED_DATA names its folder)", path);
    }
    return wanted;
}

char *vb_test_folder(void)
{
    const char *parent = getenv("TMPDIR");
    char *folder = NULL;
    if (asprintf(&folder, "%s%sXXXXXX", parent == NULL || parent[0] == '\0' ? "/tmp" : parent, folder_prefix) < 0)
        fail_msg("out of memory");
    if (mkdtemp(folder) == NULL)
        fail_msg("%s: cannot be made: %s", folder, strerror(errno));
    return folder;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *place)
{
    (void)st;
    (void)type;
    (void)place;
    return remove(path);
}

void vb_test_remove(const char *folder)
{
    if (strstr(folder, folder_prefix) == NULL || strstr(folder, "..") != NULL)
        fail_msg("%s: not a folder that a test made", folder);
    if (nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0)
        fail_msg("%s: cannot be removed: %s", folder, strerror(errno));
}
