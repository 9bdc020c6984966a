/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/licence_line_priv.h"

#include "evidence/claims.h"

enum { ROOM = 2 * VB_MAX_ID + 1 };

static vb_code key_of(vb_str licence, vb_str line, char text[ROOM], vb_str *key, vb_error *err)
{
    if (licence.n > VB_MAX_ID || line.n > VB_MAX_ID)
        return vb_fail(err, VB_E_RANGE, "licence_line", VB_NO_OFFSET, "an id of %zu bytes; at most %d are read",
                       licence.n > line.n ? licence.n : line.n, VB_MAX_ID);
    if (licence.n > 0)
        memcpy(text, licence.p, licence.n);
    text[licence.n] = '\n';
    if (line.n > 0)
        memcpy(text + licence.n + 1, line.p, line.n);
    *key = (vb_str){text, licence.n + 1 + line.n};
    return VB_OK;
}

vb_code vb_licence_line_find(const vb_dict *lines, vb_str licence, vb_str line, uint32_t *id, vb_error *err)
{
    char text[ROOM];
    vb_str key;
    VB_TRY(key_of(licence, line, text, &key, err));
    *id = vb_dict_find(lines, key);
    return VB_OK;
}

vb_code vb_licence_line_add(vb_dict *lines, vb_arena *arena, vb_str licence, vb_str line, uint32_t *id, vb_error *err)
{
    char text[ROOM];
    vb_str key;
    VB_TRY(key_of(licence, line, text, &key, err));
    uint32_t found = vb_dict_find(lines, key);
    if (found == VB_NONE) {
        vb_str kept = vb_arena_copy(arena, key);
        found = kept.p == NULL ? VB_NONE : vb_dict_add(lines, kept);
    }
    if (found == VB_NONE)
        return vb_fail(err, VB_E_NOMEM, "licence_line", VB_NO_OFFSET, "no memory for more licence lines");
    *id = found;
    return VB_OK;
}
