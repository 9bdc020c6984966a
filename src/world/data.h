/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_WORLD_DATA_H
#define VB_WORLD_DATA_H
/* The folder with the reference data (countries, catalogue, rules, map), looked for in this order:
 *   1. VERBLEIB_DATA, when it is set: then nowhere else
 *   2. beside the program: a folder `data` in its folder or in one of the two above it (build/verbleib, bin/verbleib)
 *   3. where it is installed (VB_DATADIR)
 * A folder counts when countries.csv is in it. */
#include "base/error.h"
#include "world/files.h"

/* Writes the folder's path with a NUL into out. Errors: VB_E_NOT_FOUND, naming the places that were tried. */
VB_MUST_USE vb_code vb_data_find(char out[VB_FOLDER_MAX_PATH], vb_error *err);
/* Reads one file of it; its bytes live until vb_file_close. Errors: those of vb_data_find and vb_file_open_in. */
VB_MUST_USE vb_code vb_data_open(vb_str name, vb_file *out, vb_error *err);
#endif
