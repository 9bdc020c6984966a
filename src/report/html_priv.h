/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_REPORT_HTML_PRIV_H
#define VB_REPORT_HTML_PRIV_H
/* Self-contained pages: html_page.c is the frame of all of them; html.c puts the sections of an audit behind each
 * other, each left out, with a sentence, when the case has nothing for it. All texts stand in the file in English and
 * German; all outside text goes through vb_html_text. Geometry stands in attributes and looks in classes, because the
 * page's policy allows no style attribute. */
#include "base/layout.h"
#include "report/outputs_priv.h"

enum {
    VB_HTML_PER_CHECK = 200, /* findings of one check that are written out; the rest is counted */
    VB_HTML_ITEMS = 500      /* rows in the table of items */
};

typedef struct vb_page vb_page; /* html_page.h */

typedef struct vb_html {
    const vb_page *page;
    const vb_report_options *options;
    const vb_countries *countries; /* may be NULL: then codes are shown */
    const vb_audit *audit;         /* it and what follows from it: of an audit, else NULL */
    const vb_view *view;
    const vb_claims *claims;
    vb_arena *arena;
    vb_buf *out;
    vb_buf en, de;   /* scratch of vb_html_sentence */
    size_t count[4]; /* findings by verdict */
    size_t checks_passed;
    bool *written;          /* by finding: it has an entry of its own */
    uint32_t *item_finding; /* by item: the gravest finding about it (no pass), or VB_NONE */
    uint32_t *leg_finding;  /* by leg of the view: the gravest fail that rests on it, or VB_NONE */
} vb_html;

/* ---- html_text.c: escaping, both languages, badges ----------------------------------------------------------------
 */

/* Outside bytes as HTML text or attribute value: markup escaped; broken UTF-8, controls and marks that turn the
 * direction of text become U+FFFD. */
void vb_html_text(vb_buf *out, vb_str s);
/* Markup of our own, as it is. */
static inline void vb_html_lit(vb_html *h, const char *own)
{
    vb_buf_add(h->out, vb_str_of(own));
}
static inline void vb_html_str(vb_html *h, vb_str s)
{
    vb_html_text(h->out, s);
}
/* In both languages; tag "span", or "tspan" inside SVG text. */
void vb_html_sentence(vb_html *h, const char *tag, const vb_sentence *s);
#define vb_html_say(h, ...) vb_html_sentence((h), "span", &VB_SAY(__VA_ARGS__))
#define vb_html_say0(h, msgid) vb_html_sentence((h), "span", &VB_SAY0(msgid))
#define vb_html_svg_say(h, ...) vb_html_sentence((h), "tspan", &VB_SAY(__VA_ARGS__))
#define vb_html_svg_say0(h, msgid) vb_html_sentence((h), "tspan", &VB_SAY0(msgid))
/* Two texts of outside, by language; once where they agree. */
void vb_html_both(vb_html *h, const char *tag, vb_str en, vb_str de);
void vb_html_number(vb_html *h, const char *tag, int64_t n);
void vb_html_iso(vb_html *h, int64_t at);                       /* <time>2026-06-30</time>, or "not stated" */
void vb_html_prose(vb_html *h, int64_t at);                     /* "30 Jun 2026", "30. Juni 2026" */
void vb_html_prose_text(vb_buf *out, int64_t at, vb_lang lang); /* the same as text; at is a moment */
void vb_html_country(vb_html *h, const char *tag, vb_country c);
void vb_html_party(vb_html *h, uint32_t party);
/* Site name and country, or party and country: where a leg begins or ends. */
void vb_html_place(vb_html *h, uint32_t party, uint32_t site);
vb_str vb_html_party_name(const vb_html *h, uint32_t party);
vb_str vb_html_site_name(const vb_html *h, uint32_t site);
vb_str vb_html_model_name(const vb_html *h, uint32_t model_text);
void vb_html_head(vb_html *h, const char *msgid, bool right); /* <th scope=col> */
void vb_html_verdict(vb_html *h, vb_verdict v);
const char *vb_html_verdict_word(vb_verdict v);    /* a msgid */
const char *vb_html_kind_word(vb_movement_kind k); /* a msgid */
void vb_html_grade(vb_html *h, vb_grade g, bool word);
void vb_html_severity(vb_html *h, vb_severity s);
/* A link to the finding when it is written out, else its id. VB_NONE: nothing. */
void vb_html_finding_link(vb_html *h, uint32_t finding);
void vb_html_scroll(vb_html *h, const char *label_id); /* opens a box in which a wide figure scrolls */
void vb_html_day_text(int64_t at, char out[24]);       /* ISO day; "?" when not stated */
/* Coordinates: each @ of the template becomes the next number, one decimal; the locale does not matter. */
void vb_html_numbers(vb_html *h, const char *template, const double *v, size_t n);
#define vb_html_px(h, template, ...)                                \
    vb_html_numbers((h), (template), (const double[]){__VA_ARGS__}, \
                    sizeof((const double[]){__VA_ARGS__}) / sizeof(double))
/* A word of a command line, quoted for a shell where it must be. */
void vb_html_shell_word(vb_html *h, vb_str word);
/* The number in "line 17"; 0 for any other place. */
uint32_t vb_html_line(vb_str locator);
void vb_html_locator(vb_html *h, vb_str locator); /* a place in a file, in both languages where it is a line */

/* ---- html_join.c: which findings concern which items and legs -----------------------------------------------------
 */
VB_MUST_USE vb_code vb_html_join(vb_html *h, vb_error *err);
/* Does the leg start elsewhere than the record last had the item? */
static inline bool vb_html_gap(const vb_custody *held, const vb_leg *leg)
{
    return held->known && !held->ended && !vb_custody_fits(held, leg);
}
static inline vb_verdict vb_html_item_verdict(const vb_html *h, uint32_t item)
{
    return h->item_finding[item] == VB_NONE ? VB_PASS : h->audit->findings->v[h->item_finding[item]].verdict;
}

/* ---- the sections -------------------------------------------------------------------------------------------------
 */
VB_MUST_USE vb_code vb_html_masthead(vb_html *h, vb_error *err);
VB_MUST_USE vb_code vb_html_findings(vb_html *h, vb_error *err);
VB_MUST_USE vb_code vb_html_map(vb_html *h, vb_error *err);
VB_MUST_USE vb_code vb_html_item(vb_html *h, vb_error *err);
VB_MUST_USE vb_code vb_html_items(vb_html *h, vb_error *err);
VB_MUST_USE vb_code vb_html_flow(vb_html *h, vb_error *err);
VB_MUST_USE vb_code vb_html_licences(vb_html *h, vb_error *err);
VB_MUST_USE vb_code vb_html_rule(vb_html *h, vb_error *err);
VB_MUST_USE vb_code vb_html_limits(vb_html *h, vb_error *err);
VB_MUST_USE vb_code vb_html_key(vb_html *h, vb_error *err);

extern const char *const vb_html_style[], *const vb_html_script[]; /* in pieces; NULL ends them */
#endif
