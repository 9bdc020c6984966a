/* SPDX-License-Identifier: Apache-2.0 */
/* custody.gap: does everyone who hands an item over hold it at that moment? */
#include "checks/check.h"
#include "checks/checks_priv.h"
#include "checks/licence_support.h"

/* Goods on their way pass through carriers' hands. A forwarder that receives what the sender dispatched to somebody
 * else, or that dispatches it once more to the same consignee, tells the same journey in more detail. */
static bool carried(const vb_context *cx, const vb_custody *held, const vb_leg *before, const vb_leg *leg)
{
    if (!held->in_transit)
        return false;
    if (leg->kind == VB_RECEIVED && leg->from_party != VB_NONE && leg->from_party == before->from_party)
        return vb_is_forwarder(cx, leg->to_party);
    return leg->kind == VB_SHIPPED && leg->to_party == held->party && leg->from_party != VB_NONE &&
           vb_is_forwarder(cx, leg->from_party);
}

/* Two companies of one group in one country: a hand-over between them crosses no border and changes no control. */
static bool inside_group(const vb_context *cx, uint32_t a, uint32_t b, int64_t on)
{
    const vb_party_claim *pa = vb_view_party(cx->view, a), *pb = vb_view_party(cx->view, b);
    if (pa == NULL || pb == NULL || pa->country == 0 || pa->country != pb->country)
        return false;
    uint32_t top_a = vb_view_parent(cx->view, a, on), top_b = vb_view_parent(cx->view, b, on);
    return top_a == b || top_b == a || (top_a != VB_NONE && top_a == top_b);
}

/* Stays the same when rows are added above: the transfer, not its place in the file. */
static vb_str key_of(const vb_context *cx, const vb_leg *leg)
{
    char at[24];
    vb_time_text(vb_leg_time(leg), true, at);
    return vb_arena_printf(
        cx->scratch, "%.*s|%s|%s|%.*s", VB_ARG(cx->claims->movements.id[leg->movement]),
        vb_movement_kind_name((vb_movement_kind)leg->kind), at,
        VB_ARG(vb_dict_text(&cx->claims->party_ids, leg->from_party != VB_NONE ? leg->from_party : leg->to_party)));
}

/* What the record last said before the leg: who held the item, or to whom it was under way. */
static vb_code report(const vb_context *cx, const vb_custody *held, const vb_leg *before, const vb_leg *leg,
                      vb_findings *out, vb_error *err)
{
    vb_draft *d = cx->draft;
    uint32_t sender = leg->from_party != VB_NONE ? leg->from_party : leg->to_party;
    bool same_party = sender == held->party;
    vb_str item = vb_say_item(cx, leg->item);
    vb_draft_open(d, &vb_check_custody_gap, VB_FAIL, VB_HIGH, "item", item);
    d->f.key = key_of(cx, leg);
    uint32_t was =
        vb_draft_cite_movement(d, cx, before->confirmation != VB_NONE ? before->confirmation : before->movement);
    uint32_t is = vb_draft_cite_movement(d, cx, leg->movement);
    if (same_party) {
        vb_draft_claim(d, N_("last recorded site"), vb_say_site(cx, held->site), VB_DECLARED, was, false);
        vb_draft_claim(d, N_("site it leaves from"), vb_say_site(cx, leg->from_site), VB_DECLARED, is, true);
        d->f.because = VB_SAY(N_("{0} leaves {1} of {2}, but the record last has it at {3}."), VB_TEXT(item),
                              VB_TEXT(vb_say_site(cx, leg->from_site)), VB_TEXT(vb_say_party(cx, sender)),
                              VB_TEXT(vb_say_site(cx, held->site)));
        d->f.severity = VB_MEDIUM; /* inside one party: a move between sites that nobody wrote down */
    } else {
        vb_draft_claim(d, N_("last recorded holder"), vb_say_party(cx, held->party), VB_DECLARED, was, false);
        vb_draft_claim(d, N_("handed over by"), vb_say_party(cx, sender), VB_DECLARED, is, true);
        if (inside_group(cx, sender, held->party, vb_leg_time(leg))) {
            d->f.verdict = VB_REVIEW;
            d->f.severity = VB_MEDIUM;
        }
        d->f.because =
            VB_SAY(N_("{0} is moved by {1}, but the record last has it with {2}: nobody recorded how it got there."),
                   VB_TEXT(item), VB_TEXT(vb_say_party(cx, sender)), VB_TEXT(vb_say_party(cx, held->party)));
    }
    if (vb_leg_time(leg) != VB_NO_TIME)
        vb_draft_moment(d, cx, N_("moved on"), vb_leg_time(leg), true, is, true);
    d->f.refute = VB_SAY(N_("A record of the transfer of {0} from {1} to {2}."), VB_TEXT(item),
                         VB_TEXT(same_party ? vb_say_site(cx, held->site) : vb_say_party(cx, held->party)),
                         VB_TEXT(same_party ? vb_say_site(cx, leg->from_site) : vb_say_party(cx, sender)));
    const vb_issue *refused = vb_check_refused_row(cx, VB_SRC_MOVEMENTS, item);
    if (refused != NULL)
        vb_draft_refused(d, cx, refused);
    d->f.rule.citation = VB_S("15 CFR 762.2");
    return vb_findings_add(out, d, err);
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    const vb_view *v = cx->view;
    (void)parameters;
    if (cx->claims->movements.n == 0)
        return vb_check_open_input(&vb_check_custody_gap, cx,
                                   N_("No movement is recorded, so no chain of custody can be followed ({0})."),
                                   "movements.csv", out, err);
    for (uint32_t item = 0; item < v->n_items; item++) {
        vb_custody held = vb_custody_start();
        for (uint32_t i = v->leg_first[item]; i < v->leg_first[item + 1]; i++) {
            const vb_leg *leg = &v->legs[i];
            if (!held.ended && !vb_custody_fits(&held, leg) && !vb_leg_repeats(&v->legs[held.leg], leg) &&
                !carried(cx, &held, &v->legs[held.leg], leg))
                VB_TRY(report(cx, &held, &v->legs[held.leg], leg, out, err));
            vb_custody_step(&held, leg, i);
        }
    }
    return VB_OK;
}

const vb_check vb_check_custody_gap = {
    .id = "custody.gap",
    .since = "0.1.0",
    .question = N_("Does everyone who hands an item over hold it at that moment?"),
    .passed = N_("Every item is handed over by its last recorded holder."),
    .needs = "movements.csv",
    .severity = VB_HIGH,
    .run = run,
};
