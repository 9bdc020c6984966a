/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a case: which files become claims, with which hash, and the same on any number of threads. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "evidence/nvidia_smi_xml.h"
#include "tables_support.h"
#include "world/case.h"
#include "world/sandbox.h"

static char *folder_with(const char *const *files)
{
    char *top = vb_test_folder();
    for (; files[0] != NULL; files += 2) {
        char *path = vb_test_join(top, files[0]);
        for (char *slash = strchr(path + strlen(top) + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
            *slash = '\0';
            (void)mkdir(path, 0755);
            *slash = '/';
        }
        vb_test_write(path, files[1], strlen(files[1]));
        free(path);
    }
    return top;
}
#define FOLDER(...) folder_with((const char *const[]){__VA_ARGS__, NULL})

static vb_case *open_case(const char *path, const fixture *f, unsigned threads)
{
    vb_case_options options = {.threads = threads};
    vb_error err = {0};
    vb_case *c = NULL;
    if (vb_case_open(path, &f->countries, &options, &c, &err) != VB_OK)
        fail_msg("%s: %s", err.where, err.message);
    return c;
}

static const char xml_card[] =
    "<?xml version=\"1.0\" ?>\n<!DOCTYPE nvidia_smi_log SYSTEM \"nvsmi_device_v12.dtd\">\n<nvidia_smi_log>\n"
    "<driver_version>535.54.03</driver_version><attached_gpus>1</attached_gpus>\n"
    "<gpu id=\"00000000:01:00.0\"><product_name>NVIDIA H100 PCIe</product_name><serial>1650000000001</serial>\n"
    "<uuid>GPU-00000000-0000-4000-8000-000000000001</uuid></gpu></nvidia_smi_log>\n";

static void a_case_is_read_in_order_with_hashes(void **state)
{
    fixture f;
    char *top =
        FOLDER("case.ini", "[case]\ntitle = T\nhome = DE\n", "movements.csv",
               "item,kind,from_party\nI1,made,P1\nI2,made,P2\n", "items.csv", "item,model\nI2,m\n", "parties.csv",
               "party_id\nP2\n", "inventory/rack/1", xml_card, "decisions.ndjson",
               "{\"fingerprint\":\"00112233445566778899aabbccddeeff\",\"decision\":\"accepted\"}\n", ".hidden", "x");
    (void)state;
    fixture_open(&f);
    vb_case *c = open_case(top, &f, 2);
    const vb_claims *k = vb_case_claims(c);
    for (size_t i = 0; i < k->issues.n; i++)
        printf("%.*s: %.*s\n", VB_ARG(k->issues.v[i].where), VB_ARG(k->issues.v[i].message));
    assert_true(vb_case_complete(c));
    assert_int_equal(k->issues.n, 0);
    static const char *const order[] = {"case.ini",  "decisions.ndjson", "inventory/rack/1",
                                        "items.csv", "movements.csv",    "parties.csv"};
    assert_int_equal(k->sources.n, sizeof order / sizeof order[0]);
    for (size_t i = 0; i < k->sources.n; i++) {
        char *path = vb_test_join(top, order[i]), hex[65];
        expect_text(k->sources.v[i].file, order[i]);
        /* coreutils' own SHA-256 */
        vb_test_output o = vb_test_run_program((const char *const[]){"sha256sum", path, NULL}, NULL);
        vb_hex(k->sources.v[i].sha256.b, 32, hex);
        assert_int_equal(o.status, 0);
        assert_memory_equal(o.out.p, hex, 64);
        vb_test_output_free(&o);
        free(path);
    }
    expect_text(k->title, "T");
    assert_int_equal(k->home, VB_COUNTRY("DE"));
    expect_id(&k->item_ids, 0, "I2"); /* items.csv comes before movements.csv */
    assert_int_equal(k->cards.n, 1);
    expect_text(k->cards.v[0].name, "NVIDIA H100 PCIe");
    assert_int_equal(k->sources.v[k->cards.v[0].origin.source].kind, VB_SRC_NVIDIA_SMI_XML);
    assert_int_equal(k->decisions.n, 1);
    assert_int_equal(vb_case_check(c, NULL), VB_OK);
    vb_case_close(c);
    vb_test_remove(top);
    fixture_close(&f);
    free(top);
}

static void what_is_not_read_is_named(void **state)
{
    fixture f;
    char *top = FOLDER("movements.csv", "item,kind\nI1,made\n", "movement.csv", "x", "notes/readme.txt", "x",
                       "inventory/x", "nothing", "inventory/broken.xml", "<?xml version=\"1.0\"?><nvidia_smi_log><gpu",
                       "parties.csv", "name\nA\n");
    char *path = vb_test_join(top, "sites.csv"), *pipe = vb_test_join(top, "items.csv");
    (void)state;
    assert_int_equal(symlink("/etc/passwd", path), 0);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    fixture_open(&f);
    vb_case *c = open_case(top, &f, 1);
    const vb_claims *k = vb_case_claims(c);
    static const struct {
        const char *file, *part;
        bool note;
    } expected[] = {
        {"inventory/x", "nothing of `nvidia-smi -q`", true},
        {"items.csv", "a FIFO; it is not read", false},
        {"movement.csv", "did you mean movements.csv?", true},
        {"notes/readme.txt", "no file of a case has this name", true},
        {"sites.csv", "a link that leads out of the folder", false},
        {"inventory/broken.xml", "", false},
        {"parties.csv", "no column party_id", false},
    };
    assert_int_equal(k->issues.n, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < k->issues.n; i++) {
        const vb_issue *issue = &k->issues.v[i];
        vb_str file = issue->source == VB_NONE ? issue->where : k->sources.v[issue->source].file;
        expect_text(file, expected[i].file);
        if (issue->note != expected[i].note || (expected[i].part[0] != '\0' && !says(issue->message, expected[i].part)))
            fail_msg("%s: %.*s", expected[i].file, VB_ARG(issue->message));
    }
    assert_false(vb_case_complete(c));
    assert_int_equal(k->movements.n, 1);
    vb_case_close(c);
    vb_test_remove(top);
    fixture_close(&f);
    free(pipe);
    free(path);
    free(top);
}

static void a_loose_folder_is_told_by_content(void **state)
{
    fixture f;
    char *top = FOLDER("gpu7.log", xml_card, "deep/gpu8", xml_card, "todo.txt", "buy milk");
    char *one = vb_test_join(top, "gpu7.log");
    (void)state;
    fixture_open(&f);
    vb_case *c = open_case(top, &f, 1);
    assert_int_equal(vb_case_claims(c)->cards.n, 2);
    assert_int_equal(vb_case_claims(c)->issues.n, 1);
    assert_true(vb_case_complete(c));
    vb_case_close(c);
    c = open_case(one, &f, 1); /* one file alone */
    assert_int_equal(vb_case_claims(c)->cards.n, 1);
    expect_text(vb_case_claims(c)->sources.v[0].file, "gpu7.log");
    vb_case_close(c);
    vb_test_remove(top);
    fixture_close(&f);
    free(one);
    free(top);
}

static void many_unknown_files_are_counted(void **state)
{
    fixture f;
    char *top = FOLDER("case.ini", "");
    (void)state;
    for (int i = 0; i < VB_CASE_UNKNOWN_LISTED + 7; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "photo%03d.jpg", i);
        char *path = vb_test_join(top, name);
        vb_test_write(path, "x", 1);
        free(path);
    }
    fixture_open(&f);
    vb_case *c = open_case(top, &f, 1);
    const vb_claims *k = vb_case_claims(c);
    assert_int_equal(k->issues.n, VB_CASE_UNKNOWN_LISTED + 1);
    assert_true(says(k->issues.v[VB_CASE_UNKNOWN_LISTED].message, "7 more files of unknown kinds"));
    assert_int_equal(k->sources.n, 1);
    vb_case_close(c);
    vb_test_remove(top);
    fixture_close(&f);
    free(top);
}

static void folders_that_are_none(void **state)
{
    fixture f;
    vb_error err = {0};
    vb_case *c = NULL;
    char *top = vb_test_folder();
    (void)state;
    fixture_open(&f);
    assert_int_equal(vb_case_open("/nowhere/at/all", &f.countries, NULL, &c, &err), VB_E_NOT_FOUND);
    assert_null(c);
    c = open_case(top, &f, 1); /* an empty folder is an empty case */
    assert_int_equal(vb_case_claims(c)->sources.n, 0);
    assert_true(vb_case_complete(c));
    vb_case_close(c);
    vb_test_remove(top);
    fixture_close(&f);
    free(top);
}

/* Big enough to be cut into parts (1 MiB each), with errors in it. */
static void threads_do_not_matter(void **state)
{
    enum { ROWS = 60000 };
    fixture f;
    char *top = FOLDER("parties.csv", "party_id\nP1\n"), *path = vb_test_join(top, "movements.csv");
    uint64_t random = 5;
    FILE *file = fopen(path, "w");
    (void)state;
    assert_non_null(file);
    (void)fprintf(file, "movement_id,item,kind,from_party,to_party,departed_at,licence_id,declared_goods,weight_kg\n");
    for (int i = 0; i < ROWS; i++) {
        uint64_t r = vb_test_random(&random);
        (void)fprintf(file, "M%07d,ITEM-%06u,%s,P%u,P%u,2025-0%u-1%u,L%u,%s,%s\n", i, (unsigned)(r % 20000),
                      r % 997 == 0 ? "sold" : "shipped", (unsigned)(r >> 20) % 500, (unsigned)(r >> 30) % 500,
                      (unsigned)(r >> 40) % 9 + 1, (unsigned)(r >> 44) % 10, (unsigned)(r >> 48) % 7,
                      r % 3 == 0 ? "fans" : "", r % 3 == 0 ? "1.5" : "");
    }
    assert_int_equal(fclose(file), 0);
    fixture_open(&f);
    vb_case *one = open_case(top, &f, 1);
    const vb_claims *a = vb_case_claims(one);
    assert_true(a->sources.v[0].bytes.n > 3u << 20);
    assert_true(a->movements.n < ROWS && a->movements.n > ROWS - 200 && a->declared.n > 10000);
    for (unsigned threads = 2; threads <= 5; threads++) {
        vb_case *many = open_case(top, &f, threads);
        const vb_claims *b = vb_case_claims(many);
        assert_int_equal(a->movements.n, b->movements.n);
        assert_int_equal(a->issues.n, b->issues.n);
        assert_int_equal(a->issues_dropped, b->issues_dropped);
        assert_memory_equal(a->movements.item, b->movements.item, a->movements.n * sizeof *a->movements.item);
        assert_memory_equal(a->movements.from_party, b->movements.from_party, a->movements.n * 4);
        assert_memory_equal(a->movements.licence_line, b->movements.licence_line, a->movements.n * 4);
        assert_memory_equal(a->movements.declared, b->movements.declared, a->movements.n * 4);
        assert_memory_equal(a->movements.offset, b->movements.offset, a->movements.n * 8);
        assert_int_equal(a->item_ids.n, b->item_ids.n);
        for (uint32_t i = 0; i < a->item_ids.n; i++)
            assert_true(vb_str_eq(a->item_ids.keys[i], b->item_ids.keys[i]));
        for (size_t i = 0; i < a->issues.n; i++)
            assert_true(vb_str_eq(a->issues.v[i].where, b->issues.v[i].where));
        vb_case_close(many);
    }
    vb_case_close(one);
    vb_test_remove(top);
    fixture_close(&f);
    free(path);
    free(top);
}

static void too_little_memory_is_an_error(void **state)
{
    fixture f;
    vb_error err = {0};
    vb_case *c = NULL;
    vb_case_options options = {.memory_limit = 100000, .threads = 2};
    char *text = malloc(2000000), *top;
    size_t n = 0;
    (void)state;
    assert_non_null(text);
    n += (size_t)snprintf(text, 100, "item,kind\n");
    for (int i = 0; i < 100000; i++)
        n += (size_t)snprintf(text + n, 2000000 - n, "%d,made\n", i);
    top = FOLDER("movements.csv", text);
    fixture_open(&f);
    assert_int_equal(vb_case_open(top, &f.countries, &options, &c, &err), VB_E_NOMEM);
    assert_null(c);
    vb_test_remove(top);
    fixture_close(&f);
    free(text);
    free(top);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], VB_SANDBOX_PARSE_XML) == 0)
        return vb_sandbox_child(vb_nvidia_smi_xml_flatten);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_is_read_in_order_with_hashes),
        cmocka_unit_test(what_is_not_read_is_named),
        cmocka_unit_test(a_loose_folder_is_told_by_content),
        cmocka_unit_test(many_unknown_files_are_counted),
        cmocka_unit_test(folders_that_are_none),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(too_little_memory_is_an_error),
    };
    return cmocka_run_group_tests_name("case", tests, NULL, NULL);
}
