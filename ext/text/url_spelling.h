/* The characters in and around a URL, in all the ways they may be spelled. */
#ifndef WPN_TEXT_URL_SPELLING_H
#define WPN_TEXT_URL_SPELLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Backslashes looked at to the left of a slash: what nesting of JSON in JSON could write at depth 7. */
enum { WPN_BACKSLASHES_MAX = 128 };

/* The byte that a percent escape of any depth at text[at] stands for, or -1: %2F, %252F. */
int32_t wpn_percent_at(const char *text, size_t len, size_t at, size_t *size);

/* Length of the separator c, `:` or `/`, that begins at text[at], or 0. */
size_t wpn_separator_at(const char *text, size_t len, size_t at, char c);

/* Length of the one that ends before text[end], or 0. */
size_t wpn_separator_before(const char *text, size_t end, char c);

/* A character next to a host, by what it means there. */
typedef enum wpn_neighbour {
    WPN_NONE,
    WPN_LETTER,
    WPN_DIGIT,
    WPN_DASH,
    WPN_DOT,
    WPN_AT,
    WPN_PERCENT,
    WPN_OTHER
} wpn_neighbour;

/* The character at text[at], escapes decoded; *size is its length. */
wpn_neighbour wpn_neighbour_at(const char *text, size_t len, size_t at, size_t *size);

/* The one that ends before text[at]. */
wpn_neighbour wpn_neighbour_before(const char *text, size_t at, size_t *size);

#endif
