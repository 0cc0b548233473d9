/* String literals of SQL: decoding them, and writing edited ones so that what is unchanged keeps its spelling. */
#ifndef WPN_TEXT_SQL_LITERAL_H
#define WPN_TEXT_SQL_LITERAL_H

#include <stdbool.h>
#include <stddef.h>

#include "text/edits.h"
#include "text/scan.h"

/* The inside of a literal, as it stands in the SQL. */
typedef struct wpn_literal {
    const char *raw;
    size_t len;
    char quote;       /* ' or " */
    bool backslashes; /* they escape (no NO_BACKSLASH_ESCAPES) */
} wpn_literal;

/* A decoded literal, and where two bytes of the raw one became one. Owns both arrays; used again for the next. */
typedef struct wpn_decoded {
    wpn_buffer text;
    size_t *pairs; /* offsets in text, ascending */
    size_t pairs_len, pairs_cap;
} wpn_decoded;

void wpn_decoded_free(wpn_decoded *decoded);

/* False when memory is short. */
bool wpn_literal_decode(const wpn_scan *scan, const wpn_literal *literal, wpn_decoded *decoded);

/* Appends the inside of the literal with the edits of its decoded text. False when memory is short. */
bool wpn_literal_write(const wpn_literal *literal, const wpn_decoded *decoded, const wpn_edits *edits, wpn_buffer *out);

/* Appends bytes as they must stand in such a literal. */
bool wpn_literal_escape(const wpn_literal *literal, const char *bytes, size_t len, wpn_buffer *out);

#endif
