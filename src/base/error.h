/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_BASE_ERROR_H
#define VB_BASE_ERROR_H
/* One error type: code, place, sentence. An error means "we could not look"; what we saw is a finding,
 * and our own mistake is an assert. Functions that can fail return vb_code and take `vb_error *err` last. */
#include <stdint.h>

typedef enum vb_code {
    VB_OK = 0,
    VB_E_PARSE,    /* the bytes are not of the format */
    VB_E_RANGE,    /* of the format, but a value is outside its limits */
    VB_E_OVERFLOW, /* an exact number does not fit its type */
    VB_E_NOMEM,    /* the job's arena limit or the machine's memory is reached */
    VB_E_IO,       /* the operating system refused */
    VB_E_SIGNATURE,
    VB_E_PROOF,
    VB_E_NOT_FOUND,
    VB_E_USAGE,
    VB_E_UNAVAILABLE /* a service or a helper process is not there */
} vb_code;

#define VB_NO_OFFSET UINT64_MAX

typedef struct vb_error { /* filled by the callee; the caller may pass NULL */
    vb_code code;
    uint64_t offset;   /* byte, line or row in the input, as `where` says; or VB_NO_OFFSET */
    char where[96];    /* file, line, column or field path: "epcis.eventList[3].bizStep" */
    char message[224]; /* one sentence, with the value found and the value expected */
} vb_error;

#define VB_MUST_USE __attribute__((warn_unused_result))

/* Formats the message; cuts it at the field's size on a UTF-8 boundary; control bytes and broken UTF-8, which come from
 * quoted input, become '?'. err may be NULL. */
__attribute__((format(printf, 5, 6))) void vb_error_set(vb_error *err, vb_code code, const char *where, uint64_t offset,
                                                        const char *fmt, ...);

/* A macro, so that compilers and analysers see that the value returned is `code` and never VB_OK. */
#define vb_fail(err, code, ...) (vb_error_set((err), (code), __VA_ARGS__), (code))
#define VB_TRY(expr)             \
    do {                         \
        vb_code vb_rc_ = (expr); \
        if (vb_rc_ != VB_OK)     \
            return vb_rc_;       \
    } while (0)

/* What the operating system says of an errno, in English whatever the locale: our sentences around it are, too. */
const char *vb_system_text(int number);

/* A short English word for a code ("parse error"), for terminals and logs. */
const char *vb_code_name(vb_code code);
#endif
