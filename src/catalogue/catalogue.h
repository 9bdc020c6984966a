/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CATALOGUE_CATALOGUE_H
#define VB_CATALOGUE_CATALOGUE_H
/* What an accelerator is: one row a variant, each figure from a named source (data/catalogue/README.md). Nothing is
 * guessed: a figure that nobody published is VB_NO_FIGURE, a name that fits two models fits none.
 *
 * Figures are exact: integers in thousandths of the unit they are published in (700 W are 700000), rates in millionths
 * of a TFLOPS or TOPS (312 TFLOPS are 312000000), never floats. */
#include "base/arena.h"
#include "base/dict.h"
#include "base/error.h"
#include "base/grade.h"
#include "base/time.h"

#define VB_NO_FIGURE INT64_C(-1) /* not published, or not collected */

/* Number formats of an operation; peak rates are dense, one multiply-accumulate is two operations. */
typedef enum vb_format {
    VB_FP4,
    VB_FP8,
    VB_INT8,
    VB_INT4,
    VB_FP16,
    VB_BF16,
    VB_TF32,
    VB_FP32,        /* vector */
    VB_FP64,        /* vector */
    VB_FP64_MATRIX, /* tensor or matrix unit */
    VB_N_FORMATS
} vb_format;
/* "FP8", "TF32" ...; "?" outside the list. */
const char *vb_format_name(vb_format f);

typedef enum vb_market {
    VB_MARKET_GLOBAL,
    VB_MARKET_CHINA,   /* made for China, or by a Chinese maker */
    VB_MARKET_INTERNAL /* a cloud's own, never sold */
} vb_market;

/* In the row as a whole. */
typedef enum vb_confidence {
    VB_CONFIDENCE_A, /* a vendor's page or data sheet, quoted by a source that was read */
    VB_CONFIDENCE_B, /* a curated data set */
    VB_CONFIDENCE_C, /* press or analysts */
    VB_CONFIDENCE_D  /* identity only */
} vb_confidence;

/* Columns that a row can mark as not re-checked: figures of a lower grade. */
typedef enum vb_column {
    VB_COLUMN_LAUNCH_DATE,
    VB_COLUMN_LOGIC_DIES,
    VB_COLUMN_CHIP,
    VB_COLUMN_FOUNDRY,
    VB_COLUMN_PROCESS_NODE,
    VB_COLUMN_DIE_AREA,
    VB_COLUMN_MEM_TYPE,
    VB_COLUMN_MEM_GB,
    VB_COLUMN_MEM_BW,
    VB_COLUMN_INTERCONNECT,
    VB_COLUMN_TDP,
    VB_COLUMN_UNITS,
    VB_COLUMN_RATE, /* first of VB_N_FORMATS: VB_COLUMN_RATE + format */
    VB_N_COLUMNS = VB_COLUMN_RATE + VB_N_FORMATS
} vb_column;

typedef struct vb_model {
    vb_str id;           /* "nv-h100-sxm5-80": stable, used by other files */
    vb_str vendor, name; /* "NVIDIA", "H100 SXM5 80GB" */
    vb_str architecture, chip, status, form_factor, foundry, process_node, logic_dies, die_area_note, mem_type,
        interconnect, unit_kind, source, notes; /* empty = not stated; source never is */
    vb_when launch; /* announcement or first sale; span says how precise; at VB_NO_TIME = unknown */
    vb_market market;
    vb_tri datacentre; /* designed or marketed for data centres: a judgement on marketing, evidence before legal use */
    vb_tri nonplanar;  /* logic dies on FinFET or gate-all-around nodes */
    vb_confidence confidence;
    int64_t rate[VB_N_FORMATS];        /* 10^6 operations a second, of the whole card */
    uint8_t rate_places[VB_N_FORMATS]; /* decimals as printed: the rounding of the figure is half of the last one */
    int64_t die_area_low,
        die_area_high;              /* 10^-3 mm2 of all logic dies of one integrated circuit; differ when sources do */
    int64_t memory_gb;              /* 10^-3 GB as marketed, whole card */
    int64_t memory_bandwidth;       /* 10^-3 GB/s, DRAM, whole card */
    int64_t interconnect_bandwidth; /* 10^-3 GB/s, both directions together */
    int64_t tdp;                    /* 10^-3 W, board or module */
    int64_t units;                  /* enabled SM, CU, TPC, Xe core or AI core of one device */
    int64_t ics;                    /* integrated circuits on the card: the rules judge each alone; >= 1 */
    int64_t devices;                /* devices the host sees for one card (memory is shared out); >= 1 */
    bool accumulate_contested;      /* FP8 and FP16 are printed at FP16 accumulate: half with FP32 accumulate */
    uint32_t unverified;            /* bit c set: column c was not re-checked */
    int32_t pci_vendor;             /* -1 = unknown */
    const uint16_t *pci_devices;
    size_t n_pci_devices;
    const vb_str *aliases; /* what people call it; one alias may stand for several models */
    size_t n_aliases;
    uint32_t line; /* in accelerators.csv */
} vb_model;

typedef struct vb_catalogue
    vb_catalogue; /* opaque; lives in the arena it was loaded into, text points into the files */

/* contents of data/catalogue/; all but models may be empty: less is known then */
typedef struct vb_catalogue_files {
    vb_str models;     /* accelerators.csv */
    vb_str identities; /* identities.csv */
    vb_str chips;      /* chips.csv */
    vb_str boards;     /* boards.csv */
} vb_catalogue_files;

/* The bytes must outlive the catalogue. Errors: VB_E_PARSE and VB_E_RANGE with "accelerators.csv line 17 column tdp_w",
 * the value found and the value expected (a missing column, a word outside its list, a row without source, an id twice,
 * a model id that is not in accelerators.csv); VB_E_NOMEM. *out is written only on success. */
VB_MUST_USE vb_code vb_catalogue_load(const vb_catalogue_files *files, vb_arena *arena, const vb_catalogue **out,
                                      vb_error *err);

/* Models are numbered 0 .. count - 1 in the order of the file. */
size_t vb_catalogue_count(const vb_catalogue *catalogue);
/* NULL for VB_NONE or any other number outside the table. */
const vb_model *vb_catalogue_model(const vb_catalogue *catalogue, uint32_t index);
/* The index of a model that came from this catalogue. */
uint32_t vb_catalogue_index(const vb_catalogue *catalogue, const vb_model *model);

/* What people and tools write -> model; declared here because every reader of a case needs it, told in match.h.
 * VB_NONE when nothing fits or more than one model does (vb_catalogue_search lists those). */
uint32_t vb_catalogue_match(const vb_catalogue *catalogue, vb_str text);
/* All models that the text can mean, in the order of the file: as many as fit into `models` (room for n); the count of
 * all. 1 is an answer, 0 is unknown, more is an ambiguity to put before a person. */
size_t vb_catalogue_search(const vb_catalogue *catalogue, vb_str text, uint32_t *models, size_t n);

static inline bool vb_model_unverified(const vb_model *m, unsigned column)
{
    return column < VB_N_COLUMNS && (m->unverified >> column & 1U) != 0;
}
#endif
