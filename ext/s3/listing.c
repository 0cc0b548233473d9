/* ListObjectsV2 and ListMultipartUploads, page by page. */
#include "s3/listing.h"

#include "s3/xml.h"

#include <stdio.h>
#include <stdlib.h>

/* More than any server puts on a page; a page that says otherwise is not from S3. */
#define MAX_ENTRIES 10000
/* S3 may give an empty page where it had to look through many deleted versions. */
#define MAX_EMPTY_PAGES 1000

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
    free(listing->known_token);
    free(listing->known_id);
    free(listing->last_key);
    free(listing->last_prefix);
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

static bool is_same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Whether a mark came before. The known one moves on at page 1, 2, 4, 8, ..., so that it gets into every circle. */
static bool is_circle(wpn_s3_listing *listing, page *page)
{
    if (listing->pages && is_same(page->token, listing->known_token) && is_same(page->id_marker, listing->known_id)) {
        return true;
    }
    listing->pages++;
    if ((listing->pages & (listing->pages - 1)) == 0) {
        free(listing->known_id);
        listing->known_id = NULL;
        return !replace(page, &listing->known_token, page->token) ||
               (page->id_marker && !replace(page, &listing->known_id, page->id_marker));
    }
    return false;
}

/* Notes where the next page begins; false where the server names no place, or would send us in a circle. */
static bool turn_page(wpn_s3_listing *listing, page *page)
{
    if (listing->kind == WPN_S3_LIST_UPLOADS && page->token && listing->encoded) {
        wpn_uri_decode(page->token);
    }
    if (page->truncated && (!page->token || !*page->token || is_circle(listing, page))) {
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

/* Whether the page's keys, or its common prefixes, come after those of the pages before. Uploads may share a key. */
static bool goes_on(wpn_s3_listing *listing, page *page, bool is_prefix)
{
    char **last = is_prefix ? &listing->last_prefix : &listing->last_key;
    int least = listing->kind == WPN_S3_LIST_UPLOADS ? 0 : 1;
    const char *greatest = NULL;
    for (size_t i = 0; i < listing->count; i++) {
        const wpn_s3_entry *entry = &listing->entries[i];
        if (entry->is_prefix != is_prefix) {
            continue;
        }
        if (*last && strcmp(entry->object.key, *last) < least) {
            return false;
        }
        if (!greatest || strcmp(entry->object.key, greatest) > 0) {
            greatest = entry->object.key;
        }
    }
    return !greatest || replace(page, last, greatest);
}

/* What a page must be, once its keys are decoded; false after filling the request's error. */
static bool check_page(wpn_s3_listing *listing, page *page)
{
    /* Callers cut the prefix off. */
    for (size_t i = 0; i < listing->count; i++) {
        if (!below(listing->entries[i].object.key, listing->prefix)) {
            wpn_s3_request_fail(&listing->request, WPN_E_S3, "the server lists a key that is not below the prefix");
            return false;
        }
    }
    if (!goes_on(listing, page, false) || !goes_on(listing, page, true)) {
        wpn_s3_request_fail(&listing->request, WPN_E_S3, "the listing's pages repeat keys, or go back");
        return false;
    }
    listing->empty_pages = listing->count ? 0 : listing->empty_pages + 1;
    if (listing->more && listing->empty_pages > MAX_EMPTY_PAGES) {
        wpn_s3_request_fail(&listing->request, WPN_E_S3, "the listing has more than %d empty pages in a row",
                            MAX_EMPTY_PAGES);
        return false;
    }
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
    bool ok = wpn_xml_parse(request->response.body.data, request->response.body.len, on_element, &page) &&
              turn_page(listing, &page);
    if (!ok) {
        wpn_s3_request_fail(request, WPN_E_S3, "the listing cannot be read, or its pages go in a circle");
    }
    for (size_t i = 0; ok && listing->encoded && i < listing->count; i++) {
        wpn_uri_decode(listing->entries[i].object.key);
    }
    ok = ok && check_page(listing, &page);
    if (page.memory_short) {
        wpn_fail_memory(&request->error.base);
    }
    wpn_s3_object_free(&page.entry.object);
    free(page.entry.upload_id);
    free(page.token);
    free(page.id_marker);
    return request->error.base.status;
}
