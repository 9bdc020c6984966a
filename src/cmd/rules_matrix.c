/* SPDX-License-Identifier: Apache-2.0 */
/* rules matrix: accelerators against the days on which an answer changes, for one destination. */
#include "report/matrix.h"

#include "cmd/classify.h"
#include "cmd/session.h"

typedef struct picture {
    const vb_command *command;
    vb_reference reference;
    vb_arena *arena;
    vb_str what_if[VB_MAX_LIST];
    bool *chosen;     /* by index of the catalogue */
    uint32_t *models; /* those chosen, in the order of the catalogue */
    size_t n_models;
    vb_matrix_ask ask;
} picture;

/* A word that fits several models shows all of them. */
static int choose(picture *p)
{
    size_t n = vb_catalogue_count(p->reference.catalogue);
    uint32_t *found = VB_NEW(p->arena, uint32_t, n + 1);
    p->chosen = VB_NEW(p->arena, bool, n + 1);
    p->models = VB_NEW(p->arena, uint32_t, n + 1);
    if (found == NULL || p->chosen == NULL || p->models == NULL)
        return VB_EXIT_TRY_AGAIN;
    for (size_t i = 0; i < p->command->words.n; i++) {
        const char *word = p->command->words.v[i];
        size_t fit = vb_catalogue_search(p->reference.catalogue, vb_str_of(word), found, n);
        if (fit == 0)
            return vb_classify_say_names(&p->reference, vb_str_of(word), NULL, 0, "");
        for (size_t k = 0; k < fit; k++)
            p->chosen[found[k]] = true;
    }
    for (uint32_t i = 0; i < n; i++)
        if (p->chosen[i])
            p->models[p->n_models++] = i;
    return 0;
}

static int read_question(picture *p)
{
    const vb_command *c = p->command;
    vb_rule_question *q = &p->ask.question;
    int64_t reviewed = vb_rules_reviewed_to(p->reference.rules);
    int rc = vb_classify_country_option(c, &p->reference.countries, VB_OPT_TO, &q->to);
    if (rc == 0)
        rc = vb_classify_country_option(c, &p->reference.countries, VB_OPT_HQ, &q->headquarters);
    if (rc == 0)
        rc = vb_classify_country_option(c, &p->reference.countries, VB_OPT_SHIPPED_FROM, &q->from);
    if (rc == 0)
        rc = vb_classify_what_if(c, p->reference.rules, p->what_if);
    if (rc != 0)
        return rc;
    if (q->to == 0)
        return vb_say_usage(c, "--to: a matrix is of one destination; \"%s\" is none", c->value[VB_OPT_TO]);
    if (c->as_of == VB_NO_TIME && reviewed == VB_NO_TIME)
        return vb_say_usage(c, "on which day? No rule says up to when it was reviewed; say --on DATE");
    q->what_if = p->what_if;
    q->n_what_if = c->what_if.n;
    q->on = vb_day_of(c->as_of == VB_NO_TIME ? reviewed : c->as_of);
    if (q->on < vb_rules_begin(p->reference.rules)) {
        char day[24];
        vb_time_text(vb_rules_begin(p->reference.rules), true, day);
        return vb_say_usage(c, "--on: the rules held here begin on %s; expected that day or a later one", day);
    }
    q->known_on = c->known_on == VB_NO_TIME ? VB_NO_TIME : vb_day_of(c->known_on);
    p->ask.headquarters_taken = q->headquarters == 0;
    if (q->headquarters == 0)
        q->headquarters = q->to;
    p->ask.layer = c->value[VB_OPT_LAYER] != NULL && vb_str_eq(vb_str_of(c->value[VB_OPT_LAYER]), VB_S("text"))
                       ? VB_LAYER_TEXT
                       : VB_LAYER_ENFORCED;
    return 0;
}

/* The words that make the same picture again, all of them said: on another day the preset day may be another. */
static size_t command_words(const picture *p, vb_str *out)
{
    static const vb_option_id kept[] = {VB_OPT_TO, VB_OPT_HQ, VB_OPT_SHIPPED_FROM, VB_OPT_LAYER};
    const vb_command *c = p->command;
    size_t n = 0;
    out[n++] = VB_S("rules");
    out[n++] = VB_S("matrix");
    for (size_t i = 0; i < c->words.n; i++)
        out[n++] = vb_str_of(c->words.v[i]);
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        if (c->value[kept[i]] != NULL) {
            out[n++] = vb_arena_printf(p->arena, "--%s", vb_option_of(kept[i])->name);
            out[n++] = vb_str_of(c->value[kept[i]]);
        }
    for (size_t i = 0; i < c->what_if.n; i++) {
        out[n++] = VB_S("--what-if");
        out[n++] = vb_str_of(c->what_if.v[i]);
    }
    const int64_t days[] = {p->ask.question.on, p->ask.question.known_on};
    const vb_str names[] = {VB_S("--on"), VB_S("--known-on")};
    for (size_t i = 0; i < 2; i++) {
        char day[24];
        if (days[i] == VB_NO_TIME)
            continue;
        vb_time_text(days[i], true, day);
        out[n++] = names[i];
        out[n++] = vb_arena_printf(p->arena, "%s", day);
    }
    return n;
}

static vb_code write_picture(picture *p, const vb_matrix *m, vb_buf *out, vb_error *err)
{
    vb_report_options options = vb_session_options(p->command);
    vb_str format = vb_str_of(p->command->format == NULL ? "html" : p->command->format);
    if (vb_str_eq(format, VB_S("csv")))
        return vb_matrix_csv(m, out, err);
    if (vb_str_eq(format, VB_S("json")))
        return vb_matrix_json(m, out, err);
    if (vb_str_eq(format, VB_S("svg")))
        return vb_matrix_svg(m, &options, out, err);
    vb_str *words = VB_NEW(p->arena, vb_str, p->command->words.n + 2 * p->command->what_if.n + 20);
    if (words == NULL)
        return vb_fail(err, VB_E_NOMEM, "html", VB_NO_OFFSET, "no memory for the page");
    return vb_matrix_html(m, &options, words, command_words(p, words), out, err);
}

static int draw(picture *p)
{
    VB_CLEANUP(vb_buf, vb_buf_free) out = {0};
    vb_matrix m;
    vb_error err;
    p->ask.rules = p->reference.rules;
    p->ask.catalogue = p->reference.catalogue;
    p->ask.countries = &p->reference.countries;
    p->ask.version = VB_VERSION;
    if (p->command->words.n > 0) {
        p->ask.models = p->models;
        p->ask.n_models = p->n_models;
    }
    if (vb_matrix_build(&p->ask, p->arena, &m, &err) != VB_OK || write_picture(p, &m, &out, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    return vb_emit(p->command, vb_buf_str(&out));
}

int vb_verb_rules_matrix(const vb_command *command)
{
    VB_CLEANUP(vb_arena, vb_arena_free) arena = {0};
    vb_error err;
    if (command->value[VB_OPT_TO] == NULL)
        return vb_say_usage(command, "for which destination? Say --to COUNTRY, such as --to CN");
    picture *p = VB_NEW(&arena, picture, 1);
    if (p == NULL)
        return VB_EXIT_TRY_AGAIN;
    p->command = command;
    p->arena = &arena;
    if (vb_reference_load(&arena, false, &p->reference, &err) != VB_OK)
        return vb_say_error(&err, NULL);
    int rc = read_question(p);
    if (rc == 0)
        rc = choose(p);
    return rc != 0 ? rc : draw(p);
}
