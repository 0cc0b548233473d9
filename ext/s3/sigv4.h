/* AWS Signature Version 4 for S3, in the Authorization header. */
#ifndef WPN_S3_SIGV4_H
#define WPN_S3_SIGV4_H

#include "base/buffer.h"
#include "s3/headers.h"

#include <time.h>

#define WPN_SHA256_HEX_SIZE 65 /* with the closing NUL */
#define WPN_AMZ_DATE_SIZE 17   /* 20130524T000000Z, with the closing NUL */

/* What is signed: the very bytes that are sent. Borrows everything. */
typedef struct wpn_sigv4_request {
    const char *method;
    const char *path;           /* encoded */
    const char *query;          /* encoded and sorted by name; "" where there is none */
    const wpn_headers *headers; /* every one is signed; host, x-amz-date and x-amz-content-sha256 among them */
    const char *payload_sha256; /* hex */
} wpn_sigv4_request;

/* Who signs, and for where. Borrows everything. */
typedef struct wpn_sigv4_identity {
    const char *access_key;
    const char *secret_key;
    const char *region;
} wpn_sigv4_identity;

/* The time as x-amz-date has it. */
void wpn_amz_date(time_t when, char date[WPN_AMZ_DATE_SIZE]);

void wpn_hex(const unsigned char *bytes, size_t len, char *hex);
bool wpn_sha256_hex(const void *bytes, size_t len, char hex[WPN_SHA256_HEX_SIZE]);

/* Appends the value of the Authorization header, NUL-terminated beyond its length. False when memory is short. */
bool wpn_sigv4_authorization(const wpn_sigv4_request *request, const wpn_sigv4_identity *identity,
                             const char date[WPN_AMZ_DATE_SIZE], wpn_buffer *authorization);

#endif
