/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CATALOGUE_NAMES_PRIV_H
#define VB_CATALOGUE_NAMES_PRIV_H
#include "base/str.h"

enum {
    VB_NAME_ROOM = 160, /* bytes; the longest name in use has 60 */
    VB_FOLD_ROOM = 200  /* and a blank before each of its words */
};

/* A name in two forms, so that neither blanks nor the order of words matter: the words that carry meaning run together
 * ("rtx4090d"), and sorted behind a blank each (" 80gb a100 sxm4"). A name matches when one of the forms is the same.
 */
typedef struct vb_folded {
    char joined[VB_FOLD_ROOM], sorted[VB_FOLD_ROOM];
    size_t joined_n, sorted_n;
    vb_str vendor; /* the maker that the text names, or none: it must then be the model's */
} vb_folded;

/* any_socket: "SXM4" as "SXM", the way price lists write it. False when the text is empty or longer than a name is. */
bool vb_name_fold(vb_str text, bool any_socket, vb_folded *out);

static inline vb_str vb_folded_joined(const vb_folded *f)
{
    return (vb_str){f->joined, f->joined_n};
}
static inline vb_str vb_folded_sorted(const vb_folded *f)
{
    return (vb_str){f->sorted, f->sorted_n};
}
#endif
