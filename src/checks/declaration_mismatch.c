/* SPDX-License-Identifier: Apache-2.0 */
/* declaration.mismatch: do goods text, HS code, value and weight of a customs line fit the model that is said to be
 * inside?
 *
 * Facts of goods come from data/catalogue/goods.csv with their sources. Weight and value are judged a piece: gross
 * weight has packing on it, so it may be heavier than the card, and lighter by no more than the parameter; whole
 * servers weigh more and are not judged by an upper bound when the HS code says machine. Pattern of the Gatekeeper case
 * (adapters, false origin). */
#include <inttypes.h>

#include "checks/check.h"
#include "checks/checks_priv.h"
#include "checks/licence_support.h"

typedef struct line { /* a consignment's customs line */
    const vb_declared *declared;
    uint32_t movement;
    int64_t quantity;
    bool shared, no_sale; /* figures are those of several models; the value is no price */
    bool split;           /* figures differ between rows of one movement: each row is judged alone */
} line;

typedef struct setting {
    int64_t weight_percent, value_percent;
    bool judged, single; /* single: each row says its own figures */
} setting;

static bool wanted(const vb_context *cx, const vb_leg *leg, void *ctx)
{
    (void)ctx;
    const uint32_t *declared = cx->claims->movements.declared;
    return declared[leg->movement] != VB_NONE ||
           (leg->confirmation != VB_NONE && declared[leg->confirmation] != VB_NONE);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* The word stands alone, or with a plural's ending: "fan" is not in "infant", "led" not in "sealed". */
static bool has_word(vb_str text, vb_str word)
{
    for (size_t i = 0; i + word.n <= text.n; i++) {
        size_t end = i + word.n;
        if (!vb_str_eq_nocase(vb_str_sub(text, i, word.n), word) || (i > 0 && is_letter(text.p[i - 1])))
            continue;
        for (unsigned ending = 0;
             ending < 2 && end < text.n && (text.p[end] == 's' || text.p[end] == 'e' || text.p[end] == 'n'); ending++)
            end++;
        if (end >= text.n || !is_letter(text.p[end]))
            return true;
    }
    return false;
}

/* Words that name other goods than a processor card. A text that also names what it is, in English or German, is not
 * counted, and neither are the words of the card's own heading: 8473.30 is "parts and accessories of the machines of
 * heading 8471". */
static bool text_names_other_goods(vb_str goods)
{
    static const char *const own[] = {"gpu",
                                      "graphic",
                                      "accelerator",
                                      "grafik",
                                      "h100",
                                      "h200",
                                      "h20",
                                      "a100",
                                      "h800",
                                      "a800",
                                      "b200",
                                      "b300",
                                      "l40",
                                      "rtx",
                                      "tensor",
                                      "server",
                                      "processing unit",
                                      "processor",
                                      "prozessor",
                                      "video",
                                      "vga",
                                      "display",
                                      "nvidia",
                                      "geforce",
                                      "gaudi",
                                      "instinct",
                                      "ascend",
                                      "beschleunig",
                                      "computing",
                                      "rechenkarte",
                                      "rechenmodul",
                                      "baseboard",
                                      "hgx",
                                      "dgx",
                                      "sxm",
                                      "oam"};
    static const char *const own_words[] = {"ai", "ki"};
    static const char *const other[] = {
        "adapter",       "adaptor",       "cable",         "network",  "ethernet",   "router",    "switch",
        "switche",       "led",           "lamp",          "toy",      "textile",    "garment",   "fan",
        "power supply",  "power supplie", "heat sink",     "heatsink", "modem",      "seafood",   "tea",
        "household",     "prosthesi",     "prosthetic",    "baby",     "lobster",    "furniture", "kabel",
        "netzteil",      "netzwerkkarte", "spielzeug",     "textili",  "bekleidung", "leuchte",   "lampe",
        "modul adapter", "haushalt",      "haushaltsware", "tee",      "möbel"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (vb_str_contains_nocase(goods, vb_str_of(own[i])))
            return false;
    for (size_t i = 0; i < sizeof own_words / sizeof own_words[0]; i++)
        if (has_word(goods, vb_str_of(own_words[i])))
            return false;
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
        if (has_word(goods, vb_str_of(other[i])))
            return true;
    return false;
}

/* Beside the codes of the catalogue: whole computers are also declared as 8471.41 and 8471.49, and modules as the
 * processor they carry, 8542.31; customs offices differ, and none of it is another kind of goods. */
static vb_hs_answer heading(const vb_good *good, vb_str hs)
{
    static const char *const systems[] = {"847141", "847149"};
    char digits[6];
    size_t n = 0;
    for (size_t i = 0; i < hs.n && n < sizeof digits; i++)
        if (hs.p[i] >= '0' && hs.p[i] <= '9')
            digits[n++] = hs.p[i];
    vb_hs_answer answer = vb_goods_hs(good, hs);
    if (answer != VB_HS_OTHER || n < sizeof digits)
        return answer;
    for (size_t i = 0; i < sizeof systems / sizeof systems[0]; i++)
        if (memcmp(digits, systems[i], sizeof digits) == 0)
            return VB_HS_SYSTEM;
    return memcmp(digits, "854231", sizeof digits) == 0 ? VB_HS_CARD : VB_HS_OTHER;
}

typedef struct shipment { /* all rows of one movement_id */
    int64_t quantity;
    bool mixed; /* of several models: weight and value are of all of them together */
} shipment;

/* Figures may stand on one row for all of the shipment. Its rows stand together in the file. */
static shipment whole_shipment(const vb_context *cx, uint32_t movement)
{
    const vb_movements *m = &cx->claims->movements;
    const vb_view *v = cx->view;
    shipment s = {0};
    uint32_t own = VB_NONE;
    size_t from = movement, end = movement;
    while (from > 0 && m->source[from - 1] == m->source[movement] && vb_str_eq(m->id[from - 1], m->id[movement]))
        from--;
    while (end < m->n && m->source[end] == m->source[movement] && vb_str_eq(m->id[end], m->id[movement]))
        end++;
    for (size_t i = from; i < end; i++) {
        uint32_t text = m->item[i] != VB_NONE ? v->model_text_of_item[m->item[i]] : m->model[i];
        uint32_t key = text == VB_NONE ? VB_NONE : v->model_key[text];
        own = i == from ? key : own;
        s.mixed = s.mixed || key != own;
        s.quantity += m->kind[i] == m->kind[movement] ? (int64_t)m->quantity[i] : 0;
    }
    return s;
}

/* Repairs and returns travel at nominal values. */
static bool no_sale(const vb_context *cx, const vb_leg *leg)
{
    return leg->kind == VB_RETURNED || vb_view_has_role(cx->view, leg->to_party, VB_S("repair-shop")) ||
           vb_view_has_role(cx->view, leg->from_party, VB_S("repair-shop")) || leg->from_party == leg->to_party;
}

typedef struct differences {
    bool text, hs, light, heavy, cheap, dear;
    int64_t gram_each, cent_each;
} differences;

static bool usd(vb_str currency)
{
    return vb_str_eq(currency, VB_S("USD"));
}

static differences compare(const line *l, const vb_good *good, const setting *s)
{
    const vb_declared *c = l->declared;
    differences d = {.gram_each = -1, .cent_each = -1};
    d.text = c->goods.n > 0 && text_names_other_goods(c->goods);
    d.hs = c->hs.n > 0 && good != NULL && heading(good, c->hs) == VB_HS_OTHER;
    if (good != NULL && c->weight_gram >= 0 && !l->shared) {
        bool machine = c->hs.n > 0 && heading(good, c->hs) == VB_HS_SYSTEM;
        d.gram_each = c->weight_gram / l->quantity;
        d.light = good->weight_low_g > 0 && d.gram_each * 100 < good->weight_low_g * (100 - s->weight_percent);
        /* a card in its box weighs up to about three times the bare card; a server with eight cards about 16 kg a card
         */
        d.heavy = good->weight_high_g > 0 && !machine &&
                  d.gram_each > 3 * good->weight_high_g * (100 + s->weight_percent) / 100 + 16000;
    }
    if (good != NULL && c->value_minor >= 0 && usd(c->currency) && !l->shared && !l->no_sale) {
        d.cent_each = c->value_minor / l->quantity;
        d.cheap = good->price_low_usd > 0 && d.cent_each < good->price_low_usd * (100 - s->value_percent);
        /* scarcity doubled prices in China in 2026; a machine around the card may cost more than the card */
        bool machine = c->hs.n > 0 && heading(good, c->hs) == VB_HS_SYSTEM;
        d.dear = good->price_high_usd > 0 && !machine && d.cent_each > 3 * 100 * good->price_high_usd;
    }
    return d;
}

static vb_code report(const vb_context *cx, const line *l, const vb_model *model, const vb_good *good,
                      const differences *w, const uint32_t *legs, size_t n, vb_findings *out, vb_error *err)
{
    vb_draft *d = cx->draft;
    int64_t quantity;
    unsigned wrong = (unsigned)w->text + w->hs + (w->light || w->heavy) + (w->cheap || w->dear);
    /* one difference may be a clerk's; two independent ones are a false description */
    VB_TRY(vb_draft_consignment(d, cx, &vb_check_declaration_mismatch, wrong >= 2 ? VB_FAIL : VB_REVIEW,
                                wrong >= 2 ? VB_HIGH : VB_MEDIUM, legs, n, &quantity, err));
    uint32_t at = vb_draft_cite_movement(d, cx, l->movement);
    const vb_declared *c = l->declared;
    VB_CLEANUP(vb_buf, vb_buf_free) what = {0};
    vb_draft_claim(d, N_("model"), model->name, VB_DECLARED, at, false);
    if (w->text) {
        vb_draft_claim(d, N_("goods declared"), c->goods, VB_DECLARED, at, true);
        vb_buf_printf(&what, "goods \"%.*s\"", VB_ARG(c->goods));
    }
    if (w->hs) {
        vb_draft_claim(d, N_("HS code declared"), c->hs, VB_DECLARED, at, true);
        vb_buf_printf(&what, "%sHS %.*s", what.n > 0 ? ", " : "", VB_ARG(c->hs));
    }
    if (w->light || w->heavy) {
        vb_str each =
            vb_arena_printf(cx->scratch, "%" PRId64 ".%02" PRId64 " kg", w->gram_each / 1000, w->gram_each % 1000 / 10);
        int64_t known = w->light ? good->weight_low_g : good->weight_high_g;
        vb_draft_claim(d, N_("weight declared, a piece"), each, VB_DECLARED, at, true);
        vb_draft_claim(d, w->light ? N_("weight of the card, at least") : N_("weight of the card, at most"),
                       vb_arena_printf(cx->scratch, "%" PRId64 ".%02" PRId64 " kg (%.*s)", known / 1000,
                                       known % 1000 / 10, VB_ARG(good->weight_source)),
                       VB_CONSISTENT, VB_NONE, false);
        vb_buf_printf(&what, "%s%.*s a piece", what.n > 0 ? ", " : "", VB_ARG(each));
    }
    if (w->cheap || w->dear) {
        vb_str each = vb_text_money(cx, w->cent_each, VB_S("USD"));
        vb_draft_claim(d, N_("value declared, a piece"), each, VB_DECLARED, at, true);
        vb_draft_claim(d, N_("known prices"),
                       vb_arena_printf(cx->scratch, "USD %" PRId64 " to %" PRId64 ", %.*s (%.*s)", good->price_low_usd,
                                       good->price_high_usd, VB_ARG(good->price_period), VB_ARG(good->price_source)),
                       VB_CONSISTENT, VB_NONE, false);
        vb_buf_printf(&what, "%s%.*s a piece", what.n > 0 ? ", " : "", VB_ARG(each));
    }
    d->f.because = VB_SAY(N_("{0} {1} from {2} were declared as: {3}. That does not fit {1}."), VB_NUMBER(l->quantity),
                          VB_TEXT(model->name), VB_TEXT(vb_say_party(cx, cx->view->legs[legs[0]].from_party)),
                          VB_TEXT(vb_arena_copy(cx->scratch, vb_buf_str(&what))));
    d->f.refute =
        VB_SAY(N_("The packing list, weighing slip and invoice of this shipment, or an inspection of what was inside."),
               VB_TEXT(model->name));
    d->f.rule.citation = VB_S("15 CFR 30.6; 13 U.S.C. 305");
    return vb_findings_add(out, d, err);
}

static vb_code judge(const vb_context *cx, const uint32_t *legs, size_t n, void *ctx, vb_findings *out, vb_error *err)
{
    setting *s = ctx;
    const vb_model *model = vb_view_leg_model(cx->view, &cx->view->legs[legs[0]]);
    line l = {.movement = VB_NONE};
    for (size_t i = 0; i < n; i++) {
        const vb_leg *leg = &cx->view->legs[legs[i]];
        uint32_t row = cx->claims->movements.declared[leg->movement] != VB_NONE ? leg->movement : leg->confirmation;
        const vb_declared *here = row == VB_NONE || cx->claims->movements.declared[row] == VB_NONE
                                      ? NULL
                                      : &cx->claims->declared.v[cx->claims->movements.declared[row]];
        l.quantity += vb_leg_quantity(cx->view, leg);
        if (here == NULL)
            continue;
        if (l.declared == NULL) {
            l.declared = here;
            l.movement = row;
        } else if (!vb_declared_same(l.declared, here)) {
            l.split = true;
        }
    }
    if (l.declared == NULL)
        return VB_OK;
    /* without a shared movement_id, or with other figures on each row, a row's figures are its own */
    if (n > 1 && (l.split || cx->claims->movements.id[l.movement].n == 0)) {
        s->single = true;
        for (size_t i = 0; i < n; i++)
            VB_TRY(judge(cx, legs + i, 1, ctx, out, err));
        s->single = false;
        return VB_OK;
    }
    if (model == NULL || l.quantity <= 0)
        return VB_OK;
    const vb_good *good = cx->goods == NULL ? NULL : vb_goods_of(cx->goods, vb_catalogue_index(cx->catalogue, model));
    s->judged = true;
    if (!s->single && cx->claims->movements.id[l.movement].n > 0) {
        shipment all = whole_shipment(cx, l.movement);
        l.shared = all.mixed;
        l.quantity = all.quantity > l.quantity ? all.quantity : l.quantity;
    }
    l.no_sale = no_sale(cx, &cx->view->legs[legs[0]]);
    differences w = compare(&l, good, s);
    if (!w.text && !w.hs && !w.light && !w.heavy && !w.cheap && !w.dear)
        return VB_OK;
    return report(cx, &l, model, good, &w, legs, n, out, err);
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    setting s = {.weight_percent = parameters[0], .value_percent = parameters[1]};
    if (cx->claims->movements.n == 0 || cx->claims->declared.n == 0)
        return vb_check_open_input(
            &vb_check_declaration_mismatch, cx, N_("What was declared to customs is not in the case ({0})."),
            "movements.csv with declared_goods, declared_hs, declared_value, weight_kg", out, err);
    if (cx->goods == NULL)
        return vb_check_open_input(&vb_check_declaration_mismatch, cx,
                                   N_("What the models weigh and cost is not known ({0})."), "data/catalogue/goods.csv",
                                   out, err);
    VB_TRY(vb_for_consignments(cx, wanted, judge, &s, out, err));
    if (!s.judged)
        return vb_check_open_input(
            &vb_check_declaration_mismatch, cx,
            N_("No customs line is for a model that the catalogue knows, so none can be judged ({0})."),
            "movements.csv or items.csv with models as the catalogue names them", out, err);
    return VB_OK;
}

static const vb_parameter parameters_of[] = {
    {"weight-percent", 1, 100, 25, "per cent", N_("how much lighter than the lightest known card a piece may be")},
    {"value-percent", 1, 100, 50, "per cent", N_("how far below the lowest known price a piece may be declared")},
};

const vb_check vb_check_declaration_mismatch = {
    .id = "declaration.mismatch",
    .since = "0.1.0",
    .question = N_("Do declared goods, HS code, value and weight fit the model inside?"),
    .passed = N_("Every customs line fits the model it is for."),
    .needs = "movements.csv with declared_goods, declared_hs, declared_value, weight_kg",
    .severity = VB_HIGH,
    .parameters = parameters_of,
    .n_parameters = sizeof parameters_of / sizeof parameters_of[0],
    .run = run,
};
