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
#include "base/map.h"
#include "text/fakes.h"
#include "text/patterns.h"
#include "text/scan.h"

typedef struct wpn_rules_spec {
    const wpn_pair *urls;
    size_t urls_len;
    const wpn_pair *literals;
    size_t literals_len;
    const wpn_string *skip_columns;
    size_t skip_columns_len;
    const wpn_string *host_columns;
    size_t host_columns_len;
    wpn_fakes_spec fakes;
    bool keys, subdomains, emails, base64, foreign_hosts;
} wpn_rules_spec;

typedef struct wpn_url_rule {
    wpn_address from, to;
    bool identity; /* from and to are the same: keeps what a broader rule would take */
} wpn_url_rule;

enum { WPN_WINDOW_SLOTS = 256 };

typedef struct wpn_rules {
    wpn_url_rule *urls;
    size_t urls_len;
    size_t *order;     /* indexes into urls, grouped by host, the longest path first */
    wpn_map own_hosts; /* those of urls, in lower case; empty unless foreign ones are counted */
    wpn_pattern *patterns;
    size_t patterns_len, patterns_cap;
    size_t *chain;                  /* next pattern with the same hash of its window; SIZE_MAX ends */
    size_t slots[WPN_WINDOW_SLOTS]; /* first pattern of each hash; SIZE_MAX: none */
    size_t *short_windows;          /* patterns with a window shorter than WPN_NEEDLE_LEN, tried at every candidate */
    size_t short_windows_len;
    bool short_needles; /* a host or literal has a window shorter than WPN_NEEDLE_LEN */
    bool decode_all;    /* a literal may be escaped all over, so that no search finds it in what is not decoded */
    size_t shortest;    /* length of the shortest pattern of a host or literal */
    size_t reach;       /* bytes from a window's start to the byte behind its pattern, at most, and two more */
    wpn_needles needles;
    const wpn_scan *scan;
    bool keys, subdomains, emails, base64, foreign_hosts;
    char **skip_columns; /* lower case */
    size_t skip_columns_len;
    char **host_columns; /* lower case */
    size_t host_columns_len;
    wpn_fakes *fakes; /* owned; NULL: none */
} wpn_rules;

/* WPN_E_ARGUMENT with a message that names the rule, when one is wrong. */
wpn_status wpn_rules_new(wpn_rules **rules, const wpn_rules_spec *spec, wpn_error *error);
void wpn_rules_free(wpn_rules *rules);

/* The same rules run by another scanner, for tests. */
void wpn_rules_use_scan(wpn_rules *rules, const wpn_scan *scan);

/* `*` and `?` globs over lower-case names, "column" or "table.column". */
bool wpn_rules_skip_column(const wpn_rules *rules, const char *table, const char *column);
bool wpn_rules_host_column(const wpn_rules *rules, const char *table, const char *column);

#endif
