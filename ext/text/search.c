/* The search. Each pattern is found by a window of three bytes in it. */
#include "text/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "text/ascii.h"

/* How common a byte is in WordPress dumps, roughly: the needle is put where the bytes are rare. */
static unsigned commonness(uint8_t byte)
{
    static const char common[] = "etaoinsrlhdcupmgwf\"'/=:;<>,0123456789ybv.-_";
    const char *found = byte ? strchr(common, wpn_lower((char)byte)) : NULL;
    return found ? (unsigned)(sizeof(common) - (size_t)(found - common)) : 2;
}

/* Whether no layer writes that byte of the pattern in another way. */
static bool never_escaped(const wpn_pattern *pattern, size_t at)
{
    bool host = pattern->kind == WPN_PATTERN_HOST && pattern->form == WPN_HOST_ASCII; /* [::1] */
    bool marker = pattern->kind == WPN_PATTERN_MARKER;
    return host || marker || wpn_never_escaped(pattern->bytes[at]);
}

/* ---- windows ---- */

enum { WINDOWS_MAX = 64 }; /* of a long literal the first will do */

/* The windows of all patterns, each as its key and the number of its pattern, sorted, none twice. Counted for each
 * pattern anew, those of a network of a thousand sites took seconds. */
typedef struct windows {
    uint64_t *items; /* owned */
    size_t len, cap;
} windows;

/* A window of 1 to WPN_NEEDLE_LEN bytes as a number, which tells its length too. */
static uint64_t window_key(const char *window, size_t len)
{
    uint64_t key = len;
    for (size_t i = 0; i < len; i++) {
        key = key << 8 | (uint8_t)window[i];
    }
    return key << 32;
}

static size_t count_windows(const wpn_pattern *pattern, size_t len)
{
    size_t count = pattern->len < len ? 0 : pattern->len - len + 1;
    return count < WINDOWS_MAX ? count : WINDOWS_MAX;
}

static int compare_windows(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* False when memory is short. */
static bool gather_windows(windows *all, const wpn_rules *rules)
{
    for (size_t i = 0; i < rules->patterns_len; i++) {
        const wpn_pattern *pattern = &rules->patterns[i];
        if (!wpn_array_grow((void **)&all->items, &all->cap, all->len + WPN_NEEDLE_LEN * WINDOWS_MAX,
                            sizeof(*all->items))) {
            return false;
        }
        for (size_t len = 1; len <= WPN_NEEDLE_LEN; len++) {
            for (size_t at = 0; at < count_windows(pattern, len); at++) {
                all->items[all->len++] = window_key(pattern->bytes + at, len) | i;
            }
        }
    }
    if (!all->len) {
        return true;
    }
    qsort(all->items, all->len, sizeof(*all->items), compare_windows);
    size_t kept = 1;
    for (size_t i = 1; i < all->len; i++) {
        if (all->items[i] != all->items[kept - 1]) {
            all->items[kept++] = all->items[i];
        }
    }
    all->len = kept;
    return true;
}

/* The place of the first item that is not below. */
static size_t place_of(const windows *all, uint64_t item)
{
    size_t low = 0, high = all->len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all->items[middle] < item) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* How many patterns hold the window. */
static size_t windows_shared(const windows *all, const char *window, size_t len)
{
    uint64_t key = window_key(window, len);
    return place_of(all, key + (UINT64_C(1) << 32)) - place_of(all, key);
}

/* Chooses a window of len bytes: never escaped, so that it is found in every spelling; shared with as many patterns as
 * possible (30 hosts below one domain then cost what one costs); rare. False when there is none without escapes. */
static bool choose_window(const windows *all, wpn_pattern *pattern, size_t len)
{
    long best = -1;
    for (size_t at = 0; at < count_windows(pattern, len); at++) {
        unsigned common = 0;
        bool plain = true;
        for (size_t i = at; i < at + len; i++) {
            common += commonness((uint8_t)pattern->bytes[i]);
            plain = plain && never_escaped(pattern, i);
        }
        if (!plain) {
            continue;
        }
        long score = 1000L * (long)windows_shared(all, pattern->bytes + at, len) + 300 - (long)common;
        if (score > best) {
            best = score;
            pattern->window = at;
        }
    }
    pattern->window_len = len;
    return best >= 0;
}

/* The longest stretch around the window that is never escaped. */
static void choose_core(wpn_pattern *pattern)
{
    size_t start = pattern->window, end = pattern->window + pattern->window_len;
    while (start > 0 && never_escaped(pattern, start - 1)) {
        start--;
    }
    while (end < pattern->len && never_escaped(pattern, end)) {
        end++;
    }
    pattern->core = start;
    pattern->core_len = end - start;
}

static void choose_needle(wpn_rules *rules, const windows *all, wpn_pattern *pattern)
{
    size_t len = pattern->len < WPN_NEEDLE_LEN ? pattern->len : WPN_NEEDLE_LEN;
    for (size_t shorter = len; shorter > 0; shorter--) {
        if (choose_window(all, pattern, shorter)) {
            choose_core(pattern);
            return;
        }
    }
    pattern->window = 0; /* all of it may be escaped: it is found in what is decoded, so all has to be */
    pattern->window_len = len;
    rules->decode_all = rules->decode_all || pattern->kind != WPN_PATTERN_MARKER;
}

static size_t window_hash(const char *window)
{
    uint32_t folded = (uint32_t)(uint8_t)wpn_lower(window[0]) | (uint32_t)(uint8_t)wpn_lower(window[1]) << 8 |
                      (uint32_t)(uint8_t)wpn_lower(window[2]) << 16;
    return (folded * 2654435761u) >> 24;
}

wpn_status wpn_search_build(wpn_rules *rules, wpn_error *error)
{
    windows all = {0};
    rules->chain = calloc(rules->patterns_len + 1, sizeof(*rules->chain));
    rules->short_windows = calloc(rules->patterns_len + 1, sizeof(*rules->short_windows));
    if (!rules->chain || !rules->short_windows || !gather_windows(&all, rules)) {
        free(all.items);
        return wpn_fail_memory(error);
    }
    for (size_t i = 0; i < WPN_WINDOW_SLOTS; i++) {
        rules->slots[i] = SIZE_MAX;
    }
    rules->shortest = SIZE_MAX;
    for (size_t i = rules->patterns_len; i-- > 0;) {
        wpn_pattern *pattern = &rules->patterns[i];
        choose_needle(rules, &all, pattern);
        if (pattern->kind != WPN_PATTERN_MARKER && pattern->len < rules->shortest) {
            rules->shortest = pattern->len;
        }
        size_t reach = pattern->len - pattern->window + 3;
        rules->reach = reach > rules->reach ? reach : rules->reach;
        const char *window = pattern->bytes + pattern->window;
        unsigned bucket;
        if (pattern->window_len < WPN_NEEDLE_LEN) {
            rules->short_windows[rules->short_windows_len++] = i;
            rules->short_needles = rules->short_needles || pattern->kind != WPN_PATTERN_MARKER;
            bucket = 0;
        } else {
            size_t slot = window_hash(window);
            rules->chain[i] = rules->slots[slot];
            rules->slots[slot] = i;
            bucket = 1 + slot % 7;
        }
        wpn_needles_add(&rules->needles, bucket, window, pattern->window_len, pattern->ignore_case);
    }
    free(all.items);
    return WPN_OK;
}

/* Whether text begins with a part of the pattern. */
static bool same_bytes(const wpn_pattern *pattern, const char *text, size_t part, size_t len)
{
    const char *bytes = pattern->bytes + part;
    /* Most of thirty hosts below one domain end here, without a call: a tenth of the time of a map of thirty. */
    if ((pattern->ignore_case ? wpn_lower(text[0]) : text[0]) != bytes[0]) {
        return false;
    }
    if (!memcmp(text, bytes, len)) { /* hosts are mostly written in lower case, as the pattern is */
        return true;
    }
    if (!pattern->ignore_case) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if (wpn_lower(text[i]) != bytes[i]) {
            return false;
        }
    }
    return true;
}

static bool pattern_at(const wpn_pattern *pattern, const char *text, size_t len, size_t at)
{
    if (at < pattern->window || len - (at - pattern->window) < pattern->len) {
        return false;
    }
    return same_bytes(pattern, text + at - pattern->window, 0, pattern->len);
}

static bool core_at(const wpn_pattern *pattern, const char *text, size_t len, size_t at)
{
    size_t before = pattern->window - pattern->core;
    if (at < before || len - (at - before) < pattern->core_len) {
        return false;
    }
    return same_bytes(pattern, text + at - before, pattern->core, pattern->core_len);
}

wpn_candidate wpn_rules_candidate(const wpn_rules *rules, const char *text, size_t len, size_t at)
{
    size_t chained = len - at >= WPN_NEEDLE_LEN ? rules->slots[window_hash(text + at)] : SIZE_MAX;
    return (wpn_candidate){chained, 0};
}

/* The next pattern that may stand at the candidate, as far as its window's hash tells. */
static const wpn_pattern *next_pattern(const wpn_rules *rules, wpn_candidate *candidate)
{
    if (candidate->chained != SIZE_MAX) {
        const wpn_pattern *pattern = &rules->patterns[candidate->chained];
        candidate->chained = rules->chain[candidate->chained];
        return pattern;
    }
    return candidate->shorter < rules->short_windows_len ? &rules->patterns[rules->short_windows[candidate->shorter++]]
                                                         : NULL;
}

/* The next one that stands whole around text[at]. */
static const wpn_pattern *next_pattern_at(const wpn_rules *rules, wpn_candidate *candidate, const char *text,
                                          size_t len, size_t at)
{
    const wpn_pattern *pattern;
    while ((pattern = next_pattern(rules, candidate)) && !pattern_at(pattern, text, len, at)) {
    }
    return pattern;
}

const wpn_pattern *wpn_rules_next_core_at(const wpn_rules *rules, wpn_candidate *candidate, const char *text,
                                          size_t len, size_t at)
{
    const wpn_pattern *pattern;
    while ((pattern = next_pattern(rules, candidate)) && !core_at(pattern, text, len, at)) {
    }
    return pattern;
}

static uint64_t short_mask(const wpn_rules *rules, const char *text, size_t len)
{
    return len >= WPN_SCAN_SHORT ? rules->scan->find_short(text, len, &rules->needles)
                                 : wpn_scan_find_tiny(text, len, &rules->needles);
}

bool wpn_rules_no_candidate(const wpn_rules *rules, const char *text, size_t len)
{
    if (rules->short_needles) {
        return false;
    }
    if (len < rules->shortest) {
        return true;
    }
    return len >= WPN_SCAN_SHORT ? rules->scan->find_first(text, len, &rules->needles) == len
                                 : !wpn_scan_find_tiny(text, len, &rules->needles);
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
    return short_mask(rules, search->text, search->len);
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
    if (search->rules->short_needles) { /* a short needle may stand where no whole one fits */
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
            next_pattern_at(search->rules, &search->candidate, search->text, search->len, search->at);
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

/* Moves on to the next candidate that is the core of a host or literal. */
static void next_place(wpn_places *places)
{
    wpn_search *search = &places->search;
    while (next_candidate(search)) {
        wpn_candidate candidate = wpn_rules_candidate(search->rules, search->text, search->len, search->at);
        const wpn_pattern *pattern;
        while ((pattern = wpn_rules_next_core_at(search->rules, &candidate, search->text, search->len, search->at))) {
            if (pattern->kind != WPN_PATTERN_MARKER) {
                places->next = search->at;
                return;
            }
        }
    }
    places->next = search->len;
}

void wpn_places_begin(wpn_places *places, const wpn_rules *rules, const char *text, size_t len)
{
    wpn_search_begin(&places->search, rules, text, len);
    next_place(places);
}

bool wpn_places_within(wpn_places *places, size_t start, size_t end)
{
    while (places->next < start) {
        next_place(places);
    }
    return places->next < end;
}

bool wpn_rules_may_hold(const wpn_rules *rules, const char *text, size_t len)
{
    if (rules->decode_all) {
        return true;
    }
    wpn_places places;
    wpn_places_begin(&places, rules, text, len);
    return places.next < len;
}
