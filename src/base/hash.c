/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

#include <openssl/evp.h>

vb_code vb_sha256(vb_str bytes, vb_hash *out, vb_error *err)
{
    vb_hash h;
    unsigned n = 0;
    if (EVP_Digest(bytes.p == NULL ? "" : bytes.p, bytes.n, h.b, &n, EVP_sha256(), NULL) != 1 || n != sizeof h.b)
        return vb_fail(err, VB_E_NOMEM, "sha256", VB_NO_OFFSET, "libcrypto refused to compute SHA-256");
    *out = h;
    return VB_OK;
}

void vb_sha256_add(vb_sha256_stream *s, vb_str bytes)
{
    if (s->state == NULL && !s->failed) {
        EVP_MD_CTX *fresh = EVP_MD_CTX_new();
        s->failed = fresh == NULL || EVP_DigestInit_ex(fresh, EVP_sha256(), NULL) != 1;
        s->state = fresh;
    }
    if (!s->failed && bytes.n > 0)
        s->failed = EVP_DigestUpdate(s->state, bytes.p, bytes.n) != 1;
}

vb_code vb_sha256_finish(vb_sha256_stream *s, vb_hash *out, vb_error *err)
{
    vb_hash h;
    unsigned n = 0;
    vb_sha256_add(s, VB_STR_NONE);
    bool ok = !s->failed && EVP_DigestFinal_ex(s->state, h.b, &n) == 1 && n == sizeof h.b;
    EVP_MD_CTX_free(s->state);
    *s = (vb_sha256_stream){0};
    if (!ok)
        return vb_fail(err, VB_E_NOMEM, "sha256", VB_NO_OFFSET, "libcrypto refused to compute SHA-256");
    *out = h;
    return VB_OK;
}

void vb_hex(const uint8_t *bytes, size_t n, char *out)
{
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    out[2 * n] = '\0';
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

vb_code vb_unhex(vb_str text, uint8_t *out, size_t out_size, size_t *written, vb_error *err)
{
    if (text.n % 2 != 0)
        return vb_fail(err, VB_E_PARSE, "hex", text.n, "%zu hex digits, an even count is expected", text.n);
    if (text.n / 2 > out_size)
        return vb_fail(err, VB_E_RANGE, "hex", text.n, "%zu bytes, at most %zu fit", text.n / 2, out_size);
    for (size_t i = 0; i < text.n; i++)
        if (digit(text.p[i]) < 0)
            return vb_fail(err, VB_E_PARSE, "hex", i, "a character that is no hex digit at offset %zu", i);
    for (size_t i = 0; i < text.n / 2; i++)
        out[i] = (uint8_t)(digit(text.p[2 * i]) << 4 | digit(text.p[2 * i + 1]));
    *written = text.n / 2;
    return VB_OK;
}
