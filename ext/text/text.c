/* Plain text: its matches compete, leftmost first, at one place the longest. What is written is not searched again. */
#include "text/text.h"

#include <string.h>

#include "text/ascii.h"
#include "text/search.h"
#include "text/url.h"

/* Bytes looked at around a marker; and more than any match looks back: a later hit cannot begin further left. */
enum { MARKED_RUN_MAX = 2048, LOOK_BACK = 4096 };

/* Whether a goes before b: leftmost, then a sub-domain's own rule before that of a domain above it, then longest. */
static bool precedes(const wpn_match *a, const wpn_match *b)
{
    if (a->start != b->start) {
        return a->start < b->start;
    }
    if (a->rule && b->rule && a->host != b->host) {
        return a->host < b->host;
    }
    return a->end != b->end ? a->end > b->end : a->exact && !b->exact;
}

static bool add_match(wpn_rewriter *rewriter, size_t first, const wpn_match *match)
{
    if (!wpn_array_grow((void **)&rewriter->matches, &rewriter->matches_cap, rewriter->matches_len + 1,
                        sizeof(wpn_match))) {
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
    static const char stops[] = "\"'<>`{}|,;";
    size_t start = marker;
    while (start > 0 && marker - start < MARKED_RUN_MAX && (uint8_t)text[start - 1] > ' ' &&
           !strchr(stops, text[start - 1])) {
        start--;
    }
    for (end += 2;
         end < len && end - marker < MARKED_RUN_MAX && (uint8_t)text[end] > ' ' && !strchr(stops, text[end]);) {
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
static bool settle(wpn_rewriter *rewriter, size_t first, size_t count, const char *text, size_t len, size_t base,
                   size_t *done)
{
    size_t pending = rewriter->matches_len - first;
    if (!count) {
        return true;
    }
    const wpn_match *matches = rewriter->matches + first;
    for (size_t i = 0; i < count; i++) {
        const wpn_match *match = &matches[i];
        if (match->start < *done) {
            continue;
        }
        if (!wpn_write_match(rewriter, text, len, base, match)) {
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
    if (!len) {
        return true; /* text may be NULL then */
    }
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
            match = (wpn_match){
                .start = hit.start, .end = hit.start + hit.pattern->len, .pattern = hit.pattern, .exact = true};
            break;
        default:
            if (!wpn_match_host(rewriter->rules, text, len, &hit, &match)) {
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
