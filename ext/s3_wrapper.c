/*
 * s3://bucket/key for PHP's file functions.
 *
 * What can be reported by a warning and a false return is, as PHP's own wrappers do it. The end of a write cannot:
 * fclose(), copy() and file_put_contents() do not tell that closing failed, so it throws there.
 */
#include "php_s3.h"

#include "errors.h"
#include "s3/listing.h"
#include "streams.h"
#include "zend_exceptions.h"

#include "SAPI.h"
#include "ext/standard/file.h"
#include "php_ini.h"

#define DIRECTORY_MODE (S_IFDIR | 0777)
#define FILE_MODE (S_IFREG | 0666)

/* --- Addresses and clients --- */

/* s3://bucket/key: the key is taken as it stands, nothing is decoded. "" for the bucket itself. */
static bool split_address(const char *address, zend_string **bucket, const char **key)
{
    const char *at = strstr(address, "://");
    if (!at) {
        return false;
    }
    at += 3;
    size_t len = strcspn(at, "/");
    *bucket = zend_string_init(at, len, 0);
    *key = at[len] == '/' ? at + len + 1 : at + len;
    return true;
}

static const char *string_option(php_stream_context *context, const char *name)
{
    zval *value = context ? php_stream_context_get_option(context, "s3", name) : NULL;
    return value && Z_TYPE_P(value) == IS_STRING ? Z_STRVAL_P(value) : NULL;
}

static zend_long number_option(php_stream_context *context, const char *name, zend_long usual)
{
    zval *value = context ? php_stream_context_get_option(context, "s3", name) : NULL;
    return value ? zval_get_long(value) : usual;
}

static bool is_within(zend_long number, zend_long least, zend_long most)
{
    return number >= least && number <= most;
}

/* A client by the context's options, which are named as the constructor's arguments; the caller releases it. */
static wpn_status make_client(wpn_s3_client **client, const char *bucket, php_stream_context *context, wpn_error *error)
{
    zend_long part_size = number_option(context, "partSize", WPN_S3_PART_BYTES);
    zend_long concurrency = number_option(context, "concurrency", WPN_S3_CONCURRENCY);
    zend_long retries = number_option(context, "retries", WPN_S3_RETRIES);
    zend_long stall_seconds = number_option(context, "stallSeconds", WPN_S3_STALL_SECONDS);
    if (!is_within(part_size, WPN_S3_MIN_PART, WPN_S3_MAX_PART) || !is_within(concurrency, 1, WPN_S3_MAX_CONCURRENCY) ||
        !is_within(retries, 0, WPN_S3_MAX_RETRIES) || !is_within(stall_seconds, 1, WPN_S3_MAX_STALL_SECONDS)) {
        return wpn_fail(error, WPN_E_ARGUMENT,
                        "partSize, concurrency, retries or stallSeconds in the stream context is out of bounds");
    }
    zval *path_style = context ? php_stream_context_get_option(context, "s3", "pathStyle") : NULL;
    wpn_s3_config config = {
        .bucket = bucket,
        .endpoint = string_option(context, "endpoint"),
        .region = string_option(context, "region"),
        .source = {string_option(context, "key"), string_option(context, "secret"), string_option(context, "token"),
                   string_option(context, "profile")},
        .style = !path_style                ? WPN_S3_STYLE_AUTO
                 : zend_is_true(path_style) ? WPN_S3_STYLE_PATH
                                            : WPN_S3_STYLE_VIRTUAL,
        .part_size = (uint64_t)part_size,
        .concurrency = (unsigned)concurrency,
        .retries = (unsigned)retries,
        .stall_seconds = (unsigned)stall_seconds,
        .ca_file = string_option(context, "caFile"),
        .proxy = string_option(context, "proxy"),
    };
    return wpn_s3_client_new(client, &config, error);
}

/* An address that was taken apart, and a client for its bucket. */
typedef struct place {
    wpn_s3_client *client;
    const char *key; /* points into the address */
} place;

static bool find_place(place *place, const char *address, php_stream_context *context, wpn_error *error)
{
    zend_string *bucket;
    if (!context) {
        context = FG(default_context); /* stat() and its like hand none on */
    }
    if (!split_address(address, &bucket, &place->key)) {
        wpn_fail(error, WPN_E_ARGUMENT, "the address is not s3://bucket/key");
        return false;
    }
    bool ok = (!*place->key || wpn_s3_check_key(place->key, strlen(place->key), error) == WPN_OK) &&
              make_client(&place->client, ZSTR_VAL(bucket), context, error) == WPN_OK;
    zend_string_release(bucket);
    return ok;
}

/* --- Failing as wrappers do --- */

static void warn(php_stream_wrapper *wrapper, int options, const char *message)
{
    if (!EG(exception)) {
        php_stream_wrapper_log_error(wrapper, options, "%s", message);
    }
}

static void warn_failure(php_stream_wrapper *wrapper, int options, const wpn_s3_error *failure)
{
    zend_string *message = wpn_s3_describe(failure);
    warn(wrapper, options, ZSTR_VAL(message));
    zend_string_release(message);
}

/* Runs a prepared request; false after a warning, or with an exception pending. Frees it in any case. */
static bool run(php_stream_wrapper *wrapper, wpn_s3_request *request, wpn_status prepared, int options)
{
    if (prepared == WPN_OK && !wpn_s3_run(request, 1)) {
        return false;
    }
    bool ok = request->error.base.status == WPN_OK;
    if (!ok) {
        warn_failure(wrapper, options, &request->error);
    }
    wpn_s3_request_free(request);
    return ok;
}

/* --- Writing --- */

static ssize_t sink_write(php_stream *stream, const char *bytes, size_t len)
{
    return wpn_s3_upload_feed_from_stream(stream, stream->abstract, bytes, len);
}

/* Whether the stream is closed because somebody said so, and not because it is dropped or PHP ends. */
static bool is_meant(const php_stream *stream)
{
    bool is_ending = CG(unclean_shutdown) || (EG(flags) & (EG_FLAGS_IN_SHUTDOWN | EG_FLAGS_IN_RESOURCE_SHUTDOWN));
    bool is_dropped = stream->res && GC_REFCOUNT(stream->res) == 0;
    return !EG(exception) && !is_ending && !is_dropped;
}

static int sink_close(php_stream *stream, int close_handle)
{
    wpn_s3_upload *upload = stream->abstract;
    bool ok = is_meant(stream) && wpn_s3_upload_publish(upload);
    wpn_s3_upload_discard(upload);
    return ok ? 0 : EOF;
}

static int sink_flush(php_stream *stream)
{
    return 0;
}

static const php_stream_ops sink_ops = {
    .write = sink_write,
    .close = sink_close,
    .flush = sink_flush,
    .label = "S3 upload",
};

/* Whether a file may be made: an early answer for `x`; the upload asks again when it is committed. */
static bool is_absent(php_stream_wrapper *wrapper, const place *place, int options)
{
    wpn_s3_request request = {0};
    if (wpn_s3_head(&request, place->client, place->key) == WPN_OK && !wpn_s3_run(&request, 1)) {
        return false;
    }
    bool absent = request.response.status == 404;
    if (request.error.base.status == WPN_OK) {
        warn(wrapper, options, "the object exists");
    } else if (!absent) {
        warn_failure(wrapper, options, &request.error);
    }
    wpn_s3_request_free(&request);
    return absent;
}

static php_stream *open_for_writing(php_stream_wrapper *wrapper, const place *place, bool if_absent, int options)
{
    wpn_s3_upload_options what = {.key = place->key, .if_absent = if_absent};
    wpn_s3_upload *upload;
    wpn_error error;
    if (if_absent && !is_absent(wrapper, place, options)) {
        return NULL;
    }
    if (wpn_s3_upload_new(&upload, place->client, &what, &error) != WPN_OK) {
        warn(wrapper, options, error.message);
        return NULL;
    }
    return php_stream_alloc(&sink_ops, upload, NULL, "wb");
}

static php_stream *open_stream(php_stream_wrapper *wrapper, const char *address, const char *mode, int options,
                               zend_string **opened_path, php_stream_context *context STREAMS_DC)
{
    place place;
    wpn_error error;
    wpn_s3_error failure;
    php_stream *stream;
    if (options & STREAM_OPEN_FOR_INCLUDE) {
        warn(wrapper, options, "code is not run from a bucket");
        return NULL;
    }
    if (strpbrk(mode, "ac+") || !strchr("rwx", mode[0])) {
        warn(wrapper, options, "only the modes r, w and x are possible");
        return NULL;
    }
    if (!find_place(&place, address, context, &error)) {
        warn(wrapper, options, error.message);
        return NULL;
    }
    if (!*place.key) {
        warn(wrapper, options, "the address has no key");
        stream = NULL;
    } else if (mode[0] == 'r') {
        stream = wpn_s3_open_stream(place.client, place.key, 0, UINT64_MAX, NULL, &failure);
        if (!stream && failure.base.status != WPN_OK) {
            warn_failure(wrapper, options, &failure);
        }
    } else {
        stream = open_for_writing(wrapper, &place, mode[0] == 'x', options);
    }
    wpn_s3_client_release(place.client);
    return stream;
}

/* --- Directories, which S3 does not have: what keys have in common up to a slash --- */

/* The listing of what is below a key; NULL when memory is short. */
static wpn_s3_listing *list_below(const place *place)
{
    const char *slash = *place->key && place->key[strlen(place->key) - 1] != '/' ? "/" : "";
    zend_string *prefix = strpprintf(0, "%s%s", place->key, slash);
    wpn_s3_listing *listing = wpn_s3_listing_new(place->client, WPN_S3_LIST_OBJECTS, ZSTR_VAL(prefix), "/");
    zend_string_release(prefix);
    return listing;
}

/* Fetches a page. false with an exception pending, or with the failure in the listing's request. */
static bool next_page(wpn_s3_listing *listing)
{
    if (wpn_s3_listing_ask(listing) != WPN_OK) {
        return false;
    }
    while (!wpn_s3_request_is_done(&listing->request)) {
        if (!wpn_s3_turn(listing->client, WPN_S3_WAIT_MS)) {
            return false;
        }
    }
    return wpn_s3_listing_take(listing) == WPN_OK;
}

typedef struct directory {
    wpn_s3_listing *listing;
    size_t index;
    bool is_busy;   /* a page is awaited, while which signal handlers run */
    bool is_closed; /* by one of them: whoever waits frees it */
} directory;

static void free_directory(directory *self)
{
    wpn_s3_listing_free(self->listing);
    free(self);
}

/* Fetches the next page for a reader. false with an exception pending; the directory may then be gone. */
static bool turn_page(directory *self)
{
    self->is_busy = true;
    bool ok = next_page(self->listing);
    self->is_busy = false;
    if (!ok) {
        wpn_s3_throw(&self->listing->request.error);
    }
    if (self->is_closed) {
        free_directory(self);
        zend_throw_error(NULL, "The directory was closed while it was read");
        return false;
    }
    self->index = 0;
    return ok;
}

/* The entry's name below the directory, without the slash at its end; "" for the directory's own key. */
static void copy_name(php_stream_dirent *to, const directory *self, const wpn_s3_entry *entry)
{
    const char *name = entry->object.key + strlen(self->listing->prefix);
    size_t len = strlen(name);
    if (len && entry->is_prefix) {
        len--;
    }
    len = len < sizeof(to->d_name) ? len : sizeof(to->d_name) - 1;
    memcpy(to->d_name, name, len);
    to->d_name[len] = '\0';
}

static ssize_t directory_read(php_stream *stream, char *to, size_t size)
{
    directory *self = stream->abstract;
    php_stream_dirent *entry = (php_stream_dirent *)to;
    if (size != sizeof(*entry)) {
        return -1;
    }
    if (self->is_busy) {
        zend_throw_error(NULL, "The directory is already being read");
        return -1;
    }
    do {
        while (self->index == self->listing->count) {
            if (!self->listing->more) {
                return 0;
            }
            if (!turn_page(self)) {
                return -1;
            }
        }
        copy_name(entry, self, &self->listing->entries[self->index++]);
    } while (!entry->d_name[0]);
    return sizeof(*entry);
}

static int directory_rewind(php_stream *stream, zend_off_t offset, int whence, zend_off_t *new_offset)
{
    directory *self = stream->abstract;
    if (self->is_busy) {
        zend_throw_error(NULL, "The directory is already being read");
        return -1;
    }
    wpn_s3_listing *old = self->listing;
    wpn_s3_listing *fresh = wpn_s3_listing_new(old->client, old->kind, old->prefix, old->delimiter);
    if (!fresh) {
        return -1;
    }
    *self = (directory){.listing = fresh};
    wpn_s3_listing_free(old);
    *new_offset = 0;
    return 0;
}

static int directory_close(php_stream *stream, int close_handle)
{
    directory *self = stream->abstract;
    /* After a bailout nobody waits any more. */
    if (self->is_busy && !CG(unclean_shutdown)) {
        self->is_closed = true;
    } else {
        free_directory(self);
    }
    return 0;
}

static const php_stream_ops directory_ops = {
    .read = directory_read,
    .close = directory_close,
    .label = "S3 prefix",
    .seek = directory_rewind,
};

static php_stream *open_directory(php_stream_wrapper *wrapper, const char *address, const char *mode, int options,
                                  zend_string **opened_path, php_stream_context *context STREAMS_DC)
{
    place place;
    wpn_error error;
    if (!find_place(&place, address, context, &error)) {
        warn(wrapper, options, error.message);
        return NULL;
    }
    directory *self = calloc(1, sizeof(*self));
    wpn_s3_listing *listing = self ? list_below(&place) : NULL;
    wpn_s3_client_release(place.client);
    if (!listing) {
        free(self);
        zend_error_noreturn(E_ERROR, "Out of memory");
    }
    self->listing = listing;
    php_stream *stream = php_stream_alloc(&directory_ops, self, NULL, "r");
    /* The first page is fetched here, so that what is wrong shows where PHP looks for it. */
    if (!next_page(listing)) {
        if (!EG(exception)) {
            warn_failure(wrapper, options, &listing->request.error);
        }
        php_stream_close(stream);
        return NULL;
    }
    return stream;
}

/* --- What needs no stream --- */

static void fill_stat(php_stream_statbuf *stat, mode_t mode, const wpn_s3_object *object)
{
    *stat = (php_stream_statbuf){0};
    stat->sb.st_mode = mode;
    stat->sb.st_nlink = 1;
    stat->sb.st_size = (off_t)object->size;
    stat->sb.st_atime = stat->sb.st_mtime = stat->sb.st_ctime = object->last_modified == -1 ? 0 : object->last_modified;
}

/* Whether there is any key below this one. */
static bool is_directory(const place *place)
{
    wpn_s3_listing *listing = list_below(place);
    bool found = listing && next_page(listing) && listing->count > 0;
    if (listing) {
        wpn_s3_listing_free(listing);
    }
    return found;
}

static int url_stat(php_stream_wrapper *wrapper, const char *address, int flags, php_stream_statbuf *stat,
                    php_stream_context *context)
{
    place place;
    wpn_error error;
    wpn_s3_object object = {0};
    wpn_s3_request request = {0};
    bool is_quiet = flags & PHP_STREAM_URL_STAT_QUIET;
    if (!find_place(&place, address, context, &error)) {
        if (!is_quiet) {
            warn(wrapper, REPORT_ERRORS, error.message);
        }
        return -1;
    }
    int result = -1;
    if (*place.key && wpn_s3_head(&request, place.client, place.key) == WPN_OK && !wpn_s3_run(&request, 1)) {
        wpn_s3_client_release(place.client);
        return -1;
    }
    if (*place.key && request.error.base.status == WPN_OK &&
        wpn_s3_object_read(&object, place.key, &request.response.headers)) {
        fill_stat(stat, FILE_MODE, &object);
        result = 0;
    } else if ((!*place.key || request.response.status == 404) && is_directory(&place)) {
        object.last_modified = -1;
        fill_stat(stat, DIRECTORY_MODE, &object);
        result = 0;
    } else if (!is_quiet && *place.key && request.response.status != 404) {
        warn_failure(wrapper, REPORT_ERRORS, &request.error);
    }
    wpn_s3_object_free(&object);
    wpn_s3_request_free(&request);
    wpn_s3_client_release(place.client);
    return result;
}

static int unlink_object(php_stream_wrapper *wrapper, const char *address, int options, php_stream_context *context)
{
    place place;
    wpn_error error;
    if (!find_place(&place, address, context, &error)) {
        warn(wrapper, options, error.message);
        return 0;
    }
    bool ok = *place.key;
    if (ok) {
        wpn_s3_request request = {0};
        ok = run(wrapper, &request, wpn_s3_delete(&request, place.client, place.key), options);
    } else {
        warn(wrapper, options, "the address has no key");
    }
    wpn_s3_client_release(place.client);
    return ok;
}

/* The object's ETag, which the caller frees; NULL after a warning, or with an exception pending. */
static char *etag_of(php_stream_wrapper *wrapper, const place *place)
{
    wpn_s3_request request = {0};
    if (wpn_s3_head(&request, place->client, place->key) == WPN_OK && !wpn_s3_run(&request, 1)) {
        return NULL;
    }
    const char *found = wpn_headers_get(&request.response.headers, "etag");
    char *etag = request.error.base.status == WPN_OK && found ? strdup(found) : NULL;
    if (request.error.base.status != WPN_OK) {
        warn_failure(wrapper, REPORT_ERRORS, &request.error);
    } else if (!etag) {
        warn(wrapper, REPORT_ERRORS, "the server does not tell the object's ETag, so that its version cannot be known");
    }
    wpn_s3_request_free(&request);
    return etag;
}

/* Copies the version that has the ETag. Swift cannot compare the one of an object in parts, and refuses: where the
 * object is still the same, it is copied all the same, for the caller looks again afterwards. */
static bool copy_version(php_stream_wrapper *wrapper, const place *source, const char *to, const char *etag)
{
    wpn_s3_request request = {0};
    if (wpn_s3_copy(&request, source->client, source->key, to, etag) == WPN_OK && !wpn_s3_run(&request, 1)) {
        return false;
    }
    bool ok = request.error.base.status == WPN_OK;
    char *now = request.response.status == 412 ? etag_of(wrapper, source) : NULL;
    if (now && strcmp(now, etag) == 0) {
        ok = run(wrapper, &request, wpn_s3_copy(&request, source->client, source->key, to, NULL), REPORT_ERRORS);
    } else if (!ok) {
        warn_failure(wrapper, REPORT_ERRORS, &request.error);
    }
    free(now);
    wpn_s3_request_free(&request);
    return ok;
}

/* Copies one version, and deletes the old key where it still holds that. What a writer replaced meanwhile is kept. */
static bool move(php_stream_wrapper *wrapper, const place *source, const char *to)
{
    char *etag = etag_of(wrapper, source);
    bool ok = etag && copy_version(wrapper, source, to, etag);
    char *now = ok ? etag_of(wrapper, source) : NULL;
    if (now && strcmp(now, etag) != 0) {
        warn(wrapper, REPORT_ERRORS, "the object was replaced while it was renamed; what replaced it is kept");
        ok = false;
    }
    wpn_s3_request request = {0};
    ok = ok && now && run(wrapper, &request, wpn_s3_delete(&request, source->client, source->key), REPORT_ERRORS);
    free(etag);
    free(now);
    return ok;
}

/* Not atomic, but the data is never without a key. PHP passes no options. */
static int rename_object(php_stream_wrapper *wrapper, const char *from, const char *to, int options,
                         php_stream_context *context)
{
    place source, target;
    wpn_error error;
    if (!find_place(&source, from, context, &error)) {
        warn(wrapper, REPORT_ERRORS, error.message);
        return 0;
    }
    if (!find_place(&target, to, context, &error)) {
        warn(wrapper, REPORT_ERRORS, error.message);
        wpn_s3_client_release(source.client);
        return 0;
    }
    bool ok = *source.key && *target.key && strcmp(source.client->bucket, target.client->bucket) == 0;
    if (!ok) {
        warn(wrapper, REPORT_ERRORS, "an object is renamed within its bucket only");
    } else if (strcmp(source.key, target.key) != 0) {
        ok = move(wrapper, &source, target.key);
    }
    wpn_s3_client_release(source.client);
    wpn_s3_client_release(target.client);
    return ok;
}

/* --- Registering --- */

static const php_stream_wrapper_ops wrapper_ops = {
    .stream_opener = open_stream,
    .url_stat = url_stat,
    .dir_opener = open_directory,
    .label = "s3",
    .unlink = unlink_object,
    .rename = rename_object,
};

/* is_url: PHP itself refuses an include, unless allow_url_include says otherwise; open_stream() always does. */
static const php_stream_wrapper wrapper = {.wops = &wrapper_ops, .is_url = 1};

#define SCHEME_SETTING "wpnormalize.s3_wrapper"

void wpn_s3_wrapper_startup(int module_number)
{
    /* AWS's SDK and plugins register an s3:// of their own in web requests; on the command line nobody does. */
    const char *usual = strcmp(sapi_module.name, "cli") == 0 ? "s3" : "";
    const zend_ini_entry_def entries[] = {
        {
            .name = SCHEME_SETTING,
            .name_length = sizeof(SCHEME_SETTING) - 1,
            .value = usual,
            .value_length = (uint32_t)strlen(usual),
            .modifiable = PHP_INI_SYSTEM,
        },
        {0},
    };
    zend_register_ini_entries(entries, module_number);
    const char *scheme = INI_STR(SCHEME_SETTING);
    if (scheme && *scheme && php_register_url_stream_wrapper(scheme, &wrapper) == FAILURE) {
        zend_error(E_CORE_WARNING, SCHEME_SETTING ": the scheme '%s' is taken, or is none", scheme);
    }
}

void wpn_s3_wrapper_shutdown(int module_number)
{
    const char *scheme = INI_STR(SCHEME_SETTING);
    if (scheme && *scheme) {
        php_unregister_url_stream_wrapper(scheme);
    }
    zend_unregister_ini_entries(module_number);
}
