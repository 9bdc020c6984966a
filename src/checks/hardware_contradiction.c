/* SPDX-License-Identifier: Apache-2.0 */
/* hardware.contradiction: is every card in inventory/ what it says it is, and what the papers say it is? */
#include "catalogue/memory.h"
#include "checks/card_rules.h"
#include "checks/check.h"
#include "checks/checks_priv.h"

/* The item when items.csv names the card, else the file; the key tells the cards of one file apart. */
static void open_card(const vb_context *cx, vb_draft *d, uint32_t row, vb_verdict v, vb_severity s, const char *what)
{
    const vb_card_claim *c = &cx->claims->cards.v[row];
    uint32_t item = cx->view->item_of_card[row];
    vb_str own = c->pdi.n > 0 ? c->pdi : c->uuid.n > 0 ? c->uuid : c->bus_id;
    if (item != VB_NONE) {
        vb_draft_open(d, &vb_check_hardware_contradiction, v, s, "item", vb_say_item(cx, item));
    } else {
        vb_str file =
            c->origin.source < cx->claims->sources.n ? cx->claims->sources.v[c->origin.source].file : VB_STR_NONE;
        vb_draft_open(d, &vb_check_hardware_contradiction, v, s, "file", file);
    }
    d->f.key = vb_arena_printf(cx->scratch, "%s %.*s %u", what, VB_ARG(own), c->index);
}

static vb_str pci_text(const vb_context *cx, const vb_card_claim *c)
{
    if (c->pci_device < 0)
        return VB_S("not stated");
    return vb_arena_printf(cx->scratch, "%04x:%04x", (unsigned)c->pci_vendor & 0xffffu, (unsigned)c->pci_device);
}

static void claim(vb_draft *d, const char *field, vb_str value, vb_grade grade, uint32_t evidence, bool under_test)
{
    if (value.n > 0)
        vb_draft_claim(d, field, value, grade, evidence, under_test);
}

/* What the card printed, and what the catalogue says of the model it is recognised as. */
static uint32_t card_claims(const vb_context *cx, vb_draft *d, uint32_t row, const vb_card_judgement *j)
{
    const vb_card_claim *c = &cx->claims->cards.v[row];
    uint32_t at = vb_draft_cite(d, cx, c->origin);
    const vb_model *m = j->n_candidates > 0 ? vb_catalogue_model(cx->catalogue, j->candidates[0]) : NULL;
    claim(d, N_("name, reported"), c->name, VB_REPORTED, at, true);
    claim(d, N_("PCI id, reported"), pci_text(cx, c), VB_REPORTED, at, false);
    if (c->memory_total_bytes >= 0)
        claim(d, N_("memory, reported"), vb_text_number(cx, c->memory_total_bytes >> 20, "MiB"), VB_REPORTED, at, true);
    claim(d, N_("GPU part number, reported"), c->gpu_part, VB_REPORTED, at, true);
    claim(d, N_("board part number, reported"), c->board_part, VB_REPORTED, at, true);
    claim(d, N_("VBIOS, reported"), c->vbios, VB_REPORTED, at, true);
    claim(d, N_("UUID, reported"), c->uuid, VB_REPORTED, at, false);
    claim(d, N_("PDI, reported"), c->pdi, VB_REPORTED, at, false);
    if (m != NULL) {
        vb_memory_range range = vb_model_memory(m);
        claim(d, N_("model of the PCI id or name, catalogue"), m->name, VB_CONSISTENT, VB_NONE, false);
        if (range.high != VB_NO_FIGURE)
            claim(d, N_("most memory of that model, catalogue"), vb_text_number(cx, range.high >> 20, "MiB"),
                  VB_CONSISTENT, VB_NONE, false);
    }
    if (c->synthetic)
        claim(d, N_("origin of the file"), VB_S("synthetic file: it says of itself that it was made up"), VB_DECLARED,
              at, true);
    return at;
}

static vb_code report_rule(const vb_context *cx, uint32_t row, const vb_card_judgement *j, vb_findings *out,
                           vb_error *err)
{
    vb_draft *d = cx->draft;
    bool fail = j->verdict == VB_CARD_CONTRADICTED;
    open_card(cx, d, row, fail ? VB_FAIL : VB_REVIEW, fail ? VB_HIGH : VB_MEDIUM, "card");
    (void)card_claims(cx, d, row, j);
    d->f.because = j->decisive->because;
    d->f.refute =
        VB_SAY0(N_("A measurement on the card itself (memory filled and read back, processors counted), or the "
                   "maker's word that boards with these ids have these values."));
    d->f.next = VB_SAY0(N_("verbleib check --from FILE shows every rule; then look at the board and its stickers."));
    d->f.rule.citation = vb_arena_printf(cx->scratch, "hardware rule %s", j->decisive->id);
    d->f.rule.instrument = vb_str_of(j->decisive->source);
    return vb_findings_add(out, d, err);
}

/* items.csv or a movement calls the item one model, the card shows itself as another. */
static vb_code report_declared(const vb_context *cx, uint32_t row, const vb_card_judgement *j, const vb_model *declared,
                               vb_findings *out, vb_error *err)
{
    vb_draft *d = cx->draft;
    uint32_t item = cx->view->item_of_card[row];
    const vb_model *shown = vb_catalogue_model(cx->catalogue, j->candidates[0]);
    open_card(cx, d, row, j->by_name ? VB_REVIEW : VB_FAIL, j->by_name ? VB_MEDIUM : VB_HIGH, "declared");
    uint32_t at = cx->view->item_row[item] == VB_NONE
                      ? VB_NONE
                      : vb_draft_cite(d, cx, cx->claims->items.v[cx->view->item_row[item]].origin);
    vb_draft_claim(d, N_("model, declared"), declared->name, VB_DECLARED, at, true);
    (void)card_claims(cx, d, row, j);
    d->f.because = VB_SAY(N_("{0} is declared as {1}, but the card with its identity shows itself as {2}."),
                          VB_TEXT(vb_say_item(cx, item)), VB_TEXT(declared->name), VB_TEXT(shown->name));
    d->f.refute =
        VB_SAY(N_("A record that the identity of {0} was written down wrongly, or a new file of the card itself."),
               VB_TEXT(vb_say_item(cx, item)));
    d->f.rule.citation = VB_S("15 CFR 758.1");
    return vb_findings_add(out, d, err);
}

static const vb_model *other_model(const vb_context *cx, uint32_t row, const vb_card_judgement *j)
{
    uint32_t item = cx->view->item_of_card[row];
    const vb_model *declared =
        item == VB_NONE ? NULL : vb_view_text_model(cx->view, cx->view->model_text_of_item[item]);
    if (declared == NULL || j->n_candidates == 0 || j->shared)
        return NULL;
    for (size_t i = 0; i < j->n_candidates; i++)
        if (vb_catalogue_model(cx->catalogue, j->candidates[i]) == declared)
            return NULL;
    return declared;
}

/* One finding for all cards that cannot be judged. */
static vb_code report_open(const vb_context *cx, const uint32_t *rows, size_t n, const vb_card_judgement *all,
                           vb_findings *out, vb_error *err)
{
    vb_draft *d = cx->draft;
    const vb_card_claim *c = &cx->claims->cards.v[rows[0]];
    vb_draft_open(d, &vb_check_hardware_contradiction, VB_OPEN, VB_LOW, "case", VB_S("case"));
    d->f.key = VB_S("undetermined");
    for (size_t i = 0; i < n && i < VB_DRAFT_CLAIMS; i++) {
        const vb_card_claim *k = &cx->claims->cards.v[rows[i]];
        uint32_t at = vb_draft_cite(d, cx, k->origin);
        vb_draft_claim(d, N_("card, reported"), k->name.n > 0 ? k->name : k->bus_id, VB_REPORTED, at, false);
    }
    d->f.because = n == 1 ? VB_SAY(N_("One card cannot be judged: {0}."), VB_TEXT(c->name.n > 0 ? c->name : c->bus_id))
                          : VB_SAY(N_("{0} cards cannot be judged, the first of them {1}."), VB_NUMBER((int64_t)n),
                                   VB_TEXT(c->name.n > 0 ? c->name : c->bus_id));
    d->f.refute = all[rows[0]].decisive == NULL
                      ? VB_SAY0(N_("A file that shows name, PCI id, memory and part numbers."))
                      : VB_SAY0(N_("A file that shows name, PCI id, memory and part numbers, of a "
                                   "model that the catalogue knows."));
    d->f.next = VB_SAY0(N_("verbleib check --from FILE shows for each card what is missing."));
    return vb_findings_add(out, d, err);
}

static bool only_twice(const vb_card_judgement *j) /* identity.duplicate reports that */
{
    for (size_t i = 0; i < j->n_rules; i++)
        if (j->rule[i].answer == VB_CARD_FAIL && !vb_str_eq(vb_str_of(j->rule[i].id), VB_S("R8")))
            return false;
    return j->verdict == VB_CARD_CONTRADICTED;
}

static vb_code run(const vb_context *cx, const int64_t *parameters, vb_findings *out, vb_error *err)
{
    vb_card_judgement *all;
    (void)parameters;
    size_t n = cx->claims->cards.n, n_open = 0;
    if (n == 0)
        return vb_check_open_input(&vb_check_hardware_contradiction, cx,
                                   N_("No card has shown itself, so no record can be held against one ({0})."),
                                   "inventory/", out, err);
    uint32_t *open = VB_NEW(cx->scratch, uint32_t, n);
    if (open == NULL)
        return vb_fail(err, VB_E_NOMEM, "hardware.contradiction", VB_NO_OFFSET, "no memory for %zu cards", n);
    VB_TRY(vb_cards_judge(cx->catalogue, cx->claims, cx->scratch, &all, err));
    for (uint32_t i = 0; i < n; i++) {
        const vb_card_judgement *j = &all[i];
        const vb_model *declared = other_model(cx, i, j);
        bool review =
            j->verdict == VB_CARD_UNDETERMINED && j->decisive != NULL && j->decisive->answer == VB_CARD_REVIEW;
        if (declared != NULL)
            VB_TRY(report_declared(cx, i, j, declared, out, err));
        if ((j->verdict == VB_CARD_CONTRADICTED && !only_twice(j)) || review)
            VB_TRY(report_rule(cx, i, j, out, err));
        else if (j->verdict == VB_CARD_UNDETERMINED)
            open[n_open++] = i;
    }
    return n_open == 0 ? VB_OK : report_open(cx, open, n_open, all, out, err);
}

const vb_check vb_check_hardware_contradiction = {
    .id = "hardware.contradiction",
    .since = "0.1.0",
    .question = N_("Is every card what it says it is, and what the papers say it is?"),
    .passed = N_("Every card agrees with itself, with the catalogue and with the papers."),
    .needs = "inventory/",
    .severity = VB_HIGH,
    .run = run,
};
