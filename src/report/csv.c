/* SPDX-License-Identifier: Apache-2.0 */
/* Findings as a table for spreadsheets: one row a finding, cells guarded against formulas (base/csv.h). */
#include "base/csv.h"
#include "report/outputs_priv.h"

static void sentence_cell(vb_buf *out, const vb_sentence *s, const vb_report_options *o)
{
    VB_CLEANUP(vb_buf, vb_buf_free) text = {0};
    vb_sentence_write(&text, s, o->translate, o->translate_ctx, o->lang);
    out->failed = out->failed || text.failed;
    vb_csv_write(out, vb_buf_str(&text), false);
}

vb_code vb_output_csv(const vb_audit *a, const vb_report_options *o, vb_buf *out, vb_error *err)
{
    vb_buf_lit(
        out, "id,verdict,severity,check,subject_kind,subject,because,grade,rule,evidence,refute,fingerprint,as_of\r\n");
    for (size_t i = 0; i < a->findings->n; i++) {
        const vb_finding *f = &a->findings->v[i];
        VB_CLEANUP(vb_buf, vb_buf_free) evidence = {0};
        char day[24];
        for (size_t k = 0; k < f->n_evidence; k++) {
            if (k > 0)
                vb_buf_lit(&evidence, "; ");
            vb_buf_add(&evidence, f->evidence[k].file);
            vb_buf_lit(&evidence, " ");
            vb_buf_add(&evidence, f->evidence[k].locator);
        }
        vb_time_text(f->as_of, true, day);
        vb_csv_write(out, vb_str_of(f->id), true);
        vb_csv_write(out, vb_str_of(vb_verdict_name(f->verdict)), false);
        vb_csv_write(out, vb_str_of(vb_severity_name(f->severity)), false);
        vb_csv_write(out, vb_str_of(f->check), false);
        vb_csv_write(out, vb_str_of(f->subject_kind), false);
        vb_csv_write(out, f->subject, false);
        sentence_cell(out, &f->because, o);
        vb_csv_write(out, vb_str_of(vb_grade_name(f->grade)), false);
        vb_csv_write(out, f->rule.citation, false);
        vb_csv_write(out, vb_buf_str(&evidence), false);
        sentence_cell(out, &f->refute, o);
        vb_csv_write(out, vb_str_of(f->fingerprint), false);
        vb_csv_write(out, vb_str_of(day), false);
        vb_buf_lit(out, "\r\n");
        out->failed = out->failed || evidence.failed;
    }
    if (out->failed)
        return vb_fail(err, VB_E_NOMEM, "csv", VB_NO_OFFSET, "no memory to write the table");
    return VB_OK;
}
