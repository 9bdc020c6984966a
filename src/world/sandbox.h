/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_WORLD_SANDBOX_H
#define VB_WORLD_SANDBOX_H
/* Parsers of hostile formats run in a process of their own that can do nothing but read its input, use memory, write
 * its answer and end: no files, no network, no other processes (libseccomp, no_new_privs, resource limits).
 *
 *   this program --- starts once ---> helper --- forks for every input ---> confined parser
 *
 * The helper is this program again (/proc/self/exe) with one hidden verb, an empty environment and no open files but
 * one socket to us. It never sees an input: it hands the descriptors on and tells how the parser ended. Every input has
 * a parser of its own, so that one file cannot tamper with what is read of the next; a fork costs a tenth of a start.
 *
 * Every main that runs a sandbox, a test's too, must answer the verb before it does anything else:
 *
 *     if (argc == 2 && vb_str_eq(vb_str_of(argv[1]), VB_S(VB_SANDBOX_PARSE_XML)))
 *         return vb_sandbox_child(vb_nvidia_smi_xml_flatten);
 *
 * What the parser may not do, because the kernel ends it: open anything (so no catalogs, no external entities, no iconv
 * of encodings that need a file: refuse those before the library sees them), start threads or processes. */
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

#define VB_SANDBOX_PARSE_XML "__parse-xml"

typedef struct vb_sandbox_limits { /* zero = the limit below */
    size_t input_bytes;            /* VB_SANDBOX_MAX_INPUT */
    size_t output_bytes;           /* VB_SANDBOX_MAX_OUTPUT */
    unsigned seconds;              /* of the clock on the wall, and of CPU time; VB_SANDBOX_MAX_SECONDS */
} vb_sandbox_limits;
enum {
    VB_SANDBOX_MAX_INPUT = 64 << 20,
    VB_SANDBOX_MAX_OUTPUT = 64 << 20,
    VB_SANDBOX_MAX_SECONDS = 20,
    VB_SANDBOX_MEMORY_MIB = 1024 /* address space of the child */
};

typedef struct vb_sandbox vb_sandbox;

/* Starts the helper. Errors: VB_E_UNAVAILABLE it cannot be started; VB_E_NOMEM. */
VB_MUST_USE vb_code vb_sandbox_open(const char *verb, vb_sandbox **out, vb_error *err);
/* Runs the parser on `input` and appends what it wrote to `output` (only on success). limits may be NULL. One thread at
 * a time. Errors: the parser's own, with its code, place and sentence; VB_E_RANGE input or output too long, or out of
 * time; VB_E_PARSE the parser crashed, or tried what it may not do, on this input; VB_E_UNAVAILABLE no parser can be
 * started or confined on this machine (it is never run unconfined). After any of them the next input may be given. */
VB_MUST_USE vb_code vb_sandbox_parse(vb_sandbox *s, vb_str input, const vb_sandbox_limits *limits, vb_buf *output,
                                     vb_error *err);
void vb_sandbox_close(vb_sandbox *s);

/* Open, one parse, close. */
VB_MUST_USE vb_code vb_sandbox_run(const char *verb, vb_str input, const vb_sandbox_limits *limits, vb_buf *output,
                                   vb_error *err);

/* The helper's side, and behind it the parser's. Does not return. */
_Noreturn int vb_sandbox_child(vb_code (*parse)(vb_str in, vb_buf *out, vb_error *err));
#endif
