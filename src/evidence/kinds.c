/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/kinds.h"

#include "evidence/epcis.h"
#include "evidence/nvidia_smi_text.h"
#include "evidence/nvidia_smi_xml.h"
#include "evidence/table_priv.h"

enum { HEAD = 64 * 1024 }; /* enough to recognise what stands in a file that is not read */

static vb_code smi_text(vb_claims *c, uint32_t source, const vb_countries *countries, vb_error *err)
{
    (void)countries;
    return vb_nvidia_smi_text_read(c, source, err);
}

static bool has_xml(vb_str bytes)
{
    return vb_nvidia_smi_has_xml(vb_nvidia_smi_sniff(bytes));
}

const vb_kind vb_kinds[] = {
    {VB_SRC_CASE_INI, "case.ini", NULL, vb_case_ini_read, NULL, NULL},
    {VB_SRC_PARTIES, "parties.csv", NULL, vb_parties_read, NULL, NULL},
    {VB_SRC_OWNERSHIP, "ownership.csv", NULL, vb_ownership_read, NULL, NULL},
    {VB_SRC_SITES, "sites.csv", NULL, vb_sites_read, NULL, NULL},
    {VB_SRC_ITEMS, "items.csv", NULL, vb_items_read, NULL, NULL},
    {VB_SRC_STOCK, "stock.csv", NULL, vb_stock_read, NULL, NULL},
    {VB_SRC_LICENCES, "licences.csv", NULL, vb_licences_read, NULL, NULL},
    {VB_SRC_CONDITIONS, "conditions.csv", NULL, vb_conditions_read, NULL, NULL},
    {VB_SRC_DOCUMENTS, "documents.csv", NULL, vb_documents_read, NULL, NULL},
    {VB_SRC_MOVEMENTS, "movements.csv", NULL, vb_movements_read, NULL, NULL},
    {VB_SRC_EPCIS, "events/", ".json .jsonld .ndjson .jsonl", vb_epcis_read, NULL, NULL},
    {VB_SRC_PAYMENTS, "payments.csv", NULL, vb_payments_read, NULL, NULL},
    {VB_SRC_SALES, "sales.csv", NULL, vb_sales_read, NULL, NULL},
    {VB_SRC_SIGHTINGS, "sightings.csv", NULL, vb_sightings_read, NULL, NULL},
    {VB_SRC_NVIDIA_SMI_TEXT, "inventory/", NULL, smi_text, has_xml, vb_nvidia_smi_flat_read},
    {VB_SRC_NVIDIA_SMI_XML, "inventory/", NULL, NULL, has_xml, vb_nvidia_smi_flat_read},
    {VB_SRC_DECISIONS, "decisions.ndjson", NULL, vb_decisions_read, NULL, NULL},
};
const size_t vb_n_kinds = sizeof vb_kinds / sizeof vb_kinds[0];

const vb_kind *vb_kind_find(vb_source_kind kind)
{
    for (size_t i = 0; i < vb_n_kinds; i++)
        if (vb_kinds[i].kind == kind)
            return &vb_kinds[i];
    return NULL;
}

static bool has_suffix(vb_str path, const char *suffixes)
{
    vb_str rest = vb_str_of(suffixes), suffix;
    while (vb_str_next(&rest, ' ', &suffix))
        if (path.n > suffix.n && vb_str_eq_nocase(vb_str_sub(path, path.n - suffix.n, suffix.n), suffix))
            return true;
    return false;
}

/* The row whose path names the file; for a folder whose files are told by content, its first row. */
static const vb_kind *by_path(vb_str path)
{
    for (size_t i = 0; i < vb_n_kinds; i++) {
        vb_str own = vb_str_of(vb_kinds[i].path);
        if (!vb_str_ends(own, VB_S("/"))) {
            if (vb_str_eq(path, own))
                return &vb_kinds[i];
        } else if (path.n > own.n && vb_str_starts(path, own) &&
                   (vb_kinds[i].suffixes == NULL || has_suffix(path, vb_kinds[i].suffixes))) {
            return &vb_kinds[i];
        }
    }
    return NULL;
}

bool vb_kind_is_case_path(vb_str path)
{
    return by_path(path) != NULL;
}

bool vb_kind_is_about(vb_str path)
{
    return vb_str_eq(path, VB_S("README.md")) || vb_str_eq(path, VB_S("README.txt")) ||
           vb_str_eq(path, VB_S("README")) || vb_str_eq(path, VB_S("HELP.txt"));
}

size_t vb_kind_wants(vb_str path, bool loose)
{
    return loose || by_path(path) != NULL ? SIZE_MAX : HEAD;
}

static vb_source_kind by_content(vb_str bytes, vb_error *why)
{
    vb_smi_dump dump = vb_nvidia_smi_sniff(bytes);
    const char *sentence = vb_nvidia_smi_dump_why(dump);
    if (vb_nvidia_smi_has_text(dump))
        return VB_SRC_NVIDIA_SMI_TEXT;
    if (vb_nvidia_smi_has_xml(dump))
        return VB_SRC_NVIDIA_SMI_XML;
    if (dump != VB_SMI_NONE && sentence != NULL)
        vb_error_set(why, VB_E_NOT_FOUND, "", VB_NO_OFFSET, "the file is not read: %s", sentence);
    else
        vb_error_set(why, VB_E_NOT_FOUND, "", VB_NO_OFFSET,
                     "the file is not read: nothing of `nvidia-smi -q` or `nvidia-smi -q -x` was found in it");
    return VB_SRC_UNKNOWN;
}

static void why_other(vb_str path, vb_str head, vb_error *why)
{
    const char *names[sizeof vb_kinds / sizeof vb_kinds[0]];
    vb_smi_dump dump = vb_nvidia_smi_sniff(head);
    for (size_t i = 0; i < vb_n_kinds; i++)
        names[i] = vb_str_ends(vb_str_of(vb_kinds[i].path), VB_S("/")) ? NULL : vb_kinds[i].path;
    size_t folder = path.n;
    while (folder > 0 && path.p[folder - 1] != '/')
        folder--;
    const char *hint = vb_hint(vb_str_sub(path, folder, path.n), names, vb_n_kinds);
    if (vb_nvidia_smi_has_text(dump) || vb_nvidia_smi_has_xml(dump))
        vb_error_set(why, VB_E_NOT_FOUND, "", VB_NO_OFFSET,
                     "the file is not read: it holds output of nvidia-smi, which belongs in the folder inventory/");
    else if (vb_str_starts(path, VB_S("events/")))
        vb_error_set(why, VB_E_NOT_FOUND, "", VB_NO_OFFSET,
                     "the file is not read: events are read from files that end in .json, .jsonld, .ndjson or .jsonl");
    else if (hint != NULL)
        vb_error_set(why, VB_E_NOT_FOUND, "", VB_NO_OFFSET, "the file is not read: did you mean %s%s?", hint,
                     folder > 0 ? " at the top of the case" : "");
    else
        vb_error_set(why, VB_E_NOT_FOUND, "", VB_NO_OFFSET, "the file is not read: no file of a case has this name");
}

vb_source_kind vb_kind_of(vb_str path, vb_str bytes, bool loose, vb_error *why)
{
    const vb_kind *kind = by_path(path);
    if (kind != NULL && !vb_str_eq(vb_str_of(kind->path), VB_S("inventory/")))
        return kind->kind;
    if (kind != NULL || loose)
        return by_content(bytes, why);
    why_other(path, bytes, why);
    return VB_SRC_UNKNOWN;
}
