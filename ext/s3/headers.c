/* A sorted list of HTTP headers. Requests have a dozen, so insertion by linear search is enough. */
#include "s3/headers.h"

#include "base/buffer.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

static char *lower_copy(const char *bytes, size_t len)
{
    char *copy = malloc(len + 1);
    if (!copy) {
        return NULL;
    }
    for (size_t i = 0; i < len; i++) {
        copy[i] = (char)tolower((unsigned char)bytes[i]);
    }
    copy[len] = '\0';
    return copy;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

bool wpn_headers_set(wpn_headers *headers, const char *name, size_t name_len, const char *value, size_t value_len)
{
    while (value_len && is_blank(value[0])) {
        value++;
        value_len--;
    }
    while (value_len && is_blank(value[value_len - 1])) {
        value_len--;
    }
    char *new_name = lower_copy(name, name_len);
    char *new_value = strndup(value, value_len);
    if (!new_name || !new_value ||
        !wpn_array_grow((void **)&headers->items, &headers->cap, headers->count + 1, sizeof(wpn_header))) {
        free(new_name);
        free(new_value);
        return false;
    }
    size_t at = 0;
    int order = 1;
    while (at < headers->count && (order = strcmp(headers->items[at].name, new_name)) < 0) {
        at++;
    }
    if (at < headers->count && order == 0) {
        free(headers->items[at].name);
        free(headers->items[at].value);
    } else {
        memmove(headers->items + at + 1, headers->items + at, (headers->count - at) * sizeof(wpn_header));
        headers->count++;
    }
    headers->items[at] = (wpn_header){new_name, new_value};
    return true;
}

bool wpn_headers_put(wpn_headers *headers, const char *name, const char *value)
{
    return wpn_headers_set(headers, name, strlen(name), value, strlen(value));
}

const char *wpn_headers_get(const wpn_headers *headers, const char *name)
{
    for (size_t i = 0; i < headers->count; i++) {
        if (strcmp(headers->items[i].name, name) == 0) {
            return headers->items[i].value;
        }
    }
    return NULL;
}

void wpn_headers_free(wpn_headers *headers)
{
    for (size_t i = 0; i < headers->count; i++) {
        free(headers->items[i].name);
        free(headers->items[i].value);
    }
    free(headers->items);
    *headers = (wpn_headers){0};
}
