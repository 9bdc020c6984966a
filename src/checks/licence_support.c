/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/licence_support.h"

#include "base/number.h"

typedef struct duty_key {
    uint32_t model;
    vb_country from, to, headquarters;
    int64_t day;
} duty_key;

enum { DAYS = 4096 };

enum { SEATS = 65536 };

typedef struct seat { /* headquarters of a party that somebody owns, on a day */
    uint32_t party;   /* + 1; 0 = free */
    vb_country country;
    int64_t day;
} seat;

struct vb_duty_table {
    const vb_context *cx;
    bool *owned; /* by party: some row of ownership.csv names it; NULL when there are none */
    seat *seats;
    struct {
        int64_t day, epoch;
    } days[DAYS]; /* vb_rules_epoch looks at every clause: once a day is enough */
    duty_key *keys;
    vb_duty **values; /* stable addresses: answers are handed out */
    size_t n, n_slots;
    size_t *slots; /* index + 1 */
};

vb_code vb_duty_table_open(const vb_context *cx, vb_duty_table **out, vb_error *err)
{
    vb_duty_table *t = VB_NEW(cx->scratch, vb_duty_table, 1);
    if (t == NULL)
        return vb_fail(err, VB_E_NOMEM, "licence duty", VB_NO_OFFSET, "no memory");
    t->cx = cx;
    for (size_t i = 0; i < DAYS; i++)
        t->days[i].day = VB_NO_TIME;
    if (cx->claims->ownership.n > 0) {
        t->owned = VB_NEW(cx->scratch, bool, cx->claims->party_ids.n);
        t->seats = VB_NEW(cx->scratch, seat, SEATS);
        if (t->owned == NULL || t->seats == NULL)
            return vb_fail(err, VB_E_NOMEM, "licence duty", VB_NO_OFFSET, "no memory");
        for (size_t i = 0; i < cx->claims->ownership.n; i++)
            t->owned[cx->claims->ownership.v[i].owned] = true;
    }
    *out = t;
    return VB_OK;
}

static uint64_t hash_key(const duty_key *k)
{
    uint64_t parts[2] = {(uint64_t)k->model << 32 | (uint64_t)k->from << 16 | k->to,
                         (uint64_t)k->day << 16 | k->headquarters};
    return vb_str_hash((vb_str){(const char *)parts, sizeof parts});
}

static bool same_key(const duty_key *a, const duty_key *b)
{
    return a->model == b->model && a->from == b->from && a->to == b->to && a->headquarters == b->headquarters &&
           a->day == b->day;
}

static bool grow(vb_duty_table *t)
{
    size_t n = t->n_slots == 0 ? 1024 : t->n_slots * 2;
    size_t *slots = VB_NEW(t->cx->scratch, size_t, n);
    duty_key *keys = vb_arena_grow(t->cx->scratch, t->keys, t->n_slots, n, sizeof *keys);
    vb_duty **values = vb_arena_grow(t->cx->scratch, t->values, t->n_slots, n, sizeof *values);
    if (slots == NULL || keys == NULL || values == NULL)
        return false;
    for (size_t i = 0; i < t->n; i++) {
        size_t at = (size_t)hash_key(&keys[i]) & (n - 1);
        while (slots[at] != 0)
            at = (at + 1) & (n - 1);
        slots[at] = i + 1;
    }
    t->slots = slots;
    t->keys = keys;
    t->values = values;
    t->n_slots = n;
    return true;
}

static int64_t epoch_of(vb_duty_table *t, int64_t day)
{
    size_t at = (size_t)((uint64_t)day / (uint64_t)VB_DAY % DAYS);
    if (t->days[at].day != day) {
        t->days[at].day = day;
        t->days[at].epoch = vb_rules_epoch(t->cx->rules, day);
    }
    return t->days[at].epoch;
}

bool vb_leg_crosses_border(const vb_view *v, const vb_leg *leg)
{
    if (leg->kind != VB_SHIPPED && leg->kind != VB_RECEIVED && leg->kind != VB_RETURNED)
        return false;
    vb_country from = vb_leg_origin_country(v, leg), to = vb_leg_destination_country(v, leg);
    return from != 0 && to != 0 && from != to;
}

/* vb_view_headquarters walks all of ownership.csv; most parties are owned by nobody, and the others are asked again and
 * again for the same days. */
static vb_country headquarters_of(vb_duty_table *t, uint32_t party, int64_t day)
{
    if (party >= t->cx->claims->party_ids.n || t->owned == NULL || !t->owned[party]) {
        const vb_party_claim *p = vb_view_party(t->cx->view, party);
        return p == NULL ? 0 : p->headquarters;
    }
    uint64_t parts[2] = {party, (uint64_t)day};
    seat *s = &t->seats[vb_str_hash((vb_str){(const char *)parts, sizeof parts}) % SEATS];
    if (s->party != party + 1 || s->day != day)
        *s = (seat){party + 1, vb_view_headquarters(t->cx->view, party, day), day};
    return s->country;
}

static vb_code duty_at(vb_duty_table *t, const vb_leg *leg, uint32_t to_party, uint32_t to_site, vb_duty **duty,
                       vb_error *err)
{
    const vb_context *cx = t->cx;
    int64_t at = vb_leg_time(leg), day = at == VB_NO_TIME ? VB_NO_TIME : vb_day_of(at);
    const vb_model *model = vb_view_leg_model(cx->view, leg);
    duty_key key = {.model = model == NULL ? VB_NONE : vb_catalogue_index(cx->catalogue, model),
                    .from = vb_leg_origin_country(cx->view, leg),
                    .to = vb_view_country(cx->view, to_party, to_site),
                    .headquarters = headquarters_of(t, to_party, day),
                    .day = day};
    if (cx->rules != NULL && key.day != VB_NO_TIME)
        key.day = epoch_of(t, key.day); /* answers are the same between two days on which a rule changes */
    if (t->n * 2 >= t->n_slots && !grow(t))
        return vb_fail(err, VB_E_NOMEM, "licence duty", VB_NO_OFFSET, "no memory");
    size_t slot = (size_t)hash_key(&key) & (t->n_slots - 1);
    for (; t->slots[slot] != 0; slot = (slot + 1) & (t->n_slots - 1))
        if (same_key(&t->keys[t->slots[slot] - 1], &key)) {
            *duty = t->values[t->slots[slot] - 1];
            return VB_OK;
        }
    vb_duty *fresh = VB_NEW(cx->scratch, vb_duty, 1);
    if (fresh == NULL)
        return vb_fail(err, VB_E_NOMEM, "licence duty", VB_NO_OFFSET, "no memory");
    fresh->number = (uint32_t)t->n;
    fresh->from = key.from;
    fresh->to = key.to;
    fresh->headquarters = key.headquarters;
    fresh->model = model;
    if (cx->rules != NULL && model != NULL && key.from != 0 && key.to != 0 && at != VB_NO_TIME) {
        vb_rule_question q = {.model = model,
                              .from = key.from,
                              .to = key.to,
                              .headquarters = key.headquarters,
                              .on = vb_day_of(at),
                              .known_on = cx->known_on};
        VB_TRY(vb_rules_evaluate(cx->rules, &q, cx->scratch, &fresh->answer, err));
        vb_rules_outcome(&fresh->answer, &fresh->outcome);
        fresh->asked = true;
    }
    t->keys[t->n] = key;
    t->values[t->n] = fresh;
    t->slots[slot] = ++t->n;
    *duty = fresh;
    return VB_OK;
}

vb_code vb_duty_of_leg(vb_duty_table *t, const vb_leg *leg, const vb_duty **duty, vb_error *err)
{
    vb_duty *found;
    VB_TRY(duty_at(t, leg, leg->to_party, leg->to_site, &found, err));
    *duty = found;
    return VB_OK;
}

vb_code vb_duty_to(vb_duty_table *t, const vb_leg *leg, uint32_t to_party, uint32_t to_site, const vb_duty **duty,
                   vb_error *err)
{
    vb_duty *found;
    VB_TRY(duty_at(t, leg, to_party, to_site, &found, err));
    *duty = found;
    return VB_OK;
}

vb_code vb_duty_final(vb_duty_table *t, uint32_t leg, const vb_duty **duty, vb_error *err)
{
    const vb_leg *first = &t->cx->view->legs[leg], *last = vb_final_leg(t->cx, leg);
    if (last == NULL || last == first)
        return vb_duty_of_leg(t, first, duty, err);
    return vb_duty_to(t, first, last->to_party, last->to_site, duty, err);
}

const vb_rule_step *vb_duty_share(const vb_duty *duty, int32_t *hundredths)
{
    const vb_rule_step *step = duty->asked ? duty->outcome.share : NULL;
    int64_t value;
    *hundredths = 0;
    if (step != NULL && vb_decimal_parse(step->value, '.', 2, 0, INT32_MAX, &value, NULL) == VB_OK)
        *hundredths = (int32_t)value;
    if (step != NULL)
        return *hundredths > 0 ? step : NULL;
    for (size_t i = 0; i < duty->answer.n_steps && duty->asked; i++)
        if (duty->answer.steps[i].effect == VB_EFFECT_SHARE &&
            duty->answer.steps[i].effective[VB_LAYER_ENFORCED] == VB_UNKNOWN)
            return &duty->answer.steps[i];
    return NULL;
}

vb_finding_rule vb_rule_of_step(const vb_rule_step *step, vb_layer layer, int64_t on)
{
    return (vb_finding_rule){step->citation, step->instrument,
                             layer == VB_LAYER_ENFORCED ? VB_S("enforced") : VB_S("text"), on};
}

/* What makes legs one consignment, as 64 bits: with a seed that an author of files cannot know, two consignments do not
 * meet by chance or by design. */
static uint64_t consignment_of(const vb_context *cx, const vb_leg *leg, uint64_t seed)
{
    const vb_movements *m = &cx->claims->movements;
    uint32_t text = vb_view_leg_model_text(cx->view, leg);
    vb_str id = m->id[leg->movement];
    uint64_t parts[6] = {(uint64_t)leg->from_party << 32 | leg->to_party,
                         (uint64_t)leg->from_site << 32 | leg->to_site,
                         text == VB_NONE ? VB_NONE : cx->view->model_key[text],
                         m->licence_line[vb_leg_licence_movement(cx->view, leg)],
                         vb_leg_time(leg) == VB_NO_TIME ? 0 : (uint64_t)vb_day_of(vb_leg_time(leg)),
                         id.n > 0 ? vb_str_hash_seeded(id, seed) : 0};
    return vb_str_hash_seeded((vb_str){(const char *)parts, sizeof parts}, seed);
}

typedef struct group {
    uint64_t hash;
    uint32_t first; /* movement that opens it */
    uint32_t n;
    size_t at;
} group;

typedef struct grouping { /* hash -> group, open addressing */
    uint32_t *slots;      /* group + 1 */
    size_t n_slots;
    group *v;
    size_t n, cap;
} grouping;

static bool grow_groups(grouping *g, vb_arena *scratch)
{
    size_t n = g->n_slots == 0 ? 4096 : g->n_slots * 4;
    uint32_t *slots = VB_NEW(scratch, uint32_t, n);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < g->n; i++) {
        size_t at = (size_t)g->v[i].hash & (n - 1);
        while (slots[at] != 0)
            at = (at + 1) & (n - 1);
        slots[at] = (uint32_t)i + 1;
    }
    g->slots = slots;
    g->n_slots = n;
    return true;
}

/* The number of the leg's group; VB_NONE when memory ran out. */
static uint32_t group_of(grouping *g, vb_arena *scratch, uint64_t hash, uint32_t movement)
{
    if (g->n * 2 >= g->n_slots && !grow_groups(g, scratch))
        return VB_NONE;
    size_t at = (size_t)hash & (g->n_slots - 1);
    for (; g->slots[at] != 0; at = (at + 1) & (g->n_slots - 1))
        if (g->v[g->slots[at] - 1].hash == hash)
            return g->slots[at] - 1;
    group *fresh = VB_PUSH(scratch, g);
    if (fresh == NULL)
        return VB_NONE;
    *fresh = (group){.hash = hash, .first = movement};
    g->slots[at] = (uint32_t)g->n;
    return (uint32_t)g->n - 1;
}

/* Order of the groups by first movement: three stable passes of 11 bits. */
static uint32_t *order_of(const grouping *g, vb_arena *scratch)
{
    uint32_t *order = VB_NEW(scratch, uint32_t, g->n), *next = VB_NEW(scratch, uint32_t, g->n);
    if (order == NULL || next == NULL)
        return NULL;
    for (size_t i = 0; i < g->n; i++)
        order[i] = (uint32_t)i;
    for (unsigned shift = 0; shift < 33; shift += 11) {
        size_t at[2049] = {0};
        for (size_t i = 0; i < g->n; i++)
            at[(g->v[i].first >> shift & 2047) + 1]++;
        for (size_t i = 0; i < 2048; i++)
            at[i + 1] += at[i];
        for (size_t i = 0; i < g->n; i++)
            next[at[g->v[order[i]].first >> shift & 2047]++] = order[i];
        uint32_t *swap = order;
        order = next;
        next = swap;
    }
    return order;
}

vb_code vb_for_consignments(const vb_context *cx, vb_leg_filter wanted, vb_consignment_fn fn, void *ctx,
                            vb_findings *out, vb_error *err)
{
    grouping g = {0};
    struct {
        struct member {
            uint32_t leg, group;
        } * v;
        size_t n, cap;
    } members = {0};
    uint64_t seed = (uint64_t)(uintptr_t)cx->view->legs * UINT64_C(0x9e3779b97f4a7c15);
    for (size_t i = 0; i < cx->view->n_legs; i++) {
        const vb_leg *leg = &cx->view->legs[i];
        if (!wanted(cx, leg, ctx))
            continue;
        struct member *m = VB_PUSH(cx->scratch, &members);
        uint32_t number = group_of(&g, cx->scratch, consignment_of(cx, leg, seed), leg->movement);
        if (m == NULL || number == VB_NONE)
            return vb_fail(err, VB_E_NOMEM, "consignments", VB_NO_OFFSET, "no memory");
        *m = (struct member){(uint32_t)i, number};
        g.v[number].n++;
        if (leg->movement < g.v[number].first)
            g.v[number].first = leg->movement;
    }
    if (members.n == 0)
        return VB_OK;
    uint32_t *legs = VB_NEW(cx->scratch, uint32_t, members.n), *order = order_of(&g, cx->scratch);
    if (legs == NULL || order == NULL)
        return vb_fail(err, VB_E_NOMEM, "consignments", VB_NO_OFFSET, "no memory");
    size_t at = 0;
    for (size_t i = 0; i < g.n; i++) {
        g.v[i].at = at;
        at += g.v[i].n;
        g.v[i].n = 0;
    }
    for (size_t i = 0; i < members.n; i++) {
        group *mine = &g.v[members.v[i].group];
        legs[mine->at + mine->n++] = members.v[i].leg;
    }
    for (size_t i = 0; i < g.n; i++)
        VB_TRY(fn(cx, legs + g.v[order[i]].at, g.v[order[i]].n, ctx, out, err));
    return VB_OK;
}

/* One movement_id may stand on several consignments (two models in a box, the way to the forwarder and on): what parts
 * them, as text that is the same on every run. */
vb_str vb_consignment_key(const vb_context *cx, const vb_leg *leg)
{
    const vb_claims *c = cx->claims;
    char day[24];
    uint32_t line = c->movements.licence_line[vb_leg_licence_movement(cx->view, leg)];
    vb_time_text(vb_leg_time(leg), true, day);
    return vb_arena_printf(
        cx->scratch, "%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%s",
        VB_ARG(vb_say_model(cx, vb_view_leg_model(cx->view, leg), vb_view_leg_model_text(cx->view, leg))),
        VB_ARG(vb_dict_text(&c->party_ids, leg->from_party)), VB_ARG(vb_dict_text(&c->site_ids, leg->from_site)),
        VB_ARG(vb_dict_text(&c->party_ids, leg->to_party)), VB_ARG(vb_dict_text(&c->site_ids, leg->to_site)),
        VB_ARG(vb_dict_text(&c->licence_lines, line)), day);
}

vb_code vb_draft_consignment(vb_draft *d, const vb_context *cx, const vb_check *check, vb_verdict v, vb_severity s,
                             const uint32_t *legs, size_t n, int64_t *quantity, vb_error *err)
{
    const vb_leg *first = &cx->view->legs[legs[0]];
    vb_str id = cx->claims->movements.id[first->movement];
    uint32_t *items = VB_NEW(cx->scratch, uint32_t, n);
    size_t n_items = 0;
    int64_t total = 0;
    if (items == NULL)
        return vb_fail(err, VB_E_NOMEM, check->id, VB_NO_OFFSET, "no memory");
    if (id.n == 0) { /* rows without a movement_id are told by their place */
        vb_origin o = vb_movement_origin(cx->claims, first->movement);
        id = vb_arena_printf(cx->scratch, "%.*s %.*s", VB_ARG(cx->claims->sources.v[o.source].file),
                             VB_ARG(vb_origin_locator(cx->claims, o, cx->scratch)));
    }
    vb_draft_open(d, check, v, s, "movement", id);
    d->f.key = vb_consignment_key(cx, first);
    for (size_t i = 0; i < n; i++) {
        const vb_leg *leg = &cx->view->legs[legs[i]];
        total += vb_leg_quantity(cx->view, leg);
        if (leg->item != VB_NONE)
            items[n_items++] = leg->item;
        if (!d->full)
            (void)vb_draft_cite_movement(d, cx, leg->movement);
    }
    *quantity = total;
    return vb_draft_items(d, cx, items, n_items, err);
}

vb_str vb_say_licence_line(const vb_context *cx, const vb_licence_claim *c)
{
    vb_str licence = vb_dict_text(&cx->claims->licence_ids, c->licence);
    return c->line.n == 0 ? licence : vb_arena_printf(cx->scratch, "%.*s line %.*s", VB_ARG(licence), VB_ARG(c->line));
}

vb_tri vb_consignment_reaches(const vb_context *cx, const uint32_t *legs, size_t n, uint32_t party,
                              uint32_t other_party, vb_country country)
{
    const vb_view *v = cx->view;
    vb_tri answer = VB_YES;
    for (size_t i = 0; i < n; i++) {
        const vb_leg *leg = &v->legs[legs[i]];
        bool there = false, handed_on = false;
        if (leg->item == VB_NONE)
            return VB_UNKNOWN;
        for (uint32_t k = legs[i] + 1; k < v->leg_first[leg->item + 1] && !there; k++) {
            const vb_leg *later = &v->legs[k];
            bool right_party =
                (party == VB_NONE && other_party == VB_NONE) ||
                (later->to_party != VB_NONE && (later->to_party == party || later->to_party == other_party));
            if (!vb_leg_transfers(later))
                continue;
            handed_on = true;
            there = right_party && (country == 0 || vb_leg_destination_country(v, later) == country);
        }
        if (!there && handed_on)
            return VB_NO;
        if (!there)
            answer = VB_UNKNOWN; /* still with the forwarder, as far as the record goes */
    }
    return answer;
}

const vb_leg *vb_final_leg(const vb_context *cx, uint32_t leg)
{
    const vb_view *v = cx->view;
    const vb_leg *at = &v->legs[leg];
    uint32_t item = at->item;
    if (!vb_is_forwarder(cx, at->to_party))
        return at;
    if (item == VB_NONE)
        return NULL;
    for (uint32_t k = leg + 1; k < v->leg_first[item + 1]; k++)
        if (vb_leg_transfers(&v->legs[k]) && v->legs[k].to_party != VB_NONE &&
            !vb_is_forwarder(cx, v->legs[k].to_party))
            return &v->legs[k];
    return NULL;
}

typedef struct licensed {
    bool onward;
    vb_licensed_fn fn;
    void *ctx;
} licensed;

static bool names_licence(const vb_context *cx, const vb_leg *leg, void *ctx)
{
    const licensed *l = ctx;
    return vb_leg_uses_licence(cx->view, leg) != VB_NONE && (l->onward || !leg->onward);
}

static vb_code call_licensed(const vb_context *cx, const uint32_t *legs, size_t n, void *ctx, vb_findings *out,
                             vb_error *err)
{
    const licensed *l = ctx;
    const vb_leg *leg = &cx->view->legs[legs[0]];
    uint32_t line = vb_view_licence_line(cx->view, vb_leg_licence_movement(cx->view, leg));
    return l->fn(cx, line == VB_NONE ? NULL : &cx->claims->licences.v[cx->view->lines[line].claim],
                 vb_leg_licence(cx->view, leg), legs, n, l->ctx, out, err);
}

vb_code vb_for_licensed(const vb_context *cx, bool onward, vb_licensed_fn fn, void *ctx, vb_findings *out,
                        vb_error *err)
{
    licensed l = {onward, fn, ctx};
    return cx->claims->licences.n == 0 ? VB_OK : vb_for_consignments(cx, names_licence, call_licensed, &l, out, err);
}

bool vb_licence_is_us(const vb_licence_claim *line)
{
    static const char *const names[] = {"BIS",
                                        "US",
                                        "USA",
                                        "US BIS",
                                        "Commerce",
                                        "Department of Commerce",
                                        "US Department of Commerce",
                                        "U.S. Department of Commerce",
                                        "Bureau of Industry and Security"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (vb_str_eq_nocase(line->authority, vb_str_of(names[i])))
            return true;
    return line->authority.n == 0;
}

bool vb_is_forwarder(const vb_context *cx, uint32_t party)
{
    static const char *const roles[] = {"forwarder", "freight-forwarder", "freight forwarder", "courier",
                                        "carrier",   "customs-broker",    "warehouse"};
    const vb_party_claim *p = vb_view_party(cx->view, party);
    vb_str rest = p == NULL ? VB_STR_NONE : p->roles, piece;
    while (vb_str_next(&rest, ';', &piece))
        for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
            if (vb_str_eq_nocase(piece, vb_str_of(roles[i])))
                return true;
    return false;
}
