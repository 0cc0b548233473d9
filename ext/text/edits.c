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

void wpn_edits_apply(const wpn_edits *edits, const char *text, size_t text_len, char *out)
{
    size_t done = 0;
    for (size_t i = 0; i < edits->len; i++) {
        const wpn_edit *edit = &edits->items[i];
        memcpy(out, text + done, edit->start - done);
        out += edit->start - done;
        if (edit->bytes_len) {
            memcpy(out, edits->bytes.data + edit->bytes_start, edit->bytes_len);
            out += edit->bytes_len;
        }
        done = edit->start + edit->len;
    }
    memcpy(out, text + done, text_len - done);
}
