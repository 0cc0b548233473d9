/* Listings, page by page: the objects of a prefix, or the multipart uploads that were begun and not completed. */
#ifndef WPN_S3_LISTING_H
#define WPN_S3_LISTING_H

#include "s3/object.h"

/* One line of a page. Owns its strings. */
typedef struct wpn_s3_entry {
    wpn_s3_object object; /* of an upload, last_modified is when it was begun */
    char *upload_id;      /* NULL for an object */
    bool is_prefix;       /* what keys have in common up to the delimiter; its name is in object.key */
} wpn_s3_entry;

typedef enum wpn_s3_listing_kind { WPN_S3_LIST_OBJECTS, WPN_S3_LIST_UPLOADS } wpn_s3_listing_kind;

/* Owns everything; holds a reference to the client. */
typedef struct wpn_s3_listing {
    wpn_s3_client *client;
    wpn_s3_listing_kind kind;
    char *prefix;
    char *delimiter; /* NULL for none */
    wpn_s3_request request;
    wpn_s3_entry *entries; /* of the current page */
    size_t count, cap;
    /* What keeps a server from sending us on without end: keys must grow, and marks must not come again. */
    char *last_key, *last_prefix; /* of the pages before; NULL at first */
    unsigned pages, empty_pages;  /* empty_pages: in a row */
    char *known_token, *known_id; /* of page 1, 2, 4, 8, ...: a circle of any length comes by one of them */
    /* Where the next page begins. */
    bool more;
    char *token;     /* continuation token, or key marker */
    char *id_marker; /* uploads only */
    bool encoded;    /* the page's keys are percent-encoded */
} wpn_s3_listing;

/* Begins a listing; NULL when memory is short. */
wpn_s3_listing *wpn_s3_listing_new(wpn_s3_client *client, wpn_s3_listing_kind kind, const char *prefix,
                                   const char *delimiter);
void wpn_s3_listing_free(wpn_s3_listing *listing);

/* Submits the request for the next page; when it is done, wpn_s3_listing_take() reads it into entries. */
wpn_status wpn_s3_listing_ask(wpn_s3_listing *listing);
wpn_status wpn_s3_listing_take(wpn_s3_listing *listing);

#endif
