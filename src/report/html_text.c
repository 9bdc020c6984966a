/* SPDX-License-Identifier: Apache-2.0 */
/* Escaping, both languages beside each other, dates, numbers and badges of the HTML report. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/html_priv.h"

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* Bytes of the character at p, which is well formed; *code gets its number. */
static size_t decode(const unsigned char *p, uint32_t *code)
{
    if (p[0] < 0x80) {
        *code = p[0];
        return 1;
    }
    if (p[0] < 0xE0) {
        *code = (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
        return 2;
    }
    if (p[0] < 0xF0) {
        *code = (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
        return 3;
    }
    *code = (uint32_t)(p[0] & 7) << 18 | (uint32_t)(p[1] & 0x3F) << 12 | (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
    return 4;
}

static bool forbidden(uint32_t c)
{
    if (c == '\t' || c == '\n')
        return false;
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x61C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || (c & 0xFFFE) == 0xFFFE;
}

static void well_formed(vb_buf *out, vb_str s)
{
    for (size_t i = 0; i < s.n;) {
        uint32_t c;
        size_t n = decode((const unsigned char *)s.p + i, &c);
        switch (c) {
        case '&':
            vb_buf_lit(out, "&amp;");
            break;
        case '<':
            vb_buf_lit(out, "&lt;");
            break;
        case '>':
            vb_buf_lit(out, "&gt;");
            break;
        case '"':
            vb_buf_lit(out, "&quot;");
            break;
        case '\'':
            vb_buf_lit(out, "&#39;");
            break;
        default:
            if (forbidden(c))
                vb_buf_lit(out, REPLACEMENT);
            else
                vb_buf_add(out, vb_str_sub(s, i, n));
        }
        i += n;
    }
}

void vb_html_text(vb_buf *out, vb_str s)
{
    size_t bad;
    while (!vb_str_utf8(s, &bad)) {
        well_formed(out, vb_str_sub(s, 0, bad));
        vb_buf_lit(out, REPLACEMENT);
        s = vb_str_sub(s, bad + 1, SIZE_MAX);
    }
    well_formed(out, s);
}

void vb_html_both(vb_html *h, const char *tag, vb_str en, vb_str de)
{
    if (vb_str_eq(en, de)) {
        vb_html_text(h->out, en);
        return;
    }
    vb_buf_printf(h->out, "<%s lang=\"en\">", tag);
    vb_html_text(h->out, en);
    vb_buf_printf(h->out, "</%s><%s lang=\"de\">", tag, tag);
    vb_html_text(h->out, de);
    vb_buf_printf(h->out, "</%s>", tag);
}

/* What stands in h->en and h->de. */
static void both(vb_html *h, const char *tag)
{
    vb_html_both(h, tag, vb_buf_str(&h->en), vb_buf_str(&h->de));
}

void vb_html_sentence(vb_html *h, const char *tag, const vb_sentence *s)
{
    h->en.n = h->de.n = 0;
    vb_sentence_write(&h->en, s, NULL, NULL, VB_LANG_EN);
    vb_sentence_write(&h->de, s, h->options->translate_de, h->options->translate_ctx, VB_LANG_DE);
    both(h, tag);
}

void vb_html_number(vb_html *h, const char *tag, int64_t n)
{
    h->en.n = h->de.n = 0;
    vb_buf_grouped(&h->en, n, ',');
    vb_buf_grouped(&h->de, n, '.');
    both(h, tag);
}

void vb_html_day_text(int64_t at, char out[24])
{
    if (at == VB_NO_TIME)
        (void)snprintf(out, 24, "?");
    else
        vb_time_text(at, true, out);
}

void vb_html_iso(vb_html *h, int64_t at)
{
    char text[24];
    if (at == VB_NO_TIME) {
        vb_html_lit(h, "<span class=\"e\">");
        vb_html_say0(h, N_("not stated"));
        vb_html_lit(h, "</span>");
        return;
    }
    vb_time_text(at, true, text);
    vb_buf_printf(h->out, "<time datetime=\"%s\">%s</time>", text, text);
}

void vb_html_prose_text(vb_buf *out, int64_t at, vb_lang lang)
{
    static const char *const en[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static const char *const de[] = {"Januar", "Februar", "März",      "April",   "Mai",      "Juni",
                                     "Juli",   "August",  "September", "Oktober", "November", "Dezember"};
    int64_t year;
    unsigned month, day;
    vb_civil_from_days(vb_day_of(at) / VB_DAY, &year, &month, &day);
    if (lang == VB_LANG_DE)
        vb_buf_printf(out, "%u. %s %d", day, de[month - 1], (int)year);
    else
        vb_buf_printf(out, "%u %s %d", day, en[month - 1], (int)year);
}

void vb_html_prose(vb_html *h, int64_t at)
{
    char text[24];
    if (at == VB_NO_TIME) {
        vb_html_say0(h, N_("not stated"));
        return;
    }
    vb_time_text(at, true, text);
    h->en.n = h->de.n = 0;
    vb_html_prose_text(&h->en, at, VB_LANG_EN);
    vb_html_prose_text(&h->de, at, VB_LANG_DE);
    vb_buf_printf(h->out, "<time datetime=\"%s\">", text);
    both(h, "span");
    vb_html_lit(h, "</time>");
}

void vb_html_country(vb_html *h, const char *tag, vb_country c)
{
    char code[3];
    h->en.n = h->de.n = 0;
    vb_country_text(c, code);
    if (c == 0) {
        vb_html_sentence(h, tag, &VB_SAY0(N_("country not stated")));
        return;
    }
    vb_str en = VB_STR_NONE, de = VB_STR_NONE;
    if (h->countries != NULL) {
        en = vb_country_name(h->countries, c, VB_LANG_EN);
        de = vb_country_name(h->countries, c, VB_LANG_DE);
    }
    vb_buf_add(&h->en, en.n > 0 ? en : vb_str_of(code));
    vb_buf_add(&h->de, de.n > 0 ? de : vb_str_of(code));
    both(h, tag);
}

vb_str vb_html_party_name(const vb_html *h, uint32_t party)
{
    const vb_party_claim *p = vb_view_party(h->view, party);
    return p != NULL && p->name.n > 0 ? p->name : vb_dict_text(&h->claims->party_ids, party);
}

vb_str vb_html_site_name(const vb_html *h, uint32_t site)
{
    const vb_site_claim *s = vb_view_site(h->view, site);
    return s != NULL && s->name.n > 0 ? s->name : vb_dict_text(&h->claims->site_ids, site);
}

vb_str vb_html_model_name(const vb_html *h, uint32_t model_text)
{
    const vb_model *m = vb_view_text_model(h->view, model_text);
    return m != NULL ? m->name : vb_dict_text(&h->claims->model_texts, model_text);
}

void vb_html_party(vb_html *h, uint32_t party)
{
    if (party != VB_NONE) {
        vb_html_str(h, vb_html_party_name(h, party));
        return;
    }
    vb_html_lit(h, "<span class=\"e\">");
    vb_html_say0(h, N_("not stated"));
    vb_html_lit(h, "</span>");
}

void vb_html_place(vb_html *h, uint32_t party, uint32_t site)
{
    vb_country c = vb_view_country(h->view, party, site);
    char code[3];
    vb_html_party(h, party);
    if (site != VB_NONE) {
        vb_html_lit(h, " <span class=\"e\">");
        vb_html_str(h, vb_html_site_name(h, site));
        vb_html_lit(h, "</span>");
    }
    if (c == 0)
        return;
    vb_country_text(c, code);
    vb_buf_printf(h->out, ", %s", code);
}

void vb_html_head(vb_html *h, const char *msgid, bool right)
{
    vb_buf_printf(h->out, "<th scope=\"col\"%s>", right ? " class=\"r\"" : "");
    vb_html_say0(h, msgid);
    vb_html_lit(h, "</th>");
}

const char *vb_html_verdict_word(vb_verdict v)
{
    switch (v) {
    case VB_FAIL:
        return N_("fail");
    case VB_REVIEW:
        return N_("review");
    case VB_OPEN:
        return N_("open");
    case VB_PASS:
        return N_("pass");
    }
    return "?";
}

void vb_html_verdict(vb_html *h, vb_verdict v)
{
    const char *name = vb_verdict_name(v);
    vb_buf_printf(h->out,
                  "<span class=\"vd c-%s\"><svg class=\"ic\" width=\"14\" height=\"14\" aria-hidden=\"true\">"
                  "<use href=\"#v-%s\"/></svg><b>",
                  name, name);
    vb_html_say0(h, vb_html_verdict_word(v));
    vb_html_lit(h, "</b></span>");
}

const char *vb_html_kind_word(vb_movement_kind k)
{
    switch (k) {
    case VB_MADE:
        return N_("made");
    case VB_SHIPPED:
        return N_("shipped");
    case VB_RECEIVED:
        return N_("received");
    case VB_INSTALLED:
        return N_("installed");
    case VB_REMOVED:
        return N_("removed");
    case VB_REPAIRED:
        return N_("repaired");
    case VB_REBUILT:
        return N_("rebuilt");
    case VB_SCRAPPED:
        return N_("scrapped");
    case VB_LOST:
        return N_("lost");
    case VB_RETURNED:
        return N_("returned");
    }
    return "?";
}

void vb_html_grade(vb_html *h, vb_grade g, bool word)
{
    static const char *const words[] = {N_("declared"), N_("reported"), N_("consistent"), N_("measured"),
                                        N_("attested")};
    unsigned i = (unsigned)g < 5 ? (unsigned)g : 0;
    vb_buf_printf(h->out,
                  "<span class=\"gr\"><svg width=\"34\" height=\"14\" aria-hidden=\"true\"><use href=\"#g-%u\"/></svg>"
                  "<span class=\"gn\">%u</span>",
                  i, i);
    if (word) {
        vb_html_lit(h, "<span class=\"gw\">");
        vb_html_say0(h, words[i]);
        vb_html_lit(h, "</span>");
    }
    vb_html_lit(h, "</span>");
}

void vb_html_severity(vb_html *h, vb_severity s)
{
    static const char *const words[] = {N_("info"), N_("low"), N_("medium"), N_("high"), N_("critical")};
    unsigned i = (unsigned)s < 5 ? (unsigned)s : 0;
    vb_html_lit(h, "<span class=\"sv\"><svg width=\"22\" height=\"10\" aria-hidden=\"true\">");
    for (unsigned k = 0; k < 4; k++)
        vb_buf_printf(h->out, "<rect x=\"%u\" width=\"4\" height=\"10\" class=\"%s\"/>", k * 6, k < i ? "on" : "off");
    vb_html_lit(h, "</svg>");
    vb_html_say0(h, words[i]);
    vb_html_lit(h, "</span>");
}

void vb_html_finding_link(vb_html *h, uint32_t finding)
{
    if (finding == VB_NONE)
        return;
    const char *id = h->audit->findings->v[finding].id;
    if (h->written[finding])
        vb_buf_printf(h->out, "<a href=\"#%s\"><code>%s</code></a>", id, id);
    else
        vb_buf_printf(h->out, "<code>%s</code>", id);
}

void vb_html_scroll(vb_html *h, const char *label_id)
{
    vb_buf_printf(h->out, "<div class=\"sc\" tabindex=\"0\" role=\"region\" aria-labelledby=\"%s\">", label_id);
}

void vb_html_numbers(vb_html *h, const char *template, const double *v, size_t n)
{
    size_t next = 0;
    const char *from = template, *p = template;
    for (; *p != '\0'; p++) {
        if (*p != '@')
            continue;
        vb_buf_add(h->out, (vb_str){from, (size_t)(p - from)});
        from = p + 1;
        double x = next < n ? v[next++] : 0;
        long long tenths = llround(fmax(-1e9, fmin(1e9, isfinite(x) ? x : 0)) * 10);
        vb_buf_printf(h->out, "%s%lld", tenths < 0 ? "-" : "", llabs(tenths) / 10);
        if (tenths % 10 != 0)
            vb_buf_printf(h->out, ".%lld", llabs(tenths) % 10);
    }
    vb_buf_add(h->out, (vb_str){from, (size_t)(p - from)});
}

void vb_html_shell_word(vb_html *h, vb_str word)
{
    bool plain = word.n > 0 && word.p[0] != '-';
    for (size_t i = 0; i < word.n; i++) {
        char c = word.p[i];
        plain = plain && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                          c == '_' || c == '/' || c == '-' || c == ',' || c == '+' || c == ':');
    }
    if (plain) {
        vb_html_str(h, word);
        return;
    }
    vb_html_lit(h, "&#39;");
    for (size_t from = 0; from <= word.n;) {
        size_t quote = vb_str_find(word, VB_S("'"), from), end = quote == SIZE_MAX ? word.n : quote;
        vb_html_str(h, vb_str_sub(word, from, end - from));
        if (quote == SIZE_MAX)
            break;
        vb_html_lit(h, "&#39;\\&#39;&#39;");
        from = quote + 1;
    }
    vb_html_lit(h, "&#39;");
}

uint32_t vb_html_line(vb_str locator)
{
    uint32_t n = 0;
    if (!vb_str_starts(locator, VB_S("line ")) || locator.n > 14)
        return 0;
    for (size_t i = 5; i < locator.n; i++) {
        if (locator.p[i] < '0' || locator.p[i] > '9')
            return 0;
        n = n * 10 + (uint32_t)(locator.p[i] - '0');
    }
    return n;
}

void vb_html_locator(vb_html *h, vb_str locator)
{
    if (vb_html_line(locator) > 0)
        vb_html_say(h, N_("line {0}"), VB_TEXT(vb_str_sub(locator, 5, SIZE_MAX)));
    else
        vb_html_str(h, locator);
}
