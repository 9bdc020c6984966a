/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/goods.h"

#include "catalogue/catalogue_priv.h"

struct vb_goods {
    const vb_good **by_model; /* NULL = no row */
    size_t n;
};

enum {
    MODEL,
    COUNTRY,
    HS,
    HS_SYSTEM,
    HS_DATE,
    HS_SOURCE,
    WEIGHT_LOW,
    WEIGHT_HIGH,
    WEIGHT_BASIS,
    WEIGHT_DATE,
    WEIGHT_SOURCE,
    PRICE_LOW,
    PRICE_HIGH,
    PRICE_PERIOD,
    PRICE_SOURCE,
    N_COLUMNS
};
static const char *const columns[N_COLUMNS] = {"model_id",       "vendor_country", "hs6",           "hs6_in_system",
                                               "hs_date",        "hs_source",      "weight_low_g",  "weight_high_g",
                                               "weight_basis",   "weight_date",    "weight_source", "price_low_usd",
                                               "price_high_usd", "price_period",   "price_source"};

/* The first six digits; 0 when there are fewer or anything but digits, dots and blanks stands between. */
static uint32_t six_digits(vb_str text)
{
    uint32_t code = 0;
    size_t seen = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '.' || c == ' ')
            continue;
        if (c < '0' || c > '9')
            return 0;
        if (seen < 6)
            code = code * 10 + (uint32_t)(c - '0');
        seen++;
    }
    return seen >= 6 && seen <= 14 ? code : 0;
}

static vb_code read_codes(const vb_sheet *s, size_t column, const uint32_t **out, size_t *n, vb_error *err)
{
    const vb_str *list;
    VB_TRY(vb_sheet_list(s, column, ';', &list, n, err));
    uint32_t *codes = VB_NEW(s->arena, uint32_t, *n + 1);
    if (codes == NULL)
        return vb_sheet_no_memory(s, err);
    for (size_t i = 0; i < *n; i++) {
        codes[i] = list[i].n == 6 ? six_digits(list[i]) : 0;
        if (codes[i] == 0)
            return vb_sheet_fail(s, column, VB_E_PARSE, "codes of six digits, parted by ;", err);
    }
    *out = codes;
    return VB_OK;
}

/* A figure without its source is worth nothing here. */
static vb_code need_source(const vb_sheet *s, bool figure, size_t source, vb_error *err)
{
    if (figure && vb_sheet_text(s, source).n == 0)
        return vb_sheet_fail(s, source, VB_E_PARSE, "the source of the figure in the same row", err);
    return VB_OK;
}

static vb_code read_range(const vb_sheet *s, size_t low_column, size_t source, int64_t *low, int64_t *high,
                          vb_error *err)
{
    VB_TRY(vb_sheet_figure(s, low_column, 0, VB_NO_FIGURE, low, err));
    VB_TRY(vb_sheet_figure(s, low_column + 1, 0, VB_NO_FIGURE, high, err));
    if (*low != VB_NO_FIGURE && *high != VB_NO_FIGURE && *low > *high)
        return vb_sheet_fail(s, low_column, VB_E_RANGE, "no more than the higher end beside it", err);
    return need_source(s, *low != VB_NO_FIGURE || *high != VB_NO_FIGURE, source, err);
}

static vb_code read_row(const vb_sheet *s, vb_good *g, vb_error *err)
{
    vb_str country = vb_sheet_text(s, COUNTRY);
    if (country.n > 0) {
        if (country.n != 2 || country.p[0] < 'A' || country.p[0] > 'Z' || country.p[1] < 'A' || country.p[1] > 'Z')
            return vb_sheet_fail(s, COUNTRY, VB_E_PARSE, "two capital letters (ISO 3166-1)", err);
        g->vendor_country = VB_COUNTRY_OF(country.p[0], country.p[1]);
    }
    VB_TRY(read_codes(s, HS, &g->hs, &g->n_hs, err));
    VB_TRY(read_codes(s, HS_SYSTEM, &g->hs_system, &g->n_hs_system, err));
    VB_TRY(need_source(s, g->n_hs > 0 || g->n_hs_system > 0, HS_SOURCE, err));
    VB_TRY(read_range(s, WEIGHT_LOW, WEIGHT_SOURCE, &g->weight_low_g, &g->weight_high_g, err));
    VB_TRY(read_range(s, PRICE_LOW, PRICE_SOURCE, &g->price_low_usd, &g->price_high_usd, err));
    g->hs_date = vb_sheet_text(s, HS_DATE);
    g->hs_source = vb_sheet_text(s, HS_SOURCE);
    g->weight_basis = vb_sheet_text(s, WEIGHT_BASIS);
    g->weight_date = vb_sheet_text(s, WEIGHT_DATE);
    g->weight_source = vb_sheet_text(s, WEIGHT_SOURCE);
    g->price_period = vb_sheet_text(s, PRICE_PERIOD);
    g->price_source = vb_sheet_text(s, PRICE_SOURCE);
    return VB_OK;
}

vb_code vb_goods_load(vb_str bytes, const vb_catalogue *catalogue, vb_arena *arena, const vb_goods **out, vb_error *err)
{
    bool end = false;
    vb_sheet *s = VB_NEW(arena, vb_sheet, 1);
    vb_goods *goods = VB_NEW(arena, vb_goods, 1);
    const vb_good **by_model = VB_NEW(arena, const vb_good *, vb_catalogue_count(catalogue) + 1);
    if (s == NULL || goods == NULL || by_model == NULL)
        return vb_fail(err, VB_E_NOMEM, "goods.csv", VB_NO_OFFSET, "no memory left for the goods");
    VB_TRY(vb_sheet_open(s, "goods.csv", bytes, columns, N_COLUMNS, arena, err));
    for (;;) {
        VB_TRY(vb_sheet_next(s, &end, err));
        if (end)
            break;
        uint32_t model = vb_catalogue_by_id(catalogue, vb_sheet_text(s, MODEL));
        if (model == VB_NONE)
            return vb_sheet_fail(s, MODEL, VB_E_PARSE, "an id of accelerators.csv", err);
        if (by_model[model] != NULL)
            return vb_sheet_fail(s, MODEL, VB_E_PARSE, "each model once", err);
        vb_good *g = VB_NEW(arena, vb_good, 1);
        if (g == NULL)
            return vb_sheet_no_memory(s, err);
        g->model = model;
        VB_TRY(read_row(s, g, err));
        by_model[model] = g;
    }
    goods->by_model = by_model;
    goods->n = vb_catalogue_count(catalogue);
    *out = goods;
    return VB_OK;
}

const vb_good *vb_goods_of(const vb_goods *goods, uint32_t model)
{
    return model < goods->n ? goods->by_model[model] : NULL;
}

vb_hs_answer vb_goods_hs(const vb_good *good, vb_str declared)
{
    uint32_t code = six_digits(vb_str_trim(declared));
    if (code == 0 || good->n_hs == 0)
        return VB_HS_UNKNOWN;
    for (size_t i = 0; i < good->n_hs; i++)
        if (good->hs[i] == code)
            return VB_HS_CARD;
    for (size_t i = 0; i < good->n_hs_system; i++)
        if (good->hs_system[i] == code)
            return VB_HS_SYSTEM;
    return VB_HS_OTHER;
}
