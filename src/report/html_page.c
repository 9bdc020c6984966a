/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of a page: nothing from elsewhere, both languages in the file, the same bytes for the same input. */
#include "report/html_page.h"

#include <openssl/evp.h>

#include "base/hash.h"

/* 'sha256-...' of the text between the tags, as Content Security Policy Level 3 (W3C) wants it */
static vb_code source_hash(vb_html *h, const char *const *pieces, const char *const *more, vb_error *err)
{
    vb_sha256_stream all = {0};
    vb_hash hash;
    unsigned char base64[48];
    for (; *pieces != NULL; pieces++)
        vb_sha256_add(&all, vb_str_of(*pieces));
    for (; more != NULL && *more != NULL; more++)
        vb_sha256_add(&all, vb_str_of(*more));
    VB_TRY(vb_sha256_finish(&all, &hash, err));
    int n = EVP_EncodeBlock(base64, hash.b, (int)sizeof hash.b);
    vb_buf_printf(h->out, "'sha256-%.*s'", n, (const char *)base64);
    return VB_OK;
}

static void join(vb_html *h, const char *const *pieces)
{
    for (; pieces != NULL && *pieces != NULL; pieces++)
        vb_html_lit(h, *pieces);
}

static void title_in(vb_html *h, const char *lang, vb_str title)
{
    vb_buf_printf(h->out, " data-title-%s=\"", lang);
    vb_html_str(h, title);
    vb_html_lit(h, "\"");
}

static vb_code head(vb_html *h, vb_error *err)
{
    const vb_page *page = h->page;
    const char *lang = h->options->lang == VB_LANG_DE ? "de" : "en";
    vb_buf_printf(h->out, "<!doctype html>\n<html lang=\"%s\" data-lang=\"%s\"", lang, lang);
    title_in(h, "en", page->title[VB_LANG_EN]);
    title_in(h, "de", page->title[VB_LANG_DE]);
    vb_html_lit(
        h, ">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ");
    VB_TRY(source_hash(h, vb_html_style, page->style, err));
    vb_html_lit(h, "; script-src ");
    VB_TRY(source_hash(h, vb_html_script, NULL, err));
    vb_buf_printf(h->out,
                  "; base-uri 'none'; form-action 'none'\">"
                  "<meta http-equiv=\"x-dns-prefetch-control\" content=\"off\"><meta name=\"generator\" "
                  "content=\"verbleib %s\"><title>",
                  page->version);
    vb_html_str(h, page->title[h->options->lang == VB_LANG_DE ? VB_LANG_DE : VB_LANG_EN]);
    vb_html_lit(h, "</title><style>");
    join(h, vb_html_style);
    join(h, page->style);
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
    vb_buf_printf(h->out, "<a class=\"skip\" href=\"#%s\">", h->page->skip_to);
    vb_html_say0(h, h->page->skip);
    vb_html_lit(h, "</a><div id=\"live\" class=\"vh\" role=\"status\"></div>\n"
                   "<header><div class=\"bar\"><div class=\"w\"><b>Verbleib</b><span>");
    vb_html_say0(h, h->page->kind);
    vb_html_lit(h, "</span>");
    if (h->page->synthetic) {
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

void vb_page_heading(vb_html *h)
{
    vb_html_lit(h, "<div class=\"w mast\"><h1>");
    vb_html_both(h, "span", h->page->title[VB_LANG_EN], h->page->title[VB_LANG_DE]);
    vb_html_lit(h, "</h1>\n");
}

/* "--known-on": a word that only looks as if a shell had to be kept from it. */
static bool is_option(vb_str word)
{
    bool plain = word.n > 2 && vb_str_starts(word, VB_S("--"));
    for (size_t i = 2; i < word.n && plain; i++)
        plain = (word.p[i] >= 'a' && word.p[i] <= 'z') || word.p[i] == '-';
    return plain;
}

vb_code vb_page_foot(vb_html *h, vb_error *err)
{
    const vb_page *page = h->page;
    (void)err;
    if (page->n_command > 0) {
        vb_html_lit(h, "<p>");
        vb_html_say0(h, N_("Same input, same bytes: repeat with"));
        vb_html_lit(h, " <code>verbleib");
        for (size_t i = 0; i < page->n_command; i++) {
            vb_html_lit(h, " ");
            if (is_option(page->command[i]))
                vb_html_str(h, page->command[i]);
            else
                vb_html_shell_word(h, page->command[i]);
        }
        vb_html_lit(h, "</code></p>");
    }
    vb_html_lit(h, "<p>");
    if (page->reviewed_to != VB_NO_TIME) {
        vb_html_say0(h, N_("Rules reviewed to"));
        vb_html_lit(h, " ");
        vb_html_prose(h, page->reviewed_to);
        vb_html_lit(h, " · ");
    }
    vb_buf_printf(h->out, "verbleib %s · ", page->version);
    vb_html_say0(h, N_("all times UTC"));
    vb_html_lit(h, "</p><p>");
    vb_html_say0(h, N_("Each clause names its source and who read it. This is no legal advice."));
    vb_html_lit(h, "</p>");
    return VB_OK;
}

static vb_code write_all(vb_html *h, vb_error *err)
{
    VB_TRY(head(h, err));
    defs(h);
    top_bar(h);
    VB_TRY(h->page->body(h, err));
    vb_html_lit(h, "</main>\n<footer><div class=\"w\">");
    VB_TRY((h->page->foot != NULL ? h->page->foot : vb_page_foot)(h, err));
    vb_html_lit(h, "</div></footer>\n<script>");
    join(h, vb_html_script);
    vb_html_lit(h, "</script></body></html>\n");
    return VB_OK;
}

vb_code vb_page_write(const vb_page *page, const vb_report_options *options, vb_buf *out, vb_error *err)
{
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    vb_html h = {.page = page, .options = options, .countries = page->countries, .arena = &arena, .out = out};
    vb_code rc = write_all(&h, err);
    bool failed = out->failed || h.en.failed || h.de.failed;
    vb_buf_free(&h.en);
    vb_buf_free(&h.de);
    if (rc == VB_OK && failed)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the page");
    return rc;
}
