/* SPDX-License-Identifier: Apache-2.0 */
/* Small joins that several checks and reports share. */
#include "view/view.h"

const vb_party_claim *vb_view_party(const vb_view *v, uint32_t party)
{
    uint32_t row = party < v->claims->party_ids.n ? v->party_row[party] : VB_NONE;
    return row == VB_NONE ? NULL : &v->claims->parties.v[row];
}

const vb_site_claim *vb_view_site(const vb_view *v, uint32_t site)
{
    uint32_t row = site < v->claims->site_ids.n ? v->site_row[site] : VB_NONE;
    return row == VB_NONE ? NULL : &v->claims->sites.v[row];
}

const vb_item_claim *vb_view_item(const vb_view *v, uint32_t item)
{
    uint32_t row = item < v->n_items ? v->item_row[item] : VB_NONE;
    return row == VB_NONE ? NULL : &v->claims->items.v[row];
}

uint32_t vb_view_leg_model_text(const vb_view *v, const vb_leg *leg)
{
    if (leg->item != VB_NONE)
        return v->model_text_of_item[leg->item];
    return v->claims->movements.model[leg->movement];
}

const vb_model *vb_view_text_model(const vb_view *v, uint32_t model_text)
{
    uint32_t m = model_text < v->claims->model_texts.n ? v->model_of_text[model_text] : VB_NONE;
    return m == VB_NONE ? NULL : vb_catalogue_model(v->catalogue, m);
}

const vb_model *vb_view_leg_model(const vb_view *v, const vb_leg *leg)
{
    return vb_view_text_model(v, vb_view_leg_model_text(v, leg));
}

bool vb_view_has_role(const vb_view *v, uint32_t party, vb_str role)
{
    const vb_party_claim *p = vb_view_party(v, party);
    vb_str rest = p == NULL ? VB_STR_NONE : p->roles, piece;
    while (vb_str_next(&rest, ';', &piece))
        if (vb_str_eq_nocase(piece, role))
            return true;
    return false;
}

vb_country vb_view_country(const vb_view *v, uint32_t party, uint32_t site)
{
    const vb_site_claim *s = vb_view_site(v, site);
    if (s != NULL && s->country != 0)
        return s->country;
    const vb_party_claim *p = vb_view_party(v, party);
    return p == NULL ? 0 : p->country;
}

vb_country vb_leg_origin_country(const vb_view *v, const vb_leg *leg)
{
    return vb_view_country(v, leg->from_party, leg->from_site);
}

vb_country vb_leg_destination_country(const vb_view *v, const vb_leg *leg)
{
    return vb_view_country(v, leg->to_party, leg->to_site);
}

static bool holds_on(const vb_ownership_claim *o, int64_t on)
{
    if (on == VB_NO_TIME)
        return true;
    return (o->from.at == VB_NO_TIME || o->from.at <= on) && (o->to.at == VB_NO_TIME || on < o->to.at + o->to.span);
}

static uint32_t owner_above_half(const vb_view *v, uint32_t party, int64_t on)
{
    if (party >= v->claims->party_ids.n || v->ownership_first == NULL)
        return VB_NONE;
    for (uint32_t i = v->ownership_first[party]; i < v->ownership_first[party + 1]; i++) {
        const vb_ownership_claim *o = &v->claims->ownership.v[v->ownership_rows[i]];
        if (o->owner != party && o->owner != VB_NONE && o->percent_hundredths > 5000 && holds_on(o, on))
            return o->owner;
    }
    return VB_NONE;
}

uint32_t vb_view_parent(const vb_view *v, uint32_t party, int64_t on)
{
    uint32_t at = party, slow = party;
    for (unsigned steps = 0; at != VB_NONE; steps++) {
        uint32_t up = owner_above_half(v, at, on);
        if (up == VB_NONE)
            return at == party ? VB_NONE : at;
        at = up;
        if (steps % 2 == 1)
            slow = owner_above_half(v, slow, on);
        if (at == slow)
            return VB_NONE; /* a ring of owners has no ultimate parent */
    }
    return VB_NONE;
}

vb_country vb_view_headquarters(const vb_view *v, uint32_t party, int64_t on)
{
    const vb_party_claim *p = vb_view_party(v, party);
    uint32_t parent = vb_view_parent(v, party, on);
    const vb_party_claim *top = vb_view_party(v, parent);
    if (top != NULL && (top->headquarters != 0 || top->country != 0))
        return top->headquarters != 0 ? top->headquarters : top->country;
    return p == NULL ? 0 : p->headquarters;
}

uint32_t vb_leg_licence_movement(const vb_view *v, const vb_leg *leg)
{
    const uint32_t *line = v->claims->movements.licence_line;
    return line[leg->movement] == VB_NONE && leg->confirmation != VB_NONE ? leg->confirmation : leg->movement;
}
