/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences about an evaluation, in English and German: the words are ours, texts of rule files stay as they are. */
#include "base/number.h"
#include "report/outcome_priv.h"

enum { NANO_PLACES = 9, SHOWN_PLACES = 3 };
#define NANO INT64_C(1000000000)
#define SHOWN (NANO / 1000)

__extension__ typedef __int128 wide;

const char *vb_say_word(const char *msgid, vb_voice v)
{
    const char *text = v.translate == NULL ? NULL : v.translate(v.ctx, msgid);
    return text == NULL ? msgid : text;
}

void vb_outcome_word(vb_buf *out, const char *msgid, vb_voice v)
{
    vb_buf_add(out, vb_str_of(vb_say_word(msgid, v)));
}

void vb_outcome_sentence(vb_buf *out, const vb_sentence *s, vb_voice v)
{
    vb_sentence_write(out, s, v.translate, v.ctx, v.lang);
}

/* ---- Numbers ---------------------------------------------------------------------------------------------------- */

void vb_nano_text(int64_t nano, char out[32])
{
    char text[48];
    size_t n = 0, dot = SIZE_MAX;
    vb_decimal_text(nano, NANO_PLACES, '.', text);
    for (; text[n] != '\0'; n++)
        if (text[n] == '.')
            dot = n;
    while (dot != SIZE_MAX && n > dot + 1 && text[n - 1] == '0')
        n--;
    if (dot != SIZE_MAX && n == dot + 1)
        n--;
    n = n < 31 ? n : 31;
    memcpy(out, text, n);
    out[n] = '\0';
}

/* Grouped, at most three decimals, cut. */
static void number(vb_buf *out, int64_t nano, vb_voice v)
{
    bool german = v.lang == VB_LANG_DE;
    int64_t rest = nano % NANO / SHOWN;
    vb_buf_grouped(out, nano / NANO, german ? '.' : ',');
    if (rest <= 0)
        return;
    int places = SHOWN_PLACES;
    for (; rest % 10 == 0; rest /= 10)
        places--;
    vb_buf_printf(out, "%c%0*lld", german ? ',' : '.', places, (long long)rest);
}

static const char *unit_of(vb_rule_metric m)
{
    switch (m) {
    case VB_METRIC_TPP:
    case VB_METRIC_DENSITY:
    case VB_METRIC_N:
        return "";
    case VB_METRIC_IO:
    case VB_METRIC_DRAM:
    case VB_METRIC_IO_DRAM:
        return " GB/s";
    case VB_METRIC_TOPS:
        return " TOPS";
    case VB_METRIC_HBM:
        return " GB/s/mm²";
    }
    return "";
}

const char *vb_say_metric(vb_rule_metric m, vb_voice v)
{
    switch (m) {
    case VB_METRIC_TPP:
        return vb_say_word(N_("TPP"), v);
    case VB_METRIC_DENSITY:
        return vb_say_word(N_("performance density"), v);
    case VB_METRIC_IO:
        return vb_say_word(N_("I/O bandwidth"), v);
    case VB_METRIC_DRAM:
        return vb_say_word(N_("DRAM bandwidth"), v);
    case VB_METRIC_IO_DRAM:
        return vb_say_word(N_("I/O and DRAM bandwidth together"), v);
    case VB_METRIC_TOPS:
        return vb_say_word(N_("processing performance"), v);
    case VB_METRIC_HBM:
        return vb_say_word(N_("memory bandwidth density"), v);
    case VB_METRIC_N:
        break;
    }
    return "";
}

void vb_say_figure(vb_buf *out, vb_rule_metric m, int64_t low, int64_t high, bool unit, vb_voice v)
{
    if (high < 0) {
        vb_outcome_word(out, N_("none"), v);
        return;
    }
    if (high == INT64_MAX && low <= 0) {
        vb_outcome_word(out, N_("not known"), v);
        return;
    }
    if (high == INT64_MAX) {
        vb_outcome_word(out, N_("at least"), v);
        vb_buf_char(out, ' ');
    }
    number(out, low, v);
    if (high != INT64_MAX && high / SHOWN != low / SHOWN) {
        vb_buf_char(out, ' ');
        vb_outcome_word(out, N_("to"), v);
        vb_buf_char(out, ' ');
        number(out, high, v);
    }
    if (unit)
        vb_buf_add(out, vb_str_of(unit_of(m)));
}

bool vb_margin_text(int64_t value, int64_t threshold, char out[32])
{
    char text[48];
    if (threshold <= 0 || value < 0 || value == INT64_MAX)
        return false;
    /* twice the tenths of a per cent, so that halves round away from zero */
    wide doubled = ((wide)value - threshold) * 2000 / threshold;
    bool less = value < threshold;
    int64_t tenths = (int64_t)(((less ? -doubled : doubled) + 1) / 2);
    vb_decimal_text(tenths, 1, '.', text);
    size_t n = 0;
    if (less)
        out[n++] = '-';
    for (size_t i = 0; text[i] != '\0' && n < 31; i++)
        out[n++] = text[i];
    out[n] = '\0';
    return true;
}

void vb_say_margin(vb_buf *out, int64_t value, int64_t threshold, vb_voice v)
{
    char text[32];
    if (!vb_margin_text(value, threshold, text))
        return;
    bool german = v.lang == VB_LANG_DE, less = text[0] == '-';
    vb_str digits = vb_str_sub(vb_str_of(text), less, sizeof text);
    size_t dot = vb_str_find(digits, VB_S("."), 0);
    int64_t whole = 0;
    for (size_t i = 0; i < digits.n && i < dot; i++)
        whole = whole * 10 + (digits.p[i] - '0');
    vb_buf_add(out, less ? VB_S("\xE2\x88\x92") : VB_S("+")); /* a true minus sign */
    vb_buf_grouped(out, whole, german ? '.' : ',');
    vb_buf_char(out, german ? ',' : '.');
    vb_buf_add(out, vb_str_sub(digits, dot == SIZE_MAX ? digits.n : dot + 1, digits.n));
    vb_buf_lit(out, " %");
}

/* ---- Tests ------------------------------------------------------------------------------------------------------ */

static const char *compared(vb_rule_relation relation, vb_tri is)
{
    static const char *const forms[4][2] = {[VB_REL_GE] = {N_("{0} {1} is below {2}"), N_("{0} {1} reaches {2}")},
                                            [VB_REL_GT] = {N_("{0} {1} is not above {2}"), N_("{0} {1} is above {2}")},
                                            [VB_REL_LE] = {N_("{0} {1} is above {2}"), N_("{0} {1} is not above {2}")},
                                            [VB_REL_LT] = {N_("{0} {1} reaches {2}"), N_("{0} {1} is below {2}")}};
    return forms[relation][is == VB_YES];
}

static void say_compare(vb_buf *out, const vb_rule_reason *r, vb_voice v)
{
    vb_rule_metric m = (vb_rule_metric)r->subject;
    VB_CLEANUP(vb_buf, vb_buf_free) value = {0};
    VB_CLEANUP(vb_buf, vb_buf_free) threshold = {0};
    bool known = r->threshold != VB_NO_FIGURE, nothing = r->high == INT64_MAX && r->low <= 0;
    vb_say_figure(&value, m, r->low, r->high, true, v);
    if (known)
        vb_say_figure(&threshold, m, r->threshold, r->threshold, true, v);
    vb_arg name = VB_TEXT(vb_str_of(vb_say_metric(m, v))), is = VB_TEXT(vb_buf_str(&value)),
           than = VB_TEXT(vb_buf_str(&threshold));
    vb_sentence s;
    if (!known)
        s = VB_SAY(N_("{0} {1}: the threshold was not known or not in force on that day"), name, is);
    else if (r->high < 0)
        s = VB_SAY(N_("{0}: there is none, so {1} is not reached"), name, than);
    else if (nothing)
        s = VB_SAY(N_("{0} is not known; the threshold is {1}"), name, than);
    else if (r->is == VB_UNKNOWN)
        s = VB_SAY(N_("{0} {1}: on which side of {2} is open"), name, is, than);
    else
        s = VB_SAY(compared(r->relation, r->is), name, is, than);
    vb_outcome_sentence(out, &s, v);
    out->failed = out->failed || value.failed || threshold.failed;
    char probe[32];
    if (!known || r->high < 0 || nothing || !vb_margin_text(r->low, r->threshold, probe))
        return;
    vb_buf_lit(out, " (");
    vb_say_margin(out, r->low, r->threshold, v);
    if (r->high != INT64_MAX && r->high / SHOWN != r->low / SHOWN) {
        vb_buf_char(out, ' ');
        vb_outcome_word(out, N_("to"), v);
        vb_buf_char(out, ' ');
        vb_say_margin(out, r->high, r->threshold, v);
    }
    vb_buf_char(out, ')');
}

vb_str vb_outcome_country(const vb_outcome *o, vb_country c, vb_voice v, char room[3])
{
    vb_str name = o->countries == NULL ? VB_STR_NONE : vb_country_name(o->countries, c, v.lang);
    if (name.n > 0)
        return name;
    if (c == VB_ABROAD)
        return vb_str_of(vb_say_word(N_("a country that is not named"), v));
    vb_country_text(c, room);
    return (vb_str){room, 2};
}

static void say_member(vb_buf *out, const vb_outcome *o, const vb_rule_member *m, vb_voice v)
{
    char room[3];
    vb_buf_add(out, m->group.n > 0 ? m->group : vb_outcome_country(o, m->country, v, room));
}

/* The members that made it what it is: the first that holds, else all that are open, else all. */
static bool say_members(vb_buf *out, const vb_outcome *o, const vb_rule_reason *r, vb_voice v)
{
    bool assumed = false;
    size_t said = 0;
    for (size_t i = 0; i < r->n_members; i++) {
        const vb_rule_member *m = &r->members[i];
        if (m->in != r->is)
            continue;
        assumed = assumed || m->assumed;
        if (said++ > 0)
            vb_buf_lit(out, ", ");
        say_member(out, o, m, v);
        if (r->is == VB_YES)
            break;
    }
    return assumed;
}

static bool is_itself(const vb_rule_reason *r)
{
    for (size_t i = 0; i < r->n_members; i++)
        if (r->members[i].in == VB_YES)
            return r->members[i].group.n == 0;
    return false;
}

static void say_place(vb_buf *out, const vb_outcome *o, const vb_rule_reason *r, vb_voice v)
{
    static const char *const unstated[VB_PLACE_N] = {
        N_("the destination is not stated"), N_("the headquarters are not stated"), N_("the exporter is not stated")};
    static const char *const itself[VB_PLACE_N] = {N_("the destination is {0}"), N_("the headquarters are in {0}"),
                                                   N_("the move starts in {0}")};
    static const char *const inside[VB_PLACE_N] = {N_("the destination {0} is in group {1}"),
                                                   N_("the headquarters, {0}, are in group {1}"),
                                                   N_("the move starts in {0}, which is in group {1}")};
    static const char *const outside[VB_PLACE_N] = {N_("the destination {0} is not among {1}"),
                                                    N_("the headquarters, {0}, are not among {1}"),
                                                    N_("the move starts in {0}, which is not among {1}")};
    static const char *const other[VB_PLACE_N] = {N_("the destination is {0}, not {1}"),
                                                  N_("the headquarters are in {0}, not in {1}"),
                                                  N_("the move starts in {0}, not in {1}")};
    static const char *const open[VB_PLACE_N] = {
        N_("whether the destination {0} was among {1} on that day is not known"),
        N_("whether the headquarters, {0}, were among {1} on that day is not known"),
        N_("whether {0}, where the move starts, was among {1} on that day is not known")};
    size_t p = r->subject < VB_PLACE_N ? r->subject : VB_PLACE_DESTINATION;
    char room[3];
    if (r->country == 0) {
        vb_outcome_word(out, unstated[p], v);
        return;
    }
    VB_CLEANUP(vb_buf, vb_buf_free) among = {0};
    bool assumed = say_members(&among, o, r, v);
    vb_arg country = VB_TEXT(vb_outcome_country(o, r->country, v, room)), set = VB_TEXT(vb_buf_str(&among));
    vb_sentence s;
    if (r->is == VB_YES && is_itself(r))
        s = VB_SAY(itself[p], country);
    else if (r->is == VB_NO && r->n_members == 1 && r->members[0].group.n == 0)
        s = VB_SAY(other[p], country, set);
    else
        s = VB_SAY(r->is == VB_YES ? inside[p] : r->is == VB_NO ? outside[p] : open[p], country, set);
    vb_outcome_sentence(out, &s, v);
    if (assumed) {
        vb_buf_lit(out, " (");
        vb_outcome_word(out, N_("membership taken from a later list"), v);
        vb_buf_char(out, ')');
    }
    out->failed = out->failed || among.failed;
}

static const char *const facts_of[VB_FACTOR_N][3] = {
    {N_("whether it is designed or marketed for data centres is not known"),
     N_("not designed or marketed for data centres"), N_("designed or marketed for data centres")},
    {N_("whether the end use is in a data centre is not stated"), N_("the end use is not in a data centre"),
     N_("the end use is in a data centre")}};

static void say_words(vb_buf *out, const vb_rule_reason *r, vb_voice v)
{
    enum { SAID = 8 };
    for (size_t i = 0; i < r->n_words && i < SAID; i++) {
        if (i > 0 && i + 1 == r->n_words) {
            vb_buf_char(out, ' ');
            vb_outcome_word(out, N_("or"), v);
            vb_buf_char(out, ' ');
        } else if (i > 0) {
            vb_buf_lit(out, ", ");
        }
        vb_buf_add(out, r->words[i]);
    }
    if (r->n_words > SAID)
        vb_buf_lit(out, " …");
}

static void say_text(vb_buf *out, const vb_rule_reason *r, vb_voice v)
{
    static const char *const forms[VB_TEXT_N][3] = {
        {N_("whether the maker is {1} is not known"), N_("the maker {0} is not {1}"), N_("the maker {0} is named")},
        {N_("whether the chip is {1} is not known"), N_("the chip {0} is not {1}"), N_("the chip {0} is named")},
        {N_("whether the model is {1} is not known"), N_("the model {0} is not among {1}"),
         N_("the model {0} is named")}};
    VB_CLEANUP(vb_buf, vb_buf_free) set = {0};
    say_words(&set, r, v);
    vb_str value = r->value.n > 0 ? r->value : VB_S("?");
    vb_sentence s = VB_SAY(forms[r->subject < VB_TEXT_N ? r->subject : VB_TEXT_MODEL][r->is], VB_TEXT(value),
                           VB_TEXT(vb_buf_str(&set)));
    vb_outcome_sentence(out, &s, v);
    out->failed = out->failed || set.failed;
}

static void say_eccn(vb_buf *out, const vb_rule_reason *r, vb_voice v)
{
    static const char *const forms[3] = {N_("whether the circuit is classified {0} is open"),
                                         N_("the circuit is not classified {0}"), N_("the circuit is classified {0}")};
    VB_CLEANUP(vb_buf, vb_buf_free) set = {0};
    say_words(&set, r, v);
    vb_outcome_sentence(out, &VB_SAY(forms[r->is], VB_TEXT(vb_buf_str(&set))), v);
    out->failed = out->failed || set.failed;
}

void vb_say_reason(vb_buf *out, const vb_outcome *o, const vb_rule_reason *r, vb_voice v)
{
    static const char *const licences[3] = {N_("whether a licence is required is open"), N_("no licence is required"),
                                            N_("a licence is required")};
    switch (r->op) {
    case VB_OP_AND:
        vb_outcome_word(out, N_("all of these:"), v);
        return;
    case VB_OP_OR:
        vb_outcome_word(out, N_("at least one of these:"), v);
        return;
    case VB_OP_NOT:
        vb_outcome_word(out, N_("not so:"), v);
        return;
    case VB_OP_COMPARE:
        say_compare(out, r, v);
        return;
    case VB_OP_COUNTRY:
        say_place(out, o, r, v);
        return;
    case VB_OP_FACT:
        vb_outcome_word(out, facts_of[r->subject < VB_FACTOR_N ? r->subject : VB_FACTOR_END_USE][r->is], v);
        return;
    case VB_OP_TEXT:
        say_text(out, r, v);
        return;
    case VB_OP_ECCN:
        say_eccn(out, r, v);
        return;
    case VB_OP_LICENCE:
        vb_outcome_word(out, licences[r->is], v);
        return;
    case VB_OP_UNSTATED:
        vb_outcome_word(out, N_("no question states it:"), v);
        vb_buf_char(out, ' ');
        vb_buf_add(out, r->value.n > 0 ? r->value : r->text);
        return;
    }
}
