/* SPDX-License-Identifier: Apache-2.0 */
/* A model as JSON: verbleib.model/1 (docs/catalogue.md). */
#include "cmd/catalogue_shelf.h"
#include "report/finding_json.h"

json_t *vb_json_decimal(int64_t value, unsigned places)
{
    int64_t unit = 1;
    if (value == VB_NO_FIGURE)
        return json_null();
    for (unsigned i = 0; i < places; i++)
        unit *= 10;
    /* at most 13 digits, so that a double and the 15 digits it is printed with give the number back */
    return value % unit == 0 ? json_integer(value / unit) : json_real((double)value / (double)unit);
}

static json_t *text_or_null(vb_str s)
{
    return s.n == 0 ? json_null() : vb_json_text(s);
}

static json_t *tri(vb_tri t)
{
    return t == VB_UNKNOWN ? json_null() : json_boolean(t == VB_YES);
}

static json_t *range(vb_interval milli)
{
    return json_pack("{s:o, s:o}", "low", vb_json_decimal(milli.low, 3), "high", vb_json_decimal(milli.high, 3));
}

static json_t *figures_json(const vb_shelf *shelf, const vb_model *m, uint32_t index)
{
    vb_figure all[VB_N_FIGURES];
    size_t n = vb_model_figures(m, all);
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) {
        const vb_figure *f = &all[i];
        const vb_figure_source *own = vb_figure_source_of(&shelf->figures, index, f->column);
        if (f->value == VB_NO_FIGURE)
            continue;
        json_t *o = json_pack("{s:s, s:o, s:s, s:s, s:b, s:o, s:o}", "column", f->column, "value",
                              vb_json_decimal(f->value, f->places), "unit", f->unit, "confidence",
                              vb_confidence_name(own != NULL ? own->confidence : m->confidence), "rechecked",
                              (int)!vb_model_unverified(m, f->mark), "source",
                              own != NULL ? vb_json_text(own->source) : json_null(), "note",
                              own != NULL ? text_or_null(own->note) : json_null());
        if (f->printed >= 0)
            (void)json_object_set_new(o, "printed_decimals", json_integer(f->printed));
        (void)json_array_append_new(list, o);
    }
    return list;
}

static json_t *rates_json(const vb_model *m, const vb_tpp *total)
{
    json_t *list = json_array();
    for (unsigned f = 0; f < VB_N_FORMATS; f++) {
        if (m->rate[f] == VB_NO_FIGURE)
            continue;
        vb_interval bits = vb_format_bits((vb_format)f), tpp = vb_model_format_tpp(m, (vb_format)f, VB_AS_CLAIMED);
        (void)json_array_append_new(
            list, json_pack("{s:s, s:o, s:[I,I], s:b, s:o, s:b}", "format", vb_format_name((vb_format)f), "rate",
                            vb_json_decimal(m->rate[f], 6), "bits", (json_int_t)bits.low, (json_int_t)bits.high,
                            "halved_with_fp32_accumulate", (int)vb_format_halved(m, (vb_format)f), "tpp", range(tpp),
                            "counts", (int)((vb_format)f == total->high_format || (vb_format)f == total->low_format)));
    }
    return list;
}

static json_t *sources_json(const vb_model *m)
{
    json_t *list = json_array();
    vb_str rest = m->source, place;
    while (vb_citation_next(&rest, &place))
        (void)json_array_append_new(list, json_pack("{s:o, s:s}", "place", vb_json_text(place), "kind",
                                                    vb_citation_kind_name(vb_citation_kind_of(place))));
    return list;
}

static json_t *aliases_json(const vb_model *m)
{
    json_t *list = json_array();
    for (size_t i = 0; i < m->n_aliases; i++)
        (void)json_array_append_new(list, vb_json_text(m->aliases[i]));
    return list;
}

json_t *vb_shelf_model_json(const vb_shelf *shelf, uint32_t index)
{
    static const char *const markets[] = {"global", "china", "internal/cloud"};
    const vb_model *m = vb_catalogue_model(shelf->reference.catalogue, index);
    vb_tpp t = vb_model_tpp(m, VB_AS_CLAIMED);
    vb_interval density;
    char launch[24] = "";
    if (m->launch.at != VB_NO_TIME)
        vb_when_text(m->launch, launch);
    json_t *o = json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:s, s:s?}", "schema", "verbleib.model/1",
                          "id", vb_json_text(m->id), "maker", vb_json_text(m->vendor), "name", vb_json_text(m->name),
                          "architecture", text_or_null(m->architecture), "chip", text_or_null(m->chip), "status",
                          text_or_null(m->status), "market", markets[m->market], "datacentre_marketed",
                          tri(m->datacentre), "nonplanar", tri(m->nonplanar), "confidence",
                          vb_confidence_name(m->confidence), "launch", launch[0] == '\0' ? NULL : launch);
    if (o == NULL)
        return NULL;
    (void)json_object_set_new(o, "circuits", json_integer(m->ics));
    (void)json_object_set_new(o, "figures", figures_json(shelf, m, index));
    (void)json_object_set_new(o, "tpp", t.known ? range(t.milli) : json_null());
    (void)json_object_set_new(o, "tpp_rechecked", t.known ? json_boolean(!t.unverified) : json_null());
    (void)json_object_set_new(o, "rates", rates_json(m, &t));
    (void)json_object_set_new(o, "performance_density",
                              vb_model_density(m, VB_AS_CLAIMED, &density) ? range(density) : json_null());
    (void)json_object_set_new(o, "die_area_note", text_or_null(m->die_area_note));
    (void)json_object_set_new(o, "aliases", aliases_json(m));
    (void)json_object_set_new(o, "sources", sources_json(m));
    (void)json_object_set_new(o, "notes", text_or_null(m->notes));
    return o;
}
