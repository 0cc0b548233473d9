/* Literals of plain text in which all matches are of the plainest kind are rewritten as they stand in the SQL. */
#ifndef WPN_TEXT_SQL_PLAIN_H
#define WPN_TEXT_SQL_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "text/rules.h"

/* `http://host` in the input, and what stands in its place. */
typedef struct wpn_plain_match {
    size_t start, end;
    const wpn_plain *plain;
} wpn_plain_match;

/* The matches in the literal being read. Owns items. */
typedef struct wpn_plain_matches {
    wpn_plain_match *items;
    size_t len, cap;
    bool closer_look; /* there is a match that is not plain: the literal has to be decoded */
} wpn_plain_matches;

/* Looks at the candidate data[at] in the literal that begins at data[start]. */
void wpn_plain_candidate(wpn_plain_matches *matches, const wpn_rules *rules, const char *data, size_t len, size_t start,
                         size_t at);

/* Whether the literal data[start .. end) is text, as far as can be seen without decoding it. */
bool wpn_plain_text(const char *data, size_t start, size_t end);

#endif
