/* References to a site in a text, in every form that a URL may be written in. */
#ifndef WPN_TEXT_URL_H
#define WPN_TEXT_URL_H

#include "text/search.h"
#include "text/value.h"

struct wpn_match {
    size_t start, end; /* in the text; matches that overlap compete */
    const wpn_pattern *pattern;
    const wpn_url_rule *rule; /* NULL for a literal */
    const wpn_plain *plain;   /* what stands for the whole match, where nothing else is to be known of it; or NULL */
    bool exact;               /* the host itself, not one below it */
    bool email;
    bool has_scheme;
    size_t scheme; /* offset of the scheme, where has_scheme */
    size_t scheme_len;
    size_t host;             /* offset of the host that the rule names */
    size_t colon, colon_len; /* a `:` of the match, whose spelling is copied; len 0: none */
    size_t slash, slash_len; /* a `/` likewise */
};

/* Looks at the host in hit and at what is around it; false when no rule matches there. */
bool wpn_match_host(const wpn_rules *rules, const char *text, size_t len, const wpn_hit *hit, wpn_match *match);

/* Adds the edits for a match. */
bool wpn_write_match(wpn_rewriter *rewriter, const char *text, size_t len, size_t base, const wpn_match *match);

/* Reads `:8080` at text[at]; returns its length, 0 for none. A port too large is one that no rule has. */
size_t wpn_port_at(const char *text, size_t len, size_t at, unsigned *port, size_t *colon_len);

#endif
