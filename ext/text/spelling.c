/* Strings spelled with backslashes, in serialized S: items and in JSON. */
#include "text/spelling.h"

#include <string.h>

#include "text/ascii.h"

/* What a backslash begins: the length of its escape, and how many bytes it stands for. */
typedef size_t (*escape_reader)(const char *escape, size_t *decoded_len);

/* Walks over the spelled and the decoded string in step. */
typedef struct walker {
    const char *spelled;
    size_t len;
    escape_reader read_escape;
    size_t at, decoded;    /* where it stands in both */
    size_t next_backslash; /* at or after `at`; len when there is none */
} walker;

static void find_backslash(walker *w)
{
    const char *found = memchr(w->spelled + w->at, '\\', w->len - w->at);
    w->next_backslash = found ? (size_t)(found - w->spelled) : w->len;
}

/* Moves on to a place in the decoded string; false when that is inside what one escape stands for. */
static bool walk_to(walker *w, size_t decoded)
{
    while (w->decoded < decoded) {
        if (w->at == w->next_backslash && w->at < w->len) {
            size_t decoded_len;
            w->at += w->read_escape(w->spelled + w->at, &decoded_len);
            w->decoded += decoded_len;
            find_backslash(w);
            continue;
        }
        size_t plain = w->next_backslash - w->at, wanted = decoded - w->decoded;
        size_t step = plain < wanted ? plain : wanted;
        w->at += step;
        w->decoded += step;
    }
    return w->decoded == decoded;
}

/* Moves an edit of the decoded string to the spelled one; its bytes are the caller's. */
static bool translate_range(walker *w, wpn_edit *edit, size_t base)
{
    if (!walk_to(w, edit->start)) {
        return false;
    }
    size_t start = w->at;
    if (!walk_to(w, edit->start + edit->len)) {
        return false;
    }
    edit->start = base + start;
    edit->len = w->at - start;
    return true;
}

static walker begin_walk(const char *spelled, size_t len, escape_reader read_escape)
{
    walker w = {.spelled = spelled, .len = len, .read_escape = read_escape};
    find_backslash(&w);
    return w;
}

/* ---- \41 ---- */

static size_t read_hex_escape(const char *escape, size_t *decoded_len)
{
    *decoded_len = 1;
    return 3;
}

bool wpn_hex_decode(const char *spelled, size_t len, wpn_buffer *decoded)
{
    if (!wpn_buffer_reserve(decoded, len + 1)) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        char byte = spelled[i];
        if (byte == '\\') {
            byte = (char)wpn_hex_value(spelled + i + 1, 2);
            i += 2;
        }
        decoded->data[decoded->len++] = byte;
    }
    return true;
}

bool wpn_hex_translate(wpn_edits *edits, size_t first, const char *spelled, size_t len, size_t base)
{
    walker w = begin_walk(spelled, len, read_hex_escape);
    for (size_t i = first; i < edits->len; i++) {
        wpn_edit *edit = &edits->items[i];
        translate_range(&w, edit, base); /* an escape is one byte: no edit can begin inside it */
        size_t bytes_start = edits->bytes.len;
        for (size_t j = 0; j < edit->bytes_len; j++) {
            char byte = edits->bytes.data[edit->bytes_start + j];
            bool ok = byte == '\\' ? wpn_buffer_append(&edits->bytes, "\\5c", 3) : wpn_buffer_push(&edits->bytes, byte);
            if (!ok) {
                return false;
            }
        }
        edit->bytes_len = edits->bytes.len - bytes_start;
        edit->bytes_start = bytes_start;
    }
    return true;
}

/* ---- JSON ---- */

/* The code point of a \u escape, surrogate pairs joined, and its length. */
static uint32_t read_unicode(const char *escape, size_t *size)
{
    uint32_t unit = (uint32_t)wpn_hex_value(escape + 2, 4);
    *size = 6;
    if (unit >= 0xD800 && unit <= 0xDBFF) {
        *size = 12;
        return 0x10000 + ((unit - 0xD800) << 10) + ((uint32_t)wpn_hex_value(escape + 8, 4) - 0xDC00);
    }
    return unit;
}

static size_t read_json_escape(const char *escape, size_t *decoded_len)
{
    *decoded_len = 1;
    if (escape[1] != 'u') {
        return 2;
    }
    size_t size;
    char encoded[4];
    *decoded_len = wpn_utf8_encode(encoded, read_unicode(escape, &size));
    return size;
}

bool wpn_json_decode(const char *spelled, size_t len, wpn_buffer *decoded)
{
    if (!wpn_buffer_reserve(decoded, len + 4)) {
        return false;
    }
    char *out = decoded->data + decoded->len;
    for (size_t i = 0; i < len;) {
        const char *backslash = memchr(spelled + i, '\\', len - i);
        size_t plain = backslash ? (size_t)(backslash - spelled) - i : len - i;
        memcpy(out, spelled + i, plain);
        out += plain;
        i += plain;
        if (!backslash) {
            break;
        }
        if (backslash[1] == 'u') {
            size_t size;
            out += wpn_utf8_encode(out, read_unicode(backslash, &size));
            i += size;
            continue;
        }
        static const char names[] = "b\bf\fn\nr\rt\t";
        const char *name = strchr(names, backslash[1]);
        *out++ = name ? name[1] : backslash[1];
        i += 2;
    }
    decoded->len = (size_t)(out - decoded->data);
    return true;
}

static const char *slash_style(const char *spelled, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (spelled[i] == '/') {
            return "/";
        }
        if (spelled[i] != '\\') {
            continue;
        }
        if (spelled[i + 1] == '/') {
            return "\\/";
        }
        if (spelled[i + 1] == 'u' && wpn_hex_value(spelled + i + 2, 4) == '/') {
            return spelled[i + 5] == 'F' ? "\\u002F" : "\\u002f";
        }
        i++;
    }
    return NULL;
}

static bool is_ascii(const char *spelled, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((uint8_t)spelled[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

/* A document without a slash, or all in ASCII, tells nothing: then as json_encode() and wp_json_encode() write by
 * default. */
static void read_style(wpn_json_document *document)
{
    const char *slash = slash_style(document->text, document->len);
    document->slash = slash ? slash : "\\/";
    document->escape_unicode = is_ascii(document->text, document->len);
}

/* Whether JSON leaves no choice how to write the bytes: most hosts. */
static bool has_one_spelling(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] == '/' || (uint8_t)bytes[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

static bool write_json(wpn_buffer *out, size_t bytes_start, size_t bytes_len, const char *slash, bool escape_unicode)
{
    size_t size;
    for (size_t i = 0; i < bytes_len; i += size) {
        char escaped[12];
        const char *bytes = out->data + bytes_start + i;
        uint32_t point = wpn_utf8_decode(bytes, bytes_len - i, &size);
        size_t escaped_len;
        if (point >= 0x80 && escape_unicode) {
            escaped_len = wpn_json_unicode(escaped, point);
        } else if (point >= 0x80) {
            memcpy(escaped, bytes, size);
            escaped_len = size;
        } else if (point == '/') {
            escaped_len = strlen(slash);
            memcpy(escaped, slash, escaped_len);
        } else {
            escaped_len = wpn_json_escape_byte(escaped, *bytes);
        }
        if (!wpn_buffer_append(out, escaped, escaped_len)) {
            return false;
        }
    }
    return true;
}

bool wpn_json_translate(wpn_edits *edits, size_t first, const char *spelled, size_t len, size_t base,
                        const char *decoded, wpn_json_document *document, bool *dropped)
{
    *dropped = false;
    for (size_t i = first; i < edits->len && !*dropped; i++) {
        const wpn_edit *edit = &edits->items[i];
        *dropped = !wpn_utf8_valid(decoded + edit->start, edit->len) ||
                   !wpn_utf8_valid(edits->bytes.data + edit->bytes_start, edit->bytes_len);
    }
    walker w = begin_walk(spelled, len, read_json_escape);
    const char *string_slash = NULL;
    for (size_t i = first; i < edits->len && !*dropped; i++) {
        wpn_edit *edit = &edits->items[i];
        *dropped = !translate_range(&w, edit, base);
        if (*dropped || !edit->bytes_len) {
            continue;
        }
        bool plain = has_one_spelling(edits->bytes.data + edit->bytes_start, edit->bytes_len);
        if (!plain && !string_slash) {
            if (!document->slash) {
                read_style(document);
            }
            string_slash = slash_style(spelled, len);
            string_slash = string_slash ? string_slash : document->slash;
        }
        const char *slash = plain ? "/" : slash_style(spelled + (edit->start - base), edit->len);
        size_t bytes_start = edits->bytes.len;
        if (!write_json(&edits->bytes, edit->bytes_start, edit->bytes_len, slash ? slash : string_slash,
                        document->escape_unicode)) {
            return false;
        }
        edit->bytes_start = bytes_start;
        edit->bytes_len = edits->bytes.len - bytes_start;
    }
    if (*dropped) {
        edits->len = first;
    }
    return true;
}

char *wpn_json_spelling(const char *utf8, size_t len, bool escape_unicode, bool escape_slashes)
{
    wpn_buffer out = {0};
    bool ok = true;
    size_t size = 1;
    for (size_t i = 0; ok && i < len; i += size) {
        char escaped[12];
        uint32_t point = wpn_utf8_decode(utf8 + i, len - i, &size);
        if (point >= 0x80 && escape_unicode) {
            ok = wpn_buffer_append(&out, escaped, wpn_json_unicode(escaped, point));
        } else if (point >= 0x80) {
            ok = wpn_buffer_append(&out, utf8 + i, size);
        } else if (point == '/' && escape_slashes) {
            ok = wpn_buffer_append(&out, "\\/", 2);
        } else {
            ok = wpn_buffer_append(&out, escaped, wpn_json_escape_byte(escaped, utf8[i]));
        }
    }
    if (!ok || !wpn_buffer_push(&out, '\0')) {
        wpn_buffer_free(&out);
        return NULL;
    }
    return out.data;
}
