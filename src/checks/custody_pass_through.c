/* SPDX-License-Identifier: Apache-2.0 */
/* custody.pass-through: does a party forward nearly everything it receives within days, with nothing put to use?
 *
 * Receipts and dispatches of one party and model are paired: by serial number where items are named, else first in,
 * first out. An item counts as passed on when it left within the window and was not installed meanwhile. Parties whose
 * business it is (forwarders, couriers, distributors, resellers, the maker and the exporter itself) are expected to
 * pass goods on; they are not what this check asks about. Sources: BIS guidance of 13 May 2025 on diversion of advanced
 * computing ICs (red flags), the Supermicro and ALX cases of 2025 and 2026 (docs/checks/custody.pass-through.md). */
#include <stdlib.h>

#include "checks/check.h"
#include "checks/checks_priv.h"
#include "checks/licence_support.h"
#include "checks/pairs.h"

static bool expected(const vb_context *cx, uint32_t party)
{
    static const char *const roles[] = {"manufacturer",      "maker",       "exporter", "distributor", "reseller",
                                        "repair-shop",       "repair shop", "customs",  "laboratory",  "integrator",
                                        "system-integrator", "lessor",      "leasing",  "bank",        "recycler"};
    if (vb_is_forwarder(cx, party))
        return true;
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (vb_view_has_role(cx->view, party, vb_str_of(roles[i])))
            return true;
    return false;
}

typedef struct receipt { /* one receipt of one item, or of a quantity */
    uint32_t party, leg, model;
    uint32_t onward;              /* first leg that took some of it on, or VB_NONE */
    int64_t at, latest, quantity; /* at: arrived, else left for the party; somewhere in [at, latest] */
    int64_t left;                 /* quantities: neither forwarded nor installed yet */
    int64_t forwarded, installed;
} receipt;

typedef struct job {
    const vb_context *cx;
    int64_t days;
    bool *asked;     /* by party: not one that is expected to pass goods on */
    vb_pairs onward; /* consignee and end user of a licence line */
    struct {
        receipt *v;
        size_t n, cap;
    } all;
} job;

/* Handing goods to the end user of one's own licence, to who repairs or tests them, back to where they came from, or to
 * a sister company in the same country is not passing them through. */
static bool passes_on(const job *j, const vb_leg *got, const vb_leg *leg)
{
    static const char *const service[] = {"repair-shop", "repair shop", "manufacturer",
                                          "maker",       "laboratory",  "recycler"};
    const vb_context *cx = j->cx;
    uint32_t to = leg->to_party, from = got->to_party;
    if (leg->kind == VB_RETURNED || leg->kind == VB_RECEIVED || to == VB_NONE || to == from || to == got->from_party)
        return false;
    for (size_t i = 0; i < sizeof service / sizeof service[0]; i++)
        if (vb_view_has_role(cx->view, to, vb_str_of(service[i])))
            return false;
    if (vb_pairs_find(&j->onward, from, to) != NULL)
        return false;
    const vb_party_claim *a = vb_view_party(cx->view, from), *b = vb_view_party(cx->view, to);
    if (a == NULL || b == NULL || a->country == 0 || a->country != b->country)
        return true;
    int64_t on = vb_leg_time(leg);
    uint32_t top_a = vb_view_parent(cx->view, from, on), top_b = vb_view_parent(cx->view, to, on);
    return !(top_a == to || top_b == from || (top_a != VB_NONE && top_a == top_b));
}

/* Somebody's receipt: he has it, or has sent it on though no arrival was written down. */
static receipt *receive(job *j, uint32_t index)
{
    const vb_leg *leg = &j->cx->view->legs[index];
    receipt r = {
        .party = leg->to_party, .leg = index, .onward = VB_NONE, .quantity = vb_leg_quantity(j->cx->view, leg)};
    uint32_t text = vb_view_leg_model_text(j->cx->view, leg);
    r.model = text == VB_NONE ? VB_NONE : j->cx->view->model_key[text];
    r.left = r.quantity;
    if (!vb_leg_arrived(leg, &r.at, &r.latest) && !vb_leg_departed(leg, &r.at, &r.latest))
        r.at = r.latest = VB_NO_TIME;
    receipt *slot = VB_PUSH(j->cx->scratch, &j->all);
    if (slot != NULL)
        *slot = r;
    return slot;
}

static bool is_receipt(const job *j, const vb_leg *leg)
{
    return (leg->kind == VB_SHIPPED || leg->kind == VB_RECEIVED) && leg->to_party != VB_NONE &&
           leg->to_party != leg->from_party && j->asked[leg->to_party] && vb_leg_time(leg) != VB_NO_TIME;
}

static bool within(const receipt *r, int64_t left, int64_t days)
{
    return vb_day_of(left) - vb_day_of(r->at) <= days * VB_DAY;
}

static vb_code of_items(job *j, vb_error *err)
{
    const vb_view *v = j->cx->view;
    for (uint32_t i = 0; i < v->leg_first[v->n_items]; i++) {
        const vb_leg *leg = &v->legs[i];
        if (!is_receipt(j, leg))
            continue;
        receipt *r = receive(j, i);
        if (r == NULL)
            return vb_fail(err, VB_E_NOMEM, "custody.pass-through", VB_NO_OFFSET, "no memory");
        bool left_again = false;
        for (uint32_t k = i + 1; k < v->leg_first[leg->item + 1] && !left_again; k++) {
            const vb_leg *later = &v->legs[k];
            if (later->kind == VB_INSTALLED || later->kind == VB_REPAIRED || later->kind == VB_REBUILT)
                r->installed = 1;
            left_again =
                vb_leg_transfers(later) && later->to_party != leg->to_party; /* moves between own sites do not end it */
            if (left_again && later->from_party == leg->to_party && vb_leg_time(later) != VB_NO_TIME &&
                within(r, vb_leg_time(later), j->days) && r->installed == 0 && passes_on(j, leg, later)) {
                r->onward = k;
                r->forwarded = 1;
            }
        }
        if (leg->arrived == VB_NO_TIME && leg->confirmation == VB_NONE && leg->kind == VB_SHIPPED && !left_again)
            j->all.n--; /* still under way */
    }
    return VB_OK;
}

static int by_party_time(const void *pa, const void *pb)
{
    const receipt *a = pa, *b = pb;
    if (a->party != b->party)
        return a->party < b->party ? -1 : 1;
    if (a->model != b->model)
        return a->model < b->model ? -1 : 1;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->leg < b->leg ? -1 : a->leg > b->leg;
}

/* First receipt of a party and model at or after `from`. */
static size_t first_of(const job *j, size_t from, uint32_t party, uint32_t model)
{
    receipt probe = {.party = party, .model = model, .at = INT64_MIN};
    size_t low = from, high = j->all.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (by_party_time(&j->all.v[mid], &probe) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Takes a dispatch or installation of a quantity from the receipts before it: first in, first out. `next` remembers, at
 * the first receipt of a party and model, how many are used up. */
static void take_bulk(job *j, size_t from, size_t *next, uint32_t index)
{
    const vb_leg *leg = &j->cx->view->legs[index];
    bool installs = leg->kind == VB_INSTALLED;
    int64_t quantity = vb_leg_quantity(j->cx->view, leg), time = vb_leg_time(leg);
    int64_t latest = time + (leg->day_only != 0 ? VB_DAY - 1 : 0);
    uint32_t text = vb_view_leg_model_text(j->cx->view, leg),
             model = text == VB_NONE ? VB_NONE : j->cx->view->model_key[text];
    uint32_t party = installs || leg->from_party == VB_NONE ? leg->to_party : leg->from_party;
    size_t start = first_of(j, from, party, model);
    if (start == j->all.n || j->all.v[start].party != party || j->all.v[start].model != model)
        return;
    for (size_t i = start + next[start - from]; i < j->all.n && quantity > 0; i++) {
        receipt *r = &j->all.v[i];
        if (r->party != party || r->model != model || r->at > latest)
            break;
        int64_t part = r->left < quantity ? r->left : quantity;
        r->left -= part;
        quantity -= part;
        if (r->left == 0 && i == start + next[start - from])
            next[start - from]++;
        if (installs) {
            r->installed += part;
        } else if (within(r, time, j->days) && passes_on(j, &j->cx->view->legs[r->leg], leg)) {
            r->forwarded += part;
            r->onward = r->onward == VB_NONE ? index : r->onward;
        }
    }
}

/* Legs of quantities are in order of time. */
static vb_code of_bulk(job *j, vb_error *err)
{
    const vb_view *v = j->cx->view;
    size_t from = j->all.n;
    for (size_t i = v->leg_first[v->n_items]; i < v->n_legs; i++) {
        const vb_leg *leg = &v->legs[i];
        bool arrived = leg->arrived != VB_NO_TIME || leg->confirmation != VB_NONE;
        if (is_receipt(j, leg) && arrived && receive(j, (uint32_t)i) == NULL)
            return vb_fail(err, VB_E_NOMEM, "custody.pass-through", VB_NO_OFFSET, "no memory");
    }
    size_t *next = VB_NEW(j->cx->scratch, size_t, j->all.n - from + 1);
    if (next == NULL)
        return vb_fail(err, VB_E_NOMEM, "custody.pass-through", VB_NO_OFFSET, "no memory");
    if (j->all.n - from > 1)
        qsort(j->all.v + from, j->all.n - from, sizeof *j->all.v, by_party_time);
    for (size_t i = v->leg_first[v->n_items]; i < v->n_legs; i++) {
        const vb_leg *leg = &v->legs[i];
        if ((leg->kind == VB_SHIPPED || leg->kind == VB_INSTALLED || leg->kind == VB_RETURNED) &&
            vb_leg_time(leg) != VB_NO_TIME)
            take_bulk(j, from, next, (uint32_t)i);
    }
    return VB_OK;
}

static vb_code list_items(const vb_context *cx, const receipt *r, size_t n, vb_error *err)
{
    uint32_t *items = VB_NEW(cx->scratch, uint32_t, n);
    size_t n_items = 0;
    if (items == NULL)
        return vb_fail(err, VB_E_NOMEM, "custody.pass-through", VB_NO_OFFSET, "no memory");
    for (size_t i = 0; i < n; i++) {
        if (r[i].forwarded == 0)
            continue;
        uint32_t item = cx->view->legs[r[i].leg].item;
        if (item != VB_NONE)
            items[n_items++] = item;
        (void)vb_draft_cite_movement(cx->draft, cx, cx->view->legs[r[i].onward].movement);
    }
    return vb_draft_items(cx->draft, cx, items, n_items, err);
}

static bool passes_most_on(int64_t received, int64_t passed, int64_t percent, int64_t least)
{
    return passed >= least && passed > 0 && passed * 100 >= received * percent;
}

/* Leaves only the receipts of parties whose sums are over the bounds: they alone need to be put in order, and an honest
 * case of millions of receipts has none. */
static vb_code keep_suspicious(job *j, int64_t percent, int64_t least, vb_error *err)
{
    uint32_t n_parties = j->cx->claims->party_ids.n;
    int64_t *received = VB_NEW(j->cx->scratch, int64_t, n_parties),
            *passed = VB_NEW(j->cx->scratch, int64_t, n_parties);
    size_t kept = 0;
    if (received == NULL || passed == NULL)
        return vb_fail(err, VB_E_NOMEM, "custody.pass-through", VB_NO_OFFSET, "no memory");
    for (size_t i = 0; i < j->all.n; i++) {
        received[j->all.v[i].party] += j->all.v[i].quantity;
        passed[j->all.v[i].party] += j->all.v[i].forwarded;
    }
    for (size_t i = 0; i < j->all.n; i++) {
        uint32_t party = j->all.v[i].party;
        if (passes_most_on(received[party], passed[party], percent, least))
            j->all.v[kept++] = j->all.v[i];
    }
    j->all.n = kept;
    return VB_OK;
}

static vb_code judge(const vb_context *cx, const receipt *r, size_t n, int64_t percent, int64_t least, vb_findings *out,
                     vb_error *err)
{
    int64_t received = 0, passed = 0, installed = 0, longest = 0;
    size_t first = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        received += r[i].quantity;
        installed += r[i].installed;
        passed += r[i].forwarded;
        if (r[i].forwarded == 0)
            continue;
        int64_t held = vb_day_of(vb_leg_time(&cx->view->legs[r[i].onward])) - vb_day_of(r[i].at);
        longest = held > longest ? held : longest;
        first = first == SIZE_MAX ? i : first;
    }
    if (first == SIZE_MAX || !passes_most_on(received, passed, percent, least))
        return VB_OK;
    vb_draft *d = cx->draft;
    const vb_leg *onward = &cx->view->legs[r[first].onward];
    vb_str party = vb_say_party(cx, r[0].party);
    vb_draft_open(d, &vb_check_custody_pass_through, VB_REVIEW, VB_HIGH, "party",
                  vb_dict_text(&cx->claims->party_ids, r[0].party));
    const vb_party_claim *claim = vb_view_party(cx->view, r[0].party);
    uint32_t who = claim == NULL ? VB_NONE : vb_draft_cite(d, cx, claim->origin);
    uint32_t in = vb_draft_cite_movement(d, cx, cx->view->legs[r[first].leg].movement),
             away = vb_draft_cite_movement(d, cx, onward->movement);
    if (claim != NULL)
        vb_draft_claim(d, N_("roles"), claim->roles.n > 0 ? claim->roles : VB_S("not stated"), VB_DECLARED, who, true);
    vb_draft_claim(d, N_("received"), vb_text_number(cx, received, "items"), VB_DECLARED, in, false);
    vb_draft_claim(d, N_("forwarded"), vb_text_number(cx, passed, "items"), VB_DECLARED, away, false);
    vb_draft_claim(d, N_("installed"), vb_text_number(cx, installed, "items"), VB_DECLARED, VB_NONE, false);
    VB_TRY(list_items(cx, r, n, err));
    d->f.because =
        VB_SAY(N_("{0} forwarded {1} of {2} received items within {3} days and put {6} to use; the first went on to "
                  "{4} in {5}."),
               VB_TEXT(party), VB_NUMBER(passed), VB_NUMBER(received), VB_NUMBER(longest / VB_DAY),
               VB_TEXT(vb_say_party(cx, onward->to_party)),
               VB_TEXT(vb_say_country(cx, vb_leg_destination_country(cx->view, onward))), VB_NUMBER(installed));
    d->f.refute = VB_SAY(N_("Installation records, power bills or a challenge answered at the premises of {0}, or a "
                            "contract that shows it to be a reseller."),
                         VB_TEXT(party));
    d->f.next = VB_SAY(N_("Ask {0} for its customers and for the place where the items run."), VB_TEXT(party));
    d->f.rule.citation = VB_S("15 CFR part 732, supplement 3");
    return vb_findings_add(out, d, err);
}

static int by_party(const void *pa, const void *pb)
{
    const receipt *a = pa, *b = pb;
    if (a->party != b->party)
        return a->party < b->party ? -1 : 1;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->leg < b->leg ? -1 : a->leg > b->leg;
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    job j = {.cx = cx, .days = parameters[1]};
    if (cx->claims->movements.n == 0)
        return vb_check_open_input(&vb_check_custody_pass_through, cx,
                                   N_("No movement is recorded, so nothing can be said of what passes through ({0})."),
                                   "movements.csv", out, err);
    j.asked = VB_NEW(cx->scratch, bool, cx->claims->party_ids.n);
    bool room = j.asked != NULL;
    for (uint32_t i = 0; room && i < cx->claims->party_ids.n; i++)
        j.asked[i] = !expected(cx, i);
    for (size_t i = 0; room && i < cx->claims->licences.n; i++) {
        const vb_licence_claim *l = &cx->claims->licences.v[i];
        room = l->consignee == VB_NONE || l->end_user == VB_NONE ||
               vb_pairs_add(&j.onward, cx->scratch, l->consignee, l->end_user, 0);
    }
    if (!room)
        return vb_fail(err, VB_E_NOMEM, "custody.pass-through", VB_NO_OFFSET, "no memory");
    vb_pairs_settle(&j.onward);
    VB_TRY(of_items(&j, err));
    VB_TRY(of_bulk(&j, err));
    VB_TRY(keep_suspicious(&j, parameters[0], parameters[2], err));
    if (j.all.n > 1)
        qsort(j.all.v, j.all.n, sizeof *j.all.v, by_party);
    for (size_t i = 0, end; i < j.all.n; i = end) {
        for (end = i + 1; end < j.all.n && j.all.v[end].party == j.all.v[i].party; end++)
            ;
        VB_TRY(judge(cx, j.all.v + i, end - i, parameters[0], parameters[2], out, err));
    }
    return VB_OK;
}

static const vb_parameter parameters_of[] = {
    {"percent", 1, 100, 80, "per cent", N_("share of what was received that is forwarded")},
    {"days", 1, 3650, 30, "days", N_("within how many days after receipt")},
    {"items", 1, 1000000, 8, "items", N_("forwarded items below which nothing is said (one server of eight)")},
};

const vb_check vb_check_custody_pass_through = {
    .id = "custody.pass-through",
    .since = "0.1.0",
    .question = N_("Does a party forward nearly all it receives within days, with next to nothing installed?"),
    .passed = N_("No end user or unknown party only passes items through."),
    .needs = "movements.csv, parties.csv with roles",
    .severity = VB_HIGH,
    .parameters = parameters_of,
    .n_parameters = sizeof parameters_of / sizeof parameters_of[0],
    .run = run,
};
