/* SPDX-License-Identifier: Apache-2.0 */
/* Lines, stanzas and words of a rule file, each with its place. */
#include <stdarg.h>
#include <stdio.h>

#include "rules/rules_priv.h"

void vb_rule_error(vb_error *err, vb_code code, vb_str file, uint32_t line, uint32_t column, const char *fmt, ...)
{
    if (err == NULL)
        return;
    char message[sizeof err->message], where[sizeof err->where];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    vb_str tail = file.n > 60 ? vb_str_sub(file, file.n - 60, 60) : file;
    (void)snprintf(where, sizeof where, "%.*s:%u:%u", VB_ARG(tail), (unsigned)line, (unsigned)column);
    vb_error_set(err, code, where, line, "%s", message);
}

/* One pass over the whole file, so that nothing behind it needs to think of bytes that do not belong in text. */
vb_code vb_rule_reader_open(vb_rule_reader *r, vb_rule_file file, vb_error *err)
{
    vb_str b = file.bytes;
    if (b.n > VB_RULE_MAX_BYTES)
        return vb_rule_fail(err, file.name, 1, 1, "the file has %zu bytes; expected at most %d", b.n,
                            VB_RULE_MAX_BYTES);
    uint32_t line = 1;
    size_t start = 0;
    for (size_t i = 0; i < b.n; i++) {
        unsigned char c = (unsigned char)b.p[i];
        uint32_t column = (uint32_t)(i - start) + 1;
        if (c == '\n') {
            line++;
            start = i + 1;
        } else if (c == '\t') {
            return vb_rule_fail(err, file.name, line, column, "found a tab; expected blanks");
        } else if (c == '\r') {
            return vb_rule_fail(err, file.name, line, column,
                                "found a carriage return; expected lines that end in LF alone");
        } else if (c < 0x20 || c == 0x7F) {
            return vb_rule_fail(err, file.name, line, column, "found the control byte %02X; expected text",
                                (unsigned)c);
        } else if (column > VB_RULE_MAX_LINE) {
            return vb_rule_fail(err, file.name, line, column,
                                "the line is longer than %d bytes; go on in the next line, "
                                "which begins with a blank",
                                VB_RULE_MAX_LINE);
        }
    }
    size_t bad;
    if (!vb_str_utf8(b, &bad)) {
        line = 1;
        start = 0;
        for (size_t i = 0; i < bad; i++)
            if (b.p[i] == '\n') {
                line++;
                start = i + 1;
            }
        return vb_rule_fail(err, file.name, line, (uint32_t)(bad - start) + 1, "found the byte %02X; expected UTF-8",
                            (unsigned)(unsigned char)b.p[bad]);
    }
    *r = (vb_rule_reader){.file = file.name, .bytes = b, .line = 1};
    return VB_OK;
}

static size_t line_end(vb_str b, size_t at)
{
    const char *p = at < b.n ? memchr(b.p + at, '\n', b.n - at) : NULL;
    return p == NULL ? b.n : (size_t)(p - b.p);
}

typedef enum line_kind { LINE_BLANK, LINE_COMMENT, LINE_CONTINUES, LINE_FIELD } line_kind;

static line_kind kind_of(vb_str b, size_t at, size_t end)
{
    size_t i = at;
    while (i < end && b.p[i] == ' ')
        i++;
    if (i == end)
        return LINE_BLANK;
    if (b.p[i] == '#')
        return LINE_COMMENT;
    return i > at ? LINE_CONTINUES : LINE_FIELD;
}

vb_code vb_rule_next_field(vb_rule_reader *r, vb_rule_field *out, bool *end, vb_error *err)
{
    vb_str b = r->bytes;
    bool first = r->at == 0;
    size_t stop;
    for (;;) {
        if (r->at >= b.n) {
            *end = true;
            return VB_OK;
        }
        stop = line_end(b, r->at);
        line_kind kind = kind_of(b, r->at, stop);
        if (kind == LINE_FIELD)
            break;
        if (kind == LINE_CONTINUES)
            return vb_rule_fail(err, r->file, r->line, 1,
                                "found a line that begins with a blank where nothing goes on; "
                                "expected \"key: value\"");
        first = first || kind == LINE_BLANK;
        r->at = stop + 1;
        r->line++;
    }
    size_t i = r->at;
    while (i < stop && ((b.p[i] >= 'a' && b.p[i] <= 'z') || (b.p[i] >= '0' && b.p[i] <= '9') || b.p[i] == '_'))
        i++;
    vb_str key = vb_str_sub(b, r->at, i - r->at);
    if (key.n == 0 || i == stop || b.p[i] != ':')
        return vb_rule_fail(err, r->file, r->line, (uint32_t)(i - r->at) + 1,
                            "found \"%.*s\"; expected \"key: value\" with "
                            "a key of small letters",
                            (int)(stop - r->at > 40 ? 40 : stop - r->at), b.p + r->at);
    i++;
    if (i < stop && b.p[i] != ' ')
        return vb_rule_fail(err, r->file, r->line, (uint32_t)(i - r->at) + 1, "expected a blank behind \"%.*s:\"",
                            VB_ARG(key));
    while (i < stop && b.p[i] == ' ')
        i++;
    *out = (vb_rule_field){.key = key, .line = r->line, .column = (uint32_t)(i - r->at) + 1, .first = first};
    size_t from = i, to = stop;
    r->at = stop + 1;
    r->line++;
    while (r->at < b.n) { /* continuation lines, with comments between them */
        stop = line_end(b, r->at);
        line_kind kind = kind_of(b, r->at, stop);
        if (kind == LINE_CONTINUES)
            to = stop;
        else if (kind != LINE_COMMENT)
            break;
        r->at = stop + 1;
        r->line++;
    }
    while (to > from && (b.p[to - 1] == ' ' || b.p[to - 1] == '\n'))
        to--;
    out->raw = vb_str_sub(b, from, to - from);
    *end = false;
    if (out->raw.n == 0)
        return vb_rule_fail(err, r->file, out->line, out->column, "\"%.*s\" has no value", VB_ARG(key));
    size_t bytes = 0; /* blanks do not count: printing sets others */
    for (size_t k = 0; k < out->raw.n; k++)
        bytes += out->raw.p[k] != ' ' && out->raw.p[k] != '\n';
    if (bytes > VB_RULE_MAX_VALUE)
        return vb_rule_fail(err, r->file, out->line, out->column,
                            "the value of \"%.*s\" has %zu bytes; expected at most %d", VB_ARG(key), bytes,
                            VB_RULE_MAX_VALUE);
    return VB_OK;
}

/* Words parted by one blank. A '#' at the head of a word is refused: it was meant as a comment and would become law. */
vb_code vb_rule_field_text(const vb_rule_reader *r, const vb_rule_field *f, vb_arena *arena, vb_str *out, vb_error *err)
{
    vb_str raw = f->raw;
    char *text = VB_NEW(arena, char, raw.n + 1);
    uint32_t line = f->line, column = f->column;
    size_t n = 0, word = 0;
    if (text == NULL)
        return vb_fail(err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory left for the rules");
    for (size_t at = 0; at < raw.n;) {
        size_t stop = line_end(raw, at);
        bool comment = at > 0 && kind_of(raw, at, stop) == LINE_COMMENT;
        for (size_t i = at; i < stop && !comment; i++) {
            bool head = i == at || raw.p[i - 1] == ' ';
            if (raw.p[i] == ' ')
                continue;
            if (head && raw.p[i] == '#')
                return vb_rule_fail(err, r->file, line, column + (uint32_t)(i - at),
                                    "found \"#\" inside a value; a comment stands "
                                    "on a line of its own");
            if (head && n > 0)
                text[n++] = ' ';
            word = head ? 1 : word + 1;
            if (word > VB_RULE_MAX_WORD)
                return vb_rule_fail(err, r->file, line, column + (uint32_t)(i - at), "a word is longer than %d bytes",
                                    VB_RULE_MAX_WORD);
            text[n++] = raw.p[i];
        }
        at = stop + 1;
        line++;
        column = 1;
    }
    *out = (vb_str){text, n};
    return VB_OK;
}

void vb_rule_words_open(vb_rule_words *w, const vb_rule_reader *r, const vb_rule_field *f)
{
    *w = (vb_rule_words){.reader = r, .raw = f->raw, .line = f->line, .column = f->column};
    vb_rule_word_next(w);
}

static bool in_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_' || c == ':' || c == '/';
}

static void skip_blanks(vb_rule_words *w)
{
    while (w->at < w->raw.n) {
        char c = w->raw.p[w->at];
        if (c == ' ') {
            w->at++;
            w->column++;
        } else if (c == '\n') {
            w->at++;
            w->line++;
            w->column = 1;
            size_t stop = line_end(w->raw, w->at);
            if (kind_of(w->raw, w->at, stop) == LINE_COMMENT) { /* leave the line end for the next turn */
                w->column += (uint32_t)(stop - w->at);
                w->at = stop;
            }
        } else {
            return;
        }
    }
}

void vb_rule_word_next(vb_rule_words *w)
{
    skip_blanks(w);
    w->word_line = w->line;
    w->word_column = w->column;
    const char *p = w->raw.p + w->at;
    size_t left = w->raw.n - w->at, n = 1;
    if (left == 0) {
        w->kind = VB_WORD_END;
        w->text = VB_STR_NONE;
        return;
    }
    w->text = (vb_str){p, 1};
    if (p[0] == '"') {
        while (n < left && p[n] != '"' && p[n] != '\n')
            n++;
        bool closed = n < left && p[n] == '"';
        w->kind = closed && n - 1 <= VB_RULE_MAX_WORD ? VB_WORD_STRING : VB_WORD_BAD;
        w->text = (vb_str){p + 1, n - 1};
        n += closed;
    } else if (p[0] == '(' || p[0] == ')' || p[0] == ',' || p[0] == '+') {
        w->kind = p[0] == '(' ? VB_WORD_OPEN : p[0] == ')' ? VB_WORD_CLOSE : p[0] == ',' ? VB_WORD_COMMA : VB_WORD_PLUS;
    } else if (p[0] == '<' || p[0] == '>') {
        n += left > 1 && p[1] == '=';
        w->kind = VB_WORD_COMPARE;
        w->text.n = n;
    } else if (in_name(p[0])) {
        while (n < left && in_name(p[n]))
            n++;
        w->kind = n > VB_RULE_MAX_NAME ? VB_WORD_BAD : VB_WORD_NAME;
        w->text.n = n;
    } else {
        while (n < left && ((unsigned char)p[n] & 0xC0) == 0x80) /* the whole of a letter beyond ASCII */
            n++;
        w->kind = VB_WORD_BAD;
        w->text.n = n;
    }
    w->at += n;
    w->column += (uint32_t)n;
}

void vb_rule_say_expected(const vb_rule_words *w, const char *expected, vb_error *err)
{
    vb_str file = w->reader->file;
    bool quoted = w->text.p > w->raw.p && w->text.p[-1] == '"';
    int most = quoted ? VB_RULE_MAX_WORD : VB_RULE_MAX_NAME;
    if (w->kind == VB_WORD_END)
        vb_rule_error(err, VB_E_PARSE, file, w->word_line, w->word_column, "found the end of the value; expected %s",
                      expected);
    else if (w->kind == VB_WORD_BAD && w->text.n > (size_t)most)
        vb_rule_error(err, VB_E_PARSE, file, w->word_line, w->word_column,
                      "found %zu bytes; expected %s, of at most %d", w->text.n, expected, most);
    else
        vb_rule_error(err, VB_E_PARSE, file, w->word_line, w->word_column, "found \"%.*s\"; expected %s",
                      VB_ARG(w->text), expected);
}
