/* SPDX-License-Identifier: Apache-2.0 */
/* Functions this program does not use. The build puts this header in front of every source of src/, so that a call is a
 * compile error which names what to use instead.
 *
 * It works by declaring each function first, with an attribute that makes any later use an error; the system headers
 * may still declare it again. For that reason nothing is included here, and a source may still define _GNU_SOURCE in
 * its first line: an include in this file would have come too early for it.
 *
 * The prototypes are those of ISO C and POSIX.1-2017. */
#ifndef VB_BASE_BANNED_H
#define VB_BASE_BANNED_H

#ifdef __has_attribute
#if __has_attribute(unavailable)
#define VB_BANNED(use) __attribute__((unavailable(use)))
#endif
#endif
#ifndef VB_BANNED /* a compiler before gcc 12: the ban is kept by those who build with a newer one */
#define VB_BANNED(use)
#endif

/* No bound on what is written. */
char *strcpy(char *to, const char *from) VB_BANNED("build text in a vb_buf");
char *strcat(char *to, const char *from) VB_BANNED("build text in a vb_buf");
char *stpcpy(char *to, const char *from) VB_BANNED("build text in a vb_buf");
int sprintf(char *to, const char *format, ...) VB_BANNED("build text in a vb_buf, or use snprintf");
int vsprintf(char *to, const char *format, __builtin_va_list args)
    VB_BANNED("build text in a vb_buf, or use vsnprintf");
char *gets(char *to) VB_BANNED("read into a buffer of known size");

/* A result that may lack its final NUL, or a remainder filled with them. */
char *strncpy(char *to, const char *from, __SIZE_TYPE__ n) VB_BANNED("use memcpy with a checked length, or a vb_buf");
char *strncat(char *to, const char *from, __SIZE_TYPE__ n) VB_BANNED("build text in a vb_buf");

/* Numbers: no error, undefined on overflow, leading blanks and trailing bytes accepted. */
int atoi(const char *text) VB_BANNED("use the checked number readers of base");
long atol(const char *text) VB_BANNED("use the checked number readers of base");
long long atoll(const char *text) VB_BANNED("use the checked number readers of base");
double atof(const char *text) VB_BANNED("use the checked number readers of base");
int scanf(const char *format, ...) VB_BANNED("use a vb_reader and the checked number readers of base");
int sscanf(const char *from, const char *format, ...)
    VB_BANNED("use a vb_reader and the checked number readers of base");
int vsscanf(const char *from, const char *format, __builtin_va_list args) VB_BANNED("use a vb_reader");

/* Hidden state between calls. */
char *strerror(int number) VB_BANNED("use vb_system_text: no locale, no static text");
char *strtok(char *text, const char *delimiters) VB_BANNED("split with the vb_str functions");
int rand(void) VB_BANNED("take a random source from the caller");
void srand(unsigned int seed) VB_BANNED("take a random source from the caller");
long random(void) VB_BANNED("take a random source from the caller");
void srandom(unsigned int seed) VB_BANNED("take a random source from the caller");
double drand48(void) VB_BANNED("take a random source from the caller");

/* Calendar: a static result, the time zone of the machine, years beyond its tables. */
#ifdef __LP64__ /* elsewhere the width of time_t depends on macros that are not yet defined here */
struct tm;
struct tm *gmtime(const long *time) VB_BANNED("use the time functions of base");
struct tm *localtime(const long *time) VB_BANNED("use the time functions of base; times are UTC");
struct tm *localtime_r(const long *time, struct tm *result) VB_BANNED("use the time functions of base; times are UTC");
char *ctime(const long *time) VB_BANNED("use the time functions of base");
char *asctime(const struct tm *time) VB_BANNED("use the time functions of base");
long mktime(struct tm *time) VB_BANNED("use the time functions of base; times are UTC");
#endif

/* Names that another process can take first, and a shell between us and a program. */
char *tmpnam(char *to) VB_BANNED("use mkstemp or mkdtemp");
char *tempnam(const char *folder, const char *prefix) VB_BANNED("use mkstemp or mkdtemp");
char *mktemp(char *name) VB_BANNED("use mkstemp or mkdtemp");
int system(const char *command) VB_BANNED("start a program with posix_spawn and a list of arguments");

#endif
