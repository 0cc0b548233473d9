/* Separators and neighbours. */
#include "text/url_spelling.h"

#include <string.h>

#include "text/ascii.h"

/* ---- separators ----
 *
 *   raw, \/ with any number of backslashes, \u002f, %2F, %252F (any depth), &#47; &#x2f; &sol; &colon; also after &amp;
 */

/* Length of the entity for c at text[at], or 0. */
static size_t entity_at(const char *text, size_t len, size_t at, char c)
{
    size_t i = at + 1;
    while (len - i >= 4 && !memcmp(text + i, "amp;", 4)) {
        i += 4;
    }
    static const char *const names[][2] = {
        {"/", "sol;"}, {":", "colon;"}, {"@", "commat;"}, {".", "period;"}, {"_", "lowbar;"}};
    for (size_t n = 0; n < sizeof(names) / sizeof(*names); n++) {
        size_t name_len = strlen(names[n][1]);
        if (names[n][0][0] == c && len - i >= name_len && !memcmp(text + i, names[n][1], name_len)) {
            return i + name_len - at;
        }
    }
    if (i >= len || text[i] != '#') {
        return 0;
    }
    i++;
    bool hex = i < len && (text[i] == 'x' || text[i] == 'X');
    i += hex;
    unsigned value = 0;
    size_t digits = i;
    for (; i < len && i - digits < 8 && wpn_hex(text[i]) >= 0 && (hex || wpn_is_digit(text[i])); i++) {
        value = value * (hex ? 16 : 10) + (unsigned)wpn_hex(text[i]);
        if (value > 255) {
            return 0;
        }
    }
    return i > digits && i < len && text[i] == ';' && value == (unsigned char)c ? i + 1 - at : 0;
}

int32_t wpn_percent_at(const char *text, size_t len, size_t at, size_t *size)
{
    size_t i = at + 1;
    *size = 0;
    if (at >= len || text[at] != '%') {
        return -1;
    }
    while (len - i >= 4 && text[i] == '2' && text[i + 1] == '5') {
        i += 2;
    }
    int32_t byte = len - i >= 2 ? wpn_hex_value(text + i, 2) : -1;
    *size = byte < 0 ? 0 : i + 2 - at;
    return byte;
}

/* The same for the escape that ends before text[end]. */
static int32_t percent_before(const char *text, size_t end, size_t *size)
{
    *size = 0;
    if (end < 3 || wpn_hex(text[end - 1]) < 0 || wpn_hex(text[end - 2]) < 0) {
        return -1;
    }
    size_t start = end - 2;
    while (start >= 3 && text[start - 1] == '5' && text[start - 2] == '2') {
        start -= 2;
    }
    if (text[start - 1] != '%') {
        return -1;
    }
    *size = end - start + 1;
    return wpn_hex_value(text + end - 2, 2);
}

size_t wpn_separator_at(const char *text, size_t len, size_t at, char c)
{
    if (at >= len) {
        return 0;
    }
    size_t i = at;
    switch (text[at]) {
    case '\\':
        while (i < len && text[i] == '\\' && i - at < WPN_BACKSLASHES_MAX) {
            i++;
        }
        if (i < len && c == '/' && text[i] == '/') {
            return i + 1 - at;
        }
        return len - i >= 5 && text[i] == 'u' && wpn_hex_value(text + i + 1, 4) == c ? i + 5 - at : 0;
    case '%':
        for (;;) {
            size_t size;
            int32_t byte = wpn_percent_at(text, len, i, &size);
            i += size;
            if (byte != '\\' || c != '/') {
                return byte == c ? i - at : 0;
            }
        }
    case '&':
        return entity_at(text, len, at, c);
    default:
        return text[at] == c;
    }
}

size_t wpn_separator_before(const char *text, size_t end, char c)
{
    if (!end) {
        return 0;
    }
    char last = text[end - 1];
    if (last == c) {
        size_t start = end - 1;
        while (c == '/' && start > 0 && text[start - 1] == '\\' && end - start <= WPN_BACKSLASHES_MAX) {
            start--;
        }
        return end - start;
    }
    if (last == ';') {
        size_t start = end - 1;
        while (start > 0 && text[start - 1] != '&' && end - start < 16) {
            start--;
        }
        if (!start || text[start - 1] != '&') {
            return 0;
        }
        start--;
        size_t len = entity_at(text, end, start, c);
        return len == end - start ? len : 0;
    }
    if (end < 3 || wpn_hex_value(text + end - 2, 2) != c) {
        return 0;
    }
    size_t start = end - 2;
    if (text[start - 1] == '0') { /* \u002f */
        if (start < 4 || text[start - 2] != '0' || text[start - 3] != 'u' || text[start - 4] != '\\') {
            return 0;
        }
        start -= 3;
        while (start > 0 && text[start - 1] == '\\' && end - start <= WPN_BACKSLASHES_MAX) {
            start--;
        }
        return end - start;
    }
    size_t size;
    if (percent_before(text, end, &size) != c) {
        return 0;
    }
    start = end - size;
    while (c == '/' && end - start <= WPN_BACKSLASHES_MAX && percent_before(text, start, &size) == '\\') { /* %5C%2F */
        start -= size;
    }
    return end - start;
}

/* ---- boundaries ---- */

/* Letters of the scripts that internationalised hosts mix with ASCII. A host in Chinese text has no spaces around it,
 * so other scripts do not count. */
static bool is_letter(uint32_t point)
{
    if (point < 0x80) {
        return wpn_is_alnum((char)point) && !wpn_is_digit((char)point);
    }
    return point == 0xAA || point == 0xB5 || point == 0xBA ||
           (point >= 0xC0 && point <= 0x24F && point != 0xD7 && point != 0xF7) || (point >= 0x370 && point <= 0x52F);
}

static wpn_neighbour classify(uint32_t point)
{
    if (is_letter(point)) {
        return WPN_LETTER;
    }
    switch (point) {
    case '-':
    case '_':
        return WPN_DASH;
    case '.':
        return WPN_DOT;
    case '@':
        return WPN_AT;
    case '%':
        return WPN_PERCENT;
    default:
        return point < 0x80 && wpn_is_digit((char)point) ? WPN_DIGIT : WPN_OTHER;
    }
}

/* What a sequence of bytes stands for, a whole UTF-8 character at best. */
static wpn_neighbour classify_bytes(const char *bytes, size_t len)
{
    size_t size;
    uint32_t point = wpn_utf8_decode(bytes, len, &size);
    return point == WPN_UTF8_INVALID ? WPN_OTHER : classify(point);
}

enum { UTF8_MAX = 4 };

/* The percent-encoded character at text[at]; *size 0 when there is none. */
static wpn_neighbour percent_character_at(const char *text, size_t len, size_t at, size_t *size)
{
    char bytes[UTF8_MAX];
    size_t count = 0, end = at, escape;
    int32_t byte;
    while (count < UTF8_MAX && (byte = wpn_percent_at(text, len, end, &escape)) >= 0 && (!count || byte >= 0x80)) {
        bytes[count++] = (char)byte;
        end += escape;
        if (byte < 0x80) {
            break;
        }
    }
    *size = end - at;
    return count ? classify_bytes(bytes, count) : WPN_OTHER;
}

/* The one that ends before text[end]. */
static wpn_neighbour percent_character_before(const char *text, size_t end, size_t *size)
{
    char bytes[UTF8_MAX];
    size_t count = 0, start = end, escape;
    int32_t byte;
    while (count < UTF8_MAX && (byte = percent_before(text, start, &escape)) >= 0 && (!count || byte >= 0x80)) {
        count++;
        bytes[UTF8_MAX - count] = (char)byte;
        start -= escape;
        if (byte < 0x80 || byte >= 0xC0) { /* where a character begins */
            break;
        }
    }
    *size = end - start;
    return count ? classify_bytes(bytes + UTF8_MAX - count, count) : WPN_OTHER;
}

/* What an entity stands for. text[start] is its `&`. */
static wpn_neighbour classify_entity(const char *text, size_t start, size_t end)
{
    for (const char *c = "@._-"; *c; c++) {
        if (entity_at(text, end, start, *c) == end - start) {
            return classify((uint32_t)*c);
        }
    }
    return WPN_OTHER;
}

wpn_neighbour wpn_neighbour_before(const char *text, size_t at, size_t *size)
{
    *size = 0;
    if (!at) {
        return WPN_NONE;
    }
    *size = 1;
    char last = text[at - 1];
    if ((uint8_t)last >= 0x80) {
        size_t start = at - 1;
        while (start > 0 && at - start < 4 && ((uint8_t)text[start] & 0xC0) == 0x80) {
            start--;
        }
        uint32_t point = wpn_utf8_decode(text + start, at - start, size);
        return point == WPN_UTF8_INVALID ? WPN_OTHER : classify(point);
    }
    if (last == ';') {
        for (size_t start = at - 1; start > 0 && at - start < 12; start--) {
            if (text[start - 1] == '&') {
                *size = at - start + 1;
                return classify_entity(text, start - 1, at);
            }
        }
        return WPN_OTHER;
    }
    wpn_neighbour encoded = percent_character_before(text, at, size);
    if (*size) {
        return encoded;
    }
    *size = 1;
    if (at >= 6 && text[at - 5] == 'u' && text[at - 6] == '\\' && wpn_hex_value(text + at - 4, 4) >= 0) {
        *size = 6;
        return classify((uint32_t)wpn_hex_value(text + at - 4, 4));
    }
    if (at >= 2 && text[at - 2] == '\\' && strchr("nrtbf", last)) { /* \n of a JSON fragment */
        *size = 2;
        return WPN_OTHER;
    }
    return classify((uint8_t)last);
}

wpn_neighbour wpn_neighbour_at(const char *text, size_t len, size_t at, size_t *size)
{
    *size = 0;
    if (at >= len) {
        return WPN_NONE;
    }
    *size = 1;
    char first = text[at];
    if (first == '%') {
        wpn_neighbour encoded = percent_character_at(text, len, at, size);
        if (*size) {
            return encoded;
        }
        *size = 1;
        return WPN_PERCENT;
    }
    if (first == '\\' && len - at >= 6 && text[at + 1] == 'u' && wpn_hex_value(text + at + 2, 4) >= 0) {
        *size = 6;
        return classify((uint32_t)wpn_hex_value(text + at + 2, 4));
    }
    if ((uint8_t)first >= 0x80) {
        uint32_t point = wpn_utf8_decode(text + at, len - at, size);
        return point == WPN_UTF8_INVALID ? WPN_OTHER : classify(point);
    }
    return classify((uint8_t)first);
}
