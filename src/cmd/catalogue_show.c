/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue show: one model, every figure with where it is from and how sure it is, and what rests on it. */
#include "base/layout.h"
#include "catalogue/board.h"
#include "catalogue/identity.h"
#include "cmd/catalogue_class.h"
#include "cmd/classify.h"
#include "findings/finding.h"
#include "report/finding_json.h"

#define T(msgid) vb_str_of(vb_translate(NULL, (msgid)))

enum { CANDIDATES = 32 };

/* What a clause asks for and the catalogue does not have. */
typedef struct gap {
    vb_str clause, citation, missing;
} gap;
typedef struct gaps {
    gap *v;
    size_t n, cap;
} gaps;

typedef struct page {
    const vb_shelf *shelf;
    const vb_model *m;
    uint32_t index;
    vb_class now;
    gaps open;
    vb_buf *out;
} page;

static bool known_gap(const gaps *g, vb_str clause)
{
    for (size_t i = 0; i < g->n; i++)
        if (vb_str_eq(g->v[i].clause, clause))
            return true;
    return false;
}

/* Facts of the model among those that would settle a step: place, parent and end use are not the catalogue's. */
static vb_str of_model(vb_str facts, vb_arena *arena)
{
    vb_buf kept = {0};
    vb_str rest = facts, fact;
    while (vb_str_next(&rest, ';', &fact))
        if (vb_str_contains_nocase(fact, VB_S("the model"))) {
            if (kept.n > 0)
                vb_buf_lit(&kept, "; ");
            vb_buf_add(&kept, fact);
        }
    vb_str copy = kept.n > 0 ? vb_arena_copy(arena, vb_buf_str(&kept)) : VB_STR_NONE;
    vb_buf_free(&kept);
    return copy;
}

/* Every day on which an answer can change is asked for, so that repealed and coming rules are seen, too. */
static vb_code find_gaps(page *p, vb_arena *arena, vb_error *err)
{
    const vb_rules *rules = p->shelf->reference.rules;
    size_t n = vb_rules_days(rules, NULL, 0);
    int64_t *days = VB_NEW(arena, int64_t, n + 1);
    if (days == NULL)
        return vb_fail(err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory left for the days");
    n = vb_rules_days(rules, days, n);
    for (size_t d = 0; d < n; d++) {
        vb_rule_answer answer;
        const vb_rule_question q = {.model = p->m,
                                    .marketed = VB_UNKNOWN,
                                    .to = VB_COUNTRY("CN"),
                                    .headquarters = VB_COUNTRY("CN"),
                                    .datacentre_use = VB_UNKNOWN,
                                    .on = days[d],
                                    .known_on = VB_NO_TIME};
        VB_TRY(vb_rules_evaluate(rules, &q, arena, &answer, err));
        for (size_t i = 0; i < answer.n_steps; i++) {
            const vb_rule_step *s = &answer.steps[i];
            vb_str missing = s->holds == VB_UNKNOWN ? of_model(s->unknown, arena) : VB_STR_NONE;
            if (missing.n == 0 || known_gap(&p->open, s->clause))
                continue;
            gap *g = VB_PUSH(arena, &p->open);
            if (g == NULL)
                return vb_fail(err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory left for the gaps");
            *g = (gap){s->clause, s->citation, missing};
        }
    }
    return VB_OK;
}

static void heading(vb_buf *out, const char *msgid)
{
    vb_buf_char(out, '\n');
    vb_buf_add(out, T(msgid));
    vb_buf_char(out, '\n');
}

static void label(vb_buf *out, const char *text)
{
    vb_blanks(out, 2);
    vb_padded(out, vb_str_of(text), 21);
}

/* "label   text", nothing when the text is empty. */
static void line(vb_buf *out, const char *msgid, vb_str text)
{
    if (text.n == 0)
        return;
    label(out, vb_translate(NULL, msgid));
    vb_buf_escaped(out, text);
    vb_buf_char(out, '\n');
}

static vb_str tri_text(vb_tri t)
{
    return t == VB_YES ? T(N_("yes")) : t == VB_NO ? T(N_("no")) : T(N_("not known"));
}

static void head(const page *p)
{
    static const char *const markets[] = {N_("everywhere"), N_("made for China, or by a Chinese maker"),
                                          N_("a cloud's own, never sold")};
    static const char *const grades[] = {
        N_("A: a maker's page or data sheet, quoted by a source that was read"), N_("B: a curated data set"),
        N_("C: press, analysts, or a table made from a data base"), N_("D: identity only")};
    const vb_model *m = p->m;
    char launch[24];
    vb_buf_escaped(p->out, m->vendor);
    vb_buf_char(p->out, ' ');
    vb_buf_escaped(p->out, m->name);
    vb_buf_lit(p->out, "  ");
    vb_buf_escaped(p->out, m->id);
    vb_buf_char(p->out, '\n');
    vb_when_text(m->launch, launch);
    line(p->out, N_("launch"), m->launch.at == VB_NO_TIME ? T(N_("not known")) : vb_str_of(launch));
    line(p->out, N_("market"), T(markets[m->market]));
    line(p->out, N_("for data centres"), tri_text(m->datacentre));
    line(p->out, N_("chip"), m->chip);
    line(p->out, N_("process"), m->process_node);
    line(p->out, N_("non-planar"), tri_text(m->nonplanar));
    line(p->out, N_("form"), m->form_factor);
    line(p->out, N_("status"), m->status);
    line(p->out, N_("confidence"), T(grades[m->confidence]));
    for (size_t i = 0; i < m->n_aliases; i++)
        line(p->out, i == 0 ? N_("also called") : "", m->aliases[i]);
}

static void figure_line(const page *p, const vb_figure *f)
{
    const vb_figure_source *own = vb_figure_source_of(&p->shelf->figures, p->index, f->column);
    vb_buf value = {0};
    if (f->value == VB_NO_FIGURE)
        vb_buf_char(&value, '?');
    else
        vb_buf_decimal(&value, f->value, f->places);
    vb_blanks(p->out, 2);
    vb_padded(p->out, vb_str_of(vb_figure_label(f->column)), 25);
    vb_buf_printf(p->out, "%10.*s ", VB_ARG(vb_buf_str(&value)));
    vb_padded(p->out, vb_str_of(f->unit), 7);
    vb_buf_free(&value);
    if (f->value == VB_NO_FIGURE) {
        vb_buf_add(p->out, T(N_("not published, or not collected")));
        vb_buf_char(p->out, '\n');
        return;
    }
    vb_buf_printf(p->out, "%s  ", vb_confidence_name(own != NULL ? own->confidence : p->m->confidence));
    vb_buf_add(p->out, vb_model_unverified(p->m, f->mark) ? T(N_("not re-checked")) : T(N_("re-checked")));
    if (f->printed >= 0) {
        vb_buf_lit(p->out, ", +/- ");
        vb_buf_decimal(p->out, 5, (unsigned)f->printed + 1);
    }
    if (own != NULL) {
        vb_buf_lit(p->out, "  ");
        vb_buf_escaped(p->out, own->source);
        if (own->note.n > 0) {
            vb_buf_lit(p->out, " (");
            vb_buf_escaped(p->out, own->note);
            vb_buf_char(p->out, ')');
        }
    }
    vb_buf_char(p->out, '\n');
}

static void figures(const page *p)
{
    vb_figure all[VB_N_FIGURES];
    size_t n = vb_model_figures(p->m, all), unknown = 0;
    heading(p->out, N_("Figures of the whole card; from the sources below where no other is named"));
    for (size_t i = 0; i < n; i++) {
        bool rate = all[i].mark >= VB_COLUMN_RATE;
        unknown += rate && all[i].value == VB_NO_FIGURE;
        if (!rate || all[i].value != VB_NO_FIGURE)
            figure_line(p, &all[i]);
    }
    if (unknown == VB_N_FORMATS)
        line(p->out, N_("rates"), T(N_("none is published, or none was collected")));
    line(p->out, N_("about the die area"), p->m->die_area_note);
}

static void rate_line(const page *p, vb_format f, const vb_tpp *total)
{
    const vb_model *m = p->m;
    vb_interval bits = vb_format_bits(f), tpp = vb_model_format_tpp(m, f, VB_AS_CLAIMED);
    vb_buf text = {0};
    vb_buf_decimal(&text, m->rate[f], 6);
    if (m->ics > 1)
        vb_buf_printf(&text, " / %lld", (long long)m->ics);
    vb_buf_printf(&text, " x %lld", (long long)bits.low);
    if (bits.low != bits.high)
        vb_buf_printf(&text, " %s %lld", vb_translate(NULL, N_("or")), (long long)bits.high);
    vb_buf_printf(p->out, "  %-12s %-24.*s = ", vb_format_name(f), VB_ARG(vb_buf_str(&text)));
    vb_buf_free(&text);
    vb_buf_range(p->out, tpp, vb_translate(NULL, N_(" to ")));
    if (bits.low != bits.high) {
        vb_buf_lit(p->out, "  ");
        vb_buf_add(p->out, T(N_("it computes with 19 bits and stores 32: both are read")));
    }
    if (vb_format_halved(m, f)) {
        vb_buf_lit(p->out, "  ");
        vb_buf_add(p->out, T(N_("half of it with FP32 accumulate")));
    }
    if (vb_model_unverified(m, VB_COLUMN_RATE + (unsigned)f)) {
        vb_buf_lit(p->out, "  ");
        vb_buf_add(p->out, T(N_("not re-checked")));
    }
    if (f == total->high_format || f == total->low_format) {
        vb_buf_lit(p->out, "  <- ");
        vb_buf_add(p->out, T(N_("counts")));
    }
    vb_buf_char(p->out, '\n');
}

static void performance(const page *p)
{
    vb_tpp t = vb_model_tpp(p->m, VB_AS_CLAIMED);
    heading(p->out,
            N_("Total processing performance: rate x bit length, of one circuit; the largest counts (15 CFR part "
               "774, Supp. No. 1, ECCN 3A090, technical notes)"));
    for (unsigned f = 0; t.known && f < VB_N_FORMATS; f++)
        if (p->m->rate[f] != VB_NO_FIGURE)
            rate_line(p, (vb_format)f, &t);
    label(p->out, "TPP");
    if (t.known)
        vb_buf_range(p->out, t.milli, vb_translate(NULL, N_(" to ")));
    else
        vb_buf_add(p->out, T(N_("not known: no rate is published, or none was collected")));
    vb_buf_char(p->out, '\n');
    label(p->out, vb_translate(NULL, N_("TPP per mm2")));
    if (p->m->nonplanar == VB_NO)
        vb_buf_add(p->out, T(N_("none: all dies are planar")));
    else if (p->m->die_area_low <= 0)
        vb_buf_add(p->out, T(N_("not known: no die area is published")));
    else
        vb_buf_density(p->out, p->m, vb_translate(NULL, N_(" to ")));
    if (p->m->die_area_low != p->m->die_area_high) {
        vb_buf_lit(p->out, "  ");
        vb_buf_add(p->out, T(N_("the sources give two die areas")));
    }
    vb_buf_char(p->out, '\n');
}

static void classes(const page *p)
{
    char day[24];
    vb_time_text(vb_rules_reviewed_to(p->shelf->reference.rules), true, day);
    heading(p->out, N_("What the rules make of it"));
    label(p->out, day);
    if (p->now.eccn.n == 0)
        vb_buf_add(p->out, T(N_("no clause that classifies it")));
    else if (vb_str_eq(p->now.eccn, VB_S("unknown")))
        vb_buf_add(p->out, T(N_("cannot be told")));
    else
        vb_buf_escaped(p->out, p->now.eccn);
    if (p->now.clause.n > 0) {
        vb_buf_lit(p->out, "  ");
        vb_buf_escaped(p->out, p->now.clause);
    }
    vb_buf_char(p->out, '\n');
    for (size_t i = 0; i < p->open.n; i++) {
        const gap *g = &p->open.v[i];
        label(p->out, i == 0 ? vb_translate(NULL, N_("missing for")) : "");
        vb_buf_escaped(p->out, g->clause);
        vb_buf_lit(p->out, ": ");
        vb_buf_escaped(p->out, g->missing);
        vb_buf_char(p->out, '\n');
    }
}

static bool names_model(const vb_identity *id, uint32_t model)
{
    for (size_t i = 0; i < id->n_models; i++)
        if (id->models[i] == model)
            return true;
    return false;
}

static bool is_named_before(const vb_identity *first, size_t i, uint32_t model)
{
    for (size_t k = 0; k < i; k++)
        if (names_model(&first[k], model) && vb_str_eq(first[k].name, first[i].name))
            return true;
    return false;
}

/* Each name once; shares of the card in virtual machines are counted only. */
static void pci_names(const page *p, const vb_identity *first, size_t n)
{
    size_t shares = 0;
    for (size_t i = 0; i < n; i++) {
        if (!names_model(&first[i], p->index) || is_named_before(first, i, p->index))
            continue;
        if (first[i].kind == VB_IDENTITY_VIRTUAL) {
            shares++;
            continue;
        }
        vb_buf_lit(p->out, "  ");
        vb_buf_escaped(p->out, first[i].name);
        if (first[i].n_models > 1)
            vb_buf_printf(p->out, " (%s)", vb_translate(NULL, N_("shared with other models")));
    }
    if (shares > 0)
        vb_buf_printf(p->out, "  (%zu %s)", shares, vb_translate(NULL, N_("names of shares in virtual machines")));
}

static void identities(const page *p)
{
    const vb_catalogue *c = p->shelf->reference.catalogue;
    const vb_board *boards;
    size_t n_boards = vb_catalogue_boards(c, &boards);
    if (p->m->n_pci_devices == 0)
        return;
    heading(p->out, N_("How machines see it"));
    for (size_t d = 0; d < p->m->n_pci_devices; d++) {
        const vb_identity *first;
        uint16_t vendor = (uint16_t)p->m->pci_vendor, device = p->m->pci_devices[d];
        size_t n = vb_catalogue_identities(c, vendor, device, &first);
        vb_buf_printf(p->out, "  PCI %04x:%04x", vendor, device);
        pci_names(p, first, n);
        vb_buf_char(p->out, '\n');
    }
    for (size_t i = 0; i < n_boards; i++) {
        if (boards[i].model != p->index)
            continue;
        label(p->out, vb_translate(NULL, N_("a board that was seen")));
        vb_buf_escaped(p->out, boards[i].board_part);
        if (boards[i].memory_mib != VB_NO_FIGURE)
            vb_buf_printf(p->out, " %lld MiB", (long long)boards[i].memory_mib);
        vb_buf_lit(p->out, " VBIOS ");
        vb_buf_escaped(p->out, boards[i].vbios);
        vb_buf_char(p->out, '\n');
    }
}

static void doubts(const page *p)
{
    bool said = false;
    for (size_t i = 0; i < p->shelf->false_figures.n; i++) {
        const vb_false_figure *f = &p->shelf->false_figures.v[i];
        if (f->model != p->index)
            continue;
        if (!said)
            heading(p->out, N_("False figures that circulate"));
        said = true;
        vb_buf_lit(p->out, "  ");
        vb_buf_escaped(p->out, f->column);
        vb_buf_char(p->out, ' ');
        vb_buf_escaped(p->out, f->value);
        vb_buf_lit(p->out, ": ");
        vb_buf_escaped(p->out, f->why);
        vb_buf_lit(p->out, " (");
        vb_buf_escaped(p->out, f->printed_by);
        vb_buf_lit(p->out, ")\n");
    }
}

static void sources(const page *p)
{
    vb_str rest = p->m->source, place;
    heading(p->out, N_("Sources"));
    while (vb_citation_next(&rest, &place)) {
        const vb_citation_note *note = vb_citation_note_of(&p->shelf->notes, place);
        vb_buf_lit(p->out, "  ");
        vb_buf_escaped(p->out, place);
        if (vb_citation_kind_of(place) == VB_CITATION_LOST)
            vb_buf_printf(p->out, "  %s", vb_translate(NULL, N_("cannot be followed")));
        if (note != NULL && !note->figures)
            vb_buf_printf(p->out, "  %s", vb_translate(NULL, N_("names and ids only")));
        if (note != NULL && note->licence.n > 0) {
            vb_buf_lit(p->out, "  [");
            vb_buf_escaped(p->out, note->licence);
            vb_buf_char(p->out, ']');
        }
        vb_buf_char(p->out, '\n');
    }
    line(p->out, N_("notes"), p->m->notes);
}

static json_t *page_json(const page *p)
{
    json_t *o = vb_shelf_model_json(p->shelf, p->index), *open = json_array(), *wrong = json_array(),
           *ids = json_array();
    char day[24];
    for (size_t i = 0; i < p->open.n; i++)
        (void)json_array_append_new(open, json_pack("{s:o, s:o, s:o}", "clause", vb_json_text(p->open.v[i].clause),
                                                    "citation", vb_json_text(p->open.v[i].citation), "missing",
                                                    vb_json_text(p->open.v[i].missing)));
    for (size_t i = 0; i < p->shelf->false_figures.n; i++) {
        const vb_false_figure *f = &p->shelf->false_figures.v[i];
        if (f->model == p->index)
            (void)json_array_append_new(wrong, json_pack("{s:o, s:o, s:o, s:o}", "column", vb_json_text(f->column),
                                                         "value", vb_json_text(f->value), "why", vb_json_text(f->why),
                                                         "printed_by", vb_json_text(f->printed_by)));
    }
    for (size_t d = 0; d < p->m->n_pci_devices; d++) {
        const vb_identity *first;
        size_t n = vb_catalogue_identities(p->shelf->reference.catalogue, (uint16_t)p->m->pci_vendor,
                                           p->m->pci_devices[d], &first);
        char pci[16];
        (void)snprintf(pci, sizeof pci, "%04x:%04x", (unsigned)p->m->pci_vendor, (unsigned)p->m->pci_devices[d]);
        json_t *names = json_array();
        for (size_t i = 0; i < n; i++)
            if (names_model(&first[i], p->index))
                (void)json_array_append_new(names, vb_json_text(first[i].name));
        (void)json_array_append_new(ids, json_pack("{s:s, s:o}", "pci", pci, "names", names));
    }
    vb_time_text(vb_rules_reviewed_to(p->shelf->reference.rules), true, day);
    (void)json_object_set_new(o, "identities", ids);
    (void)json_object_set_new(o, "class",
                              json_pack("{s:s, s:o, s:o}", "on", day, "eccn", vb_json_text(p->now.eccn), "clause",
                                        p->now.clause.n > 0 ? vb_json_text(p->now.clause) : json_null()));
    (void)json_object_set_new(o, "missing", open);
    (void)json_object_set_new(o, "false_figures", wrong);
    return o;
}

int vb_verb_catalogue_show(const vb_command *command)
{
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    vb_shelf shelf;
    vb_error err;
    uint32_t models[CANDIDATES];
    int rc = vb_shelf_load(&arena, &shelf);
    if (rc != 0)
        return rc;
    vb_str text = vb_str_of(command->words.v[0]);
    size_t n = vb_catalogue_search(shelf.reference.catalogue, text, models, CANDIDATES);
    if (n != 1)
        return vb_classify_say_names(&shelf.reference, text, models, n < CANDIDATES ? n : CANDIDATES, "");
    page p = {.shelf = &shelf,
              .index = models[0],
              .m = vb_catalogue_model(shelf.reference.catalogue, models[0]),
              .out = &out};
    if (vb_class_of(shelf.reference.rules, p.m, NULL, vb_rules_reviewed_to(shelf.reference.rules), &arena, &p.now,
                    &err) != VB_OK ||
        find_gaps(&p, &arena, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    if (command->json) {
        if (vb_json_emit(page_json(&p), 2, &out, &err) != VB_OK)
            return vb_say_error(&err, NULL);
    } else {
        head(&p);
        figures(&p);
        performance(&p);
        classes(&p);
        identities(&p);
        doubts(&p);
        sources(&p);
    }
    return vb_emit(command, vb_buf_str(&out));
}
