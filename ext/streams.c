/* PHP streams as the bindings use them: large reads and whole writes, with failures as wpn_error. */
#include "streams.h"

#include <errno.h>
#include <fcntl.h>

#include "ext/standard/file.h"
#include "php_wpnormalize.h"

#define PROGRESS_STEP (1024 * 1024)
#define PIPE_SIZE (1024 * 1024) /* the most that Linux allows everybody */

/* During an operation: the exception says what PHP's own notice would; and a user-space stream that closes itself would
 * have PHP go on with freed memory, as in its own fread() and fwrite(). */
#define OPERATION_FLAGS (PHP_STREAM_FLAG_SUPPRESS_ERRORS | PHP_STREAM_FLAG_NO_FCLOSE)

static php_stream *lookup(zval *stream)
{
    /* Without a name it returns NULL for a closed stream instead of throwing. */
    return zend_fetch_resource2(Z_RES_P(stream), NULL, php_file_le_stream(), php_file_le_pstream());
}

static bool check_argument(zval *arg, uint32_t arg_num, const char *modes, const char *expected)
{
    if (Z_TYPE_P(arg) != IS_RESOURCE) {
        zend_argument_type_error(arg_num, "must be of type resource, %s given", zend_zval_type_name(arg));
        return false;
    }
    php_stream *stream = zend_fetch_resource2(Z_RES_P(arg), "stream", php_file_le_stream(), php_file_le_pstream());
    if (!stream) {
        return false;
    }
    if (!strpbrk(stream->mode, modes)) {
        zend_argument_value_error(arg_num, "must be a %s stream", expected);
        return false;
    }
    return true;
}

bool wpn_stream_readable(zval *arg, uint32_t arg_num)
{
    return check_argument(arg, arg_num, "r+", "readable");
}

bool wpn_stream_writable(zval *arg, uint32_t arg_num)
{
    return check_argument(arg, arg_num, "waxc+", "writable");
}

void wpn_stream_enlarge_pipe(zval *arg)
{
#ifdef F_SETPIPE_SZ
    php_stream *stream = lookup(arg);
    int descriptor;
    if (stream && php_stream_is(stream, PHP_STREAM_IS_STDIO) &&
        php_stream_cast(stream, PHP_STREAM_AS_FD | PHP_STREAM_CAST_INTERNAL, (void **)&descriptor, 0) == SUCCESS) {
        /* Where it is no pipe, or where the user has had his share of them, it works as it is. */
        fcntl(descriptor, F_SETPIPE_SZ, PIPE_SIZE);
    }
#endif
}

bool wpn_serve_interrupt(void)
{
#if PHP_VERSION_ID >= 80200
    if (!zend_atomic_bool_load_ex(&EG(vm_interrupt))) {
        return !EG(exception);
    }
    zend_atomic_bool_store_ex(&EG(vm_interrupt), false);
    bool timed_out = zend_atomic_bool_load_ex(&EG(timed_out));
#else
    if (!EG(vm_interrupt)) {
        return !EG(exception);
    }
    EG(vm_interrupt) = 0;
    bool timed_out = EG(timed_out);
#endif
    if (timed_out) {
        zend_timeout();
    } else if (zend_interrupt_function) {
        zend_interrupt_function(EG(current_execute_data));
    }
    return !EG(exception);
}

static wpn_status fail(php_stream *stream, const char *action, int cause, wpn_error *error)
{
    if (!stream) {
        return wpn_fail(error, WPN_E_IO, "cannot %s the stream: it has been closed", action);
    }
    /* errno is the system's word on its own streams only: filters and wrappers leave anything in it. */
    bool known = cause && php_stream_is(stream, PHP_STREAM_IS_STDIO) && !php_stream_is_filtered(stream);
    const char *reason = known ? strerror(cause) : "it failed";
    /* Only a plain file's path is shown: other addresses may hold a password. */
    bool is_file = stream->wrapper == &php_plain_files_wrapper && stream->orig_path;
    return wpn_fail(error, WPN_E_IO, "cannot %s %.300s: %s", action, is_file ? stream->orig_path : "the stream",
                    reason);
}

static bool interrupted(int cause)
{
    return cause == EINTR && wpn_serve_interrupt();
}

/* Sets flags for one operation; returns those to clear afterwards. */
static uint32_t set_flags(php_stream *stream, uint32_t flags)
{
    flags &= ~stream->flags;
    stream->flags |= flags;
    return flags;
}

/* One read. *from is NULL where the stream is closed, even by the read. */
static ssize_t read_once(zval *stream, char *buffer, size_t size, php_stream **from, int *cause)
{
    *from = lookup(stream);
    if (!*from) {
        return -1;
    }
    uint32_t flags = OPERATION_FLAGS;
    if (!(*from)->readfilters.head) {
        /* Without PHP's own buffer, which moves 8 KiB at a time. */
        flags |= PHP_STREAM_FLAG_NO_BUFFER;
    } else if ((*from)->writepos > (*from)->readpos) {
        /* PHP forgets that a filter failed when the same read had bytes left over from before. */
        size = MIN(size, (size_t)((*from)->writepos - (*from)->readpos));
    }
    flags = set_flags(*from, flags);
    errno = 0;
    ssize_t count = php_stream_read(*from, buffer, size);
    *cause = errno;
    *from = lookup(stream);
    if (*from) {
        (*from)->flags &= ~flags;
    }
    return count;
}

wpn_status wpn_stream_read(zval *stream, char *buffer, size_t size, size_t *got, wpn_error *error)
{
    *got = 0;
    for (;;) {
        php_stream *from;
        int cause = 0;
        ssize_t count = read_once(stream, buffer, size, &from, &cause);
        if (!from || EG(exception)) {
            return fail(from, "read", 0, error);
        }
        if (count > 0) {
            *got = (size_t)count;
            return WPN_OK;
        }
        if (count == 0 && from->eof) {
            return WPN_OK;
        }
        if (count == 0) {
            return wpn_fail(
                error, WPN_E_IO,
                "cannot read the stream: it gave no data before its end (a time-out, or it is non-blocking)");
        }
        if (!interrupted(cause)) {
            return fail(from, "read", cause, error);
        }
    }
}

/* One write, as read_once(). */
static ssize_t write_once(zval *stream, const char *data, size_t len, php_stream **to, int *cause)
{
    *to = lookup(stream);
    if (!*to) {
        return -1;
    }
    uint32_t flags = set_flags(*to, OPERATION_FLAGS);
    errno = 0;
    ssize_t count = php_stream_write(*to, data, len);
    *cause = errno;
    *to = lookup(stream);
    if (*to) {
        (*to)->flags &= ~flags;
    }
    return count;
}

wpn_status wpn_stream_write_all(zval *stream, const char *data, size_t len, wpn_error *error)
{
    while (len) {
        php_stream *to;
        int cause = 0;
        ssize_t count = write_once(stream, data, len, &to, &cause);
        if (!to || EG(exception)) {
            return fail(to, "write", 0, error);
        }
        if (count > 0) {
            data += count;
            len -= (size_t)count;
        } else if (!interrupted(cause)) {
            return fail(to, "write", cause, error);
        }
    }
    return WPN_OK;
}

void wpn_progress_start(wpn_progress *progress, uint64_t bytes_in)
{
    progress->due = bytes_in + PROGRESS_STEP;
}

bool wpn_progress_step(wpn_progress *progress, uint64_t bytes_in, uint64_t bytes_out)
{
    if (!wpn_serve_interrupt()) {
        return false;
    }
    if (progress->fci.size == 0 || bytes_in < progress->due) {
        return true;
    }
    progress->due = bytes_in + PROGRESS_STEP;

    zval result;
    zval counts[2];
    ZVAL_LONG(&counts[0], (zend_long)bytes_in);
    ZVAL_LONG(&counts[1], (zend_long)bytes_out);
    progress->fci.retval = &result;
    progress->fci.params = counts;
    progress->fci.param_count = 2;
    if (zend_call_function(&progress->fci, &progress->fcc) == SUCCESS) {
        zval_ptr_dtor(&result);
    }
    return !EG(exception);
}
