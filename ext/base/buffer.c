/* Growing buffers and arrays, with checked arithmetic. */
#include "base/buffer.h"

#include <stdint.h>
#include <stdlib.h>

bool wpn_buffer_grow(wpn_buffer *buffer, size_t extra)
{
    if (extra > SIZE_MAX / 2 - buffer->len) {
        return false;
    }
    size_t cap = buffer->cap + buffer->cap / 2;
    if (cap < buffer->len + extra) {
        cap = buffer->len + extra;
    }
    if (cap < 64) {
        cap = 64;
    }
    char *data = realloc(buffer->data, cap);
    if (!data) {
        return false;
    }
    buffer->data = data;
    buffer->cap = cap;
    return true;
}

void wpn_buffer_free(wpn_buffer *buffer)
{
    free(buffer->data);
    *buffer = (wpn_buffer){0};
}

bool wpn_array_grow(void **items, size_t *cap, size_t needed, size_t item_size)
{
    if (needed <= *cap) {
        return true;
    }
    size_t grown = *cap + *cap / 2 + 8;
    if (grown < needed) {
        grown = needed;
    }
    if (grown > SIZE_MAX / 2 / item_size) {
        return false;
    }
    void *moved = realloc(*items, grown * item_size);
    if (!moved) {
        return false;
    }
    *items = moved;
    *cap = grown;
    return true;
}

char *wpn_copy_string(const char *bytes, size_t len)
{
    char *copy = malloc(len + 1);
    if (copy) {
        memcpy(copy, bytes, len);
        copy[len] = '\0';
    }
    return copy;
}
