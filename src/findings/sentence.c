/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences of findings in a language: the template is translated first, then {0} {1} ... are filled in. */
#include "base/time.h"
#include "findings/finding.h"

static const char *say(const char *msgid, vb_translate_fn translate, void *ctx)
{
    const char *text = translate == NULL ? NULL : translate(ctx, msgid);
    return text == NULL ? msgid : text;
}

static void write_arg(vb_buf *out, const vb_arg *a, vb_translate_fn translate, void *ctx, bool german)
{
    char when[24];
    switch (a->kind) {
    case VB_ARG_TEXT:
        vb_buf_add(out, a->text);
        return;
    case VB_ARG_NUMBER:
        vb_buf_grouped(out, a->number, german ? '.' : ',');
        return;
    case VB_ARG_DAY:
        vb_time_text(a->number, true, when);
        vb_buf_add(out, vb_str_of(when));
        return;
    case VB_ARG_MESSAGE:
        vb_buf_add(out, vb_str_of(say(a->text.p, translate, ctx)));
        return;
    }
}

void vb_sentence_write(vb_buf *out, const vb_sentence *s, vb_translate_fn translate, void *ctx, vb_lang lang)
{
    if (s->msgid == NULL)
        return;
    bool german = lang == VB_LANG_DE;
    const char *p = say(s->msgid, translate, ctx), *from = p;
    for (; *p != '\0'; p++) {
        if (p[0] != '{' || p[1] < '0' || p[1] > '9' || p[2] != '}')
            continue;
        vb_buf_add(out, (vb_str){from, (size_t)(p - from)});
        unsigned i = (unsigned)(p[1] - '0');
        if (i < s->n)
            write_arg(out, &s->arg[i], translate, ctx, german);
        p += 2;
        from = p + 1;
    }
    vb_buf_add(out, (vb_str){from, (size_t)(p - from)});
}
