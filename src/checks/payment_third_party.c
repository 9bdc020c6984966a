/* SPDX-License-Identifier: Apache-2.0 */
/* payment.third-party: does somebody pay who is neither buyer, consignee nor of their house, or does money come from a
 * country that the goods are not meant for? Pattern of the Gatekeeper, ALX Solutions and Janford cases
 * (docs/checks/payment.third-party.md). */
#include <stdlib.h>

#include "checks/check.h"
#include "checks/checks_priv.h"
#include "checks/licence_support.h"
#include "checks/pairs.h"

typedef struct sale { /* a delivery that carries an invoice some payment names */
    uint32_t invoice, leg;
} sale;

typedef struct job {
    const vb_context *cx;
    bool *seller;    /* by party: payees, and the forwarders that goods pass through */
    bool *forwarder; /* by party */
    vb_pairs buyers; /* seller and consignee; carries their last leg */
    vb_pairs named;  /* exporter and a party that its licences name */
    vb_dict invoices;
    struct {
        sale *v;
        size_t n, cap;
    } sales; /* by invoice */
} job;

static vb_code no_memory(vb_error *err)
{
    return vb_fail(err, VB_E_NOMEM, "payment.third-party", VB_NO_OFFSET, "no memory");
}

static int by_invoice(const void *pa, const void *pb)
{
    const sale *a = pa, *b = pb;
    if (a->invoice != b->invoice)
        return a->invoice < b->invoice ? -1 : 1;
    return a->leg < b->leg ? -1 : a->leg > b->leg;
}

static bool add_sale(job *j, vb_str text, uint32_t leg)
{
    uint32_t id = text.n == 0 ? VB_NONE : vb_dict_find(&j->invoices, text);
    if (id == VB_NONE)
        return true;
    sale *slot = VB_PUSH(j->cx->scratch, &j->sales);
    if (slot != NULL)
        *slot = (sale){id, leg};
    return slot != NULL;
}

/* One pass over the payments, the licences and the legs. */
static vb_code gather(job *j, vb_error *err)
{
    const vb_context *cx = j->cx;
    const vb_claims *c = cx->claims;
    j->seller = VB_NEW(cx->scratch, bool, c->party_ids.n);
    j->forwarder = VB_NEW(cx->scratch, bool, c->party_ids.n);
    if (j->seller == NULL || j->forwarder == NULL)
        return no_memory(err);
    for (uint32_t i = 0; i < c->party_ids.n; i++)
        j->seller[i] = j->forwarder[i] = vb_is_forwarder(cx, i);
    for (size_t i = 0; i < c->payments.n; i++) {
        if (c->payments.v[i].payee != VB_NONE)
            j->seller[c->payments.v[i].payee] = true;
        if (c->payments.v[i].invoice.n > 0 && vb_dict_add(&j->invoices, c->payments.v[i].invoice) == VB_NONE)
            return no_memory(err);
    }
    for (size_t i = 0; i < c->licences.n; i++) {
        const vb_licence_claim *l = &c->licences.v[i];
        if (l->exporter != VB_NONE &&
            ((l->consignee != VB_NONE && !vb_pairs_add(&j->named, cx->scratch, l->exporter, l->consignee, 0)) ||
             (l->end_user != VB_NONE && !vb_pairs_add(&j->named, cx->scratch, l->exporter, l->end_user, 0))))
            return no_memory(err);
    }
    vb_pairs_settle(&j->named);
    uint32_t last_from = VB_NONE, last_to = VB_NONE;
    for (size_t i = cx->view->n_legs; i-- > 0;) { /* backwards: of two legs of a pair the later one comes first */
        const vb_leg *leg = &cx->view->legs[i];
        if ((leg->kind != VB_SHIPPED && leg->kind != VB_RECEIVED) || leg->from_party == VB_NONE ||
            leg->to_party == VB_NONE || leg->to_party == leg->from_party || !j->seller[leg->from_party])
            continue;
        bool same = leg->from_party == last_from && leg->to_party == last_to; /* cards of one delivery */
        if (!same && !vb_pairs_add(&j->buyers, cx->scratch, leg->from_party, leg->to_party, (uint32_t)i))
            return no_memory(err);
        last_from = leg->from_party;
        last_to = leg->to_party;
        if (j->invoices.n > 0 && (!add_sale(j, c->movements.document[leg->movement], (uint32_t)i) ||
                                  !add_sale(j, c->movements.id[leg->movement], (uint32_t)i)))
            return no_memory(err);
        if (j->buyers.n > 4096 && j->buyers.n == j->buyers.cap)
            vb_pairs_settle(&j->buyers); /* pairs are few, legs are many */
    }
    vb_pairs_settle(&j->buyers);
    if (j->sales.n > 1)
        qsort(j->sales.v, j->sales.n, sizeof *j->sales.v, by_invoice);
    return VB_OK;
}

/* Same ultimate parent, one is the other's parent, or one holds a share of the other that is not stated or a quarter
 * and more (who owns 25 % is a beneficial owner in most registers). */
static bool holds(const vb_context *cx, uint32_t owner, uint32_t owned)
{
    const vb_view *v = cx->view;
    for (uint32_t i = v->ownership_first[owned]; i < v->ownership_first[owned + 1]; i++) {
        const vb_ownership_claim *o = &cx->claims->ownership.v[v->ownership_rows[i]];
        if (o->owner == owner && (o->percent_hundredths < 0 || o->percent_hundredths >= 2500))
            return true;
    }
    return false;
}

static bool same_house(const vb_context *cx, uint32_t a, uint32_t b, int64_t on)
{
    if (a == b || holds(cx, a, b) || holds(cx, b, a))
        return true;
    uint32_t pa = vb_view_parent(cx->view, a, on), pb = vb_view_parent(cx->view, b, on);
    return pa == b || pb == a || (pa != VB_NONE && pa == pb);
}

typedef struct delivery { /* what the payment is compared with */
    uint32_t leg;         /* VB_NONE: the payee delivered nothing */
    bool known;           /* the payer is the consignee, or of his house */
    bool by_invoice;
    bool there; /* one of the deliveries to the payer's house went to the country the money comes from */
} delivery;

static void consider(const job *j, const vb_payment_claim *p, uint32_t leg, vb_country from, delivery *d)
{
    const vb_leg *l = &j->cx->view->legs[leg];
    bool own = same_house(j->cx, l->to_party, p->payer, p->at.at);
    if (d->leg == VB_NONE || (own && !d->known) || (own == d->known && leg > d->leg))
        d->leg = leg;
    d->known = d->known || own;
    d->there = d->there || (own && vb_leg_destination_country(j->cx->view, l) == from);
}

/* Consignees of a seller; where goods go to a forwarder, whoever he hands them to. */
static void consider_buyers(const job *j, const vb_payment_claim *p, uint32_t seller, unsigned depth, vb_country from,
                            delivery *d)
{
    size_t first, end;
    const vb_pair *own = vb_pairs_find(&j->buyers, seller, p->payer);
    if (own != NULL)
        consider(j, p, own->carries, from, d);
    vb_pairs_of(&j->buyers, seller, &first, &end);
    for (; first < end && !(d->known && d->there); first++) {
        const vb_pair *pair = &j->buyers.v[first];
        if (j->forwarder[pair->b] && depth > 0)
            consider_buyers(j, p, pair->b, depth - 1, from, d);
        if (own == NULL)
            consider(j, p, pair->carries, from, d);
    }
}

static delivery delivery_for(const job *j, const vb_payment_claim *p, vb_country from)
{
    delivery d = {.leg = VB_NONE};
    uint32_t id = p->invoice.n == 0 ? VB_NONE : vb_dict_find(&j->invoices, p->invoice);
    size_t low = 0, high = j->sales.n;
    while (low < high && id != VB_NONE) {
        size_t middle = low + (high - low) / 2;
        if (j->sales.v[middle].invoice < id)
            low = middle + 1;
        else
            high = middle;
    }
    uint32_t told = VB_NONE; /* cards of one delivery have one consignee: once is enough */
    for (; id != VB_NONE && low < j->sales.n && j->sales.v[low].invoice == id; low++) {
        const vb_leg *leg = &j->cx->view->legs[j->sales.v[low].leg];
        if (leg->from_party != p->payee || leg->to_party == told)
            continue;
        told = leg->to_party;
        d.by_invoice = true;
        consider(j, p, j->sales.v[low].leg, from, &d);
        if (j->forwarder[leg->to_party])
            consider_buyers(j, p, leg->to_party, 1, from, &d);
    }
    if (!d.by_invoice)
        consider_buyers(j, p, p->payee, 2, from, &d);
    return d;
}

/* Services are paid by others than consignees: carriage, storage, repair under warranty. */
static bool is_service(const job *j, uint32_t payee)
{
    return j->forwarder[payee] || vb_view_has_role(j->cx->view, payee, VB_S("repair-shop")) ||
           vb_view_has_role(j->cx->view, payee, VB_S("laboratory")) ||
           vb_view_has_role(j->cx->view, payee, VB_S("bank"));
}

static bool finances(const vb_context *cx, uint32_t party)
{
    static const char *const roles[] = {"bank", "lessor", "leasing", "leasing-company", "insurer", "factoring"};
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (vb_view_has_role(cx->view, party, vb_str_of(roles[i])))
            return true;
    return false;
}

static bool restricted(const vb_context *cx, vb_country from, int64_t on)
{
    return cx->rules != NULL && from != 0 &&
           (from == VB_COUNTRY("HK") || from == VB_COUNTRY("MO") ||
            vb_rules_in_group(cx->rules, VB_S("D:5"), from, on) == VB_YES);
}

static vb_code report(const vb_context *cx, const vb_payment_claim *p, const delivery *b, bool foreign, vb_country from,
                      vb_findings *out, vb_error *err)
{
    vb_draft *d = cx->draft;
    const vb_leg *leg = &cx->view->legs[b->leg];
    vb_country to = vb_leg_destination_country(cx->view, leg);
    vb_str id = p->payment.n > 0 ? p->payment : vb_origin_locator(cx->claims, p->origin, cx->scratch);
    vb_draft_open(d, &vb_check_payment_third_party, VB_REVIEW, foreign ? VB_HIGH : VB_MEDIUM, "payment", id);
    uint32_t money = vb_draft_cite(d, cx, p->origin), goods = vb_draft_cite_movement(d, cx, leg->movement);
    vb_draft_claim(d, N_("paid by"), vb_say_party(cx, p->payer), VB_DECLARED, money, true);
    vb_draft_claim(d, N_("paid from"), vb_say_country(cx, from), VB_DECLARED, money, true);
    vb_draft_claim(d, N_("amount"), vb_text_money(cx, p->amount_minor, p->currency), VB_DECLARED, money, false);
    vb_draft_claim(d, N_("delivered to"), vb_say_party(cx, leg->to_party), VB_DECLARED, goods, false);
    vb_draft_claim(d, N_("delivered in"), vb_say_country(cx, to), VB_DECLARED, goods, false);
    if (b->known)
        d->f.because = VB_SAY(
            N_("{0} paid {1} to {2} from {3}, but the goods were delivered to {4}: money comes from a country that is "
               "not the destination."),
            VB_TEXT(vb_say_party(cx, p->payer)), VB_TEXT(vb_text_money(cx, p->amount_minor, p->currency)),
            VB_TEXT(vb_say_party(cx, p->payee)), VB_TEXT(vb_say_country(cx, from)), VB_TEXT(vb_say_country(cx, to)));
    else if (!b->by_invoice)
        d->f.because =
            VB_SAY(N_("{0} in {1} paid {2} to {3}, but no delivery of {3} to {0} or its house is on record; the last "
                      "one went to {4} in {5}."),
                   VB_TEXT(vb_say_party(cx, p->payer)), VB_TEXT(vb_say_country(cx, from)),
                   VB_TEXT(vb_text_money(cx, p->amount_minor, p->currency)), VB_TEXT(vb_say_party(cx, p->payee)),
                   VB_TEXT(vb_say_party(cx, leg->to_party)), VB_TEXT(vb_say_country(cx, to)));
    else
        d->f.because = VB_SAY(
            N_("{0} in {1} paid {2} to {3} for goods delivered to {4} in {5}; no record links the payer to the buyer."),
            VB_TEXT(vb_say_party(cx, p->payer)), VB_TEXT(vb_say_country(cx, from)),
            VB_TEXT(vb_text_money(cx, p->amount_minor, p->currency)), VB_TEXT(vb_say_party(cx, p->payee)),
            VB_TEXT(vb_say_party(cx, leg->to_party)), VB_TEXT(vb_say_country(cx, to)));
    d->f.refute = VB_SAY(N_("A contract, loan or ownership record that shows why {0} pays for {1}."),
                         VB_TEXT(vb_say_party(cx, p->payer)), VB_TEXT(vb_say_party(cx, leg->to_party)));
    d->f.rule.citation = VB_S("15 CFR part 732, supplement 3");
    return vb_findings_add(out, d, err);
}

static vb_code judge_all(const job *j, vb_findings *out, vb_error *err)
{
    const vb_context *cx = j->cx;
    for (size_t i = 0; i < cx->claims->payments.n; i++) {
        const vb_payment_claim *p = &cx->claims->payments.v[i];
        if (p->payee == VB_NONE || p->payee == p->payer || (p->at.at != VB_NO_TIME && p->at.at > cx->as_of) ||
            is_service(j, p->payee))
            continue;
        const vb_party_claim *payer = vb_view_party(cx->view, p->payer);
        vb_country from = p->payer_country != 0 ? p->payer_country : payer == NULL ? 0 : payer->country;
        delivery d = delivery_for(j, p, from);
        if (d.leg == VB_NONE)
            continue; /* a payment without any delivery by the payee: nothing to compare with */
        vb_country to = vb_leg_destination_country(cx->view, &cx->view->legs[d.leg]);
        bool foreign = from != to && !d.there && restricted(cx, from, p->at.at == VB_NO_TIME ? cx->as_of : p->at.at);
        bool known = d.known || vb_pairs_find(&j->named, p->payee, p->payer) != NULL || finances(cx, p->payer);
        if (!known || foreign)
            VB_TRY(report(cx, p, &d, foreign, from, out, err));
    }
    return VB_OK;
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    (void)parameters;
    if (cx->claims->payments.n == 0)
        return vb_check_open_input(&vb_check_payment_third_party, cx, N_("Who paid is not in the case ({0})."),
                                   "payments.csv", out, err);
    job j = {.cx = cx};
    vb_code code = gather(&j, err);
    if (code == VB_OK && j.buyers.n == 0)
        code = vb_check_open_input(&vb_check_payment_third_party, cx,
                                   N_("What the payments are for is not in the case ({0})."),
                                   "movements.csv with deliveries of those who are paid", out, err);
    else if (code == VB_OK)
        code = judge_all(&j, out, err);
    vb_dict_free(&j.invoices);
    return code;
}

const vb_check vb_check_payment_third_party = {
    .id = "payment.third-party",
    .since = "0.1.0",
    .question = N_("Does somebody pay who is not the buyer, or does money come from a restricted country?"),
    .passed = N_("Every payment comes from the buyer's own house and country."),
    .needs = "payments.csv, movements.csv, ownership.csv",
    .severity = VB_HIGH,
    .run = run,
};
