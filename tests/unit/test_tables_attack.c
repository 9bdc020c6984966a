/* SPDX-License-Identifier: Apache-2.0 */
/* Hostile and broken tables by name (tests/attack/tables): what is read of each, and where its errors are. */
#include "tables_support.h"

#include <dirent.h>
#include <inttypes.h>

#include "base/buf.h"

/* "2 read" and the places of the errors; notes in brackets. */
static const struct {
    const char *file;
    vb_source_kind kind;
    const char *told;
} rows[] = {
    {"case-continued-lines.ini", VB_SRC_CASE_INI, "2 read, line 3, line 4, line 6"},
    {"case-long-section.ini", VB_SRC_CASE_INI, "2 read"},
    {"case-nul.ini", VB_SRC_CASE_INI, "0 read, "},
    {"case-only-brackets.ini", VB_SRC_CASE_INI, "0 read, line 2, line 3, (line 5), (line 6), (line 7)"},
    {"decisions-deep-nesting.ndjson", VB_SRC_DECISIONS, "1 read, line 1 fingerprint"},
    {"decisions-duplicate-key.ndjson", VB_SRC_DECISIONS, "0 read, line 1 decision"},
    {"decisions-two-on-a-line.ndjson", VB_SRC_DECISIONS, "0 read, line 1"},
    {"documents-script-as-hash.csv", VB_SRC_DOCUMENTS, "0 read, line 2 column sha256, line 3 column sha256"},
    {"items-id-over-lines.csv", VB_SRC_ITEMS, "1 read, line 2 column item"},
    {"items-id-too-long.csv", VB_SRC_ITEMS, "1 read, line 2 column item"},
    {"items-look-alike.csv", VB_SRC_ITEMS, "2 read"},
    {"items-same-id-twice.csv", VB_SRC_ITEMS, "2 read, line 3 column item, line 4 column item"},
    {"items-terminal-escape.csv", VB_SRC_ITEMS, "0 read, line 2 column status, line 3 column item"},
    {"items-two-headers-one-name.csv", VB_SRC_ITEMS, "0 read, header"},
    {"licences-for-ever.csv", VB_SRC_LICENCES, "1 read, line 2 column valid_to, line 3 column valid_to"},
    {"licences-line-break-in-line.csv", VB_SRC_LICENCES, "1 read, line 2 column line, line 4 column licence_id"},
    {"licences-same-line-twice.csv", VB_SRC_LICENCES, "2 read, line 3 column line"},
    {"movements-dates-that-are-none.csv", VB_SRC_MOVEMENTS,
     "0 read, line 2 column departed_at, line 3 column departed_at, line 4 column departed_at, line 5 "
     "column departed_at, line 6 column departed_at, line 7 column departed_at, line 8 column "
     "departed_at, line 9 column departed_at, line 10 column departed_at, line 11 column departed_at"},
    {"movements-every-cell-wrong.csv", VB_SRC_MOVEMENTS, "0 read, line 2 column kind"},
    {"movements-item-with-quantity.csv", VB_SRC_MOVEMENTS, "1 read, line 2 column quantity"},
    {"movements-no-kind-column.csv", VB_SRC_MOVEMENTS, "0 read, header"},
    {"movements-overflow.csv", VB_SRC_MOVEMENTS,
     "1 read, line 2 column quantity, line 4 column declared_value, line 5 column weight_kg"},
    {"movements-quantity-like-numbers.csv", VB_SRC_MOVEMENTS,
     "2 read, line 2 column quantity, line 3 column quantity, line 5 column quantity, line 6 column "
     "quantity, line 7 column quantity, line 9 column quantity"},
    {"movements-quote-swallows-rows.csv", VB_SRC_MOVEMENTS, "1 read, line 2 column item"},
    {"movements-to-itself.csv", VB_SRC_MOVEMENTS, "1 read"},
    {"ownership-circle.csv", VB_SRC_OWNERSHIP, "4 read"},
    {"ownership-more-than-all.csv", VB_SRC_OWNERSHIP,
     "1 read, line 2 column percent, line 3 column percent, line 4 column percent, line 6 column percent"},
    {"parties-bom-in-the-middle.csv", VB_SRC_PARTIES, "2 read"},
    {"parties-nowhere.csv", VB_SRC_PARTIES,
     "1 read, line 2 column country, line 3 column country, line 4 column country, line 6 column country"},
    {"payments-cents-of-yen.csv", VB_SRC_PAYMENTS,
     "1 read, line 2 column amount, line 4 column amount, line 5 column amount, line 6 column currency"},
    {"sales-fifth-quarter.csv", VB_SRC_SALES,
     "1 read, line 2 column period, line 4 column period, line 5 column period"},
    {"sightings-no-item.csv", VB_SRC_SIGHTINGS, "0 read, line 2 column item"},
    {"sites-off-the-globe.csv", VB_SRC_SITES,
     "2 read, line 2 column lat, line 3 column lon, line 6 column lat, line 7 column lon, line 8 column "
     "lat"},
    {"stock-less-than-nothing.csv", VB_SRC_STOCK, "1 read, line 2 column quantity"},
};

static void tell(const fixture *f, vb_buf *told)
{
    vb_buf_printf(told, "%" PRIu64 " read", f->claims.sources.v[0].rows);
    for (size_t i = 0; i < f->claims.issues.n; i++) {
        const vb_issue *issue = &f->claims.issues.v[i];
        vb_buf_printf(told, issue->note ? ", (%.*s)" : ", %.*s", VB_ARG(issue->where));
    }
}

static void every_attack_is_answered(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[200];
        fixture f;
        vb_buf told = {0};
        (void)snprintf(path, sizeof path, "tests/attack/tables/%s", rows[i].file);
        vb_test_file file = vb_test_read(path);
        fixture_open(&f);
        fixture_read_bytes(&f, rows[i].kind, (vb_str){file.p, file.n});
        tell(&f, &told);
        if (strcmp(told.p, rows[i].told) != 0) {
            for (size_t k = 0; k < f.claims.issues.n; k++)
                printf("%.*s: %.*s\n", VB_ARG(f.claims.issues.v[k].where), VB_ARG(f.claims.issues.v[k].message));
            fail_msg("%s: %s; expected %s", rows[i].file, told.p, rows[i].told);
        }
        vb_buf_free(&told);
        fixture_close(&f);
        free(file.p);
    }
}

static void every_attack_has_a_row(void **state)
{
    struct dirent **entries;
    int n = scandir("tests/attack/tables", &entries, NULL, alphasort);
    (void)state;
    assert_true(n > 2);
    for (int i = 0; i < n; i++) {
        bool known = entries[i]->d_name[0] == '.';
        for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++)
            known = known || strcmp(rows[k].file, entries[i]->d_name) == 0;
        if (!known)
            fail_msg("%s has no row", entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_attack_is_answered),
        cmocka_unit_test(every_attack_has_a_row),
    };
    return cmocka_run_group_tests_name("tables: attacks", tests, NULL, NULL);
}
