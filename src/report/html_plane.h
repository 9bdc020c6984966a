/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_REPORT_HTML_PLANE_H
#define VB_REPORT_HTML_PLANE_H
/* A plane of total processing performance against the second figure that the rules of a day ask for: performance
 * density since November 2023, I/O bandwidth before. Both axes are logarithmic, one day a picture.
 *
 * Nothing of it is written in code: the thresholds are those of the clauses that classify on that day, and each cell
 * between them has the class that vb_rules_evaluate gives to figures in it. Another rule file gives another picture.
 *
 *   vb_plane plane;
 *   VB_TRY(vb_plane_load(rules, &question, VB_LAYER_ENFORCED, arena, &plane, err));
 *   if (plane.drawn) {
 *       vb_plane_point p = {.label = model->name, .named = true, .emphasised = true};
 *       vb_plane_place(&plane, &question, &p);
 *       VB_TRY(vb_html_plane(h, &plane, &p, 1, &(vb_plane_look){.label_id = "plane-t"}, err));
 *   }
 */
#include "report/html_priv.h"

enum { VB_PLANE_CUTS = 16, VB_PLANE_ZONES = 8 };

typedef struct vb_plane_cut { /* a threshold on an axis */
    int64_t at;               /* 10^-9 of the unit: the first value on its upper side */
    vb_str parameter, citation;
} vb_plane_cut;

typedef struct vb_plane { /* texts are the rules' */
    bool drawn;           /* false: no clause of that day classifies by TPP and a second figure; nothing else is set */
    vb_rule_metric x;     /* VB_METRIC_DENSITY, VB_METRIC_IO ...; y is TPP */
    vb_layer layer;
    int64_t on;
    vb_plane_cut tpp[VB_PLANE_CUTS], across[VB_PLANE_CUTS]; /* rising */
    size_t n_tpp, n_across;
    vb_str zone[VB_PLANE_ZONES]; /* "3A090.a", "3A090.b", in that order */
    size_t n_zones;
    /* From the bottom and from the left; n_tpp + 1 rows, n_across + 1 columns: a zone, or n_zones for none. */
    uint8_t cell[VB_PLANE_CUTS + 1][VB_PLANE_CUTS + 1];
} vb_plane;

/* The zones for the question's day, knowledge, destination and what_if; its model and figures are left aside. Where
 * `marketed` is unknown, the zones are those of what is designed or marketed for data centres.
 * Errors: those of vb_rules_evaluate; VB_E_RANGE for more thresholds than a picture can show. */
VB_MUST_USE vb_code vb_plane_load(const vb_rules *rules, const vb_rule_question *question, vb_layer layer,
                                  vb_arena *arena, vb_plane *out, vb_error *err);

typedef enum vb_plane_mark {
    VB_PLANE_FILLED, /* a diamond in ink */
    VB_PLANE_HOLLOW, /* its outline: outside of what the picture is about, such as no licence required */
    VB_PLANE_OPEN    /* in violet: it cannot be told */
} vb_plane_mark;

typedef struct vb_plane_point {
    vb_str label; /* outside text */
    vb_plane_mark mark;
    bool emphasised; /* asked for: bold and large */
    bool named;      /* its label is wanted: vb_plane_choose, or the caller */
    /* In 10^-9 of the unit; high INT64_MAX = not known, high < 0 = has none: then it stands in the strip at the right.
     * What has no TPP is not drawn. */
    int64_t tpp_low, tpp_high, low, high;
    unsigned number; /* out: of the label in the key, where the name had no room; else 0 */
    bool outside;    /* out: left out, for it lies too far from the thresholds */
} vb_plane_point;

/* Sets the figures of a point to those that the question comes to. */
void vb_plane_place(const vb_plane *plane, const vb_rule_question *question, vb_plane_point *point);
static inline bool vb_plane_placed(const vb_plane_point *p)
{
    return p->tpp_high >= 0 && p->tpp_high != INT64_MAX;
}
/* Which points get a label: those that are emphasised; where none is, the `most` that lie nearest to a border. */
VB_MUST_USE vb_code vb_plane_choose(const vb_plane *plane, vb_plane_point *points, size_t n, size_t most,
                                    vb_arena *arena, vb_error *err);

typedef struct vb_plane_look {
    const char *label_id; /* of the visible caption */
    double width, height; /* of the drawing; 0 = 640 and 400 */
    bool numbers; /* a name that has no room becomes a number: vb_html_plane_key says which. Else it is left out */
    bool titles;  /* each diamond says its name to whoever points at it */
    bool small; /* many points: those that are not emphasised are small and spread in the strip, and what lies far from
                 * every threshold is left out */
} vb_plane_look;

/* Looks of hollow and small points, in pieces; NULL ends them. Those of the rest are in html_style.c. */
extern const char *const vb_plane_style[];
/* The <svg>; the caller has opened its figure. */
VB_MUST_USE vb_code vb_html_plane(vb_html *h, const vb_plane *plane, vb_plane_point *points, size_t n,
                                  const vb_plane_look *look, vb_error *err);
/* A table of the numbers in the drawing; nothing where there are none. */
void vb_html_plane_key(vb_html *h, const vb_plane_point *points, size_t n);
/* The thresholds as a table with their citations: TPP, 4800, ECCN 3A090.a.1, 88 FR 73458. */
void vb_html_plane_thresholds(vb_html *h, const vb_plane *plane);
#endif
