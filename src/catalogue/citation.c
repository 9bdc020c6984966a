/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/citation.h"

#include "catalogue/sheet_priv.h"

const char *vb_citation_kind_name(vb_citation_kind k)
{
    static const char *const names[] = {"page", "repository", "document", "cannot be followed"};
    return (unsigned)k < sizeof names / sizeof names[0] ? names[k] : "?";
}

bool vb_citation_next(vb_str *rest, vb_str *place)
{
    for (;;) {
        vb_str all = vb_str_trim(*rest);
        if (all.n == 0)
            return false;
        size_t semicolon = vb_str_find(all, VB_S(" ; "), 0), via = vb_str_find(all, VB_S(" via "), 0);
        size_t end = semicolon < via ? semicolon : via;
        size_t gap = end == SIZE_MAX ? 0 : semicolon < via ? 3 : 5;
        if (end == SIZE_MAX)
            end = all.n;
        *place = vb_str_trim(vb_str_sub(all, 0, end));
        *rest = vb_str_sub(all, end + gap, all.n);
        if (place->n > 0)
            return true;
    }
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool is_name(char c)
{
    return is_hex(c) || (c >= 'g' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
}

/* "owner/name@1a2b3c4": the commit has seven digits at least, as git prints them. */
static bool names_commit(vb_str s)
{
    for (size_t at = vb_str_find(s, VB_S("@"), 0); at != SIZE_MAX; at = vb_str_find(s, VB_S("@"), at + 1)) {
        size_t digits = 0, name = at, slash, owner;
        while (at + 1 + digits < s.n && is_hex(s.p[at + 1 + digits]))
            digits++;
        while (name > 0 && is_name(s.p[name - 1]))
            name--;
        slash = name;
        owner = slash > 0 && s.p[slash - 1] == '/' ? slash - 1 : slash;
        while (owner > 0 && owner < slash && is_name(s.p[owner - 1]))
            owner--;
        if (digits >= 7 && digits <= 40 && name < at && owner + 1 < slash)
            return true;
    }
    return false;
}

vb_citation_kind vb_citation_kind_of(vb_str place)
{
    static const char *const documents[] = {"PB-", "FR Doc ", "arXiv:", "doi:", "DOI "};
    if (vb_str_find(place, VB_S("https://"), 0) != SIZE_MAX || vb_str_find(place, VB_S("http://"), 0) != SIZE_MAX)
        return VB_CITATION_PAGE;
    if (names_commit(place))
        return VB_CITATION_REPOSITORY;
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++)
        if (vb_str_find(place, vb_str_of(documents[i]), 0) != SIZE_MAX)
            return VB_CITATION_DOCUMENT;
    return VB_CITATION_LOST;
}

vb_code vb_citation_notes_load(vb_str bytes, vb_arena *arena, vb_citation_notes *out, vb_error *err)
{
    enum { PLACE, FIGURES, LICENCE, CREDIT, USE, N_COLUMNS };
    static const char *const columns[N_COLUMNS] = {"place", "figures", "licence", "credit", "use"};
    static const char *const yes_no[] = {"no", "yes", NULL};
    struct {
        vb_citation_note *v;
        size_t n, cap;
    } table = {NULL, 0, 0};
    bool end = false;
    *out = (vb_citation_notes){0};
    if (bytes.n == 0)
        return VB_OK;
    vb_sheet *s = VB_NEW(arena, vb_sheet, 1);
    if (s == NULL)
        return vb_fail(err, VB_E_NOMEM, "sources.csv", VB_NO_OFFSET, "no memory left for the sources");
    VB_TRY(vb_sheet_open(s, "sources.csv", bytes, columns, N_COLUMNS, arena, err));
    for (;;) {
        VB_TRY(vb_sheet_next(s, &end, err));
        if (end)
            break;
        vb_citation_note note = {.licence = vb_sheet_text(s, LICENCE), .credit = vb_sheet_text(s, CREDIT)};
        int figures;
        VB_TRY(vb_sheet_word(s, PLACE, &note.place, err));
        VB_TRY(vb_sheet_choice(s, FIGURES, yes_no, &figures, err));
        if (figures < 0)
            return vb_sheet_fail(s, FIGURES, VB_E_PARSE, "yes or no", err);
        note.figures = figures == 1;
        note.use = vb_sheet_text(s, USE);
        vb_citation_note *row = VB_PUSH(arena, &table);
        if (row == NULL)
            return vb_sheet_no_memory(s, err);
        *row = note;
    }
    *out = (vb_citation_notes){table.v, table.n};
    return VB_OK;
}

const vb_citation_note *vb_citation_note_of(const vb_citation_notes *notes, vb_str place)
{
    const vb_citation_note *best = NULL;
    for (size_t i = 0; notes != NULL && i < notes->n; i++)
        if (vb_str_starts(place, notes->v[i].place) && (best == NULL || notes->v[i].place.n > best->place.n))
            best = &notes->v[i];
    return best;
}
