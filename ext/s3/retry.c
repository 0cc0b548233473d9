/* What an answer, or the lack of one, means for the next attempt. */
#include "s3/retry.h"

#include <stddef.h>
#include <string.h>

#define BASE_MS 100u
#define CAP_MS 20000u

typedef struct code_verdict {
    const char *code;
    wpn_s3_verdict verdict;
} code_verdict;

static const code_verdict codes[] = {
    {"RequestTimeout", WPN_S3_RETRY},
    {"RequestTimeoutException", WPN_S3_RETRY},
    {"SlowDown", WPN_S3_RETRY},
    {"InternalError", WPN_S3_RETRY},
    {"ServiceUnavailable", WPN_S3_RETRY},
    {"Throttling", WPN_S3_RETRY},
    {"ThrottlingException", WPN_S3_RETRY},
    {"RequestLimitExceeded", WPN_S3_RETRY},
    {"TooManyRequests", WPN_S3_RETRY},
    {"BandwidthLimitExceeded", WPN_S3_RETRY},
    {"OperationAborted", WPN_S3_RETRY},
    {"RequestTimeTooSkewed", WPN_S3_CLOCK_SKEWED},
    {"ExpiredToken", WPN_S3_EXPIRED},
    {"ExpiredTokenException", WPN_S3_EXPIRED},
    {"TokenRefreshRequired", WPN_S3_EXPIRED},
    {"PermanentRedirect", WPN_S3_REDIRECTED},
    {"TemporaryRedirect", WPN_S3_REDIRECTED},
    {"AuthorizationHeaderMalformed", WPN_S3_REDIRECTED},
    {"IllegalLocationConstraintException", WPN_S3_REDIRECTED},
};

/* A transfer that broke may work the next time; one that curl or TLS refuses will not. */
static wpn_s3_verdict judge_transfer(CURLcode transfer)
{
    switch (transfer) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_PARTIAL_FILE:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SEND_FAIL_REWIND:
        return WPN_S3_RETRY;
    default:
        return WPN_S3_FAILED;
    }
}

wpn_s3_verdict wpn_s3_judge(CURLcode transfer, long http_status, const char *code)
{
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        if (strcmp(code, codes[i].code) == 0) {
            return codes[i].verdict;
        }
    }
    if (http_status >= 300 && http_status < 400 && http_status != 304) {
        return WPN_S3_REDIRECTED;
    }
    switch (http_status) {
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
        return WPN_S3_RETRY;
    }
    if (http_status >= 400 || *code) {
        return WPN_S3_FAILED;
    }
    return transfer == CURLE_OK ? WPN_S3_SUCCEEDED : judge_transfer(transfer);
}

unsigned wpn_s3_backoff(unsigned attempt, uint64_t random)
{
    unsigned limit = attempt < 2 ? BASE_MS : attempt - 2 > 8 ? CAP_MS : BASE_MS << (attempt - 2);
    if (limit > CAP_MS) {
        limit = CAP_MS;
    }
    return (unsigned)(random % (limit + 1));
}
