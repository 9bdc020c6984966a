/* SPDX-License-Identifier: Apache-2.0 */
/* quota.domestic: what share of the accelerators in publicly financed sites is of domestic make, by units and by TPP?
 *
 * The quota is what the law of the site's own country asks on that day, as the rules know it. The Chinese one of more
 * than 50 % for public computing centres (August 2025), and the word of November 2025 that sites with state funds use
 * no foreign chips, are known from the press only; no text was published. So a miss is `review` under them and `fail`
 * only under a threshold that the case itself sets in case.ini. */
#include "base/number.h"
#include "catalogue/tpp.h"
#include "checks/check.h"
#include "checks/checks_priv.h"
#include "checks/licence_support.h"
#include "checks/pairs.h"

#define NO_FOREIGN VB_S("cn-state-funded-sites") /* flag of the rules: these sites use no foreign chips */

typedef struct tally { /* of one country's public sites */
    vb_country country;
    int64_t units, domestic_units, unknown_units;
    int64_t tpp, domestic_tpp; /* thousandths; the lower end of each model's interval */
    bool tpp_unknown;
    uint32_t site; /* the first */
} tally;

typedef struct tallies {
    tally *v;
    size_t n, cap;
} tallies;

static tally *tally_of(const vb_context *cx, tallies *all, vb_country country, uint32_t site)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].country == country)
            return &all->v[i];
    tally *t = VB_PUSH(cx->scratch, all);
    if (t != NULL)
        *t = (tally){.country = country, .site = site};
    return t;
}

static vb_country maker_country(const vb_context *cx, const vb_model *m)
{
    const vb_good *good = cx->goods == NULL ? NULL : vb_goods_of(cx->goods, vb_catalogue_index(cx->catalogue, m));
    return good == NULL ? 0 : good->vendor_country;
}

static void count(const vb_context *cx, tally *t, const vb_model *m, int64_t quantity)
{
    vb_country maker = m == NULL ? 0 : maker_country(cx, m);
    if (quantity == 0)
        return;
    t->units += quantity;
    if (maker == 0) {
        t->unknown_units += quantity;
        return;
    }
    vb_tpp tpp = vb_model_tpp(m, VB_AS_CLAIMED);
    int64_t sum;
    if (!tpp.known || __builtin_mul_overflow(tpp.milli.low, quantity, &sum) ||
        __builtin_add_overflow(t->tpp, sum, &t->tpp)) {
        t->tpp_unknown = true;
        sum = 0;
    }
    if (maker == t->country) {
        t->domestic_units += quantity;
        t->domestic_tpp += sum;
    }
}

static const vb_site_claim *public_site(const vb_context *cx, uint32_t site)
{
    const vb_site_claim *s = vb_view_site(cx->view, site);
    return s != NULL && s->public_financing == VB_YES && s->country != 0 ? s : NULL;
}

typedef struct job {
    const vb_context *cx;
    tallies all;
    uint32_t *tally;  /* by site: index in `all` + 1; 0 = not a public site */
    vb_pairs counted; /* site and model: carries the row of the latest count */
} job;

static uint32_t key_of(const vb_context *cx, const vb_stock_claim *c)
{
    uint32_t text = c->model != VB_NONE  ? c->model
                    : c->item != VB_NONE ? cx->view->model_text_of_item[c->item]
                                         : VB_NONE;
    return text == VB_NONE ? VB_NONE : cx->view->model_key[text];
}

static bool is_wanted(const job *j, const vb_stock_claim *c)
{
    return c->site != VB_NONE && j->tally[c->site] != 0 && c->at.at != VB_NO_TIME && c->at.at <= j->cx->as_of;
}

/* The latest count of each model in each public site. */
static bool latest_counts(job *j)
{
    const vb_claims *c = j->cx->claims;
    for (size_t i = 0; i < c->stock.n; i++)
        if (is_wanted(j, &c->stock.v[i]) &&
            !vb_pairs_add(&j->counted, j->cx->scratch, c->stock.v[i].site, key_of(j->cx, &c->stock.v[i]), (uint32_t)i))
            return false;
    vb_pairs_settle(&j->counted);
    for (size_t i = 0; i < c->stock.n; i++) {
        const vb_stock_claim *s = &c->stock.v[i];
        size_t from, end;
        if (!is_wanted(j, s))
            continue;
        vb_pairs_of(&j->counted, s->site, &from, &end);
        for (uint32_t key = key_of(j->cx, s); from < end; from++)
            if (j->counted.v[from].b == key && c->stock.v[j->counted.v[from].carries].at.at < s->at.at)
                j->counted.v[from].carries = (uint32_t)i;
    }
    return true;
}

static const vb_stock_claim *count_of(const job *j, uint32_t site, uint32_t key)
{
    const vb_pair *p = vb_pairs_find(&j->counted, site, key);
    return p == NULL ? NULL : &j->cx->claims->stock.v[p->carries];
}

/* What stands in the public sites: a count where there is one and what changed since, else what the movements say. */
static void count_all(job *j)
{
    const vb_view *v = j->cx->view;
    const vb_claims *c = j->cx->claims;
    for (size_t i = 0; i < c->stock.n; i++) {
        const vb_stock_claim *s = &c->stock.v[i];
        uint32_t key = key_of(j->cx, s);
        if (is_wanted(j, s) && count_of(j, s->site, key)->at.at == s->at.at)
            count(j->cx, &j->all.v[j->tally[s->site] - 1], vb_view_text_model(v, key), s->quantity);
    }
    for (uint32_t item = 0; item < v->n_items; item++) {
        const vb_custody *at = &v->custody[item];
        uint32_t text = v->model_text_of_item[item];
        if (at->known && !at->ended && !at->in_transit && at->site != VB_NONE && j->tally[at->site] != 0 &&
            count_of(j, at->site, text == VB_NONE ? VB_NONE : v->model_key[text]) == NULL)
            count(j->cx, &j->all.v[j->tally[at->site] - 1], vb_view_text_model(v, text), 1);
    }
    for (size_t i = 0; i < v->n_holdings; i++) {
        const vb_holding *h = &v->holdings[i];
        if (h->site == VB_NONE || j->tally[h->site] == 0)
            continue;
        const vb_stock_claim *counted = count_of(j, h->site, h->model);
        int64_t sum = 0;
        for (size_t k = 0; k < h->n; k++) {
            const vb_entry *e = &v->entries[h->first + k];
            bool bulk = v->legs[e->leg].item == VB_NONE; /* items without a count stand in the loop above */
            if (counted == NULL ? bulk : e->at != VB_NO_TIME && e->at >= counted->at.at + counted->at.span)
                sum += e->change;
        }
        if (sum > 0 || counted != NULL)
            count(j->cx, &j->all.v[j->tally[h->site] - 1], vb_view_text_model(v, h->model), sum);
    }
}

static uint32_t cite_sites(vb_draft *d, const vb_context *cx, const tally *t)
{
    uint32_t at = vb_draft_cite(d, cx, vb_view_site(cx->view, t->site)->origin);
    for (size_t i = 0; i < cx->claims->sites.n; i++)
        if (cx->claims->sites.v[i].country == t->country && cx->claims->sites.v[i].public_financing == VB_YES)
            (void)vb_draft_cite(d, cx, cx->claims->sites.v[i].origin);
    return at;
}

/* step: the clause that asks for the share; NULL = the case itself does. */
static vb_code judge(const vb_context *cx, const tally *t, int64_t percent, const vb_rule_step *step, vb_findings *out,
                     vb_error *err)
{
    if (t->units <= 0)
        return VB_OK;
    /* the threshold is "more than": exactly half is not enough. Unknown makers could tip it either way. */
    bool sure_miss = (t->domestic_units + t->unknown_units) * 100 <= t->units * percent;
    bool sure_keep = t->domestic_units * 100 > t->units * percent;
    bool tpp_miss = !t->tpp_unknown && t->unknown_units == 0 && t->tpp > 0 &&
                    (double)t->domestic_tpp * 100.0 <= (double)t->tpp * (double)percent;
    if (sure_keep && !tpp_miss)
        return VB_OK;
    bool binding = step == NULL || vb_str_eq(step->basis, VB_S("rule")), open = !sure_miss && !sure_keep;
    vb_draft *d = cx->draft;
    char code[3];
    vb_country_text(t->country, code);
    vb_draft_open(d, &vb_check_quota_domestic,
                  open                    ? VB_OPEN
                  : binding && !sure_keep ? VB_FAIL
                                          : VB_REVIEW,
                  sure_keep ? VB_LOW
                  : binding ? VB_HIGH
                            : VB_MEDIUM,
                  "country", vb_arena_copy(cx->scratch, vb_str_of(code)));
    uint32_t at = cite_sites(d, cx, t);
    vb_str share = vb_arena_printf(cx->scratch, "%lld.%lld %%", (long long)(t->domestic_units * 100 / t->units),
                                   (long long)(t->domestic_units * 1000 / t->units % 10));
    vb_str tpp_share = t->tpp_unknown || t->tpp == 0
                           ? VB_S("not known")
                           : vb_arena_printf(cx->scratch, "%.1f %%", 100.0 * (double)t->domestic_tpp / (double)t->tpp);
    vb_draft_claim(d, N_("accelerators in public sites"), vb_text_number(cx, t->units, ""), VB_DECLARED, at, false);
    vb_draft_claim(d, N_("of domestic make, by units"), share, VB_DECLARED, at, true);
    vb_draft_claim(d, N_("of domestic make, by TPP"), tpp_share, VB_CONSISTENT, VB_NONE, true);
    vb_draft_claim(d, N_("threshold"), vb_arena_printf(cx->scratch, "> %lld %%", (long long)percent), VB_DECLARED,
                   VB_NONE, false);
    if (step != NULL) {
        vb_draft_claim(d, N_("basis of the quota"), step->basis, VB_DECLARED, VB_NONE, false);
        d->f.rule = vb_rule_of_step(step, VB_LAYER_ENFORCED, vb_day_of(cx->as_of));
    }
    vb_str country = vb_say_country(cx, t->country);
    if (open)
        d->f.because = VB_SAY(N_("Whether the public sites in {0} hold more than {1} % domestic accelerators cannot be "
                                 "told: the maker of {2} of {3} units is not known."),
                              VB_TEXT(country), VB_NUMBER(percent), VB_NUMBER(t->unknown_units), VB_NUMBER(t->units));
    else
        d->f.because =
            VB_SAY(N_("{0} of the {1} accelerators in public sites in {2} are of domestic make ({3} by TPP); more than "
                      "{4} % is asked."),
                   VB_TEXT(share), VB_NUMBER(t->units), VB_TEXT(country), VB_TEXT(tpp_share), VB_NUMBER(percent));
    d->f.refute =
        VB_SAY(N_("A count of these sites with other makers, or a text of the quota that exempts them ({0})."),
               VB_TEXT(country));
    return vb_findings_add(out, d, err);
}

/* Foreign chips in sites that are reported to use none. How far a site is built, which decides what becomes of chips
 * that are there, is in no file of a case: a person must look. */
static vb_code judge_foreign(const vb_context *cx, const tally *t, const vb_rule_step *step, vb_findings *out,
                             vb_error *err)
{
    int64_t foreign = t->units - t->domestic_units - t->unknown_units;
    if (foreign <= 0)
        return VB_OK;
    vb_draft *d = cx->draft;
    char code[3];
    vb_country_text(t->country, code);
    vb_draft_open(d, &vb_check_quota_domestic, VB_REVIEW, VB_LOW, "country",
                  vb_arena_copy(cx->scratch, vb_str_of(code)));
    d->f.key = step->clause;
    uint32_t at = cite_sites(d, cx, t);
    vb_draft_claim(d, N_("accelerators in public sites"), vb_text_number(cx, t->units, ""), VB_DECLARED, at, false);
    vb_draft_claim(d, N_("of foreign make"), vb_text_number(cx, foreign, ""), VB_DECLARED, at, true);
    vb_draft_claim(d, N_("what is asked"), step->conditions, VB_DECLARED, VB_NONE, false);
    vb_draft_claim(d, N_("basis of the quota"), step->basis, VB_DECLARED, VB_NONE, false);
    d->f.rule = vb_rule_of_step(step, VB_LAYER_ENFORCED, vb_day_of(cx->as_of));
    d->f.because = VB_SAY(N_("{0} of the {1} accelerators in public sites in {2} are of foreign make; sites with state "
                             "funds are reported to use none ({3}). How far these sites are built is not in the case."),
                          VB_NUMBER(foreign), VB_NUMBER(t->units), VB_TEXT(vb_say_country(cx, t->country)),
                          VB_TEXT(step->citation));
    d->f.refute =
        VB_SAY0(N_("A record that these sites have no state funds, or were nearly built when the measure came."));
    return vb_findings_add(out, d, err);
}

typedef struct asked { /* by the law of the site's country; NULL: nothing */
    const vb_rule_step *quota, *no_foreign;
    int64_t percent;
} asked;

static bool is_law_of(const vb_context *cx, vb_str instrument, vb_country country)
{
    for (size_t i = 0; i < vb_rules_instruments(cx->rules); i++) {
        vb_rule_instrument_info info = vb_rules_instrument(cx->rules, i);
        if (vb_str_eq(info.id, instrument))
            return info.authority == country;
    }
    return false;
}

/* What the law of the country asks of its public sites, for whatever stands in them: no model is named. */
static vb_code ask(const vb_context *cx, vb_country country, asked *out, vb_error *err)
{
    vb_rule_answer answer;
    vb_rule_question q = {.from = country, .to = country, .on = vb_day_of(cx->as_of), .known_on = cx->known_on};
    *out = (asked){0};
    if (cx->rules == NULL)
        return VB_OK;
    VB_TRY(vb_rules_evaluate(cx->rules, &q, cx->scratch, &answer, err));
    for (size_t i = 0; i < answer.n_steps; i++) {
        const vb_rule_step *s = &answer.steps[i];
        bool quota = s->effect == VB_EFFECT_QUOTA;
        if (s->effective[VB_LAYER_ENFORCED] != VB_YES || !(quota || s->effect == VB_EFFECT_FLAG) ||
            !is_law_of(cx, s->instrument, country))
            continue;
        if (quota && out->quota == NULL && vb_decimal_parse(s->value, '.', 0, 0, 100, &out->percent, NULL) == VB_OK)
            out->quota = s;
        if (!quota && vb_str_eq(s->value, NO_FOREIGN))
            out->no_foreign = s;
    }
    return VB_OK;
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    job j = {.cx = cx, .tally = VB_NEW(cx->scratch, uint32_t, cx->claims->site_ids.n)};
    if (j.tally == NULL)
        return vb_fail(err, VB_E_NOMEM, "quota.domestic", VB_NO_OFFSET, "no memory");
    for (size_t i = 0; i < cx->claims->sites.n; i++) {
        const vb_site_claim *s = public_site(cx, cx->claims->sites.v[i].site);
        if (s == NULL || s != &cx->claims->sites.v[i])
            continue;
        tally *t = tally_of(cx, &j.all, s->country, s->site);
        if (t == NULL)
            return vb_fail(err, VB_E_NOMEM, "quota.domestic", VB_NO_OFFSET, "no memory");
        j.tally[s->site] = (uint32_t)(t - j.all.v) + 1;
    }
    if (j.all.n == 0)
        return vb_check_open_input(&vb_check_quota_domestic, cx,
                                   N_("No site is marked as publicly financed, so no quota can be judged ({0})."),
                                   "sites.csv with public_financing", out, err);
    if (cx->goods == NULL)
        return vb_check_open_input(&vb_check_quota_domestic, cx,
                                   N_("Where the makers have their seats is not known ({0})."),
                                   "data/catalogue/goods.csv", out, err);
    if (!latest_counts(&j))
        return vb_fail(err, VB_E_NOMEM, "quota.domestic", VB_NO_OFFSET, "no memory");
    count_all(&j);
    bool wanted = false, any = false;
    for (size_t i = 0; i < j.all.n; i++) {
        const tally *t = &j.all.v[i];
        bool own = parameters[0] >= 0;
        asked law;
        VB_TRY(ask(cx, t->country, &law, err));
        if (!own && law.quota == NULL && law.no_foreign == NULL)
            continue;
        wanted = true;
        any = any || t->units > 0;
        if (own)
            VB_TRY(judge(cx, t, parameters[0], NULL, out, err));
        else if (law.quota != NULL)
            VB_TRY(judge(cx, t, law.percent, law.quota, out, err));
        if (law.no_foreign != NULL)
            VB_TRY(judge_foreign(cx, t, law.no_foreign, out, err));
    }
    if (wanted && !any)
        return vb_check_open_input(&vb_check_quota_domestic, cx,
                                   N_("What stands in the publicly financed sites is not in the case ({0})."),
                                   "stock.csv or movements.csv with these sites", out, err);
    return VB_OK;
}

static const vb_parameter parameters_of[] = {
    {"percent", -1, 100, -1, "per cent",
     N_("domestic share that must be exceeded; -1: what the rules of the country say")},
};

const vb_check vb_check_quota_domestic = {
    .id = "quota.domestic",
    .since = "0.1.0",
    .question = N_("Are enough of the accelerators in publicly financed sites of domestic make?"),
    .passed = N_("Public sites hold enough domestic accelerators, or no quota is known for their country."),
    .needs = "sites.csv with public_financing, movements.csv or stock.csv",
    .severity = VB_HIGH,
    .parameters = parameters_of,
    .n_parameters = sizeof parameters_of / sizeof parameters_of[0],
    .run = run,
};
