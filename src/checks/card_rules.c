/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/card_rules.h"

#include "catalogue/board.h"
#include "catalogue/identity.h"
#include "catalogue/memory.h"

enum { NVIDIA = 0x10de };

typedef struct judging { /* one card */
    const vb_catalogue *catalogue;
    const vb_claims *claims;
    const vb_card_claim *card;
    vb_arena *arena;
    vb_card_judgement *j;
    const vb_identity *identity;        /* of its PCI id, or NULL */
    uint32_t named[VB_CARD_CANDIDATES]; /* models its printed name can mean */
    size_t n_named;
    bool same_uuid; /* another card of the file shows the same UUID */
    bool failed;    /* memory ran out */
} judging;

const char *vb_card_answer_name(vb_card_answer a)
{
    static const char *const names[] = {"pass", "fail", "review", "open", "not-applicable"};
    return (unsigned)a < sizeof names / sizeof *names ? names[a] : "open";
}

const char *vb_card_verdict_name(vb_card_verdict v)
{
    static const char *const names[] = {"consistent", "contradicted", "undetermined"};
    return (unsigned)v < sizeof names / sizeof *names ? names[v] : "undetermined";
}

static size_t fit(size_t n) /* a search counts more than it has room for */
{
    return n < VB_CARD_CANDIDATES ? n : VB_CARD_CANDIDATES;
}

static bool among(const uint32_t *models, size_t n, uint32_t model)
{
    for (size_t i = 0; i < n; i++)
        if (models[i] == model)
            return true;
    return false;
}

static bool common(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b)
{
    for (size_t i = 0; i < n_a; i++)
        if (among(b, n_b, a[i]))
            return true;
    return false;
}

static vb_str pci_text(judging *g, int32_t vendor, int32_t device)
{
    vb_str s = vb_arena_printf(g->arena, "%04x:%04x", (unsigned)vendor & 0xffffu, (unsigned)device & 0xffffu);
    g->failed = g->failed || s.p == NULL;
    return s;
}

static vb_str model_name(const judging *g, uint32_t model)
{
    const vb_model *m = vb_catalogue_model(g->catalogue, model);
    return m == NULL ? VB_S("unknown model") : m->name;
}

static int64_t mib(int64_t bytes)
{
    return bytes < 0 ? -1 : bytes >> 20;
}

static void answer(judging *g, const char *id, const char *fields, const char *source, vb_card_answer a,
                   vb_sentence because)
{
    g->j->rule[g->j->n_rules++] =
        (vb_card_rule){.id = id, .fields = fields, .answer = a, .because = because, .source = source};
}

/* ---- Who is it? ------------------------------------------------------------------------------------------------ */

static size_t keep(uint32_t *models, size_t n, const bool *drop)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!drop[i])
            models[kept++] = models[i];
    return kept;
}

/* Several models with one id (a size or a socket apart): the name decides, then the memory, if either leaves any. */
static void narrow(judging *g)
{
    vb_card_judgement *j = g->j;
    for (int by = 0; by < 2 && j->n_candidates > 1; by++) {
        bool drop[VB_CARD_CANDIDATES] = {false};
        size_t left = 0;
        for (size_t i = 0; i < j->n_candidates; i++) {
            const vb_model *m = vb_catalogue_model(g->catalogue, j->candidates[i]);
            drop[i] = by == 0 ? g->n_named > 0 && !among(g->named, g->n_named, j->candidates[i])
                              : m != NULL && vb_model_memory_fits(m, g->card->memory_total_bytes) == VB_NO;
            left += !drop[i];
        }
        if (left > 0)
            j->n_candidates = keep(j->candidates, j->n_candidates, drop);
    }
    j->model = j->n_candidates == 1 ? j->candidates[0] : VB_NONE;
}

static void recognise(judging *g)
{
    const vb_card_claim *c = g->card;
    vb_card_judgement *j = g->j;
    if (c->name.n > 0)
        g->n_named = fit(vb_catalogue_search(g->catalogue, c->name, g->named, VB_CARD_CANDIDATES));
    if (c->pci_device >= 0 && c->pci_vendor >= 0) {
        uint16_t sub_vendor = c->subsystem_vendor < 0 ? 0 : (uint16_t)c->subsystem_vendor;
        uint16_t sub_device = c->subsystem_device < 0 ? 0 : (uint16_t)c->subsystem_device;
        g->identity = vb_catalogue_identity(g->catalogue, (uint16_t)c->pci_vendor, (uint16_t)c->pci_device, sub_vendor,
                                            sub_device);
        if (g->identity == NULL) { /* a server maker's own subsystem: any card with this device tells the chip */
            const vb_identity *first;
            if (vb_catalogue_identities(g->catalogue, (uint16_t)c->pci_vendor, (uint16_t)c->pci_device, &first) > 0 &&
                first->kind == VB_IDENTITY_CARD)
                g->identity = first;
        }
        j->n_candidates = fit(vb_catalogue_by_pci(g->catalogue, (uint16_t)c->pci_vendor, (uint16_t)c->pci_device,
                                                  sub_vendor, sub_device, j->candidates, VB_CARD_CANDIDATES));
    } else {
        j->by_name = true;
        j->n_candidates = g->n_named;
        memcpy(j->candidates, g->named, g->n_named * sizeof *g->named);
    }
    j->shared = vb_str_eq_nocase(c->virtualization, VB_S("VGPU")) ||
                (g->identity != NULL && g->identity->kind == VB_IDENTITY_VIRTUAL);
    narrow(g);
}

static bool sliced(const vb_card_claim *c) /* the memory shown may be a part of the card's */
{
    return vb_str_eq_nocase(c->mig_mode, VB_S("Enabled")) || c->mig_instances > 0 || c->memory_protected_bytes > 0;
}

/* ---- The rules ------------------------------------------------------------------------------------------------- */

static void rule_name(judging *g) /* R0 */
{
    static const char fields[] = "name pci_device subsystem_device",
                      source[] = "NVIDIA/open-gpu-kernel-modules g_nv_name_released.h";
    const vb_card_claim *c = g->card;
    vb_card_judgement *j = g->j;
    if (c->name.n == 0 || c->pci_device < 0) {
        answer(g, "R0", fields, source, VB_CARD_OPEN, VB_SAY0(N_("The file does not show both a name and a PCI id.")));
        return;
    }
    vb_str pci = pci_text(g, c->pci_vendor, c->pci_device);
    vb_tri fits = vb_catalogue_name_fits(g->catalogue, (uint16_t)c->pci_vendor, (uint16_t)c->pci_device, c->name);
    bool both = j->n_candidates > 0 && g->n_named > 0;
    bool meet = both && common(j->candidates, j->n_candidates, g->named, g->n_named);
    if (fits == VB_YES || (fits == VB_UNKNOWN && meet)) {
        answer(g, "R0", fields, source, VB_CARD_PASS,
               VB_SAY(N_("The name {0} belongs to PCI id {1}."), VB_TEXT(c->name), VB_TEXT(pci)));
    } else if (both && !meet) {
        /* a name that NVIDIA gives to other devices only; one that is merely like an alias of ours asks for a look */
        answer(g, "R0", fields, source, fits == VB_NO ? VB_CARD_FAIL : VB_CARD_REVIEW,
               VB_SAY(N_("The card calls itself {0}, but PCI id {1} is that of {2}."), VB_TEXT(c->name), VB_TEXT(pci),
                      VB_TEXT(model_name(g, j->candidates[0]))));
    } else if (fits == VB_NO) {
        answer(g, "R0", fields, source, VB_CARD_REVIEW,
               VB_SAY(N_("The name {0} is known for other PCI ids than {1}."), VB_TEXT(c->name), VB_TEXT(pci)));
    } else {
        answer(g, "R0", fields, source, VB_CARD_OPEN,
               VB_SAY(N_("The catalogue does not know {0} with PCI id {1}."), VB_TEXT(c->name), VB_TEXT(pci)));
    }
}

/* The interval of all candidates together. */
static bool memory_range(const judging *g, vb_memory_range *range)
{
    *range = (vb_memory_range){INT64_MAX, -1};
    for (size_t i = 0; i < g->j->n_candidates; i++) {
        const vb_model *m = vb_catalogue_model(g->catalogue, g->j->candidates[i]);
        vb_memory_range r = m == NULL ? (vb_memory_range){VB_NO_FIGURE, VB_NO_FIGURE} : vb_model_memory(m);
        if (r.high == VB_NO_FIGURE)
            return false;
        range->low = r.low < range->low ? r.low : range->low;
        range->high = r.high > range->high ? r.high : range->high;
    }
    return g->j->n_candidates > 0;
}

static bool memory_fits_any(const judging *g)
{
    for (size_t i = 0; i < g->j->n_candidates; i++) {
        const vb_model *m = vb_catalogue_model(g->catalogue, g->j->candidates[i]);
        if (m != NULL && vb_model_memory_fits(m, g->card->memory_total_bytes) == VB_YES)
            return true;
    }
    return false;
}

static void rule_memory(judging *g) /* R1 */
{
    static const char fields[] = "pci_device name memory_total_bytes",
                      source[] = "tinygrad/open-gpu-kernel-modules issue 36 (48 GB on 10de:2684)";
    const vb_card_claim *c = g->card;
    vb_memory_range range;
    if (c->memory_total_bytes < 0) {
        answer(g, "R1", fields, source, VB_CARD_OPEN, VB_SAY0(N_("The file does not show the size of the memory.")));
        return;
    }
    int64_t seen = mib(c->memory_total_bytes);
    if (!memory_range(g, &range)) {
        answer(g, "R1", fields, source, VB_CARD_OPEN,
               VB_SAY(N_("The catalogue does not know how much memory belongs to this card; it reports {0} MiB."),
                      VB_NUMBER(seen)));
        return;
    }
    vb_str model = model_name(g, g->j->candidates[0]);
    if (memory_fits_any(g)) {
        answer(g, "R1", fields, source, VB_CARD_PASS,
               VB_SAY(N_("{0} MiB of memory are what {1} reports."), VB_NUMBER(seen), VB_TEXT(model)));
    } else if (c->memory_total_bytes > range.high) {
        answer(g, "R1", fields, source, VB_CARD_FAIL,
               VB_SAY(N_("The card reports {0} MiB of memory, but {1} has at most {2} MiB."), VB_NUMBER(seen),
                      VB_TEXT(model), VB_NUMBER(mib(range.high))));
    } else if (sliced(c)) {
        answer(g, "R1", fields, source, VB_CARD_OPEN,
               VB_SAY(N_("The card is divided or in confidential mode, so {0} MiB may be a part of its memory."),
                      VB_NUMBER(seen)));
    } else {
        /* about half is no reserve of firmware or driver, and no row of broken cells */
        bool far = c->memory_total_bytes / 9 <= range.high / 16 && !g->j->by_name;
        answer(g, "R1", fields, source, far ? VB_CARD_FAIL : VB_CARD_REVIEW,
               VB_SAY(N_("The card reports {0} MiB of memory, but {1} shows at least {2} MiB."), VB_NUMBER(seen),
                      VB_TEXT(model), VB_NUMBER(mib(range.low))));
    }
}

typedef struct part_answer {
    vb_card_answer answer;
    vb_sentence because;
} part_answer;

/* "2684-301-A1": the first four digits are the PCI device the chip was made for. */
static part_answer gpu_part(judging *g)
{
    uint16_t device;
    vb_str sku;
    const vb_card_claim *c = g->card;
    uint32_t models[VB_CARD_CANDIDATES];
    if (c->pci_device < 0 || !vb_gpu_part_read(c->gpu_part, &device, &sku))
        return (part_answer){VB_CARD_OPEN, VB_SAY0(N_("The file shows no part numbers to compare."))};
    if (device == c->pci_device)
        return (part_answer){VB_CARD_PASS,
                             VB_SAY(N_("GPU part number {0} agrees with PCI id {1}."), VB_TEXT(c->gpu_part),
                                    VB_TEXT(pci_text(g, c->pci_vendor, c->pci_device)))};
    size_t n = fit(vb_catalogue_by_pci(g->catalogue, NVIDIA, device, 0, 0, models, VB_CARD_CANDIDATES));
    bool other = n > 0 && g->j->n_candidates > 0 && !common(models, n, g->j->candidates, g->j->n_candidates);
    return (part_answer){other ? VB_CARD_FAIL : VB_CARD_REVIEW,
                         VB_SAY(N_("GPU part number {0} is that of a {1}, but the PCI id is {2}."),
                                VB_TEXT(c->gpu_part),
                                VB_TEXT(n > 0 ? model_name(g, models[0]) : pci_text(g, NVIDIA, device)),
                                VB_TEXT(pci_text(g, c->pci_vendor, c->pci_device)))};
}

/* "692-2G520-0205-000": project G520, SKU 0205, is the board of one model only. */
static part_answer board_part(judging *g)
{
    vb_str project, sku, image_project, image_sku;
    const vb_card_claim *c = g->card;
    bool image = vb_board_part_read(c->inforom, &image_project, &image_sku);
    /* drivers up to 515 print the number of the board in the place of the GPU's */
    vb_str part = c->board_part.n > 0 ? c->board_part : c->gpu_part;
    if (!vb_board_part_read(part, &project, &sku))
        return (part_answer){VB_CARD_OPEN, VB_SAY0(N_("The file shows no part numbers to compare."))};
    uint32_t model = vb_catalogue_board_model(g->catalogue, project, sku);
    if (model != VB_NONE && g->j->n_candidates > 0 && !among(g->j->candidates, g->j->n_candidates, model))
        return (part_answer){g->j->by_name ? VB_CARD_REVIEW : VB_CARD_FAIL,
                             VB_SAY(N_("Board part number {0} is that of {1}, but the card is recognised as {2}."),
                                    VB_TEXT(part), VB_TEXT(model_name(g, model)),
                                    VB_TEXT(model_name(g, g->j->candidates[0])))};
    /* 900-... numbers a finished product, whose SKU is not the InfoROM's (L40S: 0080 and 0242); 69x the board itself */
    bool assembly = vb_str_starts(part, VB_S("69"));
    if (image && (!vb_str_eq(project, image_project) || (assembly && !vb_str_eq(sku, image_sku))))
        return (part_answer){VB_CARD_REVIEW,
                             VB_SAY(N_("Board part number {0} and InfoROM image {1} name different boards."),
                                    VB_TEXT(part), VB_TEXT(c->inforom))};
    if (model == VB_NONE && !image)
        return (part_answer){VB_CARD_OPEN,
                             VB_SAY(N_("The catalogue has not seen board part number {0}."), VB_TEXT(part))};
    return (part_answer){
        VB_CARD_PASS,
        image ? VB_SAY(N_("Board part number {0} agrees with InfoROM image {1}."), VB_TEXT(part), VB_TEXT(c->inforom))
              : VB_SAY(N_("Board part number {0} is that of {1}."), VB_TEXT(part), VB_TEXT(model_name(g, model)))};
}

static int gravity(vb_card_answer a)
{
    static const int order[] = {
        [VB_CARD_FAIL] = 4, [VB_CARD_REVIEW] = 3, [VB_CARD_PASS] = 2, [VB_CARD_OPEN] = 1, [VB_CARD_NOT_APPLICABLE] = 0};
    return order[a];
}

static void rule_parts(judging *g) /* R2 */
{
    static const char fields[] = "gpu_part board_part inforom pci_device",
                      source[] = "real captures, data/catalogue/boards.csv";
    part_answer gpu = gpu_part(g), board = board_part(g);
    part_answer worst = gravity(board.answer) > gravity(gpu.answer) ? board : gpu;
    answer(g, "R2", fields, source, worst.answer, worst.because);
}

/* "Ada Lovelace" and "Ada" are one architecture. Unknown unless both sides name one that NVIDIA prints. */
static vb_tri same_architecture(vb_str a, vb_str b)
{
    static const char *const known[] = {"Fermi",  "Kepler", "Maxwell", "Pascal",    "Volta", "Turing",
                                        "Ampere", "Ada",    "Hopper",  "Blackwell", "Rubin"};
    int of[2] = {-1, -1};
    const vb_str text[2] = {a, b};
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (vb_str_eq_nocase(vb_str_sub(text[side], 0, vb_str_of(known[i]).n), vb_str_of(known[i])))
                of[side] = (int)i;
    return of[0] < 0 || of[1] < 0 ? VB_UNKNOWN : of[0] == of[1] ? VB_YES : VB_NO;
}

/* The first number of a VBIOS version goes with the generation of the chip; of the second, a chip may have a branch
 * that nobody has shown us yet. */
static bool other_generation(const vb_chip *chip, vb_str vbios)
{
    for (size_t i = 0; i < chip->n_branches; i++)
        if (vb_str_eq(vb_str_sub(chip->vbios_branches[i], 0, 2), vb_str_sub(vbios, 0, 2)))
            return false;
    return chip->n_branches > 0;
}

static void rule_chip(judging *g) /* R3 */
{
    static const char fields[] = "vbios architecture pci_device", source[] = "real captures, data/catalogue/chips.csv";
    const vb_card_claim *c = g->card;
    const vb_model *m = g->j->n_candidates > 0 ? vb_catalogue_model(g->catalogue, g->j->candidates[0]) : NULL;
    vb_str chip_name = g->identity != NULL && g->identity->chip.n > 0 ? g->identity->chip
                       : m != NULL                                    ? m->chip
                                                                      : VB_STR_NONE;
    const vb_chip *chip = vb_catalogue_chip(g->catalogue, chip_name);
    vb_str architecture = chip != NULL ? chip->architecture : m != NULL ? m->architecture : VB_STR_NONE;
    vb_tri fits = c->vbios.n == 0 ? VB_UNKNOWN : vb_catalogue_vbios_fits(g->catalogue, chip_name, c->vbios);
    vb_tri same = same_architecture(c->architecture, architecture);
    vb_card_answer grave = g->j->by_name ? VB_CARD_REVIEW : VB_CARD_FAIL;
    if (same == VB_NO) {
        answer(g, "R3", fields, source, grave,
               VB_SAY(N_("The card reports the architecture {0}, but {1} is {2}."), VB_TEXT(c->architecture),
                      VB_TEXT(m != NULL ? m->name : chip_name), VB_TEXT(architecture)));
    } else if (fits == VB_NO && chip != NULL) {
        answer(g, "R3", fields, source, other_generation(chip, c->vbios) ? grave : VB_CARD_REVIEW,
               VB_SAY(N_("VBIOS {0} is not of a branch of chip {1} ({2})."), VB_TEXT(c->vbios), VB_TEXT(chip_name),
                      VB_TEXT(chip->n_branches > 0 ? chip->vbios_branches[0] : VB_S("unknown"))));
    } else if (fits == VB_YES) {
        answer(g, "R3", fields, source, VB_CARD_PASS,
               VB_SAY(N_("VBIOS {0} is of the branch of chip {1}."), VB_TEXT(c->vbios), VB_TEXT(chip_name)));
    } else if (same == VB_YES) {
        answer(g, "R3", fields, source, VB_CARD_PASS,
               VB_SAY(N_("The architecture {0} is that of the model; its VBIOS branch is not in the catalogue."),
                      VB_TEXT(c->architecture)));
    } else {
        answer(g, "R3", fields, source, VB_CARD_OPEN,
               c->vbios.n == 0
                   ? VB_SAY0(N_("The file shows no VBIOS version."))
                   : VB_SAY(N_("The catalogue does not know which chip VBIOS {0} belongs to."), VB_TEXT(c->vbios)));
    }
}

static int64_t power_of_two(int64_t n)
{
    int64_t p = 1;
    while (p < n && p < INT64_MAX / 2)
        p *= 2;
    return p;
}

static void rule_bar1(judging *g) /* R6 */
{
    static const char fields[] = "bar1_total_bytes memory_total_bytes",
                      source[] = "aikitoria/open-gpu-kernel-modules issues 14 and 38";
    const vb_card_claim *c = g->card;
    vb_memory_range range;
    if (c->bar1_total_bytes < 0 || !memory_range(g, &range)) {
        answer(g, "R6", fields, source, VB_CARD_OPEN,
               VB_SAY0(N_("The aperture (BAR1) or the memory of the model is not known.")));
        return;
    }
    vb_tri covers = vb_bar1_covers_memory(c->bar1_total_bytes, c->memory_total_bytes);
    if (covers == VB_UNKNOWN) {
        answer(g, "R6", fields, source, VB_CARD_NOT_APPLICABLE,
               VB_SAY(N_("An aperture (BAR1) of {0} MiB is the one without resizing: it says nothing of the memory."),
                      VB_NUMBER(mib(c->bar1_total_bytes))));
    } else if (covers == VB_NO && c->memory_total_bytes > range.high && c->bar1_total_bytes >= range.high / 2) {
        answer(
            g, "R6", fields, source, VB_CARD_REVIEW,
            VB_SAY(N_("The aperture (BAR1) of {0} MiB is made for the memory of {1}, not for the {2} MiB it reports."),
                   VB_NUMBER(mib(c->bar1_total_bytes)), VB_TEXT(model_name(g, g->j->candidates[0])),
                   VB_NUMBER(mib(c->memory_total_bytes))));
    } else if (c->bar1_total_bytes > power_of_two(range.high)) {
        answer(g, "R6", fields, source, VB_CARD_OPEN,
               VB_SAY(N_("The aperture (BAR1) of {0} MiB is larger than {1} needs for its memory."),
                      VB_NUMBER(mib(c->bar1_total_bytes)), VB_TEXT(model_name(g, g->j->candidates[0]))));
    } else if (covers == VB_NO) {
        answer(
            g, "R6", fields, source, VB_CARD_OPEN,
            VB_SAY(N_("The aperture (BAR1) of {0} MiB does not reach all memory; hosts limit it, so it says little."),
                   VB_NUMBER(mib(c->bar1_total_bytes))));
    } else {
        answer(g, "R6", fields, source, VB_CARD_PASS,
               VB_SAY(N_("The aperture (BAR1) of {0} MiB fits the memory."), VB_NUMBER(mib(c->bar1_total_bytes))));
    }
}

static void rule_board_identity(judging *g) /* R7 */
{
    static const char fields[] = "serial board_part ecc",
                      source[] = "real captures: consumer cards alone print N/A here";
    const vb_model *m = vb_catalogue_model(g->catalogue, g->j->model);
    if (m == NULL || m->datacentre != VB_YES) {
        answer(g, "R7", fields, source, VB_CARD_NOT_APPLICABLE,
               VB_SAY0(N_("Only boards for data centres must have a serial number, a board part number and ECC.")));
    } else if (g->card->no_board_identity) {
        answer(
            g, "R7", fields, source, VB_CARD_REVIEW,
            VB_SAY(
                N_("{0} is made for data centres, but the card has no serial number, no board part number and no ECC."),
                VB_TEXT(m->name)));
    } else {
        bool any = g->card->serial.n > 0 || g->card->board_part.n > 0 || g->card->ecc.n > 0;
        answer(g, "R7", fields, source, any ? VB_CARD_PASS : VB_CARD_OPEN,
               any ? VB_SAY0(N_("The board has a memory of its own identity."))
                   : VB_SAY0(N_("Serial number, board part number and ECC are not shown.")));
    }
}

/* "GPU-12345678-aaaa-bbbb-cccc-0123456789ab": put in by somebody who blanked out the true ones. */
static bool invented_uuid(vb_str uuid)
{
    size_t same = 0;
    vb_str rest = vb_str_starts(uuid, VB_S("GPU-")) ? vb_str_sub(uuid, 4, uuid.n) : uuid, part;
    while (vb_str_next(&rest, '-', &part)) {
        bool one = part.n > 1;
        for (size_t i = 1; i < part.n; i++)
            one = one && part.p[i] == part.p[0];
        same += one;
    }
    return same >= 2 || vb_str_find(uuid, VB_S("12345678"), 0) != SIZE_MAX ||
           vb_str_find(uuid, VB_S("01234567"), 0) != SIZE_MAX;
}

static void rule_twice(judging *g) /* R8, within one file; identity.duplicate asks it of the whole case */
{
    static const char fields[] = "uuid bus_id", source[] = "NVML: the UUID is unique to the board";
    const vb_card_claim *c = g->card;
    if (c->uuid.n == 0 || invented_uuid(c->uuid))
        answer(g, "R8", fields, source, VB_CARD_OPEN, VB_SAY0(N_("The UUID is not shown, or blanked out.")));
    else if (g->same_uuid)
        answer(g, "R8", fields, source, VB_CARD_FAIL,
               VB_SAY(N_("Two cards of one file show the same UUID {0}."), VB_TEXT(c->uuid)));
    else
        answer(g, "R8", fields, source, VB_CARD_PASS, VB_SAY0(N_("No other card of the file shows this UUID.")));
}

/* ---- The verdict ----------------------------------------------------------------------------------------------- */

static const vb_card_rule *first(const vb_card_judgement *j, vb_card_answer a)
{
    for (size_t i = 0; i < j->n_rules; i++)
        if (j->rule[i].answer == a)
            return &j->rule[i];
    return NULL;
}

static bool passes(const vb_card_judgement *j, const char *id)
{
    for (size_t i = 0; i < j->n_rules; i++)
        if (vb_str_eq(vb_str_of(j->rule[i].id), vb_str_of(id)))
            return j->rule[i].answer == VB_CARD_PASS;
    return false;
}

/* Consistent takes a model of the catalogue and the memory of that model; nothing else may speak against it. */
static void conclude(vb_card_judgement *j)
{
    const vb_card_rule *fail = first(j, VB_CARD_FAIL), *review = first(j, VB_CARD_REVIEW);
    j->decisive = fail != NULL ? fail : review;
    j->verdict = fail != NULL                        ? VB_CARD_CONTRADICTED
                 : review == NULL && passes(j, "R1") ? VB_CARD_CONSISTENT
                                                     : VB_CARD_UNDETERMINED;
    j->grade = j->verdict == VB_CARD_CONSISTENT ? VB_CONSISTENT : VB_REPORTED;
    if (j->verdict == VB_CARD_UNDETERMINED && j->decisive == NULL)
        j->decisive = first(j, VB_CARD_OPEN);
}

static void judge(judging *g)
{
    vb_card_judgement *j = g->j;
    *j = (vb_card_judgement){.model = VB_NONE, .grade = VB_REPORTED};
    recognise(g);
    if (j->shared) { /* a virtual machine's view: the host decides every value in it */
        answer(g, "R1", "virtualization", "NVIDIA vGPU user guide", VB_CARD_OPEN,
               VB_SAY0(N_("This is a share of a card in a virtual machine (vGPU): it says nothing about the card.")));
        rule_twice(g);
        conclude(j);
        return;
    }
    rule_name(g);
    rule_memory(g);
    rule_parts(g);
    rule_chip(g);
    rule_bar1(g);
    rule_board_identity(g);
    rule_twice(g);
    conclude(j);
}

/* For each card: does another card of the same file show its UUID? */
static vb_code find_twins(const vb_claims *claims, bool *twin, vb_error *err)
{
    VB_CLEANUP(vb_dict, vb_dict_free) seen = {0};
    VB_CLEANUP(vb_arena, vb_arena_free) scratch = {0};
    uint32_t *card_of = VB_NEW(&scratch, uint32_t, claims->cards.n + 1);
    if (card_of == NULL)
        return vb_fail(err, VB_E_NOMEM, "cards", VB_NO_OFFSET, "no memory left to compare cards");
    for (uint32_t i = 0; i < claims->cards.n; i++) {
        const vb_card_claim *c = &claims->cards.v[i];
        if (c->uuid.n == 0)
            continue;
        vb_str key = vb_arena_printf(&scratch, "%u\n%.*s", c->origin.source, VB_ARG(c->uuid));
        uint32_t before = seen.n, id = key.p == NULL ? VB_NONE : vb_dict_add(&seen, key);
        if (id == VB_NONE)
            return vb_fail(err, VB_E_NOMEM, "cards", VB_NO_OFFSET, "no memory left to compare cards");
        if (id == before)
            card_of[id] = i;
        else
            twin[i] = twin[card_of[id]] = true;
    }
    return VB_OK;
}

vb_code vb_cards_judge(const vb_catalogue *catalogue, const vb_claims *claims, vb_arena *arena, vb_card_judgement **out,
                       vb_error *err)
{
    vb_card_judgement *all = VB_NEW(arena, vb_card_judgement, claims->cards.n + 1);
    bool *twin = VB_NEW(arena, bool, claims->cards.n + 1);
    if (all == NULL || twin == NULL)
        return vb_fail(err, VB_E_NOMEM, "cards", VB_NO_OFFSET, "no memory left to judge %zu cards", claims->cards.n);
    VB_TRY(find_twins(claims, twin, err));
    for (size_t i = 0; i < claims->cards.n; i++) {
        judging g = {.catalogue = catalogue,
                     .claims = claims,
                     .card = &claims->cards.v[i],
                     .arena = arena,
                     .j = &all[i],
                     .same_uuid = twin[i]};
        judge(&g);
        if (g.failed)
            return vb_fail(err, VB_E_NOMEM, "cards", i, "no memory left to judge a card");
    }
    *out = all;
    return VB_OK;
}
