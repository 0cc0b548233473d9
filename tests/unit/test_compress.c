/* compress/: every format, in frames and back, in pieces of every size; damaged and truncated input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zstd.h>

#include "base/buffer.h"
#include "compress/decode.h"
#include "compress/encode.h"

static const wpn_format formats[] = {WPN_FORMAT_NONE, WPN_FORMAT_GZIP, WPN_FORMAT_ZSTD};
static const wpn_format compressed_formats[] = {WPN_FORMAT_GZIP, WPN_FORMAT_ZSTD};

#define EACH(format, list)                                                                                             \
    for (size_t each_ = 0; each_ < sizeof(list) / sizeof((list)[0]); each_++)                                          \
        for (wpn_format format = (list)[each_], *once_ = &format; once_; once_ = NULL)

/* Text that compresses, but not to nothing. */
static void fill(wpn_buffer *text, size_t len)
{
    uint32_t random = 1;
    while (text->len < len) {
        random = random * 1103515245 + 12345;
        char line[64];
        int chars = snprintf(line, sizeof(line), "INSERT INTO t VALUES (%u,'https://example.com');\n", random >> 8);
        assert_true(wpn_buffer_append(text, line, (size_t)chars));
    }
}

static void append_frame(wpn_encoder *encoder, const wpn_buffer *text, wpn_buffer *out)
{
    wpn_error error;
    assert_int_equal(wpn_encoder_write(encoder, text->data, text->len, out, &error), WPN_OK);
    assert_int_equal(wpn_encoder_end_frame(encoder, out, &error), WPN_OK);
}

/* Decodes stored in pieces of in_step bytes, with room for out_step bytes at a time. */
static wpn_status decode(const wpn_buffer *stored, size_t in_step, size_t out_step, wpn_buffer *plain, wpn_error *error)
{
    wpn_decoder *decoder = wpn_decoder_new();
    assert_non_null(decoder);
    char *room = malloc(out_step);
    assert_non_null(room);
    wpn_status status = WPN_OK;
    size_t got;
    for (size_t at = 0; at < stored->len && status == WPN_OK; at += in_step) {
        const char *data = stored->data + at;
        size_t len = stored->len - at < in_step ? stored->len - at : in_step;
        do {
            status = wpn_decoder_read(decoder, &data, &len, room, out_step, &got, error);
            if (status == WPN_OK) {
                assert_true(wpn_buffer_append(plain, room, got));
            }
        } while (status == WPN_OK && got);
        assert_true(status != WPN_OK || len == 0);
    }
    while (status == WPN_OK) {
        status = wpn_decoder_end(decoder, room, out_step, &got, error);
        if (status != WPN_OK || got == 0) {
            break;
        }
        assert_true(wpn_buffer_append(plain, room, got));
    }
    free(room);
    wpn_decoder_free(decoder);
    return status;
}

static void assert_decodes_to(const wpn_buffer *stored, size_t in_step, size_t out_step, const char *text, size_t len)
{
    wpn_buffer plain = {0};
    wpn_error error = {0};
    wpn_status status = decode(stored, in_step, out_step, &plain, &error);
    if (status != WPN_OK) {
        fail_msg("%s", error.message);
    }
    assert_int_equal(plain.len, len);
    assert_true(len == 0 || memcmp(plain.data, text, len) == 0);
    wpn_buffer_free(&plain);
}

static void test_frames_come_back(void **state)
{
    wpn_buffer text = {0};
    fill(&text, 700 * 1000);
    EACH(format, formats)
    {
        wpn_buffer stored = {0};
        wpn_encoder *encoder;
        wpn_error error;
        assert_int_equal(wpn_encoder_new(&encoder, format, 3, &error), WPN_OK);
        append_frame(encoder, &text, &stored);
        size_t second = stored.len;
        append_frame(encoder, &text, &stored);
        assert_int_equal(wpn_encoder_end_frame(encoder, &stored, &error), WPN_OK); /* none is open: nothing */

        wpn_buffer both = {0};
        assert_true(wpn_buffer_append(&both, text.data, text.len) && wpn_buffer_append(&both, text.data, text.len));
        assert_decodes_to(&stored, stored.len, both.len + 1, both.data, both.len);
        assert_decodes_to(&stored, 1000, 4096, both.data, both.len);
        assert_decodes_to(&stored, stored.len, 100, both.data, both.len);

        wpn_buffer alone = {.data = stored.data + second, .len = stored.len - second};
        assert_decodes_to(&alone, 1 << 18, 1 << 18, text.data, text.len);
        if (format != WPN_FORMAT_NONE) {
            assert_true(stored.len < both.len / 2);
        }
        wpn_buffer_free(&both);
        wpn_buffer_free(&stored);
        wpn_encoder_free(encoder);
    }
    wpn_buffer_free(&text);
}

/* Its last input is data: none of the output may be left behind when there is no room for all of it. */
static void test_a_frame_without_a_checksum(void **state)
{
    wpn_buffer text = {0};
    wpn_buffer stored = {0};
    fill(&text, 300 * 1000);
    assert_true(wpn_buffer_reserve(&stored, ZSTD_compressBound(text.len)));
    stored.len = ZSTD_compress(stored.data, stored.cap, text.data, text.len, 3);
    assert_false(ZSTD_isError(stored.len));
    assert_decodes_to(&stored, stored.len, 1000, text.data, text.len);
    wpn_buffer_free(&text);
    wpn_buffer_free(&stored);
}

static void test_every_split_of_the_input(void **state)
{
    static const char text[] = "INSERT INTO t VALUES (1);\n";
    EACH(format, formats)
    {
        wpn_buffer stored = {0};
        wpn_encoder *encoder;
        wpn_error error;
        assert_int_equal(wpn_encoder_new(&encoder, format, 1, &error), WPN_OK);
        wpn_buffer whole = {.data = (char *)text, .len = sizeof(text) - 1};
        assert_int_equal(wpn_encoder_comment(encoder, "{}", 2, &stored, &error), WPN_OK);
        append_frame(encoder, &whole, &stored);
        assert_int_equal(wpn_encoder_comment(encoder, "{\"a\": 1}", 8, &stored, &error), WPN_OK);
        for (size_t step = 1; step <= stored.len; step++) {
            assert_decodes_to(&stored, step, 7, text, whole.len);
        }
        wpn_buffer_free(&stored);
        wpn_encoder_free(encoder);
    }
}

static void test_comments_can_be_found_in_the_stored_bytes(void **state)
{
    EACH(format, compressed_formats)
    {
        wpn_buffer stored = {0};
        wpn_encoder *encoder;
        wpn_error error;
        assert_int_equal(wpn_encoder_new(&encoder, format, 1, &error), WPN_OK);
        assert_int_equal(wpn_encoder_comment(encoder, "the index", 9, &stored, &error), WPN_OK);
        assert_non_null(memmem(stored.data, stored.len, "the index", 9));
        wpn_buffer_free(&stored);
        wpn_encoder_free(encoder);
    }
}

/* Every proper prefix that ends inside a frame, every kind of split. */
static void test_truncation_is_an_error(void **state)
{
    wpn_buffer text = {0};
    fill(&text, 3000);
    EACH(format, compressed_formats)
    {
        wpn_buffer stored = {0};
        wpn_encoder *encoder;
        wpn_error error = {0};
        assert_int_equal(wpn_encoder_new(&encoder, format, 3, &error), WPN_OK);
        append_frame(encoder, &text, &stored);
        for (size_t len = 6; len < stored.len; len++) {
            wpn_buffer cut = {.data = stored.data, .len = len};
            wpn_buffer plain = {0};
            assert_int_equal(decode(&cut, 100, 100, &plain, &error), WPN_E_IO);
            assert_non_null(strstr(error.message, "truncated"));
            wpn_buffer_free(&plain);
        }
        wpn_buffer_free(&stored);
        wpn_encoder_free(encoder);
    }
    wpn_buffer_free(&text);
}

static void test_damage_is_an_error(void **state)
{
    wpn_buffer text = {0};
    fill(&text, 3000);
    EACH(format, compressed_formats)
    {
        wpn_buffer stored = {0};
        wpn_encoder *encoder;
        wpn_error error = {0};
        assert_int_equal(wpn_encoder_new(&encoder, format, 3, &error), WPN_OK);
        append_frame(encoder, &text, &stored);
        /* In the middle of the data, and in the checksum behind it. */
        size_t places[] = {stored.len / 2, stored.len - (format == WPN_FORMAT_GZIP ? 8 : 1)};
        for (size_t i = 0; i < 2; i++) {
            wpn_buffer plain = {0};
            stored.data[places[i]] ^= 1;
            assert_int_equal(decode(&stored, 100, 100, &plain, &error), WPN_E_IO);
            stored.data[places[i]] ^= 1;
            wpn_buffer_free(&plain);
        }
        assert_true(wpn_buffer_append(&stored, "garbage", 7));
        wpn_buffer plain = {0};
        assert_int_equal(decode(&stored, 100, 100, &plain, &error), WPN_E_IO);
        assert_non_null(strstr(error.message, "damaged"));
        wpn_buffer_free(&plain);
        wpn_buffer_free(&stored);
        wpn_encoder_free(encoder);
    }
    wpn_buffer_free(&text);
}

static void test_plain_text_that_looks_like_a_magic_number(void **state)
{
    static const char *const texts[] = {"",
                                        "S",
                                        "X*",
                                        "X*M",
                                        "(\xb5/",
                                        "\x1f",
                                        "BZ",
                                        "\xfd\x37zX",
                                        "SET NAMES utf8;",
                                        "-- x\n"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        wpn_buffer stored = {.data = (char *)texts[i], .len = strlen(texts[i])};
        assert_decodes_to(&stored, 1, 3, texts[i], strlen(texts[i]));
        assert_decodes_to(&stored, 100, 100, texts[i], strlen(texts[i]));
    }
}

static void test_other_compressions_are_named(void **state)
{
    static const struct {
        const char *name;
        const char *bytes;
        size_t len;
    } cases[] = {{"zip", "PK\3\4\24\0", 6},
                 {"bzip2", "BZh91AY", 7},
                 {"xz",
                  "\xfd"
                  "7zXZ\0",
                  6}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        wpn_buffer stored = {.data = (char *)cases[i].bytes, .len = cases[i].len};
        wpn_buffer plain = {0};
        wpn_error error = {0};
        assert_int_equal(decode(&stored, 1, 10, &plain, &error), WPN_E_IO);
        assert_non_null(strstr(error.message, cases[i].name));
    }
}

static void test_a_frame_that_demands_gigabytes_is_refused(void **state)
{
    /* A zstd frame whose header asks for a window of 2 GiB: exponent 21 over 1 KiB. */
    static const char bytes[] = {'\x28', '\xb5', '\x2f', '\xfd', 0, 21 << 3, 1, 0, 0, 0};
    wpn_buffer stored = {.data = (char *)bytes, .len = sizeof(bytes)};
    wpn_buffer plain = {0};
    wpn_error error = {0};
    assert_int_equal(decode(&stored, 100, 100, &plain, &error), WPN_E_IO);
    assert_non_null(strstr(error.message, "memory"));
    wpn_buffer_free(&plain);
}

static void test_levels_are_checked(void **state)
{
    static const struct {
        wpn_format format;
        int level;
        wpn_status status;
    } cases[] = {
        {WPN_FORMAT_ZSTD, 22, WPN_OK},   {WPN_FORMAT_ZSTD, 23, WPN_E_ARGUMENT}, {WPN_FORMAT_ZSTD, -5, WPN_OK},
        {WPN_FORMAT_GZIP, 9, WPN_OK},    {WPN_FORMAT_GZIP, 10, WPN_E_ARGUMENT}, {WPN_FORMAT_GZIP, -1, WPN_E_ARGUMENT},
        {WPN_FORMAT_NONE, 1000, WPN_OK},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        wpn_encoder *encoder = NULL;
        wpn_error error = {0};
        assert_int_equal(wpn_encoder_new(&encoder, cases[i].format, cases[i].level, &error), cases[i].status);
        wpn_encoder_free(encoder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames_come_back),
        cmocka_unit_test(test_a_frame_without_a_checksum),
        cmocka_unit_test(test_every_split_of_the_input),
        cmocka_unit_test(test_comments_can_be_found_in_the_stored_bytes),
        cmocka_unit_test(test_truncation_is_an_error),
        cmocka_unit_test(test_damage_is_an_error),
        cmocka_unit_test(test_plain_text_that_looks_like_a_magic_number),
        cmocka_unit_test(test_other_compressions_are_named),
        cmocka_unit_test(test_a_frame_that_demands_gigabytes_is_refused),
        cmocka_unit_test(test_levels_are_checked),
    };
    return cmocka_run_group_tests_name("compress", tests, NULL, NULL);
}
