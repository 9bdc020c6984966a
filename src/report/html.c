/* SPDX-License-Identifier: Apache-2.0 */
/* The audit as one HTML page that needs nothing from elsewhere: its sections behind each other. */
#include "base/hash.h"
#include "report/html_page.h"

/* One hash for all that was read: SHA-256 over "hash  file\n" of each source, the form that sha256sum writes. */
static vb_code case_hash(vb_html *h, char hex[65], vb_error *err)
{
    vb_sha256_stream all = {0};
    vb_hash hash;
    for (size_t i = 0; i < h->claims->sources.n; i++) {
        vb_hex(h->claims->sources.v[i].sha256.b, 32, hex);
        vb_sha256_add(&all, (vb_str){hex, 64});
        vb_sha256_add(&all, VB_S("  "));
        vb_sha256_add(&all, h->claims->sources.v[i].file);
        vb_sha256_add(&all, VB_S("\n"));
    }
    VB_TRY(vb_sha256_finish(&all, &hash, err));
    vb_hex(hash.b, 32, hex);
    return VB_OK;
}

static vb_code foot(vb_html *h, vb_error *err)
{
    char hex[65], day[24];
    VB_TRY(case_hash(h, hex, err));
    vb_html_lit(h, "<p>");
    vb_html_say0(h, N_("Same input, same bytes: repeat with"));
    vb_html_lit(h, " <code>verbleib audit ");
    vb_html_shell_word(h, h->audit->case_name);
    vb_html_day_text(h->audit->as_of, day);
    vb_buf_printf(h->out, " --as-of %s", day);
    if (h->audit->known_on != VB_NO_TIME) {
        vb_html_day_text(h->audit->known_on, day);
        vb_buf_printf(h->out, " --known-on %s", day);
    }
    vb_html_lit(h, " --format html</code></p><p>");
    vb_html_say(h, N_("Hash of the {0} files read"), VB_NUMBER((int64_t)h->claims->sources.n));
    vb_buf_printf(h->out, " <code>sha256 %.8s…%s</code> · verbleib %s · ", hex, hex + 60, h->audit->version);
    vb_html_say0(h, N_("all times UTC"));
    vb_html_lit(h, "</p><p>");
    if (h->audit->world != NULL)
        vb_html_say0(
            h, N_("Borders: Natural Earth (public domain), shown as that source draws them; they are no statement on "
                  "sovereignty. Hong Kong, Macao and Taiwan are destinations of their own in the data of export "
                  "control."));
    vb_html_lit(h, " ");
    vb_html_say0(h, N_("The program accuses nobody: it says what the evidence shows. This is no legal advice."));
    vb_html_lit(h, "</p>");
    return VB_OK;
}

static vb_code body(vb_html *h, vb_error *err)
{
    static vb_code (*const sections[])(vb_html *, vb_error *) = {
        vb_html_masthead, vb_html_findings, vb_html_map,  vb_html_item,   vb_html_items,
        vb_html_flow,     vb_html_licences, vb_html_rule, vb_html_limits, vb_html_key,
    };
    const vb_audit *audit = h->page->ctx;
    h->audit = audit;
    h->view = audit->view;
    h->claims = audit->claims;
    VB_TRY(vb_html_join(h, err));
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        VB_TRY(sections[i](h, err));
    return VB_OK;
}

vb_code vb_output_html(const vb_audit *audit, const vb_report_options *options, vb_buf *out, vb_error *err)
{
    vb_sentence title = VB_SAY(N_("{0}: audit report"), VB_TEXT(audit->title));
    VB_CLEANUP(vb_buf, vb_buf_free) en = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) de = {0};
    vb_sentence_write(&en, &title, NULL, NULL, VB_LANG_EN);
    vb_sentence_write(&de, &title, options->translate_de, options->translate_ctx, VB_LANG_DE);
    if (en.failed || de.failed)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the report");
    const vb_page page = {.title = {vb_buf_str(&en), vb_buf_str(&de)},
                          .kind = N_("audit report"),
                          .skip = N_("Skip to the findings"),
                          .skip_to = "findings",
                          .version = audit->version,
                          .synthetic = audit->synthetic,
                          .countries = audit->countries,
                          .body = body,
                          .foot = foot,
                          .ctx = audit,
                          .reviewed_to = VB_NO_TIME};
    return vb_page_write(&page, options, out, err);
}
