/* The class S3: a client of the core, and the operations that are one request. */
#include "php_s3.h"

#include "errors.h"
#include "s3/listing.h"
#include "zend_attributes.h"
#include "zend_exceptions.h"
#include "zend_interfaces.h"

#include "ext/spl/spl_exceptions.h"

#if PHP_VERSION_ID < 80200
/* PHP 8.1 has no #[\SensitiveParameter]. */
#define zend_add_parameter_attribute(...)
#endif
#include "s3_arginfo.h"

zend_class_entry *wpn_ce_S3;
zend_class_entry *wpn_ce_S3Exception;
zend_class_entry *wpn_ce_S3ObjectInfo;
zend_class_entry *wpn_ce_S3PendingUpload;
zend_class_entry *wpn_ce_S3Upload;
zend_class_entry *wpn_ce_S3Listing;

typedef struct s3_object {
    wpn_s3_client *client; /* NULL until constructed; this object holds one reference */
    zend_object std;
} s3_object;

static zend_object_handlers handlers;

static s3_object *from_object(zend_object *object)
{
    return (s3_object *)((char *)object - XtOffsetOf(s3_object, std));
}

static zend_object *create_object(zend_class_entry *ce)
{
    s3_object *self = zend_object_alloc(sizeof(s3_object), ce);
    self->client = NULL;
    zend_object_std_init(&self->std, ce);
    object_properties_init(&self->std, ce);
    self->std.handlers = &handlers;
    return &self->std;
}

static void free_object(zend_object *object)
{
    s3_object *self = from_object(object);
    if (self->client) {
        wpn_s3_client_release(self->client);
    }
    zend_object_std_dtor(object);
}

/* The client of $this; NULL after throwing where the constructor has not run. */
static wpn_s3_client *client_of(zval *this)
{
    wpn_s3_client *client = from_object(Z_OBJ_P(this))->client;
    if (!client) {
        zend_throw_error(NULL, "The S3 object has not been constructed");
    }
    return client;
}

static bool check_range(zend_long value, zend_long least, zend_long most, uint32_t arg_num)
{
    if (value < least || value > most) {
        zend_argument_value_error(arg_num, "must be between " ZEND_LONG_FMT " and " ZEND_LONG_FMT, least, most);
        return false;
    }
    return true;
}

ZEND_METHOD(WpNormalize_S3, __construct)
{
    char *bucket, *endpoint = NULL, *region = NULL, *profile = NULL, *key = NULL, *secret = NULL, *token = NULL;
    char *ca_file = NULL, *proxy = NULL;
    size_t len;
    bool path_style = false, path_style_is_null = true;
    zend_long part_size = 0, concurrency = WPN_S3_CONCURRENCY, retries = WPN_S3_RETRIES;
    zend_long stall_seconds = WPN_S3_STALL_SECONDS;
    ZEND_PARSE_PARAMETERS_START(1, 14)
    Z_PARAM_PATH(bucket, len)
    Z_PARAM_OPTIONAL
    Z_PARAM_PATH_OR_NULL(endpoint, len)
    Z_PARAM_PATH_OR_NULL(region, len)
    Z_PARAM_PATH_OR_NULL(profile, len)
    Z_PARAM_PATH_OR_NULL(key, len)
    Z_PARAM_PATH_OR_NULL(secret, len)
    Z_PARAM_PATH_OR_NULL(token, len)
    Z_PARAM_BOOL_OR_NULL(path_style, path_style_is_null)
    Z_PARAM_LONG(part_size)
    Z_PARAM_LONG(concurrency)
    Z_PARAM_LONG(retries)
    Z_PARAM_PATH_OR_NULL(ca_file, len)
    Z_PARAM_PATH_OR_NULL(proxy, len)
    Z_PARAM_LONG(stall_seconds)
    ZEND_PARSE_PARAMETERS_END();

    s3_object *self = from_object(Z_OBJ_P(ZEND_THIS));
    if (self->client) {
        zend_throw_error(NULL, "The S3 object has already been constructed");
        RETURN_THROWS();
    }
    if ((part_size && !check_range(part_size, WPN_S3_MIN_PART, WPN_S3_MAX_PART, 9)) ||
        !check_range(concurrency, 1, WPN_S3_MAX_CONCURRENCY, 10) || !check_range(retries, 0, WPN_S3_MAX_RETRIES, 11) ||
        !check_range(stall_seconds, 1, WPN_S3_MAX_STALL_SECONDS, 14)) {
        RETURN_THROWS();
    }
    wpn_s3_config config = {
        .bucket = bucket,
        .endpoint = endpoint,
        .region = region,
        .source = {.access_key = key, .secret_key = secret, .token = token, .profile = profile},
        .style = path_style_is_null ? WPN_S3_STYLE_AUTO
                 : path_style       ? WPN_S3_STYLE_PATH
                                    : WPN_S3_STYLE_VIRTUAL,
        .part_size = part_size ? (uint64_t)part_size : WPN_S3_PART_BYTES,
        .concurrency = (unsigned)concurrency,
        .retries = (unsigned)retries,
        .stall_seconds = (unsigned)stall_seconds,
        .ca_file = ca_file,
        .proxy = proxy,
    };
    wpn_error error;
    if (wpn_s3_client_new(&self->client, &config, &error) != WPN_OK) {
        wpn_throw(&error);
        RETURN_THROWS();
    }
}

/* Reads the array of S3::upload() into headers; throws what is wrong with it. */
static bool read_headers(HashTable *array, wpn_headers *headers)
{
    zend_string *name;
    zval *value;
    wpn_error error;
    ZEND_HASH_FOREACH_STR_KEY_VAL(array, name, value)
    {
        if (!name || Z_TYPE_P(value) != IS_STRING || strlen(ZSTR_VAL(name)) != ZSTR_LEN(name) ||
            strlen(Z_STRVAL_P(value)) != Z_STRLEN_P(value)) {
            zend_argument_value_error(4, "must hold names and values that are strings without NUL");
            return false;
        }
        if (wpn_s3_upload_check_header(ZSTR_VAL(name), Z_STRVAL_P(value), &error) != WPN_OK) {
            wpn_throw(&error);
            return false;
        }
        if (!wpn_headers_put(headers, ZSTR_VAL(name), Z_STRVAL_P(value))) {
            wpn_fail_memory(&error);
            wpn_throw(&error);
            return false;
        }
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

ZEND_METHOD(WpNormalize_S3, upload)
{
    zend_string *key;
    zend_long expected_size = 0;
    bool size_is_null = true, if_absent = false;
    HashTable *array = NULL;
    ZEND_PARSE_PARAMETERS_START(1, 4)
    Z_PARAM_STR(key)
    Z_PARAM_OPTIONAL
    Z_PARAM_LONG_OR_NULL(expected_size, size_is_null)
    Z_PARAM_BOOL(if_absent)
    Z_PARAM_ARRAY_HT(array)
    ZEND_PARSE_PARAMETERS_END();

    wpn_s3_client *client = client_of(ZEND_THIS);
    if (!client || !wpn_s3_check_key_argument(key, 1) ||
        (!size_is_null && !check_range(expected_size, 0, ZEND_LONG_MAX, 2))) {
        RETURN_THROWS();
    }
    wpn_headers headers = {0};
    wpn_s3_upload *upload;
    wpn_error error;
    if (array && !read_headers(array, &headers)) {
        wpn_headers_free(&headers);
        RETURN_THROWS();
    }
    wpn_s3_upload_options options = {ZSTR_VAL(key), (uint64_t)expected_size, if_absent, &headers};
    wpn_status status = wpn_s3_upload_new(&upload, client, &options, &error);
    wpn_headers_free(&headers);
    if (status != WPN_OK) {
        wpn_throw(&error);
        RETURN_THROWS();
    }
    wpn_s3_upload_wrap(return_value, upload);
}

ZEND_METHOD(WpNormalize_S3, open)
{
    zend_string *key;
    zend_long offset = 0, length = 0;
    bool length_is_null = true;
    char *if_match = NULL;
    size_t if_match_len;
    ZEND_PARSE_PARAMETERS_START(1, 4)
    Z_PARAM_STR(key)
    Z_PARAM_OPTIONAL
    Z_PARAM_LONG(offset)
    Z_PARAM_LONG_OR_NULL(length, length_is_null)
    Z_PARAM_PATH_OR_NULL(if_match, if_match_len)
    ZEND_PARSE_PARAMETERS_END();

    wpn_s3_client *client = client_of(ZEND_THIS);
    if (!client || !wpn_s3_check_key_argument(key, 1) || !check_range(offset, 0, ZEND_LONG_MAX, 2) ||
        (!length_is_null && !check_range(length, 0, ZEND_LONG_MAX, 3))) {
        RETURN_THROWS();
    }
    wpn_s3_error failure;
    php_stream *stream = wpn_s3_open_stream(client, ZSTR_VAL(key), (uint64_t)offset,
                                            length_is_null ? UINT64_MAX : (uint64_t)length, if_match, &failure);
    if (!stream) {
        wpn_s3_throw(&failure);
        RETURN_THROWS();
    }
    php_stream_to_zval(stream, return_value);
}

ZEND_METHOD(WpNormalize_S3, head)
{
    zend_string *key;
    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_STR(key)
    ZEND_PARSE_PARAMETERS_END();

    wpn_s3_client *client = client_of(ZEND_THIS);
    if (!client || !wpn_s3_check_key_argument(key, 1)) {
        RETURN_THROWS();
    }
    wpn_s3_request request = {0};
    wpn_s3_object object = {0};
    if (wpn_s3_head(&request, client, ZSTR_VAL(key)) == WPN_OK && !wpn_s3_run(&request, 1)) {
        RETURN_THROWS();
    }
    bool is_found = request.error.base.status == WPN_OK;
    if (is_found && !wpn_s3_object_read(&object, ZSTR_VAL(key), &request.response.headers)) {
        wpn_fail_memory(&request.error.base);
        is_found = false;
    }
    if (is_found) {
        wpn_s3_object_info(return_value, &object, false);
    } else if (request.response.status != 404) {
        wpn_s3_throw(&request.error);
    }
    wpn_s3_object_free(&object);
    wpn_s3_request_free(&request);
}

ZEND_METHOD(WpNormalize_S3, list)
{
    char *prefix = "", *delimiter = NULL;
    size_t prefix_len, delimiter_len;
    ZEND_PARSE_PARAMETERS_START(0, 2)
    Z_PARAM_OPTIONAL
    Z_PARAM_PATH(prefix, prefix_len)
    Z_PARAM_PATH_OR_NULL(delimiter, delimiter_len)
    ZEND_PARSE_PARAMETERS_END();

    wpn_s3_client *client = client_of(ZEND_THIS);
    if (!client) {
        RETURN_THROWS();
    }
    wpn_s3_listing_make(return_value, client, WPN_S3_LIST_OBJECTS, prefix, delimiter);
}

/* Deletes up to as many keys as the client has requests at a time; *failure is the first one. false when thrown. */
static bool delete_some(wpn_s3_client *client, zval *keys, uint32_t count, wpn_s3_error *failure)
{
    wpn_s3_request requests[WPN_S3_MAX_CONCURRENCY] = {0};
    for (uint32_t i = 0; i < count; i++) {
        if (wpn_s3_delete(&requests[i], client, Z_STRVAL(keys[i])) != WPN_OK) {
            *failure = requests[i].error;
            count = i;
        }
    }
    if (count && !wpn_s3_run(requests, count)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        bool is_gone = requests[i].error.base.status == WPN_OK || strcmp(requests[i].error.code, "NoSuchKey") == 0;
        if (!is_gone && failure->base.status == WPN_OK) {
            *failure = requests[i].error;
        }
        wpn_s3_request_free(&requests[i]);
    }
    return true;
}

ZEND_METHOD(WpNormalize_S3, delete)
{
    zval *keys = NULL;
    uint32_t count = 0;
    ZEND_PARSE_PARAMETERS_START(0, -1)
    Z_PARAM_VARIADIC('*', keys, count)
    ZEND_PARSE_PARAMETERS_END();

    wpn_s3_client *client = client_of(ZEND_THIS);
    if (!client) {
        RETURN_THROWS();
    }
    for (uint32_t i = 0; i < count; i++) {
        if (Z_TYPE(keys[i]) != IS_STRING) {
            zend_argument_type_error(i + 1, "must be of type string, %s given", zend_zval_type_name(&keys[i]));
            RETURN_THROWS();
        }
        if (!wpn_s3_check_key_argument(Z_STR(keys[i]), i + 1)) {
            RETURN_THROWS();
        }
    }
    wpn_s3_error failure = {0};
    for (uint32_t i = 0; i < count; i += client->concurrency) {
        uint32_t some = count - i < client->concurrency ? count - i : client->concurrency;
        if (!delete_some(client, keys + i, some, &failure)) {
            RETURN_THROWS();
        }
    }
    if (failure.base.status != WPN_OK) {
        wpn_s3_throw(&failure);
    }
}

/* Runs a request whose answer does not matter but for its failure, and frees it. */
static void run_and_forget(wpn_s3_request *request, wpn_status prepared, const char *harmless_code)
{
    if (prepared == WPN_OK && !wpn_s3_run(request, 1)) {
        return;
    }
    if (request->error.base.status != WPN_OK && strcmp(request->error.code, harmless_code) != 0) {
        wpn_s3_throw(&request->error);
    }
    wpn_s3_request_free(request);
}

/* Whether the object has the ETag; throws where it has another, or cannot be looked at. */
static bool check_etag(wpn_s3_client *client, zend_string *key, const char *etag)
{
    wpn_s3_request request = {0};
    if (wpn_s3_head(&request, client, ZSTR_VAL(key)) == WPN_OK && !wpn_s3_run(&request, 1)) {
        return false;
    }
    bool ok = request.error.base.status == WPN_OK;
    const char *found = wpn_headers_get(&request.response.headers, "etag");
    if (ok && (!found || strcmp(found, etag) != 0)) {
        snprintf(request.error.code, sizeof(request.error.code), "PreconditionFailed");
        wpn_s3_request_fail(&request, WPN_E_S3, "the object is not the one that was asked for, its ETag differs");
        ok = false;
    }
    if (!ok) {
        wpn_s3_throw(&request.error);
    }
    wpn_s3_request_free(&request);
    return ok;
}

/* With an ETag, the object is looked at before and afterwards as well: Ceph ignores x-amz-copy-source-if-match. */
ZEND_METHOD(WpNormalize_S3, copy)
{
    zend_string *from, *to;
    char *if_match = NULL;
    size_t if_match_len;
    ZEND_PARSE_PARAMETERS_START(2, 3)
    Z_PARAM_STR(from)
    Z_PARAM_STR(to)
    Z_PARAM_OPTIONAL
    Z_PARAM_PATH_OR_NULL(if_match, if_match_len)
    ZEND_PARSE_PARAMETERS_END();

    wpn_s3_client *client = client_of(ZEND_THIS);
    if (!client || !wpn_s3_check_key_argument(from, 1) || !wpn_s3_check_key_argument(to, 2) ||
        (if_match && !check_etag(client, from, if_match))) {
        RETURN_THROWS();
    }
    wpn_s3_request request = {0};
    run_and_forget(&request, wpn_s3_copy(&request, client, ZSTR_VAL(from), ZSTR_VAL(to), if_match), "none");
    if (if_match && !EG(exception)) {
        check_etag(client, from, if_match);
    }
}

ZEND_METHOD(WpNormalize_S3, pendingUploads)
{
    char *prefix = "";
    size_t prefix_len;
    ZEND_PARSE_PARAMETERS_START(0, 1)
    Z_PARAM_OPTIONAL
    Z_PARAM_PATH(prefix, prefix_len)
    ZEND_PARSE_PARAMETERS_END();

    wpn_s3_client *client = client_of(ZEND_THIS);
    if (!client) {
        RETURN_THROWS();
    }
    zval listing;
    wpn_s3_listing_make(&listing, client, WPN_S3_LIST_UPLOADS, prefix, NULL);
    array_init(return_value);
    wpn_s3_listing_uploads(&listing, return_value);
    zval_ptr_dtor(&listing);
}

ZEND_METHOD(WpNormalize_S3, abortUpload)
{
    zend_string *key;
    char *upload_id;
    size_t upload_id_len;
    ZEND_PARSE_PARAMETERS_START(2, 2)
    Z_PARAM_STR(key)
    Z_PARAM_PATH(upload_id, upload_id_len)
    ZEND_PARSE_PARAMETERS_END();

    wpn_s3_client *client = client_of(ZEND_THIS);
    if (!client || !wpn_s3_check_key_argument(key, 1)) {
        RETURN_THROWS();
    }
    if (upload_id_len == 0) {
        zend_argument_value_error(2, "must not be empty");
        RETURN_THROWS();
    }
    wpn_s3_request request = {0};
    run_and_forget(&request, wpn_s3_abort_upload(&request, client, ZSTR_VAL(key), upload_id), "NoSuchUpload");
}

void wpn_s3_startup(zend_class_entry *exception, int module_number)
{
    wpn_ce_S3 = register_class_WpNormalize_S3();
    wpn_ce_S3Exception = register_class_WpNormalize_S3_S3Exception(spl_ce_RuntimeException, exception);
    wpn_ce_S3ObjectInfo = register_class_WpNormalize_S3_ObjectInfo();
    wpn_ce_S3PendingUpload = register_class_WpNormalize_S3_PendingUpload();
    wpn_ce_S3Upload = register_class_WpNormalize_S3_Upload();
    wpn_ce_S3Listing = register_class_WpNormalize_S3_Listing(zend_ce_iterator);

    wpn_ce_S3->create_object = create_object;
    memcpy(&handlers, zend_get_std_object_handlers(), sizeof(handlers));
    handlers.offset = XtOffsetOf(s3_object, std);
    handlers.free_obj = free_object;
    handlers.clone_obj = NULL;
    wpn_s3_upload_startup();
    wpn_s3_listing_startup();
    wpn_s3_wrapper_startup(module_number);
}

void wpn_s3_shutdown(int module_number)
{
    wpn_s3_wrapper_shutdown(module_number);
}
