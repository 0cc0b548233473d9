/* What is known of an object, and the operations on one that exists. */
#include "s3/object.h"

#include <errno.h>
#include <stdlib.h>

#define META_PREFIX "x-amz-meta-"

void wpn_s3_object_free(wpn_s3_object *object)
{
    free(object->key);
    free(object->etag);
    wpn_headers_free(&object->metadata);
    *object = (wpn_s3_object){0};
}

bool wpn_s3_read_number(const char *text, uint64_t *number)
{
    if (*text < '0' || *text > '9') {
        return false;
    }
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    *number = value;
    return errno == 0 && *end == '\0';
}

bool wpn_s3_object_read(wpn_s3_object *object, const char *key, const wpn_headers *headers)
{
    wpn_s3_object_free(object);
    const char *size = wpn_headers_get(headers, "content-length");
    const char *etag = wpn_headers_get(headers, "etag");
    const char *modified = wpn_headers_get(headers, "last-modified");
    if (size && !wpn_s3_read_number(size, &object->size)) {
        object->size = 0;
    }
    object->last_modified = modified ? curl_getdate(modified, NULL) : -1;
    object->key = strdup(key);
    object->etag = etag ? strdup(etag) : NULL;
    if (!object->key || (etag && !object->etag)) {
        return false;
    }
    for (size_t i = 0; i < headers->count; i++) {
        const wpn_header *header = &headers->items[i];
        if (strncmp(header->name, META_PREFIX, strlen(META_PREFIX)) == 0 &&
            !wpn_headers_put(&object->metadata, header->name + strlen(META_PREFIX), header->value)) {
            return false;
        }
    }
    return true;
}

wpn_status wpn_s3_head(wpn_s3_request *request, wpn_s3_client *client, const char *key)
{
    return wpn_s3_request_init(request, client, "HeadObject", "HEAD", key);
}

wpn_status wpn_s3_delete(wpn_s3_request *request, wpn_s3_client *client, const char *key)
{
    return wpn_s3_request_init(request, client, "DeleteObject", "DELETE", key);
}

wpn_status wpn_s3_copy(wpn_s3_request *request, wpn_s3_client *client, const char *from, const char *to,
                       const char *if_match)
{
    wpn_status status = wpn_s3_request_init(request, client, "CopyObject", "PUT", to);
    if (status != WPN_OK) {
        return status;
    }
    request->answer = "CopyObjectResult";
    request->slow = true;
    wpn_buffer source = {0};
    bool ok =
        wpn_buffer_push(&source, '/') && wpn_buffer_append(&source, client->bucket, strlen(client->bucket)) &&
        wpn_buffer_push(&source, '/') && wpn_uri_encode(&source, from, strlen(from), true) &&
        wpn_headers_set(&request->headers, "x-amz-copy-source", strlen("x-amz-copy-source"), source.data, source.len) &&
        (!if_match || wpn_s3_request_header(request, "x-amz-copy-source-if-match", if_match));
    wpn_buffer_free(&source);
    return ok ? WPN_OK : wpn_fail_memory(&request->error.base);
}

wpn_status wpn_s3_abort_upload(wpn_s3_request *request, wpn_s3_client *client, const char *key, const char *upload_id)
{
    wpn_status status = wpn_s3_request_init(request, client, "AbortMultipartUpload", "DELETE", key);
    if (status == WPN_OK && !wpn_s3_request_query(request, "uploadId", upload_id)) {
        status = wpn_fail_memory(&request->error.base);
    }
    return status;
}

wpn_status wpn_s3_list_parts(wpn_s3_request *request, wpn_s3_client *client, const char *key, const char *upload_id)
{
    wpn_status status = wpn_s3_request_init(request, client, "ListParts", "GET", key);
    request->answer = "ListPartsResult";
    if (status == WPN_OK && !wpn_s3_request_query(request, "uploadId", upload_id)) {
        status = wpn_fail_memory(&request->error.base);
    }
    return status;
}
