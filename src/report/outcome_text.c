/* SPDX-License-Identifier: Apache-2.0 */
/* One outcome on one screen, and with --explain the clauses behind it. Shape and word always; colour only repeats them.
 * Outside text is escaped, so that a question cannot drive the terminal. */
#include "base/number.h"
#include "catalogue/tpp.h"
#include "report/outcome_priv.h"

enum { LABEL = 22, DEEP = 6 };

/* ---- Rows: a label and what stands behind it -------------------------------------------------------------------- */

static void label(vb_outcome_screen *t, const char *msgid)
{
    vb_str name = vb_str_of(msgid == NULL ? "" : vb_say_word(msgid, t->v));
    size_t w = vb_width(name);
    vb_buf_lit(t->out, "  ");
    vb_buf_add(t->out, name);
    vb_buf_printf(t->out, "%*s", w < LABEL ? (int)(LABEL - w) : 1, "");
}

static void row(vb_outcome_screen *t, const char *msgid, const vb_buf *text)
{
    label(t, msgid);
    vb_wrap(t->out, vb_buf_str(text), LABEL + 2, LABEL + 2, t->options->columns);
    t->out->failed = t->out->failed || text->failed;
}

static void row_str(vb_outcome_screen *t, const char *msgid, vb_str text)
{
    label(t, msgid);
    vb_wrap(t->out, text, LABEL + 2, LABEL + 2, t->options->columns);
}

static void add(vb_buf *b, const char *text)
{
    vb_buf_add(b, vb_str_of(text));
}

static void word(vb_outcome_screen *t, vb_buf *b, const char *msgid)
{
    add(b, vb_say_word(msgid, t->v));
}

static void sentence(vb_outcome_screen *t, vb_buf *b, const vb_sentence *s)
{
    vb_sentence_write(b, s, t->v.translate, t->v.ctx, t->v.lang);
}

/* "88fr73458/3a090.a: ECCN 3A090.a.1, 88 FR 73458 (rule)" */
static void cite(vb_outcome_screen *t, vb_buf *b, const vb_rule_step *s)
{
    vb_buf_add(b, s->clause);
    vb_buf_lit(b, ": ");
    vb_buf_add(b, s->citation);
    vb_buf_lit(b, " (");
    add(b, vb_say_basis(s->basis, t->v));
    vb_buf_lit(b, ")");
}

static void cite_row(vb_outcome_screen *t, const vb_rule_step *s)
{
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    cite(t, &b, s);
    row(t, NULL, &b);
}

static void conditions_row(vb_outcome_screen *t, const vb_rule_step *s)
{
    if (s->conditions.n == 0)
        return;
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    word(t, &b, N_("on condition:"));
    vb_buf_char(&b, ' ');
    vb_buf_add(&b, s->conditions);
    row(t, NULL, &b);
}

/* ---- What was asked --------------------------------------------------------------------------------------------- */

static void head(vb_outcome_screen *t)
{
    const vb_rule_question *q = &t->o->question;
    const vb_model *m = q->model;
    VB_CLEANUP(vb_buf, vb_buf_free) name = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) move = {0};
    char room[3], from_room[3], day[24];
    if (m != NULL)
        vb_buf_printf(&name, "%.*s %.*s (%.*s)", VB_ARG(m->vendor), VB_ARG(m->name), VB_ARG(m->id));
    else if (t->o->asked.n > 0)
        vb_buf_add(&name, t->o->asked);
    else
        word(t, &name, N_("an integrated circuit with the figures stated"));
    add(t->out, t->options->color ? "\x1b[1m" : "");
    vb_buf_escaped(t->out, vb_buf_str(&name));
    add(t->out, t->options->color ? "\x1b[0m\n" : "\n");
    vb_time_text(q->on, true, day);
    vb_country from = q->from == 0 ? VB_COUNTRY("US") : q->from;
    vb_arg on = VB_TEXT(vb_str_of(day)), start = VB_TEXT(vb_outcome_country(t->o, from, t->v, from_room)),
           to = VB_TEXT(vb_outcome_country(t->o, q->to, t->v, room));
    if (q->to == 0)
        sentence(t, &move, &VB_SAY(N_("the chip alone, on {0}: without a destination no licence can be told"), on));
    else if (from == VB_COUNTRY("US"))
        sentence(t, &move, &VB_SAY(N_("export from the United States to {0} on {1}"), to, on));
    else if (from == q->to)
        sentence(t, &move, &VB_SAY(N_("transfer within {0} on {1}"), to, on));
    else
        sentence(t, &move, &VB_SAY(N_("reexport from {0} to {1} on {2}"), start, to, on));
    if (q->known_on != VB_NO_TIME) {
        vb_time_text(q->known_on, true, day);
        vb_buf_lit(&move, ", ");
        sentence(t, &move, &VB_SAY(N_("as it was known on {0}"), VB_TEXT(vb_str_of(day))));
    }
    vb_wrap(t->out, vb_buf_str(&move), 0, 0, t->options->columns);
    if (q->to != 0 && q->headquarters != 0) {
        VB_CLEANUP(vb_buf, vb_buf_free) hq = {0};
        vb_arg where = VB_TEXT(vb_outcome_country(t->o, q->headquarters, t->v, room));
        sentence(
            t, &hq,
            t->o->headquarters_taken
                ? &VB_SAY(N_("headquarters of the end user's ultimate parent: not stated, taken to be in {0}"), where)
                : &VB_SAY(N_("headquarters of the end user's ultimate parent: {0}"), where));
        vb_wrap(t->out, vb_buf_str(&hq), 0, 0, t->options->columns);
    }
    for (size_t i = 0; i < q->n_what_if; i++) {
        VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
        sentence(t, &b, &VB_SAY(N_("WHAT IF: answered as if {0}, which is pending, were law"), VB_TEXT(q->what_if[i])));
        vb_wrap(t->out, vb_buf_str(&b), 0, 0, t->options->columns);
    }
}

/* Would the rounding of the published rates carry it over a threshold that the figures as printed do not settle? */
static bool rounding_matters(const vb_outcome *o, vb_rule_metric m, int64_t low, int64_t high, int64_t wide_low,
                             int64_t wide_high)
{
    for (size_t i = 0; i < o->answer.n_steps; i++)
        for (size_t k = 0; k < o->answer.steps[i].n_reasons; k++) {
            const vb_rule_reason *r = &o->answer.steps[i].reasons[k];
            if (r->op != VB_OP_COMPARE || r->subject != m || r->threshold == VB_NO_FIGURE)
                continue;
            if ((r->threshold > wide_low && r->threshold <= low) || (r->threshold > high && r->threshold <= wide_high))
                return true;
        }
    return false;
}

static bool rounded(const vb_model *m, vb_rule_metric metric, int64_t *low, int64_t *high)
{
    vb_interval milli;
    if (metric == VB_METRIC_TPP) {
        vb_tpp tpp = vb_model_tpp(m, VB_AS_ROUNDED);
        if (!tpp.known || m->ics < 1)
            return false;
        milli = tpp.milli;
    } else if (metric != VB_METRIC_DENSITY || !vb_model_density(m, VB_AS_ROUNDED, &milli)) {
        return false;
    }
    if (milli.high > INT64_MAX / 1000000)
        return false;
    *low = milli.low * 1000000;
    *high = milli.high * 1000000;
    return true;
}

static void readings(vb_outcome_screen *t, vb_buf *b, vb_rule_metric metric, int64_t low, int64_t high)
{
    const vb_model *m = t->o->question.model;
    int64_t wide_low, wide_high;
    const vb_rule_figures *f = t->o->question.figures;
    if (m == NULL || (f != NULL && (f->stated[metric] || f->stated[VB_METRIC_TPP])))
        return;
    if (low != high && metric == VB_METRIC_TPP) {
        vb_buf_lit(b, "; ");
        word(t, b,
             m->accumulate_contested
                 ? N_("the upper end with FP16 accumulate as printed, the lower with FP32 accumulate")
                 : N_("the upper end counts TF32 as 32 bits, the lower as 19"));
    }
    if (metric == VB_METRIC_DENSITY && m->die_area_low > 0 && m->die_area_low != m->die_area_high) {
        char from[48], to[48];
        char sign = t->v.lang == VB_LANG_DE ? ',' : '.';
        vb_decimal_text(m->die_area_low, 3, sign, from);
        vb_decimal_text(m->die_area_high, 3, sign, to);
        vb_buf_lit(b, "; ");
        sentence(t, b,
                 &VB_SAY(N_("sources give {0} and {1} mm² of die"), VB_TEXT(vb_str_of(from)), VB_TEXT(vb_str_of(to))));
    }
    if (rounded(m, metric, &wide_low, &wide_high) && rounding_matters(t->o, metric, low, high, wide_low, wide_high)) {
        VB_CLEANUP(vb_buf, vb_buf_free) range = {0};
        vb_say_figure(&range, metric, wide_low, wide_high, true, t->v);
        vb_buf_lit(b, "; ");
        sentence(t, b,
                 &VB_SAY(N_("with the rounding of the published rates {0}, which spans a threshold"),
                         VB_TEXT(vb_buf_str(&range))));
        b->failed = b->failed || range.failed;
    }
}

static void figure_row(vb_outcome_screen *t, vb_rule_metric m)
{
    const vb_outcome *o = t->o;
    int64_t low, high;
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    bool known = vb_rules_figure(&o->question, m, &low, &high);
    if (m == VB_METRIC_HBM && (!known || high < 0)) /* of memory that is sold as such */
        return;
    if (known)
        vb_say_figure(&b, m, low, high, true, t->v);
    else
        word(t, &b, N_("not known"));
    if (o->question.figures != NULL && o->question.figures->stated[m]) {
        vb_buf_lit(&b, "; ");
        word(t, &b, o->replaced[m] ? N_("as stated, in place of the catalogue's figure") : N_("as stated"));
    } else if (m == VB_METRIC_DENSITY && known && o->question.figures != NULL &&
               o->question.figures->stated[VB_METRIC_TPP]) {
        vb_buf_lit(&b, "; ");
        word(t, &b, N_("worked out from the TPP as stated"));
    }
    if (known)
        readings(t, &b, m, low, high);
    if (vb_outcome_unverified(o, m)) {
        vb_buf_lit(&b, "; ");
        word(t, &b, N_("rests on a figure of the catalogue that was not re-checked"));
    }
    static const char *const names[VB_METRIC_N] = {
        [VB_METRIC_TPP] = N_("TPP"),
        [VB_METRIC_DENSITY] = N_("performance density"),
        [VB_METRIC_IO] = N_("I/O bandwidth"),
        [VB_METRIC_DRAM] = N_("DRAM bandwidth"),
        [VB_METRIC_IO_DRAM] = N_("I/O and DRAM bandwidth together"),
        [VB_METRIC_TOPS] = N_("processing performance"),
        [VB_METRIC_HBM] = N_("memory bandwidth density"),
    };
    row(t, names[m], &b);
}

static void market_row(vb_outcome_screen *t)
{
    const vb_rule_question *q = &t->o->question;
    vb_tri is = q->marketed != VB_UNKNOWN ? q->marketed : q->model == NULL ? VB_UNKNOWN : q->model->datacentre;
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    word(t, &b, is == VB_YES ? N_("for data centres") : is == VB_NO ? N_("not for data centres") : N_("not known"));
    if (q->marketed != VB_UNKNOWN) {
        vb_buf_lit(&b, "; ");
        word(t, &b, t->o->marketed_contradicts ? N_("as stated, against the catalogue's judgement") : N_("as stated"));
    } else if (q->model != NULL && is != VB_UNKNOWN) {
        vb_buf_lit(&b, "; ");
        word(t, &b, N_("the catalogue's judgement"));
    }
    row(t, N_("marketed"), &b);
}

static void chip(vb_outcome_screen *t)
{
    const vb_model *m = t->o->question.model;
    figure_row(t, VB_METRIC_TPP);
    figure_row(t, VB_METRIC_DENSITY);
    figure_row(t, VB_METRIC_DRAM);
    figure_row(t, VB_METRIC_IO);
    figure_row(t, VB_METRIC_HBM);
    market_row(t);
    if (m != NULL && m->ics > 1) {
        VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
        sentence(t, &b,
                 &VB_SAY(N_("{0} on the card; figures are of one, the rules judge each alone"), VB_NUMBER(m->ics)));
        row(t, N_("integrated circuits"), &b);
    }
}

/* ---- What it came to -------------------------------------------------------------------------------------------- */

static void class_row(vb_outcome_screen *t, const char *msgid, vb_str value, vb_effect effect)
{
    const vb_rule_step *by = NULL;
    for (size_t i = 0; i < t->o->answer.n_steps; i++) {
        const vb_rule_step *s = &t->o->answer.steps[i];
        bool fits = s->effect == effect && vb_str_eq(s->value, value) && vb_step_fate_of(s) == VB_STEP_FIRED;
        by = by == NULL && fits ? s : by;
    }
    if (value.n == 0)
        row_str(t, msgid, vb_str_of(vb_say_word(N_("not classified by any clause held here"), t->v)));
    else if (vb_str_eq(value, VB_S("unknown")))
        row_str(t, msgid, vb_str_of(vb_say_word(N_("cannot be told"), t->v)));
    else
        row_str(t, msgid, value);
    if (by != NULL)
        cite_row(t, by);
    vb_str presumed = effect == VB_EFFECT_CLASSIFY ? vb_outcome_presumed(t->o, &by) : VB_STR_NONE;
    if (presumed.n > 0) {
        VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
        sentence(t, &b, &VB_SAY(N_("presumed to be {0}"), VB_TEXT(presumed)));
        row(t, NULL, &b);
        cite_row(t, by);
    }
}

static void licence_row(vb_outcome_screen *t, const char *msgid, vb_layer layer)
{
    static const char *const shapes[3] = {"○ ", "□ ", "■ "}, *const paint[3] = {"\x1b[35m", "", "\x1b[31m"};
    vb_tri is = vb_outcome_licence(t->o, layer);
    const vb_rule_step *s = t->o->answer.decisive[layer];
    label(t, msgid);
    if (t->options->color)
        add(t->out, paint[is]);
    add(t->out, shapes[is]);
    add(t->out, vb_say_required(t->o, layer, t->v));
    add(t->out, t->options->color && paint[is][0] != '\0' ? "\x1b[0m\n" : "\n");
    bool said = layer == VB_LAYER_TEXT && is == vb_outcome_licence(t->o, VB_LAYER_ENFORCED) &&
                s == t->o->answer.decisive[VB_LAYER_ENFORCED];
    if (s != NULL && is != VB_NO && !said)
        cite_row(t, s);
    if (is != VB_NO || (said && vb_outcome_nearest(t->o, layer) == vb_outcome_nearest(t->o, VB_LAYER_ENFORCED)))
        return;
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    vb_say_no_licence(&b, t->o, layer, t->v);
    row(t, NULL, &b);
}

static void exceptions(vb_outcome_screen *t)
{
    const vb_rule_outcome *r = &t->o->outcome;
    if (r->n_exceptions == 0)
        row_str(t, N_("licence exceptions"), vb_str_of(vb_say_word(N_("none that a clause names"), t->v)));
    for (size_t i = 0; i < r->n_exceptions; i++) {
        const vb_rule_step *s = r->exception[i];
        VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
        sentence(t, &b,
                 s->effective[VB_LAYER_ENFORCED] == VB_YES
                     ? &VB_SAY(N_("{0} could apply; the licence requirement stays until it does"), VB_TEXT(s->value))
                     : &VB_SAY(N_("{0}: open whether it could apply"), VB_TEXT(s->value)));
        row(t, i == 0 ? N_("licence exceptions") : NULL, &b);
        cite_row(t, s);
        conditions_row(t, s);
    }
}

static void review(vb_outcome_screen *t)
{
    const vb_rule_step *s = t->o->outcome.review_step;
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    add(&b, vb_say_review(vb_outcome_review(t->o), t->v));
    if (s != NULL && vb_outcome_review(t->o) == VB_REVIEW_UNKNOWN) {
        vb_buf_lit(&b, ": ");
        vb_buf_add(&b, s->value);
    }
    row(t, N_("review policy"), &b);
    if (s != NULL) {
        cite_row(t, s);
        conditions_row(t, s);
    }
}

/* Those that ask for a licence, then those of which it is open, each kind under one head. */
static void letters(vb_outcome_screen *t)
{
    static const vb_tri kinds[] = {VB_YES, VB_UNKNOWN};
    bool any = false;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        bool head = false;
        for (size_t i = 0; i < t->o->answer.n_steps; i++) {
            const vb_rule_step *s = &t->o->answer.steps[i];
            if (!vb_str_eq(s->basis, VB_S("letter")) || s->effect != VB_EFFECT_LICENCE ||
                s->effective[VB_LAYER_ENFORCED] != kinds[k])
                continue;
            if (!head)
                row_str(t, any ? NULL : N_("letters"),
                        vb_str_of(vb_say_word(
                            kinds[k] == VB_YES ? N_("a licence is required by letter to the maker, whatever the ECCN:")
                                               : N_("open whether a letter covers it:"),
                            t->v)));
            head = any = true;
            cite_row(t, s);
        }
    }
}

/* Two legal objects that are not to be taken for one another. */
static void money(vb_outcome_screen *t)
{
    const vb_rule_step *share = t->o->outcome.share, *duty = t->o->outcome.duty;
    if (share != NULL) {
        VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
        bool press = vb_str_eq(share->basis, VB_S("press"));
        sentence(t, &b,
                 press ? &VB_SAY(N_("{0} % expected by officials; no legal instrument is known"), VB_TEXT(share->value))
                       : &VB_SAY(N_("{0} % owed"), VB_TEXT(share->value)));
        row(t, N_("share of revenue"), &b);
        cite_row(t, share);
        conditions_row(t, share);
    }
    if (duty != NULL) {
        VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
        sentence(t, &b,
                 &VB_SAY(N_("{0} % on entry into the country of the instrument; not a share of revenue"),
                         VB_TEXT(duty->value)));
        row(t, N_("import duty"), &b);
        cite_row(t, duty);
        conditions_row(t, duty);
    }
}

static bool shown(const vb_outcome_screen *t, const vb_rule_step *s, vb_effect effect)
{
    vb_tri is = s->effective[VB_LAYER_ENFORCED];
    return s->effect == effect && is != VB_NO && (is == VB_YES || t->o->question.to != 0);
}

/* "name: what it asks for": the first of its conditions; all of them of what was announced and may be law by now. */
static void flag(vb_outcome_screen *t, const char *msgid, const vb_rule_step *s, bool pending)
{
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    vb_str first = vb_str_sub(s->conditions, 0, vb_str_find(s->conditions, VB_S("; "), 0));
    vb_buf_add(&b, s->value);
    if (s->effective[VB_LAYER_ENFORCED] == VB_UNKNOWN && !pending) {
        vb_buf_lit(&b, " (");
        word(t, &b, N_("open"));
        vb_buf_lit(&b, ")");
    }
    if (s->conditions.n > 0 && (pending || !t->options->explain)) {
        vb_buf_lit(&b, ": ");
        vb_buf_add(&b, pending ? s->conditions : first);
    }
    if (pending) {
        vb_buf_lit(&b, "; ");
        word(t, &b, N_("whether it came into force must be confirmed"));
    }
    row(t, msgid, &b);
    if (!t->options->explain)
        return;
    cite_row(t, s);
    if (!pending)
        conditions_row(t, s);
}

static void flags(vb_outcome_screen *t)
{
    const vb_rule_answer *a = &t->o->answer;
    const char *msgid = N_("flags");
    VB_CLEANUP(vb_buf, vb_buf_free) open = {0};
    for (size_t i = 0; i < a->n_steps; i++) {
        const vb_rule_step *s = &a->steps[i];
        bool pending = vb_outcome_unconfirmed(s), said = false;
        if (!shown(t, s, VB_EFFECT_FLAG))
            continue;
        if (s->effective[VB_LAYER_ENFORCED] == VB_YES || pending || t->options->explain) {
            flag(t, msgid, s, pending);
            msgid = NULL;
            continue;
        }
        for (size_t k = 0; k < i && !said; k++)
            said = shown(t, &a->steps[k], VB_EFFECT_FLAG) && !vb_outcome_unconfirmed(&a->steps[k]) &&
                   a->steps[k].effective[VB_LAYER_ENFORCED] == VB_UNKNOWN && vb_str_eq(a->steps[k].value, s->value);
        if (said)
            continue;
        vb_buf_add(&open, open.n > 0 ? VB_S(", ") : VB_STR_NONE);
        vb_buf_add(&open, s->value);
    }
    if (open.n == 0)
        return;
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    sentence(t, &b, &VB_SAY(N_("open, see --explain: {0}"), VB_TEXT(vb_buf_str(&open))));
    row(t, msgid, &b);
    t->out->failed = t->out->failed || open.failed;
}

static void quotas(vb_outcome_screen *t)
{
    bool any = false;
    for (size_t i = 0; i < t->o->answer.n_steps; i++) {
        const vb_rule_step *s = &t->o->answer.steps[i];
        if (!shown(t, s, VB_EFFECT_QUOTA))
            continue;
        VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
        vb_say_quota(&b, t->o, s, t->v);
        if (s->effective[VB_LAYER_ENFORCED] == VB_UNKNOWN) {
            vb_buf_lit(&b, " (");
            word(t, &b, N_("open"));
            vb_buf_lit(&b, ")");
        }
        row(t, any ? NULL : N_("quotas"), &b);
        cite_row(t, s);
        any = true;
    }
}

static void foot(vb_outcome_screen *t)
{
    if (t->o->open_facts.n > 0) {
        VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
        vb_say_facts(&b, t->o->open_facts, t->v);
        row(t, N_("open facts"), &b);
    }
    for (size_t i = 0; i < t->o->n_notes; i++) {
        VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
        sentence(t, &b, &t->o->notes[i]);
        row(t, i == 0 ? N_("notes") : NULL, &b);
    }
}

static void last_line(vb_outcome_screen *t)
{
    char day[24];
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    vb_time_text(vb_rules_reviewed_to(t->o->rules), true, day);
    sentence(t, &b,
             vb_outcome_by_lawyer(t->o)
                 ? &VB_SAY(N_("Rules reviewed to {0}. This is an aid, not legal advice."), VB_TEXT(vb_str_of(day)))
                 : &VB_SAY(N_("Rules reviewed to {0}; not reviewed by a lawyer. This is an aid, not legal advice."),
                           VB_TEXT(vb_str_of(day))));
    vb_wrap(t->out, vb_buf_str(&b), 0, 0, t->options->columns);
}

vb_code vb_outcome_text(const vb_outcome *o, const vb_report_options *options, vb_buf *out, vb_error *err)
{
    vb_outcome_screen t = {o, options, vb_voice_of(options), out};
    head(&t);
    vb_buf_char(out, '\n');
    licence_row(&t, N_("licence, as enforced"), VB_LAYER_ENFORCED);
    licence_row(&t, N_("licence, as printed"), VB_LAYER_TEXT);
    class_row(&t, N_("circuit"), o->answer.eccn, VB_EFFECT_CLASSIFY);
    class_row(&t, N_("computer, assembly"), o->answer.assembly, VB_EFFECT_ASSEMBLY);
    if (o->question.to != 0) {
        exceptions(&t);
        review(&t);
        letters(&t);
    }
    money(&t);
    vb_buf_char(out, '\n');
    chip(&t);
    vb_buf_char(out, '\n');
    flags(&t);
    quotas(&t);
    foot(&t);
    vb_buf_char(out, '\n');
    if (options->explain)
        vb_outcome_why(&t);
    last_line(&t);
    if (out->failed)
        return vb_fail(err, VB_E_NOMEM, "terminal", VB_NO_OFFSET, "no memory to write the answer");
    return VB_OK;
}
