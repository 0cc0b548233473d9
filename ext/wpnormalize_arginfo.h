/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: bf7bed38e09cc8b68106207d81d84aaa09ffe73b */

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_WpNormalize_Replacer___construct, 0, 0, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, urls, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, literals, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, keys, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, subdomains, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, emails, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, base64, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, skipColumns, IS_ARRAY, 0, "[\'guid\', \'user_pass\', \'user_activation_key\']")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, hostColumns, IS_ARRAY, 0, "[\'*blogs.domain\', \'*site.domain\']")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, foreignHosts, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, fakes, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, fakeKey, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, dropRows, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_Replacer_value, 0, 1, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, value, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_Replacer_sql, 0, 1, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, sql, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_Replacer_copySql, 0, 2, IS_LONG, 0)
	ZEND_ARG_INFO(0, from)
	ZEND_ARG_INFO(0, to)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, progress, IS_CALLABLE, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_Replacer_report, 0, 0, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, reset, _IS_BOOL, 0, "false")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_WpNormalize_SqlReader___construct, 0, 0, 1)
	ZEND_ARG_INFO(0, from)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, replacer, WpNormalize\\Replacer, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, batchSize, IS_LONG, 0, "1048576")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, maxLiteral, IS_LONG, 0, "1073741824")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_WpNormalize_SqlReader_next, 0, 0, WpNormalize\\Statement, 1)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_SqlReader_append, 0, 1, IS_VOID, 0)
	ZEND_ARG_INFO(0, from)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, delimiter, IS_STRING, 0, "\';\'")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_SqlReader_copyRows, 0, 1, IS_LONG, 0)
	ZEND_ARG_INFO(0, to)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, limit, IS_LONG, 0, "PHP_INT_MAX")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_SqlReader_bytesRead, 0, 0, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_SqlReader_sha256, 0, 0, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_SqlReader_dumper, 0, 0, IS_STRING, 1)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_SqlReader_complete, 0, 0, _IS_BOOL, 1)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_WpNormalize_DumpWriter___construct, 0, 0, 1)
	ZEND_ARG_INFO(0, to)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, format, IS_STRING, 0, "\'zstd\'")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, level, IS_LONG, 0, "3")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, frameSize, IS_LONG, 0, "16777216")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, replacer, WpNormalize\\Replacer, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_DumpWriter_copyFrom, 0, 1, IS_LONG, 0)
	ZEND_ARG_INFO(0, from)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, progress, IS_CALLABLE, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_WpNormalize_DumpWriter_finish, 0, 0, IS_ARRAY, 0)
ZEND_END_ARG_INFO()


ZEND_METHOD(WpNormalize_Replacer, __construct);
ZEND_METHOD(WpNormalize_Replacer, value);
ZEND_METHOD(WpNormalize_Replacer, sql);
ZEND_METHOD(WpNormalize_Replacer, copySql);
ZEND_METHOD(WpNormalize_Replacer, report);
ZEND_METHOD(WpNormalize_SqlReader, __construct);
ZEND_METHOD(WpNormalize_SqlReader, next);
ZEND_METHOD(WpNormalize_SqlReader, append);
ZEND_METHOD(WpNormalize_SqlReader, copyRows);
ZEND_METHOD(WpNormalize_SqlReader, bytesRead);
ZEND_METHOD(WpNormalize_SqlReader, sha256);
ZEND_METHOD(WpNormalize_SqlReader, dumper);
ZEND_METHOD(WpNormalize_SqlReader, complete);
ZEND_METHOD(WpNormalize_DumpWriter, __construct);
ZEND_METHOD(WpNormalize_DumpWriter, copyFrom);
ZEND_METHOD(WpNormalize_DumpWriter, finish);


static const zend_function_entry class_WpNormalize_Exception_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_WpNormalize_SqlException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_WpNormalize_IoException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_WpNormalize_Replacer_methods[] = {
	ZEND_ME(WpNormalize_Replacer, __construct, arginfo_class_WpNormalize_Replacer___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_Replacer, value, arginfo_class_WpNormalize_Replacer_value, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_Replacer, sql, arginfo_class_WpNormalize_Replacer_sql, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_Replacer, copySql, arginfo_class_WpNormalize_Replacer_copySql, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_Replacer, report, arginfo_class_WpNormalize_Replacer_report, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_WpNormalize_Statement_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_WpNormalize_SqlReader_methods[] = {
	ZEND_ME(WpNormalize_SqlReader, __construct, arginfo_class_WpNormalize_SqlReader___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_SqlReader, next, arginfo_class_WpNormalize_SqlReader_next, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_SqlReader, append, arginfo_class_WpNormalize_SqlReader_append, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_SqlReader, copyRows, arginfo_class_WpNormalize_SqlReader_copyRows, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_SqlReader, bytesRead, arginfo_class_WpNormalize_SqlReader_bytesRead, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_SqlReader, sha256, arginfo_class_WpNormalize_SqlReader_sha256, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_SqlReader, dumper, arginfo_class_WpNormalize_SqlReader_dumper, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_SqlReader, complete, arginfo_class_WpNormalize_SqlReader_complete, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_WpNormalize_DumpWriter_methods[] = {
	ZEND_ME(WpNormalize_DumpWriter, __construct, arginfo_class_WpNormalize_DumpWriter___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_DumpWriter, copyFrom, arginfo_class_WpNormalize_DumpWriter_copyFrom, ZEND_ACC_PUBLIC)
	ZEND_ME(WpNormalize_DumpWriter, finish, arginfo_class_WpNormalize_DumpWriter_finish, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};

static zend_class_entry *register_class_WpNormalize_Exception(zend_class_entry *class_entry_Throwable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "WpNormalize", "Exception", class_WpNormalize_Exception_methods);
	class_entry = zend_register_internal_interface(&ce);
	zend_class_implements(class_entry, 1, class_entry_Throwable);

	return class_entry;
}

static zend_class_entry *register_class_WpNormalize_SqlException(zend_class_entry *class_entry_RuntimeException, zend_class_entry *class_entry_WpNormalize_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "WpNormalize", "SqlException", class_WpNormalize_SqlException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_RuntimeException);
	class_entry->ce_flags |= ZEND_ACC_FINAL;
	zend_class_implements(class_entry, 1, class_entry_WpNormalize_Exception);

	zval property_sqlLine_default_value;
	ZVAL_UNDEF(&property_sqlLine_default_value);
	zend_string *property_sqlLine_name = zend_string_init("sqlLine", sizeof("sqlLine") - 1, 1);
	zend_declare_typed_property(class_entry, property_sqlLine_name, &property_sqlLine_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_sqlLine_name);

	zval property_sqlOffset_default_value;
	ZVAL_UNDEF(&property_sqlOffset_default_value);
	zend_string *property_sqlOffset_name = zend_string_init("sqlOffset", sizeof("sqlOffset") - 1, 1);
	zend_declare_typed_property(class_entry, property_sqlOffset_name, &property_sqlOffset_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_sqlOffset_name);

	return class_entry;
}

static zend_class_entry *register_class_WpNormalize_IoException(zend_class_entry *class_entry_RuntimeException, zend_class_entry *class_entry_WpNormalize_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "WpNormalize", "IoException", class_WpNormalize_IoException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_RuntimeException);
	class_entry->ce_flags |= ZEND_ACC_FINAL;
	zend_class_implements(class_entry, 1, class_entry_WpNormalize_Exception);

	return class_entry;
}

static zend_class_entry *register_class_WpNormalize_Replacer(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "WpNormalize", "Replacer", class_WpNormalize_Replacer_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;


	zend_add_parameter_attribute(zend_hash_str_find_ptr(&class_entry->function_table, "__construct", sizeof("__construct") - 1), 10, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	return class_entry;
}

static zend_class_entry *register_class_WpNormalize_Statement(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "WpNormalize", "Statement", class_WpNormalize_Statement_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	zval property_kind_default_value;
	ZVAL_UNDEF(&property_kind_default_value);
	zend_string *property_kind_name = zend_string_init("kind", sizeof("kind") - 1, 1);
	zend_declare_typed_property(class_entry, property_kind_name, &property_kind_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_kind_name);

	zval property_table_default_value;
	ZVAL_UNDEF(&property_table_default_value);
	zend_string *property_table_name = zend_string_init("table", sizeof("table") - 1, 1);
	zend_declare_typed_property(class_entry, property_table_name, &property_table_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_table_name);

	zval property_schema_default_value;
	ZVAL_UNDEF(&property_schema_default_value);
	zend_string *property_schema_name = zend_string_init("schema", sizeof("schema") - 1, 1);
	zend_declare_typed_property(class_entry, property_schema_name, &property_schema_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_schema_name);

	zval property_columns_default_value;
	ZVAL_UNDEF(&property_columns_default_value);
	zend_string *property_columns_name = zend_string_init("columns", sizeof("columns") - 1, 1);
	zend_declare_typed_property(class_entry, property_columns_name, &property_columns_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_columns_name);

	zval property_sql_default_value;
	ZVAL_UNDEF(&property_sql_default_value);
	zend_string *property_sql_name = zend_string_init("sql", sizeof("sql") - 1, 1);
	zend_declare_typed_property(class_entry, property_sql_name, &property_sql_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_sql_name);

	zval property_rows_default_value;
	ZVAL_UNDEF(&property_rows_default_value);
	zend_string *property_rows_name = zend_string_init("rows", sizeof("rows") - 1, 1);
	zend_declare_typed_property(class_entry, property_rows_name, &property_rows_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_rows_name);

	zval property_line_default_value;
	ZVAL_UNDEF(&property_line_default_value);
	zend_string *property_line_name = zend_string_init("line", sizeof("line") - 1, 1);
	zend_declare_typed_property(class_entry, property_line_name, &property_line_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_line_name);

	zval property_offset_default_value;
	ZVAL_UNDEF(&property_offset_default_value);
	zend_string *property_offset_name = zend_string_init("offset", sizeof("offset") - 1, 1);
	zend_declare_typed_property(class_entry, property_offset_name, &property_offset_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_offset_name);

	zval property_tableOffset_default_value;
	ZVAL_UNDEF(&property_tableOffset_default_value);
	zend_string *property_tableOffset_name = zend_string_init("tableOffset", sizeof("tableOffset") - 1, 1);
	zend_declare_typed_property(class_entry, property_tableOffset_name, &property_tableOffset_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_tableOffset_name);

	zval property_tableLength_default_value;
	ZVAL_UNDEF(&property_tableLength_default_value);
	zend_string *property_tableLength_name = zend_string_init("tableLength", sizeof("tableLength") - 1, 1);
	zend_declare_typed_property(class_entry, property_tableLength_name, &property_tableLength_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_tableLength_name);

	zval property_literal_default_value;
	ZVAL_UNDEF(&property_literal_default_value);
	zend_string *property_literal_name = zend_string_init("literal", sizeof("literal") - 1, 1);
	zend_declare_typed_property(class_entry, property_literal_name, &property_literal_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_literal_name);

	zval property_loadable_default_value;
	ZVAL_UNDEF(&property_loadable_default_value);
	zend_string *property_loadable_name = zend_string_init("loadable", sizeof("loadable") - 1, 1);
	zend_declare_typed_property(class_entry, property_loadable_name, &property_loadable_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_loadable_name);

	return class_entry;
}

static zend_class_entry *register_class_WpNormalize_SqlReader(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "WpNormalize", "SqlReader", class_WpNormalize_SqlReader_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_WpNormalize_DumpWriter(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "WpNormalize", "DumpWriter", class_WpNormalize_DumpWriter_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}
