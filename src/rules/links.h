/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_RULES_LINKS_H
#define VB_RULES_LINKS_H
/* Where the official text behind a citation can be read. The addresses follow from the citation alone: the Federal
 * Register by volume and page (federalregister.gov/citation/88-FR-73458), the Code of Federal Regulations by title and
 * section or part on a day (ecfr.gov/on/2026-06-01/title-15/section-742.6). They are printed for people to follow;
 * nothing here opens them. */
#include "base/buf.h"
#include "base/time.h"

enum { VB_RULE_LINKS = 8, VB_RULE_LINK_BYTES = 96 };
typedef struct vb_rule_link {
    size_t at, n; /* bytes of the citation that it belongs to */
    char url[VB_RULE_LINK_BYTES];
} vb_rule_link;

/* The first `room` references of a citation, in its order. `on`: the day whose text is meant; before 2017, the first
 * year that the electronic code keeps, and with VB_NO_TIME the current text. */
size_t vb_rule_links(vb_str citation, int64_t on, vb_rule_link *out, size_t room);
#endif
