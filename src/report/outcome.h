/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_REPORT_OUTCOME_H
#define VB_REPORT_OUTCOME_H
/* What one classification came to, written for somebody: terminal, JSON, a row of CSV, a page. Pure: bytes out of
 * values in. Format: docs/formats/classification.md.
 *
 * An outcome is never one word: it is a classification, a licence requirement by layer, exceptions with their
 * conditions, a review policy, letters, a share or a duty, and the facts that are open. */
#include "report/report.h"

/* An exporter outside the United States that is not named ("H200 reexport"): a code that ISO 3166-1 leaves to its
 * users, in no group and in no table. */
#define VB_ABROAD VB_COUNTRY_OF('Z', 'Z')

/* What was asked and what it came to. Everything is borrowed and must outlive the writing. */
typedef struct vb_outcome {
    const vb_rules *rules;
    const vb_countries *countries;
    const char *version; /* of the program */
    vb_str case_id;      /* of a batch; empty for a single question */
    vb_str asked;        /* the model as it was written: "H20"; empty when only figures were stated */
    /* As it was evaluated: `headquarters` is filled in where it was taken; `model` NULL = figures alone, or a name that
     * fits no model; detail VB_RULE_REASONS for everything but a row of CSV. */
    vb_rule_question question;
    bool headquarters_taken;    /* none was stated: taken to be at the destination. Every output says so */
    bool replaced[VB_METRIC_N]; /* a stated figure that stands in the place of a figure of the model */
    bool marketed_contradicts;  /* the stated marketing stands against the catalogue's */
    vb_rule_answer answer;
    vb_rule_outcome outcome;  /* vb_rules_outcome of `answer` */
    vb_str open_facts;        /* those of the answer and those of the asking, in English, parted by "; " */
    vb_str in_short;          /* what a row of CSV says of it beside open_facts, in English, parted by "; " */
    const vb_sentence *notes; /* what the asker should know about the question as it was read */
    size_t n_notes;
    bool failed; /* could not be evaluated at all: a bad row of a batch; open_facts says why */
} vb_outcome;

/* ---- Outputs ---------------------------------------------------------------------------------------------------- */

/* One screen; with options->explain the tree of clauses that fired, lost and are open. */
VB_MUST_USE vb_code vb_outcome_text(const vb_outcome *o, const vb_report_options *options, vb_buf *out, vb_error *err);
/* verbleib.classification/1 as an object without a line end. `indent` 0 = one line. Steps and their trees are written
 * with `explain` (a single question always has them). */
VB_MUST_USE vb_code vb_outcome_json(const vb_outcome *o, bool explain, unsigned indent, vb_buf *out, vb_error *err);

/* The columns for batch use, in their order; texts live in the arena. */
typedef enum vb_cell {
    VB_CELL_CASE,
    VB_CELL_MODEL,
    VB_CELL_TPP,
    VB_CELL_PD,
    VB_CELL_ECCN,
    VB_CELL_LICENCE,
    VB_CELL_LICENCE_TEXT,
    VB_CELL_EXCEPTIONS,
    VB_CELL_REVIEW,
    VB_CELL_SHARE,
    VB_CELL_INSTRUMENTS,
    VB_CELL_OPEN,
    VB_CELL_N
} vb_cell;
typedef struct vb_outcome_cells {
    vb_str cell[VB_CELL_N];
} vb_outcome_cells;
VB_MUST_USE vb_code vb_outcome_cells_of(const vb_outcome *o, vb_arena *arena, vb_outcome_cells *out, vb_error *err);
/* One answer for a name that several models have: what all agree on stays, a number or word on which they differ is
 * open, lists are joined. */
VB_MUST_USE vb_code vb_outcome_cells_merge(vb_outcome_cells *into, const vb_outcome_cells *other, vb_arena *arena,
                                           vb_error *err);
/* RFC 4180, lines end in CR LF; cells guarded against formulas (base/csv.h). */
void vb_outcome_csv_header(vb_buf *out);
void vb_outcome_csv_row(const vb_outcome_cells *cells, vb_buf *out);
/* Law left, evaluation right; one file that works offline; English and German. */
VB_MUST_USE vb_code vb_outcome_html(const vb_outcome *o, const vb_report_options *options, vb_buf *out, vb_error *err);

/* ---- Sentences -------------------------------------------------------------------------------------------------- */

/* In whose words: a page holds both languages and asks once for each. */
typedef struct vb_voice {
    vb_lang lang;
    vb_translate_fn translate; /* (ctx, msgid) -> text in `lang`; NULL = English */
    void *ctx;
} vb_voice;
static inline vb_voice vb_voice_of(const vb_report_options *o)
{
    return (vb_voice){o->lang, o->translate, o->translate_ctx};
}
static inline vb_voice vb_voice_german(const vb_report_options *o)
{
    return (vb_voice){VB_LANG_DE, o->translate_de, o->translate_ctx};
}
static inline vb_voice vb_voice_english(void)
{
    return (vb_voice){VB_LANG_EN, NULL, NULL};
}

/* Texts of rule files (citations, conditions, values) and names of models stay as they are in every language; nothing
 * here is escaped for a terminal or for HTML. */

/* One node of a reason: "TPP 15,824 reaches 4,800 (+229.7 %)", "performance density 2.909 is below 3.2 (-9.1 %)",
 * "destination China is in group D:5"; for and, or, not: "all of these:", "at least one of these:", "not:". */
void vb_say_reason(vb_buf *out, const vb_outcome *o, const vb_rule_reason *r, vb_voice v);
/* The whole sense of a clause's effect: "classified 3A090.a", "licence required", "licence exception NAC could apply".
 */
void vb_say_effect(vb_buf *out, const vb_rule_step *s, vb_voice v);
/* What became of a clause in the layer that counts for it: "applies", "does not hold", "overridden by ...", "open". */
void vb_say_fate(vb_buf *out, const vb_rule_step *s, vb_voice v);
/* Where a clause is in force: "printed and enforced", "printed, not enforced", "enforced, not printed"; of a letter "by
 * letter, not published; enforced". */
const char *vb_say_force(const vb_rule_step *s, vb_voice v);
/* "TPP", "performance density", "I/O bandwidth". */
const char *vb_say_metric(vb_rule_metric m, vb_voice v);
/* "15,824", "2.909 TPP/mm²", "600 to 900 GB/s"; three decimals at most, cut and never rounded, so that what lies under
 * a threshold never looks equal to it. high INT64_MAX = no upper end known; high < 0 = has none. */
void vb_say_figure(vb_buf *out, vb_rule_metric m, int64_t low, int64_t high, bool unit, vb_voice v);
/* "+229.7 %" of a value over its threshold; nothing when the threshold is 0. */
void vb_say_margin(vb_buf *out, int64_t value, int64_t threshold, vb_voice v);
/* "required", "not required", "cannot be told". */
const char *vb_say_licence(vb_tri t, vb_voice v);
/* "presumption of denial" ... */
const char *vb_say_review(vb_review r, vb_voice v);
/* "rule", "letter" ... as rule files write them, and "pending". */
const char *vb_say_basis(vb_str basis, vb_voice v);
/* A list parted by "; ": pieces that the program knows are translated, others (quoted from rule files) stay. */
void vb_say_facts(vb_buf *out, vb_str facts, vb_voice v);
/* Name of a country in the language, the code when it has none. */
vb_str vb_outcome_country(const vb_outcome *o, vb_country c, vb_voice v, char room[3]);
/* "required", and of the printed law by which letter or report, for those are no printed law. */
const char *vb_say_required(const vb_outcome *o, vb_layer layer, vb_voice v);
/* Where none is required: "88fr73458/licence.a would ask for 3A090.a, but: the destination Israel is in group A:6", or
 * that no clause asks. */
void vb_say_no_licence(vb_buf *out, const vb_outcome *o, vb_layer layer, vb_voice v);
/* "at most 50 %: aggregate TPP shipped" */
void vb_say_quota(vb_buf *out, const vb_outcome *o, const vb_rule_step *s, vb_voice v);
/* A msgid of the program in the language. */
const char *vb_say_word(const char *msgid, vb_voice v);

/* Is a licence required? The chip alone, without a destination, needs none and is answered with unknown. */
vb_tri vb_outcome_licence(const vb_outcome *o, vb_layer layer);
/* The clause that asks for one for this class and came nearest to holding: it fails by the place, else is overridden,
 * else in force in the other layer only. NULL where a licence is required, or when no clause speaks of the class. */
const vb_rule_step *vb_outcome_nearest(const vb_outcome *o, vb_layer layer);
/* Announced, and perhaps law by now: somebody has to look it up. */
static inline bool vb_outcome_unconfirmed(const vb_rule_step *s)
{
    return vb_str_eq(s->basis, VB_S("pending")) && s->effective[VB_LAYER_ENFORCED] == VB_UNKNOWN;
}
/* The policy of review; unknown too for the chip alone and for what could not be evaluated. */
vb_review vb_outcome_review(const vb_outcome *o);
/* The class that guidance presumes ("3A090"), and the clause that says so (by may be NULL); empty when none does. */
vb_str vb_outcome_presumed(const vb_outcome *o, const vb_rule_step **by);
/* The figure rests on the catalogue's row, in a column that was not re-checked. */
bool vb_outcome_unverified(const vb_outcome *o, vb_rule_metric m);
/* A lawyer has read every instrument. */
bool vb_outcome_by_lawyer(const vb_outcome *o);

/* Is it a test of its own, no "and", "or", "not"? */
static inline bool vb_reason_is_test(const vb_rule_reason *r)
{
    return r->op != VB_OP_AND && r->op != VB_OP_OR && r->op != VB_OP_NOT;
}
/* The test under a "not" that stands over that test alone, or NULL. Its sentence says how the fact is, so it is printed
 * with the mark of the "not": a double negative says less. */
static inline const vb_rule_reason *vb_reason_folds(const vb_rule_step *s, size_t at)
{
    bool folds = s->reasons[at].op == VB_OP_NOT && at + 1 < s->n_reasons && vb_reason_is_test(&s->reasons[at + 1]);
    return folds ? &s->reasons[at + 1] : NULL;
}

/* The clauses of an answer by what became of them. */
typedef enum vb_step_fate { VB_STEP_FIRED, VB_STEP_OPEN, VB_STEP_LOST } vb_step_fate;
/* Fired: effective in a layer. Lost: false, or overridden, in every layer in which it is in force. */
vb_step_fate vb_step_fate_of(const vb_rule_step *s);
/* "7.8 %" as a decimal string "7.8" with one place, half away from zero; false without a threshold or value. */
bool vb_margin_text(int64_t value, int64_t threshold, char out[32]);
/* A number of 10^-9 as the shortest decimal that is exact. */
void vb_nano_text(int64_t nano, char out[32]);
#endif
