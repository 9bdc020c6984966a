/* SPDX-License-Identifier: Apache-2.0 */
/* The list of doubts, and those that are read off the files: numbers without a source, names that the catalogue does
 * not have, memberships that were assumed, dates that have come, reviews that are missing or old. */
#include <stdlib.h>

#include "rules/lint_priv.h"

enum { NAMES_SHOWN = 12, OLD_DAYS = 180 };

/* In the order of the output. */
static const char *const kinds[] = {
    "never-in-force",
    "never-holds",
    "always-overridden",
    "unknown-model",
    "other-maker",
    "uncited-number",
    "gap",
    "not-covered",
    "class-not-given",
    "no-review",
    "class-without-licence",
    "never-needed",
    "overlap",
    "number-in-text",
    "unused-parameter",
    "unknown-name",
    "must-be-confirmed",
    "old-review",
    "assumed-membership",
    "no-lawyer",
    "no-quote",
};

/* ---- The list --------------------------------------------------------------------------------------------------- */

void vb_lint_add(vb_lint *l, bool wrong, const char *kind, vb_str file, uint32_t line, vb_str subject, const char *says,
                 const vb_str *parts, unsigned n)
{
    vb_rule_doubt *d = VB_PUSH(l->arena, l->out);
    if (d == NULL) {
        l->failed = true;
        return;
    }
    *d = (vb_rule_doubt){.wrong = wrong, .kind = kind, .file = file, .line = line, .subject = subject, .says = says};
    for (unsigned i = 0; i < n && i < VB_RULE_DOUBT_PARTS; i++)
        d->part[d->n_parts++] = parts[i];
    l->out->wrong += wrong;
}

static vb_str keep(vb_lint *l, vb_str s)
{
    vb_str copy = vb_arena_copy(l->arena, s);
    l->failed = l->failed || copy.p == NULL;
    return copy;
}

void vb_lint_name(vb_lint *l, vb_str name)
{
    if (l->n_names < NAMES_SHOWN) {
        if (l->n_names > 0)
            vb_buf_lit(&l->names, ", ");
        vb_buf_add(&l->names, name);
    }
    l->n_names++;
}

vb_str vb_lint_names(vb_lint *l)
{
    if (l->n_names > NAMES_SHOWN)
        vb_buf_printf(&l->names, ", +%zu", l->n_names - NAMES_SHOWN);
    l->failed = l->failed || l->names.failed;
    vb_str list = keep(l, vb_buf_str(&l->names));
    l->names.n = 0;
    l->n_names = 0;
    return list;
}

vb_str vb_lint_day(vb_lint *l, int64_t at)
{
    char text[24];
    vb_time_text(at, true, text);
    return keep(l, vb_str_of(text));
}

vb_str vb_lint_count(vb_lint *l, size_t n)
{
    vb_str text = vb_arena_printf(l->arena, "%zu", n);
    l->failed = l->failed || text.p == NULL;
    return text;
}

vb_str vb_lint_short(vb_str id)
{
    size_t slash = vb_str_find(id, VB_S("/"), 0);
    return slash == SIZE_MAX ? id : vb_str_sub(id, slash + 1, id.n);
}

bool vb_lint_next_day(const vb_rules *rules, const vb_rule_clause *c, int layer, int64_t *at)
{
    const vb_rule_span *s = vb_rule_span_of(c, layer);
    if (s->from == VB_RULE_NEVER || s->from >= s->end)
        return false;
    if (*at == VB_NO_TIME) {
        *at = s->from;
        return true;
    }
    for (size_t i = 0; i < rules->n_days; i++)
        if (rules->days[i] > *at) {
            *at = rules->days[i];
            return *at < s->end;
        }
    return false;
}

static unsigned rank_of(const char *kind)
{
    unsigned i = 0;
    while (i < sizeof kinds / sizeof kinds[0] && !vb_str_eq(vb_str_of(kinds[i]), vb_str_of(kind)))
        i++;
    return i;
}

static int by_doubt(const void *a, const void *b)
{
    const vb_rule_doubt *x = a, *y = b;
    if (x->wrong != y->wrong)
        return x->wrong ? -1 : 1;
    if (rank_of(x->kind) != rank_of(y->kind))
        return rank_of(x->kind) < rank_of(y->kind) ? -1 : 1;
    int c = vb_str_compare(x->file, y->file);
    if (c != 0 || x->line != y->line)
        return c != 0 ? c : x->line < y->line ? -1 : 1;
    c = vb_str_compare(x->subject, y->subject);
    for (unsigned i = 0; c == 0 && i < x->n_parts && i < y->n_parts; i++)
        c = vb_str_compare(x->part[i], y->part[i]);
    return c;
}

/* ---- Numbers ---------------------------------------------------------------------------------------------------- */

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool listed(vb_str s, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (vb_str_eq_nocase(s, vb_str_of(words[i])))
            return true;
    return false;
}
#define LISTED(s, words) listed((s), (words), sizeof(words) / sizeof((words)[0]))

static const char *const place_words[] = {"annex", "section", "paragraph", "article", "schedule", "table", "note"};

/* A citation has a number, or names somebody (a capital letter that does not only begin the sentence), or a place in
 * the instrument, whose own citation names the document. */
static bool cites(vb_str s)
{
    vb_str rest = s, word;
    for (size_t i = 0; i < s.n; i++)
        if (digit(s.p[i]) || (i > 0 && capital(s.p[i])))
            return true;
    while (vb_str_next(&rest, ' ', &word)) {
        while (word.n > 0 && (word.p[word.n - 1] == ',' || word.p[word.n - 1] == ';'))
            word.n--;
        if (LISTED(word, place_words))
            return true;
    }
    return false;
}

/* Words before or behind which a number belongs to a citation or a date and is no number of law. */
static const char *const citation_words[] = {
    "CFR",     "FR",      "part",  "parts",  "supp.",     "supplement", "paragraph", "para.",    "note",
    "No.",     "section", "group", "Stat.",  "USC",       "title",      "Doc",       "schedule", "annex",
    "article", "flag",    "flags", "H.R.",   "S.",        "January",    "February",  "March",    "April",
    "May",     "June",    "July",  "August", "September", "October",    "November",  "December"};
static const char *const joining_words[] = {"and", "or", "to"};

static bool iso_date(vb_str s)
{
    return s.n == 10 && s.p[4] == '-' && s.p[7] == '-' && digit(s.p[0]) && digit(s.p[9]);
}

/* A number written out: digits with separators or per cent, no letters; "742.6(b)" and "3A090.a" are names. */
static bool number(vb_str s)
{
    bool any = false;
    if (iso_date(s))
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (!digit(s.p[i]) && s.p[i] != '.' && s.p[i] != ',' && s.p[i] != '%')
            return false;
        any = any || digit(s.p[i]);
    }
    return any;
}

static vb_str bare(vb_str s) /* a word without the marks around it */
{
    while (s.n > 0 && (s.p[0] == '(' || s.p[0] == '"'))
        s = vb_str_sub(s, 1, s.n);
    while (s.n > 0 && (s.p[s.n - 1] == ';' || s.p[s.n - 1] == ',' || s.p[s.n - 1] == ')' || s.p[s.n - 1] == '"' ||
                       s.p[s.n - 1] == ':' || (s.p[s.n - 1] == '.' && s.n > 1 && digit(s.p[s.n - 2]))))
        s = vb_str_sub(s, 0, s.n - 1);
    return s;
}

/* Names the numbers of a text that is no citation; gives how many. `cite`: what the clause cites. */
static size_t numbers_of(vb_lint *l, vb_str text, vb_str cite)
{
    size_t n = 0;
    bool cited = false; /* the words before are a citation: "part 744 or 746" */
    vb_str word, held = VB_STR_NONE;
    while (vb_str_next(&text, ' ', &word)) {
        word = bare(word);
        if (word.n == 0)
            continue;
        bool introduces = LISTED(word, citation_words);
        if (held.n > 0 && !introduces) {
            vb_lint_name(l, held);
            n++;
        }
        held = VB_STR_NONE;
        if (number(word) && !cited && vb_str_find(cite, word, 0) == SIZE_MAX)
            held = word;
        cited = introduces || (cited && (number(word) || LISTED(word, joining_words)));
    }
    if (held.n > 0) {
        vb_lint_name(l, held);
        n++;
    }
    return n;
}

static void numbers(vb_lint *l)
{
    for (size_t i = 0; i < l->rules->parameters.n; i++) {
        const vb_rule_parameter *p = &l->rules->parameters.v[i];
        if (!cites(p->cite))
            VB_LINT(l, true, "uncited-number", p->file, p->line, p->name,
                    N_("The citation \"{0}\" names neither a paragraph nor a document."), p->cite);
    }
    for (size_t i = 0; i < l->rules->clauses.n; i++) {
        const vb_rule_clause *c = &l->rules->clauses.v[i];
        size_t n = numbers_of(l, c->conditions, c->cite) +
                   (c->effect == VB_EFFECT_REVIEW ? numbers_of(l, c->value, c->cite) : 0);
        vb_str list = vb_lint_names(l);
        if (n > 0)
            VB_LINT(l, false, "number-in-text", c->file, c->line, c->id,
                    N_("Numbers stand in the text of the clause and come from no parameter with a citation: {0}."),
                    list);
    }
}

/* ---- Names ------------------------------------------------------------------------------------------------------ */

static const vb_model *model_of(const vb_lint *l, vb_str id)
{
    for (uint32_t i = 0; i < vb_catalogue_count(l->catalogue); i++)
        if (vb_str_eq(vb_catalogue_model(l->catalogue, i)->id, id))
            return vb_catalogue_model(l->catalogue, i);
    return NULL;
}

static bool known(const vb_lint *l, unsigned subject, vb_str text)
{
    for (uint32_t i = 0; i < vb_catalogue_count(l->catalogue); i++) {
        const vb_model *m = vb_catalogue_model(l->catalogue, i);
        if (vb_str_eq_nocase(subject == VB_TEXT_VENDOR ? m->vendor : m->chip, text))
            return true;
    }
    return false;
}

static bool addressed(const vb_rule_clause *c, vb_str vendor)
{
    const vb_rule_node *n = c->scope.n_nodes == 0 ? NULL : &c->scope.nodes[c->scope.root];
    if (n == NULL)
        return true;
    for (uint16_t i = 0; i < n->n; i++)
        if (vb_str_eq_nocase(c->scope.items[n->first + i].text, vendor))
            return true;
    return false;
}

static void unknown_names(vb_lint *l, const vb_rule_clause *c, const vb_rule_condition *in)
{
    for (uint16_t k = 0; k < in->n_nodes; k++) {
        const vb_rule_node *n = &in->nodes[k];
        for (uint16_t i = 0; n->op == VB_OP_TEXT && n->subject != VB_TEXT_MODEL && i < n->n; i++)
            if (!known(l, n->subject, in->items[n->first + i].text))
                vb_lint_name(l, in->items[n->first + i].text);
    }
    if (l->n_names > 0) {
        vb_str list = vb_lint_names(l);
        VB_LINT(l, false, "unknown-name", c->file, c->line, c->id,
                N_("No model of the catalogue has this maker or chip: {0}. Is it spelled as there?"), list);
    }
}

static void names(vb_lint *l)
{
    for (size_t i = 0; l->catalogue != NULL && i < l->rules->clauses.n; i++) {
        const vb_rule_clause *c = &l->rules->clauses.v[i];
        for (int round = 0; round < 2; round++) {
            for (uint16_t k = 0; k < c->when.n_nodes; k++) {
                const vb_rule_node *n = &c->when.nodes[k];
                for (uint16_t w = 0; n->op == VB_OP_TEXT && n->subject == VB_TEXT_MODEL && w < n->n; w++) {
                    vb_str id = c->when.items[n->first + w].text;
                    const vb_model *m = model_of(l, id);
                    bool other = m != NULL && !addressed(c, m->vendor);
                    if (round == 0 ? m == NULL : other)
                        vb_lint_name(l, id);
                }
            }
            if (l->n_names == 0)
                continue;
            vb_str list = vb_lint_names(l);
            if (round == 0)
                VB_LINT(l, true, "unknown-model", c->file, c->line, c->id,
                        N_("The catalogue has no such model, so the clause never meets it: {0}."), list);
            else
                VB_LINT(l, true, "other-maker", c->file, c->line, c->id,
                        N_("The clause is addressed to other makers than those of the models it names: {0}."), list);
        }
        unknown_names(l, c, &c->scope);
        unknown_names(l, c, &c->when);
    }
}

static bool in_braces(vb_str text, vb_str name)
{
    for (size_t at = 0; (at = vb_str_find(text, name, at)) != SIZE_MAX; at++)
        if (at > 0 && text.p[at - 1] == '{' && at + name.n < text.n && text.p[at + name.n] == '}')
            return true;
    return false;
}

static bool used(const vb_rules *rules, uint32_t first)
{
    vb_str name = rules->parameters.v[first].name;
    for (size_t i = 0; i < rules->clauses.n; i++) {
        const vb_rule_clause *c = &rules->clauses.v[i];
        if (c->parameter == first || in_braces(c->conditions, name))
            return true;
        for (uint16_t k = 0; k < c->when.n_nodes; k++)
            if (c->when.nodes[k].op == VB_OP_COMPARE && c->when.nodes[k].parameter == first)
                return true;
    }
    return false;
}

static void unused(vb_lint *l)
{
    const vb_rules *r = l->rules;
    for (uint32_t i = 0; i < r->parameters.n; i++) {
        if (i > 0 && vb_str_eq(r->parameters.v[i].name, r->parameters.v[i - 1].name))
            continue;
        if (!used(r, i))
            VB_LINT(l, false, "unused-parameter", r->parameters.v[i].file, r->parameters.v[i].line,
                    r->parameters.v[i].name, N_("No clause uses the parameter {0}."), r->parameters.v[i].name);
    }
}

/* ---- Dates and reviews ------------------------------------------------------------------------------------------ */

static void in_force(vb_lint *l)
{
    for (size_t i = 0; i < l->rules->clauses.n; i++) {
        const vb_rule_clause *c = &l->rules->clauses.v[i];
        bool ever = false;
        for (int layer = 0; layer < 2; layer++) {
            const vb_rule_span *s = vb_rule_span_of(c, layer);
            ever = ever || (s->from != VB_RULE_NEVER && s->from < s->end);
        }
        if (!ever)
            VB_LINT(l, true, "never-in-force", c->file, c->line, c->id,
                    c->instrument->pending
                        ? N_("The clause of a pending instrument has no day in text_from, so no \"what if\" meets it.")
                        : N_("The clause stands in no text and is applied on no day."),
                    VB_STR_NONE);
        if (c->basis != VB_BASIS_PENDING || c->instrument->pending || !ever)
            continue;
        int64_t from = c->span[0].from < c->span[1].from ? c->span[0].from : c->span[1].from;
        vb_str day = vb_lint_day(l, from), reviewed = vb_lint_day(l, c->reviewed_on);
        VB_LINT(l, false, "must-be-confirmed", c->file, c->line, c->id,
                from > c->reviewed_on
                    ? N_("It was announced for {0}, after the day of review {1}: whether it came must be confirmed.")
                    : N_("Its day {0} had come at the review of {1} and it still stands as pending: confirm or "
                         "withdraw it."),
                day, reviewed);
    }
}

bool vb_rules_lawyer_read(vb_str reviewed_by)
{
    static const char *const words[] = {"lawyer", "attorney", "counsel", "solicitor", "Rechtsanw"};
    static const char *const no[] = {"not ", "no ", "without ", "never ", "unreviewed"};
    bool lawyer = false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        lawyer = lawyer || vb_str_contains_nocase(reviewed_by, vb_str_of(words[i]));
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        lawyer = lawyer && !vb_str_contains_nocase(reviewed_by, vb_str_of(no[i]));
    return lawyer;
}

static void reviews(vb_lint *l)
{
    const vb_rules *r = l->rules;
    size_t unread = 0, unquoted = 0;
    for (size_t i = 0; i < r->instruments.n; i++) {
        const vb_rule_instrument *in = r->instruments.v[i];
        unread += !vb_rules_lawyer_read(in->reviewed_by);
        if (r->reviewed_to - in->reviewed_on <= OLD_DAYS * VB_DAY)
            continue;
        vb_str then = vb_lint_day(l, in->reviewed_on), newest = vb_lint_day(l, r->reviewed_to);
        VB_LINT(l, false, "old-review", in->file, in->line, in->id,
                N_("Its sources were last read on {0}, more than 180 days before the newest review ({1})."), then,
                newest);
    }
    for (size_t i = 0; i < r->clauses.n; i++)
        unquoted += r->clauses.v[i].quote_sha256.n == 0;
    if (unread > 0) {
        vb_str count = vb_lint_count(l, unread), all = vb_lint_count(l, r->instruments.n);
        VB_LINT(l, false, "no-lawyer", VB_STR_NONE, 0, VB_STR_NONE,
                N_("{0} of {1} instruments were not reviewed by a lawyer."), count, all);
    }
    if (unquoted > 0) {
        vb_str count = vb_lint_count(l, unquoted), all = vb_lint_count(l, r->clauses.n);
        VB_LINT(l, false, "no-quote", VB_STR_NONE, 0, VB_STR_NONE,
                N_("{0} of {1} clauses carry no SHA-256 of the official paragraph, so a change of its words is not "
                   "noticed."),
                count, all);
    }
}

static void memberships(vb_lint *l)
{
    const vb_rules *r = l->rules;
    for (size_t g = 0; g < r->groups.n; g++) {
        size_t assumed = 0, unknown = 0, members = 0;
        const vb_rule_group_row *first = NULL;
        for (size_t i = 0; i < r->groups.v[g].n; i++) {
            const vb_rule_group_row *row = &r->group_rows.v[r->groups.v[g].first + i];
            members += row->country != 0;
            assumed += row->country != 0 && row->status == VB_STATUS_ASSUMED;
            unknown += row->country != 0 && row->status == VB_STATUS_UNKNOWN;
            if (row->status != VB_STATUS_STATED && (first == NULL || row->line < first->line))
                first = row;
        }
        if (assumed + unknown == 0)
            continue;
        vb_str parts[] = {r->groups.v[g].name, vb_lint_count(l, assumed), vb_lint_count(l, unknown),
                          vb_lint_count(l, members)};
        vb_lint_add(l, false, "assumed-membership", first->file, first->line, r->groups.v[g].name,
                    N_("Group {0}: {1} of {3} dated memberships are assumed from a later list, {2} are unknown."),
                    parts, 4);
    }
}

vb_code vb_rules_lint(const vb_rules *rules, const vb_catalogue *catalogue, vb_arena *arena, vb_rule_doubts *out,
                      vb_error *err)
{
    vb_rule_doubts doubts = {0};
    vb_lint l = {.rules = rules, .catalogue = catalogue, .arena = arena, .out = &doubts};
    in_force(&l);
    numbers(&l);
    names(&l);
    unused(&l);
    reviews(&l);
    memberships(&l);
    vb_lint_time(&l);
    vb_lint_search(&l);
    vb_buf_free(&l.names);
    if (l.failed)
        return vb_fail(err, VB_E_NOMEM, "rules", VB_NO_OFFSET, "no memory left for the doubts about the rules");
    if (doubts.n > 0)
        qsort(doubts.v, doubts.n, sizeof *doubts.v, by_doubt);
    *out = doubts;
    return VB_OK;
}
