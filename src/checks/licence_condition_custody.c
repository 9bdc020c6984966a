/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions on what happens after arrival: no-retransfer, installed-by, location-check-every. They follow serial
 * numbers; a quantity without them stays open. */
#include <stdlib.h>

#include "checks/checks_priv.h"
#include "checks/licence_condition_priv.h"

static const vb_licence_claim *line_of(const vb_context *cx, const vb_leg *leg)
{
    uint32_t line = vb_view_licence_line(cx->view, vb_leg_licence_movement(cx->view, leg));
    return line == VB_NONE ? NULL : &cx->claims->licences.v[cx->view->lines[line].claim];
}

static uint32_t end_of_chain(const vb_context *cx, const vb_leg *leg)
{
    return leg->item == VB_NONE ? 0 : cx->view->leg_first[leg->item + 1];
}

/* One open finding a condition when some consignment has no serial numbers. */
static vb_code open_bulk(const vb_context *cx, const vb_condition *c, const vb_consignment *consignment,
                         vb_findings *out, vb_error *err)
{
    uint32_t at;
    VB_TRY(vb_condition_draft(cx, c, consignment, VB_OPEN, VB_MEDIUM, &at, err));
    cx->draft->f.because =
        VB_SAY(N_("Condition {0} of {1} cannot be followed for this shipment: its rows name a quantity and no items."),
               VB_TEXT(c->claim->condition), VB_TEXT(c->licence));
    cx->draft->f.refute = VB_SAY0(N_("The items of the shipment, one row each, in movements.csv."));
    return vb_findings_add(out, cx->draft, err);
}

static bool repairs(const vb_context *cx, uint32_t party)
{
    return vb_view_has_role(cx->view, party, VB_S("repair-shop")) ||
           vb_view_has_role(cx->view, party, VB_S("manufacturer"));
}

typedef struct handed { /* an item of the shipment that went on to somebody the licence does not name */
    uint32_t party, leg, later;
} handed;

static int compare_handed(const void *pa, const void *pb)
{
    const handed *a = pa, *b = pb;
    if (a->party != b->party)
        return a->party < b->party ? -1 : 1;
    return a->leg < b->leg ? -1 : a->leg > b->leg;
}

/* The first later leg by which the item goes to a stranger: not back, not to a party of the licence, and not to a
 * forwarder, who only carries it. VB_NONE: there is none. */
static uint32_t leg_to_stranger(const vb_context *cx, uint32_t index)
{
    const vb_leg *leg = &cx->view->legs[index];
    const vb_licence_claim *line = line_of(cx, leg);
    const vb_leg *final = vb_final_leg(cx, index);
    uint32_t consignee = final == NULL ? leg->to_party : final->to_party;
    for (uint32_t j = index + 1; j < end_of_chain(cx, leg); j++) {
        const vb_leg *later = &cx->view->legs[j];
        if (later->kind == VB_RETURNED)
            return VB_NONE; /* what happens after the way back is another story */
        if (!vb_leg_transfers(later) || later->to_party == VB_NONE || later->to_party == leg->to_party)
            continue;
        if (line != NULL && later->to_party == line->exporter)
            return VB_NONE;
        bool named = line != NULL && (later->to_party == line->end_user || later->to_party == line->consignee);
        bool unlimited = line == NULL || (line->end_user == VB_NONE && line->consignee == VB_NONE);
        if (named || (unlimited && later->to_party == consignee) || vb_is_forwarder(cx, later->to_party))
            continue;
        return j;
    }
    return VB_NONE;
}

/* Items of one shipment that went on to one party are one finding. */
static vb_code report_retransfer(const vb_context *cx, const vb_condition *c, const vb_consignment *consignment,
                                 const handed *h, size_t n, vb_findings *out, vb_error *err)
{
    const vb_leg *later = &cx->view->legs[h[0].later];
    vb_draft *d = cx->draft;
    uint32_t at, *items = VB_NEW(cx->scratch, uint32_t, n);
    bool review = repairs(cx, later->to_party);
    if (items == NULL)
        return vb_fail(err, VB_E_NOMEM, "licence.condition", VB_NO_OFFSET, "no memory");
    VB_TRY(vb_condition_draft(cx, c, NULL, review ? VB_REVIEW : VB_FAIL, review ? VB_MEDIUM : VB_HIGH, &at, err));
    for (size_t i = 0; i < n; i++) {
        items[i] = cx->view->legs[h[i].leg].item;
        if (!d->full)
            (void)vb_draft_cite_movement(d, cx, cx->view->legs[h[i].later].movement);
    }
    const vb_leg *first = &cx->view->legs[consignment->legs[0]];
    d->f.key = vb_arena_printf(
        cx->scratch, "no-retransfer %.*s %.*s %.*s", VB_ARG(vb_dict_text(&cx->claims->party_ids, later->to_party)),
        VB_ARG(cx->claims->movements.id[first->movement]), VB_ARG(vb_consignment_key(cx, first)));
    VB_TRY(vb_draft_items(d, cx, items, n, err));
    vb_draft_claim(d, N_("handed on to"), vb_say_party(cx, later->to_party), VB_DECLARED,
                   vb_draft_cite_movement(d, cx, later->movement), true);
    if (review)
        d->f.because =
            VB_SAY(N_("{0} items shipped under {1} went from {2} to {3} on {4}, which repairs or makes them; "
                      "whether the licence allows that must be read."),
                   VB_NUMBER((int64_t)n), VB_TEXT(c->licence), VB_TEXT(vb_say_party(cx, later->from_party)),
                   VB_TEXT(vb_say_party(cx, later->to_party)), VB_DATE(vb_leg_time(later)));
    else
        d->f.because = VB_SAY(
            N_("{0} items shipped under {1} were handed on by {2} to {3} on {4}; the licence forbids retransfer."),
            VB_NUMBER((int64_t)n), VB_TEXT(c->licence), VB_TEXT(vb_say_party(cx, later->from_party)),
            VB_TEXT(vb_say_party(cx, later->to_party)), VB_DATE(vb_leg_time(later)));
    d->f.refute =
        VB_SAY(N_("A written authorisation of the retransfer to {0}."), VB_TEXT(vb_say_party(cx, later->to_party)));
    return vb_findings_add(out, d, err);
}

vb_code vb_condition_no_retransfer(const vb_context *cx, const vb_condition *c, vb_findings *out, vb_error *err)
{
    for (size_t i = 0; i < c->n; i++) {
        const vb_consignment *consignment = &c->consignments[i];
        if (cx->view->legs[consignment->legs[0]].item == VB_NONE) {
            VB_TRY(open_bulk(cx, c, consignment, out, err));
            continue;
        }
        handed *h = NULL;
        size_t n = 0;
        for (size_t k = 0; k < consignment->n; k++) {
            uint32_t later = leg_to_stranger(cx, consignment->legs[k]);
            if (later == VB_NONE)
                continue;
            if (h == NULL)
                h = VB_NEW(cx->scratch, handed, consignment->n);
            if (h == NULL)
                return vb_fail(err, VB_E_NOMEM, "licence.condition", VB_NO_OFFSET, "no memory");
            h[n++] = (handed){cx->view->legs[later].to_party, consignment->legs[k], later};
        }
        if (n > 1)
            qsort(h, n, sizeof *h, compare_handed);
        for (size_t k = 0, end; k < n; k = end) {
            for (end = k + 1; end < n && h[end].party == h[k].party; end++)
                ;
            VB_TRY(report_retransfer(cx, c, consignment, h + k, end - k, out, err));
        }
    }
    return VB_OK;
}

/* When the item left the consignee again (sent back, scrapped, lost), or VB_NO_TIME: after that nothing is owed. */
static int64_t gone_at(const vb_context *cx, const vb_leg *arrival)
{
    const vb_licence_claim *line = line_of(cx, arrival);
    uint32_t index = (uint32_t)(arrival - cx->view->legs);
    for (uint32_t j = index + 1; j < end_of_chain(cx, arrival); j++) {
        const vb_leg *later = &cx->view->legs[j];
        bool back = later->kind == VB_RETURNED || (line != NULL && vb_leg_transfers(later) &&
                                                   later->to_party != VB_NONE && later->to_party == line->exporter);
        if (back || later->kind == VB_SCRAPPED || later->kind == VB_LOST)
            return vb_leg_time(later) != VB_NO_TIME ? vb_leg_time(later) : INT64_MIN + 1;
    }
    return VB_NO_TIME;
}

static bool installs_recorded(const vb_context *cx)
{
    const vb_movements *m = &cx->claims->movements;
    for (size_t i = 0; i < m->n; i++)
        if (m->kind[i] == VB_INSTALLED)
            return true;
    return false;
}

static bool installed_by(const vb_context *cx, const vb_leg *arrival, int64_t last)
{
    uint32_t index = (uint32_t)(arrival - cx->view->legs);
    for (uint32_t j = index + 1; j < end_of_chain(cx, arrival); j++) {
        const vb_leg *later = &cx->view->legs[j];
        int64_t begun, latest;
        if (later->kind == VB_INSTALLED &&
            (!(vb_leg_arrived(later, &begun, &latest) || vb_leg_departed(later, &begun, &latest)) || begun <= last))
            return true;
    }
    return false;
}

vb_code vb_condition_installed_by(const vb_context *cx, const vb_condition *c, vb_findings *out, vb_error *err)
{
    if (!installs_recorded(cx))
        return vb_condition_open(cx, c, "installed rows in movements.csv", out, err);
    for (size_t i = 0; i < c->n; i++) {
        const vb_consignment *consignment = &c->consignments[i];
        uint32_t *items = VB_NEW(cx->scratch, uint32_t, consignment->n), at;
        size_t n = 0;
        int64_t due = 0;
        if (items == NULL)
            return vb_fail(err, VB_E_NOMEM, "licence.condition", VB_NO_OFFSET, "no memory");
        if (cx->view->legs[consignment->legs[0]].item == VB_NONE) {
            VB_TRY(open_bulk(cx, c, consignment, out, err));
            continue;
        }
        for (size_t k = 0; k < consignment->n; k++) {
            const vb_leg *leg = vb_final_leg(cx, consignment->legs[k]);
            int64_t earliest, latest;
            if (leg == NULL || !vb_leg_arrived(leg, &earliest, &latest))
                continue;
            int64_t last = vb_day_of(latest) + c->number * VB_DAY + VB_DAY - 1, gone = gone_at(cx, leg);
            if (cx->as_of <= last || (gone != VB_NO_TIME && gone <= last) || installed_by(cx, leg, last))
                continue;
            items[n++] = leg->item;
            due = last;
        }
        if (n == 0)
            continue;
        VB_TRY(vb_condition_draft(cx, c, consignment, VB_FAIL, VB_MEDIUM, &at, err));
        VB_TRY(vb_draft_items(cx->draft, cx, items, n, err));
        vb_draft_moment(cx->draft, cx, N_("installation due on"), due, true, at, false);
        cx->draft->f.because =
            VB_SAY(N_("{0} items shipped under {1} were not installed within {2} days of their arrival, by {3}."),
                   VB_NUMBER((int64_t)n), VB_TEXT(c->licence), VB_NUMBER(c->number), VB_DATE(due));
        cx->draft->f.refute = VB_SAY(N_("Installation records of these items dated by {0}."), VB_DATE(due));
        VB_TRY(vb_findings_add(out, cx->draft, err));
    }
    return VB_OK;
}

/* The longest stretch from arrival to as_of, or to the day the item left again, without a sighting. */
static int64_t longest_gap(const vb_context *cx, const vb_condition *c, const vb_leg *arrival, int64_t from,
                           int64_t *gap_from)
{
    size_t n;
    const uint32_t *rows = vb_sightings_of_item(c->index, arrival->item, &n);
    int64_t gone = gone_at(cx, arrival), end = gone != VB_NO_TIME && gone < cx->as_of ? gone : cx->as_of;
    int64_t last = from, gap = 0;
    *gap_from = from;
    for (size_t i = 0; i <= n; i++) {
        int64_t at = i < n ? cx->claims->sightings.v[rows[i]].at.at : end;
        if (at < from)
            continue;
        if (at > end)
            at = end;
        if (at - last > gap) {
            gap = at - last;
            *gap_from = last;
        }
        last = at > last ? at : last;
    }
    return gap;
}

vb_code vb_condition_location_check(const vb_context *cx, const vb_condition *c, vb_findings *out, vb_error *err)
{
    if (cx->claims->sightings.n == 0)
        return vb_condition_open(cx, c, "sightings.csv", out, err);
    for (size_t i = 0; i < c->n; i++) {
        const vb_consignment *consignment = &c->consignments[i];
        uint32_t *items = VB_NEW(cx->scratch, uint32_t, consignment->n), at;
        size_t n = 0;
        int64_t worst = 0, worst_from = 0;
        if (items == NULL)
            return vb_fail(err, VB_E_NOMEM, "licence.condition", VB_NO_OFFSET, "no memory");
        if (cx->view->legs[consignment->legs[0]].item == VB_NONE) {
            VB_TRY(open_bulk(cx, c, consignment, out, err));
            continue;
        }
        for (size_t k = 0; k < consignment->n; k++) {
            const vb_leg *leg = vb_final_leg(cx, consignment->legs[k]);
            int64_t earliest, latest, gap_from;
            if (leg == NULL || !vb_leg_arrived(leg, &earliest, &latest))
                continue;
            int64_t gap = longest_gap(cx, c, leg, latest, &gap_from);
            if (gap <= (c->number + 1) * VB_DAY) /* a day of grace: dates alone */
                continue;
            items[n++] = leg->item;
            if (gap > worst) {
                worst = gap;
                worst_from = gap_from;
            }
        }
        if (n == 0)
            continue;
        VB_TRY(vb_condition_draft(cx, c, consignment, VB_FAIL, VB_MEDIUM, &at, err));
        VB_TRY(vb_draft_items(cx->draft, cx, items, n, err));
        vb_draft_claim(cx->draft, N_("longest time unseen"), vb_text_number(cx, worst / VB_DAY, "days"), VB_DECLARED,
                       at, true);
        cx->draft->f.because = VB_SAY(N_("{0} items shipped under {1} were not seen for up to {2} days, since {3}; the "
                                         "licence wants a check every {4} days."),
                                      VB_NUMBER((int64_t)n), VB_TEXT(c->licence), VB_NUMBER(worst / VB_DAY),
                                      VB_DATE(worst_from), VB_NUMBER(c->number));
        cx->draft->f.refute = VB_SAY0(N_("Sightings of these items in that time, in sightings.csv."));
        VB_TRY(vb_findings_add(out, cx->draft, err));
    }
    return VB_OK;
}
