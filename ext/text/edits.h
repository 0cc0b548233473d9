/* A change to a text as a list of edits: byte ranges and what stands there instead. Layers (serialized in JSON in SQL)
 * hand edits outwards, each translating them into its own spelling; what no edit names keeps its bytes. */
#ifndef WPN_TEXT_EDITS_H
#define WPN_TEXT_EDITS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

typedef struct wpn_edit {
    size_t start, len;             /* the range in the text */
    size_t bytes_start, bytes_len; /* its replacement, in wpn_edits.bytes */
} wpn_edit;

/* Edits in ascending order that do not overlap. Owns both arrays. */
typedef struct wpn_edits {
    wpn_edit *items;
    size_t len, cap;
    wpn_buffer bytes;
} wpn_edits;

void wpn_edits_free(wpn_edits *edits);
void wpn_edits_clear(wpn_edits *edits);

/* Replaces text[start .. start + len) by the given bytes; false when memory is short. */
bool wpn_edits_add(wpn_edits *edits, size_t start, size_t len, const char *bytes, size_t bytes_len);

/* The same for bytes that the caller has appended to edits->bytes from bytes_start on. */
bool wpn_edits_add_written(wpn_edits *edits, size_t start, size_t len, size_t bytes_start);

/* Puts an edit before those from index at on, which stand further right in the text. */
bool wpn_edits_insert(wpn_edits *edits, size_t at, size_t start, size_t len, const char *bytes, size_t bytes_len);

/* Makes the edits from first to end change nothing; they keep their places. */
void wpn_edits_undo(wpn_edits *edits, size_t first, size_t end);

/* Whether any edit from index first on changes something. */
bool wpn_edits_any(const wpn_edits *edits, size_t first);

/* By how much the edits from index first on lengthen the text (modulo 2^64 where they shorten it). */
size_t wpn_edits_growth(const wpn_edits *edits, size_t first);

/* Length of the text after the edits. */
size_t wpn_edits_size(const wpn_edits *edits, size_t text_len);

/* Writes the edited text, wpn_edits_size() bytes. */
void wpn_edits_apply(const wpn_edits *edits, const char *text, size_t text_len, char *out);

/* Appends text with the edits from index first on, whose start is counted from base; false when memory is short. */
bool wpn_edits_append_applied(const wpn_edits *edits, size_t first, const char *text, size_t text_len, size_t base,
                              wpn_buffer *out);

#endif
