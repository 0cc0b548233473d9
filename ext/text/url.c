/* References: each host that the search finds (search.c) is looked at with what is around it: scheme, separators in
 * their many spellings, userinfo, labels, port, path, boundaries. What is written in its place is spelled the same way.
 */
#include "text/url.h"

#include <stdio.h>
#include <string.h>

#include "text/ascii.h"
#include "text/url_spelling.h"

/* Bounds on what is looked at to the left of a host. They keep the cost linear. */
enum { USERINFO_MAX = 256, LABELS_MAX = 255 };

/* ---- boundaries ---- */

static bool alnum_at(const char *text, size_t len, size_t at)
{
    size_t size;
    wpn_neighbour next = wpn_neighbour_at(text, len, at, &size);
    return next == WPN_LETTER || next == WPN_DIGIT;
}

/* Whether a host may end before text[at]. */
static bool host_ends(const char *text, size_t len, size_t at)
{
    size_t size;
    switch (wpn_neighbour_at(text, len, at, &size)) {
    case WPN_LETTER:
    case WPN_DIGIT:
    case WPN_DASH:
        return false;
    case WPN_DOT:
        return !alnum_at(text, len, at + size);
    default:
        return true;
    }
}

/* Whether a path segment may end before text[at]. In a percent-encoded URL, whose slashes are escapes of escape_len
 * bytes, an escape is the character it stands for; in a plain one, where escape_len is 0, it is a character of the
 * segment. */
static bool segment_ends(const char *text, size_t len, size_t at, size_t escape_len)
{
    size_t size;
    if (at < len && text[at] == '~') {
        return false;
    }
    if (wpn_percent_at(text, len, at, &size) >= 0 && size > escape_len) {
        return false; /* encoded more often than the URL is */
    }
    if (at < len && text[at] == ':') {
        return !alnum_at(text, len, at + 1);
    }
    switch (wpn_neighbour_at(text, len, at, &size)) {
    case WPN_LETTER:
    case WPN_DIGIT:
    case WPN_DASH:
    case WPN_PERCENT:
        return false;
    case WPN_DOT:
        return !alnum_at(text, len, at + size);
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
        wpn_neighbour before = wpn_neighbour_before(text, i, &size);
        bool written_plainly = size == 1 || (i > 0 && (uint8_t)text[i - 1] >= 0x80); /* no tail of an escape: %2F, \n */
        if ((before == WPN_LETTER || before == WPN_DIGIT || before == WPN_DASH) && written_plainly) {
            i -= size;
            start = i;
        } else if (before == WPN_DOT && written_plainly && (start == i)) { /* labels are not empty */
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
        if (wpn_separator_before(text, i, '/')) {
            return i;
        }
        char c = text[i - 1];
        if (wpn_is_space(c) || strchr("\"'<>()[]{}?#/\\", c)) {
            break;
        }
    }
    return SIZE_MAX;
}

/* Reads `http:` or `https:` to the left of text[at] (the first slash) into match. */
static bool scheme_before(const char *text, size_t at, wpn_match *match)
{
    size_t colon = wpn_separator_before(text, at, ':');
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
        if (same) {
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

typedef enum left_side { LEFT_NONE, LEFT_EMAIL, LEFT_BARE, LEFT_RELATIVE, LEFT_ABSOLUTE } left_side;

/* Reads what stands before the host; sets match->start and the spellings. */
static left_side read_left(const wpn_rules *rules, const char *text, wpn_match *match)
{
    size_t start = match->host;
    size_t size;
    wpn_neighbour before = wpn_neighbour_before(text, start, &size);
    if (before == WPN_DOT && rules->subdomains) {
        start = labels_before(text, start);
        match->exact = false;
        before = wpn_neighbour_before(text, start, &size);
        if (start == match->host) { /* a cookie's domain, or a pattern: .example.com, *.example.com */
            wpn_neighbour outside = wpn_neighbour_before(text, start - 1, &size);
            before = outside == WPN_NONE || (outside == WPN_OTHER && size == 1) ? WPN_OTHER : WPN_DOT;
        }
    }
    match->start = start;
    size_t authority = start;
    if (before == WPN_AT) {
        authority = userinfo_start(text, start - size);
        if (authority == SIZE_MAX || authority == start - size) {
            match->email = true;
            return rules->emails ? LEFT_EMAIL : LEFT_NONE;
        }
    }
    size_t second = wpn_separator_before(text, authority, '/');
    size_t first = second ? wpn_separator_before(text, authority - second, '/') : 0;
    if (first) {
        size_t slashes = authority - second - first;
        match->slash = slashes;
        match->slash_len = first;
        if (scheme_before(text, slashes, match)) {
            match->start = match->scheme;
            return LEFT_ABSOLUTE;
        }
        wpn_neighbour outside = wpn_neighbour_before(text, slashes, &size);
        if (outside != WPN_LETTER && outside != WPN_DIGIT && !wpn_separator_before(text, slashes, ':')) {
            match->start = slashes;
            return LEFT_RELATIVE;
        }
        match->slash_len = 0;
    }
    if (before == WPN_AT) {
        match->email = true;
        return rules->emails ? LEFT_EMAIL : LEFT_NONE;
    }
    return before == WPN_NONE || before == WPN_OTHER || before == WPN_PERCENT ? LEFT_BARE : LEFT_NONE;
}

/* ---- the right side, for one rule ---- */

static size_t path_at(const char *text, size_t len, size_t at, const wpn_address *from, wpn_match *match)
{
    bool first = true;
    for (const char *c = from->path; *c; c++) {
        size_t size = *c == '/' ? wpn_separator_at(text, len, at, '/') : at < len && text[at] == *c;
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
    return segment_ends(text, len, at, percent_encoded ? match->slash_len : 0) ? at : SIZE_MAX;
}

size_t wpn_port_at(const char *text, size_t len, size_t at, unsigned *port, size_t *colon_len)
{
    *colon_len = wpn_separator_at(text, len, at, ':');
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
        unsigned port;
        size_t colon_len;
        return from->dotted && !from->path_len && !from->port && !wpn_port_at(text, len, at, &port, &colon_len);
    }
    if (left == LEFT_BARE && !from->dotted) {
        return false;
    }
    wpn_scheme scheme =
        match->has_scheme ? (match->scheme_len == 5 ? WPN_SCHEME_HTTPS : WPN_SCHEME_HTTP) : from->scheme;
    unsigned port;
    size_t colon_len;
    size_t port_len = wpn_port_at(text, len, at, &port, &colon_len);
    if (port_len) {
        if (!port) {
            return false; /* :0 is no port of any site */
        }
        bool standard = (scheme == WPN_SCHEME_HTTPS && port == 443) || (scheme == WPN_SCHEME_HTTP && port == 80);
        if (from->port != (standard ? 0 : port)) {
            return false;
        }
        match->colon = at;
        match->colon_len = colon_len;
        at += port_len;
        size_t size;
        bool is_userinfo = left >= LEFT_RELATIVE && wpn_neighbour_at(text, len, at, &size) == WPN_AT;
        if (is_userinfo || !host_ends(text, len, at)) {
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

/* Whether a host ends before text[at] and nothing of its reference follows, as far as one byte tells. */
static bool ends_plainly(const char *text, size_t len, size_t at)
{
    return at == len || ((uint8_t)text[at] < 0x80 && !wpn_is_alnum(text[at]) && !strchr("-_.:@%&\\", text[at]));
}

/* The reference that nearly all are: `http://host`, of a site whose rules have neither port nor path. Known by a few
 * bytes, it takes half the time of the others. */
static bool match_plainly(const char *text, size_t len, const wpn_hit *hit, wpn_match *match)
{
    const wpn_pattern *pattern = hit->pattern;
    size_t host = hit->start, end = host + pattern->len;
    bool https = host >= 8 && !memcmp(text + host - 8, "https://", 8);
    const wpn_plain *plain = &pattern->plain[https][WPN_SLASHES_PLAIN];
    if (!plain->replacement || (!https && (host < 7 || memcmp(text + host - 7, "http://", 7))) ||
        !ends_plainly(text, len, end)) {
        return false;
    }
    *match = (wpn_match){.start = host - (https ? 8 : 7),
                         .end = end,
                         .pattern = pattern,
                         .rule = plain->rule,
                         .plain = plain,
                         .exact = true,
                         .host = host};
    return true;
}

bool wpn_match_host(const wpn_rules *rules, const char *text, size_t len, const wpn_hit *hit, wpn_match *match)
{
    const wpn_pattern *pattern = hit->pattern;
    if (match_plainly(text, len, hit, match)) {
        return true;
    }
    if (!host_ends(text, len, hit->start + pattern->len)) {
        return false;
    }
    wpn_match read = {.pattern = pattern, .host = hit->start, .exact = true};
    left_side left = read_left(rules, text, &read);
    size_t size;
    bool is_userinfo = left >= LEFT_RELATIVE && wpn_neighbour_at(text, len, hit->start + pattern->len, &size) == WPN_AT;
    if (left == LEFT_NONE || is_userinfo) {
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

/* Appends `:` or `/` in the spelling of the match's own, or of its other separator. A match without a slash takes the
 * spelling of one that follows it. */
static bool write_separator(wpn_buffer *out, const char *text, size_t len, const wpn_match *match, char c)
{
    wpn_string colon = {text + match->colon, match->colon_len}, slash = {text + match->slash, match->slash_len};
    if (!slash.len) {
        slash = (wpn_string){text + match->end, wpn_separator_at(text, len, match->end, '/')};
    }
    const wpn_string *own = c == ':' ? &colon : &slash;
    if (own->len) {
        return wpn_buffer_append(out, own->bytes, own->len);
    }
    const char *other = c == ':' ? slash.bytes : colon.bytes;
    size_t other_len = c == ':' ? slash.len : colon.len;
    if (other_len < 3) {
        return wpn_buffer_push(out, c);
    }
    if (other[0] == '%' || other[0] == '\\') { /* %252F -> %253A, \u002f -> \u003a; but \\\/ -> : */
        if (other[other_len - 1] == '/') {
            return wpn_buffer_push(out, c);
        }
        const char *percent = memrchr(other, '%', other_len); /* of %5C%2F the slash alone */
        if (percent) {
            other_len -= (size_t)(percent - other);
            other = percent;
        }
        bool upper = other[other_len - 1] <= 'Z';
        return wpn_buffer_append(out, other, other_len - 2) &&
               wpn_buffer_append(out, c == ':' ? (upper ? "3A" : "3a") : (upper ? "2F" : "2f"), 2);
    }
    const char *number = memchr(other, '#', other_len);
    if (!number) {
        size_t name_len = c == ':' ? 4 : 6; /* the other's name: sol; or colon; */
        return wpn_buffer_append(out, other, other_len - name_len) &&
               wpn_buffer_append(out, c == ':' ? "colon;" : "sol;", 10 - name_len);
    }
    char digits[8];
    bool hex = number[1] == 'x' || number[1] == 'X';
    int digits_len = snprintf(digits, sizeof(digits), hex ? (number[3] <= 'Z' ? "%X;" : "%x;") : "%d;", c);
    return wpn_buffer_append(out, other, (size_t)(number - other) + 1 + hex) &&
           wpn_buffer_append(out, digits, (size_t)digits_len);
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
    if (to->port && (!write_separator(out, text, len, match, ':') ||
                     !wpn_buffer_append(out, to->port_digits, strlen(to->port_digits)))) {
        return false;
    }
    for (const char *c = to->path; *c; c++) {
        if (!(*c == '/' ? write_separator(out, text, len, match, '/') : wpn_buffer_push(out, *c))) {
            return false;
        }
    }
    return true;
}

/* Drops the edit just written when it changes nothing. */
static bool edit_unless_same(wpn_edits *edits, const char *text, size_t base, size_t start, size_t end,
                             size_t bytes_start)
{
    size_t written = edits->bytes.len - bytes_start;
    if (written == end - start && !memcmp(edits->bytes.data + bytes_start, text + start, written)) {
        edits->bytes.len = bytes_start;
        return true;
    }
    return wpn_edits_add_written(edits, base + start, end - start, bytes_start);
}

/* The scheme and what follows the slashes; those keep their bytes, for JSON may spell each in a way of its own. */
static bool write_plainly(wpn_edits *edits, const char *text, size_t base, const wpn_match *match)
{
    const wpn_plain *plain = match->plain;
    size_t scheme_len = plain->host - 3, bytes_start = edits->bytes.len;
    if (!wpn_buffer_append(&edits->bytes, plain->replacement, scheme_len) ||
        !edit_unless_same(edits, text, base, match->start, match->host - 3, bytes_start)) {
        return false;
    }
    bytes_start = edits->bytes.len;
    return wpn_buffer_append(&edits->bytes, plain->replacement + plain->host, plain->len - plain->host) &&
           edit_unless_same(edits, text, base, match->host, match->end, bytes_start);
}

bool wpn_write_match(wpn_rewriter *rewriter, const char *text, size_t len, size_t base, const wpn_match *match)
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
    if (match->plain) {
        return write_plainly(edits, text, base, match);
    }
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
    return write_host(&edits->bytes, text, len, match) &&
           edit_unless_same(edits, text, base, match->host, match->end, bytes_start);
}
