/* SPDX-License-Identifier: Apache-2.0 */
/* The view: legs joined, custody at a moment, quantities paired, holdings, draws on licences, headquarters; and that
 * the order of the rows in movements.csv decides nothing. */
#include "case.h"

#define MOVES \
    "movement_id,item,model,quantity,kind,departed_at,arrived_at,from_party,from_site,to_party,to_site,licence_id\n"

static size_t legs_of(const vb_test_case *c, const char *item)
{
    uint32_t i = vb_test_item(c, item);
    return c->view.leg_first[i + 1] - c->view.leg_first[i];
}

static const vb_leg *leg(const vb_test_case *c, const char *item, size_t n)
{
    return &c->view.legs[c->view.leg_first[vb_test_item(c, item)] + n];
}

static void a_receipt_joins_its_dispatch(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, NULL,
                 {"movements.csv", MOVES "m1,G1,,,shipped,2025-01-05,,A,S1,B,,\nm1,G1,,,received,,2025-01-09,,,B,S2,\n"
                                         "m2,G1,,,shipped,2025-02-01,2025-02-03,B,S2,C,S3,\n"});
    assert_int_equal(legs_of(&c, "G1"), 2);
    const vb_leg *first = leg(&c, "G1", 0);
    assert_int_equal(first->departed, vb_test_moment("2025-01-05"));
    assert_int_equal(first->arrived, vb_test_moment("2025-01-09"));
    assert_int_equal(first->to_site, vb_test_site(&c, "S2"));
    assert_int_not_equal(first->confirmation, VB_NONE);
    assert_int_equal(first->day_only, VB_DEPARTED_DAY | VB_ARRIVED_DAY);
    assert_int_equal(c.view.custody[vb_test_item(&c, "G1")].party, vb_test_party(&c, "C"));
    vb_test_case_close(&c);
}

static void a_receipt_of_somebody_else_does_not(void **state)
{
    static const char *const receipts[] = {
        "m1,G1,,,received,,2025-01-09,,,C,,\n",  /* another consignee */
        "m1,G1,,,received,,2025-01-09,D,,B,,\n", /* another sender */
        "m1,G1,,,received,,2025-01-04,A,,B,,\n", /* before it left */
    };
    (void)state;
    for (size_t i = 0; i < sizeof receipts / sizeof *receipts; i++) {
        vb_test_case c;
        char text[400];
        (void)snprintf(text, sizeof text, MOVES "m1,G1,,,shipped,2025-01-05,,A,,B,,\n%s", receipts[i]);
        VB_TEST_CASE(&c, NULL, {"movements.csv", text});
        assert_int_equal(legs_of(&c, "G1"), 2);
        vb_test_case_close(&c);
    }
}

static void custody_at_a_moment(void **state)
{
    static const struct {
        const char *as_of, *party;
        bool transit, installed, ended;
    } when[] = {{"2025-01-01", "A", false, false, false},
                {"2025-01-05", "B", true, false, false},
                {"2025-01-09", "B", false, false, false},
                {"2025-01-10", "B", false, true, false},
                {"2025-02-10", "B", false, false, true}};
    (void)state;
    for (size_t i = 0; i < sizeof when / sizeof *when; i++) {
        vb_test_case c;
        VB_TEST_CASE(&c, when[i].as_of,
                     {"movements.csv",
                      MOVES "m0,G1,,,made,,2025-01-01,,,A,,\nm1,G1,,,shipped,2025-01-05,2025-01-09,A,,B,,\n"
                            "m2,G1,,,installed,,2025-01-10,,,B,S2,\nm3,G1,,,scrapped,2025-02-10,,B,,,,\n"});
        const vb_custody *at = &c.view.custody[vb_test_item(&c, "G1")];
        assert_true(at->known);
        assert_int_equal(at->party, vb_test_party(&c, when[i].party));
        assert_int_equal(at->in_transit, when[i].transit);
        assert_int_equal(at->installed, when[i].installed);
        assert_int_equal(at->ended, when[i].ended);
        vb_test_case_close(&c);
    }
}

static void a_receipt_after_the_moment_is_not_known_yet(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(
        &c, "2025-01-07",
        {"movements.csv", MOVES "m1,G1,,,shipped,2025-01-05,,A,,B,,\nm1,G1,,,received,2025-01-05,2025-01-09,A,,B,,\n"});
    assert_int_equal(legs_of(&c, "G1"), 1);
    assert_true(c.view.custody[vb_test_item(&c, "G1")].in_transit);
    assert_int_equal(c.view.after_as_of, 1);
    vb_test_case_close(&c);
}

static const vb_holding *holding(const vb_test_case *c, const char *party, const char *site)
{
    const vb_holding *found = NULL;
    for (size_t i = 0; i < c->view.n_holdings; i++) {
        const vb_holding *h = &c->view.holdings[i];
        if (h->party == vb_test_party(c, party) && h->site == (site == NULL ? VB_NONE : vb_test_site(c, site))) {
            assert_null(found);
            found = h;
        }
    }
    assert_non_null(found);
    return found;
}

static int64_t balance(const vb_test_case *c, const char *party, const char *site)
{
    const vb_holding *h = holding(c, party, site);
    return c->view.entries[h->first + h->n - 1].balance;
}

static void quantities_are_paired(void **state)
{
    vb_test_case c;
    (void)state;
    /* the second receipt is of the second dispatch; the third arrives in parts; models are named in two ways */
    VB_TEST_CASE(
        &c, NULL,
        {"movements.csv", MOVES
         "b1,,H100 SXM5 80GB,16,shipped,2025-01-05,,A,,B,,\nb2,,NVIDIA H100 80GB HBM3,8,shipped,2025-01-06,,A,,B,,\n"
         "b2,,H100 SXM5 80GB,8,received,,2025-01-08,A,,B,,\nb1,,H100 SXM5 80GB,16,received,,2025-01-09,,,B,,\n"
         "b3,,H100 SXM5 80GB,10,shipped,2025-02-01,,A,,B,,\nb3,,H100 SXM5 80GB,6,received,,2025-02-05,A,,B,,\n"});
    assert_int_equal(balance(&c, "A", NULL), -34);
    assert_int_equal(balance(&c, "B", NULL), 16 + 8 + 6);
    vb_test_case_close(&c);
}

static void holdings_by_site(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, NULL, {"items.csv", "item,model\nG1,H100 SXM5 80GB\nG2,H100 SXM5 80GB\n"},
                 {"movements.csv", MOVES "m0,G1,,,made,,2025-01-01,,,A,S1,\nm0,G2,,,made,,2025-01-01,,,A,S1,\nm1,G1,,,"
                                         "shipped,2025-01-05,2025-01-09,A,,B,S2,\n"
                                         "m2,G1,,,installed,,2025-01-12,,,B,S3,\nm3,G2,,,lost,2025-01-12,,A,,,,\nm4,G2,"
                                         ",,scrapped,2025-01-13,,A,,,,\n"});
    assert_int_equal(balance(&c, "A", "S1"), 0);
    assert_int_equal(balance(&c, "B", "S2"), 0); /* moved within B by its installation */
    assert_int_equal(balance(&c, "B", "S3"), 1);
    vb_test_case_close(&c);
}

static void draws_on_a_licence_line(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(
        &c, NULL, {"licences.csv", "licence_id,line,model,quantity\nL1,1,H20 96GB,20\nL1,2,H100 SXM5 80GB,5\n"},
        {"movements.csv", MOVES
         "b2,,H100 SXM5 80GB,3,shipped,2025-02-05,2025-02-07,A,,B,,L1\nb1,,H100 SXM5 "
         "80GB,2,shipped,2025-01-05,,A,,B,,L1\n"
         "b1,,H100 SXM5 80GB,2,received,,2025-01-09,A,,B,,L1\nb3,,H100 SXM5 80GB,2,returned,2025-03-05,,B,,A,,L1\n"});
    const vb_licence_line *line = NULL;
    for (size_t i = 0; i < c.view.n_lines; i++)
        if (vb_str_eq(c.claims.licences.v[c.view.lines[i].claim].line, VB_S("2")))
            line = &c.view.lines[i];
    assert_non_null(line);
    assert_int_equal(line->drawn, 5); /* a receipt and a return draw nothing */
    assert_int_equal(line->n_draws, 2);
    assert_int_equal(c.view.draws[line->first_draw].quantity, 2); /* in order of time, not of rows */
    assert_int_equal(c.view.draws[line->first_draw + 1].drawn_after, 5);
    vb_test_case_close(&c);
}

/* 15 CFR 750.7(c)(1)(ix): approved parties may pass the goods on among themselves; the licence was used by the export.
 * Each row names the licence, and `drawn` is what the finding says as well. */
static void onward_legs_draw_nothing(void **state)
{
#define CHAIN                                                                \
    "m1,G1,H20 96GB,,shipped,2025-01-05,2025-01-06,EXP,,FWD,,L1\nm2,G1,H20 " \
    "96GB,,shipped,2025-01-07,2025-01-08,FWD,,CON,,L1\n"                     \
    "m3,G1,H20 96GB,,shipped,2025-01-09,2025-01-10,CON,,END,,L1\n"
#define BACK "m4,G1,H20 96GB,,returned,2025-02-01,2025-02-03,END,,EXP,,L1\n"
    static const struct {
        const char *rows;
        int64_t drawn;
        size_t n_draws;
        const char *onward; /* of the legs in order: 1 = onward */
    } cases[] = {
        {CHAIN, 1, 1, "011"},
        {CHAIN BACK, 1, 1, "0110"},
        {CHAIN BACK
         "m5,G1,H20 96GB,,shipped,2025-03-01,,EXP,,FWD,,L1\nm6,G1,H20 96GB,,shipped,2025-03-04,,FWD,,CON,,L1\n",
         2, 2, "011001"},
        /* sent back by a plain shipment to the holder of the licence */
        {CHAIN
         "m4,G1,H20 96GB,,shipped,2025-02-01,2025-02-03,END,,EXP,,\nm5,G1,H20 96GB,,shipped,2025-03-01,,EXP,,CON,,L1\n",
         2, 2, "01100"},
        /* quantities: of 5 units, 3 and 2 go on; the sixth was never received */
        {"b1,,H20 96GB,5,shipped,2025-01-05,2025-01-06,EXP,,FWD,,L1\nb2,,H20 96GB,3,shipped,2025-01-07,,FWD,,CON,,L1\n"
         "b3,,H20 96GB,2,shipped,2025-01-08,,FWD,,CON,,L1\nb4,,H20 96GB,1,shipped,2025-01-09,,FWD,,CON,,L1\n",
         6, 2, "0110"},
        /* serials carried on out of a quantity: the later one is the one too many, whatever row is first */
        {"b1,,H20 96GB,1,shipped,2025-01-05,2025-01-06,EXP,,FWD,,L1\nm2,G2,H20 96GB,,shipped,2025-01-08,,FWD,,CON,,L1\n"
         "m1,G1,H20 96GB,,shipped,2025-01-07,,FWD,,CON,,L1\n",
         2, 2, "010"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        vb_test_case c;
        char text[1200], onward[16] = "", drawn[24];
        (void)snprintf(text, sizeof text, MOVES "%s", cases[i].rows);
        VB_TEST_CASE(
            &c, "2025-06-30",
            {"licences.csv",
             "licence_id,line,authority,exporter_id,consignee_id,model,quantity\nL1,1,BIS,EXP,CON,H20 96GB,1\n"},
            {"movements.csv", text});
        const vb_licence_line *line = &c.view.lines[0];
        int64_t sum = 0;
        assert_int_equal(c.view.n_lines, 1);
        assert_true(c.view.n_legs < sizeof onward);
        for (size_t k = 0; k < c.view.n_legs; k++)
            onward[k] = c.view.legs[k].onward ? '1' : '0';
        assert_string_equal(onward, cases[i].onward);
        assert_int_equal(line->drawn, cases[i].drawn);
        assert_int_equal(line->n_draws, cases[i].n_draws);
        for (size_t k = 0; k < line->n_draws; k++) {
            const vb_draw *draw = &c.view.draws[line->first_draw + k];
            assert_false(c.view.legs[draw->leg].onward);
            assert_int_equal(draw->drawn_after, sum += draw->quantity);
        }
        vb_test_check(&c, "licence.overdrawn");
        assert_int_equal(vb_test_count(&c, VB_FAIL), cases[i].drawn > 1);
        (void)snprintf(drawn, sizeof drawn, "%d", (int)cases[i].drawn);
        if (cases[i].drawn > 1)
            assert_string_equal(vb_test_claim(&c, vb_test_find(&c, "L1 line 1"), "units drawn"), drawn);
        vb_test_case_close(&c);
    }
#undef CHAIN
#undef BACK
}

static void headquarters_through_owners(void **state)
{
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, "2025-06-30",
                 {"ownership.csv", "owner_id,owned_id,percent,from,to\nTOP,MID,50.01,,\nMID,LOW,51,2024-01-01,2025-01-"
                                   "01\nHALF,SOLE,50,,\nR1,R2,60,,\nR2,R3,60,,\nR3,R1,60,,\n"
                                   "SELF,SELF,100,,\n"},
                 {"parties.csv", "party_id,country,headquarters\nTOP,CN,\nMID,SG,\nLOW,MY,MY\nHALF,CN,\nSOLE,MY,MY\nR1,"
                                 "US,\nR2,US,DE\nR3,US,\nSELF,US,FR\n"});
    int64_t then = vb_test_moment("2024-06-01"), last = vb_test_moment("2025-01-01"),
            now = vb_test_moment("2025-01-02");
    uint32_t low = vb_test_party(&c, "LOW");
    assert_int_equal(vb_view_parent(&c.view, low, then), vb_test_party(&c, "TOP"));
    assert_int_equal(vb_view_headquarters(&c.view, low, then), VB_COUNTRY("CN"));
    assert_int_equal(vb_view_headquarters(&c.view, low, last), VB_COUNTRY("CN")); /* the last day counts */
    assert_int_equal(vb_view_headquarters(&c.view, low, now), VB_COUNTRY("MY"));
    assert_int_equal(vb_view_parent(&c.view, vb_test_party(&c, "SOLE"), then),
                     VB_NONE);                                                         /* half is not more than half */
    assert_int_equal(vb_view_parent(&c.view, vb_test_party(&c, "R1"), then), VB_NONE); /* and ends */
    assert_int_equal(vb_view_headquarters(&c.view, vb_test_party(&c, "R2"), then), VB_COUNTRY("DE"));
    assert_int_equal(vb_view_parent(&c.view, vb_test_party(&c, "SELF"), then), VB_NONE);
    vb_test_case_close(&c);
}

/* EPCIS: what is packed into a pallet goes where the pallet goes, and not after it was unpacked. */
static void containers_carry(void **state)
{
    static const char events[] =
        "{\"@context\":[\"https://ref.gs1.org/standards/epcis/2.0.0/"
        "epcis-context.jsonld\"],\"type\":\"EPCISDocument\",\"schemaVersion\":\"2.0\","
        "\"creationDate\":\"2025-03-01T00:00:00Z\",\"epcisBody\":{\"eventList\":["
        "{\"type\":\"AggregationEvent\",\"eventTime\":\"2025-01-01T10:00:00Z\",\"eventTimeZoneOffset\":\"+00:00\","
        "\"parentID\":\"urn:epc:id:sscc:0614141.1234567890\","
        "\"childEPCs\":[\"urn:epc:id:sgtin:0614141.107346.1\",\"urn:epc:id:sgtin:0614141.107346.2\"],\"action\":"
        "\"ADD\",\"bizStep\":\"packing\"},"
        "{\"type\":\"ObjectEvent\",\"eventTime\":\"2025-01-02T10:00:00Z\",\"eventTimeZoneOffset\":\"+00:00\","
        "\"epcList\":[\"urn:epc:id:sscc:0614141.1234567890\"],"
        "\"action\":\"OBSERVE\",\"bizStep\":\"shipping\",\"sourceList\":[{\"type\":\"owning_party\",\"source\":\"urn:"
        "epc:id:pgln:0614141.00001\"}],"
        "\"destinationList\":[{\"type\":\"owning_party\",\"destination\":\"urn:epc:id:pgln:0614142.00002\"}]}]}}";
    vb_test_case c;
    (void)state;
    VB_TEST_CASE(&c, NULL, {"events/a.json", events});
    for (uint32_t i = 0; i < c.view.n_items; i++) {
        assert_int_equal(c.view.leg_first[i + 1] - c.view.leg_first[i],
                         1); /* each thing once, not once more for its container */
        assert_true(c.view.custody[i].in_transit);
    }
    assert_int_equal(c.view.n_items, 3);
    vb_test_case_close(&c);
}

/* ---- The order of rows decides nothing --------------------------------------------------------------------------- */

enum { MOST_ROWS = 48 };

static char *random_rows(uint64_t *random, size_t size, char rows[MOST_ROWS][96], size_t *n)
{
    static const char *const kinds[] = {"made",    "shipped",  "received", "returned", "installed",
                                        "removed", "repaired", "scrapped", "lost"};
    static const char parties[] = "ABCDF";
    *n = 1 + (size_t)vb_test_below(random, size < MOST_ROWS ? size : MOST_ROWS);
    for (size_t i = 0; i < *n; i++) {
        char from[4] = "", to[4] = "", site[4] = "";
        unsigned day = 1 + (unsigned)vb_test_below(random, 6), later = day + (unsigned)vb_test_below(random, 3);
        if (vb_test_below(random, 6) > 0)
            from[0] = parties[vb_test_below(random, 5)];
        if (vb_test_below(random, 6) > 0)
            to[0] = parties[vb_test_below(random, 5)];
        if (vb_test_below(random, 3) == 0)
            (void)snprintf(site, sizeof site, "S%u", (unsigned)vb_test_below(random, 3));
        const char *kind = kinds[vb_test_below(random, vb_test_below(random, 3) == 0 ? 9 : 4)];
        bool arrives = vb_test_below(random, 2) == 0;
        (void)snprintf(rows[i], sizeof rows[i], "m%zu,G%u,,,%s,2025-01-%02u%s,%s%02u,%s,,%s,%s,\n", i,
                       (unsigned)vb_test_below(random, 3), kind, day, vb_test_below(random, 4) == 0 ? "T12:00:00Z" : "",
                       arrives ? "2025-01-" : "", later, from, to, site);
        if (!arrives) { /* no arrival: drop the day that was printed for it */
            char *at = strstr(rows[i], "2025-01-");
            at = strchr(at, ',') + 1;
            memmove(at, at + 2, strlen(at + 2) + 1);
        }
    }
    return rows[0];
}

static char *joined(char rows[MOST_ROWS][96], const size_t *order, size_t n)
{
    char *text = calloc(1, sizeof MOVES + n * 96);
    assert_non_null(text);
    size_t at = sizeof MOVES - 1;
    memcpy(text, MOVES, at);
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(rows[order[i]]);
        memcpy(text + at, rows[order[i]], length);
        at += length;
    }
    return text;
}

static const char *const asked[] = {"custody.gap", "custody.conflict", "custody.after-end", "custody.pass-through",
                                    "party.forwarder-as-consignee"};
enum { ASKED = sizeof asked / sizeof *asked, MOST_FINDINGS = 200 };

typedef struct told {
    char fingerprint[MOST_FINDINGS][33];
    char because[MOST_FINDINGS][200];
    size_t n;
} told;

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void tell(const char *text, told *t)
{
    vb_test_case c;
    VB_TEST_CASE(&c, "2025-03-31", {"case.ini", "[check.custody.pass-through]\nitems = 1\n"}, {"movements.csv", text},
                 {"parties.csv", "party_id,country,roles\nA,US,manufacturer\nB,MY,\nC,HK,\nD,DE,\nF,SG,forwarder\n"},
                 {"sites.csv", "site_id,party_id,country,lat,lon\nS0,A,US,40,-100\nS1,B,MY,3,101\nS2,C,HK,22,114\n"});
    t->n = 0;
    for (size_t k = 0; k < ASKED; k++) {
        vb_test_check(&c, asked[k]);
        for (size_t i = 0; i < c.findings.n && t->n < MOST_FINDINGS; i++) {
            memcpy(t->fingerprint[t->n], c.findings.v[i].fingerprint, 33);
            (void)snprintf(t->because[t->n++], 200, "%s", vb_test_because(&c, &c.findings.v[i]));
        }
    }
    vb_test_case_close(&c);
    qsort(t->fingerprint, t->n, sizeof t->fingerprint[0], by_text);
    qsort(t->because, t->n, sizeof t->because[0], by_text);
}

static bool rows_in_any_order(uint64_t *random, size_t size, void *context)
{
    static char rows[MOST_ROWS][96];
    static told first, second;
    size_t n, order[MOST_ROWS];
    (void)context;
    (void)random_rows(random, size, rows, &n);
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    char *text = joined(rows, order, n);
    vb_test_shuffle(random, order, n, sizeof *order);
    char *shuffled = joined(rows, order, n);
    tell(text, &first);
    tell(shuffled, &second);
    bool same = first.n == second.n;
    for (size_t i = 0; same && i < first.n; i++) {
        same = strcmp(first.fingerprint[i], second.fingerprint[i]) == 0 &&
               strcmp(first.because[i], second.because[i]) == 0;
        if (!same)
            printf("%s\n%s\n", first.because[i], second.because[i]);
    }
    if (!same)
        printf("%zu and %zu findings\n%s\n%s\n", first.n, second.n, text, shuffled);
    free(text);
    free(shuffled);
    return same;
}

static void the_order_of_rows_decides_nothing(void **state)
{
    (void)state;
    vb_test_holds("rows_in_any_order", 400, MOST_ROWS, rows_in_any_order, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_receipt_joins_its_dispatch),
        cmocka_unit_test(a_receipt_of_somebody_else_does_not),
        cmocka_unit_test(custody_at_a_moment),
        cmocka_unit_test(a_receipt_after_the_moment_is_not_known_yet),
        cmocka_unit_test(quantities_are_paired),
        cmocka_unit_test(holdings_by_site),
        cmocka_unit_test(draws_on_a_licence_line),
        cmocka_unit_test(onward_legs_draw_nothing),
        cmocka_unit_test(headquarters_through_owners),
        cmocka_unit_test(containers_carry),
        cmocka_unit_test(the_order_of_rows_decides_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
