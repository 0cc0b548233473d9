/* HTTP headers: names in lower case, sorted by name, as SigV4 wants them. The struct owns its strings; zero-initialise
 * it. */
#ifndef WPN_S3_HEADERS_H
#define WPN_S3_HEADERS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct wpn_header {
    char *name;
    char *value;
} wpn_header;

typedef struct wpn_headers {
    wpn_header *items;
    size_t count;
    size_t cap;
} wpn_headers;

/* Sets a header, replacing one of the same name; the name is lower-cased, the value trimmed. False when memory is
 * short. */
bool wpn_headers_set(wpn_headers *headers, const char *name, size_t name_len, const char *value, size_t value_len);

/* The same for strings. */
bool wpn_headers_put(wpn_headers *headers, const char *name, const char *value);

/* The value, or NULL. The name must be in lower case. */
const char *wpn_headers_get(const wpn_headers *headers, const char *name);

void wpn_headers_free(wpn_headers *headers);

#endif
