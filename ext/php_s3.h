/* What the bindings of S3 share: the classes, waiting, and how the core's outcome becomes PHP's. */
#ifndef PHP_S3_H
#define PHP_S3_H

#include "php.h"

#include "s3/object.h"
#include "s3/upload.h"

/* Written once, when the module starts; read only afterwards. */
extern zend_class_entry *wpn_ce_S3;
extern zend_class_entry *wpn_ce_S3Exception;
extern zend_class_entry *wpn_ce_S3ObjectInfo;
extern zend_class_entry *wpn_ce_S3PendingUpload;
extern zend_class_entry *wpn_ce_S3Upload;
extern zend_class_entry *wpn_ce_S3Listing;

/*
 * Parts and ranges of this size, so many at a time: see bench/s3. Smaller ones cost more requests for the same bytes,
 * larger ones more memory: an upload holds one more than are on the way, so these are 48 MiB.
 */
#define WPN_S3_PART_BYTES (6 * 1024 * 1024)
#define WPN_S3_CONCURRENCY 7
#define WPN_S3_RETRIES 8
#define WPN_S3_STALL_SECONDS 30

/* What a caller may ask for. */
#define WPN_S3_MAX_CONCURRENCY 64
#define WPN_S3_MAX_RETRIES 100
#define WPN_S3_MAX_STALL_SECONDS 3600

/* Registers all of S3: called by MINIT, after WpNormalize\Exception; and by MSHUTDOWN. */
void wpn_s3_startup(zend_class_entry *exception, int module_number);
void wpn_s3_shutdown(int module_number);

/* Each binding sets the handlers of its own class. */
void wpn_s3_upload_startup(void);
void wpn_s3_listing_startup(void);

/* The s3:// wrapper, under the name that wpnormalize.s3_wrapper gives it. */
void wpn_s3_wrapper_startup(int module_number);
void wpn_s3_wrapper_shutdown(int module_number);

/* How long a step waits for the network before signals and the time limit are looked at. */
#define WPN_S3_WAIT_MS 100

/* One step, then signals and the time limit. false when an exception is pending. May end in a bailout. */
bool wpn_s3_turn(wpn_s3_client *client, int wait_ms);

/*
 * Submits the requests and waits until all are done. false when an exception is pending: then, as after a bailout, the
 * requests have been freed. Whether each succeeded is for the caller to see.
 */
bool wpn_s3_run(wpn_s3_request *requests, size_t count);

/* Throws what the error stands for; an exception that is already pending stays. */
void wpn_s3_throw(const wpn_s3_error *error);

/* One line that names operation, bucket, key, what was said, status, code and request id. */
zend_string *wpn_s3_describe(const wpn_s3_error *error);

/* Checks a key that is argument arg_num; throws \ValueError. */
bool wpn_s3_check_key_argument(zend_string *key, uint32_t arg_num);

/* Makes an ObjectInfo. */
void wpn_s3_object_info(zval *result, const wpn_s3_object *object, bool is_prefix);

/*
 * The readable stream of an object. Offset and length as in wpn_s3_download_options. NULL with *failure set, or with an
 * exception pending.
 */
php_stream *wpn_s3_open_stream(wpn_s3_client *client, const char *key, uint64_t offset, uint64_t length,
                               const char *if_match, wpn_s3_error *failure);

/* Makes an Upload that owns the core's. */
void wpn_s3_upload_wrap(zval *result, wpn_s3_upload *upload);

/* Feeds an Upload, waiting where needed. false after throwing, or with an exception pending; then it was aborted. */
bool wpn_s3_upload_feed(zend_object *object, const char *bytes, size_t len);

/* The same for a stream's write, and the core's upload, while which a signal handler must not close the stream. */
ssize_t wpn_s3_upload_feed_from_stream(php_stream *stream, wpn_s3_upload *upload, const char *bytes, size_t len);

/* Publishes, waiting. false after throwing and aborting, or when an exception is pending. */
bool wpn_s3_upload_publish(wpn_s3_upload *upload);

/* Aborts what is open, without a word, for at most half a minute, running no PHP code; then frees. */
void wpn_s3_upload_discard(wpn_s3_upload *upload);

/* Makes a Listing that is before its first entry; kind is that of the core. */
void wpn_s3_listing_make(zval *result, wpn_s3_client *client, int kind, const char *prefix, const char *delimiter);

/* All entries of a listing of uploads, as PendingUpload. false after throwing. */
bool wpn_s3_listing_uploads(zval *listing, zval *result);

#endif
