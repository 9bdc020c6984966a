/* SPDX-License-Identifier: Apache-2.0 */
/* EPCIS against documents of others: every capture document of GS1 and OpenEPCIS reads, every one they call invalid is
 * refused with its field; and against our own hostile files. */
#include "support.h"

#include <dirent.h>
#include <sys/stat.h>

#include "evidence/epcis.h"

/* Path of a refusal of this file, or "" when it reads; aborts the test when the file cannot be read. */
static size_t refusal(const char *path, char where[96], char message[224])
{
    vb_test_file file = vb_test_read(path);
    vb_arena arena = {0};
    const vb_epcis_event *events;
    size_t n = 0;
    vb_error err = {.where = "", .message = ""};
    vb_code rc = vb_epcis_parse((vb_str){file.p, file.n}, vb_epcis_is_ndjson((vb_str){path, strlen(path)}), &arena,
                                &events, &n, &err);
    for (size_t i = 0; rc == VB_OK && i < n; i++) { /* what is read can be said */
        vb_buf line = {0};
        assert_int_equal(vb_epcis_event_json(&events[i], VB_S("f"), (uint32_t)i, &line, NULL), VB_OK);
        assert_true(events[i].at.at != VB_NO_TIME && events[i].begin < events[i].end && events[i].end <= file.n);
        vb_buf_free(&line);
    }
    memcpy(where, err.where, 96);
    memcpy(message, err.message, 224);
    if (rc != VB_OK && err.message[0] == '\0')
        fail_msg("%s is refused without a reason", path);
    vb_arena_free(&arena);
    free(file.p);
    return rc == VB_OK ? 1 : 0;
}

static const struct { /* invalid documents that a field can be told of by its name: that field */
    const char *file, *field;
} invalid[] = {
    {"Combination_of_events_with_missing_mandatory_fields.json", "action"},
    {"Combination_of_multiple_invalid_fields.json", "bizStep"},
    {"Combination_of_non_standard_bizStep_and_disposition.json", "bizStep"},
    {"EPCISDocument_without_context.json", "@context"},
    {"ObjectEvent_with_invalid_certificationInfo.json", "certificationInfo"},
    {"ObjectEvent_with_invalid_eventTime_format.json", "eventTime"},
    {"ObjectEvent_with_non_standard_bizStep.json", "eventList[0].bizStep"},
    {"ObjectEvent_with_non_standard_bizStep_in_second_event.json", "eventList[1].bizStep"},
    {"ObjectEvent_with_non_standard_disposition.json", "disposition"},
    {"ObjectEvent_with_quantity_as_text.json", "quantityList[0].quantity"},
    {"ObjectEvent_with_unknown_field_in_quantityList.json", "quantityList[0].weight"},
    {"ObjectEvent_without_action_and_eventTime.json", "eventTime"},
    {"QueryDocument_with_invalid_action.json", "action"},
};

static struct {
    size_t read, refused, wrong;
} seen;

static void judge(const char *path, const char *name, bool must_be_refused)
{
    char where[96], message[224];
    bool reads = refusal(path, where, message) == 1;
    if (reads == must_be_refused) {
        printf("%s: %s %s\n", path, reads ? "reads" : where, message);
        seen.wrong++;
    }
    seen.read += reads;
    seen.refused += !reads;
    for (size_t i = 0; !reads && i < sizeof invalid / sizeof invalid[0]; i++)
        if (strcmp(invalid[i].file, name) == 0 && strstr(where, invalid[i].field) == NULL) {
            printf("%s: expected %s, got %s\n", path, invalid[i].field, where);
            seen.wrong++;
        }
}

static bool ends(const char *name, const char *suffix)
{
    size_t n = strlen(name), m = strlen(suffix);
    return n > m && strcmp(name + n - m, suffix) == 0;
}

static void walk(const char *folder, bool must_be_refused)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        char *path = vb_test_join(folder, entries[i]->d_name);
        struct stat st;
        if (entries[i]->d_name[0] != '.' && stat(path, &st) == 0) {
            if (S_ISDIR(st.st_mode) && strcmp(entries[i]->d_name, "Queries") != 0) /* questions, not documents */
                walk(path, must_be_refused || strcmp(entries[i]->d_name, "Invalid") == 0);
            else if (ends(path, ".json") || ends(path, ".jsonld"))
                judge(path, entries[i]->d_name, must_be_refused);
        }
        free(path);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
}

static void documents_of_others(void **state)
{
    (void)state;
    static const char *const folders[] = {"epcis/gs1-EPCIS/JSON", "epcis/openepcis-test-resources/2.0/EPCIS/JSON",
                                          "epcis/event-hash/examples", "epcis/event-hash/expected_equal"};
    memset(&seen, 0, sizeof seen);
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        char *folder = vb_test_shared(folders[i]);
        walk(folder, false);
        free(folder);
    }
    printf("%zu documents read, %zu refused\n", seen.read, seen.refused);
    assert_int_equal(seen.wrong, 0);
    assert_true(seen.read >= 60 && seen.refused >= 12); /* the data are where they were */
}

static const struct { /* tests/attack/epcis: where each is refused */
    const char *file, *where;
} attacks[] = {
    {"association-without-parent.json", "parentID"},
    {"bad-line.ndjson", "line 3: action"},
    {"bare-event-without-context.json", "@context"},
    {"deep-nesting.json", "ext:deep"},
    {"digital-link-of-thirteen-digits.json", "epcList[0]"},
    {"duplicate-key-escaped.json", "bizStep"},
    {"duplicate-key.json", "bizStep"},
    {"epc-in-homoglyphs.json", "epcList[0]"},
    {"epc-one-digit-short.json", "epcList[0]"},
    {"epc-that-names-a-class.json", "epcList[0]"},
    {"epc-twice.json", "epcList[1]"},
    {"epc-with-a-blank.json", "epcList[0]"},
    {"epc-without-end.json", "epcList[0]"},
    {"event-is-a-text.json", "eventList[0]"},
    {"event-list-is-an-object.json", "epcisBody.eventList"},
    {"ilmd-while-observing.json", "ilmd"},
    {"missing-action.json", "action"},
    {"missing-body.json", "epcisBody"},
    {"missing-context.json", "@context"},
    {"missing-event-time.json", "eventTime"},
    {"missing-objects.json", "epcList"},
    {"near-miss-action.json", "action"},
    {"near-miss-step.json", "bizStep"},
    {"offset-of-fifteen-hours.json", "eventTimeZoneOffset"},
    {"quantity-as-text.json", "quantityList[0].quantity"},
    {"quantity-below-zero.json", "quantityList[0].quantity"},
    {"sealed-object-with-extension.json", "sourceList[0].ext:also"},
    {"short-company-prefix.json", "epcList[0]"},
    {"source-of-no-type.json", "sourceList[0].type"},
    {"step-of-the-vocabulary-that-is-none.json", "bizStep"},
    {"step-under-the-wrong-vocabulary.json", "bizStep"},
    {"term-named-like-a-keyword.json", "@type"},
    {"time-of-a-leap-second.json", "eventTime"},
    {"time-on-the-thirtieth-of-february.json", "eventTime"},
    {"time-without-zone.json", "eventTime"},
    {"trailing-document.json", ""},
    {"transaction-without-transactions.json", "bizTransactionList"},
    {"transformation-without-outputs.json", "outputEPCList"},
    {"truncated.json", ""},
    {"unknown-field-in-place.json", "readPoint.country"},
    {"unknown-field-in-quantity.json", "quantityList[0].model"},
    {"unknown-field.json", "eventList[0].bizstep"},
    {"unprefixed-ilmd.json", "ilmd.model"},
    {"version-one.json", "schemaVersion"},
};

static void hostile_files(void **state)
{
    (void)state;
    char *folder = vb_test_source("tests/attack/epcis");
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, alphasort);
    size_t files = 0;
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
        char where[96], message[224], *path = vb_test_join(folder, attacks[i].file);
        if (refusal(path, where, message) == 1 || strstr(where, attacks[i].where) == NULL)
            fail_msg("%s: expected a refusal at %s, got \"%s\" %s", attacks[i].file, attacks[i].where, where, message);
        free(path);
    }
    for (int i = 0; i < n; i++) {
        files += entries[i]->d_name[0] != '.';
        free(entries[i]);
    }
    free(entries);
    free(folder);
    assert_int_equal(files, sizeof attacks / sizeof attacks[0]); /* none lies there unjudged */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(documents_of_others), cmocka_unit_test(hostile_files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
