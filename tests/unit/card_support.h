/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_TESTS_UNIT_CARD_SUPPORT_H
#define VB_TESTS_UNIT_CARD_SUPPORT_H
/* Cards of a file for tests: the whole way of the bytes, without the child process. */
#include "support.h"

#include "base/buf.h"
#include "catalogue/catalogue.h"
#include "evidence/claims.h"
#include "evidence/nvidia_smi_text.h"
#include "evidence/nvidia_smi_xml.h"

typedef struct vb_test_cards {
    vb_arena arena;
    vb_claims claims;
    vb_buf flat;
    vb_code code; /* of the reading */
    vb_error error;
} vb_test_cards;

/* The bytes are borrowed until vb_test_cards_free. */
static inline void vb_test_cards_read(vb_test_cards *t, const char *name, vb_str bytes)
{
    *t = (vb_test_cards){0};
    t->claims = vb_claims_none(&t->arena);
    vb_source *s = VB_PUSH(&t->arena, &t->claims.sources);
    assert_non_null(s);
    vb_smi_dump dump = vb_nvidia_smi_sniff(bytes);
    *s = (vb_source){.file = vb_str_of(name),
                     .bytes = bytes,
                     .kind = dump == VB_SMI_XML ? VB_SRC_NVIDIA_SMI_XML : VB_SRC_NVIDIA_SMI_TEXT};
    if (vb_nvidia_smi_has_text(dump))
        t->code = vb_nvidia_smi_text_read(&t->claims, 0, &t->error);
    if (t->code == VB_OK && vb_nvidia_smi_has_xml(dump))
        t->code = vb_nvidia_smi_xml_flatten(bytes, &t->flat, &t->error);
    if (t->code == VB_OK && vb_nvidia_smi_has_xml(dump))
        t->code = vb_nvidia_smi_flat_read(&t->claims, 0, vb_buf_str(&t->flat), &t->error);
}

static inline void vb_test_cards_free(vb_test_cards *t)
{
    vb_claims_free(&t->claims);
    vb_buf_free(&t->flat);
    vb_arena_free(&t->arena);
}

/* A copy of the text in which the first `from` (of a line, anywhere) is replaced; the caller frees p. */
static inline vb_test_file vb_test_replaced(vb_test_file in, const char *from, const char *to)
{
    vb_str text = {in.p, in.n};
    size_t at = vb_str_find(text, vb_str_of(from), 0), cut = strlen(from), put = strlen(to);
    assert_true(at != SIZE_MAX);
    vb_test_file out = {malloc(in.n - cut + put), in.n - cut + put};
    assert_non_null(out.p);
    memcpy(out.p, in.p, at);
    memcpy(out.p + at, to, put);
    memcpy(out.p + at + put, in.p + at + cut, in.n - at - cut);
    return out;
}

static inline const vb_catalogue *vb_test_catalogue(vb_arena *arena, vb_test_file files[4])
{
    static const char *const names[4] = {"data/catalogue/accelerators.csv", "data/catalogue/identities.csv",
                                         "data/catalogue/chips.csv", "data/catalogue/boards.csv"};
    const vb_catalogue *catalogue = NULL;
    vb_error err = {0};
    vb_str text[4];
    for (int i = 0; i < 4; i++) {
        files[i] = vb_test_read(names[i]);
        text[i] = (vb_str){files[i].p, files[i].n};
    }
    if (vb_catalogue_load(&(vb_catalogue_files){text[0], text[1], text[2], text[3]}, arena, &catalogue, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    return catalogue;
}

#define assert_text(got, want)                                        \
    do {                                                              \
        vb_str got_ = (got);                                          \
        if (!vb_str_eq(got_, vb_str_of(want)))                        \
            fail_msg("\"%.*s\" is not \"%s\"", VB_ARG(got_), (want)); \
    } while (0)
#endif
