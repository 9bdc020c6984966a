/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_REPORT_TERMINAL_H
#define VB_REPORT_TERMINAL_H
#include "report/report.h"
/* One finding with all its lines, as an audit and `finding explain` print it. */
void vb_terminal_finding(vb_buf *out, const vb_finding *f, const vb_report_options *options);
#endif
