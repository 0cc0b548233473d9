/*
 * Writing an object whose length nobody needs to know beforehand.
 *
 * What fits one part goes by PutObject, more by a multipart upload of equal parts, several under way at a time. Nothing
 * is visible before wpn_s3_upload_commit() has come to its end; what is freed before is aborted, never completed.
 */
#ifndef WPN_S3_UPLOAD_H
#define WPN_S3_UPLOAD_H

#include "s3/object.h"

/* S3's limits. */
#define WPN_S3_MAX_PARTS 10000
#define WPN_S3_MIN_PART (5u * 1024 * 1024)
#define WPN_S3_MAX_PART (5ull * 1024 * 1024 * 1024)

typedef struct wpn_s3_upload wpn_s3_upload;

/* What to write. Borrows everything. */
typedef struct wpn_s3_upload_options {
    const char *key;
    uint64_t expected_size;     /* 0: unknown; parts grow where 10,000 of the usual size would not do */
    bool if_absent;             /* fail where the key is taken */
    const wpn_headers *headers; /* checked by wpn_s3_upload_check_header(); NULL for none */
} wpn_s3_upload_options;

/* Whether a caller may set the header, and the value is one line. */
wpn_status wpn_s3_upload_check_header(const char *name, const char *value, wpn_error *error);

/* Does not touch the network. */
wpn_status wpn_s3_upload_new(wpn_s3_upload **upload, wpn_s3_client *client, const wpn_s3_upload_options *options,
                             wpn_error *error);

/* Frees at once, without a word to the server: for what is committed or aborted, and for a forked child. */
void wpn_s3_upload_free(wpn_s3_upload *upload);

/*
 * Where the next bytes go, up to *room of them; with *room 0 a step is needed first. What was put there counts when it
 * is taken. Until then nothing else may be called.
 */
wpn_status wpn_s3_upload_reserve(wpn_s3_upload *upload, char **to, size_t *room);
void wpn_s3_upload_take(wpn_s3_upload *upload, size_t count);

/* Says that not all of what was to be written will come: an upload that is open can then only be aborted. */
void wpn_s3_upload_interrupt(wpn_s3_upload *upload);

/* Publishes. Call it, with a step in between, until *done. Then wpn_s3_upload_object() tells what was published. */
wpn_status wpn_s3_upload_commit(wpn_s3_upload *upload, bool *done);
const wpn_s3_object *wpn_s3_upload_object(const wpn_s3_upload *upload);

/*
 * Gives up: parts are stopped and the multipart upload is aborted until S3 knows nothing of it. Call it, with a step in
 * between, until *done; a failure is final. It means that parts may be left, or, out of a commit, that the object is
 * there all the same: then the upload is committed.
 */
wpn_status wpn_s3_upload_abort(wpn_s3_upload *upload, bool *done);

/* Whether there is something to abort: it is neither committed nor aborted. */
bool wpn_s3_upload_is_open(const wpn_s3_upload *upload);

bool wpn_s3_upload_is_committed(const wpn_s3_upload *upload);

/* Whether what publishes was sent, and neither S3's answer nor a look tells if it worked. */
bool wpn_s3_upload_is_in_doubt(const wpn_s3_upload *upload);

/* Bytes taken so far. */
uint64_t wpn_s3_upload_size(const wpn_s3_upload *upload);

/* Of the failure that a call returned. */
const wpn_s3_error *wpn_s3_upload_error(const wpn_s3_upload *upload);
wpn_s3_client *wpn_s3_upload_client(const wpn_s3_upload *upload);

#endif
