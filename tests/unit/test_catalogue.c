/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue: reading it, its errors, and the answers to "what is this". Expected values come from data sheets and
 * captures of real cards, named beside them. */
#include "support.h"

#include "catalogue/board.h"
#include "catalogue/catalogue.h"
#include "catalogue/identity.h"
#include "catalogue/lint.h"
#include "catalogue/memory.h"

typedef struct shelf { /* the real catalogue, loaded once for all tests */
    vb_test_file models, identities, chips, boards;
    vb_arena arena;
    const vb_catalogue *catalogue;
} shelf;
static shelf real;

static vb_str bytes_of(const vb_test_file *f)
{
    return (vb_str){f->p, f->n};
}

static int load_real(void **state)
{
    vb_error err = {0};
    real.models = vb_test_read("data/catalogue/accelerators.csv");
    real.identities = vb_test_read("data/catalogue/identities.csv");
    real.chips = vb_test_read("data/catalogue/chips.csv");
    real.boards = vb_test_read("data/catalogue/boards.csv");
    vb_catalogue_files files = {bytes_of(&real.models), bytes_of(&real.identities), bytes_of(&real.chips),
                                bytes_of(&real.boards)};
    if (vb_catalogue_load(&files, &real.arena, &real.catalogue, &err) != VB_OK) {
        printf("%s: %s\n", err.where, err.message);
        return 1;
    }
    *state = &real;
    return 0;
}

static int free_real(void **state)
{
    (void)state;
    vb_arena_free(&real.arena);
    free(real.models.p);
    free(real.identities.p);
    free(real.chips.p);
    free(real.boards.p);
    return 0;
}

static const vb_model *model(const char *id)
{
    const vb_model *m = vb_catalogue_model(real.catalogue, vb_catalogue_match(real.catalogue, vb_str_of(id)));
    assert_non_null(m);
    assert_true(vb_str_eq(m->id, vb_str_of(id)));
    return m;
}

static void figures_are_exact(void **state)
{
    const vb_model *m = model("nv-h100-sxm5-80");
    (void)state;
    assert_true(m->rate[VB_FP8] == 1979000000);
    assert_true(m->rate[VB_FP16] == 989500000 && m->rate_places[VB_FP16] == 1);
    assert_true(m->rate[VB_FP4] == VB_NO_FIGURE);
    assert_true(m->die_area_low == 814000 && m->die_area_high == 814000);
    assert_true(m->memory_gb == 80000 && m->memory_bandwidth == 3350000 && m->tdp == 700000 && m->units == 132);
    assert_true(m->datacentre == VB_YES && m->market == VB_MARKET_GLOBAL && m->confidence == VB_CONFIDENCE_A);
    assert_true(m->pci_vendor == 0x10de && m->n_pci_devices == 1 && m->pci_devices[0] == 0x2330);
    assert_true(m->launch.span == VB_DAY);
    assert_true(model("nv-rtxpro6000-ws")->launch.span == 31 * VB_DAY); /* 2025-03 */
    assert_true(model("nv-h100-sxm5-96")->launch.at == VB_NO_TIME);
    assert_true(model("amd-mi210")->die_area_low == 724000 && model("amd-mi210")->die_area_high == 790000);
    assert_true(model("nv-a16")->ics == 4 && model("nv-a16")->devices == 4);
    assert_true(model("nv-k80")->nonplanar == VB_NO && model("nv-h20-96")->market == VB_MARKET_CHINA);
    assert_true(vb_model_unverified(model("nv-a30"), VB_COLUMN_RATE + VB_TF32));
    assert_false(vb_model_unverified(model("nv-a30"), VB_COLUMN_RATE + VB_FP16));
}

/* What people, price lists and nvidia-smi write. "" = unknown, "?" = fits several. */
static const struct {
    const char *text, *id;
} texts[] = {
    {"nv-a100-sxm4-80", "nv-a100-sxm4-80"},
    {" nv-a100-sxm4-80 ", "nv-a100-sxm4-80"},
    {"NVIDIA H100 80GB HBM3", "nv-h100-sxm5-80"}, /* nvidia-smi, device 2330 */
    {"NVIDIA A100-SXM4-80GB", "nv-a100-sxm4-80"}, /* nvidia-smi, device 20b2 */
    {"A100-SXM4-40GB", "nv-a100-sxm4-40"},        /* nvidia-smi with drivers before 465 */
    {"NVIDIA A100 80GB PCIe", "nv-a100-pcie-80"},
    {"a100 80 gb pcie", "nv-a100-pcie-80"},
    {"A100 PCIe 80GB", "nv-a100-pcie-80"},
    {"Nvidia Tesla A100 80G PCIe", "nv-a100-pcie-80"},
    {"A100 SXM 80GB", "nv-a100-sxm4-80"},
    {"NVIDIA GeForce RTX 4090", "nv-rtx4090"},
    {"RTX4090", "nv-rtx4090"},
    {"GeForce RTX 4090 D", "nv-rtx4090d"},
    {"rtx 4090d", "nv-rtx4090d"},
    {"NVIDIA GeForce RTX 5090 D v2", "nv-rtx5090dv2"},
    {"Tesla T4", "nv-t4"},
    {"NVIDIA H20", "nv-h20-96"},
    {"NVIDIA H20-3e", "nv-h20-141"},
    {"H800", "nv-h800-sxm5"},
    {"NVIDIA H200", "nv-h200-sxm"},
    {"NVIDIA L40S", "nv-l40s"},
    {"L40", "nv-l40"},
    {"AMD Instinct MI300X", "amd-mi300x"},
    {"Ascend 910C", "hw-910c"},
    {"Huawei Ascend 910B3", "hw-910b3"},
    {"RTX A6000", "nv-a6000"},
    {"NVIDIA RTX 6000 Ada Generation", "nv-rtx6000ada"},
    {"H100", "?"},
    {"NVIDIA H100", "?"},
    {"A100", "?"},
    {"A800", "?"},
    {"Ascend 910B", "?"},
    {"RTX 6000", "?"},                /* Quadro of 2018 or Ada of 2022 */
    {"NVIDIA GeForce RTX 3080", "?"}, /* 10 or 12 GB */
    {"Gaudi 3", "?"},
    /* as data sheets and web shops write them: signs of trade marks, no-break spaces, dashes */
    {"NVIDIA\xC2\xAE H20 Tensor Core GPU", "nv-h20-96"},
    {"GeForce RTX\xE2\x84\xA2 4090 D", "nv-rtx4090d"},
    {"GeForce RTX(TM) 4090", "nv-rtx4090"},
    {"AMD Instinct\xE2\x84\xA2 MI300X", "amd-mi300x"},
    {"Intel\xC2\xAE Gaudi\xC2\xAE 3", "?"},
    {"A100\xC2\xA0"
     "80\xC2\xA0GB\xC2\xA0PCIe",
     "nv-a100-pcie-80"},
    {"A100\xE2\x80\x93SXM4\xE2\x80\x91"
     "80GB",
     "nv-a100-sxm4-80"},
    {"\xC2\xAE", ""},
    {"H20\xC2", ""}, /* cut inside a sign */
    {"h20", "nv-h20-96"},
    {"L40 S", "nv-l40s"},
    {"5090D V2", ""}, /* a card has its whole name */
    {"RTX 5090D V2", "nv-rtx5090dv2"},
    {"MI300", ""},
    {"HGX H100 8-GPU", ""}, /* a server */
    {"Ascend 910", "hw-910"},
    {"GeForce 910", ""}, /* of another maker: a series tells whose it is */
    {"Instinct H20", ""},
    {"Ascend T4", ""},
    {"", ""},
    {"   ", ""},
    {"-", ""},
    {"NVIDIA", ""},
    {"GPU", ""},
    {"graphics card", ""},
    {"RTX 4090 Laptop GPU", ""},
    {"NVIDIA GeForce RTX 4090 Laptop GPU", ""},
    {"NVIDIA A10-24Q", ""},  /* a share of a card */
    {"Intel H100 PCIe", ""}, /* another maker's name */
    {"Huawei A100 80GB PCIe", ""},
    {"H1000", ""},
    {"printed circuit boards", ""},
};

static void names_match_or_do_not(void **state)
{
    uint32_t found[16];
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        vb_str text = vb_str_of(texts[i].text), id = vb_str_of(texts[i].id);
        size_t n = vb_catalogue_search(real.catalogue, text, found, 16);
        uint32_t match = vb_catalogue_match(real.catalogue, text);
        const vb_model *m = vb_catalogue_model(real.catalogue, match);
        bool good = vb_str_eq(id, VB_S("?")) ? n > 1 && m == NULL
                    : id.n == 0              ? n == 0 && m == NULL
                                             : n == 1 && m != NULL && vb_str_eq(m->id, id);
        if (!good)
            fail_msg("\"%s\" gave %zu models, first %.*s; expected %s", texts[i].text, n,
                     VB_ARG(n == 0 ? VB_STR_NONE : vb_catalogue_model(real.catalogue, found[0])->id), texts[i].id);
        for (size_t k = 1; k < n && k < 16; k++)
            assert_true(found[k - 1] < found[k]);
    }
}

/* Every id, and every name that only one row has, leads back to its row. */
static void every_model_is_found_by_its_own_name(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < vb_catalogue_count(real.catalogue); i++) {
        const vb_model *m = vb_catalogue_model(real.catalogue, i);
        uint32_t found[32];
        bool there = false;
        assert_int_equal(vb_catalogue_index(real.catalogue, m), i);
        assert_int_equal(vb_catalogue_match(real.catalogue, m->id), i);
        size_t n = vb_catalogue_search(real.catalogue, m->name, found, 32);
        for (size_t k = 0; k < n; k++)
            there = there || found[k] == i;
        if (!there)
            fail_msg("%.*s is not found by its name %.*s", VB_ARG(m->id), VB_ARG(m->name));
    }
    assert_null(vb_catalogue_model(real.catalogue, VB_NONE));
}

/* Device, subsystem, expected id: from captures of real cards and NVIDIA's name table. */
static const struct {
    uint16_t device, subvendor, subdevice;
    size_t n;
    const char *id;
} cards[] = {
    {0x2330, 0x10de, 0x16c1, 1, "nv-h100-sxm5-80"},
    {0x2335, 0x10de, 0x18be, 1, "nv-h200-sxm"},
    {0x20b2, 0x10de, 0x147f, 1, "nv-a100-sxm4-80"},
    {0x20b2, 0x1234, 0x5678, 1, "nv-a100-sxm4-80"}, /* a server maker's own subsystem */
    {0x2684, 0x10b0, 0xf297, 1, "nv-rtx4090"},      /* board partner of the capture: not NVIDIA's vendor id */
    {0x2685, 0, 0, 1, "nv-rtx4090d"},
    {0x25b6, 0x10de, 0x14a9, 1, "nv-a16"},
    {0x25b6, 0x10de, 0x157e, 1, "nv-a2"},
    {0x25b6, 0x1234, 0x5678, 2, "nv-a16"}, /* A16 or A2 */
    {0x1e30, 0x10de, 0x129e, 1, "nv-qrtx8000"},
    {0x1e30, 0, 0, 1, "nv-qrtx6000"},
    {0x2d04, 0, 0, 2, "nv-rtx5060ti-8"}, /* sold with 8 and 16 GB */
    {0x1eb8, 0x10de, 0x12a2, 1, "nv-t4"},
    {0x2757, 0, 0, 0, NULL}, /* RTX 4090 in a notebook: known, and no row of the catalogue */
    {0x0001, 0, 0, 0, NULL},
};

static void pci_ids_lead_to_models(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cards / sizeof cards[0]; i++) {
        uint32_t found[4];
        size_t n = vb_catalogue_by_pci(real.catalogue, 0x10de, cards[i].device, cards[i].subvendor, cards[i].subdevice,
                                       found, 4);
        bool there = cards[i].id == NULL;
        for (size_t k = 0; k < n && k < 4; k++)
            there = there || vb_str_eq(vb_catalogue_model(real.catalogue, found[k])->id, vb_str_of(cards[i].id));
        if (n != cards[i].n || !there)
            fail_msg("10de:%04x %04x:%04x gave %zu models", cards[i].device, cards[i].subvendor, cards[i].subdevice, n);
    }
    uint32_t one = VB_NONE;
    assert_int_equal(vb_catalogue_by_pci(real.catalogue, 0x1002, 0x74a1, 0, 0, &one, 1), 1);
    assert_true(vb_str_eq(vb_catalogue_model(real.catalogue, one)->id, VB_S("amd-mi300x")));
    assert_int_equal(vb_catalogue_by_pci(real.catalogue, 0x1002, 0x740c, 0, 0, &one, 1), 2); /* MI250 and MI250X */
    assert_int_equal(vb_catalogue_by_pci(real.catalogue, 0x1002, 0x740c, 0, 0, NULL, 0), 2);
}

static void driver_names_belong_to_devices(void **state)
{
    static const struct {
        uint16_t device;
        const char *name;
        vb_tri fits;
    } rows[] = {
        {0x2330, "NVIDIA H100 80GB HBM3", VB_YES},
        {0x20b2, "A100-SXM4-80GB", VB_YES},
        {0x2204, "GeForce RTX 3090", VB_YES},
        {0x2329, "NVIDIA H100 80GB HBM3", VB_NO}, /* an H20 that says it is an H100 */
        {0x2684, "NVIDIA RTX 6000 Ada Generation", VB_NO},
        {0x2684, "NVIDIA GeForce RTX 4090 48GB", VB_UNKNOWN}, /* no driver prints that */
        {0x2330, "NVIDIA H100 of next year", VB_UNKNOWN},
        {0x0001, "NVIDIA H100 80GB HBM3", VB_UNKNOWN},
        {0x1db1, "Tesla V100-SXM2-16GB", VB_YES},
        {0x2236, "NVIDIA A10-24Q", VB_YES},
        {0x2330, "", VB_UNKNOWN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (vb_catalogue_name_fits(real.catalogue, 0x10de, rows[i].device, vb_str_of(rows[i].name)) != rows[i].fits)
            fail_msg("%04x \"%s\"", rows[i].device, rows[i].name);
    const vb_identity *share = vb_catalogue_identity(real.catalogue, 0x10de, 0x2236, 0x10de, 0x14b7);
    assert_true(share == NULL || share->kind == VB_IDENTITY_VIRTUAL);
}

static void vbios_branches_tell_chips(void **state)
{
    static const struct {
        const char *chip, *vbios;
        vb_tri fits;
    } rows[] = {
        {"GH100", "96.00.74.00.01", VB_YES},     {"GH100", "96.00.A5.00.03", VB_YES},
        {"AD102", "95.02.3C.00.EB", VB_YES},     {"AD102", "94.02.42.40.34", VB_NO}, /* GA102 sold as AD102 */
        {"GB110", "97.10.4A.00.05", VB_YES},     {"GB100", "97.10.4A.00.05", VB_NO},
        {"GH100", "96.00.74.00", VB_UNKNOWN},    {"GH100", "N/A", VB_UNKNOWN},
        {"GX999", "96.00.74.00.01", VB_UNKNOWN}, {"GH100", "", VB_UNKNOWN},
        {"GH100", "9x.00.74.00.01", VB_UNKNOWN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (vb_catalogue_vbios_fits(real.catalogue, vb_str_of(rows[i].chip), vb_str_of(rows[i].vbios)) != rows[i].fits)
            fail_msg("%s %s", rows[i].chip, rows[i].vbios);
}

static void part_numbers_are_read(void **state)
{
    vb_str project, sku;
    uint16_t device;
    (void)state;
    assert_true(vb_board_part_read(VB_S("692-2G520-0280-001"), &project, &sku));
    assert_true(vb_str_eq(project, VB_S("G520")) && vb_str_eq(sku, VB_S("0280")));
    assert_true(vb_board_part_read(VB_S("699-21010-0200-000"), &project, &sku));
    assert_true(vb_str_eq(project, VB_S("1010")) && vb_str_eq(sku, VB_S("0200")));
    assert_true(vb_board_part_read(VB_S("G133.0242.00.03"), &project, &sku));
    assert_true(vb_str_eq(project, VB_S("G133")) && vb_str_eq(sku, VB_S("0242")));
    assert_false(vb_board_part_read(VB_S("N/A"), &project, &sku));
    assert_false(vb_board_part_read(VB_S("692-2G520-02"), &project, &sku));
    assert_false(vb_board_part_read(VB_S("692-2g520-0280-001"), &project, &sku));
    assert_true(vb_gpu_part_read(VB_S("2330-885-A1"), &device, &sku) && device == 0x2330 &&
                vb_str_eq(sku, VB_S("885")));
    assert_true(vb_gpu_part_read(VB_S("26B9-896-A1"), &device, &sku) && device == 0x26b9);
    assert_false(vb_gpu_part_read(VB_S("900-1G150-2500-000"), &device, &sku)); /* older drivers: the board part */
    assert_false(vb_gpu_part_read(VB_S("000-00000-0000-000"), &device, &sku));
    /* The public "8 x H800" report with board 692-2G520-0280-001: that project and SKU is an H200's. */
    const vb_model *h200 =
        vb_catalogue_model(real.catalogue, vb_catalogue_board_model(real.catalogue, VB_S("G520"), VB_S("0280")));
    const vb_model *h800 =
        vb_catalogue_model(real.catalogue, vb_catalogue_board_model(real.catalogue, VB_S("G520"), VB_S("0205")));
    assert_true(h200 != NULL && vb_str_eq(h200->id, VB_S("nv-h200-sxm")));
    assert_true(h800 != NULL && vb_str_eq(h800->id, VB_S("nv-h800-sxm5")));
    assert_true(vb_catalogue_board_model(real.catalogue, VB_S("G999"), VB_S("0000")) == VB_NONE);
}

/* MiB as nvidia-smi printed them on real cards (captures, or public reports where no capture has the card). */
static const struct {
    const char *id;
    int64_t mib;
    vb_tri fits;
} memories[] = {
    {"nv-h100-sxm5-80", 81559, VB_YES}, {"nv-h200-sxm", 143771, VB_YES},
    {"nv-a100-sxm4-80", 81920, VB_YES}, {"nv-a100-sxm4-80", 81251, VB_YES},
    {"nv-a100-sxm4-40", 40960, VB_YES}, {"nv-a100-sxm4-40", 40536, VB_YES},
    {"nv-l40s", 46068, VB_YES},         {"nv-l40s", 49140, VB_YES},   /* with and without error correction */
    {"nv-rtx4090", 24564, VB_YES},      {"nv-rtx4090", 49140, VB_NO}, /* reworked to 48 GB */
    {"nv-rtx4090d", 49140, VB_NO},      {"nv-rtx6000ada", 49140, VB_YES},
    {"nv-rtx6000ada", 46068, VB_YES},   {"nv-rtx3090", 24576, VB_YES},
    {"nv-rtx3090", 24268, VB_YES},      {"nv-a10g", 23028, VB_YES},
    {"nv-t4", 15079, VB_YES},           {"nv-t4", 16127, VB_YES},
    {"nv-rtx4080s", 16376, VB_YES},     {"nv-rtx4000sffada", 20475, VB_YES},
    {"nv-b200", 183359, VB_YES},        {"amd-mi300x", 196592, VB_YES},
    {"amd-mi100", 32752, VB_YES},       {"nv-k80", 11441, VB_YES}, /* each of its two devices */
    {"nv-k80", 22882, VB_NO},           {"nv-rtx2080ti", 11264, VB_YES},
    {"nv-rtx2080ti", 22528, VB_NO},     {"nv-rtx3080-10", 20480, VB_NO},
    {"nv-h100-sxm5-80", 65536, VB_NO},  {"nv-h100-sxm5-80", 97871, VB_NO},
    {"nv-h20b", 97871, VB_UNKNOWN},     {"nv-t4", -1, VB_UNKNOWN},
};

static void memory_fits_or_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof memories / sizeof memories[0]; i++) {
        int64_t bytes = memories[i].mib < 0 ? -1 : memories[i].mib * 1048576;
        if (vb_model_memory_fits(model(memories[i].id), bytes) != memories[i].fits)
            fail_msg("%s with %lld MiB", memories[i].id, (long long)memories[i].mib);
    }
    assert_true(vb_bar1_covers_memory(INT64_C(131072) << 20, INT64_C(81559) << 20) == VB_YES);  /* H100 */
    assert_true(vb_bar1_covers_memory(INT64_C(65536) << 20, INT64_C(46068) << 20) == VB_YES);   /* L40S */
    assert_true(vb_bar1_covers_memory(INT64_C(32768) << 20, INT64_C(49140) << 20) == VB_NO);    /* 4090 reworked */
    assert_true(vb_bar1_covers_memory(INT64_C(256) << 20, INT64_C(24564) << 20) == VB_UNKNOWN); /* resizable BAR off */
    assert_true(vb_bar1_covers_memory(-1, 1) == VB_UNKNOWN);
}

/* Every board that was seen must be consistent with its own row: else the rules would accuse genuine cards. */
static void seen_boards_are_consistent(void **state)
{
    const vb_board *boards;
    size_t n = vb_catalogue_boards(real.catalogue, &boards);
    (void)state;
    assert_true(n >= 15);
    for (size_t i = 0; i < n; i++) {
        const vb_board *b = &boards[i];
        const vb_model *m = vb_catalogue_model(real.catalogue, b->model);
        const vb_identity *known = NULL;
        uint16_t device;
        vb_str sku;
        if (b->memory_mib != VB_NO_FIGURE)
            assert_true(vb_model_memory_fits(m, b->memory_mib * 1048576) == VB_YES);
        if (b->memory_mib != VB_NO_FIGURE && b->bar1_mib != VB_NO_FIGURE)
            assert_true(vb_bar1_covers_memory(b->bar1_mib * 1048576, b->memory_mib * 1048576) != VB_NO);
        if (b->device >= 0)
            known = vb_catalogue_identity(real.catalogue, 0x10de, (uint16_t)b->device,
                                          (uint16_t)(b->subvendor < 0 ? 0 : b->subvendor),
                                          (uint16_t)(b->subdevice < 0 ? 0 : b->subdevice));
        if (known != NULL && b->vbios.n > 0)
            assert_true(vb_catalogue_vbios_fits(real.catalogue, known->chip, b->vbios) == VB_YES);
        if (b->device >= 0 && vb_gpu_part_read(b->gpu_part, &device, &sku))
            assert_int_equal(device, b->device);
        if (b->units != VB_NO_FIGURE && m->units != VB_NO_FIGURE)
            assert_true(b->units == m->units);
    }
}

#define HEADER                                                                                                      \
    "id,vendor,model,architecture,chip,status,launch_date,market,datacenter_marketed,form_factor,foundry,process_"  \
    "node,"                                                                                                         \
    "nonplanar,logic_dies,die_area_mm2,die_area_note,fp4_dense_tflops,fp8_dense_tflops,int8_dense_tops,"            \
    "int4_dense_tops,fp16_dense_tflops,bf16_dense_tflops,tf32_dense_tflops,fp32_tflops,fp64_tflops,"                \
    "fp64_matrix_tflops,mem_type,mem_gb,mem_bw_gbs,interconnect,interconnect_gbs,tdp_w,units,unit_kind,pci_vendor," \
    "pci_device_ids,confidence,unverified_fields,source,notes,die_area_alt_mm2,contested,ics,gpus,aliases\n"
/* id, launch, market, area, fp8, mem, vendor, devices, confidence, unverified, source, area alt, ics */
#define ROW(id, launch, market, area, fp8, mem, vendor, devices, confidence, unverified, source, alt, ics)        \
    id ",V,M,,,shipping," launch "," market ",yes,PCIe,,,yes,1," area ",,," fp8 ",,,,,,,,,," mem ",,,,,,," vendor \
       "," devices "," confidence "," unverified "," source ",," alt ",," ics ",,\n"

static const struct {
    const char *csv, *where, *message; /* parts of the error; NULL where = no error */
} bad[] = {
    {HEADER ROW("a", "2024", "global", "814", "10", "80", "10de", "2330", "A", "", "S", "", ""), NULL, NULL},
    {HEADER ROW("", "2024", "global", "814", "10", "80", "", "", "A", "", "S", "", ""), "line 2 column id", "empty"},
    {HEADER ROW("a", "soon", "global", "814", "10", "80", "", "", "A", "", "S", "", ""), "line 2 column launch_date",
     "\"soon\""},
    {HEADER ROW("a", "2024", "mars", "814", "10", "80", "", "", "A", "", "S", "", ""), "column market",
     "global, china"},
    {HEADER ROW("a", "2024", "", "814", "10", "80", "", "", "A", "", "S", "", ""), "column market", "empty"},
    {HEADER ROW("a", "2024", "global", "-5", "10", "80", "", "", "A", "", "S", "", ""), "column die_area_mm2",
     "\"-5\""},
    {HEADER ROW("a", "2024", "global", "0", "10", "80", "", "", "A", "", "S", "", ""), "column die_area_mm2",
     "above zero"},
    {HEADER ROW("a", "2024", "global", "814", "1e3", "80", "", "", "A", "", "S", "", ""), "column fp8_dense_tflops",
     "\"1e3\""},
    {HEADER ROW("a", "2024", "global", "814", "99999999", "80", "", "", "A", "", "S", "", ""),
     "column fp8_dense_tflops", "99999999"},
    {HEADER ROW("a", "2024", "global", "814", "10", "80GB", "", "", "A", "", "S", "", ""), "column mem_gb", "\"80GB\""},
    {HEADER ROW("a", "2024", "global", "814", "10", "80", "xyz", "2330", "A", "", "S", "", ""), "column pci_vendor",
     "hexadecimal"},
    {HEADER ROW("a", "2024", "global", "814", "10", "80", "10de", "233", "A", "", "S", "", ""), "column pci_device_ids",
     "\"233\""},
    {HEADER ROW("a", "2024", "global", "814", "10", "80", "", "2330", "A", "", "S", "", ""), "column pci_vendor",
     "vendor id"},
    {HEADER ROW("a", "2024", "global", "814", "10", "80", "", "", "E", "", "S", "", ""), "column confidence",
     "A, B, C, D"},
    {HEADER ROW("a", "2024", "global", "814", "10", "80", "", "", "A", "colour", "S", "", ""),
     "column unverified_fields", "\"colour\""},
    {HEADER ROW("a", "2024", "global", "814", "10", "80", "", "", "A", "", "", "", ""), "column source", "empty"},
    {HEADER ROW("a", "2024", "global", "", "10", "80", "", "", "A", "", "S", "790", ""), "column die_area_mm2",
     "empty"},
    {HEADER ROW("a", "2024", "global", "814", "10", "80", "", "", "A", "", "S", "", "65"), "column ics", "1 to 64"},
    {HEADER ROW("a", "2024", "global", "814", "10", "80", "", "", "A", "", "S", "", "")
         ROW("a", "2024", "global", "814", "10", "80", "", "", "A", "", "S", "", ""),
     "column id", "lines 2 and 3"},
    {"id,vendor\na,b\n", "accelerators.csv", "column model is missing"},
    {HEADER "a,b\n", "accelerators.csv line 2", ""},
    {"", "accelerators.csv", ""},
};

/* Zeros behind the sixth decimal are no precision; 256 of them once counted as none and made the rounding half a TOPS
 */
static void zeros_behind_a_rate_are_no_precision(void **state)
{
#define ZEROS          \
    "0000000000000000" \
    "0000000000000000" \
    "0000000000000000" \
    "0000000000000000"
    static const char csv[] =
        HEADER ROW("a", "2024", "global", "814", "10." ZEROS ZEROS ZEROS ZEROS, "80", "", "", "A", "", "S", "", "");
    vb_arena arena = {0};
    const vb_catalogue *c = NULL;
    vb_catalogue_files files = {.models = {csv, sizeof csv - 1}};
    (void)state;
    assert_int_equal(vb_catalogue_load(&files, &arena, &c, NULL), VB_OK);
    assert_int_equal(vb_catalogue_model(c, 0)->rate[VB_FP8], 10000000);
    assert_int_equal(vb_catalogue_model(c, 0)->rate_places[VB_FP8], 6);
    vb_arena_free(&arena);
}

static void errors_name_file_line_column_and_value(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        vb_arena arena = {0};
        vb_error err = {0};
        const vb_catalogue *c = NULL;
        vb_catalogue_files files = {.models = vb_str_of(bad[i].csv)};
        vb_code rc = vb_catalogue_load(&files, &arena, &c, &err);
        bool good = bad[i].where == NULL ? rc == VB_OK && c != NULL
                                         : rc != VB_OK && c == NULL && strstr(err.where, bad[i].where) != NULL &&
                                               strstr(err.message, bad[i].message) != NULL;
        if (!good)
            fail_msg("row %zu: %s: %s", i, err.where, err.message);
        vb_arena_free(&arena);
    }
}

/* Allocation number k failing gives VB_E_NOMEM and nothing else. */
static void memory_limits_are_errors(void **state)
{
    vb_catalogue_files files = {bytes_of(&real.models), bytes_of(&real.identities), bytes_of(&real.chips),
                                bytes_of(&real.boards)};
    bool loaded = false;
    (void)state;
    for (size_t limit = 1000; limit < 8000000; limit += limit / 4) {
        vb_arena arena = {.limit = limit};
        vb_error err = {0};
        const vb_catalogue *c = NULL;
        vb_code rc = vb_catalogue_load(&files, &arena, &c, &err);
        assert_true(rc == VB_OK ? c != NULL : rc == VB_E_NOMEM && c == NULL);
        assert_false(loaded && rc != VB_OK);
        loaded = loaded || rc == VB_OK;
        vb_arena_free(&arena);
    }
    assert_true(loaded);
}

static void identities_must_name_models(void **state)
{
    vb_arena arena = {0};
    vb_error err = {0};
    const vb_catalogue *c = NULL;
    vb_catalogue_files files = {
        .models = VB_S(HEADER ROW("a", "2024", "global", "814", "10", "80", "10de", "2330", "A", "", "S", "", "")),
        .identities = VB_S("pci_vendor,pci_device,subvendor,subdevice,name,kind,chip,model_ids,source\n"
                           "10de,2330,0000,0000,Name,card,GH100,b,S\n")};
    (void)state;
    assert_int_equal(vb_catalogue_load(&files, &arena, &c, &err), VB_E_PARSE);
    assert_string_equal(err.where, "identities.csv line 2 column model_ids");
    files.identities = VB_S("pci_vendor,pci_device,subvendor,subdevice,name,kind,chip,model_ids,source\n"
                            "10de,2330,0000,0000,Name,card,GH100,a,S\n10de,2330,0000,0000,Name,card,GH100,a,S\n");
    assert_int_equal(vb_catalogue_load(&files, &arena, &c, &err), VB_E_PARSE);
    assert_non_null(strstr(err.message, "twice"));
    vb_arena_free(&arena);
}

/* The rows of false_figures.csv are mistakes found in public tables; none of them may be in ours. */
static void no_known_false_figure_is_ours(void **state)
{
    vb_arena arena = {0};
    vb_error err = {0};
    vb_doubts doubts = {0};
    size_t wrong = 0;
    vb_test_file f = vb_test_read("data/catalogue/false_figures.csv");
    (void)state;
    assert_int_equal(vb_catalogue_lint(real.catalogue, bytes_of(&f), &arena, &doubts, &err), VB_OK);
    for (size_t i = 0; i < doubts.n; i++) {
        printf("%s %.*s\n", doubts.v[i].wrong ? "WRONG" : "unusual", VB_ARG(doubts.v[i].sentence));
        wrong += doubts.v[i].wrong;
    }
    assert_int_equal(wrong, 0);
    /* the check itself sees one */
    vb_doubts seen = {0};
    assert_int_equal(vb_catalogue_lint(real.catalogue,
                                       VB_S("model_id,column,value,why,printed_by\n"
                                            "nv-h100-sxm5-80,mem_bw_gbs,3350,test,test\n"),
                                       &arena, &seen, &err),
                     VB_OK);
    assert_true(seen.n == doubts.n + 1 && seen.v[seen.n - 1].wrong);
    free(f.p);
    vb_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_exact),
        cmocka_unit_test(names_match_or_do_not),
        cmocka_unit_test(every_model_is_found_by_its_own_name),
        cmocka_unit_test(pci_ids_lead_to_models),
        cmocka_unit_test(driver_names_belong_to_devices),
        cmocka_unit_test(vbios_branches_tell_chips),
        cmocka_unit_test(part_numbers_are_read),
        cmocka_unit_test(memory_fits_or_not),
        cmocka_unit_test(seen_boards_are_consistent),
        cmocka_unit_test(errors_name_file_line_column_and_value),
        cmocka_unit_test(zeros_behind_a_rate_are_no_precision),
        cmocka_unit_test(memory_limits_are_errors),
        cmocka_unit_test(identities_must_name_models),
        cmocka_unit_test(no_known_false_figure_is_ours),
    };
    return cmocka_run_group_tests_name("catalogue", tests, load_real, free_real);
}
