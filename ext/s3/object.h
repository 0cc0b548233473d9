/* What is known of an object, and the operations on one that exists: head, delete, copy. */
#ifndef WPN_S3_OBJECT_H
#define WPN_S3_OBJECT_H

#include "s3/request.h"

/* Owns everything; zero-initialise it. */
typedef struct wpn_s3_object {
    char *key;
    uint64_t size;
    char *etag;           /* as S3 gives it, quotes included; NULL where unknown */
    time_t last_modified; /* -1 where unknown */
    wpn_headers metadata; /* x-amz-meta-*, without that prefix */
} wpn_s3_object;

void wpn_s3_object_free(wpn_s3_object *object);

/* Fills the object from the headers of an answer about a whole object. False when memory is short. */
bool wpn_s3_object_read(wpn_s3_object *object, const char *key, const wpn_headers *headers);

wpn_status wpn_s3_head(wpn_s3_request *request, wpn_s3_client *client, const char *key);
wpn_status wpn_s3_delete(wpn_s3_request *request, wpn_s3_client *client, const char *key);

/* Copies within the bucket, on the server; an object may have 5 GiB at most. Metadata goes along. With an ETag, only
 * the version that has it. */
wpn_status wpn_s3_copy(wpn_s3_request *request, wpn_s3_client *client, const char *from, const char *to,
                       const char *if_match);

/* Forgets an upload that was begun and not completed. */
wpn_status wpn_s3_abort_upload(wpn_s3_request *request, wpn_s3_client *client, const char *key, const char *upload_id);

/* Which parts such an upload has; the first thousand of them. */
wpn_status wpn_s3_list_parts(wpn_s3_request *request, wpn_s3_client *client, const char *key, const char *upload_id);

/* A decimal number of a header or of XML; false where it is none. */
bool wpn_s3_read_number(const char *text, uint64_t *number);

#endif
