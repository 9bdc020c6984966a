/* SPDX-License-Identifier: Apache-2.0 */
/* licence.party: did a licensed shipment go from and to the parties that the licence names? */
#include "checks/check.h"
#include "checks/checks_priv.h"
#include "checks/licence_support.h"

static vb_code report(const vb_context *cx, const vb_licence_claim *line, const uint32_t *legs, size_t n, bool sender,
                      vb_verdict verdict, vb_findings *out, vb_error *err)
{
    const vb_leg *leg = &cx->view->legs[legs[0]];
    int64_t quantity;
    vb_draft *d = cx->draft;
    vb_str name = vb_say_licence_line(cx, line);
    uint32_t actual = sender ? leg->from_party : leg->to_party;
    uint32_t named = sender ? line->exporter : line->consignee != VB_NONE ? line->consignee : line->end_user;
    VB_TRY(vb_draft_consignment(d, cx, &vb_check_licence_party, verdict, verdict == VB_FAIL ? VB_HIGH : VB_MEDIUM, legs,
                                n, &quantity, err));
    d->f.key = vb_arena_printf(cx->scratch, "%s %.*s", sender ? "exporter" : "consignee", VB_ARG(d->f.key));
    uint32_t at = vb_draft_cite_movement(d, cx, leg->movement), paper = vb_draft_cite(d, cx, line->origin);
    vb_draft_claim(d, sender ? N_("exporter of the licence") : N_("consignee of the licence"), vb_say_party(cx, named),
                   VB_DECLARED, paper, false);
    if (!sender && line->end_user != VB_NONE && line->end_user != named)
        vb_draft_claim(d, N_("end user of the licence"), vb_say_party(cx, line->end_user), VB_DECLARED, paper, false);
    vb_draft_claim(d, sender ? N_("sent by") : N_("sent to"), vb_say_party(cx, actual), VB_DECLARED, at, true);
    if (sender && verdict == VB_REVIEW)
        d->f.because = VB_SAY(N_("{0} units were sent under {1} by the forwarder {2}; no record shows that he had them "
                                 "from {3}, who holds the licence."),
                              VB_NUMBER(quantity), VB_TEXT(name), VB_TEXT(vb_say_party(cx, actual)),
                              VB_TEXT(vb_say_party(cx, named)));
    else if (sender)
        d->f.because =
            VB_SAY(N_("{0} units were sent under {1} by {2}, but the licence is held by {3}."), VB_NUMBER(quantity),
                   VB_TEXT(name), VB_TEXT(vb_say_party(cx, actual)), VB_TEXT(vb_say_party(cx, named)));
    else if (verdict == VB_REVIEW)
        d->f.because = VB_SAY(
            N_("{0} units were sent under {1} to the forwarder {2}; no record shows yet that they reached {3}."),
            VB_NUMBER(quantity), VB_TEXT(name), VB_TEXT(vb_say_party(cx, actual)), VB_TEXT(vb_say_party(cx, named)));
    else
        d->f.because =
            VB_SAY(N_("{0} units were sent under {1} to {2}, but the licence is for {3}."), VB_NUMBER(quantity),
                   VB_TEXT(name), VB_TEXT(vb_say_party(cx, actual)), VB_TEXT(vb_say_party(cx, named)));
    d->f.refute = VB_SAY(N_("An amendment of {0} that names {1}, or a receipt by {2} for these serial numbers."),
                         VB_TEXT(name), VB_TEXT(vb_say_party(cx, actual)), VB_TEXT(vb_say_party(cx, named)));
    d->f.rule.citation = sender ? VB_S("15 CFR 750.7(d)") : VB_S("15 CFR 750.7(a)(1), 750.7(c)(1)");
    return vb_findings_add(out, d, err);
}

static vb_code judge(const vb_context *cx, const vb_licence_claim *line, uint32_t licence, const uint32_t *legs,
                     size_t n, void *ctx, vb_findings *out, vb_error *err)
{
    const vb_leg *leg = &cx->view->legs[legs[0]];
    (void)licence;
    (void)ctx;
    if (line == NULL)
        return VB_OK;
    if (line->exporter != VB_NONE && leg->from_party != VB_NONE && leg->from_party != line->exporter) {
        /* an export agent may send for the licence holder (15 CFR 758.3), and approved parties may pass goods on among
         * themselves (15 CFR 750.7(c)(1)(ix)): then the goods came from the holder */
        bool forwarder = vb_is_forwarder(cx, leg->from_party), unknown = false, stranger = false;
        for (size_t i = 0; i < n; i++) {
            const vb_leg *one = &cx->view->legs[legs[i]], *before = NULL;
            if (one->item != VB_NONE && legs[i] > cx->view->leg_first[one->item])
                before = one - 1;
            if (one->onward || (forwarder && before != NULL && before->from_party == line->exporter &&
                                before->to_party == leg->from_party))
                continue;
            if (forwarder && before == NULL)
                unknown = true; /* no serial number, or nothing before it, says from whom he had them */
            else
                stranger = true;
        }
        if (stranger || unknown)
            VB_TRY(report(cx, line, legs, n, true, stranger ? VB_FAIL : VB_REVIEW, out, err));
    }
    if ((line->consignee == VB_NONE && line->end_user == VB_NONE) || leg->to_party == VB_NONE ||
        leg->to_party == line->consignee || leg->to_party == line->end_user)
        return VB_OK;
    vb_verdict verdict = VB_FAIL;
    if (vb_is_forwarder(cx, leg->to_party)) {
        vb_tri arrives = vb_consignment_reaches(
            cx, legs, n, line->consignee != VB_NONE ? line->consignee : line->end_user, line->end_user, 0);
        if (arrives == VB_YES)
            return VB_OK;
        if (arrives == VB_UNKNOWN)
            verdict = VB_REVIEW;
    }
    return report(cx, line, legs, n, false, verdict, out, err);
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    (void)parameters;
    if (cx->claims->licences.n == 0)
        return vb_check_open_input(&vb_check_licence_party, cx,
                                   N_("No licence is in the case, so no parties can be compared ({0})."),
                                   "licences.csv", out, err);
    return vb_for_licensed(cx, true, judge, NULL, out, err);
}

const vb_check vb_check_licence_party = {
    .id = "licence.party",
    .since = "0.1.0",
    .question = N_("Did a licensed shipment go from and to the parties that the licence names?"),
    .passed = N_("Every licensed shipment went from and to the parties of its licence."),
    .needs = "licences.csv with exporter_id and consignee_id, movements.csv",
    .severity = VB_HIGH,
    .run = run,
};
