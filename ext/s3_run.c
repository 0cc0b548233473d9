/* Waiting for S3 from PHP, and throwing what it says: everything that may run PHP code between the core's steps. */
#include "php_s3.h"

#include "errors.h"
#include "streams.h"
#include "zend_exceptions.h"

bool wpn_s3_turn(wpn_s3_client *client, int wait_ms)
{
    wpn_s3_step(client, wait_ms);
    return wpn_serve_interrupt();
}

static bool are_all_done(const wpn_s3_request *requests, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!wpn_s3_request_is_done(&requests[i])) {
            return false;
        }
    }
    return true;
}

static void free_all(wpn_s3_request *requests, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        wpn_s3_request_free(&requests[i]);
    }
}

bool wpn_s3_run(wpn_s3_request *requests, size_t count)
{
    volatile bool ok = true; /* it changes between setjmp and longjmp */
    for (size_t i = 0; i < count; i++) {
        wpn_s3_submit(&requests[i]);
    }
    /* The client must not be left with requests that lie on a stack which a bailout has left. */
    zend_try
    {
        while (ok && !are_all_done(requests, count)) {
            ok = wpn_s3_turn(requests[0].client, WPN_S3_WAIT_MS);
        }
    }
    zend_catch
    {
        free_all(requests, count);
        zend_bailout();
    }
    zend_end_try();
    if (!ok) {
        free_all(requests, count);
    }
    return ok;
}

/* "PutObject s3://bucket/key: message (403 AccessDenied, request 123)" */
zend_string *wpn_s3_describe(const wpn_s3_error *error)
{
    const char *slash = *error->key ? "/" : "";
    if (error->http_status == 0) {
        return strpprintf(0, "%s s3://%s%s%s: %s", error->operation, error->bucket, slash, error->key,
                          error->base.message);
    }
    return strpprintf(0, "%s s3://%s%s%s: %s (%ld%s%s%s%s)", error->operation, error->bucket, slash, error->key,
                      error->base.message, error->http_status, *error->code ? " " : "", error->code,
                      *error->request_id ? ", request " : "", error->request_id);
}

void wpn_s3_throw(const wpn_s3_error *error)
{
    if (error->base.status != WPN_E_S3) {
        wpn_throw(&error->base);
        return;
    }
    if (EG(exception)) {
        return;
    }
    zend_string *message = wpn_s3_describe(error);
    zend_object *exception = zend_throw_exception(wpn_ce_S3Exception, ZSTR_VAL(message), 0);
    zend_string_release(message);
    zend_class_entry *ce = wpn_ce_S3Exception;
    zend_update_property_string(ce, exception, ZEND_STRL("operation"), error->operation);
    zend_update_property_string(ce, exception, ZEND_STRL("bucket"), error->bucket);
    zend_update_property_string(ce, exception, ZEND_STRL("key"), error->key);
    zend_update_property_long(ce, exception, ZEND_STRL("status"), error->http_status);
    zend_update_property_string(ce, exception, ZEND_STRL("errorCode"), error->code);
    zend_update_property_string(ce, exception, ZEND_STRL("requestId"), error->request_id);
}

bool wpn_s3_check_key_argument(zend_string *key, uint32_t arg_num)
{
    wpn_error error;
    if (wpn_s3_check_key(ZSTR_VAL(key), ZSTR_LEN(key), &error) == WPN_OK) {
        return true;
    }
    zend_argument_value_error(arg_num, "is no key of S3: %s", error.message);
    return false;
}

static void set_optional_time(zend_object *object, zend_class_entry *ce, const char *name, time_t when)
{
    if (when == -1) {
        zend_update_property_null(ce, object, name, strlen(name));
    } else {
        zend_update_property_long(ce, object, name, strlen(name), (zend_long)when);
    }
}

void wpn_s3_object_info(zval *result, const wpn_s3_object *from, bool is_prefix)
{
    zend_class_entry *ce = wpn_ce_S3ObjectInfo;
    object_init_ex(result, ce);
    zend_object *object = Z_OBJ_P(result);
    zend_update_property_string(ce, object, ZEND_STRL("key"), from->key);
    zend_update_property_long(ce, object, ZEND_STRL("size"), (zend_long)from->size);
    if (from->etag) {
        zend_update_property_string(ce, object, ZEND_STRL("etag"), from->etag);
    } else {
        zend_update_property_null(ce, object, ZEND_STRL("etag"));
    }
    set_optional_time(object, ce, "lastModified", from->last_modified);
    zval metadata;
    array_init(&metadata);
    for (size_t i = 0; i < from->metadata.count; i++) {
        add_assoc_string(&metadata, from->metadata.items[i].name, from->metadata.items[i].value);
    }
    zend_update_property(ce, object, ZEND_STRL("metadata"), &metadata);
    zval_ptr_dtor(&metadata);
    zend_update_property_bool(ce, object, ZEND_STRL("isPrefix"), is_prefix);
}
