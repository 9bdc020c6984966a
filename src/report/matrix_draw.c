/* SPDX-License-Identifier: Apache-2.0 */
/* The rows and columns of the matrix as SVG. Cells of one kind are one path, so a whole catalogue stays small. */
#include "report/matrix_priv.h"

enum {
    ROW = 16,
    MAKER = 20,
    HEAD = 84,
    TPP = 52,
    FIRST = 62,
    WIDEST = 140,
    LETTER_TENTHS = 59,
    LEGEND_ACROSS = 3,
    LEGEND_LINE = 20
};

const char *const vb_matrix_style[] = {
    ".mxr{display:flex;align-items:flex-start;width:1120px}.mxr+.mxr{margin-top:20px}",
    ".mxl{position:sticky;left:0;background:var(--paper);flex:none}.mxr svg{display:block}",
    ".mr{fill:var(--obsF)}.mo{fill:url(#hx);stroke:var(--open);stroke-width:.8}",
    ".md{stroke:var(--rule2);stroke-width:1;fill:none}.mg{stroke:var(--rule);fill:none}",
    ".mon{stroke:var(--ink);stroke-width:1.4;fill:none}\n",
    "svg .mk text{font-size:12.5px;font-weight:650}svg .mm text{font-size:12px}svg .mm .as{font-weight:650}",
    "svg .mf text{font-size:11.5px;fill:var(--ink2);text-anchor:end}svg .mf .nk{fill:var(--open)}",
    "svg .mh text{font-size:11px;fill:var(--ink2)}svg .mh .no{font-weight:650;text-anchor:middle;fill:var(--ink)}",
    "svg .mh .now{font-weight:700;fill:var(--ink)}svg .mh .ah{fill:var(--ink3);font-style:italic}\n",
    "svg .mt text{font-size:10.5px;font-weight:650;fill:var(--paper)}",
    "svg .mv text{font-size:10.5px;font-weight:700;fill:var(--open);paint-order:stroke;stroke:var(--openbg);",
    "stroke-width:3px}svg .mn text{font-size:10.5px;fill:var(--ink3)}\n",
    ".mlg{list-style:none;margin:0 0 10px;padding:0;font-size:13px;color:var(--ink2);display:flex;flex-wrap:wrap;",
    "gap:4px 22px}.mlg li{display:flex;gap:7px;align-items:center}.mlg svg{flex:none}",
    ".em{fill:none;stroke:var(--rule2)}\n",
    NULL};

typedef enum kind { UNBORN, NONE, RULE, LETTER, OPEN } kind;

typedef struct run { /* columns [first, end) of one card */
    size_t first, end;
    kind kind;
    const vb_matrix_cell *cell;
} run;

static double column_width(const vb_matrix *m)
{
    double w = (double)(VB_MATRIX_CELLS - FIRST - 2) / (double)(m->n_columns > 0 ? m->n_columns : 1);
    return w > WIDEST ? WIDEST : w;
}

static double column_x(const vb_matrix *m, size_t column)
{
    return FIRST + column_width(m) * (double)column;
}

static kind kind_of(const vb_matrix *m, const vb_matrix_card *card, const vb_matrix_column *c)
{
    const vb_matrix_cell *cell = &card->cells[c->first];
    if (vb_matrix_unborn(card->model, vb_matrix_end(m, c->end)))
        return UNBORN;
    switch (cell->licence[m->layer]) {
    case VB_NO:
        return NONE;
    case VB_YES:
        return cell->letter ? LETTER : RULE;
    case VB_UNKNOWN:
        break;
    }
    return OPEN;
}

static bool next_run(const vb_matrix *m, const vb_matrix_card *card, run *r)
{
    r->first = r->end;
    if (r->first >= m->n_columns)
        return false;
    r->kind = kind_of(m, card, &m->columns[r->first]);
    r->cell = &card->cells[m->columns[r->first].first];
    for (r->end = r->first + 1; r->end < m->n_columns; r->end++) {
        const vb_matrix_column *c = &m->columns[r->end];
        if (kind_of(m, card, c) != r->kind ||
            (r->kind != UNBORN && !vb_matrix_same(m, r->cell, &card->cells[c->first])))
            break;
    }
    return true;
}

/* ---- Blocks ----------------------------------------------------------------------------------------------------- */

static bool begins_maker(const vb_matrix *m, const vb_matrix_block *b, size_t i)
{
    return i == b->first || !vb_str_eq(m->cards[i].model->vendor, m->cards[i - 1].model->vendor);
}

bool vb_matrix_next_block(const vb_matrix *m, vb_matrix_block *b)
{
    size_t rows = 0;
    b->first = b->end;
    if (b->first >= m->n_cards)
        return false;
    b->continued = b->first > 0 && !begins_maker(m, &(vb_matrix_block){0}, b->first);
    for (b->end = b->first; b->end < m->n_cards; b->end++) {
        bool maker = begins_maker(m, b, b->end);
        if (maker && b->end > b->first) { /* a maker that would be torn for a few rows begins a new block */
            size_t n = 0;
            while (b->end + n < m->n_cards && n < 6 &&
                   vb_str_eq(m->cards[b->end + n].model->vendor, m->cards[b->end].model->vendor))
                n++;
            if (rows + 1 + n > VB_MATRIX_ROWS)
                break;
        }
        rows += maker ? 2 : 1;
        if (rows > VB_MATRIX_ROWS)
            break;
    }
    return true;
}

/* The upper edge of a card's row; of a maker's row `maker` more above it. */
static double row_y(const vb_matrix *m, const vb_matrix_block *b, size_t card)
{
    double y = HEAD;
    for (size_t i = b->first; i <= card; i++)
        y += (i == card ? 0 : ROW) + (begins_maker(m, b, i) ? MAKER : 0);
    return y;
}

double vb_matrix_height(const vb_matrix *m, const vb_matrix_block *b)
{
    return row_y(m, b, b->end - 1) + ROW + 4;
}

void vb_matrix_draw_names(vb_html *h, const vb_matrix *m, const vb_matrix_block *b)
{
    vb_html_lit(h, "<g class=\"mk\">");
    for (size_t i = b->first; i < b->end; i++) {
        if (!begins_maker(m, b, i))
            continue;
        vb_html_px(h, "<text x=\"0\" y=\"@\">", row_y(m, b, i) - 5);
        vb_html_str(h, m->cards[i].model->vendor);
        if (i == b->first && b->continued) {
            vb_html_lit(h, ", ");
            vb_html_svg_say0(h, N_("continued"));
        }
        vb_html_lit(h, "</text>");
    }
    vb_html_lit(h, "</g><g class=\"mm\">");
    for (size_t i = b->first; i < b->end; i++) {
        vb_str name = m->cards[i].model->name;
        size_t most = 33, n = 0, letters = 0;
        while (n < name.n && letters <= most)
            letters += ((unsigned char)name.p[n++] & 0xC0) != 0x80;
        vb_html_px(h, "<text x=\"0\" y=\"@\">", row_y(m, b, i) + 12);
        if (n < name.n) { /* the rest in a title */
            while (n > 0 && ((unsigned char)name.p[n - 1] & 0xC0) == 0x80)
                n--;
            vb_html_str(h, vb_str_sub(name, 0, n - (n > 0)));
            vb_html_lit(h, "…<title>");
            vb_html_str(h, name);
            vb_html_lit(h, "</title>");
        } else {
            vb_html_str(h, name);
        }
        vb_html_lit(h, "</text>");
    }
    vb_html_lit(h, "</g>");
}

/* ---- Cells ------------------------------------------------------------------------------------------------------ */

/* ".a" of "3A090.a"; the whole where there is no dot. */
static vb_str ending(vb_str eccn)
{
    size_t dot = eccn.n;
    while (dot > 0 && eccn.p[dot - 1] != '.')
        dot--;
    return dot > 0 ? vb_str_sub(eccn, dot - 1, SIZE_MAX) : eccn;
}

static void add_word(char *out, size_t *n, char letter)
{
    if (*n > 0)
        out[(*n)++] = ' ';
    out[(*n)++] = letter;
}

/* ".a", "L", "D" with blanks between; what stands in a run when there is room. */
static void run_text(const vb_matrix *m, const run *r, char out[48])
{
    static const char review[] = {'?', '?', 'C', 'A', 'D'}; /* by vb_review */
    vb_str class = ending(vb_matrix_class(m, r->cell));
    size_t n = 0;
    for (; n < class.n && n < 12; n++)
        out[n] = class.p[n];
    if (r->kind == LETTER)
        add_word(out, &n, 'L');
    if (r->kind == RULE || r->kind == LETTER)
        add_word(out, &n, review[r->cell->review]);
    out[n] = '\0';
}

static void shapes(vb_html *h, const vb_matrix *m, const vb_matrix_block *b, kind k, const char *class)
{
    bool any = false;
    for (size_t i = b->first; i < b->end; i++) {
        double y = row_y(m, b, i);
        for (run r = {0}; next_run(m, &m->cards[i], &r);) {
            if (r.kind != k && !(k == RULE && r.kind == LETTER))
                continue;
            double x0 = column_x(m, r.first), w = column_x(m, r.end) - x0;
            if (!any)
                vb_buf_printf(h->out, "<path class=\"%s\" d=\"", class);
            any = true;
            if (k == UNBORN)
                vb_html_px(h, "M@ @h@", x0 + 3, y + 8, w - 6);
            else
                vb_html_px(h, "M@ @h@v13h@z", x0 + 0.8, y + 1.5, w - 1.6, 1.6 - w);
        }
    }
    if (any)
        vb_html_lit(h, "\"/>");
}

static void texts(vb_html *h, const vb_matrix *m, const vb_matrix_block *b, kind k, const char *class)
{
    vb_buf_printf(h->out, "<g class=\"%s\">", class);
    for (size_t i = b->first; i < b->end; i++) {
        double y = row_y(m, b, i);
        for (run r = {0}; next_run(m, &m->cards[i], &r);) {
            char text[48];
            if (r.kind != k && !(k == RULE && r.kind == LETTER))
                continue;
            double x0 = column_x(m, r.first), w = column_x(m, r.end) - x0;
            run_text(m, &r, text);
            vb_str s = vb_str_of(text);
            while (s.n > 0 && (double)s.n * LETTER_TENTHS / 10 + 5 > w)
                s = vb_str_sub(s, s.n > 1 ? 1 : s.n, SIZE_MAX);
            if (s.n == 0)
                continue;
            vb_html_px(h, "<text x=\"@\" y=\"@\">", x0 + 4, y + 11.8);
            vb_html_str(h, vb_str_trim(s));
            vb_html_lit(h, "</text>");
        }
    }
    vb_html_lit(h, "</g>");
}

static bool ahead(const vb_matrix *m, const vb_matrix_column *c)
{
    int64_t to = vb_rules_reviewed_to(m->rules);
    return to != VB_NO_TIME && m->days[c->first] != VB_NO_TIME && m->days[c->first] > to;
}

static bool holds_day(const vb_matrix *m, const vb_matrix_column *c)
{
    size_t day = vb_matrix_day(m, m->question.on);
    return c->first <= day && day < c->end;
}

static void heads(vb_html *h, const vb_matrix *m)
{
    double w = column_width(m);
    vb_html_lit(h, "<g class=\"mh\">");
    vb_html_px(h, "<text x=\"@\" y=\"@\" text-anchor=\"end\">", TPP, HEAD - 6);
    vb_html_svg_say0(h, N_("TPP"));
    vb_html_lit(h, "</text>");
    for (size_t i = 0; i < m->n_columns; i++) {
        const vb_matrix_column *c = &m->columns[i];
        double x = column_x(m, i) + w / 2;
        vb_buf_printf(h->out, "<text class=\"%s\"", holds_day(m, c) ? "now" : ahead(m, c) ? "ah" : "");
        vb_html_px(h, " transform=\"translate(@ @)rotate(-90)\">", x + 4, HEAD - 20);
        if (m->days[c->first] == VB_NO_TIME) {
            vb_html_svg_say0(h, N_("before"));
        } else {
            char day[24];
            vb_time_text(m->days[c->first], true, day);
            vb_html_str(h, vb_str_of(day));
        }
        vb_html_px(h, "</text><text class=\"no\" x=\"@\" y=\"@\">", x, HEAD - 6);
        vb_html_number(h, "tspan", (int64_t)i + 1);
        vb_html_lit(h, "</text>");
    }
    vb_html_lit(h, "</g>");
}

static void grid(vb_html *h, const vb_matrix *m, const vb_matrix_block *b)
{
    double right = column_x(m, m->n_columns), bottom = vb_matrix_height(m, b) - 4;
    vb_html_lit(h, "<path class=\"mg\" d=\"");
    for (size_t i = b->first; i < b->end; i++)
        if (!begins_maker(m, b, i))
            vb_html_px(h, "M0 @H@", row_y(m, b, i), right);
    for (size_t i = 0; i <= m->n_columns; i++)
        vb_html_px(h, "M@ @V@", column_x(m, i), HEAD, bottom);
    vb_html_lit(h, "\"/>");
    for (size_t i = 0; i < m->n_columns; i++)
        if (holds_day(m, &m->columns[i]))
            vb_html_px(h, "<path class=\"mon\" d=\"M@ @V@H@V@\"/>", column_x(m, i), bottom, HEAD - 18,
                       column_x(m, i + 1), bottom);
}

void vb_matrix_draw_cells(vb_html *h, const vb_matrix *m, const vb_matrix_block *b)
{
    heads(h, m);
    grid(h, m, b);
    vb_html_lit(h, "<g class=\"mf\">");
    for (size_t i = b->first; i < b->end; i++) {
        bool known = m->cards[i].tpp_high != INT64_MAX;
        vb_html_lit(h, known ? "<text" : "<text class=\"nk\"");
        vb_html_px(h, " x=\"@\" y=\"@\">", TPP, row_y(m, b, i) + 12);
        if (known)
            vb_html_number(h, "tspan", m->cards[i].tpp_high / INT64_C(1000000000));
        else
            vb_html_lit(h, "?");
        vb_html_lit(h, "</text>");
    }
    vb_html_lit(h, "</g>");
    shapes(h, m, b, UNBORN, "md");
    shapes(h, m, b, RULE, "mr");
    shapes(h, m, b, OPEN, "mo");
    texts(h, m, b, NONE, "mn");
    texts(h, m, b, RULE, "mt");
    texts(h, m, b, OPEN, "mv");
}

/* ---- Words ------------------------------------------------------------------------------------------------------ */

#define FULL "<rect class=\"mr\" x=\".5\" y=\".5\" width=\"27\" height=\"13\"/>"
static const struct {
    const char *shape, *words;
} legend[] = {
    {FULL, N_("licence required by rule")},
    {FULL "<g class=\"mt\"><text x=\"11\" y=\"11\">L</text></g>", N_("by letter to the maker alone")},
    {"<rect class=\"mo\" x=\".5\" y=\".5\" width=\"27\" height=\"13\"/>", N_("cannot be told")},
    {"<rect class=\"em\" x=\".5\" y=\".5\" width=\"27\" height=\"13\"/>", N_("no licence required")},
    {"<path class=\"md\" d=\"M2 7H26\"/>", N_("not announced yet: it did not exist")},
    {FULL "<g class=\"mt\"><text x=\"10\" y=\"11\">D</text></g>", N_("applications: denied as a rule")},
    {FULL "<g class=\"mt\"><text x=\"10\" y=\"11\">C</text></g>", N_("judged case by case")},
    {FULL "<g class=\"mt\"><text x=\"10\" y=\"11\">A</text></g>", N_("approved as a rule")},
    {FULL "<g class=\"mt\"><text x=\"11\" y=\"11\">?</text></g>", N_("how they are judged is not known")},
};

/* Bit i: row i of the legend occurs in the picture. */
static unsigned legend_used(const vb_matrix *m)
{
    static const unsigned by_kind[] = {4, 3, 0, 1, 2}, by_review[] = {8, 8, 6, 7, 5};
    unsigned used = 0;
    for (size_t i = 0; i < m->n_cards; i++)
        for (size_t c = 0; c < m->n_columns; c++) {
            kind k = kind_of(m, &m->cards[i], &m->columns[c]);
            used |= 1U << by_kind[k];
            if (k == RULE || k == LETTER)
                used |= 1U << by_review[m->cards[i].cells[m->columns[c].first].review];
        }
    return used;
}

void vb_matrix_legend(vb_html *h, const vb_matrix *m)
{
    unsigned used = legend_used(m);
    vb_html_lit(h, "<ul class=\"mlg\">");
    for (size_t i = 0; i < sizeof legend / sizeof legend[0]; i++) {
        if ((used >> i & 1U) == 0)
            continue;
        vb_buf_printf(h->out, "<li><svg width=\"28\" height=\"14\" aria-hidden=\"true\">%s</svg>", legend[i].shape);
        vb_html_say0(h, legend[i].words);
        vb_html_lit(h, "</li>");
    }
    for (size_t i = 0; i < m->n_shown; i++) {
        vb_html_lit(h, "<li><svg width=\"28\" height=\"14\" aria-hidden=\"true\"><g class=\"mn\"><text x=\"7\" "
                       "y=\"11\">");
        vb_html_str(h, ending(m->shown[i]));
        vb_html_lit(h, "</text></g></svg>");
        vb_html_str(h, m->shown[i]);
        vb_html_lit(h, "</li>");
    }
    vb_html_lit(h, "</ul>");
}

static void legend_place(vb_html *h, size_t i)
{
    vb_html_px(h, "<g transform=\"translate(@ @)\">", (double)(i % LEGEND_ACROSS) * 370,
               (double)(i / LEGEND_ACROSS) * LEGEND_LINE);
}

double vb_matrix_legend_height(const vb_matrix *m)
{
    size_t n = (size_t)__builtin_popcount(legend_used(m)) + m->n_shown;
    return (double)((n + LEGEND_ACROSS - 1) / LEGEND_ACROSS) * LEGEND_LINE;
}

void vb_matrix_legend_svg(vb_html *h, const vb_matrix *m)
{
    unsigned used = legend_used(m);
    size_t n = 0;
    for (size_t i = 0; i < sizeof legend / sizeof legend[0]; i++) {
        if ((used >> i & 1U) == 0)
            continue;
        legend_place(h, n++);
        vb_html_lit(h, legend[i].shape);
        vb_html_lit(h, "<text class=\"lg\" x=\"36\" y=\"11\">");
        vb_html_svg_say0(h, legend[i].words);
        vb_html_lit(h, "</text></g>");
    }
    for (size_t i = 0; i < m->n_shown; i++) {
        legend_place(h, n + i);
        vb_html_lit(h, "<g class=\"mn\"><text x=\"7\" y=\"11\">");
        vb_html_str(h, ending(m->shown[i]));
        vb_html_lit(h, "</text></g><text class=\"lg\" x=\"36\" y=\"11\">");
        vb_html_str(h, m->shown[i]);
        vb_html_lit(h, "</text></g>");
    }
}

static vb_sentence title_of_one(const vb_matrix *m, vb_str country, vb_str day)
{
    vb_str name = m->cards[0].model->name;
    if (m->count.rule + m->count.letter > 0)
        return VB_SAY(N_("{0} to {1}: a licence is required on {2}"), VB_TEXT(name), VB_TEXT(country), VB_TEXT(day));
    if (m->count.open > 0)
        return VB_SAY(N_("{0} to {1}: whether a licence is required on {2} cannot be told"), VB_TEXT(name),
                      VB_TEXT(country), VB_TEXT(day));
    return VB_SAY(N_("{0} to {1}: no licence is required on {2}"), VB_TEXT(name), VB_TEXT(country), VB_TEXT(day));
}

void vb_matrix_title(const vb_matrix *m, const vb_report_options *options, vb_lang lang, vb_buf *out)
{
    char code[3];
    vb_country_text(m->question.to, code);
    vb_str country = vb_country_name(m->countries, m->question.to, lang);
    if (country.n == 0)
        country = vb_str_of(code);
    VB_CLEANUP(vb_buf, vb_buf_free) day = {0};
    vb_html_prose_text(&day, m->question.on, lang);
    vb_str on = vb_buf_str(&day);
    int64_t need = (int64_t)(m->count.rule + m->count.letter), all = (int64_t)m->count.announced,
            open = (int64_t)m->count.open;
    vb_sentence s = open > 0 ? VB_SAY(N_("{0}: {1} of {2} accelerators need a licence on {3}, {4} cannot be told"),
                                      VB_TEXT(country), VB_NUMBER(need), VB_NUMBER(all), VB_TEXT(on), VB_NUMBER(open))
                             : VB_SAY(N_("{0}: {1} of {2} accelerators need a licence on {3}"), VB_TEXT(country),
                                      VB_NUMBER(need), VB_NUMBER(all), VB_TEXT(on));
    if (need == 0 && open == 0)
        s = VB_SAY(N_("{0}: no licence is required for any of {1} accelerators on {2}"), VB_TEXT(country),
                   VB_NUMBER(all), VB_TEXT(on));
    if (m->n_cards == 1 && m->count.announced == 1)
        s = title_of_one(m, country, on);
    vb_sentence_write(out, &s, lang == VB_LANG_DE ? options->translate_de : NULL, options->translate_ctx, lang);
    out->failed = out->failed || day.failed;
}

void vb_matrix_both_titles(vb_html *h, const vb_matrix *m)
{
    h->en.n = h->de.n = 0;
    vb_matrix_title(m, h->options, VB_LANG_EN, &h->en);
    vb_matrix_title(m, h->options, VB_LANG_DE, &h->de);
    vb_html_both(h, "tspan", vb_buf_str(&h->en), vb_buf_str(&h->de));
}

void vb_matrix_say_cause(vb_html *h, const char *tag, const vb_matrix_cause *c)
{
    char code[3];
    vb_str name = c->citation.n > 0 ? c->citation : c->instrument;
    vb_country_text(c->country, code);
    switch (c->why) {
    case VB_MATRIX_BEGINS:
        vb_html_sentence(h, tag, &VB_SAY(N_("Begins: {0}"), VB_TEXT(name)));
        return;
    case VB_MATRIX_ENDS:
        vb_html_sentence(h, tag, &VB_SAY(N_("Ends: {0}"), VB_TEXT(name)));
        return;
    case VB_MATRIX_ENTERS:
        vb_html_sentence(h, tag,
                         &VB_SAY(N_("Enters country group {1}: {0}"), VB_TEXT(vb_str_of(code)), VB_TEXT(c->group)));
        return;
    case VB_MATRIX_LEAVES:
        vb_html_sentence(h, tag,
                         &VB_SAY(N_("Leaves country group {1}: {0}"), VB_TEXT(vb_str_of(code)), VB_TEXT(c->group)));
        return;
    case VB_MATRIX_DOUBTFUL:
        vb_html_sentence(h, tag,
                         &VB_SAY(N_("Cannot be told from this day on: whether {0} is in country group {1}"),
                                 VB_TEXT(vb_str_of(code)), VB_TEXT(c->group)));
        return;
    }
}
