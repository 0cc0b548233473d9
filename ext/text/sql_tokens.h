/* The tokens of SQL. */
#ifndef WPN_TEXT_SQL_TOKENS_H
#define WPN_TEXT_SQL_TOKENS_H

#include "text/sql_internal.h"

typedef enum wpn_token_kind {
    WPN_TOKEN_MORE, /* it is not all there yet */
    WPN_TOKEN_END,  /* of the input */
    WPN_TOKEN_ERROR,
    WPN_TOKEN_COMMENT,
    WPN_TOKEN_CONDITION, /* the beginning of a conditional one, `/` `*!40101` */
    WPN_TOKEN_CONDITION_END,
    WPN_TOKEN_WORD,
    WPN_TOKEN_NAME,   /* `name`, or "name" with ANSI_QUOTES */
    WPN_TOKEN_STRING, /* 'a' or "a" */
    WPN_TOKEN_DELIMITER,
    WPN_TOKEN_MARK, /* a byte of punctuation */
} wpn_token_kind;

typedef struct wpn_token {
    wpn_token_kind kind;
    size_t start, end;
} wpn_token;

/* Moves sql->pos over white space to the next token and reads it; pos stays at its start. */
wpn_token wpn_sql_next_token(wpn_sql *sql, wpn_error *error);

/* Whether the token is that word, given in capitals; case does not matter. */
bool wpn_token_is_word(const wpn_sql *sql, const wpn_token *t, const char *word);
/* The same for several, NULL behind the last. */
bool wpn_token_is_any_word(const wpn_sql *sql, const wpn_token *t, const char *const *words);
bool wpn_token_is_mark(const wpn_sql *sql, const wpn_token *t, char mark);

/* Sets name to the token's text without its quotes; name->data is never NULL then. False when memory is short. */
bool wpn_token_unquote(const wpn_sql *sql, const wpn_token *t, wpn_buffer *name);

bool wpn_sql_is_word_byte(char c);

#endif
