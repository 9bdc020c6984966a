/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/epcis_priv.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

/* Length of the scheme or prefix before the first ':', 0 when there is none. '_' stands in CURIE prefixes only. */
static size_t prefix_length(vb_str s, bool curie)
{
    if (s.n == 0 || !is_letter(s.p[0]))
        return 0;
    for (size_t i = 1; i < s.n; i++) {
        if (s.p[i] == ':')
            return i;
        if (!is_letter(s.p[i]) && !is_digit(s.p[i]) && !one_of(s.p[i], "+-.") && !(curie && s.p[i] == '_'))
            return 0;
    }
    return 0;
}

bool vb_epcis_is_uri(vb_str s)
{
    size_t scheme = prefix_length(s, false);
    if (scheme == 0 || scheme + 1 == s.n || s.n > VB_EPCIS_MAX_URI)
        return false;
    for (size_t i = scheme + 1; i < s.n; i++) {
        char c = s.p[i];
        if (c == '%') {
            if (s.n - i < 3 || !is_hex(s.p[i + 1]) || !is_hex(s.p[i + 2]))
                return false;
        } else if (!is_letter(c) && !is_digit(c) && !one_of(c, "-._~:/?#[]@!$&'()*+,;=")) {
            return false;
        }
    }
    return true;
}

bool vb_epcis_is_extension(vb_str name)
{
    size_t prefix = prefix_length(name, true);
    return prefix > 0 && prefix + 1 < name.n;
}

/* ---- EPC URIs: GS1 EPC Tag Data Standard 2.0, pure identities and their patterns. */

typedef enum serial { NO_SERIAL, DIGITS, CHARACTERS, ASSET } serial;
typedef struct scheme {
    vb_str name;
    unsigned parts;    /* parted by dots; the last may hold dots itself */
    unsigned digits;   /* company prefix and reference together; 0 = other rules */
    serial last;       /* what the last part is; ASSET counts with the company prefix */
    unsigned last_max; /* characters; an escape is one */
    const char *fault;
} scheme;

#define SERIAL_FAULT(name, digits, max)                                                                      \
    name ": a company prefix of 6 to 12 digits, a reference that makes it " digits " digits, then 1 to " max \
         " characters"
#define NUMBER_FAULT(name, digits) \
    name ": a company prefix of 6 to 12 digits and a reference that makes it " digits " digits"
static const scheme schemes[] = {
    {VB_W("sgtin"), 3, 13, CHARACTERS, 20, SERIAL_FAULT("an SGTIN has", "13", "20")},
    {VB_W("sscc"), 2, 17, NO_SERIAL, 0, NUMBER_FAULT("an SSCC has", "17")},
    {VB_W("sgln"), 3, 12, CHARACTERS, 20, SERIAL_FAULT("an SGLN has", "12", "20")},
    {VB_W("grai"), 3, 12, CHARACTERS, 16, SERIAL_FAULT("a GRAI has", "12", "16")},
    {VB_W("giai"), 2, 0, ASSET, 30,
     "a GIAI has: a company prefix of 6 to 12 digits and a reference, at most 30 characters together"},
    {VB_W("gsrn"), 2, 17, NO_SERIAL, 0, NUMBER_FAULT("a GSRN has", "17")},
    {VB_W("gsrnp"), 2, 17, NO_SERIAL, 0, NUMBER_FAULT("a GSRNP has", "17")},
    {VB_W("gdti"), 3, 12, CHARACTERS, 17, SERIAL_FAULT("a GDTI has", "12", "17")},
    {VB_W("sgcn"), 3, 12, DIGITS, 12,
     "an SGCN has: a company prefix of 6 to 12 digits, a reference that makes it 12 digits, then 1 to 12 digits"},
    {VB_W("ginc"), 2, 0, ASSET, 30,
     "a GINC has: a company prefix of 6 to 12 digits and a reference, at most 30 characters together"},
    {VB_W("gsin"), 2, 16, NO_SERIAL, 0, NUMBER_FAULT("a GSIN has", "16")},
    {VB_W("pgln"), 2, 12, NO_SERIAL, 0, NUMBER_FAULT("a PGLN has", "12")},
    {VB_W("upui"), 3, 13, CHARACTERS, 28, SERIAL_FAULT("a UPUI has", "13", "28")},
    {VB_W("lgtin"), 3, 13, CHARACTERS, 20, SERIAL_FAULT("an LGTIN has", "13", "20")},
    {VB_W("itip"), 5, 13, CHARACTERS, 20,
     "an ITIP has: a company prefix and a reference of 13 digits, piece and total of two digits each, then 1 to 20 "
     "characters"},
    {VB_W("cpi"), 3, 0, DIGITS, 12,
     "a CPI has: a company prefix of 6 to 12 digits, a reference of 1 to 24 capitals, digits, %23, - or %2F, then 1 to "
     "12 digits"},
    {VB_W("gid"), 3, 0, DIGITS, 11, "a GID has three numbers"},
    {VB_W("usdod"), 2, 0, DIGITS, 14, "a USDOD EPC has a CAGE code or DoDAAC of 5 or 6 characters and a number"},
    {VB_W("adi"), 3, 0, CHARACTERS, 31,
     "an ADI EPC has a CAGE code or DoDAAC of 5 or 6 characters, a part number and a serial number"},
    {VB_W("bic"), 1, 0, CHARACTERS, 11, "a BIC has 11 characters"},
    {VB_W("imovn"), 1, 0, DIGITS, 7, "an IMO vessel number has 7 digits"},
};

/* Length in characters of text in the GS1 AI encodable set 82 as URIs write it; 0 when a byte is not of it. */
static size_t characters(vb_str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++, n++) {
        if (s.p[i] == '%') { /* " # % & / < > ? must be escaped */
            if (s.n - i < 3 || !is_hex(s.p[i + 1]) || !is_hex(s.p[i + 2]))
                return 0;
            i += 2;
        } else if (!is_letter(s.p[i]) && !is_digit(s.p[i]) && !one_of(s.p[i], "!'()*+,-.:;=_")) {
            return 0;
        }
    }
    return n;
}

static bool all_digits(vb_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_digit(s.p[i]))
            return false;
    return true;
}

static bool is_star(vb_str s)
{
    return s.n == 1 && s.p[0] == '*';
}

/* Parts of the body, at most n: the last takes the rest. Number of parts found. */
static unsigned split(vb_str body, unsigned n, vb_str part[5])
{
    unsigned found = 0;
    while (found + 1 < n) {
        const char *dot = body.n == 0 ? NULL : memchr(body.p, '.', body.n);
        if (dot == NULL)
            break;
        size_t at = (size_t)(dot - body.p);
        part[found++] = vb_str_sub(body, 0, at);
        body = vb_str_sub(body, at + 1, SIZE_MAX);
    }
    part[found++] = body;
    return found;
}

static bool company_prefix(vb_str s)
{
    return s.n >= 6 && s.n <= 12 && all_digits(s);
}

/* Does part i of a URI of this scheme have its shape? `part` holds what stands before it, too. */
static bool part_fits(const scheme *s, const vb_str *part, unsigned i)
{
    vb_str p = part[i];
    if (s->digits > 0 && i == 1)
        return all_digits(p) && part[0].n + p.n == s->digits;
    if (i + 1 == s->parts && s->last != NO_SERIAL) {
        size_t n = characters(p);
        if (s->last == ASSET)
            n = n == 0 ? 0 : n + part[0].n;
        return n >= 1 && n <= s->last_max && (s->last != DIGITS || all_digits(p));
    }
    if (vb_str_eq(s->name, VB_S("gid")))
        return p.n >= 1 && p.n <= 9 && all_digits(p);
    if (vb_str_eq(s->name, VB_S("usdod")) || (vb_str_eq(s->name, VB_S("adi")) && i == 0))
        return (p.n == 5 || p.n == 6) && characters(p) == p.n;
    if (vb_str_eq(s->name, VB_S("adi")))
        return p.n == 0 || (characters(p) >= 1 && characters(p) <= 32);
    if (i == 0)
        return company_prefix(p);
    if (vb_str_eq(s->name, VB_S("cpi")))
        return characters(p) >= 1 && characters(p) <= 24;
    return p.n == 2 && all_digits(p); /* ITIP: piece and total */
}

static const scheme *find_scheme(vb_str rest, vb_str *body)
{
    const char *colon = rest.n == 0 ? NULL : memchr(rest.p, ':', rest.n);
    if (colon == NULL)
        return NULL;
    size_t at = (size_t)(colon - rest.p);
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (vb_str_eq(schemes[i].name, vb_str_sub(rest, 0, at))) {
            *body = vb_str_sub(rest, at + 1, SIZE_MAX);
            return &schemes[i];
        }
    return NULL;
}

static const char *epc_fault(vb_str rest, bool lot, bool pattern)
{
    vb_str body, part[5] = {VB_STR_NONE, VB_STR_NONE, VB_STR_NONE, VB_STR_NONE, VB_STR_NONE};
    const scheme *s = find_scheme(rest, &body);
    if (s == NULL || lot != vb_str_eq(s->name, VB_S("lgtin")))
        return "the EPC Tag Data Standard 2.0 knows no such scheme here";
    if (split(body, s->parts, part) != s->parts)
        return s->fault;
    bool stars = false;
    for (unsigned i = 0; i < s->parts; i++) {
        if (pattern && is_star(part[i]))
            stars = true;
        else if (stars)
            return "a pattern names no part behind a *";
        else if (!part_fits(s, part, i))
            return s->fault;
    }
    return pattern && !stars ? "a pattern ends in *" : NULL;
}

/* ---- GS1 Digital Link on GS1's own domain: https://id.gs1.org/01/09506000134352/21/12345 */

typedef struct key {
    vb_str ai;
    unsigned digits, min, max; /* leading digits; length of the whole value */
} key;
static const key keys[] = {
    {VB_W("00"), 18, 18, 18},   {VB_W("01"), 14, 14, 14},   {VB_W("253"), 13, 13, 30},  {VB_W("255"), 13, 13, 25},
    {VB_W("401"), 0, 1, 30},    {VB_W("402"), 17, 17, 17},  {VB_W("414"), 13, 13, 13},  {VB_W("417"), 13, 13, 13},
    {VB_W("8003"), 14, 14, 30}, {VB_W("8004"), 0, 1, 30},   {VB_W("8006"), 18, 18, 18}, {VB_W("8010"), 0, 1, 30},
    {VB_W("8017"), 18, 18, 18}, {VB_W("8018"), 18, 18, 18},
};

static vb_str next_segment(vb_str *path)
{
    const char *slash = path->n == 0 ? NULL : memchr(path->p, '/', path->n);
    size_t n = slash == NULL ? path->n : (size_t)(slash - path->p);
    vb_str segment = vb_str_sub(*path, 0, n);
    *path = vb_str_sub(*path, slash == NULL ? n : n + 1, SIZE_MAX);
    return segment;
}

static const char *link_fault(vb_str path)
{
    vb_str ai = next_segment(&path), value = next_segment(&path);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const key *k = &keys[i];
        if (!vb_str_eq(k->ai, ai))
            continue;
        size_t n = characters(value);
        if (n < k->min || n > k->max || !all_digits(vb_str_sub(value, 0, k->digits)))
            return "the value of the GS1 Digital Link's key has not the length or the digits its key asks for";
    }
    while (path.n > 0) { /* qualifiers: pairs again */
        ai = next_segment(&path);
        size_t n = characters(next_segment(&path));
        if (!all_digits(ai) || n == 0 || n > 90)
            return "a GS1 Digital Link has pairs of an application identifier and its value";
    }
    return NULL;
}

const char *vb_epcis_epc_fault(vb_str uri)
{
    if (vb_str_starts(uri, VB_S("urn:epc:id:")))
        return epc_fault(vb_str_sub(uri, 11, SIZE_MAX), false, false);
    if (vb_str_starts(uri, VB_S("urn:epc:idpat:")))
        return epc_fault(vb_str_sub(uri, 14, SIZE_MAX), false, true);
    if (vb_str_starts(uri, VB_S("urn:epc:class:")))
        return epc_fault(vb_str_sub(uri, 14, SIZE_MAX), true, false);
    if (vb_str_starts(uri, VB_S("urn:epc:")))
        return "no pure identity: expected urn:epc:id:, urn:epc:class: or urn:epc:idpat:";
    if (vb_str_starts(uri, VB_S("https://id.gs1.org/"))) {
        vb_str path = vb_str_sub(uri, 19, SIZE_MAX);
        const char *end = path.n == 0 ? NULL : memchr(path.p, '?', path.n);
        return link_fault(vb_str_sub(path, 0, end == NULL ? path.n : (size_t)(end - path.p)));
    }
    return NULL;
}

const char *vb_epcis_uri_fault(vb_str uri, vb_epcis_uri_use use)
{
    if (uri.n > VB_EPCIS_MAX_URI)
        return "longer than 1000 bytes";
    if (!vb_epcis_is_uri(uri))
        return "not a URI (RFC 3986): it needs a scheme, and bytes other than letters, digits and "
               "-._~:/?#[]@!$&'()*+,;= "
               "must be %-escaped";
    if (use == VB_EPCIS_INSTANCE &&
        (vb_str_starts(uri, VB_S("urn:epc:class:")) || vb_str_starts(uri, VB_S("urn:epc:idpat:"))))
        return "names a class, not one object; classes stand in quantity lists";
    if (use == VB_EPCIS_CLASS && vb_str_starts(uri, VB_S("urn:epc:id:")))
        return "names one object, not a class; expected urn:epc:class: or urn:epc:idpat:";
    return vb_epcis_epc_fault(uri);
}
