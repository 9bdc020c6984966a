/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CMD_REFERENCE_H
#define VB_CMD_REFERENCE_H
/* The reference data that comes with the program, and the folders beside it. */
#include "catalogue/goods.h"
#include "places/world.h"
#include "rules/rules.h"

typedef struct vb_reference { /* lives in the arena it was loaded into */
    const vb_catalogue *catalogue;
    const vb_goods *goods;
    const vb_rules *rules;
    vb_countries countries;
    const vb_world *world; /* NULL unless asked for */
} vb_reference;

/* Errors: those of the files: VB_E_NOT_FOUND, VB_E_PARSE with file and line. */
VB_MUST_USE vb_code vb_reference_load(vb_arena *arena, bool world, vb_reference *out, vb_error *err);

/* Folder of the .mo files: beside the program in the build folder, else where it is installed. False when there is
 * none. */
bool vb_locale_folder(char *out, size_t size);
/* Folder of the example cases: beside data/ in the source, inside it when installed. False when there is none. */
bool vb_examples_folder(char *out, size_t size);
#endif
