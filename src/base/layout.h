/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_BASE_LAYOUT_H
#define VB_BASE_LAYOUT_H
/* Text on a terminal: widths, cells of a table, lines broken at blanks. Widths are characters of UTF-8, not bytes;
 * combining and wide characters are rare enough in names here that a line may be a column off. */
#include "base/buf.h"
#include "base/str.h"

size_t vb_width(vb_str s);
void vb_blanks(vb_buf *out, size_t n);
/* The text, escaped, then blanks up to the width. */
void vb_padded(vb_buf *out, vb_str text, size_t width);
/* The text, escaped and broken at blanks: `at` columns are taken already, further lines begin at `indent`, none is
 * longer than `columns` (0 = no limit) unless one word is. Ends the line. */
void vb_wrap(vb_buf *out, vb_str text, size_t at, size_t indent, size_t columns);
#endif
