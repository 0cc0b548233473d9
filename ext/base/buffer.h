/* A growing byte buffer. The struct owns its memory; zero-initialise it, free it with wpn_buffer_free(). */
#ifndef WPN_BASE_BUFFER_H
#define WPN_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef struct wpn_buffer {
    char *data;
    size_t len;
    size_t cap;
} wpn_buffer;

/* Makes room for extra more bytes; false when memory is short (the buffer stays valid). */
bool wpn_buffer_grow(wpn_buffer *buffer, size_t extra);
void wpn_buffer_free(wpn_buffer *buffer);

static inline bool wpn_buffer_reserve(wpn_buffer *buffer, size_t extra)
{
    return buffer->cap - buffer->len >= extra || wpn_buffer_grow(buffer, extra);
}

static inline bool wpn_buffer_append(wpn_buffer *buffer, const void *bytes, size_t len)
{
    if (!wpn_buffer_reserve(buffer, len)) {
        return false;
    }
    if (len) {
        memcpy(buffer->data + buffer->len, bytes, len);
    }
    buffer->len += len;
    return true;
}

static inline bool wpn_buffer_push(wpn_buffer *buffer, char byte)
{
    return wpn_buffer_append(buffer, &byte, 1);
}

/* Drops the first count bytes. */
static inline void wpn_buffer_shift(wpn_buffer *buffer, size_t count)
{
    if (count && count < buffer->len) {
        memmove(buffer->data, buffer->data + count, buffer->len - count);
    }
    buffer->len -= count;
}

/* A NUL-terminated copy, which the caller frees; NULL when memory is short. */
char *wpn_copy_string(const char *bytes, size_t len);

/* Grows the array *items, whose elements are item_size bytes, until it holds at least needed of them. */
bool wpn_array_grow(void **items, size_t *cap, size_t needed, size_t item_size);

#endif
