/* The search for the patterns of rules in a text: candidates by SIMD (scan.c), then the patterns themselves. */
#ifndef WPN_TEXT_SEARCH_H
#define WPN_TEXT_SEARCH_H

#include "text/ascii.h"
#include "text/rules.h"

/* Whether no layer writes the byte in another way: SQL, JSON, serialized S: strings. */
static inline bool wpn_never_escaped(char byte)
{
    return wpn_is_alnum(byte) || byte == '.' || byte == '-' || byte == '_' || byte == ' ';
}

/* Chooses a window for each pattern and fills the tables of rules. */
wpn_status wpn_search_build(wpn_rules *rules, wpn_error *error);

/* A walk over the patterns whose windows may stand at one place, as far as hashes tell. */
typedef struct wpn_candidate {
    size_t chained; /* index of the next pattern with a full window, or SIZE_MAX */
    size_t shorter; /* place of the next one in short_windows */
} wpn_candidate;

wpn_candidate wpn_rules_candidate(const wpn_rules *rules, const char *text, size_t len, size_t at);

/* The next of them whose core stands around text[at]: what it is is seen when the text is decoded. NULL: no more. */
const wpn_pattern *wpn_rules_next_core_at(const wpn_rules *rules, wpn_candidate *candidate, const char *text,
                                          size_t len, size_t at);

/* A pattern found in a text. */
typedef struct wpn_hit {
    const wpn_pattern *pattern;
    size_t start;
} wpn_hit;

/* A walk over the patterns in a text, in the order of their windows. Owns nothing. */
enum { WPN_SEARCH_BLOCKS = 16 };
typedef struct wpn_search {
    const wpn_rules *rules;
    const char *text;
    size_t len;
    size_t base;   /* offset of masks[0] */
    size_t blocks; /* masks filled */
    size_t block;  /* the mask in use */
    size_t at;     /* offset of the candidate in hand */
    wpn_candidate candidate;
    uint64_t masks[WPN_SEARCH_BLOCKS];
} wpn_search;

void wpn_search_begin(wpn_search *search, const wpn_rules *rules, const char *text, size_t len);
bool wpn_search_next(wpn_search *search, wpn_hit *hit);

/* Whether a text holds nothing for sure, by its candidates alone: the quickest answer, for most values. */
bool wpn_rules_no_candidate(const wpn_rules *rules, const char *text, size_t len);

/* The places in a text where a host or literal may stand once it is decoded, in order: what the layers are read by, so
 * that only strings with such a place in them are decoded. Owns nothing. */
typedef struct wpn_places {
    wpn_search search;
    size_t next; /* the next place, the text's length where there is none */
} wpn_places;

void wpn_places_begin(wpn_places *places, const wpn_rules *rules, const char *text, size_t len);

/* Whether one of them is in text[start .. end); asked from front to back. */
bool wpn_places_within(wpn_places *places, size_t start, size_t end);

/* Whether a host or literal may stand in the text once it is decoded; false for sure only. */
bool wpn_rules_may_hold(const wpn_rules *rules, const char *text, size_t len);

#endif
