/* Personal data in rows: what becomes of the cells of the row in hand, and of the row itself. */
#ifndef WPN_TEXT_SQL_FAKES_H
#define WPN_TEXT_SQL_FAKES_H

#include "text/sql_tokens.h"

/* The statement has moved on to another phase: checks that the rows of a table with personal data can be read. */
wpn_status wpn_sql_fakes_phase(wpn_sql *sql, const wpn_token *t, wpn_error *error);

/* The statement moves columns of the table it names: where that may hold personal data, they are not known any more. */
wpn_status wpn_sql_fakes_altered(wpn_sql *sql, wpn_error *error);

/* A cell of the row in hand ends before data[at]. False when memory is short. */
bool wpn_sql_end_cell(wpn_sql *sql, size_t at);

/* Marks the literals of the row that become fakes, unless the row is dropped as a whole. */
wpn_status wpn_sql_judge_row(wpn_sql *sql, bool *dropped, wpn_error *error);

/* Writes the fake in place of a literal that is marked. */
wpn_status wpn_sql_write_fake(wpn_sql *sql, const wpn_row_literal *item, wpn_error *error);

/* Takes back the output, and the input that is to be copied to it, behind output offset `to`; goes on at data[at]. */
bool wpn_sql_take_back(wpn_sql *sql, size_t to, size_t at);

#endif
