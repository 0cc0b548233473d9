/* PHP streams as the bindings use them: large reads and whole writes, with failures as wpn_error.
 *
 * All loops move WPN_STREAM_CHUNK bytes at a time: measured, 256 KiB is faster than both 8 KiB and 1 MiB.
 */
#ifndef WPN_STREAMS_H
#define WPN_STREAMS_H

#include "php.h"

#include "base/error.h"

#define WPN_STREAM_CHUNK (256 * 1024)

/* The stream in an argument; NULL after throwing a \TypeError (no stream, a closed one) or a \ValueError (wrong mode). */
php_stream *wpn_stream_readable(zval *arg, uint32_t arg_num);
php_stream *wpn_stream_writable(zval *arg, uint32_t arg_num);

/*
 * A stream kept for longer than one call: *held becomes a second reference to the resource. The user may close the
 * stream all the same, so wpn_stream_held() is asked at each use: NULL after throwing an \IoException.
 */
void wpn_stream_hold(zval *held, zval *arg);
php_stream *wpn_stream_held(zval *held);

/* Up to size bytes; *got is 0 only at the end of the stream. */
wpn_status wpn_stream_read(php_stream *stream, char *buffer, size_t size, size_t *got, wpn_error *error);

/* All len bytes, or an error. */
wpn_status wpn_stream_write_all(php_stream *stream, const char *data, size_t len, wpn_error *error);

/* A progress callable as a method's argument gave it, and when it was last called. */
typedef struct wpn_progress {
    zend_fcall_info fci; /* size 0: no callable */
    zend_fcall_info_cache fcc;
    uint64_t next; /* bytes read at which it is due */
} wpn_progress;

/*
 * To be called between the steps of every loop, with the counts so far: serves signals and the time limit, and calls the
 * callable when a MiB has passed since the last time. false when an exception is pending: stop then.
 */
bool wpn_progress_step(wpn_progress *progress, uint64_t bytes_in, uint64_t bytes_out);

#endif
