/* SPDX-License-Identifier: Apache-2.0 */
/* The report as one HTML page that needs nothing from elsewhere: head with its content policy, masthead, sections. */
#include <openssl/evp.h>

#include "base/hash.h"
#include "report/html_priv.h"

static void join(vb_buf *out, const char *const *pieces)
{
    for (; *pieces != NULL; pieces++)
        vb_buf_add(out, vb_str_of(*pieces));
}

/* 'sha256-...' of the text between the tags, as Content Security Policy Level 3 (W3C) wants it */
static vb_code source_hash(vb_html *h, vb_str text, vb_error *err)
{
    vb_hash hash;
    unsigned char base64[48];
    VB_TRY(vb_sha256(text, &hash, err));
    int n = EVP_EncodeBlock(base64, hash.b, (int)sizeof hash.b);
    vb_buf_printf(h->out, "'sha256-%.*s'", n, (const char *)base64);
    return VB_OK;
}

static void title_in(vb_html *h, const char *lang, bool german)
{
    h->en.n = 0;
    vb_sentence s = VB_SAY(N_("{0}: audit report"), VB_TEXT(h->audit->title));
    vb_sentence_write(&h->en, &s, german ? h->options->translate_de : NULL, h->options->translate_ctx,
                      german ? VB_LANG_DE : VB_LANG_EN);
    vb_buf_printf(h->out, " data-title-%s=\"", lang);
    vb_html_text(h->out, vb_buf_str(&h->en));
    vb_html_lit(h, "\"");
}

static vb_code head(vb_html *h, vb_str style, vb_str script, vb_error *err)
{
    const char *lang = h->options->lang == VB_LANG_DE ? "de" : "en";
    vb_buf_printf(h->out, "<!doctype html>\n<html lang=\"%s\" data-lang=\"%s\"", lang, lang);
    title_in(h, "en", false);
    title_in(h, "de", true);
    vb_html_lit(
        h, ">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ");
    VB_TRY(source_hash(h, style, err));
    vb_html_lit(h, "; script-src ");
    VB_TRY(source_hash(h, script, err));
    vb_buf_printf(h->out,
                  "; base-uri 'none'; form-action 'none'\"><meta name=\"generator\" content=\"verbleib %s\"><title>",
                  h->audit->version);
    h->en.n = 0;
    vb_sentence s = VB_SAY(N_("{0}: audit report"), VB_TEXT(h->audit->title));
    bool german = h->options->lang == VB_LANG_DE;
    vb_sentence_write(&h->en, &s, german ? h->options->translate_de : NULL, h->options->translate_ctx,
                      h->options->lang);
    vb_html_text(h->out, vb_buf_str(&h->en));
    vb_html_lit(h, "</title><style>");
    vb_buf_add(h->out, style);
    vb_html_lit(h, "</style></head>\n");
    return VB_OK;
}

static const char symbols[] =
    "<svg width=\"0\" height=\"0\" class=\"vh\" aria-hidden=\"true\"><defs>"
    "<symbol id=\"v-fail\" viewBox=\"0 0 14 14\"><rect x=\"1\" y=\"1\" width=\"12\" height=\"12\" "
    "fill=\"currentColor\"/></symbol>"
    "<symbol id=\"v-review\" viewBox=\"0 0 14 14\"><path d=\"M7 .6L13.4 7 7 13.4.6 7z\" fill=\"none\" "
    "stroke=\"currentColor\" "
    "stroke-width=\"1.6\"/><path d=\"M7 .6V13.4L.6 7z\" fill=\"currentColor\"/></symbol>"
    "<symbol id=\"v-open\" viewBox=\"0 0 14 14\"><circle cx=\"7\" cy=\"7\" r=\"5.4\" fill=\"none\" "
    "stroke=\"currentColor\" "
    "stroke-width=\"2.2\"/></symbol>"
    "<symbol id=\"v-pass\" viewBox=\"0 0 14 14\"><path d=\"M1.6 7.6l3.6 3.8L12.6 2.6\" fill=\"none\" "
    "stroke=\"currentColor\" "
    "stroke-width=\"2.4\"/></symbol>"
    "<pattern id=\"hx\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
    "<rect width=\"5\" height=\"5\" class=\"hxb\"/><path d=\"M0 0V5\" class=\"hxl\"/></pattern>";

static void marker(vb_html *h, const char *id, const char *class)
{
    vb_buf_printf(
        h->out,
        "<marker id=\"%s\" viewBox=\"0 0 8 8\" refX=\"9.5\" refY=\"4\" markerWidth=\"7.5\" markerHeight=\"7.5\" "
        "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 .6L8 4 0 7.4z\" class=\"%s\"/></marker>",
        id, class);
}

static void defs(vb_html *h)
{
    vb_html_lit(h, "<body>");
    vb_buf_add(h->out, vb_str_of(symbols));
    for (int g = 0; g < 5; g++) {
        vb_buf_printf(h->out, "<symbol id=\"g-%d\" viewBox=\"0 0 34 14\">", g);
        for (int k = 0; k < 4; k++)
            vb_buf_printf(h->out, "<rect x=\"%d\" y=\"%d\" width=\"6\" height=\"%d\" class=\"%s\"/>", 1 + 8 * k,
                          10 - 3 * k, 3 + 3 * k, k < g ? "bon" : "boff");
        vb_html_lit(h, "</symbol>");
    }
    marker(h, "ar", "arD");
    marker(h, "ar-bad", "arB");
    marker(h, "ar-gap", "arG");
    vb_html_lit(h, "</defs></svg>");
}

static void setting(vb_html *h, const char *set, const char *text, bool pressed)
{
    vb_buf_printf(h->out, "<button type=\"button\" data-set=\"%s\" aria-pressed=\"%s\">", set,
                  pressed ? "true" : "false");
    vb_html_say0(h, text);
    vb_html_lit(h, "</button>");
}

static void top_bar(vb_html *h)
{
    bool german = h->options->lang == VB_LANG_DE;
    vb_html_lit(h, "<a class=\"skip\" href=\"#findings\">");
    vb_html_say0(h, N_("Skip to the findings"));
    vb_html_lit(h, "</a><div id=\"live\" class=\"vh\" role=\"status\"></div>\n"
                   "<header><div class=\"bar\"><div class=\"w\"><b>Verbleib</b><span>");
    vb_html_say0(h, N_("audit report"));
    vb_html_lit(h, "</span>");
    if (h->audit->synthetic) {
        vb_html_lit(h, "<span class=\"demo\">");
        vb_html_say0(h, N_("DEMO DATA, every name is invented"));
        vb_html_lit(h, "</span>");
    }
    vb_html_lit(h, "<div class=\"sw\"><div class=\"sg\" role=\"group\" aria-label=\"Language, Sprache\">");
    setting(h, "lang=en", "English", !german);
    setting(h, "lang=de", "Deutsch", german);
    vb_html_lit(h, "</div><div class=\"sg\" role=\"group\" aria-label=\"Theme, Darstellung\">");
    setting(h, "theme=light", N_("Light"), false);
    setting(h, "theme=dark", N_("Dark"), false);
    vb_html_lit(h, "</div></div></div></div></header>\n<main>");
}

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

static vb_code footer(vb_html *h, vb_error *err)
{
    char hex[65], day[24];
    VB_TRY(case_hash(h, hex, err));
    vb_html_lit(h, "</main>\n<footer><div class=\"w\"><p>");
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
    vb_html_lit(h, "</p></div></footer>\n");
    return VB_OK;
}

static vb_code page(vb_html *h, vb_str style, vb_str script, vb_error *err)
{
    static vb_code (*const sections[])(vb_html *, vb_error *) = {
        vb_html_masthead, vb_html_findings, vb_html_map,  vb_html_item,   vb_html_items,
        vb_html_flow,     vb_html_licences, vb_html_rule, vb_html_limits, vb_html_key,
    };
    VB_TRY(vb_html_join(h, err));
    VB_TRY(head(h, style, script, err));
    defs(h);
    top_bar(h);
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        VB_TRY(sections[i](h, err));
    VB_TRY(footer(h, err));
    vb_html_lit(h, "<script>");
    vb_buf_add(h->out, script);
    vb_html_lit(h, "</script></body></html>\n");
    return VB_OK;
}

vb_code vb_output_html(const vb_audit *audit, const vb_report_options *options, vb_buf *out, vb_error *err)
{
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) style = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) script = {0};
    vb_html h = {
        .audit = audit, .options = options, .view = audit->view, .claims = audit->claims, .arena = &arena, .out = out};
    join(&style, vb_html_style);
    join(&script, vb_html_script);
    vb_code rc = page(&h, vb_buf_str(&style), vb_buf_str(&script), err);
    bool failed = out->failed || h.en.failed || h.de.failed || style.failed || script.failed;
    vb_buf_free(&h.en);
    vb_buf_free(&h.de);
    if (rc == VB_OK && failed)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the report");
    return rc;
}
