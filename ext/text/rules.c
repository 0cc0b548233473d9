/* Rules: parsing, checking, and compiling into patterns and their search. */
#include "text/rules.h"

#include <curl/curl.h>
#include <idn2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "text/ascii.h"

static char *copy_string(const char *bytes, size_t len)
{
    char *copy = malloc(len + 1);
    if (copy) {
        memcpy(copy, bytes, len);
        copy[len] = '\0';
    }
    return copy;
}

static void lower_in_place(char *s)
{
    for (; *s; s++) {
        *s = wpn_lower(*s);
    }
}

/* ---- addresses ---- */

static wpn_status bad_url(wpn_error *error, const char *url, const char *why)
{
    return wpn_fail(error, WPN_E_ARGUMENT, "URL rule \"%.200s\": %s", url, why);
}

/* A part of a parsed URL; *value is NULL where the URL lacks it. The caller frees it with curl_free(). */
static wpn_status url_part(CURLU *url, CURLUPart what, unsigned flags, char **value, const char *text, wpn_error *error)
{
    CURLUcode code = curl_url_get(url, what, value, flags);
    if (code == CURLUE_OK || code == CURLUE_NO_PORT || code == CURLUE_NO_SCHEME || code == CURLUE_NO_QUERY ||
        code == CURLUE_NO_FRAGMENT || code == CURLUE_NO_USER || code == CURLUE_NO_PASSWORD) {
        return WPN_OK;
    }
    *value = NULL;
    return code == CURLUE_OUT_OF_MEMORY ? wpn_fail_memory(error) : bad_url(error, text, curl_url_strerror(code));
}

/* Valid UTF-8 as JSON writes it in a string: https:\/\/m\u00fcller.de, or with the letter as it is. NULL when memory is short. */
static char *json_spelling(const char *utf8, size_t len, bool escape_unicode)
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
        } else if (point == '/') {
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

static char *percent_spelling(const char *utf8)
{
    wpn_buffer out = {0};
    bool ok = true;
    for (; ok && *utf8; utf8++) {
        uint8_t byte = (uint8_t)*utf8;
        if (byte < 0x80) {
            ok = wpn_buffer_push(&out, *utf8);
        } else {
            char escaped[4];
            snprintf(escaped, sizeof(escaped), "%%%02X", byte);
            ok = wpn_buffer_append(&out, escaped, 3);
        }
    }
    if (!ok || !wpn_buffer_push(&out, '\0')) {
        wpn_buffer_free(&out);
        return NULL;
    }
    return out.data;
}

/* Fills every form of address->host from the ASCII form. */
static wpn_status host_forms(wpn_address *address, const char *ascii, wpn_error *error)
{
    char *unicode = NULL;
    if (idn2_to_unicode_8z8z(ascii, &unicode, 0) == IDN2_OK) {
        address->host[WPN_HOST_UNICODE] = copy_string(unicode, strlen(unicode));
        idn2_free(unicode);
    } else { /* not an internationalised name: a test host with an underscore, an IPv6 address */
        address->host[WPN_HOST_UNICODE] = copy_string(ascii, strlen(ascii));
    }
    const char *utf8 = address->host[WPN_HOST_UNICODE];
    address->host[WPN_HOST_ASCII] = copy_string(ascii, strlen(ascii));
    address->host[WPN_HOST_JSON] = utf8 ? json_spelling(utf8, strlen(utf8), true) : NULL;
    address->host[WPN_HOST_PERCENT] = utf8 ? percent_spelling(utf8) : NULL;
    for (int form = 0; form < WPN_HOST_FORMS; form++) {
        if (!address->host[form]) {
            return wpn_fail_memory(error);
        }
        if (form != WPN_HOST_PERCENT) {
            lower_in_place(address->host[form]);
        }
    }
    return WPN_OK;
}

static wpn_status parse_address(wpn_address *address, const wpn_string *source, wpn_error *error)
{
    wpn_status status = WPN_OK;
    CURLU *url = NULL;
    char *parts[4] = {NULL}; /* scheme, host, port, path */
    char *forbidden = NULL;
    char *with_scheme = NULL;
    char *text = copy_string(source->bytes, source->len);
    if (!text) {
        return wpn_fail_memory(error);
    }
    if (strlen(text) != source->len) {
        status = bad_url(error, text, "it holds a NUL byte");
        goto cleanup;
    }
    /* libcurl would guess a scheme from the host's name (ftp.example.com); a rule without one has none. */
    bool bare = !strstr(text, "://");
    const char *given = !strncmp(text, "//", 2) ? text + 2 : text;
    with_scheme = malloc(strlen(given) + sizeof("https://"));
    url = curl_url();
    if (!with_scheme || !url) {
        status = wpn_fail_memory(error);
        goto cleanup;
    }
    sprintf(with_scheme, "%s%s", bare ? "https://" : "", given);
    CURLUcode code = curl_url_set(url, CURLUPART_URL, with_scheme, CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS);
    if (code != CURLUE_OK) {
        status = bad_url(error, text, curl_url_strerror(code));
        goto cleanup;
    }
    static const struct {
        CURLUPart part;
        const char *why;
    } not_allowed[] = {
        {CURLUPART_USER, "it must not hold a user"},
        {CURLUPART_PASSWORD, "it must not hold a password"},
        {CURLUPART_QUERY, "it must not hold a query"},
        {CURLUPART_FRAGMENT, "it must not hold a fragment"},
    };
    for (size_t i = 0; i < sizeof(not_allowed) / sizeof(*not_allowed); i++) {
        if ((status = url_part(url, not_allowed[i].part, 0, &forbidden, text, error)) != WPN_OK) {
            goto cleanup;
        }
        if (forbidden) {
            /* the address is not repeated: it may hold a password */
            status = wpn_fail(error, WPN_E_ARGUMENT, "URL rule: %s", not_allowed[i].why);
            goto cleanup;
        }
    }
    if ((status = url_part(url, CURLUPART_SCHEME, 0, &parts[0], text, error)) != WPN_OK ||
        (status = url_part(url, CURLUPART_HOST, CURLU_PUNYCODE, &parts[1], text, error)) != WPN_OK ||
        (status = url_part(url, CURLUPART_PORT, 0, &parts[2], text, error)) != WPN_OK ||
        (status = url_part(url, CURLUPART_PATH, 0, &parts[3], text, error)) != WPN_OK) {
        goto cleanup;
    }
    if (!bare && !strcmp(parts[0], "https")) {
        address->scheme = WPN_SCHEME_HTTPS;
    } else if (!bare && !strcmp(parts[0], "http")) {
        address->scheme = WPN_SCHEME_HTTP;
    } else if (!bare) {
        status = bad_url(error, text, "its scheme must be http or https");
        goto cleanup;
    }
    if (parts[2]) {
        unsigned port = (unsigned)strtoul(parts[2], NULL, 10);
        bool standard = (address->scheme == WPN_SCHEME_HTTPS && port == 443) || (address->scheme == WPN_SCHEME_HTTP && port == 80);
        address->port = standard ? 0 : port;
    }
    size_t path_len = strlen(parts[3]);
    if (path_len && parts[3][path_len - 1] == '/') {
        path_len--;
    }
    address->path = copy_string(parts[3], path_len);
    address->path_len = path_len;
    if (!address->path) {
        status = wpn_fail_memory(error);
        goto cleanup;
    }
    status = host_forms(address, parts[1], error);

cleanup:
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        curl_free(parts[i]);
    }
    curl_free(forbidden);
    curl_url_cleanup(url);
    free(with_scheme);
    free(text);
    return status;
}

static bool same_address(const wpn_address *a, const wpn_address *b)
{
    return a->scheme == b->scheme && a->port == b->port && !strcmp(a->host[WPN_HOST_ASCII], b->host[WPN_HOST_ASCII]) &&
           !strcmp(a->path, b->path);
}

static void free_address(wpn_address *address)
{
    for (int form = 0; form < WPN_HOST_FORMS; form++) {
        free(address->host[form]);
    }
    free(address->path);
}

/* ---- patterns ---- */

/* Takes over bytes and replacement, also when it fails; a pattern that is there already is dropped. */
static bool add_pattern(wpn_rules *rules, wpn_pattern pattern)
{
    if (!pattern.bytes || (pattern.kind == WPN_PATTERN_LITERAL && !pattern.replacement)) {
        goto fail;
    }
    for (size_t i = 0; i < rules->patterns_len; i++) {
        const wpn_pattern *other = &rules->patterns[i];
        if (other->kind == pattern.kind && other->len == pattern.len && !memcmp(other->bytes, pattern.bytes, pattern.len)) {
            free(pattern.bytes);
            free(pattern.replacement);
            return true;
        }
    }
    if (!wpn_array_grow((void **)&rules->patterns, &rules->patterns_cap, rules->patterns_len + 1, sizeof(wpn_pattern))) {
        goto fail;
    }
    rules->patterns[rules->patterns_len++] = pattern;
    return true;

fail:
    free(pattern.bytes);
    free(pattern.replacement);
    return false;
}

/* Order of the URL rules: those of one host together, most specific first, equal addresses side by side. */
static int compare_rules(const wpn_url_rule *urls, size_t a, size_t b)
{
    const wpn_address *left = &urls[a].from, *right = &urls[b].from;
    int order = strcmp(left->host[WPN_HOST_ASCII], right->host[WPN_HOST_ASCII]);
    if (!order && left->path_len != right->path_len) {
        order = left->path_len > right->path_len ? -1 : 1;
    }
    if (!order) {
        order = strcmp(left->path, right->path);
    }
    if (!order && left->port != right->port) {
        order = left->port < right->port ? -1 : 1;
    }
    if (!order && left->scheme != right->scheme) {
        order = left->scheme < right->scheme ? -1 : 1;
    }
    return order ? order : a < b ? -1 : 1;
}

static bool add_host_patterns(wpn_rules *rules)
{
    for (size_t first = 0; first < rules->urls_len;) {
        const wpn_address *from = &rules->urls[rules->order[first]].from;
        size_t end = first + 1;
        while (end < rules->urls_len &&
               !strcmp(rules->urls[rules->order[end]].from.host[WPN_HOST_ASCII], from->host[WPN_HOST_ASCII])) {
            end++;
        }
        for (int form = 0; form < WPN_HOST_FORMS; form++) {
            size_t len = strlen(from->host[form]);
            wpn_pattern pattern = {.kind = WPN_PATTERN_HOST,
                                   .ignore_case = true,
                                   .bytes = copy_string(from->host[form], len),
                                   .len = len,
                                   .first_rule = first,
                                   .rules_len = end - first,
                                   .form = (wpn_host_form)form};
            if (pattern.bytes) {
                lower_in_place(pattern.bytes);
            }
            if (!add_pattern(rules, pattern)) {
                return false;
            }
        }
        first = end;
    }
    return true;
}

static bool add_literal(wpn_rules *rules, const char *from, size_t from_len, const char *to, size_t to_len)
{
    return add_pattern(rules, (wpn_pattern){.kind = WPN_PATTERN_LITERAL,
                                            .bytes = copy_string(from, from_len),
                                            .len = from_len,
                                            .replacement = copy_string(to, to_len),
                                            .replacement_len = to_len});
}

/* `/` as \u002f, which some JSON writers use. */
static char *unicode_slashes(const char *s)
{
    wpn_buffer out = {0};
    bool ok = true;
    for (; ok && *s; s++) {
        ok = s[0] == '\\' && s[1] == '/' ? wpn_buffer_append(&out, "\\u002f", 6) && s++ : wpn_buffer_push(&out, *s);
    }
    if (!ok || !wpn_buffer_push(&out, '\0')) {
        wpn_buffer_free(&out);
        return NULL;
    }
    return out.data;
}

/* The literal as JSON writes it, and as JSON writes that again: https:\/\/a.test, https:\\\/\\\/a.test. Deeper nesting in
 * plain text (not in JSON values, which are decoded) has not been seen. */
enum { LITERAL_JSON_DEPTH = 3 };

static bool add_json_literals(wpn_rules *rules, const wpn_pair *pair, bool escape_unicode)
{
    char *from = copy_string(pair->from.bytes, pair->from.len);
    char *to = copy_string(pair->to.bytes, pair->to.len);
    bool ok = from && to;
    for (int depth = 1; ok && depth <= LITERAL_JSON_DEPTH; depth++) {
        char *next_from = json_spelling(from, strlen(from), escape_unicode);
        char *next_to = json_spelling(to, strlen(to), escape_unicode);
        free(from);
        free(to);
        from = next_from;
        to = next_to;
        ok = from && to && add_literal(rules, from, strlen(from), to, strlen(to));
        if (ok && depth == 1) {
            char *slashes_from = unicode_slashes(from), *slashes_to = unicode_slashes(to);
            ok = slashes_from && slashes_to &&
                 add_literal(rules, slashes_from, strlen(slashes_from), slashes_to, strlen(slashes_to));
            free(slashes_from);
            free(slashes_to);
        }
    }
    free(from);
    free(to);
    return ok;
}

static bool add_literal_patterns(wpn_rules *rules, const wpn_pair *pairs, size_t len)
{
    for (size_t i = 0; i < len; i++) { /* first all as they are: what is derived from one must not stand in for another */
        if (!add_literal(rules, pairs[i].from.bytes, pairs[i].from.len, pairs[i].to.bytes, pairs[i].to.len)) {
            return false;
        }
    }
    for (size_t i = 0; i < len; i++) {
        const wpn_string *from = &pairs[i].from, *to = &pairs[i].to;
        bool text = wpn_utf8_valid(from->bytes, from->len) && wpn_utf8_valid(to->bytes, to->len) &&
                    !memchr(from->bytes, '\0', from->len) && !memchr(to->bytes, '\0', to->len);
        if (text && !(add_json_literals(rules, &pairs[i], true) && add_json_literals(rules, &pairs[i], false))) {
            return false;
        }
    }
    return true;
}

/* ---- the search ---- */

/* How common a byte is in WordPress dumps, roughly: the needle is put where the bytes are rare. */
static unsigned commonness(uint8_t byte)
{
    static const char common[] = "etaoinsrlhdcupmgwf\"'/=:;<>,0123456789ybv.-_";
    const char *found = byte ? strchr(common, wpn_lower((char)byte)) : NULL;
    return found ? (unsigned)(sizeof(common) - (size_t)(found - common)) : 2;
}

/* Bytes that no escaping changes make the best needle: it is then found in every spelling. */
static bool never_escaped(char byte)
{
    return wpn_is_alnum(byte) || byte == '.' || byte == '-' || byte == '_' || byte == ' ';
}

static size_t windows_shared(const wpn_rules *rules, const char *window, size_t len)
{
    size_t shared = 0;
    for (size_t i = 0; i < rules->patterns_len; i++) {
        const wpn_pattern *pattern = &rules->patterns[i];
        for (size_t at = 0; at + len <= pattern->len; at++) {
            if (!memcmp(pattern->bytes + at, window, len)) {
                shared++;
                break;
            }
        }
    }
    return shared;
}

/* Chooses a pattern's needle: shared with as many patterns as possible (30 hosts below one domain then cost what one
 * costs), never escaped, rare. */
static void choose_window(const wpn_rules *rules, wpn_pattern *pattern)
{
    size_t len = pattern->len < WPN_NEEDLE_LEN ? pattern->len : WPN_NEEDLE_LEN;
    size_t limit = pattern->len - len < 64 ? pattern->len - len : 64;
    long best = -1;
    for (size_t at = 0; at <= limit; at++) {
        unsigned common = 0;
        bool plain = true;
        for (size_t i = at; i < at + len; i++) {
            common += commonness((uint8_t)pattern->bytes[i]);
            plain = plain && never_escaped(pattern->bytes[i]);
        }
        long score = (plain ? 1000000L : 0) + 1000L * (long)windows_shared(rules, pattern->bytes + at, len) + 300 - (long)common;
        if (score > best) {
            best = score;
            pattern->window = at;
        }
    }
    pattern->window_len = len;
}

static size_t window_hash(const char *window)
{
    uint32_t folded = (uint32_t)(uint8_t)wpn_lower(window[0]) | (uint32_t)(uint8_t)wpn_lower(window[1]) << 8 |
                      (uint32_t)(uint8_t)wpn_lower(window[2]) << 16;
    return (folded * 2654435761u) >> 24;
}

static wpn_status build_search(wpn_rules *rules, wpn_error *error)
{
    rules->chain = calloc(rules->patterns_len + 1, sizeof(*rules->chain));
    rules->short_windows = calloc(rules->patterns_len + 1, sizeof(*rules->short_windows));
    if (!rules->chain || !rules->short_windows) {
        return wpn_fail_memory(error);
    }
    for (size_t i = 0; i < WPN_WINDOW_SLOTS; i++) {
        rules->slots[i] = SIZE_MAX;
    }
    for (size_t i = rules->patterns_len; i-- > 0;) {
        wpn_pattern *pattern = &rules->patterns[i];
        choose_window(rules, pattern);
        const char *window = pattern->bytes + pattern->window;
        unsigned bucket;
        if (pattern->window_len < WPN_NEEDLE_LEN) {
            rules->short_windows[rules->short_windows_len++] = i;
            bucket = 0;
        } else {
            size_t slot = window_hash(window);
            rules->chain[i] = rules->slots[slot];
            rules->slots[slot] = i;
            bucket = 1 + slot % 7;
        }
        wpn_needles_add(&rules->needles, bucket, window, pattern->window_len, pattern->ignore_case);
    }
    return WPN_OK;
}

static bool pattern_at(const wpn_pattern *pattern, const char *text, size_t len, size_t at)
{
    if (at < pattern->window || len - (at - pattern->window) < pattern->len) {
        return false;
    }
    const char *start = text + at - pattern->window;
    if (!pattern->ignore_case) {
        return !memcmp(start, pattern->bytes, pattern->len);
    }
    for (size_t i = 0; i < pattern->len; i++) {
        if (wpn_lower(start[i]) != pattern->bytes[i]) {
            return false;
        }
    }
    return true;
}

static size_t first_in_chain(const wpn_rules *rules, const char *text, size_t len, size_t at)
{
    return len - at >= WPN_NEEDLE_LEN ? rules->slots[window_hash(text + at)] : SIZE_MAX;
}

bool wpn_rules_found_at(const wpn_rules *rules, const char *text, size_t len, size_t at)
{
    for (size_t i = first_in_chain(rules, text, len, at); i != SIZE_MAX; i = rules->chain[i]) {
        if (pattern_at(&rules->patterns[i], text, len, at)) {
            return true;
        }
    }
    for (size_t i = 0; i < rules->short_windows_len; i++) {
        const wpn_pattern *pattern = &rules->patterns[rules->short_windows[i]];
        if (pattern->kind != WPN_PATTERN_MARKER && pattern_at(pattern, text, len, at)) {
            return true;
        }
    }
    return false;
}

/* Fills the masks for the text from search->base on; false at its end. The last blocks are searched in a copy with zeros
 * behind it, for the scanner reads whole blocks and two bytes more. */
static bool fill_masks(wpn_search *search)
{
    size_t left = search->len - search->base;
    search->block = 0;
    if (left == 0) {
        search->blocks = 0;
        return false;
    }
    if (left >= WPN_SCAN_BLOCK + WPN_NEEDLE_LEN - 1) {
        size_t blocks = (left - (WPN_NEEDLE_LEN - 1)) / WPN_SCAN_BLOCK;
        search->blocks = blocks < WPN_SEARCH_BLOCKS ? blocks : WPN_SEARCH_BLOCKS;
        search->rules->scan->find(search->text + search->base, search->blocks, &search->rules->needles, search->masks);
        return true;
    }
    char tail[2 * WPN_SCAN_BLOCK + WPN_NEEDLE_LEN] = {0};
    memcpy(tail, search->text + search->base, left);
    search->blocks = left > WPN_SCAN_BLOCK ? 2 : 1;
    search->rules->scan->find(tail, search->blocks, &search->rules->needles, search->masks);
    if (left < WPN_SCAN_BLOCK) { /* zeros may be part of a short needle */
        search->masks[0] &= (UINT64_C(1) << left) - 1;
    } else if (search->blocks == 2) {
        search->masks[1] &= (UINT64_C(1) << (left - WPN_SCAN_BLOCK)) - 1;
    }
    return true;
}

void wpn_search_begin(wpn_search *search, const wpn_rules *rules, const char *text, size_t len)
{
    search->rules = rules;
    search->text = text;
    search->len = len;
    search->base = 0;
    search->blocks = 0;
    search->block = 0;
    search->next = SIZE_MAX;
    search->next_short = SIZE_MAX;
    if (rules->patterns_len && len) {
        fill_masks(search);
    }
}

/* Moves to the next candidate. */
static bool next_candidate(wpn_search *search)
{
    while (search->blocks) {
        for (; search->block < search->blocks; search->block++) {
            uint64_t *mask = &search->masks[search->block];
            if (*mask) {
                search->at = search->base + search->block * WPN_SCAN_BLOCK + (size_t)__builtin_ctzll(*mask);
                *mask &= *mask - 1;
                return true;
            }
        }
        size_t read = search->blocks * WPN_SCAN_BLOCK;
        if (search->len - search->base <= read) {
            break;
        }
        search->base += read;
        if (!fill_masks(search)) {
            break;
        }
    }
    search->blocks = 0;
    return false;
}

bool wpn_search_next(wpn_search *search, wpn_hit *hit)
{
    const wpn_rules *rules = search->rules;
    for (;;) {
        while (search->next != SIZE_MAX) {
            const wpn_pattern *pattern = &rules->patterns[search->next];
            search->next = rules->chain[search->next];
            if (pattern_at(pattern, search->text, search->len, search->at)) {
                *hit = (wpn_hit){pattern, search->at - pattern->window};
                return true;
            }
        }
        while (search->next_short < rules->short_windows_len) {
            const wpn_pattern *pattern = &rules->patterns[rules->short_windows[search->next_short++]];
            if (pattern_at(pattern, search->text, search->len, search->at)) {
                *hit = (wpn_hit){pattern, search->at - pattern->window};
                return true;
            }
        }
        if (!next_candidate(search)) {
            return false;
        }
        search->next = first_in_chain(rules, search->text, search->len, search->at);
        search->next_short = 0;
    }
}

bool wpn_rules_found(const wpn_rules *rules, const char *text, size_t len)
{
    wpn_search search;
    wpn_hit hit;
    wpn_search_begin(&search, rules, text, len);
    while (wpn_search_next(&search, &hit)) {
        if (hit.pattern->kind != WPN_PATTERN_MARKER) {
            return true;
        }
    }
    return false;
}

void wpn_rules_use_scan(wpn_rules *rules, const wpn_scan *scan)
{
    rules->scan = scan;
}

/* ---- columns ---- */

static bool glob(const char *pattern, const char *name)
{
    const char *star = NULL, *retry = NULL;
    while (*name) {
        if (*pattern == '*') {
            star = ++pattern;
            retry = name;
        } else if (*pattern && (*pattern == '?' || *pattern == *name)) {
            pattern++;
            name++;
        } else if (star) {
            pattern = star;
            name = ++retry;
        } else {
            return false;
        }
    }
    while (*pattern == '*') {
        pattern++;
    }
    return !*pattern;
}

static bool column_matches(char **patterns, size_t len, const char *table, const char *column)
{
    char qualified[512];
    snprintf(qualified, sizeof(qualified), "%s.%s", table, column);
    lower_in_place(qualified);
    const char *name = strrchr(qualified, '.') + 1;
    for (size_t i = 0; i < len; i++) {
        if (glob(patterns[i], strchr(patterns[i], '.') ? qualified : name)) {
            return true;
        }
    }
    return false;
}

bool wpn_rules_skip_column(const wpn_rules *rules, const char *table, const char *column)
{
    return column_matches(rules->skip_columns, rules->skip_columns_len, table, column);
}

bool wpn_rules_host_column(const wpn_rules *rules, const char *table, const char *column)
{
    return column_matches(rules->host_columns, rules->host_columns_len, table, column);
}

static wpn_status copy_columns(char ***to, size_t *to_len, const wpn_string *from, size_t from_len, const char *what, wpn_error *error)
{
    *to = calloc(from_len + 1, sizeof(char *));
    if (!*to) {
        return wpn_fail_memory(error);
    }
    for (size_t i = 0; i < from_len; i++) {
        if (!from[i].len || memchr(from[i].bytes, '\0', from[i].len)) {
            return wpn_fail(error, WPN_E_ARGUMENT, "%s: a column's name must not be empty nor hold a NUL byte", what);
        }
        char *name = copy_string(from[i].bytes, from[i].len);
        if (!name) {
            return wpn_fail_memory(error);
        }
        lower_in_place(name);
        (*to)[(*to_len)++] = name;
    }
    return WPN_OK;
}

/* ---- construction ---- */

static wpn_status parse_urls(wpn_rules *rules, const wpn_rules_spec *spec, wpn_error *error)
{
    rules->urls = calloc(spec->urls_len + 1, sizeof(*rules->urls));
    rules->order = calloc(spec->urls_len + 1, sizeof(*rules->order));
    if (!rules->urls || !rules->order) {
        return wpn_fail_memory(error);
    }
    for (size_t i = 0; i < spec->urls_len; i++) {
        wpn_url_rule *rule = &rules->urls[rules->urls_len++];
        wpn_status status;
        if ((status = parse_address(&rule->from, &spec->urls[i].from, error)) != WPN_OK ||
            (status = parse_address(&rule->to, &spec->urls[i].to, error)) != WPN_OK) {
            return status;
        }
        rule->identity = same_address(&rule->from, &rule->to);
        size_t place = i; /* insertion sort: rules are few */
        for (; place > 0 && compare_rules(rules->urls, i, rules->order[place - 1]) < 0; place--) {
            rules->order[place] = rules->order[place - 1];
        }
        rules->order[place] = i;
    }
    for (size_t i = 1; i < rules->urls_len; i++) {
        const wpn_url_rule *a = &rules->urls[rules->order[i - 1]], *b = &rules->urls[rules->order[i]];
        if (same_address(&a->from, &b->from) && !same_address(&a->to, &b->to)) {
            return wpn_fail(error, WPN_E_ARGUMENT, "two URL rules for the same address %s%s", a->from.host[WPN_HOST_ASCII], a->from.path);
        }
    }
    return WPN_OK;
}

wpn_status wpn_rules_new(wpn_rules **made, const wpn_rules_spec *spec, wpn_error *error)
{
    *made = NULL;
    wpn_rules *rules = calloc(1, sizeof(*rules));
    if (!rules) {
        return wpn_fail_memory(error);
    }
    rules->scan = wpn_scan_best();
    rules->keys = spec->keys;
    rules->subdomains = spec->subdomains;
    rules->emails = spec->emails;
    rules->base64 = spec->base64;
    rules->foreign_hosts = spec->foreign_hosts;
    wpn_status status = parse_urls(rules, spec, error);
    if (status != WPN_OK) {
        goto cleanup;
    }
    if (!add_host_patterns(rules)) {
        status = wpn_fail_memory(error);
        goto cleanup;
    }
    for (size_t i = 0; i < spec->literals_len; i++) {
        if (!spec->literals[i].from.len) {
            status = wpn_fail(error, WPN_E_ARGUMENT, "literal rule: the search string must not be empty");
            goto cleanup;
        }
    }
    if (!add_literal_patterns(rules, spec->literals, spec->literals_len)) {
        status = wpn_fail_memory(error);
        goto cleanup;
    }
    if (rules->patterns_len && !add_pattern(rules, (wpn_pattern){.kind = WPN_PATTERN_MARKER, .bytes = copy_string("_[", 2), .len = 2})) {
        status = wpn_fail_memory(error);
        goto cleanup;
    }
    if ((status = build_search(rules, error)) != WPN_OK ||
        (status = copy_columns(&rules->skip_columns, &rules->skip_columns_len, spec->skip_columns, spec->skip_columns_len,
                               "skipColumns", error)) != WPN_OK ||
        (status = copy_columns(&rules->host_columns, &rules->host_columns_len, spec->host_columns, spec->host_columns_len,
                               "hostColumns", error)) != WPN_OK) {
        goto cleanup;
    }
    *made = rules;
    return WPN_OK;

cleanup:
    wpn_rules_free(rules);
    return status;
}

void wpn_rules_free(wpn_rules *rules)
{
    if (!rules) {
        return;
    }
    for (size_t i = 0; i < rules->urls_len; i++) {
        free_address(&rules->urls[i].from);
        free_address(&rules->urls[i].to);
    }
    for (size_t i = 0; i < rules->patterns_len; i++) {
        free(rules->patterns[i].bytes);
        free(rules->patterns[i].replacement);
    }
    for (size_t i = 0; i < rules->skip_columns_len; i++) {
        free(rules->skip_columns[i]);
    }
    for (size_t i = 0; i < rules->host_columns_len; i++) {
        free(rules->host_columns[i]);
    }
    free(rules->skip_columns);
    free(rules->host_columns);
    free(rules->urls);
    free(rules->order);
    free(rules->patterns);
    free(rules->chain);
    free(rules->short_windows);
    free(rules);
}
