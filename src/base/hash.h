/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VB_BASE_HASH_H
#define VB_BASE_HASH_H
/* SHA-256 (FIPS 180-4) by OpenSSL's libcrypto, and hexadecimal. */
#include "base/error.h"
#include "base/str.h"

typedef struct vb_hash {
    uint8_t b[32];
} vb_hash;

VB_MUST_USE vb_code vb_sha256(vb_str bytes, vb_hash *out, vb_error *err);

/* In pieces: zero-initialise, add any number of times, finish once (which also frees). */
typedef struct vb_sha256_stream {
    void *state;
    bool failed;
} vb_sha256_stream;
void vb_sha256_add(vb_sha256_stream *s, vb_str bytes);
VB_MUST_USE vb_code vb_sha256_finish(vb_sha256_stream *s, vb_hash *out, vb_error *err);

/* Lower-case hex; out has room for 2 * n + 1 bytes. */
void vb_hex(const uint8_t *bytes, size_t n, char *out);
/* Strict: even count, hex digits only (either case); writes n / 2 bytes. */
VB_MUST_USE vb_code vb_unhex(vb_str text, uint8_t *out, size_t out_size, size_t *written, vb_error *err);
#endif
