/* SPDX-License-Identifier: Apache-2.0 */
/* The audit as one JSON envelope, verbleib.audit/1. Written piece by piece, so that a case of millions of items needs
 * no tree of its own. */
#include "report/outputs_priv.h"

#include "report/finding_json.h"

static vb_code piece(json_t *value, bool first, vb_buf *out, vb_error *err)
{
    if (first)
        vb_buf_lit(out, "\n    ");
    else
        vb_buf_lit(out, ",\n    ");
    VB_TRY(vb_json_emit(value, 0, out, err));
    out->n--; /* without the line end */
    return VB_OK;
}

static json_t *item_json(const vb_audit *a, uint32_t item)
{
    const vb_model *m = vb_view_text_model(a->view, a->view->model_text_of_item[item]);
    const vb_item_claim *claim = vb_view_item(a->view, item);
    uint32_t first = a->view->leg_first[item];
    vb_str file = VB_STR_NONE;
    if (claim != NULL)
        file = a->claims->sources.v[claim->origin.source].file;
    else if (first < a->view->leg_first[item + 1])
        file = a->claims->sources.v[a->claims->movements.source[a->view->legs[first].movement]].file;
    return json_pack("{s:o, s:o, s:o}", "item", vb_json_text(vb_dict_text(&a->claims->item_ids, item)), "model_id",
                     m == NULL ? json_null() : vb_json_text(m->id), "file", vb_json_text(file));
}

/* A card of an inventory file that no row of items.csv names is an item, too. */
static json_t *card_json(const vb_audit *a, size_t row)
{
    const vb_card_claim *card = &a->claims->cards.v[row];
    const vb_model *m = a->card_models == NULL ? NULL : vb_catalogue_model(a->view->catalogue, a->card_models[row]);
    vb_str id = card->uuid.n > 0     ? card->uuid
                : card->pdi.n > 0    ? card->pdi
                : card->serial.n > 0 ? card->serial
                                     : card->bus_id;
    return json_pack("{s:o, s:o, s:o}", "item", vb_json_text(id), "model_id",
                     m == NULL ? json_null() : vb_json_text(m->id), "file",
                     vb_json_text(a->claims->sources.v[card->origin.source].file));
}

static json_t *issue_json(const vb_audit *a, const vb_issue *i)
{
    vb_str file = i->source == VB_NONE ? VB_STR_NONE : a->claims->sources.v[i->source].file;
    return json_pack("{s:o, s:o, s:o}", "file", vb_json_text(file), "where", vb_json_text(i->where), "message",
                     vb_json_text(i->message));
}

static vb_code issues(const vb_audit *a, bool note, vb_buf *out, vb_error *err)
{
    bool first = true;
    for (size_t i = 0; i < a->claims->issues.n; i++) {
        if (a->claims->issues.v[i].note != note)
            continue;
        VB_TRY(piece(issue_json(a, &a->claims->issues.v[i]), first, out, err));
        first = false;
    }
    if (!note && a->claims->issues_dropped > 0)
        VB_TRY(piece(json_pack("{s:s, s:s, s:o}", "file", "", "where", "", "message",
                               json_sprintf("%llu more errors of the input are not listed",
                                            (unsigned long long)a->claims->issues_dropped)),
                     first, out, err));
    return VB_OK;
}

vb_code vb_output_json(const vb_audit *a, const vb_report_options *options, vb_buf *out, vb_error *err)
{
    (void)options;
    bool first = true;
    vb_buf_lit(out, "{\n  \"schema\": \"verbleib.audit/1\",\n  \"case\": ");
    VB_TRY(vb_json_emit(vb_json_text(a->case_name), 0, out, err));
    out->n--;
    vb_buf_lit(out, ",\n  \"as_of\": ");
    VB_TRY(vb_json_emit(a->undated ? json_null() : vb_json_day(a->as_of), 0, out, err));
    out->n--;
    vb_buf_printf(out, ",\n  \"complete\": %s,\n  \"items\": [", a->complete ? "true" : "false");
    for (uint32_t i = 0; i < a->view->n_items; i++) {
        VB_TRY(piece(item_json(a, i), first, out, err));
        first = false;
    }
    for (size_t i = 0; i < a->claims->cards.n; i++) {
        if (a->view->item_of_card[i] != VB_NONE)
            continue;
        VB_TRY(piece(card_json(a, i), first, out, err));
        first = false;
    }
    vb_buf_lit(out, "\n  ],\n  \"notes\": [");
    VB_TRY(issues(a, true, out, err));
    vb_buf_lit(out, "\n  ],\n  \"errors\": [");
    VB_TRY(issues(a, false, out, err));
    vb_buf_lit(out, "\n  ],\n  \"findings\": [");
    for (size_t i = 0; i < a->findings->n; i++)
        VB_TRY(piece(vb_finding_json(&a->findings->v[i]), i == 0, out, err));
    vb_buf_lit(out, "\n  ]\n}\n");
    return VB_OK;
}

vb_code vb_output_ndjson(const vb_audit *a, const vb_report_options *options, vb_buf *out, vb_error *err)
{
    (void)options;
    for (size_t i = 0; i < a->findings->n; i++)
        VB_TRY(vb_json_emit(vb_finding_json(&a->findings->v[i]), 0, out, err));
    return VB_OK;
}
