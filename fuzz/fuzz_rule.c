/* SPDX-License-Identifier: Apache-2.0 */
/* A rule file, or a table of country groups (where it begins with "group,"), from any bytes. What loads is printed,
 * loaded again and printed again: both pages must be the same. And it must answer questions. */
#include <stdlib.h>
#include <string.h>

#include "rules/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char country_table[] =
    "code,alpha3,numeric,name_en,name_de,other_names,lat,lon\n"
    "AE,ARE,784,United Arab Emirates,Emirate,,23.47,54.49\nBH,BHR,048,Bahrain,Bahrain,,26.02,50.55\n"
    "BY,BLR,112,Belarus,Belarus,,53.55,28.06\nCN,CHN,156,China,China,,35.37,104.17\n"
    "DE,DEU,276,Germany,Deutschland,,50.86,9.68\nHK,HKG,344,Hong Kong,Hongkong,,22.43,114.03\n"
    "MO,MAC,446,Macao,Macau,,22.15,113.56\nRU,RUS,643,Russia,Russland,,61.4,96.8\nSG,SGP,702,Singapore,Singapur,,1.37,"
    "103.81\n"
    "US,USA,840,United States,Vereinigte Staaten,,39.5,-98.35\n";
static const char group_table[] =
    "group,country,from,to,status,source\n"
    "A:5,*,2022-01-01,,stated,S\nA:5,DE,2022-01-01,,stated,S\nA:6,*,2022-01-01,,stated,S\nA:6,SG,2022-01-01,,stated,S\n"
    "AIA,*,2025-01-13,,stated,S\nAIA,DE,2025-01-13,,stated,S\nD:1,*,2022-01-01,2023-12-31,assumed,S\n"
    "D:1,CN,2022-01-01,,stated,S\nD:4,*,2022-01-01,,stated,S\nD:4,AE,2022-01-01,2025-11-19,stated,S\n"
    "D:4,AE,2025-11-20,,unknown,S\nD:5,*,2022-01-01,,stated,S\nD:5,CN,2022-01-01,,stated,S\nD:5,HK,2022-01-01,,stated,"
    "S\n"
    "E:1,*,2022-01-01,,stated,S\nE:2,*,2022-01-01,,stated,S\nchina,*,2022-01-01,,stated,S\nchina,CN,2022-01-01,,stated,"
    "S\n";

static void need(int holds)
{
    if (!holds)
        abort();
}

/* The tree stands in preorder and gives at its root what the clause says, but for what is said to be settled apart. */
static void walk(const vb_rule_step *s)
{
    for (size_t i = 0; i < s->n_reasons; i++) {
        const vb_rule_reason *r = &s->reasons[i];
        need(i == 0 ? r->depth == 0 : r->depth > 0 && r->depth <= s->reasons[i - 1].depth + 1);
        need(r->text.n == 0 || vb_str_utf8(r->text, NULL));
        need(r->n_members == 0 || r->op == VB_OP_COUNTRY);
    }
    if (s->n_reasons > 0 && !s->same_for_all && s->holds != VB_UNKNOWN)
        need(s->reasons[0].is == s->holds);
}

static void look(const vb_rule_answer *a, vb_rule_detail detail, bool held)
{
    vb_rule_outcome o;
    for (size_t k = 0; k < a->n_steps; k++) {
        need(vb_str_utf8(a->steps[k].because, NULL) && vb_str_utf8(a->steps[k].conditions, NULL));
        need(detail == VB_RULE_REASONS || a->steps[k].n_reasons == 0);
        walk(&a->steps[k]);
    }
    for (int layer = 0; layer < 2; layer++)
        need(held ? (a->licence[layer] == VB_NO) == (a->decisive[layer] == NULL) : a->licence[layer] != VB_NO);
    vb_rules_outcome(a, &o);
    need((o.review == VB_REVIEW_NONE) == (a->licence[VB_LAYER_ENFORCED] == VB_NO));
}

static void ask(const vb_rules *rules, vb_arena *arena)
{
    static const int64_t days[] = {19300, 19700, 20100, 20500}; /* since 1970: 2022 to 2026 */
    vb_model m = {.id = VB_S("nv-h20-96"),
                  .vendor = VB_S("NVIDIA"),
                  .chip = VB_S("GH100"),
                  .datacentre = VB_UNKNOWN,
                  .nonplanar = VB_YES,
                  .ics = 1,
                  .devices = 1,
                  .die_area_low = 400000,
                  .die_area_high = 814000,
                  .memory_bandwidth = 4000000,
                  .interconnect_bandwidth = VB_NO_FIGURE};
    vb_rule_figures figures = {.stated = {[VB_METRIC_TPP] = true, [VB_METRIC_HBM] = true},
                               .low = {[VB_METRIC_TPP] = INT64_C(2000000000000), [VB_METRIC_HBM] = 1000000000},
                               .high = {[VB_METRIC_TPP] = INT64_MAX, [VB_METRIC_HBM] = 3000000000}};
    for (int i = 0; i < VB_N_FORMATS; i++)
        m.rate[i] = VB_NO_FIGURE;
    m.rate[VB_TF32] = 100000; /* two readings: TPP 1900 to 3200 */
    vb_str id = vb_rules_instruments(rules) > 0 ? vb_rules_instrument(rules, 0).id : VB_STR_NONE;
    for (size_t i = 0; i < 16; i++) {
        vb_rule_question q = {.model = i % 4 == 3 ? NULL : &m,
                              .figures = i % 3 == 1 ? &figures : NULL,
                              .marketed = (vb_tri)(i / 2 % 3),
                              .what_if = &id,
                              .n_what_if = i % 5 == 0 ? 0 : 1,
                              .detail = (vb_rule_detail)(i % 3),
                              .to = i % 2 == 0 ? VB_COUNTRY("CN") : VB_COUNTRY("SG"),
                              .headquarters = i % 3 == 0 ? 0 : VB_COUNTRY("DE"),
                              .on = days[i / 4] * VB_DAY,
                              .known_on = i % 5 == 0 ? 19650 * VB_DAY : VB_NO_TIME};
        vb_rule_answer a;
        const vb_rule_step *step;
        int32_t hundredths;
        if (vb_rules_evaluate(rules, &q, arena, &a, NULL) != VB_OK)
            return;
        look(&a, q.detail, q.on >= vb_rules_begin(rules));
        if (vb_rules_share(rules, &q, arena, &hundredths, &step, NULL) == VB_OK)
            need(step != NULL || hundredths == 0);
    }
}

static void print_again(const vb_rules *rules, const vb_rule_file *groups, const vb_countries *countries,
                        vb_arena *arena)
{
    vb_buf first = {0}, second = {0};
    vb_rules *again = NULL;
    vb_error err;
    if (vb_rules_instruments(rules) != 1)
        return;
    vb_str id = vb_rules_instrument(rules, 0).id;
    vb_rules_print(rules, id, &first);
    vb_rule_file file = {VB_S("again.rule"), vb_buf_str(&first)};
    vb_code rc = vb_rules_load(&file, 1, groups, 1, countries, arena, &again, &err);
    need(rc == VB_OK || rc == VB_E_NOMEM || first.n > (1U << 20));
    if (rc == VB_OK) {
        vb_rules_print(again, id, &second);
        need(vb_str_eq(vb_buf_str(&first), vb_buf_str(&second)));
        need(vb_rules_clauses(again) == vb_rules_clauses(rules));
    }
    vb_buf_free(&first);
    vb_buf_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {.limit = (size_t)64 << 20};
    vb_countries countries;
    vb_error err = {0};
    vb_rules *rules = NULL;
    vb_str input = {(const char *)data, size};
    bool table = vb_str_starts(input, VB_S("group,"));
    vb_rule_file rule = {VB_S("fuzz.rule"), input};
    vb_rule_file groups = {VB_S("fuzz.csv"), table ? input : (vb_str){group_table, sizeof group_table - 1}};
    need(vb_countries_load(&arena, (vb_str){country_table, sizeof country_table - 1}, &countries, &err) == VB_OK);
    if (vb_rules_load(&rule, table ? 0 : 1, &groups, 1, &countries, &arena, &rules, &err) == VB_OK) {
        print_again(rules, &groups, &countries, &arena);
        ask(rules, &arena);
        (void)vb_rules_in_group(rules, VB_S("D:5"), VB_COUNTRY("CN"), 20000 * VB_DAY);
    } else {
        need(rules == NULL && (err.code == VB_E_NOMEM || err.where[0] != '\0'));
    }
    return 0;
}
