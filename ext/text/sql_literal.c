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

/* What an escaped byte stands for. By a table of differences: a switch is a jump that no processor foresees. */
static char unescape(char escaped)
{
    static const char difference[256] = {
        ['0'] = '0' ^ '\0', ['b'] = 'b' ^ '\b', ['n'] = 'n' ^ '\n',
        ['r'] = 'r' ^ '\r', ['t'] = 't' ^ '\t', ['Z'] = 'Z' ^ '\x1a',
    };
    return (char)(escaped ^ difference[(uint8_t)escaped]);
}

/* Bytes copied at a time, and how many pairs a block holds at most. */
enum { COPY = 32, PAIRS_MAX = WPN_SCAN_BLOCK / 2 };

/* Takes two bytes that begin with a backslash or quote; room for a pair is there. */
static void take_pair(const wpn_literal *literal, const char *pair, wpn_decoded *decoded)
{
    char *out = decoded->text.data + decoded->text.len;
    if (pair[0] == '\\' && (pair[1] == '%' || pair[1] == '_')) {
        out[0] = pair[0];
        out[1] = pair[1];
        decoded->text.len += 2;
        return;
    }
    decoded->pairs[decoded->pairs_len++] = decoded->text.len;
    *out = pair[0] == '\\' ? unescape(pair[1]) : literal->quote;
    decoded->text.len++;
}

/* Copies len bytes; up to COPY - 1 more are read and written, which is faster than memcpy() for short runs. */
static void take_run(const char *run, size_t len, wpn_decoded *decoded)
{
    char *out = decoded->text.data + decoded->text.len;
    for (size_t i = 0; i < len; i += COPY) {
        memcpy(out + i, run + i, COPY);
    }
    decoded->text.len += len;
}

/* Decodes a block of the literal's last `left` bytes; bits of mask: where a backslash or quote stands. Returns how many
 * bytes were read, one more than the block where its last begins a pair. */
static size_t decode_block(const wpn_literal *literal, const char *block, size_t left, uint64_t mask,
                           wpn_decoded *decoded)
{
    size_t len = left < WPN_SCAN_BLOCK ? left : WPN_SCAN_BLOCK, done = 0;
    while (mask) {
        size_t at = (size_t)__builtin_ctzll(mask);
        if (at + 1 >= left) {
            break; /* it stands alone */
        }
        take_run(block + done, at - done, decoded);
        take_pair(literal, block + at, decoded);
        done = at + 2;
        mask &= ~(UINT64_C(3) << at);
    }
    if (done < len) {
        take_run(block + done, len - done, decoded);
        done = len;
    }
    return done;
}

/* Page builder data has a pair every ten bytes: by blocks, decoding it takes half the time of a search for each pair.
 */
bool wpn_literal_decode(const wpn_scan *scan, const wpn_literal *literal, wpn_decoded *decoded)
{
    decoded->text.len = 0;
    decoded->pairs_len = 0;
    if (!wpn_buffer_reserve(&decoded->text, literal->len + COPY)) {
        return false;
    }
    char backslash = literal->backslashes ? '\\' : literal->quote;
    for (size_t i = 0; i < literal->len;) {
        size_t left = literal->len - i;
        const char *block = literal->raw + i;
        char last[WPN_SCAN_BLOCK + COPY] = {0}; /* so that nothing behind the literal is read */
        if (left < sizeof(last)) {
            block = memcpy(last, block, left);
        }
        if (!wpn_array_grow((void **)&decoded->pairs, &decoded->pairs_cap, decoded->pairs_len + PAIRS_MAX,
                            sizeof(size_t))) {
            return false;
        }
        uint64_t inside = left < WPN_SCAN_BLOCK ? (UINT64_C(1) << left) - 1 : ~UINT64_C(0);
        i += decode_block(literal, block, left, scan->either(block, backslash, literal->quote) & inside, decoded);
    }
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
