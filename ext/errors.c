/* The one place where the core's errors become PHP's exceptions. */
#include "errors.h"

#include "php_wpnormalize.h"
#include "zend_exceptions.h"

static void throw_sql(const wpn_error *error)
{
    zend_object *exception = zend_throw_exception(wpn_ce_SqlException, error->message, 0);
    zend_update_property_long(wpn_ce_SqlException, exception, ZEND_STRL("sqlLine"), (zend_long)error->line);
    zend_update_property_long(wpn_ce_SqlException, exception, ZEND_STRL("sqlOffset"), (zend_long)error->offset);
}

void wpn_throw(const wpn_error *error)
{
    if (EG(exception)) {
        return;
    }
    switch (error->status) {
    case WPN_OK:
        break;
    case WPN_E_MEMORY:
        zend_error_noreturn(E_ERROR, "Out of memory");
    case WPN_E_ARGUMENT:
        zend_value_error("%s", error->message);
        break;
    case WPN_E_SQL:
        throw_sql(error);
        break;
    case WPN_E_S3: /* carries more than a wpn_error: see wpn_s3_throw() */
    case WPN_E_IO:
        zend_throw_exception(wpn_ce_IoException, error->message, 0);
        break;
    }
}
