/* The search for the patterns of rules in a text: candidates by SIMD (scan.c), then the patterns themselves. */
#ifndef WPN_TEXT_SEARCH_H
#define WPN_TEXT_SEARCH_H

#include "text/rules.h"

/* Chooses a window for each pattern and fills the tables of rules. */
wpn_status wpn_search_build(wpn_rules *rules, wpn_error *error);

/* The patterns whose windows stand at text[at], one after the other. NULL: no more. */
typedef struct wpn_candidate {
    size_t chained; /* index of the next pattern with a full window, or SIZE_MAX */
    size_t shorter; /* place of the next one in short_windows */
} wpn_candidate;

wpn_candidate wpn_rules_candidate(const wpn_rules *rules, const char *text, size_t len, size_t at);
const wpn_pattern *wpn_rules_next_at(const wpn_rules *rules, wpn_candidate *candidate, const char *text, size_t len,
                                     size_t at);

/* The same, for those whose cores alone stand there: what they are is seen when the text is decoded. */
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

/* Whether a short text holds nothing for sure, by its candidates alone; false for a text of more than a block. */
bool wpn_rules_none_in_short(const wpn_rules *rules, const char *text, size_t len);

/* Whether a host or literal may stand in the text once it is decoded; false for sure only. */
bool wpn_rules_may_hold(const wpn_rules *rules, const char *text, size_t len);

#endif
