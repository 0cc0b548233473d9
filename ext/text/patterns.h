/* The byte patterns that rules are compiled into: hosts, and literals in every spelling that JSON gives them. */
#ifndef WPN_TEXT_PATTERNS_H
#define WPN_TEXT_PATTERNS_H

#include <stdbool.h>
#include <stddef.h>

#include "text/address.h"

struct wpn_rules;

typedef struct wpn_pair {
    wpn_string from;
    wpn_string to;
} wpn_pair;

typedef enum wpn_pattern_kind {
    WPN_PATTERN_HOST,
    WPN_PATTERN_LITERAL,
    WPN_PATTERN_MARKER, /* `_[`, as in https://exa_[wc_subscriptions_siteurl]_mple.com */
} wpn_pattern_kind;

/* The spellings of `//` that plain text has: as it is, and as JSON in SQL escapes it: `\\/\\/`. */
typedef enum wpn_slashes { WPN_SLASHES_PLAIN, WPN_SLASHES_JSON, WPN_SLASHES } wpn_slashes;

/* What stands for `http://host` or `https://host` in plain text, for hosts all of whose rules have neither port nor
 * path; see sql_plain.c. */
typedef struct wpn_plain {
    char *replacement; /* NULL: such text needs a closer look. Owned. */
    size_t len;
    size_t host; /* offset of the host in it, where the slashes are plain */
    const struct wpn_url_rule *rule;
} wpn_plain;

/* Bytes to search for. Owns all its strings. */
typedef struct wpn_pattern {
    wpn_pattern_kind kind;
    bool ignore_case; /* of ASCII letters; bytes are in lower case then */
    char *bytes;
    size_t len;
    size_t core, core_len; /* the part of bytes that no escaping changes: what a layer that is not yet decoded shows */
    size_t window;         /* where the needle stands in bytes, inside the core if there is one */
    size_t window_len;     /* 1 to WPN_NEEDLE_LEN */
    size_t first_rule;     /* HOST: the rules of this host are order[first_rule .. first_rule + rules_len) */
    size_t rules_len;
    wpn_host_form form;              /* HOST */
    wpn_plain plain[2][WPN_SLASHES]; /* HOST: http, https */
    char *replacement;               /* LITERAL */
    size_t replacement_len;
} wpn_pattern;

void wpn_pattern_free(wpn_pattern *pattern);

/* Add to rules->patterns: those of the hosts of rules->urls, of literals, and the marker. False when memory is short.
 */
bool wpn_patterns_add_hosts(struct wpn_rules *rules);
bool wpn_patterns_add_literals(struct wpn_rules *rules, const wpn_pair *pairs, size_t len);
bool wpn_patterns_add_marker(struct wpn_rules *rules);

#endif
