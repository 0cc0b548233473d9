/* How the plain C core reports failure: a status, and an error struct filled where it happened. */
#ifndef WPN_BASE_ERROR_H
#define WPN_BASE_ERROR_H

#include <stdint.h>

typedef enum wpn_status {
    WPN_OK = 0,
    WPN_E_MEMORY,   /* an allocation failed */
    WPN_E_ARGUMENT, /* the caller's argument is wrong: \ValueError */
    WPN_E_SQL,      /* the SQL cannot be read; line and offset are set: SqlException */
    WPN_E_IO,       /* a stream failed, or stored data is damaged: IoException */
    WPN_E_S3,       /* S3 said no, or cannot be reached: S3Exception */
} wpn_status;

typedef struct wpn_error {
    wpn_status status;
    uint64_t line;   /* WPN_E_SQL: from 1 */
    uint64_t offset; /* WPN_E_SQL: from 0 */
    char message[512];
} wpn_error;

/* Fills *error and returns status, so that a failing line reads `return wpn_fail(error, WPN_E_IO, "...")`. */
wpn_status wpn_fail(wpn_error *error, wpn_status status, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same for SQL, with its place. */
wpn_status wpn_fail_sql(wpn_error *error, uint64_t line, uint64_t offset, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Out of memory, in the one wording used everywhere. */
wpn_status wpn_fail_memory(wpn_error *error);

#endif
