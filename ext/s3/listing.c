/* ListObjectsV2 and ListMultipartUploads, page by page. */
#include "s3/listing.h"

#include "s3/xml.h"

#include <stdio.h>
#include <stdlib.h>

/* More than any server puts on a page; a page that says otherwise is not from S3. */
#define MAX_ENTRIES 10000

wpn_s3_listing *wpn_s3_listing_new(wpn_s3_client *client, wpn_s3_listing_kind kind, const char *prefix,
                                   const char *delimiter)
{
    wpn_s3_listing *listing = calloc(1, sizeof(*listing));
    if (!listing) {
        return NULL;
    }
    wpn_s3_client_retain(client);
    listing->client = client;
    listing->kind = kind;
    listing->more = true;
    listing->prefix = strdup(prefix);
    listing->delimiter = delimiter ? strdup(delimiter) : NULL;
    if (!listing->prefix || (delimiter && !listing->delimiter)) {
        wpn_s3_listing_free(listing);
        return NULL;
    }
    return listing;
}

static void drop_entries(wpn_s3_listing *listing)
{
    for (size_t i = 0; i < listing->count; i++) {
        wpn_s3_object_free(&listing->entries[i].object);
        free(listing->entries[i].upload_id);
    }
    listing->count = 0;
}

void wpn_s3_listing_free(wpn_s3_listing *listing)
{
    wpn_s3_request_free(&listing->request);
    drop_entries(listing);
    free(listing->entries);
    free(listing->prefix);
    free(listing->delimiter);
    free(listing->token);
    free(listing->id_marker);
    wpn_s3_client_release(listing->client);
    free(listing);
}

static bool ask_for_objects(wpn_s3_listing *listing)
{
    wpn_s3_request *request = &listing->request;
    request->answer = "ListBucketResult";
    return (!listing->token || wpn_s3_request_query(request, "continuation-token", listing->token)) &&
           (!listing->delimiter || wpn_s3_request_query(request, "delimiter", listing->delimiter)) &&
           wpn_s3_request_query(request, "encoding-type", "url") && wpn_s3_request_query(request, "list-type", "2") &&
           wpn_s3_request_query(request, "prefix", listing->prefix);
}

static bool ask_for_uploads(wpn_s3_listing *listing)
{
    wpn_s3_request *request = &listing->request;
    request->answer = "ListMultipartUploadsResult";
    /* Without encoding-type: Ceph then encodes keys, and does not say so. */
    return (!listing->token || wpn_s3_request_query(request, "key-marker", listing->token)) &&
           wpn_s3_request_query(request, "prefix", listing->prefix) &&
           (!listing->id_marker || wpn_s3_request_query(request, "upload-id-marker", listing->id_marker)) &&
           wpn_s3_request_query(request, "uploads", "");
}

wpn_status wpn_s3_listing_ask(wpn_s3_listing *listing)
{
    bool is_objects = listing->kind == WPN_S3_LIST_OBJECTS;
    wpn_status status = wpn_s3_request_init(&listing->request, listing->client,
                                            is_objects ? "ListObjectsV2" : "ListMultipartUploads", "GET", NULL);
    if (status != WPN_OK) {
        return status;
    }
    if (!(is_objects ? ask_for_objects(listing) : ask_for_uploads(listing))) {
        return wpn_fail_memory(&listing->request.error.base);
    }
    wpn_s3_submit(&listing->request);
    return WPN_OK;
}

/* Parts of a page while it is read. */
typedef struct page {
    wpn_s3_listing *listing;
    wpn_s3_entry entry; /* the one under way */
    bool truncated;
    char *token;
    char *id_marker;
    bool memory_short;
} page;

static bool replace(page *page, char **to, const char *text)
{
    free(*to);
    *to = strdup(text);
    page->memory_short = page->memory_short || !*to;
    return *to != NULL;
}

static time_t read_time(const char *text)
{
    struct tm utc = {0};
    return strptime(text, "%Y-%m-%dT%H:%M:%S", &utc) ? timegm(&utc) : -1;
}

/* Moves the entry under way to the listing. */
static bool add_entry(page *page)
{
    wpn_s3_listing *listing = page->listing;
    if (!page->entry.object.key || listing->count == MAX_ENTRIES) {
        return false;
    }
    if (!wpn_array_grow((void **)&listing->entries, &listing->cap, listing->count + 1, sizeof(wpn_s3_entry))) {
        page->memory_short = true;
        return false;
    }
    listing->entries[listing->count++] = page->entry;
    page->entry = (wpn_s3_entry){.object.last_modified = -1};
    return true;
}

/* The part of path below a container element, NULL where it is not in it. */
static const char *below(const char *path, const char *container)
{
    size_t len = strlen(container);
    return strncmp(path, container, len) == 0 ? path + len : NULL;
}

static bool on_entry(page *page, const char *name, char *text)
{
    wpn_s3_object *object = &page->entry.object;
    if (strcmp(name, "") == 0) {
        return add_entry(page);
    }
    if (strcmp(name, "/Key") == 0) {
        return replace(page, &object->key, text);
    }
    if (strcmp(name, "/Prefix") == 0) {
        page->entry.is_prefix = true;
        return replace(page, &object->key, text);
    }
    if (strcmp(name, "/ETag") == 0) {
        return replace(page, &object->etag, text);
    }
    if (strcmp(name, "/Size") == 0) {
        return wpn_s3_read_number(text, &object->size);
    }
    if (strcmp(name, "/UploadId") == 0) {
        return replace(page, &page->entry.upload_id, text);
    }
    if (strcmp(name, "/LastModified") == 0 || strcmp(name, "/Initiated") == 0) {
        object->last_modified = read_time(text);
    }
    return true;
}

static bool on_element(void *context, const char *path, char *text)
{
    page *page = context;
    const char *name = strchr(path, '/');
    if (!name) {
        return true;
    }
    static const char *const containers[] = {"/Contents", "/CommonPrefixes", "/Upload"};
    for (size_t i = 0; i < sizeof(containers) / sizeof(containers[0]); i++) {
        const char *part = below(name, containers[i]);
        if (part && (*part == '\0' || *part == '/')) {
            return on_entry(page, part, text);
        }
    }
    if (strcmp(name, "/IsTruncated") == 0) {
        page->truncated = strcmp(text, "true") == 0;
    } else if (strcmp(name, "/EncodingType") == 0) {
        page->listing->encoded = strcmp(text, "url") == 0;
    } else if (strcmp(name, "/NextContinuationToken") == 0 || strcmp(name, "/NextKeyMarker") == 0) {
        return replace(page, &page->token, text);
    } else if (strcmp(name, "/NextUploadIdMarker") == 0) {
        return replace(page, &page->id_marker, text);
    }
    return true;
}

/* Notes where the next page begins; false where the server would send us in a circle. */
static bool turn_page(wpn_s3_listing *listing, page *page)
{
    bool is_uploads = listing->kind == WPN_S3_LIST_UPLOADS;
    if (page->truncated && (!page->token || !*page->token)) {
        return false;
    }
    if (is_uploads && page->token && listing->encoded) {
        wpn_uri_decode(page->token);
    }
    bool same_token = page->token && listing->token && strcmp(page->token, listing->token) == 0;
    bool same_id =
        !is_uploads || !page->id_marker || (listing->id_marker && strcmp(page->id_marker, listing->id_marker) == 0);
    if (page->truncated && same_token && same_id) {
        return false;
    }
    listing->more = page->truncated;
    free(listing->token);
    free(listing->id_marker);
    listing->token = page->token;
    listing->id_marker = page->id_marker;
    page->token = page->id_marker = NULL;
    return true;
}

wpn_status wpn_s3_listing_take(wpn_s3_listing *listing)
{
    wpn_s3_request *request = &listing->request;
    if (request->error.base.status != WPN_OK) {
        return request->error.base.status;
    }
    drop_entries(listing);
    listing->encoded = false;
    page page = {.listing = listing, .entry.object.last_modified = -1};
    wpn_status status = WPN_OK;
    bool ok = wpn_xml_parse(request->response.body.data, request->response.body.len, on_element, &page) &&
              turn_page(listing, &page);
    if (page.memory_short) {
        status = wpn_fail_memory(&request->error.base);
    } else if (!ok) {
        status = wpn_s3_request_fail(request, WPN_E_S3, "the listing cannot be read, or its pages go in a circle");
    }
    for (size_t i = 0; listing->encoded && i < listing->count; i++) {
        wpn_uri_decode(listing->entries[i].object.key);
    }
    /* Callers cut the prefix off. */
    for (size_t i = 0; status == WPN_OK && i < listing->count; i++) {
        if (!below(listing->entries[i].object.key, listing->prefix)) {
            status = wpn_s3_request_fail(request, WPN_E_S3, "the server lists a key that is not below the prefix");
        }
    }
    wpn_s3_object_free(&page.entry.object);
    free(page.entry.upload_id);
    free(page.token);
    free(page.id_marker);
    return status;
}
