/* SPDX-License-Identifier: Apache-2.0 */
/* Real cards must never contradict the catalogue: every nvidia-smi capture of the shared data is held against it. The
 * scanning here is crude on purpose, so that it shares nothing with the readers of the program. */
#include "support.h"

#include <dirent.h>

#include "catalogue/identity.h"
#include "catalogue/memory.h"

typedef struct card {
    char name[120], vbios[40], device[40], subsystem[40];
    long mib;
} card;

/* The value of the first `key` at or behind `from`: behind " : " up to the line end, or between tags. */
static const char *value(const char *from, const char *end, const char *key, char *out, size_t room)
{
    size_t n = strlen(key);
    for (const char *p = from; p != NULL && p + n < end; p++) {
        p = memmem(p, (size_t)(end - p), key, n);
        if (p == NULL)
            return NULL;
        const char *v = p + n;
        if (key[0] == '<') {
            const char *stop = memchr(v, '<', (size_t)(end - v));
            (void)snprintf(out, room, "%.*s", stop == NULL ? 0 : (int)(stop - v), v);
            return v;
        }
        while (v < end && *v == ' ')
            v++;
        if (v + 2 >= end || v[0] != ':' || v[1] != ' ')
            continue;
        const char *stop = memchr(v, '\n', (size_t)(end - v));
        (void)snprintf(out, room, "%.*s", stop == NULL ? 0 : (int)(stop - v - 2), v + 2);
        return v;
    }
    return NULL;
}

static bool is_hex8(const char *s)
{
    return strlen(s) == 8 && strspn(s, "0123456789ABCDEFabcdef") == 8;
}

static void judge(const vb_catalogue *c, const char *file, const card *k, unsigned *judged)
{
    uint32_t models[8];
    size_t n;
    uint16_t device = 0, subdevice = 0, subvendor = 0;
    const char *id = strncmp(k->device, "0x", 2) == 0 ? k->device + 2 : k->device;
    const char *sub = strncmp(k->subsystem, "0x", 2) == 0 ? k->subsystem + 2 : k->subsystem;
    vb_str name = vb_str_of(k->name);
    if (is_hex8(id) && strcasecmp(id + 4, "10de") == 0) {
        device = (uint16_t)(strtoul(id, NULL, 16) >> 16);
        if (is_hex8(sub)) {
            subdevice = (uint16_t)(strtoul(sub, NULL, 16) >> 16);
            subvendor = (uint16_t)(strtoul(sub, NULL, 16) & 0xffff);
        }
        n = vb_catalogue_by_pci(c, 0x10de, device, subvendor, subdevice, models, 8);
        if (vb_catalogue_name_fits(c, 0x10de, device, name) != VB_YES)
            fail_msg("%s: \"%s\" is no name of %04x", file, k->name, device);
    } else { /* masked by the source */
        n = vb_catalogue_search(c, name, models, 8);
    }
    if (n == 0)
        fail_msg("%s: no model for %s \"%s\"", file, k->device, k->name);
    bool fits = false;
    for (size_t i = 0; i < n && i < 8; i++)
        fits = fits || vb_model_memory_fits(vb_catalogue_model(c, models[i]), (int64_t)k->mib * 1048576) == VB_YES;
    if (!fits)
        fail_msg("%s: \"%s\" with %ld MiB", file, k->name, k->mib);
    const vb_identity *known = device == 0 ? NULL : vb_catalogue_identity(c, 0x10de, device, subvendor, subdevice);
    if (known != NULL && vb_catalogue_vbios_fits(c, known->chip, vb_str_of(k->vbios)) == VB_NO)
        fail_msg("%s: VBIOS %s on %.*s", file, k->vbios, VB_ARG(known->chip));
    (*judged)++;
}

static void scan(const vb_catalogue *c, const char *file, const vb_test_file *f, unsigned *judged)
{
    const char *end = f->p + f->n, *at = f->p;
    bool xml = memmem(f->p, f->n, "<product_name>", 14) != NULL;
    const char *keys[] = {xml ? "<product_name>" : "Product Name ", xml ? "<vbios_version>" : "VBIOS Version ",
                          xml ? "<pci_device_id>" : "Device Id ", xml ? "<pci_sub_system_id>" : "Sub System Id "};
    for (;;) {
        card k = {.mib = 0};
        char total[40] = "";
        at = value(at, end, keys[0], k.name, sizeof k.name);
        if (at == NULL)
            return;
        (void)value(at, end, keys[1], k.vbios, sizeof k.vbios);
        (void)value(at, end, keys[2], k.device, sizeof k.device);
        (void)value(at, end, keys[3], k.subsystem, sizeof k.subsystem);
        const char *next = memmem(at, (size_t)(end - at), keys[0], strlen(keys[0]));
        const char *parts = xml ? memmem(at, (size_t)(end - at), "</mig_devices>", 14) : NULL;
        if (parts != NULL && (next == NULL || parts < next))
            at = parts; /* parts of the card print their own shares of memory first */
        const char *memory = memmem(at, (size_t)(end - at), xml ? "<fb_memory_usage>" : "FB Memory Usage", 15);
        if (memory == NULL || value(memory, end, xml ? "<total>" : "Total ", total, sizeof total) == NULL)
            fail_msg("%s: no memory size", file);
        k.mib = strtol(total, NULL, 10);
        judge(c, file, &k, judged);
    }
}

static void captures_are_consistent(void **state)
{
    char *folder = vb_test_shared("gpu-dumps");
    vb_test_file models = vb_test_read("data/catalogue/accelerators.csv"),
                 ids = vb_test_read("data/catalogue/identities.csv"), chips = vb_test_read("data/catalogue/chips.csv");
    vb_catalogue_files files = {
        .models = {models.p, models.n}, .identities = {ids.p, ids.n}, .chips = {chips.p, chips.n}};
    vb_arena arena = {0};
    vb_error err = {0};
    const vb_catalogue *c = NULL;
    unsigned judged = 0, n_files = 0;
    DIR *dir = opendir(folder);
    (void)state;
    assert_non_null(dir);
    assert_int_equal(vb_catalogue_load(&files, &arena, &c, &err), VB_OK);
    for (const struct dirent *e; (e = readdir(dir)) != NULL;) {
        bool text = strstr(e->d_name, ".smi-q.txt") != NULL && strstr(e->d_name, "MI300X") == NULL;
        if (!text && strncmp(e->d_name, "smi-capture_", 12) != 0 && strncmp(e->d_name, "smi-xml_", 8) != 0)
            continue;
        char *path = vb_test_join(folder, e->d_name);
        vb_test_file f = vb_test_read(path);
        unsigned before = judged;
        scan(c, e->d_name, &f, &judged);
        if (judged == before)
            fail_msg("%s: no card found", e->d_name);
        n_files++;
        free(f.p);
        free(path);
    }
    (void)closedir(dir);
    printf("%u cards in %u captures are consistent\n", judged, n_files);
    assert_true(n_files >= 10);
    vb_arena_free(&arena);
    free(models.p);
    free(ids.p);
    free(chips.p);
    free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(captures_are_consistent)};
    return cmocka_run_group_tests_name("catalogue captures", tests, NULL, NULL);
}
