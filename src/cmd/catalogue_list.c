/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue list: one line a model with the figures that the rules turn on. */
#include "base/csv.h"
#include "base/layout.h"
#include "cmd/catalogue_shelf.h"
#include "cmd/session.h"
#include "findings/finding.h"
#include "report/finding_json.h"

#define T(msgid) vb_str_of(vb_translate(NULL, (msgid)))

enum { ID, MAKER, NAME, LAUNCH, TPP, DENSITY, DRAM, IO, MEMORY, MARKETED, CONFIDENCE, N_CELLS };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Anywhere in the text, but a number is a whole one: "H20" is not in "H200", "4090" is in "4090D". */
static bool holds(vb_str text, vb_str word)
{
    for (size_t at = 0; word.n > 0 && at + word.n <= text.n; at++) {
        if (!vb_str_eq_nocase(vb_str_sub(text, at, word.n), word))
            continue;
        bool cut_before = at > 0 && is_digit(word.p[0]) && is_digit(text.p[at - 1]),
             cut_after = at + word.n < text.n && is_digit(word.p[word.n - 1]) && is_digit(text.p[at + word.n]);
        if (!cut_before && !cut_after)
            return true;
    }
    return false;
}

static bool word_fits(const vb_model *m, vb_str word)
{
    if (holds(m->id, word) || holds(m->vendor, word) || holds(m->name, word) || holds(m->chip, word))
        return true;
    for (size_t i = 0; i < m->n_aliases; i++)
        if (holds(m->aliases[i], word))
            return true;
    return false;
}

static bool fits(const vb_model *m, const vb_list *words)
{
    for (size_t i = 0; i < words->n; i++)
        if (!word_fits(m, vb_str_of(words->v[i])))
            return false;
    return true;
}

static void figure_cell(vb_buf *out, const vb_model *m, int64_t value, unsigned mark)
{
    if (value == VB_NO_FIGURE) {
        vb_buf_char(out, '?');
        return;
    }
    vb_buf_decimal(out, value, 3);
    if (vb_model_unverified(m, mark))
        vb_buf_char(out, '*');
}

static void cell(vb_buf *out, const vb_model *m, unsigned column)
{
    vb_tpp t;
    char launch[24];
    switch (column) {
    case ID:
        vb_buf_escaped(out, m->id);
        return;
    case MAKER:
        vb_buf_escaped(out, m->vendor);
        return;
    case NAME:
        vb_buf_escaped(out, m->name);
        return;
    case LAUNCH:
        vb_when_text(m->launch, launch);
        vb_buf_add(out, m->launch.at == VB_NO_TIME ? VB_S("?") : vb_str_of(launch));
        if (m->launch.at != VB_NO_TIME && vb_model_unverified(m, VB_COLUMN_LAUNCH_DATE))
            vb_buf_char(out, '*');
        return;
    case TPP:
        t = vb_model_tpp(m, VB_AS_CLAIMED);
        if (!t.known) {
            vb_buf_char(out, '?');
            return;
        }
        vb_buf_range(out, t.milli, "-");
        if (t.unverified)
            vb_buf_char(out, '*');
        return;
    case DENSITY:
        vb_buf_density(out, m, "-");
        if (m->die_area_low > 0 && vb_model_unverified(m, VB_COLUMN_DIE_AREA))
            vb_buf_char(out, '*');
        return;
    case DRAM:
        figure_cell(out, m, m->memory_bandwidth, VB_COLUMN_MEM_BW);
        return;
    case IO:
        figure_cell(out, m, m->interconnect_bandwidth, VB_COLUMN_INTERCONNECT);
        return;
    case MEMORY:
        figure_cell(out, m, m->memory_gb, VB_COLUMN_MEM_GB);
        return;
    case MARKETED:
        vb_buf_add(out, m->datacentre == VB_YES ? T(N_("yes")) : m->datacentre == VB_NO ? T(N_("no")) : VB_S("?"));
        return;
    default:
        vb_buf_add(out, vb_str_of(vb_confidence_name(m->confidence)));
        return;
    }
}

static void pad(vb_buf *out, vb_str text, size_t width, bool right)
{
    size_t have = vb_width(text);
    for (size_t i = have; right && i < width; i++)
        vb_buf_char(out, ' ');
    if (have > width && width > 0) { /* cut, and said to be */
        size_t bytes = 0, seen = 0;
        while (bytes < text.n && (((unsigned char)text.p[bytes] & 0xc0) == 0x80 || seen + 1 < width))
            seen += ((unsigned char)text.p[bytes++] & 0xc0) != 0x80;
        vb_buf_add(out, vb_str_sub(text, 0, bytes));
        vb_buf_lit(out, "…");
    } else {
        vb_buf_add(out, text);
    }
    for (size_t i = have; !right && i < width; i++)
        vb_buf_char(out, ' ');
}

static const struct {
    const char *title;
    bool right;
} cells[N_CELLS] = {[ID] = {"id", false},
                    [MAKER] = {N_("maker"), false},
                    [NAME] = {N_("name"), false},
                    [LAUNCH] = {N_("launch"), false},
                    [TPP] = {"TPP", true},
                    [DENSITY] = {"PD", true},
                    [DRAM] = {"DRAM GB/s", true},
                    [IO] = {"I/O GB/s", true},
                    [MEMORY] = {"GB", true},
                    [MARKETED] = {N_("data centre"), false},
                    [CONFIDENCE] = {N_("grade"), false}};

typedef struct table {
    size_t width[N_CELLS];
    bool shown[N_CELLS];
} table;

static size_t total(const table *t)
{
    size_t sum = 0, n = 0;
    for (unsigned c = 0; c < N_CELLS; c++)
        if (t->shown[c]) {
            sum += t->width[c];
            n++;
        }
    return sum + (n - 1) * 2;
}

/* Names give way first, then columns that other columns hint at; figures and id stay. */
static void narrow(table *t, size_t columns)
{
    static const unsigned leave[] = {MAKER, LAUNCH, CONFIDENCE, NAME, MARKETED, MEMORY, IO, DRAM};
    enum { SHORT_NAME = 16 };
    for (size_t i = 0; columns > 0 && total(t) > columns; i++) {
        size_t over = total(t) - columns;
        if (t->shown[NAME] && t->width[NAME] >= over + SHORT_NAME) {
            t->width[NAME] -= over;
            return;
        }
        if (i == sizeof leave / sizeof leave[0])
            return;
        t->shown[leave[i]] = false;
    }
}

static void row_text(vb_buf *out, const table *t, const vb_model *m)
{
    vb_buf text = {0};
    bool first = true;
    for (unsigned c = 0; c < N_CELLS; c++) {
        if (!t->shown[c])
            continue;
        text.n = 0;
        if (m == NULL)
            vb_buf_add(&text, vb_str_of(vb_translate(NULL, cells[c].title)));
        else
            cell(&text, m, c);
        if (!first)
            vb_buf_lit(out, "  ");
        first = false;
        pad(out, vb_buf_str(&text), t->width[c], cells[c].right);
    }
    while (out->n > 0 && out->p[out->n - 1] == ' ')
        out->n--;
    vb_buf_char(out, '\n');
    vb_buf_free(&text);
}

static void write_table(const vb_command *command, const vb_shelf *shelf, vb_buf *out)
{
    const vb_catalogue *c = shelf->reference.catalogue;
    table t = {0};
    size_t n = 0;
    vb_buf text = {0};
    for (unsigned k = 0; k < N_CELLS; k++) {
        t.shown[k] = true;
        t.width[k] = vb_width(vb_str_of(vb_translate(NULL, cells[k].title)));
    }
    for (uint32_t i = 0; i < vb_catalogue_count(c); i++) {
        const vb_model *m = vb_catalogue_model(c, i);
        if (!fits(m, &command->words))
            continue;
        n++;
        for (unsigned k = 0; k < N_CELLS; k++) {
            text.n = 0;
            cell(&text, m, k);
            size_t w = vb_width(vb_buf_str(&text));
            t.width[k] = w > t.width[k] ? w : t.width[k];
        }
    }
    vb_buf_free(&text);
    if (n == 0)
        return;
    narrow(&t, command->out != NULL ? 0 : vb_session_options(command).columns);
    row_text(out, &t, NULL);
    for (uint32_t i = 0; i < vb_catalogue_count(c); i++)
        if (fits(vb_catalogue_model(c, i), &command->words))
            row_text(out, &t, vb_catalogue_model(c, i));
    if (command->quiet)
        return;
    vb_buf_printf(out, "%zu", n);
    vb_buf_char(out, ' ');
    vb_buf_add(out, vb_str_of(vb_translate(NULL, N_("models; ? not published or not collected, - there is none, * not "
                                                    "re-checked, a range: two readings"))));
    bool said = false;
    for (unsigned k = 0; k < N_CELLS; k++)
        if (!t.shown[k]) {
            vb_buf_add(out, vb_str_of(said ? ", " : vb_translate(NULL, N_("; not shown for the width: "))));
            vb_buf_add(out, vb_str_of(vb_translate(NULL, cells[k].title)));
            said = true;
        }
    vb_buf_char(out, '\n');
}

static void csv_text(vb_buf *out, vb_str s)
{
    vb_csv_write(out, s, false);
}

static void csv_decimal(vb_buf *out, int64_t value, unsigned places)
{
    vb_buf text = {0};
    if (value != VB_NO_FIGURE)
        vb_buf_decimal(&text, value, places);
    csv_text(out, vb_buf_str(&text));
    vb_buf_free(&text);
}

/* Every figure, and both die areas whether they differ or not. */
static void csv_row(vb_buf *out, const vb_model *m)
{
    vb_figure all[VB_N_FIGURES];
    vb_tpp t = vb_model_tpp(m, VB_AS_CLAIMED);
    vb_interval density = {VB_NO_FIGURE, VB_NO_FIGURE};
    char launch[24];
    size_t n = vb_model_figures(m, all);
    bool dense = vb_model_density(m, VB_AS_CLAIMED, &density);
    vb_when_text(m->launch, launch);
    vb_csv_write(out, m->id, true);
    csv_text(out, m->vendor);
    csv_text(out, m->name);
    csv_text(out, m->chip);
    csv_text(out, m->launch.at == VB_NO_TIME ? VB_STR_NONE : vb_str_of(launch));
    csv_text(out, m->datacentre == VB_YES ? VB_S("yes") : m->datacentre == VB_NO ? VB_S("no") : VB_STR_NONE);
    csv_text(out, vb_str_of(vb_confidence_name(m->confidence)));
    csv_decimal(out, t.known ? t.milli.low : VB_NO_FIGURE, 3);
    csv_decimal(out, t.known ? t.milli.high : VB_NO_FIGURE, 3);
    csv_text(out, t.known ? vb_str_of(vb_format_name(t.low_format)) : VB_STR_NONE);
    csv_text(out, t.known ? vb_str_of(vb_format_name(t.high_format)) : VB_STR_NONE);
    csv_decimal(out, dense ? density.low : VB_NO_FIGURE, 3);
    csv_decimal(out, dense ? density.high : VB_NO_FIGURE, 3);
    csv_decimal(out, m->ics, 0);
    csv_decimal(out, m->die_area_low, 3);
    csv_decimal(out, m->die_area_high, 3);
    for (size_t i = 0; i < n; i++)
        if (all[i].mark != VB_COLUMN_DIE_AREA)
            csv_decimal(out, all[i].value, all[i].places);
    vb_buf marks = {0};
    for (unsigned c = 0; c < VB_N_COLUMNS; c++)
        if (vb_model_unverified(m, c)) {
            if (marks.n > 0)
                vb_buf_char(&marks, ' ');
            vb_buf_add(&marks, vb_str_of(vb_column_name(c)));
        }
    csv_text(out, vb_buf_str(&marks));
    vb_buf_free(&marks);
    vb_buf_char(out, '\n');
}

static void csv_header(vb_buf *out)
{
    const vb_model none = {.die_area_low = VB_NO_FIGURE, .die_area_high = VB_NO_FIGURE};
    vb_figure all[VB_N_FIGURES];
    size_t n = vb_model_figures(&none, all);
    vb_buf_lit(out, "id,maker,name,chip,launch_date,datacentre_marketed,confidence,tpp_low,tpp_high,tpp_low_format,"
                    "tpp_high_format,density_low,density_high,ics,die_area_low_mm2,die_area_high_mm2");
    for (size_t i = 0; i < n; i++)
        if (all[i].mark != VB_COLUMN_DIE_AREA)
            vb_buf_printf(out, ",%s", all[i].column);
    vb_buf_lit(out, ",unverified_fields\n");
}

int vb_verb_catalogue_list(const vb_command *command)
{
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    vb_shelf shelf;
    vb_error err;
    int rc = vb_shelf_load(&arena, &shelf);
    if (rc != 0)
        return rc;
    const vb_catalogue *c = shelf.reference.catalogue;
    vb_str format = command->format == NULL ? VB_S("table") : vb_str_of(command->format);
    bool json = command->json || vb_str_eq(format, VB_S("json")), csv = !json && vb_str_eq(format, VB_S("csv"));
    size_t n = 0;
    if (csv)
        csv_header(&out);
    for (uint32_t i = 0; rc == 0 && i < vb_catalogue_count(c); i++) {
        if (!fits(vb_catalogue_model(c, i), &command->words))
            continue;
        n++;
        if (csv)
            csv_row(&out, vb_catalogue_model(c, i));
        else if (json)
            rc = vb_json_emit(vb_shelf_model_json(&shelf, i), 0, &out, &err) == VB_OK ? 0 : vb_say_error(&err, NULL);
    }
    if (rc == 0 && n == 0) { /* no answer: --out stays what it was */
        fputs("verbleib: no model of the catalogue has all these words\n", stderr);
        return VB_EXIT_DATA;
    }
    if (!csv && !json)
        write_table(command, &shelf, &out);
    return rc != 0 ? rc : vb_emit(command, vb_buf_str(&out));
}
