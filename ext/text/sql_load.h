/* What the rows of an INSERT are made of, and the same rows as LOAD DATA reads them.
 *
 * LOAD DATA takes them almost as they stand, and loads them faster than INSERT does, with
 *
 *     FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\'' ESCAPED BY '\\' LINES STARTING BY '(' TERMINATED BY '),\n'
 *
 * Almost: it unescapes some things in another way, and knows no expressions, no hexadecimal numbers, no character set
 * of a single literal. The judgement errs on the side of INSERT.
 */
#ifndef WPN_TEXT_SQL_LOAD_H
#define WPN_TEXT_SQL_LOAD_H

#include "base/buffer.h"
#include "text/sql.h"

typedef enum wpn_rows_form {
    WPN_ROWS_EXPRESSIONS, /* not rows of literals alone, or not a plain INSERT INTO or REPLACE INTO */
    WPN_ROWS_LITERALS,
    WPN_ROWS_LOADABLE, /* INSERT INTO, and LOAD DATA understands each literal as INSERT does */
} wpn_rows_form;

/* load: where the rows are appended in LOAD DATA form, each `(...),\n`; what is appended is of use only when the form
 * is WPN_ROWS_LOADABLE. NULL: judge only, which cannot fail. */
wpn_status wpn_sql_rows_form(const wpn_sql_statement *statement, wpn_buffer *load, wpn_rows_form *form,
                             wpn_error *error);

#endif
