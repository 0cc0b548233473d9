/* Error reporting of the plain C core. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

wpn_status wpn_fail(wpn_error *error, wpn_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    error->status = status;
    error->line = 0;
    error->offset = 0;
    vsnprintf(error->message, sizeof(error->message), format, args);
    va_end(args);
    return status;
}

wpn_status wpn_fail_sql(wpn_error *error, uint64_t line, uint64_t offset, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    error->status = WPN_E_SQL;
    error->line = line;
    error->offset = offset;
    vsnprintf(error->message, sizeof(error->message), format, args);
    va_end(args);
    return WPN_E_SQL;
}

wpn_status wpn_fail_memory(wpn_error *error)
{
    return wpn_fail(error, WPN_E_MEMORY, "out of memory");
}
