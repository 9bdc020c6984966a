/* SPDX-License-Identifier: Apache-2.0 */
/* Texts through gettext. glibc takes the language from LANGUAGE as soon as the locale is not "C"; C.UTF-8 is there on
 * every Debian, so no German locale needs to be installed. */
#include <libintl.h>
#include <locale.h>
#include <stdlib.h>

#include "cmd/reference.h"
#include "cmd/verb.h"

enum { DOMAIN_PATH = 4096 };

static vb_lang command_lang; /* set once at start */

void vb_translate_start(vb_lang lang)
{
    char path[DOMAIN_PATH];
    command_lang = lang;
    if (setlocale(LC_MESSAGES, "C.UTF-8") == NULL || setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        return; /* texts stay English */
    if (vb_locale_folder(path, sizeof path))
        (void)bindtextdomain("verbleib", path);
    else if (lang == VB_LANG_DE)
        fputs("verbleib: the German texts are not installed, so texts stay English; see verbleib doctor\n", stderr);
    (void)bind_textdomain_codeset("verbleib", "UTF-8");
    (void)setenv("LANGUAGE", "de", 1);
}

const char *vb_translate_de(void *ctx, const char *msgid)
{
    (void)ctx;
    return msgid[0] == '\0' ? msgid : dgettext("verbleib", msgid);
}

const char *vb_translate(void *ctx, const char *msgid)
{
    return command_lang == VB_LANG_DE ? vb_translate_de(ctx, msgid) : msgid;
}
