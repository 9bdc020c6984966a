/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_BASE_LANG_H
#define VB_BASE_LANG_H
/* The two languages that names and reports are written in (`--lang en|de`). */
typedef enum vb_lang { VB_LANG_EN, VB_LANG_DE } vb_lang;
#endif
