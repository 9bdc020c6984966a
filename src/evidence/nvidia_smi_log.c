/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of nvidia-smi inside one file, and the joining of a card that several runs show. */
#include "evidence/nvidia_smi_priv.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"

vb_code vb_smi_log_open(vb_smi_log *log, vb_claims *c, uint32_t source, vb_error *err)
{
    *log = (vb_smi_log){.source = source, .attached = -1};
    for (size_t i = 0; i < c->cards.n; i++) {
        if (c->cards.v[i].origin.source != source)
            continue;
        struct vb_smi_known *k = VB_PUSH(c->arena, &log->known);
        if (k == NULL)
            return vb_fail(err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory left for the cards of a file");
        *k = (struct vb_smi_known){(uint32_t)i, 0};
    }
    return VB_OK;
}

vb_code vb_smi_log_issue(vb_smi_log *log, vb_claims *c, bool broken, uint64_t line, const vb_error *what, vb_error *err)
{
    vb_error e = *what;
    if (line != 0)
        (void)snprintf(e.where, sizeof e.where, "line %" PRIu64, line);
    log->broken += broken;
    if (log->source < c->sources.n)
        c->sources.v[log->source].bad_rows += broken;
    return vb_claims_issue(c, log->source, false, &e, err);
}

vb_code vb_smi_log_close(vb_smi_log *log, vb_claims *c, vb_error *err)
{
    vb_error e;
    if (log->run == 0 || log->attached < 0)
        return VB_OK;
    uint64_t seen = (uint64_t)log->cards + log->broken;
    if (seen > (uint64_t)log->attached) {
        vb_error_set(&e, VB_E_PARSE, "", log->line,
                     "this run says it has %" PRId64 " cards and shows %" PRIu64 ": lines were added to it",
                     log->attached, seen);
        return vb_smi_log_issue(log, c, false, log->line, &e, err);
    }
    if (seen == 0 || seen == (uint64_t)log->attached)
        return VB_OK;
    char where[32];
    (void)snprintf(where, sizeof where, "line %" PRIu64, log->line);
    vb_error_set(&e, VB_E_PARSE, where, log->line,
                 "this run says the machine has %" PRId64 " cards and shows %" PRIu64
                 " of them: one card was asked for, or the rest is left out",
                 log->attached, seen);
    return vb_claims_issue(c, log->source, true, &e, err);
}

vb_code vb_smi_log_run(vb_smi_log *log, vb_claims *c, uint64_t line, vb_error *err)
{
    VB_TRY(vb_smi_log_close(log, c, err));
    log->run++;
    log->line = line;
    log->cards = log->broken = 0;
    log->attached = -1;
    log->driver = log->cuda = VB_STR_NONE;
    return VB_OK;
}

static bool agree(vb_str a, vb_str b) /* or one of them does not say */
{
    return a.n == 0 || b.n == 0 || vb_str_eq(a, b);
}

static bool agree_number(int64_t a, int64_t b)
{
    return a < 0 || b < 0 || a == b;
}

/* The same card, shown again: same bus address, and nothing that a card keeps for life differs. A capture that gives
 * one card two memory sizes gives two claims, and both are judged. */
static bool same_card(const vb_card_claim *a, const vb_card_claim *b)
{
    return vb_smi_same_bus(a->bus_id, b->bus_id) && agree(a->uuid, b->uuid) && agree(a->pdi, b->pdi) &&
           agree(a->serial, b->serial) && agree(a->name, b->name) && agree(a->board_part, b->board_part) &&
           agree(a->gpu_part, b->gpu_part) && agree(a->vbios, b->vbios) && agree(a->inforom, b->inforom) &&
           agree_number(a->pci_device, b->pci_device) && agree_number(a->pci_vendor, b->pci_vendor) &&
           agree_number(a->subsystem_device, b->subsystem_device) &&
           agree_number(a->subsystem_vendor, b->subsystem_vendor) &&
           agree_number(a->memory_total_bytes, b->memory_total_bytes);
}

static void fill_number(int64_t *into, int64_t from)
{
    if (*into < 0)
        *into = from;
}

static void fill_small(int32_t *into, int32_t from)
{
    if (*into < 0)
        *into = from;
}

static const size_t text_fields[] = {
#define TEXT_FIELD(name) offsetof(vb_card_claim, name)
    TEXT_FIELD(name),     TEXT_FIELD(architecture), TEXT_FIELD(serial),         TEXT_FIELD(uuid),
    TEXT_FIELD(pdi),      TEXT_FIELD(minor_number), TEXT_FIELD(board_part),     TEXT_FIELD(gpu_part),
    TEXT_FIELD(board_id), TEXT_FIELD(vbios),        TEXT_FIELD(inforom),        TEXT_FIELD(driver),
    TEXT_FIELD(cuda),     TEXT_FIELD(mig_mode),     TEXT_FIELD(virtualization), TEXT_FIELD(ecc),
    TEXT_FIELD(bus_id)
#undef TEXT_FIELD
};
enum { N_TEXT_FIELDS = sizeof text_fields / sizeof *text_fields };

static vb_str text_of(const vb_card_claim *card, size_t i)
{
    vb_str text;
    memcpy(&text, (const char *)card + text_fields[i], sizeof text);
    return text;
}

static void set_text(vb_card_claim *card, size_t i, vb_str text)
{
    memcpy((char *)card + text_fields[i], &text, sizeof text);
}

/* Claims are printed and written to JSON: no control bytes and no broken UTF-8 in them. */
static vb_code make_printable(vb_claims *c, vb_card_claim *card, vb_error *err)
{
    for (size_t i = 0; i < N_TEXT_FIELDS; i++) {
        vb_str text = text_of(card, i);
        bool clean = vb_str_utf8(text, NULL);
        for (size_t k = 0; clean && k < text.n; k++)
            clean = (unsigned char)text.p[k] >= 0x20 && text.p[k] != 0x7f;
        if (clean)
            continue;
        VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
        vb_buf_escaped(&b, text);
        text = b.failed ? VB_STR_NONE : vb_arena_copy(c->arena, vb_buf_str(&b));
        if (text.p == NULL)
            return vb_fail(err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory left for the cards of a file");
        set_text(card, i, text);
    }
    return VB_OK;
}

static void fill(vb_card_claim *into, const vb_card_claim *from)
{
    for (size_t i = 0; i < N_TEXT_FIELDS; i++)
        if (text_of(into, i).n == 0)
            set_text(into, i, text_of(from, i));
    fill_small(&into->pci_vendor, from->pci_vendor);
    fill_small(&into->pci_device, from->pci_device);
    fill_small(&into->subsystem_vendor, from->subsystem_vendor);
    fill_small(&into->subsystem_device, from->subsystem_device);
    fill_small(&into->pcie_generation_max, from->pcie_generation_max);
    fill_small(&into->pcie_width_max, from->pcie_width_max);
    fill_small(&into->mig_instances, from->mig_instances);
    fill_number(&into->memory_total_bytes, from->memory_total_bytes);
    fill_number(&into->memory_reserved_bytes, from->memory_reserved_bytes);
    fill_number(&into->memory_protected_bytes, from->memory_protected_bytes);
    fill_number(&into->bar1_total_bytes, from->bar1_total_bytes);
    fill_number(&into->power_limit_max_mw, from->power_limit_max_mw);
    fill_number(&into->power_limit_default_mw, from->power_limit_default_mw);
    fill_number(&into->sm_clock_max_mhz, from->sm_clock_max_mhz);
    fill_number(&into->memory_clock_max_mhz, from->memory_clock_max_mhz);
}

/* Printed, and printed as "N/A": other than blanked out, and other than not printed at all. */
static bool printed_none(const vb_smi_card *c, const char *label)
{
    uint32_t f = vb_smi_by_label(vb_str_of(label));
    return f != VB_NONE && c->has[f] && vb_smi_unstated(c->raw[f]);
}

vb_code vb_smi_log_add(vb_smi_log *log, vb_claims *c, vb_smi_card *card, vb_error *err)
{
    vb_card_claim *n = &card->card;
    if (log->run == 0) /* a block without the heading of a run */
        VB_TRY(vb_smi_log_run(log, c, n->origin.line, err));
    if (++log->blocks > VB_SMI_MAX_BLOCKS)
        return vb_fail(err, VB_E_RANGE, "", n->origin.line, "the file shows cards more than %d times; split it",
                       VB_SMI_MAX_BLOCKS);
    log->cards++;
    n->driver = log->driver;
    n->cuda = log->cuda;
    n->no_board_identity = printed_none(card, "Serial Number") && printed_none(card, "ECC Mode/Current") &&
                           n->board_part.n == 0 && n->serial.n == 0;
    VB_TRY(make_printable(c, n, err));
    for (size_t i = 0; i < log->known.n; i++) {
        struct vb_smi_known *k = &log->known.v[i];
        if (k->run == log->run || !same_card(&c->cards.v[k->card], n))
            continue;
        k->run = log->run;
        fill(&c->cards.v[k->card], n);
        return VB_OK;
    }
    if (log->known.n == VB_SMI_MAX_CARDS)
        return vb_fail(err, VB_E_RANGE, "", n->origin.line, "the file holds more than %d cards; split it",
                       VB_SMI_MAX_CARDS);
    n->index = (uint32_t)log->known.n;
    n->synthetic = log->source < c->sources.n && vb_smi_synthetic(c->sources.v[log->source].bytes);
    struct vb_smi_known *k = VB_PUSH(c->arena, &log->known);
    vb_card_claim *place = k == NULL ? NULL : VB_PUSH(c->arena, &c->cards);
    if (place == NULL)
        return vb_fail(err, VB_E_NOMEM, "", VB_NO_OFFSET, "no memory left for the cards of a file");
    *place = *n;
    *k = (struct vb_smi_known){(uint32_t)(c->cards.n - 1), log->run};
    if (log->source < c->sources.n)
        c->sources.v[log->source].rows++;
    return VB_OK;
}
