/* SPDX-License-Identifier: Apache-2.0 */
/* The table of all outputs. */
#include "report/report.h"

#include "report/outputs_priv.h"

const vb_report_output vb_outputs[] = {
    {"table", N_("a table for the terminal"), vb_output_table},
    {"json", N_("one JSON envelope, verbleib.audit/1"), vb_output_json},
    {"ndjson", N_("one JSON object a finding and line"), vb_output_ndjson},
    {"csv", N_("a table for spreadsheets"), vb_output_csv},
    {"sarif", N_("SARIF 2.1.0 for code hosts and editors"), vb_output_sarif},
    {"html", N_("one self-contained page with map, timeline and flow"), vb_output_html},
};
const size_t vb_n_outputs = sizeof vb_outputs / sizeof vb_outputs[0];

const vb_report_output *vb_output_find(vb_str name)
{
    for (size_t i = 0; i < vb_n_outputs; i++)
        if (vb_str_eq(vb_str_of(vb_outputs[i].name), name))
            return &vb_outputs[i];
    return NULL;
}
