/* Reading an object by concurrent ranged GETs: a ring of ranges, delivered in order. */
#include "s3/download.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* A range that came on by this much has earned a full set of attempts again. */
#define PROGRESS_BYTES (64u * 1024)

/* A range under way, or arrived and not read yet. */
typedef struct range {
    wpn_s3_download *download;
    wpn_s3_request request;
    uint64_t start; /* in the object */
    size_t len;     /* asked for; of the first range, what the object has of it once that is known */
    char *bytes;    /* part_size of them, once used */
    size_t received;
    size_t read;
    size_t received_before; /* the attempt */
    bool checked;           /* this attempt's headers are those of the right answer */
} range;

/* Owns everything; holds a reference to the client. */
struct wpn_s3_download {
    wpn_s3_client *client;
    char *key;
    char *if_match; /* given, then the ETag of the first answer */
    wpn_s3_object object;
    bool opened;
    uint64_t position; /* of the next byte to be read */
    uint64_t next;     /* of the next byte to be asked for */
    uint64_t end;      /* where reading ends; UINT64_MAX until the size is known */
    range *ranges;     /* a ring of `count`, the oldest at `first`, in the object's order */
    unsigned count, first, used;
    wpn_s3_request head; /* asked only where the first range says that there is no such range */
    bool head_asked;
    wpn_s3_error error;
};

static bool prepare_range(wpn_s3_request *request)
{
    range *range = request->sink_context;
    char value[64];
    range->checked = false;
    if (range->received - range->received_before >= PROGRESS_BYTES) {
        request->attempt = 1;
    }
    range->received_before = range->received;
    snprintf(value, sizeof(value), "bytes=%" PRIu64 "-%" PRIu64, range->start + range->received,
             range->start + range->len - 1);
    const char *etag = range->download->if_match;
    return wpn_s3_request_header(request, "range", value) &&
           (!etag || wpn_s3_request_header(request, "if-match", etag));
}

/* Notes what the first answer tells of the whole object. */
static bool open_object(wpn_s3_download *download, wpn_s3_request *request, uint64_t total)
{
    if (!wpn_s3_object_read(&download->object, download->key, &request->response.headers)) {
        wpn_fail_memory(&request->error.base);
        return false;
    }
    download->object.size = total;
    if (!download->object.etag) {
        wpn_s3_request_fail(request, WPN_E_S3,
                            "the answer has no ETag, so that ranges cannot be told to be of one object");
        return false;
    }
    if (!download->if_match) {
        download->if_match = strdup(download->object.etag);
        if (!download->if_match) {
            wpn_fail_memory(&request->error.base);
            return false;
        }
    }
    if (download->end > total) {
        download->end = total;
    }
    download->opened = true;
    return true;
}

/* Whether the answer's headers are those of the range that was asked for. */
static bool check_headers(wpn_s3_request *request, range *range)
{
    wpn_s3_download *download = range->download;
    const char *content_range = wpn_headers_get(&request->response.headers, "content-range");
    const char *etag = wpn_headers_get(&request->response.headers, "etag");
    uint64_t first, last, total;
    int read_to = 0;
    if (request->response.status != 206 || !content_range ||
        sscanf(content_range, "bytes %" SCNu64 "-%" SCNu64 "/%" SCNu64 "%n", &first, &last, &total, &read_to) != 3 ||
        content_range[read_to] != '\0') {
        wpn_s3_request_fail(request, WPN_E_S3, "the server does not answer with the range that was asked for");
        return false;
    }
    if (!download->opened && !open_object(download, request, total)) {
        return false;
    }
    if (range->start + range->len > total && total > range->start) {
        range->len = (size_t)(total - range->start);
    }
    if (!etag || strcmp(etag, download->object.etag) != 0 || total != download->object.size) {
        wpn_s3_request_fail(request, WPN_E_S3, "the object was changed while it was read");
        return false;
    }
    if (first != range->start + range->received || last != range->start + range->len - 1) {
        wpn_s3_request_fail(request, WPN_E_S3, "the server sends other bytes than those that were asked for: %.100s",
                            content_range);
        return false;
    }
    range->checked = true;
    return true;
}

static bool write_range(wpn_s3_request *request, const char *bytes, size_t len)
{
    range *range = request->sink_context;
    if (!range->checked && !check_headers(request, range)) {
        return false;
    }
    if (len > range->len - range->received) {
        wpn_s3_request_fail(request, WPN_E_S3, "the body is longer than the range that was asked for");
        return false;
    }
    memcpy(range->bytes + range->received, bytes, len);
    range->received += len;
    return true;
}

static bool is_range_complete(wpn_s3_request *request)
{
    const range *range = request->sink_context;
    return range->checked && range->received == range->len;
}

static const wpn_s3_sink range_sink = {prepare_range, write_range, is_range_complete};

/* Asks for the next range in a free place of the ring. */
static wpn_status ask(wpn_s3_download *download)
{
    range *range = &download->ranges[(download->first + download->used) % download->count];
    uint64_t left = download->end - download->next;
    if (!range->bytes) {
        range->bytes = malloc((size_t)download->client->part_size);
    }
    wpn_status status = wpn_s3_request_init(&range->request, download->client, "GetObject", "GET", download->key);
    if (status != WPN_OK || !range->bytes) {
        download->error = range->request.error;
        return status != WPN_OK ? status : wpn_fail_memory(&download->error.base);
    }
    range->download = download;
    range->start = download->next;
    range->len = (size_t)(left < download->client->part_size ? left : download->client->part_size);
    range->received = range->read = range->received_before = 0;
    range->request.sink = &range_sink;
    range->request.sink_context = range;
    download->next += range->len;
    download->used++;
    wpn_s3_submit(&range->request);
    return WPN_OK;
}

wpn_s3_download *wpn_s3_download_new(wpn_s3_client *client, const wpn_s3_download_options *options)
{
    wpn_s3_download *download = calloc(1, sizeof(*download));
    if (!download) {
        return NULL;
    }
    wpn_s3_client_retain(client);
    download->client = client;
    download->count = client->concurrency;
    download->position = download->next = options->offset;
    download->end = options->length > UINT64_MAX - options->offset ? UINT64_MAX : options->offset + options->length;
    download->key = strdup(options->key);
    download->if_match = options->if_match ? strdup(options->if_match) : NULL;
    download->ranges = calloc(download->count, sizeof(range));
    bool ok = download->key && download->ranges && (!options->if_match || download->if_match);
    /* Nothing to read is no range: the object is then only looked at. */
    if (ok && options->length == 0) {
        ok = wpn_s3_head(&download->head, client, download->key) == WPN_OK;
        download->head_asked = true;
        if (ok) {
            wpn_s3_submit(&download->head);
        }
    } else if (ok) {
        ok = ask(download) == WPN_OK;
    }
    if (!ok) {
        wpn_s3_download_free(download);
        return NULL;
    }
    return download;
}

static void drop_ranges(wpn_s3_download *download)
{
    for (unsigned i = 0; download->ranges && i < download->count; i++) {
        wpn_s3_request_free(&download->ranges[i].request);
    }
    download->first = download->used = 0;
}

void wpn_s3_download_free(wpn_s3_download *download)
{
    drop_ranges(download);
    for (unsigned i = 0; download->ranges && i < download->count; i++) {
        free(download->ranges[i].bytes);
    }
    free(download->ranges);
    wpn_s3_request_free(&download->head);
    wpn_s3_object_free(&download->object);
    free(download->key);
    free(download->if_match);
    wpn_s3_client_release(download->client);
    free(download);
}

static wpn_status fail(wpn_s3_download *download, const wpn_s3_request *request)
{
    download->error = request->error;
    return request->error.base.status;
}

/* An empty object has no range, and one cannot start behind the end: HEAD tells these two apart. */
static wpn_status poll_head(wpn_s3_download *download)
{
    wpn_s3_request *head = &download->head;
    if (!wpn_s3_request_is_done(head)) {
        return WPN_OK;
    }
    if (head->error.base.status != WPN_OK) {
        return fail(download, head);
    }
    const char *size = wpn_headers_get(&head->response.headers, "content-length");
    uint64_t total;
    if (!size || !wpn_s3_read_number(size, &total)) {
        wpn_s3_request_fail(head, WPN_E_S3, "the answer does not tell the object's size");
        return fail(download, head);
    }
    if (download->position > total) {
        wpn_s3_request_fail(head, WPN_E_S3, "the object has %" PRIu64 " bytes, reading cannot start at %" PRIu64, total,
                            download->position);
        return fail(download, head);
    }
    if (!open_object(download, head, total)) {
        return fail(download, head);
    }
    if (strcmp(download->if_match, download->object.etag) != 0) {
        wpn_s3_request_fail(head, WPN_E_S3, "the object is not the one that was asked for, its ETag differs");
        return fail(download, head);
    }
    download->next = download->position;
    return WPN_OK;
}

wpn_status wpn_s3_download_poll(wpn_s3_download *download, bool *opened)
{
    wpn_status status = WPN_OK;
    *opened = download->opened;
    if (download->opened) {
        return WPN_OK;
    }
    if (download->head_asked) {
        status = poll_head(download);
        *opened = download->opened;
        return status;
    }
    wpn_s3_request *request = &download->ranges[download->first].request;
    if (!wpn_s3_request_is_done(request) || request->error.base.status == WPN_OK) {
        return WPN_OK;
    }
    if (request->response.status != 416) {
        return fail(download, request);
    }
    drop_ranges(download);
    download->head_asked = true;
    if (wpn_s3_head(&download->head, download->client, download->key) != WPN_OK) {
        return fail(download, &download->head);
    }
    wpn_s3_submit(&download->head);
    return WPN_OK;
}

const wpn_s3_object *wpn_s3_download_object(const wpn_s3_download *download)
{
    return &download->object;
}

/* Keeps as many ranges under way as the client says. */
static wpn_status ask_ahead(wpn_s3_download *download)
{
    wpn_status status = WPN_OK;
    while (status == WPN_OK && download->used < download->count && download->next < download->end) {
        status = ask(download);
    }
    return status;
}

wpn_status wpn_s3_download_read(wpn_s3_download *download, char *to, size_t size, size_t *count, bool *at_end)
{
    bool opened;
    *count = 0;
    *at_end = false;
    wpn_status status = wpn_s3_download_poll(download, &opened);
    if (status != WPN_OK || !opened) {
        return status;
    }
    /* The first range was asked for before the size was known. */
    if (download->next > download->end) {
        download->next = download->end;
    }
    status = ask_ahead(download);
    while (status == WPN_OK && *count < size && download->used) {
        range *range = &download->ranges[download->first];
        if (wpn_s3_request_is_done(&range->request) && range->request.error.base.status != WPN_OK) {
            /* What arrived before the failure is given first. */
            return *count ? WPN_OK : fail(download, &range->request);
        }
        size_t len = range->received - range->read;
        len = len < size - *count ? len : size - *count;
        memcpy(to + *count, range->bytes + range->read, len);
        range->read += len;
        *count += len;
        download->position += len;
        if (range->read < range->len || !wpn_s3_request_is_done(&range->request)) {
            break;
        }
        download->first = (download->first + 1) % download->count;
        download->used--;
        status = ask_ahead(download);
    }
    *at_end = download->position == download->end;
    return status;
}

void wpn_s3_download_seek(wpn_s3_download *download, uint64_t offset)
{
    drop_ranges(download);
    download->position = download->next = offset;
}

const wpn_s3_error *wpn_s3_download_error(const wpn_s3_download *download)
{
    return &download->error;
}

wpn_s3_client *wpn_s3_download_client(const wpn_s3_download *download)
{
    return download->client;
}
