/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions that count: volume-cap and max-items-per-end-user. */
#include <stdlib.h>

#include "checks/checks_priv.h"
#include "checks/licence_condition_priv.h"

typedef struct sale {  /* one row of sales.csv for the product and market */
    int64_t from, sum; /* start of its period; units of this and all earlier rows */
    uint32_t row;
} sale;

typedef struct sales {
    sale *v;
    size_t n, cap;
} sales;

static int compare_sale(const void *pa, const void *pb)
{
    const sale *a = pa, *b = pb;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static vb_code sales_of(const vb_context *cx, vb_country market, uint32_t key, sales *out, vb_error *err)
{
    *out = (sales){0};
    for (size_t i = 0; i < cx->claims->sales.n; i++) {
        const vb_sale_claim *s = &cx->claims->sales.v[i];
        if (s->market != market || s->model == VB_NONE || cx->view->model_key[s->model] != key)
            continue;
        sale *slot = VB_PUSH(cx->scratch, out);
        if (slot == NULL)
            return vb_fail(err, VB_E_NOMEM, "licence.condition", VB_NO_OFFSET, "no memory");
        *slot = (sale){s->period.at, s->quantity > 0 ? s->quantity : 0, (uint32_t)i};
    }
    if (out->n > 1)
        qsort(out->v, out->n, sizeof *out->v, compare_sale);
    for (size_t i = 1; i < out->n; i++)
        out->v[i].sum += out->v[i - 1].sum;
    return VB_OK;
}

/* Rows whose period had begun by `at`: the count that is kindest to the exporter. */
static size_t begun_by(const sales *s, int64_t at)
{
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->v[middle].from <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

typedef struct dated { /* a consignment with the moment it is judged on */
    int64_t at;
    size_t number;
} dated;

static int compare_dated(const void *pa, const void *pb)
{
    const dated *a = pa, *b = pb;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

uint32_t vb_consignment_product(const vb_context *cx, const vb_consignment *consignment)
{
    uint32_t text = vb_view_leg_model_text(cx->view, &cx->view->legs[consignment->legs[0]]);
    return text == VB_NONE ? VB_NONE : cx->view->model_key[text];
}

static int64_t units_of(const vb_context *cx, const vb_consignment *consignment)
{
    int64_t sum = 0;
    for (size_t k = 0; k < consignment->n; k++)
        sum += vb_leg_quantity(cx->view, &cx->view->legs[consignment->legs[k]]);
    return sum;
}

/* Consignments by time; without a date last. */
static vb_code by_time(const vb_context *cx, const vb_condition *c, dated **out, vb_error *err)
{
    dated *v = VB_NEW(cx->scratch, dated, c->n);
    if (v == NULL)
        return vb_fail(err, VB_E_NOMEM, "licence.condition", VB_NO_OFFSET, "no memory");
    for (size_t i = 0; i < c->n; i++) {
        int64_t at = vb_leg_time(&cx->view->legs[c->consignments[i].legs[0]]);
        v[i] = (dated){at == VB_NO_TIME ? INT64_MAX : vb_day_of(at), i};
    }
    if (c->n > 1)
        qsort(v, c->n, sizeof *v, compare_dated);
    *out = v;
    return VB_OK;
}

static vb_code open_market(const vb_context *cx, const vb_condition *c, vb_country market, vb_str model,
                           vb_findings *out, vb_error *err)
{
    uint32_t at;
    VB_TRY(vb_condition_draft(cx, c, NULL, VB_OPEN, VB_MEDIUM, &at, err));
    cx->draft->f.key = vb_arena_printf(cx->scratch, "%.*s %.*s", VB_ARG(cx->draft->f.key), VB_ARG(model));
    cx->draft->f.because =
        VB_SAY(N_("{0} caps {1} at {2} % of the units sold to {3}; no sales of {1} to {3} are in the case."),
               VB_TEXT(c->licence), VB_TEXT(model), VB_NUMBER(c->number), VB_TEXT(vb_say_country(cx, market)));
    cx->draft->f.refute =
        VB_SAY(N_("Rows of sales.csv for {0} with market {1}."), VB_TEXT(model), VB_TEXT(vb_say_country(cx, market)));
    return vb_findings_add(out, cx->draft, err);
}

/* `order`: the consignments of the product, by time. A running counter: each shipment is judged on its own day. */
static vb_code cap_of_product(const vb_context *cx, const vb_condition *c, vb_country market, uint32_t key,
                              const dated *order, size_t n, vb_findings *out, vb_error *err)
{
    vb_str model = vb_say_model(cx, vb_view_text_model(cx->view, key), key);
    sales sold;
    int64_t drawn = 0;
    VB_TRY(sales_of(cx, market, key, &sold, err));
    if (sold.n == 0)
        return open_market(cx, c, market, model, out, err);
    for (size_t i = 0; i < n; i++) {
        const vb_consignment *consignment = &c->consignments[order[i].number];
        const vb_leg *leg = &cx->view->legs[consignment->legs[0]];
        drawn += units_of(cx, consignment);
        int64_t when = vb_leg_time(leg);
        size_t rows = begun_by(&sold, order[i].at == INT64_MAX ? cx->as_of : order[i].at + VB_DAY - 1);
        int64_t home = rows == 0 ? 0 : sold.v[rows - 1].sum;
        if (drawn * 100 <= home * c->number)
            continue;
        vb_condition mine = *c; /* by rule all licences are counted together, and each answers for its own shipment */
        if (c->each != NULL && c->each[order[i].number] == NULL)
            continue;
        if (c->each != NULL) {
            mine.claim = c->each[order[i].number];
            mine.licence = vb_dict_text(&cx->claims->licence_ids, mine.claim->licence);
        }
        uint32_t at, sales_at = VB_NONE;
        VB_TRY(vb_condition_draft(cx, &mine, consignment, VB_FAIL, VB_HIGH, &at, err));
        for (size_t k = rows; k-- > 0 && !cx->draft->full;) { /* the latest first */
            uint32_t cited = vb_draft_cite(cx->draft, cx, cx->claims->sales.v[sold.v[k].row].origin);
            sales_at = k + 1 == rows ? cited : sales_at;
        }
        uint32_t row = vb_draft_cite_movement(cx->draft, cx, leg->movement);
        vb_draft_claim(cx->draft, N_("units sold to the home market"), vb_text_number(cx, home, ""), VB_DECLARED,
                       sales_at, false);
        vb_draft_claim(cx->draft, N_("units shipped under the licence"), vb_text_number(cx, drawn, ""), VB_DECLARED,
                       row, true);
        cx->draft->f.because = (vb_sentence){
            .msgid = c->by_rule != NULL
                         ? N_("With the shipment of {0} under {3}, {1} units of {2} are shipped to China and Macau; "
                              "{4} % of the {5} units sold to {6} by then allow {7}.")
                         : N_("With the shipment of {0}, {1} units of {2} are shipped under {3}; {4} % of the {5} "
                              "units sold to {6} by then allow {7}."),
            .arg = {VB_DATE(when), VB_NUMBER(drawn), VB_TEXT(model), VB_TEXT(mine.licence), VB_NUMBER(c->number),
                    VB_NUMBER(home), VB_TEXT(vb_say_country(cx, market)), VB_NUMBER(home * c->number / 100)},
            .n = 8};
        cx->draft->f.refute = VB_SAY(N_("Sales records that show more units of {0} sold to {1} before that day."),
                                     VB_TEXT(model), VB_TEXT(vb_say_country(cx, market)));
        VB_TRY(vb_findings_add(out, cx->draft, err));
    }
    return VB_OK;
}

vb_code vb_condition_volume_cap(const vb_context *cx, const vb_condition *c, vb_findings *out, vb_error *err)
{
    vb_country market = vb_country_parse(cx->countries, c->claim->parameter);
    uint32_t at;
    if (market == 0) {
        VB_TRY(vb_condition_draft(cx, c, NULL, VB_REVIEW, VB_MEDIUM, &at, err));
        cx->draft->f.because =
            VB_SAY(N_("The volume cap of {0} names the market \"{1}\", which is no country this program knows."),
                   VB_TEXT(c->licence), VB_TEXT(c->claim->parameter));
        cx->draft->f.refute = VB_SAY0(N_("The market's country code in conditions.csv."));
        return vb_findings_add(out, cx->draft, err);
    }
    dated *order, *mine;
    VB_TRY(by_time(cx, c, &order, err));
    /* stable by product, products in the order of their first shipment: a list of shipments for each key */
    uint32_t n_keys = cx->claims->model_texts.n;
    size_t *count = VB_NEW(cx->scratch, size_t, (size_t)n_keys + 1), unknown = 0;
    mine = VB_NEW(cx->scratch, dated, c->n);
    if (count == NULL || mine == NULL)
        return vb_fail(err, VB_E_NOMEM, "licence.condition", VB_NO_OFFSET, "no memory");
    for (size_t i = 0; i < c->n; i++) {
        uint32_t key = vb_consignment_product(cx, &c->consignments[i]);
        if (key == VB_NONE)
            unknown++;
        else
            count[key + 1]++;
    }
    for (uint32_t k = 0; k < n_keys; k++)
        count[k + 1] += count[k];
    for (size_t i = 0; i < c->n; i++) {
        uint32_t key = vb_consignment_product(cx, &c->consignments[order[i].number]);
        if (key != VB_NONE)
            mine[count[key]++] = order[i];
    }
    for (uint32_t k = 0; k < n_keys; k++) { /* count[k] is now the end of k */
        size_t begin = k == 0 ? 0 : count[k - 1];
        if (count[k] > begin)
            VB_TRY(cap_of_product(cx, c, market, k, mine + begin, count[k] - begin, out, err));
    }
    if (unknown == 0)
        return VB_OK;
    VB_TRY(vb_condition_draft(cx, c, NULL, VB_OPEN, VB_MEDIUM, &at, err));
    cx->draft->f.key = vb_arena_printf(cx->scratch, "%.*s models", VB_ARG(cx->draft->f.key));
    cx->draft->f.because = VB_SAY(N_("{0} shipments under {1} name no model, so they are not counted against its cap."),
                                  VB_NUMBER((int64_t)unknown), VB_TEXT(c->licence));
    cx->draft->f.refute = VB_SAY0(N_("The model of each, in items.csv or movements.csv."));
    return vb_findings_add(out, cx->draft, err);
}

/* Who has the goods in the end: the end user of the licence line; else, as far as serial numbers show, the last party
 * that is no forwarder. */
static uint32_t end_user_of(const vb_context *cx, uint32_t index)
{
    const vb_leg *leg = &cx->view->legs[index];
    uint32_t line = vb_view_licence_line(cx->view, vb_leg_licence_movement(cx->view, leg));
    if (line != VB_NONE) {
        uint32_t named = cx->claims->licences.v[cx->view->lines[line].claim].end_user;
        if (named != VB_NONE)
            return named;
    }
    uint32_t party = leg->to_party;
    for (uint32_t k = index + 1; leg->item != VB_NONE && k < cx->view->leg_first[leg->item + 1]; k++) {
        const vb_leg *later = &cx->view->legs[k];
        if (later->kind == VB_RETURNED)
            break;
        if (vb_leg_transfers(later) && later->to_party != VB_NONE && !vb_is_forwarder(cx, later->to_party))
            party = later->to_party;
    }
    return party;
}

static bool resells(const vb_context *cx, uint32_t party)
{
    return vb_is_forwarder(cx, party) || vb_view_has_role(cx->view, party, VB_S("distributor")) ||
           vb_view_has_role(cx->view, party, VB_S("reseller"));
}

vb_code vb_condition_max_items(const vb_context *cx, const vb_condition *c, vb_findings *out, vb_error *err)
{
    dated *order;
    int64_t *received = VB_NEW(cx->scratch, int64_t, cx->claims->party_ids.n);
    bool *told = VB_NEW(cx->scratch, bool, cx->claims->party_ids.n);
    VB_TRY(by_time(cx, c, &order, err));
    if (received == NULL || told == NULL)
        return vb_fail(err, VB_E_NOMEM, "licence.condition", VB_NO_OFFSET, "no memory");
    for (size_t i = 0; i < c->n; i++) {
        const vb_consignment *consignment = &c->consignments[order[i].number];
        for (size_t k = 0; k < consignment->n; k++) {
            const vb_leg *leg = &cx->view->legs[consignment->legs[k]];
            uint32_t party = end_user_of(cx, consignment->legs[k]), at;
            if (party >= cx->claims->party_ids.n)
                continue;
            received[party] += vb_leg_quantity(cx->view, leg);
            if (received[party] <= c->number || told[party])
                continue;
            told[party] = true; /* once an end user, at the shipment that went over */
            int64_t sum = received[party];
            for (size_t j = k + 1; j < consignment->n; j++)
                if (end_user_of(cx, consignment->legs[j]) == party)
                    sum += vb_leg_quantity(cx->view, &cx->view->legs[consignment->legs[j]]);
            bool review = resells(cx, party);
            VB_TRY(vb_condition_draft(cx, c, consignment, review ? VB_REVIEW : VB_FAIL, review ? VB_MEDIUM : VB_HIGH,
                                      &at, err));
            cx->draft->f.key = vb_arena_printf(cx->scratch, "%.*s %.*s", VB_ARG(cx->draft->f.key),
                                               VB_ARG(vb_dict_text(&cx->claims->party_ids, party)));
            uint32_t row = vb_draft_cite_movement(cx->draft, cx, leg->movement);
            vb_draft_claim(cx->draft, N_("units shipped to this end user"), vb_text_number(cx, sum, ""), VB_DECLARED,
                           row, true);
            if (review)
                cx->draft->f.because = VB_SAY(
                    N_("{0} received {1} units under {2}, which allows {3} for one end user; {0} hands goods on, "
                       "and to whom is not recorded."),
                    VB_TEXT(vb_say_party(cx, party)), VB_NUMBER(sum), VB_TEXT(c->licence), VB_NUMBER(c->number));
            else
                cx->draft->f.because =
                    VB_SAY(N_("{0} received {1} units under {2}, which allows {3} for one end user."),
                           VB_TEXT(vb_say_party(cx, party)), VB_NUMBER(sum), VB_TEXT(c->licence), VB_NUMBER(c->number));
            cx->draft->f.refute =
                VB_SAY(N_("An amendment of {0}, or proof that part of the units went to another end user."),
                       VB_TEXT(c->licence));
            VB_TRY(vb_findings_add(out, cx->draft, err));
        }
    }
    return VB_OK;
}
