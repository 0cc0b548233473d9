/* One bucket at one endpoint, and the curl_multi that drives its requests. Nothing here blocks but wpn_s3_step(). */
#ifndef WPN_S3_CLIENT_H
#define WPN_S3_CLIENT_H

#include "s3/credentials.h"
#include "s3/uri.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <sys/types.h>

typedef enum wpn_s3_style { WPN_S3_STYLE_AUTO, WPN_S3_STYLE_PATH, WPN_S3_STYLE_VIRTUAL } wpn_s3_style;

/* What a client is made of. Borrows everything; NULL where nothing was given. */
typedef struct wpn_s3_config {
    const char *bucket;
    const char *endpoint;
    const char *region;
    wpn_credentials_source source;
    wpn_s3_style style;
    uint64_t part_size;
    unsigned concurrency;
    unsigned retries;
    unsigned stall_seconds;
    const char *ca_file;
    const char *proxy;
} wpn_s3_config;

struct wpn_s3_request;

/* Counted: uploads, downloads and listings each hold one reference. Owns everything. */
typedef struct wpn_s3_client {
    unsigned references;
    char *bucket;
    char *region;
    wpn_endpoint endpoint;
    bool is_aws; /* the endpoint was not given, and so follows the region */
    bool path_style;
    uint64_t part_size;
    unsigned concurrency;
    unsigned retries;
    unsigned stall_seconds;
    char *ca_file;
    char *proxy;
    char *given[4]; /* what credentials are resolved from: access key, secret key, token, profile */
    wpn_credentials credentials;
    unsigned generation;  /* of the credentials: which resolving they came from */
    int64_t clock_offset; /* seconds the server is ahead of us */

    CURLM *multi;
    pid_t process;                   /* the one that made the multi; a forked child must not touch its connections */
    struct wpn_s3_request *requests; /* submitted and not done */
} wpn_s3_client;

/* WPN_E_ARGUMENT where the configuration is wrong. Does not touch the network. */
wpn_status wpn_s3_client_new(wpn_s3_client **client, const wpn_s3_config *config, wpn_error *error);
void wpn_s3_client_retain(wpn_s3_client *client);
void wpn_s3_client_release(wpn_s3_client *client);

/* Whether this process is the one that made the client: after a fork, the child has no part in the parent's transfers.
 */
bool wpn_s3_client_is_ours(const wpn_s3_client *client);

/* Makes sure there are valid credentials. */
wpn_status wpn_s3_client_identify(wpn_s3_client *client, wpn_error *error);

/* Adopts the region that a server named. False where it is not a region's name, or no other than before. */
bool wpn_s3_client_set_region(wpn_s3_client *client, const char *region);

/* Host and encoded path for a key (NULL: the bucket itself), appended. False when memory is short. */
bool wpn_s3_client_address(const wpn_s3_client *client, const char *key, wpn_buffer *host, wpn_buffer *path);

#endif
