/* SPDX-License-Identifier: Apache-2.0 */
/* licence.missing: one finding for many consignments that ask a person the same thing. */
#include "checks/checks_priv.h"
#include "checks/licence_missing_priv.h"

typedef struct group {
    vb_missing_kind kind;
    const vb_duty *duty; /* of the first, and so is step */
    vb_str fact;
    const vb_rule_step *step;
    vb_firsts firsts;
    struct {
        uint32_t *v;
        size_t n, cap;
    } items;       /* not of VB_MISSING_TEXT: the printed text reaches nearly all */
    uint32_t next; /* of the same bucket, + 1 */
} group;

enum { BUCKETS = 4096 };

struct vb_missing_groups {
    const vb_context *cx;
    group **v;
    size_t n, cap;
    struct known { /* by number of a duty: its group of one kind + 1 */
        uint32_t group[2];
    } * by_duty;
    size_t n_duties;
    uint32_t bucket[BUCKETS]; /* by kind, model and destination: first group + 1 */
};

vb_code vb_missing_groups_open(const vb_context *cx, vb_missing_groups **out, vb_error *err)
{
    vb_missing_groups *g = VB_NEW(cx->scratch, vb_missing_groups, 1);
    if (g == NULL)
        return vb_fail(err, VB_E_NOMEM, "licence.missing", VB_NO_OFFSET, "no memory");
    g->cx = cx;
    *out = g;
    return VB_OK;
}

static bool same(const group *g, vb_missing_kind kind, const vb_duty *duty, vb_str fact, const vb_rule_step *step)
{
    if (g->kind != kind)
        return false;
    if (kind == VB_MISSING_TEXT)
        return vb_str_eq(g->step->clause, step->clause);
    return g->duty->model == duty->model && g->duty->to == duty->to && vb_str_eq(g->fact, fact) &&
           (step == NULL || vb_str_eq(g->step->value, step->value));
}

static size_t bucket_of(const vb_context *cx, vb_missing_kind kind, const vb_duty *duty)
{
    if (kind == VB_MISSING_TEXT)
        return 0; /* by clause: there are few */
    uint32_t parts[2] = {vb_catalogue_index(cx->catalogue, duty->model), (uint32_t)duty->to << 8 | (uint32_t)kind};
    return (size_t)(vb_str_hash((vb_str){(const char *)parts, sizeof parts}) % BUCKETS);
}

static group *group_of(vb_missing_groups *groups, vb_missing_kind kind, const vb_duty *duty, vb_str fact,
                       const vb_rule_step *step)
{
    vb_arena *scratch = groups->cx->scratch;
    if (duty->number >= groups->n_duties) { /* fact and printed text follow from the duty: found once, then known */
        size_t n = groups->n_duties == 0 ? 1024 : groups->n_duties;
        while (n <= duty->number)
            n *= 2;
        struct known *grown = vb_arena_grow(scratch, groups->by_duty, groups->n_duties, n, sizeof *groups->by_duty);
        if (grown == NULL)
            return NULL;
        groups->by_duty = grown;
        groups->n_duties = n;
    }
    uint32_t *known = kind == VB_MISSING_NOTICED ? NULL : &groups->by_duty[duty->number].group[kind == VB_MISSING_TEXT];
    if (known != NULL && *known != 0)
        return groups->v[*known - 1];
    uint32_t *bucket = &groups->bucket[bucket_of(groups->cx, kind, duty)], i = *bucket;
    while (i != 0 && !same(groups->v[i - 1], kind, duty, fact, step))
        i = groups->v[i - 1]->next;
    if (i == 0) {
        group *fresh = VB_NEW(scratch, group, 1), **slot = fresh == NULL ? NULL : VB_PUSH(scratch, groups);
        if (slot == NULL)
            return NULL;
        fresh->kind = kind;
        fresh->duty = duty;
        fresh->fact = fact;
        fresh->step = step;
        fresh->next = *bucket;
        *slot = fresh;
        *bucket = i = (uint32_t)groups->n;
    }
    if (known != NULL)
        *known = i;
    return groups->v[i - 1];
}

/* By time, then by name: the order of rows in the files decides nothing. Without a date last. */
static bool earlier(const vb_context *cx, uint32_t a, int64_t a_at, uint32_t b, int64_t b_at)
{
    if (a_at != b_at)
        return b_at == VB_NO_TIME || (a_at != VB_NO_TIME && a_at < b_at);
    int c = vb_str_compare(cx->claims->movements.id[a], cx->claims->movements.id[b]);
    return c != 0 ? c < 0 : a < b;
}

/* Keeps the first few parties by id. */
static void add_party(const vb_context *cx, vb_firsts *f, uint32_t party)
{
    const vb_dict *ids = &cx->claims->party_ids;
    for (size_t i = 0; i < f->n_parties; i++)
        if (f->party[i] == party)
            return;
    size_t at = f->n_parties;
    while (at > 0 && vb_str_compare(vb_dict_text(ids, party), vb_dict_text(ids, f->party[at - 1])) < 0)
        at--;
    f->more_parties = f->more_parties || f->n_parties == VB_FIRST_PARTIES;
    if (at == VB_FIRST_PARTIES)
        return;
    f->n_parties += f->n_parties < VB_FIRST_PARTIES;
    for (size_t i = f->n_parties - 1; i > at; i--)
        f->party[i] = f->party[i - 1];
    f->party[at] = party;
}

bool vb_firsts_add(const vb_context *cx, vb_firsts *f, const uint32_t *legs, size_t n)
{
    const vb_leg *leg = &cx->view->legs[legs[0]];
    int64_t at = vb_leg_time(leg);
    f->consignments++;
    for (size_t i = 0; i < n; i++)
        f->units += vb_leg_quantity(cx->view, &cx->view->legs[legs[i]]);
    if (leg->to_party != VB_NONE)
        add_party(cx, f, leg->to_party);
    size_t place = f->n_rows;
    while (place > 0 && earlier(cx, leg->movement, at, f->row[place - 1], f->at[place - 1]))
        place--;
    if (place == VB_FIRST_ROWS)
        return false;
    f->n_rows += f->n_rows < VB_FIRST_ROWS;
    for (size_t i = f->n_rows - 1; i > place; i--) {
        f->row[i] = f->row[i - 1];
        f->at[i] = f->at[i - 1];
    }
    f->row[place] = leg->movement;
    f->at[place] = at;
    return place == 0;
}

int64_t vb_firsts_day(const vb_firsts *f)
{
    return f->n_rows == 0 || f->at[0] == VB_NO_TIME ? VB_NO_TIME : vb_day_of(f->at[0]);
}

vb_str vb_say_movement(const vb_context *cx, uint32_t row)
{
    vb_str id = cx->claims->movements.id[row];
    return id.n > 0 ? id : vb_origin_locator(cx->claims, vb_movement_origin(cx->claims, row), cx->scratch);
}

vb_str vb_firsts_claims(vb_draft *d, const vb_context *cx, const vb_firsts *f)
{
    VB_CLEANUP(vb_buf, vb_buf_free) names = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) parties = {0};
    uint32_t first = VB_NONE;
    for (size_t i = 0; i < f->n_rows; i++) {
        uint32_t at = vb_draft_cite_movement(d, cx, f->row[i]);
        first = i == 0 ? at : first;
        vb_buf_printf(&names, "%s%.*s", i == 0 ? "" : ", ", VB_ARG(vb_say_movement(cx, f->row[i])));
    }
    for (size_t i = 0; i < f->n_parties; i++) {
        const vb_party_claim *p = vb_view_party(cx->view, f->party[i]);
        if (p != NULL)
            (void)vb_draft_cite(d, cx, p->origin);
        vb_buf_printf(&parties, "%s%.*s", i == 0 ? "" : ", ", VB_ARG(vb_say_party(cx, f->party[i])));
    }
    vb_draft_claim(d, N_("consignments"), vb_text_number(cx, f->consignments, ""), VB_DECLARED, first, false);
    vb_draft_claim(d, N_("first consignments"), vb_arena_copy(cx->scratch, vb_buf_str(&names)), VB_DECLARED, first,
                   false);
    if (f->n_parties > 0)
        vb_draft_claim(d, f->more_parties ? N_("first consignees") : N_("consignees"),
                       vb_arena_copy(cx->scratch, vb_buf_str(&parties)), VB_DECLARED, first, false);
    return f->n_rows == 0 ? VB_STR_NONE : vb_say_movement(cx, f->row[0]);
}

vb_code vb_missing_groups_add(vb_missing_groups *groups, vb_missing_kind kind, const vb_duty *duty, vb_str fact,
                              const vb_rule_step *step, const uint32_t *legs, size_t n, vb_error *err)
{
    const vb_context *cx = groups->cx;
    group *g = group_of(groups, kind, duty, fact, step);
    if (g == NULL)
        return vb_fail(err, VB_E_NOMEM, "licence.missing", VB_NO_OFFSET, "no memory");
    if (vb_firsts_add(cx, &g->firsts, legs, n)) {
        g->duty = duty; /* the group speaks by its first */
        g->step = step;
    }
    for (size_t i = 0; i < n && kind != VB_MISSING_TEXT; i++) {
        if (cx->view->legs[legs[i]].item == VB_NONE)
            continue;
        uint32_t *slot = VB_PUSH(cx->scratch, &g->items);
        if (slot == NULL)
            return vb_fail(err, VB_E_NOMEM, "licence.missing", VB_NO_OFFSET, "no memory");
        *slot = cx->view->legs[legs[i]].item;
    }
    return VB_OK;
}

static vb_str code_of(const vb_context *cx, vb_country c)
{
    char code[3];
    vb_country_text(c, code);
    return vb_arena_copy(cx->scratch, vb_str_of(code));
}

static void goods(vb_draft *d, const vb_context *cx, const group *g)
{
    vb_draft_claim(d, N_("model"), g->duty->model->name, VB_DECLARED, VB_NONE, false);
    vb_draft_claim(d, N_("destination"), vb_say_country(cx, g->duty->to), VB_DECLARED, VB_NONE, false);
    if (g->duty->answer.eccn.n > 0)
        vb_draft_claim(d, N_("classification"), g->duty->answer.eccn, VB_CONSISTENT, VB_NONE, false);
}

static vb_code report_fact(const vb_context *cx, const group *g, vb_findings *out, vb_error *err)
{
    vb_draft *d = cx->draft;
    const vb_rule_step *step = g->duty->answer.decisive[VB_LAYER_ENFORCED];
    vb_draft_open(d, &vb_check_licence_missing, VB_OPEN, VB_MEDIUM, "model", g->duty->model->id);
    d->f.key = vb_arena_printf(cx->scratch, "fact %.*s %.*s", VB_ARG(code_of(cx, g->duty->to)), VB_ARG(g->fact));
    vb_str first = vb_firsts_claims(d, cx, &g->firsts);
    goods(d, cx, g);
    if (step != NULL)
        d->f.rule = vb_rule_of_step(step, VB_LAYER_ENFORCED, vb_firsts_day(&g->firsts));
    vb_str fact = g->fact.n > 0 ? g->fact : VB_S("a fact that is not in the catalogue");
    if (g->firsts.consignments == 1)
        d->f.because = VB_SAY(N_("Whether {0} {1} of consignment {2} to {3} needed a licence cannot be told: {4} would "
                                 "settle it."),
                              VB_NUMBER(g->firsts.units), VB_TEXT(g->duty->model->name), VB_TEXT(first),
                              VB_TEXT(vb_say_country(cx, g->duty->to)), VB_TEXT(fact));
    else
        d->f.because =
            VB_SAY(N_("Whether {0} {1} in {5} consignments to {3}, the first of them {2}, needed a licence "
                      "cannot be told: {4} would settle it."),
                   VB_NUMBER(g->firsts.units), VB_TEXT(g->duty->model->name), VB_TEXT(first),
                   VB_TEXT(vb_say_country(cx, g->duty->to)), VB_TEXT(fact), VB_NUMBER(g->firsts.consignments));
    d->f.refute = VB_SAY0(N_("The missing fact, with its source."));
    VB_TRY(vb_draft_items(d, cx, g->items.v, g->items.n, err));
    return vb_findings_add(out, d, err);
}

/* Printed law that nobody enforces is no breach, and it is printed law: said once, for whoever answers for it. */
static vb_code report_text(const vb_context *cx, const group *g, vb_findings *out, vb_error *err)
{
    vb_draft *d = cx->draft;
    vb_draft_open(d, &vb_check_licence_missing, VB_REVIEW, VB_LOW, "case", VB_S("case"));
    d->f.key = vb_arena_printf(cx->scratch, "text %.*s", VB_ARG(g->step->clause));
    vb_str first = vb_firsts_claims(d, cx, &g->firsts);
    VB_CLEANUP(vb_buf, vb_buf_free) names = {0};
    for (size_t i = 0; i < g->duty->answer.n_steps; i++) {
        const vb_rule_step *s = &g->duty->answer.steps[i];
        if (s->effect == VB_EFFECT_EXCEPTION && s->effective[VB_LAYER_TEXT] != VB_NO)
            vb_buf_printf(&names, "%s%.*s", names.n == 0 ? "" : ", ", VB_ARG(s->value));
    }
    if (names.n > 0)
        vb_draft_claim(d, N_("exceptions that text knows, for the first"),
                       vb_arena_copy(cx->scratch, vb_buf_str(&names)), VB_CONSISTENT, VB_NONE, false);
    d->f.rule = vb_rule_of_step(g->step, VB_LAYER_TEXT, vb_firsts_day(&g->firsts));
    d->f.because = VB_SAY(N_("{0} units in {1} consignments since {2}, the first of them {3}, needed a licence by the "
                             "printed text of {4}, and none is recorded; that text is not enforced, so this is no "
                             "breach as the rules are applied."),
                          VB_NUMBER(g->firsts.units), VB_NUMBER(g->firsts.consignments),
                          VB_DATE(vb_firsts_day(&g->firsts)), VB_TEXT(first), VB_TEXT(g->step->citation));
    d->f.refute = VB_SAY(N_("The rule that rescinds {0}, or a decision to rely on its non-enforcement."),
                         VB_TEXT(g->step->citation));
    return vb_findings_add(out, d, err);
}

static vb_code report_noticed(const vb_context *cx, const group *g, vb_findings *out, vb_error *err)
{
    vb_draft *d = cx->draft;
    const vb_rule_step *step = g->duty->answer.decisive[VB_LAYER_ENFORCED];
    vb_draft_open(d, &vb_check_licence_missing, VB_REVIEW, VB_LOW, "model", g->duty->model->id);
    d->f.key =
        vb_arena_printf(cx->scratch, "noticed %.*s %.*s", VB_ARG(code_of(cx, g->duty->to)), VB_ARG(g->step->value));
    vb_str first = vb_firsts_claims(d, cx, &g->firsts);
    goods(d, cx, g);
    vb_draft_claim(d, N_("conditions of the exception"), g->step->conditions, VB_CONSISTENT, VB_NONE, false);
    if (step != NULL)
        d->f.rule = vb_rule_of_step(step, VB_LAYER_ENFORCED, vb_firsts_day(&g->firsts));
    d->f.because =
        VB_SAY(N_("{0} {1} went to {2} in {3} consignments, the first of them {4}, under exception {5} with "
                  "a notice in time; that its other conditions were met is not recorded."),
               VB_NUMBER(g->firsts.units), VB_TEXT(g->duty->model->name), VB_TEXT(vb_say_country(cx, g->duty->to)),
               VB_NUMBER(g->firsts.consignments), VB_TEXT(first), VB_TEXT(g->step->value));
    d->f.refute = VB_SAY(N_("A person's decision that the conditions of exception {0} were met, with the answer to the "
                            "notice."),
                         VB_TEXT(g->step->value));
    VB_TRY(vb_draft_items(d, cx, g->items.v, g->items.n, err));
    return vb_findings_add(out, d, err);
}

vb_code vb_missing_groups_report(const vb_missing_groups *groups, vb_findings *out, vb_error *err)
{
    for (size_t i = 0; i < groups->n; i++) {
        const group *g = groups->v[i];
        switch (g->kind) {
        case VB_MISSING_FACT:
            VB_TRY(report_fact(groups->cx, g, out, err));
            break;
        case VB_MISSING_TEXT:
            VB_TRY(report_text(groups->cx, g, out, err));
            break;
        case VB_MISSING_NOTICED:
            VB_TRY(report_noticed(groups->cx, g, out, err));
            break;
        }
    }
    return VB_OK;
}
