/* The readable, seekable stream of an object. */
#include "php_s3.h"

#include "s3/download.h"
#include "streams.h"

/* Owned by the stream. Does not touch PHP's memory, for streams are closed late while PHP ends. */
typedef struct source {
    wpn_s3_download *download;
    uint64_t offset;    /* of the stream's first byte in the object */
    uint64_t length;    /* from there on; UINT64_MAX: to the object's end */
    bool is_busy;       /* bytes are awaited, while which signal handlers run */
    bool was_reentered; /* by one of them: PHP's buffer is no longer what the reader left */
} source;

/* One turn, while which a signal handler must not close the stream under its reader. */
static bool turn(php_stream *stream)
{
    source *self = stream->abstract;
    uint32_t flags = stream->flags;
    stream->flags |= PHP_STREAM_FLAG_NO_FCLOSE;
    self->is_busy = true;
    bool ok = wpn_s3_turn(wpn_s3_download_client(self->download), WPN_S3_WAIT_MS);
    self->is_busy = false;
    stream->flags = flags;
    if (ok && self->was_reentered) {
        zend_throw_error(NULL, "The stream was used by a signal handler while it was read");
        return false;
    }
    return ok;
}

/* Whether the stream is already being read: then throws. */
static bool refuse_if_busy(source *self)
{
    if (self->is_busy) {
        self->was_reentered = true;
        zend_throw_error(NULL, "The stream is already being read");
    }
    return self->is_busy;
}

static ssize_t source_read(php_stream *stream, char *to, size_t size)
{
    source *self = stream->abstract;
    if (refuse_if_busy(self)) {
        return -1;
    }
    for (;;) {
        size_t count;
        bool at_end;
        if (wpn_s3_download_read(self->download, to, size, &count, &at_end) != WPN_OK) {
            wpn_s3_throw(wpn_s3_download_error(self->download));
            return -1;
        }
        if (at_end) {
            stream->eof = 1;
        }
        if (count || at_end) {
            return (ssize_t)count;
        }
        if (!turn(stream)) {
            return -1;
        }
    }
}

static int source_seek(php_stream *stream, zend_off_t offset, int whence, zend_off_t *new_offset)
{
    source *self = stream->abstract;
    if (refuse_if_busy(self)) {
        return -1;
    }
    uint64_t size = wpn_s3_download_object(self->download)->size;
    if (whence == SEEK_END) {
        offset += (zend_off_t)(size - self->offset);
    }
    if (self->length != UINT64_MAX || offset < 0 || (uint64_t)offset > size - self->offset) {
        return -1;
    }
    wpn_s3_download_seek(self->download, self->offset + (uint64_t)offset);
    stream->eof = 0;
    *new_offset = offset;
    return 0;
}

static int source_stat(php_stream *stream, php_stream_statbuf *stat)
{
    const source *self = stream->abstract;
    const wpn_s3_object *object = wpn_s3_download_object(self->download);
    *stat = (php_stream_statbuf){0};
    stat->sb.st_mode = S_IFREG | 0444;
    stat->sb.st_nlink = 1;
    uint64_t rest = object->size - self->offset;
    stat->sb.st_size = (off_t)(self->length < rest ? self->length : rest);
    stat->sb.st_mtime = stat->sb.st_ctime = stat->sb.st_atime = object->last_modified == -1 ? 0 : object->last_modified;
    return 0;
}

static int source_close(php_stream *stream, int close_handle)
{
    source *self = stream->abstract;
    wpn_s3_download_free(self->download);
    free(self);
    return 0;
}

static int source_flush(php_stream *stream)
{
    return 0;
}

static const php_stream_ops source_ops = {
    .read = source_read,
    .close = source_close,
    .flush = source_flush,
    .label = "S3 object",
    .seek = source_seek,
    .stat = source_stat,
};

php_stream *wpn_s3_open_stream(wpn_s3_client *client, const char *key, uint64_t offset, uint64_t length,
                               const char *if_match, wpn_s3_error *failure)
{
    wpn_s3_download_options options = {key, offset, length, if_match};
    source *self = calloc(1, sizeof(*self));
    wpn_s3_download *download = self ? wpn_s3_download_new(client, &options) : NULL;
    failure->base.status = WPN_OK;
    if (!download) {
        free(self);
        wpn_fail_memory(&failure->base);
        return NULL;
    }
    *self = (source){.download = download, .offset = offset, .length = length};
    /* From here on the stream owns it, so that a bailout leaves nothing behind. */
    php_stream *stream = php_stream_alloc(&source_ops, self, NULL, "rb");
    stream->chunk_size = WPN_STREAM_CHUNK;
    bool opened = false;
    while (!opened) {
        if (wpn_s3_download_poll(download, &opened) != WPN_OK) {
            *failure = *wpn_s3_download_error(download);
            php_stream_close(stream);
            return NULL;
        }
        if (!opened && !turn(stream)) {
            php_stream_close(stream);
            return NULL;
        }
    }
    return stream;
}
