/* Serialized data. One loop walks the grammar, with a stack of its own for the open arrays, so that nesting costs heap
 * and not C stack. It sees whether the value is complete, and notes the strings worth a look; those are then rewritten,
 * and their lengths corrected. Where a key may change, it runs a second time, to see all keys. */
#include "text/serialized.h"

#include <string.h>

#include "text/ascii.h"
#include "text/cursor.h"
#include "text/search.h"
#include "text/keys.h"
#include "text/spelling.h"

static bool take_unsigned(wpn_cursor *c, uint64_t *value)
{
    size_t start = c->at;
    *value = 0;
    for (; c->at < c->len && wpn_is_digit(c->text[c->at]); c->at++) {
        if (*value > (INT64_MAX - 9) / 10) {
            return false;
        }
        *value = *value * 10 + (uint64_t)(c->text[c->at] - '0');
    }
    return c->at > start;
}

static void take_sign(wpn_cursor *c)
{
    if (c->at < c->len && (c->text[c->at] == '-' || c->text[c->at] == '+')) {
        c->at++;
    }
}

static bool take_double(wpn_cursor *c)
{
    if (wpn_take_word(c, "NAN") || wpn_take_word(c, "INF") || wpn_take_word(c, "-INF")) {
        return true;
    }
    take_sign(c);
    size_t whole = wpn_take_digits(c);
    size_t fraction = wpn_take(c, '.') ? wpn_take_digits(c) : 0;
    if (!whole && !fraction) {
        return false;
    }
    if (c->at < c->len && (c->text[c->at] == 'e' || c->text[c->at] == 'E')) {
        c->at++;
        take_sign(c);
        return wpn_take_digits(c) > 0;
    }
    return true;
}

/* `5:"` and 5 bytes and `"` */
static bool take_quoted(wpn_cursor *c, wpn_part *quoted)
{
    uint64_t count;
    quoted->digits = c->at;
    if (!take_unsigned(c, &count)) {
        return false;
    }
    quoted->digits_len = c->at - quoted->digits;
    if (!wpn_take(c, ':') || !wpn_take(c, '"') || count > c->len - c->at) {
        return false;
    }
    quoted->start = c->at;
    quoted->len = quoted->decoded_len = (size_t)count;
    c->at += quoted->len;
    return wpn_take(c, '"');
}

/* The same for S, where \41 stands for one byte. */
static bool take_escaped(wpn_cursor *c, wpn_part *quoted)
{
    uint64_t count;
    quoted->digits = c->at;
    if (!take_unsigned(c, &count)) {
        return false;
    }
    quoted->digits_len = c->at - quoted->digits;
    if (!wpn_take(c, ':') || !wpn_take(c, '"')) {
        return false;
    }
    quoted->start = c->at;
    for (uint64_t i = 0; i < count; i++) {
        size_t size = c->at < c->len && c->text[c->at] == '\\' ? 3 : 1;
        if (c->len - c->at < size || (size == 3 && wpn_hex_value(c->text + c->at + 1, 2) < 0)) {
            return false;
        }
        c->at += size;
    }
    quoted->len = c->at - quoted->start;
    quoted->decoded_len = (size_t)count;
    return wpn_take(c, '"');
}

static bool take_class(wpn_cursor *c)
{
    wpn_part name;
    if (!take_quoted(c, &name)) {
        return false;
    }
    for (size_t i = name.start; i < name.start + name.len; i++) {
        char byte = c->text[i];
        if (!wpn_is_alnum(byte) && byte != '_' && byte != '\\' && (uint8_t)byte < 0x7F) {
            return false;
        }
    }
    return name.len > 0;
}

/* `5:{` and 5 bytes and `}` */
static bool take_payload(wpn_cursor *c, wpn_part *payload)
{
    uint64_t count;
    payload->digits = c->at;
    if (!take_unsigned(c, &count)) {
        return false;
    }
    payload->digits_len = c->at - payload->digits;
    if (!wpn_take(c, ':') || !wpn_take(c, '{') || count > c->len - c->at) {
        return false;
    }
    payload->start = c->at;
    payload->len = payload->decoded_len = (size_t)count;
    c->at += payload->len;
    return wpn_take(c, '}');
}

/* ---- one item: a scalar, or the head of an array or object ---- */

typedef enum item_kind {
    ITEM_BROKEN,
    ITEM_SCALAR,
    ITEM_INTEGER,
    ITEM_STRING,
    ITEM_ESCAPED,
    ITEM_PAYLOAD,
    ITEM_ARRAY,
    ITEM_OBJECT
} item_kind;

static item_kind take_item(wpn_cursor *c, wpn_part *string, uint64_t *entries)
{
    if (c->len - c->at < 2) {
        return ITEM_BROKEN;
    }
    char type = c->text[c->at];
    c->at++;
    if (type == 'N') {
        return wpn_take(c, ';') ? ITEM_SCALAR : ITEM_BROKEN;
    }
    if (!wpn_take(c, ':')) {
        return ITEM_BROKEN;
    }
    uint64_t number;
    bool ok;
    switch (type) {
    case 'b':
        return (wpn_take(c, '0') || wpn_take(c, '1')) && wpn_take(c, ';') ? ITEM_SCALAR : ITEM_BROKEN;
    case 'i':
        take_sign(c);
        return wpn_take_digits(c) && wpn_take(c, ';') ? ITEM_INTEGER : ITEM_BROKEN;
    case 'd':
        return take_double(c) && wpn_take(c, ';') ? ITEM_SCALAR : ITEM_BROKEN;
    case 'r':
    case 'R':
        return take_unsigned(c, &number) && wpn_take(c, ';') ? ITEM_SCALAR : ITEM_BROKEN;
    case 's':
        return take_quoted(c, string) && wpn_take(c, ';') ? ITEM_STRING : ITEM_BROKEN;
    case 'S':
        return take_escaped(c, string) && wpn_take(c, ';') ? ITEM_ESCAPED : ITEM_BROKEN;
    case 'E':
        ok = take_quoted(c, string) && wpn_take(c, ';') && memchr(c->text + string->start, ':', string->len);
        return ok ? ITEM_SCALAR : ITEM_BROKEN;
    case 'C':
        return take_class(c) && wpn_take(c, ':') && take_payload(c, string) ? ITEM_PAYLOAD : ITEM_BROKEN;
    case 'O':
        return take_class(c) && wpn_take(c, ':') && take_unsigned(c, entries) && wpn_take(c, ':') && wpn_take(c, '{')
                   ? ITEM_OBJECT
                   : ITEM_BROKEN;
    case 'a':
        return take_unsigned(c, entries) && wpn_take(c, ':') && wpn_take(c, '{') ? ITEM_ARRAY : ITEM_BROKEN;
    default:
        return ITEM_BROKEN;
    }
}

static bool looks_serialized(const char *text, size_t len)
{
    if (len < 4 || text[1] != ':') {
        return len >= 2 && text[0] == 'N' && text[1] == ';';
    }
    switch (text[0]) {
    case 'a':
    case 'O':
    case 'C':
    case 's':
    case 'S':
    case 'E':
    case 'b':
    case 'r':
    case 'R':
        return wpn_is_digit(text[2]);
    case 'i':
    case 'd':
        return true;
    default:
        return false;
    }
}

/* Text that is likely meant to be serialized data, so that it counts as malformed when it does not parse. */
static bool claims_serialized(const char *text, size_t len)
{
    if (len < 4 || text[1] != ':' || !strchr("aOCsSE", text[0])) {
        return false;
    }
    size_t i = 2;
    while (i < len && wpn_is_digit(text[i])) {
        i++;
    }
    return i > 2 && len - i >= 2 && text[i] == ':' && text[i + 1] == (text[0] == 'a' ? '{' : '"');
}

/* ---- rewriting ---- */

typedef struct writer {
    wpn_rewriter *rewriter;
    size_t base;
    unsigned depth;
} writer;

/* Corrects a length by the growth of the edits from first on. */
static bool correct_length(const writer *w, const wpn_part *string, size_t first, size_t growth)
{
    if (!growth) {
        return true;
    }
    char digits[24], *start = digits + sizeof(digits); /* snprintf() took a tenth of the time on serialized data */
    size_t len = string->decoded_len + growth;
    do {
        *--start = (char)('0' + len % 10);
        len /= 10;
    } while (len);
    size_t digits_len = (size_t)(digits + sizeof(digits) - start);
    return wpn_edits_insert(&w->rewriter->edits, first, w->base + string->digits, string->digits_len, start,
                            digits_len);
}

/* Rewrites a string; as a key it is also remembered, and stays where keys stay. */
static bool rewrite_string(const writer *w, const char *text, const wpn_part *string, item_kind kind, bool is_key,
                           bool keys_stay)
{
    wpn_rewriter *rewriter = w->rewriter;
    if (is_key && (keys_stay || !rewriter->rules->keys)) {
        return true;
    }
    size_t first = rewriter->edits.len, base = w->base + string->start, len = string->len;
    const char *bytes = text + string->start;
    uint64_t references = rewriter->counts.references;
    if (kind == ITEM_ESCAPED) {
        wpn_buffer *scratch = wpn_rewriter_scratch(rewriter, w->depth);
        if (!wpn_hex_decode(bytes, len, scratch)) {
            return false;
        }
        bytes = scratch->data;
        len = scratch->len;
        base = 0;
    }
    if (!wpn_rewrite_nested(rewriter, bytes, len, base, w->depth + 1)) {
        return false;
    }
    size_t growth = wpn_edits_growth(&rewriter->edits, first);
    if (is_key && !wpn_keys_add(rewriter, bytes, len, base, first, rewriter->counts.references - references)) {
        return false;
    }
    if (kind == ITEM_ESCAPED &&
        !wpn_hex_translate(&rewriter->edits, first, text + string->start, string->len, w->base + string->start)) {
        return false;
    }
    if (!correct_length(w, string, first, growth)) {
        return false;
    }
    if (is_key) {
        wpn_keys_translated(rewriter);
    }
    return true;
}

/* An integer key, in the one spelling that PHP gives it: it may be what a string key becomes. */
static bool remember_integer_key(wpn_rewriter *rewriter, const char *item, size_t len)
{
    const char *digits = item + 2;
    size_t digits_len = len - 3;
    bool negative = *digits == '-';
    if (*digits == '-' || *digits == '+') {
        digits++;
        digits_len--;
    }
    while (digits_len > 1 && *digits == '0') {
        digits++;
        digits_len--;
    }
    char key[32];
    if (digits_len > sizeof(key) - 2) {
        return true; /* out of range for PHP */
    }
    negative = negative && *digits != '0';
    key[0] = '-';
    memcpy(key + negative, digits, digits_len);
    return wpn_keys_add(rewriter, key, digits_len + negative, 0, rewriter->edits.len, 0);
}

/* The payload of a C: item is the class's own format. Complete values in it are rewritten as values, the rest is text.
 */
static bool rewrite_payload(const writer *w, const char *text, const wpn_part *payload)
{
    wpn_rewriter *rewriter = w->rewriter;
    const char *bytes = text + payload->start;
    size_t first = rewriter->edits.len, base = w->base + payload->start, done = 0;
    /* A failed attempt reads to the payload's end at worst; the budget keeps many of them linear. */
    size_t budget = 8 * payload->len + 1024;
    bool ok = true;
    if (w->depth + 1 >= WPN_VALUE_DEPTH ||
        (!rewriter->rules->base64 && !wpn_rules_may_hold(rewriter->rules, bytes, payload->len))) {
        return wpn_rewrite_nested(rewriter, bytes, payload->len, base, w->depth + 1) &&
               correct_length(w, payload, first, wpn_edits_growth(&rewriter->edits, first));
    }
    for (size_t i = 0; ok && i < payload->len && budget; i++) {
        if (!strchr("aOCsS", bytes[i]) || !looks_serialized(bytes + i, payload->len - i)) {
            continue;
        }
        size_t end = 0;
        wpn_layer every = {.first_part = rewriter->parts_len};
        wpn_serialized found = wpn_serialized_read(rewriter, bytes + i, payload->len - i, &every, &end, &ok);
        budget = budget > end ? budget - end : 0;
        if (!ok || found != WPN_SERIALIZED_YES) {
            continue;
        }
        ok = wpn_rewrite_plain(rewriter, bytes + done, i - done, base + done, w->depth + 1) &&
             wpn_rewrite_serialized(rewriter, bytes + i, end, &every, base + i, w->depth + 1);
        done = i + end;
        i = done - 1;
    }
    if (!ok) {
        return false;
    }
    bool rest = done ? wpn_rewrite_plain(rewriter, bytes + done, payload->len - done, base + done, w->depth + 1)
                     : wpn_rewrite_nested(rewriter, bytes, payload->len, base, w->depth + 1);
    return rest && correct_length(w, payload, first, wpn_edits_growth(&rewriter->edits, first));
}

static bool rewrite_item(const writer *w, const wpn_cursor *c, size_t start, item_kind kind, const wpn_part *string,
                         bool is_key, bool keys_stay)
{
    switch (kind) {
    case ITEM_STRING:
    case ITEM_ESCAPED:
        return rewrite_string(w, c->text, string, kind, is_key, keys_stay);
    case ITEM_PAYLOAD:
        return rewrite_payload(w, c->text, string);
    case ITEM_INTEGER:
        return !is_key || !w->rewriter->rules->keys ||
               remember_integer_key(w->rewriter, c->text + start, c->at - start);
    default:
        return true;
    }
}

/* ---- the walk ---- */

static bool push_frame(wpn_rewriter *rewriter, uint64_t entries, bool keys_stay)
{
    if (!wpn_array_grow((void **)&rewriter->frames, &rewriter->frames_cap, rewriter->frames_len + 1,
                        sizeof(wpn_frame))) {
        return false;
    }
    rewriter->frames[rewriter->frames_len++] =
        (wpn_frame){.left = entries, .first_key = rewriter->keys_len, .keys_stay = keys_stay};
    return true;
}

/* Notes a string if it is worth a look. */
static bool note_part(wpn_rewriter *rewriter, wpn_layer *layer, item_kind kind, wpn_part *part, bool is_key,
                      bool keys_stay)
{
    bool is_string = kind == ITEM_STRING || kind == ITEM_ESCAPED || kind == ITEM_PAYLOAD;
    if (!is_string || (is_key && (keys_stay || !rewriter->rules->keys))) {
        return true;
    }
    /* no search sees through \41 */
    bool is_escaped = kind == ITEM_ESCAPED && part->len != part->decoded_len;
    if (!wpn_places_within(layer->places, part->start, part->start + part->len) && !is_escaped) {
        return true;
    }
    layer->has_key = layer->has_key || is_key;
    part->kind = (int)kind;
    return wpn_rewriter_add_part(rewriter, part);
}

/* Walks over one value from c->at on: fills the layer, or rewrites the value where w is not NULL. Returns whether it is
 * complete. */
static bool walk(wpn_rewriter *rewriter, wpn_layer *layer, const writer *w, wpn_cursor *c, bool *ok)
{
    size_t bottom = rewriter->frames_len;
    bool complete = false, is_key = false;
    *ok = true;
    for (;;) {
        wpn_part string;
        uint64_t entries;
        size_t start = c->at;
        item_kind kind = take_item(c, &string, &entries);
        if (kind == ITEM_BROKEN || (is_key && kind != ITEM_INTEGER && kind != ITEM_STRING && kind != ITEM_ESCAPED)) {
            break;
        }
        bool keys_stay = is_key && rewriter->frames[rewriter->frames_len - 1].keys_stay;
        bool taken = w ? rewrite_item(w, c, start, kind, &string, is_key, keys_stay)
                       : !layer->places || note_part(rewriter, layer, kind, &string, is_key, keys_stay);
        if (!taken) {
            *ok = false;
            break;
        }
        if (kind == ITEM_ARRAY || kind == ITEM_OBJECT) {
            if (!push_frame(rewriter, entries, kind == ITEM_OBJECT)) {
                *ok = false;
                break;
            }
        } else if (is_key) {
            is_key = false;
            continue; /* its value follows */
        }
        /* close what is full */
        while (rewriter->frames_len > bottom && !rewriter->frames[rewriter->frames_len - 1].left && wpn_take(c, '}')) {
            rewriter->frames_len--;
            if (w && !wpn_keys_settle(rewriter, rewriter->frames[rewriter->frames_len].first_key)) {
                *ok = false;
                break;
            }
        }
        if (!*ok) {
            break;
        }
        if (rewriter->frames_len == bottom) {
            complete = true;
            break;
        }
        if (!rewriter->frames[rewriter->frames_len - 1].left) {
            break; /* no `}` where one must be */
        }
        rewriter->frames[rewriter->frames_len - 1].left--;
        is_key = true;
    }
    rewriter->frames_len = bottom;
    return complete;
}

wpn_serialized wpn_serialized_read(wpn_rewriter *rewriter, const char *text, size_t len, wpn_layer *layer, size_t *end,
                                   bool *ok)
{
    *ok = true;
    if (!looks_serialized(text, len)) {
        *end = 0;
        return WPN_SERIALIZED_NO;
    }
    wpn_cursor c = {text, len, 0};
    bool complete = walk(rewriter, layer, NULL, &c, ok);
    *end = c.at;
    if (complete) {
        return WPN_SERIALIZED_YES;
    }
    return claims_serialized(text, len) ? WPN_SERIALIZED_MALFORMED : WPN_SERIALIZED_NO;
}

/* The strings that were noted, none of them a key. */
static bool rewrite_parts(const writer *w, const char *text, size_t first_part)
{
    wpn_rewriter *rewriter = w->rewriter;
    size_t end_part = rewriter->parts_len;
    for (size_t i = first_part; i < end_part; i++) {
        wpn_part part = rewriter->parts[i]; /* what lies inside it moves the array */
        bool ok = part.kind == ITEM_PAYLOAD ? rewrite_payload(w, text, &part)
                                            : rewrite_string(w, text, &part, (item_kind)part.kind, false, false);
        if (!ok) {
            return false;
        }
    }
    return true;
}

bool wpn_rewrite_serialized(wpn_rewriter *rewriter, const char *text, size_t len, const wpn_layer *layer, size_t base,
                            unsigned depth)
{
    writer w = {rewriter, base, depth};
    if (layer->places && !layer->has_key) {
        return rewrite_parts(&w, text, layer->first_part);
    }
    wpn_cursor c = {text, len, 0};
    bool ok;
    walk(rewriter, NULL, &w, &c, &ok);
    return ok;
}
