/* Columns that hold a host. */
#ifndef WPN_TEXT_HOST_COLUMN_H
#define WPN_TEXT_HOST_COLUMN_H

#include "base/buffer.h"
#include "text/rules.h"

typedef enum wpn_host_result {
    WPN_HOST_FOREIGN,  /* no rule takes it */
    WPN_HOST_KEPT,     /* an identity rule does: it stays */
    WPN_HOST_REPLACED, /* by what has been appended to new_host and new_path */
} wpn_host_result;

/* The value of a host column and, where the row has one, of its path column: both are replaced together. False when
 * memory is short. */
bool wpn_rewrite_host(const wpn_rules *rules, const char *host, size_t host_len, const char *path, size_t path_len,
                      wpn_buffer *new_host, wpn_buffer *new_path, wpn_host_result *result);

#endif
