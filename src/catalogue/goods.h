/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CATALOGUE_GOODS_H
#define VB_CATALOGUE_GOODS_H
/* Facts of an accelerator as goods: what customs papers say of it (data/catalogue/goods.csv). Weights and prices are
 * what was published, not bounds: a board partner's cooler is heavier, a shortage dearer. Whoever judges by them widens
 * them. */
#include "catalogue/catalogue.h"
#include "places/country.h"

typedef struct vb_good {
    uint32_t model;
    vb_country vendor_country;      /* seat of the maker; 0 = not stated */
    const uint32_t *hs, *hs_system; /* six-digit codes of the Harmonized System: the card or module itself; a computer
                                     * or server with it inside */
    size_t n_hs, n_hs_system;
    int64_t weight_low_g,
        weight_high_g; /* gram, without packing unless weight_basis says "shipping"; one may be unknown */
    int64_t price_low_usd, price_high_usd; /* whole US dollars each; one may be unknown */
    vb_str weight_basis, weight_date, weight_source, price_period, price_source, hs_date, hs_source;
} vb_good;

typedef struct vb_goods vb_goods; /* opaque; lives in its arena, text points into the file */

/* Errors as vb_catalogue_load. A model may have one row. */
VB_MUST_USE vb_code vb_goods_load(vb_str bytes, const vb_catalogue *catalogue, vb_arena *arena, const vb_goods **out,
                                  vb_error *err);
/* NULL when the model has no row. */
const vb_good *vb_goods_of(const vb_goods *goods, uint32_t model);

typedef enum vb_hs_answer {
    VB_HS_UNKNOWN, /* nothing known of the model, or the text is no code of six digits or more */
    VB_HS_CARD,    /* a code that the card or module is traded under */
    VB_HS_SYSTEM,  /* one for a machine with the card in it */
    VB_HS_OTHER    /* another code: goods of another kind */
} vb_hs_answer;
/* "8473.30.1180", "84733011", "847330": the first six digits count, the rest is national. */
vb_hs_answer vb_goods_hs(const vb_good *good, vb_str declared);
#endif
