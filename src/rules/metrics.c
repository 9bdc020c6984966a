/* SPDX-License-Identifier: Apache-2.0 */
/* What a question says of the item and the move, as the intervals and words that conditions compare. */
#include "catalogue/tpp.h"
#include "rules/ask_priv.h"

const vb_rule_metric_row vb_rule_metrics[VB_METRIC_N] = {
    [VB_METRIC_TPP] = {"tpp", "TPP", VB_UNIT_TPP},
    [VB_METRIC_DENSITY] = {"performance_density", "performance density", VB_UNIT_DENSITY},
    [VB_METRIC_IO] = {"io_bandwidth", "I/O bandwidth", VB_UNIT_GBS},
    [VB_METRIC_DRAM] = {"dram_bandwidth", "DRAM bandwidth", VB_UNIT_GBS},
    [VB_METRIC_IO_DRAM] = {"io_bandwidth + dram_bandwidth", "I/O plus DRAM bandwidth", VB_UNIT_GBS},
};

static int64_t clamp(vb_rule_wide v)
{
    return v > INT64_MAX - 1 ? INT64_MAX - 1 : (int64_t)v;
}

/* A figure of the whole card in thousandths, for one of its integrated circuits: the rules judge each alone. */
static bool per_circuit(const vb_model *m, int64_t milli, int64_t *nano)
{
    if (milli == VB_NO_FIGURE || m->ics < 1)
        return false;
    *nano = clamp((vb_rule_wide)milli * (VB_RULE_NANO / 1000) / m->ics);
    return true;
}

static void density(const vb_model *m, const vb_tpp *tpp, vb_rule_facts *f)
{
    if (m->nonplanar == VB_NO) { /* no applicable die area: it has no performance density and meets no threshold */
        f->low[VB_METRIC_DENSITY] = f->high[VB_METRIC_DENSITY] = -1;
        f->area_known = true;
        return;
    }
    f->area_known = m->nonplanar == VB_YES && m->die_area_low > 0;
    if (!f->area_known || !tpp->known)
        return;
    /* Rounded down at both ends: a whole threshold in 10^-9 is reached by the quotient just when it is by its floor. */
    f->low[VB_METRIC_DENSITY] = clamp((vb_rule_wide)tpp->milli.low * VB_RULE_NANO / m->die_area_high);
    f->high[VB_METRIC_DENSITY] = clamp((vb_rule_wide)tpp->milli.high * VB_RULE_NANO / m->die_area_low);
}

vb_code vb_rule_facts_of(const vb_rule_question *q, vb_rule_facts *out, vb_error *err)
{
    const vb_model *m = q->model;
    vb_rule_facts f = {.fact = {VB_UNKNOWN, q->datacentre_use},
                       .place = {q->to, q->headquarters, q->from == 0 ? VB_COUNTRY("US") : q->from}};
    if (q->on == VB_NO_TIME)
        return vb_fail(err, VB_E_RANGE, "question.on", VB_NO_OFFSET, "no day is given; rules hold on a day");
    for (int i = 0; i < VB_METRIC_N; i++)
        f.high[i] = INT64_MAX;
    if (m != NULL) {
        vb_tpp tpp = vb_model_tpp(m, VB_AS_CLAIMED);
        int64_t io, dram;
        f.tpp_known = tpp.known;
        if (tpp.known) {
            f.low[VB_METRIC_TPP] = clamp((vb_rule_wide)tpp.milli.low * (VB_RULE_NANO / 1000));
            f.high[VB_METRIC_TPP] = clamp((vb_rule_wide)tpp.milli.high * (VB_RULE_NANO / 1000));
        }
        density(m, &tpp, &f);
        if (per_circuit(m, m->interconnect_bandwidth, &io))
            f.low[VB_METRIC_IO] = f.high[VB_METRIC_IO] = f.low[VB_METRIC_IO_DRAM] = io;
        if (per_circuit(m, m->memory_bandwidth, &dram)) {
            f.low[VB_METRIC_DRAM] = f.high[VB_METRIC_DRAM] = dram;
            f.low[VB_METRIC_IO_DRAM] += dram;
        }
        if (m->interconnect_bandwidth != VB_NO_FIGURE && m->memory_bandwidth != VB_NO_FIGURE)
            f.high[VB_METRIC_IO_DRAM] = f.low[VB_METRIC_IO_DRAM]; /* one alone is a lower bound of the sum */
        f.fact[VB_FACTOR_MARKETED] = m->datacentre;
        f.text[VB_TEXT_VENDOR] = m->vendor;
        f.text[VB_TEXT_CHIP] = m->chip;
        f.text[VB_TEXT_MODEL] = m->id;
    }
    *out = f;
    return VB_OK;
}
