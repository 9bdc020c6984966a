/* SPDX-License-Identifier: Apache-2.0 */
/* The table of all checks, in the order they run, and how one is run. */
#include <assert.h>
#include <inttypes.h>

#include "base/number.h"
#include "checks/check.h"
#include "checks/checks_priv.h"

const vb_check *const vb_checks[] = {
    &vb_check_custody_gap,          &vb_check_custody_conflict,
    &vb_check_custody_after_end,    &vb_check_custody_pass_through,
    &vb_check_identity_duplicate,   &vb_check_balance_items,
    &vb_check_licence_missing,      &vb_check_licence_overdrawn,
    &vb_check_licence_term,         &vb_check_licence_party,
    &vb_check_licence_destination,  &vb_check_licence_model,
    &vb_check_licence_condition,    &vb_check_revenue_share,
    &vb_check_quota_domestic,       &vb_check_hardware_contradiction,
    &vb_check_declaration_mismatch, &vb_check_payment_third_party,
    &vb_check_party_young,          &vb_check_party_forwarder_as_consignee,
};
const size_t vb_n_checks = sizeof vb_checks / sizeof vb_checks[0];

const vb_check *vb_check_find(vb_str id)
{
    for (size_t i = 0; i < vb_n_checks; i++)
        if (vb_str_eq(vb_str_of(vb_checks[i]->id), id))
            return vb_checks[i];
    return NULL;
}

enum { MAX_PARAMETERS = 16 };

/* [check.<id>] name = value of case.ini, within the parameter's bounds */
static vb_code read_parameters(const vb_check *check, const vb_context *cx, int64_t *values, vb_error *err)
{
    assert(check->n_parameters <= MAX_PARAMETERS);
    for (size_t i = 0; i < check->n_parameters; i++) {
        const vb_parameter *p = &check->parameters[i];
        values[i] = p->preset;
        for (size_t k = 0; k < cx->claims->settings.n; k++) {
            const struct vb_setting *s = &cx->claims->settings.v[k];
            if (!vb_str_starts(s->section, VB_S("check.")) ||
                !vb_str_eq(vb_str_sub(s->section, 6, SIZE_MAX), vb_str_of(check->id)) ||
                !vb_str_eq(s->name, vb_str_of(p->name)))
                continue;
            if (vb_int_parse(s->value, p->low, p->high, &values[i], err) != VB_OK)
                return vb_fail(err, VB_E_RANGE, "case.ini", s->origin.line,
                               "[%.*s] %s = \"%.*s\"; expected a whole number from %" PRId64 " to %" PRId64 " (%s)",
                               VB_ARG(s->section), p->name, VB_ARG(s->value), p->low, p->high, p->unit);
        }
    }
    return VB_OK;
}

vb_code vb_check_run(const vb_check *check, const vb_context *cx, vb_findings *out, vb_error *err)
{
    int64_t values[MAX_PARAMETERS];
    size_t before = out->n;
    VB_TRY(read_parameters(check, cx, values, err));
    VB_TRY(check->run(cx, values, out, err));
    if (out->n > before)
        return VB_OK;
    vb_draft *d = cx->draft;
    vb_draft_open(d, check, VB_PASS, VB_INFO, "case", VB_S("case"));
    d->f.because = VB_SAY0(check->passed);
    return vb_findings_add(out, d, err);
}
