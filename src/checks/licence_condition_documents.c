/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions that want a paper for every shipment: lab-report-per-shipment, report-by, notice-before. */
#include "checks/checks_priv.h"
#include "checks/licence_condition_priv.h"

/* How well a document keeps its condition; of several papers about one shipment the best one counts. */
typedef enum worth { NO_PAPER, WRONG, UNDATED, KEPT } worth;
typedef worth (*worth_fn)(const vb_context *cx, const vb_document_claim *doc, const void *wanted);

typedef struct found {
    const vb_document_claim *doc;
    worth is;
} found;

static void weigh(const vb_context *cx, const vb_condition *c, uint32_t row, vb_str kind, worth_fn fn,
                  const void *wanted, found *best)
{
    const vb_document_claim *doc = &cx->claims->documents.v[row];
    if (!vb_str_eq_nocase(doc->kind, kind) || (doc->licence != VB_NONE && doc->licence != c->claim->licence))
        return;
    worth is = fn(cx, doc, wanted);
    bool earlier = best->doc == NULL ||
                   (doc->at.at != VB_NO_TIME && (best->doc->at.at == VB_NO_TIME || doc->at.at < best->doc->at.at)) ||
                   (doc->at.at == best->doc->at.at && doc < best->doc);
    if (best->doc == NULL || is > best->is || (is == best->is && earlier))
        *best = (found){doc, is};
}

/* The best document of a kind about the consignment: it names the movement, else (no movement named) its own name is on
 * the row. */
static found find(const vb_context *cx, const vb_condition *c, const vb_consignment *consignment, vb_str kind,
                  worth_fn fn, const void *wanted)
{
    const vb_movements *m = &cx->claims->movements;
    found best = {0};
    vb_str id = VB_STR_NONE, name = VB_STR_NONE; /* the last ones looked up: rows of a shipment repeat them */
    for (size_t i = 0; i < consignment->n && best.is != KEPT; i++) {
        const vb_leg *leg = &cx->view->legs[consignment->legs[i]];
        const uint32_t rows[2] = {leg->movement, leg->confirmation};
        for (size_t k = 0; k < 2 && rows[k] != VB_NONE; k++) {
            if (!vb_str_eq(id, m->id[rows[k]]))
                for (uint32_t d = vb_document_of_movement(c->index, id = m->id[rows[k]], VB_NONE); d != VB_NONE;
                     d = vb_document_of_movement(c->index, id, d))
                    weigh(cx, c, d, kind, fn, wanted, &best);
            if (!vb_str_eq(name, m->document[rows[k]]))
                for (uint32_t d = vb_document_of_name(c->index, name = m->document[rows[k]], VB_NONE); d != VB_NONE;
                     d = vb_document_of_name(c->index, name, d))
                    weigh(cx, c, d, kind, fn, wanted, &best);
        }
    }
    return best;
}

typedef struct lab_wanted {
    vb_country country; /* 0 = any */
    int64_t latest;     /* INT64_MAX when the departure is not dated */
} lab_wanted;

static worth worth_of_lab_report(const vb_context *cx, const vb_document_claim *doc, const void *ctx)
{
    const lab_wanted *w = ctx;
    const vb_party_claim *lab = vb_view_party(cx->view, doc->party);
    vb_country country = lab == NULL ? 0 : lab->country;
    if ((doc->at.at != VB_NO_TIME && doc->at.at > w->latest) ||
        (w->country != 0 && country != 0 && country != w->country))
        return WRONG;
    return doc->at.at == VB_NO_TIME || (w->country != 0 && country == 0) ? UNDATED : KEPT;
}

static worth worth_by(const vb_context *cx, const vb_document_claim *doc, const void *ctx)
{
    (void)cx;
    if (doc->at.at == VB_NO_TIME)
        return UNDATED;
    return doc->at.at > *(const int64_t *)ctx ? WRONG : KEPT;
}

static vb_str shipment(const vb_context *cx, const vb_consignment *consignment)
{
    vb_str id = cx->claims->movements.id[cx->view->legs[consignment->legs[0]].movement];
    return id.n > 0 ? id : VB_S("without a movement_id");
}

static vb_code lab_report(const vb_context *cx, const vb_condition *c, const vb_consignment *consignment,
                          vb_findings *out, vb_error *err)
{
    const vb_leg *leg = &cx->view->legs[consignment->legs[0]];
    vb_country wanted = vb_country_parse(cx->countries, c->claim->value);
    int64_t left, left_latest;
    uint32_t at;
    bool dated = vb_leg_departed(leg, &left, &left_latest) || vb_leg_arrived(leg, &left, &left_latest);
    lab_wanted w = {wanted, dated ? left_latest : INT64_MAX};
    found best = find(cx, c, consignment, VB_S("lab-report"), worth_of_lab_report, &w);
    const vb_document_claim *doc = best.doc;
    if (best.is == KEPT)
        return VB_OK;
    const vb_party_claim *lab = doc == NULL ? NULL : vb_view_party(cx->view, doc->party);
    vb_country from = lab == NULL ? 0 : lab->country;
    bool after = doc != NULL && doc->at.at != VB_NO_TIME && doc->at.at > w.latest, open = best.is == UNDATED;
    VB_TRY(vb_condition_draft(cx, c, consignment, open ? VB_OPEN : VB_FAIL, open ? VB_MEDIUM : VB_HIGH, &at, err));
    uint32_t row = vb_draft_cite_movement(cx->draft, cx, leg->movement);
    vb_draft_moment(cx->draft, cx, N_("left on"), vb_leg_time(leg), true, row, true);
    vb_str id = shipment(cx, consignment);
    if (doc == NULL && c->by_rule != NULL) {
        cx->draft->f.because =
            VB_SAY(N_("Shipment {0} left on {1} under {2} without the laboratory report that {3} "
                      "wants for every shipment."),
                   VB_TEXT(id), VB_DATE(vb_leg_time(leg)), VB_TEXT(c->licence), VB_TEXT(c->by_rule->citation));
    } else if (doc == NULL) {
        cx->draft->f.because = VB_SAY(N_("Shipment {0} left on {1} under {2} without the laboratory report that the "
                                         "licence wants for every shipment."),
                                      VB_TEXT(id), VB_DATE(vb_leg_time(leg)), VB_TEXT(c->licence));
    } else {
        uint32_t paper = vb_draft_cite(cx->draft, cx, doc->origin);
        vb_draft_moment(cx->draft, cx, N_("report of"), doc->at.at, true, paper, true);
        if (after)
            cx->draft->f.because =
                VB_SAY(N_("The laboratory report for shipment {0} is of {1}; the goods had left on {2}."), VB_TEXT(id),
                       VB_DATE(doc->at.at), VB_DATE(vb_leg_time(leg)));
        else if (open)
            cx->draft->f.because = VB_SAY(N_("The laboratory report for shipment {0} does not say when or in which "
                                             "country it was made; {1} wants one from {2} before export."),
                                          VB_TEXT(id), VB_TEXT(c->licence), VB_TEXT(vb_say_country(cx, wanted)));
        else
            cx->draft->f.because = VB_SAY(
                N_("The laboratory report for shipment {0} comes from {1}; {2} wants one from {3}."), VB_TEXT(id),
                VB_TEXT(vb_say_country(cx, from)), VB_TEXT(c->licence), VB_TEXT(vb_say_country(cx, wanted)));
    }
    cx->draft->f.refute =
        VB_SAY(N_("A laboratory report for shipment {0}, dated before {1}, in documents.csv with its hash."),
               VB_TEXT(id), VB_DATE(vb_leg_time(leg)));
    return vb_findings_add(out, cx->draft, err);
}

vb_code vb_condition_lab_report(const vb_context *cx, const vb_condition *c, vb_findings *out, vb_error *err)
{
    if (cx->claims->documents.n == 0)
        return vb_condition_open(cx, c, "documents.csv", out, err);
    if (c->claim->value.n > 0 && vb_country_parse(cx->countries, c->claim->value) == 0) {
        uint32_t at;
        VB_TRY(vb_condition_draft(cx, c, NULL, VB_REVIEW, VB_MEDIUM, &at, err));
        cx->draft->f.because =
            VB_SAY(N_("{0} wants laboratory reports from \"{1}\", which is no country this program knows."),
                   VB_TEXT(c->licence), VB_TEXT(c->claim->value));
        cx->draft->f.refute = VB_SAY0(N_("The laboratory's country code in conditions.csv."));
        return vb_findings_add(out, cx->draft, err);
    }
    for (size_t i = 0; i < c->n; i++)
        VB_TRY(lab_report(cx, c, &c->consignments[i], out, err));
    return VB_OK;
}

/* The day on which the last of the consignment came to a party that is no forwarder. */
static bool arrival_of(const vb_context *cx, const vb_consignment *consignment, const vb_leg **last)
{
    int64_t at = VB_NO_TIME, earliest, latest;
    for (size_t i = 0; i < consignment->n; i++) {
        const vb_leg *leg = vb_final_leg(cx, consignment->legs[i]);
        if (leg == NULL || !vb_leg_arrived(leg, &earliest, &latest))
            return false; /* part of it is under way: nothing is due yet */
        if (at == VB_NO_TIME || earliest > at) {
            at = earliest;
            *last = leg;
        }
    }
    return at != VB_NO_TIME;
}

static vb_code report_by(const vb_context *cx, const vb_condition *c, const vb_consignment *consignment,
                         vb_findings *out, vb_error *err)
{
    const vb_leg *leg = NULL;
    uint32_t at;
    if (!arrival_of(cx, consignment, &leg))
        return VB_OK;
    int64_t due = vb_day_of(leg->arrived) + c->number * VB_DAY + VB_DAY - 1;
    found best = find(cx, c, consignment, VB_S("report"), worth_by, &due);
    const vb_document_claim *doc = best.doc;
    if (best.is == KEPT || cx->as_of <= due)
        return VB_OK;
    bool open = best.is == UNDATED;
    VB_TRY(vb_condition_draft(cx, c, consignment, open ? VB_OPEN : VB_FAIL, VB_MEDIUM, &at, err));
    uint32_t row =
        vb_draft_cite_movement(cx->draft, cx, leg->confirmation != VB_NONE ? leg->confirmation : leg->movement);
    vb_draft_moment(cx->draft, cx, N_("arrived on"), leg->arrived, true, row, false);
    vb_draft_moment(cx->draft, cx, N_("report due on"), due, true, at, false);
    vb_str id = shipment(cx, consignment);
    if (doc != NULL) {
        vb_draft_moment(cx->draft, cx, N_("report of"), doc->at.at, true, vb_draft_cite(cx->draft, cx, doc->origin),
                        true);
        if (open)
            cx->draft->f.because = VB_SAY(N_("The report on shipment {0} bears no date; {1} wanted it by {2}."),
                                          VB_TEXT(id), VB_TEXT(c->licence), VB_DATE(due));
        else
            cx->draft->f.because = VB_SAY(N_("The report on shipment {0} is of {1}; {2} wanted it by {3}."),
                                          VB_TEXT(id), VB_DATE(doc->at.at), VB_TEXT(c->licence), VB_DATE(due));
    } else {
        cx->draft->f.because =
            VB_SAY(N_("Shipment {0} arrived on {1}; the report that {2} wants within {3} days is missing since {4}."),
                   VB_TEXT(id), VB_DATE(leg->arrived), VB_TEXT(c->licence), VB_NUMBER(c->number), VB_DATE(due));
    }
    cx->draft->f.refute =
        VB_SAY(N_("The report on shipment {0}, dated by {1}, in documents.csv."), VB_TEXT(id), VB_DATE(due));
    return vb_findings_add(out, cx->draft, err);
}

vb_code vb_condition_report_by(const vb_context *cx, const vb_condition *c, vb_findings *out, vb_error *err)
{
    if (cx->claims->documents.n == 0)
        return vb_condition_open(cx, c, "documents.csv", out, err);
    for (size_t i = 0; i < c->n; i++)
        VB_TRY(report_by(cx, c, &c->consignments[i], out, err));
    return VB_OK;
}

vb_code vb_condition_notice_before(const vb_context *cx, const vb_condition *c, vb_findings *out, vb_error *err)
{
    if (cx->claims->documents.n == 0)
        return vb_condition_open(cx, c, "documents.csv", out, err);
    for (size_t i = 0; i < c->n; i++) {
        const vb_consignment *consignment = &c->consignments[i];
        const vb_leg *leg = &cx->view->legs[consignment->legs[0]];
        int64_t earliest, latest;
        uint32_t at;
        if (!vb_leg_departed(leg, &earliest, &latest))
            continue;
        int64_t by = vb_day_of(latest) - c->number * VB_DAY + VB_DAY - 1; /* the last moment of the last day in time */
        found best = find(cx, c, consignment, VB_S("notice"), worth_by, &by);
        const vb_document_claim *doc = best.doc;
        if (best.is == KEPT)
            continue;
        bool open = best.is == UNDATED;
        VB_TRY(vb_condition_draft(cx, c, consignment, open ? VB_OPEN : VB_FAIL, VB_MEDIUM, &at, err));
        uint32_t row = vb_draft_cite_movement(cx->draft, cx, leg->movement);
        vb_draft_moment(cx->draft, cx, N_("left on"), leg->departed, true, row, true);
        vb_draft_moment(cx->draft, cx, N_("notice due on"), by, true, at, false);
        vb_str id = shipment(cx, consignment);
        if (doc != NULL) {
            vb_draft_moment(cx->draft, cx, N_("notice of"), doc->at.at, true, vb_draft_cite(cx->draft, cx, doc->origin),
                            true);
            if (open)
                cx->draft->f.because =
                    VB_SAY(N_("The notice of shipment {0} bears no date; {1} wants it {2} days before the departure "
                              "on {3}."),
                           VB_TEXT(id), VB_TEXT(c->licence), VB_NUMBER(c->number), VB_DATE(leg->departed));
            else
                cx->draft->f.because = VB_SAY(
                    N_("The notice of shipment {0} is of {1}; {2} wants it {3} days before the departure on {4}."),
                    VB_TEXT(id), VB_DATE(doc->at.at), VB_TEXT(c->licence), VB_NUMBER(c->number),
                    VB_DATE(leg->departed));
        } else {
            cx->draft->f.because =
                VB_SAY(N_("Shipment {0} left on {1} without the notice that {2} wants {3} days before."), VB_TEXT(id),
                       VB_DATE(leg->departed), VB_TEXT(c->licence), VB_NUMBER(c->number));
        }
        cx->draft->f.refute = VB_SAY(N_("A notice of shipment {0} dated by {1}, in documents.csv with kind notice."),
                                     VB_TEXT(id), VB_DATE(by));
        VB_TRY(vb_findings_add(out, cx->draft, err));
    }
    return VB_OK;
}
