/* SPDX-License-Identifier: Apache-2.0 */
/* custody.conflict: is one item in two places at once, seen where the record does not have it, or does it travel faster
 * than anything can carry it? */
#include <math.h>
#include <stdlib.h>

#include "checks/check.h"
#include "checks/checks_priv.h"
#include "checks/licence_support.h"
#include "places/distance.h"

/* One moment at which a record puts the item at a place. */
typedef struct point {
    int64_t earliest, latest; /* the moment lies in [earliest, latest] */
    uint32_t site, party;
    vb_origin origin;
    uint32_t movement; /* or VB_NONE: a sighting */
    uint32_t order;    /* points of one leg: departure before arrival */
    bool sighting;
} point;

typedef struct points {
    point *v;
    size_t n, cap;
} points;

static bool place_of(const vb_context *cx, uint32_t site, vb_latlon *out)
{
    const vb_site_claim *s = vb_view_site(cx->view, site);
    if (s == NULL || !s->has_place)
        return false;
    *out = (vb_latlon){s->lat, s->lon};
    return true;
}

static bool add(const vb_context *cx, points *list, const point *p)
{
    point *slot = VB_PUSH(cx->scratch, list);
    if (slot != NULL)
        *slot = *p;
    return slot != NULL;
}

static bool add_leg(const vb_context *cx, points *list, const vb_leg *leg)
{
    point p = {.movement = leg->movement, .origin = vb_movement_origin(cx->claims, leg->movement)};
    if (leg->from_site != VB_NONE && vb_leg_departed(leg, &p.earliest, &p.latest)) {
        p.site = leg->from_site;
        p.party = leg->from_party;
        if (!add(cx, list, &p))
            return false;
    }
    if (leg->to_site != VB_NONE && vb_leg_arrived(leg, &p.earliest, &p.latest)) {
        p.site = leg->to_site;
        p.party = leg->to_party;
        p.order = 1;
        if (leg->confirmation != VB_NONE) {
            p.movement = leg->confirmation;
            p.origin = vb_movement_origin(cx->claims, leg->confirmation);
        }
        return add(cx, list, &p);
    }
    return true;
}

static int compare(const void *pa, const void *pb)
{
    const point *a = pa, *b = pb;
    if (a->earliest != b->earliest)
        return a->earliest < b->earliest ? -1 : 1;
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    if (a->origin.source != b->origin.source)
        return a->origin.source < b->origin.source ? -1 : 1;
    return a->origin.line < b->origin.line ? -1 : a->origin.line > b->origin.line;
}

static vb_code report_speed(const vb_context *cx, uint32_t item, const point *a, const point *b, double km,
                            int64_t seconds, int64_t limit_kmh, vb_findings *out, vb_error *err)
{
    vb_draft *d = cx->draft;
    vb_str id = vb_say_item(cx, item);
    vb_draft_open(d, &vb_check_custody_conflict, VB_FAIL, VB_HIGH, "item", id);
    char since[24], until[24]; /* places and moments, not lines: the key stays when rows are added above */
    vb_time_text(a->earliest, false, since);
    vb_time_text(b->earliest, false, until);
    d->f.key = vb_arena_printf(cx->scratch, "%.*s|%s|%.*s|%s", VB_ARG(vb_dict_text(&cx->claims->site_ids, a->site)),
                               since, VB_ARG(vb_dict_text(&cx->claims->site_ids, b->site)), until);
    uint32_t first = vb_draft_cite(d, cx, a->origin), second = vb_draft_cite(d, cx, b->origin);
    vb_draft_claim(d, N_("place"), vb_say_site(cx, a->site), VB_DECLARED, first, false);
    vb_draft_moment(d, cx, N_("at the latest"), a->latest, false, first, false);
    vb_draft_claim(d, N_("place"), vb_say_site(cx, b->site), VB_DECLARED, second, true);
    vb_draft_moment(d, cx, N_("at the earliest"), b->earliest, false, second, true);
    int64_t whole_km = (int64_t)floor(km);
    if (seconds <= 0) {
        d->f.because =
            VB_SAY(N_("{0} is at {1} and at {2} at the same time; they are {3} km apart."), VB_TEXT(id),
                   VB_TEXT(vb_say_site(cx, a->site)), VB_TEXT(vb_say_site(cx, b->site)), VB_NUMBER(whole_km));
    } else {
        int64_t speed = (int64_t)(km * 3600.0 / (double)seconds);
        d->f.because =
            VB_SAY(N_("{0} travels {3} km from {1} to {2} within {4} minutes, at {5} km/h or more; nothing carries "
                      "freight faster than {6} km/h."),
                   VB_TEXT(id), VB_TEXT(vb_say_site(cx, a->site)), VB_TEXT(vb_say_site(cx, b->site)),
                   VB_NUMBER(whole_km), VB_NUMBER((seconds + 59) / 60), VB_NUMBER(speed), VB_NUMBER(limit_kmh));
    }
    d->f.refute = VB_SAY(N_("A corrected time or place for one of the two records, or proof that two different cards "
                            "carry the identity {0}."),
                         VB_TEXT(id));
    d->f.rule.citation = VB_S("15 CFR 762.2");
    return vb_findings_add(out, d, err);
}

/* Distances are exact on the ellipsoid; times are taken as far apart as the records allow. So a finding is certain if
 * the records are right, and a date alone gives the item up to two days. */
static vb_code judge(const vb_context *cx, uint32_t item, points *list, int64_t limit_kmh, vb_findings *out,
                     vb_error *err)
{
    size_t placed = 0; /* a site without coordinates says nothing here, and must not part two that have them */
    for (size_t i = 0; i < list->n; i++) {
        vb_latlon any;
        if (place_of(cx, list->v[i].site, &any))
            list->v[placed++] = list->v[i];
    }
    list->n = placed;
    if (list->n < 2)
        return VB_OK;
    qsort(list->v, list->n, sizeof *list->v, compare);
    for (size_t i = 1; i < list->n; i++) {
        const point *a = &list->v[i - 1], *b = &list->v[i];
        vb_latlon from, to;
        if (a->site == b->site || !place_of(cx, a->site, &from) || !place_of(cx, b->site, &to))
            continue;
        int64_t seconds = b->latest - a->earliest, other_way = a->latest - b->earliest;
        if (other_way > seconds)
            seconds = other_way;
        double km = vb_distance_quick(from, to).high_km; /* cheap: rules nearly every pair out */
        if (km <= 50.0 || km * 3600.0 <= (double)limit_kmh * (double)seconds)
            continue;
        VB_TRY(vb_distance_km(from, to, &km, err));
        /* within 50 km a city's own traffic and rough coordinates explain anything */
        if (km <= 50.0 || km * 3600.0 <= (double)limit_kmh * (double)seconds)
            continue;
        VB_TRY(report_speed(cx, item, a, b, km, seconds, limit_kmh, out, err));
    }
    return VB_OK;
}

static vb_code report_two_places(const vb_context *cx, const vb_leg *a, const vb_leg *b, vb_findings *out,
                                 vb_error *err)
{
    vb_draft *d = cx->draft;
    vb_str id = vb_say_item(cx, a->item);
    /* the consignee itself sends it on before the day on which it booked the arrival: late booking, most of the time */
    bool own = b->from_party == a->to_party;
    char left[24], again[24];
    vb_time_text(a->departed, false, left);
    vb_time_text(b->departed, false, again);
    vb_draft_open(d, &vb_check_custody_conflict, own ? VB_REVIEW : VB_FAIL, own ? VB_MEDIUM : VB_HIGH, "item", id);
    d->f.key =
        vb_arena_printf(cx->scratch, "%.*s|%s|%.*s|%s", VB_ARG(vb_dict_text(&cx->claims->party_ids, a->from_party)),
                        left, VB_ARG(vb_dict_text(&cx->claims->party_ids, b->from_party)), again);
    uint32_t first = vb_draft_cite_movement(d, cx, a->movement), second = vb_draft_cite_movement(d, cx, b->movement);
    vb_draft_moment(d, cx, N_("left"), a->departed, (a->day_only & VB_DEPARTED_DAY) != 0, first, false);
    vb_draft_claim(d, N_("under way to"), vb_say_party(cx, a->to_party), VB_DECLARED, first, false);
    vb_draft_claim(d, N_("handed over by"), vb_say_party(cx, b->from_party), VB_DECLARED, second, true);
    vb_draft_moment(d, cx, N_("on"), b->departed, (b->day_only & VB_DEPARTED_DAY) != 0, second, true);
    d->f.because =
        VB_SAY(N_("{0} is under way from {1} to {2} from {3} to {4}, yet {5} sends it off on {6}."), VB_TEXT(id),
               VB_TEXT(vb_say_party(cx, a->from_party)), VB_TEXT(vb_say_party(cx, a->to_party)), VB_DATE(a->departed),
               VB_DATE(a->arrived), VB_TEXT(vb_say_party(cx, b->from_party)), VB_DATE(b->departed));
    d->f.refute = VB_SAY(N_("A corrected time for one of the two transfers of {0}."), VB_TEXT(id));
    d->f.rule.citation = VB_S("15 CFR 762.2");
    return vb_findings_add(out, d, err);
}

/* One row that arrives before it leaves: dates exchanged, or a wrong year. */
static vb_code judge_order(const vb_context *cx, uint32_t item, vb_findings *out, vb_error *err)
{
    for (uint32_t i = cx->view->leg_first[item]; i < cx->view->leg_first[item + 1]; i++) {
        const vb_leg *leg = &cx->view->legs[i];
        int64_t left, left_latest, arrived, arrived_latest;
        if (!vb_leg_departed(leg, &left, &left_latest) || !vb_leg_arrived(leg, &arrived, &arrived_latest) ||
            arrived_latest >= left)
            continue;
        vb_draft *d = cx->draft;
        vb_str id = vb_say_item(cx, item);
        char when[24];
        vb_time_text(leg->departed, false, when);
        vb_draft_open(d, &vb_check_custody_conflict, VB_REVIEW, VB_MEDIUM, "item", id);
        d->f.key = vb_arena_printf(cx->scratch, "order|%s", when);
        uint32_t at = vb_draft_cite_movement(d, cx, leg->movement);
        vb_draft_moment(d, cx, N_("left"), leg->departed, true, at, true);
        vb_draft_moment(d, cx, N_("arrived on"), leg->arrived, true, at, true);
        d->f.because = VB_SAY(N_("{0} arrives on {1}, before it leaves on {2}: one of the two dates is wrong."),
                              VB_TEXT(id), VB_DATE(leg->arrived), VB_DATE(leg->departed));
        d->f.refute = VB_SAY(N_("The waybill of this transfer of {0} with its dates."), VB_TEXT(id));
        d->f.rule.citation = VB_S("15 CFR 762.2");
        VB_TRY(vb_findings_add(out, d, err));
    }
    return VB_OK;
}

/* Two transfers of one item that overlap: the second leaves from somebody else before the first has arrived. */
static vb_code judge_overlap(const vb_context *cx, uint32_t item, vb_findings *out, vb_error *err)
{
    const vb_view *v = cx->view;
    for (uint32_t i = v->leg_first[item] + 1; i < v->leg_first[item + 1]; i++) {
        const vb_leg *a = &v->legs[i - 1], *b = &v->legs[i];
        int64_t arrived, arrived_latest, left, left_latest, begun, begun_latest;
        bool both =
            (a->kind == VB_SHIPPED || a->kind == VB_RETURNED) && (b->kind == VB_SHIPPED || b->kind == VB_RETURNED);
        if (!both || !vb_leg_arrived(a, &arrived, &arrived_latest) || !vb_leg_departed(b, &left, &left_latest) ||
            !vb_leg_departed(a, &begun, &begun_latest) || left_latest >= arrived || left < begun)
            continue;
        if (b->from_party == VB_NONE || vb_leg_repeats(a, b) ||
            (b->from_party == a->from_party && b->to_party == a->to_party))
            continue; /* the same transfer written twice is no conflict */
        if (b->to_party == a->to_party && vb_is_forwarder(cx, b->from_party))
            continue; /* the carrier's own record of the journey */
        VB_TRY(report_two_places(cx, a, b, out, err));
    }
    return VB_OK;
}

/* Where the record has the item at a moment: custody after all legs that had surely begun by then. False when it is
 * under way, ended or not known, or when a leg of that very day leaves it open. */
static bool custody_at(const vb_view *v, uint32_t item, int64_t earliest, int64_t latest, vb_custody *out)
{
    vb_custody at = vb_custody_start();
    for (uint32_t i = v->leg_first[item]; i < v->leg_first[item + 1]; i++) {
        const vb_leg *leg = &v->legs[i];
        int64_t low, high;
        if (!vb_leg_departed(leg, &low, &high) && !vb_leg_arrived(leg, &low, &high))
            return false;
        if (low > latest)
            break;
        if (high >= earliest)
            return false;
        int64_t in_low, in_high;
        if (vb_leg_arrived(leg, &in_low, &in_high) && in_high >= earliest)
            return false;
        vb_custody_step(&at, leg, i);
    }
    *out = at;
    return at.known && !at.in_transit && !at.ended;
}

/* Seen in another country than the record has it in: it left without a record, or another card carries its name. */
static vb_code judge_sighting(const vb_context *cx, const vb_sighting_claim *seen, vb_findings *out, vb_error *err)
{
    vb_custody held;
    if (!custody_at(cx->view, seen->item, seen->at.at, seen->at.at + seen->at.span - 1, &held))
        return VB_OK;
    vb_country here = vb_view_country(cx->view, VB_NONE, seen->site),
               there = vb_view_country(cx->view, held.party, held.site);
    if (here == 0 || there == 0 || here == there || held.leg == VB_NONE)
        return VB_OK;
    vb_draft *d = cx->draft;
    vb_str id = vb_say_item(cx, seen->item);
    const vb_leg *leg = &cx->view->legs[held.leg];
    char when[24];
    vb_time_text(seen->at.at, false, when);
    vb_draft_open(d, &vb_check_custody_conflict, VB_REVIEW, VB_HIGH, "item", id);
    d->f.key =
        vb_arena_printf(cx->scratch, "seen|%.*s|%s", VB_ARG(vb_dict_text(&cx->claims->site_ids, seen->site)), when);
    uint32_t eye = vb_draft_cite(d, cx, seen->origin),
             paper = vb_draft_cite_movement(d, cx, leg->confirmation != VB_NONE ? leg->confirmation : leg->movement);
    vb_draft_claim(d, N_("seen at"), vb_say_site(cx, seen->site), VB_DECLARED, eye, false);
    vb_draft_claim(d, N_("seen by"), seen->source.n > 0 ? seen->source : VB_S("not stated"), VB_DECLARED, eye, false);
    vb_draft_moment(d, cx, N_("seen on"), seen->at.at, true, eye, false);
    vb_draft_claim(d, N_("last recorded holder"), vb_say_party(cx, held.party), VB_DECLARED, paper, true);
    vb_draft_claim(d, N_("last recorded in"), vb_say_country(cx, there), VB_DECLARED, paper, true);
    d->f.because =
        VB_SAY(N_("{0} was seen at {1} in {2} on {3}, while the record has it with {4} in {5}."), VB_TEXT(id),
               VB_TEXT(vb_say_site(cx, seen->site)), VB_TEXT(vb_say_country(cx, here)), VB_DATE(seen->at.at),
               VB_TEXT(vb_say_party(cx, held.party)), VB_TEXT(vb_say_country(cx, there)));
    d->f.refute = VB_SAY(N_("A record of how {0} came to {1}, or proof that another card carries its identity."),
                         VB_TEXT(id), VB_TEXT(vb_say_country(cx, here)));
    d->f.rule.citation = VB_S("15 CFR 762.2");
    return vb_findings_add(out, d, err);
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    const vb_view *v = cx->view;
    if (cx->claims->movements.n == 0 && cx->claims->sightings.n == 0)
        return vb_check_open_input(&vb_check_custody_conflict, cx,
                                   N_("No movement or sighting is recorded, so no two places can be compared ({0})."),
                                   "movements.csv", out, err);
    /* sightings by item: a linked list through their rows, oldest row last */
    uint32_t *head = VB_NEW(cx->scratch, uint32_t, cx->claims->sightings.n == 0 ? 1 : v->n_items + 1);
    uint32_t *next = VB_NEW(cx->scratch, uint32_t, cx->claims->sightings.n + 1);
    points list = {0};
    if (head == NULL || next == NULL)
        return vb_fail(err, VB_E_NOMEM, "custody.conflict", VB_NO_OFFSET, "no memory for the sightings");
    for (size_t i = 0; i < cx->claims->sightings.n; i++) {
        const vb_sighting_claim *s = &cx->claims->sightings.v[i];
        if (s->site == VB_NONE || s->at.at == VB_NO_TIME || s->at.at > cx->as_of)
            continue;
        next[i + 1] = head[s->item];
        head[s->item] = (uint32_t)i + 1;
    }
    for (uint32_t item = 0; item < v->n_items; item++) {
        list.n = 0;
        bool placed = true;
        for (uint32_t i = v->leg_first[item]; placed && i < v->leg_first[item + 1]; i++)
            placed = add_leg(cx, &list, &v->legs[i]);
        for (uint32_t s = cx->claims->sightings.n == 0 ? 0 : head[item]; placed && s != 0; s = next[s]) {
            const vb_sighting_claim *seen = &cx->claims->sightings.v[s - 1];
            placed = add(cx, &list,
                         &(point){.earliest = seen->at.at,
                                  .latest = seen->at.at + seen->at.span - 1,
                                  .site = seen->site,
                                  .party = VB_NONE,
                                  .origin = seen->origin,
                                  .movement = VB_NONE,
                                  .sighting = true});
        }
        if (!placed)
            return vb_fail(err, VB_E_NOMEM, "custody.conflict", VB_NO_OFFSET, "no memory for the places of an item");
        VB_TRY(judge(cx, item, &list, parameters[0], out, err));
        VB_TRY(judge_overlap(cx, item, out, err));
        VB_TRY(judge_order(cx, item, out, err));
        for (uint32_t s = cx->claims->sightings.n == 0 ? 0 : head[item]; s != 0; s = next[s])
            VB_TRY(judge_sighting(cx, &cx->claims->sightings.v[s - 1], out, err));
    }
    return VB_OK;
}

static const vb_parameter parameters_of[] = {
    {"speed", 100, 100000, 1000, "km/h", N_("faster than this between two records is impossible")},
};

const vb_check vb_check_custody_conflict = {
    .id = "custody.conflict",
    .since = "0.1.0",
    .question = N_("Is one item in two places at once, or does it travel faster than freight can?"),
    .passed = N_("No item is in two places at once, or seen where the record does not have it."),
    .needs = "movements.csv|sightings.csv, sites.csv with lat and lon",
    .severity = VB_HIGH,
    .parameters = parameters_of,
    .n_parameters = sizeof parameters_of / sizeof parameters_of[0],
    .run = run,
};
