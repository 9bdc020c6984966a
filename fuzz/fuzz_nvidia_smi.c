/* SPDX-License-Identifier: Apache-2.0 */
/* nvidia-smi -q text, and the flat form that the confined child answers with. */
#include <stdlib.h>

#include "evidence/nvidia_smi_text.h"
#include "evidence/nvidia_smi_xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static bool printable(vb_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
            return false;
    return vb_str_utf8(s, NULL);
}

/* What every reader of cards promises, whatever the input. */
static void look(const vb_claims *c, vb_str bytes)
{
    const vb_source *s = &c->sources.v[0];
    must(s->rows == c->cards.n);
    for (size_t i = 0; i < c->cards.n; i++) {
        const vb_card_claim *k = &c->cards.v[i];
        must(k->index == i && k->origin.source == 0 && k->origin.line >= 1);
        must(k->origin.offset <= bytes.n && k->origin.length <= bytes.n - k->origin.offset);
        must(printable(k->name) && printable(k->uuid) && printable(k->serial) && printable(k->bus_id) &&
             printable(k->driver) && printable(k->board_part) && printable(k->vbios));
        must(k->memory_total_bytes >= -1 && k->bar1_total_bytes >= -1 && k->power_limit_max_mw >= -1);
        must(k->pci_device >= -1 && k->pci_device <= 0xffff && k->pci_device != 0 && k->pci_vendor >= -1);
        must((k->pci_device < 0) == (k->pci_vendor < 0));
    }
    for (size_t i = 0; i < c->issues.n; i++)
        must(printable(c->issues.v[i].message) && c->issues.v[i].message.n > 0);
}

static vb_claims open_claims(vb_arena *arena, vb_str bytes)
{
    vb_claims c = vb_claims_none(arena);
    vb_source *s = VB_PUSH(arena, &c.sources);
    must(s != NULL);
    *s = (vb_source){.file = VB_S("fuzz"), .bytes = bytes};
    return c;
}

static void text(vb_str bytes)
{
    vb_arena a = {0}, b = {0};
    vb_claims c = open_claims(&a, bytes), again = open_claims(&b, bytes);
    vb_code rc = vb_nvidia_smi_text_read(&c, 0, NULL);
    look(&c, bytes);
    must(vb_nvidia_smi_text_read(&again, 0, NULL) == rc && again.cards.n == c.cards.n && again.issues.n == c.issues.n);
    vb_smi_dump dump = vb_nvidia_smi_sniff(bytes);
    must(vb_nvidia_smi_dump_name(dump) != NULL);
    must(c.cards.n == 0 || vb_nvidia_smi_has_text(dump) || dump == VB_SMI_UTF16);
    vb_claims_free(&c);
    vb_claims_free(&again);
    vb_arena_free(&a);
    vb_arena_free(&b);
}

static void flat(vb_str answer)
{
    static const vb_str source = {"1\n2\n3\n4\n5\n6\n7\n8\n9\n", 18};
    vb_arena a = {0};
    vb_claims c = open_claims(&a, source);
    if (vb_nvidia_smi_flat_read(&c, 0, answer, NULL) != VB_OK)
        must(c.cards.n == 0 && c.issues.n == 0);
    look(&c, source);
    vb_claims_free(&c);
    vb_arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    vb_str bytes = {(const char *)data, size};
    if (vb_str_starts(bytes, VB_S("verbleib.")))
        flat(bytes);
    else
        text(bytes);
    return 0;
}
