/* What an answer, or the lack of one, means for the next attempt. Pure functions. */
#ifndef WPN_S3_RETRY_H
#define WPN_S3_RETRY_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum wpn_s3_verdict {
    WPN_S3_SUCCEEDED,
    WPN_S3_FAILED,       /* trying again would not help */
    WPN_S3_RETRY,        /* after a pause */
    WPN_S3_REDIRECTED,   /* another region or host */
    WPN_S3_CLOCK_SKEWED, /* sign again with the server's time */
    WPN_S3_EXPIRED,      /* sign again with fresh credentials */
} wpn_s3_verdict;

/* Code is S3's, "" where there is none. */
wpn_s3_verdict wpn_s3_judge(CURLcode transfer, long http_status, const char *code);

/* Milliseconds to wait before attempt 2, 3, ...: full jitter, so a random value is wanted. */
unsigned wpn_s3_backoff(unsigned attempt, uint64_t random);

#endif
