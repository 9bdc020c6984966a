/* SPDX-License-Identifier: Apache-2.0 */
/* Declared values by shipment. docs/formats/case-folder.md: the figure is of the whole shipment and may stand on its
 * first row only or be repeated on each row. */
#include <inttypes.h>

#include "checks/licence_support.h"

typedef struct shipment {
    uint64_t goods; /* licence line and model of its first leg */
    bool begun, mixed;
} shipment;

struct vb_shipment_values {
    const vb_context *cx;
    vb_dict ids;         /* movement ids with a value */
    vb_dict counted;     /* "id, value, currency" that was counted */
    shipment *shipments; /* by id */
};

static const vb_declared *declared_on(const vb_context *cx, const vb_leg *leg)
{
    const uint32_t rows[2] = {leg->movement, leg->confirmation};
    for (size_t i = 0; i < 2; i++) {
        uint32_t at = rows[i] == VB_NONE ? VB_NONE : cx->claims->movements.declared[rows[i]];
        if (at != VB_NONE && cx->claims->declared.v[at].value_minor >= 0 && cx->claims->declared.v[at].currency.n > 0)
            return &cx->claims->declared.v[at];
    }
    return NULL;
}

static bool sent(const vb_leg *leg)
{
    return (leg->kind == VB_SHIPPED || leg->kind == VB_RECEIVED) && !leg->derived;
}

vb_code vb_shipment_values_open(const vb_context *cx, vb_shipment_values **out, vb_error *err)
{
    const vb_view *v = cx->view;
    const vb_movements *m = &cx->claims->movements;
    vb_shipment_values *s = VB_NEW(cx->scratch, vb_shipment_values, 1);
    if (s == NULL)
        return vb_fail(err, VB_E_NOMEM, "declared values", VB_NO_OFFSET, "no memory");
    s->cx = cx;
    for (size_t i = 0; i < m->n && cx->claims->declared.n > 0; i++)
        if (m->declared[i] != VB_NONE && m->id[i].n > 0 && cx->claims->declared.v[m->declared[i]].value_minor >= 0 &&
            vb_dict_add(&s->ids, m->id[i]) == VB_NONE) {
            vb_shipment_values_close(s);
            return vb_fail(err, VB_E_NOMEM, "declared values", VB_NO_OFFSET, "no memory");
        }
    s->shipments = VB_NEW(cx->scratch, shipment, s->ids.n);
    if (s->shipments == NULL) {
        vb_shipment_values_close(s);
        return vb_fail(err, VB_E_NOMEM, "declared values", VB_NO_OFFSET, "no memory");
    }
    for (size_t i = 0; i < v->n_legs && s->ids.n > 0; i++) {
        const vb_leg *leg = &v->legs[i];
        uint32_t id = sent(leg) && m->id[leg->movement].n > 0 ? vb_dict_find(&s->ids, m->id[leg->movement]) : VB_NONE;
        if (id == VB_NONE)
            continue;
        if (leg->item != VB_NONE && i > v->leg_first[leg->item] &&
            vb_str_eq(m->id[v->legs[i - 1].movement], m->id[leg->movement]))
            continue; /* the next stage of the same shipment, carried on by a forwarder */
        uint32_t text = vb_view_leg_model_text(v, leg);
        uint64_t goods = (uint64_t)m->licence_line[vb_leg_licence_movement(v, leg)] << 32 |
                         (text == VB_NONE ? VB_NONE : v->model_key[text]);
        s->shipments[id].mixed = s->shipments[id].mixed || (s->shipments[id].begun && s->shipments[id].goods != goods);
        s->shipments[id].begun = true;
        s->shipments[id].goods = goods;
    }
    *out = s;
    return VB_OK;
}

vb_code vb_shipment_value(vb_shipment_values *s, const vb_leg *leg, vb_value_answer *answer, int64_t *minor,
                          vb_str *currency, vb_error *err)
{
    const vb_declared *d = declared_on(s->cx, leg);
    vb_str id = s->cx->claims->movements.id[leg->movement];
    uint32_t number = id.n == 0 || s->ids.n == 0 ? VB_NONE : vb_dict_find(&s->ids, id);
    *answer = d != NULL ? VB_VALUE_NEW : VB_VALUE_NONE;
    if (number != VB_NONE) {
        *answer = s->shipments[number].mixed ? VB_VALUE_MIXED : VB_VALUE_COUNTED;
        if (d != NULL && *answer == VB_VALUE_COUNTED) {
            vb_str key = vb_arena_printf(s->cx->scratch, "%" PRIu32 " %" PRId64 " %.*s", number, d->value_minor,
                                         VB_ARG(d->currency));
            uint32_t before = s->counted.n, entry = key.p == NULL ? VB_NONE : vb_dict_add(&s->counted, key);
            if (entry == VB_NONE)
                return vb_fail(err, VB_E_NOMEM, "declared values", VB_NO_OFFSET, "no memory");
            *answer = entry == before ? VB_VALUE_NEW : VB_VALUE_COUNTED;
        }
    }
    if (d != NULL) {
        *minor = d->value_minor;
        *currency = d->currency;
    }
    return VB_OK;
}

void vb_shipment_values_close(vb_shipment_values *s)
{
    vb_dict_free(&s->ids);
    vb_dict_free(&s->counted);
}
