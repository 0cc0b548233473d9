/* String literals of SQL. Every escape is two bytes for one, but \% and \_, which MySQL leaves as they are outside of
 * patterns. So a place in the decoded text is a place in the literal plus the number of escapes before it. */
#include "text/sql_literal.h"

#include <stdlib.h>
#include <string.h>

void wpn_decoded_free(wpn_decoded *decoded)
{
    wpn_buffer_free(&decoded->text);
    free(decoded->pairs);
    *decoded = (wpn_decoded){0};
}

static char unescape(char escaped)
{
    switch (escaped) {
    case '0':
        return '\0';
    case 'b':
        return '\b';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'Z':
        return '\x1a';
    default:
        return escaped;
    }
}

bool wpn_literal_decode(const wpn_scan *scan, const wpn_literal *literal, wpn_decoded *decoded)
{
    decoded->text.len = 0;
    decoded->pairs_len = 0;
    if (!wpn_buffer_reserve(&decoded->text, literal->len + 1)) {
        return false;
    }
    const char *raw = literal->raw;
    char *out = decoded->text.data;
    char backslash = literal->backslashes ? '\\' : literal->quote;
    for (size_t i = 0; i < literal->len;) {
        size_t plain = scan->find_either(raw + i, literal->len - i, backslash, literal->quote);
        memcpy(out, raw + i, plain);
        out += plain;
        i += plain;
        if (literal->len - i < 2) {
            memcpy(out, raw + i, literal->len - i);
            out += literal->len - i;
            break;
        }
        if (raw[i] == '\\' && (raw[i + 1] == '%' || raw[i + 1] == '_')) {
            *out++ = raw[i];
            *out++ = raw[i + 1];
        } else {
            if (!wpn_array_grow((void **)&decoded->pairs, &decoded->pairs_cap, decoded->pairs_len + 1,
                                sizeof(size_t))) {
                return false;
            }
            decoded->pairs[decoded->pairs_len++] = (size_t)(out - decoded->text.data);
            *out++ = raw[i] == '\\' ? unescape(raw[i + 1]) : literal->quote;
        }
        i += 2;
    }
    decoded->text.len = (size_t)(out - decoded->text.data);
    return true;
}

bool wpn_literal_escape(const wpn_literal *literal, const char *bytes, size_t len, wpn_buffer *out)
{
    if (!wpn_buffer_reserve(out, 2 * len)) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        char escape = '\0';
        if (bytes[i] == literal->quote) {
            escape = literal->backslashes ? '\\' : literal->quote;
            out->data[out->len++] = escape;
            out->data[out->len++] = bytes[i];
            continue;
        }
        if (literal->backslashes) {
            switch (bytes[i]) {
            case '\0':
                escape = '0';
                break;
            case '\n':
                escape = 'n';
                break;
            case '\r':
                escape = 'r';
                break;
            case '\x1a':
                escape = 'Z';
                break;
            case '\\':
            case '\'':
            case '"':
                escape = bytes[i];
                break;
            default:
                break;
            }
        }
        if (escape) {
            out->data[out->len++] = '\\';
        }
        out->data[out->len++] = escape ? escape : bytes[i];
    }
    return true;
}

bool wpn_literal_write(const wpn_literal *literal, const wpn_decoded *decoded, const wpn_edits *edits, wpn_buffer *out)
{
    size_t pair = 0, done = 0; /* pairs before the place in hand; raw bytes written */
    for (size_t i = 0; i < edits->len; i++) {
        const wpn_edit *edit = &edits->items[i];
        while (pair < decoded->pairs_len && decoded->pairs[pair] < edit->start) {
            pair++;
        }
        size_t start = edit->start + pair;
        if (!wpn_buffer_append(out, literal->raw + done, start - done) ||
            !wpn_literal_escape(literal, edits->bytes.data + edit->bytes_start, edit->bytes_len, out)) {
            return false;
        }
        while (pair < decoded->pairs_len && decoded->pairs[pair] < edit->start + edit->len) {
            pair++;
        }
        done = edit->start + edit->len + pair;
    }
    return wpn_buffer_append(out, literal->raw + done, literal->len - done);
}
