/* SPDX-License-Identifier: Apache-2.0 */
/* declaration.mismatch: other goods, HS, weight and value; German texts, servers, boxes and repairs are honest. */
#include "case.h"

#define DECL                                                                                                          \
    "movement_id,item,model,quantity,kind,departed_at,from_party,to_party,declared_goods,declared_hs,declared_value," \
    "currency,weight_kg\n"
/* H100 SXM5: at most 3 kg a module, USD 20,000 to 45,000 (data/catalogue/goods.csv) */
#define H100(goods, hs, value, weight) \
    DECL "m1,,H100 SXM5 80GB,8,shipped,2025-03-01,A,B," goods "," hs "," value ",USD," weight "\n"
#define FILE(text) .files = {{"movements.csv", text}}

static const vb_test_row rows[] = {
    {.name = "nothing declared", FILE("movement_id,item,kind,departed_at\nm1,G1,shipped,2025-03-01\n"), .opens = 1},
    {.name = "an unknown model",
     FILE(DECL "m1,,Frobnicator 9,8,shipped,2025-03-01,A,B,LED lamps,940511,,,\n"),
     .opens = 1},
    {.name = "as it is", FILE(H100("GPU modules", "8473.30.1180", "240000", "40"))},
    {.name = "in German", FILE(H100("Rechenbeschleuniger für Server", "84733080", "240000", "40"))},
    {.name = "the words of the heading",
     FILE(H100("parts and accessories of machines of 8471", "847330", "240000", "40"))},
    {.name = "words that only look like others", FILE(H100("sealed infant team modules", "847330", "240000", "40"))},
    {.name = "a graphics adapter", FILE(H100("graphics adapters", "847330", "240000", "40"))},
    {.name = "an adapter module, and nothing else wrong",
     FILE(H100("adapter modules", "847330", "240000", "40")),
     .reviews = 1,
     .because = "adapter modules"},
    {.name = "adapter modules under another heading",
     FILE(H100("adapter modules", "853669", "240000", "40")),
     .fails = 1},
    {.name = "adapters, in German and too cheap", FILE(H100("Netzteile", "847330", "8000", "40")), .fails = 1},
    {.name = "a whole server", FILE(H100("servers", "847150", "300000", "130"))},
    {.name = "a whole server under 8471.49", FILE(H100("rack servers", "8471.49.00", "300000", "900"))},
    {.name = "the processor's own heading", FILE(H100("processors", "854231", "240000", "40"))},
    {.name = "a heading of four digits says too little", FILE(H100("GPU", "8504", "240000", "40"))},
    {.name = "toys", FILE(H100("GPU", "950300", "240000", "40")), .reviews = 1},
    {.name = "half of the lowest price is the limit", FILE(H100("GPU", "847330", "80000", "40"))},
    {.name = "one dollar below", FILE(H100("GPU", "847330", "79992", "40")), .reviews = 1},
    {.name = "three times the highest price is the limit", FILE(H100("GPU", "847330", "1080000", "40"))},
    {.name = "above", FILE(H100("GPU", "847330", "1080080", "40")), .reviews = 1},
    {.name = "a server with one card may cost that",
     FILE(DECL "m1,,H100 SXM5 80GB,1,shipped,2025-03-01,A,B,server,847150,140000,USD,40\n")},
    {.name = "other money is not compared",
     FILE(DECL "m1,,H100 SXM5 80GB,8,shipped,2025-03-01,A,B,GPU,847330,8000,EUR,\n")},
    {.name = "with box and pallet", FILE(H100("GPU", "847330", "240000", "200"))},
    {.name = "a ton", FILE(H100("GPU", "847330", "240000", "1000")), .reviews = 1},
    {.name = "a return is worth what the papers want",
     FILE(DECL "m1,,H100 SXM5 80GB,8,returned,2025-03-01,A,B,GPU,847330,8,USD,40\n")},
    {.name = "value of all on the first row only",
     FILE(DECL "m1,G1,H100 SXM5 80GB,,shipped,2025-03-01,A,B,GPU,847330,90000,USD,12\nm1,G2,H100 SXM5 "
               "80GB,,shipped,2025-03-01,A,B,,,,,\n"
               "m1,G3,H100 SXM5 80GB,,shipped,2025-03-01,A,B,,,,,\n")},
    {.name = "value of all repeated on each row",
     FILE(DECL "m1,G1,H100 SXM5 80GB,,shipped,2025-03-01,A,B,GPU,847330,90000,USD,12\nm1,G2,H100 SXM5 "
               "80GB,,shipped,2025-03-01,A,B,GPU,847330,90000,USD,12\n"
               "m1,G3,H100 SXM5 80GB,,shipped,2025-03-01,A,B,GPU,847330,90000,USD,12\n")},
    {.name = "a shipment of two models has one value for both",
     FILE(DECL "m1,,H100 SXM5 80GB,1,shipped,2025-03-01,A,B,GPU,847330,330000,USD,40\nm1,,A100 SXM4 "
               "80GB,20,shipped,2025-03-01,A,B,GPU,847330,330000,USD,40\n")},
    {.name = "weights of their own, row by row",
     FILE(DECL ",G1,H100 SXM5 80GB,,shipped,2025-03-01,A,B,GPU,847330,30000,USD,3\n,G2,H100 SXM5 "
               "80GB,,shipped,2025-03-01,A,B,GPU,847330,5000,USD,3\n"),
     .reviews = 1},
    {.name = "after the moment asked about",
     FILE(H100("adapter modules", "853669", "8000", "40")),
     .as_of = "2025-02-28",
     .opens = 1},
    {.name = "a wider band from the case",
     .files = {{"case.ini", "[check.declaration.mismatch]\nvalue-percent = 70\n"},
               {"movements.csv", H100("GPU", "847330", "50000", "40")}}},
};

static void table(void **state)
{
    (void)state;
    VB_TEST_TABLE("declaration.mismatch", rows);
}

/* V100 PCIe: 1,196 g without packing; 25 per cent lighter is the limit. */
static void light_boxes(void **state)
{
    static const struct {
        const char *weight;
        size_t reviews;
    } boxes[] = {{"0.897", 0}, {"0.896", 1}, {"3.5", 0}};
    (void)state;
    for (size_t i = 0; i < sizeof boxes / sizeof *boxes; i++) {
        vb_test_case c;
        char text[400];
        (void)snprintf(text, sizeof text, DECL "m1,,Tesla V100 PCIe 16GB,1,shipped,2025-03-01,A,B,GPU,847330,,,%s\n",
                       boxes[i].weight);
        VB_TEST_CASE(&c, NULL, {"movements.csv", text});
        vb_test_verdicts(&c, "declaration.mismatch", 0, boxes[i].reviews, 0);
        vb_test_case_close(&c);
    }
}

static void without_facts_of_goods(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, NULL, {"movements.csv", H100("adapter modules", "853669", "240000", "40")});
    c.cx.goods = NULL;
    vb_test_verdicts(&c, "declaration.mismatch", 0, 0, 1);
    vb_test_case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(light_boxes),
        cmocka_unit_test(without_facts_of_goods),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
