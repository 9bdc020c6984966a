/* SPDX-License-Identifier: Apache-2.0 */
/* A source of a case, text by text: a document as a whole, or the lines of NDJSON one by one. */
#include <stdio.h>

#include "evidence/epcis_priv.h"

enum { LINES_TOGETHER = 1 << 20 }; /* bytes of arena for lines, before it is emptied */

/* One JSON text and its events; nothing of it is taken when any part is refused. */
static vb_code walk_text(vb_epcis_reader *ps, vb_str text, uint32_t *next_index, const vb_epcis_visit *visit,
                         vb_error *err)
{
    vb_error why = {.code = VB_OK};
    vb_epcis_events events = {.next_index = *next_index};
    ps->err = &why;
    ps->told = false;
    vb_code rc = vb_epcis_take_text(ps, text, &events);
    if (rc == VB_E_NOMEM)
        return vb_fail(err, VB_E_NOMEM, "events", ps->base, "no memory to read EPCIS events");
    *next_index = events.next_index;
    if (rc != VB_OK || events.refused > 0) {
        size_t refused = events.refused + (rc != VB_OK);
        vb_epcis_tell_refused(&why, refused - 1);
        return visit->refused == NULL ? VB_OK : visit->refused(visit->context, refused, &why, err);
    }
    for (size_t i = 0; i < events.n; i++)
        VB_TRY(visit->take(visit->context, &events.v[i], err));
    return VB_OK;
}

vb_code vb_epcis_walk(const vb_claims *c, uint32_t source, const vb_epcis_visit *visit, vb_error *err)
{
    const vb_source *s = &c->sources.v[source];
    VB_CLEANUP(vb_arena, vb_arena_free) scratch = {.limit = c->arena->limit};
    vb_epcis_reader ps = {.in = s->bytes, .arena = &scratch};
    uint32_t next_index = 0;
    if (!vb_epcis_is_ndjson(s->file))
        return walk_text(&ps, s->bytes, &next_index, visit, err);
    vb_str line;
    for (size_t at = 0; vb_epcis_next_line(&ps, &at, &line);) {
        VB_TRY(walk_text(&ps, line, &next_index, visit, err));
        if (scratch.used > LINES_TOGETHER)
            vb_arena_free(&scratch);
    }
    return VB_OK;
}

vb_code vb_epcis_tell(vb_claims *c, uint32_t source, bool note, uint32_t index, const char *text, vb_error *err)
{
    vb_error what;
    char where[40];
    (void)snprintf(where, sizeof where, "eventList[%u]", index);
    vb_error_set(&what, note ? VB_E_NOT_FOUND : VB_E_RANGE, where, VB_NO_OFFSET, "%s", text);
    return vb_claims_issue(c, source, note, &what, err);
}

typedef struct reading {
    vb_claims *c;
    uint32_t source;
    vb_epcis_silence silence;
    size_t declared;
} reading;

static vb_code take(void *context, const vb_epcis_event *e, vb_error *err)
{
    reading *r = context;
    vb_error why;
    r->c->sources.v[r->source].rows++;
    if (e->in_error) {
        r->declared++;
        return vb_epcis_declare(r->c, r->source, e, err);
    }
    vb_code rc = vb_epcis_claim(r->c, r->source, e, &r->silence, &why);
    if (rc == VB_E_RANGE) {
        r->c->sources.v[r->source].bad_rows++;
        return vb_epcis_tell(r->c, r->source, false, e->index, why.message, err);
    }
    if (rc != VB_OK && err != NULL)
        *err = why;
    return rc;
}

static vb_code refused(void *context, size_t n_refused, const vb_error *why, vb_error *err)
{
    reading *r = context;
    r->c->sources.v[r->source].bad_rows += n_refused;
    return vb_claims_issue(r->c, r->source, false, why, err);
}

/* One note for what was read and made no claim. */
static vb_code tell_silence(const reading *r, vb_error *err)
{
    const vb_epcis_silence *s = &r->silence;
    vb_error what;
    if (s->own > 0) {
        vb_error_set(&what, VB_E_NOT_FOUND, "eventList", VB_NO_OFFSET,
                     "events of types of your own, of which no claim is made: %zu", s->own);
        VB_TRY(vb_claims_issue(r->c, r->source, true, &what, err));
    }
    if (s->uncounted > 0) {
        vb_error_set(&what, VB_E_NOT_FOUND, "quantityList", VB_NO_OFFSET,
                     "quantities that are no whole number of pieces, so that they move nothing: %zu", s->uncounted);
        VB_TRY(vb_claims_issue(r->c, r->source, true, &what, err));
    }
    if (s->silent > 0) {
        vb_error_set(
            &what, VB_E_NOT_FOUND, "eventList", VB_NO_OFFSET,
            "events that tell of no hand-over and no place, so that no claim is made of them: %zu (the first: %.*s)",
            s->silent, s->first_step.n == 0 ? 13 : (int)(s->first_step.n > 80 ? 80 : s->first_step.n),
            s->first_step.n == 0 ? "no business step" : s->first_step.p);
        VB_TRY(vb_claims_issue(r->c, r->source, true, &what, err));
    }
    return VB_OK;
}

vb_code vb_epcis_read(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err)
{
    (void)countries;
    if (source >= c->sources.n)
        return vb_fail(err, VB_E_USAGE, "source", source, "the case has no source %u", source);
    reading r = {.c = c, .source = source};
    VB_TRY(vb_epcis_walk(c, source, &(vb_epcis_visit){&r, take, refused}, err));
    VB_TRY(tell_silence(&r, err));
    /* An event and its declaration mostly stand in one file; over files, vb_epcis_settle does it. */
    return r.declared > 0 ? vb_epcis_withdraw(c, source, err) : VB_OK;
}
