/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_TESTS_LICENCE_FIXTURE_H
#define VB_TESTS_LICENCE_FIXTURE_H
/* The parties that the tests of the licence checks share, and tables of cases of two files. */
#include "case.h"

#define assert_text(str, literal) assert_true(vb_str_eq((str), VB_S(literal)))

static const char parties[] =
    "party_id,name,country,headquarters,roles\n"
    "EXP,Exporter,US,US,exporter\nFWD,Carrier,HK,HK,forwarder\nCON,Consignee,CN,CN,\nEND,End user,CN,CN,data-centre\n"
    "LAB,Laboratory,US,US,laboratory\nLABTW,Laboratory "
    "Two,TW,TW,laboratory\nSTR,Stranger,CN,CN,\nFIX,Repairs,CN,CN,repair-shop\n"
    "HKC,Kowloon Compute,HK,HK,\nMAC,Macau Compute,MO,MO,\nGER,Rechenzentrum,DE,DE,\nSGP,Lion Cloud,SG,CN,\nSGQ,Lion "
    "Own,SG,SG,\nNOW,Nowhere,,,\nSGF,Lion Freight,SG,SG,forwarder\nNOH,No Parent,SG,,\nNOI,No Parent Two,SG,,\n"
    "NOD,No Parent Three,DE,,\nNOC,No Parent Four,CN,,\n";

typedef struct row { /* one case: its licences, its movements, what the check must say */
    const char *licences, *movements;
    size_t fails, reviews, opens;
} row;

static void ask(const char *id, const char *as_of, const row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        vb_test_case c;
        print_message("case %zu\n", i);
        VB_TEST_CASE(&c, as_of, {"parties.csv", parties}, {"licences.csv", rows[i].licences},
                     {"movements.csv", rows[i].movements});
        vb_test_verdicts(&c, id, rows[i].fails, rows[i].reviews, rows[i].opens);
        vb_test_case_close(&c);
    }
}
#define ASK(id, as_of, rows) ask((id), (as_of), (rows), sizeof(rows) / sizeof(rows)[0])
#endif
