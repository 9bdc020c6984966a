/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include "base/buf.h"
#include "base/hash.h"

/* NIST, "Examples with Intermediate Values", SHA256.pdf and the FIPS 180-4 additional vectors. */
static const struct {
    const char *text;
    size_t times;
    const char *digest;
} sha_rows[] = {
    {"", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
     1, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
    {"a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
};

static void sha256_gives_the_published_digests(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sha_rows / sizeof sha_rows[0]; i++) {
        vb_sha256_stream stream = {0};
        vb_buf whole = {0};
        vb_hash h, piecewise;
        char hex[65];
        for (size_t k = 0; k < sha_rows[i].times; k++) {
            vb_buf_add(&whole, vb_str_of(sha_rows[i].text));
            vb_sha256_add(&stream, vb_str_of(sha_rows[i].text));
        }
        assert_int_equal(vb_sha256(vb_buf_str(&whole), &h, NULL), VB_OK);
        vb_hex(h.b, sizeof h.b, hex);
        assert_string_equal(hex, sha_rows[i].digest);
        assert_int_equal(vb_sha256_finish(&stream, &piecewise, NULL), VB_OK);
        assert_memory_equal(piecewise.b, h.b, sizeof h.b);
        vb_buf_free(&whole);
    }
}

/* RFC 4648, section 10: base16 of "foobar" is 666F6F626172. */
static void hex_of_rfc_4648(void **state)
{
    char text[13];
    uint8_t bytes[6];
    size_t n = 0;
    (void)state;
    vb_hex((const uint8_t *)"foobar", 6, text);
    assert_string_equal(text, "666f6f626172");
    assert_int_equal(vb_unhex(VB_S("666F6F626172"), bytes, sizeof bytes, &n, NULL), VB_OK);
    assert_int_equal(n, 6);
    assert_memory_equal(bytes, "foobar", 6);
}

static void hex_is_strict(void **state)
{
    static const struct {
        const char *text;
        vb_code code;
    } rows[] = {
        {"", VB_OK},         {"0", VB_E_PARSE},    {"0g", VB_E_PARSE},  {"0x00", VB_E_PARSE},
        {" 00", VB_E_PARSE}, {"00 0", VB_E_PARSE}, {"00112233", VB_OK}, {"0011223344", VB_E_RANGE},
        {"/0", VB_E_PARSE},  {":0", VB_E_PARSE},   {"@0", VB_E_PARSE},  {"`0", VB_E_PARSE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t out[4] = {0xEE, 0xEE, 0xEE, 0xEE};
        size_t n = 99;
        assert_int_equal(vb_unhex(vb_str_of(rows[i].text), out, sizeof out, &n, NULL), rows[i].code);
        if (rows[i].code != VB_OK) {
            assert_int_equal(n, 99);
            assert_int_equal(out[0], 0xEE);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_gives_the_published_digests),
        cmocka_unit_test(hex_of_rfc_4648),
        cmocka_unit_test(hex_is_strict),
    };
    return cmocka_run_group_tests_name("base hash", tests, NULL, NULL);
}
