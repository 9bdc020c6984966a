/* SPDX-License-Identifier: Apache-2.0 */
/* licence.destination: did a licensed shipment go to the country that the licence names? */
#include "checks/check.h"
#include "checks/checks_priv.h"
#include "checks/licence_support.h"

static vb_code judge(const vb_context *cx, const vb_licence_claim *line, uint32_t licence, const uint32_t *legs,
                     size_t n, void *ctx, vb_findings *out, vb_error *err)
{
    (void)licence;
    (void)ctx;
    const vb_leg *leg = &cx->view->legs[legs[0]];
    vb_country to = vb_leg_destination_country(cx->view, leg);
    if (line == NULL || line->destination == 0 || to == line->destination)
        return VB_OK;
    /* Under the EAR Hong Kong is China since 2020-12-23 (85 FR 83765), so a US licence for the one may mean the other;
     * Macau has always been a destination of its own. */
    bool one_china = vb_licence_is_us(line) && ((to == VB_COUNTRY("HK") && line->destination == VB_COUNTRY("CN")) ||
                                                (to == VB_COUNTRY("CN") && line->destination == VB_COUNTRY("HK")));
    vb_verdict verdict = to == 0 ? VB_OPEN : one_china ? VB_REVIEW : VB_FAIL;
    if (vb_is_forwarder(cx,
                        leg->to_party)) { /* a transit country is no destination if the goods go on to the right one */
        vb_tri arrives = vb_consignment_reaches(cx, legs, n, VB_NONE, VB_NONE, line->destination);
        if (arrives == VB_YES)
            return VB_OK;
        if (arrives == VB_UNKNOWN && verdict == VB_FAIL)
            verdict = VB_REVIEW;
    }
    int64_t quantity;
    vb_draft *d = cx->draft;
    vb_str name = vb_say_licence_line(cx, line), allowed = vb_say_country(cx, line->destination);
    VB_TRY(vb_draft_consignment(d, cx, &vb_check_licence_destination, verdict,
                                verdict == VB_FAIL ? VB_CRITICAL : VB_MEDIUM, legs, n, &quantity, err));
    const vb_site_claim *site = vb_view_site(cx->view, leg->to_site);
    const vb_party_claim *party = vb_view_party(cx->view, leg->to_party);
    uint32_t at = vb_draft_cite_movement(d, cx, leg->movement), paper = vb_draft_cite(d, cx, line->origin);
    uint32_t place = site != NULL && site->country != 0 ? vb_draft_cite(d, cx, site->origin)
                     : party != NULL                    ? vb_draft_cite(d, cx, party->origin)
                                                        : at;
    vb_draft_claim(d, N_("destination of the licence"), allowed, VB_DECLARED, paper, false);
    vb_draft_claim(d, N_("sent to"), vb_say_country(cx, to), VB_DECLARED, place, true);
    if (verdict == VB_OPEN)
        d->f.because =
            VB_SAY(N_("{0} units were sent under {1} to {2}, whose country is not recorded; the licence is for {3}."),
                   VB_NUMBER(quantity), VB_TEXT(name), VB_TEXT(vb_say_party(cx, leg->to_party)), VB_TEXT(allowed));
    else if (one_china)
        d->f.because = VB_SAY(N_("{0} units were sent under {1} to {2} in {3}; the licence is for {4}. The US rules "
                                 "treat both as China: compare the address on the licence."),
                              VB_NUMBER(quantity), VB_TEXT(name), VB_TEXT(vb_say_party(cx, leg->to_party)),
                              VB_TEXT(vb_say_country(cx, to)), VB_TEXT(allowed));
    else
        d->f.because = VB_SAY(N_("{0} units were sent under {1} to {2} in {3}; the licence is for {4}."),
                              VB_NUMBER(quantity), VB_TEXT(name), VB_TEXT(vb_say_party(cx, leg->to_party)),
                              VB_TEXT(vb_say_country(cx, to)), VB_TEXT(allowed));
    d->f.refute = VB_SAY(N_("A receipt in {0} for these items, or an amendment of {1} that names {2}."),
                         VB_TEXT(allowed), VB_TEXT(name), VB_TEXT(vb_say_country(cx, to)));
    d->f.rule.citation = VB_S("15 CFR 750.7(a)(1), 750.7(c)(1)");
    return vb_findings_add(out, d, err);
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    (void)parameters;
    if (cx->claims->licences.n == 0)
        return vb_check_open_input(&vb_check_licence_destination, cx,
                                   N_("No licence is in the case, so no destination can be compared ({0})."),
                                   "licences.csv", out, err);
    return vb_for_licensed(cx, true, judge, NULL, out, err);
}

const vb_check vb_check_licence_destination = {
    .id = "licence.destination",
    .since = "0.1.0",
    .question = N_("Did a licensed shipment go to the country that the licence names?"),
    .passed = N_("Every licensed shipment went to the country of its licence."),
    .needs = "licences.csv with destination, movements.csv, sites.csv or parties.csv with country",
    .severity = VB_CRITICAL,
    .run = run,
};
