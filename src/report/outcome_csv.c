/* SPDX-License-Identifier: Apache-2.0 */
/* One outcome as a row: what a table can hold of it. Numbers are the highest that the maker claims (upper end of the
 * interval, smallest published area), lists are joined by ';'. */
#include "base/csv.h"
#include "report/outcome.h"

static const char *const columns[VB_CELL_N] = {
    [VB_CELL_CASE] = "case_id",
    [VB_CELL_MODEL] = "model_id",
    [VB_CELL_TPP] = "tpp",
    [VB_CELL_PD] = "pd",
    [VB_CELL_ECCN] = "eccn",
    [VB_CELL_LICENCE] = "licence_required",
    [VB_CELL_LICENCE_TEXT] = "licence_required_text",
    [VB_CELL_EXCEPTIONS] = "exceptions",
    [VB_CELL_REVIEW] = "review_policy",
    [VB_CELL_SHARE] = "share_percent",
    [VB_CELL_INSTRUMENTS] = "instruments",
    [VB_CELL_OPEN] = "open_facts",
};

static vb_code no_memory(vb_error *err)
{
    return vb_fail(err, VB_E_NOMEM, "classification", VB_NO_OFFSET, "no memory for a row");
}

static bool in_list(vb_str list, vb_str word)
{
    vb_str piece;
    while (vb_str_next(&list, ';', &piece))
        if (vb_str_eq(piece, word))
            return true;
    return false;
}

/* `list` and those of `more`'s pieces that it does not have, parted by ';'. */
static vb_str joined(vb_arena *arena, vb_str list, vb_str more, bool *ok)
{
    vb_str piece;
    while (vb_str_next(&more, ';', &piece)) {
        piece = vb_str_trim(piece);
        if (piece.n == 0 || in_list(list, piece))
            continue;
        size_t n = list.n + (list.n > 0) + piece.n;
        char *p = VB_NEW(arena, char, n + 1);
        if (p == NULL) {
            *ok = false;
            return list;
        }
        if (list.n > 0) {
            memcpy(p, list.p, list.n);
            p[list.n] = ';';
        }
        memcpy(p + n - piece.n, piece.p, piece.n);
        list = (vb_str){p, n};
    }
    return list;
}

static vb_str figure(const vb_outcome *o, vb_rule_metric m, vb_arena *arena, bool *ok)
{
    int64_t low, high;
    char text[32];
    if (!vb_rules_figure(&o->question, m, &low, &high) || high < 0 || high == INT64_MAX)
        return VB_STR_NONE;
    vb_nano_text(high / 1000000 * 1000000, text); /* thousandths, cut: what is below a threshold must not reach it */
    vb_str copy = vb_arena_copy(arena, vb_str_of(text));
    *ok = *ok && copy.p != NULL;
    return copy;
}

static const char *word_of(vb_tri t)
{
    return t == VB_YES ? "yes" : t == VB_NO ? "no" : "unknown";
}

static void answered(const vb_outcome *o, vb_arena *arena, vb_outcome_cells *c, bool *ok)
{
    bool placed = o->question.to != 0; /* else the chip alone was asked for */
    vb_str presumed = vb_outcome_presumed(o, NULL);
    bool told = o->answer.eccn.n > 0 && !vb_str_eq(o->answer.eccn, VB_S("unknown"));
    c->cell[VB_CELL_ECCN] = o->answer.eccn;
    if (!told && presumed.n > 0) {
        c->cell[VB_CELL_ECCN] = vb_arena_printf(arena, "%.*s (presumed)", VB_ARG(presumed));
        *ok = *ok && c->cell[VB_CELL_ECCN].p != NULL;
    }
    for (size_t i = 0; i < o->outcome.n_exceptions && placed; i++)
        c->cell[VB_CELL_EXCEPTIONS] = joined(arena, c->cell[VB_CELL_EXCEPTIONS], o->outcome.exception[i]->value, ok);
    for (size_t i = 0; i < o->outcome.n_instruments; i++)
        c->cell[VB_CELL_INSTRUMENTS] = joined(arena, c->cell[VB_CELL_INSTRUMENTS], o->outcome.instrument[i], ok);
    if (o->outcome.share != NULL)
        c->cell[VB_CELL_SHARE] = o->outcome.share->value;
    else if (o->outcome.duty != NULL)
        c->cell[VB_CELL_SHARE] = o->outcome.duty->value;
    if (!placed)
        return;
    c->cell[VB_CELL_LICENCE] = vb_str_of(word_of(o->answer.licence[VB_LAYER_ENFORCED]));
    c->cell[VB_CELL_LICENCE_TEXT] = vb_str_of(word_of(o->answer.licence[VB_LAYER_TEXT]));
    c->cell[VB_CELL_REVIEW] = vb_str_of(vb_review_name(o->outcome.review));
}

vb_code vb_outcome_cells_of(const vb_outcome *o, vb_arena *arena, vb_outcome_cells *out, vb_error *err)
{
    vb_outcome_cells c = {0};
    bool ok = true;
    c.cell[VB_CELL_CASE] = o->case_id;
    c.cell[VB_CELL_MODEL] = o->question.model == NULL ? VB_STR_NONE : o->question.model->id;
    c.cell[VB_CELL_LICENCE] = c.cell[VB_CELL_LICENCE_TEXT] = c.cell[VB_CELL_REVIEW] = VB_S("unknown");
    c.cell[VB_CELL_ECCN] = VB_S("unknown");
    c.cell[VB_CELL_TPP] = figure(o, VB_METRIC_TPP, arena, &ok);
    c.cell[VB_CELL_PD] = figure(o, VB_METRIC_DENSITY, arena, &ok);
    if (!o->failed)
        answered(o, arena, &c, &ok);
    c.cell[VB_CELL_OPEN] = joined(arena, VB_STR_NONE, o->open_facts, &ok);
    c.cell[VB_CELL_OPEN] = joined(arena, c.cell[VB_CELL_OPEN], o->in_short, &ok);
    if (!ok)
        return no_memory(err);
    *out = c;
    return VB_OK;
}

vb_code vb_outcome_cells_merge(vb_outcome_cells *into, const vb_outcome_cells *other, vb_arena *arena, vb_error *err)
{
    bool ok = true;
    for (int i = 0; i < VB_CELL_N; i++) {
        vb_str *a = &into->cell[i], b = other->cell[i];
        if (i == VB_CELL_EXCEPTIONS || i == VB_CELL_INSTRUMENTS || i == VB_CELL_OPEN)
            *a = joined(arena, *a, b, &ok);
        else if (!vb_str_eq(*a, b))
            *a = i == VB_CELL_ECCN || i == VB_CELL_LICENCE || i == VB_CELL_LICENCE_TEXT || i == VB_CELL_REVIEW
                     ? VB_S("unknown")
                     : VB_STR_NONE;
    }
    return ok ? VB_OK : no_memory(err);
}

void vb_outcome_csv_header(vb_buf *out)
{
    for (int i = 0; i < VB_CELL_N; i++)
        vb_csv_write(out, vb_str_of(columns[i]), i == 0);
    vb_buf_lit(out, "\r\n");
}

void vb_outcome_csv_row(const vb_outcome_cells *cells, vb_buf *out)
{
    for (int i = 0; i < VB_CELL_N; i++)
        vb_csv_write(out, cells->cell[i], i == 0);
    vb_buf_lit(out, "\r\n");
}
