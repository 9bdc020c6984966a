/* SPDX-License-Identifier: Apache-2.0 */
/* licence.model: is the model that was shipped the model that was licensed? */
#include "checks/check.h"
#include "checks/checks_priv.h"
#include "checks/licence_support.h"

/* Models that the lines of a licence name, for the sentence when no line fits. */
static vb_str licensed_models(const vb_context *cx, uint32_t licence)
{
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    for (uint32_t i = 0; i < cx->view->n_lines_of_licence[licence]; i++) {
        if (i == 10) {
            vb_buf_printf(&b, " ...");
            break;
        }
        const vb_licence_line *line = &cx->view->lines[cx->view->first_line_of_licence[licence] + i];
        vb_str name =
            vb_say_model(cx, vb_catalogue_model(cx->catalogue, line->model), cx->claims->licences.v[line->claim].model);
        vb_buf_printf(&b, "%s%.*s", i == 0 ? "" : ", ", VB_ARG(name));
    }
    return vb_arena_copy(cx->scratch, vb_buf_str(&b));
}

/* Could some line of the licence hold that model? Then a movement without its line's number, or with a number that the
 * licence does not have, is a question and no breach. */
static bool some_line_fits(const vb_context *cx, uint32_t licence, uint32_t text)
{
    for (uint32_t i = 0; i < cx->view->n_lines_of_licence[licence]; i++) {
        const vb_licence_line *line = &cx->view->lines[cx->view->first_line_of_licence[licence] + i];
        uint32_t licensed = cx->claims->licences.v[line->claim].model;
        if (licensed == VB_NONE || (text != VB_NONE && cx->view->model_key[licensed] == cx->view->model_key[text]) ||
            vb_view_text_model(cx->view, licensed) == NULL)
            return true;
    }
    return false;
}

static vb_code judge(const vb_context *cx, const vb_licence_claim *line, uint32_t licence, const uint32_t *legs,
                     size_t n, void *ctx, vb_findings *out, vb_error *err)
{
    (void)ctx;
    const vb_leg *leg = &cx->view->legs[legs[0]];
    uint32_t text = vb_view_leg_model_text(cx->view, leg);
    if (line != NULL && line->model == VB_NONE)
        return VB_OK; /* the licence does not limit the model */
    if (line != NULL && text != VB_NONE && cx->view->model_key[text] == cx->view->model_key[line->model])
        return VB_OK;
    const vb_model *actual = vb_view_text_model(cx->view, text);
    const vb_model *allowed = line == NULL ? NULL : vb_view_text_model(cx->view, line->model);
    bool fits = line == NULL && some_line_fits(cx, licence, text);
    bool known = actual != NULL && !fits && (line == NULL || allowed != NULL);
    int64_t quantity;
    vb_draft *d = cx->draft;
    VB_TRY(vb_draft_consignment(d, cx, &vb_check_licence_model, known ? VB_FAIL : VB_OPEN, known ? VB_HIGH : VB_MEDIUM,
                                legs, n, &quantity, err));
    const vb_licence_claim *paper_line =
        line != NULL ? line : &cx->claims->licences.v[cx->view->lines[cx->view->first_line_of_licence[licence]].claim];
    uint32_t at = vb_draft_cite_movement(d, cx, leg->movement), paper = vb_draft_cite(d, cx, paper_line->origin);
    vb_str name = line != NULL ? vb_say_licence_line(cx, line) : vb_dict_text(&cx->claims->licence_ids, licence);
    vb_str licensed = line != NULL ? vb_say_model(cx, allowed, line->model) : licensed_models(cx, licence);
    const vb_item_claim *item = vb_view_item(cx->view, leg->item);
    if (item != NULL)
        at = vb_draft_cite(d, cx, item->origin);
    vb_draft_claim(d, N_("model licensed"), licensed, VB_DECLARED, paper, false);
    vb_draft_claim(d, N_("model shipped"), vb_say_model(cx, actual, text), VB_DECLARED, at, true);
    if (known)
        d->f.because = VB_SAY(N_("{0} {1} were shipped under {2}, which is for {3}."), VB_NUMBER(quantity),
                              VB_TEXT(vb_say_model(cx, actual, text)), VB_TEXT(name), VB_TEXT(licensed));
    else if (fits && text != VB_NONE)
        d->f.because =
            VB_SAY(N_("{0} {1} were shipped under {2}, which is for {3}; under which of its lines cannot be told."),
                   VB_NUMBER(quantity), VB_TEXT(vb_say_model(cx, actual, text)), VB_TEXT(name), VB_TEXT(licensed));
    else if (text == VB_NONE)
        d->f.because =
            VB_SAY(N_("Whether the {0} units shipped under {1} are the licensed {2} cannot be told: no model "
                      "is written for them."),
                   VB_NUMBER(quantity), VB_TEXT(name), VB_TEXT(licensed));
    else
        d->f.because =
            VB_SAY(N_("Whether the {0} units shipped under {1} are the licensed {2} cannot be told: the model \"{3}\" "
                      "is not in the catalogue."),
                   VB_NUMBER(quantity), VB_TEXT(name), VB_TEXT(licensed), VB_TEXT(vb_say_model(cx, actual, text)));
    d->f.refute = VB_SAY(N_("An amendment of {0}, or a signed hardware report that the cards are {1}."), VB_TEXT(name),
                         VB_TEXT(licensed));
    d->f.rule.citation = VB_S("15 CFR 750.7(a)(1), 750.7(c)(1)");
    return vb_findings_add(out, d, err);
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    (void)parameters;
    if (cx->claims->licences.n == 0)
        return vb_check_open_input(&vb_check_licence_model, cx,
                                   N_("No licence is in the case, so no model can be compared ({0})."), "licences.csv",
                                   out, err);
    return vb_for_licensed(cx, false, judge, NULL, out, err);
}

const vb_check vb_check_licence_model = {
    .id = "licence.model",
    .since = "0.1.0",
    .question = N_("Is the model that was shipped the model that was licensed?"),
    .passed = N_("Every licensed shipment holds the model of its licence line."),
    .needs = "licences.csv with model, movements.csv or items.csv with model",
    .severity = VB_HIGH,
    .run = run,
};
