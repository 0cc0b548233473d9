/* The class S3\Listing: an iterator that asks for a page when the last one is used up. */
#include "php_s3.h"

#include "errors.h"
#include "s3/listing.h"

typedef struct listing_object {
    wpn_s3_listing *listing;
    size_t index; /* in the current page */
    bool is_busy; /* a page is awaited, while which signal handlers run */
    zend_object std;
} listing_object;

static zend_object_handlers handlers;

static listing_object *from_object(zend_object *object)
{
    return (listing_object *)((char *)object - XtOffsetOf(listing_object, std));
}

static zend_object *create_object(zend_class_entry *ce)
{
    listing_object *self = zend_object_alloc(sizeof(listing_object), ce);
    self->listing = NULL;
    self->index = 0;
    self->is_busy = false;
    zend_object_std_init(&self->std, ce);
    object_properties_init(&self->std, ce);
    self->std.handlers = &handlers;
    return &self->std;
}

static void free_object(zend_object *object)
{
    listing_object *self = from_object(object);
    if (self->listing) {
        wpn_s3_listing_free(self->listing);
    }
    zend_object_std_dtor(object);
}

static wpn_s3_listing *make(wpn_s3_client *client, wpn_s3_listing_kind kind, const char *prefix, const char *delimiter)
{
    wpn_s3_listing *listing = wpn_s3_listing_new(client, kind, prefix, delimiter);
    if (!listing) {
        zend_error_noreturn(E_ERROR, "Out of memory");
    }
    return listing;
}

void wpn_s3_listing_make(zval *result, wpn_s3_client *client, int kind, const char *prefix, const char *delimiter)
{
    object_init_ex(result, wpn_ce_S3Listing);
    from_object(Z_OBJ_P(result))->listing = make(client, kind, prefix, delimiter);
}

/* Waits for the page that was asked for. false when an exception is pending. */
static bool await_page(listing_object *self)
{
    wpn_s3_listing *listing = self->listing;
    bool ok = true;
    self->is_busy = true;
    while (ok && !wpn_s3_request_is_done(&listing->request)) {
        ok = wpn_s3_turn(listing->client, WPN_S3_WAIT_MS);
    }
    self->is_busy = false;
    return ok;
}

/* Whether there is an entry at the index, asking for further pages where needed. false too when an exception is thrown.
 */
static bool find_entry(listing_object *self)
{
    wpn_s3_listing *listing = self->listing;
    if (self->is_busy) {
        zend_throw_error(NULL, "The listing is already being read");
        return false;
    }
    while (self->index >= listing->count && listing->more) {
        if (wpn_s3_listing_ask(listing) != WPN_OK) {
            wpn_s3_throw(&listing->request.error);
            return false;
        }
        if (!await_page(self)) {
            return false;
        }
        if (wpn_s3_listing_take(listing) != WPN_OK) {
            wpn_s3_throw(&listing->request.error);
            return false;
        }
        self->index = 0;
    }
    return self->index < listing->count;
}

bool wpn_s3_listing_uploads(zval *object, zval *result)
{
    listing_object *self = from_object(Z_OBJ_P(object));
    zend_class_entry *ce = wpn_ce_S3PendingUpload;
    for (; find_entry(self); self->index++) {
        const wpn_s3_entry *entry = &self->listing->entries[self->index];
        if (!entry->upload_id) {
            continue;
        }
        zval upload;
        object_init_ex(&upload, ce);
        zend_update_property_string(ce, Z_OBJ(upload), ZEND_STRL("key"), entry->object.key);
        zend_update_property_string(ce, Z_OBJ(upload), ZEND_STRL("uploadId"), entry->upload_id);
        if (entry->object.last_modified == -1) {
            zend_update_property_null(ce, Z_OBJ(upload), ZEND_STRL("initiated"));
        } else {
            zend_update_property_long(ce, Z_OBJ(upload), ZEND_STRL("initiated"),
                                      (zend_long)entry->object.last_modified);
        }
        add_next_index_zval(result, &upload);
    }
    return !EG(exception);
}

ZEND_METHOD(WpNormalize_S3_Listing, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(WpNormalize_S3_Listing, current)
{
    ZEND_PARSE_PARAMETERS_NONE();
    listing_object *self = from_object(Z_OBJ_P(ZEND_THIS));
    if (find_entry(self)) {
        const wpn_s3_entry *entry = &self->listing->entries[self->index];
        wpn_s3_object_info(return_value, &entry->object, entry->is_prefix);
    }
}

ZEND_METHOD(WpNormalize_S3_Listing, key)
{
    ZEND_PARSE_PARAMETERS_NONE();
    listing_object *self = from_object(Z_OBJ_P(ZEND_THIS));
    if (find_entry(self)) {
        RETURN_STRING(self->listing->entries[self->index].object.key);
    }
}

ZEND_METHOD(WpNormalize_S3_Listing, next)
{
    ZEND_PARSE_PARAMETERS_NONE();
    listing_object *self = from_object(Z_OBJ_P(ZEND_THIS));
    if (find_entry(self)) {
        self->index++;
    }
}

ZEND_METHOD(WpNormalize_S3_Listing, rewind)
{
    ZEND_PARSE_PARAMETERS_NONE();
    listing_object *self = from_object(Z_OBJ_P(ZEND_THIS));
    wpn_s3_listing *old = self->listing;
    if (self->is_busy) {
        zend_throw_error(NULL, "The listing is already being read");
        RETURN_THROWS();
    }
    self->listing = make(old->client, old->kind, old->prefix, old->delimiter);
    self->index = 0;
    wpn_s3_listing_free(old);
}

ZEND_METHOD(WpNormalize_S3_Listing, valid)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_BOOL(find_entry(from_object(Z_OBJ_P(ZEND_THIS))));
}

void wpn_s3_listing_startup(void)
{
    wpn_ce_S3Listing->create_object = create_object;
    memcpy(&handlers, zend_get_std_object_handlers(), sizeof(handlers));
    handlers.offset = XtOffsetOf(listing_object, std);
    handlers.free_obj = free_object;
    handlers.clone_obj = NULL;
}
