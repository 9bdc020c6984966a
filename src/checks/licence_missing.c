/* SPDX-License-Identifier: Apache-2.0 */
/* licence.missing: did an item cross a border for which a licence was required, without one? */
#include "checks/check.h"
#include "checks/checks_priv.h"
#include "checks/licence_condition_priv.h"
#include "checks/licence_missing_priv.h"

typedef struct state {
    vb_duty_table *duties;
    vb_missing_groups *groups;
    vb_condition_index *papers; /* opened when a notice is first looked for */
    bool printed;               /* the printed text is asked too */
    uint8_t *carrier;           /* by party: 0 = not asked yet, 1 = no forwarder, 2 = a forwarder */
    vb_dict unknown_models;
    uint64_t no_country, no_day;         /* hand-overs that cannot be asked about */
    uint32_t no_country_row, no_day_row; /* the first movement of each, or VB_NONE */
} state;

static void tell_once(uint64_t *count, uint32_t *row, uint32_t movement)
{
    (*count)++;
    if (*row == VB_NONE || movement < *row)
        *row = movement;
}

static bool wanted(const vb_context *cx, const vb_leg *leg, void *ctx)
{
    state *s = ctx;
    if (vb_leg_crosses_border(cx->view, leg))
        return true;
    bool sent = leg->kind == VB_SHIPPED || leg->kind == VB_RECEIVED || leg->kind == VB_RETURNED;
    bool from = leg->from_party != VB_NONE || leg->from_site != VB_NONE,
         to = leg->to_party != VB_NONE || leg->to_site != VB_NONE;
    /* a receipt without a sender is where the record of an item begins, and no border that can be asked about */
    if (sent && from && to &&
        (vb_leg_origin_country(cx->view, leg) == 0 || vb_leg_destination_country(cx->view, leg) == 0))
        tell_once(&s->no_country, &s->no_country_row, leg->movement);
    return false;
}

/* Goods that a forwarder or consignee carries on under the licence of the export: his own papers seldom repeat its
 * number. The licence must be for this country, or for this party. */
static bool covered(const vb_context *cx, uint32_t index)
{
    const vb_view *v = cx->view;
    const vb_leg *leg = &v->legs[index];
    for (uint32_t k = index; leg->item != VB_NONE && k-- > v->leg_first[leg->item];) {
        const vb_leg *before = &v->legs[k];
        if (before->kind == VB_RETURNED)
            return false;
        if (vb_leg_licence(cx->view, before) == VB_NONE)
            continue;
        uint32_t line = vb_view_licence_line(v, vb_leg_licence_movement(v, before));
        const vb_licence_claim *c = line == VB_NONE ? NULL : &cx->claims->licences.v[v->lines[line].claim];
        if (c == NULL)
            return false;
        bool party = (c->consignee == VB_NONE && c->end_user == VB_NONE) ||
                     (leg->to_party != VB_NONE && (leg->to_party == c->consignee || leg->to_party == c->end_user)) ||
                     vb_is_forwarder(cx, leg->to_party);
        bool country = c->destination == 0 || vb_leg_destination_country(v, leg) == c->destination ||
                       vb_is_forwarder(cx, leg->to_party);
        return party && country;
    }
    return false;
}

/* Goods that a forwarder only carries through a country: an export goes to the place where the goods are bound for
 * (15 CFR 734.13(c)), so the duty is that of the place where they arrive. Yes: no duty there, or licensed there. */
static vb_code in_transit(const vb_context *cx, state *s, const uint32_t *legs, size_t n, vb_tri *fine, vb_error *err)
{
    *fine = VB_NO;
    if (!vb_is_forwarder(cx, cx->view->legs[legs[0]].to_party))
        return VB_OK;
    *fine = VB_YES;
    for (size_t i = 0; i < n && *fine != VB_NO; i++) {
        const vb_leg *leg = &cx->view->legs[legs[i]], *last = vb_final_leg(cx, legs[i]);
        const vb_duty *duty;
        if (last == NULL) {
            *fine = VB_UNKNOWN;
            continue;
        }
        VB_TRY(vb_duty_to(s->duties, leg, last->to_party, last->to_site, &duty, err));
        if (duty->from == duty->to || vb_leg_licence(cx->view, last) != VB_NONE)
            continue;
        if (!duty->asked || duty->answer.licence[VB_LAYER_ENFORCED] == VB_UNKNOWN)
            *fine = VB_UNKNOWN;
        else if (duty->answer.licence[VB_LAYER_ENFORCED] == VB_YES)
            *fine = VB_NO;
    }
    return VB_OK;
}

/* An exception that stands in a text nobody enforces helps no exporter, and the reverse: the enforced ones. */
static vb_str exception_names(const vb_context *cx, const vb_rule_outcome *o)
{
    VB_CLEANUP(vb_buf, vb_buf_free) names = {0};
    for (size_t i = 0; i < o->n_exceptions; i++) {
        bool said = false;
        for (size_t k = 0; k < i && !said; k++)
            said = vb_str_eq(o->exception[k]->value, o->exception[i]->value);
        if (!said)
            vb_buf_printf(&names, "%s%.*s", names.n == 0 ? "" : ", ", VB_ARG(o->exception[i]->value));
    }
    return vb_arena_copy(cx->scratch, vb_buf_str(&names));
}

/* Each condition of each exception as a claim: what a person must find papers for. */
static void exception_claims(vb_draft *d, const vb_context *cx, const vb_rule_outcome *o)
{
    for (size_t i = 0; i < o->n_exceptions; i++) {
        vb_str rest = o->exception[i]->conditions, piece;
        vb_draft_claim(d, N_("exception"),
                       vb_arena_printf(cx->scratch, "%.*s (%.*s)", VB_ARG(o->exception[i]->value),
                                       VB_ARG(o->exception[i]->citation)),
                       VB_CONSISTENT, VB_NONE, false);
        while (!d->full && vb_str_next(&rest, ';', &piece))
            vb_draft_claim(d, N_("its condition"), vb_str_trim(piece), VB_CONSISTENT, VB_NONE, false);
    }
}

/* The exception that wants a notice to BIS some days before export, told by its conditions; NULL: none, or one beside
 * it wants no notice. */
static const vb_rule_step *wants_notice(const vb_context *cx, const vb_rule_outcome *o, int64_t on, int64_t *days)
{
    if (!vb_rules_parameter(cx->rules, VB_S("us.nac.notice"), on, days, NULL))
        return NULL;
    vb_str words = vb_arena_printf(cx->scratch, "at least %lld days", (long long)*days);
    for (size_t i = 0; i < o->n_exceptions; i++)
        if (!vb_str_eq(o->exception[i]->value, VB_S("NAC")) ||
            vb_str_find(o->exception[i]->conditions, words, 0) == SIZE_MAX)
            return NULL;
    return o->n_exceptions == 0 ? NULL : o->exception[0];
}

/* The earliest notice about the consignment; NULL: none, or it bears no date. */
static vb_code notice_of(const vb_context *cx, state *s, const uint32_t *legs, size_t n, const vb_document_claim **best,
                         vb_error *err)
{
    const vb_movements *m = &cx->claims->movements;
    *best = NULL;
    if (cx->claims->documents.n == 0)
        return VB_OK;
    if (s->papers == NULL)
        VB_TRY(vb_condition_index_open(cx, &s->papers, err));
    for (size_t i = 0; i < n; i++) {
        uint32_t row = cx->view->legs[legs[i]].movement, last = i == 0 ? row : cx->view->legs[legs[i - 1]].movement;
        if (i > 0 && vb_str_eq(m->id[row], m->id[last]) && vb_str_eq(m->document[row], m->document[last]))
            continue; /* rows of one shipment repeat its papers */
        for (int by_name = 0; by_name < 2; by_name++) {
            vb_str text = by_name ? m->document[row] : m->id[row];
            for (uint32_t d = by_name ? vb_document_of_name(s->papers, text, VB_NONE)
                                      : vb_document_of_movement(s->papers, text, VB_NONE);
                 d != VB_NONE;
                 d = by_name ? vb_document_of_name(s->papers, text, d) : vb_document_of_movement(s->papers, text, d)) {
                const vb_document_claim *doc = &cx->claims->documents.v[d];
                if (vb_str_eq_nocase(doc->kind, VB_S("notice")) && doc->at.at != VB_NO_TIME &&
                    (*best == NULL || doc->at.at < (*best)->at.at))
                    *best = doc;
            }
        }
    }
    return VB_OK;
}

static void rule_of(vb_draft *d, const vb_rule_answer *a, int64_t on)
{
    const vb_rule_step *step = a->decisive[VB_LAYER_ENFORCED];
    if (step != NULL)
        d->f.rule = vb_rule_of_step(step, VB_LAYER_ENFORCED, on);
}

static void claims_of(vb_draft *d, const vb_context *cx, const vb_leg *leg, const vb_duty *duty)
{
    uint32_t at = vb_draft_cite_movement(d, cx, leg->movement);
    const vb_party_claim *to = vb_view_party(cx->view, leg->to_party);
    const vb_site_claim *site = vb_view_site(cx->view, leg->to_site);
    vb_draft_claim(d, N_("model"), duty->model->name, VB_DECLARED, at, false);
    vb_draft_claim(d, N_("from"), vb_say_country(cx, duty->from), VB_DECLARED, at, false);
    vb_draft_claim(d, N_("destination"), vb_say_country(cx, duty->to), VB_DECLARED,
                   site != NULL ? vb_draft_cite(d, cx, site->origin)
                   : to != NULL ? vb_draft_cite(d, cx, to->origin)
                                : at,
                   false);
    if (duty->headquarters != 0)
        vb_draft_claim(d, N_("headquarters of the consignee"), vb_say_country(cx, duty->headquarters), VB_DECLARED,
                       to != NULL ? vb_draft_cite(d, cx, to->origin) : at, false);
    if (duty->answer.eccn.n > 0)
        vb_draft_claim(d, N_("classification"), duty->answer.eccn, VB_CONSISTENT, VB_NONE, false);
    const vb_rule_step *step = duty->answer.decisive[VB_LAYER_ENFORCED];
    if (step != NULL && step->because.n > 0)
        vb_draft_claim(d, N_("why"), step->because, VB_CONSISTENT, VB_NONE, false);
}

static vb_severity severity_of(const vb_context *cx, const vb_duty *duty, int64_t on)
{
    bool worst = duty->to == VB_COUNTRY("HK") || duty->to == VB_COUNTRY("MO") ||
                 vb_rules_in_group(cx->rules, VB_S("D:5"), duty->to, on) == VB_YES;
    return worst ? VB_CRITICAL : VB_HIGH;
}

/* The licence as the movement writes it, whether or not the case holds it. */
static vb_str licence_named(const vb_context *cx, uint32_t movement)
{
    uint32_t id = cx->claims->movements.licence_line[movement];
    vb_str text = id == VB_NONE ? VB_STR_NONE : vb_dict_text(&cx->claims->licence_lines, id);
    size_t cut = vb_str_find(text, VB_S("\n"), 0);
    return cut == SIZE_MAX ? text : vb_str_sub(text, 0, cut);
}

/* vb_is_forwarder reads the roles; here it is asked for nearly every consignment of the case. */
static bool is_carrier(const vb_context *cx, state *s, uint32_t party)
{
    if (party >= cx->claims->party_ids.n)
        return false;
    if (s->carrier[party] == 0)
        s->carrier[party] = vb_is_forwarder(cx, party) ? 2 : 1;
    return s->carrier[party] == 2;
}

/* Goods that needed no licence as the rules are applied, and one as they are printed. */
static vb_code by_the_text_only(const vb_context *cx, state *s, const vb_duty *duty, const uint32_t *legs, size_t n,
                                vb_error *err)
{
    const vb_rule_answer *a = &duty->answer;
    const vb_leg *leg = &cx->view->legs[legs[0]];
    if (a->licence[VB_LAYER_TEXT] != VB_YES || a->decisive[VB_LAYER_TEXT] == NULL ||
        is_carrier(cx, s, leg->from_party) || cx->claims->movements.licence_line[leg->movement] != VB_NONE ||
        covered(cx, legs[0]))
        return VB_OK;
    return vb_missing_groups_add(s->groups, VB_MISSING_TEXT, duty, VB_STR_NONE, a->decisive[VB_LAYER_TEXT], legs, n,
                                 err);
}

static vb_code judge_exception(const vb_context *cx, state *s, const vb_duty *duty, const uint32_t *legs, size_t n,
                               vb_findings *out, vb_error *err)
{
    const vb_leg *leg = &cx->view->legs[legs[0]];
    int64_t on = vb_leg_time(leg), days = 0, quantity, left, left_latest;
    const vb_rule_step *noticed = wants_notice(cx, &duty->outcome, vb_day_of(on), &days);
    const vb_document_claim *notice = NULL;
    if (noticed != NULL)
        VB_TRY(notice_of(cx, s, legs, n, &notice, err));
    if (notice != NULL && vb_leg_departed(leg, &left, &left_latest) &&
        notice->at.at <= vb_day_of(left_latest) - days * VB_DAY + VB_DAY - 1)
        return vb_missing_groups_add(s->groups, VB_MISSING_NOTICED, duty, VB_STR_NONE, noticed, legs, n, err);
    vb_draft *d = cx->draft;
    vb_str from = vb_say_party(cx, leg->from_party), to = vb_say_party(cx, leg->to_party),
           where = vb_say_country(cx, duty->to), names = exception_names(cx, &duty->outcome);
    VB_TRY(vb_draft_consignment(d, cx, &vb_check_licence_missing, VB_REVIEW, notice != NULL ? VB_HIGH : VB_MEDIUM, legs,
                                n, &quantity, err));
    claims_of(d, cx, leg, duty);
    rule_of(d, &duty->answer, on);
    if (notice != NULL) {
        vb_draft_moment(d, cx, N_("notice of"), notice->at.at, true, vb_draft_cite(d, cx, notice->origin), true);
        d->f.because = VB_SAY(N_("{0} {1} went to {3} in {4} on {5} without a licence; the notice for exception {6} is "
                                 "of {7}, and {8} days before the departure are asked."),
                              VB_NUMBER(quantity), VB_TEXT(duty->model->name), VB_TEXT(from), VB_TEXT(to),
                              VB_TEXT(where), VB_DATE(on), VB_TEXT(names), VB_DATE(notice->at.at), VB_NUMBER(days));
    } else {
        d->f.because = VB_SAY(N_("{0} {1} went from {2} to {3} in {4} on {5} without a licence; exception {6} could "
                                 "cover it, and no record shows that its conditions were met."),
                              VB_NUMBER(quantity), VB_TEXT(duty->model->name), VB_TEXT(from), VB_TEXT(to),
                              VB_TEXT(where), VB_DATE(on), VB_TEXT(names));
    }
    exception_claims(d, cx, &duty->outcome);
    if (noticed != NULL)
        d->f.refute = VB_SAY(N_("A licence that covered {0} for {1} on {2}, or a notice for exception {3} in "
                                "documents.csv, kind notice, dated {4} days before the departure."),
                             VB_TEXT(duty->model->name), VB_TEXT(to), VB_DATE(on), VB_TEXT(names), VB_NUMBER(days));
    else
        d->f.refute = VB_SAY(N_("A licence that covered {0} for {1} on {2}."), VB_TEXT(duty->model->name), VB_TEXT(to),
                             VB_DATE(on));
    return vb_findings_add(out, d, err);
}

static vb_code judge(const vb_context *cx, const uint32_t *legs, size_t n, void *ctx, vb_findings *out, vb_error *err)
{
    state *s = ctx;
    const vb_leg *leg = &cx->view->legs[legs[0]];
    const vb_duty *duty;
    VB_TRY(vb_duty_of_leg(s->duties, leg, &duty, err));
    int64_t on = vb_leg_time(leg);
    if (!duty->asked) {
        uint32_t text = vb_view_leg_model_text(cx->view, leg);
        if (duty->model == NULL &&
            vb_dict_add(&s->unknown_models, text == VB_NONE ? VB_S("model not stated")
                                                            : vb_dict_text(&cx->claims->model_texts, text)) == VB_NONE)
            return vb_fail(err, VB_E_NOMEM, "licence.missing", VB_NO_OFFSET, "no memory");
        if (duty->model != NULL && on == VB_NO_TIME)
            tell_once(&s->no_day, &s->no_day_row, leg->movement);
        return VB_OK;
    }
    vb_tri required = duty->answer.licence[VB_LAYER_ENFORCED];
    if (vb_leg_licence(cx->view, leg) != VB_NONE)
        return VB_OK;
    if (required == VB_NO)
        return s->printed ? by_the_text_only(cx, s, duty, legs, n, err) : VB_OK;
    vb_str licence = licence_named(cx, vb_leg_licence_movement(cx->view, leg));
    bool carried_on = licence.n == 0;
    for (size_t i = 0; i < n && carried_on; i++)
        carried_on = covered(cx, legs[i]);
    if (carried_on)
        return VB_OK;
    if (required == VB_UNKNOWN)
        return vb_missing_groups_add(s->groups, VB_MISSING_FACT, duty, duty->answer.open_facts, NULL, legs, n, err);
    vb_tri transit = VB_NO;
    if (licence.n == 0)
        VB_TRY(in_transit(cx, s, legs, n, &transit, err));
    if (transit == VB_YES)
        return VB_OK;
    if (licence.n == 0 && duty->outcome.n_exceptions > 0)
        return judge_exception(cx, s, duty, legs, n, out, err);
    /* what is only reported accuses nobody; what is announced and must be confirmed is unknown to the rules already */
    const vb_rule_step *step = duty->answer.decisive[VB_LAYER_ENFORCED];
    bool unsure = step != NULL && vb_str_eq(step->basis, VB_S("press"));
    bool review = licence.n > 0 || transit == VB_UNKNOWN || unsure;
    int64_t quantity;
    vb_draft *d = cx->draft;
    vb_str from = vb_say_party(cx, leg->from_party), to = vb_say_party(cx, leg->to_party),
           where = vb_say_country(cx, duty->to);
    VB_TRY(vb_draft_consignment(d, cx, &vb_check_licence_missing, review ? VB_REVIEW : VB_FAIL,
                                review ? VB_HIGH : severity_of(cx, duty, on), legs, n, &quantity, err));
    claims_of(d, cx, leg, duty);
    rule_of(d, &duty->answer, on);
    if (licence.n > 0) {
        vb_draft_claim(d, N_("licence named"), licence, VB_DECLARED,
                       vb_draft_cite_movement(d, cx, vb_leg_licence_movement(cx->view, leg)), true);
        d->f.because = VB_SAY(N_("{0} {1} went from {2} to {3} in {4} on {5} under licence {6}, which is not among the "
                                 "licences of the case."),
                              VB_NUMBER(quantity), VB_TEXT(duty->model->name), VB_TEXT(from), VB_TEXT(to),
                              VB_TEXT(where), VB_DATE(on), VB_TEXT(licence));
    } else if (transit == VB_UNKNOWN) {
        d->f.because = VB_SAY(
            N_("{0} {1} went from {2} to the forwarder {3} in {4} on {5} without a licence; whether one was required "
               "depends on where the goods were bound for, and no record says so."),
            VB_NUMBER(quantity), VB_TEXT(duty->model->name), VB_TEXT(from), VB_TEXT(to), VB_TEXT(where), VB_DATE(on));
    } else if (unsure) {
        d->f.because = VB_SAY(
            N_("{0} {1} went from {2} to {3} in {4} on {5} without a licence; one is asked for by {6}, and no legal "
               "instrument for that is known."),
            VB_NUMBER(quantity), VB_TEXT(duty->model->name), VB_TEXT(from), VB_TEXT(to), VB_TEXT(where), VB_DATE(on),
            VB_TEXT(step->citation));
    } else {
        d->f.because = VB_SAY(
            N_("{0} {1} went from {2} to {3} in {4} on {5}; a licence was required, and none is recorded."),
            VB_NUMBER(quantity), VB_TEXT(duty->model->name), VB_TEXT(from), VB_TEXT(to), VB_TEXT(where), VB_DATE(on));
    }
    d->f.refute =
        VB_SAY(N_("A licence that covered {0} for {1} on {2}."), VB_TEXT(duty->model->name), VB_TEXT(to), VB_DATE(on));
    return vb_findings_add(out, d, err);
}

static vb_code open_rows(const vb_context *cx, const char *key, uint64_t n, uint32_t row, const char *because,
                         const char *refute, vb_findings *out, vb_error *err)
{
    vb_draft *d = cx->draft;
    vb_draft_open(d, &vb_check_licence_missing, VB_OPEN, VB_MEDIUM, "case", VB_S("case"));
    d->f.key = vb_str_of(key);
    (void)vb_draft_cite_movement(d, cx, row);
    vb_str name = cx->claims->movements.id[row];
    if (name.n == 0)
        name = vb_origin_locator(cx->claims, vb_movement_origin(cx->claims, row), cx->scratch);
    d->f.because = (vb_sentence){.msgid = because, .arg = {VB_NUMBER((int64_t)n), VB_TEXT(name)}, .n = 2};
    d->f.refute = VB_SAY0(refute);
    return vb_findings_add(out, d, err);
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    if (cx->claims->movements.n == 0)
        return vb_check_open_input(&vb_check_licence_missing, cx,
                                   N_("No movement is recorded, so no export can be judged ({0})."), "movements.csv",
                                   out, err);
    if (cx->rules == NULL)
        return vb_check_open_input(&vb_check_licence_missing, cx,
                                   N_("No rules are loaded, so no licence duty can be judged ({0})."), "data/rules/",
                                   out, err);
    state s = {.printed = parameters[0] != 0, .no_country_row = VB_NONE, .no_day_row = VB_NONE};
    s.carrier = VB_NEW(cx->scratch, uint8_t, cx->claims->party_ids.n);
    if (s.carrier == NULL)
        return vb_fail(err, VB_E_NOMEM, "licence.missing", VB_NO_OFFSET, "no memory");
    VB_TRY(vb_duty_table_open(cx, &s.duties, err));
    VB_TRY(vb_missing_groups_open(cx, &s.groups, err));
    vb_code rc = vb_for_consignments(cx, wanted, judge, &s, out, err);
    if (s.papers != NULL)
        vb_condition_index_close(s.papers);
    if (rc == VB_OK && s.unknown_models.n > 0) {
        VB_CLEANUP(vb_buf, vb_buf_free) names = {0};
        for (uint32_t i = 0; i < s.unknown_models.n && i < 10; i++)
            vb_buf_printf(&names, "%s%.*s", i == 0 ? "" : ", ", VB_ARG(s.unknown_models.keys[i]));
        vb_draft *d = cx->draft;
        vb_draft_open(d, &vb_check_licence_missing, VB_OPEN, VB_MEDIUM, "case", VB_S("case"));
        d->f.key = VB_S("models");
        d->f.because = VB_SAY(N_("Items crossed borders whose model the catalogue does not know, so their licence duty "
                                 "cannot be told: {0}."),
                              VB_TEXT(vb_buf_str(&names)));
        d->f.refute = VB_SAY0(N_("The catalogue model of each, in items.csv or movements.csv."));
        rc = vb_findings_add(out, d, err);
    }
    vb_dict_free(&s.unknown_models);
    VB_TRY(rc);
    VB_TRY(vb_missing_groups_report(s.groups, out, err));
    VB_TRY(vb_missing_presumed_breach(cx, out, err));
    if (s.no_country > 0)
        VB_TRY(open_rows(cx, "countries", s.no_country, s.no_country_row,
                         N_("{0} hand-overs, the first of them {1}, have no country on one side, so whether they "
                            "crossed a border cannot be told."),
                         N_("The countries of the parties or sites, in parties.csv and sites.csv."), out, err));
    if (s.no_day > 0)
        VB_TRY(open_rows(cx, "days", s.no_day, s.no_day_row,
                         N_("{0} border crossings, the first of them {1}, have no date, so the rule of their day "
                            "cannot be told."),
                         N_("The dates of departure or arrival, in movements.csv."), out, err));
    return VB_OK;
}

static const vb_parameter parameters_of[] = {
    {"printed-text", 0, 1, 1, "",
     N_("1: one finding for all that needed a licence by a printed text that is not enforced; 0: none")},
};

const vb_check vb_check_licence_missing = {
    .id = "licence.missing",
    .since = "0.1.0",
    .question = N_("Did an item cross a border for which a licence was required, without one?"),
    .passed = N_("Every border crossing that needed a licence names one of the case."),
    .needs = "movements.csv, parties.csv or sites.csv with countries",
    .severity = VB_CRITICAL,
    .parameters = parameters_of,
    .n_parameters = sizeof parameters_of / sizeof parameters_of[0],
    .run = run,
};
