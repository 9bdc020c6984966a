/* SPDX-License-Identifier: Apache-2.0 */
/* Names and words of a question. */
#include "base/number.h"
#include "cmd/classify.h"

enum { SQUASHED = 64 };

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static size_t find_nocase(vb_str s, vb_str needle)
{
    for (size_t i = 0; needle.n <= s.n && i <= s.n - needle.n; i++)
        if (vb_str_eq_nocase(vb_str_sub(s, i, needle.n), needle))
            return i;
    return SIZE_MAX;
}

bool vb_classify_country(const vb_countries *countries, vb_str text, vb_country *out)
{
    static const char *const none[] = {"any", "unknown", "beliebig", "unbekannt", "*", "-"};
    text = vb_str_trim(text);
    bool empty = text.n == 0;
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        empty = empty || vb_str_eq_nocase(text, vb_str_of(none[i]));
    vb_country c = empty ? 0 : vb_country_parse(countries, text);
    if (!empty && c == 0)
        return false;
    *out = c;
    return true;
}

bool vb_classify_tri(vb_str text, vb_tri *out)
{
    static const struct {
        const char *word;
        vb_tri is;
    } words[] = {{"yes", VB_YES},  {"no", VB_NO},     {"true", VB_YES},        {"false", VB_NO},
                 {"ja", VB_YES},   {"nein", VB_NO},   {"y", VB_YES},           {"n", VB_NO},
                 {"1", VB_YES},    {"0", VB_NO},      {"dc", VB_YES},          {"gaming", VB_NO},
                 {"", VB_UNKNOWN}, {"?", VB_UNKNOWN}, {"unknown", VB_UNKNOWN}, {"unbekannt", VB_UNKNOWN}};
    text = vb_str_trim(text);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (vb_str_eq_nocase(text, vb_str_of(words[i].word))) {
            *out = words[i].is;
            return true;
        }
    return false;
}

/* ---- Words behind a name: what the move is ---------------------------------------------------------------------- */

/* Without signs that stand between a name and what is said of it. */
static vb_str trim_name(vb_str s)
{
    s = vb_str_trim(s);
    while (s.n > 0 && (s.p[s.n - 1] == ',' || s.p[s.n - 1] == '(' || s.p[s.n - 1] == '-' || s.p[s.n - 1] == ':'))
        s = vb_str_trim(vb_str_sub(s, 0, s.n - 1));
    return s;
}

/* What stands behind the words of a move, without the bracket that closes them. */
static vb_str tail_of(vb_str text, size_t at)
{
    vb_str tail = vb_str_trim(vb_str_sub(text, at, text.n));
    return tail.n > 0 && tail.p[tail.n - 1] == ')' ? vb_str_trim(vb_str_sub(tail, 0, tail.n - 1)) : tail;
}

/* "H200 reexport from Taiwan" -> "H200", TW; "H200 in-country transfer" -> "H200", within. Words that say more than is
 * understood ("H200 reexport to Iran") are left in the name, which then fits no model: nothing is dropped unseen. */
static vb_str read_move(const vb_countries *countries, vb_str text, vb_classify_name *out)
{
    static const char *const from[] = {"reexported from ", "re-exported from ", "reexport from ",
                                       "re-export from ",  "exported from ",    "export from ",
                                       "shipped from ",    "transfer within ",  "wiederausfuhr aus "};
    static const char *const within[] = {"in-country transfer", "transfer in-country", "in country transfer",
                                         "transfer within the country", "verbringung im land"};
    static const char *const abroad[] = {"reexport",    "re-export",    "export from abroad", "exported from abroad",
                                         "from abroad", "wiederausfuhr"};
    for (size_t i = 0; i < sizeof from / sizeof from[0]; i++) {
        size_t at = find_nocase(text, vb_str_of(from[i]));
        if (at == SIZE_MAX || (at > 0 && is_letter(text.p[at - 1])))
            continue;
        vb_country c = vb_country_parse(countries, tail_of(text, at + vb_str_of(from[i]).n));
        if (c == 0)
            continue;
        out->from = c;
        return trim_name(vb_str_sub(text, 0, at));
    }
    for (size_t i = 0; i < sizeof within / sizeof within[0]; i++) {
        size_t at = find_nocase(text, vb_str_of(within[i]));
        if (at == SIZE_MAX || (at > 0 && is_letter(text.p[at - 1])) || tail_of(text, at + vb_str_of(within[i]).n).n > 0)
            continue;
        out->within = true;
        return trim_name(vb_str_sub(text, 0, at));
    }
    for (size_t i = 0; i < sizeof abroad / sizeof abroad[0]; i++) {
        size_t at = find_nocase(text, vb_str_of(abroad[i]));
        if (at == SIZE_MAX || (at > 0 && is_letter(text.p[at - 1])) || tail_of(text, at + vb_str_of(abroad[i]).n).n > 0)
            continue;
        out->from = VB_ABROAD;
        return trim_name(vb_str_sub(text, 0, at));
    }
    return text;
}

/* ---- Figures in the place of a name ----------------------------------------------------------------------------- */

static vb_str take_word(vb_str *rest)
{
    *rest = vb_str_trim(*rest);
    size_t n = 0;
    bool digits = rest->n > 0 && is_digit(rest->p[0]);
    while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != ',' && rest->p[n] != '=' && rest->p[n] != ':' &&
           (!digits || is_digit(rest->p[n]) || rest->p[n] == '.'))
        n++;
    vb_str word = vb_str_sub(*rest, 0, n);
    *rest = vb_str_sub(*rest, n, rest->n);
    while (rest->n > 0 && (rest->p[0] == ' ' || rest->p[0] == ',' || rest->p[0] == '=' || rest->p[0] == ':'))
        *rest = vb_str_sub(*rest, 1, rest->n);
    return word;
}

size_t vb_classify_thousands(vb_str text)
{
    size_t n = 0;
    while (n < text.n && n < 4 && is_digit(text.p[n]))
        n++;
    if (n == 0 || n > 3 || text.p[0] == '0' || n + 4 > text.n || (text.p[n] != '.' && text.p[n] != ','))
        return 0; /* 0.704: no thousands begin with 0 */
    for (size_t i = n + 1; i < n + 4; i++)
        if (!is_digit(text.p[i]))
            return 0;
    return n + 4 < text.n && is_digit(text.p[n + 4]) ? 0 : n + 4;
}

void vb_classify_say_thousands(vb_str number, char out[48])
{
    vb_str whole = vb_str_sub(number, 0, number.n - 4), rest = vb_str_sub(number, number.n - 3, 3);
    (void)snprintf(out, 48, "write %.*s%.*s or %.*s.%.*s00", VB_ARG(whole), VB_ARG(rest), VB_ARG(whole), VB_ARG(rest));
}

/* The number of a rate or of a metric other than the density; false where it is not clear. */
static bool is_clear(vb_str rest, vb_classify_name *out)
{
    rest = vb_str_trim(rest);
    out->ambiguous = vb_str_sub(rest, 0, vb_classify_thousands(rest));
    return out->ambiguous.n == 0;
}

static bool is_one_of(vb_str word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (vb_str_eq_nocase(word, vb_str_of(words[i])))
            return true;
    return false;
}

static bool state(vb_classify_name *out, vb_rule_metric m, int64_t nano)
{
    if (out->figures.stated[m])
        return false;
    out->figures.stated[m] = out->stated = true;
    out->figures.low[m] = out->figures.high[m] = nano;
    return true;
}

/* "600 TOPS at 8 bit", "300 TFLOPS at 16 bits", "148 TFLOPS, 16-bit": 3A090, technical note 2. TPP = rate x length. */
static bool read_rate(vb_str text, vb_classify_name *out)
{
    static const char *const rates[] = {"TOPS", "TFLOPS", "TFLOP/s", "TOP/s"}, *const at[] = {"at", "@", "bei", "with"},
                             *const bits[] = {"bit", "bits", "-bit"};
    int64_t tera, length;
    vb_str rest = text, number = take_word(&rest), unit = take_word(&rest);
    if (!is_one_of(unit, rates, sizeof rates / sizeof rates[0]) || !is_clear(text, out) ||
        vb_decimal_parse(number, '.', 9, 0, INT64_MAX / 64, &tera, NULL) != VB_OK)
        return false;
    vb_str word = take_word(&rest);
    if (is_one_of(word, at, sizeof at / sizeof at[0]))
        word = take_word(&rest);
    vb_str behind = take_word(&rest);
    return is_one_of(behind, bits, sizeof bits / sizeof bits[0]) && rest.n == 0 &&
           vb_int_parse(word, 1, 64, &length, NULL) == VB_OK && state(out, VB_METRIC_TOPS, tera) &&
           state(out, VB_METRIC_TPP, tera * length);
}

/* "TPP 2400, PD 1.6", "TPP=4800 DRAM 4000 GB/s": a metric, its number, a unit where one likes. */
static bool read_figures(vb_str text, vb_classify_name *out)
{
    static const struct {
        const char *word;
        vb_rule_metric metric;
    } words[] = {{"tpp", VB_METRIC_TPP},
                 {"pd", VB_METRIC_DENSITY},
                 {"dram", VB_METRIC_DRAM},
                 {"io", VB_METRIC_IO},
                 {"i/o", VB_METRIC_IO}};
    static const char *const units[] = {"GB/s", "TPP/mm2", "TPP/mm²", "and", "und"};
    vb_str rest = vb_str_trim(text);
    while (rest.n > 0) {
        vb_str word = take_word(&rest);
        size_t i = 0;
        while (i < sizeof words / sizeof words[0] && !vb_str_eq_nocase(word, vb_str_of(words[i].word)))
            i++;
        int64_t nano;
        if (i == sizeof words / sizeof words[0] || (words[i].metric != VB_METRIC_DENSITY && !is_clear(rest, out)) ||
            vb_decimal_parse(take_word(&rest), '.', 9, 0, INT64_MAX - 1, &nano, NULL) != VB_OK ||
            !state(out, words[i].metric, nano))
            return false;
        vb_str before = rest;
        while (rest.n > 0 && is_one_of(take_word(&rest), units, sizeof units / sizeof units[0]))
            before = rest;
        rest = before;
    }
    return out->stated;
}

void vb_classify_read_name(const vb_reference *reference, vb_str text, vb_classify_name *out)
{
    *out = (vb_classify_name){0};
    text = vb_str_trim(text);
    out->n = vb_catalogue_search(reference->catalogue, text, out->model, VB_CLASSIFY_CANDIDATES);
    if (out->n > 0 || text.n == 0)
        return;
    vb_str name = read_move(&reference->countries, text, out);
    out->n = vb_catalogue_search(reference->catalogue, name, out->model, VB_CLASSIFY_CANDIDATES);
    if (out->n > 0)
        return;
    vb_classify_name figures = *out;
    bool read = read_rate(name, &figures);
    if (!read && figures.ambiguous.n == 0) {
        figures = *out;
        read = read_figures(name, &figures);
    }
    figures.figures.unnamed = true;
    if (read)
        *out = figures;
    else
        out->ambiguous = figures.ambiguous;
}

/* ---- "Did you mean" --------------------------------------------------------------------------------------------- */

typedef struct squashed {
    char p[SQUASHED];
    size_t n;
} squashed;

static squashed squash(vb_str s)
{
    squashed out = {.n = 0};
    for (size_t i = 0; i < s.n && out.n < SQUASHED; i++)
        if (is_letter(s.p[i]) || is_digit(s.p[i]) || (unsigned char)s.p[i] >= 0x80)
            out.p[out.n++] = lower(s.p[i]);
    return out;
}

/* Edits between `a` and that part of `b` which is most like it: "RTX 4091" is one from "GeForce RTX 4090". */
static size_t distance(const squashed *a, const squashed *b)
{
    size_t row[SQUASHED + 1] = {0};
    for (size_t i = 1; i <= a->n; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b->n; j++) {
            size_t best = corner + (a->p[i - 1] != b->p[j - 1]);
            corner = row[j];
            best = row[j] + 1 < best ? row[j] + 1 : best;
            row[j] = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
        }
    }
    size_t least = a->n;
    for (size_t j = 0; j <= b->n; j++)
        least = row[j] < least ? row[j] : least;
    return least;
}

/* A word with a digit in it is what names of accelerators are told apart by. */
static bool shares_word(vb_str asked, const squashed *name)
{
    size_t at = 0;
    for (size_t i = 0; i <= asked.n; i++) {
        if (i < asked.n && (is_letter(asked.p[i]) || is_digit(asked.p[i])))
            continue;
        squashed word = squash(vb_str_sub(asked, at, i - at));
        bool digit = false;
        for (size_t k = 0; k < word.n; k++)
            digit = digit || is_digit(word.p[k]);
        if (digit && word.n > 1 && vb_str_find((vb_str){name->p, name->n}, (vb_str){word.p, word.n}, 0) != SIZE_MAX)
            return true;
        at = i + 1;
    }
    return false;
}

/* The less the nearer; SIZE_MAX = not near. */
static size_t nearness(vb_str asked, vb_str name)
{
    squashed a = squash(asked), b = squash(name);
    if (a.n == 0 || b.n == 0)
        return SIZE_MAX;
    size_t d = distance(&a, &b), longer = a.n > b.n ? a.n - b.n : b.n - a.n;
    if (d <= 1 + a.n / 5 && d < a.n)
        return SQUASHED * d + longer;
    return shares_word(asked, &b) ? SQUASHED * SQUASHED + longer : SIZE_MAX;
}

size_t vb_classify_nearest(const vb_reference *reference, vb_str text, uint32_t *models, size_t n)
{
    size_t found = 0, best[VB_CLASSIFY_CANDIDATES];
    n = n < VB_CLASSIFY_CANDIDATES ? n : VB_CLASSIFY_CANDIDATES;
    for (uint32_t i = 0; i < vb_catalogue_count(reference->catalogue); i++) {
        const vb_model *m = vb_catalogue_model(reference->catalogue, i);
        size_t near = nearness(text, m->name), by_id = nearness(text, m->id);
        near = by_id < near ? by_id : near;
        for (size_t k = 0; k < m->n_aliases; k++) {
            size_t by_alias = nearness(text, m->aliases[k]);
            near = by_alias < near ? by_alias : near;
        }
        if (near == SIZE_MAX || n == 0 || (found == n && near >= best[found - 1]))
            continue;
        size_t at = found < n ? found++ : found - 1;
        for (; at > 0 && best[at - 1] > near; at--) {
            best[at] = best[at - 1];
            models[at] = models[at - 1];
        }
        best[at] = near;
        models[at] = i;
    }
    return found;
}

int vb_classify_say_names(const vb_reference *reference, vb_str text, const uint32_t *models, size_t n,
                          const char *hint)
{
    VB_CLEANUP(vb_buf, vb_buf_free) b = {0};
    uint32_t near[VB_CLASSIFY_CANDIDATES];
    bool fits = n > 0;
    if (!fits) {
        n = vb_classify_nearest(reference, text, near, 6);
        models = near;
    }
    vb_buf_lit(&b, "verbleib: \"");
    vb_buf_escaped(&b, text);
    if (fits)
        vb_buf_lit(&b, "\" may be several models; say the id of one of them:\n");
    else
        vb_buf_printf(&b, "\" is no model of the catalogue%s\n", n > 0 ? "; the nearest names:" : "");
    for (size_t i = 0; i < n; i++) {
        const vb_model *m = vb_catalogue_model(reference->catalogue, models[i]);
        vb_buf_printf(&b, "  %-24.*s %.*s %.*s\n", VB_ARG(m->id), VB_ARG(m->vendor), VB_ARG(m->name));
    }
    if (!fits)
        vb_buf_printf(&b, "  `verbleib catalogue list` has them all%s\n", hint);
    (void)fwrite(b.p, 1, b.failed ? 0 : b.n, stderr);
    return VB_EXIT_DATA;
}

/* ---- The question ----------------------------------------------------------------------------------------------- */

vb_code vb_classify_add_fact(vb_arena *arena, vb_str *facts, vb_str fact, vb_error *err)
{
    if (fact.n == 0)
        return VB_OK;
    size_t n = facts->n + (facts->n > 0 ? 2 : 0) + fact.n;
    char *p = VB_NEW(arena, char, n + 1);
    if (p == NULL)
        return vb_fail(err, VB_E_NOMEM, "classify", VB_NO_OFFSET, "no memory for the answer");
    if (facts->n > 0) {
        memcpy(p, facts->p, facts->n);
        memcpy(p + facts->n, "; ", 2);
    }
    memcpy(p + n - fact.n, fact.p, fact.n);
    *facts = (vb_str){p, n};
    return VB_OK;
}

/* "; "-parted facts that `list` does not have yet */
static vb_code add_facts(vb_arena *arena, vb_str *list, vb_str facts, vb_error *err)
{
    while (facts.n > 0) {
        size_t at = vb_str_find(facts, VB_S("; "), 0);
        vb_str fact = vb_str_sub(facts, 0, at), had = *list, piece;
        facts = at == SIZE_MAX ? VB_STR_NONE : vb_str_sub(facts, at + 2, facts.n);
        bool there = false;
        while (!there && vb_str_next(&had, ';', &piece))
            there = vb_str_eq(piece, fact);
        if (!there)
            VB_TRY(vb_classify_add_fact(arena, list, fact, err));
    }
    return VB_OK;
}

/* Asked of the chip alone: no licence is told, and that no destination is stated is no open fact. */
static vb_code chip_alone(vb_arena *arena, vb_outcome *o, vb_error *err)
{
    o->answer.open_facts = VB_STR_NONE;
    o->outcome.n_instruments = 0;
    for (int layer = 0; layer < 2; layer++) {
        o->answer.licence[layer] = VB_UNKNOWN;
        o->answer.decisive[layer] = NULL;
    }
    for (size_t i = 0; i < o->answer.n_steps; i++) {
        const vb_rule_step *s = &o->answer.steps[i];
        vb_tri enforced = s->effective[VB_LAYER_ENFORCED];
        bool had = enforced != VB_YES || o->outcome.n_instruments == VB_OUTCOME_LIST;
        for (size_t k = 0; k < o->outcome.n_instruments && !had; k++)
            had = vb_str_eq(o->outcome.instrument[k], s->instrument);
        if (!had)
            o->outcome.instrument[o->outcome.n_instruments++] = s->instrument;
        if ((s->effect == VB_EFFECT_CLASSIFY || s->effect == VB_EFFECT_ASSEMBLY) && enforced == VB_UNKNOWN)
            VB_TRY(add_facts(arena, &o->answer.open_facts, s->unknown, err));
    }
    return VB_OK;
}

static bool rests_on_headquarters(const vb_rule_step *s)
{
    for (size_t i = 0; i < s->n_reasons; i++)
        if (s->reasons[i].decides && s->reasons[i].op == VB_OP_COUNTRY &&
            s->reasons[i].subject == VB_PLACE_HEADQUARTERS)
            return true;
    return false;
}

/* Where the headquarters were taken, a clause that asks for the destination alone says more about the question. */
static void prefer_stated(vb_outcome *o)
{
    for (int layer = 0; layer < 2; layer++) {
        const vb_rule_step **decisive = &o->answer.decisive[layer];
        for (size_t i = 0; i < o->answer.n_steps && *decisive != NULL && rests_on_headquarters(*decisive); i++) {
            const vb_rule_step *s = &o->answer.steps[i];
            if (s->effect == VB_EFFECT_LICENCE && vb_str_eq(s->value, (*decisive)->value) &&
                s->effective[layer] == (*decisive)->effective[layer] && !rests_on_headquarters(s))
                *decisive = s;
        }
    }
}

/* What the review policy, the share and the duty wait for, where the licence itself is certain. */
static vb_code facts_behind(vb_arena *arena, vb_outcome *o, vb_error *err)
{
    bool review = o->answer.licence[VB_LAYER_ENFORCED] == VB_YES && o->outcome.review_step == NULL;
    for (size_t i = 0; i < o->answer.n_steps; i++) {
        const vb_rule_step *s = &o->answer.steps[i];
        bool asked = (s->effect == VB_EFFECT_REVIEW && review) ||
                     (s->effect == VB_EFFECT_SHARE && o->outcome.share == NULL) ||
                     (s->effect == VB_EFFECT_DUTY && o->outcome.duty == NULL);
        if (asked && s->effective[VB_LAYER_ENFORCED] == VB_UNKNOWN)
            VB_TRY(add_facts(arena, &o->open_facts, s->unknown, err));
    }
    return VB_OK;
}

vb_code vb_classify_answer(const vb_reference *reference, vb_arena *arena, vb_outcome *o, vb_error *err)
{
    vb_rule_question *q = &o->question;
    o->rules = reference->rules;
    o->countries = &reference->countries;
    o->headquarters_taken = q->headquarters == 0 && q->to != 0;
    if (o->headquarters_taken)
        q->headquarters = q->to;
    o->marketed_contradicts = q->model != NULL && q->marketed != VB_UNKNOWN && q->model->datacentre != VB_UNKNOWN &&
                              q->marketed != q->model->datacentre;
    VB_TRY(vb_rules_evaluate(reference->rules, q, arena, &o->answer, err));
    if (o->headquarters_taken)
        prefer_stated(o);
    vb_rules_outcome(&o->answer, &o->outcome);
    if (q->to == 0)
        VB_TRY(chip_alone(arena, o, err));
    VB_TRY(vb_classify_add_fact(arena, &o->open_facts, o->answer.open_facts, err));
    if (q->to != 0)
        VB_TRY(facts_behind(arena, o, err));
    if (o->headquarters_taken)
        VB_TRY(vb_classify_add_fact(arena, &o->open_facts, VB_S("headquarters taken to be at the destination"), err));
    if (o->marketed_contradicts)
        VB_TRY(vb_classify_add_fact(arena, &o->open_facts, VB_S("marketing as stated, against the catalogue"), err));
    return vb_classify_in_short(arena, o, err);
}

int vb_classify_country_option(const vb_command *command, const vb_countries *countries, vb_option_id option,
                               vb_country *out)
{
    const char *text = command->value[option];
    vb_country c;
    if (text == NULL)
        return 0;
    /* a move starts somewhere: not stated is the United States, `any` must not silently be it, too */
    if (vb_classify_country(countries, vb_str_of(text), &c) && (c != 0 || option != VB_OPT_SHIPPED_FROM)) {
        *out = c;
        return 0;
    }
    const vb_country_row *near = vb_classify_near_country(countries, vb_str_of(text));
    char code[3];
    if (near != NULL) {
        vb_country_text(near->code, code);
        return vb_say_usage(command, "--%s: \"%s\" is no country; did you mean %.*s (%s)?", vb_option_of(option)->name,
                            text, VB_ARG(near->name_en), code);
    }
    return vb_say_usage(command,
                        "--%s: \"%s\" is no country; expected an ISO code such as CN, or an English or German name",
                        vb_option_of(option)->name, text);
}

static bool is_pending(const vb_rules *rules, vb_str id)
{
    for (size_t i = 0; i < vb_rules_instruments(rules); i++) {
        vb_rule_instrument_info info = vb_rules_instrument(rules, i);
        if (info.pending && vb_str_eq(info.id, id))
            return true;
    }
    return false;
}

int vb_classify_what_if(const vb_command *command, const vb_rules *rules, vb_str *ids)
{
    for (size_t i = 0; i < command->what_if.n; i++) {
        ids[i] = vb_str_of(command->what_if.v[i]);
        if (is_pending(rules, ids[i]))
            continue;
        VB_CLEANUP(vb_buf, vb_buf_free) list = {0};
        for (size_t k = 0; k < vb_rules_instruments(rules); k++) {
            vb_rule_instrument_info info = vb_rules_instrument(rules, k);
            if (!info.pending)
                continue;
            if (list.n > 0)
                vb_buf_lit(&list, ", ");
            vb_buf_add(&list, info.id);
        }
        vb_buf_char(&list, '\0');
        return vb_say_usage(command, "--what-if: \"%s\" is no pending instrument; these are: %s", command->what_if.v[i],
                            list.failed || list.n <= 1 ? "none" : list.p);
    }
    return 0;
}
