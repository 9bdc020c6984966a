/* SPDX-License-Identifier: Apache-2.0 */
/* Movements to legs: scatter by item, order by time, join a receipt with its dispatch. One sequential pass over the
 * columns and one random write a movement: at 10^7 movements the cache, not the work, decides. */
#include "view/view_priv.h"

static int64_t row_time(const vb_movements *m, size_t i)
{
    return m->departed[i] != VB_NO_TIME ? m->departed[i] : m->arrived[i];
}

static vb_leg leg_of_row(const vb_movements *m, size_t i)
{
    return (vb_leg){.departed = m->departed[i],
                    .arrived = m->arrived[i],
                    .movement = (uint32_t)i,
                    .confirmation = VB_NONE,
                    .item = m->item[i],
                    .from_party = m->from_party[i],
                    .from_site = m->from_site[i],
                    .to_party = m->to_party[i],
                    .to_site = m->to_site[i],
                    .kind = m->kind[i],
                    .day_only = m->day_only[i]};
}

/* What a row says had happened by as_of: a dispatch when it left, everything else when it arrived. */
static bool counts(const vb_view *v, const vb_movements *m, size_t i)
{
    bool leaves = m->kind[i] == VB_SHIPPED || m->kind[i] == VB_RETURNED || m->kind[i] == VB_REMOVED;
    int64_t at = !leaves && m->arrived[i] != VB_NO_TIME ? m->arrived[i] : row_time(m, i);
    return at == VB_NO_TIME || at <= v->as_of;
}

vb_code vb_view_build_legs(vb_view_build_job *job)
{
    vb_view *v = job->view;
    const vb_claims *c = v->claims;
    const vb_movements *m = &c->movements;
    uint32_t n_items = v->n_items;
    uint32_t *first = VB_NEW(job->arena, uint32_t, (size_t)n_items + 2);
    uint32_t *at = VB_NEW(job->scratch, uint32_t, (size_t)n_items + 2);
    vb_custody *custody = VB_NEW(job->arena, vb_custody, n_items);
    if (first == NULL || at == NULL || custody == NULL)
        return vb_view_no_memory(job, "custody legs");
    for (size_t i = 0; i < m->n; i++) { /* count, bulk rows last */
        if (!counts(v, m, i)) {
            v->after_as_of++;
            continue;
        }
        at[m->item[i] == VB_NONE ? n_items : m->item[i]]++;
    }
    uint64_t total = 0;
    for (uint32_t i = 0; i <= n_items; i++) {
        uint32_t n = at[i];
        at[i] = (uint32_t)total;
        total += n;
    }
    if (total >= VB_NONE)
        return vb_fail(job->err, VB_E_RANGE, "movements", VB_NO_OFFSET, "more than 4 x 10^9 custody legs");
    vb_leg *legs = VB_NEW(job->arena, vb_leg, (size_t)total);
    if (legs == NULL)
        return vb_view_no_memory(job, "custody legs");
    for (size_t i = 0; i < m->n; i++) {
        if (!counts(v, m, i))
            continue;
        vb_leg leg = leg_of_row(m, i);
        if (leg.arrived != VB_NO_TIME && leg.arrived > v->as_of)
            leg.arrived = VB_NO_TIME; /* at as_of it is still under way */
        legs[at[m->item[i] == VB_NONE ? n_items : m->item[i]]++] = leg;
    }
    /* at[i] is now the end of item i; settle each chain and close the gaps that joined receipts leave */
    size_t out = 0, begin = 0;
    for (uint32_t i = 0; i <= n_items; i++) {
        size_t end = at[i], n = end - begin;
        if (i < n_items) {
            if (!vb_view_settle_chain(v->claims, legs + begin, &n))
                return vb_view_no_memory(job, "custody legs");
        } else {
            VB_TRY(vb_view_settle_bulk(job, legs + begin, &n));
        }
        if (out != begin && n > 0)
            memmove(legs + out, legs + begin, n * sizeof *legs);
        first[i] = (uint32_t)out;
        if (i < n_items) {
            vb_custody state = vb_custody_start();
            for (size_t k = 0; k < n; k++)
                vb_custody_step(&state, &legs[out + k], (uint32_t)(out + k));
            custody[i] = state;
        }
        out += n;
        begin = end;
    }
    v->legs = job->legs = legs;
    v->n_legs = out;
    v->leg_first = first;
    v->custody = custody;
    return VB_OK;
}
