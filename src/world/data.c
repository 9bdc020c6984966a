/* SPDX-License-Identifier: Apache-2.0 */
#include "world/data.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef VB_DATADIR /* the build says where it installs */
#define VB_DATADIR "/usr/share/verbleib"
#endif

static bool holds_data(const char *folder, size_t n, const char *below, char out[VB_FOLDER_MAX_PATH])
{
    char probe[VB_FOLDER_MAX_PATH + 32];
    int room = snprintf(out, VB_FOLDER_MAX_PATH, "%.*s%s", (int)n, folder, below);
    if (room < 0 || room >= VB_FOLDER_MAX_PATH)
        return false;
    (void)snprintf(probe, sizeof probe, "%s/countries.csv", out);
    return access(probe, R_OK) == 0;
}

static bool beside_program(char out[VB_FOLDER_MAX_PATH])
{
    char exe[VB_FOLDER_MAX_PATH];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe);
    if (n <= 0 || (size_t)n >= sizeof exe)
        return false;
    for (int up = 0; up < 3; up++) {
        while (n > 0 && exe[n - 1] != '/')
            n--;
        if (n <= 1)
            return false;
        n--; /* the slash */
        if (holds_data(exe, (size_t)n, "/data", out))
            return true;
    }
    return false;
}

vb_code vb_data_find(char out[VB_FOLDER_MAX_PATH], vb_error *err)
{
    const char *wanted = getenv("VERBLEIB_DATA");
    if (wanted != NULL && wanted[0] != '\0') {
        if (holds_data(wanted, vb_str_of(wanted).n, "", out))
            return VB_OK;
        return vb_fail(err, VB_E_NOT_FOUND, "VERBLEIB_DATA", VB_NO_OFFSET,
                       "no countries.csv in %s; unset VERBLEIB_DATA or point it to the reference data", wanted);
    }
    if (beside_program(out) || holds_data(VB_DATADIR, sizeof VB_DATADIR - 1, "", out))
        return VB_OK;
    return vb_fail(err, VB_E_NOT_FOUND, "data", VB_NO_OFFSET,
                   "no reference data beside the program nor in %s; set VERBLEIB_DATA to the folder with countries.csv",
                   VB_DATADIR);
}

vb_code vb_data_open(vb_str name, vb_file *out, vb_error *err)
{
    char path[VB_FOLDER_MAX_PATH];
    vb_folder folder;
    VB_TRY(vb_data_find(path, err));
    VB_TRY(vb_folder_open(path, &folder, err));
    vb_code code = vb_file_open_in(&folder, name, SIZE_MAX, out, err);
    vb_folder_close(&folder);
    return code;
}
