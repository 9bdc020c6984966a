/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_TESTS_PROPERTY_RULES_RANDOM_H
#define VB_TESTS_PROPERTY_RULES_RANDOM_H
/* Random accelerators and questions, for the laws of the rules. */
#include "../unit/rules_support.h"

/* Figures around the thresholds of the rules, all known. */
static inline vb_model vb_random_card(uint64_t *random)
{
    static const char *const vendors[] = {"NVIDIA", "AMD", "Intel", "Huawei", "Acme"};
    vb_model m = {.id = VB_S("made-up"),
                  .vendor = vb_str_of(vendors[vb_test_below(random, 5)]),
                  .chip = VB_S("A1"),
                  .nonplanar = VB_YES,
                  .devices = 1,
                  .ics = 1 + (int64_t)vb_test_below(random, 2)};
    for (int i = 0; i < VB_N_FORMATS; i++)
        m.rate[i] = VB_NO_FIGURE;
    m.rate[VB_FP16] = (int64_t)vb_test_below(random, 1500000000); /* TPP up to 24,000 */
    m.die_area_low = m.die_area_high = 100000 + (int64_t)vb_test_below(random, 3000000);
    m.datacentre = vb_test_below(random, 2) == 0 ? VB_YES : VB_NO;
    m.memory_bandwidth = (int64_t)vb_test_below(random, 8000000);
    m.interconnect_bandwidth = (int64_t)vb_test_below(random, 1800000);
    return m;
}

/* The same with figures that are intervals or missing. */
static inline vb_model vb_random_foggy_card(uint64_t *random)
{
    vb_model m = vb_random_card(random);
    if (vb_test_below(random, 2) == 0)
        m.die_area_high += (int64_t)vb_test_below(random, 900000);
    if (vb_test_below(random, 4) == 0)
        m.rate[VB_TF32] = (int64_t)vb_test_below(random, 900000000); /* 19 or 32 bit */
    m.accumulate_contested = vb_test_below(random, 4) == 0;
    if (vb_test_below(random, 3) == 0)
        m.datacentre = VB_UNKNOWN;
    if (vb_test_below(random, 6) == 0)
        m.memory_bandwidth = VB_NO_FIGURE;
    if (vb_test_below(random, 6) == 0)
        m.interconnect_bandwidth = VB_NO_FIGURE;
    if (vb_test_below(random, 10) == 0)
        m.nonplanar = vb_test_below(random, 2) == 0 ? VB_NO : VB_UNKNOWN;
    if (vb_test_below(random, 10) == 0)
        m.vendor = VB_STR_NONE;
    return m;
}

static inline vb_country vb_random_country(const vb_test_rules *t, uint64_t *random)
{
    static const char often[][3] = {"CN", "HK", "MO", "RU", "VN", "SA", "AE", "SG", "TW", "DE", "IL", "IR", "US", "IN"};
    if (vb_test_below(random, 2) == 0)
        return VB_COUNTRY(often[vb_test_below(random, sizeof often / sizeof often[0])]);
    return t->countries.rows[vb_test_below(random, t->countries.n)].code;
}

static inline vb_rule_question vb_random_question(const vb_test_rules *t, uint64_t *random, const vb_model *m)
{
    int64_t from = vb_test_day("2022-01-01") / VB_DAY;
    vb_rule_question q = {.model = m,
                          .to = vb_random_country(t, random),
                          .headquarters = vb_random_country(t, random),
                          .on = (from + (int64_t)vb_test_below(random, 1900)) * VB_DAY,
                          .known_on = VB_NO_TIME};
    if (vb_test_below(random, 4) == 0)
        q.headquarters = 0;
    if (vb_test_below(random, 4) == 0)
        q.from = vb_random_country(t, random);
    if (vb_test_below(random, 4) == 0)
        q.known_on = q.on - (int64_t)vb_test_below(random, 400) * VB_DAY;
    return q;
}

enum { VB_RANDOM_WISHES = 16 };
/* Ids of some of the pending instruments, in `into`; the count comes back. */
static inline size_t vb_random_wishes(const vb_test_rules *t, uint64_t *random, vb_str *into)
{
    size_t n = 0;
    for (size_t i = 0; i < vb_rules_instruments(t->loaded) && n < VB_RANDOM_WISHES; i++)
        if (vb_rules_instrument(t->loaded, i).pending && vb_test_below(random, 2) == 0)
            into[n++] = vb_rules_instrument(t->loaded, i).id;
    return n;
}

static inline const vb_model *vb_random_model(const vb_test_rules *t, uint64_t *random)
{
    return vb_catalogue_model(t->catalogue, (uint32_t)vb_test_below(random, vb_catalogue_count(t->catalogue)));
}
#endif
