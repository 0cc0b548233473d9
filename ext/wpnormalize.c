/* The module: registers the classes and says in phpinfo() what it was built with. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "php_s3.h"
#include "php_wpnormalize.h"

#include <curl/curl.h>
#include <expat.h>
#include <idn2.h>
#include <openssl/crypto.h>
#include <zlib.h>
#include <zstd.h>

#include "ext/spl/spl_exceptions.h"
#include "ext/standard/info.h"
#include "zend_attributes.h"
#include "zend_exceptions.h"

#if PHP_VERSION_ID < 80200 /* #[\SensitiveParameter] and what registers it are new there */
#define zend_add_parameter_attribute(...)
#endif

#include "wpnormalize_arginfo.h"

zend_class_entry *wpn_ce_Exception;
zend_class_entry *wpn_ce_SqlException;
zend_class_entry *wpn_ce_IoException;
zend_class_entry *wpn_ce_Replacer;
zend_class_entry *wpn_ce_Statement;
zend_class_entry *wpn_ce_SqlReader;
zend_class_entry *wpn_ce_DumpWriter;

#if defined(ZTS) && defined(COMPILE_DL_WPNORMALIZE)
ZEND_TSRMLS_CACHE_DEFINE()
#endif

static PHP_MINIT_FUNCTION(wpnormalize)
{
    wpn_ce_Exception = register_class_WpNormalize_Exception(zend_ce_throwable);
    wpn_ce_SqlException = register_class_WpNormalize_SqlException(spl_ce_RuntimeException, wpn_ce_Exception);
    wpn_ce_IoException = register_class_WpNormalize_IoException(spl_ce_RuntimeException, wpn_ce_Exception);
    wpn_ce_Replacer = register_class_WpNormalize_Replacer();
    wpn_ce_Statement = register_class_WpNormalize_Statement();
    wpn_ce_SqlReader = register_class_WpNormalize_SqlReader();
    wpn_ce_DumpWriter = register_class_WpNormalize_DumpWriter();
    wpn_replacer_startup();
    wpn_sql_reader_startup();
    wpn_dump_writer_startup();
    wpn_s3_startup(wpn_ce_Exception, module_number);
    return SUCCESS;
}

static PHP_MSHUTDOWN_FUNCTION(wpnormalize)
{
    wpn_s3_shutdown(module_number);
    return SUCCESS;
}

static PHP_RINIT_FUNCTION(wpnormalize)
{
#if defined(ZTS) && defined(COMPILE_DL_WPNORMALIZE)
    ZEND_TSRMLS_CACHE_UPDATE();
#endif
    return SUCCESS;
}

static PHP_MINFO_FUNCTION(wpnormalize)
{
    php_info_print_table_start();
    php_info_print_table_row(2, "wpnormalize", PHP_WPNORMALIZE_VERSION);
    php_info_print_table_row(2, "libcurl", curl_version_info(CURLVERSION_NOW)->version);
    php_info_print_table_row(2, "OpenSSL", OpenSSL_version(OPENSSL_VERSION));
    php_info_print_table_row(2, "expat", XML_ExpatVersion());
    php_info_print_table_row(2, "zstd", ZSTD_versionString());
    php_info_print_table_row(2, "zlib", zlibVersion());
    php_info_print_table_row(2, "libidn2", idn2_check_version(NULL));
    php_info_print_table_end();
    display_ini_entries(&wpnormalize_module_entry);
}

zend_module_entry wpnormalize_module_entry = {
    STANDARD_MODULE_HEADER,
    "wpnormalize",
    NULL, /* functions */
    PHP_MINIT(wpnormalize),
    PHP_MSHUTDOWN(wpnormalize),
    PHP_RINIT(wpnormalize),
    NULL, /* RSHUTDOWN */
    PHP_MINFO(wpnormalize),
    PHP_WPNORMALIZE_VERSION,
    STANDARD_MODULE_PROPERTIES,
};

#ifdef COMPILE_DL_WPNORMALIZE
ZEND_GET_MODULE(wpnormalize)
#endif
