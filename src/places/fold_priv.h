/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_PLACES_FOLD_PRIV_H
#define VB_PLACES_FOLD_PRIV_H
/* A country's name brought to the form in which two spellings of it are equal. */
#include "base/str.h"

enum { VB_FOLD_MAX = 128 }; /* bytes; the longest name of the table has 60 */

/* Lower case, Latin letters without accents, other scripts as they are; dots and apostrophes dropped, other punctuation
 * a blank, blanks single; "the" dropped, "&" and "und" become "and", "st" and "sankt" become "saint". With `digraphs`
 * umlauts become ae oe ue instead of a o u. Returns the length, 0 when the text or the result is too long or nothing is
 * left, or the text is not UTF-8. */
size_t vb_fold_name(vb_str text, bool digraphs, char out[VB_FOLD_MAX]);
#endif
