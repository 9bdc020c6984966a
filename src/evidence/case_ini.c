/* SPDX-License-Identifier: Apache-2.0 */
/* case.ini, read with libinih. It tells a handler no line, so the lines are counted where they are handed over; and of
 * several bad lines it names the first, so a bad line is recorded, blanked and the file read again. */
#include <ini.h>
#include <stdio.h>

#include "evidence/tables.h"

enum {
    MAX_BYTES = 1 << 20,
    MAX_LINE = 196, /* bytes of a line that libinih reads whole: its INI_MAX_LINE of 200, less CR LF, NUL and one */
    MAX_BAD = 20    /* bad lines looked for */
};

typedef struct ini_run {
    vb_claims *c;
    uint32_t source;
    const vb_countries *countries;
    vb_str bytes;
    size_t at, line_at; /* next byte; start of the current line */
    uint32_t line;
    uint32_t bad[MAX_BAD]; /* lines passed over */
    size_t n_bad;
    bool store;              /* the last reading keeps what it finds */
    uint64_t rows, bad_rows; /* settings kept, refused */
    bool title, as_of, home; /* stated already */
    vb_code code;            /* that stops the case */
    vb_error *err;
} ini_run;

static bool is_bad(const ini_run *run, uint32_t line)
{
    for (size_t i = 0; i < run->n_bad; i++)
        if (run->bad[i] == line)
            return true;
    return false;
}

static vb_str take_line(ini_run *run)
{
    const char *from = run->bytes.p + run->at;
    const char *end = memchr(from, '\n', run->bytes.n - run->at);
    size_t n = end == NULL ? run->bytes.n - run->at : (size_t)(end - from) + 1;
    run->line_at = run->at;
    run->at += n;
    run->line++;
    return (vb_str){from, n};
}

/* fgets of libinih: one line a call, at most `room` bytes with the NUL. */
static char *next_line(char *to, int room, void *ctx)
{
    ini_run *run = ctx;
    if (run->at >= run->bytes.n || room < 2)
        return NULL;
    vb_str line = take_line(run);
    if (is_bad(run, run->line) || line.n + 1 > (size_t)room)
        line = VB_S("\n");
    memcpy(to, line.p, line.n);
    to[line.n] = '\0';
    return to;
}

static void refuse(ini_run *run, bool note, const vb_error *what)
{
    if (run->code == VB_OK)
        run->code = vb_claims_issue(run->c, run->source, note, what, run->err);
    run->bad_rows += !note;
}

__attribute__((format(printf, 4, 5))) static void say(ini_run *run, bool note, vb_code code, const char *fmt, ...)
{
    vb_error what = {0};
    char message[sizeof what.message], where[32];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    (void)snprintf(where, sizeof where, "line %u", run->line);
    vb_error_set(&what, code, where, run->line, "%s", message);
    refuse(run, note, &what);
}

static bool first_time(ini_run *run, const char *name, bool *stated)
{
    if (*stated)
        say(run, false, VB_E_RANGE, "%s is stated twice; the first one counts", name);
    bool first = !*stated;
    *stated = true;
    return first;
}

/* False when it is said twice or cannot be read. */
static bool read_case(ini_run *run, vb_str name, vb_str value)
{
    vb_claims *c = run->c;
    if (value.n == 0 &&
        (vb_str_eq(name, VB_S("title")) || vb_str_eq(name, VB_S("as_of")) || vb_str_eq(name, VB_S("home"))))
        return false; /* an empty value is not stated, as everywhere in a case */
    if (vb_str_eq(name, VB_S("title"))) {
        if (!first_time(run, "title", &run->title))
            return false;
        c->title = vb_arena_copy(c->arena, value);
    } else if (vb_str_eq(name, VB_S("as_of"))) {
        vb_when when;
        vb_error what = {0};
        if (!first_time(run, "as_of", &run->as_of))
            return false;
        if (vb_time_parse(value, &when, &what) != VB_OK) {
            say(run, false, what.code, "as_of: %s", what.message);
            return false;
        }
        c->as_of = when.at;
    } else if (vb_str_eq(name, VB_S("home"))) {
        vb_country home = vb_country_parse(run->countries, value);
        if (!first_time(run, "home", &run->home))
            return false;
        if (home == 0) {
            say(run, false, VB_E_RANGE, "home: \"%.*s\" is no known country; expected a code of ISO 3166-1 such as DE",
                VB_ARG(vb_str_sub(value, 0, 60)));
            return false;
        }
        c->home = home;
    } else if (!vb_str_eq(name, VB_S("synthetic"))) { /* a case somebody made up says so: reports show it */
        say(run, true, VB_E_NOT_FOUND, "[case] %.*s is not known and not read; known are title, as_of, home, synthetic",
            VB_ARG(vb_str_sub(name, 0, 60)));
    }
    return true;
}

static void read_setting(ini_run *run, vb_str section, vb_str name, vb_str value)
{
    vb_claims *c = run->c;
    struct vb_setting *s = VB_PUSH(c->arena, &c->settings);
    if (s != NULL) {
        s->origin = (vb_origin){.offset = run->line_at,
                                .length = (uint32_t)(run->at - run->line_at),
                                .line = run->line,
                                .source = run->source};
        s->section = vb_arena_copy(c->arena, section);
        s->name = vb_arena_copy(c->arena, name);
        s->value = vb_arena_copy(c->arena, value);
        run->rows++;
    }
    if (s == NULL || s->section.p == NULL || s->name.p == NULL || s->value.p == NULL)
        run->code = vb_fail(run->err, VB_E_NOMEM, "case.ini", run->line, "no memory for settings");
}

static int handle(void *ctx, const char *section_text, const char *name_text, const char *value_text)
{
    ini_run *run = ctx;
    vb_str section = vb_str_of(section_text), name = vb_str_of(name_text), value = vb_str_of(value_text);
    if (!run->store || run->code != VB_OK)
        return 1;
    if (vb_str_eq(section, VB_S("case"))) {
        if (read_case(run, name, value))
            read_setting(run, section, name, value);
    } else if (vb_str_starts(section, VB_S("check."))) {
        read_setting(run, section, name, value);
    } else {
        say(run, true, VB_E_NOT_FOUND, "section [%.*s] is not known and not read; expected [case] or [check.<id>]",
            VB_ARG(vb_str_sub(section, 0, 60)));
    }
    return 1;
}

static int read_once(ini_run *run)
{
    run->at = run->line_at = 0;
    run->line = 0;
    return ini_parse_stream(next_line, run, handle, run);
}

/* Lines too long for libinih would come in as the empty line. */
static void refuse_long_lines(ini_run *run)
{
    run->at = 0;
    run->line = 0;
    while (run->at < run->bytes.n && run->code == VB_OK) {
        vb_str line = take_line(run);
        if (line.n > MAX_LINE)
            say(run, false, VB_E_RANGE, "a line of %zu bytes is not read; at most %d are", line.n, MAX_LINE);
    }
}

vb_code vb_case_ini_read(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err)
{
    ini_run run = {.c = c, .source = source, .countries = countries, .bytes = c->sources.v[source].bytes, .err = err};
    vb_error what = {0};
    size_t bad_at = 0;
    if (run.bytes.n > MAX_BYTES)
        vb_error_set(&what, VB_E_RANGE, "", 0, "%zu bytes, at most %d are read", run.bytes.n, MAX_BYTES);
    else if (run.bytes.n > 0 && memchr(run.bytes.p, 0, run.bytes.n) != NULL)
        vb_error_set(&what, VB_E_PARSE, "", 0, "the file holds NUL bytes: no text file");
    else if (!vb_str_utf8(run.bytes, &bad_at))
        vb_error_set(&what, VB_E_PARSE, "", bad_at, "byte %zu is not UTF-8; save the file as UTF-8", bad_at);
    if (what.code != VB_OK)
        return vb_claims_issue(c, source, false, &what, err);

    refuse_long_lines(&run);
    int bad_line = read_once(&run);
    while (bad_line > 0 && run.n_bad < MAX_BAD && run.code == VB_OK) {
        run.line = (uint32_t)bad_line;
        say(&run, false, VB_E_PARSE, "the line is not read; expected [section], name = value or a comment");
        run.bad[run.n_bad++] = (uint32_t)bad_line;
        bad_line = read_once(&run);
    }
    run.store = true;
    if (run.code == VB_OK)
        (void)read_once(&run);
    c->sources.v[source].rows = run.rows;
    c->sources.v[source].bad_rows = run.bad_rows;
    return run.code;
}
