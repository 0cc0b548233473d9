/* Plain text. The search (rules.c) gives the places where a host or a literal stands; here each host is looked at with
 * what is around it: scheme, separators in their many spellings, userinfo, labels, port, path, boundaries. All matches
 * then compete: leftmost first, at one place the longest. */
#include "text/url.h"

#include <stdio.h>
#include <string.h>

#include "text/ascii.h"

/* Bounds on what is looked at to the left of a host, and around a marker. They keep the cost linear. */
enum {
    USERINFO_MAX = 256,
    LABELS_MAX = 255,
    BACKSLASHES_MAX = 128,
    MARKED_RUN_MAX = 2048,
    LOOK_BACK = 4096, /* more than all of the above: a later hit cannot begin further left */
};

/* ---- separators: `:` and `/` in all spellings ----
 *
 *   raw, \/ with any number of backslashes, \u002f, %2F, %252F (any depth), &#47; &#x2f; &sol; &colon; also after &amp; */

/* Length of the entity for c at text[at], or 0. */
static size_t entity_at(const char *text, size_t len, size_t at, char c)
{
    size_t i = at + 1;
    while (len - i >= 4 && !memcmp(text + i, "amp;", 4)) {
        i += 4;
    }
    const char *name = c == '/' ? "sol;" : "colon;";
    if (len - i >= strlen(name) && !memcmp(text + i, name, strlen(name))) {
        return i + strlen(name) - at;
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

/* Length of the separator c that begins at text[at], or 0. */
static size_t separator_at(const char *text, size_t len, size_t at, char c)
{
    if (at >= len) {
        return 0;
    }
    size_t i = at;
    switch (text[at]) {
    case '\\':
        while (i < len && text[i] == '\\' && i - at < BACKSLASHES_MAX) {
            i++;
        }
        if (i < len && c == '/' && text[i] == '/') {
            return i + 1 - at;
        }
        return len - i >= 5 && text[i] == 'u' && wpn_hex_value(text + i + 1, 4) == c ? i + 5 - at : 0;
    case '%':
        i++;
        while (len - i >= 4 && text[i] == '2' && text[i + 1] == '5') {
            i += 2;
        }
        return len - i >= 2 && wpn_hex_value(text + i, 2) == c ? i + 2 - at : 0;
    case '&':
        return entity_at(text, len, at, c);
    default:
        return text[at] == c;
    }
}

/* Length of the separator c that ends before text[end], or 0. */
static size_t separator_before(const char *text, size_t end, char c)
{
    if (!end) {
        return 0;
    }
    char last = text[end - 1];
    if (last == c) {
        size_t start = end - 1;
        while (c == '/' && start > 0 && text[start - 1] == '\\' && end - start <= BACKSLASHES_MAX) {
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
        while (start > 0 && text[start - 1] == '\\' && end - start <= BACKSLASHES_MAX) {
            start--;
        }
        return end - start;
    }
    while (start >= 3 && text[start - 1] == '5' && text[start - 2] == '2') {
        start -= 2;
    }
    return text[start - 1] == '%' ? end - start + 1 : 0;
}

/* ---- boundaries ---- */

/* A character next to a host, by what it means there. */
typedef enum neighbour { NONE, LETTER, DIGIT, DASH, DOT, AT, PERCENT, OTHER } neighbour;

/* Letters of the scripts that internationalised hosts mix with ASCII. A host in Chinese text has no spaces around it, so
 * other scripts do not count. */
static bool is_letter(uint32_t point)
{
    if (point < 0x80) {
        return wpn_is_alnum((char)point) && !wpn_is_digit((char)point);
    }
    return point == 0xAA || point == 0xB5 || point == 0xBA ||
           (point >= 0xC0 && point <= 0x24F && point != 0xD7 && point != 0xF7) || (point >= 0x370 && point <= 0x52F);
}

static neighbour classify(uint32_t point)
{
    if (is_letter(point)) {
        return LETTER;
    }
    switch (point) {
    case '-':
    case '_':
        return DASH;
    case '.':
        return DOT;
    case '@':
        return AT;
    case '%':
        return PERCENT;
    default:
        return point < 0x80 && wpn_is_digit((char)point) ? DIGIT : OTHER;
    }
}

/* A percent-encoded byte. Those of a UTF-8 sequence count as a letter: it may belong to the host. */
static neighbour classify_percent(int32_t byte)
{
    return byte >= 0x80 ? LETTER : classify((uint32_t)byte);
}

/* A numeric entity's character, or OTHER. text[start] is the `&`. */
static neighbour classify_entity(const char *text, size_t start, size_t end)
{
    for (const char *c = "@.-_"; *c; c++) {
        if (entity_at(text, end, start, *c) == end - start) {
            return classify((uint32_t)*c);
        }
    }
    return OTHER;
}

/* The character that ends before text[at], escapes decoded; *size is its length. */
static neighbour neighbour_before(const char *text, size_t at, size_t *size)
{
    *size = 0;
    if (!at) {
        return NONE;
    }
    *size = 1;
    char last = text[at - 1];
    if ((uint8_t)last >= 0x80) {
        size_t start = at - 1;
        while (start > 0 && at - start < 4 && ((uint8_t)text[start] & 0xC0) == 0x80) {
            start--;
        }
        uint32_t point = wpn_utf8_decode(text + start, at - start, size);
        return point == WPN_UTF8_INVALID ? OTHER : classify(point);
    }
    if (last == ';') {
        for (size_t start = at - 1; start > 0 && at - start < 12; start--) {
            if (text[start - 1] == '&') {
                *size = at - start + 1;
                return classify_entity(text, start - 1, at);
            }
        }
        return OTHER;
    }
    if (at >= 3 && wpn_hex(last) >= 0 && wpn_hex(text[at - 2]) >= 0) {
        size_t start = at - 2;
        while (start >= 3 && text[start - 1] == '5' && text[start - 2] == '2') {
            start -= 2;
        }
        if (text[start - 1] == '%') {
            *size = at - start + 1;
            return classify_percent(wpn_hex_value(text + at - 2, 2));
        }
        if (at >= 6 && text[at - 5] == 'u' && text[at - 6] == '\\' && wpn_hex_value(text + at - 4, 4) >= 0) {
            *size = 6;
            return classify((uint32_t)wpn_hex_value(text + at - 4, 4));
        }
    }
    if (at >= 2 && text[at - 2] == '\\' && strchr("nrtbf", last)) { /* \n of a JSON fragment */
        *size = 2;
        return OTHER;
    }
    return classify((uint8_t)last);
}

/* The character at text[at], escapes decoded. */
static neighbour neighbour_at(const char *text, size_t len, size_t at, size_t *size)
{
    *size = 0;
    if (at >= len) {
        return NONE;
    }
    *size = 1;
    char first = text[at];
    if (first == '%') {
        size_t i = at + 1;
        while (len - i >= 4 && text[i] == '2' && text[i + 1] == '5') {
            i += 2;
        }
        int32_t byte = len - i >= 2 ? wpn_hex_value(text + i, 2) : -1;
        if (byte >= 0) {
            *size = i + 2 - at;
            return classify_percent(byte);
        }
        return PERCENT;
    }
    if (first == '\\' && len - at >= 6 && text[at + 1] == 'u' && wpn_hex_value(text + at + 2, 4) >= 0) {
        *size = 6;
        return classify((uint32_t)wpn_hex_value(text + at + 2, 4));
    }
    if ((uint8_t)first >= 0x80) {
        uint32_t point = wpn_utf8_decode(text + at, len - at, size);
        return point == WPN_UTF8_INVALID ? OTHER : classify(point);
    }
    return classify((uint8_t)first);
}

static bool dot_before_alnum(const char *text, size_t len, size_t after_dot)
{
    size_t size;
    neighbour next = neighbour_at(text, len, after_dot, &size);
    return next == LETTER || next == DIGIT;
}

/* Whether a host may end before text[at]. */
static bool host_ends(const char *text, size_t len, size_t at)
{
    size_t size;
    switch (neighbour_at(text, len, at, &size)) {
    case LETTER:
    case DIGIT:
    case DASH:
        return false;
    case DOT:
        return !dot_before_alnum(text, len, at + size);
    default:
        return true;
    }
}

/* Whether a path segment may end before text[at]. In a percent-encoded URL an escape is the character it stands for; in
 * a plain one it is a character of the segment. */
static bool segment_ends(const char *text, size_t len, size_t at, bool percent_encoded)
{
    size_t size;
    if (at < len && (text[at] == '~' || (text[at] == '%' && !percent_encoded))) {
        return false;
    }
    switch (neighbour_at(text, len, at, &size)) {
    case LETTER:
    case DIGIT:
    case DASH:
    case PERCENT:
        return false;
    case DOT:
        return !dot_before_alnum(text, len, at + size);
    default:
        return true;
    }
}

/* ---- the left side of a host ---- */

/* Moves from the host to the start of the labels before it: img.cdn.example.com. */
static size_t labels_before(const char *text, size_t host)
{
    size_t start = host;
    for (size_t i = host; host - i < LABELS_MAX;) {
        size_t size;
        neighbour before = neighbour_before(text, i, &size);
        bool written_plainly = size == 1 || (i > 0 && (uint8_t)text[i - 1] >= 0x80); /* no tail of an escape: %2F, \n */
        if ((before == LETTER || before == DIGIT || before == DASH) && written_plainly) {
            i -= size;
            start = i;
        } else if (before == DOT && written_plainly && (start == i)) { /* labels are not empty */
            i--;
        } else {
            break;
        }
    }
    return start;
}

/* Finds the `//` to the left of the userinfo that ends before text[at]; returns the userinfo's start, or SIZE_MAX. */
static size_t userinfo_start(const char *text, size_t at)
{
    for (size_t i = at; i > 0 && at - i < USERINFO_MAX; i--) {
        if (separator_before(text, i, '/')) {
            return i;
        }
        char c = text[i - 1];
        if (wpn_is_space(c) || strchr("\"'<>()[]{}?#@/\\", c)) {
            break;
        }
    }
    return SIZE_MAX;
}

/* Reads `http:` or `https:` to the left of text[at] (the first slash) into match. */
static bool scheme_before(const char *text, size_t at, wpn_match *match)
{
    size_t colon = separator_before(text, at, ':');
    if (!colon) {
        return false;
    }
    size_t end = at - colon;
    for (size_t len = 5; len >= 4; len--) {
        if (end < len) {
            continue;
        }
        bool same = true;
        for (size_t i = 0; i < len; i++) {
            same = same && wpn_lower(text[end - len + i]) == "https"[i];
        }
        size_t size;
        neighbour before = same ? neighbour_before(text, end - len, &size) : LETTER;
        if (before != LETTER && before != DIGIT) {
            match->has_scheme = true;
            match->scheme = end - len;
            match->scheme_len = len;
            match->colon = end;
            match->colon_len = colon;
            return true;
        }
    }
    return false;
}

typedef enum left_side { LEFT_NONE, LEFT_BARE, LEFT_RELATIVE, LEFT_ABSOLUTE, LEFT_EMAIL } left_side;

/* Reads what stands before the host; sets match->start and the spellings. */
static left_side read_left(const wpn_rules *rules, const char *text, wpn_match *match)
{
    size_t start = match->host;
    size_t size;
    neighbour before = neighbour_before(text, start, &size);
    if (before == DOT && rules->subdomains) {
        start = labels_before(text, start);
        match->exact = start == match->host;
        before = neighbour_before(text, start, &size);
    }
    match->start = start;
    size_t authority = start;
    if (before == AT) {
        authority = userinfo_start(text, start - size);
        if (authority == SIZE_MAX) {
            match->email = true;
            return rules->emails ? LEFT_EMAIL : LEFT_NONE;
        }
    }
    size_t second = separator_before(text, authority, '/');
    size_t first = second ? separator_before(text, authority - second, '/') : 0;
    if (first) {
        match->slash = authority - second;
        match->slash_len = second;
        size_t slashes = authority - second - first;
        if (scheme_before(text, slashes, match)) {
            match->start = match->scheme;
            return LEFT_ABSOLUTE;
        }
        neighbour outside = neighbour_before(text, slashes, &size);
        if (outside != LETTER && outside != DIGIT && !separator_before(text, slashes, ':')) {
            match->start = slashes;
            return LEFT_RELATIVE;
        }
        match->slash_len = 0;
    }
    if (before == AT) {
        return LEFT_BARE; /* another scheme's URL with userinfo */
    }
    return before == NONE || before == OTHER || before == PERCENT ? LEFT_BARE : LEFT_NONE;
}

/* ---- the right side, for one rule ---- */

static size_t path_at(const char *text, size_t len, size_t at, const wpn_address *from, wpn_match *match)
{
    bool first = true;
    for (const char *c = from->path; *c; c++) {
        size_t size = *c == '/' ? separator_at(text, len, at, '/') : at < len && text[at] == *c;
        if (!size) {
            return SIZE_MAX;
        }
        if (*c == '/' && first) {
            match->slash = at;
            match->slash_len = size;
            first = false;
        }
        at += size;
    }
    bool percent_encoded = match->slash_len && text[match->slash] == '%';
    return segment_ends(text, len, at, percent_encoded) ? at : SIZE_MAX;
}

/* Reads `:8080` at text[at]; returns its length, 0 for none. A port too large is one that no rule has. */
static size_t port_at(const char *text, size_t len, size_t at, unsigned *port, size_t *colon_len)
{
    *colon_len = separator_at(text, len, at, ':');
    size_t i = at + *colon_len;
    size_t digits = i;
    *port = 0;
    if (!*colon_len) {
        return 0;
    }
    while (i < len && wpn_is_digit(text[i])) {
        *port = *port > 65535 ? *port : *port * 10 + (unsigned)(text[i] - '0');
        i++;
    }
    return i > digits ? i - at : 0;
}

/* Whether the rule matches the reference whose left side is read; completes match. */
static bool match_rule(const char *text, size_t len, const wpn_url_rule *rule, left_side left, wpn_match *match)
{
    const wpn_address *from = &rule->from;
    size_t at = match->host + match->pattern->len;
    if (left == LEFT_EMAIL) {
        match->end = at;
        return !from->path_len && !from->port;
    }
    if (left == LEFT_BARE && !strchr(from->host[WPN_HOST_ASCII], '.')) {
        return false;
    }
    wpn_scheme scheme = match->has_scheme ? (match->scheme_len == 5 ? WPN_SCHEME_HTTPS : WPN_SCHEME_HTTP) : from->scheme;
    unsigned port;
    size_t colon_len;
    size_t port_len = port_at(text, len, at, &port, &colon_len);
    if (port_len) {
        bool standard = (scheme == WPN_SCHEME_HTTPS && port == 443) || (scheme == WPN_SCHEME_HTTP && port == 80);
        if (from->port != (standard ? 0 : port)) {
            return false;
        }
        match->colon = at;
        match->colon_len = colon_len;
        at += port_len;
        if (!host_ends(text, len, at)) {
            return false;
        }
    } else if (from->port) {
        return false;
    }
    if (from->path_len) {
        at = path_at(text, len, at, from, match);
        if (at == SIZE_MAX) {
            return false;
        }
    }
    match->end = at;
    return true;
}

/* Better of two rules that match the same reference: further to the right, then the reference's own scheme. */
static bool better(const wpn_match *a, const wpn_match *b)
{
    if (!b->rule || a->end != b->end) {
        return !b->rule || a->end > b->end;
    }
    wpn_scheme scheme = a->scheme_len == 4 ? WPN_SCHEME_HTTP : WPN_SCHEME_HTTPS;
    return a->rule->from.scheme == scheme && b->rule->from.scheme != scheme;
}

/* Looks at the host in hit; false when no rule matches there. */
static bool match_host(const wpn_rules *rules, const char *text, size_t len, const wpn_hit *hit, wpn_match *match)
{
    const wpn_pattern *pattern = hit->pattern;
    if (!host_ends(text, len, hit->start + pattern->len)) {
        return false;
    }
    wpn_match read = {.pattern = pattern, .host = hit->start, .exact = true};
    left_side left = read_left(rules, text, &read);
    if (left == LEFT_NONE) {
        return false;
    }
    match->rule = NULL;
    for (size_t i = 0; i < pattern->rules_len; i++) {
        wpn_match candidate = read;
        candidate.rule = &rules->urls[rules->order[pattern->first_rule + i]];
        if (match_rule(text, len, candidate.rule, left, &candidate) && better(&candidate, match)) {
            *match = candidate;
        }
    }
    return match->rule != NULL;
}

/* ---- what is written ---- */

/* Appends `:` or `/` in the spelling of the match's own, or of its other separator. */
static bool write_separator(wpn_buffer *out, const char *text, size_t len, const wpn_match *match, char c)
{
    size_t own = c == ':' ? match->colon : match->slash, own_len = c == ':' ? match->colon_len : match->slash_len;
    if (own_len) {
        return wpn_buffer_append(out, text + own, own_len);
    }
    if (c == '/') { /* the one that follows the match, if any */
        size_t follows = separator_at(text, len, match->end, '/');
        if (follows) {
            return wpn_buffer_append(out, text + match->end, follows);
        }
    }
    const char *other = text + (c == ':' ? match->slash : match->colon);
    size_t other_len = c == ':' ? match->slash_len : match->colon_len;
    if (other_len < 3) {
        return wpn_buffer_push(out, c);
    }
    if (other[0] == '%' || other[0] == '\\') { /* %252F -> %253A, \u002f -> \u003a; but \\\/ -> : */
        if (other[other_len - 1] == '/') {
            return wpn_buffer_push(out, c);
        }
        bool upper = other[other_len - 1] <= 'Z';
        return wpn_buffer_append(out, other, other_len - 2) &&
               wpn_buffer_append(out, c == ':' ? (upper ? "3A" : "3a") : (upper ? "2F" : "2f"), 2);
    }
    const char *number = memchr(other, '#', other_len);
    if (!number) {
        size_t name_len = c == ':' ? 4 : 6; /* the other's name: sol; or colon; */
        return wpn_buffer_append(out, other, other_len - name_len) && wpn_buffer_append(out, c == ':' ? "colon;" : "sol;", 10 - name_len);
    }
    char digits[8];
    bool hex = number[1] == 'x' || number[1] == 'X';
    int digits_len = snprintf(digits, sizeof(digits), hex ? (number[3] <= 'Z' ? "%X;" : "%x;") : "%d;", c);
    return wpn_buffer_append(out, other, (size_t)(number - other) + 1 + hex) && wpn_buffer_append(out, digits, (size_t)digits_len);
}

static bool write_host(wpn_buffer *out, const char *text, size_t len, const wpn_match *match)
{
    const wpn_address *to = &match->rule->to;
    const char *host = to->host[match->pattern->form];
    if (!wpn_buffer_append(out, host, strlen(host))) {
        return false;
    }
    if (match->email) { /* a mail domain has neither port nor path */
        return true;
    }
    if (to->port) {
        char digits[12];
        int digits_len = snprintf(digits, sizeof(digits), "%u", to->port);
        if (!write_separator(out, text, len, match, ':') || !wpn_buffer_append(out, digits, (size_t)digits_len)) {
            return false;
        }
    }
    for (const char *c = to->path; *c; c++) {
        if (!(*c == '/' ? write_separator(out, text, len, match, '/') : wpn_buffer_push(out, *c))) {
            return false;
        }
    }
    return true;
}

/* Drops the edit just written when it changes nothing. */
static bool edit_unless_same(wpn_edits *edits, const char *text, size_t base, size_t start, size_t end, size_t bytes_start)
{
    size_t written = edits->bytes.len - bytes_start;
    if (written == end - start && !memcmp(edits->bytes.data + bytes_start, text + start, written)) {
        edits->bytes.len = bytes_start;
        return true;
    }
    return wpn_edits_add_written(edits, base + start, end - start, bytes_start);
}

static bool write_match(wpn_rewriter *rewriter, const char *text, size_t len, size_t base, const wpn_match *match)
{
    wpn_edits *edits = &rewriter->edits;
    if (!match->rule) {
        rewriter->counts.references++;
        return wpn_edits_add(edits, base + match->start, match->end - match->start, match->pattern->replacement,
                             match->pattern->replacement_len);
    }
    if (match->rule->identity) {
        return true;
    }
    rewriter->counts.references++;
    if (match->has_scheme) {
        bool own = match->rule->from.scheme == WPN_SCHEME_NONE || match->rule->to.scheme == WPN_SCHEME_NONE;
        size_t scheme_len = own ? match->scheme_len : match->rule->to.scheme == WPN_SCHEME_HTTPS ? 5 : 4;
        size_t bytes_start = edits->bytes.len;
        if (!wpn_buffer_append(&edits->bytes, "https", scheme_len) ||
            !edit_unless_same(edits, text, base, match->scheme, match->scheme + match->scheme_len, bytes_start)) {
            return false;
        }
    }
    size_t bytes_start = edits->bytes.len;
    return write_host(&edits->bytes, text, len, match) && edit_unless_same(edits, text, base, match->host, match->end, bytes_start);
}

/* ---- competition ---- */

/* Whether a goes before b: leftmost, then longest, then most specific. */
static bool precedes(const wpn_match *a, const wpn_match *b)
{
    if (a->start != b->start) {
        return a->start < b->start;
    }
    return a->end != b->end ? a->end > b->end : a->exact && !b->exact;
}

static bool add_match(wpn_rewriter *rewriter, size_t first, const wpn_match *match)
{
    if (!wpn_array_grow((void **)&rewriter->matches, &rewriter->matches_cap, rewriter->matches_len + 1, sizeof(wpn_match))) {
        return false;
    }
    wpn_match *matches = rewriter->matches;
    size_t place = rewriter->matches_len++;
    for (; place > first && precedes(match, &matches[place - 1]); place--) {
        matches[place] = matches[place - 1];
    }
    matches[place] = *match;
    return true;
}

/* The run of URL characters around a marker like _[wc_subscriptions_siteurl]_: no rule may match in it. */
static bool marked_run(const char *text, size_t len, size_t marker, size_t *run_start, size_t *run_end)
{
    size_t end = marker + 2;
    while (end < len && end - marker < 66 && (wpn_is_alnum(text[end]) || text[end] == '_')) {
        end++;
    }
    if (end == marker + 2 || len - end < 2 || text[end] != ']' || text[end + 1] != '_') {
        return false;
    }
    static const char stops[] = "\"'<>`{}|^,;()";
    size_t start = marker;
    while (start > 0 && marker - start < MARKED_RUN_MAX && (uint8_t)text[start - 1] > ' ' && !strchr(stops, text[start - 1])) {
        start--;
    }
    for (end += 2; end < len && end - marker < MARKED_RUN_MAX && (uint8_t)text[end] > ' ' && !strchr(stops, text[end]);) {
        end++;
    }
    *run_start = start;
    *run_end = end;
    return true;
}

/* Takes back the matches that overlap text[start .. end). */
static void drop_matches(wpn_rewriter *rewriter, size_t first, size_t start, size_t end)
{
    size_t kept = first;
    for (size_t i = first; i < rewriter->matches_len; i++) {
        const wpn_match *match = &rewriter->matches[i];
        if (match->end <= start || match->start >= end) {
            rewriter->matches[kept++] = *match;
        }
    }
    rewriter->matches_len = kept;
}

/* Settles the first count matches; *done is the end of the last one written. Those behind may still be overlapped. */
static bool settle(wpn_rewriter *rewriter, size_t first, size_t count, const char *text, size_t len, size_t base, size_t *done)
{
    const wpn_match *matches = rewriter->matches + first;
    size_t pending = rewriter->matches_len - first;
    for (size_t i = 0; i < count; i++) {
        const wpn_match *match = &matches[i];
        if (match->start < *done) {
            continue;
        }
        if (!write_match(rewriter, text, len, base, match)) {
            return false;
        }
        *done = match->end;
    }
    memmove(rewriter->matches + first, matches + count, (pending - count) * sizeof(wpn_match));
    rewriter->matches_len -= count;
    return true;
}

bool wpn_rewrite_text(wpn_rewriter *rewriter, const char *text, size_t len, size_t base)
{
    size_t first = rewriter->matches_len, done = 0, run_start, run_end = 0;
    wpn_search search;
    wpn_hit hit;
    wpn_search_begin(&search, rewriter->rules, text, len);
    while (wpn_search_next(&search, &hit)) {
        wpn_match match;
        switch (hit.pattern->kind) {
        case WPN_PATTERN_MARKER:
            if (hit.start >= run_end && marked_run(text, len, hit.start, &run_start, &run_end)) {
                drop_matches(rewriter, first, run_start, run_end);
            }
            continue;
        case WPN_PATTERN_LITERAL:
            match = (wpn_match){.start = hit.start, .end = hit.start + hit.pattern->len, .pattern = hit.pattern, .exact = true};
            break;
        default:
            if (!match_host(rewriter->rules, text, len, &hit, &match)) {
                continue;
            }
        }
        if (match.start < run_end) {
            continue;
        }
        if (!add_match(rewriter, first, &match)) {
            return false;
        }
        /* Settle early what no later hit can overlap, so that the list stays short in long texts. */
        enum { BATCH = 256 };
        size_t pending = rewriter->matches_len - first;
        if (pending > BATCH && rewriter->matches[first + BATCH].start + LOOK_BACK < hit.start &&
            !settle(rewriter, first, BATCH, text, len, base, &done)) {
            return false;
        }
    }
    return settle(rewriter, first, rewriter->matches_len - first, text, len, base, &done);
}

/* ---- host columns ---- */

static bool host_is(const char *host, size_t host_len, const wpn_address *from, bool subdomains, size_t *labels)
{
    for (int form = WPN_HOST_ASCII; form <= WPN_HOST_UNICODE; form++) {
        size_t from_len = strlen(from->host[form]);
        if (host_len < from_len) {
            continue;
        }
        *labels = host_len - from_len;
        bool same = !*labels || (subdomains && host[*labels - 1] == '.');
        for (size_t i = 0; same && i < from_len; i++) {
            same = wpn_lower(host[*labels + i]) == from->host[form][i];
        }
        if (same) {
            return true;
        }
    }
    return false;
}

bool wpn_rewrite_host(const wpn_rules *rules, const char *host, size_t host_len, const char *path, size_t path_len,
                      wpn_buffer *new_host, wpn_buffer *new_path, bool *changed)
{
    const wpn_url_rule *best = NULL;
    size_t best_labels = 0, name_len = host_len;
    unsigned port = 0;
    const char *colon = memchr(host, ':', host_len);
    if (colon) {
        size_t colon_len;
        size_t port_len = port_at(host, host_len, (size_t)(colon - host), &port, &colon_len);
        if (port_len != host_len - (size_t)(colon - host)) {
            colon = NULL;
            port = 0;
        } else {
            name_len = (size_t)(colon - host);
        }
    }
    *changed = false;
    for (size_t i = 0; i < rules->urls_len; i++) {
        const wpn_url_rule *rule = &rules->urls[i];
        const wpn_address *from = &rule->from;
        size_t labels = 0;
        if (from->port != port || !host_is(host, name_len, from, rules->subdomains, &labels)) {
            continue;
        }
        if (from->path_len && (path_len < from->path_len || memcmp(path, from->path, from->path_len) ||
                               (path_len > from->path_len && path[from->path_len] != '/'))) {
            continue;
        }
        if (!best || labels < best_labels || (labels == best_labels && from->path_len > best->from.path_len)) {
            best = rule;
            best_labels = labels;
        }
    }
    if (!best || best->identity) {
        return true;
    }
    const wpn_address *to = &best->to;
    char digits[16] = "";
    if (to->port) {
        snprintf(digits, sizeof(digits), ":%u", to->port);
    }
    *changed = true;
    if (!wpn_buffer_append(new_host, host, best_labels) ||
        !wpn_buffer_append(new_host, to->host[WPN_HOST_ASCII], strlen(to->host[WPN_HOST_ASCII])) ||
        !wpn_buffer_append(new_host, digits, strlen(digits))) {
        return false;
    }
    if (!wpn_buffer_append(new_path, to->path, to->path_len)) {
        return false;
    }
    size_t rest = path_len > best->from.path_len ? best->from.path_len : path_len;
    return path_len > rest ? wpn_buffer_append(new_path, path + rest, path_len - rest) : wpn_buffer_push(new_path, '/');
}
