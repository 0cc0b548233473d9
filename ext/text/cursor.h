/* Reading a text from front to back, as the parsers of serialized data and JSON do. */
#ifndef WPN_TEXT_CURSOR_H
#define WPN_TEXT_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "text/ascii.h"

typedef struct wpn_cursor {
    const char *text;
    size_t len;
    size_t at;
} wpn_cursor;

/* Each moves on only over what it was asked for. */
static inline bool wpn_take(wpn_cursor *c, char expected)
{
    if (c->at < c->len && c->text[c->at] == expected) {
        c->at++;
        return true;
    }
    return false;
}

static inline size_t wpn_take_digits(wpn_cursor *c)
{
    size_t start = c->at;
    while (c->at < c->len && wpn_is_digit(c->text[c->at])) {
        c->at++;
    }
    return c->at - start;
}

static inline bool wpn_take_word(wpn_cursor *c, const char *word)
{
    size_t len = strlen(word);
    if (c->len - c->at < len || memcmp(c->text + c->at, word, len)) {
        return false;
    }
    c->at += len;
    return true;
}

#endif
