/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_REPORT_FINDING_JSON_H
#define VB_REPORT_FINDING_JSON_H
/* A finding as the JSON object of design section 6: id, check, verdict, severity, subject{kind,id}, because, claims[],
 * evidence[], grade, rule, refute, fingerprint, as_of. Texts are English: programs compare them. */
#include <jansson.h>

#include "findings/finding.h"

/* NULL when memory ran out. The caller owns it. */
json_t *vb_finding_json(const vb_finding *f);
/* Text of outside as a JSON string: bytes that are no UTF-8 become U+FFFD. */
json_t *vb_json_text(vb_str s);
/* "2025-03-01" or null. */
json_t *vb_json_day(int64_t at);
/* Dumps compactly (indent 0) or indented, with a line end, into out; frees the value. Errors: VB_E_NOMEM. */
VB_MUST_USE vb_code vb_json_emit(json_t *value, size_t indent, vb_buf *out, vb_error *err);
#endif
