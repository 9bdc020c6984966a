/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/catalogue_class.h"

vb_code vb_class_of(const vb_rules *rules, const vb_model *m, const vb_rule_figures *figures, int64_t on,
                    vb_arena *arena, vb_class *out, vb_error *err)
{
    vb_rule_answer answer;
    const vb_rule_question q = {.model = m,
                                .figures = figures,
                                .marketed = VB_UNKNOWN,
                                .to = VB_COUNTRY("CN"),
                                .headquarters = VB_COUNTRY("CN"),
                                .datacentre_use = VB_UNKNOWN,
                                .on = on,
                                .known_on = VB_NO_TIME};
    *out = (vb_class){0};
    VB_TRY(vb_rules_evaluate(rules, &q, arena, &answer, err));
    out->eccn = answer.eccn;
    bool open = vb_str_eq(answer.eccn, VB_S("unknown"));
    const vb_rule_step *best = NULL;
    for (size_t i = 0; i < answer.n_steps; i++) {
        const vb_rule_step *s = &answer.steps[i];
        if (s->effect != VB_EFFECT_CLASSIFY || s->effective[VB_LAYER_ENFORCED] == VB_NO)
            continue;
        bool unknown = s->effective[VB_LAYER_ENFORCED] == VB_UNKNOWN;
        if (unknown != open || (!open && !vb_str_eq(s->value, answer.eccn)))
            continue;
        /* of several that cannot be told, the stricter one is what people ask about */
        if (best == NULL || (!vb_str_starts(best->value, VB_S("3A090")) && vb_str_starts(s->value, VB_S("3A090"))))
            best = s;
    }
    if (best != NULL) {
        out->clause = best->clause;
        out->citation = best->citation;
        out->missing = best->unknown;
    } else if (open) {
        out->missing = answer.open_facts;
    }
    return VB_OK;
}

typedef struct job {
    const vb_shelf *shelf;
    int64_t on;
    vb_arena *arena;
    vb_doubts *out;
    vb_error *err;
} job;

static vb_str named(vb_str eccn)
{
    return eccn.n == 0 ? VB_S("no clause") : eccn;
}

static vb_code add(const job *j, bool wrong, uint32_t model, const char *kind, vb_str sentence)
{
    return vb_doubts_add(j->out, j->arena, (vb_doubt){wrong, model, kind, sentence}, j->err);
}

static vb_code classify(const job *j, const vb_model *m, const vb_rule_figures *figures, vb_class *out)
{
    return vb_class_of(j->shelf->reference.rules, m, figures, j->on, j->arena, out, j->err);
}

/* TPP and density stated, thousandths to 10^-9; the density of a planar chip stays its own. */
static vb_rule_figures stated(const vb_model *m, int64_t tpp_milli, int64_t area_milli)
{
    enum { MILLI = 1000000 };
    vb_rule_figures f = {0};
    f.stated[VB_METRIC_TPP] = true;
    f.low[VB_METRIC_TPP] = f.high[VB_METRIC_TPP] = tpp_milli * MILLI;
    if (m->nonplanar == VB_YES && area_milli > 0) {
        __extension__ typedef __int128 wide;
        f.stated[VB_METRIC_DENSITY] = true;
        f.low[VB_METRIC_DENSITY] = f.high[VB_METRIC_DENSITY] = (int64_t)((wide)tpp_milli * 1000000000 / area_milli);
    }
    return f;
}

static vb_code at_end(const job *j, const vb_model *m, int64_t tpp_milli, int64_t area_milli, vb_class *out)
{
    vb_rule_figures f = stated(m, tpp_milli, area_milli);
    return classify(j, m, &f, out);
}

/* One end of a figure against the other, all else alike: does another classification come out? */
static vb_code compare_ends(const job *j, const vb_model *m, uint32_t index, const char *kind, const char *what,
                            vb_interval tpp, vb_interval area)
{
    vb_class low, high;
    VB_TRY(at_end(j, m, tpp.low, area.low, &low));
    VB_TRY(at_end(j, m, tpp.high, area.high, &high));
    if (vb_str_eq(low.eccn, high.eccn))
        return VB_OK;
    char a[48], b[48];
    const vb_class *with = high.clause.n > 0 ? &high : &low;
    vb_interval shown = tpp.low == tpp.high ? area : tpp;
    vb_decimal_text(shown.low, 3, '.', a);
    vb_decimal_text(shown.high, 3, '.', b);
    return add(j, false, index, kind,
               vb_arena_printf(j->arena, "%.*s: %.*s or %.*s by %s (%s %s or %s): %.*s", VB_ARG(m->id),
                               VB_ARG(named(low.eccn)), VB_ARG(named(high.eccn)), what,
                               tpp.low == tpp.high ? "mm2" : "TPP", a, b, VB_ARG(with->clause)));
}

static vb_code readings(const job *j, const vb_model *m, uint32_t index)
{
    vb_tpp t = vb_model_tpp(m, VB_AS_CLAIMED), r = vb_model_tpp(m, VB_AS_ROUNDED);
    size_t before = j->out->n;
    if (!t.known)
        return VB_OK;
    vb_interval low_area = {m->die_area_low, m->die_area_low}, high_area = {m->die_area_high, m->die_area_high};
    VB_TRY(compare_ends(j, m, index, "class.reading",
                        m->accumulate_contested ? "FP16 or FP32 accumulate" : "TF32 as 19 or 32 bits", t.milli,
                        low_area));
    if (before == j->out->n && m->die_area_high != m->die_area_low)
        VB_TRY(compare_ends(j, m, index, "class.reading",
                            m->accumulate_contested ? "FP16 or FP32 accumulate" : "TF32 as 19 or 32 bits", t.milli,
                            high_area));
    if (m->die_area_high != m->die_area_low)
        VB_TRY(compare_ends(j, m, index, "class.area", "which die area is right",
                            (vb_interval){t.milli.high, t.milli.high},
                            (vb_interval){m->die_area_low, m->die_area_high}));
    if (before == j->out->n)
        VB_TRY(compare_ends(j, m, index, "class.rounding", "the rounding of the rate alone", r.milli, low_area));
    return VB_OK;
}

static void forget(vb_model *m, unsigned column)
{
    if (column >= VB_COLUMN_RATE && column < VB_N_COLUMNS)
        m->rate[column - VB_COLUMN_RATE] = VB_NO_FIGURE;
    if (column == VB_COLUMN_DIE_AREA)
        m->die_area_low = m->die_area_high = VB_NO_FIGURE;
}

/* Without the figures that nobody re-checked: first each alone, to name it, then all together. */
static vb_code unverified(const job *j, const vb_model *m, uint32_t index, const vb_class *now)
{
    vb_model all = *m;
    vb_class other;
    bool any = false;
    for (unsigned c = 0; c < VB_N_COLUMNS; c++) {
        bool counts = c >= VB_COLUMN_RATE ? m->rate[c - VB_COLUMN_RATE] != VB_NO_FIGURE
                                          : c == VB_COLUMN_DIE_AREA && m->die_area_low > 0;
        if (!counts || !vb_model_unverified(m, c))
            continue;
        any = true;
        forget(&all, c);
        vb_model one = *m;
        forget(&one, c);
        VB_TRY(classify(j, &one, NULL, &other));
        if (!vb_str_eq(other.eccn, now->eccn))
            return add(
                j, false, index, "class.unverified",
                vb_arena_printf(j->arena, "%.*s: %.*s hangs on %s, which was not re-checked (without it: %.*s): %.*s",
                                VB_ARG(m->id), VB_ARG(named(now->eccn)), vb_column_name(c), VB_ARG(named(other.eccn)),
                                VB_ARG(now->clause.n > 0 ? now->clause : other.clause)));
    }
    if (!any)
        return VB_OK;
    VB_TRY(classify(j, &all, NULL, &other));
    if (vb_str_eq(other.eccn, now->eccn))
        return VB_OK;
    return add(j, false, index, "class.unverified",
               vb_arena_printf(j->arena,
                               "%.*s: %.*s hangs on figures that were not re-checked (without them: %.*s): %.*s",
                               VB_ARG(m->id), VB_ARG(named(now->eccn)), VB_ARG(named(other.eccn)),
                               VB_ARG(now->clause.n > 0 ? now->clause : other.clause)));
}

static vb_code known_false(const job *j, const vb_model *m, uint32_t index, const vb_class *now)
{
    const vb_false_figures *known = &j->shelf->false_figures;
    for (size_t i = 0; i < known->n; i++) {
        const vb_false_figure *f = &known->v[i];
        if (f->model == index && f->figure == VB_NO_FIGURE && vb_str_eq(f->value, now->eccn))
            VB_TRY(add(j, true, index, "class.false",
                       vb_arena_printf(j->arena, "%.*s: the figures give %.*s, known to be false: %.*s (%.*s)",
                                       VB_ARG(m->id), VB_ARG(now->eccn), VB_ARG(f->why), VB_ARG(f->printed_by))));
    }
    return VB_OK;
}

vb_code vb_class_lint(const vb_shelf *shelf, int64_t on, vb_arena *arena, vb_doubts *out, vb_error *err)
{
    const job j = {shelf, on, arena, out, err};
    for (uint32_t i = 0; i < vb_catalogue_count(shelf->reference.catalogue); i++) {
        const vb_model *m = vb_catalogue_model(shelf->reference.catalogue, i);
        vb_class now;
        VB_TRY(classify(&j, m, NULL, &now));
        if (vb_str_eq(now.eccn, VB_S("unknown"))) {
            vb_tpp t = vb_model_tpp(m, VB_AS_CLAIMED);
            bool area = t.known && m->nonplanar == VB_YES && m->die_area_low <= 0;
            VB_TRY(add(&j, false, i, area ? "area.missing" : "class.open",
                       vb_arena_printf(arena, "%.*s: the class cannot be told: %.*s (%.*s)", VB_ARG(m->id),
                                       VB_ARG(now.missing), VB_ARG(now.clause))));
        }
        VB_TRY(known_false(&j, m, i, &now));
        VB_TRY(unverified(&j, m, i, &now));
        VB_TRY(readings(&j, m, i));
    }
    return VB_OK;
}
