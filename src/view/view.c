/* SPDX-License-Identifier: Apache-2.0 */
#include "view/view.h"

#include "view/view_priv.h"

vb_code vb_view_no_memory(vb_view_build_job *job, const char *what)
{
    return vb_fail(job->err, VB_E_NOMEM, what, VB_NO_OFFSET, "no memory to build %s of the view", what);
}

vb_code vb_view_build(const vb_claims *claims, const vb_catalogue *catalogue, int64_t as_of, vb_arena *arena,
                      vb_view *out, vb_error *err)
{
    VB_CLEANUP(vb_arena, vb_arena_free) scratch = {0};
    vb_view view = {.claims = claims, .catalogue = catalogue, .as_of = as_of, .n_items = claims->item_ids.n};
    vb_view_build_job job = {.view = &view, .arena = arena, .scratch = &scratch, .err = err};
    VB_TRY(vb_view_build_rows(&job));
    VB_TRY(vb_view_build_legs(&job));
    VB_TRY(vb_view_build_licences(&job));
    VB_TRY(vb_view_build_holdings(&job));
    *out = view;
    return VB_OK;
}

static void later(int64_t *latest, int64_t at)
{
    if (at != VB_NO_TIME && at > *latest)
        *latest = at;
}

int64_t vb_claims_latest(const vb_claims *c)
{
    int64_t latest = VB_NO_TIME;
    for (size_t i = 0; i < c->movements.n; i++) {
        later(&latest, c->movements.departed[i]);
        later(&latest, c->movements.arrived[i]);
    }
    for (size_t i = 0; i < c->documents.n; i++)
        later(&latest, c->documents.v[i].at.at);
    for (size_t i = 0; i < c->payments.n; i++)
        later(&latest, c->payments.v[i].at.at);
    for (size_t i = 0; i < c->stock.n; i++)
        later(&latest, c->stock.v[i].at.at);
    for (size_t i = 0; i < c->sightings.n; i++)
        later(&latest, c->sightings.v[i].at.at);
    return latest;
}
