/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_REPORT_HTML_PAGE_H
#define VB_REPORT_HTML_PAGE_H
/* The frame of every self-contained page: head with its content policy, bar with the switches of language and theme,
 * footer, script. An audit is one page (html.c); others have no audit: of their vb_html only page, options, countries,
 * arena, out and the scratch are set, and of html_text.c all works but what names parties, sites and findings.
 *
 *     static vb_code body(vb_html *h, vb_error *err)
 *     {
 *         const my_things *m = h->page->ctx;
 *         vb_page_heading(h);                                  <div class="w mast"><h1>the title</h1>
 *         ...                                                  what stands under the title
 *         vb_html_lit(h, "</div>\n<section id=\"answer\"><div class=\"w\"><h2>");
 *         ...
 *         vb_html_lit(h, "</div></section>\n");
 *         return VB_OK;
 *     }
 *     vb_page page = {.title = {en, de}, .kind = N_("classification"), .body = body, .ctx = &things, ...};
 *     VB_TRY(vb_page_write(&page, options, out, err));
 *
 * No style attributes: the policy forbids them. Looks of one kind of page come in `style`, with the tokens of
 * html_style.c. Sections: <section id=..><div class="w"><h2>..</h2><p class="lede">..</p> .. </div></section>; what is
 * folded: <details class="np"> stays folded in print, <details> opens there. */
#include "report/html_priv.h"

typedef vb_code (*vb_page_part)(vb_html *h, vb_error *err);

struct vb_page {
    vb_str title[2];          /* by vb_lang: of the window, and of vb_page_heading */
    const char *kind;         /* msgid, in the bar beside the program's name: N_("audit report") */
    const char *skip;         /* msgid of the first link, for keyboards: N_("Skip to the findings") */
    const char *skip_to;      /* the id it goes to: "findings" */
    const char *version;      /* of the program */
    bool synthetic;           /* names are invented: the bar says so */
    const char *const *style; /* rules besides those of html_style.c, in pieces, NULL ends them; or NULL */
    const vb_countries *countries;
    vb_page_part body; /* what stands in <main> */
    vb_page_part foot; /* what stands in the footer, or NULL: vb_page_foot */
    const void *ctx;   /* the body's */
    /* for vb_page_foot */
    const vb_str *command; /* words after "verbleib" that make this page again; quoted for a shell where they must be */
    size_t n_command;      /* 0 = not said */
    int64_t reviewed_to;   /* vb_rules_reviewed_to, or VB_NO_TIME */
};

/* The whole page, appended to `out`. Errors: those of body and foot; VB_E_NOMEM. */
VB_MUST_USE vb_code vb_page_write(const vb_page *page, const vb_report_options *options, vb_buf *out, vb_error *err);
/* Opens <div class="w mast"> and writes the title as <h1>; the body closes the div. */
void vb_page_heading(vb_html *h);
/* Command to repeat, day up to which rules were reviewed, version, and that it is no legal advice. */
VB_MUST_USE vb_code vb_page_foot(vb_html *h, vb_error *err);
#endif
