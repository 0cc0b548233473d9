/* What answers mean for the next attempt, how long to wait for it, and what a server's XML tells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "s3/answer.h"
#include "s3/retry.h"
#include "s3/upload.h"

static void answers_are_judged(void **state)
{
    static const struct {
        CURLcode transfer;
        long status;
        const char *code;
        wpn_s3_verdict verdict;
    } cases[] = {
        {CURLE_OK, 200, "", WPN_S3_SUCCEEDED},
        {CURLE_OK, 204, "", WPN_S3_SUCCEEDED},
        {CURLE_OK, 206, "", WPN_S3_SUCCEEDED},
        {CURLE_OK, 200, "InternalError", WPN_S3_RETRY},
        {CURLE_OK, 200, "InvalidPart", WPN_S3_FAILED},
        {CURLE_OK, 500, "", WPN_S3_RETRY},
        {CURLE_OK, 502, "", WPN_S3_RETRY},
        {CURLE_OK, 503, "SlowDown", WPN_S3_RETRY},
        {CURLE_OK, 504, "", WPN_S3_RETRY},
        {CURLE_OK, 501, "NotImplemented", WPN_S3_FAILED},
        {CURLE_OK, 429, "", WPN_S3_RETRY},
        {CURLE_OK, 408, "", WPN_S3_RETRY},
        {CURLE_OK, 400, "RequestTimeout", WPN_S3_RETRY},
        {CURLE_OK, 400, "AuthorizationHeaderMalformed", WPN_S3_REDIRECTED},
        {CURLE_OK, 301, "PermanentRedirect", WPN_S3_REDIRECTED},
        {CURLE_OK, 307, "", WPN_S3_REDIRECTED},
        {CURLE_OK, 403, "AccessDenied", WPN_S3_FAILED},
        {CURLE_OK, 403, "RequestTimeTooSkewed", WPN_S3_CLOCK_SKEWED},
        {CURLE_OK, 400, "ExpiredToken", WPN_S3_EXPIRED},
        {CURLE_OK, 404, "NoSuchKey", WPN_S3_FAILED},
        {CURLE_OK, 412, "PreconditionFailed", WPN_S3_FAILED},
        {CURLE_COULDNT_CONNECT, 0, "", WPN_S3_RETRY},
        {CURLE_OPERATION_TIMEDOUT, 0, "", WPN_S3_RETRY},
        {CURLE_PARTIAL_FILE, 206, "", WPN_S3_RETRY},
        {CURLE_RECV_ERROR, 0, "", WPN_S3_RETRY},
        {CURLE_SEND_ERROR, 0, "", WPN_S3_RETRY},
        {CURLE_GOT_NOTHING, 0, "", WPN_S3_RETRY},
        {CURLE_PEER_FAILED_VERIFICATION, 0, "", WPN_S3_FAILED},
        {CURLE_SSL_CACERT_BADFILE, 0, "", WPN_S3_FAILED},
        {CURLE_URL_MALFORMAT, 0, "", WPN_S3_FAILED},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(wpn_s3_judge(cases[i].transfer, cases[i].status, cases[i].code), cases[i].verdict);
    }
}

static void pauses_double_up_to_a_limit(void **state)
{
    unsigned limits[] = {100, 200, 400, 800, 1600, 3200, 6400, 12800, 20000, 20000};
    for (unsigned i = 0; i < 10; i++) {
        assert_int_equal(wpn_s3_backoff(i + 2, limits[i]), limits[i]);
        assert_int_equal(wpn_s3_backoff(i + 2, limits[i] + 1), 0);
    }
    assert_in_range(wpn_s3_backoff(100, UINT64_MAX), 0, 20000);
}

static void errors_are_read(void **state)
{
    wpn_s3_answer answer;
    const char *xml =
        "<Error><Code>NoSuchKey</Code><Message>a\nb</Message><RequestId>id</RequestId><Region>eu-west-1</Region>"
        "<Key>k</Key></Error>";
    wpn_s3_answer_read(&answer, xml, strlen(xml));
    assert_string_equal(answer.root, "Error");
    assert_string_equal(answer.code, "NoSuchKey");
    assert_string_equal(answer.message, "a b");
    assert_string_equal(answer.request_id, "id");
    assert_string_equal(answer.region, "eu-west-1");
    wpn_s3_answer_read(&answer, "<Error><Code>Cut", 16);
    assert_string_equal(answer.root, "");
    assert_string_equal(answer.code, "");
    wpn_s3_answer_read(&answer, NULL, 0);
    assert_string_equal(answer.root, "");
}

/* 10,000 parts of the usual size hold what is expected, or parts are made larger; beyond 5 GiB a part S3 takes no more.
 */
static void parts_are_sized_by_what_is_expected(void **state)
{
    wpn_s3_client *client;
    wpn_error error;
    wpn_s3_config config = {.bucket = "bucket",
                            .endpoint = "http://127.0.0.1:1",
                            .region = "us-east-1",
                            .part_size = WPN_S3_MIN_PART,
                            .concurrency = 1};
    assert_int_equal(wpn_s3_client_new(&client, &config, &error), WPN_OK);
    static const struct {
        uint64_t expected;
        wpn_status status;
    } cases[] = {{0, WPN_OK},
                 {1ull << 40, WPN_OK},
                 {9000 * WPN_S3_MAX_PART - 1, WPN_OK},
                 {9000 * WPN_S3_MAX_PART, WPN_E_ARGUMENT},
                 {UINT64_MAX, WPN_E_ARGUMENT}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        wpn_s3_upload_options options = {.key = "key", .expected_size = cases[i].expected};
        wpn_s3_upload *upload;
        assert_int_equal(wpn_s3_upload_new(&upload, client, &options, &error), cases[i].status);
        if (cases[i].status == WPN_OK) {
            wpn_s3_upload_free(upload);
        }
    }
    wpn_s3_client_release(client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_judged),
        cmocka_unit_test(pauses_double_up_to_a_limit),
        cmocka_unit_test(errors_are_read),
        cmocka_unit_test(parts_are_sized_by_what_is_expected),
    };
    return cmocka_run_group_tests_name("s3_retry", tests, NULL, NULL);
}
