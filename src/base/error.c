/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/str.h"

static void cut_utf8(char *text, size_t n)
{
    /* vsnprintf may cut inside a multi-byte character: drop the incomplete tail */
    size_t i = n;
    while (i > 0 && ((unsigned char)text[i - 1] & 0xC0) == 0x80)
        i--;
    if (i == 0)
        return;
    unsigned char lead = (unsigned char)text[i - 1];
    size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (n - (i - 1) < need)
        text[i - 1] = '\0';
}

/* Length of the well-formed UTF-8 character at p (n > 0 bytes are there), 0 when there is none or it is a control. */
static size_t printable(const char *p, size_t n)
{
    unsigned char lead = (unsigned char)p[0];
    if (lead < 0x80)
        return lead >= 0x20 && lead != 0x7F;
    size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (need > n || !vb_str_utf8((vb_str){p, need}, NULL))
        return 0;
    return lead == 0xC2 && (unsigned char)p[1] < 0xA0 ? 0 : need; /* U+0080 to U+009F drive terminals too */
}

/* Errors quote input and end on terminals: what could drive one becomes '?'. */
static void make_printable(char *text)
{
    size_t n = __builtin_strlen(text);
    for (size_t i = 0; i < n;) {
        size_t good = printable(text + i, n - i);
        if (good == 0)
            text[i] = '?';
        i += good == 0 ? 1 : good;
    }
}

void vb_error_set(vb_error *err, vb_code code, const char *where, uint64_t offset, const char *fmt, ...)
{
    if (err == NULL)
        return;
    va_list args;
    err->code = code;
    err->offset = offset;
    int n = snprintf(err->where, sizeof err->where, "%s", where == NULL ? "" : where);
    if (n >= (int)sizeof err->where)
        cut_utf8(err->where, sizeof err->where - 1);
    va_start(args, fmt);
    n = vsnprintf(err->message, sizeof err->message, fmt, args);
    va_end(args);
    if (n >= (int)sizeof err->message)
        cut_utf8(err->message, sizeof err->message - 1);
    make_printable(err->where);
    make_printable(err->message);
}

const char *vb_code_name(vb_code code)
{
    switch (code) {
    case VB_OK:
        return "ok";
    case VB_E_PARSE:
        return "parse error";
    case VB_E_RANGE:
        return "value out of range";
    case VB_E_OVERFLOW:
        return "number too large";
    case VB_E_NOMEM:
        return "memory limit reached";
    case VB_E_IO:
        return "input or output failed";
    case VB_E_SIGNATURE:
        return "signature wrong";
    case VB_E_PROOF:
        return "proof wrong";
    case VB_E_NOT_FOUND:
        return "not found";
    case VB_E_USAGE:
        return "wrong use";
    case VB_E_UNAVAILABLE:
        return "unavailable";
    }
    return "unknown";
}

const char *vb_system_text(int number)
{
    const char *text = strerrordesc_np(number);
    return text != NULL ? text : "unknown error";
}
