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
    [VB_METRIC_TOPS] = {"tops", "processing performance", VB_UNIT_TOPS},
    [VB_METRIC_HBM] = {"memory_bandwidth_density", "memory bandwidth density", VB_UNIT_MEMORY_DENSITY},
};

const char *vb_rule_metric_name(vb_rule_metric m)
{
    return (unsigned)m < VB_METRIC_N ? vb_rule_metrics[m].name : "unknown";
}

const char *vb_rule_metric_unit(vb_rule_metric m)
{
    return m == VB_METRIC_TPP || (unsigned)m >= VB_METRIC_N ? "" : vb_rule_units[vb_rule_metrics[m].unit].name;
}

static int64_t clamp(vb_rule_wide v)
{
    return v > INT64_MAX - 1 ? INT64_MAX - 1 : (int64_t)v;
}

static void point(vb_rule_facts *f, vb_rule_metric m, int64_t low, int64_t high)
{
    f->low[m] = low;
    f->high[m] = high;
}

/* A figure of the whole card in thousandths, for one of its integrated circuits: the rules judge each alone. */
static void per_circuit(const vb_model *m, int64_t milli, vb_rule_metric metric, vb_rule_facts *f)
{
    if (milli == VB_NO_FIGURE || m->ics < 1)
        return;
    int64_t nano = clamp((vb_rule_wide)milli * (VB_RULE_NANO / 1000) / m->ics);
    point(f, metric, nano, nano);
}

/* The largest rate over all formats; as with TPP, that of some formats is printed at FP16 accumulate (catalogue/tpp.h).
 */
static void operations(const vb_model *m, vb_rule_facts *f)
{
    int64_t low = -1, high = -1;
    for (unsigned i = 0; i < VB_N_FORMATS; i++) {
        bool half = m->accumulate_contested && (i == VB_FP8 || i == VB_FP16 || i == VB_BF16);
        int64_t rate = m->rate[i];
        if (rate == VB_NO_FIGURE)
            continue;
        high = rate > high ? rate : high;
        rate = half ? rate / 2 : rate;
        low = rate > low ? rate : low;
    }
    if (low >= 0 && m->ics >= 1)
        point(f, VB_METRIC_TOPS, clamp((vb_rule_wide)low * (VB_RULE_NANO / 1000000) / m->ics),
              clamp((vb_rule_wide)high * (VB_RULE_NANO / 1000000) / m->ics));
}

static void of_model(const vb_model *m, vb_rule_facts *f)
{
    vb_tpp tpp = vb_model_tpp(m, VB_AS_CLAIMED);
    if (tpp.known)
        point(f, VB_METRIC_TPP, clamp((vb_rule_wide)tpp.milli.low * (VB_RULE_NANO / 1000)),
              clamp((vb_rule_wide)tpp.milli.high * (VB_RULE_NANO / 1000)));
    operations(m, f);
    per_circuit(m, m->interconnect_bandwidth, VB_METRIC_IO, f);
    per_circuit(m, m->memory_bandwidth, VB_METRIC_DRAM, f);
    point(f, VB_METRIC_HBM, -1, -1); /* memory packed with logic is not judged as memory */
    f->fact[VB_FACTOR_MARKETED] = m->datacentre;
    f->text[VB_TEXT_VENDOR] = m->vendor;
    f->text[VB_TEXT_CHIP] = m->chip;
    f->text[VB_TEXT_MODEL] = m->id;
}

static bool known(const vb_rule_facts *f, vb_rule_metric m)
{
    return f->low[m] != 0 || f->high[m] != INT64_MAX;
}

/* Is this figure stated? It goes before the model's then. */
static bool stated(const vb_rule_figures *s, vb_rule_metric m, vb_rule_facts *f)
{
    if (s == NULL || !s->stated[m])
        return false;
    point(f, m, s->low[m], s->high[m]);
    return true;
}

/* Of the TPP that is known by now, stated or not. */
static void density(const vb_model *m, vb_rule_facts *f)
{
    if (m->nonplanar == VB_NO) { /* no applicable die area: it has no performance density and meets no threshold */
        point(f, VB_METRIC_DENSITY, -1, -1);
        f->area_known = true;
        return;
    }
    f->area_known = m->nonplanar == VB_YES && m->die_area_low > 0;
    if (!f->area_known || !f->tpp_known)
        return;
    /* Rounded down at both ends: a whole threshold in 10^-9 is reached by the quotient just when it is by its floor.
     * An upper end that is not known stays so. */
    int64_t low = f->low[VB_METRIC_TPP], high = f->high[VB_METRIC_TPP];
    point(f, VB_METRIC_DENSITY, clamp((vb_rule_wide)low * 1000 / m->die_area_high),
          high == INT64_MAX ? high : clamp((vb_rule_wide)high * 1000 / m->die_area_low));
}

/* TPP is rate times bit length, and that is 1 to 64: what a TPP alone says of the rate. */
static void operations_from_tpp(vb_rule_facts *f)
{
    int64_t high = f->high[VB_METRIC_TPP];
    point(f, VB_METRIC_TOPS, f->low[VB_METRIC_TPP] / 64, high);
}

static void sum(vb_rule_facts *f)
{
    bool io = known(f, VB_METRIC_IO), dram = known(f, VB_METRIC_DRAM); /* one alone is a lower bound of the sum */
    vb_rule_wide low = (vb_rule_wide)f->low[VB_METRIC_IO] + f->low[VB_METRIC_DRAM],
                 high = (vb_rule_wide)f->high[VB_METRIC_IO] + f->high[VB_METRIC_DRAM];
    bool open = !io || !dram || f->high[VB_METRIC_IO] == INT64_MAX || f->high[VB_METRIC_DRAM] == INT64_MAX;
    point(f, VB_METRIC_IO_DRAM, clamp(low), open ? INT64_MAX : clamp(high));
}

void vb_rule_facts_of(const vb_rule_question *q, vb_rule_facts *f)
{
    const vb_rule_figures *s = q->figures;
    *f = (vb_rule_facts){.fact = {VB_UNKNOWN, q->datacentre_use},
                         .place = {q->to, q->headquarters, q->from == 0 ? VB_COUNTRY("US") : q->from}};
    for (int i = 0; i < VB_METRIC_N; i++)
        f->high[i] = INT64_MAX;
    if (q->model != NULL) {
        of_model(q->model, f);
    } else {
        f->text[VB_TEXT_VENDOR] = q->maker;
        if (s != NULL && s->unnamed)
            f->text[VB_TEXT_MODEL] = VB_S("(unnamed)"); /* ids have no brackets: it is in no set */
    }
    bool tpp = stated(s, VB_METRIC_TPP, f);
    f->tpp_known = known(f, VB_METRIC_TPP);
    if (q->model != NULL)
        density(q->model, f);
    if (stated(s, VB_METRIC_DENSITY, f))
        f->area_known = true;
    if (!stated(s, VB_METRIC_TOPS, f) && tpp)
        operations_from_tpp(f);
    (void)stated(s, VB_METRIC_IO, f);
    (void)stated(s, VB_METRIC_DRAM, f);
    if (!stated(s, VB_METRIC_HBM, f) && f->tpp_known) /* a processor: what memory it carries is not judged as such */
        point(f, VB_METRIC_HBM, -1, -1);
    sum(f);
    (void)stated(s, VB_METRIC_IO_DRAM, f);
    if (q->marketed != VB_UNKNOWN)
        f->fact[VB_FACTOR_MARKETED] = q->marketed;
}

bool vb_rules_figure(const vb_rule_question *q, vb_rule_metric metric, int64_t *low, int64_t *high)
{
    vb_rule_facts f;
    vb_rule_facts_of(q, &f);
    if ((unsigned)metric >= VB_METRIC_N || !known(&f, metric))
        return false;
    *low = f.low[metric];
    *high = f.high[metric];
    return true;
}
