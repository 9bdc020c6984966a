/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_EVIDENCE_NVIDIA_SMI_XML_H
#define VB_EVIDENCE_NVIDIA_SMI_XML_H
/* `nvidia-smi -q -x` -> one claim a card, in two steps, because XML is a hostile format:
 *
 *   child, confined    vb_nvidia_smi_xml_flatten   the file's bytes -> flat lines (libxml2)
 *   parent             vb_nvidia_smi_flat_read     flat lines -> vb_card_claim, trusting none of them
 *
 * Flat form, one value a line, only the fields that are read, control bytes and '\' as \xNN:
 *
 *   verbleib.nvidia-smi/1
 *   log[0].line=3
 *   log[0].driver_version=535.54.03
 *   log[0].gpu[0].line=8
 *   log[0].gpu[0].id=00000000:01:00.0
 *   log[0].gpu[0].product_name=NVIDIA A100-SXM4-80GB
 *   log[0].gpu[0].fb_memory_usage.total=81920 MiB
 *   log[0].gpu[0].mig_devices=4
 *   log[0].gpu[0].end=327
 *   log[0].end=560
 *   end=1
 *
 * Elements: NVIDIA's nvsmi_device_v8.dtd to nvsmi_device_v13.dtd as seen in its output; there is no standard. */
#include "base/buf.h"
#include "evidence/claims.h"

/* Finds every <nvidia_smi_log> document in the bytes (a terminal's other output may surround them) and writes the flat
 * form. No network, no file, no DTD is loaded, no entity beyond XML's own five is known; a document type other than
 * NVIDIA's, declarations inside it, encodings beyond UTF-8, ASCII and Latin-1, depth beyond 16 or a value beyond 512
 * bytes are refused. Errors: VB_E_PARSE, VB_E_RANGE with the line; VB_E_NOMEM. Nothing is added to `out` on error. */
VB_MUST_USE vb_code vb_nvidia_smi_xml_flatten(vb_str in, vb_buf *out, vb_error *err);

/* Reads the flat form of the source's XML and adds its cards; joins a card with the one that `-q` text in the same file
 * already gave. Copies what it keeps. Errors: VB_E_PARSE with the line of the flat form (the answer of the child is not
 * what this program writes); VB_E_NOMEM. */
VB_MUST_USE vb_code vb_nvidia_smi_flat_read(vb_claims *c, uint32_t source, vb_str flat, vb_error *err);
#endif
