/* SigV4 against the examples of AWS's documentation (S3 API reference, "Signature Calculations for the Authorization
 * Header"). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "s3/sigv4.h"

#define EMPTY_SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static const wpn_sigv4_identity identity = {
    .access_key = "AKIAIOSFODNN7EXAMPLE",
    .secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    .region = "us-east-1",
};

/* Signs with the headers given as name, value pairs beside those of every example, and compares. */
static void check(const char *method, const char *path, const char *query, const char *sha256, const char *const *extra,
                  const char *signed_headers, const char *signature)
{
    wpn_headers headers = {0};
    wpn_headers_put(&headers, "x-amz-date", "20130524T000000Z");
    wpn_headers_put(&headers, "x-amz-content-sha256", sha256);
    wpn_headers_put(&headers, "Host", "examplebucket.s3.amazonaws.com");
    for (; extra && *extra; extra += 2) {
        wpn_headers_put(&headers, extra[0], extra[1]);
    }
    wpn_sigv4_request request = {method, path, query, &headers, sha256};
    wpn_buffer authorization = {0}, expected = {0};
    assert_true(wpn_sigv4_authorization(&request, &identity, "20130524T000000Z", &authorization));
    const char *parts[] = {
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=",
        signed_headers, ",Signature=", signature};
    for (size_t i = 0; i < 4; i++) {
        wpn_buffer_append(&expected, parts[i], strlen(parts[i]) + (i == 3));
    }
    assert_string_equal(authorization.data, expected.data);
    wpn_buffer_free(&authorization);
    wpn_buffer_free(&expected);
    wpn_headers_free(&headers);
}

static void get_object(void **state)
{
    const char *extra[] = {"Range", "bytes=0-9", NULL};
    check("GET", "/test.txt", "", EMPTY_SHA256, extra, "host;range;x-amz-content-sha256;x-amz-date",
          "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

static void put_object(void **state)
{
    char sha256[WPN_SHA256_HEX_SIZE];
    assert_true(wpn_sha256_hex("Welcome to Amazon S3.", 21, sha256));
    const char *extra[] = {"Date", "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class", "REDUCED_REDUNDANCY", NULL};
    check("PUT", "/test%24file.text", "", sha256, extra,
          "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
          "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

static void get_bucket_lifecycle(void **state)
{
    check("GET", "/", "lifecycle=", EMPTY_SHA256, NULL, "host;x-amz-content-sha256;x-amz-date",
          "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
}

static void list_objects(void **state)
{
    check("GET", "/", "max-keys=2&prefix=J", EMPTY_SHA256, NULL, "host;x-amz-content-sha256;x-amz-date",
          "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

static void header_values_are_trimmed_and_folded(void **state)
{
    const char *extra[] = {"Range", "  bytes=0-9 \t", NULL};
    check("GET", "/test.txt", "", EMPTY_SHA256, extra, "host;range;x-amz-content-sha256;x-amz-date",
          "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");

    wpn_headers one = {0}, two = {0};
    wpn_headers_put(&one, "x-amz-meta-a", "b c");
    wpn_headers_put(&two, "x-amz-meta-a", "b   c");
    wpn_sigv4_request request = {"GET", "/", "", &one, EMPTY_SHA256};
    wpn_buffer first = {0}, second = {0};
    assert_true(wpn_sigv4_authorization(&request, &identity, "20130524T000000Z", &first));
    request.headers = &two;
    assert_true(wpn_sigv4_authorization(&request, &identity, "20130524T000000Z", &second));
    assert_string_equal(first.data, second.data);
    wpn_buffer_free(&first);
    wpn_buffer_free(&second);
    wpn_headers_free(&one);
    wpn_headers_free(&two);
}

static void date_is_utc(void **state)
{
    char date[WPN_AMZ_DATE_SIZE];
    wpn_amz_date(1369353600, date);
    assert_string_equal(date, "20130524T000000Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(get_object),
        cmocka_unit_test(put_object),
        cmocka_unit_test(get_bucket_lifecycle),
        cmocka_unit_test(list_objects),
        cmocka_unit_test(header_values_are_trimmed_and_folded),
        cmocka_unit_test(date_is_utc),
    };
    return cmocka_run_group_tests_name("s3_sigv4", tests, NULL, NULL);
}
