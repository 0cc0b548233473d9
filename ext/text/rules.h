/* What to replace: URL rules and literal rules, parsed, checked and compiled into byte patterns to search for.
 *
 * A host keeps its bytes in every written form of a URL (only `:` and `/` change), so a URL rule is found by its host.
 * A literal has one pattern for each way JSON may spell it. */
#ifndef WPN_TEXT_RULES_H
#define WPN_TEXT_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "text/scan.h"

typedef struct wpn_string {
    const char *bytes;
    size_t len;
} wpn_string;

typedef struct wpn_pair {
    wpn_string from;
    wpn_string to;
} wpn_pair;

typedef struct wpn_rules_spec {
    const wpn_pair *urls;
    size_t urls_len;
    const wpn_pair *literals;
    size_t literals_len;
    const wpn_string *skip_columns;
    size_t skip_columns_len;
    const wpn_string *host_columns;
    size_t host_columns_len;
    bool keys, subdomains, emails, base64, foreign_hosts;
} wpn_rules_spec;

/* The ways a host's letters may be written. They differ only for internationalised names. */
typedef enum wpn_host_form {
    WPN_HOST_ASCII,   /* example.com, xn--mller-kva.de */
    WPN_HOST_UNICODE, /* müller.de */
    WPN_HOST_JSON,    /* m\u00fcller.de */
    WPN_HOST_PERCENT, /* m%C3%BCller.de */
    WPN_HOST_FORMS,
} wpn_host_form;

typedef enum wpn_scheme { WPN_SCHEME_NONE, WPN_SCHEME_HTTP, WPN_SCHEME_HTTPS } wpn_scheme;

/* One side of a URL rule. Owns its strings. */
typedef struct wpn_address {
    wpn_scheme scheme;
    char *host[WPN_HOST_FORMS]; /* lower case; all forms are set */
    unsigned port;              /* 0: none, or the scheme's own */
    char *path;                 /* "" or "/a/b", without a slash at the end */
    size_t path_len;
} wpn_address;

typedef struct wpn_url_rule {
    wpn_address from, to;
    bool identity; /* from and to are the same: keeps what a broader rule would take */
} wpn_url_rule;

typedef enum wpn_pattern_kind {
    WPN_PATTERN_HOST,
    WPN_PATTERN_LITERAL,
    WPN_PATTERN_MARKER, /* `_[`, as in https://exa_[wc_subscriptions_siteurl]_mple.com */
} wpn_pattern_kind;

/* Bytes to search for. Owns bytes and replacement. */
typedef struct wpn_pattern {
    wpn_pattern_kind kind;
    bool ignore_case; /* of ASCII letters; bytes are in lower case then */
    char *bytes;
    size_t len;
    size_t window;     /* where the needle stands in bytes */
    size_t window_len; /* 1 to WPN_NEEDLE_LEN */
    size_t first_rule; /* HOST: the rules of this host are order[first_rule .. first_rule + rules_len) */
    size_t rules_len;
    wpn_host_form form;  /* HOST */
    char *replacement;   /* LITERAL */
    size_t replacement_len;
} wpn_pattern;

enum { WPN_WINDOW_SLOTS = 256 };

typedef struct wpn_rules {
    wpn_url_rule *urls;
    size_t urls_len;
    size_t *order; /* indexes into urls, grouped by host, the longest path first */
    wpn_pattern *patterns;
    size_t patterns_len, patterns_cap;
    size_t *chain;                   /* next pattern with the same hash of its window; SIZE_MAX ends */
    size_t slots[WPN_WINDOW_SLOTS];  /* first pattern of each hash; SIZE_MAX: none */
    size_t *short_windows;           /* patterns with a window shorter than WPN_NEEDLE_LEN, tried at every candidate */
    size_t short_windows_len;
    wpn_needles needles;
    const wpn_scan *scan;
    bool keys, subdomains, emails, base64, foreign_hosts;
    char **skip_columns; /* lower case */
    size_t skip_columns_len;
    char **host_columns; /* lower case */
    size_t host_columns_len;
} wpn_rules;

/* WPN_E_ARGUMENT with a message that names the rule, when one is wrong. */
wpn_status wpn_rules_new(wpn_rules **rules, const wpn_rules_spec *spec, wpn_error *error);
void wpn_rules_free(wpn_rules *rules);

/* The same rules run by another scanner, for tests. */
void wpn_rules_use_scan(wpn_rules *rules, const wpn_scan *scan);

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
    size_t next;   /* its next pattern: an index, or SIZE_MAX */
    size_t next_short;
    uint64_t masks[WPN_SEARCH_BLOCKS];
} wpn_search;

void wpn_search_begin(wpn_search *search, const wpn_rules *rules, const char *text, size_t len);
bool wpn_search_next(wpn_search *search, wpn_hit *hit);

/* Whether any host or literal stands in the text at all. */
bool wpn_rules_found(const wpn_rules *rules, const char *text, size_t len);

/* Whether a host or literal has its window at text[at]. */
bool wpn_rules_found_at(const wpn_rules *rules, const char *text, size_t len, size_t at);

/* `*` and `?` globs over lower-case names, "column" or "table.column". */
bool wpn_rules_skip_column(const wpn_rules *rules, const char *table, const char *column);
bool wpn_rules_host_column(const wpn_rules *rules, const char *table, const char *column);

#endif
