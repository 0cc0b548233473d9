/* Percent-encoding as SigV4 defines it, the rules for keys, and the parts of an endpoint. */
#ifndef WPN_S3_URI_H
#define WPN_S3_URI_H

#include "base/buffer.h"
#include "base/error.h"

/* Most bytes S3 allows in a key. */
#define WPN_S3_MAX_KEY 1024

/* Appends bytes with everything but A-Z a-z 0-9 - . _ ~ encoded; '/' stays where keep_slash. False when memory is
 * short. */
bool wpn_uri_encode(wpn_buffer *out, const char *bytes, size_t len, bool keep_slash);

/* Appends `name=value`, encoded, after '&' where needed. Callers add parameters sorted by name, as SigV4 wants them. */
bool wpn_uri_query(wpn_buffer *query, const char *name, const char *value);

/* Decodes a value of a listing with encoding-type=url, in place. */
void wpn_uri_decode(char *text);

/* A key is 1 to 1024 bytes of UTF-8 without control characters. */
wpn_status wpn_s3_check_key(const char *key, size_t len, wpn_error *error);

/* A bucket name is 3 to 255 of [A-Za-z0-9._-], which holds for names of today, older ones and those of other servers.
 */
wpn_status wpn_s3_check_bucket(const char *bucket, size_t len, wpn_error *error);

/* Owns its strings. */
typedef struct wpn_endpoint {
    char *scheme; /* http or https */
    char *host;   /* with the port where it is not the scheme's own, as the Host header has it */
    char *path;   /* before the bucket: "" or "/storage/v1" */
} wpn_endpoint;

/* Reads `http[s]://host[:port][/path]`. */
wpn_status wpn_endpoint_parse(wpn_endpoint *endpoint, const char *url, wpn_error *error);
void wpn_endpoint_free(wpn_endpoint *endpoint);

#endif
