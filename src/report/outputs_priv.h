/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_REPORT_OUTPUTS_PRIV_H
#define VB_REPORT_OUTPUTS_PRIV_H
#include "report/report.h"

vb_code vb_output_table(const vb_audit *audit, const vb_report_options *options, vb_buf *out, vb_error *err);
vb_code vb_output_json(const vb_audit *audit, const vb_report_options *options, vb_buf *out, vb_error *err);
vb_code vb_output_ndjson(const vb_audit *audit, const vb_report_options *options, vb_buf *out, vb_error *err);
vb_code vb_output_csv(const vb_audit *audit, const vb_report_options *options, vb_buf *out, vb_error *err);
vb_code vb_output_sarif(const vb_audit *audit, const vb_report_options *options, vb_buf *out, vb_error *err);
vb_code vb_output_html(const vb_audit *audit, const vb_report_options *options, vb_buf *out, vb_error *err);
#endif
