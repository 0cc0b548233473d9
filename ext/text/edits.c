/* Lists of edits. */
#include "text/edits.h"

#include <stdlib.h>

void wpn_edits_free(wpn_edits *edits)
{
    free(edits->items);
    wpn_buffer_free(&edits->bytes);
    *edits = (wpn_edits){0};
}

void wpn_edits_clear(wpn_edits *edits)
{
    edits->len = 0;
    edits->bytes.len = 0;
}

bool wpn_edits_add(wpn_edits *edits, size_t start, size_t len, const char *bytes, size_t bytes_len)
{
    size_t bytes_start = edits->bytes.len;
    return wpn_buffer_append(&edits->bytes, bytes, bytes_len) && wpn_edits_add_written(edits, start, len, bytes_start);
}

bool wpn_edits_add_written(wpn_edits *edits, size_t start, size_t len, size_t bytes_start)
{
    if (!wpn_array_grow((void **)&edits->items, &edits->cap, edits->len + 1, sizeof(wpn_edit))) {
        return false;
    }
    edits->items[edits->len++] = (wpn_edit){start, len, bytes_start, edits->bytes.len - bytes_start};
    return true;
}

bool wpn_edits_insert(wpn_edits *edits, size_t at, size_t start, size_t len, const char *bytes, size_t bytes_len)
{
    if (!wpn_edits_add(edits, start, len, bytes, bytes_len)) {
        return false;
    }
    wpn_edit inserted = edits->items[edits->len - 1];
    memmove(edits->items + at + 1, edits->items + at, (edits->len - 1 - at) * sizeof(wpn_edit));
    edits->items[at] = inserted;
    return true;
}

void wpn_edits_undo(wpn_edits *edits, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        edits->items[i].len = 0;
        edits->items[i].bytes_len = 0;
    }
}

bool wpn_edits_any(const wpn_edits *edits, size_t first)
{
    for (size_t i = first; i < edits->len; i++) {
        if (edits->items[i].len || edits->items[i].bytes_len) {
            return true;
        }
    }
    return false;
}

size_t wpn_edits_growth(const wpn_edits *edits, size_t first)
{
    size_t growth = 0;
    for (size_t i = first; i < edits->len; i++) {
        growth += edits->items[i].bytes_len - edits->items[i].len;
    }
    return growth;
}

size_t wpn_edits_size(const wpn_edits *edits, size_t text_len)
{
    return text_len + wpn_edits_growth(edits, 0);
}

static void apply(const wpn_edits *edits, size_t first, const char *text, size_t text_len, size_t base, char *out)
{
    size_t done = 0;
    for (size_t i = first; i < edits->len; i++) {
        const wpn_edit *edit = &edits->items[i];
        size_t start = edit->start - base;
        memcpy(out, text + done, start - done);
        out += start - done;
        if (edit->bytes_len) {
            memcpy(out, edits->bytes.data + edit->bytes_start, edit->bytes_len);
            out += edit->bytes_len;
        }
        done = start + edit->len;
    }
    memcpy(out, text + done, text_len - done);
}

void wpn_edits_apply(const wpn_edits *edits, const char *text, size_t text_len, char *out)
{
    apply(edits, 0, text, text_len, 0, out);
}

bool wpn_edits_append_applied(const wpn_edits *edits, size_t first, const char *text, size_t text_len, size_t base,
                              wpn_buffer *out)
{
    size_t size = text_len + wpn_edits_growth(edits, first);
    if (!wpn_buffer_reserve(out, size + 1)) {
        return false;
    }
    apply(edits, first, text, text_len, base, out->data + out->len);
    out->len += size;
    return true;
}
