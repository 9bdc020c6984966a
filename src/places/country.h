/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_PLACES_COUNTRY_H
#define VB_PLACES_COUNTRY_H
/* Countries as destinations: ISO 3166-1, so Hong Kong, Macao and Taiwan are rows of their own, and XK for Kosovo.
 * The table is data/countries.csv; data/README.md names the source of each column. */
#include "base/arena.h"
#include "base/error.h"
#include "base/lang.h"
#include "base/str.h"
#include "places/distance.h"

/* Two capital letters packed, 'U' << 8 | 'S'; 0 = unknown. Comparing numbers compares codes alphabetically. */
typedef uint16_t vb_country;
/* VB_COUNTRY("US") in expressions; VB_COUNTRY_OF('U', 'S') where C wants a constant (case labels, static tables). */
#define VB_COUNTRY(code) VB_COUNTRY_OF((code)[0], (code)[1])
#define VB_COUNTRY_OF(first, second) ((vb_country)((unsigned char)(first) << 8 | (unsigned char)(second)))

typedef struct vb_country_row {
    vb_country code;
    uint16_t numeric; /* ISO 3166-1 numeric; 0 = none (Kosovo) */
    char alpha3[4];   /* NUL-terminated */
    vb_str name_en, name_de;
    vb_str other_names; /* parted by ';' */
    vb_latlon point;    /* well inside the largest part of the country, for drawing; not the capital */
} vb_country_row;

typedef struct vb_country_key { /* folded name -> row; sorted */
    vb_str name;
    vb_country code;
} vb_country_key;

typedef struct vb_countries {   /* lives in the arena it was loaded into; borrows nothing */
    const vb_country_row *rows; /* by code */
    size_t n;
    const vb_country_key *keys;
    size_t n_keys;
} vb_countries;

/* Reads the table. Errors: VB_E_PARSE (a column is missing; a code is not two or three capital letters; rows out of
 * order or twice; one name for two countries: the message names both), VB_E_RANGE (numeric, point), VB_E_NOMEM. */
VB_MUST_USE vb_code vb_countries_load(vb_arena *arena, vb_str csv, vb_countries *out, vb_error *err);

/* What people write -> country: alpha-2, alpha-3, English, German or other name of the table; 0 when unknown or
 * ambiguous. Blanks around it, case, accents, punctuation and "the" do not matter; & is "and", St is "Saint", ae oe ue
 * may stand for umlauts, and "Korea, South" is also read as "South Korea". Numbers are never read as countries. */
vb_country vb_country_parse(const vb_countries *table, vb_str text);
/* Only a well-formed code "US" (two letters, any case) that is in the table. */
vb_country vb_country_parse_code(const vb_countries *table, vb_str text);

/* NULL when not in the table. */
const vb_country_row *vb_country_find(const vb_countries *table, vb_country code);
/* Name for display; for a code outside the table an empty view. */
vb_str vb_country_name(const vb_countries *table, vb_country code, vb_lang lang);
/* "US"; "??" for anything that is not two capital letters. */
void vb_country_text(vb_country code, char out[3]);
#endif
