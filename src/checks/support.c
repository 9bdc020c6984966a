/* SPDX-License-Identifier: Apache-2.0 */
/* What checks share: opening a draft, citing the place of a claim, names for sentences. */
#include <stdlib.h>

#include "base/number.h"
#include "checks/check.h"

void vb_draft_open(vb_draft *d, const vb_check *check, vb_verdict v, vb_severity s, const char *subject_kind,
                   vb_str subject)
{
    /* the evidence and claim arrays are big: only the counted parts are ever read, so they are not cleared */
    d->f = (vb_finding){.check = check->id,
                        .verdict = v,
                        .severity = s,
                        .subject_kind = subject_kind,
                        .subject = subject,
                        .rule.on = VB_NO_TIME};
    d->full = false;
}

uint32_t vb_draft_cite(vb_draft *d, const vb_context *cx, vb_origin o)
{
    if (o.source >= cx->claims->sources.n)
        return VB_NONE;
    const vb_source *s = &cx->claims->sources.v[o.source];
    return vb_draft_evidence(d, (vb_finding_evidence){vb_source_kind_name(s->kind), s->file,
                                                      vb_origin_locator(cx->claims, o, cx->scratch), s->sha256});
}

uint32_t vb_draft_cite_movement(vb_draft *d, const vb_context *cx, uint32_t movement)
{
    return movement == VB_NONE ? VB_NONE : vb_draft_cite(d, cx, vb_movement_origin(cx->claims, movement));
}

/* Line n (1 = first) of the bytes; empty when there is no such line. */
static vb_str line_of(vb_str bytes, uint64_t n)
{
    while (n > 1 && bytes.n > 0) {
        const char *end = memchr(bytes.p, '\n', bytes.n);
        if (end == NULL)
            return VB_STR_NONE;
        bytes = vb_str_sub(bytes, (size_t)(end - bytes.p) + 1, bytes.n);
        n--;
    }
    const char *end = bytes.n == 0 ? NULL : memchr(bytes.p, '\n', bytes.n);
    return end == NULL ? bytes : vb_str_sub(bytes, 0, (size_t)(end - bytes.p));
}

const vb_issue *vb_check_refused_row(const vb_context *cx, vb_source_kind kind, vb_str text)
{
    for (size_t i = 0; i < cx->claims->issues.n; i++) {
        const vb_issue *issue = &cx->claims->issues.v[i];
        if (issue->note || issue->source >= cx->claims->sources.n ||
            cx->claims->sources.v[issue->source].kind != kind || !vb_str_starts(issue->where, VB_S("line ")))
            continue;
        uint64_t line = 0;
        for (size_t k = 5; k < issue->where.n && issue->where.p[k] >= '0' && issue->where.p[k] <= '9'; k++)
            line = line * 10 + (uint64_t)(issue->where.p[k] - '0');
        if (vb_str_find(line_of(cx->claims->sources.v[issue->source].bytes, line), text, 0) != SIZE_MAX)
            return issue;
    }
    return NULL;
}

void vb_draft_refused(vb_draft *d, const vb_context *cx, const vb_issue *issue)
{
    d->f.verdict = VB_REVIEW;
    d->f.next = VB_SAY(N_("{0} {1} could not be read and may hold the missing record: mend it and audit again."),
                       VB_TEXT(cx->claims->sources.v[issue->source].file), VB_TEXT(issue->where));
}

/* The file that a check wants is there, but its rows could not be read. */
static bool rows_refused(const vb_context *cx, vb_str wants)
{
    for (size_t i = 0; i < cx->claims->sources.n; i++) {
        const vb_source *s = &cx->claims->sources.v[i];
        if (s->bad_rows > 0 && s->rows == 0 && vb_str_starts(wants, s->file))
            return true;
    }
    return false;
}

vb_code vb_check_open_input(const vb_check *check, const vb_context *cx, const char *because, const char *wants,
                            vb_findings *out, vb_error *err)
{
    vb_draft *d = cx->draft;
    vb_draft_open(d, check, VB_OPEN, VB_INFO, "case", VB_S("case"));
    d->f.key = vb_str_of(wants);
    d->f.because = (vb_sentence){.msgid = because, .arg = {VB_TEXT(vb_str_of(wants))}, .n = 1};
    d->f.refute = VB_SAY(N_("Add {0} to the case and audit again."), VB_TEXT(vb_str_of(wants)));
    if (rows_refused(cx, vb_str_of(wants))) {
        d->f.because =
            VB_SAY(N_("No row of {0} could be read, so there is nothing to go by."), VB_TEXT(vb_str_of(wants)));
        d->f.refute =
            VB_SAY(N_("Mend the rows of {0} that are named as not read and audit again."), VB_TEXT(vb_str_of(wants)));
    }
    return vb_findings_add(out, d, err);
}

void vb_draft_moment(vb_draft *d, const vb_context *cx, const char *field, int64_t at, bool day_only, uint32_t evidence,
                     bool under_test)
{
    char text[24];
    vb_time_text(at, day_only, text);
    vb_draft_claim(d, field, vb_arena_copy(cx->scratch, vb_str_of(text)), VB_DECLARED, evidence, under_test);
}

vb_str vb_text_number(const vb_context *cx, int64_t value, const char *unit)
{
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    vb_buf_grouped(&b, value, ',');
    if (unit != NULL && unit[0] != '\0')
        vb_buf_printf(&b, " %s", unit);
    return vb_arena_copy(cx->scratch, vb_buf_str(&b));
}

vb_str vb_text_money(const vb_context *cx, int64_t minor, vb_str currency)
{
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    int places = vb_currency_places(currency);
    int64_t unit = places == 3 ? 1000 : places == 0 ? 1 : 100;
    vb_buf_add(&b, currency.n == 0 ? VB_S("?") : currency);
    vb_buf_char(&b, ' ');
    vb_buf_grouped(&b, minor / unit, ',');
    int64_t rest = minor % unit;
    if (unit > 1)
        vb_buf_printf(&b, unit == 1000 ? ".%03d" : ".%02d", (int)(rest < 0 ? -rest : rest));
    return vb_arena_copy(cx->scratch, vb_buf_str(&b));
}

vb_code vb_draft_items(vb_draft *d, const vb_context *cx, const uint32_t *items, size_t n, vb_error *err)
{
    vb_str *ids = VB_NEW(cx->scratch, vb_str, n);
    if (ids == NULL)
        return vb_fail(err, VB_E_NOMEM, d->f.check, VB_NO_OFFSET, "no memory for %zu item ids", n);
    for (size_t i = 0; i < n; i++)
        ids[i] = vb_dict_text(&cx->claims->item_ids, items[i]);
    d->f.items = ids;
    d->f.n_items = n;
    return VB_OK;
}

vb_str vb_say_party(const vb_context *cx, uint32_t party)
{
    const vb_party_claim *p = vb_view_party(cx->view, party);
    if (p != NULL && p->name.n > 0)
        return p->name;
    return party == VB_NONE ? VB_S("not stated") : vb_dict_text(&cx->claims->party_ids, party);
}

vb_str vb_say_site(const vb_context *cx, uint32_t site)
{
    const vb_site_claim *s = vb_view_site(cx->view, site);
    if (s != NULL && s->name.n > 0)
        return s->name;
    return site == VB_NONE ? VB_S("not stated") : vb_dict_text(&cx->claims->site_ids, site);
}

vb_str vb_say_item(const vb_context *cx, uint32_t item)
{
    return item == VB_NONE ? VB_S("not stated") : vb_dict_text(&cx->claims->item_ids, item);
}

vb_str vb_say_country(const vb_context *cx, vb_country c)
{
    if (c == 0)
        return VB_S("not stated");
    return vb_country_name(cx->countries, c, VB_LANG_EN);
}

vb_str vb_say_model(const vb_context *cx, const vb_model *m, uint32_t model_text)
{
    if (m != NULL)
        return m->name;
    return model_text == VB_NONE ? VB_S("not stated") : vb_dict_text(&cx->claims->model_texts, model_text);
}
