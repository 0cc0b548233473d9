/* SET statements, as far as they matter to a reader of SQL. */
#ifndef WPN_TEXT_SQL_SET_H
#define WPN_TEXT_SQL_SET_H

#include "text/sql_tokens.h"

/* The next token of a SET statement. */
wpn_status wpn_sql_set_token(wpn_sql *sql, const wpn_token *t, wpn_error *error);

/* The end of one assignment in it. */
wpn_status wpn_sql_end_assignment(wpn_sql *sql, wpn_error *error);

#endif
