/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: c7dd711cbf38a386b034a8fc97cdb9f51f05b4d2 */

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_WpNormalize_S3___construct, 0, 0, 1)
	ZEND_ARG_TYPE_INFO(0, bucket, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, endpoint, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, region, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, profile, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, key, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, secret, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, token, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, pathStyle, _IS_BOOL, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, partSize, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, concurrency, IS_LONG, 0, "7")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, retries, IS_LONG, 0, "8")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, caFile, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, proxy, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, stallSeconds, IS_LONG, 0, "30")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_WpNormalize_S3_upload, 0, 1, WpNormalize\\S3\\\125pload, 0)
	ZEND_ARG_TYPE_INFO(0, key, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, expectedSize, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, ifAbsent, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, headers, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_WpNormalize_S3_open, 0, 0, 1)
	ZEND_ARG_TYPE_INFO(0, key, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, offset, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, length, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, ifMatch, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_WpNormalize_S3_head, 0, 1, WpNormalize\\S3\\ObjectInfo, 1)
	ZEND_ARG_TYPE_INFO(0, key, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_WpNormalize_S3_list, 0, 0, Iterator, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, prefix, IS_STRING, 0, "\'\'")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, delimiter, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_S3_delete, 0, 0, IS_VOID, 0)
	ZEND_ARG_VARIADIC_TYPE_INFO(0, keys, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_S3_copy, 0, 2, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, from, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, to, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, ifMatch, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_S3_pendingUploads, 0, 0, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, prefix, IS_STRING, 0, "\'\'")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_S3_abortUpload, 0, 2, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, key, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, uploadId, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_WpNormalize_S3_Upload___construct, 0, 0, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_S3_Upload_write, 0, 1, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, bytes, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_S3_Upload_copyFrom, 0, 1, IS_LONG, 0)
	ZEND_ARG_INFO(0, stream)
ZEND_END_ARG_INFO()

#define arginfo_class_WpNormalize_S3_Upload_stream arginfo_class_WpNormalize_S3_Upload___construct

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_WpNormalize_S3_Upload_commit, 0, 0, WpNormalize\\S3\\ObjectInfo, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_S3_Upload_abort, 0, 0, IS_VOID, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_WpNormalize_S3_Listing___construct arginfo_class_WpNormalize_S3_Upload___construct

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_WpNormalize_S3_Listing_current, 0, 0, WpNormalize\\S3\\ObjectInfo, 1)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_S3_Listing_key, 0, 0, IS_STRING, 1)
ZEND_END_ARG_INFO()

#define arginfo_class_WpNormalize_S3_Listing_next arginfo_class_WpNormalize_S3_Upload_abort

#define arginfo_class_WpNormalize_S3_Listing_rewind arginfo_class_WpNormalize_S3_Upload_abort

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_S3_Listing_valid, 0, 0, _IS_BOOL, 0)
ZEND_END_ARG_INFO()


ZEND_METHOD(WpNormalize_S3, __construct);
ZEND_METHOD(WpNormalize_S3, upload);
ZEND_METHOD(WpNormalize_S3, open);
ZEND_METHOD(WpNormalize_S3, head);
ZEND_METHOD(WpNormalize_S3, list);
ZEND_METHOD(WpNormalize_S3, delete);
ZEND_METHOD(WpNormalize_S3, copy);
ZEND_METHOD(WpNormalize_S3, pendingUploads);
ZEND_METHOD(WpNormalize_S3, abortUpload);
ZEND_METHOD(WpNormalize_S3_Upload, __construct);
ZEND_METHOD(WpNormalize_S3_Upload, write);
ZEND_METHOD(WpNormalize_S3_Upload, copyFrom);
ZEND_METHOD(WpNormalize_S3_Upload, stream);
ZEND_METHOD(WpNormalize_S3_Upload, commit);
ZEND_METHOD(WpNormalize_S3_Upload, abort);
ZEND_METHOD(WpNormalize_S3_Listing, __construct);
ZEND_METHOD(WpNormalize_S3_Listing, current);
ZEND_METHOD(WpNormalize_S3_Listing, key);
ZEND_METHOD(WpNormalize_S3_Listing, next);
ZEND_METHOD(WpNormalize_S3_Listing, rewind);
ZEND_METHOD(WpNormalize_S3_Listing, valid);


static const zend_function_entry class_WpNormalize_S3_methods[] = {
	ZEND_ME(WpNormalize_S3, __construct, arginfo_class_WpNormalize_S3___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_S3, upload, arginfo_class_WpNormalize_S3_upload, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_S3, open, arginfo_class_WpNormalize_S3_open, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_S3, head, arginfo_class_WpNormalize_S3_head, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_S3, list, arginfo_class_WpNormalize_S3_list, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_S3, delete, arginfo_class_WpNormalize_S3_delete, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_S3, copy, arginfo_class_WpNormalize_S3_copy, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_S3, pendingUploads, arginfo_class_WpNormalize_S3_pendingUploads, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_S3, abortUpload, arginfo_class_WpNormalize_S3_abortUpload, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_WpNormalize_S3_S3Exception_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_WpNormalize_S3_ObjectInfo_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_WpNormalize_S3_PendingUpload_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_WpNormalize_S3_Upload_methods[] = {
	ZEND_ME(WpNormalize_S3_Upload, __construct, arginfo_class_WpNormalize_S3_Upload___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(WpNormalize_S3_Upload, write, arginfo_class_WpNormalize_S3_Upload_write, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_S3_Upload, copyFrom, arginfo_class_WpNormalize_S3_Upload_copyFrom, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_S3_Upload, stream, arginfo_class_WpNormalize_S3_Upload_stream, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_S3_Upload, commit, arginfo_class_WpNormalize_S3_Upload_commit, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_S3_Upload, abort, arginfo_class_WpNormalize_S3_Upload_abort, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_WpNormalize_S3_Listing_methods[] = {
	ZEND_ME(WpNormalize_S3_Listing, __construct, arginfo_class_WpNormalize_S3_Listing___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(WpNormalize_S3_Listing, current, arginfo_class_WpNormalize_S3_Listing_current, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_S3_Listing, key, arginfo_class_WpNormalize_S3_Listing_key, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_S3_Listing, next, arginfo_class_WpNormalize_S3_Listing_next, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_S3_Listing, rewind, arginfo_class_WpNormalize_S3_Listing_rewind, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_S3_Listing, valid, arginfo_class_WpNormalize_S3_Listing_valid, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};

static zend_class_entry *register_class_WpNormalize_S3(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "WpNormalize", "S3", class_WpNormalize_S3_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;


	zend_add_parameter_attribute(zend_hash_str_find_ptr(&class_entry->function_table, "__construct", sizeof("__construct") - 1), 5, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(&class_entry->function_table, "__construct", sizeof("__construct") - 1), 6, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(&class_entry->function_table, "__construct", sizeof("__construct") - 1), 12, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	return class_entry;
}

static zend_class_entry *register_class_WpNormalize_S3_S3Exception(zend_class_entry *class_entry_RuntimeException, zend_class_entry *class_entry_WpNormalize_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "WpNormalize\\S3", "S3Exception", class_WpNormalize_S3_S3Exception_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_RuntimeException);
	class_entry->ce_flags |= ZEND_ACC_FINAL;
	zend_class_implements(class_entry, 1, class_entry_WpNormalize_Exception);

	zval property_operation_default_value;
	ZVAL_UNDEF(&property_operation_default_value);
	zend_string *property_operation_name = zend_string_init("operation", sizeof("operation") - 1, 1);
	zend_declare_typed_property(class_entry, property_operation_name, &property_operation_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_operation_name);

	zval property_bucket_default_value;
	ZVAL_UNDEF(&property_bucket_default_value);
	zend_string *property_bucket_name = zend_string_init("bucket", sizeof("bucket") - 1, 1);
	zend_declare_typed_property(class_entry, property_bucket_name, &property_bucket_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_bucket_name);

	zval property_key_default_value;
	ZVAL_UNDEF(&property_key_default_value);
	zend_string *property_key_name = zend_string_init("key", sizeof("key") - 1, 1);
	zend_declare_typed_property(class_entry, property_key_name, &property_key_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_key_name);

	zval property_status_default_value;
	ZVAL_UNDEF(&property_status_default_value);
	zend_string *property_status_name = zend_string_init("status", sizeof("status") - 1, 1);
	zend_declare_typed_property(class_entry, property_status_name, &property_status_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_status_name);

	zval property_errorCode_default_value;
	ZVAL_UNDEF(&property_errorCode_default_value);
	zend_string *property_errorCode_name = zend_string_init("errorCode", sizeof("errorCode") - 1, 1);
	zend_declare_typed_property(class_entry, property_errorCode_name, &property_errorCode_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_errorCode_name);

	zval property_requestId_default_value;
	ZVAL_UNDEF(&property_requestId_default_value);
	zend_string *property_requestId_name = zend_string_init("requestId", sizeof("requestId") - 1, 1);
	zend_declare_typed_property(class_entry, property_requestId_name, &property_requestId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_requestId_name);

	return class_entry;
}

static zend_class_entry *register_class_WpNormalize_S3_ObjectInfo(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "WpNormalize\\S3", "ObjectInfo", class_WpNormalize_S3_ObjectInfo_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_key_default_value;
	ZVAL_UNDEF(&property_key_default_value);
	zend_string *property_key_name = zend_string_init("key", sizeof("key") - 1, 1);
	zend_declare_typed_property(class_entry, property_key_name, &property_key_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_key_name);

	zval property_size_default_value;
	ZVAL_UNDEF(&property_size_default_value);
	zend_string *property_size_name = zend_string_init("size", sizeof("size") - 1, 1);
	zend_declare_typed_property(class_entry, property_size_name, &property_size_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_size_name);

	zval property_etag_default_value;
	ZVAL_UNDEF(&property_etag_default_value);
	zend_string *property_etag_name = zend_string_init("etag", sizeof("etag") - 1, 1);
	zend_declare_typed_property(class_entry, property_etag_name, &property_etag_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_etag_name);

	zval property_lastModified_default_value;
	ZVAL_UNDEF(&property_lastModified_default_value);
	zend_string *property_lastModified_name = zend_string_init("lastModified", sizeof("lastModified") - 1, 1);
	zend_declare_typed_property(class_entry, property_lastModified_name, &property_lastModified_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_lastModified_name);

	zval property_metadata_default_value;
	ZVAL_UNDEF(&property_metadata_default_value);
	zend_string *property_metadata_name = zend_string_init("metadata", sizeof("metadata") - 1, 1);
	zend_declare_typed_property(class_entry, property_metadata_name, &property_metadata_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_metadata_name);

	zval property_isPrefix_default_value;
	ZVAL_UNDEF(&property_isPrefix_default_value);
	zend_string *property_isPrefix_name = zend_string_init("isPrefix", sizeof("isPrefix") - 1, 1);
	zend_declare_typed_property(class_entry, property_isPrefix_name, &property_isPrefix_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_isPrefix_name);

	return class_entry;
}

static zend_class_entry *register_class_WpNormalize_S3_PendingUpload(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "WpNormalize\\S3", "PendingUpload", class_WpNormalize_S3_PendingUpload_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_key_default_value;
	ZVAL_UNDEF(&property_key_default_value);
	zend_string *property_key_name = zend_string_init("key", sizeof("key") - 1, 1);
	zend_declare_typed_property(class_entry, property_key_name, &property_key_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_key_name);

	zval property_uploadId_default_value;
	ZVAL_UNDEF(&property_uploadId_default_value);
	zend_string *property_uploadId_name = zend_string_init("uploadId", sizeof("uploadId") - 1, 1);
	zend_declare_typed_property(class_entry, property_uploadId_name, &property_uploadId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_uploadId_name);

	zval property_initiated_default_value;
	ZVAL_UNDEF(&property_initiated_default_value);
	zend_string *property_initiated_name = zend_string_init("initiated", sizeof("initiated") - 1, 1);
	zend_declare_typed_property(class_entry, property_initiated_name, &property_initiated_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_initiated_name);

	return class_entry;
}

static zend_class_entry *register_class_WpNormalize_S3_Upload(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "WpNormalize\\S3", "Upload", class_WpNormalize_S3_Upload_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_WpNormalize_S3_Listing(zend_class_entry *class_entry_Iterator)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "WpNormalize\\S3", "Listing", class_WpNormalize_S3_Listing_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;
	zend_class_implements(class_entry, 1, class_entry_Iterator);

	return class_entry;
}
