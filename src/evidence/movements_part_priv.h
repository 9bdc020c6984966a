/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_EVIDENCE_MOVEMENTS_PART_PRIV_H
#define VB_EVIDENCE_MOVEMENTS_PART_PRIV_H
/* What reading movements.csv in parts keeps between its steps (movements.h). */
#include <stdatomic.h>

#include "evidence/movements.h"
#include "evidence/movements_priv.h"
#include "evidence/table_priv.h"

typedef enum vb_movement_column {
    VB_MC_ID,
    VB_MC_ITEM,
    VB_MC_MODEL,
    VB_MC_QUANTITY,
    VB_MC_KIND,
    VB_MC_DEPARTED,
    VB_MC_ARRIVED,
    VB_MC_FROM_PARTY,
    VB_MC_FROM_SITE,
    VB_MC_TO_PARTY,
    VB_MC_TO_SITE,
    VB_MC_LICENCE,
    VB_MC_LINE,
    VB_MC_DOCUMENT,
    VB_MC_MODE,
    VB_MC_GOODS,
    VB_MC_HS,
    VB_MC_VALUE,
    VB_MC_CURRENCY,
    VB_MC_WEIGHT,
    VB_MC_COUNT
} vb_movement_column;
extern const vb_column vb_movement_columns[VB_MC_COUNT]; /* names only; movements_part.c reads the cells */

/* An id that this part met first: its own number with this bit set, until the merge. */
#define VB_PART_ID UINT32_C(0x80000000)

typedef struct vb_movements_run { /* one part; a thread changes only its own */
    size_t from, to;              /* bytes of the file */
    uint64_t lines;               /* line ends in it */
    bool quoted;                  /* a quote stands in it */
    size_t room;                  /* rows it may write */
    uint64_t first_line;
    size_t first_row, first_declared;
    uint64_t rows, bad_rows;
    size_t n_declared;
    vb_dict items, models, parties, sites, lines_cited; /* not in the claims' dictionaries */
    vb_arena arena;                                     /* their keys, and texts that are not in the file as they are */
    vb_keys keys;
    vb_error *issue;
    size_t n_issues;
    uint64_t more_issues;
    _Atomic uint64_t done;
} vb_movements_run;

struct vb_movements_plan {
    vb_claims *c;
    uint32_t source;
    vb_csv csv;
    int field[VB_MC_COUNT];
    vb_movements_run part[VB_MOVEMENTS_MAX_PARTS];
    size_t n_parts;
};
#endif
