/*
 * Multipart uploads that were begun for us and whose id we never learned, for the answer to CreateMultipartUpload was
 * lost.
 *
 * S3 tells of an upload only its key and when it was begun, and not which request began it. One is taken for ours, and
 * aborted, where all of this holds: it is of exactly our key; it was begun, by the server's clock, while our attempts
 * were under way; it has no part, which a living upload soon has; and there are no more of the kind than attempts whose
 * answer was lost. Otherwise all of them stay: an empty upload costs nothing, somebody else's is worth an upload.
 */
#ifndef WPN_S3_ORPHANS_H
#define WPN_S3_ORPHANS_H

#include "s3/listing.h"

typedef enum wpn_s3_orphans_phase {
    WPN_S3_ORPHANS_LISTING,
    WPN_S3_ORPHANS_LOOKING, /* whether they have parts */
    WPN_S3_ORPHANS_ABORTING,
    WPN_S3_ORPHANS_DONE,
} wpn_s3_orphans_phase;

/* Owns the listing, the candidates and the request; borrows the rest. Zero-initialise it and set what is asked for. */
typedef struct wpn_s3_orphans {
    wpn_s3_client *client;
    const char *key;
    const char *known_id;       /* of the upload that is ours in any case; NULL for none */
    unsigned lost;              /* attempts whose answer was lost */
    int64_t begun_ms, ended_ms; /* when the first attempt began, and the last ended, by wpn_s3_now_ms() */

    wpn_s3_orphans_phase phase;
    wpn_s3_listing *listing;
    char **ids; /* of the candidates */
    size_t count, cap;
    size_t at; /* the candidate that is looked at */
    wpn_s3_request request;
    wpn_s3_error error;
} wpn_s3_orphans;

/* Call it, with a step in between, until *done. A failure is final. */
wpn_status wpn_s3_orphans_abort(wpn_s3_orphans *orphans, bool *done);
void wpn_s3_orphans_free(wpn_s3_orphans *orphans);

#endif
