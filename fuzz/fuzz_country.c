/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody wrote where a country should stand. */
#include "places/country.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char table_text[] =
    "code,alpha3,numeric,name_en,name_de,other_names,lat,lon\n"
    "AD,AND,020,Andorra,Andorra,,42.54,1.56\n"
    "AT,AUT,040,Austria,\xc3\x96sterreich,,47.6,14.1\n"
    "CI,CIV,384,C\xc3\xb4te d'Ivoire,C\xc3\xb4te d'Ivoire,Ivory Coast;Elfenbeink\xc3\xbcste,7.5,-5.5\n"
    "HK,HKG,344,Hong Kong,Hongkong,\"Hong Kong SAR;China, Hong Kong;\xe9\xa6\x99\xe6\xb8\xaf\",22.4,114.2\n"
    "KN,KNA,659,Saint Kitts and Nevis,St. Kitts und Nevis,,17.3,-62.8\n"
    "KR,KOR,410,South Korea,S\xc3\xbc"
    "dkorea,\"Korea, Republic of\",36.2,128\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    vb_arena arena = {.limit = 1u << 20};
    vb_countries table;
    vb_str text = {(const char *)data, size};
    if (vb_countries_load(&arena, (vb_str){table_text, sizeof table_text - 1}, &table, NULL) != VB_OK)
        abort();
    vb_country code = vb_country_parse(&table, text);
    if (code != 0 && vb_country_find(&table, code) == NULL)
        abort();
    vb_country short_code = vb_country_parse_code(&table, text);
    if (short_code != 0 && short_code != code)
        abort();
    /* Blanks around it change nothing. */
    char *wide = malloc(size + 2);
    if (wide == NULL)
        abort();
    wide[0] = wide[size + 1] = ' ';
    if (size > 0)
        memcpy(wide + 1, data, size);
    if (size < 100 && vb_country_parse(&table, (vb_str){wide, size + 2}) != code)
        abort();
    free(wide);
    vb_arena_free(&arena);
    return 0;
}
