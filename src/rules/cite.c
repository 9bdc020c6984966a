/* SPDX-License-Identifier: Apache-2.0 */
/* Is a citation one that somebody can look up? Its words are free, but it is no placeholder, and what looks like a
 * reference to the Federal Register, the Code of Federal Regulations, the United States Code or the Commerce Control
 * List is a whole one. Whether the number is the right one only a reader can tell. */
#include "rules/parse_priv.h"

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The next word, without brackets and marks around it; empty at the end. */
static vb_str next_word(vb_str text, size_t *at)
{
    while (*at < text.n && text.p[*at] == ' ')
        (*at)++;
    size_t from = *at;
    while (*at < text.n && text.p[*at] != ' ')
        (*at)++;
    size_t to = *at;
    while (from < to && (text.p[from] == '(' || text.p[from] == '"'))
        from++;
    while (to > from && memchr(",;:.)\"", text.p[to - 1], 6) != NULL)
        to--;
    return vb_str_sub(text, from, to - from);
}

static bool number(vb_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!digit(s.p[i]))
            return false;
    return s.n > 0;
}

/* "3A090.a.1": category, group, three digits. */
static bool eccn(vb_str s)
{
    return s.n >= 5 && digit(s.p[0]) && s.p[1] >= 'A' && s.p[1] <= 'E' && digit(s.p[2]) && digit(s.p[3]) &&
           digit(s.p[4]) && (s.n == 5 || s.p[5] == '.');
}

static bool placeholder(vb_str cite)
{
    static const char *const words[] = {"tbd", "todo", "fixme", "none", "n/a", "na", "unknown", "xxx"};
    bool any = false;
    for (size_t i = 0; i < cite.n; i++)
        any = any || digit(cite.p[i]) || (cite.p[i] | 0x20) >= 'a';
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        any = any && !vb_str_eq_nocase(cite, vb_str_of(words[i]));
    return !any;
}

/* What stands where the page, section or entry should, after the word `of`; NULL when that is right. */
static const char *missing(vb_str of, vb_str before, vb_str after, vb_str second)
{
    bool page = after.n > 0 && digit(after.p[0]);
    if (vb_str_eq(of, VB_S("ECCN")))
        return eccn(after) ? NULL : "an entry such as 3A090.a";
    if (vb_str_eq(of, VB_S("FR")) && (vb_str_eq(after, VB_S("Doc")) || vb_str_eq(after, VB_S("vol"))))
        return second.n > 0 && digit(second.p[0]) ? NULL : "the number of the document or volume";
    if (vb_str_eq(of, VB_S("CFR")) && (vb_str_eq(after, VB_S("part")) || vb_str_eq(after, VB_S("parts"))))
        page = second.n > 0 && digit(second.p[0]);
    if (!page)
        return vb_str_eq(of, VB_S("FR")) ? "a page" : "a section or part";
    if (!number(before))
        return vb_str_eq(of, VB_S("FR")) ? "the volume before it" : "the title before it";
    return NULL;
}

vb_code vb_rule_check_cite(const vb_rule_reader *r, const vb_rule_field *f, vb_str cite, vb_error *err)
{
    static const char *const references[] = {"FR", "CFR", "U.S.C", "ECCN"};
    if (placeholder(cite))
        return vb_rule_fail(err, r->file, f->line, f->column,
                            "found \"%.*s\"; expected a citation: paragraph and page, or the document", VB_ARG(cite));
    vb_str before = VB_STR_NONE;
    for (size_t at = 0; at < cite.n;) {
        vb_str word = next_word(cite, &at);
        size_t ahead = at;
        vb_str after = next_word(cite, &ahead), second = next_word(cite, &ahead);
        for (size_t i = 0; i < sizeof references / sizeof references[0]; i++) {
            const char *what = vb_str_eq(word, vb_str_of(references[i])) ? missing(word, before, after, second) : NULL;
            if (what != NULL)
                return vb_rule_fail(err, r->file, f->line, f->column,
                                    "the citation breaks off at \"%.*s%s%s\"; expected %s", VB_ARG(before),
                                    before.n > 0 ? " " : "", references[i], what);
        }
        before = word;
    }
    return VB_OK;
}
