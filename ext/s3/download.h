/*
 * Reading an object by concurrent ranged GETs.
 *
 * Every range is pinned to one version of the object by If-Match, and is taken only with the Content-Range, the ETag
 * and the number of bytes that were asked for. A body that ends early is asked for again from where it ended.
 */
#ifndef WPN_S3_DOWNLOAD_H
#define WPN_S3_DOWNLOAD_H

#include "s3/object.h"

typedef struct wpn_s3_download wpn_s3_download;

/* What to read. Borrows everything. */
typedef struct wpn_s3_download_options {
    const char *key;
    uint64_t offset;
    uint64_t length;      /* UINT64_MAX: to the end */
    const char *if_match; /* an ETag, or NULL */
} wpn_s3_download_options;

/* Submits the first range. NULL when memory is short. */
wpn_s3_download *wpn_s3_download_new(wpn_s3_client *client, const wpn_s3_download_options *options);
void wpn_s3_download_free(wpn_s3_download *download);

/* Whether the object is known: its size, ETag and metadata, in wpn_s3_download_object(). Call after each step. */
wpn_status wpn_s3_download_poll(wpn_s3_download *download, bool *opened);
const wpn_s3_object *wpn_s3_download_object(const wpn_s3_download *download);

/*
 * Copies what has arrived, in order, and asks for further ranges. *count is 0 where a step is needed, or, with *at_end,
 * where all was read.
 */
wpn_status wpn_s3_download_read(wpn_s3_download *download, char *to, size_t size, size_t *count, bool *at_end);

/* Goes on reading at another offset of the object, which is at most its size. */
void wpn_s3_download_seek(wpn_s3_download *download, uint64_t offset);

/* Of the failure that a call returned. */
const wpn_s3_error *wpn_s3_download_error(const wpn_s3_download *download);
wpn_s3_client *wpn_s3_download_client(const wpn_s3_download *download);

#endif
