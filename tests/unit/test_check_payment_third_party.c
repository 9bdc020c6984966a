/* SPDX-License-Identifier: Apache-2.0 */
/* payment.third-party: strangers and restricted countries; parents, lessors, instalments and forwarders in between are
 * honest. */
#include "case.h"

#define MOVES "movement_id,item,kind,departed_at,arrived_at,from_party,to_party,document\n"
#define PAY "payment_id,at,payer_id,payer_country,payee_id,amount,currency,invoice\n"
#define PARTIES                                                                                                   \
    "party_id,name,country,roles\nA,Maker,US,manufacturer\nB,Buyer,US,data-centre\nX,Payer,HK,\nM,Mother,US,\nL," \
    "Lease Co,US,lessor\n"                                                                                        \
    "F,Carrier,MY,forwarder\nE,End user,MY,\nC,Licensed,CN,\nR,Workshop,SG,repair-shop\n"
#define SOLD "m1,G1,shipped,2025-03-01,2025-03-05,A,B,INV-1\n"

static const vb_test_row rows[] = {
    {.name = "no payments", .files = {{"movements.csv", MOVES SOLD}}, .opens = 1},
    {.name = "payments, no deliveries",
     .files = {{"payments.csv", PAY "p1,2025-03-02,B,US,A,30000,USD,\n"}},
     .opens = 1},
    {.name = "the buyer pays, in three instalments",
     .files = {{"movements.csv", MOVES SOLD},
               {"parties.csv", PARTIES},
               {"payments.csv", PAY "p1,2025-03-02,B,US,A,10000,USD,INV-1\np2,2025-04-02,B,US,A,10000,USD,INV-1\np3,"
                                    "2025-05-02,B,,A,10000,USD,\n"}}},
    {.name = "a stranger in Hong Kong pays",
     .files = {{"movements.csv", MOVES SOLD},
               {"parties.csv", PARTIES},
               {"payments.csv", PAY "p1,2025-03-02,X,,A,30000,USD,INV-1\n"}},
     .reviews = 1,
     .because = "Payer in Hong Kong paid USD 30,000.00 to Maker for goods delivered to Buyer in United States"},
    {.name = "a stranger pays, no invoice tells for what",
     .files = {{"movements.csv", MOVES SOLD},
               {"parties.csv", PARTIES},
               {"payments.csv", PAY "p1,2025-03-02,E,,A,30000,USD,\n"}},
     .reviews = 1,
     .because = "no delivery of Maker to End user or its house is on record"},
    {.name = "later than asked about",
     .files = {{"movements.csv", MOVES SOLD},
               {"parties.csv", PARTIES},
               {"payments.csv", PAY "p1,2025-06-02,X,,A,30000,USD,INV-1\n"}},
     .as_of = "2025-06-01"},
    {.name = "the parent pays",
     .files = {{"movements.csv", MOVES SOLD},
               {"ownership.csv", "owner_id,owned_id,percent\nM,B,51\n"},
               {"parties.csv", PARTIES},
               {"payments.csv", PAY "p1,2025-03-02,M,,A,30000,USD,INV-1\n"}}},
    {.name = "an owner whose share nobody wrote down",
     .files = {{"movements.csv", MOVES SOLD},
               {"ownership.csv", "owner_id,owned_id,percent\nM,B,\n"},
               {"parties.csv", PARTIES},
               {"payments.csv", PAY "p1,2025-03-02,M,,A,30000,USD,INV-1\n"}}},
    {.name = "a partner with a quarter",
     .files = {{"movements.csv", MOVES SOLD},
               {"ownership.csv", "owner_id,owned_id,percent\nM,B,25\n"},
               {"parties.csv", PARTIES},
               {"payments.csv", PAY "p1,2025-03-02,M,,A,30000,USD,INV-1\n"}}},
    {.name = "a holder of a few shares",
     .files = {{"movements.csv", MOVES SOLD},
               {"ownership.csv", "owner_id,owned_id,percent\nM,B,24\n"},
               {"parties.csv", PARTIES},
               {"payments.csv", PAY "p1,2025-03-02,M,,A,30000,USD,INV-1\n"}},
     .reviews = 1},
    {.name = "owners in a ring",
     .files = {{"movements.csv", MOVES SOLD},
               {"ownership.csv", "owner_id,owned_id,percent\nM,X,60\nX,M,60\nB,B,100\n"},
               {"parties.csv", PARTIES},
               {"payments.csv", PAY "p1,2025-03-02,X,,A,30000,USD,INV-1\n"}},
     .reviews = 1},
    {.name = "a leasing company pays",
     .files = {{"movements.csv", MOVES SOLD},
               {"parties.csv", PARTIES},
               {"payments.csv", PAY "p1,2025-03-02,L,,A,30000,USD,INV-1\n"}}},
    {.name = "a leasing company pays with money from Hong Kong",
     .files = {{"movements.csv", MOVES SOLD},
               {"parties.csv", PARTIES},
               {"payments.csv", PAY "p1,2025-03-02,L,HK,A,30000,USD,INV-1\n"}},
     .reviews = 1},
    {.name = "the buyer pays from China",
     .files = {{"movements.csv", MOVES SOLD},
               {"parties.csv", PARTIES},
               {"payments.csv", PAY "p1,2025-03-02,B,CN,A,30000,USD,INV-1\n"}},
     .reviews = 1,
     .because = "money comes from a country that is not the destination"},
    {.name = "a buyer in China pays from China, and is not the only buyer",
     .files = {{"movements.csv", MOVES SOLD "m2,G2,shipped,2025-03-01,2025-03-05,A,C,INV-2\n"},
               {"parties.csv", PARTIES},
               {"payments.csv", PAY "p1,2025-03-02,C,CN,A,30000,USD,INV-2\np2,2025-03-02,C,CN,A,30000,USD,\n"}}},
    {.name = "the end user pays, the goods go through a forwarder",
     .files = {{"movements.csv",
                MOVES "m1,G1,shipped,2025-03-01,2025-03-05,A,F,INV-1\nm2,G1,shipped,2025-03-06,2025-03-08,F,E,\n"},
               {"parties.csv", PARTIES},
               {"payments.csv", PAY "p1,2025-03-02,E,,A,30000,USD,INV-1\np2,2025-03-02,E,,A,30000,USD,\n"}}},
    {.name = "freight and repair are paid by many",
     .files = {{"movements.csv",
                MOVES SOLD "m1,G1,shipped,2025-03-01,2025-03-05,F,E,\nm2,G1,shipped,2025-03-06,2025-03-08,R,B,\n"},
               {"parties.csv", PARTIES},
               {"payments.csv", PAY "p1,2025-03-02,A,,F,300,USD,\np2,2025-03-02,A,,R,300,USD,\n"}}},
    {.name = "the licence names the payer",
     .files = {{"licences.csv", "licence_id,exporter_id,consignee_id,end_user_id\nL1,A,B,E\n"},
               {"movements.csv", MOVES SOLD},
               {"parties.csv", PARTIES},
               {"payments.csv", PAY "p1,2025-03-02,E,,A,30000,USD,INV-1\n"}}},
    {.name = "to oneself",
     .files = {{"movements.csv", MOVES SOLD},
               {"parties.csv", PARTIES},
               {"payments.csv", PAY "p1,2025-03-02,A,HK,A,30000,USD,\n"}}},
};

static void table(void **state)
{
    (void)state;
    VB_TEST_TABLE("payment.third-party", rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
