/* What went wrong with S3: the operation by S3's own name, what it was about, and what the server said. */
#ifndef WPN_S3_ERROR_H
#define WPN_S3_ERROR_H

#include "base/error.h"

typedef struct wpn_s3_error {
    wpn_error base;        /* status and message */
    const char *operation; /* "UploadPart" and its like; static */
    char bucket[256];
    char key[1025];
    long http_status;     /* 0: no answer came */
    char code[128];       /* S3's code, as in "SlowDown"; "" where there is none */
    char request_id[128]; /* "" where there is none */
} wpn_s3_error;

#endif
