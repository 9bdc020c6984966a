/* SPDX-License-Identifier: Apache-2.0 */
/* Who holds an item, leg by leg. */
#include "view/view.h"

bool vb_leg_departed(const vb_leg *leg, int64_t *earliest, int64_t *latest)
{
    if (leg->departed == VB_NO_TIME)
        return false;
    *earliest = leg->departed;
    *latest = leg->departed + ((leg->day_only & VB_DEPARTED_DAY) != 0 ? VB_DAY - 1 : 0);
    return true;
}

bool vb_leg_arrived(const vb_leg *leg, int64_t *earliest, int64_t *latest)
{
    if (leg->arrived == VB_NO_TIME)
        return false;
    *earliest = leg->arrived;
    *latest = leg->arrived + ((leg->day_only & VB_ARRIVED_DAY) != 0 ? VB_DAY - 1 : 0);
    return true;
}

int64_t vb_leg_time(const vb_leg *leg)
{
    return leg->departed != VB_NO_TIME ? leg->departed : leg->arrived;
}

int64_t vb_leg_quantity(const vb_view *v, const vb_leg *leg)
{
    return leg->item != VB_NONE ? 1 : (int64_t)v->claims->movements.quantity[leg->movement];
}

bool vb_leg_transfers(const vb_leg *leg)
{
    switch ((vb_movement_kind)leg->kind) {
    case VB_MADE:
    case VB_SHIPPED:
    case VB_RECEIVED:
    case VB_RETURNED:
        return true;
    case VB_INSTALLED:
    case VB_REMOVED:
    case VB_REPAIRED:
    case VB_REBUILT:
        return leg->from_party != VB_NONE && leg->to_party != VB_NONE && leg->from_party != leg->to_party;
    case VB_SCRAPPED:
    case VB_LOST:
        return false;
    }
    return false;
}

bool vb_custody_fits(const vb_custody *c, const vb_leg *leg)
{
    if (!c->known || leg->kind == VB_MADE)
        return true;
    /* rows about work at a place name the holder as to_party, rows that hand over name him as from_party */
    bool transfer = vb_leg_transfers(leg);
    uint32_t party = leg->from_party != VB_NONE || transfer ? leg->from_party : leg->to_party;
    uint32_t site = leg->from_site != VB_NONE || transfer ? leg->from_site : leg->to_site;
    if (party != VB_NONE && c->party != VB_NONE && party != c->party)
        return false;
    if (transfer && site != VB_NONE && c->site != VB_NONE && site != c->site)
        return false;
    return true;
}

void vb_custody_step(vb_custody *c, const vb_leg *leg, uint32_t index)
{
    switch ((vb_movement_kind)leg->kind) {
    case VB_SCRAPPED:
    case VB_LOST:
        c->ended = true;
        c->installed = false;
        if (leg->from_party != VB_NONE || leg->to_party != VB_NONE) {
            c->party = leg->from_party != VB_NONE ? leg->from_party : leg->to_party;
            c->known = true;
        }
        break;
    case VB_MADE:
    case VB_SHIPPED:
    case VB_RECEIVED:
    case VB_RETURNED:
        c->known = c->known || leg->to_party != VB_NONE || leg->to_site != VB_NONE;
        c->in_transit = (leg->kind == VB_SHIPPED || leg->kind == VB_RETURNED) && leg->arrived == VB_NO_TIME &&
                        leg->confirmation == VB_NONE;
        c->party = leg->to_party;
        c->site = leg->to_site;
        c->installed = false;
        break;
    case VB_INSTALLED:
    case VB_REMOVED:
    case VB_REPAIRED:
    case VB_REBUILT:
        if (leg->to_party != VB_NONE)
            c->party = leg->to_party;
        else if (leg->from_party != VB_NONE)
            c->party = leg->from_party;
        if (leg->to_site != VB_NONE)
            c->site = leg->to_site;
        else if (leg->kind == VB_REMOVED && leg->from_site != VB_NONE)
            c->site = leg->from_site;
        c->known = c->known || c->party != VB_NONE || c->site != VB_NONE;
        c->in_transit = false;
        c->installed = leg->kind == VB_INSTALLED || (c->installed && leg->kind == VB_REPAIRED);
        break;
    }
    c->since = leg->arrived != VB_NO_TIME ? leg->arrived : leg->departed;
    c->leg = index;
}
