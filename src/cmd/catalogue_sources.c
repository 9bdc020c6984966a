/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue sources: what the catalogue rests on, and whether a reader can go there. */
#include "base/layout.h"
#include <stdlib.h>

#include "cmd/catalogue_shelf.h"
#include "findings/finding.h"
#include "report/finding_json.h"

typedef struct place {
    vb_str text;
    size_t models;  /* that name it */
    size_t figures; /* of those models that no row of figures.csv gives to another place, plus its own rows there */
    uint32_t last_model;
} place;
typedef struct places {
    place *v;
    size_t n, cap;
} places;

static place *find_place(places *all, vb_arena *arena, vb_str text)
{
    for (size_t i = 0; i < all->n; i++)
        if (vb_str_eq(all->v[i].text, text))
            return &all->v[i];
    place *p = VB_PUSH(arena, all);
    if (p != NULL)
        *p = (place){.text = text, .last_model = VB_NONE};
    return p;
}

/* Figures that stand on the row's sources; names and ids are no figures. */
static size_t row_figures(const vb_shelf *shelf, const vb_model *m, uint32_t index)
{
    vb_figure all[VB_N_FIGURES];
    size_t n = vb_model_figures(m, all), count = 0;
    for (size_t i = 0; i < n; i++)
        count += all[i].value != VB_NO_FIGURE && !vb_model_unverified(m, all[i].mark) &&
                 vb_figure_source_of(&shelf->figures, index, all[i].column) == NULL;
    return count;
}

static bool count_field(const vb_shelf *shelf, vb_arena *arena, places *all, vb_str field, uint32_t model,
                        size_t figures)
{
    vb_str text;
    while (vb_citation_next(&field, &text)) {
        place *p = find_place(all, arena, text);
        const vb_citation_note *note = vb_citation_note_of(&shelf->notes, text);
        if (p == NULL)
            return false;
        p->models += p->last_model != model;
        p->last_model = model;
        p->figures += note == NULL || note->figures ? figures : 0;
    }
    return true;
}

static bool collect(const vb_shelf *shelf, vb_arena *arena, places *all)
{
    const vb_catalogue *c = shelf->reference.catalogue;
    for (uint32_t i = 0; i < vb_catalogue_count(c); i++) {
        const vb_model *m = vb_catalogue_model(c, i);
        if (!count_field(shelf, arena, all, m->source, i, row_figures(shelf, m, i)))
            return false;
        for (size_t k = 0; k < shelf->figures.n; k++)
            if (shelf->figures.v[k].model == i && !count_field(shelf, arena, all, shelf->figures.v[k].source, i, 1))
                return false;
    }
    return true;
}

static int by_use(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->models != y->models)
        return x->models > y->models ? -1 : 1;
    if (x->figures != y->figures)
        return x->figures > y->figures ? -1 : 1;
    return vb_str_compare(x->text, y->text);
}

static json_t *place_json(const vb_shelf *shelf, const place *p)
{
    const vb_citation_note *note = vb_citation_note_of(&shelf->notes, p->text);
    vb_citation_kind kind = vb_citation_kind_of(p->text);
    return json_pack("{s:s, s:o, s:I, s:I, s:s, s:b, s:o, s:o}", "schema", "verbleib.catalogue-source/1", "place",
                     vb_json_text(p->text), "models", (json_int_t)p->models, "figures", (json_int_t)p->figures, "kind",
                     vb_citation_kind_name(kind), "followed", (int)(kind != VB_CITATION_LOST), "licence",
                     note != NULL && note->licence.n > 0 ? vb_json_text(note->licence) : json_null(), "credit",
                     note != NULL && note->credit.n > 0 ? vb_json_text(note->credit) : json_null());
}

enum { KIND = 20 }; /* columns */

static void place_text(const vb_shelf *shelf, const place *p, vb_buf *out)
{
    static const char *const kinds[] = {N_("page"), N_("repository"), N_("document"), N_("cannot be followed")};
    const vb_citation_note *note = vb_citation_note_of(&shelf->notes, p->text);
    vb_buf_printf(out, "%7zu  %7zu  ", p->models, p->figures);
    vb_padded(out, vb_str_of(vb_translate(NULL, kinds[vb_citation_kind_of(p->text)])), KIND);
    vb_buf_escaped(out, p->text);
    if (note != NULL && note->licence.n > 0) {
        vb_buf_lit(out, "  [");
        vb_buf_escaped(out, note->licence);
        vb_buf_lit(out, ", ");
        vb_buf_escaped(out, note->credit);
        vb_buf_char(out, ']');
    }
    vb_buf_char(out, '\n');
}

static void head(vb_buf *out)
{
    vb_buf_printf(out, "%7s  %7s  ", vb_translate(NULL, N_("models")), vb_translate(NULL, N_("figures")));
    vb_padded(out, vb_str_of(vb_translate(NULL, N_("kind"))), KIND);
    vb_buf_printf(out, "%s\n", vb_translate(NULL, N_("source")));
}

int vb_verb_catalogue_sources(const vb_command *command)
{
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    vb_shelf shelf;
    vb_error err;
    places all = {0};
    size_t lost = 0;
    int rc = vb_shelf_load(&arena, &shelf);
    if (rc != 0)
        return rc;
    if (!collect(&shelf, &arena, &all)) {
        vb_error_set(&err, VB_E_NOMEM, "sources", VB_NO_OFFSET, "no memory left for the sources");
        return vb_say_error(&err, NULL);
    }
    if (all.n > 1)
        qsort(all.v, all.n, sizeof all.v[0], by_use);
    if (!command->json)
        head(&out);
    for (size_t i = 0; rc == 0 && i < all.n; i++) {
        lost += vb_citation_kind_of(all.v[i].text) == VB_CITATION_LOST;
        if (!command->json)
            place_text(&shelf, &all.v[i], &out);
        else
            rc = vb_json_emit(place_json(&shelf, &all.v[i]), 0, &out, &err) == VB_OK ? 0 : vb_say_error(&err, NULL);
    }
    if (!command->json && !command->quiet) {
        vb_buf_printf(&out, "%zu %s, %zu %s. ", all.n, vb_translate(NULL, N_("sources")), lost,
                      vb_translate(NULL, N_("cannot be followed")));
        vb_buf_printf(&out, "%s\n",
                      vb_translate(NULL, N_("A figure counts for every source of its row: which of them prints it is "
                                            "known only where figures.csv says so.")));
    }
    return rc != 0 ? rc : vb_emit(command, vb_buf_str(&out));
}
