/* Strings that are spelled with backslashes: decoding them, and translating the edits of the decoded string into edits
 * of the spelled one. What no edit names keeps its spelling. */
#ifndef WPN_TEXT_SPELLING_H
#define WPN_TEXT_SPELLING_H

#include "text/edits.h"

/* The string of a serialized S: item, \41 for A. Valid input only. */
bool wpn_hex_decode(const char *spelled, size_t len, wpn_buffer *decoded);
bool wpn_hex_translate(wpn_edits *edits, size_t first, const char *spelled, size_t len, size_t base);

/* The inside of a JSON string. Valid input only. */
bool wpn_json_decode(const char *spelled, size_t len, wpn_buffer *decoded);

/* A JSON text, and how it writes what may be written in several ways; found out when it is first needed. */
typedef struct wpn_json_document {
    const char *text;
    size_t len;
    const char *slash; /* NULL: not yet known */
    bool escape_unicode;
} wpn_json_document;

/* New bytes are spelled like what they replace, else like the string, else like the document. *dropped is set, and the
 * edits from first on are removed, when the result would not be valid UTF-8: JSON cannot hold it. */
bool wpn_json_translate(wpn_edits *edits, size_t first, const char *spelled, size_t len, size_t base,
                        const char *decoded, wpn_json_document *document, bool *dropped);

/* Valid UTF-8 as JSON writes it in a string: https:\/\/m\u00fcller.de, or with letters or slashes as they are. The
 * caller frees it; NULL when memory is short. */
char *wpn_json_spelling(const char *utf8, size_t len, bool escape_unicode, bool escape_slashes);

#endif
