/* The search. Each pattern is found by a window of three bytes in it. */
#include "text/search.h"

#include <stdlib.h>
#include <string.h>

#include "text/ascii.h"

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
        long score =
            (plain ? 1000000L : 0) + 1000L * (long)windows_shared(rules, pattern->bytes + at, len) + 300 - (long)common;
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

wpn_status wpn_search_build(wpn_rules *rules, wpn_error *error)
{
    rules->chain = calloc(rules->patterns_len + 1, sizeof(*rules->chain));
    rules->short_windows = calloc(rules->patterns_len + 1, sizeof(*rules->short_windows));
    if (!rules->chain || !rules->short_windows) {
        return wpn_fail_memory(error);
    }
    for (size_t i = 0; i < WPN_WINDOW_SLOTS; i++) {
        rules->slots[i] = SIZE_MAX;
    }
    rules->shortest = SIZE_MAX;
    for (size_t i = rules->patterns_len; i-- > 0;) {
        wpn_pattern *pattern = &rules->patterns[i];
        choose_window(rules, pattern);
        if (pattern->kind != WPN_PATTERN_MARKER && pattern->len < rules->shortest) {
            rules->shortest = pattern->len;
        }
        size_t reach = pattern->len - pattern->window + 2;
        rules->reach = reach > rules->reach ? reach : rules->reach;
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
    if (!memcmp(start, pattern->bytes, pattern->len)) { /* hosts are mostly written in lower case, as the pattern is */
        return true;
    }
    if (!pattern->ignore_case) {
        return false;
    }
    for (size_t i = 0; i < pattern->len; i++) {
        if (wpn_lower(start[i]) != pattern->bytes[i]) {
            return false;
        }
    }
    return true;
}

wpn_candidate wpn_rules_candidate(const wpn_rules *rules, const char *text, size_t len, size_t at)
{
    size_t chained = len - at >= WPN_NEEDLE_LEN ? rules->slots[window_hash(text + at)] : SIZE_MAX;
    return (wpn_candidate){chained, 0};
}

const wpn_pattern *wpn_rules_next_at(const wpn_rules *rules, wpn_candidate *candidate, const char *text, size_t len,
                                     size_t at)
{
    while (candidate->chained != SIZE_MAX) {
        const wpn_pattern *pattern = &rules->patterns[candidate->chained];
        candidate->chained = rules->chain[candidate->chained];
        if (pattern_at(pattern, text, len, at)) {
            return pattern;
        }
    }
    while (candidate->shorter < rules->short_windows_len) {
        const wpn_pattern *pattern = &rules->patterns[rules->short_windows[candidate->shorter++]];
        if (pattern_at(pattern, text, len, at)) {
            return pattern;
        }
    }
    return NULL;
}

/* The mask of the places from search->base on, less than a block and two bytes before the end. */
static uint64_t last_mask(const wpn_search *search)
{
    const wpn_rules *rules = search->rules;
    enum { WHOLE = WPN_SCAN_BLOCK + WPN_NEEDLE_LEN - 1 };
    if (search->len >= WHOLE) { /* a block that reaches back into what has been searched */
        uint64_t mask;
        size_t start = search->len - WHOLE;
        rules->scan->find(search->text + start, 1, &rules->needles, &mask);
        return search->base - start < WPN_SCAN_BLOCK ? mask >> (search->base - start) : 0;
    }
    if (search->len >= WPN_SCAN_SHORT) {
        return rules->scan->find_short(search->text, search->len, &rules->needles);
    }
    return wpn_scan_find_tiny(search->text, search->len, &rules->needles);
}

/* Fills the masks for the text from search->base on; false at its end. */
static bool fill_masks(wpn_search *search)
{
    size_t left = search->len - search->base;
    search->block = 0;
    search->blocks = 0;
    if (!left) {
        return false;
    }
    if (left >= WPN_SCAN_BLOCK + WPN_NEEDLE_LEN - 1) {
        size_t blocks = (left - (WPN_NEEDLE_LEN - 1)) / WPN_SCAN_BLOCK;
        search->blocks = blocks < WPN_SEARCH_BLOCKS ? blocks : WPN_SEARCH_BLOCKS;
        search->rules->scan->find(search->text + search->base, search->blocks, &search->rules->needles, search->masks);
        return true;
    }
    search->blocks = 2;
    search->masks[0] = last_mask(search);
    search->masks[1] = 0;
    if (search->rules->shortest < WPN_NEEDLE_LEN) { /* a short literal may stand where no whole needle fits */
        for (size_t at = left < WPN_NEEDLE_LEN ? 0 : left - (WPN_NEEDLE_LEN - 1); at < left; at++) {
            search->masks[at / WPN_SCAN_BLOCK] |= UINT64_C(1) << at % WPN_SCAN_BLOCK;
        }
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
    search->candidate = (wpn_candidate){SIZE_MAX, SIZE_MAX};
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
    for (;;) {
        const wpn_pattern *pattern =
            wpn_rules_next_at(search->rules, &search->candidate, search->text, search->len, search->at);
        if (pattern) {
            *hit = (wpn_hit){pattern, search->at - pattern->window};
            return true;
        }
        if (!next_candidate(search)) {
            return false;
        }
        search->candidate = wpn_rules_candidate(search->rules, search->text, search->len, search->at);
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
