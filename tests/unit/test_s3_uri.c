/* Encoding, the rules for keys and buckets, endpoints, and S3's XML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "s3/uri.h"
#include "s3/xml.h"

#include <stdlib.h>

static void check_encoded(const char *text, const char *expected)
{
    wpn_buffer out = {0};
    assert_true(wpn_uri_encode(&out, text, strlen(text), true));
    assert_true(wpn_buffer_push(&out, '\0'));
    assert_string_equal(out.data, expected);
    wpn_buffer_free(&out);
}

static void keys_are_encoded_once(void **state)
{
    check_encoded("a b+c=d/e", "a%20b%2Bc%3Dd/e");
    check_encoded("%2F", "%252F");
    check_encoded("a//b/../c", "a//b/../c");
    check_encoded("AZaz09-._~", "AZaz09-._~");
    check_encoded("\xC3\xA9*'()!", "%C3%A9%2A%27%28%29%21");
}

static void query_values_encode_the_slash(void **state)
{
    wpn_buffer query = {0};
    assert_true(wpn_uri_query(&query, "delimiter", "/") && wpn_uri_query(&query, "prefix", "a b&c"));
    assert_true(wpn_buffer_push(&query, '\0'));
    assert_string_equal(query.data, "delimiter=%2F&prefix=a%20b%26c");
    wpn_buffer_free(&query);
}

static void listed_keys_are_decoded(void **state)
{
    char text[] = "a+b%2Bc%20d%2fe%";
    wpn_uri_decode(text);
    assert_string_equal(text, "a b+c d/e%");
}

static void keys_are_checked(void **state)
{
    wpn_error error;
    char longest[WPN_S3_MAX_KEY + 1];
    memset(longest, 'k', sizeof(longest));
    assert_int_equal(wpn_s3_check_key(longest, WPN_S3_MAX_KEY, &error), WPN_OK);
    assert_int_equal(wpn_s3_check_key(longest, WPN_S3_MAX_KEY + 1, &error), WPN_E_ARGUMENT);
    assert_int_equal(wpn_s3_check_key("", 0, &error), WPN_E_ARGUMENT);
    assert_int_equal(wpn_s3_check_key("a\r\nHost: b", 10, &error), WPN_E_ARGUMENT);
    assert_int_equal(wpn_s3_check_key("a\0b", 3, &error), WPN_E_ARGUMENT);
    assert_int_equal(wpn_s3_check_key("\xC3\xA9\xF0\x9F\x98\x80 ../%2F//", 14, &error), WPN_OK);
    const char *not_utf8[] = {
        "\xC3", "\xC0\x80", "\xED\xA0\x80", "\xE0\x80\x80", "\xF0\x80\x80\x80", "\xF5\x80\x80\x80", "a\x80"};
    for (size_t i = 0; i < sizeof(not_utf8) / sizeof(not_utf8[0]); i++) {
        assert_int_equal(wpn_s3_check_key(not_utf8[i], strlen(not_utf8[i]), &error), WPN_E_ARGUMENT);
    }
}

static void buckets_are_checked(void **state)
{
    wpn_error error;
    assert_int_equal(wpn_s3_check_bucket("My_old.bucket-1", 15, &error), WPN_OK);
    const char *wrong[] = {"ab", "a/b", "a b", "a?b", "..", "bucket\n", "ok@host"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(wpn_s3_check_bucket(wrong[i], strlen(wrong[i]), &error), WPN_E_ARGUMENT);
    }
}

static void endpoints_are_parsed(void **state)
{
    wpn_endpoint endpoint;
    wpn_error error;
    assert_int_equal(wpn_endpoint_parse(&endpoint, "https://S3.example.com:443/", &error), WPN_OK);
    assert_string_equal(endpoint.scheme, "https");
    assert_string_equal(endpoint.path, "");
    wpn_endpoint_free(&endpoint);
    assert_int_equal(wpn_endpoint_parse(&endpoint, "http://127.0.0.1:7480/storage/v1/", &error), WPN_OK);
    assert_string_equal(endpoint.host, "127.0.0.1:7480");
    assert_string_equal(endpoint.path, "/storage/v1");
    wpn_endpoint_free(&endpoint);
    const char *wrong[] = {"example.com", "ftp://example.com", "http://user:pw@example.com", "http://example.com/?a",
                           "http://"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(wpn_endpoint_parse(&endpoint, wrong[i], &error), WPN_E_ARGUMENT);
        assert_null(strstr(error.message, "pw"));
    }
}

/* Joins "path=text;" of every element that ends. */
static bool collect(void *context, const char *path, char *text)
{
    wpn_buffer *out = context;
    return wpn_buffer_append(out, path, strlen(path)) && wpn_buffer_push(out, '=') &&
           wpn_buffer_append(out, text, strlen(text)) && wpn_buffer_push(out, ';');
}

static void xml_elements_are_reported_with_their_path(void **state)
{
    const char *xml = "<?xml version=\"1.0\"?><A xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><B><C>a&amp;b</C>"
                      "<C>&#233;</C></B><D/></A>";
    wpn_buffer out = {0};
    assert_true(wpn_xml_parse(xml, strlen(xml), collect, &out));
    wpn_buffer_push(&out, '\0');
    assert_string_equal(out.data, "A/B/C=a&b;A/B/C=\xC3\xA9;A/B=;A/D=;A=;");
    wpn_buffer_free(&out);
}

static void hostile_xml_is_refused(void **state)
{
    wpn_buffer out = {0}, deep = {0};
    for (int i = 0; i < 1000; i++) {
        wpn_buffer_append(&deep, "<a>", 3);
    }
    wpn_buffer_push(&deep, '\0');
    const char *wrong[] = {"",
                           "garbage",
                           "<A><B></A>",
                           "<A>",
                           "<A/><B/>",
                           deep.data,
                           "<!DOCTYPE A [<!ENTITY x \"y\">]><A>&x;</A>",
                           "<!DOCTYPE A SYSTEM \"file:///etc/passwd\"><A/>"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_false(wpn_xml_parse(wrong[i], strlen(wrong[i]), collect, &out));
    }
    wpn_buffer_free(&out);
    wpn_buffer_free(&deep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_encoded_once),
        cmocka_unit_test(query_values_encode_the_slash),
        cmocka_unit_test(listed_keys_are_decoded),
        cmocka_unit_test(keys_are_checked),
        cmocka_unit_test(buckets_are_checked),
        cmocka_unit_test(endpoints_are_parsed),
        cmocka_unit_test(xml_elements_are_reported_with_their_path),
        cmocka_unit_test(hostile_xml_is_refused),
    };
    return cmocka_run_group_tests_name("s3_uri", tests, NULL, NULL);
}
