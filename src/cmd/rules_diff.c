/* SPDX-License-Identifier: Apache-2.0 */
/* rules diff: whose outcome changed between two days, by which clause, and what changed in the law itself. */
#include "base/csv.h"
#include "cmd/classify.h"
#include "cmd/rules_text.h"
#include "report/finding_json.h"
#include "rules/differ.h"

typedef struct asked {
    const vb_command *command;
    const vb_reference *reference;
    vb_rules_diff_question q;
    bool headquarters_taken; /* at the destination, as nothing was stated */
    vb_str what_if[VB_MAX_LIST];
} asked;

/* ---- The question ----------------------------------------------------------------------------------------------- */

static int read_day(const vb_command *command, const char *word, int64_t *out)
{
    vb_when when;
    vb_error err;
    if (vb_date_parse(vb_str_of(word), false, &when, &err) != VB_OK)
        return vb_say_usage(command, "\"%s\" is no day: %s", word, err.message);
    *out = when.at;
    return 0;
}

static int read_question(asked *a)
{
    const vb_command *c = a->command;
    const char *layer = c->value[VB_OPT_LAYER];
    int rc = read_day(c, c->words.v[0], &a->q.before);
    rc = rc != 0 ? rc : read_day(c, c->words.v[1], &a->q.after);
    rc = rc != 0 ? rc : vb_classify_country_option(c, &a->reference->countries, VB_OPT_TO, &a->q.to);
    rc = rc != 0 ? rc : vb_classify_country_option(c, &a->reference->countries, VB_OPT_HQ, &a->q.headquarters);
    rc = rc != 0 ? rc : vb_classify_country_option(c, &a->reference->countries, VB_OPT_SHIPPED_FROM, &a->q.from);
    rc = rc != 0 ? rc : vb_classify_what_if(c, a->reference->rules, a->what_if);
    if (rc != 0)
        return rc;
    a->q.what_if = a->what_if;
    a->q.n_what_if = c->what_if.n;
    if (a->q.after < a->q.before)
        return vb_say_usage(c, "the second day lies before the first; write the earlier one first: %s %s",
                            c->words.v[1], c->words.v[0]);
    a->q.known_on = c->known_on;
    a->q.layer = layer != NULL && vb_str_eq(vb_str_of(layer), VB_S("text")) ? VB_LAYER_TEXT : VB_LAYER_ENFORCED;
    if (a->q.headquarters == 0 && a->q.to != 0) {
        a->q.headquarters = a->q.to;
        a->headquarters_taken = true;
    }
    return 0;
}

/* ---- Table ------------------------------------------------------------------------------------------------------ */

static void say(vb_buf *out, const asked *a, vb_sentence s)
{
    vb_text_say(out, a->command, s);
}

static vb_arg country(const asked *a, vb_country c)
{
    return VB_TEXT(vb_country_name(&a->reference->countries, c, a->command->lang));
}

static void head(vb_buf *out, const asked *a, const vb_rules_difference *d)
{
    const vb_rules_diff_question *q = &a->q;
    say(out, a, VB_SAY(N_("From {0} to {1}: "), VB_DATE(q->before), VB_DATE(q->after)));
    if (q->to == 0) {
        say(out, a, VB_SAY0(N_("the chip alone, so only its class; a destination (--to) shows licences too.")));
    } else {
        say(out, a,
            VB_SAY(a->headquarters_taken ? N_("to {0}, headquarters taken to be there; from {1}.")
                                         : N_("to {0}, headquarters in {2}; from {1}."),
                   country(a, q->to), country(a, q->from == 0 ? VB_COUNTRY("US") : q->from),
                   country(a, q->headquarters)));
    }
    vb_buf_char(out, ' ');
    say(out, a,
        VB_SAY0(q->layer == VB_LAYER_TEXT ? N_("Layer: the printed law.") : N_("Layer: the law as it is applied.")));
    vb_buf_char(out, '\n');
    if (q->known_on != VB_NO_TIME) {
        say(out, a, VB_SAY(N_("As it was known on {0}."), VB_DATE(q->known_on)));
        vb_buf_char(out, '\n');
    }
    for (size_t i = 0; i < q->n_what_if; i++) {
        say(out, a, VB_SAY(N_("As if {0}, which is pending, were law."), VB_TEXT(q->what_if[i])));
        vb_buf_char(out, '\n');
    }
    vb_arg changed = VB_NUMBER((int64_t)d->changed), models = VB_NUMBER((int64_t)d->models);
    vb_arg open = VB_NUMBER((int64_t)d->only_open);
    say(out, a,
        d->only_open == 0
            ? VB_SAY(N_("{0} of {1} accelerators have another outcome."), changed, models)
            : VB_SAY(N_("{0} of {1} accelerators have another outcome; of {2} more, only what cannot be told changed."),
                     changed, models, open));
    vb_buf_char(out, '\n');
}

static vb_arg word(vb_str s)
{
    return s.n > 0 ? VB_TEXT(s) : VB_MESSAGE(N_("none"));
}

/* What a group of changes has in common. */
static vb_sentence common(const vb_rule_change *c)
{
    static const char *const lists[VB_ASPECT_N] = {[VB_ASPECT_CLASS] = N_("class: {0} -> {1}"),
                                                   [VB_ASPECT_ASSEMBLY] = N_("class of the assembly: {0} -> {1}"),
                                                   [VB_ASPECT_REVIEW] = N_("review policy: {0} -> {1}"),
                                                   [VB_ASPECT_EXCEPTION] = N_("exceptions: {0} -> {1}"),
                                                   [VB_ASPECT_SHARE] = N_("share of the revenue, per cent: {0} -> {1}"),
                                                   [VB_ASPECT_DUTY] = N_("duty, per cent: {0} -> {1}"),
                                                   [VB_ASPECT_FLAG] = N_("flags: {0} -> {1}")};
    if (c->aspect != VB_ASPECT_LICENCE)
        return VB_SAY(lists[c->aspect], word(c->before), word(c->after));
    if (vb_str_eq(c->after, VB_S("yes")))
        return VB_SAY0(vb_str_eq(c->before, VB_S("no"))
                           ? N_("a licence is now required")
                           : N_("a licence is now required; before, it could not be told"));
    if (vb_str_eq(c->after, VB_S("no")))
        return VB_SAY0(vb_str_eq(c->before, VB_S("yes")) ? N_("a licence is no longer required")
                                                         : N_("no licence is required; before, it could not be told"));
    return VB_SAY0(vb_str_eq(c->before, VB_S("yes")) ? N_("a licence was required; now it cannot be told")
                                                     : N_("no licence was required; now it cannot be told"));
}

static bool same_group(const vb_rule_change *x, const vb_rule_change *y)
{
    return x->aspect == y->aspect && vb_str_eq(x->before, y->before) && vb_str_eq(x->after, y->after) &&
           vb_str_eq(x->by, y->by);
}

enum { MANY = 12 };

static void group(vb_buf *out, const asked *a, const vb_rule_change *c, size_t n)
{
    size_t width = 0;
    vb_buf_char(out, '\n');
    say(out, a, common(c));
    vb_buf_printf(out, " (%zu)\n", n);
    if (c->by.n > 0) {
        VB_CLEANUP(vb_buf, vb_buf_free) by = {0};
        vb_str kind = vb_str_of(c->kind);
        say(&by, a,
            VB_SAY(vb_str_eq(kind, VB_S("clause"))      ? N_("by {0}: {1}")
                   : vb_str_eq(kind, VB_S("parameter")) ? N_("by another value of {0}: {1}")
                                                        : N_("by the membership in {0}: {1}"),
                   VB_TEXT(c->by), VB_TEXT(c->citation)));
        vb_blanks(out, 2);
        vb_wrap(out, vb_buf_str(&by), 2, 2, VB_RULES_PAGE_WIDTH);
        out->failed = out->failed || by.failed;
    }
    if (c->open && n > MANY) { /* mostly cards of which too few figures are known: ids will do */
        VB_CLEANUP(vb_buf, vb_buf_free) ids = {0};
        for (size_t i = 0; i < n; i++) {
            vb_buf_add(&ids, c[i].model->id);
            vb_buf_char(&ids, ' ');
        }
        vb_blanks(out, 4);
        vb_wrap(out, vb_buf_str(&ids), 4, 4, VB_RULES_PAGE_WIDTH);
        out->failed = out->failed || ids.failed;
        return;
    }
    for (size_t i = 0; i < n; i++)
        width = c[i].model->id.n > width ? c[i].model->id.n : width;
    for (size_t i = 0; i < n; i++) {
        vb_blanks(out, 4);
        vb_padded(out, c[i].model->id, width + 2);
        vb_buf_escaped(out, c[i].model->vendor);
        vb_buf_char(out, ' ');
        vb_buf_escaped(out, c[i].model->name);
        if (c[i].model->launch.at != VB_NO_TIME && c[i].model->launch.at > a->q.after) { /* what would have held */
            char day[24];
            vb_when launch = c[i].model->launch;
            vb_time_text(launch.at, true, day); /* as much of it as is known: year, month or day */
            vb_str known = vb_str_sub(vb_str_of(day), 0, launch.span > 31 * VB_DAY ? 4 : launch.span > VB_DAY ? 7 : 10);
            vb_buf_lit(out, "  (");
            say(out, a, VB_SAY(N_("launched {0}"), VB_TEXT(known)));
            vb_buf_char(out, ')');
        }
        vb_buf_char(out, '\n');
    }
}

static void event(vb_buf *out, const asked *a, const vb_rule_event *e)
{
    VB_CLEANUP(vb_buf, vb_buf_free) line = {0};
    static const char *const says[3][2] = {{N_("ends: {0}, {1}"), N_("begins: {0}, {1}")},
                                           {N_("no value any more: {0}, was {1}"), N_("{0} is {1}")},
                                           {N_("{1} is no longer in {0}"), N_("{1} is now in {0}")}};
    const char *msgid = e->kind == VB_EVENT_MEMBERSHIP && vb_str_ends(e->what, VB_S("?"))
                            ? N_("whether {1} is in {0} cannot be told any more")
                            : says[e->kind][e->begins];
    vb_str what = e->kind == VB_EVENT_MEMBERSHIP && vb_str_ends(e->what, VB_S("?"))
                      ? vb_str_sub(e->what, 0, e->what.n - 1)
                      : e->what;
    vb_blanks(out, 2);
    vb_text_day(out, e->on);
    vb_blanks(out, 2);
    say(&line, a, VB_SAY(msgid, VB_TEXT(e->id), VB_TEXT(what)));
    if (e->citation.n > 0) {
        vb_buf_lit(&line, " [");
        vb_buf_add(&line, e->citation);
        vb_buf_lit(&line, "]");
    }
    vb_wrap(out, vb_buf_str(&line), 14, 14, VB_RULES_PAGE_WIDTH);
    out->failed = out->failed || line.failed;
}

static void table(vb_buf *out, const asked *a, const vb_rules_difference *d)
{
    head(out, a, d);
    for (size_t i = 0, n; i < d->n_changes; i += n) {
        for (n = 1; i + n < d->n_changes && same_group(&d->changes[i], &d->changes[i + n]); n++)
            ;
        group(out, a, &d->changes[i], n);
    }
    static const char *const heads[] = {N_("Clauses"), N_("Numbers"), N_("Country groups")};
    for (size_t i = 0; i < d->n_events; i++) {
        if (i == 0 || d->events[i].kind != d->events[i - 1].kind)
            vb_buf_printf(out, "\n%s\n", vb_translate(NULL, heads[d->events[i].kind]));
        event(out, a, &d->events[i]);
    }
    if (d->n_events == 0) {
        vb_buf_char(out, '\n');
        say(out, a, VB_SAY0(N_("No clause, number or membership began or ended.")));
        vb_buf_char(out, '\n');
    }
    vb_buf_char(out, '\n');
    vb_rules_say_review(out, a->command, a->reference->rules);
}

/* ---- JSON and CSV ----------------------------------------------------------------------------------------------- */

static json_t *text_or_null(vb_str s)
{
    return s.n == 0 ? json_null() : vb_json_text(s);
}

static json_t *code_json(vb_country c)
{
    char code[3];
    vb_country_text(c, code);
    return c == 0 ? json_null() : json_string(code);
}

static json_t *json(const asked *a, const vb_rules_difference *d)
{
    static const char *const kinds[] = {"clause", "parameter", "membership"};
    const vb_rules_diff_question *q = &a->q;
    json_t *changes = json_array(), *events = json_array(), *what_if = json_array();
    for (size_t i = 0; i < d->n_changes; i++) {
        const vb_rule_change *c = &d->changes[i];
        (void)json_array_append_new(
            changes, json_pack("{s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o}", "model_id", vb_json_text(c->model->id),
                               "model", vb_json_text(c->model->name), "what", vb_rule_aspect_name(c->aspect), "before",
                               vb_json_text(c->before), "after", vb_json_text(c->after), "by", text_or_null(c->by),
                               "by_kind", text_or_null(vb_str_of(c->kind)), "citation", text_or_null(c->citation)));
    }
    for (size_t i = 0; i < d->n_events; i++) {
        const vb_rule_event *e = &d->events[i];
        bool open = e->kind == VB_EVENT_MEMBERSHIP && vb_str_ends(e->what, VB_S("?"));
        (void)json_array_append_new(events,
                                    json_pack("{s:s, s:o, s:s, s:o, s:o, s:o}", "kind", kinds[e->kind], "on",
                                              vb_json_day(e->on), "change",
                                              open        ? "unknown"
                                              : e->begins ? "begins"
                                                          : "ends",
                                              "id", vb_json_text(e->id), "what",
                                              vb_json_text(open ? vb_str_sub(e->what, 0, e->what.n - 1) : e->what),
                                              "citation", text_or_null(e->citation)));
    }
    for (size_t i = 0; i < q->n_what_if; i++)
        (void)json_array_append_new(what_if, vb_json_text(q->what_if[i]));
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:b, s:o, s:s, s:o, s:o, s:o, s:I, s:I, s:I, s:o, s:o}", "schema",
                     "verbleib.rules-diff/1", "before", vb_json_day(q->before), "after", vb_json_day(q->after),
                     "destination", code_json(q->to), "headquarters", code_json(q->headquarters), "headquarters_taken",
                     (int)a->headquarters_taken, "shipped_from", code_json(q->from == 0 ? VB_COUNTRY("US") : q->from),
                     "layer", q->layer == VB_LAYER_TEXT ? "text" : "enforced", "known_on", vb_json_day(q->known_on),
                     "what_if", what_if, "reviewed_to", vb_json_day(vb_rules_reviewed_to(a->reference->rules)),
                     "models", (json_int_t)d->models, "models_changed", (json_int_t)d->changed, "models_only_open",
                     (json_int_t)d->only_open, "changes", changes, "law", events);
}

static void csv(vb_buf *out, const asked *a, const vb_rules_difference *d)
{
    char before[24], after[24];
    vb_time_text(a->q.before, true, before);
    vb_time_text(a->q.after, true, after);
    vb_buf_lit(out, "before_date,after_date,model_id,model,what,before,after,by_kind,by,citation\r\n");
    for (size_t i = 0; i < d->n_changes; i++) {
        const vb_rule_change *c = &d->changes[i];
        vb_csv_write(out, vb_str_of(before), true);
        vb_csv_write(out, vb_str_of(after), false);
        vb_csv_write(out, c->model->id, false);
        vb_csv_write(out, c->model->name, false);
        vb_csv_write(out, vb_str_of(vb_rule_aspect_name(c->aspect)), false);
        vb_csv_write(out, c->before, false);
        vb_csv_write(out, c->after, false);
        vb_csv_write(out, vb_str_of(c->kind), false);
        vb_csv_write(out, c->by, false);
        vb_csv_write(out, c->citation, false);
        vb_buf_lit(out, "\r\n");
    }
}

int vb_verb_rules_diff(const vb_command *command)
{
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    vb_reference r;
    vb_rules_difference d;
    vb_error err;
    if (vb_reference_load(&arena, false, &r, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    asked a = {.command = command, .reference = &r};
    int rc = read_question(&a);
    if (rc != 0)
        return rc;
    if (vb_rules_differ(r.rules, r.catalogue, &a.q, &arena, &d, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    vb_str format = command->format == NULL ? VB_S("table") : vb_str_of(command->format);
    if (vb_str_eq(format, VB_S("json")))
        rc = vb_json_emit(json(&a, &d), 2, &out, &err) == VB_OK ? 0 : vb_say_error(&err, NULL);
    else if (vb_str_eq(format, VB_S("csv")))
        csv(&out, &a, &d);
    else
        table(&out, &a, &d);
    if (rc == 0 && out.failed) {
        vb_error_set(&err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory to write the answer");
        rc = vb_say_error(&err, NULL);
    }
    return rc != 0 ? rc : vb_emit(command, vb_buf_str(&out));
}
