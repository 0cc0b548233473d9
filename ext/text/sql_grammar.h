/* What the tokens of a statement mean. */
#ifndef WPN_TEXT_SQL_GRAMMAR_H
#define WPN_TEXT_SQL_GRAMMAR_H

#include "text/sql_tokens.h"

/* Takes the next token of the statement in hand. */
wpn_status wpn_sql_grammar_token(wpn_sql *sql, const wpn_token *t, wpn_error *error);

#endif
