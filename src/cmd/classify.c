/* SPDX-License-Identifier: Apache-2.0 */
/* classify: one accelerator, one move, one day; --batch has its own file. */
#include "cmd/classify.h"

#include "base/number.h"
#include "base/time.h"
#include "cmd/session.h"

enum { NOTES = 8, NANO_PLACES = 9 };

typedef struct asked { /* a question being read from the command line */
    const vb_command *command;
    vb_reference reference;
    vb_arena *arena;
    vb_rule_figures figures;
    vb_str what_if[VB_MAX_LIST];
    vb_sentence notes[NOTES];
    vb_outcome o;
} asked;

static bool any_figure(const vb_command *c)
{
    return c->value[VB_OPT_TPP] != NULL || c->value[VB_OPT_PD] != NULL || c->value[VB_OPT_DRAM_BANDWIDTH] != NULL ||
           c->value[VB_OPT_IO_BANDWIDTH] != NULL || c->value[VB_OPT_MEMORY_DENSITY] != NULL;
}

static void note(asked *a, vb_sentence s)
{
    if (a->o.n_notes < NOTES)
        a->notes[a->o.n_notes++] = s;
}

static int read_figures(asked *a)
{
    static const struct {
        vb_option_id option;
        vb_rule_metric metric;
    } rows[] = {{VB_OPT_TPP, VB_METRIC_TPP},
                {VB_OPT_PD, VB_METRIC_DENSITY},
                {VB_OPT_DRAM_BANDWIDTH, VB_METRIC_DRAM},
                {VB_OPT_IO_BANDWIDTH, VB_METRIC_IO},
                {VB_OPT_MEMORY_DENSITY, VB_METRIC_HBM}};
    const vb_command *c = a->command;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *text = c->value[rows[i].option];
        vb_error err;
        int64_t nano;
        char clear[48];
        if (text == NULL)
            continue;
        vb_str number = vb_str_of(text);
        bool thousands = rows[i].metric != VB_METRIC_DENSITY && rows[i].metric != VB_METRIC_HBM;
        if (thousands && number.n > 0 && vb_classify_thousands(number) == number.n) {
            vb_classify_say_thousands(number, clear);
            return vb_say_usage(c, "--%s: \"%s\" may be thousands or decimals; %s", vb_option_of(rows[i].option)->name,
                                text, clear);
        }
        vb_code rc = vb_decimal_parse(vb_str_of(text), '.', NANO_PLACES, 0, INT64_MAX - 1, &nano, &err);
        if (rc == VB_E_OVERFLOW)
            return vb_say_usage(c, "--%s: \"%s\" is larger than any such figure", vb_option_of(rows[i].option)->name,
                                text);
        if (rc != VB_OK)
            return vb_say_usage(c, "--%s: %s; expected a decimal number such as 4800 or 5.92",
                                vb_option_of(rows[i].option)->name, err.message);
        a->figures.stated[rows[i].metric] = true;
        a->figures.low[rows[i].metric] = a->figures.high[rows[i].metric] = nano;
    }
    return 0;
}

static int read_country(asked *a, vb_option_id option, vb_country *out)
{
    return vb_classify_country_option(a->command, &a->reference.countries, option, out);
}

static int read_model(asked *a)
{
    vb_rule_question *q = &a->o.question;
    vb_classify_name name;
    if (a->command->words.n == 0)
        return 0;
    const char *text = a->command->words.v[0];
    a->o.asked = vb_str_of(text);
    vb_classify_read_name(&a->reference, a->o.asked, &name);
    if (name.ambiguous.n > 0) {
        char clear[48];
        vb_classify_say_thousands(name.ambiguous, clear);
        return vb_say_usage(a->command, "\"%s\": %.*s may be thousands or decimals; %s", text, VB_ARG(name.ambiguous),
                            clear);
    }
    if (name.n != 1 && !name.stated)
        return vb_classify_say_names(&a->reference, a->o.asked, name.model,
                                     name.n < VB_CLASSIFY_CANDIDATES ? name.n : VB_CLASSIFY_CANDIDATES,
                                     "; without a model state --tpp and --pd");
    if (name.stated) {
        for (int i = 0; i < VB_METRIC_N; i++) /* an option counts before it */
            if (name.figures.stated[i] && !a->figures.stated[i]) {
                a->figures.stated[i] = true;
                a->figures.low[i] = name.figures.low[i];
                a->figures.high[i] = name.figures.high[i];
            }
        note(a,
             VB_SAY0(N_("The name was read as figures; the TPP of a rate is the rate in TOPS times the bit length.")));
    } else {
        q->model = vb_catalogue_model(a->reference.catalogue, name.model[0]);
    }
    if (q->from == 0 && (name.from != 0 || name.within)) {
        q->from = name.within ? q->to : name.from;
        note(a, VB_SAY0(N_("Where the move starts was read from the words behind the name.")));
    }
    return 0;
}

/* --maker: clauses that are addressed to makers then hold for it or do not. */
static int read_maker(asked *a)
{
    const char *text = a->command->value[VB_OPT_MAKER];
    vb_rule_question *q = &a->o.question;
    vb_str near;
    if (text == NULL)
        return 0;
    if (q->model != NULL)
        return vb_say_usage(a->command, "--maker is for a circuit that is stated by figures alone; leave it out");
    q->maker = vb_classify_maker(a->reference.catalogue, vb_str_of(text), &near);
    if (q->maker.n > 0)
        return 0;
    if (near.n > 0)
        return vb_say_usage(a->command, "--maker: \"%s\" is no maker of the catalogue; did you mean %.*s?", text,
                            VB_ARG(near));
    q->maker = vb_str_trim(vb_str_of(text));
    if (q->maker.n == 0)
        return vb_say_usage(a->command, "--maker wants a name");
    note(a, VB_SAY(N_("The maker {0} is not in the catalogue: only clauses that write its name so apply to it."),
                   VB_TEXT(q->maker)));
    return 0;
}

static void compare_with_model(asked *a)
{
    vb_rule_question plain = a->o.question;
    int64_t low, high;
    if (plain.model == NULL)
        return;
    plain.figures = NULL;
    for (int i = 0; i < VB_METRIC_N; i++)
        a->o.replaced[i] = a->figures.stated[i] && vb_rules_figure(&plain, (vb_rule_metric)i, &low, &high) && high >= 0;
}

static int read_question(asked *a)
{
    const vb_command *c = a->command;
    vb_rule_question *q = &a->o.question;
    int rc = read_figures(a);
    if (rc == 0)
        rc = read_country(a, VB_OPT_TO, &q->to);
    if (rc == 0)
        rc = read_country(a, VB_OPT_HQ, &q->headquarters);
    if (rc == 0)
        rc = read_country(a, VB_OPT_SHIPPED_FROM, &q->from);
    if (rc == 0)
        rc = vb_classify_what_if(c, a->reference.rules, a->what_if);
    if (rc == 0)
        rc = read_model(a);
    if (rc == 0)
        rc = read_maker(a);
    if (rc != 0)
        return rc;
    if (c->value[VB_OPT_USE] != NULL)
        q->marketed = vb_str_eq(vb_str_of(c->value[VB_OPT_USE]), VB_S("dc")) ? VB_YES : VB_NO;
    q->figures = &a->figures;
    a->figures.unnamed = q->model == NULL;
    q->what_if = a->what_if;
    q->n_what_if = c->what_if.n;
    q->detail = VB_RULE_REASONS;
    q->on = vb_day_of(c->as_of);
    q->known_on = c->known_on == VB_NO_TIME ? VB_NO_TIME : vb_day_of(c->known_on);
    a->o.notes = a->notes;
    a->o.version = VB_VERSION;
    compare_with_model(a);
    if (q->on > vb_rules_reviewed_to(a->reference.rules))
        note(a, VB_SAY(N_("{0} is later than the day up to which the rules were reviewed, {1}: check for newer ones."),
                       VB_DATE(q->on), VB_DATE(vb_rules_reviewed_to(a->reference.rules))));
    return 0;
}

static vb_code write_answer(const asked *a, vb_str format, vb_buf *out, vb_error *err)
{
    vb_report_options options = vb_session_options(a->command);
    if (vb_str_eq(format, VB_S("html")))
        return vb_outcome_html(&a->o, &options, out, err);
    if (vb_str_eq(format, VB_S("json")) || vb_str_eq(format, VB_S("ndjson"))) {
        VB_TRY(vb_outcome_json(&a->o, true, vb_str_eq(format, VB_S("json")) ? 2 : 0, out, err));
        vb_buf_char(out, '\n');
        return VB_OK;
    }
    if (vb_str_eq(format, VB_S("csv"))) {
        vb_outcome_cells cells;
        VB_TRY(vb_outcome_cells_of(&a->o, a->arena, &cells, err));
        vb_outcome_csv_header(out);
        vb_outcome_csv_row(&cells, out);
        return out->failed ? vb_fail(err, VB_E_NOMEM, "csv", VB_NO_OFFSET, "no memory to write the row") : VB_OK;
    }
    return vb_outcome_text(&a->o, &options, out, err);
}

/* 1 a licence is required, 2 it cannot be told, else 0. Of the chip alone, what cannot be told is its class. */
static int exit_of(const vb_outcome *o)
{
    vb_tri licence = vb_outcome_licence(o, VB_LAYER_ENFORCED);
    if (o->question.to == 0)
        return vb_str_eq(o->answer.eccn, VB_S("unknown")) ? VB_EXIT_UNANSWERED : VB_EXIT_OK;
    return licence == VB_YES ? VB_EXIT_FINDINGS : licence == VB_UNKNOWN ? VB_EXIT_UNANSWERED : VB_EXIT_OK;
}

static int answer(asked *a)
{
    vb_error err;
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    if (vb_classify_answer(&a->reference, a->arena, &a->o, &err) != VB_OK ||
        vb_classify_notes(&a->reference, a->arena, &a->o, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    if (write_answer(a, vb_str_of(a->command->format == NULL ? "table" : a->command->format), &out, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    int rc = vb_emit(a->command, vb_buf_str(&out));
    return rc != 0 ? rc : exit_of(&a->o);
}

/* What a batch reads from its columns cannot be said on the command line as well. */
static int batch(const vb_command *c, asked *a)
{
    static const vb_option_id said[] = {VB_OPT_TO,           VB_OPT_HQ,
                                        VB_OPT_USE,          VB_OPT_TPP,
                                        VB_OPT_PD,           VB_OPT_DRAM_BANDWIDTH,
                                        VB_OPT_IO_BANDWIDTH, VB_OPT_MEMORY_DENSITY,
                                        VB_OPT_MAKER};
    if (c->words.n > 0)
        return vb_say_usage(c, "--batch reads the models from the file; \"%s\" is one word too many", c->words.v[0]);
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
        if (c->value[said[i]] != NULL)
            return vb_say_usage(c, "--batch reads this from the columns of the file; leave out --%s",
                                vb_option_of(said[i])->name);
    if (c->as_of != VB_NO_TIME)
        return vb_say_usage(c, "--batch reads the day from the column as_of_date; leave out --on");
    vb_country from = 0;
    int rc = read_country(a, VB_OPT_SHIPPED_FROM, &from);
    if (rc == 0)
        rc = vb_classify_what_if(c, a->reference.rules, a->what_if);
    return rc != 0 ? rc : vb_classify_batch(c, &a->reference, a->what_if, from);
}

int vb_verb_classify(const vb_command *command)
{
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    vb_error err;
    bool many = command->value[VB_OPT_BATCH] != NULL;
    if (!many && command->words.n == 0 && !any_figure(command))
        return vb_say_usage(command, "which accelerator? Name a model of the catalogue, or state --tpp and --pd");
    if (!many && command->as_of == VB_NO_TIME)
        return vb_say_usage(command, "on which day? Say --on DATE, such as --on 2026-01-15: rules change, and an "
                                     "answer holds for one day");
    asked *a = VB_NEW(&arena, asked, 1);
    if (a == NULL)
        return VB_EXIT_TRY_AGAIN;
    a->command = command;
    a->arena = &arena;
    if (vb_reference_load(&arena, false, &a->reference, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    if (many)
        return batch(command, a);
    int rc = read_question(a);
    return rc != 0 ? rc : answer(a);
}
