/* Plain text: finds the references and literals in it, in every form that a URL may be written in. */
#ifndef WPN_TEXT_URL_H
#define WPN_TEXT_URL_H

#include "text/value.h"

struct wpn_match {
    size_t start, end; /* in the text; matches that overlap compete */
    const wpn_pattern *pattern;
    const wpn_url_rule *rule; /* NULL for a literal */
    bool exact;               /* the host itself, not one below it */
    bool email;
    bool has_scheme;
    size_t scheme;             /* offset of the scheme, where has_scheme */
    size_t scheme_len;
    size_t host;               /* offset of the host that the rule names */
    size_t colon, colon_len;   /* a `:` of the match, whose spelling is copied; len 0: none */
    size_t slash, slash_len;   /* a `/` likewise */
};

/* Adds the edits for text. */
bool wpn_rewrite_text(wpn_rewriter *rewriter, const char *text, size_t len, size_t base);

/* The value of a host column and, where the row has one, of its path column: both are replaced together. A replacement
 * is written to new_host and new_path (appended); *changed says whether there is one. False when memory is short. */
bool wpn_rewrite_host(const wpn_rules *rules, const char *host, size_t host_len, const char *path, size_t path_len,
                      wpn_buffer *new_host, wpn_buffer *new_path, bool *changed);

#endif
