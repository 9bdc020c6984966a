/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_EVIDENCE_NVIDIA_SMI_TEXT_H
#define VB_EVIDENCE_NVIDIA_SMI_TEXT_H
/* `nvidia-smi -q` as people save it -> one claim a card (vb_card_claim), grade "reported".
 *
 * A file may hold a terminal's other output before, between and after, several runs, or the run of several machines.
 * Within one file a card is claimed once: runs "idle" and "under load" of one card are one card. Two cards of one run
 * are always two, even when they show the same UUID. docs/evidence/nvidia-smi.md tells what is read and what is not.
 * The form is NVIDIA's, without a standard: labels of drivers 352 to 600 (NVIDIA, nvidia-smi(1)). */
#include "evidence/claims.h"

typedef enum vb_smi_dump { /* what a file is, told by its content */
                           VB_SMI_NONE,
                           VB_SMI_QUERY, /* nvidia-smi -q */
                           VB_SMI_XML,   /* nvidia-smi -q -x */
                           VB_SMI_MIXED, /* both in one file */
                           /* from here on: recognised, named, not read */
                           VB_SMI_UTF16,
                           VB_SMI_TABLE,
                           VB_SMI_LIST,
                           VB_SMI_CSV,
                           VB_SMI_TOPOLOGY,
                           VB_SMI_NVLINK,
                           VB_SMI_ROCM,
                           VB_SMI_ROCM_JSON,
                           VB_SMI_ROCMINFO,
                           VB_SMI_DEVICE_QUERY,
                           VB_SMI_HIP_QUERY,
                           VB_SMI_LSPCI,
                           VB_SMI_MOCK_PROFILE,
                           VB_SMI_KERNEL_LOG,
                           VB_SMI_FABRIC_LOG
} vb_smi_dump;

vb_smi_dump vb_nvidia_smi_sniff(vb_str bytes);
static inline bool vb_nvidia_smi_has_text(vb_smi_dump d)
{
    return d == VB_SMI_QUERY || d == VB_SMI_MIXED;
}
static inline bool vb_nvidia_smi_has_xml(vb_smi_dump d)
{
    return d == VB_SMI_XML || d == VB_SMI_MIXED;
}
/* "plain nvidia-smi table" */
const char *vb_nvidia_smi_dump_name(vb_smi_dump d);
/* A sentence for a note: why a file of this kind is not read, and what to bring instead. NULL when it is read. */
const char *vb_nvidia_smi_dump_why(vb_smi_dump d);

/* Reads all `-q` runs of the source and adds their cards. A card that breaks off, or says one thing twice, is an issue
 * of the claims with its line; the other cards are kept. Errors: VB_E_NOMEM; VB_E_RANGE more than 4,096 cards. */
VB_MUST_USE vb_code vb_nvidia_smi_text_read(vb_claims *c, uint32_t source, vb_error *err);
#endif
