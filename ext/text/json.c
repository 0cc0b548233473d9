/* JSON. Like serialized.c, one loop with a stack of its own sees whether the text is valid to the end and notes the
 * strings worth a look, which are then rewritten; it runs a second time where a key may change. Numbers, white space
 * and everything between strings keep their bytes. */
#include "text/json.h"

#include <string.h>

#include "text/ascii.h"
#include "text/cursor.h"
#include "text/keys.h"
#include "text/search.h"
#include "text/spelling.h"

static void skip_space(wpn_cursor *c)
{
    while (c->at < c->len &&
           (c->text[c->at] == ' ' || c->text[c->at] == '\n' || c->text[c->at] == '\t' || c->text[c->at] == '\r')) {
        c->at++;
    }
}

static bool take_number(wpn_cursor *c)
{
    wpn_take(c, '-');
    if (!wpn_take(c, '0') && !wpn_take_digits(c)) {
        return false;
    }
    if (wpn_take(c, '.') && !wpn_take_digits(c)) {
        return false;
    }
    if (wpn_take(c, 'e') || wpn_take(c, 'E')) {
        if (!wpn_take(c, '+')) {
            wpn_take(c, '-');
        }
        return wpn_take_digits(c) > 0;
    }
    return true;
}

/* Behind `\u`. *hides: it stands for a byte that needs no escape, so that the search has not seen it. */
static bool take_unicode_escape(wpn_cursor *c, bool *hides)
{
    if (c->len - c->at < 4) {
        return false;
    }
    int32_t unit = wpn_hex_value(c->text + c->at, 4);
    c->at += 4;
    if (unit < 0xD800 || unit > 0xDFFF) {
        *hides = *hides || (unit >= 0 && unit < 0x80 && wpn_never_escaped((char)unit));
        return unit >= 0;
    }
    if (unit > 0xDBFF || c->len - c->at < 6 || c->text[c->at] != '\\' || c->text[c->at + 1] != 'u') {
        return false;
    }
    int32_t low = wpn_hex_value(c->text + c->at + 2, 4);
    c->at += 6;
    return low >= 0xDC00 && low <= 0xDFFF;
}

/* Eight bytes as they stand in memory, the first in the lowest bits. */
static uint64_t first_byte_lowest(uint64_t bytes)
{
    return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(bytes) : bytes;
}

/* Skips the bytes that stand for themselves in a string, eight at a time: half the time of one by one on page builder
 * data. */
static size_t skip_plain(const char *text, size_t len, size_t at)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    for (; len - at >= 8; at += 8) {
        uint64_t bytes;
        memcpy(&bytes, text + at, 8);
        bytes = first_byte_lowest(bytes);
        uint64_t quote = bytes ^ ones * '"', backslash = bytes ^ ones * '\\';
        /* x - 1 borrows into the high bit where x is 0; only the first such byte counts */
        uint64_t found = ((quote - ones) | (backslash - ones) | (bytes - ones * ' ') | bytes) & high;
        if (found) {
            return at + (size_t)__builtin_ctzll(found) / 8;
        }
    }
    while (at < len && (uint8_t)text[at] >= ' ' && (uint8_t)text[at] < 0x80 && text[at] != '"' && text[at] != '\\') {
        at++;
    }
    return at;
}

static bool is_escape(char byte)
{
    switch (byte) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
        return true;
    default:
        return false;
    }
}

/* The rest of a string whose opening quote has been taken, and its closing quote. *hides: see take_unicode_escape(). */
static bool take_string(wpn_cursor *c, bool *hides)
{
    *hides = false;
    for (;;) {
        c->at = skip_plain(c->text, c->len, c->at);
        if (c->at == c->len) {
            return false;
        }
        uint8_t byte = (uint8_t)c->text[c->at];
        if (byte == '"') {
            c->at++;
            return true;
        }
        if (byte < 0x20) {
            return false;
        }
        if (byte == '\\') {
            c->at++;
            if (wpn_take(c, 'u')) {
                if (!take_unicode_escape(c, hides)) {
                    return false;
                }
                continue;
            }
            if (c->at >= c->len || !is_escape(c->text[c->at])) {
                return false;
            }
            c->at++;
        } else {
            size_t size;
            if (wpn_utf8_decode(c->text + c->at, c->len - c->at, &size) == WPN_UTF8_INVALID) {
                return false;
            }
            c->at += size;
        }
    }
}

/* ---- rewriting ---- */

typedef struct writer {
    wpn_rewriter *rewriter;
    size_t base;
    unsigned depth;
    wpn_json_document document;
} writer;

/* A string at `start` of the text. */
static bool rewrite_string(writer *w, const char *spelled, size_t len, size_t start, bool is_key)
{
    wpn_rewriter *rewriter = w->rewriter;
    size_t base = w->base + start;
    if (is_key && !rewriter->rules->keys) {
        return true;
    }
    size_t first = rewriter->edits.len;
    uint64_t references = rewriter->counts.references;
    bool plain = !memchr(spelled, '\\', len);
    const char *decoded = spelled;
    size_t decoded_len = len;
    if (!plain) {
        wpn_buffer *scratch = wpn_rewriter_scratch(rewriter, w->depth);
        if (!wpn_json_decode(spelled, len, scratch)) {
            return false;
        }
        decoded = scratch->data;
        decoded_len = scratch->len;
    }
    if (!wpn_rewrite_nested(rewriter, decoded, decoded_len, 0, w->depth + 1)) {
        return false;
    }
    references = rewriter->counts.references - references;
    if (is_key && !wpn_keys_add(rewriter, decoded, decoded_len, 0, first, references)) {
        return false;
    }
    bool dropped;
    if (!wpn_json_translate(&rewriter->edits, first, spelled, len, base, decoded, &w->document, &dropped)) {
        return false;
    }
    if (dropped) {
        rewriter->counts.references -= references;
    }
    if (is_key) {
        wpn_keys_translated(rewriter);
    }
    return true;
}

/* ---- the walk ---- */

static bool push_frame(wpn_rewriter *rewriter, bool is_object)
{
    if (!wpn_array_grow((void **)&rewriter->frames, &rewriter->frames_cap, rewriter->frames_len + 1,
                        sizeof(wpn_frame))) {
        return false;
    }
    rewriter->frames[rewriter->frames_len++] = (wpn_frame){.first_key = rewriter->keys_len, .is_object = is_object};
    return true;
}

/* Either reads, and fills the layer, or writes. */
typedef struct walker {
    wpn_rewriter *rewriter;
    wpn_layer *layer;
    writer *writer; /* NULL: it reads */
} walker;

/* The rest of a string that is known to be valid. */
static void skip_string(const writer *w, wpn_cursor *c)
{
    const wpn_scan *scan = w->rewriter->rules->scan;
    for (;;) {
        c->at += scan->find_either(c->text + c->at, c->len - c->at, '"', '\\');
        if (c->text[c->at] == '"') {
            c->at++;
            return;
        }
        c->at += 2;
    }
}

/* Notes a string that has been read, if it is worth a look. */
static bool note_part(wpn_rewriter *rewriter, wpn_layer *layer, size_t start, size_t len, bool is_key, bool hides)
{
    if ((is_key && !rewriter->rules->keys) || (!wpn_places_within(layer->places, start, start + len) && !hides)) {
        return true;
    }
    layer->has_key = layer->has_key || is_key;
    return wpn_rewriter_add_part(rewriter, &(wpn_part){.start = start, .len = len});
}

/* A string, with its opening quote: noted, or rewritten where there is a writer, for then it has been found valid
 * before. */
static bool string_item(walker *walk, wpn_cursor *c, bool is_key, bool *ok)
{
    size_t start = c->at + 1;
    bool hides;
    if (!wpn_take(c, '"')) {
        return false;
    }
    if (walk->writer) {
        skip_string(walk->writer, c);
        *ok = rewrite_string(walk->writer, c->text + start, c->at - 1 - start, start, is_key);
        return *ok;
    }
    if (!take_string(c, &hides)) {
        return false;
    }
    *ok = !walk->layer->places || note_part(walk->rewriter, walk->layer, start, c->at - 1 - start, is_key, hides);
    return *ok;
}

/* `"key" :` */
static bool key_item(walker *walk, wpn_cursor *c, bool *ok)
{
    skip_space(c);
    if (!string_item(walk, c, true, ok)) {
        return false;
    }
    skip_space(c);
    return wpn_take(c, ':');
}

/* Walks over the whole text; returns whether it is valid to the end. */
static bool walk_text(walker *walk, wpn_cursor *c, bool *ok)
{
    wpn_rewriter *rewriter = walk->rewriter;
    size_t bottom = rewriter->frames_len;
    bool valid = false;
    *ok = true;
    for (;;) { /* a value begins here */
        skip_space(c);
        bool object = c->at < c->len && c->text[c->at] == '{';
        if (object || (c->at < c->len && c->text[c->at] == '[')) {
            c->at++;
            if (!push_frame(rewriter, object)) {
                *ok = false;
                break;
            }
            skip_space(c);
            if (c->at < c->len && c->text[c->at] != (object ? '}' : ']')) {
                if (object && !key_item(walk, c, ok)) {
                    break;
                }
                continue;
            }
        } else if (rewriter->frames_len == bottom) {
            break; /* the root is an array or an object */
        } else if (c->at < c->len && c->text[c->at] == '"') {
            if (!string_item(walk, c, false, ok)) {
                break;
            }
        } else if (!wpn_take_word(c, "true") && !wpn_take_word(c, "false") && !wpn_take_word(c, "null") &&
                   !take_number(c)) {
            break;
        }
        bool more = false;
        while (rewriter->frames_len > bottom) { /* a value has ended */
            const wpn_frame *frame = &rewriter->frames[rewriter->frames_len - 1];
            skip_space(c);
            if (wpn_take(c, ',')) {
                more = true;
                break;
            }
            if (!wpn_take(c, frame->is_object ? '}' : ']')) {
                break;
            }
            rewriter->frames_len--;
            if (walk->writer && !wpn_keys_settle(rewriter, frame->first_key)) {
                *ok = false;
                break;
            }
        }
        if (more && *ok && (!rewriter->frames[rewriter->frames_len - 1].is_object || key_item(walk, c, ok))) {
            continue;
        }
        if (!more && *ok && rewriter->frames_len == bottom) {
            skip_space(c);
            valid = c->at == c->len;
        }
        break;
    }
    rewriter->frames_len = bottom;
    return valid;
}

bool wpn_json_read(wpn_rewriter *rewriter, const char *text, size_t len, wpn_layer *layer, bool *ok)
{
    walker walk = {rewriter, layer, NULL};
    wpn_cursor c = {text, len, 0};
    return walk_text(&walk, &c, ok);
}

/* The strings that were noted, none of them a key. */
static bool rewrite_parts(writer *w, const char *text, size_t first_part)
{
    wpn_rewriter *rewriter = w->rewriter;
    size_t end_part = rewriter->parts_len;
    for (size_t i = first_part; i < end_part; i++) {
        wpn_part part = rewriter->parts[i]; /* what lies inside it moves the array */
        if (!rewrite_string(w, text + part.start, part.len, part.start, false)) {
            return false;
        }
    }
    return true;
}

bool wpn_rewrite_json(wpn_rewriter *rewriter, const char *text, size_t len, const wpn_layer *layer, size_t base,
                      unsigned depth)
{
    writer w = {rewriter, base, depth, {.text = text, .len = len}};
    if (layer->places && !layer->has_key) {
        return rewrite_parts(&w, text, layer->first_part);
    }
    walker walk = {rewriter, NULL, &w};
    wpn_cursor c = {text, len, 0};
    bool ok;
    walk_text(&walk, &c, &ok);
    return ok;
}
