/* SPDX-License-Identifier: Apache-2.0 */
/* EPCIS over a whole case: what error declarations and voided shipments take back, what two files tell of one event,
 * what is one hand-over, what containers carry. */
#include "epcis_fixture.h"

/* One event a line. */
/* clang-format off */
/* ---- Taking back */

#define SHIPPED(rest) OBJECT("OBSERVE", "shipping", "01T10:00", ITEM("S") "," HANDS("A", "B") "," AT("a") rest)

static void a_declaration_takes_back(void **state)
{
    fixture *f = *state;
    add_events(f, "events/a.json",
        SHIPPED("," ID("1")) ","
        OBJECT("OBSERVE", "shipping", "05T10:00", ITEM("S") "," ID("2") "," HANDS("A", "C")) ","
        SHIPPED("," ID("1") ",\"errorDeclaration\":{\"declarationTime\":\"2025-03-20T00:00:" "00Z\",\"reason\":"
        "\"incorrect_data\",\"correctiveEventIDs\":[\"urn:uuid:2\"]}"));
    rows_are(f, "shipped S A@->C@- 05T10:00:00>-\n"); /* the corrective event stands */
    assert_int_equal(issues(f, true, "its data are incorrect"), 1);
    assert_int_equal(issues(f, true, "withdrawn"), 1);
    assert_int_equal(f->c.withdrawals.n, 1);
    assert_true(vb_str_eq(f->c.withdrawals.v[0].event, VB_S("urn:uuid:1")));
    settle(f);
    rows_are(f, "shipped S A@->C@- 05T10:00:00>-\n");
    assert_int_equal(issues(f, true, "withdrawn"), 1); /* told once */
}

static void a_declaration_over_files(void **state)
{
    fixture *f = *state;
    add_events(f, "events/a.json",
        SHIPPED("," ID("1")) ","
        OBJECT("OBSERVE", "inspecting", "02T10:00", ITEM("S") "," ID("3") "," AT("b")));
    add(f, "events/b.ndjson",
        OBJECT("OBSERVE", "inspecting", "02T10:00", ITEM("S") "," ID("3") "," AT("b") "," ERROR_OF) "\n"
        SHIPPED("," ID("1") "," ERROR_OF));
    assert_int_equal(f->c.movements.n, 1);
    settle(f);
    assert_int_equal(f->c.movements.n, 0);
    assert_int_equal(f->c.sightings.n, 0);
    assert_int_equal(issues(f, true, "withdrawn"), 2);
}

static void events_without_ids_are_known_by_what_they_tell(void **state)
{
    fixture *f = *state;
    add_events(f, "events/a.json",
        OBJECT("OBSERVE", "shipping", "01T10:00", "\"epcList\":[\"urn:x:1\",\"urn:x:2\"]," HANDS("A", "B")) ","
        OBJECT("OBSERVE", "shipping", "01T10:00", "\"epcList\":[\"urn:x:1\",\"urn:x:3\"]," HANDS("A", "B")) ","
        OBJECT("OBSERVE", "shipping", "01T10:00", ID("4") ",\"epcList\":[\"urn:x:4\"]," HANDS("A", "B")) ","
        /* the order of a list says nothing; the record time may differ */
        OBJECT("OBSERVE", "shipping", "01T10:00", HANDS("A", "B") ",\"epcList\":[\"urn:x:2\",\"urn:x:1\"],"
               "\"recordTime\":\"2025-03-21T00:00:00Z\"," ERROR_OF) ","
        /* the same, but under another id: another event */
        OBJECT("OBSERVE", "shipping", "01T10:00", ID("5") ",\"epcList\":[\"urn:x:4\"]," HANDS("A", "B") "," ERROR_OF));
    rows_are(f, "shipped urn:x:1 A@->B@- 01T10:00:00>-\nshipped urn:x:3 A@->B@- 01T10:00:00>-\n"
                "shipped urn:x:4 A@->B@- 01T10:00:00>-\n");
}

static void a_voided_shipment(void **state)
{
    fixture *f = *state;
    add_events(f, "events/a.json",
        SHIPPED("") ","
        OBJECT("OBSERVE", "shipping", "05T10:00", ITEM("S") "," HANDS("B", "C")) ","
        OBJECT("OBSERVE", "void_shipping", "06T10:00", ITEM("S")) ","
        OBJECT("OBSERVE", "void_shipping", "06T10:00", ITEM("T")) ","
        OBJECT("OBSERVE", "shipping", "07T10:00", ITEM("S") "," HANDS("B", "D")));
    settle(f);
    rows_are(f, "shipped S A@a>B@- 01T10:00:00>-\nshipped S B@->D@- 07T10:00:00>-\n");
    assert_int_equal(issues(f, true, "void_shipping of S: its last shipping is taken back"), 1);
    assert_int_equal(issues(f, true, "void_shipping of T: no shipping of it stands before"), 1);
}

static void one_event_in_two_files_counts_once(void **state)
{
    fixture *f = *state;
    add_events(f, "events/a.json",
        SHIPPED("," ID("1")) ","
        OBJECT("OBSERVE", "installing", "02T10:00", ITEM("S") "," ID("3")));
    add_events(f, "events/b.json",
        SHIPPED("," ID("1")) ","
        SHIPPED("," ID("2") ",\"disposition\":\"returned\"") ","
        OBJECT("OBSERVE", "installing", "02T10:00", ITEM("S") "," ID("3")) ","
        OBJECT("OBSERVE", "installing", "02T10:00", ITEM("S") "," ID("4")));
    settle(f);
    rows_are(f, "shipped S A@a>B@- 01T10:00:00>-\ninstalled S -@->-@- ->02T10:00:00\n"
                "returned S A@a>B@- 01T10:00:00>-\ninstalled S -@->-@- ->02T10:00:00\n");
    assert_int_equal(issues(f, true, "count once: 2"), 1);
}

static void steps_of_one_hand_over_are_one(void **state)
{
    fixture *f = *state;
    add_events(f, "events/a.json",
        OBJECT("OBSERVE", "shipping", "01T10:00", ITEM("S") "," READ_AT("a") "," FROM("owning_party", "party:A")) ","
        OBJECT("OBSERVE", "departing", "01T12:00", ITEM("S") "," HANDS("A", "B") "," READ_AT("gate")) ","
        OBJECT("OBSERVE", "arriving", "03T10:00", ITEM("S") "," READ_AT("b")) ","
        OBJECT("OBSERVE", "accepting", "03T11:00", ITEM("S") "," TO("possessing_party", "party:B") "," READ_AT("b")) ","
        OBJECT("OBSERVE", "shipping", "09T10:00", ITEM("S") "," HANDS("B", "C")) ","
        OBJECT("OBSERVE", "shipping", "10T10:00", ITEM("S") "," HANDS("B", "D")));
    settle(f);
    rows_are(f, "shipped S A@a>B@- 01T10:00:00>-\nreceived S -@->B@b ->03T10:00:00\n"
                "shipped S B@->C@- 09T10:00:00>-\nshipped S B@->D@- 10T10:00:00>-\n"); /* two consignees: two claims */
    assert_int_equal(issues(f, true, "joined to it: 2"), 1);
}

static void what_shares_nothing_is_not_joined(void **state)
{
    fixture *f = *state;
    add_events(f, "events/a.json",
        OBJECT("OBSERVE", "shipping", "01T10:00", ITEM("S") "," READ_AT("a")) ","
        OBJECT("OBSERVE", "shipping", "02T10:00", ITEM("S") "," READ_AT("b")) ","
        OBJECT("OBSERVE", "receiving", "03T10:00", ITEM("S")) ","
        OBJECT("OBSERVE", "receiving", "04T10:00", ITEM("S")));
    settle(f);
    assert_int_equal(f->c.movements.n, 4);
}

/* ---- Containers */

#define PACK(action, at, parent, children) \
    PARTS("AggregationEvent", action, at, parent, children, ",\"bizStep\":\"packing\"")
#define MOVE(step, at, item, rest) OBJECT("OBSERVE", step, at, ITEM(item) rest)

static void containers_carry(void **state)
{
    fixture *f = *state;
    add_events(f, "events/a.json",
        PACK("ADD", "01T08:00", "BOX", CHILD("S")) ","
        PACK("ADD", "01T09:00", "PALLET", CHILD("BOX")) ","
        MOVE("shipping", "01T10:00", "PALLET", "," HANDS("A", "B")) ","
        MOVE("receiving", "03T10:00", "PALLET", "," HANDS("A", "B")) ","
        PACK("DELETE", "03T10:00", "PALLET", "") "," /* at the very moment of arrival: arrived inside */
        MOVE("shipping", "04T10:00", "PALLET", "," HANDS("B", "A")) "," /* empty now */
        MOVE("shipping", "05T10:00", "BOX", "," HANDS("B", "C")) ","
        PACK("DELETE", "06T10:00", "BOX", CHILD("S")) ","
        MOVE("shipping", "07T10:00", "BOX", "," HANDS("C", "A")));
    settle(f);
    rows_are(
        f,
        "shipped PALLET A@->B@- 01T10:00:00>-\nreceived PALLET A@->B@- ->03T10:00:00\n"
        "shipped PALLET B@->A@- 04T10:00:00>-\nshipped BOX B@->C@- 05T10:00:00>-\nshipped BOX C@->A@- 07T10:00:00>-\n"
        "shipped BOX A@->B@- 01T10:00:00>-\nshipped S A@->B@- 01T10:00:00>-\n"
        "received BOX A@->B@- ->03T10:00:00\nreceived S A@->B@- ->03T10:00:00\nshipped S B@->C@- 05T10:00:00>-\n");
    assert_int_equal(issues(f, true, "inside containers that moved: 5"), 1);
    for (size_t i = 5; i < f->c.movements.n; i++) /* the evidence is the container's event */
        assert_int_equal(f->c.movements.source[i], 0);
    assert_int_equal(f->c.movements.line[5], 2);
}

static void what_is_told_is_not_carried_twice(void **state)
{
    fixture *f = *state;
    add_events(f, "events/a.json",
        PACK("ADD", "01T08:00", "BOX", CHILD("S")) ","
        PACK("ADD", "01T09:00", "PALLET", CHILD("BOX")) ","
        OBJECT("OBSERVE", "shipping", "02T10:00",
        "\"epcList\":[\"urn:verbleib:item:PALLET\",\"urn:verbleib:item:BOX\"]") ","
        MOVE("receiving", "03T10:00", "PALLET", "") ","
        MOVE("receiving", "03T10:00", "S", ""));
    settle(f);
    rows_are(f, "shipped PALLET -@->-@- 02T10:00:00>-\nshipped BOX -@->-@- 02T10:00:00>-\n"
                "received PALLET -@->-@- ->03T10:00:00\nreceived S -@->-@- ->03T10:00:00\n"
                "shipped S -@->-@- 02T10:00:00>-\nreceived BOX -@->-@- ->03T10:00:00\n");
}

static void loops_end(void **state)
{
    fixture *f = *state;
    add_events(f, "events/a.json",
        PACK("ADD", "01T08:00", "A", CHILD("B")) ","
        PACK("ADD", "01T08:00", "B", CHILD("A")) ","
        PACK("ADD", "01T08:00", "C", CHILD("C")) ","
        MOVE("shipping", "02T10:00", "A", "") ","
        MOVE("shipping", "03T10:00", "C", ""));
    settle(f);
    rows_are(f, "shipped A -@->-@- 02T10:00:00>-\nshipped C -@->-@- 03T10:00:00>-\nshipped B -@->-@- 02T10:00:00>-\n");
}

static void the_last_container_counts(void **state)
{
    fixture *f = *state;
    add_events(f, "events/a.json",
        PACK("ADD", "01T08:00", "OLD", CHILD("S")) ","
        PACK("ADD", "02T08:00", "NEW", CHILD("S")) ","
        MOVE("shipping", "03T10:00", "OLD", "") ","
        MOVE("shipping", "03T11:00", "NEW", ""));
    add_events(f, "events/b.json", PACK("ADD", "04T08:00", "LATER", CHILD("S")));
    settle(f);
    rows_are(f,
             "shipped OLD -@->-@- 03T10:00:00>-\nshipped NEW -@->-@- 03T11:00:00>-\nshipped S -@->-@- 03T11:00:00>-\n");
}

/* Same files in another order of events: the same rows, in another order. */
static bool order_does_not_matter(uint64_t *random, size_t size, void *context)
{
    (void)context;
    static const char *const steps[] = {"shipping", "receiving", "departing", "arriving"};
    const char *event[24];
    char text[24][512];
    size_t n = 2 + vb_test_below(random, size < 22 ? size : 22);
    for (size_t i = 0; i < n; i++) {
        unsigned day = (unsigned)(1 + i); /* all moments differ: at one moment the order of the files decides */
        unsigned item = (unsigned)vb_test_below(random, 3), box = (unsigned)vb_test_below(random, 2);
        if (vb_test_below(random, 3) == 0)
            (void)snprintf(text[i], sizeof text[i],
                           "{\"type\":\"AggregationEvent\",\"eventTime\":\"2025-03-%02uT10:00:00Z\","
                           "\"eventTimeZoneOffset\":\"+00:00\",\"action\":\"%s\",\"parentID\":\"urn:x:box%u\","
                           "\"childEPCs\":[\"urn:x:%u\"]}",
                           day, vb_test_below(random, 2) == 0 ? "ADD" : "DELETE", box, item);
        else
            (void)snprintf(text[i], sizeof text[i],
                           "{\"type\":\"ObjectEvent\",\"eventTime\":\"2025-03-%02uT10:00:00Z\","
                           "\"eventTimeZoneOffset\":\"+00:00\",\"action\":\"OBSERVE\",\"bizStep\":\"%s\",\"epcList\":["
                           "\"urn:x:%s%u\"],%s}",
                           day, steps[vb_test_below(random, 4)], vb_test_below(random, 2) == 0 ? "box" : "", item,
                           vb_test_below(random, 2) == 0 ? HANDS("A", "B") : HANDS("B", "C"));
        event[i] = text[i];
    }
    char *rows[2][256];
    size_t n_rows[2] = {0, 0};
    for (int k = 0; k < 2; k++) {
        void *one = NULL;
        (void)setup(&one);
        fixture *g = one;
        VB_CLEANUP(vb_buf, vb_buf_free) list = {0};
        for (size_t i = 0; i < n; i++)
            vb_buf_printf(&list, "%s%s", i == 0 ? "" : ",", event[i]);
        vb_buf_char(&list, '\0');
        add_events(g, "events/a.json", list.p);
        settle(g);
        show_movements(g);
        vb_str rest = vb_buf_str(&g->seen), line;
        while (n_rows[k] < 256 && vb_str_next(&rest, '\n', &line))
            if (line.n > 0)
                rows[k][n_rows[k]++] = strndup(line.p, line.n);
        (void)teardown(&one);
        vb_test_shuffle(random, event, n, sizeof event[0]);
    }
    bool same = n_rows[0] == n_rows[1];
    for (size_t i = 0; same && i < n_rows[0]; i++) {
        size_t in[2] = {0, 0};
        for (int k = 0; k < 2; k++)
            for (size_t j = 0; j < n_rows[k]; j++)
                in[k] += strcmp(rows[k][j], rows[0][i]) == 0;
        same = in[0] == in[1];
    }
    for (int k = 0; k < 2; k++)
        for (size_t j = 0; j < n_rows[k]; j++) {
            if (!same)
                printf("%d: %s\n", k, rows[k][j]);
            free(rows[k][j]);
        }
    return same;
}

static void order(void **state)
{
    (void)state;
    vb_test_holds("the order of events in a file does not matter", 300, 22, order_does_not_matter, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CASE(a_declaration_takes_back),
        WITH_CASE(a_declaration_over_files),
        WITH_CASE(events_without_ids_are_known_by_what_they_tell),
        WITH_CASE(a_voided_shipment),
        WITH_CASE(one_event_in_two_files_counts_once),
        WITH_CASE(steps_of_one_hand_over_are_one),
        WITH_CASE(what_shares_nothing_is_not_joined),
        WITH_CASE(containers_carry),
        WITH_CASE(what_is_told_is_not_carried_twice),
        WITH_CASE(loops_end),
        WITH_CASE(the_last_container_counts),
        cmocka_unit_test(order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
