/* SPDX-License-Identifier: Apache-2.0 */
/* Goods: customs codes, weights, prices. Expected values: CBP ruling NY N338976, product briefs, the data's own
 * sources. */
#include "support.h"

#include "catalogue/goods.h"

static vb_test_file models, goods_file;
static vb_arena arena;
static const vb_catalogue *catalogue;
static const vb_goods *goods;

static int load(void **state)
{
    vb_error err = {0};
    (void)state;
    models = vb_test_read("data/catalogue/accelerators.csv");
    goods_file = vb_test_read("data/catalogue/goods.csv");
    vb_catalogue_files files = {.models = {models.p, models.n}};
    if (vb_catalogue_load(&files, &arena, &catalogue, &err) == VB_OK &&
        vb_goods_load((vb_str){goods_file.p, goods_file.n}, catalogue, &arena, &goods, &err) == VB_OK)
        return 0;
    printf("%s: %s\n", err.where, err.message);
    return 1;
}

static int unload(void **state)
{
    (void)state;
    vb_arena_free(&arena);
    free(models.p);
    free(goods_file.p);
    return 0;
}

static const vb_good *good(const char *id)
{
    const vb_good *g = vb_goods_of(goods, vb_catalogue_match(catalogue, vb_str_of(id)));
    assert_non_null(g);
    return g;
}

static void facts(void **state)
{
    (void)state;
    assert_true(good("nv-rtx4090")->vendor_country == VB_COUNTRY("US"));
    assert_true(good("hw-910c")->vendor_country == VB_COUNTRY("CN"));
    assert_true(good("nv-a100-pcie-80")->weight_low_g == 1170 && good("nv-a100-pcie-80")->weight_high_g == 1170);
    assert_true(good("nv-h100-sxm5-80")->weight_low_g == VB_NO_FIGURE &&
                good("nv-h100-sxm5-80")->weight_high_g == 3000);
    assert_true(good("nv-h100-sxm5-80")->price_low_usd == 20000 && good("nv-h100-sxm5-80")->price_high_usd == 45000);
    assert_true(good("nv-l20")->price_low_usd == VB_NO_FIGURE && good("nv-l20")->price_high_usd == VB_NO_FIGURE);
    assert_true(good("nv-rtx4090")->price_low_usd == 1599);
    assert_null(vb_goods_of(goods, VB_NONE));
}

static void customs_codes(void **state)
{
    static const struct {
        const char *declared;
        vb_hs_answer answer;
    } rows[] = {
        {"8473.30.1180", VB_HS_CARD}, /* the ruling's ten digits */
        {"847330", VB_HS_CARD},       {"8471.80", VB_HS_CARD},    {"8471 50 0150", VB_HS_SYSTEM},
        {"847150", VB_HS_SYSTEM},     {"9503.00", VB_HS_OTHER}, /* toys */
        {"854231", VB_HS_OTHER},      {"8473", VB_HS_UNKNOWN},    {"", VB_HS_UNKNOWN},
        {"tea", VB_HS_UNKNOWN},       {"8473-30", VB_HS_UNKNOWN}, {"847330118000000", VB_HS_UNKNOWN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (vb_goods_hs(good("nv-rtx4090"), vb_str_of(rows[i].declared)) != rows[i].answer)
            fail_msg("\"%s\"", rows[i].declared);
    assert_true(vb_goods_hs(good("goog-tpu4"), VB_S("847330")) == VB_HS_UNKNOWN); /* never sold: no code */
}

static void every_model_has_goods_with_sources(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < vb_catalogue_count(catalogue); i++) {
        const vb_good *g = vb_goods_of(goods, i);
        assert_non_null(g);
        assert_true(g->model == i && g->vendor_country != 0);
        assert_true(g->weight_high_g == VB_NO_FIGURE ||
                    (g->weight_source.n > 0 && g->weight_date.n > 0 && g->weight_basis.n > 0));
        assert_true(g->price_high_usd == VB_NO_FIGURE || (g->price_source.n > 0 && g->price_period.n > 0));
        assert_true(g->n_hs == 0 || (g->hs_source.n > 0 && g->hs_date.n > 0));
    }
}

#define HEADER                                                                                                         \
    "model_id,vendor_country,hs6,hs6_in_system,hs_date,hs_source,weight_low_g,weight_high_g,weight_basis,weight_date," \
    "weight_source,price_low_usd,price_high_usd,price_period,price_source\n"
static const struct {
    const char *csv, *where, *message;
} bad[] = {
    {HEADER "nv-t4,US,847330,,d,s,100,200,card,d,s,1,2,p,s\n", NULL, NULL},
    {HEADER "nv-none,US,,,,,,,,,,,,,\n", "goods.csv line 2 column model_id", "nv-none"},
    {HEADER "nv-t4,usa,,,,,,,,,,,,,\n", "column vendor_country", "usa"},
    {HEADER "nv-t4,US,8473,,d,s,,,,,,,,,\n", "column hs6", "8473"},
    {HEADER "nv-t4,US,847330,,d,,,,,,,,,,\n", "column hs_source", "source"},
    {HEADER "nv-t4,US,,,,,200,100,card,d,s,,,,\n", "column weight_low_g", "200"},
    {HEADER "nv-t4,US,,,,,100,,card,d,,,,,\n", "column weight_source", "source"},
    {HEADER "nv-t4,US,,,,,,,,,,12.50,,p,s\n", "column price_low_usd", "12.50"},
    {HEADER "nv-t4,US,,,,,,,,,,,5,p,\n", "column price_source", "source"},
    {HEADER "nv-t4,US,,,,,,,,,,,,,\nnv-t4,US,,,,,,,,,,,,,\n", "line 3 column model_id", "nv-t4"},
};

static void errors_name_the_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        vb_arena scratch = {0};
        vb_error err = {0};
        const vb_goods *out = NULL;
        vb_code rc = vb_goods_load(vb_str_of(bad[i].csv), catalogue, &scratch, &out, &err);
        bool fine = bad[i].where == NULL ? rc == VB_OK && out != NULL
                                         : rc != VB_OK && out == NULL && strstr(err.where, bad[i].where) != NULL &&
                                               strstr(err.message, bad[i].message) != NULL;
        if (!fine)
            fail_msg("row %zu: %s: %s", i, err.where, err.message);
        vb_arena_free(&scratch);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts),
        cmocka_unit_test(customs_codes),
        cmocka_unit_test(every_model_has_goods_with_sources),
        cmocka_unit_test(errors_name_the_place),
    };
    return cmocka_run_group_tests_name("goods", tests, load, unload);
}
