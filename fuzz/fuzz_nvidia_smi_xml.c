/* SPDX-License-Identifier: Apache-2.0 */
/* nvidia-smi -q -x: whatever the confined side answers, the other side accepts; and it answers the same twice. */
#include <stdlib.h>

#include "evidence/nvidia_smi_xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    vb_str bytes = {(const char *)data, size};
    vb_buf first = {0}, second = {0};
    vb_error err = {0};
    vb_code rc = vb_nvidia_smi_xml_flatten(bytes, &first, &err);
    must(vb_nvidia_smi_xml_flatten(bytes, &second, NULL) == rc);
    must(vb_str_eq(vb_buf_str(&first), vb_buf_str(&second)));
    if (rc != VB_OK) {
        must(first.n == 0 && err.code == rc && err.message[0] != '\0');
    } else {
        vb_arena arena = {0};
        vb_claims c = vb_claims_none(&arena);
        vb_source *s = VB_PUSH(&arena, &c.sources);
        must(s != NULL);
        *s = (vb_source){.file = VB_S("fuzz"), .bytes = bytes};
        must(vb_nvidia_smi_flat_read(&c, 0, vb_buf_str(&first), &err) == VB_OK);
        for (size_t i = 0; i < c.cards.n; i++)
            must(c.cards.v[i].origin.offset <= bytes.n &&
                 c.cards.v[i].origin.length <= bytes.n - c.cards.v[i].origin.offset);
        vb_claims_free(&c);
        vb_arena_free(&arena);
    }
    vb_buf_free(&first);
    vb_buf_free(&second);
    return 0;
}
