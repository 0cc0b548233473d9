/*
 * One S3 request, with its retries, as a state that wpn_s3_step() moves.
 *
 * A request is prepared, submitted, and is done some steps later; its owner then reads the outcome. Each attempt is
 * signed afresh. The owner's body and sink must live until then, or until wpn_s3_request_free(), which cancels.
 */
#ifndef WPN_S3_REQUEST_H
#define WPN_S3_REQUEST_H

#include "s3/client.h"
#include "s3/error.h"
#include "s3/headers.h"
#include "s3/retry.h"
#include "s3/sigv4.h"

struct wpn_s3_request;

/* Takes the body of a successful answer as it arrives, in place of response.body. */
typedef struct wpn_s3_sink {
    /* Before each attempt: sets the headers that depend on what arrived so far. False when memory is short. */
    bool (*prepare)(struct wpn_s3_request *request);
    /* False: the answer is not what was asked for, and request->error says why. */
    bool (*write)(struct wpn_s3_request *request, const char *bytes, size_t len);
    /* After an attempt that succeeded: whether all is there. */
    bool (*is_complete)(struct wpn_s3_request *request);
} wpn_s3_sink;

typedef enum wpn_s3_state { WPN_S3_IDLE, WPN_S3_WAITING, WPN_S3_RUNNING, WPN_S3_DONE } wpn_s3_state;

typedef struct wpn_s3_response {
    long status; /* 0: none came */
    wpn_headers headers;
    wpn_buffer body; /* NUL-terminated beyond its length */
} wpn_s3_response;

/* Owns what it points to, but for what is marked as borrowed. */
typedef struct wpn_s3_request {
    /* What is asked for. */
    wpn_s3_client *client; /* borrowed; its owner holds the reference */
    const char *operation; /* S3's name for it; static */
    const char *method;    /* static */
    char *key;             /* NULL: the bucket itself */
    wpn_buffer query;      /* encoded, sorted by name */
    wpn_headers headers;   /* beyond those that every request has */
    const char *body;      /* borrowed */
    size_t body_len;
    char body_sha256[WPN_SHA256_HEX_SIZE];
    const char *answer;      /* the root element of a right answer, NULL where no XML is expected; static */
    bool is_begin;           /* it makes something new each time: curl must not repeat it by itself */
    bool slow;               /* S3 may think for minutes before it answers */
    unsigned max_attempts;   /* 0: as many as the client says */
    const wpn_s3_sink *sink; /* borrowed */
    void *sink_context;      /* borrowed */

    /* The attempt under way. */
    wpn_s3_state state;
    unsigned attempt;      /* from 1 */
    unsigned unsettled;    /* attempts that may have worked, though no answer said so */
    unsigned moves;        /* redirects, clock corrections and new credentials, which cost no attempt */
    char region[65];       /* it was signed for; others may have corrected the client's since */
    unsigned generation;   /* of the credentials that signed it */
    int64_t due_ms;        /* WAITING: when to start */
    wpn_endpoint redirect; /* where a server sent us for this request */
    CURL *curl;
    struct curl_slist *lines;
    char curl_message[CURL_ERROR_SIZE];
    size_t sent;
    bool rejected; /* by the sink, or because the answer was too long */
    struct wpn_s3_request *previous, *next;

    /* The outcome: error.base.status is WPN_OK where it succeeded. */
    wpn_s3_response response;
    wpn_s3_error error;
} wpn_s3_request;

/* Zero-initialised memory in, a request to be completed and submitted out. Also makes a used request new. */
wpn_status wpn_s3_request_init(wpn_s3_request *request, wpn_s3_client *client, const char *operation,
                               const char *method, const char *key);

/* Frees it. Where it is under way it is stopped, and its connection closed. */
void wpn_s3_request_free(wpn_s3_request *request);

/* Adds a query parameter or a header; call for query parameters in the order of their names. */
bool wpn_s3_request_query(wpn_s3_request *request, const char *name, const char *value);
bool wpn_s3_request_header(wpn_s3_request *request, const char *name, const char *value);

/* Sets a borrowed body and its hash. */
bool wpn_s3_request_body(wpn_s3_request *request, const void *bytes, size_t len);

/* Starts it. Never fails: a failure is an outcome. */
void wpn_s3_submit(wpn_s3_request *request);

/* Fills the request's error, with what is known of the answer, and returns the status. */
wpn_status wpn_s3_request_fail(wpn_s3_request *request, wpn_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Time that only goes forward, for what is due and for how long something took. */
int64_t wpn_s3_now_ms(void);

/* Moves every submitted request of the client on, waiting for events for at most max_wait_ms. */
void wpn_s3_step(wpn_s3_client *client, int max_wait_ms);

static inline bool wpn_s3_request_is_done(const wpn_s3_request *request)
{
    return request->state == WPN_S3_DONE;
}

static inline bool wpn_s3_request_succeeded(const wpn_s3_request *request)
{
    return request->state == WPN_S3_DONE && request->error.base.status == WPN_OK;
}

#endif
