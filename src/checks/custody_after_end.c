/* SPDX-License-Identifier: Apache-2.0 */
/* custody.after-end: does anything happen to an item after it was scrapped or lost? */
#include "checks/check.h"
#include "checks/checks_priv.h"

static vb_code report(vb_str item, vb_sentence because, vb_draft *d, vb_findings *out, vb_error *err)
{
    d->f.because = because;
    d->f.refute = VB_SAY(N_("A correction of the record that {0} was scrapped or lost, or proof that the later event "
                            "was of another item."),
                         VB_TEXT(item));
    d->f.rule.citation = VB_S("15 CFR 762.2");
    return vb_findings_add(out, d, err);
}

static vb_code report_leg(const vb_context *cx, const vb_leg *end, const vb_leg *leg, vb_findings *out, vb_error *err)
{
    vb_draft *d = cx->draft;
    vb_str item = vb_say_item(cx, leg->item);
    vb_draft_open(d, &vb_check_custody_after_end, VB_FAIL, VB_HIGH, "item", item);
    d->f.key = VB_S("moved");
    /* a lost parcel that turns up where it was meant to go wants a corrected loss report, no more */
    bool found = end->kind == VB_LOST && (leg->kind == VB_RECEIVED || leg->kind == VB_RETURNED);
    if (found) {
        d->f.verdict = VB_REVIEW;
        d->f.severity = VB_MEDIUM;
    }
    uint32_t ended = vb_draft_cite_movement(d, cx, end->movement), later = vb_draft_cite_movement(d, cx, leg->movement);
    bool lost = end->kind == VB_LOST;
    vb_draft_moment(d, cx, lost ? N_("lost on") : N_("scrapped on"), vb_leg_time(end), true, ended, false);
    vb_draft_claim(d, N_("later event"), vb_str_of(vb_movement_kind_name((vb_movement_kind)leg->kind)), VB_DECLARED,
                   later, true);
    vb_draft_moment(d, cx, N_("later event on"), vb_leg_time(leg), true, later, true);
    vb_sentence because =
        VB_SAY(N_("{0} was {1} by {2} on {3}, yet it is {4} on {5}."), VB_TEXT(item),
               lost ? VB_MESSAGE(N_("reported lost")) : VB_MESSAGE(N_("scrapped")),
               VB_TEXT(vb_say_party(cx, end->from_party != VB_NONE ? end->from_party : end->to_party)),
               VB_DATE(vb_leg_time(end)), VB_TEXT(vb_str_of(vb_movement_kind_name((vb_movement_kind)leg->kind))),
               VB_DATE(vb_leg_time(leg)));
    return report(item, because, d, out, err);
}

static vb_code report_sighting(const vb_context *cx, const vb_leg *end, const vb_sighting_claim *seen, vb_findings *out,
                               vb_error *err)
{
    vb_draft *d = cx->draft;
    vb_str item = vb_say_item(cx, seen->item);
    vb_draft_open(d, &vb_check_custody_after_end, VB_FAIL, VB_HIGH, "item", item);
    d->f.key = VB_S("seen");
    uint32_t ended = vb_draft_cite_movement(d, cx, end->movement), later = vb_draft_cite(d, cx, seen->origin);
    vb_draft_moment(d, cx, end->kind == VB_LOST ? N_("lost on") : N_("scrapped on"), vb_leg_time(end), true, ended,
                    false);
    vb_draft_moment(d, cx, N_("seen on"), seen->at.at, true, later, true);
    vb_draft_claim(d, N_("seen by"), seen->source, VB_DECLARED, later, true);
    vb_sentence because =
        VB_SAY(N_("{0} was {1} on {2}, yet {3} saw it at {4} on {5}."), VB_TEXT(item),
               end->kind == VB_LOST ? VB_MESSAGE(N_("reported lost")) : VB_MESSAGE(N_("scrapped")),
               VB_DATE(vb_leg_time(end)), VB_TEXT(seen->source.n > 0 ? seen->source : VB_S("a sighting")),
               VB_TEXT(vb_say_site(cx, seen->site)), VB_DATE(seen->at.at));
    return report(item, because, d, out, err);
}

/* The leg that ended the item's life, or NULL. */
static const vb_leg *end_of(const vb_view *v, uint32_t item)
{
    for (uint32_t i = v->leg_first[item]; i < v->leg_first[item + 1]; i++)
        if (v->legs[i].kind == VB_SCRAPPED || v->legs[i].kind == VB_LOST)
            return &v->legs[i];
    return NULL;
}

static bool takes_scrap(const vb_context *cx, uint32_t party)
{
    static const char *const roles[] = {"recycler", "scrap-dealer", "waste", "disposal", "destruction"};
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (vb_view_has_role(cx->view, party, vb_str_of(roles[i])))
            return true;
    return false;
}

static bool ended_by(const vb_leg *end, int64_t *latest)
{
    int64_t earliest;
    return vb_leg_departed(end, &earliest, latest) || vb_leg_arrived(end, &earliest, latest);
}

/* What honestly comes after: a write-off of what was lost, taking it out of the rack, the way to the recycler. */
static bool belongs(const vb_context *cx, const vb_leg *leg)
{
    return leg->kind == VB_SCRAPPED || leg->kind == VB_LOST || leg->kind == VB_REMOVED ||
           takes_scrap(cx, leg->to_party) || takes_scrap(cx, leg->from_party);
}

static vb_code judge_item(const vb_context *cx, uint32_t item, vb_findings *out, vb_error *err)
{
    const vb_view *v = cx->view;
    const vb_leg *end = end_of(v, item), *last = v->legs + v->leg_first[item + 1];
    int64_t ended;
    if (end == NULL || !ended_by(end, &ended))
        return VB_OK; /* an end without a date may have come last */
    for (const vb_leg *leg = end + 1; leg < last; leg++) {
        int64_t begun, begun_latest;
        if (!vb_leg_departed(leg, &begun, &begun_latest) && !vb_leg_arrived(leg, &begun, &begun_latest))
            continue; /* what has no date may have come before */
        if (begun <= ended || belongs(cx, leg))
            continue;                              /* within one day the order cannot be told */
        return report_leg(cx, end, leg, out, err); /* one finding an item: the first event after the end tells it */
    }
    return VB_OK;
}

/* The first sighting of each item after its end. */
static vb_code judge_sightings(const vb_context *cx, vb_findings *out, vb_error *err)
{
    const vb_view *v = cx->view;
    uint32_t *first = cx->claims->sightings.n == 0 ? NULL : VB_NEW(cx->scratch, uint32_t, v->n_items); /* row + 1 */
    if (first == NULL && cx->claims->sightings.n > 0)
        return vb_fail(err, VB_E_NOMEM, "custody.after-end", VB_NO_OFFSET, "no memory for the sightings");
    for (size_t i = 0; i < cx->claims->sightings.n; i++) {
        const vb_sighting_claim *seen = &cx->claims->sightings.v[i];
        const vb_leg *end = seen->at.at == VB_NO_TIME || seen->at.at > cx->as_of ? NULL : end_of(v, seen->item);
        int64_t ended;
        if (end == NULL || !ended_by(end, &ended) || seen->at.at <= ended)
            continue;
        const vb_site_claim *site = vb_view_site(v, seen->site);
        bool at_recycler =
            site != NULL && takes_scrap(cx, site->party) && !vb_str_eq_nocase(seen->source, VB_S("marketplace"));
        if (at_recycler ||
            (first[seen->item] != 0 && cx->claims->sightings.v[first[seen->item] - 1].at.at <= seen->at.at))
            continue;
        first[seen->item] = (uint32_t)i + 1;
    }
    for (size_t i = 0; i < cx->claims->sightings.n; i++) {
        const vb_sighting_claim *seen = &cx->claims->sightings.v[i];
        if (first[seen->item] == i + 1)
            VB_TRY(report_sighting(cx, end_of(v, seen->item), seen, out, err));
    }
    return VB_OK;
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    (void)parameters;
    if (cx->claims->movements.n == 0)
        return vb_check_open_input(&vb_check_custody_after_end, cx,
                                   N_("No movement is recorded, so nothing is known of scrap or loss ({0})."),
                                   "movements.csv", out, err);
    for (uint32_t item = 0; item < cx->view->n_items; item++)
        VB_TRY(judge_item(cx, item, out, err));
    return judge_sightings(cx, out, err);
}

const vb_check vb_check_custody_after_end = {
    .id = "custody.after-end",
    .since = "0.1.0",
    .question = N_("Does anything happen to an item after it was scrapped or lost?"),
    .passed = N_("Nothing happens to an item after its scrap or loss."),
    .needs = "movements.csv",
    .severity = VB_HIGH,
    .run = run,
};
