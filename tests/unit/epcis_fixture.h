/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_TESTS_EPCIS_FIXTURE_H
#define VB_TESTS_EPCIS_FIXTURE_H
/* Small EPCIS events as text, a case of sources made of them, and its movements as lines. */
#include "support.h"

#include "evidence/epcis.h"

#define C "\"@context\":\"https://ref.gs1.org/standards/epcis/epcis-context.jsonld\""
#define T(at) "\"eventTime\":\"2025-03-" at ":00Z\",\"eventTimeZoneOffset\":\"+00:00\""
#define OBJECT(action, step, at, rest) \
    "{\"type\":\"ObjectEvent\"," T(at) ",\"action\":\"" action "\",\"bizStep\":\"" step "\"," rest "}"
#define ITEM(id) "\"epcList\":[\"urn:verbleib:item:" id "\"]"
#define FROM(type, id) "\"sourceList\":[{\"type\":\"" type "\",\"source\":\"urn:verbleib:" id "\"}]"
#define TO(type, id) "\"destinationList\":[{\"type\":\"" type "\",\"destination\":\"urn:verbleib:" id "\"}]"
#define HANDS(a, b) FROM("possessing_party", "party:" a) "," TO("possessing_party", "party:" b)
#define AT(site) "\"bizLocation\":{\"id\":\"urn:verbleib:site:" site "\"}"
#define READ_AT(site) "\"readPoint\":{\"id\":\"urn:verbleib:site:" site "\"}"
#define ID(id) "\"eventID\":\"urn:uuid:" id "\""
#define ERROR_OF "\"errorDeclaration\":{\"declarationTime\":\"2025-03-20T00:00:00Z\",\"reason\":\"did_not_occur\"}"
#define PARTS(type, action, at, parent, children, rest)                                                   \
    "{\"type\":\"" type "\"," T(at) ",\"action\":\"" action "\",\"parentID\":\"urn:verbleib:item:" parent \
                                    "\"" children rest "}"
#define CHILD(id) ",\"childEPCs\":[\"urn:verbleib:item:" id "\"]"

typedef struct fixture {
    vb_arena arena;
    vb_claims c;
    vb_buf text[8];
    vb_buf seen;
} fixture;

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->c.arena = &f->arena;
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    vb_claims_free(&f->c);
    vb_arena_free(&f->arena);
    for (size_t i = 0; i < 8; i++)
        vb_buf_free(&f->text[i]);
    vb_buf_free(&f->seen);
    free(f);
    return 0;
}

/* One more source; its events are read. */
static void add(fixture *f, const char *file, const char *text)
{
    vb_error err;
    size_t i = f->c.sources.n;
    vb_source *s = VB_PUSH(&f->arena, &f->c.sources);
    assert_non_null(s);
    vb_buf_printf(&f->text[i], "%s", text);
    *s = (vb_source){.file = vb_str_of(file), .bytes = vb_buf_str(&f->text[i]), .kind = VB_SRC_EPCIS};
    assert_int_equal(vb_epcis_read(&f->c, (uint32_t)i, NULL, &err), VB_OK);
}

static void add_events(fixture *f, const char *file, const char *events)
{
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    vb_buf_printf(&b,
                  "{" C
                  ",\"type\":\"EPCISDocument\",\"schemaVersion\":\"2.0\",\"creationDate\":\"2025-03-30T00:00:00Z\","
                  "\"epcisBody\":{\"eventList\":[%s]}}",
                  events);
    vb_buf_char(&b, '\0');
    add(f, file, b.p);
}

static void id(vb_buf *b, const vb_dict *d, uint32_t i)
{
    if (i == VB_NONE)
        vb_buf_char(b, '-');
    else
        vb_buf_add(b, vb_dict_text(d, i));
}

static void moment(vb_buf *b, int64_t at)
{
    char text[24];
    if (at == VB_NO_TIME) {
        vb_buf_char(b, '-');
        return;
    }
    vb_time_text(at, false, text);
    vb_buf_printf(b, "%.11s", text + 8); /* day of March and time */
}

/* "shipped SN1 A@a>B@b 01T10:00:00>-" a row; '-' = not stated, x8 of a model where no item is. */
static void show_movements(fixture *f)
{
    const vb_movements *m = &f->c.movements;
    for (size_t i = 0; i < m->n; i++) {
        vb_buf *b = &f->seen;
        vb_buf_printf(b, "%s ", vb_movement_kind_name((vb_movement_kind)m->kind[i]));
        if (m->item[i] == VB_NONE)
            vb_buf_printf(b, "x%u ", m->quantity[i]);
        id(b, m->item[i] == VB_NONE ? &f->c.model_texts : &f->c.item_ids,
           m->item[i] == VB_NONE ? m->model[i] : m->item[i]);
        vb_buf_char(b, ' ');
        id(b, &f->c.party_ids, m->from_party[i]);
        vb_buf_char(b, '@');
        id(b, &f->c.site_ids, m->from_site[i]);
        vb_buf_char(b, '>');
        id(b, &f->c.party_ids, m->to_party[i]);
        vb_buf_char(b, '@');
        id(b, &f->c.site_ids, m->to_site[i]);
        vb_buf_char(b, ' ');
        moment(b, m->departed[i]);
        vb_buf_char(b, '>');
        moment(b, m->arrived[i]);
        vb_buf_char(b, '\n');
    }
}

__attribute__((unused)) static void rows_are(fixture *f, const char *expected)
{
    f->seen.n = 0;
    show_movements(f);
    vb_buf_char(&f->seen, '\0');
    if (strcmp(f->seen.p, expected) != 0)
        fail_msg("expected\n%sgot\n%s", expected, f->seen.p);
}

__attribute__((unused)) static size_t issues(const fixture *f, bool note, const char *part)
{
    size_t n = 0;
    for (size_t i = 0; i < f->c.issues.n; i++)
        n += f->c.issues.v[i].note == note && vb_str_find(f->c.issues.v[i].message, vb_str_of(part), 0) != SIZE_MAX;
    return n;
}

__attribute__((unused)) static void settle(fixture *f)
{
    vb_error err;
    assert_int_equal(vb_epcis_settle(&f->c, &err), VB_OK);
}

#define WITH_CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
#endif
