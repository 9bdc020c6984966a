/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_EVIDENCE_NVIDIA_SMI_PRIV_H
#define VB_EVIDENCE_NVIDIA_SMI_PRIV_H
/* What the text and the XML form of nvidia-smi share: the one table that says which line or element fills which field
 * of a card, the reading of values with units, and the joining of several captures of one card. This folder only. */
#include "evidence/claims.h"

typedef enum vb_smi_kind {                  /* how a value is read */
                           VB_SMI_TEXT,     /* as it stands */
                           VB_SMI_IDENTITY, /* as it stands, unless somebody blanked it out (zeros, X, REDACTED) */
                           VB_SMI_SIZE,     /* "24564 MiB" -> bytes */
                           VB_SMI_POWER,    /* "450.00 W" -> milliwatts */
                           VB_SMI_CLOCK,    /* "3105 MHz" -> MHz */
                           VB_SMI_COUNT,    /* "4" or "16x" */
                           VB_SMI_PCI       /* "0x268410DE": device and vendor in one number */
} vb_smi_kind;

typedef struct vb_smi_field {
    const char *label; /* path of the text form, parts joined by '/' */
    const char *path;  /* path of the XML form, parts joined by '.' */
    vb_smi_kind kind;
    size_t offset; /* of the field in vb_card_claim; VB_SMI_PCI: of the device, the vendor is at `second` */
    size_t second;
} vb_smi_field;
extern const vb_smi_field vb_smi_fields[];
extern const size_t vb_smi_n_fields;
enum { VB_SMI_MAX_FIELDS = 64, VB_SMI_MAX_VALUE = 512, VB_SMI_MAX_CARDS = 4096, VB_SMI_MAX_BLOCKS = 200000 };

/* Index of the row, or VB_NONE. */
uint32_t vb_smi_by_label(vb_str label);
uint32_t vb_smi_by_path(vb_str path);

typedef struct vb_smi_card { /* a card while it is read */
    vb_card_claim card;
    bool has[VB_SMI_MAX_FIELDS]; /* by row of the table: a value was given, stated or not */
    vb_str raw[VB_SMI_MAX_FIELDS];
    bool twice; /* one field was given two values: the card is refused */
} vb_smi_card;
void vb_smi_card_start(vb_smi_card *c, uint32_t source, uint64_t offset, uint64_t line, vb_str bus_id);

/* Sets a field. "N/A" and its kin leave it "not stated", and so does a value with an error: VB_E_PARSE it is not of the
 * field's form; VB_E_RANGE too long or too big; VB_E_USAGE the field was given before with another value (sets `twice`
 * too). */
VB_MUST_USE vb_code vb_smi_set(vb_smi_card *c, uint32_t field, vb_str value, vb_error *err);

typedef struct vb_smi_log { /* the runs of nvidia-smi inside one file, one after the other */
    vb_str driver, cuda;    /* of the present run */
    int64_t attached;       /* cards it says it has; -1 = not stated */
    uint32_t cards;         /* cards read in it */
    uint32_t broken;        /* cards refused in it */
    uint64_t line;          /* where it starts */
    uint32_t run;           /* its number, 1 = first */
    uint32_t source;
    uint32_t blocks; /* cards read in all runs, before joining */
    struct {
        struct vb_smi_known {
            uint32_t card, run;
        } * v; /* cards of the file, and the last run that showed each */
        size_t n, cap;
    } known;
} vb_smi_log;
/* Takes up the cards that the file already gave. */
VB_MUST_USE vb_code vb_smi_log_open(vb_smi_log *log, vb_claims *c, uint32_t source, vb_error *err);
/* Begins a run; ends the one before. */
VB_MUST_USE vb_code vb_smi_log_run(vb_smi_log *log, vb_claims *c, uint64_t line, vb_error *err);
/* Adds a card, or joins it with the same card of an earlier run in the same file. */
VB_MUST_USE vb_code vb_smi_log_add(vb_smi_log *log, vb_claims *c, vb_smi_card *card, vb_error *err);
/* An error of one card that is not read, or (broken = false) of one field of it. */
VB_MUST_USE vb_code vb_smi_log_issue(vb_smi_log *log, vb_claims *c, bool broken, uint64_t line, const vb_error *what,
                                     vb_error *err);
/* Ends the last run: says when more or fewer cards were read than it says it has. */
VB_MUST_USE vb_code vb_smi_log_close(vb_smi_log *log, vb_claims *c, vb_error *err);

/* The text says nothing: empty, N/A, not supported, deprecated ... */
bool vb_smi_unstated(vb_str value);
/* The first lines say "# synthetic: ..." or "<!-- synthetic: ... -->": somebody made the file up and says so. */
bool vb_smi_synthetic(vb_str bytes);
/* A PCI bus address as nvidia-smi prints it: "00000000:01:00.0" or "0000:01:00.0". */
bool vb_smi_bus_id(vb_str s);
bool vb_smi_same_bus(vb_str a, vb_str b);
#endif
