/* Writing an object whose length nobody needs to know: parts on the way up, and the way to commit or abort as phases.
 */
#include "s3/upload.h"

#include "s3/orphans.h"
#include "s3/xml.h"

#include <inttypes.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>

#define MIB (1024u * 1024)
/* Taken at a time, so that the caller's steps keep the parts on the way moving. */
#define BITE (256u * 1024)
/* An expected size may be exceeded by a ninth. */
#define PLANNED_PARTS 9000
#define ABORT_ATTEMPTS 4
/* How long an abort waits for the answer to a request that publishes: it tells more than a look afterwards. */
#define SETTLE_MS 5000
#define UPLOAD_HEADER "x-amz-meta-wpn-upload"

typedef enum phase {
    OPEN,
    FLUSHING,   /* the last parts are on the way */
    CHECKING,   /* with if_absent: whether the key is taken */
    COMPLETING, /* CompleteMultipartUpload or PutObject */
    PROVING,    /* HEAD: that what is there is ours, and whole */
    COMMITTED,
    FAILED,
    SETTLING, /* aborting while the answer to what publishes is on its way */
    ABORTING, /* AbortMultipartUpload */
    LOOKING,  /* HEAD: that what was to publish has not done so before the abort */
    ABORTED,
    TIDYING, /* on the way to COMMITTED or ABORTED: uploads whose id we never learned */
} phase;

typedef struct part {
    wpn_s3_request request;
    char *bytes; /* part_size of them, once used */
    size_t len;
    unsigned number;
    bool busy;
} part;

/* Owns everything; holds a reference to the client. */
struct wpn_s3_upload {
    wpn_s3_client *client;
    char *key;
    char uuid[37];
    bool if_absent;
    wpn_headers headers;
    size_t part_size;
    phase phase;
    uint64_t size;

    part *parts; /* one more than the client's concurrency: it is filled while the others are on the way */
    unsigned count;
    part *filling; /* NULL: none is free */
    unsigned submitted;
    char **etags; /* of part 1, 2, ... */
    size_t etags_cap;

    wpn_s3_request create; /* idle: no part was full yet */
    int64_t create_began_ms, create_ended_ms;
    char *upload_id;       /* NULL until it is known */
    wpn_s3_request step;   /* of the phase */
    bool in_doubt;         /* a request that publishes was sent, and S3 did not say that it failed */
    bool completed;        /* S3 said so */
    wpn_buffer document;   /* body of the Complete */
    unsigned abort_rounds; /* left */
    int64_t settle_until_ms;
    wpn_s3_orphans orphans;
    phase after_tidying;
    wpn_s3_object object;
    wpn_s3_error error;
};

/* --- Headers a caller may set --- */

static bool is_settable(const char *name)
{
    static const char *const names[] = {
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-type",
        "expires",
        "x-amz-acl",
        "x-amz-server-side-encryption",
        "x-amz-server-side-encryption-aws-kms-key-id",
        "x-amz-server-side-encryption-bucket-key-enabled",
        "x-amz-server-side-encryption-context",
        "x-amz-storage-class",
        "x-amz-tagging",
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcasecmp(name, names[i]) == 0) {
            return true;
        }
    }
    size_t prefix = strlen("x-amz-meta-");
    return strncasecmp(name, "x-amz-meta-", prefix) == 0 && name[prefix] && strcasecmp(name, UPLOAD_HEADER) != 0 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == strlen(name);
}

wpn_status wpn_s3_upload_check_header(const char *name, const char *value, wpn_error *error)
{
    if (!is_settable(name)) {
        char shown[64];
        size_t len = 0;
        for (; name[len] && len + 1 < sizeof(shown); len++) {
            shown[len] = name[len] < 0x20 || name[len] > 0x7E ? '?' : name[len];
        }
        shown[len] = '\0';
        return wpn_fail(error, WPN_E_ARGUMENT,
                        "the header '%s' cannot be set; x-amz-meta-*, encryption, storage class, acl, tagging, "
                        "cache-control, expires and content-* can",
                        shown);
    }
    for (const char *at = value; *at; at++) {
        if (*at < 0x20 || *at > 0x7E) {
            return wpn_fail(error, WPN_E_ARGUMENT, "the value of header '%s' must be printable ASCII on one line",
                            name);
        }
    }
    return WPN_OK;
}

/* --- Life --- */

static bool make_uuid(char uuid[37])
{
    unsigned char random[16];
    if (RAND_bytes(random, sizeof(random)) != 1) {
        return false;
    }
    random[6] = (random[6] & 0x0F) | 0x40;
    random[8] = (random[8] & 0x3F) | 0x80;
    char hex[33];
    wpn_hex(random, sizeof(random), hex);
    snprintf(uuid, 37, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
    return true;
}

static wpn_status plan_parts(wpn_s3_upload *upload, uint64_t expected_size, wpn_error *error)
{
    uint64_t part_size = upload->client->part_size;
    uint64_t needed = expected_size / PLANNED_PARTS + 1;
    if (needed > part_size) {
        part_size = (needed + MIB - 1) / MIB * MIB;
    }
    if (part_size > WPN_S3_MAX_PART) {
        return wpn_fail(error, WPN_E_ARGUMENT, "an object of %" PRIu64 " bytes is larger than S3 allows",
                        expected_size);
    }
    upload->part_size = (size_t)part_size;
    return WPN_OK;
}

wpn_status wpn_s3_upload_new(wpn_s3_upload **result, wpn_s3_client *client, const wpn_s3_upload_options *options,
                             wpn_error *error)
{
    wpn_s3_upload *upload = calloc(1, sizeof(*upload));
    if (!upload) {
        return wpn_fail_memory(error);
    }
    wpn_s3_client_retain(client);
    upload->client = client;
    upload->if_absent = options->if_absent;
    upload->count = client->concurrency + 1;
    upload->parts = calloc(upload->count, sizeof(part));
    upload->key = strdup(options->key);
    wpn_status status = plan_parts(upload, options->expected_size, error);
    bool ok = upload->parts && upload->key && make_uuid(upload->uuid) &&
              wpn_headers_put(&upload->headers, UPLOAD_HEADER, upload->uuid);
    for (size_t i = 0; ok && options->headers && i < options->headers->count; i++) {
        const wpn_header *header = &options->headers->items[i];
        ok = wpn_headers_put(&upload->headers, header->name, header->value);
    }
    if (status == WPN_OK && !ok) {
        status = wpn_fail_memory(error);
    }
    if (status != WPN_OK) {
        wpn_s3_upload_free(upload);
        return status;
    }
    *result = upload;
    return WPN_OK;
}

static void stop_parts(wpn_s3_upload *upload)
{
    for (unsigned i = 0; upload->parts && i < upload->count; i++) {
        wpn_s3_request_free(&upload->parts[i].request);
        free(upload->parts[i].bytes);
        upload->parts[i] = (part){0};
    }
    upload->filling = NULL;
}

void wpn_s3_upload_free(wpn_s3_upload *upload)
{
    wpn_s3_request_free(&upload->step); /* before the parts: one may be its body */
    stop_parts(upload);
    free(upload->parts);
    wpn_s3_request_free(&upload->create);
    wpn_s3_orphans_free(&upload->orphans);
    wpn_buffer_free(&upload->document);
    for (size_t i = 0; i < upload->submitted && i < upload->etags_cap; i++) {
        free(upload->etags[i]);
    }
    free(upload->etags);
    wpn_headers_free(&upload->headers);
    wpn_s3_object_free(&upload->object);
    free(upload->upload_id);
    free(upload->key);
    wpn_s3_client_release(upload->client);
    free(upload);
}

/* --- Failing --- */

static wpn_status fail(wpn_s3_upload *upload, const wpn_s3_request *request)
{
    upload->phase = FAILED;
    upload->error = request->error;
    return request->error.base.status;
}

static wpn_status fail_memory(wpn_s3_upload *upload)
{
    upload->phase = FAILED;
    return wpn_fail_memory(&upload->error.base);
}

/* A failure that is not the server's, told about the object all the same. */
static void set_error(wpn_s3_upload *upload, const char *operation, const char *code)
{
    wpn_s3_error *error = &upload->error;
    *error = (wpn_s3_error){.operation = operation};
    snprintf(error->bucket, sizeof(error->bucket), "%s", upload->client->bucket);
    snprintf(error->key, sizeof(error->key), "%s", upload->key);
    snprintf(error->code, sizeof(error->code), "%s", code);
}

/* What a call answers in a phase that it is not for. */
static wpn_status refuse(wpn_s3_upload *upload)
{
    if (upload->error.base.status != WPN_OK) {
        return upload->error.base.status; /* of what came first */
    }
    set_error(upload, "UploadPart", "");
    const char *state = wpn_s3_upload_is_committed(upload) ? "committed"
                        : upload->phase >= SETTLING        ? "aborted"
                                                           : "being committed";
    return wpn_fail(&upload->error.base, WPN_E_S3, "the upload is already %s", state);
}

/* --- Parts --- */

static bool add_headers(wpn_s3_upload *upload, wpn_s3_request *request)
{
    for (size_t i = 0; i < upload->headers.count; i++) {
        if (!wpn_s3_request_header(request, upload->headers.items[i].name, upload->headers.items[i].value)) {
            return false;
        }
    }
    return true;
}

static bool on_upload_id(void *context, const char *path, char *text)
{
    char **upload_id = context;
    if (strcmp(path, "InitiateMultipartUploadResult/UploadId") == 0) {
        if (!*text) {
            return false;
        }
        free(*upload_id);
        *upload_id = strdup(text);
        return *upload_id != NULL;
    }
    return true;
}

/* Begins the multipart upload, and reads its id once S3 has answered. */
static wpn_status begin(wpn_s3_upload *upload)
{
    wpn_s3_request *create = &upload->create;
    if (create->state == WPN_S3_IDLE) {
        if (wpn_s3_request_init(create, upload->client, "CreateMultipartUpload", "POST", upload->key) != WPN_OK ||
            !wpn_s3_request_query(create, "uploads", "") || !add_headers(upload, create)) {
            return fail_memory(upload);
        }
        create->answer = "InitiateMultipartUploadResult";
        create->is_begin = true;
        upload->create_began_ms = wpn_s3_now_ms();
        wpn_s3_submit(create);
        return WPN_OK;
    }
    if (upload->upload_id || !wpn_s3_request_is_done(create)) {
        return WPN_OK;
    }
    if (!upload->create_ended_ms) {
        upload->create_ended_ms = wpn_s3_now_ms();
    }
    if (create->error.base.status != WPN_OK) {
        return fail(upload, create);
    }
    if (!wpn_xml_parse(create->response.body.data, create->response.body.len, on_upload_id, &upload->upload_id) ||
        !upload->upload_id) {
        create->unsettled++;
        wpn_s3_request_fail(create, WPN_E_S3, "the answer has no UploadId");
        return fail(upload, create);
    }
    return WPN_OK;
}

static wpn_status submit_part(wpn_s3_upload *upload)
{
    part *part = upload->filling;
    char number[16];
    if (upload->submitted == WPN_S3_MAX_PARTS) {
        set_error(upload, "UploadPart", "");
        upload->phase = FAILED;
        return wpn_fail(
            &upload->error.base, WPN_E_S3,
            "the body is longer than %d parts of %zu bytes hold, which is S3's limit; give expectedSize, or a "
            "larger partSize",
            WPN_S3_MAX_PARTS, upload->part_size);
    }
    size_t cap = upload->etags_cap;
    if (!wpn_array_grow((void **)&upload->etags, &upload->etags_cap, upload->submitted + 1, sizeof(char *))) {
        return fail_memory(upload);
    }
    memset(upload->etags + cap, 0, (upload->etags_cap - cap) * sizeof(char *));
    part->number = ++upload->submitted;
    snprintf(number, sizeof(number), "%u", part->number);
    wpn_s3_request *request = &part->request;
    if (wpn_s3_request_init(request, upload->client, "UploadPart", "PUT", upload->key) != WPN_OK ||
        !wpn_s3_request_query(request, "partNumber", number) ||
        !wpn_s3_request_query(request, "uploadId", upload->upload_id) ||
        !wpn_s3_request_body(request, part->bytes, part->len)) {
        return fail_memory(upload);
    }
    part->busy = true;
    upload->filling = NULL;
    wpn_s3_submit(request);
    return WPN_OK;
}

/* Takes the parts that arrived out of the way. */
static wpn_status collect(wpn_s3_upload *upload)
{
    for (unsigned i = 0; i < upload->count; i++) {
        part *part = &upload->parts[i];
        if (!part->busy || !wpn_s3_request_is_done(&part->request)) {
            continue;
        }
        if (part->request.error.base.status != WPN_OK) {
            return fail(upload, &part->request);
        }
        const char *etag = wpn_headers_get(&part->request.response.headers, "etag");
        if (!etag || !*etag) {
            wpn_s3_request_fail(&part->request, WPN_E_S3, "the answer has no ETag");
            return fail(upload, &part->request);
        }
        upload->etags[part->number - 1] = strdup(etag);
        if (!upload->etags[part->number - 1]) {
            return fail_memory(upload);
        }
        part->busy = false;
        part->len = 0;
    }
    return WPN_OK;
}

static unsigned count_busy(const wpn_s3_upload *upload)
{
    unsigned busy = 0;
    for (unsigned i = 0; i < upload->count; i++) {
        busy += upload->parts[i].busy;
    }
    return busy;
}

/* Sends the part that was filled, once there is an upload id and fewer are on the way than the client allows. */
static wpn_status send_filled(wpn_s3_upload *upload)
{
    wpn_status status = begin(upload);
    if (status != WPN_OK || !upload->upload_id || count_busy(upload) >= upload->client->concurrency) {
        return status;
    }
    return submit_part(upload);
}

/* Finds a part to fill; leaves none where all are on the way. */
static wpn_status find_room(wpn_s3_upload *upload)
{
    for (unsigned i = 0; !upload->filling && i < upload->count; i++) {
        part *part = &upload->parts[i];
        if (part->busy) {
            continue;
        }
        if (!part->bytes) {
            part->bytes = malloc(upload->part_size);
        }
        if (!part->bytes) {
            return fail_memory(upload);
        }
        upload->filling = part;
    }
    return WPN_OK;
}

wpn_status wpn_s3_upload_reserve(wpn_s3_upload *upload, char **to, size_t *room)
{
    *room = 0;
    if (upload->phase != OPEN) {
        return refuse(upload);
    }
    wpn_status status = collect(upload);
    if (status == WPN_OK && upload->filling && upload->filling->len == upload->part_size) {
        status = send_filled(upload);
    }
    if (status == WPN_OK) {
        status = find_room(upload);
    }
    if (status != WPN_OK || !upload->filling) {
        return status;
    }
    size_t left = upload->part_size - upload->filling->len;
    *to = upload->filling->bytes + upload->filling->len;
    *room = left < BITE ? left : BITE;
    return WPN_OK;
}

void wpn_s3_upload_take(wpn_s3_upload *upload, size_t count)
{
    upload->filling->len += count;
    upload->size += count;
}

void wpn_s3_upload_interrupt(wpn_s3_upload *upload)
{
    if (upload->phase != OPEN) {
        return;
    }
    set_error(upload, "UploadPart", "");
    wpn_fail(&upload->error.base, WPN_E_S3, "writing was interrupted, so the upload was aborted; begin it anew");
    upload->phase = FAILED;
}

/* --- Commit --- */

static wpn_status start_head(wpn_s3_upload *upload, phase next)
{
    if (wpn_s3_head(&upload->step, upload->client, upload->key) != WPN_OK) {
        return fail_memory(upload);
    }
    wpn_s3_submit(&upload->step);
    upload->phase = next;
    return WPN_OK;
}

static bool write_document(wpn_s3_upload *upload)
{
    wpn_buffer *out = &upload->document;
    static const char head[] = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
    static const char tail[] = "</CompleteMultipartUpload>";
    bool ok = wpn_buffer_append(out, head, strlen(head));
    for (unsigned i = 0; ok && i < upload->submitted; i++) {
        char text[64];
        snprintf(text, sizeof(text), "<Part><PartNumber>%u</PartNumber><ETag>", i + 1);
        ok = wpn_buffer_append(out, text, strlen(text)) && wpn_xml_escape(out, upload->etags[i]) &&
             wpn_buffer_append(out, "</ETag></Part>", strlen("</ETag></Part>"));
    }
    return ok && wpn_buffer_append(out, tail, strlen(tail));
}

static bool prepare_put(wpn_s3_upload *upload)
{
    const part *part = upload->filling;
    return wpn_s3_request_init(&upload->step, upload->client, "PutObject", "PUT", upload->key) == WPN_OK &&
           add_headers(upload, &upload->step) && (!part || wpn_s3_request_body(&upload->step, part->bytes, part->len));
}

static bool prepare_complete(wpn_s3_upload *upload)
{
    wpn_s3_request *step = &upload->step;
    if (wpn_s3_request_init(step, upload->client, "CompleteMultipartUpload", "POST", upload->key) != WPN_OK) {
        return false;
    }
    step->answer = "CompleteMultipartUploadResult";
    step->slow = true;
    return wpn_s3_request_query(step, "uploadId", upload->upload_id) &&
           wpn_s3_request_header(step, "content-type", "application/xml") && write_document(upload) &&
           wpn_s3_request_body(step, upload->document.data, upload->document.len);
}

static wpn_status start_complete(wpn_s3_upload *upload)
{
    bool ok = upload->upload_id ? prepare_complete(upload) : prepare_put(upload);
    if (!ok || (upload->if_absent && !wpn_s3_request_header(&upload->step, "if-none-match", "*"))) {
        return fail_memory(upload);
    }
    wpn_s3_submit(&upload->step);
    upload->in_doubt = true;
    upload->phase = COMPLETING;
    return WPN_OK;
}

/* Not every server knows If-None-Match, so with if_absent the key is looked at first as well. */
static wpn_status start_publishing(wpn_s3_upload *upload)
{
    return upload->if_absent ? start_head(upload, CHECKING) : start_complete(upload);
}

static wpn_status flush(wpn_s3_upload *upload)
{
    wpn_status status = collect(upload);
    if (status == WPN_OK && upload->filling && upload->filling->len) {
        return send_filled(upload);
    }
    return status != WPN_OK || count_busy(upload) ? status : start_publishing(upload);
}

static wpn_status check_absent(wpn_s3_upload *upload)
{
    wpn_s3_request *head = &upload->step;
    if (head->error.base.status == WPN_OK) {
        snprintf(head->error.code, sizeof(head->error.code), "PreconditionFailed");
        wpn_s3_request_fail(head, WPN_E_S3, "the key is taken, and the upload was asked not to replace it");
        return fail(upload, head);
    }
    /* A key without the right to read is no hindrance; If-None-Match still is sent. */
    if (head->response.status == 404 || head->response.status == 403) {
        return start_complete(upload);
    }
    return fail(upload, head);
}

/* Comes to the end; uploads whose id we never learned are looked for first. */
static void end(wpn_s3_upload *upload, phase phase)
{
    stop_parts(upload);
    upload->in_doubt = false;
    upload->after_tidying = phase;
    upload->phase = upload->create.unsettled ? TIDYING : phase;
}

/* Whether the HEAD shows this upload's object, and whole; then what it tells is noted. */
static wpn_status look(wpn_s3_upload *upload, bool *is_ours)
{
    const wpn_s3_request *head = &upload->step;
    *is_ours = false;
    if (!wpn_s3_request_succeeded(head)) {
        return WPN_OK;
    }
    if (!wpn_s3_object_read(&upload->object, upload->key, &head->response.headers)) {
        return fail_memory(upload);
    }
    const char *uuid = wpn_headers_get(&upload->object.metadata, "wpn-upload");
    *is_ours = uuid && strcmp(uuid, upload->uuid) == 0 && upload->object.size == upload->size;
    return WPN_OK;
}

/* Where Complete failed, it may have worked all the same: its answer was lost, and the retry finds no upload any more.
 */
static wpn_status prove(wpn_s3_upload *upload)
{
    wpn_s3_request *head = &upload->step;
    bool is_ours;
    wpn_status status = look(upload, &is_ours);
    if (status != WPN_OK) {
        return status;
    }
    if (is_ours) {
        upload->error = (wpn_s3_error){0};
        end(upload, COMMITTED);
        return WPN_OK;
    }
    if (!upload->completed) {
        upload->phase = FAILED;
        return upload->error.base.status;
    }
    if (head->response.status == 403) {
        /* Credentials that may write and not read: what S3 said of the Complete has to do. */
        upload->object.key = strdup(upload->key);
        upload->object.size = upload->size;
        upload->object.last_modified = -1;
        if (!upload->object.key) {
            return fail_memory(upload);
        }
        end(upload, COMMITTED);
        return WPN_OK;
    }
    if (head->error.base.status == WPN_OK) {
        wpn_s3_request_fail(head, WPN_E_S3,
                            "what is there after the upload is not what was uploaded: %" PRIu64
                            " bytes instead of %" PRIu64 ", or another writer's",
                            upload->object.size, upload->size);
    }
    wpn_error cause = head->error.base;
    wpn_s3_request_fail(head, cause.status, "S3 completed the upload, but it is not proved: %s", cause.message);
    return fail(upload, head);
}

/* Looks for uploads whose id we never learned. A commit that is proved does not depend on it, an abort does. */
static wpn_status tidy(wpn_s3_upload *upload)
{
    wpn_s3_orphans *orphans = &upload->orphans;
    bool done;
    if (!orphans->client) {
        *orphans = (wpn_s3_orphans){
            .client = upload->client,
            .key = upload->key,
            .known_id = upload->upload_id,
            .lost = upload->create.unsettled,
            .begun_ms = upload->create_began_ms,
            .ended_ms = upload->create_ended_ms,
        };
    }
    wpn_status status = wpn_s3_orphans_abort(orphans, &done);
    if (status == WPN_OK && !done) {
        return WPN_OK;
    }
    upload->phase = upload->after_tidying;
    if (status != WPN_OK && upload->phase == ABORTED) {
        upload->error = orphans->error;
        upload->phase = FAILED;
    } else {
        status = WPN_OK;
    }
    wpn_s3_orphans_free(orphans);
    return status;
}

wpn_status wpn_s3_upload_commit(wpn_s3_upload *upload, bool *done)
{
    wpn_status status = WPN_OK;
    bool is_step_done = wpn_s3_request_is_done(&upload->step);
    switch (upload->phase) {
    case OPEN:
        if (upload->create.state == WPN_S3_IDLE) {
            status = start_publishing(upload);
            break;
        }
        upload->phase = FLUSHING;
        status = flush(upload);
        break;
    case FLUSHING:
        status = flush(upload);
        break;
    case CHECKING:
        status = is_step_done ? check_absent(upload) : WPN_OK;
        break;
    case COMPLETING:
        if (is_step_done) {
            upload->error = upload->step.error;
            upload->completed = wpn_s3_request_succeeded(&upload->step);
            upload->in_doubt = upload->completed || upload->step.unsettled || upload->step.response.status == 404;
            status = start_head(upload, PROVING);
        }
        break;
    case PROVING:
        status = is_step_done ? prove(upload) : WPN_OK;
        break;
    case TIDYING:
        status = upload->after_tidying == COMMITTED ? tidy(upload) : refuse(upload);
        break;
    case COMMITTED:
        break;
    default:
        status = refuse(upload);
    }
    *done = upload->phase == COMMITTED;
    return status;
}

/* --- Abort --- */

static wpn_status start_abort(wpn_s3_upload *upload)
{
    if (wpn_s3_abort_upload(&upload->step, upload->client, upload->key, upload->upload_id) != WPN_OK) {
        return fail_memory(upload);
    }
    upload->step.max_attempts = ABORT_ATTEMPTS;
    wpn_s3_submit(&upload->step);
    return WPN_OK;
}

/* S3 has no parts of it any more; what is left to know is whether it had published them. */
static wpn_status end_abort(wpn_s3_upload *upload)
{
    if (upload->in_doubt) {
        return start_head(upload, LOOKING);
    }
    end(upload, ABORTED);
    return WPN_OK;
}

static wpn_status give_up(wpn_s3_upload *upload)
{
    wpn_s3_request_free(&upload->step); /* before the parts: one may be its body */
    stop_parts(upload);
    if (upload->create.state == WPN_S3_IDLE) {
        return end_abort(upload);
    }
    upload->phase = ABORTING;
    return upload->upload_id ? start_abort(upload) : WPN_OK;
}

static wpn_status begin_abort(wpn_s3_upload *upload)
{
    bool is_completing = upload->phase == COMPLETING;
    upload->abort_rounds = is_completing || count_busy(upload) ? 2 : 1;
    if (is_completing && upload->step.state == WPN_S3_RUNNING) {
        upload->step.max_attempts = upload->step.attempt;
        upload->settle_until_ms = wpn_s3_now_ms() + SETTLE_MS;
        upload->phase = SETTLING;
        return WPN_OK;
    }
    return give_up(upload);
}

static wpn_status settle(wpn_s3_upload *upload)
{
    if (wpn_s3_request_succeeded(&upload->step)) {
        upload->completed = true;
        return start_head(upload, LOOKING);
    }
    bool is_over = wpn_s3_request_is_done(&upload->step) || wpn_s3_now_ms() >= upload->settle_until_ms;
    return is_over ? give_up(upload) : WPN_OK;
}

/* Waits for an upload id that is under way, for it would be an orphan; then asks S3 to forget it. */
static wpn_status go_on_aborting(wpn_s3_upload *upload)
{
    wpn_s3_request *step = &upload->step;
    if (!upload->upload_id) {
        wpn_status status = begin(upload);
        if (status == WPN_OK && upload->upload_id) {
            return start_abort(upload);
        }
        if (status != WPN_OK) {
            end(upload, ABORTED); /* it never began, as far as S3 told */
        }
        return WPN_OK;
    }
    if (!wpn_s3_request_is_done(step)) {
        return WPN_OK;
    }
    if (step->error.base.status != WPN_OK && step->response.status != 404) {
        return fail(upload, step);
    }
    /* A part that was on the way may have arrived after the first abort; S3 wants to be asked again then. */
    if (step->response.status != 404 && --upload->abort_rounds) {
        return start_abort(upload);
    }
    return end_abort(upload);
}

static wpn_status look_after_abort(wpn_s3_upload *upload)
{
    wpn_s3_request *head = &upload->step;
    bool is_ours;
    if (!wpn_s3_request_is_done(head)) {
        return WPN_OK;
    }
    wpn_status status = look(upload, &is_ours);
    if (status != WPN_OK) {
        return status;
    }
    if (is_ours) {
        wpn_s3_request_fail(head, WPN_E_S3, "the upload was published before it could be aborted; the object is there");
        upload->error = head->error;
        end(upload, COMMITTED);
        return WPN_E_S3;
    }
    if (upload->completed) {
        wpn_s3_request_fail(head, WPN_E_S3, "S3 completed the upload before it could be aborted, but it is not there");
        return fail(upload, head);
    }
    if (head->error.base.status != WPN_OK && head->response.status != 404) {
        wpn_error cause = head->error.base;
        wpn_s3_request_fail(head, cause.status,
                            "whether the upload was published before it was aborted is not known: %s", cause.message);
        return fail(upload, head);
    }
    end(upload, ABORTED);
    return WPN_OK;
}

wpn_status wpn_s3_upload_abort(wpn_s3_upload *upload, bool *done)
{
    wpn_status status = WPN_OK;
    switch (upload->phase) {
    case SETTLING:
        status = settle(upload);
        break;
    case ABORTING:
        status = go_on_aborting(upload);
        break;
    case LOOKING:
        status = look_after_abort(upload);
        break;
    case TIDYING:
        status = tidy(upload);
        status = upload->phase == COMMITTED ? refuse(upload) : status;
        break;
    case COMMITTED:
        status = refuse(upload);
        break;
    case ABORTED:
        break;
    default:
        status = begin_abort(upload);
    }
    *done = upload->phase == ABORTED;
    return status;
}

/* --- Asking --- */

bool wpn_s3_upload_is_open(const wpn_s3_upload *upload)
{
    return upload->phase != COMMITTED && upload->phase != ABORTED;
}

bool wpn_s3_upload_is_committed(const wpn_s3_upload *upload)
{
    return upload->phase == COMMITTED || (upload->phase == TIDYING && upload->after_tidying == COMMITTED);
}

bool wpn_s3_upload_is_in_doubt(const wpn_s3_upload *upload)
{
    return upload->in_doubt && !upload->completed;
}

uint64_t wpn_s3_upload_size(const wpn_s3_upload *upload)
{
    return upload->size;
}

const wpn_s3_object *wpn_s3_upload_object(const wpn_s3_upload *upload)
{
    return &upload->object;
}

const wpn_s3_error *wpn_s3_upload_error(const wpn_s3_upload *upload)
{
    return &upload->error;
}

wpn_s3_client *wpn_s3_upload_client(const wpn_s3_upload *upload)
{
    return upload->client;
}
