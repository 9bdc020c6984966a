/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_CATALOGUE_TPP_H
#define VB_CATALOGUE_TPP_H
/* The two numbers that the chip rules turn on.
 *
 * Total processing performance: TPP = 2 x MacTOPS x bit length, summed over the processing units of one integrated
 * circuit; a multiply-accumulate is two operations, so it is TOPS x bit length. The bit length is that of the widest
 * input; rates are dense and the highest the maker claims; where a circuit works in several formats, the largest TPP
 * counts. Performance density: TPP divided by the area in mm2 of all logic dies made on a non-planar node. A planar
 * chip has none. Source: 15 CFR part 774, Supp. No. 1, ECCN 3A090, technical notes 2 and 3.
 *
 * Both are intervals, because two readings are open: TF32 counts 19 bits (what it computes with) or 32 (what it
 * stores); and GeForce cards print FP8 and FP16 at FP16 accumulate, the half of which is reached with FP32 accumulate.
 * Where sources give two die areas, density spans both. All arithmetic is in integers, outward where a division leaves
 * a rest. */
#include "catalogue/catalogue.h"

typedef enum vb_reading {
    VB_AS_CLAIMED, /* the figures printed are exact: what the rule's text takes */
    VB_AS_ROUNDED  /* each may be off by half of its last decimal: shows who passes a threshold by rounding alone */
} vb_reading;

typedef struct vb_interval {
    int64_t low, high; /* both included */
} vb_interval;

typedef struct vb_tpp {
    bool known;                        /* false: no rate is published; the rest is zero then */
    vb_interval milli;                 /* thousandths */
    vb_format low_format, high_format; /* formats that give the ends */
    bool unverified;                   /* an end rests on a rate that was not re-checked */
} vb_tpp;
vb_tpp vb_model_tpp(const vb_model *m, vb_reading reading);

/* What one format alone gives, by both readings, in thousandths; its rate must be known. */
vb_interval vb_model_format_tpp(const vb_model *m, vb_format f, vb_reading reading);
/* Bit length of the operation, narrowest and widest reading: TF32 19 and 32, all others one number. */
vb_interval vb_format_bits(vb_format f);
/* The FP16 accumulate rates of a card that has half of them with FP32 accumulate. */
bool vb_format_halved(const vb_model *m, vb_format f);

/* TPP >= threshold? VB_UNKNOWN when the ends disagree or no rate is known. Threshold in thousandths, not negative. */
vb_tri vb_tpp_at_least(const vb_model *m, int64_t threshold_milli, vb_reading reading);

/* Thousandths, rounded outward, for print; compare with vb_density_at_least. False when it is not known or there is
 * none. */
bool vb_model_density(const vb_model *m, vb_reading reading, vb_interval *milli);
/* TPP / area >= threshold, exactly. VB_NO for a chip that is planar throughout: it has no performance density.
 * VB_UNKNOWN when the ends disagree, no rate is known, the area is not published or the node is not known. */
vb_tri vb_density_at_least(const vb_model *m, int64_t threshold_milli, vb_reading reading);
#endif
