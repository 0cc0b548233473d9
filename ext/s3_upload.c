/* The class S3\Upload, and the writable stream onto one. */
#include "php_s3.h"

#include "errors.h"
#include "streams.h"

#define DISCARD_SECONDS 30

typedef struct upload_object {
    wpn_s3_upload *upload;
    bool is_reading; /* copyFrom() has a stream read into it, while which PHP code may run */
    zend_object std;
} upload_object;

static zend_object_handlers handlers;

static upload_object *from_object(zend_object *object)
{
    return (upload_object *)((char *)object - XtOffsetOf(upload_object, std));
}

static zend_object *create_object(zend_class_entry *ce)
{
    upload_object *self = zend_object_alloc(sizeof(upload_object), ce);
    self->upload = NULL;
    self->is_reading = false;
    zend_object_std_init(&self->std, ce);
    object_properties_init(&self->std, ce);
    self->std.handlers = &handlers;
    return &self->std;
}

/* PHP calls it for every object, also after exit, a fatal error, the memory and the time limit: the upload is aborted.
 */
static void free_object(zend_object *object)
{
    upload_object *self = from_object(object);
    if (self->upload) {
        wpn_s3_upload_discard(self->upload);
    }
    zend_object_std_dtor(object);
}

void wpn_s3_upload_wrap(zval *result, wpn_s3_upload *upload)
{
    object_init_ex(result, wpn_ce_S3Upload);
    from_object(Z_OBJ_P(result))->upload = upload;
}

/* The upload of an object, for a method; NULL after throwing where another method is still at work on it. */
static wpn_s3_upload *upload_of(zend_object *object)
{
    upload_object *self = from_object(object);
    if (self->is_reading) {
        zend_throw_error(NULL, "The upload is being written by copyFrom()");
        return NULL;
    }
    return self->upload;
}

/* Aborts what is open, for at most so long. Runs no PHP code: it may be called while PHP ends. */
static void abort_quietly(wpn_s3_upload *upload)
{
    wpn_s3_client *client = wpn_s3_upload_client(upload);
    time_t deadline = time(NULL) + DISCARD_SECONDS;
    bool done = !wpn_s3_upload_is_open(upload) || !wpn_s3_client_is_ours(client);
    while (!done && wpn_s3_upload_abort(upload, &done) == WPN_OK && !done && time(NULL) < deadline) {
        wpn_s3_step(client, WPN_S3_WAIT_MS);
    }
}

void wpn_s3_upload_discard(wpn_s3_upload *upload)
{
    abort_quietly(upload);
    wpn_s3_upload_free(upload);
}

static void throw_and_abort(wpn_s3_upload *upload)
{
    wpn_s3_throw(wpn_s3_upload_error(upload));
    abort_quietly(upload);
}

/* A script that catches what interrupted a write, and commits then, would publish a part for the whole. */
static bool interrupted(wpn_s3_upload *upload)
{
    wpn_s3_upload_interrupt(upload);
    abort_quietly(upload);
    return false;
}

/* Room for the next bytes, which it waits for. false when an exception is pending. */
static bool wait_for_room(wpn_s3_upload *upload, char **to, size_t *room)
{
    for (;;) {
        if (wpn_s3_upload_reserve(upload, to, room) != WPN_OK) {
            throw_and_abort(upload);
            return false;
        }
        if (*room) {
            return true;
        }
        if (!wpn_s3_turn(wpn_s3_upload_client(upload), WPN_S3_WAIT_MS)) {
            return interrupted(upload);
        }
    }
}

/* Takes what was put there, and keeps the parts on the way moving; not for each of many small pieces, which would cost
 * more than the pieces. false when an exception is pending. */
static bool take(wpn_s3_upload *upload, size_t count)
{
    uint64_t before = wpn_s3_upload_size(upload) / WPN_STREAM_CHUNK;
    wpn_s3_upload_take(upload, count);
    bool is_moving = wpn_s3_upload_size(upload) / WPN_STREAM_CHUNK != before;
    bool ok = is_moving ? wpn_s3_turn(wpn_s3_upload_client(upload), 0) : wpn_serve_interrupt();
    return ok || interrupted(upload);
}

static bool feed(wpn_s3_upload *upload, const char *bytes, size_t len)
{
    while (len) {
        char *to;
        size_t room;
        if (!wait_for_room(upload, &to, &room)) {
            return false;
        }
        size_t count = len < room ? len : room;
        memcpy(to, bytes, count);
        bytes += count;
        len -= count;
        if (!take(upload, count)) {
            return false;
        }
    }
    return true;
}

bool wpn_s3_upload_feed(zend_object *object, const char *bytes, size_t len)
{
    wpn_s3_upload *upload = upload_of(object);
    return upload && feed(upload, bytes, len);
}

ssize_t wpn_s3_upload_feed_from_stream(php_stream *stream, wpn_s3_upload *upload, const char *bytes, size_t len)
{
    uint32_t was_kept = stream->flags & PHP_STREAM_FLAG_NO_FCLOSE;
    stream->flags |= PHP_STREAM_FLAG_NO_FCLOSE;
    bool ok = feed(upload, bytes, len);
    stream->flags = (stream->flags & ~(uint32_t)PHP_STREAM_FLAG_NO_FCLOSE) | was_kept;
    return ok ? (ssize_t)len : -1;
}

/* Aborts after a commit that failed. Whether it was published after all is known only now. */
static bool is_published_all_the_same(wpn_s3_upload *upload)
{
    wpn_s3_error failure = *wpn_s3_upload_error(upload);
    abort_quietly(upload);
    if (wpn_s3_upload_is_committed(upload)) {
        return true;
    }
    if (wpn_s3_upload_is_in_doubt(upload)) {
        wpn_error cause = failure.base;
        wpn_fail(&failure.base, cause.status, "%s; whether the object was published is not known", cause.message);
    }
    wpn_s3_throw(&failure);
    return false;
}

bool wpn_s3_upload_publish(wpn_s3_upload *upload)
{
    for (;;) {
        bool done;
        if (wpn_s3_upload_commit(upload, &done) != WPN_OK) {
            return is_published_all_the_same(upload);
        }
        if (done) {
            return true;
        }
        if (!wpn_s3_turn(wpn_s3_upload_client(upload), WPN_S3_WAIT_MS)) {
            return false;
        }
    }
}

ZEND_METHOD(WpNormalize_S3_Upload, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(WpNormalize_S3_Upload, write)
{
    zend_string *bytes;
    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_STR(bytes)
    ZEND_PARSE_PARAMETERS_END();

    if (!wpn_s3_upload_feed(Z_OBJ_P(ZEND_THIS), ZSTR_VAL(bytes), ZSTR_LEN(bytes))) {
        RETURN_THROWS();
    }
    RETURN_LONG((zend_long)ZSTR_LEN(bytes));
}

/* Reads once, straight into the part. Until it returns no method may touch the upload. false when an exception is
 * pending. */
static bool read_into_part(upload_object *self, zval *stream, size_t *got)
{
    char *to;
    size_t room;
    wpn_error error;
    if (!wait_for_room(self->upload, &to, &room)) {
        return false;
    }
    self->is_reading = true;
    wpn_status status = wpn_stream_read(stream, to, room, got, &error);
    self->is_reading = false;
    if (status != WPN_OK) {
        wpn_throw(&error);
        /* A part of the source must not be committed for the whole. */
        abort_quietly(self->upload);
    }
    return status == WPN_OK;
}

ZEND_METHOD(WpNormalize_S3_Upload, copyFrom)
{
    zval *stream;
    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_ZVAL(stream)
    ZEND_PARSE_PARAMETERS_END();

    wpn_s3_upload *upload = upload_of(Z_OBJ_P(ZEND_THIS));
    if (!upload || !wpn_stream_readable(stream, 1)) {
        RETURN_THROWS();
    }
    uint64_t copied = 0;
    size_t got;
    do {
        if (!read_into_part(from_object(Z_OBJ_P(ZEND_THIS)), stream, &got) || !take(upload, got)) {
            RETURN_THROWS();
        }
        copied += got;
    } while (got);
    RETURN_LONG((zend_long)copied);
}

ZEND_METHOD(WpNormalize_S3_Upload, commit)
{
    ZEND_PARSE_PARAMETERS_NONE();

    wpn_s3_upload *upload = upload_of(Z_OBJ_P(ZEND_THIS));
    if (!upload || !wpn_s3_upload_publish(upload)) {
        RETURN_THROWS();
    }
    wpn_s3_object_info(return_value, wpn_s3_upload_object(upload), false);
}

ZEND_METHOD(WpNormalize_S3_Upload, abort)
{
    ZEND_PARSE_PARAMETERS_NONE();

    wpn_s3_upload *upload = upload_of(Z_OBJ_P(ZEND_THIS));
    if (!upload) {
        RETURN_THROWS();
    }
    for (;;) {
        bool done;
        if (wpn_s3_upload_abort(upload, &done) != WPN_OK) {
            wpn_s3_throw(wpn_s3_upload_error(upload));
            RETURN_THROWS();
        }
        if (done) {
            return;
        }
        if (!wpn_s3_turn(wpn_s3_upload_client(upload), WPN_S3_WAIT_MS)) {
            RETURN_THROWS();
        }
    }
}

/* --- The stream: it holds a reference to the object --- */

static ssize_t stream_write(php_stream *stream, const char *bytes, size_t len)
{
    wpn_s3_upload *upload = upload_of(stream->abstract);
    return upload ? wpn_s3_upload_feed_from_stream(stream, upload, bytes, len) : -1;
}

static int stream_close(php_stream *stream, int close_handle)
{
    OBJ_RELEASE((zend_object *)stream->abstract);
    return 0;
}

static int stream_flush(php_stream *stream)
{
    return 0;
}

static const php_stream_ops stream_ops = {
    .write = stream_write,
    .close = stream_close,
    .flush = stream_flush,
    .label = "S3 upload",
};

ZEND_METHOD(WpNormalize_S3_Upload, stream)
{
    ZEND_PARSE_PARAMETERS_NONE();

    zend_object *object = Z_OBJ_P(ZEND_THIS);
    php_stream *stream = php_stream_alloc(&stream_ops, object, NULL, "wb");
    if (!stream) {
        RETURN_THROWS();
    }
    GC_ADDREF(object);
    php_stream_to_zval(stream, return_value);
}

void wpn_s3_upload_startup(void)
{
    wpn_ce_S3Upload->create_object = create_object;
    memcpy(&handlers, zend_get_std_object_handlers(), sizeof(handlers));
    handlers.offset = XtOffsetOf(upload_object, std);
    handlers.free_obj = free_object;
    handlers.clone_obj = NULL;
}
