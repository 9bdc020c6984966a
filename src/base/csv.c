/* SPDX-License-Identifier: Apache-2.0 */
#include "base/csv.h"

#include <inttypes.h>
#include <stdio.h>
#if defined(__SSE2__) && !defined(VB_CSV_PORTABLE)
#include <emmintrin.h>
#define WITH_SSE2 1
#else
#define WITH_SSE2 0
#endif

enum { BLOCK = 32 }; /* bytes looked at in one step; rows of custody data are about 150 bytes long */

typedef enum problem { FINE, STRAY_QUOTE, AFTER_QUOTE, OPEN_QUOTE } problem;

/* One row as it was found, before anything is said about it. */
typedef struct scan {
    const char *stop; /* behind its last byte, before CR LF or LF */
    const char *next; /* where the next row starts */
    uint64_t line;    /* line at `next`; while scanning, the line of the field */
    size_t n;         /* fields seen, also those past the row's room */
    bool suspect;     /* a NUL or a byte above 0x7F may be in it */
    bool escaped_any;
    uint64_t escaped[VB_CSV_MAX_COLUMNS / 64];
    const char *first_quote; /* opening quote of the first field with a line end inside, or NULL */
    uint64_t first_line;     /* its line */
    problem problem;
    const char *quote; /* the quote that the problem is about */
    uint64_t quote_line;
} scan;

typedef struct bits {
    uint32_t separators, stops; /* one bit a byte; stops are line feeds and quotes */
} bits;

#if WITH_SSE2
typedef __m128i suspects;
static inline suspects no_suspects(void)
{
    return _mm_setzero_si128();
}
static inline bool any_suspect(suspects s)
{
    return _mm_movemask_epi8(s) != 0;
}
static inline void look16(const char *p, char separator, suspects *odd, uint32_t *seps, uint32_t *stops)
{
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i stop = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
    *odd = _mm_or_si128(*odd, _mm_cmplt_epi8(v, _mm_set1_epi8(1))); /* as signed bytes: NUL and everything above 0x7F */
    *seps = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(separator)));
    *stops = (uint32_t)_mm_movemask_epi8(stop);
}
static inline bits look_block(const char *p, char separator, suspects *odd)
{
    uint32_t a, b, c, d;
    look16(p, separator, odd, &a, &b);
    look16(p + 16, separator, odd, &c, &d);
    return (bits){a | c << 16, b | d << 16};
}
#else
typedef uint64_t suspects;
static inline suspects no_suspects(void)
{
    return 0;
}
static inline bool any_suspect(suspects s)
{
    return s != 0;
}
/* One bit for every byte of `word` that is zero: exact, no carry runs between bytes. */
static inline uint32_t zero_bytes(uint64_t word)
{
    const uint64_t low7 = UINT64_C(0x7F7F7F7F7F7F7F7F);
    uint64_t high = ~(((word & low7) + low7) | word | low7);
    return (uint32_t)((high >> 7) * UINT64_C(0x0102040810204080) >> 56);
}
static inline bits look_block(const char *p, char separator, suspects *odd)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    bits found = {0, 0};
    for (unsigned i = 0; i < BLOCK; i += 8) {
        uint64_t word;
        memcpy(&word, p + i, 8);
        if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
            word = __builtin_bswap64(word);
        found.separators |= zero_bytes(word ^ each * (unsigned char)separator) << i;
        found.stops |= (zero_bytes(word ^ each * '\n') | zero_bytes(word ^ each * '"')) << i;
        *odd |= (word | (word - each)) & each << 7; /* above 0x7F, or NUL (may also hold for 1 behind it: no harm) */
    }
    return found;
}
#endif

/* Behind the end of input stand line feeds, so that the last row ends like every other. */
__attribute__((noinline)) static bits look_tail(const char *p, const char *end, char separator, suspects *odd)
{
    char padded[BLOCK];
    memset(padded, '\n', sizeof padded);
    if (end > p)
        memcpy(padded, p, (size_t)(end - p));
    return look_block(padded, separator, odd);
}

static inline bits look(const char *p, const char *end, char separator, suspects *odd)
{
    return __builtin_expect(end - p < BLOCK, 0) ? look_tail(p, end, separator, odd) : look_block(p, separator, odd);
}

static inline void add_field(vb_csv_row *row, size_t i, const char *from, const char *to)
{
    vb_str f = {from, (size_t)(to - from)};
    if (i >= VB_CSV_MAX_COLUMNS)
        return;
    if (f.n > 0 && __builtin_expect((unsigned char)*from <= ' ' || (unsigned char)to[-1] <= ' ', 0))
        f = vb_str_trim(f);
    row->field[i] = f;
}

/* Reads the quoted field whose opening quote is at `open`. Gives the place behind its closing quote, or NULL with the
 * problem noted. */
static const char *quoted(scan *s, vb_csv_row *row, const char *open, const char *end, char separator)
{
    /* no field may be longer, so no quote is searched further: "" counts as two bytes here, which only makes it
     * stricter */
    const char *limit = end - open - 1 > VB_CSV_MAX_FIELD + 1 ? open + 1 + VB_CSV_MAX_FIELD + 1 : end;
    const char *p = open + 1, *close = NULL;
    bool escaped = false;
    uint64_t lines = 0;
    s->quote = open;
    s->quote_line = s->line;
    while (close == NULL) {
        const char *q = p < limit ? memchr(p, '"', (size_t)(limit - p)) : NULL;
        if (q == NULL) {
            s->problem = OPEN_QUOTE;
            return NULL;
        }
        if (q + 1 < end && q[1] == '"') {
            escaped = true;
            p = q + 2;
        } else {
            close = q;
        }
    }
    for (p = open + 1; (p = memchr(p, '\n', (size_t)(close - p))) != NULL; p++)
        lines++;
    if (lines > 0 && s->first_quote == NULL) {
        s->first_quote = open;
        s->first_line = s->line;
    }
    s->line += lines;
    const char *after = close + 1;
    if (after < end && *after != separator && *after != '\n' &&
        !(*after == '\r' && (after + 1 == end || after[1] == '\n'))) {
        s->problem = AFTER_QUOTE;
        return NULL;
    }
    if (s->n < VB_CSV_MAX_COLUMNS) {
        row->field[s->n] = (vb_str){open + 1, (size_t)(close - (open + 1))};
        if (escaped) {
            if (!s->escaped_any)
                memset(s->escaped, 0, sizeof s->escaped);
            s->escaped_any = true;
            s->escaped[s->n / 64] |= UINT64_C(1) << (s->n % 64);
        }
    }
    s->n++;
    s->suspect = true; /* its bytes were not looked at here */
    return after;
}

/* Cuts the row at `p` into fields. */
static void scan_row(scan *s, vb_csv_row *row, const char *p, const char *end, char separator)
{
    const char *field = p, *block = p;
    suspects odd = no_suspects();
    for (;;) {
        bits found = look(block, end, separator, &odd);
        uint32_t before = found.separators & ((found.stops & (UINT32_C(0) - found.stops)) - 1);
        while (before != 0) {
            const char *hit = block + __builtin_ctz(before);
            before &= before - 1;
            add_field(row, s->n++, field, hit);
            field = hit + 1;
        }
        if (found.stops == 0) {
            block += BLOCK;
            continue;
        }
        const char *hit = block + __builtin_ctz(found.stops);
        if (hit < end && *hit == '"') {
            if (hit != field) {
                s->problem = STRAY_QUOTE;
                s->quote = hit;
                s->quote_line = s->line;
                break;
            }
            hit = quoted(s, row, hit, end, separator);
            if (hit == NULL)
                break;
            if (hit < end && *hit == separator) {
                field = block = hit + 1;
                continue;
            }
            if (hit < end && *hit == '\r')
                hit++;
        } else {
            add_field(row, s->n++, field, hit);
        }
        s->stop = hit;
        if (hit > p && hit[-1] == '\r')
            s->stop = hit - 1;
        s->next = hit < end ? hit + 1 : end;
        s->line++;
        break;
    }
    s->suspect = s->suspect || any_suspect(odd);
}

/* The start of the line behind the one that `p` is on. */
static const char *next_line(const char *p, const char *end)
{
    const char *lf = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
    return lf == NULL ? end : lf + 1;
}

__attribute__((format(printf, 6, 7))) static vb_code row_error(const vb_csv *csv, vb_code code, uint64_t line,
                                                               size_t column, vb_error *err, const char *fmt, ...)
{
    char message[sizeof err->message];
    if (err == NULL)
        return code;
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    VB_CLEANUP(vb_buf, vb_buf_free) where = {.limit = 4096};
    vb_buf_printf(&where, "line %" PRIu64, line);
    if (column < csv->n_columns) {
        vb_buf_lit(&where, " column ");
        vb_buf_escaped(&where, vb_str_sub(csv->header[column], 0, sizeof err->where));
    }
    return vb_fail(err, code, where.p, line, "%s", message);
}

/* The field that holds byte `p` of a row that was cut well. */
static size_t column_at(const vb_csv_row *row, size_t n, const char *p)
{
    for (size_t i = 0; i < n && i < VB_CSV_MAX_COLUMNS; i++)
        if (p <= row->field[i].p + row->field[i].n)
            return i;
    return n == 0 ? 0 : n - 1;
}

static vb_code bad_bytes(const vb_csv *csv, const vb_csv_row *row, const scan *s, vb_error *err)
{
    const char *from = csv->bytes.p + row->offset;
    const char *nul = row->length == 0 ? NULL : memchr(from, 0, row->length);
    size_t bad;
    if (nul == NULL && vb_str_utf8((vb_str){from, row->length}, &bad))
        return VB_OK;
    const char *p = nul != NULL ? nul : from + bad;
    size_t at = (size_t)(p - csv->bytes.p), column = column_at(row, s->n, p);
    if (nul != NULL)
        return row_error(csv, VB_E_PARSE, row->line, column, err, "a NUL byte at byte %zu of the file", at);
    return row_error(csv, VB_E_PARSE, row->line, column, err,
                     "byte %zu of the file, 0x%02X, is not UTF-8; save the file as UTF-8", at,
                     (unsigned)(unsigned char)*p);
}

static vb_code quote_error(const vb_csv *csv, const scan *s, vb_error *err)
{
    if (s->problem == STRAY_QUOTE)
        return row_error(csv, VB_E_PARSE, s->quote_line, s->n, err,
                         "a quote inside an unquoted field; put the whole field in quotes and double the quote");
    if (s->problem == AFTER_QUOTE)
        return row_error(
            csv, VB_E_PARSE, s->quote_line, s->n, err,
            "text after the closing quote; expected '%s' or the line's end (a quote inside is written \"\")",
            csv->separator == '\t'  ? "tab"
            : csv->separator == ';' ? ";"
                                    : ",");
    return row_error(csv, VB_E_PARSE, s->quote_line, s->n, err, "a quote that is not closed %s",
                     (csv->bytes.p + csv->bytes.n) - s->quote > VB_CSV_MAX_FIELD + 1 ? "within 1048576 bytes"
                                                                                     : "before the end of the file");
}

static vb_code judge(const vb_csv *csv, const vb_csv_row *row, const scan *s, vb_error *err)
{
    if (s->problem != FINE)
        return quote_error(csv, s, err);
    if (row->length > VB_CSV_MAX_FIELD)
        for (size_t i = 0; i < s->n && i < VB_CSV_MAX_COLUMNS; i++)
            if (row->field[i].n > VB_CSV_MAX_FIELD)
                return row_error(csv, VB_E_RANGE, row->line, i, err, "a field of %zu bytes, at most %d are read",
                                 row->field[i].n, VB_CSV_MAX_FIELD);
    if (s->n != csv->n_columns && s->first_quote == NULL)
        return row_error(csv, VB_E_PARSE, row->line, SIZE_MAX, err, "found %zu field%s, expected %zu", s->n,
                         s->n == 1 ? "" : "s", csv->n_columns);
    if (s->n != csv->n_columns)
        return row_error(csv, VB_E_PARSE, row->line, SIZE_MAX, err,
                         "found %zu field%s, expected %zu; a quote on line %" PRIu64 " holds lines %" PRIu64
                         " to %" PRIu64 " together, they are read again one by one",
                         s->n, s->n == 1 ? "" : "s", csv->n_columns, s->first_line, row->line, s->line - 1);
    return s->suspect ? bad_bytes(csv, row, s, err) : VB_OK;
}

static bool unescape(vb_csv_row *row, const scan *s, vb_arena *arena)
{
    for (size_t i = 0; i < s->n; i++) {
        if ((s->escaped[i / 64] >> (i % 64) & 1) == 0)
            continue;
        vb_str from = row->field[i];
        char *to = vb_arena_alloc(arena, from.n, 1);
        size_t n = 0;
        if (to == NULL)
            return false;
        for (size_t k = 0; k < from.n; k++) {
            to[n++] = from.p[k];
            k += from.p[k] == '"'; /* quotes come in pairs here: the scan stopped at any single one */
        }
        row->field[i] = (vb_str){to, n};
    }
    return true;
}

/* Steps over lines of blanks; a tab is no blank where it separates. */
static const char *skip_blank_lines(const char *p, const char *end, char separator, uint64_t *line)
{
    for (const char *q = p; q < end; q++) {
        if (*q == '\n') {
            p = q + 1;
            ++*line;
        } else if (*q != ' ' && *q != '\r' && (*q != '\t' || separator == '\t')) {
            return p;
        }
    }
    return end;
}

vb_code vb_csv_next(vb_csv *csv, vb_arena *arena, vb_csv_row *row, bool *end, vb_error *err)
{
    const char *base = csv->bytes.p, *stop = base + csv->bytes.n, *p = base + csv->at;
    *end = false;
    if (p < stop && (unsigned char)*p <= ' ')
        p = skip_blank_lines(p, stop, csv->separator, &csv->line);
    csv->at = (size_t)(p - base);
    if (p == stop) {
        *end = true;
        return VB_OK;
    }
    if (csv->line > VB_CSV_MAX_ROWS) {
        csv->at = csv->bytes.n;
        return row_error(csv, VB_E_RANGE, csv->line, SIZE_MAX, err, "more than %d lines; the rest is not read",
                         VB_CSV_MAX_ROWS);
    }
    scan s;
    s.line = row->line = csv->line;
    s.n = 0;
    s.suspect = s.escaped_any = false;
    s.problem = FINE;
    s.first_quote = NULL;
    scan_row(&s, row, p, stop, csv->separator);
    row->offset = csv->at;
    row->n = s.n;
    row->length = s.problem == FINE ? (size_t)(s.stop - p) : 0;
    if (__builtin_expect(s.problem != FINE || s.suspect || s.n != csv->n_columns || row->length > VB_CSV_MAX_FIELD,
                         0)) {
        vb_code code = judge(csv, row, &s, err);
        if (code != VB_OK) {
            if (s.first_quote != NULL) {
                csv->at = (size_t)(next_line(s.first_quote, stop) - base);
                csv->line = s.first_line + 1;
            } else if (s.problem != FINE) {
                csv->at = (size_t)(next_line(s.quote, stop) - base);
                csv->line = s.quote_line + 1;
            } else {
                csv->at = (size_t)(s.next - base);
                csv->line = s.line;
            }
            return code;
        }
    }
    csv->at = (size_t)(s.next - base);
    csv->line = s.line;
    if (s.escaped_any && !unescape(row, &s, arena))
        return row_error(csv, VB_E_NOMEM, row->line, SIZE_MAX, err, "no memory for a field with quotes inside");
    return VB_OK;
}

static vb_code header_encoding(vb_str bytes, vb_error *err)
{
    vb_str head = vb_str_sub(bytes, 0, 4);
    if (vb_str_starts(head, VB_S("\xFF\xFE")) || vb_str_starts(head, VB_S("\xFE\xFF")) ||
        (head.n == 4 && ((head.p[0] == 0) != (head.p[1] == 0)) && ((head.p[2] == 0) != (head.p[3] == 0))))
        return vb_fail(err, VB_E_PARSE, "line 1", 0, "the file is UTF-16; save it as UTF-8");
    if (vb_str_starts(head, VB_S("PK\x03\x04")))
        return vb_fail(err, VB_E_PARSE, "line 1", 0, "a ZIP archive (.xlsx or .ods?); save the table as CSV, UTF-8");
    return VB_OK;
}

/* The header line: its separator and where it ends. */
static const char *header_shape(const char *p, const char *end, char *separator)
{
    static const char choices[] = {',', ';', '\t'};
    size_t count[sizeof choices] = {0}, best = 0;
    bool inside = false;
    for (; p < end && (inside || *p != '\n'); p++) {
        inside = inside != (*p == '"');
        for (size_t i = 0; !inside && i < sizeof choices; i++)
            count[i] += *p == choices[i];
    }
    for (size_t i = 1; i < sizeof choices; i++)
        if (count[i] > count[best])
            best = i;
    *separator = choices[best];
    return p;
}

static vb_code header_names(vb_csv *csv, const vb_csv_row *row, const scan *s, vb_error *err)
{
    char where[32];
    (void)snprintf(where, sizeof where, "line %" PRIu64, row->line);
    if (s->n > VB_CSV_MAX_COLUMNS)
        return vb_fail(err, VB_E_RANGE, where, row->line, "%zu columns, at most %d are read", s->n, VB_CSV_MAX_COLUMNS);
    for (size_t i = 0; i < s->n; i++) {
        vb_str name = vb_str_trim(row->field[i]);
        if (name.n == 0)
            return vb_fail(err, VB_E_PARSE, where, row->line, "column %zu of the header has no name", i + 1);
        if (memchr(name.p, '\n', name.n) != NULL)
            return vb_fail(err, VB_E_PARSE, where, row->line, "a line end inside the name of column %zu", i + 1);
        for (size_t k = 0; k < i; k++) {
            if (!vb_str_eq(csv->header[k], name))
                continue;
            VB_CLEANUP(vb_buf, vb_buf_free) text = {.limit = 1024};
            vb_buf_escaped(&text, vb_str_sub(name, 0, 100));
            return vb_fail(err, VB_E_PARSE, where, row->line, "columns %zu and %zu of the header are both named \"%s\"",
                           k + 1, i + 1, text.p == NULL ? "" : text.p);
        }
        csv->header[i] = name;
    }
    return VB_OK;
}

vb_code vb_csv_open(vb_csv *csv, vb_str bytes, vb_error *err)
{
    csv->n_columns = 0;
    csv->bytes = bytes.p == NULL ? VB_S("") : bytes;
    csv->line = 1;
    VB_TRY(header_encoding(csv->bytes, err));
    const char *base = csv->bytes.p, *end = base + csv->bytes.n;
    const char *p = base + (vb_str_starts(csv->bytes, VB_S("\xEF\xBB\xBF")) ? 3 : 0);
    p = skip_blank_lines(p, end, ',', &csv->line);
    if (p == end)
        return vb_fail(err, VB_E_PARSE, "line 1", 0, "the file is empty; expected a header line with column names");
    const char *stop = header_shape(p, end, &csv->separator);
    csv->decimal = csv->separator == ';' ? ',' : '.';

    vb_csv_row row;
    scan s = {.line = csv->line};
    size_t bad = 0;
    vb_str line = {p, (size_t)(stop - p)};
    const char *nul = memchr(p, 0, line.n);
    row.line = csv->line;
    row.offset = (size_t)(p - base);
    if (nul != NULL)
        return vb_fail(err, VB_E_PARSE, "line 1", (uint64_t)(nul - base), "a NUL byte at byte %zu: no text file",
                       (size_t)(nul - base));
    if (!vb_str_utf8(line, &bad))
        return vb_fail(err, VB_E_PARSE, "line 1", row.offset + bad,
                       "byte %zu, 0x%02X, is not UTF-8; save the file as UTF-8", row.offset + bad,
                       (unsigned)(unsigned char)p[bad]);
    const char *cr = line.n == 0 ? NULL : memchr(p, '\r', line.n - 1);
    if (cr != NULL)
        return vb_fail(err, VB_E_PARSE, "line 1", (uint64_t)(cr - base),
                       "a CR alone at byte %zu of the header; lines end in LF or CR LF", (size_t)(cr - base));
    scan_row(&s, &row, p, end, csv->separator);
    if (s.problem != FINE)
        return quote_error(csv, &s, err);
    VB_TRY(header_names(csv, &row, &s, err));
    csv->n_columns = s.n;
    csv->at = (size_t)(s.next - base);
    csv->line = s.line;
    return VB_OK;
}

int vb_csv_column(const vb_csv *csv, vb_str name)
{
    for (size_t i = 0; i < csv->n_columns; i++)
        if (vb_str_eq(csv->header[i], name))
            return (int)i;
    return -1;
}

size_t vb_csv_cut(vb_str bytes, size_t at)
{
    if (at == 0 || bytes.p == NULL)
        return 0;
    if (at > bytes.n)
        at = bytes.n;
    const char *cut = next_line(bytes.p + at - 1, bytes.p + bytes.n);
    size_t n = (size_t)(cut - bytes.p);
    return n > 0 && memchr(bytes.p, '"', n) != NULL ? SIZE_MAX : n;
}

/* -12.50 or 1e9: a spreadsheet takes it as a number, not as a formula. */
static bool plain_number(vb_str s)
{
    size_t i = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+'), digits = 0;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        digits++;
    if (i < s.n && (s.p[i] == '.' || s.p[i] == ','))
        for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
            digits++;
    if (digits == 0 || i == s.n)
        return digits > 0;
    if (s.p[i] != 'e' && s.p[i] != 'E')
        return false;
    i++;
    i += i < s.n && (s.p[i] == '-' || s.p[i] == '+');
    size_t from = i;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    return i == s.n && i > from;
}

static bool formula(vb_str s)
{
    static const vb_str wide[] = {{"\xEF\xBC\x9D", 3}, {"\xEF\xBC\x8B", 3}, {"\xEF\xBC\x8D", 3}, {"\xEF\xBC\xA0", 3}};
    if (s.n == 0)
        return false;
    if (memchr("=+-@\t\r\n", s.p[0], 7) != NULL)
        return !plain_number(s);
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (vb_str_starts(s, wide[i]))
            return true;
    return false;
}

void vb_csv_write(vb_buf *out, vb_str cell, bool first)
{
    bool guard = formula(cell);
    bool quotes = cell.n > 0 && ((unsigned char)cell.p[0] <= ' ' || (unsigned char)cell.p[cell.n - 1] <= ' ');
    for (size_t i = 0; i < cell.n && !quotes; i++)
        quotes = memchr(",;\t\"\r\n", cell.p[i], 6) != NULL; /* ; and tab too: another locale's separators */
    if (!first)
        vb_buf_char(out, ',');
    if (quotes)
        vb_buf_char(out, '"');
    if (guard)
        vb_buf_char(out, '\'');
    while (quotes && cell.n > 0) {
        const char *q = memchr(cell.p, '"', cell.n);
        if (q == NULL)
            break;
        size_t n = (size_t)(q - cell.p) + 1;
        vb_buf_add(out, vb_str_sub(cell, 0, n));
        vb_buf_char(out, '"');
        cell = vb_str_sub(cell, n, cell.n);
    }
    vb_buf_add(out, cell);
    if (quotes)
        vb_buf_char(out, '"');
}
