/* SPDX-License-Identifier: Apache-2.0 */
/* EPCIS events as claims: which event makes which movement (docs/evidence/epcis.md). Expected rows follow the meaning
 * of the CBV's steps, not our output. */
#include "epcis_fixture.h"

/* One event a line. */
/* clang-format off */
/* ---- One event, one meaning */

static const struct {
    const char *what, *event, *rows;
} meanings[] = {
    {"shipping", OBJECT("OBSERVE", "shipping", "01T10:00", ITEM("S") "," HANDS("A", "B") "," READ_AT("dock")),
     "shipped S A@dock>B@- 01T10:00:00>-\n"},
    {"departing",
     OBJECT("OBSERVE", "departing", "01T10:00", ITEM("S") "," FROM("location", "site:a") "," TO("location", "site:b")),
     "shipped S -@a>-@b 01T10:00:00>-\n"},
    {"consigning", OBJECT("OBSERVE", "consigning", "01T10:00", ITEM("S") "," FROM("owning_party", "party:A")),
     "shipped S A@->-@- 01T10:00:00>-\n"},
    {"a sale over the counter", OBJECT("OBSERVE", "retail_selling", "01T10:00", ITEM("S") "," HANDS("A", "B")),
     "shipped S A@->B@- 01T10:00:00>01T10:00:00\n"},
    {"sent back", OBJECT("OBSERVE", "shipping", "01T10:00", ITEM("S") ",\"disposition\":\"returned\"," HANDS("B", "A")),
     "returned S B@->A@- 01T10:00:00>-\n"},
    {"receiving", OBJECT("OBSERVE", "receiving", "02T08:00", ITEM("S") "," HANDS("A", "B") "," AT("hall")),
     "received S A@->B@hall ->02T08:00:00\n"},
    {"arriving where the destination says",
     OBJECT("OBSERVE", "arriving", "02T08:00", ITEM("S") "," TO("location", "site:b") "," AT("hall")),
     "received S -@->-@b ->02T08:00:00\n"},
    {"accepting", OBJECT("OBSERVE", "accepting", "02T08:00", ITEM("S") "," READ_AT("dock")),
     "received S -@->-@dock ->02T08:00:00\n"},
    {"possession counts before ownership",
     OBJECT("OBSERVE", "receiving", "02T08:00", ITEM("S")
     ",\"destinationList\":[{\"type\":\"owning_party\",\"destination\":"
     "\"urn:verbleib:party:O\"},{\"type\":\"possessing_party\",\"destination\":\"urn:verbleib:party:" "P\"}]"),
     "received S -@->P@- ->02T08:00:00\n"},
    {"commissioning",
     OBJECT("ADD", "commissioning", "01T10:00", ITEM("S") "," FROM("owning_party", "party:M") "," AT("fab")),
     "made S M@->M@fab ->01T10:00:00\n"},
    {"commissioning that is only observed", OBJECT("OBSERVE", "commissioning", "01T10:00", ITEM("S")), ""},
    {"ADD alone commissions",
     "{\"type\":\"ObjectEvent\"," T("01T10:00") ",\"action\":\"ADD\"," ITEM("S") "," AT("fab") "}",
     "made S -@->-@fab ->01T10:00:00\n"},
    {"DELETE alone ends",
     "{\"type\":\"ObjectEvent\"," T("01T10:00") ",\"action\":\"DELETE\"," ITEM("S") "," AT("fab") "}",
     "scrapped S -@fab>-@- 01T10:00:00>-\n"},
    {"installing", OBJECT("OBSERVE", "installing", "03T10:00", ITEM("S") "," AT("rack")),
     "installed S -@->-@rack ->03T10:00:00\n"},
    {"removing", OBJECT("OBSERVE", "removing", "03T10:00", ITEM("S") "," AT("rack")),
     "removed S -@rack>-@- 03T10:00:00>-\n"},
    {"repairing",
     OBJECT("OBSERVE", "repairing", "03T10:00", ITEM("S") "," AT("shop") "," TO("possessing_party", "party:R")),
     "repaired S -@->R@shop ->03T10:00:00\n"},
    {"destroying", OBJECT("DELETE", "destroying", "03T10:00", ITEM("S") "," FROM("owning_party", "party:A")),
     "scrapped S A@->-@- 03T10:00:00>-\n"},
    {"decommissioning", OBJECT("DELETE", "decommissioning", "03T10:00", ITEM("S")),
     "scrapped S -@->-@- 03T10:00:00>-\n"},
    {"found stolen", OBJECT("OBSERVE", "stock_taking", "03T10:00", ITEM("S") ",\"disposition\":\"stolen\"," AT("hall")),
     "lost S -@hall>-@- 03T10:00:00>-\n"},
    {"stolen to stay",
     OBJECT("OBSERVE", "other", "03T10:00", ITEM("S") ",\"persistentDisposition\":{\"set\":[\"stolen\"]}"),
     "lost S -@->-@- 03T10:00:00>-\n"},
    {"destroyed to stay", OBJECT("OBSERVE", "inspecting", "03T10:00", ITEM("S") ",\"disposition\":\"destroyed\""),
     "scrapped S -@->-@- 03T10:00:00>-\n"},
    {"a step of one's own",
     OBJECT("OBSERVE", "https://example.com/shipping", "03T10:00", ITEM("S") "," HANDS("A", "B")),
     ""},
    {"pieces",
     OBJECT("OBSERVE", "shipping", "01T10:00", "\"quantityList\":[{\"epcClass\":\"urn:verbleib:model:H100%20SXM5\","
     "\"quantity\":8},{\"epcClass\":\"urn:epc:idpat:sgtin:4000001.065432.*\",\"quantity\":2,\"uom\":\"EA\"}]"),
     "shipped x8 H100 SXM5 -@->-@- 01T10:00:00>-\nshipped x2 urn:epc:idpat:sgtin:4000001.065432.* -@->-@- "
     "01T10:00:00>-\n"},
    {"no pieces",
     OBJECT("OBSERVE", "shipping", "01T10:00", "\"quantityList\":[{\"epcClass\":\"urn:x:a\",\"quantity\":8,"
     "\"uom\":\"KGM\"},{\"epcClass\":\"urn:x:a\",\"quantity\":0.5},{\"epcClass\":\"urn:x:a\"}]"),
     ""},
    {"a shipped pallet with what it says to hold",
     PARTS("AggregationEvent", "OBSERVE", "01T10:00", "P", CHILD("S"), ",\"bizStep\":\"shipping\"," HANDS("A", "B")),
     "shipped P A@->B@- 01T10:00:00>-\nshipped S A@->B@- 01T10:00:00>-\n"},
    {"mounting in a server", PARTS("AssociationEvent", "ADD", "03T10:00", "H", CHILD("S"), "," AT("rack")),
     "installed S -@->-@rack ->03T10:00:00\n"},
    {"taking out of a server", PARTS("AssociationEvent", "DELETE", "03T10:00", "H", CHILD("S"), "," AT("rack")),
     "removed S -@rack>-@- 03T10:00:00>-\n"},
    {"a transaction",
     "{\"type\":\"TransactionEvent\"," T("01T10:00") ",\"action\":\"ADD\",\"bizStep\":\"shipping\","
     "\"bizTransactionList\":[{\"bizTransaction\":\"urn:x:bol\"}]," ITEM("S") "," HANDS("A", "B") "}",
     "shipped S A@->B@- 01T10:00:00>-\n"},
    {"ADD to a transaction is no birth",
     "{\"type\":\"TransactionEvent\"," T("01T10:00") ",\"action\":\"ADD\","
     "\"bizTransactionList\":[{\"bizTransaction\":\"urn:x:bol\"}]," ITEM("S") "}",
     ""},
    {"rebuilding",
     "{\"type\":\"TransformationEvent\"," T("04T10:00") ",\"bizStep\":\"repairing\",\"inputEPCList\":["
     "\"urn:verbleib:item:S\",\"urn:verbleib:item:DONOR\"],\"outputEPCList\":[\"urn:verbleib:item:S\","
     "\"urn:verbleib:item:NEW\"]," "\"inputQuantityList\":[{\"epcClass\":\"urn:x:hbm\",\"quantity\":6}]," AT("shop")
     "}",
     "rebuilt S -@->-@shop ->04T10:00:00\nscrapped DONOR -@shop>-@- 04T10:00:00>-\nmade NEW -@->-@shop ->04T10:00:00\n"
     "scrapped x6 urn:x:hbm -@shop>-@- 04T10:00:00>-\n"},
    {"other people's URIs stay as they are",
     OBJECT("OBSERVE", "shipping", "01T10:00", "\"epcList\":[\"urn:epc:id:sgtin:4000001.065432.17\"],"
     "\"sourceList\":[{\"type\":\"owning_party\",\"source\":\"urn:epc:id:pgln:4000001.00012\"}]"),
     "shipped urn:epc:id:sgtin:4000001.065432.17 urn:epc:id:pgln:4000001.00012@->-@- 01T10:00:00>-\n"},
    {"an escape that makes a control byte is none", OBJECT("OBSERVE", "shipping", "01T10:00", ITEM("S%0A1")),
     "shipped urn:verbleib:item:S%0A1 -@->-@- 01T10:00:00>-\n"},
    {"an event in error", OBJECT("OBSERVE", "shipping", "01T10:00", ITEM("S") "," ERROR_OF), ""},
};

static void every_meaning(void **state)
{
    fixture *f = *state;
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
        void *one = NULL;
        (void)setup(&one);
        fixture *g = one;
        add_events(g, "events/a.json", meanings[i].event);
        settle(g);
        vb_buf_char(&g->seen, ' ');
        g->seen.n = 0;
        show_movements(g);
        vb_buf_char(&g->seen, '\0');
        if (issues(g, false, "") > 0)
            fail_msg("%s: refused", meanings[i].what);
        if (strcmp(g->seen.p, meanings[i].rows) != 0)
            fail_msg("%s: expected\n%sgot\n%s", meanings[i].what, meanings[i].rows, g->seen.p);
        (void)teardown(&one);
    }
    assert_int_equal(f->c.movements.n, 0);
}

static void rows_keep_their_origin(void **state)
{
    fixture *f = *state;
    add_events(f, "events/a.json",
        OBJECT("OBSERVE", "storing", "01T09:00", ITEM("S") "," AT("hall")) ","
        OBJECT("OBSERVE", "shipping", "01T10:00", ITEM("S") "," ID("7") ",\"bizTransactionList\":[{\"bizTransaction\":"
        "\"urn:verbleib:licence:DE%2F1#2\"},{\"type\":\"bol\",\"bizTransaction\":" "\"urn:x:bol:\\u0034711\"}]"));
    const vb_movements *m = &f->c.movements;
    assert_int_equal(m->n, 1);
    assert_true(vb_str_eq(m->id[0], VB_S("urn:uuid:7")));
    assert_true(vb_str_eq(m->document[0], VB_S("urn:x:bol:4711"))); /* decoded, and outlives the document's tree */
    assert_true(vb_str_eq(vb_dict_text(&f->c.licence_lines, m->licence_line[0]), VB_S("DE/1\n2")));
    vb_origin o = vb_movement_origin(&f->c, 0);
    assert_int_equal(o.line, 1);
    assert_memory_equal(f->text[0].p + o.offset, "{\"type\":\"ObjectEvent\"", 21);
    assert_true(vb_str_eq(vb_origin_locator(&f->c, o, &f->arena), VB_S("eventList[1]")));
    assert_int_equal(f->c.sources.v[0].rows, 2);
    assert_int_equal(f->c.sightings.n, 1);
    assert_true(vb_str_eq(f->c.sightings.v[0].kind, VB_S("epcis")));
    assert_true(vb_str_eq(f->c.sightings.v[0].source, VB_S("storing")));
    assert_true(vb_str_eq(vb_dict_text(&f->c.site_ids, f->c.sightings.v[0].site), VB_S("hall")));
    assert_int_equal(f->c.sightings.v[0].at.at, 1740819600); /* date -u -d 2025-03-01T09:00:00Z +%s */
}

static void bad_documents_make_no_claim(void **state)
{
    fixture *f = *state;
    add_events(f, "events/a.json",
        OBJECT("OBSERVE", "shipping", "01T10:00", ITEM("S")) ","
        OBJECT("OBSERVE", "smuggling", "01T10:00", ITEM("S")) ","
        OBJECT("SHIP", "shipping", "01T10:00", ITEM("S")));
    assert_int_equal(f->c.movements.n, 0);
    assert_int_equal(f->c.sources.v[0].bad_rows, 2);
    assert_int_equal(issues(f, false, "\"smuggling\""), 1);
    assert_true(vb_str_eq(f->c.issues.v[0].where, VB_S("epcisBody.eventList[1].bizStep")));
    /* In a stream of lines each line stands alone. */
    add(f, "events/b.ndjson",
        OBJECT("OBSERVE", "shipping", "01T10:00", ITEM("S")) "\n{]\n" OBJECT("OBSERVE", "receiving", "02T10:00",
        ITEM("S")) "\n" OBJECT("SHIP", "shipping", "03T10:00", ITEM("S")));
    assert_int_equal(f->c.movements.n, 2);
    assert_int_equal(f->c.movements.line[1], 1);
    assert_int_equal(f->c.sources.v[1].rows, 2);
    assert_int_equal(f->c.sources.v[1].bad_rows, 2);
    assert_int_equal(issues(f, false, "no action"), 1);
    assert_true(vb_str_eq(f->c.issues.v[2].where, VB_S("line 4: action")));
}

static void silence_is_told(void **state)
{
    fixture *f = *state;
    add_events(f, "events/a.json",
        OBJECT("OBSERVE", "holding", "01T10:00", ITEM("S")) ","
        OBJECT("OBSERVE", "picking", "01T10:00", ITEM("S")) ","
        OBJECT("OBSERVE", "shipping", "01T10:00", "\"quantityList\":[{\"epcClass\":\"urn:x:a\"}]") ","
        "{\"type\":\"ex:Audit\"," T("01T10:00") "}");
    assert_int_equal(f->c.movements.n, 0);
    assert_int_equal(issues(f, true, ": 2 (the first: holding)"), 1);
    assert_int_equal(issues(f, true, "no whole number of pieces, so that they move nothing: 1"), 1);
    assert_int_equal(issues(f, true, "types of your own, of which no claim is made: 1"), 1);
    assert_int_equal(issues(f, false, ""), 0); /* notes leave the case complete */
}

static void too_long_an_id(void **state)
{
    fixture *f = *state;
    char event[1024], epc[400];
    memset(epc, 'a', sizeof epc);
    epc[sizeof epc - 1] = '\0';
    (void)snprintf(event, sizeof event,
                   OBJECT("OBSERVE", "shipping", "01T10:00", "\"epcList\":[\"urn:x:1\",\"urn:x:%s\"]"), epc);
    add_events(f, "events/a.json", event);
    assert_int_equal(f->c.movements.n, 0); /* not half of the event */
    assert_int_equal(issues(f, false, "at most 200"), 1);
    assert_int_equal(f->c.sources.v[0].bad_rows, 1);
}

static void nothing_to_settle(void **state)
{
    fixture *f = *state;
    vb_error err;
    settle(f);
    assert_int_equal(vb_epcis_read(&f->c, 3, NULL, &err), VB_E_USAGE);
    assert_int_equal(f->c.issues.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CASE(every_meaning),   WITH_CASE(rows_keep_their_origin), WITH_CASE(bad_documents_make_no_claim),
        WITH_CASE(silence_is_told), WITH_CASE(too_long_an_id),         WITH_CASE(nothing_to_settle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
